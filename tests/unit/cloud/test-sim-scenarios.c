/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each scenario of domain.md, held to what tells it apart, and the ordinary fleet to plausible counts. */
#include "corral-opening-hours.h"
#include "corral-sim.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define NOW_MS G_GINT64_CONSTANT (1795536000000)
#define IS(row, member, word) (g_strcmp0 ((row)->member, (word)) == 0)

/* Everything of one fleet at one moment, all chains together. */
typedef struct
{
  CorralSim *sim;
  gint64 now_ms;
  CorralBatch *rows[CORRAL_N_COLLECTIONS];
  GHashTable *by_id[CORRAL_N_COLLECTIONS];
} Fleet;

#define EACH(fleet, UPPER, Type, row)                                                                      \
  for (guint row##_i = 0; row##_i < (fleet)->rows[CORRAL_COLLECTION_##UPPER]->n_rows; row##_i++)           \
    for (const Type *row = corral_batch_get_row ((fleet)->rows[CORRAL_COLLECTION_##UPPER], row##_i);       \
         row != NULL; row = NULL)
#define GET(fleet, UPPER, id) g_hash_table_lookup ((fleet)->by_id[CORRAL_COLLECTION_##UPPER], id)

static void
look (Fleet *fleet, gint64 now_ms)
{
  fleet->now_ms = now_ms;
  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    {
      g_clear_pointer (&fleet->rows[c], corral_batch_unref);
      g_clear_pointer (&fleet->by_id[c], g_hash_table_unref);
      fleet->rows[c] = corral_batch_new ((CorralCollection) c);
      fleet->by_id[c] = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint t = 0; t < corral_sim_get_n_tenants (fleet->sim); t++)
        corral_sim_snapshot (fleet->sim, t, (CorralCollection) c, now_ms, NULL, 1000000, fleet->rows[c]);
      for (guint i = 0; i < fleet->rows[c]->n_rows; i++)
        g_hash_table_insert (fleet->by_id[c],
                             (gpointer) ((CorralRow *) corral_batch_get_row (fleet->rows[c], i))->id,
                             corral_batch_get_row (fleet->rows[c], i));
    }
}

static void
open_fleet (Fleet *fleet, const char *scenario, guint n_carts, guint n_stores)
{
  const char *names[] = { scenario, NULL };
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000);
  g_autoptr (GError) error = NULL;
  CorralSimOptions options = { .n_carts = n_carts, .n_stores = n_stores, .clock = clock };

  *fleet = (Fleet){ .now_ms = NOW_MS };
  options.scenarios = scenario != NULL ? names : NULL;
  fleet->sim = corral_sim_new (&options, &error);
  g_assert_no_error (error);
  look (fleet, NOW_MS);
}

static void
close_fleet (Fleet *fleet)
{
  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    {
      corral_batch_unref (fleet->rows[c]);
      g_hash_table_unref (fleet->by_id[c]);
    }
  corral_sim_free (fleet->sim);
}

static gboolean
is_open_offline (const CorralAlert *alert, const char *cause)
{
  return IS (alert, kind, "offline") && g_strcmp0 (alert->cause, cause) == 0
         && !CORRAL_IS_KNOWN (alert->cleared_ms);
}

static guint
tenant_of (Fleet *fleet, const char *cart)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (fleet->sim); t++)
    {
      g_autoptr (CorralBatch) one = corral_batch_new (CORRAL_COLLECTION_CART);

      if (corral_sim_row (fleet->sim, t, CORRAL_COLLECTION_CART, cart, fleet->now_ms, one))
        return t;
    }
  g_assert_not_reached ();
}

static CorralBatch *
samples_of (Fleet *fleet, const char *cart, gint64 from_ms, gint64 to_ms)
{
  CorralBatch *samples = corral_batch_new (CORRAL_COLLECTION_VITAL);

  corral_sim_telemetry (fleet->sim, tenant_of (fleet, cart), cart, from_ms, to_ms, fleet->now_ms, samples);
  return samples;
}

/* What never came, for each of samples_of() the same span. */
static GArray *
missing_of (Fleet *fleet, const char *cart, gint64 from_ms, gint64 to_ms)
{
  GArray *missing = g_array_new (FALSE, FALSE, sizeof (guint));

  corral_sim_missing (fleet->sim, tenant_of (fleet, cart), cart, from_ms, to_ms, fleet->now_ms, missing);
  return missing;
}

