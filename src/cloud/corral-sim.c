/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fleet simulator: making the fleet, and the doors. One thread: the demo cloud's own.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <string.h>

G_DEFINE_QUARK (corral - sim - error - quark, corral_sim_error)

#define DEFAULT_CARTS 10000
#define DEFAULT_STORES 312
#define MAX_CARTS 900000
#define MAX_STORES 9999

/* What is going on when nobody chose: worth a first look. */
static const SimScenario default_set[]
    = { SIM_STORE_WIFI_DOWN, SIM_CARRIER_OUTAGE, SIM_RADIO_NOISE, SIM_CALIBRATION_BUG, SIM_CAR_PARK };

static gboolean
read_scenarios (CorralSim *self, const char *const *scenarios, GError **error)
{
  const char *const *names = corral_sim_scenario_names ();

  if (scenarios == NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (default_set); i++)
        self->on[default_set[i]] = TRUE;
      return TRUE;
    }
  for (guint i = 0; scenarios[i] != NULL; i++)
    {
      guint at = 0;

      while (names[at] != NULL && strcmp (names[at], scenarios[i]) != 0)
        at++;
      if (names[at] == NULL)
        {
          g_autofree char *known = g_strjoinv (", ", (char **) names);

          g_set_error (error, CORRAL_SIM_ERROR, CORRAL_SIM_ERROR_UNKNOWN_SCENARIO,
                       "There is no scenario “%s”. There are: %s.", scenarios[i], known);
          return FALSE;
        }
      self->on[at] = TRUE;
    }
  return TRUE;
}

/* Shares @total among the chains by weight, largest remainder first. */
static void
share_stores (guint total, guint *shares)
{
  guint weights = 0;
  guint given = 0;
  double remainders[16];

  for (guint i = 0; i < sim_n_chain_facts; i++)
    weights += sim_chain_facts[i].weight;
  for (guint i = 0; i < sim_n_chain_facts; i++)
    {
      double exact = (double) total * sim_chain_facts[i].weight / weights;

      shares[i] = (guint) exact;
      remainders[i] = exact - shares[i];
      given += shares[i];
    }
  for (; given < total; given++)
    {
      guint best = 0;

      for (guint i = 1; i < sim_n_chain_facts; i++)
        if (remainders[i] > remainders[best])
          best = i;
      shares[best]++;
      remainders[best] = -1;
    }
}

static void
name_store (const SimChainFacts *facts, guint index, SimStore *store)
{
  guint n = facts->n_heads * facts->n_tails;
  guint step = 37;
  guint pick;

  while (n % step == 0)
    step += 2;
  pick = (guint) (((guint64) index * step + facts->name_offset) % n);
  if (index < n)
    g_snprintf (store->name, sizeof store->name, "%s%s", facts->name_heads[pick % facts->n_heads],
                facts->name_tails[pick / facts->n_heads]);
  else
    g_snprintf (store->name, sizeof store->name, "%s%s %u", facts->name_heads[pick % facts->n_heads],
                facts->name_tails[pick / facts->n_heads], index / n + 1);
}

