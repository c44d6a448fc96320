/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of many, found by typing. Main thread. */
#include "config.h"

#include "corral-choice-list.h"

#include "corral-dialog-frame.h"
#include "corral-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* So many are made into rows; with more, somebody types. */
#define ROWS_MAX 60
/* So few are seen at one look: no field. */
#define FEW 7
#define HEIGHT_PX 196

typedef struct
{
  char *id;
  char *text;
  char *folded;
} Choice;

struct _CorralChoiceList
{
  GtkWidget parent_instance;

  GPtrArray *choices; /* (owned) (element-type Choice) */
  GArray *shown;      /* (owned) (element-type guint): of the rows, in order */
  char *chosen;       /* (owned) (nullable): an id */
  gboolean filling;
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *list;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (CorralChoiceList, corral_choice_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->id);
  g_free (choice->text);
  g_free (choice->folded);
  g_free (choice);
}

static void
set_chosen (CorralChoiceList *self, const char *id)
{
  char *copy;

  if (g_strcmp0 (self->chosen, id) == 0)
    return;
  copy = g_strdup (id);
  g_free (self->chosen);
  self->chosen = copy;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
add_row (CorralChoiceList *self, guint index)
{
  const Choice *choice = g_ptr_array_index (self->choices, index);
  GtkWidget *label = gtk_label_new (choice->text);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, choice->text, -1);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  g_array_append_val (self->shown, index);
  if (g_strcmp0 (choice->id, self->chosen) == 0)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (row));
}

/* What was chosen stays chosen while it is among what is found; else what is not seen would be what counts. */
static void
fill (CorralChoiceList *self)
{
  g_autofree char *wanted = corral_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gboolean found = FALSE;
  guint n = 0;
  GtkWidget *row;

  self->filling = TRUE;
  while ((row = gtk_widget_get_first_child (self->list)) != NULL && GTK_IS_LIST_BOX_ROW (row))
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  g_array_set_size (self->shown, 0);
  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = g_ptr_array_index (self->choices, i);

      if (*wanted != '\0' && strstr (choice->folded, wanted) == NULL)
        continue;
      if (n++ >= ROWS_MAX)
        continue;
      add_row (self, i);
      found = found || g_strcmp0 (choice->id, self->chosen) == 0;
    }
  self->filling = FALSE;
  gtk_widget_set_visible (self->more, n > ROWS_MAX || n == 0);
  if (n == 0)
    gtk_label_set_text (GTK_LABEL (self->more), _ ("Nothing has that."));
  else if (n > ROWS_MAX)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("and %u more: type a part of it", "and %u more: type a part of it",
                                                         n - ROWS_MAX),
                                               n - ROWS_MAX);

      gtk_label_set_text (GTK_LABEL (self->more), text);
    }
  if (!found)
    set_chosen (self, NULL);
}

static void
row_selected_cb (CorralChoiceList *self, GtkListBoxRow *row)
{
  const Choice *choice;

  if (self->filling || row == NULL)
    return;
  choice = g_ptr_array_index (self->choices, g_array_index (self->shown, guint, gtk_list_box_row_get_index (row)));
  set_chosen (self, choice->id);
}

/* Down from the field leads into the list. */
static gboolean
key_cb (CorralChoiceList *self, guint keyval)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);

  if (keyval != GDK_KEY_Down || first == NULL)
    return FALSE;
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), first);
  return gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
corral_choice_list_dispose (GObject *object)
{
  CorralChoiceList *self = CORRAL_CHOICE_LIST (object);

  /* The list lets go of its selection while it is taken apart. */
  self->filling = TRUE;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_choice_list_parent_class)->dispose (object);
}

static void
corral_choice_list_finalize (GObject *object)
{
  CorralChoiceList *self = CORRAL_CHOICE_LIST (object);

  g_ptr_array_unref (self->choices);
  g_array_unref (self->shown);
  g_free (self->chosen);
  G_OBJECT_CLASS (corral_choice_list_parent_class)->finalize (object);
}

static gboolean
corral_choice_list_grab_focus (GtkWidget *widget)
{
  CorralChoiceList *self = CORRAL_CHOICE_LIST (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->entry) ? self->entry : self->list);
}

static void
corral_choice_list_class_init (CorralChoiceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = corral_choice_list_dispose;
  object_class->finalize = corral_choice_list_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = corral_choice_list_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_CHOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_choice_list_init (CorralChoiceList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->choices = g_ptr_array_new_with_free_func (choice_free);
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->entry = gtk_search_entry_new ();
  corral_dialog_frame_let_escape (self->entry);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (fill), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "choice-list");
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (row_selected_cb), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT_PX);
  gtk_widget_add_css_class (scrolled, "free-text");
  self->more = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->more), 0);
  gtk_widget_add_css_class (self->more, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_box_append (GTK_BOX (self->box), self->more);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_choice_list_new (const char *label)
{
  CorralChoiceList *self = g_object_new (CORRAL_TYPE_CHOICE_LIST, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set (self->entry, "placeholder-text", label, NULL);
  return GTK_WIDGET (self);
}

void
corral_choice_list_add (CorralChoiceList *self, const char *id, const char *text)
{
  Choice *choice;

  g_return_if_fail (CORRAL_IS_CHOICE_LIST (self));

  choice = g_new0 (Choice, 1);
  choice->id = g_strdup (id);
  choice->text = g_strdup (text);
  choice->folded = corral_text_fold (text);
  g_ptr_array_add (self->choices, choice);
}

void
corral_choice_list_show (CorralChoiceList *self)
{
  g_return_if_fail (CORRAL_IS_CHOICE_LIST (self));

  gtk_widget_set_visible (self->entry, self->choices->len > FEW);
  fill (self);
}

guint
corral_choice_list_get_n (CorralChoiceList *self)
{
  g_return_val_if_fail (CORRAL_IS_CHOICE_LIST (self), 0);

  return self->choices->len;
}

const char *
corral_choice_list_get_chosen (CorralChoiceList *self)
{
  g_return_val_if_fail (CORRAL_IS_CHOICE_LIST (self), NULL);

  return self->chosen;
}

void
corral_choice_list_choose (CorralChoiceList *self, const char *id)
{
  g_return_if_fail (CORRAL_IS_CHOICE_LIST (self));

  for (guint i = 0; i < self->shown->len; i++)
    {
      const Choice *choice = g_ptr_array_index (self->choices, g_array_index (self->shown, guint, i));

      if (g_strcmp0 (choice->id, id) == 0)
        gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                                 gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) i));
    }
}
