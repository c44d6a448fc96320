/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fleet mirror. Filled by one thread, the main thread's from corral_fleet_go_live() on. */
#include "config.h"

#include "corral-fleet-private.h"
#include "corral-id-list.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

/* A frame at 60 Hz: how long changes are gathered before anybody hears of them. */
#define FLUSH_MS 16

/* A cart's own clock is not believed when it is further off than this; the cloud's arrival time is. */
#define CLOCK_TRUST_S 120

G_DEFINE_FINAL_TYPE (CorralFleet, corral_fleet, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
corral_fleet_finalize (GObject *object)
{
  CorralFleet *self = CORRAL_FLEET (object);

  g_clear_handle_id (&self->flush_source, g_source_remove);
  g_clear_pointer (&self->intents, g_hash_table_unref);
  g_string_chunk_free (self->intent_texts);
  g_free (self->reader);
  g_clear_pointer (&self->aside, g_hash_table_unref);
  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    {
      corral_columns_free (self->tables.tables[i]);
      g_clear_pointer (&self->tombstones[i], corral_tombstones_free);
    }
  G_OBJECT_CLASS (corral_fleet_parent_class)->finalize (object);
}

static void
corral_fleet_class_init (CorralFleetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_fleet_finalize;

  /* (const CorralFleetChanges *changes) */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_FLEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
corral_fleet_init (CorralFleet *self)
{
  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    {
      guint n_columns;
      gboolean descending;
      const CorralColumnSpec *specs = corral_table_get_specs ((CorralTableKind) i, &n_columns);
      guint tie_column = corral_table_get_tie_column ((CorralTableKind) i, &descending);

      self->tables.tables[i] = corral_columns_new (specs, n_columns, tie_column, descending);
    }
  corral_fleet_rows_init (self);
  corral_fleet_joins_init (self);
  for (guint t = 0; t < CORRAL_N_TABLES; t++)
    {
      guint n[CORRAL_N_ROW_SOURCES] = { 0 };

      /* Column 0 is the id, and is not written. */
      for (guint i = 1; i < corral_columns_get_n_columns (self->tables.tables[t]); i++)
        {
          guint source = corral_columns_get_spec (self->tables.tables[t], i)->source;

          if (self->fields[t][i] != NULL)
            self->written[t][source][n[source]++] = (guint8) i;
        }
    }
  self->intent_texts = g_string_chunk_new (256);
  self->now_ms = CORRAL_UNKNOWN;
  self->total.service_today_pct = self->total.service_target_pct = NAN;
}

CorralFleet *
corral_fleet_new (CorralFleetJudge judge)
{
  CorralFleet *self = g_object_new (CORRAL_TYPE_FLEET, NULL);

  self->judge = judge;
  return self;
}

/* --- telling -------------------------------------------------------------------------------------- */

static gboolean
on_flush (gpointer data)
{
  CorralFleet *self = data;

  self->flush_source = 0;
  corral_fleet_flush (self);
  return G_SOURCE_REMOVE;
}

static gboolean
has_changes (CorralFleet *self)
{
  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    if (corral_columns_has_changes (self->tables.tables[i]))
      return TRUE;
  return FALSE;
}

void
corral_fleet_touched (CorralFleet *self)
{
  if (self->live && self->flush_source == 0 && has_changes (self))
    self->flush_source = g_timeout_add (FLUSH_MS, on_flush, self);
}

void
corral_fleet_go_live (CorralFleet *self)
{
  g_return_if_fail (CORRAL_IS_FLEET (self));
  self->live = TRUE;
  corral_fleet_flush (self);
}

/* Whether the counts may be out of date. */
static gboolean
counts_touched (CorralFleet *self)
{
#define BIT(column) (G_GUINT64_CONSTANT (1) << (column))
  static const guint64 watched[CORRAL_N_TABLES] = {
    [CORRAL_TABLE_STORE]
    = BIT (CORRAL_STORE_COL_SERVICE_TODAY_PCT) | BIT (CORRAL_STORE_COL_SERVICE_TARGET_PCT),
    [CORRAL_TABLE_CART] = BIT (CORRAL_CART_COL_SHOWN_STATE) | BIT (CORRAL_CART_COL_STORE),
    [CORRAL_TABLE_ALERT] = BIT (CORRAL_ALERT_COL_OPEN) | BIT (CORRAL_ALERT_COL_STORE)
                           | BIT (CORRAL_ALERT_COL_CART) | BIT (CORRAL_ALERT_COL_SEVERITY_RANK),
    [CORRAL_TABLE_FLAG]
    = BIT (CORRAL_FLAG_COL_OPEN) | BIT (CORRAL_FLAG_COL_STORE) | BIT (CORRAL_FLAG_COL_CART),
  };
#undef BIT

  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    {
      gboolean rows;
      guint64 changed = corral_columns_peek_changed (self->tables.tables[i], &rows);
      gboolean counted = watched[i] != 0 || i == CORRAL_TABLE_CHAIN;

      if ((changed & watched[i]) != 0 || (rows && counted))
        return TRUE;
    }
  return FALSE;
}

void
corral_fleet_flush (CorralFleet *self)
{
  CorralFleetChanges changes = { 0 };
  CorralColumnsChanges taken[CORRAL_N_TABLES];
  GArray *gone[CORRAL_N_TABLES];

  g_return_if_fail (CORRAL_IS_FLEET (self));
  g_return_if_fail (!self->flushing);

  g_clear_handle_id (&self->flush_source, g_source_remove);
  if (!has_changes (self))
    return;
  if (counts_touched (self))
    corral_rollup_update (&self->tables, &self->total);

  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    {
      corral_columns_take_changes (self->tables.tables[i], &taken[i]);
      changes.tables[i].columns = taken[i].columns;
      changes.tables[i].rows = taken[i].rows;
      changes.tables[i].forgotten = taken[i].forgotten;
      changes.tables[i].slots = taken[i].slots;
      changes.tables[i].n_slots = taken[i].n_slots;
      gone[i] = corral_fleet_list_gone (self, (CorralTableKind) i, taken[i].slots, taken[i].n_slots);
      changes.tables[i].gone = (const guint32 *) (gpointer) gone[i]->data;
      changes.tables[i].n_gone = gone[i]->len;
    }
  self->flushing = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, &changes);
  self->flushing = FALSE;
  /* Nobody looks at them any more: other rows may have them. */
  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    {
      corral_fleet_give_back (self, (CorralTableKind) i, gone[i]);
      g_array_unref (gone[i]);
      g_free (taken[i].slots);
    }
}

/* --- judging -------------------------------------------------------------------------------------- */

static gint64
heard_ms (const CorralColumns *carts, guint32 slot)
{
  gint64 arrived = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_ARRIVED_MS);
  gint64 own = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_VITAL_MESSAGE_MS);
  gint64 row = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_LAST_MESSAGE_MS);
  gint64 skew = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_CLOCK_SKEW_S);
  gboolean trusted = !CORRAL_IS_KNOWN (skew) || ABS (skew) <= CLOCK_TRUST_S;

  /* Arrival is the cloud's clock, the rest is the cart's. CORRAL_UNKNOWN is below every time. */
  if (CORRAL_IS_KNOWN (arrived))
    return trusted ? MAX (arrived, row) : arrived;
  return MAX (own, row);
}

