/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's story and numbers as rows, and these as a file. Pure, but for the program's language. Main thread. */
#include "config.h"

#include "corral-cart-rows.h"

#include "corral-cart-lane-words.h"
#include "corral-cart-lanes.h"
#include "corral-csv.h"
#include "corral-format.h"
#include "corral-schema.h"
#include "corral-series-words.h"

#include <glib/gi18n.h>
#include <math.h>

static void
row_free (gpointer data)
{
  CorralCartRow *row = data;

  g_free (row->kind);
  g_free (row->what);
  g_free (row->plain);
  g_free (row);
}

static CorralCartRow *
row_new (GPtrArray *rows, const CorralLane *lane, const char *kind, gint64 begin_ms)
{
  CorralCartRow *row = g_new0 (CorralCartRow, 1);

  row->begin_ms = begin_ms;
  row->end_ms = CORRAL_UNKNOWN;
  row->lane_id = lane->id;
  row->lane = _ (lane->title);
  row->kind = g_strdup (kind);
  row->value = row->low = row->high = (double) NAN;
  row->arrived_ms = CORRAL_UNKNOWN;
  g_ptr_array_add (rows, row);
  return row;
}

static void
add_items (GPtrArray *rows, const CorralStory *story, const CorralLane *lane, CorralTimeRange range, gint64 now_ms,
           GTimeZone *zone)
{
  for (guint i = 0; i < story->n_items[lane->story]; i++)
    {
      const CorralStoryItem *item = &story->items[lane->story][i];
      gboolean is_moment = corral_lane_has_marks (lane);
      CorralCartRow *row;

      if (item->begin_ms >= range.end_ms
          || (is_moment ? item->begin_ms < range.start_ms
                        : CORRAL_IS_KNOWN (item->end_ms) && item->end_ms <= range.start_ms))
        continue;
      row = row_new (rows, lane, item->kind, item->begin_ms);
      row->end_ms = is_moment ? CORRAL_UNKNOWN : item->end_ms;
      row->goes_on = !is_moment && !CORRAL_IS_KNOWN (item->end_ms);
      row->what = corral_lane_item_to_text (lane->story, item, now_ms, zone);
      row->plain = corral_lane_item_to_plain_text (lane->story, item, now_ms, zone);
      row->arrived_ms = item->arrived_ms;
    }
}

static const double *
get_column (const CorralTelemetryColumns *columns, const char *metric, const char *aspect)
{
  g_autofree char *name = aspect != NULL ? g_strdup_printf ("%s.%s", metric, aspect) : NULL;

  return corral_telemetry_columns_get (columns, name != NULL ? name : metric);
}

static void
add_samples (GPtrArray *rows, const CorralTelemetryColumns *columns, CorralResolution resolution, const CorralLane *lane,
             const CorralLaneLine *line, CorralTimeRange range)
{
  gint64 bucket_ms = corral_resolution_get_bucket_ms (resolution);
  const double *values = get_column (columns, line->metric, bucket_ms > 0 ? "sum" : NULL);
  const double *n = bucket_ms > 0 ? get_column (columns, line->metric, "n") : NULL;
  const double *low = bucket_ms > 0 ? get_column (columns, line->metric, "min") : NULL;
  const double *high = bucket_ms > 0 ? get_column (columns, line->metric, "max") : NULL;

  if (values == NULL || (bucket_ms > 0 && n == NULL))
    return;
  for (guint i = 0; i < columns->n_times; i++)
    {
      CorralCartRow *row;

      if (!isfinite (values[i]) || !corral_time_range_contains (&range, columns->times_ms[i])
          || (bucket_ms > 0 && !(n[i] > 0)))
        continue;
      row = row_new (rows, lane, line->metric, columns->times_ms[i]);
      row->end_ms = bucket_ms > 0 ? columns->times_ms[i] + bucket_ms : CORRAL_UNKNOWN;
      row->what = g_strdup (_ (line->title));
      row->plain = g_strdup (row->what);
      row->unit = line->unit;
      row->value = bucket_ms > 0 ? values[i] / n[i] : values[i];
      row->low = low != NULL ? low[i] : row->low;
      row->high = high != NULL ? high[i] : row->high;
    }
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const CorralCartRow *x = *(CorralCartRow *const *) a, *y = *(CorralCartRow *const *) b;

  return (x->begin_ms > y->begin_ms) - (x->begin_ms < y->begin_ms);
}

