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

#define CORRAL_N_INCIDENT_STATES (CORRAL_INCIDENT_MERGED + 1)

/* One cart's or store's part in an incident. Immutable, shared by all versions of the incident in which it is the same. */
typedef struct
{
  char *id;               /* the cart's id in the contract; NULL: the store as such */
  char *chain;            /* the tenant's id */
  char *store;            /* the store's id, or NULL */
  gint64 joined_ms;
  gint64 left_ms;         /* fresh data showed it well; CORRAL_UNKNOWN: still in it */
  gint64 heard_ms;        /* last message before the silence, or CORRAL_UNKNOWN */
  gint64 lost_ms;         /* within open hours, not usable */
  guint n_joins;          /* how often it came into it */
  gboolean by_hand;       /* adopted by a person */
  gboolean released;      /* taken out by a person: left_ms is when, and it does not come back by itself */
  gboolean worked_on;     /* what it sent afterwards shows that it worked meanwhile */
  gint64 gap_ms;          /* of one that worked on: for how long it was not heard; else CORRAL_UNKNOWN */
  gint64 n_trips;         /* the same: trips that went on or began meanwhile; CORRAL_UNKNOWN: its cloud does not say */
  gint64 n_missing;       /* the same: messages of that time that the cloud does not have; CORRAL_UNKNOWN: as before */
  gboolean hours_known;   /* FALSE: its store's hours or time zone are not known, so nothing is in lost_ms */
  CorralQuiet quiet;      /* why it does not count now; NONE: it counts */

  /*< private >*/
  gatomicrefcount ref_count;
} CorralIncidentMember;

/* How it grew: one point whenever a count changes. */
typedef struct
{
  gint64 time_ms;
  guint n_carts;   /* still in it */
  guint n_stores;
  guint n_regions; /* in which these stores are */
  CorralSeverity severity;
} CorralIncidentPoint;

/* Something that happened to it, in order. */
typedef enum
{
  CORRAL_INCIDENT_EVENT_RAISED,
  CORRAL_INCIDENT_EVENT_GREW,        /* worse than when it was last told: corral_incident_point_is_worse() */
  CORRAL_INCIDENT_EVENT_SHRANK,      /* to half of what was last told */
  CORRAL_INCIDENT_EVENT_RECOVERED,
  CORRAL_INCIDENT_EVENT_CAME_BACK,
  CORRAL_INCIDENT_EVENT_CLOSED,
  CORRAL_INCIDENT_EVENT_AMENDED,     /* late data changed what it was: n_carts of it worked on without a link */
  CORRAL_INCIDENT_EVENT_MERGED,      /* another became part of it, or it became part of another */
  CORRAL_INCIDENT_EVENT_SPLIT,       /* a person split it off another: instead of RAISED */
} CorralIncidentEventKind;

#define CORRAL_N_INCIDENT_EVENTS (CORRAL_INCIDENT_EVENT_SPLIT + 1)

typedef struct
{
  CorralIncidentEventKind kind;
  gint64 time_ms;
  guint n_carts;
  guint n_stores;
  gint64 value_ms;   /* AMENDED: for how long the link was lost, the longest; else CORRAL_UNKNOWN */
  gint64 n_trips;    /* AMENDED: of all these carts; CORRAL_UNKNOWN: it is not known of each */
  gint64 n_missing;  /* AMENDED: the same */
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
  gboolean closed_by_hand; /* a person closed it, or made it part of another */
  guint n_carts, n_stores; /* in it now */
  guint n_regions;
  guint most_carts, most_stores;
  guint n_worked_on;       /* carts that late data show to have worked meanwhile: not in open_hours_lost */
  gint64 gap_ms;           /* of these, the longest time that one was not heard; CORRAL_UNKNOWN: there is none */
  gint64 n_trips;          /* of these, together; CORRAL_UNKNOWN: it is not known of each */
  gint64 n_missing;        /* the same of messages that the cloud does not have */
  guint n_hours_unknown;   /* carts whose store's hours are not known: not in open_hours_lost */
  guint n_times_back;      /* how often it came back */
  double open_hours_lost;  /* cart-hours within open hours in which carts were silent or had a fault */
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

/* An incident that a person split off another has the id of that, this, and eight letters of its own. It consists of the carts
 * that were moved to it, and is found by nothing else. */
#define CORRAL_INCIDENT_SPLIT ".s-"
/* The contract's longest id. */
#define CORRAL_INCIDENT_ID_MAX 64

/* Where in @id the mark of a split stands; NULL: it is none. What is before it is the id of the one it was split off. */
const char *corral_incident_find_split (const char *id);
/* A new id for carts that are split off the incident @id; NULL: its own is too long already. */
char *corral_incident_make_split_id (const char *id, guint32 letters) G_GNUC_WARN_UNUSED_RESULT;

/* Whether anybody still has to look after it. */
static inline gboolean
corral_incident_is_open (const CorralIncident *self)
{
  return self->state == CORRAL_INCIDENT_OPEN;
}

/* What "gets worse" means, the one definition of it: half as many carts again and at least 3 more; more severe; another
 * store where few are touched (half as many again where many are); another region. */
gboolean corral_incident_point_is_worse (const CorralIncidentPoint *now, const CorralIncidentPoint *than);

/* An acknowledgement holds for a shift, or until it gets worse (D). */
#define CORRAL_INCIDENT_ACKNOWLEDGED_MS (8 * 3600 * G_GINT64_CONSTANT (1000))

/* When an acknowledgement of @acknowledged_ms ended, by @now_ms: it got worse, or a shift has passed. CORRAL_UNKNOWN: it stands. */
gint64 corral_incident_get_acknowledged_until_ms (const CorralIncident *self, gint64 acknowledged_ms, gint64 now_ms);

/* When it first got worse after @time_ms, measured against what it was then, or came back; CORRAL_UNKNOWN: it did not. */
gint64 corral_incident_get_worse_ms (const CorralIncident *self, gint64 time_ms);

/* Whether it did: that ends a snooze or an acknowledgement that was given at @time_ms. */
static inline gboolean
corral_incident_is_worse_since (const CorralIncident *self, gint64 time_ms)
{
  return CORRAL_IS_KNOWN (corral_incident_get_worse_ms (self, time_ms));
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralIncident, corral_incident_unref)

G_END_DECLS
