/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where planned maintenance goes on. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-maintenance-now.h"

#define WEEK_MS (7 * CORRAL_DAY_MS)

/* What has gone on last; none is empty. */
typedef struct
{
  CorralTimeRange last; /* cut off at the moment */
  gboolean goes_on;
} State;

struct _CorralMaintenanceNow
{
  gint64 time_ms;
  const guint32 *stores_of; /* by cart */
  State *stores;            /* (owned): by store */
  GHashTable *carts;        /* (owned) (element-type State): those that have windows of their own */
};

/* --- one window ------------------------------------------------------------------------------------ */

typedef struct
{
  gint64 starts_ms;
  gint64 ends_ms;
  gint64 ended_ms; /* CORRAL_UNKNOWN: nobody did */
  gboolean weekly;
} Window;

/* Of two, the one that goes on, else the one that ended later. */
static void
add (State *state, State other)
{
  if (!other.goes_on && other.last.end_ms <= other.last.start_ms)
    return;
  if (other.goes_on > state->goes_on
      || (other.goes_on == state->goes_on
          && (other.last.end_ms > state->last.end_ms || state->last.end_ms <= state->last.start_ms)))
    *state = other;
}

static State
at (const Window *window, CorralTimeRange span, gint64 time_ms)
{
  State state = { .last = span };

  if (CORRAL_IS_KNOWN (window->ended_ms))
    state.last.end_ms = MIN (state.last.end_ms, window->ended_ms);
  state.goes_on = corral_time_range_contains (&state.last, time_ms);
  state.last.end_ms = MIN (state.last.end_ms, time_ms);
  return state;
}

/* How @window stands at @time_ms by the clocks of @zone. */
static State
judge (const Window *window, GTimeZone *zone, gint64 time_ms)
{
  gint64 local_start, local_end, local;
  State state = { 0 };

  if (window->ends_ms <= window->starts_ms || window->starts_ms > time_ms)
    return state;
  if (!window->weekly)
    {
      add (&state, at (window, (CorralTimeRange) { window->starts_ms, window->ends_ms }, time_ms));
      return state;
    }
  local_start = window->starts_ms + corral_time_offset_s (zone, window->starts_ms) * CORRAL_SECOND_MS;
  local_end = window->ends_ms + corral_time_offset_s (zone, window->ends_ms) * CORRAL_SECOND_MS;
  local = time_ms + corral_time_offset_s (zone, time_ms) * CORRAL_SECOND_MS;
  /* This week's, or the one before; an hour of change may shift the week's number by one. */
  for (gint64 week = (local - local_start) / WEEK_MS + 1, n = 0; week >= 0 && n < 4; week--, n++)
    {
      CorralTimeRange span = { corral_time_from_local_ms (zone, local_start + week * WEEK_MS),
                               corral_time_from_local_ms (zone, local_end + week * WEEK_MS) };

      if (span.start_ms <= time_ms)
        add (&state, at (window, span, time_ms));
    }
  return state;
}

/* --- all of them ----------------------------------------------------------------------------------- */

typedef struct
{
  const CorralColumns *stores;
  const guint32 *zone_of;  /* by store: code of the zone */
  GTimeZone **zones;       /* (owned): by code */
  guint32 n_zones;
} Zones;

/* Of a store in a zone that is not known the hours are those of UTC. */
static GTimeZone *
zone_of (Zones *self, guint32 store)
{
  guint32 code = self->zone_of[store];

  if (self->zones[code] == NULL)
    self->zones[code] = corral_time_zone (corral_columns_get_word (self->stores, CORRAL_STORE_COL_TIME_ZONE, code));
  return self->zones[code];
}

