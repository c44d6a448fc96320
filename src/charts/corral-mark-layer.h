/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"

G_BEGIN_DECLS

/* Kinds of marks differ in shape, not only in colour. */
typedef enum
{
  CORRAL_MARK_TRIANGLE, /* points down at the moment */
  CORRAL_MARK_SQUARE,
  CORRAL_MARK_DIAMOND,
  CORRAL_MARK_CIRCLE,
  CORRAL_MARK_RISING, /* a triangle that points up */
  CORRAL_MARK_CROSS,
} CorralMarkShape;

#define CORRAL_N_MARK_SHAPES (CORRAL_MARK_CROSS + 1)

/* Something that happened: "Restarted", "Alert: battery low". @label is copied. */
typedef struct
{
  gint64 time_ms;
  const char *label;
  CorralHue hue;
  CorralMarkShape shape;
  gboolean late; /* it was told long after it happened: drawn hollow, and the words say so */
} CorralMark;

/* Events as small marks along the top of the plot, or in the middle of a lane; the bubble names them. */
#define CORRAL_TYPE_MARK_LAYER (corral_mark_layer_get_type ())
G_DECLARE_FINAL_TYPE (CorralMarkLayer, corral_mark_layer, CORRAL, MARK_LAYER, CorralChartLayer)

CorralMarkLayer *corral_mark_layer_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* In any order. */
void corral_mark_layer_set_marks (CorralMarkLayer *self, const CorralMark *marks, gsize n);

G_END_DECLS