/* --- the twelve -------------------------------------------------------------------------------------- */

static void
check_carrier_outage (Fleet *fleet)
{
  const char *country = NULL;
  const char *carrier = NULL;
  guint n = 0;
  guint n_spared = 0;

  EACH (fleet, ALERT, CorralAlert, alert)
    if (is_open_offline (alert, "carrier"))
      {
        const CorralCart *cart = GET (fleet, CART, alert->cart);
        const CorralStore *store = GET (fleet, STORE, cart->store);
        const CorralVital *vital = GET (fleet, VITAL, alert->cart);

        country = country != NULL ? country : store->country;
        carrier = carrier != NULL ? carrier : cart->carriers;
        g_assert_cmpint (cart->sim_slots, ==, 1);
        g_assert_cmpstr (cart->carriers, ==, carrier);
        g_assert_cmpstr (alert->detail, ==, carrier);
        g_assert_cmpstr (store->country, ==, country);
        g_assert_cmpstr (vital->uplink, ==, "ltem");
        g_assert_cmpint (NOW_MS - vital->last_message_ms, >=, 115 * CORRAL_MINUTE_MS);
        n++;
      }
  g_assert_cmpuint (n, >=, 240); /* S: 300 carts */
  g_assert_cmpuint (n, <=, 360);
  /* Carts of the same carrier with a second SIM, or on Wi-Fi, talk on. */
  EACH (fleet, CART, CorralCart, cart)
    if (g_str_has_prefix (cart->carriers, carrier)
        && IS ((CorralStore *) GET (fleet, STORE, cart->store), country, country)
        && !IS (cart, state, "offline") && !IS (cart, state, "late"))
      n_spared++;
  g_assert_cmpuint (n_spared, >, n);

  /* After it: everything that was buffered is there, late. */
  look (fleet, NOW_MS + 13 * CORRAL_HOUR_MS);
  EACH (fleet, ALERT, CorralAlert, alert)
    g_assert_false (is_open_offline (alert, "carrier"));
  EACH (fleet, ALERT, CorralAlert, alert)
    if (IS (alert, kind, "offline") && IS (alert, cause, "carrier"))
      {
        g_autoptr (CorralBatch) samples
            = samples_of (fleet, alert->cart, NOW_MS, NOW_MS + 6 * CORRAL_HOUR_MS);
        g_autoptr (GArray) missing = missing_of (fleet, alert->cart, NOW_MS, NOW_MS + 6 * CORRAL_HOUR_MS);

        g_assert_cmpuint (samples->n_rows, >, 60);
        g_assert_cmpuint (missing->len, ==, samples->n_rows);
        for (guint i = 0; i < samples->n_rows; i++)
          {
            const CorralVital *sample = corral_batch_get_row (samples, i);

            g_assert_cmpint (sample->arrived_ms, >, NOW_MS + 11 * CORRAL_HOUR_MS);
            g_assert_cmpstr (sample->uplink, ==, "none");
            g_assert_cmpuint (g_array_index (missing, guint, i), ==, 0);
          }
        break;
      }
}

static void
check_silent_carts (Fleet *fleet)
{
  g_autoptr (GHashTable) stores = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) carriers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) lots = g_hash_table_new (g_str_hash, g_str_equal);
  const char *one = NULL;
  gint64 before = 0;
  guint n = 0;

  EACH (fleet, ALERT, CorralAlert, alert)
    if (is_open_offline (alert, NULL) && IS (alert, severity, "act"))
      {
        const CorralCart *cart = GET (fleet, CART, alert->cart);

        g_hash_table_add (stores, (gpointer) cart->store);
        g_hash_table_add (carriers, (gpointer) cart->carriers);
        g_hash_table_add (lots, (gpointer) cart->lot);
        one = g_intern_string (cart->id);
        before = ((CorralVital *) GET (fleet, VITAL, cart->id))->last_message_ms;
        n++;
      }
  g_assert_cmpuint (n, >=, 150); /* S: 200 carts */
  g_assert_cmpuint (n, <=, 250);
  /* Nothing on the carts' side is common to them. */
  g_assert_cmpuint (g_hash_table_size (stores), >, 100);
  g_assert_cmpuint (g_hash_table_size (carriers), >, 5);
  g_assert_cmpuint (g_hash_table_size (lots), >, 30);
  EACH (fleet, ACCESS_POINT, CorralAccessPoint, point)
    g_assert_cmpstr (point->state, ==, "up");

  /* Afterwards the numbers show that they were up, and the data stay lost. */
  look (fleet, NOW_MS + 23 * CORRAL_HOUR_MS);
  {
    g_autoptr (CorralBatch) samples = samples_of (fleet, one, before + 1, NOW_MS + 20 * CORRAL_HOUR_MS);

    g_assert_cmpuint (samples->n_rows, ==, 0);
  }
}

