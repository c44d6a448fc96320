/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which carts are gone to in the morning, why, and in what order. */
#include "config.h"

#include "small-fleet.h"

#include "corral-walk.h"

#include <math.h>

static const char *
get_label (SmallFleet *f, const CorralWalk *walk, guint index)
{
  return corral_fleet_get_text (f->fleet, CORRAL_TABLE_CART, g_array_index (walk->stops, CorralWalkStop, index).cart,
                                CORRAL_CART_COL_LABEL);
}

static const CorralWalkStop *
find_stop (const CorralWalk *walk, guint32 cart)
{
  for (guint i = 0; i < walk->stops->len; i++)
    if (g_array_index (walk->stops, CorralWalkStop, i).cart == cart)
      return &g_array_index (walk->stops, CorralWalkStop, i);
  return NULL;
}

static void
assert_stop (const CorralWalk *walk, guint32 cart, CorralWalkReason reason, CorralWalkPlace place)
{
  const CorralWalkStop *stop = find_stop (walk, cart);

  g_assert_nonnull (stop);
  g_assert_cmpint (stop->reason, ==, reason);
  g_assert_cmpint (stop->part, ==, corral_walk_reason_get_part (reason));
  g_assert_cmpint (stop->place, ==, place);
}

/* The cart's last values anew, with where it is and how its pack is. */
static void
put_vital (SmallFleet *f, guint32 cart, gint64 aisle, gint64 battery_pct, gint64 soh_pct)
{
  CorralVital vital;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
  vital.id = corral_fleet_get_text (f->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);
  vital.rev = 2;
  vital.interval_s = 300;
  vital.arrived_ms = vital.last_message_ms = SMALL_NOW_MS;
  vital.uplink = "wifi";
  vital.battery_pct = battery_pct;
  vital.pack_soh_pct = soh_pct;
  vital.aisle = aisle;
  small_put (f, CORRAL_COLLECTION_VITAL, &vital);
  corral_fleet_flush (f->fleet);
}

static void
put_ticket (SmallFleet *f, const char *id, guint32 cart, const char *reason, const char *status)
{
  CorralTicket ticket;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_TICKET), &ticket);
  ticket.id = ticket.number = id;
  ticket.rev = 1;
  ticket.store = "s1";
  ticket.cart = corral_fleet_get_text (f->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);
  ticket.reason = reason;
  ticket.status = status;
  ticket.opened_ms = SMALL_NOW_MS;
  small_put (f, CORRAL_COLLECTION_TICKET, &ticket);
  corral_fleet_flush (f->fleet);
}

/* One cart of each kind among twenty that are well. */
static void
test_reasons (SmallFleet *f, gconstpointer data)
{
  guint32 fault, outside, silent, low, worn, repair, swap, closed_ticket, drifting;
  g_autoptr (CorralWalk) walk = NULL;

  small_store (f, 1, NULL, NAN);
  small_store (f, 2, NULL, NAN);
  small_carts (f, 1, 20, (SmallCart){ NULL });
  fault = small_carts (f, 1, 1, (SmallCart){ .state = "fault" });
  outside = small_carts (f, 1, 1, (SmallCart){ .state = "off_premises" });
  silent = small_carts (f, 1, 1, (SmallCart){ .state = "offline", .silent_min = 300 });
  low = small_carts (f, 1, 1, (SmallCart){ .state = "low_battery", .battery_pct = 14 });
  worn = small_carts (f, 1, 1, (SmallCart){ .state = "charging" });
  put_vital (f, worn, CORRAL_UNKNOWN, 80, 55);
  repair = small_carts (f, 1, 1, (SmallCart){ NULL });
  put_ticket (f, "t1", repair, "repair", "open");
  swap = small_carts (f, 1, 1, (SmallCart){ NULL });
  put_ticket (f, "t2", swap, "battery_swap", "waiting");
  closed_ticket = small_carts (f, 1, 1, (SmallCart){ NULL });
  put_ticket (f, "t3", closed_ticket, "repair", "closed");
  drifting = small_carts (f, 1, 1, (SmallCart){ .drift_g = 90 });
  /* Nobody goes to these. */
  small_carts (f, 1, 2, (SmallCart){ .state = "out_of_service" });
  small_carts (f, 1, 1, (SmallCart){ .state = "revoked" });
  small_carts (f, 1, 1, (SmallCart){ .state = "never_seen" });
  small_carts (f, 2, 3, (SmallCart){ .state = "fault" });

  walk = corral_walk_new (f->fleet, small_store_slot (f, 1));
  assert_stop (walk, fault, CORRAL_WALK_REASON_FAULT, CORRAL_WALK_AT_UNKNOWN);
  assert_stop (walk, outside, CORRAL_WALK_REASON_OUTSIDE, CORRAL_WALK_AT_OUTSIDE);
  assert_stop (walk, silent, CORRAL_WALK_REASON_SILENT, CORRAL_WALK_AT_UNKNOWN);
  assert_stop (walk, low, CORRAL_WALK_REASON_BATTERY_LOW, CORRAL_WALK_AT_UNKNOWN);
  assert_stop (walk, worn, CORRAL_WALK_REASON_PACK_WORN, CORRAL_WALK_AT_DOCK);
  assert_stop (walk, repair, CORRAL_WALK_REASON_REPAIR_TICKET, CORRAL_WALK_AT_UNKNOWN);
  assert_stop (walk, swap, CORRAL_WALK_REASON_SWAP_TICKET, CORRAL_WALK_AT_UNKNOWN);
  assert_stop (walk, drifting, CORRAL_WALK_REASON_SCALE, CORRAL_WALK_AT_UNKNOWN);
  g_assert_null (find_stop (walk, closed_ticket));
  g_assert_cmpuint (walk->stops->len, ==, 8);
  g_assert_cmpuint (walk->n_of[CORRAL_WALK_PULL], ==, 3);
  g_assert_cmpuint (walk->n_of[CORRAL_WALK_SWAP], ==, 3);
  g_assert_cmpuint (walk->n_of[CORRAL_WALK_FETCH], ==, 2);
  g_assert_cmpuint (walk->n_carts, ==, 31);
  g_assert_cmpuint (walk->n_ready, ==, 21);
  g_assert_cmpuint (walk->n_out_of_service, ==, 2);
  g_assert_cmpuint (walk->n_explained, ==, 0);
}

