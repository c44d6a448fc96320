/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of cart tables: one row here is one column. Main thread. */
#include "config.h"

#include "corral-cells.h"
#include "corral-format.h"
#include "corral-pending.h"

#include <glib/gi18n.h>
#include <math.h>

/* domain.md: a pack below this cannot finish a 12 h shift; a drift beyond these is a warning, or void. */
#define PACK_WORN_PCT 68
#define DRIFT_WATCH_G 20
#define DRIFT_ACT_G 60
#define BATTERY_LOW_PCT 20

#define RENDER_TEXT(name, COLUMN) \
  static void render_##name (CorralCell *cell, gpointer item, gpointer data) \
  { \
    corral_cells_render_text (cell, item, CORRAL_CART_COL_##COLUMN); \
  }
#define RENDER_INTEGER(name, COLUMN) \
  static void render_##name (CorralCell *cell, gpointer item, gpointer data) \
  { \
    corral_cells_render_integer (cell, item, CORRAL_CART_COL_##COLUMN); \
  }

RENDER_TEXT (label, LABEL)
RENDER_TEXT (serial, SERIAL)
RENDER_TEXT (firmware, FIRMWARE)
RENDER_TEXT (revision, HARDWARE_REVISION)
RENDER_TEXT (lot, LOT)
RENDER_TEXT (slot, BOOT_SLOT)
RENDER_TEXT (access_point, ACCESS_POINT)
RENDER_INTEGER (boots, BOOT_COUNT)
RENDER_INTEGER (aisle, AISLE)
RENDER_INTEGER (cycles, PACK_CYCLES)
RENDER_INTEGER (impacts, IMPACTS)
RENDER_INTEGER (scan, SCAN_P95_MS)
RENDER_INTEGER (roam, ROAM_MS)

static void
render_state (CorralCell *cell, gpointer item, gpointer data)
{
  CorralCartState state = (CorralCartState) corral_row_item_get_integer (item, CORRAL_CART_COL_SHOWN_STATE);

  corral_cell_set_look (cell, corral_look_of_state (state));
  /* A word that this version does not know is shown as it is rather than as "Other". */
  if (state == CORRAL_CART_OTHER)
    corral_cell_set_text (cell, corral_row_item_get_text (item, CORRAL_CART_COL_STATE));
  corral_pending_mark_cell (cell, item);
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
render_heard (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 heard_ms = corral_row_item_get_integer (item, CORRAL_CART_COL_HEARD_MS);
  gint64 now_ms = corral_fleet_get_now (corral_row_item_get_fleet (item));

  corral_cell_take_text (cell, corral_format_age (CORRAL_IS_KNOWN (heard_ms) && CORRAL_IS_KNOWN (now_ms)
                                                      ? MAX (now_ms - heard_ms, 0)
                                                      : CORRAL_UNKNOWN));
}

static char *
tooltip_heard (gpointer item, gpointer data)
{
  return corral_cells_time_tooltip (item, CORRAL_CART_COL_HEARD_MS);
}

static void
render_since (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_time (cell, item, CORRAL_CART_COL_STATE_SINCE_MS);
}

static char *
tooltip_since (gpointer item, gpointer data)
{
  return corral_cells_time_tooltip (item, CORRAL_CART_COL_STATE_SINCE_MS);
}

static void
render_battery (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 value = corral_row_item_get_integer (item, CORRAL_CART_COL_BATTERY_PCT);

  corral_cell_take_text (cell, corral_format_integer (value));
  if (CORRAL_IS_KNOWN (value) && value < BATTERY_LOW_PCT)
    corral_cell_set_class (cell, "severity-watch");
}

static void
render_health (CorralCell *cell, gpointer item, gpointer data)
{
  gint64 value = corral_row_item_get_integer (item, CORRAL_CART_COL_PACK_SOH_PCT);

  corral_cell_take_text (cell, corral_format_integer (value));
  if (CORRAL_IS_KNOWN (value) && value < PACK_WORN_PCT)
    corral_cell_set_class (cell, "severity-watch");
}

static void
render_drift (CorralCell *cell, gpointer item, gpointer data)
{
  double value = corral_row_item_get_real (item, CORRAL_CART_COL_WEIGHT_DRIFT_G);

  corral_cell_take_text (cell, corral_format_real (value, 0));
  if (fabs (value) > DRIFT_ACT_G)
    corral_cell_set_class (cell, "severity-act");
  else if (fabs (value) > DRIFT_WATCH_G)
    corral_cell_set_class (cell, "severity-watch");
}

static void
render_signal (CorralCell *cell, gpointer item, gpointer data)
{
  const char *uplink = corral_row_item_get_text (item, CORRAL_CART_COL_UPLINK);
  gboolean wifi = g_strcmp0 (uplink, "wifi") == 0;
  gint64 dbm = corral_row_item_get_integer (item, wifi ? CORRAL_CART_COL_WIFI_RSSI_DBM : CORRAL_CART_COL_LTEM_RSRP_DBM);
  const char *word = g_strcmp0 (uplink, "ltem") == 0 ? _ ("Mobile") : corral_words_translate (CORRAL_WORDS_UPLINK, uplink);

  if (uplink == NULL)
    return;
  if (!CORRAL_IS_KNOWN (dbm) || g_strcmp0 (uplink, "none") == 0)
    {
      corral_cell_set_text (cell, word);
      return;
    }
  {
    g_autofree char *level = corral_format_integer (dbm);

    corral_cell_take_text (cell, g_strdup_printf ("%s %s", word, level));
  }
}

static void
render_carriers (CorralCell *cell, gpointer item, gpointer data)
{
  const char *list = corral_row_item_get_text (item, CORRAL_CART_COL_CARRIERS);
  g_auto (GStrv) names = list != NULL ? g_strsplit (list, " ", -1) : NULL;

  if (names != NULL)
    corral_cell_take_text (cell, g_strjoinv (_ (", "), names));
}

static void
render_fault (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_words (cell, item, CORRAL_CART_COL_FAULT, CORRAL_WORDS_FAULT);
}

static void
render_alerts (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_count (cell, item, CORRAL_CART_COL_ALERTS_OPEN, NULL);
}

static void
render_flags (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cells_render_count (cell, item, CORRAL_CART_COL_FLAGS_OPEN, NULL);
}

#define COLUMN_LABEL \
  { .id = "label", .title = N_ ("Cart"), .help = N_ ("What is painted on it"), .kind = CORRAL_CELL_TEXT, \
    .sort = CORRAL_CART_COL_LABEL, .chars = 4, .render = render_label }
#define COLUMN_STATE(expands) \
  { .id = "state", .title = N_ ("State"), .kind = CORRAL_CELL_PILL, .sort = CORRAL_CART_COL_SHOWN_STATE, .chars = 11, \
    .expand = expands, .marked = TRUE, .render = render_state, .tooltip = corral_pending_tooltip }
#define COLUMN_STORE \
  { .id = "store", .title = N_ ("Store"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_STORE, .chars = 9, \
    .expand = TRUE, .render = render_store }
#define COLUMN_CHAIN \
  { .id = "chain", .title = N_ ("Chain"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_CHAIN, .chars = 14, \
    .hidden = TRUE, .render = render_chain }
#define COMMON_COLUMNS \
  { .id = "heard", .title = N_ ("Last heard"), .kind = CORRAL_CELL_TIME, .sort = CORRAL_CART_COL_HEARD_MS, \
    .chars = 10, .expand = TRUE, .render = render_heard, .tooltip = tooltip_heard }, \
  { .id = "battery", .title = N_ ("Battery %"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_BATTERY_PCT, \
    .chars = 4, .render = render_battery }, \
  { .id = "signal", .title = N_ ("Signal dBm"), \
    .help = N_ ("How the cart reached the cloud last, and how strong: −60 is good, −85 is poor"), \
    .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_WIFI_RSSI_DBM, .chars = 9, .expand = TRUE, .render = render_signal }, \
  { .id = "firmware", .title = N_ ("Firmware"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_FIRMWARE, \
    .chars = 5, .render = render_firmware }, \
  { .id = "revision", .title = N_ ("Rev"), .help = N_ ("Hardware revision"), .kind = CORRAL_CELL_TEXT, \
    .sort = CORRAL_CART_COL_HARDWARE_REVISION, .chars = 4, .hidden = TRUE, .render = render_revision }, \
  { .id = "since", .title = N_ ("In this state since"), .kind = CORRAL_CELL_TIME, \
    .sort = CORRAL_CART_COL_STATE_SINCE_MS, .chars = 14, .hidden = TRUE, .render = render_since, \
    .tooltip = tooltip_since }, \
  { .id = "serial", .title = N_ ("Serial"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_SERIAL, .chars = 15, \
    .hidden = TRUE, .render = render_serial }, \
  { .id = "fault", .title = N_ ("Fault"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_FAULT, .chars = 16, \
    .hidden = TRUE, .render = render_fault }, \
  { .id = "carriers", .title = N_ ("Carriers"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_CARRIERS, \
    .chars = 14, .hidden = TRUE, .render = render_carriers }, \
  { .id = "lot", .title = N_ ("Lot"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_LOT, .chars = 9, \
    .hidden = TRUE, .render = render_lot }, \
  { .id = "aisle", .title = N_ ("Aisle"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_AISLE, .chars = 6, \
    .hidden = TRUE, .render = render_aisle }, \
  { .id = "access-point", .title = N_ ("Access point"), .kind = CORRAL_CELL_TEXT, \
    .sort = CORRAL_CART_COL_ACCESS_POINT, .chars = 12, .hidden = TRUE, .render = render_access_point }, \
  { .id = "roam", .title = N_ ("Roaming ms"), .help = N_ ("Change of access point: under 250 is good, 3,000 is poor"), \
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_ROAM_MS, .chars = 9, .hidden = TRUE, .render = render_roam }, \
  { .id = "health", .title = N_ ("Pack health %"), .help = N_ ("Below 68 a battery pack cannot finish a 12 h shift"), \
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_PACK_SOH_PCT, .chars = 11, .hidden = TRUE, \
    .render = render_health }, \
  { .id = "cycles", .title = N_ ("Pack cycles"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_PACK_CYCLES, \
    .chars = 10, .hidden = TRUE, .render = render_cycles }, \
  { .id = "scan", .title = N_ ("Scan ms"), .help = N_ ("95 of 100 scans were faster: under 500 is on target"), \
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_SCAN_P95_MS, .chars = 8, .hidden = TRUE, \
    .render = render_scan }, \
  { .id = "drift", .title = N_ ("Scale drift g"), \
    .help = N_ ("Up to 20 either way is fine; beyond 60 the cart’s weights prove nothing"), \
    .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_WEIGHT_DRIFT_G, .chars = 10, .hidden = TRUE, \
    .render = render_drift }, \
  { .id = "impacts", .title = N_ ("Impacts"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_IMPACTS, \
    .chars = 7, .hidden = TRUE, .render = render_impacts }, \
  { .id = "slot", .title = N_ ("Boot slot"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_CART_COL_BOOT_SLOT, .chars = 8, \
    .hidden = TRUE, .render = render_slot }, \
  { .id = "boots", .title = N_ ("Boots"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_BOOT_COUNT, .chars = 6, \
    .hidden = TRUE, .render = render_boots }, \
  { .id = "alerts", .title = N_ ("Alerts"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_ALERTS_OPEN, \
    .chars = 6, .hidden = TRUE, .render = render_alerts }, \
  { .id = "flags", .title = N_ ("Flags"), .kind = CORRAL_CELL_NUMBER, .sort = CORRAL_CART_COL_FLAGS_OPEN, .chars = 6, \
    .hidden = TRUE, .render = render_flags }

static const CorralTableColumn columns[]
    = { COLUMN_LABEL, COLUMN_STATE (FALSE), COLUMN_STORE, COLUMN_CHAIN, COMMON_COLUMNS };
static const CorralTableColumn in_store_columns[] = { COLUMN_LABEL, COLUMN_STATE (TRUE), COMMON_COLUMNS };

const CorralTableColumn *
corral_cart_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

const CorralTableColumn *
corral_cart_columns_get_in_store (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (in_store_columns);
  return in_store_columns;
}
