/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart as a table of text: for those who read rather than look, for tests and for export. Main
 * thread. */
#include "config.h"

#include "corral-chart-private.h"

#include "corral-series-words.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

/* One series of the table: its columns of text start at first_column. */
typedef struct
{
  CorralChartLayer *layer; /* (unowned) */
  const CorralSeriesData *data;
  const CorralSamples *samples;
  guint first_column;
  guint n_columns; /* 1: value; 3: value, least, greatest */
} TableSeries;

static void
set_cell (char **row, guint column, double value)
{
  g_free (row[column]);
  row[column] = corral_series_words_value (value, NULL);
}

static char **
new_row (gint64 time_ms, guint n_columns, GTimeZone *zone)
{
  char **row = g_new0 (char *, n_columns + 1);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  row[0] = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
  for (guint i = 1; i < n_columns; i++)
    row[i] = g_strdup ("–");
  return row;
}

static void
add_samples (CorralChartTable *table,
             GArray *series,
             CorralTimeRange visible,
             guint n_columns,
             GTimeZone *zone)
{
  g_autofree gsize *at = g_new (gsize, MAX (series->len, 1));

  for (guint i = 0; i < series->len; i++)
    at[i] = corral_samples_lower_bound (g_array_index (series, TableSeries, i).samples,
                                        visible.start_ms);

  /* A merge: every row is the next moment at which any series has a sample. */
  for (;;)
    {
      gint64 next = visible.end_ms;
      char **row;

      for (guint i = 0; i < series->len; i++)
        {
          const CorralSamples *samples = g_array_index (series, TableSeries, i).samples;

          if (at[i] < samples->n)
            next = MIN (next, samples->times[at[i]]);
        }
      if (next >= visible.end_ms)
        return;

      row = new_row (next, n_columns, zone);
      for (guint i = 0; i < series->len; i++)
        {
          const TableSeries *s = &g_array_index (series, TableSeries, i);

          if (at[i] >= s->samples->n || s->samples->times[at[i]] != next)
            continue;
          set_cell (row, s->first_column, s->samples->values[at[i]]);
          if (s->n_columns == 3)
            {
              set_cell (row, s->first_column + 1, s->samples->lows[at[i]]);
              set_cell (row, s->first_column + 2, s->samples->highs[at[i]]);
            }
          at[i]++;
        }
      g_ptr_array_add (table->rows, row);
    }
}

static void
add_spans (CorralChartTable *table,
           GArray *series,
           CorralTimeRange visible,
           guint n_columns,
           GTimeZone *zone)
{
  g_autofree CorralDecimationColumn *columns
      = g_new (CorralDecimationColumn, CORRAL_CHART_TABLE_ROWS);
  gint64 span = visible.end_ms - visible.start_ms;

  for (gint64 i = 0; i < CORRAL_CHART_TABLE_ROWS; i++)
    g_ptr_array_add (table->rows, new_row (visible.start_ms + span * i / CORRAL_CHART_TABLE_ROWS,
                                           n_columns, zone));

  for (guint k = 0; k < series->len; k++)
    {
      const TableSeries *s = &g_array_index (series, TableSeries, k);

      corral_series_data_decimate (s->data, visible, CORRAL_CHART_TABLE_ROWS, columns);
      for (guint i = 0; i < CORRAL_CHART_TABLE_ROWS; i++)
        {
          char **row = g_ptr_array_index (table->rows, i);

          set_cell (row, s->first_column, columns[i].last);
          set_cell (row, s->first_column + 1, columns[i].min);
          set_cell (row, s->first_column + 2, columns[i].max);
        }
    }
}

CorralChartTable *
corral_chart_dup_table (CorralChart *self)
{
  g_autoptr (GArray) series = g_array_new (FALSE, FALSE, sizeof (TableSeries));
  g_autoptr (GPtrArray) header = g_ptr_array_new ();
  g_autofree char *letters = NULL;
  GPtrArray *layers;
  GTimeZone *zone;
  CorralChartTable *table;
  CorralTimeRange visible;
  gsize n_samples = 0;

  g_return_val_if_fail (CORRAL_IS_CHART (self), NULL);

  layers = corral_chart_peek_layers (self);
  zone = corral_chart_peek_zone (self);
  visible = corral_time_view_get_visible (corral_chart_get_view (self));
  letters = corral_time_ticks_zone_name (visible.end_ms, zone);
  table = g_new0 (CorralChartTable, 1);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < layers->len; i++)
    {
      CorralChartLayer *layer = g_ptr_array_index (layers, i);
      CorralSeriesData *data = corral_chart_layer_get_data (layer);
      TableSeries s = { .layer = layer };

      if (data == NULL)
        continue;
      s.samples = corral_series_data_get_samples (data);
      s.data = data;
      s.n_columns = corral_series_data_has_band (data) ? 3 : 1;
      n_samples = MAX (n_samples, corral_samples_lower_bound (s.samples, visible.end_ms)
                                      - corral_samples_lower_bound (s.samples, visible.start_ms));
      g_array_append_val (series, s);
    }
  table->is_thinned = n_samples > CORRAL_CHART_TABLE_ROWS;

  /* Translators: the heading of a column of times; %s is a zone: "Time (CET)". */
  g_ptr_array_add (header, g_strdup_printf (_ ("Time (%s)"), letters));
  for (guint i = 0; i < series->len; i++)
    {
      TableSeries *s = &g_array_index (series, TableSeries, i);
      const char *name = corral_chart_layer_get_name (s->layer);
      const char *unit = corral_chart_layer_get_unit (s->layer);
      g_autofree char *heading
          = unit != NULL ? g_strdup_printf (_ ("%s, %s"), name, unit) : g_strdup (name);

      s->first_column = header->len;
      s->n_columns = table->is_thinned ? 3 : s->n_columns;
      g_ptr_array_add (header, g_strdup (heading));
      if (s->n_columns == 3)
        {
          /* Translators: headings of columns: "Battery, % (least)". */
          g_ptr_array_add (header, g_strdup_printf (_ ("%s (least)"), heading));
          g_ptr_array_add (header, g_strdup_printf (_ ("%s (greatest)"), heading));
        }
    }

  if (table->is_thinned)
    add_spans (table, series, visible, header->len, zone);
  else
    add_samples (table, series, visible, header->len, zone);
  g_ptr_array_add (header, NULL);
  table->header = (char **) g_ptr_array_steal (header, NULL);
  return table;
}

void
corral_chart_table_free (CorralChartTable *table)
{
  if (table == NULL)
    return;
  g_strfreev (table->header);
  g_ptr_array_unref (table->rows);
  g_free (table);
}
