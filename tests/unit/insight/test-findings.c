/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each rule just under and at its threshold, over small fleets that are written down; what explains what; and settings. */
#include "corral-finding.h"
#include "corral-incident-book.h"
#include "corral-quiet.h"
#include "small-fleet.h"

#include <math.h>
#include <string.h>

#define T SMALL_NOW_MS
#define MINUTE SMALL_MINUTE_MS
#define HOUR (60 * MINUTE)
#define SILENT .silent_min = 60

/* Six stores in the north, two in the south. */
static void
set_up (SmallFleet *fleet, gconstpointer data)
{
  small_fleet_set_up (fleet, data);
  for (guint i = 1; i <= 8; i++)
    small_store (fleet, i, i <= 6 ? "north" : "south", 99.5);
}

/* "store-wifi 5/1 s1, …": findings in short, in order. */
static char *
list (SmallFleet *fleet, const CorralRuleSettings *settings)
{
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings defaults;
  GString *text = g_string_new (NULL);

  corral_rule_settings_init (&defaults);
  corral_fleet_flush (fleet->fleet);
  findings = corral_findings_new (fleet->fleet, settings != NULL ? settings : &defaults);
  for (guint i = 0; i < findings->findings->len; i++)
    {
      const CorralFinding *finding = g_ptr_array_index (findings->findings, i);

      g_string_append_printf (text, "%s%s %u/%u", i > 0 ? ", " : "", corral_alert_rule_to_word (finding->rule),
                              finding->n_carts, finding->n_stores);
      if (finding->store != CORRAL_NO_SLOT)
        g_string_append_printf (text, " %s",
                                corral_fleet_get_text (fleet->fleet, CORRAL_TABLE_STORE, finding->store, CORRAL_STORE_COL_ID));
      if (finding->detail[0] != '\0')
        g_string_append_printf (text, " %s", finding->detail);
    }
  return g_string_free (text, FALSE);
}

#define assert_list(fleet, settings, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = list (fleet, settings); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

/* --- each rule at its threshold ---------------------------------------------------------------------- */

/* Fills a fleet so that the rule is about @n of what it counts. */
typedef struct
{
  const char *name;
  void (*fill) (SmallFleet *fleet, guint n);
  guint under;
  guint at;
  const char *expected; /* at the threshold */
} Threshold;

static void
fill_carrier (SmallFleet *fleet, guint n)
{
  for (guint store = 1; store <= 6; store++)
    {
      small_carts (fleet, store, 12, (SmallCart) { .carriers = "alpha beta" });
      small_carts (fleet, store, 8, (SmallCart) { .carriers = "beta" });
    }
  for (guint i = 0; i < n; i++)
    small_carts (fleet, 1 + i % 5, 1, (SmallCart) { .carriers = "alpha", SILENT });
}

static void
fill_cloud (SmallFleet *fleet, guint n)
{
  for (guint store = 1; store <= 8; store++)
    small_carts (fleet, store, 20, (SmallCart) { .carriers = "alpha" });
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *version = g_strdup_printf ("4.%u", i);

      small_carts (fleet, 1 + i % 8, 1,
                   (SmallCart) { .carriers = i % 2 ? "alpha" : "beta", .uplink = i % 2 ? "wifi" : "ltem",
                                 .firmware = version, SILENT });
    }
}

static void
fill_certificate (SmallFleet *fleet, guint n)
{
  for (guint store = 1; store <= 8; store++)
    small_carts (fleet, store, 20, (SmallCart) { .batch = "2025-W01" });
  for (guint i = 0; i < n; i++)
    small_carts (fleet, 1 + i % 8, 1, (SmallCart) { .batch = "2025-W02", SILENT });
}

static void
fill_build (SmallFleet *fleet, guint n)
{
  small_firmware (fleet, "4.0", TRUE, 0.2);
  small_carts (fleet, 1, 60, (SmallCart) { .firmware = "4.0" });
  small_carts (fleet, 2, n, (SmallCart) { .firmware = "4.1-x", .scan_ms = 700 });
}

