/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-series-data.h"

G_BEGIN_DECLS

/* A span of a series in figures. */
typedef struct
{
  gsize n;           /* finite samples; when 0 least, greatest and mean are NaN */
  double min;
  double max;
  double mean;       /* over time, where samples are joined; else of the samples */
  gint64 gap_ms;     /* known to be without data */
  gint64 unknown_ms; /* never fetched */
} CorralSeriesFigures;

/* O(samples in @range). Never overflows: the mean of values near the greatest double is finite. Any
 * thread. */
CorralSeriesFigures corral_series_data_figures (const CorralSeriesData *self, CorralTimeRange range);

/* "Battery: least 31 %, greatest 100 %, mean 62.4 %, no data 8 % of the time". @data and @unit may
 * be %NULL. Free with g_free(). Any thread. */
char *corral_series_words_figures (const CorralSeriesData *data,
                                   const char *name,
                                   const char *unit,
                                   CorralTimeRange range) G_GNUC_WARN_UNUSED_RESULT;

/* "8 %", "under 1 %", and "100 %" only when it is all: how Corral tells a share of time. (transfer
 * full) */
char *corral_share_words (gint64 part_ms, gint64 whole_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
