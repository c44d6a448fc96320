/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"

G_BEGIN_DECLS

/* A part of the plot that means something: the moment that is disputed, the values that are fine. Empty in time
 * (start_ms == end_ms == 0): at all times. NAN: without an end in that direction. @label is copied. */
typedef struct
{
  CorralTimeRange range;
  double low, high;
  CorralHue hue;
  const char *label;
} CorralGroundPatch;

/* Tinted ground with edges, drawn under whatever is added after it. What it says at a moment, and in the summary, are the
 * labels of the patches that are there. */
#define CORRAL_TYPE_GROUND_LAYER (corral_ground_layer_get_type ())
G_DECLARE_FINAL_TYPE (CorralGroundLayer, corral_ground_layer, CORRAL, GROUND_LAYER, CorralChartLayer)

CorralGroundLayer *corral_ground_layer_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
void corral_ground_layer_set_patches (CorralGroundLayer *self, const CorralGroundPatch *patches, gsize n);

G_END_DECLS
