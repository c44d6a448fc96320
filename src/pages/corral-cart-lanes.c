/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a cart's lanes, and from stories and columns to what layers draw. Pure but for the layers that are filled.
 * Main thread. */
#include "config.h"

#include "corral-cart-lanes.h"

#include "corral-cart-lane-words.h"
#include "corral-schema.h"

#include <glib/gi18n.h>
#include <math.h>

/* Samples further apart than this have a gap between them: three idle intervals (domain.md). */
#define RAW_GAP_MS (3 * 300 * CORRAL_SECOND_MS)

/* Heights: a bar with a name in it, a mark, and a line that can still be read; all of them, with the page's head and its
 * first sentence, stand on a screen of 768 px. */
#define BAR_PX 24
#define MARK_PX 22
#define LINE_PX 46
#define TALL_LINE_PX 58

#define NO_STORY CORRAL_N_STORY_LANES

/* Ranges of axes, from domain.md: scans are to take under 500 ms, beyond 60 g a scale is not to be believed, a scanner works
 * from −10 to 40 °C. */

static const CorralLane lanes[] = {
  { "connection", N_ ("Connection"), CORRAL_STORY_CONNECTION, { { NULL } }, 0, 0, FALSE, BAR_PX, TRUE },
  { "access-point", N_ ("Access point"), CORRAL_STORY_ACCESS_POINT, { { NULL } }, 0, 0, FALSE, BAR_PX, TRUE },
  { "fault", N_ ("Faults"), CORRAL_STORY_FAULT, { { NULL } }, 0, 0, FALSE, MARK_PX, TRUE },
  { "alert", N_ ("Alerts"), CORRAL_STORY_ALERT, { { NULL } }, 0, 0, FALSE, BAR_PX, FALSE },
  { "session", N_ ("Trips"), CORRAL_STORY_SESSION, { { NULL } }, 0, 0, FALSE, BAR_PX, FALSE },
  { "battery", N_ ("Battery"), CORRAL_STORY_POWER,
    { { "battery_pct", N_ ("Charge"), "%", CORRAL_HUE_GREEN, CORRAL_LINE_AREA } }, 0, 100, FALSE, TALL_LINE_PX, TRUE },
  { "signal", N_ ("Signal"), NO_STORY,
    { { "wifi_rssi_dbm", N_ ("Wi-Fi"), "dBm", CORRAL_HUE_BLUE, CORRAL_LINE_PLAIN },
      { "ltem_rsrp_dbm", N_ ("Mobile"), "dBm", CORRAL_HUE_PURPLE, CORRAL_LINE_PLAIN } },
    -130, -30, FALSE, TALL_LINE_PX, TRUE },
  { "boot", N_ ("Starts"), CORRAL_STORY_BOOT, { { NULL } }, 0, 0, FALSE, MARK_PX, TRUE },
  { "change", N_ ("Changes"), CORRAL_STORY_CHANGE, { { NULL } }, 0, 0, FALSE, MARK_PX, TRUE },
  { "impact", N_ ("Knocks"), CORRAL_STORY_IMPACT, { { NULL } }, 0, 0, FALSE, MARK_PX, TRUE },
  { "people", N_ ("People"), CORRAL_STORY_PEOPLE, { { NULL } }, 0, 0, FALSE, MARK_PX, FALSE },
  { "scanner", N_ ("Scanner"), NO_STORY,
    { { "scan_p95_ms", /* xgettext:no-c-format */ N_ ("95 % of scans within"), "ms", CORRAL_HUE_SKY, CORRAL_LINE_PLAIN } },
    0, 600, TRUE, LINE_PX, TRUE },
  { "scale", N_ ("Scale"), NO_STORY,
    { { "weight_drift_g", N_ ("Drift"), "g", CORRAL_HUE_PURPLE, CORRAL_LINE_PLAIN } }, -60, 60, TRUE, LINE_PX, TRUE },
  { "temperature", N_ ("Temperature"), NO_STORY,
    { { "scanner_temp_c", N_ ("Scanner"), "°C", CORRAL_HUE_VERMILION, CORRAL_LINE_PLAIN },
      { "ambient_c", N_ ("Around it"), "°C", CORRAL_HUE_BLUE, CORRAL_LINE_PLAIN } },
    0, 40, TRUE, LINE_PX, TRUE },
};

