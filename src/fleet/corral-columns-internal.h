/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-columns-private.h"

G_BEGIN_DECLS

/* The inside of a table, shared by the files that implement it: columns (store), slots, words and order. */

typedef struct
{
  union
  {
    gpointer any;
    gint32 *i32;
    gint64 *i64;
    float *f32;
    double *f64;
    guint32 *u32;
  } values;
  CorralDictionary *dictionary; /* WORD */
  guint32 *text_ranks;          /* TEXT: kept while text_ranked */
  gboolean text_ranked;
} Column;

struct _CorralColumns
{
  const CorralColumnSpec *specs;
  guint n_columns;
  guint tie_column;
  gboolean tie_descending;

  Column *data;
  guint32 n_slots;
  guint32 allocated;
  guint32 n_rows;
  guint8 *exists;     /* a row that people see */
  guint8 *used;       /* not given back */
  guint32 *key_chain; /* CORRAL_NO_SLOT in the table of chains itself */
  guint32 *key_hash;
  gboolean has_source[CORRAL_N_ROW_SOURCES];
  gint64 *revs[CORRAL_N_ROW_SOURCES]; /* (nullable): of the sources that the table has */
  guint32 n_free;     /* slots below n_slots that are not used */
  guint32 free_from;  /* the lowest of them is not below this */
  guint32 *buckets;   /* slot, or CORRAL_NO_SLOT */
  guint32 n_buckets;  /* a power of two */
  guint32 taken;      /* the slot that was asked for last */

  GByteArray *arena;  /* texts, each with its NUL; the first byte belongs to no text */
  gsize wasted;       /* bytes of it that nobody points at */

  guint8 *dirty;      /* is in changed_slots */
  GArray *changed_slots;
  guint64 changed_columns;
  gboolean changed_rows;
  gboolean forgotten;
  guint n_forgotten; /* how often */
  guint64 revision;

  guint32 *tie_order; /* of n_tied slots; kept while tie_valid, but for those in tie_slots */
  guint32 *tie_ranks; /* kept while tie_ranked */
  guint32 n_tied;
  gboolean tie_valid;
  gboolean tie_ranked;
  guint8 *tie_touched; /* is in tie_slots */
  GArray *tie_slots;   /* (owned) (element-type guint32): those that do not stand where they should */
};

/* The slot has come or gone, or has another id or another value that ties go by. */
void corral_columns_touch_tie (CorralColumns *self, guint32 slot);

/* n_slots has become smaller. */
void corral_columns_cut_tie (CorralColumns *self);

/* Gives back what texts that nobody points at take, when that is most. */
void corral_columns_compact (CorralColumns *self);

G_END_DECLS
