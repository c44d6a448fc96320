/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mine and theirs, side by side, in words. Main thread. */
#include "config.h"

#include "corral-operation-difference.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-id-list.h"
#include "corral-look.h"
#include "corral-operation-words.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  AS_TEXT,
  AS_TIME,
  AS_WHETHER, /* it is named at all */
  AS_STATE,   /* of a cart */
  AS_STATUS,  /* of a flag or ticket */
  AS_OUTCOME,
  AS_OUT_OF_SERVICE,
  AS_TICKET_REASON,
  AS_CAUSE,
  AS_MAINTENANCE,
  AS_CASE_STATUS,
  AS_CASE_OUTCOME,
  AS_COUNT, /* of a list */
} Manner;

/* What operations change, and how it reads: one row a member, in the order on the screen. */
static const struct
{
  CorralCollection collection;
  const char *member;
  const char *name;
  Manner manner;
} members[] = {
  { CORRAL_COLLECTION_ALERT, "acknowledged_by", N_ ("Acknowledged by"), AS_TEXT },
  { CORRAL_COLLECTION_ALERT, "acknowledged_ms", N_ ("Acknowledged at"), AS_TIME },
  { CORRAL_COLLECTION_ALERT, "assigned_to", N_ ("Assigned to"), AS_TEXT },
  { CORRAL_COLLECTION_ALERT, "snoozed_until_ms", N_ ("Snoozed until"), AS_TIME },
  { CORRAL_COLLECTION_ALERT, "cleared_ms", N_ ("Cleared at"), AS_TIME },
  { CORRAL_COLLECTION_CART, "state", N_ ("State"), AS_STATE },
  { CORRAL_COLLECTION_CART, "out_of_service_reason", N_ ("Out of service for"), AS_OUT_OF_SERVICE },
  { CORRAL_COLLECTION_CART, "state_since_ms", N_ ("Since"), AS_TIME },
  { CORRAL_COLLECTION_FLAG, "status", N_ ("Status"), AS_STATUS },
  { CORRAL_COLLECTION_FLAG, "outcome", N_ ("Decision"), AS_OUTCOME },
  { CORRAL_COLLECTION_FLAG, "decided_by", N_ ("Decided by"), AS_TEXT },
  { CORRAL_COLLECTION_FLAG, "decided_ms", N_ ("Decided at"), AS_TIME },
  { CORRAL_COLLECTION_FLAG, "voided_lot", N_ ("Voided with the lot"), AS_TEXT },
  { CORRAL_COLLECTION_TICKET, "number", N_ ("Ticket"), AS_TEXT },
  { CORRAL_COLLECTION_TICKET, "reason", N_ ("For"), AS_TICKET_REASON },
  { CORRAL_COLLECTION_TICKET, "status", N_ ("Status"), AS_STATUS },
  { CORRAL_COLLECTION_TICKET, "summary", N_ ("Summary"), AS_TEXT },
  { CORRAL_COLLECTION_TICKET, "opened_by", N_ ("Opened by"), AS_TEXT },
  { CORRAL_COLLECTION_TICKET, "opened_ms", N_ ("Opened at"), AS_TIME },
  { CORRAL_COLLECTION_INCIDENT, "acknowledged_by", N_ ("Acknowledged by"), AS_TEXT },
  { CORRAL_COLLECTION_INCIDENT, "acknowledged_ms", N_ ("Acknowledged at"), AS_TIME },
  { CORRAL_COLLECTION_INCIDENT, "assigned_to", N_ ("Assigned to"), AS_TEXT },
  { CORRAL_COLLECTION_INCIDENT, "snoozed_until_ms", N_ ("Snoozed until"), AS_TIME },
  { CORRAL_COLLECTION_INCIDENT, "snoozed_ms", N_ ("Snoozed at"), AS_TIME },
  { CORRAL_COLLECTION_INCIDENT, "cause", N_ ("Because of"), AS_CAUSE },
  { CORRAL_COLLECTION_INCIDENT, "note", N_ ("Said at the close"), AS_TEXT },
  { CORRAL_COLLECTION_INCIDENT, "closed_by", N_ ("Closed by"), AS_TEXT },
  { CORRAL_COLLECTION_INCIDENT, "closed_ms", N_ ("Closed at"), AS_TIME },
  { CORRAL_COLLECTION_INCIDENT, "merged_into", N_ ("Part of another incident"), AS_WHETHER },
  { CORRAL_COLLECTION_MAINTENANCE, "reason", N_ ("For"), AS_MAINTENANCE },
  { CORRAL_COLLECTION_MAINTENANCE, "starts_ms", N_ ("From"), AS_TIME },
  { CORRAL_COLLECTION_MAINTENANCE, "ends_ms", N_ ("Until"), AS_TIME },
  { CORRAL_COLLECTION_MAINTENANCE, "ended_ms", N_ ("Ended at"), AS_TIME },
  { CORRAL_COLLECTION_CASE, "title", N_ ("About"), AS_TEXT },
  { CORRAL_COLLECTION_CASE, "status", N_ ("Status"), AS_CASE_STATUS },
  { CORRAL_COLLECTION_CASE, "outcome", N_ ("Outcome"), AS_CASE_OUTCOME },
  { CORRAL_COLLECTION_CASE, "closed_by", N_ ("Closed by"), AS_TEXT },
  { CORRAL_COLLECTION_CASE, "closed_ms", N_ ("Closed at"), AS_TIME },
  { CORRAL_COLLECTION_CASE, "flags", N_ ("Flags in it"), AS_COUNT },
};

