/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of the cloud: what it makes of an operation, once, and what it says about it for ever (OpenAPI,
 * OperationRequest and x-corral-operation-types). It reads the body with a parser of its own. */
#include "sim-server.h"

#include "corral-id-list.h"
#include "sim-checks.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  gint64 expected_rev;
  gint64 not_after_ms;
  const char *depends_on;
} Request;

static const char *
get_text (Sim *sim, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? sim_text (sim, json_node_get_string (node))
                                                                          : NULL;
}

static gint64
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : CORRAL_UNKNOWN;
}

static gboolean
read_body (Sim *sim, SimStored *stored, Request *request)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *text = g_bytes_get_data (stored->body, &length);
  JsonObject *root, *target, *params;

  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return FALSE;
  root = json_node_get_object (json_parser_get_root (parser));
  target = json_object_get_object_member (root, "target");
  params = json_object_get_object_member (root, "params");
  stored->type = corral_operation_type_find (get_text (sim, root, "type"));
  stored->target_collection = get_text (sim, target, "c");
  stored->target = get_text (sim, target, "id");
  corral_operation_params_clear (&stored->params);
  stored->params.until_ms = get_number (params, "until_ms");
  stored->params.assignee = get_text (sim, params, "assignee");
  stored->params.text = get_text (sim, params, "text");
  stored->params.reason = get_text (sim, params, "reason");
  stored->params.outcome = get_text (sim, params, "outcome");
  stored->params.summary = get_text (sim, params, "summary");
  stored->params.store = get_text (sim, params, "store");
  stored->params.rule = get_text (sim, params, "rule");
  stored->params.severity = get_text (sim, params, "severity");
  stored->params.began_ms = get_number (params, "began_ms");
  stored->params.cause = get_text (sim, params, "cause");
  stored->params.cart = get_text (sim, params, "cart");
  request->expected_rev = get_number (root, "expected_rev");
  request->not_after_ms = get_number (root, "not_after_ms");
  request->depends_on = get_text (sim, root, "depends_on");
  return stored->type != NULL && stored->target != NULL && CORRAL_IS_KNOWN (request->not_after_ms);
}

SimStored *
sim_server_find_stored (SimTenant *tenant, const char *id)
{
  return g_hash_table_lookup (tenant->stored_by_id, id);
}

void
sim_stored_free (gpointer data)
{
  SimStored *stored = data;

  g_bytes_unref (stored->body);
  corral_fact_unref (stored->fact);
  g_free (stored);
}

/* ---- verdicts ------------------------------------------------------------------------------------ */

static void
refuse (SimStored *stored, guint status, const char *code, const SimRow *current)
{
  stored->outcome = CORRAL_OUTCOME_REFUSED;
  stored->status = status;
  stored->code = code;
  if (current == NULL || current->fact == NULL)
    return;
  stored->fact = corral_fact_ref (current->fact);
  stored->collection = current->collection;
}

/* Applied: @row is what it left. */
static void
apply (SimStored *stored, const SimRow *row, gboolean changed, const char *already_by)
{
  stored->outcome = CORRAL_OUTCOME_APPLIED;
  stored->status = 200;
  stored->changed = changed;
  stored->already_by = already_by;
  stored->applied_rev = row->rev;
  g_clear_pointer (&stored->fact, corral_fact_unref);
  stored->fact = corral_fact_ref (row->fact);
  stored->collection = row->collection;
}

/* Set once: who was first stays. */
static void
set_once (SimStored *stored, const SimRow *row, const char *by)
{
  apply (stored, row, FALSE, by != NULL ? by : "staff-9");
}

static void
change_alert (Sim *sim, SimStored *stored, SimRow *row)
{
  CorralAlert alert = *(const CorralAlert *) row->fact;

  switch ((int) stored->type->kind)
    {
    case CORRAL_OPERATION_ALERT_ACK:
      if (CORRAL_IS_KNOWN (alert.acknowledged_ms))
        {
          set_once (stored, row, alert.acknowledged_by);
          return;
        }
      alert.acknowledged_ms = sim_server_ms (sim);
      alert.acknowledged_by = stored->staff;
      break;
    case CORRAL_OPERATION_ALERT_SNOOZE:
      alert.snoozed_until_ms = stored->params.until_ms;
      break;
    case CORRAL_OPERATION_ALERT_ASSIGN:
      alert.assigned_to = stored->params.assignee;
      break;
    case CORRAL_OPERATION_ALERT_CLEAR:
    default:
      if (CORRAL_IS_KNOWN (alert.cleared_ms))
        {
          set_once (stored, row, NULL);
          return;
        }
      alert.cleared_ms = sim_server_ms (sim);
      break;
    }
  sim_server_change (sim, row, CORRAL_CHANGE_PUT, &alert, stored->id);
  apply (stored, row, TRUE, NULL);
}

