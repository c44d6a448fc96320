/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralIncidentRow:
 *
 * A row of a list of incidents: the fact that it shows now. Main thread.
 *
 * Signal "changed": it shows another fact of the same incident, or time has passed.
 */
#define CORRAL_TYPE_INCIDENT_ROW (corral_incident_row_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentRow, corral_incident_row, CORRAL, INCIDENT_ROW, GObject)

CorralIncidentRow *corral_incident_row_new (CorralIncident *incident) G_GNUC_WARN_UNUSED_RESULT;

CorralIncident *corral_incident_row_get_incident (CorralIncidentRow *self); /* (transfer none) */
void corral_incident_row_set_incident (CorralIncidentRow *self, CorralIncident *incident);

/* Shows @incidents (element-type CorralIncident) in @rows (element-type CorralIncidentRow): rows of the same incident stay, and
 * the list only changes where others come to stand. */
void corral_incident_rows_show (GListStore *rows, GPtrArray *incidents);

/* The table of them: what is wrong, how much of it, since when, how it stands. @label: what screen readers call it. Rows
 * lead to their incident. */
GtkWidget *corral_incident_rows_make_view (CorralPageContext *context, GListModel *rows, const char *label)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
