/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One filter of a filter bar: its chip and its menu of choices. Main thread. */
#include "config.h"

#include "corral-filter-private.h"

#include "corral-dialog-frame.h"
#include "corral-text.h"

#include <glib/gi18n.h>

/* From so many choices on, the menu can be searched. */
#define SEARCH_FROM 12

struct _CorralFilterChip
{
  GtkWidget parent_instance;

  char *name;
  char *title;
  CorralFilterFill fill; /* (nullable) */
  gpointer data;
  char *words;    /* (nullable) */
  char *sentence; /* of the words */

  GtkWidget *button;
  GtkWidget *label;
  GtkWidget *arrow;
  GtkWidget *remove;
  GtkWidget *popover; /* of the button */
  gboolean filling;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CorralFilterChip, corral_filter_chip, GTK_TYPE_WIDGET)

/* --- choices ---------------------------------------------------------------------------------------- */

static void
choice_free (gpointer data)
{
  CorralFilterChoice *choice = data;

  g_free (choice->word);
  g_free (choice->label);
  g_free (choice->icon_name);
  g_free (choice);
}

CorralFilterChoices *
corral_filter_choices_new (void)
{
  CorralFilterChoices *self = g_new0 (CorralFilterChoices, 1);

  self->list = g_ptr_array_new_with_free_func (choice_free);
  return self;
}

void
corral_filter_choices_free (CorralFilterChoices *self)
{
  g_ptr_array_unref (self->list);
  g_free (self);
}

void
corral_filter_choices_add (CorralFilterChoices *choices, const char *word, const char *label, const char *icon_name,
                           gint64 count)
{
  CorralFilterChoice *choice = g_new0 (CorralFilterChoice, 1);

  choice->word = g_strdup (word);
  choice->label = corral_text_clean (label != NULL ? label : word, CORRAL_TEXT_LABEL_MAX);
  choice->icon_name = g_strdup (icon_name);
  choice->count = count;
  g_ptr_array_add (choices->list, choice);
}

const CorralFilterChoice *
corral_filter_choices_find (CorralFilterChoices *self, const char *word)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      const CorralFilterChoice *choice = self->list->pdata[i];

      if (strcmp (choice->word, word) == 0)
        return choice;
    }
  return NULL;
}

gboolean
corral_filter_choices_has (CorralFilterChoices *choices, const char *word)
{
  return corral_filter_choices_find (choices, word) != NULL;
}

static CorralFilterChoices *
collect (CorralFilterChip *self)
{
  CorralFilterChoices *choices = corral_filter_choices_new ();

  if (self->fill != NULL)
    self->fill (choices, self->name, self->data);
  return choices;
}

/* --- the chip's words ------------------------------------------------------------------------------- */

/* "Silent", "Silent or Late", "Silent, Late +2" */
static char *
make_sentence (CorralFilterChip *self)
{
  g_autoptr (CorralFilterChoices) choices = NULL;
  g_autoptr (GPtrArray) labels = NULL;
  g_auto (GStrv) words = NULL;
  const char *first, *second;

  if (self->words == NULL)
    return g_strdup ("");
  choices = collect (self);
  labels = g_ptr_array_new_with_free_func (g_free);
  words = g_strsplit (self->words, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      const CorralFilterChoice *choice = corral_filter_choices_find (choices, words[i]);

      g_ptr_array_add (labels, choice != NULL
                                   ? g_strdup (choice->label)
                                   : corral_text_clean (*words[i] != '\0' ? words[i] : _ ("Unknown"), 60));
    }
  if (self->fill == NULL)
    return g_strdup_printf ("%s: %s", self->title, self->words);
  first = labels->len > 0 ? labels->pdata[0] : "";
  second = labels->len > 1 ? labels->pdata[1] : NULL;
  if (second == NULL)
    return g_strdup (first);
  if (labels->len == 2)
    /* Translators: a filter: carts that are "Silent or Late" */
    return g_strdup_printf (_ ("%s or %s"), first, second);
  /* Translators: a filter of several words, the first two and how many more there are */
  return g_strdup_printf (_ ("%s, %s +%u"), first, second, labels->len - 2);
}

