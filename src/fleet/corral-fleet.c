/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fleet mirror. Filled by one thread, the main thread's from corral_fleet_go_live() on. */
#include "config.h"

#include "corral-fleet-private.h"
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

/* Which collections are mirrored, and where. */
static const struct
{
  CorralCollection collection;
  CorralTableKind table;
  CorralColumnSource source;
} mirrored[] = {
  { CORRAL_COLLECTION_STORE, CORRAL_TABLE_STORE, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_CART, CORRAL_TABLE_CART, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_VITAL, CORRAL_TABLE_CART, CORRAL_SOURCE_VITAL },
  { CORRAL_COLLECTION_ALERT, CORRAL_TABLE_ALERT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_FLAG, CORRAL_TABLE_FLAG, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_TICKET, CORRAL_TABLE_TICKET, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_ROLLOUT, CORRAL_TABLE_ROLLOUT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_ACCESS_POINT, CORRAL_TABLE_ACCESS_POINT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_FIRMWARE, CORRAL_TABLE_FIRMWARE, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_INCIDENT, CORRAL_TABLE_INCIDENT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_MAINTENANCE, CORRAL_TABLE_MAINTENANCE, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_INGEST, CORRAL_TABLE_INGEST, CORRAL_SOURCE_ROW },
};

/* What the mirror is filled with, in the order in which it makes sense to read: what belongs to carts after them. */
static const CorralCollection reading_order[] = {
  CORRAL_COLLECTION_STORE,    CORRAL_COLLECTION_CART,         CORRAL_COLLECTION_VITAL, CORRAL_COLLECTION_ALERT,
  CORRAL_COLLECTION_FLAG,     CORRAL_COLLECTION_TICKET,       CORRAL_COLLECTION_ROLLOUT,
  CORRAL_COLLECTION_FIRMWARE, CORRAL_COLLECTION_ACCESS_POINT, CORRAL_COLLECTION_PACK,
  CORRAL_COLLECTION_CERTIFICATE, CORRAL_COLLECTION_EXECUTION, CORRAL_COLLECTION_INCIDENT,
  CORRAL_COLLECTION_MAINTENANCE, CORRAL_COLLECTION_INGEST,
};

const CorralCollection *
corral_fleet_get_collections (guint *n_collections)
{
  *n_collections = G_N_ELEMENTS (reading_order);
  return reading_order;
}

static gboolean
find_mirrored (CorralCollection collection, CorralTableKind *table, CorralColumnSource *source)
{
  for (guint i = 0; i < G_N_ELEMENTS (mirrored); i++)
    if (mirrored[i].collection == collection)
      {
        *table = mirrored[i].table;
        *source = mirrored[i].source;
        return TRUE;
      }
  return FALSE;
}

gboolean
corral_fleet_get_own_collection (CorralTableKind table, CorralCollection *collection)
{
  for (guint i = 0; i < G_N_ELEMENTS (mirrored); i++)
    if (mirrored[i].table == table && mirrored[i].source == CORRAL_SOURCE_ROW)
      {
        *collection = mirrored[i].collection;
        return TRUE;
      }
  return FALSE;
}

static void
corral_fleet_finalize (GObject *object)
{
  CorralFleet *self = CORRAL_FLEET (object);

  g_clear_handle_id (&self->flush_source, g_source_remove);
  g_clear_pointer (&self->intents, g_hash_table_unref);
  g_string_chunk_free (self->intent_texts);
  g_clear_pointer (&self->aside, g_hash_table_unref);
  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    corral_columns_free (self->tables.tables[i]);
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
  for (guint m = 0; m < G_N_ELEMENTS (mirrored); m++)
    {
      const CorralSchema *schema = corral_collection_get_schema (mirrored[m].collection);
      CorralColumns *table = self->tables.tables[mirrored[m].table];

      for (guint i = 0; i < corral_columns_get_n_columns (table); i++)
        {
          const CorralColumnSpec *spec = corral_columns_get_spec (table, i);

          if (spec->source != mirrored[m].source)
            continue;
          self->fields[mirrored[m].table][i] = corral_schema_find (schema, spec->name);
          g_assert (self->fields[mirrored[m].table][i] != NULL);
        }
    }
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
    }
  self->flushing = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, &changes);
  self->flushing = FALSE;
  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    g_free (taken[i].slots);
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

