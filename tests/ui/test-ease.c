/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ease of use on each page and in everything that comes over it: what can be pressed is large
 * enough for a finger or an unsteady hand, nothing moves for who wants no motion, and the keyboard
 * goes into what opens and back to where it was. Main thread. */
#include "config.h"

#include "dialog-tour.h"
#include "page-tour.h"

#include <math.h>
#include <string.h>

/* WCAG 2.2, 2.5.8 (AA): at least so much each way, or so much room around its middle. */
#define LEAST_PX 24
/* It stands still when so few frames are drawn in so long: an age that is told anew, a row that
 * arrived. What moves draws 60 a second. */
#define STILL_MS 250
#define STILL_FRAMES 5

typedef void (*Look) (GtkWidget *below, const char *name, GPtrArray *problems);

/* ---- targets -------------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *widget;
  graphene_rect_t bounds;
} Target;

/* What is pressed with the pointer. Words in a sentence that lead on are as high as their line,
 * which the rule allows; rows of tables are targets, the cells in them are not. */
static gboolean
is_target (GtkWidget *widget)
{
  if (GTK_IS_LIST_BOX_ROW (widget))
    return gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget));
  if (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SWITCH (widget)
      || GTK_IS_EXPANDER (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_TEXT_VIEW (widget))
    return !GTK_IS_TEXT (widget);
  return strcmp (G_OBJECT_TYPE_NAME (widget), "GtkColumnViewTitle") == 0
         || strcmp (G_OBJECT_TYPE_NAME (widget), "GtkListItemWidget") == 0
         || strcmp (G_OBJECT_TYPE_NAME (widget), "GtkColumnListItemWidget") == 0
         || strcmp (G_OBJECT_TYPE_NAME (widget), "GtkModelButton") == 0;
}

static void
collect (GArray *targets, GtkWidget *root, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_target (widget) && gtk_widget_is_sensitive (widget))
    {
      Target target = { .widget = widget };

      if (gtk_widget_compute_bounds (widget, root, &target.bounds) && target.bounds.size.width > 0)
        g_array_append_val (targets, target);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      collect (targets, root, child);
}

static gboolean
is_small (const Target *target)
{
  return target->bounds.size.width < LEAST_PX - 0.5f
         || target->bounds.size.height < LEAST_PX - 0.5f;
}

/* Whether a circle around the middle of a small one reaches into @other, or into its circle when
 * that is small too. */
static gboolean
is_close (const Target *small, const Target *other)
{
  float x = small->bounds.origin.x + small->bounds.size.width / 2;
  float y = small->bounds.origin.y + small->bounds.size.height / 2;
  float dx = MAX (MAX (other->bounds.origin.x - x,
                       x - other->bounds.origin.x - other->bounds.size.width),
                  0);
  float dy = MAX (MAX (other->bounds.origin.y - y,
                       y - other->bounds.origin.y - other->bounds.size.height),
                  0);

  if (small->widget == other->widget || gtk_widget_is_ancestor (small->widget, other->widget)
      || gtk_widget_is_ancestor (other->widget, small->widget))
    return FALSE;
  if (hypotf (dx, dy) < LEAST_PX / 2.0f - 0.5f)
    return TRUE;
  return is_small (other)
         && hypotf (x - other->bounds.origin.x - other->bounds.size.width / 2,
                    y - other->bounds.origin.y - other->bounds.size.height / 2)
                < LEAST_PX - 0.5f;
}

static char *
describe (GtkWidget *widget)
{
  g_autoptr (GString) path = g_string_new (NULL);
  guint n = 0;

  for (GtkWidget *at = widget; at != NULL && n < 6; at = gtk_widget_get_parent (at), n++)
    {
      g_auto (GStrv) classes = gtk_widget_get_css_classes (at);
      g_autofree char *all = g_strjoinv (".", classes);

      g_string_append_printf (path, " < %s%s%s", G_OBJECT_TYPE_NAME (at), *all != '\0' ? "." : "",
                              all);
    }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static void
look_at_targets (GtkWidget *below, const char *name, GPtrArray *problems)
{
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (Target));

  collect (targets, below, below);
  for (guint i = 0; i < targets->len; i++)
    {
      const Target *small = &g_array_index (targets, Target, i);
      const Target *close = NULL;

      for (guint other = 0; is_small (small) && close == NULL && other < targets->len; other++)
        if (is_close (small, &g_array_index (targets, Target, other)))
          close = &g_array_index (targets, Target, other);
      if (close != NULL)
        {
          g_autofree char *path = describe (small->widget);
          g_autofree char *next = describe (close->widget);

          g_ptr_array_add (problems,
                           g_strdup_printf ("%s: %.0f×%.0f%s, close to%s", name,
                                            (double) small->bounds.size.width,
                                            (double) small->bounds.size.height, path, next));
        }
    }
}

/* ---- motion --------------------------------------------------------------------------------- */

static void
count_cb (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

static gboolean
end_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static guint
count_frames (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint n = 0;
  gboolean over = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_cb), &n);

  g_timeout_add (STILL_MS, end_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  return n;
}

/* It comes to rest; what arrives a little late does not count. */
static void
look_at_motion (GtkWidget *below, const char *name, GPtrArray *problems)
{
  guint n = 0;

  for (guint i = 0; i < 8; i++)
    if ((n = count_frames (below)) < STILL_FRAMES)
      return;
  g_ptr_array_add (problems, g_strdup_printf ("%s: %u frames in %d ms", name, n, STILL_MS));
}

/* ---- everything ----------------------------------------------------------------------------- */

