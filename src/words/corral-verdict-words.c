/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verdict says, in words: a row of the table for each cause. Main thread. */
#include "config.h"

#include "corral-verdict-words.h"

#include "corral-evidence.h"
#include "corral-fill.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From here on it is "quite sure", "likely" (ours). */
#define SURE_PCT 85
#define LIKELY_PCT 60

static const char *const layers[CORRAL_N_LAYERS] = {
  [CORRAL_LAYER_NONE] = N_ ("Nothing is wrong"),
  [CORRAL_LAYER_UNKNOWN] = N_ ("It cannot be told yet"),
  [CORRAL_LAYER_OWN_PC] = N_ ("This PC"),
  [CORRAL_LAYER_CLOUD] = N_ ("The cloud"),
  [CORRAL_LAYER_CARRIER] = N_ ("The mobile carrier"),
  [CORRAL_LAYER_STORE_NETWORK] = N_ ("The store’s Wi-Fi"),
  [CORRAL_LAYER_ACCESS_POINT] = N_ ("One access point or aisle"),
  [CORRAL_LAYER_CERTIFICATE] = N_ ("The certificate"),
  [CORRAL_LAYER_FIRMWARE] = N_ ("The firmware"),
  [CORRAL_LAYER_POWER] = N_ ("Battery pack or dock"),
  [CORRAL_LAYER_SCANNER] = N_ ("The scanner"),
  [CORRAL_LAYER_SCALE] = N_ ("The scale"),
  [CORRAL_LAYER_CART] = N_ ("The cart itself"),
};

/*
 * Translators: in {braces} stand {carts} "7 carts", {carts-of} "7 of 34 carts", {stores} "3 stores", {store} its number and
 * name, {others} "3 carts" that are otherwise, {detail} the name of a carrier, a lot, a version, …, {region}, {since} a time such as "09:14". Leave them as they
 * are; you may change their order, or leave one out.
 */
typedef struct
{
  const char *one;    /* of one cart, after "The store’s Wi-Fi, most likely: " but for what is not wrong */
  const char *many;   /* (nullable): of several, or of a store; NULL: the same */
  const char *spoken; /* to the caller about one cart, or about whatever it is */
  const char *spoken_many; /* (nullable): of several, or of a store; NULL: the same */
  const char *brief;  /* of some carts among others: "3 of 49 carts: battery pack worn." */
} Words;

