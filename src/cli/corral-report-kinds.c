/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reports hold: one table of columns each. CSV and JSON keep the contract's words; the table says what
 * people say. Main thread. */
#include "config.h"

#include "corral-report-kinds.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-look.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define OWN CORRAL_NO_COLUMN

typedef struct _Column Column;
typedef void (*ColumnFill) (CorralReport *report, guint index, CorralFleet *fleet, guint32 slot, const Column *column);

struct _Column
{
  CorralReportColumn out;
  guint via;       /* a link column of the report's table, or OWN */
  guint source;    /* a column of the table that it points at, or of the report's own */
  ColumnFill fill; /* (nullable): the plain value */
  const char *(*say) (const char *word); /* (nullable): what people say for a word */
  double (*measure) (const CorralRollup *rollup); /* (nullable): a figure of a chain or store, and of all; NAN */
};

struct _CorralReportKind
{
  const char *name;
  CorralPageKind page;   /* of the window on which the same rows stand: who has that has it */
  CorralTableKind table;
  const Column *columns;
  guint n_columns;
  guint sort;            /* column, or CORRAL_NO_COLUMN for the table's own order */
  gboolean by_chain;     /* a chain after the other */
  gboolean totals;
  guint chain_column;    /* of the table */
  guint store_column;    /* the same; OWN: the table is that of stores; CORRAL_NO_SLOT: it has none */
  guint open_column;     /* the same, or CORRAL_NO_COLUMN */
  const char *empty;     /* translated when shown */
};

static const char *
say_alert_kind (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_ALERT_KIND, word);
}

static const char *
say_cause (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_CAUSE, word);
}

static const char *
say_severity (const char *word)
{
  return corral_look_of_severity (word).word;
}

static const char *
say_flag_kind (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_FLAG_KIND, word);
}

static const char *
say_outcome (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_OUTCOME, word);
}

static const char *
say_flag_status (const char *word)
{
  return corral_look_of_flag (word, NULL).word;
}

static const char *
say_case_status (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_CASE_STATUS, word);
}

static const char *
say_case_outcome (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, word);
}

static const char *
say_ticket_reason (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_TICKET_REASON, word);
}

static const char *
say_fault (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_FAULT, word);
}

static const char *
say_uplink (const char *word)
{
  return corral_words_translate (CORRAL_WORDS_UPLINK, word);
}

/* ---- values that are not simply there ------------------------------------------------------------------ */

static void
fill_state (CorralReport *report, guint index, CorralFleet *fleet, guint32 slot, const Column *column)
{
  gint64 state = corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SHOWN_STATE);
  const char *word = CORRAL_IS_KNOWN (state) ? corral_cart_state_to_word ((CorralCartState) state) : NULL;

  if (word != NULL)
    {
      corral_report_set_text (report, index, word);
      corral_report_set_shown (report, index, corral_look_of_state ((CorralCartState) state).word);
      return;
    }
  /* A word that this version does not know is told as it is. */
  corral_report_set_text (report, index,
                          corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE));
}

#define MEASURE(name, value) \
  static double measure_##name (const CorralRollup *rollup) \
  { \
    return (value); \
  }
MEASURE (stores, rollup->stores)
MEASURE (carts, rollup->carts)
MEASURE (ready, rollup->by_state[CORRAL_CART_IDLE])
MEASURE (in_use, rollup->by_state[CORRAL_CART_IN_USE])
MEASURE (charging, rollup->by_state[CORRAL_CART_CHARGING])
MEASURE (silent, rollup->by_state[CORRAL_CART_OFFLINE])
MEASURE (repair, (double) rollup->by_state[CORRAL_CART_FAULT] + rollup->by_state[CORRAL_CART_OUT_OF_SERVICE])
MEASURE (service_today, rollup->service_today_pct)
MEASURE (service_target, rollup->service_target_pct)
MEASURE (below_target, rollup->stores_below_target)
MEASURE (alerts, rollup->alerts_open)
MEASURE (flags, rollup->flags_open)

