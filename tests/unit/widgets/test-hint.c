/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for who points: there when they are asked for, others after they changed, none after they were taken away. */
#include "corral-hint.h"

/* Whether a tooltip is shown to who points at @widget. */
static gboolean
points (GtkWidget *widget)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean shown = FALSE;

  g_signal_emit_by_name (widget, "query-tooltip", 0, 0, FALSE, tooltip, &shown);
  return shown;
}

static void
test_hint (void)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new ("1"));

  corral_hint_set (label, NULL);
  g_assert_false (gtk_widget_get_has_tooltip (label));
  g_assert_null (corral_hint_get (label));
  corral_hint_set (label, "One");
  g_assert_true (gtk_widget_get_has_tooltip (label));
  g_assert_cmpstr (corral_hint_get (label), ==, "One");
  g_assert_true (points (label));
  corral_hint_set (label, "Two");
  g_assert_cmpstr (corral_hint_get (label), ==, "Two");
  g_assert_true (points (label));
  corral_hint_set (label, NULL);
  g_assert_false (points (label));
  corral_hint_set (label, "Three");
  g_assert_true (points (label));
  g_assert_finalize_object (label);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hint/words", test_hint);
  return g_test_run ();
}
