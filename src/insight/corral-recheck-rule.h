/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The rule of random re-checks (domain.md, "Loss prevention"). Which trips are drawn is the cloud's: it alone sees every trip
 * as it begins, and it draws by a secret of its own, so nobody in a store, with or without this program, can tell which will
 * be; every desk sees the same ones. Which items of a drawn trip are scanned again is drawn here, from the trip, the store
 * and the day, so that two desks send staff to the same items; it is known only once the trip is drawn, when the items lie
 * in the basket already. Pure, any thread.
 */

/* How many of @n_items are scanned again: up to four all; above that 30 %, at least one and at most ten (S). */
guint corral_recheck_count (guint n_items);

/* Which of @n_items: corral_recheck_count() of them, counted from 1, ascending, the same for the same trip, store and day
 * wherever it is asked. @day: days since 1970 in the store's time. (element-type guint), the caller owns it. */
GArray *corral_recheck_draw (const char *session, const char *store, gint64 day, guint n_items) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
