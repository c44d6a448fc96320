/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "What do they share?" Main thread.
 *
 * Who opens it: a support lead who sees forty silent carts and wants to know what to call about: one carrier, one lot, one store.
 * Next they open the list of those carts, or tell the callers. */
#include "config.h"

#include "corral-factors-dialog.h"

#include "corral-factor-words.h"
#include "corral-format.h"

#include <glib/gi18n.h>
#include <math.h>

#define WIDTH_PX 560
#define HEIGHT_PX 600
#define FACTORS_SHOWN 10
#define BAR_PX 120

struct _CorralFactorsDialog
{
  AdwWindow parent_instance;

  CorralPageContext *context; /* (unowned): the window's, which this does not outlive */
  GtkWidget *from;            /* (unowned) (nullable): a weak pointer: the window to lead on in */
  CorralFactorQuestion *question; /* (owned) */
  GArray *factors;            /* (owned) (element-type CorralFactor) */
  GPtrArray *lines;           /* (owned) (element-type utf8) */

  GtkWidget *rows;
};

G_DEFINE_FINAL_TYPE (CorralFactorsDialog, corral_factors_dialog, ADW_TYPE_WINDOW)

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* ---- a factor ------------------------------------------------------------------------------------------ */

/* "these   212 of 230   92 %  ▇▇▇▇▇▇▇": the numbers say what the bar shows. */
static void
add_share (GtkGrid *grid, int line, const char *whose, guint n, guint of, gboolean dim)
{
  double share = of > 0 ? (double) n / of : NAN;
  g_autofree char *with = corral_format_integer (n);
  g_autofree char *whole = corral_format_integer (of);
  /* Translators: two numbers: "212 of 230" */
  g_autofree char *count = g_strdup_printf (_ ("%s of %s"), with, whole);
  g_autofree char *percent = corral_format_percent (share * 100, n > 0 && share < 0.1 ? 1 : 0);
  GtkWidget *labels[] = { gtk_label_new (whose), gtk_label_new (count), gtk_label_new (percent) };
  static const int widths[] = { 7, 15, 6 };
  GtkWidget *bar = gtk_level_bar_new ();

  for (int i = 0; i < (int) G_N_ELEMENTS (labels); i++)
    {
      gtk_label_set_xalign (GTK_LABEL (labels[i]), i == 0 ? 0 : 1);
      /* So that the bars of all rows begin at one place. */
      gtk_label_set_width_chars (GTK_LABEL (labels[i]), widths[i]);
      gtk_widget_add_css_class (labels[i], "numeric");
      if (dim)
        gtk_widget_add_css_class (labels[i], "dim-label");
      gtk_grid_attach (grid, labels[i], i, line, 1, 1);
    }
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), isnan (share) ? 0 : share);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_size_request (bar, BAR_PX, -1);
  gtk_widget_add_css_class (bar, "share-bar");
  if (dim)
    gtk_widget_add_css_class (bar, "others");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, whose,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, percent, -1);
  gtk_grid_attach (grid, bar, 3, line, 1, 1);
}

/* "Also: Firmware 4.2.1, Lot L3": what goes with the factor at @place. NULL: nothing. */
static char *
list_followers (CorralFactorsDialog *self, guint place)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = place + 1; i < self->factors->len && g_array_index (self->factors, CorralFactor, i).leader == place; i++)
    {
      const CorralFactor *factor = &g_array_index (self->factors, CorralFactor, i);
      g_autofree char *name = corral_factor_to_name (self->context->fleet, factor);
      g_autofree char *with = corral_format_integer (factor->n_selected);

      if (text->len > 0)
        g_string_append (text, "; ");
      /* Translators: what goes with another thing that carts share, and how many of them have it: "Lot L3 (212)" */
      g_string_append_printf (text, _ ("%s (%s)"), name, with);
    }
  /* Translators: nearly the same carts also have in common: %s is a list of such things */
  return text->len > 0 ? g_strdup_printf (_ ("Nearly the same carts: %s"), text->str) : NULL;
}

