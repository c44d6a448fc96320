/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog for printing, and what GTK does not tell of it. Main thread. */
#include "config.h"

#include "corral-print-compat.h"

#include "corral-portal-compat.h"

#define PORTAL "org.freedesktop.portal.Print"

typedef struct
{
  GtkPrintOperation *operation; /* (owned) */
  GtkWindow *parent;            /* (weak) (nullable) */
  CorralCompatPrintFailed failed;
  CorralCompatPortalCall *call; /* (owned) (nullable): once it is asked */
} Printing;

static void
printing_free (Printing *printing)
{
  g_clear_pointer (&printing->call, corral_compat_unwatch_portal);
  g_signal_handlers_disconnect_by_data (printing->operation, printing);
  g_clear_weak_pointer (&printing->parent);
  g_object_unref (printing->operation);
  g_free (printing);
}

static void
failed_cb (const GError *error, gpointer data)
{
  Printing *printing = data;

  printing->failed (printing->operation, error);
  printing_free (printing);
}

static void
checked_cb (const GError *error, gpointer data)
{
  Printing *printing = data;
  g_autoptr (GtkPrintOperation) operation = g_object_ref (printing->operation);
  GtkWindow *parent = printing->parent;

  if (error != NULL)
    {
      failed_cb (error, printing);
      return;
    }
  if (parent == NULL)
    {
      printing_free (printing);
      return;
    }
  /* From either on GTK tells by itself how it ends. */
  g_signal_connect_swapped (operation, "begin-print", G_CALLBACK (printing_free), printing);
  g_signal_connect_swapped (operation, "done", G_CALLBACK (printing_free), printing);
  printing->call = corral_compat_watch_portal (PORTAL, "PreparePrint", failed_cb, printing);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}

void
corral_compat_print (GtkPrintOperation *operation, GtkWindow *parent, CorralCompatPrintFailed failed)
{
  Printing *printing;

  g_return_if_fail (GTK_IS_PRINT_OPERATION (operation) && GTK_IS_WINDOW (parent) && failed != NULL);

  printing = g_new0 (Printing, 1);
  printing->operation = g_object_ref (operation);
  printing->failed = failed;
  g_set_weak_pointer (&printing->parent, parent);
  corral_compat_check_portal (PORTAL, checked_cb, printing);
}
