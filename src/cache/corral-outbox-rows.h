/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-outbox.h"
#include "corral-database.h"

G_BEGIN_DECLS

/*
 * The table "operation" of outbox.db: entries to rows and back. Whatever writes runs on the
 * "writer" worker inside a transaction whose number (ledger.changes) is @change; whatever reads
 * takes any connection. Private to this room.
 */

/* Counts one more transaction and gives its number. */
gboolean corral_outbox_rows_begin_change (CorralConnection *db, gint64 *change, GError **error);

/* Appends @entry, or puts it at its pk when it has one. */
gboolean corral_outbox_rows_insert (CorralConnection *db,
                                    const CorralOutboxEntry *entry,
                                    gint64 change,
                                    GError **error);

/* @moved: whether the entry was there, in one of the states it may leave. */
gboolean corral_outbox_rows_step (CorralConnection *db,
                                  const CorralOutboxStep *step,
                                  gint64 change,
                                  gboolean *moved,
                                  GError **error);

/* Removes @id when it is in one of @from, and what depends on it and is unsent. Adds to @n_removed.
 */
gboolean corral_outbox_rows_remove (CorralConnection *db,
                                    const char *id,
                                    guint from,
                                    guint *n_removed,
                                    GError **error);

/* @settled: whether it was applied or troubled, and not settled yet. */
gboolean corral_outbox_rows_settle (CorralConnection *db,
                                    const char *id,
                                    gint64 change,
                                    gboolean *settled,
                                    GError **error);

gboolean
corral_outbox_rows_prune (CorralConnection *db, gint64 before_ms, guint *n_pruned, GError **error);

/* Forgets what has ended and was done to @id of @collection, or made it. */
gboolean corral_outbox_rows_forget (CorralConnection *db,
                                    const char *tenant,
                                    const char *collection,
                                    const char *id,
                                    guint *n_forgotten,
                                    GError **error);

/* (element-type CorralOutboxEntry) */
GPtrArray *corral_outbox_rows_list (CorralConnection *db,
                                    guint n_settled,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralOutboxEntry *corral_outbox_rows_get (CorralConnection *db,
                                           const char *id,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Entries that wait, or -1. */
gint64 corral_outbox_rows_count_waiting (CorralConnection *db, GError **error);

/* Columns that corral_outbox_rows_read() takes, to be selected in this order. */
#define CORRAL_OUTBOX_COLUMNS                                                                      \
  "pk,id,account,tenant,type,target_collection,target,body,made_ms,not_after_ms,expected_rev,"     \
  "depends_on,state,"                                                                              \
  "attempts,next_attempt_ms,applied_rev,http_status,message,ended_ms,hold_until_ms,code,already_"  \
  "by,result,settled"

/* The same of a file of schema 1. */
#define CORRAL_OUTBOX_COLUMNS_OF_SCHEMA_1                                                          \
  "pk,id,account,tenant,type,target_collection,target,body,made_ms,not_after_ms,expected_rev,"     \
  "depends_on,state,"                                                                              \
  "attempts,next_attempt_ms,applied_rev,last_status,last_error,ended_ms,NULL,NULL,NULL,NULL,0"

/* The entry of the row on which @statement stands. */
CorralOutboxEntry *corral_outbox_rows_read (sqlite3_stmt *statement) G_GNUC_WARN_UNUSED_RESULT;

/* The same without what is read from its body (type, params). */
CorralOutboxEntry *
corral_outbox_rows_read_columns (sqlite3_stmt *statement) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
