/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loss prevention's figures over 50,000 flags of the past in one chain: 500 stores, 13 weeks. Read once from the rows, then
 * counted for the page (the whole chain, 90 days) and for the trust of flags. The floor is one pass that counts outcomes by
 * store over arrays that lie ready; a frame is another. One JSON object a line.
 */
#include "config.h"

#include "bench-figure.h"
#include "bench-weeks.h"
#include "corral-flag-past.h"
#include "corral-loss-figures.h"

#include <time.h>

#define STORES 500
#define WEEKS 13
#define FLAGS 50000
#define RUNS 15
#define PIECE_RUNS 5
#define FRAME_MS 16.0

static volatile guint sink;

/* This thread's own time: another program's is not ours. */
static gint64
now_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_GINT64_CONSTANT (1000000) + time.tv_nsec / 1000;
}

static double
since_ms (gint64 start_us)
{
  return (double) (now_us () - start_us) / 1000;
}

static void
put_week (CorralFleet *fleet, guint store, guint week, CorralRandom *random, gint64 rev)
{
  g_autofree char *name = g_strdup_printf ("s-%03u", store);

  bench_put_week (fleet, "c", name, week, FLAGS / (STORES * WEEKS) + (corral_random_int (random, 0, 13) < 9), "c-", store * 20,
                  random, rev);
}

static void
fill (CorralFleet *fleet)
{
  CorralTenant tenant = { .id = (char *) "c", .name = (char *) "Chain" };
  CorralRandom random = corral_random_seeded (1, 2, 3, 4);

  corral_fleet_put_tenant (fleet, &tenant);
  for (guint cart = 0; cart < STORES * 20; cart++)
    {
      g_autofree char *id = g_strdup_printf ("c-%06u", cart);
      CorralCart row;

      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &row);
      row.id = row.serial = row.label = id;
      row.rev = 1;
      row.store = "s-000";
      row.state = "idle";
      corral_fleet_put (fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_CART), &row);
    }
  for (guint store = 0; store < STORES; store++)
    for (guint week = 0; week < WEEKS; week++)
      put_week (fleet, store, week, &random, 1);
  corral_fleet_flush (fleet);
}

static double
count_floor (CorralFleet *fleet)
{
  const GPtrArray *weeks = corral_loss_history_get_weeks (corral_loss_history_get (fleet));
  g_autofree guint *counts = g_new0 (guint, 4096);
  gint64 start = now_us ();

  for (guint i = 0; i < weeks->len; i++)
    {
      const CorralLossWeekRead *week = g_ptr_array_index (weeks, i);

      for (guint h = 0; h < week->n_hours; h++)
        counts[week->store % 512] += (guint) week->sessions[h];
      for (guint k = 0; k < week->n_flags; k++)
        counts[512 + week->store % 512 + 512 * (week->flags[k].outcome % 6)]++;
    }
  sink += counts[7];
  return since_ms (start);
}

/* Some 2 ms: as the page has it (pages/corral-loss-page.c). */
#define PIECE 4000
#define PIECE_MS 4.0

/* As many decided flags as the history has, which are held against it. */
static void
decide (CorralFleet *fleet)
{
  for (guint i = 0; i < FLAGS; i++)
    {
      g_autofree char *id = g_strdup_printf ("f-s-%03u-%u-%u", i % STORES, i / STORES % WEEKS, i / (STORES * WEEKS));
      CorralFlag flag;

      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
      flag.id = id;
      flag.rev = 1;
      flag.kind = "weight_mismatch";
      flag.cart = "c-000001";
      flag.store = "s-000";
      flag.status = "decided";
      flag.outcome = "staff_ok";
      corral_fleet_put (fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
    }
  corral_fleet_flush (fleet);
}

/* The longest piece of a count, as on the page, on a fleet that nothing is read of yet. */
static double
count_in_pieces (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralLossCount) count = NULL;
  g_autoptr (CorralLossFigures) figures = NULL;
  double worst = 0;
  gboolean more = TRUE;

  fill (fleet);
  decide (fleet);
  count = corral_loss_count_new (fleet, corral_fleet_find_chain (fleet, "c"), CORRAL_NO_SLOT, 91);
  while (more)
    {
      gint64 start = now_us ();

      more = corral_loss_count_go_on (count, PIECE);
      worst = MAX (worst, since_ms (start));
    }
  figures = corral_loss_count_take (count);
  sink += figures->all.n_flags;
  return worst;
}

int
main (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  double floors[RUNS], figures[RUNS], pieces[PIECE_RUNS];
  double reading, pasts, floor;
  CorralRandom random = corral_random_seeded (1, 2, 3, 4);
  gint64 start;
  guint n = 0;

  fill (fleet);
  start = now_us ();
  corral_loss_history_get (fleet);
  reading = since_ms (start);
  start = now_us ();
  corral_flag_pasts_get (fleet);
  pasts = since_ms (start);
  for (guint run = 0; run < RUNS; run++)
    {
      g_autoptr (CorralLossFigures) one = NULL;

      floors[run] = count_floor (fleet);
      start = now_us ();
      one = corral_loss_figures_new (fleet, corral_fleet_find_chain (fleet, "c"), CORRAL_NO_SLOT, 91);
      figures[run] = since_ms (start);
      n = one->all.n_flags + one->n_scale;
    }
  floor = bench_median (floors, RUNS);
  if (n < FLAGS * 9 / 10)
    return 1;
  bench_print ("loss_figures_50k", bench_median (figures, RUNS), floor, "ms", RUNS);
  bench_print ("loss_figures_frame_50k", bench_median (figures, RUNS), FRAME_MS, "ms", RUNS);
  bench_print ("loss_read_50k", reading, floor, "ms", 1);
  bench_print ("loss_pasts_50k", pasts, floor, "ms", 1);
  for (guint run = 0; run < PIECE_RUNS; run++)
    pieces[run] = count_in_pieces ();
  bench_print ("loss_piece_50k", bench_median (pieces, PIECE_RUNS), PIECE_MS, "ms", PIECE_RUNS);
  put_week (fleet, 3, 4, &random, 2);
  corral_fleet_flush (fleet);
  start = now_us ();
  corral_loss_history_get (fleet);
  bench_print ("loss_read_one_of_50k", since_ms (start), floor, "ms", 1);
  return 0;
}
