/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moved sideways where it is too wide. Main thread. */
#include "config.h"

#include "corral-sideways.h"

#define BAR_PX 9

GtkWidget *
corral_sideways_new (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  /* The bar stands over what is moved: under the last row rather than on it. */
  gtk_widget_set_margin_bottom (child, BAR_PX);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  return scrolled;
}
