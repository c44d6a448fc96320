/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to take a fleet in, and to read it back. Each figure is held to a floor that is
 * taken in the same run, turn by turn: the same rows, from ready structs, through one prepared
 * statement into a file of the same schema and settings, with straight-line code and nothing else.
 * Prints one JSON object a line. */
#include "config.h"

#include "corral-cache.h"
#include "corral-database.h"
#include "corral-page-reader.h"
#include "corral-random.h"
#include "corral-row-statements.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 1000
#define FLOOR_PAGES_A_COMMIT 5 /* where larger transactions stop paying */
#define TENANT "bench"

typedef struct
{
  guint n_carts;
  GPtrArray *pages;   /* (element-type GBytes): snapshot pages as they come from the network */
  GPtrArray *batches; /* (element-type CorralBatch): the same rows as structs */
  char *root;
  CorralClock *clock;
  guint serial; /* of the folder of the next run */
} Bench;

/* ---- the fleet
 * ---------------------------------------------------------------------------------------- */

static void
append_cart (GString *json, CorralRandom *random, guint i)
{
  static const char *const states[]
      = { "idle", "idle", "in_use", "charging", "low_battery", "offline" };
  gboolean in_use = i % 6 == 2;

  g_string_append_printf (
      json,
      "{\"id\":\"cart-%06u\",\"rev\":%u,\"serial\":\"SC4-%06X-%04u\",\"label\":\"%04u\","
      "\"store\":\"store-%04u\",\"state\":\"%s\",\"state_since_ms\":%" G_GINT64_FORMAT ","
      "\"hardware_revision\":\"%c\",\"lot\":\"L25-%02u\",\"firmware\":\"4.2.%u\","
      "\"boot_slot\":\"%c\",\"boot_count\":%u,\"last_boot_ms\":%" G_GINT64_FORMAT ","
      "\"sim_slots\":2,\"carriers\":[\"northtel\",\"bluecell\"],\"next_ca_installed\":%s,"
      "\"certificate\":\"cert-%06u\",\"pack\":\"pack-%06u\",\"session\":",
      i, 1 + i % 977, i * 2654435761u & 0xffffff, i % 10000, i % 10000, i / 32,
      states[i % G_N_ELEMENTS (states)], 1760000000000 + corral_random_int (random, 0, 86400000),
      'A' + i % 3, i % 40, i % 4, 'a' + i % 2, i % 300,
      1750000000000 + corral_random_int (random, 0, 864000000), i % 9 ? "true" : "false", i, i);
  if (in_use)
    g_string_append_printf (json, "\"trip-%08u\"", i * 7);
  else
    g_string_append (json, "null");
  g_string_append_printf (
      json,
      ",\"fault\":%s,\"out_of_service_reason\":null,\"last_message_ms\":%" G_GINT64_FORMAT "}",
      i % 50 ? "null" : "\"scanner_stuck\"",
      1760000000000 + corral_random_int (random, 0, 86400000));
}

static GBytes *
make_page (const Bench *bench, guint from)
{
  CorralRandom random = corral_random_seeded (1, from, 0, 0);
  GString *json = g_string_new ("{\"tenant\":\"t1\",\"as_of\":\"s-1\",\"items\":[");
  guint to = MIN (from + PAGE_ROWS, bench->n_carts);

  for (guint i = from; i < to; i++)
    {
      if (i > from)
        g_string_append_c (json, ',');
      append_cart (json, &random, i);
    }
  g_string_append_printf (json, "],\"count\":%u,\"total\":%u,\"next\":", to - from, bench->n_carts);
  if (to < bench->n_carts)
    g_string_append_printf (json, "\"cart-%06u\"", to - 1);
  else
    g_string_append (json, "null");
  g_string_append (json, ",\"end\":true}");
  return g_string_free_to_bytes (json);
}

/* The reader takes its own buffer, as the network would have filled one. */
static char *
copy_body (GBytes *page, gsize *length)
{
  const char *data = g_bytes_get_data (page, length);
  char *body = g_malloc (*length + 1);

  memcpy (body, data, *length);
  body[*length] = '\0';
  return body;
}

