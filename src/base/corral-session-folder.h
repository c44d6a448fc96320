/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder for this process alone that goes with it, in the user's runtime folder, which is memory and ends with the session;
 * without one, in the system's temporary folder. Those of processes that have ended badly are removed first. NULL and a
 * sentence when there can be none. */
char *corral_session_folder_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes it with all that is in it; links are not followed. */
void corral_session_folder_remove (const char *folder);

G_END_DECLS
