/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loss prevention in figures: intervals against the distributions that they stand for, what stands out and what does not,
 * what is counted apart, what is too little to say, days and hours, and rows that are not whole.
 */
#include "config.h"

#include "corral-freshness.h"
#include "corral-flag-past.h"
#include "corral-loss-figures.h"
#include "corral-random.h"
#include "corral-sim.h"
#include "corral-time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define NOW_MS G_GINT64_CONSTANT (1795536000000)

/* ---- intervals --------------------------------------------------------------------------------------- */

/* P(X ≤ n) of a Poisson distribution. */
static double
poisson_up_to (guint n, double mean)
{
  double term = exp (-mean), sum = term;

  for (guint i = 1; i <= n; i++)
    sum += term *= mean / i;
  return sum;
}

static void
test_rate (void)
{
  /* At the bounds of the exact interval each tail has 2.5 %; Byar's come near that from two events on. */
  for (guint n = 2; n <= 60; n++)
    {
      CorralInterval interval = corral_interval_of_rate (n, 1, 1);

      g_assert_cmpfloat (fabs (1 - poisson_up_to (n - 1, interval.low) - 0.025), <, n < 10 ? 0.004 : 0.001);
      g_assert_cmpfloat (fabs (poisson_up_to (n, interval.high) - 0.025), <, 0.001);
      g_assert_cmpfloat (interval.value, ==, n);
    }
  g_assert_cmpfloat (corral_interval_of_rate (0, 100, 1000).low, ==, 0);
  g_assert_cmpfloat (corral_interval_of_rate (0, 100, 1000).high, >, 30); /* 3.69 of the exact one */
  g_assert_cmpfloat (corral_interval_of_rate (5, 2000, 1000).value, ==, 2.5);
  g_assert_true (isnan (corral_interval_of_rate (3, 0, 1000).value));
  g_assert_true (isnan (corral_interval_of_rate (3, NAN, 1000).value));
}

static void
test_share (void)
{
  /* Published: 81 of 263 gives 0.2553 … 0.3662 (Newcombe 1998, Table I, method 3). */
  CorralInterval interval = corral_interval_of_share (81, 263);

  g_assert_cmpfloat (fabs (interval.low - 0.2553), <, 0.0001);
  g_assert_cmpfloat (fabs (interval.high - 0.3662), <, 0.0001);
  interval = corral_interval_of_share (0, 20);
  g_assert_cmpfloat (interval.low, ==, 0);
  g_assert_cmpfloat (fabs (interval.high - 0.1611), <, 0.0001);
  g_assert_cmpfloat (corral_interval_of_share (20, 20).high, ==, 1);
  g_assert_true (isnan (corral_interval_of_share (0, 0).value));
}

static void
test_parts (void)
{
  static const double p_values[] = { 0.001, 0.03, NAN, 0.5, 0.012, 0.9 };

  /* Half of the trips and 8 of 10 flags: 2 × 56 / 1024. */
  g_assert_cmpfloat (fabs (corral_interval_test_part (8, 10, 0.5) - 112.0 / 1024), <, 1e-9);
  g_assert_cmpfloat (fabs (corral_interval_test_part (2, 10, 0.5) - 112.0 / 1024), <, 1e-9);
  g_assert_cmpfloat (corral_interval_test_part (5, 10, 0.5), ==, 1);
  g_assert_cmpfloat (corral_interval_test_part (0, 0, 0.5), ==, 1);
  g_assert_cmpfloat (corral_interval_test_part (0, 10, 0), ==, 1);
  /* Of five: 0.001 ≤ 0.01 and 0.012 ≤ 0.02; 0.03 ≤ 0.03 as well. */
  g_assert_cmpfloat (corral_interval_find_limit (p_values, 6, 0.05), ==, 0.03);
  g_assert_cmpfloat (corral_interval_find_limit (p_values, 6, 0.005), ==, 0.001);
  g_assert_cmpfloat (corral_interval_find_limit (p_values, 6, 0.0001), <, 0);
  g_assert_cmpfloat (corral_interval_find_limit (p_values, 0, 0.05), <, 0);
}

