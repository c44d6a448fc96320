/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows look like, and how they change when somebody else works with them. */
#include "sim-server.h"

#include <string.h>

typedef union
{
#define SIM_MEMBER(UPPER, Camel, lower) Corral##Camel Camel;
  CORRAL_COLLECTIONS (SIM_MEMBER)
#undef SIM_MEMBER
  CorralRow head;
} AnyRow;

static const char *const cart_states[] = { "in_use", "idle", "charging", "low_battery", "fault" };
static const char *const outcomes[] = { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked" };
static const char *const executions[] = { "queued", "downloading", "booted", "rolled_back", "failed", "succeeded" };
static const char *const reasons[] = { "repair", "rma", "battery_swap" };

#define ONE_OF(sim, words) (words)[sim_draw ((sim), 0, G_N_ELEMENTS (words))]

/* The id of some row of @collection, or of one that never was. */
static const char *
some_id (Sim *sim, SimTenant *tenant, CorralCollection collection)
{
  GPtrArray *rows = tenant->rows[collection];

  if (rows->len == 0)
    return sim_textf (sim, "%s-nothing", tenant->id);
  return ((SimRow *) g_ptr_array_index (rows, sim_draw (sim, 0, rows->len)))->id;
}

static void
fill (Sim *sim, SimTenant *tenant, CorralCollection collection, AnyRow *row)
{
  gint64 now_ms = sim_server_ms (sim);
  guint number = ++tenant->n_made;

  corral_row_clear (corral_collection_get_schema (collection), row);
  row->head.id = sim_textf (sim, "%s-%s-%u", tenant->id, corral_collection_get_schema (collection)->name, number);
  switch ((int) collection)
    {
    case CORRAL_COLLECTION_STORE:
      row->Store.number = number;
      row->Store.name = "Harbor Street";
      break;
    case CORRAL_COLLECTION_CART:
      row->Cart.serial = sim_textf (sim, "S%06u", number);
      row->Cart.label = sim_textf (sim, "%04u", number);
      row->Cart.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      row->Cart.state = ONE_OF (sim, cart_states);
      break;
    case CORRAL_COLLECTION_ALERT:
      row->Alert.kind = "offline";
      row->Alert.severity = "act";
      row->Alert.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      row->Alert.raised_ms = now_ms;
      break;
    case CORRAL_COLLECTION_FLAG:
      row->Flag.kind = "weight_mismatch";
      row->Flag.cart = some_id (sim, tenant, CORRAL_COLLECTION_CART);
      row->Flag.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      row->Flag.raised_ms = now_ms;
      row->Flag.status = "open";
      break;
    case CORRAL_COLLECTION_TICKET:
      row->Ticket.number = sim_textf (sim, "T%07u", number);
      row->Ticket.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      row->Ticket.cart = some_id (sim, tenant, CORRAL_COLLECTION_CART);
      row->Ticket.reason = ONE_OF (sim, reasons);
      row->Ticket.status = "open";
      row->Ticket.opened_ms = now_ms;
      break;
    case CORRAL_COLLECTION_ROLLOUT:
      row->Rollout.firmware = "4.2.0";
      row->Rollout.status = "running";
      break;
    case CORRAL_COLLECTION_FIRMWARE:
      row->Firmware.version = "4.2.0";
      break;
    case CORRAL_COLLECTION_ACCESS_POINT:
      row->AccessPoint.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      row->AccessPoint.name = "ap";
      break;
    case CORRAL_COLLECTION_SESSION:
      row->Session.cart = some_id (sim, tenant, CORRAL_COLLECTION_CART);
      row->Session.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      row->Session.started_ms = now_ms;
      row->Session.status = "active";
      break;
    case CORRAL_COLLECTION_NOTE:
      row->Note.target_collection = "cart";
      row->Note.target = some_id (sim, tenant, CORRAL_COLLECTION_CART);
      row->Note.made_ms = now_ms;
      row->Note.text = "wheel squeaks";
      break;
    case CORRAL_COLLECTION_CASE:
      row->Case.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      row->Case.title = "Saturdays";
      row->Case.status = "open";
      row->Case.opened_ms = now_ms;
      break;
    case CORRAL_COLLECTION_EXECUTION:
      row->Execution.rollout = some_id (sim, tenant, CORRAL_COLLECTION_ROLLOUT);
      row->Execution.cart = some_id (sim, tenant, CORRAL_COLLECTION_CART);
      row->Execution.status = ONE_OF (sim, executions);
      break;
    case CORRAL_COLLECTION_PACK:
      row->Pack.store = some_id (sim, tenant, CORRAL_COLLECTION_STORE);
      break;
    case CORRAL_COLLECTION_CERTIFICATE:
      row->Certificate.cart = some_id (sim, tenant, CORRAL_COLLECTION_CART);
      row->Certificate.serial_number = sim_textf (sim, "%08x", number);
      row->Certificate.status = "valid";
      break;
    case CORRAL_COLLECTION_ITEM:
      row->Item.name = "Flour";
      break;
    default:
      g_assert_not_reached ();
    }
}

SimRow *
sim_rows_make (Sim *sim, SimTenant *tenant, CorralCollection collection)
{
  AnyRow row;

  fill (sim, tenant, collection, &row);
  return sim_server_add (sim, tenant, collection, &row, NULL);
}

void
sim_rows_edit (Sim *sim, SimRow *at)
{
  gint64 now_ms = sim_server_ms (sim);
  AnyRow row;

  g_assert (at->fact != NULL);
  memcpy (&row, at->fact, corral_collection_get_schema (at->collection)->size);
  switch ((int) at->collection)
    {
    case CORRAL_COLLECTION_CART:
      row.Cart.state = sim_chance (sim, 4) ? "out_of_service" : ONE_OF (sim, cart_states);
      row.Cart.out_of_service_reason = g_str_equal (row.Cart.state, "out_of_service") ? "cleaning" : NULL;
      row.Cart.state_since_ms = now_ms;
      break;
    case CORRAL_COLLECTION_ALERT:
      switch (sim_draw (sim, 0, 5))
        {
        case 0:
          row.Alert.acknowledged_ms = now_ms;
          row.Alert.acknowledged_by = "staff-9";
          break;
        case 1:
          row.Alert.assigned_to = "staff-9";
          break;
        case 2:
          row.Alert.snoozed_until_ms = now_ms + 3600000;
          break;
        case 3:
          row.Alert.cleared_ms = now_ms;
          break;
        default:
          row.Alert.detail = sim_textf (sim, "seen %d", (int) sim_draw (sim, 0, 100));
        }
      break;
    case CORRAL_COLLECTION_FLAG:
      row.Flag.status = "decided";
      row.Flag.outcome = ONE_OF (sim, outcomes);
      row.Flag.decided_ms = now_ms;
      row.Flag.decided_by = "staff-9";
      break;
    case CORRAL_COLLECTION_TICKET:
      row.Ticket.status = sim_chance (sim, 2) ? "closed" : "waiting";
      break;
    case CORRAL_COLLECTION_INCIDENT:
      if (sim_chance (sim, 2))
        row.IncidentRecord.assigned_to = "staff-9";
      else
        row.IncidentRecord.snoozed_until_ms = now_ms + 3600000;
      break;
    case CORRAL_COLLECTION_EXECUTION:
      row.Execution.status = ONE_OF (sim, executions);
      row.Execution.updated_ms = now_ms;
      break;
    case CORRAL_COLLECTION_SESSION:
      row.Session.item_count = sim_draw (sim, 1, 80);
      break;
    case CORRAL_COLLECTION_STORE:
      row.Store.service_today_pct = (double) sim_draw (sim, 9000, 10000) / 100.0;
      break;
    case CORRAL_COLLECTION_ROLLOUT:
      row.Rollout.status = sim_chance (sim, 2) ? "held" : "running";
      break;
    default:
      /* Touched: another revision of the same. */
      break;
    }
  sim_server_change (sim, at, CORRAL_CHANGE_PUT, &row, NULL);
}
