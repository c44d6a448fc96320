/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "corral-page.h"
#include "corral-services.h"

G_BEGIN_DECLS

/**
 * CorralWindow:
 *
 * The one window: sidebar, search, back and forward, age of the data, notice bar, and the pages. Main thread.
 */
#define CORRAL_TYPE_WINDOW (corral_window_get_type ())
G_DECLARE_FINAL_TYPE (CorralWindow, corral_window, CORRAL, WINDOW, AdwApplicationWindow)

/* While the services are still reading what is stored, the window is there with nothing in it; places that it is
 * asked to go to wait for corral_window_begin(). */
CorralWindow *corral_window_new (GtkApplication *application, CorralServices *services, GSettings *settings);

/* Once corral_services_go() has been called, when it had not been before the window was made. */
void corral_window_begin (CorralWindow *self);

/* Whether the program goes on when it closes: what waits to be sent is then sent all the same, and nobody is asked. */
void corral_window_set_leaves_program (CorralWindow *self, gboolean leaves);

/* Who else can be changed to, for the menu; it may change. */
void corral_window_set_people (CorralWindow *self, GMenuModel *people);

/* Goes to @place, with an entry in the history. */
void corral_window_go (CorralWindow *self, CorralPlace *place);

/* The same for a link; one that is none is named in the notice bar and changes nothing else. */
void corral_window_go_link (CorralWindow *self, const char *uri);

/* Where the last session ended, or the fleet. */
void corral_window_go_last (CorralWindow *self);

/* Looks for @text in the search field, as if it had been typed there. */
void corral_window_search (CorralWindow *self, const char *text);

CorralPage *corral_window_get_page (CorralWindow *self);

/* Whether all that is to be seen is there: for pictures and tests. */
gboolean corral_window_is_settled (CorralWindow *self);

/* What was said last at the foot of the window (nullable): for tests. */
const char *corral_window_get_told (CorralWindow *self);

/* Makes the shortcuts known, from the one table of the window's actions. */
void corral_window_install_accelerators (GtkApplication *application);

G_END_DECLS
