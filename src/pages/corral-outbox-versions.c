/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two versions of one thing, side by side. Main thread. */
#include "config.h"

#include "corral-outbox-versions.h"

#include <glib/gi18n.h>

struct _CorralOutboxVersions
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  char *text; /* (owned): what is shown */
};

G_DEFINE_FINAL_TYPE (CorralOutboxVersions, corral_outbox_versions, GTK_TYPE_WIDGET)

static void
corral_outbox_versions_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_OUTBOX_VERSIONS (object)->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_outbox_versions_parent_class)->dispose (object);
}

static void
corral_outbox_versions_finalize (GObject *object)
{
  g_free (CORRAL_OUTBOX_VERSIONS (object)->text);
  G_OBJECT_CLASS (corral_outbox_versions_parent_class)->finalize (object);
}

static void
corral_outbox_versions_class_init (CorralOutboxVersionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_outbox_versions_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_outbox_versions_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
corral_outbox_versions_init (CorralOutboxVersions *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 2);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "outbox-versions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Both versions"), -1);
}

GtkWidget *
corral_outbox_versions_new (void)
{
  return g_object_new (CORRAL_TYPE_OUTBOX_VERSIONS, NULL);
}

static void
attach (CorralOutboxVersions *self, const char *text, const char *css_class, int column, int row, int width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), width > 1 ? 60 : 28);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (GTK_GRID (self->grid), label, column, row, width, 1);
}

static char *
comparison_to_text (const CorralOperationComparison *comparison)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!comparison->known)
    return g_strdup (_ ("The cloud’s version is not here: it may have gone, or has not arrived yet."));
  if (comparison->differences->len == 0)
    return g_strdup (_ ("Both say the same."));
  for (guint i = 0; i < comparison->differences->len; i++)
    {
      const CorralOperationDifference *difference = g_ptr_array_index (comparison->differences, i);

      g_string_append_printf (text, "%s%s: %s / %s", i > 0 ? "\n" : "", difference->name, difference->mine,
                              difference->theirs);
    }
  return g_strdup (text->str);
}

void
corral_outbox_versions_show (CorralOutboxVersions *self, const CorralOperationComparison *comparison)
{
  g_autofree char *text = NULL;
  GtkWidget *child;

  g_return_if_fail (CORRAL_IS_OUTBOX_VERSIONS (self));

  text = comparison_to_text (comparison);
  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  if (comparison->differences->len == 0)
    {
      attach (self, self->text, "dim-label", 0, 0, 3);
      return;
    }
  /* Translators: two columns: as I did it, and as it is in the cloud */
  attach (self, _ ("Mine"), "heading", 1, 0, 1);
  attach (self, _ ("Theirs"), "heading", 2, 0, 1);
  for (guint i = 0; i < comparison->differences->len; i++)
    {
      const CorralOperationDifference *difference = g_ptr_array_index (comparison->differences, i);

      attach (self, difference->name, "dim-label", 0, (int) i + 1, 1);
      attach (self, difference->mine, "numeric", 1, (int) i + 1, 1);
      attach (self, difference->theirs, "numeric", 2, (int) i + 1, 1);
    }
}

const char *
corral_outbox_versions_get_text (CorralOutboxVersions *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX_VERSIONS (self), NULL);

  return self->text;
}
