/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralSpelling:
 *
 * Looks for the word that was meant by one that names nothing: the nearest of those that it is shown, when it is near
 * enough. A letter more, less, another, or two that changed places count as one mistake; one is forgiven from four
 * letters on, two from eight (as in common spelling checkers). What is typed may be the beginning of the word. Numbers are
 * never corrected: another number is another cart. Not thread-safe.
 */
typedef struct _CorralSpelling CorralSpelling;

/* @word: squeezed (corral_typed_squeeze()). */
CorralSpelling *corral_spelling_new (const char *word) G_GNUC_WARN_UNUSED_RESULT;
void corral_spelling_free (CorralSpelling *self);

/* Shows it the words of @name. */
void corral_spelling_show (CorralSpelling *self, const char *name);

/* The nearest word as it was shown, or NULL when none is near enough. */
const char *corral_spelling_get_best (const CorralSpelling *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSpelling, corral_spelling_free)

G_END_DECLS