static void
check_cloud_drops_data (Fleet *fleet)
{
  gint64 from = NOW_MS - 9 * CORRAL_HOUR_MS + 2 * CORRAL_MINUTE_MS;
  gint64 to = NOW_MS - 3 * CORRAL_HOUR_MS - 2 * CORRAL_MINUTE_MS;
  guint n = 0;

  /* Fleet-wide, never filled in, while the message numbers go on. */
  EACH (fleet, CART, CorralCart, cart)
    if (cart_i % 199 == 0 && !IS (cart, state, "never_seen") && !IS (cart, state, "revoked"))
      {
        g_autoptr (CorralBatch) hole = samples_of (fleet, cart->id, from, to);
        g_autoptr (CorralBatch) before = samples_of (fleet, cart->id, from - CORRAL_HOUR_MS, from);
        g_autoptr (CorralBatch) after = samples_of (fleet, cart->id, to, to + CORRAL_HOUR_MS);

        g_assert_cmpuint (hole->n_rows, ==, 0);
        if (before->n_rows > 0 && after->n_rows > 0)
          {
            const CorralVital *last = corral_batch_get_row (before, before->n_rows - 1);
            const CorralVital *next = corral_batch_get_row (after, 0);

            g_autoptr (GArray) missing = missing_of (fleet, cart->id, to, to + CORRAL_HOUR_MS);
            guint n_later = 0;

            g_assert_cmpint (next->rev - last->rev, >, 70);
            /* The first sample after it says how much never came, the others that nothing did since. */
            g_assert_cmpuint (missing->len, ==, after->n_rows);
            g_assert_cmpuint (g_array_index (missing, guint, 0), >, 70);
            for (guint i = 1; i < missing->len; i++)
              n_later += g_array_index (missing, guint, i);
            g_assert_cmpuint (n_later, ==, 0);
            /* As it says so from whatever moment one looks. */
            g_clear_pointer (&missing, g_array_unref);
            missing = missing_of (fleet, cart->id, next->last_message_ms, next->last_message_ms + 1);
            g_assert_cmpuint (missing->len, ==, 1);
            g_assert_cmpuint (g_array_index (missing, guint, 0), >, 70);
            n++;
          }
      }
  g_assert_cmpuint (n, >, 25);
  look (fleet, NOW_MS - 5 * CORRAL_HOUR_MS);
  n = 0;
  EACH (fleet, CART, CorralCart, cart)
    n += IS (cart, state, "offline");
  g_assert_cmpuint (n, >, fleet->rows[CORRAL_COLLECTION_CART]->n_rows * 9 / 10);
}

static void
check_certificate_batch (Fleet *fleet)
{
  const char *batch = NULL;
  guint n = 0;

  EACH (fleet, ALERT, CorralAlert, alert)
    if (IS (alert, kind, "certificate"))
      {
        const CorralCart *cart = GET (fleet, CART, alert->cart);
        const CorralCertificate *certificate = GET (fleet, CERTIFICATE, cart->certificate);

        batch = batch != NULL ? batch : certificate->batch;
        g_assert_cmpstr (certificate->batch, ==, batch);
        g_assert_cmpstr (alert->detail, ==, batch);
        g_assert_cmpstr (alert->cause, ==, "certificate");
        g_assert_cmpstr (certificate->anchor, ==, "next");
        n++;
      }
  g_assert_cmpuint (n, >, 150);
  EACH (fleet, CERTIFICATE, CorralCertificate, certificate)
    if (IS (certificate, batch, batch))
      {
        const CorralCart *cart = GET (fleet, CART, certificate->cart);

        g_assert_true (IS (cart, state, "offline") || IS (cart, state, "never_seen")
                       || IS (cart, state, "revoked"));
      }
}

