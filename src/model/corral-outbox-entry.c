/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody did, from the body that is sent to what it does to a row on the screen. Pure, any thread. */
#include "config.h"

#include "corral-outbox-entry.h"

#include "corral-id-list.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char *const words[] = {
  [CORRAL_OUTBOX_HELD] = "held",         [CORRAL_OUTBOX_QUEUED] = "queued",     [CORRAL_OUTBOX_SENDING] = "sending",
  [CORRAL_OUTBOX_UNKNOWN] = "unknown",   [CORRAL_OUTBOX_RETRY] = "retry",       [CORRAL_OUTBOX_APPLIED] = "applied",
  [CORRAL_OUTBOX_ACCEPTED] = "accepted", [CORRAL_OUTBOX_CONFLICT] = "conflict", [CORRAL_OUTBOX_REFUSED] = "refused",
  [CORRAL_OUTBOX_EXPIRED] = "expired",
};
G_STATIC_ASSERT (G_N_ELEMENTS (words) == CORRAL_N_OUTBOX_STATES);

const char *
corral_outbox_state_to_word (CorralOutboxState state)
{
  g_return_val_if_fail (state < CORRAL_N_OUTBOX_STATES, NULL);
  return words[state];
}

gboolean
corral_outbox_state_from_word (const char *word, CorralOutboxState *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i], word) == 0)
      {
        *state = (CorralOutboxState) i;
        return TRUE;
      }
  return FALSE;
}

/* ---- the body ------------------------------------------------------------------------------------ */

static GBytes *
make_body (const CorralOperationDraft *draft, const CorralOutboxEntry *entry)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  gsize length;
  char *text;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, entry->type_name);
  json_builder_set_member_name (builder, "target");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "c");
  json_builder_add_string_value (builder, entry->target_collection);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, entry->target);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "params");
  json_builder_begin_object (builder);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      const char *string = corral_field_is_string (field) ? corral_row_get_string (&draft->params, field) : NULL;

      if (string != NULL)
        {
          json_builder_set_member_name (builder, field->name);
          json_builder_add_string_value (builder, string);
        }
      else if (!corral_field_is_string (field)
               && CORRAL_IS_KNOWN (corral_row_get_integer (&draft->params, field)))
        {
          json_builder_set_member_name (builder, field->name);
          json_builder_add_int_value (builder, corral_row_get_integer (&draft->params, field));
        }
    }
  json_builder_end_object (builder);
  if (CORRAL_IS_KNOWN (entry->expected_rev))
    {
      json_builder_set_member_name (builder, "expected_rev");
      json_builder_add_int_value (builder, entry->expected_rev);
    }
  json_builder_set_member_name (builder, "issued_at_ms");
  json_builder_add_int_value (builder, entry->made_ms);
  json_builder_set_member_name (builder, "not_after_ms");
  json_builder_add_int_value (builder, entry->not_after_ms);
  if (entry->depends_on != NULL)
    {
      json_builder_set_member_name (builder, "depends_on");
      json_builder_add_string_value (builder, entry->depends_on);
    }
  json_builder_set_member_name (builder, "client");
  json_builder_add_string_value (builder, "corral/" CORRAL_VERSION);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, &length);
  return g_bytes_new_take (text, length);
}

static void
free_params (CorralOperationParams *params)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();

  for (guint i = 0; i < schema->n_fields; i++)
    if (corral_field_is_string (&schema->fields[i]))
      g_free ((char *) corral_row_get_string (params, &schema->fields[i]));
  corral_operation_params_clear (params);
}

static void
copy_params (CorralOperationParams *to, const CorralOperationParams *from)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();

  *to = *from;
  for (guint i = 0; i < schema->n_fields; i++)
    if (corral_field_is_string (&schema->fields[i]))
      *(char **) (gpointer) ((char *) to + schema->fields[i].offset)
          = g_strdup (corral_row_get_string (from, &schema->fields[i]));
}

static gboolean
read_params (CorralOperationParams *params, JsonObject *object)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();

  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      gpointer at = (char *) params + field->offset;
      JsonNode *node = json_object_get_member (object, field->name);

      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        continue;
      if (!JSON_NODE_HOLDS_VALUE (node))
        return FALSE;
      if (corral_field_is_string (field) && json_node_get_value_type (node) == G_TYPE_STRING)
        *(char **) at = json_node_dup_string (node);
      else if (!corral_field_is_string (field) && json_node_get_value_type (node) == G_TYPE_INT64)
        *(gint64 *) at = json_node_get_int (node);
      else
        return FALSE;
    }
  return TRUE;
}

