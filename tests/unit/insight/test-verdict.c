/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the verdict one by one, and what only looks like trouble, over small fleets that are written down. */
#include "corral-evidence.h"
#include "corral-freshness.h"
#include "corral-verdict.h"

#include <math.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define T G_GINT64_CONSTANT (1795536000000)
#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)

typedef struct
{
  CorralFleet *fleet;
  guint n_carts;
  gint64 now_ms;
} Fixture;

static void
put_store (Fixture *f, guint number, const char *hours, const char *served)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  g_autofree char *id = g_strdup_printf ("s%u", number);
  CorralStore store;

  corral_row_clear (schema, &store);
  store.id = id;
  store.rev = 1;
  store.number = number;
  store.name = id;
  store.country = "DE";
  store.region = "north";
  store.time_zone = "Europe/Berlin";
  store.opening_hours = hours;
  store.aisles = 12;
  store.refrigerated_aisles = "9 10";
  store.service_hours_pct = served;
  store.service_as_of_ms = served != NULL ? f->now_ms - MINUTE : CORRAL_UNKNOWN;
  corral_fleet_put (f->fleet, "c", schema, &store);
}

static void
set_now (Fixture *f, gint64 now_ms)
{
  f->now_ms = now_ms;
  corral_fleet_set_known_as_of (f->fleet, "c", now_ms);
  corral_fleet_set_now (f->fleet, now_ms);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  CorralTenant tenant = { (char *) "c", (char *) "Chain", NULL, NULL, NULL };

  f->fleet = corral_fleet_new (corral_freshness_judge);
  corral_fleet_put_tenant (f->fleet, &tenant);
  set_now (f, T);
  for (guint i = 1; i <= 8; i++)
    put_store (f, i, "Mo-Su 07:00-22:00", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->fleet);
}

/* What differs from a cart that is well; 0 and NULL: as there. */
typedef struct
{
  const char *state, *fault, *reason, *firmware, *lot, *revision, *update, *certificate;
  const char *uplink, *point;
  gint64 silent_min, interval_s, pct, soh, current, drift_g, scan_ms, roam_ms, aisle, channel, skew_s, late_s;
  gint64 lacks_ca, expired;
} Kind;

static guint32
put (Fixture *f, guint store, guint n, Kind k)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  const CorralSchema *vitals = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  const CorralSchema *certificates = corral_collection_get_schema (CORRAL_COLLECTION_CERTIFICATE);
  const CorralSchema *executions = corral_collection_get_schema (CORRAL_COLLECTION_EXECUTION);
  g_autofree char *at = g_strdup_printf ("s%u", store);
  guint32 slot = CORRAL_NO_SLOT;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("k%u", f->n_carts);
      g_autofree char *other = g_strdup_printf ("x%u", f->n_carts++);
      gint64 heard = f->now_ms - k.silent_min * MINUTE;
      CorralCart cart;
      CorralVital vital;
      CorralCertificate certificate;
      CorralExecution execution;

      corral_row_clear (carts, &cart);
      cart.id = cart.serial = cart.label = id;
      cart.rev = 1;
      cart.store = at;
      cart.certificate = other;
      cart.state = k.state != NULL ? k.state : "idle";
      cart.state_since_ms = f->now_ms - 5 * MINUTE;
      cart.fault = k.fault;
      cart.out_of_service_reason = k.reason;
      cart.firmware = k.firmware != NULL ? k.firmware : "4.0";
      cart.lot = k.lot != NULL ? k.lot : "L1";
      cart.hardware_revision = k.revision != NULL ? k.revision : "B";
      cart.carriers = "alpha beta";
      cart.next_ca_installed = !k.lacks_ca;
      cart.last_boot_ms = f->now_ms - 11 * HOUR;
      corral_fleet_put (f->fleet, "c", carts, &cart);
      slot = corral_columns_find (corral_fleet_get_table (f->fleet, CORRAL_TABLE_CART),
                                  corral_fleet_find_chain (f->fleet, "c"), id);

      corral_row_clear (certificates, &certificate);
      certificate.id = other;
      certificate.rev = 1;
      certificate.cart = id;
      certificate.batch = "W1";
      certificate.status = k.certificate != NULL ? k.certificate : "valid";
      certificate.not_after_ms = f->now_ms + (k.expired ? -HOUR : 1000 * HOUR);
      corral_fleet_put (f->fleet, "c", certificates, &certificate);
      if (k.update != NULL)
        {
          corral_row_clear (executions, &execution);
          execution.id = other;
          execution.rev = 1;
          execution.cart = id;
          execution.rollout = "r1";
          execution.status = k.update;
          execution.updated_ms = f->now_ms - 20 * HOUR;
          corral_fleet_put (f->fleet, "c", executions, &execution);
        }
      if (g_strcmp0 (k.state, "never_seen") == 0)
        continue;
      corral_row_clear (vitals, &vital);
      vital.id = id;
      vital.rev = 1;
      vital.arrived_ms = heard;
      vital.last_message_ms = heard - k.late_s * 1000 + k.skew_s * 1000;
      vital.interval_s = k.interval_s > 0 ? k.interval_s : 300;
      vital.uplink = k.uplink != NULL ? k.uplink : "wifi";
      vital.access_point = k.point;
      vital.battery_pct = k.pct != 0 ? k.pct : 70;
      vital.battery_mv = 7600;
      vital.pack_soh_pct = k.soh != 0 ? k.soh : 90;
      vital.current_ma = k.current != 0 ? k.current : 250;
      vital.weight_drift_g = (double) k.drift_g;
      vital.scan_p95_ms = k.scan_ms != 0 ? k.scan_ms : 250;
      vital.roam_ms = k.roam_ms != 0 ? k.roam_ms : 120;
      vital.wifi_rssi_dbm = -55;
      vital.channel = k.channel != 0 ? k.channel : 36;
      vital.aisle = k.aisle != 0 ? k.aisle : 2;
      vital.clock_skew_s = k.skew_s;
      corral_fleet_put (f->fleet, "c", vitals, &vital);
    }
  corral_fleet_flush (f->fleet);
  return slot;
}