static void
judge_chain (CorralMaintenanceNow *self, Zones *zones, const Window *window, guint32 chain)
{
  const guint32 *chains = corral_columns_peek (zones->stores, CORRAL_STORE_COL_CHAIN);
  g_autofree State *states = g_new0 (State, zones->n_zones + 1);
  g_autofree guint8 *judged = g_new0 (guint8, zones->n_zones + 1);

  for (guint32 store = 0, n_slots = corral_columns_get_n_slots (zones->stores); store < n_slots; store++)
    {
      guint32 code = zones->zone_of[store];

      if (chains[store] != chain || !corral_columns_exists (zones->stores, store))
        continue;
      if (!judged[code])
        states[code] = judge (window, zone_of (zones, store), self->time_ms);
      judged[code] = TRUE;
      add (&self->stores[store], states[code]);
    }
}

static void
judge_cart (CorralMaintenanceNow *self, Zones *zones, const Window *window, guint32 cart)
{
  guint32 store = self->stores_of[cart];
  State *state = g_hash_table_lookup (self->carts, GUINT_TO_POINTER (cart));

  if (store == CORRAL_NO_SLOT)
    return;
  if (state == NULL)
    {
      state = g_new0 (State, 1);
      g_hash_table_insert (self->carts, GUINT_TO_POINTER (cart), state);
    }
  add (state, judge (window, zone_of (zones, store), self->time_ms));
}

CorralMaintenanceNow *
corral_maintenance_now_new (CorralFleet *fleet, gint64 time_ms)
{
  CorralMaintenanceNow *self = g_new0 (CorralMaintenanceNow, 1);
  const CorralColumns *rows = corral_fleet_get_table (fleet, CORRAL_TABLE_MAINTENANCE);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const guint32 *repeats = corral_columns_peek (rows, CORRAL_MAINTENANCE_COL_REPEATS);
  guint32 weekly = corral_columns_find_word (rows, CORRAL_MAINTENANCE_COL_REPEATS, "weekly");
  Zones zones = { .stores = stores, .zone_of = corral_columns_peek (stores, CORRAL_STORE_COL_TIME_ZONE) };

  self->time_ms = time_ms;
  self->stores_of = corral_columns_peek (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_STORE);
  self->stores = g_new0 (State, corral_columns_get_n_slots (stores) + 1);
  self->carts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  zones.n_zones = corral_columns_get_n_words (stores, CORRAL_STORE_COL_TIME_ZONE);
  zones.zones = g_new0 (GTimeZone *, zones.n_zones + 1);
  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (rows); CORRAL_IS_KNOWN (time_ms) && slot < n_slots; slot++)
    {
      Window window = {
        .starts_ms = corral_columns_get_integer (rows, slot, CORRAL_MAINTENANCE_COL_STARTS_MS),
        .ends_ms = corral_columns_get_integer (rows, slot, CORRAL_MAINTENANCE_COL_ENDS_MS),
        .ended_ms = corral_columns_get_integer (rows, slot, CORRAL_MAINTENANCE_COL_ENDED_MS),
        .weekly = weekly != 0 && repeats[slot] == weekly,
      };
      guint32 cart = corral_columns_get_link (rows, slot, CORRAL_MAINTENANCE_COL_CART);
      guint32 store = corral_columns_get_link (rows, slot, CORRAL_MAINTENANCE_COL_STORE);

      if (!corral_columns_exists (rows, slot) || !CORRAL_IS_KNOWN (window.starts_ms) || !CORRAL_IS_KNOWN (window.ends_ms))
        continue;
      if (cart != CORRAL_NO_SLOT)
        judge_cart (self, &zones, &window, cart);
      else if (store != CORRAL_NO_SLOT)
        add (&self->stores[store], judge (&window, zone_of (&zones, store), time_ms));
      else
        judge_chain (self, &zones, &window, corral_columns_get_link (rows, slot, CORRAL_MAINTENANCE_COL_CHAIN));
    }
  for (guint32 code = 0; code <= zones.n_zones; code++)
    g_clear_pointer (&zones.zones[code], g_time_zone_unref);
  g_free (zones.zones);
  return self;
}

