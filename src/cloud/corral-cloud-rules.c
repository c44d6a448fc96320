/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each type of operation does to the fleet, and when it does not: the table of the contract
 * (x-corral-operation-types, on_conflict) as functions. On the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-rules-private.h"

#include <string.h>

/* More than a chain ever has. */
#define ALL_ROWS (1u << 24)

const char *const corral_cloud_scopes[CORRAL_CLOUD_N_SCOPES]
    = { "fleet.read", "alert.write", "cart.write", "flag.decide", "ticket.write", "ota.write", "rebind.request" };

gconstpointer
corral_cloud_act_get_target (const CorralCloudAct *self)
{
  return corral_batch_get_row (self->target, 0);
}

static gboolean
is_word (const char *text, const char *word)
{
  return g_strcmp0 (text, word) == 0;
}

gint64
corral_cloud_act_done_ms (const CorralCloudAct *self, gint64 not_before_ms)
{
  return MIN (MAX (self->request->issued_ms, not_before_ms), self->now_ms);
}

gpointer
corral_cloud_new_row (CorralCollection collection)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  gpointer row = g_malloc0 (schema->size);

  corral_row_clear (schema, row);
  return row;
}

/* ---- refusing -------------------------------------------------------------------------------------- */

CorralCloudVerdict
corral_cloud_act_refuse (CorralCloudAct *self, guint status, const char *code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  self->problem.status = status;
  self->problem.code = code;
  self->detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return CORRAL_CLOUD_REFUSED;
}

void
corral_cloud_act_show_current (CorralCloudAct *self, CorralBatch *batch, guint row)
{
  self->current = corral_batch_ref (batch);
  self->problem.current_schema = batch->schema;
  self->problem.current = corral_batch_get_row (batch, row);
}

CorralCloudVerdict
corral_cloud_act_already (CorralCloudAct *self, const char *by)
{
  self->already_by = by;
  return CORRAL_CLOUD_APPLIED;
}

/* ---- alerts ---------------------------------------------------------------------------------------- */

