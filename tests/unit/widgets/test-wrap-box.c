/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that wraps, and panes that stand under each other: nothing is cut, nothing is lost, however narrow the window. */
#include "corral-panes.h"
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

/* Children where they stand in a box of @width. */
static void
place (GtkWidget *box, GtkWidget *children[N_CHILDREN], int width, graphene_rect_t bounds[N_CHILDREN])
{
  int height;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_allocate (box, width, height, -1, NULL);
  for (guint i = 0; i < N_CHILDREN; i++)
    g_assert_true (gtk_widget_compute_bounds (children[i], box, &bounds[i]));
}

/* Text that wraps shares its line with what does not, and takes what is left; in either direction. */
static void
test_expand (void)
{
  GtkWidget *children[N_CHILDREN];
  g_autoptr (GtkWidget) box = make_box (children);
  graphene_rect_t bounds[N_CHILDREN];

  gtk_widget_set_hexpand (children[1], TRUE);
  for (guint rtl = 0; rtl < 2; rtl++)
    {
      gtk_widget_set_direction (box, rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      place (box, children, 624, bounds);
      g_assert_cmpfloat (bounds[1].size.width, ==, 200);
      g_assert_cmpfloat (bounds[0].origin.x, ==, rtl ? 524 : 0);
      g_assert_cmpfloat (bounds[4].origin.x, ==, rtl ? 0 : 524);
      /* In a line of its own neighbours: two, two, one. */
      place (box, children, 220, bounds);
      g_assert_cmpfloat (bounds[1].size.width, ==, 114);
      g_assert_cmpfloat (bounds[2].origin.y, ==, 26);
      g_assert_cmpfloat (bounds[4].origin.y, ==, 52);
    }
}

/* Beside each other where there is room, else under each other in the order that was asked for. */
static void
test_panes (void)
{
  static const CorralPanesFlags flags[] = { CORRAL_PANES_MAIN_ON_TOP, CORRAL_PANES_SIDE_ON_TOP, CORRAL_PANES_SIDE_AT_END };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      GtkWidget *side = gtk_drawing_area_new ();
      GtkWidget *main_ = gtk_drawing_area_new ();
      g_autoptr (GtkWidget) panes = NULL;
      graphene_rect_t at_side, at_main;
      int minimum;

      gtk_widget_set_size_request (side, 50, 300);
      gtk_widget_set_size_request (main_, 50, 400);
      panes = g_object_ref_sink (corral_panes_new (side, 200, main_, 300, flags[i]));
      gtk_widget_measure (panes, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 60);

      gtk_widget_allocate (panes, 1000, 500, -1, NULL);
      g_assert_true (gtk_widget_compute_bounds (side, panes, &at_side));
      g_assert_true (gtk_widget_compute_bounds (main_, panes, &at_main));
      g_assert_cmpfloat (at_side.origin.y, ==, at_main.origin.y);
      g_assert_cmpint (at_side.origin.x < at_main.origin.x, ==, flags[i] != CORRAL_PANES_SIDE_AT_END);

      gtk_widget_allocate (panes, 400, 500, -1, NULL);
      g_assert_true (gtk_widget_compute_bounds (side, panes, &at_side));
      g_assert_true (gtk_widget_compute_bounds (main_, panes, &at_main));
      g_assert_cmpfloat (at_side.size.width, ==, at_main.size.width);
      g_assert_cmpint (at_side.origin.y < at_main.origin.y, ==, flags[i] == CORRAL_PANES_SIDE_ON_TOP);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/widgets/wrap-box/height", test_height_for_width);
  g_test_add_func ("/widgets/wrap-box/width", test_width);
  g_test_add_func ("/widgets/wrap-box/expand", test_expand);
  g_test_add_func ("/widgets/wrap-box/panes", test_panes);
  return g_test_run ();
}
