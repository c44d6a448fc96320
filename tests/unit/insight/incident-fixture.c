/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "incident-fixture.h"

#include "corral-freshness.h"
#include "corral-time.h"

#include <math.h>

static char *
chain_of (World *self, guint store)
{
  return g_strdup_printf ("c%u", store % MAX (1, self->size.n_chains));
}

static void
put_stores (World *self)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  static const char *const regions[] = { "north", "south", "east", "west" };

  for (guint i = 0; i < self->size.n_stores; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);
      g_autofree char *tenant = chain_of (self, i);
      CorralStore store;

      corral_row_clear (schema, &store);
      store.id = store.name = id;
      store.rev = 1;
      store.number = 100 + i;
      store.region = regions[i % G_N_ELEMENTS (regions)];
      store.time_zone = self->size.zone != NULL ? self->size.zone : "Europe/Berlin";
      store.opening_hours = self->size.hours != NULL ? self->size.hours : "24/7";
      corral_fleet_put (self->fleet, tenant, schema, &store);
    }
}

static void
put_cart (World *self, guint index)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  g_autofree char *tenant = chain_of (self, index / self->size.per_store);
  g_autofree char *id = g_strdup_printf ("k%u", index);
  g_autofree char *store = g_strdup_printf ("s%u", index / self->size.per_store);
  CorralCart cart;

  corral_row_clear (schema, &cart);
  cart.id = cart.serial = cart.label = id;
  cart.rev = self->now_ms;
  cart.store = store;
  cart.state = self->states[index];
  cart.session = self->sessions[index];
  corral_fleet_put (self->fleet, tenant, schema, &cart);
}

static void
put_vital (World *self, guint index)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  g_autofree char *tenant = chain_of (self, index / self->size.per_store);
  g_autofree char *id = g_strdup_printf ("k%u", index);
  CorralVital vital;

  corral_row_clear (schema, &vital);
  vital.id = id;
  vital.rev = self->counts[index];
  vital.interval_s = 300;
  vital.trips = self->trips[index];
  vital.missing = self->missing[index];
  vital.arrived_ms = vital.last_message_ms = self->now_ms;
  corral_fleet_put (self->fleet, tenant, schema, &vital);
}

/* What the cloud tells now. */
static void
tell (World *self)
{
  for (guint i = 0; i < self->n_carts; i++)
    if (!self->silent[i])
      {
        put_cart (self, i);
        put_vital (self, i);
      }
  for (guint i = 0; i < MAX (1, self->size.n_chains); i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      corral_fleet_set_known_as_of (self->fleet, id, self->now_ms);
    }
  self->known_ms = self->now_ms;
}

World *
world_new (const WorldSize *size)
{
  World *self = g_new0 (World, 1);
  guint32 n_slots;

  self->size = *size;
  self->n_carts = size->n_stores * size->per_store;
  self->fleet = corral_fleet_new (corral_freshness_judge);
  self->silent = g_new0 (guint8, self->n_carts);
  self->buffering = g_new0 (guint8, self->n_carts);
  self->states = g_new0 (const char *, self->n_carts);
  self->counts = g_new0 (gint64, self->n_carts);
  self->trips = g_new0 (gint64, self->n_carts);
  self->missing = g_new0 (gint64, self->n_carts);
  self->sessions = g_new0 (const char *, self->n_carts);
  self->now_ms = size->now_ms != 0 ? size->now_ms : WORLD_NOW_MS;
  for (guint i = 0; i < self->n_carts; i++)
    {
      self->states[i] = "idle";
      self->counts[i] = 1000;
    }
  for (guint i = 0; i < MAX (1, size->n_chains); i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      CorralTenant tenant = { .id = id, .name = id };

      corral_fleet_put_tenant (self->fleet, &tenant);
    }
  put_stores (self);
  tell (self);
  corral_fleet_set_now (self->fleet, self->now_ms);
  corral_fleet_flush (self->fleet);
  n_slots = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART));
  self->quiet = g_new0 (guint8, n_slots);
  self->findings.quiet_of = self->quiet;
  self->findings.n_slots = n_slots;
  self->findings.findings = g_ptr_array_new ();
  corral_rule_settings_init (&self->settings);
  self->book = corral_incident_book_new (&self->settings);
  self->changed = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);
  return self;
}

void
world_find_nothing (World *self)
{
  for (guint i = 0; i < self->findings.findings->len; i++)
    {
      CorralFinding *finding = self->findings.findings->pdata[i];

      g_free (finding->carts);
      g_free (finding->stores);
      g_free (finding);
    }
  g_ptr_array_set_size (self->findings.findings, 0);
}

void
world_free (World *self)
{
  world_find_nothing (self);
  g_ptr_array_unref (self->findings.findings);
  g_ptr_array_unref (self->changed);
  corral_incident_book_free (self->book);
  g_assert_finalize_object (self->fleet);
  g_free (self->silent);
  g_free (self->buffering);
  g_free (self->states);
  g_free (self->counts);
  g_free (self->trips);
  g_free (self->missing);
  g_free (self->sessions);
  g_free (self->quiet);
  g_free (self);
}

