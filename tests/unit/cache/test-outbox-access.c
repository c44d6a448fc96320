/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has to do with the outbox's file: those who may only read, other processes, older and newer
 * versions; and who we are. */
#include "outbox-fixture.h"

#include "corral-database.h"

#include <glib/gstdio.h>

static void
set_up (Fixture *fixture)
{
  fixture_set_up (fixture);
  fixture_open (fixture);
}

static void
reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

/* ---- those who may only read
 * ---------------------------------------------------------------------------- */

static void
assert_refused (CorralCache *cache, Fixture *fixture, CorralCacheError code)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  CorralOutboxStep step = make_step ("a", BIT (QUEUED), CORRAL_OUTBOX_SENDING);
  const char *ids[] = { "a", NULL };
  CorralAccount account = { .id = (char *) "eve" };
  GError *error = NULL;

  g_ptr_array_add (entries, make_entry (fixture, "new", "a1", NULL, FALSE));
  g_assert_false (corral_cache_outbox_add (cache, entries, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (corral_cache_outbox_step (cache, &step, 1, NULL, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (corral_cache_outbox_remove (cache, ids, UNSENT, NULL, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (corral_cache_outbox_settle (cache, ids, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (corral_cache_outbox_prune (cache, G_MAXINT64, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (corral_cache_set_account (cache, &account, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_clear_error (&error);
}

static void
test_read_only (void)
{
  Fixture fixture;
  CorralCache *reader;
  GError *error = NULL;

  set_up (&fixture);
  /* Where there is nothing, nothing is listed and nothing is made. */
  {
    g_autofree char *nowhere = g_build_filename (fixture.root, "nowhere", NULL);
    g_autoptr (CorralCache) empty
        = corral_cache_open (nowhere, nowhere, CORRAL_CACHE_OPEN_READ_ONLY, fixture.clock, &error);
    g_autoptr (GPtrArray) entries = corral_cache_outbox_list (empty, 5, &error);
    g_autoptr (CorralOutboxEntry) entry = corral_cache_outbox_get (empty, "a", &error);
    g_autoptr (CorralAccount) account = corral_cache_get_account (empty, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (entries->len, ==, 0);
    g_assert_null (entry);
    g_assert_null (account);
    g_assert_false (g_file_test (nowhere, G_FILE_TEST_EXISTS));
  }
  add_entry (&fixture, "a", "a1", NULL, FALSE);
  reader = corral_cache_open (fixture.data_dir, fixture.cache_dir, CORRAL_CACHE_OPEN_READ_ONLY,
                              fixture.clock, &error);
  g_assert_no_error (error);
  assert_refused (reader, &fixture, CORRAL_CACHE_ERROR_READ_ONLY);
  corral_cache_unref (reader);
  reader = corral_cache_open (fixture.data_dir, fixture.cache_dir, CORRAL_CACHE_OPEN_DEFAULT,
                              fixture.clock, &error);
  g_assert_no_error (error);
  assert_refused (reader, &fixture, CORRAL_CACHE_ERROR_LOCKED);
  corral_cache_unref (reader);
  assert_text (list_entries (&fixture), "a:queued ");

  /* After the end everything fails, and nothing crashes. */
  corral_cache_close (fixture.cache);
  {
    g_autoptr (GPtrArray) entries = corral_cache_outbox_list (fixture.cache, 0, &error);

    g_assert_null (entries);
    g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
    g_clear_error (&error);
  }
  assert_refused (fixture.cache, &fixture, CORRAL_CACHE_ERROR_FAILED);
  fixture_tear_down (&fixture);
}

/* Reads again and again beside the writer of another process: what it sees is always whole. */
static void
test_other_process_second (void)
{
  const char *data = g_getenv ("CORRAL_TEST_DATA");
  g_autoptr (CorralClock) clock = corral_clock_new_manual (START_US);
  g_autoptr (CorralCache) cache = NULL;
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint last = 0;
  guint reads = 0;
  GError *error = NULL;

  if (data == NULL)
    {
      g_test_skip ("Only as a child of the test above");
      return;
    }
  cache = corral_cache_open (data, data, CORRAL_CACHE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_get_access (cache), ==, CORRAL_CACHE_ACCESS_READ_LOCKED);
  do
    {
      g_autoptr (GPtrArray) entries = corral_cache_outbox_list (cache, 0, &error);

      g_assert_no_error (error);
      /* They come in pairs, one transaction each. */
      g_assert_cmpuint (entries->len % 2, ==, 0);
      g_assert_cmpuint (entries->len, >=, last);
      last = entries->len;
      reads++;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  while (last < 100);
  g_test_message ("%u reads", reads);
}

static void
test_other_process (void)
{
  Fixture fixture;
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) child = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  GError *error = NULL;

  set_up (&fixture);
  g_subprocess_launcher_setenv (launcher, "CORRAL_TEST_DATA", fixture.data_dir, TRUE);
  child
      = g_subprocess_launcher_spawn (launcher, &error, self, "-p",
                                     "/cache/outbox-access/other-process/subprocess/second", NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *a = g_strdup_printf ("a%u", i);
      g_autofree char *b = g_strdup_printf ("b%u", i);
      g_autoptr (GPtrArray) entries
          = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);

      g_ptr_array_add (entries, make_entry (&fixture, a, "a1", NULL, FALSE));
      g_ptr_array_add (entries, make_entry (&fixture, b, "a1", NULL, FALSE));
      g_assert_true (corral_cache_outbox_add (fixture.cache, entries, &error));
      g_assert_no_error (error);
    }
  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  g_assert_no_error (error);
  fixture_tear_down (&fixture);
}

/* ---- schemas
 * -------------------------------------------------------------------------------------------- */

static void
make_schema_1 (Fixture *fixture)
{
  g_autofree char *script_path
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"),
                          "tests/unit/cache/schemas/outbox-0001.sql", NULL);
  g_autofree char *path = fixture_path (fixture, NULL, "outbox.db");
  g_autofree char *script = NULL;
  sqlite3 *db = NULL;
  GError *error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->data_dir, 0700), ==, 0);
  g_file_get_contents (script_path, &script, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;", NULL, NULL,
                                 NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, script, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db,
                    "INSERT INTO operation "
                    "(pk,id,account,tenant,type,target_collection,target,body,state,made_ms,"
                    "not_after_ms,expected_rev,depends_on,attempts,last_status,last_error) VALUES"
                    "(3,'a','ada','north','alert.ack','alert','a1',CAST('{\"params\":{}}' AS "
                    "BLOB),'queued',10,20,4,NULL,0,NULL,NULL),"
                    "(7,'b','ada','north','note.add','cart','c1',CAST('{\"params\":{\"text\":\"x\"}"
                    "}' AS BLOB),'retry',11,21,NULL,'a',2,"
                    "503,'busy')",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_schema_1_is_brought_up (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autoptr (CorralOutboxEntry) b = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  path = fixture_path (&fixture, NULL, "outbox.db");
  make_schema_1 (&fixture);

  /* Somebody who only reads, beside an older Corral. */
  fixture.cache = corral_cache_open (fixture.data_dir, fixture.cache_dir,
                                     CORRAL_CACHE_OPEN_READ_ONLY, fixture.clock, &error);
  g_assert_no_error (error);
  assert_text (list_entries (&fixture), "a:queued b:retry ");
  g_assert_cmpint (corral_cache_count_waiting (fixture.cache, &error), ==, 2);
  assert_text (get_body (&fixture, "b"), "{\"params\":{\"text\":\"x\"}}");
  {
    g_autoptr (CorralAccount) account = corral_cache_get_account (fixture.cache, &error);

    g_assert_no_error (error);
    g_assert_null (account);
  }
  fixture_close (&fixture);
  assert_text (ask_file (path, "PRAGMA user_version"), "1");

  for (guint round = 0; round < 2; round++)
    {
      fixture_open (&fixture);
      assert_text (list_entries (&fixture), "a:queued b:retry ");
      assert_text (ask_file (path, "PRAGMA user_version"), "2");
      assert_text (ask_file (path, "SELECT entries FROM ledger"), "2");
      fixture_close (&fixture);
    }
  fixture_open (&fixture);
  b = corral_cache_outbox_get (fixture.cache, "b", &error);
  g_assert_no_error (error);
  g_assert_cmpint (b->pk, ==, 7);
  g_assert_cmpstr (b->account, ==, "ada");
  g_assert_cmpint (b->made_ms, ==, 11);
  g_assert_cmpint (b->not_after_ms, ==, 21);
  g_assert_cmpint (b->expected_rev, ==, CORRAL_UNKNOWN);
  g_assert_cmpstr (b->depends_on, ==, "a");
  g_assert_cmpuint (b->attempts, ==, 2);
  g_assert_cmpint (b->http_status, ==, 503);
  g_assert_cmpstr (b->message, ==, "busy");
  g_assert_cmpstr (b->params.text, ==, "x");
  add_entry (&fixture, "c", "a1", "a", FALSE);
  g_assert_true (remove_entry (&fixture, "a", UNSENT));
  assert_text (list_entries (&fixture), "b:retry ");
  assert_text (ask_file (path, "SELECT entries FROM ledger"), "1");
  fixture_tear_down (&fixture);
}

static void
test_the_file_is_strict (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;

  set_up (&fixture);
  path = fixture_path (&fixture, NULL, "outbox.db");
  assert_text (
      ask_file (
          path,
          "SELECT count(*) FROM pragma_table_list WHERE strict=0 AND name NOT LIKE 'sqlite_%'"),
      "0");
  /* The schema that was brought up and the one that is made are the same, for both go the same way.
   */
  assert_text (
      ask_file (
          path,
          "SELECT count(*) FROM sqlite_schema WHERE type='table' AND instr(sql,'operation_1')>0"),
      "0");
  fixture_tear_down (&fixture);
}

static void
test_what_a_newer_corral_made_is_kept (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autoptr (CorralOutboxEntry) entry = NULL;
  GError *error = NULL;

  set_up (&fixture);
  path = fixture_path (&fixture, NULL, "outbox.db");
  g_free (ask_file (
      path,
      "INSERT INTO operation (id,account,tenant,type,target_collection,target,body,state,made_ms,"
      "not_after_ms) VALUES ('n','ada','north','cart.polish','basket','b1',CAST('{\"odd\":[1]}' AS "
      "BLOB),"
      "'queued',1,2)"));
  entry = corral_cache_outbox_get (fixture.cache, "n", &error);
  g_assert_no_error (error);
  g_assert_null (entry->type);
  g_assert_cmpstr (entry->type_name, ==, "cart.polish");
  g_assert_cmpstr (entry->target_collection, ==, "basket");
  assert_text (get_body (&fixture, "n"), "{\"odd\":[1]}");
  g_assert_true (step_entry (&fixture, "n", BIT (QUEUED), CORRAL_OUTBOX_SENDING));
  reopen (&fixture);
  assert_text (get_body (&fixture, "n"), "{\"odd\":[1]}");
  g_assert_cmpint (corral_cache_outbox_get_report (fixture.cache)->kind, ==,
                   CORRAL_OUTBOX_FILE_GOOD);
  fixture_tear_down (&fixture);
}

/* ---- who we are
 * ----------------------------------------------------------------------------------------- */

static void
test_account (void)
{
  Fixture fixture;
  char *roles[] = { (char *) "support_agent", (char *) "loss_prevention", NULL };
  char *scopes[] = { (char *) "alerts:write", (char *) "notes:write", NULL };
  CorralAccount account
      = { .id = (char *) "ada", .name = (char *) "Ada", .roles = roles, .scopes = scopes };
  CorralAccount bare = { .id = (char *) "bob" };
  GError *error = NULL;

  set_up (&fixture);
  {
    g_autoptr (CorralAccount) nobody = corral_cache_get_account (fixture.cache, &error);

    g_assert_no_error (error);
    g_assert_null (nobody);
  }
  g_assert_true (corral_cache_set_account (fixture.cache, &account, &error));
  reopen (&fixture);
  {
    g_autoptr (CorralAccount) held = corral_cache_get_account (fixture.cache, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (held->id, ==, "ada");
    g_assert_cmpstr (held->name, ==, "Ada");
    g_assert_cmpuint (g_strv_length (held->roles), ==, 2);
    g_assert_cmpstr (held->roles[1], ==, "loss_prevention");
    g_assert_true (corral_account_has_scope (held, "notes:write"));
    g_assert_false (corral_account_has_scope (held, "notes"));
  }
  g_assert_true (corral_cache_set_account (fixture.cache, &bare, &error));
  {
    g_autoptr (CorralAccount) held = corral_cache_get_account (fixture.cache, &error);

    g_assert_cmpstr (held->id, ==, "bob");
    g_assert_null (held->name);
    g_assert_cmpuint (g_strv_length (held->scopes), ==, 0);
    g_assert_false (corral_account_has_scope (held, ""));
  }
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache/outbox-access/account", test_account);
  g_test_add_func ("/cache/outbox-access/read-only", test_read_only);
  g_test_add_func ("/cache/outbox-access/other-process", test_other_process);
  g_test_add_func ("/cache/outbox-access/other-process/subprocess/second",
                   test_other_process_second);
  g_test_add_func ("/cache/outbox-access/schema-1", test_schema_1_is_brought_up);
  g_test_add_func ("/cache/outbox-access/schema", test_the_file_is_strict);
  g_test_add_func ("/cache/outbox-access/newer-type", test_what_a_newer_corral_made_is_kept);
  return g_test_run ();
}
