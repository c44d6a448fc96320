/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of accounts: read whole, changed under a lock, written whole. Main thread; it is a file of some hundred
 * bytes. */
#include "config.h"

#include "corral-accounts.h"

#include "corral-account-files.h"
#include "corral-api.h"
#include "corral-rights.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* No cloud's host ends so, after which a folder could be named. */
#define LIST "accounts.list"
#define LOCK "accounts.list.lock"
/* Of the list itself. No folder can have such a name. */
#define GROUP "Corral accounts"
#define VERSION 1
/* So many of the longest fit. */
#define MAX_BYTES (512 * 1024)
#define MAX_ACCOUNTS 64
#define MAX_TEXT 256
/* The end of the year 9999: whoever was here later is no time. */
#define MAX_TIME_MS G_GINT64_CONSTANT (253402300799999)

#define FOLDER_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"
/* Behind the cloud's address in the keyring; no address has one. */
#define PLACE_MARK "#"
/* So much of a hash tells the people of one cloud apart. */
#define HASH_DIGITS 12

struct _CorralAccounts
{
  GObject parent_instance;

  char *data_dir;
  char *cache_dir;
  gboolean keeps_cards;
  GPtrArray *all;    /* (owned) (element-type CorralKnownAccount) */
  char *problem;     /* (owned) (nullable) */
  gboolean is_fixed; /* a later version wrote it, or it cannot be read now: it is not written */
};

G_DEFINE_FINAL_TYPE (CorralAccounts, corral_accounts, G_TYPE_OBJECT)

static guint changed_signal;

static void
known_account_free (gpointer data)
{
  CorralKnownAccount *account = data;

  g_free (account->folder);
  g_free (account->cloud);
  g_free (account->place);
  g_free (account->user);
  g_free (account->name);
  g_free (account->role);
  g_free (account);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralKnownAccount, known_account_free)

/* ---- what is one ---------------------------------------------------------------------------------------- */

static gboolean
is_folder (const char *text)
{
  return *text != '\0' && *text != '.' && strlen (text) <= MAX_TEXT && text[strspn (text, FOLDER_CHARS)] == '\0';
}

/* One line that can be shown. */
static gboolean
is_text (const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static char *
make_place (const char *cloud, const char *user)
{
  return g_strconcat (cloud, PLACE_MARK, user, NULL);
}

/* A place is the cloud's own, or that of one of its people: a list that was tampered with leads to no other secret. */
static gboolean
is_place (const char *place, const char *cloud)
{
  gsize length = strlen (cloud);

  return strncmp (place, cloud, length) == 0
         && (place[length] == '\0' || g_str_has_prefix (place + length, PLACE_MARK));
}

static gboolean
is_good (const CorralKnownAccount *account)
{
  g_autofree char *address = account->cloud != NULL ? corral_api_check_address (account->cloud, NULL) : NULL;
  CorralRole role;

  return is_folder (account->folder) && g_strcmp0 (address, account->cloud) == 0 && account->place != NULL
         && is_place (account->place, account->cloud) && (account->user == NULL || is_text (account->user))
         && (account->name == NULL || is_text (account->name))
         && (account->role == NULL || corral_role_from_name (account->role, &role)) && account->used_ms >= 0
         && account->used_ms <= MAX_TIME_MS;
}

char *
corral_accounts_dup_cloud_folder (const char *cloud)
{
  g_autoptr (GUri) uri = g_uri_parse (cloud, G_URI_FLAGS_NONE, NULL);
  char *name;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup ("none");
  if (g_uri_get_port (uri) > 0)
    name = g_strdup_printf ("%s_%d", g_uri_get_host (uri), g_uri_get_port (uri));
  else
    name = g_strdup (g_uri_get_host (uri));
  return g_strcanon (name, FOLDER_CHARS, '_');
}

/* The same for the same person whenever they come: who was signed out finds again what was kept. */
static char *
make_folder (const char *cloud, const char *user)
{
  g_autofree char *base = corral_accounts_dup_cloud_folder (cloud);
  g_autofree char *place = make_place (cloud, user);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, place, -1);

  return g_strdup_printf ("%s-%.*s", base, HASH_DIGITS, hash);
}

