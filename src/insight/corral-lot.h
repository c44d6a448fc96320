/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* What becomes of a flag when the lot of its cart is voided. */
typedef enum
{
  CORRAL_LOT_VOIDS,      /* it rests on the scale alone, and waits: it is voided */
  CORRAL_LOT_NO_SCALE,   /* stays out: there is other evidence than what the scale says */
  CORRAL_LOT_MENDED,     /* the same: its own scale is known to be fine again */
  CORRAL_LOT_DECIDED,    /* the same: somebody has decided it */
  CORRAL_LOT_IN_CASE,    /* the same: it is in a case that is not closed */
  CORRAL_LOT_DEAR,       /* the same: worth more than was said */
  CORRAL_LOT_NOT_SENT,   /* the same: something done to it waits to be sent */
  CORRAL_LOT_VOIDED,     /* it was voided with the lot before */
} CorralLotClass;

#define CORRAL_N_LOT_CLASSES (CORRAL_LOT_VOIDED + 1)

/* How many of a lot's flags are at one store. */
typedef struct
{
  guint32 store; /* slot, or CORRAL_NO_SLOT */
  guint n;
} CorralLotStore;

/**
 * CorralLotPlan:
 *
 * The flags of the carts of one lot, in every chain that is held, by what becomes of them when the lot is voided. Slots are
 * as of now.
 */
typedef struct
{
  guint n_off, n_known;                  /* scales of the lot that mean nothing, of those that are known */
  GArray *flags[CORRAL_N_LOT_CLASSES];   /* (owned) (element-type guint32): slots */
  GArray *stores;                        /* (owned) (element-type CorralLotStore): of those that are voided, most first */
  gint64 since_ms;                       /* the oldest of these was raised then, or CORRAL_UNKNOWN */
} CorralLotPlan;

/* The smallest units of @currency (nullable) above which somebody should look at a flag by itself, by default: a hundred of
 * what is counted in cents, a thousand crowns (D: about what a basket comes to). */
gint64 corral_lot_get_dear_minor (const char *currency);

/* Whether the scales of @lot (nullable) are known to be off as a lot (corral-flag-trust.h). One pass over the carts. */
gboolean corral_lot_is_off (CorralFleet *fleet, const char *lot);

/* @dear_minor: flags worth more than this stay out; of crowns ten times as much. CORRAL_UNKNOWN: none. One pass over carts,
 * flags and cases. */
CorralLotPlan *corral_lot_plan_new (CorralFleet *fleet, const char *lot, gint64 dear_minor) G_GNUC_WARN_UNUSED_RESULT;
void corral_lot_plan_free (CorralLotPlan *self);

/* The lot of the cart that the flag in @slot is about; NULL when it is not known. */
const char *corral_lot_of_flag (CorralFleet *fleet, guint32 slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralLotPlan, corral_lot_plan_free)

G_END_DECLS