static CorralCartState
judge_cart (CorralFleet *self, guint32 slot, const gint64 *known_as_of)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];
  guint32 chain = corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN);
  gint64 heard = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_HEARD_MS);
  CorralCartSigns signs = {
    .state = corral_cart_state_from_word (corral_columns_get_text (carts, slot, CORRAL_CART_COL_STATE)),
    .heard_ms = heard,
    .interval_s = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_INTERVAL_S),
    .now_ms = self->now_ms,
    .known_as_of_ms = known_as_of[chain],
  };

  return self->judge != NULL ? self->judge (&signs) : signs.state;
}

guint
corral_fleet_set_now (CorralFleet *self, gint64 now_ms)
{
  CorralColumns *carts;
  const gint64 *as_of;
  const guint8 *exists;
  const gint32 *shown;
  g_autofree guint8 *words = NULL;
  const guint32 *codes, *chains;
  const gint64 *heard;
  const gint32 *intervals;
  guint32 n_words;
  guint n_changed = 0;

  g_return_val_if_fail (CORRAL_IS_FLEET (self), 0);
  self->now_ms = now_ms;
  if (self->judge == NULL)
    return 0;

  carts = self->tables.tables[CORRAL_TABLE_CART];
  as_of = corral_columns_peek (self->tables.tables[CORRAL_TABLE_CHAIN], CORRAL_CHAIN_COL_KNOWN_AS_OF_MS);
  exists = corral_columns_peek_exists (carts);
  shown = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  codes = corral_columns_peek (carts, CORRAL_CART_COL_STATE);
  chains = corral_columns_peek (carts, CORRAL_CART_COL_CHAIN);
  heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  intervals = corral_columns_peek (carts, CORRAL_CART_COL_INTERVAL_S);

  /* The words are read once, not once a cart. */
  n_words = corral_columns_get_n_words (carts, CORRAL_CART_COL_STATE);
  words = g_new (guint8, n_words + 1);
  for (guint32 code = 0; code <= n_words; code++)
    words[code] = (guint8) corral_cart_state_from_word (
      corral_columns_get_word (carts, CORRAL_CART_COL_STATE, code));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      CorralCartSigns signs;
      CorralCartState state;

      if (!exists[slot])
        continue;
      signs = (CorralCartSigns) {
        .state = (CorralCartState) words[codes[slot]],
        .heard_ms = heard[slot],
        .interval_s = intervals[slot] == CORRAL_UNKNOWN_INT32 ? CORRAL_UNKNOWN : intervals[slot],
        .now_ms = now_ms,
        .known_as_of_ms = as_of[chains[slot]],
      };
      state = self->judge (&signs);
      if (shown[slot] == (gint32) state)
        continue;
      corral_columns_set_integer (carts, slot, CORRAL_CART_COL_SHOWN_STATE, state);
      n_changed++;
    }
  corral_fleet_touched (self);
  return n_changed;
}

