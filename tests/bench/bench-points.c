/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it takes to open a cart's page from a warm cache: the story and the lines of 30 days of one cart, every message of
 * them. Two floors, both plain C over one prepared statement each on the same files: the same blobs and rows read and
 * thrown away ("read"), and the same with the blobs unpacked into arrays of numbers ("unpacked"), for without numbers
 * nothing can be drawn. Prints one JSON object a line. */
#include "config.h"

#include "bench-figure.h"
#include "corral-cache.h"
#include "corral-collections.h"
#include "corral-metric.h"
#include "corral-series-code.h"
#include "corral-story-reader.h"
#include "corral-telemetry.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#define TENANT "harbor"
#define CART "c1"
#define DAYS 30
/* domain.md: some 530 messages a day, of which the health messages are three in five. */
#define SAMPLES_A_DAY 320
#define N (DAYS * SAMPLES_A_DAY)
#define RUNS 21
#define NOW_MS G_GINT64_CONSTANT (1793631600000)
#define STEP_MS (CORRAL_DAY_MS / SAMPLES_A_DAY)

static const CorralTimeRange span = { NOW_MS - DAYS * CORRAL_DAY_MS, NOW_MS };
/* What the page draws beside the story. */
static const char *const lines[] = { "battery_pct",   "current_ma",     "wifi_rssi_dbm", "ltem_rsrp_dbm", "scan_p95_ms",
                                     "weight_drift_g", "scanner_temp_c", "ambient_c",     NULL };

static void
must (gboolean success, GError *error)
{
  if (!success)
    g_error ("%s", error != NULL ? error->message : "failed");
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

/* ---- the cart */

static double
value_of (const char *metric, guint i)
{
  double wave = sin (i * 0.01);

  if (g_str_equal (metric, "uplink"))
    return i % 97 == 0 ? 1 : 2;
  if (g_str_equal (metric, "access_point"))
    return i / 7 % 5;
  if (g_str_equal (metric, "missing") || g_str_equal (metric, "arrival_delay_s") || g_str_equal (metric, "clock_skew_s"))
    return 0;
  if (g_str_equal (metric, "impacts"))
    return i % SAMPLES_A_DAY / 100;
  if (g_str_equal (metric, "current_ma"))
    return i % SAMPLES_A_DAY < 60 ? 2000 : 250 + i % 13;
  if (g_str_has_suffix (metric, "_c") || g_str_has_suffix (metric, "_g"))
    return round (wave * 100) / 10;
  return round (60 + 30 * wave) + i % 5;
}

static void
fill (CorralCache *cache)
{
  static const char *const words[] = { "ap-1", "ap-2", "ap-3", "ap-4", "ap-5", NULL };
  static const char *const milestones[] = { CORRAL_MILESTONES_COLUMN, NULL };
  const char *const *names = corral_metric_get_names ();
  g_autoptr (CorralTelemetryColumns) columns = corral_telemetry_columns_new (N, names);
  g_autoptr (CorralTelemetryColumns) none = corral_telemetry_columns_new (0, milestones);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralBatch) sessions = corral_batch_new (CORRAL_COLLECTION_SESSION);
  GError *error = NULL;

  columns->words = g_strdupv ((char **) words);
  for (guint i = 0; i < N; i++)
    {
      columns->times_ms[i] = span.start_ms + i * STEP_MS;
      for (guint c = 0; names[c] != NULL; c++)
        columns->values[c][i] = value_of (names[c], i);
    }
  must (corral_cache_store_telemetry (cache, TENANT, CART, CORRAL_RESOLUTION_RAW, span, columns, &error), error);
  must (corral_cache_store_telemetry (cache, TENANT, CART, CORRAL_RESOLUTION_RAW, span, none, &error), error);
  for (guint day = 0; day < DAYS; day++)
    {
      CorralEvent *event = g_new0 (CorralEvent, 1);
      g_autofree char *body = g_strdup_printf ("{\"v\":1,\"type\":\"boot\",\"slot\":\"A\",\"boots\":%u,"
                                               "\"firmware\":\"3.3.%u\"}",
                                               day, day / 20);

      event->id = g_strdup_printf ("b%u", day);
      event->counter = day;
      event->type = g_strdup ("boot");
      event->device_ms = event->arrived_ms = span.start_ms + day * CORRAL_DAY_MS;
      event->body = g_bytes_new (body, strlen (body));
      g_ptr_array_add (events, event);
    }
  must (corral_cache_store_events (cache, TENANT, CART, events, NULL, &error), error);
  for (guint i = 0; i < 3 * DAYS; i++)
    {
      CorralSession *row = corral_batch_add (sessions, CORRAL_CHANGE_PUT);
      g_autofree char *id = g_strdup_printf ("t%u", i);

      corral_row_clear (sessions->schema, row);
      row->id = corral_batch_copy_string (sessions, id);
      row->rev = i + 1;
      row->cart = CART;
      row->store = "s1";
      row->started_ms = span.start_ms + i * CORRAL_DAY_MS / 3;
      row->ended_ms = row->started_ms + 40 * CORRAL_MINUTE_MS;
      row->status = "complete";
      row->item_count = 30;
    }
  corral_commit_add_batch (commit, sessions);
  must (corral_cache_commit (cache, TENANT, commit, &error), error);
}

/* ---- ours */