static void
set_measure (CorralReport *report, guint index, const Column *column, const CorralRollup *rollup)
{
  double value = column->measure (rollup);

  if (column->out.type == CORRAL_CELL_REAL)
    corral_report_set_real (report, index, value);
  else if (isfinite (value))
    corral_report_set_integer (report, index, (gint64) value);
}

static void
fill_value (CorralReport *report, guint index, CorralFleet *fleet, guint32 slot, const Column *column)
{
  gint64 minor = corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_VALUE_MINOR);
  g_autofree char *shown = corral_format_money (
      minor, corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CURRENCY));

  corral_report_set_integer (report, index, minor);
  corral_report_set_shown (report, index, shown);
}

static void
fill_cart_or_store (CorralReport *report, guint index, CorralFleet *fleet, guint32 slot, const Column *column)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_ALERT, slot, CORRAL_ALERT_COL_CART);

  if (cart == CORRAL_NO_SLOT)
    corral_report_set_shown (report, index, _ ("Whole store"));
  else
    corral_report_set_text (report, index,
                            corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
}

/* ---- the columns ---------------------------------------------------------------------------------------- */

#define TEXT_CELL(key, heading) { key, heading, CORRAL_CELL_TEXT, 0 }
#define INTEGER_CELL(key, heading) { key, heading, CORRAL_CELL_INTEGER, 0 }
#define REAL_CELL(key, heading, decimals) { key, heading, CORRAL_CELL_REAL, decimals }
#define BOOLEAN_CELL(key, heading) { key, heading, CORRAL_CELL_BOOLEAN, 0 }
#define TIME_CELL(key, heading) { key, heading, CORRAL_CELL_TIME, 0 }
#define TIME_UTC_CELL(key, heading) { key, heading, CORRAL_CELL_TIME_UTC, 0 }
#define MEASURED(func) OWN, 0, NULL, NULL, func

static const Column fleet_columns[] = {
  { TEXT_CELL ("chain", NULL), OWN, CORRAL_CHAIN_COL_ID },
  { TEXT_CELL ("name", N_ ("Chain")), OWN, CORRAL_CHAIN_COL_NAME },
  { TEXT_CELL ("region", NULL), OWN, CORRAL_CHAIN_COL_REGION },
  { INTEGER_CELL ("stores", N_ ("Stores")), MEASURED (measure_stores) },
  { INTEGER_CELL ("carts", N_ ("Carts")), MEASURED (measure_carts) },
  { INTEGER_CELL ("ready", N_ ("Ready")), MEASURED (measure_ready) },
  { INTEGER_CELL ("in_use", N_ ("In use")), MEASURED (measure_in_use) },
  { INTEGER_CELL ("charging", N_ ("Charging")), MEASURED (measure_charging) },
  { INTEGER_CELL ("silent", N_ ("Silent")), MEASURED (measure_silent) },
  { INTEGER_CELL ("repair", N_ ("Repair")), MEASURED (measure_repair) },
  { REAL_CELL ("service_today_pct", N_ ("Today %"), 1), MEASURED (measure_service_today) },
  { REAL_CELL ("service_target_pct", N_ ("Target %"), 1), MEASURED (measure_service_target) },
  { INTEGER_CELL ("stores_below_target", NULL), MEASURED (measure_below_target) },
  { INTEGER_CELL ("alerts", N_ ("Alerts")), MEASURED (measure_alerts) },
  { INTEGER_CELL ("flags", N_ ("Flags")), MEASURED (measure_flags) },
  { TIME_UTC_CELL ("as_of", NULL), OWN, CORRAL_CHAIN_COL_KNOWN_AS_OF_MS },
};

