/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of silence that the rules of insight share. Main thread. */
#include "config.h"

#include "corral-census.h"

#include "corral-freshness.h"

#include <stdlib.h>
#include <string.h>

gboolean
corral_census_is_expected (CorralCartState state)
{
  switch (state)
    {
    case CORRAL_CART_IDLE:
    case CORRAL_CART_IN_USE:
    case CORRAL_CART_LOW_BATTERY:
    case CORRAL_CART_LATE:
    case CORRAL_CART_FAULT:
    case CORRAL_CART_OFFLINE:
      return TRUE;
    case CORRAL_CART_CHARGING:
    case CORRAL_CART_UPDATING:
    case CORRAL_CART_OUT_OF_SERVICE:
    case CORRAL_CART_OFF_PREMISES:
    case CORRAL_CART_REVOKED:
    case CORRAL_CART_NEVER_SEEN:
    case CORRAL_CART_OTHER:
    default:
      return FALSE;
    }
}

gboolean
corral_census_is_silent (CorralCartState state)
{
  return state == CORRAL_CART_OFFLINE;
}

static double
share (guint32 part, guint32 whole)
{
  return whole > 0 ? (double) part / whole : 0;
}

/* --- carriers -------------------------------------------------------------------------------------- */

static gboolean
is_single (const char *carriers)
{
  return carriers != NULL && *carriers != '\0' && strchr (carriers, ' ') == NULL;
}

static void
judge_carrier (CorralCensusCarrier *group)
{
  double own = share (group->count.silent, group->count.expected);
  double others = share (group->others.silent, group->others.expected);

  group->down = group->count.silent >= CORRAL_CARRIER_CARTS && group->stores >= CORRAL_CARRIER_STORES
                && own >= CORRAL_CARRIER_SHARE && own >= CORRAL_CARRIER_CONTRAST * others;
}

/* One pass: carts of one carrier alone, by carrier and region. */
static void
count_carriers (CorralCensus *self)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  guint32 n_carriers = corral_columns_get_n_words (carts, CORRAL_CART_COL_CARRIERS) + 1;
  guint32 n_regions = corral_columns_get_n_words (stores, CORRAL_STORE_COL_REGION) + 1;
  guint32 n_stores = corral_columns_get_n_slots (stores);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const guint32 *carriers = corral_columns_peek (carts, CORRAL_CART_COL_CARRIERS);
  const guint32 *regions = corral_columns_peek (stores, CORRAL_STORE_COL_REGION);
  const guint32 *uplinks = corral_columns_peek (carts, CORRAL_CART_COL_UPLINK);
  guint32 wifi = corral_columns_find_word (carts, CORRAL_CART_COL_UPLINK, "wifi");
  g_autofree CorralCensusCount *groups = g_new0 (CorralCensusCount, (gsize) n_carriers * n_regions);
  g_autofree CorralCensusCount *wholes = g_new0 (CorralCensusCount, n_regions);
  g_autofree guint8 *touched = g_new0 (guint8, (gsize) n_carriers * n_stores + 1);
  g_autofree gboolean *single = g_new0 (gboolean, n_carriers);
  GArray *found = g_array_new (FALSE, TRUE, sizeof (CorralCensusCarrier));

  for (guint32 code = 1; code < n_carriers; code++)
    single[code] = is_single (corral_columns_get_word (carts, CORRAL_CART_COL_CARRIERS, code));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      CorralCensusCount *group;
      guint32 region;
      gboolean silent;

      if (!exists[slot] || links[slot] == CORRAL_NO_SLOT || regions[links[slot]] == 0
          || !corral_census_is_expected ((CorralCartState) states[slot]))
        continue;
      region = regions[links[slot]];
      silent = corral_census_is_silent ((CorralCartState) states[slot]);
      wholes[region].expected++;
      wholes[region].silent += silent;
      if (!single[carriers[slot]] || (wifi != 0 && uplinks[slot] == wifi))
        continue;
      group = &groups[(gsize) carriers[slot] * n_regions + region];
      group->expected++;
      group->silent += silent;
      if (silent)
        touched[(gsize) carriers[slot] * n_stores + links[slot]] = TRUE;
    }

  for (guint32 carrier = 1; carrier < n_carriers; carrier++)
    for (guint32 region = 1; region < n_regions; region++)
      {
        CorralCensusCarrier group = { .count = groups[(gsize) carrier * n_regions + region] };

        if (group.count.expected == 0)
          continue;
        group.carrier_code = carrier;
        group.region_code = region;
        group.carrier = corral_columns_get_word (carts, CORRAL_CART_COL_CARRIERS, carrier);
        group.region = corral_columns_get_word (stores, CORRAL_STORE_COL_REGION, region);
        group.others.expected = wholes[region].expected - group.count.expected;
        group.others.silent = wholes[region].silent - group.count.silent;
        for (guint32 store = 0; store < n_stores; store++)
          group.stores += regions[store] == region && touched[(gsize) carrier * n_stores + store];
        judge_carrier (&group);
        g_array_append_val (found, group);
      }
  self->n_carriers = found->len;
  self->carriers = (CorralCensusCarrier *) (gpointer) g_array_free (found, FALSE);
}

