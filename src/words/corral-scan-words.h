/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was scanned and is nothing that is stored here: what it is, as far as it says so itself, and what to do. @scanned
 * is repeated trimmed, card numbers masked. Never NULL. Main thread. */
char *corral_scan_words_say_foreign (const char *scanned) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
