/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-silence.h"
#include "corral-stamp.h"

G_BEGIN_DECLS

/* The thresholds of the first rules (D): shares of the carts that ought to talk. */
#define CORRAL_STORE_DOWN_SHARE 0.6  /* of a store's carts silent, or on the mobile network alone */
#define CORRAL_STORE_DOWN_CARTS 3
#define CORRAL_STORE_PART_SHARE 0.4  /* worth a look, the cause open */
#define CORRAL_STORE_PART_CARTS 5
#define CORRAL_CARRIER_CARTS 5       /* silent, of one carrier alone, in one region */
#define CORRAL_CARRIER_STORES 3
#define CORRAL_CARRIER_SHARE 0.3
#define CORRAL_CARRIER_CONTRAST 3.0  /* times the share of the region's other carts */

/* Carts of a group: those that ought to talk, those that are silent, those on the mobile network. */
typedef struct
{
  guint32 expected;
  guint32 silent;
  guint32 mobile;
  guint32 on_wifi; /* heard from over Wi-Fi, in whatever state: proof that it works */
} CorralCensusCount;

typedef struct
{
  CorralCensusCount count; /* without carts whose silence is not their store's: their carrier's, the cloud's, … */
  guint32 points;          /* access points whose state is known */
  guint32 points_down;
  gint64 points_ms;        /* since when the first of them is down, or CORRAL_UNKNOWN */
  gboolean network_alert;  /* the cloud says so: an open alert on the whole store */
  gint64 alert_ms;         /* since when, or CORRAL_UNKNOWN */
  gboolean network_down;   /* the verdict */
} CorralCensusStore;

typedef struct
{
  const char *carrier;
  const char *region;
  guint32 carrier_code;
  guint32 region_code;
  CorralCensusCount count;
  CorralCensusCount others; /* the region's other carts */
  guint32 stores;           /* with silent carts of this carrier */
  gboolean down;            /* the verdict */
  gint64 since_ms;          /* of one that is down: see corral_census_get_silent_since() */
} CorralCensusCarrier;

/**
 * CorralCensus:
 *
 * Who is silent, by store, by carrier and region, and together with whom: what the rules of verdict and attention look
 * at. A few passes over the carts. Constant; good until the fleet next changes. Main thread.
 */
typedef struct
{
  CorralFleet *fleet;          /* not owned */
  CorralCensusStore *stores;   /* by slot */
  CorralSilence *silence;      /* who fell silent together, of what */
  CorralCensusCarrier *carriers;
  guint n_carriers;

  guint32 wifi;                /* code of that uplink, G_MAXUINT32: nobody has it */
  guint32 n_regions;
  guint32 *carrier_at;         /* by code of carrier and region: index + 1 */
  guint32 *silent;             /* slots of the silent carts that were heard once, by store; those without one last */
  guint32 *silent_begins;      /* by store: where its begin; n_stores is those without, n_stores + 1 the end */
  guint32 n_stores;
  gint64 *alone;               /* when those were last heard whose silence neither a group, a carrier nor their
                                * store explains */
  guint n_alone;
  CorralStamp stamp;           /* as of when, in CORRAL_CENSUS_TABLES */
} CorralCensus;

/* What the census reads. */
#define CORRAL_CENSUS_TABLES \
  (CORRAL_STAMP_BIT (CART) | CORRAL_STAMP_BIT (STORE) | CORRAL_STAMP_BIT (ALERT) | CORRAL_STAMP_BIT (ACCESS_POINT))

/* (transfer full): the census of now. It is taken once for all who ask as long as nothing changes in the tables that it
 * reads. */
CorralCensus *corral_census_get (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the last one, though rows have changed since, if it can be read on (see
 * corral_stamp_is_near()); else the census of now. For what goes on with a look in pieces that a census began. */
CorralCensus *corral_census_get_near (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;
void corral_census_unref (CorralCensus *self);

/* The group of the cart at @cart: NULL when it has several carriers or none, no region, or was last heard over Wi-Fi:
 * then its carrier is not to blame. */
const CorralCensusCarrier *corral_census_find_carrier (const CorralCensus *self, guint32 cart);

/* Whether the silence of the cart at @cart is explained by something wider than its store. */
gboolean corral_census_is_wider (const CorralCensus *self, guint32 cart);

/* Ought to talk; is silent: by what people are shown. */
static inline gboolean
corral_census_is_expected (CorralCartState state)
{
  const guint expected = 1u << CORRAL_CART_IDLE | 1u << CORRAL_CART_IN_USE | 1u << CORRAL_CART_LOW_BATTERY
                         | 1u << CORRAL_CART_LATE | 1u << CORRAL_CART_FAULT | 1u << CORRAL_CART_OFFLINE;

  G_STATIC_ASSERT (CORRAL_N_CART_STATES <= 32);
  return (guint) state < CORRAL_N_CART_STATES && (expected >> (guint) state & 1) != 0;
}

static inline gboolean
corral_census_is_silent (CorralCartState state)
{
  return state == CORRAL_CART_OFFLINE;
}

/* The middle one of the times at which the silent carts of the store at @store were last heard: one that lies in repair
 * for weeks does not shift it. CORRAL_UNKNOWN for none. Of a carrier that is down it stands with it. */
gint64 corral_census_get_silent_since (const CorralCensus *self, guint32 store);

/* How many carts whose silence nothing wider explains were last heard within @radius_ms of @time_ms. */
guint corral_census_count_alone (const CorralCensus *self, gint64 time_ms, gint64 radius_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCensus, corral_census_unref)

G_END_DECLS