gint64
corral_fleet_get_now (CorralFleet *self)
{
  g_return_val_if_fail (CORRAL_IS_FLEET (self), CORRAL_UNKNOWN);
  return self->now_ms;
}

/* --- filling -------------------------------------------------------------------------------------- */

void
corral_fleet_put_tenant (CorralFleet *self, const CorralTenant *tenant)
{
  CorralColumns *chains;
  gboolean is_new;
  guint32 slot;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  chains = self->tables.tables[CORRAL_TABLE_CHAIN];
  slot = corral_fleet_take_chain (self, tenant->id);
  is_new = !corral_columns_exists (chains, slot);
  corral_columns_set_text (chains, slot, CORRAL_CHAIN_COL_NAME, tenant->name);
  corral_columns_set_text (chains, slot, CORRAL_CHAIN_COL_REGION, tenant->region);
  corral_columns_set_text (chains, slot, CORRAL_CHAIN_COL_RESIDENCY, tenant->residency);
  corral_columns_set_exists (chains, slot, TRUE);
  if (is_new)
    corral_fleet_intents_put_tenant (self, tenant->id);
  corral_fleet_touched (self);
}

void
corral_fleet_set_known_as_of (CorralFleet *self, const char *tenant_id, gint64 known_as_of_ms)
{
  g_return_if_fail (CORRAL_IS_FLEET (self));
  corral_columns_set_integer (self->tables.tables[CORRAL_TABLE_CHAIN], corral_fleet_take_chain (self, tenant_id),
                              CORRAL_CHAIN_COL_KNOWN_AS_OF_MS, known_as_of_ms);
  corral_fleet_touched (self);
}

gint64
corral_fleet_get_known_as_of (CorralFleet *self, guint32 chain)
{
  return corral_fleet_get_integer (self, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_KNOWN_AS_OF_MS);
}

void
corral_fleet_remove_tenant (CorralFleet *self, const char *tenant_id)
{
  guint32 chain;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  chain = corral_fleet_find_chain (self, tenant_id);
  if (chain == CORRAL_NO_SLOT)
    return;
  for (guint i = CORRAL_N_TABLES; i > 0; i--)
    corral_columns_forget_chain (self->tables.tables[i - 1], chain);
  corral_fleet_forget_tombstones (self, CORRAL_N_TABLES, chain);
  corral_fleet_joins_remove_chain (self, chain);
  corral_fleet_intents_remove_tenant (self, tenant_id);
  corral_fleet_touched (self);
}

