/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fact: what it is and its value. Main thread. */
#include "config.h"

#include "corral-fact-row.h"

#include "corral-format.h"
#include "corral-pill.h"
#include "corral-sentence.h"

struct _CorralFactRow
{
  GtkWidget parent_instance;

  GtkWidget *title;
  GtkWidget *value;  /* a label */
  GtkWidget *pill;   /* instead of value, or NULL */
  GtkWidget *detail; /* NULL until there is one */
};

G_DEFINE_FINAL_TYPE (CorralFactRow, corral_fact_row, GTK_TYPE_WIDGET)

static gboolean
on_activate_link (GtkLabel *label, const char *uri, CorralFactRow *self)
{
  if (g_str_has_prefix (uri, "corral:"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", uri);
  return GDK_EVENT_STOP;
}

static void
corral_fact_row_dispose (GObject *object)
{
  CorralFactRow *self = CORRAL_FACT_ROW (object);

  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_pointer (&self->value, gtk_widget_unparent);
  g_clear_pointer (&self->pill, gtk_widget_unparent);
  g_clear_pointer (&self->detail, gtk_widget_unparent);

  G_OBJECT_CLASS (corral_fact_row_parent_class)->dispose (object);
}

static void
corral_fact_row_class_init (CorralFactRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_fact_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
corral_fact_row_init (CorralFactRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-fact-row");
  self->title = make_label ("title");
  self->value = make_label ("value");
  gtk_label_set_text (GTK_LABEL (self->value), CORRAL_DASH);
  gtk_label_set_selectable (GTK_LABEL (self->value), TRUE);
  /* It can be selected with the pointer; with keys, the sheet is not a row of stops. */
  gtk_widget_set_focusable (self->value, FALSE);
  g_signal_connect (self->value, "activate-link", G_CALLBACK (on_activate_link), self);
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));
  gtk_widget_set_parent (self->value, GTK_WIDGET (self));
}

GtkWidget *
corral_fact_row_new (const char *title)
{
  CorralFactRow *self = g_object_new (CORRAL_TYPE_FACT_ROW, NULL);

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->title,
                                  NULL, -1);
  return GTK_WIDGET (self);
}

static void
show_pill (CorralFactRow *self, gboolean pill)
{
  gtk_widget_set_visible (self->value, !pill);
  if (self->pill != NULL)
    gtk_widget_set_visible (self->pill, pill);
}

void
corral_fact_row_set_value (CorralFactRow *self, const char *value)
{
  g_return_if_fail (CORRAL_IS_FACT_ROW (self));

  if (value == NULL || *value == '\0')
    value = CORRAL_DASH;
  /* Setting the same again would take a selection away. */
  if (strcmp (gtk_label_get_label (GTK_LABEL (self->value)), value) != 0
      || gtk_label_get_use_markup (GTK_LABEL (self->value)))
    gtk_label_set_text (GTK_LABEL (self->value), value);
  show_pill (self, FALSE);
}

void
corral_fact_row_take_value (CorralFactRow *self, char *value)
{
  corral_fact_row_set_value (self, value);
  g_free (value);
}

void
corral_fact_row_set_markup (CorralFactRow *self, const char *markup)
{
  g_return_if_fail (CORRAL_IS_FACT_ROW (self) && markup != NULL);

  if (strcmp (gtk_label_get_label (GTK_LABEL (self->value)), markup) != 0
      || !gtk_label_get_use_markup (GTK_LABEL (self->value)))
    gtk_label_set_markup (GTK_LABEL (self->value), markup);
  show_pill (self, FALSE);
}

void
corral_fact_row_set_look (CorralFactRow *self, CorralLook look, const char *word)
{
  g_return_if_fail (CORRAL_IS_FACT_ROW (self));

  if (self->pill == NULL)
    {
      self->pill = corral_pill_new ();
      gtk_widget_insert_after (self->pill, GTK_WIDGET (self), self->value);
    }
  corral_pill_set_look_with_word (CORRAL_PILL (self->pill), look, word != NULL ? word : look.word);
  show_pill (self, TRUE);
}

void
corral_fact_row_set_detail (CorralFactRow *self, const char *detail)
{
  g_return_if_fail (CORRAL_IS_FACT_ROW (self));

  if (self->detail == NULL)
    {
      if (detail == NULL)
        return;
      self->detail = make_label ("detail");
      gtk_widget_insert_before (self->detail, GTK_WIDGET (self), NULL);
    }
  gtk_label_set_text (GTK_LABEL (self->detail), detail != NULL ? detail : "");
  gtk_widget_set_visible (self->detail, detail != NULL && *detail != '\0');
}

const char *
corral_fact_row_get_value (CorralFactRow *self)
{
  g_return_val_if_fail (CORRAL_IS_FACT_ROW (self), NULL);

  if (self->pill != NULL && gtk_widget_get_visible (self->pill))
    return corral_pill_get_word (CORRAL_PILL (self->pill));
  return gtk_label_get_text (GTK_LABEL (self->value));
}