static void
fill_rejects (SmallFleet *fleet, guint n)
{
  small_firmware (fleet, "3.2", TRUE, n / 100.0);
  small_carts (fleet, 1, 9, (SmallCart) { .firmware = "3.2" });
}

static void
fill_anchor (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 1, 20, (SmallCart) { 0 });
  small_carts (fleet, 2, n, (SmallCart) { .lacks_ca = TRUE });
}

static void
fill_rollback (SmallFleet *fleet, guint n)
{
  CorralStore store;

  small_store_begin (1, &store);
  store.rev = 2;
  store.country = "DE";
  small_put (fleet, CORRAL_COLLECTION_STORE, &store);
  small_store_begin (2, &store);
  store.rev = 2;
  store.country = "FR";
  small_put (fleet, CORRAL_COLLECTION_STORE, &store);
  small_carts (fleet, 2, 30, (SmallCart) { .updated = "succeeded" });
  small_carts (fleet, 1, 4, (SmallCart) { .updated = "succeeded" });
  small_carts (fleet, 1, n, (SmallCart) { .updated = "rolled_back" });
}

static void
fill_calibration (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 1, 60, (SmallCart) { .lot = "L1" });
  small_carts (fleet, 2, n, (SmallCart) { .lot = "L2", .drift_g = -61 });
}

static void
fill_radio (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 1, 30, (SmallCart) { .revision = "B" });
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("noise%u", i);

      small_alert (fleet, id, "radio_noise", "radio", 2, small_carts (fleet, 2, 1, (SmallCart) { .revision = "A" }));
    }
}

/* Without one that could be a store's own affair: three of five are 60 %. */
static void
fill_wifi (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 2, 40, (SmallCart) { 0 });
  small_carts (fleet, 1, 10 - n, (SmallCart) { .uplink = "none" });
  for (guint i = 0; i < n; i++) /* not within the same minutes */
    small_carts (fleet, 1, 1, (SmallCart) { .silent_min = 60 + 20 * i });
}

static void
fill_silent (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 1, 20 - n, (SmallCart) { 0 });
  for (guint i = 0; i < n; i++)
    small_carts (fleet, 1, 1, (SmallCart) { .silent_min = 60 + 20 * i });
}

static void
fill_point (SmallFleet *fleet, guint n)
{
  small_point (fleet, "ap-1", 1, "down");
  small_point (fleet, "ap-2", 1, "up");
  small_carts (fleet, 1, 20, (SmallCart) { .access_point = "ap-2" });
  for (guint i = 0; i < n; i++)
    small_carts (fleet, 1, 1, (SmallCart) { .access_point = "ap-1", .silent_min = 60 + 20 * i });
}

/* @n: of 1,000 parts of a cart's work. */
static void
fill_target (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 1, 20, (SmallCart) { 0 });
  small_store (fleet, 9, "north", 99 - n / 1000.0 / 20 * 100);
  small_carts (fleet, 9, 20, (SmallCart) { 0 });
}

static void
fill_outside (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 1, 20, (SmallCart) { 0 });
  small_carts (fleet, 2, n, (SmallCart) { .state = "off_premises" });
}

static CorralIngest
ingest_begin (void)
{
  CorralIngest ingest;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_INGEST), &ingest);
  ingest.id = "ingest";
  ingest.rev = 1;
  ingest.as_of_ms = T - MINUTE;
  ingest.connected_carts = ingest.connected_5min_ago = 1000;
  ingest.error_pct = 0.2;
  ingest.p99_delay_ms = 900;
  ingest.p99_baseline_ms = 800;
  ingest.auth_failures_5min = 3;
  return ingest;
}

static void
fill_connected (SmallFleet *fleet, guint n)
{
  CorralIngest ingest = ingest_begin ();

  small_carts (fleet, 1, 20, (SmallCart) { 0 });
  ingest.connected_carts = 1000 - n;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
}

static void
fill_errors (SmallFleet *fleet, guint n)
{
  CorralIngest ingest = ingest_begin ();

  ingest.error_pct = n / 100.0;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
}

