/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GTK 4.8 can do with lists but has no function for. Nothing here relies on the name of a private type:
 * where a part is not found, the caller goes without it. Main thread. */
#include "config.h"

#include "corral-list-compat.h"

GtkWidget *
corral_compat_column_view_get_rows (GtkColumnView *view)
{
  for (GtkWidget *child = gtk_widget_get_last_child (GTK_WIDGET (view)); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      return child;
  return NULL;
}

void
corral_compat_column_view_scroll_to (GtkColumnView *view, guint position)
{
  GtkWidget *rows = corral_compat_column_view_get_rows (view);

  if (rows != NULL)
    gtk_widget_activate_action (rows, "list.scroll-to-item", "u", position);
}

/* The innermost label with this text, going no deeper than a heading does. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text, int depth)
{
  if (GTK_IS_LABEL (widget))
    return g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0 ? widget : NULL;
  if (depth == 0)
    return NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text, depth - 1);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
corral_compat_column_view_find_heading (GtkColumnView *view, const char *title)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));

  if (header == NULL || GTK_IS_LIST_VIEW (header))
    return NULL;
  for (GtkWidget *heading = gtk_widget_get_first_child (header); heading != NULL;
       heading = gtk_widget_get_next_sibling (heading))
    if (gtk_widget_get_visible (heading) && find_label (heading, title, 3) != NULL)
      return heading;
  return NULL;
}

void
corral_compat_heading_set_xalign (GtkWidget *heading, float xalign)
{
  GtkWidget *box = gtk_widget_get_first_child (heading);
  GtkWidget *arrow = box != NULL ? gtk_widget_get_last_child (box) : NULL;

  if (box == NULL)
    return;
  gtk_widget_set_halign (box, xalign > 0.5f ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  /* The room for the arrow of sorting, which is there also when there is none, would stand between the title's end and the
   * figures' end. */
  if (xalign > 0.5f && GTK_IS_BOX (box) && !GTK_IS_LABEL (arrow))
    gtk_box_reorder_child_after (GTK_BOX (box), arrow, NULL);
}

struct _CorralColumnSorter
{
  GObject *left; /* (owned): two objects to ask the view's sorter about */
  GObject *right;
  gboolean asked;
  guint first; /* the key of the first column that was asked */
};

typedef struct
{
  CorralColumnSorter *sorter; /* (unowned) */
  guint key;
} Column;

CorralColumnSorter *
corral_column_sorter_new (void)
{
  CorralColumnSorter *self = g_new0 (CorralColumnSorter, 1);

  self->left = g_object_new (G_TYPE_OBJECT, NULL);
  self->right = g_object_new (G_TYPE_OBJECT, NULL);
  return self;
}

void
corral_column_sorter_free (CorralColumnSorter *self)
{
  g_object_unref (self->left);
  g_object_unref (self->right);
  g_free (self);
}

static int
record (gconstpointer left, gconstpointer right, gpointer data)
{
  Column *column = data;

  if (!column->sorter->asked)
    {
      column->sorter->asked = TRUE;
      column->sorter->first = column->key;
    }
  return -1;
}

void
corral_column_sorter_attach (CorralColumnSorter *self, GtkColumnViewColumn *column, guint key)
{
  g_autoptr (GtkSorter) sorter = NULL;
  Column *data = g_new0 (Column, 1);

  data->sorter = self;
  data->key = key;
  sorter = GTK_SORTER (gtk_custom_sorter_new (record, data, g_free));
  gtk_column_view_column_set_sorter (column, sorter);
}

gboolean
corral_column_sorter_read (CorralColumnSorter *self, GtkColumnView *view, guint *key, gboolean *descending)
{
  GtkOrdering ordering;

  self->asked = FALSE;
  ordering = gtk_sorter_compare (gtk_column_view_get_sorter (view), self->left, self->right);
  if (!self->asked)
    return FALSE;
  *key = self->first;
  *descending = ordering == GTK_ORDERING_LARGER;
  return TRUE;
}
