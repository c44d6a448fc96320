/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise, measured. Main thread.
 *
 * Who opens it: a support lead on a quiet afternoon who was told "it beeps all day", to see which rule or store is loud for
 * nothing, and to change that rule next. */
#include "config.h"

#include "corral-noise-page.h"

#include "corral-attention-text.h"
#include "corral-export-button.h"
#include "corral-export-facts.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-hint.h"
#include "corral-incident-source.h"
#include "corral-look.h"
#include "corral-name-compat.h"
#include "corral-noise.h"
#include "corral-pace.h"
#include "corral-sentence.h"
#include "corral-sideways.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <string.h>

/* So far apart it follows what changes. */
#define APART_MS 5000
#define WIDEST_PX 1100
#define STORES_MAX 15

/* Over how long; a row each. */
static const struct
{
  const char *word; /* in links: over=… */
  const char *label;
  gint64 back_ms;
} spans[] = {
  { "week", N_ ("The last 7 days"), 7 * CORRAL_DAY_MS },
  { "month", N_ ("The last 30 days"), 30 * CORRAL_DAY_MS },
  { "quarter", N_ ("The last 90 days"), 90 * CORRAL_DAY_MS },
};

static const char *const advices[CORRAL_N_NOISE_ADVICES] = {
  [CORRAL_NOISE_FINE] = N_ ("As it should be"),
  [CORRAL_NOISE_TOO_LITTLE] = N_ ("Too few to tell"),
  [CORRAL_NOISE_RAISE_LATER] = N_ ("Nearly all are over by themselves soon: let it hold longer before it is raised"),
  [CORRAL_NOISE_HIGHER] = N_ ("Nearly all are over by themselves: raise its threshold"),
  [CORRAL_NOISE_TELL_FEWER] = N_ ("More notices than anybody acts upon: tell fewer people"),
  [CORRAL_NOISE_UNHEARD] = N_ ("Nobody ever acknowledges it: tell others, or switch it off"),
};

#define COLUMNS_MAX 8

static const char *const rule_columns[] = {
  N_ ("Rule"), N_ ("Raised"), N_ ("Acknowledged"), N_ ("Acted upon"), N_ ("Over by themselves"), N_ ("Notices a shift"),
  N_ ("What to tune"),
};
static const char *const store_columns[] = {
  N_ ("Store"), N_ ("Alerts"), N_ ("Acknowledged"), N_ ("Assigned"), N_ ("Cleared by themselves"), N_ ("Incidents"),
};

/* So far within a button its words begin (Adwaita). */
#define LINK_PX 17
/* Of a name: with more it is shortened. */
#define NAME_CHARS 22

struct _CorralNoisePage
{
  CorralPage parent_instance;

  CorralPace pace;
  guint span;
  gboolean setting;
  char *shown; /* (owned) (nullable): what the tables say */

  GtkWidget *sentence;
  GtkWidget *choice;
  GtkWidget *save;
  GtkWidget *rules;
  GtkWidget *no_rules;
  GtkWidget *stores;
  GtkWidget *no_stores;
  GtkWidget *reach;
};

G_DEFINE_FINAL_TYPE (CorralNoisePage, corral_noise_page, CORRAL_TYPE_PAGE)

static CorralPageContext *
get_context (CorralNoisePage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self));
}

/* ---- tables ----------------------------------------------------------------------------------------- */

/* Rows of cells, the first and the last of which are text, the others numbers. */
typedef struct
{
  GPtrArray *rows; /* (owned) (element-type GStrv) */
  GPtrArray *places; /* (owned) (element-type CorralPlace): where a row's first cell leads */
} Rows;

static void
unref_place (gpointer data)
{
  corral_place_unref (data);
}

static void
rows_init (Rows *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->places = g_ptr_array_new_with_free_func (unref_place);
}

static void
rows_clear (Rows *self)
{
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

static void
rows_take (Rows *self, char **cells, CorralPlace *place)
{
  g_ptr_array_add (self->rows, cells);
  g_ptr_array_add (self->places, place);
}

static GtkWidget *
make_cell (const char *text, gboolean number, gboolean heading)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  /* Of figures only what stands over them is broken; advice is read like a sentence. */
  gtk_label_set_wrap (GTK_LABEL (label), heading || !number);
  gtk_widget_set_valign (label, heading ? GTK_ALIGN_END : GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, heading ? "caption-heading" : "numeric");
  return label;
}

static void
go_cb (GtkButton *button, CorralNoisePage *self)
{
  corral_page_go (GTK_WIDGET (self), g_object_get_data (G_OBJECT (button), "corral-place"));
}

static GtkWidget *
make_link (CorralNoisePage *self)
{
  GtkWidget *button = gtk_button_new_with_label ("");
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (go_cb), self);
  return button;
}

