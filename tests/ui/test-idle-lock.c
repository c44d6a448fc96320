/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When Corral locks by itself: after how long, what counts as somebody being there, and what the desktop says: a screen
 * saver and a portal made of a few lines, on a real bus. */
#include "config.h"

#include "corral-idle-lock.h"
#include "corral-session-watch.h"

#include <adwaita.h>

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  CorralClock *clock;
  GSettings *settings;
  CorralManaged *managed;
  CorralIdleLock *lock;
  guint n_locked;
} Fixture;

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(what)                                                                                               \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gint64 deadline_ = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                                                  \
    guint ticker_ = g_timeout_add (10, tick, NULL);                                                                    \
    while (!(what) && g_get_monotonic_time () < deadline_)                                                             \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_source_remove (ticker_);                                                                                         \
    g_assert_true (what);                                                                                              \
  }                                                                                                                    \
  G_STMT_END

static void
count_cb (guint *n)
{
  ++*n;
}

static void
start (Fixture *f, const char *managed, int minutes, GDBusConnection *bus, gboolean sandboxed)
{
  f->clock = corral_clock_new_manual (1000 * MINUTE_US);
  f->settings = g_settings_new (CORRAL_APPLICATION_ID);
  g_settings_set_int (f->settings, "lock-minutes", minutes);
  f->managed = corral_managed_parse (NULL, managed, -1);
  f->lock = corral_idle_lock_new (f->clock, f->settings, f->managed, bus, sandboxed);
  g_signal_connect_swapped (f->lock, "lock", G_CALLBACK (count_cb), &f->n_locked);
}

static void
stop (Fixture *f)
{
  g_assert_finalize_object (f->lock);
  g_settings_reset (f->settings, "lock-minutes");
  g_object_unref (f->settings);
  corral_managed_free (f->managed);
  corral_clock_unref (f->clock);
}

static void
test_minutes (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *managed;
    int own;
    guint minutes;
  } cases[] = {
    { "", 0, 0 },
    { "", 7, 7 },
    { "[Corral]\nLockMinutes=10", 0, 10 },
    { "[Corral]\nLockMinutes=10", 5, 5 },
    { "[Corral]\nLockMinutes=10", 30, 10 },
    /* What cannot be read is as strict as it could have been. */
    { "[Corral]\nLockMinutes=never", 30, 1 },
    { "[Corral]\nLockMinutes=0", 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      start (f, cases[i].managed, cases[i].own, NULL, FALSE);
      g_assert_cmpuint (corral_idle_lock_get_minutes (f->lock), ==, cases[i].minutes);
      stop (f);
    }
}

static void
test_idle (Fixture *f, gconstpointer data)
{
  start (f, "", 5, NULL, FALSE);
  corral_clock_advance_us (f->clock, 5 * MINUTE_US - 1);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 0);
  corral_idle_lock_touch (f->lock);
  corral_clock_advance_us (f->clock, 5 * MINUTE_US - 1);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 0);
  corral_clock_advance_us (f->clock, 1);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 1);
  /* By itself, within its seconds. */
  wait_until (f->n_locked == 2);
  /* Off takes effect at once. */
  g_settings_set_int (f->settings, "lock-minutes", 0);
  corral_clock_advance_us (f->clock, 500 * MINUTE_US);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 2);
  stop (f);
}

/* Somebody who sets the PC's clock does not unlock it, nor lock it. */
static void
test_set_clock (Fixture *f, gconstpointer data)
{
  start (f, "", 5, NULL, FALSE);
  corral_clock_jump_us (f->clock, 4000 * MINUTE_US);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 0);
  corral_clock_advance_us (f->clock, 5 * MINUTE_US);
  corral_clock_jump_us (f->clock, -4000 * MINUTE_US);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 1);
  stop (f);
}