/* A store whose Wi-Fi is down has twenty silent carts and nobody to look for. */
static void
test_wifi_down (SmallFleet *f, gconstpointer data)
{
  g_autoptr (CorralWalk) walk = NULL;

  for (guint i = 1; i <= 4; i++)
    small_store (f, i, NULL, NAN);
  small_carts (f, 1, 20, (SmallCart){ .state = "offline", .silent_min = 60, .uplink = "wifi" });
  for (guint i = 2; i <= 4; i++)
    small_carts (f, i, 20, (SmallCart){ NULL });
  small_alert (f, "a", "store_wifi_down", "store_network", 1, CORRAL_NO_SLOT);

  walk = corral_walk_new (f->fleet, small_store_slot (f, 1));
  g_assert_cmpuint (walk->n_explained, ==, 20);
  g_assert_cmpuint (walk->stops->len, ==, 0);
}

/* Dock, then aisle by aisle as numbers, then what is nowhere; within one place by what is painted on them. */
static void
test_order (SmallFleet *f, gconstpointer data)
{
  static const gint64 aisles[] = { 10, 2, CORRAL_UNKNOWN, 2 };
  static const char *const expected[] = { "k4", "k1", "k3", "k0", "k2" };
  g_autoptr (CorralWalk) walk = NULL;

  small_store (f, 1, NULL, NAN);
  for (guint i = 0; i < G_N_ELEMENTS (aisles); i++)
    put_vital (f, small_carts (f, 1, 1, (SmallCart){ NULL }), aisles[i], 70, 50);
  put_vital (f, small_carts (f, 1, 1, (SmallCart){ .state = "charging" }), CORRAL_UNKNOWN, 70, 50);

  walk = corral_walk_new (f->fleet, small_store_slot (f, 1));
  g_assert_cmpuint (walk->stops->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (get_label (f, walk, i), ==, expected[i]);
  g_assert_cmpint (g_array_index (walk->stops, CorralWalkStop, 1).aisle, ==, 2);
}

static void
test_empty (SmallFleet *f, gconstpointer data)
{
  g_autoptr (CorralWalk) walk = NULL;

  small_store (f, 1, NULL, NAN);
  corral_fleet_flush (f->fleet);
  walk = corral_walk_new (f->fleet, small_store_slot (f, 1));
  g_assert_cmpuint (walk->stops->len, ==, 0);
  g_assert_cmpuint (walk->n_carts, ==, 0);
}

#define ADD(path, test) g_test_add (path, SmallFleet, NULL, small_fleet_set_up, test, small_fleet_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/walk/reasons", test_reasons);
  ADD ("/walk/wifi-down", test_wifi_down);
  ADD ("/walk/order", test_order);
  ADD ("/walk/empty", test_empty);
  return g_test_run ();
}
