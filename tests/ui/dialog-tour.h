/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Everything that can come over the window, opened one by one. Main thread. */
#include "window-fixture.h"

G_BEGIN_DECLS

/* After page_tour_open(). Their names: each act that asks something, and those of the list in dialog-tour.c. */
GPtrArray *dialog_tour_list (Fixture *fixture) G_GNUC_WARN_UNUSED_RESULT;

/* Opens it and waits until it is drawn: a window, or a popover. Fails the program where it cannot be opened. */
GtkWidget *dialog_tour_open (Fixture *fixture, const char *name);

/* Closes it, and what was opened above or below it, as nobody but a test does: nothing is asked. */
void dialog_tour_close (Fixture *fixture);

/* What opens something below a widget, mapped and sensitive: menu buttons, lists to choose from.
 * (element-type GtkWidget) */
GPtrArray *popups_list (GtkWidget *below) G_GNUC_WARN_UNUSED_RESULT;

/* Opens it and waits until it is drawn; NULL where nothing comes. */
GtkWidget *popup_open (GtkWidget *opener);
void popup_close (GtkWidget *popover);

/* Two frames, so that what folds or wraps by its width has done so. */
void settle_widget (GtkWidget *widget);

/* With CORRAL_PICTURES a picture of it is kept there, as @name. */
void keep_widget_picture (GtkWidget *widget, const char *name);

G_END_DECLS
