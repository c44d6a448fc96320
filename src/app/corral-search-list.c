/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results under the search field. Main thread. */
#include "config.h"

#include "corral-search-list.h"

#include "corral-find-words.h"
#include "corral-search-row.h"

#include <glib/gi18n.h>

#define WIDTH_PX 480
/* On a screen 768 pixels high, less the window's head. */
#define MAX_HEIGHT_PX 600

struct _CorralSearchList
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *told;
  GtkWidget *scroller;
  GtkWidget *list;
  GPtrArray *rows; /* (element-type CorralSearchRow): the list's; those beyond n are hidden */
  guint n;
  gboolean grouped;
  gboolean more_of_kind[CORRAL_N_FIND_KINDS];
};

G_DEFINE_FINAL_TYPE (CorralSearchList, corral_search_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static CorralSearchRow *
get_row (CorralSearchList *self, guint index)
{
  return self->rows->pdata[index];
}

/* The heading of the first of each kind. */
static void
head_row (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  CorralSearchList *self = data;
  CorralFindKind kind = corral_search_row_get_kind (CORRAL_SEARCH_ROW (row));
  GtkWidget *header = gtk_list_box_row_get_header (row);
  g_autofree char *text = NULL;

  if (!self->grouped || (before != NULL && corral_search_row_get_kind (CORRAL_SEARCH_ROW (before)) == kind))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (header == NULL)
    {
      header = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (header), 0);
      gtk_widget_add_css_class (header, "heading");
      gtk_widget_add_css_class (header, "search-heading");
      gtk_list_box_row_set_header (row, header);
    }
  text = self->more_of_kind[kind]
             /* Translators: a kind of results: "Carts (the first of them)" */
             ? g_strdup_printf (_ ("%s (the first of them)"), corral_find_words_name_kind (kind))
             : g_strdup (corral_find_words_name_kind (kind));
  gtk_label_set_text (GTK_LABEL (header), text);
}