/* A key in any window, also in one that was opened later. */
static void
test_input (Fixture *f, gconstpointer data)
{
  GtkWidget *window;
  const char *const xdotool[] = { "xdotool", "key", "a", NULL };
  const char *const focus[]
      = { "sh", "-c", "xdotool windowfocus --sync $(xdotool search --sync --onlyvisible --name '^Touched$')", NULL };

  start (f, "", 5, NULL, FALSE);
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Touched");
  gtk_window_present (GTK_WINDOW (window));
  wait_until (gtk_widget_get_mapped (window));
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GSubprocess) process
          = g_subprocess_newv (round == 0 ? focus : xdotool, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);

      g_assert_nonnull (process);
      wait_until (g_subprocess_get_identifier (process) == NULL);
      if (round == 0)
        corral_clock_advance_us (f->clock, 4 * MINUTE_US);
    }
  corral_clock_advance_us (f->clock, 4 * MINUTE_US);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  stop (f);
}

static void
do_command (const char *command)
{
  const char *const arguments[] = { "sh", "-c", command, NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);

  g_assert_nonnull (process);
  wait_until (g_subprocess_get_identifier (process) == NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

typedef struct
{
  guint n;
  double x, y;
  GdkEvent *event; /* (owned) (nullable): the last */
} Motion;

static gboolean
motion_cb (GtkEventControllerLegacy *controller, GdkEvent *event, Motion *motion)
{
  if (gdk_event_get_event_type (event) == GDK_MOTION_NOTIFY)
    {
      motion->n++;
      gdk_event_get_position (event, &motion->x, &motion->y);
      g_clear_pointer (&motion->event, gdk_event_unref);
      motion->event = gdk_event_ref (event);
    }
  return GDK_EVENT_PROPAGATE;
}

/* Whether the last that was heard of the pointer is where it is: nothing of it is under way. */
static gboolean
is_settled (GtkWidget *window, const Motion *motion)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkDevice *pointer = gdk_seat_get_pointer (gdk_display_get_default_seat (gtk_widget_get_display (window)));
  double x, y;

  return motion->n > 0 && gdk_surface_get_device_position (surface, pointer, &x, &y, NULL) && x == motion->x
         && y == motion->y;
}

/* A pointer that was left over a window in which something changes, as it does here all day, is nobody: where it lies is
 * told anew by GTK, and not by a hand. */
static void
test_still_pointer (Fixture *f, gconstpointer data)
{
  GtkWidget *window;
  GtkEventController *controller = gtk_event_controller_legacy_new ();
  Motion motion = { 0 };
  GdkEvent *again;
  gboolean handled = FALSE;
  guint before;

  start (f, "", 5, NULL, FALSE);
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Still");
  gtk_window_set_default_size (GTK_WINDOW (window), 300, 300);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "event", G_CALLBACK (motion_cb), &motion);
  gtk_widget_add_controller (window, controller);
  gtk_window_present (GTK_WINDOW (window));
  wait_until (gtk_widget_get_mapped (window));
  do_command ("xdotool mousemove --window $(xdotool search --sync --onlyvisible --name '^Still$') 150 150");
  wait_until (is_settled (window, &motion));
  corral_clock_advance_us (f->clock, 5 * MINUTE_US);
  do_command ("xdotool mousemove_relative 5 5");
  wait_until (is_settled (window, &motion));
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 0);

  corral_clock_advance_us (f->clock, 5 * MINUTE_US);
  before = motion.n;
  again = gdk_event_ref (motion.event);
  g_signal_emit_by_name (gdk_event_get_surface (again), "event", again, &handled);
  g_assert_cmpuint (motion.n, ==, before + 1);
  gdk_event_unref (again);
  corral_idle_lock_look (f->lock);
  g_assert_cmpuint (f->n_locked, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  gdk_event_unref (motion.event);
  stop (f);
}

/* ---- the desktop ------------------------------------------------------------------------------------------ */

static GDBusConnection *
connect_to_bus (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (address,
                                                                 G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                                     | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                                 NULL, NULL, NULL);

  g_assert_nonnull (bus);
  return bus;
}

