/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is judged after each change is what judging everything anew says; what may be decided together; whose a flag is; the
 * rule of re-checks. */
#include "corral-flag-bulk.h"
#include "corral-flag-round.h"
#include "corral-flag-trust.h"
#include "corral-random.h"
#include "corral-recheck-rule.h"
#include "corral-time.h"
#include "incident-fixture.h"

#include <math.h>

#define N_FLAGS 300

typedef struct
{
  char id[16], cart[16], item[16], session[16];
} Ids;

static void
fill (World *world, CorralRandom *random, guint i, gint64 rev, Ids *ids, CorralFlag *flag)
{
  static const char *const kinds[] = { "weight_mismatch", "weight_mismatch", "weight_without_scan", "exit_without_pay", "calibration" };
  guint cart = (guint) corral_random_int (random, 0, 10);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), flag);
  g_snprintf (ids->id, sizeof ids->id, "f%u", i);
  g_snprintf (ids->cart, sizeof ids->cart, "k%u", cart);
  g_snprintf (ids->item, sizeof ids->item, "sku-%u", (guint) corral_random_int (random, 0, 6));
  g_snprintf (ids->session, sizeof ids->session, "t%u", i / 2);
  flag->id = ids->id;
  flag->rev = rev;
  flag->kind = kinds[corral_random_int (random, 0, G_N_ELEMENTS (kinds))];
  flag->session = ids->session;
  flag->cart = ids->cart;
  flag->store = "s0";
  flag->item = ids->item;
  flag->raised_ms = world->now_ms - corral_random_int (random, 0, 200) * CORRAL_HOUR_MS;
  flag->status = corral_random_int (random, 0, 3) == 0 ? "decided" : "open";
  flag->outcome = flag->status[0] == 'd' ? (corral_random_int (random, 0, 2) == 0 ? "sensor_fault" : "staff_ok") : NULL;
  flag->in_store = corral_random_int (random, 0, 4) == 0;
  flag->value_minor = 100 + corral_random_int (random, 0, 90) * 50;
  flag->currency = "EUR";
  flag->expected_g = 100;
  flag->measured_g = 100 + (double) corral_random_int (random, 0, 12) * 40;
}

static void
put (World *world, CorralRandom *random, guint i, gint64 rev)
{
  CorralFlag flag;
  Ids ids;

  fill (world, random, i, rev, &ids, &flag);
  corral_fleet_put (world->fleet, "c0", corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
}

static void
collect_cb (CorralFleet *fleet, const CorralFleetChanges *changes, GArray *slots)
{
  g_array_append_vals (slots, changes->tables[CORRAL_TABLE_FLAG].slots, changes->tables[CORRAL_TABLE_FLAG].n_slots);
}

/* By slot: what is said of each flag. Values are counted by the middle of their chain, which a round keeps and a new desk
 * takes anew: so both are asked of the same one here. */
static GArray *
read_all (World *world)
{
  const CorralColumns *flags = corral_fleet_get_table (world->fleet, CORRAL_TABLE_FLAG);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    {
      gint64 pct = corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_TRUST_PCT);
      gint64 trust = CORRAL_IS_KNOWN (pct) ? pct * 10 + corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_ADVICE) : -1;

      g_array_append_val (all, trust);
    }
  return all;
}

