/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A storm: 100,000 alerts in a minute, over the demo's fleet or ten times as many carts (--carts), in the real window with all
 * that runs behind it, on whatever display there is. Rows come as the sync brings them, a page of 1,000 at a time, and
 * no slower for anything. Each page is on the screen for a storm of its own. Then each row of it is cleared, and then deleted, as the cloud does, both in ten seconds:
 * six times as much falls upon each frame. With --dense the storm itself is played in ten seconds, too.
 *
 * A frame's cost is what bench-frames.c calls so: the main thread's CPU time since the frame before, and the same on the
 * wall's clock, which on a machine that others use says what they did. Told are of every page the frames' middle, 99th of a
 * hundred and worst, how many of a hundred took longer than a frame may, and the longest piece in which the main thread looked
 * at nothing else; and what the process holds more than before after the first storm, and after the last more than after the
 * first. One JSON object a line. With --why frames that took longer than a frame may (or than --over MS) say on
 * stderr what ran in them.
 *
 *     bench-storm [--carts N] [--dense] [--why] [--over MS] [PAGE…] */
#include "config.h"

#include "bench-figure.h"
#include "bench-meter.h"
#include "bench-why.h"
#include "corral-incident.h"
#include "corral-incident-source.h"
#include "corral-services.h"
#include "corral-window.h"
#include "sample-fleet.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <malloc.h>
#include <string.h>

#define N_CHAINS 6
#define N_CARTS 10000
#define N_ALERTS 100000
#define PAGE_ROWS 1000
#define N_BATCHES (N_ALERTS / PAGE_ROWS)
#define DENSE 6
#define APART_MS (60 * 1000 / N_BATCHES)
#define FRAME_MS 16.0
/* What the storm leaves to do: a look of the watch at least. */
#define AFTER_MS 7000

typedef struct
{
  CorralServices *services;
  CorralFleet *fleet;
  CorralClock *clock;
  GSettings *settings;
  CorralWindow *window;
  guint n_carts, n_stores;
  const char *size; /* how figures call it */
  gboolean why;
  double over_ms; /* frames of so much say why */
  guint storm;   /* its number */
  guint batch;   /* of the storm: the next that comes */
  gboolean ends; /* rows are deleted, not put */
  gboolean dense; /* the storm comes as quickly as its end does */
  gint64 rev;
  GPtrArray *news; /* (element-type CorralBatch): what comes, N_CHAINS a page */
} Bench;

/* Kinds that come in storms, and one that this program has never heard of. */
static const char *const kinds[] = { "offline", "battery_low", "offline", "radio_noise", "tray_haunted" };
static const char *const severities[] = { "info", "watch", "act" };

/* ---- the storm ------------------------------------------------------------------------------------------- */

static void
add_row (Bench *bench, CorralBatch *batch, guint storm, guint index, gboolean cleared)
{
  CorralAlert *alert = corral_batch_add (batch, bench->ends ? CORRAL_CHANGE_DELETE : CORRAL_CHANGE_PUT);
  guint cart = index * 13 % bench->n_carts;
  gint64 now_ms = corral_clock_now_ms (bench->clock);
  g_autofree char *id = g_strdup_printf ("storm-%u-%u", storm, index);
  g_autofree char *store_id = g_strdup_printf ("s-%u", cart % bench->n_stores);
  g_autofree char *cart_id = g_strdup_printf ("k-%06u", cart);

  alert->id = corral_batch_copy_string (batch, id);
  alert->rev = ++bench->rev;
  if (bench->ends)
    return;
  alert->kind = kinds[index % G_N_ELEMENTS (kinds)];
  alert->severity = severities[index % G_N_ELEMENTS (severities)];
  alert->store = corral_batch_copy_string (batch, store_id);
  alert->cart = corral_batch_copy_string (batch, cart_id);
  alert->raised_ms = now_ms - index % 50 * 1000;
  alert->cleared_ms = cleared ? now_ms : CORRAL_UNKNOWN;
}

/* Pages of news with carts of all chains, as they are numbered: read off the network elsewhere, before they arrive here. */
static void
prepare (Bench *bench, gboolean cleared)
{
  g_ptr_array_set_size (bench->news, 0);
  for (guint i = 0; i < N_ALERTS; i++)
    {
      guint at = i / PAGE_ROWS * N_CHAINS + i * 13 % bench->n_carts % bench->n_stores % N_CHAINS;

      while (bench->news->len < (i / PAGE_ROWS + 1) * N_CHAINS)
        g_ptr_array_add (bench->news, corral_batch_new (CORRAL_COLLECTION_ALERT));
      add_row (bench, g_ptr_array_index (bench->news, at), bench->storm, i, cleared);
    }
  bench->batch = 0;
}

