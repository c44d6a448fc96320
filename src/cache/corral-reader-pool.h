/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-database.h"

G_BEGIN_DECLS

/*
 * Read-only connections to one file, lent to whatever thread reads. A connection belongs to one
 * thread between acquire and release and keeps its prepared statements. Atomic reference count.
 * Private to this room.
 */
typedef struct _CorralReaderPool CorralReaderPool;

CorralReaderPool *corral_reader_pool_new (const CorralDatabaseKind *kind, const char *path);
CorralReaderPool *corral_reader_pool_ref (CorralReaderPool *self);
void corral_reader_pool_unref (CorralReaderPool *self);

/* NULL and @error when no connection can be had. */
CorralConnection *corral_reader_pool_acquire (CorralReaderPool *self,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_reader_pool_release (CorralReaderPool *self, CorralConnection *reader);

/* The file has been replaced: connections to the old one are closed, those in use when they come
 * back. */
void corral_reader_pool_renew (CorralReaderPool *self);

/* No more connections from now on. */
void corral_reader_pool_close (CorralReaderPool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralReaderPool, corral_reader_pool_unref)

G_END_DECLS
