/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters of a list as a sentence of chips, and how many rows are left. Main thread. */
#include "config.h"

#include "corral-filter-private.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

struct _CorralFilterBar
{
  GtkWidget parent_instance;

  GPtrArray *chips; /* (owned) (element-type CorralFilterChip): in the order on the screen, unowned */
  GtkWidget *box;
  GHashTable *rare;  /* (owned) (element-type utf8): names of the seldom wanted */
  GtkWidget *more;
  GtkWidget *clear;
  GtkWidget *count;
  gboolean setting;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CorralFilterBar, corral_filter_bar, GTK_TYPE_WIDGET)

#define CHIP(self, i) (CORRAL_FILTER_CHIP ((self)->chips->pdata[i]))

static CorralFilterChip *
find (CorralFilterBar *self, const char *name)
{
  for (guint i = 0; i < self->chips->len; i++)
    if (strcmp (corral_filter_chip_get_name (CHIP (self, i)), name) == 0)
      return CHIP (self, i);
  return NULL;
}

static void
show_clear (CorralFilterBar *self)
{
  guint active = 0;

  for (guint i = 0; i < self->chips->len; i++)
    active += corral_filter_chip_get_words (CHIP (self, i)) != NULL;
  gtk_widget_set_visible (self->clear, active > 0);
}

/* Chips of filters that the bar does not have go when they are taken away. */
/* Filters that are seldom wanted are shown while they are set, or all of them by a button. */
static void
show_rare (CorralFilterBar *self)
{
  gboolean all = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->more));

  for (guint i = 0; i < self->chips->len; i++)
    if (g_hash_table_contains (self->rare, corral_filter_chip_get_name (CHIP (self, i))))
      gtk_widget_set_visible (GTK_WIDGET (CHIP (self, i)), all || corral_filter_chip_get_words (CHIP (self, i)) != NULL);
  gtk_widget_set_visible (self->more, g_hash_table_size (self->rare) > 0);
}

static void
drop_strangers (CorralFilterBar *self)
{
  for (guint i = self->chips->len; i-- > 0;)
    {
      CorralFilterChip *chip = CHIP (self, i);

      if (corral_filter_chip_is_known (chip) || corral_filter_chip_get_words (chip) != NULL)
        continue;
      g_ptr_array_remove_index (self->chips, i);
      corral_wrap_box_remove (CORRAL_WRAP_BOX (self->box), GTK_WIDGET (chip));
    }
}