static void
fill_delay (SmallFleet *fleet, guint n)
{
  CorralIngest ingest = ingest_begin ();

  ingest.p99_delay_ms = n;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
}

static void
fill_failures (SmallFleet *fleet, guint n)
{
  CorralIngest ingest = ingest_begin ();

  ingest.auth_failures_5min = n;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
}

/* A hole that @n stores have at the same hours. */
static void
fill_gap (SmallFleet *fleet, guint n)
{
  small_carts (fleet, 1, 2, (SmallCart) { 0 });
  for (guint i = 1; i <= 8; i++)
    {
      CorralStore store;

      small_store_begin (i, &store);
      store.rev = 2;
      store.time_zone = "UTC";
      store.opening_hours = "Mo-Su 00:00-24:00";
      store.service_today_pct = i <= n ? 70 : 99.5;
      store.service_hours_pct = i <= n ? "99 99 99 99 99 99 99 99 0 0 0 0 99 99 99" : NULL;
      store.service_as_of_ms = T;
      small_put (fleet, CORRAL_COLLECTION_STORE, &store);
    }
}

static const Threshold thresholds[] = {
  { "carrier", fill_carrier, 4, 5, "carrier-outage 5/5 alpha" },
  { "cloud", fill_cloud, 7, 8, "cloud-silence 8/8" },
  { "certificate", fill_certificate, 2, 3, "certificate-batch 3/3 2025-W02" },
  { "build", fill_build, 4, 5, "wrong-build 5/1 s2 4.1-x" },
  { "rejects", fill_rejects, 99, 100, "cloud-rejects 9/1 s1 3.2" },
  { "anchor", fill_anchor, 0, 1, "missing-ca 1/1 s2" },
  { "rollback", fill_rollback, 4, 5, "rollback-storm 5/1 s1 ro" },
  { "calibration", fill_calibration, 4, 5, "scale-lot 5/1 s2 L2" },
  { "radio", fill_radio, 4, 5, "radio-noise 5/1 s2 A" },
  { "silent", fill_silent, 7, 8, "store-silent 8/1 s1" },
  { "point", fill_point, 2, 3, "access-point 3/1 s1 ap-1" },
  { "target", fill_target, 990, 1010, "below-target 0/1 s9" },
  { "outside", fill_outside, 0, 1, "off-premises 1/1 s2" },
  { "connected", fill_connected, 199, 200, "connected-drop 0/0" },
  { "errors", fill_errors, 99, 100, "ingest-errors 0/0" },
  { "delay", fill_delay, 1599, 1600, "ingest-delay 0/0" },
  { "failures", fill_failures, 99, 100, "authentication 0/0" },
};

static void
test_threshold (gconstpointer data)
{
  const Threshold *threshold = data;
  SmallFleet under, at;

  set_up (&under, NULL);
  threshold->fill (&under, threshold->under);
  assert_list (&under, NULL, "");
  small_fleet_tear_down (&under, NULL);
  set_up (&at, NULL);
  threshold->fill (&at, threshold->at);
  assert_list (&at, NULL, threshold->expected);
  small_fleet_tear_down (&at, NULL);
}

/* Five of ten silent are a store's silence, six of them are its Wi-Fi. */
static void
test_wifi (SmallFleet *fleet, gconstpointer data)
{
  SmallFleet other;

  fill_wifi (fleet, 5);
  assert_list (fleet, NULL, "store-silent 5/1 s1");
  set_up (&other, NULL);
  fill_wifi (&other, 6);
  assert_list (&other, NULL, "store-wifi 6/1 s1");
  small_fleet_tear_down (&other, NULL);
}

