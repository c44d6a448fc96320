/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-search-list.h"

G_BEGIN_DECLS

/**
 * CorralSearchResults:
 *
 * What stands under the search field: asks the finder and the trips, and fills the list with it. Main thread.
 */
typedef struct _CorralSearchResults CorralSearchResults;

/* @list and @context outlive it. @changed is called with @data when something came later. */
CorralSearchResults *corral_search_results_new (CorralPageContext *context,
                                                CorralSearchList *list,
                                                void (*changed) (gpointer data),
                                                gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void corral_search_results_free (CorralSearchResults *self);

/* Brings the searched text up to date: when idle after many rows came. */
void corral_search_results_prepare (CorralSearchResults *self);

/* What was found last. */
void corral_search_results_show_recent (CorralSearchResults *self);

/* What is found for @text. Trips come later, below. */
void corral_search_results_show_text (CorralSearchResults *self, const char *text);

/* The same of what a scanner has read, which makes no mistakes, and is no trip. */
void corral_search_results_show_scan (CorralSearchResults *self, const char *scanned);

/* Nothing more is to come. */
void corral_search_results_stop (CorralSearchResults *self);
gboolean corral_search_results_is_asking (CorralSearchResults *self);

guint corral_search_results_get_n (CorralSearchResults *self);

/* Where the chosen one leads, or NULL. */
CorralPlace *corral_search_results_get_place (CorralSearchResults *self) G_GNUC_WARN_UNUSED_RESULT;

/* The cart with that serial, or NULL. */
CorralPlace *corral_search_results_find_serial (CorralSearchResults *self, const char *serial) G_GNUC_WARN_UNUSED_RESULT;

/* Somebody goes to @place: it is the last that was found, and what stands at its store comes first from now on. */
void corral_search_results_note (CorralSearchResults *self, CorralPlace *place);

G_END_DECLS
