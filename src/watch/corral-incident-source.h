/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident-book.h"
#include "corral-incident-dry-run.h"
#include "corral-watch-file.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CorralIncidentSource:
 *
 * What pages know of incidents: facts, what the person at this PC has seen of them, and the rules' settings. The watch fills
 * it; where there is none (a test, a PC that can keep nothing) it is empty, never NULL. Main thread.
 *
 * Signal "changed": the list, a mark or the settings are another; at most once a look (every few seconds) and at once for what
 * is done here.
 * Signal "incident-changed" (const char *id): that incident is another fact, or its mark; emitted before "changed".
 */
#define CORRAL_TYPE_INCIDENT_SOURCE (corral_incident_source_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentSource, corral_incident_source, CORRAL, INCIDENT_SOURCE, GObject)

/* Empty, default rules, nothing can be kept. */
CorralIncidentSource *corral_incident_source_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* ---- reading ------------------------------------------------------------------------------------------ */

/* FALSE until what was stored has been read: an empty list then says nothing. */
gboolean corral_incident_source_is_ready (CorralIncidentSource *self);

/* FALSE while somebody watches and has not heard enough of the carts for a first look: for pictures and tests. */
gboolean corral_incident_source_is_settled (CorralIncidentSource *self);

/* (transfer none) (element-type CorralIncident): open ones first, most urgent first. The array is another one after
 * "changed"; keep references of its members. */
GPtrArray *corral_incident_source_get_incidents (CorralIncidentSource *self);

/* (transfer none) (nullable) */
CorralIncident *corral_incident_source_find (CorralIncidentSource *self, const char *id);

/* Up to when the data of the last look are known; CORRAL_UNKNOWN: there was none. */
gint64 corral_incident_source_get_known_ms (CorralIncidentSource *self);

/* How many carts look wrong and make no finding, by reason: CORRAL_N_QUIET counts, as of the last look. */
const guint *corral_incident_source_get_quiet (CorralIncidentSource *self);

/* How many are open (OPEN; RECOVERED ones are not), and how many of these nobody here has looked at. */
guint corral_incident_source_get_n_open (CorralIncidentSource *self);
guint corral_incident_source_get_n_unseen (CorralIncidentSource *self);

/* ---- what this person saw ------------------------------------------------------------------------------- */

/* (nullable): nothing was noted of it. */
const CorralWatchMark *corral_incident_source_get_mark (CorralIncidentSource *self, const char *id);

/* Whether somebody here has looked at it since it was raised. */
gboolean corral_incident_source_is_seen (CorralIncidentSource *self, const char *id);

/* "You missed this": there was something to tell of it and nobody has looked since. Stays so though it is over. */
gboolean corral_incident_source_is_missed (CorralIncidentSource *self, const char *id);
guint corral_incident_source_get_n_missed (CorralIncidentSource *self);

/* Somebody looks at it now (UTC ms): its notice goes, and it is missed no more. A page calls it when it shows it, and again
 * when it changes while it is shown. */
void corral_incident_source_mark_seen (CorralIncidentSource *self, const char *id, gint64 now_ms);
void corral_incident_source_mark_all_seen (CorralIncidentSource *self, gint64 now_ms);

/* Until when somebody was here before this start; CORRAL_UNKNOWN: never. For "since you left". */
gint64 corral_incident_source_get_left_ms (CorralIncidentSource *self);

/* (transfer none) (element-type CorralWatchNotice): the notices that were due on this PC, oldest first, of 90 days and at
 * most 5,000. */
GPtrArray *corral_incident_source_get_notices (CorralIncidentSource *self);

/* Forgets what was told and seen of @ids (element-type utf8). */
void corral_incident_source_forget (CorralIncidentSource *self, GPtrArray *ids);

/* ---- the rules' settings ------------------------------------------------------------------------------- */

const CorralRuleSettings *corral_incident_source_get_settings (CorralIncidentSource *self);

/* FALSE when they cannot be kept here — another Corral writes, or the folder is read-only — or are not this person's to change. */
gboolean corral_incident_source_can_set_settings (CorralIncidentSource *self);

/* Whether the account's role changes rules (CORRAL_RIGHT_EDIT_RULES); TRUE at first. */
void corral_incident_source_set_may_edit (CorralIncidentSource *self, gboolean may);
gboolean corral_incident_source_get_may_edit (CorralIncidentSource *self);

/* Checks all of them, writes the file and takes them for the next look. FALSE with a sentence for people when one is
 * nonsense (G_IO_ERROR_INVALID_ARGUMENT) or the file cannot be written; then nothing has changed. */
gboolean corral_incident_source_set_settings (CorralIncidentSource *self,
                                              const CorralRuleSettings *settings,
                                              GError **error);

/* What @rule would have raised in the last days with @setting; NULL when nobody here can tell, or not at this moment. Main
 * thread; a pass over the alerts. */
CorralDryRun *corral_incident_source_try_rule (CorralIncidentSource *self,
                                               CorralAlertRuleKind rule,
                                               const CorralRuleSetting *setting) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (element-type utf8): sentences for people about what could not be read or kept; may be empty. */
GPtrArray *corral_incident_source_get_problems (CorralIncidentSource *self);

/* ---- filling: the watch, and tests ---------------------------------------------------------------------- */

/* Looks will come. */
void corral_incident_source_expect_looks (CorralIncidentSource *self);

/* One look. @incidents: all there are; @changed (nullable): those that are others than before, NULL: all; @quiet (nullable):
 * CORRAL_N_QUIET counts. */
void corral_incident_source_take (CorralIncidentSource *self,
                                  GPtrArray *incidents,
                                  GPtrArray *changed,
                                  gint64 known_ms,
                                  const guint *quiet);

/* What was stored (element-type CorralWatchMark, CorralWatchNotice); copied. */
void corral_incident_source_restore (CorralIncidentSource *self, GPtrArray *marks, GPtrArray *notices, gint64 left_ms);

/* Notes a mark (copied); emits nothing but what take() or tell() emits next. */
void corral_incident_source_put_mark (CorralIncidentSource *self, const CorralWatchMark *mark);
void corral_incident_source_add_notice (CorralIncidentSource *self, const CorralWatchNotice *notice);

/* Where the rules' settings are kept; reads them. @writable: they may be set. */
void corral_incident_source_open_settings (CorralIncidentSource *self, const char *path, gboolean writable);

/* Who can tell what a rule would have raised: whoever has the book. @try_rule: NULL for nobody any more. */
typedef CorralDryRun *(*CorralIncidentSourceTry) (CorralAlertRuleKind rule,
                                                  const CorralRuleSetting *setting,
                                                  gpointer data);
void corral_incident_source_set_try (CorralIncidentSource *self, CorralIncidentSourceTry try_rule, gpointer data);

void corral_incident_source_add_problem (CorralIncidentSource *self, const char *sentence);

G_END_DECLS
