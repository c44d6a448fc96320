/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What verdicts are drawn from: counts over the whole fleet, taken once for all questions at one moment. Main thread. */
#include "config.h"

#include "corral-verdict-private.h"

#include "corral-time.h"

#include <math.h>
#include <string.h>

/* A store's hour in which carts were operational for less than this is a hole (ours), when most stores have it. */
#define GAP_HOUR_PCT 40.0
#define GAP_SHARE 0.6
#define GAP_STORES 5
#define GAP_BIN_MS (30 * CORRAL_MINUTE_MS)
#define GAP_BINS 64 /* as many as bits of a number */

/* --- places ---------------------------------------------------------------------------------------- */

static void
find_cold_aisles (CorralVerdictDesk *self)
{
  guint32 n_stores = corral_columns_get_n_slots (self->stores);
  const gint32 *aisles = corral_columns_peek (self->stores, CORRAL_STORE_COL_AISLES);

  self->n_aisles = 1;
  for (guint32 store = 0; store < n_stores; store++)
    if (aisles[store] > 0 && aisles[store] < 1000)
      self->n_aisles = MAX (self->n_aisles, (guint32) aisles[store] + 1);
  self->cold = g_new0 (guint8, (gsize) n_stores * self->n_aisles + 1);
  for (guint32 store = 0; store < n_stores; store++)
    {
      const char *list = corral_columns_get_text (self->stores, store, CORRAL_STORE_COL_REFRIGERATED_AISLES);

      while (list != NULL && *list != '\0')
        {
          char *end;
          guint64 aisle = g_ascii_strtoull (list, &end, 10);

          if (end == list)
            break;
          if (aisle < self->n_aisles)
            self->cold[(gsize) store * self->n_aisles + aisle] = TRUE;
          list = end + (*end == ' ');
        }
    }
}

/* Which row of @table has the word of each code of a column of carts; names in @column. */
static guint32 *
index_words (CorralVerdictDesk *self, guint cart_column, CorralTableKind table, guint column)
{
  const CorralColumns *rows = corral_fleet_get_table (self->fleet, table);
  guint32 n_words = corral_columns_get_n_words (self->carts, cart_column);
  guint32 *slots = g_new (guint32, n_words + 1);

  memset (slots, 0xff, (n_words + 1) * sizeof *slots);
  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (rows); slot < n_slots; slot++)
    {
      const char *word = corral_columns_get_text (rows, slot, column);
      guint32 code = word != NULL && corral_columns_exists (rows, slot)
                         ? corral_columns_find_word (self->carts, cart_column, word)
                         : 0;

      if (code != 0)
        slots[code] = slot;
    }
  return slots;
}

GTimeZone *
corral_verdict_get_zone (CorralVerdictDesk *desk, guint32 store)
{
  guint32 code = ((const guint32 *) corral_columns_peek (desk->stores, CORRAL_STORE_COL_TIME_ZONE))[store];

  if (code != 0 && desk->zones[code] == NULL)
    desk->zones[code] = corral_time_zone (corral_columns_get_word (desk->stores, CORRAL_STORE_COL_TIME_ZONE, code));
  return desk->zones[code];
}

gboolean
corral_verdict_is_closed (CorralVerdictDesk *desk, guint32 store, gint64 time_ms)
{
  GTimeZone *zone = corral_verdict_get_zone (desk, store);

  if (desk->hours_store != store)
    desk->hours
      = corral_opening_hours_parse (corral_columns_get_text (desk->stores, store, CORRAL_STORE_COL_OPENING_HOURS));
  desk->hours_store = store;
  return desk->hours.known && zone != NULL && CORRAL_IS_KNOWN (time_ms)
         && !corral_opening_hours_is_open (&desk->hours, zone, time_ms);
}

/* --- what carts are like ---------------------------------------------------------------------------- */

static void
count (CorralShare *shares, guint32 code, CorralShare *all, gboolean bad)
{
  all->known++;
  all->bad += bad;
  if (code == 0)
    return;
  shares[code].known++;
  shares[code].bad += bad;
}

