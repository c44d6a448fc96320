/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What alerts say: late, silent and gone are three things, and a kind that nobody knows is a sentence all the same. */
#include "corral-alert-words.h"
#include "corral-freshness.h"
#include "corral-look.h"
#include "corral-time.h"

#include <string.h>

#define T G_GINT64_CONSTANT (1795536000000)

static CorralFleet *
make_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (corral_freshness_judge);
  CorralTenant tenant = { (char *) "norvia", (char *) "Norvia", NULL, NULL, NULL };

  corral_fleet_put_tenant (fleet, &tenant);
  corral_fleet_set_now (fleet, T);
  return fleet;
}

/* A cart in @state, last heard @silent_ms ago. */
static void
put_cart (CorralFleet *fleet, const char *state, gint64 silent_ms)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;

  corral_row_clear (carts, &cart);
  cart.id = "c";
  cart.rev = 1;
  cart.serial = "C-1";
  cart.label = "0001";
  cart.state = state;
  cart.last_message_ms = T - silent_ms;
  corral_fleet_put (fleet, "norvia", carts, &cart);
  corral_fleet_flush (fleet);
}

static guint32
put_alert (CorralFleet *fleet, gint64 rev, const char *kind, const char *cart, gint64 cleared_ms)
{
  const CorralSchema *alerts = corral_collection_get_schema (CORRAL_COLLECTION_ALERT);
  CorralAlert alert;

  corral_row_clear (alerts, &alert);
  alert.id = "a";
  alert.rev = rev;
  alert.kind = kind;
  alert.severity = "watch";
  alert.cart = cart;
  alert.raised_ms = T - CORRAL_HOUR_MS;
  alert.cleared_ms = cleared_ms;
  corral_fleet_put (fleet, "norvia", alerts, &alert);
  corral_fleet_flush (fleet);
  return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_ALERT), corral_fleet_find_chain (fleet, "norvia"),
                              "a");
}

static void
test_silence (void)
{
  static const struct
  {
    const char *state;
    const char *words;
  } cases[] = {
    { "late", "Late" },
    { "offline", "Silent" },
    { "off_premises", "Gone: off the premises" },
    { "out_of_service", "Gone: out of service" },
    { "revoked", "Gone: blocked" },
    { "idle", "Heard again" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralFleet) fleet = make_fleet ();
      g_autofree char *sentence = NULL;
      guint32 alert;

      put_cart (fleet, cases[i].state, CORRAL_MINUTE_MS);
      alert = put_alert (fleet, 1, "offline", "c", CORRAL_UNKNOWN);
      g_assert_cmpstr (corral_alert_to_words (fleet, alert), ==, cases[i].words);
      sentence = corral_alert_to_sentence (fleet, alert);
      g_assert_true (g_str_has_prefix (sentence, "Not heard from for "));
      g_assert_true (g_str_has_suffix (sentence, "."));
    }
}

/* What is over is what it was, whatever the cart is now; and one about a store has no cart to ask. */
static void
test_cleared (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();

  put_cart (fleet, "idle", 0);
  g_assert_cmpstr (corral_alert_to_words (fleet, put_alert (fleet, 1, "offline", "c", T)), ==, "Silent");
  g_assert_cmpstr (corral_alert_to_words (fleet, put_alert (fleet, 2, "offline", NULL, CORRAL_UNKNOWN)), ==, "Silent");
}

static void
test_kinds (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  g_autofree char *sentence = NULL;
  guint32 alert;

  alert = put_alert (fleet, 1, "battery_low", NULL, CORRAL_UNKNOWN);
  g_assert_cmpstr (corral_alert_to_words (fleet, alert), ==, "Battery low");
  g_assert_null (corral_alert_to_sentence (fleet, alert));

  alert = put_alert (fleet, 2, "pump_stuck", NULL, CORRAL_UNKNOWN);
  g_assert_cmpstr (corral_alert_to_words (fleet, alert), ==, "Pump stuck");
  sentence = corral_alert_to_sentence (fleet, alert);
  g_assert_cmpstr (sentence, ==, "The cloud calls it “Pump stuck”; this version of Corral knows no more about it.");
  g_assert_true (corral_words_knows (CORRAL_WORDS_ALERT_KIND, "offline"));
  g_assert_false (corral_words_knows (CORRAL_WORDS_ALERT_KIND, ""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/alert/silence", test_silence);
  g_test_add_func ("/words/alert/cleared", test_cleared);
  g_test_add_func ("/words/alert/kinds", test_kinds);
  return g_test_run ();
}
