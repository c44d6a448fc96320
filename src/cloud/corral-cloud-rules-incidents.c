/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What operations do to incidents and to maintenance. The first operation on an incident makes its row: so each starts
 * from the row as it is, or from what the request says of it. On the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-rules-private.h"

#include "corral-id-list.h"
#include "corral-time.h"

#include <string.h>

/* The contract's bound of the lists of carts that were put into an incident or taken out of it by hand. */
#define CARTS_BY_HAND_MAX 200
/* Whoever is a part of a part of … so many is not looked at further: nobody merges like that. */
#define MERGED_MAX 64

static gboolean
is_word (const char *text, const char *word)
{
  return g_strcmp0 (text, word) == 0;
}

/* ---- incidents ------------------------------------------------------------------------------------- */

/* The incident as it is, or as the operation makes it. Its strings are the target's or the request's. Free with g_free(). */
static CorralIncidentRecord *
take_incident (CorralCloudAct *self)
{
  const CorralOperationParams *params = &self->request->params;
  CorralIncidentRecord *row = corral_cloud_new_row (CORRAL_COLLECTION_INCIDENT);

  if (self->target->n_rows > 0)
    {
      *row = *(const CorralIncidentRecord *) corral_cloud_act_get_target (self);
      return row;
    }
  row->id = self->request->target;
  row->rule = params->rule;
  row->severity = params->severity;
  row->store = params->store;
  row->began_ms = params->began_ms;
  row->detail = params->detail;
  row->region = params->region;
  return row;
}

static CorralCloudVerdict
put_incident (CorralCloudAct *self, const CorralIncidentRecord *row)
{
  corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_INCIDENT, row, self->now_ms);
  return CORRAL_CLOUD_APPLIED;
}

gboolean
corral_cloud_describes_incident (const CorralCloudRequest *request)
{
  return request->params.rule != NULL && request->params.severity != NULL && CORRAL_IS_KNOWN (request->params.began_ms);
}

void
corral_cloud_make_incident (CorralCloudAct *self)
{
  g_autofree CorralIncidentRecord *row = take_incident (self);

  put_incident (self, row);
}

CorralCloudVerdict
corral_cloud_ack_incident (CorralCloudAct *self)
{
  g_autofree CorralIncidentRecord *row = take_incident (self);

  /* Once, until it is worse than it was then. */
  if (CORRAL_IS_KNOWN (row->acknowledged_ms) && row->acknowledged_ms >= self->request->params.worse_ms)
    return corral_cloud_act_already (self, row->acknowledged_by);
  row->acknowledged_ms = corral_cloud_act_done_ms (self, row->began_ms);
  row->acknowledged_by = self->staff;
  return put_incident (self, row);
}

CorralCloudVerdict
corral_cloud_snooze_incident (CorralCloudAct *self)
{
  g_autofree CorralIncidentRecord *row = take_incident (self);

  row->snoozed_until_ms = self->request->params.until_ms;
  row->snoozed_ms = corral_cloud_act_done_ms (self, row->began_ms);
  return put_incident (self, row);
}

CorralCloudVerdict
corral_cloud_assign_incident (CorralCloudAct *self)
{
  g_autofree CorralIncidentRecord *row = take_incident (self);

  row->assigned_to = self->request->params.assignee;
  return put_incident (self, row);
}

CorralCloudVerdict
corral_cloud_close_incident (CorralCloudAct *self)
{
  const CorralOperationParams *params = &self->request->params;
  g_autofree CorralIncidentRecord *row = take_incident (self);

  if (CORRAL_IS_KNOWN (row->closed_ms) && is_word (row->cause, params->cause) && is_word (row->note, params->text))
    return corral_cloud_act_already (self, row->closed_by);
  if (CORRAL_IS_KNOWN (row->closed_ms))
    return CONFLICT (self, "The incident was closed as %s by %s.", row->cause, row->closed_by);
  row->closed_ms = corral_cloud_act_done_ms (self, row->began_ms);
  row->closed_by = self->staff;
  row->cause = params->cause;
  row->note = params->text;
  return put_incident (self, row);
}

CorralCloudVerdict
corral_cloud_reopen_incident (CorralCloudAct *self)
{
  g_autofree CorralIncidentRecord *row = take_incident (self);

  if (!CORRAL_IS_KNOWN (row->closed_ms) && row->merged_into == NULL)
    return corral_cloud_act_already (self, NULL);
  row->closed_ms = CORRAL_UNKNOWN;
  row->closed_by = NULL;
  row->merged_into = NULL;
  return put_incident (self, row);
}

/* Whether @into is, or is to be, a part of the target: its row is then shown. */
static gboolean
is_part_of_target (CorralCloudAct *self, const char *into)
{
  g_autofree char *at = g_strdup (into);

  for (guint i = 0; i < MERGED_MAX; i++)
    {
      g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_INCIDENT);
      const CorralIncidentRecord *incident;

      if (!corral_cloud_edits_row (self->cloud->edits, self->tenant, CORRAL_COLLECTION_INCIDENT, at,
                                   corral_cloud_point (self->cloud, self->now_ms), found))
        return FALSE;
      incident = corral_batch_get_row (found, 0);
      if (incident->merged_into == NULL)
        return FALSE;
      if (is_word (incident->merged_into, self->request->target))
        {
          corral_cloud_act_show_current (self, found, 0);
          return TRUE;
        }
      g_free (at);
      at = g_strdup (incident->merged_into);
    }
  return FALSE;
}

