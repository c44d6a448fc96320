/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The morning's walk through a store: from each cart's verdict to what somebody does there. Pure, main thread. */
#include "config.h"

#include "corral-walk.h"

#include <string.h>

/* A fault of its own, as far as a verdict names it. What is the store's, a carrier's or the cloud's is not on the cart, and
 * walking there would not help; a lot's scales are voided, not pulled. */
static const struct
{
  CorralVerdictCause cause;
  CorralWalkReason reason;
} by_cause[] = {
  { CORRAL_VERDICT_CART_SILENT, CORRAL_WALK_REASON_SILENT },
  { CORRAL_VERDICT_SCANNER_JAM, CORRAL_WALK_REASON_SCANNER },
  { CORRAL_VERDICT_SCALE_DRIFT, CORRAL_WALK_REASON_SCALE },
  { CORRAL_VERDICT_CERTIFICATE_EXPIRED, CORRAL_WALK_REASON_CERTIFICATE },
  { CORRAL_VERDICT_CERTIFICATE_REVOKED, CORRAL_WALK_REASON_CERTIFICATE },
  { CORRAL_VERDICT_CART_FAULT, CORRAL_WALK_REASON_FAULT },
  { CORRAL_VERDICT_PACK_EMPTY, CORRAL_WALK_REASON_PACK_EMPTY },
  { CORRAL_VERDICT_PACK_WORN, CORRAL_WALK_REASON_PACK_WORN },
  { CORRAL_VERDICT_DOCK, CORRAL_WALK_REASON_DOCK },
};

static const CorralWalkPart parts[] = {
#define CORRAL_ENUMERATE(UPPER, PART) [CORRAL_WALK_REASON_##UPPER] = CORRAL_WALK_##PART,
  CORRAL_WALK_REASONS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
};

/* A pack's health below which it does not last a shift of 12 hours (domain.md). */
#define PACK_WORN_PCT 68

typedef struct
{
  CorralFleet *fleet;
  CorralVerdictDesk *desk;
  GHashTable *tickets; /* (owned): slot + 1 of an open ticket, by the slot of its cart */
  CorralWalk *walk;
} Walking;

CorralWalkPart
corral_walk_reason_get_part (CorralWalkReason reason)
{
  g_return_val_if_fail (reason < CORRAL_N_WALK_REASONS, CORRAL_WALK_PULL);

  return parts[reason];
}

static gint64
get_integer (const Walking *self, guint32 cart, guint column)
{
  return corral_fleet_get_integer (self->fleet, CORRAL_TABLE_CART, cart, column);
}

/* ---- why ------------------------------------------------------------------------------------------------ */

static guint32
find_ticket (const Walking *self, guint32 cart, const char *reason)
{
  guint32 ticket = GPOINTER_TO_UINT (g_hash_table_lookup (self->tickets, GUINT_TO_POINTER (cart)));

  if (ticket == 0
      || g_strcmp0 (corral_fleet_get_text (self->fleet, CORRAL_TABLE_TICKET, ticket - 1, CORRAL_TICKET_COL_REASON), reason) != 0)
    return CORRAL_NO_SLOT;
  return ticket - 1;
}

/* FALSE: nobody has to go there. Sets what it is about in @stop. */
static gboolean
find_reason (const Walking *self, guint32 cart, CorralCartState state, CorralWalkStop *stop)
{
  CorralVerdict verdict;
  gint64 health = get_integer (self, cart, CORRAL_CART_COL_PACK_SOH_PCT);
  gboolean found = FALSE;

  stop->since_ms = get_integer (self, cart, CORRAL_CART_COL_STATE_SINCE_MS);
  stop->ticket = CORRAL_NO_SLOT;
  if (state == CORRAL_CART_OFF_PREMISES)
    {
      stop->reason = CORRAL_WALK_REASON_OUTSIDE;
      return TRUE;
    }
  corral_verdict_of_cart (self->desk, cart, &verdict);
  for (guint i = 0; i < G_N_ELEMENTS (by_cause) && !found; i++)
    if (by_cause[i].cause == verdict.cause)
      {
        stop->reason = by_cause[i].reason;
        stop->since_ms = verdict.since_ms;
        found = TRUE;
      }
  /* What is silent for a reason of its own is looked for, and what nobody knows the reason of. */
  if (state == CORRAL_CART_OFFLINE)
    {
      if (!found && verdict.layer == CORRAL_LAYER_UNKNOWN)
        stop->reason = CORRAL_WALK_REASON_SILENT;
      return found || verdict.layer == CORRAL_LAYER_UNKNOWN;
    }
  /* The verdict calls both one cause; what is still heard is not empty yet. */
  if (found && stop->reason == CORRAL_WALK_REASON_PACK_EMPTY)
    stop->reason = CORRAL_WALK_REASON_BATTERY_LOW;
  else if (!found && state == CORRAL_CART_FAULT)
    stop->reason = CORRAL_WALK_REASON_FAULT;
  else if (!found && (stop->ticket = find_ticket (self, cart, "repair")) != CORRAL_NO_SLOT)
    stop->reason = CORRAL_WALK_REASON_REPAIR_TICKET;
  else if (!found && CORRAL_IS_KNOWN (health) && health < PACK_WORN_PCT)
    stop->reason = CORRAL_WALK_REASON_PACK_WORN;
  else if (!found && (stop->ticket = find_ticket (self, cart, "battery_swap")) != CORRAL_NO_SLOT)
    stop->reason = CORRAL_WALK_REASON_SWAP_TICKET;
  else if (!found && state == CORRAL_CART_LOW_BATTERY)
    stop->reason = CORRAL_WALK_REASON_BATTERY_LOW;
  else
    return found;
  return TRUE;
}