static void
make_headings (GtkWidget *grid, const char *const *columns, guint n_columns, gboolean last_text)
{
  for (guint c = 0; c < n_columns; c++)
    {
      GtkWidget *heading = make_cell (_ (columns[c]), c > 0 && !(last_text && c == n_columns - 1), TRUE);

      /* Above the words of the buttons below it. */
      gtk_widget_set_margin_start (heading, c == 0 ? LINK_PX : 0);
      gtk_grid_attach (GTK_GRID (grid), heading, c, 0, 1, 1);
    }
}

/* Cells that say the same still are left alone: to lay out all of them takes longer than a frame. */
static void
show_cell (GtkWidget *cell, const char *heading, const char *text, CorralPlace *place)
{
  GtkWidget *label = GTK_IS_BUTTON (cell) ? gtk_button_get_child (GTK_BUTTON (cell)) : cell;
  g_autofree char *spoken = NULL;

  if (place != NULL)
    g_object_set_data_full (G_OBJECT (cell), "corral-place", corral_place_ref (place), unref_place);
  if (strcmp (gtk_label_get_text (GTK_LABEL (label)), text) == 0)
    return;
  if (GTK_IS_BUTTON (cell))
    {
      gtk_button_set_label (GTK_BUTTON (cell), text);
      corral_hint_set (cell, text);
    }
  else
    {
      gtk_label_set_text (GTK_LABEL (cell), text);
      spoken = g_strdup_printf (_ ("%s: %s"), heading, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }
  /* Advice and names are read like a sentence, and broken only when they are long; figures are not. */
  if (GTK_IS_BUTTON (cell) || gtk_label_get_wrap (GTK_LABEL (label)))
    gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int) g_utf8_strlen (text, -1), NAME_CHARS));
}

/* Fills @grid, whose first column leads somewhere. @last_text: whether the last column is text as well. */
static void
fill_grid (CorralNoisePage *self, GtkWidget *grid, const char *const *columns, guint n_columns, gboolean last_text,
           const Rows *rows)
{
  if (gtk_widget_get_first_child (grid) == NULL)
    make_headings (grid, columns, n_columns, last_text);
  for (guint r = 0; r < rows->rows->len; r++)
    for (guint c = 0; c < n_columns; c++)
      {
        GtkWidget *cell = gtk_grid_get_child_at (GTK_GRID (grid), (int) c, (int) r + 1);

        if (cell == NULL)
          {
            cell = c == 0 ? make_link (self) : make_cell ("", !(last_text && c == n_columns - 1), FALSE);
            gtk_widget_set_hexpand (cell, c == 0 || (last_text && c == n_columns - 1));
            gtk_grid_attach (GTK_GRID (grid), cell, (int) c, (int) r + 1, 1, 1);
          }
        show_cell (cell, _ (columns[c]), ((char **) g_ptr_array_index (rows->rows, r))[c],
                   c == 0 ? g_ptr_array_index (rows->places, r) : NULL);
      }
  while (gtk_grid_get_child_at (GTK_GRID (grid), 0, (int) rows->rows->len + 1) != NULL)
    gtk_grid_remove_row (GTK_GRID (grid), (int) rows->rows->len + 1);
  gtk_widget_set_visible (grid, rows->rows->len > 0);
}

/* ---- what is said ----------------------------------------------------------------------------------- */

static void
list_rules (const CorralNoise *noise, Rows *rows, guint *n_to_tune)
{
  *n_to_tune = 0;
  for (guint kind = 0; kind < CORRAL_N_ALERT_RULES; kind++)
    {
      const CorralNoiseRule *rule = &noise->rules[kind];
      char **cells;

      if (rule->n_raised == 0 && rule->n_notices == 0)
        continue;
      *n_to_tune += rule->advice > CORRAL_NOISE_TOO_LITTLE ? 1 : 0;
      cells = g_new0 (char *, COLUMNS_MAX);
      cells[0] = g_strdup (corral_words_translate (CORRAL_WORDS_RULE, corral_alert_rule_to_word (kind)));
      cells[1] = corral_format_integer (rule->n_raised);
      cells[2] = corral_format_integer (rule->n_acknowledged);
      cells[3] = corral_format_integer (rule->n_acted);
      cells[4] = corral_format_integer (rule->n_by_themselves);
      cells[5] = corral_format_real (rule->per_shift, 1);
      cells[6] = g_strdup (_ (advices[rule->advice]));
      rows_take (rows, cells, corral_place_new (CORRAL_PAGE_RULES, NULL, NULL));
    }
}