static const Words words[CORRAL_N_VERDICT_CAUSES] = {
  [CORRAL_VERDICT_FINE] = {
    N_ ("It is heard from and reports no trouble."),
    N_ ("{carts-of} without trouble that Corral can see."),
    N_ ("From here everything looks right. Please tell me what you see on the cart."),
    NULL,
    N_ ("nothing wrong") },
  [CORRAL_VERDICT_CHARGING] = {
    N_ ("It is on the dock and charging."),
    N_ ("{carts-of} on the dock, charging."),
    N_ ("The cart is charging on the dock. Nothing is wrong with it."),
    N_ ("The carts are charging on the dock. Nothing is wrong with them."),
    N_ ("on the dock, charging") },
  [CORRAL_VERDICT_CLOSED] = {
    N_ ("The store is closed, and its carts rest."),
    NULL,
    N_ ("The store is closed at this hour, and the carts rest. That is how it should be."),
    NULL,
    N_ ("at rest, the store is closed") },
  [CORRAL_VERDICT_UPDATING] = {
    N_ ("It has been writing an update since {since}."),
    N_ ("{carts-of} writing an update since {since}."),
    N_ ("The cart is installing an update. Please leave it switched on; it will be ready in a few minutes."),
    N_ ("Carts are installing an update. Please leave them switched on; they will be ready in a few minutes."),
    N_ ("writing an update") },
  [CORRAL_VERDICT_OUT_OF_SERVICE] = {
    N_ ("It was taken out of service at {since}: {detail}."),
    N_ ("{carts-of} taken out of service."),
    N_ ("Somebody took this cart out of service. Please use another one meanwhile."),
    N_ ("Somebody took these carts out of service. Please use others meanwhile."),
    N_ ("out of service") },
  [CORRAL_VERDICT_REPLAYED] = {
    N_ ("It had no link for a while and has sent what it kept; nothing is lost."),
    N_ ("{carts-of} had no link for a while and have sent what they kept; nothing is lost."),
    N_ ("The cart had no connection for a while. It is back, and nothing was lost."),
    N_ ("The carts had no connection for a while. They are back, and nothing was lost."),
    N_ ("had no link for a while, nothing lost") },
  [CORRAL_VERDICT_NEVER_SEEN] = {
    N_ ("It has never been heard from: it is not set up yet, or was never switched on."),
    N_ ("{carts-of} never heard from."),
    N_ ("This cart has never been connected. Has it been set up and switched on?"),
    N_ ("These carts have never been connected. Have they been set up and switched on?"),
    N_ ("never heard from") },
  [CORRAL_VERDICT_NO_DATA] = {
    N_ ("It was last heard from at {since}; too little is known yet to say why it is silent."),
    N_ ("{carts-of} silent; too little is known yet to say why."),
    N_ ("I cannot tell yet what it is. Please wait a few minutes; I will look again."),
    NULL,
    N_ ("too little known yet") },
  [CORRAL_VERDICT_MIXED] = {
    N_ ("no cause that most of them share."),
    N_ ("{carts-of} have something, and no cause that most of them share."),
    N_ ("There is more than one thing wrong. Let us go through the carts one by one."),
    NULL,
    N_ ("several things") },
  [CORRAL_VERDICT_OWN_LINK] = {
    N_ ("Corral has not reached the cloud since {since}: nothing newer is known here."),
    NULL,
    N_ ("My own connection is down just now, so I only see what was known a while ago."),
    NULL,
    N_ ("nothing newer known on this PC") },
  [CORRAL_VERDICT_SIGN_IN] = {
    N_ ("the cloud asks for a new sign-in; nothing newer than {since} is known here."),
    NULL,
    N_ ("I have to sign in again before I see anything new. One moment, please."),
    NULL,
    N_ ("a new sign-in is needed") },
  [CORRAL_VERDICT_CLOUD_DOWN] = {
    N_ ("it has not answered this PC since {since}; nothing newer is known."),
    NULL,
    N_ ("Our service does not answer just now. The carts can go on being used."),
    NULL,
    N_ ("the cloud does not answer") },
  [CORRAL_VERDICT_CLOUD_INGEST] = {
    N_ ("{carts} in {stores}, of every kind, fell silent together at {since}."),
    NULL,
    N_ ("Our service does not receive the carts’ messages. Your cart is not to blame; you can go on using it."),
    N_ ("Our service does not receive the messages of some carts. They are not to blame; you can go on using "
        "them."),
    N_ ("not heard by the cloud") },
  [CORRAL_VERDICT_CLOUD_GAP] = {
    N_ ("what carts sent from {since} on was lost there for a while. The carts were up; the hole will not fill."),
    NULL,
    N_ ("Our service lost what carts sent for some hours today. The carts are well, and all is working again."),
    NULL,
    N_ ("data lost in the cloud") },
  [CORRAL_VERDICT_CLOUD_REJECTS] = {
    N_ ("it turns away part of what firmware {detail} sends. The cart works."),
    N_ ("it turns away part of what firmware {detail} sends: {carts-of}. They work."),
    N_ ("The cart works, but our service does not take all that it sends. We see to that."),
    N_ ("The carts work, but our service does not take all that they send. We see to that."),
    N_ ("messages turned away by the cloud") },
  [CORRAL_VERDICT_CARRIER_OUTAGE] = {
    N_ ("{carts-of} with no SIM but {detail} silent since {since}, in {stores}."),
    NULL,
    N_ ("The mobile network of {detail} has an outage. The cart goes on working and sends later; please pay at the "
        "terminal."),
    N_ ("The mobile network of {detail} has an outage. The carts go on working and send later; please pay at the "
        "terminal."),
    N_ ("the mobile carrier") },
  [CORRAL_VERDICT_STORE_WIFI] = {
    N_ ("{carts-of} silent or on the mobile network since {since}. Carts stay usable; customers pay at the terminal."),
    NULL,
    N_ ("The Wi-Fi of your store is down. You can go on using the carts; please let customers pay at the terminal."),
    NULL,
    N_ ("the store’s Wi-Fi") },
  [CORRAL_VERDICT_ACCESS_POINT_DOWN] = {
    N_ ("{detail} is down since {since}; carts near it are cut off."),
    N_ ("{detail} is down since {since}: {carts-of} near it cut off."),
    N_ ("One of the Wi-Fi boxes in your store is down. Carts work again when they are moved away from it."),
    NULL,
    N_ ("an access point is down") },
  [CORRAL_VERDICT_RADIO_NOISE] = {
    N_ ("the compressors of the refrigerated aisle drown the Wi-Fi; hardware revision {detail} suffers from it."),
    N_ ("the compressors of refrigerated aisles drown the Wi-Fi of hardware revision {detail}: {carts-of}."),
    N_ ("The fridges disturb the Wi-Fi of this cart. Please move it away from the cold aisles; it is not broken."),
    N_ ("The fridges disturb the Wi-Fi of the older carts. Please move them away from the cold aisles; they are "
        "not broken."),
    N_ ("radio noise beside refrigerators") },
  [CORRAL_VERDICT_CERTIFICATE_BATCH] = {
    N_ ("{carts-of} of the batch {detail} cannot connect since {since}."),
    NULL,
    N_ ("A group of carts cannot sign in to our service, yours is one of them. We have to mend that; please use another "
        "cart."),
    N_ ("A group of carts cannot sign in to our service, some of yours are among them. We have to mend that; "
        "please use other carts."),
    N_ ("a bad batch of certificates") },
  [CORRAL_VERDICT_CERTIFICATE_EXPIRED] = {
    N_ ("it has run out, so the cart may not connect."),
    N_ ("{carts-of} whose certificate has run out."),
    N_ ("The cart’s pass for our service has run out. It needs a new one; please use another cart."),
    N_ ("The pass of some carts for our service has run out. They need new ones; please use other carts."),
    N_ ("certificate run out") },
  [CORRAL_VERDICT_CERTIFICATE_REVOKED] = {
    N_ ("it is blocked, so the cart may not connect until that is lifted."),
    N_ ("{carts-of} blocked."),
    N_ ("This cart is blocked and may not connect. Please keep it aside."),
    N_ ("Some carts are blocked and may not connect. Please keep them aside."),
    N_ ("blocked") },
  [CORRAL_VERDICT_MISSING_CA] = {
    N_ ("it works now, but lacks the next trust anchor: after the change it would not come back."),
    N_ ("{carts-of} lack the next trust anchor: they work now, and would not come back after the change."),
    N_ ("The cart works. It needs an update before we change something next month; nothing to do for you."),
    N_ ("The carts work. Some need an update before we change something next month; nothing to do for you."),
    N_ ("the next trust anchor is missing") },
  [CORRAL_VERDICT_WRONG_BUILD] = {
    N_ ("{detail} behaves unlike all others: {carts-of} with it."),
    NULL,
    N_ ("The cart runs a version of its software that does not work well. It needs another one; please use another cart."),
    N_ ("Some carts run a version of their software that does not work well. They need another one; please use "
        "other carts."),
    N_ ("a version that behaves unlike the others") },
  [CORRAL_VERDICT_ROLLED_BACK] = {
    N_ ("the update to {detail} did not hold at {since}; it started again with the version before."),
    N_ ("the update to {detail} did not hold on {carts-of}."),
    N_ ("An update did not work on this cart, and it went back to the version before. It can be used."),
    N_ ("An update did not work on some carts, and they went back to the version before. They can be used."),
    N_ ("an update that did not hold") },
  [CORRAL_VERDICT_PACK_EMPTY] = {
    N_ ("it is empty, or nearly so. Put it on the dock, or swap the pack."),
    N_ ("{carts-of} empty, or nearly so."),
    N_ ("The battery of this cart is empty. Please put it on the dock, or swap the battery pack."),
    N_ ("The batteries of some carts are empty. Please put them on the dock, or swap the battery packs."),
    N_ ("battery empty, or nearly") },
  [CORRAL_VERDICT_PACK_WORN] = {
    N_ ("the pack is worn and does not last a shift. Swap it."),
    N_ ("{carts-of} with a worn pack."),
    N_ ("The battery pack of this cart is worn. Please swap it for another one."),
    N_ ("The battery packs of some carts are worn. Please swap them for others."),
    N_ ("battery pack worn") },
  [CORRAL_VERDICT_DOCK] = {
    N_ ("it is on the dock and does not charge."),
    N_ ("{carts-of} on the dock do not charge."),
    N_ ("The cart is on the dock but does not charge. Please push it in once more, or use another place."),
    N_ ("Some carts are on the dock but do not charge. Please push them in once more, or use other places."),
    N_ ("on the dock, not charging") },
  [CORRAL_VERDICT_SCANNER_JAM] = {
    N_ ("it is jammed, or scans too slowly."),
    N_ ("{carts-of} jammed, or too slow."),
    N_ ("The scanner of this cart does not work well. Please clean the window, and start the cart anew."),
    N_ ("The scanners of some carts do not work well. Please clean the windows, and start these carts anew."),
    N_ ("the scanner") },
  [CORRAL_VERDICT_SCALE_DRIFT] = {
    N_ ("it is out of calibration: its weights are no evidence."),
    N_ ("{carts-of} out of calibration: their weights are no evidence."),
    N_ ("The scale of this cart is off. The cart can be used, but please stop nobody because of its weights."),
    N_ ("The scales of some carts are off. They can be used, but please stop nobody because of their weights."),
    N_ ("scale out of calibration") },
  [CORRAL_VERDICT_SCALE_LOT] = {
    N_ ("those of the lot {detail} are mis-calibrated, {carts-of}: their weights are no evidence."),
    NULL,
    N_ ("The scales of a whole series of carts are off, yours as well. Please stop nobody because of its weights, and send no "
        "cart back for it."),
    N_ ("The scales of a whole series of carts are off, some of yours as well. Please stop nobody because of "
        "their weights, and send no cart back for it."),
    N_ ("scale mis-calibrated, a whole lot") },
  [CORRAL_VERDICT_LEFT_PREMISES] = {
    N_ ("it left the premises at {since} and reports once an hour: fetch it."),
    N_ ("{carts-of} outside the premises: fetch them."),
    N_ ("The cart is outside, most likely in the car park. Please have somebody fetch it."),
    N_ ("Some carts are outside, most likely in the car park. Please have somebody fetch them."),
    N_ ("outside the premises") },
  [CORRAL_VERDICT_CART_FAULT] = {
    N_ ("it reports a fault since {since}: {detail}."),
    N_ ("{carts-of} report a fault: {detail}."),
    N_ ("The cart reports a fault of its own. Please start it anew; if that does not help, keep it aside."),
    N_ ("Some carts report a fault of their own. Please start them anew; if that does not help, keep them aside."),
    N_ ("a fault of its own") },
  [CORRAL_VERDICT_CART_SILENT] = {
    N_ ("it is silent since {since}, and others that share everything with it are heard."),
    N_ ("{carts-of} silent, each by itself."),
    N_ ("The cart itself does not answer; all others in your store do. Please check that it is switched on, and put it on "
        "the dock."),
    N_ ("Some carts do not answer; all others in your store do. Please check that they are switched on, and put "
        "them on the dock."),
    N_ ("silent by itself") },
};