static CorralVerdict
of_cart (Fixture *f, guint32 cart)
{
  g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (f->fleet, NULL);
  CorralVerdict verdict;

  corral_verdict_of_cart (desk, cart, &verdict);
  return verdict;
}

static CorralVerdict
of_store (Fixture *f, guint store)
{
  g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (f->fleet, NULL);
  CorralVerdict verdict;

  corral_verdict_of_store (desk, corral_fleet_find_store (f->fleet, CORRAL_NO_SLOT, store), &verdict);
  return verdict;
}

#define assert_cause(verdict, expected) \
  g_assert_cmpstr (corral_verdict_cause_to_word ((verdict).cause), ==, expected)

static gboolean
has_evidence (const CorralVerdict *verdict, CorralEvidenceKind kind)
{
  for (guint i = 0; i < verdict->n_evidence; i++)
    if (verdict->evidence[i].kind == kind)
      return TRUE;
  return FALSE;
}

/* --- one cart among thirty that are well --------------------------------------------------------------- */

static void
test_one_cart (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *cause;
    CorralEvidenceKind evidence;
    Kind kind;
  } cases[] = {
    { "fine", CORRAL_EVIDENCE_LAST_HEARD, { 0 } },
    { "fine", CORRAL_EVIDENCE_LAST_HEARD, { .state = "in_use", .interval_s = 60 } },
    { "fine", CORRAL_EVIDENCE_CLOCK, { .skew_s = 43200 } },
    { "charging", CORRAL_EVIDENCE_LAST_HEARD, { .state = "charging", .current = 2000 } },
    { "updating", CORRAL_EVIDENCE_STATE, { .state = "updating" } },
    { "out-of-service", CORRAL_EVIDENCE_STATE, { .state = "out_of_service", .reason = "cleaning", .silent_min = 600 } },
    { "never-seen", CORRAL_EVIDENCE_STATE, { .state = "never_seen" } },
    { "replayed", CORRAL_EVIDENCE_REPLAYED, { .late_s = 3600 } },
    { "no-data", CORRAL_EVIDENCE_TOO_EARLY, { .silent_min = 11 } },                /* late */
    { "no-data", CORRAL_EVIDENCE_TOO_EARLY, { .silent_min = 4, .interval_s = 60 } }, /* silent, but for a few minutes */
    { "cart-silent", CORRAL_EVIDENCE_HEARD_STORE, { .silent_min = 30 } },
    { "pack-empty", CORRAL_EVIDENCE_BATTERY_LAST, { .silent_min = 30, .pct = 3 } },
    { "pack-empty", CORRAL_EVIDENCE_BATTERY_LAST, { .state = "low_battery", .pct = 9 } },
    { "pack-worn", CORRAL_EVIDENCE_PACK_HEALTH, { .soh = 60 } },
    { "dock", CORRAL_EVIDENCE_CURRENT, { .state = "charging", .current = 3, .pct = 40 } },
    { "certificate-expired", CORRAL_EVIDENCE_CERTIFICATE_STATUS, { .silent_min = 30, .certificate = "expired" } },
    { "certificate-revoked", CORRAL_EVIDENCE_CERTIFICATE_STATUS, { .silent_min = 30, .certificate = "revoked" } },
    { "certificate-revoked", CORRAL_EVIDENCE_STATE, { .state = "revoked" } },
    { "missing-ca", CORRAL_EVIDENCE_NO_NEXT_CA, { .lacks_ca = 1 } },
    { "rolled-back", CORRAL_EVIDENCE_ROLLED_BACK, { .update = "rolled_back" } },
    { "fine", CORRAL_EVIDENCE_LAST_HEARD, { .update = "succeeded" } },
    { "radio-noise", CORRAL_EVIDENCE_COLD_AISLE, { .revision = "A", .roam_ms = 4000, .aisle = 9, .channel = 6 } },
    { "fine", CORRAL_EVIDENCE_LAST_HEARD, { .revision = "A", .roam_ms = 4000, .aisle = 3, .channel = 6 } },
    { "fine", CORRAL_EVIDENCE_LAST_HEARD, { .revision = "A", .roam_ms = 4000, .aisle = 9, .channel = 36 } },
    { "scale", CORRAL_EVIDENCE_DRIFT, { .drift_g = -75 } },
    { "fine", CORRAL_EVIDENCE_LAST_HEARD, { .drift_g = 40 } },
    { "scanner", CORRAL_EVIDENCE_SCAN_SLOW, { .scan_ms = 900 } },
    { "scanner", CORRAL_EVIDENCE_FAULT, { .state = "fault", .fault = "scanner_jam" } },
    { "pack-worn", CORRAL_EVIDENCE_FAULT, { .state = "fault", .fault = "battery_cliff" } },
    { "scale", CORRAL_EVIDENCE_FAULT, { .state = "fault", .fault = "calibration" } },
    { "cart-fault", CORRAL_EVIDENCE_FAULT, { .state = "fault", .fault = "storage_full" } },
    { "cart-fault", CORRAL_EVIDENCE_FAULT, { .state = "fault", .fault = "a_new_one" } },
    { "cart-fault", CORRAL_EVIDENCE_FAULT, { .state = "fault" } },
    { "left-premises", CORRAL_EVIDENCE_STATE, { .state = "off_premises", .silent_min = 50 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralVerdict verdict;
      Fixture own;
      guint32 cart;

      set_up (&own, NULL);
      own.n_carts = 0;
      put (&own, 1, 30, (Kind) { 0 });
      cart = put (&own, 1, 1, cases[i].kind);
      verdict = of_cart (&own, cart);
      if (strcmp (corral_verdict_cause_to_word (verdict.cause), cases[i].cause) != 0)
        g_error ("case %u: is “%s”, not “%s”", i, corral_verdict_cause_to_word (verdict.cause), cases[i].cause);
      if (!has_evidence (&verdict, cases[i].evidence))
        g_error ("case %u (%s): no evidence “%s”", i, cases[i].cause, corral_evidence_kind_to_word (cases[i].evidence));
      g_assert_cmpuint (verdict.cart, ==, cart);
      /* The store has nothing for it, and its neighbours neither. */
      verdict = of_store (&own, 1);
      assert_cause (verdict, "fine");
      assert_cause (of_cart (&own, 0), "fine");
      tear_down (&own, NULL);
    }
}

/* --- what several share -------------------------------------------------------------------------------- */

static void
test_a_lot (Fixture *f, gconstpointer data)
{
  guint32 cart;
  CorralVerdict verdict;

  put (f, 1, 40, (Kind) { 0 });
  put (f, 2, 6, (Kind) { .lot = "L7", .drift_g = 90 });
  put (f, 2, 2, (Kind) { .lot = "L7" });
  cart = put (f, 2, 1, (Kind) { .lot = "L7", .drift_g = 120 });
  verdict = of_cart (f, cart);
  assert_cause (verdict, "scale-lot");
  g_assert_cmpstr (verdict.detail, ==, "L7");
  g_assert_cmpuint (verdict.n_carts, ==, 7);
  g_assert_cmpuint (verdict.n_of, ==, 9);
  g_assert_true (verdict.usable);
  verdict = of_store (f, 2);
  assert_cause (verdict, "scale-lot");
  g_assert_cmpuint (verdict.n_carts, ==, 7);
  assert_cause (of_store (f, 1), "fine");
}

static void
put_firmware (Fixture *f, const char *version, gboolean released, double rejected_pct)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_FIRMWARE);
  CorralFirmware firmware;

  corral_row_clear (schema, &firmware);
  firmware.id = version;
  firmware.rev = 1;
  firmware.version = version;
  firmware.released_ms = released ? T - 1000 * HOUR : CORRAL_UNKNOWN;
  firmware.rejected_pct = rejected_pct;
  corral_fleet_put (f->fleet, "c", schema, &firmware);
}

