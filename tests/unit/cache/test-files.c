/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files themselves: schema, settings, permissions, newer versions, two processes. */
#include "cache-fixture.h"

#include "corral-cache-private.h"
#include "corral-database.h"
#include "corral-row-statements.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- schema
 * ------------------------------------------------------------------------------------------- */

static const char *
sql_type (CorralFieldType type)
{
  static const char *const types[] = {
    [CORRAL_FIELD_ID] = "TEXT",         [CORRAL_FIELD_TEXT] = "TEXT",
    [CORRAL_FIELD_WORD] = "TEXT",       [CORRAL_FIELD_LIST] = "TEXT",
    [CORRAL_FIELD_NUMBERS] = "TEXT",    [CORRAL_FIELD_INTEGER] = "INTEGER",
    [CORRAL_FIELD_REAL] = "REAL",       [CORRAL_FIELD_TIME] = "INTEGER",
    [CORRAL_FIELD_BOOLEAN] = "INTEGER",
  };

  return types[type];
}

static void
test_columns_are_the_models (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "cache.db");
  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    {
      const CorralSchema *schema = corral_collection_get_schema (c);
      GString *expected
          = g_string_new ("pk INTEGER 0,id TEXT 1,rev INTEGER 1,generation INTEGER 1");
      g_autofree char *question = NULL;
      g_autofree char *strict = NULL;

      for (guint i = 2; i < schema->n_fields; i++)
        g_string_append_printf (expected, ",%s %s %d", schema->fields[i].name,
                                sql_type (schema->fields[i].type),
                                (schema->fields[i].flags & CORRAL_FIELD_REQUIRED) != 0);
      question = g_strdup_printf ("SELECT group_concat(name||' '||type||' '||\"notnull\") FROM"
                                  " (SELECT * FROM pragma_table_info('%s') ORDER BY cid)",
                                  schema->name);
      assert_text (ask_file (path, question), expected->str);
      strict = g_strdup_printf ("SELECT strict FROM pragma_table_list('%s')", schema->name);
      assert_text (ask_file (path, strict), "1");
      g_string_free (expected, TRUE);
    }
  /* Every table of every file is strict. */
  assert_text (
      ask_file (
          path,
          "SELECT count(*) FROM pragma_table_list WHERE strict=0 AND name NOT LIKE 'sqlite_%'"),
      "0");
  /* The big tables pay for no index but that of their id. */
  assert_text (ask_file (path, "SELECT count(*) FROM pragma_index_list('cart')"), "1");
  assert_text (ask_file (path, "SELECT count(*) FROM pragma_index_list('vital')"), "1");
  fixture_tear_down (&fixture);
}

static void
test_settings (void)
{
  Fixture fixture;
  static const struct
  {
    const CorralDatabaseKind *kind;
    const char *synchronous;
    const char *pages;
  } rows[] = {
    { &corral_database_cache, "1", "8000" },
    { &corral_database_telemetry, "1", "2000" },
    { &corral_database_outbox, "2", "1000" },
    { &corral_database_watch, "1", "1000" },
  };

  fixture_set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (fixture.root, rows[i].kind->file, NULL);
      GError *error = NULL;
      gboolean made = FALSE;
      sqlite3 *writer = corral_database_open_writer (rows[i].kind, path, FALSE, &made, &error);
      sqlite3 *reader;
      sqlite3 *again;

      g_assert_no_error (error);
      g_assert_true (made);
      g_assert_cmpint (corral_database_get_int64 (writer, "PRAGMA synchronous", -1), ==,
                       atoi (rows[i].synchronous));
      g_assert_cmpint (corral_database_get_int64 (writer, "PRAGMA wal_autocheckpoint", -1), ==,
                       atoi (rows[i].pages));
      g_assert_cmpint (corral_database_get_int64 (writer, "PRAGMA foreign_keys", -1), ==, 1);
      g_assert_cmpint (corral_database_get_int64 (writer, "PRAGMA trusted_schema", -1), ==, 0);
      g_assert_cmpint (corral_database_get_int64 (writer, "PRAGMA application_id", 0), ==,
                       rows[i].kind->application_id);
      g_assert_cmpint (corral_database_get_int64 (writer, "PRAGMA user_version", 0), ==,
                       corral_database_get_version (rows[i].kind));
      /* Defensive: the schema cannot be written by hand. */
      g_assert_cmpint (sqlite3_exec (writer, "PRAGMA writable_schema=ON; DELETE FROM sqlite_schema",
                                     NULL, NULL, NULL),
                       !=, SQLITE_OK);
      assert_text (ask_file (path, "PRAGMA journal_mode"), "wal");

      reader = corral_database_open_reader (rows[i].kind, path, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (corral_database_get_int64 (reader, "PRAGMA query_only", -1), ==, 1);
      g_assert_cmpint (corral_database_get_int64 (reader, "PRAGMA wal_autocheckpoint", -1), ==, 0);
      g_assert_cmpint (sqlite3_exec (reader, "CREATE TABLE x (y)", NULL, NULL, NULL), !=,
                       SQLITE_OK);
      corral_database_close (reader);
      corral_database_close (writer);

      /* A second time nothing is to be done. */
      again = corral_database_open_writer (rows[i].kind, path, TRUE, &made, &error);
      g_assert_no_error (error);
      g_assert_false (made);
      corral_database_close (again);
    }
  fixture_tear_down (&fixture);
}

