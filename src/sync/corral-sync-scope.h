/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sync-runner-private.h"

G_BEGIN_DECLS

/* Opens the files of the chains that @me names, limited to the stores that the account may see there; erases those of others,
 * and refuses what this account has queued for what it does not see any more. FALSE: a file could not be written. On the sync
 * thread. */
gboolean corral_sync_limit_scope (CorralSyncRunner *self, const CorralMe *me, GError **error);

G_END_DECLS
