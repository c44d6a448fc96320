/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keys of a chart do, as one table of actions: all of them change the shared time view
 * only. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

#include <math.h>

#define ZOOM_STEP 1.5
#define PAN_SHARE 0.2
/* At least so many pixels per move of the cursor. */
#define CURSOR_PIXELS 1.0

/* Moves the cursor to the next sample in @direction, at least a pixel on; keeps it in sight. */
static void
move_cursor (CorralChart *self, int direction)
{
  CorralTimeRange visible = corral_time_view_get_visible (corral_chart_get_view (self));
  CorralTimeRange document = corral_time_view_get_document (corral_chart_get_view (self));
  gint64 span = visible.end_ms - visible.start_ms;
  gint64 cursor_ms = corral_time_view_get_cursor (corral_chart_get_view (self));
  GPtrArray *layers = corral_chart_peek_layers (self);
  const CorralSamples *samples = NULL;
  graphene_rect_t area;
  CorralPlot plot;
  gint64 least;
  gint64 target;

  corral_chart_get_plot (self, &plot, &area);
  least = MAX (1, corral_plot_time (&plot, CURSOR_PIXELS) - visible.start_ms);
  corral_chart_speak_cursor (self, TRUE);
  if (!corral_time_range_contains (&visible, cursor_ms))
    {
      /* The first press shows where the cursor is: at the side that it comes from. */
      cursor_ms = direction < 0 ? visible.end_ms : visible.start_ms - 1;
      least = 1;
    }

  for (guint i = 0; samples == NULL && i < layers->len; i++)
    {
      CorralSeriesData *data = corral_chart_layer_get_data (g_ptr_array_index (layers, i));

      samples = data != NULL ? corral_series_data_get_samples (data) : NULL;
    }

  target
      = direction < 0 ? cursor_ms - MAX (least, span / 100) : cursor_ms + MAX (least, span / 100);
  if (samples == NULL)
    {
      gint64 event = corral_chart_find_event (self, cursor_ms + (least - 1) * direction, direction);

      if (event != CORRAL_TIME_NONE && corral_time_range_contains (&document, event))
        target = event;
    }
  if (samples != NULL && direction > 0)
    {
      gsize i = corral_samples_lower_bound (samples, cursor_ms + least);

      while (i < samples->n && isnan (samples->values[i]))
        i++;
      if (i < samples->n)
        target = samples->times[i];
    }
  else if (samples != NULL)
    {
      gsize i = corral_samples_lower_bound (samples, cursor_ms - least + 1);

      while (i > 0 && isnan (samples->values[i - 1]))
        i--;
      if (i > 0)
        target = samples->times[i - 1];
    }

  target = CLAMP (target, document.start_ms, document.end_ms - 1);
  if (target < visible.start_ms)
    corral_time_view_pan (corral_chart_get_view (self), target - visible.start_ms);
  else if (target >= visible.end_ms)
    corral_time_view_pan (corral_chart_get_view (self), target - visible.end_ms + 1);
  corral_time_view_set_cursor (corral_chart_get_view (self), target);
}

static void
pan_by_share (CorralChart *self, double share)
{
  CorralTimeRange visible = corral_time_view_get_visible (corral_chart_get_view (self));

  corral_time_view_pan (corral_chart_get_view (self),
                        (gint64) (share * (double) (visible.end_ms - visible.start_ms)));
}

static void
cursor_back (CorralChart *self)
{
  move_cursor (self, -1);
}

static void
cursor_forward (CorralChart *self)
{
  move_cursor (self, +1);
}

/* Moves the cursor, and with it that end of the selection that it stood on; the other end stays. */
static void
extend_selected (CorralChart *self, int direction)
{
  CorralTimeView *view = corral_chart_get_view (self);
  CorralTimeRange selected = corral_time_view_get_selected (view);
  CorralTimeRange visible = corral_time_view_get_visible (view);
  gint64 from = corral_time_view_get_cursor (view);
  gint64 to;

  move_cursor (self, direction);
  /* The first press only shows where the cursor is. */
  if (!corral_time_range_contains (&visible, from))
    return;
  if (selected.end_ms > selected.start_ms && from == selected.start_ms)
    from = selected.end_ms;
  else if (selected.end_ms > selected.start_ms && from == selected.end_ms)
    from = selected.start_ms;
  to = corral_time_view_get_cursor (view);
  corral_time_view_set_selected (view, (CorralTimeRange){ MIN (from, to), MAX (from, to) });
}