static void
test_a_version (Fixture *f, gconstpointer data)
{
  guint32 one, many, rejected;

  put (f, 1, 60, (Kind) { 0 });
  one = put (f, 2, 1, (Kind) { .firmware = "4.1-x", .scan_ms = 800 });
  /* One slow cart is a slow scanner, as long as nothing is known against its version. */
  assert_cause (of_cart (f, one), "scanner");
  put_firmware (f, "4.1-x", FALSE, NAN);
  assert_cause (of_cart (f, one), "wrong-build");
  many = put (f, 3, 5, (Kind) { .firmware = "5.0", .scan_ms = 800 });
  assert_cause (of_cart (f, many), "wrong-build");
  rejected = put (f, 4, 5, (Kind) { .firmware = "3.0" });
  put_firmware (f, "3.0", TRUE, 0.5);
  assert_cause (of_cart (f, rejected), "fine");
  put_firmware (f, "4.0", TRUE, 12.5);
  assert_cause (of_cart (f, 0), "cloud-rejects");
}

static void
put_points (Fixture *f, guint store, guint n, guint n_down)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_ACCESS_POINT);
  g_autofree char *at = g_strdup_printf ("s%u", store);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("ap-%u-%u", store, i);
      CorralAccessPoint point;

      corral_row_clear (schema, &point);
      point.id = point.name = id;
      point.rev = n_down + 1;
      point.store = at;
      point.state = i < n_down ? "down" : "up";
      point.state_since_ms = T - 12 * MINUTE;
      corral_fleet_put (f->fleet, "c", schema, &point);
    }
}

