/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an outbox's file row by row, around whatever is damaged. On the "writer" worker. */
#include "config.h"

#include "corral-outbox-remains.h"

#include "corral-database-image.h"
#include "corral-outbox-account.h"
#include "corral-outbox-digest.h"
#include "corral-outbox-rows.h"

#include <glib/gstdio.h>
#include <string.h>

/* How many numbers are asked for one by one where neither order leads further. */
#define MOST_SINGLE_READS 100000

static void
row_free (gpointer data)
{
  CorralOutboxRow *row = data;

  corral_outbox_entry_unref (row->entry);
  g_free (row);
}

static CorralOutboxRemains *
remains_new (void)
{
  CorralOutboxRemains *self = g_new0 (CorralOutboxRemains, 1);

  self->changes = -1;
  self->n_entries = -1;
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, row_free);
  self->contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
corral_outbox_remains_free (CorralOutboxRemains *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->contents);
  corral_account_free (self->account);
  g_free (self);
}

/* ---- rows
 * -----------------------------------------------------------------------------------------------
 */

/* A file of schema 1 has neither. */
#define SELECT_2 "SELECT " CORRAL_OUTBOX_COLUMNS ",digest,changed FROM operation "
#define SELECT_1 "SELECT " CORRAL_OUTBOX_COLUMNS_OF_SCHEMA_1 ",NULL,0 FROM operation "

/* Whether the digest that the row carries is that of what it says. */
static gboolean
is_intact (sqlite3_stmt *statement, const CorralOutboxEntry *entry)
{
  guint8 digest[CORRAL_OUTBOX_DIGEST_SIZE];

  if (sqlite3_column_type (statement, 24) == SQLITE_NULL)
    return entry->id[0] != '\0' && entry->target[0] != '\0';
  corral_outbox_digest (entry, digest);
  return sqlite3_column_bytes (statement, 24) == CORRAL_OUTBOX_DIGEST_SIZE
         && memcmp (sqlite3_column_blob (statement, 24), digest, sizeof digest) == 0;
}

typedef struct
{
  CorralOutboxRemains *remains;
  sqlite3 *db;
  gboolean is_schema_1;
  gboolean hurt;   /* something is damaged */
  GError *failure; /* (owned) (nullable): something could not be read that may be sound: nothing is
                      known then */
} Reading;

/* The end of a statement that did not come to its end. */
static void
note_end (Reading *self, int rc)
{
  GError *failure = NULL;

  if (rc == SQLITE_DONE || rc == SQLITE_ROW || rc == SQLITE_OK)
    return;
  corral_database_fail (self->db, rc, &failure);
  /* A table of tables that is damaged makes of a table "no such table". */
  if (rc == SQLITE_ERROR
      || g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    self->hurt = TRUE;
  else if (self->failure == NULL)
    self->failure = g_steal_pointer (&failure);
  g_clear_error (&failure);
}

/* NULL is noted. */
static sqlite3_stmt *
prepare (Reading *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  note_end (self, sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL));
  return statement;
}

/* −1: not known. */
static gint64
ask (Reading *self, const char *sql)
{
  sqlite3_stmt *statement = prepare (self, sql);
  gint64 value = -1;
  int rc = statement != NULL ? sqlite3_step (statement) : SQLITE_OK;

  if (rc == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  note_end (self, rc);
  sqlite3_finalize (statement);
  return value;
}

/* Takes rows as they come until there are no more, or damage; @last is the number of the last one
 * that came. */
static gboolean
take_rows (Reading *self, sqlite3_stmt *statement, gint64 *last)
{
  int rc;

  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CorralOutboxRow *row = g_new0 (CorralOutboxRow, 1);

      row->entry = corral_outbox_rows_read_columns (statement);
      row->changed = sqlite3_column_int64 (statement, 25);
      row->intact = is_intact (statement, row->entry);
      *last = row->entry->pk;
      if (row->entry->id[0] == '\0')
        {
          self->hurt = TRUE;
          row_free (row);
          continue;
        }
      self->hurt = self->hurt || !row->intact;
      g_hash_table_replace (self->remains->rows, g_strdup (row->entry->id), row);
    }
  sqlite3_reset (statement);
  note_end (self, rc);
  return rc == SQLITE_DONE;
}

static sqlite3_stmt *
prepare_rows (Reading *self, const char *tail)
{
  g_autofree char *sql = g_strconcat (self->is_schema_1 ? SELECT_1 : SELECT_2, tail, NULL);

  return prepare (self, sql);
}

