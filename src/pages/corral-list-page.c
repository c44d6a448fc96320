/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any list of the fleet: filters that read as a sentence, the count, the table. Main thread.
 *
 * Who opens it: an agent who wants "all silent carts of this chain with that firmware" and then opens one. */
#include "config.h"

#include "corral-list-page.h"

#include "corral-act-bar.h"
#include "corral-attention-text.h"
#include "corral-export-button.h"
#include "corral-export-list.h"
#include "corral-factors-dialog.h"
#include "corral-outbox.h"
#include "corral-pace.h"
#include "corral-row-list.h"
#include "corral-sheets.h"
#include "corral-sync.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <string.h>

struct _CorralListPage
{
  CorralPage parent_instance;

  const CorralListSpec *spec;
  CorralRowList *rows;  /* (owned) */
  GtkWidget *heading;
  GtkWidget *filters;
  GtkWidget *table;
  GtkWidget *stack;
  GtkWidget *empty;
  GtkWidget *clear;
  GtkWidget *beside;    /* (nullable): to the list that belongs with this one */
  GtkWidget *save;
  GtkWidget *sheets;    /* not shown where there are none of this list */
  GtkWidget *acts;      /* (nullable): where something can be done to rows */
  CorralPace pace;      /* of what rows say that does not come with them: times that go on, incidents */
};

#define READ_APART_MS 1000

G_DEFINE_FINAL_TYPE (CorralListPage, corral_list_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralListPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

/* ---- filters ------------------------------------------------------------------------------------------ */

static void
fill_states (CorralListPage *self, CorralFilterChoices *choices)
{
  CorralRollup rollup;

  corral_fleet_get_rollup (get_fleet (self), CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  for (guint i = 0; i < CORRAL_CART_OTHER; i++)
    {
      CorralLook look = corral_look_of_state ((CorralCartState) i);

      if (rollup.by_state[i] > 0)
        corral_filter_choices_add (choices, corral_cart_state_to_word ((CorralCartState) i), look.word,
                                   look.icon_name, rollup.by_state[i]);
    }
}

static void
fill_chains (CorralListPage *self, CorralFilterChoices *choices)
{
  CorralFleet *fleet = get_fleet (self);
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (corral_columns_exists (chains, slot))
      {
        g_autofree char *name = corral_format_text (corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_NAME));

        corral_filter_choices_add (choices, corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_ID), name, NULL, -1);
      }
}

/* @pattern with its %s filled in: the pattern is a translated constant that the compiler cannot see. */
static char *
put_in (const char *pattern, const char *word)
{
  g_autoptr (GString) text = g_string_new (pattern);

  g_string_replace (text, "%s", word, 1);
  return g_strdup (text->str);
}

static void
fill_stores (CorralListPage *self, CorralFilterChoices *choices)
{
  CorralFleet *fleet = get_fleet (self);
  const char *chain = corral_filter_bar_get (CORRAL_FILTER_BAR (self->filters), "chain");
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_STORE);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (chain != NULL)
    corral_order_where_named (order, "chain", chain);
  corral_order_run (order, fleet, slots);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      gint64 number = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_NUMBER);
      g_autofree char *word = g_strdup_printf ("%" G_GINT64_FORMAT, number);
      g_autofree char *label = corral_store_to_text (fleet, slot);

      corral_filter_choices_add (choices, word, label, NULL,
                                 corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_CARTS));
    }
}

static char *
describe_word (const CorralListFilter *filter, const char *word)
{
  g_autofree char *clean = corral_format_text (word);

  if (filter->kind == CORRAL_FILTER_STATES && corral_cart_state_from_word (word) != CORRAL_CART_OTHER)
    return g_strdup (corral_look_of_state (corral_cart_state_from_word (word)).word);
  if (filter->kind == CORRAL_FILTER_WORDS && filter->words >= 0)
    return g_strdup (corral_words_translate ((CorralWords) filter->words, word));
  return filter->label != NULL ? put_in (_ (filter->label), clean) : g_steal_pointer (&clean);
}

static void
fill_words (CorralListPage *self, const CorralListFilter *filter, CorralFilterChoices *choices)
{
  const CorralColumns *table = corral_fleet_get_table (get_fleet (self), self->spec->table);
  g_auto (GStrv) words = corral_columns_list_words (table, filter->column);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *label = describe_word (filter, words[i]);

      corral_filter_choices_add (choices, words[i], label, NULL, -1);
    }
}

