/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox's backup, and making the outbox anew from it and from what is left of a damaged file.
 * On the "writer" worker.
 *
 * The backup is the whole file as SQLite sees it (sqlite3_serialize(), the log included), looked
 * through in memory and then written beside the old one, synced and renamed: there is always one
 * that is whole. It is made by the writer after the answer to whoever added something, so nobody
 * waits for it. */
#include "config.h"

#include "corral-outbox-restore.h"

#include "corral-database-image.h"
#include "corral-outbox-account.h"
#include "corral-outbox-remains.h"
#include "corral-outbox-rows.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* So many that were lost are named one by one. */
#define NAMED 20

/* ---- the backup
 * ----------------------------------------------------------------------------------------- */

char *
corral_outbox_backup_path (const char *path)
{
  return g_strconcat (path, ".backup", NULL);
}

static gboolean
check_image (GBytes *image, gint64 *changes, GError **error)
{
  sqlite3 *db = corral_database_open_image (image, error);
  gboolean good = db != NULL && corral_outbox_remains_check (db, changes, error);

  corral_database_close (db);
  return good;
}

gboolean
corral_outbox_back_up (sqlite3 *db, const char *path, gint64 *changes, GError **error)
{
  g_autofree char *backup = corral_outbox_backup_path (path);
  g_autoptr (GBytes) image = corral_database_make_image (db, error);

  return image != NULL && check_image (image, changes, error)
         && corral_database_write_file (backup, image, error);
}

GBytes *
corral_outbox_read_backup (const char *path, gint64 *changes, GError **error)
{
  g_autofree char *backup = corral_outbox_backup_path (path);
  GError *failure = NULL;
  g_autoptr (GBytes) image = corral_database_read_file (backup, &failure);

  *changes = -1;
  if (image != NULL && check_image (image, changes, &failure))
    return g_steal_pointer (&image);
  if (failure != NULL && !g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    g_propagate_error (error, g_steal_pointer (&failure));
  g_clear_error (&failure);
  return NULL;
}

/* ---- what is saved
 * -------------------------------------------------------------------------------------- */

typedef struct
{
  CorralOutboxRemains *file;   /* (owned): of the damaged file */
  CorralOutboxRemains *backup; /* (owned): of the backup; empty when there is none */
  gint64 backup_ms;            /* when it was made, or CORRAL_UNKNOWN */
  gboolean had_file;           /* there was something to be damaged */

  GPtrArray *saved; /* (owned) (element-type CorralOutboxEntry): in order */
  GHashTable *ids;  /* (owned) (element-type utf8): of those */
  GPtrArray
      *missing;    /* (owned) (element-type utf8): what is known of those that could not be saved */
  guint n_lost;    /* all that could not be saved, also those of which nothing is known */
  guint n_unknown; /* saved, and it is not known whether they were sent */
  gboolean certain; /* it is known how many there were */
} Salvage;

static void
salvage_clear (Salvage *self)
{
  corral_outbox_remains_free (self->file);
  corral_outbox_remains_free (self->backup);
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Salvage, salvage_clear)

static void
replace_text (char **to, const char *text)
{
  g_free (*to);
  *to = g_strdup (text);
}

/* The later of two versions of one operation, with what it means from one that is intact. NULL:
 * from neither. */
static CorralOutboxEntry *
join_versions (const CorralOutboxRow *a, const CorralOutboxRow *b)
{
  const CorralOutboxRow *later = a == NULL || (b != NULL && b->changed > a->changed) ? b : a;
  const CorralOutboxRow *other = later == a ? b : a;
  CorralOutboxEntry *joined;

  if (later->intact)
    return corral_outbox_entry_ref (later->entry);
  if (other == NULL || !other->intact)
    return NULL;

  joined = corral_outbox_entry_copy (other->entry);
  joined->state = later->entry->state;
  joined->attempts = later->entry->attempts;
  joined->applied_rev = later->entry->applied_rev;
  joined->http_status = later->entry->http_status;
  joined->ended_ms = later->entry->ended_ms;
  joined->settled = later->entry->settled;
  replace_text (&joined->code, later->entry->code);
  replace_text (&joined->message, later->entry->message);
  replace_text (&joined->already_by, later->entry->already_by);
  replace_text (&joined->result, later->entry->result);
  return joined;
}

/* What may have been sent since is asked for, never sent blindly. */
static CorralOutboxEntry *
doubt (CorralOutboxEntry *entry, gboolean current, guint *n_unknown)
{
  const guint unsent = CORRAL_OUTBOX_UNSENT | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY);
  g_autoptr (CorralOutboxEntry) taken = entry;
  CorralOutboxEntry *doubted;

  if (entry->state != CORRAL_OUTBOX_SENDING
      && (current || !corral_outbox_entry_is_in (entry, unsent)))
    {
      *n_unknown += entry->state == CORRAL_OUTBOX_UNKNOWN;
      return g_steal_pointer (&taken);
    }
  doubted = corral_outbox_entry_copy (entry);
  doubted->state = CORRAL_OUTBOX_UNKNOWN;
  doubted->next_attempt_ms = CORRAL_UNKNOWN;
  (*n_unknown)++;
  return doubted;
}