static void
show_words (CorralFilterChip *self)
{
  g_autofree char *spoken = NULL;
  gboolean active = self->words != NULL;

  g_free (self->sentence);
  self->sentence = make_sentence (self);
  gtk_label_set_text (GTK_LABEL (self->label), active ? self->sentence : self->title);
  gtk_widget_set_visible (self->remove, active);
  gtk_widget_set_visible (self->arrow, self->fill != NULL);
  if (active)
    gtk_widget_add_css_class (GTK_WIDGET (self), "active");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "active");
  /* Translators: a filter and what it is set to: "State: Silent" */
  spoken = g_strdup_printf (_ ("%s: %s"), self->title, active ? self->sentence : _ ("any"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_free (spoken);
  /* Translators: takes a filter away: "Remove the filter State" */
  spoken = g_strdup_printf (_ ("Remove the filter “%s”"), self->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_tooltip_text (self->remove, spoken);
}

static void
take_words (CorralFilterChip *self, char *words)
{
  if (words != NULL && *words == '\0' && self->fill != NULL)
    g_clear_pointer (&words, g_free);
  if (g_strcmp0 (words, self->words) == 0)
    {
      g_free (words);
      return;
    }
  g_free (self->words);
  self->words = words;
  show_words (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_remove (GtkButton *button, CorralFilterChip *self)
{
  take_words (self, NULL);
}

/* --- the menu --------------------------------------------------------------------------------------- */

static void
on_toggled (GtkCheckButton *check, CorralFilterChip *self)
{
  const char *word = g_object_get_data (G_OBJECT (check), "word");
  g_auto (GStrv) old = g_strsplit (self->words != NULL ? self->words : "", ",", -1);
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean active = gtk_check_button_get_active (check);

  if (self->filling)
    return;
  for (guint i = 0; old[i] != NULL; i++)
    if (*old[i] != '\0' && strcmp (old[i], word) != 0)
      g_string_append_printf (words, "%s%s", words->len > 0 ? "," : "", old[i]);
  if (active)
    g_string_append_printf (words, "%s%s", words->len > 0 ? "," : "", word);
  take_words (self, g_string_free (g_steal_pointer (&words), FALSE));
}

static GtkWidget *
make_row (CorralFilterChip *self, const char *word, const char *label, const char *icon_name, gint64 count,
          gboolean active)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *text = gtk_label_new (label);

  if (icon_name != NULL)
    gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name (icon_name));
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (line), text);
  if (count >= 0)
    {
      g_autofree char *number = corral_format_integer (count);
      GtkWidget *amount = gtk_label_new (number);

      gtk_widget_add_css_class (amount, "dim-label");
      gtk_widget_add_css_class (amount, "numeric");
      gtk_box_append (GTK_BOX (line), amount);
    }
  /* GtkCheckButton takes a child from 4.8 on. */
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), line);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (check), "word", g_strdup (word), g_free);
  g_object_set_data_full (G_OBJECT (row), "folded", corral_text_fold (label), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), check);
  return row;
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer entry)
{
  g_autofree char *wanted = corral_text_fold (gtk_editable_get_text (GTK_EDITABLE (entry)));

  return strstr (g_object_get_data (G_OBJECT (row), "folded"), wanted) != NULL;
}

