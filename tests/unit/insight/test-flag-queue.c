/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of flags: who can still be spoken to comes first, then value and confidence, the old behind the new; money of one
 * chain is not held against that of another. */
#include "corral-flag-history.h"
#include "corral-flag-trust.h"
#include "corral-flag-queue.h"
#include "corral-time.h"
#include "incident-fixture.h"

#include <math.h>

static void
put_flag (World *world, const char *chain, const char *id, const char *kind, const char *cart, gboolean in_store, gint64 minor,
          gint64 hours, gboolean decided)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_FLAG);
  CorralFlag flag;

  corral_row_clear (schema, &flag);
  flag.id = id;
  flag.rev = 1;
  flag.kind = kind;
  flag.session = id;
  flag.cart = cart;
  flag.store = chain[1] == '0' ? "s0" : "s1";
  flag.raised_ms = world->now_ms - hours * CORRAL_HOUR_MS;
  flag.status = decided ? "decided" : "open";
  flag.in_store = in_store;
  flag.value_minor = minor;
  flag.currency = "EUR";
  flag.measured_g = 600;
  flag.expected_g = 100;
  corral_fleet_put (world->fleet, chain, schema, &flag);
}

/* The scale of the cart is fine: its weights prove something. */
static void
put_scale (World *world, const char *chain, const char *cart)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  CorralVital vital;

  corral_row_clear (schema, &vital);
  vital.id = cart;
  vital.rev = G_MAXINT32;
  vital.arrived_ms = vital.last_message_ms = world->now_ms;
  vital.interval_s = 300;
  vital.weight_drift_g = 2;
  corral_fleet_put (world->fleet, chain, schema, &vital);
}

static guint32
find (World *world, const char *chain, const char *id)
{
  return corral_columns_find (corral_fleet_get_table (world->fleet, CORRAL_TABLE_FLAG),
                              corral_fleet_find_chain (world->fleet, chain), id);
}

static double
rank_of (World *world, const char *chain, const char *id)
{
  return corral_fleet_get_real (world->fleet, CORRAL_TABLE_FLAG, find (world, chain, id), CORRAL_FLAG_COL_RANK);
}

static World *
make_world (void)
{
  const WorldSize size = { .n_chains = 2, .n_stores = 2, .per_store = 10 };
  World *world = world_new (&size);

  /* Store 0 is of chain c0 with carts 0–9, store 1 of c1 with carts 10–19. */
  put_flag (world, "c0", "usual1", "exit_without_pay", "k1", FALSE, 1000, 1, FALSE);
  put_flag (world, "c0", "usual2", "exit_without_pay", "k2", FALSE, 1000, 30, FALSE);
  put_flag (world, "c0", "dear", "exit_without_pay", "k3", FALSE, 90000, 1, FALSE);
  put_flag (world, "c0", "cheap-here", "weight_mismatch", "k4", TRUE, 20, 0, FALSE);
  put_flag (world, "c0", "void-here", "calibration", "k5", TRUE, 90000, 0, FALSE);
  put_flag (world, "c0", "decided", "exit_without_pay", "k6", TRUE, 90000, 0, TRUE);
  put_flag (world, "c1", "elsewhere", "exit_without_pay", "k11", FALSE, 100000, 1, FALSE);
  put_flag (world, "c1", "elsewhere-old", "exit_without_pay", "k12", FALSE, 100000, 30, FALSE);
  put_scale (world, "c0", "k4");
  corral_fleet_flush (world->fleet);
  corral_flags_judge (world->fleet);
  corral_fleet_flush (world->fleet);
  return world;
}

/* Also what is not sure enough to speak to anybody about: whoever has left can wait. */
static void
test_here_first (void)
{
  g_autoptr (World) world = make_world ();

  put_flag (world, "c0", "look-here", "weight_mismatch", "k7", TRUE, 20, 0, FALSE);
  corral_fleet_flush (world->fleet);
  corral_flags_judge (world->fleet);
  corral_fleet_flush (world->fleet);
  g_assert_cmpint (corral_fleet_get_integer (world->fleet, CORRAL_TABLE_FLAG, find (world, "c0", "look-here"), CORRAL_FLAG_COL_ADVICE),
                   ==, CORRAL_ADVICE_LOOK);
  g_assert_cmpfloat (rank_of (world, "c0", "look-here"), >, rank_of (world, "c0", "dear"));
  g_assert_cmpfloat (rank_of (world, "c0", "look-here"), <, rank_of (world, "c0", "cheap-here"));
}

static void
test_order (void)
{
  g_autoptr (World) world = make_world ();
  guint32 here = find (world, "c0", "cheap-here");
  guint32 at;

  g_assert_cmpint (corral_fleet_get_integer (world->fleet, CORRAL_TABLE_FLAG, here, CORRAL_FLAG_COL_ADVICE), ==,
                   CORRAL_ADVICE_SPEAK);
  g_assert_cmpfloat (rank_of (world, "c0", "cheap-here"), >, rank_of (world, "c0", "dear"));
  g_assert_cmpfloat (rank_of (world, "c0", "dear"), >, rank_of (world, "c0", "usual1"));
  g_assert_cmpfloat (rank_of (world, "c0", "usual1"), >, rank_of (world, "c0", "usual2"));
  /* A broken sensor is nothing to go and look for, wherever the cart is. */
  g_assert_cmpfloat (rank_of (world, "c0", "void-here"), <, rank_of (world, "c0", "usual1"));
  g_assert_cmpfloat (rank_of (world, "c0", "decided"), ==, 0);

  /* Walking the queue sees each open one once and comes round. */
  at = here;
  for (guint i = 0; i < 7; i++)
    {
      at = corral_flag_queue_find_next (world->fleet, at, NAN);
      g_assert_cmpuint (at, !=, find (world, "c0", "decided"));
      g_assert_true ((at == here) == (i == 6));
    }
}

