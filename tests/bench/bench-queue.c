/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst frame of the queue of 50,000 open flags under somebody's hands, in the real window on the real
 * services, in CPU time of the main thread (and apart from that on the wall clock): opening it, going down in it
 * by pages, sorting and filtering, a decision in it, a page of news; and loss prevention's overview of as many
 * flags of the past in one chain, with a week that comes. One JSON object a line. */
#include "config.h"

#include "bench-figure.h"
#include "bench-meter.h"
#include "bench-weeks.h"
#include "bench-why.h"
#include "corral-columns.h"
#include "corral-fleet-tables.h"
#include "corral-freshness.h"
#include "corral-list-page.h"
#include "corral-time.h"
#include "corral-window.h"
#include "sample-fleet.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#define N_CARTS 10000
#define N_STORES 312
#define N_FLAGS 50000
#define NEWS 500
#define WEEKS 13
#define CHAIN_STORES (N_STORES / 6)
#define ROUNDS 7
#define FRAME_MS 16.7
/* With --why frames that took so long say what ran in them. */
#define WHY_MS 8.0

typedef struct
{
  CorralServices *services;
  CorralFleet *fleet;
  CorralWindow *window;
  gint64 rev;
  guint next;
} Bench;

static void
put_flag (CorralFleet *fleet, guint i, gint64 rev, gboolean decided)
{
  static const char *const kinds[]
      = { "weight_mismatch", "weight_mismatch", "weight_without_scan", "exit_without_pay", "void_cluster", "recheck_due" };
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 cart = i * 17 % corral_columns_get_n_slots (carts);
  guint32 store = corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE);
  g_autofree char *id = g_strdup_printf ("f-%u", i);
  g_autofree char *item = g_strdup_printf ("sku-%u", i * 7919 % 1200);
  CorralFlag flag;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = id;
  flag.rev = rev;
  flag.kind = kinds[i % G_N_ELEMENTS (kinds)];
  flag.session = id;
  flag.cart = corral_columns_get_text (carts, cart, CORRAL_CART_COL_ID);
  flag.store = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID);
  flag.item = item;
  flag.raised_ms = SAMPLE_NOW_MS - (gint64) (i * 31 % (7 * 24 * 3600)) * 1000;
  flag.status = decided ? "decided" : "open";
  flag.outcome = decided ? "staff_ok" : NULL;
  flag.in_store = i % 40 == 0;
  flag.session_started_ms = flag.raised_ms - 20 * CORRAL_MINUTE_MS;
  flag.value_minor = 100 + i * 37 % 20000;
  flag.currency = "EUR";
  flag.expected_g = 100 + i * 13 % 900;
  flag.measured_g = flag.expected_g * (1 + (double) (i % 9) / 5);
  corral_fleet_put (fleet,
                    corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN),
                                           CORRAL_CHAIN_COL_ID),
                    corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* ---- what is done ------------------------------------------------------------------------------------- */

/* A frame is drawn whether or not a row on the screen has changed. */
static void
finish (Bench *bench, BenchCost *worst)
{
  gtk_widget_queue_draw (GTK_WIDGET (bench->window));
  bench_finish (worst);
}

static void
go (Bench *bench, const char *uri, BenchCost *worst)
{
  bench_begin ();
  corral_window_go_link (bench->window, uri);
  finish (bench, worst);
}

static void
open_queue (Bench *bench, BenchCost *worst)
{
  go (bench, "corral:outbox", NULL);
  go (bench, "corral:flags", worst);
}

static void
filter (Bench *bench, BenchCost *worst)
{
  go (bench, "corral:flags?in_store=1", worst);
  go (bench, "corral:flags?advice=1", worst);
  go (bench, "corral:flags?kind=exit_without_pay", worst);
  go (bench, "corral:flags", worst);
}

/* A colleague's decision, as it comes with the changes; the row leaves the list of the undecided. */
static void
decide (Bench *bench, BenchCost *worst)
{
  go (bench, "corral:flags?open=1", NULL);
  for (guint i = 0; i < 5; i++)
    {
      bench_begin ();
      put_flag (bench->fleet, bench->next++ * 101 % N_FLAGS, ++bench->rev, TRUE);
      finish (bench, worst);
    }
}

static void
news (Bench *bench, BenchCost *worst)
{
  bench_begin ();
  for (guint i = 0; i < NEWS; i++)
    put_flag (bench->fleet, bench->next++ * 101 % N_FLAGS, ++bench->rev, FALSE);
  finish (bench, worst);
}

/* Down by pages, as with the key. */
static void
walk (Bench *bench, BenchCost *worst)
{
  go (bench, "corral:flags", NULL);
  for (guint i = 0; i < 10; i++)
    {
      bench_begin ();
      corral_table_scroll_to_position (corral_list_page_get_table (CORRAL_LIST_PAGE (corral_window_get_page (bench->window))),
                                       i * 4000);
      finish (bench, worst);
    }
}