static void
row_activated_cb (CorralSearchList *self, GtkListBoxRow *row)
{
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
choose (CorralSearchList *self, int index)
{
  GtkListBoxRow *row = index >= 0 ? GTK_LIST_BOX_ROW (get_row (self, (guint) index)) : NULL;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_point_t at;

  gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  if (row == NULL || index == 0)
    gtk_adjustment_set_value (adjustment, 0);
  else if (gtk_widget_compute_point (GTK_WIDGET (row), self->list, &GRAPHENE_POINT_INIT (0, 0), &at))
    gtk_adjustment_clamp_page (adjustment, at.y, at.y + gtk_widget_get_height (GTK_WIDGET (row)));
}

static void
set_row (CorralSearchList *self, guint index, CorralFleet *fleet, const CorralFind *find)
{
  if (index == self->rows->len)
    {
      CorralSearchRow *row = corral_search_row_new ();

      g_ptr_array_add (self->rows, row);
      gtk_list_box_append (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
    }
  corral_search_row_show (get_row (self, index), fleet, find);
  gtk_widget_set_visible (GTK_WIDGET (get_row (self, index)), TRUE);
}

static void
corral_search_list_dispose (GObject *object)
{
  CorralSearchList *self = CORRAL_SEARCH_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_search_list_parent_class)->dispose (object);
}

static void
corral_search_list_finalize (GObject *object)
{
  g_ptr_array_unref (CORRAL_SEARCH_LIST (object)->rows);
  G_OBJECT_CLASS (corral_search_list_parent_class)->finalize (object);
}

static void
corral_search_list_class_init (CorralSearchListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_search_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_search_list_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_ACTIVATED]
      = g_signal_new ("activated", CORRAL_TYPE_SEARCH_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_search_list_init (CorralSearchList *self)
{
  self->rows = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_size_request (self->box, WIDTH_PX, -1);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->told = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->told), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->told), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->told), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->told), 52);
  gtk_widget_add_css_class (self->told, "search-told");
  gtk_widget_set_visible (self->told, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->told);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), head_row, self, NULL);
  gtk_widget_set_focusable (self->list, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Results"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), MAX_HEIGHT_PX);
  gtk_widget_set_focusable (self->scroller, FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_focusable (gtk_widget_get_parent (self->list), FALSE);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
}

GtkWidget *
corral_search_list_new (void)
{
  return g_object_new (CORRAL_TYPE_SEARCH_LIST, NULL);
}

void
corral_search_list_show (CorralSearchList *self,
                         CorralFleet *fleet,
                         const GArray *finds,
                         const gboolean *more_of_kind,
                         gboolean grouped)
{
  g_return_if_fail (CORRAL_IS_SEARCH_LIST (self));

  self->n = finds->len;
  self->grouped = grouped;
  for (guint kind = 0; kind < CORRAL_N_FIND_KINDS; kind++)
    self->more_of_kind[kind] = more_of_kind != NULL && more_of_kind[kind];
  for (guint i = 0; i < self->n; i++)
    set_row (self, i, fleet, &g_array_index (finds, CorralFind, i));
  for (guint i = self->n; i < self->rows->len; i++)
    gtk_widget_set_visible (GTK_WIDGET (get_row (self, i)), FALSE);
  gtk_list_box_invalidate_headers (GTK_LIST_BOX (self->list));
  gtk_widget_set_visible (self->scroller, self->n > 0);
  choose (self, self->n > 0 ? 0 : -1);
}

void
corral_search_list_append (CorralSearchList *self, CorralFleet *fleet, const CorralFind *find)
{
  g_return_if_fail (CORRAL_IS_SEARCH_LIST (self));

  set_row (self, self->n++, fleet, find);
  gtk_list_box_invalidate_headers (GTK_LIST_BOX (self->list));
  gtk_widget_set_visible (self->scroller, TRUE);
  if (self->n == 1)
    choose (self, 0);
}

void
corral_search_list_tell (CorralSearchList *self, const char *sentence)
{
  g_return_if_fail (CORRAL_IS_SEARCH_LIST (self));

  gtk_label_set_text (GTK_LABEL (self->told), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->told, sentence != NULL);
}

const char *
corral_search_list_get_told (CorralSearchList *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_LIST (self), NULL);

  return gtk_widget_get_visible (self->told) ? gtk_label_get_text (GTK_LABEL (self->told)) : NULL;
}

guint
corral_search_list_get_n (CorralSearchList *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_LIST (self), 0);

  return self->n;
}

int
corral_search_list_get_chosen (CorralSearchList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CORRAL_IS_SEARCH_LIST (self), -1);

  row = self->n > 0 ? gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list)) : NULL;
  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

const char *
corral_search_list_get_spoken (CorralSearchList *self)
{
  int chosen = corral_search_list_get_chosen (self);

  return chosen >= 0 ? corral_search_row_get_spoken (get_row (self, (guint) chosen)) : NULL;
}

void
corral_search_list_step (CorralSearchList *self, int step)
{
  int chosen = corral_search_list_get_chosen (self);

  if (self->n > 0)
    choose (self, CLAMP (chosen + step, 0, (int) self->n - 1));
}

/* Whether the row is the first of a group. */
static gboolean
begins_group (CorralSearchList *self, int index)
{
  return index == 0
         || corral_search_row_get_kind (get_row (self, (guint) index))
                != corral_search_row_get_kind (get_row (self, (guint) index - 1));
}

void
corral_search_list_step_group (CorralSearchList *self, int step)
{
  int n = (int) self->n;
  int index = corral_search_list_get_chosen (self);

  if (n == 0)
    return;
  index = MAX (index, 0);
  /* Back from within a group leads to its beginning, too. */
  do
    index = (index + step + n) % n;
  while (!begins_group (self, index));
  choose (self, index);
}
