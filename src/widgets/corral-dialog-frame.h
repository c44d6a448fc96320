/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Fills @window, a dialog as high and wide as what it holds, with @header above @body. It stays within a screen of 1024×768:
 * where @body is higher it scrolls, so that the buttons in @header can always be reached, and a @title that has no room beside
 * them is shortened, and told whole to who points at it. @header and @body are taken. Main thread. */
void corral_dialog_frame_fill (AdwWindow *window, AdwHeaderBar *header, GtkWidget *body, const char *title);

/* @px as wide as the text is large, but no wider than a screen of 1024: for windows with a width of their own. */
int corral_dialog_frame_px (GtkWidget *widget, int px);

/* Escape in @search (a GtkSearchEntry, which keeps that key for itself) empties it; where it is empty, the popover or the
 * dialog around it closes, as from anywhere else in there. */
void corral_dialog_frame_let_escape (GtkWidget *search);

G_END_DECLS