/* ---- a small fleet ----------------------------------------------------------------------------------- */

typedef struct
{
  CorralFleet *fleet; /* (owned) */
  guint32 chain;
  GString *ids, *hours, *kinds, *outcomes, *carts, *items, *values; /* (owned): of the week being written */
  guint n, n_all;
} Small;

static void
small_init (Small *self)
{
  CorralTenant tenant = { .id = (char *) "c", .name = (char *) "Chain" };

  memset (self, 0, sizeof *self);
  self->fleet = corral_fleet_new (NULL);
  corral_fleet_put_tenant (self->fleet, &tenant);
  self->chain = corral_fleet_find_chain (self->fleet, "c");
}

static void
begin_week (Small *self)
{
  GString **all[] = { &self->ids, &self->hours, &self->kinds, &self->outcomes, &self->carts, &self->items, &self->values };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    *all[i] = g_string_new (NULL);
  self->n = 0;
}

static void
add_flags (Small *self, guint n, const char *kind, const char *outcome, const char *cart, const char *item, guint hour)
{
  for (guint i = 0; i < n; i++)
    {
      const char *space = self->n++ > 0 ? " " : "";

      g_string_append_printf (self->ids, "%sf%u", space, self->n_all++);
      g_string_append_printf (self->hours, "%s%u", space, hour);
      g_string_append_printf (self->kinds, "%s%s", space, kind);
      g_string_append_printf (self->outcomes, "%s%s", space, outcome);
      g_string_append_printf (self->carts, "%s%s", space, cart);
      g_string_append_printf (self->items, "%s%s", space, item);
      g_string_append_printf (self->values, "%s250", space);
    }
}

/* @trips in each of the first @n_hours hours. */
static void
end_week (Small *self, const char *store, const char *week, guint n_hours, guint trips)
{
  GString *all[] = { self->ids, self->hours, self->kinds, self->outcomes, self->carts, self->items, self->values };
  g_autoptr (GString) sessions = g_string_new (NULL);
  g_autofree char *id = g_strdup_printf ("lw-%s-%s", store, week);
  static gint64 rev;
  CorralLossWeek row;

  for (guint h = 0; h < n_hours; h++)
    g_string_append_printf (sessions, "%s%u", h > 0 ? " " : "", trips);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_LOSS_WEEK), &row);
  row.id = id;
  row.rev = ++rev;
  row.store = store;
  row.week = week;
  row.as_of_ms = NOW_MS;
  row.sessions = sessions->str;
  row.flag_ids = self->ids->str;
  row.flag_hours = self->hours->str;
  row.flag_kinds = self->kinds->str;
  row.flag_outcomes = self->outcomes->str;
  row.flag_carts = self->carts->str;
  row.flag_items = self->items->str;
  row.flag_values_minor = self->values->str;
  row.currency = "EUR";
  corral_fleet_put (self->fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_LOSS_WEEK), &row);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_string_free (all[i], TRUE);
}

