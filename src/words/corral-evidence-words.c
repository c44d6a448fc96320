/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What speaks for and against a verdict, and what would change its mind, in words: a row for each kind. Main thread. */
#include "config.h"

#include "corral-verdict-words.h"

#include "corral-evidence.h"
#include "corral-fill.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-place.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef enum
{
  UNIT_NONE,
  UNIT_PERCENT,
  UNIT_MILLIAMPERE,
  UNIT_GRAM,
  UNIT_MILLISECOND,
  UNIT_DBM,
  UNIT_SECOND,  /* said as a duration */
  UNIT_MINUTE,
  UNIT_HOUR,
} Unit;

/* Where the rows behind it are. */
typedef enum
{
  ROWS_NONE,
  ROWS_CART,
  ROWS_STORE,
  ROWS_ALERTS,         /* of the cart or store, open */
  ROWS_SILENT,         /* all silent carts, of the chain when it is about one */
  ROWS_SILENT_FILTER,  /* silent carts with the filter's value TEXT */
  ROWS_FILTER,         /* carts with the filter's value TEXT */
} Rows;

/*
 * Translators: in {braces} stand {carts} "7 carts", {carts-of} "7 of 34 carts", {stores} "3 stores", {stores-of}, {number},
 * {of}, {text} a name, {time} "09:14" (the store's), {value} a number with its unit, {store}. Leave them as they are.
 */
