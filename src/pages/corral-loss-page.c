/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loss prevention of a chain or a store, in figures. Main thread.
 *
 * Who opens it: the lead of loss prevention on Monday morning, to decide which stores and which hours two people are sent to
 * this week, and which scales and stated weights somebody else has to put right first. */
#include "config.h"

#include "corral-loss-page.h"

#include "corral-attention-text.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-interval-bar.h"
#include "corral-look.h"
#include "corral-loss-figures.h"
#include "corral-loss-words.h"
#include "corral-pace.h"
#include "corral-save-file.h"
#include "corral-sentence.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* So far apart it follows what changes. */
#define APART_MS 5000
#define WIDEST_PX 1100
#define STORES_MAX 40
#define OTHERS_MAX 12
#define COLUMNS_MAX 8
#define HEATS 5
#define LINK_PADDING_PX 6 /* of button.loss-link in style.css */

/* Over how long; a row each. */
static const struct
{
  const char *word; /* in links: over=… */
  const char *label;
  guint days;
} spans[] = {
  { "month", N_ ("The last 28 days"), 28 },
  { "week", N_ ("The last 7 days"), 7 },
  { "quarter", N_ ("The last 90 days"), 90 },
};

struct _CorralLossPage
{
  CorralPage parent_instance;

  CorralPace pace;
  guint span;
  guint32 chain, store; /* slots; CORRAL_NO_SLOT: none */
  gboolean setting;
  guint64 shown;        /* what the tables were made of */
  CorralLossFigures *figures; /* (owned) (nullable) */

  GtkWidget *sentence, *spans, *chains, *whole, *reach, *parts, *save;
  GPtrArray *chain_ids; /* (owned) (element-type utf8): as the choice has them */
};

G_DEFINE_FINAL_TYPE (CorralLossPage, corral_loss_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralLossPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

static const char *
get_chain_id (CorralLossPage *self)
{
  return self->chain != CORRAL_NO_SLOT
             ? corral_fleet_get_text (get_fleet (self), CORRAL_TABLE_CHAIN, self->chain, CORRAL_CHAIN_COL_ID)
             : NULL;
}

/* ---- parts of the page ------------------------------------------------------------------------------- */

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
  gtk_box_append (GTK_BOX (box), grid);
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
  gtk_widget_set_valign (label, heading && number ? GTK_ALIGN_END : GTK_ALIGN_CENTER);
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

static void
go_cb (GtkButton *button, CorralLossPage *self)
{
  corral_page_go (GTK_WIDGET (self), g_object_get_data (G_OBJECT (button), "corral-place"));
}

static GtkWidget *
make_link (CorralLossPage *self, const char *text, const char *tooltip, CorralPlace *place)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "loss-link");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_object_set_data_full (G_OBJECT (button), "corral-place", corral_place_ref (place), (GDestroyNotify) corral_place_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (go_cb), self);
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
  gtk_grid_attach (GTK_GRID (grid), make_cell (text, TRUE, FALSE), column, row, 1, 1);
  g_free (text);
}

/* The numbers of a figure, from @column on: flags, rate, looked into, hit rate, confirmed value. */
static void
attach_figure (CorralLossPage *self, GtkWidget *grid, const CorralLossFigure *figure, int column, int row)
{
  attach_text (grid, corral_format_integer (figure->n_flags), column, row);
  attach_text (grid, corral_loss_rate_to_text (figure, CORRAL_LOSS_TRIPS_MIN), column + 1, row);
  attach_text (grid, corral_format_integer (figure->n_looked), column + 2, row);
  attach_text (grid, corral_loss_hit_to_text (figure), column + 3, row);
  attach_text (grid, corral_format_money (figure->confirmed_minor, self->figures->currency), column + 4, row);
}

/* The list of flags that are behind a figure, as far as they are kept. */
static CorralPlace *
place_of_flags (CorralLossPage *self, const char *name, const char *value)
{
  g_autoptr (CorralPlace) all = corral_place_new (CORRAL_PAGE_FLAGS, NULL, NULL);
  g_autoptr (CorralPlace) of_chain = corral_place_with_filter (all, "chain", get_chain_id (self));
  g_autoptr (CorralPlace) of_store = NULL;

  if (self->store != CORRAL_NO_SLOT)
    {
      g_autofree char *number
          = g_strdup_printf ("%" G_GINT64_FORMAT, corral_fleet_get_integer (get_fleet (self), CORRAL_TABLE_STORE, self->store,
                                                                            CORRAL_STORE_COL_NUMBER));

      of_store = corral_place_with_filter (of_chain, "store", number);
    }
  return corral_place_with_filter (of_store != NULL ? of_store : of_chain, name, value);
}