const char *
corral_layer_to_text (CorralLayer layer)
{
  g_return_val_if_fail (layer < CORRAL_N_LAYERS, "");
  return _ (layers[layer]);
}

/* Of several carts most are well, and some are not. */
static gboolean
is_well_but_some (const CorralVerdict *verdict)
{
  return verdict->cause == CORRAL_VERDICT_FINE && verdict->cart == CORRAL_NO_SLOT && verdict->n_carts < verdict->n_of;
}

const char *
corral_verdict_to_heading (const CorralVerdict *verdict)
{
  if (is_well_but_some (verdict))
    return _ ("Most are well");
  return verdict->cause == CORRAL_VERDICT_MIXED ? _ ("Several things at once") : corral_layer_to_text (verdict->layer);
}

const char *
corral_verdict_cause_to_brief (CorralVerdictCause cause)
{
  g_return_val_if_fail (cause < CORRAL_N_VERDICT_CAUSES, "");
  return _ (words[cause].brief);
}

const char *
corral_verdict_sureness (const CorralVerdict *verdict)
{
  if (verdict->confidence_pct >= SURE_PCT)
    return _ ("Quite sure");
  if (verdict->confidence_pct >= LIKELY_PCT)
    return _ ("Likely");
  return verdict->confidence_pct > 0 ? _ ("A guess") : _ ("Not to be told");
}