/* ---- where ---------------------------------------------------------------------------------------------- */

/* A dock has no number in the contract: what charges stands in one. Else where it was last. */
static void
find_place (const Walking *self, guint32 cart, CorralCartState state, CorralWalkStop *stop)
{
  stop->aisle = get_integer (self, cart, CORRAL_CART_COL_AISLE);
  if (state == CORRAL_CART_OFF_PREMISES)
    stop->place = CORRAL_WALK_AT_OUTSIDE;
  else if (state == CORRAL_CART_CHARGING || stop->reason == CORRAL_WALK_REASON_DOCK)
    stop->place = CORRAL_WALK_AT_DOCK;
  else if (CORRAL_IS_KNOWN (stop->aisle))
    stop->place = CORRAL_WALK_AT_AISLE;
  else
    stop->place = CORRAL_WALK_AT_UNKNOWN;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const CorralWalkStop *first = a;
  const CorralWalkStop *second = b;
  CorralFleet *fleet = data;

  if (first->part != second->part)
    return first->part < second->part ? -1 : 1;
  if (first->place != second->place)
    return first->place < second->place ? -1 : 1;
  if (first->place == CORRAL_WALK_AT_AISLE && first->aisle != second->aisle)
    return first->aisle < second->aisle ? -1 : 1;
  return g_strcmp0 (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, first->cart, CORRAL_CART_COL_LABEL),
                    corral_fleet_get_text (fleet, CORRAL_TABLE_CART, second->cart, CORRAL_CART_COL_LABEL));
}

/* ---- the walk ------------------------------------------------------------------------------------------- */

static void
look_at (Walking *self, guint32 cart)
{
  CorralWalk *walk = self->walk;
  CorralCartState state = (CorralCartState) get_integer (self, cart, CORRAL_CART_COL_SHOWN_STATE);
  CorralWalkStop stop = { .cart = cart };

  if (state == CORRAL_CART_REVOKED || state == CORRAL_CART_NEVER_SEEN)
    return;
  walk->n_carts++;
  if (state == CORRAL_CART_OUT_OF_SERVICE)
    {
      walk->n_out_of_service++;
      return;
    }
  if (!find_reason (self, cart, state, &stop))
    {
      walk->n_ready += state == CORRAL_CART_IDLE;
      walk->n_explained += state == CORRAL_CART_OFFLINE;
      return;
    }
  stop.part = corral_walk_reason_get_part (stop.reason);
  find_place (self, cart, state, &stop);
  walk->n_of[stop.part]++;
  g_array_append_val (walk->stops, stop);
}

static GHashTable *
collect_tickets (CorralFleet *fleet, guint32 store)
{
  const CorralColumns *tickets = corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET);
  GHashTable *by_cart = g_hash_table_new (NULL, NULL);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (tickets); slot++)
    if (corral_columns_exists (tickets, slot) && corral_columns_get_link (tickets, slot, CORRAL_TICKET_COL_STORE) == store
        && g_strcmp0 (corral_columns_get_text (tickets, slot, CORRAL_TICKET_COL_STATUS), "closed") != 0)
      {
        guint32 cart = corral_columns_get_link (tickets, slot, CORRAL_TICKET_COL_CART);

        if (cart != CORRAL_NO_SLOT)
          g_hash_table_insert (by_cart, GUINT_TO_POINTER (cart), GUINT_TO_POINTER (slot + 1));
      }
  return by_cart;
}

CorralWalk *
corral_walk_new (CorralFleet *fleet, guint32 store)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  CorralWalk *walk = g_new0 (CorralWalk, 1);
  Walking self = { fleet, corral_verdict_desk_new (fleet, NULL), collect_tickets (fleet, store), walk };

  walk->stops = g_array_new (FALSE, FALSE, sizeof (CorralWalkStop));
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (corral_columns_exists (carts, slot) && corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE) == store)
      look_at (&self, slot);
  g_array_sort_with_data (walk->stops, compare, fleet);
  g_hash_table_unref (self.tickets);
  corral_verdict_desk_free (self.desk);
  return walk;
}

void
corral_walk_free (CorralWalk *self)
{
  g_array_unref (self->stops);
  g_free (self);
}