static void
test_access_points (Fixture *f, gconstpointer data)
{
  guint32 mobile, at_down, silent;
  CorralVerdict verdict;

  put (f, 1, 10, (Kind) { .point = "ap-1-1" });
  mobile = put (f, 1, 1, (Kind) { .uplink = "ltem" });
  silent = put (f, 1, 1, (Kind) { .silent_min = 11, .interval_s = 60, .point = "ap-1-0" });
  put_points (f, 1, 3, 0);
  assert_cause (of_cart (f, mobile), "fine");
  put_points (f, 1, 3, 1);
  verdict = of_cart (f, silent);
  assert_cause (verdict, "access-point");
  g_assert_cmpstr (verdict.detail, ==, "ap-1-0");
  g_assert_cmpint (verdict.since_ms, ==, T - 12 * MINUTE);
  assert_cause (of_store (f, 1), "fine");
  put_points (f, 1, 3, 3);
  verdict = of_store (f, 1);
  assert_cause (verdict, "store-wifi");
  g_assert_true (verdict.usable);
  g_assert_true (has_evidence (&verdict, CORRAL_EVIDENCE_POINTS_DOWN));
  assert_cause (of_cart (f, mobile), "store-wifi");
  /* Some at one access point fall silent, the rest of the store does not. */
  put (f, 3, 60, (Kind) { 0 });
  put (f, 2, 12, (Kind) { .point = "ap-2-1" });
  at_down = put (f, 2, 5, (Kind) { .point = "ap-2-0", .silent_min = 31 });
  verdict = of_cart (f, at_down);
  assert_cause (verdict, "access-point");
  g_assert_cmpuint (verdict.n_carts, ==, 5);
}

/* --- what only looks like trouble ----------------------------------------------------------------------- */

/* The middle of the night: most are on the dock, some were forgotten and sleep; one of those is not heard. */
static void
test_night (Fixture *f, gconstpointer data)
{
  guint32 asleep, silent;

  set_now (f, T + 10 * HOUR); /* 03:00 in Berlin */
  put (f, 1, 20, (Kind) { .state = "charging", .current = 1500 });
  asleep = put (f, 1, 3, (Kind) { 0 });
  silent = put (f, 1, 1, (Kind) { .silent_min = 90 });
  assert_cause (of_cart (f, 0), "charging");
  assert_cause (of_cart (f, asleep), "closed");
  assert_cause (of_cart (f, silent), "closed");
  assert_cause (of_store (f, 1), "closed");
  g_assert_cmpint (of_store (f, 1).layer, ==, CORRAL_LAYER_NONE);
  /* The same at noon: it is the cart. */
  set_now (f, T - 5 * HOUR);
  silent = put (f, 1, 1, (Kind) { .silent_min = 90 });
  put (f, 1, 20, (Kind) { 0 });
  assert_cause (of_cart (f, silent), "cart-silent");
}

