/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-series-words.h"

#include <math.h>

/* 2026-11-23 08:00 UTC = 09:00 in Berlin. */
#define START G_GINT64_CONSTANT (1795420800000)

static void
test_summary (void)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  enum
  {
    N = 24 * 60
  };
  g_autofree gint64 *t = g_new (gint64, N);
  g_autofree double *v = g_new (double, N);
  CorralTimeRange visible = { START, START + CORRAL_DAY_MS };
  g_autoptr (CorralSeriesData) data = NULL;
  g_autofree char *now = NULL;
  g_autofree char *past = NULL;
  g_autofree char *none = NULL;
  g_autofree char *not_loaded = NULL;
  gsize n = 0;

  for (int i = 0; i < N; i++)
    {
      /* Nothing from 09:14 to 10:02. */
      if (i > 14 && i < 62)
        continue;
      t[n] = START + i * CORRAL_MINUTE_MS;
      v[n++] = i == 14 ? 100 : i == 62 ? 31 : 78;
    }
  data = corral_series_data_new (&(CorralSamples){ t, v, NULL, NULL, n }, 3 * CORRAL_MINUTE_MS,
                                 &visible, 1);

  now = corral_series_words_summary (data, "Battery", "%", visible, TRUE, zone);
  g_assert_cmpstr (
      now, ==,
      "Battery: 78\u00a0% now, between 31\u00a0% and 100\u00a0% over the last 24 hours, "
      "no data Mon 09:14 – Mon 10:02");
  past = corral_series_words_summary (data, "Battery", "%",
                                      (CorralTimeRange){ START, START + 2 * CORRAL_HOUR_MS }, FALSE,
                                      zone);
  g_assert_cmpstr (
      past, ==,
      "Battery: 78\u00a0% at 10:59, between 31\u00a0% and 100\u00a0% from 09:00 to 11:00, "
      "no data 09:14–10:02");
  none = corral_series_words_summary (data, "Battery", "%",
                                      (CorralTimeRange){ START + 15 * CORRAL_MINUTE_MS,
                                                         START + CORRAL_HOUR_MS },
                                      FALSE, zone);
  g_assert_cmpstr (none, ==, "Battery: no data from 09:15 to 10:00");
  not_loaded = corral_series_words_summary (NULL, "Battery", "%", visible, TRUE, zone);
  g_assert_cmpstr (not_loaded, ==, "Battery: not loaded");
}

static void
test_silent_since (void)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  CorralTimeRange visible = { START, START + CORRAL_HOUR_MS };
  g_autofree gint64 *t = g_new (gint64, 15);
  g_autofree double *v = g_new (double, 15);
  g_autoptr (CorralSeriesData) data = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < 15; i++)
    {
      t[i] = START + i * CORRAL_MINUTE_MS;
      v[i] = -71;
    }
  data = corral_series_data_new (&(CorralSamples){ t, v, NULL, NULL, 15 }, 3 * CORRAL_MINUTE_MS,
                                 &visible, 1);
  text = corral_series_words_summary (data, "Wi-Fi", "dBm", visible, TRUE, zone);
  g_assert_cmpstr (text, ==,
                   "Wi-Fi: −71\u00a0dBm at 09:14, always −71\u00a0dBm over the last 60 minutes, no "
                   "data since 09:14");
}

static void
test_many_gaps (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree gint64 *t = g_new (gint64, 8);
  g_autofree double *v = g_new (double, 8);
  /* The distances: 10, 40, 20, 50, 30, 5, 5 minutes. */
  const int minutes[] = { 0, 10, 50, 70, 120, 150, 155, 160 };
  CorralTimeRange visible = { START, START + 161 * CORRAL_MINUTE_MS };
  g_autoptr (CorralSeriesData) data = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 8; i++)
    {
      t[i] = START + minutes[i] * CORRAL_MINUTE_MS;
      v[i] = i;
    }
  data = corral_series_data_new (&(CorralSamples){ t, v, NULL, NULL, 8 }, 5 * CORRAL_MINUTE_MS,
                                 &visible, 1);
  text = corral_series_words_summary (data, "A", NULL, visible, TRUE, zone);
  g_assert_cmpstr (text, ==,
                   "A: 7 now, between 0 and 7 over the last 161 minutes, no data 08:10–08:50, no "
                   "data 09:10–10:00, "
                   "no data 10:00–10:30, and 2 more gaps");
}

static void
test_at (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const gint64 t[] = { START, START + CORRAL_MINUTE_MS, START + CORRAL_HOUR_MS };
  const double v[] = { 78, 77.5, 70 };
  const double lows[] = { 78, 31, 70 };
  const double highs[] = { 78, 100, 70 };
  g_autoptr (CorralSeriesData) data
      = corral_series_data_new (&(CorralSamples){ t, v, lows, highs, 3 }, 2 * CORRAL_MINUTE_MS,
                                NULL, 0);
  const struct
  {
    gint64 time_ms;
    const char *text;
  } cases[] = {
    { START, "78\u00a0%" },
    { START + CORRAL_MINUTE_MS, "77.5\u00a0% (31 – 100)" },
    { START + 20 * CORRAL_MINUTE_MS, "No data 08:01–09:00" },
    { START + 2 * CORRAL_HOUR_MS, "Not loaded" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = corral_series_words_at (data, "%", cases[i].time_ms, zone);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/series-words/summary", test_summary);
  g_test_add_func ("/charts/series-words/silent-since", test_silent_since);
  g_test_add_func ("/charts/series-words/many-gaps", test_many_gaps);
  g_test_add_func ("/charts/series-words/at", test_at);
  return g_test_run ();
}