static const struct
{
  const char *sentence;
  Unit unit;
  Rows rows;
  const char *filter;
} kinds[CORRAL_N_EVIDENCE_KINDS] = {
  [CORRAL_EVIDENCE_STATE] = { N_ ("The cloud has it as “{text}” since {time}."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_LAST_HEARD] = { N_ ("It was last heard from at {time}."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_TOGETHER] = { N_ ("{carts} fell silent within {value}, from {time} on."), UNIT_MINUTE, ROWS_SILENT, NULL },
  [CORRAL_EVIDENCE_SILENT_CARRIER]
  = { N_ ("{carts-of} silent that were on the mobile network with no SIM but {text}."), UNIT_NONE, ROWS_SILENT_FILTER,
      "carrier" },
  [CORRAL_EVIDENCE_SILENT_BATCH]
  = { N_ ("{carts-of} of the certificate batch {text} silent."), UNIT_NONE, ROWS_SILENT_FILTER, "certificate_batch" },
  [CORRAL_EVIDENCE_SILENT_VERSION]
  = { N_ ("{carts-of} with firmware {text} silent."), UNIT_NONE, ROWS_SILENT_FILTER, "firmware" },
  [CORRAL_EVIDENCE_SILENT_PACK_LOT]
  = { N_ ("{carts-of} with battery packs of the lot {text} silent."), UNIT_NONE, ROWS_SILENT_FILTER, "pack_lot" },
  [CORRAL_EVIDENCE_SILENT_STORE] = { N_ ("{carts-of} of {store} silent."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_SILENT_POINT]
  = { N_ ("{carts-of} silent that were last at the access point {text}."), UNIT_NONE, ROWS_SILENT_FILTER, "access_point" },
  [CORRAL_EVIDENCE_SPREAD]
  = { N_ ("{carts} silent in {stores-other}, on Wi-Fi and on the mobile network: they share no store, carrier, certificate "
          "batch or version."),
      UNIT_NONE, ROWS_SILENT, NULL },
  [CORRAL_EVIDENCE_HEARD_SHARING] = { N_ ("{carts} that share it heard since."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_HEARD_OTHERS] = { N_ ("{carts} that do not share it heard since."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_NONE_HEARD] = { N_ ("No cart at all was heard since {time}."), UNIT_NONE, ROWS_SILENT, NULL },
  [CORRAL_EVIDENCE_HEARD_STORE] = { N_ ("{carts} of {store} heard since {time}."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_ON_WIFI] = { N_ ("{carts} of {store} heard over its Wi-Fi."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_ON_MOBILE]
  = { N_ ("{carts} of {store} heard over the mobile network, none over its Wi-Fi."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_POINTS_DOWN]
  = { N_ ("{number} of {of} access points of {store} down since {time}."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_POINT_DOWN] = { N_ ("The access point {text} is down since {time}."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_SAME_POINT]
  = { N_ ("{carts} at the same access point {text} heard since."), UNIT_NONE, ROWS_FILTER, "access_point" },
  [CORRAL_EVIDENCE_SAME_CARRIER]
  = { N_ ("{carts} with the same SIMs ({text}) heard over the mobile network since."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_SAME_VERSION]
  = { N_ ("{carts} with the same firmware {text} heard since."), UNIT_NONE, ROWS_FILTER, "firmware" },
  [CORRAL_EVIDENCE_BATCH_RENEWED]
  = { N_ ("Its certificate is valid from {time} on: it was renewed when the silence began."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_CERTIFICATE_STATUS] = { N_ ("Its certificate: {text}, valid until {time}."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_BATTERY_LAST] = { N_ ("Its battery was at {value} at {time}."), UNIT_PERCENT, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_PACK_HEALTH]
  = { /* xgettext:no-c-format */
      N_ ("Its battery pack has {value} of its health left; below 68 % it does not last a shift."), UNIT_PERCENT, ROWS_CART,
      NULL },
  [CORRAL_EVIDENCE_CURRENT] = { N_ ("On the dock {value} flow; it should be about 2,000 mA."), UNIT_MILLIAMPERE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_FAULT] = { N_ ("It reports since {time}: {text}."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_DRIFT] = { N_ ("Its scale is {value} off; up to 20 g is fine."), UNIT_GRAM, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_LOT_DRIFT]
  = { N_ ("In its lot {text} {carts-of} are more than 60 g off."), UNIT_NONE, ROWS_FILTER, "lot" },
  [CORRAL_EVIDENCE_OTHER_LOTS] = { N_ ("In other lots {carts-of}."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_SCAN_SLOW]
  = { N_ ("It takes up to {value} for a scan; under 500 ms is right."), UNIT_MILLISECOND, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_VERSION_SLOW]
  = { N_ ("Of those with firmware {text} {carts-of} scan too slowly."), UNIT_NONE, ROWS_FILTER, "firmware" },
  [CORRAL_EVIDENCE_OTHER_VERSIONS] = { N_ ("Of the others {carts-of} do."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_UNRELEASED] = { N_ ("The firmware {text} was never released."), UNIT_NONE, ROWS_FILTER, "firmware" },
  [CORRAL_EVIDENCE_ROLLED_BACK] = { N_ ("Its update to {text} was rolled back at {time}."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_ROLLED_BACK_MANY]
  = { N_ ("In the same country {number} of {of} updates were rolled back."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_CLOCK]
  = { N_ ("Its clock is {value} off; times shown are those of the cloud."), UNIT_SECOND, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_WEAK_SIGNAL] = { N_ ("Its Wi-Fi signal is {value}."), UNIT_DBM, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_ROAMING]
  = { N_ ("It took {value} to change access points; under 250 ms is good."), UNIT_MILLISECOND, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_COLD_AISLE]
  = { N_ ("It is in aisle {number}, which is refrigerated, on 2.4 GHz."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_REVISION_NOISE]
  = { N_ ("Of hardware revision {text} {carts-of} in such aisles have the same trouble."), UNIT_NONE, ROWS_FILTER,
      "hardware_revision" },
  [CORRAL_EVIDENCE_OTHER_REVISION] = { N_ ("Of the other revision {carts-of} there."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_NOISE_ALERTS]
  = { N_ ("{number} of {of} alerts of radio noise are on carts of revision {text}."), UNIT_NONE, ROWS_ALERTS, NULL },
  [CORRAL_EVIDENCE_REJECTED]
  = { N_ ("The cloud rejects {value} of what carts with firmware {text} send."), UNIT_PERCENT, ROWS_FILTER, "firmware" },
  [CORRAL_EVIDENCE_NO_NEXT_CA]
  = { N_ ("{carts-of} of the chain lack the next trust anchor, this one among them."), UNIT_NONE, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_GAP]
  = { N_ ("For {value} from {time} on there is nothing of {stores-of}."), UNIT_HOUR, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_UP_MEANWHILE]
  = { N_ ("{carts-of} have not started anew since before: they were up."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_REPLAYED]
  = { N_ ("What it sent last was {value} old when it arrived, at {time}."), UNIT_SECOND, ROWS_CART, NULL },
  [CORRAL_EVIDENCE_STORE_CLOSED] = { N_ ("{store} is closed."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_ALERT] = { N_ ("The cloud raised an alert at {time}: {text}."), UNIT_NONE, ROWS_ALERTS, NULL },
  [CORRAL_EVIDENCE_FEW]
  = { N_ ("Of its neighbours only {carts} can be compared with it."), UNIT_NONE, ROWS_STORE, NULL },
  [CORRAL_EVIDENCE_OLD_KNOWLEDGE] = { N_ ("Nothing newer than {time} is known on this PC."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_TOO_EARLY]
  = { N_ ("It is too early: others that share its fate would show it by {time}."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_PART] = { N_ ("{carts-of}: {text}."), UNIT_NONE, ROWS_NONE, NULL },
  [CORRAL_EVIDENCE_FINE_PART] = { N_ ("{carts-of}: nothing wrong."), UNIT_NONE, ROWS_NONE, NULL },
};

static const char *const doubts[CORRAL_N_DOUBT_KINDS] = {
  [CORRAL_DOUBT_HEARD_AGAIN] = N_ ("one that shares it is heard again while the others stay silent."),
  [CORRAL_DOUBT_MORE_OF_STORE] = N_ ("more carts of the store fall silent: then it is the store’s network."),
  [CORRAL_DOUBT_WAIT] = N_ ("it is heard again within the next minutes: then it was only late."),
  [CORRAL_DOUBT_OWN_LINK_BACK] = N_ ("the link of this PC is back and shows otherwise."),
  [CORRAL_DOUBT_DOCK] = N_ ("it comes back on the dock: then it was the battery."),
  [CORRAL_DOUBT_SWAP_PACK] = N_ ("the trouble stays after the pack is swapped: then it is the cart."),
  [CORRAL_DOUBT_OTHER_AISLE] = N_ ("the trouble stays away from the refrigerated aisles."),
  [CORRAL_DOUBT_OTHERS_TOO] = N_ ("carts that do not share it show the same."),
  [CORRAL_DOUBT_CARRIER_SAYS] = N_ ("the carrier says that its network is fine there."),
  [CORRAL_DOUBT_CLOUD_SAYS] = N_ ("the cloud’s own figures show that messages arrive."),
  [CORRAL_DOUBT_STORE_SAYS] = N_ ("somebody in the store sees the Wi-Fi work."),
  [CORRAL_DOUBT_RESTART] = N_ ("it is well after a restart."),
  [CORRAL_DOUBT_SCALE_EMPTY] = N_ ("the empty scale shows nought."),
  [CORRAL_DOUBT_OPENS] = N_ ("it stays silent after the store has opened."),
  [CORRAL_DOUBT_NOT_MOVED] = N_ ("somebody sees it in the store."),
};

static char *
say_value (double value, Unit unit)
{
  switch (unit)
    {
    case UNIT_PERCENT:
      return corral_format_percent (value, value < 10 && value != floor (value) ? 1 : 0);
    case UNIT_MILLIAMPERE:
      return corral_format_quantity (value, 0, "mA");
    case UNIT_GRAM:
      return corral_format_weight (round (value));
    case UNIT_MILLISECOND:
      return corral_format_quantity (value, 0, "ms");
    case UNIT_DBM:
      return corral_format_quantity (value, 0, "dBm");
    case UNIT_SECOND:
      return corral_format_duration (isnan (value) ? CORRAL_UNKNOWN : (gint64) fabs (value) * CORRAL_SECOND_MS);
    case UNIT_MINUTE:
      return corral_format_duration (isnan (value) ? CORRAL_UNKNOWN : (gint64) (value * (double) CORRAL_MINUTE_MS));
    case UNIT_HOUR:
      return corral_format_duration (isnan (value) ? CORRAL_UNKNOWN : (gint64) (value * (double) CORRAL_HOUR_MS));
    case UNIT_NONE:
    default:
      return g_strdup (CORRAL_DASH);
    }
}

/* The word of another cause, as people read it. */
static const char *
say_cause (const char *word)
{
  CorralVerdictCause cause;

  return corral_verdict_cause_from_word (word, &cause) ? corral_verdict_cause_to_brief (cause) : word;
}

static const char *
say_name (const CorralEvidence *evidence)
{
  const char *text = *evidence->text != '\0' ? evidence->text : NULL;

  if (evidence->kind == CORRAL_EVIDENCE_FAULT)
    return corral_words_translate (CORRAL_WORDS_FAULT, text);
  if (evidence->kind == CORRAL_EVIDENCE_CERTIFICATE_STATUS)
    return corral_words_translate (CORRAL_WORDS_CERTIFICATE, text);
  if (evidence->kind == CORRAL_EVIDENCE_ALERT)
    return corral_words_translate (CORRAL_WORDS_ALERT_KIND, text);
  if (evidence->kind == CORRAL_EVIDENCE_STATE && text != NULL)
    return corral_look_of_state (corral_cart_state_from_word (text)).word;
  return evidence->kind == CORRAL_EVIDENCE_PART && text != NULL ? say_cause (text) : text;
}

char *
corral_evidence_to_text (CorralFleet *fleet, const CorralVerdict *verdict, const CorralEvidence *evidence)
{
  guint32 at = evidence->store != CORRAL_NO_SLOT ? evidence->store : verdict->store;
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, at);
  g_autofree char *time = corral_format_time (evidence->time_ms, corral_fleet_get_now (fleet), zone);
  guint of = MAX (evidence->of, evidence->count);
  g_autofree char *carts = corral_format_count (evidence->count, CORRAL_NOUN_CART);
  g_autofree char *carts_of = corral_format_count_of (evidence->count, of, CORRAL_NOUN_CART);
  g_autofree char *stores_of = corral_format_count_of (evidence->count, of, CORRAL_NOUN_STORE);
  g_autofree char *stores = corral_format_count (evidence->of, CORRAL_NOUN_STORE);
  g_autofree char *number = corral_format_integer (evidence->count);
  g_autofree char *whole = corral_format_integer (evidence->of);
  g_autofree char *store = corral_store_to_text (fleet, at);
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (evidence->kind < CORRAL_N_EVIDENCE_KINDS, NULL);
  value = say_value (evidence->value, kinds[evidence->kind].unit);
  text = corral_format_text (say_name (evidence));
  {
    const CorralFilling fillings[] = {
      { "carts", carts }, { "carts-of", carts_of }, { "stores-of", stores_of }, { "stores-other", stores },
      { "number", number }, { "of", whole }, { "text", text }, { "time", time }, { "value", value }, { "store", store },
    };

    return corral_fill (_ (kinds[evidence->kind].sentence), fillings, G_N_ELEMENTS (fillings));
  }
}

/* --- the rows behind it ------------------------------------------------------------------------------- */

static char *
place_of_row (CorralFleet *fleet, CorralTableKind table, guint32 slot)
{
  gboolean cart = table == CORRAL_TABLE_CART;
  guint32 chain = corral_fleet_get_link (fleet, table, slot, cart ? (guint) CORRAL_CART_COL_CHAIN : (guint) CORRAL_STORE_COL_CHAIN);
  const char *id = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
  g_autoptr (CorralPlace) place = NULL;
  g_autofree char *number = NULL;

  if (slot == CORRAL_NO_SLOT || id == NULL)
    return NULL;
  if (!cart)
    number = g_strdup_printf ("%" G_GINT64_FORMAT,
                              corral_fleet_get_integer (fleet, table, slot, CORRAL_STORE_COL_NUMBER));
  place = corral_place_new (cart ? CORRAL_PAGE_CART : CORRAL_PAGE_STORE, id,
                            cart ? corral_fleet_get_text (fleet, table, slot, CORRAL_CART_COL_SERIAL) : number);
  return corral_place_to_uri (place);
}

static char *
place_of_list (CorralPageKind page, const char *name, const char *value, const char *other, const char *other_value)
{
  g_autoptr (CorralPlace) all = corral_place_new (page, NULL, NULL);
  g_autoptr (CorralPlace) first = corral_place_with_filter (all, name, value);
  g_autoptr (CorralPlace) both = NULL;

  if (other == NULL)
    return corral_place_to_uri (first);
  both = corral_place_with_filter (first, other, other_value);
  return corral_place_to_uri (both);
}

char *
corral_evidence_to_uri (CorralFleet *fleet, const CorralVerdict *verdict, const CorralEvidence *evidence)
{
  guint32 cart = evidence->cart != CORRAL_NO_SLOT ? evidence->cart : verdict->cart;
  guint32 store = evidence->store != CORRAL_NO_SLOT ? evidence->store : verdict->store;

  g_return_val_if_fail (evidence->kind < CORRAL_N_EVIDENCE_KINDS, NULL);
  switch (kinds[evidence->kind].rows)
    {
    case ROWS_CART:
      return cart != CORRAL_NO_SLOT ? place_of_row (fleet, CORRAL_TABLE_CART, cart) : NULL;
    case ROWS_STORE:
      return store != CORRAL_NO_SLOT ? place_of_row (fleet, CORRAL_TABLE_STORE, store) : NULL;
    case ROWS_ALERTS:
      return place_of_list (CORRAL_PAGE_ALERTS, "open", "1", "kind",
                            evidence->kind == CORRAL_EVIDENCE_NOISE_ALERTS ? "radio_noise" : evidence->text);
    case ROWS_SILENT:
      return place_of_list (CORRAL_PAGE_CARTS, "state", "offline", NULL, NULL);
    case ROWS_SILENT_FILTER:
      return place_of_list (CORRAL_PAGE_CARTS, "state", "offline", kinds[evidence->kind].filter, evidence->text);
    case ROWS_FILTER:
      return place_of_list (CORRAL_PAGE_CARTS, kinds[evidence->kind].filter, evidence->text, NULL, NULL);
    case ROWS_NONE:
    default:
      return evidence->kind == CORRAL_EVIDENCE_PART && evidence->cart != CORRAL_NO_SLOT
               ? place_of_row (fleet, CORRAL_TABLE_CART, evidence->cart)
               : NULL;
    }
}

char *
corral_doubt_to_text (CorralFleet *fleet, const CorralVerdict *verdict, guint doubt)
{
  g_return_val_if_fail (doubt < CORRAL_N_DOUBT_KINDS, NULL);
  return g_strdup (_ (doubts[doubt]));
}
