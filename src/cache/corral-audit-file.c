/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of who looked at what, on the disk. On the worker "audit", and in tests on any one thread. */
#include "config.h"

#include "corral-audit-file.h"

#include "corral-database.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEAD_SUFFIX ".head"
#define COLUMNS "seq,id,time_ms,actor,what,tenant,collection,subject,detail,device,online,before,hash"

/* The newest entry, as far as it is known. */
typedef struct
{
  gint64 seq; /* 0: none was ever written */
  char hash[65];
} Head;

struct _CorralAuditFile
{
  char *path;   /* (owned) */
  char *head_path; /* (owned) */
  char *device; /* (owned) */
  gboolean writable;
  sqlite3 *db;  /* (owned) (nullable): of a writer, from the first writing on */
  gboolean looked; /* that the file ends where its head says */
  char *aside;  /* (owned) (nullable): the damaged one was set aside under this name, and no entry says so yet */
};

/* ---- the head ----------------------------------------------------------------------------------------- */

/* Unreadable is the same as not there: nothing is known then. */
static gboolean
read_head (CorralAuditFile *self, Head *head)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  *head = (Head){ 0, CORRAL_AUDIT_ORIGIN };
  if (!g_file_get_contents (self->head_path, &text, NULL, NULL))
    return FALSE;
  words = g_strsplit (g_strstrip (text), " ", 3);
  if (g_strv_length (words) != 2 || strlen (words[1]) != 64
      || !g_ascii_string_to_signed (words[0], 10, 0, G_MAXINT64, &head->seq, NULL))
    return FALSE;
  g_strlcpy (head->hash, words[1], sizeof head->hash);
  return TRUE;
}

/* After the entries are on the disk, so that a crash leaves it behind and never ahead of them. */
static gboolean
write_head (CorralAuditFile *self, const Head *head, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s\n", head->seq, head->hash);
  g_autoptr (GError) reason = NULL;

  if (g_file_set_contents_full (self->head_path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &reason))
    return TRUE;
  g_debug ("audit: %s", reason->message);
  corral_database_set_error (error, g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? CORRAL_CACHE_ERROR_FULL
                                                                                               : CORRAL_CACHE_ERROR_READ_ONLY);
  return FALSE;
}

/* ---- rows --------------------------------------------------------------------------------------------- */

static char *
dup_text (sqlite3_stmt *row, int column)
{
  const char *text = (const char *) sqlite3_column_text (row, column);

  return g_strdup (text != NULL ? text : "");
}

static CorralAuditEntry *
take_row (sqlite3_stmt *row)
{
  CorralAuditEntry *entry = g_new0 (CorralAuditEntry, 1);
  g_autofree char *before = NULL;
  g_autofree char *hash = NULL;
  int column = 0;

#define TAKE_INTEGER(name) entry->name = sqlite3_column_int64 (row, column++);
#define TAKE_TEXT(name) entry->name = dup_text (row, column++);
#define TAKE(type, name) TAKE_##type (name)
  CORRAL_AUDIT_MEMBERS (TAKE)
#undef TAKE
  before = dup_text (row, column++);
  hash = dup_text (row, column);
  g_strlcpy (entry->before, before, sizeof entry->before);
  g_strlcpy (entry->hash, hash, sizeof entry->hash);
  return entry;
}

static GPtrArray *
read_rows (sqlite3 *db, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  sqlite3_stmt *statement = corral_database_prepare (db, sql, error);
  int rc;

  if (statement == NULL)
    return NULL;
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (entries, take_row (statement));
  if (rc != SQLITE_DONE)
    corral_database_fail (db, rc, error);
  sqlite3_finalize (statement);
  return rc == SQLITE_DONE ? g_steal_pointer (&entries) : NULL;
}

/* The newest entry of the file. */
static gboolean
read_last (sqlite3 *db, Head *last, GError **error)
{
  g_autoptr (GPtrArray) rows = read_rows (db, "SELECT " COLUMNS " FROM entry ORDER BY seq DESC LIMIT 1", error);

  if (rows == NULL)
    return FALSE;
  *last = (Head){ 0, CORRAL_AUDIT_ORIGIN };
  if (rows->len > 0)
    {
      const CorralAuditEntry *entry = g_ptr_array_index (rows, 0);

      last->seq = entry->seq;
      g_strlcpy (last->hash, entry->hash, sizeof last->hash);
    }
  return TRUE;
}