void
corral_maintenance_now_free (CorralMaintenanceNow *self)
{
  g_hash_table_unref (self->carts);
  g_free (self->stores);
  g_free (self);
}

static State
state_of (const CorralMaintenanceNow *self, guint32 cart)
{
  State state = { 0 };
  const State *own = g_hash_table_lookup (self->carts, GUINT_TO_POINTER (cart));

  if (self->stores_of[cart] != CORRAL_NO_SLOT)
    add (&state, self->stores[self->stores_of[cart]]);
  if (own != NULL)
    add (&state, *own);
  return state;
}

gboolean
corral_maintenance_now_covers (const CorralMaintenanceNow *self, guint32 cart)
{
  return state_of (self, cart).goes_on;
}

gboolean
corral_maintenance_now_covers_store (const CorralMaintenanceNow *self, guint32 store)
{
  return self->stores[store].goes_on;
}

gint64
corral_maintenance_now_get_ended (const CorralMaintenanceNow *self, guint32 cart)
{
  State state = state_of (self, cart);

  return !state.goes_on && state.last.end_ms > state.last.start_ms ? state.last.end_ms : CORRAL_UNKNOWN;
}

CorralTimeRange
corral_maintenance_now_get_last (const CorralMaintenanceNow *self, guint32 store)
{
  return self->stores[store].last;
}

gboolean
corral_maintenance_get_next (CorralFleet *fleet, guint32 slot, gint64 time_ms, CorralTimeRange *range)
{
  const CorralColumns *rows = corral_fleet_get_table (fleet, CORRAL_TABLE_MAINTENANCE);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  guint32 store = corral_columns_get_link (rows, slot, CORRAL_MAINTENANCE_COL_STORE);
  guint32 cart = corral_columns_get_link (rows, slot, CORRAL_MAINTENANCE_COL_CART);
  g_autoptr (GTimeZone) zone = NULL;
  gint64 local_start, local_end, local;

  range->start_ms = corral_columns_get_integer (rows, slot, CORRAL_MAINTENANCE_COL_STARTS_MS);
  range->end_ms = corral_columns_get_integer (rows, slot, CORRAL_MAINTENANCE_COL_ENDS_MS);
  if (!corral_columns_exists (rows, slot) || !CORRAL_IS_KNOWN (range->start_ms) || !CORRAL_IS_KNOWN (range->end_ms)
      || range->end_ms <= range->start_ms
      || CORRAL_IS_KNOWN (corral_columns_get_integer (rows, slot, CORRAL_MAINTENANCE_COL_ENDED_MS)))
    return FALSE;
  if (range->end_ms > time_ms)
    return TRUE;
  if (g_strcmp0 (corral_columns_get_text (rows, slot, CORRAL_MAINTENANCE_COL_REPEATS), "weekly") != 0)
    return FALSE;
  if (cart != CORRAL_NO_SLOT)
    store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  zone = corral_time_zone (store != CORRAL_NO_SLOT
                               ? corral_columns_get_text (stores, store, CORRAL_STORE_COL_TIME_ZONE)
                               : NULL);
  local_start = range->start_ms + corral_time_offset_s (zone, range->start_ms) * CORRAL_SECOND_MS;
  local_end = range->end_ms + corral_time_offset_s (zone, range->end_ms) * CORRAL_SECOND_MS;
  local = time_ms + corral_time_offset_s (zone, time_ms) * CORRAL_SECOND_MS;
  /* The first week whose window is not over; an hour of change may shift its number by one. */
  for (gint64 week = MAX ((local - local_end) / WEEK_MS, 0);; week++)
    {
      range->start_ms = corral_time_from_local_ms (zone, local_start + week * WEEK_MS);
      range->end_ms = corral_time_from_local_ms (zone, local_end + week * WEEK_MS);
      if (range->end_ms > time_ms)
        return TRUE;
    }
}
