/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-series.h"

#include <math.h>

/* "10:1 20:2 | silent 20-90": points, then gaps. */
static char *
describe (CorralSeries *series)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < series->n; i++)
    g_string_append_printf (text, "%s%d:%g", i > 0 ? " " : "", (int) series->times_ms[i], series->values[i]);
  for (guint i = 0; i < series->n_gaps; i++)
    g_string_append_printf (text, " | %s %d-%d",
                            series->gaps[i].kind == CORRAL_GAP_SILENT ? "silent" : "unknown",
                            (int) series->gaps[i].range.start_ms, (int) series->gaps[i].range.end_ms);
  return g_string_free (text, FALSE);
}

#define assert_series(builder, gap_ms, expected) \
  G_STMT_START \
  { \
    g_autoptr (CorralSeries) series_ = corral_series_builder_end (builder, gap_ms); \
    g_autofree char *is_ = describe (series_); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

static CorralSeriesBuilder *
new_builder (gint64 bucket_ms)
{
  return corral_series_builder_new ("k1", "battery_pct", (CorralTimeRange) { 0, 100 }, bucket_ms);
}

static void
test_points_in_any_order (void)
{
  CorralSeriesBuilder *builder = new_builder (0);

  corral_series_builder_add_coverage (builder, (CorralTimeRange) { -50, 500 });
  corral_series_builder_add (builder, 40, 4);
  corral_series_builder_add (builder, 20, 2);
  corral_series_builder_add (builder, 80, 8);
  corral_series_builder_add (builder, 20, 3); /* replayed: the last one wins */
  corral_series_builder_add (builder, 60, 6);
  corral_series_builder_add (builder, -1, 9);  /* outside */
  corral_series_builder_add (builder, 100, 9); /* the end is open */
  assert_series (builder, 20, "20:3 40:4 60:6 80:8");
}

static void
test_gaps (void)
{
  CorralSeriesBuilder *builder = new_builder (0);

  corral_series_builder_add (builder, 10, 1);
  corral_series_builder_add (builder, 20, 2);
  corral_series_builder_add (builder, 70, 7);
  corral_series_builder_add_coverage (builder, (CorralTimeRange) { 40, 50 });
  corral_series_builder_add_coverage (builder, (CorralTimeRange) { 0, 30 });
  corral_series_builder_add_coverage (builder, (CorralTimeRange) { 45, 90 });
  assert_series (
      builder, 15,
      "10:1 20:2 70:7 | silent 20-30 | unknown 30-40 | silent 40-70 | silent 70-90 | unknown 90-100");
}

static void
test_nothing_at_all (void)
{
  CorralSeriesBuilder *asked = new_builder (0);

  assert_series (new_builder (0), 10, " | unknown 0-100");
  corral_series_builder_add_coverage (asked, (CorralTimeRange) { 0, 100 });
  assert_series (asked, 10, " | silent 0-100");
}

static void
test_buckets (void)
{
  CorralSeriesBuilder *builder = new_builder (20);
  g_autoptr (CorralSeries) series = NULL;

  corral_series_builder_add_coverage (builder, (CorralTimeRange) { 0, 100 });
  corral_series_builder_add_bucket (builder, -10, 2, 1, 3, 4); /* reaches in */
  corral_series_builder_add_bucket (builder, 20, 4, 10, 20, 60);
  corral_series_builder_add_bucket (builder, 40, 0, 0, 0, 0); /* empty */
  corral_series_builder_add_bucket (builder, 80, 1, 5, 5, 5);
  series = corral_series_builder_end (builder, 15);
  {
    g_autofree char *is = describe (series);

    g_assert_cmpstr (is, ==, "-10:2 20:15 80:5 | silent 40-80");
  }
  g_assert_cmpfloat (series->low[1], ==, 10);
  g_assert_cmpfloat (series->high[1], ==, 20);
  g_assert_cmpstr (series->cart, ==, "k1");
  g_assert_cmpstr (series->metric, ==, "battery_pct");
}

static void
test_boxed (void)
{
  GValue value = G_VALUE_INIT;
  CorralSeries *series = corral_series_builder_end (new_builder (0), 10);

  g_value_init (&value, CORRAL_TYPE_SERIES);
  g_value_set_boxed (&value, series);
  g_assert_true (g_value_get_boxed (&value) == series);
  corral_series_unref (series);
  g_value_unset (&value);
  corral_series_builder_free (new_builder (0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists/series/order", test_points_in_any_order);
  g_test_add_func ("/lists/series/gaps", test_gaps);
  g_test_add_func ("/lists/series/nothing", test_nothing_at_all);
  g_test_add_func ("/lists/series/buckets", test_buckets);
  g_test_add_func ("/lists/series/boxed", test_boxed);
  return g_test_run ();
}