CorralCloudVerdict
corral_cloud_merge_incident (CorralCloudAct *self)
{
  const char *into = self->request->params.into;
  g_autofree CorralIncidentRecord *row = take_incident (self);

  if (is_word (row->merged_into, into))
    return corral_cloud_act_already (self, NULL);
  if (is_word (row->id, into))
    {
      self->problem.pointer = "/params/into";
      return corral_cloud_act_refuse (self, 422, "invalid", "An incident is no part of itself.");
    }
  if (is_part_of_target (self, into))
    return corral_cloud_act_refuse (self, 409, "conflict", "Somebody has merged them already, the other way round.");
  row->merged_into = into;
  return put_incident (self, row);
}

/* Whether the fleet has the row; else the operation is refused. */
static gboolean
has_row (CorralCloudAct *self, CorralCollection collection, const char *id, const char *pointer, CorralBatch *found)
{
  if (corral_cloud_edits_row (self->cloud->edits, self->tenant, collection, id,
                              corral_cloud_point (self->cloud, self->now_ms), found))
    return TRUE;
  self->problem.pointer = pointer;
  corral_cloud_act_refuse (self, 422, "invalid", "There is no %s of this id.",
                           corral_collection_get_schema (collection)->name);
  return FALSE;
}

CorralCloudVerdict
corral_cloud_move_cart (CorralCloudAct *self)
{
  const char *cart = self->request->params.cart;
  gboolean adopts = self->request->type->kind == CORRAL_OPERATION_INCIDENT_ADOPT;
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_CART);
  g_autoptr (GStringChunk) texts = g_string_chunk_new (1024);
  g_autofree CorralIncidentRecord *row = take_incident (self);
  const char **into = adopts ? &row->adopted : &row->released;
  const char **out_of = adopts ? &row->released : &row->adopted;

  if (corral_id_list_has (*into, cart))
    return corral_cloud_act_already (self, NULL);
  if (!has_row (self, CORRAL_COLLECTION_CART, cart, "/params/cart", found))
    return CORRAL_CLOUD_REFUSED;
  if (corral_id_list_count (*into) >= CARTS_BY_HAND_MAX)
    return corral_cloud_act_refuse (self, 422, "invalid", "No more than %d carts are moved by hand.",
                                    CARTS_BY_HAND_MAX);
  *into = corral_id_list_add (*into, cart, texts);
  *out_of = corral_id_list_remove (*out_of, cart, texts);
  return put_incident (self, row);
}

/* ---- maintenance ----------------------------------------------------------------------------------- */

static gboolean
is_same_window (const CorralMaintenance *window, const CorralOperationParams *params)
{
  return window->starts_ms == params->starts_ms && window->ends_ms == params->ends_ms
         && is_word (window->reason, params->reason) && is_word (window->repeats, params->repeats)
         && is_word (window->cart, params->cart) && (params->store == NULL || is_word (window->store, params->store));
}

CorralCloudVerdict
corral_cloud_plan_maintenance (CorralCloudAct *self)
{
  const CorralOperationParams *params = &self->request->params;
  g_autoptr (CorralBatch) store = corral_batch_new (CORRAL_COLLECTION_STORE);
  g_autoptr (CorralBatch) cart = corral_batch_new (CORRAL_COLLECTION_CART);
  g_autofree CorralMaintenance *row = corral_cloud_new_row (CORRAL_COLLECTION_MAINTENANCE);

  if (self->target->n_rows > 0 && is_same_window (corral_cloud_act_get_target (self), params))
    return corral_cloud_act_already (self, ((const CorralMaintenance *) corral_cloud_act_get_target (self))->made_by);
  if (self->target->n_rows > 0)
    return CONFLICT (self, "Another maintenance was planned under this id.");
  if (params->ends_ms <= params->starts_ms
      || (params->repeats != NULL && params->ends_ms - params->starts_ms > 7 * CORRAL_DAY_MS))
    {
      self->problem.pointer = "/params/ends_ms";
      return corral_cloud_act_refuse (self, 422, "invalid",
                                      params->ends_ms <= params->starts_ms
                                          ? "It ends before it starts."
                                          : "What comes every week cannot last longer than one.");
    }
  if ((params->store != NULL && !has_row (self, CORRAL_COLLECTION_STORE, params->store, "/params/store", store))
      || (params->cart != NULL && !has_row (self, CORRAL_COLLECTION_CART, params->cart, "/params/cart", cart)))
    return CORRAL_CLOUD_REFUSED;
  row->id = self->request->target;
  row->store = params->cart != NULL ? ((const CorralCart *) corral_batch_get_row (cart, 0))->store : params->store;
  row->cart = params->cart;
  row->starts_ms = params->starts_ms;
  row->ends_ms = params->ends_ms;
  row->reason = params->reason;
  row->repeats = params->repeats;
  row->note = params->text;
  row->made_by = self->staff;
  corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_MAINTENANCE, row, self->now_ms);
  return CORRAL_CLOUD_APPLIED;
}

CorralCloudVerdict
corral_cloud_end_maintenance (CorralCloudAct *self)
{
  g_autofree CorralMaintenance *row = corral_cloud_new_row (CORRAL_COLLECTION_MAINTENANCE);
  g_autoptr (CorralBatch) simulated = corral_batch_new (CORRAL_COLLECTION_MAINTENANCE);

  *row = *(const CorralMaintenance *) corral_cloud_act_get_target (self);
  /* Ended, or over by itself. */
  if (CORRAL_IS_KNOWN (row->ended_ms) || (row->repeats == NULL && row->ends_ms <= self->now_ms))
    return corral_cloud_act_already (self, NULL);
  row->ended_ms = corral_cloud_act_done_ms (self, 0);
  if (corral_sim_row (self->cloud->sim, self->tenant, CORRAL_COLLECTION_MAINTENANCE, row->id, self->now_ms, simulated))
    SET_TARGET (self, row, "ended_ms");
  else
    corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_MAINTENANCE, row, self->now_ms);
  return CORRAL_CLOUD_APPLIED;
}