/* ---- kinds ------------------------------------------------------------------------------------------- */

static const char *const kind_titles[] = { N_ ("What was flagged"), N_ ("Flags"), N_ ("For 1,000 trips"), N_ ("Looked into"),
                                           N_ ("Confirmed of these"), N_ ("Confirmed value") };

static void
fill_kinds (CorralLossPage *self)
{
  const CorralLossFigures *figures = self->figures;
  GtkWidget *grid = append_grid (self->parts, _ ("Kinds of flags"), 18);
  int row = 1;

  attach_headings (grid, kind_titles, G_N_ELEMENTS (kind_titles));
  for (guint i = 0; i < figures->kinds->len; i++, row++)
    {
      const CorralLossFigure *kind = &g_array_index (figures->kinds, CorralLossFigure, i);
      g_autoptr (CorralPlace) place = place_of_flags (self, "kind", kind->word);
      GtkWidget *link = make_link (self, corral_words_translate (CORRAL_WORDS_FLAG_KIND, kind->word),
                                   _ ("Its flags, as far as they are kept"), place);

      gtk_widget_set_hexpand (link, TRUE);
      gtk_grid_attach (GTK_GRID (grid), link, 0, row, 1, 1);
      attach_figure (self, grid, kind, 1, row);
    }
  gtk_grid_attach (GTK_GRID (grid), make_name (_ ("All of these")), 0, row, 1, 1);
  attach_figure (self, grid, &figures->all, 1, row);
  if (figures->chain.n_flags != figures->all.n_flags)
    {
      gtk_grid_attach (GTK_GRID (grid), make_name (_ ("The whole chain")), 0, row + 1, 1, 1);
      attach_figure (self, grid, &figures->chain, 1, row + 1);
    }
  append_label (self->parts,
                /* xgettext:no-c-format */
                _ ("In brackets: between what the true figure lies, with 95 % certainty. Shoppers’ errors are no theft and are "
                   "not counted as confirmed."),
                "dim-label");
}

