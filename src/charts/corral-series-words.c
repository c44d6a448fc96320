/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series in words: for the bubble, and for those who hear a chart rather than see it. Any thread.
 */
#include "config.h"

#include "corral-series-words.h"

#include "corral-scale.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* How many gaps a summary names; it counts the others. */
#define N_NAMED_GAPS 3

char *
corral_series_words_value (double value, const char *unit)
{
  return corral_scale_format (value, fabs (value - round (value)) < 0.05 ? 1 : 0.1, unit);
}

char *
corral_series_words_range (CorralTimeRange range, gint64 reference_ms, GTimeZone *zone)
{
  g_autofree char *start = corral_time_ticks_format (range.start_ms, reference_ms, zone);
  g_autofree char *end = corral_time_ticks_format (range.end_ms, reference_ms, zone);
  gboolean has_day = strchr (start, ' ') != NULL || strchr (end, ' ') != NULL;

  return g_strconcat (start, has_day ? " – " : "–", end, NULL);
}

char *
corral_series_words_at (const CorralSeriesData *data,
                        const char *unit,
                        gint64 time_ms,
                        GTimeZone *zone)
{
  gsize index = 0;
  CorralTimeRange span = { 0, 0 };
  g_autofree char *words = NULL;

  if (data == NULL)
    return g_strdup (_ ("Not loaded"));

  switch (corral_series_data_at (data, time_ms, &index, &span))
    {
    case CORRAL_SERIES_NOT_KNOWN:
      return g_strdup (_ ("Not loaded"));

    case CORRAL_SERIES_GAP:
      if (span.end_ms - span.start_ms <= 1)
        return g_strdup (_ ("No data"));
      words = corral_series_words_range (span, time_ms, zone);
      /* Translators: a span of time without data: "No data 09:14–10:02". */
      return g_strdup_printf (_ ("No data %s"), words);

    case CORRAL_SERIES_VALUE:
      {
        const CorralSamples *samples = corral_series_data_get_samples (data);
        g_autofree char *low = NULL;
        g_autofree char *high = NULL;

        words = corral_series_words_value (samples->values[index], unit);
        if (samples->lows[index] == samples->highs[index])
          return g_steal_pointer (&words);
        low = corral_series_words_value (samples->lows[index], NULL);
        high = corral_series_words_value (samples->highs[index], NULL);
        /* Translators: a value, and the least and greatest around it: "78 % (31 – 100)". */
        return g_strdup_printf (_ ("%s (%s – %s)"), words, low, high);
      }

    default:
      g_assert_not_reached ();
    }
}

char *
corral_series_words_reading (const CorralSeriesData *data, const char *unit, gint64 time_ms)
{
  gsize index = 0;

  if (data == NULL)
    return g_strdup (_ ("Not loaded"));

  switch (corral_series_data_at (data, time_ms, &index, NULL))
    {
    case CORRAL_SERIES_NOT_KNOWN:
      return g_strdup (_ ("Not loaded"));
    case CORRAL_SERIES_GAP:
      return g_strdup (_ ("No data"));
    case CORRAL_SERIES_VALUE:
      return corral_series_words_value (corral_series_data_get_samples (data)->values[index], unit);
    default:
      g_assert_not_reached ();
    }
}

char *
corral_series_words_span (CorralTimeRange visible, gboolean live, GTimeZone *zone)
{
  gint64 span = visible.end_ms - visible.start_ms;
  gint64 hours = (span + CORRAL_HOUR_MS / 2) / CORRAL_HOUR_MS;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (live && hours >= 48)
    {
      gint64 days = (span + CORRAL_DAY_MS / 2) / CORRAL_DAY_MS;

      return g_strdup_printf (ngettext ("over the last %d day", "over the last %d days",
                                        (gulong) days),
                              (int) days);
    }
  if (live && span >= 3 * CORRAL_HOUR_MS)
    return g_strdup_printf (ngettext ("over the last %d hour", "over the last %d hours",
                                      (gulong) hours),
                            (int) hours);
  if (live)
    {
      gint64 minutes = (span + CORRAL_MINUTE_MS / 2) / CORRAL_MINUTE_MS;

      return g_strdup_printf (ngettext ("over the last %d minute", "over the last %d minutes",
                                        (gulong) minutes),
                              (int) minutes);
    }
  start = corral_time_ticks_format (visible.start_ms, visible.end_ms, zone);
  end = corral_time_ticks_format (visible.end_ms, visible.end_ms, zone);
  /* Translators: a span of time: "from 09:14 to 10:02". */
  return g_strdup_printf (_ ("from %s to %s"), start, end);
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  const CorralTimeRange *x = a;
  const CorralTimeRange *y = b;
  gint64 difference = (y->end_ms - y->start_ms) - (x->end_ms - x->start_ms);

  return difference < 0 ? -1 : difference > 0;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const CorralTimeRange *x = a;
  const CorralTimeRange *y = b;

  return x->start_ms < y->start_ms ? -1 : x->start_ms > y->start_ms;
}

