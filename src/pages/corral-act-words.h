/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-acts.h"
#include "corral-flag-bulk.h"

G_BEGIN_DECLS

/* What is said of acts: before, after, and why not. New strings. Main thread. */

/* "It is acknowledged already." of one row, "All of them are acknowledged already." of @n; 0: of rows that are in the
 * way each in its own manner. */
char *corral_obstacle_to_sentence (CorralObstacle obstacle, guint n) G_GNUC_WARN_UNUSED_RESULT;

/* "4 are acknowledged already": those of a selection that are left out. */
char *corral_obstacle_to_count (CorralObstacle obstacle, guint n) G_GNUC_WARN_UNUSED_RESULT;

/* "12 alerts chosen", and how many of the chosen ones (@n_hidden) do not stand in the list: nothing is done to them. */
char *corral_act_to_chosen (CorralTableKind table, guint n, guint n_hidden) G_GNUC_WARN_UNUSED_RESULT;

/* "26 alerts will be acknowledged." */
char *corral_act_to_promise (const CorralAct *act, guint n) G_GNUC_WARN_UNUSED_RESULT;

/* "26 alerts acknowledged" */
char *corral_act_to_result (const CorralAct *act, guint n) G_GNUC_WARN_UNUSED_RESULT;

/* What it means for whom, of acts that are asked about: "The shopper cannot scan until …". NULL for most. */
const char *corral_act_to_warning (const CorralAct *act);

/* "In 2 stores; 3 shoppers are still there; nobody has looked at 4; worth €54.20." */
char *corral_flag_cover_to_text (const CorralFlagCover *cover) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