static void
save_row (Salvage *self,
          const char *id,
          const CorralOutboxRow *in_file,
          const CorralOutboxRow *in_backup)
{
  const gint64 file_changes = self->file->changes;
  const gint64 backup_changes = self->backup->changes;
  /* A version is the last one only where it is known that nothing came after it: from a file whose
   * ledger can be read and is not behind the other's. Where the file is behind its own backup it
   * lost its end, and who knows what else. */
  gboolean from_backup
      = in_file == NULL || (in_backup != NULL && in_backup->changed > in_file->changed);
  gboolean current
      = file_changes >= 0
        && (from_backup ? backup_changes == file_changes : file_changes >= backup_changes);
  CorralOutboxEntry *entry = join_versions (in_file, in_backup);

  if (entry == NULL)
    return;
  g_ptr_array_add (self->saved, doubt (entry, current, &self->n_unknown));
  g_hash_table_add (self->ids, g_strdup (id));
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const CorralOutboxEntry *x = *(const CorralOutboxEntry *const *) a;
  const CorralOutboxEntry *y = *(const CorralOutboxEntry *const *) b;

  return x->pk != y->pk ? (x->pk < y->pk ? -1 : 1) : strcmp (x->id, y->id);
}

/* When the operation @id was made, from the id itself (RFC 9562, section 5.7), or NULL. */
static char *
read_time_of_id (const char *id)
{
  g_autofree char *digits
      = strlen (id) == 36 && id[14] == '7' ? g_strdup_printf ("%.8s%.4s", id, id + 9) : NULL;
  guint64 ms = 0;
  g_autoptr (GDateTime) time = NULL;

  if (digits == NULL || !g_ascii_string_to_unsigned (digits, 16, 0, G_MAXINT64, &ms, NULL))
    return NULL;
  time = g_date_time_new_from_unix_local ((gint64) (ms / 1000));
  return time != NULL ? g_date_time_format (time, "%F %H:%M") : NULL;
}

static char *
name_missing (const char *id, const char *contents)
{
  g_autofree char *made = read_time_of_id (id);

  /* Translators: an operation (a technical name, and on what), and when it was made. */
  return made != NULL ? g_strdup_printf (_ ("%s, made %s"), contents, made) : g_strdup (contents);
}

