/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flags are judged anew when something changed that they are judged by: what somebody decided, and a flag that comes, at
 * once, with those that it touches; all of them soon when many flags or an alert changed, at leisure when it is a cart's last
 * value, for these change all the time, and every few minutes, for what is not looked at grows old. All of them are done a
 * piece at a time, between frames. Main thread. */
#include "config.h"

#include "corral-flag-judging.h"

#include "corral-flag-past.h"
#include "corral-flag-round.h"

#define SOON_MS 300
/* It takes no more than this part of the main thread's time (D): in a storm of alerts it waits longer. */
#define SHARE 100
#define LEISURE_MS 20000
#define ANEW_S 180
/* Some 2 ms (tests/bench, flags_piece). */
#define PIECE 1500
/* The same of flags of the past that are read and counted before. */
#define PIECE_PAST 4000

struct _CorralFlagJudging
{
  CorralFleet *fleet;     /* (owned) */
  CorralFlagRound *round; /* (owned) */
  gulong changed;
  GArray *touched;        /* (owned) (element-type guint32): to be judged at once */
  gboolean flags_changed; /* more than that */
  gboolean preparing;     /* a round is to begin as soon as the past is counted */
  guint at_once, soon, leisure, anew, pieces; /* sources, 0: none */
  gint64 judged_us;       /* monotonic: when a round ended last */
  gint64 cost_us;         /* what it took of the main thread */
};

/* The next piece. FALSE: that was the last. */
static gboolean
go_on (CorralFlagJudging *self)
{
  if (!self->preparing)
    return corral_flag_round_go_on (self->round, PIECE);
  if (corral_flag_pasts_prepare (self->fleet, PIECE_PAST))
    return TRUE;
  self->preparing = FALSE;
  corral_flag_round_begin (self->round, self->flags_changed);
  self->flags_changed = FALSE;
  return TRUE;
}

static gboolean
piece_cb (gpointer data)
{
  CorralFlagJudging *self = data;
  gint64 began_us = g_get_monotonic_time ();
  gboolean more = go_on (self);

  self->judged_us = g_get_monotonic_time ();
  self->cost_us += self->judged_us - began_us;
  if (more)
    return G_SOURCE_CONTINUE;
  self->pieces = 0;
  return G_SOURCE_REMOVE;
}

static void
begin (CorralFlagJudging *self)
{
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->leisure, g_source_remove);
  self->cost_us = 0;
  self->judged_us = g_get_monotonic_time ();
  self->preparing = TRUE;
  if (self->pieces == 0)
    self->pieces = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, piece_cb, self, NULL);
}

static guint
get_soon_ms (CorralFlagJudging *self)
{
  gint64 rest_ms = (self->judged_us + self->cost_us * SHARE - g_get_monotonic_time ()) / 1000;

  return (guint) CLAMP (rest_ms, SOON_MS, LEISURE_MS);
}