static void
change_cart (Sim *sim, SimStored *stored, SimRow *row)
{
  CorralCart cart = *(const CorralCart *) row->fact;

  switch ((int) stored->type->kind)
    {
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
      cart.state = "out_of_service";
      cart.out_of_service_reason = stored->params.reason;
      break;
    case CORRAL_OPERATION_CART_IN_SERVICE:
      if (g_strcmp0 (cart.state, "out_of_service") != 0)
        {
          set_once (stored, row, NULL);
          return;
        }
      cart.state = "idle";
      cart.out_of_service_reason = NULL;
      break;
    case CORRAL_OPERATION_REBIND_REQUEST:
    default:
      cart.store = stored->params.store;
      break;
    }
  cart.state_since_ms = sim_server_ms (sim);
  sim_server_change (sim, row, CORRAL_CHANGE_PUT, &cart, stored->id);
  apply (stored, row, TRUE, NULL);
}

static void
decide_flag (Sim *sim, SimStored *stored, SimRow *row)
{
  CorralFlag flag = *(const CorralFlag *) row->fact;

  flag.status = "decided";
  flag.outcome = stored->params.outcome;
  flag.decided_ms = sim_server_ms (sim);
  flag.decided_by = stored->staff;
  sim_server_change (sim, row, CORRAL_CHANGE_PUT, &flag, stored->id);
  apply (stored, row, TRUE, NULL);
}

static void
retry_execution (Sim *sim, SimStored *stored, SimRow *row)
{
  CorralExecution execution = *(const CorralExecution *) row->fact;

  if (g_strcmp0 (execution.status, "failed") != 0 && g_strcmp0 (execution.status, "rolled_back") != 0)
    {
      apply (stored, row, FALSE, NULL);
      return;
    }
  execution.status = "queued";
  execution.updated_ms = sim_server_ms (sim);
  sim_server_change (sim, row, CORRAL_CHANGE_PUT, &execution, stored->id);
  apply (stored, row, TRUE, NULL);
}

/* @row (nullable): it was made before, and a restore took it back. */
static void
make_row (Sim *sim, SimStored *stored, CorralCollection collection, SimRow *row, gpointer data)
{
  if (row != NULL && row->purged)
    {
      refuse (stored, 410, "target-gone", NULL);
      return;
    }
  if (row != NULL)
    {
      /* Whoever makes it sees it. */
      row->hidden = FALSE;
      sim_server_change (sim, row, CORRAL_CHANGE_PUT, data, stored->id);
    }
  else
    {
      row = sim_server_add (sim, stored->tenant, collection, data, stored->id);
    }
  apply (stored, row, TRUE, NULL);
}

/* @row (nullable): it is there. */
static void
change_incident (Sim *sim, SimStored *stored, SimRow *row)
{
  g_autoptr (GStringChunk) texts = g_string_chunk_new (256);
  gboolean there = row != NULL && sim_row_is_visible (row);
  CorralIncidentRecord incident;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT), &incident);
  if (there)
    incident = *(const CorralIncidentRecord *) row->fact;
  incident.id = stored->target;
  if (!there)
    {
      incident.rule = stored->params.rule;
      incident.severity = stored->params.severity;
      incident.began_ms = stored->params.began_ms;
    }
  switch ((int) stored->type->kind)
    {
    case CORRAL_OPERATION_INCIDENT_ACK:
      if (CORRAL_IS_KNOWN (incident.acknowledged_ms))
        {
          set_once (stored, row, incident.acknowledged_by);
          return;
        }
      incident.acknowledged_ms = sim_server_ms (sim);
      incident.acknowledged_by = stored->staff;
      break;
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
      incident.snoozed_until_ms = stored->params.until_ms;
      break;
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
      incident.assigned_to = stored->params.assignee;
      break;
    case CORRAL_OPERATION_INCIDENT_CLOSE:
      if (CORRAL_IS_KNOWN (incident.closed_ms) && g_strcmp0 (incident.cause, stored->params.cause) == 0)
        {
          set_once (stored, row, incident.closed_by);
          return;
        }
      if (CORRAL_IS_KNOWN (incident.closed_ms))
        {
          refuse (stored, 409, "conflict", row);
          return;
        }
      incident.closed_ms = sim_server_ms (sim);
      incident.closed_by = stored->staff;
      incident.cause = stored->params.cause;
      break;
    case CORRAL_OPERATION_INCIDENT_REOPEN:
      if (!CORRAL_IS_KNOWN (incident.closed_ms))
        {
          set_once (stored, row, NULL);
          return;
        }
      incident.closed_ms = CORRAL_UNKNOWN;
      incident.closed_by = NULL;
      break;
    case CORRAL_OPERATION_INCIDENT_ADOPT:
    default:
      if (corral_id_list_has (incident.adopted, stored->params.cart))
        {
          set_once (stored, row, NULL);
          return;
        }
      incident.adopted = corral_id_list_add (incident.adopted, stored->params.cart, texts);
      break;
    }
  make_row (sim, stored, CORRAL_COLLECTION_INCIDENT, row, &incident);
}