/* What @remains knows to have been there and was not saved. */
static void
list_missing (Salvage *self, const CorralOutboxRemains *remains, GHashTable *named)
{
  GHashTableIter iter;
  gpointer id;
  gpointer contents;

  g_hash_table_iter_init (&iter, remains->contents);
  while (g_hash_table_iter_next (&iter, &id, &contents))
    if (!g_hash_table_contains (self->ids, id) && g_hash_table_add (named, g_strdup (id)))
      g_ptr_array_add (self->missing, name_missing (id, contents));
  g_hash_table_iter_init (&iter, remains->rows);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (self->ids, id) && g_hash_table_add (named, g_strdup (id)))
      g_ptr_array_add (self->missing, name_missing (id, id));
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
merge (Salvage *self)
{
  const CorralOutboxRemains *head
      = self->file->changes >= self->backup->changes ? self->file : self->backup;
  const CorralOutboxRemains *tail = head == self->file ? self->backup : self->file;
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;
  gpointer row;

  self->saved = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->missing = g_ptr_array_new_with_free_func (g_free);

  g_hash_table_iter_init (&iter, head->rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    {
      const CorralOutboxRow *other = g_hash_table_lookup (tail->rows, id);

      save_row (self, id, head == self->file ? row : other, head == self->file ? other : row);
    }
  /* What only the older one has was removed since, if the newer one has all that it had, or can at
   * least name it. */
  if (!head->complete)
    {
      g_hash_table_iter_init (&iter, tail->rows);
      while (g_hash_table_iter_next (&iter, &id, &row))
        if (g_hash_table_lookup (head->rows, id) == NULL
            && (!head->contents_complete || g_hash_table_contains (head->contents, id)))
          save_row (self, id, tail == self->file ? row : NULL, tail == self->file ? NULL : row);
      list_missing (self, head, named);
      if (!head->contents_complete)
        list_missing (self, tail, named);
    }
  g_ptr_array_sort (self->saved, compare_order);
  g_ptr_array_sort (self->missing, compare_text);

  self->certain = self->file->changes >= self->backup->changes && self->file->n_entries >= 0;
  self->n_lost = self->missing->len;
  if (head->n_entries > (gint64) self->saved->len)
    self->n_lost = MAX (self->n_lost, (guint) (head->n_entries - self->saved->len));
}

static void
note_backup_time (Salvage *self, const char *path)
{
  g_autofree char *backup = corral_outbox_backup_path (path);
  GStatBuf info;

  self->backup_ms = g_stat (backup, &info) == 0 ? (gint64) info.st_mtime * 1000 : CORRAL_UNKNOWN;
}

static gboolean
collect (Salvage *self, const char *path, GError **error)
{
  gint64 changes = -1;
  GError *failure = NULL;
  g_autoptr (GBytes) image = corral_outbox_read_backup (path, &changes, &failure);

  if (failure != NULL)
    {
      /* Without knowing what is in it nothing is made anew. */
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (image != NULL)
    {
      sqlite3 *db = corral_database_open_image (image, error);

      self->backup = db != NULL ? corral_outbox_remains_read (db, error) : NULL;
      corral_database_close (db);
      if (self->backup == NULL)
        return FALSE;
      note_backup_time (self, path);
    }
  else
    {
      /* A damaged backup is better than none. */
      g_autofree char *backup = corral_outbox_backup_path (path);

      self->backup_ms = CORRAL_UNKNOWN;
      self->backup = corral_outbox_remains_salvage (backup, NULL, error);
      if (self->backup == NULL)
        return FALSE;
      self->backup->complete = FALSE;
    }
  self->had_file = g_file_test (path, G_FILE_TEST_EXISTS);
  self->file = corral_outbox_remains_salvage (path, image, error);
  if (self->file == NULL)
    return FALSE;
  merge (self);
  return TRUE;
}

/* ---- what people are told
 * ------------------------------------------------------------------------------- */

static void
tell_lost (const Salvage *self, GString *text)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_named = MIN (self->missing->len, NAMED);

  g_string_append (text, " ");
  g_string_append_printf (
      text,
      ngettext ("%u operation could not be saved and has to be made again if it was not sent:",
                "%u operations could not be saved and have to be made again if they were not sent:",
                self->n_lost),
      self->n_lost);
  for (guint i = 0; i < n_named; i++)
    g_string_append_printf (names, "%s %s", i > 0 ? ";" : "",
                            (const char *) g_ptr_array_index (self->missing, i));
  g_string_append (text, names->str);
  if (self->n_lost > n_named)
    {
      if (n_named > 0)
        g_string_append (text, ";");
      g_string_append (text, " ");
      if (n_named == 0)
        g_string_append (text, _ ("nothing more is known of it"));
      else
        g_string_append_printf (text,
                                ngettext ("and %u more", "and %u more", self->n_lost - n_named),
                                self->n_lost - n_named);
    }
  g_string_append (text, ".");
}

static char *
tell (const Salvage *self, const char *aside)
{
  GString *text = g_string_new (NULL);

  g_string_append (text,
                   self->had_file
                       ? _ ("The file of what you did and what still waits to be sent was damaged.")
                       : _ ("The file of what you did and what still waits to be sent had gone."));
  g_string_append (text, " ");
  if (self->saved->len == 0 && self->n_lost == 0 && self->certain)
    g_string_append (text, _ ("It was made anew."));
  else if (self->saved->len == 0)
    g_string_append (text, _ ("It was made anew; no operation could be read of it."));
  else
    g_string_append_printf (text,
                            ngettext ("It was made anew: %u operation is there again.",
                                      "It was made anew: %u operations are there again.",
                                      self->saved->len),
                            self->saved->len);
  if (self->n_lost > 0)
    tell_lost (self, text);
  else if (self->certain)
    g_string_append_printf (text, " %s", _ ("Nothing was lost."));
  if (!self->certain && CORRAL_IS_KNOWN (self->backup_ms))
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (self->backup_ms / 1000);
      g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %H:%M:%S") : NULL;

      if (when != NULL)
        {
          g_string_append (text, " ");
          g_string_append_printf (text, _ ("What was done after %s may be missing."), when);
        }
    }
  else if (!self->certain)
    g_string_append_printf (text, " %s", _ ("It is not known what else was in it."));
  if (self->n_unknown > 0)
    {
      g_string_append (text, " ");
      g_string_append_printf (text,
                              ngettext ("Of %u it is not known whether it was sent; the cloud is "
                                        "asked before it is sent again.",
                                        "Of %u it is not known whether they were sent; the cloud "
                                        "is asked before they are sent again.",
                                        self->n_unknown),
                              self->n_unknown);
    }
  if (self->had_file)
    {
      g_string_append (text, " ");
      g_string_append_printf (text, _ ("The damaged file was kept: %s"), aside);
    }
  return g_string_free (text, FALSE);
}

