/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-alert-rules.h"

G_BEGIN_DECLS

/*
 * What a look at the fleet finds wrong at one moment, by rule: values, without memory of the look before. The book of
 * incidents (corral-incident-book.h) makes incidents of them over time. There is at most one of a rule, store and detail.
 */
typedef struct
{
  CorralAlertRuleKind rule;
  CorralSeverity severity;
  CorralVerdictCause cause;
  guint32 chain;           /* slots, or CORRAL_NO_SLOT when several, or none is known */
  guint32 store;           /* the only one that is touched */
  guint n_carts;           /* members */
  guint n_stores;
  guint n_regions;         /* of the carrier's outage: that are touched; else 0 */
  gint64 began_ms;         /* when the cause began, as the data tell; CORRAL_UNKNOWN */
  gint64 ended_ms;         /* of what is over already (CLOUD_GAP); CORRAL_UNKNOWN */
  gint64 known_ms;         /* the moment that the data it rests on are true of */
  double value;            /* what is held against the threshold; NAN */
  double target;           /* NAN */
  double missing_carts;    /* of BELOW_TARGET: the work of so many carts is missing to the target; NAN else */
  gboolean silent;         /* the members fell silent together */
  gboolean outright;       /* of STORE_WIFI: the store's own access points, or the cloud, say so */
  guint symptoms;          /* bit 1 << rule: of those it took members, or the whole finding */
  char detail[64];         /* the carrier's, lot's, version's … name, or "" */
  char region[64];         /* the carrier's region when it is one, the country of a storm of rollbacks */
  guint32 *carts;          /* (owned): slots of the members, ascending */
  guint32 *stores;         /* (owned): slots of the stores touched, ascending */
} CorralFinding;

/* How a cart is heard; see corral-quiet.h. */
typedef enum
{
  CORRAL_PRESENCE_HEARD,
  CORRAL_PRESENCE_LATE,     /* by 2 × its own interval (D) */
  CORRAL_PRESENCE_OFFLINE,  /* by 3 × its own interval (D), in time in which it had to talk */
  CORRAL_PRESENCE_GONE,     /* longer than a pack lasts: it will not come back by itself, somebody has to look for it */
  CORRAL_PRESENCE_QUIET,    /* it looks silent and is not called offline: see the reason */
  CORRAL_N_PRESENCES
} CorralPresence;

/* Why a cart that looks silent is not called offline; such carts stay countable (CorralFindings.quiet). */
typedef enum
{
  CORRAL_QUIET_NONE,
  CORRAL_QUIET_CHARGING,
  CORRAL_QUIET_CLOSED,          /* outside its store's open hours */
  CORRAL_QUIET_UPDATING,
  CORRAL_QUIET_OUT_OF_SERVICE,
  CORRAL_QUIET_OFF_PREMISES,
  CORRAL_QUIET_NEVER_SEEN,
  CORRAL_QUIET_REVOKED,
  CORRAL_QUIET_MAINTENANCE,     /* a planned window of cart, store or chain */
  CORRAL_QUIET_OWN_KNOWLEDGE,   /* this PC or the cloud is behind: it cannot be told */
  CORRAL_QUIET_EXPLAINED,       /* part of a wider finding */
  CORRAL_QUIET_FLAPPING,        /* comes and goes too often: of the book's members */
  CORRAL_QUIET_CAPPED,          /* its cap for the day is reached: of the book's members */
  CORRAL_N_QUIET
} CorralQuiet;

typedef struct
{
  gint64 now_ms;            /* the fleet's clock */
  gint64 known_ms;          /* up to then we know of silence, of the chain that was told last; CORRAL_UNKNOWN. It goes back
                             * when a clock does: a look that knows less than one before proves nothing. */
  GPtrArray *findings;      /* (element-type CorralFinding), most urgent first */
  guint presences[CORRAL_N_PRESENCES]; /* carts by how they are heard */
  guint quiet[CORRAL_N_QUIET]; /* carts that are not called offline, by reason */
  guint8 *presence_of;      /* (owned) by the cart's slot: CorralPresence */
  guint8 *quiet_of;         /* (owned) by the cart's slot: CorralQuiet; FLAPPING and CAPPED are never given here */
  guint n_slots;
  guint n_forgotten;        /* corral_findings_count_forgotten() as they were found: another number by now, and slots in
                             * them may be other rows', or nobody's */
} CorralFindings;

/* How often carts or stores of @fleet have given slots back. */
guint corral_findings_count_forgotten (CorralFleet *fleet);

/* Works out a part of what a look reads: @step from 0 on, each some milliseconds at 100,000 carts, so that a frame
 * fits between. What changes between two steps is not looked at before the next look, unless carts, stores or what
 * they are told by have come or gone. FALSE: that was the last; corral_findings_new_prepared() then has the rest
 * to do. Main thread. */
gboolean corral_findings_prepare (CorralFleet *fleet, guint step);

/* Looks at @fleet by @settings. A few passes: see the bench "findings". Main thread. */
CorralFindings *corral_findings_new (CorralFleet *fleet, const CorralRuleSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
/* The same by what corral_findings_prepare() has just worked out, whether or not rows have changed since. Main
 * thread. */
CorralFindings *corral_findings_new_prepared (CorralFleet *fleet, const CorralRuleSettings *settings)
    G_GNUC_WARN_UNUSED_RESULT;
void corral_findings_free (CorralFindings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFindings, corral_findings_free)

G_END_DECLS