/* Every cart of the store was switched off at the same time, after closing. */
static void
test_a_closed_store (Fixture *f, gconstpointer data)
{
  guint32 silent;

  set_now (f, T + 10 * HOUR);
  put (f, 2, 40, (Kind) { .state = "charging" });
  silent = put (f, 1, 2, (Kind) { .silent_min = 60 });
  assert_cause (of_cart (f, silent), "closed");
  assert_cause (of_store (f, 1), "closed");
}

static void
test_a_planned_update (Fixture *f, gconstpointer data)
{
  guint32 cart;

  put (f, 1, 10, (Kind) { 0 });
  cart = put (f, 1, 8, (Kind) { .state = "updating", .silent_min = 25 });
  assert_cause (of_cart (f, cart), "updating");
  assert_cause (of_store (f, 1), "fine");
}

static void
test_late_data (Fixture *f, gconstpointer data)
{
  guint32 cart;
  CorralVerdict verdict;

  /* All of a store had no link, and have sent what they kept a moment ago. */
  put (f, 2, 20, (Kind) { 0 });
  cart = put (f, 1, 9, (Kind) { .late_s = 5400 });
  verdict = of_cart (f, cart);
  assert_cause (verdict, "replayed");
  g_assert_true (verdict.usable);
  assert_cause (of_store (f, 1), "fine");
  /* With a clock that is 12 h off nothing can be said of how late it was. */
  assert_cause (of_cart (f, put (f, 1, 1, (Kind) { .skew_s = -43000 })), "fine");
}

static void
test_nothing_known (Fixture *f, gconstpointer data)
{
  CorralVerdict verdict = of_cart (f, CORRAL_NO_SLOT);

  assert_cause (verdict, "no-data");
  verdict = of_store (f, 1); /* a store without carts */
  assert_cause (verdict, "no-data");
  g_assert_cmpuint (verdict.confidence_pct, ==, 0);
  /* Two silent carts and nobody to compare them with. */
  verdict = of_cart (f, put (f, 1, 2, (Kind) { .silent_min = 200 }));
  assert_cause (verdict, "no-data");
}

/* --- this PC ---------------------------------------------------------------------------------------------- */

static void
test_own_way (Fixture *f, gconstpointer data)
{
  static const struct
  {
    CorralWay way;
    const char *well, *store;
  } cases[] = {
    { CORRAL_WAY_NO_NETWORK, "own-link", "own-link" },
    { CORRAL_WAY_NO_CLOUD, "cloud-down", "cloud-down" },
    { CORRAL_WAY_NO_SIGN_IN, "sign-in", "sign-in" },
    { CORRAL_WAY_OPEN, "no-data", "no-data" },
  };
  guint32 well = put (f, 1, 30, (Kind) { 0 });
  guint32 broken = put (f, 1, 1, (Kind) { .state = "fault", .fault = "scanner_jam" });
  guint32 out = put (f, 1, 1, (Kind) { .state = "out_of_service" });
  guint sure = of_cart (f, broken).confidence_pct;

  corral_fleet_set_now (f->fleet, T + 2 * HOUR);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralVerdictHops hops = { cases[i].way, T };
      g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (f->fleet, &hops);
      CorralVerdict verdict;

      corral_verdict_of_cart (desk, well, &verdict);
      assert_cause (verdict, cases[i].well);
      g_assert_cmpint (verdict.since_ms, ==, T);
      corral_verdict_of_store (desk, corral_fleet_find_store (f->fleet, CORRAL_NO_SLOT, 1), &verdict);
      assert_cause (verdict, cases[i].store);
      /* What was known then stays known, a little less surely. */
      corral_verdict_of_cart (desk, broken, &verdict);
      assert_cause (verdict, "scanner");
      g_assert_cmpuint (verdict.confidence_pct, <, sure);
      g_assert_true (has_evidence (&verdict, CORRAL_EVIDENCE_OLD_KNOWLEDGE));
      corral_verdict_of_cart (desk, out, &verdict);
      assert_cause (verdict, "out-of-service");
    }
}

/* Of a store, too, nothing is as sure as it was when it is hours ago. */
static void
test_own_way_and_a_store (Fixture *f, gconstpointer data)
{
  CorralVerdictHops hops = { CORRAL_WAY_NO_NETWORK, T };
  g_autoptr (CorralVerdictDesk) desk = NULL;
  CorralVerdict verdict;
  guint sure;

  put (f, 1, 12, (Kind) { .uplink = "ltem" });
  put_points (f, 1, 3, 3);
  corral_fleet_flush (f->fleet);
  verdict = of_store (f, 1);
  assert_cause (verdict, "store-wifi");
  sure = verdict.confidence_pct;
  corral_fleet_set_now (f->fleet, T + 2 * HOUR);
  desk = corral_verdict_desk_new (f->fleet, &hops);
  corral_verdict_of_store (desk, corral_fleet_find_store (f->fleet, CORRAL_NO_SLOT, 1), &verdict);
  assert_cause (verdict, "store-wifi");
  g_assert_cmpuint (verdict.confidence_pct, <, sure);
  g_assert_true (has_evidence (&verdict, CORRAL_EVIDENCE_OLD_KNOWLEDGE));
}

