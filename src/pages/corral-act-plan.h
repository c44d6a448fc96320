/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-acts.h"
#include "corral-outbox-entry.h"

G_BEGIN_DECLS

/* One row that will be acted on, as it was when the person looked. */
typedef struct
{
  char *tenant;
  CorralCollection collection;
  char *id;
  gint64 rev;          /* the revision that the person saw, or CORRAL_UNKNOWN */
  char *store;         /* (nullable): of planned work, and of what begins a case: the id of the store that it is in, */
  char *cart;          /* (nullable): or of the cart; neither: the whole chain. Of an incident: the cart of it */
  gint64 worse_ms;     /* of an incident: since when its acknowledgement does not stand; else CORRAL_UNKNOWN */
  char *words;         /* "cart 0412, 118 Riverside" */
  char *time_zone;     /* (nullable): its store's */
  char *opening_hours; /* (nullable): its store's */
} CorralActTarget;

/**
 * CorralActPlan:
 *
 * What an act will do to a selection: to which rows, and which are left out and why. Made at the moment somebody asks
 * for it, from what is on the screen; it holds no slots, so it stays true while a dialog is open. Main thread.
 */
typedef struct
{
  const CorralAct *act;
  CorralTableKind table;
  guint n_chosen;
  GPtrArray *targets;                   /* (owned) (element-type CorralActTarget): at most CORRAL_ACT_MOST */
  guint left_out[CORRAL_N_OBSTACLES];
  CorralIncident *incident;             /* (owned) (nullable): that it is about */
  char *label;                          /* (nullable): of the one cart, what is painted on it */
  char *store;                          /* (nullable): of the one cart, the id of its store */
  char *reason;                         /* (nullable): what the form begins with */
  char *text;                           /* (nullable): the same */
  gint64 n_items;                       /* of the one flag: of its trip; or CORRAL_UNKNOWN */
  char *cover;                          /* (nullable): of several flags: what they are worth, and more that counts */
} CorralActPlan;

CorralActPlan *corral_act_plan_new (CorralPageContext *context, const CorralAct *act, const CorralActSubject *subject)
  G_GNUC_WARN_UNUSED_RESULT;
void corral_act_plan_free (CorralActPlan *self);

/* The target at @index as a draft without parameters; strings are lent. */
CorralOperationDraft corral_act_plan_get_draft (const CorralActPlan *self, guint index);

/* "4 are acknowledged already; 1 is cleared already": what is left out; NULL when nothing is. */
char *corral_act_plan_describe_left_out (const CorralActPlan *self) G_GNUC_WARN_UNUSED_RESULT;

/* Why there is nothing to do, a sentence; NULL when there is. */
char *corral_act_plan_why_empty (const CorralActPlan *self) G_GNUC_WARN_UNUSED_RESULT;

/* The zone of a target's store; UTC when it is not known. */
GTimeZone *corral_act_target_get_zone (const CorralActTarget *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralActPlan, corral_act_plan_free)

G_END_DECLS
