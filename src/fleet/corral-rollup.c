/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts over the columns of the mirror. On the mirror's thread. */
#include "config.h"

#include "corral-rollup.h"

#include <math.h>
#include <string.h>

/* What one pass adds up for a store or a chain. */
typedef struct
{
  guint32 by_state[CORRAL_N_CART_STATES];
  guint32 alerts_open;
  guint32 alerts_watch;
  guint32 alerts_act;
  guint32 flags_open;
} Counts;

typedef struct
{
  guint32 stores;
  guint32 stores_below;
  double service, service_weight; /* weight: carts */
  double target, target_weight;
} Service;

static guint
count_carts (const Counts *counts)
{
  guint n = 0;

  for (guint state = 0; state < CORRAL_N_CART_STATES; state++)
    if (state != CORRAL_CART_REVOKED && state != CORRAL_CART_NEVER_SEEN)
      n += counts->by_state[state];
  return n;
}

static void
add_counts (Counts *to, const Counts *from)
{
  for (guint state = 0; state < CORRAL_N_CART_STATES; state++)
    to->by_state[state] += from->by_state[state];
  to->alerts_open += from->alerts_open;
  to->alerts_watch += from->alerts_watch;
  to->alerts_act += from->alerts_act;
  to->flags_open += from->flags_open;
}

/* Both tables have the same counts in the same order; only the first one's place differs. */
G_STATIC_ASSERT (CORRAL_STORE_COL_FLAGS_OPEN - CORRAL_STORE_COL_CARTS
                 == CORRAL_CHAIN_COL_FLAGS_OPEN - CORRAL_CHAIN_COL_CARTS);

static void
write_counts (CorralColumns *table, guint32 slot, guint first, const Counts *counts)
{
#define AT(NAME) (first + CORRAL_STORE_COL_##NAME - CORRAL_STORE_COL_CARTS)
  corral_columns_set_integer (table, slot, AT (CARTS), count_carts (counts));
  for (guint state = 0; state < CORRAL_N_CART_STATES; state++)
    corral_columns_set_integer (table, slot, AT (CARTS_IDLE) + state, counts->by_state[state]);
  corral_columns_set_integer (table, slot, AT (CARTS_READY), counts->by_state[CORRAL_CART_IDLE]);
  corral_columns_set_integer (table, slot, AT (ALERTS_OPEN), counts->alerts_open);
  corral_columns_set_integer (table, slot, AT (ALERTS_WATCH), counts->alerts_watch);
  corral_columns_set_integer (table, slot, AT (ALERTS_ACT), counts->alerts_act);
  corral_columns_set_integer (table, slot, AT (FLAGS_OPEN), counts->flags_open);
#undef AT
}

static double
mean (double sum, double weight)
{
  return weight > 0 ? sum / weight : NAN;
}

static void
add_service (Service *service, double today, double target, guint carts)
{
  /* A store whose carts have not arrived yet still counts for its service level. */
  double weight = MAX (carts, 1);

  service->stores++;
  if (!isnan (today) && !isnan (target) && today < target)
    service->stores_below++;
  if (!isnan (today))
    {
      service->service += today * weight;
      service->service_weight += weight;
    }
  if (!isnan (target))
    {
      service->target += target * weight;
      service->target_weight += weight;
    }
}

static void
count_open (const CorralColumns *table,
            guint open_column,
            guint store_column,
            guint cart_column,
            guint severity_column,
            Counts *stores,
            guint16 *carts)
{
  const guint8 *exists = corral_columns_peek_exists (table);
  const gint32 *open = corral_columns_peek (table, open_column);
  const guint32 *store = corral_columns_peek (table, store_column);
  const guint32 *cart = corral_columns_peek (table, cart_column);
  const gint32 *severity
    = severity_column != CORRAL_NO_COLUMN ? corral_columns_peek (table, severity_column) : NULL;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    {
      if (!exists[slot] || open[slot] != 1)
        continue;
      if (cart[slot] != CORRAL_NO_SLOT && carts[cart[slot]] < G_MAXUINT16)
        carts[cart[slot]]++;
      if (store[slot] == CORRAL_NO_SLOT)
        continue;
      if (severity == NULL)
        {
          stores[store[slot]].flags_open++;
          continue;
        }
      stores[store[slot]].alerts_open++;
      if (severity[slot] == 1)
        stores[store[slot]].alerts_watch++;
      else if (severity[slot] == 2)
        stores[store[slot]].alerts_act++;
    }
}

