/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as small marks along the top of a plot, each with a faint line down to what the data did
 * then. Main thread. */
#include "config.h"

#include "corral-mark-layer.h"

#include "corral-raster.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define MARK_SIZE 7.0
#define LANE_MARK_SIZE 10.0
#define LINE_ALPHA 0.35
#define STROKE 1.5
/* Pixels between two marks of one look. */
#define LEAST_STEP 3
/* The bubble names so many of the marks that stand close together. */
#define N_NAMED_MARKS 4

typedef CorralMark Mark; /* its label is owned */

/* How often a label stands in a span. */
typedef struct
{
  const char *label; /* (unowned) */
  guint n;
} LabelCount;

struct _CorralMarkLayer
{
  CorralChartLayer parent_instance;
  GArray *marks; /* (owned) (element-type Mark): in order of time */
};

G_DEFINE_FINAL_TYPE (CorralMarkLayer, corral_mark_layer, CORRAL_TYPE_CHART_LAYER)

static void
clear_mark (gpointer data)
{
  g_free ((char *) ((Mark *) data)->label);
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

/* ---- shapes: each a path in the square of half-width @r about (@x, @y) --------------------------
 */

static void
trace_triangle (cairo_t *cr, double x, double y, double r)
{
  cairo_move_to (cr, x - r, y - r);
  cairo_line_to (cr, x + r, y - r);
  cairo_line_to (cr, x, y + r);
}

static void
trace_square (cairo_t *cr, double x, double y, double r)
{
  cairo_rectangle (cr, x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
}

static void
trace_diamond (cairo_t *cr, double x, double y, double r)
{
  cairo_move_to (cr, x, y - r * 1.15);
  cairo_line_to (cr, x + r * 1.15, y);
  cairo_line_to (cr, x, y + r * 1.15);
  cairo_line_to (cr, x - r * 1.15, y);
}

static void
trace_circle (cairo_t *cr, double x, double y, double r)
{
  cairo_arc (cr, x, y, r, 0, 2 * G_PI);
}

static void
trace_rising (cairo_t *cr, double x, double y, double r)
{
  cairo_move_to (cr, x - r, y + r);
  cairo_line_to (cr, x + r, y + r);
  cairo_line_to (cr, x, y - r);
}

static void
trace_cross (cairo_t *cr, double x, double y, double r)
{
  const double arm = r * 0.38;
  const double points[][2] = { { arm, -r },  { arm, -arm }, { r, -arm },  { r, arm },   { arm, arm },   { arm, r },
                               { -arm, r }, { -arm, arm }, { -r, arm }, { -r, -arm }, { -arm, -arm }, { -arm, -r } };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    cairo_line_to (cr, x + points[i][0], y + points[i][1]);
}

static void (*const shapes[CORRAL_N_MARK_SHAPES]) (cairo_t *cr, double x, double y, double r) = {
  [CORRAL_MARK_TRIANGLE] = trace_triangle, [CORRAL_MARK_SQUARE] = trace_square,
  [CORRAL_MARK_DIAMOND] = trace_diamond,   [CORRAL_MARK_CIRCLE] = trace_circle,
  [CORRAL_MARK_RISING] = trace_rising,     [CORRAL_MARK_CROSS] = trace_cross,
};

/* One mark of a look, to be stamped wherever it is needed. */
static cairo_surface_t *
make_stamp (const CorralPlot *plot, guint look, double size, int *radius)
{
  CorralMarkShape shape = look / (2 * CORRAL_N_HUES);
  gboolean late = look % 2;
  GdkRGBA colour = corral_plot_colour (plot, look / 2 % CORRAL_N_HUES, 1);
  int scale = plot->device_scale;
  cairo_surface_t *stamp;
  cairo_t *cr;

  *radius = (int) ceil (size * 0.6) + 1;
  stamp = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (2 * *radius + 1) * scale, (2 * *radius + 1) * scale);
  cairo_surface_set_device_scale (stamp, scale, scale);
  cr = cairo_create (stamp);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, STROKE);
  shapes[shape](cr, *radius + 0.5, *radius + 0.5, late ? (size - STROKE) / 2 : size / 2);
  cairo_close_path (cr);
  if (late)
    cairo_stroke (cr);
  else
    cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (stamp);
  return stamp;
}

/* All marks of a look, at whole pixels @places. */
static void
draw_look (CorralRaster *raster, const CorralPlot *plot, GArray *places, guint look, double y, double size)
{
  GdkRGBA faint = corral_plot_colour (plot, look / 2 % CORRAL_N_HUES, LINE_ALPHA);
  int scale = plot->device_scale;
  int radius;
  cairo_surface_t *stamp = make_stamp (plot, look, size, &radius);

  for (guint i = 0; i < places->len; i++)
    {
      int x = g_array_index (places, int, i);

      corral_raster_add_stamp (raster, (x - radius) * scale, ((int) floor (y) - radius) * scale, stamp);
      /* A faint line down to what the data did then. */
      if (!plot->is_lane)
        corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT ((float) x, (float) size, 1, (float) (plot->height - size)),
                                &faint);
    }
  cairo_surface_destroy (stamp);
}

