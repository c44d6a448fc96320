/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to corral-managed.c and its test. The files that may be the administrator's, the first before the others:
 * that of the system (@sysconf), which no environment can set aside; in a sandbox that of the PC, where it was let in
 * (/run/host/etc); those of @folders (NULL-terminated: XDG_CONFIG_DIRS). */
char **corral_managed_list_files (const char *sysconf, gboolean sandboxed, const char *const *folders) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
