/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From telemetry to the lanes of connection, access point, power and impacts. Pure.
 *
 * A gap between samples is one of four things. It was never fetched. Or what is missing was sent and lost in the cloud: the
 * sample after it says how many messages never came. Or it was kept by the cart and came later: then it is no gap any more,
 * but its samples are late. Else nothing was heard, and nobody can say why from here: silent.
 */
#include "config.h"

#include "corral-story-private.h"

#include "corral-metric.h"
#include "corral-schema.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* domain.md: a message every 60 s in a session and every 300 s otherwise; late at twice the interval, offline at thrice. */
#define SHORT_MS (60 * CORRAL_SECOND_MS)
#define LONG_MS (300 * CORRAL_SECOND_MS)
#define LATE_INTERVALS 2
#define SILENT_MS (3 * LONG_MS)
G_STATIC_ASSERT (CORRAL_STORY_LEAD_MS >= SILENT_MS);
/* Scanning draws 700–800 mA in bursts, the dock gives 2,000 (domain.md): what is more than this is charging. */
#define DRAWN_MAX_MA 1200

/* A sample, or a bucket of them. */
typedef struct
{
  gint64 at_ms;
  gint64 until_ms;          /* as far as it speaks for, if nothing comes after it */
  double uplink, best;      /* the poorest and the best */
  double point, last_point; /* two of them when there were several */
  gint64 arrived_ms;        /* of a late one, else CORRAL_UNKNOWN */
  double missing;
  double current_ma;
  double impacts_low, impacts;
} Sample;

static const struct
{
  const char *metric;
  const char *aspects; /* of buckets */
} columns_used[] = {
  { "uplink", "min max" },      { "access_point", "min max" }, { "arrival_delay_s", "min max" },
  { "clock_skew_s", "min max" }, { "missing", "sum" },          { "current_ma", "n sum" },
  { "impacts", "min max" },
};

char **
corral_story_list_columns (CorralResolution resolution)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns_used); i++)
    {
      g_auto (GStrv) aspects = g_strsplit (columns_used[i].aspects, " ", -1);

      if (resolution == CORRAL_RESOLUTION_RAW)
        g_strv_builder_add (builder, columns_used[i].metric);
      for (char **aspect = aspects; resolution != CORRAL_RESOLUTION_RAW && *aspect != NULL; aspect++)
        {
          g_autofree char *name = g_strdup_printf ("%s.%s", columns_used[i].metric, *aspect);

          g_strv_builder_add (builder, name);
        }
    }
  return g_strv_builder_end (builder);
}

/* ---- samples */

/* The column of raw points, or of an aspect of buckets. */
static const double *
get (const CorralTelemetryColumns *columns, CorralResolution resolution, const char *metric, const char *aspect)
{
  g_autofree char *name = resolution == CORRAL_RESOLUTION_RAW ? NULL : g_strdup_printf ("%s.%s", metric, aspect);

  return corral_telemetry_columns_get (columns, name != NULL ? name : metric);
}

static double
at (const double *column, guint index)
{
  return column != NULL ? column[index] : (double) NAN;
}

/* The interval that a sample was sent in, as far as its neighbours tell: what is late depends on it. */
static gint64
interval_ms (const CorralTelemetryColumns *columns, guint index)
{
  gint64 before = index > 0 ? columns->times_ms[index] - columns->times_ms[index - 1] : LONG_MS;
  gint64 after = index + 1 < columns->n_times ? columns->times_ms[index + 1] - columns->times_ms[index] : LONG_MS;

  return CLAMP (MIN (before, after), SHORT_MS, LONG_MS);
}

static GArray *
make_samples (const CorralTelemetryColumns *columns, CorralResolution resolution)
{
  GArray *samples = g_array_sized_new (FALSE, FALSE, sizeof (Sample), columns->n_times);
  gint64 bucket_ms = corral_resolution_get_bucket_ms (resolution);
  const double *uplink = get (columns, resolution, "uplink", "min");
  const double *best = get (columns, resolution, "uplink", "max");
  const double *point = get (columns, resolution, "access_point", "min");
  const double *last_point = get (columns, resolution, "access_point", "max");
  /* A bucket is late when all of it is: one late sample in an hour is none to speak of. */
  const double *delay = get (columns, resolution, "arrival_delay_s", "min");
  const double *skew = get (columns, resolution, "clock_skew_s", "min");
  const double *longest = get (columns, resolution, "arrival_delay_s", "max");
  const double *missing = get (columns, resolution, "missing", "sum");
  const double *current = get (columns, resolution, "current_ma", "sum");
  const double *n_current = bucket_ms > 0 ? get (columns, resolution, "current_ma", "n") : NULL;
  const double *impacts_low = get (columns, resolution, "impacts", "min");
  const double *impacts = get (columns, resolution, "impacts", "max");

  for (guint i = 0; i < columns->n_times; i++)
    {
      gint64 usual_ms = bucket_ms > 0 ? LONG_MS : interval_ms (columns, i);
      double late_s = corral_metric_lateness_s (at (delay, i), at (skew, i));
      Sample sample = {
        .at_ms = columns->times_ms[i],
        .until_ms = columns->times_ms[i] + MAX (bucket_ms, usual_ms),
        .uplink = at (uplink, i),
        .best = at (best, i),
        .point = at (point, i),
        .last_point = at (last_point, i),
        .arrived_ms = CORRAL_UNKNOWN,
        .missing = at (missing, i),
        .current_ma = n_current != NULL ? at (current, i) / at (n_current, i) : at (current, i),
        .impacts_low = at (impacts_low, i),
        .impacts = at (impacts, i),
      };

      if (late_s * (double) CORRAL_SECOND_MS > (double) (LATE_INTERVALS * usual_ms))
        sample.arrived_ms
            = sample.at_ms
              + (gint64) (corral_metric_lateness_s (at (longest, i), at (skew, i)) * (double) CORRAL_SECOND_MS);
      g_array_append_val (samples, sample);
    }
  return samples;
}