/* ---- one as a group of lines ------------------------------------------------------------------------------ */

static CorralKnownAccount *
read_group (GKeyFile *file, const char *group)
{
  CorralKnownAccount *account = g_new0 (CorralKnownAccount, 1);

  account->folder = g_strdup (group);
  account->cloud = g_key_file_get_string (file, group, "Cloud", NULL);
  account->place = g_key_file_get_string (file, group, "Place", NULL);
  account->user = g_key_file_get_string (file, group, "User", NULL);
  account->name = g_key_file_get_string (file, group, "Name", NULL);
  account->role = g_key_file_get_string (file, group, "Role", NULL);
  account->used_ms = g_key_file_get_int64 (file, group, "Used", NULL);
  account->locked = g_key_file_get_boolean (file, group, "Locked", NULL);
  account->signed_out = g_key_file_get_boolean (file, group, "SignedOut", NULL);
  return account;
}

static void
set_text (GKeyFile *file, const char *group, const char *key, const char *text)
{
  if (text != NULL)
    g_key_file_set_string (file, group, key, text);
}

static void
write_group (GKeyFile *file, const CorralKnownAccount *account)
{
  set_text (file, account->folder, "Cloud", account->cloud);
  set_text (file, account->folder, "Place", account->place);
  set_text (file, account->folder, "User", account->user);
  set_text (file, account->folder, "Name", account->name);
  set_text (file, account->folder, "Role", account->role);
  g_key_file_set_int64 (file, account->folder, "Used", account->used_ms);
  if (account->locked)
    g_key_file_set_boolean (file, account->folder, "Locked", TRUE);
  if (account->signed_out)
    g_key_file_set_boolean (file, account->folder, "SignedOut", TRUE);
}

static const CorralKnownAccount *
find_folder (GPtrArray *all, const char *folder)
{
  for (guint i = 0; folder != NULL && i < all->len; i++)
    if (strcmp (((const CorralKnownAccount *) g_ptr_array_index (all, i))->folder, folder) == 0)
      return g_ptr_array_index (all, i);
  return NULL;
}

/* Whether @account can stand beside @all: no two share a folder, a place or a person. */
static gboolean
is_another (GPtrArray *all, const CorralKnownAccount *account)
{
  for (guint i = 0; i < all->len; i++)
    {
      const CorralKnownAccount *other = g_ptr_array_index (all, i);

      if (strcmp (other->folder, account->folder) == 0 || strcmp (other->place, account->place) == 0
          || (account->user != NULL && g_strcmp0 (other->user, account->user) == 0
              && strcmp (other->cloud, account->cloud) == 0))
        return FALSE;
    }
  return TRUE;
}

/* ---- the list ------------------------------------------------------------------------------------------------ */

static int
compare_used (gconstpointer a, gconstpointer b)
{
  const CorralKnownAccount *one = *(CorralKnownAccount *const *) a;
  const CorralKnownAccount *other = *(CorralKnownAccount *const *) b;

  return one->used_ms != other->used_ms ? (one->used_ms < other->used_ms ? 1 : -1)
                                        : strcmp (one->folder, other->folder);
}

typedef enum
{
  READ_GOOD,
  READ_NONE,    /* there is no such file */
  READ_DAMAGED, /* @all has what could be read of it */
  READ_NEWER,
  READ_FAILED, /* it is there, and cannot be read now */
} ReadResult;

