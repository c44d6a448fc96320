/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs somebody, said while the fleet is still arriving: that no cart is counted yet is not that there is
 * none. */
#include "corral-attention-text.h"
#include "corral-attention.h"
#include "small-fleet.h"

#include <string.h>

static char *
say (SmallFleet *fleet)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));

  corral_fleet_flush (fleet->fleet);
  corral_attention_list (fleet->fleet, CORRAL_NO_SLOT, items);
  g_assert_cmpuint (items->len, ==, 1);
  return corral_attention_to_text (fleet->fleet, &g_array_index (items, CorralAttention, 0), NULL, NULL);
}

/* Alerts come before carts. */
static void
test_arriving (SmallFleet *fleet, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  small_store (fleet, 1, "north", 99.5);
  small_alert (fleet, "net", "store_wifi", "store_network", 1, CORRAL_NO_SLOT);
  before = say (fleet);
  g_assert_null (strstr (before, "0 carts"));
  g_assert_nonnull (strstr (before, "have not been fetched"));

  small_carts (fleet, 1, 7, (SmallCart){ .state = "offline", .silent_min = 60 });
  after = say (fleet);
  g_assert_nonnull (strstr (after, "7 carts"));
  g_assert_null (strstr (after, "have not been fetched"));
}

/* When the carts are here and none is silent, that is said. */
static void
test_none_silent (SmallFleet *fleet, gconstpointer data)
{
  g_autofree char *text = NULL;

  small_store (fleet, 1, "north", 99.5);
  small_carts (fleet, 1, 3, (SmallCart){ .state = "idle" });
  small_alert (fleet, "net", "store_wifi", "store_network", 1, CORRAL_NO_SLOT);
  text = say (fleet);
  g_assert_nonnull (strstr (text, "0 carts"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/attention-text/" path, SmallFleet, NULL, small_fleet_set_up, func, small_fleet_tear_down)
  ADD ("arriving", test_arriving);
  ADD ("none-silent", test_none_silent);
  return g_test_run ();
}
