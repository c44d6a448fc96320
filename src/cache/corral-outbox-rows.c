/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table "operation" of outbox.db. Writing on the "writer" worker, reading on any thread with a
 * connection of its own. */
#include "config.h"

#include "corral-outbox-rows.h"

#include "corral-outbox-digest.h"

#include <string.h>

/* ---- columns
 * -------------------------------------------------------------------------------------------- */

static char *
copy_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  /* What a program of another kind wrote is no text; it is not shown. */
  return text != NULL && g_utf8_validate (text, -1, NULL) ? g_strdup (text) : NULL;
}

static char *
copy_required_text (sqlite3_stmt *statement, int column)
{
  char *text = copy_text (statement, column);

  return text != NULL ? text : g_strdup ("");
}

static gint64
read_number (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_INTEGER
             ? sqlite3_column_int64 (statement, column)
             : CORRAL_UNKNOWN;
}

static void
bind_text (sqlite3_stmt *statement, int place, const char *text)
{
  sqlite3_bind_text (statement, place, text, -1, SQLITE_STATIC);
}

static void
bind_number (sqlite3_stmt *statement, int place, gint64 number)
{
  if (CORRAL_IS_KNOWN (number))
    sqlite3_bind_int64 (statement, place, number);
  else
    sqlite3_bind_null (statement, place);
}

static void
bind_bytes (sqlite3_stmt *statement, int place, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (size > 0)
    sqlite3_bind_blob64 (statement, place, data, size, SQLITE_STATIC);
  else
    sqlite3_bind_zeroblob (statement, place, 0);
}

CorralOutboxEntry *
corral_outbox_rows_read_columns (sqlite3_stmt *statement)
{
  CorralOutboxEntry *entry = corral_outbox_entry_new_blank ();

  entry->pk = sqlite3_column_int64 (statement, 0);
  entry->id = copy_required_text (statement, 1);
  entry->account = copy_required_text (statement, 2);
  entry->tenant = copy_required_text (statement, 3);
  entry->type_name = copy_required_text (statement, 4);
  entry->target_collection = copy_required_text (statement, 5);
  entry->target = copy_required_text (statement, 6);
  {
    gconstpointer body = sqlite3_column_blob (statement, 7);

    entry->body = g_bytes_new (body, sqlite3_column_bytes (statement, 7));
  }
  entry->made_ms = sqlite3_column_int64 (statement, 8);
  entry->not_after_ms = sqlite3_column_int64 (statement, 9);
  entry->expected_rev = read_number (statement, 10);
  entry->depends_on = copy_text (statement, 11);
  /* A word of a newer Corral's, read beside it: whatever it means, it may have been sent. */
  if (!corral_outbox_state_from_word ((const char *) sqlite3_column_text (statement, 12),
                                      &entry->state))
    entry->state = CORRAL_OUTBOX_UNKNOWN;
  entry->attempts = (guint) CLAMP (sqlite3_column_int64 (statement, 13), 0, G_MAXINT);
  entry->next_attempt_ms = read_number (statement, 14);
  entry->applied_rev = read_number (statement, 15);
  entry->http_status = read_number (statement, 16);
  entry->message = copy_text (statement, 17);
  entry->ended_ms = read_number (statement, 18);
  entry->hold_until_ms = read_number (statement, 19);
  entry->code = copy_text (statement, 20);
  entry->already_by = copy_text (statement, 21);
  entry->result = copy_text (statement, 22);
  entry->settled = sqlite3_column_int (statement, 23) != 0;
  return entry;
}

CorralOutboxEntry *
corral_outbox_rows_read (sqlite3_stmt *statement)
{
  CorralOutboxEntry *entry = corral_outbox_rows_read_columns (statement);
  g_autofree char *depends_on = g_strdup (entry->depends_on);

  /* A body that cannot be read is of a newer Corral; it is kept and sent all the same. */
  corral_outbox_entry_read_body (entry);
  if (entry->depends_on == NULL)
    entry->depends_on = g_steal_pointer (&depends_on);
  return entry;
}

/* ---- writing
 * -------------------------------------------------------------------------------------------- */

gboolean
corral_outbox_rows_begin_change (CorralConnection *db, gint64 *change, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (db, "UPDATE ledger SET changes=changes+1 RETURNING changes",
                                   error);
  int rc;

  if (statement == NULL)
    return FALSE;
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *change = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  /* The row is made with the table. */
  return rc == SQLITE_ROW
         || corral_database_fail (db->db, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, error);
}

/* Runs @statement and forgets what was bound: it keeps no pointer into the caller's values. */
static gboolean
run_bound (sqlite3_stmt *statement, GError **error)
{
  gboolean ok = corral_database_run (statement, error);

  sqlite3_clear_bindings (statement);
  return ok;
}

