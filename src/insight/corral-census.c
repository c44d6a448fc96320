/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of silence that the rules of insight share. Main thread. */
#include "config.h"

#include "corral-census.h"

#include "corral-freshness.h"
#include "corral-middle.h"

#include <string.h>

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

/* The one pass over the carts: by store, those of one carrier alone by carrier and region, and who is silent. (element-type
 * guint32): those, by slot. */
static GArray *
count_carts (CorralCensus *self)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  guint32 n_carts = corral_columns_get_n_slots (carts);
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
  guint32 mobile = corral_columns_find_word (carts, CORRAL_CART_COL_UPLINK, "ltem");
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree CorralCensusCount *groups = g_new0 (CorralCensusCount, (gsize) n_carriers * n_regions);
  g_autofree CorralCensusCount *wholes = g_new0 (CorralCensusCount, n_regions);
  g_autofree guint8 *touched = g_new0 (guint8, (gsize) n_carriers * n_stores + 1);
  g_autofree guint32 *n_touched = g_new0 (guint32, (gsize) n_carriers * n_regions);
  g_autofree gboolean *single = g_new0 (gboolean, n_carriers);
  GArray *found = g_array_new (FALSE, TRUE, sizeof (CorralCensusCarrier));

  self->n_regions = n_regions;
  self->carrier_at = g_new0 (guint32, (gsize) n_carriers * n_regions);
  for (guint32 code = 1; code < n_carriers; code++)
    single[code] = is_single (corral_columns_get_word (carts, CORRAL_CART_COL_CARRIERS, code));

  for (guint32 slot = 0; slot < n_carts; slot++)
    {
      CorralCensusCount *group, *store;
      guint32 region;
      gboolean silent;

      if (!exists[slot])
        continue;
      silent = corral_census_is_silent ((CorralCartState) states[slot]);
      if (silent)
        g_array_append_val (slots, slot);
      if (links[slot] == CORRAL_NO_SLOT)
        continue;
      region = regions[links[slot]];
      store = &self->stores[links[slot]].count;
      store->on_wifi += !silent && uplinks[slot] == self->wifi && states[slot] != CORRAL_CART_OFF_PREMISES;
      if (!corral_census_is_expected ((CorralCartState) states[slot]))
        continue;
      store->expected++;
      store->silent += silent;
      store->mobile += !silent && mobile != 0 && uplinks[slot] == mobile;
      if (region == 0)
        continue;
      wholes[region].expected++;
      wholes[region].silent += silent;
      if (!single[carriers[slot]] || uplinks[slot] == self->wifi)
        continue;
      group = &groups[(gsize) carriers[slot] * n_regions + region];
      group->expected++;
      group->silent += silent;
      if (silent && !touched[(gsize) carriers[slot] * n_stores + links[slot]])
        {
          touched[(gsize) carriers[slot] * n_stores + links[slot]] = TRUE;
          n_touched[(gsize) carriers[slot] * n_regions + region]++;
        }
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
        group.stores = n_touched[(gsize) carrier * n_regions + region];
        group.since_ms = CORRAL_UNKNOWN;
        judge_carrier (&group);
        g_array_append_val (found, group);
        self->carrier_at[(gsize) carrier * n_regions + region] = found->len;
      }
  self->n_carriers = found->len;
  self->carriers = (CorralCensusCarrier *) (gpointer) g_array_free (found, FALSE);
  return slots;
}

const CorralCensusCarrier *
corral_census_find_carrier (const CorralCensus *self, guint32 cart)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const guint32 *uplinks = corral_columns_peek (carts, CORRAL_CART_COL_UPLINK);
  const guint32 *carriers = corral_columns_peek (carts, CORRAL_CART_COL_CARRIERS);
  const guint32 *regions = corral_columns_peek (stores, CORRAL_STORE_COL_REGION);
  guint32 at;

  if (links[cart] == CORRAL_NO_SLOT || uplinks[cart] == self->wifi)
    return NULL;
  at = self->carrier_at[(gsize) carriers[cart] * self->n_regions + regions[links[cart]]];
  return at != 0 ? &self->carriers[at - 1] : NULL;
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