static void
difference_free (gpointer data)
{
  CorralOperationDifference *self = data;

  g_free (self->mine);
  g_free (self->theirs);
  g_free (self);
}

void
corral_operation_comparison_free (CorralOperationComparison *self)
{
  g_ptr_array_unref (self->differences);
  g_free (self);
}

static char *
status_to_text (const char *word)
{
  if (g_strcmp0 (word, "open") == 0)
    return g_strdup (_ ("Open"));
  if (g_strcmp0 (word, "decided") == 0)
    return g_strdup (_ ("Decided"));
  if (g_strcmp0 (word, "waiting") == 0)
    /* Translators: of a ticket: for a part, for a technician */
    return g_strdup (_ ("Waiting"));
  if (g_strcmp0 (word, "closed") == 0)
    return g_strdup (_ ("Closed"));
  return corral_format_text (word);
}

static char *
state_to_text (const char *word)
{
  CorralCartState state = corral_cart_state_from_word (word);

  return state == CORRAL_CART_OTHER ? corral_format_text (word) : g_strdup (corral_look_of_state (state).word);
}

static char *
value_to_text (gconstpointer row, const CorralField *field, Manner manner, gint64 now_ms, GTimeZone *zone)
{
  const char *word = corral_field_is_string (field) ? corral_row_get_string (row, field) : NULL;

  if (manner == AS_TIME)
    return corral_format_time (corral_row_get_integer (row, field), now_ms, zone);
  if (manner == AS_WHETHER)
    return g_strdup (word != NULL ? _ ("Yes") : _ ("No"));
  if (manner == AS_COUNT)
    return corral_format_integer (corral_id_list_count (word));
  if (word == NULL)
    return g_strdup (CORRAL_DASH);
  switch (manner)
    {
    case AS_STATE:
      return state_to_text (word);
    case AS_STATUS:
      return status_to_text (word);
    case AS_OUTCOME:
      return g_strdup (corral_words_translate (CORRAL_WORDS_OUTCOME, word));
    case AS_OUT_OF_SERVICE:
      return g_strdup (corral_words_translate (CORRAL_WORDS_OUT_OF_SERVICE, word));
    case AS_TICKET_REASON:
      return g_strdup (corral_words_translate (CORRAL_WORDS_TICKET_REASON, word));
    case AS_CAUSE:
      return g_strdup (corral_words_translate (CORRAL_WORDS_CAUSE, word));
    case AS_MAINTENANCE:
      return g_strdup (corral_words_translate (CORRAL_WORDS_MAINTENANCE, word));
    case AS_CASE_STATUS:
      return g_strdup (corral_words_translate (CORRAL_WORDS_CASE_STATUS, word));
    case AS_CASE_OUTCOME:
      return g_strdup (corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, word));
    case AS_TIME:
    case AS_WHETHER:
    case AS_COUNT:
    case AS_TEXT:
    default:
      return corral_format_text (word);
    }
}

