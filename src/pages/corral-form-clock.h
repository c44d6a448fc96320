/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fields of forms that ask for a moment: a day, an hour, a minute. Main thread. */

/* From 0 to @most, as two digits; it goes round. @label: for screen readers and as a tooltip; translated. */
GtkWidget *corral_form_clock_make_number (const char *label, double most, double step, double value) G_GNUC_WARN_UNUSED_RESULT;

/* "Today", "Tomorrow", "Tue 4 Nov": @n_days from the one in @zone that holds @now_ms on. @label: for screen readers. */
GtkWidget *corral_form_clock_make_days (const char *label, GTimeZone *zone, gint64 now_ms, guint n_days) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
