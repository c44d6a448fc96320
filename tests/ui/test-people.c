/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several people on one PC, and the lock: the whole program in the test's own process, two people of one cloud. */
#include "config.h"

#include "sign-in-fixture.h"

#include "corral-account-folder.h"
#include "corral-accounts.h"
#include "corral-cache.h"
#include "corral-clock.h"
#include "corral-lock-window.h"
#include "corral-people.h"
#include "corral-search-provider.h"
#include "corral-welcome.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Of the carts' serials. */
#define SEARCHED "SC-B7"

/* ---- hands and eyes -------------------------------------------------------------------------------------- */

static gboolean
is_row (GtkWidget *widget, const char *text)
{
  return ADW_IS_ACTION_ROW (widget)
         && strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) != NULL;
}

static gboolean
is_row_saying (GtkWidget *widget, const char *text)
{
  const char *subtitle = ADW_IS_ACTION_ROW (widget) ? adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)) : NULL;

  return subtitle != NULL && strstr (subtitle, text) != NULL;
}

static gboolean
is_named_button (GtkWidget *widget, const char *text)
{
  const char *tooltip = GTK_IS_BUTTON (widget) ? gtk_widget_get_tooltip_text (widget) : NULL;

  return tooltip != NULL && strstr (tooltip, text) != NULL;
}

static void
choose_row (Fixture *f, const char *name)
{
  wait_until (see (f, is_row, name) != NULL);
  gtk_widget_activate (see (f, is_row, name));
}

static gboolean
is_here (Fixture *f, const char *name)
{
  g_autofree char *who = g_strconcat (name, " · ", NULL);

  return CORRAL_IS_WINDOW (get_window (f)) && menu_says (f, who, "app.sign-out");
}

static const char *
title_of (Fixture *f)
{
  GtkWindow *window = get_window (f);

  return window != NULL ? gtk_window_get_title (window) : NULL;
}

static void
go (Fixture *f, const char *uri)
{
  gtk_widget_activate_action (GTK_WIDGET (get_window (f)), "win.go", "s", uri);
}

static gboolean
is_text_view (GtkWidget *widget, const char *text)
{
  g_autofree char *all = NULL;

  if (!GTK_IS_TEXT_VIEW (widget))
    return FALSE;
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "text", &all, NULL);
  return text == NULL || strstr (all, text) != NULL;
}

/* From the people's window, as @who. */
static void
add_person (Fixture *f, SignInPerson who, const char *name)
{
  g_atomic_int_set (&f->who, (int) who);
  activate (f, "people");
  press (f, "Add a Person or a Cloud…");
  wait_until (see (f, is_label, "also when somebody else is signed in there") != NULL);
  keep_picture (see (f, is_button, "Use a Code on Another Device"), "people-add");
  /* The cloud is suggested. */
  press (f, "Use a Code on Another Device");
  wait_until (is_here (f, name));
  wait_until (has_fleet (f));
}

/* The window at both ends of what people have, and dark: to look at, and to see that it fits. */
static void
keep_pictures (Fixture *f, const char *name)
{
  static const struct
  {
    int width, height;
  } sizes[] = { { 1024, 768 }, { 1920, 1080 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes) * 2; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s-%d%s", name, sizes[i / 2].width, i % 2 == 0 ? "" : "-dark");

      if (g_getenv ("CORRAL_PICTURES") == NULL)
        return;
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                          i % 2 == 0 ? ADW_COLOR_SCHEME_FORCE_LIGHT : ADW_COLOR_SCHEME_FORCE_DARK);
      gtk_window_set_default_size (get_window (f), sizes[i / 2].width, sizes[i / 2].height);
      keep_picture (GTK_WIDGET (get_window (f)), file);
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

/* Whether any part of any window that can be seen says @text. */
static gboolean
is_saying (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget))
    return strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
  if (GTK_IS_INSCRIPTION (widget))
    return strstr (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) != NULL;
  return FALSE;
}

/* ---- two people ---------------------------------------------------------------------------------------------- */

