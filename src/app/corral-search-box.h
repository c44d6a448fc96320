/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-fleet.h"

G_BEGIN_DECLS

/**
 * CorralSearchBox:
 *
 * The field that is always one key away: finds stores and carts as somebody types and goes there on Enter.
 * Who opens it: an agent with a caller on the line, who types "0412 river" and presses Enter.
 *
 * Down and Up walk the results, Enter goes to the chosen one (the first, when none is), Escape closes.
 */
#define CORRAL_TYPE_SEARCH_BOX (corral_search_box_get_type ())
G_DECLARE_FINAL_TYPE (CorralSearchBox, corral_search_box, CORRAL, SEARCH_BOX, GtkWidget)

/* @fleet: (nullable): given later, once it may be read. */
GtkWidget *corral_search_box_new (CorralFleet *fleet);

/* Once, when it was made without. */
void corral_search_box_set_fleet (CorralSearchBox *self, CorralFleet *fleet);

/* Typing anywhere in @widget, where nothing else takes the keys, begins a search. */
void corral_search_box_capture (CorralSearchBox *self, GtkWidget *widget);

void corral_search_box_focus (CorralSearchBox *self);

/* As if it had been typed; for tests. */
void corral_search_box_set_text (CorralSearchBox *self, const char *text);
guint corral_search_box_get_n_results (CorralSearchBox *self);

G_END_DECLS