static void
put_weeks (Bench *bench, guint week, gint64 rev)
{
  CorralRandom random = corral_random_seeded (1, 2, 3, week);

  /* Every sixth store is of chain c0. */
  for (guint store = 0; store < CHAIN_STORES; store++)
    {
      g_autofree char *name = g_strdup_printf ("s-%u", store * 6);

      bench_put_week (bench->fleet, "c0", name, week, N_FLAGS / (CHAIN_STORES * WEEKS), "k-", store * 6, &random, rev);
    }
}

/* Until all is counted and shown. */
static void
count_to_end (Bench *bench, const char *uri, BenchCost *worst)
{
  guint wake = g_timeout_add (5, wake_cb, NULL);

  bench_begin ();
  corral_window_go_link (bench->window, uri);
  while (!corral_page_is_settled (corral_window_get_page (bench->window)))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
  finish (bench, worst);
}

/* Opened, over other days, and after the newest weeks of all stores came. */
static void
overview (Bench *bench, BenchCost *worst)
{
  go (bench, "corral:outbox", NULL);
  count_to_end (bench, "corral://c0/loss", worst);
  count_to_end (bench, "corral://c0/loss?over=quarter", worst);
  put_weeks (bench, WEEKS - 1, ++bench->rev);
  count_to_end (bench, "corral://c0/loss", worst);
}

static void
measure (Bench *bench, const char *name, void (*round) (Bench *bench, BenchCost *worst))
{
  double cpus[ROUNDS], walls[ROUNDS];
  g_autofree char *figure = g_strdup_printf ("queue_%s_frame_50k", name);
  g_autofree char *figure_wall = g_strdup_printf ("queue_%s_frame_wall_50k", name);
  g_autofree char *figure_worst = g_strdup_printf ("queue_%s_frame_worst_50k", name);
  double worst = 0;

  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double));

  round (bench, NULL);
  bench_record (frames, NULL);
  for (guint i = 0; i < ROUNDS; i++)
    {
      BenchCost cost = { 0 };

      round (bench, &cost);
      cpus[i] = cost.cpu_ms;
      walls[i] = cost.wall_ms;
      worst = MAX (worst, cost.cpu_ms);
    }
  bench_record (NULL, NULL);
  bench_why_print (name);
  bench_print (figure, bench_median (cpus, ROUNDS), FRAME_MS, "ms", ROUNDS);
  bench_print (figure_wall, bench_median (walls, ROUNDS), FRAME_MS, "ms", ROUNDS);
  bench_print (figure_worst, worst, FRAME_MS, "ms", ROUNDS);
}

/* ---- the window ------------------------------------------------------------------------------------------ */

static void
run_for (gint64 ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;
  guint wake = g_timeout_add (50, wake_cb, NULL);

  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
}

static void
open_window (Bench *bench, GtkApplication *application, GSettings *settings, const char *dir)
{
  const SampleSize size
      = { .n_chains = 6, .n_stores = N_STORES, .n_carts = N_CARTS, .n_alerts = 500, .n_flags = 0, .seed = 1 };
  CorralStart start = { .demo = TRUE, .offline = TRUE, .data_dir = (char *) dir };
  CorralClock *clock = corral_clock_new_scaled (SAMPLE_NOW_MS * 1000, 1);

  bench->services = corral_services_new (&start, clock);
  corral_services_go (bench->services);
  bench->fleet = corral_services_get_fleet (bench->services);
  sample_fleet_fill (bench->fleet, &size);
  corral_fleet_set_now (bench->fleet, corral_clock_now_ms (clock));
  for (guint i = 0; i < N_FLAGS; i++)
    put_flag (bench->fleet, i, ++bench->rev, FALSE);
  for (guint week = 0; week < WEEKS; week++)
    put_weeks (bench, week, ++bench->rev);
  bench->window = corral_window_new (application, bench->services, settings);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1280, 800);
  corral_window_go_link (bench->window, "corral:outbox");
  gtk_window_present (GTK_WINDOW (bench->window));
  bench_watch (GTK_WIDGET (bench->window));
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

int
main (int argc, char **argv)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-queue-XXXXXX", NULL);
  g_autoptr (GtkApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = NULL;
  Bench bench = { .rev = 1 };

  setlocale (LC_ALL, "");
  g_assert_nonnull (dir);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.cartcorral.Bench", "flags",
                              G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/cartcorral/Corral", NULL);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  settings = g_settings_new (CORRAL_APPLICATION_ID);
  bench_meter_init ();
  if (argc > 1 && strcmp (argv[1], "--why") == 0)
    bench_explain (WHY_MS);
  open_window (&bench, application, settings, dir);
  /* The first judging of all of them. */
  run_for (8000);
  measure (&bench, "opening", open_queue);
  g_assert_cmpuint (corral_columns_get_n_rows (corral_fleet_get_table (bench.fleet, CORRAL_TABLE_FLAG)), ==, N_FLAGS);
  measure (&bench, "walk", walk);
  measure (&bench, "filter", filter);
  measure (&bench, "decision", decide);
  measure (&bench, "news", news);
  measure (&bench, "overview", overview);
  fflush (stdout);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  corral_services_stop (bench.services);
  remove_tree (dir);
  /* The process ends here; taking 50,000 rows apart is no part of the bench. */
  return 0;
}