static double
open_ours (CorralCache *cache)
{
  GError *error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  double ms;
  CorralStory *story = corral_story_read (cache, TENANT, CART, CORRAL_RESOLUTION_RAW, span, NULL, &error);
  CorralTelemetryColumns *columns;

  must (story != NULL, error);
  columns = corral_cache_load_telemetry (cache, TENANT, CART, CORRAL_RESOLUTION_RAW, span, lines, &error);
  must (columns != NULL, error);
  ms = bench_since_ms (start_us);
  g_assert_cmpuint (columns->n_times, ==, N);
  g_assert_cmpuint (story->n_items[CORRAL_STORY_SESSION], ==, 3 * DAYS);
  g_assert_cmpuint (story->n_items[CORRAL_STORY_BOOT], ==, DAYS);
  g_assert_cmpuint (story->n_unfetched, ==, 0);
  corral_story_unref (story);
  corral_telemetry_columns_unref (columns);
  return ms;
}

/* ---- the floors */

static guint
read_rows (sqlite3_stmt *statement, guint64 *bytes)
{
  guint n = 0;

  for (; sqlite3_step (statement) == SQLITE_ROW; n++)
    for (int i = 0; i < sqlite3_column_count (statement); i++)
      *bytes += (guint64) sqlite3_column_bytes (statement, i);
  sqlite3_reset (statement);
  return n;
}

typedef struct
{
  sqlite3 *telemetry, *cache;
  sqlite3_stmt *chunks, *events, *sessions;
} Floor;

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  return statement;
}

static void
floor_open (Floor *self, const char *root)
{
  g_autofree char *telemetry = g_build_filename (root, TENANT, "telemetry.db", NULL);
  g_autofree char *cache = g_build_filename (root, TENANT, "cache.db", NULL);
  GString *sql = g_string_new ("SELECT data FROM chunk JOIN series ON series.pk=chunk.series WHERE cart='" CART
                               "' AND resolution=0 AND name IN ('uplink','access_point','arrival_delay_s','clock_skew_s',"
                               "'missing','impacts'");

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (sql, ",'%s'", lines[i]);
  g_string_append (sql, ") ORDER BY series,first_ms");
  if (sqlite3_open_v2 (telemetry, &self->telemetry, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK
      || sqlite3_open_v2 (cache, &self->cache, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    g_error ("cannot open the files");
  self->chunks = prepare (self->telemetry, sql->str);
  self->events = prepare (self->telemetry, "SELECT type,device_ms,arrived_ms,body FROM event WHERE cart='" CART
                                           "' AND type IN ('boot','fault') ORDER BY device_ms");
  self->sessions = prepare (self->cache, "SELECT * FROM session WHERE cart='" CART "' ORDER BY started_ms DESC");
  g_string_free (sql, TRUE);
}

static void
floor_close (Floor *self)
{
  sqlite3_finalize (self->chunks);
  sqlite3_finalize (self->events);
  sqlite3_finalize (self->sessions);
  sqlite3_close (self->telemetry);
  sqlite3_close (self->cache);
}

static double
open_floor (Floor *self, gboolean unpack)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  guint64 bytes = 0;
  guint n_rows;

  while (sqlite3_step (self->chunks) == SQLITE_ROW)
    {
      const guint8 *data = sqlite3_column_blob (self->chunks, 0);
      gsize size = (gsize) sqlite3_column_bytes (self->chunks, 0);

      bytes += size;
      if (unpack && !corral_series_decode (data, size, times, values))
        g_error ("a blob that cannot be read");
    }
  sqlite3_reset (self->chunks);
  n_rows = read_rows (self->events, &bytes) + read_rows (self->sessions, &bytes);
  g_assert_cmpuint (n_rows, ==, 4 * DAYS);
  g_assert_cmpuint (bytes, >, 10000);
  if (unpack)
    g_assert_cmpuint (values->len, ==, 14 * N);
  return bench_since_ms (start_us);
}

int
main (void)
{
  g_autofree char *root = g_dir_make_tmp ("corral-bench-XXXXXX", NULL);
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000);
  CorralTenant tenant = { .id = (char *) TENANT, .name = (char *) "Harbor", .region = (char *) "eu" };
  g_autoptr (CorralCache) cache = NULL;
  double ours[RUNS], read[RUNS], unpacked[RUNS];
  Floor floor_ = { NULL };
  GError *error = NULL;

  cache = corral_cache_open (root, root, CORRAL_CACHE_OPEN_DEFAULT, clock, &error);
  must (cache != NULL, error);
  must (corral_cache_open_tenant (cache, &tenant, NULL, &error), error);
  fill (cache);
  floor_open (&floor_, root);
  /* Once before it counts: the page cache is warm on both sides. */
  open_ours (cache);
  open_floor (&floor_, TRUE);
  for (guint i = 0; i < RUNS; i++)
    {
      ours[i] = open_ours (cache);
      read[i] = open_floor (&floor_, FALSE);
      unpacked[i] = open_floor (&floor_, TRUE);
    }
  {
    double median = bench_median (ours, RUNS);

    bench_print ("open_cart_30d", median, bench_median (unpacked, RUNS), "ms", RUNS);
    bench_print ("open_cart_30d_read", median, bench_median (read, RUNS), "ms", RUNS);
  }
  floor_close (&floor_);
  corral_cache_close (cache);
  remove_tree (root);
  return 0;
}
