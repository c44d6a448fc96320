/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"

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

/* A stretch of time that has a name: "Wi-Fi", "On a trip". @label is copied. */
typedef struct
{
  CorralTimeRange range;
  CorralSpanFill fill;
  CorralHue hue;
  const char *label;
} CorralSpan;

/* Spans as bars over the height of a lane, with their names in them where there is room; the bubble names them with their
 * times. The summary tells the share of the visible time that each name takes. */
#define CORRAL_TYPE_SPAN_LAYER (corral_span_layer_get_type ())
G_DECLARE_FINAL_TYPE (CorralSpanLayer, corral_span_layer, CORRAL, SPAN_LAYER, CorralChartLayer)

CorralSpanLayer *corral_span_layer_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* In any order; later ones are drawn over earlier ones where they overlap. */
void corral_span_layer_set_spans (CorralSpanLayer *self, const CorralSpan *spans, gsize n);

G_END_DECLS