gboolean
corral_outbox_entry_read_body (CorralOutboxEntry *self)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length = 0;
  const char *text = self->body != NULL ? g_bytes_get_data (self->body, &length) : NULL;
  JsonNode *root;
  JsonNode *params;
  JsonNode *depends;

  self->type = corral_operation_type_find (self->type_name);
  free_params (&self->params);
  /* What we wrote ourselves: but a file may have been damaged since. Depth is bounded before the parser, which has
   * no bound of its own, is let at it. */
  if (text == NULL || length == 0 || length > 64 * 1024 || !g_utf8_validate_len (text, length, NULL))
    return FALSE;
  for (gsize i = 0, open = 0; i < length; i++)
    if ((text[i] == '[' || text[i] == '{') && ++open > 64)
      return FALSE;
  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  params = json_object_get_member (json_node_get_object (root), "params");
  if (params == NULL || !JSON_NODE_HOLDS_OBJECT (params) || !read_params (&self->params, json_node_get_object (params)))
    {
      free_params (&self->params);
      return FALSE;
    }
  depends = json_object_get_member (json_node_get_object (root), "depends_on");
  g_clear_pointer (&self->depends_on, g_free);
  if (depends != NULL && JSON_NODE_HOLDS_VALUE (depends) && json_node_get_value_type (depends) == G_TYPE_STRING)
    self->depends_on = json_node_dup_string (depends);
  return TRUE;
}

/* ---- life ---------------------------------------------------------------------------------------- */

CorralOutboxEntry *
corral_outbox_entry_new_blank (void)
{
  CorralOutboxEntry *self = g_new0 (CorralOutboxEntry, 1);

  g_atomic_ref_count_init (&self->ref_count);
  corral_operation_params_clear (&self->params);
  self->expected_rev = CORRAL_UNKNOWN;
  self->next_attempt_ms = CORRAL_UNKNOWN;
  self->applied_rev = CORRAL_UNKNOWN;
  self->http_status = CORRAL_UNKNOWN;
  self->ended_ms = CORRAL_UNKNOWN;
  self->hold_until_ms = CORRAL_UNKNOWN;
  return self;
}

CorralOutboxEntry *
corral_outbox_entry_new (const CorralOperationDraft *draft,
                         const char *id,
                         const char *account,
                         const char *depends_on,
                         gint64 now_ms,
                         gint64 hold_ms)
{
  const CorralOperationType *type = corral_operation_type_get (draft->kind);
  CorralOutboxEntry *self = corral_outbox_entry_new_blank ();

  self->id = g_strdup (id);
  self->account = g_strdup (account);
  self->tenant = g_strdup (draft->tenant);
  self->type = type;
  self->type_name = g_strdup (type->name);
  self->target_collection = g_strdup (corral_collection_get_schema (draft->collection)->name);
  self->target = g_strdup (draft->target);
  copy_params (&self->params, &draft->params);
  if (type->expected_rev != CORRAL_EXPECTED_REV_IGNORED)
    /* Who saw no row says so: if there is one by then, somebody else was first. */
    self->expected_rev = type->makes_target && !CORRAL_IS_KNOWN (draft->expected_rev) ? 0 : draft->expected_rev;
  self->made_ms = now_ms;
  /* Of those that are never queued the server must not make something of a late arrival. */
  self->not_after_ms = now_ms + (type->lives_ms > 0 ? type->lives_ms : 60 * 1000);
  self->depends_on = g_strdup (depends_on);
  self->state = hold_ms > 0 ? CORRAL_OUTBOX_HELD : CORRAL_OUTBOX_QUEUED;
  self->hold_until_ms = hold_ms > 0 ? now_ms + hold_ms : CORRAL_UNKNOWN;
  self->body = make_body (draft, self);
  return self;
}

