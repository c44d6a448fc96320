/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an incident is, in words: a row of the table for each rule. Main thread. */
#include "config.h"

#include "corral-incident-words.h"

#include "corral-attention-text.h"
#include "corral-fill.h"
#include "corral-format.h"
#include "corral-incident-look.h"
#include "corral-verdict-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  VALUE_NONE,
  VALUE_PERCENT,
  VALUE_COUNT,
  VALUE_FACTOR,
} Value;

/*
 * Translators: in {braces} stand {carts} "300 carts", {stores} "41 stores", {store} its number and name, {detail} the name of a
 * carrier, a lot, a version, …, {region}, {since} a time such as "09:14 (UTC)", {value} and {target} numbers with their unit.
 * Leave them as they are; you may change their order. Titles have no tense: they stay when it is over.
 */
typedef struct
{
  const char *title;
  const char *title_wide; /* (nullable): when no region is named; NULL: the same */
  const char *text;
  const char *text_wide;  /* (nullable): the same */
  const char *spoken;     /* (nullable): to a store, where no cause says it; NULL: stores see nothing of it */
  Value value;
} Words;

static const Words words[CORRAL_N_ALERT_RULES] = {
  [CORRAL_RULE_CARRIER] = {
    N_ ("Carrier {detail}, {region}: {carts} silent"),
    N_ ("Carrier {detail}: {carts} silent"),
    N_ ("Carrier {detail}, {region}: {carts} in {stores} silent since {since}. Single-SIM carts only."),
    N_ ("Carrier {detail}: {carts} in {stores} silent since {since}. Single-SIM carts only."),
    NULL, VALUE_NONE },
  [CORRAL_RULE_CLOUD_SILENCE] = {
    N_ ("{carts} of all kinds not heard by the cloud"), NULL,
    N_ ("The cloud does not hear {carts} in {stores}, of all kinds, since {since}. They stay usable."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_CONNECTED] = {
    N_ ("Connected carts fewer by {value}"), NULL,
    N_ ("{value} of the connected carts were lost within 5 min, at {since}."), NULL,
    N_ ("Many carts have lost the connection to our service just now. You can go on using them; please let customers pay at "
        "the terminal."),
    VALUE_PERCENT },
  [CORRAL_RULE_INGEST_ERRORS] = {
    N_ ("Messages of carts failing at the cloud"), NULL,
    N_ ("The cloud fails on {value} of what carts send, since {since}."), NULL,
    N_ ("Our service does not take all that the carts send just now. The carts work; we see to that."), VALUE_PERCENT },
  [CORRAL_RULE_INGEST_DELAY] = {
    N_ ("Messages of carts late at the cloud"), NULL,
    N_ ("What carts send reaches the cloud {value} times as late as usual, since {since}."), NULL,
    NULL, VALUE_FACTOR },
  [CORRAL_RULE_AUTHENTICATION] = {
    N_ ("Carts turned away when they connect"), NULL,
    N_ ("The cloud turned carts away {value} times within 5 min when they wanted to connect, since {since}."), NULL,
    N_ ("Some carts cannot connect to our service just now. They work; please let customers pay at the terminal."),
    VALUE_COUNT },
  [CORRAL_RULE_CLOUD_GAP] = {
    N_ ("Data of {stores} lost by the cloud"), NULL,
    N_ ("The cloud lost what carts of {stores} sent, from {since} on. They were up; it will not be filled in."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_REJECTS] = {
    N_ ("Messages of firmware {detail} turned away by the cloud"), NULL,
    N_ ("The cloud turns away {value} of what firmware {detail} sends: {carts} in {stores} have it. They work."), NULL,
    NULL, VALUE_PERCENT },
  [CORRAL_RULE_CERTIFICATE] = {
    N_ ("Certificate batch {detail}: {carts} cannot connect"), NULL,
    N_ ("Certificate batch {detail}: {carts} in {stores} cannot connect since {since}."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_MISSING_CA] = {
    N_ ("{carts} without the next trust anchor"), NULL,
    N_ ("{carts} in {stores} lack the next trust anchor: the change of keys must wait for them."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_WRONG_BUILD] = {
    N_ ("Firmware {detail} unlike all others: {carts}"), NULL,
    N_ ("Firmware {detail} behaves unlike all others: {carts} in {stores} have it."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_ROLLBACK] = {
    N_ ("Update to {detail} undone on {carts}"), NULL,
    N_ ("The update to {detail} did not hold on {carts} in {stores}, since {since}. They run the version before."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_RADIO] = {
    N_ ("Radio noise beside refrigerated aisles: {carts}"), NULL,
    N_ ("Radio noise beside refrigerated aisles: {carts} in {stores}, hardware revision {detail}."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_CALIBRATION] = {
    N_ ("Lot {detail}: scales of {carts} mis-calibrated"), NULL,
    N_ ("Lot {detail}: the scales of {carts} are mis-calibrated. Stop nobody on their weights."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_STORE_WIFI] = {
    N_ ("{store}: the store’s Wi-Fi down"), NULL,
    N_ ("{store}: the store’s Wi-Fi is down since {since}; {carts} on the mobile network or silent. They stay usable; payment "
        "at the terminal."),
    NULL, NULL, VALUE_NONE },
  [CORRAL_RULE_STORE_SILENT] = {
    N_ ("{store}: {carts} silent"), NULL,
    N_ ("{store}: {carts} silent since {since}, the cause is not known yet."), NULL,
    N_ ("We do not hear most of your carts. They may well work on; please let customers pay at the terminal while we look "
        "for the cause."),
    VALUE_NONE },
  [CORRAL_RULE_ACCESS_POINT] = {
    N_ ("{store}: access point {detail} down"), NULL,
    N_ ("{store}: access point {detail} is down since {since}; {carts} near it cut off."), NULL,
    NULL, VALUE_NONE },
  [CORRAL_RULE_BELOW_TARGET] = {
    N_ ("{store}: service level below target"), NULL,
    N_ ("{store}: service level {value} today, target {target}."), NULL,
    N_ ("Fewer of your carts are fit for use today than agreed. Let us go through those that need a hand."), VALUE_PERCENT },
  [CORRAL_RULE_OFF_PREMISES] = {
    N_ ("{carts} outside the premises"), NULL,
    N_ ("{carts} of {stores} to fetch from outside the premises."), NULL,
    NULL, VALUE_NONE },
};

static guint32
find_store (CorralFleet *fleet, const CorralIncident *incident)
{
  guint32 chain = incident->chain != NULL ? corral_fleet_find_chain (fleet, incident->chain) : CORRAL_NO_SLOT;

  if (incident->store == NULL || chain == CORRAL_NO_SLOT)
    return CORRAL_NO_SLOT;
  return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE), chain, incident->store);
}

/* With whose time it is; of several stores there is no store's time. */
static char *
say_time (CorralFleet *fleet, const CorralIncident *incident, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, find_store (fleet, incident));
  g_autofree char *time = corral_format_time (time_ms, corral_fleet_get_now (fleet), zone);

  if (!CORRAL_IS_KNOWN (time_ms))
    return g_steal_pointer (&time);
  return zone != NULL ? g_strdup_printf (_ ("%s (store time)"), time) : g_strdup_printf (_ ("%s (UTC)"), time);
}

static char *
format_value (double value, Value how)
{
  switch (how)
    {
    case VALUE_PERCENT:
      return corral_format_percent (value, 1);
    case VALUE_COUNT:
      return isnan (value) ? g_strdup (CORRAL_DASH) : corral_format_integer ((gint64) value);
    case VALUE_FACTOR:
      return corral_format_real (value, 1);
    case VALUE_NONE:
    default:
      return g_strdup (CORRAL_DASH);
    }
}

static char *
fill_in (CorralFleet *fleet, const CorralIncident *incident, const char *sentence)
{
  const Words *row = &words[incident->rule];
  gboolean open = incident->state == CORRAL_INCIDENT_OPEN;
  g_autofree char *carts
      = corral_format_count (open ? incident->n_carts : incident->most_carts, CORRAL_NOUN_CART);
  g_autofree char *stores
      = corral_format_count (open ? incident->n_stores : incident->most_stores, CORRAL_NOUN_STORE);
  g_autofree char *store = corral_store_to_text (fleet, find_store (fleet, incident));
  g_autofree char *detail = corral_format_text (incident->detail);
  g_autofree char *region = corral_format_text (incident->region);
  g_autofree char *since = say_time (fleet, incident, incident->began_ms);
  g_autofree char *value = format_value (incident->value, row->value);
  g_autofree char *target = corral_format_percent (incident->target, 0);
  const CorralFilling fillings[] = {
    { "carts", carts },   { "stores", stores }, { "store", store }, { "detail", detail },
    { "region", region }, { "since", since },   { "value", value }, { "target", target },
  };

  return corral_fill (_ (sentence), fillings, G_N_ELEMENTS (fillings));
}

static gboolean
is_wide (const CorralIncident *incident)
{
  return incident->region == NULL || *incident->region == '\0';
}

char *
corral_incident_to_title (CorralFleet *fleet, const CorralIncident *incident)
{
  const Words *row;

  g_return_val_if_fail ((guint) incident->rule < CORRAL_N_ALERT_RULES, NULL);

  row = &words[incident->rule];
  return fill_in (fleet, incident, row->title_wide != NULL && is_wide (incident) ? row->title_wide : row->title);
}

char *
corral_incident_to_end (CorralFleet *fleet, const CorralIncident *incident)
{
  g_autofree char *end = NULL;
  g_autofree char *known = NULL;
  g_autofree char *lasted = NULL;
  g_autofree char *over = NULL;
  g_autofree char *carts = NULL;
  g_autofree char *worked = NULL;
  g_autofree char *gap = NULL;

  if (incident->state == CORRAL_INCIDENT_OPEN)
    return NULL;
  if (incident->state == CORRAL_INCIDENT_MERGED)
    return g_strdup (_ ("It is part of another incident."));
  if (!CORRAL_IS_KNOWN (incident->recovered_ms))
    {
      end = say_time (fleet, incident, incident->closed_ms);
      return g_strdup_printf (_ ("Closed by a person at %s."), end);
    }
  end = say_time (fleet, incident, incident->recovered_ms);
  known = say_time (fleet, incident, incident->known_ms);
  lasted = corral_format_duration (CORRAL_IS_KNOWN (incident->began_ms) ? incident->recovered_ms - incident->began_ms
                                                                         : CORRAL_UNKNOWN);
  if (CORRAL_IS_KNOWN (incident->known_ms))
    /* Translators: a time, "4 h 10 min", a time */
    over = g_strdup_printf (_ ("Over since %s after %s, by fresh data of %s."), end, lasted, known);
  else
    over = g_strdup_printf (_ ("Over since %s after %s."), end, lasted);
  if (incident->n_worked_on == 0)
    return g_steal_pointer (&over);
  carts = corral_format_integer (incident->n_worked_on);
  gap = corral_incident_gap_to_text (incident->gap_ms, incident->n_trips, incident->n_missing);
  /* Translators: a number of carts, then what came of them: "link lost 41 min, worked on, 2 trips, nothing lost" */
  worked = g_strdup_printf (ngettext ("%s cart: %s.", "%s carts: %s.", incident->n_worked_on), carts, gap);
  return g_strdup_printf ("%s %s", over, worked);
}

char *
corral_incident_to_text (CorralFleet *fleet, const CorralIncident *incident)
{
  const Words *row;
  g_autofree char *end = NULL;
  g_autofree char *title = NULL;

  g_return_val_if_fail ((guint) incident->rule < CORRAL_N_ALERT_RULES, NULL);

  row = &words[incident->rule];
  end = corral_incident_to_end (fleet, incident);
  if (end == NULL)
    return fill_in (fleet, incident, row->text_wide != NULL && is_wide (incident) ? row->text_wide : row->text);
  title = corral_incident_to_title (fleet, incident);
  /* Translators: what it was, and that it is over */
  return g_strdup_printf (_ ("%s. %s"), title, end);
}

char *
corral_incident_to_spoken (CorralFleet *fleet, const CorralIncident *incident)
{
  CorralVerdict verdict = { .cart = CORRAL_NO_SLOT, .chain = CORRAL_NO_SLOT };

  g_return_val_if_fail ((guint) incident->rule < CORRAL_N_ALERT_RULES, NULL);

  if (words[incident->rule].spoken != NULL)
    return g_strdup (_ (words[incident->rule].spoken));
  if ((guint) incident->cause >= CORRAL_N_VERDICT_CAUSES)
    return NULL;
  /* As on the phone: one cause has one sentence. */
  verdict.cause = incident->cause;
  verdict.store = find_store (fleet, incident);
  verdict.since_ms = incident->began_ms;
  verdict.n_carts = incident->n_carts;
  verdict.n_of = incident->n_carts;
  verdict.n_stores = incident->n_stores;
  g_strlcpy (verdict.detail, incident->detail != NULL ? incident->detail : "", sizeof verdict.detail);
  g_strlcpy (verdict.region, incident->region != NULL ? incident->region : "", sizeof verdict.region);
  return corral_verdict_to_spoken (fleet, &verdict);
}
