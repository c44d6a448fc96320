/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample-fleet.h"

#include <math.h>
#include <string.h>

static const char *const states[]
    = { "idle",  "idle",    "idle",           "in_use",     "in_use",  "charging",     "low_battery",
        "fault", "offline", "out_of_service", "never_seen", "revoked", "off_premises", "polishing" };
static const char *const names[] = { "Riverside",   "Old Mill", "Harbour Gate", "Z\303\274rich West",
                                     "Market Hall", "Elm Park", "North Quay" };
static const char *const carriers[] = { "alpha", "beta", "alpha beta", "gamma", "beta gamma" };
static const char *const firmware[] = { "4.2.9", "4.2.10", "4.10.0", "4.1.3" };

static void
batch_free (gpointer data)
{
  SampleBatch *batch = data;

  g_free (batch->tenant);
  corral_batch_unref (batch->batch);
  g_free (batch);
}

static CorralBatch *
add_batch (GPtrArray *rows, guint chain, CorralCollection collection)
{
  SampleBatch *batch = g_new0 (SampleBatch, 1);

  batch->tenant = g_strdup_printf ("c%u", chain);
  batch->batch = corral_batch_new (collection);
  g_ptr_array_add (rows, batch);
  return batch->batch;
}

static const char *
text (CorralBatch *batch, const char *format, guint number)
{
  char buffer[64];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_snprintf (buffer, sizeof buffer, format, number);
#pragma GCC diagnostic pop
  return corral_batch_copy_string (batch, buffer);
}

#define PICK(random, words) ((words)[corral_random_int (random, 0, G_N_ELEMENTS (words))])

/* One time in @n unknown. */
static gint64
some (CorralRandom *random, gint64 n, gint64 low, gint64 high)
{
  return corral_random_int (random, 0, n) == 0 ? CORRAL_UNKNOWN : corral_random_int (random, low, high);
}

static double
some_real (CorralRandom *random, gint64 n, double low, double high)
{
  double value = corral_random_range (random, low, high);

  return corral_random_int (random, 0, n) == 0 ? NAN : value;
}

static void
add_store (CorralBatch *batch, guint index, CorralRandom *random)
{
  CorralStore *store = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  store->id = text (batch, "s-%u", index);
  store->rev = 1 + corral_random_int (random, 0, 5);
  store->number = 100 + index;
  store->name = PICK (random, names);
  store->city = PICK (random, names);
  store->region = text (batch, "region-%u", index % 5);
  store->time_zone = index % 2 == 0 ? "Europe/Vienna" : "America/Chicago";
  store->service_target_pct = 99;
  store->service_today_pct = some_real (random, 6, 95, 100);
}

static void
add_cart (CorralBatch *batch, guint index, guint store, CorralRandom *random)
{
  CorralCart *cart = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  cart->id = text (batch, "k-%06u", index);
  cart->rev = 1 + corral_random_int (random, 0, 5);
  cart->serial = text (batch, "SC-26-%06u", (index * 7919u) % 1000000u);
  cart->label = text (batch, "%04u", (guint) corral_random_int (random, 1, 400));
  cart->store = text (batch, "s-%u", store);
  cart->state = PICK (random, states);
  cart->hardware_revision = corral_random_int (random, 0, 3) == 0 ? "A" : "B";
  cart->lot = text (batch, "L%u", index % 7);
  cart->firmware = corral_random_int (random, 0, 9) == 0 ? NULL : PICK (random, firmware);
  cart->carriers = PICK (random, carriers);
  cart->sim_slots = strchr (cart->carriers, ' ') != NULL ? 2 : 1;
  cart->last_message_ms = some (random, 9, SAMPLE_NOW_MS - 900000, SAMPLE_NOW_MS);
  cart->certificate = text (batch, "cert-%06u", index);
  cart->pack = text (batch, "p-%06u", index);
}

