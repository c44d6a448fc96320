/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, in words. Every type is one row of the table below and one sentence. Main thread. */
#include "config.h"

#include "corral-operation-words.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-text.h"

#include <glib/gi18n-lib.h>

/* So much of a note or summary stands in a sentence. */
#define EXCERPT_MAX 80

static const struct
{
  const char *verb;
  const char *past;
  const char *participle;
} words[CORRAL_N_OPERATIONS] = {
  /* Translators: each three are a button, a sentence of its own, and a word within "Waiting to be sent: … by you, 09:14" */
  [CORRAL_OPERATION_ALERT_ACK] = { N_ ("Acknowledge"), N_ ("Acknowledged"), N_ ("acknowledged") },
  [CORRAL_OPERATION_ALERT_SNOOZE] = { N_ ("Snooze"), N_ ("Snoozed"), N_ ("snoozed") },
  [CORRAL_OPERATION_ALERT_ASSIGN] = { N_ ("Assign"), N_ ("Assigned"), N_ ("assigned") },
  [CORRAL_OPERATION_ALERT_CLEAR] = { N_ ("Clear"), N_ ("Cleared"), N_ ("cleared") },
  [CORRAL_OPERATION_NOTE_ADD] = { N_ ("Add Note"), N_ ("Note added"), N_ ("note written") },
  [CORRAL_OPERATION_CART_OUT_OF_SERVICE]
  = { N_ ("Take out of Service"), N_ ("Taken out of service"), N_ ("taken out of service") },
  [CORRAL_OPERATION_CART_IN_SERVICE]
  = { N_ ("Put into Service"), N_ ("Put back into service"), N_ ("put back into service") },
  [CORRAL_OPERATION_FLAG_DECIDE] = { N_ ("Decide"), N_ ("Decided"), N_ ("decided") },
  [CORRAL_OPERATION_TICKET_OPEN] = { N_ ("Open Ticket"), N_ ("Ticket opened"), N_ ("ticket opened") },
  [CORRAL_OPERATION_EXECUTION_RETRY]
  = { N_ ("Try Update Again"), N_ ("Update to be tried again"), N_ ("update to be tried again") },
  [CORRAL_OPERATION_REBIND_REQUEST]
  = { N_ ("Ask to Move"), N_ ("Move to another store asked for"), N_ ("move to another store asked for") },
  [CORRAL_OPERATION_SESSION_PAUSE] = { N_ ("Pause Trip"), N_ ("Trip paused"), N_ ("trip paused") },
  [CORRAL_OPERATION_SESSION_CANCEL] = { N_ ("Cancel Trip"), N_ ("Trip cancelled"), N_ ("trip cancelled") },
  [CORRAL_OPERATION_ROLLOUT_HOLD] = { N_ ("Hold Rollout"), N_ ("Rollout held"), N_ ("rollout held") },
  [CORRAL_OPERATION_ROLLOUT_RELEASE] = { N_ ("Release Rollout"), N_ ("Rollout released"), N_ ("rollout released") },
  [CORRAL_OPERATION_CERTIFICATE_REVOKE]
  = { N_ ("Block Certificate"), N_ ("Certificate blocked"), N_ ("certificate blocked") },
  [CORRAL_OPERATION_CART_REPORT] = { N_ ("Ask to Report"), N_ ("Asked to report"), N_ ("asked to report") },
  [CORRAL_OPERATION_CART_FIND] = { N_ ("Find Cart"), N_ ("Found"), N_ ("found") },
  [CORRAL_OPERATION_INCIDENT_ACK] = { N_ ("Acknowledge"), N_ ("Acknowledged"), N_ ("acknowledged") },
  [CORRAL_OPERATION_INCIDENT_SNOOZE] = { N_ ("Snooze"), N_ ("Snoozed"), N_ ("snoozed") },
  [CORRAL_OPERATION_INCIDENT_ASSIGN] = { N_ ("Assign"), N_ ("Assigned"), N_ ("assigned") },
  [CORRAL_OPERATION_INCIDENT_CLOSE] = { N_ ("Close"), N_ ("Closed"), N_ ("closed") },
  [CORRAL_OPERATION_INCIDENT_REOPEN] = { N_ ("Reopen"), N_ ("Reopened"), N_ ("reopened") },
  [CORRAL_OPERATION_INCIDENT_MERGE] = { N_ ("Merge"), N_ ("Merged into another"), N_ ("merged into another") },
  [CORRAL_OPERATION_INCIDENT_ADOPT] = { N_ ("Add Cart"), N_ ("Cart added"), N_ ("cart added") },
  [CORRAL_OPERATION_INCIDENT_RELEASE] = { N_ ("Take Cart out"), N_ ("Cart taken out"), N_ ("cart taken out") },
  [CORRAL_OPERATION_MAINTENANCE_PLAN] = { N_ ("Plan Maintenance"), N_ ("Maintenance planned"), N_ ("planned") },
  [CORRAL_OPERATION_MAINTENANCE_END] = { N_ ("End Maintenance"), N_ ("Maintenance ended"), N_ ("ended") },
  [CORRAL_OPERATION_FLAG_VOID] = { N_ ("Void with Its Lot"), N_ ("Voided with its lot"), N_ ("voided with its lot") },
  [CORRAL_OPERATION_FLAG_UNVOID] = { N_ ("Take Voiding back"), N_ ("Voiding taken back"), N_ ("voiding taken back") },
  [CORRAL_OPERATION_CASE_OPEN] = { N_ ("Open Case"), N_ ("Case opened"), N_ ("opened") },
  [CORRAL_OPERATION_CASE_LINK] = { N_ ("Add Flag"), N_ ("Flag added"), N_ ("flag added") },
  [CORRAL_OPERATION_CASE_UNLINK] = { N_ ("Take Flag out"), N_ ("Flag taken out"), N_ ("flag taken out") },
  [CORRAL_OPERATION_CASE_STATUS] = { N_ ("Change Status"), N_ ("Status changed"), N_ ("status changed") },
  [CORRAL_OPERATION_FLAG_SEEN] = { N_ ("Note as Seen"), N_ ("Seen"), N_ ("seen") },
  [CORRAL_OPERATION_FLAG_SECOND_OPINION]
  = { N_ ("Ask a Colleague"), N_ ("Asked for a second opinion"), N_ ("second opinion asked for") },
  [CORRAL_OPERATION_FLAG_SECOND_WITHDRAW]
  = { N_ ("Withdraw the Question"), N_ ("Question withdrawn"), N_ ("question withdrawn") },
  [CORRAL_OPERATION_FLAG_RECHECK] = { N_ ("Record Re-check"), N_ ("Re-checked"), N_ ("re-checked") },
};