/* Four stores with a hole are their own affair, five are the cloud's; and of them nobody says that they fall short. */
static void
test_gap (SmallFleet *fleet, gconstpointer data)
{
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings settings;
  const CorralFinding *gap;
  SmallFleet other;

  corral_rule_settings_init (&settings);
  settings.rules[CORRAL_RULE_BELOW_TARGET].threshold = 0;
  fill_gap (fleet, 4);
  assert_list (fleet, &settings, "below-target 0/1 s1, below-target 0/1 s2, below-target 0/1 s3, below-target 0/1 s4");
  set_up (&other, NULL);
  fill_gap (&other, 5);
  assert_list (&other, &settings, "cloud-gap 0/5");
  findings = corral_findings_new (other.fleet, &settings);
  gap = g_ptr_array_index (findings->findings, 0);
  g_assert_cmpint (gap->ended_ms - gap->began_ms, ==, 4 * HOUR);
  g_assert_cmpuint (gap->symptoms, ==, 1u << CORRAL_RULE_BELOW_TARGET);
  small_fleet_tear_down (&other, NULL);
}

/* --- settings ---------------------------------------------------------------------------------------- */

static void
test_settings (SmallFleet *fleet, gconstpointer data)
{
  CorralRuleSettings settings;
  g_autoptr (CorralFindings) findings = NULL;

  corral_rule_settings_init (&settings);
  fill_carrier (fleet, 9);
  settings.rules[CORRAL_RULE_CARRIER].threshold = 9;
  settings.rules[CORRAL_RULE_CARRIER].severity = CORRAL_SEVERITY_INFO;
  assert_list (fleet, &settings, "carrier-outage 9/5 alpha");
  findings = corral_findings_new (fleet->fleet, &settings);
  g_assert_cmpint (((CorralFinding *) g_ptr_array_index (findings->findings, 0))->severity, ==, CORRAL_SEVERITY_INFO);
  settings.rules[CORRAL_RULE_CARRIER].threshold = 10;
  assert_list (fleet, &settings, "");
  settings.rules[CORRAL_RULE_CARRIER].threshold = 3;
  settings.rules[CORRAL_RULE_CARRIER].enabled = FALSE;
  assert_list (fleet, &settings, "");
}

/* What a finding holds: members and stores in order, its chain, its time. */
static void
test_members (SmallFleet *fleet, gconstpointer data)
{
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings settings;
  const CorralFinding *finding;

  corral_rule_settings_init (&settings);
  fill_carrier (fleet, 12);
  findings = corral_findings_new (fleet->fleet, &settings);
  g_assert_cmpuint (findings->findings->len, ==, 1);
  finding = g_ptr_array_index (findings->findings, 0);
  g_assert_cmpuint (finding->n_carts, ==, 12);
  for (guint i = 1; i < finding->n_carts; i++)
    g_assert_cmpuint (finding->carts[i], >, finding->carts[i - 1]);
  for (guint i = 1; i < finding->n_stores; i++)
    g_assert_cmpuint (finding->stores[i], >, finding->stores[i - 1]);
  g_assert_cmpuint (finding->chain, ==, corral_fleet_find_chain (fleet->fleet, "c"));
  g_assert_cmpuint (finding->store, ==, CORRAL_NO_SLOT);
  g_assert_cmpstr (finding->region, ==, "north");
  g_assert_cmpuint (finding->n_regions, ==, 1);
  g_assert_cmpint (finding->began_ms, ==, T - HOUR);
  g_assert_cmpint (finding->known_ms, ==, T);
  g_assert_cmpint (findings->known_ms, ==, T);
  g_assert_true (finding->silent);
  /* They are counted, and none is called offline by itself. */
  g_assert_cmpuint (findings->quiet[CORRAL_QUIET_EXPLAINED], ==, 12);
  g_assert_cmpuint (findings->presences[CORRAL_PRESENCE_QUIET], ==, 12);
  g_assert_cmpuint (findings->presences[CORRAL_PRESENCE_OFFLINE], ==, 0);
  g_assert_cmpint (findings->quiet_of[finding->carts[0]], ==, CORRAL_QUIET_EXPLAINED);
}

/* One outage is one finding, however many regions and groups it shows in. */
static void
test_regions (SmallFleet *fleet, gconstpointer data)
{
  for (guint store = 1; store <= 8; store++)
    {
      small_carts (fleet, store, 12, (SmallCart) { .carriers = "beta" });
      small_carts (fleet, store, 4, (SmallCart) { .carriers = "alpha", SILENT });
    }
  assert_list (fleet, NULL, "carrier-outage 32/8 alpha");
}