static void
corral_mark_layer_snapshot (CorralChartLayer *layer, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  CorralMarkLayer *self = CORRAL_MARK_LAYER (layer);
  guint begin = lower_bound (self, plot->visible.start_ms);
  guint end = lower_bound (self, plot->visible.end_ms);
  double size = plot->is_lane ? MIN (LANE_MARK_SIZE, plot->height - 4) : MARK_SIZE;
  double y = plot->is_lane ? floor (plot->height / 2) : size / 2;
  /* Where the marks of each look stand. */
  GArray *places[CORRAL_N_MARK_SHAPES * CORRAL_N_HUES * 2] = { NULL };
  CorralRaster *raster;

  if (begin == end || size < 3)
    return;

  for (guint i = begin; i < end; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);
      guint look = (mark->shape * CORRAL_N_HUES + mark->hue) * 2 + (mark->late != FALSE);
      int x = (int) floor (corral_plot_x (plot, mark->time_ms));

      if (places[look] == NULL)
        places[look] = g_array_new (FALSE, FALSE, sizeof (int));
      /* Of many that all but cover each other one is drawn. */
      if (places[look]->len == 0 || x - g_array_index (places[look], int, places[look]->len - 1) >= LEAST_STEP)
        g_array_append_val (places[look], x);
    }

  raster = corral_raster_new (plot->width, plot->height, plot->device_scale);
  for (guint look = 0; look < G_N_ELEMENTS (places); look++)
    {
      if (places[look] == NULL)
        continue;
      draw_look (raster, plot, places[look], look, y, size);
      g_array_unref (places[look]);
    }
  corral_raster_finish (raster, snapshot, 0, 0);
}

/* "Restarted", "Restarted (told late)". */
static char *
dup_label (const Mark *mark)
{
  /* Translators: an event whose message came long after it happened. */
  return mark->late ? g_strdup_printf (_ ("%s (came late)"), mark->label) : g_strdup (mark->label);
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

      g_autofree char *label = dup_label (mark);

      g_string_append_printf (text, "%s%s %s", i > begin ? "\n" : "", when, label);
    }
  if (end - begin > N_NAMED_MARKS)
    {
      guint more = end - begin - N_NAMED_MARKS;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more", "and %u more", more), more);
    }
  return g_string_free (text, FALSE);
}

/* The last of the marks that are meant: the column has room for one. */
static char *
corral_mark_layer_dup_reading (CorralChartLayer *layer, gint64 time_ms, gint64 slop_ms, GTimeZone *zone)
{
  CorralMarkLayer *self = CORRAL_MARK_LAYER (layer);
  guint begin = lower_bound (self, time_ms - slop_ms);
  guint end = lower_bound (self, time_ms + slop_ms + 1);
  g_autofree char *label = NULL;

  if (begin == end)
    return NULL;
  label = dup_label (&g_array_index (self->marks, Mark, end - 1));
  if (end - begin == 1)
    return g_steal_pointer (&label);
  /* Translators: an event, and how many others stand at the same place: "Restarted +3". */
  return g_strdup_printf (_ ("%s +%u"), label, end - begin - 1);
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const LabelCount *x = a;
  const LabelCount *y = b;

  if (x->n != y->n)
    return x->n > y->n ? -1 : 1;
  return g_strcmp0 (x->label, y->label);
}

/* "Faults: 4 marks (Knock 3, Scanner jam 1)". */
static char *
corral_mark_layer_dup_figures (CorralChartLayer *layer, CorralTimeRange range)
{
  CorralMarkLayer *self = CORRAL_MARK_LAYER (layer);
  guint begin = lower_bound (self, range.start_ms);
  guint end = lower_bound (self, range.end_ms);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (LabelCount));
  g_autoptr (GString) kinds = g_string_new (NULL);
  g_autofree char *words = NULL;

  if (begin >= end)
    return NULL;
  for (guint i = begin; i < end; i++)
    {
      const char *label = g_array_index (self->marks, Mark, i).label;
      gpointer place;

      if (!g_hash_table_lookup_extended (places, label, NULL, &place))
        {
          LabelCount count = { label, 0 };

          place = GUINT_TO_POINTER (counts->len);
          g_hash_table_insert (places, (gpointer) label, place);
          g_array_append_val (counts, count);
        }
      g_array_index (counts, LabelCount, GPOINTER_TO_UINT (place)).n++;
    }
  g_array_sort (counts, compare_counts);
  for (guint i = 0; i < MIN (counts->len, N_NAMED_MARKS); i++)
    {
      const LabelCount *count = &g_array_index (counts, LabelCount, i);

      g_string_append_printf (kinds, "%s%s %u", i > 0 ? _ (", ") : "", count->label, count->n);
    }
  if (counts->len > N_NAMED_MARKS)
    g_string_append (kinds, ", …");
  words = g_strdup_printf (ngettext ("%u mark", "%u marks", end - begin), end - begin);
  return g_strdup_printf ("%s: %s (%s)", corral_chart_layer_get_name (layer), words, kinds->str);
}

static gint64
corral_mark_layer_find_event (CorralChartLayer *layer, gint64 time_ms, int direction)
{
  CorralMarkLayer *self = CORRAL_MARK_LAYER (layer);
  guint i = lower_bound (self, direction > 0 ? time_ms + 1 : time_ms);

  if (direction > 0)
    return i < self->marks->len ? g_array_index (self->marks, Mark, i).time_ms : G_MININT64;
  return i > 0 ? g_array_index (self->marks, Mark, i - 1).time_ms : G_MININT64;
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
  layer_class->dup_reading = corral_mark_layer_dup_reading;
  layer_class->dup_figures = corral_mark_layer_dup_figures;
  layer_class->find_event = corral_mark_layer_find_event;
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
      Mark mark = marks[i];

      g_return_if_fail (mark.shape < CORRAL_N_MARK_SHAPES);
      mark.label = g_strdup (marks[i].label != NULL ? marks[i].label : "");
      g_array_append_val (self->marks, mark);
    }
  g_array_sort (self->marks, compare_marks);
  corral_chart_layer_changed (CORRAL_CHART_LAYER (self));
}
