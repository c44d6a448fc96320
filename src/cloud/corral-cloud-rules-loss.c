/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What operations do to flags that are voided with their lot, and to cases. Cases are the simulation's or made by people:
 * members are set over the former, the latter are put whole. On the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-rules-private.h"

#include "corral-id-list.h"

#include <string.h>

/* More than a chain ever has. */
#define ALL_ROWS (1u << 24)
/* The contract's longest list. */
#define FLAGS_MAX 1000

static gboolean
is_word (const char *text, const char *word)
{
  return g_strcmp0 (text, word) == 0;
}

static gboolean
find_row (CorralCloudAct *self, CorralCollection collection, const char *id, CorralBatch *found)
{
  return corral_cloud_edits_row (self->cloud->edits, self->tenant, collection, id,
                                 corral_cloud_point (self->cloud, self->now_ms), found);
}

/* 422: there is no such row. */
static CorralCloudVerdict
miss (CorralCloudAct *self, const char *pointer, const char *noun)
{
  self->problem.pointer = pointer;
  return corral_cloud_act_refuse (self, 422, "invalid", "There is no %s of this id.", noun);
}

/* ---- what cases are worth ---------------------------------------------------------------------------- */

static void
reckon (CorralCloudAct *self, CorralCase *row)
{
  g_auto (GStrv) flags = row->flags != NULL ? g_strsplit (row->flags, " ", -1) : NULL;

  row->loss_minor = row->suspected_minor = 0;
  for (guint i = 0; flags != NULL && flags[i] != NULL; i++)
    {
      g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_FLAG);
      const CorralFlag *flag;

      if (!find_row (self, CORRAL_COLLECTION_FLAG, flags[i], found))
        continue;
      flag = corral_batch_get_row (found, 0);
      if (!CORRAL_IS_KNOWN (flag->value_minor))
        continue;
      if (is_word (flag->status, "open"))
        row->suspected_minor += flag->value_minor;
      else if (is_word (flag->outcome, "confirmed"))
        row->loss_minor += flag->value_minor;
    }
}

/* @row is the case as it is to be. */
static void
put_case (CorralCloudAct *self, const CorralCase *row)
{
  g_autoptr (CorralBatch) simulated = corral_batch_new (CORRAL_COLLECTION_CASE);

  if (corral_sim_row (self->cloud->sim, self->tenant, CORRAL_COLLECTION_CASE, row->id, self->now_ms, simulated))
    SET (self, CORRAL_COLLECTION_CASE, row->id, row, "status", "closed_ms", "closed_by", "outcome", "flags",
         "loss_minor", "suspected_minor");
  else
    corral_cloud_edits_put (self->cloud->edits, self->tenant, CORRAL_COLLECTION_CASE, row, self->now_ms);
}

/* All cases of the chain, as they are. */
static CorralBatch *
list_cases (CorralCloudAct *self)
{
  CorralBatch *all = corral_batch_new (CORRAL_COLLECTION_CASE);

  corral_cloud_edits_snapshot (self->cloud->edits, self->tenant, CORRAL_COLLECTION_CASE,
                               corral_cloud_point (self->cloud, self->now_ms), NULL, ALL_ROWS, all);
  return all;
}

void
corral_cloud_reckon_cases (CorralCloudAct *self)
{
  g_autoptr (CorralBatch) all = list_cases (self);

  for (guint i = 0; i < all->n_rows; i++)
    {
      CorralCase row = *(const CorralCase *) corral_batch_get_row (all, i);
      gint64 loss = row.loss_minor, suspected = row.suspected_minor;

      if (!corral_id_list_has (row.flags, self->request->target))
        continue;
      reckon (self, &row);
      if (row.loss_minor != loss || row.suspected_minor != suspected)
        put_case (self, &row);
    }
}

/* ---- flags ------------------------------------------------------------------------------------------- */

static void
set_flag (CorralCloudAct *self, const CorralFlag *row)
{
  SET_TARGET (self, row, "status", "outcome", "decided_ms", "decided_by", "voided_lot", "decided_note");
  corral_cloud_reckon_cases (self);
}

static CorralCloudVerdict
show_decision (CorralCloudAct *self, const CorralFlag *flag)
{
  return CONFLICT (self, "The flag was decided as %s%s%s.", flag->outcome != NULL ? flag->outcome : "something",
                   flag->decided_by != NULL ? " by " : "", flag->decided_by != NULL ? flag->decided_by : "");
}

CorralCloudVerdict
corral_cloud_void_flag (CorralCloudAct *self)
{
  const CorralFlag *flag = corral_cloud_act_get_target (self);
  const CorralOperationParams *params = &self->request->params;
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_CART);
  g_autofree CorralFlag *row = corral_cloud_new_row (CORRAL_COLLECTION_FLAG);

  if (is_word (flag->voided_lot, params->lot))
    return corral_cloud_act_already (self, flag->decided_by);
  if (!is_word (flag->status, "open"))
    return show_decision (self, flag);
  if (!find_row (self, CORRAL_COLLECTION_CART, flag->cart, found)
      || !is_word (((const CorralCart *) corral_batch_get_row (found, 0))->lot, params->lot))
    {
      self->problem.pointer = "/params/lot";
      return corral_cloud_act_refuse (self, 422, "invalid", "The flag's cart is not of this lot.");
    }
  row->status = "decided";
  row->outcome = "sensor_fault";
  row->decided_ms = corral_cloud_act_done_ms (self, flag->raised_ms);
  row->decided_by = self->staff;
  row->voided_lot = params->lot;
  row->decided_note = params->text;
  set_flag (self, row);
  return CORRAL_CLOUD_APPLIED;
}

