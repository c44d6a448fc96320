/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody there. Main thread. */
#include "config.h"

#include "corral-idle-lock.h"

#include "corral-session-watch.h"

/* How late it may be. */
#define LOOK_SECONDS 2

struct _CorralIdleLock
{
  GObject parent_instance;

  CorralClock *clock;  /* (owned) */
  GSettings *settings; /* (owned) */
  const CorralManaged *managed;
  CorralSessionWatch *session; /* (owned) (nullable) */
  gint64 touched_us;           /* by a clock that also runs while the PC sleeps */
  double pointer_x, pointer_y; /* where it was last, in whichever window */
  guint source;
};

G_DEFINE_FINAL_TYPE (CorralIdleLock, corral_idle_lock, G_TYPE_OBJECT)

static guint lock_signal;

guint
corral_idle_lock_find_minutes (GSettings *settings, const CorralManaged *managed)
{
  guint own = (guint) MAX (g_settings_get_int (settings, "lock-minutes"), 0);
  guint most = managed->lock_minutes;

  return most > 0 && (own == 0 || own > most) ? most : own;
}

guint
corral_idle_lock_get_minutes (CorralIdleLock *self)
{
  return corral_idle_lock_find_minutes (self->settings, self->managed);
}

void
corral_idle_lock_touch (CorralIdleLock *self)
{
  self->touched_us = corral_clock_elapsed_us (self->clock);
}

void
corral_idle_lock_look (CorralIdleLock *self)
{
  guint minutes = corral_idle_lock_get_minutes (self);

  if (minutes > 0 && corral_clock_elapsed_us (self->clock) - self->touched_us >= minutes * (gint64) 60 * G_USEC_PER_SEC)
    g_signal_emit (self, lock_signal, 0);
}

static gboolean
look_cb (gpointer data)
{
  corral_idle_lock_look (data);
  return G_SOURCE_CONTINUE;
}

static void
session_cb (gpointer data)
{
  CorralIdleLock *self = data;

  if (corral_idle_lock_get_minutes (self) > 0)
    g_signal_emit (self, lock_signal, 0);
}

/* ---- input ---------------------------------------------------------------------------------------------- */

/* GTK makes events of its own for a pointer that lies still while what is under it changes, and that is always so here. */
static gboolean
has_moved (CorralIdleLock *self, GdkEvent *event)
{
  double x, y;

  if (!gdk_event_get_position (event, &x, &y) || (x == self->pointer_x && y == self->pointer_y))
    return FALSE;
  self->pointer_x = x;
  self->pointer_y = y;
  return TRUE;
}

static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, CorralIdleLock *self)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_SCROLL:
    case GDK_TOUCH_BEGIN:
      corral_idle_lock_touch (self);
      break;
    case GDK_MOTION_NOTIFY:
      if (has_moved (self, event))
        corral_idle_lock_touch (self);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
windows_changed_cb (GListModel *windows, guint position, guint removed, guint added, CorralIdleLock *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkEventController *controller = gtk_event_controller_legacy_new ();

      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
      g_signal_connect_object (controller, "event", G_CALLBACK (event_cb), self, 0);
      gtk_widget_add_controller (window, controller);
    }
}

/* ---- life ------------------------------------------------------------------------------------------------- */

static void
corral_idle_lock_dispose (GObject *object)
{
  CorralIdleLock *self = CORRAL_IDLE_LOCK (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->session, corral_session_watch_free);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->clock, corral_clock_unref);
  G_OBJECT_CLASS (corral_idle_lock_parent_class)->dispose (object);
}

static void
corral_idle_lock_class_init (CorralIdleLockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_idle_lock_dispose;
  lock_signal = g_signal_new ("lock", CORRAL_TYPE_IDLE_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_idle_lock_init (CorralIdleLock *self)
{
}

CorralIdleLock *
corral_idle_lock_new (CorralClock *clock,
                      GSettings *settings,
                      const CorralManaged *managed,
                      GDBusConnection *bus,
                      gboolean sandboxed)
{
  CorralIdleLock *self = g_object_new (CORRAL_TYPE_IDLE_LOCK, NULL);
  GListModel *windows = gtk_window_get_toplevels ();

  self->clock = corral_clock_ref (clock);
  self->settings = g_object_ref (settings);
  self->managed = managed;
  corral_idle_lock_touch (self);
  if (bus != NULL)
    self->session = corral_session_watch_new (bus, sandboxed, session_cb, self);
  g_signal_connect_object (windows, "items-changed", G_CALLBACK (windows_changed_cb), self, 0);
  windows_changed_cb (windows, 0, 0, g_list_model_get_n_items (windows), self);
  self->source = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
  return self;
}
