/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-collections.h"

G_BEGIN_DECLS

typedef enum
{
  CORRAL_COLUMN_INT32,  /* gint32; unknown is G_MININT32; also booleans */
  CORRAL_COLUMN_INT64,  /* gint64; unknown is CORRAL_UNKNOWN */
  CORRAL_COLUMN_FLOAT,  /* float; unknown is NAN */
  CORRAL_COLUMN_DOUBLE, /* double; unknown is NAN */
  CORRAL_COLUMN_WORD,   /* guint32: a code of the column's dictionary; unknown is 0 */
  CORRAL_COLUMN_TEXT,   /* guint32: where the text begins in the arena; unknown is 0 */
  CORRAL_COLUMN_LINK,   /* guint32: a slot of another table; unknown is CORRAL_NO_SLOT */
} CorralColumnType;

#define CORRAL_NO_SLOT G_MAXUINT32
#define CORRAL_NO_COLUMN G_MAXUINT
#define CORRAL_UNKNOWN_INT32 G_MININT32

typedef enum
{
  CORRAL_SOURCE_ROW,     /* the field of that name of the table's own collection */
  CORRAL_SOURCE_VITAL,   /* of the cart's last values */
  CORRAL_SOURCE_CERTIFICATE, /* of the cart's certificate, its pack, its last update: see corral-fleet-joins.c */
  CORRAL_SOURCE_PACK,
  CORRAL_SOURCE_EXECUTION,
  CORRAL_SOURCE_DERIVED, /* worked out by the mirror */
} CorralColumnSource;

/* Those that rows come from, each with a revision of its own. */
#define CORRAL_N_ROW_SOURCES CORRAL_SOURCE_DERIVED

/* One column of a table; all of them are in corral-fleet-tables.h. */
typedef struct
{
  const char *name;
  CorralColumnType type;
  CorralColumnSource source;
  guint target;  /* of a LINK: the CorralTableKind it points at */
  gboolean list; /* of a WORD: words joined with one space */
} CorralColumnSpec;

/**
 * CorralColumns:
 *
 * One table of the fleet mirror as a struct of arrays. A row is a slot: a small number that stays the same
 * as long as the row exists; its values are at that index of every column. A slot may be a placeholder (some
 * other row named it, but it has not arrived), a tombstone, or nobody's: only slots that corral_columns_exists() are
 * rows that people see.
 *
 * Not thread-safe: filled by one thread, then only the main thread's.
 */
typedef struct _CorralColumns CorralColumns;

/* Slots run from 0 to this, some of them may not exist. */
guint32 corral_columns_get_n_slots (const CorralColumns *self);

/* How many rows there are. */
guint32 corral_columns_get_n_rows (const CorralColumns *self);

/* Another number, never 0, after every change of a value and of which rows and slots there are, told or not. Writing what
 * is there already is no change. */
guint64 corral_columns_get_revision (const CorralColumns *self);

/* How often slots have been given back: as long as it is the same number, a slot is the same row. Giving back itself is no
 * change: the rows had gone before. */
guint corral_columns_get_n_forgotten (const CorralColumns *self);

gboolean corral_columns_exists (const CorralColumns *self, guint32 slot);

/* The slot of the row @id of the chain at slot @chain, or CORRAL_NO_SLOT. The row may not exist (yet). */
guint32 corral_columns_find (const CorralColumns *self, guint32 chain, const char *id);

guint corral_columns_get_n_columns (const CorralColumns *self);
const CorralColumnSpec *corral_columns_get_spec (const CorralColumns *self, guint column);

/* The column called @name, or CORRAL_NO_COLUMN. */
guint corral_columns_find_column (const CorralColumns *self, const char *name);

/* One cell. Integers and links of any width, numbers with fractions rounded; CORRAL_UNKNOWN when unknown. */
gint64 corral_columns_get_integer (const CorralColumns *self, guint32 slot, guint column);

/* Numbers of any column; NAN when unknown. */
double corral_columns_get_real (const CorralColumns *self, guint32 slot, guint column);

/* Text of WORD and TEXT columns; NULL when unknown. Valid until the table next changes. */
const char *corral_columns_get_text (const CorralColumns *self, guint32 slot, guint column);

/* The slot that a LINK column points at, or CORRAL_NO_SLOT; that row may not exist yet. */
guint32 corral_columns_get_link (const CorralColumns *self, guint32 slot, guint column);

gboolean corral_columns_is_known (const CorralColumns *self, guint32 slot, guint column);

/* The bare array of a column, for loops over the fleet; valid until the table next changes. */
gconstpointer corral_columns_peek (const CorralColumns *self, guint column);

/* For each slot 1 when it exists; valid until the table next changes. */
const guint8 *corral_columns_peek_exists (const CorralColumns *self);

/* WORD columns: the code of @word, or 0 when no row has it; how many codes there are, from 1 on; the word of
 * a code. */
guint32 corral_columns_find_word (const CorralColumns *self, guint column, const char *word);
guint32 corral_columns_get_n_words (const CorralColumns *self, guint column);
const char *corral_columns_get_word (const CorralColumns *self, guint column, guint32 code);

/* The different words that existing rows have in a WORD column, in order of collation, for filter menus. A
 * list's members are words of their own. Free with g_strfreev(). */
char **corral_columns_list_words (const CorralColumns *self, guint column) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