static const Column store_columns[] = {
  { TEXT_CELL ("chain", NULL), CORRAL_STORE_COL_CHAIN, CORRAL_CHAIN_COL_ID },
  { TEXT_CELL ("chain_name", N_ ("Chain")), CORRAL_STORE_COL_CHAIN, CORRAL_CHAIN_COL_NAME },
  { INTEGER_CELL ("store", N_ ("Store")), OWN, CORRAL_STORE_COL_NUMBER },
  { TEXT_CELL ("name", N_ ("Name")), OWN, CORRAL_STORE_COL_NAME },
  { TEXT_CELL ("city", NULL), OWN, CORRAL_STORE_COL_CITY },
  { TEXT_CELL ("country", NULL), OWN, CORRAL_STORE_COL_COUNTRY },
  { TEXT_CELL ("region", N_ ("Region")), OWN, CORRAL_STORE_COL_REGION },
  { INTEGER_CELL ("carts", N_ ("Carts")), MEASURED (measure_carts) },
  { INTEGER_CELL ("ready", N_ ("Ready")), MEASURED (measure_ready) },
  { INTEGER_CELL ("in_use", N_ ("In use")), MEASURED (measure_in_use) },
  { INTEGER_CELL ("charging", N_ ("Charging")), MEASURED (measure_charging) },
  { INTEGER_CELL ("silent", N_ ("Silent")), MEASURED (measure_silent) },
  { INTEGER_CELL ("repair", N_ ("Repair")), MEASURED (measure_repair) },
  { REAL_CELL ("service_today_pct", N_ ("Today %"), 1), OWN, CORRAL_STORE_COL_SERVICE_TODAY_PCT },
  { REAL_CELL ("service_target_pct", N_ ("Target %"), 1), OWN, CORRAL_STORE_COL_SERVICE_TARGET_PCT },
  { BOOLEAN_CELL ("below_target", NULL), OWN, CORRAL_STORE_COL_BELOW_TARGET },
  { INTEGER_CELL ("alerts", N_ ("Alerts")), MEASURED (measure_alerts) },
  { INTEGER_CELL ("flags", N_ ("Flags")), MEASURED (measure_flags) },
  { TEXT_CELL ("time_zone", NULL), OWN, CORRAL_STORE_COL_TIME_ZONE },
  { TEXT_CELL ("opening_hours", NULL), OWN, CORRAL_STORE_COL_OPENING_HOURS },
  { TIME_UTC_CELL ("as_of", NULL), CORRAL_STORE_COL_CHAIN, CORRAL_CHAIN_COL_KNOWN_AS_OF_MS },
};