/* Of @path into @all. */
static ReadResult
read_list (const char *path, gboolean is_list, GPtrArray *all)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) groups = NULL;
  ReadResult result = READ_GOOD;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &error))
    return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                   || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)
               ? READ_NONE
               : READ_FAILED;
  if (length > MAX_BYTES || strlen (text) != length
      || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL))
    return READ_DAMAGED;
  if (is_list)
    {
      int version = g_key_file_get_integer (file, GROUP, "Version", NULL);

      if (version > VERSION)
        result = READ_NEWER;
      else if (version != VERSION)
        result = READ_DAMAGED;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autoptr (CorralKnownAccount) account = NULL;

      if (strcmp (groups[i], GROUP) == 0)
        continue;
      account = read_group (file, groups[i]);
      if (is_good (account) && is_another (all, account) && all->len < MAX_ACCOUNTS)
        g_ptr_array_add (all, g_steal_pointer (&account));
      else if (result == READ_GOOD)
        result = READ_DAMAGED;
    }
  return result;
}

/* Those whose folders say so, and who are not in @all. */
static void
read_cards (CorralAccounts *self, GPtrArray *all)
{
  g_autoptr (GDir) dir = g_dir_open (self->data_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->data_dir, name, CORRAL_ACCOUNT_FILE_CARD, NULL);
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (known_account_free);

      /* A folder that was copied is not that account's. */
      if (is_folder (name) && read_list (path, FALSE, found) == READ_GOOD && found->len == 1
          && strcmp (((CorralKnownAccount *) g_ptr_array_index (found, 0))->folder, name) == 0
          && is_another (all, g_ptr_array_index (found, 0)) && all->len < MAX_ACCOUNTS)
        g_ptr_array_add (all, g_ptr_array_steal_index (found, 0));
    }
}

static char *
list_path (CorralAccounts *self)
{
  return g_build_filename (self->data_dir, LIST, NULL);
}

static void
complain (CorralAccounts *self, const char *sentence)
{
  g_free (self->problem);
  self->problem = g_strdup (sentence);
}

/* Whole, or as it was. 0600: it has names in it. */
static gboolean
write_file (const char *path, GKeyFile *file)
{
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                   NULL);
}

static void
write_card (CorralAccounts *self, const CorralKnownAccount *account)
{
  g_autofree char *folder = corral_accounts_dup_data_dir (self, account->folder);
  g_autofree char *path = g_build_filename (folder, CORRAL_ACCOUNT_FILE_CARD, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!self->keeps_cards)
    return;
  write_group (file, account);
  after = g_key_file_to_data (file, NULL, NULL);
  if (g_file_get_contents (path, &before, NULL, NULL) && strcmp (before, after) == 0)
    return;
  if (g_mkdir_with_parents (folder, 0700) != 0 || !write_file (path, file))
    g_debug ("accounts: no card in %s", account->folder);
}

static void
write_list (CorralAccounts *self)
{
  g_autofree char *path = list_path (self);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (self->is_fixed)
    return;
  g_key_file_set_integer (file, GROUP, "Version", VERSION);
  for (guint i = 0; i < self->all->len; i++)
    {
      write_group (file, g_ptr_array_index (self->all, i));
      write_card (self, g_ptr_array_index (self->all, i));
    }
  if (!write_file (path, file))
    complain (self,
              _ ("The list of people on this PC cannot be written: who is added or removed now is as before after the "
                 "next start."));
}

static void
set_aside (const char *path)
{
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, path, g_get_real_time () / G_USEC_PER_SEC);

  if (g_rename (path, aside) != 0)
    g_debug ("accounts: %s", g_strerror (errno));
}

static void
read_all (CorralAccounts *self)
{
  g_autofree char *path = list_path (self);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (known_account_free);
  ReadResult result = read_list (path, TRUE, all);

  self->is_fixed = result == READ_NEWER || result == READ_FAILED;
  if (result == READ_FAILED)
    {
      complain (self, _ ("The list of people on this PC cannot be read now, and is not changed."));
      return;
    }
  if (result == READ_NEWER)
    complain (
        self,
        _ ("The list of people on this PC was written by a later version of Corral: it is used as far as it can be "
           "read, and not changed."));
  if (result == READ_DAMAGED)
    {
      read_cards (self, all);
      set_aside (path);
      complain (self,
                all->len > 0
                    ? _ ("The list of people on this PC was damaged. It was made again from their folders; whoever is "
                         "missing signs in once more, and nothing of theirs is lost.")
                    : _ ("The list of people on this PC was damaged, and nobody was found again. Sign in once more; "
                         "nothing that waits to be sent is lost."));
    }
  g_ptr_array_sort (all, compare_used);
  g_ptr_array_unref (self->all);
  self->all = g_steal_pointer (&all);
  if (result == READ_DAMAGED)
    write_list (self);
}

