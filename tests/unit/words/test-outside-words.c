/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roughly where a cart outside is: directions, nearness, places that nobody is at, and what is not known. */
#include "corral-freshness.h"
#include "corral-outside-words.h"
#include "corral-time.h"

#include <math.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define T G_GINT64_CONSTANT (1795536000000)

static CorralFleet *
make_fleet (double latitude, double longitude)
{
  CorralFleet *fleet = corral_fleet_new (corral_freshness_judge);
  CorralTenant tenant = { (char *) "norvia", (char *) "Norvia", NULL, NULL, NULL };
  const CorralSchema *stores = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_row_clear (stores, &store);
  store.id = "s";
  store.rev = 1;
  store.number = 1;
  store.name = "Store";
  store.time_zone = "Europe/Berlin";
  store.latitude = latitude;
  store.longitude = longitude;
  corral_fleet_put_tenant (fleet, &tenant);
  corral_fleet_set_now (fleet, T);
  corral_fleet_put (fleet, "norvia", stores, &store);
  return fleet;
}

static guint32
put_cart (CorralFleet *fleet, const char *store, const char *state, double latitude, double longitude, gint64 heard_ms)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  static gint64 rev;
  CorralCart cart;

  corral_row_clear (carts, &cart);
  cart.id = "c";
  cart.rev = ++rev;
  cart.serial = "C-1";
  cart.label = "0001";
  cart.store = store;
  cart.state = state;
  cart.outside_latitude = latitude;
  cart.outside_longitude = longitude;
  cart.last_message_ms = heard_ms;
  corral_fleet_put (fleet, "norvia", carts, &cart);
  corral_fleet_flush (fleet);
  return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_CART),
                              corral_fleet_find_chain (fleet, "norvia"), "c");
}

#define OUTSIDE "Outside the premises: within about 1 km of "
#define HEARD " Last heard from 40 min ago."

static void
test_places (void)
{
  static const struct
  {
    double store[2], cart[2];
    const char *text;
  } cases[] = {
    { { 51.50, -0.12 }, { 51.53, -0.12 }, OUTSIDE "a place 3 km north of its store." HEARD },
    { { 51.50, -0.12 }, { 51.53, -0.07 }, OUTSIDE "a place 5 km north-east of its store." HEARD },
    { { 51.50, -0.12 }, { 51.50, -0.07 }, OUTSIDE "a place 3 km east of its store." HEARD },
    { { 51.50, -0.12 }, { 51.47, -0.07 }, OUTSIDE "a place 5 km south-east of its store." HEARD },
    { { 51.50, -0.12 }, { 51.47, -0.12 }, OUTSIDE "a place 3 km south of its store." HEARD },
    { { 51.50, -0.12 }, { 51.47, -0.17 }, OUTSIDE "a place 5 km south-west of its store." HEARD },
    { { 51.50, -0.12 }, { 51.50, -0.17 }, OUTSIDE "a place 3 km west of its store." HEARD },
    { { 51.50, -0.12 }, { 51.53, -0.17 }, OUTSIDE "a place 5 km north-west of its store." HEARD },
    /* Berlin to Hamburg, and over the date line. */
    { { 52.52, 13.40 }, { 53.55, 9.99 }, OUTSIDE "a place 255 km north-west of its store." HEARD },
    { { -16.80, 179.99 }, { -16.80, -179.98 }, OUTSIDE "a place 3 km east of its store." HEARD },
    /* A direction would say more than is known. */
    { { 51.504, -0.124 }, { 51.51, -0.12 },
      "Outside the premises, but not far: within about 2 km of its store." HEARD },
    /* Stores without a position, or with none that there is. */
    { { NAN, NAN }, { 51.52, -0.13 }, OUTSIDE "51.52° north, 0.13° west." HEARD },
    { { NAN, NAN }, { 52.5, 13.4 }, OUTSIDE "52.50° north, 13.40° east." HEARD },
    { { NAN, 13.4 }, { -33.87, 151.21 }, OUTSIDE "33.87° south, 151.21° east." HEARD },
    { { 95.0, 13.4 }, { -22.91, -43.17 }, OUTSIDE "22.91° south, 43.17° west." HEARD },
    /* Carts that do not say, or say what cannot be. */
    { { 51.50, -0.12 }, { NAN, NAN }, "Outside the premises; where is not known." HEARD },
    { { 51.50, -0.12 }, { 51.53, NAN }, "Outside the premises; where is not known." HEARD },
    { { 51.50, -0.12 }, { 91.0, 0.0 }, "Outside the premises; where is not known." HEARD },
    { { 51.50, -0.12 }, { 51.0, -181.0 }, "Outside the premises; where is not known." HEARD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralFleet) fleet = make_fleet (cases[i].store[0], cases[i].store[1]);
      guint32 cart
          = put_cart (fleet, "s", "off_premises", cases[i].cart[0], cases[i].cart[1], T - 40 * CORRAL_MINUTE_MS);
      g_autofree char *text = corral_outside_to_text (fleet, cart);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* A cart inside; one that fell silent outside; one that was never heard; one of a store that has not arrived. */
static void
test_other_states (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet (51.50, -0.12);
  g_autofree char *inside = corral_outside_to_text (fleet, put_cart (fleet, "s", "idle", NAN, NAN, T));
  g_autofree char *silent
      = corral_outside_to_text (fleet, put_cart (fleet, "s", "offline", 51.53, -0.12, T - 9 * CORRAL_HOUR_MS));
  g_autofree char *near
      = corral_outside_to_text (fleet, put_cart (fleet, "s", "offline", 51.51, -0.12, T - 9 * CORRAL_HOUR_MS));
  g_autofree char *never
      = corral_outside_to_text (fleet, put_cart (fleet, "s", "off_premises", 51.53, -0.12, CORRAL_UNKNOWN));
  g_autofree char *no_store = corral_outside_to_text (fleet, put_cart (fleet, "gone", "off_premises", 51.53, -0.12, T));

  g_assert_null (inside);
  g_assert_cmpstr (silent, ==,
                   "When last heard from it was outside the premises: within about 1 km of a place 3 km north of its store."
                   " Last heard from 9 h ago.");
  g_assert_cmpstr (near, ==,
                   "When last heard from it was outside the premises, but not far: within about 2 km of its store. Last "
                   "heard from 9 h ago.");
  g_assert_cmpstr (never, ==, OUTSIDE "a place 3 km north of its store.");
  g_assert_cmpstr (no_store, ==, OUTSIDE "51.53° north, 0.12° west. Last heard from just now.");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/outside/places", test_places);
  g_test_add_func ("/words/outside/other-states", test_other_states);
  return g_test_run ();
}
