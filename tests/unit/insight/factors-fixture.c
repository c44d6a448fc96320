/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "factors-fixture.h"

#include "corral-freshness.h"
#include "corral-random.h"

guint
factors_draw (const FactorsCart *cart, guint salt, guint n)
{
  return (guint) (corral_random_hash (17, cart->index, salt, 0) % n);
}

static void
draw_cart (FactorsCart *cart, guint index, const FactorsSize *size)
{
  static const char *const regions[] = { "north", "south", "east", "west" };
  static const char *const carriers[] = { "Norvia", "Telmo", "Norvia Telmo", "Zell", "Telmo", NULL };

  *cart = (FactorsCart){ .index = index, .store = index % size->n_stores };
  cart->region = regions[cart->store % G_N_ELEMENTS (regions)];
  cart->carriers = carriers[factors_draw (cart, 1, G_N_ELEMENTS (carriers))];
  cart->sim_slots = cart->carriers == carriers[2] ? 2 : 1;
  cart->access_point = factors_draw (cart, 2, 7);
  cart->aisle = cart->access_point == 0 ? 0 : cart->access_point * 2 + factors_draw (cart, 3, 2);
  cart->revision = factors_draw (cart, 4, 5) < 2 ? "A" : "B";
  g_snprintf (cart->lot, sizeof cart->lot, "L%u", 1 + factors_draw (cart, 5, 8));
  if (factors_draw (cart, 6, 9) != 0)
    g_snprintf (cart->firmware, sizeof cart->firmware, "4.2.%u", factors_draw (cart, 7, 4));
  g_snprintf (cart->batch, sizeof cart->batch, "W%02u", factors_draw (cart, 8, 20));
  g_snprintf (cart->pack_lot, sizeof cart->pack_lot, "PK-%u", factors_draw (cart, 9, 30));
  cart->state = "idle";
  if (size->change != NULL)
    size->change (cart);
}

static void
put_stores (FactorsFleet *self, const FactorsSize *size)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  static const char *const regions[] = { "north", "south", "east", "west" };

  for (guint i = 0; i < size->n_stores; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);
      g_autofree char *tenant = g_strdup_printf ("c%u", i % MAX (1, size->n_chains));
      CorralStore store;

      corral_row_clear (schema, &store);
      store.id = store.name = id;
      store.rev = 1;
      store.number = 100 + i;
      store.region = regions[i % G_N_ELEMENTS (regions)];
      store.time_zone = "Europe/Berlin";
      corral_fleet_put (self->fleet, tenant, schema, &store);
    }
}

static void
put_cart (FactorsFleet *self, const FactorsSize *size, const FactorsCart *from)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  const CorralSchema *vitals = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  const CorralSchema *certificates = corral_collection_get_schema (CORRAL_COLLECTION_CERTIFICATE);
  const CorralSchema *packs = corral_collection_get_schema (CORRAL_COLLECTION_PACK);
  g_autofree char *tenant = g_strdup_printf ("c%u", from->store % MAX (1, size->n_chains));
  g_autofree char *id = g_strdup_printf ("k%u", from->index);
  g_autofree char *store = g_strdup_printf ("s%u", from->store);
  g_autofree char *point = g_strdup_printf ("ap-%u", from->access_point);
  CorralCart cart;
  CorralVital vital;
  CorralCertificate certificate;
  CorralPack pack;

  corral_row_clear (carts, &cart);
  cart.id = cart.serial = cart.label = cart.certificate = cart.pack = id;
  cart.rev = 1;
  cart.store = store;
  cart.state = from->state;
  cart.carriers = from->carriers;
  cart.sim_slots = from->sim_slots;
  cart.hardware_revision = from->revision;
  cart.lot = from->lot;
  cart.firmware = from->firmware[0] != '\0' ? from->firmware : NULL;
  cart.fault = from->fault;
  corral_fleet_put (self->fleet, tenant, carts, &cart);
  corral_row_clear (vitals, &vital);
  vital.id = id;
  vital.rev = 1;
  vital.interval_s = 300;
  vital.arrived_ms = vital.last_message_ms = FACTORS_NOW_MS - from->silent_min * 60000;
  vital.access_point = from->access_point != 0 ? point : NULL;
  vital.aisle = from->aisle != 0 ? from->aisle : CORRAL_UNKNOWN;
  corral_fleet_put (self->fleet, tenant, vitals, &vital);
  corral_row_clear (certificates, &certificate);
  certificate.id = certificate.cart = certificate.serial_number = id;
  certificate.rev = 1;
  certificate.status = "valid";
  certificate.batch = from->batch;
  corral_fleet_put (self->fleet, tenant, certificates, &certificate);
  corral_row_clear (packs, &pack);
  pack.id = pack.cart = id;
  pack.rev = 1;
  pack.store = store;
  pack.lot = from->pack_lot;
  corral_fleet_put (self->fleet, tenant, packs, &pack);
}

