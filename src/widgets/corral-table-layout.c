/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table: which are shown, in which order, kept by the table's name; and their headings. Main thread. */
#include "config.h"

#include "corral-table-arrangement.h"
#include "corral-table-private.h"

#include <glib/gi18n.h>

#define SLOT(self, i) (&g_array_index ((self)->layout, CorralTableSlot, i))
#define FILLER_PX 32

static const char *
title_of (const CorralTableColumn *spec)
{
  return spec->title != NULL && *spec->title != '\0' ? _ (spec->title) : "";
}

static guint
find (CorralTable *self, const char *id)
{
  for (guint i = 0; i < self->layout->len; i++)
    if (strcmp (SLOT (self, i)->spec->id, id) == 0)
      return i;
  return G_MAXUINT;
}

void
corral_table_layout_dress (CorralTable *self)
{
  gboolean descending = FALSE;
  guint sort = corral_table_get_sort (self, &descending);

  for (guint i = 0; i < self->layout->len; i++)
    {
      const CorralTableColumn *spec = SLOT (self, i)->spec;
      GtkWidget *heading = corral_compat_column_view_find_heading (self->view, title_of (spec));
      GtkAccessibleSort order = GTK_ACCESSIBLE_SORT_NONE;

      if (heading == NULL)
        continue;
      corral_compat_heading_set_xalign (heading, spec->kind == CORRAL_CELL_NUMBER ? 1 : 0);
      gtk_widget_set_tooltip_text (heading, spec->help != NULL ? _ (spec->help) : NULL);
      if (spec->sort != CORRAL_TABLE_NO_SORT && spec->sort == sort)
        order = descending ? GTK_ACCESSIBLE_SORT_DESCENDING : GTK_ACCESSIBLE_SORT_ASCENDING;
      corral_compat_heading_set_sorted (heading, order != GTK_ACCESSIBLE_SORT_NONE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (heading), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      title_of (spec), GTK_ACCESSIBLE_PROPERTY_SORT, order, -1);
    }
}

/* Puts the view's columns into the order of the layout, the filler last. */
static void
arrange (CorralTable *self)
{
  self->arranging = TRUE;
  for (guint i = 0; i < self->layout->len; i++)
    gtk_column_view_insert_column (self->view, i, SLOT (self, i)->column);
  gtk_column_view_insert_column (self->view, self->layout->len, self->filler);
  self->arranging = FALSE;
  corral_table_layout_dress (self);
}

char **
corral_table_get_layout (CorralTable *self)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **ids;

  for (guint i = 0; i < self->layout->len; i++)
    {
      CorralTableSlot *slot = SLOT (self, i);
      g_autofree char *id
          = g_strconcat (gtk_column_view_column_get_visible (slot->column) ? "" : "-", slot->spec->id, NULL);

      g_strv_builder_add (builder, id);
    }
  ids = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return ids;
}

/* The other tables' layouts stay in the dictionary. @ids NULL: forgets this one. */
static void
save (CorralTable *self, const char *const *ids)
{
  g_autoptr (GVariant) old = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (self->settings == NULL)
    return;
  old = g_settings_get_value (self->settings, "table-columns");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_iter_init (&iter, old);
  while (g_variant_iter_loop (&iter, "{&s@as}", &name, &value))
    if (strcmp (name, self->name) != 0)
      g_variant_builder_add (&builder, "{s@as}", name, value);
  if (ids != NULL)
    g_variant_builder_add (&builder, "{s^as}", self->name, ids);
  g_settings_set_value (self->settings, "table-columns", g_variant_builder_end (&builder));
}

static void
keep (CorralTable *self)
{
  g_auto (GStrv) ids = corral_table_get_layout (self);

  save (self, (const char *const *) ids);
}

static void
on_columns_changed (GListModel *columns, guint position, guint removed, guint added, CorralTable *self)
{
  guint n = g_list_model_get_n_items (columns);
  guint at = 0;

  /* Dragging a heading takes the column out and puts it in again. */
  if (self->arranging || n != self->layout->len + 1)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      for (guint k = at; k < self->layout->len; k++)
        if (SLOT (self, k)->column == column)
          {
            CorralTableSlot slot = *SLOT (self, k);

            g_array_remove_index (self->layout, k);
            g_array_insert_val (self->layout, at, slot);
            at++;
            break;
          }
    }
  keep (self);
  corral_table_layout_dress (self);
}

static void
on_sorter_changed (GtkSorter *sorter, GtkSorterChange change, CorralTable *self)
{
  guint sort;
  gboolean descending;

  if (self->marking)
    return;
  if (!corral_column_sorter_read (self->sorter, self->view, &sort, &descending))
    {
      sort = CORRAL_TABLE_NO_SORT;
      descending = FALSE;
    }
  corral_table_layout_dress (self);
  corral_table_sorted (self, sort, descending);
}

