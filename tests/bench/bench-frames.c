/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst frame while the list of all carts is sorted anew, filtered and fed with news under somebody's eye: the
 * real table with the real columns over a fleet of 100,000, scrolled to the middle, on whatever display there is.
 *
 * What a frame costs is all that the main thread did since the frame before (or since what was asked for), measured
 * around the main loop's own poll: the call, the flush of the mirror, idle work, layout and drawing. It is told in
 * CPU time of that thread, for what else the machine does is no concern of the list's, and apart from that on the
 * wall clock; on a quiet machine they are the same. Each round does every operation once in each form and has one
 * worst frame; printed are the median round, the worst of all rounds, and the very first (texts that have never
 * been ranked). One JSON object a line. */
#include "config.h"

#include "bench-figure.h"
#include "bench-meter.h"
#include "corral-cells.h"
#include "corral-freshness.h"
#include "sample-fleet.h"

#include <adwaita.h>
#include <locale.h>

#define N_CARTS 100000
#define N_STORES 3120
#define ROUNDS 7
#define DELTA_ROWS 1000
#define DELTAS_A_ROUND 6
#define FRAME_MS 16.7

typedef struct
{
  CorralPageContext context;
  CorralFleet *fleet;
  CorralRowList *list;
  CorralTable *table;
  GtkWidget *window;
  GPtrArray *vitals; /* (element-type CorralBatch): last values of one chain, each time newer */
  guint n_vitals;
  gint64 rev;
} Bench;

/* ---- what is done -------------------------------------------------------------------------------------- */

typedef struct
{
  guint column;
  gboolean descending;
} Sort;

static const Sort sorts[] = {
  { CORRAL_CART_COL_BATTERY_PCT, FALSE }, { CORRAL_CART_COL_SERIAL, FALSE },     { CORRAL_CART_COL_ARRIVED_MS, TRUE },
  { CORRAL_CART_COL_FIRMWARE, FALSE },    { CORRAL_CART_COL_SHOWN_STATE, FALSE }, { CORRAL_CART_COL_WIFI_RSSI_DBM, TRUE },
  { CORRAL_CART_COL_LABEL, TRUE },        { CORRAL_CART_COL_LABEL, FALSE },
};

static void
to_the_middle (Bench *bench)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (bench->list));

  bench_begin ();
  corral_table_scroll_to_position (bench->table, n / 2);
  gtk_widget_queue_draw (bench->window);
  bench_finish (NULL);
}

static void
sort_by (Bench *bench, const Sort *sort, BenchCost *worst)
{
  g_autoptr (CorralOrder) order = NULL;

  to_the_middle (bench);
  bench_begin ();
  order = corral_order_copy (corral_row_list_get_spec (bench->list));
  corral_order_sort_by (order, sort->column, sort->descending);
  corral_row_list_set_spec (bench->list, order);
  bench_finish (worst);
}

static void
resort (Bench *bench, BenchCost *worst)
{
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    sort_by (bench, &sorts[i], worst);
}

/* Conditions as chips set them; an empty name: none. */
static const struct
{
  const char *name;
  const char *value;
} filters[] = {
  { "state", "offline" }, { "", "" }, { "state", "idle,in_use,charging" }, { "chain", "c2" },
  { "firmware", "4.2.9" }, { "", "" },
};

static void
filter (Bench *bench, BenchCost *worst)
{
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autoptr (CorralOrder) order = NULL;

      to_the_middle (bench);
      bench_begin ();
      order = corral_order_new (CORRAL_TABLE_CART);
      corral_order_sort_by (order, CORRAL_CART_COL_BATTERY_PCT, FALSE);
      if (*filters[i].name != '\0')
        g_assert_true (corral_order_where_named (order, filters[i].name, filters[i].value));
      corral_row_list_set_spec (bench->list, order);
      bench_finish (worst);
    }
}

/* As many last values as a page of news has, each moving its cart in the list. */
static CorralBatch *
make_news (Bench *bench)
{
  CorralBatch *news = corral_batch_new (CORRAL_COLLECTION_VITAL);
  const CorralBatch *old = g_ptr_array_index (bench->vitals, 0);

  bench->rev++;
  for (guint i = 0; i < DELTA_ROWS; i++)
    {
      const CorralVital *from = corral_batch_get_row (old, (guint) ((bench->rev * 7919 + i * 13) % old->n_rows));
      CorralVital *row = corral_batch_add (news, CORRAL_CHANGE_PUT);

      *row = *from;
      row->rev = from->rev + 2000 * bench->rev;
      row->battery_pct = (bench->rev * 31 + i * 7) % 101;
      row->arrived_ms = SAMPLE_NOW_MS + bench->rev * 1000;
    }
  return news;
}