typedef struct
{
  const char *path;
  int done, n_opened, n_failed; /* atomic */
} Opening;

static gpointer
open_readers (gpointer data)
{
  Opening *opening = data;

  while (!g_atomic_int_get (&opening->done))
    {
      g_autoptr (GError) error = NULL;
      gboolean is_there = g_file_test (opening->path, G_FILE_TEST_EXISTS);
      sqlite3 *db = corral_database_open_reader (&corral_database_telemetry, opening->path, NULL, &error);

      corral_database_close (db);
      g_atomic_int_inc (&opening->n_opened);
      if (error == NULL || !is_there || g_error_matches (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_UNMADE))
        continue;
      g_test_message ("%s", error->message);
      g_atomic_int_inc (&opening->n_failed);
    }
  return NULL;
}

/* Somebody looks again and again while the file is made: it is unmade or whole, never damaged. */
static void
test_read_while_it_is_made (void)
{
  Fixture fixture;

  fixture_set_up (&fixture);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("telemetry-%u.db", i);
      g_autofree char *path = g_build_filename (fixture.root, name, NULL);
      Opening opening = { .path = path };
      GThread *thread = g_thread_new ("opens", open_readers, &opening);
      GError *error = NULL;
      sqlite3 *writer;

      while (g_atomic_int_get (&opening.n_opened) == 0)
        g_thread_yield ();
      writer = corral_database_open_writer (&corral_database_telemetry, path, FALSE, NULL, &error);
      g_assert_no_error (error);
      g_atomic_int_set (&opening.done, 1);
      g_thread_join (thread);
      corral_database_close (writer);
      g_assert_cmpint (opening.n_failed, ==, 0);
    }
  fixture_tear_down (&fixture);
}

static void
test_an_interrupted_first_start_is_finished (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;

  /* Version 0: the file has been made, its tables have not. */
  fixture_set_up (&fixture);
  folder = g_build_filename (fixture.cache_dir, TENANT, NULL);
  path = fixture_path (&fixture, TENANT, "cache.db");
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  {
    GError *error = NULL;

    g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==, CORRAL_TENANT_FILE_KEPT);
    g_assert_no_error (error);
  }
  assert_text (list_carts (&fixture), "");
  {
    g_autofree char *version = g_strdup_printf ("%d", corral_database_get_version (&corral_database_cache));

    assert_text (ask_file (path, "PRAGMA user_version"), version);
  }
  fixture_tear_down (&fixture);
}

/* A fleet that an older Corral stored, wholly or in part or not at all, is still there; what it did not know yet is not
 * known; and what it read is read anew, since it never asked for what has come since. */
