/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"

G_BEGIN_DECLS

/* What cannot be set by a rule (D). */
#define CORRAL_INCIDENT_BACK_MINUTES 30  /* after it recovered it may come back for so long, at least */
#define CORRAL_INCIDENT_FLAP_HOURS 6     /* whoever comes and goes is looked at over so long */
#define CORRAL_INCIDENT_FLAP_JOINS 3     /* a cart that came so often into one incident counts no more */
#define CORRAL_INCIDENT_CART_CAP 4       /* of different incidents that one cart counts in within a day */
#define CORRAL_INCIDENT_KEY_CAP 3        /* incidents of one rule about one thing within a day; then the last goes on */
#define CORRAL_INCIDENT_KEPT_DAYS 90     /* closed ones */
#define CORRAL_INCIDENT_KEPT 2000

/**
 * CorralIncidentBook:
 *
 * Keeps incidents over time: raises after the rule's time, follows growth and recovery, damps flapping, groups symptoms under
 * their cause, merges, amends by late data, closes. Pure: no clock of its own, no disk; its clock is what the cloud has told
 * (known_ms), and only fresh data resolve anything. Main thread or the watch's; one thread at a time.
 */
typedef struct _CorralIncidentBook CorralIncidentBook;

CorralIncidentBook *corral_incident_book_new (const CorralRuleSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
void corral_incident_book_free (CorralIncidentBook *self);
/* How long closed incidents are kept at most; CORRAL_INCIDENT_KEPT_DAYS, unless somebody says less. */
void corral_incident_book_set_kept_days (CorralIncidentBook *self, guint days);
void corral_incident_book_set_settings (CorralIncidentBook *self, const CorralRuleSettings *settings);

/* One look. @findings were taken from @fleet just now. What people did (table INCIDENT of the mirror: adopted, released, merged,
 * closed) is read from @fleet. Appends the incidents that changed to @changed (element-type CorralIncident, nullable). */
void corral_incident_book_look (CorralIncidentBook *self, CorralFleet *fleet, const CorralFindings *findings, GPtrArray *changed);

/* The same in pieces, for whoever has a window to draw in between: in a storm tens of thousands of carts come into an incident
 * at once. Between the beginning and the end @fleet may change, @findings stay the caller's, and nothing else of the book is
 * asked for. When slots of carts or stores are given back since the findings were made, the look ends as one in which nothing
 * new is known. @most: how many members a piece looks at. FALSE: that was the last, and @changed is filled. */
void corral_incident_book_begin_look (CorralIncidentBook *self, CorralFleet *fleet, const CorralFindings *findings);
gboolean corral_incident_book_go_on (CorralIncidentBook *self, guint most, GPtrArray *changed);

/* Forgets every incident that @stores of @chain (element-type utf8 as keys; nullable: any of the chain) have or had part in,
 * and, so that nothing names them, all that is only counted by. The next look finds anew what it may still see of it. Gives
 * the ids (transfer full) (element-type utf8). */
GPtrArray *corral_incident_book_forget_stores (CorralIncidentBook *self, const char *chain, GHashTable *stores)
    G_GNUC_WARN_UNUSED_RESULT;

/* The moment that all it says is true of: the last fresh data that it saw; CORRAL_UNKNOWN: none yet. */
gint64 corral_incident_book_get_known_ms (CorralIncidentBook *self);

/* Since when it has been looking, however often it was saved and read; CORRAL_UNKNOWN: not yet. */
gint64 corral_incident_book_get_since_ms (CorralIncidentBook *self);

/* (transfer none) all that it holds, open ones first, most urgent first. Closed ones are kept for 90 days, at most 2,000. */
GPtrArray *corral_incident_book_get_incidents (CorralIncidentBook *self);
CorralIncident *corral_incident_book_find (CorralIncidentBook *self, const char *id); /* (transfer none) (nullable) */

/* Whole state as one value for a file, and back. A damaged one: FALSE, and the book is empty. */
GBytes *corral_incident_book_save (CorralIncidentBook *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean corral_incident_book_load (CorralIncidentBook *self, GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralIncidentBook, corral_incident_book_free)

G_END_DECLS
