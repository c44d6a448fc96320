/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-comparison.h"
#include "corral-cart-lane-words.h"
#include "corral-cart-points.h"
#include "corral-cart-story.h"
#include "corral-lane-stack.h"
#include "corral-story-reading.h"

G_BEGIN_DECLS

/* What the parts of a cart's story share: the widget, and what its actions do (corral-cart-story-acts.c,
 * -events.c). */
struct _CorralCartStory
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  char *tenant;               /* (owned) (nullable) */
  char *cart;                 /* (owned) (nullable): id */
  char *label;                /* (owned) (nullable): what is painted on it */
  guint32 store;
  GTimeZone *zone;            /* (owned): the store's */
  char *zone_name;            /* (owned) (nullable) */
  GTimeZone *own_zone;        /* (owned) */

  CorralTimeView *view;       /* (owned) */
  CorralCartPoints *points;   /* (owned) */
  CorralCartComparison *comparison; /* (owned) */
  gboolean connected;         /* as it was when last looked at */
  gint64 read_ms;             /* when a reading was last asked for */
  char *found;                /* (owned) (nullable): what came of looking for an event */
  GCancellable *search;       /* (owned) (nullable): of looking for an event beyond what is read */

  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *box;
  GtkWidget *lanes;
  GtkWidget *readout;
  GtkWidget *link;
  GtkWidget *message;
};

gint64 corral_cart_story_get_now (CorralCartStory *self);
/* So far off a mark is still meant: a few pixels. */
gint64 corral_cart_story_get_slop (CorralCartStory *self);
CorralStoryReadout corral_cart_story_get_readout_of (CorralCartStory *self);
void corral_cart_story_update_readout (CorralCartStory *self);
void corral_cart_story_update_message (CorralCartStory *self);
/* A sentence beneath the lanes, till the next; NULL: none. */
void corral_cart_story_say (CorralCartStory *self, const char *found);

/* Makes the action group and the keys. */
void corral_cart_story_add_actions (CorralCartStory *self);
/* Goes to the event after (@direction 1) or before (−1) where one is; says so when there is none. */
void corral_cart_story_step (CorralCartStory *self, int direction);
/* Looking for an event is over, or no longer wanted. */
void corral_cart_story_end_search (CorralCartStory *self);

G_END_DECLS
