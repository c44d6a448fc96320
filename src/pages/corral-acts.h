/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include "corral-fleet.h"
#include "corral-incident.h"
#include "corral-operation-type.h"

G_BEGIN_DECLS

/*
 * What people can do to the rows that they see: one table, from which the bar under a list, the menu of a row, the
 * buttons of a page, the keys and the page of keys are made. Main thread.
 */

/* Why a row cannot have an act done to it: its state as it is shown, truth and intent. */
typedef enum
{
  CORRAL_OBSTACLE_NONE,
  CORRAL_OBSTACLE_ACKNOWLEDGED,
  CORRAL_OBSTACLE_CLEARED,
  CORRAL_OBSTACLE_NO_CART,          /* an alert about the whole store */
  CORRAL_OBSTACLE_SAME_CART,        /* another of the chosen rows is about the same cart, and that is acted on */
  CORRAL_OBSTACLE_OUT_OF_SERVICE,
  CORRAL_OBSTACLE_IN_SERVICE,
  CORRAL_OBSTACLE_BLOCKED,
  CORRAL_OBSTACLE_NO_CERTIFICATE,
  CORRAL_OBSTACLE_NO_OTHER_STORE,
  CORRAL_OBSTACLE_NO_TRIP,
  CORRAL_OBSTACLE_NO_FAILED_UPDATE,
  CORRAL_OBSTACLE_DECIDED,
  CORRAL_OBSTACLE_NOT_RUNNING,      /* of a rollout */
  CORRAL_OBSTACLE_NOT_HELD,         /* the same */
  CORRAL_OBSTACLE_CLOSED,           /* an incident: over, or closed by a person */
  CORRAL_OBSTACLE_MERGED,           /* the same: part of another */
  CORRAL_OBSTACLE_NOT_CLOSED,       /* the same: nobody closed or merged it */
  CORRAL_OBSTACLE_NO_MEMBER,        /* the same: none of its carts is chosen */
  CORRAL_OBSTACLE_ALL_MEMBERS,      /* the same: all of them are, so nothing would be left */
  CORRAL_OBSTACLE_SPLIT_TWICE,      /* the same: it was split off one that was split off itself */
  CORRAL_OBSTACLE_ENDED,            /* planned work that is over */
  CORRAL_OBSTACLE_NOT_SENT,         /* the cloud does not know the row yet */
  CORRAL_OBSTACLE_LOT_FINE,         /* a flag: the scales of its cart's lot are not known to be off */
  CORRAL_OBSTACLE_NOT_VOIDED,       /* the same: it was not voided with its lot */
  CORRAL_OBSTACLE_SAME_STATUS,      /* a case: it stands so already */
  CORRAL_OBSTACLE_YOU_ASKED,        /* a flag: a colleague is to decide, not who asked for that */
  CORRAL_OBSTACLE_ASKED_ALREADY,    /* the same: somebody asked for a second opinion */
  CORRAL_OBSTACLE_NOT_ASKED,        /* the same: this account did not */
  CORRAL_OBSTACLE_NO_RECHECK,       /* the same: of another kind */
  CORRAL_OBSTACLE_CHECKED,          /* the same: somebody recorded what was found */
  CORRAL_OBSTACLE_ALONE,            /* the same: not together with others (corral-flag-bulk.h) */
  CORRAL_OBSTACLE_NOT_OUTSIDE,      /* a cart: where it is is no secret, or not known */
  CORRAL_OBSTACLE_TOO_MANY,         /* beyond CORRAL_ACT_MOST */
} CorralObstacle;

#define CORRAL_N_OBSTACLES (CORRAL_OBSTACLE_TOO_MANY + 1)

/* So many rows at once: more is a slip of the hand (Ctrl+A), not an intention. */
#define CORRAL_ACT_MOST 1000