/* The link goes down in the middle of an outage: who calls about a store still hears of the outage. */
static void
test_own_way_and_a_cause (Fixture *f, gconstpointer data)
{
  CorralVerdictHops hops = { CORRAL_WAY_NO_NETWORK, T };
  g_autoptr (CorralVerdictDesk) desk = NULL;
  CorralVerdict verdict;

  put (f, 1, 30, (Kind) { 0 });
  put (f, 1, 5, (Kind) { .drift_g = 90 });
  corral_fleet_set_now (f->fleet, T + 2 * HOUR);
  desk = corral_verdict_desk_new (f->fleet, &hops);
  corral_verdict_of_store (desk, corral_fleet_find_store (f->fleet, CORRAL_NO_SLOT, 1), &verdict);
  assert_cause (verdict, "scale");
  g_assert_cmpuint (verdict.n_carts, ==, 5);
  g_assert_cmpuint (verdict.n_of, ==, 35);
  g_assert_true (has_evidence (&verdict, CORRAL_EVIDENCE_OLD_KNOWLEDGE));
  for (guint i = 0; i < verdict.n_evidence; i++)
    g_assert_cmpint (verdict.evidence[i].kind == CORRAL_EVIDENCE_PART && verdict.evidence[i].against, ==, FALSE);
}

/* --- the hole of today -------------------------------------------------------------------------------------- */

static void
test_a_gap (Fixture *f, gconstpointer data)
{
  guint32 cart = put (f, 1, 20, (Kind) { 0 });
  CorralVerdict verdict;

  /* It is 17:00 in Berlin; the stores open at 07:00: nothing from 11:00 to 15:00. */
  corral_fleet_clear (f->fleet, "c", CORRAL_COLLECTION_STORE);
  for (guint i = 1; i <= 8; i++)
    put_store (f, i, "Mo-Su 07:00-22:00", i < 8 ? "99.5 99 100 98 0 2.5 0 1 99 99" : "99 99 99 99 99 99 99 99 99 99");
  corral_fleet_flush (f->fleet);
  verdict = of_cart (f, cart);
  assert_cause (verdict, "cloud-gap");
  g_assert_cmpint (verdict.since_ms, ==, T - 6 * HOUR);
  g_assert_cmpuint (verdict.n_stores, ==, 7);
  g_assert_true (has_evidence (&verdict, CORRAL_EVIDENCE_UP_MEANWHILE));
  /* One store alone had bad hours: that is the store's. */
  corral_fleet_clear (f->fleet, "c", CORRAL_COLLECTION_STORE);
  for (guint i = 1; i <= 8; i++)
    put_store (f, i, "Mo-Su 07:00-22:00", i == 1 ? "99.5 99 100 98 0 2.5 0 1 99 99" : "99 99 99 99 99 99 99 99 99 99");
  corral_fleet_flush (f->fleet);
  assert_cause (of_cart (f, cart), "fine");
}

/* --- selections --------------------------------------------------------------------------------------------- */

static void
test_selections (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralVerdictDesk) desk = NULL;
  guint32 carts[12];
  CorralVerdict verdict;

  put (f, 1, 4, (Kind) { 0 });                                            /* slots 0 … 3 */
  put (f, 1, 4, (Kind) { .drift_g = 90 });                                /* 4 … 7 */
  put (f, 2, 4, (Kind) { .state = "fault", .fault = "scanner_jam" });     /* 8 … 11 */
  for (guint i = 0; i < G_N_ELEMENTS (carts); i++)
    carts[i] = i;
  desk = corral_verdict_desk_new (f->fleet, NULL);
  corral_verdict_of_carts (desk, carts, 12, &verdict);
  assert_cause (verdict, "mixed");
  g_assert_cmpuint (verdict.n_carts, ==, 8);
  g_assert_cmpuint (verdict.n_of, ==, 12);
  g_assert_cmpuint (verdict.n_stores, ==, 2);
  g_assert_true (has_evidence (&verdict, CORRAL_EVIDENCE_FINE_PART));
  g_assert_true (has_evidence (&verdict, CORRAL_EVIDENCE_PART));
  corral_verdict_of_carts (desk, carts, 6, &verdict);
  assert_cause (verdict, "fine");
  g_assert_cmpuint (verdict.n_carts, ==, 4);
  corral_verdict_of_carts (desk, carts + 7, 5, &verdict);
  assert_cause (verdict, "scanner");
  g_assert_cmpuint (verdict.n_carts, ==, 4);
  g_assert_cmpuint (verdict.n_of, ==, 5);
  g_assert_cmpuint (verdict.cart, ==, CORRAL_NO_SLOT);
  corral_verdict_of_carts (desk, carts + 9, 1, &verdict);
  assert_cause (verdict, "scanner");
  g_assert_cmpuint (verdict.cart, ==, 9);
  corral_verdict_of_carts (desk, carts, 0, &verdict);
  assert_cause (verdict, "no-data");
}

