/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is cut: every page, and everything that comes over it, at 1024×768, with text of its usual and of twice its size.
 * Words of any length find room, or can be read in a tooltip. The language is the process’s own (LANGUAGE); CORRAL_PICTURES
 * keeps a picture of each. Main thread. */
#include "config.h"

#include "dialog-tour.h"
#include "fit-look.h"
#include "fit-paper.h"
#include "fit-table.h"
#include "page-tour.h"

#include "corral-loss-words.h"
#include "corral-shortcuts.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>
#include <locale.h>

#define WIDTH 1024
#define HEIGHT 768
#define DPI_PER_PERCENT (96 * 1024 / 100.0)

static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    {
      settle_widget (GTK_WIDGET (fixture->window));
      wait_until (corral_window_is_settled (fixture->window));
    }
  /* What changed while that was waited for is laid out when it is looked at. */
  do
    settle_widget (GTK_WIDGET (fixture->window));
  while (!corral_window_is_settled (fixture->window));
}

static void
look_at_page (Fixture *fixture, FitLook *look, CorralPageKind kind, const char *variant)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  g_test_message ("%s", corral_page_kind_to_name (kind));
  page_tour_go (fixture, kind);
  settle (fixture);
  look->where = corral_page_kind_to_name (kind);
  fit_look_at_size (look, window, WIDTH, HEIGHT);
  fit_look_at (look, window);
  if (g_getenv ("CORRAL_PICTURES") != NULL)
    {
      g_autofree char *what = g_strdup_printf ("%s-%s", look->where, variant);

      assert_drawn (fixture, what);
    }
}

/* Latitude comes first, whichever way the language is read. */
static void
look_at_place (FitLook *look, GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "60.32")
      && gtk_widget_get_direction (widget) != GTK_TEXT_DIR_LTR)
    fit_look_complain (look, widget, "“%s” is read the other way round", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    look_at_place (look, child);
}

/* What stands over the window, and what it opens itself. */
static void
look_over (FitLook *look, GtkWidget *over, const char *name, const char *variant)
{
  g_autofree char *picture = g_strdup_printf ("%s-%s", name, variant);
  g_autoptr (GPtrArray) popups = NULL;

  look->where = name;
  fit_look_at_size (look, over, WIDTH, HEIGHT);
  fit_look_at (look, over);
  keep_widget_picture (over, picture);
  look_at_place (look, over);
  if (GTK_IS_POPOVER (over))
    return;
  popups = popups_list (over);
  for (guint i = 0; i < popups->len; i++)
    {
      GtkWidget *popover = popup_open (popups->pdata[i]);
      g_autofree char *inner = g_strdup_printf ("%s-%u", name, i);

      if (popover == NULL)
        continue;
      look_over (look, popover, inner, variant);
      popup_close (popover);
    }
}

/* What a page's own buttons open. Those of the window are looked at once. */
static void
look_at_popups (Fixture *fixture, FitLook *look, CorralPageKind kind, const char *variant)
{
  g_autoptr (GPtrArray) popups = NULL;

  page_tour_go (fixture, kind);
  settle (fixture);
  popups = popups_list (kind == 0 ? GTK_WIDGET (fixture->window) : GTK_WIDGET (corral_window_get_page (fixture->window)));
  for (guint i = 0; i < popups->len; i++)
    {
      GtkWidget *popover = popup_open (popups->pdata[i]);
      g_autofree char *name = g_strdup_printf ("%s-popover-%u", corral_page_kind_to_name (kind), i);

      g_test_message ("%s", name);
      if (popover == NULL)
        continue;
      look_over (look, popover, name, variant);
      popup_close (popover);
    }
}

/* CORRAL_TEST_LOOK, to look at: words of "dark", "contrast" (with ADW_DEBUG_HIGH_CONTRAST=1), "full" (as large as the
 * screen), "offline" (what was fetched before, without a cloud). */
static gboolean
wants (const char *word)
{
  const char *look = g_getenv ("CORRAL_TEST_LOOK");

  return look != NULL && strstr (look, word) != NULL;
}

static void
fill_screen (Fixture *fixture)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));
  GdkRectangle screen;

  gdk_monitor_get_geometry (gdk_display_get_monitor_at_surface (gdk_display_get_default (), surface), &screen);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), screen.width, screen.height);
}

static void
open_as_wanted (Fixture *fixture)
{
  if (wants ("offline"))
    {
      fill_folder (fixture);
      open_window (fixture, TRUE);
      wait_until (count_rows (fixture, CORRAL_TABLE_CART) >= N_CARTS);
    }
  else
    page_tour_open (fixture);
  if (wants ("full"))
    fill_screen (fixture);
}

static char *
begin (Fixture *fixture, int percent)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (percent * DPI_PER_PERCENT), NULL);
  if (wants ("dark"))
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  open_as_wanted (fixture);
  return g_strdup_printf ("%s%s%s%s%s-%d", g_getenv ("LANGUAGE"), wants ("dark") ? "-dark" : "",
                          wants ("contrast") ? "-contrast" : "", wants ("full") ? "-full" : "",
                          wants ("offline") ? "-offline" : "", percent);
}

static void
end (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) problems->pdata[i]);
  if (problems->len > 0)
    g_test_fail ();
}