/* What is asked before it is done. */
typedef enum
{
  CORRAL_ASK_NOTHING,  /* of several rows: whether */
  CORRAL_ASK_QUESTION, /* always whether */
  CORRAL_ASK_REASON,   /* why it goes out of service */
  CORRAL_ASK_TICKET,   /* what for, and what is wrong */
  CORRAL_ASK_BLOCK,    /* why, and the cart's label as a proof that it is meant */
  CORRAL_ASK_SNOOZE,   /* until when */
  CORRAL_ASK_ASSIGN,   /* to whom */
  CORRAL_ASK_NOTE,     /* a text */
  CORRAL_ASK_STORE,    /* which store */
  CORRAL_ASK_CAUSE,    /* what an incident was, and a note */
  CORRAL_ASK_INCIDENT, /* which other one it is part of */
  CORRAL_ASK_CART,     /* which cart is part of it too */
  CORRAL_ASK_WINDOW,   /* when there will be work, and why */
  CORRAL_ASK_LOT,      /* nothing here: a dialog of its own (corral-lot-dialog.h) */
  CORRAL_ASK_ENDING,   /* how a case ended */
  CORRAL_ASK_CASE,     /* the same: into which case (corral-case-dialog.h) */
  CORRAL_ASK_OUTCOME,  /* what a flag is decided to be, and why */
  CORRAL_ASK_SECOND,   /* which colleague decides instead, or any */
  CORRAL_ASK_RECHECK,  /* how many items were scanned again, and how many were wrong */
  CORRAL_ASK_PLACE,    /* why somebody has to know where a cart is; then it is shown (corral-place-dialog.h) */
  CORRAL_ASK_ANSWER,   /* nothing of the person: the cart's answer is waited for (corral-report-dialog.h) */
} CorralAsk;

/* What is to be acted on. Slots are as of now: it does not outlive a return to the main loop. */
typedef struct
{
  CorralTableKind table;
  const guint32 *slots;
  guint n_slots;
  CorralIncident *incident;  /* (nullable): of CORRAL_TABLE_INCIDENT: what it is about; its slots are the rows that people
                                made of it by acting, one for each of */
  const guint32 *chains;     /* (nullable): these chains, or CORRAL_NO_SLOT where nobody has acted yet */
  const char *const *members; /* (nullable) (NULL-terminated): the carts in it that are chosen, each as "chain/cart" */
  const char *failed_update; /* (nullable): of one cart, where somebody looked: an execution that did not succeed */
  const char *reason;        /* (nullable): what a form begins with: the word that is chosen, */
  const char *text;          /* (nullable): and what is written */
} CorralActSubject;

typedef struct
{
  const char *name;        /* for tests and CSS; never shown */
  CorralOperationKind kind;
  guint tables;            /* CORRAL_TABLE_BIT()s */
  const char *label;       /* marked for translation; with an ellipsis where something is asked. NULL: the outcome */
  const char *icon_name;
  const char *key;         /* (nullable): an accelerator; the same on all tables */
  CorralAsk ask;
  gboolean single;         /* of one row only */
  gboolean grave;          /* cannot be taken back, or hurts */
  gboolean by_member;      /* of an incident: done once for each of its carts that is chosen */
  gboolean splits;         /* the same: on a new incident, that is made of them */
  const char *outcome;     /* (nullable): what a flag is decided to be; how a case stands afterwards */
  CorralObstacle absent;   /* with this obstacle it is not shown at all; NONE: always shown */
  CorralObstacle (*judge) (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot);
} CorralAct;

#define CORRAL_TABLE_BIT(table) (1u << (table))

/* The whole table, most likely first. */
const CorralAct *corral_acts_get (guint *n_acts);

/* What it is called on a button. Static. */
const char *corral_act_get_label (const CorralAct *self);

/* By name; NULL for none. */
const CorralAct *corral_act_find (const char *name);

/* How an act stands for a selection now. */
typedef enum
{
  CORRAL_OFFER_HIDDEN,   /* it does not fit, or the account may not do it at all */
  CORRAL_OFFER_IMPOSSIBLE, /* shown, and why not */
  CORRAL_OFFER_POSSIBLE,
} CorralOffer;

/* @why (nullable): why it is impossible, a sentence. Looks at rows until it finds one that can be acted on. */
CorralOffer corral_act_offer (const CorralAct *self, CorralPageContext *context, const CorralActSubject *subject,
                              char **why);

G_END_DECLS