static CorralPlace *
place_of_store (CorralFleet *fleet, guint32 store)
{
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN);
  g_autofree char *number = g_strdup_printf (
      "%" G_GINT64_FORMAT, corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER));

  return corral_place_new (CORRAL_PAGE_STORE, corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                           number);
}

static void
list_stores (CorralFleet *fleet, const CorralNoise *noise, Rows *rows)
{
  for (guint i = 0; i < MIN (noise->stores->len, STORES_MAX); i++)
    {
      const CorralNoiseStore *store = &g_array_index (noise->stores, CorralNoiseStore, i);
      char **cells = g_new0 (char *, COLUMNS_MAX);

      cells[0] = corral_store_to_text (fleet, store->store);
      cells[1] = corral_format_integer (store->n_alerts);
      cells[2] = corral_format_integer (store->n_acknowledged);
      cells[3] = corral_format_integer (store->n_acted);
      cells[4] = corral_format_integer (store->n_by_themselves);
      cells[5] = corral_format_integer (store->n_incidents);
      rows_take (rows, cells, place_of_store (fleet, store->store));
    }
}

static void
say_sentence (CorralNoisePage *self, const CorralNoise *noise, guint n_to_tune)
{
  g_autofree char *incidents
      = g_strdup_printf (ngettext ("%u incident", "%u incidents", noise->n_incidents), noise->n_incidents);
  g_autofree char *notices = g_strdup_printf (ngettext ("%u notice", "%u notices", noise->n_notices), noise->n_notices);
  g_autofree char *alerts = corral_format_count (noise->n_alerts, CORRAL_NOUN_ALERT);
  g_autofree char *shift = corral_format_real (noise->per_shift, 1);
  g_autofree char *tune
      = n_to_tune == 0 ? g_strdup (_ ("No rule asks to be tuned."))
                       : g_strdup_printf (ngettext ("%u rule could be tuned.", "%u rules could be tuned.", n_to_tune), n_to_tune);
  g_autofree char *text = NULL;

  /* Translators: "1,204 alerts", "12 incidents", "20 notices", "0.4", and a sentence of its own */
  text = g_strdup_printf (_ ("%s became %s, and %s on this PC: %s a shift. %s"), alerts, incidents, notices, shift, tune);
  corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), text);
}

static void
say_reach (CorralNoisePage *self, const CorralNoise *noise)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *time = corral_format_time (noise->alerts_from_ms, noise->to_ms, zone);
  g_autofree char *text = NULL;

  /* Honest about what is not there: the cloud keeps what is over for a while only. */
  if (CORRAL_IS_KNOWN (noise->alerts_from_ms) && noise->alerts_from_ms > noise->from_ms + CORRAL_DAY_MS)
    /* Translators: %s is a time */
    text = g_strdup_printf (_ ("The cloud keeps alerts that are over for a while only: the oldest here was raised %s (your "
                               "time)."), time);
  gtk_label_set_text (GTK_LABEL (self->reach), text != NULL ? text : "");
  gtk_widget_set_visible (self->reach, text != NULL);
}

static void
append_rows (GString *text, const Rows *rows)
{
  for (guint i = 0; i < rows->rows->len; i++)
    {
      g_autofree char *line = g_strjoinv ("\t", g_ptr_array_index (rows->rows, i));

      g_string_append_printf (text, "%s\n", line);
    }
}

static CorralNoise *
measure (CorralNoisePage *self)
{
  CorralPageContext *context = get_context (self);
  CorralIncidentSource *source = context->incidents;
  gint64 now_ms = corral_clock_now_ms (context->clock);

  return corral_noise_new (context->fleet, corral_incident_source_get_incidents (source),
                           corral_incident_source_get_notices (source), corral_incident_source_get_settings (source),
                           now_ms - spans[self->span].back_ms, now_ms);
}

static CorralExportRows *
make_rows (CorralPage *page)
{
  return corral_export_noise_new (corral_page_get_context (page), measure (CORRAL_NOISE_PAGE (page)));
}

static void
fill (CorralNoisePage *self)
{
  CorralPageContext *context = get_context (self);
  g_autoptr (CorralNoise) noise = measure (self);
  g_auto (Rows) rules = { NULL };
  g_auto (Rows) stores = { NULL };
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_to_tune;

  rows_init (&rules);
  rows_init (&stores);
  list_rules (noise, &rules, &n_to_tune);
  list_stores (context->fleet, noise, &stores);
  say_sentence (self, noise, n_to_tune);
  say_reach (self, noise);
  corral_export_button_refresh (CORRAL_EXPORT_BUTTON (self->save));
  append_rows (text, &rules);
  append_rows (text, &stores);
  /* Cells that say the same stay: somebody may have the focus in one. */
  if (g_strcmp0 (text->str, self->shown) == 0)
    return;
  fill_grid (self, self->rules, rule_columns, G_N_ELEMENTS (rule_columns), TRUE, &rules);
  fill_grid (self, self->stores, store_columns, G_N_ELEMENTS (store_columns), FALSE, &stores);
  gtk_widget_set_visible (self->no_rules, rules.rows->len == 0);
  gtk_widget_set_visible (self->no_stores, stores.rows->len == 0);
  g_free (self->shown);
  self->shown = g_strdup (text->str);
}

