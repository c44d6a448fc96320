/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children in a row that goes on in the next line where the width ends, each as wide as it likes and as
 * high as its line; those that expand share what is left of theirs. (GtkFlowBox aligns its children in columns and gives each a focus of its own; AdwWrapBox is newer than the floor.) */
#define CORRAL_TYPE_WRAP_BOX (corral_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (CorralWrapBox, corral_wrap_box, CORRAL, WRAP_BOX, GtkWidget)

/* @spacing: pixels between children and between lines. */
GtkWidget *corral_wrap_box_new (int spacing) G_GNUC_WARN_UNUSED_RESULT;

void corral_wrap_box_append (CorralWrapBox *self, GtkWidget *child);
void corral_wrap_box_remove (CorralWrapBox *self, GtkWidget *child);

G_END_DECLS