static void
make_store (CorralSim *self, guint index, guint chain)
{
  SimStore *store = &self->stores[index];
  const SimChainFacts *facts = self->chains[chain].facts;
  CorralRandom random = corral_random_seeded (self->seed, SIM_SALT_STORE, index, 0);
  double care;
  int length = 0;

  store->chain = chain;
  g_snprintf (store->id, sizeof store->id, "s-%04u", index + 1);
  name_store (facts, index - self->chains[chain].first_store, store);
  store->place = &facts->places[corral_random_next (&random) % facts->n_places];
  store->latitude = store->place->latitude + corral_random_range (&random, -0.08, 0.08);
  store->longitude = store->place->longitude + corral_random_range (&random, -0.1, 0.1);
  store->zone = corral_time_zone (store->place->zone);
  g_strlcpy (store->hours_text, facts->hours[corral_random_next (&random) % facts->n_hours],
             sizeof store->hours_text);
  store->hours = corral_opening_hours_parse (store->hours_text);
  store->geofence_m = 90 + 10 * (guint) corral_random_int (&random, 0, 16);
  g_strlcpy (store->ssid, facts->ssid, sizeof store->ssid);
  store->aisles = (guint) corral_random_int (&random, 9, 27);
  store->refrigerated_n = (guint8) corral_random_int (&random, 2, 5);
  store->refrigerated_first
      = (guint8) (store->aisles - store->refrigerated_n - (guint) corral_random_int (&random, 0, 3));
  for (guint i = 0; i < store->refrigerated_n; i++)
    length += g_snprintf (store->refrigerated + length, sizeof store->refrigerated - (gsize) length, "%s%u",
                          i > 0 ? " " : "", store->refrigerated_first + i);
  store->n_access_points = 2 + store->aisles / 4;
  /* Most stores are looked after, some are not (SIM): this is what makes service levels differ. */
  care = corral_random_double (&random);
  store->trouble = care < 0.72 ? 0.35 + 0.25 * care : care < 0.93 ? 1.4 : 3.4;
  store->made_ms
      = G_GINT64_CONSTANT (1717200000000) + corral_random_int (&random, 0, 90 * 86400) * CORRAL_SECOND_MS;
}

static void
make_cart (CorralSim *self, guint index, guint store, guint16 label)
{
  SimCart *cart = &self->carts[index];
  const SimChainFacts *facts = self->chains[self->stores[store].chain].facts;
  CorralRandom random = corral_random_seeded (self->seed, SIM_SALT_CART, index, 0);
  double draw;

  cart->store = store;
  cart->label = label;
  cart->serial = 31000 + index * 3 + (guint32) (corral_random_next (&random) % 3);
  cart->lot = (guint8) (corral_random_next (&random) % SIM_N_LOTS);
  cart->revision = cart->lot < SIM_N_LOTS * 2 / 5 ? 'A' : 'B';
  cart->batch = (guint8) (corral_random_next (&random) % SIM_N_BATCHES);
  draw = corral_random_double (&random);
  cart->carriers[0] = facts->carriers[draw < 0.52 ? 0 : draw < 0.85 || facts->n_carriers < 3 ? 1 : 2];
  cart->carriers[1] = SIM_NO_CARRIER;
  if (corral_random_double (&random)
      < 0.4) /* SIM: two carts in five have a second SIM, of another carrier */
    for (guint i = 0; i < facts->n_carriers; i++)
      if (facts->carriers[i] != cart->carriers[0])
        {
          cart->carriers[1] = facts->carriers[i];
          break;
        }
  cart->cellular = corral_random_double (&random) < 0.46;
  draw = corral_random_double (&random);
  cart->soh = (guint8) (draw < 0.03 ? 58 + draw * 300 : 78 + draw * 20);
  draw = corral_random_double (&random);
  cart->never_seen = draw < 0.002;
  cart->revoked = draw >= 0.002 && draw < 0.0035;
  cart->old_firmware = corral_random_double (&random) < 0.08;
  cart->next_anchor = corral_random_double (&random) < 0.1;
}

/* 15 to 60 carts a store when there are 32 for each (brief), in proportion otherwise; at least one. */
static void
make_carts (CorralSim *self)
{
  g_autofree double *weights = g_new (double, self->n_stores);
  double total = 0;
  double sum = 0;
  guint spare = self->n_carts - self->n_stores;
  guint given = 0;

  for (guint s = 0; s < self->n_stores; s++)
    {
      double draw = sim_draw (self, SIM_SALT_STORE, s, 1);

      weights[s] = 15.0 + 45.0 * draw * draw;
      total += weights[s];
    }
  for (guint s = 0; s < self->n_stores; s++)
    {
      SimStore *store = &self->stores[s];
      guint until;
      guint label = (guint) (sim_hash (self, SIM_SALT_STORE, s, 2) % 60) * 100;

      sum += weights[s];
      until = s + 1 == self->n_stores ? spare : (guint) (sum / total * spare + 0.5);
      store->first_cart = given + s;
      store->n_carts = until - given + 1;
      given = until;
      if (store->n_carts > 3000)
        label = 0;
      for (guint k = 0; k < store->n_carts; k++)
        {
          label += 1 + (store->n_carts < 1000 && sim_hash (self, SIM_SALT_STORE, s, 100 + k) % 6 == 0);
          make_cart (self, store->first_cart + k, s, (guint16) label);
        }
    }
}

