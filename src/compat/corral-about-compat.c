/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The about window, on libadwaita 1.2. Main thread. */
#include "config.h"

#include "corral-about-compat.h"

void
corral_compat_show_about (GtkWindow *parent, const char *first_property, ...)
{
  GtkWindow *window;
  va_list arguments;

  window = GTK_WINDOW (g_object_new (ADW_TYPE_ABOUT_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL));
  va_start (arguments, first_property);
  g_object_set_valist (G_OBJECT (window), first_property, arguments);
  va_end (arguments);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
