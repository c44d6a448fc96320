/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Words for who points at @widget; NULL: none. As a tooltip, but asked for only then:
 * gtk_widget_set_tooltip_text() asks the display each time where the pointer is, and puts away and shows again
 * whatever tooltip is on the screen, which for words that change all the time costs more than all the rest of a
 * frame. Main thread. */
void corral_hint_set (GtkWidget *widget, const char *text);

/* (transfer none) (nullable): what was set. */
const char *corral_hint_get (GtkWidget *widget);

G_END_DECLS
