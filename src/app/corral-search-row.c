/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result: shape, what it is, where it is. Main thread. */
#include "config.h"

#include "corral-search-row.h"

#include "corral-find-words.h"
#include "corral-hint.h"

struct _CorralSearchRow
{
  GtkListBoxRow parent_instance;

  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *subtitle;
  const char *css_class; /* of the icon; static */
  CorralFindKind kind;
  char *spoken;          /* (owned) */
};

G_DEFINE_FINAL_TYPE (CorralSearchRow, corral_search_row, GTK_TYPE_LIST_BOX_ROW)

static void
corral_search_row_finalize (GObject *object)
{
  g_free (CORRAL_SEARCH_ROW (object)->spoken);
  G_OBJECT_CLASS (corral_search_row_parent_class)->finalize (object);
}

static void
corral_search_row_class_init (CorralSearchRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_search_row_finalize;
}

static GtkWidget *
make_label (const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), expand ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, expand);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
corral_search_row_init (CorralSearchRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->icon = gtk_image_new ();
  self->title = make_label (NULL, FALSE);
  self->subtitle = make_label ("dim-label", TRUE);
  self->css_class = "";
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->subtitle);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

CorralSearchRow *
corral_search_row_new (void)
{
  return g_object_new (CORRAL_TYPE_SEARCH_ROW, NULL);
}

void
corral_search_row_show (CorralSearchRow *self, CorralFleet *fleet, const CorralFind *find)
{
  g_auto (CorralFindSaid) said = { NULL };
  g_autofree char *spoken = NULL;

  g_return_if_fail (CORRAL_IS_SEARCH_ROW (self));

  corral_find_words_say (fleet, find, &said);
  self->kind = find->kind;
  spoken = g_strdup_printf ("%s, %s", said.title, said.subtitle);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), said.icon_name);
  if (g_strcmp0 (self->css_class, said.css_class) != 0)
    {
      if (*self->css_class != '\0')
        gtk_widget_remove_css_class (self->icon, self->css_class);
      if (*said.css_class != '\0')
        gtk_widget_add_css_class (self->icon, said.css_class);
      self->css_class = said.css_class;
    }
  if (g_strcmp0 (self->spoken, spoken) == 0)
    return;
  gtk_label_set_text (GTK_LABEL (self->title), said.title);
  gtk_label_set_text (GTK_LABEL (self->subtitle), said.subtitle);
  g_free (self->spoken);
  self->spoken = g_steal_pointer (&spoken);
  corral_hint_set (GTK_WIDGET (self), self->spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->spoken, -1);
}

CorralFindKind
corral_search_row_get_kind (CorralSearchRow *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_ROW (self), CORRAL_FIND_STORE);

  return self->kind;
}

const char *
corral_search_row_get_spoken (CorralSearchRow *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_ROW (self), NULL);

  return self->spoken;
}
