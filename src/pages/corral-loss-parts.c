/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands on the page of loss prevention's figures below its sentence: one function a part. Main thread. */
#include "config.h"

#include "corral-loss-parts.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-hint.h"
#include "corral-interval-bar.h"
#include "corral-look.h"
#include "corral-loss-words.h"
#include "corral-page.h"
#include "corral-sideways.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define STORES_MAX 40
#define OTHERS_MAX 12
#define HEATS 5
#define LINK_PADDING_PX 6 /* of button.loss-link in style.css */
/* Of a name: with more it is shortened. */
#define NAME_CHARS 22

/* ---- grids and cells ----------------------------------------------------------------------------------- */

static GtkWidget *
append_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
append_grid (GtkWidget *box, const char *name, guint apart_px)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), apart_px);
  gtk_grid_set_row_spacing (GTK_GRID (grid), apart_px > 4 ? 4 : apart_px);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), corral_sideways_new (grid));
  return grid;
}

static GtkWidget *
make_cell (const char *text, gboolean number, gboolean heading)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_label_set_wrap (GTK_LABEL (label), heading);
  if (heading)
    gtk_label_set_justify (GTK_LABEL (label), number ? GTK_JUSTIFY_RIGHT : GTK_JUSTIFY_LEFT);
  gtk_widget_set_valign (label, heading ? GTK_ALIGN_END : GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, heading ? "caption-heading" : "numeric");
  return label;
}

/* A heading of the first column, in line with the words of the links in it. */
static GtkWidget *
make_name (const char *text)
{
  GtkWidget *label = make_cell (text, FALSE, TRUE);

  gtk_widget_set_margin_start (label, LINK_PADDING_PX);
  return label;
}

/* The name of a row of sums: as large as its figures. */
static GtkWidget *
make_sum_name (const char *text)
{
  GtkWidget *label = make_cell (text, FALSE, FALSE);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_start (label, LINK_PADDING_PX);
  return label;
}

static void
go_cb (GtkButton *button)
{
  corral_page_go (GTK_WIDGET (button), g_object_get_data (G_OBJECT (button), "corral-place"));
}

static GtkWidget *
make_link (const CorralLossParts *self, const char *text, const char *tooltip, CorralPlace *place)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  /* Numbers are moved out of sight before a name is shortened to nothing. */
  gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int) g_utf8_strlen (text, -1), NAME_CHARS));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "loss-link");
  corral_hint_set (button, tooltip);
  g_object_set_data_full (G_OBJECT (button), "corral-place", corral_place_ref (place), (GDestroyNotify) corral_place_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (go_cb), NULL);
  return button;
}

static void
attach_headings (GtkWidget *grid, const char *const *titles, guint n)
{
  gtk_grid_attach (GTK_GRID (grid), make_name (_ (titles[0])), 0, 0, 1, 1);
  for (guint c = 1; c < n; c++)
    gtk_grid_attach (GTK_GRID (grid), make_cell (_ (titles[c]), TRUE, TRUE), (int) c, 0, 1, 1);
}

static void
attach_text (GtkWidget *grid, char *text, int column, int row)
{
  GtkWidget *cell = make_cell (text, TRUE, FALSE);
  GtkWidget *heading = gtk_grid_get_child_at (GTK_GRID (grid), column, 0);
  /* A grid's figures are read one by one: each says what it is of. */
  g_autofree char *spoken = g_strdup_printf (_ ("%s: %s"), gtk_label_get_text (GTK_LABEL (heading)), text != NULL ? text : "");

  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_grid_attach (GTK_GRID (grid), cell, column, row, 1, 1);
  g_free (text);
}

/* The numbers of a figure, from @column on: flags, rate, looked into, hit rate, confirmed value. */
static void
attach_figure (const CorralLossParts *self, GtkWidget *grid, const CorralLossFigure *figure, int column, int row)
{
  attach_text (grid, corral_format_integer (figure->n_flags), column, row);
  attach_text (grid, corral_loss_rate_to_text (figure, CORRAL_LOSS_TRIPS_MIN), column + 1, row);
  attach_text (grid, corral_format_integer (figure->n_looked), column + 2, row);
  attach_text (grid, corral_loss_hit_to_text (figure), column + 3, row);
  attach_text (grid, corral_format_money (figure->confirmed_minor, self->figures->currency), column + 4, row);
}

