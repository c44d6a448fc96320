/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is cut: every page at 1024×768, with text of its usual and of twice its size. Words of any length find room, or
 * can be read in a tooltip. The language is the process's own (LANGUAGE); CORRAL_PICTURES keeps a picture of each.
 * Main thread. */
#include "config.h"

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

typedef struct
{
  Fixture *fixture;
  const char *page;
  int percent; /* the size of text */
  GPtrArray *problems; /* (element-type utf8) */
} Look;

static void G_GNUC_PRINTF (3, 4)
complain (Look *look, GtkWidget *widget, const char *format, ...)
{
  g_autoptr (GString) path = g_string_new (NULL);
  g_autofree char *what = NULL;
  va_list list;
  guint n = 0;

  va_start (list, format);
  what = g_strdup_vprintf (format, list);
  va_end (list);
  for (GtkWidget *at = widget; at != NULL && n < 6; at = gtk_widget_get_parent (at), n++)
    {
      g_auto (GStrv) classes = gtk_widget_get_css_classes (at);

      g_string_append_printf (path, " < %s%s%s", G_OBJECT_TYPE_NAME (at), classes[0] != NULL ? "." : "",
                              classes[0] != NULL ? classes[0] : "");
    }
  g_ptr_array_add (look->problems, g_strdup_printf ("%s: %s%s", look->page, what, path->str));
}

/* What somebody reads who rests the pointer on it. */
static gboolean
has_tooltip (GtkWidget *widget)
{
  for (GtkWidget *at = widget; at != NULL && !GTK_IS_NATIVE (at); at = gtk_widget_get_parent (at))
    if (gtk_widget_get_has_tooltip (at))
      return TRUE;
  return FALSE;
}

/* Whether what is read was written by people: the longer language is English in other letters. */
static gboolean
is_written (void)
{
  const char *locale_dir = g_getenv ("CORRAL_LOCALE_DIR");

  return locale_dir == NULL || !g_str_has_suffix (locale_dir, "pseudo");
}

/* Between things that are read from the right stands the comma that is written there. */
static void
look_at_commas (Look *look, GtkWidget *widget, const char *text)
{
  gunichar before = 0;

  if (!is_written ())
    return;
  for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter == ',' && g_unichar_get_script (before) == G_UNICODE_SCRIPT_ARABIC)
        {
          complain (look, widget, "“%s” has a comma of another script", text);
          return;
        }
      if (g_unichar_isalnum (letter))
        before = letter;
    }
}

static void
look_at_label (Look *look, GtkLabel *label)
{
  GtkWidget *widget = GTK_WIDGET (label);
  PangoRectangle logical;

  look_at_commas (look, widget, gtk_label_get_text (label));
  if (pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    {
      if (!has_tooltip (widget))
        complain (look, widget, "“%s” is shortened, and no tooltip has the whole", gtk_label_get_text (label));
      return;
    }
  pango_layout_get_pixel_extents (gtk_label_get_layout (label), NULL, &logical);
  if (logical.width > gtk_widget_get_width (widget) + 1 || logical.height > gtk_widget_get_height (widget) + 1)
    complain (look, widget, "“%s” is %d×%d and has %d×%d", gtk_label_get_text (label), logical.width, logical.height,
              gtk_widget_get_width (widget), gtk_widget_get_height (widget));
}

static void
look_at_inscription (Look *look, GtkInscription *inscription)
{
  GtkWidget *widget = GTK_WIDGET (inscription);
  g_autoptr (PangoLayout) layout = NULL;
  int width, height;

  if (gtk_inscription_get_text (inscription) == NULL)
    return;
  look_at_commas (look, widget, gtk_inscription_get_text (inscription));
  layout = gtk_widget_create_pango_layout (widget, gtk_inscription_get_text (inscription));
  pango_layout_get_pixel_size (layout, &width, &height);
  if (height > gtk_widget_get_height (widget) + 1)
    complain (look, widget, "“%s” is %d high and has %d", gtk_inscription_get_text (inscription), height,
              gtk_widget_get_height (widget));
  if (width > gtk_widget_get_width (widget) + 1 && !has_tooltip (widget))
    complain (look, widget, "“%s” is cut, and no tooltip has the whole", gtk_inscription_get_text (inscription));
}

/* Whether what is beyond the edge of @widget can be brought into view. */
static gboolean
scrolls (GtkWidget *widget, gboolean sideways)
{
  GtkWidget *scroller = GTK_IS_SCROLLABLE (widget) ? gtk_widget_get_parent (widget) : NULL;
  GtkPolicyType horizontal, vertical;

  if (scroller == NULL || !GTK_IS_SCROLLED_WINDOW (scroller))
    return FALSE;
  gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (scroller), &horizontal, &vertical);
  return (sideways ? horizontal : vertical) != GTK_POLICY_NEVER;
}

/* With text of its usual size the columns of a table fit beside each other. */
static void
look_at_table (Look *look, GtkWidget *scrolled)
{
  static const char *const languages[] = { "en", "de", "ar", NULL };
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
  double over = gtk_adjustment_get_upper (sideways) - gtk_adjustment_get_page_size (sideways);

  if (look->percent == 100 && is_written () && g_strv_contains (languages, g_getenv ("LANGUAGE"))
      && GTK_IS_COLUMN_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))) && over > 1)
    complain (look, scrolled, "a table is %.0f wider than its room", over);
}

