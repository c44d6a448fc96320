/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What operations do to flags: who looked, what was decided, who is asked for a second opinion, what a re-check found. A
 * flag moves on by itself (the trip leaves the store) and is looked at by many: a decision minds other decisions alone. On
 * the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-rules-private.h"

#include "corral-id-list.h"
#include "corral-text.h"
#include "corral-time.h"

/* A second look so soon after the first tells nobody anything. */
#define SEEN_AGAIN_MS (5 * CORRAL_MINUTE_MS)
/* The contract's bound of the list: who looked first goes. */
#define SEEN_MAX 20

static gboolean
is_decided (const CorralFlag *flag)
{
  return g_strcmp0 (flag->status, "decided") == 0;
}

/* Decided by nobody at a desk (it was closed unchecked, or by another system) after what the person saw. */
static gboolean
was_decided_since (CorralCloudAct *self, const CorralFlag *flag)
{
  return is_decided (flag) && CORRAL_IS_KNOWN (flag->decided_ms)
         && flag->decided_ms > MAX (self->request->expected_rev, self->granted_rev)
         && corral_cloud_edits_get_author (self->cloud->edits, self->tenant, CORRAL_COLLECTION_FLAG, flag->id, "status",
                                           NULL)
                == NULL;
}

static CorralCloudVerdict
refuse_decided (CorralCloudAct *self, const CorralFlag *flag)
{
  return CONFLICT (self, "The flag was decided as %s%s%s.", flag->outcome, flag->decided_by != NULL ? " by " : "",
                   flag->decided_by != NULL ? flag->decided_by : "");
}

/* Two pairs of eyes: who asked for a second opinion does not give it. */
static gboolean
waits_for_another (CorralCloudAct *self, const CorralFlag *flag)
{
  return !is_decided (flag) && flag->second_by != NULL && g_strcmp0 (flag->second_by, self->staff) == 0;
}

static CorralCloudVerdict
refuse_asker (CorralCloudAct *self)
{
  corral_cloud_act_show_current (self, self->target, 0);
  return corral_cloud_act_refuse (self, 422, "second-opinion",
                                  "You asked for a second opinion on this flag: somebody else decides, or you withdraw it.");
}

CorralCloudVerdict
corral_cloud_decide_flag (CorralCloudAct *self)
{
  const CorralFlag *flag = corral_cloud_act_get_target (self);
  g_autofree CorralFlag *row = NULL;

  if (was_decided_since (self, flag))
    return refuse_decided (self, flag);
  if (waits_for_another (self, flag))
    return refuse_asker (self);
  row = corral_cloud_new_row (CORRAL_COLLECTION_FLAG);
  row->status = "decided";
  row->outcome = self->request->params.outcome;
  row->decided_ms = corral_cloud_act_done_ms (self, flag->raised_ms);
  row->decided_by = self->staff;
  row->decided_note = self->request->params.text;
  SET_TARGET (self, row, "status", "outcome", "decided_ms", "decided_by", "voided_lot", "decided_note");
  corral_cloud_reckon_cases (self);
  return CORRAL_CLOUD_APPLIED;
}

CorralCloudVerdict
corral_cloud_see_flag (CorralCloudAct *self)
{
  const CorralFlag *flag = corral_cloud_act_get_target (self);
  gint64 at_ms = corral_cloud_act_done_ms (self, flag->raised_ms);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_auto (GStrv) before = g_strsplit (flag->seen_by != NULL ? flag->seen_by : "", " ", -1);
  guint n = g_strv_length (before);
  g_autofree CorralFlag *row = NULL;
  gboolean was_last = n > 0 && g_strcmp0 (before[n - 1], self->staff) == 0;

  /* One that comes late, from a desk that was offline, does not hide who looked since; nor is a list of ids the place for
   * a name that is none. */
  if ((CORRAL_IS_KNOWN (flag->seen_ms) && at_ms < flag->seen_ms + (was_last ? SEEN_AGAIN_MS : 0))
      || !corral_text_is_id (self->staff))
    return corral_cloud_act_already (self, NULL);
  for (guint i = n > SEEN_MAX - 1 ? n - (SEEN_MAX - 1) : 0; i < n; i++)
    if (*before[i] != '\0' && g_strcmp0 (before[i], self->staff) != 0)
      g_string_append_printf (seen, "%s ", before[i]);
  g_string_append (seen, self->staff);
  row = corral_cloud_new_row (CORRAL_COLLECTION_FLAG);
  row->seen_by = seen->str;
  row->seen_ms = at_ms;
  SET_TARGET (self, row, "seen_by", "seen_ms");
  return CORRAL_CLOUD_APPLIED;
}

