/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of accounts: what it keeps, what becomes of a damaged one, and that no two share anything. */
#include "config.h"

#include "corral-account-folder.h"
#include "corral-accounts.h"
#include "corral-cache-outbox.h"
#include "corral-cache-wipe.h"
#include "corral-cache.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLOUD "https://api.example.com"
#define OTHER_CLOUD "https://eu.example.com:8443"

typedef struct
{
  char *root;
  char *data;
  char *cache;
  CorralAccounts *accounts;
} Fixture;

static void
open_list (Fixture *f)
{
  g_clear_object (&f->accounts);
  f->accounts = corral_accounts_new (f->data, f->cache, TRUE, NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->root = g_dir_make_tmp ("corral-accounts-XXXXXX", NULL);
  f->data = g_build_filename (f->root, "data", NULL);
  f->cache = g_build_filename (f->root, "cache", NULL);
  open_list (f);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->accounts);
  remove_tree (f->root);
  g_free (f->root);
  g_free (f->data);
  g_free (f->cache);
}

static char *
list_path (Fixture *f)
{
  return g_build_filename (f->data, "accounts.list", NULL);
}

/* "Kim, Lee": who was in front last first. */
static void
assert_people (Fixture *f, const char *names)
{
  GPtrArray *all = corral_accounts_get_all (f->accounts);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++)
    {
      const CorralKnownAccount *account = g_ptr_array_index (all, i);

      g_string_append_printf (text, "%s%s%s%s", i > 0 ? ", " : "", account->name != NULL ? account->name : "?",
                              account->locked ? " locked" : "", account->signed_out ? " out" : "");
    }
  g_assert_cmpstr (text->str, ==, names);
}

static char *
welcome (Fixture *f, const char *cloud, const char *user, const char *name)
{
  const CorralKnownAccount *account = corral_accounts_welcome (f->accounts, cloud, user, name, "store_manager");
  char *folder = g_strdup (account->folder);

  corral_accounts_touch (f->accounts, folder);
  return folder;
}

/* ---- tests ---------------------------------------------------------------------------------------------- */

static void
test_keeps (Fixture *f, gconstpointer data)
{
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *lee = welcome (f, CLOUD, "p-2", "Lee");
  g_autofree char *kim_there = welcome (f, OTHER_CLOUD, "p-1", "Kim");
  const CorralKnownAccount *account;
  g_autofree char *path = list_path (f);
  g_autofree char *again = NULL;
  GStatBuf info;

  g_assert_true (g_str_has_prefix (kim, "api.example.com-"));
  g_assert_cmpstr (kim, !=, lee);
  g_assert_cmpstr (kim, !=, kim_there);
  assert_people (f, "Kim, Lee, Kim");
  corral_accounts_set_locked (f->accounts, lee, TRUE);
  corral_accounts_note (f->accounts, kim, "p-1", "Kim Berg", "fleet_ops");
  open_list (f);
  g_assert_null (corral_accounts_get_problem (f->accounts));
  assert_people (f, "Kim, Lee locked, Kim Berg");
  account = corral_accounts_find (f->accounts, kim);
  g_assert_cmpstr (account->cloud, ==, CLOUD);
  g_assert_cmpstr (account->place, ==, CLOUD "#p-1");
  g_assert_cmpstr (account->user, ==, "p-1");
  g_assert_cmpstr (account->role, ==, "fleet_ops");
  /* Others may not read names. */
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  /* The same person again is the same one, and not locked out any more. */
  again = welcome (f, CLOUD, "p-2", "Lee");
  g_assert_cmpstr (again, ==, lee);
  assert_people (f, "Lee, Kim, Kim Berg");
  corral_accounts_remove (f->accounts, lee);
  open_list (f);
  assert_people (f, "Kim, Kim Berg");
  /* And whoever was removed gets the same folder: what had to be kept there is theirs. */
  g_free (again);
  again = welcome (f, CLOUD, "p-2", "Lee");
  g_assert_cmpstr (again, ==, lee);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  g_autofree char *kim = NULL;
  g_autofree char *lee = NULL;
  g_autofree char *kim_there = NULL;
  const struct
  {
    const char *text;
    const char *const *folder;
  } cases[] = {
    { "Lee", (const char *const *) &lee },
    { "lEE", (const char *const *) &lee },
    { "p-2", (const char *const *) &lee },
    { "Kim@api.example.com", (const char *const *) &kim },
    { "p-1@eu.example.com", (const char *const *) &kim_there },
    { "Kim", NULL },
    { "Max", NULL },
    { "", NULL },
  };
  g_autoptr (GError) nobody = NULL;

  g_assert_null (corral_accounts_find_named (f->accounts, "Kim", &nobody));
  g_assert_error (nobody, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  kim = welcome (f, CLOUD, "p-1", "Kim");
  lee = welcome (f, CLOUD, "p-2", "Lee");
  kim_there = welcome (f, OTHER_CLOUD, "p-1", "Kim");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      const CorralKnownAccount *found = corral_accounts_find_named (f->accounts, cases[i].text, &error);

      if (cases[i].folder != NULL)
        g_assert_cmpstr (found->folder, ==, *cases[i].folder);
      else
        {
          g_assert_null (found);
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
          /* Those that there are. */
          g_assert_nonnull (strstr (error->message, "Lee@api.example.com"));
        }
    }
  g_assert_cmpstr (corral_accounts_find_named (f->accounts, kim, NULL)->folder, ==, kim);
  g_assert_cmpstr (corral_accounts_find_last (f->accounts, NULL)->folder, ==, kim_there);
  g_assert_cmpstr (corral_accounts_find_last (f->accounts, CLOUD)->folder, ==, lee);
  corral_accounts_set_signed_out (f->accounts, lee);
  g_assert_cmpstr (corral_accounts_find_last (f->accounts, CLOUD)->folder, ==, kim);
}