/* The time with whose it is; of several stores there is no store's time. */
static char *
say_time (CorralFleet *fleet, const CorralVerdict *verdict, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, verdict->store);
  g_autofree char *time = corral_format_time (time_ms, corral_fleet_get_now (fleet), zone);

  if (!CORRAL_IS_KNOWN (time_ms))
    return g_steal_pointer (&time);
  return zone != NULL ? g_strdup_printf (_ ("%s (store time)"), time) : g_strdup_printf (_ ("%s (UTC)"), time);
}

/* Names from data are words of the contract for some causes. */
static const char *
detail_of (const CorralVerdict *verdict)
{
  if (verdict->cause == CORRAL_VERDICT_CART_FAULT)
    return corral_words_translate (CORRAL_WORDS_FAULT, *verdict->detail != '\0' ? verdict->detail : NULL);
  if (verdict->cause == CORRAL_VERDICT_OUT_OF_SERVICE)
    return corral_words_translate (CORRAL_WORDS_OUT_OF_SERVICE, *verdict->detail != '\0' ? verdict->detail : NULL);
  return verdict->detail;
}

/* Takes @text, which it frees. */
static char *
dressed (char *text, CorralAttentionPart part, CorralAttentionDress dress, gpointer data)
{
  char *result;

  if (dress == NULL)
    return text;
  result = dress (text, part, data);
  g_free (text);
  return result;
}

