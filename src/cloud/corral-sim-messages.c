/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cart's messages, all seven types (S), as JSON bodies of 200 to 800 bytes. The numbers count up without
 * a gap within a day, whether a message arrived or not: a hole in them is a loss, a hole in time alone is
 * not.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <string.h>

typedef enum
{
  MESSAGE_BOOT,
  MESSAGE_HEALTH,
  MESSAGE_SESSION_START,
  MESSAGE_IDENTIFY,
  MESSAGE_SCAN,
  MESSAGE_SESSION_END,
  MESSAGE_FAULT,
} MessageKind;

static const char *const type_words[]
    = { "boot", "health", "session-start", "identify", "scan", "session-end", "fault" };

typedef struct
{
  gint64 at;
  gint64 counter;
  guint16 index; /* of the scan or the fault's span */
  guint8 kind;
  guint8 segment;
} Entry;

static guint
faults_before (const SimDay *day, gint64 time_ms)
{
  guint n = 0;

  for (guint i = 0; i < day->n_spans; i++)
    n += day->spans[i].kind == SIM_SPAN_FAULT && day->spans[i].start < time_ms
         && day->spans[i].start >= day->start;
  return n;
}

static void
add_entry (GArray *entries,
           const SimDay *day,
           gint64 at,
           gint64 number,
           MessageKind kind,
           guint segment,
           guint index)
{
  Entry entry = {
    .at = at,
    .counter = (gint64) (day->day - 18000) * SIM_BLOCK + number,
    .kind = kind,
    .segment = (guint8) segment,
    .index = (guint16) index,
  };

  g_array_append_val (entries, entry);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Entry *) a)->counter;
  gint64 y = ((const Entry *) b)->counter;

  return (x < y) - (x > y);
}

static void
list_trip (CorralSim *sim, const SimDay *day, guint index, GArray *entries)
{
  const SimSegment *segment = &day->segments[index];
  const SimTrip *trip = &day->trips[segment->trip];
  gint64 first = segment->first_message;

  add_entry (entries, day, trip->start, first + faults_before (day, trip->start), MESSAGE_SESSION_START,
             index, 0);
  if (trip->identify)
    add_entry (entries, day, trip->start + 2000, first + 2 + faults_before (day, trip->start + 2000),
               MESSAGE_IDENTIFY, index, 0);
  for (guint k = 0; k < trip->n_scans; k++)
    {
      gint64 at = sim_scan_ms (sim, day, (guint) segment->trip, k);
      gint64 health = (at - trip->start) / (60 * CORRAL_SECOND_MS) + 1;

      add_entry (entries, day, at, first + 1 + health + trip->identify + k + faults_before (day, at),
                 MESSAGE_SCAN, index, k);
    }
  add_entry (entries, day, trip->end - 1,
             first + sim_segment_n_messages (day, index, sim_segment_end (day, index)) - 1
                 + faults_before (day, trip->end - 1),
             MESSAGE_SESSION_END, index, 0);
}

static void
list_faults (CorralSim *sim, const SimDay *day, GArray *entries)
{
  for (guint i = 0; i < day->n_spans; i++)
    {
      gint64 at = day->spans[i].start;
      guint index;
      gint64 before;
      const SimSegment *segment;

      if (day->spans[i].kind != SIM_SPAN_FAULT || at < day->start)
        continue;
      index = sim_day_find_segment (day, at);
      segment = &day->segments[index];
      before = (at - segment->start) / (sim_interval_s (segment->kind) * CORRAL_SECOND_MS) + 1;
      if (segment->trip >= 0)
        before += 1 + sim_scans_before (sim, day, (guint) segment->trip, at + 1)
                  + (day->trips[segment->trip].identify && at >= segment->start + 2000);
      add_entry (entries, day, at, segment->first_message + before + faults_before (day, at), MESSAGE_FAULT,
                 index, i);
    }
}