static void
bring_up_schema_1 (const char *rest, gboolean was_read)
{
  g_autofree char *script_path
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "tests/unit/cache/schemas/cache-0001.sql", NULL);
  g_autofree char *script = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *more = NULL;
  gpointer fact = NULL;
  g_autoptr (CorralSyncState) state = NULL;
  Fixture fixture;
  GError *error = NULL;

  fixture_set_up (&fixture);
  folder = g_build_filename (fixture.cache_dir, TENANT, NULL);
  path = fixture_path (&fixture, TENANT, "cache.db");
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_get_contents (script_path, &script, NULL, &error);
  g_assert_no_error (error);
  more = g_strdup_printf ("%s;INSERT INTO firmware (id, rev, generation, version, status) VALUES ('fw', 7, 1, '3.2.4', 'retired');"
                          "%s;PRAGMA application_id=%d;PRAGMA user_version=1",
                          script, rest, corral_database_cache.application_id);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  {
    sqlite3 *db = NULL;

    g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (db, more, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close (db);
  }
  g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==, CORRAL_TENANT_FILE_KEPT);
  g_assert_no_error (error);
  g_assert_true (corral_cache_get_row (fixture.cache, TENANT, CORRAL_COLLECTION_FIRMWARE, "fw", &fact, &error));
  g_assert_no_error (error);
  g_assert_nonnull (fact);
  g_assert_cmpstr (((const CorralFirmware *) fact)->version, ==, "3.2.4");
  g_assert_true (isnan (((const CorralFirmware *) fact)->rejected_pct));
  corral_fact_unref (fact);
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_no_error (error);
  g_assert_null (state->state);
  g_assert_true (state->resyncing == was_read);
  g_assert_cmpint (state->generation, ==, was_read ? 7 : 1);
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    {
      g_assert_false (state->progress[i].done);
      g_assert_null (state->progress[i].as_of);
      g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, i, &error), ==,
                       i == CORRAL_COLLECTION_FIRMWARE);
      g_assert_no_error (error);
    }

  /* Read anew, what the cloud does not name any more is gone, and what it names is there. */
  if (was_read)
    {
      g_autoptr (CorralCommit) commit = corral_commit_new ();
      g_autoptr (CorralBatch) batch = make_batch (CORRAL_COLLECTION_INCIDENT);
      CorralIncidentRecord incident;

      corral_row_clear (batch->schema, &incident);
      incident.id = "inc-1";
      incident.rev = 3;
      incident.rule = "carrier-outage";
      incident.severity = "act";
      incident.began_ms = 1790000000000;
      incident.adopted = "c-1 c-2";
      corral_batch_add_copy (batch, CORRAL_CHANGE_PUT, &incident);
      corral_commit_add_batch (commit, batch);
      corral_commit_set_state (commit, "s1");
      corral_commit_set_finish_resync (commit);
      g_assert_true (corral_cache_commit (fixture.cache, TENANT, commit, &error));
      g_assert_no_error (error);
      g_assert_true (corral_cache_get_row (fixture.cache, TENANT, CORRAL_COLLECTION_INCIDENT, "inc-1", &fact, &error));
      g_assert_cmpstr (((const CorralIncidentRecord *) fact)->adopted, ==, "c-1 c-2");
      corral_fact_unref (fact);
      g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_FIRMWARE, NULL), ==, 0);
    }
  fixture_tear_down (&fixture);
}

static void
test_schema_1_is_brought_up (void)
{
  bring_up_schema_1 ("", FALSE);
  bring_up_schema_1 ("UPDATE sync SET state='e1.42'", TRUE);
  /* In the middle of a first read, and in the middle of a later one. */
  bring_up_schema_1 ("INSERT INTO progress (collection,as_of,next,done) VALUES ('store','e1.42',NULL,1),"
                     "('alert','e1.42',NULL,1),('cart','e1.42','c:9',0)",
                     TRUE);
  bring_up_schema_1 ("UPDATE sync SET resyncing=1", TRUE);
}