/* A store has a dozen access points, a fleet has thousands. */
static void
fill_here (CorralListPage *self, const CorralListFilter *filter, CorralFilterChoices *choices)
{
  CorralFleet *fleet = get_fleet (self);
  static const char *const narrowing[] = { "chain", "store" };
  g_autoptr (CorralOrder) order = corral_order_new (self->spec->table);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (narrowing); i++)
    {
      const char *words = corral_filter_bar_get (CORRAL_FILTER_BAR (self->filters), narrowing[i]);

      if (words != NULL)
        corral_order_where_named (order, narrowing[i], words);
    }
  corral_order_sort_by (order, filter->column, FALSE);
  corral_order_run (order, fleet, slots);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      const CorralColumns *table = corral_fleet_get_table (fleet, self->spec->table);
      g_autofree char *word = NULL;
      g_autofree char *clean = NULL;
      g_autofree char *label = NULL;

      /* What is not known comes last. */
      if (!corral_columns_is_known (table, slot, filter->column))
        break;
      if (corral_columns_get_spec (table, filter->column)->type == CORRAL_COLUMN_WORD)
        word = g_strdup (corral_columns_get_text (table, slot, filter->column));
      else
        word = g_strdup_printf ("%" G_GINT64_FORMAT, corral_columns_get_integer (table, slot, filter->column));
      if (!g_hash_table_add (seen, g_strdup (word)))
        continue;
      clean = corral_format_text (word);
      label = filter->label != NULL ? put_in (_ (filter->label), clean) : g_strdup (clean);
      corral_filter_choices_add (choices, word, label, NULL, -1);
    }
}

static void
fill_regions (CorralListPage *self, CorralFilterChoices *choices)
{
  g_auto (GStrv) words = corral_columns_list_words (corral_fleet_get_table (get_fleet (self), CORRAL_TABLE_STORE),
                                                    CORRAL_STORE_COL_REGION);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *label = corral_format_text (words[i]);

      corral_filter_choices_add (choices, words[i], label, NULL, -1);
    }
}

/* What is asked for and no row has, or not yet, reads as it would if one had it. */
static void
fill_asked (CorralListPage *self, const CorralListFilter *filter, CorralFilterChoices *choices)
{
  const char *asked = corral_filter_bar_get (CORRAL_FILTER_BAR (self->filters), filter->name);
  g_auto (GStrv) words = g_strsplit (asked != NULL ? asked : "", ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !corral_filter_choices_has (choices, words[i]))
      {
        g_autofree char *label = describe_word (filter, words[i]);

        corral_filter_choices_add (choices, words[i], label, NULL, -1);
      }
}

static void
fill_cb (CorralFilterChoices *choices, const char *name, gpointer data)
{
  CorralListPage *self = data;

  for (guint i = 0; i < self->spec->n_filters; i++)
    {
      const CorralListFilter *filter = &self->spec->filters[i];

      if (strcmp (filter->name, name) != 0)
        continue;
      switch (filter->kind)
        {
        case CORRAL_FILTER_STATES:
          fill_states (self, choices);
          fill_asked (self, filter, choices);
          break;
        case CORRAL_FILTER_CHAINS:
          fill_chains (self, choices);
          break;
        case CORRAL_FILTER_STORES:
          fill_stores (self, choices);
          break;
        case CORRAL_FILTER_WORDS:
          fill_words (self, filter, choices);
          fill_asked (self, filter, choices);
          break;
        case CORRAL_FILTER_HERE:
          fill_here (self, filter, choices);
          break;
        case CORRAL_FILTER_REGIONS:
          fill_regions (self, choices);
          break;
        case CORRAL_FILTER_FIXED:
        default:
          for (guint k = 0; k < G_N_ELEMENTS (filter->choices) && filter->choices[k].word != NULL; k++)
            corral_filter_choices_add (choices, filter->choices[k].word, _ (filter->choices[k].label), NULL, -1);
          break;
        }
    }
}

/* ---- rows ----------------------------------------------------------------------------------------------- */

/* Whether the account may not see these rows at all, also where some were kept from before. */
static gboolean
is_barred (CorralListPage *self)
{
  CorralOutbox *outbox = corral_page_get_context (CORRAL_PAGE (self))->outbox;

  return self->spec->guarded && outbox != NULL && !corral_outbox_may (outbox, self->spec->needed);
}

static void
show_barred (CorralListPage *self)
{
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->empty);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ (self->spec->empty_title));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), _ ("This account may not see them."));
  gtk_widget_set_visible (self->clear, FALSE);
}