static GtkWidget *
make_sureness (const CorralFactor *factor)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gboolean sure = factor->log10_chance <= -3;
  GtkWidget *icon = gtk_image_new_from_icon_name (sure ? "object-select-symbolic" : "dialog-question-symbolic");
  g_autofree char *odds = corral_factor_to_odds (factor);

  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), gtk_label_new (corral_factor_sureness (factor)));
  gtk_widget_set_tooltip_text (box, odds);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

static void
add_row (CorralFactorsDialog *self, guint place, CorralPlace *base)
{
  CorralFleet *fleet = self->context->fleet;
  const CorralFactor *factor = &g_array_index (self->factors, CorralFactor, place);
  g_autofree char *name = corral_factor_to_name (fleet, factor);
  g_autofree char *also = list_followers (self, place);
  g_autofree char *sentence = corral_factor_to_text (fleet, factor);
  g_autoptr (CorralPlace) to = corral_factor_to_place (fleet, factor, base);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = make_label (name, "heading");
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *spoken = also != NULL ? g_strdup_printf ("%s. %s", sentence, also) : g_strdup (sentence);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), make_sureness (factor));
  gtk_box_append (GTK_BOX (box), head);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  add_share (GTK_GRID (grid), 0, _ ("these"), factor->n_selected, factor->n_selection, FALSE);
  if (factor->n_of_rest > 0)
    add_share (GTK_GRID (grid), 1, factor->kind == CORRAL_FACTOR_HOUR ? _ ("other silent ones") : _ ("others"),
               factor->n_rest, factor->n_of_rest, TRUE);
  else
    gtk_grid_attach (GTK_GRID (grid), make_label (_ ("Evenly around the clock it would be 4 %."), "dim-label"), 0, 1, 4, 1);
  gtk_box_append (GTK_BOX (box), grid);
  if (factor->n_unknown > 0 && factor->kind != CORRAL_FACTOR_HOUR)
    {
      g_autofree char *unknown = g_strdup_printf (
          ngettext ("Not known of %u of these.", "Not known of %u of these.", factor->n_unknown), factor->n_unknown);

      gtk_box_append (GTK_BOX (box), make_label (unknown, "dim-label"));
    }
  if (also != NULL)
    gtk_box_append (GTK_BOX (box), make_label (also, "dim-label"));
  gtk_widget_add_css_class (box, "factor");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), to != NULL);
  if (to != NULL)
    {
      g_autofree char *uri = corral_place_to_uri (to);

      gtk_widget_set_name (row, uri);
      gtk_widget_set_tooltip_text (row, _ ("Show these carts"));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_ptr_array_add (self->lines, g_steal_pointer (&spoken));
  gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
}

/* ---- leading on ---------------------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *from; /* (owned) */
  char *uri;       /* (owned) */
} Leading;

static gboolean
lead_on_cb (gpointer data)
{
  Leading *leading = data;

  gtk_widget_activate_action (leading->from, "win.go", "s", leading->uri);
  return G_SOURCE_REMOVE;
}

static void
leading_free (gpointer data)
{
  Leading *leading = data;

  g_object_unref (leading->from);
  g_free (leading->uri);
  g_free (leading);
}

static void
row_activated_cb (CorralFactorsDialog *self, GtkListBoxRow *row)
{
  if (self->from != NULL)
    {
      Leading *leading = g_new (Leading, 1);

      /* Once this window has gone, so that the page is given the keyboard. */
      leading->from = g_object_ref (self->from);
      leading->uri = g_strdup (gtk_widget_get_name (GTK_WIDGET (row)));
      g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, lead_on_cb, leading, leading_free);
    }
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- life ---------------------------------------------------------------------------------------------- */

static void
corral_factors_dialog_unrealize (GtkWidget *widget)
{
  /* As in corral-act-dialog.c: GTK 4.8 would look for a parent that may have gone. */
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
  GTK_WIDGET_CLASS (corral_factors_dialog_parent_class)->unrealize (widget);
}

static void
corral_factors_dialog_finalize (GObject *object)
{
  CorralFactorsDialog *self = CORRAL_FACTORS_DIALOG (object);

  g_clear_weak_pointer (&self->from);
  g_clear_pointer (&self->question, corral_factor_question_free);
  g_array_unref (self->factors);
  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (corral_factors_dialog_parent_class)->finalize (object);
}