static void
test_every_query_has_an_index (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  sqlite3 *db = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "cache.db");
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < CORRAL_N_QUERIES + 2 * CORRAL_N_COLLECTIONS; i++)
    {
      guint k = i - CORRAL_N_QUERIES;
      const char *sql = i < CORRAL_N_QUERIES ? corral_query_get_sql (i)
                        : k % 2 == 0         ? corral_row_statements_get (k / 2)->select_one
                                             : corral_row_statements_get (k / 2)->select_beginning;
      g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
      sqlite3_stmt *statement = NULL;
      guint steps = 0;

      g_assert_cmpint (sqlite3_prepare_v2 (db, explain, -1, &statement, NULL), ==, SQLITE_OK);
      while (sqlite3_step (statement) == SQLITE_ROW)
        {
          const char *step = (const char *) sqlite3_column_text (statement, 3);

          /* One search by an index, in its order: no scan, no sorting. */
          g_assert_true (g_str_has_prefix (step, "SEARCH "));
          g_assert_nonnull (strstr (step, "USING INDEX"));
          steps++;
        }
      g_assert_cmpuint (steps, ==, 1);
      sqlite3_finalize (statement);
    }
  sqlite3_close (db);
  fixture_tear_down (&fixture);
}

/* ---- permissions
 * -------------------------------------------------------------------------------------- */

static void
assert_mode (const char *path, guint mode)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, mode);
}

static void
test_nobody_else_may_read (void)
{
  static const char *const ours[] = { "cache.db", "cache.db-wal", "cache.db-shm" };
  Fixture fixture;
  mode_t before = umask (0);
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  put_cart (batch, "a", 1, "one");
  commit_batch (&fixture, batch);
  assert_mode (fixture.data_dir, 0700);
  assert_mode (fixture.cache_dir, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    {
      g_autofree char *path = fixture_path (&fixture, TENANT, ours[i]);

      assert_mode (path, 0600);
    }
  {
    g_autofree char *folder = g_build_filename (fixture.cache_dir, TENANT, NULL);
    g_autofree char *outbox = fixture_path (&fixture, NULL, "outbox.db");
    g_autofree char *lock = fixture_path (&fixture, NULL, "lock");
    g_autofree char *path = fixture_path (&fixture, TENANT, "cache.db");

    assert_mode (folder, 0700);
    assert_mode (outbox, 0600);
    assert_mode (lock, 0600);

    /* Opened to others by hand, it is closed again. */
    fixture_close (&fixture);
    g_assert_cmpint (g_chmod (path, 0644), ==, 0);
    fixture_open (&fixture);
    assert_mode (path, 0600);
  }
  umask (before);
  fixture_tear_down (&fixture);
}

/* ---- what is not ours to touch
 * ---------------------------------------------------------------------------- */

static void
test_newer_is_left_untouched (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *outbox = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  gsize size_before;
  gsize size_after;
  GError *error = NULL;

  fixture_set_up (&fixture);
  path = fixture_path (&fixture, TENANT, "cache.db");
  outbox = fixture_path (&fixture, NULL, "outbox.db");
  fixture_open (&fixture);
  fill_carts (&fixture, 3);
  fixture_close (&fixture);
  g_free (ask_file (path, "PRAGMA user_version=99"));
  g_free (ask_file (outbox, "PRAGMA user_version=99"));
  g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));

  g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==, CORRAL_TENANT_FILE_READ_ONLY);
  g_assert_no_error (error);
  /* What it shares with ours can be read. */
  g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_CART, &error),
                   ==, 3);
  g_assert_false (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_NEWER);
  g_clear_error (&error);
  g_assert_cmpint (corral_cache_count_waiting (fixture.cache, &error), ==, -1);
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_NEWER);
  g_clear_error (&error);
  fixture_close (&fixture);
  g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
  g_assert_cmpuint (count_set_aside (&fixture), ==, 0);
  fixture_tear_down (&fixture);
}

