/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"

G_BEGIN_DECLS

typedef enum
{
  CORRAL_LINE_PLAIN, /* straight from sample to sample */
  CORRAL_LINE_AREA,  /* the same, and filled down to the axis */
  CORRAL_LINE_STEP,  /* a value holds until the next sample */
} CorralLineStyle;

/* A series as a line; where a pixel or a sample stands for many values, as a band from the least to
 * the greatest with the last value as the line. Gaps stay open. */
#define CORRAL_TYPE_LINE_LAYER (corral_line_layer_get_type ())
G_DECLARE_FINAL_TYPE (CorralLineLayer, corral_line_layer, CORRAL, LINE_LAYER, CorralChartLayer)

/* @name and @unit are shown ("Battery", "%"); @unit may be %NULL. */
CorralLineLayer *corral_line_layer_new (const char *name,
                                        const char *unit,
                                        CorralHue hue,
                                        CorralLineStyle style) G_GNUC_WARN_UNUSED_RESULT;

/* Something to compare with, "Median of the store", "Cart 0388": thin, dashed, without band and area, so that it is told
 * apart by more than its colour. Default: FALSE. */
void corral_line_layer_set_compared (CorralLineLayer *self, gboolean compared);
gboolean corral_line_layer_is_compared (CorralLineLayer *self);

/* (nullable): nothing is known. */
void corral_line_layer_set_data (CorralLineLayer *self, CorralSeriesData *data);

G_END_DECLS
