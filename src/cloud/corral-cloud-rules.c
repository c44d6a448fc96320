/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each type of operation does to the fleet, and when it does not: the table of the contract
 * (x-corral-operation-types, on_conflict) as functions. On the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-operations.h"

#include <string.h>

/* More than a chain ever has. */
#define ALL_ROWS (1u << 24)

const char *const corral_cloud_scopes[CORRAL_CLOUD_N_SCOPES]
    = { "fleet.read", "alert.write", "cart.write", "flag.decide", "ticket.write", "ota.write", "rebind.request" };

static gconstpointer
get_target (const CorralCloudAct *self)
{
  return corral_batch_get_row (self->target, 0);
}

static gboolean
is_word (const char *text, const char *word)
{
  return g_strcmp0 (text, word) == 0;
}

/* When the person did it, by the cloud's reckoning: clocks of clients may be ahead, and nobody takes notice of an alert
 * before it was raised. */
static gint64
done_ms (const CorralCloudAct *self, gint64 not_before_ms)
{
  return MIN (MAX (self->request->issued_ms, not_before_ms), self->now_ms);
}

/* Sets members of a row of the fleet's. */
#define SET(self, collection, id, row, ...) \
  corral_cloud_edits_set ((self)->cloud->edits, (self)->tenant, collection, id, \
                          (const char *const[]){ __VA_ARGS__, NULL }, row, (self)->staff, (self)->now_ms)

#define SET_TARGET(self, row, ...) SET (self, (self)->request->collection, (self)->request->target, row, __VA_ARGS__)

static gpointer
new_row (CorralCollection collection)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  gpointer row = g_malloc0 (schema->size);

  corral_row_clear (schema, row);
  return row;
}

/* ---- refusing -------------------------------------------------------------------------------------- */

static CorralCloudVerdict G_GNUC_PRINTF (4, 5)
refuse (CorralCloudAct *self, guint status, const char *code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  self->problem.status = status;
  self->problem.code = code;
  self->detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return CORRAL_CLOUD_REFUSED;
}

/* 409 or 412 with @row of @batch, which is kept, as it is now. */
static void
show_current (CorralCloudAct *self, CorralBatch *batch, guint row)
{
  self->current = corral_batch_ref (batch);
  self->problem.current_schema = batch->schema;
  self->problem.current = corral_batch_get_row (batch, row);
}

#define CONFLICT(self, ...) \
  (show_current (self, (self)->target, 0), refuse (self, 409, "conflict", __VA_ARGS__))

/* Nothing was changed: it was so before. */
static CorralCloudVerdict
already (CorralCloudAct *self, const char *by)
{
  self->already_by = by;
  return CORRAL_CLOUD_APPLIED;
}

/* ---- alerts ---------------------------------------------------------------------------------------- */

