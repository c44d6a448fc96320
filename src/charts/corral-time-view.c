/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stretch of time everybody on a page is looking at: zooming, panning and following the
 * present are done here, once. Main thread; knows nothing of drawing. */
#include "config.h"

#include "corral-time-view.h"

#include <math.h>

struct _CorralTimeView
{
  GObject parent_instance;
  CorralTimeRange document;
  CorralTimeRange visible;
  CorralTimeRange selected;
  gint64 cursor_ms;
  gint64 shortest_ms;
  gint64 longest_ms;
  gboolean is_live;
};

G_DEFINE_FINAL_TYPE (CorralTimeView, corral_time_view, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_VISIBLE,
  PROP_SELECTED,
  PROP_CURSOR,
  PROP_LIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gpointer
copy_range (gpointer range)
{
  return g_memdup2 (range, sizeof (CorralTimeRange));
}

G_DEFINE_BOXED_TYPE (CorralTimeRange, corral_time_range, copy_range, g_free)

static gint64
span_of (CorralTimeRange range)
{
  return range.end_ms - range.start_ms;
}

static gboolean
same_range (CorralTimeRange a, CorralTimeRange b)
{
  return a.start_ms == b.start_ms && a.end_ms == b.end_ms;
}

/* @range with a length that is allowed, keeping its end, and moved into the document. Where the
 * document is shorter than the shortest view, the view shows its end. */
static CorralTimeRange
fit (CorralTimeView *self, CorralTimeRange range)
{
  gint64 longest = MIN (self->longest_ms, MAX (span_of (self->document), self->shortest_ms));
  gint64 span = CLAMP (span_of (range), self->shortest_ms, longest);

  range.start_ms = range.end_ms - span;
  if (range.start_ms < self->document.start_ms)
    range.start_ms = self->document.start_ms;
  range.end_ms = range.start_ms + span;
  if (range.end_ms > self->document.end_ms)
    range.end_ms = self->document.end_ms;
  range.start_ms = range.end_ms - span;
  return range;
}

static void
apply (CorralTimeView *self, CorralTimeRange visible, gboolean live)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (!same_range (visible, self->visible))
    {
      self->visible = visible;
      g_object_notify_by_pspec (object, properties[PROP_VISIBLE]);
    }
  if (live != self->is_live)
    {
      self->is_live = live;
      g_object_notify_by_pspec (object, properties[PROP_LIVE]);
    }
  g_object_thaw_notify (object);
}

static void
corral_time_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CorralTimeView *self = CORRAL_TIME_VIEW (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_value_set_boxed (value, &self->document);
      break;
    case PROP_VISIBLE:
      g_value_set_boxed (value, &self->visible);
      break;
    case PROP_SELECTED:
      g_value_set_boxed (value, &self->selected);
      break;
    case PROP_CURSOR:
      g_value_set_int64 (value, self->cursor_ms);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->is_live);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
corral_time_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CorralTimeView *self = CORRAL_TIME_VIEW (object);
  const CorralTimeRange *range = G_VALUE_HOLDS_BOXED (value) ? g_value_get_boxed (value) : NULL;
  CorralTimeRange given = range != NULL ? *range : (CorralTimeRange){ 0, 0 };

  switch (id)
    {
    case PROP_DOCUMENT:
      corral_time_view_set_document (self, given);
      break;
    case PROP_VISIBLE:
      corral_time_view_set_visible (self, given);
      break;
    case PROP_SELECTED:
      corral_time_view_set_selected (self, given);
      break;
    case PROP_CURSOR:
      corral_time_view_set_cursor (self, g_value_get_int64 (value));
      break;
    case PROP_LIVE:
      corral_time_view_set_live (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
corral_time_view_class_init (CorralTimeViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = corral_time_view_get_property;
  object_class->set_property = corral_time_view_set_property;

  properties[PROP_DOCUMENT]
      = g_param_spec_boxed ("document", NULL, NULL, CORRAL_TYPE_TIME_RANGE, flags);
  properties[PROP_VISIBLE]
      = g_param_spec_boxed ("visible", NULL, NULL, CORRAL_TYPE_TIME_RANGE, flags);
  properties[PROP_SELECTED]
      = g_param_spec_boxed ("selected", NULL, NULL, CORRAL_TYPE_TIME_RANGE, flags);
  properties[PROP_CURSOR]
      = g_param_spec_int64 ("cursor", NULL, NULL, G_MININT64, G_MAXINT64, CORRAL_TIME_NONE, flags);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
corral_time_view_init (CorralTimeView *self)
{
  self->shortest_ms = 15 * CORRAL_MINUTE_MS;
  self->longest_ms = 90 * CORRAL_DAY_MS;
  self->cursor_ms = CORRAL_TIME_NONE;
  self->is_live = TRUE;
}

CorralTimeView *
corral_time_view_new (CorralTimeRange document)
{
  CorralTimeView *self = g_object_new (CORRAL_TYPE_TIME_VIEW, NULL);

  self->document = document;
  self->visible = fit (self, (CorralTimeRange){ document.end_ms - CORRAL_DAY_MS, document.end_ms });
  return self;
}

void
corral_time_view_set_limits (CorralTimeView *self, gint64 shortest_ms, gint64 longest_ms)
{
  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));
  g_return_if_fail (shortest_ms > 0 && shortest_ms <= longest_ms);

  self->shortest_ms = shortest_ms;
  self->longest_ms = longest_ms;
  apply (self, fit (self, self->visible), self->is_live);
}

void
corral_time_view_set_document (CorralTimeView *self, CorralTimeRange document)
{
  CorralTimeRange visible;

  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));

  if (same_range (document, self->document))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  self->document = document;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOCUMENT]);
  visible = self->visible;
  if (self->is_live)
    visible = (CorralTimeRange){ document.end_ms - span_of (visible), document.end_ms };
  apply (self, fit (self, visible), self->is_live);
  g_object_thaw_notify (G_OBJECT (self));
}

