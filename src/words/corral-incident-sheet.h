/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-sheet.h"

G_BEGIN_DECLS

/* An incident for paper: what it is and since when, how much of it, what the stores are told, who is in it by store, what
 * happened in order, and what people wrote. Staff are not named: a sheet is left lying about. Times are the store's, or UTC
 * where several are meant. @told (nullable): what the stores should be told. @notes (nullable) (element-type utf8). Main thread. */
CorralSheet *corral_incident_sheet_new (CorralFleet *fleet, const CorralIncident *incident, const char *told, GPtrArray *notes,
                                        gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