gboolean
corral_outbox_rows_insert (CorralConnection *db,
                           const CorralOutboxEntry *entry,
                           gint64 change,
                           GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (db,
                                   "INSERT INTO operation (" CORRAL_OUTBOX_COLUMNS
                                   ",digest,changed) VALUES"
                                   " (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?"
                                   "18,?19,?20,?21,?22,?23,?24,?25,?26)",
                                   error);
  guint8 digest[CORRAL_OUTBOX_DIGEST_SIZE];

  if (statement == NULL)
    return FALSE;
  corral_outbox_digest (entry, digest);
  bind_number (statement, 1, entry->pk > 0 ? entry->pk : CORRAL_UNKNOWN);
  bind_text (statement, 2, entry->id);
  bind_text (statement, 3, entry->account != NULL ? entry->account : "");
  bind_text (statement, 4, entry->tenant);
  bind_text (statement, 5, entry->type_name);
  bind_text (statement, 6, entry->target_collection);
  bind_text (statement, 7, entry->target);
  bind_bytes (statement, 8, entry->body);
  sqlite3_bind_int64 (statement, 9, entry->made_ms);
  sqlite3_bind_int64 (statement, 10, entry->not_after_ms);
  bind_number (statement, 11, entry->expected_rev);
  bind_text (statement, 12, entry->depends_on);
  bind_text (statement, 13, corral_outbox_state_to_word (entry->state));
  sqlite3_bind_int64 (statement, 14, entry->attempts);
  bind_number (statement, 15, entry->next_attempt_ms);
  bind_number (statement, 16, entry->applied_rev);
  bind_number (statement, 17, entry->http_status);
  bind_text (statement, 18, entry->message);
  bind_number (statement, 19, entry->ended_ms);
  bind_number (statement, 20, entry->hold_until_ms);
  bind_text (statement, 21, entry->code);
  bind_text (statement, 22, entry->already_by);
  bind_text (statement, 23, entry->result);
  sqlite3_bind_int (statement, 24, entry->settled != FALSE);
  sqlite3_bind_blob (statement, 25, digest, sizeof digest, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 26, change);
  return run_bound (statement, error);
}

/* The state of @id; @found FALSE when there is none. */
static gboolean
read_state (CorralConnection *db,
            const char *id,
            CorralOutboxState *state,
            gboolean *found,
            GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (db, "SELECT state FROM operation WHERE id=?1", error);
  int rc;

  *found = FALSE;
  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, id);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      *found = TRUE;
      if (!corral_outbox_state_from_word ((const char *) sqlite3_column_text (statement, 0), state))
        rc = SQLITE_CORRUPT;
    }
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE || corral_database_fail (db->db, rc, error);
}

gboolean
corral_outbox_rows_step (CorralConnection *db,
                         const CorralOutboxStep *step,
                         gint64 change,
                         gboolean *moved,
                         GError **error)
{
  CorralOutboxState state = CORRAL_OUTBOX_HELD;
  sqlite3_stmt *statement;

  if (!read_state (db, step->id, &state, moved, error))
    return FALSE;
  *moved = *moved && (step->from & CORRAL_OUTBOX_BIT (state)) != 0;
  if (!*moved)
    return TRUE;

  statement = corral_connection_prepare (
      db,
      "UPDATE operation SET state=?2,attempts=attempts+?3,next_attempt_ms=?4,applied_rev=?5,"
      "http_status=ifnull(?6,http_status),code=?7,message=?8,already_by=?9,result=?10,ended_ms=?11,"
      "settled=?12,"
      "changed=?13 WHERE id=?1",
      error);
  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, step->id);
  bind_text (statement, 2, corral_outbox_state_to_word (step->to));
  sqlite3_bind_int (statement, 3, step->attempt != FALSE);
  bind_number (statement, 4, step->next_attempt_ms);
  bind_number (statement, 5, step->applied_rev);
  bind_number (statement, 6, step->http_status);
  bind_text (statement, 7, step->code);
  bind_text (statement, 8, step->message);
  bind_text (statement, 9, step->already_by);
  bind_text (statement, 10, step->result);
  bind_number (statement, 11, step->ended_ms);
  sqlite3_bind_int (statement, 12, step->settled != FALSE);
  sqlite3_bind_int64 (statement, 13, change);
  return run_bound (statement, error);
}

/* Ids of what depends on @id and was certainly never sent. */
static gboolean
list_dependants (CorralConnection *db, const char *id, GPtrArray *ids, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      db, "SELECT id FROM operation WHERE depends_on=?1 AND state IN ('held','queued') ORDER BY pk",
      error);
  int rc;

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, id);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (ids, copy_required_text (statement, 0));
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return rc == SQLITE_DONE || corral_database_fail (db->db, rc, error);
}