static void
derive_cart (CorralFleet *self, guint32 slot)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];
  const gint64 *as_of
    = corral_columns_peek (self->tables.tables[CORRAL_TABLE_CHAIN], CORRAL_CHAIN_COL_KNOWN_AS_OF_MS);

  corral_columns_set_integer (carts, slot, CORRAL_CART_COL_HEARD_MS, heard_ms (carts, slot));
  if (corral_columns_exists (carts, slot))
    corral_columns_set_integer (carts, slot, CORRAL_CART_COL_SHOWN_STATE, judge_cart (self, slot, as_of));
}

/* A severity this version does not know is shown with the ones to watch, not hidden. */
static int
rank_of (const char *severity)
{
  return g_strcmp0 (severity, "act") == 0 ? 2 : g_strcmp0 (severity, "info") == 0 ? 0 : 1;
}

static void
derive_alert (CorralFleet *self, guint32 slot)
{
  CorralColumns *alerts = self->tables.tables[CORRAL_TABLE_ALERT];

  corral_columns_set_integer (alerts, slot, CORRAL_ALERT_COL_OPEN,
                              !corral_columns_is_known (alerts, slot, CORRAL_ALERT_COL_CLEARED_MS));
  corral_columns_set_integer (alerts, slot, CORRAL_ALERT_COL_SEVERITY_RANK,
                              rank_of (corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_SEVERITY)));
}

static void
derive_incident (CorralFleet *self, guint32 slot)
{
  CorralColumns *incidents = self->tables.tables[CORRAL_TABLE_INCIDENT];
  gboolean closed = corral_columns_is_known (incidents, slot, CORRAL_INCIDENT_COL_CLOSED_MS);
  gboolean merged = corral_columns_is_known (incidents, slot, CORRAL_INCIDENT_COL_MERGED_INTO);

  corral_columns_set_integer (incidents, slot, CORRAL_INCIDENT_COL_OPEN, !closed && !merged);
  corral_columns_set_integer (incidents, slot, CORRAL_INCIDENT_COL_SEVERITY_RANK,
                              rank_of (corral_columns_get_text (incidents, slot, CORRAL_INCIDENT_COL_SEVERITY)));
}

static void
derive_case (CorralFleet *self, guint32 slot)
{
  CorralColumns *cases = self->tables.tables[CORRAL_TABLE_CASE];

  corral_columns_set_integer (cases, slot, CORRAL_CASE_COL_OPEN,
                              g_strcmp0 (corral_columns_get_text (cases, slot, CORRAL_CASE_COL_STATUS), "closed") != 0);
  corral_columns_set_integer (cases, slot, CORRAL_CASE_COL_N_FLAGS,
                              corral_id_list_count (corral_columns_get_text (cases, slot, CORRAL_CASE_COL_FLAGS)));
}

void
corral_fleet_derive (CorralFleet *self, CorralTableKind table, guint32 slot)
{
  static const guint pending_columns[CORRAL_N_TABLES] = {
    [CORRAL_TABLE_CART] = CORRAL_CART_COL_PENDING,
    [CORRAL_TABLE_ALERT] = CORRAL_ALERT_COL_PENDING,
    [CORRAL_TABLE_FLAG] = CORRAL_FLAG_COL_PENDING,
    [CORRAL_TABLE_TICKET] = CORRAL_TICKET_COL_PENDING,
    [CORRAL_TABLE_INCIDENT] = CORRAL_INCIDENT_COL_PENDING,
    [CORRAL_TABLE_MAINTENANCE] = CORRAL_MAINTENANCE_COL_PENDING,
    [CORRAL_TABLE_CASE] = CORRAL_CASE_COL_PENDING,
  };
  CorralColumns *columns = self->tables.tables[table];

  if (table == CORRAL_TABLE_CART)
    derive_cart (self, slot);
  else if (table == CORRAL_TABLE_ALERT)
    derive_alert (self, slot);
  else if (table == CORRAL_TABLE_FLAG)
    corral_fleet_derive_flag (self, slot);
  else if (table == CORRAL_TABLE_INCIDENT)
    derive_incident (self, slot);
  else if (table == CORRAL_TABLE_CASE)
    derive_case (self, slot);
  if (pending_columns[table] != 0)
    corral_columns_set_integer (columns, slot, pending_columns[table],
                                corral_columns_exists (columns, slot)
                                    ? corral_fleet_intents_get_pending (self, table, slot)
                                    : CORRAL_PENDING_NONE);
}

