/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whoever sits here leaves the screen: it is locked or goes dark, or the PC falls asleep. */
typedef void (*CorralSessionWatchFunc) (gpointer data);

/**
 * CorralSessionWatch:
 *
 * Hears when the desktop's session is locked: in a sandbox from org.freedesktop.portal.Inhibit, else from the screen
 * saver (org.gnome.ScreenSaver, org.freedesktop.ScreenSaver) and from logind. Where a desktop says nothing, nothing is
 * heard. Main thread.
 */
typedef struct _CorralSessionWatch CorralSessionWatch;

/* @bus: the session's. @sandboxed: whether the portal is asked. */
CorralSessionWatch *corral_session_watch_new (GDBusConnection *bus,
                                              gboolean sandboxed,
                                              CorralSessionWatchFunc func,
                                              gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void corral_session_watch_free (CorralSessionWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSessionWatch, corral_session_watch_free)

G_END_DECLS