static void
list_day (CorralSim *sim, const SimDay *day, GArray *entries)
{
  add_entry (entries, day, day->start, 0, MESSAGE_BOOT, 0, 0);
  for (guint i = 0; i < day->n_segments; i++)
    {
      gint64 interval = sim_interval_s (day->segments[i].kind) * CORRAL_SECOND_MS;

      for (gint64 at = day->segments[i].start; at < sim_segment_end (day, i); at += interval)
        add_entry (entries, day, at,
                   sim_health_counter (sim, day, i, at) - (gint64) (day->day - 18000) * SIM_BLOCK,
                   MESSAGE_HEALTH, i, 0);
      if (day->segments[i].trip >= 0)
        list_trip (sim, day, i, entries);
    }
  list_faults (sim, day, entries);
  g_array_sort (entries, newest_first);
}

/* --- bodies -------------------------------------------------------------------------------------- */

static void
add_integer (GString *body, const char *name, gint64 value)
{
  if (CORRAL_IS_KNOWN (value))
    g_string_append_printf (body, ",\"%s\":%" G_GINT64_FORMAT, name, value);
}

static void
add_real (GString *body, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value))
    g_string_append_printf (body, ",\"%s\":%s", name, g_ascii_formatd (text, sizeof text, "%.1f", value));
}

/* Our own words only: nothing to escape. */
static void
add_string (GString *body, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (body, ",\"%s\":\"%s\"", name, value);
}

static void
add_health (GString *body, CorralSim *sim, const SimDay *day, gint64 at)
{
  SimText text = { .used = 0 };
  CorralVital vital;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
  sim_sample (sim, day, at, &vital, &text);
  add_integer (body, "interval_s", vital.interval_s);
  add_integer (body, "battery_mv", vital.battery_mv);
  add_integer (body, "battery_pct", vital.battery_pct);
  add_integer (body, "current_ma", vital.current_ma);
  add_integer (body, "pack_soh_pct", vital.pack_soh_pct);
  add_integer (body, "pack_cycles", vital.pack_cycles);
  add_string (body, "uplink", vital.uplink);
  add_integer (body, "wifi_rssi_dbm", vital.wifi_rssi_dbm);
  add_string (body, "access_point", vital.access_point);
  add_integer (body, "channel", vital.channel);
  add_integer (body, "roam_ms", vital.roam_ms);
  add_integer (body, "ltem_rsrp_dbm", vital.ltem_rsrp_dbm);
  add_real (body, "scanner_temp_c", vital.scanner_temp_c);
  add_real (body, "ambient_c", vital.ambient_c);
  add_integer (body, "scan_p95_ms", vital.scan_p95_ms);
  add_real (body, "weight_drift_g", vital.weight_drift_g);
  add_integer (body, "impacts", vital.impacts);
  add_integer (body, "clock_skew_s", vital.clock_skew_s);
  add_integer (body, "aisle", vital.aisle);
}

static void
add_session (GString *body, CorralSim *sim, const SimDay *day, guint trip)
{
  char id[37];

  sim_session_id (sim, day->cart, day->day, trip, day->trips[trip].start, id);
  add_string (body, "session", id);
}

/* The goods of a scan, by their place in the list. */
static guint
scanned_item (CorralSim *sim, const SimDay *day, guint trip, guint index, guint64 *draw)
{
  *draw = sim_hash (sim, SIM_SALT_ITEM, ((guint64) day->cart << 32) | (guint32) day->day, trip * 1000 + index);
  return (guint) (*draw % SIM_N_ITEMS);
}

/* SIM: of a hundred scans two are taken back right after, and one staff let pass; on a trip with a flag for repeated voids,
 * every sixth and every fifth. */
#define VOID_ONE_IN 50
#define PASS_ONE_IN 100
#define VOIDS_ONE_IN 6
#define PASSES_ONE_IN 5

static gboolean
is_flagged_scan (const SimFlag *flag, guint index)
{
  return flag != NULL && flag->scan >= 0 && (guint) flag->scan == index;
}