static void
fill_rechecks (CorralLossPage *self)
{
  const CorralLossFigure *rechecks = &self->figures->rechecks;
  g_autofree char *flags = corral_format_integer (rechecks->n_flags);
  g_autofree char *hit = corral_loss_hit_to_text (rechecks);
  g_autofree char *text = NULL;

  append_label (self->parts, _ ("Random Re-checks"), "heading");
  /* Translators: a count, and a share or that there are too few to say */
  text = g_strdup_printf (_ ("Re-checks: %s. Confirmed of those looked into: %s."), flags, hit);
  append_label (self->parts, text, "numeric");
  append_label (self->parts,
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
  gtk_widget_set_tooltip_text (label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static void
fill_hours (CorralLossPage *self)
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
  append_label (self->parts, _ ("When"), "heading");
  grid = append_grid (self->parts, _ ("Flags for 1,000 trips by weekday and hour, in the stores’ time"), 2);
  for (guint hour = first; hour < end; hour++)
    {
      g_autofree char *text = g_strdup_printf ("%u", hour);
      GtkWidget *heading = make_cell (text, FALSE, TRUE);

      gtk_label_set_xalign (GTK_LABEL (heading), 0.5);
      gtk_grid_attach (GTK_GRID (grid), heading, (int) (hour - first) + 1, 0, 1, 1);
    }
  for (guint day = 0; day < 7; day++)
    {
      gtk_grid_attach (GTK_GRID (grid), make_cell (corral_loss_day_to_text (day), FALSE, TRUE), 0, (int) day + 1, 1, 1);
      for (guint hour = first; hour < end; hour++)
        gtk_grid_attach (GTK_GRID (grid), make_heat (&figures->hours[day * 24 + hour], day * 24 + hour, most),
                         (int) (hour - first) + 1, (int) day + 1, 1, 1);
    }
  append_label (self->parts,
                _ ("Flags for 1,000 trips under way in the hour (half of those begun in it, half of those begun the hour before), in the stores’ own time. ▲ and ▼: more and fewer than chance "
                   "makes of it. A dot: too few trips to say."),
                "dim-label");
}

/* ---- stores ------------------------------------------------------------------------------------------ */

static const char *const store_titles[] = { N_ ("Store"), N_ ("Trips"), N_ ("Flags"), N_ ("For 1,000 trips"), N_ ("Against the chain"),
                                            N_ ("Confirmed of those looked into"), N_ ("Confirmed value") };

static CorralPlace *
place_of_store (CorralLossPage *self, guint32 store)
{
  g_autofree char *number = g_strdup_printf (
      "%" G_GINT64_FORMAT, corral_fleet_get_integer (get_fleet (self), CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER));

  return corral_place_new (CORRAL_PAGE_LOSS, get_chain_id (self), number);
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
  gtk_widget_set_tooltip_text (bar, words);
  gtk_widget_set_hexpand (bar, TRUE);
  return bar;
}

static void
attach_store (CorralLossPage *self, GtkWidget *grid, const CorralLossFigure *store, double most, int row)
{
  g_autofree char *name = corral_store_to_text (get_fleet (self), store->slot);
  g_autoptr (CorralPlace) place = place_of_store (self, store->slot);
  GtkWidget *link = make_link (self, name, name, place);

  gtk_widget_set_size_request (link, 150, -1);
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
fill_stores (CorralLossPage *self)
{
  const GArray *stores = self->figures->stores;
  GtkWidget *grid;
  double most = 0;
  guint n = MIN (stores->len, MAX (STORES_MAX, count_outliers (stores)));

  append_label (self->parts, _ ("Where"), "heading");
  grid = append_grid (self->parts, _ ("Stores, each with the interval of its figure against the chain’s"), 14);
  attach_headings (grid, store_titles, G_N_ELEMENTS (store_titles));
  for (guint i = 0; i < n; i++)
    if (g_array_index (stores, CorralLossFigure, i).rate.high > most)
      most = g_array_index (stores, CorralLossFigure, i).rate.high;
  for (guint i = 0; i < n; i++)
    attach_store (self, grid, &g_array_index (stores, CorralLossFigure, i), most, (int) i + 1);
  append_label (self->parts,
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

      append_label (self->parts, text, "dim-label");
    }
}

/* ---- goods and carts --------------------------------------------------------------------------------- */

static const char *const other_titles[] = { N_ ("What"), N_ ("Flags"), N_ ("Confirmed of those looked into"), N_ ("What stands out") };

static char *
name_other (CorralLossPage *self, const CorralLossFigure *figure)
{
  return figure->word != NULL
             ? g_strdup_printf (_ ("Goods %s"), figure->word)
             : g_strdup_printf (_ ("Cart %s"), corral_fleet_get_text (get_fleet (self), CORRAL_TABLE_CART, figure->slot,
                                                                      CORRAL_CART_COL_LABEL));
}

static CorralPlace *
place_of_other (CorralLossPage *self, const CorralLossFigure *figure)
{
  if (figure->word != NULL)
    return place_of_flags (self, "item", figure->word);
  return corral_place_new (CORRAL_PAGE_CART, get_chain_id (self),
                           corral_fleet_get_text (get_fleet (self), CORRAL_TABLE_CART, figure->slot, CORRAL_CART_COL_SERIAL));
}

static int
attach_others (CorralLossPage *self, GtkWidget *grid, const GArray *figures, int row)
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
fill_others (CorralLossPage *self)
{
  const CorralLossFigures *figures = self->figures;
  guint n = count_outliers (figures->items) + count_outliers (figures->carts);
  g_autofree char *items = corral_format_integer (count_enough (figures->items));
  g_autofree char *carts = corral_format_integer (count_enough (figures->carts));
  g_autofree char *text = NULL;

  append_label (self->parts, _ ("Goods and Carts"), "heading");
  if (n > 0)
    {
      GtkWidget *grid = append_grid (self->parts, _ ("Goods and carts that stand out"), 18);
      int row;

      attach_headings (grid, other_titles, G_N_ELEMENTS (other_titles));
      row = attach_others (self, grid, figures->items, 1);
      attach_others (self, grid, figures->carts, row);
    }
  /* Translators: two counts: of goods and of carts */
  text = g_strdup_printf (_ ("Enough flags were looked into to say something of: %s goods, %s carts."), items, carts);
  append_label (self->parts, text, "dim-label");
  if (n == 0)
    append_label (self->parts, _ ("None of them stands out: what differs is no more than chance makes of it."), "dim-label");
}

/* ---- what is no theft -------------------------------------------------------------------------------- */

static const char *const lot_titles[] = { N_ ("Lot of carts"), N_ ("Flags"), N_ ("Carts") };
static const char *const weight_titles[] = { N_ ("Goods"), N_ ("Flags"), N_ ("Carts") };

static void
fill_apart (CorralLossPage *self, const GArray *list, const char *const *titles, CorralPageKind page, const char *filter)
{
  GtkWidget *grid = append_grid (self->parts, _ (titles[0]), 18);

  attach_headings (grid, titles, 3);
  for (guint i = 0; i < MIN (list->len, OTHERS_MAX); i++)
    {
      const CorralLossApart *apart = &g_array_index (list, CorralLossApart, i);
      g_autoptr (CorralPlace) all = corral_place_new (page, NULL, NULL);
      g_autoptr (CorralPlace) of_chain = corral_place_with_filter (all, "chain", get_chain_id (self));
      g_autoptr (CorralPlace) place = corral_place_with_filter (of_chain, filter, apart->word);
      g_autofree char *name = corral_format_text (apart->word);
      GtkWidget *link = make_link (self, name, name, place);

      gtk_widget_set_size_request (link, 220, -1);
      gtk_grid_attach (GTK_GRID (grid), link, 0, (int) i + 1, 1, 1);
      attach_text (grid, corral_format_integer (apart->n_flags), 1, (int) i + 1);
      attach_text (grid, corral_format_integer (apart->n_carts), 2, (int) i + 1);
    }
}

static void
fill_no_theft (CorralLossPage *self)
{
  const CorralLossFigures *figures = self->figures;
  g_autofree char *scale = corral_format_count (figures->n_scale, CORRAL_NOUN_FLAG);
  g_autofree char *weight = corral_format_count (figures->n_weight, CORRAL_NOUN_FLAG);
  g_autofree char *text = NULL;

  append_label (self->parts, _ ("Not Theft: Scales and Stated Weights"), "heading");
  /* Translators: two counts of flags: "31 flags", "12 flags" */
  text = g_strdup_printf (_ ("Not counted above: %s of scales that are off or sensors that failed, %s of goods whose stated weight is "
                             "wrong. These are for repair and for the price file."),
                          scale, weight);
  append_label (self->parts, text, "numeric");
  if (figures->lots->len > 0)
    fill_apart (self, figures->lots, lot_titles, CORRAL_PAGE_CARTS, "lot");
  if (figures->weights->len > 0)
    fill_apart (self, figures->weights, weight_titles, CORRAL_PAGE_FLAGS, "item");
}

/* ---- what is said ------------------------------------------------------------------------------------ */

static void
append_name (GString *markup, CorralLossPage *self, guint32 store)
{
  g_autofree char *name = corral_store_to_text (get_fleet (self), store);
  g_autoptr (CorralPlace) place = place_of_store (self, store);
  g_autofree char *link = corral_sentence_link (name, place);

  g_string_append_printf (markup, "%s%s", markup->len > 0 ? ", " : "", link);
}

/* The stores that have more flags than chance makes, the first few by name. */
static char *
say_stores (CorralLossPage *self)
{
  const GArray *stores = self->figures->stores;
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < stores->len; i++)
    if (g_array_index (stores, CorralLossFigure, i).rate_stands == CORRAL_STANDS_ABOVE)
      {
        if (n < 3)
          append_name (names, self, g_array_index (stores, CorralLossFigure, i).slot);
        n++;
      }
  if (n == 0)
    return g_strdup (_ ("No store has more flags for its trips than chance makes."));
  /* Translators: %u stores, and the first of them by name */
  return g_strdup_printf (ngettext ("%u store has more flags for its trips than chance makes: %s.",
                                    "%u stores have more flags for their trips than chance makes: %s.", n),
                          n, names->str);
}

static char *
say_this_store (CorralLossPage *self)
{
  g_autofree char *stands = corral_loss_stands_to_text (&self->figures->all);
  g_autofree char *own = corral_loss_rate_to_text (&self->figures->all, CORRAL_LOSS_TRIPS_MIN);
  g_autofree char *chain = corral_format_real (self->figures->chain.rate.value, 1);
  g_autofree char *text
      /* Translators: flags for 1,000 trips here, in the chain, and what is to be said of it */
      = g_strdup_printf (_ ("%s flags for 1,000 trips here, %s in the chain: %s."), own, chain,
                         stands != NULL ? stands : _ ("no more than chance makes of it"));

  return g_markup_escape_text (text, -1);
}

/* The hours that stand out most, or nothing. */
static char *
say_hours (CorralLossPage *self)
{
  guint best = CORRAL_WEEK_HOURS, n = 0;

  for (guint h = 0; h < CORRAL_WEEK_HOURS; h++)
    if (self->figures->hours[h].rate_stands == CORRAL_STANDS_ABOVE)
      {
        n++;
        if (best == CORRAL_WEEK_HOURS || self->figures->hours[h].rate.low > self->figures->hours[best].rate.low)
          best = h;
      }
  if (n == 0)
    return g_strdup (_ ("No hour of the week stands out."));
  {
    g_autofree char *hour = corral_loss_hour_to_text (best);

    /* Translators: how many hours of the week, and one of them: "Friday, 17–18 h" */
    return g_strdup_printf (ngettext ("%u hour of the week stands out: %s.", "%u hours of the week stand out, most clearly %s.", n), n,
                            hour);
  }
}

static void
say_sentence (CorralLossPage *self)
{
  g_autofree char *where = NULL;
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;

  if (self->figures->n_days == 0)
    {
      corral_sentence_set_text (CORRAL_SENTENCE (self->sentence),
                                _ ("The cloud has told nothing yet of trips and flags of past weeks."));
      return;
    }
  where = self->store != CORRAL_NO_SLOT ? say_this_store (self) : say_stores (self);
  when = say_hours (self);
  text = g_strdup_printf ("%s %s", where, when);
  corral_sentence_set_markup (CORRAL_SENTENCE (self->sentence), text);
}

/* Honest about what there is: how many days, up to when, and what the list of flags still holds. */
static void
say_reach (CorralLossPage *self)
{
  const CorralLossFigures *figures = self->figures;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *from = corral_loss_date_to_text (figures->first_day);
  g_autofree char *to = corral_loss_date_to_text (figures->last_day);
  g_autofree char *as_of = corral_format_time (figures->as_of_ms, corral_fleet_get_now (get_fleet (self)), zone);
  g_autofree char *trips = corral_format_integer ((gint64) figures->all.n_trips);
  g_autoptr (GString) text = g_string_new (NULL);

  if (figures->n_days == 0)
    {
      gtk_label_set_text (GTK_LABEL (self->reach), "");
      return;
    }
  /* Translators: two days, a count of trips, a time */
  g_string_append_printf (text, _ ("%s – %s, %s trips, known up to %s (your time)."), from, to, trips, as_of);
  if (figures->n_days < spans[self->span].days)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, ngettext ("No more than %u day is kept.", "No more than %u days are kept.", figures->n_days),
                              figures->n_days);
    }
  g_string_append_c (text, ' ');
  g_string_append (text, _ ("Flags themselves are kept for some days after their decision; older ones are in these figures alone."));
  gtk_label_set_text (GTK_LABEL (self->reach), text->str);
}