static void
bench_set_up (Bench *bench, guint n_carts, const char *root, CorralClock *clock)
{
  *bench = (Bench){ .n_carts = n_carts, .root = g_strdup (root), .clock = clock };
  bench->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  bench->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref);
  for (guint from = 0; from < n_carts; from += PAGE_ROWS)
    {
      GBytes *bytes = make_page (bench, from);
      gsize length;
      char *body = copy_body (bytes, &length);
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralSnapshotPage) page
          = corral_page_read_snapshot ("t1", CORRAL_COLLECTION_CART, body, length, &error);

      if (page == NULL || page->rows->n_rows != MIN (PAGE_ROWS, n_carts - from))
        g_error ("the bench's own page is not read: %s",
                 error != NULL ? error->message : "rows are missing");
      g_ptr_array_add (bench->pages, bytes);
      g_ptr_array_add (bench->batches, corral_batch_ref (page->rows));
    }
}

static void
bench_tear_down (Bench *bench)
{
  g_ptr_array_unref (bench->pages);
  g_ptr_array_unref (bench->batches);
  g_free (bench->root);
}

static char *
next_folder (Bench *bench)
{
  g_autofree char *name = g_strdup_printf ("run-%u-%u", bench->n_carts, bench->serial++);

  return g_build_filename (bench->root, name, NULL);
}

static void
must (gboolean success, GError *error)
{
  if (!success)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static double
since_ms (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / 1000;
}

/* ---- what we do
 * --------------------------------------------------------------------------------------- */

static CorralCache *
open_cache (Bench *bench)
{
  g_autofree char *folder = next_folder (bench);
  CorralTenant tenant = { .id = (char *) TENANT, .name = (char *) "Bench" };
  GError *error = NULL;
  CorralCache *cache
      = corral_cache_open (folder, folder, CORRAL_CACHE_OPEN_DEFAULT, bench->clock, &error);

  must (cache != NULL, error);
  must (corral_cache_open_tenant (cache, &tenant, NULL, &error), error);
  return cache;
}

/* As the sync does it: each page is committed with its cursor, and while the writer commits, the
 * next one is read. */
static double
ingest (Bench *bench, gboolean from_json)
{
  CorralCache *cache = open_cache (bench);
  g_autofree char **bodies = g_new0 (char *, bench->pages->len);
  g_autofree gsize *lengths = g_new0 (gsize, bench->pages->len);
  GError *error = NULL;
  CorralPendingCommit *pending = NULL;
  gint64 start_us;
  double ms;

  for (guint i = 0; from_json && i < bench->pages->len; i++)
    bodies[i] = copy_body (g_ptr_array_index (bench->pages, i), &lengths[i]);

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < bench->pages->len; i++)
    {
      CorralCommit *commit = corral_commit_new ();

      if (from_json)
        {
          g_autoptr (CorralSnapshotPage) page
              = corral_page_read_snapshot ("t1", CORRAL_COLLECTION_CART, bodies[i], lengths[i], &error);

          must (page != NULL, error);
          corral_commit_add_batch (commit, page->rows);
          corral_commit_set_progress (commit, CORRAL_COLLECTION_CART, page->as_of, page->next,
                                      page->next == NULL, page->total);
        }
      else
        corral_commit_add_batch (commit, g_ptr_array_index (bench->batches, i));
      must (pending == NULL || corral_cache_commit_finish (pending, &error), error);
      pending = corral_cache_commit_start (cache, TENANT, commit, &error);
      must (pending != NULL, error);
    }
  must (corral_cache_commit_finish (pending, &error), error);
  ms = since_ms (start_us);
  must (corral_cache_count_rows (cache, TENANT, CORRAL_COLLECTION_CART, &error) == bench->n_carts,
        error);
  corral_cache_unref (cache);
  return ms;
}

/* ---- the floor
 * ---------------------------------------------------------------------------------------- */

