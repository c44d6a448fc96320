/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Rows on their way into a file for other programs: CSV (RFC 4180) and JSON (RFC 8259), the same for the window and the
 * tool. One row at a time, so that long ones need no memory. Pure, any thread.
 */

typedef enum
{
  CORRAL_RECORD_TEXT,
  CORRAL_RECORD_INTEGER,
  CORRAL_RECORD_REAL,
  CORRAL_RECORD_BOOLEAN,
  CORRAL_RECORD_TIME,     /* ms UTC; two columns: KEY_utc, and KEY_store in the row's zone */
  CORRAL_RECORD_TIME_UTC, /* of no store: KEY_utc alone */
} CorralRecordType;

typedef struct
{
  const char *key;       /* the column's name; the same in every language */
  CorralRecordType type;
  guint decimals;        /* of REAL */
} CorralRecordColumn;

/* One value of a row; which member counts says the column. What is not known is an empty field, or null. */
typedef struct
{
  char *text;      /* TEXT; NULL: not known */
  gint64 integer;  /* INTEGER, BOOLEAN, TIME, TIME_UTC; CORRAL_RECORD_UNKNOWN: not known */
  double real;     /* REAL; NAN: not known */
} CorralRecordCell;

/* As CORRAL_UNKNOWN of the model. */
#define CORRAL_RECORD_UNKNOWN G_MININT64

typedef enum
{
  CORRAL_RECORD_CSV,
  CORRAL_RECORD_JSON,
} CorralRecordFormat;

/* ".csv", ".json": how a file's name ends. */
const char *corral_record_format_get_suffix (CorralRecordFormat format);

/* What stands before the first row: the column's names; the bracket. Where a column is a TIME, the name of the row's zone
 * comes last, as the column "zone": an offset alone does not say how the clock goes on. */
void corral_record_append_head (GString *out, CorralRecordFormat format, const CorralRecordColumn *columns, guint n_columns);

/* One row. @zone (nullable, UTC): what store time is in it. @index: how many rows came before. */
void corral_record_append (GString *out, CorralRecordFormat format, const CorralRecordColumn *columns, guint n_columns,
                           const CorralRecordCell *cells, GTimeZone *zone, guint index);

/* What stands after the last of @n_rows. */
void corral_record_append_foot (GString *out, CorralRecordFormat format, guint n_rows);

/* "2026-11-23T21:05:00Z", or with @zone "2026-11-23T22:05:00+01:00". */
char *corral_record_format_stamp (gint64 time_ms, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