const CorralCensusCarrier *
corral_census_find_carrier (const CorralCensus *self, guint32 cart)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  guint32 store = corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE);
  guint32 carrier, region;

  if (store == CORRAL_NO_SLOT
      || g_strcmp0 (corral_columns_get_text (carts, cart, CORRAL_CART_COL_UPLINK), "wifi") == 0)
    return NULL;
  carrier = ((const guint32 *) corral_columns_peek (carts, CORRAL_CART_COL_CARRIERS))[cart];
  region = ((const guint32 *) corral_columns_peek (stores, CORRAL_STORE_COL_REGION))[store];
  for (guint i = 0; i < self->n_carriers; i++)
    if (self->carriers[i].carrier_code == carrier && self->carriers[i].region_code == region)
      return &self->carriers[i];
  return NULL;
}

/* --- stores ---------------------------------------------------------------------------------------- */

gboolean
corral_census_is_wider (const CorralCensus *self, guint32 cart)
{
  const CorralSilenceGroup *group = corral_silence_find (self->silence, cart);
  const CorralCensusCarrier *carrier;

  if (group != NULL)
    return group->cause != CORRAL_VERDICT_STORE_WIFI && group->cause != CORRAL_VERDICT_ACCESS_POINT_DOWN;
  carrier = corral_census_find_carrier (self, cart);
  return carrier != NULL && carrier->down;
}

/* One pass: carts by store, without those whose silence something wider explains. */
static void
count_stores (CorralCensus *self)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  guint32 mobile = corral_columns_find_word (carts, CORRAL_CART_COL_UPLINK, "ltem");
  guint32 wifi = corral_columns_find_word (carts, CORRAL_CART_COL_UPLINK, "wifi");
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const guint32 *uplinks = corral_columns_peek (carts, CORRAL_CART_COL_UPLINK);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      CorralCensusCount *store;
      gboolean silent;

      if (!exists[slot] || links[slot] == CORRAL_NO_SLOT)
        continue;
      silent = corral_census_is_silent ((CorralCartState) states[slot]);
      self->stores[links[slot]].count.on_wifi += !silent && wifi != 0 && uplinks[slot] == wifi
                                                 && states[slot] != CORRAL_CART_OFF_PREMISES;
      if (!corral_census_is_expected ((CorralCartState) states[slot])
          || (silent && corral_census_is_wider (self, slot)))
        continue;
      store = &self->stores[links[slot]].count;
      store->expected++;
      store->silent += silent;
      store->mobile += !silent && mobile != 0 && uplinks[slot] == mobile;
    }
}

/* An open alert on the whole store that blames its network, other than one access point of several. */
static gboolean
blames_network (const CorralColumns *alerts, guint32 slot)
{
  const char *kind = corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_KIND);
  const char *cause = corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_CAUSE);

  if (!corral_columns_exists (alerts, slot)
      || corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_OPEN) != 1
      || corral_columns_get_link (alerts, slot, CORRAL_ALERT_COL_CART) != CORRAL_NO_SLOT)
    return FALSE;
  if (g_strcmp0 (kind, "store_wifi") == 0)
    return TRUE;
  return g_strcmp0 (cause, "store_network") == 0 && g_strcmp0 (kind, "access_point_down") != 0;
}