/* Whether scan @index takes back the one before it, which then is none of these itself, and not the flag's. */
static gboolean
is_void (CorralSim *sim, const SimDay *day, guint trip, guint index, const SimFlag *flag)
{
  guint one_in = flag != NULL && flag->kind == SIM_FLAG_VOIDS ? VOIDS_ONE_IN : VOID_ONE_IN;
  guint64 draw, before;

  if (index == 0 || is_flagged_scan (flag, index) || is_flagged_scan (flag, index - 1))
    return FALSE;
  scanned_item (sim, day, trip, index, &draw);
  scanned_item (sim, day, trip, index - 1, &before);
  return (draw >> 36) % one_in == 0 && (index == 1 || (before >> 36) % one_in != 0);
}

static gboolean
is_passed (CorralSim *sim, const SimDay *day, guint trip, guint index, const SimFlag *flag)
{
  guint64 draw;

  scanned_item (sim, day, trip, index, &draw);
  return (draw >> 44) % (flag != NULL && flag->kind == SIM_FLAG_VOIDS ? PASSES_ONE_IN : PASS_ONE_IN) == 0
         && !is_flagged_scan (flag, index) && !is_void (sim, day, trip, index, flag);
}

/* What the scale showed when the scan came, and what it shows in all since. A flag on the trip is seen where it was
 * raised. */
static void
add_weights (GString *body, CorralSim *sim, const SimDay *day, guint trip, guint index, const SimFlag *flag)
{
  double total = 0;

  for (guint k = 0; k <= index; k++)
    {
      guint64 draw;
      double expected = sim_item_grams (scanned_item (sim, day, trip, k, &draw));
      double measured = expected + (double) (draw >> 20 & 31) - 15.0;

      if (is_void (sim, day, trip, k, flag))
        {
          expected = -sim_item_grams (scanned_item (sim, day, trip, k - 1, &draw));
          measured = expected + (double) (draw >> 20 & 31) - 15.0;
        }
      if (flag != NULL && flag->scan == (int) k && flag->kind == SIM_FLAG_UNSCANNED)
        total += flag->measured_g;
      else if (flag != NULL && flag->scan == (int) k)
        {
          expected = flag->expected_g;
          measured = flag->measured_g;
        }
      total += measured;
      if (k < index)
        continue;
      add_real (body, "expected_g", expected);
      add_real (body, "measured_g", measured);
      add_real (body, "total_g", total);
    }
}

static void
add_scan (GString *body, CorralSim *sim, const SimDay *day, guint trip, guint index)
{
  guint64 draw;
  guint tenant = sim->stores[sim->carts[day->cart].store].chain;
  const SimFlag *flag = sim_trip_flag (sim, day->cart, day->day, (int) trip);
  guint item = scanned_item (sim, day, trip, index, &draw);
  gboolean taken_back = is_void (sim, day, trip, index, flag);
  char sku[16];

  if (taken_back)
    item = scanned_item (sim, day, trip, index - 1, &draw);
  else if (flag != NULL && flag->scan == (int) index && flag->item >= 0)
    item = (guint) flag->item;
  g_snprintf (sku, sizeof sku, "sku-%04u", 1000 + item);
  add_session (body, sim, day, trip);
  add_string (body, "sku", sku);
  add_integer (body, "quantity", taken_back ? -1 : 1);
  add_integer (body, "price_minor", (taken_back ? -1 : 1) * sim_item_price (sim, tenant, item));
  if (taken_back)
    g_string_append (body, ",\"taken_back\":true");
  add_string (body, "currency", sim->chains[tenant].facts->currency);
  add_weights (body, sim, day, trip, index, flag);
  add_integer (body, "scan_ms", 180 + (gint64) (draw >> 28 & 255));
  if (!taken_back && is_passed (sim, day, trip, index, flag))
    {
      add_string (body, "override", "weight");
      /* SIM: one time in eight nobody's badge is near. Whose it is, no message tells. */
      if ((draw >> 52 & 7) != 0)
        {
          add_integer (body, "badge_dbm", -48 - (gint64) (draw >> 55 & 15));
          add_integer (body, "badge_s", 2 + (gint64) (draw >> 59 & 7));
        }
    }
}

