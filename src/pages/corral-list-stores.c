/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of stores, worst first. Main thread.
 *
 * Who opens it: a chain manager in the morning, who asks which stores fall short and goes into the first. */
#include "config.h"

#include "corral-cells.h"
#include "corral-desk.h"
#include "corral-format.h"
#include "corral-incident-source.h"
#include "corral-list-page.h"
#include "corral-opening-hours.h"
#include "corral-service-sheet.h"

#include <glib/gi18n.h>
#include <math.h>

static void
render_number (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 number = corral_row_item_get_integer (item, CORRAL_STORE_COL_NUMBER);

  /* A number that is a name: no thousands' separators. */
  if (CORRAL_IS_KNOWN (number))
    corral_cell_take_text (cell, g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

#define RENDER_TEXT(name, COLUMN) \
  static void render_##name (CorralCell *cell, gpointer item, gpointer data) \
  { \
    corral_cells_render_text (cell, item, CORRAL_STORE_COL_##COLUMN); \
  }
#define RENDER_COUNT(name, COLUMN, css_class) \
  static void render_##name (CorralCell *cell, gpointer item, gpointer data) \
  { \
    corral_cells_render_count (cell, item, CORRAL_STORE_COL_##COLUMN, css_class); \
  }

RENDER_TEXT (name, NAME)
RENDER_TEXT (city, CITY)
RENDER_TEXT (region, REGION)
RENDER_TEXT (country, COUNTRY)
RENDER_COUNT (carts, CARTS, NULL)
RENDER_COUNT (ready, CARTS_READY, NULL)
RENDER_COUNT (in_use, CARTS_IN_USE, NULL)
RENDER_COUNT (charging, CARTS_CHARGING, NULL)
RENDER_COUNT (silent, CARTS_OFFLINE, "severity-act")
RENDER_COUNT (low, CARTS_LOW_BATTERY, "severity-watch")
RENDER_COUNT (off_premises, CARTS_OFF_PREMISES, "severity-watch")
RENDER_COUNT (alerts, ALERTS_OPEN, NULL)
RENDER_COUNT (flags, FLAGS_OPEN, NULL)

static void
render_chain (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_chain (cell, item);
}

static void
render_repair (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 fault = corral_row_item_get_integer (item, CORRAL_STORE_COL_CARTS_FAULT);
  gint64 out = corral_row_item_get_integer (item, CORRAL_STORE_COL_CARTS_OUT_OF_SERVICE);
  gint64 sum = (CORRAL_IS_KNOWN (fault) ? fault : 0) + (CORRAL_IS_KNOWN (out) ? out : 0);

  corral_cell_take_text (cell, corral_format_integer (sum));
  if (sum == 0)
    corral_cell_set_class (cell, "dim-label");
}

static void
render_service (CorralCell *cell, gpointer item, gpointer data)
{
  double gap = corral_row_item_get_real (item, CORRAL_STORE_COL_SERVICE_GAP_PCT);

  corral_cells_render_real (cell, item, CORRAL_STORE_COL_SERVICE_TODAY_PCT, 1);
  if (gap < 0)
    corral_cell_set_class (cell, "severity-act");
}

static void
render_target (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_real (cell, item, CORRAL_STORE_COL_SERVICE_TARGET_PCT, 0);
}

static void
render_local_time (CorralCell *cell, gpointer item, gpointer data)
{
  CorralFleet *fleet = corral_row_item_get_fleet (item);
  guint32 store = corral_row_item_get_slot (item);
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, store);
  gint64 now_ms = corral_fleet_get_now (fleet);
  CorralOpeningHours hours
      = corral_opening_hours_parse (corral_row_item_get_text (item, CORRAL_STORE_COL_OPENING_HOURS));
  g_autofree char *time = corral_format_time (now_ms, now_ms, zone);

  if (!hours.known || !CORRAL_IS_KNOWN (now_ms))
    corral_cell_set_text (cell, time);
  else if (corral_opening_hours_is_open (&hours, zone, now_ms))
    /* Translators: the time in a store, and that it is open: "09:14 open" */
    corral_cell_take_text (cell, g_strdup_printf (_ ("%s open"), time));
  else
    {
      /* Translators: the time in a store, and that it is closed */
      corral_cell_take_text (cell, g_strdup_printf (_ ("%s closed"), time));
      corral_cell_set_class (cell, "dim-label");
    }
}

static const CorralTableColumn columns[] = {
  { .id = "number", .title = N_ ("No."), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_NUMBER, .chars = 4,
    .render = render_number },
  { .id = "name", .title = N_ ("Store"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_STORE_COL_NAME, .chars = 8,
    .expand = TRUE, .render = render_name },
  { .id = "chain", .title = N_ ("Chain"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_STORE_COL_CHAIN, .chars = 15,
    .hidden = TRUE, .render = render_chain },
  { .id = "service", .title = N_ ("Today %"),
    .help = N_ ("Service level: the part of today’s open hours in which carts were operational"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_SERVICE_GAP_PCT, .value = CORRAL_STORE_COL_SERVICE_TODAY_PCT,
    .chars = 5, .render = render_service },
  { .id = "target", .title = N_ ("Target"), .help = N_ ("Service level agreed, in per cent"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_SERVICE_TARGET_PCT, .chars = 4, .hidden = TRUE, .render = render_target },
  { .id = "ready", .title = N_ ("Ready"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_CARTS_READY, .chars = 4,
    .render = render_ready },
  { .id = "in-use", .title = N_ ("In use"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_CARTS_IN_USE,
    .chars = 4, .render = render_in_use },
  { .id = "charging", .title = N_ ("Charging"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_CARTS_CHARGING,
    .chars = 4, .render = render_charging },
  { .id = "silent", .title = N_ ("Silent"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_CARTS_OFFLINE,
    .chars = 4, .render = render_silent },
  { .id = "repair", .title = N_ ("Repair"), .help = N_ ("Carts with a fault or taken out of service"),
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_CARTS_OUT_OF_SERVICE, .as_shown = TRUE, .chars = 4,
    .render = render_repair },
  { .id = "alerts", .title = N_ ("Alerts"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_ALERTS_OPEN,
    .chars = 4, .render = render_alerts },
  { .id = "flags", .title = N_ ("Flags"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_FLAGS_OPEN, .chars = 4,
    .render = render_flags },
  { .id = "carts", .title = N_ ("Carts"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_CARTS, .chars = 6,
    .hidden = TRUE, .render = render_carts },
  { .id = "low", .title = N_ ("Battery low"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_STORE_COL_CARTS_LOW_BATTERY,
    .chars = 9, .hidden = TRUE, .render = render_low },
  { .id = "off-premises", .title = N_ ("Off premises"), .kind = CORRAL_CELL_NUMBER,
    .sort = CORRAL_STORE_COL_CARTS_OFF_PREMISES, .chars = 11, .hidden = TRUE, .render = render_off_premises },
  { .id = "city", .title = N_ ("City"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_STORE_COL_CITY, .chars = 12,
    .hidden = TRUE, .render = render_city },
  { .id = "region", .title = N_ ("Region"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_STORE_COL_REGION, .chars = 10,
    .hidden = TRUE, .render = render_region },
  { .id = "country", .title = N_ ("Country"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_STORE_COL_COUNTRY, .chars = 7,
    .hidden = TRUE, .render = render_country },
  { .id = "local-time", .title = N_ ("Local time"), .kind = CORRAL_CELL_TIME, .sort = CORRAL_TABLE_NO_SORT, .chars = 12,
    .hidden = TRUE, .render = render_local_time },
};

static const CorralListFilter filters[] = {
  { .name = "chain", .title = N_ ("Chain"), .kind = CORRAL_FILTER_CHAINS },
  { .name = "region", .title = N_ ("Region"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_STORE_COL_REGION,
    .words = -1 },
  { .name = "below_target", .title = N_ ("Service level"), .kind = CORRAL_FILTER_FIXED,
    .choices = { { "1", N_ ("Below target") }, { "0", N_ ("On target") } } },
};

const CorralListSpec *
corral_list_spec_stores (void)
{
  static const CorralListSpec spec = {
    .page = CORRAL_PAGE_STORES,
    .table = CORRAL_TABLE_STORE,
    .noun = CORRAL_NOUN_STORE,
    .name = "stores",
    .title = N_ ("Stores"),
    .columns = columns,
    .n_columns = G_N_ELEMENTS (columns),
    .filters = filters,
    .n_filters = G_N_ELEMENTS (filters),
    .sort = CORRAL_STORE_COL_SERVICE_GAP_PCT,
    .empty_title = N_ ("No Stores Yet"),
    .empty_description = N_ ("They appear here as they arrive from the cloud."),
    .place_of = corral_cells_place_of_store,
  };

  return &spec;
}

/* The only one, or CORRAL_NO_SLOT. */
static guint32
find_only_chain (CorralFleet *fleet)
{
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  guint32 only = CORRAL_NO_SLOT;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (corral_columns_exists (chains, slot))
      {
        if (only != CORRAL_NO_SLOT)
          return CORRAL_NO_SLOT;
        only = slot;
      }
  return only;
}

CorralSheet *
corral_stores_make_service_sheet (CorralPage *page)
{
  CorralPageContext *context = corral_page_get_context (page);
  const char *id = corral_page_get_chain (page);
  guint32 chain = id != NULL ? corral_fleet_find_chain (context->fleet, id) : find_only_chain (context->fleet);
  CorralSheet *sheet;

  if (chain == CORRAL_NO_SLOT)
    {
      corral_page_tell (GTK_WIDGET (page), _ ("Choose one chain above: a sheet is of one."), NULL);
      return NULL;
    }
  sheet = corral_service_sheet_of_chain (context->fleet, chain, corral_incident_source_get_incidents (context->incidents),
                                         corral_desk_cloud_answers (context), corral_clock_now_ms (context->clock));
  if (sheet == NULL)
    corral_page_tell (GTK_WIDGET (page), _ ("Nothing is known of this chain’s service level."), NULL);
  return sheet;
}
