/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of cases: several flags that are looked into together. Main thread.
 *
 * Who opens it: loss prevention at the beginning of a week, to see which cases wait for them, which are with the police or
 * the insurer, and what they are worth; then they open one. */
#include "config.h"

#include "corral-case-page.h"
#include "corral-case-words.h"
#include "corral-cells.h"
#include "corral-format.h"
#include "corral-list-page.h"
#include "corral-pending.h"

#include <glib/gi18n.h>

static CorralFleet *
get_fleet (gpointer data)
{
  return ((CorralPageContext *) data)->fleet;
}

static void
render_status (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_set_look (cell, corral_look_of_case (corral_row_item_get_text (item, CORRAL_CASE_COL_STATUS),
                                                   corral_row_item_get_text (item, CORRAL_CASE_COL_OUTCOME)));
}

static void
render_number (CorralCell *cell, gpointer item, gpointer data)
{
  const char *number = corral_row_item_get_text (item, CORRAL_CASE_COL_NUMBER);

  corral_cell_take_text (cell, number != NULL ? corral_format_text (number) : g_strdup (_ ("New")));
  corral_pending_mark_cell (cell, item);
}

static void
render_title (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_text (cell, item, CORRAL_CASE_COL_TITLE);
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
render_opened (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_time (cell, item, CORRAL_CASE_COL_OPENED_MS);
}

static char *
tooltip_opened (gpointer item, gpointer data)
{
  return corral_cells_time_tooltip (item, CORRAL_CASE_COL_OPENED_MS);
}

static void
render_by (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_text (cell, item, CORRAL_CASE_COL_OPENED_BY);
}

static void
render_flags (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_integer (cell, item, CORRAL_CASE_COL_N_FLAGS);
}

static void
render_loss (CorralCell *cell, gpointer item, gpointer data)
{
  CorralCaseFigures figures;

  corral_case_reckon (get_fleet (data), corral_row_item_get_slot (item), &figures);
  corral_cell_take_text (cell, corral_format_money (figures.loss_minor, figures.currency));
}

static void
render_suspected (CorralCell *cell, gpointer item, gpointer data)
{
  CorralCaseFigures figures;

  corral_case_reckon (get_fleet (data), corral_row_item_get_slot (item), &figures);
  corral_cell_take_text (cell, corral_format_money (figures.suspected_minor, figures.currency));
}

static const CorralTableColumn columns[] = {
  { .id = "status", .title = N_ ("Status"), .kind = CORRAL_CELL_PILL, .sort = CORRAL_CASE_COL_STATUS, .chars = 10, .expand = TRUE,
    .render = render_status },
  { .id = "number", .title = N_ ("Case"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CASE_COL_NUMBER, .chars = 9,
    .marked = TRUE, .render = render_number, .tooltip = corral_pending_tooltip },
  { .id = "title", .title = N_ ("About"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CASE_COL_TITLE, .chars = 8,
    .expand = TRUE, .render = render_title },
  { .id = "store", .title = N_ ("Store"), .help = N_ ("Where it began; its flags may be of others"),
    .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CASE_COL_STORE, .chars = 6, .hidden = TRUE, .render = render_store },
  { .id = "flags", .title = N_ ("Flags"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CASE_COL_N_FLAGS, .chars = 3,
    .render = render_flags },
  { .id = "loss", .title = N_ ("Confirmed"), .help = N_ ("What its flags that were confirmed are worth"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CASE_COL_LOSS_MINOR, .as_shown = TRUE, .chars = 10,
    .render = render_loss },
  { .id = "suspected", .title = N_ ("Suspected"), .help = N_ ("What its flags that nobody has decided yet are worth"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CASE_COL_SUSPECTED_MINOR, .as_shown = TRUE, .chars = 9,
    .render = render_suspected },
  { .id = "opened", .title = N_ ("Opened"), .help = N_ ("In the store’s time"), .kind = CORRAL_CELL_TIME,
    .sort = CORRAL_CASE_COL_OPENED_MS, .chars = 9, .render = render_opened, .tooltip = tooltip_opened },
  { .id = "by", .title = N_ ("Opened by"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CASE_COL_OPENED_BY, .chars = 9,
    .hidden = TRUE, .render = render_by },
  { .id = "chain", .title = N_ ("Chain"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CASE_COL_CHAIN, .chars = 13,
    .hidden = TRUE, .render = render_chain },
};

static const CorralListFilter filters[] = {
  { .name = "open", .title = N_ ("Case"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "1", N_ ("Not closed") }, { "0", N_ ("Closed") } } },
  { .name = "status", .title = N_ ("Status"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_CASE_COL_STATUS,
    .words = CORRAL_WORDS_CASE_STATUS },
  { .name = "outcome", .title = N_ ("Outcome"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_CASE_COL_OUTCOME,
    .words = CORRAL_WORDS_CASE_OUTCOME },
  CORRAL_LIST_FILTER_PENDING,
  { .name = "chain", .title = N_ ("Chain"), .kind = CORRAL_FILTER_CHAINS },
};

const CorralListSpec *
corral_list_spec_cases (void)
{
  static const CorralListSpec spec = {
    .page = CORRAL_PAGE_CASES,
    .table = CORRAL_TABLE_CASE,
    .noun = CORRAL_NOUN_CASE,
    .name = "cases",
    .title = N_ ("Cases"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .filters = filters,
    .n_filters = G_N_ELEMENTS (filters),
    .sort = CORRAL_CASE_COL_OPENED_MS,
    .descending = TRUE,
    .first_filter = "open=1",
    .empty_title = N_ ("No Cases"),
    .empty_description = N_ ("A case begins with a flag: “Add to Case…” on its page or in the list of flags."),
    .place_of = corral_case_page_place_of,
    .acts = TRUE,
    .beside = CORRAL_PAGE_FLAGS,
    .beside_label = N_ ("Loss Prevention"),
    .needed = CORRAL_OPERATION_CASE_OPEN,
    .guarded = TRUE,
  };

  return &spec;
}