/* The list of flags that are behind a figure, as far as they are kept. */
CorralPlace *
corral_loss_place_of_flags (const CorralLossParts *self, const char *name, const char *value)
{
  g_autoptr (CorralPlace) all = corral_place_new (CORRAL_PAGE_FLAGS, NULL, NULL);
  g_autoptr (CorralPlace) of_chain = corral_place_with_filter (all, "chain", self->chain);
  g_autoptr (CorralPlace) of_store = NULL;

  if (self->store != CORRAL_NO_SLOT)
    {
      g_autofree char *number
          = g_strdup_printf ("%" G_GINT64_FORMAT, corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, self->store,
                                                                            CORRAL_STORE_COL_NUMBER));

      of_store = corral_place_with_filter (of_chain, "store", number);
    }
  return corral_place_with_filter (of_store != NULL ? of_store : of_chain, name, value);
}

/* ---- kinds ------------------------------------------------------------------------------------------- */

static const char *const kind_titles[] = { N_ ("What was flagged"), N_ ("Flags"), N_ ("For 1,000 trips"), N_ ("Looked into"),
                                           N_ ("Confirmed of these"), N_ ("Confirmed value") };

static void
fill_kinds (const CorralLossParts *self)
{
  const CorralLossFigures *figures = self->figures;
  GtkWidget *grid = append_grid (self->box, _ ("Kinds of flags"), 18);
  int row = 1;

  attach_headings (grid, kind_titles, G_N_ELEMENTS (kind_titles));
  for (guint i = 0; i < figures->kinds->len; i++, row++)
    {
      const CorralLossFigure *kind = &g_array_index (figures->kinds, CorralLossFigure, i);
      g_autoptr (CorralPlace) place = corral_loss_place_of_flags (self, "kind", kind->word);
      GtkWidget *link = make_link (self, corral_words_translate (CORRAL_WORDS_FLAG_KIND, kind->word),
                                   _ ("Its flags, as far as they are kept"), place);

      gtk_widget_set_hexpand (link, TRUE);
      gtk_grid_attach (GTK_GRID (grid), link, 0, row, 1, 1);
      attach_figure (self, grid, kind, 1, row);
    }
  gtk_grid_attach (GTK_GRID (grid), make_sum_name (_ ("All of these")), 0, row, 1, 1);
  attach_figure (self, grid, &figures->all, 1, row);
  if (figures->chain.n_flags != figures->all.n_flags)
    {
      gtk_grid_attach (GTK_GRID (grid), make_sum_name (_ ("The whole chain")), 0, row + 1, 1, 1);
      attach_figure (self, grid, &figures->chain, 1, row + 1);
    }
  append_label (self->box,
                /* xgettext:no-c-format */
                _ ("In brackets: between what the true figure lies, with 95 % certainty. Shoppers’ errors are no theft and are "
                   "not counted as confirmed."),
                "dim-label");
}

static void
fill_rechecks (const CorralLossParts *self)
{
  const CorralLossFigure *rechecks = &self->figures->rechecks;
  g_autofree char *flags = corral_format_integer (rechecks->n_flags);
  g_autofree char *hit = corral_loss_hit_to_text (rechecks);
  g_autofree char *text = NULL;

  append_label (self->box, _ ("Random Re-checks"), "heading");
  /* Translators: a count, and a share or that there are too few to say */
  text = g_strdup_printf (_ ("Re-checks: %s. Confirmed of those looked into: %s."), flags, hit);
  append_label (self->box, text, "numeric");
  append_label (self->box,
                /* xgettext:no-c-format */
                _ ("Partial checks find something in 2–3 % of baskets, full ones in 25–50 %: a low hit rate of partial checks "
                   "does not mean that little is lost."),
                "dim-label");
}

/* ---- hours ------------------------------------------------------------------------------------------- */

/* The hours of the day in which there are trips: [*first, *end). */
static void
find_hours (const CorralLossFigures *figures, guint *first, guint *end)
{
  *first = 24;
  *end = 0;
  for (guint h = 0; h < CORRAL_WEEK_HOURS; h++)
    if (figures->hours[h].n_trips > 0)
      {
        *first = MIN (*first, h % 24);
        *end = MAX (*end, h % 24 + 1);
      }
}