static void
clear_parts (CorralLossPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->parts)) != NULL)
    gtk_box_remove (GTK_BOX (self->parts), child);
}

/* What the figures are made of: when none of it has changed, what is shown stays. */
static guint64
get_revision (CorralLossPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  guint64 of = corral_loss_history_get_revision (corral_loss_history_get (fleet));

  return (of * 31 + corral_columns_get_revision (corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG))) * 31
         + corral_columns_get_revision (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));
}

static void
fill (CorralLossPage *self)
{
  guint64 revision = get_revision (self);

  if (self->figures != NULL && revision == self->shown)
    return;
  self->shown = revision;
  g_clear_pointer (&self->figures, corral_loss_figures_free);
  self->figures = corral_loss_figures_new (get_fleet (self), self->chain, self->store, spans[self->span].days);
  say_sentence (self);
  say_reach (self);
  clear_parts (self);
  gtk_widget_set_sensitive (self->save, self->figures->n_days > 0);
  if (self->figures->n_days == 0)
    return;
  fill_kinds (self);
  fill_rechecks (self);
  fill_hours (self);
  fill_stores (self);
  fill_others (self);
  fill_no_theft (self);
}

/* Cells that somebody may be reading or have the focus in are made anew: not often. */
static void
follow (gpointer data)
{
  CorralLossPage *self = data;

  if (corral_pace_take (&self->pace, APART_MS, follow, self))
    fill (self);
}

