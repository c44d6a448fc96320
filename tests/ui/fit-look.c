/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether words are cut, or stand where nobody sees them. Main thread. */
#include "config.h"

#include "fit-look.h"

void
fit_look_complain (FitLook *look, GtkWidget *widget, const char *format, ...)
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

      g_string_append_printf (path, " < %s%s%s", G_OBJECT_TYPE_NAME (at),
                              classes[0] != NULL ? "." : "", classes[0] != NULL ? classes[0] : "");
    }
  g_ptr_array_add (look->problems, g_strdup_printf ("%s: %s%s", look->where, what, path->str));
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
look_at_commas (FitLook *look, GtkWidget *widget, const char *text)
{
  gunichar before = 0;

  if (!is_written ())
    return;
  for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter == ',' && g_unichar_get_script (before) == G_UNICODE_SCRIPT_ARABIC)
        {
          fit_look_complain (look, widget, "“%s” has a comma of another script", text);
          return;
        }
      if (g_unichar_isalnum (letter))
        before = letter;
    }
}

static void
look_at_label (FitLook *look, GtkLabel *label)
{
  GtkWidget *widget = GTK_WIDGET (label);
  PangoRectangle logical;

  look_at_commas (look, widget, gtk_label_get_text (label));
  if (pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    {
      if (!has_tooltip (widget))
        fit_look_complain (look, widget, "“%s” is shortened, and no tooltip has the whole",
                           gtk_label_get_text (label));
      return;
    }
  pango_layout_get_pixel_extents (gtk_label_get_layout (label), NULL, &logical);
  if (logical.width > gtk_widget_get_width (widget) + 1
      || logical.height > gtk_widget_get_height (widget) + 1)
    fit_look_complain (look, widget, "“%s” is %d×%d and has %d×%d", gtk_label_get_text (label),
                       logical.width, logical.height, gtk_widget_get_width (widget),
                       gtk_widget_get_height (widget));
}

static void
look_at_inscription (FitLook *look, GtkInscription *inscription)
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
    fit_look_complain (look, widget, "“%s” is %d high and has %d",
                       gtk_inscription_get_text (inscription), height,
                       gtk_widget_get_height (widget));
  if (width > gtk_widget_get_width (widget) + 1 && !has_tooltip (widget))
    fit_look_complain (look, widget, "“%s” is cut, and no tooltip has the whole",
                       gtk_inscription_get_text (inscription));
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
look_at_table (FitLook *look, GtkWidget *scrolled)
{
  static const char *const languages[] = { "en", "de", "ar", NULL };
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
  double over = gtk_adjustment_get_upper (sideways) - gtk_adjustment_get_page_size (sideways);

  if (look->percent == 100 && is_written () && g_strv_contains (languages, g_getenv ("LANGUAGE"))
      && GTK_IS_COLUMN_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))) && over > 1)
    fit_look_complain (look, scrolled, "a table is %.0f wider than its room", over);
}

/* What is drawn beyond the edge of what is around it is not seen. */
static void
look_at_place (FitLook *look, GtkWidget *widget)
{
  gboolean sideways = TRUE, upright = TRUE;

  for (GtkWidget *at = gtk_widget_get_parent (widget); at != NULL && (sideways || upright);
       at = gtk_widget_get_parent (at))
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
      if (sideways
          && (bounds.origin.x < -1
              || bounds.origin.x + bounds.size.width > (float) gtk_widget_get_width (at) + 1))
        {
          fit_look_complain (look, widget, "from %.0f to %.0f of %d", (double) bounds.origin.x,
                             (double) (bounds.origin.x + bounds.size.width),
                             gtk_widget_get_width (at));
          return;
        }
      if (upright
          && (bounds.origin.y < -1
              || bounds.origin.y + bounds.size.height > (float) gtk_widget_get_height (at) + 1))
        {
          fit_look_complain (look, widget, "from %.0f down to %.0f of %d", (double) bounds.origin.y,
                             (double) (bounds.origin.y + bounds.size.height),
                             gtk_widget_get_height (at));
          return;
        }
      /* What is around it is looked at itself. */
      return;
    }
}

/* Of a list that scrolls the first row at least is seen whole. */
static void
look_at_list (FitLook *look, GtkWidget *list)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0);
  GtkWidget *scroller = gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);

  if (first != NULL && scroller != NULL
      && gtk_widget_get_height (GTK_WIDGET (first)) > gtk_widget_get_height (scroller))
    fit_look_complain (look, list, "a row is %d high, and what shows it %d",
                       gtk_widget_get_height (GTK_WIDGET (first)),
                       gtk_widget_get_height (scroller));
}

void
fit_look_at (FitLook *look, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    look_at_label (look, GTK_LABEL (widget));
  else if (GTK_IS_INSCRIPTION (widget))
    look_at_inscription (look, GTK_INSCRIPTION (widget));
  else if (GTK_IS_SCROLLED_WINDOW (widget))
    look_at_table (look, widget);
  else if (GTK_IS_LIST_BOX (widget))
    look_at_list (look, widget);
  if (GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget) || GTK_IS_IMAGE (widget)
      || GTK_IS_TEXT (widget))
    look_at_place (look, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    fit_look_at (look, child);
}

/* What asks for most in there: where to begin when a window is too wide. */
static GtkWidget *
find_greediest (GtkWidget *widget, GtkOrientation orientation)
{
  GtkWidget *greediest = NULL;
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
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

/* What it takes now, where it cannot be made smaller; else the least it can do with. */
static int
find_need (GtkWidget *widget, GtkOrientation orientation, int width)
{
  int least;

  if (!GTK_IS_WINDOW (widget) || !gtk_window_get_resizable (GTK_WINDOW (widget)))
    return gtk_widget_get_size (widget, orientation);
  gtk_widget_measure (widget, orientation, orientation == GTK_ORIENTATION_VERTICAL ? width : -1,
                      &least, NULL, NULL, NULL);
  return least;
}

void
fit_look_at_size (FitLook *look, GtkWidget *widget, int width, int height)
{
  int needs_width = find_need (widget, GTK_ORIENTATION_HORIZONTAL, width);
  int needs_height = find_need (widget, GTK_ORIENTATION_VERTICAL, MAX (width, needs_width));

  if (needs_width > width)
    fit_look_complain (look, find_greediest (widget, GTK_ORIENTATION_HORIZONTAL),
                       "it needs %d in width", needs_width);
  if (needs_height > height)
    fit_look_complain (look, find_greediest (widget, GTK_ORIENTATION_VERTICAL),
                       "it needs %d in height", needs_height);
}