gboolean
corral_verdict_is_noisy (CorralVerdictDesk *self, guint32 cart, gboolean *bad)
{
  guint32 store = ((const guint32 *) corral_columns_peek (self->carts, CORRAL_CART_COL_STORE))[cart];
  gint32 aisle = ((const gint32 *) corral_columns_peek (self->carts, CORRAL_CART_COL_AISLE))[cart];
  gint32 channel = ((const gint32 *) corral_columns_peek (self->carts, CORRAL_CART_COL_CHANNEL))[cart];
  gint32 roam = ((const gint32 *) corral_columns_peek (self->carts, CORRAL_CART_COL_ROAM_MS))[cart];

  /* Channels 1 to 14 are the 2.4 GHz band. */
  if (store == CORRAL_NO_SLOT || aisle < 0 || (guint32) aisle >= self->n_aisles || channel < 1 || channel > 14
      || !self->cold[(gsize) store * self->n_aisles + (guint32) aisle])
    return FALSE;
  *bad = roam >= CORRAL_VERDICT_ROAM_MS;
  return TRUE;
}

static void
mark_noise_alerts (CorralVerdictDesk *self)
{
  const CorralColumns *alerts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_ALERT);
  guint32 noise = corral_columns_find_word (alerts, CORRAL_ALERT_COL_KIND, "radio_noise");
  const guint32 *kinds = corral_columns_peek (alerts, CORRAL_ALERT_COL_KIND);
  const guint32 *carts = corral_columns_peek (alerts, CORRAL_ALERT_COL_CART);
  const gint32 *open = corral_columns_peek (alerts, CORRAL_ALERT_COL_OPEN);

  self->noise_alert = g_new0 (guint8, corral_columns_get_n_slots (self->carts) + 1);
  self->noisy = g_new0 (guint8, corral_columns_get_n_slots (self->carts) + 1);
  for (guint32 slot = 0; noise != 0 && slot < corral_columns_get_n_slots (alerts); slot++)
    if (kinds[slot] == noise && open[slot] == 1 && carts[slot] != CORRAL_NO_SLOT && corral_columns_exists (alerts, slot))
      self->noise_alert[carts[slot]] = TRUE;
}

static void
count_carts (CorralVerdictDesk *self)
{
  const CorralColumns *carts = self->carts;
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const guint32 *chains = corral_columns_peek (carts, CORRAL_CART_COL_CHAIN);
  const guint32 *lots = corral_columns_peek (carts, CORRAL_CART_COL_LOT);
  const guint32 *versions = corral_columns_peek (carts, CORRAL_CART_COL_FIRMWARE);
  const guint32 *revisions = corral_columns_peek (carts, CORRAL_CART_COL_HARDWARE_REVISION);
  const float *drift = corral_columns_peek (carts, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  const gint32 *scans = corral_columns_peek (carts, CORRAL_CART_COL_SCAN_P95_MS);
  const gint32 *anchors = corral_columns_peek (carts, CORRAL_CART_COL_NEXT_CA_INSTALLED);
  const guint32 *updates = corral_columns_peek (carts, CORRAL_CART_COL_EXECUTION_STATUS);
  const gint64 *updated = corral_columns_peek (carts, CORRAL_CART_COL_EXECUTION_UPDATED_MS);
  const guint32 *countries = corral_columns_peek (self->stores, CORRAL_STORE_COL_COUNTRY);
  guint32 rolled_back = corral_columns_find_word (carts, CORRAL_CART_COL_EXECUTION_STATUS, "rolled_back");
  guint32 succeeded = corral_columns_find_word (carts, CORRAL_CART_COL_EXECUTION_STATUS, "succeeded");
  gint64 now_ms = corral_fleet_get_now (self->fleet);
  /* A fleet that nobody told the time knows of nothing lately. */
  gint64 lately = CORRAL_IS_KNOWN (now_ms) ? now_ms - CORRAL_VERDICT_ROLLBACK_DAYS * CORRAL_DAY_MS : G_MAXINT64;
  gboolean bad;

  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (carts); cart < n_slots; cart++)
    {
      if (!exists[cart] || stores[cart] == CORRAL_NO_SLOT)
        continue;
      if (!isnan (drift[cart]))
        count (self->lot_drift, lots[cart], &self->all_drift, fabs ((double) drift[cart]) > CORRAL_VERDICT_DRIFT_G);
      if (scans[cart] != CORRAL_UNKNOWN_INT32)
        count (self->version_slow, versions[cart], &self->all_slow, scans[cart] > CORRAL_VERDICT_SCAN_MS);
      if (anchors[cart] != CORRAL_UNKNOWN_INT32)
        {
          self->chain_ca[chains[cart]].known++;
          self->chain_ca[chains[cart]].bad += anchors[cart] == 0;
        }
      if (updates[cart] != 0 && updated[cart] >= lately
          && (updates[cart] == rolled_back || updates[cart] == succeeded))
        {
          self->rollbacks[countries[stores[cart]]].known++;
          self->rollbacks[countries[stores[cart]]].bad += updates[cart] == rolled_back;
        }
      if (!corral_census_is_silent ((CorralCartState) states[cart]) && corral_verdict_is_noisy (self, cart, &bad))
        {
          count (self->revision_noise, revisions[cart], &self->all_noise, bad);
          self->noisy[cart] = bad;
        }
      count (self->revision_alerts, revisions[cart], &self->all_alerts, self->noise_alert[cart]);
    }
}

