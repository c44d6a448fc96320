/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that need not follow each change. Main thread. */
#include "config.h"

#include "corral-pace.h"

typedef struct
{
  CorralPace *pace;
  GSourceOnceFunc again;
  gpointer data;
} Call;

static gboolean
call_cb (gpointer data)
{
  Call *call = data;

  call->pace->source = 0;
  call->pace->last_us = 0;
  call->again (call->data);
  return G_SOURCE_REMOVE;
}

gboolean
corral_pace_take (CorralPace *self, guint apart_ms, GSourceOnceFunc again, gpointer data)
{
  gint64 since_ms = (g_get_monotonic_time () - self->last_us) / 1000;
  Call *call;

  if (self->last_us == 0 || since_ms >= apart_ms)
    {
      corral_pace_done (self);
      return TRUE;
    }
  if (self->source != 0)
    return FALSE;
  call = g_new (Call, 1);
  *call = (Call){ .pace = self, .again = again, .data = data };
  self->source = g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) (apart_ms - since_ms), call_cb, call, g_free);
  return FALSE;
}

void
corral_pace_done (CorralPace *self)
{
  corral_pace_stop (self);
  self->last_us = g_get_monotonic_time ();
}

void
corral_pace_stop (CorralPace *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}