static void
add_note (Sim *sim, SimStored *stored)
{
  CorralNote note;
  SimRow *row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_NOTE), &note);
  note.id = sim_textf (sim, "%s-n", stored->id);
  note.target_collection = stored->target_collection;
  note.target = stored->target;
  note.made_ms = sim_server_ms (sim);
  note.author = stored->staff;
  note.text = stored->params.text;
  row = sim_server_find_row (stored->tenant, note.id);
  make_row (sim, stored, CORRAL_COLLECTION_NOTE, row, &note);
}

static void
open_ticket (Sim *sim, SimStored *stored, const SimRow *cart)
{
  GPtrArray *tickets = stored->tenant->rows[CORRAL_COLLECTION_TICKET];
  CorralTicket ticket;
  SimRow *row;

  for (guint i = 0; i < tickets->len; i++)
    {
      const SimRow *other = g_ptr_array_index (tickets, i);
      const CorralTicket *open = other->fact;

      if (!sim_row_is_visible (other) || g_strcmp0 (open->status, "closed") == 0
          || g_strcmp0 (open->cart, cart->id) != 0 || g_strcmp0 (open->reason, stored->params.reason) != 0)
        continue;
      refuse (stored, 409, "conflict", other);
      return;
    }
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_TICKET), &ticket);
  ticket.id = sim_textf (sim, "%s-t", stored->id);
  ticket.number = "T1";
  ticket.store = ((const CorralCart *) cart->fact)->store;
  ticket.cart = cart->id;
  ticket.reason = stored->params.reason;
  ticket.status = "open";
  ticket.opened_ms = sim_server_ms (sim);
  ticket.opened_by = stored->staff;
  ticket.summary = stored->params.summary;
  row = sim_server_find_row (stored->tenant, ticket.id);
  make_row (sim, stored, CORRAL_COLLECTION_TICKET, row, &ticket);
}

static gboolean
is_rebind_open (const SimStored *stored)
{
  GPtrArray *all = stored->tenant->stored;

  for (guint i = 0; i < all->len; i++)
    {
      const SimStored *other = g_ptr_array_index (all, i);

      if (other != stored && other->outcome == CORRAL_OUTCOME_ACCEPTED
          && g_strcmp0 (other->target, stored->target) == 0)
        return TRUE;
    }
  return FALSE;
}

/* ---- one operation ------------------------------------------------------------------------------- */

/* What it depends on must be done or on its way. What that left is as good as the revision that the person saw, if it
 * did not itself pass over somebody: one that minds no revision must not carry a later one past what somebody else did. */
static gboolean
check_dependency (Sim *sim, SimStored *stored, const Request *request, gint64 *granted_rev, gint64 *granted_since)
{
  const SimStored *before
      = request->depends_on != NULL ? sim_server_find_stored (stored->tenant, request->depends_on) : NULL;

  *granted_rev = *granted_since = CORRAL_UNKNOWN;
  if (request->depends_on == NULL)
    return TRUE;
  if (before == NULL || before->outcome == CORRAL_OUTCOME_REFUSED)
    {
      refuse (stored, 409, "dependency-refused", NULL);
      return FALSE;
    }
  if (before->type->makes_row || g_strcmp0 (before->target, stored->target) != 0
      || before->outcome != CORRAL_OUTCOME_APPLIED)
    return TRUE;
  *granted_rev = before->applied_rev;
  *granted_since = sim_is_mutated (sim, SIM_MUTATION_LAX_DEPENDENCY) ? 1 : before->since_rev;
  return TRUE;
}

