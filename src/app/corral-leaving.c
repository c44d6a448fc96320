/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaving with work that waits to be sent. Main thread. */
#include "config.h"

#include "corral-leaving.h"

#include "corral-format.h"
#include "corral-message.h"
#include "corral-time.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* How long sending is given, while the cloud answers, before somebody is asked. */
#define SEND_MS 2000
/* What has to arrive sooner than this is spoken of. */
#define SOON_MS (3 * CORRAL_DAY_MS)

struct _CorralLeaving
{
  gboolean is_kept;
  GtkWindow *window;    /* (unowned) */
  CorralOutbox *outbox; /* (owned) */
  CorralSync *sync;     /* (owned) (nullable) */
  CorralClock *clock;   /* (owned) */
  GtkWindow *dialog;    /* (unowned) (nullable): while the question is open */
  guint timeout;        /* while it is being sent */
  gulong changed;       /* the same */
  guint leaving;        /* a source: it has been decided to */
  gboolean decided;
};

static void
stop_sending (CorralLeaving *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_signal_handler (&self->changed, self->outbox);
}

static void
leave (CorralLeaving *self)
{
  stop_sending (self);
  self->decided = TRUE;
  gtk_window_close (self->window);
}

static gboolean
leave_cb (gpointer data)
{
  CorralLeaving *self = data;

  self->leaving = 0;
  leave (self);
  return G_SOURCE_REMOVE;
}

/* ---- the question -------------------------------------------------------------------------------- */

/* Until when the first of what waits has to be there; CORRAL_UNKNOWN when there is time. */
static gint64
find_deadline (CorralLeaving *self, gint64 now_ms)
{
  GPtrArray *entries = corral_outbox_get_entries (self->outbox);
  gint64 deadline_ms = now_ms + SOON_MS;

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->settled && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING))
        deadline_ms = MIN (deadline_ms, entry->not_after_ms);
    }
  return deadline_ms < now_ms + SOON_MS ? deadline_ms : CORRAL_UNKNOWN;
}

static char *
describe (CorralLeaving *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now_ms = corral_clock_now_ms (self->clock);
  gint64 deadline_ms = find_deadline (self, now_ms);
  const char *kept = self->is_kept ? _ ("The cloud cannot be reached now. What you did is kept on this PC and is sent when "
                                        "Corral is started again and the link is back.")
                                   : _ ("The cloud cannot be reached now, and nothing is kept on this PC: what you did and has "
                                        "not been sent is lost when you quit.");
  g_autofree char *time = NULL;

  if (!CORRAL_IS_KNOWN (deadline_ms))
    return g_strdup (kept);
  time = corral_format_time (deadline_ms, now_ms, zone);
  /* Translators: a sentence, then a time on this PC's clock */
  return g_strdup_printf (_ ("%s The first of it has to be there by %s, or it is not done."), kept, time);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, CorralLeaving *self)
{
  self->dialog = NULL;
  if (g_strcmp0 (response, "quit") == 0)
    /* The dialog has still to close itself, and would go with the window. */
    self->leaving = g_idle_add (leave_cb, self);
}

static void
ask (CorralLeaving *self)
{
  guint n = corral_outbox_get_n_waiting (self->outbox);
  g_autofree char *heading
      = g_strdup_printf (ngettext ("%u Change Waits to Be Sent", "%u Changes Wait to Be Sent", n), n);
  g_autofree char *body = describe (self);

  stop_sending (self);
  self->dialog = GTK_WINDOW (corral_message_new (self->window, heading, body));
  corral_message_add_response (ADW_MESSAGE_DIALOG (self->dialog), "stay", _ ("_Stay"));
  corral_message_add_response (ADW_MESSAGE_DIALOG (self->dialog), "quit", _ ("_Quit"));
  corral_message_set_default_response (ADW_MESSAGE_DIALOG (self->dialog), "quit");
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (self->dialog), "stay");
  g_signal_connect (self->dialog, "response", G_CALLBACK (answered_cb), self);
  gtk_window_present (self->dialog);
}

/* ---- sending first ------------------------------------------------------------------------------- */

static gboolean
timeout_cb (gpointer data)
{
  CorralLeaving *self = data;

  self->timeout = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
outbox_changed_cb (CorralLeaving *self)
{
  if (corral_outbox_get_n_waiting (self->outbox) == 0)
    leave (self);
}

static gboolean
is_online (CorralLeaving *self)
{
  CorralSyncStatus *status = self->sync != NULL ? corral_sync_get_status (self->sync) : NULL;

  return status != NULL && status->connected && status->hop == CORRAL_HOP_NONE;
}

gboolean
corral_leaving_may_close (CorralLeaving *self)
{
  if (self->decided || corral_outbox_get_n_waiting (self->outbox) == 0)
    return TRUE;
  if (self->dialog != NULL)
    gtk_window_present (self->dialog);
  else if (self->timeout != 0 || !is_online (self))
    ask (self); /* asked for a second time, nobody has to wait */
  else
    {
      self->changed = g_signal_connect_swapped (self->outbox, "changed", G_CALLBACK (outbox_changed_cb), self);
      self->timeout = g_timeout_add (SEND_MS, timeout_cb, self);
      corral_outbox_send_now (self->outbox);
    }
  return FALSE;
}

/* ---- life ---------------------------------------------------------------------------------------- */

CorralLeaving *
corral_leaving_new (GtkWindow *window, CorralOutbox *outbox, CorralSync *sync, CorralClock *clock)
{
  CorralLeaving *self = g_new0 (CorralLeaving, 1);

  self->window = window;
  self->outbox = g_object_ref (outbox);
  self->sync = sync != NULL ? g_object_ref (sync) : NULL;
  self->clock = corral_clock_ref (clock);
  self->is_kept = TRUE;
  return self;
}

void
corral_leaving_set_kept (CorralLeaving *self, gboolean is_kept)
{
  self->is_kept = is_kept;
}

void
corral_leaving_free (CorralLeaving *self)
{
  stop_sending (self);
  g_clear_handle_id (&self->leaving, g_source_remove);
  if (self->dialog != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->dialog, self);
      gtk_window_destroy (self->dialog);
    }
  g_object_unref (self->outbox);
  g_clear_object (&self->sync);
  corral_clock_unref (self->clock);
  g_free (self);
}