static void
put_cart (Small *self, const char *id, const char *lot, double drift_g)
{
  CorralCart cart;
  CorralVital vital;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  cart.id = id;
  cart.rev = 1;
  cart.serial = cart.label = id;
  cart.store = "a";
  cart.state = "idle";
  cart.lot = lot;
  corral_fleet_put (self->fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
  vital.id = id;
  vital.rev = 1;
  vital.weight_drift_g = drift_g;
  corral_fleet_put (self->fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
}

static guint32
store_slot (Small *self, const char *id)
{
  return corral_columns_find (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE), self->chain, id);
}

static const CorralLossFigure *
find_store (const CorralLossFigures *figures, guint32 slot)
{
  for (guint i = 0; i < figures->stores->len; i++)
    if (g_array_index (figures->stores, CorralLossFigure, i).slot == slot)
      return &g_array_index (figures->stores, CorralLossFigure, i);
  g_assert_not_reached ();
}

/* What is counted, and what is counted apart. */
static void
test_counts (void)
{
  Small small;
  g_autoptr (CorralLossFigures) figures = NULL;

  small_init (&small);
  put_cart (&small, "good", "L1", 3);
  put_cart (&small, "bad", "L2", 95);
  begin_week (&small);
  add_flags (&small, 10, "weight_mismatch", "confirmed", "good", "sku-1", 17);
  add_flags (&small, 14, "weight_mismatch", "staff_ok", "good", "sku-1", 18);
  add_flags (&small, 3, "exit_without_pay", "open", "good", "-", 18);
  add_flags (&small, 2, "exit_without_pay", "not_checked", "bad", "-", 18);
  add_flags (&small, 5, "recheck_due", "shopper_error", "good", "-", 18);
  add_flags (&small, 7, "calibration", "sensor_fault", "good", "sku-2", 18);
  add_flags (&small, 4, "weight_mismatch", "sensor_fault", "good", "sku-2", 18);
  add_flags (&small, 6, "weight_mismatch", "confirmed", "bad", "sku-2", 18);
  add_flags (&small, 1, "of_tomorrow", "of_tomorrow", "gone", "-", 18);
  end_week (&small, "a", "2026-11-16", 168, 10);

  figures = corral_loss_figures_new (small.fleet, small.chain, CORRAL_NO_SLOT, 28);
  g_assert_cmpuint (figures->n_days, ==, 7);
  g_assert_cmpuint (figures->all.n_trips, ==, 1680);
  g_assert_cmpuint (figures->all.n_flags, ==, 10 + 14 + 3 + 2 + 1);
  g_assert_cmpuint (figures->all.n_looked, ==, 25);
  g_assert_cmpuint (figures->all.n_confirmed, ==, 10);
  g_assert_cmpint (figures->all.confirmed_minor, ==, 2500);
  g_assert_cmpfloat (figures->all.hit.value, ==, 0.4);
  g_assert_cmpuint (figures->n_open, ==, 3);
  g_assert_cmpuint (figures->n_not_checked, ==, 2);
  g_assert_cmpuint (figures->rechecks.n_flags, ==, 5);
  g_assert_true (isnan (figures->rechecks.hit.value)); /* 5 of 20 */
  g_assert_cmpuint (figures->n_scale, ==, 7 + 4 + 6);
  g_assert_cmpuint (figures->lots->len, ==, 2);
  g_assert_cmpstr (g_array_index (figures->lots, CorralLossApart, 0).word, ==, "L1");
  g_assert_cmpuint (g_array_index (figures->lots, CorralLossApart, 0).n_flags, ==, 11);
  g_assert_cmpuint (g_array_index (figures->lots, CorralLossApart, 0).n_carts, ==, 1);
  g_assert_cmpuint (figures->hours[17].n_flags, ==, 10);
  g_assert_cmpuint (figures->hours[18].n_flags, ==, 20);
  g_assert_true (isnan (figures->hours[18].rate.value)); /* 10 trips */
  g_assert_cmpuint (figures->kinds->len, ==, 3);
  g_assert_cmpstr (figures->currency, ==, "EUR");
  g_object_unref (small.fleet);
}

/* Of forty alike stores and one that is not, that one stands out; by chance alone no more than the correction allows. */
static void
test_outliers (void)
{
  Small small;
  g_autoptr (CorralLossFigures) figures = NULL;
  CorralRandom random = corral_random_seeded (5, 0, 0, 0);
  guint n_out = 0;

  small_init (&small);
  for (guint s = 0; s < 40; s++)
    {
      g_autofree char *id = g_strdup_printf ("s%02u", s);
      guint n = 0;

      begin_week (&small);
      for (guint i = 0; i < 1680; i++)
        n += corral_random_double (&random) < 0.02;
      add_flags (&small, n / 2, "weight_mismatch", "confirmed", "x", "-", 10);
      add_flags (&small, n - n / 2, "weight_mismatch", "staff_ok", "x", "-", 10);
      end_week (&small, id, "2026-11-16", 168, 10);
    }
  begin_week (&small);
  add_flags (&small, 75, "weight_mismatch", "confirmed", "x", "-", 10);
  end_week (&small, "odd", "2026-11-16", 168, 10);
  /* Fewer trips than allow a figure, however odd. */
  begin_week (&small);
  add_flags (&small, 19, "weight_mismatch", "confirmed", "x", "-", 10);
  end_week (&small, "tiny", "2026-11-16", 168, 1);

  figures = corral_loss_figures_new (small.fleet, small.chain, CORRAL_NO_SLOT, 28);
  g_assert_cmpint (find_store (figures, store_slot (&small, "odd"))->rate_stands, ==, CORRAL_STANDS_ABOVE);
  g_assert_cmpint (find_store (figures, store_slot (&small, "odd"))->hit_stands, ==, CORRAL_STANDS_ABOVE);
  g_assert_cmpuint (g_array_index (figures->stores, CorralLossFigure, 0).slot, ==, store_slot (&small, "odd"));
  g_assert_true (isnan (find_store (figures, store_slot (&small, "tiny"))->rate.value));
  g_assert_true (isnan (find_store (figures, store_slot (&small, "tiny"))->hit.value));
  for (guint i = 0; i < figures->stores->len; i++)
    n_out += g_array_index (figures->stores, CorralLossFigure, i).rate_stands != CORRAL_STANDS_WITH;
  g_assert_cmpuint (n_out, <=, 2);
  {
    g_autoptr (CorralLossFigures) one
        = corral_loss_figures_new (small.fleet, small.chain, store_slot (&small, "odd"), 28);

    g_assert_cmpuint (one->all.n_flags, ==, 75);
    g_assert_cmpuint (one->chain.n_flags, ==, figures->all.n_flags);
    g_assert_cmpint (one->all.rate_stands, ==, CORRAL_STANDS_ABOVE);
  }
  g_object_unref (small.fleet);
}

/* The last days that are known, whole weeks or not; a later version of a row takes the place of the first. */
static void
test_days (void)
{
  Small small;

  small_init (&small);
  begin_week (&small);
  add_flags (&small, 2, "weight_mismatch", "open", "x", "-", 0);
  add_flags (&small, 4, "weight_mismatch", "open", "x", "-", 167);
  end_week (&small, "a", "2026-11-16", 168, 1);
  begin_week (&small);
  add_flags (&small, 8, "weight_mismatch", "open", "x", "-", 30);
  end_week (&small, "a", "2026-11-23", 40, 1);
  for (guint days = 1; days <= 90; days++)
    {
      g_autoptr (CorralLossFigures) figures = corral_loss_figures_new (small.fleet, small.chain, CORRAL_NO_SLOT, days);

      g_assert_cmpuint (figures->n_days, ==, MIN (days, 9));
      g_assert_cmpuint (figures->all.n_flags, ==, days < 3 ? 8 : days < 9 ? 12 : 14);
      g_assert_cmpuint (figures->all.n_trips, ==, days == 1 ? 16 : days == 2 ? 40 : 40 + 24 * MIN (days - 2, 7));
    }
  begin_week (&small);
  add_flags (&small, 1, "weight_mismatch", "open", "x", "-", 30);
  end_week (&small, "a", "2026-11-23", 48, 1);
  {
    g_autoptr (CorralLossFigures) figures = corral_loss_figures_new (small.fleet, small.chain, CORRAL_NO_SLOT, 2);

    g_assert_cmpuint (figures->all.n_flags, ==, 1);
    g_assert_cmpuint (figures->all.n_trips, ==, 48);
  }
  g_object_unref (small.fleet);
}

/* What somebody decides here counts at once. */
static void
test_decided_here (void)
{
  Small small;
  CorralFlag flag;

  small_init (&small);
  begin_week (&small);
  add_flags (&small, 30, "exit_without_pay", "open", "x", "-", 30);
  end_week (&small, "a", "2026-11-16", 168, 10);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = "f4";
  flag.rev = 1;
  flag.kind = "exit_without_pay";
  flag.cart = "x";
  flag.store = "a";
  flag.raised_ms = NOW_MS;
  flag.status = "decided";
  flag.outcome = "confirmed";
  corral_fleet_put (small.fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  corral_fleet_flush (small.fleet);
  {
    g_autoptr (CorralLossFigures) figures = corral_loss_figures_new (small.fleet, small.chain, CORRAL_NO_SLOT, 7);

    g_assert_cmpuint (figures->all.n_flags, ==, 30);
    g_assert_cmpuint (figures->all.n_confirmed, ==, 1);
    g_assert_cmpuint (figures->n_open, ==, 29);
  }
  g_object_unref (small.fleet);
}

static void
put_odd (Small *small, const char *id, const char *week, const char *sessions, const char *ids, const char *hours)
{
  CorralLossWeek row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_LOSS_WEEK), &row);
  row.id = id;
  row.rev = 1;
  row.store = "a";
  row.week = week;
  row.as_of_ms = NOW_MS;
  row.sessions = sessions;
  row.flag_ids = ids;
  row.flag_hours = hours;
  row.flag_kinds = row.flag_outcomes = row.flag_carts = row.flag_items = row.flag_values_minor = ids;
  corral_fleet_put (small->fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_LOSS_WEEK), &row);
}

