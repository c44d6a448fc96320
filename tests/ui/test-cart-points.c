/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data behind a cart's page, with the real services on the demo cloud: what is looked at comes, is kept, is there
 * offline, and what is not there is said to be not there. Main thread. */
#include "config.h"

#include "acts-fixture.h"

#include "corral-cart-points.h"

#include <string.h>

static CorralPageContext *
get_context (Fixture *fixture)
{
  return corral_page_get_context (corral_window_get_page (fixture->window));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Looks at the last @span_ms of the cart called @id. */
static void
look (Fixture *fixture, CorralCartPoints *points, const char *tenant, const char *id, gint64 span_ms)
{
  gint64 now_ms = corral_fleet_get_now (get_fleet (fixture));

  corral_cart_points_set_cart (points, tenant, id);
  corral_cart_points_set_span (points, (CorralTimeRange) { now_ms - span_ms, now_ms });
  wait_until (!corral_cart_points_is_pending (points));
  if (corral_cart_points_get_columns (points) == NULL || corral_cart_points_get_columns (points)->n_times == 0)
    g_error ("nothing was read: %s", corral_cart_points_get_message (points));
}

/* How much of what was looked at was never fetched, in minutes. */
static int
unfetched (CorralCartPoints *points)
{
  CorralStory *story = corral_cart_points_get_story (points);
  gint64 sum_ms = 0;

  for (guint i = 0; i < story->n_unfetched; i++)
    sum_ms += story->unfetched[i].end_ms - story->unfetched[i].start_ms;
  return (int) (sum_ms / CORRAL_MINUTE_MS);
}

static void
choose_cart (Fixture *fixture, char **tenant, char **id)
{
  guint32 cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  guint32 chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);

  *tenant = g_strdup (text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
  *id = g_strdup (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
}

static void
test_kept_and_there_offline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralCartPoints) points = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *id = NULL;
  guint n_changed = 0;
  guint n_times;

  open_full (fixture);
  choose_cart (fixture, &tenant, &id);
  points = corral_cart_points_new (get_context (fixture));
  g_signal_connect_swapped (points, "changed", G_CALLBACK (count_cb), &n_changed);

  /* As fine as the span allows. */
  look (fixture, points, tenant, id, CORRAL_DAY_MS);
  g_assert_cmpint (corral_cart_points_get_resolution (points), ==, CORRAL_RESOLUTION_RAW);
  n_times = corral_cart_points_get_columns (points)->n_times;
  g_assert_cmpuint (n_times, >, 200);
  g_assert_cmpuint (corral_cart_points_get_story (points)->n_items[CORRAL_STORY_BOOT], >, 0);
  g_assert_cmpint (unfetched (points), <, 5);
  g_assert_null (corral_cart_points_get_message (points));
  g_assert_cmpuint (n_changed, >, 1);
  look (fixture, points, tenant, id, 10 * CORRAL_DAY_MS);
  g_assert_cmpint (corral_cart_points_get_resolution (points), ==, CORRAL_RESOLUTION_MINUTE);
  look (fixture, points, tenant, id, 80 * CORRAL_DAY_MS);
  g_assert_cmpint (corral_cart_points_get_resolution (points), ==, CORRAL_RESOLUTION_HOUR);
  g_assert_cmpuint (corral_cart_points_get_columns (points)->n_times, >, 1000);

  corral_cart_points_stop (points);
  g_clear_object (&points);
  close_window (fixture);
  open_window (fixture, TRUE);
  points = corral_cart_points_new (get_context (fixture));
  look (fixture, points, tenant, id, CORRAL_DAY_MS);
  g_assert_cmpuint (corral_cart_points_get_columns (points)->n_times, >=, n_times - 5);
  g_assert_cmpint (unfetched (points), <, 10);
  /* Three days of raw points were not looked at. */
  look (fixture, points, tenant, id, 3 * CORRAL_DAY_MS);
  g_assert_cmpint (unfetched (points), >, 24 * 60);
  g_assert_nonnull (strstr (corral_cart_points_get_message (points), "when Corral is online"));
  corral_cart_points_stop (points);
}

/* Another cart while the first is asked for, and the window gone in the middle of it. */
static void
test_gone_meanwhile (Fixture *fixture, gconstpointer data)
{
  CorralCartPoints *points;
  g_autofree char *tenant = NULL;
  g_autofree char *id = NULL;
  gint64 now_ms;

  open_full (fixture);
  choose_cart (fixture, &tenant, &id);
  now_ms = corral_fleet_get_now (get_fleet (fixture));
  points = corral_cart_points_new (get_context (fixture));
  corral_cart_points_set_cart (points, tenant, id);
  corral_cart_points_set_span (points, (CorralTimeRange) { now_ms - CORRAL_DAY_MS, now_ms });
  corral_cart_points_set_cart (points, tenant, "no-such-cart");
  g_assert_null (corral_cart_points_get_story (points));
  wait_until (!corral_cart_points_is_pending (points));
  /* One that nobody knows has a story too: nothing is there, and the cloud says why. */
  g_assert_cmpuint (corral_cart_points_get_columns (points)->n_times, ==, 0);
  g_assert_nonnull (corral_cart_points_get_message (points));
  corral_cart_points_set_cart (points, tenant, id);
  /* Still under way. */
  corral_cart_points_stop (points);
  g_object_unref (points);
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/cart-points/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("offline", test_kept_and_there_offline);
  ADD ("gone-meanwhile", test_gone_meanwhile);
  return window_fixture_run ();
}
