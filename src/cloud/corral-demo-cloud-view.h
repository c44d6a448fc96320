/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-demo-cloud-private.h"

G_BEGIN_DECLS

/* What the caller may see of the fleet: all of it, one chain, or some stores of one. On the cloud's thread. */
typedef struct _CorralCloudView
{
  guint tenant;
  GHashTable *stores; /* (owned) (nullable) (element-type utf8): NULL: all of the chain's */
  GHashTable *carts;  /* (owned) (nullable) (element-type utf8): theirs, as the view was made */
} CorralCloudView;

/* @stores (nullable, NULL-terminated): ids. */
CorralCloudView *corral_cloud_view_new (CorralCloud *cloud, guint tenant, const char *const *stores)
    G_GNUC_WARN_UNUSED_RESULT;
/* NULL is fine. */
void corral_cloud_view_free (CorralCloudView *self);

/* Each with the cloud's view, which may be NULL: everything. */
gboolean corral_cloud_sees_tenant (CorralCloud *self, guint tenant);
gboolean corral_cloud_sees_cart (CorralCloud *self, const char *cart);
gboolean corral_cloud_sees_row (CorralCloud *self, guint tenant, CorralCollection collection, gconstpointer row);
gboolean corral_cloud_sees_target (CorralCloud *self, guint tenant, CorralCollection collection, const char *id);

/* Takes out of @batch what may not be seen: (transfer full) @batch itself, or another one. */
CorralBatch *corral_cloud_view_filter (CorralCloud *self, guint tenant, CorralBatch *batch) G_GNUC_WARN_UNUSED_RESULT;

/* How the change arrives: PUT as LEAVE where its row is of another store by now. FALSE: not at all. */
gboolean corral_cloud_view_admit (CorralCloud *self, guint tenant, const CorralSimChange *change, CorralChange *as);

G_END_DECLS
