/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-clock.h"
#include "corral-incident-source.h"
#include "corral-telling.h"

G_BEGIN_DECLS

/**
 * CorralWatch:
 *
 * Looks at the fleet after it changed, at most every few seconds and in idle moments, lets the book of incidents follow what
 * it finds, fills the source that pages read, and says what there is to tell the person at this PC. What must outlive a start
 * (the book, what was told and seen) is in watch.db, on the worker "watch". Main thread.
 *
 * Only one process looks and tells: the one that may write. Another one on the same folder reads the file from time to time.
 *
 * Signal "tell" (const CorralTelling *): show this as a notice now; only what is to be shown.
 * Signal "withdraw" (const char *id): a notice of that incident says nothing any more.
 */
#define CORRAL_TYPE_WATCH (corral_watch_get_type ())
G_DECLARE_FINAL_TYPE (CorralWatch, corral_watch, CORRAL, WATCH, GObject)

/* Two looks are so far apart at least; and so far at most, though nothing changed but the time. */
#define CORRAL_WATCH_LEAST_MS 5000
#define CORRAL_WATCH_MOST_MS 30000

/* Begins to read what is kept in @folder (the account's; nullable: nothing is kept). @writable: this process may write there,
 * so it looks and tells. @retention_days: closed incidents, and what was told and seen, go after so long, with their bytes; 0:
 * after CORRAL_INCIDENT_KEPT_DAYS. */
CorralWatch *corral_watch_new (CorralFleet *fleet,
                               CorralIncidentSource *source,
                               const char *folder,
                               gboolean writable,
                               guint retention_days,
                               CorralClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Writes what is not written yet and ends the worker. Blocks for some milliseconds. Twice is fine. */
void corral_watch_stop (CorralWatch *self);

/* Whom to tell of what; until then nothing is told. */
void corral_watch_set_wishes (CorralWatch *self, const CorralTellingWishes *wishes);

/* The account sees these stores of @chain (element-type utf8 as keys; nullable: the whole chain) no more: incidents that they
 * have part in are forgotten, with what was told and seen of them, here and in the file. */
void corral_watch_forget_stores (CorralWatch *self, const char *chain, GHashTable *stores);

/* Whether somebody is at the window: for "since you left". */
void corral_watch_set_present (CorralWatch *self, gboolean present);

G_END_DECLS
