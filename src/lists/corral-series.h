/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-time.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* A span without values. */
typedef enum
{
  CORRAL_GAP_SILENT,  /* it was asked for and there are none: the cart was silent */
  CORRAL_GAP_UNKNOWN, /* it has not been asked for: nothing is claimed */
} CorralGapKind;

typedef struct
{
  CorralTimeRange range;
  CorralGapKind kind;
} CorralGap;

/**
 * CorralSeries:
 *
 * Values of one metric of one cart over time, as columns of numbers, for charts. Immutable, atomic reference
 * count, boxed. Raw points, or buckets of a minute or an hour with their least, greatest and mean.
 */
typedef struct
{
  char *cart;          /* id */
  char *metric;        /* the field of vitals: "battery_pct" */
  CorralTimeRange span; /* what was asked for */
  gint64 bucket_ms;    /* 0: raw points */
  guint n;
  gint64 *times_ms;    /* ascending; the start of a bucket */
  double *values;      /* of a bucket: the mean; NAN: unknown */
  double *low;         /* (nullable): NULL for raw points */
  double *high;        /* (nullable): the same */
  CorralGap *gaps;     /* ascending, apart */
  guint n_gaps;

  /*< private >*/
  gatomicrefcount ref_count;
} CorralSeries;

#define CORRAL_TYPE_SERIES (corral_series_get_type ())
GType corral_series_get_type (void);

CorralSeries *corral_series_ref (CorralSeries *self);
void corral_series_unref (CorralSeries *self);

/* Collects points in any order; the last of equal times wins. One thread. */
typedef struct _CorralSeriesBuilder CorralSeriesBuilder;

CorralSeriesBuilder *corral_series_builder_new (const char *cart, const char *metric, CorralTimeRange span,
                                                gint64 bucket_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_series_builder_free (CorralSeriesBuilder *self);
void corral_series_builder_add (CorralSeriesBuilder *self, gint64 time_ms, double value);
void corral_series_builder_add_bucket (CorralSeriesBuilder *self, gint64 time_ms, guint n, double low,
                                       double high, double sum);

/* What has been asked for and answered, so that its holes are silence, not ignorance. Spans may overlap. */
void corral_series_builder_add_coverage (CorralSeriesBuilder *self, CorralTimeRange range);

/* Ends building and frees @self. Points further apart than @gap_ms have a gap between them. */
CorralSeries *corral_series_builder_end (CorralSeriesBuilder *self, gint64 gap_ms) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSeries, corral_series_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSeriesBuilder, corral_series_builder_free)

G_END_DECLS