void
world_silence (World *self, guint first, guint n)
{
  for (guint i = first; i < first + n; i++)
    self->silent[i] = TRUE;
}

void
world_hear (World *self, guint first, guint n)
{
  for (guint i = first; i < first + n; i++)
    self->silent[i] = self->buffering[i] = FALSE;
}

void
world_pass (World *self, gint64 ms)
{
  self->now_ms += ms;
  for (guint i = 0; i < self->n_carts; i++)
    if (!self->silent[i] || self->buffering[i])
      self->counts[i] += MAX (1, ms / (300 * CORRAL_SECOND_MS));
  if (!self->behind)
    tell (self);
  corral_fleet_set_now (self->fleet, self->now_ms);
  corral_fleet_flush (self->fleet);
}

guint32
world_cart (World *self, guint index)
{
  g_autofree char *id = g_strdup_printf ("k%u", index);
  g_autofree char *tenant = chain_of (self, index / self->size.per_store);

  return corral_columns_find (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART),
                              corral_fleet_find_chain (self->fleet, tenant), id);
}

guint32
world_store (World *self, guint index)
{
  return corral_fleet_find_store (self->fleet, CORRAL_NO_SLOT, 100 + index);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

CorralFinding *
world_find (World *self, CorralAlertRuleKind rule, const char *detail, guint first, guint n, gint64 began_ms)
{
  CorralFinding *finding = g_new0 (CorralFinding, 1);
  guint first_store = first / self->size.per_store, last_store = (first + MAX (n, 1) - 1) / self->size.per_store;

  finding->rule = rule;
  finding->severity = corral_alert_rule_get (rule)->defaults.severity;
  finding->cause = corral_alert_rule_get (rule)->cause;
  finding->chain = CORRAL_NO_SLOT;
  finding->store = CORRAL_NO_SLOT;
  finding->n_carts = n;
  finding->n_stores = last_store - first_store + 1;
  finding->began_ms = began_ms;
  finding->ended_ms = CORRAL_UNKNOWN;
  finding->known_ms = self->known_ms;
  finding->value = finding->target = NAN;
  g_strlcpy (finding->detail, detail, sizeof finding->detail);
  finding->carts = g_new0 (guint32, n);
  for (guint i = 0; i < n; i++)
    finding->carts[i] = world_cart (self, first + i);
  if (n > 0)
    qsort (finding->carts, n, sizeof (guint32), compare);
  finding->stores = g_new0 (guint32, finding->n_stores);
  for (guint i = 0; i < finding->n_stores; i++)
    finding->stores[i] = world_store (self, first_store + i);
  qsort (finding->stores, finding->n_stores, sizeof (guint32), compare);
  if (corral_alert_rule_get (rule)->about_store)
    {
      finding->store = world_store (self, first_store);
      finding->chain = corral_fleet_get_link (self->fleet, CORRAL_TABLE_STORE, finding->store, CORRAL_STORE_COL_CHAIN);
    }
  else if (self->size.n_chains <= 1)
    finding->chain = 0;
  g_ptr_array_add (self->findings.findings, finding);
  return finding;
}

CorralFinding *
world_find_store (World *self, CorralAlertRuleKind rule, guint store, gint64 began_ms)
{
  CorralFinding *finding = world_find (self, rule, "", store * self->size.per_store, 0, began_ms);

  g_clear_pointer (&finding->carts, g_free);
  return finding;
}

void
world_begin_look (World *self)
{
  self->findings.now_ms = self->now_ms;
  self->findings.known_ms = self->known_ms;
  self->findings.n_forgotten = corral_findings_count_forgotten (self->fleet);
  g_ptr_array_set_size (self->changed, 0);
  /* In pieces as small as can be, as a window looks; the replay looks at all in one. */
  corral_incident_book_begin_look (self->book, self->fleet, &self->findings);
}

void
world_look (World *self)
{
  world_begin_look (self);
  while (corral_incident_book_go_on (self->book, 1, self->changed))
    ;
}

void
world_look_for (World *self, guint minutes)
{
  for (guint i = 0; i < minutes; i++)
    {
      world_pass (self, CORRAL_MINUTE_MS);
      world_look (self);
    }
}

CorralIncident *
world_only (World *self)
{
  GPtrArray *incidents = corral_incident_book_get_incidents (self->book);
  CorralIncident *only = NULL;

  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = incidents->pdata[i];

      if (incident->state == CORRAL_INCIDENT_CLOSED || incident->state == CORRAL_INCIDENT_MERGED)
        continue;
      g_assert_null (only);
      only = incident;
    }
  return only;
}

guint
world_count (World *self, CorralIncidentState state)
{
  GPtrArray *incidents = corral_incident_book_get_incidents (self->book);
  guint n = 0;

  for (guint i = 0; i < incidents->len; i++)
    n += ((CorralIncident *) incidents->pdata[i])->state == state;
  return n;
}

guint
world_count_events (const CorralIncident *incident, CorralIncidentEventKind kind)
{
  guint n = 0;

  for (guint i = 0; i < incident->events->len; i++)
    n += g_array_index (incident->events, CorralIncidentEvent, i).kind == kind;
  return n;
}