/* What belongs to a cart: one in eight has a certificate that its cart does not name any more. */
static void
add_certificate (CorralBatch *batch, guint index)
{
  CorralCertificate *certificate = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  certificate->id = text (batch, index % 8 == 0 ? "old-%06u" : "cert-%06u", index);
  certificate->rev = 1;
  certificate->cart = text (batch, "k-%06u", index);
  certificate->serial_number = text (batch, "%016x", index);
  certificate->batch = text (batch, "2025-W%02u", 1 + index % 40);
  certificate->status = "valid";
  certificate->not_before_ms = SAMPLE_NOW_MS - 90000000000;
  certificate->not_after_ms = SAMPLE_NOW_MS + 90000000000;
}

static void
add_pack (CorralBatch *batch, guint index, guint store)
{
  CorralPack *pack = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  pack->id = text (batch, "p-%06u", index);
  pack->rev = 1;
  pack->store = text (batch, "s-%u", store);
  pack->cart = text (batch, "k-%06u", index);
  pack->design_mah = 7800;
  pack->lot = text (batch, "PK-%02u", 1 + index % 30);
}

static void
add_vital (CorralBatch *batch, guint index, CorralRandom *random)
{
  CorralVital *vital = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  vital->id = text (batch, "k-%06u", index);
  vital->rev = 1 + corral_random_int (random, 0, 1000);
  vital->arrived_ms = some (random, 9, SAMPLE_NOW_MS - 1200000, SAMPLE_NOW_MS);
  vital->last_message_ms = vital->arrived_ms;
  vital->interval_s = corral_random_int (random, 0, 2) == 0 ? 60 : 300;
  vital->battery_pct = some (random, 8, 0, 101);
  vital->battery_mv = some (random, 8, 6400, 8400);
  vital->wifi_rssi_dbm = some (random, 8, -90, -35);
  vital->weight_drift_g = some_real (random, 8, -40, 40);
  vital->uplink = corral_random_int (random, 0, 4) == 0 ? "ltem" : "wifi";
  vital->aisle = index % 11 == 0 ? CORRAL_UNKNOWN : 1 + index / 7 % 12;
  vital->access_point = index % 11 == 0 ? NULL : text (batch, "ap-%02u", (guint) vital->aisle / 2);
}

static void
add_alert (CorralBatch *batch, guint index, guint store, guint cart, CorralRandom *random)
{
  static const char *const severities[] = { "info", "watch", "act", "dire" };
  CorralAlert *alert = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  alert->id = text (batch, "a-%u", index);
  alert->rev = 1;
  alert->kind = "battery_low";
  alert->severity = PICK (random, severities);
  alert->store = text (batch, "s-%u", store);
  alert->cart = corral_random_int (random, 0, 5) == 0 ? NULL : text (batch, "k-%06u", cart);
  alert->raised_ms = SAMPLE_NOW_MS - corral_random_int (random, 0, 50) * 60000;
  alert->cleared_ms = corral_random_int (random, 0, 2) == 0 ? SAMPLE_NOW_MS : CORRAL_UNKNOWN;
}

static void
add_flag (CorralBatch *batch, guint index, guint store, guint cart, CorralRandom *random)
{
  CorralFlag *flag = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  flag->id = text (batch, "f-%u", index);
  flag->rev = 1;
  flag->kind = "weight_mismatch";
  flag->cart = text (batch, "k-%06u", cart);
  flag->store = text (batch, "s-%u", store);
  flag->raised_ms = SAMPLE_NOW_MS - corral_random_int (random, 0, 50) * 60000;
  flag->status = corral_random_int (random, 0, 2) == 0 ? "open" : "decided";
}

