/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the first sync of a fleet takes, from an empty folder to a cache that holds all of it, over HTTP on this
 * machine. The floor is two things done one after the other by plain code: the same requests, answered by the
 * same cloud, downloaded and unpacked by libsoup with the same settings and thrown away; and the same rows from
 * ready structs through one prepared statement into files of the same schema, in the same transactions.
 *
 * The cloud's clock stands still, so it has the same work and gives the same bytes each time; that both sides
 * asked it equally often is checked. Prints one JSON object a line. */
#include "config.h"

#include "bench-figure.h"
#include "corral-cache.h"
#include "corral-database.h"
#include "corral-demo-cloud.h"
#include "corral-row-statements.h"
#include "corral-sync-runner.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <locale.h>
#include <math.h>

#define N_CARTS 10000
#define RUNS 9
#define PAGE_ROWS 1000

typedef struct
{
  guint tenant;
  CorralBatch *rows; /* (owned) */
} Page;

typedef struct
{
  CorralDemoCloud *cloud;
  CorralClock *clock;
  char *root;
  guint serial;       /* of the next run's folder */
  guint n_tenants;
  GPtrArray *urls;    /* (element-type utf8): every request of a first sync, in order */
  GArray *pages;      /* (element-type Page): every page that is committed, in order */
  gint64 n_carts;
  guint64 n_rows;
} Bench;

static void
must (gboolean success, GError *error)
{
  if (!success)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static char *
next_folder (Bench *bench)
{
  g_autofree char *name = g_strdup_printf ("run-%u", bench->serial++);

  return g_build_filename (bench->root, name, NULL);
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

/* ---- what a first sync asks for, and what it gets ------------------------------------------------------- */

static void
add_url (Bench *bench, const char *tenant, const char *list, const char *word, const char *value)
{
  GString *url = g_string_new (corral_demo_cloud_get_api (bench->cloud));

  g_string_append_printf (url, "/v1/tenants/%s/%s?", tenant, list);
  if (value != NULL)
    {
      g_string_append_printf (url, "%s=", word);
      g_string_append_uri_escaped (url, value, ":,", FALSE);
      g_string_append_c (url, '&');
    }
  g_string_append_printf (url, "limit=%d", PAGE_ROWS);
  g_ptr_array_add (bench->urls, g_string_free (url, FALSE));
}

static void
add_page (Bench *bench, guint tenant, CorralBatch *rows)
{
  Page page = { .tenant = tenant, .rows = corral_batch_ref (rows) };

  g_array_append_val (bench->pages, page);
  bench->n_rows += rows->n_rows;
}

static void
record_tenant (Bench *bench, CorralApi *api, guint index, const CorralTenant *tenant)
{
  g_autofree char *state = NULL;
  g_autofree char *cursor = NULL;
  GError *error = NULL;

  for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
    {
      CorralCollection collection = corral_sync_engine_bootstrap_order (i);
      g_autofree char *list = g_strconcat ("snapshots/", corral_collection_get_schema (collection)->name, NULL);

      do
        {
          g_autoptr (CorralSnapshotPage) page
              = corral_api_get_snapshot_page (api, tenant, collection, cursor, PAGE_ROWS, NULL, NULL, &error);

          must (page != NULL, error);
          add_url (bench, tenant->id, list, "cursor", cursor);
          add_page (bench, index, page->rows);
          if (state == NULL)
            state = g_strdup (page->as_of);
          g_free (cursor);
          cursor = g_strdup (page->next);
        }
      while (cursor != NULL);
    }
  {
    g_autoptr (CorralChangesPage) page
        = corral_api_get_changes (api, tenant, state, PAGE_ROWS, NULL, NULL, NULL, &error);

    must (page != NULL, error);
    g_assert_cmpuint (page->count, ==, 0); /* the clock stands still */
    add_url (bench, tenant->id, "changes", "since", state);
  }
  do
    {
      g_autoptr (CorralVitalsPage) page
          = corral_api_get_vitals (api, tenant, NULL, cursor, PAGE_ROWS, NULL, NULL, NULL, &error);

      must (page != NULL, error);
      add_url (bench, tenant->id, "vitals", "cursor", cursor);
      add_page (bench, index, page->rows);
      g_free (cursor);
      cursor = g_strdup (page->next);
    }
  while (cursor != NULL);
}

static CorralApi *
new_api (Bench *bench)
{
  GError *error = NULL;
  CorralApi *api = corral_api_new (corral_demo_cloud_get_api (bench->cloud), bench->clock, &error);

  must (api != NULL, error);
  corral_api_set_token (api, corral_demo_cloud_get_token (bench->cloud));
  return api;
}

static void
record (Bench *bench)
{
  CorralApi *api = new_api (bench);
  GError *error = NULL;
  g_autoptr (CorralMe) me = corral_api_get_me (api, NULL, NULL, &error);

  must (me != NULL, error);
  g_ptr_array_add (bench->urls, g_strconcat (corral_demo_cloud_get_api (bench->cloud), "/v1/me", NULL));
  bench->n_tenants = me->tenants->len;
  for (guint i = 0; i < me->tenants->len; i++)
    record_tenant (bench, api, i, g_ptr_array_index (me->tenants, i));
  corral_api_unref (api);
}

/* ---- what we do ------------------------------------------------------------------------------------------ */

static double
first_sync (Bench *bench)
{
  g_autofree char *folder = next_folder (bench);
  CorralApi *api = new_api (bench);
  guint asked = corral_demo_cloud_get_n_requests (bench->cloud);
  GError *error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  CorralCache *cache = corral_cache_open (folder, folder, CORRAL_CACHE_OPEN_DEFAULT, bench->clock, &error);
  CorralSyncRunner *runner;
  g_autoptr (GPtrArray) tenants = NULL;
  gint64 n_carts = 0;
  double ms;

  must (cache != NULL, error);
  runner = corral_sync_runner_new (api, cache, bench->clock, 1);
  must (corral_sync_runner_run (runner, CORRAL_SYNC_ONCE, NULL, &error), error);
  ms = bench_since_ms (start_us);

  asked = corral_demo_cloud_get_n_requests (bench->cloud) - asked;
  if (asked != bench->urls->len)
    g_error ("the sync asked %u times, the floor %u times", asked, bench->urls->len);
  tenants = corral_cache_list_tenants (cache);
  for (guint i = 0; i < tenants->len; i++)
    n_carts += corral_cache_count_rows (cache, ((CorralTenant *) g_ptr_array_index (tenants, i))->id,
                                        CORRAL_COLLECTION_CART, NULL);
  g_assert_cmpint (n_carts, ==, N_CARTS);
  corral_sync_runner_free (runner);
  corral_cache_unref (cache);
  corral_api_unref (api);
  remove_tree (folder);
  return ms;
}

/* ---- the floor: download and unpack ---------------------------------------------------------------------- */

static double
download (Bench *bench, gsize *n_bytes)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", corral_demo_cloud_get_token (bench->cloud), NULL);
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (SoupSession) session
      = soup_session_new_with_options ("max-conns", 8, "max-conns-per-host", 8, "timeout", 0, "idle-timeout", 50, NULL);

  soup_session_set_proxy_resolver (session, NULL);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  *n_bytes = 0;
  for (guint i = 0; i < bench->urls->len; i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, g_ptr_array_index (bench->urls, i));
      g_autoptr (GBytes) body = NULL;
      GError *error = NULL;

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
      /* The session's content decoder asks for gzip, and unpacks it. */
      body = soup_session_send_and_read (session, message, NULL, &error);
      must (body != NULL, error);
      if (soup_message_get_status (message) != 200)
        g_error ("%s: %u", (const char *) g_ptr_array_index (bench->urls, i), soup_message_get_status (message));
      *n_bytes += g_bytes_get_size (body);
    }
  return bench_since_ms (start_us);
}

