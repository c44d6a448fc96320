/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Late, offline, gone, or rightly silent. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-quiet.h"

#include "corral-freshness.h"
#include "corral-maintenance-now.h"
#include "corral-opening-hours.h"

/* So far back is looked for open hours: no store is closed for longer by its weekly hours. */
#define HOURS_MS (8 * CORRAL_DAY_MS)
#define MAX_SPANS 12

/* The open hours around now, of stores that have the same text in the same zone. */
typedef struct
{
  gboolean known;
  guint n_spans;
  CorralTimeRange spans[MAX_SPANS];
} Hours;

struct _CorralQuietJudge
{
  CorralFleet *fleet; /* not owned */
  gint64 now_ms;
  const gint32 *shown;
  const gint64 *heard;
  const gint64 *since;
  const gint32 *intervals;
  const guint32 *stores, *chains, *words;
  const guint32 *texts, *zones;   /* of stores */
  CorralCartState *states;        /* (owned): by code of the word */
  gint64 *known;                  /* (owned): by chain: up to when silence is known, or CORRAL_UNKNOWN */
  guint32 n_chains;
  CorralMaintenanceNow *maintenance; /* (owned) */
  GHashTable *hours;              /* (owned) (element-type guint64 Hours): by text and zone */
  Hours none;                     /* of stores whose hours are not known */
};

CorralQuietJudge *
corral_quiet_judge_new (CorralFleet *fleet)
{
  CorralQuietJudge *self = g_new0 (CorralQuietJudge, 1);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  guint32 n_words = corral_columns_get_n_words (carts, CORRAL_CART_COL_STATE);

  self->fleet = fleet;
  self->now_ms = corral_fleet_get_now (fleet);
  self->shown = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  self->heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  self->since = corral_columns_peek (carts, CORRAL_CART_COL_STATE_SINCE_MS);
  self->intervals = corral_columns_peek (carts, CORRAL_CART_COL_INTERVAL_S);
  self->stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  self->chains = corral_columns_peek (carts, CORRAL_CART_COL_CHAIN);
  self->words = corral_columns_peek (carts, CORRAL_CART_COL_STATE);
  self->texts = corral_columns_peek (stores, CORRAL_STORE_COL_OPENING_HOURS);
  self->zones = corral_columns_peek (stores, CORRAL_STORE_COL_TIME_ZONE);
  self->states = g_new (CorralCartState, n_words + 1);
  self->states[0] = CORRAL_CART_OTHER;
  for (guint32 code = 1; code <= n_words; code++)
    self->states[code] = corral_cart_state_from_word (corral_columns_get_word (carts, CORRAL_CART_COL_STATE, code));
  self->n_chains = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN));
  self->known = g_new (gint64, self->n_chains + 1);
  for (guint32 chain = 0; chain < self->n_chains; chain++)
    {
      gint64 known_ms = corral_fleet_get_known_as_of (fleet, chain);

      self->known[chain] = CORRAL_IS_KNOWN (known_ms) ? MIN (known_ms, self->now_ms) : CORRAL_UNKNOWN;
    }
  self->maintenance = corral_maintenance_now_new (fleet, self->now_ms);
  self->hours = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
corral_quiet_judge_free (CorralQuietJudge *self)
{
  corral_maintenance_now_free (self->maintenance);
  g_hash_table_unref (self->hours);
  g_free (self->states);
  g_free (self->known);
  g_free (self);
}

/* --- open hours ------------------------------------------------------------------------------------ */

static const Hours *
hours_of (CorralQuietJudge *self, guint32 store)
{
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  gint64 key;
  Hours *hours;
  CorralOpeningHours read;
  g_autoptr (GTimeZone) zone = NULL;

  if (store == CORRAL_NO_SLOT || self->texts[store] == 0 || self->zones[store] == 0)
    return &self->none;
  key = (gint64) self->texts[store] << 32 | self->zones[store];
  hours = g_hash_table_lookup (self->hours, &key);
  if (hours != NULL)
    return hours;
  hours = g_new0 (Hours, 1);
  read = corral_opening_hours_parse (corral_columns_get_text (stores, store, CORRAL_STORE_COL_OPENING_HOURS));
  zone = corral_time_zone_find (corral_columns_get_text (stores, store, CORRAL_STORE_COL_TIME_ZONE));
  hours->known = read.known && zone != NULL && CORRAL_IS_KNOWN (self->now_ms);
  if (hours->known)
    hours->n_spans = corral_opening_hours_list (&read, zone,
                                                (CorralTimeRange) { self->now_ms - HOURS_MS, self->now_ms + CORRAL_DAY_MS },
                                                hours->spans, MAX_SPANS);
  g_hash_table_insert (self->hours, g_memdup2 (&key, sizeof key), hours);
  return hours;
}

