/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-series-data.h"

G_BEGIN_DECLS

/* A series in words. @unit may be %NULL everywhere. All return text for g_free(); any thread. */

/* "78 %", "−71.5 dBm": whole numbers without decimals, others with one. */
char *corral_series_words_value (double value, const char *unit) G_GNUC_WARN_UNUSED_RESULT;

/* "09:14–10:02", or "Mon 23:10 – Tue 00:20" when a day must be said to one who reads at
 * @reference_ms. */
char *corral_series_words_range (CorralTimeRange range,
                                 gint64 reference_ms,
                                 GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* "over the last 24 hours" for a @live span, "from 09:14 to 10:02" else. */
char *corral_series_words_span (CorralTimeRange visible,
                                gboolean live,
                                GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* "78 %", "78 % (31–100)", "No data 09:14–10:02", "Not loaded". @data may be %NULL: nothing is
 * known. */
char *corral_series_words_at (const CorralSeriesData *data,
                              const char *unit,
                              gint64 time_ms,
                              GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* "78 %", "No data", "Not loaded": the same where there is little room. */
char *corral_series_words_reading (const CorralSeriesData *data,
                                   const char *unit,
                                   gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

/* "Battery: 78 % now, between 31 % and 100 % over the last 24 hours, no data 09:14–10:02". @data
 * may be %NULL. @live: the end of @visible is now. */
char *corral_series_words_summary (const CorralSeriesData *data,
                                   const char *name,
                                   const char *unit,
                                   CorralTimeRange visible,
                                   gboolean live,
                                   GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