static CorralCloudVerdict
ack_alert (CorralCloudAct *self)
{
  const CorralAlert *alert = corral_cloud_act_get_target (self);
  g_autofree CorralAlert *row = corral_cloud_new_row (CORRAL_COLLECTION_ALERT);

  if (CORRAL_IS_KNOWN (alert->acknowledged_ms))
    return corral_cloud_act_already (self, alert->acknowledged_by);
  row->acknowledged_ms = corral_cloud_act_done_ms (self, alert->raised_ms);
  row->acknowledged_by = self->staff;
  SET_TARGET (self, row, "acknowledged_ms", "acknowledged_by");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
snooze_alert (CorralCloudAct *self)
{
  g_autofree CorralAlert *row = corral_cloud_new_row (CORRAL_COLLECTION_ALERT);

  row->snoozed_until_ms = self->request->params.until_ms;
  SET_TARGET (self, row, "snoozed_until_ms");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
assign_alert (CorralCloudAct *self)
{
  g_autofree CorralAlert *row = corral_cloud_new_row (CORRAL_COLLECTION_ALERT);

  row->assigned_to = self->request->params.assignee;
  SET_TARGET (self, row, "assigned_to");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
clear_alert (CorralCloudAct *self)
{
  const CorralAlert *alert = corral_cloud_act_get_target (self);
  g_autofree CorralAlert *row = corral_cloud_new_row (CORRAL_COLLECTION_ALERT);

  /* Over by itself: nobody is named. */
  if (CORRAL_IS_KNOWN (alert->cleared_ms))
    return corral_cloud_act_already (
        self, corral_cloud_edits_get_author (self->cloud->edits, self->tenant, CORRAL_COLLECTION_ALERT, alert->id,
                                             "cleared_ms", NULL));
  row->cleared_ms = corral_cloud_act_done_ms (self, alert->raised_ms);
  SET_TARGET (self, row, "cleared_ms");
  return CORRAL_CLOUD_APPLIED;
}

/* ---- carts ----------------------------------------------------------------------------------------- */

static CorralCloudVerdict
take_cart_out (CorralCloudAct *self)
{
  const CorralCart *cart = corral_cloud_act_get_target (self);
  g_autofree CorralCart *row = corral_cloud_new_row (CORRAL_COLLECTION_CART);

  if (is_word (cart->state, "revoked"))
    return CONFLICT (self, "Cart %s is cut off: its certificate was revoked.", cart->label);
  row->state = "out_of_service";
  row->state_since_ms = is_word (cart->state, row->state) ? cart->state_since_ms : self->now_ms;
  row->out_of_service_reason = self->request->params.reason;
  SET_TARGET (self, row, "state", "state_since_ms", "out_of_service_reason");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
put_cart_back (CorralCloudAct *self)
{
  const CorralCart *cart = corral_cloud_act_get_target (self);
  g_autofree CorralCart *row = corral_cloud_new_row (CORRAL_COLLECTION_CART);

  if (is_word (cart->state, "revoked"))
    return CONFLICT (self, "Cart %s is cut off: its certificate was revoked.", cart->label);
  if (!is_word (cart->state, "out_of_service"))
    return corral_cloud_act_already (self, NULL);
  row->state = "idle";
  row->state_since_ms = self->now_ms;
  SET_TARGET (self, row, "state", "state_since_ms", "out_of_service_reason");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
request_rebind (CorralCloudAct *self)
{
  const CorralCart *cart = corral_cloud_act_get_target (self);
  const char *store = self->request->params.store;
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_STORE);

  if (is_word (cart->store, store))
    return corral_cloud_act_already (self, NULL);
  if (!corral_sim_row (self->cloud->sim, self->tenant, CORRAL_COLLECTION_STORE, store, self->now_ms, found))
    {
      self->problem.pointer = "/params/store";
      return corral_cloud_act_refuse (self, 422, "invalid", "There is no store of this id.");
    }
  if (self->is_open_rebind)
    return CONFLICT (self, "Cart %s is asked for already: that has to end first.", cart->label);
  return CORRAL_CLOUD_ACCEPTED;
}

gboolean
corral_cloud_bind_cart (CorralCloud *cloud,
                        guint tenant,
                        const char *cart,
                        const char *store,
                        const char *staff,
                        gint64 now_ms)
{
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_CART);
  g_autofree CorralCart *row = corral_cloud_new_row (CORRAL_COLLECTION_CART);

  if (!corral_cloud_edits_row (cloud->edits, tenant, CORRAL_COLLECTION_CART, cart, corral_cloud_point (cloud, now_ms),
                               found)
      || is_word (((CorralCart *) corral_batch_get_row (found, 0))->state, "revoked"))
    return FALSE;
  row->store = store;
  corral_cloud_edits_set (cloud->edits, tenant, CORRAL_COLLECTION_CART, cart, (const char *const[]){ "store", NULL },
                          row, staff, now_ms);
  return TRUE;
}

/* ---- notes, tickets -------------------------------------------------------------------------------- */

static CorralCloudVerdict
add_note (CorralCloudAct *self)
{
  g_autofree CorralNote *row = corral_cloud_new_row (CORRAL_COLLECTION_NOTE);

  row->id = self->id; /* once for each operation, whatever happens */
  row->target_collection = corral_collection_get_schema (self->request->collection)->name;
  row->target = self->request->target;
  row->made_ms = corral_cloud_act_done_ms (self, 0);
  row->author = self->staff;
  row->text = self->request->params.text;
  if (self->target->n_rows == 0)
    corral_cloud_make_incident (self);
  corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_NOTE, row, self->now_ms);
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
open_ticket (CorralCloudAct *self)
{
  const CorralCart *cart = corral_cloud_act_get_target (self);
  g_autoptr (CorralBatch) all = corral_batch_new (CORRAL_COLLECTION_TICKET);
  g_autofree CorralTicket *row = corral_cloud_new_row (CORRAL_COLLECTION_TICKET);
  g_autofree char *number = NULL;

  corral_cloud_edits_snapshot (self->cloud->edits, self->tenant, CORRAL_COLLECTION_TICKET,
                               corral_cloud_point (self->cloud, self->now_ms), NULL, ALL_ROWS, all);
  for (guint i = 0; i < all->n_rows; i++)
    {
      const CorralTicket *ticket = corral_batch_get_row (all, i);

      if (!is_word (ticket->cart, cart->id) || !is_word (ticket->reason, self->request->params.reason)
          || is_word (ticket->status, "closed"))
        continue;
      corral_cloud_act_show_current (self, all, i);
      return corral_cloud_act_refuse (self, 409, "conflict", "Ticket %s is open for this cart and reason.",
                                      ticket->number);
    }
  /* The simulation's have seven digits. */
  number = g_strdup_printf ("T1%07u", ++self->cloud->n_tickets);
  row->id = self->id;
  row->number = number;
  row->store = cart->store;
  row->cart = cart->id;
  row->reason = self->request->params.reason;
  row->status = "open";
  row->opened_ms = corral_cloud_act_done_ms (self, 0);
  row->opened_by = self->staff;
  row->summary = self->request->params.summary;
  corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_TICKET, row, self->now_ms);
  return CORRAL_CLOUD_APPLIED;
}

/* ---- software, trips, certificates ----------------------------------------------------------------- */

static CorralCloudVerdict
retry_execution (CorralCloudAct *self)
{
  const CorralExecution *execution = corral_cloud_act_get_target (self);
  g_autofree CorralExecution *row = corral_cloud_new_row (CORRAL_COLLECTION_EXECUTION);

  /* It has moved on: no longer needed. */
  if (!is_word (execution->status, "failed") && !is_word (execution->status, "rolled_back"))
    return corral_cloud_act_already (self, NULL);
  row->status = "queued";
  row->updated_ms = self->now_ms;
  SET_TARGET (self, row, "status", "updated_ms");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
change_rollout (CorralCloudAct *self)
{
  const CorralRollout *rollout = corral_cloud_act_get_target (self);
  gboolean hold = self->request->type->kind == CORRAL_OPERATION_ROLLOUT_HOLD;
  g_autofree CorralRollout *row = corral_cloud_new_row (CORRAL_COLLECTION_ROLLOUT);

  if (hold && is_word (rollout->status, "held"))
    return corral_cloud_act_already (
        self, corral_cloud_edits_get_author (self->cloud->edits, self->tenant, CORRAL_COLLECTION_ROLLOUT, rollout->id,
                                             "status", NULL));
  if (!is_word (rollout->status, hold ? "running" : "held"))
    return CONFLICT (self, "The rollout is %s.", rollout->status);
  row->status = hold ? "held" : "running";
  SET_TARGET (self, row, "status");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
change_session (CorralCloudAct *self)
{
  const CorralSession *session = corral_cloud_act_get_target (self);
  gboolean pause = self->request->type->kind == CORRAL_OPERATION_SESSION_PAUSE;
  g_autofree CorralSession *row = corral_cloud_new_row (CORRAL_COLLECTION_SESSION);
  g_autofree CorralCart *cart = NULL;

  if (pause && is_word (session->status, "paused"))
    return corral_cloud_act_already (self, NULL);
  if (!is_word (session->status, "active") && !is_word (session->status, "paused"))
    return CONFLICT (self, "The trip is over: %s.", session->status);
  if (pause)
    {
      row->status = "paused";
      SET_TARGET (self, row, "status");
      return CORRAL_CLOUD_APPLIED;
    }
  row->status = "voided";
  row->ended_ms = self->now_ms;
  row->payment_status = "none";
  SET_TARGET (self, row, "status", "ended_ms", "item_count", "total_minor", "payment_status");
  cart = corral_cloud_new_row (CORRAL_COLLECTION_CART);
  cart->session = session->id;
  SET (self, CORRAL_COLLECTION_CART, session->cart, cart, "session");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
revoke_certificate (CorralCloudAct *self)
{
  const CorralCertificate *certificate = corral_cloud_act_get_target (self);
  g_autofree CorralCertificate *row = corral_cloud_new_row (CORRAL_COLLECTION_CERTIFICATE);
  g_autofree CorralCart *cart = corral_cloud_new_row (CORRAL_COLLECTION_CART);

  if (is_word (certificate->status, "revoked"))
    return corral_cloud_act_already (
        self, corral_cloud_edits_get_author (self->cloud->edits, self->tenant, CORRAL_COLLECTION_CERTIFICATE,
                                             certificate->id, "status", NULL));
  row->status = "revoked";
  row->revoked_ms = self->now_ms;
  SET_TARGET (self, row, "status", "revoked_ms");
  cart->state = "revoked";
  cart->state_since_ms = self->now_ms;
  SET (self, CORRAL_COLLECTION_CART, certificate->cart, cart, "state", "state_since_ms");
  return CORRAL_CLOUD_APPLIED;
}

/* ---- asking a cart ------------------------------------------------------------------------------------ */

static CorralCloudVerdict
ask_cart (CorralCloudAct *self)
{
  const CorralCart *cart = corral_cloud_act_get_target (self);

  if (is_word (cart->state, "revoked"))
    return CONFLICT (self, "Cart %s is cut off: it cannot be asked.", cart->label);
  return CORRAL_CLOUD_ACCEPTED;
}

/* That it was asked for is all that is kept: the place is put to the first answer where that is given. */
static CorralCloudVerdict
find_cart (CorralCloudAct *self)
{
  const CorralCart *cart = corral_cloud_act_get_target (self);

  if (!is_word (cart->state, "off_premises"))
    return CONFLICT (self, "Cart %s is not outside the premises.", cart->label);
  return corral_cloud_act_already (self, NULL);
}

/* ---- all of them ----------------------------------------------------------------------------------- */

static const struct
{
  CorralOperationKind kind;
  CorralCloudVerdict (*carry_out) (CorralCloudAct *self);
  guint stale_status; /* when expected_rev is not the target's revision any more */
  const char *watched; /* (nullable): only when somebody has set this member since: a cart has a new revision with each
                          trip and each charge, and whoever takes it out of service minds none of them */
} rules[] = {
  { CORRAL_OPERATION_ALERT_ACK, ack_alert, 0 },
  { CORRAL_OPERATION_ALERT_SNOOZE, snooze_alert, 412 },
  { CORRAL_OPERATION_ALERT_ASSIGN, assign_alert, 412 },
  { CORRAL_OPERATION_ALERT_CLEAR, clear_alert, 0 },
  { CORRAL_OPERATION_NOTE_ADD, add_note, 0 },
  { CORRAL_OPERATION_CART_OUT_OF_SERVICE, take_cart_out, 409, "state" },
  { CORRAL_OPERATION_CART_IN_SERVICE, put_cart_back, 409, "state" },
  { CORRAL_OPERATION_FLAG_DECIDE, corral_cloud_decide_flag, 409, "status" },
  { CORRAL_OPERATION_TICKET_OPEN, open_ticket, 0 },
  { CORRAL_OPERATION_EXECUTION_RETRY, retry_execution, 0 },
  { CORRAL_OPERATION_REBIND_REQUEST, request_rebind, 0 },
  { CORRAL_OPERATION_SESSION_PAUSE, change_session, 0 },
  { CORRAL_OPERATION_SESSION_CANCEL, change_session, 0 },
  { CORRAL_OPERATION_ROLLOUT_HOLD, change_rollout, 0 },
  { CORRAL_OPERATION_ROLLOUT_RELEASE, change_rollout, 0 },
  { CORRAL_OPERATION_CERTIFICATE_REVOKE, revoke_certificate, 0 },
  { CORRAL_OPERATION_CART_REPORT, ask_cart, 0 },
  { CORRAL_OPERATION_CART_FIND, find_cart, 0 },
  { CORRAL_OPERATION_INCIDENT_ACK, corral_cloud_ack_incident, 0 },
  { CORRAL_OPERATION_INCIDENT_SNOOZE, corral_cloud_snooze_incident, 412 },
  { CORRAL_OPERATION_INCIDENT_ASSIGN, corral_cloud_assign_incident, 412 },
  { CORRAL_OPERATION_INCIDENT_CLOSE, corral_cloud_close_incident, 0 },
  { CORRAL_OPERATION_INCIDENT_REOPEN, corral_cloud_reopen_incident, 412 },
  { CORRAL_OPERATION_INCIDENT_MERGE, corral_cloud_merge_incident, 412 },
  { CORRAL_OPERATION_INCIDENT_ADOPT, corral_cloud_move_cart, 0 },
  { CORRAL_OPERATION_INCIDENT_RELEASE, corral_cloud_move_cart, 0 },
  { CORRAL_OPERATION_MAINTENANCE_PLAN, corral_cloud_plan_maintenance, 0 },
  { CORRAL_OPERATION_MAINTENANCE_END, corral_cloud_end_maintenance, 0 },
  { CORRAL_OPERATION_FLAG_VOID, corral_cloud_void_flag, 409 },
  { CORRAL_OPERATION_FLAG_UNVOID, corral_cloud_unvoid_flag, 409 },
  { CORRAL_OPERATION_CASE_OPEN, corral_cloud_open_case, 0 },
  { CORRAL_OPERATION_CASE_LINK, corral_cloud_change_flags_of_case, 412 },
  { CORRAL_OPERATION_CASE_UNLINK, corral_cloud_change_flags_of_case, 412 },
  { CORRAL_OPERATION_CASE_STATUS, corral_cloud_change_status_of_case, 412 },
  { CORRAL_OPERATION_FLAG_SEEN, corral_cloud_see_flag, 0 },
  { CORRAL_OPERATION_FLAG_SECOND_OPINION, corral_cloud_ask_second, 0 },
  { CORRAL_OPERATION_FLAG_SECOND_WITHDRAW, corral_cloud_withdraw_second, 0 },
  { CORRAL_OPERATION_FLAG_RECHECK, corral_cloud_recheck_flag, 409, "status" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (rules) == CORRAL_N_OPERATIONS);

/* What the target looks like now, for who saw another revision of it. */
static CorralCloudVerdict
refuse_stale (CorralCloudAct *self, guint status, const char *author)
{
  const CorralFlag *flag;
  const CorralCart *cart;

  corral_cloud_act_show_current (self, self->target, 0);
  if (status == 412)
    return corral_cloud_act_refuse (self, 412, "stale-revision", "The %s has changed since you looked.",
                                    self->target->schema->name);
  if (self->request->collection == CORRAL_COLLECTION_FLAG)
    {
      flag = corral_cloud_act_get_target (self);
      if (flag->outcome != NULL)
        return corral_cloud_act_refuse (self, 409, "conflict", "The flag was decided as %s%s%s.", flag->outcome,
                                        flag->decided_by != NULL ? " by " : "",
                                        flag->decided_by != NULL ? flag->decided_by : "");
      return corral_cloud_act_refuse (self, 409, "conflict", "The flag has changed since you looked.");
    }
  cart = corral_cloud_act_get_target (self);
  return corral_cloud_act_refuse (self, 409, "conflict",
                                  is_word (cart->state, "out_of_service")
                                      ? "Cart %s was taken out of service by %s since you looked."
                                      : "Cart %s was put back into service by %s since you looked.",
                                  cart->label, author);
}

/* Whether what the person saw is not what the operation would now be done to. @author: who changed it, where that is
 * what counts. */
static gboolean
is_stale (CorralCloudAct *self, const CorralRow *row, const char **author)
{
  const CorralCloudRequest *request = self->request;
  const char *watched = rules[request->type->kind].watched;
  gint64 set_rev = 0;

  *author = NULL;
  if (request->type->expected_rev == CORRAL_EXPECTED_REV_IGNORED || !CORRAL_IS_KNOWN (request->expected_rev)
      || request->expected_rev == row->rev || self->granted_rev == row->rev)
    return FALSE;
  if (watched == NULL)
    return TRUE;
  *author = corral_cloud_edits_get_author (self->cloud->edits, self->tenant, request->collection, request->target,
                                           watched, &set_rev);
  return *author != NULL && set_rev > MAX (request->expected_rev, self->granted_rev);
}

CorralCloudVerdict
corral_cloud_act_carry_out (CorralCloudAct *self)
{
  const CorralCloudRequest *request = self->request;
  const CorralOperationType *type = request->type;
  gboolean is_there;
  /* An incident's row is made by whatever is first done about it, also by a note. */
  gboolean makes = type->makes_target
                   || (type->kind == CORRAL_OPERATION_NOTE_ADD && request->collection == CORRAL_COLLECTION_INCIDENT
                       && corral_cloud_describes_incident (request));
  gboolean is_known = type->expected_rev != CORRAL_EXPECTED_REV_IGNORED && CORRAL_IS_KNOWN (request->expected_rev);
  const CorralRow *row;
  const char *author;

  g_assert (rules[type->kind].kind == type->kind);
  self->target = corral_batch_new (request->collection);
  is_there = corral_cloud_edits_row (self->cloud->edits, self->tenant, request->collection, request->target,
                                     corral_cloud_point (self->cloud, self->now_ms), self->target);
  /* Who saw a row of what can be made saw one that has gone since. */
  if (!is_there && (!makes || (is_known && request->expected_rev > 0)))
    return corral_cloud_act_refuse (self, 410, "target-gone", "The %s that this is about is not there.",
                                    corral_collection_get_schema (request->collection)->name);
  row = is_there ? corral_batch_get_row (self->target, 0) : NULL;
  if (is_there && is_stale (self, row, &author))
    return refuse_stale (self, rules[type->kind].stale_status, author);
  self->minded_rev = is_known ? request->expected_rev : is_there ? row->rev : 0;
  self->result = type->result;
  self->result_id = type->makes_row ? self->id : request->target;
  return rules[type->kind].carry_out (self);
}

void
corral_cloud_act_clear (CorralCloudAct *self)
{
  g_clear_pointer (&self->target, corral_batch_unref);
  g_clear_pointer (&self->current, corral_batch_unref);
  g_clear_pointer (&self->detail, g_free);
}
