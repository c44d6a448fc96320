/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

#define CORRAL_WEEK_HOURS 168
#define CORRAL_NO_ITEM G_MAXUINT32

/* What was decided on a flag of the past. The order is that of outcomes in the contract. */
typedef enum
{
  CORRAL_PAST_CONFIRMED,
  CORRAL_PAST_SHOPPER_ERROR,
  CORRAL_PAST_STAFF_OK,
  CORRAL_PAST_SENSOR_FAULT,
  CORRAL_PAST_NOT_CHECKED,
  CORRAL_PAST_OPEN,
  CORRAL_PAST_OTHER, /* an outcome that this version does not know */
} CorralPastOutcome;

/* A flag of the past. */
typedef struct
{
  guint64 id;    /* its id's hash: corral_loss_history_hash() */
  gint64 value_minor; /* CORRAL_UNKNOWN: not known */
  guint32 cart;  /* slot, or CORRAL_NO_SLOT */
  guint32 item;  /* corral_loss_history_get_item(), or CORRAL_NO_ITEM */
  guint8 hour;   /* of the store's week, 0 is from 00:00 on Monday */
  guint8 kind;   /* corral_loss_history_get_kind() */
  guint8 outcome; /* CorralPastOutcome */
} CorralPastFlag;

/* A store's week. */
typedef struct
{
  guint32 chain, store; /* slots */
  gint32 monday;        /* days since 1 January 1970 by the store's calendar */
  gint64 as_of_ms;
  gint64 rev;
  guint of_carts;       /* the mirror's carts when it was read: how often slots of theirs were forgotten */
  guint n_hours;        /* of the week that are over: those of sessions */
  gint32 *sessions;     /* (owned) by hour; below zero: not known */
  CorralPastFlag *flags; /* (owned) */
  guint n_flags;
} CorralLossWeekRead;

/**
 * CorralLossHistory:
 *
 * The weeks of loss prevention that the mirror holds, read: one for a fleet, kept up to date by whoever asks for it. Reading
 * costs some 0.2 µs a flag, once. The thread that the mirror belongs to.
 */
typedef struct _CorralLossHistory CorralLossHistory;

/* (transfer none): as the mirror is now; until it next changes. */
CorralLossHistory *corral_loss_history_get (CorralFleet *fleet);

/* Reads weeks that have come or changed, as many as have some @most flags, which becomes less. TRUE: all are read, and
 * corral_loss_history_get() has nothing left to do. */
gboolean corral_loss_history_prepare (CorralFleet *fleet, guint *most);

/* Whether all weeks are read as they are now. */
gboolean corral_loss_history_is_read (CorralFleet *fleet);

/* Another number after every change. */
guint64 corral_loss_history_get_revision (CorralLossHistory *self);

/* (element-type CorralLossWeekRead, nullable members) (transfer none): by slot. */
const GPtrArray *corral_loss_history_get_weeks (CorralLossHistory *self);

guint corral_loss_history_get_n_kinds (CorralLossHistory *self);
const char *corral_loss_history_get_kind (CorralLossHistory *self, guint8 kind);
guint32 corral_loss_history_get_n_items (CorralLossHistory *self);
const char *corral_loss_history_get_item (CorralLossHistory *self, guint32 item);

/* Of an item's id, or CORRAL_NO_ITEM. */
guint32 corral_loss_history_find_item (CorralLossHistory *self, const char *item);

CorralPastOutcome corral_past_outcome_from_word (const char *word);
guint64 corral_loss_history_hash (const char *id);

/* What is decided meanwhile, or by somebody here: outcomes of the mirror's own flags by the hash of their ids, over what
 * the history says. (element-type guint64 guint): hash to CorralPastOutcome + 1. Nothing is noted in it yet. */
GHashTable *corral_loss_decided_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Notes the flag at @slot, if it is decided. */
void corral_loss_decided_note (GHashTable *decided, CorralFleet *fleet, guint32 slot);

G_END_DECLS
