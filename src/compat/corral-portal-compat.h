/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether this program is in a sandbox, where the desktop is asked through its portals. Any thread. */
gboolean corral_compat_is_sandboxed (void);

/* @error (nullable, transfer none): G_IO_ERROR_NOT_SUPPORTED with a sentence for people when the desktop has it not. */
typedef void (*CorralCompatPortalFunc) (const GError *error, gpointer data);

/* Asks whether the desktop has the portal @interface ("org.freedesktop.portal.Print"). In a sandbox GTK shows a dialog of its
 * own where it has not, which sees and writes the sandbox's files alone: what was saved there nobody finds again. Outside of a
 * sandbox that dialog is as good, and there is no error. @func is always called, once. Main thread. */
void corral_compat_check_portal (const char *interface, CorralCompatPortalFunc func, gpointer data);

/**
 * CorralCompatPortalCall:
 *
 * Watches over the next call that GTK makes to a portal: when the desktop refuses it, GTK tells nobody. Main thread.
 */
typedef struct _CorralCompatPortalCall CorralCompatPortalCall;

/* @method ("PreparePrint") of @interface. @func is called at most once, with G_IO_ERROR_PERMISSION_DENIED and a sentence for
 * people, and not after corral_compat_unwatch_portal(). Both names are static. Outside of a sandbox no portal is called. */
CorralCompatPortalCall *corral_compat_watch_portal (const char *interface, const char *method, CorralCompatPortalFunc func,
                                                    gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void corral_compat_unwatch_portal (CorralCompatPortalCall *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCompatPortalCall, corral_compat_unwatch_portal)

G_END_DECLS
