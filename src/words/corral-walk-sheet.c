/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk sheet: what a store's manager takes along at 06:45, with ten minutes and no screen. Main thread. */
#include "config.h"

#include "corral-walk-sheet.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>

#define NOTE_LINES 6
/* What is older than this is not how things are. */
#define OLD_MS (5 * CORRAL_MINUTE_MS)

typedef struct
{
  CorralFleet *fleet;
  GTimeZone *zone; /* (nullable) */
  gint64 now_ms;
} Telling;

static const char *const part_titles[] = {
  [CORRAL_WALK_PULL] = N_ ("Pull from Service"),
  [CORRAL_WALK_SWAP] = N_ ("Swap or Charge the Pack"),
  [CORRAL_WALK_FETCH] = N_ ("Fetch"),
};

static const char *const part_empty[] = {
  [CORRAL_WALK_PULL] = N_ ("No cart has to be pulled."),
  [CORRAL_WALK_SWAP] = N_ ("Every pack lasts the day."),
  [CORRAL_WALK_FETCH] = N_ ("No cart is missing."),
};

/* Why, as a sentence without its end, and what to do there. */
static const struct
{
  const char *why;
  const char *what;
} reasons[] = {
  [CORRAL_WALK_REASON_OUTSIDE] = { N_ ("It is outside the store"), N_ ("Fetch it, look for damage, put it on a dock.") },
  [CORRAL_WALK_REASON_SILENT]
  = { N_ ("Not heard from, and nothing else explains it"), N_ ("Look for it and put it on a dock. If it stays dark, pull it.") },
  [CORRAL_WALK_REASON_SCANNER]
  = { N_ ("The scanner does not read well"), N_ ("Wipe the scanner’s window, scan one item. If that fails, pull it.") },
  [CORRAL_WALK_REASON_SCALE] = { N_ ("The scale is off"), N_ ("Pull it until it is calibrated.") },
  [CORRAL_WALK_REASON_CERTIFICATE] = { N_ ("It can no longer connect"), N_ ("Pull it. Support gives it a new certificate.") },
  [CORRAL_WALK_REASON_FAULT] = { N_ ("It reports a fault"), N_ ("Pull it.") },
  [CORRAL_WALK_REASON_REPAIR_TICKET] = { N_ ("A repair was asked for"), N_ ("Pull it and put it aside for the technician.") },
  [CORRAL_WALK_REASON_PACK_EMPTY] = { N_ ("The battery is empty"), N_ ("Put in a charged pack, or put it on a dock.") },
  [CORRAL_WALK_REASON_PACK_WORN]
  = { N_ ("The pack is worn and does not last the day"), N_ ("Put in another pack. Mark the old one.") },
  [CORRAL_WALK_REASON_SWAP_TICKET] = { N_ ("Another pack was asked for"), N_ ("Put in another pack. Mark the old one.") },
  [CORRAL_WALK_REASON_DOCK]
  = { N_ ("It stands in the dock and does not charge"), N_ ("Push it in again. If it still does not charge, use another dock.") },
  [CORRAL_WALK_REASON_BATTERY_LOW] = { N_ ("The battery is low"), N_ ("Put it on a dock, or put in a charged pack.") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == CORRAL_N_WALK_REASONS);

/* ---- one cart ------------------------------------------------------------------------------------------- */

/* A number and its sign are on one line. @text is taken. */
static char *
keep_together (char *text)
{
  GString *out = g_string_new (text);

  g_free (text);
  g_string_replace (out, " %", "\302\240%", 0);
  return g_string_free (out, FALSE);
}

/* What is known of it beyond the reason: the fault's name, how full, how worn, the ticket. NULL: nothing. */
static char *
say_more (const Telling *self, const CorralWalkStop *stop)
{
  gint64 battery = corral_fleet_get_integer (self->fleet, CORRAL_TABLE_CART, stop->cart, CORRAL_CART_COL_BATTERY_PCT);
  gint64 health = corral_fleet_get_integer (self->fleet, CORRAL_TABLE_CART, stop->cart, CORRAL_CART_COL_PACK_SOH_PCT);
  double drift = corral_fleet_get_real (self->fleet, CORRAL_TABLE_CART, stop->cart, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  const char *fault = corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, stop->cart, CORRAL_CART_COL_FAULT);

  switch (stop->reason)
    {
    case CORRAL_WALK_REASON_FAULT:
      return fault != NULL ? g_strdup (corral_words_translate (CORRAL_WORDS_FAULT, fault)) : NULL;
    case CORRAL_WALK_REASON_SCALE:
      return corral_format_weight (drift);
    case CORRAL_WALK_REASON_PACK_WORN:
      /* Translators: a battery pack's; %d is a percentage */
      return CORRAL_IS_KNOWN (health) ? keep_together (g_strdup_printf (_ ("health %d %%"), (int) health)) : NULL;
    case CORRAL_WALK_REASON_BATTERY_LOW:
    case CORRAL_WALK_REASON_PACK_EMPTY:
    case CORRAL_WALK_REASON_DOCK:
      return CORRAL_IS_KNOWN (battery) ? corral_format_percent ((double) battery, 0) : NULL;
    case CORRAL_WALK_REASON_REPAIR_TICKET:
    case CORRAL_WALK_REASON_SWAP_TICKET:
      {
        g_autofree char *number = corral_format_text (
            corral_fleet_get_text (self->fleet, CORRAL_TABLE_TICKET, stop->ticket, CORRAL_TICKET_COL_NUMBER));

        /* Translators: %s is a ticket's number */
        return g_strdup_printf (_ ("ticket %s"), number);
      }
    case CORRAL_WALK_REASON_OUTSIDE:
    case CORRAL_WALK_REASON_SILENT:
    case CORRAL_WALK_REASON_SCANNER:
    case CORRAL_WALK_REASON_CERTIFICATE:
    case CORRAL_N_WALK_REASONS:
    default:
      return NULL;
    }
}

/* Only of what somebody has to look for it matters since when. */
static char *
say_why (const Telling *self, const CorralWalkStop *stop)
{
  const char *why = _ (reasons[stop->reason].why);
  gboolean gone = stop->part == CORRAL_WALK_FETCH;
  gint64 since_ms = stop->reason == CORRAL_WALK_REASON_SILENT
                        ? corral_fleet_get_integer (self->fleet, CORRAL_TABLE_CART, stop->cart, CORRAL_CART_COL_HEARD_MS)
                        : stop->since_ms;
  g_autofree char *more = say_more (self, stop);
  g_autofree char *since = NULL;

  if (more != NULL)
    /* Translators: why a cart needs somebody, and what is known of it: "The battery is low (14 %)." */
    return g_strdup_printf (_ ("%s (%s)."), why, more);
  if (!gone || !CORRAL_IS_KNOWN (since_ms))
    /* Translators: the end of a sentence */
    return g_strdup_printf (_ ("%s."), why);
  since = corral_format_time (since_ms, self->now_ms, self->zone);
  /* Translators: why a cart needs somebody, and since when */
  return g_strdup_printf (_ ("%s, since %s."), why, since);
}

static char *
say_where (const CorralWalkStop *stop)
{
  switch (stop->place)
    {
    case CORRAL_WALK_AT_DOCK:
      /* Translators: where a cart stands; a narrow column */
      return g_strdup (_ ("Dock"));
    case CORRAL_WALK_AT_AISLE:
      /* Translators: where a cart was last; a narrow column */
      return g_strdup_printf (_ ("Aisle %d"), (int) stop->aisle);
    case CORRAL_WALK_AT_OUTSIDE:
      /* Translators: where a cart is; a narrow column */
      return g_strdup (_ ("Outside"));
    case CORRAL_WALK_AT_UNKNOWN:
    default:
      return g_strdup (CORRAL_DASH);
    }
}

static void
add_stop (const Telling *self, CorralSheetSection *section, const CorralWalkStop *stop)
{
  g_autofree char *why = say_why (self, stop);
  CorralSheetLine *line = corral_sheet_section_add_line (section, why, _ (reasons[stop->reason].what));

  line->number = corral_format_text (
      corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, stop->cart, CORRAL_CART_COL_LABEL));
  line->where = say_where (stop);
  line->barcode
      = g_strdup (corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, stop->cart, CORRAL_CART_COL_SERIAL));
}