/* Signal inside and outside refrigerated aisles, by whether compressors spoil it. */
static void
check_radio_noise (Fleet *fleet)
{
  guint n_alerts = 0;
  guint n_weak[2] = { 0, 0 }; /* by revision */
  guint n_all[2] = { 0, 0 };
  g_autoptr (GHashTable) stores = g_hash_table_new (g_str_hash, g_str_equal);

  EACH (fleet, ALERT, CorralAlert, alert)
    if (IS (alert, kind, "radio_noise"))
      {
        const CorralCart *cart = GET (fleet, CART, alert->cart);

        g_assert_cmpstr (cart->hardware_revision, ==, "A");
        g_hash_table_add (stores, (gpointer) cart->store);
        n_alerts++;
      }
  g_assert_cmpuint (n_alerts, >, 40);
  EACH (fleet, CART, CorralCart, cart)
    if (g_hash_table_contains (stores, cart->store) && !IS (cart, state, "never_seen"))
      {
        const CorralStore *store = GET (fleet, STORE, cart->store);
        g_autoptr (CorralBatch) samples = samples_of (fleet, cart->id, NOW_MS - CORRAL_DAY_MS, NOW_MS);
        guint revision = IS (cart, hardware_revision, "A") ? 0 : 1;

        for (guint i = 0; i < samples->n_rows; i++)
          {
            const CorralVital *sample = corral_batch_get_row (samples, i);
            g_autofree char *aisle = g_strdup_printf ("%d", (int) sample->aisle);
            g_auto (GStrv) cold = g_strsplit (store->refrigerated_aisles, " ", -1);

            if (!CORRAL_IS_KNOWN (sample->aisle) || !CORRAL_IS_KNOWN (sample->wifi_rssi_dbm)
                || sample->channel > 14 || sample->interval_s != 60)
              continue;
            if (g_strv_contains ((const char *const *) cold, aisle))
              {
                n_all[revision]++;
                n_weak[revision] += sample->roam_ms >= 3000;
              }
            else
              {
                g_assert_cmpint (sample->roam_ms, <, 250);
              }
          }
      }
  g_assert_cmpuint (n_all[0], >, 100);
  g_assert_cmpuint (n_all[1], >, 100);
  /* Rev A, beside the cold aisles, only while the compressors run; Rev B is clean (S). */
  g_assert_cmpuint (n_weak[0] * 100 / n_all[0], >, 20);
  g_assert_cmpuint (n_weak[0] * 100 / n_all[0], <, 60);
  g_assert_cmpuint (n_weak[1], ==, 0);
}

/* Scales that wear were never calibrated since they were made; the others are the nearer to zero the more often. */
static void
assert_calibrated (Fleet *fleet, const CorralCart *cart, double drift_g)
{
  g_assert_true (CORRAL_IS_KNOWN (cart->calibrated_ms));
  g_assert_cmpint (cart->calibrated_ms, <, cart->rev);
  if (IS (cart, calibrated_by, "technician"))
    {
      g_assert_cmpint (cart->calibrated_ms, >, fleet->now_ms - 310 * CORRAL_DAY_MS);
      g_assert_cmpfloat (fabs (drift_g), <, 26.0);
      return;
    }
  g_assert_cmpstr (cart->calibrated_by, ==, "factory");
  g_assert_cmpint (cart->calibrated_ms, <, fleet->now_ms - 400 * CORRAL_DAY_MS);
  g_assert_cmpfloat (fabs (drift_g), >, 18.0);
}

/* All of the lot on the day that it went wrong on. */
static void
check_calibrations (Fleet *fleet, const char *lot)
{
  gint64 of_lot = CORRAL_UNKNOWN;
  guint n_of_lot = 0;
  guint n_by_technician = 0;

  EACH (fleet, CART, CorralCart, cart)
    {
      const CorralVital *vital = GET (fleet, VITAL, cart->id);

      if (IS (cart, state, "never_seen"))
        {
          g_assert_false (CORRAL_IS_KNOWN (cart->calibrated_ms));
          g_assert_null (cart->calibrated_by);
        }
      if (vital == NULL || vital->last_message_ms < NOW_MS - CORRAL_DAY_MS || cart->rev < NOW_MS - 2 * CORRAL_DAY_MS)
        continue;
      if (!IS (cart, lot, lot))
        {
          assert_calibrated (fleet, cart, vital->weight_drift_g);
          n_by_technician += IS (cart, calibrated_by, "technician");
          continue;
        }
      of_lot = CORRAL_IS_KNOWN (of_lot) ? of_lot : cart->calibrated_ms;
      g_assert_cmpint (cart->calibrated_ms / CORRAL_DAY_MS, ==, of_lot / CORRAL_DAY_MS);
      g_assert_cmpstr (cart->calibrated_by, ==, "factory");
      n_of_lot++;
    }
  g_assert_cmpuint (n_of_lot, >, 100);
  g_assert_cmpuint (n_by_technician, >, 1000);
  g_assert_cmpint (of_lot, >, NOW_MS - 5 * CORRAL_DAY_MS);
  g_assert_cmpint (of_lot, <, NOW_MS);
}