static const Column cart_columns[] = {
  { TEXT_CELL ("chain", NULL), CORRAL_CART_COL_CHAIN, CORRAL_CHAIN_COL_ID },
  { TEXT_CELL ("chain_name", N_ ("Chain")), CORRAL_CART_COL_CHAIN, CORRAL_CHAIN_COL_NAME },
  { INTEGER_CELL ("store", N_ ("Store")), CORRAL_CART_COL_STORE, CORRAL_STORE_COL_NUMBER },
  { TEXT_CELL ("store_name", N_ ("Name")), CORRAL_CART_COL_STORE, CORRAL_STORE_COL_NAME },
  { TEXT_CELL ("label", N_ ("Cart")), OWN, CORRAL_CART_COL_LABEL },
  { TEXT_CELL ("serial", N_ ("Serial")), OWN, CORRAL_CART_COL_SERIAL },
  { TEXT_CELL ("state", N_ ("State")), OWN, 0, fill_state },
  { TIME_CELL ("heard", N_ ("Last heard")), OWN, CORRAL_CART_COL_HEARD_MS },
  { INTEGER_CELL ("battery_pct", N_ ("Battery %")), OWN, CORRAL_CART_COL_BATTERY_PCT },
  { INTEGER_CELL ("pack_soh_pct", NULL), OWN, CORRAL_CART_COL_PACK_SOH_PCT },
  { TEXT_CELL ("uplink", N_ ("Link")), OWN, CORRAL_CART_COL_UPLINK, NULL, say_uplink },
  { INTEGER_CELL ("wifi_rssi_dbm", NULL), OWN, CORRAL_CART_COL_WIFI_RSSI_DBM },
  { INTEGER_CELL ("ltem_rsrp_dbm", NULL), OWN, CORRAL_CART_COL_LTEM_RSRP_DBM },
  { TEXT_CELL ("carriers", NULL), OWN, CORRAL_CART_COL_CARRIERS },
  { TEXT_CELL ("firmware", N_ ("Firmware")), OWN, CORRAL_CART_COL_FIRMWARE },
  { TEXT_CELL ("boot_slot", NULL), OWN, CORRAL_CART_COL_BOOT_SLOT },
  { TEXT_CELL ("hardware_revision", N_ ("Rev")), OWN, CORRAL_CART_COL_HARDWARE_REVISION },
  { TEXT_CELL ("lot", NULL), OWN, CORRAL_CART_COL_LOT },
  { TEXT_CELL ("fault", N_ ("Fault")), OWN, CORRAL_CART_COL_FAULT, NULL, say_fault },
  { INTEGER_CELL ("alerts", N_ ("Alerts")), OWN, CORRAL_CART_COL_ALERTS_OPEN },
  { INTEGER_CELL ("flags", N_ ("Flags")), OWN, CORRAL_CART_COL_FLAGS_OPEN },
  { TIME_UTC_CELL ("as_of", NULL), CORRAL_CART_COL_CHAIN, CORRAL_CHAIN_COL_KNOWN_AS_OF_MS },
};

static const Column alert_columns[] = {
  { TEXT_CELL ("id", NULL), OWN, CORRAL_ALERT_COL_ID },
  { TEXT_CELL ("chain", NULL), CORRAL_ALERT_COL_CHAIN, CORRAL_CHAIN_COL_ID },
  { TEXT_CELL ("chain_name", N_ ("Chain")), CORRAL_ALERT_COL_CHAIN, CORRAL_CHAIN_COL_NAME },
  { INTEGER_CELL ("store", N_ ("Store")), CORRAL_ALERT_COL_STORE, CORRAL_STORE_COL_NUMBER },
  { TEXT_CELL ("store_name", N_ ("Name")), CORRAL_ALERT_COL_STORE, CORRAL_STORE_COL_NAME },
  { TEXT_CELL ("cart", N_ ("Cart")), OWN, 0, fill_cart_or_store },
  { TEXT_CELL ("serial", NULL), CORRAL_ALERT_COL_CART, CORRAL_CART_COL_SERIAL },
  { TEXT_CELL ("severity", N_ ("Severity")), OWN, CORRAL_ALERT_COL_SEVERITY, NULL, say_severity },
  { TEXT_CELL ("kind", N_ ("Alert")), OWN, CORRAL_ALERT_COL_KIND, NULL, say_alert_kind },
  { TEXT_CELL ("cause", N_ ("Cause")), OWN, CORRAL_ALERT_COL_CAUSE, NULL, say_cause },
  { TEXT_CELL ("detail", N_ ("Detail")), OWN, CORRAL_ALERT_COL_DETAIL },
  { TIME_CELL ("raised", N_ ("Since")), OWN, CORRAL_ALERT_COL_RAISED_MS },
  { BOOLEAN_CELL ("open", NULL), OWN, CORRAL_ALERT_COL_OPEN },
  { TIME_CELL ("acknowledged", NULL), OWN, CORRAL_ALERT_COL_ACKNOWLEDGED_MS },
  { TEXT_CELL ("assigned_to", N_ ("Assigned to")), OWN, CORRAL_ALERT_COL_ASSIGNED_TO },
  { TIME_CELL ("cleared", NULL), OWN, CORRAL_ALERT_COL_CLEARED_MS },
  { TIME_UTC_CELL ("as_of", NULL), CORRAL_ALERT_COL_CHAIN, CORRAL_CHAIN_COL_KNOWN_AS_OF_MS },
};