static guint32
take_chain (CorralFleet *self, const char *tenant_id)
{
  return corral_columns_take (self->tables.tables[CORRAL_TABLE_CHAIN], CORRAL_NO_SLOT, tenant_id);
}

void
corral_fleet_put_tenant (CorralFleet *self, const CorralTenant *tenant)
{
  CorralColumns *chains;
  gboolean is_new;
  guint32 slot;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  chains = self->tables.tables[CORRAL_TABLE_CHAIN];
  slot = take_chain (self, tenant->id);
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
  corral_columns_set_integer (self->tables.tables[CORRAL_TABLE_CHAIN], take_chain (self, tenant_id),
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
derive_flag (CorralFleet *self, guint32 slot)
{
  CorralColumns *flags = self->tables.tables[CORRAL_TABLE_FLAG];
  const char *status = corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_STATUS);

  corral_columns_set_integer (flags, slot, CORRAL_FLAG_COL_OPEN, g_strcmp0 (status, "decided") != 0);
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
  };
  CorralColumns *columns = self->tables.tables[table];

  if (table == CORRAL_TABLE_CART)
    derive_cart (self, slot);
  else if (table == CORRAL_TABLE_ALERT)
    derive_alert (self, slot);
  else if (table == CORRAL_TABLE_FLAG)
    derive_flag (self, slot);
  else if (table == CORRAL_TABLE_INCIDENT)
    derive_incident (self, slot);
  if (pending_columns[table] != 0)
    corral_columns_set_integer (columns, slot, pending_columns[table],
                                corral_columns_exists (columns, slot)
                                    ? corral_fleet_intents_get_pending (self, table, slot)
                                    : CORRAL_PENDING_NONE);
}

void
corral_fleet_write_row (CorralFleet *self,
                        CorralTableKind table,
                        CorralColumnSource source,
                        guint32 slot,
                        gconstpointer row)
{
  CorralColumns *columns = self->tables.tables[table];
  const CorralField *const *fields = self->fields[table];
  guint32 chain = corral_columns_get_link (columns, slot, 1);
  gboolean own = table == CORRAL_TABLE_CART && source == CORRAL_SOURCE_ROW;

  if (own)
    corral_fleet_joins_leave (self, slot, row);
  for (const guint8 *written = self->written[table][source]; *written != 0; written++)
    {
      guint i = *written;
      const CorralColumnSpec *spec = corral_columns_get_spec (columns, i);
      const CorralField *field = fields[i];

      switch (spec->type)
        {
        case CORRAL_COLUMN_INT32:
        case CORRAL_COLUMN_INT64:
          corral_columns_set_integer (columns, slot, i, corral_row_get_integer (row, field));
          break;
        case CORRAL_COLUMN_FLOAT:
        case CORRAL_COLUMN_DOUBLE:
          corral_columns_set_real (columns, slot, i, corral_row_get_real (row, field));
          break;
        case CORRAL_COLUMN_WORD:
        case CORRAL_COLUMN_TEXT:
          corral_columns_set_text (columns, slot, i, corral_row_get_string (row, field));
          break;
        case CORRAL_COLUMN_LINK:
          {
            const char *id = corral_row_get_string (row, field);
            guint32 target = CORRAL_NO_SLOT;

            if (id != NULL && *id != '\0')
              target = corral_columns_take (self->tables.tables[spec->target], chain, id);
            corral_columns_set_link (columns, slot, i, target);
            break;
          }
        default:
          g_assert_not_reached ();
        }
    }
  if (own)
    corral_fleet_joins_enter (self, slot);
}