static void
carry_out (Sim *sim, SimStored *stored, SimRow *row)
{
  switch ((int) stored->type->kind)
    {
    case CORRAL_OPERATION_ALERT_ACK:
    case CORRAL_OPERATION_ALERT_SNOOZE:
    case CORRAL_OPERATION_ALERT_ASSIGN:
    case CORRAL_OPERATION_ALERT_CLEAR:
      change_alert (sim, stored, row);
      break;
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
    case CORRAL_OPERATION_CART_IN_SERVICE:
    case CORRAL_OPERATION_REBIND_REQUEST:
      change_cart (sim, stored, row);
      break;
    case CORRAL_OPERATION_FLAG_DECIDE:
      decide_flag (sim, stored, row);
      break;
    case CORRAL_OPERATION_NOTE_ADD:
      add_note (sim, stored);
      break;
    case CORRAL_OPERATION_TICKET_OPEN:
      open_ticket (sim, stored, row);
      break;
    case CORRAL_OPERATION_EXECUTION_RETRY:
      retry_execution (sim, stored, row);
      break;
    case CORRAL_OPERATION_INCIDENT_ACK:
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
    case CORRAL_OPERATION_INCIDENT_CLOSE:
    case CORRAL_OPERATION_INCIDENT_REOPEN:
    case CORRAL_OPERATION_INCIDENT_ADOPT:
      change_incident (sim, stored, row);
      break;
    default:
      refuse (stored, 422, "unknown-operation", NULL);
      break;
    }
}

/* What colleagues see of it. */
static void
tell_colleagues (Sim *sim, const SimStored *stored)
{
  static const char *const words[] = {
    [CORRAL_OUTCOME_APPLIED] = "applied", [CORRAL_OUTCOME_ACCEPTED] = "accepted", [CORRAL_OUTCOME_REFUSED] = "refused"
  };
  SimRow *row = sim_server_find_row (stored->tenant, stored->id);
  CorralOperation operation;

  if (sim->server->is_small)
    return;
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_OPERATION), &operation);
  operation.id = stored->id;
  operation.type = stored->type->name;
  operation.target_collection = stored->target_collection;
  operation.target = stored->target;
  operation.status = words[stored->outcome];
  if (stored->outcome != CORRAL_OUTCOME_ACCEPTED)
    operation.ended_ms = sim_server_ms (sim);
  operation.made_by = stored->staff;
  if (row != NULL)
    sim_server_change (sim, row, CORRAL_CHANGE_PUT, &operation, NULL);
  else
    sim_server_add (sim, stored->tenant, CORRAL_COLLECTION_OPERATION, &operation, NULL);
}

void
sim_server_end_accepted (Sim *sim, gpointer id, gint64 tenant)
{
  /* A restore may have made it unknown meanwhile. */
  SimStored *stored = sim_server_find_stored (sim->server->tenants[tenant], id);
  SimRow *row;

  if (stored == NULL || stored->outcome != CORRAL_OUTCOME_ACCEPTED)
    return;
  stored->ends_later = FALSE;
  stored->ended_since_backup = TRUE;
  row = sim_server_find_row (stored->tenant, stored->target);
  if (row == NULL || !sim_row_is_visible (row) || sim_chance (sim, 5))
    {
      refuse (stored, 410, "target-gone", NULL);
    }
  else
    {
      stored->since_rev = row->rev;
      change_cart (sim, stored, row);
      sim_checks_effect (sim, stored);
    }
  tell_colleagues (sim, stored);
}

