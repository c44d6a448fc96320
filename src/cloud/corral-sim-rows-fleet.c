/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of stores, carts and what belongs to them: vitals, packs, access points, certificates. */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <string.h>

/* Of latitude, and of longitude at the equator. */
#define METRES_PER_DEGREE 111320.0

#define WEEK_DAYS 7
#define SERVICE_TICK_MS (5 * CORRAL_MINUTE_MS) /* the figures are worked out anew this often (brief) */

/* The last time before @now_ms that the store's service level was worked out, and the day that it was. */
static gint64
last_tick (CorralSim *sim, guint store, gint64 now_ms, gint32 *day)
{
  gint64 offset = CORRAL_MINUTE_MS
                  + (gint64) (sim_hash (sim, SIM_SALT_SERVICE, store, 1) % (4 * 60)) * CORRAL_SECOND_MS;

  for (*day = sim_store_day_at (sim, store, now_ms, 0);; (*day)--)
    {
      const SimStoreDay *hours = sim_store_day (sim, store, *day);
      gint64 first = hours->open_ms + offset;

      if (hours->close_ms > hours->open_ms && now_ms >= first)
        return now_ms >= hours->close_ms ? hours->close_ms
                                         : first + (now_ms - first) / SERVICE_TICK_MS * SERVICE_TICK_MS;
    }
}

static void
fill_service (SimWalk *walk, guint index, gint32 day, gint64 tick, CorralStore *row)
{
  const SimStore *store = &walk->sim->stores[index];
  const SimStoreDay *hours = sim_store_day (walk->sim, index, day);
  gint64 bounds[26];
  double good[25] = { 0 };
  double all[25] = { 0 };
  double total_good = 0;
  double total = 0;
  guint n = 0;
  char *list = walk->text.text[walk->text.used++];
  gsize size = sizeof walk->text.text[0] * 3; /* three slots in a row */
  gsize length = 0;

  walk->text.used += 2;
  bounds[0] = hours->open_ms;
  while (bounds[n] < tick && n < 24)
    {
      bounds[n + 1] = MIN (bounds[n] + CORRAL_HOUR_MS, tick);
      n++;
    }
  for (guint k = 0; k < store->n_carts; k++)
    sim_cart_service (walk->sim, store->first_cart + k, day, bounds, n, good, all);
  list[0] = '\0';
  for (guint h = 0; h < n; h++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE] = "-";

      if (all[h] > 0)
        g_ascii_formatd (number, sizeof number, "%.2f", 100.0 * good[h] / all[h]);
      length += (gsize) g_snprintf (list + length, size - length, "%s%s", h > 0 ? " " : "", number);
      total_good += good[h];
      total += all[h];
    }
  row->service_hours_pct = list;
  if (total > 0)
    row->service_today_pct = sim_round (100.0 * total_good / total);
  row->service_as_of_ms = tick;
}

/* Of one whole day, in per cent; NAN where the store was closed. */
static double
serve_day (CorralSim *sim, guint index, gint32 day)
{
  const SimStore *store = &sim->stores[index];
  const SimStoreDay *hours = sim_store_day (sim, index, day);
  gint64 bounds[] = { hours->open_ms, hours->close_ms };
  double good = 0;
  double all = 0;

  if (hours->close_ms <= hours->open_ms)
    return NAN;
  for (guint k = 0; k < store->n_carts; k++)
    sim_cart_service (sim, store->first_cart + k, day, bounds, 1, &good, &all);
  return all > 0 ? 100.0 * good / all : NAN;
}

/* The days before @day are over and stay as they are: worked out once a day, since each takes as long as today. */
static const char *
get_week (CorralSim *sim, guint index, gint32 day)
{
  SimStore *store = &sim->stores[index];
  gsize length = 0;

  if (store->week_before == day)
    return store->week;
  for (gint32 back = WEEK_DAYS; back > 0; back--)
    {
      double pct = serve_day (sim, index, day - back);
      char number[G_ASCII_DTOSTR_BUF_SIZE] = "-";

      if (!isnan (pct))
        g_ascii_formatd (number, sizeof number, "%.2f", pct);
      length += (gsize) g_snprintf (store->week + length, sizeof store->week - length, "%s%s", back < WEEK_DAYS ? " " : "", number);
    }
  store->week_before = day;
  return store->week;
}