const char *
corral_operation_type_to_verb (const CorralOperationType *type)
{
  return type != NULL ? _ (words[type->kind].verb) : _ ("Do");
}

const char *
corral_operation_type_to_past (const CorralOperationType *type)
{
  return type != NULL ? _ (words[type->kind].past) : _ ("Done");
}

/* ---- what is acted on ---------------------------------------------------------------------------- */

static gboolean
find_row (CorralFleet *fleet, const char *tenant, const char *collection, const char *id, CorralTableKind *table,
          guint32 *slot)
{
  static const struct
  {
    CorralCollection collection;
    CorralTableKind table;
  } kinds[] = {
    { CORRAL_COLLECTION_CART, CORRAL_TABLE_CART },       { CORRAL_COLLECTION_ALERT, CORRAL_TABLE_ALERT },
    { CORRAL_COLLECTION_FLAG, CORRAL_TABLE_FLAG },       { CORRAL_COLLECTION_TICKET, CORRAL_TABLE_TICKET },
    { CORRAL_COLLECTION_STORE, CORRAL_TABLE_STORE },     { CORRAL_COLLECTION_ROLLOUT, CORRAL_TABLE_ROLLOUT },
    { CORRAL_COLLECTION_INCIDENT, CORRAL_TABLE_INCIDENT },
    { CORRAL_COLLECTION_MAINTENANCE, CORRAL_TABLE_MAINTENANCE },
    { CORRAL_COLLECTION_CASE, CORRAL_TABLE_CASE },
  };
  guint32 chain = tenant != NULL ? corral_fleet_find_chain (fleet, tenant) : CORRAL_NO_SLOT;
  CorralCollection wanted;

  if (chain == CORRAL_NO_SLOT || collection == NULL || !corral_collection_from_name (collection, &wanted))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].collection == wanted)
      {
        *table = kinds[i].table;
        *slot = corral_columns_find (corral_fleet_get_table (fleet, *table), chain, id);
        return corral_columns_exists (corral_fleet_get_table (fleet, *table), *slot);
      }
  return FALSE;
}

gboolean
corral_operation_find_target (CorralFleet *fleet, const CorralOutboxEntry *entry, CorralTableKind *table, guint32 *slot)
{
  return find_row (fleet, entry->tenant, entry->target_collection, entry->target, table, slot);
}