/* ---- changing it: with the lock, on what the file has by now ---------------------------------------------------- */

static int
begin_change (CorralAccounts *self)
{
  g_autofree char *path = g_build_filename (self->data_dir, LOCK, NULL);
  g_autofree char *list = list_path (self);
  int fd = g_mkdir_with_parents (self->data_dir, 0700) == 0
               ? g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)
               : -1;

  /* Another Corral has it for some milliseconds at most. */
  if (fd >= 0 && flock (fd, LOCK_EX) != 0)
    g_debug ("accounts: %s", g_strerror (errno));
  if (g_file_test (list, G_FILE_TEST_EXISTS))
    read_all (self);
  return fd;
}

static void
end_change (CorralAccounts *self, int fd)
{
  g_ptr_array_sort (self->all, compare_used);
  write_list (self);
  if (fd >= 0)
    close (fd);
  g_signal_emit (self, changed_signal, 0);
}

static CorralKnownAccount *
find_mutable (CorralAccounts *self, const char *folder)
{
  return (CorralKnownAccount *) find_folder (self->all, folder);
}

static void
set_string (char **field, const char *text)
{
  if (text == NULL || g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
}

/* What cannot be shown is not taken. */
static void
set_person (CorralKnownAccount *account, const char *user, const char *name, const char *role)
{
  CorralRole known;

  set_string (&account->user, user != NULL && is_text (user) ? user : NULL);
  set_string (&account->name, name != NULL && is_text (name) ? name : NULL);
  set_string (&account->role, role != NULL && corral_role_from_name (role, &known) ? role : NULL);
}

/* For one more. Whoever was here longest ago goes from the list, those first who are signed out; their folder stays, and is
 * theirs again when they come back. */
static void
make_room (CorralAccounts *self)
{
  guint last = self->all->len;

  if (self->all->len < MAX_ACCOUNTS)
    return;
  while (last > 0 && !((const CorralKnownAccount *) g_ptr_array_index (self->all, last - 1))->signed_out)
    last--;
  g_ptr_array_remove_index (self->all, last > 0 ? last - 1 : self->all->len - 1);
}

const CorralKnownAccount *
corral_accounts_welcome (CorralAccounts *self, const char *cloud, const char *user, const char *name, const char *role)
{
  g_autofree char *folder = make_folder (cloud, user);
  CorralKnownAccount *account;
  int fd;

  g_return_val_if_fail (CORRAL_IS_ACCOUNTS (self), NULL);

  fd = begin_change (self);
  account = (CorralKnownAccount *) corral_accounts_find_person (self, cloud, user);
  if (account == NULL)
    {
      make_room (self);
      account = g_new0 (CorralKnownAccount, 1);
      account->folder = g_steal_pointer (&folder);
      account->cloud = g_strdup (cloud);
      account->place = make_place (cloud, user);
      g_ptr_array_add (self->all, account);
    }
  set_person (account, user, name, role);
  account->locked = FALSE;
  account->signed_out = FALSE;
  end_change (self, fd);
  return account;
}

void
corral_accounts_note (CorralAccounts *self, const char *folder, const char *user, const char *name, const char *role)
{
  const CorralKnownAccount *account = corral_accounts_find (self, folder);
  CorralKnownAccount *mutable;
  int fd;

  /* A folder is one person's: a cloud that takes whoever is signed in there for somebody else does not make it theirs.
   */
  if (account == NULL || user == NULL || (account->user != NULL && strcmp (account->user, user) != 0)
      || (g_strcmp0 (account->user, user) == 0 && (name == NULL || g_strcmp0 (account->name, name) == 0)
          && (role == NULL || g_strcmp0 (account->role, role) == 0)))
    return;
  fd = begin_change (self);
  mutable = find_mutable (self, folder);
  if (mutable != NULL)
    set_person (mutable, user, name, role);
  end_change (self, fd);
}

void
corral_accounts_set_locked (CorralAccounts *self, const char *folder, gboolean locked)
{
  const CorralKnownAccount *account = corral_accounts_find (self, folder);
  CorralKnownAccount *mutable;
  int fd;

  if (account == NULL || account->locked == locked)
    return;
  fd = begin_change (self);
  mutable = find_mutable (self, folder);
  if (mutable != NULL)
    mutable->locked = locked;
  end_change (self, fd);
}

void
corral_accounts_set_signed_out (CorralAccounts *self, const char *folder)
{
  CorralKnownAccount *account;
  int fd = begin_change (self);

  account = find_mutable (self, folder);
  if (account != NULL)
    {
      account->signed_out = TRUE;
      account->locked = FALSE;
    }
  end_change (self, fd);
}

void
corral_accounts_touch (CorralAccounts *self, const char *folder)
{
  CorralKnownAccount *account;
  int fd;

  if (corral_accounts_find (self, folder) == NULL)
    return;
  fd = begin_change (self);
  account = find_mutable (self, folder);
  if (account != NULL)
    {
      gint64 last_ms = 0;

      /* After whoever was before them, also when the clock was put back. */
      for (guint i = 0; i < self->all->len; i++)
        last_ms = MAX (last_ms, ((CorralKnownAccount *) g_ptr_array_index (self->all, i))->used_ms);
      account->used_ms = MIN (MAX (g_get_real_time () / 1000, last_ms + 1), MAX_TIME_MS);
    }
  end_change (self, fd);
}

void
corral_accounts_remove (CorralAccounts *self, const char *folder)
{
  CorralKnownAccount *account;
  int fd = begin_change (self);

  account = find_mutable (self, folder);
  if (account != NULL)
    g_ptr_array_remove (self->all, account);
  end_change (self, fd);
}

/* ---- questions ---------------------------------------------------------------------------------------------- */

const char *
corral_accounts_get_problem (CorralAccounts *self)
{
  return self->problem;
}

GPtrArray *
corral_accounts_get_all (CorralAccounts *self)
{
  return self->all;
}

const CorralKnownAccount *
corral_accounts_find (CorralAccounts *self, const char *folder)
{
  g_return_val_if_fail (CORRAL_IS_ACCOUNTS (self), NULL);

  return find_folder (self->all, folder);
}

const CorralKnownAccount *
corral_accounts_find_person (CorralAccounts *self, const char *cloud, const char *user)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      const CorralKnownAccount *account = g_ptr_array_index (self->all, i);

      if (strcmp (account->cloud, cloud) == 0 && g_strcmp0 (account->user, user) == 0)
        return account;
    }
  return NULL;
}

