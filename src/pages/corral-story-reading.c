/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for what the cursor stands on and what is selected. Main thread. */
#include "config.h"

#include "corral-story-reading.h"

#include "corral-cart-lane-words.h"
#include "corral-cart-lanes.h"
#include "corral-format.h"
#include "corral-schema.h"
#include "corral-series-words.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_at (const CorralStoryItem *item, gint64 time_ms, gint64 slop_ms, gboolean is_moment)
{
  if (is_moment)
    return ABS (item->begin_ms - time_ms) <= slop_ms;
  return item->begin_ms <= time_ms && (!CORRAL_IS_KNOWN (item->end_ms) || item->end_ms > time_ms);
}

/* A span's words, or "09:14 Scanner jammed, 09:15 Started". NULL: nothing is there. */
static char *
items_to_text (const CorralStoryReadout *self, CorralStoryLane lane, gint64 time_ms, gint64 slop_ms, gboolean plain)
{
  gboolean is_moment = corral_story_lane_is_marks (lane);
  GString *text = NULL;

  for (guint i = 0; i < self->story->n_items[lane]; i++)
    {
      const CorralStoryItem *item = &self->story->items[lane][i];
      g_autofree char *what = NULL;
      g_autofree char *when = NULL;

      if (!is_at (item, time_ms, slop_ms, is_moment))
        continue;
      what = plain ? corral_lane_item_to_plain_text (lane, item, self->now_ms, self->zone)
                   : corral_lane_item_to_text (lane, item, self->now_ms, self->zone);
      when = is_moment ? corral_time_ticks_format (item->begin_ms, time_ms, self->zone) : NULL;
      if (text == NULL)
        text = g_string_new (NULL);
      else
        g_string_append (text, _ (", "));
      g_string_append_printf (text, "%s%s%s", when != NULL ? when : "", when != NULL ? " " : "", what);
    }
  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

static gboolean
differs (const CorralStoryReadout *self, gint64 time_ms)
{
  int there = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, time_ms / 1000);
  int here = g_time_zone_find_interval (self->own_zone, G_TIME_TYPE_UNIVERSAL, time_ms / 1000);

  return g_time_zone_get_offset (self->zone, there) != g_time_zone_get_offset (self->own_zone, here);
}

static void
append_moment (const CorralStoryReadout *self, GString *text, gint64 time_ms)
{
  g_autofree char *when = corral_time_ticks_format (time_ms, self->now_ms, self->zone);
  g_autofree char *letters = corral_time_ticks_zone_name (time_ms, self->zone);

  g_string_append_printf (text, "%s %s", when, letters);
  if (differs (self, time_ms))
    {
      g_autofree char *own = corral_time_ticks_format (time_ms, self->now_ms, self->own_zone);

      /* Translators: after the store's time; %s is the same moment on the reader's clock */
      g_string_append_printf (text, _ (", %s your time"), own);
    }
}

static void
append_lane (GString *text, const char *separator, const CorralLane *lane, const char *what)
{
  g_string_append (text, separator);
  /* Translators: a lane and what it says: "Connection: Silent" */
  g_string_append_printf (text, _ ("%s: %s"), _ (lane->title), what);
}

char *
corral_story_readout_of_moment (const CorralStoryReadout *self, gint64 time_ms, gint64 slop_ms, gboolean plain,
                                const char *separator)
{
  GString *text = g_string_new (NULL);
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);
  CorralChart *const *charts = corral_lane_stack_get_charts (self->stack);

  append_moment (self, text, time_ms);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *values = NULL;
      g_autofree char *items = NULL;

      if (!gtk_widget_get_visible (GTK_WIDGET (charts[i])))
        continue;
      values = corral_lane_stack_dup_values (self->stack, i, time_ms);
      if (lanes[i].story != CORRAL_N_STORY_LANES)
        items = items_to_text (self, lanes[i].story, time_ms, slop_ms, plain);
      if (values != NULL && items != NULL)
        {
          g_autofree char *both = g_strdup_printf (_ ("%s, %s"), values, items);

          append_lane (text, separator, &lanes[i], both);
        }
      else if (values != NULL || items != NULL)
        append_lane (text, separator, &lanes[i], values != NULL ? values : items);
    }
  return g_string_free (text, FALSE);
}

/* Figures come as sentences that begin with what they are of, which may be the lane itself. */
static void
append_figures (GString *text, const char *separator, const CorralLane *lane, char *figures)
{
  g_autofree char *own = g_strdup_printf ("%s:", _ (lane->title));

  if (g_str_has_suffix (figures, "."))
    figures[strlen (figures) - 1] = '\0';
  if (g_str_has_prefix (figures, own))
    g_string_append_printf (text, "%s%s", separator, figures);
  else
    append_lane (text, separator, lane, figures);
}

char *
corral_story_readout_of_span (const CorralStoryReadout *self, CorralTimeRange range, const char *separator)
{
  g_autofree char *when = corral_series_words_range (range, self->now_ms, self->zone);
  g_autofree char *letters = corral_time_ticks_zone_name (range.start_ms, self->zone);
  g_autofree char *length = corral_format_duration (range.end_ms - range.start_ms);
  GString *text = g_string_new (NULL);
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);
  CorralChart *const *charts = corral_lane_stack_get_charts (self->stack);

  /* Translators: a stretch of time, its zone, how long it is: "09:14–10:02 CET (48 min)" */
  g_string_append_printf (text, _ ("%s %s (%s)"), when, letters, length);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *what = gtk_widget_get_visible (GTK_WIDGET (charts[i]))
                                  ? corral_chart_dup_figures (charts[i], range)
                                  : NULL;

      if (what != NULL && *what != '\0')
        append_figures (text, separator, &lanes[i], what);
    }
  return g_string_free (text, FALSE);
}

const CorralStoryItem *
corral_story_find_link (const CorralStory *story, gint64 time_ms, gint64 slop_ms, CorralStoryLane *lane)
{
  for (guint l = 0; l < CORRAL_N_STORY_LANES; l++)
    for (guint i = 0; i < story->n_items[l]; i++)
      if (story->items[l][i].uri != NULL && is_at (&story->items[l][i], time_ms, slop_ms, corral_story_lane_is_marks (l)))
        {
          *lane = l;
          return &story->items[l][i];
        }
  return NULL;
}