static guint32
store_of (CorralFleet *fleet, CorralTableKind table, guint32 slot)
{
  static const guint columns[CORRAL_N_TABLES] = {
    [CORRAL_TABLE_CART] = CORRAL_CART_COL_STORE,
    [CORRAL_TABLE_ALERT] = CORRAL_ALERT_COL_STORE,
    [CORRAL_TABLE_FLAG] = CORRAL_FLAG_COL_STORE,
    [CORRAL_TABLE_TICKET] = CORRAL_TICKET_COL_STORE,
    [CORRAL_TABLE_INCIDENT] = CORRAL_INCIDENT_COL_STORE,
    [CORRAL_TABLE_MAINTENANCE] = CORRAL_MAINTENANCE_COL_STORE,
    [CORRAL_TABLE_CASE] = CORRAL_CASE_COL_STORE,
  };

  if (table == CORRAL_TABLE_STORE)
    return slot;
  return columns[table] != 0 ? corral_fleet_get_link (fleet, table, slot, columns[table]) : CORRAL_NO_SLOT;
}

/* Whether it says of its target what is needed to make it: also a note on an incident does. */
static gboolean
makes_target (const CorralOutboxEntry *entry)
{
  return entry->type != NULL && (entry->type->makes_target || entry->params.rule != NULL);
}

guint32
corral_operation_find_store (CorralFleet *fleet, const CorralOutboxEntry *entry)
{
  CorralTableKind table;
  guint32 slot;

  if (corral_operation_find_target (fleet, entry, &table, &slot))
    return store_of (fleet, table, slot);
  /* What is only made by it says itself where. */
  if (!makes_target (entry))
    return CORRAL_NO_SLOT;
  if (entry->params.store != NULL && find_row (fleet, entry->tenant, "store", entry->params.store, &table, &slot))
    return slot;
  return entry->params.cart != NULL && find_row (fleet, entry->tenant, "cart", entry->params.cart, &table, &slot)
             ? store_of (fleet, table, slot)
             : CORRAL_NO_SLOT;
}

/* "cart 0412, 118 Riverside", or the store alone where there is no cart. */
static char *
place_to_text (CorralFleet *fleet, guint32 cart, guint32 store)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  g_autofree char *place = corral_columns_exists (stores, store) ? corral_store_to_text (fleet, store) : NULL;
  g_autofree char *label = NULL;

  if (cart == CORRAL_NO_SLOT)
    return place != NULL ? g_steal_pointer (&place) : g_strdup (CORRAL_DASH);
  label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  if (place == NULL)
    /* Translators: %s is what is painted on the cart: "cart 0412" */
    return g_strdup_printf (_ ("cart %s"), label);
  /* Translators: what is painted on the cart, then its store: "cart 0412, 118 Riverside" */
  return g_strdup_printf (_ ("cart %s, %s"), label, place);
}

static char *
place_of (CorralFleet *fleet, CorralTableKind table, guint32 slot)
{
  static const guint columns[CORRAL_N_TABLES] = {
    [CORRAL_TABLE_ALERT] = CORRAL_ALERT_COL_CART,
    [CORRAL_TABLE_FLAG] = CORRAL_FLAG_COL_CART,
    [CORRAL_TABLE_TICKET] = CORRAL_TICKET_COL_CART,
    [CORRAL_TABLE_MAINTENANCE] = CORRAL_MAINTENANCE_COL_CART,
  };
  guint32 cart = CORRAL_NO_SLOT;

  if (table == CORRAL_TABLE_CART)
    cart = slot;
  else if (columns[table] != 0)
    cart = corral_fleet_get_link (fleet, table, slot, columns[table]);
  return place_to_text (fleet, cart, store_of (fleet, table, slot));
}

/* "the incident “Carrier outage: Norvia”", and where it is of one store: @place. */
static char *
incident_to_text (const char *rule, const char *detail, const char *place)
{
  g_autofree char *clean = detail != NULL ? corral_format_text (detail) : NULL;
  const char *what = rule != NULL ? corral_words_translate (CORRAL_WORDS_RULE, rule) : CORRAL_DASH;

  if (clean != NULL && place != NULL)
    /* Translators: what an incident is, what exactly, and where: "the incident “Access point down: ap-aisle-15” of 118
     * Riverside" */
    return g_strdup_printf (_ ("the incident “%s: %s” of %s"), what, clean, place);
  if (clean != NULL)
    /* Translators: what an incident is, and what exactly: "the incident “Carrier outage: Norvia”" */
    return g_strdup_printf (_ ("the incident “%s: %s”"), what, clean);
  if (place != NULL)
    /* Translators: what an incident is, and where: "the incident “Store’s Wi-Fi down” of 118 Riverside" */
    return g_strdup_printf (_ ("the incident “%s” of %s"), what, place);
  /* Translators: what an incident is: "the incident “Cloud is slow”" */
  return g_strdup_printf (_ ("the incident “%s”"), what);
}

