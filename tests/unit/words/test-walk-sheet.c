/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the morning's sheet says: of a cart, and as of when. */
#include "config.h"

#include "small-fleet.h"

#include "corral-walk-sheet.h"

#include <string.h>

static void
put_store (SmallFleet *f, const char *zone)
{
  CorralStore store;

  small_store_begin (1, &store);
  store.time_zone = zone;
  small_put (f, CORRAL_COLLECTION_STORE, &store);
}

/* The clock's letters, or how far it is from UTC where it has none. */
static void
test_zones (SmallFleet *f, gconstpointer data)
{
  static const struct
  {
    const char *zone, *says;
  } rows[] = {
    { "Europe/Berlin", "16:13 (store time, CEST)" },
    { "America/Sao_Paulo", "11:13 (store time, UTC-03)" },
    { "Asia/Kathmandu", "19:58 (store time, UTC+0545)" },
  };
  const guint at = GPOINTER_TO_UINT (data);
  g_autoptr (CorralSheet) sheet = NULL;

  put_store (f, rows[at].zone);
  small_carts (f, 1, 2, (SmallCart){ NULL });
  sheet = corral_walk_sheet_new (f->fleet, small_store_slot (f, 1), TRUE, SMALL_NOW_MS);
  g_test_message ("%s", sheet->as_of);
  g_assert_nonnull (strstr (sheet->as_of, rows[at].says));
  g_assert_null (sheet->missing);
}

/* How full it is is written as the language writes it. */
static void
test_battery (SmallFleet *f, gconstpointer data)
{
  g_autoptr (CorralSheet) sheet = NULL;
  const CorralSheetSection *swap;
  const CorralSheetLine *line;

  put_store (f, "UTC");
  small_carts (f, 1, 1, (SmallCart){ .state = "low_battery", .battery_pct = 9 });
  sheet = corral_walk_sheet_new (f->fleet, small_store_slot (f, 1), TRUE, SMALL_NOW_MS);
  swap = g_ptr_array_index (sheet->sections, 1);
  g_assert_cmpuint (swap->lines->len, ==, 1);
  line = g_ptr_array_index (swap->lines, 0);
  g_assert_cmpstr (line->text, ==, "The battery is low (9 %).");
  g_assert_cmpstr (line->number, ==, "k0");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, test) g_test_add (path, SmallFleet, data, small_fleet_set_up, test, small_fleet_tear_down)
  ADD ("/walk-sheet/zones/letters", GUINT_TO_POINTER (0), test_zones);
  ADD ("/walk-sheet/zones/hours", GUINT_TO_POINTER (1), test_zones);
  ADD ("/walk-sheet/zones/minutes", GUINT_TO_POINTER (2), test_zones);
  ADD ("/walk-sheet/battery", NULL, test_battery);
  return g_test_run ();
}
