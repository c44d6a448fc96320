/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power cuts: a diary of writes, syncs and names, and the folder that would be found after a cut.
 * Any thread; one lock guards all of it. */
#include "corral-fault-power.h"

#include "corral-fault-vfs.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

struct _CorralPowerFile
{
  char *folder; /* where it was first seen; nothing moves to another one */
};

typedef enum
{
  ACT_NAME, /* @path means @file from here on; NULL: nothing */
  ACT_WRITE,
  ACT_TRUNCATE,
  ACT_SYNC,
  ACT_SYNC_NAMES,
} ActKind;

typedef struct
{
  ActKind kind;
  CorralPowerFile *file;
  char *path; /* NAME: the name; SYNC_NAMES: the folder */
  gint64 at;
  GBytes *bytes;
  gboolean safe; /* was there before recording began */
} Act;

static GMutex lock; /* guards what follows */
static gboolean recording;
static char *root;        /* (nullable) */
static GArray *acts;      /* (element-type Act) */
static GHashTable *names; /* (element-type utf8 CorralPowerFile): as they are now */
static GPtrArray *files;  /* (owned) (element-type CorralPowerFile): all that there ever were, for
                             some may be open still */
static guint n_before;    /* acts that stand for what was there before */

static void
act_clear (gpointer data)
{
  Act *act = data;

  g_free (act->path);
  g_clear_pointer (&act->bytes, g_bytes_unref);
}

/* The shared memory of a log is no more than memory. */
static gboolean
is_recorded (const char *path)
{
  return recording && g_str_has_prefix (path, root) && !g_str_has_suffix (path, "-shm");
}

static void
add (Act act)
{
  g_array_append_val (acts, act);
}

/* The file of that name; one that nobody has seen yet was there before, or has just been made by
 * somebody else. */
static CorralPowerFile *
find_file (const char *path)
{
  CorralPowerFile *file = g_hash_table_lookup (names, path);
  char *bytes = NULL;
  gsize size = 0;

  if (file != NULL || !g_file_get_contents (path, &bytes, &size, NULL))
    return file;
  file = g_new0 (CorralPowerFile, 1);
  file->folder = g_path_get_dirname (path);
  if (files == NULL)
    files = g_ptr_array_new ();
  g_ptr_array_add (files, file);
  g_hash_table_insert (names, g_strdup (path), file);
  /* An empty one is new, and its name as unsafe as any. */
  add ((Act){ .kind = ACT_NAME, .file = file, .path = g_strdup (path), .safe = size > 0 });
  if (size > 0)
    add (
        (Act){ .kind = ACT_WRITE, .file = file, .bytes = g_bytes_new (bytes, size), .safe = TRUE });
  g_free (bytes);
  return file;
}

CorralPowerFile *
corral_power_open (const char *path)
{
  CorralPowerFile *file = NULL;

  g_mutex_lock (&lock);
  if (is_recorded (path))
    file = find_file (path);
  g_mutex_unlock (&lock);
  return file;
}

static void
add_locked (Act act)
{
  g_mutex_lock (&lock);
  if (recording && (act.file != NULL || act.kind == ACT_SYNC_NAMES))
    add (act);
  else
    act_clear (&act);
  g_mutex_unlock (&lock);
}

void
corral_power_write (CorralPowerFile *file, gint64 at, gconstpointer bytes, gsize size)
{
  if (file != NULL)
    add_locked (
        (Act){ .kind = ACT_WRITE, .file = file, .at = at, .bytes = g_bytes_new (bytes, size) });
}

void
corral_power_truncate (CorralPowerFile *file, gint64 size)
{
  add_locked ((Act){ .kind = ACT_TRUNCATE, .file = file, .at = size });
}

void
corral_power_sync (CorralPowerFile *file)
{
  add_locked ((Act){ .kind = ACT_SYNC, .file = file });
}

void
corral_power_sync_names (CorralPowerFile *file)
{
  if (file != NULL)
    corral_power_sync_folder (file->folder);
}

void
corral_power_sync_folder (const char *folder)
{
  add_locked ((Act){ .kind = ACT_SYNC_NAMES, .path = g_strdup (folder) });
}

static void
change_name (const char *path, CorralPowerFile *file)
{
  if (file != NULL)
    g_hash_table_insert (names, g_strdup (path), file);
  else
    g_hash_table_remove (names, path);
  add ((Act){ .kind = ACT_NAME, .file = file, .path = g_strdup (path) });
}

void
corral_power_rename (const char *from, const char *to)
{
  g_mutex_lock (&lock);
  if (is_recorded (from) && is_recorded (to))
    {
      CorralPowerFile *file = find_file (from);

      find_file (to);
      /* One step: never both, never none. */
      change_name (to, file);
      g_array_index (acts, Act, acts->len - 1).at = -1;
      change_name (from, NULL);
    }
  g_mutex_unlock (&lock);
}

void
corral_power_unlink (const char *path)
{
  g_mutex_lock (&lock);
  if (is_recorded (path) && find_file (path) != NULL)
    change_name (path, NULL);
  g_mutex_unlock (&lock);
}

/* ---- recording
 * ------------------------------------------------------------------------------------------ */

static void
find_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        find_all (path);
      else if (is_recorded (path))
        find_file (path);
    }
}