static void
sync_news (Bench *bench, BenchCost *worst)
{
  static const Sort by_battery = { CORRAL_CART_COL_BATTERY_PCT, FALSE };

  sort_by (bench, &by_battery, NULL);
  for (guint i = 0; i < DELTAS_A_ROUND; i++)
    {
      g_autoptr (CorralBatch) news = make_news (bench);

      to_the_middle (bench);
      bench_begin ();
      corral_fleet_apply (bench->fleet, "c0", news);
      bench_finish (worst);
    }
}

/* ---- figures --------------------------------------------------------------------------------------------- */

static void
measure (Bench *bench, const char *name, void (*round) (Bench *bench, BenchCost *worst))
{
  double cpus[ROUNDS], walls[ROUNDS];
  g_autofree char *figure = g_strdup_printf ("%s_frame_100k", name);
  g_autofree char *figure_wall = g_strdup_printf ("%s_frame_wall_100k", name);
  g_autofree char *figure_worst = g_strdup_printf ("%s_frame_worst_100k", name);
  g_autofree char *figure_first = g_strdup_printf ("%s_frame_first_100k", name);
  BenchCost first = { 0 };
  double worst = 0;

  round (bench, &first);
  for (guint i = 0; i < ROUNDS; i++)
    {
      BenchCost cost = { 0 };

      round (bench, &cost);
      cpus[i] = cost.cpu_ms;
      walls[i] = cost.wall_ms;
      worst = MAX (worst, cost.cpu_ms);
    }
  bench_print (figure, bench_median (cpus, ROUNDS), FRAME_MS, "ms", ROUNDS);
  bench_print (figure_wall, bench_median (walls, ROUNDS), FRAME_MS, "ms", ROUNDS);
  bench_print (figure_worst, worst, FRAME_MS, "ms", ROUNDS);
  bench_print (figure_first, first.cpu_ms, FRAME_MS, "ms", 1);
}

static void
fill (Bench *bench)
{
  const SampleSize size = { .n_chains = 6,
                            .n_stores = N_STORES,
                            .n_carts = N_CARTS,
                            .n_alerts = N_CARTS / 50,
                            .n_flags = N_CARTS / 50,
                            .seed = 1 };
  g_autoptr (GPtrArray) rows = sample_fleet_rows (&size);

  bench->fleet = corral_fleet_new (corral_freshness_judge);
  bench->vitals = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref);
  for (guint chain = 0; chain < size.n_chains; chain++)
    sample_fleet_put_tenant (bench->fleet, chain);
  for (guint i = 0; i < rows->len; i++)
    {
      SampleBatch *batch = rows->pdata[i];

      corral_fleet_apply (bench->fleet, batch->tenant, batch->batch);
      if (batch->batch->collection == CORRAL_COLLECTION_VITAL && g_str_equal (batch->tenant, "c0"))
        g_ptr_array_add (bench->vitals, corral_batch_ref (batch->batch));
    }
  corral_fleet_set_now (bench->fleet, SAMPLE_NOW_MS);
  corral_fleet_go_live (bench->fleet);
}

static void
activate_cb (GApplication *application, Bench *bench)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  const CorralTableColumn *columns;
  guint n_columns;

  columns = corral_cart_columns_get (&n_columns);
  bench->list = corral_row_list_new (bench->fleet, order);
  bench->table = CORRAL_TABLE (corral_table_new ("bench", "Carts", columns, n_columns, &bench->context, NULL));
  corral_table_set_rows (bench->table, bench->list);
  bench->window = adw_application_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1280, 800);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (bench->window), GTK_WIDGET (bench->table));
  gtk_window_present (GTK_WINDOW (bench->window));
  bench_watch (bench->window);
}

int
main (void)
{
  Bench bench = { 0 };
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  fill (&bench);
  bench.context.fleet = bench.fleet;
  bench.context.clock = corral_clock_new_manual (SAMPLE_NOW_MS * 1000);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.cartcorral.Bench", "flags",
                              G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/cartcorral/Corral", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &bench);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  bench_meter_init ();
  bench_begin ();
  g_application_activate (G_APPLICATION (application));
  bench_finish (NULL);

  to_the_middle (&bench);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench.list)), ==, N_CARTS);
  g_assert_cmpfloat (gtk_adjustment_get_value (corral_table_get_vadjustment (bench.table)), >, 100000);
  measure (&bench, "resort", resort);
  measure (&bench, "filter", filter);
  measure (&bench, "sync", sync_news);
  fflush (stdout);

  /* The process ends here; taking 100,000 rows apart is no part of the bench. */
  gtk_window_destroy (GTK_WINDOW (bench.window));
  return 0;
}