static void
count_points (CorralCensus *self)
{
  const CorralColumns *points = corral_fleet_get_table (self->fleet, CORRAL_TABLE_ACCESS_POINT);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (points); slot++)
    {
      guint32 store = corral_columns_get_link (points, slot, CORRAL_ACCESS_POINT_COL_STORE);
      const char *state = corral_columns_get_text (points, slot, CORRAL_ACCESS_POINT_COL_STATE);
      gint64 since = corral_columns_get_integer (points, slot, CORRAL_ACCESS_POINT_COL_STATE_SINCE_MS);

      if (!corral_columns_exists (points, slot) || store == CORRAL_NO_SLOT || state == NULL)
        continue;
      self->stores[store].points++;
      if (strcmp (state, "down") != 0)
        continue;
      self->stores[store].points_down++;
      if (CORRAL_IS_KNOWN (since)
          && (!CORRAL_IS_KNOWN (self->stores[store].points_ms) || since < self->stores[store].points_ms))
        self->stores[store].points_ms = since;
    }
}

static void
judge_stores (CorralCensus *self)
{
  const CorralColumns *alerts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_ALERT);
  guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts); slot++)
    {
      guint32 store = corral_columns_get_link (alerts, slot, CORRAL_ALERT_COL_STORE);
      gint64 raised = corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_RAISED_MS);

      if (store == CORRAL_NO_SLOT || !blames_network (alerts, slot))
        continue;
      if (!self->stores[store].network_alert || raised < self->stores[store].alert_ms)
        self->stores[store].alert_ms = raised;
      self->stores[store].network_alert = TRUE;
    }
  for (guint32 slot = 0; slot < n_stores; slot++)
    {
      CorralCensusStore *store = &self->stores[slot];
      /* Carts on the mobile network speak against the Wi-Fi only while no cart is on it: radio noise drives
       * many away from it that are beside a compressor, and leaves the others. */
      guint32 without_wifi = store->count.silent + (store->count.on_wifi == 0 ? store->count.mobile : 0);

      store->network_down = store->network_alert || (store->points > 0 && store->points_down == store->points)
                            || (without_wifi >= CORRAL_STORE_DOWN_CARTS && store->count.on_wifi < without_wifi
                                && share (without_wifi, store->count.expected) >= CORRAL_STORE_DOWN_SHARE);
    }
}

/* --- since when ------------------------------------------------------------------------------------ */

gboolean
corral_census_in_store (const CorralCensus *self, guint32 cart, gconstpointer store)
{
  return corral_fleet_get_link (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE)
         == *(const guint32 *) store;
}

gboolean
corral_census_in_carrier (const CorralCensus *self, guint32 cart, gconstpointer carrier)
{
  return corral_census_find_carrier (self, cart) == carrier;
}

static int
compare_times (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

gint64
corral_census_silent_since (const CorralCensus *self, CorralCensusFunc wanted, gconstpointer data)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (exists[slot] && corral_census_is_silent ((CorralCartState) states[slot])
        && CORRAL_IS_KNOWN (heard[slot]) && wanted (self, slot, data))
      g_array_append_val (times, heard[slot]);
  if (times->len == 0)
    return CORRAL_UNKNOWN;
  qsort (times->data, times->len, sizeof (gint64), compare_times);
  return g_array_index (times, gint64, times->len / 2);
}

/* --- the census ------------------------------------------------------------------------------------ */

CorralCensus *
corral_census_new (CorralFleet *fleet)
{
  CorralCensus *self = g_new0 (CorralCensus, 1);
  guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));

  self->fleet = fleet;
  self->stores = g_new0 (CorralCensusStore, n_stores + 1);
  for (guint32 i = 0; i <= n_stores; i++)
    self->stores[i].alert_ms = self->stores[i].points_ms = CORRAL_UNKNOWN;
  self->silence = corral_silence_new (fleet);
  count_carriers (self);
  count_stores (self);
  count_points (self);
  judge_stores (self);
  return self;
}

void
corral_census_free (CorralCensus *self)
{
  g_free (self->stores);
  corral_silence_free (self->silence);
  g_free (self->carriers);
  g_free (self);
}
