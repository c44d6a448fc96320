/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random re-checks of today, store by store. Main thread.
 *
 * Who opens it: a loss-prevention officer or a store's shift lead who sends staff to the trips that were drawn, and writes
 * down what they found. The cloud draws the trips (insight/corral-recheck-rule.h says why it, and not a desk). */
#include "config.h"

#include "corral-recheck-page.h"

#include "corral-act-bar.h"
#include "corral-attention-text.h"
#include "corral-cells.h"
#include "corral-export-button.h"
#include "corral-export-list.h"
#include "corral-flag-page.h"
#include "corral-flag-work-words.h"
#include "corral-format.h"
#include "corral-pending.h"
#include "corral-row-list.h"
#include "corral-stamp.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <math.h>

struct _CorralRecheckPage
{
  CorralPage parent_instance;

  CorralRowList *rows; /* (owned) */
  GArray *slots;       /* (owned) (element-type guint32): of today, as shown */
  CorralStamp stamp;
  gint64 day;          /* for which they were listed: 10 min steps, so that midnight is noticed in every zone */

  GtkWidget *sentence;
  GtkWidget *caveat;
  GtkWidget *table;
  GtkWidget *stack;
  GtkWidget *empty;
  GtkWidget *acts;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (CorralRecheckPage, corral_recheck_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralRecheckPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

/* ---- cells ---------------------------------------------------------------------------------------- */

static void
render_state (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 wrong = corral_row_item_get_integer (item, CORRAL_FLAG_COL_WRONG_ITEMS);
  gboolean open = corral_row_item_get_integer (item, CORRAL_FLAG_COL_OPEN) == 1;

  if (!open && !CORRAL_IS_KNOWN (corral_row_item_get_integer (item, CORRAL_FLAG_COL_CHECKED_MS)))
    corral_cell_set_look (cell, (CorralLook){ _ ("Not checked"), "corral-flag-decided-symbolic", "dim-label" });
  else if (open && CORRAL_IS_KNOWN (wrong) && wrong > 0)
    corral_cell_set_look (cell, (CorralLook){ _ ("Check all"), "corral-severity-act-symbolic", "severity-act" });
  else if (open)
    corral_cell_set_look (cell, (CorralLook){ _ ("Due"), "corral-flag-open-symbolic", "severity-watch" });
  else if (CORRAL_IS_KNOWN (wrong) && wrong > 0)
    corral_cell_set_look (cell, (CorralLook){ _ ("Found"), "corral-flag-decided-symbolic", NULL });
  else
    corral_cell_set_look (cell, (CorralLook){ _ ("As scanned"), "corral-flag-decided-symbolic", "dim-label" });
}

static void
render_store (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_store (cell, item);
  corral_pending_mark_cell (cell, item);
}

static void
render_cart (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_cart (cell, item);
}

static void
render_where (CorralCell *cell, gpointer item, gpointer data)
{
  gboolean in_store;
  char *text = corral_flag_in_store_to_text (corral_row_item_get_fleet (item), corral_row_item_get_slot (item), &in_store);

  if (text == NULL)
    return;
  corral_cell_take_text (cell, text);
  corral_cell_set_class (cell, in_store ? "severity-watch" : "dim-label");
}

static void
render_drawn (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_time (cell, item, CORRAL_FLAG_COL_RAISED_MS);
}

static void
render_items (CorralCell *cell, gpointer item, gpointer data)
{
  char *text = corral_flag_recheck_items_to_text (corral_row_item_get_fleet (item), corral_row_item_get_slot (item));

  if (text != NULL)
    corral_cell_take_text (cell, text);
}

static char *
tooltip_items (gpointer item, gpointer data)
{
  return corral_flag_recheck_to_text (corral_row_item_get_fleet (item), corral_row_item_get_slot (item));
}

static void
render_count (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_integer (cell, item, CORRAL_FLAG_COL_ITEM_COUNT);
}

static void
render_found (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 checked = corral_row_item_get_integer (item, CORRAL_FLAG_COL_CHECKED_ITEMS);
  gint64 wrong = corral_row_item_get_integer (item, CORRAL_FLAG_COL_WRONG_ITEMS);

  if (CORRAL_IS_KNOWN (checked) && CORRAL_IS_KNOWN (wrong))
    /* Translators: so many items were wrong, of so many that were scanned again */
    corral_cell_take_text (cell, g_strdup_printf (_ ("%d of %d"), (int) wrong, (int) checked));
}

static void
render_by (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_text (cell, item, CORRAL_FLAG_COL_CHECKED_BY);
}

static const CorralTableColumn columns[] = {
  { .id = "state", .title = N_ ("Re-check"), .kind = CORRAL_CELL_PILL, .sort = CORRAL_FLAG_COL_OPEN, .chars = 10,
    .render = render_state },
  { .id = "store", .title = N_ ("Store"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_STORE, .chars = 9,
    .expand = TRUE, .marked = TRUE, .render = render_store, .tooltip = corral_pending_tooltip },
  { .id = "cart", .title = N_ ("Cart"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_CART, .chars = 4,
    .render = render_cart },
  { .id = "where", .title = N_ ("In Store"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_IN_STORE, .chars = 7,
    .render = render_where },
  { .id = "drawn", .title = N_ ("Drawn"), .help = N_ ("In the store’s time"), .kind = CORRAL_CELL_TIME,
    .sort = CORRAL_FLAG_COL_RAISED_MS, .chars = 6, .render = render_drawn },
  { .id = "count", .title = N_ ("Items"), .help = N_ ("In the basket when the trip was drawn"), .kind = CORRAL_CELL_NUMBER,
    .sort = CORRAL_FLAG_COL_ITEM_COUNT, .chars = 5, .render = render_count },
  { .id = "items", .title = N_ ("Scan Again"), .help = N_ ("Which items, counted in the order they were scanned"),
    .kind = CORRAL_CELL_TEXT, .sort = CORRAL_TABLE_NO_SORT, .chars = 8, .expand = TRUE, .render = render_items,
    .tooltip = tooltip_items },
  { .id = "found", .title = N_ ("Wrong"), .help = N_ ("Items that were not as scanned, of those that were scanned again"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_FLAG_COL_WRONG_ITEMS, .as_shown = TRUE, .chars = 7, .render = render_found },
  { .id = "by", .title = N_ ("Checked by"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_CHECKED_BY, .chars = 9,
    .hidden = TRUE, .render = render_by },
};

/* ---- what is of today ------------------------------------------------------------------------------ */

typedef struct
{
  guint n, n_due, n_in_store, n_checked, n_found, n_missed;
} Tally;

static gint64
get_integer (CorralFleet *fleet, guint32 slot, guint column)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, column);
}

static void
count (CorralFleet *fleet, guint32 slot, Tally *tally)
{
  gint64 wrong = get_integer (fleet, slot, CORRAL_FLAG_COL_WRONG_ITEMS);
  gboolean checked = CORRAL_IS_KNOWN (get_integer (fleet, slot, CORRAL_FLAG_COL_CHECKED_MS));
  gboolean open = get_integer (fleet, slot, CORRAL_FLAG_COL_OPEN) == 1;

  tally->n++;
  tally->n_checked += checked;
  tally->n_found += checked && CORRAL_IS_KNOWN (wrong) && wrong > 0;
  tally->n_due += !checked && open;
  tally->n_in_store += !checked && open && get_integer (fleet, slot, CORRAL_FLAG_COL_IN_STORE) == 1;
  tally->n_missed += !checked && !open;
}

/* Today is the store's. */
static gboolean
is_of_today (CorralFleet *fleet, guint32 slot, gint64 now_ms)
{
  gint64 raised_ms = get_integer (fleet, slot, CORRAL_FLAG_COL_RAISED_MS);
  g_autoptr (GTimeZone) zone = NULL;

  if (!CORRAL_IS_KNOWN (raised_ms) || !CORRAL_IS_KNOWN (now_ms) || raised_ms < now_ms - 2 * CORRAL_DAY_MS)
    return FALSE;
  zone = corral_store_get_zone (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STORE));
  return raised_ms >= corral_time_day_start_ms (zone, now_ms);
}

static void
list_today (CorralRecheckPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  const guint8 *exists = corral_columns_peek_exists (flags);
  const guint32 *kinds = corral_columns_peek (flags, CORRAL_FLAG_COL_KIND);
  guint32 recheck = corral_columns_find_word (flags, CORRAL_FLAG_COL_KIND, "recheck_due");
  gint64 now_ms = corral_fleet_get_now (fleet);

  g_array_set_size (self->slots, 0);
  for (guint32 slot = 0; recheck != 0 && slot < corral_columns_get_n_slots (flags); slot++)
    if (exists[slot] && kinds[slot] == recheck && is_of_today (fleet, slot, now_ms))
      g_array_append_val (self->slots, slot);
}

/* ---- what is said ---------------------------------------------------------------------------------- */

/* The share that stores of the fleet are told to draw; NAN where none says. */
static double
get_share (CorralFleet *fleet)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  double sum = 0;
  guint n = 0;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      double pct = corral_columns_exists (stores, slot)
                       ? corral_columns_get_real (stores, slot, CORRAL_STORE_COL_RECHECK_PCT)
                       : NAN;

      if (!isnan (pct))
        {
          sum += pct;
          n++;
        }
    }
  return n > 0 ? sum / n : NAN;
}

static void
append (GString *text, const char *format, guint n)
{
  g_autoptr (GString) clause = g_string_new (format);
  g_autofree char *number = corral_format_integer (n);

  g_string_replace (clause, "%u", number, 1);
  g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", clause->str);
}

static char *
describe (CorralFleet *fleet, const Tally *tally)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double pct = get_share (fleet);

  append (text, ngettext ("%u trip drawn today", "%u trips drawn today", tally->n), tally->n);
  if (!isnan (pct))
    {
      g_autofree char *share = corral_format_percent (pct, 1);

      g_string_append_c (text, ' ');
      /* Translators: a share of all trips: "(0.5 % of all)" */
      g_string_append_printf (text, _ ("(%s of all)"), share);
    }
  append (text, ngettext ("%u checked", "%u checked", tally->n_checked), tally->n_checked);
  append (text, ngettext ("%u with something wrong", "%u with something wrong", tally->n_found), tally->n_found);
  append (text, ngettext ("%u still to be checked", "%u still to be checked", tally->n_due), tally->n_due);
  if (tally->n_in_store > 0)
    append (text, ngettext ("%u of these in the store", "%u of these in the store", tally->n_in_store), tally->n_in_store);
  if (tally->n_missed > 0)
    append (text, ngettext ("%u missed", "%u missed", tally->n_missed), tally->n_missed);
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
corral_recheck_page_refresh (CorralPage *page)
{
  CorralRecheckPage *self = CORRAL_RECHECK_PAGE (page);
  CorralFleet *fleet = get_fleet (self);
  gint64 day = corral_fleet_get_now (fleet) / (10 * CORRAL_MINUTE_MS);

  if (corral_stamp_renew (&self->stamp, fleet, CORRAL_STAMP_BIT (FLAG) | CORRAL_STAMP_BIT (STORE)) || day != self->day)
    {
      g_autoptr (CorralOrder) anew = corral_order_new (CORRAL_TABLE_FLAG);
      g_autofree char *sentence = NULL;
      gboolean descending;
      guint sort = corral_order_get_sort (corral_row_list_get_spec (self->rows), &descending);
      Tally tally = { 0 };

      self->day = day;
      list_today (self);
      for (guint i = 0; i < self->slots->len; i++)
        count (fleet, g_array_index (self->slots, guint32, i), &tally);
      corral_order_sort_by (anew, sort, descending);
      corral_order_where_slots (anew, (const guint32 *) (gpointer) self->slots->data, self->slots->len);
      corral_row_list_set_spec (self->rows, anew);
      sentence = describe (fleet, &tally);
      gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), tally.n > 0 ? self->table : self->empty);
    }
  corral_table_refresh (CORRAL_TABLE (self->table));
  corral_act_bar_refresh (CORRAL_ACT_BAR (self->acts));
  corral_export_button_refresh (CORRAL_EXPORT_BUTTON (self->save));
}

