/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-desktop-notices.h"
#include "corral-services.h"

G_BEGIN_DECLS

/**
 * CorralIncidentNotices:
 *
 * What the watch has to tell, as notices of the desktop (GNotification: the portal's in a sandbox), by the preferences and the
 * account's roles. A notice leads to its incident by the action "app.incident" and goes when somebody has looked at that.
 * Main thread.
 */
#define CORRAL_TYPE_INCIDENT_NOTICES (corral_incident_notices_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentNotices, corral_incident_notices, CORRAL, INCIDENT_NOTICES, GObject)

/* @services are going. The application of @notices has the actions "app.incident" (s: an id) and
 * "app.incidents". */
CorralIncidentNotices *corral_incident_notices_new (CorralDesktopNotices *notices,
                                                    CorralServices *services) G_GNUC_WARN_UNUSED_RESULT;

/* While Corral is locked they name nothing, and those that name something go. */
void corral_incident_notices_set_locked (CorralIncidentNotices *self, gboolean locked);

G_END_DECLS