/* From below to the damage, from above to the damage, and what lies between one by one. */
static void
read_rows (Reading *self, gint64 highest)
{
  sqlite3_stmt *up;
  sqlite3_stmt *down;
  sqlite3_stmt *one;
  gint64 low = 0;
  gint64 high = G_MAXINT64;

  up = prepare_rows (self, "WHERE ?1 IS NOT NULL ORDER BY pk");
  if (up == NULL)
    return;
  sqlite3_bind_int (up, 1, 1);
  if (take_rows (self, up, &low))
    {
      sqlite3_finalize (up);
      return;
    }
  sqlite3_finalize (up);

  down = prepare_rows (self, "WHERE pk>?1 ORDER BY pk DESC");
  one = prepare_rows (self, "WHERE pk=?1");
  if (down != NULL && one != NULL)
    {
      sqlite3_bind_int64 (down, 1, low);
      take_rows (self, down, &high);
      high = MIN (high, MAX (highest, low + 1000) + 1);
      for (gint64 pk = low + 1, n = 0; pk < high && n < MOST_SINGLE_READS && self->failure == NULL;
           pk++, n++)
        {
          gint64 ignored;

          sqlite3_bind_int64 (one, 1, pk);
          take_rows (self, one, &ignored);
        }
    }
  sqlite3_finalize (down);
  sqlite3_finalize (one);
}

/* ---- the table of contents
 * ------------------------------------------------------------------------------ */

static gboolean
take_contents (Reading *self, sqlite3_stmt *statement, gint64 *highest)
{
  int rc;

  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *text[4];
      gboolean readable = TRUE;

      for (int i = 0; i < 4; i++)
        {
          text[i] = (const char *) sqlite3_column_text (statement, i + 1);
          readable = readable && text[i] != NULL && text[i][0] != '\0'
                     && g_utf8_validate (text[i], -1, NULL);
        }
      if (!readable)
        {
          self->hurt = TRUE;
          continue;
        }
      *highest = MAX (*highest, sqlite3_column_int64 (statement, 0));
      g_hash_table_replace (self->remains->contents, g_strdup (text[0]),
                            g_strdup_printf ("%s (%s %s)", text[1], text[2], text[3]));
    }
  note_end (self, rc);
  return rc == SQLITE_DONE;
}

static void
read_contents (Reading *self, gint64 *highest)
{
  static const char *const sql[] = {
    "SELECT pk,id,type,target_collection,target FROM operation INDEXED BY operation_contents ORDER "
    "BY id",
    "SELECT pk,id,type,target_collection,target FROM operation INDEXED BY operation_contents ORDER "
    "BY id DESC",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      sqlite3_stmt *statement = prepare (self, sql[i]);
      gboolean done = statement == NULL || take_contents (self, statement, highest);

      sqlite3_finalize (statement);
      if (done)
        return;
    }
}

/* ---- all of a file
 * -------------------------------------------------------------------------------------- */

CorralOutboxRemains *
corral_outbox_remains_read (sqlite3 *db, GError **error)
{
  g_autoptr (CorralOutboxRemains) remains = remains_new ();
  Reading reading = { .remains = remains, .db = db };
  gint64 highest = 0;

  reading.is_schema_1
      = ask (&reading, "SELECT count(*) FROM sqlite_schema WHERE name='operation_waiting'") > 0;
  if (!reading.is_schema_1)
    {
      remains->changes = ask (&reading, "SELECT changes FROM ledger");
      remains->n_entries = ask (&reading, "SELECT entries FROM ledger");
      read_contents (&reading, &highest);
      remains->contents_complete
          = !reading.hurt && remains->changes >= 0
            && remains->n_entries == (gint64) g_hash_table_size (remains->contents);
      highest
          = MAX (highest, ask (&reading, "SELECT seq FROM sqlite_sequence WHERE name='operation'"));
    }
  read_rows (&reading, highest);
  remains->complete = !reading.hurt && remains->changes >= 0
                      && remains->n_entries == (gint64) g_hash_table_size (remains->rows);
  if (reading.failure != NULL)
    {
      g_propagate_error (error, reading.failure);
      return NULL;
    }
  remains->account = corral_outbox_account_read (db, &remains->heard_ms, NULL);
  if (remains->account != NULL && remains->account->id == NULL)
    g_clear_pointer (&remains->account, corral_account_free);
  return g_steal_pointer (&remains);
}

/* Each row by its digest. */
static gboolean
check_rows (sqlite3 *db, gint64 *n_rows, GError **error)
{
  sqlite3_stmt *statement = corral_database_prepare (db, SELECT_2, error);
  gboolean intact = TRUE;
  int rc;

  *n_rows = 0;
  if (statement == NULL)
    return FALSE;
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW && intact)
    {
      g_autoptr (CorralOutboxEntry) entry = corral_outbox_rows_read_columns (statement);

      intact = is_intact (statement, entry);
      (*n_rows)++;
    }
  if (!intact)
    corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
  else if (rc != SQLITE_DONE)
    intact = corral_database_fail (db, rc, error);
  sqlite3_finalize (statement);
  return intact;
}