static const Column flag_columns[] = {
  { TEXT_CELL ("id", NULL), OWN, CORRAL_FLAG_COL_ID },
  { TEXT_CELL ("chain", NULL), CORRAL_FLAG_COL_CHAIN, CORRAL_CHAIN_COL_ID },
  { TEXT_CELL ("chain_name", N_ ("Chain")), CORRAL_FLAG_COL_CHAIN, CORRAL_CHAIN_COL_NAME },
  { INTEGER_CELL ("store", N_ ("Store")), CORRAL_FLAG_COL_STORE, CORRAL_STORE_COL_NUMBER },
  { TEXT_CELL ("store_name", N_ ("Name")), CORRAL_FLAG_COL_STORE, CORRAL_STORE_COL_NAME },
  { TEXT_CELL ("cart", N_ ("Cart")), CORRAL_FLAG_COL_CART, CORRAL_CART_COL_LABEL },
  { TEXT_CELL ("serial", NULL), CORRAL_FLAG_COL_CART, CORRAL_CART_COL_SERIAL },
  { TEXT_CELL ("session", NULL), OWN, CORRAL_FLAG_COL_SESSION },
  { TEXT_CELL ("kind", N_ ("Flag")), OWN, CORRAL_FLAG_COL_KIND, NULL, say_flag_kind },
  { TIME_CELL ("raised", N_ ("Raised")), OWN, CORRAL_FLAG_COL_RAISED_MS },
  { BOOLEAN_CELL ("in_store", N_ ("In store")), OWN, CORRAL_FLAG_COL_IN_STORE },
  { TEXT_CELL ("status", N_ ("Status")), OWN, CORRAL_FLAG_COL_STATUS, NULL, say_flag_status },
  { TEXT_CELL ("outcome", N_ ("Outcome")), OWN, CORRAL_FLAG_COL_OUTCOME, NULL, say_outcome },
  { TIME_CELL ("decided", NULL), OWN, CORRAL_FLAG_COL_DECIDED_MS },
  { INTEGER_CELL ("confidence_pct", N_ ("Confidence %")), OWN, CORRAL_FLAG_COL_CONFIDENCE_PCT },
  { INTEGER_CELL ("value_minor", N_ ("Value")), OWN, 0, fill_value },
  { TEXT_CELL ("currency", NULL), OWN, CORRAL_FLAG_COL_CURRENCY },
  { REAL_CELL ("expected_g", NULL, 1), OWN, CORRAL_FLAG_COL_EXPECTED_G },
  { REAL_CELL ("measured_g", NULL, 1), OWN, CORRAL_FLAG_COL_MEASURED_G },
  { TIME_UTC_CELL ("as_of", NULL), CORRAL_FLAG_COL_CHAIN, CORRAL_CHAIN_COL_KNOWN_AS_OF_MS },
};