CorralTimeRange
corral_time_view_get_document (CorralTimeView *self)
{
  g_return_val_if_fail (CORRAL_IS_TIME_VIEW (self), ((CorralTimeRange){ 0, 0 }));
  return self->document;
}

void
corral_time_view_set_visible (CorralTimeView *self, CorralTimeRange visible)
{
  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));

  visible = fit (self, visible);
  apply (self, visible, visible.end_ms >= self->document.end_ms);
}

CorralTimeRange
corral_time_view_get_visible (CorralTimeView *self)
{
  g_return_val_if_fail (CORRAL_IS_TIME_VIEW (self), ((CorralTimeRange){ 0, 0 }));
  return self->visible;
}

void
corral_time_view_show_last (CorralTimeView *self, gint64 span_ms)
{
  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));
  corral_time_view_set_visible (self, (CorralTimeRange){ self->document.end_ms - span_ms,
                                                         self->document.end_ms });
}

void
corral_time_view_zoom (CorralTimeView *self, double factor, gint64 about_ms)
{
  gint64 longest;
  double span;
  double share;
  CorralTimeRange visible;

  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));
  g_return_if_fail (isfinite (factor) && factor > 0);

  if (about_ms == CORRAL_TIME_NONE)
    {
      if (corral_time_range_contains (&self->visible, self->cursor_ms))
        about_ms = self->cursor_ms;
      else if (self->is_live)
        about_ms = self->visible.end_ms;
      else
        about_ms = self->visible.start_ms + span_of (self->visible) / 2;
    }

  /* The length is limited before the place is worked out, so that the point stays put at the limit,
   * too. */
  longest = MIN (self->longest_ms, MAX (span_of (self->document), self->shortest_ms));
  span = CLAMP ((double) span_of (self->visible) * factor, (double) self->shortest_ms,
                (double) longest);
  share = (double) (about_ms - self->visible.start_ms) / (double) MAX (span_of (self->visible), 1);
  visible.start_ms = about_ms - (gint64) llround (span * share);
  visible.end_ms = visible.start_ms + (gint64) llround (span);
  corral_time_view_set_visible (self, visible);
}

void
corral_time_view_pan (CorralTimeView *self, gint64 delta_ms)
{
  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));
  corral_time_view_set_visible (self, (CorralTimeRange){ self->visible.start_ms + delta_ms,
                                                         self->visible.end_ms + delta_ms });
}

void
corral_time_view_zoom_to_selected (CorralTimeView *self)
{
  CorralTimeRange selected;

  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));

  selected = self->selected;
  if (span_of (selected) <= 0)
    return;
  if (span_of (selected) < self->shortest_ms)
    {
      /* Too short to fill the view: stands in its middle. */
      gint64 missing = self->shortest_ms - span_of (selected);

      selected.start_ms -= missing / 2;
      selected.end_ms = selected.start_ms + self->shortest_ms;
    }
  corral_time_view_set_selected (self, (CorralTimeRange){ 0, 0 });
  corral_time_view_set_visible (self, selected);
}

void
corral_time_view_set_live (CorralTimeView *self, gboolean live)
{
  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));

  if (live)
    corral_time_view_show_last (self, span_of (self->visible));
  else
    apply (self, self->visible, FALSE);
}

gboolean
corral_time_view_get_live (CorralTimeView *self)
{
  g_return_val_if_fail (CORRAL_IS_TIME_VIEW (self), FALSE);
  return self->is_live;
}

void
corral_time_view_set_selected (CorralTimeView *self, CorralTimeRange selected)
{
  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));

  if (selected.end_ms <= selected.start_ms)
    selected = (CorralTimeRange){ 0, 0 };
  if (same_range (selected, self->selected))
    return;
  self->selected = selected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

CorralTimeRange
corral_time_view_get_selected (CorralTimeView *self)
{
  g_return_val_if_fail (CORRAL_IS_TIME_VIEW (self), ((CorralTimeRange){ 0, 0 }));
  return self->selected;
}

void
corral_time_view_set_cursor (CorralTimeView *self, gint64 time_ms)
{
  g_return_if_fail (CORRAL_IS_TIME_VIEW (self));

  if (time_ms == self->cursor_ms)
    return;
  self->cursor_ms = time_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR]);
}

gint64
corral_time_view_get_cursor (CorralTimeView *self)
{
  g_return_val_if_fail (CORRAL_IS_TIME_VIEW (self), CORRAL_TIME_NONE);
  return self->cursor_ms;
}