#define BIND_TEXT(at, value) sqlite3_bind_text (statement, at, value, -1, SQLITE_STATIC)
#define BIND_NUMBER(at, value)                                                                     \
  (CORRAL_IS_KNOWN (value) ? sqlite3_bind_int64 (statement, at, value)                             \
                           : sqlite3_bind_null (statement, at))
#define BIND_ID(at, value) BIND_TEXT (at, value)
#define BIND_WORD(at, value) BIND_TEXT (at, value)
#define BIND_LIST(at, value) BIND_TEXT (at, value)
#define BIND_INTEGER(at, value) BIND_NUMBER (at, value)
#define BIND_TIME(at, value) BIND_NUMBER (at, value)
#define BIND_BOOLEAN(at, value) BIND_NUMBER (at, value)
#define BIND_REAL(at, value) \
  (isnan (value) ? sqlite3_bind_null (statement, at) : sqlite3_bind_double (statement, at, value))
#define BIND_MEMBER(type, name, flags) BIND_##type (at++, cart->name);

static sqlite3 *
open_floor (Bench *bench)
{
  g_autofree char *folder = next_folder (bench);
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  GError *error = NULL;
  sqlite3 *db;

  g_mkdir_with_parents (folder, 0700);
  db = corral_database_open_writer (&corral_database_cache, path, FALSE, NULL, &error);
  must (db != NULL, error);
  return db;
}

static double
ingest_floor (Bench *bench)
{
  sqlite3 *db = open_floor (bench);
  sqlite3_stmt *statement = NULL;
  GError *error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  double ms;

  statement
      = corral_database_prepare (db, corral_row_statements_get (CORRAL_COLLECTION_CART)->upsert,
                                 &error);
  must (statement != NULL, error);
  sqlite3_bind_int64 (statement, 1, 1);
  for (guint i = 0; i < bench->batches->len; i++)
    {
      const CorralBatch *batch = g_ptr_array_index (bench->batches, i);

      if (i % FLOOR_PAGES_A_COMMIT == 0)
        sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
      for (guint k = 0; k < batch->n_rows; k++)
        {
          const CorralCart *cart = corral_batch_get_row (batch, k);
          int at = 2;

          CORRAL_CART_FIELDS (BIND_MEMBER)
          if (sqlite3_step (statement) != SQLITE_DONE)
            g_error ("floor: %s", sqlite3_errmsg (db));
          sqlite3_reset (statement);
        }
      if (i % FLOOR_PAGES_A_COMMIT == FLOOR_PAGES_A_COMMIT - 1 || i + 1 == bench->batches->len)
        must (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, NULL);
    }
  ms = since_ms (start_us);
  must (corral_database_get_int64 (db, "SELECT count(*) FROM cart", 0) == bench->n_carts, NULL);
  corral_database_close (db);
  return ms;
}

/* ---- reading back
 * ------------------------------------------------------------------------------------- */

typedef struct
{
  guint n_rows;
  gsize n_bytes;
} Seen;

static gboolean
see_row (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  const CorralCart *cart = row;
  Seen *seen = data;

  seen->n_rows++;
  seen->n_bytes += cart->label[0] != '\0';
  return TRUE;
}

static double
load (Bench *bench, CorralCache *cache)
{
  Seen seen = { 0 };
  GError *error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  double ms;

  must (corral_cache_load (cache, TENANT, CORRAL_COLLECTION_CART, see_row, &seen, NULL, &error),
        error);
  ms = since_ms (start_us);
  must (seen.n_rows == bench->n_carts, NULL);
  return ms;
}

#define READ_TEXT(at) (const char *) sqlite3_column_text (statement, at)
#define READ_NUMBER(at)                                                                            \
  (sqlite3_column_type (statement, at) == SQLITE_NULL ? CORRAL_UNKNOWN                             \
                                                      : sqlite3_column_int64 (statement, at))
#define READ_ID(at) READ_TEXT (at)
#define READ_WORD(at) READ_TEXT (at)
#define READ_LIST(at) READ_TEXT (at)
#define READ_INTEGER(at) READ_NUMBER (at)
#define READ_TIME(at) READ_NUMBER (at)
#define READ_BOOLEAN(at) READ_NUMBER (at)
#define READ_REAL(at) \
  (sqlite3_column_type (statement, at) == SQLITE_NULL ? (double) NAN : sqlite3_column_double (statement, at))