static char *
incident_row_to_text (CorralFleet *fleet, guint32 slot)
{
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_STORE);
  g_autofree char *place = store != CORRAL_NO_SLOT ? place_to_text (fleet, CORRAL_NO_SLOT, store) : NULL;

  return incident_to_text (corral_fleet_get_text (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_RULE),
                           corral_fleet_get_text (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_DETAIL), place);
}

/* "the maintenance (Cleaning) of 118 Riverside"; @place NULL: of the whole chain. */
static char *
maintenance_to_text (const char *reason, const char *place)
{
  const char *what = reason != NULL ? corral_words_translate (CORRAL_WORDS_MAINTENANCE, reason) : CORRAL_DASH;

  if (place != NULL)
    /* Translators: why there is work, and where: "the maintenance (Cleaning) of 118 Riverside" */
    return g_strdup_printf (_ ("the maintenance (%s) of %s"), what, place);
  return g_strdup_printf (_ ("the maintenance (%s) of the whole chain"), what);
}

static char *
maintenance_row_to_text (CorralFleet *fleet, guint32 slot)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_CART);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_STORE);
  g_autofree char *place
      = cart != CORRAL_NO_SLOT || store != CORRAL_NO_SLOT ? place_to_text (fleet, cart, store) : NULL;

  return maintenance_to_text (
      corral_fleet_get_text (fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_REASON), place);
}

/* "the case “Heavy baskets” of 118 Riverside", with its number where it has one: "the case K1000031". */
static char *
case_to_text (const char *number, const char *title, const char *place)
{
  g_autofree char *clean = corral_format_text (number != NULL ? number : title);

  if (number != NULL)
    /* Translators: a case of several flags, by its number: "the case K1000031" */
    return g_strdup_printf (_ ("the case %s"), clean);
  /* Translators: what a case is about, and where it began: "the case “Heavy baskets” of 118 Riverside" */
  return g_strdup_printf (_ ("the case “%s” of %s"), clean, place);
}

/* A store or cart of @entry's chain, by its id: its slot, or CORRAL_NO_SLOT. */
static guint32
find_named (CorralFleet *fleet, const CorralOutboxEntry *entry, const char *collection, const char *id)
{
  CorralTableKind table;
  guint32 slot;

  return id != NULL && find_row (fleet, entry->tenant, collection, id, &table, &slot) ? slot : CORRAL_NO_SLOT;
}

/* What @entry is about: of a target that is only made by it, by what it says of that. */
static char *
target_of (CorralFleet *fleet, const CorralOutboxEntry *entry)
{
  const CorralOperationParams *params = &entry->params;
  g_autofree char *place = NULL;
  CorralTableKind table;
  guint32 store, slot;

  if (!makes_target (entry) || corral_operation_find_target (fleet, entry, &table, &slot))
    return corral_operation_target_to_text (fleet, entry->tenant, entry->target_collection, entry->target);
  store = find_named (fleet, entry, "store", params->store);
  slot = find_named (fleet, entry, "cart", params->cart);
  if (g_strcmp0 (entry->target_collection, "incident") == 0)
    {
      place = store != CORRAL_NO_SLOT ? place_to_text (fleet, CORRAL_NO_SLOT, store) : NULL;
      return incident_to_text (params->rule, params->detail, place);
    }
  if (entry->type->target == CORRAL_COLLECTION_CASE)
    {
      place = place_to_text (fleet, CORRAL_NO_SLOT, store);
      return case_to_text (NULL, params->title, place);
    }
  if (slot != CORRAL_NO_SLOT || store != CORRAL_NO_SLOT)
    place = place_to_text (fleet, slot, slot != CORRAL_NO_SLOT ? store_of (fleet, CORRAL_TABLE_CART, slot) : store);
  return maintenance_to_text (params->reason, place);
}

gboolean
corral_operation_target_is_held (CorralFleet *fleet, const char *tenant, const char *collection, const char *id)
{
  CorralTableKind table;
  guint32 slot;

  return find_row (fleet, tenant, collection, id, &table, &slot);
}

