/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-collections.h"

G_BEGIN_DECLS

/* What a change does to a row (api.md, "Delta"). */
typedef enum
{
  CORRAL_CHANGE_PUT,
  CORRAL_CHANGE_DELETE, /* gone */
  CORRAL_CHANGE_LEAVE,  /* left the caller's scope */
  CORRAL_CHANGE_PURGE,  /* erased: never show again */
} CorralChange;

/**
 * CorralBatch:
 *
 * Rows of one collection of one tenant on their way from the network to the cache and the fleet mirror, in
 * order. A batch is filled by one thread, then never changed: it may cross threads after that. Its strings
 * live in the arena or in the buffers that it was given. Atomic reference count.
 */
typedef struct
{
  CorralCollection collection;
  const CorralSchema *schema;
  guint n_rows;

  /*< private >*/
  gatomicrefcount ref_count;
  char *rows;          /* n_rows × schema->size */
  guint8 *changes;     /* CorralChange of each row; for all but PUT only id and rev are set */
  guint allocated;
  GPtrArray *buffers;  /* (owned) (element-type GBytes): where strings point into */
  GStringChunk *arena; /* (owned) (nullable) */
} CorralBatch;

CorralBatch *corral_batch_new (CorralCollection collection) G_GNUC_WARN_UNUSED_RESULT;
CorralBatch *corral_batch_ref (CorralBatch *self);
void corral_batch_unref (CorralBatch *self);

/* Appends a row of unknowns and returns it, to be filled in. The pointer holds until the next call. */
gpointer corral_batch_add (CorralBatch *self, CorralChange change);

/* Takes the last row back, when it proved bad. */
void corral_batch_drop_last (CorralBatch *self);

/* Keeps @bytes alive as long as the batch, for strings that point into it. */
void corral_batch_keep (CorralBatch *self, GBytes *bytes);

/* A copy of @text that lives as long as the batch. */
const char *corral_batch_copy_string (CorralBatch *self, const char *text);

/* Appends a copy of @row, its strings in the arena: for tests, benches and in-memory sources. */
void corral_batch_add_copy (CorralBatch *self, CorralChange change, gconstpointer row);

static inline gpointer
corral_batch_get_row (const CorralBatch *self, guint index)
{
  return self->rows + index * self->schema->size;
}

static inline CorralChange
corral_batch_get_change (const CorralBatch *self, guint index)
{
  return (CorralChange) self->changes[index];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralBatch, corral_batch_unref)

G_END_DECLS