static void
select_back (CorralChart *self)
{
  extend_selected (self, -1);
}

static void
select_forward (CorralChart *self)
{
  extend_selected (self, +1);
}

static void
pan_back (CorralChart *self)
{
  pan_by_share (self, -PAN_SHARE);
}

static void
pan_forward (CorralChart *self)
{
  pan_by_share (self, PAN_SHARE);
}

static void
zoom_in (CorralChart *self)
{
  corral_time_view_zoom (corral_chart_get_view (self), 1 / ZOOM_STEP, CORRAL_TIME_NONE);
}

static void
zoom_out (CorralChart *self)
{
  corral_time_view_zoom (corral_chart_get_view (self), ZOOM_STEP, CORRAL_TIME_NONE);
}

static void
go_start (CorralChart *self)
{
  CorralTimeRange visible = corral_time_view_get_visible (corral_chart_get_view (self));
  CorralTimeRange document = corral_time_view_get_document (corral_chart_get_view (self));

  corral_time_view_pan (corral_chart_get_view (self), document.start_ms - visible.start_ms);
}

static void
go_end (CorralChart *self)
{
  corral_time_view_set_live (corral_chart_get_view (self), TRUE);
}

static void
zoom_to_selected (CorralChart *self)
{
  corral_time_view_zoom_to_selected (corral_chart_get_view (self));
}

static void
clear_cursor (CorralChart *self)
{
  corral_time_view_set_selected (corral_chart_get_view (self), (CorralTimeRange){ 0, 0 });
  corral_time_view_set_cursor (corral_chart_get_view (self), CORRAL_TIME_NONE);
}

typedef struct
{
  const char *action;
  void (*run) (CorralChart *self);
  struct
  {
    guint key;
    GdkModifierType modifiers;
  } keys[4];
} Command;

static const Command commands[] = {
  { "chart.cursor-back", cursor_back, { { GDK_KEY_Left, 0 }, { GDK_KEY_KP_Left, 0 } } },
  { "chart.cursor-forward", cursor_forward, { { GDK_KEY_Right, 0 }, { GDK_KEY_KP_Right, 0 } } },
  { "chart.select-back",
    select_back,
    { { GDK_KEY_Left, GDK_SHIFT_MASK }, { GDK_KEY_KP_Left, GDK_SHIFT_MASK } } },
  { "chart.select-forward",
    select_forward,
    { { GDK_KEY_Right, GDK_SHIFT_MASK }, { GDK_KEY_KP_Right, GDK_SHIFT_MASK } } },
  { "chart.pan-back", pan_back, { { GDK_KEY_Left, GDK_CONTROL_MASK }, { GDK_KEY_Page_Up, 0 } } },
  { "chart.pan-forward",
    pan_forward,
    { { GDK_KEY_Right, GDK_CONTROL_MASK }, { GDK_KEY_Page_Down, 0 } } },
  { "chart.zoom-in",
    zoom_in,
    { { GDK_KEY_plus, 0 },
      { GDK_KEY_plus, GDK_SHIFT_MASK },
      { GDK_KEY_equal, 0 },
      { GDK_KEY_KP_Add, 0 } } },
  { "chart.zoom-out", zoom_out, { { GDK_KEY_minus, 0 }, { GDK_KEY_KP_Subtract, 0 } } },
  { "chart.zoom-to-selected",
    zoom_to_selected,
    { { GDK_KEY_Return, 0 }, { GDK_KEY_KP_Enter, 0 } } },
  { "chart.go-start", go_start, { { GDK_KEY_Home, 0 }, { GDK_KEY_KP_Home, 0 } } },
  { "chart.go-end", go_end, { { GDK_KEY_End, 0 }, { GDK_KEY_KP_End, 0 } } },
  { "chart.clear-cursor", clear_cursor, { { GDK_KEY_Escape, 0 } } },
};

static void
command_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (commands[i].action, action))
        commands[i].run (CORRAL_CHART (widget));
    }
}

void
corral_chart_install_commands (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      gtk_widget_class_install_action (widget_class, commands[i].action, NULL, command_cb);
      for (guint k = 0; k < G_N_ELEMENTS (commands[i].keys) && commands[i].keys[k].key != 0; k++)
        gtk_widget_class_add_binding_action (widget_class, commands[i].keys[k].key,
                                             commands[i].keys[k].modifiers, commands[i].action,
                                             NULL);
    }
}