CorralCloudVerdict
corral_cloud_ask_second (CorralCloudAct *self)
{
  const CorralFlag *flag = corral_cloud_act_get_target (self);
  g_autofree CorralFlag *row = NULL;

  if (is_decided (flag))
    return refuse_decided (self, flag);
  if (flag->second_by != NULL)
    return corral_cloud_act_already (self, flag->second_by);
  if (self->request->params.assignee != NULL && g_strcmp0 (self->request->params.assignee, self->staff) == 0)
    {
      self->problem.pointer = "/params/assignee";
      return corral_cloud_act_refuse (self, 422, "invalid", "Nobody asks themselves for a second opinion.");
    }
  row = corral_cloud_new_row (CORRAL_COLLECTION_FLAG);
  row->second_by = self->staff;
  row->second_ms = corral_cloud_act_done_ms (self, flag->raised_ms);
  row->second_of = self->request->params.assignee;
  SET_TARGET (self, row, "second_by", "second_ms", "second_of");
  return CORRAL_CLOUD_APPLIED;
}

CorralCloudVerdict
corral_cloud_withdraw_second (CorralCloudAct *self)
{
  const CorralFlag *flag = corral_cloud_act_get_target (self);
  g_autofree CorralFlag *row = NULL;

  if (flag->second_by == NULL || is_decided (flag))
    return corral_cloud_act_already (self, NULL);
  row = corral_cloud_new_row (CORRAL_COLLECTION_FLAG);
  SET_TARGET (self, row, "second_by", "second_ms", "second_of");
  return CORRAL_CLOUD_APPLIED;
}

CorralCloudVerdict
corral_cloud_recheck_flag (CorralCloudAct *self)
{
  const CorralFlag *flag = corral_cloud_act_get_target (self);
  const CorralOperationParams *params = &self->request->params;
  g_autofree CorralFlag *row = NULL;

  if (g_strcmp0 (flag->kind, "recheck_due") != 0)
    return CONFLICT (self, "The flag is no re-check: %s.", flag->kind);
  if (is_decided (flag))
    return refuse_decided (self, flag);
  if (CORRAL_IS_KNOWN (flag->checked_ms))
    return CONFLICT (self, "The trip was re-checked by %s.", flag->checked_by != NULL ? flag->checked_by : "a colleague");
  row = corral_cloud_new_row (CORRAL_COLLECTION_FLAG);
  row->checked_items = params->checked;
  row->wrong_items = params->wrong;
  row->checked_ms = corral_cloud_act_done_ms (self, flag->raised_ms);
  row->checked_by = self->staff;
  if (params->wrong > 0) /* any mismatch escalates: it stays open */
    {
      SET_TARGET (self, row, "checked_items", "wrong_items", "checked_ms", "checked_by");
      return CORRAL_CLOUD_APPLIED;
    }
  row->status = "decided";
  row->outcome = "staff_ok";
  row->decided_ms = row->checked_ms;
  row->decided_by = self->staff;
  SET_TARGET (self, row, "checked_items", "wrong_items", "checked_ms", "checked_by", "status", "outcome", "decided_ms",
              "decided_by");
  return CORRAL_CLOUD_APPLIED;
}
