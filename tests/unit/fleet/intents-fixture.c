/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do, made up for tests of truth + intent. */
#include "intents-fixture.h"

#include "corral-order.h"

const CorralSchema *
schema_of (CorralCollection collection)
{
  return corral_collection_get_schema (collection);
}

void
put_store (CorralFleet *fleet, const char *tenant, const char *id, gint64 number)
{
  CorralStore store;

  corral_row_clear (schema_of (CORRAL_COLLECTION_STORE), &store);
  store.id = id;
  store.rev = 1;
  store.number = number;
  store.name = id;
  corral_fleet_put (fleet, tenant, schema_of (CORRAL_COLLECTION_STORE), &store);
}

CorralTableKind
table_of (CorralCollection collection)
{
  return collection == CORRAL_COLLECTION_CART          ? CORRAL_TABLE_CART
         : collection == CORRAL_COLLECTION_ALERT       ? CORRAL_TABLE_ALERT
         : collection == CORRAL_COLLECTION_FLAG        ? CORRAL_TABLE_FLAG
         : collection == CORRAL_COLLECTION_INCIDENT    ? CORRAL_TABLE_INCIDENT
         : collection == CORRAL_COLLECTION_MAINTENANCE ? CORRAL_TABLE_MAINTENANCE
                                                       : CORRAL_TABLE_TICKET;
}

guint
count_rows (CorralFleet *fleet, CorralTableKind table, const char *name, const char *value)
{
  g_autoptr (CorralOrder) order = corral_order_new (table);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  /* "" is unknown, which links have no word for. */
  if (*value == '\0')
    corral_order_where_word (order, corral_columns_find_column (corral_fleet_get_table (fleet, table), name), value);
  else
    g_assert_true (corral_order_where_named (order, name, value));
  corral_order_run (order, fleet, slots);
  return slots->len;
}

CorralOutboxEntry *
new_entry (CorralOperationKind kind, const char *tenant, CorralCollection collection, const char *target, const char *id)
{
  CorralOperationDraft draft = { .kind = kind, .tenant = tenant, .collection = collection, .target = target };

  corral_operation_params_clear (&draft.params);
  draft.expected_rev = CORRAL_UNKNOWN;
  draft.params.until_ms = kind == CORRAL_OPERATION_ALERT_SNOOZE || kind == CORRAL_OPERATION_INCIDENT_SNOOZE
                              ? SAMPLE_NOW_MS + 3600000
                              : CORRAL_UNKNOWN;
  draft.params.assignee
      = kind == CORRAL_OPERATION_ALERT_ASSIGN || kind == CORRAL_OPERATION_INCIDENT_ASSIGN ? "anna" : NULL;
  draft.params.text = kind == CORRAL_OPERATION_NOTE_ADD ? "A note" : NULL;
  draft.params.reason = kind == CORRAL_OPERATION_CART_OUT_OF_SERVICE ? "cleaning"
                        : kind == CORRAL_OPERATION_TICKET_OPEN       ? "battery_swap"
                                                                     : NULL;
  draft.params.outcome = kind == CORRAL_OPERATION_FLAG_DECIDE ? "staff_ok" : NULL;
  draft.params.summary = kind == CORRAL_OPERATION_TICKET_OPEN ? "Does not charge" : NULL;
  draft.params.store = kind == CORRAL_OPERATION_REBIND_REQUEST ? "s2" : NULL;
  if (collection == CORRAL_COLLECTION_INCIDENT && corral_operation_type_get (kind)->makes_target)
    {
      draft.params.rule = "carrier-outage";
      draft.params.severity = "act";
      draft.params.began_ms = SAMPLE_NOW_MS - 3600000;
      draft.params.detail = "Norvia";
      draft.params.store = "s1";
      draft.params.cause = kind == CORRAL_OPERATION_INCIDENT_CLOSE ? "carrier" : NULL;
      draft.params.into = kind == CORRAL_OPERATION_INCIDENT_MERGE ? "inc-2" : NULL;
      draft.params.cart
          = kind == CORRAL_OPERATION_INCIDENT_ADOPT || kind == CORRAL_OPERATION_INCIDENT_RELEASE ? "k1" : NULL;
    }
  if (kind == CORRAL_OPERATION_MAINTENANCE_PLAN)
    {
      draft.params.starts_ms = SAMPLE_NOW_MS;
      draft.params.ends_ms = SAMPLE_NOW_MS + 3600000;
      draft.params.reason = "refit";
      draft.params.store = "s1";
    }
  return corral_outbox_entry_new (&draft, id, "me", NULL, MADE_MS, 0);
}

GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
}

CorralOutboxEntry *
in_state (const CorralOutboxEntry *entry, CorralOutboxState state, gint64 applied_rev, const char *result)
{
  CorralOutboxEntry *copy = corral_outbox_entry_copy (entry);

  copy->state = state;
  copy->applied_rev = applied_rev;
  g_free (copy->result);
  copy->result = g_strdup (result);
  return copy;
}
