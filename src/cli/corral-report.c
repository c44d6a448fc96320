/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and columns on their way out, whatever they are about. Main thread. */
#include "config.h"

#include "corral-report-private.h"

#include "corral-schema.h"

#include <math.h>
#include <string.h>

static const struct
{
  const char *name;
  CorralReportWriter writer;
} writers[] = {
  { "table", corral_report_to_table },
  { "csv", corral_report_to_csv },
  { "json", corral_report_to_json },
};

CorralReportWriter
corral_report_find_writer (const char *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    if (strcmp (writers[i].name, format) == 0)
      return writers[i].writer;
  return NULL;
}

static void
zone_free (gpointer zone)
{
  if (zone != NULL)
    g_time_zone_unref (zone);
}

CorralReport *
corral_report_new (gint64 now_ms)
{
  CorralReport *self = g_new0 (CorralReport, 1);

  self->now_ms = now_ms;
  self->columns = g_array_new (FALSE, FALSE, sizeof (CorralReportColumn));
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->zones = g_ptr_array_new_with_free_func (zone_free);
  self->strings = g_string_chunk_new (64 * 1024);
  return self;
}

void
corral_report_free (CorralReport *self)
{
  g_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->zones);
  g_string_chunk_free (self->strings);
  g_free (self);
}

void
corral_report_add_column (CorralReport *self, const CorralReportColumn *column)
{
  g_return_if_fail (self->rows->len == 0);

  g_array_append_vals (self->columns, column, 1);
}

void
corral_report_add_row (CorralReport *self, GTimeZone *zone)
{
  CorralReportCell *cells = g_new0 (CorralReportCell, MAX (self->columns->len, 1));

  g_return_if_fail (!self->has_totals);

  for (guint i = 0; i < self->columns->len; i++)
    switch (corral_report_get_column (self, i)->type)
      {
      case CORRAL_CELL_TEXT:
        break;
      case CORRAL_CELL_REAL:
        cells[i].value.real = NAN;
        break;
      case CORRAL_CELL_INTEGER:
      case CORRAL_CELL_BOOLEAN:
      case CORRAL_CELL_TIME:
      case CORRAL_CELL_TIME_UTC:
      default:
        cells[i].value.integer = CORRAL_UNKNOWN;
        break;
      }
  g_ptr_array_add (self->rows, cells);
  g_ptr_array_add (self->zones, zone != NULL ? g_time_zone_ref (zone) : NULL);
}

void
corral_report_set_totals (CorralReport *self)
{
  self->has_totals = self->rows->len > 0;
}

static CorralReportCell *
last_cell (CorralReport *self, guint column)
{
  return (CorralReportCell *) g_ptr_array_index (self->rows, self->rows->len - 1) + column;
}

/* Many cells hold the same few words. */
static const char *
keep (CorralReport *self, const char *text)
{
  return g_string_chunk_insert_const (self->strings, text);
}

void
corral_report_set_text (CorralReport *self, guint column, const char *text)
{
  g_return_if_fail (corral_report_get_column (self, column)->type == CORRAL_CELL_TEXT);

  last_cell (self, column)->value.text = text != NULL ? keep (self, text) : NULL;
}

void
corral_report_set_integer (CorralReport *self, guint column, gint64 value)
{
  g_return_if_fail (corral_report_get_column (self, column)->type != CORRAL_CELL_TEXT);
  g_return_if_fail (corral_report_get_column (self, column)->type != CORRAL_CELL_REAL);

  last_cell (self, column)->value.integer = value;
}

void
corral_report_set_real (CorralReport *self, guint column, double value)
{
  g_return_if_fail (corral_report_get_column (self, column)->type == CORRAL_CELL_REAL);

  last_cell (self, column)->value.real = value;
}

void
corral_report_set_shown (CorralReport *self, guint column, const char *text)
{
  last_cell (self, column)->shown = text != NULL ? keep (self, text) : NULL;
}

guint
corral_report_get_n_rows (const CorralReport *self)
{
  return self->rows->len - (self->has_totals ? 1 : 0);
}

gboolean
corral_report_is_known (const CorralReport *self, guint row, guint column)
{
  const CorralReportCell *cell = corral_report_get_cell (self, row, column);

  switch (corral_report_get_column (self, column)->type)
    {
    case CORRAL_CELL_TEXT:
      return cell->value.text != NULL;
    case CORRAL_CELL_REAL:
      return isfinite (cell->value.real);
    case CORRAL_CELL_INTEGER:
    case CORRAL_CELL_BOOLEAN:
    case CORRAL_CELL_TIME:
    case CORRAL_CELL_TIME_UTC:
    default:
      return CORRAL_IS_KNOWN (cell->value.integer);
    }
}