static void
judge (Sim *sim, SimStored *stored, const SimRequest *request, guint refused_status)
{
  const SimStaff *staff = &sim->server->staff[request->staff];
  Request asked;
  SimRow *row;
  gint64 granted_rev, granted_since;
  gboolean there, minds, granted, stale;
  gint64 row_rev;
  guint scope;

  if (!read_body (sim, stored, &asked))
    {
      refuse (stored, 422, "invalid", NULL);
      return;
    }
  for (scope = 0; scope < SIM_N_SCOPES && strcmp (sim_scopes[scope], stored->type->scope) != 0; scope++)
    ;
  if (refused_status != 0 || (staff->scopes & 1u << scope) == 0)
    {
      refuse (stored, 403, "forbidden", NULL);
      return;
    }
  if (sim_server_ms (sim) >= asked.not_after_ms)
    {
      refuse (stored, 410, "operation-expired", NULL);
      return;
    }
  if (!check_dependency (sim, stored, &asked, &granted_rev, &granted_since))
    return;
  row = sim_server_find_row (stored->tenant, stored->target);
  there = row != NULL && sim_row_is_visible (row);
  minds = stored->type->expected_rev != CORRAL_EXPECTED_REV_IGNORED && CORRAL_IS_KNOWN (asked.expected_rev);
  /* What is not there may be made; not what was erased or is hidden, nor by who saw it. */
  if (!there
      && (!stored->type->makes_target || (minds && asked.expected_rev > 0)
          || (row != NULL && (row->purged || row->hidden))))
    {
      refuse (stored, 410, "target-gone", NULL);
      return;
    }
  row_rev = there ? row->rev : 0;
  stored->since_rev = minds ? asked.expected_rev : row_rev;
  /* Where what it depends on found no row, whoever saw one has not seen it go. */
  granted = granted_rev == row_rev && granted_since <= asked.expected_rev
            && (granted_since > 0 || asked.expected_rev == 0);
  stale = there && minds && asked.expected_rev != row_rev && !granted;
  if (stale || (stored->type->expected_rev == CORRAL_EXPECTED_REV_REQUIRED && !CORRAL_IS_KNOWN (asked.expected_rev)))
    {
      gboolean precondition
          = row->collection == CORRAL_COLLECTION_ALERT || row->collection == CORRAL_COLLECTION_INCIDENT;

      refuse (stored, precondition ? 412 : 409, precondition ? "stale-revision" : "conflict", row);
      return;
    }
  if (stored->type->kind == CORRAL_OPERATION_REBIND_REQUEST)
    {
      if (is_rebind_open (stored))
        {
          refuse (stored, 409, "conflict", row);
          return;
        }
      stored->outcome = CORRAL_OUTCOME_ACCEPTED;
      stored->status = 202;
      stored->ends_later = TRUE;
      sim_at (sim, sim_spread (sim, SIM_SECOND, 20 * SIM_MINUTE), sim_server_end_accepted, (gpointer) stored->id,
              stored->tenant->index);
      return;
    }
  if (there)
    sim_checks_overwrite (sim, stored, row, asked.expected_rev);
  carry_out (sim, stored, row);
  if (stored->outcome == CORRAL_OUTCOME_APPLIED)
    sim_checks_effect (sim, stored);
}

static CorralOperationAnswer *
make_answer (const SimStored *stored, gboolean replayed)
{
  CorralOperationAnswer *answer = g_new0 (CorralOperationAnswer, 1);

  answer->outcome = stored->outcome;
  answer->status = stored->status;
  answer->applied_rev = stored->applied_rev;
  answer->replayed = replayed;
  answer->already_by = g_strdup (stored->already_by);
  answer->code = g_strdup (stored->code);
  if (stored->fact != NULL)
    {
      answer->row = corral_batch_new (stored->collection);
      corral_batch_add_copy (answer->row, CORRAL_CHANGE_PUT, stored->fact);
    }
  return answer;
}

void
sim_server_put_operation (Sim *sim, SimTenant *tenant, const SimRequest *request, SimAnswer *answer)
{
  SimStored *stored = sim_server_find_stored (tenant, request->operation);

  if (stored != NULL)
    {
      sim_checks_seen_again (sim, stored, request);
      if (g_bytes_equal (stored->body, request->body))
        {
          answer->operation = make_answer (stored, TRUE);
        }
      else
        {
          answer->operation = g_new0 (CorralOperationAnswer, 1);
          answer->operation->outcome = CORRAL_OUTCOME_REFUSED;
          answer->operation->status = 422;
          answer->operation->code = g_strdup ("id-reused");
        }
      answer->status = answer->operation->status;
      return;
    }

  stored = g_new0 (SimStored, 1);
  stored->id = sim_text (sim, request->operation);
  stored->tenant = tenant;
  stored->body = g_bytes_ref (request->body);
  stored->staff = sim->server->staff[request->staff].id;
  stored->applied_rev = stored->since_rev = CORRAL_UNKNOWN;
  g_ptr_array_add (tenant->stored, stored);
  g_hash_table_insert (tenant->stored_by_id, (gpointer) stored->id, stored);
  sim_checks_arrives (sim, stored);
  judge (sim, stored, request, answer->status == 403 ? 403 : 0);
  sim_note (sim, "server judges", stored->id, stored->outcome, stored->status);
  if (stored->type != NULL)
    tell_colleagues (sim, stored);
  answer->operation = make_answer (stored, FALSE);
  answer->status = stored->status;
}

void
sim_server_get_operation (Sim *sim, SimTenant *tenant, const SimRequest *request, SimAnswer *answer)
{
  const SimStored *stored = sim_server_find_stored (tenant, request->operation);

  if (stored != NULL)
    {
      answer->operation = make_answer (stored, TRUE);
      return;
    }
  answer->operation = g_new0 (CorralOperationAnswer, 1);
  answer->operation->outcome = CORRAL_OUTCOME_NOT_KNOWN;
  answer->operation->status = 404;
}
