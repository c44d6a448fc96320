/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-palette.h"

G_BEGIN_DECLS

/* A thin bar of counts, each in its hue, for table cells: no children, no allocation per draw. A
 * part that is not zero is never thinner than 2 pixels. Main thread. */
#define CORRAL_TYPE_STACK_BAR (corral_stack_bar_get_type ())
G_DECLARE_FINAL_TYPE (CorralStackBar, corral_stack_bar, CORRAL, STACK_BAR, GtkWidget)

typedef struct
{
  CorralHue hue;
  guint count;
} CorralStackPart;

#define CORRAL_STACK_BAR_MAX_PARTS 12

GtkWidget *corral_stack_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* At most CORRAL_STACK_BAR_MAX_PARTS. @accessible_label: the counts in words ("80 ready, 12 in use,
 * 3 silent"); %NULL leaves it as it is. Nothing happens when nothing changed. */
void corral_stack_bar_set_parts (CorralStackBar *self,
                                 const CorralStackPart *parts,
                                 guint n,
                                 const char *accessible_label);

G_END_DECLS
