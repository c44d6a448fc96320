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

/* ---- delivery ------------------------------------------------------------------------------------------- */

void
corral_audit_parcel_free (CorralAuditParcel *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->tenant);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self);
}

/* A stretch of the record. */
typedef struct
{
  char record[65];
  gint64 start; /* the number of its first entry */
  gint64 end;   /* that of the next one's */
  gboolean broken; /* it begins with an entry that says that others are missing */
} Stretch;

/* Opens the file where there is one: delivering makes none. FALSE without an error: there is nothing to deliver. */
static gboolean
open_delivery (CorralAuditFile *self, GError **error)
{
  if (!self->writable || (self->db == NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS)))
    return FALSE;
  return open_writer (self, error);
}

/* In order. NULL: an error. */
static GArray *
list_stretches (sqlite3 *db, GError **error)
{
  g_autoptr (GPtrArray) rows = read_rows (
      db, "SELECT " COLUMNS " FROM entry WHERE what='break' OR seq=(SELECT min(seq) FROM entry) ORDER BY seq", error);
  GArray *stretches;

  if (rows == NULL)
    return NULL;
  stretches = g_array_sized_new (FALSE, TRUE, sizeof (Stretch), rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      const CorralAuditEntry *entry = g_ptr_array_index (rows, i);
      Stretch stretch = { .start = entry->seq, .end = G_MAXINT64, .broken = strcmp (entry->what, CORRAL_AUDIT_BREAK) == 0 };

      if (i > 0)
        g_array_index (stretches, Stretch, i - 1).end = entry->seq;
      g_strlcpy (stretch.record, entry->hash, sizeof stretch.record);
      g_array_append_val (stretches, stretch);
    }
  return stretches;
}

static gboolean
read_held (sqlite3 *db, const Stretch *stretch, const char *actor, const char *tenant, gint64 *held, GError **error)
{
  sqlite3_stmt *statement
      = corral_database_prepare (db, "SELECT held FROM delivered WHERE record=?1 AND actor=?2 AND tenant=?3", error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, stretch->record, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, actor, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, tenant, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  *held = rc == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    corral_database_fail (db, rc, error);
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* Those of @stretch for @tenant from number @skip + 1 on. */
static GPtrArray *
read_slice (sqlite3 *db, const Stretch *stretch, const char *actor, const char *tenant, gint64 skip, gint64 max, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  sqlite3_stmt *statement = corral_database_prepare (
      db,
      "SELECT " COLUMNS " FROM entry WHERE (actor=?1 AND tenant=?2 AND seq>=?3 AND seq<?4) OR (seq=?3 AND what='break')"
      " ORDER BY seq LIMIT ?5 OFFSET ?6",
      error);
  int rc;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, actor, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, tenant, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, stretch->start);
  sqlite3_bind_int64 (statement, 4, stretch->end);
  sqlite3_bind_int64 (statement, 5, max);
  sqlite3_bind_int64 (statement, 6, skip);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (entries, take_row (statement));
  if (rc != SQLITE_DONE)
    corral_database_fail (db, rc, error);
  sqlite3_finalize (statement);
  return rc == SQLITE_DONE ? g_steal_pointer (&entries) : NULL;
}

/* Of one stretch. That entries are missing is told with the first that came after, not alone: it is of no one chain. */
static gboolean
pack_stretch (sqlite3 *db, const Stretch *stretch, const char *actor, const char *tenant, guint max,
              CorralAuditParcel **parcel, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  gint64 held;

  if (!read_held (db, stretch, actor, tenant, &held, error))
    return FALSE;
  /* The one before them, too, for its hash. */
  entries = read_slice (db, stretch, actor, tenant, MAX (held - 1, 0), (gint64) max + (held > 0), error);
  if (entries == NULL)
    return FALSE;
  if (entries->len <= (held > 0 || stretch->broken))
    return TRUE;
  *parcel = g_new0 (CorralAuditParcel, 1);
  (*parcel)->actor = g_strdup (actor);
  (*parcel)->tenant = g_strdup (tenant);
  (*parcel)->first = held + 1;
  g_strlcpy ((*parcel)->record, stretch->record, sizeof (*parcel)->record);
  g_strlcpy ((*parcel)->after, held > 0 ? ((CorralAuditEntry *) g_ptr_array_index (entries, 0))->hash : CORRAL_AUDIT_ORIGIN,
             sizeof (*parcel)->after);
  if (held > 0)
    g_ptr_array_remove_index (entries, 0);
  (*parcel)->entries = g_steal_pointer (&entries);
  return TRUE;
}

gboolean
corral_audit_file_pack (CorralAuditFile *self, const char *actor, const char *tenant, guint max, CorralAuditParcel **parcel,
                        GError **error)
{
  g_autoptr (GArray) stretches = NULL;
  GError *failure = NULL;

  /* One and the break before it, at least. */
  g_return_val_if_fail (max > 1 && *actor != '\0' && *tenant != '\0', FALSE);

  *parcel = NULL;
  if (!open_delivery (self, &failure))
    {
      if (failure != NULL)
        g_propagate_error (error, failure);
      return failure == NULL;
    }
  stretches = list_stretches (self->db, error);
  if (stretches == NULL)
    return FALSE;
  for (guint i = 0; i < stretches->len && *parcel == NULL; i++)
    if (!pack_stretch (self->db, &g_array_index (stretches, Stretch, i), actor, tenant, max, parcel, error))
      return FALSE;
  return TRUE;
}

gboolean
corral_audit_file_mark (CorralAuditFile *self, const CorralAuditParcel *parcel, GError **error)
{
  sqlite3_stmt *statement;
  gboolean ok;

  if (!self->writable)
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_LOCKED);
      return FALSE;
    }
  if (!open_writer (self, error))
    return FALSE;
  statement = corral_database_prepare (self->db,
                                       "INSERT INTO delivered (record,actor,tenant,held) VALUES (?1,?2,?3,?4)"
                                       " ON CONFLICT (record,actor,tenant) DO UPDATE SET held=excluded.held",
                                       error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, parcel->record, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, parcel->actor, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, parcel->tenant, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 4, parcel->first - 1 + parcel->entries->len);
  ok = corral_database_run (statement, error);
  sqlite3_finalize (statement);
  return ok;
}

