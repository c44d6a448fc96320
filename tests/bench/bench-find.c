/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a key in the search field to the frame that shows what was found, over 100,000 carts: the real field with its
 * popover, on whatever display there is. Printed are the median and the 99th of a hundred keys, in CPU time of the main
 * thread and apart from that on the wall clock. One JSON object a line. */
#include "config.h"

#include "bench-figure.h"
#include "bench-meter.h"
#include "corral-search-box.h"
#include "corral-freshness.h"
#include "sample-fleet.h"

#include <adwaita.h>
#include <locale.h>
#include <string.h>

#define N_CARTS 100000
#define N_STORES 3120
#define ROUNDS 3
#define FRAME_MS 16.7

/* What people type, key by key: carts, stores, lists, what is nowhere, and a slip. */
static const char *const typed[] = { "0412", "SC-26-0041", "9137", "riverside", "elm 0200", "118", "harbour gate",
                                     "3999", "silent elm", "firmware 4.2", "mrakte", "zzzz" };

typedef struct
{
  CorralPageContext context;
  GtkWidget *window;
  GtkWidget *box;
} Bench;

static void
activate_cb (GApplication *application, Bench *bench)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  bench->box = corral_search_box_new ();
  corral_search_box_begin (CORRAL_SEARCH_BOX (bench->box), &bench->context);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), bench->box);
  gtk_box_append (GTK_BOX (content), header);
  bench->window = adw_application_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1024, 768);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (bench->window), content);
  gtk_window_present (GTK_WINDOW (bench->window));
  bench_watch (bench->window);
}

static void
print (const char *name, GArray *values)
{
  double *all = (double *) (gpointer) values->data;
  g_autofree char *p99 = g_strdup_printf ("%s_p99_100k", name);
  g_autofree char *p50 = g_strdup_printf ("%s_100k", name);

  bench_print (p50, bench_median (all, values->len), FRAME_MS, "ms", values->len);
  bench_print (p99, all[MIN (values->len - 1, (guint) (0.99 * values->len))], FRAME_MS, "ms", values->len);
}

static void
type (Bench *bench, GArray *cpu, GArray *wall)
{
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    for (gsize n = 1; n <= strlen (typed[i]); n++)
      {
        g_autofree char *text = g_strndup (typed[i], n);
        BenchCost cost = { 0 };

        bench_begin ();
        corral_search_box_set_text (CORRAL_SEARCH_BOX (bench->box), text);
        bench_finish (&cost);
        g_array_append_val (cpu, cost.cpu_ms);
        g_array_append_val (wall, cost.wall_ms);
      }
}

int
main (void)
{
  const SampleSize size = { .n_chains = 6, .n_stores = N_STORES, .n_carts = N_CARTS, .seed = 1 };
  Bench bench = { 0 };
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GArray) cpu = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) wall = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bench.context.fleet = corral_fleet_new (corral_freshness_judge);
  bench.context.clock = corral_clock_new_manual (SAMPLE_NOW_MS * 1000);
  bench.context.settings = g_settings_new (CORRAL_APPLICATION_ID);
  sample_fleet_fill (bench.context.fleet, &size);
  corral_fleet_set_now (bench.context.fleet, SAMPLE_NOW_MS);
  corral_fleet_go_live (bench.context.fleet);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.cartcorral.Bench", "flags",
                              G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/cartcorral/Corral", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &bench);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  bench_meter_init ();
  bench_begin ();
  g_application_activate (G_APPLICATION (application));
  bench_finish (NULL);

  /* Once for what is made once: the popover, its rows, what is searched. */
  type (&bench, cpu, wall);
  g_array_set_size (cpu, 0);
  g_array_set_size (wall, 0);
  for (guint i = 0; i < ROUNDS; i++)
    type (&bench, cpu, wall);
  print ("find_key_frame", cpu);
  print ("find_key_frame_wall", wall);

  /* The process ends here; taking 100,000 rows apart is no part of the bench. */
  gtk_window_destroy (GTK_WINDOW (bench.window));
  return 0;
}
