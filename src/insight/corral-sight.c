/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen in the fleet, looked for once for all who ask. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-finding-private.h"

#include <math.h>
#include <string.h>

/* So many slots are sorted by marking them. */
#define MARKED_FROM 1000

/* --- a finding is put together --------------------------------------------------------------------- */

void
corral_finding_free (gpointer finding)
{
  CorralFinding *self = finding;

  g_free (self->carts);
  g_free (self->stores);
  g_free (self);
}

CorralFinding *
corral_finding_copy (const CorralFinding *finding)
{
  CorralFinding *self = g_memdup2 (finding, sizeof *finding);

  self->carts = g_memdup2 (finding->carts, finding->n_carts * sizeof *finding->carts);
  self->stores = g_memdup2 (finding->stores, finding->n_stores * sizeof *finding->stores);
  return self;
}

static guint
hash_subject (gconstpointer key)
{
  const CorralFinding *finding = key;

  return g_str_hash (finding->detail) ^ ((guint) finding->rule * 2654435761u) ^ (finding->store * 40503u);
}

static gboolean
equal_subject (gconstpointer a, gconstpointer b)
{
  const CorralFinding *x = a, *y = b;

  return x->rule == y->rule && x->store == y->store && strcmp (x->detail, y->detail) == 0;
}

CorralFinding *
corral_sight_add (CorralSight *sight, CorralAlertRuleKind rule, guint32 store, const char *detail)
{
  const CorralAlertRule *facts = corral_alert_rule_get (rule);
  CorralFinding subject = { .rule = rule, .store = store };
  CorralFinding *finding;

  g_strlcpy (subject.detail, detail != NULL ? detail : "", sizeof subject.detail);
  finding = g_hash_table_lookup (sight->index, &subject);
  if (finding != NULL)
    return finding;
  finding = g_memdup2 (&subject, sizeof subject);
  finding->severity = facts->defaults.severity;
  finding->cause = facts->cause;
  finding->chain = CORRAL_NO_SLOT;
  finding->began_ms = finding->ended_ms = finding->known_ms = CORRAL_UNKNOWN;
  finding->value = finding->target = finding->missing_carts = NAN;
  if (store != CORRAL_NO_SLOT)
    corral_finding_add_store (finding, store);
  g_ptr_array_add (sight->found, finding);
  g_hash_table_add (sight->index, finding);
  return finding;
}

static void
append (guint32 **slots, guint *n, guint32 slot)
{
  /* Room doubles: at each power of two it is full. */
  if ((*n & (*n - 1)) == 0)
    *slots = g_renew (guint32, *slots, MAX (1, 2 * *n));
  (*slots)[(*n)++] = slot;
}

void
corral_finding_add_cart (CorralFinding *finding, guint32 cart)
{
  append (&finding->carts, &finding->n_carts, cart);
}

void
corral_finding_add_store (CorralFinding *finding, guint32 store)
{
  append (&finding->stores, &finding->n_stores, store);
}