GPtrArray *
corral_cart_rows_new (const CorralStory *story, const CorralTelemetryColumns *columns, CorralResolution resolution,
                      CorralTimeRange range, gint64 now_ms, GTimeZone *zone)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);

  for (guint i = 0; i < n; i++)
    {
      if (lanes[i].story != CORRAL_N_STORY_LANES)
        add_items (rows, story, &lanes[i], range, now_ms, zone);
      for (guint l = 0; columns != NULL && l < CORRAL_LANE_LINES && lanes[i].lines[l].metric != NULL; l++)
        add_samples (rows, columns, resolution, &lanes[i], &lanes[i].lines[l], range);
    }
  /* Stable: of one moment in the order of the lanes. */
  g_ptr_array_sort (rows, compare_rows);
  return rows;
}

/* ---- as text */

char *
corral_cart_row_dup_value (const CorralCartRow *row)
{
  g_autofree char *value = NULL;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (!isfinite (row->value))
    return NULL;
  value = corral_series_words_value (row->value, row->unit);
  if (!isfinite (row->low) || !isfinite (row->high) || row->low == row->high)
    return g_steal_pointer (&value);
  low = corral_series_words_value (row->low, NULL);
  high = corral_series_words_value (row->high, NULL);
  /* Translators: a mean with the least and the greatest: "78 % (31–100)" */
  return g_strdup_printf (_ ("%s (%s–%s)"), value, low, high);
}

static void
append_stamp (GString *out, gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = CORRAL_IS_KNOWN (time_ms) ? g_date_time_new_from_unix_utc (time_ms / 1000) : NULL;
  g_autoptr (GDateTime) local = utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z")
                          : utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ")
                                        : NULL;

  if (text != NULL)
    g_string_append (out, text);
}

static void
append_number (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (out, ',');
  if (isfinite (value))
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.10g", value));
}

char *
corral_cart_rows_to_csv (GPtrArray *rows, GTimeZone *zone, const char *zone_name)
{
  GString *out = g_string_new ("begin_utc,end_utc,begin_store,end_store,store_time_zone,lane,kind,what,value,unit,least,greatest,"
                               "arrived_utc\r\n");

  for (guint i = 0; i < rows->len; i++)
    {
      const CorralCartRow *row = g_ptr_array_index (rows, i);

      append_stamp (out, row->begin_ms, NULL);
      g_string_append_c (out, ',');
      append_stamp (out, row->end_ms, NULL);
      g_string_append_c (out, ',');
      append_stamp (out, row->begin_ms, zone);
      g_string_append_c (out, ',');
      append_stamp (out, row->end_ms, zone);
      g_string_append_c (out, ',');
      corral_csv_append_text (out, zone_name != NULL ? zone_name : "UTC");
      g_string_append_c (out, ',');
      corral_csv_append_text (out, row->lane_id);
      g_string_append_c (out, ',');
      corral_csv_append_text (out, row->kind);
      g_string_append_c (out, ',');
      corral_csv_append_text (out, row->plain);
      append_number (out, row->value);
      g_string_append_c (out, ',');
      if (row->unit != NULL)
        corral_csv_append_text (out, row->unit);
      append_number (out, row->low);
      append_number (out, row->high);
      g_string_append_c (out, ',');
      append_stamp (out, row->arrived_ms, NULL);
      g_string_append (out, "\r\n");
    }
  return g_string_free (out, FALSE);
}