/* More people than a list may have: it stays good, and who was here longest ago makes room. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autofree char *long_id = g_strnfill (250, '\\');
  g_autofree char *name = g_strnfill (250, 'n');
  g_autofree char *first = welcome (f, CLOUD, "p-first", "First");
  g_autofree char *out = NULL;

  for (guint i = 0; i < 62; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%02u", long_id, i);
      g_autofree char *folder = welcome (f, CLOUD, id, name);

      if (i == 30)
        out = g_steal_pointer (&folder);
    }
  corral_accounts_set_signed_out (f->accounts, out);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("p-%u", i);
      g_autofree char *folder = welcome (f, CLOUD, id, id);

      open_list (f);
      g_assert_null (corral_accounts_get_problem (f->accounts));
      g_assert_cmpuint (corral_accounts_get_all (f->accounts)->len, ==, 64);
      g_assert_nonnull (corral_accounts_find (f->accounts, folder));
      /* The first place is free, then that of who is signed out, then that of who was here longest ago. */
      g_assert_true ((corral_accounts_find (f->accounts, out) != NULL) == (i < 1));
      g_assert_true ((corral_accounts_find (f->accounts, first) != NULL) == (i < 2));
    }
}

/* A time that a clock cannot say is none. */
static void
test_impossible_time (Fixture *f, gconstpointer data)
{
  static const char *const times[] = { "9223372036854775807", "253402300800000", "-1" };
  g_autofree char *path = list_path (f);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[Corral accounts]\nVersion=1\n[api.example.com-1]\nCloud=" CLOUD "\nPlace=" CLOUD "#p-1\nName=Kim\nUsed=%s\n", times[i]);

      g_assert_cmpint (g_mkdir_with_parents (f->data, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      open_list (f);
      assert_people (f, "");
      g_assert_nonnull (corral_accounts_get_problem (f->accounts));
    }
}

/* Whatever became of the list: it is said, set aside, and made again from the folders. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = {
    "",
    "\xff\xfe",
    "[Corral accounts]\nVersion=1\n[half",
    "[Corral accounts]\nVersion=0\n",
    "no group",
    /* Out of its folder, to another secret, no address, a role that is none. */
    "[Corral accounts]\nVersion=1\n[../x]\nCloud=" CLOUD "\nPlace=" CLOUD "\n",
    "[Corral accounts]\nVersion=1\n[x]\nCloud=" CLOUD "\nPlace=https://bank.example\n",
    "[Corral accounts]\nVersion=1\n[x]\nCloud=http://api.example.com\nPlace=http://api.example.com\n",
    "[Corral accounts]\nVersion=1\n[x]\nCloud=" CLOUD "\nPlace=" CLOUD "\nRole=king\n",
    "[Corral accounts]\nVersion=1\n[x]\nCloud=" CLOUD "\n",
    /* Two with one place. */
    "[Corral accounts]\nVersion=1\n[x]\nCloud=" CLOUD "\nPlace=" CLOUD "#1\n[y]\nCloud=" CLOUD "\nPlace=" CLOUD "#1\n",
  };
  g_autofree char *path = list_path (f);
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *lee = welcome (f, OTHER_CLOUD, "p-2", "Lee");

  corral_accounts_set_locked (f->accounts, lee, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%u", i);
      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      open_list (f);
      g_assert_nonnull (strstr (corral_accounts_get_problem (f->accounts), "was damaged"));
      g_assert_nonnull (corral_accounts_find (f->accounts, kim));
      /* Whoever was locked is. */
      g_assert_true (corral_accounts_find (f->accounts, lee)->locked);
      g_assert_cmpuint (corral_accounts_get_all (f->accounts)->len, ==, i == G_N_ELEMENTS (texts) - 1 ? 3 : 2);
      /* The next start finds a good one. */
      open_list (f);
      g_assert_null (corral_accounts_get_problem (f->accounts));
      g_assert_nonnull (corral_accounts_find (f->accounts, kim));
    }
}