/* Rows that are not whole, and none at all. */
static void
test_odd_rows (void)
{
  Small small;
  g_autoptr (CorralLossFigures) none = NULL;
  g_autoptr (CorralLossFigures) figures = NULL;

  small_init (&small);
  none = corral_loss_figures_new (small.fleet, small.chain, CORRAL_NO_SLOT, 28);
  g_assert_cmpuint (none->n_days, ==, 0);
  g_assert_true (isnan (none->all.rate.value));
  put_odd (&small, "1", "2026-11-17", "1 2 3", "x", "1");        /* a Tuesday */
  put_odd (&small, "2", "2026-13-40", "1 2 3", "x", "1");
  put_odd (&small, "3", "yesterday", "1 2 3", "x", "1");
  put_odd (&small, "4", "", "1 2 3", "x", "1");
  put_odd (&small, "5", "2026-11-16", NULL, NULL, NULL);
  put_odd (&small, "6", "2026-11-16", "1 - 3", "x y", "1");      /* columns of two lengths */
  put_odd (&small, "7", "2026-11-16", "", "x y z", "1 168 -3");  /* two hours that are none */
  put_odd (&small, "8", "2026-11-16", "1e300 -5 nan", "", "");
  figures = corral_loss_figures_new (small.fleet, small.chain, CORRAL_NO_SLOT, 28);
  g_assert_cmpuint (figures->all.n_trips, ==, 4);
  g_assert_cmpuint (figures->all.n_flags, ==, 1);
  g_object_unref (small.fleet);
}