/* ---- the new file
 * --------------------------------------------------------------------------------------- */

static gboolean
write_restoration (sqlite3 *db,
                   const CorralOutboxFileReport *report,
                   const char *aside,
                   gint64 now_ms,
                   GError **error)
{
  sqlite3_stmt *statement = corral_database_prepare (
      db, "INSERT INTO restoration (at_ms,restored,lost,message,aside) VALUES (?1,?2,?3,?4,?5)",
      error);
  /* Without its folder, which may have moved by the time it is read. */
  g_autofree char *name = g_path_get_basename (aside);
  gboolean ok;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, now_ms);
  sqlite3_bind_int64 (statement, 2, report->n_restored);
  sqlite3_bind_int64 (statement, 3, report->n_lost);
  sqlite3_bind_text (statement, 4, report->message, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, name, -1, SQLITE_STATIC);
  ok = corral_database_run (statement, error);
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
fill (Salvage *self, CorralConnection *db, GError **error)
{
  /* Numbers of transactions go on rising, so that an older copy is never taken for a newer one. */
  gint64 change = MAX (MAX (self->file->changes, self->backup->changes), 0) + 1;
  g_autofree char *sql = g_strdup_printf ("UPDATE ledger SET changes=%" G_GINT64_FORMAT, change);
  const CorralOutboxRemains *who = self->file->account != NULL ? self->file : self->backup;
  gint64 last = 0;

  for (guint i = 0; i < self->saved->len; i++)
    {
      g_autoptr (CorralOutboxEntry) entry
          = corral_outbox_entry_copy (g_ptr_array_index (self->saved, i));

      /* Two cannot have one number, unless a number was damaged. */
      entry->pk = MAX (entry->pk, last + 1);
      last = entry->pk;
      if (!corral_outbox_rows_insert (db, entry, change, error))
        return FALSE;
    }
  return (who->account == NULL
          || corral_outbox_account_write (db, who->account, who->heard_ms, error))
         && corral_database_exec (db->db, sql, error);
}

