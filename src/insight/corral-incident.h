/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-finding.h"

G_BEGIN_DECLS

/* Where an incident stands. Acknowledged, assigned and snoozed are facts of their own, by people (the mirror's table
 * INCIDENT); none of them ends it. */
typedef enum
{
  CORRAL_INCIDENT_OPEN,
  CORRAL_INCIDENT_RECOVERED,   /* fresh data say it is over; may come back within the clearing time */
  CORRAL_INCIDENT_CLOSED,      /* over, or closed by a person */
  CORRAL_INCIDENT_MERGED,      /* part of another: merged_into */
} CorralIncidentState;

/* One cart's or store's part in an incident. */
typedef struct
{
  char *id;               /* the cart's id in the contract */
  char *store;            /* the store's id */
  gint64 joined_ms;
  gint64 left_ms;         /* fresh data showed it well; CORRAL_UNKNOWN: still in it */
  gint64 heard_ms;        /* last message before the silence, or CORRAL_UNKNOWN */
  gboolean by_hand;       /* adopted by a person */
  gboolean worked_on;     /* replayed data show it worked meanwhile */
  CorralQuiet quiet;      /* why it does not count now; NONE: it counts */
} CorralIncidentMember;

/* How it grew: one point whenever a count changes. */
typedef struct
{
  gint64 time_ms;
  guint n_carts;   /* still in it */
  guint n_stores;
} CorralIncidentPoint;

/* Something that happened to it, in order. */
typedef enum
{
  CORRAL_INCIDENT_EVENT_RAISED,
  CORRAL_INCIDENT_EVENT_GREW,        /* worse than when it was last told or acknowledged */
  CORRAL_INCIDENT_EVENT_SHRANK,
  CORRAL_INCIDENT_EVENT_RECOVERED,
  CORRAL_INCIDENT_EVENT_CAME_BACK,
  CORRAL_INCIDENT_EVENT_CLOSED,
  CORRAL_INCIDENT_EVENT_AMENDED,     /* late data changed what it was */
  CORRAL_INCIDENT_EVENT_MERGED,
} CorralIncidentEventKind;

typedef struct
{
  CorralIncidentEventKind kind;
  gint64 time_ms;
  guint n_carts;
  guint n_stores;
  gint64 value_ms;   /* AMENDED: for how long the link was lost; else CORRAL_UNKNOWN */
} CorralIncidentEvent;

/**
 * CorralIncident:
 *
 * One cause, one row. A fact: immutable once given out (the book makes a new one for each change), atomic reference
 * count, may cross threads. Ids, not slots, so that it outlives the mirror it was found in.
 */
typedef struct
{
  char *id;                /* "inc-RULE-HASH-MINUTE": the same on every desk that sees the same data */
  CorralAlertRuleKind rule;
  CorralSeverity severity;
  CorralVerdictCause cause;
  CorralIncidentState state;
  char *chain;             /* (nullable): the tenant's id; NULL: several */
  char *store;             /* (nullable): the store's id, when it is about one */
  char *detail;            /* the carrier's, lot's … name, or "" */
  char *region;
  gint64 began_ms;         /* of the cause */
  gint64 raised_ms;        /* when Corral could first say so */
  gint64 known_ms;         /* what it says is true of this moment */
  gint64 recovered_ms;     /* CORRAL_UNKNOWN */
  gint64 closed_ms;        /* CORRAL_UNKNOWN */
  char *merged_into;       /* (nullable) */
  guint n_carts, n_stores; /* in it now */
  guint most_carts, most_stores;
  double open_hours_lost;  /* cart-hours within open hours */
  double value, target;    /* NAN */
  GPtrArray *members;      /* (element-type CorralIncidentMember) everybody that was ever in it */
  GArray *points;          /* (element-type CorralIncidentPoint) */
  GArray *events;          /* (element-type CorralIncidentEvent) */
  GPtrArray *symptoms;     /* (element-type utf8): ids or rule words of what it explains */
  guint quiet[CORRAL_N_QUIET]; /* members that do not count now, by reason */

  /*< private >*/
  gatomicrefcount ref_count;
} CorralIncident;

CorralIncident *corral_incident_ref (CorralIncident *self);
void corral_incident_unref (CorralIncident *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralIncident, corral_incident_unref)

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
void corral_incident_book_set_settings (CorralIncidentBook *self, const CorralRuleSettings *settings);

/* One look. @findings were taken from @fleet just now. What people did (table INCIDENT of the mirror: adopted, released, merged,
 * closed) is read from @fleet. Appends the incidents that changed to @changed (element-type CorralIncident, nullable). */
void corral_incident_book_look (CorralIncidentBook *self, CorralFleet *fleet, const CorralFindings *findings, GPtrArray *changed);

/* (transfer none) all that it holds, open ones first, most urgent first. Closed ones are kept for 90 days, at most 2,000. */
GPtrArray *corral_incident_book_get_incidents (CorralIncidentBook *self);
CorralIncident *corral_incident_book_find (CorralIncidentBook *self, const char *id); /* (transfer none) (nullable) */

/* Whole state as one value for a file, and back. A damaged one: FALSE, and the book is empty. */
GBytes *corral_incident_book_save (CorralIncidentBook *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean corral_incident_book_load (CorralIncidentBook *self, GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralIncidentBook, corral_incident_book_free)

G_END_DECLS