char *
corral_operation_target_to_text (CorralFleet *fleet, const char *tenant, const char *collection, const char *id)
{
  g_autofree char *clean = corral_format_text (id);
  g_autofree char *place = NULL;
  g_autofree char *name = NULL;
  CorralTableKind table;
  guint32 slot;

  if (!find_row (fleet, tenant, collection, id, &table, &slot))
    {
      g_autofree char *kind = corral_format_text (collection);

      if (g_strcmp0 (collection, "cart") == 0)
        /* Translators: these are of things that are not here (any more); %s is an id */
        return g_strdup_printf (_ ("the cart %s, which is not here"), clean);
      if (g_strcmp0 (collection, "alert") == 0)
        return g_strdup_printf (_ ("the alert %s, which is not here"), clean);
      if (g_strcmp0 (collection, "flag") == 0)
        return g_strdup_printf (_ ("the flag %s, which is not here"), clean);
      if (g_strcmp0 (collection, "ticket") == 0)
        return g_strdup_printf (_ ("the ticket %s, which is not here"), clean);
      if (g_strcmp0 (collection, "incident") == 0)
        return g_strdup (_ ("an incident that nobody here has touched"));
      if (g_strcmp0 (collection, "case") == 0)
        return g_strdup (_ ("a case that is not here"));
      if (g_strcmp0 (collection, "maintenance") == 0)
        return g_strdup (_ ("a maintenance that is not here"));
      return g_strdup_printf ("%s %s", kind, clean);
    }
  place = place_of (fleet, table, slot);
  switch ((int) table)
    {
    case CORRAL_TABLE_ALERT:
      /* Translators: what an alert says, and where: "the alert “Silent” of cart 0412, 118 Riverside" */
      return g_strdup_printf (_ ("the alert “%s” of %s"),
                              corral_words_translate (
                                  CORRAL_WORDS_ALERT_KIND,
                                  corral_fleet_get_text (fleet, table, slot, CORRAL_ALERT_COL_KIND)),
                              place);
    case CORRAL_TABLE_FLAG:
      /* Translators: what a flag says, and where: "the flag “Weight does not match” of cart 0412, 118 Riverside" */
      return g_strdup_printf (_ ("the flag “%s” of %s"),
                              corral_words_translate (CORRAL_WORDS_FLAG_KIND,
                                                      corral_fleet_get_text (fleet, table, slot, CORRAL_FLAG_COL_KIND)),
                              place);
    case CORRAL_TABLE_TICKET:
      name = corral_format_text (corral_fleet_get_text (fleet, table, slot, CORRAL_TICKET_COL_NUMBER));
      /* Translators: a ticket's number, and where: "the ticket T-1041 of cart 0412, 118 Riverside" */
      return g_strdup_printf (_ ("the ticket %s of %s"), name, place);
    case CORRAL_TABLE_INCIDENT:
      return incident_row_to_text (fleet, slot);
    case CORRAL_TABLE_MAINTENANCE:
      return maintenance_row_to_text (fleet, slot);
    case CORRAL_TABLE_CASE:
      return case_to_text (corral_fleet_get_text (fleet, table, slot, CORRAL_CASE_COL_NUMBER),
                           corral_fleet_get_text (fleet, table, slot, CORRAL_CASE_COL_TITLE), place);
    case CORRAL_TABLE_ROLLOUT:
      name = corral_format_text (corral_fleet_get_text (fleet, table, slot, CORRAL_ROLLOUT_COL_FIRMWARE));
      /* Translators: %s is a version of the firmware */
      return g_strdup_printf (_ ("the rollout of firmware %s"), name);
    default:
      return g_steal_pointer (&place);
    }
}

/* ---- what is done -------------------------------------------------------------------------------- */

/* The beginning of free text, on one line. */
static char *
excerpt (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text != NULL ? text : ""), "\t\r\n", ' ');
  g_autofree char *clean = corral_text_clean (line, EXCERPT_MAX + 1);

  if (g_utf8_strlen (clean, -1) <= EXCERPT_MAX)
    return g_steal_pointer (&clean);
  *g_utf8_offset_to_pointer (clean, EXCERPT_MAX) = '\0';
  g_strchomp (clean);
  return g_strconcat (clean, "…", NULL);
}