/* An outage that is none of the cart's: what is said of a store is said of its carts, and the other way round. */
static void
test_the_cloud_before_the_stores (Fixture *f, gconstpointer data)
{
  guint32 cart = CORRAL_NO_SLOT;
  CorralVerdict verdict;

  for (guint store = 1; store <= 8; store++)
    {
      put (f, store, 6, (Kind) { .silent_min = 25 });
      cart = put (f, store, 6, (Kind) { .silent_min = 26, .uplink = "ltem" });
    }
  verdict = of_cart (f, cart);
  assert_cause (verdict, "cloud-ingest");
  g_assert_cmpuint (verdict.n_carts, ==, 96);
  g_assert_cmpuint (verdict.n_stores, ==, 8);
  g_assert_cmpuint (verdict.confidence_pct, >=, 90);
  for (guint store = 1; store <= 8; store++)
    assert_cause (of_store (f, store), "cloud-ingest");
}

/* In a large fleet some cart falls silent every few minutes, and now and then eight do in as many: that is no outage. */
static void
test_a_few_by_accident (Fixture *f, gconstpointer data)
{
  guint32 cart = CORRAL_NO_SLOT;

  for (guint store = 1; store <= 8; store++)
    put (f, store, 60, (Kind) { .silent_min = 1 });
  for (guint i = 0; i < 18; i++)
    put (f, 1 + i % 8, 1, (Kind) { .silent_min = 22 + 4 * i, .uplink = i % 2 == 0 ? "wifi" : "ltem" });
  for (guint i = 0; i < 6; i++)
    cart = put (f, 1 + i, 1, (Kind) { .silent_min = 30 + i, .uplink = i % 2 == 0 ? "wifi" : "ltem" });
  g_assert_cmpint (of_cart (f, cart).layer, !=, CORRAL_LAYER_CLOUD);

  /* Three times as many are. */
  for (guint i = 0; i < 18; i++)
    cart = put (f, 1 + i % 8, 1, (Kind) { .silent_min = 30 + i % 6, .uplink = i % 2 == 0 ? "wifi" : "ltem" });
  assert_cause (of_cart (f, cart), "cloud-ingest");
}

/* --- since when, and what is said of a store of which a few have something ------------------------------------- */

static void
put_alert (Fixture *f, guint store, guint32 cart, const char *kind, const char *cause, gint64 raised_ms)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_ALERT);
  g_autofree char *id = g_strdup_printf ("a-%s-%u", kind, cart);
  g_autofree char *at = g_strdup_printf ("s%u", store);
  CorralAlert alert;

  corral_row_clear (schema, &alert);
  alert.id = id;
  alert.rev = 1;
  alert.kind = kind;
  alert.cause = cause;
  alert.severity = "watch";
  alert.store = at;
  alert.cart = corral_fleet_get_text (f->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);
  alert.raised_ms = raised_ms;
  corral_fleet_put (f->fleet, "c", schema, &alert);
}

/* The last values of a cart do not tell since when its scale is off; the cloud's alert does. */
static void
test_since (Fixture *f, gconstpointer data)
{
  guint32 drifting, unlike, empty;

  put (f, 1, 60, (Kind) { 0 });
  drifting = put (f, 2, 1, (Kind) { .drift_g = 90 });
  g_assert_cmpint (of_cart (f, drifting).since_ms, ==, CORRAL_UNKNOWN);
  put_alert (f, 2, drifting, "calibration", "scale", T - 70 * HOUR);
  g_assert_cmpint (of_cart (f, drifting).since_ms, ==, T - 70 * HOUR);

  /* It started anew this morning, but runs that build for days. */
  unlike = put (f, 3, 5, (Kind) { .firmware = "5.0", .scan_ms = 800 });
  g_assert_cmpint (of_cart (f, unlike).since_ms, ==, T - 11 * HOUR);
  put_alert (f, 3, unlike, "firmware", "firmware", T - 90 * HOUR);
  g_assert_cmpint (of_cart (f, unlike).since_ms, ==, T - 90 * HOUR);
  /* A store has it since the first of its carts has. */
  g_assert_cmpint (of_store (f, 3).since_ms, ==, T - 90 * HOUR);

  /* That its pack is worn for months does not tell since when it is empty. */
  empty = put (f, 4, 1, (Kind) { .pct = 4 });
  put_alert (f, 4, empty, "pack_worn", "power", T - 2000 * HOUR);
  assert_cause (of_cart (f, empty), "pack-empty");
  g_assert_cmpint (of_cart (f, empty).since_ms, ==, CORRAL_UNKNOWN);
}

