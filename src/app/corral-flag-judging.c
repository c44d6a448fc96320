/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flags are judged anew when something changed that they are judged by: soon when it is a flag or an alert, at leisure when
 * it is a cart's last value, for these change all the time. And every few minutes, for what is not looked at grows old.
 * Main thread. */
#include "config.h"

#include "corral-flag-judging.h"

#include "corral-flag-trust.h"

#define SOON_MS 300
/* It takes no more than this part of the main thread's time (D): in a storm of alerts it waits longer. */
#define SHARE 100
#define LEISURE_MS 20000
#define ANEW_S 180

struct _CorralFlagJudging
{
  CorralFleet *fleet; /* (owned) */
  gulong changed;
  guint soon, leisure, anew; /* sources, 0: none */
  gint64 judged_us;          /* monotonic: when that was done last */
  gint64 cost_us;            /* what it took */
};

static void
judge (CorralFlagJudging *self)
{
  gint64 began_us;

  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->leisure, g_source_remove);
  began_us = g_get_monotonic_time ();
  corral_flags_judge (self->fleet);
  self->judged_us = g_get_monotonic_time ();
  self->cost_us = self->judged_us - began_us;
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
  judge (self);
  return G_SOURCE_REMOVE;
}

static gboolean
leisure_cb (gpointer data)
{
  CorralFlagJudging *self = data;

  self->leisure = 0;
  judge (self);
  return G_SOURCE_REMOVE;
}

static gboolean
anew_cb (gpointer data)
{
  judge (data);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (CorralFleet *fleet, const CorralFleetChanges *changes, CorralFlagJudging *self)
{
#define BIT(column) (G_GUINT64_CONSTANT (1) << (column))
  static const guint64 own = BIT (CORRAL_FLAG_COL_TRUST_PCT) | BIT (CORRAL_FLAG_COL_ADVICE) | BIT (CORRAL_FLAG_COL_RANK);
  static const guint64 carts = BIT (CORRAL_CART_COL_WEIGHT_DRIFT_G) | BIT (CORRAL_CART_COL_LOT)
                               | BIT (CORRAL_CART_COL_FAULT) | BIT (CORRAL_CART_COL_CLOCK_SKEW_S);
#undef BIT
  const CorralTableChanges *flags = &changes->tables[CORRAL_TABLE_FLAG];
  const CorralTableChanges *alerts = &changes->tables[CORRAL_TABLE_ALERT];

  if (self->soon == 0 && (flags->rows || (flags->columns & ~own) != 0 || alerts->rows || alerts->columns != 0))
    self->soon = g_timeout_add (get_soon_ms (self), soon_cb, self);
  if (self->leisure == 0 && (changes->tables[CORRAL_TABLE_CART].columns & carts) != 0)
    self->leisure = g_timeout_add (LEISURE_MS, leisure_cb, self);
}

CorralFlagJudging *
corral_flag_judging_new (CorralFleet *fleet)
{
  CorralFlagJudging *self = g_new0 (CorralFlagJudging, 1);

  self->fleet = g_object_ref (fleet);
  self->changed = g_signal_connect (fleet, "changed", G_CALLBACK (changed_cb), self);
  self->anew = g_timeout_add_seconds (ANEW_S, anew_cb, self);
  return self;
}

void
corral_flag_judging_free (CorralFlagJudging *self)
{
  g_clear_signal_handler (&self->changed, self->fleet);
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->leisure, g_source_remove);
  g_clear_handle_id (&self->anew, g_source_remove);
  g_object_unref (self->fleet);
  g_free (self);
}