/* A card that does not belong where it lies is nobody's. */
static void
test_foreign_cards (Fixture *f, gconstpointer data)
{
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *list = list_path (f);
  g_autofree char *card = g_build_filename (f->data, kim, "account", NULL);
  g_autofree char *copy = g_build_filename (f->data, "copy", NULL);
  g_autofree char *copied = g_build_filename (copy, "account", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (card, &text, NULL, NULL));
  g_assert_cmpint (g_mkdir (copy, 0700), ==, 0);
  g_assert_true (g_file_set_contents (copied, text, -1, NULL));
  g_assert_true (g_file_set_contents (list, "broken", -1, NULL));
  open_list (f);
  assert_people (f, "Kim");
  g_assert_true (g_file_set_contents (list, "broken", -1, NULL));
  g_assert_true (g_file_set_contents (card, "[broken", -1, NULL));
  open_list (f);
  assert_people (f, "");
  g_assert_nonnull (strstr (corral_accounts_get_problem (f->accounts), "nobody was found"));
}

static void
test_newer (Fixture *f, gconstpointer data)
{
  static const char text[]
      = "[Corral accounts]\nVersion=2\nWhat=else\n[x]\nCloud=" CLOUD "\nPlace=" CLOUD "\nName=Kim\n";
  g_autofree char *path = list_path (f);
  g_autofree char *after = NULL;

  g_assert_cmpint (g_mkdir_with_parents (f->data, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  open_list (f);
  assert_people (f, "Kim");
  g_assert_nonnull (strstr (corral_accounts_get_problem (f->accounts), "later version"));
  corral_accounts_touch (f->accounts, "x");
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
}

/* Whoever was signed in before there was a list keeps folder and keyring place. */
static void
test_former (Fixture *f, gconstpointer data)
{
  const CorralKnownAccount *account;

  g_clear_object (&f->accounts);
  f->accounts = corral_accounts_new (f->data, f->cache, TRUE, OTHER_CLOUD);
  account = corral_accounts_find_last (f->accounts, NULL);
  g_assert_cmpstr (account->folder, ==, "eu.example.com_8443");
  g_assert_cmpstr (account->place, ==, OTHER_CLOUD);
  g_assert_null (account->user);
  corral_accounts_note (f->accounts, "eu.example.com_8443", "p-9", "Mo", NULL);
  g_assert_cmpstr (corral_accounts_welcome (f->accounts, OTHER_CLOUD, "p-9", "Mo", NULL)->folder, ==,
                   "eu.example.com_8443");
  /* Once: whoever signed out is not taken up again. */
  corral_accounts_remove (f->accounts, "eu.example.com_8443");
  g_clear_object (&f->accounts);
  f->accounts = corral_accounts_new (f->data, f->cache, TRUE, OTHER_CLOUD);
  assert_people (f, "");
}

/* Two programs change it: neither takes back what the other did. */
static void
test_two_programs (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralAccounts) other = corral_accounts_new (f->data, f->cache, TRUE, NULL);
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *lee = g_strdup (corral_accounts_welcome (other, CLOUD, "p-2", "Lee", NULL)->folder);

  g_assert_cmpuint (corral_accounts_get_all (other)->len, ==, 2);
  corral_accounts_set_locked (f->accounts, lee, TRUE);
  corral_accounts_set_locked (f->accounts, kim, TRUE);
  open_list (f);
  g_assert_nonnull (corral_accounts_find (f->accounts, kim));
  g_assert_nonnull (corral_accounts_find (f->accounts, lee));
  g_assert_true (corral_accounts_find (f->accounts, kim)->locked);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  /* A file stands where the folder would. */
  g_assert_true (g_file_set_contents (f->data, "", -1, NULL));
  corral_accounts_welcome (f->accounts, CLOUD, "p-1", "Kim", NULL);
  g_assert_nonnull (strstr (corral_accounts_get_problem (f->accounts), "cannot be written"));
}

/* A folder is one person's, whatever the cloud says later: the list stays whole. */
static void
test_another_person (Fixture *f, gconstpointer data)
{
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *lee = welcome (f, CLOUD, "p-2", "Lee");

  corral_accounts_note (f->accounts, lee, "p-1", "Kim", "fleet_ops");
  assert_people (f, "Lee, Kim");
  open_list (f);
  g_assert_null (corral_accounts_get_problem (f->accounts));
  assert_people (f, "Lee, Kim");
  g_assert_nonnull (corral_accounts_find (f->accounts, kim));
}

/* What a hostile cloud calls somebody is no line of the file. */
static void
test_hostile_names (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "Kim\n[evil]\nCloud=x", "", "\x01", "[x]", " Kim = # ; ", "\xf0\x9f\x98\x80" };
  g_autofree char *long_name = g_strnfill (4000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *user = g_strdup_printf ("p-%u", i);

      corral_accounts_welcome (f->accounts, CLOUD, user, names[i], names[i]);
    }
  corral_accounts_welcome (f->accounts, CLOUD, "p-long", long_name, long_name);
  corral_accounts_welcome (f->accounts, CLOUD, "../../etc", "Dots", NULL);
  open_list (f);
  g_assert_null (corral_accounts_get_problem (f->accounts));
  g_assert_cmpuint (corral_accounts_get_all (f->accounts)->len, ==, G_N_ELEMENTS (names) + 2);
  g_assert_cmpstr (corral_accounts_find_person (f->accounts, CLOUD, "p-3")->name, ==, "[x]");
  g_assert_null (corral_accounts_find_person (f->accounts, CLOUD, "p-0")->name);
  g_assert_null (strchr (corral_accounts_find_person (f->accounts, CLOUD, "../../etc")->folder, '/'));
}