/* Whether both are the same value: what people read may look alike and not be. */
static gboolean
equal_values (gconstpointer a, gconstpointer b, const CorralField *field)
{
  if (corral_field_is_string (field))
    return g_strcmp0 (corral_row_get_string (a, field), corral_row_get_string (b, field)) == 0;
  return corral_row_get_integer (a, field) == corral_row_get_integer (b, field);
}

/* As if it were on its way still, over the truth. New strings of @row are in @texts. */
static gboolean
lay_mine (const CorralOutboxEntry *entry, CorralCollection collection, gpointer row, GStringChunk *texts)
{
  CorralOutboxEntry mine = *entry; /* strings stay the entry's */

  mine.state = CORRAL_OUTBOX_QUEUED;
  mine.settled = FALSE;
  return corral_outbox_entry_overlay (&mine, collection, row, texts);
}

static gboolean
find_theirs (CorralFleet *fleet, const CorralOutboxEntry *entry, CorralCollection *collection, CorralTableKind *table,
             guint32 *slot)
{
  guint32 chain;

  if (entry->type == NULL)
    return FALSE;
  if (!entry->type->makes_row)
    return corral_operation_find_target (fleet, entry, table, slot)
           && corral_collection_from_name (entry->target_collection, collection);
  chain = corral_fleet_find_chain (fleet, entry->tenant);
  *collection = CORRAL_COLLECTION_TICKET;
  *table = CORRAL_TABLE_TICKET;
  if (entry->type->result != CORRAL_COLLECTION_TICKET || entry->result == NULL || chain == CORRAL_NO_SLOT)
    return FALSE;
  *slot = corral_columns_find (corral_fleet_get_table (fleet, *table), chain, entry->result);
  return corral_columns_exists (corral_fleet_get_table (fleet, *table), *slot);
}

CorralOperationComparison *
corral_operation_compare (CorralFleet *fleet, const CorralOutboxEntry *entry)
{
  CorralOperationComparison *self = g_new0 (CorralOperationComparison, 1);
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, corral_operation_find_store (fleet, entry));
  gint64 now_ms = corral_fleet_get_now (fleet);
  const CorralSchema *schema;
  CorralCollection collection = CORRAL_COLLECTION_CART;
  CorralTableKind table;
  guint32 slot;
  g_autofree gpointer theirs = NULL;
  g_autofree gpointer mine = NULL;
  g_autoptr (GStringChunk) texts = NULL;

  self->rev = CORRAL_UNKNOWN;
  self->differences = g_ptr_array_new_with_free_func (difference_free);
  if (!find_theirs (fleet, entry, &collection, &table, &slot))
    return self;
  schema = corral_collection_get_schema (collection);
  theirs = g_malloc (schema->size);
  if (!corral_fleet_get_truth (fleet, table, slot, theirs))
    return self;
  self->known = TRUE;
  self->rev = corral_fleet_get_rev (fleet, table, slot);
  mine = g_memdup2 (theirs, schema->size);
  if (entry->type->makes_row)
    corral_row_clear (schema, mine);
  texts = g_string_chunk_new (256);
  if (!lay_mine (entry, collection, mine, texts))
    return self;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const CorralField *field
          = members[i].collection == collection ? corral_schema_find (schema, members[i].member) : NULL;
      CorralOperationDifference *difference;

      if (field == NULL || equal_values (mine, theirs, field))
        continue;
      difference = g_new0 (CorralOperationDifference, 1);
      difference->name = _ (members[i].name);
      difference->mine = value_to_text (mine, field, members[i].manner, now_ms, zone);
      difference->theirs = value_to_text (theirs, field, members[i].manner, now_ms, zone);
      g_ptr_array_add (self->differences, difference);
    }
  return self;
}
