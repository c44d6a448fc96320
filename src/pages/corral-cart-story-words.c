/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beneath a cart's lanes: what the cursor or a selection says, where one can go on to, and what is to be known
 * about all of it. Main thread. */
#include "config.h"

#include "corral-cart-story-private.h"

#include "corral-cart-lanes.h"
#include "corral-format.h"
#include "corral-schema.h"

#include <glib/gi18n.h>
#include <math.h>

/* A clock that is out by less is not worth a word: late is what is twice as late (domain.md). */
#define SKEW_MS (10 * CORRAL_MINUTE_MS)

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

/* The newest event that is known, so that one need not look for it. */
static char *
latest_to_text (CorralCartStory *self, CorralStory *story)
{
  CorralStoryLane lane = 0;
  const CorralStoryItem *item = corral_lanes_find_event (story, G_MAXINT64 - 1, -1, &lane);
  g_autofree char *what = NULL;
  g_autofree char *when = NULL;
  CorralTimeRange visible = corral_time_view_get_visible (self->view);

  if (item == NULL || !corral_time_range_contains (&visible, item->begin_ms))
    return g_strdup (_ ("No event in this time. Point at a moment to read it; drag with Shift to get the figures of a time."));
  what = corral_lane_item_to_text (lane, item, corral_cart_story_get_now (self), self->zone);
  when = corral_format_time (item->begin_ms, corral_cart_story_get_now (self), self->zone);
  /* Translators: when and what the newest event was: "Last event, 09:14: Scanner jammed" */
  return g_strdup_printf (_ ("Last event, %s: %s"), when, what);
}

CorralStoryReadout
corral_cart_story_get_readout_of (CorralCartStory *self)
{
  return (CorralStoryReadout) { .story = corral_cart_points_get_story (self->points),
                                .stack = CORRAL_LANE_STACK (self->lanes),
                                .now_ms = corral_cart_story_get_now (self),
                                .zone = self->zone,
                                .own_zone = self->own_zone };
}

static void
update_link (CorralCartStory *self, CorralStory *story, gint64 cursor_ms)
{
  CorralStoryLane lane = 0;
  const CorralStoryItem *item = story != NULL && cursor_ms != CORRAL_TIME_NONE
                                    ? corral_story_find_link (story, cursor_ms, corral_cart_story_get_slop (self), &lane)
                                    : NULL;
  g_auto (CorralLaneLook) look = { NULL };
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->link, item != NULL);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "open")), item != NULL);
  if (item == NULL)
    return;
  look = corral_lane_look_of (lane, item);
  /* Translators: a button that leads to an event: "Open: Silent" */
  label = g_strdup_printf (_ ("Open: %s"), look.word);
  gtk_button_set_label (GTK_BUTTON (self->link), label);
}

void
corral_cart_story_update_readout (CorralCartStory *self)
{
  CorralStoryReadout readout = corral_cart_story_get_readout_of (self);
  CorralTimeRange selected = corral_time_view_get_selected (self->view);
  gint64 cursor_ms = corral_time_view_get_cursor (self->view);
  g_autofree char *text = NULL;

  update_link (self, corral_cart_points_get_story (self->points), cursor_ms);
  if (readout.story == NULL)
    {
      set_text (self->readout, NULL);
      return;
    }
  if (selected.end_ms > selected.start_ms)
    text = corral_story_readout_of_span (&readout, selected, " · ");
  else if (cursor_ms != CORRAL_TIME_NONE)
    text = corral_story_readout_of_moment (&readout, cursor_ms, corral_cart_story_get_slop (self), FALSE, " · ");
  else
    text = latest_to_text (self, corral_cart_points_get_story (self->points));
  set_text (self->readout, text);
}

/* A cart whose clock is wrong notes everything at the wrong time: that has to be said before anything is believed. NULL:
 * it is right, or nobody knows. */
static char *
clock_to_text (CorralCartStory *self)
{
  CorralTelemetryColumns *columns = corral_cart_points_get_columns (self->points);
  const double *skews;
  double skew_s = (double) NAN;
  g_autofree char *by = NULL;

  if (columns == NULL)
    return NULL;
  skews = corral_telemetry_columns_get (
      columns, corral_cart_points_get_resolution (self->points) == CORRAL_RESOLUTION_RAW ? "clock_skew_s" : "clock_skew_s.max");
  for (guint i = columns->n_times; skews != NULL && i-- > 0 && isnan (skew_s);)
    skew_s = skews[i];
  if (isnan (skew_s) || fabs (skew_s) * (double) CORRAL_SECOND_MS < (double) SKEW_MS
      || fabs (skew_s) > (double) (CORRAL_CART_POINTS_MOST_MS / CORRAL_SECOND_MS))
    return NULL;
  by = corral_format_duration ((gint64) fabs (skew_s) * CORRAL_SECOND_MS);
  /* Translators: %s is a duration such as "12 h 0 min" */
  return g_strdup_printf (skew_s > 0 ? _ ("The cart’s clock is %s ahead: times that it noted itself may be wrong by that.")
                                     : _ ("The cart’s clock is %s behind: times that it noted itself may be wrong by that."),
                          by);
}

void
corral_cart_story_update_message (CorralCartStory *self)
{
  g_autofree char *clock = clock_to_text (self);
  const char *const sentences[] = { clock, corral_cart_points_get_message (self->points),
                                    corral_cart_comparison_get_message (self->comparison), self->found };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i] != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentences[i]);
  set_text (self->message, text->str);
  g_string_free (text, TRUE);
}

void
corral_cart_story_say (CorralCartStory *self, const char *found)
{
  g_free (self->found);
  self->found = g_strdup (found);
  corral_cart_story_update_message (self);
}
