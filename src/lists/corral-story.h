/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-series.h"

G_BEGIN_DECLS

/*
 * What is told of a cart over time, one line a lane: C (UPPER, "word", SHAPE). SPANS have a beginning and an end, MARKS a
 * moment, SERIES numbers (CorralSeries, read apart by metric). From top to bottom as on the page.
 */
#define CORRAL_STORY_LANES(C) \
  C (CONNECTION, "connection", SPANS)     /* wifi, ltem, none, buffered (and replayed), lost (in the cloud), unknown */ \
  C (ACCESS_POINT, "access_point", SPANS) /* which one */ \
  C (SESSION, "session", SPANS) \
  C (POWER, "power", SPANS)               /* charging */ \
  C (ALERT, "alert", SPANS) \
  C (FAULT, "fault", MARKS) \
  C (IMPACT, "impact", MARKS) \
  C (BOOT, "boot", MARKS)                 /* slot, counter */ \
  C (CHANGE, "change", MARKS)             /* firmware, certificate */ \
  C (PEOPLE, "people", MARKS)             /* operations, notes, tickets, flags decided */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word, SHAPE) CORRAL_STORY_##UPPER,
  CORRAL_STORY_LANES (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_STORY_LANES
} CorralStoryLane;

/* A span, or a moment (begin = end). Strings are the story's. */
typedef struct
{
  gint64 begin_ms;      /* by the cart's own time */
  gint64 end_ms;        /* CORRAL_UNKNOWN: goes on */
  const char *kind;     /* the word of its lane: "wifi", "ltem", "none", "buffered", "lost", "unknown"; a fault's kind, … */
  const char *text;     /* (nullable): more of it: an access point's name, "slot B, 17th boot", a note */
  gint64 arrived_ms;    /* when the cloud had it, if that was late (more than two intervals after); else CORRAL_UNKNOWN */
  const char *uri;      /* (nullable): corral: link to what it is about */
} CorralStoryItem;

/**
 * CorralStory:
 *
 * What is known of a cart over a stretch of time, but for its numbers. Immutable, atomic reference count, boxed.
 */
typedef struct
{
  char *cart;                                   /* id */
  CorralTimeRange span;
  CorralStoryItem *items[CORRAL_N_STORY_LANES]; /* ascending by beginning */
  guint n_items[CORRAL_N_STORY_LANES];
  CorralTimeRange *unfetched;                   /* stretches for which the cloud was never asked: nothing is claimed there */
  guint n_unfetched;

  /*< private >*/
  GStringChunk *strings;
  gatomicrefcount ref_count;
} CorralStory;

#define CORRAL_TYPE_STORY (corral_story_get_type ())
GType corral_story_get_type (void);

CorralStory *corral_story_ref (CorralStory *self);
void corral_story_unref (CorralStory *self);

/* Collects items in any order. One thread. */
typedef struct _CorralStoryBuilder CorralStoryBuilder;

CorralStoryBuilder *corral_story_builder_new (const char *cart, CorralTimeRange span) G_GNUC_WARN_UNUSED_RESULT;
void corral_story_builder_free (CorralStoryBuilder *self);
/* Copies @item. */
void corral_story_builder_add (CorralStoryBuilder *self, CorralStoryLane lane, const CorralStoryItem *item);
void corral_story_builder_add_unfetched (CorralStoryBuilder *self, CorralTimeRange range);
/* Ends building and frees @self. */
CorralStory *corral_story_builder_end (CorralStoryBuilder *self) G_GNUC_WARN_UNUSED_RESULT;

/* The last item of @lane that begins before @time_ms, the first that begins after it, over all lanes of MARKS and SPANS
 * when @lane is CORRAL_N_STORY_LANES; NULL when there is none. */
const CorralStoryItem *corral_story_previous (const CorralStory *self, CorralStoryLane lane, gint64 time_ms);
const CorralStoryItem *corral_story_next (const CorralStory *self, CorralStoryLane lane, gint64 time_ms);

const char *corral_story_lane_to_word (CorralStoryLane lane);
gboolean corral_story_lane_is_marks (CorralStoryLane lane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralStory, corral_story_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralStoryBuilder, corral_story_builder_free)

G_END_DECLS
