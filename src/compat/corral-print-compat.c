/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog for printing, and what GTK does not tell of it. Main thread. */
#include "config.h"

#include "corral-print-compat.h"

#include "corral-portal-compat.h"

/* The portal answers at once that it asks; only then its dialog is there. No longer than GLib itself waits for an answer. */
#define LOOK_MS 200
#define LOOKS (26 * 1000 / LOOK_MS)

typedef struct
{
  GtkPrintOperation *operation; /* (owned) */
  GtkWindow *parent;            /* (weak) (nullable) */
  CorralCompatPrintFailed failed;
  guint source;
  guint looks;
} Printing;

static void
printing_free (gpointer data)
{
  Printing *printing = data;

  g_signal_handlers_disconnect_by_data (printing->operation, printing);
  g_clear_weak_pointer (&printing->parent);
  g_object_unref (printing->operation);
  g_free (printing);
}

/* It goes on: whatever comes now, GTK tells. */
static void
going_on_cb (Printing *printing)
{
  g_source_remove (printing->source);
}

static gboolean
look_cb (gpointer data)
{
  Printing *printing = data;
  g_autoptr (GError) error = NULL;

  gtk_print_operation_get_error (printing->operation, &error);
  if (error == NULL)
    return ++printing->looks < LOOKS ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  g_dbus_error_strip_remote_error (error);
  printing->failed (printing->operation, error);
  return G_SOURCE_REMOVE;
}

static void
checked_cb (const GError *error, gpointer data)
{
  Printing *printing = data;
  GtkPrintOperation *operation = printing->operation;

  if (error != NULL || printing->parent == NULL)
    {
      if (error != NULL)
        printing->failed (operation, error);
      printing_free (printing);
      return;
    }
  if (corral_compat_is_sandboxed ())
    {
      g_signal_connect_swapped (operation, "begin-print", G_CALLBACK (going_on_cb), printing);
      g_signal_connect_swapped (operation, "done", G_CALLBACK (going_on_cb), printing);
      printing->source = g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, look_cb, printing, printing_free);
      gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, printing->parent, NULL);
      return;
    }
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, printing->parent, NULL);
  printing_free (printing);
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
  corral_compat_check_portal ("org.freedesktop.portal.Print", checked_cb, printing);
}