/* --- what explains what ------------------------------------------------------------------------------ */

/* A carrier is down, and a store where nearly all carts have it falls short: one row, not two. */
static void
test_explained_store (SmallFleet *fleet, gconstpointer data)
{
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings settings;

  corral_rule_settings_init (&settings);
  small_store (fleet, 9, "north", 60);
  small_carts (fleet, 9, 2, (SmallCart) { .carriers = "beta" });
  small_carts (fleet, 9, 8, (SmallCart) { .carriers = "alpha", SILENT });
  fill_carrier (fleet, 6);
  findings = corral_findings_new (fleet->fleet, &settings);
  assert_list (fleet, NULL, "carrier-outage 14/6 alpha");
  g_assert_cmpuint (((CorralFinding *) g_ptr_array_index (findings->findings, 0))->symptoms, ==,
                    1u << CORRAL_RULE_BELOW_TARGET);
  /* Also when nobody wants to hear of the carrier. */
  settings.rules[CORRAL_RULE_CARRIER].enabled = FALSE;
  assert_list (fleet, &settings, "");
}

/* Of two stores without Wi-Fi one falls short: that one has the symptom. */
static void
test_symptom_of_one (SmallFleet *fleet, gconstpointer data)
{
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings settings;

  corral_rule_settings_init (&settings);
  small_store (fleet, 9, "north", 60);
  for (guint store = 8; store <= 9; store++)
    {
      small_carts (fleet, store, 2, (SmallCart) { .uplink = "none" });
      for (guint i = 0; i < 8; i++)
        small_carts (fleet, store, 1, (SmallCart) { .silent_min = 60 + 20 * i });
    }
  small_carts (fleet, 1, 100, (SmallCart) { 0 });
  assert_list (fleet, NULL, "store-wifi 8/1 s8, store-wifi 8/1 s9");
  findings = corral_findings_new (fleet->fleet, &settings);
  for (guint i = 0; i < 2; i++)
    {
      const CorralFinding *finding = g_ptr_array_index (findings->findings, i);

      g_assert_true ((finding->symptoms != 0) == (finding->store == small_store_slot (fleet, 9)));
    }
}

/* Most of what a store lacks is not the carrier's: both are said. */
static void
test_own_trouble (SmallFleet *fleet, gconstpointer data)
{
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings settings;

  small_store (fleet, 9, "north", 60);
  small_carts (fleet, 9, 8, (SmallCart) { .carriers = "beta" });
  small_carts (fleet, 9, 8, (SmallCart) { .carriers = "beta", .state = "fault" });
  small_carts (fleet, 9, 2, (SmallCart) { .carriers = "alpha", SILENT });
  fill_carrier (fleet, 6);
  assert_list (fleet, NULL, "carrier-outage 8/6 alpha, below-target 10/1 s9");
  corral_rule_settings_init (&settings);
  findings = corral_findings_new (fleet->fleet, &settings);
  g_assert_cmpuint (((CorralFinding *) g_ptr_array_index (findings->findings, 0))->symptoms, ==, 0);
}

/* What the cloud rejects of one firmware is what its alarm of errors shows; what a batch cannot do is what the broker shows. */
static void
test_explained_alarms (SmallFleet *fleet, gconstpointer data)
{
  CorralIngest ingest = ingest_begin ();
  SmallFleet other;

  fill_rejects (fleet, 1200);
  ingest.error_pct = 1.25;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
  assert_list (fleet, NULL, "cloud-rejects 9/1 s1 3.2");

  set_up (&other, NULL);
  fill_certificate (&other, 12);
  ingest = ingest_begin ();
  ingest.auth_failures_5min = 400;
  ingest.error_pct = 1.25; /* that is another matter */
  small_put (&other, CORRAL_COLLECTION_INGEST, &ingest);
  assert_list (&other, NULL, "certificate-batch 12/8 2025-W02, ingest-errors 0/0");
  small_fleet_tear_down (&other, NULL);
}

