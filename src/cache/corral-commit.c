/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one transaction writes. A plain value, filled on the sync thread and read on the writer. */
#include "config.h"

#include "corral-commit-private.h"

static void
quarantine_free (gpointer data)
{
  CorralQuarantine *item = data;

  g_free (item->collection);
  g_free (item->id);
  g_free (item->pointer);
  g_free (item->reason);
  g_free (item);
}

CorralCommit *
corral_commit_new (void)
{
  CorralCommit *self = g_new0 (CorralCommit, 1);

  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref);
  self->quarantine = g_ptr_array_new_with_free_func (quarantine_free);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < CORRAL_N_ANSWERS; i++)
    self->heard_ms[i] = CORRAL_UNKNOWN;
  self->known_ms = CORRAL_UNKNOWN;
  return self;
}

void
corral_commit_free (CorralCommit *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->batches);
  g_ptr_array_unref (self->quarantine);
  g_hash_table_unref (self->values);
  g_free (self->state);
  g_strfreev (self->scope);
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    {
      g_free (self->progress[i].as_of);
      g_free (self->progress[i].next);
    }
  g_free (self);
}

void
corral_commit_add_batch (CorralCommit *self, CorralBatch *batch)
{
  g_ptr_array_add (self->batches, corral_batch_ref (batch));
}

void
corral_commit_set_state (CorralCommit *self, const char *state)
{
  g_free (self->state);
  self->state = g_strdup (state);
  self->sets_state = TRUE;
}

void
corral_commit_set_scope (CorralCommit *self, const char *const *stores)
{
  g_strfreev (self->scope);
  self->scope = g_strdupv ((char **) stores);
  self->sets_scope = TRUE;
}

void
corral_commit_set_progress (CorralCommit *self,
                            CorralCollection collection,
                            const char *as_of,
                            const char *next,
                            gboolean done,
                            gint64 total)
{
  CorralProgress *progress;

  g_return_if_fail (collection < CORRAL_N_COLLECTIONS);

  progress = &self->progress[collection];
  g_free (progress->as_of);
  g_free (progress->next);
  *progress = (CorralProgress){
    .as_of = g_strdup (as_of),
    .next = g_strdup (next),
    .done = done,
    .total = total,
  };
  self->sets_progress[collection] = TRUE;
}

void
corral_commit_set_heard (CorralCommit *self, CorralAnswer kind, gint64 at_ms)
{
  g_return_if_fail (kind < CORRAL_N_ANSWERS);

  self->heard_ms[kind] = at_ms;
}

void
corral_commit_set_known (CorralCommit *self, gint64 known_ms)
{
  self->known_ms = known_ms;
}

void
corral_commit_set_value (CorralCommit *self, const char *key, const char *value)
{
  g_hash_table_insert (self->values, g_strdup (key), g_strdup (value));
}

void
corral_commit_add_quarantine (CorralCommit *self,
                              const char *collection,
                              const char *id,
                              const char *pointer,
                              const char *reason,
                              gint64 at_ms)
{
  CorralQuarantine *item = g_new0 (CorralQuarantine, 1);

  item->collection = g_strdup (collection);
  item->id = g_strdup (id);
  item->pointer = g_strdup (pointer);
  item->reason = g_strdup (reason);
  item->at_ms = at_ms;
  g_ptr_array_add (self->quarantine, item);
}

void
corral_commit_set_begin_resync (CorralCommit *self)
{
  self->begins_resync = TRUE;
}

void
corral_commit_set_finish_resync (CorralCommit *self)
{
  self->finishes_resync = TRUE;
}