const CorralKnownAccount *
corral_accounts_find_last (CorralAccounts *self, const char *cloud)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      const CorralKnownAccount *account = g_ptr_array_index (self->all, i);

      if (!account->signed_out && (cloud == NULL || strcmp (account->cloud, cloud) == 0))
        return account;
    }
  return NULL;
}

static gboolean
is_same_text (const char *a, const char *b)
{
  g_autofree char *one = a != NULL ? g_utf8_casefold (a, -1) : NULL;
  g_autofree char *other = g_utf8_casefold (b, -1);

  return g_strcmp0 (one, other) == 0;
}

/* "Kim", "p-7", "Kim@api.example.com" or the folder. */
static gboolean
is_named (const CorralKnownAccount *account, const char *text)
{
  g_autofree char *host = corral_known_account_dup_host (account);
  g_autofree char *name = g_strconcat (account->name != NULL ? account->name : "", "@", host, NULL);
  g_autofree char *user = g_strconcat (account->user != NULL ? account->user : "", "@", host, NULL);

  return strcmp (account->folder, text) == 0 || is_same_text (account->name, text) || is_same_text (account->user, text)
         || is_same_text (name, text) || is_same_text (user, text);
}

const CorralKnownAccount *
corral_accounts_find_named (CorralAccounts *self, const char *text, GError **error)
{
  const CorralKnownAccount *found = NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->all->len; i++)
    {
      const CorralKnownAccount *account = g_ptr_array_index (self->all, i);
      g_autofree char *host = corral_known_account_dup_host (account);

      g_string_append_printf (names, "%s%s@%s", names->len > 0 ? ", " : "", account->name != NULL ? account->name : "",
                              host);
      if (!is_named (account, text))
        continue;
      found = account;
      n++;
    }
  if (n == 1)
    return found;
  if (self->all->len == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("nobody is signed in on this PC yet; start Corral without --account to sign in"));
  else
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
        /* Translators: the first is what somebody typed, the second a list such as "Kim@api.example.com, Lee@…" */
        n == 0 ? _ ("nobody on this PC is “%s”; there are: %s") : _ ("“%s” is more than one on this PC: %s"), text,
        names->str);
  return NULL;
}

