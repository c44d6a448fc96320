/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of loss-prevention flags: those first that are worth most, surest, and whose shopper is still there. Main thread.
 *
 * Who opens it: a loss-prevention officer before the rush, who asks which trips deserve a look and how far the
 * evidence can be trusted. */
#include "config.h"

#include "corral-case-words.h"
#include "corral-cells.h"
#include "corral-flag-page.h"
#include "corral-flag-work-words.h"
#include "corral-format.h"
#include "corral-list-page.h"
#include "corral-outbox.h"
#include "corral-pending.h"
#include "corral-trust-words.h"

#include <glib/gi18n.h>
#include <math.h>

static void
render_status (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_set_look (cell, corral_look_of_flag_row (((CorralPageContext *) data)->fleet, corral_row_item_get_slot (item)));
}

static void
render_kind (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_words (cell, item, CORRAL_FLAG_COL_KIND, CORRAL_WORDS_FLAG_KIND);
  corral_pending_mark_cell (cell, item);
}

static void
render_cart (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_cart (cell, item);
}

static void
render_store (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_store (cell, item);
}

static void
render_chain (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_chain (cell, item);
}

static void
render_raised (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_time (cell, item, CORRAL_FLAG_COL_RAISED_MS);
}

static char *
tooltip_raised (gpointer item, gpointer data)
{
  return corral_cells_time_tooltip (item, CORRAL_FLAG_COL_RAISED_MS);
}

static void
render_value (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_take_text (cell, corral_format_money (corral_row_item_get_integer (item, CORRAL_FLAG_COL_VALUE_MINOR),
                                                    corral_row_item_get_text (item, CORRAL_FLAG_COL_CURRENCY)));
}

static void
render_cloud (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_integer (cell, item, CORRAL_FLAG_COL_CONFIDENCE_PCT);
}

static void
render_advice (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 advice = corral_row_item_get_integer (item, CORRAL_FLAG_COL_ADVICE);

  CorralLook look;

  if (!CORRAL_IS_KNOWN (advice))
    return;
  look = corral_look_of_advice ((CorralAdvice) advice);
  if (advice == CORRAL_ADVICE_LOOK && corral_row_item_get_integer (item, CORRAL_FLAG_COL_IN_STORE) == 1)
    /* Translators: somebody should look at a flag while the shopper is still in the store */
    look.word = _ ("Look now");
  corral_cell_set_look (cell, look);
}

static char *
tooltip_advice (gpointer item, gpointer data)
{
  gint64 advice = corral_row_item_get_integer (item, CORRAL_FLAG_COL_ADVICE);

  return CORRAL_IS_KNOWN (advice) ? g_strdup (corral_advice_to_text ((CorralAdvice) advice)) : NULL;
}

static void
render_trust (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 pct = corral_row_item_get_integer (item, CORRAL_FLAG_COL_TRUST_PCT);

  if (CORRAL_IS_KNOWN (pct))
    corral_cell_take_text (cell, corral_format_percent ((double) pct, 0));
}

static char *
tooltip_trust (gpointer item, gpointer data)
{
  gint64 pct = corral_row_item_get_integer (item, CORRAL_FLAG_COL_TRUST_PCT);

  return CORRAL_IS_KNOWN (pct) ? corral_trust_to_text ((guint) pct) : NULL;
}