const CorralLane *
corral_lanes_get (guint *n_lanes)
{
  *n_lanes = G_N_ELEMENTS (lanes);
  return lanes;
}

gboolean
corral_lane_has_marks (const CorralLane *lane)
{
  return lane->story != NO_STORY && corral_story_lane_is_marks (lane->story);
}

gboolean
corral_lane_has_lines (const CorralLane *lane)
{
  return lane->lines[0].metric != NULL;
}

/* ---- numbers */

static const double *
get_aspect (const CorralTelemetryColumns *columns, const char *metric, const char *aspect)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", metric, aspect);

  return corral_telemetry_columns_get (columns, name);
}

/* The spans that were fetched: what was asked for, less what the cache says is missing. */
static GArray *
known_spans (CorralTimeRange span, const GArray *missing)
{
  GArray *known = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  gint64 from_ms = span.start_ms;

  for (guint i = 0; i < missing->len; i++)
    {
      CorralTimeRange hole = g_array_index (missing, CorralTimeRange, i);
      CorralTimeRange before = { .start_ms = from_ms, .end_ms = hole.start_ms };

      if (before.end_ms > before.start_ms)
        g_array_append_val (known, before);
      from_ms = MAX (from_ms, hole.end_ms);
    }
  if (from_ms < span.end_ms)
    {
      CorralTimeRange rest = { .start_ms = from_ms, .end_ms = span.end_ms };

      g_array_append_val (known, rest);
    }
  return known;
}

/* The newest bucket still fills, or is not final yet: that is no time that nobody asked about. So far the last one speaks. */
static void
extend_to_now (GArray *known, const CorralTelemetryColumns *columns, gint64 gap_ms)
{
  CorralTimeRange rest;

  if (columns->n_times == 0)
    return;
  rest.start_ms = columns->times_ms[columns->n_times - 1];
  rest.end_ms = rest.start_ms + gap_ms;
  if (known->len > 0 && g_array_index (known, CorralTimeRange, known->len - 1).end_ms >= rest.start_ms)
    {
      CorralTimeRange *last = &g_array_index (known, CorralTimeRange, known->len - 1);

      last->end_ms = MAX (last->end_ms, rest.end_ms);
    }
  else
    g_array_append_val (known, rest);
}

CorralSeriesData *
corral_lane_dup_data (const CorralTelemetryColumns *columns, CorralResolution resolution, CorralTimeRange span,
                      const char *metric)
{
  g_autoptr (GArray) known = known_spans (span, columns->gaps);
  g_autofree double *means = NULL;
  CorralSamples samples = { .n = columns->n_times, .times = columns->times_ms };
  gint64 bucket_ms = corral_resolution_get_bucket_ms (resolution);
  gint64 gap_ms = MAX (RAW_GAP_MS, 2 * bucket_ms);

  if (bucket_ms > 0)
    extend_to_now (known, columns, gap_ms);
  if (resolution == CORRAL_RESOLUTION_RAW)
    samples.values = corral_telemetry_columns_get (columns, metric);
  else
    {
      const double *n = get_aspect (columns, metric, "n");
      const double *sum = get_aspect (columns, metric, "sum");

      if (n == NULL || sum == NULL)
        return NULL;
      means = g_new (double, MAX (columns->n_times, 1));
      for (guint i = 0; i < columns->n_times; i++)
        means[i] = n[i] > 0 ? sum[i] / n[i] : (double) NAN;
      samples.values = means;
      samples.lows = get_aspect (columns, metric, "min");
      samples.highs = get_aspect (columns, metric, "max");
    }
  if (samples.values == NULL)
    return NULL;
  return corral_series_data_new (&samples, gap_ms, (const CorralTimeRange *) (gpointer) known->data, known->len);
}

