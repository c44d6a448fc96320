/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking where to save and doing so. Main thread. */
#include "config.h"

#include "corral-save-file.h"

#include "corral-export-record.h"
#include "corral-file-compat.h"
#include "corral-page.h"

#include <glib/gi18n.h>

/* @reason: a sentence. */
static void
tell_not_saved (GtkWidget *from, const char *display, const char *reason)
{
  /* Translators: a file's name, and a sentence that says why */
  g_autofree char *sentence = g_strdup_printf (_ ("%s could not be saved: %s"), display, reason);

  if (gtk_widget_get_root (from) != NULL)
    corral_page_tell (from, sentence, NULL);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) from = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *display = g_filename_display_name (name);
  /* Translators: %s is a file's name */
  g_autofree char *sentence = g_strdup_printf (_ ("Saved as %s"), display);

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    tell_not_saved (from, display, error->message);
  else if (gtk_widget_get_root (from) != NULL)
    corral_page_tell (from, sentence, NULL);
}

typedef struct
{
  GtkWidget *from; /* (weak) (nullable): the dialog may stay open when the window has gone */
  GFile *file;     /* (owned) (nullable): once it is known */
  char *name;      /* (owned) (nullable): until it is, what is proposed */
  GBytes *bytes;   /* (owned) */
} Saving;

static Saving *
saving_new (GtkWidget *from, GFile *file, const char *name, GBytes *bytes)
{
  Saving *saving = g_new (Saving, 1);

  *saving = (Saving){ NULL, file != NULL ? g_object_ref (file) : NULL, g_strdup (name), g_bytes_ref (bytes) };
  g_set_weak_pointer (&saving->from, from);
  return saving;
}

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_clear_weak_pointer (&saving->from);
  g_clear_object (&saving->file);
  g_free (saving->name);
  g_bytes_unref (saving->bytes);
  g_free (saving);
}

static void
recorded_cb (gboolean recorded, gpointer data)
{
  Saving *saving = data;

  /* Who says that it was recorded holds on to where from. */
  if (recorded && saving->from != NULL)
    g_file_replace_contents_bytes_async (saving->file, saving->bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                         written_cb, g_object_ref (saving->from));
}

void
corral_save_file_at (GtkWidget *from, GFile *file, GBytes *bytes)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *display = g_filename_display_name (name);

  if (!corral_page_check_export (from))
    return;
  corral_export_record_file (from, display, bytes, recorded_cb, saving_new (from, file, NULL, bytes), saving_free);
}

static void
chosen_cb (GFile *file, const GError *error, gpointer data)
{
  Saving *saving = data;

  if (saving->from == NULL)
    return;
  if (file != NULL)
    corral_save_file_at (saving->from, file, saving->bytes);
  else if (error != NULL)
    tell_not_saved (saving->from, saving->name, error->message);
}

void
corral_save_file (GtkWidget *from, const char *title, const char *name, GBytes *bytes)
{
  GtkRoot *root = gtk_widget_get_root (from);

  if (!corral_page_check_export (from))
    return;
  g_return_if_fail (GTK_IS_WINDOW (root) && bytes != NULL);

  corral_compat_choose_where_to_save (GTK_WINDOW (root), title, name, chosen_cb, saving_new (from, NULL, name, bytes), saving_free);
}