static CorralCloudVerdict
ack_alert (CorralCloudAct *self)
{
  const CorralAlert *alert = get_target (self);
  g_autofree CorralAlert *row = new_row (CORRAL_COLLECTION_ALERT);

  if (CORRAL_IS_KNOWN (alert->acknowledged_ms))
    return already (self, alert->acknowledged_by);
  row->acknowledged_ms = done_ms (self, alert->raised_ms);
  row->acknowledged_by = self->staff;
  SET_TARGET (self, row, "acknowledged_ms", "acknowledged_by");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
snooze_alert (CorralCloudAct *self)
{
  g_autofree CorralAlert *row = new_row (CORRAL_COLLECTION_ALERT);

  row->snoozed_until_ms = self->request->params.until_ms;
  SET_TARGET (self, row, "snoozed_until_ms");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
assign_alert (CorralCloudAct *self)
{
  g_autofree CorralAlert *row = new_row (CORRAL_COLLECTION_ALERT);

  row->assigned_to = self->request->params.assignee;
  SET_TARGET (self, row, "assigned_to");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
clear_alert (CorralCloudAct *self)
{
  const CorralAlert *alert = get_target (self);
  g_autofree CorralAlert *row = new_row (CORRAL_COLLECTION_ALERT);

  /* Over by itself: nobody is named. */
  if (CORRAL_IS_KNOWN (alert->cleared_ms))
    return already (self, corral_cloud_edits_get_author (self->cloud->edits, self->tenant, CORRAL_COLLECTION_ALERT,
                                                         alert->id, "cleared_ms", NULL));
  row->cleared_ms = done_ms (self, alert->raised_ms);
  SET_TARGET (self, row, "cleared_ms");
  return CORRAL_CLOUD_APPLIED;
}

/* ---- carts ----------------------------------------------------------------------------------------- */

static CorralCloudVerdict
take_cart_out (CorralCloudAct *self)
{
  const CorralCart *cart = get_target (self);
  g_autofree CorralCart *row = new_row (CORRAL_COLLECTION_CART);

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
  const CorralCart *cart = get_target (self);
  g_autofree CorralCart *row = new_row (CORRAL_COLLECTION_CART);

  if (is_word (cart->state, "revoked"))
    return CONFLICT (self, "Cart %s is cut off: its certificate was revoked.", cart->label);
  if (!is_word (cart->state, "out_of_service"))
    return already (self, NULL);
  row->state = "idle";
  row->state_since_ms = self->now_ms;
  SET_TARGET (self, row, "state", "state_since_ms", "out_of_service_reason");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
request_rebind (CorralCloudAct *self)
{
  const CorralCart *cart = get_target (self);
  const char *store = self->request->params.store;
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_STORE);

  if (is_word (cart->store, store))
    return already (self, NULL);
  if (!corral_sim_row (self->cloud->sim, self->tenant, CORRAL_COLLECTION_STORE, store, self->now_ms, found))
    {
      self->problem.pointer = "/params/store";
      return refuse (self, 422, "invalid", "There is no store of this id.");
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
  g_autofree CorralCart *row = new_row (CORRAL_COLLECTION_CART);

  if (!corral_cloud_edits_row (cloud->edits, tenant, CORRAL_COLLECTION_CART, cart, corral_cloud_point (cloud, now_ms),
                               found)
      || is_word (((CorralCart *) corral_batch_get_row (found, 0))->state, "revoked"))
    return FALSE;
  row->store = store;
  corral_cloud_edits_set (cloud->edits, tenant, CORRAL_COLLECTION_CART, cart, (const char *const[]){ "store", NULL },
                          row, staff, now_ms);
  return TRUE;
}

/* ---- flags, notes, tickets ------------------------------------------------------------------------- */

static CorralCloudVerdict
decide_flag (CorralCloudAct *self)
{
  const CorralFlag *flag = get_target (self);
  g_autofree CorralFlag *row = new_row (CORRAL_COLLECTION_FLAG);

  row->status = "decided";
  row->outcome = self->request->params.outcome;
  row->decided_ms = done_ms (self, flag->raised_ms);
  row->decided_by = self->staff;
  SET_TARGET (self, row, "status", "outcome", "decided_ms", "decided_by");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
add_note (CorralCloudAct *self)
{
  g_autofree CorralNote *row = new_row (CORRAL_COLLECTION_NOTE);

  row->id = self->id; /* once for each operation, whatever happens */
  row->target_collection = corral_collection_get_schema (self->request->collection)->name;
  row->target = self->request->target;
  row->made_ms = done_ms (self, 0);
  row->author = self->staff;
  row->text = self->request->params.text;
  corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_NOTE, row, self->now_ms);
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
open_ticket (CorralCloudAct *self)
{
  const CorralCart *cart = get_target (self);
  g_autoptr (CorralBatch) all = corral_batch_new (CORRAL_COLLECTION_TICKET);
  g_autofree CorralTicket *row = new_row (CORRAL_COLLECTION_TICKET);
  g_autofree char *number = NULL;

  corral_cloud_edits_snapshot (self->cloud->edits, self->tenant, CORRAL_COLLECTION_TICKET,
                               corral_cloud_point (self->cloud, self->now_ms), NULL, ALL_ROWS, all);
  for (guint i = 0; i < all->n_rows; i++)
    {
      const CorralTicket *ticket = corral_batch_get_row (all, i);

      if (!is_word (ticket->cart, cart->id) || !is_word (ticket->reason, self->request->params.reason)
          || is_word (ticket->status, "closed"))
        continue;
      show_current (self, all, i);
      return refuse (self, 409, "conflict", "Ticket %s is open for this cart and reason.", ticket->number);
    }
  /* The simulation's have seven digits. */
  number = g_strdup_printf ("T1%07u", ++self->cloud->n_tickets);
  row->id = self->id;
  row->number = number;
  row->store = cart->store;
  row->cart = cart->id;
  row->reason = self->request->params.reason;
  row->status = "open";
  row->opened_ms = done_ms (self, 0);
  row->opened_by = self->staff;
  row->summary = self->request->params.summary;
  corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_TICKET, row, self->now_ms);
  return CORRAL_CLOUD_APPLIED;
}

/* ---- software, trips, certificates ----------------------------------------------------------------- */

static CorralCloudVerdict
retry_execution (CorralCloudAct *self)
{
  const CorralExecution *execution = get_target (self);
  g_autofree CorralExecution *row = new_row (CORRAL_COLLECTION_EXECUTION);

  /* It has moved on: no longer needed. */
  if (!is_word (execution->status, "failed") && !is_word (execution->status, "rolled_back"))
    return already (self, NULL);
  row->status = "queued";
  row->updated_ms = self->now_ms;
  SET_TARGET (self, row, "status", "updated_ms");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
change_rollout (CorralCloudAct *self)
{
  const CorralRollout *rollout = get_target (self);
  gboolean hold = self->request->type->kind == CORRAL_OPERATION_ROLLOUT_HOLD;
  g_autofree CorralRollout *row = new_row (CORRAL_COLLECTION_ROLLOUT);

  if (hold && is_word (rollout->status, "held"))
    return already (self, corral_cloud_edits_get_author (self->cloud->edits, self->tenant, CORRAL_COLLECTION_ROLLOUT,
                                                         rollout->id, "status", NULL));
  if (!is_word (rollout->status, hold ? "running" : "held"))
    return CONFLICT (self, "The rollout is %s.", rollout->status);
  row->status = hold ? "held" : "running";
  SET_TARGET (self, row, "status");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
change_session (CorralCloudAct *self)
{
  const CorralSession *session = get_target (self);
  gboolean pause = self->request->type->kind == CORRAL_OPERATION_SESSION_PAUSE;
  g_autofree CorralSession *row = new_row (CORRAL_COLLECTION_SESSION);
  g_autofree CorralCart *cart = NULL;

  if (pause && is_word (session->status, "paused"))
    return already (self, NULL);
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
  cart = new_row (CORRAL_COLLECTION_CART);
  cart->session = session->id;
  SET (self, CORRAL_COLLECTION_CART, session->cart, cart, "session");
  return CORRAL_CLOUD_APPLIED;
}

static CorralCloudVerdict
revoke_certificate (CorralCloudAct *self)
{
  const CorralCertificate *certificate = get_target (self);
  g_autofree CorralCertificate *row = new_row (CORRAL_COLLECTION_CERTIFICATE);
  g_autofree CorralCart *cart = new_row (CORRAL_COLLECTION_CART);

  if (is_word (certificate->status, "revoked"))
    return already (self, corral_cloud_edits_get_author (self->cloud->edits, self->tenant,
                                                         CORRAL_COLLECTION_CERTIFICATE, certificate->id, "status", NULL));
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
  const CorralCart *cart = get_target (self);

  if (is_word (cart->state, "revoked"))
    return CONFLICT (self, "Cart %s is cut off: it cannot be asked.", cart->label);
  return CORRAL_CLOUD_ACCEPTED;
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
  { CORRAL_OPERATION_FLAG_DECIDE, decide_flag, 409 },
  { CORRAL_OPERATION_TICKET_OPEN, open_ticket, 0 },
  { CORRAL_OPERATION_EXECUTION_RETRY, retry_execution, 0 },
  { CORRAL_OPERATION_REBIND_REQUEST, request_rebind, 0 },
  { CORRAL_OPERATION_SESSION_PAUSE, change_session, 0 },
  { CORRAL_OPERATION_SESSION_CANCEL, change_session, 0 },
  { CORRAL_OPERATION_ROLLOUT_HOLD, change_rollout, 0 },
  { CORRAL_OPERATION_ROLLOUT_RELEASE, change_rollout, 0 },
  { CORRAL_OPERATION_CERTIFICATE_REVOKE, revoke_certificate, 0 },
  { CORRAL_OPERATION_CART_REPORT, ask_cart, 0 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (rules) == CORRAL_N_OPERATIONS);

/* What the target looks like now, for who saw another revision of it. */
static CorralCloudVerdict
refuse_stale (CorralCloudAct *self, guint status, const char *author)
{
  const CorralFlag *flag;
  const CorralCart *cart;

  show_current (self, self->target, 0);
  if (status == 412)
    return refuse (self, 412, "stale-revision", "The %s has changed since you looked.", self->target->schema->name);
  if (self->request->collection == CORRAL_COLLECTION_FLAG)
    {
      flag = get_target (self);
      if (flag->outcome != NULL)
        return refuse (self, 409, "conflict", "The flag was decided as %s%s%s.", flag->outcome,
                       flag->decided_by != NULL ? " by " : "", flag->decided_by != NULL ? flag->decided_by : "");
      return refuse (self, 409, "conflict", "The flag has changed since you looked.");
    }
  cart = get_target (self);
  return refuse (self, 409, "conflict",
                 is_word (cart->state, "out_of_service") ? "Cart %s was taken out of service by %s since you looked."
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
  const CorralRow *row;
  const char *author;

  g_assert (rules[type->kind].kind == type->kind);
  self->target = corral_batch_new (request->collection);
  if (!corral_cloud_edits_row (self->cloud->edits, self->tenant, request->collection, request->target,
                               corral_cloud_point (self->cloud, self->now_ms), self->target))
    return refuse (self, 410, "target-gone", "The %s that this is about is not there.",
                   corral_collection_get_schema (request->collection)->name);
  row = corral_batch_get_row (self->target, 0);
  if (is_stale (self, row, &author))
    return refuse_stale (self, rules[type->kind].stale_status, author);
  self->minded_rev = type->expected_rev != CORRAL_EXPECTED_REV_IGNORED && CORRAL_IS_KNOWN (request->expected_rev)
                         ? request->expected_rev
                         : row->rev;
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
