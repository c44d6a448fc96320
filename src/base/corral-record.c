/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row as a line of CSV or as a JSON object. Pure, any thread. */
#include "config.h"

#include "corral-record.h"

#include "corral-csv.h"
#include "corral-json-text.h"

#include <math.h>

#define DECIMALS_MAX 9
#define SECONDS_A_DAY 86400
/* GDate counts 1 January of the year 1 as day 1. */
#define JULIAN_OF_1970 719163
/* The years 1 to 9999, with a day to spare for the zones. */
#define FIRST_DAY (2 - JULIAN_OF_1970)
#define LAST_DAY 2932895

const char *
corral_record_format_get_suffix (CorralRecordFormat format)
{
  return format == CORRAL_RECORD_CSV ? ".csv" : ".json";
}

static gint32
find_offset_s (GTimeZone *zone, gint64 second)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, second);

  return interval >= 0 ? g_time_zone_get_offset (zone, interval) : 0;
}

/* A GDateTime and its formats would take most of the time of an export. */
char *
corral_record_format_stamp (gint64 time_ms, GTimeZone *zone)
{
  gint64 second = time_ms / 1000 - (time_ms % 1000 < 0);
  gint32 offset_s = zone != NULL ? find_offset_s (zone, second) : 0;
  gint64 local = second + offset_s;
  gint64 day = local / SECONDS_A_DAY - (local % SECONDS_A_DAY < 0);
  int of_day = (int) (local - day * SECONDS_A_DAY);
  g_autoptr (GDate) date = NULL;

  if (day < FIRST_DAY || day > LAST_DAY)
    return g_strdup ("");
  date = g_date_new_julian ((guint32) (day + JULIAN_OF_1970));
  return g_strdup_printf (zone == NULL ? "%04d-%02d-%02dT%02d:%02d:%02dZ" : "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
                          g_date_get_year (date), g_date_get_month (date), g_date_get_day (date), of_day / 3600,
                          of_day / 60 % 60, of_day % 60, offset_s < 0 ? '-' : '+', ABS (offset_s) / 3600,
                          ABS (offset_s) / 60 % 60);
}

static gboolean
is_time (const CorralRecordColumn *column)
{
  return column->type == CORRAL_RECORD_TIME || column->type == CORRAL_RECORD_TIME_UTC;
}

static gboolean
has_zone (const CorralRecordColumn *columns, guint n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    if (columns[i].type == CORRAL_RECORD_TIME)
      return TRUE;
  return FALSE;
}

static gboolean
is_known (const CorralRecordColumn *column, const CorralRecordCell *cell)
{
  switch (column->type)
    {
    case CORRAL_RECORD_TEXT:
      return cell->text != NULL;
    case CORRAL_RECORD_REAL:
      return isfinite (cell->real);
    case CORRAL_RECORD_INTEGER:
    case CORRAL_RECORD_BOOLEAN:
    case CORRAL_RECORD_TIME:
    case CORRAL_RECORD_TIME_UTC:
    default:
      return cell->integer != CORRAL_RECORD_UNKNOWN;
    }
}

static const char *
get_zone_name (GTimeZone *zone)
{
  return zone != NULL ? g_time_zone_get_identifier (zone) : "UTC";
}

/* A name, and what follows on it: a comma before all but the first. */
static void
append_key (GString *out, CorralRecordFormat format, const char *key, const char *suffix, gboolean first)
{
  if (!first)
    g_string_append (out, format == CORRAL_RECORD_CSV ? "," : ", ");
  g_string_append_printf (out, format == CORRAL_RECORD_CSV ? "%s%s" : "\"%s%s\": ", key, suffix);
}

/* Nothing where it is not known, in CSV. */
static void
append_text (GString *out, CorralRecordFormat format, const char *text)
{
  if (format == CORRAL_RECORD_JSON)
    corral_json_append_string (out, text);
  else if (text != NULL)
    corral_csv_append_text (out, text);
}

static void
append_stamp (GString *out, CorralRecordFormat format, gboolean known, gint64 time_ms, GTimeZone *zone)
{
  g_autofree char *stamp = known ? corral_record_format_stamp (time_ms, zone) : NULL;

  append_text (out, format, stamp);
}

static void
append_value (GString *out, CorralRecordFormat format, const CorralRecordColumn *column, const CorralRecordCell *cell)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE + 320];
  char pattern[8];

  if (!is_known (column, cell))
    {
      append_text (out, format, NULL);
      return;
    }
  switch (column->type)
    {
    case CORRAL_RECORD_TEXT:
      append_text (out, format, cell->text);
      break;
    case CORRAL_RECORD_BOOLEAN:
      g_string_append (out, cell->integer != 0 ? "true" : "false");
      break;
    case CORRAL_RECORD_REAL:
      g_snprintf (pattern, sizeof pattern, "%%.%uf", MIN (column->decimals, DECIMALS_MAX));
      g_string_append (out, g_ascii_formatd (number, sizeof number, pattern, cell->real));
      break;
    case CORRAL_RECORD_INTEGER:
    case CORRAL_RECORD_TIME:
    case CORRAL_RECORD_TIME_UTC:
    default:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, cell->integer);
      break;
    }
}

void
corral_record_append_head (GString *out, CorralRecordFormat format, const CorralRecordColumn *columns, guint n_columns)
{
  if (format == CORRAL_RECORD_JSON)
    {
      g_string_append_c (out, '[');
      return;
    }
  for (guint i = 0; i < n_columns; i++)
    {
      append_key (out, format, columns[i].key, is_time (&columns[i]) ? "_utc" : "", i == 0);
      if (columns[i].type == CORRAL_RECORD_TIME)
        append_key (out, format, columns[i].key, "_store", FALSE);
    }
  if (has_zone (columns, n_columns))
    append_key (out, format, "zone", "", FALSE);
  g_string_append (out, "\r\n");
}

/* A value, behind its name in JSON and behind a comma in CSV. */
static void
begin_value (GString *out, CorralRecordFormat format, const char *key, const char *suffix, gboolean first)
{
  if (format == CORRAL_RECORD_JSON)
    append_key (out, format, key, suffix, first);
  else if (!first)
    g_string_append_c (out, ',');
}

void
corral_record_append (GString *out, CorralRecordFormat format, const CorralRecordColumn *columns, guint n_columns,
                      const CorralRecordCell *cells, GTimeZone *zone, guint index)
{
  if (format == CORRAL_RECORD_JSON)
    g_string_append (out, index == 0 ? "\n  {" : ",\n  {");
  for (guint i = 0; i < n_columns; i++)
    {
      const CorralRecordColumn *column = &columns[i];

      begin_value (out, format, column->key, is_time (column) ? "_utc" : "", i == 0);
      if (!is_time (column))
        {
          append_value (out, format, column, &cells[i]);
          continue;
        }
      append_stamp (out, format, is_known (column, &cells[i]), cells[i].integer, NULL);
      if (column->type == CORRAL_RECORD_TIME)
        {
          begin_value (out, format, column->key, "_store", FALSE);
          append_stamp (out, format, is_known (column, &cells[i]), cells[i].integer, zone);
        }
    }
  if (has_zone (columns, n_columns))
    {
      begin_value (out, format, "zone", "", FALSE);
      append_text (out, format, get_zone_name (zone));
    }
  g_string_append (out, format == CORRAL_RECORD_JSON ? "}" : "\r\n");
}

void
corral_record_append_foot (GString *out, CorralRecordFormat format, guint n_rows)
{
  if (format == CORRAL_RECORD_JSON)
    g_string_append (out, n_rows > 0 ? "\n]\n" : "]\n");
}