/* ---- folders ----------------------------------------------------------------------------------------------- */

static CorralCache *
open_cache (Fixture *f, const char *folder)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autofree char *data = corral_accounts_dup_data_dir (f->accounts, folder);
  g_autofree char *cache = corral_accounts_dup_cache_dir (f->accounts, folder);
  g_autoptr (GError) error = NULL;
  CorralCache *opened = corral_cache_open (data, cache, CORRAL_CACHE_OPEN_DEFAULT, clock, &error);

  g_assert_no_error (error);
  return opened;
}

/* Whether somebody has a folder, and who; another process has it all for itself. */
static void
test_writer (Fixture *f, gconstpointer data)
{
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *lee = welcome (f, CLOUD, "p-2", "Lee");
  g_autofree char *kims = corral_accounts_dup_data_dir (f->accounts, kim);
  g_autofree char *lees = corral_accounts_dup_data_dir (f->accounts, lee);
  g_autoptr (CorralCache) second = NULL;
  int ready[2], done[2], status;
  char byte = 0;
  pid_t child;

  g_assert_cmpint (corral_account_folder_find_writer (kims), ==, 0);
  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (done), ==, 0);
  child = fork ();
  if (child == 0)
    {
      CorralCache *cache = open_cache (f, kim);

      if (write (ready[1], &byte, 1) != 1 || read (done[0], &byte, 1) != 1)
        _exit (1);
      corral_cache_close (cache);
      _exit (0);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_cmpint (corral_account_folder_find_writer (kims), ==, child);
  g_assert_cmpint (corral_account_folder_find_writer (lees), ==, 0);
  second = open_cache (f, kim);
  g_assert_cmpint (corral_cache_get_access (second), ==, CORRAL_CACHE_ACCESS_READ_LOCKED);
  corral_cache_close (second);
  g_assert_cmpint (write (done[1], &byte, 1), ==, 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (corral_account_folder_find_writer (kims), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      close (ready[i]);
      close (done[i]);
    }
}

static void
queue_note (CorralCache *cache, const char *account, guint n)
{
  CorralOperationDraft draft = { .kind = CORRAL_OPERATION_NOTE_ADD,
                                 .tenant = "chain",
                                 .collection = CORRAL_COLLECTION_CART,
                                 .target = "c-1",
                                 .expected_rev = CORRAL_UNKNOWN };
  g_autofree char *id = g_strdup_printf ("0190a3d2-0000-7000-8000-%012u", n);
  g_autoptr (CorralOutboxEntry) entry = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  corral_operation_params_clear (&draft.params);
  draft.params.text = (char *) "Look at it";
  entry = corral_outbox_entry_new (&draft, id, account, NULL, 1000, 0);
  g_ptr_array_add (entries, entry);
  g_assert_true (corral_cache_outbox_add (cache, entries, &error));
  g_assert_no_error (error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Name and bytes of everything below @path, sorted. */
static void
take_print (const char *path, GChecksum *sum)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      g_checksum_update (sum, (const guchar *) child, -1);
      if (g_file_get_contents (child, &bytes, &length, NULL))
        g_checksum_update (sum, (const guchar *) bytes, (gssize) length);
      take_print (child, sum);
    }
}

static char *
print_of (const char *path)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  take_print (path, sum);
  return g_strdup (g_checksum_get_string (sum));
}