CorralOutboxEntry *
corral_outbox_entry_copy (const CorralOutboxEntry *self)
{
  CorralOutboxEntry *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->id = g_strdup (self->id);
  copy->account = g_strdup (self->account);
  copy->tenant = g_strdup (self->tenant);
  copy->type_name = g_strdup (self->type_name);
  copy->target_collection = g_strdup (self->target_collection);
  copy->target = g_strdup (self->target);
  copy->depends_on = g_strdup (self->depends_on);
  copy->code = g_strdup (self->code);
  copy->message = g_strdup (self->message);
  copy->already_by = g_strdup (self->already_by);
  copy->result = g_strdup (self->result);
  copy->body = self->body != NULL ? g_bytes_ref (self->body) : NULL;
  copy_params (&copy->params, &self->params);
  return copy;
}

CorralOutboxEntry *
corral_outbox_entry_ref (CorralOutboxEntry *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_outbox_entry_unref (CorralOutboxEntry *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  free_params (&self->params);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->id);
  g_free (self->account);
  g_free (self->tenant);
  g_free (self->type_name);
  g_free (self->target_collection);
  g_free (self->target);
  g_free (self->depends_on);
  g_free (self->code);
  g_free (self->message);
  g_free (self->already_by);
  g_free (self->result);
  g_free (self);
}

/* ---- truth + intent ------------------------------------------------------------------------------ */

gboolean
corral_outbox_entry_is_overlaid (const CorralOutboxEntry *self)
{
  if (self->settled || self->type == NULL)
    return FALSE;
  return corral_outbox_entry_is_in (self, CORRAL_OUTBOX_WAITING | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED)
                                              | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED));
}

static void
overlay_alert (const CorralOutboxEntry *self, CorralAlert *alert)
{
  switch ((int) self->type->kind)
    {
    case CORRAL_OPERATION_ALERT_ACK:
      /* Set once: who was first stays. */
      if (CORRAL_IS_KNOWN (alert->acknowledged_ms))
        break;
      alert->acknowledged_ms = self->made_ms;
      alert->acknowledged_by = self->account;
      break;
    case CORRAL_OPERATION_ALERT_SNOOZE:
      alert->snoozed_until_ms = self->params.until_ms;
      break;
    case CORRAL_OPERATION_ALERT_ASSIGN:
      alert->assigned_to = self->params.assignee;
      break;
    case CORRAL_OPERATION_ALERT_CLEAR:
      if (!CORRAL_IS_KNOWN (alert->cleared_ms))
        alert->cleared_ms = self->made_ms;
      break;
    default:
      break;
    }
}

static void
overlay_cart (const CorralOutboxEntry *self, CorralCart *cart)
{
  switch ((int) self->type->kind)
    {
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
      cart->state = "out_of_service";
      cart->state_since_ms = self->made_ms;
      cart->out_of_service_reason = self->params.reason;
      break;
    case CORRAL_OPERATION_CART_IN_SERVICE:
      cart->state = "idle";
      cart->state_since_ms = self->made_ms;
      cart->out_of_service_reason = NULL;
      break;
    default:
      break;
    }
}

static void
decide_flag (const CorralOutboxEntry *self, CorralFlag *flag, const char *outcome)
{
  flag->status = "decided";
  flag->outcome = outcome;
  flag->decided_ms = self->made_ms;
  flag->decided_by = self->account;
}

static gboolean
overlay_flag (const CorralOutboxEntry *self, CorralFlag *flag, GStringChunk *texts)
{
  switch ((int) self->type->kind)
    {
    case CORRAL_OPERATION_FLAG_DECIDE:
      decide_flag (self, flag, self->params.outcome);
      flag->voided_lot = NULL;
      flag->decided_note = self->params.text;
      return TRUE;
    case CORRAL_OPERATION_FLAG_VOID:
      decide_flag (self, flag, "sensor_fault");
      flag->voided_lot = self->params.lot;
      flag->decided_note = self->params.text;
      return TRUE;
    case CORRAL_OPERATION_FLAG_UNVOID:
      flag->status = "open";
      flag->outcome = flag->decided_by = flag->voided_lot = flag->decided_note = NULL;
      flag->decided_ms = CORRAL_UNKNOWN;
      return TRUE;
    case CORRAL_OPERATION_FLAG_SEEN:
      /* Somebody may have looked since. An account that is not known yet has no name to show. */
      if (*self->account == '\0' || (CORRAL_IS_KNOWN (flag->seen_ms) && flag->seen_ms >= self->made_ms))
        return FALSE;
      flag->seen_by = corral_id_list_add (corral_id_list_remove (flag->seen_by, self->account, texts), self->account, texts);
      flag->seen_ms = self->made_ms;
      return TRUE;
    case CORRAL_OPERATION_FLAG_SECOND_OPINION:
      /* Set once: who asked first stays. */
      if (flag->second_by != NULL)
        return FALSE;
      flag->second_by = self->account;
      flag->second_ms = self->made_ms;
      flag->second_of = self->params.assignee;
      return TRUE;
    case CORRAL_OPERATION_FLAG_SECOND_WITHDRAW:
      flag->second_by = flag->second_of = NULL;
      flag->second_ms = CORRAL_UNKNOWN;
      return TRUE;
    case CORRAL_OPERATION_FLAG_RECHECK:
      flag->checked_items = self->params.checked;
      flag->wrong_items = self->params.wrong;
      flag->checked_ms = self->made_ms;
      flag->checked_by = self->account;
      /* Any mismatch escalates: then a person decides what it was. */
      if (self->params.wrong == 0)
        decide_flag (self, flag, "staff_ok");
      return TRUE;
    default:
      return FALSE;
    }
}