static void
update_count (CorralListPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint total = corral_columns_get_n_rows (corral_fleet_get_table (get_fleet (self), self->spec->table));
  gboolean filtered = total > 0;

  gtk_widget_set_visible (self->filters, !is_barred (self));
  if (is_barred (self))
    {
      show_barred (self);
      return;
    }
  corral_filter_bar_set_count (CORRAL_FILTER_BAR (self->filters), n, total, self->spec->noun);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), n > 0 ? self->table : self->empty);
  if (n > 0)
    return;
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty),
                             filtered ? _ ("Nothing Matches") : _ (self->spec->empty_title));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty),
                                   filtered ? _ ("No row meets all the filters above.")
                                            : _ (self->spec->empty_description));
  gtk_widget_set_visible (self->clear, filtered);
}

static void
apply_filters (CorralListPage *self, GHashTable *filters)
{
  g_autoptr (CorralOrder) order = corral_order_new (self->spec->table);
  gboolean descending = FALSE;
  guint sort = corral_order_get_sort (corral_row_list_get_spec (self->rows), &descending);
  GHashTableIter iter;
  gpointer name, value;

  corral_order_sort_by (order, sort, descending);
  g_hash_table_iter_init (&iter, filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    corral_order_where_named (order, name, value);
  corral_row_list_set_spec (self->rows, order);
  update_count (self);
}

static CorralPlace *
place_with_filters (CorralListPage *self, GHashTable *filters)
{
  CorralPlace *place = corral_place_new (self->spec->page, NULL, NULL);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      CorralPlace *next = corral_place_with_filter (place, name, value);

      corral_place_unref (place);
      place = next;
    }
  return place;
}

static void
update_chain (CorralListPage *self, GHashTable *filters)
{
  const char *chain = g_hash_table_lookup (filters, "chain");

  corral_page_set_chain (CORRAL_PAGE (self), chain != NULL && strchr (chain, ',') == NULL ? chain : NULL);
}

static void
filters_changed_cb (CorralListPage *self)
{
  g_autoptr (GHashTable) filters = corral_filter_bar_get_all (CORRAL_FILTER_BAR (self->filters));
  g_autoptr (CorralPlace) place = place_with_filters (self, filters);

  corral_table_leave_rows (CORRAL_TABLE (self->table));
  apply_filters (self, filters);
  update_chain (self, filters);
  corral_page_set_place (CORRAL_PAGE (self), place);
}

static void
clear_cb (CorralListPage *self)
{
  corral_filter_bar_clear (CORRAL_FILTER_BAR (self->filters));
}

/* Of the chosen rows, or of all that the list shows: one row alone is where somebody clicked last. */
static void
ask_what_they_share (CorralListPage *self)
{
  g_autoptr (GHashTable) filters = corral_filter_bar_get_all (CORRAL_FILTER_BAR (self->filters));
  g_autoptr (CorralPlace) place = place_with_filters (self, filters);
  g_autoptr (GArray) chosen = corral_table_list_selected (CORRAL_TABLE (self->table));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (corral_factors_dialog_new (GTK_WINDOW (root), corral_page_get_context (CORRAL_PAGE (self)), place,
                                                 chosen->len > 1 ? (const guint32 *) (gpointer) chosen->data : NULL,
                                                 chosen->len));
}

static gboolean
share_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ask_what_they_share (CORRAL_LIST_PAGE (widget));
  return TRUE;
}

static void
add_share_button (CorralListPage *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("What Do They Share?"));
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_set_name (button, "what-they-share");
  gtk_widget_set_tooltip_text (button, _ ("What the chosen carts have in common, or all that are listed (Alt+W)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, "Alt+W", -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (ask_what_they_share), self);
  corral_act_bar_append (CORRAL_ACT_BAR (self->acts), button);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Alt>w"),
                                                          gtk_callback_action_new (share_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
lead (CorralListPage *self)
{
  g_autoptr (CorralPlace) place = corral_place_new (self->spec->leads.page, NULL, NULL);

  corral_page_go (GTK_WIDGET (self), place);
}

static gboolean
lead_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  lead (CORRAL_LIST_PAGE (widget));
  return TRUE;
}

static GtkWidget *
make_lead_button (CorralListPage *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ (self->spec->leads.label));
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_set_tooltip_text (button, _ (self->spec->leads.help));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (lead), self);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (self->spec->leads.key),
                                                          gtk_callback_action_new (lead_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  return button;
}

static void
row_activated_cb (CorralListPage *self, guint slot)
{
  g_autoptr (CorralPlace) place = self->spec->place_of (get_fleet (self), slot);

  if (place != NULL)
    corral_page_go (GTK_WIDGET (self), place);
}

/* ---- overrides ------------------------------------------------------------------------------------------ */

static gboolean
shows_filters (CorralListPage *self, GHashTable *filters)
{
  g_autoptr (GHashTable) shown = corral_filter_bar_get_all (CORRAL_FILTER_BAR (self->filters));
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_strcmp0 (g_hash_table_lookup (shown, name), value) != 0)
      return FALSE;
  return g_hash_table_size (shown) == g_hash_table_size (filters);
}

