/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"

G_BEGIN_DECLS

/* Something that happened: "Restarted", "Alert: battery low". @label is copied. */
typedef struct
{
  gint64 time_ms;
  const char *label;
  CorralHue hue;
} CorralMark;

/* Events as small marks along the top of the plot; the bubble names them. */
#define CORRAL_TYPE_MARK_LAYER (corral_mark_layer_get_type ())
G_DECLARE_FINAL_TYPE (CorralMarkLayer, corral_mark_layer, CORRAL, MARK_LAYER, CorralChartLayer)

CorralMarkLayer *corral_mark_layer_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* In any order. */
void corral_mark_layer_set_marks (CorralMarkLayer *self, const CorralMark *marks, gsize n);

G_END_DECLS