static void
come_and_go (Fixture *f)
{
  g_autofree char *kims = NULL;
  g_autofree char *lees = NULL;
  g_autofree char *outbox = NULL;

  /* Kim, who is looking at the carts. */
  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  kims = account_folder (f, "data");
  go (f, "corral:carts");
  wait_until (strstr (title_of (f), "Carts") != NULL);

  /* Lee begins where their role does, and not with Kim's carts. */
  add_person (f, SIGN_IN_LEE, "Lee");
  lees = account_folder (f, "data");
  g_assert_cmpstr (kims, !=, lees);
  wait_until (strstr (title_of (f), "Fleet") != NULL);
  go (f, "corral:alerts");
  wait_until (strstr (title_of (f), "Alerts") != NULL);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 2);
  g_assert_cmpint (corral_account_folder_find_writer (kims), ==, 0);
  g_assert_cmpint (corral_account_folder_find_writer (lees), ==, (int) getpid ());

  activate (f, "people");
  wait_until (see (f, is_row, "Kim") != NULL);
  g_assert_nonnull (see (f, is_row_saying, "Here now"));
  keep_picture (see (f, is_row, "Kim"), "people");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  keep_picture (see (f, is_row, "Kim"), "people-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);

  /* Two keys: the list, and the row that the focus is on. Each is where they were. */
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  choose_row (f, "Kim");
  wait_until (is_here (f, "Kim") && has_fleet (f));
  wait_until (strstr (title_of (f), "Carts") != NULL);
  g_assert_cmpint (corral_account_folder_find_writer (lees), ==, 0);

  /* And from the menu. */
  g_atomic_int_set (&f->who, SIGN_IN_LEE);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "choose",
                                  g_variant_new_take_string (g_path_get_basename (lees)));
  wait_until (is_here (f, "Lee") && has_fleet (f));
  wait_until (strstr (title_of (f), "Alerts") != NULL);
  keep_picture (GTK_WIDGET (get_window (f)), "people-lee");
  outbox = g_build_filename (kims, "outbox.db", NULL);
  g_assert_true (g_file_test (outbox, G_FILE_TEST_EXISTS));
}

/* What one is told, wrote and left is not the other's: the book of the watch, the text for the next shift, the call,
 * the quiet hours. Written as the program does, then looked for with the other's eyes. */
static void
keep_apart (Fixture *f)
{
  g_autoptr (GSettings) kims_settings = NULL;
  g_autoptr (GSettings) lees_settings = NULL;
  g_autofree char *kims = NULL;
  g_autofree char *lees = NULL;
  g_autofree char *kims_name = NULL;
  g_autofree char *lees_name = NULL;
  g_autofree char *handover = NULL;
  g_autofree char *watch = NULL;
  GtkWidget *text;

  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  kims = account_folder (f, "data");
  kims_name = g_path_get_basename (kims);
  kims_settings = corral_accounts_new_settings (kims_name);
  g_settings_set_string (kims_settings, "quiet-hours", "own");
  go (f, "corral:handover");
  wait_until ((text = see (f, is_text_view, NULL)) != NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "Kim says: look at lane 3", -1);
  handover = g_build_filename (kims, "handover", NULL);
  wait_until (g_file_test (handover, G_FILE_TEST_EXISTS));
  watch = g_build_filename (kims, "watch.db", NULL);
  wait_until (g_file_test (watch, G_FILE_TEST_EXISTS));

  add_person (f, SIGN_IN_LEE, "Lee");
  lees = account_folder (f, "data");
  lees_name = g_path_get_basename (lees);
  lees_settings = corral_accounts_new_settings (lees_name);
  g_assert_cmpint (g_settings_get_enum (lees_settings, "quiet-hours"), ==, 0);
  go (f, "corral:handover");
  wait_until ((text = see (f, is_text_view, NULL)) != NULL);
  g_assert_false (corral_test_find_in_files (lees, "look at lane 3"));
  g_assert_null (see (f, is_text_view, "lane 3"));
  g_assert_true (corral_test_find_in_files (kims, "look at lane 3"));

  /* And it is there when Kim is. */
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  activate (f, "people");
  choose_row (f, "Kim");
  wait_until (is_here (f, "Kim") && has_fleet (f));
  wait_until (see (f, is_text_view, "look at lane 3") != NULL);
  g_assert_cmpint (g_settings_get_enum (kims_settings, "quiet-hours"), ==, 2);
}