static const Column case_columns[] = {
  { TEXT_CELL ("id", NULL), OWN, CORRAL_CASE_COL_ID },
  { TEXT_CELL ("chain", NULL), CORRAL_CASE_COL_CHAIN, CORRAL_CHAIN_COL_ID },
  { TEXT_CELL ("chain_name", N_ ("Chain")), CORRAL_CASE_COL_CHAIN, CORRAL_CHAIN_COL_NAME },
  { INTEGER_CELL ("store", N_ ("Store")), CORRAL_CASE_COL_STORE, CORRAL_STORE_COL_NUMBER },
  { TEXT_CELL ("store_name", N_ ("Name")), CORRAL_CASE_COL_STORE, CORRAL_STORE_COL_NAME },
  { TEXT_CELL ("number", N_ ("Case")), OWN, CORRAL_CASE_COL_NUMBER },
  { TEXT_CELL ("title", N_ ("Title")), OWN, CORRAL_CASE_COL_TITLE },
  { TEXT_CELL ("status", N_ ("Status")), OWN, CORRAL_CASE_COL_STATUS, NULL, say_case_status },
  { TIME_CELL ("opened", N_ ("Opened")), OWN, CORRAL_CASE_COL_OPENED_MS },
  { TIME_CELL ("closed", NULL), OWN, CORRAL_CASE_COL_CLOSED_MS },
  { TEXT_CELL ("outcome", N_ ("Outcome")), OWN, CORRAL_CASE_COL_OUTCOME, NULL, say_case_outcome },
  { INTEGER_CELL ("flags", N_ ("Flags")), OWN, CORRAL_CASE_COL_N_FLAGS },
  { INTEGER_CELL ("loss_minor", NULL), OWN, CORRAL_CASE_COL_LOSS_MINOR },
  { INTEGER_CELL ("suspected_minor", NULL), OWN, CORRAL_CASE_COL_SUSPECTED_MINOR },
  { TEXT_CELL ("currency", NULL), OWN, CORRAL_CASE_COL_CURRENCY },
};

static const Column ticket_columns[] = {
  { TEXT_CELL ("id", NULL), OWN, CORRAL_TICKET_COL_ID },
  { TEXT_CELL ("chain", NULL), CORRAL_TICKET_COL_CHAIN, CORRAL_CHAIN_COL_ID },
  { TEXT_CELL ("chain_name", N_ ("Chain")), CORRAL_TICKET_COL_CHAIN, CORRAL_CHAIN_COL_NAME },
  { INTEGER_CELL ("store", N_ ("Store")), CORRAL_TICKET_COL_STORE, CORRAL_STORE_COL_NUMBER },
  { TEXT_CELL ("store_name", N_ ("Name")), CORRAL_TICKET_COL_STORE, CORRAL_STORE_COL_NAME },
  { TEXT_CELL ("number", N_ ("Ticket")), OWN, CORRAL_TICKET_COL_NUMBER },
  { TEXT_CELL ("cart", N_ ("Cart")), CORRAL_TICKET_COL_CART, CORRAL_CART_COL_LABEL },
  { TEXT_CELL ("serial", NULL), CORRAL_TICKET_COL_CART, CORRAL_CART_COL_SERIAL },
  { TEXT_CELL ("reason", N_ ("Reason")), OWN, CORRAL_TICKET_COL_REASON, NULL, say_ticket_reason },
  { TEXT_CELL ("status", N_ ("Status")), OWN, CORRAL_TICKET_COL_STATUS },
  { TIME_CELL ("opened", N_ ("Opened")), OWN, CORRAL_TICKET_COL_OPENED_MS },
  { TIME_CELL ("closed", NULL), OWN, CORRAL_TICKET_COL_CLOSED_MS },
};

#define COLUMNS(array) array, G_N_ELEMENTS (array)

