/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"
#include "corral-span-set.h"

G_BEGIN_DECLS

/* Spans as bars over the height of a lane, with their names in them where there is room; the bubble names them with their
 * times. The summary tells the share of the visible time that each name takes. */
#define CORRAL_TYPE_SPAN_LAYER (corral_span_layer_get_type ())
G_DECLARE_FINAL_TYPE (CorralSpanLayer, corral_span_layer, CORRAL, SPAN_LAYER, CorralChartLayer)

CorralSpanLayer *corral_span_layer_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* In any order; later ones are drawn over earlier ones where they overlap. */
void corral_span_layer_set_spans (CorralSpanLayer *self, const CorralSpan *spans, gsize n);

G_END_DECLS