void
sim_walk_stores (SimWalk *walk)
{
  const SimChain *chain = &walk->sim->chains[walk->tenant];

  for (guint i = chain->first_store; i < chain->first_store + chain->n_stores && !walk->full; i++)
    {
      const SimStore *store = &walk->sim->stores[i];
      CorralStore row;
      gint32 day;
      gint64 tick = last_tick (walk->sim, i, walk->now_ms, &day);

      if (!sim_walk_wants (walk, store->id, tick))
        continue;
      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_STORE), &row);
      row.id = store->id;
      row.rev = tick;
      row.number = i + 1;
      row.name = store->name;
      row.city = store->place->city;
      row.country = store->place->country;
      row.region = store->place->region;
      row.time_zone = store->place->zone;
      row.opening_hours = store->hours_text;
      row.latitude = store->latitude;
      row.longitude = store->longitude;
      row.geofence_m = store->geofence_m;
      row.wifi_ssid = store->ssid;
      row.aisles = store->aisles;
      row.refrigerated_aisles = store->refrigerated;
      row.recheck_pct = SIM_RECHECK_PCT;
      row.service_target_pct = 99.0; /* S */
      fill_service (walk, i, day, tick, &row);
      row.service_days_pct = get_week (walk->sim, i, day);
      sim_walk_put (walk, &row);
    }
}

void
sim_serial (CorralSim *sim, guint cart, char *out, gsize size)
{
  const SimCart *c = &sim->carts[cart];

  g_snprintf (out, size, "SC-%c%u-%07u", c->revision, c->lot % 9 + 1, c->serial);
}

void
sim_session_id (CorralSim *sim, guint cart, gint32 day, guint trip, gint64 start_ms, char id[37])
{
  guint64 a = sim_hash (sim, SIM_SALT_SESSION, cart, ((guint64) (guint32) day << 8) | trip);
  guint64 b = sim_hash (sim, SIM_SALT_SESSION, ~(guint64) cart, ((guint64) (guint32) day << 8) | trip);

  /* RFC 9562, section 5.7: milliseconds, version 7, random bits. */
  g_snprintf (id, 37, "%08x-%04x-7%03x-%04x-%012" G_GINT64_MODIFIER "x", (guint) (start_ms >> 16),
              (guint) (start_ms & 0xffff), (guint) (a & 0xfff), (guint) ((a >> 12 & 0x3fff) | 0x8000),
              b & G_GUINT64_CONSTANT (0xffffffffffff));
}

/* Where a cart was left, should it be outside: beyond the geofence, most not far. */
static void
place_of (CorralSim *sim, guint index, double *latitude, double *longitude)
{
  const SimStore *store = &sim->stores[sim->carts[index].store];
  double draw = sim_draw (sim, SIM_SALT_SCENARIO, 2002, index);
  double away = store->geofence_m + 100.0 + 4000.0 * draw * draw;
  double bearing = 2.0 * G_PI * sim_draw (sim, SIM_SALT_SCENARIO, 2003, index);
  double degrees = away / METRES_PER_DEGREE;

  *latitude = store->latitude + degrees * cos (bearing);
  *longitude = store->longitude + degrees * sin (bearing) / cos (store->latitude * G_PI / 180.0);
}

/* The row says it in steps of 0.01°. */
static void
fill_outside (CorralSim *sim, guint index, CorralCart *row)
{
  double latitude, longitude;

  place_of (sim, index, &latitude, &longitude);
  row->outside_latitude = round (latitude * 100.0) / 100.0;
  row->outside_longitude = round (longitude * 100.0) / 100.0;
}

gboolean
corral_sim_place (CorralSim *self, guint tenant, const char *cart, double *latitude, double *longitude)
{
  guint index;

  if (!sim_find_cart (self, tenant, cart, &index))
    return FALSE;
  place_of (self, index, latitude, longitude);
  return TRUE;
}

