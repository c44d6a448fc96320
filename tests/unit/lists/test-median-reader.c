/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The median of a store from the hours that are held of its carts. */
#include "cache-fixture.h"

#include "corral-median-reader.h"
#include "corral-telemetry.h"

#include <math.h>

/* A whole hour. */
#define T0 G_GINT64_CONSTANT (1759998600000)
#define HOUR CORRAL_HOUR_MS
#define START (T0 - T0 % HOUR)

static const CorralTimeRange span = { START, START + 4 * HOUR };

/* Means of a cart from @from, hour by hour; NAN: an hour without samples. */
static void
store (Fixture *fixture, const char *cart, guint from, const double *means, guint n)
{
  static const char *const names[] = { "battery_pct.n", "battery_pct.sum", NULL };
  g_autoptr (CorralTelemetryColumns) columns = corral_telemetry_columns_new (n, names);
  CorralTimeRange fetched = { START + from * HOUR, START + (from + n) * HOUR };
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      columns->times_ms[i] = START + (from + i) * HOUR;
      columns->values[0][i] = isnan (means[i]) ? 0 : 12;
      columns->values[1][i] = means[i] * 12;
    }
  corral_cache_store_telemetry (fixture->cache, TENANT, cart, CORRAL_RESOLUTION_HOUR, fetched, columns, &error);
  g_assert_no_error (error);
}

/* "0:50 (40-60) | unknown 1-2": hours, medians and quartiles, then gaps. */
static char *
describe (CorralSeries *series)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < series->n; i++)
    g_string_append_printf (text, "%s%d:%g (%g-%g)", i > 0 ? " " : "", (int) ((series->times_ms[i] - START) / HOUR),
                            series->values[i], series->low[i], series->high[i]);
  for (guint i = 0; i < series->n_gaps; i++)
    g_string_append_printf (text, " | %s %d-%d", series->gaps[i].kind == CORRAL_GAP_SILENT ? "silent" : "unknown",
                            (int) ((series->gaps[i].range.start_ms - START) / HOUR),
                            (int) ((series->gaps[i].range.end_ms - START) / HOUR));
  corral_series_unref (series);
  return g_string_free (text, FALSE);
}

static CorralSeries *
read_median (Fixture *fixture, const char *const *carts, guint *n)
{
  g_autoptr (GError) error = NULL;
  CorralSeries *series
      = corral_median_read (fixture->cache, TENANT, "s1", carts, "battery_pct", span, n, NULL, &error);

  g_assert_no_error (error);
  return series;
}

static void
test_median (void)
{
  static const char *const carts[] = { "a", "b", "c", "d", "e", NULL };
  Fixture fixture;
  guint n = 0;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  assert_text (describe (read_median (&fixture, carts, &n)), " | unknown 0-4");
  g_assert_cmpuint (n, ==, 0);

  store (&fixture, "a", 0, (double[]) { 10, 50, (double) NAN, 70 }, 4);
  store (&fixture, "b", 0, (double[]) { 20, 60, (double) NAN, 80 }, 4);
  /* Two say more of themselves than of the store. */
  assert_text (describe (read_median (&fixture, carts, &n)), " | unknown 0-4");
  g_assert_cmpuint (n, ==, 2);
  store (&fixture, "c", 0, (double[]) { 90, 55, 5, 1e9 }, 4);
  store (&fixture, "d", 0, (double[]) { 30, (double) NAN, (double) NAN, 90 }, 4);
  store (&fixture, "e", 0, (double[]) { 40, (double) NAN }, 2);
  /* One that is far off, or impossible, does not move it. */
  assert_text (describe (read_median (&fixture, carts, &n)),
               "0:30 (20-40) 1:55 (52.5-57.5) 3:85 (77.5-2.5e+08) | unknown 2-3");
  g_assert_cmpuint (n, ==, 5);
  store (&fixture, "e", 2, (double[]) { (double) NAN, (double) NAN }, 2);
  assert_text (describe (read_median (&fixture, carts, &n)),
               "0:30 (20-40) 1:55 (52.5-57.5) 3:85 (77.5-2.5e+08) | silent 2-3");
  fixture_tear_down (&fixture);
}

/* However many a store has, so many are read. */
static void
test_bounded (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) carts = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; i < 30; i++)
    {
      g_ptr_array_add (carts, g_strdup_printf ("c%02u", i));
      store (&fixture, g_ptr_array_index (carts, i), 0, (double[]) { i, i, i, i }, 4);
    }
  g_ptr_array_add (carts, NULL);
  assert_text (describe (read_median (&fixture, (const char *const *) carts->pdata, &n)),
               "0:5.5 (2.75-8.25) 1:5.5 (2.75-8.25) 2:5.5 (2.75-8.25) 3:5.5 (2.75-8.25)");
  g_assert_cmpuint (n, ==, CORRAL_MEDIAN_CARTS);
  fixture_tear_down (&fixture);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_on_the_reader (void)
{
  static const char *const carts[] = { "a", "b", "c", NULL };
  Fixture fixture;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; carts[i] != NULL; i++)
    store (&fixture, carts[i], 0, (double[]) { 10 * i, 10 * i, 10 * i, 10 * i }, 4);
  corral_median_read_async (fixture.cache, TENANT, "s1", carts, "battery_pct", span, cancellable, read_cb, &first);
  g_cancellable_cancel (cancellable);
  corral_median_read_async (fixture.cache, TENANT, "s1", carts, "battery_pct", span, NULL, read_cb, &second);
  while (first == NULL || second == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (corral_median_read_finish (first, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  assert_text (describe (corral_median_read_finish (second, &n, &error)),
               "0:10 (5-15) 1:10 (5-15) 2:10 (5-15) 3:10 (5-15)");
  g_assert_cmpuint (n, ==, 3);
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists/median/hours", test_median);
  g_test_add_func ("/lists/median/bounded", test_bounded);
  g_test_add_func ("/lists/median/reader", test_on_the_reader);
  return g_test_run ();
}
