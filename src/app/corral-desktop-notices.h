/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralDesktopNotices:
 *
 * Notices by way of the application, where the desktop has somebody who shows them: a notification daemon that runs or can be
 * started, or in a sandbox the portal. Where there is none they are dropped in silence; what was to be told stays marked in
 * the program. Those that come before that is known wait. Main thread.
 */
#define CORRAL_TYPE_DESKTOP_NOTICES (corral_desktop_notices_get_type ())
G_DECLARE_FINAL_TYPE (CorralDesktopNotices, corral_desktop_notices, CORRAL, DESKTOP_NOTICES, GObject)

/* @application is registered and outlives this. */
CorralDesktopNotices *corral_desktop_notices_new (GApplication *application) G_GNUC_WARN_UNUSED_RESULT;

/* Another of the same @id goes. */
void corral_desktop_notices_send (CorralDesktopNotices *self, const char *id, GNotification *notification);
void corral_desktop_notices_withdraw (CorralDesktopNotices *self, const char *id);

G_END_DECLS
