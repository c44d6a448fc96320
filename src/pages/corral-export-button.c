/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a list to a file, for whoever presses. Main thread. */
#include "config.h"

#include "corral-export-button.h"

#include "corral-export-record.h"
#include "corral-file-compat.h"
#include "corral-format.h"

#include <glib/gi18n.h>

#define BAR_PX 150
#define DIGITS 16

struct _CorralExportButton
{
  GtkWidget parent_instance;

  CorralPage *page;          /* (unowned): this is a part of it */
  CorralExportMake make;
  GCancellable *cancellable; /* (owned) (nullable): of what is being written */
  GtkWidget *stack;
  GtkWidget *menu;
  GtkWidget *running;
  GtkWidget *bar;
};

G_DEFINE_FINAL_TYPE (CorralExportButton, corral_export_button, GTK_TYPE_WIDGET)

/* ---- one file ------------------------------------------------------------------------------------------- */

/* What is written, and by whom. */
typedef struct
{
  CorralExportButton *button; /* (owned) */
  char *name;                 /* (owned): the file's, to show */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->button);
  g_free (saving->name);
  g_free (saving);
}

static void
progress_cb (guint n_done, guint n_rows, gpointer data)
{
  CorralExportButton *self = ((Saving *) data)->button;
  g_autofree char *done = corral_format_integer (n_done);
  g_autofree char *all = corral_format_integer (n_rows);
  /* Translators: so many rows are written, of so many */
  g_autofree char *text = g_strdup_printf (_ ("%s of %s"), done, all);

  if (self->bar == NULL)
    return;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), n_rows > 0 ? (double) n_done / n_rows : 1);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->bar), text);
}

static void
seal_cb (const char *digest, CorralExportSealed answer, gpointer answer_data, gpointer data)
{
  Saving *saving = data;
  g_autofree char *detail = g_strdup_printf ("%s %.*s", saving->name, DIGITS, digest);

  corral_export_record (GTK_WIDGET (saving->button), detail, answer, answer_data, NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  CorralExportButton *self = saving->button;
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *sentence = NULL;
  guint n_rows = 0;

  if (corral_export_finish (result, &n_rows, &error))
    {
      rows = corral_format_count (n_rows, CORRAL_NOUN_ROW);
      /* Translators: "412 rows", a file's name */
      sentence = g_strdup_printf (_ ("%s saved as %s"), rows, saving->name);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sentence = g_strdup (_ ("Stopped. No file was left."));
  else if (*error->message != '\0')
    /* Translators: a file's name, and a sentence that says why */
    sentence = g_strdup_printf (_ ("%s could not be saved: %s"), saving->name, error->message);
  g_clear_object (&self->cancellable);
  if (self->stack != NULL)
    gtk_stack_set_visible_child (GTK_STACK (self->stack), self->menu);
  if (sentence != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    corral_page_tell (GTK_WIDGET (self), sentence, NULL);
  saving_free (saving);
}

/* Whether it may leave; else somebody has been told why not. */
static gboolean
check (CorralExportButton *self)
{
  if (!corral_page_check_export (GTK_WIDGET (self->page)))
    return FALSE;
  if (corral_page_context_has_right (corral_page_get_context (self->page), CORRAL_RIGHT_EXPORT_LISTS))
    return TRUE;
  corral_page_tell (GTK_WIDGET (self->page), _ ("This account may not save lists as files."), NULL);
  return FALSE;
}

void
corral_export_button_save_at (CorralExportButton *self, CorralRecordFormat format, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  CorralExportRows *rows;
  CorralExportHooks hooks;
  Saving *saving;

  g_return_if_fail (CORRAL_IS_EXPORT_BUTTON (self));

  if (self->cancellable != NULL || !check (self))
    return;
  rows = self->make (self->page);
  if (rows == NULL)
    return;
  saving = g_new0 (Saving, 1);
  *saving = (Saving){ g_object_ref (self), g_filename_display_name (name) };
  hooks = (CorralExportHooks){ progress_cb, seal_cb, saving, NULL };
  self->cancellable = g_cancellable_new ();
  progress_cb (0, rows->n_rows, saving);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->running);
  corral_export_async (rows, format, file, &hooks, self->cancellable, saved_cb, saving);
}

gboolean
corral_export_button_is_running (CorralExportButton *self)
{
  g_return_val_if_fail (CORRAL_IS_EXPORT_BUTTON (self), FALSE);

  return self->cancellable != NULL;
}

void
corral_export_button_cancel (CorralExportButton *self)
{
  g_return_if_fail (CORRAL_IS_EXPORT_BUTTON (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* ---- asking where to ------------------------------------------------------------------------------------ */

typedef struct
{
  CorralExportButton *button; /* (owned) */
  CorralRecordFormat format;
  char *name;                 /* (owned): what is proposed */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->button);
  g_free (asking->name);
  g_free (asking);
}

static void
chosen_cb (GFile *file, const GError *error, gpointer data)
{
  Asking *asking = data;

  if (gtk_widget_get_root (GTK_WIDGET (asking->button)) == NULL)
    return;
  if (file != NULL)
    {
      corral_export_button_save_at (asking->button, asking->format, file);
    }
  else if (error != NULL)
    {
      /* Translators: a file's name, and a sentence that says why */
      g_autofree char *sentence = g_strdup_printf (_ ("%s could not be saved: %s"), asking->name, error->message);

      corral_page_tell (GTK_WIDGET (asking->button), sentence, NULL);
    }
}

/* "carts-2026-11-27-0645.csv": no words. */
static char *
make_name (CorralExportButton *self, CorralRecordFormat format)
{
  CorralPlace *place = corral_page_get_place (self->page);
  gint64 now_ms = corral_clock_now_ms (corral_page_get_context (self->page)->clock);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_ms / 1000);
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d-%H%M");

  return g_strdup_printf ("%s-%s%s", place != NULL ? corral_page_kind_to_name (place->page) : "corral", day,
                          corral_record_format_get_suffix (format));
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralExportButton *self = data;
  CorralRecordFormat format
      = g_strcmp0 (g_variant_get_string (parameter, NULL), "json") == 0 ? CORRAL_RECORD_JSON : CORRAL_RECORD_CSV;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  Asking *asking;

  if (!GTK_IS_WINDOW (root) || self->cancellable != NULL || !check (self))
    return;
  asking = g_new0 (Asking, 1);
  *asking = (Asking){ g_object_ref (self), format, make_name (self, format) };
  corral_compat_choose_where_to_save (GTK_WINDOW (root), _ ("Save the List"), asking->name, chosen_cb, asking, asking_free);
}

/* By the key also where it is not offered: then it says why. */
static void
menu_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralExportButton *self = data;

  if (self->cancellable != NULL || !check (self))
    return;
  if (gtk_widget_get_mapped (self->menu))
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu));
  else
    corral_page_tell (GTK_WIDGET (self->page), _ ("There is no list on this page that could be saved."), NULL);
}