static gboolean
is_open (const Hours *hours, gint64 time_ms)
{
  for (guint i = 0; i < hours->n_spans; i++)
    if (corral_time_range_contains (&hours->spans[i], time_ms))
      return TRUE;
  return !hours->known;
}

/* How much of the time from @from_ms to @to_ms the store was open. */
static gint64
open_time (const Hours *hours, gint64 from_ms, gint64 to_ms)
{
  gint64 open_ms = 0;

  if (!hours->known)
    return to_ms - from_ms;
  for (guint i = 0; i < hours->n_spans; i++)
    {
      CorralTimeRange part = corral_time_range_intersect (hours->spans[i], (CorralTimeRange) { from_ms, to_ms });

      open_ms += MAX (0, part.end_ms - part.start_ms);
    }
  return open_ms;
}

gboolean
corral_quiet_judge_is_asleep (CorralQuietJudge *self, guint32 cart)
{
  const Hours *hours = hours_of (self, self->stores[cart]);
  gint64 heard_ms = self->heard[cart];
  gint64 closed_ms = CORRAL_UNKNOWN;

  if (!CORRAL_IS_KNOWN (self->now_ms) || !CORRAL_IS_KNOWN (heard_ms) || is_open (hours, self->now_ms))
    return FALSE;
  for (guint i = 0; i < hours->n_spans && hours->spans[i].end_ms <= self->now_ms; i++)
    closed_ms = hours->spans[i].end_ms;
  return CORRAL_IS_KNOWN (closed_ms)
         && heard_ms > closed_ms - CORRAL_OFFLINE_INTERVALS * CORRAL_CADENCE_IDLE_S * CORRAL_SECOND_MS
         && heard_ms <= closed_ms + CORRAL_ASLEEP_MS;
}

gboolean
corral_quiet_judge_is_maintained (CorralQuietJudge *self, guint32 store)
{
  return corral_maintenance_now_covers_store (self->maintenance, store);
}

double
corral_quiet_judge_planned_share (CorralQuietJudge *self, guint32 store)
{
  const Hours *hours = hours_of (self, store);
  CorralTimeRange last = corral_maintenance_now_get_last (self->maintenance, store);
  g_autoptr (GTimeZone) zone = NULL;
  gint64 midnight;
  gint64 open_ms;

  if (!hours->known || last.end_ms <= last.start_ms)
    return 0;
  zone = corral_time_zone (corral_columns_get_text (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE), store,
                                                    CORRAL_STORE_COL_TIME_ZONE));
  midnight = corral_time_day_start_ms (zone, self->now_ms);
  open_ms = open_time (hours, midnight, self->now_ms);
  return open_ms > 0 ? (double) open_time (hours, MAX (midnight, last.start_ms), last.end_ms) / (double) open_ms : 0;
}

/* --- the cart -------------------------------------------------------------------------------------- */

