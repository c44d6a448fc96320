/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pokes: one blocking thread a chain, all ended by one cancellable. */
#include "config.h"

#include "corral-sync-streams.h"

#include "corral-backoff.h"

struct _CorralSyncStreams
{
  CorralApi *api;            /* (owned) */
  guint64 seed;
  CorralSyncPokeFunc func;
  gpointer data;
  GCancellable *cancellable; /* (owned) */
  GPtrArray *threads;        /* (owned) (element-type GThread) */
  GMutex lock;               /* guards healthy */
  GCond changed;
  gboolean healthy;
};

typedef struct
{
  CorralSyncStreams *streams; /* (unowned): waits for its threads */
  CorralTenant *tenant;       /* (owned) */
} Listener;

/* FALSE when everything ends. */
static gboolean
pause_for (CorralSyncStreams *self, gint64 wait_us)
{
  gint64 until = g_get_monotonic_time () + wait_us;

  g_mutex_lock (&self->lock);
  while (!g_cancellable_is_cancelled (self->cancellable)
         && (!self->healthy || g_get_monotonic_time () < until))
    {
      if (self->healthy)
        g_cond_wait_until (&self->changed, &self->lock, until);
      else
        g_cond_wait (&self->changed, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  return !g_cancellable_is_cancelled (self->cancellable);
}

static gpointer
listen_thread (gpointer data)
{
  Listener *listener = data;
  CorralSyncStreams *self = listener->streams;
  CorralRandom random = corral_random_seeded (self->seed, g_str_hash (listener->tenant->id), 1, 0);
  CorralBackoff backoff = { 0 };
  gint64 wait_us = 0;

  while (pause_for (self, wait_us))
    {
      g_autoptr (CorralApiStream) stream
          = corral_api_open_stream (self->api, listener->tenant, self->cancellable, NULL);
      gboolean said_bye = FALSE;
      gboolean was_open = stream != NULL;
      CorralPoke poke;

      while (stream != NULL && !said_bye && corral_api_stream_next (stream, &poke, self->cancellable, NULL))
        {
          corral_backoff_reset (&backoff);
          if (poke.kind == CORRAL_POKE_BYE)
            {
              said_bye = TRUE;
              wait_us = MAX ((gint64) poke.retry_ms * 1000, (gint64) G_USEC_PER_SEC);
            }
          else
            {
              self->func (listener->tenant->id, self->data);
            }
        }
      if (g_cancellable_is_cancelled (self->cancellable))
        break;
      if (!said_bye)
        {
          wait_us = corral_backoff_fail (&backoff, &random, -1);
          /* A stream that broke off may be the first to know that the cloud is gone. */
          if (was_open)
            self->func (listener->tenant->id, self->data);
        }
    }

  corral_tenant_free (listener->tenant);
  g_free (listener);
  return NULL;
}

CorralSyncStreams *
corral_sync_streams_new (CorralApi *api, guint64 seed, CorralSyncPokeFunc func, gpointer data)
{
  CorralSyncStreams *self = g_new0 (CorralSyncStreams, 1);

  self->api = corral_api_ref (api);
  self->seed = seed;
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->threads = g_ptr_array_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->healthy = TRUE;
  return self;
}

void
corral_sync_streams_free (CorralSyncStreams *self)
{
  g_mutex_lock (&self->lock);
  g_cancellable_cancel (self->cancellable);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  corral_api_unref (self->api);
  g_free (self);
}

void
corral_sync_streams_add (CorralSyncStreams *self, const CorralTenant *tenant)
{
  Listener *listener;

  if (self->threads->len >= CORRAL_SYNC_MAX_STREAMS)
    return;
  listener = g_new0 (Listener, 1);
  listener->streams = self;
  listener->tenant = corral_tenant_copy (tenant);
  g_ptr_array_add (self->threads, g_thread_new ("stream", listen_thread, listener));
}

void
corral_sync_streams_set_healthy (CorralSyncStreams *self, gboolean healthy)
{
  g_mutex_lock (&self->lock);
  self->healthy = healthy;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}