static void
corral_list_page_show_place (CorralPage *page, CorralPlace *place)
{
  CorralListPage *self = CORRAL_LIST_PAGE (page);
  g_autoptr (GHashTable) filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, place->filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (filters, g_strdup (name), g_strdup (value));
  if (place->chain != NULL)
    g_hash_table_insert (filters, g_strdup ("chain"), g_strdup (place->chain));
  if (g_hash_table_size (filters) == 0 && self->spec->first_filter != NULL)
    {
      g_auto (GStrv) pair = g_strsplit (self->spec->first_filter, "=", 2);

      g_hash_table_insert (filters, g_strdup (pair[0]), g_strdup (pair[1]));
    }
  /* Other rows are read from the top; who comes back to the same ones finds them where they stood. */
  if (!shows_filters (self, filters))
    corral_table_leave_rows (CORRAL_TABLE (self->table));
  corral_filter_bar_set_all (CORRAL_FILTER_BAR (self->filters), filters);
  apply_filters (self, filters);
  update_chain (self, filters);
}

static void
read_again (gpointer data)
{
  corral_page_refresh (data);
}

static void
beside_cb (CorralListPage *self)
{
  g_autoptr (CorralPlace) place = corral_place_new (self->spec->beside, NULL, NULL);

  corral_page_go (GTK_WIDGET (self), place);
}

/* Who may not do what that list is for does not see the way there. */
static void
update_beside (CorralListPage *self)
{
  CorralOutbox *outbox = corral_page_get_context (CORRAL_PAGE (self))->outbox;

  if (self->beside != NULL)
    gtk_widget_set_visible (self->beside, outbox == NULL || corral_outbox_may (outbox, self->spec->needed));
}

static GtkWidget *
make_beside_button (CorralListPage *self)
{
  self->beside = gtk_button_new_with_label (_ (self->spec->beside_label));
  gtk_widget_set_valign (self->beside, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_end (self->beside, 12);
  gtk_widget_add_css_class (self->beside, "flat");
  g_signal_connect_swapped (self->beside, "clicked", G_CALLBACK (beside_cb), self);
  return self->beside;
}

/* What is barred is not there to be saved either. */
static CorralExportRows *
make_rows (CorralPage *page)
{
  CorralListPage *self = CORRAL_LIST_PAGE (page);

  if (is_barred (self))
    {
      corral_page_tell (GTK_WIDGET (self), _ ("This account may not see them."), NULL);
      return NULL;
    }
  return corral_export_list_new (CORRAL_TABLE (self->table), self->rows, self->spec->columns, self->spec->n_columns,
                                 corral_page_get_context (page), self->spec->place_of);
}

static void
update_save (CorralListPage *self)
{
  corral_export_button_refresh (CORRAL_EXPORT_BUTTON (self->save));
  corral_sheet_button_refresh (self->sheets, CORRAL_PAGE (self), self->spec->page);
  if (is_barred (self))
    gtk_widget_set_visible (self->save, FALSE);
}

/* The heading, and the ways to what belongs with this list. */
static GtkWidget *
make_head (CorralListPage *self)
{
  GtkWidget *head = corral_wrap_box_new (6);

  gtk_widget_set_hexpand (self->heading, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->heading);
  if (self->spec->leads.label != NULL)
    corral_wrap_box_append (CORRAL_WRAP_BOX (head), make_lead_button (self));
  if (self->spec->beside_label != NULL)
    corral_wrap_box_append (CORRAL_WRAP_BOX (head), make_beside_button (self));
  self->sheets = corral_sheet_button_new (CORRAL_PAGE (self), self->spec->page);
  gtk_widget_add_css_class (self->sheets, "flat");
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->sheets);
  self->save = corral_export_button_new (CORRAL_PAGE (self), make_rows);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->save);
  return head;
}

/* Rows that changed say so themselves, at once. */
static void
corral_list_page_refresh (CorralPage *page)
{
  CorralListPage *self = CORRAL_LIST_PAGE (page);

  update_count (self);
  update_beside (self);
  update_save (self);
  if (corral_pace_take (&self->pace, READ_APART_MS, read_again, self))
    corral_table_refresh (CORRAL_TABLE (self->table));
  if (self->acts != NULL)
    corral_act_bar_refresh (CORRAL_ACT_BAR (self->acts));
}

