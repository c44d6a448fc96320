/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-outbox.h"
#include "corral-database.h"

G_BEGIN_DECLS

/*
 * What can be read of an outbox's file, whole or damaged. "writer" worker. Private to this room.
 */

typedef struct
{
  CorralOutboxEntry *entry; /* (owned) */
  gint64 changed;           /* number of the transaction that changed it last */
  gboolean intact;          /* what it means is what was meant: its digest fits */
} CorralOutboxRow;

typedef struct
{
  gint64 changes;       /* number of its last transaction, or -1 */
  gint64 n_entries;     /* how many there should be, or -1 */
  gboolean complete;    /* all of them were read, and nothing was in the way */
  GHashTable *rows;     /* (owned) (element-type utf8 CorralOutboxRow): by id */
  GHashTable *contents; /* (owned) (element-type utf8 utf8): id to "type (collection target)": also
                           of rows that could not be read */
  gboolean contents_complete; /* all of them are named there: what is not was not in the file */
  CorralAccount *account;     /* (owned) (nullable) */
  gint64 heard_ms;            /* of the account */
} CorralOutboxRemains;

/* Reads what can be read of @db. NULL and an error when something kept it from reading what may be
 * sound: memory, the disk; damage is no error. */
CorralOutboxRemains *corral_outbox_remains_read (sqlite3 *db,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of the file @path with its log, which may be missing or anything at all and are not
 * touched. @sound (nullable): a copy of it that is whole. Needs room for a copy of the file.
 * Errors: as above, and when there is no room. */
CorralOutboxRemains *corral_outbox_remains_salvage (const char *path,
                                                    GBytes *sound,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

void corral_outbox_remains_free (CorralOutboxRemains *self);

/* Looks through a file that should be whole: its structure, the digest of each row, its ledger.
 * FALSE and DAMAGED when it is not, another code when that could not be found out. @changes: number
 * of its last transaction. */
gboolean corral_outbox_remains_check (sqlite3 *db, gint64 *changes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralOutboxRemains, corral_outbox_remains_free)

G_END_DECLS
