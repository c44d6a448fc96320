/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-decimation.h"

G_BEGIN_DECLS

/**
 * CorralPyramid:
 *
 * The least and greatest of every 16, 256, 4,096 … samples in a row, so that what a pixel column shows costs by the
 * column and not by the samples that fall into it: panning over a year of minutes costs what panning over a day does.
 * Takes 24 bytes for 15 samples. Immutable once made: any thread.
 */
typedef struct _CorralPyramid CorralPyramid;

/* @samples: lows and highs set, a NaN value having NaN for both; must outlive the pyramid. @gap_ms as for
 * corral_decimate(). O(n). */
CorralPyramid *corral_pyramid_new (const CorralSamples *samples, gint64 gap_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_pyramid_free (CorralPyramid *self);

/* What corral_decimate() gives for the samples [begin, end), as one column. O(log n). */
CorralDecimationColumn corral_pyramid_query (const CorralPyramid *self, gsize begin, gsize end);

/* The same columns as corral_decimate(), whichever way is the cheaper. No allocation. */
void corral_pyramid_decimate (const CorralPyramid *self,
                              CorralTimeRange visible,
                              guint width,
                              CorralDecimationColumn *columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralPyramid, corral_pyramid_free)

G_END_DECLS
