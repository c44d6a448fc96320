/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-fleet.h"
#include "corral-rights.h"

G_BEGIN_DECLS

/**
 * CorralStoredFleet:
 *
 * The fleet as it was last stored in a folder, read without writing anything there and without any network,
 * also while another process writes. Blocking; one thread.
 */
typedef struct
{
  CorralFleet *fleet;       /* (owned) */
  CorralCache *cache;       /* (owned): open for reading, for what the mirror does not hold */
  CorralRights rights;      /* of whoever the cloud last said it was that fetched it; of everybody when it never said */
  gint64 now_ms;
  GPtrArray *troubles;      /* (owned) (element-type utf8): sentences on chains that were not read, or not to the end */
  gint64 oldest_ms;         /* when the chain that was heard of longest ago was last heard of, or CORRAL_UNKNOWN */
  char *oldest_chain;       /* (owned) (nullable): its name, when other chains are newer by more than a minute */
} CorralStoredFleet;

/* NULL and an error with a sentence when nothing can be read: CORRAL_CACHE_ERROR, or G_IO_ERROR_NOT_FOUND. */
CorralStoredFleet *corral_stored_fleet_open (const char *dir, CorralClock *clock, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void corral_stored_fleet_free (CorralStoredFleet *self);

/* "As of 09:14 UTC, 2 h 10 min ago." */
char *corral_stored_fleet_say_age (const CorralStoredFleet *self) G_GNUC_WARN_UNUSED_RESULT;

/* The slot of the chain with that id or name, or CORRAL_NO_SLOT and a sentence that names those that there are. */
guint32 corral_stored_fleet_find_chain (const CorralStoredFleet *self, const char *text, char **sentence);

/* Looks at the chain @text alone from now on: the others leave the mirror; NULL: at all, where whoever fetched them may combine
 * chains (CORRAL_RIGHT_COMBINE) or there is but one. FALSE and a sentence: it is as it was. */
gboolean corral_stored_fleet_narrow (CorralStoredFleet *self, const char *text, char **sentence);

/* The slot of the one store with that number, id or name, in @chain (CORRAL_NO_SLOT: any), or CORRAL_NO_SLOT
 * and a sentence. */
guint32 corral_stored_fleet_find_store (const CorralStoredFleet *self,
                                        guint32 chain,
                                        const char *text,
                                        char **sentence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralStoredFleet, corral_stored_fleet_free)

G_END_DECLS
