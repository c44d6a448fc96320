/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of what people have to do: alerts, tickets, notes. */
#include "config.h"

#include "corral-sim-private.h"

#include <string.h>

#define KEPT_MS CORRAL_DAY_MS              /* a cleared alert stays this long (brief) */
#define TICKET_KEPT_MS (7 * CORRAL_DAY_MS) /* a closed ticket (SIM) */

typedef struct
{
  const char *kind;
  char letter; /* in the id */
  const char *severity;
  const char *cause;
} AlertKind;

static const AlertKind offline_kinds[] = {
  [SIM_CAUSE_ORDINARY] = { "offline", 'o', "watch", NULL },
  [SIM_CAUSE_CARRIER] = { "offline", 'o', "act", "carrier" },
  [SIM_CAUSE_UNKNOWN] = { "offline", 'o', "act", NULL },
  [SIM_CAUSE_CLOUD] = { "cloud", 'd', "act", "cloud" },
  [SIM_CAUSE_CERTIFICATE] = { "certificate", 'c', "act", "certificate" },
  [SIM_CAUSE_STORE_NETWORK] = { "offline", 'o', "watch", "store_network" },
};
static const AlertKind fault_kinds[] = {
  { NULL, 0, NULL, NULL },
  { "scanner_jam", 'j', "watch", "cart" },
  { "payment_fail", 'p', "act", "cart" },
  { "battery_cliff", 'b', "act", "power" },
  { "exit_without_pay", 'e', "act", NULL },
  { "over_temperature", 't', "act", "cart" },
  { "cell_imbalance", 'i', "watch", "power" },
  { "calibration", 'k', "watch", "scale" },
  { "watchdog_reset", 'g', "info", "firmware" },
  { "storage_full", 'f', "watch", "cart" },
};
static const AlertKind battery_low = { "battery_low", 'l', "watch", "power" };
static const AlertKind pack_worn = { "pack_worn", 'w', "watch", "power" };
static const AlertKind off_premises = { "off_premises", 'x', "act", NULL };
static const AlertKind calibration = { "calibration", 'k', "act", "scale" };
static const AlertKind radio_noise = { "radio_noise", 'r', "watch", "radio" };
static const AlertKind wrong_firmware = { "firmware", 'v', "act", "firmware" };
static const AlertKind store_wifi = { "store_wifi", 'n', "act", "store_network" };

typedef struct
{
  const AlertKind *kind;
  gint64 raised, cleared;
  guint store;
  guint cart; /* G_MAXUINT: the whole store */
  const char *detail;
} Alert;

static void
put_alert (SimWalk *walk, const Alert *alert)
{
  CorralSim *sim = walk->sim;
  guint subject = alert->cart != G_MAXUINT ? alert->cart : 1000000 + alert->store;
  guint64 draw;
  gint64 acknowledged = SIM_FOREVER;
  gint64 times[3];
  CorralAlert row;
  char id[48];

  if (alert->raised > walk->now_ms || alert->cleared <= alert->raised)
    return;
  /* Most of them did not change: said before anything is put together. */
  if (CORRAL_IS_KNOWN (walk->since_ms) && alert->cleared + KEPT_MS <= walk->since_ms)
    return;
  if (!CORRAL_IS_KNOWN (walk->since_ms) && alert->cleared + KEPT_MS <= walk->now_ms)
    return;

  draw = sim_hash (sim, SIM_SALT_ALERT, ((guint64) subject << 8) | (guint8) alert->kind->letter,
                   (guint64) alert->raised);
  if (draw % 100 < 35) /* SIM: one in three is taken up, within the hour */
    acknowledged = alert->raised + (3 * 60 + (gint64) (draw >> 8) % (44 * 60)) * CORRAL_SECOND_MS;
  if (acknowledged >= alert->cleared)
    acknowledged = SIM_FOREVER;
  times[0] = alert->raised;
  times[1] = acknowledged;
  times[2] = alert->cleared;
  if (alert->cart != G_MAXUINT)
    g_snprintf (id, sizeof id, "a-%06u-%c%" G_GINT64_MODIFIER "x", alert->cart, alert->kind->letter,
                alert->raised / 1000);
  else
    g_snprintf (id, sizeof id, "a-s%04u-%c%" G_GINT64_MODIFIER "x", alert->store + 1, alert->kind->letter,
                alert->raised / 1000);
  if (!sim_walk_life (walk, id, times, 3, alert->cleared + KEPT_MS, &row.rev))
    return;

  row.id = id;
  row.kind = alert->kind->kind;
  row.severity = alert->kind->severity;
  row.store = sim->stores[alert->store].id;
  row.cart = alert->cart != G_MAXUINT ? sim_text (&walk->text, "c-%06u", alert->cart) : NULL;
  row.raised_ms = alert->raised;
  row.cleared_ms = alert->cleared <= walk->now_ms ? alert->cleared : CORRAL_UNKNOWN;
  row.acknowledged_ms = CORRAL_UNKNOWN;
  row.acknowledged_by = NULL;
  row.assigned_to = NULL;
  row.snoozed_until_ms = CORRAL_UNKNOWN;
  if (acknowledged <= walk->now_ms)
    {
      row.acknowledged_ms = acknowledged;
      row.acknowledged_by = sim_text (&walk->text, "st-%03u", 200 + (guint) ((draw >> 32) % 40));
      if ((draw >> 40) % 10 < 6)
        row.assigned_to = sim_text (&walk->text, "st-%03u", 200 + (guint) ((draw >> 44) % 40));
      if ((draw >> 52) % 20 == 0)
        row.snoozed_until_ms = acknowledged + 2 * CORRAL_HOUR_MS;
    }
  row.cause = alert->kind->cause;
  row.detail = alert->detail;
  sim_walk_put (walk, &row);
}