/* Adds the longest gaps of @data, in order of time, and how many there are besides. @last_ms: of the last
 * value. */
static void
add_gaps (GPtrArray *parts,
          const CorralSeriesData *data,
          gint64 last_ms,
          CorralTimeRange visible,
          gboolean live,
          GTimeZone *zone)
{
  g_autoptr (GArray) gaps = corral_series_data_dup_gaps (data, visible);
  guint more = gaps->len > N_NAMED_GAPS ? gaps->len - N_NAMED_GAPS : 0;

  if (more > 0)
    {
      g_array_sort (gaps, compare_lengths);
      g_array_set_size (gaps, N_NAMED_GAPS);
      g_array_sort (gaps, compare_starts);
    }
  for (guint i = 0; i < gaps->len; i++)
    {
      CorralTimeRange gap = g_array_index (gaps, CorralTimeRange, i);
      g_autofree char *words = NULL;

      /* What was fetched a moment ago ends a moment before now: still "since". */
      if (live && gap.end_ms > last_ms && visible.end_ms - gap.end_ms <= corral_series_data_get_gap_ms (data))
        {
          words = corral_time_ticks_format (gap.start_ms, visible.end_ms, zone);
          /* Translators: nothing was heard from a moment on till now: "no data since 09:14". */
          g_ptr_array_add (parts, g_strdup_printf (_ ("no data since %s"), words));
          continue;
        }
      words = corral_series_words_range (gap, visible.end_ms, zone);
      /* Translators: part of a sentence: "no data 09:14–10:02". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("no data %s"), words));
    }
  if (more > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("and %u more gap", "and %u more gaps", more),
                                             more));
}

char *
corral_series_words_summary (const CorralSeriesData *data,
                             const char *name,
                             const char *unit,
                             CorralTimeRange visible,
                             gboolean live,
                             GTimeZone *zone)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) not_known = NULL;
  g_autofree char *span = corral_series_words_span (visible, live, zone);
  g_autofree char *joined = NULL;
  CorralSeriesSummary summary;

  if (data == NULL)
    /* Translators: a series of which nothing is there yet: "Battery: not loaded". */
    return g_strdup_printf (_ ("%s: not loaded"), name);

  summary = corral_series_data_summarise (data, visible);
  not_known = corral_series_data_dup_not_known (data, visible);
  if (summary.n == 0)
    {
      const CorralTimeRange *first
          = not_known->len == 1 ? &g_array_index (not_known, CorralTimeRange, 0) : NULL;

      if (first != NULL && first->start_ms == visible.start_ms && first->end_ms == visible.end_ms)
        return g_strdup_printf (_ ("%s: not loaded"), name);
      /* Translators: a series without a value: "Battery: no data over the last 24 hours". */
      return g_strdup_printf (_ ("%s: no data %s"), name, span);
    }

  {
    g_autofree char *last = corral_series_words_value (summary.last, unit);
    g_autofree char *low = corral_series_words_value (summary.min, unit);
    g_autofree char *high = corral_series_words_value (summary.max, unit);
    g_autofree char *when = corral_time_ticks_format (summary.last_ms, visible.end_ms, zone);

    if (live && visible.end_ms - summary.last_ms <= corral_series_data_get_gap_ms (data))
      /* Translators: the value of this moment: "78 % now". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("%s now"), last));
    else
      /* Translators: the last value and when it was: "78 % at 09:14". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("%s at %s"), last, when));
    if (summary.min == summary.max)
      /* Translators: a value that did not change: "always 78 % over the last 24 hours". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("always %s %s"), low, span));
    else
      /* Translators: least, greatest, and the span: "between 31 % and 100 % over the last 24
       * hours". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("between %s and %s %s"), low, high, span));
  }
  add_gaps (parts, data, summary.last_ms, visible, live, zone);

  g_ptr_array_add (parts, NULL);
  joined = g_strjoinv (_ (", "), (char **) parts->pdata);
  return g_strdup_printf ("%s: %s", name, joined);
}
