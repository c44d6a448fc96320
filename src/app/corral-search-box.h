/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralSearchBox:
 *
 * The field that is always one key away: finds anything as somebody types and goes there on Enter.
 * Who opens it: an agent with a caller on the line, who types "0412 river" and presses Enter.
 *
 * Down and Up walk the results, Tab and Shift+Tab their groups, Enter goes to the chosen one (the first, when none is),
 * Escape closes. While it is empty it offers what was found last. Main thread.
 *
 * Signal "gone": somebody went to what was found, so the keys are the page's now.
 */
#define CORRAL_TYPE_SEARCH_BOX (corral_search_box_get_type ())
G_DECLARE_FINAL_TYPE (CorralSearchBox, corral_search_box, CORRAL, SEARCH_BOX, GtkWidget)

GtkWidget *corral_search_box_new (void);

/* Once, when the fleet of @context may be read; what was typed till then is looked for. @context outlives the box. */
void corral_search_box_begin (CorralSearchBox *self, CorralPageContext *context);

/* Typing anywhere in @widget, where nothing else takes the keys, begins a search. */
void corral_search_box_capture (CorralSearchBox *self, GtkWidget *widget);

/* Goes to the field, chooses what is in it, or offers what was found last. */
void corral_search_box_focus (CorralSearchBox *self);

/* What a barcode scanner has read: goes to the cart at once, or shows what else has that, or says what it is. */
void corral_search_box_take_scan (CorralSearchBox *self, const char *scanned);

/* As if it had been typed: for the desktop's search, tests and benches. */
void corral_search_box_set_text (CorralSearchBox *self, const char *text);
guint corral_search_box_get_n_results (CorralSearchBox *self);

/* The sentence that stands over the results, or NULL. */
const char *corral_search_box_get_told (CorralSearchBox *self);

/* The chosen result as a screen reader says it, or NULL. */
const char *corral_search_box_get_chosen (CorralSearchBox *self);

/* Whether results are shown, and whether any are still to come. */
gboolean corral_search_box_is_open (CorralSearchBox *self);
gboolean corral_search_box_is_asking (CorralSearchBox *self);

G_END_DECLS
