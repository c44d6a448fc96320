/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives @choice (a GtkDropDown) and the button in it, which has the keyboard, the name @name; what is chosen describes the
 * button. (In GTK 4.8 the button has no name of its own.) Main thread. */
void corral_compat_drop_down_set_name (GtkWidget *choice, const char *name);

/* Gives the switch in @row (an AdwExpanderRow that shows one) the name @name. (In libadwaita 1.2 it has none.) */
void corral_compat_row_name_switch (GtkWidget *row, const char *name);

/* The title of @group (an AdwPreferencesGroup) goes on in a second line rather than being shortened (libadwaita
 * 1.2). */
void corral_compat_group_wrap_title (GtkWidget *group);

G_END_DECLS