/* --- reading -------------------------------------------------------------------------------------- */

gint64
corral_fleet_get_message_count (CorralFleet *self, guint32 cart)
{
  g_return_val_if_fail (CORRAL_IS_FLEET (self), CORRAL_UNKNOWN);

  if (cart >= corral_columns_get_n_slots (self->tables.tables[CORRAL_TABLE_CART]))
    return CORRAL_UNKNOWN;
  return corral_columns_get_rev (self->tables.tables[CORRAL_TABLE_CART], cart, CORRAL_SOURCE_VITAL);
}

const CorralColumns *
corral_fleet_get_table (CorralFleet *self, CorralTableKind table)
{
  g_return_val_if_fail (CORRAL_IS_FLEET (self), NULL);
  g_return_val_if_fail (table < CORRAL_N_TABLES, NULL);
  return self->tables.tables[table];
}

guint32
corral_fleet_find_chain (CorralFleet *self, const char *tenant_id)
{
  g_return_val_if_fail (CORRAL_IS_FLEET (self), CORRAL_NO_SLOT);
  return corral_columns_find (self->tables.tables[CORRAL_TABLE_CHAIN], CORRAL_NO_SLOT, tenant_id);
}

guint32
corral_fleet_find_store (CorralFleet *self, guint32 chain, gint64 number)
{
  const CorralColumns *stores;

  g_return_val_if_fail (CORRAL_IS_FLEET (self), CORRAL_NO_SLOT);
  stores = self->tables.tables[CORRAL_TABLE_STORE];
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    if (corral_columns_exists (stores, slot)
        && corral_columns_get_integer (stores, slot, CORRAL_STORE_COL_NUMBER) == number
        && (chain == CORRAL_NO_SLOT
            || corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN) == chain))
      return slot;
  return CORRAL_NO_SLOT;
}

guint32
corral_fleet_find_cart (CorralFleet *self, guint32 chain, const char *serial)
{
  const CorralColumns *carts;

  g_return_val_if_fail (CORRAL_IS_FLEET (self), CORRAL_NO_SLOT);
  carts = self->tables.tables[CORRAL_TABLE_CART];
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (corral_columns_exists (carts, slot)
        && (chain == CORRAL_NO_SLOT || corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN) == chain)
        && g_strcmp0 (corral_columns_get_text (carts, slot, CORRAL_CART_COL_SERIAL), serial) == 0)
      return slot;
  return CORRAL_NO_SLOT;
}

void
corral_fleet_get_rollup (CorralFleet *self, CorralTableKind table, guint32 slot, CorralRollup *rollup)
{
  g_return_if_fail (CORRAL_IS_FLEET (self));
  g_return_if_fail (table == CORRAL_TABLE_CHAIN || table == CORRAL_TABLE_STORE);
  if (slot == CORRAL_NO_SLOT)
    *rollup = self->total;
  else
    corral_rollup_read (&self->tables, table, slot, rollup);
}

const char *
corral_fleet_get_text (CorralFleet *self, CorralTableKind table, guint32 slot, guint column)
{
  return corral_columns_get_text (corral_fleet_get_table (self, table), slot, column);
}

gint64
corral_fleet_get_integer (CorralFleet *self, CorralTableKind table, guint32 slot, guint column)
{
  return corral_columns_get_integer (corral_fleet_get_table (self, table), slot, column);
}

double
corral_fleet_get_real (CorralFleet *self, CorralTableKind table, guint32 slot, guint column)
{
  return corral_columns_get_real (corral_fleet_get_table (self, table), slot, column);
}

guint32
corral_fleet_get_link (CorralFleet *self, CorralTableKind table, guint32 slot, guint column)
{
  return corral_columns_get_link (corral_fleet_get_table (self, table), slot, column);
}