/* ---- spans */

/* Items of one lane that grow as long as they stay the same. */
typedef struct
{
  CorralStoryBuilder *builder;
  CorralStoryLane lane;
  CorralStoryItem open;
  gboolean is_open;
} Run;

static void
close_run (Run *run)
{
  if (run->is_open && run->open.end_ms > run->open.begin_ms)
    corral_story_builder_add (run->builder, run->lane, &run->open);
  run->is_open = FALSE;
}

/* @kind and @text have to live until the run is closed. */
static void
put (Run *run, gint64 begin_ms, gint64 end_ms, const char *kind, const char *text, gint64 arrived_ms)
{
  if (run->is_open && run->open.end_ms >= begin_ms && g_strcmp0 (run->open.kind, kind) == 0
      && g_strcmp0 (run->open.text, text) == 0)
    {
      run->open.end_ms = end_ms;
      if (CORRAL_IS_KNOWN (arrived_ms))
        run->open.arrived_ms = CORRAL_IS_KNOWN (run->open.arrived_ms) ? MAX (run->open.arrived_ms, arrived_ms)
                                                                      : arrived_ms;
      return;
    }
  close_run (run);
  run->open = (CorralStoryItem) {
    .begin_ms = begin_ms, .end_ms = end_ms, .kind = kind, .text = text, .arrived_ms = arrived_ms
  };
  run->is_open = TRUE;
}

/* Where nothing was heard from @begin_ms to @end_ms: unknown where it was never asked for. */
static void
put_nothing (Run *run, const GArray *gaps, gint64 begin_ms, gint64 end_ms, const char *kind, const char *text)
{
  for (guint i = 0; i < gaps->len && begin_ms < end_ms; i++)
    {
      CorralTimeRange gap = g_array_index (gaps, CorralTimeRange, i);

      if (gap.end_ms <= begin_ms || gap.start_ms >= end_ms)
        continue;
      if (gap.start_ms > begin_ms)
        put (run, begin_ms, gap.start_ms, kind, text, CORRAL_UNKNOWN);
      put (run, MAX (begin_ms, gap.start_ms), MIN (end_ms, gap.end_ms), "unknown", NULL, CORRAL_UNKNOWN);
      begin_ms = gap.end_ms;
    }
  if (begin_ms < end_ms)
    put (run, begin_ms, end_ms, kind, text, CORRAL_UNKNOWN);
}

/* How far the unfetched time leaves a sample that speaks until @end_ms. */
static gint64
cut (const GArray *gaps, gint64 begin_ms, gint64 end_ms)
{
  for (guint i = 0; i < gaps->len; i++)
    {
      CorralTimeRange gap = g_array_index (gaps, CorralTimeRange, i);

      if (gap.start_ms > begin_ms && gap.start_ms < end_ms)
        return gap.start_ms;
    }
  return end_ms;
}

/* As far as a sample speaks: to the next one, or as long as a cart may be quiet. */
static gint64
speaks_until (const GArray *samples, guint index, const GArray *gaps)
{
  const Sample *sample = &g_array_index (samples, Sample, index);
  gint64 next_ms = index + 1 < samples->len ? g_array_index (samples, Sample, index + 1).at_ms : G_MAXINT64;

  if (next_ms - sample->at_ms <= MAX (SILENT_MS, sample->until_ms - sample->at_ms))
    return cut (gaps, sample->at_ms, next_ms);
  return cut (gaps, sample->at_ms, sample->until_ms);
}

static const char *
connection_kind (const Sample *sample)
{
  const char *word = corral_uplink_to_word (sample->uplink);

  if (CORRAL_IS_KNOWN (sample->arrived_ms))
    return "buffered";
  return word != NULL ? word : "unknown";
}

