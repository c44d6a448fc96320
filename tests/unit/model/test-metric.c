/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-metric.h"

#include <math.h>

static void
test_names (void)
{
  const char *const *names = corral_metric_get_names ();
  CorralMetricKind kind;

  g_assert_cmpstr (names[0], ==, "battery_pct");
  g_assert_true (corral_metric_find ("battery_pct", &kind));
  g_assert_cmpint (kind, ==, CORRAL_METRIC_VITAL);
  g_assert_true (corral_metric_find ("access_point", &kind));
  g_assert_cmpint (kind, ==, CORRAL_METRIC_WORD);
  g_assert_true (corral_metric_find ("missing", NULL));
  g_assert_false (corral_metric_find ("aisle", &kind));
  g_assert_false (corral_metric_find ("", &kind));
}

static void
test_uplinks (void)
{
  static const char *const words[] = { "none", "ltem", "wifi" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_cmpint (corral_uplink_from_word (words[i]), ==, i);
      g_assert_cmpstr (corral_uplink_to_word (i), ==, words[i]);
    }
  g_assert_cmpint (corral_uplink_from_word ("satellite"), ==, -1);
  g_assert_cmpint (corral_uplink_from_word (NULL), ==, -1);
  g_assert_null (corral_uplink_to_word (3));
  g_assert_null (corral_uplink_to_word (-1));
  g_assert_null (corral_uplink_to_word (0.5));
  g_assert_null (corral_uplink_to_word ((double) NAN));
}

/* A clock 12 h out, whether the server gives its times as they came or put right. */
static void
test_lateness (void)
{
  static const struct
  {
    double delay, skew, late;
  } rows[] = {
    { 0, 0, 0 },          { 7200, 0, 7200 },       { 7200, 3, 7200 },     { -43200, 43200, 0 },
    { 0, 43200, 0 },      { 43260, -43200, 60 },   { -36000, 43200, 7200 }, { 43200, -43200, 0 },
    { -5, (double) NAN, 0 }, { 900, (double) NAN, 900 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%g, %g", rows[i].delay, rows[i].skew);
      g_assert_cmpfloat (corral_metric_lateness_s (rows[i].delay, rows[i].skew), ==, rows[i].late);
    }
  g_assert_true (isnan (corral_metric_lateness_s ((double) NAN, 0)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/metric/names", test_names);
  g_test_add_func ("/model/metric/uplinks", test_uplinks);
  g_test_add_func ("/model/metric/lateness", test_lateness);
  return g_test_run ();
}