static void
remove_other (Fixture *f)
{
  g_autofree char *lees = account_folder (f, "data");
  g_autofree char *lees_outbox = g_build_filename (lees, "outbox.db", NULL);
  g_autofree char *kims = NULL;
  g_autofree char *kims_cache = NULL;
  g_autofree char *kims_outbox = NULL;

  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  kims = account_folder (f, "data");
  kims_cache = account_folder (f, "cache");
  kims_outbox = g_build_filename (kims, "outbox.db", NULL);
  g_atomic_int_set (&f->who, SIGN_IN_LEE);

  /* The next start is as whoever was here last. */
  wait_until (is_here (f, "Lee") && has_fleet (f));
  wait_until (strstr (title_of (f), "Alerts") != NULL);
  g_assert_true (corral_test_find_in_files (kims_cache, "SQLite format"));
  activate (f, "people");
  wait_until (see (f, is_named_button, "Sign out Kim") != NULL);
  g_signal_emit_by_name (see (f, is_named_button, "Sign out Kim"), "clicked");
  wait_until (see (f, is_label, "Sign Out Kim?") != NULL);
  keep_picture (see (f, is_label, "Sign Out Kim?"), "people-remove");
  press (f, "Sign Out");
  wait_until (corral_test_keyring_count (keyring) == 1);
  wait_until (!g_file_test (kims_outbox, G_FILE_TEST_EXISTS));
  g_assert_false (corral_test_find_in_files (kims_cache, "SQLite format"));
  /* Nobody else is touched. */
  g_assert_true (is_here (f, "Lee") && has_fleet (f));
  g_assert_true (g_file_test (lees_outbox, G_FILE_TEST_EXISTS));
}

static void
test_two_people (Fixture *f, gconstpointer data)
{
  run (f, come_and_go);
  run (f, remove_other);
}

/* Whoever signs in again is who was here; the other is told that they are not. */
static void
be_somebody_else (Fixture *f)
{
  f->lasts_s = 3;
  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  g_atomic_int_set (&f->ended, TRUE);
  wait_until (see (f, is_notice, "ended your sign-in") != NULL);
  g_atomic_int_set (&f->ended, FALSE);
  f->lasts_s = 600;
  g_atomic_int_set (&f->who, SIGN_IN_LEE);
  press (f, "Sign in again");
  press (f, "Use a Code on Another Device");
  wait_until (see (f, is_notice, "Somebody else signed in, so nothing was changed") != NULL);
  keep_picture (see (f, is_notice, "Somebody else"), "people-another");
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  press (f, "Use a Code on Another Device");
  wait_until (see (f, is_notice, "") == NULL && is_here (f, "Kim"));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);
}

/* ---- the lock -------------------------------------------------------------------------------------------------- */

static gboolean
is_locked (Fixture *f)
{
  return CORRAL_IS_LOCK_WINDOW (get_window (f)) && gtk_widget_get_mapped (GTK_WIDGET (get_window (f)));
}

/* Nothing of the fleet can be seen in any window, nor asked for. */
static void
assert_covered (Fixture *f)
{
  static const char *const words[] = { "Fleet", "Carts", "Alerts", "Outbox", "Store 1", "need somebody" };
  static const char *const shut[] = { "people", "about", "preferences", "sign-out", "work-offline" };
  GListModel *windows = gtk_window_get_toplevels ();

  g_assert_cmpstr (title_of (f), ==, "Locked – Corral");
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      g_assert_true (CORRAL_IS_LOCK_WINDOW (window) || !gtk_widget_get_visible (window));
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_null (see (f, is_saying, words[i]));
  for (guint i = 0; i < G_N_ELEMENTS (shut); i++)
    g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (f->application), shut[i]));
}

