/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-finding.h"
#include "corral-verdict-private.h"

G_BEGIN_DECLS

/*
 * What is seen in the fleet, before settings are held against it and symptoms are put under their causes: each finding that
 * any setting could ask for. Attention list and findings are both made of it.
 *
 * Each file looks for its matter: corral-finding-silent.c (who fell silent together), -stores.c (what is wrong with one
 * store's network), -lasting.c (versions, lots, keys), -levels.c (figures of service, carts outside, holes), -intake.c (the cloud's own).
 */
typedef struct
{
  CorralFleet *fleet;
  CorralVerdictDesk *desk;
  const CorralCensus *census;
  const CorralColumns *carts;
  const CorralColumns *stores;
  gint64 now_ms;
  double least_missing; /* of stores below their target only those that so many carts' work is missing of */
  GPtrArray *found;  /* (element-type CorralFinding) */
  GHashTable *index; /* of them, by what they are about */
} CorralSight;

void corral_sight_see_silent (CorralSight *sight);
void corral_sight_see_stores (CorralSight *sight);
void corral_sight_see_lasting (CorralSight *sight);
void corral_sight_see_levels (CorralSight *sight);
void corral_sight_see_intake (CorralSight *sight);
/* Of these there may be hundreds on an ordinary day: attention lists them as one, so only findings ask for each. */
void corral_sight_see_below_target (CorralSight *sight);

/* A fifth of fewer carts is a store's affair, not the fleet's (ours). */
#define CORRAL_CONNECTED_CARTS 10

/* (transfer none): a new one, or the one that is there of the same rule, store (or CORRAL_NO_SLOT) and detail (nullable). */
CorralFinding *corral_sight_add (CorralSight *sight, CorralAlertRuleKind rule, guint32 store, const char *detail);

/* In any order, also twice. */
void corral_finding_add_cart (CorralFinding *finding, guint32 cart);
void corral_finding_add_store (CorralFinding *finding, guint32 store);
/* It began then, if not before. CORRAL_UNKNOWN: nothing is said. */
void corral_finding_add_begin (CorralFinding *finding, gint64 began_ms);
/* Puts members in order, and fills in the stores they are in, and the chain. */
void corral_finding_complete (CorralFinding *finding, CorralFleet *fleet);
/* (transfer full) */
CorralFinding *corral_finding_copy (const CorralFinding *finding) G_GNUC_WARN_UNUSED_RESULT;

void corral_finding_free (gpointer finding);

/* (transfer none) (element-type CorralFinding): what is seen now, without stores below their target; kept with the fleet as
 * long as nothing changes in what it is read from. Nobody may change it. @serial (nullable): another number whenever it was
 * looked for anew. */
const GPtrArray *corral_sight_get (CorralFleet *fleet, guint64 *serial);
/* (transfer none) (element-type CorralFinding): what was seen last, if it can be read on (see
 * corral_stamp_is_near()), else what is seen now. */
const GPtrArray *corral_sight_get_near (CorralFleet *fleet, guint64 *serial);
/* (transfer full): the same of stores below their target by the work of @least_missing carts, looked for now. */
GPtrArray *corral_sight_look_below_target (CorralFleet *fleet, double least_missing) G_GNUC_WARN_UNUSED_RESULT;

/* How long what is seen of holes and rollbacks holds though nothing changes but the time. */
#define CORRAL_SIGHT_HOLDS_MS (5 * 60000)

G_END_DECLS
