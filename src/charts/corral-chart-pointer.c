/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointer, wheel, touch pad and fingers over a chart: changes of the shared time view. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

#include <math.h>

#define WHEEL_STEP 1.25
#define TOUCHPAD_STEP 1.004
/* Of the visible span, per click of a wheel sideways. */
#define WHEEL_PAN_SHARE 0.1

/* What is remembered from one event to the next; freed with the chart. */
typedef struct
{
  CorralChart *chart; /* (unowned) */
  double x;
  CorralTimeRange drag_from;
  gint64 drag_time;
  gboolean drag_selects;
  double pinch;
} Pointer;

static gint64
time_at (Pointer *self, double x)
{
  CorralPlot plot;
  graphene_rect_t area;

  corral_chart_get_plot (self->chart, &plot, &area);
  return corral_plot_time (&plot, CLAMP (x - area.origin.x, 0, plot.width));
}

static gint64
span_of_pixels (Pointer *self, double pixels)
{
  CorralPlot plot;
  graphene_rect_t area;

  corral_chart_get_plot (self->chart, &plot, &area);
  return corral_plot_time (&plot, pixels) - plot.visible.start_ms;
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, Pointer *self)
{
  CorralPlot plot;
  graphene_rect_t area;

  corral_chart_get_plot (self->chart, &plot, &area);
  self->x = x;
  corral_chart_speak_cursor (self->chart, FALSE);
  if (x >= area.origin.x && x < area.origin.x + area.size.width)
    corral_time_view_set_cursor (corral_chart_get_view (self->chart), corral_plot_time (&plot, x - area.origin.x));
  else
    corral_time_view_set_cursor (corral_chart_get_view (self->chart), CORRAL_TIME_NONE);
}

static void
leave_cb (GtkEventControllerMotion *controller, Pointer *self)
{
  corral_time_view_set_cursor (corral_chart_get_view (self->chart), CORRAL_TIME_NONE);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, Pointer *self)
{
  GdkModifierType modifiers
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  CorralTimeRange before = corral_time_view_get_visible (corral_chart_get_view (self->chart));
  CorralTimeRange after;
  gboolean is_surface
      = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  gboolean zooms = corral_chart_get_wheel_zooms (self->chart) || (modifiers & GDK_CONTROL_MASK) != 0;

  if ((modifiers & GDK_SHIFT_MASK) != 0 && dx == 0)
    {
      dx = dy;
      dy = 0;
    }
  /* Two fingers seldom move quite straight: the greater direction counts. */
  if (fabs (dx) > fabs (dy))
    corral_time_view_pan (corral_chart_get_view (self->chart),
                          is_surface ? span_of_pixels (self, dx)
                                     : (gint64) (dx * WHEEL_PAN_SHARE
                                                 * (double) (before.end_ms - before.start_ms)));
  else if (zooms && dy != 0)
    corral_time_view_zoom (corral_chart_get_view (self->chart), pow (is_surface ? TOUCHPAD_STEP : WHEEL_STEP, dy),
                           time_at (self, self->x));

  /* At the limits the page around may have the wheel. */
  after = corral_time_view_get_visible (corral_chart_get_view (self->chart));
  return before.start_ms != after.start_ms || before.end_ms != after.end_ms;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, Pointer *self)
{
  GdkModifierType modifiers
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self->chart));
  self->drag_from = corral_time_view_get_visible (corral_chart_get_view (self->chart));
  self->drag_time = time_at (self, x);
  self->drag_selects = (modifiers & GDK_SHIFT_MASK) != 0;
  corral_time_view_set_selected (corral_chart_get_view (self->chart), (CorralTimeRange){ 0, 0 });
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, Pointer *self)
{
  double x;
  double y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->drag_selects)
    {
      gint64 time_ms = time_at (self, x + dx);

      corral_time_view_set_selected (corral_chart_get_view (self->chart),
                                     (CorralTimeRange){ MIN (time_ms, self->drag_time),
                                                        MAX (time_ms, self->drag_time) });
    }
  else
    {
      gint64 delta = span_of_pixels (self, dx);

      corral_time_view_set_visible (corral_chart_get_view (self->chart),
                                    (CorralTimeRange){ self->drag_from.start_ms - delta,
                                                       self->drag_from.end_ms - delta });
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, Pointer *self)
{
  self->pinch = 1;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, Pointer *self)
{
  double x = self->x;
  double y;

  if (scale <= 0)
    return;
  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  corral_time_view_zoom (corral_chart_get_view (self->chart), self->pinch / scale, time_at (self, x));
  self->pinch = scale;
}

void
corral_chart_add_pointer (CorralChart *chart)
{
  Pointer *self = g_new0 (Pointer, 1);
  GtkWidget *widget = GTK_WIDGET (chart);
  GtkEventController *controller;

  self->chart = chart;
  g_object_set_data_full (G_OBJECT (chart), "corral-chart-pointer", self, g_free);

  controller = gtk_event_controller_motion_new ();
  g_signal_connect (controller, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (controller, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (controller, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (controller, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_drag_new ());
  g_signal_connect (controller, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (controller, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_zoom_new ());
  g_signal_connect (controller, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (controller, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, controller);
}
