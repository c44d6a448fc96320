/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralMaintenanceList:
 *
 * Work that is planned: when, where, why, with a way to end it; of a store, or of everything. Main thread.
 */
#define CORRAL_TYPE_MAINTENANCE_LIST (corral_maintenance_list_get_type ())
G_DECLARE_FINAL_TYPE (CorralMaintenanceList, corral_maintenance_list, CORRAL, MAINTENANCE_LIST, GtkWidget)

GtkWidget *corral_maintenance_list_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* What goes on or is to come, soonest first: of the store at slot @store, of its carts and its chain; CORRAL_NO_SLOT: all.
 * Hides itself when there is nothing. Reads the fleet anew. */
void corral_maintenance_list_show (CorralMaintenanceList *self, guint32 store);

/* How many rows there are. */
guint corral_maintenance_list_get_n (CorralMaintenanceList *self);

G_END_DECLS