/* When a moment of the day came to be known. */
static gint64
known_ms (const SimDay *day, gint64 time_ms)
{
  const SimSpan *outage = sim_day_outage (day, time_ms);

  return (outage != NULL ? outage->end : time_ms) + SIM_VISIBLE_MS;
}

static gint64
offline_ms (const SimDay *day, const SimSpan *span)
{
  for (guint i = 0; i < day->n_transitions; i++)
    if (day->transitions[i].state == CORRAL_CART_OFFLINE && day->transitions[i].at > span->start
        && day->transitions[i].at <= span->end)
      return day->transitions[i].at;
  return CORRAL_UNKNOWN;
}

static void
put_day (SimWalk *walk, guint cart, gint32 number)
{
  const SimDay *day = sim_day_get (walk->sim, cart, number);
  Alert alert = { .cart = cart, .store = walk->sim->carts[cart].store };

  for (guint i = 0; i < day->n_spans; i++)
    {
      const SimSpan *span = &day->spans[i];

      if (span->standing)
        continue;
      alert.detail = NULL;
      switch ((SimSpanKind) span->kind)
        {
        case SIM_SPAN_OUTAGE:
          alert.raised = offline_ms (day, span);
          if (!CORRAL_IS_KNOWN (alert.raised))
            continue;
          alert.cleared = span->end + SIM_VISIBLE_MS;
          alert.kind = &offline_kinds[span->what];
          break;
        case SIM_SPAN_FAULT:
          alert.kind = &fault_kinds[span->what];
          alert.raised = known_ms (day, span->start);
          alert.cleared = MIN (known_ms (day, span->end), day->end);
          break;
        case SIM_SPAN_LOW:
          alert.kind = &battery_low;
          alert.raised = known_ms (day, span->start);
          alert.cleared = MIN (known_ms (day, span->end), day->end);
          break;
        case SIM_SPAN_LOST:
        case SIM_SPAN_REVOKED:
        case SIM_SPAN_OUT_OF_SERVICE:
        case SIM_SPAN_UPDATING:
        case SIM_SPAN_AWAY:
        default:
          continue;
        }
      put_alert (walk, &alert);
    }
}

static const char *
outage_detail (SimWalk *walk, guint cart, SimCause cause)
{
  const SimCart *c = &walk->sim->carts[cart];

  switch (cause)
    {
    case SIM_CAUSE_CARRIER:
      return sim_carrier_names[c->carriers[0]];
    case SIM_CAUSE_CERTIFICATE:
      return sim_text (&walk->text, "2025-W%02u", c->batch + 2);
    case SIM_CAUSE_STORE_NETWORK:
      return walk->sim->stores[c->store].ssid;
    case SIM_CAUSE_ORDINARY:
    case SIM_CAUSE_UNKNOWN:
    case SIM_CAUSE_CLOUD:
    default:
      return NULL;
    }
}