static GtkWidget *
make_heat (const CorralLossFigure *figure, guint hour, double most)
{
  g_autofree char *value = isnan (figure->rate.value) ? g_strdup (figure->n_trips > 0 ? "·" : "")
                                                      : corral_format_real (figure->rate.value, 0);
  g_autofree char *text = figure->rate_stands != CORRAL_STANDS_WITH
                              ? g_strdup_printf ("%s%s", figure->rate_stands == CORRAL_STANDS_ABOVE ? "▲" : "▼", value)
                              : g_strdup (value);
  g_autofree char *name = corral_loss_hour_to_text (hour);
  g_autofree char *rate = corral_loss_rate_to_text (figure, CORRAL_LOSS_HOUR_TRIPS_MIN);
  g_autofree char *stands = corral_loss_stands_to_text (figure);
  g_autofree char *flags = corral_format_count (figure->n_flags, CORRAL_NOUN_FLAG);
  g_autofree char *words = NULL;
  GtkWidget *label = gtk_label_new (text);

  /* Translators: an hour, its flags for 1,000 trips, how many flags, and what stands out or nothing */
  words = g_strdup_printf (_ ("%s: %s for 1,000 trips, %s%s%s"), name, rate, flags, stands != NULL ? ", " : "",
                           stands != NULL ? stands : "");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "heat");
  if (!isnan (figure->rate.value) && most > 0)
    {
      g_autofree char *heat
          = g_strdup_printf ("heat-%u", MIN ((guint) (figure->rate.value / most * HEATS), HEATS - 1));

      gtk_widget_add_css_class (label, heat);
    }
  corral_hint_set (label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static void
fill_hours (const CorralLossParts *self)
{
  const CorralLossFigures *figures = self->figures;
  GtkWidget *grid;
  guint first, end;
  double most = 0;

  find_hours (figures, &first, &end);
  if (first >= end)
    return;
  for (guint h = 0; h < CORRAL_WEEK_HOURS; h++)
    if (figures->hours[h].rate.value > most)
      most = figures->hours[h].rate.value;
  append_label (self->box, _ ("When"), "heading");
  grid = append_grid (self->box, _ ("Flags for 1,000 trips by weekday and hour, in the stores’ time"), 2);
  for (guint hour = first; hour < end; hour++)
    {
      g_autofree char *text = g_strdup_printf ("%u", hour);
      GtkWidget *heading = make_cell (text, FALSE, TRUE);

      gtk_label_set_xalign (GTK_LABEL (heading), 0.5);
      gtk_grid_attach (GTK_GRID (grid), heading, (int) (hour - first) + 1, 0, 1, 1);
    }
  for (guint i = 0; i < 7; i++)
    {
      guint day = (corral_loss_get_first_day () + i) % 7;
      GtkWidget *name = make_cell (corral_loss_day_to_text (day), FALSE, TRUE);

      gtk_widget_set_valign (name, GTK_ALIGN_CENTER);
      gtk_grid_attach (GTK_GRID (grid), name, 0, (int) i + 1, 1, 1);
      for (guint hour = first; hour < end; hour++)
        gtk_grid_attach (GTK_GRID (grid), make_heat (&figures->hours[day * 24 + hour], day * 24 + hour, most),
                         (int) (hour - first) + 1, (int) i + 1, 1, 1);
    }
  append_label (self->box,
                _ ("Flags for 1,000 trips under way in the hour (half of those begun in it, half of those begun the hour before), in the stores’ own time. ▲ and ▼: more and fewer than chance "
                   "makes of it. A dot: too few trips to say."),
                "dim-label");
}

/* ---- stores ------------------------------------------------------------------------------------------ */

static const char *const store_titles[] = { N_ ("Store"), N_ ("Trips"), N_ ("Flags"), N_ ("For 1,000 trips"), N_ ("Against the chain"),
                                            N_ ("Confirmed of those looked into"), N_ ("Confirmed value") };

CorralPlace *
corral_loss_place_of_store (const CorralLossParts *self, guint32 store)
{
  g_autofree char *number = g_strdup_printf (
      "%" G_GINT64_FORMAT, corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER));

  return corral_place_new (CORRAL_PAGE_LOSS, self->chain, number);
}

static GtkWidget *
make_bar (const CorralLossFigure *figure, double whole, double most)
{
  g_autofree char *rate = corral_loss_rate_to_text (figure, CORRAL_LOSS_TRIPS_MIN);
  g_autofree char *stands = corral_loss_stands_to_text (figure);
  g_autofree char *chain = corral_format_real (whole, 1);
  g_autofree char *words = NULL;
  GtkWidget *bar = corral_interval_bar_new ();

  /* Translators: a store's figure, the chain's, and what is to be said of it */
  words = g_strdup_printf (_ ("%s, the chain %s: %s"), rate, chain, stands != NULL ? stands : _ ("no more than chance makes of it"));
  corral_interval_bar_set (CORRAL_INTERVAL_BAR (bar), figure->rate.value, figure->rate.low, figure->rate.high, whole, most,
                           figure->rate_stands != CORRAL_STANDS_WITH, words);
  corral_hint_set (bar, words);
  gtk_widget_set_hexpand (bar, TRUE);
  return bar;
}

