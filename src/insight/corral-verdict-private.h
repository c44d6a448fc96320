/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-census.h"
#include "corral-evidence.h"
#include "corral-opening-hours.h"
#include "corral-stamp.h"
#include "corral-verdict.h"

G_BEGIN_DECLS

/* The inside of the verdict, shared by the files that implement it: corral-verdict-desk.c (counts over the fleet),
 * corral-verdict-silent.c (a cart that is not heard), corral-verdict.c (one that is), corral-verdict-many.c. */

/* Thresholds (S, D: domain.md; ours are marked). */
#define CORRAL_VERDICT_EMPTY_PCT 5        /* ours: a pack that was down to this ran empty; cut-off 6400 mV */
#define CORRAL_VERDICT_EMPTY_MV 6500
#define CORRAL_VERDICT_LOW_PCT 15         /* ours */
#define CORRAL_VERDICT_WORN_PCT 68        /* D: cannot finish a shift below */
#define CORRAL_VERDICT_DRIFT_G 60.0       /* S/D: no evidence above */
#define CORRAL_VERDICT_SCAN_MS 500        /* S: 95 % of scans are under */
#define CORRAL_VERDICT_ROAM_MS 3000       /* S: poor from here on */
#define CORRAL_VERDICT_WEAK_DBM -72       /* ours */
#define CORRAL_VERDICT_SETTLE_MS (20 * 60000) /* ours: three idle intervals, and one to spare: so long others that share
                                                 its fate take to show it */
#define CORRAL_VERDICT_NEIGHBOURS 3       /* ours: so many are needed to say that it is not them */
#define CORRAL_VERDICT_CLOCK_S 3600       /* ours */
#define CORRAL_VERDICT_ROLLBACK_DAYS 5    /* ours: what is longer ago explains nothing */
#define CORRAL_VERDICT_REJECTS_PCT 1.0    /* S: the alarm of ingest errors */
#define CORRAL_VERDICT_GAP_MS (6 * 3600000) /* ours: a hole that ended longer ago explains no call */

/* A share: @bad of @known. */
typedef struct
{
  guint32 bad;
  guint32 known;
} CorralShare;

/* Lifts a share and the rest of it apart. */
static inline CorralShare
corral_share_rest (CorralShare whole, CorralShare part)
{
  return (CorralShare) { whole.bad - part.bad, whole.known - part.known };
}

struct _CorralVerdictDesk
{
  CorralVerdictDesk *counted; /* (owned) (nullable): all that follows after what we know of the way is borrowed from it, which
                               * is kept with the fleet as long as nothing changes */
  CorralFleet *fleet; /* not owned */
  CorralVerdictHops hops;
  gboolean hops_known;
  CorralStamp stamp;           /* as of when */
  gint64 now_ms;
  CorralCensus *census;
  const CorralColumns *carts;
  const CorralColumns *stores;

  CorralShare *lot_drift;      /* by code of the lot */
  CorralShare all_drift;
  CorralShare *version_slow;   /* by code of the firmware */
  CorralShare all_slow;
  guint32 *firmware_rows;      /* by code of the carts' firmware: slot of that version, CORRAL_NO_SLOT */
  CorralShare *revision_noise; /* by code of the revision: those on 2.4 GHz in refrigerated aisles now */
  CorralShare all_noise;
  guint8 *noise_alert;         /* by cart: an open alert of radio noise */
  guint8 *noisy;               /* by cart: it suffers it just now */
  CorralShare *revision_alerts; /* by code of the revision: of all carts */
  CorralShare all_alerts;
  CorralShare *chain_ca;       /* by chain: without the next anchor */
  CorralShare *rollbacks;      /* by code of the stores' country: of updates that ended lately */
  guint8 *cold;                /* by store and aisle: n_aisles a store */
  guint32 n_aisles;
  guint32 *points;             /* by code of the carts' access point: slot of that row, CORRAL_NO_SLOT */
  gint64 gap_begin_ms;         /* a hole in what all stores sent today, or CORRAL_UNKNOWN */
  gint64 gap_end_ms;
  guint gap_stores, gap_of;
  guint8 *in_gap;              /* by store: it has the hole */
  CorralShare gap_up;          /* carts that were up all through it, of those whose last boot is known */
  GTimeZone **zones;           /* (owned): by code of the stores' time zone, once asked for: reading one takes its time */
  guint32 n_zones;
  CorralOpeningHours hours;    /* of the store that was asked for last: carts come store by store */
  guint32 hours_store;
};