static void
check_calibration_bug (Fleet *fleet)
{
  const char *lot = NULL;
  guint n = 0;
  guint n_flags = 0;

  EACH (fleet, ALERT, CorralAlert, alert)
    if (IS (alert, kind, "calibration") && IS (alert, severity, "act"))
      {
        const CorralCart *cart = GET (fleet, CART, alert->cart);

        lot = lot != NULL ? lot : cart->lot;
        g_assert_cmpstr (cart->lot, ==, lot);
        g_assert_cmpstr (alert->detail, ==, lot);
        n++;
      }
  g_assert_cmpuint (n, >, 100);
  EACH (fleet, CART, CorralCart, cart)
    {
      const CorralVital *vital = GET (fleet, VITAL, cart->id);

      if (vital == NULL || vital->last_message_ms < NOW_MS - CORRAL_DAY_MS)
        continue;
      /* D: above 60 g the evidence is unreliable. */
      g_assert_cmpint (fabs (vital->weight_drift_g) > 60.0, ==, IS (cart, lot, lot));
    }
  EACH (fleet, FLAG, CorralFlag, flag)
    if (IS (flag, kind, "calibration"))
      {
        g_assert_cmpstr (((CorralCart *) GET (fleet, CART, flag->cart))->lot, ==, lot);
        g_assert_cmpint (flag->confidence_pct, <, 25);
        g_assert_true (flag->measured_g < 0 || flag->measured_g > 30000);
        g_assert_true (flag->outcome == NULL || IS (flag, outcome, "sensor_fault")
                       || IS (flag, outcome, "not_checked"));
        n_flags++;
      }
  g_assert_cmpuint (n_flags, >, 50);
  check_calibrations (fleet, lot);
}

static void
check_rollback_storm (Fleet *fleet)
{
  guint n = 0;
  guint n_skewed = 0;
  gboolean held = FALSE;

  EACH (fleet, EXECUTION, CorralExecution, execution)
    if (IS (execution, status, "rolled_back"))
      {
        const CorralCart *cart = GET (fleet, CART, execution->cart);
        const CorralStore *store = GET (fleet, STORE, cart->store);
        const CorralVital *vital = GET (fleet, VITAL, execution->cart);

        g_assert_cmpstr (cart->firmware, ==, "3.3.1"); /* back on the old image */
        if (!IS (store, country, "DE"))
          continue;
        n_skewed += vital->clock_skew_s > 40000; /* S: about 12 h */
        n++;
      }
  g_assert_cmpuint (n, >, 20);
  g_assert_cmpuint (n_skewed, >, n * 8 / 10);
  EACH (fleet, VITAL, CorralVital, vital)
    if (vital->clock_skew_s > 40000)
      g_assert_cmpstr (((CorralStore *) GET (fleet, STORE,
                                             ((CorralCart *) GET (fleet, CART, vital->id))->store))
                           ->country,
                       ==, "DE");
  EACH (fleet, ROLLOUT, CorralRollout, rollout)
    if (IS (rollout, status, "held"))
      held = TRUE;
  g_assert_true (held);
}

static void
check_missing_ca (Fleet *fleet)
{
  guint n = 0;

  EACH (fleet, CART, CorralCart, cart)
    n += cart->next_ca_installed == 0;
  g_assert_cmpuint (n, >, 500);
  g_assert_cmpuint (n, <, 900);
  EACH (fleet, ROLLOUT, CorralRollout, rollout)
    if (IS (rollout, id, "r-next-anchor"))
      {
        g_assert_cmpstr (rollout->status, ==, "held");
        g_assert_cmpint (rollout->carts_claimed, <, rollout->carts_total);
        return;
      }
  g_assert_not_reached ();
}