/* Alerts whose life is longer than a day. */
static void
put_standing (SimWalk *walk, guint cart)
{
  CorralSim *sim = walk->sim;
  const SimCart *c = &sim->carts[cart];
  gint64 base = CORRAL_IS_KNOWN (walk->since_ms) ? walk->since_ms : walk->now_ms;
  Alert alert = { .cart = cart, .store = c->store };
  SimSpan spans[SIM_MAX_CONDITIONS];
  guint n = sim_cart_conditions (sim, cart, base - KEPT_MS - CORRAL_MINUTE_MS, walk->now_ms + 1, spans);
  char detail[32];

  for (guint i = 0; i < n; i++)
    {
      const SimSpan *span = &spans[i];

      if (span->kind == SIM_SPAN_AWAY)
        {
          alert.kind = &off_premises;
          alert.raised = span->start + SIM_VISIBLE_MS;
          alert.detail = NULL;
        }
      else if (span->kind <= SIM_SPAN_LOST && span->what != SIM_CAUSE_CLOUD)
        {
          const SimDay *day = sim_day_get (sim, cart, sim_cart_day_at (sim, cart, span->start));

          alert.kind = &offline_kinds[span->what];
          alert.raised = offline_ms (day, span);
          if (!CORRAL_IS_KNOWN (alert.raised))
            alert.raised = span->start + 16 * CORRAL_MINUTE_MS; /* told on the day after */
          g_strlcpy (detail,
                     outage_detail (walk, cart, (SimCause) span->what) != NULL
                         ? outage_detail (walk, cart, (SimCause) span->what)
                         : "",
                     sizeof detail);
          alert.detail = *detail != '\0' ? detail : NULL;
        }
      else
        {
          continue;
        }
      alert.cleared = span->end + SIM_VISIBLE_MS;
      put_alert (walk, &alert);
    }

  if (c->soh < 78)
    {
      /* The week in which its health went below the limit. */
      gint64 week = 2860 + (gint64) ((c->soh - SIM_WORN_SOH) / 0.06) + 1;

      alert.kind = &pack_worn;
      alert.raised = (week * 7 + cart % 7) * CORRAL_DAY_MS
                     + (gint64) (sim_hash (sim, SIM_SALT_PACK, cart, 9) % 40000000);
      alert.cleared = SIM_FOREVER;
      alert.detail = NULL;
      put_alert (walk, &alert);
    }
  if (sim_scenario_hits (sim, SIM_CALIBRATION_BUG, cart))
    {
      g_snprintf (detail, sizeof detail, "L24-%02u", c->lot + 1);
      alert.kind = &calibration;
      alert.raised = sim_scenario_start (sim, SIM_CALIBRATION_BUG)
                     + (gint64) (sim_hash (sim, SIM_SALT_ALERT, cart, 1) % 160000000);
      alert.cleared = sim_scenario_end (sim, SIM_CALIBRATION_BUG);
      alert.detail = detail;
      put_alert (walk, &alert);
    }
  if (sim_scenario_hits (sim, SIM_RADIO_NOISE, cart))
    {
      g_snprintf (detail, sizeof detail, "aisle %u, 2.4 GHz",
                  sim->stores[c->store].refrigerated_first + cart % sim->stores[c->store].refrigerated_n);
      alert.kind = &radio_noise;
      alert.raised = sim_scenario_start (sim, SIM_RADIO_NOISE)
                     + (gint64) (sim_hash (sim, SIM_SALT_ALERT, cart, 2) % (5 * CORRAL_DAY_MS));
      alert.cleared = sim_scenario_end (sim, SIM_RADIO_NOISE);
      alert.detail = detail;
      put_alert (walk, &alert);
    }
  if (sim_scenario_hits (sim, SIM_WRONG_FIRMWARE, cart))
    {
      alert.kind = &wrong_firmware;
      alert.raised = sim_scenario_start (sim, SIM_WRONG_FIRMWARE) + CORRAL_DAY_MS
                     + (gint64) (sim_hash (sim, SIM_SALT_ALERT, cart, 3) % CORRAL_DAY_MS);
      alert.cleared = sim_scenario_end (sim, SIM_WRONG_FIRMWARE);
      alert.detail = sim_firmware_versions[SIM_FIRMWARE_WRONG];
      put_alert (walk, &alert);
    }
  alert.raised = sim_rollback_ms (sim, cart);
  if (CORRAL_IS_KNOWN (alert.raised))
    {
      alert.kind = &wrong_firmware;
      alert.cleared = alert.raised + 5 * CORRAL_DAY_MS;
      alert.detail = sim_firmware_versions[SIM_FIRMWARE_NEXT];
      put_alert (walk, &alert);
    }
}

