/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock: every window covered by one that asks who is there. Main thread. */
#include "config.h"

#include "corral-application-private.h"

#include "corral-lock-window.h"
#include "corral-portal-compat.h"

static void
cover_windows (CorralApplication *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (gtk_widget_get_visible (window) && !CORRAL_IS_LOCK_WINDOW (window))
        g_ptr_array_add (self->covered, g_object_ref (window));
    }
  for (guint i = 0; i < self->covered->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->covered, i), FALSE);
}

static GtkWindow *
find_lock_window (CorralApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CORRAL_IS_LOCK_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* What is only read here (another Corral writes it) asks the cloud nothing, and who unlocks it says who they are all the
 * same. NULL: nobody signs in here. */
static CorralSignIn *
get_unlocker (CorralApplication *self)
{
  CorralSignIn *sign_in = corral_services_get_sign_in (self->services);

  if (sign_in != NULL || !self->line.signs_in)
    return sign_in;
  if (self->unlocker == NULL)
    {
      self->unlocker = corral_sign_in_new (self->line.start.api);
      corral_sign_in_set_keeps_later (self->unlocker);
      corral_application_expect_account (self, self->unlocker);
    }
  return self->unlocker;
}

static void
drop_unlocker (CorralApplication *self)
{
  if (self->unlocker != NULL)
    corral_sign_in_stop (self->unlocker);
  g_clear_object (&self->unlocker);
}

void
corral_application_end_lock (CorralApplication *self)
{
  g_ptr_array_set_size (self->covered, 0);
  drop_unlocker (self);
}

void
corral_application_tell_locked (CorralApplication *self)
{
  if (self->notices != NULL)
    corral_incident_notices_set_locked (self->notices, self->locked);
  corral_search_provider_set_locked (self->provider, self->locked);
  corral_application_update_actions (self);
}

/* Dialogs that were open are open again, with what was typed there. */
static gboolean
unlock_cb (gpointer data)
{
  CorralApplication *self = data;
  GtkWindow *lock = find_lock_window (self);

  /* Somebody else, who has said nothing, may have come in this very moment. */
  if (!self->locked || !self->proven)
    return G_SOURCE_REMOVE;
  self->locked = FALSE;
  self->proven = FALSE;
  if (self->here != NULL)
    corral_accounts_set_locked (self->accounts, self->here, FALSE);
  if (self->idle != NULL)
    corral_idle_lock_touch (self->idle);
  corral_application_tell_locked (self);
  for (guint i = 0; i < self->covered->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->covered, i), TRUE);
  g_ptr_array_set_size (self->covered, 0);
  if (lock != NULL)
    gtk_window_destroy (lock);
  drop_unlocker (self);
  if (self->services != NULL && corral_services_get_sign_in (self->services) != NULL)
    corral_application_expect_account (self, corral_services_get_sign_in (self->services));
  g_application_activate (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

static void
unlocked_cb (CorralApplication *self)
{
  self->proven = TRUE;
  corral_application_do_later (self, unlock_cb);
}

static void
add_cb (CorralApplication *self)
{
  corral_application_show_people (self, TRUE);
}

/* Closed, it is not past: without a window, or with the next start. */
static gboolean
lock_closed_cb (CorralApplication *self)
{
  if (self->background != NULL && g_settings_get_boolean (self->settings, "watch-in-background"))
    return GDK_EVENT_PROPAGATE;
  if (self->background != NULL)
    corral_background_end (self->background);
  g_application_quit (G_APPLICATION (self));
  return GDK_EVENT_STOP;
}

static GtkWindow *
make_lock_window (CorralApplication *self)
{
  GtkWindow *lock
      = corral_lock_window_new (GTK_APPLICATION (self), self->accounts, self->here, get_unlocker (self));
  CorralWindow *covered = corral_application_get_main (self);
  int width = g_settings_get_int (self->settings, "window-width");
  int height = g_settings_get_int (self->settings, "window-height");

  if (covered != NULL)
    gtk_window_get_default_size (GTK_WINDOW (covered), &width, &height);
  gtk_window_set_default_size (lock, width, height);
  if (covered != NULL && gtk_window_is_maximized (GTK_WINDOW (covered)))
    gtk_window_maximize (lock);
  g_signal_connect_object (lock, "unlocked", G_CALLBACK (unlocked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lock, "chosen", G_CALLBACK (corral_application_choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lock, "add", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lock, "close-request", G_CALLBACK (lock_closed_cb), self, G_CONNECT_SWAPPED);
  return lock;
}

void
corral_application_show_lock (CorralApplication *self)
{
  GtkWindow *lock = find_lock_window (self);

  gtk_window_present (lock != NULL ? lock : make_lock_window (self));
}

void
corral_application_renew_lock (CorralApplication *self)
{
  GtkWindow *lock = find_lock_window (self);

  if (lock == NULL || !self->line.signs_in || corral_services_get_sign_in (self->services) != NULL)
    return;
  gtk_window_present (make_lock_window (self));
  gtk_window_destroy (lock);
}

void
corral_application_lock (CorralApplication *self)
{
  gboolean had_window = corral_application_get_main (self) != NULL;

  if (self->services == NULL || self->locked)
    return;
  self->locked = TRUE;
  if (self->here != NULL)
    corral_accounts_set_locked (self->accounts, self->here, TRUE);
  if (corral_services_get_sign_in (self->services) != NULL)
    corral_application_expect_account (self, corral_services_get_sign_in (self->services));
  if (had_window)
    corral_application_show_lock (self);
  cover_windows (self);
  corral_application_tell_locked (self);
}

void
corral_application_watch_idle (CorralApplication *self)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();

  self->idle
      = corral_idle_lock_new (clock, self->settings, self->managed,
                              g_application_get_dbus_connection (G_APPLICATION (self)), corral_compat_is_sandboxed ());
  g_signal_connect_object (self->idle, "lock", G_CALLBACK (corral_application_lock), self, G_CONNECT_SWAPPED);
}
