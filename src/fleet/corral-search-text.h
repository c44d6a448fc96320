/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-typed.h"
#include "corral-search.h"

G_BEGIN_DECLS

/* Beyond the matches that people see: the word stands in the line, but in what the row belongs to, not in what it is;
 * the line does not have it. */
#define CORRAL_MATCH_BESIDE ((CorralMatch) (CORRAL_MATCH_INSIDE + 1))
#define CORRAL_MATCH_NONE ((CorralMatch) (CORRAL_MATCH_INSIDE + 2))

/**
 * CorralSearchText:
 *
 * The searched text of a table: a line a row, TAB field TAB field … TAB LF, so that the bytes around a match tell whether
 * it is the beginning, the end or the whole of a field. Fields are written squeezed (corral_typed_append_squeezed()) and
 * have neither TAB nor LF. A line that is no longer true is overwritten with NULs and its row gets a new one at the end.
 * Private to this room; main thread.
 */
typedef struct
{
  GByteArray *text;
  GArray *starts;         /* guint32: where each line begins, ascending */
  GArray *slots;          /* guint32: whose each line is */
  GArray *line_of_slot;   /* guint32: CORRAL_NO_SLOT: none */
  gsize dead;             /* bytes of lines that are no longer true */
} CorralSearchText;

void corral_search_text_init (CorralSearchText *self);
void corral_search_text_clear (CorralSearchText *self);

/* Forgets all lines and makes room for those of @n_slots rows. */
void corral_search_text_reset (CorralSearchText *self, guint32 n_slots);

/* Makes room for more. */
void corral_search_text_fit (CorralSearchText *self, guint32 n_slots);

/* A line: begun, its fields appended to self->text, each with its TAB, ended. */
void corral_search_text_begin_line (CorralSearchText *self, guint32 slot);
void corral_search_text_end_line (CorralSearchText *self);
void corral_search_text_remove_line (CorralSearchText *self, guint32 slot);
gboolean corral_search_text_has_line (const CorralSearchText *self, guint32 slot);

/* How well @word matches the line between @start and @end; @found: it stands in there somewhere (or, when it is looked for
 * at beginnings alone, at the beginning of a field). When it does not, the line may still have it in another writing. */
typedef CorralMatch (*CorralSearchJudge) (const char *start,
                                          const char *end,
                                          const CorralTypedWord *word,
                                          gboolean found);

/* What rows belong to, and which of those have the words: a row has (CORRAL_MATCH_INSIDE) what its owner has. */
typedef struct
{
  const guint32 *owner_of;                   /* by slot */
  guint32 n_owners;
  guint8 *has_word[CORRAL_TYPED_MAX_WORDS];  /* by word, then by owner */
} CorralSearchOwners;

/* Return FALSE to stop. */
typedef gboolean (*CorralSearchHitFunc) (guint32 slot, CorralMatch match, gpointer data);

/* Calls @func for each line that has all @words, with the match of the best of them, in the order of the lines.
 * @at_beginnings: only where a field begins,
 * for single characters, which stand in nearly every line. @owners: (nullable). */
void corral_search_text_scan (const CorralSearchText *self,
                              const CorralTypedWord *words,
                              guint n_words,
                              gboolean at_beginnings,
                              CorralSearchJudge judge,
                              const CorralSearchOwners *owners,
                              CorralSearchHitFunc func,
                              gpointer data);

/* Whether the digits between @field and @field_end are the number that @word is, whatever zeros either begins with. */
gboolean corral_search_text_is_number (const char *field, const char *field_end, const CorralTypedWord *word);

G_END_DECLS