static char *
fill_in (CorralFleet *fleet, const CorralVerdict *verdict, const char *sentence, CorralAttentionDress dress, gpointer data)
{
  g_autofree char *carts
      = dressed (corral_format_count (verdict->n_carts, CORRAL_NOUN_CART), CORRAL_PART_SUBJECT, dress, data);
  g_autofree char *carts_of = dressed (
      corral_format_count_of (verdict->n_carts, MAX (verdict->n_carts, verdict->n_of), CORRAL_NOUN_CART),
      CORRAL_PART_SUBJECT, dress, data);
  g_autofree char *others
      = dressed (corral_format_count (MAX (verdict->n_carts, verdict->n_of) - verdict->n_carts, CORRAL_NOUN_CART),
                 CORRAL_PART_PLAIN, dress, data);
  g_autofree char *stores
      = dressed (corral_format_count (verdict->n_stores, CORRAL_NOUN_STORE), CORRAL_PART_PLAIN, dress, data);
  g_autofree char *store = dressed (corral_store_to_text (fleet, verdict->store), CORRAL_PART_STORE, dress, data);
  g_autofree char *detail = dressed (corral_format_text (detail_of (verdict)), CORRAL_PART_PLAIN, dress, data);
  g_autofree char *region = dressed (corral_format_text (verdict->region), CORRAL_PART_PLAIN, dress, data);
  g_autofree char *since = dressed (say_time (fleet, verdict, verdict->since_ms), CORRAL_PART_PLAIN, dress, data);
  const CorralFilling fillings[] = {
    { "carts", carts },   { "carts-of", carts_of }, { "stores", stores }, { "store", store },
    { "detail", detail }, { "region", region },     { "since", since },   { "others", others },
  };

  return corral_fill (sentence, fillings, G_N_ELEMENTS (fillings));
}

char *
corral_verdict_to_text (CorralFleet *fleet, const CorralVerdict *verdict, CorralAttentionDress dress, gpointer data)
{
  const Words *row = &words[verdict->cause];
  const char *sentence = verdict->cart == CORRAL_NO_SLOT && row->many != NULL ? row->many : row->one;
  const char *layer = corral_verdict_to_heading (verdict);
  g_autofree char *heading = NULL;
  g_autofree char *text = fill_in (fleet, verdict,
                                   is_well_but_some (verdict)
                                     ? _ ("{carts-of} without trouble that Corral can see, {others} with some.")
                                     : _ (sentence),
                                   dress, data);

  if (verdict->confidence_pct >= SURE_PCT || verdict->layer <= CORRAL_LAYER_UNKNOWN)
    heading = dressed (g_strdup (layer), CORRAL_PART_PLAIN, dress, data);
  else if (verdict->confidence_pct >= LIKELY_PCT)
    /* Translators: %s is a layer such as "The store’s Wi-Fi" */
    heading = dressed (g_strdup_printf (_ ("%s, most likely"), layer), CORRAL_PART_PLAIN, dress, data);
  else
    heading = dressed (g_strdup_printf (_ ("%s, perhaps"), layer), CORRAL_PART_PLAIN, dress, data);
  /* Translators: a layer such as "The store’s Wi-Fi, most likely", and what goes on there */
  return g_strdup_printf (_ ("%s: %s"), heading, text);
}