#define READ_MEMBER(type, name, flags)                                                             \
  cart.name = READ_##type (at);                                                                    \
  at++;

static double
load_floor (Bench *bench, const char *path)
{
  GError *error = NULL;
  sqlite3 *db = corral_database_open_reader (&corral_database_cache, path, NULL, &error);
  sqlite3_stmt *statement;
  gint64 start_us;
  CorralCart cart;
  Seen seen = { 0 };
  double ms;

  must (db != NULL, error);
  start_us = g_get_monotonic_time ();
  statement
      = corral_database_prepare (db, corral_row_statements_get (CORRAL_COLLECTION_CART)->select_all,
                                 &error);
  must (statement != NULL, error);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      int at = 0;

      CORRAL_CART_FIELDS (READ_MEMBER)
      see_row (NULL, &cart, &seen);
    }
  ms = since_ms (start_us);
  must (seen.n_rows == bench->n_carts, NULL);
  corral_database_close (db);
  return ms;
}

/* ---- figures
 * ------------------------------------------------------------------------------------------ */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static void
print_figure (const char *name, double *values, double *floors, guint runs)
{
  double value = median (values, runs);
  double floor = median (floors, runs);

  printf ("{\"name\":\"%s\",\"value\":%.3f,\"floor\":%.3f,\"ratio\":%.3f,\"unit\":\"ms\",\"runs\":%"
          "u}\n",
          name, value, floor, value / floor, runs);
  fflush (stdout);
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
measure (const char *root, CorralClock *clock, guint n_carts, guint runs, const char *suffix)
{
  g_autofree double *json = g_new (double, runs);
  g_autofree double *structs = g_new (double, runs);
  g_autofree double *floors = g_new (double, runs);
  g_autofree double *loads = g_new (double, runs);
  g_autofree double *load_floors = g_new (double, runs);
  g_autofree char *name = NULL;
  Bench bench;

  bench_set_up (&bench, n_carts, root, clock);
  /* Turn by turn, so that whatever else the machine does meets all alike; the first turn only warms
   * up. */
  for (guint i = 0; i <= runs; i++)
    {
      double one = ingest (&bench, TRUE);
      double two = ingest_floor (&bench);
      double three = ingest (&bench, FALSE);

      if (i == 0)
        continue;
      json[i - 1] = one;
      floors[i - 1] = two;
      structs[i - 1] = three;
    }
  name = g_strconcat ("ingest_", suffix, NULL);
  print_figure (name, json, floors, runs);
  g_free (name);
  name = g_strconcat ("commit_", suffix, NULL);
  print_figure (name, structs, floors, runs);
  g_free (name);

  {
    g_autofree char *folder = next_folder (&bench);
    g_autofree char *path = g_build_filename (folder, TENANT, "cache.db", NULL);
    CorralCache *cache;

    bench.serial--;
    cache = open_cache (&bench);
    for (guint i = 0; i < bench.batches->len; i++)
      {
        g_autoptr (CorralCommit) commit = corral_commit_new ();
        GError *error = NULL;

        corral_commit_add_batch (commit, g_ptr_array_index (bench.batches, i));
        must (corral_cache_commit (cache, TENANT, commit, &error), error);
      }
    load (&bench, cache);
    for (guint i = 0; i < runs; i++)
      {
        loads[i] = load (&bench, cache);
        load_floors[i] = load_floor (&bench, path);
      }
    corral_cache_unref (cache);
  }
  name = g_strconcat ("load_", suffix, NULL);
  print_figure (name, loads, load_floors, runs);
  bench_tear_down (&bench);
}

int
main (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autofree char *root = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  root = g_dir_make_tmp ("corral-bench-XXXXXX", &error);
  must (root != NULL, error);
  measure (root, clock, 10000, 11, "10k");
  measure (root, clock, 100000, 5, "100k");
  remove_tree (root);
  return 0;
}