static void
check_wrong_firmware (Fleet *fleet)
{
  double scan[2] = { 0, 0 };
  guint n[2] = { 0, 0 };

  EACH (fleet, CART, CorralCart, cart)
    {
      const CorralVital *vital = GET (fleet, VITAL, cart->id);
      guint wrong = cart->firmware != NULL && IS (cart, firmware, "3.4.0-b17");

      if (vital == NULL)
        continue;
      scan[wrong] += (double) vital->scan_p95_ms;
      n[wrong]++;
    }
  g_assert_cmpuint (n[1], >, 80);
  g_assert_cmpuint (n[1], <, 180);
  g_assert_cmpfloat (scan[1] / n[1], >, 2.0 * scan[0] / n[0]);
  g_assert_cmpfloat (scan[0] / n[0], <, 500.0); /* S */
  g_assert_true (
      !CORRAL_IS_KNOWN (((CorralFirmware *) GET (fleet, FIRMWARE, "fw-3.4.0-b17"))->released_ms));
}

static void
check_rejected_messages (Fleet *fleet)
{
  gint64 made[2] = { 0, 0 };
  gint64 missing[2] = { 0, 0 };

  EACH (fleet, CART, CorralCart, cart)
    if (cart->firmware != NULL && cart_i % 13 == 0 && !IS (cart, state, "revoked"))
      {
        guint old = IS (cart, firmware, "3.2.4");
        g_autoptr (GPtrArray) messages
            = corral_sim_messages (fleet->sim, tenant_of (fleet, cart->id), cart->id,
                                   NOW_MS - 8 * CORRAL_HOUR_MS, NOW_MS, NOW_MS, 100000);

        for (guint i = 1; i < messages->len; i++)
          {
            const CorralSimMessage *newer = g_ptr_array_index (messages, i - 1);
            const CorralSimMessage *older = g_ptr_array_index (messages, i);

            if (newer->counter / 4096 != older->counter / 4096)
              continue;
            made[old] += newer->counter - older->counter;
            missing[old] += newer->counter - older->counter - 1;
          }
      }
  g_assert_cmpint (made[0], >, 10000);
  g_assert_cmpint (made[1], >, 1000);
  g_assert_cmpint (missing[0], ==, 0);
  g_assert_cmpint (missing[1] * 100 / made[1], >=, 8);
  g_assert_cmpint (missing[1] * 100 / made[1], <=, 17);
}

static void
check_store_wifi_down (Fleet *fleet)
{
  const CorralStore *store = GET (fleet, STORE, "s-0118");
  guint n_ltem = 0;
  guint n_offline = 0;
  guint n = 0;
  gboolean alert_seen = FALSE;

  g_assert_cmpint (store->number, ==, 118);
  g_assert_cmpstr (store->name, ==, "Riverside");
  EACH (fleet, ACCESS_POINT, CorralAccessPoint, point)
    g_assert_cmpint (IS (point, state, "down"), ==, IS (point, store, "s-0118"));
  EACH (fleet, ALERT, CorralAlert, alert)
    if (IS (alert, kind, "store_wifi"))
      {
        g_assert_cmpstr (alert->store, ==, "s-0118");
        g_assert_null (alert->cart);
        g_assert_cmpstr (alert->cause, ==, "store_network");
        alert_seen = TRUE;
      }
  g_assert_true (alert_seen);
  EACH (fleet, CART, CorralCart, cart)
    if (IS (cart, store, "s-0118"))
      {
        const CorralVital *vital = GET (fleet, VITAL, cart->id);

        n++;
        n_offline += IS (cart, state, "offline");
        n_ltem += vital != NULL && IS (vital, uplink, "ltem")
                  && NOW_MS - vital->last_message_ms < 6 * CORRAL_MINUTE_MS;
      }
  g_assert_cmpuint (n_offline, >=, 1);
  g_assert_cmpuint (n_ltem, >, n / 2); /* still usable */

  /* Afterwards those that had no LTE-M either have sent all that they kept, and nothing is missing. */
  look (fleet, NOW_MS + 6 * CORRAL_HOUR_MS);
  n = 0;
  EACH (fleet, CART, CorralCart, cart)
    if (IS (cart, store, "s-0118"))
      {
        g_autoptr (CorralBatch) samples = samples_of (fleet, cart->id, NOW_MS, NOW_MS + CORRAL_HOUR_MS);
        g_autoptr (GArray) missing = missing_of (fleet, cart->id, NOW_MS, NOW_MS + CORRAL_HOUR_MS);

        for (guint i = 0; i < samples->n_rows; i++)
          {
            const CorralVital *sample = corral_batch_get_row (samples, i);
            gboolean late = sample->arrived_ms - sample->last_message_ms > CORRAL_HOUR_MS;

            g_assert_cmpuint (g_array_index (missing, guint, i), ==, 0);
            g_assert_cmpint (late, ==, IS (sample, uplink, "none"));
            n += late;
          }
      }
  g_assert_cmpuint (n, >, 20);
}

