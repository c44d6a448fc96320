/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-clock.h"
#include "corral-managed.h"

G_BEGIN_DECLS

/**
 * CorralIdleLock:
 *
 * Says when Corral is to be locked because nobody has touched it for as long as is set, or because the desktop's own
 * session was locked. Input in other programs does not count: what is on this screen is what is to be covered. Main
 * thread.
 *
 * Signal "lock" (): now. Again later, unless there was input.
 */
#define CORRAL_TYPE_IDLE_LOCK (corral_idle_lock_get_type ())
G_DECLARE_FINAL_TYPE (CorralIdleLock, corral_idle_lock, CORRAL, IDLE_LOCK, GObject)

/* @settings: of this PC. @managed: outlives this. @bus (nullable): the session's. */
CorralIdleLock *corral_idle_lock_new (CorralClock *clock,
                                      GSettings *settings,
                                      const CorralManaged *managed,
                                      GDBusConnection *bus,
                                      gboolean sandboxed) G_GNUC_WARN_UNUSED_RESULT;

/* After so many minutes: what the person has set, and at most what the administrator has. 0: never. */
guint corral_idle_lock_get_minutes (CorralIdleLock *self);

/* The same before there is one. */
guint corral_idle_lock_find_minutes (GSettings *settings, const CorralManaged *managed);

/* Somebody is there. Input in any of this program's windows says so by itself. */
void corral_idle_lock_touch (CorralIdleLock *self);

/* For tests: looks now, instead of with the next second. */
void corral_idle_lock_look (CorralIdleLock *self);

G_END_DECLS