static gboolean
soon_cb (gpointer data)
{
  CorralFlagJudging *self = data;

  self->soon = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static gboolean
leisure_cb (gpointer data)
{
  CorralFlagJudging *self = data;

  self->leisure = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static gboolean
anew_cb (gpointer data)
{
  begin (data);
  return G_SOURCE_CONTINUE;
}

static void
all_soon (CorralFlagJudging *self, gboolean flags)
{
  self->flags_changed = self->flags_changed || flags;
  if (self->soon == 0)
    self->soon = g_timeout_add (get_soon_ms (self), soon_cb, self);
}

/* Not from within the mirror's own telling. */
static gboolean
at_once_cb (gpointer data)
{
  CorralFlagJudging *self = data;
  gboolean followed;

  self->at_once = 0;
  followed = !self->flags_changed
             && corral_flag_round_follow (self->round, (const guint32 *) (gpointer) self->touched->data, self->touched->len);
  g_array_set_size (self->touched, 0);
  if (!followed)
    all_soon (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
take_flags (CorralFlagJudging *self, const CorralTableChanges *flags)
{
  if (flags->forgotten || self->flags_changed)
    {
      all_soon (self, TRUE);
      return;
    }
  g_array_append_vals (self->touched, flags->slots, flags->n_slots);
  if (self->at_once == 0)
    self->at_once = g_idle_add_full (G_PRIORITY_HIGH_IDLE, at_once_cb, self, NULL);
}

static void
changed_cb (CorralFleet *fleet, const CorralFleetChanges *changes, CorralFlagJudging *self)
{
#define BIT(column) (G_GUINT64_CONSTANT (1) << (column))
  /* What is said here, and who is at it, changes nothing of what is to be said. */
  static const guint64 beside
      = BIT (CORRAL_FLAG_COL_TRUST_PCT) | BIT (CORRAL_FLAG_COL_ADVICE) | BIT (CORRAL_FLAG_COL_DOUBT)
        | BIT (CORRAL_FLAG_COL_RANK)
        | BIT (CORRAL_FLAG_COL_SEEN_BY) | BIT (CORRAL_FLAG_COL_SEEN_MS) | BIT (CORRAL_FLAG_COL_SECOND_BY)
        | BIT (CORRAL_FLAG_COL_SECOND_MS) | BIT (CORRAL_FLAG_COL_SECOND_OF) | BIT (CORRAL_FLAG_COL_SECOND)
        | BIT (CORRAL_FLAG_COL_MINE) | BIT (CORRAL_FLAG_COL_PENDING) | BIT (CORRAL_FLAG_COL_DECIDED_NOTE)
        | BIT (CORRAL_FLAG_COL_CHECKED_ITEMS) | BIT (CORRAL_FLAG_COL_WRONG_ITEMS) | BIT (CORRAL_FLAG_COL_CHECKED_BY)
        | BIT (CORRAL_FLAG_COL_CHECKED_MS);
  static const guint64 carts = BIT (CORRAL_CART_COL_WEIGHT_DRIFT_G) | BIT (CORRAL_CART_COL_LOT)
                               | BIT (CORRAL_CART_COL_FAULT) | BIT (CORRAL_CART_COL_CLOCK_SKEW_S);
#undef BIT
  const CorralTableChanges *flags = &changes->tables[CORRAL_TABLE_FLAG];
  const CorralTableChanges *alerts = &changes->tables[CORRAL_TABLE_ALERT];

  if (flags->rows || flags->forgotten || (flags->columns & ~beside) != 0)
    take_flags (self, flags);
  if (alerts->rows || alerts->columns != 0)
    all_soon (self, FALSE);
  if (self->leisure == 0
      && ((changes->tables[CORRAL_TABLE_CART].columns & carts) != 0 || changes->tables[CORRAL_TABLE_LOSS_WEEK].rows
          || changes->tables[CORRAL_TABLE_LOSS_WEEK].columns != 0))
    self->leisure = g_timeout_add (LEISURE_MS, leisure_cb, self);
}

CorralFlagJudging *
corral_flag_judging_new (CorralFleet *fleet)
{
  CorralFlagJudging *self = g_new0 (CorralFlagJudging, 1);

  self->fleet = g_object_ref (fleet);
  self->round = corral_flag_round_new (fleet);
  self->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->changed = g_signal_connect (fleet, "changed", G_CALLBACK (changed_cb), self);
  self->anew = g_timeout_add_seconds (ANEW_S, anew_cb, self);
  return self;
}

void
corral_flag_judging_free (CorralFlagJudging *self)
{
  g_clear_signal_handler (&self->changed, self->fleet);
  g_clear_handle_id (&self->at_once, g_source_remove);
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->leisure, g_source_remove);
  g_clear_handle_id (&self->anew, g_source_remove);
  g_clear_handle_id (&self->pieces, g_source_remove);
  corral_flag_round_free (self->round);
  g_array_unref (self->touched);
  g_object_unref (self->fleet);
  g_free (self);
}