/* --- the hole of today ------------------------------------------------------------------------------- */

/* Adds a store's hours to the bins of half an hour before now. Returns a bit for each bin in which it has a hole. */
static guint64
count_hours (CorralVerdictDesk *self, guint32 store, gint64 end_ms, CorralShare *bins)
{
  const char *list = corral_columns_get_text (self->stores, store, CORRAL_STORE_COL_SERVICE_HOURS_PCT);
  gint64 as_of = corral_columns_get_integer (self->stores, store, CORRAL_STORE_COL_SERVICE_AS_OF_MS);
  CorralOpeningHours hours;
  GTimeZone *zone;
  gint64 begin, local;
  guint64 holes = 0;
  int weekday;

  if (list == NULL || !CORRAL_IS_KNOWN (as_of) || as_of <= 0)
    return 0;
  hours = corral_opening_hours_parse (corral_columns_get_text (self->stores, store, CORRAL_STORE_COL_OPENING_HOURS));
  zone = corral_verdict_get_zone (self, store);
  if (zone == NULL || !hours.known)
    return 0;
  begin = corral_time_day_start_ms (zone, as_of - CORRAL_MINUTE_MS);
  local = begin + corral_time_offset_s (zone, begin) * CORRAL_SECOND_MS;
  weekday = (int) ((local / CORRAL_DAY_MS + 3) % 7);
  begin += hours.open_min[weekday] * CORRAL_MINUTE_MS;
  for (gint64 hour = begin; *list != '\0' && hour < as_of; hour += CORRAL_HOUR_MS)
    {
      char *next;
      double value = g_ascii_strtod (list, &next);
      gboolean known = next != list;

      list = known ? next : list + 1; /* "-" */
      while (*list == ' ')
        list++;
      if (!known)
        continue;
      for (gint64 at = hour; at < MIN (hour + CORRAL_HOUR_MS, as_of); at += GAP_BIN_MS)
        {
          gint64 bin = (end_ms - at - 1) / GAP_BIN_MS;

          if (bin < 0 || bin >= GAP_BINS)
            continue;
          bins[bin].known++;
          bins[bin].bad += value < GAP_HOUR_PCT;
          if (value < GAP_HOUR_PCT)
            holes |= G_GUINT64_CONSTANT (1) << bin;
        }
    }
  return holes;
}

