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

G_END_DECLS