static gboolean
is_there (sqlite3 *db, const char *id, gboolean *there, GError **error)
{
  sqlite3_stmt *statement = corral_database_prepare (db, "SELECT 1 FROM entry WHERE id=?1", error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  *there = rc == SQLITE_ROW;
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    corral_database_fail (db, rc, error);
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

static gboolean
insert (sqlite3 *db, const CorralAuditEntry *entry, GError **error)
{
  sqlite3_stmt *statement = corral_database_prepare (
      db, "INSERT INTO entry (" COLUMNS ") VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)", error);
  int column = 1;
  gboolean ok;

  if (statement == NULL)
    return FALSE;
#define BIND_INTEGER(name) sqlite3_bind_int64 (statement, column++, entry->name);
#define BIND_TEXT(name) sqlite3_bind_text (statement, column++, entry->name, -1, SQLITE_STATIC);
#define BIND(type, name) BIND_##type (name)
  CORRAL_AUDIT_MEMBERS (BIND)
#undef BIND
  sqlite3_bind_text (statement, column++, entry->before, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, column, entry->hash, -1, SQLITE_STATIC);
  ok = corral_database_run (statement, error);
  sqlite3_finalize (statement);
  return ok;
}

/* Behind @last, which moves on. */
static gboolean
add (sqlite3 *db, CorralAuditEntry *entry, Head *last, GError **error)
{
  corral_audit_entry_chain (entry, last->seq + 1, last->hash);
  if (!insert (db, entry, error))
    return FALSE;
  last->seq = entry->seq;
  g_strlcpy (last->hash, entry->hash, sizeof last->hash);
  return TRUE;
}

/* ---- a break -------------------------------------------------------------------------------------------- */

/* Whether the file still has the entry that its head names. */
static gboolean
has_head (sqlite3 *db, const Head *head, gboolean *has, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT " COLUMNS " FROM entry WHERE seq=%" G_GINT64_FORMAT, head->seq);
  g_autoptr (GPtrArray) rows = read_rows (db, sql, error);

  if (rows == NULL)
    return FALSE;
  *has = rows->len > 0 && strcmp (((CorralAuditEntry *) g_ptr_array_index (rows, 0))->hash, head->hash) == 0;
  return TRUE;
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

/* An entry of the file's own, that stays: there was more than there is. */
static gboolean
add_break (CorralAuditFile *self, const char *why, gint64 now_ms, Head *last, GError **error)
{
  g_autoptr (CorralAuditEntry) entry = corral_audit_entry_new ();
  g_autofree char *id = g_uuid_string_random ();

  set_text (&entry->id, id);
  set_text (&entry->what, CORRAL_AUDIT_BREAK);
  set_text (&entry->detail, why);
  set_text (&entry->device, self->device);
  entry->time_ms = now_ms;
  return add (self->db, entry, last, error);
}

/* Once, before the first entry is added, in the same transaction. */
static gboolean
note_break (CorralAuditFile *self, gint64 now_ms, Head *last, GError **error)
{
  g_autofree char *why = NULL;
  gboolean has = TRUE;
  Head head;
  gboolean known = read_head (self, &head);

  if (known && head.seq > 0 && !has_head (self->db, &head, &has, error))
    return FALSE;
  if (self->aside != NULL)
    why = g_strdup_printf ("damaged %" G_GINT64_FORMAT " %s", head.seq, self->aside);
  else if (!has)
    why = g_strdup_printf ("cut %" G_GINT64_FORMAT " %s", head.seq, head.hash);
  else if (!known && last->seq > 0)
    why = g_strdup ("head");
  return why == NULL || add_break (self, why, now_ms, last, error);
}

/* ---- opening -------------------------------------------------------------------------------------------- */

CorralAuditFile *
corral_audit_file_new (const char *folder, gboolean writable, const char *device)
{
  CorralAuditFile *self = g_new0 (CorralAuditFile, 1);

  self->path = g_build_filename (folder, corral_database_audit.file, NULL);
  self->head_path = g_strconcat (self->path, HEAD_SUFFIX, NULL);
  self->device = g_strdup (device);
  self->writable = writable;
  return self;
}

void
corral_audit_file_free (CorralAuditFile *self)
{
  if (self == NULL)
    return;
  corral_database_close (self->db);
  g_free (self->path);
  g_free (self->head_path);
  g_free (self->device);
  g_free (self->aside);
  g_free (self);
}

/* A head stands before the first entry does, so that entries without one are known to have had theirs taken away. */
static gboolean
open_writer (CorralAuditFile *self, GError **error)
{
  Head head;

  if (self->db != NULL)
    return TRUE;
  if (!read_head (self, &head) && !g_file_test (self->path, G_FILE_TEST_EXISTS) && !write_head (self, &head, error))
    return FALSE;
  self->looked = FALSE;
  self->db = corral_database_open_writer (&corral_database_audit, self->path, TRUE, NULL, error);
  return self->db != NULL;
}

/* All that were set aside stay: what a damaged one still has may be wanted. */
static gboolean
set_aside (CorralAuditFile *self, gint64 now_ms, GError **error)
{
  g_autofree char *aside = corral_database_name_aside (self->path, now_ms / 1000);

  if (self->db != NULL)
    sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_clear_pointer (&self->db, corral_database_close);
  if (!corral_database_set_aside (self->path, aside, error))
    return FALSE;
  g_free (self->aside);
  self->aside = g_path_get_basename (aside);
  return TRUE;
}

/* ---- adding --------------------------------------------------------------------------------------------- */

static gboolean
add_all (CorralAuditFile *self, GPtrArray *entries, gint64 now_ms, Head *last, GError **error)
{
  if (!read_last (self->db, last, error) || (!self->looked && !note_break (self, now_ms, last, error)))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      CorralAuditEntry *entry = g_ptr_array_index (entries, i);
      gboolean there = FALSE;

      if (!is_there (self->db, entry->id, &there, error))
        return FALSE;
      if (there)
        entry->seq = 0;
      else if (!add (self->db, entry, last, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
append_once (CorralAuditFile *self, GPtrArray *entries, gint64 now_ms, GError **error)
{
  Head last;

  if (!open_writer (self, error) || !corral_database_exec (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!add_all (self, entries, now_ms, &last, error) || !corral_database_exec (self->db, "COMMIT", error))
    {
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  self->looked = TRUE;
  g_clear_pointer (&self->aside, g_free);
  /* One that cannot be written now is behind, which is no harm: the next one is written as well. */
  write_head (self, &last, NULL);
  return TRUE;
}

gboolean
corral_audit_file_append (CorralAuditFile *self, GPtrArray *entries, gint64 now_ms, GError **error)
{
  GError *failure = NULL;

  if (!self->writable)
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_LOCKED);
      return FALSE;
    }
  if (append_once (self, entries, now_ms, &failure))
    return TRUE;
  if (!g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_error_free (failure);
  return set_aside (self, now_ms, error) && append_once (self, entries, now_ms, error);
}

/* ---- reading -------------------------------------------------------------------------------------------- */

/* A reader of its own, also for the one that writes: it sees what is committed. */
static GPtrArray *
read_file (CorralAuditFile *self, GError **error)
{
  GError *failure = NULL;
  GPtrArray *entries;
  sqlite3 *db;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  if (self->db != NULL)
    return read_rows (self->db, "SELECT " COLUMNS " FROM entry ORDER BY seq", error);
  db = corral_database_open_reader (&corral_database_audit, self->path, NULL, &failure);
  if (db == NULL)
    {
      if (!g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_UNMADE))
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      g_error_free (failure);
      return g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
    }
  entries = read_rows (db, "SELECT " COLUMNS " FROM entry ORDER BY seq", error);
  corral_database_close (db);
  return entries;
}

GPtrArray *
corral_audit_file_read (CorralAuditFile *self, CorralAuditVerdict *verdict, GError **error)
{
  GPtrArray *entries = read_file (self, error);
  Head head;
  gboolean known;

  if (entries == NULL)
    return NULL;
  /* After the entries: a head that another process wrote since can only be newer, so theirs is read first and last. */
  known = read_head (self, &head);
  if (known && self->db == NULL && head.seq > entries->len)
    {
      g_ptr_array_unref (entries);
      entries = read_file (self, error);
      if (entries == NULL)
        return NULL;
    }
  *verdict = corral_audit_verify (entries, known ? head.seq : 0, head.hash);
  if (verdict->state == CORRAL_AUDIT_WHOLE && !known && entries->len > 0)
    *verdict = (CorralAuditVerdict){ CORRAL_AUDIT_CUT, (gint64) entries->len + 1, entries->len };
  return entries;
}