/* A fifth of the fleet is silent: the drop shows for five minutes, the silence for as long as it lasts. With a cause it is
 * the cause's. */
static void
test_connected (SmallFleet *fleet, gconstpointer data)
{
  CorralIngest ingest = ingest_begin ();
  SmallFleet other;

  for (guint store = 1; store <= 6; store++)
    small_carts (fleet, store, 13, (SmallCart) { 0 });
  for (guint i = 0; i < 19; i++)
    small_carts (fleet, 1 + i % 6, 1, (SmallCart) { .silent_min = 60 + 15 * i });
  assert_list (fleet, NULL, "");
  small_carts (fleet, 3, 1, (SmallCart) { .silent_min = 700 });
  assert_list (fleet, NULL, "connected-drop 20/6");

  set_up (&other, NULL);
  ingest.connected_carts = 700;
  fill_carrier (&other, 30);
  small_put (&other, CORRAL_COLLECTION_INGEST, &ingest);
  assert_list (&other, NULL, "carrier-outage 30/5 alpha");
  small_fleet_tear_down (&other, NULL);
}

/* Figures of another hour say nothing of now; figures that are nonsense neither. */
static void
test_old_figures (SmallFleet *fleet, gconstpointer data)
{
  CorralIngest ingest = ingest_begin ();

  ingest.auth_failures_5min = 5000;
  ingest.as_of_ms = T - 16 * MINUTE;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
  assert_list (fleet, NULL, "");
  ingest.rev++;
  ingest.as_of_ms = T - 14 * MINUTE;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
  assert_list (fleet, NULL, "authentication 0/0");
  ingest = ingest_begin ();
  ingest.rev = 3;
  ingest.connected_carts = -5;
  ingest.connected_5min_ago = CORRAL_UNKNOWN;
  ingest.error_pct = NAN;
  ingest.p99_baseline_ms = 0;
  ingest.p99_delay_ms = 100000;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &ingest);
  assert_list (fleet, NULL, "");
}

/* Silent carts of a store whose access point is down are the access point's, and too few are left for the store. */
static void
test_point_before_store (SmallFleet *fleet, gconstpointer data)
{
  small_point (fleet, "ap-1", 1, "down");
  small_point (fleet, "ap-2", 1, "up");
  small_carts (fleet, 1, 9, (SmallCart) { .access_point = "ap-2" });
  for (guint i = 0; i < 6; i++)
    small_carts (fleet, 1, 1, (SmallCart) { .access_point = "ap-1", .silent_min = 60 + 20 * i });
  small_carts (fleet, 1, 1, (SmallCart) { .access_point = "ap-2", .silent_min = 500 });
  assert_list (fleet, NULL, "access-point 6/1 s1 ap-1");
}

/* --- nothing, and too much --------------------------------------------------------------------------- */

static void
test_nothing (SmallFleet *fleet, gconstpointer data)
{
  g_autoptr (CorralFleet) empty = corral_fleet_new (NULL);
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings settings;

  corral_rule_settings_init (&settings);
  findings = corral_findings_new (empty, &settings);
  g_assert_cmpuint (findings->findings->len, ==, 0);
  g_assert_cmpint (findings->known_ms, ==, CORRAL_UNKNOWN);
  assert_list (fleet, NULL, "");
  small_carts (fleet, 1, 30, (SmallCart) { 0 });
  assert_list (fleet, NULL, "");
  small_carts (fleet, 1, 1, (SmallCart) { SILENT });
  assert_list (fleet, NULL, ""); /* a single cart is a row in a list */
}

/* Kinds of alerts that nobody knows raise nothing. */
static void
test_unknown_alerts (SmallFleet *fleet, gconstpointer data)
{
  guint32 cart = small_carts (fleet, 1, 30, (SmallCart) { .revision = "A", .lot = "L" });

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *id = g_strdup_printf ("x%u", i);

      small_alert (fleet, id, "of_tomorrow", "something", 1, i % 2 ? cart : CORRAL_NO_SLOT);
    }
  assert_list (fleet, NULL, "");
}