static gboolean
arrive_cb (gpointer data)
{
  Bench *bench = data;

  for (guint chain = 0; chain < N_CHAINS; chain++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", chain);

      corral_fleet_apply (bench->fleet, id, g_ptr_array_index (bench->news, bench->batch * N_CHAINS + chain));
      corral_fleet_set_known_as_of (bench->fleet, id, corral_clock_now_ms (bench->clock));
    }
  return ++bench->batch < N_BATCHES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

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
play (Bench *bench, gboolean dense)
{
  g_timeout_add (dense ? APART_MS / DENSE : APART_MS, arrive_cb, bench);
  while (bench->batch < N_BATCHES)
    g_main_context_iteration (NULL, TRUE);
  run_for (AFTER_MS);
}

/* ---- figures --------------------------------------------------------------------------------------------- */

static double
memory_mib (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  /* What the allocator only keeps for later is not held. */
  malloc_trim (0);
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  words = g_strsplit (text, " ", 3);
  return (double) g_ascii_strtoull (words[1], NULL, 10) * 4 / 1024;
}

static void
go (Bench *bench, const char *uri)
{
  corral_window_go_link (bench->window, uri);
  run_for (1500);
}

static void
print (Bench *bench, const char *page, const char *what, const char *figure, double value, guint runs)
{
  g_autofree char *name = g_strdup_printf ("storm_%s_%s_%s_%s", page, what, figure, bench->size);

  bench_print (name, value, FRAME_MS, "ms", runs);
}

/* Sorts @values, and tells of their middle, 99th of a hundred and worst. */
static void
print_frames (Bench *bench, const char *page, const char *what, GArray *values)
{
  double *all = (double *) (gpointer) values->data;

  print (bench, page, what, "median", bench_median (all, values->len), values->len);
  print (bench, page, what, "p99", all[MIN (values->len - 1, (guint) (0.99 * values->len))], values->len);
  print (bench, page, what, "worst", all[values->len - 1], values->len);
}

/* Frames of one storm on @page. */
static void
measure (Bench *bench, const char *page, gboolean dense)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) walls = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *late = g_strdup_printf ("storm_%s_late_%s", page, bench->size);
  guint n_late = 0;

  bench_record (frames, walls);
  bench_begin ();
  play (bench, dense);
  bench_record (NULL, NULL);
  print_frames (bench, page, "frame", frames);
  print_frames (bench, page, "frame_wall", walls);
  for (guint i = 0; i < frames->len; i++)
    n_late += g_array_index (frames, double, i) > FRAME_MS;
  bench_print (late, 100.0 * n_late / frames->len, 1, "%", frames->len);
  print (bench, page, "piece", "worst", bench_get_piece (), frames->len);
  fprintf (stderr, "%s: %u of %u frames over %.0f ms, %.1f MiB", page, n_late, frames->len, FRAME_MS, memory_mib ());
  /* What somebody has asked for and not given back: the rest is the program itself, and what the allocator keeps. */
  fprintf (stderr, " of which %.1f in use\n", (double) mallinfo2 ().uordblks / (1024 * 1024));
  if (bench->why)
    bench_why_print (page);
}

/* What a page is called by its link. */
static char *
make_link (Bench *bench, const char *page)
{
  const GPtrArray *incidents = corral_incident_source_get_incidents (corral_services_get_incidents (bench->services));

  if (strcmp (page, "incident") == 0 && incidents->len > 0)
    return g_strdup_printf ("corral:incident/%s", ((const CorralIncident *) g_ptr_array_index (incidents, 0))->id);
  if (strcmp (page, "store") == 0)
    return g_strdup ("corral://c0/store/100");
  if (strcmp (page, "cart") == 0)
    return g_strdup ("corral://c0/cart/SC-26-000000");
  return g_strdup_printf ("corral:%s", page);
}

static void
storm_on (Bench *bench, const char *page)
{
  g_autofree char *uri = make_link (bench, page);
  g_autofree char *cleared = g_strdup_printf ("%s_clearing", page);
  g_autofree char *deleted = g_strdup_printf ("%s_deleting", page);

  bench->storm++;
  bench->ends = FALSE;
  go (bench, uri);
  prepare (bench, FALSE);
  measure (bench, page, bench->dense);
  prepare (bench, TRUE);
  measure (bench, cleared, TRUE);
  bench->ends = TRUE;
  prepare (bench, FALSE);
  measure (bench, deleted, TRUE);
  g_ptr_array_set_size (bench->news, 0);
}

