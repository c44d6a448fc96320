/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* What is said of how a flag is being worked on: whether the shopper is still there and for how long, who looked, who is
 * asked, what a re-check found. Colleagues are called as the contract calls them, by their staff ids. Main thread. */

/* So old what we know may be before a running timer would be a guess: then it stops, and says when. */
#define CORRAL_FLAG_KNOWN_MS (2 * 60 * G_GINT64_CONSTANT (1000))

/* "12 min" while what we know is fresh, "12 min, 17:41" (the store's time) when it is not, "Left"; NULL: there is no trip,
 * or nobody said when it began. @in_store: set to whether the shopper is still there, as far as is known. */
char *corral_flag_in_store_to_text (CorralFleet *fleet, guint32 slot, gboolean *in_store) G_GNUC_WARN_UNUSED_RESULT;

/* The same as a sentence: "In the store for 12 min", "As of 17:41 in the store for 12 min; what came since is not known",
 * "Has left the store", "No trip". */
char *corral_flag_in_store_to_sentence (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

/* "Seen by st-204 5 min ago, before that by 2 others"; NULL: nobody looked. @reader (nullable): whoever uses the program. */
char *corral_flag_seen_to_text (CorralFleet *fleet, guint32 slot, const char *reader) G_GNUC_WARN_UNUSED_RESULT;

/* "st-204 asks you for a second opinion (17:41)"; NULL: nobody is asked. */
char *corral_flag_second_to_text (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

/* In a table's cell, the most that matters: that you are asked, that it waits for a colleague, who decided, who looked last.
 * NULL: nobody has done anything. */
char *corral_flag_work_to_text (CorralFleet *fleet, guint32 slot, const char *reader) G_GNUC_WARN_UNUSED_RESULT;

/* "Scan 5 of 17 items again: 2, 7, 9, 14, 17", or what was found; NULL: it is no re-check. */
char *corral_flag_recheck_to_text (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

/* "2, 7, 9, 14, 17": which items of the trip are scanned again, or NULL when the number of its items is not known. */
char *corral_flag_recheck_items_to_text (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

/* What a partial check is worth (domain.md, "Loss prevention"). Constant. */
const char *corral_partial_check_to_caveat (void);

G_END_DECLS
