/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralTestKeyring:
 *
 * A real keyring for tests: a session bus of the test's own, on which nothing starts by itself, and GNOME's keyring on it,
 * with its files in a folder of the test's. Nobody is there to be asked for a password.
 */
typedef struct _CorralTestKeyring CorralTestKeyring;

/* Starts the bus alone and makes it this process's session bus: before anything uses one. @denied: the bus lets nobody
 * talk to a keyring. Fails the test when a program is missing. */
CorralTestKeyring *corral_test_keyring_new (gboolean denied) G_GNUC_WARN_UNUSED_RESULT;
void corral_test_keyring_free (CorralTestKeyring *self);

/* The folder that all of it is in; and, also, the user's data and cache folders of this process. */
const char *corral_test_keyring_get_root (CorralTestKeyring *self);

/* Starts the keyring, open; ends it, as if it had crashed; locks it. */
void corral_test_keyring_start (CorralTestKeyring *self);
void corral_test_keyring_kill (CorralTestKeyring *self);
void corral_test_keyring_lock (CorralTestKeyring *self);

/* From now on somebody is there who is asked, and closes each question. How often they were asked is told afterwards. */
void corral_test_keyring_dismiss (CorralTestKeyring *self);
guint corral_test_keyring_count_dismissed (CorralTestKeyring *self);

/* How many items the keyring has. */
guint corral_test_keyring_count (CorralTestKeyring *self);

/* Whether @text stands in any file below @folder. */
gboolean corral_test_find_in_files (const char *folder, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTestKeyring, corral_test_keyring_free)

G_END_DECLS