/* All that verdicts read: what people did to flags, tickets and incidents does not make them go. */
#define CORRAL_VERDICT_TABLES \
  (~(CORRAL_STAMP_BIT (FLAG) | CORRAL_STAMP_BIT (TICKET) | CORRAL_STAMP_BIT (INCIDENT) | CORRAL_STAMP_BIT (MAINTENANCE) \
     | CORRAL_STAMP_BIT (INGEST)))

/* Counts it anew unless it is current, from the last census if that can be read on. It is no newer than that: who
 * asks for the desk of now has it counted again when anything has changed since. */
void corral_verdict_desk_prepare (CorralFleet *fleet);
/* (transfer full): the last one, if it can be read on (see corral_stamp_is_near()), else that of now. It knows no
 * hops. */
CorralVerdictDesk *corral_verdict_desk_new_near (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

/* So many of those, and so few of the others, that it is no accident: of a lot, however large it is; of a version, which
 * has to be the smaller part, or it is the others that are odd. */
gboolean corral_verdict_is_lot (CorralShare own, CorralShare others);
gboolean corral_verdict_is_unlike (CorralShare own, CorralShare others);
/* Whether carts of @revision (code) suffer radio noise that others do not. */
gboolean corral_verdict_is_noise (const CorralVerdictDesk *desk, guint32 revision);

/* What is looked at for one cart. */
typedef struct
{
  CorralVerdictDesk *desk;
  CorralVerdict *verdict;
  guint32 cart;
  guint32 store;
  guint32 chain;
  CorralCartState state;
  gint64 heard_ms;
  gint64 now_ms;   /* the moment up to which anything is known */
} CorralVerdictLook;

void corral_verdict_begin (CorralVerdictDesk *desk, CorralVerdict *verdict);

/* Names the cause; the members of evidence that a call of add does not name are empty. */
void corral_verdict_set (CorralVerdict *verdict, CorralVerdictCause cause, guint confidence_pct);
void corral_verdict_add (CorralVerdict *verdict, CorralEvidence evidence);
void corral_verdict_doubt (CorralVerdict *verdict, CorralDoubtKind doubt);
/* The defaults come first and the call's members replace them: that is what the warning is about. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#else
#pragma GCC diagnostic ignored "-Woverride-init"
#endif
#define CORRAL_EVIDENCE(...) \
  ((CorralEvidence) { .value = NAN, .time_ms = CORRAL_UNKNOWN, .cart = CORRAL_NO_SLOT, .store = CORRAL_NO_SLOT, \
                      .kind = CORRAL_EVIDENCE_##__VA_ARGS__ })
/* The same with a name from data (nullable). */
void corral_verdict_add_named (CorralVerdict *verdict, CorralEvidence evidence, const char *name);

/* The open alerts on the cart, or on its whole store, speak for the verdict. Never alone: confidence grows by a little. */
void corral_verdict_add_alerts (CorralVerdictLook *look);
/* Makes it less sure, and says so, when what is known of the cart is old. */
void corral_verdict_judge_knowledge (CorralVerdictLook *look);

/* Whether the store's network is down, as far as is known, and why: then the verdict is filled in. */
gboolean corral_verdict_blame_store (CorralVerdictDesk *desk, guint32 store, CorralVerdict *verdict);
/* A group that fell silent together. */
void corral_verdict_blame_group (CorralVerdictDesk *desk, const CorralSilenceGroup *group, CorralVerdict *verdict);
void corral_verdict_blame_carrier (CorralVerdictDesk *desk, const CorralCensusCarrier *carrier, CorralVerdict *verdict);

/* A cart that is silent, and ought to talk; one that is late. */
void corral_verdict_of_silent (CorralVerdictLook *look);
void corral_verdict_of_late (CorralVerdictLook *look);

/* (transfer none) (nullable): the zone of the store at @store. */
GTimeZone *corral_verdict_get_zone (CorralVerdictDesk *desk, guint32 store);

/* Whether the store at @store is closed at @time_ms; FALSE when its hours are not known. */
gboolean corral_verdict_is_closed (CorralVerdictDesk *desk, guint32 store, gint64 time_ms);

gboolean corral_verdict_is_noisy (CorralVerdictDesk *desk, guint32 cart, gboolean *bad);

G_END_DECLS