/* ---- the head ------------------------------------------------------------------------------------------- */

char *
corral_sheet_say_zone (GTimeZone *zone, gint64 time_ms)
{
  int interval = zone != NULL ? g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, time_ms / 1000) : -1;
  const char *letters = interval >= 0 ? g_time_zone_get_abbreviation (zone, interval) : "UTC";

  return g_strconcat (g_ascii_isalpha (*letters) ? "" : "UTC", letters, NULL);
}

void
corral_sheet_say_as_of (CorralSheet *sheet, CorralFleet *fleet, guint32 chain, gboolean answers, gint64 now_ms, GTimeZone *zone)
{
  gint64 known_ms = chain != CORRAL_NO_SLOT ? corral_fleet_get_known_as_of (fleet, chain) : CORRAL_UNKNOWN;
  g_autofree char *time = corral_format_time (known_ms, now_ms, zone);
  g_autofree char *letters = corral_sheet_say_zone (zone, now_ms);

  if (!CORRAL_IS_KNOWN (known_ms))
    {
      sheet->as_of = g_strdup (_ ("Nothing has been heard of the carts yet."));
      sheet->missing = g_strdup (_ ("What is on this sheet may be out of date."));
      return;
    }
  /* Translators: a time, the letters of its zone ("CET") */
  sheet->as_of = g_strdup_printf (_ ("As of %s (store time, %s)."), time, letters);
  if (!answers)
    /* Translators: %s is a time */
    sheet->missing
        = g_strdup_printf (_ ("Made without an answer from the cloud: what changed after %s is not on this sheet."), time);
  else if (now_ms - known_ms > OLD_MS)
    /* Translators: %s is a time */
    sheet->missing = g_strdup_printf (_ ("What changed after %s is not on this sheet."), time);
}

