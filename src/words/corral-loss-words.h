/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-loss-figures.h"

G_BEGIN_DECLS

/* What people read of loss prevention's figures. The caller frees every string. Main thread. */

/* "19.4 (17.9–21.0)", or "too few trips (120 of 500)". */
char *corral_loss_rate_to_text (const CorralLossFigure *figure, guint n_trips_min) G_GNUC_WARN_UNUSED_RESULT;

/* "38 % (30–46)", or "too few to say (3 of 20)". */
char *corral_loss_hit_to_text (const CorralLossFigure *figure) G_GNUC_WARN_UNUSED_RESULT;

/* "more flags than chance makes", or NULL when nothing stands out. */
char *corral_loss_stands_to_text (const CorralLossFigure *figure) G_GNUC_WARN_UNUSED_RESULT;

/* "Friday, 17–18 h": an hour of the week. */
char *corral_loss_hour_to_text (guint hour) G_GNUC_WARN_UNUSED_RESULT;
/* The day that a week begins with where the person lives (LC_TIME): 0 is Monday, 6 is Sunday. Monday where that is not known. */
guint corral_loss_get_first_day (void);
/* "Fri" */
const char *corral_loss_day_to_text (guint day);

/* "28 October": a day by its number since 1970. */
char *corral_loss_date_to_text (gint32 day) G_GNUC_WARN_UNUSED_RESULT;

/* All of it as a file (RFC 4180): a line a part, what of it ("all", "store", "kind", "hour", "item", "cart", "recheck", "lot",
 * "weight"), its name, and its figures; empty where there are too few to say. */
char *corral_loss_to_csv (CorralFleet *fleet, const CorralLossFigures *figures) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