static void
on_chip_changed (CorralFilterChip *chip, CorralFilterBar *self)
{
  if (self->setting)
    return;
  drop_strangers (self);
  show_rare (self);
  show_clear (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_clear (GtkButton *button, CorralFilterBar *self)
{
  corral_filter_bar_clear (self);
}

static void
corral_filter_bar_dispose (GObject *object)
{
  CorralFilterBar *self = CORRAL_FILTER_BAR (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->chips, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (corral_filter_bar_parent_class)->dispose (object);
}

static void
corral_filter_bar_finalize (GObject *object)
{
  g_ptr_array_unref (CORRAL_FILTER_BAR (object)->chips);
  g_hash_table_unref (CORRAL_FILTER_BAR (object)->rare);

  G_OBJECT_CLASS (corral_filter_bar_parent_class)->finalize (object);
}

static void
corral_filter_bar_class_init (CorralFilterBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_filter_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_filter_bar_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", CORRAL_TYPE_FILTER_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
corral_filter_bar_init (CorralFilterBar *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  self->chips = g_ptr_array_new ();
  self->rare = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-filter-bar");
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Filters"), -1);

  self->box = corral_wrap_box_new (6);
  self->clear = gtk_button_new_with_mnemonic (_ ("C_lear"));
  self->count = gtk_label_new (NULL);
  self->more = gtk_toggle_button_new_with_label (_ ("More"));
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_add_css_class (self->more, "more-filters");
  gtk_widget_set_tooltip_text (self->more, _ ("Show the filters that are seldom wanted, too"));
  gtk_widget_set_visible (self->more, FALSE);
  g_signal_connect_swapped (self->more, "toggled", G_CALLBACK (show_rare), self);
  gtk_widget_set_hexpand (self->box, TRUE);
  gtk_widget_add_css_class (self->clear, "flat");
  gtk_widget_set_valign (self->clear, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->clear, _ ("Take all filters away"));
  g_signal_connect (self->clear, "clicked", G_CALLBACK (on_clear), self);
  gtk_widget_add_css_class (self->count, "count");
  gtk_widget_add_css_class (self->count, "dim-label");
  corral_wrap_box_append (CORRAL_WRAP_BOX (self->box), self->more);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_parent (self->clear, GTK_WIDGET (self));
  gtk_widget_set_parent (self->count, GTK_WIDGET (self));
  gtk_widget_set_visible (self->clear, FALSE);
}

GtkWidget *
corral_filter_bar_new (void)
{
  return g_object_new (CORRAL_TYPE_FILTER_BAR, NULL);
}

static CorralFilterChip *
add (CorralFilterBar *self, const char *name, const char *title, CorralFilterFill fill, gpointer data)
{
  GtkWidget *chip = corral_filter_chip_new (name, title, fill, data);

  g_signal_connect (chip, "changed", G_CALLBACK (on_chip_changed), self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (self->box), chip);
  gtk_widget_insert_before (chip, self->box, self->more);
  g_ptr_array_add (self->chips, chip);
  return CORRAL_FILTER_CHIP (chip);
}

void
corral_filter_bar_add (CorralFilterBar *self, const char *name, const char *title, CorralFilterFill fill,
                       gpointer data)
{
  g_return_if_fail (CORRAL_IS_FILTER_BAR (self) && fill != NULL);
  g_return_if_fail (find (self, name) == NULL);

  add (self, name, title, fill, data);
}

void
corral_filter_bar_add_rare (CorralFilterBar *self, const char *name, const char *title, CorralFilterFill fill,
                            gpointer data)
{
  g_return_if_fail (CORRAL_IS_FILTER_BAR (self) && fill != NULL);
  g_return_if_fail (find (self, name) == NULL);

  g_hash_table_add (self->rare, g_strdup (name));
  add (self, name, title, fill, data);
  show_rare (self);
}

const char *
corral_filter_bar_get (CorralFilterBar *self, const char *name)
{
  CorralFilterChip *chip;

  g_return_val_if_fail (CORRAL_IS_FILTER_BAR (self), NULL);

  chip = find (self, name);
  return chip != NULL ? corral_filter_chip_get_words (chip) : NULL;
}

void
corral_filter_bar_set (CorralFilterBar *self, const char *name, const char *words)
{
  CorralFilterChip *chip;

  g_return_if_fail (CORRAL_IS_FILTER_BAR (self));

  chip = find (self, name);
  if (chip == NULL && words != NULL)
    chip = add (self, name, name, NULL, NULL);
  if (chip == NULL)
    return;
  self->setting = TRUE;
  corral_filter_chip_set_words (chip, words);
  drop_strangers (self);
  self->setting = FALSE;
  show_rare (self);
  show_clear (self);
}

void
corral_filter_bar_set_all (CorralFilterBar *self, GHashTable *filters)
{
  GHashTableIter iter;
  gpointer name, words;

  g_return_if_fail (CORRAL_IS_FILTER_BAR (self));

  for (guint i = self->chips->len; i-- > 0;)
    {
      const char *own = corral_filter_chip_get_name (CHIP (self, i));

      if (filters == NULL || !g_hash_table_contains (filters, own))
        corral_filter_bar_set (self, own, NULL);
    }
  if (filters == NULL)
    return;
  g_hash_table_iter_init (&iter, filters);
  while (g_hash_table_iter_next (&iter, &name, &words))
    corral_filter_bar_set (self, name, words);
}

GHashTable *
corral_filter_bar_get_all (CorralFilterBar *self)
{
  GHashTable *filters;

  g_return_val_if_fail (CORRAL_IS_FILTER_BAR (self), NULL);

  filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < self->chips->len; i++)
    if (corral_filter_chip_get_words (CHIP (self, i)) != NULL)
      g_hash_table_insert (filters, g_strdup (corral_filter_chip_get_name (CHIP (self, i))),
                           g_strdup (corral_filter_chip_get_words (CHIP (self, i))));
  return filters;
}

void
corral_filter_bar_clear (CorralFilterBar *self)
{
  g_return_if_fail (CORRAL_IS_FILTER_BAR (self));

  if (!gtk_widget_get_visible (self->clear))
    return;
  corral_filter_bar_set_all (self, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
corral_filter_bar_set_count (CorralFilterBar *self, gint64 n, gint64 total, CorralNoun noun)
{
  g_autofree char *text = NULL;

  g_return_if_fail (CORRAL_IS_FILTER_BAR (self));

  text = corral_format_count_of (n, total, noun);
  if (strcmp (gtk_label_get_text (GTK_LABEL (self->count)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->count), text);
}

char *
corral_filter_bar_get_sentence (CorralFilterBar *self)
{
  GString *sentence;

  g_return_val_if_fail (CORRAL_IS_FILTER_BAR (self), NULL);

  sentence = g_string_new (NULL);
  for (guint i = 0; i < self->chips->len; i++)
    if (corral_filter_chip_get_words (CHIP (self, i)) != NULL)
      g_string_append_printf (sentence, "%s%s", sentence->len > 0 ? " · " : "",
                              corral_filter_chip_get_sentence (CHIP (self, i)));
  return g_string_free (sentence, FALSE);
}

void
corral_filter_bar_append (CorralFilterBar *self, GtkWidget *widget)
{
  g_return_if_fail (CORRAL_IS_FILTER_BAR (self) && GTK_IS_WIDGET (widget));

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_widget_insert_before (widget, GTK_WIDGET (self), NULL);
}