static void
lock_and_unlock (Fixture *f)
{
  g_autoptr (GFile) link = g_file_new_for_uri ("corral:alerts");
  GtkWindow *window;

  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  go (f, "corral:carts");
  wait_until (strstr (title_of (f), "Carts") != NULL);
  window = get_window (f);
  /* A dialog that is open is covered, too. */
  activate (f, "people");
  wait_until (see (f, is_row, "Kim") != NULL);

  activate (f, "lock");
  wait_until (is_locked (f));
  g_assert_nonnull (see (f, is_label, "Locked by Kim"));
  assert_covered (f);
  keep_picture (GTK_WIDGET (get_window (f)), "lock");
  /* Links, notices and a second start do not lead past it. */
  g_application_open (G_APPLICATION (f->application), &link, 1, "");
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "incident", g_variant_new_string ("x"));
  g_application_activate (G_APPLICATION (f->application));
  wait_until (is_locked (f));
  assert_covered (f);

  /* Somebody else does not open it. */
  g_atomic_int_set (&f->who, SIGN_IN_LEE);
  press (f, "Use a Code on Another Device");
  wait_until (see (f, is_notice, "Somebody else signed in") != NULL);
  g_assert_true (is_locked (f));
  keep_picture (GTK_WIDGET (get_window (f)), "lock-another");
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  press (f, "Use a Code on Another Device");
  wait_until (!is_locked (f));
  /* As it was, with what was open. */
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
  wait_until (see (f, is_row, "Kim") != NULL);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (f->application), "people"));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);
  activate (f, "lock");
  wait_until (is_locked (f));
}

/* To end the program is not past it. */
static void
be_locked_still (Fixture *f)
{
  wait_until (is_locked (f));
  assert_covered (f);
  press (f, "Use a Code on Another Device");
  wait_until (is_here (f, "Kim") && has_fleet (f));
}

static void
test_lock (Fixture *f, gconstpointer data)
{
  run (f, lock_and_unlock);
  run (f, be_locked_still);
}

static void
lock_only (Fixture *f)
{
  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  activate (f, "lock");
  wait_until (is_locked (f));
}

/* What another Corral writes is only read here, and nobody is signed in to it: no way past the lock either. */
static void
be_locked_while_reading (Fixture *f)
{
  wait_until (is_locked (f));
  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC; g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (see (f, is_button, "Unlock"));
  assert_covered (f);
  g_atomic_int_set (&f->who, SIGN_IN_LEE);
  press (f, "Use a Code on Another Device");
  wait_until (see (f, is_notice, "Somebody else signed in") != NULL);
  g_assert_true (is_locked (f));
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  press (f, "Use a Code on Another Device");
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
  /* And again, in the same run. */
  activate (f, "lock");
  wait_until (is_locked (f));
  g_assert_null (see (f, is_button, "Unlock"));
  press (f, "Use a Code on Another Device");
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);
}

static void
test_lock_reading (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autofree char *data_dir = account_folder (f, "data");
  g_autofree char *cache_dir = account_folder (f, "cache");
  CorralCache *writer;

  run (f, lock_only);
  writer = corral_cache_open (data_dir, cache_dir, CORRAL_CACHE_OPEN_DEFAULT, clock, NULL);
  g_assert_nonnull (writer);
  g_assert_cmpint (corral_cache_get_access (writer), ==, CORRAL_CACHE_ACCESS_WRITE);
  run (f, be_locked_while_reading);
  corral_cache_close (writer);
  corral_cache_unref (writer);
}

/* Where it locks by itself, whoever comes back to their own says who they are; whoever has just done so need not. */
static void
change_with_locks (Fixture *f)
{
  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  g_settings_set_int (f->settings, "lock-minutes", 5);
  add_person (f, SIGN_IN_LEE, "Lee");
  activate (f, "people");
  wait_until (see (f, is_row_saying, "locked") != NULL);
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  choose_row (f, "Kim");
  wait_until (is_locked (f));
  g_assert_nonnull (see (f, is_label, "Locked by Kim"));
  assert_covered (f);
  /* Back to Lee from here: past a locked door nobody comes unasked. */
  choose_row (f, "Lee");
  wait_until (is_locked (f) && see (f, is_label, "Locked by Lee") != NULL);
  keep_pictures (f, "lock-people");
  choose_row (f, "Kim");
  wait_until (is_locked (f) && see (f, is_label, "Locked by Kim") != NULL);
  press (f, "Use a Code on Another Device");
  wait_until (is_here (f, "Kim") && has_fleet (f));
}

/* Nor is a new start a way in, however the program ended. */
static void
begin_locked (Fixture *f)
{
  wait_until (is_locked (f));
  g_assert_nonnull (see (f, is_label, "Locked by Kim"));
  assert_covered (f);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GVariant **) data = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
}