/* ---- in pieces --------------------------------------------------------------------------------------- */

static void
append_figure (GString *text, const CorralLossFigure *figure)
{
  g_string_append_printf (text, "%u %s %" G_GUINT64_FORMAT " %u %u %u %" G_GINT64_FORMAT " %.9g %.9g %.9g %.9g %.9g %.9g %d %d\n",
                          figure->slot, figure->word != NULL ? figure->word : "-", figure->n_trips, figure->n_flags,
                          figure->n_looked, figure->n_confirmed, figure->confirmed_minor, figure->rate.value, figure->rate.low,
                          figure->rate.high, figure->hit.value, figure->hit.low, figure->hit.high, figure->rate_stands,
                          figure->hit_stands);
}

/* All that figures say. */
static char *
to_text (const CorralLossFigures *figures)
{
  const GArray *const lists[] = { figures->stores, figures->kinds, figures->carts, figures->items };
  const GArray *const apart[] = { figures->lots, figures->weights };
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u %u %u %u %d %d %u %s\n", figures->n_scale, figures->n_weight, figures->n_open,
                          figures->n_not_checked, figures->first_day, figures->last_day, figures->n_days, figures->currency);
  append_figure (text, &figures->all);
  append_figure (text, &figures->chain);
  append_figure (text, &figures->rechecks);
  for (guint h = 0; h < CORRAL_WEEK_HOURS; h++)
    append_figure (text, &figures->hours[h]);
  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      append_figure (text, &g_array_index (lists[l], CorralLossFigure, i));
  for (guint l = 0; l < G_N_ELEMENTS (apart); l++)
    for (guint i = 0; i < apart[l]->len; i++)
      {
        const CorralLossApart *part = &g_array_index (apart[l], CorralLossApart, i);

        g_string_append_printf (text, "%s %u %u\n", part->word, part->n_flags, part->n_carts);
      }
  return g_string_free (text, FALSE);
}