gboolean
corral_outbox_remains_check (sqlite3 *db, gint64 *changes, GError **error)
{
  gint64 n_rows = 0;
  gint64 n_entries = -1;

  *changes = -1;
  if (!corral_database_check (db, TRUE, error) || !check_rows (db, &n_rows, error)
      || !corral_database_ask (db, "SELECT changes FROM ledger", changes, error)
      || !corral_database_ask (db, "SELECT entries FROM ledger", &n_entries, error))
    return FALSE;
  if (*changes >= 0 && n_entries == n_rows)
    return TRUE;
  corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
  return FALSE;
}

/* ---- damaged files
 * -------------------------------------------------------------------------------------- */

typedef enum
{
  MEND_NOTHING,
  MEND_HEADER,     /* the first 100 bytes */
  MEND_FIRST_PAGE, /* with the table of tables, from a copy of the file, or from a new one: tables
                      made by the same migrations begin on the same pages */
  N_MENDS
} Mend;

static GBytes *
make_new_file (GError **error)
{
  sqlite3 *db = corral_database_open_memory (&corral_database_outbox, error);
  GBytes *image = db != NULL ? corral_database_make_image (db, error) : NULL;

  corral_database_close (db);
  return image;
}

/* FALSE: that mend is not to be had. */
static gboolean
mend (GByteArray *bytes, Mend how, GBytes *sound, gboolean has_log)
{
  gsize sound_size = 0;
  const guint8 *sound_bytes = sound != NULL ? g_bytes_get_data (sound, &sound_size) : NULL;

  if (how == MEND_NOTHING)
    return bytes->len > 0;
  if (how == MEND_FIRST_PAGE && sound_size < CORRAL_DATABASE_PAGE_SIZE)
    return FALSE;
  /* What was cut off is empty pages, of which each is told as damaged where it is read. */
  while (bytes->len < CORRAL_DATABASE_PAGE_SIZE || bytes->len % CORRAL_DATABASE_PAGE_SIZE != 0)
    g_byte_array_append (bytes, (const guint8 *) "", 1);
  if (how == MEND_FIRST_PAGE)
    memcpy (bytes->data, sound_bytes, CORRAL_DATABASE_PAGE_SIZE);
  corral_database_write_header (&corral_database_outbox, bytes->data, bytes->len, has_log);
  return TRUE;
}

static sqlite3 *
open_copy (const char *path, GError **error)
{
  sqlite3 *db = NULL;
  int rc = sqlite3_open_v2 (path, &db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                            NULL);

  if (rc != SQLITE_OK)
    {
      corral_database_fail (db, rc, error);
      corral_database_close (db);
      return NULL;
    }
  sqlite3_extended_result_codes (db, 1);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* A copy of our own: a file that is shorter than it says is read as far as it goes. */
  sqlite3_exec (db, "PRAGMA query_only=ON; PRAGMA writable_schema=ON;", NULL, NULL, NULL);
  return db;
}

CorralOutboxRemains *
corral_outbox_remains_salvage (const char *path, GBytes *sound, GError **error)
{
  g_autofree char *copy = g_strconcat (path, ".salvage", NULL);
  g_autofree char *copy_log = g_strconcat (copy, "-wal", NULL);
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  GError *failure = NULL;
  g_autoptr (GBytes) file = corral_database_read_file (path, &failure);
  g_autoptr (GBytes) log = failure == NULL ? corral_database_read_file (log_path, &failure) : NULL;
  g_autoptr (GBytes) first_page = sound != NULL     ? g_bytes_ref (sound)
                                  : failure == NULL ? make_new_file (&failure)
                                                    : NULL;
  g_autoptr (CorralOutboxRemains) best = NULL;
  gboolean has_log = log != NULL && g_bytes_get_size (log) > 0;

  for (guint how = 0; failure == NULL && how < N_MENDS; how++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GBytes) image = NULL;
      CorralOutboxRemains *remains;
      sqlite3 *db;

      if (file == NULL)
        break;
      g_byte_array_append (bytes, g_bytes_get_data (file, NULL), (guint) g_bytes_get_size (file));
      if (!mend (bytes, (Mend) how, first_page, has_log))
        continue;
      image = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
      if (!corral_database_unlink (copy, &failure)
          || !corral_database_write_file (copy, image, &failure)
          || (has_log && !corral_database_write_file (copy_log, log, &failure)))
        break;
      db = open_copy (copy, &failure);
      if (db == NULL)
        break;
      remains = corral_outbox_remains_read (db, &failure);
      corral_database_close (db);
      if (remains == NULL)
        break;
      if (best == NULL || g_hash_table_size (remains->rows) > g_hash_table_size (best->rows)
          || (g_hash_table_size (remains->rows) == g_hash_table_size (best->rows)
              && remains->changes > best->changes))
        {
          corral_outbox_remains_free (best);
          best = g_steal_pointer (&remains);
        }
      corral_outbox_remains_free (remains);
      if (best->complete)
        break;
    }
  corral_database_unlink (copy, NULL);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  return best != NULL ? g_steal_pointer (&best) : remains_new ();
}