/* CORRAL_TEST_PAGE: this page, or what is opened by this name, alone. */
static gboolean
is_wanted (const char *name)
{
  return g_getenv ("CORRAL_TEST_PAGE") == NULL || g_str_equal (g_getenv ("CORRAL_TEST_PAGE"), name);
}

static void
test_fit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *variant = begin (fixture, GPOINTER_TO_INT (data));
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  FitLook look = { NULL, problems, GPOINTER_TO_INT (data) };

  for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
    if (is_wanted (corral_page_kind_to_name (kind)))
      look_at_page (fixture, &look, kind, variant);
  end (problems);
}

static void
test_dialogs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *variant = begin (fixture, GPOINTER_TO_INT (data));
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = dialog_tour_list (fixture);
  FitLook look = { NULL, problems, 0 };

  for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
    if (is_wanted (corral_page_kind_to_name (kind)))
      look_at_popups (fixture, &look, kind, variant);
  for (guint i = 0; i < names->len; i++)
    if (is_wanted (names->pdata[i]))
      {
        g_test_message ("%s", (char *) names->pdata[i]);
        look_over (&look, dialog_tour_open (fixture, names->pdata[i]), names->pdata[i], variant);
        dialog_tour_close (fixture);
      }
  end (problems);
}

/* On a very large screen a row is no wider than can be followed from its first word to its last. */
#define FOLLOWED_PX 1800

static void
look_at_reach (FitLook *look, GtkWidget *widget)
{
  gboolean is_row = strcmp (G_OBJECT_TYPE_NAME (widget), "GtkColumnListView") == 0 || GTK_IS_GRID (widget)
                    || gtk_widget_has_css_class (widget, "short-list") || GTK_IS_LIST_BOX (widget);

  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_row && gtk_widget_get_width (widget) > FOLLOWED_PX)
    fit_look_complain (look, widget, "it is %d wide", gtk_widget_get_width (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    look_at_reach (look, child);
}

static void
test_wide (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  FitLook look = { NULL, problems, 0 };

  page_tour_open (fixture);
  fill_screen (fixture);
  for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
    {
      page_tour_go (fixture, kind);
      settle (fixture);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), >, 2 * FOLLOWED_PX);
      look.where = corral_page_kind_to_name (kind);
      look_at_reach (&look, GTK_WIDGET (fixture->window));
    }
  end (problems);
}

/* The week of the person's country: in the pictures of hours it is the first row. */
static void
test_first_day (void)
{
  const char *locale = setlocale (LC_TIME, NULL);
  guint wanted = g_str_has_prefix (locale, "en_US") ? 6 : g_str_has_prefix (locale, "ar_EG") ? 5 : 0;

  g_test_message ("%s", locale);
  g_assert_cmpuint (corral_loss_get_first_day (), ==, wanted);
}

/* Back is to where reading begins. */
static void
test_back (void)
{
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  guint n;
  const CorralShortcut *shortcuts = corral_shortcuts_get (&n);

  g_assert_cmpint (rtl, ==, g_str_has_prefix (g_getenv ("LANGUAGE"), "ar"));
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (shortcuts[i].action, "win.back") == 0)
      g_assert_cmpstr (corral_shortcuts_get_accelerators (&shortcuts[i])[0], ==, rtl ? "<Alt>Right" : "<Alt>Left");
}

int
main (int argc, char *argv[])
{
  const char *locale_dir = g_getenv ("CORRAL_LOCALE_DIR");

  if (locale_dir != NULL)
    bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* GTK's own words and its direction are taken when it begins, and it sets another locale for tests then: ours comes after
   * it once more. One that this system does not have (tests/ui/meson.build makes them) leaves the formats of C. */
  if (setlocale (LC_ALL, "") == NULL)
    setlocale (LC_ALL, "C.UTF-8");
  window_fixture_init (&argc, &argv);
  if (setlocale (LC_ALL, "") == NULL)
    setlocale (LC_ALL, "C.UTF-8");
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/fit/first-day", test_first_day);
  g_test_add_func ("/fit/back", test_back);
  g_test_add ("/fit/text-100", Fixture, GINT_TO_POINTER (100), set_up, test_fit, tear_down);
  g_test_add ("/fit/text-200", Fixture, GINT_TO_POINTER (200), set_up, test_fit, tear_down);
  g_test_add ("/fit/table-100", Fixture, GINT_TO_POINTER (100), set_up, fit_table_test, tear_down);
  g_test_add ("/fit/table-200", Fixture, GINT_TO_POINTER (200), set_up, fit_table_test, tear_down);
  g_test_add ("/fit/paper-a4", Fixture, GTK_PAPER_NAME_A4, set_up, fit_paper_test, tear_down);
  g_test_add ("/fit/paper-letter", Fixture, GTK_PAPER_NAME_LETTER, set_up, fit_paper_test, tear_down);
  g_test_add ("/wide", Fixture, NULL, set_up, test_wide, tear_down);
  g_test_add ("/dialogs/text-100", Fixture, GINT_TO_POINTER (100), set_up, test_dialogs, tear_down);
  g_test_add ("/dialogs/text-200", Fixture, GINT_TO_POINTER (200), set_up, test_dialogs, tear_down);
  return window_fixture_run ();
}
