/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart that is asked to report: one that hears answers within seconds with an ordinary message, one that does not is
 * refused when its time is up. */
#include "config.h"

#include "cloud-fixture.h"
#include "corral-time.h"

#include <string.h>

static void
advance (CloudFixture *f, gint64 ms)
{
  corral_clock_advance_us (f->clock, ms * 1000);
}

static gint64
now_ms (CloudFixture *f)
{
  return corral_clock_now_ms (f->clock);
}

/* "accepted", "applied", "refused": what became of it. */
static char *
status_of (CloudFixture *f, const char *id)
{
  g_autoptr (Answer) probe = cloud_probe (f, id);

  g_assert_cmpuint (probe->status, ==, 200);
  return g_strdup (answer_text (probe, "status"));
}

static void
assert_status (CloudFixture *f, const char *id, const char *expected)
{
  g_autofree char *status = status_of (f, id);
  g_autoptr (Answer) row = cloud_row (f, "operation", id);

  g_assert_cmpstr (status, ==, expected);
  g_assert_cmpstr (answer_text (row, "status"), ==, expected);
}

/* The last value of a metric of the cart, and its number. */
static gint64
vital_of (CloudFixture *f, const char *cart, const char *metric, gint64 *rev)
{
  g_autoptr (Answer) row = cloud_row (f, "cart", cart);
  g_autoptr (Answer) vitals = cloud_get_tenant (f, "vitals?store=%s", answer_text (row, "store"));
  JsonArray *ids = answer_array (vitals, "ids");

  for (guint i = 0; i < json_array_get_length (ids); i++)
    if (strcmp (json_array_get_string_element (ids, i), cart) == 0)
      {
        *rev = json_array_get_int_element (answer_array (vitals, "revs"), i);
        return json_array_get_int_element (
            json_object_get_array_member (json_object_get_object_member (answer_object (vitals), "metrics"), metric), i);
      }
  g_assert_not_reached ();
}

static void
ask (CloudFixture *f, const char *id, const char *cart)
{
  g_autofree char *body = operation_body (f, "cart.report", "cart", cart, "{}", 0, NULL);
  g_autoptr (Answer) answer = cloud_put (f, id, body);

  g_assert_cmpuint (answer->status, ==, 202);
  assert_status (f, id, "accepted");
}

static void
test_answers (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find_anywhere (f, "cart", "state", "idle");
  g_autofree char *id = operation_id (1);
  g_autoptr (Answer) probe = NULL;
  gint64 asked_ms = now_ms (f);
  gint64 rev, later_rev, last_ms, at_ms;

  last_ms = vital_of (f, cart, "last_message_ms", &rev);
  ask (f, id, cart);
  advance (f, 1000);
  assert_status (f, id, "accepted");
  g_assert_cmpint (vital_of (f, cart, "last_message_ms", &later_rev), ==, last_ms);
  g_assert_cmpint (later_rev, ==, rev);

  advance (f, 7000);
  assert_status (f, id, "applied");
  probe = cloud_probe (f, id);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (answer_object (probe), "data"), "id"),
                   ==, cart);
  /* It was made after it was asked for, and has a number of its own. */
  at_ms = vital_of (f, cart, "last_message_ms", &later_rev);
  g_assert_cmpint (at_ms, >=, asked_ms + 2000);
  g_assert_cmpint (at_ms, <=, asked_ms + 6000);
  g_assert_cmpint (later_rev, >, rev);
  g_assert_cmpint (vital_of (f, cart, "battery_pct", &later_rev), >=, 0);

  /* What it sends by itself is numbered on. */
  rev = later_rev;
  advance (f, 10 * CORRAL_MINUTE_MS);
  g_assert_cmpint (vital_of (f, cart, "last_message_ms", &later_rev), >, at_ms);
  g_assert_cmpint (later_rev, >, rev);
}

