/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-desktop-notices.h"

G_BEGIN_DECLS

/**
 * CorralBackground:
 *
 * Going on without a window, when the preferences say so ("watch-in-background"): the program is held while no window is open,
 * and the desktop is asked for leave where it is in a sandbox (org.freedesktop.portal.Background). The first time that it
 * stays behind it says so by a notice, which can end it; so can Quit in the menu. Main thread.
 */
#define CORRAL_TYPE_BACKGROUND (corral_background_get_type ())
G_DECLARE_FINAL_TYPE (CorralBackground, corral_background, CORRAL, BACKGROUND, GObject)

/* @application outlives this and has the actions "app.quit" and "app.show". */
CorralBackground *corral_background_new (GtkApplication *application,
                                         CorralDesktopNotices *notices,
                                         GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* The program is to end with its windows, once: somebody has chosen Quit. A window that opens afterwards takes it back. */
void corral_background_end (CorralBackground *self);

G_END_DECLS
