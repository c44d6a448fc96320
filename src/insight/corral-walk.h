/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-verdict.h"

G_BEGIN_DECLS

/* What somebody does who walks through a store before it opens. */
typedef enum
{
  CORRAL_WALK_PULL,  /* take it out of service */
  CORRAL_WALK_SWAP,  /* give it another battery pack, or charge this one */
  CORRAL_WALK_FETCH, /* bring it back */
} CorralWalkPart;

#define CORRAL_N_WALK_PARTS (CORRAL_WALK_FETCH + 1)

/* Why a cart is gone to, one line each: C (UPPER, PART). A cart has one: the first of these that is so. */
#define CORRAL_WALK_REASONS(C) \
  C (OUTSIDE, FETCH)       /* it left the premises */ \
  C (SILENT, FETCH)        /* not heard, and nothing else explains it */ \
  C (SCANNER, PULL) \
  C (SCALE, PULL) \
  C (CERTIFICATE, PULL)    /* its certificate is not taken any more */ \
  C (FAULT, PULL)          /* it says so itself */ \
  C (REPAIR_TICKET, PULL)  /* somebody has asked for a repair, and it is still in use */ \
  C (PACK_EMPTY, SWAP) \
  C (PACK_WORN, SWAP)      /* does not last a shift */ \
  C (SWAP_TICKET, SWAP)    /* somebody has asked for another pack */ \
  C (DOCK, SWAP)           /* in the dock, and not charging */ \
  C (BATTERY_LOW, SWAP)

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, PART) CORRAL_WALK_REASON_##UPPER,
  CORRAL_WALK_REASONS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_WALK_REASONS
} CorralWalkReason;

/* In the order in which they are walked to. */
typedef enum
{
  CORRAL_WALK_AT_DOCK,
  CORRAL_WALK_AT_AISLE,
  CORRAL_WALK_AT_UNKNOWN,
  CORRAL_WALK_AT_OUTSIDE,
} CorralWalkPlace;

/* One cart to go to. */
typedef struct
{
  CorralWalkPart part;
  CorralWalkReason reason;
  guint32 cart;          /* slot */
  CorralWalkPlace place;
  gint64 aisle;          /* where it was last, of AT_AISLE */
  guint32 ticket;        /* slot of the one that asks for it, or CORRAL_NO_SLOT */
  gint64 since_ms;       /* or CORRAL_UNKNOWN */
} CorralWalkStop;

/**
 * CorralWalk:
 *
 * Which carts of a store are pulled, swapped or fetched in the morning, by part, then dock, aisle and label. Pure.
 */
typedef struct
{
  GArray *stops;              /* (owned) (element-type CorralWalkStop) */
  guint n_of[CORRAL_N_WALK_PARTS];
  guint n_carts;              /* that are the store's, without blocked and never seen ones */
  guint n_ready;              /* can go out now */
  guint n_out_of_service;     /* a person took them out: nobody has to go there */
  guint n_explained;          /* silent for a reason that is not theirs: the store's Wi-Fi, a carrier, the cloud */
} CorralWalk;

/* Of the store at slot @store, as the fleet is known, whatever is wrong with this PC's own way to the cloud. A pass over the
 * carts, and what verdicts take. Main thread. */
CorralWalk *corral_walk_new (CorralFleet *fleet, guint32 store) G_GNUC_WARN_UNUSED_RESULT;
void corral_walk_free (CorralWalk *self);

CorralWalkPart corral_walk_reason_get_part (CorralWalkReason reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralWalk, corral_walk_free)

G_END_DECLS