CorralSeriesData *
corral_lane_dup_data_of_series (const CorralSeries *series)
{
  CorralSamples samples = { .n = series->n, .times = series->times_ms, .values = series->values, .lows = series->low,
                            .highs = series->high };
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  gint64 from_ms = series->span.start_ms;

  for (guint i = 0; i <= series->n_gaps; i++)
    {
      const CorralGap *gap = i < series->n_gaps ? &series->gaps[i] : NULL;
      CorralTimeRange range = { from_ms, gap != NULL ? gap->range.start_ms : series->span.end_ms };

      if (gap != NULL && gap->kind != CORRAL_GAP_UNKNOWN)
        continue;
      if (range.end_ms > range.start_ms)
        g_array_append_val (known, range);
      from_ms = gap != NULL ? gap->range.end_ms : from_ms;
    }
  return corral_series_data_new (&samples, 2 * MAX (series->bucket_ms, 1), (const CorralTimeRange *) (gpointer) known->data,
                                 known->len);
}

/* ---- spans and marks */

void
corral_lane_fill_spans (CorralSpanLayer *layer, const CorralStory *story, CorralStoryLane lane, gint64 now_ms)
{
  guint n = story->n_items[lane];
  g_autofree CorralSpan *spans = g_new0 (CorralSpan, MAX (n, 1));
  g_autofree CorralLaneLook *looks = g_new0 (CorralLaneLook, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      const CorralStoryItem *item = &story->items[lane][i];

      looks[i] = corral_lane_look_of (lane, item);
      spans[i] = (CorralSpan) {
        .range = { item->begin_ms, CORRAL_IS_KNOWN (item->end_ms) ? item->end_ms : MAX (now_ms, item->begin_ms) },
        .fill = looks[i].fill,
        .hue = looks[i].hue,
        .label = looks[i].word,
      };
    }
  corral_span_layer_set_spans (layer, spans, n);
  for (guint i = 0; i < n; i++)
    corral_lane_look_clear (&looks[i]);
}

void
corral_lane_fill_marks (CorralMarkLayer *layer, const CorralStory *story, CorralStoryLane lane, gint64 now_ms,
                        GTimeZone *zone)
{
  guint n = story->n_items[lane];
  g_autofree CorralMark *marks = g_new0 (CorralMark, MAX (n, 1));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const CorralStoryItem *item = &story->items[lane][i];
      g_auto (CorralLaneLook) look = corral_lane_look_of (lane, item);
      char *text = corral_lane_item_to_text (lane, item, now_ms, zone);

      g_ptr_array_add (texts, text);
      marks[i] = (CorralMark) { .time_ms = item->begin_ms,
                                .label = text,
                                .hue = look.hue,
                                .shape = look.shape,
                                .late = CORRAL_IS_KNOWN (item->arrived_ms) };
    }
  corral_mark_layer_set_marks (layer, marks, n);
}

static void
add_gap (GArray *gaps, CorralTimeRange range, CorralChartGapKind kind)
{
  CorralChartGap gap = { range, kind };

  g_array_append_val (gaps, gap);
}

/* What the connection tells of the numbers: nothing says so but it. */
static void
add_gaps_of_connection (GArray *gaps, const CorralStory *story)
{
  for (guint i = 0; i < story->n_items[CORRAL_STORY_CONNECTION]; i++)
    {
      const CorralStoryItem *item = &story->items[CORRAL_STORY_CONNECTION][i];
      CorralTimeRange range = { item->begin_ms, CORRAL_IS_KNOWN (item->end_ms) ? item->end_ms : story->span.end_ms };

      if (g_strcmp0 (item->kind, "lost") == 0)
        add_gap (gaps, range, CORRAL_CHART_GAP_LOST);
      else if (g_strcmp0 (item->kind, "buffered") == 0)
        add_gap (gaps, range, CORRAL_CHART_GAP_LATE);
    }
}

GArray *
corral_lane_list_gaps (const CorralLane *lane, const CorralStory *story)
{
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (CorralChartGap));

  if (corral_lane_has_lines (lane))
    add_gaps_of_connection (gaps, story);
  /* Series know that by themselves, and the connection has a word for it. */
  else if (lane->is_fetched && lane->story != CORRAL_STORY_CONNECTION)
    for (guint i = 0; i < story->n_unfetched; i++)
      add_gap (gaps, story->unfetched[i], CORRAL_CHART_GAP_NOT_LOADED);
  return gaps;
}