void
corral_fleet_read_columns (CorralFleet *self,
                           CorralTableKind table,
                           CorralColumnSource source,
                           guint32 slot,
                           gpointer row)
{
  CorralColumns *columns = self->tables.tables[table];

  for (guint i = 0; i < corral_columns_get_n_columns (columns); i++)
    {
      const CorralColumnSpec *spec = corral_columns_get_spec (columns, i);
      const CorralField *field = self->fields[table][i];
      gpointer at;

      if (spec->source != source || field == NULL)
        continue;
      at = (char *) row + field->offset;
      if (spec->type == CORRAL_COLUMN_LINK)
        *(const char **) at = corral_columns_get_text (self->tables.tables[spec->target],
                                                       corral_columns_get_link (columns, slot, i), 0);
      else if (corral_field_is_string (field))
        *(const char **) at = corral_columns_get_text (columns, slot, i);
      else if (field->type == CORRAL_FIELD_REAL)
        *(double *) at = corral_columns_get_real (columns, slot, i);
      else
        *(gint64 *) at = corral_columns_get_integer (columns, slot, i);
    }
}

static void
put_row (CorralFleet *self, guint32 chain, CorralTableKind kind, CorralColumnSource source, gconstpointer row)
{
  CorralColumns *table = self->tables.tables[kind];
  const CorralRow *head = row;
  guint32 slot = corral_columns_take (table, chain, head->id);
  gint64 held = corral_columns_get_rev (table, slot, source);

  /* Late and duplicate delivery is normal. A tombstone has a revision, too. */
  if (CORRAL_IS_KNOWN (held) && head->rev <= held)
    return;
  corral_columns_set_rev (table, slot, source, head->rev);
  if (source == CORRAL_SOURCE_ROW && corral_fleet_intents_put (self, kind, slot, row))
    return;
  corral_fleet_write_row (self, kind, source, slot, row);
  if (source == CORRAL_SOURCE_ROW)
    corral_columns_set_exists (table, slot, TRUE);
  corral_fleet_derive (self, kind, slot);
}

void
corral_fleet_put (CorralFleet *self, const char *tenant_id, const CorralSchema *schema, gconstpointer row)
{
  CorralCollection collection = 0;
  CorralTableKind kind;
  CorralColumnSource source;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  g_return_if_fail (((const CorralRow *) row)->id != NULL);
  while (collection < CORRAL_N_COLLECTIONS && corral_collection_get_schema (collection) != schema)
    collection++;
  if (collection == CORRAL_N_COLLECTIONS)
    return;
  if (corral_fleet_is_joined (collection))
    corral_fleet_joins_put (self, take_chain (self, tenant_id), collection, row);
  else if (find_mirrored (collection, &kind, &source))
    put_row (self, take_chain (self, tenant_id), kind, source, row);
  corral_fleet_touched (self);
}

static void
clear_row (CorralFleet *self, CorralTableKind kind, CorralColumnSource source, guint32 slot)
{
  if (kind == CORRAL_TABLE_CART && source == CORRAL_SOURCE_ROW)
    corral_fleet_joins_leave (self, slot, NULL);
  corral_columns_clear_slot (self->tables.tables[kind], slot, source);
}

static void
delete_row (CorralFleet *self,
            guint32 chain,
            CorralTableKind kind,
            CorralColumnSource source,
            const char *id,
            gint64 rev,
            gboolean may_return)
{
  CorralColumns *table = self->tables.tables[kind];
  guint32 slot = corral_columns_take (table, chain, id);
  gint64 held = corral_columns_get_rev (table, slot, source);

  if (CORRAL_IS_KNOWN (held) && CORRAL_IS_KNOWN (rev) && rev < held)
    return;
  /* The revision of last values counts a cart's messages and says nothing about when they went: a cart that
   * comes back brings them again. */
  if (source == CORRAL_SOURCE_VITAL)
    rev = held = CORRAL_UNKNOWN;
  /* What left the account's sight comes back as it was; what was deleted only as something newer. */
  if (CORRAL_IS_KNOWN (rev) && may_return)
    rev--;
  corral_columns_set_rev (table, slot, source, CORRAL_IS_KNOWN (rev) ? rev : held);
  if (source == CORRAL_SOURCE_ROW)
    corral_columns_set_exists (table, slot, FALSE);
  clear_row (self, kind, source, slot);
  corral_fleet_derive (self, kind, slot);
  if (source == CORRAL_SOURCE_ROW)
    corral_fleet_intents_delete (self, kind, slot);
}