CorralSim *
corral_sim_new (const CorralSimOptions *options, GError **error)
{
  g_autoptr (CorralSim) self = g_new0 (CorralSim, 1);
  guint shares[16];
  guint store = 0;

  g_return_val_if_fail (options != NULL && options->clock != NULL, NULL);
  self->seed = options->seed != 0 ? options->seed : 1;
  self->n_carts = options->n_carts != 0 ? options->n_carts : DEFAULT_CARTS;
  self->n_stores = options->n_stores != 0 ? options->n_stores : MIN (DEFAULT_STORES, self->n_carts);
  self->anchor_ms
      = sim_floor_div (corral_clock_now_ms (options->clock), CORRAL_MINUTE_MS) * CORRAL_MINUTE_MS;
  if (self->n_stores > self->n_carts || self->n_carts > MAX_CARTS || self->n_stores > MAX_STORES)
    {
      g_set_error (error, CORRAL_SIM_ERROR, CORRAL_SIM_ERROR_SIZE,
                   "The demo fleet can have 1 to %u stores and %u carts, and no more stores than carts.",
                   MAX_STORES, MAX_CARTS);
      return NULL;
    }
  if (!read_scenarios (self, options->scenarios, error))
    return NULL;

  share_stores (self->n_stores, shares);
  self->chains = g_new0 (SimChain, sim_n_chain_facts);
  self->stores = g_new0 (SimStore, self->n_stores);
  self->carts = g_new0 (SimCart, self->n_carts);
  self->days = g_new0 (SimDay *, 2 * (gsize) self->n_carts);
  for (guint i = 0; i < sim_n_chain_facts; i++)
    {
      SimChain *chain = &self->chains[self->n_chains];

      if (shares[i] == 0)
        continue;
      chain->facts = &sim_chain_facts[i];
      chain->tenant = sim_chain_facts[i].tenant;
      chain->first_store = store;
      chain->n_stores = shares[i];
      for (guint k = 0; k < shares[i]; k++)
        make_store (self, store++, self->n_chains);
      self->n_chains++;
    }
  make_carts (self);
  for (guint i = 0; i < self->n_chains; i++)
    {
      const SimStore *last = &self->stores[self->chains[i].first_store + self->chains[i].n_stores - 1];

      self->chains[i].first_cart = self->stores[self->chains[i].first_store].first_cart;
      self->chains[i].n_carts = last->first_cart + last->n_carts - self->chains[i].first_cart;
    }
  sim_choose_targets (self);
  return g_steal_pointer (&self);
}

void
corral_sim_free (CorralSim *self)
{
  if (self == NULL)
    return;
  for (gsize i = 0; self->days != NULL && i < 2 * (gsize) self->n_carts; i++)
    g_free (self->days[i]);
  for (guint i = 0; self->stores != NULL && i < self->n_stores; i++)
    {
      g_clear_pointer (&self->stores[i].zone, g_time_zone_unref);
      g_free (self->stores[i].days);
      for (guint k = 0; self->stores[i].flags != NULL && k < SIM_FLAG_DAYS; k++)
        g_clear_pointer (&self->stores[i].flags[k].flags, g_array_unref);
      g_free (self->stores[i].flags);
    }
  g_free (self->days);
  g_free (self->carts);
  g_free (self->stores);
  g_free (self->chains);
  g_free (self);
}

guint
corral_sim_get_n_tenants (CorralSim *self)
{
  return self->n_chains;
}

const CorralTenant *
corral_sim_get_tenant (CorralSim *self, guint tenant)
{
  g_return_val_if_fail (tenant < self->n_chains, NULL);
  return &self->chains[tenant].tenant;
}

gboolean
corral_sim_find_tenant (CorralSim *self, const char *id, guint *tenant)
{
  for (guint i = 0; i < self->n_chains; i++)
    if (strcmp (self->chains[i].tenant.id, id) == 0)
      {
        *tenant = i;
        return TRUE;
      }
  return FALSE;
}