/* ---- the window ------------------------------------------------------------------------------------------ */

/* Frames come all the time, as they do under somebody's hands: each counts what was done since the one before. */
static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
open_window (Bench *bench, GtkApplication *application, const char *dir)
{
  const SampleSize size
      = { .n_chains = N_CHAINS, .n_stores = bench->n_stores, .n_carts = bench->n_carts, .n_alerts = 2000,
          .n_flags = 1000, .seed = 1 };
  CorralStart start = { .demo = TRUE, .offline = TRUE, .data_dir = (char *) dir };

  bench->clock = corral_clock_new_scaled (SAMPLE_NOW_MS * 1000, bench->dense ? DENSE : 1);
  bench->services = corral_services_new (&start, bench->clock);
  corral_services_go (bench->services);
  bench->fleet = corral_services_get_fleet (bench->services);
  bench->settings = g_settings_new (CORRAL_APPLICATION_ID);
  sample_fleet_fill (bench->fleet, &size);
  corral_fleet_set_now (bench->fleet, corral_clock_now_ms (bench->clock));
  bench->window = corral_window_new (application, bench->services, bench->settings);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1280, 800);
  corral_window_go_link (bench->window, "corral:fleet");
  gtk_window_present (GTK_WINDOW (bench->window));
  bench_watch (GTK_WIDGET (bench->window));
  gtk_widget_add_tick_callback (GTK_WIDGET (bench->window), tick_cb, NULL, NULL);
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

/* The pages that are named, or NULL. */
static char **
read_options (Bench *bench, int *argc, char ***argv)
{
  int n_carts = N_CARTS;
  char **pages = NULL;
  GOptionEntry entries[] = {
    { "carts", 0, 0, G_OPTION_ARG_INT, &n_carts, "", "N" },
    { "dense", 0, 0, G_OPTION_ARG_NONE, &bench->dense, "", NULL },
    { "why", 0, 0, G_OPTION_ARG_NONE, &bench->why, "", NULL },
    { "over", 0, 0, G_OPTION_ARG_DOUBLE, &bench->over_ms, "", "MS" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &pages, "", "PAGE…" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    g_error ("%s", error->message);
  if (n_carts != N_CARTS && n_carts != 10 * N_CARTS)
    g_error ("10000 carts, or 100000");
  bench->n_carts = (guint) n_carts;
  /* As many as the demo's fleet has. */
  bench->n_stores = bench->n_carts / N_CARTS * 312;
  bench->size = n_carts == N_CARTS ? "10k" : "100k";
  return pages;
}

int
main (int argc, char **argv)
{
  static const char *const all_pages[] = { "incidents", "alerts", "fleet", "stores", "carts", "flags", "rules", "handover",
                                           "noise", "incident", "store", "cart", "loss", "cases", "rechecks", NULL };
  g_auto (GStrv) named = NULL;
  const char *const *pages;
  g_autofree char *dir = g_dir_make_tmp ("corral-storm-XXXXXX", NULL);
  g_autoptr (GtkApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *memory = NULL, *memory_again = NULL;
  double before, after_first = 0;
  Bench bench = { .over_ms = FRAME_MS, .news = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref) };

  setlocale (LC_ALL, "");
  g_assert_nonnull (dir);
  named = read_options (&bench, &argc, &argv);
  pages = named != NULL ? (const char *const *) named : all_pages;
  memory = g_strdup_printf ("storm_memory_%s", bench.size);
  memory_again = g_strdup_printf ("storm_memory_again_%s", bench.size);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.cartcorral.Bench", "flags",
                              G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/cartcorral/Corral", NULL);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  bench_meter_init ();
  if (bench.why)
    bench_explain (bench.over_ms);
  open_window (&bench, application, dir);
  /* The first looks, which read the whole fleet for the first time. */
  run_for (12000);
  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_autofree char *uri = make_link (&bench, pages[i]);

      go (&bench, uri);
    }
  before = memory_mib ();
  for (guint i = 0; pages[i] != NULL; i++)
    {
      storm_on (&bench, pages[i]);
      if (i == 0)
        after_first = memory_mib ();
    }
  /* What one storm leaves behind, and what the others add to that. */
  bench_print (memory, after_first, before, "MiB", 1);
  bench_print (memory_again, memory_mib (), after_first, "MiB", bench.storm - 1);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  corral_services_stop (bench.services);
  remove_tree (dir);
  /* The process ends here; taking 100,000 rows apart is no part of the bench. */
  return 0;
}