static void
on_show (GtkPopover *popover, CorralFilterChip *self)
{
  g_autoptr (CorralFilterChoices) choices = collect (self);
  g_auto (GStrv) words = g_strsplit (self->words != NULL ? self->words : "", ",", -1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->filling = TRUE;
  /* What is set but not among the choices comes first, so that it can be taken away. */
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && corral_filter_choices_find (choices, words[i]) == NULL)
      gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, words[i], words[i], NULL, -1, TRUE));
  for (guint i = 0; i < choices->list->len; i++)
    {
      const CorralFilterChoice *c = choices->list->pdata[i];

      gtk_list_box_append (GTK_LIST_BOX (list),
                           make_row (self, c->word, c->label, c->icon_name, c->count,
                                     g_strv_contains ((const char *const *) words, c->word)));
    }
  self->filling = FALSE;

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title, -1);
  gtk_widget_add_css_class (list, "corral-choices");
  if (choices->list->len == 0)
    gtk_list_box_set_placeholder (GTK_LIST_BOX (list), gtk_label_new (_ ("Nothing to choose from")));
  if (choices->list->len >= SEARCH_FROM)
    {
      GtkWidget *entry = gtk_search_entry_new ();

      corral_dialog_frame_let_escape (entry);
      gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find a choice"), -1);
      gtk_list_box_set_filter_func (GTK_LIST_BOX (list), filter_row, g_object_ref (entry), g_object_unref);
      g_signal_connect_object (entry, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), list,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), entry);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_size_request (scroller, 220, -1);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_popover_set_child (popover, box);
  /* GTK gave the keyboard to whatever was in it before it was filled. */
  gtk_widget_child_focus (GTK_WIDGET (popover), GTK_DIR_TAB_FORWARD);
}

/* --- the widget ------------------------------------------------------------------------------------- */

static void
corral_filter_chip_dispose (GObject *object)
{
  CorralFilterChip *self = CORRAL_FILTER_CHIP (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->remove, gtk_widget_unparent);

  G_OBJECT_CLASS (corral_filter_chip_parent_class)->dispose (object);
}

static void
corral_filter_chip_finalize (GObject *object)
{
  CorralFilterChip *self = CORRAL_FILTER_CHIP (object);

  g_free (self->name);
  g_free (self->title);
  g_free (self->words);
  g_free (self->sentence);

  G_OBJECT_CLASS (corral_filter_chip_parent_class)->finalize (object);
}

static void
corral_filter_chip_class_init (CorralFilterChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_filter_chip_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_filter_chip_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  signals[CHANGED] = g_signal_new ("changed", CORRAL_TYPE_FILTER_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
corral_filter_chip_init (CorralFilterChip *self)
{
  GtkWidget *inside = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-chip");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->button = gtk_menu_button_new ();
  self->label = gtk_label_new (NULL);
  self->arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  self->remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_box_append (GTK_BOX (inside), self->label);
  gtk_box_append (GTK_BOX (inside), self->arrow);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), inside);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->remove, "flat");
  gtk_widget_add_css_class (self->remove, "remove");
  g_signal_connect (self->remove, "clicked", G_CALLBACK (on_remove), self);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_parent (self->remove, GTK_WIDGET (self));
}

GtkWidget *
corral_filter_chip_new (const char *name, const char *title, CorralFilterFill fill, gpointer data)
{
  CorralFilterChip *self = g_object_new (CORRAL_TYPE_FILTER_CHIP, NULL);

  self->name = g_strdup (name);
  self->title = g_strdup (title);
  self->fill = fill;
  self->data = data;
  if (fill != NULL)
    {
      self->popover = gtk_popover_new ();
      g_signal_connect (self->popover, "show", G_CALLBACK (on_show), self);
      gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
    }
  show_words (self);
  return GTK_WIDGET (self);
}

const char *
corral_filter_chip_get_name (CorralFilterChip *self)
{
  return self->name;
}

gboolean
corral_filter_chip_is_known (CorralFilterChip *self)
{
  return self->fill != NULL;
}

const char *
corral_filter_chip_get_words (CorralFilterChip *self)
{
  return self->words;
}

void
corral_filter_chip_set_words (CorralFilterChip *self, const char *words)
{
  if (words != NULL && *words == '\0' && self->fill != NULL)
    words = NULL;
  if (g_strcmp0 (words, self->words) == 0)
    return;
  g_free (self->words);
  self->words = g_strdup (words);
  show_words (self);
}

const char *
corral_filter_chip_get_sentence (CorralFilterChip *self)
{
  return self->sentence;
}
