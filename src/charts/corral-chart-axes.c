/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The axes of a chart: numbers at the left, and below the time in the store's zone with, where it
 * is another, a second row in the reader's own. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

#include "corral-time-ticks.h"

#include <math.h>

#define TICK_LENGTH 4.0f
#define LABEL_GAP 6.0f
#define AXIS_ALPHA 0.45
#define LANE_AXIS_ALPHA 0.18
#define LABEL_ALPHA 0.72
/* Pixels that a tick and its label take, at least. */
#define TIME_TICK_SPACE 76.0
#define VALUE_TICK_SPACE 28.0

void
corral_chart_draw_text (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) floor (x), (float) floor (y)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

void
corral_chart_draw_value_axis (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  double ticks[CORRAL_SCALE_MAX_TICKS];
  guint max = (guint) CLAMP (plot->height / VALUE_TICK_SPACE, 2, 7);
  double step = corral_scale_step (&plot->scale, max);
  guint n = corral_scale_ticks (&plot->scale, max, ticks);
  GdkRGBA axis = corral_plot_colour (plot, CORRAL_HUE_TEXT, AXIS_ALPHA);
  GdkRGBA dim = corral_plot_colour (plot, CORRAL_HUE_TEXT, LABEL_ALPHA);

  gtk_snapshot_append_color (snapshot, &axis,
                             &GRAPHENE_RECT_INIT (-1, 0, 1, (float) plot->height + 1));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = corral_scale_format (ticks[i], step, NULL);
      g_autoptr (PangoLayout) layout = corral_chart_create_layout (self, text);
      double y = floor (corral_plot_y (plot, ticks[i]));
      int width;
      int height;

      pango_layout_get_pixel_size (layout, &width, &height);
      gtk_snapshot_append_color (snapshot, &axis,
                                 &GRAPHENE_RECT_INIT (-1 - TICK_LENGTH, (float) y, TICK_LENGTH, 1));
      corral_chart_draw_text (snapshot, layout, -TICK_LENGTH - LABEL_GAP + 1 - (float) width, y - height / 2.,
                 &dim);
    }
}

/* One row of times of @zone under the plot. @other: a zone whose times are already shown; where the
 * clocks of both agree nothing is said twice. */
static void
draw_times (CorralChart *self,
            GtkSnapshot *snapshot,
            const CorralPlot *plot,
            GTimeZone *zone,
            GTimeZone *other,
            double y)
{
  guint max = (guint) CLAMP (plot->width / TIME_TICK_SPACE, 2, 16);
  g_autoptr (GArray) ticks = corral_time_ticks_new (plot->visible, zone, max);
  g_autofree char *letters = corral_time_ticks_zone_name (plot->visible.end_ms, zone);
  GdkRGBA dim = corral_plot_colour (plot, CORRAL_HUE_TEXT, LABEL_ALPHA);
  GdkRGBA full = corral_plot_colour (plot, CORRAL_HUE_TEXT, 1);
  double free_from = -G_MAXDOUBLE;
  guint n_shown = 0;

  for (guint i = 0; i < ticks->len; i++)
    {
      const CorralTimeTick *tick = &g_array_index (ticks, CorralTimeTick, i);
      double x = floor (corral_plot_x (plot, tick->time_ms));
      g_autoptr (PangoLayout) layout = NULL;
      int width;
      double left;

      if (other != NULL
          && corral_time_offset_s (zone, tick->time_ms) == corral_time_offset_s (other, tick->time_ms))
        continue;
      layout = corral_chart_create_layout (self, tick->label);
      pango_layout_get_pixel_size (layout, &width, NULL);
      left = CLAMP (x - width / 2., -TICK_LENGTH, MAX (plot->width - width, 0));
      if (left < free_from)
        continue;
      free_from = left + width + LABEL_GAP;
      n_shown++;
      corral_chart_draw_text (snapshot, layout, left, y, tick->is_day ? &full : &dim);
    }

  /* Whose time, in the column at the left, where a caption does not say so already. */
  if ((plot->is_lane || corral_chart_has_own_times (self)) && n_shown > 0)
    {
      g_autoptr (PangoLayout) layout = corral_chart_create_layout (self, letters);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      corral_chart_draw_text (snapshot, layout, -2 * LABEL_GAP - (float) width, y, &dim);
    }
}

void
corral_chart_draw_time_axis (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  gboolean shows_time = corral_chart_get_shows_time (self);
  guint max = (guint) CLAMP (plot->width / TIME_TICK_SPACE, 2, 16);
  GTimeZone *zone = corral_chart_peek_zone (self);
  GdkRGBA axis = corral_plot_colour (plot, CORRAL_HUE_TEXT,
                                     plot->is_lane && !shows_time ? LANE_AXIS_ALPHA : AXIS_ALPHA);
  g_autoptr (GArray) ticks = NULL;

  gtk_snapshot_append_color (snapshot, &axis,
                             &GRAPHENE_RECT_INIT (0, (float) plot->height, (float) plot->width, 1));
  if (plot->is_lane && !shows_time)
    return;

  ticks = corral_time_ticks_new (plot->visible, zone, max);
  for (guint i = 0; i < ticks->len; i++)
    {
      double x = floor (corral_plot_x (plot, g_array_index (ticks, CorralTimeTick, i).time_ms));

      gtk_snapshot_append_color (snapshot, &axis,
                                 &GRAPHENE_RECT_INIT ((float) x, (float) plot->height + 1, 1, TICK_LENGTH));
    }
  if (!shows_time)
    return;

  draw_times (self, snapshot, plot, zone, NULL, plot->height + 1 + TICK_LENGTH);
  if (corral_chart_has_own_times (self))
    draw_times (self, snapshot, plot, corral_chart_peek_own_zone (self), zone,
                plot->height + 1 + TICK_LENGTH + corral_chart_get_type_height (self));
}