static void
put_history (World *world, const char *id, const char *cart, const char *outcome, const char *item, double measured_g)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_FLAG);
  CorralFlag flag;

  corral_row_clear (schema, &flag);
  flag.id = id;
  flag.rev = 1;
  flag.kind = "weight_mismatch";
  flag.cart = cart;
  flag.store = "s0";
  flag.raised_ms = world->now_ms;
  flag.status = outcome != NULL ? "decided" : "open";
  flag.outcome = outcome;
  flag.item = item;
  flag.expected_g = 310;
  flag.measured_g = measured_g;
  corral_fleet_put (world->fleet, "c0", schema, &flag);
}

/* Of a cart's own flags those count that somebody decided by looking; of its goods, each other cart once. */
static void
test_history (void)
{
  const WorldSize size = { .n_chains = 2, .n_stores = 2, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  g_autoptr (CorralFlagDesk) desk = NULL;
  CorralFlagHistory history;
  CorralItemHistory goods;
  CorralFlagSigns signs;

  put_history (world, "this", "k1", NULL, "sku-1", 410);
  put_history (world, "a", "k1", "sensor_fault", "sku-2", 500);
  put_history (world, "b", "k1", "shopper_error", NULL, 500);
  put_history (world, "c", "k1", "confirmed", "sku-1", 900);
  put_history (world, "d", "k1", "not_checked", "sku-2", 500);
  put_history (world, "e", "k1", NULL, "sku-2", 500);
  put_history (world, "f", "k2", NULL, "sku-1", 412);
  put_history (world, "g", "k2", NULL, "sku-1", 414);
  put_history (world, "h", "k3", NULL, "sku-1", 408);
  put_history (world, "i", "k4", "confirmed", "sku-1", 413);
  put_history (world, "j", "k5", NULL, "sku-1", 900);
  put_history (world, "k", "k6", NULL, "sku-9", 410);
  put_history (world, "none", "k7", NULL, NULL, 410);
  corral_fleet_flush (world->fleet);

  corral_flag_history_read (world->fleet, find (world, "c0", "this"), &history);
  g_assert_cmpuint (history.n, ==, 5);
  g_assert_cmpuint (history.open, ==, 1);
  g_assert_cmpuint (history.decided, ==, 3);
  g_assert_cmpuint (history.false_n, ==, 2);
  g_assert_cmpuint (history.sensor, ==, 1);
  corral_flag_history_read (world->fleet, find (world, "c0", "none"), &history);
  g_assert_cmpuint (history.n, ==, 0);

  desk = corral_flag_desk_new (world->fleet);
  corral_flag_desk_read (desk, find (world, "c0", "this"), &signs);
  g_assert_true (corral_item_history_read (world->fleet, find (world, "c0", "this"), &signs, &goods));
  g_assert_cmpuint (goods.carts, ==, 4);
  g_assert_cmpuint (goods.alike, ==, 3);
  g_assert_true (goods.is_wrong);
  g_assert_cmpfloat (fabs (goods.middle_g - 412), <, 3);
  corral_flag_desk_read (desk, find (world, "c0", "j"), &signs);
  g_assert_true (corral_item_history_read (world->fleet, find (world, "c0", "j"), &signs, &goods));
  g_assert_false (goods.is_wrong);
  corral_flag_desk_read (desk, find (world, "c0", "none"), &signs);
  g_assert_false (corral_item_history_read (world->fleet, find (world, "c0", "none"), &signs, &goods));
}

static void
test_money (void)
{
  const WorldSize size = { .n_chains = 2, .n_stores = 2, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("f%u", i);

      /* In the money of the second chain a hundred times as many buy as much. */
      put_flag (world, "c0", id, "exit_without_pay", "k1", FALSE, 1000 * (i + 1), 1, FALSE);
      put_flag (world, "c1", id, "exit_without_pay", "k11", FALSE, 100000 * (i + 1), 1, FALSE);
    }
  corral_fleet_flush (world->fleet);
  corral_flags_judge (world->fleet);
  corral_fleet_flush (world->fleet);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("f%u", i);

      g_assert_cmpfloat (rank_of (world, "c0", id), >, 0);
      g_assert_cmpfloat (rank_of (world, "c0", id), ==, rank_of (world, "c1", id));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flag-queue/order", test_order);
  g_test_add_func ("/flag-queue/here-first", test_here_first);
  g_test_add_func ("/flag-queue/money", test_money);
  g_test_add_func ("/flag-queue/history", test_history);
  return g_test_run ();
}
