/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as small marks along the top of a plot, each with a faint line down to what the data did
 * then. Main thread. */
#include "config.h"

#include "corral-mark-layer.h"

#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define MARK_SIZE 7.0
#define LINE_ALPHA 0.35
/* The bubble names so many of the marks that stand close together. */
#define N_NAMED_MARKS 4

typedef struct
{
  gint64 time_ms;
  char *label; /* (owned) */
  CorralHue hue;
} Mark;

struct _CorralMarkLayer
{
  CorralChartLayer parent_instance;
  GArray *marks; /* (owned) (element-type Mark): in order of time */
};

G_DEFINE_FINAL_TYPE (CorralMarkLayer, corral_mark_layer, CORRAL_TYPE_CHART_LAYER)

static void
clear_mark (gpointer data)
{
  g_free (((Mark *) data)->label);
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const Mark *x = a;
  const Mark *y = b;

  return x->time_ms < y->time_ms ? -1 : x->time_ms > y->time_ms;
}

static guint
lower_bound (CorralMarkLayer *self, gint64 time_ms)
{
  guint low = 0;
  guint high = self->marks->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->marks, Mark, middle).time_ms < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
corral_mark_layer_snapshot (CorralChartLayer *layer, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  CorralMarkLayer *self = CORRAL_MARK_LAYER (layer);
  guint begin = lower_bound (self, plot->visible.start_ms);
  guint end = lower_bound (self, plot->visible.end_ms);
  graphene_rect_t bounds
      = GRAPHENE_RECT_INIT (-MARK_SIZE, 0, (float) (plot->width + 2 * MARK_SIZE), MARK_SIZE + 1);
  double previous_x = -1;
  cairo_t *cr;

  if (begin == end)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint i = begin; i < end; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);
      GdkRGBA colour = corral_plot_colour (plot, mark->hue, 1);
      GdkRGBA faint = corral_plot_colour (plot, mark->hue, LINE_ALPHA);
      double x = floor (corral_plot_x (plot, mark->time_ms)) + 0.5;

      /* Of many on one pixel one is drawn. */
      if (x == previous_x)
        continue;
      previous_x = x;
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_move_to (cr, x - MARK_SIZE / 2, 0);
      cairo_line_to (cr, x + MARK_SIZE / 2, 0);
      cairo_line_to (cr, x, MARK_SIZE);
      cairo_fill (cr);
      gtk_snapshot_append_color (snapshot, &faint,
                                 &GRAPHENE_RECT_INIT ((float) (x - 0.5), MARK_SIZE, 1,
                                                      (float) plot->height - MARK_SIZE));
    }
  cairo_destroy (cr);
}

static char *
corral_mark_layer_dup_text_at (CorralChartLayer *layer,
                               gint64 time_ms,
                               gint64 slop_ms,
                               GTimeZone *zone)
{
  CorralMarkLayer *self = CORRAL_MARK_LAYER (layer);
  guint begin = lower_bound (self, time_ms - slop_ms);
  guint end = lower_bound (self, time_ms + slop_ms + 1);
  GString *text;

  if (begin == end)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = begin; i < MIN (end, begin + N_NAMED_MARKS); i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);
      g_autofree char *when = corral_time_ticks_format (mark->time_ms, time_ms, zone);

      g_string_append_printf (text, "%s%s %s", i > begin ? "\n" : "", when, mark->label);
    }
  if (end - begin > N_NAMED_MARKS)
    {
      guint more = end - begin - N_NAMED_MARKS;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more", "and %u more", more), more);
    }
  return g_string_free (text, FALSE);
}

static char *
corral_mark_layer_dup_summary (CorralChartLayer *layer,
                               CorralTimeRange visible,
                               gboolean live,
                               GTimeZone *zone)
{
  CorralMarkLayer *self = CORRAL_MARK_LAYER (layer);
  guint begin = lower_bound (self, visible.start_ms);
  guint end = lower_bound (self, visible.end_ms);
  g_autofree char *when = NULL;
  g_autofree char *count = NULL;

  if (begin == end)
    return NULL;

  when = corral_time_ticks_format (g_array_index (self->marks, Mark, end - 1).time_ms,
                                   visible.end_ms, zone);
  count = g_strdup_printf (ngettext ("%u mark", "%u marks", end - begin), end - begin);
  /* Translators: a kind of events, how many, the last one and when: "Messages: 3 marks, last
   * Restarted 09:14". */
  return g_strdup_printf (_ ("%s: %s, last %s %s"), corral_chart_layer_get_name (layer), count,
                          g_array_index (self->marks, Mark, end - 1).label, when);
}

static void
corral_mark_layer_finalize (GObject *object)
{
  g_clear_pointer (&CORRAL_MARK_LAYER (object)->marks, g_array_unref);
  G_OBJECT_CLASS (corral_mark_layer_parent_class)->finalize (object);
}

static void
corral_mark_layer_class_init (CorralMarkLayerClass *klass)
{
  CorralChartLayerClass *layer_class = CORRAL_CHART_LAYER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_mark_layer_finalize;
  layer_class->snapshot = corral_mark_layer_snapshot;
  layer_class->dup_text_at = corral_mark_layer_dup_text_at;
  layer_class->dup_summary = corral_mark_layer_dup_summary;
}

static void
corral_mark_layer_init (CorralMarkLayer *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (self->marks, clear_mark);
}

CorralMarkLayer *
corral_mark_layer_new (const char *name)
{
  CorralMarkLayer *self = g_object_new (CORRAL_TYPE_MARK_LAYER, NULL);

  corral_chart_layer_set_identity (CORRAL_CHART_LAYER (self), name, NULL, CORRAL_HUE_TEXT);
  return self;
}

void
corral_mark_layer_set_marks (CorralMarkLayer *self, const CorralMark *marks, gsize n)
{
  g_return_if_fail (CORRAL_IS_MARK_LAYER (self));

  g_array_set_size (self->marks, 0);
  for (gsize i = 0; i < n; i++)
    {
      Mark mark = { marks[i].time_ms, g_strdup (marks[i].label), marks[i].hue };

      g_array_append_val (self->marks, mark);
    }
  g_array_sort (self->marks, compare_marks);
  corral_chart_layer_changed (CORRAL_CHART_LAYER (self));
}
