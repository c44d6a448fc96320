/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that wraps: nothing is cut, nothing is lost, however narrow the window. */
#include "corral-wrap-box.h"

#define N_CHILDREN 5

static GtkWidget *
make_box (GtkWidget *children[N_CHILDREN])
{
  GtkWidget *box = g_object_ref_sink (corral_wrap_box_new (6));

  for (guint i = 0; i < N_CHILDREN; i++)
    {
      children[i] = gtk_drawing_area_new ();
      gtk_widget_set_size_request (children[i], 100, 20);
      corral_wrap_box_append (CORRAL_WRAP_BOX (box), children[i]);
    }
  return box;
}

static const struct
{
  int width;
  int height;
} cases[] = {
  { 600, 20 },  /* all five in a line */
  { 524, 20 },  /* just */
  { 523, 46 },  /* one goes into the next */
  { 212, 72 },  /* two, two, one */
  { 100, 124 }, /* one a line */
};

static void
test_height_for_width (void)
{
  GtkWidget *children[N_CHILDREN];
  g_autoptr (GtkWidget) box = make_box (children);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int minimum, natural;

      gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, cases[i].width, &minimum, &natural, NULL, NULL);
      g_assert_cmpint (minimum, ==, cases[i].height);
      g_assert_cmpint (natural, ==, cases[i].height);
    }
}

static void
test_width (void)
{
  GtkWidget *children[N_CHILDREN];
  g_autoptr (GtkWidget) box = make_box (children);
  int minimum, natural;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 5 * 100 + 4 * 6);

  /* What is hidden, or gone, takes no place. */
  gtk_widget_set_visible (children[1], FALSE);
  corral_wrap_box_remove (CORRAL_WRAP_BOX (box), children[4]);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 3 * 100 + 2 * 6);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/widgets/wrap-box/height", test_height_for_width);
  g_test_add_func ("/widgets/wrap-box/width", test_width);
  return g_test_run ();
}