/* ---- choices ----------------------------------------------------------------------------------------- */

static void
list_chains (CorralLossPage *self)
{
  const CorralColumns *chains = corral_fleet_get_table (get_fleet (self), CORRAL_TABLE_CHAIN);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (self->chain_ids, 0);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (corral_columns_exists (chains, slot))
      {
        selected = slot == self->chain ? self->chain_ids->len : selected;
        g_ptr_array_add (self->chain_ids, g_strdup (corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_ID)));
        gtk_string_list_append (names, corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_NAME));
      }
  self->setting = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->chains), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->chains), selected);
  self->setting = FALSE;
  gtk_widget_set_visible (self->chains, self->chain_ids->len > 1);
}

static void
chain_chosen_cb (CorralLossPage *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->chains));
  g_autoptr (CorralPlace) place = NULL;

  if (self->setting || chosen >= self->chain_ids->len)
    return;
  place = corral_place_new (CORRAL_PAGE_LOSS, g_ptr_array_index (self->chain_ids, chosen), NULL);
  corral_page_go (GTK_WIDGET (self), place);
}

static void
span_chosen_cb (CorralLossPage *self)
{
  CorralPlace *place = corral_page_get_place (CORRAL_PAGE (self));
  guint span = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->spans));
  g_autoptr (CorralPlace) next = NULL;

  if (self->setting || place == NULL || span >= G_N_ELEMENTS (spans))
    return;
  next = corral_place_with_filter (place, "over", span == 0 ? NULL : spans[span].word);
  corral_page_set_place (CORRAL_PAGE (self), next);
  self->span = span;
  g_clear_pointer (&self->figures, corral_loss_figures_free);
  fill (self);
}

