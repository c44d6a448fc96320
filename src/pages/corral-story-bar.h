/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-comparison.h"

G_BEGIN_DECLS

/* The row of controls above a cart's lanes: how much time, the event before and after, what to compare with, and what else
 * can be done with what is seen. Its buttons are actions of the group "story", which whoever holds the lanes has: span (of
 * milliseconds, a state), previous, next, table, copy, save-picture, save-csv. Main thread. */
GtkWidget *corral_story_bar_new (CorralCartComparison *comparison) G_GNUC_WARN_UNUSED_RESULT;

/* The spans that it offers, ascending, in milliseconds. */
const gint64 *corral_story_bar_get_spans (guint *n_spans);

G_END_DECLS