static void
put_store_wide (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];

  for (guint s = chain->first_store; s < chain->first_store + chain->n_stores; s++)
    {
      Alert alert = { .cart = G_MAXUINT, .store = s };

      if (sim->on[SIM_STORE_WIFI_DOWN] && s == sim->wifi_store)
        {
          alert.kind = &store_wifi;
          alert.raised = sim_scenario_start (sim, SIM_STORE_WIFI_DOWN) + 4 * CORRAL_MINUTE_MS;
          alert.cleared = sim_scenario_end (sim, SIM_STORE_WIFI_DOWN) + 2 * CORRAL_MINUTE_MS;
          alert.detail = sim->stores[s].ssid;
          put_alert (walk, &alert);
        }
      if (sim->on[SIM_CLOUD_DROPS_DATA])
        {
          /* Noticed late: the whole point of the scenario. */
          alert.kind = &offline_kinds[SIM_CAUSE_CLOUD];
          alert.raised = sim_scenario_start (sim, SIM_CLOUD_DROPS_DATA) + 20 * CORRAL_MINUTE_MS + s % 50;
          alert.cleared = sim_scenario_end (sim, SIM_CLOUD_DROPS_DATA) + 3 * CORRAL_MINUTE_MS;
          alert.detail = "ingest";
          put_alert (walk, &alert);
        }
    }
}

/* The carts whose alerts are asked for: of one alert the one that its id names, if it names one. */
static void
alert_range (const SimWalk *walk, guint *first, guint *end)
{
  const SimChain *chain = &walk->sim->chains[walk->tenant];
  guint64 cart;

  *first = chain->first_cart;
  *end = chain->first_cart + chain->n_carts;
  if (walk->only_id == NULL || !g_str_has_prefix (walk->only_id, "a-"))
    return;
  cart = g_ascii_isdigit (walk->only_id[2]) ? g_ascii_strtoull (walk->only_id + 2, NULL, 10) : G_MAXUINT;
  if (cart >= *first && cart < *end)
    *first = (guint) cart;
  else
    *first = *end;
  *end = MIN (*end, *first + 1);
}

void
sim_walk_alerts (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  guint first, end;

  alert_range (walk, &first, &end);
  for (guint i = first; i < end; i++)
    {
      gint32 day;

      if (sim->carts[i].never_seen)
        continue;
      /* What is there at a moment was raised on that day or the day before; the same for the delta's start.
       */
      day = sim_cart_day_at (sim, i, walk->now_ms);
      put_day (walk, i, day);
      put_day (walk, i, day - 1);
      if (CORRAL_IS_KNOWN (walk->since_ms))
        {
          gint32 from = sim_cart_day_at (sim, i, walk->since_ms);

          if (from < day - 1)
            put_day (walk, i, from);
          if (from - 1 < day - 1)
            put_day (walk, i, from - 1);
        }
      put_standing (walk, i);
    }
  put_store_wide (walk);
}

/* --- tickets and notes --------------------------------------------------------------------------- */

typedef struct
{
  gint64 opened, waiting, closed, gone;
  guint cart;
  gint64 epoch;
  guint reason;
} Ticket;

static void
each_ticket (SimWalk *walk, void (*visit) (SimWalk *walk, const Ticket *ticket))
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];
  gint64 base = CORRAL_IS_KNOWN (walk->since_ms) ? walk->since_ms : walk->now_ms;

  for (guint i = chain->first_cart; i < chain->first_cart + chain->n_carts; i++)
    for (gint64 epoch = sim_floor_div (base - TICKET_KEPT_MS, SIM_EPOCH_MS);
         epoch <= sim_floor_div (walk->now_ms, SIM_EPOCH_MS); epoch++)
      {
        SimSpan span;
        Ticket ticket = { .cart = i, .epoch = epoch };
        guint64 draw;

        if (sim->carts[i].never_seen || sim->carts[i].revoked || !sim_out_of_service (sim, i, epoch, &span)
            || span.what != SIM_REASON_REPAIR || sim_scenario_hits (sim, SIM_CAR_PARK, i))
          continue;
        draw = sim_hash (sim, SIM_SALT_SERVICE, i, (guint64) epoch + 500000);
        ticket.opened = span.start + (5 + (gint64) (draw % 40)) * CORRAL_MINUTE_MS;
        ticket.waiting = ticket.opened + (span.end - ticket.opened) * 2 / 5;
        ticket.closed = span.end;
        ticket.gone = ticket.closed + TICKET_KEPT_MS;
        ticket.reason = (guint) ((draw >> 16) % 6);
        visit (walk, &ticket);
      }
}

