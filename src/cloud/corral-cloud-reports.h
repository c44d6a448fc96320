/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-demo-cloud-private.h"

G_BEGIN_DECLS

/**
 * CorralCloudReports:
 *
 * Health messages that carts were asked for (cart.report), on top of those that the simulation sends by itself. Each has a
 * number like any other, so whatever a cart sends afterwards is numbered one higher than the simulation has it; the
 * functions here do that too. On the cloud's thread.
 */

CorralCloudReports *corral_cloud_reports_new (guint n_tenants) G_GNUC_WARN_UNUSED_RESULT;
void corral_cloud_reports_free (CorralCloudReports *self);

/* The cart sends a health message at @at_ms, which arrives at once. FALSE: it does not hear, or nothing of it comes
 * through. */
gboolean corral_cloud_reports_ask (CorralCloud *cloud, guint tenant, const char *cart, gint64 at_ms);

/* The object `place` of the answer to cart.find: where the cart, which is there, last said that it was, to the metre. */
char *corral_cloud_reports_place (CorralCloud *cloud, guint tenant, const char *cart, gint64 now_ms)
    G_GNUC_WARN_UNUSED_RESULT;

/* Brings vitals, a cart's samples with what is missing (nullable), and its messages of [@from_ms, @to_ms), as the simulation
 * has them, up to @now_ms. */
void corral_cloud_reports_add_to_vitals (CorralCloud *cloud, guint tenant, gint64 now_ms, CorralBatch *vitals);
CorralBatch *corral_cloud_reports_add_to_samples (CorralCloud *cloud,
                                                  guint tenant,
                                                  const char *cart,
                                                  CorralTimeRange range,
                                                  gint64 now_ms,
                                                  CorralBatch *samples,
                                                  GArray *missing) G_GNUC_WARN_UNUSED_RESULT;
void corral_cloud_reports_add_to_messages (CorralCloud *cloud,
                                           guint tenant,
                                           const char *cart,
                                           CorralTimeRange range,
                                           gint64 now_ms,
                                           GPtrArray *messages);

G_END_DECLS
