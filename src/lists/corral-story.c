/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened to a cart over a stretch of time, lane by lane. The story is immutable and may cross threads; a builder
 * belongs to one. Nothing here knows where the items come from: see corral-story-reader.c. */
#include "config.h"

#include "corral-story.h"

#include "corral-schema.h"

#include <stdlib.h>

typedef struct
{
  CorralStoryItem item;
  guint order; /* of adding: stays among items that begin together */
} Entry;

struct _CorralStoryBuilder
{
  CorralStory *story;
  GArray *entries[CORRAL_N_STORY_LANES]; /* Entry */
  GArray *unfetched;                     /* CorralTimeRange */
};

/* How a lane is drawn, by the word that its line in the list bears. */
enum
{
  SPANS,
  MARKS,
};

static const struct
{
  const char *word;
  guint shape;
} lanes[CORRAL_N_STORY_LANES] = {
#define CORRAL_LANE(UPPER, word, SHAPE) [CORRAL_STORY_##UPPER] = { word, SHAPE },
  CORRAL_STORY_LANES (CORRAL_LANE)
#undef CORRAL_LANE
};

G_DEFINE_BOXED_TYPE (CorralStory, corral_story, corral_story_ref, corral_story_unref)

CorralStory *
corral_story_ref (CorralStory *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_story_unref (CorralStory *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint lane = 0; lane < CORRAL_N_STORY_LANES; lane++)
    g_free (self->items[lane]);
  g_free (self->unfetched);
  g_free (self->cart);
  g_string_chunk_free (self->strings);
  g_free (self);
}

CorralStoryBuilder *
corral_story_builder_new (const char *cart, CorralTimeRange span)
{
  CorralStoryBuilder *self = g_new0 (CorralStoryBuilder, 1);

  self->story = g_new0 (CorralStory, 1);
  g_atomic_ref_count_init (&self->story->ref_count);
  self->story->cart = g_strdup (cart);
  self->story->span = span;
  self->story->strings = g_string_chunk_new (1024);
  for (guint lane = 0; lane < CORRAL_N_STORY_LANES; lane++)
    self->entries[lane] = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->unfetched = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  return self;
}

void
corral_story_builder_free (CorralStoryBuilder *self)
{
  g_clear_pointer (&self->story, corral_story_unref);
  for (guint lane = 0; lane < CORRAL_N_STORY_LANES; lane++)
    g_array_unref (self->entries[lane]);
  g_array_unref (self->unfetched);
  g_free (self);
}

/* Words come again and again; texts hardly ever do, but links and names of access points do. */
static const char *
keep (CorralStoryBuilder *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (self->story->strings, text) : NULL;
}

/* Whether any of it can be seen. What has no beginning has no place on an axis. */
static gboolean
is_within (const CorralStoryItem *item, CorralTimeRange span)
{
  if (item->begin_ms == CORRAL_UNKNOWN || item->begin_ms >= span.end_ms)
    return FALSE;
  return item->end_ms == CORRAL_UNKNOWN || item->end_ms > span.start_ms || item->begin_ms >= span.start_ms;
}

void
corral_story_builder_add (CorralStoryBuilder *self, CorralStoryLane lane, const CorralStoryItem *item)
{
  Entry entry = { .item = *item };

  g_return_if_fail ((guint) lane < CORRAL_N_STORY_LANES);

  /* A cart whose clock was set back ends what it began later. */
  if (lanes[lane].shape == MARKS || (item->end_ms != CORRAL_UNKNOWN && item->end_ms < item->begin_ms))
    entry.item.end_ms = item->begin_ms;
  if (!is_within (&entry.item, self->story->span))
    return;
  entry.order = self->entries[lane]->len;
  entry.item.kind = keep (self, item->kind != NULL ? item->kind : "");
  entry.item.text = keep (self, item->text);
  entry.item.uri = keep (self, item->uri);
  g_array_append_val (self->entries[lane], entry);
}

void
corral_story_builder_add_unfetched (CorralStoryBuilder *self, CorralTimeRange range)
{
  range = corral_time_range_intersect (range, self->story->span);
  if (range.end_ms > range.start_ms)
    g_array_append_val (self->unfetched, range);
}