/* Of a bucket in which it changed: the lane shows the poorest. */
static const char *
connection_text (const Sample *sample)
{
  if (CORRAL_IS_KNOWN (sample->arrived_ms) || isnan (sample->uplink) || sample->uplink == sample->best)
    return NULL;
  return sample->best == CORRAL_UPLINK_WIFI ? C_ ("connection", "at times Wi-Fi")
                                            : C_ ("connection", "at times LTE-M");
}

static const char *
lost_text (double missing, GStringChunk *texts)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%.0f message was lost in the cloud", "%.0f messages were lost in the cloud", (gulong) missing), missing);

  return g_string_chunk_insert_const (texts, text);
}

static void
add_connection (CorralStoryBuilder *builder,
                const GArray *samples,
                const GArray *gaps,
                CorralTimeRange span,
                gint64 bucket_ms,
                GStringChunk *texts)
{
  Run run = { .builder = builder, .lane = CORRAL_STORY_CONNECTION };
  gint64 known_until_ms = span.start_ms;

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      gint64 until_ms = MIN (speaks_until (samples, i, gaps), span.end_ms);
      gboolean lost = sample->missing > 0;

      /* One of those before the span that speaks for nothing of it. */
      if (until_ms <= span.start_ms)
        continue;
      if (sample->at_ms > known_until_ms)
        put_nothing (&run, gaps, known_until_ms, sample->at_ms, lost ? "lost" : "silent",
                     lost ? lost_text (sample->missing, texts) : NULL);
      /* Single ones, with no gap to speak of: the stretch in which they were sent. */
      else if (lost && i > 0 && bucket_ms == 0 && sample->at_ms > span.start_ms)
        {
          gint64 sent_ms = MAX (g_array_index (samples, Sample, i - 1).at_ms, span.start_ms);

          run.open.end_ms = sent_ms;
          put (&run, sent_ms, sample->at_ms, "lost", lost_text (sample->missing, texts), CORRAL_UNKNOWN);
        }
      put (&run, MAX (sample->at_ms, span.start_ms), until_ms, connection_kind (sample), connection_text (sample),
           sample->arrived_ms);
      known_until_ms = until_ms;
    }
  if (known_until_ms < span.end_ms)
    put_nothing (&run, gaps, known_until_ms, span.end_ms, "silent", NULL);
  close_run (&run);
}

static void
add_points (CorralStoryBuilder *builder,
            const CorralTelemetryColumns *columns,
            const GArray *samples,
            GHashTable *points)
{
  Run run = { .builder = builder, .lane = CORRAL_STORY_ACCESS_POINT };

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      const char *point = corral_telemetry_columns_get_word (columns, sample->point);
      gint64 until_ms = speaks_until (samples, i, columns->gaps);

      if (point == NULL)
        close_run (&run);
      else if (sample->point != sample->last_point)
        put (&run, sample->at_ms, until_ms, "several", C_ ("access points", "several"), CORRAL_UNKNOWN);
      else
        put (&run, sample->at_ms, until_ms, point, g_hash_table_lookup (points, point), CORRAL_UNKNOWN);
    }
  close_run (&run);
}

static void
add_power (CorralStoryBuilder *builder, const CorralTelemetryColumns *columns, const GArray *samples)
{
  Run run = { .builder = builder, .lane = CORRAL_STORY_POWER };

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);

      if (sample->current_ma > DRAWN_MAX_MA)
        put (&run, sample->at_ms, speaks_until (samples, i, columns->gaps), "charging", NULL, CORRAL_UNKNOWN);
      else
        close_run (&run);
    }
  close_run (&run);
}

/* The count is that since the cart's last start: when it falls, the cart has started, and all of it is new. */
static void
add_impacts (CorralStoryBuilder *builder, const GArray *samples)
{
  double before = (double) NAN;

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      double n;
      g_autofree char *text = NULL;

      if (isnan (sample->impacts) || sample->impacts < 0)
        continue;
      n = sample->impacts_low < before || sample->impacts < before ? sample->impacts : sample->impacts - before;
      before = sample->impacts;
      if (isnan (n) || n <= 0)
        continue;
      text = g_strdup_printf (ngettext ("%.0f knock", "%.0f knocks", (gulong) n), n);
      corral_story_builder_add (builder, CORRAL_STORY_IMPACT,
                                &(CorralStoryItem) { .begin_ms = sample->at_ms,
                                                     .end_ms = sample->at_ms,
                                                     .kind = "impact",
                                                     .text = text,
                                                     .arrived_ms = sample->arrived_ms });
    }
}

void
corral_story_add_samples (CorralStoryBuilder *builder,
                          const CorralTelemetryColumns *columns,
                          CorralResolution resolution,
                          CorralTimeRange span,
                          GHashTable *points)
{
  g_autoptr (GArray) samples = make_samples (columns, resolution);
  GStringChunk *texts = g_string_chunk_new (256);

  add_connection (builder, samples, columns->gaps, span, corral_resolution_get_bucket_ms (resolution), texts);
  add_points (builder, columns, samples, points);
  add_power (builder, columns, samples);
  add_impacts (builder, samples);
  g_string_chunk_free (texts);
}