/* As the desktop does. */
static gboolean
search_finds (Fixture *f, const char *text)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (f->application));
  const char *const terms[] = { text, NULL };
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) links = NULL;

  g_dbus_connection_call (bus, g_dbus_connection_get_unique_name (bus), CORRAL_SEARCH_PROVIDER_PATH,
                          "org.gnome.Shell.SearchProvider2",
                          "GetInitialResultSet", g_variant_new ("(^as)", terms), G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered_cb, &answer);
  wait_until (answer != NULL);
  links = g_variant_get_child_value (answer, 0);
  return g_variant_n_children (links) > 0;
}

/* The lock has such a button, too. */
static GtkWidget *
see_in_people (Fixture *f, const char *label)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *button = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows) && button == NULL; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (CORRAL_IS_PEOPLE (window))
        button = find (window, is_button, label);
    }
  return button;
}

/* The desktop's search is shut and open with the door of whoever is here, however they came. */
static void
change_and_search (Fixture *f)
{
  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  wait_until (search_finds (f, SEARCHED));
  add_person (f, SIGN_IN_LEE, "Lee");
  wait_until (search_finds (f, SEARCHED));
  g_settings_set_int (f->settings, "lock-minutes", 5);
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  activate (f, "people");
  choose_row (f, "Kim");
  wait_until (is_locked (f) && see (f, is_label, "Locked by Kim") != NULL);
  /* What Kim has is stored: it is not for want of it. */
  g_assert_false (search_finds (f, SEARCHED));
  g_atomic_int_set (&f->who, SIGN_IN_LEE);
  press (f, "Add a Person or a Cloud…");
  wait_until (see_in_people (f, "Use a Code on Another Device") != NULL);
  g_signal_emit_by_name (see_in_people (f, "Use a Code on Another Device"), "clicked");
  wait_until (is_here (f, "Lee") && has_fleet (f));
  wait_until (search_finds (f, SEARCHED));
  g_settings_reset (f->settings, "lock-minutes");
}

/* Whoever adds themselves has just said who they are. */
static void
add_oneself (Fixture *f)
{
  GtkWindow *before;

  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  g_settings_set_int (f->settings, "lock-minutes", 5);
  before = get_window (f);
  g_object_add_weak_pointer (G_OBJECT (before), (gpointer *) &before);
  activate (f, "people");
  press (f, "Add a Person or a Cloud…");
  wait_until (see (f, is_label, "also when somebody else is signed in there") != NULL);
  press (f, "Use a Code on Another Device");
  wait_until (before == NULL && get_window (f) != NULL);
  g_assert_false (is_locked (f));
  wait_until (is_here (f, "Kim") && has_fleet (f));
  g_settings_reset (f->settings, "lock-minutes");
}

static void
test_locks (Fixture *f, gconstpointer data)
{
  run (f, change_with_locks);
  run (f, begin_locked);
  g_settings_reset (f->settings, "lock-minutes");
}

/* The desktop's screen was locked: the bus says so. */
static void
lock_with_the_screen (Fixture *f)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (f->application));

  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  /* Off, as it comes: nothing happens by itself. */
  g_assert_true (g_dbus_connection_emit_signal (bus, NULL, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver",
                                                "ActiveChanged", g_variant_new ("(b)", TRUE), NULL));
  g_assert_true (g_dbus_connection_flush_sync (bus, NULL, NULL));
  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2; g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (is_locked (f));
  g_settings_set_int (f->settings, "lock-minutes", 30);
  g_assert_true (g_dbus_connection_emit_signal (bus, NULL, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver",
                                                "ActiveChanged", g_variant_new ("(b)", TRUE), NULL));
  wait_until (is_locked (f));
  g_settings_reset (f->settings, "lock-minutes");
}

static gboolean
is_lock_row (GtkWidget *widget, const char *text)
{
  return ADW_IS_COMBO_ROW (widget) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text);
}

/* After how long, in the preferences. */
static void
set_minutes (Fixture *f)
{
  GtkWidget *row;

  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  activate (f, "preferences");
  wait_until ((row = see (f, is_lock_row, "Lock")) != NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  /* Down to it. */
  gtk_widget_grab_focus (row);
  keep_picture (row, "lock-preferences");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 4);
  g_assert_cmpint (g_settings_get_int (f->settings, "lock-minutes"), ==, 10);
  g_settings_reset (f->settings, "lock-minutes");
  gtk_window_close (GTK_WINDOW (gtk_widget_get_root (row)));
}

