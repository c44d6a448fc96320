/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small step chart of a percentage per hour against a target: today's service level. Hours below
 * the target are vermilion, hours not known are hatched. Its accessible description is made from
 * the values. Main thread. */
#define CORRAL_TYPE_STEP_BAR (corral_step_bar_get_type ())
G_DECLARE_FINAL_TYPE (CorralStepBar, corral_step_bar, CORRAL, STEP_BAR, GtkWidget)

/* @label: what it shows, read out ("Service level today"). */
GtkWidget *corral_step_bar_new (const char *label) G_GNUC_WARN_UNUSED_RESULT;

/* @values: per cent, one per hour from @first_hour (0 … 23, the store's time); NaN: not known, or
 * not yet.
 * @target: per cent; NaN for none. Copied. */
void corral_step_bar_set_values (CorralStepBar *self,
                                 const double *values,
                                 guint n,
                                 guint first_hour,
                                 double target);

G_END_DECLS