/* ---- what there is */

static gboolean
touches (CorralTimeRange a, CorralTimeRange b)
{
  return a.start_ms < b.end_ms && a.end_ms > b.start_ms;
}

static gboolean
has_items (const CorralLane *lane, const CorralStory *story, CorralTimeRange range)
{
  if (lane->story == NO_STORY)
    return FALSE;
  for (guint i = 0; i < story->n_items[lane->story]; i++)
    {
      const CorralStoryItem *item = &story->items[lane->story][i];
      gint64 end_ms = CORRAL_IS_KNOWN (item->end_ms) ? item->end_ms : G_MAXINT64;

      /* That nobody asked is nothing that happened. */
      if (lane->story == CORRAL_STORY_CONNECTION && g_strcmp0 (item->kind, "unknown") == 0)
        continue;
      if (item->begin_ms < range.end_ms && MAX (end_ms, item->begin_ms + 1) > range.start_ms)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_samples (const CorralLane *lane, const CorralTelemetryColumns *columns, CorralResolution resolution,
             CorralTimeRange range)
{
  for (guint l = 0; l < CORRAL_LANE_LINES && lane->lines[l].metric != NULL; l++)
    {
      const double *values = resolution == CORRAL_RESOLUTION_RAW
                                 ? corral_telemetry_columns_get (columns, lane->lines[l].metric)
                                 : get_aspect (columns, lane->lines[l].metric, "min");

      for (guint i = 0; values != NULL && i < columns->n_times; i++)
        if (!isnan (values[i]) && corral_time_range_contains (&range, columns->times_ms[i]))
          return TRUE;
    }
  return FALSE;
}

CorralLaneContent
corral_lane_get_content (const CorralLane *lane, const CorralStory *story, const CorralTelemetryColumns *columns,
                         CorralResolution resolution, CorralTimeRange range)
{
  if (has_items (lane, story, range) || (columns != NULL && has_samples (lane, columns, resolution, range)))
    return CORRAL_LANE_HAS_SOMETHING;
  for (guint i = 0; lane->is_fetched && i < story->n_unfetched; i++)
    if (touches (story->unfetched[i], range))
      return CORRAL_LANE_UNFETCHED;
  return CORRAL_LANE_EMPTY;
}

/* ---- events */

static const CorralStoryItem *
step (const CorralStory *story, CorralStoryLane lane, gint64 time_ms, int direction)
{
  return direction > 0 ? corral_story_next (story, lane, time_ms) : corral_story_previous (story, lane, time_ms);
}

/* What the samples tell begins, for a story, with the first of them that was read: when it really began is not known. */
static gboolean
begins_before (const CorralStory *story, CorralStoryLane lane, const CorralStoryItem *item)
{
  return (lane == CORRAL_STORY_CONNECTION || lane == CORRAL_STORY_ACCESS_POINT || lane == CORRAL_STORY_POWER)
         && item == story->items[lane];
}

static gboolean
is_event (const CorralStory *story, CorralStoryLane lane, const CorralStoryItem *item)
{
  g_auto (CorralLaneLook) look = corral_lane_look_of (lane, item);

  return look.is_event && !begins_before (story, lane, item);
}

const CorralStoryItem *
corral_lanes_find_event (const CorralStory *story, gint64 time_ms, int direction, CorralStoryLane *lane)
{
  const CorralStoryItem *best = NULL;

  for (guint l = 0; l < CORRAL_N_STORY_LANES; l++)
    {
      const CorralStoryItem *item = step (story, l, time_ms, direction);

      while (item != NULL && !is_event (story, l, item))
        item = step (story, l, item->begin_ms, direction);
      if (item == NULL
          || (best != NULL && (direction > 0 ? item->begin_ms >= best->begin_ms : item->begin_ms <= best->begin_ms)))
        continue;
      best = item;
      if (lane != NULL)
        *lane = l;
    }
  return best;
}
