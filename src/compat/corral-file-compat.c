/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog for files, on GTK 4.8. Main thread. */
#include "config.h"

#include "corral-file-compat.h"

#include "corral-portal-compat.h"

#include <glib/gi18n.h>

#define PORTAL "org.freedesktop.portal.FileChooser"

typedef struct
{
  CorralCompatFileChosen chosen;
  gpointer data;       /* (owned) */
  GDestroyNotify free;
  GtkFileChooserNative *dialog; /* (owned) */
  CorralCompatPortalCall *call; /* (owned) (nullable): once it is shown */
} Asking;

static void
finish (Asking *asking, GFile *file, const GError *error)
{
  g_clear_pointer (&asking->call, corral_compat_unwatch_portal);
  asking->chosen (file, error, asking->data);
  asking->free (asking->data);
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (asking->dialog));
  g_object_unref (asking->dialog);
  g_free (asking);
}

static void
answered_cb (GtkNativeDialog *dialog, int response, Asking *asking)
{
  g_autoptr (GFile) file
      = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autoptr (GError) error = NULL;

  /* In a sandbox GTK says no more than this of a dialog that broke down, and of one that was closed rather than
   * cancelled. */
  if (file == NULL && response != GTK_RESPONSE_CANCEL && corral_compat_is_sandboxed ())
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                 /* Translators: why something could not be saved */
                                 _ ("The dialog was closed before a place was chosen."));
  finish (asking, file, error);
}

static void
refused_cb (const GError *error, gpointer data)
{
  finish (data, NULL, error);
}

static void
checked_cb (const GError *error, gpointer data)
{
  Asking *asking = data;

  if (error != NULL)
    {
      finish (asking, NULL, error);
      return;
    }
  asking->call = corral_compat_watch_portal (PORTAL, "SaveFile", refused_cb, asking);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (asking->dialog));
}

void
corral_compat_choose_where_to_save (GtkWindow *parent,
                                    const char *title,
                                    const char *name,
                                    CorralCompatFileChosen chosen,
                                    gpointer data,
                                    GDestroyNotify free)
{
  Asking *asking = g_new (Asking, 1);

  *asking = (Asking) {
    chosen, data, free, gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL), NULL
  };
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (asking->dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (asking->dialog), name);
  g_signal_connect (asking->dialog, "response", G_CALLBACK (answered_cb), asking);
  corral_compat_check_portal (PORTAL, checked_cb, asking);
}