/* ---- the floor: bind and commit --------------------------------------------------------------------------- */

#define BIND_TEXT(at, value) sqlite3_bind_text (statement, at, value, -1, SQLITE_STATIC)
#define BIND_NUMBER(at, value) \
  (CORRAL_IS_KNOWN (value) ? sqlite3_bind_int64 (statement, at, value) : sqlite3_bind_null (statement, at))
#define BIND_ID(at, value) BIND_TEXT (at, value)
#define BIND_WORD(at, value) BIND_TEXT (at, value)
#define BIND_LIST(at, value) BIND_TEXT (at, value)
#define BIND_NUMBERS(at, value) BIND_TEXT (at, value)
#define BIND_INTEGER(at, value) BIND_NUMBER (at, value)
#define BIND_TIME(at, value) BIND_NUMBER (at, value)
#define BIND_BOOLEAN(at, value) BIND_NUMBER (at, value)
#define BIND_REAL(at, value) \
  (isnan (value) ? sqlite3_bind_null (statement, at) : sqlite3_bind_double (statement, at, value))
#define BIND_MEMBER(type, name, flags) BIND_##type (at++, row->name);

#define DEFINE_BIND(UPPER, Camel, lower) \
  static void bind_##lower (sqlite3_stmt *statement, gconstpointer data) \
  { \
    const Corral##Camel *row = data; \
    int at = 2; \
\
    CORRAL_##UPPER##_FIELDS (BIND_MEMBER) \
  }
CORRAL_COLLECTIONS (DEFINE_BIND)
DEFINE_BIND (VITAL, Vital, vital)

