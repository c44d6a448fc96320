/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-history.h"

static void
go (CorralHistory *history, const char *uri)
{
  g_autoptr (CorralPlace) place = corral_place_parse (uri, NULL);

  g_assert_nonnull (place);
  corral_history_go (history, place);
}

static void
assert_at (CorralHistory *history, const char *uri)
{
  g_autofree char *here = corral_place_to_uri (corral_history_get_place (history));

  g_assert_cmpstr (here, ==, uri);
}

static void
test_back_and_forward (void)
{
  g_autoptr (CorralHistory) history = corral_history_new ();

  g_assert_null (corral_history_get_place (history));
  g_assert_false (corral_history_can_step (history, -1));
  go (history, "corral:fleet");
  go (history, "corral:stores");
  go (history, "corral:stores"); /* where one already is adds nothing */
  go (history, "corral://harbor/store/118");
  g_assert_nonnull (corral_history_step (history, -1));
  assert_at (history, "corral:stores");
  g_assert_nonnull (corral_history_step (history, -1));
  assert_at (history, "corral:fleet");
  g_assert_null (corral_history_step (history, -1));
  assert_at (history, "corral:fleet");
  g_assert_nonnull (corral_history_step (history, 1));
  g_assert_true (corral_history_can_step (history, 1));

  /* A new way forgets the old one ahead. */
  go (history, "corral:alerts");
  g_assert_false (corral_history_can_step (history, 1));
  g_assert_nonnull (corral_history_step (history, -1));
  assert_at (history, "corral:stores");
}

static void
test_amend_changes_the_place_and_keeps_the_way (void)
{
  g_autoptr (CorralHistory) history = corral_history_new ();
  g_autoptr (CorralPlace) filtered = corral_place_parse ("corral:carts?state=offline", NULL);

  go (history, "corral:fleet");
  go (history, "corral:carts");
  corral_history_amend (history, filtered);
  assert_at (history, "corral:carts?state=offline");
  corral_history_step (history, -1);
  assert_at (history, "corral:fleet");
  corral_history_step (history, 1);
  assert_at (history, "corral:carts?state=offline");
}

static void
test_is_bounded (void)
{
  g_autoptr (CorralHistory) history = corral_history_new ();
  guint steps = 0;

  for (guint i = 0; i < 3 * CORRAL_HISTORY_MAX; i++)
    {
      g_autofree char *uri = g_strdup_printf ("corral://harbor/store/%u", i);

      go (history, uri);
    }
  while (corral_history_step (history, -1) != NULL)
    steps++;
  g_assert_cmpuint (steps, ==, CORRAL_HISTORY_MAX - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/history/steps", test_back_and_forward);
  g_test_add_func ("/app/history/amend", test_amend_changes_the_place_and_keeps_the_way);
  g_test_add_func ("/app/history/bounded", test_is_bounded);
  return g_test_run ();
}
