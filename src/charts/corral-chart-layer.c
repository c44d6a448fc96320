/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all layers share: a name, a unit, a hue, and the plot's mapping from time and value to
 * pixels. Main thread. */
#include "config.h"

#include "corral-chart-layer.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

/* Pixels. */
#define FAR 1e6

typedef struct
{
  char *name; /* (owned) */
  char *unit; /* (owned) (nullable) */
  CorralHue hue;
} CorralChartLayerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CorralChartLayer, corral_chart_layer, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static CorralChartLayerPrivate *
private_of (CorralChartLayer *self)
{
  return corral_chart_layer_get_instance_private (self);
}

static void
corral_chart_layer_finalize (GObject *object)
{
  CorralChartLayerPrivate *priv = private_of (CORRAL_CHART_LAYER (object));

  g_free (priv->name);
  g_free (priv->unit);
  G_OBJECT_CLASS (corral_chart_layer_parent_class)->finalize (object);
}

static void
corral_chart_layer_class_init (CorralChartLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_chart_layer_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_chart_layer_init (CorralChartLayer *self)
{
}

/* Far outside is as good as anywhere outside, and what a renderer can still count. NaN stays. */
static double
within (double pixels)
{
  return CLAMP (pixels, -FAR, FAR);
}

double
corral_plot_x (const CorralPlot *plot, gint64 time_ms)
{
  double span = (double) (plot->visible.end_ms - plot->visible.start_ms);

  /* In floating point, for a cart's clock may say anything. */
  return within ((((double) time_ms - (double) plot->visible.start_ms) / MAX (span, 1)) * plot->width);
}

double
corral_plot_y (const CorralPlot *plot, double value)
{
  return within (plot->height * (1 - corral_scale_fraction (&plot->scale, value)));
}

gint64
corral_plot_time (const CorralPlot *plot, double x)
{
  double span = (double) (plot->visible.end_ms - plot->visible.start_ms);

  return plot->visible.start_ms + (gint64) (x / MAX (plot->width, 1) * span);
}

graphene_rect_t
corral_plot_rect (const CorralPlot *plot, CorralTimeRange range)
{
  /* Edges on whole pixels need no mixing, which makes many of them cheap. */
  double left = floor (CLAMP (corral_plot_x (plot, range.start_ms), 0, plot->width));
  double right = floor (CLAMP (corral_plot_x (plot, range.end_ms), 0, plot->width));

  return GRAPHENE_RECT_INIT ((float) left, 0, (float) (right - left), (float) plot->height);
}

gboolean
corral_plot_equal (const CorralPlot *a, const CorralPlot *b)
{
  return a->width == b->width && a->height == b->height && a->device_scale == b->device_scale
         && a->visible.start_ms == b->visible.start_ms && a->visible.end_ms == b->visible.end_ms
         && a->scale.low == b->scale.low && a->scale.high == b->scale.high
         && a->ground.dark == b->ground.dark && a->ground.high_contrast == b->ground.high_contrast
         && a->is_lane == b->is_lane && a->type == b->type;
}

static GdkRGBA
colour_of (guint32 rgb, double alpha)
{
  return (GdkRGBA){ (float) (rgb >> 16 & 0xff) / 255.f, (float) (rgb >> 8 & 0xff) / 255.f,
                    (float) (rgb & 0xff) / 255.f, (float) alpha };
}

GdkRGBA
corral_plot_colour (const CorralPlot *plot, CorralHue hue, double alpha)
{
  if (plot->ground.high_contrast)
    alpha = MIN (1, alpha * 1.6);
  return colour_of (corral_palette_rgb (hue, plot->ground), alpha);
}

GdkRGBA
corral_plot_ground_colour (const CorralPlot *plot, double alpha)
{
  return colour_of (corral_palette_ground_rgb (plot->ground), alpha);
}

PangoAttrList *
corral_plot_create_attributes (void)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.87));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  return attributes;
}

CorralGround
corral_plot_current_ground (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return (CorralGround){ .dark = adw_style_manager_get_dark (manager),
                         .high_contrast = adw_style_manager_get_high_contrast (manager) };
}

void
corral_chart_layer_set_identity (CorralChartLayer *self,
                                 const char *name,
                                 const char *unit,
                                 CorralHue hue)
{
  CorralChartLayerPrivate *priv = private_of (self);

  g_free (priv->name);
  g_free (priv->unit);
  priv->name = g_strdup (name);
  priv->unit = g_strdup (unit);
  priv->hue = hue;
  corral_chart_layer_changed (self);
}

const char *
corral_chart_layer_get_name (CorralChartLayer *self)
{
  return private_of (self)->name;
}

const char *
corral_chart_layer_get_unit (CorralChartLayer *self)
{
  return private_of (self)->unit;
}

CorralHue
corral_chart_layer_get_hue (CorralChartLayer *self)
{
  return private_of (self)->hue;
}

void
corral_chart_layer_changed (CorralChartLayer *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
corral_chart_layer_snapshot (CorralChartLayer *self, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  CORRAL_CHART_LAYER_GET_CLASS (self)->snapshot (self, snapshot, plot);
}

CorralSeriesData *
corral_chart_layer_get_data (CorralChartLayer *self)
{
  CorralChartLayerClass *klass = CORRAL_CHART_LAYER_GET_CLASS (self);

  return klass->get_data != NULL ? klass->get_data (self) : NULL;
}

char *
corral_chart_layer_dup_text_at (CorralChartLayer *self,
                                gint64 time_ms,
                                gint64 slop_ms,
                                GTimeZone *zone)
{
  CorralChartLayerClass *klass = CORRAL_CHART_LAYER_GET_CLASS (self);

  return klass->dup_text_at != NULL ? klass->dup_text_at (self, time_ms, slop_ms, zone) : NULL;
}

char *
corral_chart_layer_dup_summary (CorralChartLayer *self,
                                CorralTimeRange visible,
                                gboolean live,
                                GTimeZone *zone)
{
  CorralChartLayerClass *klass = CORRAL_CHART_LAYER_GET_CLASS (self);

  return klass->dup_summary != NULL ? klass->dup_summary (self, visible, live, zone) : NULL;
}

char *
corral_chart_layer_dup_reading (CorralChartLayer *self,
                                gint64 time_ms,
                                gint64 slop_ms,
                                GTimeZone *zone)
{
  CorralChartLayerClass *klass = CORRAL_CHART_LAYER_GET_CLASS (self);

  return klass->dup_reading != NULL ? klass->dup_reading (self, time_ms, slop_ms, zone)
                                    : corral_chart_layer_dup_text_at (self, time_ms, slop_ms, zone);
}

char *
corral_chart_layer_dup_figures (CorralChartLayer *self, CorralTimeRange range)
{
  CorralChartLayerClass *klass = CORRAL_CHART_LAYER_GET_CLASS (self);

  return klass->dup_figures != NULL ? klass->dup_figures (self, range) : NULL;
}

gint64
corral_chart_layer_find_event (CorralChartLayer *self, gint64 time_ms, int direction)
{
  CorralChartLayerClass *klass = CORRAL_CHART_LAYER_GET_CLASS (self);

  return klass->find_event != NULL ? klass->find_event (self, time_ms, direction) : G_MININT64;
}
