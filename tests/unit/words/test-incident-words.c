/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What incidents say: a title and a sentence for every rule, with nothing left open in them, whose time is said, and how one
 * is over. */
#include "corral-freshness.h"
#include "corral-incident-words.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC: 17:00 in Berlin. */
#define T G_GINT64_CONSTANT (1795536000000)

static CorralFleet *
make_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (corral_freshness_judge);
  CorralTenant tenant = { (char *) "norvia", (char *) "Norvia", NULL, NULL, NULL };
  const CorralSchema *stores = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_fleet_put_tenant (fleet, &tenant);
  corral_row_clear (stores, &store);
  store.id = "s";
  store.rev = 1;
  store.number = 118;
  store.name = "Riverside";
  store.time_zone = "Europe/Berlin";
  corral_fleet_put (fleet, "norvia", stores, &store);
  corral_fleet_set_now (fleet, T);
  corral_fleet_flush (fleet);
  return fleet;
}

/* About the store when @store. */
static CorralIncident
make_incident (CorralAlertRuleKind rule, gboolean store)
{
  return (CorralIncident){
    .id = (char *) "inc-1",
    .rule = rule,
    .cause = corral_alert_rule_get (rule)->cause,
    .chain = (char *) "norvia",
    .store = store ? (char *) "s" : NULL,
    .detail = (char *) "alpha",
    .region = (char *) "North",
    .began_ms = T - 2 * CORRAL_HOUR_MS,
    .known_ms = T - CORRAL_MINUTE_MS,
    .recovered_ms = CORRAL_UNKNOWN,
    .closed_ms = CORRAL_UNKNOWN,
    .n_carts = 290,
    .n_stores = 40,
    .most_carts = 300,
    .most_stores = 41,
    .value = 23.45,
    .target = 99,
  };
}

static void
assert_words (const char *text, gboolean sentence)
{
  static const char *const trade[] = { "OFFLINE", "offline", "ingest", "MQTT", "broker", "null", "{", "}", "  ", "inc-" };

  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (trade); i++)
    if (strstr (text, trade[i]) != NULL)
      g_error ("“%s” has “%s”", text, trade[i]);
  g_assert_cmpint (g_str_has_suffix (text, "."), ==, sentence);
}

static void
test_every_rule (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();

  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    {
      CorralIncident incident = make_incident (i, corral_alert_rule_get (i)->about_store);
      CorralIncident bare = { .id = (char *) "inc-2", .rule = i, .cause = CORRAL_N_VERDICT_CAUSES,
                              .began_ms = CORRAL_UNKNOWN, .known_ms = CORRAL_UNKNOWN, .recovered_ms = CORRAL_UNKNOWN,
                              .closed_ms = CORRAL_UNKNOWN, .value = NAN, .target = NAN };
      g_autofree char *title = corral_incident_to_title (fleet, &incident);
      g_autofree char *text = corral_incident_to_text (fleet, &incident);
      g_autofree char *spoken = corral_incident_to_spoken (fleet, &incident);
      g_autofree char *bare_title = corral_incident_to_title (fleet, &bare);
      g_autofree char *bare_text = corral_incident_to_text (fleet, &bare);

      g_test_message ("%s | %s | %s", title, text, spoken != NULL ? spoken : "-");
      assert_words (title, FALSE);
      assert_words (text, TRUE);
      g_assert_cmpuint (strlen (title), <, 72);
      if (spoken != NULL)
        assert_words (spoken, TRUE);
      /* Nothing is known of it but its rule: no sentence breaks. */
      assert_words (bare_title, FALSE);
      assert_words (bare_text, TRUE);
      if (corral_alert_rule_get (i)->about_store)
        g_assert_nonnull (strstr (title, "118 Riverside"));
    }
}

static void
test_whose_time (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  CorralIncident carrier = make_incident (CORRAL_RULE_CARRIER, FALSE);
  CorralIncident wifi = make_incident (CORRAL_RULE_STORE_WIFI, TRUE);
  g_autofree char *carrier_title = corral_incident_to_title (fleet, &carrier);
  g_autofree char *carrier_text = corral_incident_to_text (fleet, &carrier);
  g_autofree char *wide_title = NULL;
  g_autofree char *wifi_text = corral_incident_to_text (fleet, &wifi);

  g_assert_cmpstr (carrier_title, ==, "Carrier alpha, North: 290 carts silent");
  g_assert_cmpstr (carrier_text, ==,
                   "Carrier alpha, North: 290 carts in 40 stores silent since 14:00 (UTC). Single-SIM carts only.");
  carrier.region = (char *) "";
  wide_title = corral_incident_to_title (fleet, &carrier);
  g_assert_cmpstr (wide_title, ==, "Carrier alpha: 290 carts silent");
  g_assert_nonnull (strstr (wifi_text, "since 15:00 (store time)"));
}

static void
test_over (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  CorralIncident incident = make_incident (CORRAL_RULE_STORE_WIFI, TRUE);
  g_autofree char *none = corral_incident_to_end (fleet, &incident);
  g_autofree char *text = NULL;
  g_autofree char *amended = NULL;
  g_autofree char *by_hand = NULL;
  g_autofree char *part = NULL;

  g_assert_null (none);
  incident.state = CORRAL_INCIDENT_RECOVERED;
  incident.recovered_ms = T - 30 * CORRAL_MINUTE_MS;
  text = corral_incident_to_text (fleet, &incident);
  g_assert_cmpstr (text, ==,
                   "118 Riverside: the store’s Wi-Fi down. Over since 16:30 (store time) after 1 h 30 min, by fresh data of "
                   "16:59 (store time).");
  incident.n_worked_on = 4;
  incident.gap_ms = 41 * CORRAL_MINUTE_MS;
  incident.n_trips = 2;
  incident.n_missing = 0;
  amended = corral_incident_to_end (fleet, &incident);
  g_assert_true (g_str_has_suffix (amended, " 4 carts: link lost 41 min, worked on, 2 trips, nothing lost."));
  incident.state = CORRAL_INCIDENT_CLOSED;
  incident.recovered_ms = CORRAL_UNKNOWN;
  incident.closed_ms = T;
  by_hand = corral_incident_to_end (fleet, &incident);
  g_assert_cmpstr (by_hand, ==, "Closed by a person at 17:00 (store time).");
  incident.state = CORRAL_INCIDENT_MERGED;
  part = corral_incident_to_end (fleet, &incident);
  g_assert_cmpstr (part, ==, "It is part of another incident.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incident-words/every-rule", test_every_rule);
  g_test_add_func ("/incident-words/whose-time", test_whose_time);
  g_test_add_func ("/incident-words/over", test_over);
  return g_test_run ();
}
