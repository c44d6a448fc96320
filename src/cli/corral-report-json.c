/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as JSON: an array of objects, one a row, null for what is not known. Pure. */
#include "config.h"

#include "corral-report-private.h"

#include "corral-json-text.h"

static void
append_stamp (GString *out, gboolean known, gint64 time_ms, GTimeZone *zone)
{
  g_autofree char *stamp = known ? corral_report_format_stamp (time_ms, zone) : NULL;

  corral_json_append_string (out, stamp);
}

static void
append_value (GString *out, const CorralReport *self, guint row, guint column)
{
  const CorralReportColumn *spec = corral_report_get_column (self, column);
  const CorralReportCell *cell = corral_report_get_cell (self, row, column);
  char number[G_ASCII_DTOSTR_BUF_SIZE + 320];
  char format[8];

  if (!corral_report_is_known (self, row, column))
    {
      g_string_append (out, "null");
      return;
    }
  switch (spec->type)
    {
    case CORRAL_CELL_TEXT:
      corral_json_append_string (out, cell->value.text);
      break;
    case CORRAL_CELL_BOOLEAN:
      g_string_append (out, cell->value.integer != 0 ? "true" : "false");
      break;
    case CORRAL_CELL_REAL:
      g_snprintf (format, sizeof format, "%%.%uf", MIN (spec->decimals, 9));
      g_string_append (out, g_ascii_formatd (number, sizeof number, format, cell->value.real));
      break;
    case CORRAL_CELL_INTEGER:
    case CORRAL_CELL_TIME:
    case CORRAL_CELL_TIME_UTC:
    default:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, cell->value.integer);
      break;
    }
}

static void
append_member (GString *out, const CorralReport *self, guint row, guint column)
{
  const CorralReportColumn *spec = corral_report_get_column (self, column);
  gint64 time_ms = corral_report_get_cell (self, row, column)->value.integer;
  gboolean known = corral_report_is_known (self, row, column);

  if (spec->type == CORRAL_CELL_TIME || spec->type == CORRAL_CELL_TIME_UTC)
    {
      g_string_append_printf (out, "\"%s_utc\": ", spec->key);
      append_stamp (out, known, time_ms, NULL);
      if (spec->type == CORRAL_CELL_TIME)
        {
          g_string_append_printf (out, ", \"%s_store\": ", spec->key);
          append_stamp (out, known, time_ms, g_ptr_array_index (self->zones, row));
        }
      return;
    }
  g_string_append_printf (out, "\"%s\": ", spec->key);
  append_value (out, self, row, column);
}

char *
corral_report_to_json (const CorralReport *self)
{
  GString *out = g_string_new ("[");

  for (guint row = 0; row < corral_report_get_n_rows (self); row++)
    {
      g_string_append (out, row == 0 ? "\n  {" : ",\n  {");
      for (guint i = 0; i < self->columns->len; i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          append_member (out, self, row, i);
        }
      g_string_append_c (out, '}');
    }
  g_string_append (out, corral_report_get_n_rows (self) > 0 ? "\n]\n" : "]\n");
  return g_string_free (out, FALSE);
}
