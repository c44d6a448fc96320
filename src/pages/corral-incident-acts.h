/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-act-strip.h"
#include "corral-incident.h"

G_BEGIN_DECLS

/* What can be done to an incident, on its own page and under the list of them. Main thread. */

/* Shows in @strip what can be done to @incident, in every chain that it touches: with the row that is there, or that this will
 * make. @members (nullable): the carts in it that are chosen, each as "chain/cart". The slot of a row of it, one with something to send if
 * there is one; CORRAL_NO_SLOT when nobody has acted yet. */
guint32 corral_incident_acts_show (CorralActStrip *strip, CorralPageContext *context, CorralIncident *incident,
                                   const char *const *members);

/* Adds the acts' keys to @page. @begin: called before one is begun by its key, with @page: shows the strip anew; FALSE: there is
 * no incident. */
void corral_incident_acts_add_keys (GtkWidget *page, CorralActStrip *strip, gboolean (*begin) (GtkWidget *page));

G_END_DECLS