char *
corral_accounts_dup_data_dir (CorralAccounts *self, const char *folder)
{
  return g_build_filename (self->data_dir, folder, NULL);
}

char *
corral_accounts_dup_cache_dir (CorralAccounts *self, const char *folder)
{
  return g_build_filename (self->cache_dir, folder, NULL);
}

char *
corral_known_account_dup_host (const CorralKnownAccount *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->cloud, G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : self->cloud);
}

char *
corral_known_account_dup_name (const CorralKnownAccount *self)
{
  return self->name != NULL ? g_strdup (self->name) : corral_known_account_dup_host (self);
}

/* ---- one person's preferences ---------------------------------------------------------------------------------- */

GSettings *
corral_accounts_new_settings (const char *folder)
{
  g_autofree char *path = g_strdup_printf ("/org/cartcorral/Corral/accounts/%s/", folder);

  return g_settings_new_with_path (CORRAL_APPLICATION_ID ".Account", path);
}

void
corral_accounts_forget_settings (const char *folder)
{
  g_autoptr (GSettings) settings = corral_accounts_new_settings (folder);
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

static void
corral_accounts_finalize (GObject *object)
{
  CorralAccounts *self = CORRAL_ACCOUNTS (object);

  g_ptr_array_unref (self->all);
  g_free (self->data_dir);
  g_free (self->cache_dir);
  g_free (self->problem);
  G_OBJECT_CLASS (corral_accounts_parent_class)->finalize (object);
}

static void
corral_accounts_class_init (CorralAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_accounts_finalize;
  changed_signal
      = g_signal_new ("changed", CORRAL_TYPE_ACCOUNTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_accounts_init (CorralAccounts *self)
{
  self->all = g_ptr_array_new_with_free_func (known_account_free);
}

/* Whoever was signed in before there was a list. Who that is the cloud, or the outbox, says later. */
static void
take_up_former (CorralAccounts *self, const char *cloud)
{
  g_autofree char *path = list_path (self);
  g_autoptr (CorralKnownAccount) account = NULL;

  if (cloud == NULL || self->all->len > 0 || g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  account = g_new0 (CorralKnownAccount, 1);
  account->folder = corral_accounts_dup_cloud_folder (cloud);
  account->cloud = g_strdup (cloud);
  account->place = g_strdup (cloud);
  if (is_good (account))
    {
      g_ptr_array_add (self->all, g_steal_pointer (&account));
      g_mkdir_with_parents (self->data_dir, 0700);
      write_list (self);
    }
}

CorralAccounts *
corral_accounts_new (const char *data_dir, const char *cache_dir, gboolean keeps_cards, const char *former_cloud)
{
  CorralAccounts *self = g_object_new (CORRAL_TYPE_ACCOUNTS, NULL);

  self->data_dir = g_strdup (data_dir);
  self->cache_dir = g_strdup (cache_dir);
  self->keeps_cards = keeps_cards;
  read_all (self);
  take_up_former (self, former_cloud);
  return self;
}