static void
render_weight (CorralCell *cell, gpointer item, gpointer data)
{
  double expected = corral_row_item_get_real (item, CORRAL_FLAG_COL_EXPECTED_G);
  double measured = corral_row_item_get_real (item, CORRAL_FLAG_COL_MEASURED_G);
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (isnan (expected) && isnan (measured))
    return;
  left = corral_format_weight (measured);
  right = corral_format_weight (expected);
  /* Translators: two weights, measured and expected: "1.2 kg, not 300 g" */
  corral_cell_take_text (cell, g_strdup_printf (_ ("%s, not %s"), left, right));
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

static char *
tooltip_where (gpointer item, gpointer data)
{
  return corral_flag_in_store_to_sentence (corral_row_item_get_fleet (item), corral_row_item_get_slot (item));
}

/* @data: the page's context. */
static const char *
get_reader (gpointer data)
{
  CorralPageContext *context = data;

  return context->outbox != NULL ? corral_outbox_get_account_id (context->outbox) : NULL;
}

static void
render_work (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 second = corral_row_item_get_integer (item, CORRAL_FLAG_COL_SECOND);
  char *text
      = corral_flag_work_to_text (corral_row_item_get_fleet (item), corral_row_item_get_slot (item), get_reader (data));

  if (text == NULL)
    return;
  corral_cell_take_text (cell, text);
  corral_cell_set_class (cell, second == CORRAL_SECOND_YOU ? "severity-watch" : "dim-label");
}

static char *
tooltip_work (gpointer item, gpointer data)
{
  CorralFleet *fleet = corral_row_item_get_fleet (item);
  guint32 slot = corral_row_item_get_slot (item);
  g_autofree char *second = corral_flag_second_to_text (fleet, slot);
  g_autofree char *seen = corral_flag_seen_to_text (fleet, slot, get_reader (data));

  if (second == NULL || seen == NULL)
    return second != NULL ? g_steal_pointer (&second) : g_steal_pointer (&seen);
  return g_strdup_printf ("%s\n%s", second, seen);
}

static void
render_by (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_text (cell, item, CORRAL_FLAG_COL_DECIDED_BY);
}

static const CorralTableColumn columns[] = {
  { .id = "status", .title = N_ ("Status"), .kind = CORRAL_CELL_PILL, .sort = CORRAL_FLAG_COL_STATUS, .chars = 9,
    .hidden = TRUE,    .render = render_status },
  { .id = "advice", .title = N_ ("Advice"), .help = N_ ("Sorted by it, the first to look at comes first: value, how sure, and who is still in the store"),
    .kind = CORRAL_CELL_PILL, .sort = CORRAL_FLAG_COL_RANK, .chars = 11, .render = render_advice, .tooltip = tooltip_advice },
  { .id = "kind", .title = N_ ("What"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_KIND, .chars = 12,
    .expand = TRUE, .marked = TRUE, .render = render_kind, .tooltip = corral_pending_tooltip },
  { .id = "where", .title = N_ ("In Store"),
    .help = N_ ("How long the shopper has been there; with a time, when that was last known"), .kind = CORRAL_CELL_TEXT,
    .sort = CORRAL_FLAG_COL_IN_STORE, .chars = 7, .render = render_where, .tooltip = tooltip_where },
  { .id = "cart", .title = N_ ("Cart"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_CART, .chars = 4,
    .render = render_cart },
  { .id = "store", .title = N_ ("Store"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_STORE, .chars = 9,
    .expand = TRUE, .render = render_store },
  { .id = "raised", .title = N_ ("Raised"), .help = N_ ("In the store’s time"), .kind = CORRAL_CELL_TIME,
    .sort = CORRAL_FLAG_COL_RAISED_MS, .chars = 8, .hidden = TRUE, .render = render_raised, .tooltip = tooltip_raised },
  { .id = "value", .title = N_ ("Value"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_FLAG_COL_VALUE_MINOR, .as_shown = TRUE,
    .chars = 11,    .render = render_value },
  { .id = "trust", .title = N_ ("Sure"),
    .help = N_ ("That goods were not paid for: from the scale’s health, the size of the difference, and what else is known"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_FLAG_COL_TRUST_PCT, .chars = 4, .hidden = TRUE, .render = render_trust,
    .tooltip = tooltip_trust },
  { .id = "work", .title = N_ ("Handled"), .help = N_ ("Who looked at it, who is asked for a second opinion, who decided"),
    .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_SEEN_MS, .chars = 6, .render = render_work, .tooltip = tooltip_work },
  { .id = "confidence", .title = N_ ("Cloud %"), .help = N_ ("How far the cloud trusts the flag"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_FLAG_COL_CONFIDENCE_PCT, .chars = 4, .hidden = TRUE, .render = render_cloud },
  { .id = "weight", .title = N_ ("Weight"), .help = N_ ("Measured, not expected"), .kind = CORRAL_CELL_TEXT,
    .sort = CORRAL_FLAG_COL_MEASURED_G, .chars = 18, .hidden = TRUE, .render = render_weight },
  { .id = "chain", .title = N_ ("Chain"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_CHAIN, .chars = 13,
    .hidden = TRUE, .render = render_chain },
  { .id = "by", .title = N_ ("Decided by"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_FLAG_COL_DECIDED_BY, .chars = 9,
    .hidden = TRUE, .render = render_by },
};

static const CorralListFilter filters[] = {
  { .name = "open", .title = N_ ("Status"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "1", N_ ("Undecided") }, { "0", N_ ("Decided") } } },
  { .name = "in_store", .title = N_ ("Trip"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "1", N_ ("Still in the store") }, { "0", N_ ("Left") } } },
  { .name = "advice", .title = N_ ("Advice"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "2", N_ ("Speak to them") }, { "1", N_ ("Worth a look") }, { "0", N_ ("Stop nobody") },
                 { "3", N_ ("Re-check") } } },
  { .name = "mine", .title = N_ ("Whose"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "1", N_ ("Mine") }, { "0", N_ ("Not mine") } } },
  { .name = "second", .title = N_ ("Second Opinion"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "2", N_ ("I am asked") }, { "3", N_ ("I asked") }, { "1", N_ ("A colleague is asked") } } },
  { .name = "kind", .title = N_ ("What"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_FLAG_COL_KIND,
    .words = CORRAL_WORDS_FLAG_KIND },
  { .name = "outcome", .title = N_ ("Outcome"), .kind = CORRAL_FILTER_WORDS, .rare = TRUE, .column = CORRAL_FLAG_COL_OUTCOME,
    .words = CORRAL_WORDS_OUTCOME },
  { .name = "item", .title = N_ ("Goods"), .kind = CORRAL_FILTER_HERE, .column = CORRAL_FLAG_COL_ITEM, .words = -1, .rare = TRUE },
  CORRAL_LIST_FILTER_PENDING,
  { .name = "chain", .title = N_ ("Chain"), .kind = CORRAL_FILTER_CHAINS },
  { .name = "store", .title = N_ ("Store"), .kind = CORRAL_FILTER_STORES, .rare = TRUE },
};

const CorralListSpec *
corral_list_spec_flags (void)
{
  static const CorralListSpec spec = {
    .page = CORRAL_PAGE_FLAGS,
    .table = CORRAL_TABLE_FLAG,
    .noun = CORRAL_NOUN_FLAG,
    .name = "flags",
    .title = N_ ("Loss Prevention"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .filters = filters,
    .n_filters = G_N_ELEMENTS (filters),
    .sort = CORRAL_FLAG_COL_RANK,
    .descending = TRUE,
    .first_filter = "open=1",
    .empty_title = N_ ("No Flags to Review"),
    .empty_description = N_ ("None was raised in the last week."),
    .place_of = corral_flag_page_place_of,
    .acts = TRUE,
    .beside = CORRAL_PAGE_CASES,
    .beside_label = N_ ("Cases"),
    .needed = CORRAL_OPERATION_CASE_OPEN,
    .leads = { .page = CORRAL_PAGE_RECHECKS, .label = N_ ("Re-checks"), .key = "<Alt>x",
               .help = N_ ("Which trips are drawn for a random re-check today, and what was found (Alt+X)") },
  };

  return &spec;
}
