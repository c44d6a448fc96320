/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest label that a row shows, in characters. */
#define CORRAL_TEXT_LABEL_MAX 200

/* Text from outside made fit to show: control characters and bidirectional controls (U+061C, U+200E/F,
 * U+202A–E, U+2066–9) out, invalid UTF-8 replaced, at most @max_chars characters. Never %NULL. */
char *corral_text_clean (const char *text, gsize max_chars) G_GNUC_WARN_UNUSED_RESULT;

/* The same in place on NUL-terminated valid UTF-8, which can only get shorter. Returns the new length in bytes. */
gsize corral_text_clean_in_place (char *text);

/* Whether @text is a contract id: 1–64 of A–Z a–z 0–9 _ . : - */
gboolean corral_text_is_id (const char *text);

/* Lower-cases and folds for searching (NFKD without marks: "Zürich" is found by "zurich"). */
char *corral_text_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
