/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* What many carts share that is wrong: one row an incident. Main thread. */
#define CORRAL_TYPE_INCIDENTS_PAGE (corral_incidents_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentsPage, corral_incidents_page, CORRAL, INCIDENTS_PAGE, CorralPage)

CorralPage *corral_incidents_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The rows that stand there, in order (element-type CorralIncidentRow). (transfer none) */
GListModel *corral_incidents_page_get_rows (CorralIncidentsPage *self);

G_END_DECLS