char *
corral_operation_to_sentence (CorralFleet *fleet, const CorralOutboxEntry *entry)
{
  const CorralOperationParams *params = &entry->params;
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *target = target_of (fleet, entry);
  g_autofree char *word = NULL;
  g_autofree char *text = NULL;

  if (entry->type == NULL)
    {
      word = corral_format_text (entry->type_name);
      /* Translators: an operation that only a newer version of this program knows, by its name, then what it is about */
      return g_strdup_printf (_ ("What a newer Corral calls “%s”, on %s"), word, target);
    }
  switch (entry->type->kind)
    {
    /* Translators: in the following, %s is what is acted on: "the alert “Silent” of cart 0412, 118 Riverside", "cart 0412,
     * 118 Riverside", "the rollout of firmware 4.2" */
    case CORRAL_OPERATION_ALERT_ACK:
    case CORRAL_OPERATION_INCIDENT_ACK:
      return g_strdup_printf (_ ("Acknowledge %s"), target);
    case CORRAL_OPERATION_ALERT_SNOOZE:
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
      zone = corral_store_get_zone (fleet, corral_operation_find_store (fleet, entry));
      text = corral_format_time (params->until_ms, corral_fleet_get_now (fleet), zone);
      return g_strdup_printf (_ ("Snooze %s until %s"), target, text);
    case CORRAL_OPERATION_ALERT_ASSIGN:
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
      if (params->assignee == NULL)
        return g_strdup_printf (_ ("Assign %s to nobody"), target);
      word = corral_format_text (params->assignee);
      /* Translators: then a person */
      return g_strdup_printf (_ ("Assign %s to %s"), target, word);
    case CORRAL_OPERATION_ALERT_CLEAR:
      return g_strdup_printf (_ ("Clear %s"), target);
    case CORRAL_OPERATION_NOTE_ADD:
      text = excerpt (params->text);
      return g_strdup_printf (_ ("Add a note to %s: “%s”"), target, text);
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
      /* Translators: then why: "Cleaning" */
      return g_strdup_printf (_ ("Take %s out of service: %s"), target,
                              corral_words_translate (CORRAL_WORDS_OUT_OF_SERVICE, params->reason));
    case CORRAL_OPERATION_CART_IN_SERVICE:
      return g_strdup_printf (_ ("Put %s back into service"), target);
    case CORRAL_OPERATION_FLAG_DECIDE:
      if (params->text != NULL)
        {
          text = excerpt (params->text);
          /* Translators: then the decision, and the reason in somebody's words: "Cleared by staff, “paid at the till”" */
          return g_strdup_printf (_ ("Decide %s: %s, “%s”"), target,
                                  corral_words_translate (CORRAL_WORDS_OUTCOME, params->outcome), text);
        }
      /* Translators: then the decision: "Cleared by staff" */
      return g_strdup_printf (_ ("Decide %s: %s"), target,
                              corral_words_translate (CORRAL_WORDS_OUTCOME, params->outcome));
    case CORRAL_OPERATION_FLAG_SEEN:
      return g_strdup_printf (_ ("Note that you looked at %s"), target);
    case CORRAL_OPERATION_FLAG_SECOND_OPINION:
      if (params->assignee == NULL)
        return g_strdup_printf (_ ("Ask any colleague for a second opinion on %s"), target);
      word = corral_format_text (params->assignee);
      /* Translators: a staff id, then a flag */
      return g_strdup_printf (_ ("Ask %s for a second opinion on %s"), word, target);
    case CORRAL_OPERATION_FLAG_SECOND_WITHDRAW:
      return g_strdup_printf (_ ("Withdraw the question for a second opinion on %s"), target);
    case CORRAL_OPERATION_FLAG_RECHECK:
      /* Translators: how many items were scanned again, of them how many were wrong, then a flag */
      return g_strdup_printf (ngettext ("%d item scanned again, %d wrong: re-check of %s",
                                        "%d items scanned again, %d wrong: re-check of %s", (gulong) params->checked),
                              (int) params->checked, (int) params->wrong, target);
    case CORRAL_OPERATION_TICKET_OPEN:
      if (params->summary == NULL)
        /* Translators: then for what: "Battery swap" */
        return g_strdup_printf (_ ("Open a ticket for %s: %s"), target,
                                corral_words_translate (CORRAL_WORDS_TICKET_REASON, params->reason));
      text = excerpt (params->summary);
      /* Translators: then for what, and in somebody's words: "Battery swap, “does not last until noon”" */
      return g_strdup_printf (_ ("Open a ticket for %s: %s, “%s”"), target,
                              corral_words_translate (CORRAL_WORDS_TICKET_REASON, params->reason), text);
    case CORRAL_OPERATION_EXECUTION_RETRY:
      word = corral_format_text (entry->target);
      /* Translators: %s is the id of an update of one cart */
      return g_strdup_printf (_ ("Try the update %s of a cart again"), word);
    case CORRAL_OPERATION_REBIND_REQUEST:
      {
        CorralTableKind table;
        guint32 slot;

        text = find_row (fleet, entry->tenant, "store", params->store, &table, &slot)
                   ? corral_store_to_text (fleet, slot)
                   : corral_format_text (params->store);
        /* Translators: then the other store: "120 Elm Park" */
        return g_strdup_printf (_ ("Ask to move %s to %s"), target, text);
      }
    case CORRAL_OPERATION_SESSION_PAUSE:
      return g_strdup (_ ("Pause a shopping trip"));
    case CORRAL_OPERATION_SESSION_CANCEL:
      return g_strdup (_ ("Cancel a shopping trip"));
    case CORRAL_OPERATION_ROLLOUT_HOLD:
      return g_strdup_printf (_ ("Hold %s"), target);
    case CORRAL_OPERATION_ROLLOUT_RELEASE:
      return g_strdup_printf (_ ("Release %s"), target);
    case CORRAL_OPERATION_CART_REPORT:
      return g_strdup_printf (_ ("Ask %s to report"), target);
    case CORRAL_OPERATION_CART_FIND:
      return g_strdup_printf (_ ("Find %s"), target);
    case CORRAL_OPERATION_INCIDENT_CLOSE:
      if (params->text == NULL)
        /* Translators: then what it was: "Carrier" */
        return g_strdup_printf (_ ("Close %s: %s"), target, corral_words_translate (CORRAL_WORDS_CAUSE, params->cause));
      text = excerpt (params->text);
      /* Translators: then what it was, and in somebody's words: "Carrier, “a cut cable, repaired at noon”" */
      return g_strdup_printf (_ ("Close %s: %s, “%s”"), target,
                              corral_words_translate (CORRAL_WORDS_CAUSE, params->cause), text);
    case CORRAL_OPERATION_INCIDENT_REOPEN:
      return g_strdup_printf (_ ("Reopen %s"), target);
    case CORRAL_OPERATION_INCIDENT_MERGE:
      text = corral_operation_target_to_text (fleet, entry->tenant, "incident", params->into);
      /* Translators: an incident into another one: "the incident “Store silent” of 118 Riverside" */
      return g_strdup_printf (_ ("Merge %s into %s"), target, text);
    case CORRAL_OPERATION_INCIDENT_ADOPT:
      text = corral_operation_target_to_text (fleet, entry->tenant, "cart", params->cart);
      /* Translators: a cart, then an incident */
      return g_strdup_printf (_ ("Add %s to %s"), text, target);
    case CORRAL_OPERATION_INCIDENT_RELEASE:
      text = corral_operation_target_to_text (fleet, entry->tenant, "cart", params->cart);
      /* Translators: a cart, then an incident */
      return g_strdup_printf (_ ("Take %s out of %s"), text, target);
    case CORRAL_OPERATION_MAINTENANCE_PLAN:
      zone = corral_store_get_zone (fleet, corral_operation_find_store (fleet, entry));
      text = corral_format_time (params->starts_ms, corral_fleet_get_now (fleet), zone);
      word = corral_format_time (params->ends_ms, corral_fleet_get_now (fleet), zone);
      if (params->repeats != NULL)
        /* Translators: what, then from when to when it is the first time */
        return g_strdup_printf (_ ("Plan %s every week, first from %s to %s"), target, text, word);
      /* Translators: what, then from when to when */
      return g_strdup_printf (_ ("Plan %s from %s to %s"), target, text, word);
    case CORRAL_OPERATION_MAINTENANCE_END:
      return g_strdup_printf (_ ("End %s"), target);
    case CORRAL_OPERATION_FLAG_VOID:
      word = corral_format_text (params->lot);
      text = excerpt (params->text);
      /* Translators: a flag, the lot of its cart, and why, in somebody's words */
      return g_strdup_printf (_ ("Void %s with the lot %s: “%s”"), target, word, text);
    case CORRAL_OPERATION_FLAG_UNVOID:
      return g_strdup_printf (_ ("Take the voiding of %s back"), target);
    case CORRAL_OPERATION_CASE_OPEN:
      return g_strdup_printf (_ ("Open %s"), target);
    case CORRAL_OPERATION_CASE_LINK:
      text = corral_operation_target_to_text (fleet, entry->tenant, "flag", params->flag);
      /* Translators: a flag, then a case */
      return g_strdup_printf (_ ("Add %s to %s"), text, target);
    case CORRAL_OPERATION_CASE_UNLINK:
      text = corral_operation_target_to_text (fleet, entry->tenant, "flag", params->flag);
      /* Translators: a flag, then a case */
      return g_strdup_printf (_ ("Take %s out of %s"), text, target);
    case CORRAL_OPERATION_CASE_STATUS:
      if (params->outcome != NULL)
        /* Translators: a case, then how it ended: "Goods or money came back" */
        return g_strdup_printf (_ ("Close %s: %s"), target,
                                corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, params->outcome));
      /* Translators: a case, then how it stands: "With the police" */
      return g_strdup_printf (_ ("Change %s: %s"), target,
                              corral_words_translate (CORRAL_WORDS_CASE_STATUS, params->status));
    case CORRAL_OPERATION_CERTIFICATE_REVOKE:
    default:
      return g_strdup (_ ("Block the certificate of a cart"));
    }
}

