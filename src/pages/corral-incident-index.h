/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-page.h"

G_BEGIN_DECLS

/*
 * Which open incident a cart or a store is in, for pages that are about carts and stores. Worked out from the incidents when
 * it is first asked for after they have changed, and shared by all pages: of each incident only the members that are new or
 * have changed are looked up. Main thread.
 */

/* (transfer none) (nullable): the most urgent one that the cart at slot @cart is in now; good until the incidents change. */
CorralIncident *corral_incident_index_of_cart (CorralPageContext *context, guint32 cart);

/* (transfer none) (nullable) (element-type CorralIncident): those that the store at slot @store, or a cart of it, is in now,
 * most urgent first; good until the next call. */
GPtrArray *corral_incident_index_of_store (CorralPageContext *context, guint32 store);

/* (transfer none) (nullable): the open one that an item of the attention list is about. */
CorralIncident *corral_incident_index_of_rule (CorralPageContext *context, CorralAlertRuleKind rule, guint32 store,
                                               const char *detail, const char *region);

/* "Part of: Carrier Norvia, North: 300 carts silent", a link, as markup for CorralSentence; of several one line each. NULL for
 * none. */
char *corral_incident_index_cart_to_markup (CorralPageContext *context, guint32 cart) G_GNUC_WARN_UNUSED_RESULT;
char *corral_incident_index_store_to_markup (CorralPageContext *context, guint32 store) G_GNUC_WARN_UNUSED_RESULT;

/* A cell that says which incident a row is part of, and leads there: for columns of the kind CORRAL_CELL_CUSTOM. */
GtkWidget *corral_incident_cell_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_incident_cell_show (GtkWidget *cell, CorralPageContext *context, CorralIncident *incident);

G_END_DECLS