void
corral_fleet_delete (CorralFleet *self,
                     const char *tenant_id,
                     CorralCollection collection,
                     const char *id,
                     gint64 rev)
{
  CorralTableKind kind;
  CorralColumnSource source;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  if (corral_fleet_is_joined (collection))
    {
      g_autoptr (GHashTable) revs = g_hash_table_new (g_str_hash, g_str_equal);

      g_hash_table_insert (revs, (gpointer) id, &rev);
      corral_fleet_joins_delete (self, take_chain (self, tenant_id), collection, revs, FALSE);
      corral_fleet_touched (self);
      return;
    }
  if (!find_mirrored (collection, &kind, &source))
    return;
  delete_row (self, take_chain (self, tenant_id), kind, source, id, rev, FALSE);
  corral_fleet_touched (self);
}

static void
apply_joined (CorralFleet *self, guint32 chain, const CorralBatch *batch)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) left = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < batch->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (batch, i);

      if (corral_batch_get_change (batch, i) == CORRAL_CHANGE_PUT)
        corral_fleet_joins_put (self, chain, batch->collection, row);
      else
        g_hash_table_insert (corral_batch_get_change (batch, i) == CORRAL_CHANGE_LEAVE ? left : gone, (gpointer) row->id,
                             (gpointer) &row->rev);
    }
  if (g_hash_table_size (gone) > 0)
    corral_fleet_joins_delete (self, chain, batch->collection, gone, FALSE);
  if (g_hash_table_size (left) > 0)
    corral_fleet_joins_delete (self, chain, batch->collection, left, TRUE);
}

void
corral_fleet_apply (CorralFleet *self, const char *tenant_id, const CorralBatch *batch)
{
  CorralTableKind kind;
  CorralColumnSource source;
  guint32 chain;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  if (corral_fleet_is_joined (batch->collection))
    {
      apply_joined (self, take_chain (self, tenant_id), batch);
      corral_fleet_touched (self);
      return;
    }
  if (!find_mirrored (batch->collection, &kind, &source))
    return;
  chain = take_chain (self, tenant_id);
  for (guint i = 0; i < batch->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (batch, i);

      if (corral_batch_get_change (batch, i) == CORRAL_CHANGE_PUT)
        put_row (self, chain, kind, source, row);
      else
        delete_row (self, chain, kind, source, row->id, row->rev,
                    corral_batch_get_change (batch, i) == CORRAL_CHANGE_LEAVE);
    }
  corral_fleet_touched (self);
}

void
corral_fleet_clear (CorralFleet *self, const char *tenant_id, CorralCollection collection)
{
  CorralTableKind kind;
  CorralColumnSource source;
  CorralColumns *table;
  guint32 chain;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  chain = corral_fleet_find_chain (self, tenant_id);
  if (chain != CORRAL_NO_SLOT && corral_fleet_is_joined (collection))
    {
      corral_fleet_joins_clear (self, chain, collection);
      corral_fleet_touched (self);
    }
  if (chain == CORRAL_NO_SLOT || !find_mirrored (collection, &kind, &source))
    return;
  table = self->tables.tables[kind];
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    {
      if (corral_columns_get_link (table, slot, 1) != chain)
        continue;
      corral_columns_set_rev (table, slot, source, CORRAL_UNKNOWN);
      if (source == CORRAL_SOURCE_ROW)
        corral_columns_set_exists (table, slot, FALSE);
      clear_row (self, kind, source, slot);
      corral_fleet_derive (self, kind, slot);
    }
  if (source == CORRAL_SOURCE_ROW)
    corral_fleet_intents_clear (self, tenant_id, kind);
  corral_fleet_touched (self);
}

void
corral_fleet_forget_revisions (CorralFleet *self, const char *tenant_id)
{
  guint32 chain;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  chain = corral_fleet_find_chain (self, tenant_id);
  if (chain == CORRAL_NO_SLOT)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (mirrored); i++)
    {
      CorralColumns *table = self->tables.tables[mirrored[i].table];

      for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
        if (corral_columns_get_link (table, slot, 1) == chain)
          corral_columns_set_rev (table, slot, mirrored[i].source, CORRAL_UNKNOWN);
    }
  corral_fleet_joins_forget_revisions (self, chain);
  corral_fleet_intents_forget_revisions (self, tenant_id);
  corral_fleet_touched (self);
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