gboolean
corral_outbox_rows_remove (CorralConnection *db,
                           const char *id,
                           guint from,
                           guint *n_removed,
                           GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  CorralOutboxState state = CORRAL_OUTBOX_HELD;
  gboolean found = FALSE;

  if (!read_state (db, id, &state, &found, error))
    return FALSE;
  if (!found || (from & CORRAL_OUTBOX_BIT (state)) == 0)
    return TRUE;

  /* Breadth first; each is gone before its dependants are looked for, so a ring ends too. */
  g_ptr_array_add (ids, g_strdup (id));
  for (guint i = 0; i < ids->len; i++)
    {
      sqlite3_stmt *statement
          = corral_connection_prepare (db, "DELETE FROM operation WHERE id=?1", error);

      if (statement == NULL)
        return FALSE;
      bind_text (statement, 1, g_ptr_array_index (ids, i));
      if (!run_bound (statement, error))
        return FALSE;
      *n_removed += (guint) sqlite3_changes (db->db);
      if (!list_dependants (db, g_ptr_array_index (ids, i), ids, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
corral_outbox_rows_settle (CorralConnection *db,
                           const char *id,
                           gint64 change,
                           gboolean *settled,
                           GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      db,
      "UPDATE operation SET settled=1,changed=?2 WHERE id=?1 AND settled=0"
      " AND state IN ('applied','conflict','refused','expired')",
      error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, change);
  if (!run_bound (statement, error))
    return FALSE;
  *settled = sqlite3_changes (db->db) > 0;
  return TRUE;
}

gboolean
corral_outbox_rows_prune (CorralConnection *db, gint64 before_ms, guint *n_pruned, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      db, "DELETE FROM operation WHERE settled=1 AND ifnull(ended_ms,made_ms)<?1", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, before_ms);
  if (!run_bound (statement, error))
    return FALSE;
  *n_pruned = (guint) sqlite3_changes (db->db);
  return TRUE;
}

gboolean
corral_outbox_rows_forget (CorralConnection *db,
                           const char *tenant,
                           const char *collection,
                           const char *id,
                           guint *n_forgotten,
                           GError **error)
{
  /* What made a row has it as its answer. */
  sqlite3_stmt *statement = corral_connection_prepare (
      db,
      "DELETE FROM operation WHERE tenant=?1 AND state IN ('applied','conflict','refused','expired')"
      " AND ((target_collection=?2 AND target=?3) OR result=?3)",
      error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, tenant);
  bind_text (statement, 2, collection);
  bind_text (statement, 3, id);
  if (!run_bound (statement, error))
    return FALSE;
  *n_forgotten += (guint) sqlite3_changes (db->db);
  return TRUE;
}

/* ---- reading
 * -------------------------------------------------------------------------------------------- */

/* @sql, or @sql_1 where an older Corral still writes. */
static sqlite3_stmt *
prepare_for_schema (CorralConnection *db, const char *sql, const char *sql_1, GError **error)
{
  gint64 version = 0;

  if (!corral_database_ask (db->db, "PRAGMA user_version", &version, error))
    return NULL;
  return corral_connection_prepare (db, version == 1 ? sql_1 : sql, error);
}

GPtrArray *
corral_outbox_rows_list (CorralConnection *db, guint n_settled, GError **error)
{
  static const char sql[] = "SELECT " CORRAL_OUTBOX_COLUMNS " FROM operation WHERE pk IN"
                            " (SELECT pk FROM operation WHERE settled=0"
                            " UNION ALL SELECT * FROM (SELECT pk FROM operation WHERE settled=1 "
                            "ORDER BY pk DESC LIMIT ?1)) ORDER BY pk";
  static const char sql_1[] = "SELECT " CORRAL_OUTBOX_COLUMNS_OF_SCHEMA_1
                              " FROM operation WHERE ?1 IS NOT NULL ORDER BY pk";
  sqlite3_stmt *statement = prepare_for_schema (db, sql, sql_1, error);
  g_autoptr (GPtrArray) entries = NULL;
  int rc;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, n_settled);
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (entries, corral_outbox_rows_read (statement));
  sqlite3_reset (statement);
  if (rc == SQLITE_DONE)
    return g_steal_pointer (&entries);
  corral_database_fail (db->db, rc, error);
  return NULL;
}

CorralOutboxEntry *
corral_outbox_rows_get (CorralConnection *db, const char *id, GError **error)
{
  static const char sql[] = "SELECT " CORRAL_OUTBOX_COLUMNS " FROM operation WHERE id=?1";
  static const char sql_1[]
      = "SELECT " CORRAL_OUTBOX_COLUMNS_OF_SCHEMA_1 " FROM operation WHERE id=?1";
  sqlite3_stmt *statement = prepare_for_schema (db, sql, sql_1, error);
  CorralOutboxEntry *entry = NULL;
  int rc;

  if (statement == NULL)
    return NULL;
  bind_text (statement, 1, id);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    entry = corral_outbox_rows_read (statement);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    corral_database_fail (db->db, rc, error);
  return entry;
}

gint64
corral_outbox_rows_count_waiting (CorralConnection *db, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      db,
      "SELECT count(*) FROM operation WHERE state IN ('held','queued','sending','unknown','retry')",
      error);
  gint64 count = -1;
  int rc;

  if (statement == NULL)
    return -1;
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    count = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  if (rc != SQLITE_ROW)
    corral_database_fail (db->db, rc, error);
  return count;
}
