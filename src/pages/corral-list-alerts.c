/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of alerts, newest first. Main thread.
 *
 * Who opens it: a support lead who asks what is going on right now, and opens the cart behind a row. */
#include "config.h"

#include "corral-alert-words.h"
#include "corral-cells.h"
#include "corral-format.h"
#include "corral-incident-index.h"
#include "corral-list-page.h"
#include "corral-pending.h"

#include <glib/gi18n.h>

static void
render_severity (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_set_look (cell, corral_look_of_severity (corral_row_item_get_text (item, CORRAL_ALERT_COL_SEVERITY)));
  corral_pending_mark_cell (cell, item);
}

static void
render_kind (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_set_text (cell, corral_alert_to_words (corral_row_item_get_fleet (item), corral_row_item_get_slot (item)));
}

static char *
tooltip_kind (gpointer item, gpointer data)
{
  return corral_alert_to_sentence (corral_row_item_get_fleet (item), corral_row_item_get_slot (item));
}

static GtkWidget *
make_incident (gpointer data)
{
  return corral_incident_cell_new ();
}

/* Of its cart; an alert about a store is part of what that store is in. */
static void
update_incident (GtkWidget *widget, gpointer item, gpointer data)
{
  guint32 cart = corral_row_item_get_cart (item);
  GPtrArray *of_store
      = cart == CORRAL_NO_SLOT ? corral_incident_index_of_store (data, corral_row_item_get_store (item)) : NULL;

  corral_incident_cell_show (widget, data,
                             cart != CORRAL_NO_SLOT ? corral_incident_index_of_cart (data, cart)
                             : of_store != NULL     ? g_ptr_array_index (of_store, 0)
                                                    : NULL);
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
  corral_cells_render_time (cell, item, CORRAL_ALERT_COL_RAISED_MS);
}

static char *
tooltip_raised (gpointer item, gpointer data)
{
  return corral_cells_time_tooltip (item, CORRAL_ALERT_COL_RAISED_MS);
}

static void
render_lasts (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 raised_ms = corral_row_item_get_integer (item, CORRAL_ALERT_COL_RAISED_MS);
  gint64 cleared_ms = corral_row_item_get_integer (item, CORRAL_ALERT_COL_CLEARED_MS);
  gint64 now_ms = corral_fleet_get_now (corral_row_item_get_fleet (item));
  gint64 end_ms = CORRAL_IS_KNOWN (cleared_ms) ? cleared_ms : now_ms;

  if (CORRAL_IS_KNOWN (raised_ms) && CORRAL_IS_KNOWN (end_ms))
    corral_cell_take_text (cell, corral_format_duration (end_ms - raised_ms));
}

static void
render_cause (CorralCell *cell, gpointer item, gpointer data)
{
  const char *cause = corral_words_translate (CORRAL_WORDS_CAUSE, corral_row_item_get_text (item, CORRAL_ALERT_COL_CAUSE));
  const char *detail = corral_row_item_get_text (item, CORRAL_ALERT_COL_DETAIL);

  /* The name of a store's own network says nothing that the store does not. */
  if (cause != NULL && detail != NULL
      && g_strcmp0 (corral_row_item_get_text (item, CORRAL_ALERT_COL_CAUSE), "store_network") != 0)
    {
      g_autofree char *clean = corral_format_text (detail);

      corral_cell_take_text (cell, g_strdup_printf (_ ("%s: %s"), cause, clean));
    }
  else
    {
      corral_cell_set_text (cell, cause != NULL ? cause : detail);
    }
}

static void
render_who (CorralCell *cell, gpointer item, gpointer data)
{
  const char *assigned = corral_row_item_get_text (item, CORRAL_ALERT_COL_ASSIGNED_TO);
  const char *acknowledged = corral_row_item_get_text (item, CORRAL_ALERT_COL_ACKNOWLEDGED_BY);

  if (assigned != NULL)
    corral_cell_set_text (cell, assigned);
  else if (acknowledged != NULL)
    /* Translators: %s is a person */
    corral_cell_take_text (cell, g_strdup_printf (_ ("seen by %s"), acknowledged));
}

/* What has been done about it. */
static void
render_status (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 now_ms = corral_fleet_get_now (corral_row_item_get_fleet (item));
  gint64 snoozed_ms = corral_row_item_get_integer (item, CORRAL_ALERT_COL_SNOOZED_UNTIL_MS);

  if (CORRAL_IS_KNOWN (corral_row_item_get_integer (item, CORRAL_ALERT_COL_CLEARED_MS)))
    {
      corral_cell_set_text (cell, _ ("Cleared"));
      corral_cell_set_class (cell, "dim-label");
    }
  else if (CORRAL_IS_KNOWN (snoozed_ms) && snoozed_ms > now_ms)
    {
      corral_cell_set_text (cell, _ ("Snoozed"));
      corral_cell_set_class (cell, "dim-label");
    }
  else if (corral_row_item_get_text (item, CORRAL_ALERT_COL_ASSIGNED_TO) != NULL)
    {
      corral_cell_set_text (cell, _ ("Assigned"));
      corral_cell_set_class (cell, "dim-label");
    }
  else if (CORRAL_IS_KNOWN (corral_row_item_get_integer (item, CORRAL_ALERT_COL_ACKNOWLEDGED_MS)))
    {
      corral_cell_set_text (cell, _ ("Acknowledged"));
      corral_cell_set_class (cell, "dim-label");
    }
  else
    corral_cell_set_text (cell, _ ("New"));
}