static void
attach_store (const CorralLossParts *self, GtkWidget *grid, const CorralLossFigure *store, double most, int row)
{
  g_autofree char *name = corral_store_to_text (self->fleet, store->slot);
  g_autoptr (CorralPlace) place = corral_loss_place_of_store (self, store->slot);
  GtkWidget *link = make_link (self, name, name, place);

  if (store->slot == self->store)
    gtk_widget_add_css_class (link, "heading");
  gtk_grid_attach (GTK_GRID (grid), link, 0, row, 1, 1);
  attach_text (grid, corral_format_integer ((gint64) store->n_trips), 1, row);
  attach_text (grid, corral_format_integer (store->n_flags), 2, row);
  attach_text (grid, corral_loss_rate_to_text (store, CORRAL_LOSS_TRIPS_MIN), 3, row);
  gtk_grid_attach (GTK_GRID (grid), make_bar (store, self->figures->chain.rate.value, most), 4, row, 1, 1);
  attach_text (grid, corral_loss_hit_to_text (store), 5, row);
  attach_text (grid, corral_format_money (store->confirmed_minor, self->figures->currency), 6, row);
}

static guint
count_outliers (const GArray *figures)
{
  guint n = 0;

  for (guint i = 0; i < figures->len; i++)
    n += g_array_index (figures, CorralLossFigure, i).rate_stands != CORRAL_STANDS_WITH
         || g_array_index (figures, CorralLossFigure, i).hit_stands != CORRAL_STANDS_WITH;
  return n;
}

static void
fill_stores (const CorralLossParts *self)
{
  const GArray *stores = self->figures->stores;
  GtkWidget *grid;
  double most = 0;
  guint n = MIN (stores->len, MAX (STORES_MAX, count_outliers (stores)));

  append_label (self->box, _ ("Where"), "heading");
  grid = append_grid (self->box, _ ("Stores, each with the interval of its figure against the chain’s"), 14);
  attach_headings (grid, store_titles, G_N_ELEMENTS (store_titles));
  for (guint i = 0; i < n; i++)
    if (g_array_index (stores, CorralLossFigure, i).rate.high > most)
      most = g_array_index (stores, CorralLossFigure, i).rate.high;
  for (guint i = 0; i < n; i++)
    attach_store (self, grid, &g_array_index (stores, CorralLossFigure, i), most, (int) i + 1);
  append_label (self->box,
                _ ("Stores that stand out come first, then by number: this is no ranking. A line is the interval of 95 %, the thin "
                   "upright one the chain’s figure. A filled square stands out, after a correction for how many stores are compared "
                   "(Benjamini and Hochberg: at most one in twenty of those marked is expected to be chance)."),
                "dim-label");
  if (n < stores->len)
    {
      g_autofree char *text
          = g_strdup_printf (ngettext ("%u more store, which does not stand out, is in the file.",
                                       "%u more stores, none of which stands out, are in the file.", stores->len - n),
                             stores->len - n);

      append_label (self->box, text, "dim-label");
    }
}

/* ---- goods and carts --------------------------------------------------------------------------------- */

static const char *const other_titles[] = { N_ ("What"), N_ ("Flags"), N_ ("Confirmed of those looked into"), N_ ("What stands out") };

static char *
name_other (const CorralLossParts *self, const CorralLossFigure *figure)
{
  return figure->word != NULL
             ? g_strdup_printf (_ ("Goods %s"), figure->word)
             : g_strdup_printf (_ ("Cart %s"), corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, figure->slot,
                                                                      CORRAL_CART_COL_LABEL));
}

static CorralPlace *
place_of_other (const CorralLossParts *self, const CorralLossFigure *figure)
{
  if (figure->word != NULL)
    return corral_loss_place_of_flags (self, "item", figure->word);
  return corral_place_new (CORRAL_PAGE_CART, self->chain,
                           corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, figure->slot, CORRAL_CART_COL_SERIAL));
}

static int
attach_others (const CorralLossParts *self, GtkWidget *grid, const GArray *figures, int row)
{
  guint n = MIN (count_outliers (figures), OTHERS_MAX);

  for (guint i = 0; i < n; i++, row++)
    {
      const CorralLossFigure *figure = &g_array_index (figures, CorralLossFigure, i);
      g_autofree char *name = name_other (self, figure);
      g_autoptr (CorralPlace) place = place_of_other (self, figure);
      GtkWidget *link = make_link (self, name, name, place);

      gtk_widget_set_hexpand (link, TRUE);
      gtk_grid_attach (GTK_GRID (grid), link, 0, row, 1, 1);
      attach_text (grid, corral_format_integer (figure->n_flags), 1, row);
      attach_text (grid, corral_loss_hit_to_text (figure), 2, row);
      attach_text (grid, corral_loss_stands_to_text (figure), 3, row);
    }
  return row;
}