static void
emit (GDBusConnection *bus, const char *path, const char *interface, const char *signal, GVariant *parameters)
{
  g_assert_true (g_dbus_connection_emit_signal (bus, NULL, path, interface, signal, parameters, NULL));
  g_assert_true (g_dbus_connection_flush_sync (bus, NULL, NULL));
}

static void
test_screen_savers (Fixture *f, gconstpointer data)
{
  g_autoptr (GDBusConnection) own = connect_to_bus ();
  g_autoptr (GDBusConnection) theirs = connect_to_bus ();

  start (f, "", 30, own, FALSE);
  emit (theirs, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", FALSE));
  emit (theirs, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(s)", "nonsense"));
  emit (theirs, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  wait_until (f->n_locked == 1);
  emit (theirs, "/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  wait_until (f->n_locked == 2);
  /* Where it does not lock by itself the desktop's lock does. */
  g_settings_set_int (f->settings, "lock-minutes", 0);
  emit (theirs, "/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  g_settings_set_int (f->settings, "lock-minutes", 1);
  emit (theirs, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  wait_until (f->n_locked >= 3);
  stop (f);
}

static const char portal_xml[]
    = "<node><interface name='org.freedesktop.portal.Inhibit'>"
      "<method name='CreateMonitor'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
      "<arg type='o' direction='out'/></method>"
      "<method name='QueryEndResponse'><arg type='o' direction='in'/></method>"
      "</interface></node>";

typedef struct
{
  guint n_monitors;
  guint n_responses;
} Portal;

static void
portal_called_cb (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *method,
                  GVariant *parameters,
                  GDBusMethodInvocation *invocation,
                  gpointer data)
{
  Portal *portal = data;

  if (g_str_equal (method, "CreateMonitor"))
    {
      portal->n_monitors++;
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(o)", "/org/freedesktop/portal/desktop/request/x/corral"));
      return;
    }
  portal->n_responses++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
emit_state (GDBusConnection *bus, gboolean dark, guint32 session)
{
  GVariantBuilder state;

  g_variant_builder_init (&state, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&state, "{sv}", "screensaver-active", g_variant_new_boolean (dark));
  g_variant_builder_add (&state, "{sv}", "session-state", g_variant_new_uint32 (session));
  emit (bus, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Inhibit", "StateChanged",
        g_variant_new ("(oa{sv})", "/org/freedesktop/portal/desktop/session/x/corral", &state));
}

static void
test_portal (Fixture *f, gconstpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = portal_called_cb };
  g_autoptr (GDBusConnection) own = connect_to_bus ();
  g_autoptr (GDBusConnection) theirs = connect_to_bus ();
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);
  g_autoptr (GVariant) answer = NULL;
  Portal portal = { 0 };
  guint id = g_dbus_connection_register_object (theirs, "/org/freedesktop/portal/desktop", node->interfaces[0], &vtable,
                                                &portal, NULL, NULL);

  answer = g_dbus_connection_call_sync (theirs, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                        "RequestName", g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 4),
                                        NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (answer);
  start (f, "", 30, own, TRUE);
  wait_until (portal.n_monitors == 1);
  emit_state (theirs, FALSE, 1);
  /* The session asks whether it may end: it is not held up. */
  emit_state (theirs, FALSE, 2);
  wait_until (portal.n_responses == 1);
  g_assert_cmpuint (f->n_locked, ==, 0);
  emit_state (theirs, TRUE, 1);
  wait_until (f->n_locked == 1);
  /* A screen saver of somebody else's is not the portal. */
  emit (theirs, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  emit_state (theirs, TRUE, 1);
  wait_until (f->n_locked == 2);
  stop (f);
  g_dbus_connection_unregister_object (theirs, id);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/idle-lock/" name, Fixture, NULL, NULL, func, NULL)
  ADD ("minutes", test_minutes);
  ADD ("idle", test_idle);
  ADD ("set-clock", test_set_clock);
  ADD ("input", test_input);
  ADD ("still-pointer", test_still_pointer);
  ADD ("screen-savers", test_screen_savers);
  ADD ("portal", test_portal);
  return g_test_run ();
}