char *
corral_verdict_to_spoken (CorralFleet *fleet, const CorralVerdict *verdict)
{
  const Words *row = &words[verdict->cause];

  if (is_well_but_some (verdict))
    return fill_in (fleet, verdict,
                    _ ("From here most of your carts look right; {others} do not. Which number is painted on yours?"), NULL,
                    NULL);
  return fill_in (fleet, verdict,
                  _ (verdict->cart == CORRAL_NO_SLOT && row->spoken_many != NULL ? row->spoken_many : row->spoken), NULL,
                  NULL);
}

/* --- a ticket ---------------------------------------------------------------------------------------- */

static void
add_line (GString *ticket, const char *name, const char *value)
{
  /* Translators: a line of a ticket: "Store: 118 Riverside" */
  g_string_append_printf (ticket, _ ("%s: %s"), name, value);
  g_string_append_c (ticket, '\n');
}

static void
add_evidence (GString *ticket, CorralFleet *fleet, const CorralVerdict *verdict, gboolean against, const char *heading)
{
  gboolean any = FALSE;

  for (guint i = 0; i < verdict->n_evidence; i++)
    {
      g_autofree char *text = NULL;

      if (verdict->evidence[i].against != against)
        continue;
      if (!any)
        g_string_append_printf (ticket, "%s\n", heading);
      any = TRUE;
      text = corral_evidence_to_text (fleet, verdict, &verdict->evidence[i]);
      g_string_append_printf (ticket, "– %s\n", text);
    }
}

/* The moment that all of it is true of: what we last heard of the chain, or of the chain that was heard of longest ago. */
static gint64
get_as_of (CorralFleet *fleet, const CorralVerdict *verdict)
{
  guint32 n_chains = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN));
  gint64 as_of_ms = corral_fleet_get_now (fleet);

  for (guint32 chain = 0; chain < n_chains; chain++)
    {
      gint64 known_ms = corral_fleet_get_known_as_of (fleet, chain);

      if ((verdict->chain == CORRAL_NO_SLOT || verdict->chain == chain) && CORRAL_IS_KNOWN (known_ms))
        as_of_ms = MIN (as_of_ms, known_ms);
    }
  return as_of_ms;
}

char *
corral_verdict_to_ticket (CorralFleet *fleet, const CorralVerdict *verdict)
{
  GString *ticket = g_string_new (NULL);
  g_autofree char *text = corral_verdict_to_text (fleet, verdict, NULL, NULL);
  g_autofree char *store = corral_store_to_text (fleet, verdict->store);
  g_autofree char *as_of = say_time (fleet, verdict, get_as_of (fleet, verdict));
  g_autofree char *sure = NULL;

  g_string_append_printf (ticket, "%s\n\n", text);
  if (verdict->cart != CORRAL_NO_SLOT)
    {
      g_autofree char *label = corral_format_text (
        corral_fleet_get_text (fleet, CORRAL_TABLE_CART, verdict->cart, CORRAL_CART_COL_LABEL));
      g_autofree char *serial = corral_format_text (
        corral_fleet_get_text (fleet, CORRAL_TABLE_CART, verdict->cart, CORRAL_CART_COL_SERIAL));
      /* Translators: a cart's label and its serial number */
      g_autofree char *cart = g_strdup_printf (_ ("%s, serial %s"), label, serial);

      add_line (ticket, _ ("Cart"), cart);
    }
  if (verdict->store != CORRAL_NO_SLOT)
    add_line (ticket, _ ("Store"), store);
  if (CORRAL_IS_KNOWN (verdict->since_ms))
    {
      g_autofree char *since = say_time (fleet, verdict, verdict->since_ms);

      add_line (ticket, _ ("Since"), since);
    }
  add_line (ticket, _ ("As of"), as_of);
  sure = verdict->confidence_pct > 0
           ? g_strdup_printf (_ ("%s (%u %%)"), corral_verdict_sureness (verdict), verdict->confidence_pct)
           : g_strdup (corral_verdict_sureness (verdict));
  add_line (ticket, _ ("How sure"), sure);
  add_evidence (ticket, fleet, verdict, FALSE, _ ("Because:"));
  add_evidence (ticket, fleet, verdict, TRUE, _ ("Against it:"));
  if (verdict->n_doubts > 0)
    g_string_append_printf (ticket, "%s\n", _ ("It would be otherwise if:"));
  for (guint i = 0; i < verdict->n_doubts; i++)
    {
      g_autofree char *doubt = corral_doubt_to_text (fleet, verdict, verdict->doubts[i]);

      g_string_append_printf (ticket, "– %s\n", doubt);
    }
  return g_string_free (ticket, FALSE);
}