static void
test_parts_of_a_store (Fixture *f, gconstpointer data)
{
  CorralVerdict verdict;

  /* Of five carts nothing is said that is true of one of them. */
  put (f, 1, 30, (Kind) { 0 });
  put (f, 1, 5, (Kind) { .soh = 54 });
  verdict = of_store (f, 1);
  assert_cause (verdict, "pack-worn");
  g_assert_false (has_evidence (&verdict, CORRAL_EVIDENCE_BATTERY_LAST));
  g_assert_false (has_evidence (&verdict, CORRAL_EVIDENCE_PACK_HEALTH));
  g_assert_cmpuint (verdict.evidence[0].kind, ==, CORRAL_EVIDENCE_PART);
  g_assert_cmpuint (verdict.evidence[0].count, ==, 5);
  g_assert_cmpuint (verdict.evidence[0].of, ==, 35);
  g_assert_false (verdict.evidence[0].against);

  /* A cart on the dock does not speak against that all is well; one with a fault does. */
  put (f, 2, 20, (Kind) { 0 });
  put (f, 2, 1, (Kind) { .state = "charging", .current = 2000 });
  put (f, 2, 1, (Kind) { .state = "fault", .fault = "scanner_jam" });
  verdict = of_store (f, 2);
  assert_cause (verdict, "fine");
  g_assert_cmpuint (verdict.n_carts, ==, 21);
  for (guint i = 0; i < verdict.n_evidence; i++)
    g_assert_cmpint (verdict.evidence[i].against, ==, strcmp (verdict.evidence[i].text, "scanner") == 0);

  /* Several things: how many carts have something, whatever it is. */
  put (f, 3, 20, (Kind) { 0 });
  put (f, 3, 4, (Kind) { .drift_g = 90 });
  put (f, 3, 4, (Kind) { .soh = 54 });
  put (f, 3, 4, (Kind) { .state = "fault", .fault = "scanner_jam" });
  verdict = of_store (f, 3);
  assert_cause (verdict, "mixed");
  g_assert_cmpuint (verdict.n_carts, ==, 12);
  g_assert_cmpuint (verdict.n_of, ==, 32);
}

static void
test_words (void)
{
  CorralVerdictCause cause;

  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    {
      g_assert_true (corral_verdict_cause_from_word (corral_verdict_cause_to_word ((CorralVerdictCause) i), &cause));
      g_assert_cmpint (cause, ==, i);
    }
  g_assert_false (corral_verdict_cause_from_word ("never-heard-of", &cause));
  g_assert_false (corral_verdict_cause_from_word (NULL, &cause));
  for (guint i = 0; i < CORRAL_N_EVIDENCE_KINDS; i++)
    g_assert_nonnull (corral_evidence_kind_to_word (i));
  for (guint i = 0; i < CORRAL_N_DOUBT_KINDS; i++)
    g_assert_nonnull (corral_doubt_kind_to_word (i));
  g_assert_null (corral_evidence_kind_to_word (CORRAL_N_EVIDENCE_KINDS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/verdict/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("one-cart", test_one_cart);
  ADD ("lot", test_a_lot);
  ADD ("version", test_a_version);
  ADD ("access-points", test_access_points);
  ADD ("cloud-before-stores", test_the_cloud_before_the_stores);
  ADD ("innocent/few-by-accident", test_a_few_by_accident);
  ADD ("innocent/night", test_night);
  ADD ("innocent/closed-store", test_a_closed_store);
  ADD ("innocent/planned-update", test_a_planned_update);
  ADD ("innocent/late-data", test_late_data);
  ADD ("nothing-known", test_nothing_known);
  ADD ("own-way", test_own_way);
  ADD ("own-way-and-a-store", test_own_way_and_a_store);
  ADD ("own-way-and-a-cause", test_own_way_and_a_cause);
  ADD ("gap", test_a_gap);
  ADD ("selections", test_selections);
  ADD ("since", test_since);
  ADD ("parts-of-a-store", test_parts_of_a_store);
  g_test_add_func ("/verdict/words", test_words);
  return g_test_run ();
}