void
corral_finding_add_begin (CorralFinding *finding, gint64 began_ms)
{
  if (CORRAL_IS_KNOWN (began_ms) && (!CORRAL_IS_KNOWN (finding->began_ms) || began_ms < finding->began_ms))
    finding->began_ms = began_ms;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static guint
sort_once (guint32 *slots, guint n)
{
  gboolean in_order = TRUE;
  guint kept = MIN (n, 1);

  for (guint i = 1; i < n && in_order; i++)
    in_order = slots[i - 1] < slots[i];
  if (in_order)
    return n;
  /* Of many, each often, as in a storm: marked and read off in order. */
  if (n > MARKED_FROM)
    {
      guint32 most = 0;
      g_autofree guint8 *marked = NULL;

      for (guint i = 0; i < n; i++)
        most = MAX (most, slots[i]);
      marked = g_new0 (guint8, (gsize) most + 1);
      for (guint i = 0; i < n; i++)
        marked[slots[i]] = TRUE;
      kept = 0;
      for (guint32 slot = 0; kept < n && slot <= most; slot++)
        if (marked[slot])
          slots[kept++] = slot;
      return kept;
    }
  qsort (slots, n, sizeof *slots, compare_slots);
  for (guint i = 1; i < n; i++)
    if (slots[i] != slots[kept - 1])
      slots[kept++] = slots[i];
  return kept;
}

/* The moment that is known of the chain at @chain. */
static gint64
known_of (CorralFleet *fleet, guint32 chain)
{
  gint64 now_ms = corral_fleet_get_now (fleet);
  gint64 known_ms = chain != CORRAL_NO_SLOT ? corral_fleet_get_known_as_of (fleet, chain) : CORRAL_UNKNOWN;

  return CORRAL_IS_KNOWN (now_ms) && CORRAL_IS_KNOWN (known_ms) ? MIN (now_ms, known_ms) : CORRAL_UNKNOWN;
}

/* What it rests on is as old as what is known of the chain that was told longest ago. */
static void
place (CorralFinding *finding, CorralFleet *fleet)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const guint32 *chains = corral_columns_peek (stores, CORRAL_STORE_COL_CHAIN);
  guint32 last = CORRAL_NO_SLOT;

  for (guint i = 0; i < finding->n_stores; i++)
    {
      guint32 chain = chains[finding->stores[i]];
      gint64 known_ms;

      if (chain == last)
        continue;
      finding->chain = i == 0 ? chain : CORRAL_NO_SLOT;
      last = chain;
      known_ms = known_of (fleet, chain);
      if (CORRAL_IS_KNOWN (known_ms) && (!CORRAL_IS_KNOWN (finding->known_ms) || known_ms < finding->known_ms))
        finding->known_ms = known_ms;
    }
  finding->store = finding->n_stores == 1 ? finding->stores[0] : CORRAL_NO_SLOT;
}

void
corral_finding_complete (CorralFinding *finding, CorralFleet *fleet)
{
  const guint32 *links
    = corral_columns_peek (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_STORE);
  guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));

  finding->n_carts = sort_once (finding->carts, finding->n_carts);
  if (finding->n_carts > 1 && !corral_alert_rule_get (finding->rule)->about_store)
    {
      g_autofree guint8 *touched = g_new0 (guint8, n_stores + 1);

      finding->n_stores = 0;
      g_clear_pointer (&finding->stores, g_free);
      for (guint i = 0; i < finding->n_carts; i++)
        if (links[finding->carts[i]] != CORRAL_NO_SLOT)
          touched[links[finding->carts[i]]] = TRUE;
      for (guint32 store = 0; store < n_stores; store++)
        if (touched[store])
          corral_finding_add_store (finding, store);
    }
  else if (finding->n_carts == 1 && finding->n_stores == 0 && links[finding->carts[0]] != CORRAL_NO_SLOT)
    corral_finding_add_store (finding, links[finding->carts[0]]);
  finding->n_stores = sort_once (finding->stores, finding->n_stores);
  place (finding, fleet);
}

/* --- looking --------------------------------------------------------------------------------------- */

/* By one or more of the looks at each matter. */
static GPtrArray *
look (CorralFleet *fleet, CorralVerdictDesk *desk, double least_missing, void (*const *see) (CorralSight *sight), guint n)
{
  g_autoptr (GHashTable) index = g_hash_table_new (hash_subject, equal_subject);
  CorralSight sight = {
    .fleet = fleet,
    .desk = desk,
    .census = desk != NULL ? desk->census : NULL,
    .carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART),
    .stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE),
    .now_ms = corral_fleet_get_now (fleet),
    .least_missing = least_missing,
    .found = g_ptr_array_new_with_free_func (corral_finding_free),
    .index = index,
  };

  for (guint i = 0; i < n; i++)
    see[i](&sight);
  /* Their places are part of what the index goes by. */
  g_hash_table_remove_all (index);
  for (guint i = 0; i < sight.found->len; i++)
    corral_finding_complete (g_ptr_array_index (sight.found, i), fleet);
  return sight.found;
}

