/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-time.h"

G_BEGIN_DECLS

/**
 * CorralMaintenanceNow:
 *
 * Where planned maintenance goes on at one moment, by the mirror's table MAINTENANCE: of a cart, a store, a chain; once, or
 * every week at the same hours of the store's own clock, also when clocks change. What somebody ended counts no longer from then
 * on. A window that ends before it begins is none. Good until the fleet next changes. Main thread.
 */
typedef struct _CorralMaintenanceNow CorralMaintenanceNow;

CorralMaintenanceNow *corral_maintenance_now_new (CorralFleet *fleet, gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_maintenance_now_free (CorralMaintenanceNow *self);

/* Whether it goes on for the cart at @cart: its own, its store's, its chain's. */
gboolean corral_maintenance_now_covers (const CorralMaintenanceNow *self, guint32 cart);

/* The same of the whole store. */
gboolean corral_maintenance_now_covers_store (const CorralMaintenanceNow *self, guint32 store);

/* When the last that the cart was part of ended, or CORRAL_UNKNOWN. */
gint64 corral_maintenance_now_get_ended (const CorralMaintenanceNow *self, guint32 cart);

/* The last of the store's or its chain's that has begun, up to the moment at most; empty: there was none. */
CorralTimeRange corral_maintenance_now_get_last (const CorralMaintenanceNow *self, guint32 store);

/* When the window in row @slot of table MAINTENANCE goes on at @time_ms, or next will. FALSE when it will not any more: it is
 * over, somebody ended it, or it ends before it begins. */
gboolean corral_maintenance_get_next (CorralFleet *fleet, guint32 slot, gint64 time_ms, CorralTimeRange *range);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralMaintenanceNow, corral_maintenance_now_free)

G_END_DECLS