/* It reads all there is, so it does not follow each change. */
static void
follow (gpointer data)
{
  CorralNoisePage *self = data;

  if (corral_pace_take (&self->pace, APART_MS, follow, self))
    fill (self);
}

static void
corral_noise_page_refresh (CorralPage *page)
{
  follow (page);
}

/* What there is to say is known after the first look at the fleet. */
static gboolean
corral_noise_page_is_settled (CorralPage *page)
{
  return corral_incident_source_is_settled (corral_page_get_context (page)->incidents);
}

static void
corral_noise_page_dispose (GObject *object)
{
  corral_pace_stop (&CORRAL_NOISE_PAGE (object)->pace);
  G_OBJECT_CLASS (corral_noise_page_parent_class)->dispose (object);
}

/* ---- overrides -------------------------------------------------------------------------------------- */

static void
set_span (CorralNoisePage *self, guint span)
{
  self->span = span;
  self->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choice), span);
  self->setting = FALSE;
  fill (self);
}

static void
chosen_cb (CorralNoisePage *self)
{
  CorralPlace *place = corral_page_get_place (CORRAL_PAGE (self));
  guint span = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice));
  g_autoptr (CorralPlace) next = NULL;

  if (self->setting || place == NULL || span >= G_N_ELEMENTS (spans))
    return;
  next = corral_place_with_filter (place, "over", span == 0 ? NULL : spans[span].word);
  corral_page_set_place (CORRAL_PAGE (self), next);
  set_span (self, span);
}

static void
corral_noise_page_show_place (CorralPage *page, CorralPlace *place)
{
  const char *word = corral_place_get_filter (place, "over");
  guint span = 0;

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (g_strcmp0 (spans[i].word, word) == 0)
      span = i;
  set_span (CORRAL_NOISE_PAGE (page), span);
}

static void
corral_noise_page_finalize (GObject *object)
{
  g_free (CORRAL_NOISE_PAGE (object)->shown);
  G_OBJECT_CLASS (corral_noise_page_parent_class)->finalize (object);
}

static void
corral_noise_page_class_init (CorralNoisePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_noise_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_noise_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_noise_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_noise_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_noise_page_is_settled;
}

static void
corral_noise_page_init (CorralNoisePage *self)
{
}

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
append_grid (GtkWidget *box, const char *name)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), corral_sideways_new (grid));
  return grid;
}

CorralPage *
corral_noise_page_new (CorralPageContext *context)
{
  CorralNoisePage *self = g_object_new (CORRAL_TYPE_NOISE_PAGE, "context", context, NULL);
  const char *labels[G_N_ELEMENTS (spans) + 1] = { NULL };
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    labels[i] = _ (spans[i].label);
  self->sentence = corral_sentence_new ();
  self->choice = gtk_drop_down_new_from_strings (labels);
  gtk_widget_set_halign (self->choice, GTK_ALIGN_START);
  corral_compat_drop_down_set_name (self->choice, _ ("Over how long"));
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self);
  gtk_box_append (GTK_BOX (box), self->sentence);
  self->save = corral_export_button_new (CORRAL_PAGE (self), make_rows);
  gtk_widget_set_hexpand (self->choice, TRUE);
  gtk_box_append (GTK_BOX (bar), self->choice);
  gtk_box_append (GTK_BOX (bar), self->save);
  gtk_box_append (GTK_BOX (box), bar);
  append_label (box, _ ("Rules"), "heading");
  self->no_rules = append_label (box, _ ("No rule has raised anything in this time."), "dim-label");
  self->rules = append_grid (box, _ ("Rules"));
  append_label (box, _ ("The Loudest Stores"), "heading");
  self->no_stores = append_label (box, _ ("No store has had an alert in this time."), "dim-label");
  self->stores = append_grid (box, _ ("The Loudest Stores"));
  self->reach = append_label (box, NULL, "dim-label");
  gtk_widget_set_margin_bottom (self->reach, 18);
  gtk_widget_add_css_class (box, "page");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Noise"));
  return CORRAL_PAGE (self);
}

char *
corral_noise_page_to_text (CorralNoisePage *self)
{
  g_return_val_if_fail (CORRAL_IS_NOISE_PAGE (self), NULL);

  return g_strdup (self->shown != NULL ? self->shown : "");
}
