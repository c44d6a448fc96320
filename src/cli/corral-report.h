/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CORRAL_CELL_TEXT,
  CORRAL_CELL_INTEGER,
  CORRAL_CELL_REAL,
  CORRAL_CELL_BOOLEAN,
  CORRAL_CELL_TIME,     /* ms UTC; in CSV and JSON KEY_utc, and KEY_store in the row's zone, whose name comes last */
  CORRAL_CELL_TIME_UTC, /* of no store: KEY_utc alone */
} CorralCellType;

typedef struct
{
  const char *key;     /* the column's name in CSV and JSON */
  const char *heading; /* in the table, translated when shown; NULL: not in the table */
  CorralCellType type;
  guint decimals;      /* of REAL */
} CorralReportColumn;

/**
 * CorralReport:
 *
 * Rows and columns on their way out: as a table for people, as CSV (RFC 4180), as JSON. A cell that was not
 * set is unknown: a dash, an empty field, null. Not thread-safe.
 */
typedef struct _CorralReport CorralReport;

/* @now_ms: times in the table are told as seen from then. */
CorralReport *corral_report_new (gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_report_free (CorralReport *self);

/* Before the first row; @column is copied, its strings are not. */
void corral_report_add_column (CorralReport *self, const CorralReportColumn *column);

/* @zone (nullable, UTC): what store time is in this row. */
void corral_report_add_row (CorralReport *self, GTimeZone *zone);

/* The last row is the sum of the others: only the table shows it. */
void corral_report_set_totals (CorralReport *self);

/* Cells of the last row. Unknown values (NULL, CORRAL_UNKNOWN, NAN) leave them unknown. */
void corral_report_set_text (CorralReport *self, guint column, const char *text);
void corral_report_set_integer (CorralReport *self, guint column, gint64 value); /* also booleans and times */
void corral_report_set_real (CorralReport *self, guint column, double value);

/* What the table says in the place of the value: a word for people. */
void corral_report_set_shown (CorralReport *self, guint column, const char *text);

guint corral_report_get_n_rows (const CorralReport *self); /* without the totals */

char *corral_report_to_table (const CorralReport *self) G_GNUC_WARN_UNUSED_RESULT;
char *corral_report_to_csv (const CorralReport *self) G_GNUC_WARN_UNUSED_RESULT;
char *corral_report_to_json (const CorralReport *self) G_GNUC_WARN_UNUSED_RESULT;

/* "table", "csv", "json" */
typedef char *(*CorralReportWriter) (const CorralReport *self);
CorralReportWriter corral_report_find_writer (const char *format);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralReport, corral_report_free)

G_END_DECLS