static void
write_open_of_carts (CorralColumns *table, guint column, const guint16 *open)
{
  const gint32 *values = corral_columns_peek (table, column);
  const guint8 *exists = corral_columns_peek_exists (table);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    if (exists[slot] && values[slot] != (gint32) open[slot])
      corral_columns_set_integer (table, slot, column, open[slot]);
}

void
corral_rollup_update (const CorralRollupTables *tables, CorralRollup *total)
{
  CorralColumns *chains = tables->tables[CORRAL_TABLE_CHAIN];
  CorralColumns *stores = tables->tables[CORRAL_TABLE_STORE];
  CorralColumns *carts = tables->tables[CORRAL_TABLE_CART];
  guint32 n_chains = corral_columns_get_n_slots (chains);
  guint32 n_stores = corral_columns_get_n_slots (stores);
  guint32 n_carts = corral_columns_get_n_slots (carts);
  g_autofree Counts *by_store = g_new0 (Counts, n_stores + 1);
  g_autofree Counts *by_chain = g_new0 (Counts, n_chains + 1);
  g_autofree Service *services = g_new0 (Service, n_chains + 1);
  g_autofree guint16 *cart_alerts = g_new0 (guint16, n_carts + 1);
  g_autofree guint16 *cart_flags = g_new0 (guint16, n_carts + 1);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const guint32 *cart_store = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  Counts all = { 0 };
  Service service = { 0 };

  for (guint32 slot = 0; slot < n_carts; slot++)
    if (exists[slot] && cart_store[slot] != CORRAL_NO_SLOT && (guint) states[slot] < CORRAL_N_CART_STATES)
      by_store[cart_store[slot]].by_state[states[slot]]++;

  count_open (tables->tables[CORRAL_TABLE_ALERT], CORRAL_ALERT_COL_OPEN, CORRAL_ALERT_COL_STORE,
              CORRAL_ALERT_COL_CART, CORRAL_ALERT_COL_SEVERITY_RANK, by_store, cart_alerts);
  count_open (tables->tables[CORRAL_TABLE_FLAG], CORRAL_FLAG_COL_OPEN, CORRAL_FLAG_COL_STORE,
              CORRAL_FLAG_COL_CART, CORRAL_NO_COLUMN, by_store, cart_flags);
  write_open_of_carts (carts, CORRAL_CART_COL_ALERTS_OPEN, cart_alerts);
  write_open_of_carts (carts, CORRAL_CART_COL_FLAGS_OPEN, cart_flags);

  for (guint32 slot = 0; slot < n_stores; slot++)
    {
      guint32 chain = corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN);
      double today = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TODAY_PCT);
      double target = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TARGET_PCT);
      gboolean known = !isnan (today) && !isnan (target);

      if (chain == CORRAL_NO_SLOT)
        continue;
      /* Carts of a store that has not arrived still belong to the chain. */
      add_counts (&by_chain[chain], &by_store[slot]);
      if (!corral_columns_exists (stores, slot))
        continue;
      write_counts (stores, slot, CORRAL_STORE_COL_CARTS, &by_store[slot]);
      corral_columns_set_real (stores, slot, CORRAL_STORE_COL_SERVICE_GAP_PCT, known ? today - target : NAN);
      corral_columns_set_integer (stores, slot, CORRAL_STORE_COL_BELOW_TARGET,
                                  known ? today < target : CORRAL_UNKNOWN);
      add_service (&services[chain], today, target, count_carts (&by_store[slot]));
    }

  for (guint32 slot = 0; slot < n_chains; slot++)
    {
      Service *own = &services[slot];
      double today = mean (own->service, own->service_weight);
      double target = mean (own->target, own->target_weight);

      if (!corral_columns_exists (chains, slot))
        continue;
      write_counts (chains, slot, CORRAL_CHAIN_COL_CARTS, &by_chain[slot]);
      corral_columns_set_integer (chains, slot, CORRAL_CHAIN_COL_STORES, own->stores);
      corral_columns_set_integer (chains, slot, CORRAL_CHAIN_COL_STORES_BELOW_TARGET, own->stores_below);
      corral_columns_set_real (chains, slot, CORRAL_CHAIN_COL_SERVICE_TODAY_PCT, today);
      corral_columns_set_real (chains, slot, CORRAL_CHAIN_COL_SERVICE_TARGET_PCT, target);
      corral_columns_set_real (chains, slot, CORRAL_CHAIN_COL_SERVICE_GAP_PCT, today - target);
      add_counts (&all, &by_chain[slot]);
      service.stores += own->stores;
      service.stores_below += own->stores_below;
      service.service += own->service;
      service.service_weight += own->service_weight;
      service.target += own->target;
      service.target_weight += own->target_weight;
    }

  total->stores = service.stores;
  total->stores_below_target = service.stores_below;
  total->carts = count_carts (&all);
  for (guint state = 0; state < CORRAL_N_CART_STATES; state++)
    total->by_state[state] = all.by_state[state];
  total->alerts_open = all.alerts_open;
  total->alerts_watch = all.alerts_watch;
  total->alerts_act = all.alerts_act;
  total->flags_open = all.flags_open;
  total->service_today_pct = mean (service.service, service.service_weight);
  total->service_target_pct = mean (service.target, service.target_weight);
}

