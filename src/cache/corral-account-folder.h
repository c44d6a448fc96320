/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can be seen of an account's folder while it is not open here: who has it, and whether work waits in it.
 * Blocking, for a moment; any thread. */

/* The process that writes there: 0 when none does, -1 when it is not known which. */
int corral_account_folder_find_writer (const char *data_dir);

/* How many operations have not arrived in the cloud and nobody has seen to: waiting, or in trouble. 0 also where there
 * is no outbox, or none that can be read. */
guint corral_account_folder_count_waiting (const char *data_dir);

G_END_DECLS