static void
decide (Small *small, guint number, const char *outcome)
{
  static gint64 rev;
  g_autofree char *id = g_strdup_printf ("f%u", number);
  CorralFlag flag;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = id;
  flag.rev = ++rev;
  flag.kind = "exit_without_pay";
  flag.cart = "good";
  flag.store = "a";
  flag.raised_ms = NOW_MS;
  flag.status = "decided";
  flag.outcome = outcome;
  corral_fleet_put (small->fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
}

static void
fill_small (Small *small)
{
  static const char *const stores[] = { "a", "b", "d" };
  static const char *const weeks[] = { "2026-11-02", "2026-11-09", "2026-11-16" };

  small_init (small);
  put_cart (small, "good", "L1", 3);
  put_cart (small, "bad", "L2", 95);
  for (guint s = 0; s < G_N_ELEMENTS (stores); s++)
    for (guint w = 0; w < G_N_ELEMENTS (weeks); w++)
      {
        begin_week (small);
        add_flags (small, 10 + 30 * s, "exit_without_pay", "confirmed", "good", "sku-1", 17 + w);
        add_flags (small, 24, "exit_without_pay", "staff_ok", "good", "sku-2", 18);
        add_flags (small, 5, "weight_mismatch", "open", "bad", "sku-2", 30);
        add_flags (small, 7, "recheck_due", "not_checked", "good", "-", 31);
        end_week (small, stores[s], weeks[w], 168, 9);
      }
  for (guint i = 0; i < 40; i++)
    decide (small, i * 7, "shopper_error");
  corral_fleet_flush (small->fleet);
}

static void
assert_count (CorralLossCount *count, Small *small, guint32 store, guint n_days)
{
  g_autoptr (CorralLossFigures) at_once = corral_loss_figures_new (small->fleet, small->chain, store, n_days);
  g_autoptr (CorralLossFigures) counted = corral_loss_count_take (count);
  g_autofree char *expected = to_text (at_once), *is = to_text (counted);

  g_assert_cmpuint (counted->all.n_flags, >, 0);
  g_assert_cmpstr (is, ==, expected);
}

/* In pieces of whatever size: the same as at once. */
static void
test_pieces (void)
{
  static const guint sizes[] = { 1, 7, 100, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint n_days = 7; n_days <= 28; n_days += 21)
      {
        Small small;
        guint32 store;

        fill_small (&small);
        store = i % 2 == 0 ? CORRAL_NO_SLOT : store_slot (&small, "b");
        {
          g_autoptr (CorralLossCount) count = corral_loss_count_new (small.fleet, small.chain, store, n_days);
          guint n_pieces = 1;

          while (corral_loss_count_go_on (count, sizes[i]))
            n_pieces++;
          g_assert_false (corral_loss_count_go_on (count, sizes[i]));
          if (sizes[i] == 1)
            g_assert_cmpuint (n_pieces, >, 100);
          assert_count (count, &small, store, n_days);
        }
        g_object_unref (small.fleet);
      }
}

/* A flag is decided, a week comes, and a store, after any piece: the figures are as if it had been so before. */
static void
test_changes_between (void)
{
  guint n_pieces = 1;

  for (guint after = 0; after < n_pieces; after++)
    {
      Small small;
      guint n = 0;

      fill_small (&small);
      {
        g_autoptr (CorralLossCount) count = corral_loss_count_new (small.fleet, small.chain, CORRAL_NO_SLOT, 28);

        while (corral_loss_count_go_on (count, 40))
          {
            if (n++ != after)
              continue;
            if (after % 3 == 0)
              decide (&small, 11, "confirmed");
            else
              {
                begin_week (&small);
                add_flags (&small, 60, "void_cluster", "confirmed", "good", "sku-9", 40);
                end_week (&small, after % 3 == 1 ? "a" : "new", "2026-11-16", 168, 11);
              }
            corral_fleet_flush (small.fleet);
          }
        n_pieces = MAX (n_pieces, n);
        assert_count (count, &small, CORRAL_NO_SLOT, 28);
      }
      g_object_unref (small.fleet);
    }
  g_assert_cmpuint (n_pieces, >, 10);
}

/* Flags that never stop to change do not keep it from coming to an end. */
static void
test_restless (void)
{
  Small small;
  guint n = 0;

  fill_small (&small);
  {
    g_autoptr (CorralLossCount) count = corral_loss_count_new (small.fleet, small.chain, CORRAL_NO_SLOT, 28);
    g_autoptr (CorralLossFigures) figures = NULL;

    while (corral_loss_count_go_on (count, 40))
      {
        decide (&small, n % 300, n % 2 == 0 ? "confirmed" : "staff_ok");
        g_assert_cmpuint (++n, <, 1000);
      }
    figures = corral_loss_count_take (count);
    g_assert_cmpuint (figures->n_days, >, 0);
    g_assert_cmpuint (figures->all.n_flags, >, 0);
  }
  g_object_unref (small.fleet);
}

/* Who goes away in the middle leaves nothing behind. */
static void
test_given_up (void)
{
  for (guint pieces = 0; pieces < 40; pieces++)
    {
      Small small;
      CorralLossCount *count;

      fill_small (&small);
      count = corral_loss_count_new (small.fleet, small.chain, CORRAL_NO_SLOT, 28);
      for (guint i = 0; i < pieces; i++)
        corral_loss_count_go_on (count, 50);
      corral_loss_count_free (count);
      g_assert_finalize_object (small.fleet);
    }
}

/* What became of flags, by all that is asked by. */
static char *
pasts_to_text (Small *small, CorralFlagPasts *pasts)
{
  const CorralColumns *flags = corral_fleet_get_table (small->fleet, CORRAL_TABLE_FLAG);
  GString *text = g_string_new (NULL);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    {
      CorralFlagSigns signs = { .kind = "exit_without_pay" };
      const CorralFlagPast *const all[] = { &signs.past_kind, &signs.past_item, &signs.past_cart, &signs.past_store };

      corral_flag_pasts_read (pasts, small->fleet, slot, &signs);
      for (guint i = 0; i < G_N_ELEMENTS (all); i++)
        g_string_append_printf (text, "%g %g %.9g ", (double) all[i]->looked, (double) all[i]->found, (double) all[i]->expected);
    }
  return g_string_free (text, FALSE);
}

/* The past of flags in pieces, with a week that comes after any of them: the same as at once, and till then what
 * was. */
static void
test_pasts_in_pieces (void)
{
  guint n_pieces = 1;

  for (guint after = 0; after < n_pieces; after++)
    {
      Small one, other;
      g_autofree char *before = NULL, *meanwhile = NULL, *is = NULL, *expected = NULL;
      Small *const both[] = { &one, &other };
      guint n = 0;

      fill_small (&one);
      fill_small (&other);
      before = pasts_to_text (&one, corral_flag_pasts_get (one.fleet));
      for (guint round = 0; round < 2; round++)
        for (guint i = 0; i < G_N_ELEMENTS (both); i++)
          {
            begin_week (both[i]);
            both[i]->n_all = 5000 + 1000 * round;
            add_flags (both[i], 60, "exit_without_pay", "confirmed", "good", "sku-9", 40);
            end_week (both[i], "a", round == 0 ? "2026-10-19" : "2026-10-26", 168, 11);
            corral_fleet_flush (both[i]->fleet);
            if (i == 1 || round == 1)
              continue;
            meanwhile = pasts_to_text (&one, corral_flag_pasts_get_last (one.fleet));
            g_assert_cmpstr (meanwhile, ==, before);
            while (n++ < after && corral_flag_pasts_prepare (one.fleet, 60))
              ;
          }
      while (corral_flag_pasts_prepare (one.fleet, 60))
        n_pieces = MAX (n_pieces, ++n);
      is = pasts_to_text (&one, corral_flag_pasts_get_last (one.fleet));
      expected = pasts_to_text (&other, corral_flag_pasts_get (other.fleet));
      g_assert_cmpstr (is, ==, expected);
      g_assert_cmpstr (is, !=, before);
      g_object_unref (one.fleet);
      g_object_unref (other.fleet);
    }
  g_assert_cmpuint (n_pieces, >, 10);
}

/* ---- the simulated fleet ----------------------------------------------------------------------------- */

/* A chain whose stores are alike shows next to none that stands out; flags peak at the end of the afternoon (S); the lot
 * that is off is apart, and does not make its stores suspicious. */
static void
test_simulated (void)
{
  static const CorralCollection collections[] = { CORRAL_COLLECTION_STORE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_VITAL,
                                                  CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_LOSS_WEEK };
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000);
  CorralSimOptions options = { .seed = 7, .n_carts = 2400, .n_stores = 48, .clock = clock };
  g_autoptr (GError) error = NULL;
  CorralSim *sim = corral_sim_new (&options, &error);
  g_autoptr (CorralFleet) fleet = corral_fleet_new (corral_freshness_judge);
  guint n_stores = 0, n_out = 0, n_scale = 0;

  g_assert_no_error (error);
  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      const CorralTenant *tenant = corral_sim_get_tenant (sim, t);

      corral_fleet_put_tenant (fleet, tenant);
      for (guint c = 0; c < G_N_ELEMENTS (collections); c++)
        {
          g_autoptr (CorralBatch) batch = corral_batch_new (collections[c]);

          corral_sim_snapshot (sim, t, collections[c], NOW_MS, NULL, 1000000, batch);
          corral_fleet_apply (fleet, tenant->id, batch);
        }
    }
  corral_fleet_set_now (fleet, NOW_MS);
  corral_fleet_flush (fleet);
  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      guint32 chain = corral_fleet_find_chain (fleet, corral_sim_get_tenant (sim, t)->id);
      g_autoptr (CorralLossFigures) figures = corral_loss_figures_new (fleet, chain, CORRAL_NO_SLOT, 28);

      g_assert_cmpuint (figures->n_days, ==, 28);
      g_assert_cmpfloat (figures->all.rate.value, >, 8);
      g_assert_cmpfloat (figures->all.rate.value, <, 30);
      g_assert_cmpfloat (figures->all.hit.low, >, 0.1);
      g_assert_cmpfloat (figures->all.hit.high, <, 0.5);
      for (guint i = 0; i < figures->stores->len; i++)
        n_out += g_array_index (figures->stores, CorralLossFigure, i).rate_stands != CORRAL_STANDS_WITH;
      n_stores += figures->stores->len;
      n_scale += figures->n_scale;
    }
  g_test_message ("%u of %u stores stand out, %u flags of scales", n_out, n_stores, n_scale);
  g_assert_cmpuint (n_stores, ==, 48);
  g_assert_cmpuint (n_out, <=, 5);
  g_assert_cmpuint (n_scale, >, 100);
  corral_sim_free (sim);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss-figures/interval/rate", test_rate);
  g_test_add_func ("/loss-figures/interval/share", test_share);
  g_test_add_func ("/loss-figures/interval/parts", test_parts);
  g_test_add_func ("/loss-figures/counts", test_counts);
  g_test_add_func ("/loss-figures/outliers", test_outliers);
  g_test_add_func ("/loss-figures/days", test_days);
  g_test_add_func ("/loss-figures/decided-here", test_decided_here);
  g_test_add_func ("/loss-figures/odd-rows", test_odd_rows);
  g_test_add_func ("/loss-figures/pieces", test_pieces);
  g_test_add_func ("/loss-figures/changes-between", test_changes_between);
  g_test_add_func ("/loss-figures/restless", test_restless);
  g_test_add_func ("/loss-figures/given-up", test_given_up);
  g_test_add_func ("/loss-figures/pasts-in-pieces", test_pasts_in_pieces);
  g_test_add_func ("/loss-figures/simulated", test_simulated);
  return g_test_run ();
}