/* The new file, in memory. */
static GBytes *
make_anew (Salvage *self,
           const CorralOutboxFileReport *report,
           const char *aside,
           gint64 now_ms,
           GError **error)
{
  sqlite3 *db = corral_database_open_memory (&corral_database_outbox, error);
  CorralConnection *connection;
  GBytes *image = NULL;

  if (db == NULL)
    return NULL;
  connection = corral_connection_new (db);
  if (corral_database_exec (db, "BEGIN", error) && fill (self, connection, error)
      && write_restoration (db, report, aside, now_ms, error)
      && corral_database_exec (db, "COMMIT", error))
    image = corral_database_make_image (db, error);
  corral_connection_free (connection);
  return image;
}

static char *
restored_path (const char *path)
{
  return g_strconcat (path, ".restored", NULL);
}

/* From here on the new file is complete, and only names change: what was cut short is done again.
 */
static gboolean
change_places (const char *path, const char *aside, GError **error)
{
  g_autofree char *restored = restored_path (path);

  return corral_database_set_aside (path, aside, error)
         && corral_database_rename (restored, path, error);
}

gboolean
corral_outbox_restore (const char *path,
                       gint64 now_ms,
                       CorralOutboxFileReport *report,
                       GError **error)
{
  g_auto (Salvage) salvage = { 0 };
  g_autofree char *aside = corral_database_name_aside (path, now_ms / 1000);
  g_autofree char *restored = restored_path (path);
  g_autoptr (GBytes) image = NULL;

  if (!collect (&salvage, path, error))
    return FALSE;
  report->kind = CORRAL_OUTBOX_FILE_RESTORED;
  report->n_restored = salvage.saved->len;
  report->n_lost = salvage.n_lost;
  report->message = tell (&salvage, aside);
  image = make_anew (&salvage, report, aside, now_ms, error);
  return image != NULL && corral_database_write_file (restored, image, error)
         && change_places (path, aside, error);
}

static char *
join_name (const char *beside, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (beside);

  return g_build_filename (folder, name, NULL);
}

/* What the complete new file says about how it came to be. */
static char *
read_restoration (const char *restored, CorralOutboxFileReport *report, GError **error)
{
  g_autoptr (GBytes) image = corral_database_read_file (restored, error);
  sqlite3 *db = image != NULL ? corral_database_open_image (image, error) : NULL;
  sqlite3_stmt *statement
      = db != NULL ? corral_database_prepare (
            db, "SELECT restored,lost,message,aside FROM restoration ORDER BY pk DESC LIMIT 1",
            error)
                   : NULL;
  char *aside = NULL;
  int rc;

  if (statement != NULL)
    {
      rc = sqlite3_step (statement);
      if (rc == SQLITE_ROW)
        {
          report->kind = CORRAL_OUTBOX_FILE_RESTORED;
          report->n_restored = (guint) sqlite3_column_int64 (statement, 0);
          report->n_lost = (guint) sqlite3_column_int64 (statement, 1);
          report->message = g_strdup ((const char *) sqlite3_column_text (statement, 2));
          aside = join_name (restored, (const char *) sqlite3_column_text (statement, 3));
        }
      else
        corral_database_fail (db, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, error);
      sqlite3_finalize (statement);
    }
  corral_database_close (db);
  return aside;
}

gboolean
corral_outbox_resume_restoring (const char *path,
                                gboolean *resumed,
                                CorralOutboxFileReport *report,
                                GError **error)
{
  g_autofree char *restored = restored_path (path);
  g_autofree char *aside = NULL;
  GError *failure = NULL;

  *resumed = FALSE;
  if (!g_file_test (restored, G_FILE_TEST_EXISTS))
    return TRUE;
  aside = read_restoration (restored, report, &failure);
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      /* Damaged while it lay there: what it was made of still does. */
      g_clear_error (&failure);
      if (g_unlink (restored) == 0)
        return TRUE;
      return corral_database_fail_errno (errno, error);
    }
  if (aside == NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *resumed = TRUE;
  return change_places (path, aside, error);
}