/* Today's hours of nearly all stores are empty at once: no store, carrier or cart can do that. */
static void
find_gap (CorralVerdictDesk *self)
{
  const gint64 *boots = corral_columns_peek (self->carts, CORRAL_CART_COL_LAST_BOOT_MS);
  const guint8 *exists = corral_columns_peek_exists (self->carts);
  CorralShare bins[GAP_BINS] = { { 0 } };
  gint64 end_ms = corral_fleet_get_now (self->fleet);
  guint newest = GAP_BINS, oldest = 0;
  guint32 n_stores = corral_columns_get_n_slots (self->stores);
  g_autofree guint64 *holes = g_new0 (guint64, n_stores + 1);

  self->in_gap = g_new0 (guint8, n_stores + 1);
  self->gap_begin_ms = self->gap_end_ms = CORRAL_UNKNOWN;
  if (!CORRAL_IS_KNOWN (end_ms))
    return;
  end_ms = end_ms / GAP_BIN_MS * GAP_BIN_MS + GAP_BIN_MS;
  for (guint32 store = 0; store < n_stores; store++)
    if (corral_columns_exists (self->stores, store))
      holes[store] = count_hours (self, store, end_ms, bins);
  for (guint i = 0; i < GAP_BINS; i++)
    {
      if (bins[i].bad < GAP_STORES || bins[i].bad < GAP_SHARE * bins[i].known)
        {
          if (newest != GAP_BINS && i > oldest + 2)
            break;
          continue;
        }
      if (newest == GAP_BINS)
        newest = i;
      oldest = i;
      self->gap_stores = MAX (self->gap_stores, bins[i].bad);
      self->gap_of = MAX (self->gap_of, bins[i].known);
    }
  if (newest == GAP_BINS)
    return;
  self->gap_begin_ms = end_ms - (oldest + 1) * GAP_BIN_MS;
  self->gap_end_ms = end_ms - newest * GAP_BIN_MS;
  for (guint32 store = 0; store < n_stores; store++)
    for (guint i = newest; i <= oldest; i++)
      self->in_gap[store] |= (holes[store] >> i & 1) != 0;
  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (self->carts); cart < n_slots; cart++)
    if (exists[cart] && CORRAL_IS_KNOWN (boots[cart]))
      {
        self->gap_up.known++;
        self->gap_up.bad += boots[cart] < self->gap_begin_ms;
      }
}

/* --- the desk ----------------------------------------------------------------------------------------- */

gboolean
corral_verdict_desk_is_current (CorralVerdictDesk *self)
{
  CorralStamp stamp = self->stamp;

  return !corral_stamp_renew (&stamp, self->fleet, CORRAL_VERDICT_TABLES) && self->now_ms == corral_fleet_get_now (self->fleet);
}

void
corral_verdict_desk_set_hops (CorralVerdictDesk *self, const CorralVerdictHops *hops)
{
  self->hops_known = hops != NULL;
  self->hops = hops != NULL ? *hops : (CorralVerdictHops) { CORRAL_WAY_OPEN, CORRAL_UNKNOWN };
}