static char *
say_sentence (const CorralWalk *walk)
{
  g_autofree char *carts = corral_format_count (walk->n_carts, CORRAL_NOUN_CART);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: a number, "30 carts" */
  g_string_append_printf (text, ngettext ("%u of %s can go out now.", "%u of %s can go out now.", walk->n_ready), walk->n_ready,
                          carts);
  if (walk->n_out_of_service > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u is out of service already and is not on this sheet.",
                                        "%u are out of service already and are not on this sheet.", walk->n_out_of_service),
                              walk->n_out_of_service);
    }
  if (walk->n_explained > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u is silent for a reason that is not its own, such as a network: it need not be looked for.",
                                        "%u are silent for a reason that is not their own, such as a network: they need not be "
                                        "looked for.",
                                        walk->n_explained),
                              walk->n_explained);
    }
  return g_strdup (text->str);
}

static char *
say_day (const Telling *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->now_ms / 1000);
  g_autoptr (GDateTime) local
      = self->zone != NULL ? g_date_time_to_timezone (utc, self->zone) : g_date_time_ref (utc);

  /* Translators: a day in full and when the sheet was made, as for g_date_time_format() */
  return g_date_time_format (local, _ ("%A %-d %B %Y, made at %H:%M"));
}

CorralSheet *
corral_walk_sheet_new (CorralFleet *fleet, guint32 store, gboolean answers, gint64 now_ms)
{
  g_autoptr (CorralWalk) walk = corral_walk_new (fleet, store);
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, store);
  Telling telling = { fleet, zone, now_ms };
  CorralSheet *sheet = corral_sheet_new (_ ("Morning Walk"));
  CorralSheetSection *sections[CORRAL_N_WALK_PARTS];

  sheet->subject = corral_store_to_text (fleet, store);
  corral_sheet_take_head (sheet, say_day (&telling));
  corral_sheet_say_as_of (sheet, fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN), answers,
                          now_ms, zone);
  sheet->sentence = say_sentence (walk);
  sheet->n_note_lines = NOTE_LINES;
  for (guint i = 0; i < CORRAL_N_WALK_PARTS; i++)
    {
      g_autofree char *title = walk->n_of[i] > 0
                                   /* Translators: a heading, and how many stand under it */
                                   ? g_strdup_printf (_ ("%s (%u)"), _ (part_titles[i]), walk->n_of[i])
                                   : g_strdup (_ (part_titles[i]));

      sections[i] = corral_sheet_add_section (sheet, title, CORRAL_SHEET_TO_DO);
      if (walk->n_of[i] == 0)
        sections[i]->empty = g_strdup (_ (part_empty[i]));
    }
  for (guint i = 0; i < walk->stops->len; i++)
    {
      const CorralWalkStop *stop = &g_array_index (walk->stops, CorralWalkStop, i);

      add_stop (&telling, sections[stop->part], stop);
    }
  return sheet;
}
