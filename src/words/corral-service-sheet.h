/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-service-week.h"
#include "corral-sheet.h"

G_BEGIN_DECLS

/* A week of service level for paper: a bar for each day and the same as a table, with what was lost and why. @incidents (nullable)
 * (element-type CorralIncident). @answers: as for the walk sheet. NULL: nothing is known of any day. Main thread. */
CorralSheet *corral_service_sheet_of_store (CorralFleet *fleet, guint32 store, GPtrArray *incidents, gboolean answers,
                                            gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

/* The same of a chain, with its stores, those that fall short most first. */
CorralSheet *corral_service_sheet_of_chain (CorralFleet *fleet, guint32 chain, GPtrArray *incidents, gboolean answers,
                                            gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