static void
test_follow (void)
{
  const WorldSize size = { .n_stores = 1, .per_store = 10 };

  for (guint seed = 1; seed <= 12; seed++)
    {
      g_autoptr (World) world = world_new (&size);
      g_autoptr (CorralFlagRound) round = corral_flag_round_new (world->fleet);
      g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (guint32));
      CorralRandom random = corral_random_seeded (seed, 7, 0, 0);

      for (guint i = 0; i < N_FLAGS; i++)
        put (world, &random, i, 1);
      corral_fleet_flush (world->fleet);
      g_assert_false (corral_flag_round_follow (round, NULL, 0));
      corral_flag_round_begin (round, TRUE);
      while (corral_flag_round_go_on (round, 37))
        ;
      corral_fleet_flush (world->fleet);
      g_signal_connect (world->fleet, "changed", G_CALLBACK (collect_cb), changed);
      for (guint step = 0; step < 60; step++)
        {
          g_autoptr (GArray) followed = NULL;
          g_autoptr (GArray) anew = NULL;
          guint n = (guint) corral_random_int (&random, 1, 4);

          g_array_set_size (changed, 0);
          for (guint i = 0; i < n; i++)
            {
              guint which = (guint) corral_random_int (&random, 0, N_FLAGS + 20);
              g_autofree char *id = g_strdup_printf ("f%u", which);

              if (corral_random_int (&random, 0, 8) == 0)
                corral_fleet_delete (world->fleet, "c0", CORRAL_COLLECTION_FLAG, id, 2 + step);
              else
                put (world, &random, which, 2 + step);
            }
          corral_fleet_flush (world->fleet);
          g_assert_true (corral_flag_round_follow (round, (const guint32 *) (gpointer) changed->data, changed->len));
          corral_fleet_flush (world->fleet);
          followed = read_all (world);
          corral_flags_judge (world->fleet);
          corral_fleet_flush (world->fleet);
          anew = read_all (world);
          g_assert_cmpmem (followed->data, followed->len * sizeof (gint64), anew->data, anew->len * sizeof (gint64));
        }
    }
}

static void
put_lot (World *world, guint cart, const char *lot)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  g_autofree char *id = g_strdup_printf ("k%u", cart);
  CorralCart row;

  corral_row_clear (schema, &row);
  row.id = row.serial = row.label = id;
  row.rev = world->now_ms + 1;
  row.store = "s0";
  row.state = "idle";
  row.lot = lot;
  corral_fleet_put (world->fleet, "c0", schema, &row);
}

/* Carts of lots that came since the lots were counted: nothing is said of those until they are counted. */
static void
test_new_lots (void)
{
  const WorldSize size = { .n_stores = 1, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  const CorralColumns *flags = corral_fleet_get_table (world->fleet, CORRAL_TABLE_FLAG);
  CorralRandom random = corral_random_seeded (1, 7, 0, 0);
  CorralFlagDesk *desk;
  guint n_read = 0;

  for (guint i = 0; i < N_FLAGS; i++)
    put (world, &random, i, 1);
  corral_fleet_flush (world->fleet);
  desk = corral_flag_desk_new (world->fleet);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *lot = g_strdup_printf ("lot-%u", i);

      put_lot (world, i, lot);
    }
  corral_fleet_flush (world->fleet);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    {
      CorralFlagSigns signs;

      corral_flag_desk_read (desk, slot, &signs);
      n_read += signs.lot != NULL;
      g_assert_cmpuint (signs.lot_of, ==, 0);
      g_assert_cmpuint (signs.lot_off, ==, 0);
    }
  g_assert_cmpuint (n_read, ==, N_FLAGS);
  corral_flag_desk_free (desk);
}