/* --- the owners' four alarms, from the cloud's figures to the incident -------------------------------- */

typedef struct
{
  const char *name;
  gint64 connected, before;  /* carts */
  double errors;             /* percent */
  gint64 delay_ms, usual_ms;
  gint64 failures;
  guint minutes;             /* so long it has to hold */
  CorralAlertRuleKind rule;
  CorralTold told;
} Alarm;

static const Alarm alarms[] = {
  { "connected", 60, 80, 0, 900, 900, 0, 0, CORRAL_RULE_CONNECTED, CORRAL_TOLD_AGENT | CORRAL_TOLD_LEAD | CORRAL_TOLD_FLEET_OPS },
  { "errors", 80, 80, 1.2, 900, 900, 0, 10, CORRAL_RULE_INGEST_ERRORS, CORRAL_TOLD_LEAD | CORRAL_TOLD_FLEET_OPS },
  { "delay", 80, 80, 0, 2000, 900, 0, 15, CORRAL_RULE_INGEST_DELAY, CORRAL_TOLD_NOBODY },
  { "failures", 80, 80, 0, 900, 900, 120, 0, CORRAL_RULE_AUTHENTICATION, CORRAL_TOLD_LEAD | CORRAL_TOLD_FLEET_OPS },
};

static void
put_figures (SmallFleet *fleet, gint64 now_ms, const Alarm *alarm)
{
  CorralIngest row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_INGEST), &row);
  row.id = "ingest";
  row.rev = row.as_of_ms = now_ms;
  row.connected_carts = alarm->connected;
  row.connected_5min_ago = alarm->before;
  row.error_pct = alarm->errors;
  row.p99_delay_ms = alarm->delay_ms;
  row.p99_baseline_ms = alarm->usual_ms;
  row.auth_failures_5min = alarm->failures;
  small_put (fleet, CORRAL_COLLECTION_INGEST, &row);
}

static void
hear_all (SmallFleet *fleet, gint64 now_ms)
{
  for (guint i = 0; i < fleet->n_carts; i++)
    {
      g_autofree char *id = g_strdup_printf ("k%u", i);
      CorralVital vital;

      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
      vital.id = id;
      vital.rev = vital.arrived_ms = vital.last_message_ms = now_ms;
      vital.interval_s = 300;
      small_put (fleet, CORRAL_COLLECTION_VITAL, &vital);
    }
}

/* A minute a look, for @minutes; the book's clock is the cloud's. */
static void
look_for (SmallFleet *fleet, CorralIncidentBook *book, gint64 *now_ms, guint minutes, const Alarm *alarm)
{
  CorralRuleSettings settings;

  corral_rule_settings_init (&settings);
  for (guint i = 0; i < minutes; i++)
    {
      g_autoptr (CorralFindings) findings = NULL;

      *now_ms += MINUTE;
      hear_all (fleet, *now_ms);
      put_figures (fleet, *now_ms, alarm);
      corral_fleet_set_known_as_of (fleet->fleet, "c", *now_ms);
      corral_fleet_set_now (fleet->fleet, *now_ms);
      corral_fleet_flush (fleet->fleet);
      findings = corral_findings_new (fleet->fleet, &settings);
      corral_incident_book_look (book, fleet->fleet, findings, NULL);
    }
}

