/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog for files, on GTK 4.8. Main thread. */
#include "config.h"

#include "corral-file-compat.h"

typedef struct
{
  CorralCompatFileChosen chosen;
  gpointer data;       /* (owned) */
  GDestroyNotify free;
} Asking;

static void
asking_free (gpointer data, GClosure *closure)
{
  Asking *asking = data;

  asking->free (asking->data);
  g_free (asking);
}

static void
answered_cb (GtkNativeDialog *dialog, int response, Asking *asking)
{
  g_autoptr (GFile) file
      = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  asking->chosen (file, asking->data);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
corral_compat_choose_where_to_save (GtkWindow *parent,
                                    const char *title,
                                    const char *name,
                                    CorralCompatFileChosen chosen,
                                    gpointer data,
                                    GDestroyNotify free)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  Asking *asking = g_new (Asking, 1);

  *asking = (Asking) { chosen, data, free };
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), asking, asking_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