/* What waits is counted without a trace, and wiping one leaves the other as it was, bit for bit. */
static void
test_waiting_and_wiping (Fixture *f, gconstpointer data)
{
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *lee = welcome (f, CLOUD, "p-2", "Lee");
  g_autofree char *kims = corral_accounts_dup_data_dir (f->accounts, kim);
  g_autofree char *kims_cache = corral_accounts_dup_cache_dir (f->accounts, kim);
  g_autofree char *lees = corral_accounts_dup_data_dir (f->accounts, lee);
  g_autofree char *card = g_build_filename (kims, "account", NULL);
  g_autofree char *outbox = g_build_filename (kims, "outbox.db", NULL);
  g_autofree char *before = NULL;
  g_autofree char *counted = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpuint (corral_account_folder_count_waiting (kims), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CorralCache) cache = open_cache (f, i == 0 ? kim : lee);

      queue_note (cache, i == 0 ? "p-1" : "p-2", 10 * i);
      if (i == 1)
        queue_note (cache, "p-2", 11);
      corral_cache_close (cache);
    }
  before = print_of (lees);
  g_assert_cmpuint (corral_account_folder_count_waiting (kims), ==, 1);
  g_assert_cmpuint (corral_account_folder_count_waiting (lees), ==, 2);
  counted = print_of (lees);
  g_assert_cmpstr (counted, ==, before);

  /* Kept, it can be found again; discarded, there is nothing to find. */
  g_assert_true (corral_cache_wipe (kims, kims_cache, TRUE, NULL));
  g_assert_true (g_file_test (card, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (corral_account_folder_count_waiting (kims), ==, 1);
  g_assert_true (corral_cache_wipe (kims, kims_cache, FALSE, NULL));
  g_assert_false (g_file_test (card, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (outbox, G_FILE_TEST_EXISTS));
  after = print_of (lees);
  g_assert_cmpstr (after, ==, before);
}

/* What one likes is not what another likes, and goes when they do. */
static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autofree char *kim = welcome (f, CLOUD, "p-1", "Kim");
  g_autofree char *lee = welcome (f, CLOUD, "p-2", "Lee");
  g_autoptr (GSettings) kims = corral_accounts_new_settings (kim);
  g_autoptr (GSettings) lees = corral_accounts_new_settings (lee);
  g_autofree char *place = NULL;

  g_settings_set_string (kims, "quiet-hours", "own");
  g_settings_set_int (kims, "quiet-from", 60);
  g_settings_set_string (kims, "place", "corral:carts");
  g_settings_set_string (lees, "place", "corral:alerts");
  g_assert_cmpint (g_settings_get_enum (lees, "quiet-hours"), ==, 0);
  corral_accounts_forget_settings (kim);
  g_assert_cmpint (g_settings_get_enum (kims, "quiet-hours"), ==, 0);
  g_assert_cmpint (g_settings_get_int (kims, "quiet-from"), ==, 1320);
  place = g_settings_get_string (lees, "place");
  g_assert_cmpstr (place, ==, "corral:alerts");
}

int
main (int argc, char **argv)
{
  /* Without a session there is no other. */
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/accounts/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("keeps", test_keeps);
  ADD ("names", test_names);
  ADD ("many", test_many);
  ADD ("impossible-time", test_impossible_time);
  ADD ("damaged", test_damaged);
  ADD ("foreign-cards", test_foreign_cards);
  ADD ("newer", test_newer);
  ADD ("former", test_former);
  ADD ("two-programs", test_two_programs);
  ADD ("read-only", test_read_only);
  ADD ("another-person", test_another_person);
  ADD ("hostile-names", test_hostile_names);
  ADD ("writer", test_writer);
  ADD ("waiting-and-wiping", test_waiting_and_wiping);
  ADD ("settings", test_settings);
  return g_test_run ();
}