static const CorralReportKind kinds[] = {
  { "fleet", CORRAL_PAGE_STORES, CORRAL_TABLE_CHAIN, COLUMNS (fleet_columns), CORRAL_NO_COLUMN, FALSE, TRUE,
    CORRAL_CHAIN_COL_CHAIN, CORRAL_NO_SLOT, CORRAL_NO_COLUMN, N_ ("There are no chains.") },
  { "stores", CORRAL_PAGE_STORES, CORRAL_TABLE_STORE, COLUMNS (store_columns), CORRAL_STORE_COL_SERVICE_GAP_PCT, FALSE,
    FALSE, CORRAL_STORE_COL_CHAIN, CORRAL_STORE_COL_NUMBER, CORRAL_NO_COLUMN, N_ ("There are no stores.") },
  { "carts", CORRAL_PAGE_CARTS, CORRAL_TABLE_CART, COLUMNS (cart_columns), CORRAL_CART_COL_STORE, TRUE, FALSE,
    CORRAL_CART_COL_CHAIN, CORRAL_CART_COL_STORE, CORRAL_NO_COLUMN, N_ ("There are no carts.") },
  { "alerts", CORRAL_PAGE_ALERTS, CORRAL_TABLE_ALERT, COLUMNS (alert_columns), CORRAL_NO_COLUMN, FALSE, FALSE,
    CORRAL_ALERT_COL_CHAIN, CORRAL_ALERT_COL_STORE, CORRAL_ALERT_COL_OPEN, N_ ("No alerts are open.") },
  { "flags", CORRAL_PAGE_FLAGS, CORRAL_TABLE_FLAG, COLUMNS (flag_columns), CORRAL_NO_COLUMN, FALSE, FALSE,
    CORRAL_FLAG_COL_CHAIN, CORRAL_FLAG_COL_STORE, CORRAL_FLAG_COL_OPEN, N_ ("No flags are to be reviewed.") },
  { "cases", CORRAL_PAGE_CASES, CORRAL_TABLE_CASE, COLUMNS (case_columns), CORRAL_NO_COLUMN, FALSE, FALSE,
    CORRAL_CASE_COL_CHAIN, CORRAL_CASE_COL_STORE, CORRAL_NO_COLUMN, N_ ("There are no cases.") },
  { "tickets", CORRAL_PAGE_CARTS, CORRAL_TABLE_TICKET, COLUMNS (ticket_columns), CORRAL_TICKET_COL_OPENED_MS, FALSE,
    FALSE, CORRAL_TICKET_COL_CHAIN, CORRAL_TICKET_COL_STORE, CORRAL_NO_COLUMN, N_ ("There are no tickets.") },
};

const CorralReportKind *
corral_report_kind_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      return &kinds[i];
  return NULL;
}

const char *const *
corral_report_kind_list_names (void)
{
  static const char *names[G_N_ELEMENTS (kinds) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    names[i] = kinds[i].name;
  return names;
}

gboolean
corral_report_kind_has_stores (const CorralReportKind *self)
{
  return self->store_column != CORRAL_NO_SLOT;
}

gboolean
corral_report_kind_is_for (const CorralReportKind *self, const CorralRights *rights)
{
  return corral_rights_has_page (rights, self->page);
}

const char *
corral_report_kind_say_empty (const CorralReportKind *self)
{
  return _ (self->empty);
}

gboolean
corral_report_kind_takes (const CorralReportKind *self, const char *name, const char *words)
{
  g_autoptr (CorralOrder) order = corral_order_new (self->table);

  return corral_order_where_named (order, name, words);
}

/* ---- filling --------------------------------------------------------------------------------------------- */

static void
fill_cell (CorralReport *report, guint index, CorralFleet *fleet, CorralTableKind table, guint32 slot,
           const Column *column)
{
  const CorralColumns *from = corral_fleet_get_table (fleet, table);

  if (column->fill != NULL)
    {
      column->fill (report, index, fleet, slot, column);
      return;
    }
  if (column->measure != NULL)
    {
      CorralRollup rollup;

      corral_fleet_get_rollup (fleet, table, slot, &rollup);
      set_measure (report, index, column, &rollup);
      return;
    }
  if (column->via != OWN)
    {
      CorralTableKind target = (CorralTableKind) corral_columns_get_spec (from, column->via)->target;

      slot = corral_columns_get_link (from, slot, column->via);
      from = corral_fleet_get_table (fleet, target);
      if (slot == CORRAL_NO_SLOT || !corral_columns_exists (from, slot))
        return;
    }
  switch (column->out.type)
    {
    case CORRAL_CELL_TEXT:
      {
        const char *text = corral_columns_get_text (from, slot, column->source);

        corral_report_set_text (report, index, text);
        if (column->say != NULL && text != NULL)
          corral_report_set_shown (report, index, column->say (text));
        break;
      }
    case CORRAL_CELL_REAL:
      corral_report_set_real (report, index, corral_columns_get_real (from, slot, column->source));
      break;
    case CORRAL_CELL_INTEGER:
    case CORRAL_CELL_BOOLEAN:
    case CORRAL_CELL_TIME:
    case CORRAL_CELL_TIME_UTC:
    default:
      corral_report_set_integer (report, index, corral_columns_get_integer (from, slot, column->source));
      break;
    }
}

static void
add_row (CorralReport *report, const Column *columns, guint n_columns, CorralFleet *fleet, CorralTableKind table,
         guint32 slot, guint32 store)
{
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, store);

  corral_report_add_row (report, zone);
  for (guint i = 0; i < n_columns; i++)
    fill_cell (report, i, fleet, table, slot, &columns[i]);
}