/* Who, and until when. */
static char *
tooltip_status (gpointer item, gpointer data)
{
  CorralFleet *fleet = corral_row_item_get_fleet (item);
  gint64 now_ms = corral_fleet_get_now (fleet);
  gint64 snoozed_ms = corral_row_item_get_integer (item, CORRAL_ALERT_COL_SNOOZED_UNTIL_MS);
  g_autofree char *assigned = corral_format_text (corral_row_item_get_text (item, CORRAL_ALERT_COL_ASSIGNED_TO));
  g_autofree char *seen = corral_format_text (corral_row_item_get_text (item, CORRAL_ALERT_COL_ACKNOWLEDGED_BY));
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, corral_row_item_get_store (item));
  g_autofree char *until = corral_format_time (snoozed_ms, now_ms, zone);
  g_autoptr (GString) text = g_string_new (NULL);

  if (CORRAL_IS_KNOWN (snoozed_ms) && snoozed_ms > now_ms)
    /* Translators: %s is a time */
    g_string_append_printf (text, _ ("Snoozed until %s"), until);
  if (corral_row_item_get_text (item, CORRAL_ALERT_COL_ASSIGNED_TO) != NULL)
    {
      g_string_append (text, text->len > 0 ? "\n" : "");
      /* Translators: %s is a person */
      g_string_append_printf (text, _ ("Assigned to %s"), assigned);
    }
  if (corral_row_item_get_text (item, CORRAL_ALERT_COL_ACKNOWLEDGED_BY) != NULL)
    {
      g_string_append (text, text->len > 0 ? "\n" : "");
      /* Translators: %s is a person */
      g_string_append_printf (text, _ ("Acknowledged by %s"), seen);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static const CorralTableColumn columns[] = {
  { .id = "severity", .title = N_ ("Severity"), .kind = CORRAL_CELL_PILL, .sort = CORRAL_ALERT_COL_SEVERITY_RANK,
    .chars = 6, .marked = TRUE, .render = render_severity, .tooltip = corral_pending_tooltip },
  { .id = "kind", .title = N_ ("What"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_ALERT_COL_KIND, .chars = 8,
    .expand = TRUE,
    .render = render_kind, .tooltip = tooltip_kind },
  { .id = "cart", .title = N_ ("Cart"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_ALERT_COL_CART, .chars = 4,
    .render = render_cart },
  { .id = "store", .title = N_ ("Store"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_ALERT_COL_STORE, .chars = 9,
    .expand = TRUE, .render = render_store },
  { .id = "cause", .title = N_ ("Because of"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_ALERT_COL_CAUSE, .chars = 7,
    .expand = TRUE, .render = render_cause },
  { .id = "incident", .title = N_ ("Part of"), .help = N_ ("The incident that it belongs to"), .kind = CORRAL_CELL_CUSTOM,
    .sort = CORRAL_TABLE_NO_SORT, .chars = 5, .expand = TRUE, .make = make_incident, .update = update_incident },
  { .id = "raised", .title = N_ ("Since"), .help = N_ ("In the store’s time"), .kind = CORRAL_CELL_TIME,
    .sort = CORRAL_ALERT_COL_RAISED_MS, .chars = 9, .render = render_raised, .tooltip = tooltip_raised },
  { .id = "lasts", .title = N_ ("For"), .kind = CORRAL_CELL_TIME, .sort = CORRAL_TABLE_NO_SORT, .chars = 9,
    .hidden = TRUE, .render = render_lasts },
  { .id = "who", .title = N_ ("Who has it"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_ALERT_COL_ASSIGNED_TO,
    .chars = 9, .hidden = TRUE, .render = render_who },
  { .id = "chain", .title = N_ ("Chain"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_ALERT_COL_CHAIN, .chars = 13,
    .hidden = TRUE, .render = render_chain },
  { .id = "status", .title = N_ ("Status"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_ALERT_COL_ACKNOWLEDGED_MS,
    .chars = 10, .render = render_status, .tooltip = tooltip_status },
};

static const CorralListFilter filters[] = {
  { .name = "open", .title = N_ ("Status"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "1", N_ ("Open") }, { "0", N_ ("Cleared") } } },
  { .name = "severity", .title = N_ ("Severity"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "act", N_ ("Act") }, { "watch", N_ ("Watch") }, { "info", N_ ("Info") } } },
  { .name = "kind", .title = N_ ("What"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_ALERT_COL_KIND,
    .words = CORRAL_WORDS_ALERT_KIND },
  { .name = "cause", .title = N_ ("Because of"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_ALERT_COL_CAUSE,
    .words = CORRAL_WORDS_CAUSE },
  CORRAL_LIST_FILTER_PENDING,
  { .name = "chain", .title = N_ ("Chain"), .kind = CORRAL_FILTER_CHAINS },
};

static CorralPlace *
place_of (CorralFleet *fleet, guint32 slot)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_ALERT, slot, CORRAL_ALERT_COL_CART);
  CorralPlace *place = corral_cells_place_of_cart (fleet, cart);

  if (place != NULL)
    return place;
  return corral_cells_place_of_store (fleet,
                                      corral_fleet_get_link (fleet, CORRAL_TABLE_ALERT, slot, CORRAL_ALERT_COL_STORE));
}

const CorralListSpec *
corral_list_spec_alerts (void)
{
  static const CorralListSpec spec = {
    .page = CORRAL_PAGE_ALERTS,
    .table = CORRAL_TABLE_ALERT,
    .noun = CORRAL_NOUN_ALERT,
    .name = "alerts",
    .title = N_ ("Alerts"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .filters = filters,
    .n_filters = G_N_ELEMENTS (filters),
    .sort = CORRAL_ALERT_COL_RAISED_MS,
    .descending = TRUE,
    .first_filter = "open=1",
    .empty_title = N_ ("No Alerts"),
    .empty_description = N_ ("Nothing has been raised in the last day."),
    .place_of = place_of,
    .acts = TRUE,
  };

  return &spec;
}
