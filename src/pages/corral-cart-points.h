/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include "corral-story.h"
#include "corral-telemetry.h"

G_BEGIN_DECLS

/**
 * CorralCartPoints:
 *
 * What a cart's page draws, for the span that somebody looks at: the story and the numbers, from the cache first, and what
 * is missing there from the cloud, in as fine a resolution as the span allows. Reads half a span to either side, so that
 * a small pan has something to show. Main thread.
 *
 * Signal "changed": another story, other numbers, or another message.
 */
#define CORRAL_TYPE_CART_POINTS (corral_cart_points_get_type ())
G_DECLARE_FINAL_TYPE (CorralCartPoints, corral_cart_points, CORRAL, CART_POINTS, GObject)

/* How far back anything can be asked for, and is kept. */
#define CORRAL_CART_POINTS_MOST_MS CORRAL_TELEMETRY_KEEP_MS

CorralCartPoints *corral_cart_points_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Another cart; what was held is forgotten at once. @cart (nullable): none. */
void corral_cart_points_set_cart (CorralCartPoints *self, const char *tenant, const char *cart);

/* Another span; what is held of the last one stays until there is something of this. May be called with every frame of a
 * pan: it waits until that rests. */
void corral_cart_points_set_span (CorralCartPoints *self, CorralTimeRange visible);

/* Reads again, and asks for what may have come since. */
void corral_cart_points_refresh (CorralCartPoints *self);

/* Ends what is under way: the page goes. */
void corral_cart_points_stop (CorralCartPoints *self);

/* (nullable): NULL before the first reading. They live until the next "changed". */
CorralStory *corral_cart_points_get_story (CorralCartPoints *self);
CorralTelemetryColumns *corral_cart_points_get_columns (CorralCartPoints *self);
CorralResolution corral_cart_points_get_resolution (CorralCartPoints *self);
/* What they are of. */
CorralTimeRange corral_cart_points_get_span (CorralCartPoints *self);

/* Why something is not there, a sentence; NULL when all is. */
const char *corral_cart_points_get_message (CorralCartPoints *self);

/* Whether a reading or a question to the cloud is under way. */
gboolean corral_cart_points_is_pending (CorralCartPoints *self);

G_END_DECLS