/* Takes those whose silence something wider explains out of their stores' counts. */
static void
forgive_stores (CorralCensus *self, const GArray *silent)
{
  const guint32 *links
    = corral_columns_peek (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_STORE);

  for (guint i = 0; i < silent->len; i++)
    {
      guint32 cart = g_array_index (silent, guint32, i);

      if (links[cart] == CORRAL_NO_SLOT || !corral_census_is_wider (self, cart))
        continue;
      self->stores[links[cart]].count.expected--;
      self->stores[links[cart]].count.silent--;
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

/* --- the silent ones ------------------------------------------------------------------------------- */

/* By store those of @silent that were heard once: counted, then placed. */
static void
list_silent (CorralCensus *self, const GArray *silent)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  g_autofree guint32 *at = NULL;

  self->silent_begins = g_new0 (guint32, self->n_stores + 3);
  for (guint i = 0; i < silent->len; i++)
    if (CORRAL_IS_KNOWN (heard[g_array_index (silent, guint32, i)]))
      self->silent_begins[MIN (links[g_array_index (silent, guint32, i)], self->n_stores) + 1]++;
  for (guint32 store = 0; store <= self->n_stores; store++)
    self->silent_begins[store + 1] += self->silent_begins[store];
  self->silent = g_new (guint32, silent->len + 1);
  at = g_memdup2 (self->silent_begins, (self->n_stores + 2) * sizeof *at);
  for (guint i = 0; i < silent->len; i++)
    {
      guint32 slot = g_array_index (silent, guint32, i);

      if (CORRAL_IS_KNOWN (heard[slot]))
        self->silent[at[MIN (links[slot], self->n_stores)]++] = slot;
    }
}

gint64
corral_census_get_silent_since (const CorralCensus *self, guint32 store)
{
  const gint64 *heard
    = corral_columns_peek (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_HEARD_MS);
  guint32 begin = self->silent_begins[store];
  guint32 n = self->silent_begins[store + 1] - begin;
  g_autofree gint64 *times = NULL;

  if (n == 0)
    return CORRAL_UNKNOWN;
  times = g_new (gint64, n);
  for (guint32 i = 0; i < n; i++)
    times[i] = heard[self->silent[begin + i]];
  return corral_middle_ms (times, n);
}

static void
judge_carriers_since (CorralCensus *self)
{
  const gint64 *heard
    = corral_columns_peek (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_HEARD_MS);
  guint32 n_silent = self->silent_begins[self->n_stores + 1];
  g_autofree gint64 *times = g_new (gint64, n_silent + 1);

  for (guint k = 0; k < self->n_carriers; k++)
    {
      guint n = 0;

      if (!self->carriers[k].down)
        continue;
      for (guint32 i = 0; i < n_silent; i++)
        if (corral_census_find_carrier (self, self->silent[i]) == &self->carriers[k])
          times[n++] = heard[self->silent[i]];
      if (n > 0)
        self->carriers[k].since_ms = corral_middle_ms (times, n);
    }
}

/* What is left when everything that reaches further than a cart is taken away. */
static void
list_alone (CorralCensus *self)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  guint32 n_silent = self->silent_begins[self->n_stores + 1];

  self->alone = g_new (gint64, n_silent + 1);
  for (guint32 store = 0; store <= self->n_stores; store++)
    for (guint32 i = self->silent_begins[store]; i < self->silent_begins[store + 1]; i++)
      if (corral_silence_find (self->silence, self->silent[i]) == NULL && !corral_census_is_wider (self, self->silent[i])
          && (store == self->n_stores || !self->stores[store].network_down))
        self->alone[self->n_alone++] = heard[self->silent[i]];
}

guint
corral_census_count_alone (const CorralCensus *self, gint64 time_ms, gint64 radius_ms)
{
  guint n = 0;

  for (guint i = 0; i < self->n_alone; i++)
    n += ABS (self->alone[i] - time_ms) <= radius_ms;
  return n;
}

/* --- the census ------------------------------------------------------------------------------------ */

static CorralCensus *
take_census (CorralFleet *fleet)
{
  CorralCensus *self = g_rc_box_new0 (CorralCensus);
  g_autoptr (GArray) silent = NULL;
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);

  self->fleet = fleet;
  self->n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));
  self->wifi = corral_columns_find_word (carts, CORRAL_CART_COL_UPLINK, "wifi");
  if (self->wifi == 0)
    self->wifi = G_MAXUINT32;
  self->stores = g_new0 (CorralCensusStore, self->n_stores + 1);
  for (guint32 i = 0; i <= self->n_stores; i++)
    self->stores[i].alert_ms = self->stores[i].points_ms = CORRAL_UNKNOWN;
  self->silence = corral_silence_new (fleet);
  silent = count_carts (self);
  forgive_stores (self, silent);
  count_points (self);
  judge_stores (self);
  list_silent (self, silent);
  judge_carriers_since (self);
  list_alone (self);
  return self;
}

static void
clear_census (gpointer data)
{
  CorralCensus *self = data;

  g_free (self->stores);
  corral_silence_free (self->silence);
  g_free (self->carriers);
  g_free (self->carrier_at);
  g_free (self->silent);
  g_free (self->silent_begins);
  g_free (self->alone);
}

void
corral_census_unref (CorralCensus *self)
{
  g_rc_box_release_full (self, clear_census);
}

static void
free_kept (gpointer data)
{
  corral_census_unref (data);
}

/* (transfer none) (nullable): the last one, kept with the fleet. */
static CorralCensus *
get_kept (CorralFleet *fleet)
{
  return g_object_get_data (G_OBJECT (fleet), "corral-census");
}

CorralCensus *
corral_census_get (CorralFleet *fleet)
{
  CorralCensus *kept = get_kept (fleet);
  CorralStamp stamp = { 0 };

  if (kept != NULL)
    stamp = kept->stamp;
  if (corral_stamp_renew (&stamp, fleet, CORRAL_CENSUS_TABLES) || kept == NULL)
    {
      kept = take_census (fleet);
      kept->stamp = stamp;
      g_object_set_data_full (G_OBJECT (fleet), "corral-census", kept, free_kept);
    }
  return g_rc_box_acquire (kept);
}

CorralCensus *
corral_census_get_near (CorralFleet *fleet)
{
  CorralCensus *kept = get_kept (fleet);

  if (kept == NULL || !corral_stamp_is_near (&kept->stamp, fleet))
    return corral_census_get (fleet);
  return g_rc_box_acquire (kept);
}