void
corral_fault_vfs_record (const char *folder)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&acts, g_array_unref);
  g_clear_pointer (&names, g_hash_table_unref);
  acts = g_array_new (FALSE, FALSE, sizeof (Act));
  g_array_set_clear_func (acts, act_clear);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_free (root);
  root = g_strdup (folder);
  recording = TRUE;
  find_all (root);
  n_before = acts->len;
  g_mutex_unlock (&lock);
}

void
corral_fault_vfs_stop_recording (void)
{
  g_mutex_lock (&lock);
  recording = FALSE;
  g_mutex_unlock (&lock);
}

guint
corral_fault_vfs_get_time (void)
{
  guint time;

  g_mutex_lock (&lock);
  time = acts != NULL ? acts->len - n_before : 0;
  g_mutex_unlock (&lock);
  return time;
}

/* ---- the cut
 * -------------------------------------------------------------------------------------------- */

static void
put_bytes (GByteArray *image, gsize at, const guint8 *bytes, gsize size)
{
  gsize before = image->len;

  if (at + size > before)
    {
      g_byte_array_set_size (image, (guint) (at + size));
      memset (image->data + before, 0, at + size - before);
    }
  memcpy (image->data + at, bytes, size);
}

/* What was synced is there; what was written since is there sector by sector, with a chance of
 * @keep in 3. */
static GByteArray *
make_image (const CorralPowerFile *file, guint time, guint keep, GRand *random)
{
  GByteArray *image = g_byte_array_new ();
  guint synced = 0;

  for (guint i = 0; i < time; i++)
    if (g_array_index (acts, Act, i).kind == ACT_SYNC && g_array_index (acts, Act, i).file == file)
      synced = i;
  for (guint i = 0; i < time; i++)
    {
      const Act *act = &g_array_index (acts, Act, i);
      gboolean safe = act->safe || i < synced;

      if (act->file != file)
        continue;
      if (act->kind == ACT_TRUNCATE && (safe || (guint) g_rand_int_range (random, 0, 3) < keep))
        {
          if (act->at < image->len)
            g_byte_array_set_size (image, (guint) act->at);
        }
      else if (act->kind == ACT_WRITE)
        {
          gsize size = 0;
          const guint8 *bytes = g_bytes_get_data (act->bytes, &size);

          for (gsize done = 0; done < size;)
            {
              gsize piece = CORRAL_POWER_SECTOR - ((gsize) act->at + done) % CORRAL_POWER_SECTOR;

              piece = MIN (piece, size - done);
              if (safe || (guint) g_rand_int_range (random, 0, 3) < keep)
                put_bytes (image, (gsize) act->at + done, bytes + done, piece);
              done += piece;
            }
        }
    }
  return image;
}

/* Names change in the order in which they were changed, at least up to the last sync of the folder.
 */
static GHashTable *
make_names (guint time, GRand *random)
{
  GHashTable *left = g_hash_table_new (g_str_hash, g_str_equal);
  guint synced = 0;
  guint until;

  for (guint i = 0; i < time; i++)
    if (g_array_index (acts, Act, i).kind == ACT_SYNC_NAMES)
      synced = i;
  until = synced + (guint) g_rand_int_range (random, 0, (gint32) (time - synced) + 1);
  /* The two halves of a rename are one. */
  if (until > 0 && until < acts->len && g_array_index (acts, Act, until - 1).kind == ACT_NAME
      && g_array_index (acts, Act, until - 1).at == -1)
    until++;
  for (guint i = 0; i < time; i++)
    {
      const Act *act = &g_array_index (acts, Act, i);

      if (act->kind != ACT_NAME || (i >= until && !act->safe))
        continue;
      if (act->file != NULL)
        g_hash_table_insert (left, act->path, act->file);
      else
        g_hash_table_remove (left, act->path);
    }
  return left;
}

void
corral_fault_vfs_cut (guint time, guint64 seed, const char *to)
{
  guint32 seeds[] = { (guint32) seed, (guint32) (seed >> 32), time };
  g_autoptr (GRand) random = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  guint keep = (guint) g_rand_int_range (random, 0, 4);
  g_autoptr (GHashTable) images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify) g_byte_array_unref);
  g_autoptr (GHashTable) left = NULL;
  g_autoptr (GList) paths = NULL;
  GHashTableIter iter;
  gpointer path;
  gpointer bytes;

  g_mutex_lock (&lock);
  time += n_before;
  g_assert (time <= acts->len);
  /* A rename that was begun is whole or not at all. */
  if (time > 0 && g_array_index (acts, Act, time - 1).kind == ACT_NAME
      && g_array_index (acts, Act, time - 1).at == -1)
    time--;
  left = make_names (time, random);
  /* In a fixed order, for the same seed has to give the same. */
  paths = g_list_sort (g_hash_table_get_keys (left), (GCompareFunc) strcmp);
  for (GList *each = paths; each != NULL; each = each->next)
    g_hash_table_insert (images, g_strconcat (to, (char *) each->data + strlen (root), NULL),
                         make_image (g_hash_table_lookup (left, each->data), time, keep, random));
  g_mutex_unlock (&lock);

  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, &path, &bytes))
    {
      const GByteArray *image = bytes;
      g_autofree char *folder = g_path_get_dirname (path);

      g_assert (g_mkdir_with_parents (folder, 0700) == 0);
      g_assert (g_file_set_contents_full (path, (const char *) image->data, image->len,
                                          G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}