static void
overlay_ticket (const CorralOutboxEntry *self, CorralTicket *ticket)
{
  ticket->id = self->id;
  ticket->rev = 0;
  ticket->cart = self->target;
  ticket->reason = self->params.reason;
  ticket->status = "open";
  ticket->opened_ms = self->made_ms;
  ticket->opened_by = self->account;
  ticket->summary = self->params.summary;
}

static void
overlay_note (const CorralOutboxEntry *self, CorralNote *note)
{
  note->id = self->id;
  note->rev = 0;
  note->target_collection = self->target_collection;
  note->target = self->target;
  note->made_ms = self->made_ms;
  note->author = self->account;
  note->text = self->params.text;
}

/* The row that the cloud does not have yet, as far as this makes it. FALSE when it makes none, or is damaged. */
static gboolean
begin_incident (const CorralOutboxEntry *self, CorralIncidentRecord *incident)
{
  if (!self->type->makes_target || self->params.rule == NULL || self->params.severity == NULL
      || !CORRAL_IS_KNOWN (self->params.began_ms))
    return FALSE;
  incident->id = self->target;
  incident->rule = self->params.rule;
  incident->severity = self->params.severity;
  incident->store = self->params.store;
  incident->began_ms = self->params.began_ms;
  incident->detail = self->params.detail;
  incident->region = self->params.region;
  return TRUE;
}

static void
move_cart (const char *cart, const char **into, const char **out_of, GStringChunk *texts)
{
  if (cart == NULL)
    return;
  *into = corral_id_list_add (*into, cart, texts);
  *out_of = corral_id_list_remove (*out_of, cart, texts);
}

static gboolean
overlay_incident (const CorralOutboxEntry *self, CorralIncidentRecord *incident, GStringChunk *texts)
{
  if (incident->id == NULL && !begin_incident (self, incident))
    return FALSE;
  switch ((int) self->type->kind)
    {
    case CORRAL_OPERATION_INCIDENT_ACK:
      /* Set once, until it gets worse. */
      if (CORRAL_IS_KNOWN (incident->acknowledged_ms) && incident->acknowledged_ms >= self->params.worse_ms)
        break;
      incident->acknowledged_ms = self->made_ms;
      incident->acknowledged_by = self->account;
      break;
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
      incident->snoozed_until_ms = self->params.until_ms;
      incident->snoozed_ms = self->made_ms;
      break;
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
      incident->assigned_to = self->params.assignee;
      break;
    case CORRAL_OPERATION_INCIDENT_CLOSE:
      incident->closed_ms = self->made_ms;
      incident->closed_by = self->account;
      incident->cause = self->params.cause;
      incident->note = self->params.text;
      break;
    case CORRAL_OPERATION_INCIDENT_REOPEN:
      /* What was said at the close stays. */
      incident->closed_ms = CORRAL_UNKNOWN;
      incident->closed_by = NULL;
      incident->merged_into = NULL;
      break;
    case CORRAL_OPERATION_INCIDENT_MERGE:
      incident->merged_into = self->params.into;
      break;
    case CORRAL_OPERATION_INCIDENT_ADOPT:
      move_cart (self->params.cart, &incident->adopted, &incident->released, texts);
      break;
    case CORRAL_OPERATION_INCIDENT_RELEASE:
      move_cart (self->params.cart, &incident->released, &incident->adopted, texts);
      break;
    default:
      break;
    }
  return TRUE;
}