static GPtrArray *
look_at_all (CorralFleet *fleet, CorralVerdictDesk *desk)
{
  static void (*const matters[]) (CorralSight *sight) = {
    corral_sight_see_silent, corral_sight_see_stores, corral_sight_see_lasting, corral_sight_see_levels,
    corral_sight_see_intake,
  };

  return look (fleet, desk, 0, matters, G_N_ELEMENTS (matters));
}

GPtrArray *
corral_sight_look_below_target (CorralFleet *fleet, double least_missing)
{
  static void (*const matters[]) (CorralSight *sight) = { corral_sight_see_below_target };

  return look (fleet, NULL, least_missing, matters, G_N_ELEMENTS (matters));
}

static void
prepare_census (CorralFleet *fleet)
{
  corral_census_unref (corral_census_get (fleet));
}

typedef struct
{
  CorralStamp stamp;
  gint64 now_ms;
  guint64 serial;
  GPtrArray *found; /* (owned) (nullable) */
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  g_clear_pointer (&kept->found, g_ptr_array_unref);
  g_free (kept);
}

static Kept *
get_kept (CorralFleet *fleet)
{
  Kept *kept = g_object_get_data (G_OBJECT (fleet), "corral-sight");

  if (kept == NULL)
    {
      kept = g_new0 (Kept, 1);
      g_object_set_data_full (G_OBJECT (fleet), "corral-sight", kept, free_kept);
    }
  return kept;
}

/* What people did to flags, tickets and incidents does not make any of it go. */
#define TABLES \
  (~(CORRAL_STAMP_BIT (FLAG) | CORRAL_STAMP_BIT (TICKET) | CORRAL_STAMP_BIT (INCIDENT) | CORRAL_STAMP_BIT (MAINTENANCE)))

/* Looks again when what was seen is not so any more, from the desk of now or from one that is @near. */
static const Kept *
renew_sight (CorralFleet *fleet, gboolean near)
{
  gint64 now_ms = corral_fleet_get_now (fleet);
  Kept *kept = get_kept (fleet);
  gboolean old = corral_stamp_renew (&kept->stamp, fleet, TABLES) || kept->found == NULL;
  g_autoptr (CorralVerdictDesk) desk = NULL;

  if (CORRAL_IS_KNOWN (now_ms) != CORRAL_IS_KNOWN (kept->now_ms)
      || (CORRAL_IS_KNOWN (now_ms) && ABS (now_ms - kept->now_ms) >= CORRAL_SIGHT_HOLDS_MS))
    old = TRUE;
  if (!old)
    return kept;
  desk = near ? corral_verdict_desk_new_near (fleet) : corral_verdict_desk_new (fleet, NULL);
  g_clear_pointer (&kept->found, g_ptr_array_unref);
  kept->found = look_at_all (fleet, desk);
  corral_stamp_take_over (&kept->stamp, &desk->stamp, CORRAL_VERDICT_TABLES);
  kept->now_ms = now_ms;
  kept->serial++;
  return kept;
}

static void
prepare_sight (CorralFleet *fleet)
{
  renew_sight (fleet, TRUE);
}

gboolean
corral_findings_prepare (CorralFleet *fleet, guint step)
{
  /* Each is kept with the fleet, and the next one takes it from there. */
  static void (*const steps[]) (CorralFleet *fleet) = { prepare_census, corral_verdict_desk_prepare, prepare_sight };

  if (step < G_N_ELEMENTS (steps))
    steps[step](fleet);
  return step + 1 < G_N_ELEMENTS (steps);
}

const GPtrArray *
corral_sight_get (CorralFleet *fleet, guint64 *serial)
{
  const Kept *kept = renew_sight (fleet, FALSE);

  if (serial != NULL)
    *serial = kept->serial;
  return kept->found;
}

const GPtrArray *
corral_sight_get_near (CorralFleet *fleet, guint64 *serial)
{
  const Kept *kept = get_kept (fleet);

  if (kept->found == NULL || !corral_stamp_is_near (&kept->stamp, fleet))
    return corral_sight_get (fleet, serial);
  if (serial != NULL)
    *serial = kept->serial;
  return kept->found;
}
