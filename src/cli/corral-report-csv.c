/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as CSV (RFC 4180): CRLF, quotes where needed, UTF-8. Values are as the contract has them, not
 * translated, numbers with a point. Pure. */
#include "config.h"

#include "corral-report-private.h"

#include "corral-csv.h"

static void
append_stamp (GString *out, gint64 time_ms, GTimeZone *zone)
{
  g_autofree char *stamp = corral_report_format_stamp (time_ms, zone);

  g_string_append (out, stamp);
}

static void
append_cell (GString *out, const CorralReport *self, guint row, guint column)
{
  const CorralReportColumn *spec = corral_report_get_column (self, column);
  const CorralReportCell *cell = corral_report_get_cell (self, row, column);
  gboolean known = corral_report_is_known (self, row, column);
  char number[G_ASCII_DTOSTR_BUF_SIZE + 320];
  char format[8];

  switch (spec->type)
    {
    case CORRAL_CELL_TEXT:
      if (known)
        corral_csv_append_text (out, cell->value.text);
      break;
    case CORRAL_CELL_INTEGER:
      if (known)
        g_string_append_printf (out, "%" G_GINT64_FORMAT, cell->value.integer);
      break;
    case CORRAL_CELL_BOOLEAN:
      if (known)
        g_string_append (out, cell->value.integer != 0 ? "true" : "false");
      break;
    case CORRAL_CELL_REAL:
      g_snprintf (format, sizeof format, "%%.%uf", MIN (spec->decimals, 9));
      if (known)
        g_string_append (out, g_ascii_formatd (number, sizeof number, format, cell->value.real));
      break;
    case CORRAL_CELL_TIME:
      if (known)
        append_stamp (out, cell->value.integer, NULL);
      g_string_append_c (out, ',');
      if (known)
        append_stamp (out, cell->value.integer, g_ptr_array_index (self->zones, row));
      break;
    case CORRAL_CELL_TIME_UTC:
    default:
      if (known)
        append_stamp (out, cell->value.integer, NULL);
      break;
    }
}

char *
corral_report_to_csv (const CorralReport *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->columns->len; i++)
    {
      const CorralReportColumn *spec = corral_report_get_column (self, i);

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append (out, spec->key);
      if (spec->type == CORRAL_CELL_TIME)
        g_string_append_printf (out, "_utc,%s_store", spec->key);
      else if (spec->type == CORRAL_CELL_TIME_UTC)
        g_string_append (out, "_utc");
    }
  g_string_append (out, "\r\n");
  for (guint row = 0; row < corral_report_get_n_rows (self); row++)
    {
      for (guint i = 0; i < self->columns->len; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          append_cell (out, self, row, i);
        }
      g_string_append (out, "\r\n");
    }
  return g_string_free (out, FALSE);
}