/* A sync brings hundreds at once: that is a round's. */
static void
test_too_many (void)
{
  const WorldSize size = { .n_stores = 1, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  g_autoptr (CorralFlagRound) round = corral_flag_round_new (world->fleet);
  CorralRandom random = corral_random_seeded (3, 7, 0, 0);
  guint32 slots[100];

  for (guint i = 0; i < 100; i++)
    {
      put (world, &random, i, 1);
      slots[i] = i;
    }
  corral_fleet_flush (world->fleet);
  corral_flag_round_begin (round, TRUE);
  g_assert_false (corral_flag_round_go_on (round, 1000));
  g_assert_false (corral_flag_round_go_on (round, 1000));
  g_assert_true (corral_flag_round_follow (round, slots, 3));
  g_assert_false (corral_flag_round_follow (round, slots, 100));
  /* What it does not know of cannot be followed, until a round has begun. */
  g_assert_false (corral_flag_round_follow (round, slots, 1));
  corral_flag_round_begin (round, FALSE);
  g_assert_true (corral_flag_round_follow (round, slots, 1));
}

static guint32
put_one (World *world, const char *id, const char *kind, const char *session, gint64 advice, const char *second_by)
{
  CorralFlag flag;
  guint32 slot;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = id;
  flag.rev = 1;
  flag.kind = kind;
  flag.cart = "k1";
  flag.store = "s0";
  flag.session = session;
  flag.raised_ms = world->now_ms;
  flag.status = "open";
  flag.in_store = 1;
  flag.value_minor = 250;
  flag.currency = "EUR";
  flag.second_by = second_by;
  flag.seen_by = second_by != NULL ? "st-1 st-2" : NULL;
  corral_fleet_put (world->fleet, "c0", corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  slot = corral_columns_find (corral_fleet_get_table (world->fleet, CORRAL_TABLE_FLAG),
                              corral_fleet_find_chain (world->fleet, "c0"), id);
  corral_fleet_put_judgement (world->fleet, slot, 50, advice, CORRAL_DOUBT_NONE, 1);
  return slot;
}

static void
test_bulk (void)
{
  const WorldSize size = { .n_stores = 1, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  guint32 one = put_one (world, "a", "weight_mismatch", "t1", CORRAL_ADVICE_LOOK, NULL);
  guint32 same = put_one (world, "b", "weight_mismatch", "t1", CORRAL_ADVICE_LOOK, NULL);
  guint32 other = put_one (world, "c", "exit_without_pay", "t2", CORRAL_ADVICE_LOOK, NULL);
  guint32 hot = put_one (world, "d", "weight_mismatch", "t3", CORRAL_ADVICE_SPEAK, NULL);
  guint32 asked = put_one (world, "e", "weight_mismatch", "t4", CORRAL_ADVICE_LOOK, "st-2");
  guint32 no_trip = put_one (world, "f", "off_premises", NULL, CORRAL_ADVICE_FETCH, NULL);
  const guint32 trip[] = { one, same }, mixed[] = { one, other }, dangerous[] = { one, hot, asked }, fetched[] = { no_trip, no_trip };
  CorralFlagCover cover;

  g_assert_true (corral_flag_bulk_takes (world->fleet, &hot, 1, hot, "confirmed"));
  g_assert_true (corral_flag_bulk_takes (world->fleet, trip, 2, one, "confirmed"));
  g_assert_false (corral_flag_bulk_takes (world->fleet, mixed, 2, one, "confirmed"));
  g_assert_false (corral_flag_bulk_takes (world->fleet, fetched, 2, no_trip, "confirmed"));
  g_assert_true (corral_flag_bulk_takes (world->fleet, mixed, 2, one, "sensor_fault"));
  g_assert_false (corral_flag_bulk_takes (world->fleet, mixed, 2, other, "sensor_fault"));
  g_assert_true (corral_flag_bulk_takes (world->fleet, mixed, 2, other, "staff_ok"));
  g_assert_false (corral_flag_bulk_takes (world->fleet, dangerous, 3, hot, "not_checked"));
  g_assert_false (corral_flag_bulk_takes (world->fleet, dangerous, 3, asked, "staff_ok"));
  g_assert_true (corral_flag_bulk_takes (world->fleet, dangerous, 3, one, NULL));

  corral_flag_bulk_cover (world->fleet, dangerous, 3, &cover);
  g_assert_cmpuint (cover.n, ==, 3);
  g_assert_cmpuint (cover.n_in_store, ==, 3);
  g_assert_cmpuint (cover.n_unseen, ==, 2);
  g_assert_cmpuint (cover.n_stores, ==, 1);
  g_assert_cmpint (cover.value_minor, ==, 750);
}

/* Whose a flag is goes by who sits here, and follows when another does. */
static void
test_reader (void)
{
  const WorldSize size = { .n_stores = 1, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  guint32 asked = put_one (world, "e", "weight_mismatch", "t4", CORRAL_ADVICE_LOOK, "st-2");
  guint32 free_one = put_one (world, "a", "weight_mismatch", "t1", CORRAL_ADVICE_LOOK, NULL);
#define SECOND(slot) corral_fleet_get_integer (world->fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_SECOND)
#define MINE(slot) corral_fleet_get_integer (world->fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_MINE)

  g_assert_cmpint (SECOND (asked), ==, CORRAL_SECOND_YOU); /* any colleague */
  g_assert_cmpint (MINE (asked), ==, 0);
  corral_fleet_set_reader (world->fleet, "st-2");
  g_assert_cmpint (SECOND (asked), ==, CORRAL_SECOND_ASKED);
  g_assert_cmpint (MINE (asked), ==, 1);
  g_assert_cmpint (SECOND (free_one), ==, CORRAL_SECOND_NONE);
  g_assert_cmpint (MINE (free_one), ==, 0);
  corral_fleet_set_reader (world->fleet, "st-1");
  g_assert_cmpint (SECOND (asked), ==, CORRAL_SECOND_YOU);
  g_assert_cmpint (MINE (asked), ==, 1); /* looked at it */
  /* Part of another's id is not theirs. */
  corral_fleet_set_reader (world->fleet, "st");
  g_assert_cmpint (MINE (asked), ==, 0);
  corral_fleet_set_reader (world->fleet, NULL);
  g_assert_cmpint (MINE (asked), ==, 0);
#undef SECOND
#undef MINE
}

static void
test_recheck_rule (void)
{
  static const struct
  {
    guint n, wanted;
  } rows[] = { { 0, 0 }, { 1, 1 }, { 4, 4 }, { 5, 2 }, { 6, 2 }, { 7, 3 }, { 10, 3 }, { 11, 4 }, { 33, 10 }, { 34, 10 }, { 90, 10 } };
  guint hits[20] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) drawn = corral_recheck_draw ("t1", "s0", 20000, rows[i].n);
      g_autoptr (GArray) again = corral_recheck_draw ("t1", "s0", 20000, rows[i].n);

      g_assert_cmpuint (corral_recheck_count (rows[i].n), ==, rows[i].wanted);
      g_assert_cmpuint (drawn->len, ==, rows[i].wanted);
      g_assert_cmpmem (drawn->data, drawn->len * sizeof (guint), again->data, again->len * sizeof (guint));
      for (guint k = 0; k < drawn->len; k++)
        {
          g_assert_cmpuint (g_array_index (drawn, guint, k), >=, 1);
          g_assert_cmpuint (g_array_index (drawn, guint, k), <=, rows[i].n);
          g_assert_true (k == 0 || g_array_index (drawn, guint, k) > g_array_index (drawn, guint, k - 1));
        }
    }
  /* Every item is as likely as any other, and another trip, store or day draws others: 2,000 draws of 6 of 20. */
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *session = g_strdup_printf ("t%u", i / 2);
      g_autoptr (GArray) drawn = corral_recheck_draw (session, i % 2 == 0 ? "s0" : "s1", 20000 + i % 7, 20);

      for (guint k = 0; k < drawn->len; k++)
        hits[g_array_index (drawn, guint, k) - 1]++;
    }
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpuint (hits[i], >, 500);
      g_assert_cmpuint (hits[i], <, 700);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flag-round/follow", test_follow);
  g_test_add_func ("/flag-round/new-lots", test_new_lots);
  g_test_add_func ("/flag-round/too-many", test_too_many);
  g_test_add_func ("/flag-round/bulk", test_bulk);
  g_test_add_func ("/flag-round/reader", test_reader);
  g_test_add_func ("/flag-round/recheck-rule", test_recheck_rule);
  return g_test_run ();
}
