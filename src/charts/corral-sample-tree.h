/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-decimation.h"

G_BEGIN_DECLS

/**
 * CorralSampleTree:
 *
 * Least, greatest, count and breaks of blocks of 16, 32, 64 … samples, so that a question about many
 * samples costs by the logarithm of their number: a year of minutes is drawn by the pixel. Refers to
 * the samples' columns, which must stay. Never changed once made; any thread.
 */
typedef struct _CorralSampleTree CorralSampleTree;

/* What a stretch of samples comes to. */
typedef struct
{
  double min; /* of the lows of finite samples; +infinity when there is none */
  double max; /* of the highs; −infinity when there is none */
  guint32 n;  /* finite samples */
  guint32 n_breaks;
} CorralSampleBlock;

/* A break is a sample that is not joined to the one before it: it is further than @gap_ms (> 0)
 * away, or it is NaN itself. One pass, an eighth of the samples' memory. */
CorralSampleTree *corral_sample_tree_new (const CorralSamples *samples, gint64 gap_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_sample_tree_free (CorralSampleTree *self);

/* Of the samples [begin, end). O(log n). */
CorralSampleBlock corral_sample_tree_query (const CorralSampleTree *self, gsize begin, gsize end);

/* The first index in [begin, end) that is a break, or that is finite, or @end. O(log n). */
gsize corral_sample_tree_next_break (const CorralSampleTree *self, gsize begin, gsize end);
gsize corral_sample_tree_next_finite (const CorralSampleTree *self, gsize begin, gsize end);
/* The last finite index in [begin, end), or @end. O(log n). */
gsize corral_sample_tree_last_finite (const CorralSampleTree *self, gsize begin, gsize end);

/* Fills @columns[0 … width) with what falls into @visible (M4: Jugel, Jerzak, Hackenbroich and Markl,
 * VLDB 2014), in time that depends on @width and hardly on the samples. Neighbours with a break between
 * them are not joined. No allocation. */
void corral_sample_tree_decimate (const CorralSampleTree *self,
                                  CorralTimeRange visible,
                                  guint width,
                                  CorralDecimationColumn *columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSampleTree, corral_sample_tree_free)

G_END_DECLS