static void
test_a_damaged_outbox_is_not_thrown_away (void)
{
  Fixture fixture;
  g_autofree char *outbox = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size_before;
  gsize size_after;
  GError *error = NULL;

  fixture_set_up (&fixture);
  outbox = fixture_path (&fixture, NULL, "outbox.db");
  fixture_open (&fixture);
  g_assert_cmpint (corral_cache_count_waiting (fixture.cache, &error), ==, 0);
  fixture_close (&fixture);
  g_free (ask_file (
      outbox,
      "INSERT INTO operation (id,account,tenant,type,target_collection,target,body,state,made_ms,"
      "not_after_ms) VALUES ('1','me','north','alert.ack','alert','a1',x'00','queued',1,2),"
      "('2','me','north','alert.ack','alert','a2',x'00','applied',1,2),"
      "('3','me','north','alert.ack','alert','a3',x'00','unknown',1,2)"));
  fixture_open (&fixture);
  g_assert_cmpint (corral_cache_count_waiting (fixture.cache, &error), ==, 2);
  g_assert_no_error (error);
  fixture_close (&fixture);

  flip_bytes (outbox, 0, 100);
  g_assert_true (g_file_get_contents (outbox, &before, &size_before, NULL));
  fixture_open (&fixture);
  fill_carts (&fixture, 3);
  g_assert_cmpint (corral_cache_count_waiting (fixture.cache, &error), ==, 2);
  g_assert_no_error (error);
  fixture_close (&fixture);
  aside = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, outbox, START_US / G_USEC_PER_SEC);
  g_assert_true (g_file_get_contents (aside, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
  fixture_tear_down (&fixture);
}

/* ---- other processes
 * ---------------------------------------------------------------------------------- */

/* Runs @func in a child process, as an ordinary user when we are root, and waits for it to succeed.
 */
static void
in_child (Fixture *fixture, gboolean unprivileged, void (*func) (Fixture *fixture))
{
  int status = 0;
  pid_t child;

  fflush (stdout);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (unprivileged && geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (77);
      func (fixture);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
commit_and_die (Fixture *fixture)
{
  CorralTenant tenant = { .id = (char *) TENANT, .name = (char *) "Nordkauf" };
  CorralCache *cache = corral_cache_open (fixture->data_dir, fixture->cache_dir,
                                          CORRAL_CACHE_OPEN_DEFAULT, fixture->clock, NULL);
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralBatch) batch = make_batch (CORRAL_COLLECTION_CART);

  if (cache == NULL || !corral_cache_open_tenant (cache, &tenant, NULL, NULL))
    _exit (1);
  put_cart (batch, "a", 1, "one");
  corral_commit_add_batch (commit, batch);
  corral_commit_set_state (commit, "s1");
  if (!corral_cache_commit (cache, TENANT, commit, NULL))
    _exit (2);
  /* No close: as after kill -9. */
}

static void
test_an_unclean_end_loses_nothing (void)
{
  Fixture fixture;
  g_autoptr (CorralSyncState) state = NULL;
  g_autofree char *lock = NULL;
  g_autofree char *note = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  in_child (&fixture, FALSE, commit_and_die);
  lock = fixture_path (&fixture, NULL, "lock");
  g_assert_true (g_file_get_contents (lock, &note, NULL, NULL) && g_str_has_prefix (note, "open "));
  g_clear_pointer (&note, g_free);
  fixture_open (&fixture);
  assert_text (list_carts (&fixture), "a:1:one ");
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpstr (state->state, ==, "s1");
  fixture_close (&fixture);
  assert_text ((g_file_get_contents (lock, &note, NULL, NULL), g_strdup (note)), "closed\n");
  fixture_tear_down (&fixture);
}

static void
read_beside_the_writer (Fixture *fixture)
{
  CorralTenant tenant = { .id = (char *) TENANT, .name = (char *) "Nordkauf" };
  CorralTenantFile file = CORRAL_TENANT_FILE_KEPT;
  GError *error = NULL;
  CorralCache *cache = corral_cache_open (fixture->data_dir, fixture->cache_dir,
                                          CORRAL_CACHE_OPEN_DEFAULT, fixture->clock, &error);
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (GPtrArray) tenants = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_get_access (cache), ==, CORRAL_CACHE_ACCESS_READ_LOCKED);
  tenants = corral_cache_list_tenants (cache);
  g_assert_cmpuint (tenants->len, ==, 1);
  g_assert_true (corral_cache_open_tenant (cache, &tenant, &file, &error));
  g_assert_cmpint (file, ==, CORRAL_TENANT_FILE_READ_ONLY);
  g_assert_cmpint (corral_cache_count_rows (cache, TENANT, CORRAL_COLLECTION_CART, &error), ==, 3);
  g_assert_cmpint (corral_cache_count_waiting (cache, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_false (corral_cache_commit (cache, TENANT, commit, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_LOCKED);
  g_assert_cmpint (strlen (error->message), >, 20);
  g_clear_error (&error);
  corral_cache_unref (cache);
}

static void
test_two_processes (void)
{
  Fixture fixture;
  CorralCache *second;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  fill_carts (&fixture, 3);
  /* The child is forked from a process with threads, so it starts the program anew. */
  g_setenv ("CORRAL_TEST_DATA", fixture.data_dir, TRUE);
  g_setenv ("CORRAL_TEST_CACHE", fixture.cache_dir, TRUE);
  g_test_trap_subprocess ("/cache/files/two-processes/subprocess/second", 0,
                          G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();

  /* The first goes on, and when it has gone the next one may write. */
  fill_carts (&fixture, 3);
  second = corral_cache_open (fixture.data_dir, fixture.cache_dir, CORRAL_CACHE_OPEN_DEFAULT,
                              fixture.clock, &error);
  g_assert_cmpint (corral_cache_get_access (second), ==, CORRAL_CACHE_ACCESS_READ_LOCKED);
  g_assert_false (corral_cache_is_writer_gone (second));
  g_assert_false (corral_cache_is_writer_gone (fixture.cache));
  fixture_close (&fixture);
  /* Who waits sees it, without keeping anybody else from writing, and without leaving an unclean end. */
  g_assert_true (corral_cache_is_writer_gone (second));
  g_assert_true (corral_cache_is_writer_gone (second));
  fixture_open (&fixture);
  g_assert_cmpint (corral_cache_get_access (fixture.cache), ==, CORRAL_CACHE_ACCESS_WRITE);
  g_assert_false (corral_cache_is_writer_gone (second));
  corral_cache_unref (second);
  fixture_tear_down (&fixture);
}

static void
test_two_processes_second (void)
{
  Fixture fixture = {
    .data_dir = (char *) g_getenv ("CORRAL_TEST_DATA"),
    .cache_dir = (char *) g_getenv ("CORRAL_TEST_CACHE"),
    .clock = corral_clock_new_manual (START_US),
  };

  if (fixture.data_dir == NULL)
    {
      g_test_skip ("Only as a child of the test above");
      return;
    }
  read_beside_the_writer (&fixture);
  corral_clock_unref (fixture.clock);
}

static void
read_in_a_closed_folder (Fixture *fixture)
{
  CorralTenant tenant = { .id = (char *) TENANT, .name = (char *) "Nordkauf" };
  CorralTenantFile file = CORRAL_TENANT_FILE_KEPT;
  GError *error = NULL;
  CorralCache *cache = corral_cache_open (fixture->data_dir, fixture->cache_dir,
                                          CORRAL_CACHE_OPEN_DEFAULT, fixture->clock, &error);
  g_autoptr (CorralCommit) commit = corral_commit_new ();

  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_get_access (cache), ==, CORRAL_CACHE_ACCESS_READ_DENIED);
  g_assert_true (corral_cache_open_tenant (cache, &tenant, &file, &error));
  g_assert_cmpint (file, ==, CORRAL_TENANT_FILE_READ_ONLY);
  g_assert_cmpint (corral_cache_count_rows (cache, TENANT, CORRAL_COLLECTION_CART, &error), ==, 3);
  g_assert_no_error (error);
  g_assert_false (corral_cache_commit (cache, TENANT, commit, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_READ_ONLY);
  g_clear_error (&error);
  corral_cache_unref (cache);

  /* And where there is nothing yet, it says why there cannot be. */
  cache = corral_cache_open ("/proc/corral", "/proc/corral", CORRAL_CACHE_OPEN_DEFAULT,
                             fixture->clock, &error);
  g_assert_null (cache);
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_READ_ONLY);
}

static void
make_and_close (Fixture *fixture)
{
  fixture_open (fixture);
  fill_carts (fixture, 3);
  fixture_close (fixture);
}

static void
test_read_only_folder (void)
{
  Fixture fixture;
  g_autofree char *folder = NULL;

  fixture_set_up (&fixture);
  folder = g_build_filename (fixture.cache_dir, TENANT, NULL);
  if (geteuid () == 0)
    g_assert_cmpint (chown (fixture.root, 65534, 65534), ==, 0);
  in_child (&fixture, TRUE, make_and_close);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  g_assert_cmpint (g_chmod (fixture.cache_dir, 0500), ==, 0);
  g_assert_cmpint (g_chmod (fixture.data_dir, 0500), ==, 0);
  {
    g_autofree char *lock = fixture_path (&fixture, NULL, "lock");

    g_assert_cmpint (g_chmod (lock, 0400), ==, 0);
  }
  in_child (&fixture, TRUE, read_in_a_closed_folder);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (fixture.cache_dir, 0700), ==, 0);
  g_assert_cmpint (g_chmod (fixture.data_dir, 0700), ==, 0);
  fixture_tear_down (&fixture);
}

/* ---- tenants
 * ------------------------------------------------------------------------------------------ */

static void
test_tenants_are_apart (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) tenants = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autofree char *folder = NULL;
  GError *error = NULL;
  static const char *const ids[] = { "north", "..", "outbox.db", "a:b" };

  fixture_set_up (&fixture);
  /* As the tool has it: one folder for all. */
  g_free (fixture.cache_dir);
  fixture.cache_dir = g_strdup (fixture.data_dir);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_cmpint (fixture_open_as (&fixture, ids[i], &error), ==, CORRAL_TENANT_FILE_NEW);
      g_assert_no_error (error);
    }
  fill_carts (&fixture, 3);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_cmpint (corral_cache_count_rows (fixture.cache, ids[i], CORRAL_COLLECTION_CART,
                                                &error),
                       ==, i == 0 ? 3 : 0);
      g_assert_no_error (error);
    }
  fixture_close (&fixture);

  /* A start without network knows their names. */
  fixture.cache = corral_cache_open (fixture.data_dir, fixture.cache_dir,
                                     CORRAL_CACHE_OPEN_READ_ONLY, fixture.clock, &error);
  g_assert_no_error (error);
  tenants = corral_cache_list_tenants (fixture.cache);
  g_assert_cmpuint (tenants->len, ==, 4);
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      g_assert_cmpstr (tenant->name, ==, "Nordkauf");
      g_assert_cmpstr (tenant->region, ==, "eu-central");
      g_assert_cmpstr (tenant->residency, ==, "eu");
      g_assert_null (tenant->api_base);
    }
  fixture_close (&fixture);

  /* Erasing one leaves nothing of it, and the others alone. */
  fixture_open (&fixture);
  g_free (fixture_listen (&fixture));
  g_assert_true (corral_cache_erase_tenant (fixture.cache, TENANT, &error));
  g_assert_no_error (error);
  folder = g_build_filename (fixture.cache_dir, TENANT, NULL);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  assert_text (fixture_listen (&fixture), "#2 reset; ");
  g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_CART, &error),
                   ==, -1);
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_clear_error (&error);
  left = corral_cache_list_tenants (fixture.cache);
  g_assert_cmpuint (left->len, ==, 3);
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Those that fork come first, while this process has no threads. */
  g_test_add_func ("/cache/files/a-read-only-folder", test_read_only_folder);
  g_test_add_func ("/cache/files/an-unclean-end", test_an_unclean_end_loses_nothing);
  g_test_add_func ("/cache/files/columns", test_columns_are_the_models);
  g_test_add_func ("/cache/files/settings", test_settings);
  g_test_add_func ("/cache/files/first-start", test_an_interrupted_first_start_is_finished);
  g_test_add_func ("/cache/files/read-while-made", test_read_while_it_is_made);
  g_test_add_func ("/cache/files/schema-1", test_schema_1_is_brought_up);
  g_test_add_func ("/cache/files/indexes", test_every_query_has_an_index);
  g_test_add_func ("/cache/files/permissions", test_nobody_else_may_read);
  g_test_add_func ("/cache/files/newer", test_newer_is_left_untouched);
  g_test_add_func ("/cache/files/outbox", test_a_damaged_outbox_is_not_thrown_away);
  g_test_add_func ("/cache/files/two-processes", test_two_processes);
  g_test_add_func ("/cache/files/two-processes/subprocess/second", test_two_processes_second);
  g_test_add_func ("/cache/files/tenants", test_tenants_are_apart);
  return g_test_run ();
}