static void
fill_cart (SimWalk *walk, guint index, const SimView *view, CorralCart *row)
{
  CorralSim *sim = walk->sim;
  const SimCart *cart = &sim->carts[index];

  row->hardware_revision = cart->revision == 'A' ? "A" : "B";
  row->lot = sim_text (&walk->text, "L24-%02u", cart->lot + 1);
  row->serial = walk->text.text[walk->text.used++];
  sim_serial (sim, index, (char *) row->serial, sizeof walk->text.text[0]);
  row->label = sim_text (&walk->text, "%04u", cart->label);
  row->store = sim->stores[cart->store].id;
  row->certificate = sim_text (&walk->text, "cert-%06u", index);
  row->pack = sim_text (&walk->text, "p-%06u", index);
  row->sim_slots = cart->carriers[1] != SIM_NO_CARRIER ? 2 : 1;
  row->carriers = cart->carriers[1] != SIM_NO_CARRIER
                      ? sim_text (&walk->text, "%s %s", sim_carrier_names[cart->carriers[0]],
                                  sim_carrier_names[cart->carriers[1]])
                      : sim_carrier_names[cart->carriers[0]];
  row->next_ca_installed = !sim_scenario_hits (sim, SIM_MISSING_CA, index);
  if (view == NULL)
    {
      row->state = "never_seen";
      row->state_since_ms = row->rev;
      row->next_ca_installed = CORRAL_UNKNOWN;
      return;
    }
  row->state = corral_cart_state_to_word ((CorralCartState) view->row.state);
  row->state_since_ms = view->row.state_since;
  row->firmware = sim_firmware_versions[sim_cart_firmware (sim, index, view->day)];
  row->boot_slot = sim_cart_boot_slot (sim, index, view->day) == 'A' ? "A" : "B";
  row->boot_count = sim_cart_boot_count (sim, index, view->day);
  row->last_boot_ms
      = sim_store_day (sim, cart->store, view->day)->start_ms + sim_cart_shift_ms (sim, index);
  row->last_message_ms = view->row.last_message;
  /* As of the revision: one that stays the same says the same. */
  row->calibrated_ms = sim_calibrated_ms (sim, index, view->row.at, &row->calibrated_by);
  if (view->row.state == CORRAL_CART_OFF_PREMISES)
    fill_outside (sim, index, row);
  if (view->row.fault > 0)
    row->fault = sim_fault_words[view->row.fault];
  if (view->row.reason > 0)
    row->out_of_service_reason = sim_reason_words[view->row.reason];
  if (view->row.trip >= 0)
    {
      char *id = walk->text.text[walk->text.used++];

      sim_session_id (sim, index, view->day, (guint) view->row.trip, view->trip.start, id);
      row->session = id;
    }
}

void
sim_walk_carts (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  guint first, end;

  sim_walk_range (walk, "c-", &first, &end);
  for (guint i = first; i < end && !walk->full; i++)
    {
      SimView view;
      gboolean seen;
      gint64 rev;
      CorralCart row;
      char id[16];

      if (walk->counting)
        {
          walk->n_rows++;
          continue;
        }
      seen = sim_cart_view (sim, i, walk->now_ms, &view);
      rev = seen ? view.row.at : sim->stores[sim->carts[i].store].made_ms;
      if (CORRAL_IS_KNOWN (walk->since_ms) && rev <= walk->since_ms)
        continue;
      g_snprintf (id, sizeof id, "c-%06u", i);
      if (!sim_walk_wants (walk, id, rev))
        continue;
      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &row);
      row.id = id;
      row.rev = rev;
      fill_cart (walk, i, seen ? &view : NULL, &row);
      sim_walk_put (walk, &row);
    }
}

void
sim_walk_vitals (SimWalk *walk)
{
  guint first, end;

  sim_walk_range (walk, "c-", &first, &end);
  for (guint i = first; i < end && !walk->full; i++)
    {
      CorralVital row;

      if (walk->counting)
        {
          walk->n_rows += !walk->sim->carts[i].never_seen;
          continue;
        }
      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &row);
      walk->text.used = 0;
      if (sim_vital (walk->sim, i, walk->now_ms, &row, &walk->text))
        sim_walk_put (walk, &row);
    }
}

void
sim_walk_packs (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];
  guint first, end;

  sim_walk_range (walk, "p-", &first, &end);
  for (guint i = first; i < end && !walk->full; i++)
    {
      const SimCart *cart = &sim->carts[i];
      gint32 day = sim_cart_day_at (sim, i, walk->now_ms - CORRAL_MINUTE_MS);
      CorralPack row;
      char id[16];

      /* Told once a week, after a start. */
      row.rev = sim_store_day (sim, cart->store, day - (day - (gint32) (i % 7)) % 7)->start_ms
                + sim_cart_shift_ms (sim, i) + CORRAL_MINUTE_MS;
      if (CORRAL_IS_KNOWN (walk->since_ms) && row.rev <= walk->since_ms)
        continue;
      g_snprintf (id, sizeof id, "p-%06u", i);
      if (!sim_walk_wants (walk, id, row.rev))
        continue;
      row.id = id;
      row.store = sim->stores[cart->store].id;
      row.cart = sim_text (&walk->text, "c-%06u", i);
      row.design_mah = 7800; /* S */
      row.soh_pct = (gint64) (sim_cart_soh (sim, i, day) + 0.5);
      row.cycles = sim_cart_cycles (sim, i, day);
      row.lot = sim_text (&walk->text, "PK-%02u", 1 + (guint) (sim_hash (sim, SIM_SALT_PACK, i, 0) % 30));
      sim_walk_put (walk, &row);
    }
  /* Spares in the dock, one for ten carts: their ids come after those of the carts. */
  for (guint s = chain->first_store; s < chain->first_store + chain->n_stores && !walk->full; s++)
    for (guint k = 0; k < (sim->stores[s].n_carts + 9) / 10; k++)
      {
        guint64 draw = sim_hash (sim, SIM_SALT_PACK, 1 + s, 1 + k);
        CorralPack row = { .rev = sim->stores[s].made_ms + k };
        char id[24];

        g_snprintf (id, sizeof id, "p-s%04u-%02u", s + 1, k + 1);
        if (!sim_walk_wants (walk, id, row.rev))
          continue;
        row.id = id;
        row.store = sim->stores[s].id;
        row.cart = NULL;
        row.design_mah = 7800;
        row.soh_pct = 88 + (gint64) (draw % 13);
        row.cycles = (100 - row.soh_pct) * 21 + (gint64) (draw >> 8 & 15);
        row.lot = sim_text (&walk->text, "PK-%02u", 1 + (guint) ((draw >> 16) % 30));
        sim_walk_put (walk, &row);
      }
}

