/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-palette.h"
#include "corral-time.h"

G_BEGIN_DECLS

/* How a span is filled: never told apart by colour alone. */
typedef enum
{
  CORRAL_SPAN_SOLID,
  CORRAL_SPAN_LIGHT,   /* a tint with an edge */
  CORRAL_SPAN_HATCHED, /* nothing is known, or nothing came */
  CORRAL_SPAN_STRIPED, /* it came late: buffered, then replayed */
  CORRAL_SPAN_OUTLINE, /* lost */
} CorralSpanFill;

#define CORRAL_N_SPAN_FILLS (CORRAL_SPAN_OUTLINE + 1)

/* A stretch of time that has a name: "Wi-Fi", "On a trip". @label is copied. */
typedef struct
{
  CorralTimeRange range;
  CorralSpanFill fill;
  CorralHue hue;
  const char *label;
} CorralSpan;

/**
 * CorralSpanSet:
 *
 * Spans, and which of them is on top at each moment: of two that overlap the later given one. Never
 * changed once made. Any thread.
 */
typedef struct _CorralSpanSet CorralSpanSet;

/* Copies @spans, in any order. Empty ones and ones that end before they begin are left out. */
CorralSpanSet *corral_span_set_new (const CorralSpan *spans, gsize n) G_GNUC_WARN_UNUSED_RESULT;
void corral_span_set_free (CorralSpanSet *self);

/* The stretches in which one span is on top, in order of time and apart from each other: how many, the
 * first that ends after @time_ms, and the @i-th. */
guint corral_span_set_get_n_pieces (const CorralSpanSet *self);
guint corral_span_set_find_piece (const CorralSpanSet *self, gint64 time_ms);
const CorralSpan *corral_span_set_get_piece (const CorralSpanSet *self, guint i, CorralTimeRange *range);

/* The span on top at @time_ms; where there is none the nearest that is at most @slop_ms away; else
 * %NULL. O(log n). */
const CorralSpan *corral_span_set_at (const CorralSpanSet *self, gint64 time_ms, gint64 slop_ms);

/* When the next (@direction > 0) or previous span begins, before or after @time_ms; G_MININT64 for
 * none. O(log n). */
gint64 corral_span_set_next (const CorralSpanSet *self, gint64 time_ms, int direction);

/* How much of @range a name is on top of. */
typedef struct
{
  const char *label; /* (unowned): of the set */
  gint64 total_ms;
} CorralSpanShare;

/* Each name that is seen in @range, the greatest share first. (element-type CorralSpanShare)
 * (transfer full). */
GArray *corral_span_set_dup_shares (const CorralSpanSet *self,
                                    CorralTimeRange range) G_GNUC_WARN_UNUSED_RESULT;

/* "Wi-Fi 62 %, LTE-M 30 %, none under 1 %": the shares of @range in words; %NULL when no span
 * touches it. Free with g_free(). */
char *corral_span_set_dup_share_words (const CorralSpanSet *self,
                                       CorralTimeRange range) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSpanSet, corral_span_set_free)

G_END_DECLS