static void
whole_cb (CorralLossPage *self)
{
  g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_LOSS, get_chain_id (self), NULL);

  corral_page_go (GTK_WIDGET (self), place);
}

static void
flags_cb (CorralLossPage *self)
{
  g_autoptr (CorralPlace) place = place_of_flags (self, "open", "1");

  corral_page_go (GTK_WIDGET (self), place);
}

static void
save_cb (CorralLossPage *self)
{
  char *csv = corral_loss_page_to_csv (self);
  g_autoptr (GBytes) bytes = g_bytes_new_take (csv, strlen (csv));

  corral_save_file (GTK_WIDGET (self), _ ("Save the Figures"), "loss-prevention.csv", bytes);
}

/* ---- overrides --------------------------------------------------------------------------------------- */

static guint32
find_first_chain (CorralFleet *fleet)
{
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (corral_columns_exists (chains, slot))
      return slot;
  return CORRAL_NO_SLOT;
}

static void
find_subject (CorralLossPage *self, CorralPlace *place)
{
  CorralFleet *fleet = get_fleet (self);

  self->chain = place->chain != NULL ? corral_fleet_find_chain (fleet, place->chain) : find_first_chain (fleet);
  self->store = self->chain != CORRAL_NO_SLOT && place->subject != NULL
                    ? corral_fleet_find_store (fleet, self->chain, g_ascii_strtoll (place->subject, NULL, 10))
                    : CORRAL_NO_SLOT;
}

static void
say_title (CorralLossPage *self)
{
  g_autofree char *store = self->store != CORRAL_NO_SLOT ? corral_store_to_text (get_fleet (self), self->store) : NULL;
  g_autofree char *title
      /* Translators: %s is a store */
      = store != NULL ? g_strdup_printf (_ ("Loss Prevention Overview: %s"), store) : g_strdup (_ ("Loss Prevention Overview"));

  corral_page_set_title (CORRAL_PAGE (self), title);
  corral_page_set_chain (CORRAL_PAGE (self), get_chain_id (self));
  gtk_widget_set_visible (self->whole, self->store != CORRAL_NO_SLOT);
}

static void
corral_loss_page_show_place (CorralPage *page, CorralPlace *place)
{
  CorralLossPage *self = CORRAL_LOSS_PAGE (page);
  const char *word = corral_place_get_filter (place, "over");

  self->span = 0;
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (g_strcmp0 (spans[i].word, word) == 0)
      self->span = i;
  find_subject (self, place);
  list_chains (self);
  self->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->spans), self->span);
  self->setting = FALSE;
  say_title (self);
  g_clear_pointer (&self->figures, corral_loss_figures_free);
  fill (self);
}