/* Each of the four is one incident, after the time that it has to hold, told to whom it is for, and over by fresh figures. */
static void
test_alarms (SmallFleet *fleet, gconstpointer data)
{
  static const Alarm well = { "well", 80, 80, 0, 900, 900, 0, 0, CORRAL_RULE_CONNECTED, 0 };
  CorralRuleSettings settings;

  corral_rule_settings_init (&settings);
  for (guint store = 1; store <= 8; store++)
    small_carts (fleet, store, 10, (SmallCart){ .state = "idle" });
  for (guint i = 0; i < G_N_ELEMENTS (alarms); i++)
    {
      g_autoptr (CorralIncidentBook) book = corral_incident_book_new (&settings);
      gint64 now_ms = T + (gint64) i * 6 * HOUR;
      const CorralIncident *incident;

      g_test_message ("%s", alarms[i].name);
      look_for (fleet, book, &now_ms, 3, &well);
      g_assert_cmpuint (corral_incident_book_get_incidents (book)->len, ==, 0);
      look_for (fleet, book, &now_ms, MAX (alarms[i].minutes, 1), &alarms[i]);
      if (alarms[i].minutes > 0)
        g_assert_cmpuint (corral_incident_book_get_incidents (book)->len, ==, 0);
      look_for (fleet, book, &now_ms, 3, &alarms[i]);
      g_assert_cmpuint (corral_incident_book_get_incidents (book)->len, ==, 1);
      incident = corral_incident_book_get_incidents (book)->pdata[0];
      g_assert_cmpint (incident->rule, ==, alarms[i].rule);
      g_assert_cmpint (incident->state, ==, CORRAL_INCIDENT_OPEN);
      g_assert_cmpuint (settings.rules[incident->rule].told, ==, alarms[i].told);
      if (alarms[i].rule == CORRAL_RULE_CONNECTED)
        g_assert_cmpfloat (incident->value, ==, 25);
      look_for (fleet, book, &now_ms, 20, &well);
      g_assert_cmpuint (corral_incident_book_get_incidents (book)->len, ==, 1);
      incident = corral_incident_book_get_incidents (book)->pdata[0];
      g_assert_cmpint (incident->state, !=, CORRAL_INCIDENT_OPEN);
      g_assert_true (CORRAL_IS_KNOWN (incident->recovered_ms));
    }
}

/* The drop and what is behind it, a quarter of the carts silent in six stores of no common factor: one incident. */
static void
test_drop_with_silence (SmallFleet *fleet, gconstpointer data)
{
  static const Alarm drop = { "drop", 60, 80, 0, 900, 900, 0, 0, CORRAL_RULE_CONNECTED, 0 };
  g_autoptr (CorralFindings) findings = NULL;
  g_autoptr (CorralIncidentBook) book = NULL;
  CorralRuleSettings settings;
  guint n = 0;

  corral_rule_settings_init (&settings);
  book = corral_incident_book_new (&settings);
  for (guint store = 1; store <= 8; store++)
    {
      small_carts (fleet, store, 7, (SmallCart){ .state = "idle" });
      small_carts (fleet, store, 3, (SmallCart){ .state = "offline", .silent_min = 17 });
    }
  put_figures (fleet, T, &drop);
  corral_fleet_flush (fleet->fleet);
  findings = corral_findings_new (fleet->fleet, &settings);
  corral_incident_book_look (book, fleet->fleet, findings, NULL);
  for (guint i = 0; i < corral_incident_book_get_incidents (book)->len; i++)
    n += ((CorralIncident *) corral_incident_book_get_incidents (book)->pdata[i])->rule == CORRAL_RULE_CONNECTED;
  g_assert_cmpuint (n, <=, 1);
  g_assert_cmpuint (corral_incident_book_get_incidents (book)->len, <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/findings/threshold/%s", thresholds[i].name);

      g_test_add_data_func (path, &thresholds[i], test_threshold);
    }
#define ADD(path, func) g_test_add ("/findings/" path, SmallFleet, NULL, set_up, func, small_fleet_tear_down)
  ADD ("threshold/wifi", test_wifi);
  ADD ("threshold/gap", test_gap);
  ADD ("settings", test_settings);
  ADD ("members", test_members);
  ADD ("regions", test_regions);
  ADD ("explained/store", test_explained_store);
  ADD ("explained/one-of-two", test_symptom_of_one);
  ADD ("explained/own-trouble", test_own_trouble);
  ADD ("explained/alarms", test_explained_alarms);
  ADD ("explained/connected", test_connected);
  ADD ("explained/access-point", test_point_before_store);
  ADD ("old-figures", test_old_figures);
  ADD ("alarms", test_alarms);
  ADD ("drop-with-silence", test_drop_with_silence);
  ADD ("nothing", test_nothing);
  ADD ("unknown-alerts", test_unknown_alerts);
  return g_test_run ();
}