/* It stands among its samples and messages like any other: in order, numbered without a hole, nothing missing. */
static void
test_is_an_ordinary_message (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find_anywhere (f, "cart", "state", "idle");
  gint64 from_ms = now_ms (f) - CORRAL_HOUR_MS;
  g_autofree char *span = NULL;
  g_autoptr (Answer) plain = NULL;
  g_autoptr (Answer) samples = NULL;
  g_autoptr (Answer) events = NULL;
  g_autoptr (Answer) health = NULL;
  JsonArray *times, *missing, *items;
  gint64 n_plain;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = operation_id (10 + i);

      ask (f, id, cart);
      advance (f, 95 * CORRAL_SECOND_MS);
      assert_status (f, id, "applied");
    }
  advance (f, CORRAL_HOUR_MS);
  span = g_strdup_printf ("from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT, from_ms, now_ms (f));
  samples = cloud_get_tenant (f, "carts/%s/telemetry?%s&metrics=missing,battery_pct", cart, span);
  events = cloud_get_tenant (f, "carts/%s/events?%s&limit=1000", cart, span);
  health = cloud_get_tenant (f, "carts/%s/events?%s&limit=1000&types=health", cart, span);
  assert_whole_list (samples, "t");
  times = answer_array (samples, "t");
  missing = json_object_get_array_member (json_object_get_object_member (answer_object (samples), "metrics"), "missing");
  g_assert_cmpint (answer_number (health, "count"), ==, json_array_get_length (times));
  for (guint i = 0; i < json_array_get_length (times); i++)
    {
      g_assert_cmpint (json_array_get_int_element (missing, i), ==, 0);
      if (i > 0)
        g_assert_cmpint (json_array_get_int_element (times, i), >, json_array_get_int_element (times, i - 1));
    }
  items = answer_array (events, "items");
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *event = json_array_get_object_element (items, i);
      gsize size;
      g_autofree char *body = (char *) g_base64_decode (json_object_get_string_member (event, "body"), &size);
      g_autofree char *number
          = g_strdup_printf ("\"n\":%" G_GINT64_FORMAT ",", json_object_get_int_member (event, "counter"));

      g_assert_nonnull (g_strstr_len (body, (gssize) size, number));
      if (i > 0)
        {
          gint64 newer = json_object_get_int_member (json_array_get_object_element (items, i - 1), "counter");

          g_assert_cmpint (json_object_get_int_member (event, "counter"), ==, newer - 1);
        }
    }
  /* Three more than without. */
  n_plain = json_array_get_length (times);
  {
    g_autofree char *before
        = g_strdup_printf ("from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT, from_ms, from_ms + CORRAL_HOUR_MS);

    plain = cloud_get_tenant (f, "carts/%s/telemetry?%s&metrics=battery_pct", cart, before);
    g_assert_cmpint (answer_number (plain, "count"), <, n_plain);
  }
}

static void
set_up_silent (CloudFixture *f, gconstpointer data)
{
  static const char *const scenarios[] = { "silent-carts", NULL };

  f->scenarios = scenarios;
  cloud_fixture_set_up (f, data);
}

static void
test_silent_cart (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find_anywhere (f, "cart", "state", "offline");
  g_autofree char *id = operation_id (2);
  g_autoptr (Answer) probe = NULL;
  gint64 rev, later_rev, last_ms;

  last_ms = vital_of (f, cart, "last_message_ms", &rev);
  ask (f, id, cart);
  advance (f, 30 * CORRAL_SECOND_MS);
  assert_status (f, id, "accepted");
  advance (f, 31 * CORRAL_SECOND_MS);
  assert_status (f, id, "refused");
  probe = cloud_probe (f, id);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (answer_object (probe), "problem"),
                                                  "code"),
                   ==, "operation-expired");
  g_assert_cmpint (vital_of (f, cart, "last_message_ms", &later_rev), ==, last_ms);
  g_assert_cmpint (later_rev, ==, rev);
}

static void
test_blocked_cart (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find_anywhere (f, "cart", "state", "idle");
  g_autoptr (Answer) row = cloud_row (f, "cart", cart);
  g_autofree char *id = operation_id (3);
  g_autofree char *block_id = operation_id (4);
  g_autofree char *block = operation_body (f, "certificate.revoke", "certificate", answer_text (row, "certificate"),
                                           "{\"reason\":\"lost\"}", 0, NULL);
  g_autoptr (Answer) blocked = cloud_put (f, block_id, block);
  g_autofree char *body = operation_body (f, "cart.report", "cart", cart, "{}", 0, NULL);
  g_autoptr (Answer) answer = cloud_put (f, id, body);

  g_assert_cmpuint (blocked->status, ==, 200);
  assert_problem (answer, 409, "conflict");
}

int
main (int argc, char *argv[])
{
#define ADD(path, func) g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, func, cloud_fixture_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/demo-cloud/reports/answers", test_answers);
  ADD ("/demo-cloud/reports/ordinary", test_is_an_ordinary_message);
  g_test_add ("/demo-cloud/reports/silent", CloudFixture, NULL, set_up_silent, test_silent_cart, cloud_fixture_tear_down);
  ADD ("/demo-cloud/reports/blocked", test_blocked_cart);
  return g_test_run ();
}
