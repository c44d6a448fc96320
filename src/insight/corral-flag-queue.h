/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* The flags that wait for a decision, in the order in which they are to be looked at: by their rank
 * (corral_flag_desk_rank()), then the newest. Each is one pass over the flags. Main thread. */

/* The flag after the one in @slot, which stood at @rank when it was gone to (a decision takes it out of the queue); from the
 * last on to the first. NAN: where it stands now. CORRAL_NO_SLOT: no other one waits. */
guint32 corral_flag_queue_find_next (CorralFleet *fleet, guint32 slot, double rank);

/* The one before it; from the first back to the last. */
guint32 corral_flag_queue_find_before (CorralFleet *fleet, guint32 slot, double rank);

/* Slots of other flags of the same chain that have the same in @column (CART, or a WORD), newest first, open or not.
 * (element-type guint32), the caller owns it. */
GArray *corral_flag_queue_list_alike (CorralFleet *fleet, guint32 slot, guint column) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
