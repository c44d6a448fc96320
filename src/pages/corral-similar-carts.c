/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carts with the same trouble as one. Main thread.
 *
 * Who looks at it: an agent with a caller on the line who wants to know whether it is this cart alone. Next they open the list of
 * the others, or say that it is known. */
#include "config.h"

#include "corral-similar-carts.h"

#include "corral-cells.h"
#include "corral-factor-words.h"
#include "corral-format.h"
#include "corral-sentence.h"

#include <glib/gi18n.h>

/* Those that may be an accident are told as well, but not all of them. */
#define ROWS_SHOWN 3

struct _CorralSimilarCarts
{
  GtkWidget parent_instance;

  CorralFleet *fleet;  /* (owned) */
  GtkWidget *box;
  GtkWidget *lead;
  GtkWidget *rows;
  GtkWidget *nearest;
  GString *said;       /* (owned): what stands there now */
};

G_DEFINE_FINAL_TYPE (CorralSimilarCarts, corral_similar_carts, GTK_TYPE_WIDGET)

static void
row_activated_cb (CorralSimilarCarts *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", gtk_widget_get_name (GTK_WIDGET (row)));
}

static GtkWidget *
make_line (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_row (CorralSimilarCarts *self, const CorralSimilar *similar, const CorralFactor *factor, CorralPlace *base)
{
  g_autofree char *name = corral_factor_to_name (self->fleet, factor);
  g_autofree char *counts = corral_similar_factor_to_counts (similar, factor);
  gboolean telling = factor->log10_chance <= CORRAL_FACTOR_CHANCE;
  const char *sureness = corral_factor_sureness (factor);
  g_autofree char *odds = corral_factor_to_odds (factor);
  g_autofree char *spoken = g_strdup_printf ("%s: %s: %s", name, counts, sureness);
  g_autoptr (CorralPlace) place = corral_factor_to_place (self->fleet, factor, base);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  /* Translators: how many carts have the same trouble, and whether that is an accident */
  g_autofree char *judged = telling ? g_strdup_printf (_ ("%s: %s"), counts, sureness) : g_strdup (counts);

  gtk_box_append (GTK_BOX (box), make_line (name, telling ? "heading" : NULL));
  gtk_box_append (GTK_BOX (box), make_line (judged, "fact-detail"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), place != NULL);
  gtk_widget_set_tooltip_text (row, odds);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (place != NULL)
    {
      g_autofree char *uri = corral_place_to_uri (place);

      gtk_widget_set_name (row, uri);
    }
  gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
}

/* "Most alike: 0417, 0420, 0433 (118 Riverside)": those of other stores with theirs. NULL: none. */
static char *
nearest_to_markup (CorralSimilarCarts *self, const CorralSimilar *similar)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint32 own = corral_fleet_get_link (self->fleet, CORRAL_TABLE_CART, similar->cart, CORRAL_CART_COL_STORE);

  for (guint i = 0; i < similar->n_nearest; i++)
    {
      guint32 cart = similar->nearest[i];
      guint32 store = corral_fleet_get_link (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
      g_autofree char *label
          = corral_format_text (corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
      g_autofree char *where = corral_store_to_text (self->fleet, store);
      g_autoptr (CorralPlace) place = corral_cells_place_of_cart (self->fleet, cart);
      g_autofree char *link = place != NULL ? corral_sentence_link (label, place) : g_markup_escape_text (label, -1);

      if (list->len > 0)
        g_string_append (list, _ (", "));
      g_string_append (list, link);
      if (store != own)
        {
          g_autofree char *escaped = g_markup_escape_text (where, -1);

          g_string_append_printf (list, " (%s)", escaped);
        }
    }
  /* Translators: carts that share the most with one; %s is a list of them */
  return list->len > 0 ? g_strdup_printf (_ ("Most alike: %s"), list->str) : NULL;
}

/* All that will stand there: while it is the same, nothing moves under the pointer. */
static void
say (CorralSimilarCarts *self, const CorralSimilar *similar, const char *lead, const char *nearest, GString *said)
{
  if (lead == NULL)
    return;
  g_string_append_printf (said, "%s\n", lead);
  for (guint i = 0; i < MIN (similar->n_factors, ROWS_SHOWN); i++)
    {
      const CorralFactor *factor = &similar->factors[i];
      g_autofree char *name = corral_factor_to_name (self->fleet, factor);
      g_autofree char *counts = corral_similar_factor_to_counts (similar, factor);

      g_string_append_printf (said, "%s: %s: %s\n", name, counts, corral_factor_sureness (factor));
    }
  if (nearest != NULL)
    g_string_append_printf (said, "%s\n", nearest);
}

void
corral_similar_carts_show (CorralSimilarCarts *self, guint32 cart)
{
  CorralSimilar similar;
  g_autofree char *lead = NULL;
  g_autofree char *nearest = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (CorralPlace) base = NULL;
  GtkWidget *row;

  g_return_if_fail (CORRAL_IS_SIMILAR_CARTS (self));

  corral_similar_find (self->fleet, cart, &similar);
  lead = corral_similar_to_text (self->fleet, &similar);
  nearest = nearest_to_markup (self, &similar);
  say (self, &similar, lead, nearest, said);
  if (g_string_equal (said, self->said))
    return;
  g_string_assign (self->said, said->str);

  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->rows), row);
  gtk_widget_set_visible (self->box, lead != NULL);
  if (lead == NULL)
    return;
  base = corral_similar_to_place (self->fleet, &similar);
  if (base != NULL)
    {
      g_autofree char *link = corral_sentence_link (lead, base);

      corral_sentence_set_markup (CORRAL_SENTENCE (self->lead), link);
    }
  else
    {
      corral_sentence_set_text (CORRAL_SENTENCE (self->lead), lead);
    }
  for (guint i = 0; i < MIN (similar.n_factors, ROWS_SHOWN); i++)
    add_row (self, &similar, &similar.factors[i], base);
  gtk_widget_set_visible (self->rows, similar.n_factors > 0);
  corral_sentence_set_markup (CORRAL_SENTENCE (self->nearest), nearest);
}

