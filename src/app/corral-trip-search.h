/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-finder.h"

G_BEGIN_DECLS

/**
 * CorralTripSearch:
 *
 * Trips by the beginning of their id: they are in the cache alone, so they are asked for on its reader and come when they
 * come; the next question ends the last. Main thread.
 */
typedef struct _CorralTripSearch CorralTripSearch;

/* @find is lent. */
typedef void (*CorralTripFunc) (const CorralFind *find, gpointer data);

/* All chains have answered. */
typedef void (*CorralTripDoneFunc) (gpointer data);

/* @cache (nullable): then none are found. */
CorralTripSearch *corral_trip_search_new (CorralFleet *fleet,
                                          CorralCache *cache,
                                          CorralTripFunc func,
                                          CorralTripDoneFunc done,
                                          gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/* What is under way is ended; nothing is called any more. */
void corral_trip_search_free (CorralTripSearch *self);

/* @id: as corral_find_words_get_trip_id() gives it; NULL ends the last question and asks nothing. At most @limit of each
 * chain. */
void corral_trip_search_ask (CorralTripSearch *self, const char *id, guint limit);

/* Whether answers are still to come. */
gboolean corral_trip_search_is_asking (CorralTripSearch *self);

G_END_DECLS