void
corral_table_layout_init (CorralTable *self)
{
  g_autofree CorralTablePlace *places = g_new (CorralTablePlace, self->n_columns);
  g_autofree const char **ids = NULL;
  g_autoptr (GVariant) all = NULL;

  if (self->settings != NULL)
    {
      all = g_settings_get_value (self->settings, "table-columns");
      g_variant_lookup (all, self->name, "^a&s", &ids);
    }
  corral_table_arrange (self->columns, self->n_columns, ids, places);
  self->layout = g_array_new (FALSE, FALSE, sizeof (CorralTableSlot));
  self->sorter = corral_column_sorter_new ();
  for (guint i = 0; i < self->n_columns; i++)
    {
      const CorralTableColumn *spec = &self->columns[places[i].column];
      CorralTableSlot slot = { spec, NULL };

      slot.column = gtk_column_view_column_new (title_of (spec), corral_table_make_factory (self, spec));
      gtk_column_view_column_set_resizable (slot.column, TRUE);
      gtk_column_view_column_set_expand (slot.column, spec->expand);
      gtk_column_view_column_set_visible (slot.column, !places[i].hidden);
      if (spec->sort != CORRAL_TABLE_NO_SORT)
        corral_column_sorter_attach (self->sorter, slot.column, spec->sort);
      g_array_append_val (self->layout, slot);
    }
  self->filler = gtk_column_view_column_new (NULL, gtk_signal_list_item_factory_new ());
  gtk_column_view_column_set_fixed_width (self->filler, FILLER_PX);

  self->arranging = TRUE;
  for (guint i = 0; i < self->layout->len; i++)
    gtk_column_view_append_column (self->view, SLOT (self, i)->column);
  gtk_column_view_append_column (self->view, self->filler);
  self->arranging = FALSE;
  corral_table_layout_dress (self);

  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed",
                           G_CALLBACK (on_columns_changed), self, 0);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (on_sorter_changed),
                           self, 0);
}

void
corral_table_layout_clear (CorralTable *self)
{
  if (self->layout == NULL)
    return;
  g_signal_handlers_disconnect_by_data (gtk_column_view_get_columns (self->view), self);
  g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
  for (guint i = 0; i < self->layout->len; i++)
    {
      /* Its sorter points at ours. */
      gtk_column_view_column_set_sorter (SLOT (self, i)->column, NULL);
      gtk_column_view_remove_column (self->view, SLOT (self, i)->column);
      g_object_unref (SLOT (self, i)->column);
    }
  gtk_column_view_remove_column (self->view, self->filler);
  g_clear_object (&self->filler);
  g_clear_pointer (&self->layout, g_array_unref);
  g_clear_pointer (&self->sorter, corral_column_sorter_free);
}

void
corral_table_set_sort (CorralTable *self, guint sort, gboolean descending)
{
  GtkColumnViewColumn *column = NULL;

  g_return_if_fail (CORRAL_IS_TABLE (self));

  for (guint i = 0; i < self->layout->len; i++)
    if (SLOT (self, i)->spec->sort == sort && sort != CORRAL_TABLE_NO_SORT)
      column = SLOT (self, i)->column;
  self->marking = TRUE;
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  if (column != NULL)
    gtk_column_view_sort_by_column (self->view, column,
                                    descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->marking = FALSE;
  corral_table_layout_dress (self);
}

guint
corral_table_get_sort (CorralTable *self, gboolean *descending)
{
  guint sort;
  gboolean down;

  g_return_val_if_fail (CORRAL_IS_TABLE (self), CORRAL_TABLE_NO_SORT);

  if (!corral_column_sorter_read (self->sorter, self->view, &sort, &down))
    {
      sort = CORRAL_TABLE_NO_SORT;
      down = FALSE;
    }
  if (descending != NULL)
    *descending = down;
  return sort;
}

gboolean
corral_table_get_column_visible (CorralTable *self, const char *id)
{
  guint at;

  g_return_val_if_fail (CORRAL_IS_TABLE (self), FALSE);

  at = find (self, id);
  return at != G_MAXUINT && gtk_column_view_column_get_visible (SLOT (self, at)->column);
}

void
corral_table_set_column_visible (CorralTable *self, const char *id, gboolean visible)
{
  guint at;

  g_return_if_fail (CORRAL_IS_TABLE (self));

  at = find (self, id);
  if (at == G_MAXUINT || gtk_column_view_column_get_visible (SLOT (self, at)->column) == visible)
    return;
  gtk_column_view_column_set_visible (SLOT (self, at)->column, visible);
  corral_table_layout_dress (self);
  keep (self);
}

void
corral_table_move_column (CorralTable *self, const char *id, int by)
{
  guint at;
  int to;
  CorralTableSlot slot;

  g_return_if_fail (CORRAL_IS_TABLE (self));

  at = find (self, id);
  if (at == G_MAXUINT)
    return;
  to = CLAMP ((int) at + by, 0, (int) self->layout->len - 1);
  if (to == (int) at)
    return;
  slot = *SLOT (self, at);
  g_array_remove_index (self->layout, at);
  g_array_insert_val (self->layout, (guint) to, slot);
  arrange (self);
  keep (self);
}

void
corral_table_reset_columns (CorralTable *self)
{
  g_return_if_fail (CORRAL_IS_TABLE (self));

  for (guint i = 0; i < self->n_columns; i++)
    {
      guint at = find (self, self->columns[i].id);
      CorralTableSlot slot = *SLOT (self, at);

      g_array_remove_index (self->layout, at);
      g_array_insert_val (self->layout, i, slot);
      gtk_column_view_column_set_visible (slot.column, !slot.spec->hidden);
      gtk_column_view_column_set_fixed_width (slot.column, -1);
    }
  arrange (self);
  save (self, NULL);
}
