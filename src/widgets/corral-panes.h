/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How they stand. */
typedef enum
{
  CORRAL_PANES_MAIN_ON_TOP = 0,   /* under each other, the wide one comes first */
  CORRAL_PANES_SIDE_ON_TOP = 1,   /* the narrow one does */
  CORRAL_PANES_SIDE_AT_END = 2,   /* beside each other, the narrow one stands where reading ends; else where it begins */
} CorralPanesFlags;

/* A narrow pane beside a wide one, a line between them, each scrolled by itself where it is a scrolled window. Where there is
 * no room for both they stand under each other and are scrolled as one: a small screen, or large text.
 *
 * @side: the narrow one, @side_px wide with text of the usual size
 * @main_: takes what is left
 * @main_px: it needs so much; with less, they stand under each other
 * The keyboard goes through them in the order in which they stand under each other. */
#define CORRAL_TYPE_PANES (corral_panes_get_type ())
G_DECLARE_FINAL_TYPE (CorralPanes, corral_panes, CORRAL, PANES, GtkWidget)

GtkWidget *corral_panes_new (GtkWidget *side, int side_px, GtkWidget *main_, int main_px, CorralPanesFlags flags);

/* The side is @side_px wide from now on. */
void corral_panes_set_side_px (CorralPanes *self, int side_px);

G_END_DECLS
