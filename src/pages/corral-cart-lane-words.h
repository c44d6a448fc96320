/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-mark-layer.h"
#include "corral-span-layer.h"
#include "corral-story.h"

G_BEGIN_DECLS

/* What the items of a cart's story are called and how they look. A new word of a lane is a line in the table here. Pure, but
 * for the program's language. Main thread. */

typedef struct
{
  char *word; /* (owned): "Wi-Fi", "Scanner jammed" */
  CorralSpanFill fill;   /* of spans */
  CorralMarkShape shape; /* of marks */
  CorralHue hue;
  /* Worth a stop of the buttons for the next and the previous event: something happened, rather than went on. */
  gboolean is_event;
} CorralLaneLook;

/* A kind that this version does not know reads as it is written, with spaces for underscores. */
CorralLaneLook corral_lane_look_of (CorralStoryLane lane, const CorralStoryItem *item) G_GNUC_WARN_UNUSED_RESULT;
void corral_lane_look_clear (CorralLaneLook *self);

/* The whole of it: "Note: wheels squeak", "Kept by the cart, came 14:05". Times in @zone, as one reads them at @now_ms. Free
 * with g_free(). */
char *corral_lane_item_to_text (CorralStoryLane lane, const CorralStoryItem *item, gint64 now_ms, GTimeZone *zone)
  G_GNUC_WARN_UNUSED_RESULT;

/* The same without what people wrote and who they are: for files and the clipboard, which leave this desk. */
char *corral_lane_item_to_plain_text (CorralStoryLane lane, const CorralStoryItem *item, gint64 now_ms, GTimeZone *zone)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CorralLaneLook, corral_lane_look_clear)

G_END_DECLS
