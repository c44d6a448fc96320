/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tinted ground behind series: a handful of patches, each drawn as it is. Main thread. */
#include "config.h"

#include "corral-ground-layer.h"

#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define TINT_ALPHA 0.16
#define EDGE_ALPHA 0.75
/* What happened is never too short to be seen. */
#define LEAST_WIDTH 3.0

typedef CorralGroundPatch Patch; /* its label is owned */

struct _CorralGroundLayer
{
  CorralChartLayer parent_instance;
  GArray *patches; /* (owned) (element-type Patch) */
};

G_DEFINE_FINAL_TYPE (CorralGroundLayer, corral_ground_layer, CORRAL_TYPE_CHART_LAYER)

static void
clear_patch (gpointer data)
{
  g_free ((char *) ((Patch *) data)->label);
}

static gboolean
is_always (const Patch *patch)
{
  return patch->range.start_ms == 0 && patch->range.end_ms == 0;
}

/* ---- drawing -------------------------------------------------------------------------------------------- */

/* (x, width) of @patch, cut to the plot; FALSE when none of it is seen. */
static gboolean
find_sides (const CorralPlot *plot, const Patch *patch, double *left, double *right)
{
  *left = 0;
  *right = plot->width;
  if (is_always (patch))
    return TRUE;
  *left = corral_plot_x (plot, patch->range.start_ms);
  *right = MAX (corral_plot_x (plot, patch->range.end_ms), *left + LEAST_WIDTH);
  if (*right <= 0 || *left >= plot->width)
    return FALSE;
  *left = floor (MAX (*left, 0));
  *right = ceil (MIN (*right, plot->width));
  return TRUE;
}

static void
append (GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y, double width, double height)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static void
draw_patch (GtkSnapshot *snapshot, const CorralPlot *plot, const Patch *patch)
{
  GdkRGBA tint = corral_plot_colour (plot, patch->hue, TINT_ALPHA);
  GdkRGBA edge = corral_plot_colour (plot, patch->hue, EDGE_ALPHA);
  double left, right;
  double top = isnan (patch->high) ? 0 : CLAMP (corral_plot_y (plot, patch->high), 0, plot->height);
  double bottom = isnan (patch->low) ? plot->height : CLAMP (corral_plot_y (plot, patch->low), 0, plot->height);

  if (!find_sides (plot, patch, &left, &right) || bottom <= top)
    return;
  top = floor (top);
  bottom = ceil (bottom);
  append (snapshot, &tint, left, top, right - left, bottom - top);
  /* Edges tell it from the ground where colours do not. */
  if (!is_always (patch))
    {
      append (snapshot, &edge, left, top, 1, bottom - top);
      append (snapshot, &edge, right - 1, top, 1, bottom - top);
    }
  if (!isnan (patch->high))
    append (snapshot, &edge, left, top, right - left, 1);
  if (!isnan (patch->low))
    append (snapshot, &edge, left, bottom - 1, right - left, 1);
}

static void
corral_ground_layer_snapshot (CorralChartLayer *layer, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  CorralGroundLayer *self = CORRAL_GROUND_LAYER (layer);

  for (guint i = 0; i < self->patches->len; i++)
    draw_patch (snapshot, plot, &g_array_index (self->patches, Patch, i));
}

/* ---- words ---------------------------------------------------------------------------------------------- */

/* Only what is there at some time and not at others is worth a word at a moment. */
static char *
corral_ground_layer_dup_text_at (CorralChartLayer *layer, gint64 time_ms, gint64 slop_ms, GTimeZone *zone)
{
  CorralGroundLayer *self = CORRAL_GROUND_LAYER (layer);

  for (guint i = 0; i < self->patches->len; i++)
    {
      const Patch *patch = &g_array_index (self->patches, Patch, i);

      if (!is_always (patch) && time_ms >= patch->range.start_ms - slop_ms && time_ms <= patch->range.end_ms + slop_ms)
        return g_strdup (patch->label);
    }
  return NULL;
}

static char *
corral_ground_layer_dup_summary (CorralChartLayer *layer, CorralTimeRange visible, gboolean live, GTimeZone *zone)
{
  CorralGroundLayer *self = CORRAL_GROUND_LAYER (layer);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->patches->len; i++)
    {
      const Patch *patch = &g_array_index (self->patches, Patch, i);
      g_autofree char *when = NULL;

      if (!is_always (patch) && (patch->range.end_ms < visible.start_ms || patch->range.start_ms > visible.end_ms))
        continue;
      g_string_append (text, text->len > 0 ? "; " : "");
      if (is_always (patch))
        {
          g_string_append (text, patch->label);
          continue;
        }
      when = corral_time_ticks_format (patch->range.start_ms, visible.end_ms, zone);
      /* Translators: what is marked in a chart, and when: "Disputed, 17:42:10" */
      g_string_append_printf (text, _ ("%s, %s"), patch->label, when);
    }
  return g_string_free (text, text->len == 0);
}

static gint64
corral_ground_layer_find_event (CorralChartLayer *layer, gint64 time_ms, int direction)
{
  CorralGroundLayer *self = CORRAL_GROUND_LAYER (layer);
  gint64 found = G_MININT64;

  for (guint i = 0; i < self->patches->len; i++)
    {
      const Patch *patch = &g_array_index (self->patches, Patch, i);
      gint64 at = patch->range.start_ms;

      if (is_always (patch) || (direction > 0 ? at <= time_ms : at >= time_ms))
        continue;
      if (found == G_MININT64 || (direction > 0 ? at < found : at > found))
        found = at;
    }
  return found;
}

/* ---- life ------------------------------------------------------------------------------------------------ */

static void
corral_ground_layer_finalize (GObject *object)
{
  g_array_unref (CORRAL_GROUND_LAYER (object)->patches);
  G_OBJECT_CLASS (corral_ground_layer_parent_class)->finalize (object);
}

static void
corral_ground_layer_class_init (CorralGroundLayerClass *klass)
{
  CorralChartLayerClass *layer_class = CORRAL_CHART_LAYER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_ground_layer_finalize;
  layer_class->snapshot = corral_ground_layer_snapshot;
  layer_class->dup_text_at = corral_ground_layer_dup_text_at;
  layer_class->dup_summary = corral_ground_layer_dup_summary;
  layer_class->find_event = corral_ground_layer_find_event;
}

static void
corral_ground_layer_init (CorralGroundLayer *self)
{
  self->patches = g_array_new (FALSE, TRUE, sizeof (Patch));
  g_array_set_clear_func (self->patches, clear_patch);
}

CorralGroundLayer *
corral_ground_layer_new (const char *name)
{
  CorralGroundLayer *self = g_object_new (CORRAL_TYPE_GROUND_LAYER, NULL);

  corral_chart_layer_set_identity (CORRAL_CHART_LAYER (self), name, NULL, CORRAL_HUE_AMBER);
  return self;
}

void
corral_ground_layer_set_patches (CorralGroundLayer *self, const CorralGroundPatch *patches, gsize n)
{
  g_return_if_fail (CORRAL_IS_GROUND_LAYER (self));

  g_array_set_size (self->patches, 0);
  for (gsize i = 0; i < n; i++)
    {
      Patch patch = patches[i];

      patch.label = g_strdup (patch.label != NULL ? patch.label : "");
      g_array_append_val (self->patches, patch);
    }
  corral_chart_layer_changed (CORRAL_CHART_LAYER (self));
}