/* @census (transfer full): of now, or of a moment ago: then the desk is no newer. */
static CorralVerdictDesk *
count_desk (CorralFleet *fleet, CorralCensus *census)
{
  CorralVerdictDesk *self = g_rc_box_new0 (CorralVerdictDesk);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);

  self->fleet = fleet;
  self->carts = carts;
  self->stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  self->hours_store = CORRAL_NO_SLOT;
  self->now_ms = corral_fleet_get_now (fleet);
  corral_stamp_renew (&self->stamp, fleet, CORRAL_VERDICT_TABLES);
  corral_stamp_take_over (&self->stamp, &census->stamp, CORRAL_CENSUS_TABLES);
  self->census = census;
  self->lot_drift = g_new0 (CorralShare, corral_columns_get_n_words (carts, CORRAL_CART_COL_LOT) + 1);
  self->version_slow = g_new0 (CorralShare, corral_columns_get_n_words (carts, CORRAL_CART_COL_FIRMWARE) + 1);
  self->revision_noise
      = g_new0 (CorralShare, corral_columns_get_n_words (carts, CORRAL_CART_COL_HARDWARE_REVISION) + 1);
  self->revision_alerts
      = g_new0 (CorralShare, corral_columns_get_n_words (carts, CORRAL_CART_COL_HARDWARE_REVISION) + 1);
  self->rollbacks = g_new0 (CorralShare, corral_columns_get_n_words (self->stores, CORRAL_STORE_COL_COUNTRY) + 1);
  self->chain_ca = g_new0 (CorralShare, corral_columns_get_n_slots (chains) + 1);
  self->firmware_rows
      = index_words (self, CORRAL_CART_COL_FIRMWARE, CORRAL_TABLE_FIRMWARE, CORRAL_FIRMWARE_COL_VERSION);
  self->points
      = index_words (self, CORRAL_CART_COL_ACCESS_POINT, CORRAL_TABLE_ACCESS_POINT, CORRAL_ACCESS_POINT_COL_ID);
  self->n_zones = corral_columns_get_n_words (self->stores, CORRAL_STORE_COL_TIME_ZONE);
  self->zones = g_new0 (GTimeZone *, self->n_zones + 1);
  find_cold_aisles (self);
  mark_noise_alerts (self);
  count_carts (self);
  find_gap (self);
  return self;
}

static void
clear_desk (gpointer data)
{
  CorralVerdictDesk *self = data;

  for (guint32 code = 0; code <= self->n_zones; code++)
    g_clear_pointer (&self->zones[code], g_time_zone_unref);
  g_free (self->zones);
  corral_census_unref (self->census);
  g_free (self->lot_drift);
  g_free (self->version_slow);
  g_free (self->revision_noise);
  g_free (self->revision_alerts);
  g_free (self->noise_alert);
  g_free (self->noisy);
  g_free (self->in_gap);
  g_free (self->rollbacks);
  g_free (self->chain_ca);
  g_free (self->firmware_rows);
  g_free (self->points);
  g_free (self->cold);
}

static void
unref_counted (gpointer counted)
{
  g_rc_box_release_full (counted, clear_desk);
}

/* (nullable): the last one, kept with the fleet. */
static CorralVerdictDesk *
get_counted (CorralFleet *fleet)
{
  return g_object_get_data (G_OBJECT (fleet), "corral-verdict-desk");
}

static void
keep_counted (CorralFleet *fleet, CorralVerdictDesk *counted)
{
  g_object_set_data_full (G_OBJECT (fleet), "corral-verdict-desk", counted, unref_counted);
}

void
corral_verdict_desk_prepare (CorralFleet *fleet)
{
  CorralVerdictDesk *counted = get_counted (fleet);

  if (counted == NULL || !corral_verdict_desk_is_current (counted))
    keep_counted (fleet, count_desk (fleet, corral_census_get_near (fleet)));
}

CorralVerdictDesk *
corral_verdict_desk_new_near (CorralFleet *fleet)
{
  CorralVerdictDesk *counted = get_counted (fleet);
  CorralVerdictDesk *self;

  if (counted == NULL || !corral_stamp_is_near (&counted->stamp, fleet))
    return corral_verdict_desk_new (fleet, NULL);
  self = g_memdup2 (counted, sizeof *counted);
  self->counted = g_rc_box_acquire (counted);
  corral_verdict_desk_set_hops (self, NULL);
  return self;
}

CorralVerdictDesk *
corral_verdict_desk_new (CorralFleet *fleet, const CorralVerdictHops *hops)
{
  CorralVerdictDesk *counted = get_counted (fleet);
  CorralVerdictDesk *self;

  if (counted == NULL || !corral_verdict_desk_is_current (counted))
    {
      counted = count_desk (fleet, corral_census_get (fleet));
      keep_counted (fleet, counted);
    }
  self = g_memdup2 (counted, sizeof *counted);
  self->counted = g_rc_box_acquire (counted);
  corral_verdict_desk_set_hops (self, hops);
  return self;
}

void
corral_verdict_desk_free (CorralVerdictDesk *self)
{
  unref_counted (self->counted);
  g_free (self);
}