/* What each message tells of the cart that made it; it also keeps the shortest above 200 bytes. */
static void
add_origin (GString *body, CorralSim *sim, const SimDay *day, gint64 at)
{
  const SimCart *cart = &sim->carts[day->cart];
  char revision[2] = { (char) cart->revision, '\0' };
  char lot[16];

  g_snprintf (lot, sizeof lot, "L24-%02u", cart->lot + 1);
  add_string (body, "store", sim->stores[cart->store].id);
  add_string (body, "firmware", sim_firmware_versions[sim_cart_firmware (sim, day->cart, day->day)]);
  add_string (body, "revision", revision);
  add_string (body, "lot", lot);
  add_integer (body, "boots", sim_cart_boot_count (sim, day->cart, day->day));
  add_integer (body, "uptime_s", (at - day->start) / CORRAL_SECOND_MS);
}

static char *
make_body (CorralSim *sim, const SimDay *day, const Entry *entry)
{
  GString *body = g_string_sized_new (512);
  guint trip = (guint) day->segments[entry->segment].trip;
  const SimCart *cart = &sim->carts[day->cart];
  char serial[24];
  char text[32];

  sim_serial (sim, day->cart, serial, sizeof serial);
  g_string_printf (body,
                   "{\"v\":1,\"cart\":\"%s\",\"n\":%" G_GINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT
                   ",\"type\":\"%s\"",
                   serial, entry->counter, entry->at, type_words[entry->kind]);
  switch ((MessageKind) entry->kind)
    {
    case MESSAGE_BOOT:
      g_snprintf (text, sizeof text, "%c", sim_cart_boot_slot (sim, day->cart, day->day));
      add_string (body, "slot", text);
      add_string (body, "reason", "nightly");
      add_string (body, "self_test", "passed");
      break;
    case MESSAGE_HEALTH:
      add_health (body, sim, day, entry->at);
      break;
    case MESSAGE_SESSION_START:
      add_session (body, sim, day, trip);
      add_string (body, "started_by", "shopper");
      break;
    case MESSAGE_IDENTIFY: /* that somebody did, never who: tier 2 stays out */
      add_session (body, sim, day, trip);
      add_string (body, "method", "handset");
      break;
    case MESSAGE_SCAN:
      add_scan (body, sim, day, trip, entry->index);
      break;
    case MESSAGE_SESSION_END:
      {
        SimEnd end;

        sim_trip_end (sim, day->cart, day->day, trip, &day->trips[trip], &end);
        add_session (body, sim, day, trip);
        add_string (body, "status", end.status);
        add_integer (body, "item_count", end.item_count);
        add_integer (body, "total_minor", end.total_minor);
        add_string (body, "currency", sim->chains[sim->stores[cart->store].chain].facts->currency);
        add_string (body, "payment", end.payment);
        break;
      }
    case MESSAGE_FAULT:
    default:
      add_string (body, "fault", sim_fault_words[day->spans[entry->index].what]);
      add_string (body, "part", "cart");
      break;
    }
  add_origin (body, sim, day, entry->at);
  g_string_append_c (body, '}');
  return g_string_free (body, FALSE);
}

static void
free_message (gpointer data)
{
  CorralSimMessage *message = data;

  g_free (message->body);
  g_free (message);
}

GPtrArray *
corral_sim_messages (CorralSim *self,
                     guint tenant,
                     const char *cart,
                     gint64 from_ms,
                     gint64 to_ms,
                     gint64 now_ms,
                     guint limit)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (free_message);
  guint index;
  gint32 first;

  if (!sim_find_cart (self, tenant, cart, &index) || self->carts[index].never_seen || from_ms >= to_ms)
    return messages;
  to_ms = MIN (to_ms, now_ms + 1);
  first = sim_cart_day_at (self, index, from_ms);
  for (gint32 d = sim_cart_day_at (self, index, to_ms); d >= first && messages->len < limit; d--)
    {
      g_autofree SimDay *day = sim_day_new (self, index, d);
      g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));

      list_day (self, day, entries);
      for (guint i = 0; i < entries->len && messages->len < limit; i++)
        {
          const Entry *entry = &g_array_index (entries, Entry, i);
          CorralSimMessage *message;
          gint64 arrived;

          if (entry->at < from_ms || entry->at >= to_ms)
            continue;
          arrived = sim_arrival_ms (self, day, entry->at, entry->counter);
          if (!CORRAL_IS_KNOWN (arrived) || arrived > now_ms)
            continue;
          message = g_new0 (CorralSimMessage, 1);
          message->counter = entry->counter;
          message->type = type_words[entry->kind];
          message->device_ms = entry->at;
          message->arrived_ms = arrived;
          message->body = make_body (self, day, entry);
          g_ptr_array_add (messages, message);
        }
    }
  return messages;
}

