/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A figure with its interval on a scale that it shares with others, for table cells: a line from the least to the most that
 * it may be, a mark where it is, and a thin line where the whole is. What stands out is a square and in colour, what does
 * not a ring: the table says it in words besides. Main thread. */
#define CORRAL_TYPE_INTERVAL_BAR (corral_interval_bar_get_type ())
G_DECLARE_FINAL_TYPE (CorralIntervalBar, corral_interval_bar, CORRAL, INTERVAL_BAR, GtkWidget)

GtkWidget *corral_interval_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* All on a scale from 0 to @most. @value: NAN: not known, nothing is drawn but the whole's line; @whole: NAN: none.
 * @words: what it says, read out. */
void corral_interval_bar_set (CorralIntervalBar *self, double value, double low, double high, double whole, double most,
                              gboolean stands_out, const char *words);

G_END_DECLS