static void
put_ticket (SimWalk *walk, const Ticket *ticket)
{
  static const struct
  {
    const char *reason;
    const char *summary;
  } reasons[] = {
    { "repair", "Front wheel jams to the left" },        { "repair", "Scanner window cracked" },
    { "repair", "Handle display stays dark" },           { "rma", "Scale off after two recalibrations" },
    { "battery_swap", "Pack does not last until noon" }, { "repair", "Dock contacts bent" },
  };
  CorralSim *sim = walk->sim;
  const gint64 times[] = { ticket->opened, ticket->waiting, ticket->closed };
  CorralTicket row;
  char id[32];

  g_snprintf (id, sizeof id, "t-%06u-%04d", ticket->cart, (int) ticket->epoch);
  if (!sim_walk_life (walk, id, times, 3, ticket->gone, &row.rev))
    return;
  row.id = id;
  row.number
      = sim_text (&walk->text, "T%07" G_GINT64_FORMAT, (ticket->epoch % 10) * 1000000 + ticket->cart);
  row.store = sim->stores[sim->carts[ticket->cart].store].id;
  row.cart = sim_text (&walk->text, "c-%06u", ticket->cart);
  row.reason = reasons[ticket->reason].reason;
  row.status = walk->now_ms >= ticket->closed    ? "closed"
               : walk->now_ms >= ticket->waiting ? "waiting"
                                                 : "open";
  row.opened_ms = ticket->opened;
  row.closed_ms = walk->now_ms >= ticket->closed ? ticket->closed : CORRAL_UNKNOWN;
  row.opened_by = sim_text (&walk->text, "st-%03u", 200 + ticket->cart % 40);
  row.summary = reasons[ticket->reason].summary;
  sim_walk_put (walk, &row);
}

void
sim_walk_tickets (SimWalk *walk)
{
  each_ticket (walk, put_ticket);
}

static void
put_note (SimWalk *walk, const Ticket *ticket)
{
  static const char *const texts[] = {
    "Standing behind the service desk, red tag on the handle.",
    "Spare part ordered, should be here by the end of the week.",
    "Tried a restart in the dock twice, no change.",
    "Swapped with the cart beside it to be sure: the fault stays with this one.",
    "The morning shift reports it worked until about ten.",
  };
  guint64 draw = sim_hash (walk->sim, SIM_SALT_SERVICE, ticket->cart, (guint64) ticket->epoch + 900000);
  gint64 made = ticket->opened + (8 + (gint64) (draw % 50)) * CORRAL_MINUTE_MS;
  CorralNote row;
  char id[32];

  if ((draw >> 8) % 5 < 2)
    return;
  g_snprintf (id, sizeof id, "n-%06u-%04d", ticket->cart, (int) ticket->epoch);
  if (!sim_walk_life (walk, id, &made, 1, ticket->gone, &row.rev))
    return;
  row.id = id;
  row.target_collection = "cart";
  row.target = sim_text (&walk->text, "c-%06u", ticket->cart);
  row.made_ms = made;
  row.author = sim_text (&walk->text, "st-%03u", 200 + (guint) ((draw >> 16) % 40));
  row.text = texts[(draw >> 24) % G_N_ELEMENTS (texts)];
  sim_walk_put (walk, &row);
}

void
sim_walk_notes (SimWalk *walk)
{
  CorralSim *sim = walk->sim;

  each_ticket (walk, put_note);
  if (sim->on[SIM_STORE_WIFI_DOWN] && sim->stores[sim->wifi_store].chain == walk->tenant)
    {
      gint64 made = sim_scenario_start (sim, SIM_STORE_WIFI_DOWN) + 17 * CORRAL_MINUTE_MS;
      CorralNote row = {
        .target_collection = "store",
        .made_ms = made,
        .author = "st-204",
        .text
        = "The store's network provider is on it. Carts can still be used; please pay at the terminal.",
      };
      char id[32];

      g_snprintf (id, sizeof id, "n-s%04u-wifi", sim->wifi_store + 1);
      if (!sim_walk_life (walk, id, &made, 1, made + 3 * CORRAL_DAY_MS, &row.rev))
        return;
      row.id = id;
      row.target = sim->stores[sim->wifi_store].id;
      sim_walk_put (walk, &row);
    }
}
