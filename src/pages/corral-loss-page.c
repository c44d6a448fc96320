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
#include "corral-loss-parts.h"
#include "corral-loss-words.h"
#include "corral-name-compat.h"
#include "corral-pace.h"
#include "corral-save-file.h"
#include "corral-sentence.h"
#include "corral-time.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* So far apart it follows what changes. */
#define APART_MS 5000
/* Flags that are counted in a piece, some 2 ms of them (tests/bench, loss_piece), and how far apart pieces are. */
#define PIECE_FLAGS 4000
#define PIECE_MS 20
#define WIDEST_PX 1100
#define COLUMNS_MAX 8

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
  CorralLossCount *count; /* (owned) (nullable): what the next ones will be made of … */
  guint64 counted;      /* … which began then … */
  gboolean is_counted;  /* … all of it … */
  guint counting;       /* … and the source that goes on with it */
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

static CorralLossParts
get_parts (CorralLossPage *self)
{
  return (CorralLossParts){ get_fleet (self), get_chain_id (self), self->store, self->figures, self->parts };
}

/* ---- what is said ------------------------------------------------------------------------------------ */

static void
append_name (GString *markup, CorralLossPage *self, guint32 store)
{
  g_autofree char *name = corral_store_to_text (get_fleet (self), store);
  CorralLossParts parts = get_parts (self);
  g_autoptr (CorralPlace) place = corral_loss_place_of_store (&parts, store);
  g_autofree char *link = corral_sentence_link (name, place);

  g_string_append_printf (markup, "%s%s", markup->len > 0 ? _ (", ") : "", link);
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
  static const CorralTableKind tables[] = { CORRAL_TABLE_LOSS_WEEK, CORRAL_TABLE_FLAG, CORRAL_TABLE_STORE };
  CorralFleet *fleet = get_fleet (self);
  guint64 revision = corral_columns_get_n_forgotten (corral_fleet_get_table (fleet, CORRAL_TABLE_CART));

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    revision = revision * 1000003 + corral_columns_get_revision (corral_fleet_get_table (fleet, tables[i]));
  return revision;
}

static void
stop_counting (CorralLossPage *self)
{
  g_clear_handle_id (&self->counting, g_source_remove);
  g_clear_pointer (&self->count, corral_loss_count_free);
}

static void
show_figures (CorralLossPage *self, CorralLossFigures *figures)
{
  CorralLossParts parts;

  g_clear_pointer (&self->figures, corral_loss_figures_free);
  self->figures = figures;
  self->shown = self->counted;
  say_sentence (self);
  say_reach (self);
  clear_parts (self);
  gtk_widget_set_sensitive (self->save, self->figures->n_days > 0);
  if (self->figures->n_days == 0)
    return;
  parts = get_parts (self);
  corral_loss_parts_fill (&parts);
}

/* What it has come to is shown. */
static void
end_count (CorralLossPage *self)
{
  show_figures (self, corral_loss_count_take (self->count));
  g_clear_pointer (&self->count, corral_loss_count_free);
}

static gboolean
counting_cb (gpointer data)
{
  CorralLossPage *self = data;

  /* To show it has a frame of its own. */
  if (!self->is_counted)
    {
      self->is_counted = !corral_loss_count_go_on (self->count, PIECE_FLAGS);
      return G_SOURCE_CONTINUE;
    }
  self->counting = 0;
  end_count (self);
  return G_SOURCE_REMOVE;
}

/* Of another chain, another store or other days: what is shown is not that. */
static void
say_counting (CorralLossPage *self)
{
  corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), _ ("Counting the flags of past weeks…"));
  gtk_label_set_text (GTK_LABEL (self->reach), "");
  clear_parts (self);
  gtk_widget_set_sensitive (self->save, FALSE);
}

/* A few flags are counted at once; of many the others wait for the next frames, and what is shown stays till then. */
static void
fill (CorralLossPage *self)
{
  guint64 revision = get_revision (self);

  /* What changes under a count it takes up itself. */
  if (self->count != NULL || (self->figures != NULL && revision == self->shown))
    return;
  self->counted = revision;
  self->count = corral_loss_count_new (get_fleet (self), self->chain, self->store, spans[self->span].days);
  self->is_counted = !corral_loss_count_go_on (self->count, PIECE_FLAGS);
  if (self->is_counted)
    {
      end_count (self);
      return;
    }
  if (self->figures == NULL)
    say_counting (self);
  self->counting = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, PIECE_MS, counting_cb, self, NULL);
}

/* All anew: something else is asked for. */
static void
fill_anew (CorralLossPage *self)
{
  stop_counting (self);
  g_clear_pointer (&self->figures, corral_loss_figures_free);
  fill (self);
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
  fill_anew (self);
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
  CorralLossParts parts = get_parts (self);
  g_autoptr (CorralPlace) place = corral_loss_place_of_flags (&parts, "open", "1");

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
  fill_anew (self);
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
          fill_anew (self);
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
  stop_counting (CORRAL_LOSS_PAGE (object));
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
  corral_wrap_box_append (CORRAL_WRAP_BOX (box), button);
  return button;
}

static GtkWidget *
make_choices (CorralLossPage *self)
{
  const char *labels[G_N_ELEMENTS (spans) + 1] = { NULL };
  GtkWidget *box = corral_wrap_box_new (6);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    labels[i] = _ (spans[i].label);
  self->chains = gtk_drop_down_new (NULL, NULL);
  self->spans = gtk_drop_down_new_from_strings (labels);
  corral_compat_drop_down_set_name (self->chains, _ ("Chain"));
  corral_compat_drop_down_set_name (self->spans, _ ("Over how long"));
  g_signal_connect_swapped (self->chains, "notify::selected", G_CALLBACK (chain_chosen_cb), self);
  g_signal_connect_swapped (self->spans, "notify::selected", G_CALLBACK (span_chosen_cb), self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (box), self->chains);
  corral_wrap_box_append (CORRAL_WRAP_BOX (box), self->spans);
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
  self->reach = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->reach), 0);
  gtk_label_set_wrap (GTK_LABEL (self->reach), TRUE);
  gtk_widget_add_css_class (self->reach, "dim-label");
  gtk_box_append (GTK_BOX (box), self->reach);
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