/* ---- how it stands ------------------------------------------------------------------------------- */

/* The cloud's sentence without its full stop: what follows is ours. */
static char *
sentence_of (const CorralOutboxEntry *entry)
{
  char *text;
  gsize length;

  if (entry->message == NULL || *entry->message == '\0')
    return NULL;
  text = corral_format_text (entry->message);
  length = strlen (text);
  if (length > 1 && text[length - 1] == '.' && text[length - 2] != '.')
    text[length - 1] = '\0';
  return text;
}

gboolean
corral_operation_is_held (const CorralOutboxEntry *entry, gint64 now_ms)
{
  return entry->state == CORRAL_OUTBOX_HELD && CORRAL_IS_KNOWN (entry->hold_until_ms)
         && entry->hold_until_ms > now_ms;
}

static char *
retry_to_text (const CorralOutboxEntry *entry, gint64 now_ms, GTimeZone *zone)
{
  guint n = MAX (1, entry->attempts);
  g_autofree char *time = NULL;

  if (!CORRAL_IS_KNOWN (entry->next_attempt_ms) || entry->next_attempt_ms <= now_ms)
    return g_strdup_printf (ngettext ("Tried %u time, again in a moment", "Tried %u times, again in a moment", n), n);
  time = corral_format_time (entry->next_attempt_ms, now_ms, zone);
  /* Translators: then a time of day */
  return g_strdup_printf (ngettext ("Tried %u time, next at %s", "Tried %u times, next at %s", n), n, time);
}