static void
look_over (GtkWidget *over, const char *name, Look look, GPtrArray *problems)
{
  g_autoptr (GPtrArray) popups = NULL;

  look (over, name, problems);
  if (GTK_IS_POPOVER (over))
    return;
  popups = popups_list (over);
  for (guint i = 0; i < popups->len; i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s, popover %u", name, i);
      GtkWidget *popover = popup_open (popups->pdata[i]);

      if (popover == NULL)
        continue;
      look_over (popover, inner, look, problems);
      popup_close (popover);
    }
}

static void
end (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) problems->pdata[i]);
  if (problems->len > 0)
    g_test_fail ();
}

/* The window itself once, then each page, and what each opens; then everything else. */
static void
walk (Fixture *fixture, Look look)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = NULL;

  page_tour_open (fixture);
  for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
    {
      page_tour_go (fixture, kind);
      settle_widget (GTK_WIDGET (fixture->window));
      wait_until (corral_window_is_settled (fixture->window));
      g_test_message ("%s", corral_page_kind_to_name (kind));
      look_over (kind == 0 ? GTK_WIDGET (fixture->window)
                           : GTK_WIDGET (corral_window_get_page (fixture->window)),
                 corral_page_kind_to_name (kind), look, problems);
    }
  names = dialog_tour_list (fixture);
  for (guint i = 0; i < names->len; i++)
    {
      g_test_message ("%s", (char *) names->pdata[i]);
      look_over (dialog_tour_open (fixture, names->pdata[i]), names->pdata[i], look, problems);
      dialog_tour_close (fixture);
    }
  end (problems);
}

static void
test_targets (Fixture *fixture, gconstpointer data)
{
  walk (fixture, look_at_targets);
}

/* The headless runner turns animations off; somebody who does so in their desktop has it the same
 * way. */
static void
test_motion (Fixture *fixture, gconstpointer data)
{
  gboolean animations;

  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &animations, NULL);
  g_assert_false (animations);
  walk (fixture, look_at_motion);
}

/* ---- the keyboard --------------------------------------------------------------------------- */

/* The window's own focus when it is the window's, else that of what is over it. */
static GtkWidget *
get_focus (GtkWidget *over)
{
  return gtk_root_get_focus (gtk_widget_get_root (over));
}

static void
test_focus (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = NULL;

  page_tour_open (fixture);
  names = dialog_tour_list (fixture);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      GtkWidget *over, *focus;

      /* The search keeps the keyboard in its field, which stands in the window. */
      if (strcmp (name, "search") == 0)
        continue;
      over = dialog_tour_open (fixture, name);
      focus = get_focus (over);
      if (focus == NULL || (focus != over && !gtk_widget_is_ancestor (focus, over)))
        g_ptr_array_add (problems,
                         g_strdup_printf ("%s: the keyboard is not in it, but at %s", name,
                                          focus != NULL ? G_OBJECT_TYPE_NAME (focus) : "nothing"));
      if (GTK_IS_WINDOW (over)
          && *(gtk_window_get_title (GTK_WINDOW (over)) ? gtk_window_get_title (GTK_WINDOW (over))
                                                        : "")
                 == '\0'
          && !ADW_IS_MESSAGE_DIALOG (over))
        g_ptr_array_add (problems, g_strdup_printf ("%s: a window without a title", name));
      dialog_tour_close (fixture);
      settle_widget (GTK_WIDGET (fixture->window));
      focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
      if (focus == NULL || !gtk_widget_get_mapped (focus))
        g_ptr_array_add (problems,
                         g_strdup_printf ("%s: afterwards the keyboard is nowhere", name));
    }
  end (problems);
}

/* What a menu was opened from has the keyboard again. */
static void
test_menus (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  page_tour_open (fixture);
  for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
    {
      g_autoptr (GPtrArray) popups = NULL;

      page_tour_go (fixture, kind);
      settle_widget (GTK_WIDGET (fixture->window));
      wait_until (corral_window_is_settled (fixture->window));
      popups = popups_list (GTK_WIDGET (corral_window_get_page (fixture->window)));
      for (guint i = 0; i < popups->len; i++)
        {
          GtkWidget *opener = popups->pdata[i];
          GtkWidget *popover, *focus;
          g_autofree char *path = describe (opener);

          gtk_widget_grab_focus (opener);
          if ((popover = popup_open (opener)) == NULL)
            continue;
          focus = get_focus (popover);
          if (focus == NULL || (focus != popover && !gtk_widget_is_ancestor (focus, popover)))
            g_ptr_array_add (problems,
                             g_strdup_printf ("%s: the keyboard does not go into what opens%s",
                                              corral_page_kind_to_name (kind), path));
          popup_close (popover);
          settle_widget (GTK_WIDGET (fixture->window));
          focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
          if (focus == NULL || (focus != opener && !gtk_widget_is_ancestor (focus, opener)))
            g_ptr_array_add (problems,
                             g_strdup_printf ("%s: the keyboard does not come back, but to %s%s",
                                              corral_page_kind_to_name (kind),
                                              focus != NULL ? G_OBJECT_TYPE_NAME (focus)
                                                            : "nothing",
                                              path));
        }
    }
  end (problems);
}

int
main (int argc, char *argv[])
{
  window_fixture_init (&argc, &argv);
  g_test_set_nonfatal_assertions ();
  g_test_add ("/ease/targets", Fixture, NULL, set_up, test_targets, tear_down);
  g_test_add ("/ease/motion", Fixture, NULL, set_up, test_motion, tear_down);
  g_test_add ("/ease/focus", Fixture, NULL, set_up, test_focus, tear_down);
  g_test_add ("/ease/menus", Fixture, NULL, set_up, test_menus, tear_down);
  return window_fixture_run ();
}
