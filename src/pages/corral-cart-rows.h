/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-story.h"
#include "corral-telemetry.h"

G_BEGIN_DECLS

/* A cart's story and numbers as rows: for the table, the file and the clipboard. Pure, but for the program's language. Main
 * thread. */
typedef struct
{
  gint64 begin_ms;
  gint64 end_ms;      /* CORRAL_UNKNOWN: a moment, or it goes on */
  gboolean goes_on;
  const char *lane_id; /* "connection"; static */
  const char *lane;   /* translated; static */
  char *kind;         /* (owned): as the contract says it: "silent", "battery_pct" */
  char *what;         /* (owned): "Silent", "Charge" */
  char *plain;        /* (owned): the same without what people wrote and who they are */
  double value;       /* NaN: it is no number */
  const char *unit;   /* (nullable); static */
  double low, high;   /* of a bucket: its least and greatest; else NaN */
  gint64 arrived_ms;  /* when it came, if that was late; else CORRAL_UNKNOWN */
} CorralCartRow;

/* All that is held of @range, oldest first: (element-type CorralCartRow). Numbers not known are left out, what was never
 * fetched is there as a row that says so. @columns (nullable) are of @resolution. */
GPtrArray *corral_cart_rows_new (const CorralStory *story, const CorralTelemetryColumns *columns,
                                 CorralResolution resolution, CorralTimeRange range, gint64 now_ms, GTimeZone *zone)
  G_GNUC_WARN_UNUSED_RESULT;

/* RFC 4180, UTF-8. Times twice, as ISO 8601: UTC and, headed by its name, the store's. Leaves out what people wrote and who
 * they are. Headings, lanes and kinds are
 * not translated, numbers have a point: it is for programs too. Free with g_free(). */
char *corral_cart_rows_to_csv (GPtrArray *rows, GTimeZone *zone, const char *zone_name) G_GNUC_WARN_UNUSED_RESULT;

/* "78 %", "250 ms (180–400)"; NULL for a row that is no number. Free with g_free(). */
char *corral_cart_row_dup_value (const CorralCartRow *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
