/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going from event to event over a cart's story: among what is read first, then farther off on the cache's reader. Main
 * thread. */
#include "config.h"

#include "corral-cart-story-private.h"

#include "corral-cart-lanes.h"
#include "corral-format.h"
#include "corral-schema.h"
#include "corral-story-reader.h"

#include <glib/gi18n.h>

/* So far single samples are looked through for the next event; some ten thousand. */
#define SEARCH_RAW_MS (3 * CORRAL_DAY_MS)

void
corral_cart_story_end_search (CorralCartStory *self)
{
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_pointer (&self->found, g_free);
}

static void
go_to (CorralCartStory *self, CorralStoryLane lane, const CorralStoryItem *item)
{
  CorralTimeRange visible = corral_time_view_get_visible (self->view);
  g_autofree char *text = corral_lane_item_to_text (lane, item, corral_cart_story_get_now (self), self->zone);
  g_autofree char *when = corral_format_time (item->begin_ms, corral_cart_story_get_now (self), self->zone);
  g_autofree char *sentence = g_strdup_printf ("%s: %s.", when, text);

  /* With as much before it as after it: what led to it matters as much as what came of it. */
  if (!corral_time_range_contains (&visible, item->begin_ms))
    corral_time_view_pan (self->view, item->begin_ms - (visible.start_ms + visible.end_ms) / 2);
  corral_time_view_set_selected (self->view, (CorralTimeRange) { 0, 0 });
  corral_time_view_set_cursor (self->view, item->begin_ms);
  corral_cart_story_say (self, sentence);
}

static gint64
get_start (CorralCartStory *self, int direction)
{
  CorralTimeRange visible = corral_time_view_get_visible (self->view);
  gint64 cursor_ms = corral_time_view_get_cursor (self->view);

  if (cursor_ms != CORRAL_TIME_NONE && corral_time_range_contains (&visible, cursor_ms))
    return cursor_ms;
  return direction > 0 ? visible.start_ms - 1 : visible.end_ms;
}

static void
say_none (CorralCartStory *self, const CorralStory *story, int direction)
{
  gboolean partly = story->n_unfetched > 0;

  if (direction < 0)
    corral_cart_story_say (self, partly ? _ ("No earlier event in what has been fetched.")
                                        : _ ("No earlier event in the last 90 days."));
  else
    corral_cart_story_say (self, _ ("No later event."));
}

typedef struct
{
  CorralCartStory *story;    /* (owned) */
  GCancellable *cancellable; /* (owned) */
  CorralResolution resolution;
  gint64 from_ms;
  int direction;
} Search;

static void
search_free (Search *search)
{
  g_object_unref (search->story);
  g_object_unref (search->cancellable);
  g_free (search);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

static void search_in (CorralCartStory *self, CorralResolution resolution, gint64 from_ms, int direction);

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Search) search = data;
  CorralCartStory *self = search->story;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralStory) story = corral_story_read_finish (result, &error);
  const CorralStoryItem *item;
  CorralStoryLane lane = 0;

  if (self->search != search->cancellable)
    return;
  g_clear_object (&self->search);
  if (story == NULL)
    {
      corral_cart_story_say (self, error->message);
      return;
    }
  item = corral_lanes_find_event (story, search->from_ms, search->direction, &lane);
  if (item != NULL)
    go_to (self, lane, item);
  else if (search->resolution == CORRAL_RESOLUTION_RAW)
    search_in (self, CORRAL_RESOLUTION_HOUR, search->from_ms, search->direction);
  else
    say_none (self, story, search->direction);
}

static void
search_in (CorralCartStory *self, CorralResolution resolution, gint64 from_ms, int direction)
{
  CorralTimeRange document = corral_time_view_get_document (self->view);
  Search *search;

  corral_cart_story_end_search (self);
  self->search = g_cancellable_new ();
  search = g_new (Search, 1);
  *search = (Search) { g_object_ref (self), g_object_ref (self->search), resolution, from_ms, direction };
  document.start_ms -= document.start_ms % CORRAL_HOUR_MS;
  if (resolution == CORRAL_RESOLUTION_RAW && direction > 0)
    document.start_ms = CLAMP (from_ms, document.start_ms, document.end_ms);
  if (resolution == CORRAL_RESOLUTION_RAW && direction > 0)
    document.end_ms = MIN (document.end_ms, document.start_ms + SEARCH_RAW_MS);
  else if (resolution == CORRAL_RESOLUTION_RAW)
    {
      document.end_ms = CLAMP (from_ms, document.start_ms, document.end_ms);
      document.start_ms = MAX (document.start_ms, document.end_ms - SEARCH_RAW_MS);
    }
  /* At either end of what may be looked at there is nothing nearby. */
  if (document.end_ms <= document.start_ms)
    {
      search->resolution = resolution = CORRAL_RESOLUTION_HOUR;
      document = corral_time_view_get_document (self->view);
      document.start_ms -= document.start_ms % CORRAL_HOUR_MS;
    }
  corral_story_read_async (self->context->cache, self->tenant, self->cart, resolution, document, self->search, searched_cb,
                           search);
}

/* Beyond what is read: nearby among the samples, for what lasts some minutes is not seen in hours; then in hours, over all
 * that may be looked at. */
static void
search_far (CorralCartStory *self, gint64 from_ms, int direction)
{
  search_in (self, CORRAL_RESOLUTION_RAW, from_ms, direction);
}

void
corral_cart_story_step (CorralCartStory *self, int direction)
{
  CorralStory *story = corral_cart_points_get_story (self->points);
  gint64 from_ms = get_start (self, direction);
  CorralStoryLane lane = 0;
  const CorralStoryItem *item = story != NULL ? corral_lanes_find_event (story, from_ms, direction, &lane) : NULL;

  if (story == NULL || self->context->cache == NULL)
    return;
  /* One that began before what is read may have others between. */
  if (item != NULL && corral_time_range_contains (&story->span, item->begin_ms)
      && from_ms >= story->span.start_ms - 1 && from_ms <= story->span.end_ms)
    go_to (self, lane, item);
  else
    search_far (self, from_ms, direction);
}