/* What the cloud says of it that lets it be silent, and for how long. */
static CorralQuiet
excuse_of (CorralCartState state, gint64 silent_ms)
{
  static const struct
  {
    CorralCartState state;
    CorralQuiet reason;
    gint64 most_ms;
  } excuses[] = {
    { CORRAL_CART_OUT_OF_SERVICE, CORRAL_QUIET_OUT_OF_SERVICE, G_MAXINT64 /* a repair takes days */ },
    { CORRAL_CART_CHARGING, CORRAL_QUIET_CHARGING, CORRAL_GONE_MS },
    { CORRAL_CART_OFF_PREMISES, CORRAL_QUIET_OFF_PREMISES, CORRAL_GONE_MS },
    { CORRAL_CART_UPDATING, CORRAL_QUIET_UPDATING, CORRAL_UPDATE_MS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (excuses); i++)
    if (excuses[i].state == state && silent_ms < excuses[i].most_ms)
      return excuses[i].reason;
  return CORRAL_QUIET_NONE;
}

static gint64
interval_of (const CorralQuietJudge *self, guint32 cart, CorralCartState state)
{
  gint64 interval = self->intervals[cart];

  if (interval <= 0) /* CORRAL_UNKNOWN_INT32 as well */
    interval = state == CORRAL_CART_IN_USE ? CORRAL_CADENCE_SESSION_S : CORRAL_CADENCE_IDLE_S;
  if (state == CORRAL_CART_OFF_PREMISES)
    interval = MAX (interval, CORRAL_CADENCE_OUTSIDE_S);
  return interval * CORRAL_SECOND_MS;
}

static CorralPresence
quiet (CorralQuiet *reason, CorralQuiet its)
{
  *reason = its;
  return CORRAL_PRESENCE_QUIET;
}

CorralPresence
corral_quiet_judge_cart (CorralQuietJudge *self, guint32 cart, CorralQuiet *reason)
{
  CorralCartState state = self->states[self->words[cart]];
  gint64 known_ms = self->chains[cart] < self->n_chains ? self->known[self->chains[cart]] : CORRAL_UNKNOWN;
  gint64 heard_ms = self->heard[cart];
  gint64 interval = interval_of (self, cart, state);
  gint64 silent_ms, ended_ms;
  CorralQuiet its, unwanted;

  if (reason == NULL)
    reason = &unwanted;
  *reason = CORRAL_QUIET_NONE;
  if (state == CORRAL_CART_REVOKED)
    return quiet (reason, CORRAL_QUIET_REVOKED);
  if (state == CORRAL_CART_NEVER_SEEN || !CORRAL_IS_KNOWN (heard_ms))
    return quiet (reason, CORRAL_QUIET_NEVER_SEEN);
  if (!CORRAL_IS_KNOWN (self->now_ms))
    return CORRAL_PRESENCE_HEARD;
  /* What the cloud itself calls offline it has not heard. */
  if (state != CORRAL_CART_OFFLINE && self->now_ms - heard_ms < CORRAL_LATE_INTERVALS * interval)
    return CORRAL_PRESENCE_HEARD;
  if (!CORRAL_IS_KNOWN (known_ms))
    return quiet (reason, CORRAL_QUIET_OWN_KNOWLEDGE);
  silent_ms = MAX (0, known_ms - heard_ms);
  its = excuse_of (state, silent_ms);
  if (its != CORRAL_QUIET_NONE)
    return self->now_ms - heard_ms < CORRAL_OFFLINE_INTERVALS * interval ? CORRAL_PRESENCE_HEARD : quiet (reason, its);
  if (state != CORRAL_CART_OFFLINE && silent_ms < CORRAL_OFFLINE_INTERVALS * interval)
    {
      /* Silent by the clock, but up to what the cloud told us it is not: it is we who are behind. */
      if (self->now_ms - heard_ms >= CORRAL_OFFLINE_INTERVALS * interval)
        return quiet (reason, CORRAL_QUIET_OWN_KNOWLEDGE);
      return silent_ms < CORRAL_LATE_INTERVALS * interval ? CORRAL_PRESENCE_HEARD : CORRAL_PRESENCE_LATE;
    }
  if (silent_ms >= CORRAL_GONE_MS)
    return CORRAL_PRESENCE_GONE;
  if (corral_maintenance_now_covers (self->maintenance, cart))
    return quiet (reason, CORRAL_QUIET_MAINTENANCE);
  if (silent_ms < CORRAL_OFFLINE_INTERVALS * interval)
    return CORRAL_PRESENCE_OFFLINE;
  /* When maintenance is over it has the time of its cadence to be heard, and when the store opens as well. */
  ended_ms = corral_maintenance_now_get_ended (self->maintenance, cart);
  if (ended_ms > known_ms - CORRAL_OFFLINE_INTERVALS * interval)
    return quiet (reason, CORRAL_QUIET_MAINTENANCE);
  if (open_time (hours_of (self, self->stores[cart]), MAX (heard_ms, ended_ms), known_ms)
      < CORRAL_OFFLINE_INTERVALS * interval)
    return quiet (reason, CORRAL_QUIET_CLOSED);
  return CORRAL_PRESENCE_OFFLINE;
}