const char *
corral_similar_carts_get_text (CorralSimilarCarts *self)
{
  g_return_val_if_fail (CORRAL_IS_SIMILAR_CARTS (self), NULL);

  return self->said->str;
}

static void
corral_similar_carts_dispose (GObject *object)
{
  CorralSimilarCarts *self = CORRAL_SIMILAR_CARTS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->fleet);
  G_OBJECT_CLASS (corral_similar_carts_parent_class)->dispose (object);
}

static void
corral_similar_carts_finalize (GObject *object)
{
  g_string_free (CORRAL_SIMILAR_CARTS (object)->said, TRUE);
  G_OBJECT_CLASS (corral_similar_carts_parent_class)->finalize (object);
}

static void
corral_similar_carts_class_init (CorralSimilarCartsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_similar_carts_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_similar_carts_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_similar_carts_init (CorralSimilarCarts *self)
{
  self->said = g_string_new (NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (self->box, "similar");
  gtk_widget_set_visible (self->box, FALSE);
  gtk_box_append (GTK_BOX (self->box), make_line (_ ("Similar carts"), "heading"));
  self->lead = corral_sentence_new ();
  self->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "short-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What similar carts share with it"), -1);
  g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self);
  self->nearest = corral_sentence_new ();
  gtk_box_append (GTK_BOX (self->box), self->lead);
  gtk_box_append (GTK_BOX (self->box), self->rows);
  gtk_box_append (GTK_BOX (self->box), self->nearest);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_similar_carts_new (CorralPageContext *context)
{
  CorralSimilarCarts *self = g_object_new (CORRAL_TYPE_SIMILAR_CARTS, NULL);

  self->fleet = g_object_ref (context->fleet);
  return GTK_WIDGET (self);
}