static guint
read_count (const CorralColumns *table, guint32 slot, guint column)
{
  gint64 value = corral_columns_get_integer (table, slot, column);

  return CORRAL_IS_KNOWN (value) ? (guint) value : 0;
}

void
corral_rollup_read (const CorralRollupTables *tables,
                    CorralTableKind kind,
                    guint32 slot,
                    CorralRollup *rollup)
{
  const CorralColumns *table = tables->tables[kind];
  gboolean chain = kind == CORRAL_TABLE_CHAIN;
  guint first = chain ? CORRAL_CHAIN_COL_CARTS : CORRAL_STORE_COL_CARTS;

  memset (rollup, 0, sizeof *rollup);
  rollup->service_today_pct = rollup->service_target_pct = NAN;
  if (!corral_columns_exists (table, slot))
    return;

#define READ(NAME) read_count (table, slot, first + CORRAL_STORE_COL_##NAME - CORRAL_STORE_COL_CARTS)
  rollup->carts = READ (CARTS);
  for (guint state = 0; state < CORRAL_N_CART_STATES; state++)
    rollup->by_state[state] = READ (CARTS_IDLE + state);
  rollup->alerts_open = READ (ALERTS_OPEN);
  rollup->alerts_watch = READ (ALERTS_WATCH);
  rollup->alerts_act = READ (ALERTS_ACT);
  rollup->flags_open = READ (FLAGS_OPEN);
#undef READ
  rollup->stores = chain ? read_count (table, slot, CORRAL_CHAIN_COL_STORES) : 1;
  rollup->stores_below_target
    = read_count (table, slot, chain ? CORRAL_CHAIN_COL_STORES_BELOW_TARGET : CORRAL_STORE_COL_BELOW_TARGET);
  rollup->service_today_pct = corral_columns_get_real (
    table, slot, chain ? CORRAL_CHAIN_COL_SERVICE_TODAY_PCT : CORRAL_STORE_COL_SERVICE_TODAY_PCT);
  rollup->service_target_pct = corral_columns_get_real (
    table, slot, chain ? CORRAL_CHAIN_COL_SERVICE_TARGET_PCT : CORRAL_STORE_COL_SERVICE_TARGET_PCT);
}
