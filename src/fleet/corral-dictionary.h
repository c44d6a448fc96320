/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralDictionary:
 *
 * The different texts of a WORD column, each under a small code from 1 on; 0 stands for no text. Every code
 * has a rank in the order of people (collation, numbers by their value), so that sorting by text is sorting
 * by number. Codes are never taken back. Not thread-safe.
 */
typedef struct _CorralDictionary CorralDictionary;

CorralDictionary *corral_dictionary_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_dictionary_free (CorralDictionary *self);

guint32 corral_dictionary_get_n (const CorralDictionary *self);

/* The code of @text, which is copied when it is new; 0 for NULL. */
guint32 corral_dictionary_add (CorralDictionary *self, const char *text);

/* The code of @text, or 0. */
guint32 corral_dictionary_find (const CorralDictionary *self, const char *text);

/* The text of @code; NULL for 0. */
const char *corral_dictionary_get (const CorralDictionary *self, guint32 code);

/* For each code, 0 … n, its rank from 0 on; [0] is meaningless. Valid until the next text is added. */
const guint32 *corral_dictionary_get_ranks (CorralDictionary *self);

G_END_DECLS