/* Adds what the chains lack of one stretch. */
static gboolean
count_stretch (sqlite3 *db, const Stretch *stretch, const char *actor, GHashTable *waiting, GError **error)
{
  sqlite3_stmt *statement = corral_database_prepare (
      db,
      "SELECT tenant, count(*), coalesce((SELECT held FROM delivered d WHERE d.record=?4 AND d.actor=?1"
      " AND d.tenant=e.tenant), ?5) FROM entry e WHERE actor=?1 AND tenant<>'' AND seq>=?2 AND seq<?3 GROUP BY tenant",
      error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, actor, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, stretch->start);
  sqlite3_bind_int64 (statement, 3, stretch->end);
  sqlite3_bind_text (statement, 4, stretch->record, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 5, stretch->broken);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *tenant = (const char *) sqlite3_column_text (statement, 0);
      gint64 lacks = sqlite3_column_int64 (statement, 1) - sqlite3_column_int64 (statement, 2) + stretch->broken;

      if (lacks > 0)
        g_hash_table_insert (waiting, g_strdup (tenant),
                             GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (waiting, tenant)) + (guint) lacks));
    }
  if (rc != SQLITE_DONE)
    corral_database_fail (db, rc, error);
  sqlite3_finalize (statement);
  return rc == SQLITE_DONE;
}

gboolean
corral_audit_file_list_waiting (CorralAuditFile *self, const char *actor, GHashTable **waiting, GError **error)
{
  g_autoptr (GHashTable) counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) stretches = NULL;
  GError *failure = NULL;

  if (!open_delivery (self, &failure))
    {
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      *waiting = g_steal_pointer (&counted);
      return TRUE;
    }
  stretches = list_stretches (self->db, error);
  if (stretches == NULL)
    return FALSE;
  for (guint i = 0; i < stretches->len; i++)
    if (!count_stretch (self->db, &g_array_index (stretches, Stretch, i), actor, counted, error))
      return FALSE;
  *waiting = g_steal_pointer (&counted);
  return TRUE;
}
