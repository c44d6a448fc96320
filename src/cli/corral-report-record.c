/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as CSV and as JSON. Values are as the contract has them, not translated, numbers with a point. Pure. */
#include "config.h"

#include "corral-report-private.h"

#include "corral-record.h"

/* By CorralCellType. */
static const CorralRecordType types[] = {
  [CORRAL_CELL_TEXT] = CORRAL_RECORD_TEXT,       [CORRAL_CELL_INTEGER] = CORRAL_RECORD_INTEGER,
  [CORRAL_CELL_REAL] = CORRAL_RECORD_REAL,       [CORRAL_CELL_BOOLEAN] = CORRAL_RECORD_BOOLEAN,
  [CORRAL_CELL_TIME] = CORRAL_RECORD_TIME,       [CORRAL_CELL_TIME_UTC] = CORRAL_RECORD_TIME_UTC,
};

static CorralRecordCell
make_cell (const CorralReport *self, guint row, guint column)
{
  const CorralReportCell *cell = corral_report_get_cell (self, row, column);
  CorralRecordCell out = { .integer = CORRAL_RECORD_UNKNOWN };

  switch (corral_report_get_column (self, column)->type)
    {
    case CORRAL_CELL_TEXT:
      out.text = (char *) cell->value.text;
      break;
    case CORRAL_CELL_REAL:
      out.real = cell->value.real;
      break;
    case CORRAL_CELL_INTEGER:
    case CORRAL_CELL_BOOLEAN:
    case CORRAL_CELL_TIME:
    case CORRAL_CELL_TIME_UTC:
    default:
      out.integer = cell->value.integer;
      break;
    }
  return out;
}

static char *
write_all (const CorralReport *self, CorralRecordFormat format)
{
  guint n_columns = self->columns->len;
  guint n_rows = corral_report_get_n_rows (self);
  g_autofree CorralRecordColumn *columns = g_new0 (CorralRecordColumn, n_columns + 1);
  g_autofree CorralRecordCell *cells = g_new0 (CorralRecordCell, n_columns + 1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n_columns; i++)
    {
      const CorralReportColumn *spec = corral_report_get_column (self, i);

      columns[i] = (CorralRecordColumn){ spec->key, types[spec->type], spec->decimals };
    }
  corral_record_append_head (out, format, columns, n_columns);
  for (guint row = 0; row < n_rows; row++)
    {
      for (guint i = 0; i < n_columns; i++)
        cells[i] = make_cell (self, row, i);
      corral_record_append (out, format, columns, n_columns, cells, g_ptr_array_index (self->zones, row), row);
    }
  corral_record_append_foot (out, format, n_rows);
  return g_string_free (out, FALSE);
}

char *
corral_report_to_csv (const CorralReport *self)
{
  return write_all (self, CORRAL_RECORD_CSV);
}

char *
corral_report_to_json (const CorralReport *self)
{
  return write_all (self, CORRAL_RECORD_JSON);
}