char *
corral_operation_state_to_text (const CorralOutboxEntry *entry, gint64 now_ms, GTimeZone *zone)
{
  g_autofree char *why = sentence_of (entry);
  g_autofree char *who = NULL;
  gint64 left_s;

  switch (entry->state)
    {
    case CORRAL_OUTBOX_HELD:
      if (corral_operation_is_held (entry, now_ms))
        {
          left_s = MIN ((entry->hold_until_ms - now_ms + 999) / 1000, 999);
          return g_strdup_printf (ngettext ("Held for %d second, so that it can be undone",
                                            "Held for %d seconds, so that it can be undone", (gulong) left_s),
                                  (int) left_s);
        }
      return g_strdup (_ ("Sent when the link is back"));
    case CORRAL_OUTBOX_QUEUED:
      return g_strdup (_ ("Sent when the link is back"));
    case CORRAL_OUTBOX_SENDING:
      return g_strdup (_ ("Sending"));
    case CORRAL_OUTBOX_UNKNOWN:
      return g_strdup (_ ("Not known whether it arrived: the cloud is asked before it is sent again"));
    case CORRAL_OUTBOX_RETRY:
      return retry_to_text (entry, now_ms, zone);
    case CORRAL_OUTBOX_APPLIED:
      if (entry->already_by == NULL)
        return g_strdup (_ ("Done"));
      who = corral_format_text (entry->already_by);
      /* Translators: %s is a person */
      return g_strdup_printf (_ ("%s had done it before"), who);
    case CORRAL_OUTBOX_ACCEPTED:
      return g_strdup (_ ("The cloud has taken it and will do it"));
    case CORRAL_OUTBOX_CONFLICT:
      return why != NULL ? g_strdup_printf (_ ("Not done, changed meanwhile: %s"), why)
                         : g_strdup (_ ("Not done: it was changed meanwhile"));
    case CORRAL_OUTBOX_REFUSED:
      /* Translators: %s is a sentence of the cloud's */
      return why != NULL ? g_strdup_printf (_ ("Refused: %s"), why) : g_strdup (_ ("Refused by the cloud"));
    case CORRAL_OUTBOX_EXPIRED:
    default:
      return why != NULL ? g_strdup_printf (_ ("Too late, not done: %s"), why) : g_strdup (_ ("Too late, not done"));
    }
}

char *
corral_operation_to_mark (const CorralOutboxEntry *entry, const char *account, gint64 now_ms, GTimeZone *zone)
{
  const char *done = entry->type != NULL ? _ (words[entry->type->kind].participle) : _ ("done");
  gboolean own = account == NULL || *entry->account == '\0' || strcmp (entry->account, account) == 0;
  g_autofree char *time = corral_format_time (entry->made_ms, now_ms, zone);
  g_autofree char *who = corral_format_text (entry->account);

  if (corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED))
    {
      if (own)
        /* Translators: "Not taken by the cloud: acknowledged by you, 09:14" */
        return g_strdup_printf (_ ("Not taken by the cloud: %s by you, %s"), done, time);
      /* Translators: then a person and a time */
      return g_strdup_printf (_ ("Not taken by the cloud: %s by %s, %s"), done, who, time);
    }
  if (corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED)))
    return NULL;
  if (own)
    /* Translators: "Waiting to be sent: acknowledged by you, 09:14" */
    return g_strdup_printf (_ ("Waiting to be sent: %s by you, %s"), done, time);
  /* Translators: then a person and a time */
  return g_strdup_printf (_ ("Waiting to be sent: %s by %s, %s"), done, who, time);
}