/* The demo fleet is nobody's. */
static void
lock_the_demo (Fixture *f)
{
  press (f, "Open the Demo Fleet");
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
  activate (f, "lock");
  wait_until (is_locked (f));
  g_assert_nonnull (see (f, is_label, "anybody may unlock it"));
  keep_picture (GTK_WIDGET (get_window (f)), "lock-demo");
  press (f, "Unlock");
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
}

/* ---- somebody signs out and others are known -------------------------------------------------------------------- */

static void
sign_out_of_two (Fixture *f)
{
  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  add_person (f, SIGN_IN_LEE, "Lee");
  activate (f, "sign-out");
  press (f, "Sign Out");
  wait_until (CORRAL_IS_WELCOME (get_window (f)));
  wait_until (see (f, is_row, "Kim") != NULL);
  g_assert_null (see (f, is_row, "Lee"));
  keep_pictures (f, "welcome-people");
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  choose_row (f, "Kim");
  wait_until (is_here (f, "Kim") && has_fleet (f));
}

/* The service takes its time over a sign-out, and somebody else comes meanwhile: they are left alone. */
static void
change_while_signing_out (Fixture *f)
{
  g_autofree char *kims = NULL;
  g_autofree char *kims_name = NULL;
  g_autofree char *kims_outbox = NULL;
  g_autofree char *lees = NULL;
  g_autofree char *lees_outbox = NULL;

  sign_in (f);
  wait_until (is_here (f, "Kim") && has_fleet (f));
  kims = account_folder (f, "data");
  kims_name = g_path_get_basename (kims);
  kims_outbox = g_build_filename (kims, "outbox.db", NULL);
  add_person (f, SIGN_IN_LEE, "Lee");
  lees = account_folder (f, "data");
  lees_outbox = g_build_filename (lees, "outbox.db", NULL);
  g_assert_true (g_file_test (lees_outbox, G_FILE_TEST_EXISTS));
  activate (f, "sign-out");
  press (f, "Sign Out");
  g_atomic_int_set (&f->who, SIGN_IN_KIM);
  g_action_group_activate_action (G_ACTION_GROUP (f->application), "choose", g_variant_new_string (kims_name));
  wait_until (CORRAL_IS_WELCOME (get_window (f)) || (is_here (f, "Kim") && has_fleet (f)));
  wait_until (!g_file_test (lees_outbox, G_FILE_TEST_EXISTS));
  g_assert_true (is_here (f, "Kim") && has_fleet (f));
  g_assert_true (g_file_test (kims_outbox, G_FILE_TEST_EXISTS));
  activate (f, "people");
  wait_until (see (f, is_row, "Kim") != NULL);
  g_assert_null (see (f, is_row, "Lee"));
}

static void
test_once (Fixture *f, gconstpointer body)
{
  run (f, (Body) body);
}

int
main (int argc, char *argv[])
{
  int result;

  keyring = corral_test_keyring_new (FALSE);
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, body) g_test_add ("/people/" path, Fixture, (gconstpointer) body, set_up, test_once, tear_down)
  g_test_add ("/people/two", Fixture, NULL, set_up, test_two_people, tear_down);
  g_test_add ("/people/lock", Fixture, NULL, set_up, test_lock, tear_down);
  ADD ("apart", keep_apart);
  ADD ("somebody-else", be_somebody_else);
  g_test_add ("/people/locks", Fixture, NULL, set_up, test_locks, tear_down);
  ADD ("screen", lock_with_the_screen);
  ADD ("preferences", set_minutes);
  ADD ("demo", lock_the_demo);
  ADD ("sign-out", sign_out_of_two);
  ADD ("sign-out-and-change", change_while_signing_out);
  ADD ("search", change_and_search);
  ADD ("oneself", add_oneself);
  g_test_add ("/people/lock-reading", Fixture, NULL, set_up, test_lock_reading, tear_down);
  result = g_test_run ();
  corral_test_keyring_free (keyring);
  return result;
}
