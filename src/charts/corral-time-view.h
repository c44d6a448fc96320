/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "corral-time.h"

G_BEGIN_DECLS

#define CORRAL_TYPE_TIME_RANGE (corral_time_range_get_type ())
GType corral_time_range_get_type (void) G_GNUC_CONST;

/* No cursor. */
#define CORRAL_TIME_NONE G_MININT64

/**
 * CorralTimeView:
 *
 * What stretch of time everybody on a page is looking at. Every panel binds to one of these, so
 * zooming is one property change. Properties: "document" and "visible" and "selected"
 * (CorralTimeRange), "cursor" (int64 ms, or CORRAL_TIME_NONE), "live" (the visible span follows the
 * end of the document). Main thread.
 */
#define CORRAL_TYPE_TIME_VIEW (corral_time_view_get_type ())
G_DECLARE_FINAL_TYPE (CorralTimeView, corral_time_view, CORRAL, TIME_VIEW, GObject)

/* Limits 15 min … 90 d; shows the last 24 h of @document, live. */
CorralTimeView *corral_time_view_new (CorralTimeRange document) G_GNUC_WARN_UNUSED_RESULT;

/* The shortest and longest visible span, in ms. */
void corral_time_view_set_limits (CorralTimeView *self, gint64 shortest_ms, gint64 longest_ms);

/* All that may be looked at. A live view follows a new end; any other stays where it is, if that
 * still exists. */
void corral_time_view_set_document (CorralTimeView *self, CorralTimeRange document);
CorralTimeRange corral_time_view_get_document (CorralTimeView *self);

/* Made to fit the limits and the document. A span that ends at the document's end makes the view
 * live. */
void corral_time_view_set_visible (CorralTimeView *self, CorralTimeRange visible);
CorralTimeRange corral_time_view_get_visible (CorralTimeView *self);

/* The last @span_ms of the document, live. */
void corral_time_view_show_last (CorralTimeView *self, gint64 span_ms);

/* @factor > 1 shows more time. The moment @about_ms stays where it is, as far as the document
 * allows; CORRAL_TIME_NONE: the cursor if it is visible, else the end of a live view, else the
 * middle. */
void corral_time_view_zoom (CorralTimeView *self, double factor, gint64 about_ms);
void corral_time_view_pan (CorralTimeView *self, gint64 delta_ms);
/* Shows the selected span, if there is one, and forgets the selection. */
void corral_time_view_zoom_to_selected (CorralTimeView *self);

void corral_time_view_set_live (CorralTimeView *self, gboolean live);
gboolean corral_time_view_get_live (CorralTimeView *self);

/* Empty for none. */
void corral_time_view_set_selected (CorralTimeView *self, CorralTimeRange selected);
CorralTimeRange corral_time_view_get_selected (CorralTimeView *self);

void corral_time_view_set_cursor (CorralTimeView *self, gint64 time_ms);
gint64 corral_time_view_get_cursor (CorralTimeView *self);

G_END_DECLS