/* Within a few kilometres of its store, and told in steps of 0.01°. */
static void
assert_roughly_placed (Fleet *fleet, const CorralCart *cart)
{
  const CorralStore *store = GET (fleet, STORE, cart->store);

  g_assert_cmpfloat (cart->outside_latitude, ==, round (cart->outside_latitude * 100.0) / 100.0);
  g_assert_cmpfloat (cart->outside_longitude, ==, round (cart->outside_longitude * 100.0) / 100.0);
  g_assert_cmpfloat (fabs (cart->outside_latitude - store->latitude), <, 0.05);
  g_assert_cmpfloat (fabs (cart->outside_longitude - store->longitude) * cos (store->latitude * G_PI / 180.0), <, 0.05);
}

static void
check_car_park (Fleet *fleet)
{
  guint n = 0;

  EACH (fleet, CART, CorralCart, cart)
    if (IS (cart, state, "off_premises"))
      {
        const CorralVital *vital = GET (fleet, VITAL, cart->id);

        g_assert_cmpint (vital->interval_s, ==, 3600); /* S: an hourly ping */
        g_assert_cmpint (NOW_MS - vital->last_message_ms, <=, CORRAL_HOUR_MS + 2 * CORRAL_SECOND_MS);
        g_assert_false (CORRAL_IS_KNOWN (vital->aisle));
        assert_roughly_placed (fleet, cart);
        n++;
      }
    else
      {
        g_assert_true (isnan (cart->outside_latitude));
        g_assert_true (isnan (cart->outside_longitude));
      }
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpuint (n, <=, 40);
  EACH (fleet, FLAG, CorralFlag, flag)
    if (IS (flag, kind, "off_premises") && flag->session == NULL)
      n--;
  g_assert_cmpuint (n, ==, 0);
}

static void
check_ordinary (Fleet *fleet)
{
  guint n_open = 0, n_offline = 0, n_fault = 0, n_low = 0, n_out = 0, n_never = 0, n_revoked = 0,
        n_trip = 0, n_flags = 0;
  double service = 0;
  guint n_stores = 0;
  guint n_below = 0;

  EACH (fleet, STORE, CorralStore, store)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (store->time_zone);
      CorralOpeningHours hours = corral_opening_hours_parse (store->opening_hours);

      if (!corral_opening_hours_is_open (&hours, zone, NOW_MS))
        continue;
      service += store->service_today_pct;
      n_below += store->service_today_pct < store->service_target_pct;
      n_stores++;
      EACH (fleet, CART, CorralCart, cart)
        if (IS (cart, store, store->id))
          {
            n_open++;
            n_offline += IS (cart, state, "offline");
            n_fault += IS (cart, state, "fault");
            n_low += IS (cart, state, "low_battery");
            n_out += IS (cart, state, "out_of_service");
            n_never += IS (cart, state, "never_seen");
            n_revoked += IS (cart, state, "revoked");
            n_trip += IS (cart, state, "in_use");
            g_assert_true (IS (cart, state, "in_use") == (cart->session != NULL)
                           || !IS (cart, state, "in_use"));
          }
    }
  EACH (fleet, FLAG, CorralFlag, flag)
    n_flags += IS (flag, status, "open");
  g_assert_cmpuint (n_stores, >, 280);
  /* Per mille of the carts of open stores. */
  g_assert_cmpuint (n_offline * 1000 / n_open, >=, 2);
  g_assert_cmpuint (n_offline * 1000 / n_open, <=, 12);
  g_assert_cmpuint (n_fault * 1000 / n_open, >=, 2);
  g_assert_cmpuint (n_fault * 1000 / n_open, <=, 9);
  g_assert_cmpuint (n_low * 1000 / n_open, <=, 25);
  g_assert_cmpuint (n_out * 1000 / n_open, >=, 5);
  g_assert_cmpuint (n_out * 1000 / n_open, <=, 16);
  g_assert_cmpuint (n_never, >=, 3);
  g_assert_cmpuint (n_revoked, >=, 3);
  g_assert_cmpuint (n_trip * 100 / n_open, >=, 5);
  g_assert_cmpuint (n_trip * 100 / n_open, <=, 45);
  g_assert_cmpuint (n_flags, >=, 150);
  g_assert_cmpuint (n_flags, <=, 600);
  g_assert_cmpfloat (service / n_stores, >=, 98.5);
  g_assert_cmpfloat (service / n_stores, <=, 99.9);
  g_assert_cmpuint (n_below, <, n_stores * 2 / 5);
  g_test_message ("%u of %u stores below target, mean %.2f %%", n_below, n_stores, service / n_stores);
}