/* What is drawn beyond the edge of what is around it is not seen. */
static void
look_at_place (Look *look, GtkWidget *widget)
{
  gboolean sideways = TRUE, upright = TRUE;

  for (GtkWidget *at = gtk_widget_get_parent (widget); at != NULL && (sideways || upright); at = gtk_widget_get_parent (at))
    {
      graphene_rect_t bounds;

      if (scrolls (at, TRUE))
        sideways = FALSE;
      if (scrolls (at, FALSE))
        upright = FALSE;
      if (!GTK_IS_NATIVE (at) && gtk_widget_get_overflow (at) != GTK_OVERFLOW_HIDDEN)
        continue;
      if (!gtk_widget_compute_bounds (widget, at, &bounds))
        return;
      if (sideways && (bounds.origin.x < -1 || bounds.origin.x + bounds.size.width > (float) gtk_widget_get_width (at) + 1))
        {
          complain (look, widget, "from %.0f to %.0f of %d", (double) bounds.origin.x,
                    (double) (bounds.origin.x + bounds.size.width), gtk_widget_get_width (at));
          return;
        }
      if (upright && (bounds.origin.y < -1 || bounds.origin.y + bounds.size.height > (float) gtk_widget_get_height (at) + 1))
        {
          complain (look, widget, "from %.0f down to %.0f of %d", (double) bounds.origin.y,
                    (double) (bounds.origin.y + bounds.size.height), gtk_widget_get_height (at));
          return;
        }
      /* What is around it is looked at itself. */
      return;
    }
}

static void
look_at (Look *look, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    look_at_label (look, GTK_LABEL (widget));
  else if (GTK_IS_INSCRIPTION (widget))
    look_at_inscription (look, GTK_INSCRIPTION (widget));
  else if (GTK_IS_SCROLLED_WINDOW (widget))
    look_at_table (look, widget);
  if (GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget) || GTK_IS_IMAGE (widget) || GTK_IS_TEXT (widget))
    look_at_place (look, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    look_at (look, child);
}

/* Two frames, so that what folds or wraps by its width has done so. */
static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    {
      gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
      wait_until (corral_window_is_settled (fixture->window));
    }
  /* What came while it was waited for is laid out as well. */
  do
    gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  while (!corral_window_is_settled (fixture->window));
}

/* What asks for most in there: where to begin when a window is too wide. */
static GtkWidget *
find_greediest (GtkWidget *widget, GtkOrientation orientation)
{
  GtkWidget *greediest = NULL;
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least;

      if (!gtk_widget_get_mapped (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
      if (least > most)
        greediest = child;
      most = MAX (most, least);
    }
  return greediest != NULL ? find_greediest (greediest, orientation) : widget;
}

static void
look_at_page (Look *look, CorralPageKind kind, const char *variant)
{
  GtkWidget *window = GTK_WIDGET (look->fixture->window);
  int least;

  g_test_message ("%s", corral_page_kind_to_name (kind));
  page_tour_go (look->fixture, kind);
  settle (look->fixture);
  look->page = corral_page_kind_to_name (kind);
  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_measure (window, i == 0 ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, -1, &least, NULL, NULL, NULL);
      if (least > (i == 0 ? WIDTH : HEIGHT))
        complain (look, find_greediest (window, i == 0 ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL),
                  "the window needs %d %s", least, i == 0 ? "in width" : "in height");
    }
  look_at (look, window);
  if (g_getenv ("CORRAL_PICTURES") != NULL)
    {
      g_autofree char *what = g_strdup_printf ("%s-%s", look->page, variant);

      assert_drawn (look->fixture, what);
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
open_as_wanted (Fixture *fixture)
{
  GdkMonitor *monitor;
  GdkRectangle screen;

  if (wants ("offline"))
    {
      fill_folder (fixture);
      open_window (fixture, TRUE);
      wait_until (count_rows (fixture, CORRAL_TABLE_CART) >= N_CARTS);
    }
  else
    page_tour_open (fixture);
  if (!wants ("full"))
    return;
  monitor = gdk_display_get_monitor_at_surface (gdk_display_get_default (),
                                                gtk_native_get_surface (GTK_NATIVE (fixture->window)));
  gdk_monitor_get_geometry (monitor, &screen);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), screen.width, screen.height);
}

static void
test_fit (Fixture *fixture, gconstpointer data)
{
  int percent = GPOINTER_TO_INT (data);
  g_autofree char *variant = g_strdup_printf ("%s%s%s%s%s-%d", g_getenv ("LANGUAGE"), wants ("dark") ? "-dark" : "",
                                              wants ("contrast") ? "-contrast" : "", wants ("full") ? "-full" : "",
                                              wants ("offline") ? "-offline" : "", percent);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  Look look = { fixture, NULL, percent, problems };

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (percent * DPI_PER_PERCENT), NULL);
  if (wants ("dark"))
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  open_as_wanted (fixture);
  for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
    if (g_getenv ("CORRAL_TEST_PAGE") == NULL || g_str_equal (g_getenv ("CORRAL_TEST_PAGE"), corral_page_kind_to_name (kind)))
      look_at_page (&look, kind, variant);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) problems->pdata[i]);
  if (problems->len > 0)
    g_test_fail ();
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
  return window_fixture_run ();
}
