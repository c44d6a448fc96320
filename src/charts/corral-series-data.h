/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "corral-decimation.h"

G_BEGIN_DECLS

/**
 * CorralSeriesData:
 *
 * The samples of one series, never changed once made: may cross threads. It knows three kinds of
 * time: where there are samples, where the cloud said that there are none (a gap), and where nobody
 * has asked yet (not known).
 */
typedef struct _CorralSeriesData CorralSeriesData;

#define CORRAL_TYPE_SERIES_DATA (corral_series_data_get_type ())
GType corral_series_data_get_type (void) G_GNUC_CONST;

/* @samples is copied. Out-of-order samples are put in order, of two at one time the later given
 * stays, infinite values become NaN. @gap_ms: how far apart two samples may be and still be joined
 * (> 0), for example three reporting intervals. @known: the spans that were fetched; %NULL with 0:
 * from the first sample to the last. */
CorralSeriesData *corral_series_data_new (const CorralSamples *samples,
                                          gint64 gap_ms,
                                          const CorralTimeRange *known,
                                          gsize n_known) G_GNUC_WARN_UNUSED_RESULT;
CorralSeriesData *corral_series_data_ref (CorralSeriesData *self);
void corral_series_data_unref (CorralSeriesData *self);

/* Valid as long as @self. lows and highs are never %NULL in it. */
const CorralSamples *corral_series_data_get_samples (const CorralSeriesData *self);
gint64 corral_series_data_get_gap_ms (const CorralSeriesData *self);
/* What falls into @visible, in @width columns, as corral_decimate() with the series' own gap: in time
 * that hardly depends on how many samples there are. */
void corral_series_data_decimate (const CorralSeriesData *self,
                                  CorralTimeRange visible,
                                  guint width,
                                  CorralDecimationColumn *columns);
/* Whether a sample stands for a span of values (a bucket's least and greatest). */
gboolean corral_series_data_has_band (const CorralSeriesData *self);

typedef enum
{
  CORRAL_SERIES_VALUE,     /* a sample stands for this moment */
  CORRAL_SERIES_GAP,       /* known to have no data */
  CORRAL_SERIES_NOT_KNOWN, /* not fetched */
} CorralSeriesAt;

/* What is known at @time_ms. For VALUE @index is the nearest finite sample; for the others @span is
 * the stretch around @time_ms. Both may be %NULL. */
CorralSeriesAt corral_series_data_at (const CorralSeriesData *self,
                                      gint64 time_ms,
                                      gsize *index,
                                      CorralTimeRange *span);

/* O(log samples) for each gap. Stretches inside @range without data, in order: those known to be empty, or those never fetched.
 * Returns (element-type CorralTimeRange) (transfer full). */
GArray *corral_series_data_dup_gaps (const CorralSeriesData *self,
                                     CorralTimeRange range) G_GNUC_WARN_UNUSED_RESULT;
GArray *corral_series_data_dup_not_known (const CorralSeriesData *self,
                                          CorralTimeRange range) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  gsize n; /* finite samples; when 0 the rest is NaN and 0 */
  double min;
  double max;
  double last;
  gint64 last_ms;
} CorralSeriesSummary;

CorralSeriesSummary corral_series_data_summarise (const CorralSeriesData *self,
                                                  CorralTimeRange range);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSeriesData, corral_series_data_unref)

G_END_DECLS
