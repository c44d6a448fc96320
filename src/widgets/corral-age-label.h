/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-clock.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralAgeLabel:
 *
 * How old what is shown is: "Live, 3 s ago", "As of 09:14, 2 h 10 min ago". It counts on by itself while it
 * is on the screen. What is not live is said in amber after five minutes. Main thread.
 */
#define CORRAL_TYPE_AGE_LABEL (corral_age_label_get_type ())
G_DECLARE_FINAL_TYPE (CorralAgeLabel, corral_age_label, CORRAL, AGE_LABEL, GtkWidget)

GtkWidget *corral_age_label_new (CorralClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* @as_of_ms: or CORRAL_UNKNOWN; @live: the link works, so what is shown is how things are. */
void corral_age_label_set (CorralAgeLabel *self, gint64 as_of_ms, gboolean live);

/* The zone that times are said in (nullable: the system's). */
void corral_age_label_set_zone (CorralAgeLabel *self, GTimeZone *zone);
const char *corral_age_label_get_text (CorralAgeLabel *self);

G_END_DECLS