static gboolean
overlay_maintenance (const CorralOutboxEntry *self, CorralMaintenance *window)
{
  gboolean plans = self->type->makes_target;

  /* What is planned already, under an id that was made for this one, is this one. */
  if (plans != (window->id == NULL))
    return FALSE;
  if (!plans)
    {
      if (!CORRAL_IS_KNOWN (window->ended_ms))
        window->ended_ms = self->made_ms;
      return TRUE;
    }
  if (self->params.reason == NULL || !CORRAL_IS_KNOWN (self->params.starts_ms)
      || !CORRAL_IS_KNOWN (self->params.ends_ms))
    return FALSE;
  window->id = self->target;
  window->store = self->params.store;
  window->cart = self->params.cart;
  window->starts_ms = self->params.starts_ms;
  window->ends_ms = self->params.ends_ms;
  window->reason = self->params.reason;
  window->repeats = self->params.repeats;
  window->note = self->params.text;
  window->made_by = self->account;
  return TRUE;
}

static gboolean
overlay_case (const CorralOutboxEntry *self, CorralCase *row, GStringChunk *texts)
{
  const CorralOperationParams *params = &self->params;

  /* What is open already, under an id that was made for this one, is this one. */
  if ((self->type->kind == CORRAL_OPERATION_CASE_OPEN) != (row->id == NULL))
    return FALSE;
  switch ((int) self->type->kind)
    {
    case CORRAL_OPERATION_CASE_OPEN:
      if (params->store == NULL || params->title == NULL)
        return FALSE;
      row->id = self->target;
      row->store = params->store;
      row->title = params->title;
      row->status = "open";
      row->opened_ms = self->made_ms;
      row->opened_by = self->account;
      break;
    case CORRAL_OPERATION_CASE_LINK:
      if (params->flag != NULL)
        row->flags = corral_id_list_add (row->flags, params->flag, texts);
      break;
    case CORRAL_OPERATION_CASE_UNLINK:
      if (params->flag != NULL)
        row->flags = corral_id_list_remove (row->flags, params->flag, texts);
      break;
    case CORRAL_OPERATION_CASE_STATUS:
    default:
      {
        gboolean closes = g_strcmp0 (params->status, "closed") == 0;

        row->status = params->status != NULL ? params->status : row->status;
        row->outcome = closes ? params->outcome : NULL;
        row->closed_ms = closes ? self->made_ms : CORRAL_UNKNOWN;
        row->closed_by = closes ? self->account : NULL;
      }
      break;
    }
  return TRUE;
}

gboolean
corral_outbox_entry_overlay (const CorralOutboxEntry *self,
                             CorralCollection collection,
                             gpointer row,
                             GStringChunk *texts)
{
  CorralRow *head = row;

  if (!corral_outbox_entry_is_overlaid (self)
      || (self->type->makes_row ? self->type->result : self->type->target) != collection)
    return FALSE;
  if (!self->type->makes_row && self->state == CORRAL_OUTBOX_APPLIED && CORRAL_IS_KNOWN (self->applied_rev)
      && CORRAL_IS_KNOWN (head->rev) && head->rev >= self->applied_rev)
    return FALSE;

  switch ((int) collection)
    {
    case CORRAL_COLLECTION_ALERT:
      overlay_alert (self, row);
      return TRUE;
    case CORRAL_COLLECTION_CART:
      overlay_cart (self, row);
      return self->type->kind != CORRAL_OPERATION_REBIND_REQUEST;
    case CORRAL_COLLECTION_FLAG:
      return overlay_flag (self, row, texts);
    case CORRAL_COLLECTION_TICKET:
      overlay_ticket (self, row);
      return TRUE;
    case CORRAL_COLLECTION_NOTE:
      overlay_note (self, row);
      return TRUE;
    case CORRAL_COLLECTION_EXECUTION:
      ((CorralExecution *) row)->status = "queued";
      return TRUE;
    case CORRAL_COLLECTION_INCIDENT:
      return overlay_incident (self, row, texts);
    case CORRAL_COLLECTION_MAINTENANCE:
      return overlay_maintenance (self, row);
    case CORRAL_COLLECTION_CASE:
      return overlay_case (self, row, texts);
    default:
      return FALSE;
    }
}