static void
corral_recheck_page_show_place (CorralPage *page, CorralPlace *place)
{
  corral_recheck_page_refresh (page);
}

static void
row_activated_cb (CorralRecheckPage *self, guint slot)
{
  g_autoptr (CorralPlace) place = corral_flag_page_place_of (get_fleet (self), slot);

  if (place != NULL)
    corral_page_go (GTK_WIDGET (self), place);
}

/* ---- life ------------------------------------------------------------------------------------------ */

static void
corral_recheck_page_dispose (GObject *object)
{
  g_clear_object (&CORRAL_RECHECK_PAGE (object)->rows);
  G_OBJECT_CLASS (corral_recheck_page_parent_class)->dispose (object);
}

static void
corral_recheck_page_finalize (GObject *object)
{
  g_array_unref (CORRAL_RECHECK_PAGE (object)->slots);
  G_OBJECT_CLASS (corral_recheck_page_parent_class)->finalize (object);
}

static void
corral_recheck_page_class_init (CorralRecheckPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_recheck_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_recheck_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_recheck_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_recheck_page_refresh;
}

static void
corral_recheck_page_init (CorralRecheckPage *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static GtkWidget *
make_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static CorralExportRows *
make_rows (CorralPage *page)
{
  CorralRecheckPage *self = CORRAL_RECHECK_PAGE (page);

  return corral_export_list_new (CORRAL_TABLE (self->table), self->rows, columns, G_N_ELEMENTS (columns),
                                 corral_page_get_context (page), corral_flag_page_place_of);
}

CorralPage *
corral_recheck_page_new (CorralPageContext *context)
{
  CorralRecheckPage *self = g_object_new (CORRAL_TYPE_RECHECK_PAGE, "context", context, NULL);
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_FLAG);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *heading = gtk_label_new (_ ("Random Re-checks"));

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "title-2");
  gtk_widget_add_css_class (heading, "page-heading");
  self->sentence = make_text (NULL, "heading");
  self->caveat = make_text (corral_partial_check_to_caveat (), "dim-label");
  corral_order_sort_by (order, CORRAL_FLAG_COL_OPEN, TRUE);
  corral_order_where_slots (order, NULL, 0);
  self->rows = corral_row_list_new (context->fleet, order);
  self->table = corral_table_new ("rechecks", _ ("Random Re-checks"), columns, G_N_ELEMENTS (columns), context,
                                  context->settings);
  corral_table_set_rows (CORRAL_TABLE (self->table), self->rows);
  corral_table_set_sort (CORRAL_TABLE (self->table), CORRAL_FLAG_COL_OPEN, TRUE);
  g_signal_connect_swapped (self->table, "row-activated", G_CALLBACK (row_activated_cb), self);
  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "corral-page-flags-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ ("No Trip Was Drawn Today"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty),
                                   _ ("The cloud draws trips at random when they begin, so that nobody in a store can tell "
                                      "which. They come up here, and among the flags."));
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->table);
  gtk_stack_add_child (GTK_STACK (self->stack), self->empty);
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->acts = corral_act_bar_new (context, CORRAL_TABLE (self->table), CORRAL_TABLE_FLAG, GTK_WIDGET (self));
  self->save = corral_export_button_new (CORRAL_PAGE (self), make_rows);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), self->save);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->sentence);
  gtk_box_append (GTK_BOX (box), self->caveat);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_box_append (GTK_BOX (box), self->acts);
  gtk_widget_add_css_class (box, "page");
  adw_bin_set_child (ADW_BIN (self), box);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Random Re-checks"));
  return CORRAL_PAGE (self);
}

CorralTable *
corral_recheck_page_get_table (CorralRecheckPage *self)
{
  g_return_val_if_fail (CORRAL_IS_RECHECK_PAGE (self), NULL);

  return CORRAL_TABLE (self->table);
}

const char *
corral_recheck_page_get_sentence (CorralRecheckPage *self)
{
  g_return_val_if_fail (CORRAL_IS_RECHECK_PAGE (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->sentence));
}