CorralCloudVerdict
corral_cloud_unvoid_flag (CorralCloudAct *self)
{
  const CorralFlag *flag = corral_cloud_act_get_target (self);
  g_autofree CorralFlag *row = corral_cloud_new_row (CORRAL_COLLECTION_FLAG);

  if (is_word (flag->status, "open"))
    return corral_cloud_act_already (self, NULL);
  if (flag->voided_lot == NULL)
    return show_decision (self, flag);
  row->status = "open";
  set_flag (self, row);
  return CORRAL_CLOUD_APPLIED;
}

/* ---- cases ------------------------------------------------------------------------------------------- */

CorralCloudVerdict
corral_cloud_open_case (CorralCloudAct *self)
{
  const CorralOperationParams *params = &self->request->params;
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_STORE);
  g_autofree CorralCase *row = corral_cloud_new_row (CORRAL_COLLECTION_CASE);
  g_autofree char *number = NULL;

  if (self->target->n_rows > 0)
    {
      const CorralCase *there = corral_cloud_act_get_target (self);

      return is_word (there->title, params->title) && is_word (there->store, params->store)
                 ? corral_cloud_act_already (self, there->opened_by)
                 : CONFLICT (self, "Another case was opened under this id.");
    }
  if (!find_row (self, CORRAL_COLLECTION_STORE, params->store, found))
    return miss (self, "/params/store", "store");
  /* The simulation's are longer. */
  number = g_strdup_printf ("K1%05u", ++self->cloud->n_cases);
  row->id = self->request->target;
  row->number = number;
  row->store = params->store;
  row->title = params->title;
  row->status = "open";
  row->opened_ms = corral_cloud_act_done_ms (self, 0);
  row->opened_by = self->staff;
  row->loss_minor = row->suspected_minor = 0;
  put_case (self, row);
  return CORRAL_CLOUD_APPLIED;
}

/* Whether another case that is not closed has the flag: it is then shown. */
static gboolean
is_in_other_case (CorralCloudAct *self, const char *flag)
{
  g_autoptr (CorralBatch) all = list_cases (self);

  for (guint i = 0; i < all->n_rows; i++)
    {
      const CorralCase *other = corral_batch_get_row (all, i);

      if (is_word (other->id, self->request->target) || is_word (other->status, "closed")
          || !corral_id_list_has (other->flags, flag))
        continue;
      corral_cloud_act_show_current (self, all, i);
      corral_cloud_act_refuse (self, 409, "conflict", "The flag is in case %s.",
                               other->number != NULL ? other->number : other->id);
      return TRUE;
    }
  return FALSE;
}

CorralCloudVerdict
corral_cloud_change_flags_of_case (CorralCloudAct *self)
{
  const char *flag = self->request->params.flag;
  gboolean links = self->request->type->kind == CORRAL_OPERATION_CASE_LINK;
  CorralCase row = *(const CorralCase *) corral_cloud_act_get_target (self);
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_FLAG);
  g_autoptr (GStringChunk) texts = g_string_chunk_new (1024);

  if (corral_id_list_has (row.flags, flag) == links)
    return corral_cloud_act_already (self, NULL);
  if (is_word (row.status, "closed"))
    return CONFLICT (self, "The case is closed.");
  if (links && !find_row (self, CORRAL_COLLECTION_FLAG, flag, found))
    return miss (self, "/params/flag", "flag");
  if (links && corral_id_list_count (row.flags) >= FLAGS_MAX)
    {
      self->problem.pointer = "/params/flag";
      return corral_cloud_act_refuse (self, 422, "invalid", "No more than %d flags are in one case.", FLAGS_MAX);
    }
  if (links && is_in_other_case (self, flag))
    return CORRAL_CLOUD_REFUSED;
  row.flags = links ? corral_id_list_add (row.flags, flag, texts) : corral_id_list_remove (row.flags, flag, texts);
  reckon (self, &row);
  put_case (self, &row);
  return CORRAL_CLOUD_APPLIED;
}

CorralCloudVerdict
corral_cloud_change_status_of_case (CorralCloudAct *self)
{
  const CorralOperationParams *params = &self->request->params;
  gboolean closes = is_word (params->status, "closed");
  CorralCase row = *(const CorralCase *) corral_cloud_act_get_target (self);

  if (closes != (params->outcome != NULL))
    {
      self->problem.pointer = "/params/outcome";
      return corral_cloud_act_refuse (self, 422, "invalid",
                                      closes ? "A case is closed with an outcome." : "Only a closed case has an outcome.");
    }
  if (is_word (row.status, params->status) && is_word (row.outcome, params->outcome))
    return corral_cloud_act_already (self, row.closed_by);
  row.status = params->status;
  row.outcome = params->outcome;
  row.closed_ms = closes ? corral_cloud_act_done_ms (self, row.opened_ms) : CORRAL_UNKNOWN;
  row.closed_by = closes ? self->staff : NULL;
  put_case (self, &row);
  return CORRAL_CLOUD_APPLIED;
}