static void
corral_list_page_map (GtkWidget *widget)
{
  CorralListPage *self = CORRAL_LIST_PAGE (widget);

  corral_row_list_set_asleep (self->rows, FALSE);
  GTK_WIDGET_CLASS (corral_list_page_parent_class)->map (widget);
}

/* One that nobody sees is not put in order; it is when it is gone back to. */
static void
corral_list_page_unmap (GtkWidget *widget)
{
  CorralListPage *self = CORRAL_LIST_PAGE (widget);

  GTK_WIDGET_CLASS (corral_list_page_parent_class)->unmap (widget);
  corral_pace_stop (&self->pace);
  if (self->rows != NULL)
    corral_row_list_set_asleep (self->rows, TRUE);
}

static void
corral_list_page_dispose (GObject *object)
{
  CorralListPage *self = CORRAL_LIST_PAGE (object);

  corral_pace_stop (&self->pace);
  if (self->rows != NULL)
    g_signal_handlers_disconnect_by_data (self->rows, self);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (corral_list_page_parent_class)->dispose (object);
}

static void
corral_list_page_class_init (CorralListPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_list_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = corral_list_page_map;
  GTK_WIDGET_CLASS (klass)->unmap = corral_list_page_unmap;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_list_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_list_page_refresh;
}

static void
corral_list_page_init (CorralListPage *self)
{
}

CorralPage *
corral_list_page_new (CorralPageContext *context, const CorralListSpec *spec)
{
  CorralListPage *self = g_object_new (CORRAL_TYPE_LIST_PAGE, "context", context, NULL);
  g_autoptr (CorralOrder) order = corral_order_new (spec->table);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->spec = spec;
  corral_order_sort_by (order, spec->sort, spec->descending);
  self->rows = corral_row_list_new (context->fleet, order);

  self->filters = corral_filter_bar_new ();
  for (guint i = 0; i < spec->n_filters; i++)
    {
      const CorralListFilter *filter = &spec->filters[i];

      if (filter->rare)
        corral_filter_bar_add_rare (CORRAL_FILTER_BAR (self->filters), filter->name, _ (filter->title), fill_cb, self);
      else
        corral_filter_bar_add (CORRAL_FILTER_BAR (self->filters), filter->name, _ (filter->title), fill_cb, self);
    }
  g_signal_connect_swapped (self->filters, "changed", G_CALLBACK (filters_changed_cb), self);

  self->table = corral_table_new (spec->name, _ (spec->title), spec->columns, spec->n_columns, context,
                                  context->settings);
  corral_table_set_multiple (CORRAL_TABLE (self->table), spec->acts);
  corral_table_set_rows (CORRAL_TABLE (self->table), self->rows);
  corral_table_set_sort (CORRAL_TABLE (self->table), spec->sort, spec->descending);
  g_signal_connect_swapped (self->table, "row-activated", G_CALLBACK (row_activated_cb), self);
  g_signal_connect_swapped (self->rows, "items-changed", G_CALLBACK (update_count), self);

  self->clear = gtk_button_new_with_mnemonic (_ ("_Clear Filters"));
  gtk_widget_set_halign (self->clear, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->clear, "pill");
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (clear_cb), self);
  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "edit-find-symbolic");
  adw_status_page_set_child (ADW_STATUS_PAGE (self->empty), self->clear);

  self->stack = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->table);
  gtk_stack_add_child (GTK_STACK (self->stack), self->empty);
  gtk_widget_set_vexpand (self->stack, TRUE);

  self->heading = gtk_label_new (_ (spec->title));
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0);
  gtk_widget_add_css_class (self->heading, "title-2");
  gtk_widget_add_css_class (self->heading, "page-heading");

  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), self->filters);
  gtk_box_append (GTK_BOX (box), self->stack);
  if (spec->acts)
    {
      self->acts = corral_act_bar_new (context, CORRAL_TABLE (self->table), spec->table, GTK_WIDGET (self));
      gtk_box_append (GTK_BOX (box), self->acts);
      if (spec->shares)
        add_share_button (self);
    }
  gtk_widget_add_css_class (box, "page");
  adw_bin_set_child (ADW_BIN (self), box);
  corral_page_set_title (CORRAL_PAGE (self), _ (spec->title));
  return CORRAL_PAGE (self);
}

CorralTable *
corral_list_page_get_table (CorralListPage *self)
{
  g_return_val_if_fail (CORRAL_IS_LIST_PAGE (self), NULL);

  return CORRAL_TABLE (self->table);
}

CorralFilterBar *
corral_list_page_get_filter_bar (CorralListPage *self)
{
  g_return_val_if_fail (CORRAL_IS_LIST_PAGE (self), NULL);

  return CORRAL_FILTER_BAR (self->filters);
}