static void
corral_loss_page_refresh (CorralPage *page)
{
  CorralLossPage *self = CORRAL_LOSS_PAGE (page);
  CorralPlace *place = corral_page_get_place (page);

  /* The chain, or the store, may have come since, and slots may be given to others. */
  if (place != NULL)
    {
      guint32 chain = self->chain, store = self->store;

      find_subject (self, place);
      if (chain != self->chain || store != self->store)
        {
          list_chains (self);
          say_title (self);
          g_clear_pointer (&self->figures, corral_loss_figures_free);
          fill (self);
          return;
        }
    }
  /* An empty page does not wait: what is stored has just been read. */
  if (self->figures == NULL || self->figures->n_days == 0)
    fill (self);
  else
    follow (self);
}

/* What is known is what it shows. */
static gboolean
corral_loss_page_is_settled (CorralPage *page)
{
  CorralLossPage *self = CORRAL_LOSS_PAGE (page);

  return self->figures != NULL && self->shown == get_revision (self);
}

static void
corral_loss_page_dispose (GObject *object)
{
  corral_pace_stop (&CORRAL_LOSS_PAGE (object)->pace);
  G_OBJECT_CLASS (corral_loss_page_parent_class)->dispose (object);
}

static void
corral_loss_page_finalize (GObject *object)
{
  CorralLossPage *self = CORRAL_LOSS_PAGE (object);

  g_clear_pointer (&self->figures, corral_loss_figures_free);
  g_ptr_array_unref (self->chain_ids);
  G_OBJECT_CLASS (corral_loss_page_parent_class)->finalize (object);
}

static void
corral_loss_page_class_init (CorralLossPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_loss_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_loss_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_loss_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_loss_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_loss_page_is_settled;
}

static void
corral_loss_page_init (CorralLossPage *self)
{
  self->chain = self->store = CORRAL_NO_SLOT;
  self->chain_ids = g_ptr_array_new_with_free_func (g_free);
}

static GtkWidget *
append_button (CorralLossPage *self, GtkWidget *box, const char *label, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_choices (CorralLossPage *self)
{
  const char *labels[G_N_ELEMENTS (spans) + 1] = { NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    labels[i] = _ (spans[i].label);
  self->chains = gtk_drop_down_new (NULL, NULL);
  self->spans = gtk_drop_down_new_from_strings (labels);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chains), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Chain"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spans), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Over how long"), -1);
  g_signal_connect_swapped (self->chains, "notify::selected", G_CALLBACK (chain_chosen_cb), self);
  g_signal_connect_swapped (self->spans, "notify::selected", G_CALLBACK (span_chosen_cb), self);
  gtk_box_append (GTK_BOX (box), self->chains);
  gtk_box_append (GTK_BOX (box), self->spans);
  self->whole = append_button (self, box, _ ("_Whole Chain"), _ ("The same of all stores"), G_CALLBACK (whole_cb));
  append_button (self, box, _ ("_Flags to Review"), _ ("The list of flags that nobody has decided"), G_CALLBACK (flags_cb));
  self->save = append_button (self, box, _ ("_Save as File…"), _ ("All figures as a table (CSV)"), G_CALLBACK (save_cb));
  return box;
}

CorralPage *
corral_loss_page_new (CorralPageContext *context)
{
  CorralLossPage *self = g_object_new (CORRAL_TYPE_LOSS_PAGE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->sentence = corral_sentence_new ();
  gtk_box_append (GTK_BOX (box), self->sentence);
  gtk_box_append (GTK_BOX (box), make_choices (self));
  self->reach = append_label (box, NULL, "dim-label");
  self->parts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_set_margin_bottom (self->parts, 18);
  gtk_box_append (GTK_BOX (box), self->parts);
  gtk_widget_add_css_class (box, "page");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Loss Prevention Overview"));
  return CORRAL_PAGE (self);
}

char *
corral_loss_page_to_csv (CorralLossPage *self)
{
  g_return_val_if_fail (CORRAL_IS_LOSS_PAGE (self), NULL);

  return self->figures != NULL ? corral_loss_to_csv (get_fleet (self), self->figures) : g_strdup ("");
}