GPtrArray *
sample_fleet_rows (const SampleSize *size)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (batch_free);

  /* Store s belongs to chain s % n_chains; cart k to store k % n_stores. */
  for (guint chain = 0; chain < size->n_chains; chain++)
    {
      CorralRandom random = corral_random_seeded (size->seed, chain, 0, 0);
      CorralBatch *stores = add_batch (rows, chain, CORRAL_COLLECTION_STORE);
      CorralBatch *carts = add_batch (rows, chain, CORRAL_COLLECTION_CART);
      CorralBatch *vitals = add_batch (rows, chain, CORRAL_COLLECTION_VITAL);
      CorralBatch *packs = add_batch (rows, chain, CORRAL_COLLECTION_PACK);
      CorralBatch *certificates = add_batch (rows, chain, CORRAL_COLLECTION_CERTIFICATE);
      CorralBatch *alerts = add_batch (rows, chain, CORRAL_COLLECTION_ALERT);
      CorralBatch *flags = add_batch (rows, chain, CORRAL_COLLECTION_FLAG);

      for (guint store = chain; store < size->n_stores; store += size->n_chains)
        add_store (stores, store, &random);
      for (guint cart = 0; cart < size->n_carts; cart++)
        {
          guint store = cart % size->n_stores;

          if (store % size->n_chains != chain)
            continue;
          add_cart (carts, cart, store, &random);
          add_pack (packs, cart, store);
          add_certificate (certificates, cart);
          if (corral_random_int (&random, 0, 20) != 0)
            add_vital (vitals, cart, &random);
        }
      for (guint i = 0; i < size->n_alerts; i++)
        if (i * 13 % size->n_carts % size->n_stores % size->n_chains == chain)
          add_alert (alerts, i, i * 13 % size->n_carts % size->n_stores, i * 13 % size->n_carts, &random);
      for (guint i = 0; i < size->n_flags; i++)
        if (i * 17 % size->n_carts % size->n_stores % size->n_chains == chain)
          add_flag (flags, i, i * 17 % size->n_carts % size->n_stores, i * 17 % size->n_carts, &random);
    }
  return rows;
}

void
sample_fleet_put_tenant (CorralFleet *fleet, guint index)
{
  g_autofree char *id = g_strdup_printf ("c%u", index);
  g_autofree char *name = g_strdup_printf ("Chain %u", index);
  CorralTenant tenant
      = { .id = id, .name = name, .region = (char *) "eu-central", .residency = (char *) "eu" };

  corral_fleet_put_tenant (fleet, &tenant);
}

void
sample_fleet_fill (CorralFleet *fleet, const SampleSize *size)
{
  g_autoptr (GPtrArray) rows = sample_fleet_rows (size);

  for (guint chain = 0; chain < size->n_chains; chain++)
    sample_fleet_put_tenant (fleet, chain);
  for (guint i = 0; i < rows->len; i++)
    {
      SampleBatch *batch = rows->pdata[i];

      corral_fleet_apply (fleet, batch->tenant, batch->batch);
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
sample_fleet_dump (CorralFleet *fleet)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint kind = 0; kind < CORRAL_N_TABLES; kind++)
    {
      const CorralColumns *table = corral_fleet_get_table (fleet, (CorralTableKind) kind);

      for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
        {
          GString *line;

          if (!corral_columns_exists (table, slot))
            continue;
          line = g_string_new (NULL);
          g_string_append_printf (line, "%u", kind);
          for (guint i = 0; i < corral_columns_get_n_columns (table); i++)
            {
              const CorralColumnSpec *spec = corral_columns_get_spec (table, i);

              g_string_append_printf (line, " %s=", spec->name);
              if (!corral_columns_is_known (table, slot, i))
                g_string_append_c (line, '?');
              else if (spec->type == CORRAL_COLUMN_LINK)
                g_string_append (line, corral_fleet_get_text (fleet, (CorralTableKind) spec->target,
                                                              corral_columns_get_link (table, slot, i), 0));
              else if (spec->type == CORRAL_COLUMN_WORD || spec->type == CORRAL_COLUMN_TEXT)
                g_string_append (line, corral_columns_get_text (table, slot, i));
              else
                g_string_append_printf (line, "%.6g", corral_columns_get_real (table, slot, i));
            }
          g_ptr_array_add (lines, g_string_free (line, FALSE));
        }
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