static void (*const binds[]) (sqlite3_stmt *statement, gconstpointer row) = {
#define NAME_BIND(UPPER, Camel, lower) [CORRAL_COLLECTION_##UPPER] = bind_##lower,
  CORRAL_COLLECTIONS (NAME_BIND) [CORRAL_COLLECTION_VITAL] = bind_vital,
};

static void
commit_page (sqlite3 *db, sqlite3_stmt **statements, const CorralBatch *rows)
{
  sqlite3_stmt *statement = statements[rows->collection];
  GError *error = NULL;

  if (statement == NULL)
    {
      statement
          = corral_database_prepare (db, corral_row_statements_get (rows->collection)->upsert, &error);
      must (statement != NULL, error);
      statements[rows->collection] = statement;
      sqlite3_bind_int64 (statement, 1, 1);
    }
  must (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK, NULL);
  for (guint i = 0; i < rows->n_rows; i++)
    {
      binds[rows->collection] (statement, corral_batch_get_row (rows, i));
      if (sqlite3_step (statement) != SQLITE_DONE)
        g_error ("floor: %s", sqlite3_errmsg (db));
      sqlite3_reset (statement);
    }
  must (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, NULL);
}

static double
bind_all (Bench *bench)
{
  g_autofree char *folder = next_folder (bench);
  g_autofree sqlite3 **dbs = g_new0 (sqlite3 *, bench->n_tenants);
  g_autofree sqlite3_stmt **statements = g_new0 (sqlite3_stmt *, bench->n_tenants * CORRAL_N_COLLECTIONS);
  gint64 start_us = g_get_monotonic_time ();
  gint64 n_carts = 0;
  double ms;

  for (guint i = 0; i < bench->n_tenants; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *own = g_build_filename (folder, name, NULL);
      g_autofree char *path = g_build_filename (own, "cache.db", NULL);
      GError *error = NULL;

      g_mkdir_with_parents (own, 0700);
      dbs[i] = corral_database_open_writer (&corral_database_cache, path, FALSE, NULL, &error);
      must (dbs[i] != NULL, error);
    }
  for (guint i = 0; i < bench->pages->len; i++)
    {
      const Page *page = &g_array_index (bench->pages, Page, i);

      commit_page (dbs[page->tenant], statements + page->tenant * CORRAL_N_COLLECTIONS, page->rows);
    }
  ms = bench_since_ms (start_us);

  for (guint i = 0; i < bench->n_tenants; i++)
    {
      n_carts += corral_database_get_int64 (dbs[i], "SELECT count(*) FROM cart", 0);
      corral_database_close (dbs[i]);
    }
  g_assert_cmpint (n_carts, ==, N_CARTS);
  remove_tree (folder);
  return ms;
}

/* ---- figures ----------------------------------------------------------------------------------------------- */

int
main (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralClock) still = corral_clock_new_manual (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC);
  CorralDemoCloudOptions options = { .n_carts = N_CARTS, .clock = still };
  double ours[RUNS], floors[RUNS], downloads[RUNS];
  Bench bench = { .clock = clock };
  GError *error = NULL;
  gsize n_bytes;

  setlocale (LC_ALL, "C.UTF-8");
  bench.root = g_dir_make_tmp ("corral-bench-XXXXXX", &error);
  must (bench.root != NULL, error);
  bench.cloud = corral_demo_cloud_new (&options, &error);
  must (bench.cloud != NULL, error);
  bench.urls = g_ptr_array_new_with_free_func (g_free);
  bench.pages = g_array_new (FALSE, FALSE, sizeof (Page));
  record (&bench);

  /* Turn by turn; the first only warms up. */
  for (guint i = 0; i <= RUNS; i++)
    {
      double sync = first_sync (&bench);
      double down = download (&bench, &n_bytes);
      double bind = bind_all (&bench);

      if (i == 0)
        continue;
      ours[i - 1] = sync;
      floors[i - 1] = down + bind;
      downloads[i - 1] = down;
    }
  bench_print ("first_sync_10k", bench_median (ours, RUNS), bench_median (floors, RUNS), "ms", RUNS);
  bench_print ("download_10k", bench_median (downloads, RUNS), bench_median (floors, RUNS), "ms", RUNS);
  g_printerr ("first sync: %u requests, %.1f MB of JSON, %" G_GUINT64_FORMAT " rows\n", bench.urls->len,
              (double) n_bytes / 1e6, bench.n_rows);

  for (guint i = 0; i < bench.pages->len; i++)
    corral_batch_unref (g_array_index (bench.pages, Page, i).rows);
  g_array_unref (bench.pages);
  g_ptr_array_unref (bench.urls);
  corral_demo_cloud_free (bench.cloud);
  remove_tree (bench.root);
  g_free (bench.root);
  return 0;
}