static guint32
store_of (const CorralReportKind *self, CorralFleet *fleet, guint32 slot)
{
  if (self->table == CORRAL_TABLE_STORE)
    return slot;
  return self->store_column != CORRAL_NO_SLOT ? corral_fleet_get_link (fleet, self->table, slot, self->store_column)
                                              : CORRAL_NO_SLOT;
}

static void
add_rows (const CorralReportKind *self, CorralReport *report, CorralFleet *fleet, const CorralReportScope *scope,
          guint32 chain)
{
  g_autoptr (CorralOrder) order = corral_order_new (self->table);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_order_sort_by (order, self->sort, FALSE);
  if (chain != CORRAL_NO_SLOT)
    corral_order_where_integer (order, self->chain_column, chain);
  if (scope->store != CORRAL_NO_SLOT && self->table == CORRAL_TABLE_STORE)
    corral_order_where_slots (order, &scope->store, 1);
  else if (scope->store != CORRAL_NO_SLOT)
    corral_order_where_integer (order, self->store_column, scope->store);
  if (self->open_column != CORRAL_NO_COLUMN && !scope->with_closed)
    corral_order_where_integer (order, self->open_column, 1);
  for (guint i = 0; scope->where != NULL && scope->where[i] != NULL; i += 2)
    corral_order_where_named (order, scope->where[i], scope->where[i + 1]);
  corral_order_run (order, fleet, slots);

  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);

      add_row (report, self->columns, self->n_columns, fleet, self->table, slot, store_of (self, fleet, slot));
    }
}

/* Sums, and service levels of all carts together. */
static void
add_totals (const CorralReportKind *self, CorralReport *report, CorralFleet *fleet)
{
  CorralRollup all;

  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &all);
  corral_report_add_row (report, NULL);
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (self->columns[i].measure != NULL)
        set_measure (report, i, &self->columns[i], &all);
      else if (strcmp (self->columns[i].out.key, "name") == 0)
        corral_report_set_text (report, i, _ ("All"));
    }
  corral_report_set_totals (report);
}

CorralReport *
corral_report_kind_run (const CorralReportKind *self, CorralFleet *fleet, const CorralReportScope *scope)
{
  CorralReport *report = corral_report_new (corral_fleet_get_now (fleet));

  for (guint i = 0; i < self->n_columns; i++)
    corral_report_add_column (report, &self->columns[i].out);
  if (self->by_chain && scope->chain == CORRAL_NO_SLOT)
    {
      g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CHAIN);
      g_autoptr (GArray) chains = g_array_new (FALSE, FALSE, sizeof (guint32));

      corral_order_run (order, fleet, chains);
      for (guint i = 0; i < chains->len; i++)
        add_rows (self, report, fleet, scope, g_array_index (chains, guint32, i));
    }
  else
    {
      add_rows (self, report, fleet, scope, scope->chain);
    }
  if (self->totals && scope->chain == CORRAL_NO_SLOT)
    add_totals (self, report, fleet);
  return report;
}
