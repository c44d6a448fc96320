/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "small-fleet.h"

#include "corral-freshness.h"

void
small_put (SmallFleet *self, CorralCollection collection, gconstpointer row)
{
  corral_fleet_put (self->fleet, "c", corral_collection_get_schema (collection), row);
}

void
small_fleet_set_up (SmallFleet *self, gconstpointer data)
{
  CorralTenant tenant = { (char *) "c", (char *) "Chain", NULL, NULL, NULL };

  self->fleet = corral_fleet_new (corral_freshness_judge);
  self->n_carts = 0;
  corral_fleet_put_tenant (self->fleet, &tenant);
  corral_fleet_set_known_as_of (self->fleet, "c", SMALL_NOW_MS);
  corral_fleet_set_now (self->fleet, SMALL_NOW_MS);
}

void
small_fleet_tear_down (SmallFleet *self, gconstpointer data)
{
  g_assert_finalize_object (self->fleet);
}

void
small_store_begin (guint number, CorralStore *store)
{
  static char ids[100][8];

  g_assert_cmpuint (number, <, G_N_ELEMENTS (ids));
  g_snprintf (ids[number], sizeof ids[number], "s%u", number);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_STORE), store);
  store->id = store->name = ids[number];
  store->rev = 1;
  store->number = number;
  store->service_target_pct = 99;
}

void
small_store (SmallFleet *self, guint number, const char *region, double today)
{
  CorralStore store;

  small_store_begin (number, &store);
  store.region = region;
  store.service_today_pct = today;
  small_put (self, CORRAL_COLLECTION_STORE, &store);
}

static void
put_certificate (SmallFleet *self, const char *cart, const char *batch)
{
  CorralCertificate certificate;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CERTIFICATE), &certificate);
  certificate.id = certificate.cart = certificate.serial_number = cart;
  certificate.rev = 1;
  certificate.batch = batch;
  certificate.status = "valid";
  small_put (self, CORRAL_COLLECTION_CERTIFICATE, &certificate);
}

static void
put_execution (SmallFleet *self, const char *cart, const char *status)
{
  CorralExecution execution;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_EXECUTION), &execution);
  execution.id = execution.cart = cart;
  execution.rev = 1;
  execution.rollout = "ro";
  execution.status = status;
  execution.updated_ms = SMALL_NOW_MS - 90 * SMALL_MINUTE_MS;
  small_put (self, CORRAL_COLLECTION_EXECUTION, &execution);
}

guint32
small_carts (SmallFleet *self, guint number, guint n, SmallCart kind)
{
  g_autofree char *store = g_strdup_printf ("s%u", number);
  guint32 slot = CORRAL_NO_SLOT;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("k%u", self->n_carts++);
      CorralCart cart;
      CorralVital vital;

      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
      cart.id = cart.serial = cart.label = id;
      cart.rev = 1;
      cart.store = store;
      cart.state = kind.state != NULL ? kind.state : "idle";
      cart.carriers = kind.carriers;
      cart.lot = kind.lot;
      cart.hardware_revision = kind.revision;
      cart.firmware = kind.firmware;
      cart.next_ca_installed = !kind.lacks_ca;
      cart.state_since_ms = SMALL_NOW_MS - 5 * SMALL_MINUTE_MS;
      cart.certificate = kind.batch != NULL ? id : NULL;
      small_put (self, CORRAL_COLLECTION_CART, &cart);
      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
      vital.id = id;
      vital.rev = 1;
      vital.interval_s = kind.interval_s != 0 ? kind.interval_s : 300;
      vital.arrived_ms = vital.last_message_ms = SMALL_NOW_MS - kind.silent_min * SMALL_MINUTE_MS;
      /* Who has fallen silent and whose carrier matters was on the mobile network. */
      vital.uplink = kind.uplink != NULL                            ? kind.uplink
                     : kind.carriers != NULL && kind.silent_min > 0 ? "ltem"
                                                                    : "wifi";
      vital.battery_pct = kind.battery_pct != 0 ? kind.battery_pct : 70;
      vital.weight_drift_g = kind.drift_g;
      vital.scan_p95_ms = kind.scan_ms != 0 ? kind.scan_ms : 300;
      vital.access_point = kind.access_point;
      small_put (self, CORRAL_COLLECTION_VITAL, &vital);
      if (kind.batch != NULL)
        put_certificate (self, id, kind.batch);
      if (kind.updated != NULL)
        put_execution (self, id, kind.updated);
      slot = corral_columns_find (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART),
                                  corral_fleet_find_chain (self->fleet, "c"), id);
    }
  corral_fleet_flush (self->fleet);
  return slot;
}

void
small_alert (SmallFleet *self, const char *id, const char *kind, const char *cause, guint store, guint32 cart)
{
  g_autofree char *store_id = g_strdup_printf ("s%u", store);
  CorralAlert alert;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_ALERT), &alert);
  alert.id = id;
  alert.rev = 1;
  alert.kind = kind;
  alert.cause = cause;
  alert.severity = "act";
  alert.store = store_id;
  if (cart != CORRAL_NO_SLOT)
    alert.cart = corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);
  alert.raised_ms = SMALL_NOW_MS - 42 * SMALL_MINUTE_MS;
  small_put (self, CORRAL_COLLECTION_ALERT, &alert);
  corral_fleet_flush (self->fleet);
}

void
small_point (SmallFleet *self, const char *id, guint store, const char *state)
{
  g_autofree char *store_id = g_strdup_printf ("s%u", store);
  CorralAccessPoint point;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_ACCESS_POINT), &point);
  point.id = point.name = id;
  point.rev = 1;
  point.store = store_id;
  point.state = state;
  point.state_since_ms = SMALL_NOW_MS - 50 * SMALL_MINUTE_MS;
  small_put (self, CORRAL_COLLECTION_ACCESS_POINT, &point);
  corral_fleet_flush (self->fleet);
}

void
small_firmware (SmallFleet *self, const char *version, gboolean released, double rejected_pct)
{
  CorralFirmware firmware;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FIRMWARE), &firmware);
  firmware.id = version;
  firmware.rev = 1;
  firmware.version = version;
  firmware.released_ms = released ? SMALL_NOW_MS - 100000 * SMALL_MINUTE_MS : CORRAL_UNKNOWN;
  firmware.rejected_pct = rejected_pct;
  small_put (self, CORRAL_COLLECTION_FIRMWARE, &firmware);
  corral_fleet_flush (self->fleet);
}

guint32
small_store_slot (SmallFleet *self, guint number)
{
  return corral_fleet_find_store (self->fleet, CORRAL_NO_SLOT, number);
}