static const struct
{
  const char *name;
  void (*check) (Fleet *fleet);
} scenarios[] = {
  { "ordinary", check_ordinary },
  { "carrier-outage", check_carrier_outage },
  { "silent-carts", check_silent_carts },
  { "cloud-drops-data", check_cloud_drops_data },
  { "certificate-batch", check_certificate_batch },
  { "radio-noise", check_radio_noise },
  { "calibration-bug", check_calibration_bug },
  { "rollback-storm", check_rollback_storm },
  { "missing-ca", check_missing_ca },
  { "wrong-firmware", check_wrong_firmware },
  { "rejected-messages", check_rejected_messages },
  { "store-wifi-down", check_store_wifi_down },
  { "car-park", check_car_park },
};

static void
test_scenario (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fleet fleet;

  g_assert_nonnull (corral_sim_scenario_describe (scenarios[i].name));
  open_fleet (&fleet, scenarios[i].name, 10000, 312);
  scenarios[i].check (&fleet);
  close_fleet (&fleet);
}

static void
test_names (void)
{
  const char *const *names = corral_sim_scenario_names ();

  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    g_assert_cmpstr (names[i], ==, scenarios[i].name);
  g_assert_null (names[G_N_ELEMENTS (scenarios)]);
  g_assert_null (corral_sim_scenario_describe ("nothing"));
}

/* What a newcomer sees: several things going on, whenever the demo is started. */
static void
test_default_set (void)
{
  static const char *const kinds[] = { "offline",      "store_wifi",  "radio_noise", "calibration",
                                       "off_premises", "battery_low", "pack_worn" };
  Fleet fleet;
  gboolean rolling = FALSE;

  open_fleet (&fleet, NULL, 10000, 312);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      guint n = 0;

      EACH (&fleet, ALERT, CorralAlert, alert)
        n += IS (alert, kind, kinds[k]) && !CORRAL_IS_KNOWN (alert->cleared_ms);
      g_assert_cmpuint (n, >, 0);
    }
  EACH (&fleet, ROLLOUT, CorralRollout, rollout)
    if (IS (rollout, status, "running") && rollout->stage_pct > 9.5 && rollout->stage_pct < 10.5)
      {
        g_assert_cmpint (rollout->carts_booted, >, 0);
        g_assert_cmpint (rollout->carts_claimed, >=, rollout->carts_booted);
        g_assert_cmpint (rollout->carts_total, >, rollout->carts_claimed);
        rolling = TRUE;
      }
  g_assert_true (rolling);
  close_fleet (&fleet);

  /* A small fleet has them too. */
  open_fleet (&fleet, NULL, 40, 3);
  g_assert_cmpuint (fleet.rows[CORRAL_COLLECTION_CART]->n_rows, ==, 40);
  g_assert_cmpuint (fleet.rows[CORRAL_COLLECTION_ALERT]->n_rows, >, 3);
  close_fleet (&fleet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      g_autofree char *path = g_strconcat ("/cloud/sim/scenario/", scenarios[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_scenario);
    }
  g_test_add_func ("/cloud/sim/scenario/names", test_names);
  g_test_add_func ("/cloud/sim/scenario/default-set", test_default_set);
  return g_test_run ();
}
