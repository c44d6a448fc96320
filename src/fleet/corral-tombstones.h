/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many a table: some 100 bytes each. */
#define CORRAL_TOMBSTONES_MOST 32768

/**
 * CorralTombstones:
 *
 * As of which revision rows are gone that have no slot any more, so that an older copy that comes late does not bring them
 * back. The last CORRAL_TOMBSTONES_MOST deletions are kept, and the oldest goes when another one comes. That is a second
 * net: the cache file has every deletion of the last 30 days, lets nothing older through, and tells of its commits in
 * order (cache/corral-tenant-commit.c). Not thread-safe: its table's.
 */
typedef struct _CorralTombstones CorralTombstones;

/* @most: how many are kept. */
CorralTombstones *corral_tombstones_new (guint most) G_GNUC_WARN_UNUSED_RESULT;
void corral_tombstones_free (CorralTombstones *self);

/* The row @id of the chain at slot @chain is gone as of @rev, whatever was noted of it before. */
void corral_tombstones_put (CorralTombstones *self, guint32 chain, const char *id, gint64 rev);

/* CORRAL_UNKNOWN: nothing is known of it. */
gint64 corral_tombstones_get (const CorralTombstones *self, guint32 chain, const char *id);

/* It is back, or what was known of it does not hold any more. */
void corral_tombstones_remove (CorralTombstones *self, guint32 chain, const char *id);
void corral_tombstones_forget_chain (CorralTombstones *self, guint32 chain);

guint corral_tombstones_get_n (const CorralTombstones *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTombstones, corral_tombstones_free)

G_END_DECLS