CorralSimMessage *
corral_sim_message_at (CorralSim *self, guint tenant, const char *cart, gint64 at_ms)
{
  CorralSimMessage *message = g_new0 (CorralSimMessage, 1);
  g_autofree SimDay *day = NULL;
  Entry entry = { .at = at_ms, .kind = MESSAGE_HEALTH };
  guint index;

  if (!sim_find_cart (self, tenant, cart, &index))
    g_assert_not_reached ();
  day = sim_day_new (self, index, sim_cart_day_at (self, index, at_ms));
  entry.segment = (guint8) sim_day_find_segment (day, at_ms);
  entry.counter = sim_health_counter (self, day, entry.segment, at_ms);
  message->counter = entry.counter;
  message->type = type_words[MESSAGE_HEALTH];
  message->device_ms = at_ms;
  message->arrived_ms = at_ms + SIM_ASKED_MS;
  message->body = make_body (self, day, &entry);
  return message;
}

/* --- what is missing ------------------------------------------------------------------------------ */

/* How far back the sample before the first one is looked for; longer than any scenario's loss. */
#define LOOK_BACK_DAYS 4

/* Goes through a day's messages before @to_ms: counts in *missing those that never came since the last sample that did,
 * and, from @from_ms on, says so of each sample. */
static void
count_missing (CorralSim *sim,
               const SimDay *day,
               gint64 from_ms,
               gint64 to_ms,
               gint64 now_ms,
               guint *missing,
               GArray *out)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  list_day (sim, day, entries);
  for (guint i = entries->len; i > 0; i--)
    {
      const Entry *entry = &g_array_index (entries, Entry, i - 1);
      gint64 arrived;

      if (entry->at >= to_ms)
        break;
      arrived = sim_arrival_ms (sim, day, entry->at, entry->counter);
      if (!CORRAL_IS_KNOWN (arrived))
        (*missing)++;
      if (!CORRAL_IS_KNOWN (arrived) || arrived > now_ms || entry->kind != MESSAGE_HEALTH)
        continue;
      if (entry->at >= from_ms)
        g_array_append_val (out, *missing);
      *missing = 0;
    }
}

void
corral_sim_missing (CorralSim *self,
                    guint tenant,
                    const char *cart,
                    gint64 from_ms,
                    gint64 to_ms,
                    gint64 now_ms,
                    GArray *out)
{
  guint missing = 0;
  guint index;
  gint32 first;

  if (!sim_find_cart (self, tenant, cart, &index) || self->carts[index].never_seen || from_ms >= to_ms)
    return;
  to_ms = MIN (to_ms, now_ms + 1);
  first = sim_cart_day_at (self, index, from_ms);
  /* The sample before the first one may be of some day before: the count starts at a day that has one. */
  for (gint32 d = first - LOOK_BACK_DAYS; d < first; d++)
    {
      g_autofree SimDay *day = sim_day_new (self, index, d);

      count_missing (self, day, G_MAXINT64, G_MAXINT64, now_ms, &missing, out);
    }
  for (gint32 d = first; d <= sim_cart_day_at (self, index, to_ms); d++)
    {
      g_autofree SimDay *day = sim_day_new (self, index, d);

      count_missing (self, day, from_ms, to_ms, now_ms, &missing, out);
    }
}