static guint
count_enough (const GArray *figures)
{
  guint n = 0;

  for (guint i = 0; i < figures->len; i++)
    n += !isnan (g_array_index (figures, CorralLossFigure, i).hit.value);
  return n;
}

static void
fill_others (const CorralLossParts *self)
{
  const CorralLossFigures *figures = self->figures;
  guint n = count_outliers (figures->items) + count_outliers (figures->carts);
  g_autofree char *items = corral_format_integer (count_enough (figures->items));
  g_autofree char *carts = corral_format_integer (count_enough (figures->carts));
  g_autofree char *text = NULL;

  append_label (self->box, _ ("Goods and Carts"), "heading");
  if (n > 0)
    {
      GtkWidget *grid = append_grid (self->box, _ ("Goods and carts that stand out"), 18);
      int row;

      attach_headings (grid, other_titles, G_N_ELEMENTS (other_titles));
      row = attach_others (self, grid, figures->items, 1);
      attach_others (self, grid, figures->carts, row);
    }
  /* Translators: two counts: of goods and of carts */
  text = g_strdup_printf (_ ("Enough flags were looked into to say something of: %s goods, %s carts."), items, carts);
  append_label (self->box, text, "dim-label");
  if (n == 0)
    append_label (self->box, _ ("None of them stands out: what differs is no more than chance makes of it."), "dim-label");
}

/* ---- what is no theft -------------------------------------------------------------------------------- */

static const char *const lot_titles[] = { N_ ("Lot of carts"), N_ ("Flags"), N_ ("Carts") };
static const char *const weight_titles[] = { N_ ("Goods"), N_ ("Flags"), N_ ("Carts") };

static void
fill_apart (const CorralLossParts *self, const GArray *list, const char *const *titles, CorralPageKind page, const char *filter)
{
  GtkWidget *grid = append_grid (self->box, _ (titles[0]), 18);

  attach_headings (grid, titles, 3);
  for (guint i = 0; i < MIN (list->len, OTHERS_MAX); i++)
    {
      const CorralLossApart *apart = &g_array_index (list, CorralLossApart, i);
      g_autoptr (CorralPlace) all = corral_place_new (page, NULL, NULL);
      g_autoptr (CorralPlace) of_chain = corral_place_with_filter (all, "chain", self->chain);
      g_autoptr (CorralPlace) place = corral_place_with_filter (of_chain, filter, apart->word);
      g_autofree char *name = corral_format_text (apart->word);
      GtkWidget *link = make_link (self, name, name, place);

      gtk_grid_attach (GTK_GRID (grid), link, 0, (int) i + 1, 1, 1);
      attach_text (grid, corral_format_integer (apart->n_flags), 1, (int) i + 1);
      attach_text (grid, corral_format_integer (apart->n_carts), 2, (int) i + 1);
    }
}

static void
fill_no_theft (const CorralLossParts *self)
{
  const CorralLossFigures *figures = self->figures;
  g_autofree char *scale = corral_format_count (figures->n_scale, CORRAL_NOUN_FLAG);
  g_autofree char *weight = corral_format_count (figures->n_weight, CORRAL_NOUN_FLAG);
  g_autofree char *text = NULL;

  append_label (self->box, _ ("Not Theft: Scales and Stated Weights"), "heading");
  /* Translators: two counts of flags: "31 flags", "12 flags" */
  text = g_strdup_printf (_ ("Not counted above: %s of scales that are off or sensors that failed, %s of goods whose stated weight is "
                             "wrong. These are for repair and for the price file."),
                          scale, weight);
  append_label (self->box, text, "numeric");
  if (figures->lots->len > 0)
    fill_apart (self, figures->lots, lot_titles, CORRAL_PAGE_CARTS, "lot");
  if (figures->weights->len > 0)
    fill_apart (self, figures->weights, weight_titles, CORRAL_PAGE_FLAGS, "item");
}

void
corral_loss_parts_fill (const CorralLossParts *self)
{
  fill_kinds (self);
  fill_rechecks (self);
  fill_hours (self);
  fill_stores (self);
  fill_others (self);
  fill_no_theft (self);
}
