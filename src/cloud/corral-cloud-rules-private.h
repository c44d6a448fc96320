/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cloud-operations.h"

G_BEGIN_DECLS

/* What the rules share (corral-cloud-rules.c), and those of incidents and maintenance (corral-cloud-rules-incidents.c). */

/* The target's row before. */
gconstpointer corral_cloud_act_get_target (const CorralCloudAct *self);

/* When the person did it, by the cloud's reckoning: clocks of clients may be ahead, and nobody takes notice of an alert
 * before it was raised. */
gint64 corral_cloud_act_done_ms (const CorralCloudAct *self, gint64 not_before_ms);

/* A row of unknowns. Free with g_free(). */
gpointer corral_cloud_new_row (CorralCollection collection) G_GNUC_WARN_UNUSED_RESULT;

/* Sets members of a row of the fleet's. */
#define SET(self, collection, id, row, ...) \
  corral_cloud_edits_set ((self)->cloud->edits, (self)->tenant, collection, id, \
                          (const char *const[]){ __VA_ARGS__, NULL }, row, (self)->staff, (self)->now_ms)

#define SET_TARGET(self, row, ...) SET (self, (self)->request->collection, (self)->request->target, row, __VA_ARGS__)

CorralCloudVerdict corral_cloud_act_refuse (CorralCloudAct *self,
                                            guint status,
                                            const char *code,
                                            const char *format,
                                            ...) G_GNUC_PRINTF (4, 5);

/* 409 or 412 with @row of @batch, which is kept, as it is now. */
void corral_cloud_act_show_current (CorralCloudAct *self, CorralBatch *batch, guint row);

#define CONFLICT(self, ...) \
  (corral_cloud_act_show_current (self, (self)->target, 0), \
   corral_cloud_act_refuse (self, 409, "conflict", __VA_ARGS__))

/* Nothing was changed: it was so before. @by (nullable): who did it. */
CorralCloudVerdict corral_cloud_act_already (CorralCloudAct *self, const char *by);

/* ---- incidents and maintenance: the target may not be there yet */

/* Whether @request says of an incident what its row needs, should it have to be made. */
gboolean corral_cloud_describes_incident (const CorralCloudRequest *request);
/* Makes the row of the target, which is an incident that is not there yet, of what the request says of it. */
void corral_cloud_make_incident (CorralCloudAct *self);

CorralCloudVerdict corral_cloud_ack_incident (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_snooze_incident (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_assign_incident (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_close_incident (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_reopen_incident (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_merge_incident (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_move_cart (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_plan_maintenance (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_end_maintenance (CorralCloudAct *self);

/* ---- flags and cases (corral-cloud-rules-loss.c) */

CorralCloudVerdict corral_cloud_void_flag (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_unvoid_flag (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_open_case (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_change_flags_of_case (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_change_status_of_case (CorralCloudAct *self);

/* What the cases that the target, a flag, is in are worth now that somebody decided it. */
void corral_cloud_reckon_cases (CorralCloudAct *self);
/* ---- flags (corral-cloud-rules-flags.c) */

CorralCloudVerdict corral_cloud_decide_flag (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_see_flag (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_ask_second (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_withdraw_second (CorralCloudAct *self);
CorralCloudVerdict corral_cloud_recheck_flag (CorralCloudAct *self);

G_END_DECLS