static int
compare_entries (const void *a, const void *b)
{
  const Entry *x = a, *y = b;

  if (x->item.begin_ms != y->item.begin_ms)
    return x->item.begin_ms < y->item.begin_ms ? -1 : 1;
  return x->order < y->order ? -1 : 1;
}

static int
compare_ranges (const void *a, const void *b)
{
  const CorralTimeRange *x = a, *y = b;

  return (x->start_ms > y->start_ms) - (x->start_ms < y->start_ms);
}

/* In order, those that touch as one. */
static void
take_unfetched (CorralStoryBuilder *self)
{
  CorralStory *story = self->story;
  GArray *ranges = self->unfetched;

  if (ranges->len == 0)
    return;
  qsort (ranges->data, ranges->len, sizeof (CorralTimeRange), compare_ranges);
  story->unfetched = g_new (CorralTimeRange, ranges->len);
  for (guint i = 0; i < ranges->len; i++)
    {
      CorralTimeRange range = g_array_index (ranges, CorralTimeRange, i);
      CorralTimeRange *last = story->n_unfetched > 0 ? &story->unfetched[story->n_unfetched - 1] : NULL;

      if (last != NULL && range.start_ms <= last->end_ms)
        last->end_ms = MAX (last->end_ms, range.end_ms);
      else
        story->unfetched[story->n_unfetched++] = range;
    }
}

CorralStory *
corral_story_builder_end (CorralStoryBuilder *self)
{
  CorralStory *story = self->story;

  for (guint lane = 0; lane < CORRAL_N_STORY_LANES; lane++)
    {
      GArray *entries = self->entries[lane];

      if (entries->len > 0)
        qsort (entries->data, entries->len, sizeof (Entry), compare_entries);
      story->n_items[lane] = entries->len;
      story->items[lane] = g_new (CorralStoryItem, MAX (entries->len, 1));
      for (guint i = 0; i < entries->len; i++)
        story->items[lane][i] = g_array_index (entries, Entry, i).item;
    }
  take_unfetched (self);
  self->story = NULL;
  corral_story_builder_free (self);
  return story;
}

/* How many items of a lane begin before @time_ms. */
static guint
count_before (const CorralStory *self, guint lane, gint64 time_ms)
{
  guint low = 0;
  guint high = self->n_items[lane];

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->items[lane][middle].begin_ms < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const CorralStoryItem *
corral_story_previous (const CorralStory *self, CorralStoryLane lane, gint64 time_ms)
{
  const CorralStoryItem *best = NULL;

  g_return_val_if_fail ((guint) lane <= CORRAL_N_STORY_LANES, NULL);

  for (guint l = 0; l < CORRAL_N_STORY_LANES; l++)
    {
      guint n;

      if (lane != CORRAL_N_STORY_LANES && l != (guint) lane)
        continue;
      n = count_before (self, l, time_ms);
      if (n > 0 && (best == NULL || self->items[l][n - 1].begin_ms > best->begin_ms))
        best = &self->items[l][n - 1];
    }
  return best;
}

const CorralStoryItem *
corral_story_next (const CorralStory *self, CorralStoryLane lane, gint64 time_ms)
{
  const CorralStoryItem *best = NULL;

  g_return_val_if_fail ((guint) lane <= CORRAL_N_STORY_LANES, NULL);

  if (time_ms == G_MAXINT64)
    return NULL;
  for (guint l = 0; l < CORRAL_N_STORY_LANES; l++)
    {
      guint n;

      if (lane != CORRAL_N_STORY_LANES && l != (guint) lane)
        continue;
      n = count_before (self, l, time_ms + 1);
      if (n < self->n_items[l] && (best == NULL || self->items[l][n].begin_ms < best->begin_ms))
        best = &self->items[l][n];
    }
  return best;
}

const char *
corral_story_lane_to_word (CorralStoryLane lane)
{
  g_return_val_if_fail ((guint) lane < CORRAL_N_STORY_LANES, NULL);

  return lanes[lane].word;
}

gboolean
corral_story_lane_is_marks (CorralStoryLane lane)
{
  g_return_val_if_fail ((guint) lane < CORRAL_N_STORY_LANES, FALSE);

  return lanes[lane].shape == MARKS;
}
