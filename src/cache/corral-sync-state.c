/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known about one tenant's sync. A plain value. */
#include "config.h"

#include "corral-sync-state.h"

void
corral_sync_state_free (CorralSyncState *self)
{
  if (self == NULL)
    return;
  g_free (self->state);
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    {
      g_free (self->progress[i].as_of);
      g_free (self->progress[i].next);
    }
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_free (self);
}

gint64
corral_sync_state_get_heard_ms (const CorralSyncState *self)
{
  gint64 newest = CORRAL_UNKNOWN;

  for (guint i = 0; i < CORRAL_N_ANSWERS; i++)
    newest = MAX (newest, self->heard_ms[i]);
  return newest;
}

const char *
corral_sync_state_get_value (const CorralSyncState *self, const char *key)
{
  return g_hash_table_lookup (self->values, key);
}
