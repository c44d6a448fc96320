/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fact about the sync: made on the sync thread, read on the main one. */
#include "config.h"

#include "corral-sync-status.h"

static void
heard_free (gpointer data)
{
  CorralSyncHeard *heard = data;

  g_free (heard->tenant);
  g_free (heard);
}

CorralSyncStatus *
corral_sync_status_new (void)
{
  CorralSyncStatus *self = g_new0 (CorralSyncStatus, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->heard = g_ptr_array_new_with_free_func (heard_free);
  self->hop_since_ms = CORRAL_UNKNOWN;
  self->next_try_ms = CORRAL_UNKNOWN;
  self->heard_ms = CORRAL_UNKNOWN;
  self->latest_heard_ms = CORRAL_UNKNOWN;
  self->server_offset_ms = CORRAL_UNKNOWN;
  return self;
}

CorralSyncStatus *
corral_sync_status_ref (CorralSyncStatus *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_sync_status_unref (CorralSyncStatus *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->heard);
  g_free (self->message);
  g_free (self);
}

void
corral_sync_status_add_heard (CorralSyncStatus *self, const char *tenant, gint64 heard_ms, gint64 known_ms)
{
  CorralSyncHeard *heard = g_new0 (CorralSyncHeard, 1);

  heard->tenant = g_strdup (tenant);
  heard->heard_ms = heard_ms;
  heard->known_ms = known_ms;
  /* One chain that was never heard of makes the whole as old as that: unknown, which sorts lowest. */
  self->heard_ms = self->heard->len == 0 ? heard_ms : MIN (self->heard_ms, heard_ms);
  self->latest_heard_ms = MAX (self->latest_heard_ms, heard_ms);
  g_ptr_array_add (self->heard, heard);
}

gint64
corral_sync_status_get_heard_ms (const CorralSyncStatus *self, const char *tenant)
{
  if (tenant == NULL)
    return self->heard_ms;
  for (guint i = 0; i < self->heard->len; i++)
    {
      const CorralSyncHeard *heard = g_ptr_array_index (self->heard, i);

      if (g_strcmp0 (heard->tenant, tenant) == 0)
        return heard->heard_ms;
    }
  return CORRAL_UNKNOWN;
}