FactorsFleet *
factors_fleet_new (const FactorsSize *size)
{
  FactorsFleet *self = g_new0 (FactorsFleet, 1);

  self->fleet = corral_fleet_new (corral_freshness_judge);
  self->n = size->n_carts;
  self->carts = g_new0 (FactorsCart, size->n_carts);
  self->slots = g_new0 (guint32, size->n_carts);
  for (guint i = 0; i < MAX (1, size->n_chains); i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      CorralTenant tenant = { .id = id, .name = id };

      corral_fleet_put_tenant (self->fleet, &tenant);
      corral_fleet_set_known_as_of (self->fleet, id, FACTORS_NOW_MS);
    }
  corral_fleet_set_now (self->fleet, FACTORS_NOW_MS);
  if (!size->backwards)
    put_stores (self, size);
  for (guint i = 0; i < size->n_carts; i++)
    {
      guint index = size->backwards ? size->n_carts - 1 - i : i;

      draw_cart (&self->carts[index], index, size);
      put_cart (self, size, &self->carts[index]);
    }
  if (size->backwards)
    put_stores (self, size);
  corral_fleet_flush (self->fleet);
  for (guint i = 0; i < size->n_carts; i++)
    {
      g_autofree char *id = g_strdup_printf ("k%u", i);

      self->slots[i] = corral_fleet_find_cart (self->fleet, CORRAL_NO_SLOT, id);
      g_assert_cmpuint (self->slots[i], !=, CORRAL_NO_SLOT);
    }
  return self;
}

void
factors_fleet_free (FactorsFleet *self)
{
  g_assert_finalize_object (self->fleet);
  g_free (self->carts);
  g_free (self->slots);
  g_free (self);
}

GArray *
factors_fleet_pick (FactorsFleet *self, gboolean (*pick) (const FactorsCart *cart))
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < self->n; i++)
    if (pick (&self->carts[i]))
      g_array_append_val (slots, self->slots[i]);
  return slots;
}

char *
factors_to_string (CorralFleet *fleet, const GArray *factors, gboolean counts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < factors->len; i++)
    {
      const CorralFactor *factor = &g_array_index (factors, CorralFactor, i);
      g_autofree char *value = corral_factor_to_value (fleet, factor);

      g_string_append_printf (text, "%s%s=%s", i == 0 ? "" : factor->leader == i ? " | " : " + ",
                              corral_factor_kind_to_word (factor->kind), value);
      if (factor->kind == CORRAL_FACTOR_ACCESS_POINT || factor->kind == CORRAL_FACTOR_AISLE)
        g_string_append_printf (text, "@%" G_GINT64_FORMAT,
                                corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, factor->store, CORRAL_STORE_COL_NUMBER));
      if (counts)
        g_string_append_printf (text, " %u/%u %u/%u %.6g %.6g", factor->n_selected, factor->n_selection, factor->n_rest,
                                factor->n_of_rest, factor->lift, factor->log10_chance);
    }
  return g_string_free (text, FALSE);
}