void
sim_walk_access_points (SimWalk *walk)
{
  static const char *const bands[] = { "2.4", "5" };
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];
  gint64 down = sim_scenario_start (sim, SIM_STORE_WIFI_DOWN);
  gint64 up = sim_scenario_end (sim, SIM_STORE_WIFI_DOWN);

  for (guint s = chain->first_store; s < chain->first_store + chain->n_stores && !walk->full; s++)
    for (guint k = 0; k < sim->stores[s].n_access_points && !walk->full; k++)
      {
        const SimStore *store = &sim->stores[s];
        gboolean hit = sim->on[SIM_STORE_WIFI_DOWN] && s == sim->wifi_store && walk->now_ms >= down + k;
        CorralAccessPoint row;
        char id[24];

        row.rev = !hit ? store->made_ms + k : walk->now_ms >= up + k ? up + k : down + k;
        g_snprintf (id, sizeof id, "ap-%04u-%02u", s + 1, k + 1);
        if (!sim_walk_wants (walk, id, row.rev))
          continue;
        row.id = id;
        row.store = store->id;
        row.name = sim_text (&walk->text, "AP %u", k + 1);
        row.band = bands[k & 1];
        row.channel = (k & 1) == 0 ? 1 + 5 * (k / 2 % 3) : 36 + 8 * (k / 2 % 4);
        row.aisle = 1 + k * store->aisles / store->n_access_points;
        row.state = hit && walk->now_ms < up + k ? "down" : "up";
        row.state_since_ms = row.rev;
        sim_walk_put (walk, &row);
      }
}

void
sim_walk_certificates (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  guint first, end;

  sim_walk_range (walk, "cert-", &first, &end);
  for (guint i = first; i < end && !walk->full; i++)
    {
      const SimCart *cart = &sim->carts[i];
      gint64 issued
          = G_GINT64_CONSTANT (1736121600000) + cart->batch * 7 * CORRAL_DAY_MS; /* weeks of 2025 */
      gint64 wrong = sim_scenario_start (sim, SIM_CERTIFICATE_BATCH);
      gint64 revoked = cart->revoked ? sim_revoked_ms (sim, i) + SIM_VISIBLE_MS : SIM_FOREVER;
      /* The scenario: the batch was signed anew under the next anchor, which the broker does not trust yet.
       */
      gboolean hit = sim_scenario_hits (sim, SIM_CERTIFICATE_BATCH, i) && walk->now_ms >= wrong;
      CorralCertificate row;
      char id[24];

      row.not_before_ms = hit ? wrong : issued;
      row.not_after_ms = row.not_before_ms + 3 * 365 * CORRAL_DAY_MS;
      row.rev = walk->now_ms >= revoked            ? revoked
                : walk->now_ms >= row.not_after_ms ? row.not_after_ms
                                                   : row.not_before_ms;
      g_snprintf (id, sizeof id, "cert-%06u", i);
      if (!sim_walk_wants (walk, id, row.rev))
        continue;
      row.id = id;
      row.cart = sim_text (&walk->text, "c-%06u", i);
      row.serial_number = sim_text (&walk->text, "%016" G_GINT64_MODIFIER "x",
                                    (sim_hash (sim, SIM_SALT_CART, i, hit ? 62 : 61) >> 1));
      row.batch = sim_text (&walk->text, "2025-W%02u", cart->batch + 2);
      row.anchor = hit || cart->next_anchor ? "next" : "current";
      row.status = walk->now_ms >= revoked            ? "revoked"
                   : row.not_after_ms <= walk->now_ms ? "expired"
                                                      : "valid";
      row.revoked_ms = walk->now_ms >= revoked ? revoked : CORRAL_UNKNOWN;
      sim_walk_put (walk, &row);
    }
}
