/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a barcode scanner's reading goes, in the window and in the forms over it. Main thread. */
#include "config.h"

#include "corral-scanning.h"

#include "corral-scan-watch.h"

#include <glib/gi18n.h>

static void
scanned_cb (const char *scanned, gpointer box)
{
  corral_search_box_take_scan (box, scanned);
}

static void
scanned_over_form_cb (const char *scanned, gpointer box)
{
  gtk_widget_error_bell (box);
  corral_page_tell (box, _ ("Scanned while a form was open. Finish or cancel it, then scan again."), NULL);
}

static void
form_mapped_cb (CorralSearchBox *box, GtkWindow *form)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (box));
  GtkWindow *parent = form;

  while (parent != NULL && parent != (gpointer) window)
    parent = gtk_window_get_transient_for (parent);
  if (parent == NULL || g_object_get_data (G_OBJECT (form), "corral-scanning") != NULL)
    return;
  g_object_set_data (G_OBJECT (form), "corral-scanning", box);
  corral_scan_watch_add (form, scanned_over_form_cb, box);
}

/* Forms are windows of their own; whose they are is known when they are shown. */
static void
windows_changed_cb (CorralSearchBox *box, guint position, guint n_removed, guint n_added, GListModel *windows)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, position + i);

      if (window != (gpointer) gtk_widget_get_root (GTK_WIDGET (box)))
        g_signal_connect_object (window, "map", G_CALLBACK (form_mapped_cb), box, G_CONNECT_SWAPPED);
    }
}

void
corral_scanning_begin (GtkWindow *window, CorralSearchBox *box)
{
  corral_scan_watch_add (window, scanned_cb, box);
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_changed_cb), box,
                           G_CONNECT_SWAPPED);
}