void
corral_export_button_refresh (CorralExportButton *self)
{
  CorralPageContext *context;

  g_return_if_fail (CORRAL_IS_EXPORT_BUTTON (self));

  context = corral_page_get_context (self->page);
  gtk_widget_set_visible (GTK_WIDGET (self), corral_page_context_may_export (context)
                                                 && corral_page_context_has_right (context, CORRAL_RIGHT_EXPORT_LISTS));
}

/* ---- life ----------------------------------------------------------------------------------------------- */

/* What is being written holds on to this, and reads from a window that may be gone when this is. */
static void
corral_export_button_unroot (GtkWidget *widget)
{
  corral_export_button_cancel (CORRAL_EXPORT_BUTTON (widget));
  GTK_WIDGET_CLASS (corral_export_button_parent_class)->unroot (widget);
}

static void
corral_export_button_dispose (GObject *object)
{
  CorralExportButton *self = CORRAL_EXPORT_BUTTON (object);

  self->bar = NULL;
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_export_button_parent_class)->dispose (object);
}

static void
corral_export_button_finalize (GObject *object)
{
  g_clear_object (&CORRAL_EXPORT_BUTTON (object)->cancellable);
  G_OBJECT_CLASS (corral_export_button_parent_class)->finalize (object);
}

static void
corral_export_button_class_init (CorralExportButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_export_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_export_button_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_export_button_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_running (CorralExportButton *self)
{
  GtkWidget *stop = gtk_button_new_from_icon_name ("process-stop-symbolic");
  const char *label = _ ("Stop writing the file");

  self->running = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->bar), TRUE);
  gtk_widget_set_size_request (self->bar, BAR_PX, -1);
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows written"), -1);
  gtk_widget_set_tooltip_text (stop, label);
  gtk_widget_set_name (stop, "stop-export");
  gtk_accessible_update_property (GTK_ACCESSIBLE (stop), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (stop, "clicked", G_CALLBACK (corral_export_button_cancel), self);
  gtk_box_append (GTK_BOX (self->running), self->bar);
  gtk_box_append (GTK_BOX (self->running), stop);
  return self->running;
}

static void
corral_export_button_init (CorralExportButton *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  const char *label = _ ("Save this list as a file (Ctrl+Shift+S)");

  g_menu_append (menu, _ ("Save as _CSV…"), "list.save('csv')");
  g_menu_append (menu, _ ("Save as _JSON…"), "list.save('json')");
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "document-save-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (menu));
  gtk_widget_add_css_class (self->menu, "flat");
  gtk_widget_set_halign (self->menu, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (self->menu, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, "Control+Shift+S", -1);
  self->stack = gtk_stack_new ();
  /* What is not shown takes no room. */
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->menu);
  gtk_stack_add_child (GTK_STACK (self->stack), make_running (self));
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
corral_export_button_new (CorralPage *page, CorralExportMake make)
{
  static const GActionEntry entries[] = {
    { .name = "save", .parameter_type = "s", .activate = save_cb },
    { .name = "menu", .activate = menu_cb },
  };
  CorralExportButton *self = g_object_new (CORRAL_TYPE_EXPORT_BUTTON, NULL);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->page = page;
  self->make = make;
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (page), "list", G_ACTION_GROUP (group));
  corral_export_button_refresh (self);
  return GTK_WIDGET (self);
}