static void
corral_factors_dialog_class_init (CorralFactorsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_factors_dialog_finalize;
  widget_class->unrealize = corral_factors_dialog_unrealize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
corral_factors_dialog_init (CorralFactorsDialog *self)
{
  self->factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  self->lines = g_ptr_array_new_with_free_func (g_free);
}

/* As of when it is true: of the chain asked about, or of the one that is known the least. */
static char *
say_as_of (CorralFactorsDialog *self)
{
  CorralFleet *fleet = self->context->fleet;
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  gint64 as_of = CORRAL_UNKNOWN;
  gint64 now = corral_fleet_get_now (fleet);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (corral_columns_exists (chains, slot)
        && (self->question->asked.chain == CORRAL_NO_SLOT || self->question->asked.chain == slot))
      {
        gint64 known = corral_fleet_get_known_as_of (fleet, slot);

        if (CORRAL_IS_KNOWN (known) && (!CORRAL_IS_KNOWN (as_of) || known < as_of))
          as_of = known;
      }
  return corral_format_as_of (as_of, now, NULL, FALSE);
}

static GtkWidget *
make_nothing (CorralFactorsDialog *self)
{
  GtkWidget *page = adw_status_page_new ();
  const char *why = corral_factor_question_say_none (self->question);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "corral-page-carts-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nothing in Common"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), why);
  gtk_widget_add_css_class (page, "compact");
  g_ptr_array_add (self->lines, g_strdup (why));
  return page;
}

static GtkWidget *
make_content (CorralFactorsDialog *self, CorralPlace *place)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *what = corral_factor_question_to_text (self->question);
  g_autofree char *as_of = say_as_of (self);

  gtk_box_append (GTK_BOX (box), make_label (what, NULL));
  g_ptr_array_add (self->lines, g_steal_pointer (&what));
  if (self->factors->len == 0)
    {
      gtk_box_append (GTK_BOX (box), make_nothing (self));
    }
  else
    {
      self->rows = gtk_list_box_new ();
      gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
      gtk_widget_add_css_class (self->rows, "boxed-list");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("What they share, the most telling first"), -1);
      g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self);
      for (guint i = 0; i < self->factors->len; i++)
        if (g_array_index (self->factors, CorralFactor, i).leader == i)
          add_row (self, i, place);
      gtk_box_append (GTK_BOX (box), self->rows);
    }
  gtk_box_append (GTK_BOX (box), make_label (as_of, "dim-label"));
  gtk_widget_add_css_class (box, "factors");
  return box;
}

GtkWindow *
corral_factors_dialog_new (GtkWindow *parent, CorralPageContext *context, CorralPlace *place, const guint32 *chosen,
                           guint n_chosen)
{
  CorralFactorsDialog *self = g_object_new (CORRAL_TYPE_FACTORS_DIALOG, "accessible-role",
                                            GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autoptr (GHashTable) filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  self->context = context;
  g_set_weak_pointer (&self->from, GTK_WIDGET (parent));
  g_hash_table_iter_init (&iter, place->filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (filters, g_strdup (name), g_strdup (value));
  if (place->chain != NULL)
    g_hash_table_insert (filters, g_strdup ("chain"), g_strdup (place->chain));
  self->question = corral_factor_question_new (context->fleet, filters, chosen, n_chosen, FACTORS_SHOWN);
  corral_factors_answer (context->fleet, &self->question->asked, self->factors);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), make_content (self, place));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("What Do They Share?"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH_PX, HEIGHT_PX);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  if (self->rows != NULL)
    gtk_widget_grab_focus (gtk_widget_get_first_child (self->rows));
  return GTK_WINDOW (self);
}

char *
corral_factors_dialog_to_text (CorralFactorsDialog *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (CORRAL_IS_FACTORS_DIALOG (self), NULL);

  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) self->lines->pdata[i]);
  return g_strdup (text->str);
}

GtkWidget *
corral_factors_dialog_get_rows (CorralFactorsDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_FACTORS_DIALOG (self), NULL);

  return self->rows;
}
