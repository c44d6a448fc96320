/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-state.h"
#include "corral-columns.h"

G_BEGIN_DECLS

/*
 * What the fleet mirror holds: one line is one column, C (UPPER, name, TYPE, SOURCE).
 *
 * TYPE: INT32, INT64, FLOAT, DOUBLE, WORD (few different texts), LIST (a WORD of several), TEXT (many
 * different ones), or a link to a row of another table: CHAIN, STORE, CART. SOURCE: ROW = the field of that
 * name of the table's own collection, VITAL = of the cart's last values, DERIVED = worked out here; CERTIFICATE, PACK,
 * EXECUTION = of the row of that collection that belongs to the cart: the column's name is the collection's, an
 * underscore, the field's. Units are those of corral-collections.h.
 *
 * The counts by shown state stand in the order of CorralCartState: column = CARTS_IDLE + state.
 */
#define CORRAL_FLEET_COUNT_COLUMNS(C) \
  C (CARTS, carts, INT32, DERIVED) /* all but revoked and never seen count as a store's carts */ \
  C (CARTS_IDLE, carts_idle, INT32, DERIVED) \
  C (CARTS_IN_USE, carts_in_use, INT32, DERIVED) \
  C (CARTS_CHARGING, carts_charging, INT32, DERIVED) \
  C (CARTS_LOW_BATTERY, carts_low_battery, INT32, DERIVED) \
  C (CARTS_LATE, carts_late, INT32, DERIVED) \
  C (CARTS_FAULT, carts_fault, INT32, DERIVED) \
  C (CARTS_OFFLINE, carts_offline, INT32, DERIVED) \
  C (CARTS_UPDATING, carts_updating, INT32, DERIVED) \
  C (CARTS_OUT_OF_SERVICE, carts_out_of_service, INT32, DERIVED) \
  C (CARTS_OFF_PREMISES, carts_off_premises, INT32, DERIVED) \
  C (CARTS_REVOKED, carts_revoked, INT32, DERIVED) \
  C (CARTS_NEVER_SEEN, carts_never_seen, INT32, DERIVED) \
  C (CARTS_OTHER, carts_other, INT32, DERIVED) \
  C (CARTS_READY, carts_ready, INT32, DERIVED) /* can be put out now: idle */ \
  C (ALERTS_OPEN, alerts_open, INT32, DERIVED) \
  C (ALERTS_WATCH, alerts_watch, INT32, DERIVED) \
  C (ALERTS_ACT, alerts_act, INT32, DERIVED) \
  C (FLAGS_OPEN, flags_open, INT32, DERIVED)

#define CORRAL_FLEET_CHAIN_COLUMNS(C) \
  C (ID, id, TEXT, DERIVED) \
  C (CHAIN, chain, CHAIN, DERIVED)              /* itself */ \
  C (NAME, name, WORD, DERIVED) \
  C (REGION, region, WORD, DERIVED) \
  C (RESIDENCY, residency, WORD, DERIVED) \
  C (KNOWN_AS_OF_MS, known_as_of_ms, INT64, DERIVED) /* up to when vitals are known */ \
  CORRAL_FLEET_COUNT_COLUMNS (C) \
  C (STORES, stores, INT32, DERIVED) \
  C (STORES_BELOW_TARGET, stores_below_target, INT32, DERIVED) \
  C (SERVICE_TODAY_PCT, service_today_pct, FLOAT, DERIVED)   /* mean over stores, weighted by carts */ \
  C (SERVICE_TARGET_PCT, service_target_pct, FLOAT, DERIVED) /* the same of their targets */ \
  C (SERVICE_GAP_PCT, service_gap_pct, FLOAT, DERIVED)       /* today − target: below zero falls short */

#define CORRAL_FLEET_STORE_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (NUMBER, number, INT32, ROW) \
  C (NAME, name, WORD, ROW) \
  C (CITY, city, WORD, ROW) \
  C (COUNTRY, country, WORD, ROW) \
  C (REGION, region, WORD, ROW) \
  C (TIME_ZONE, time_zone, WORD, ROW) \
  C (OPENING_HOURS, opening_hours, WORD, ROW) \
  C (LATITUDE, latitude, DOUBLE, ROW) \
  C (LONGITUDE, longitude, DOUBLE, ROW) \
  C (GEOFENCE_M, geofence_m, INT32, ROW) \
  C (WIFI_SSID, wifi_ssid, WORD, ROW) \
  C (AISLES, aisles, INT32, ROW) \
  C (REFRIGERATED_AISLES, refrigerated_aisles, LIST, ROW) \
  C (RECHECK_PCT, recheck_pct, FLOAT, ROW) \
  C (SERVICE_TARGET_PCT, service_target_pct, FLOAT, ROW) \
  C (SERVICE_TODAY_PCT, service_today_pct, FLOAT, ROW) \
  C (SERVICE_AS_OF_MS, service_as_of_ms, INT64, ROW) \
  C (SERVICE_HOURS_PCT, service_hours_pct, TEXT, ROW) \
  C (SERVICE_DAYS_PCT, service_days_pct, TEXT, ROW) \
  C (SERVICE_GAP_PCT, service_gap_pct, FLOAT, DERIVED) /* today − target: below zero falls short */ \
  C (BELOW_TARGET, below_target, INT32, DERIVED) /* 0 or 1 */ \
  CORRAL_FLEET_COUNT_COLUMNS (C)

#define CORRAL_FLEET_CART_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW) \
  C (SERIAL, serial, TEXT, ROW) \
  C (LABEL, label, WORD, ROW) \
  C (STATE, state, WORD, ROW)                   /* what the cloud says */ \
  C (SHOWN_STATE, shown_state, INT32, DERIVED)  /* CorralCartState: what people are shown */ \
  C (STATE_SINCE_MS, state_since_ms, INT64, ROW) \
  C (HEARD_MS, heard_ms, INT64, DERIVED)        /* last heard of, the cloud's time */ \
  C (HARDWARE_REVISION, hardware_revision, WORD, ROW) \
  C (LOT, lot, WORD, ROW) \
  C (FIRMWARE, firmware, WORD, ROW) \
  C (BOOT_SLOT, boot_slot, WORD, ROW) \
  C (BOOT_COUNT, boot_count, INT32, ROW) \
  C (LAST_BOOT_MS, last_boot_ms, INT64, ROW) \
  C (SIM_SLOTS, sim_slots, INT32, ROW) \
  C (CARRIERS, carriers, LIST, ROW)             /* a filter matches any member */ \
  C (NEXT_CA_INSTALLED, next_ca_installed, INT32, ROW) \
  C (CERTIFICATE, certificate, TEXT, ROW) \
  C (PACK, pack, TEXT, ROW) \
  C (SESSION, session, TEXT, ROW) \
  C (FAULT, fault, WORD, ROW) \
  C (OUT_OF_SERVICE_REASON, out_of_service_reason, WORD, ROW) \
  C (LAST_MESSAGE_MS, last_message_ms, INT64, ROW) \
  C (CALIBRATED_MS, calibrated_ms, INT64, ROW)  /* its scale, last */ \
  C (CALIBRATED_BY, calibrated_by, WORD, ROW) \
  C (OUTSIDE_LATITUDE, outside_latitude, DOUBLE, ROW) /* coarse: this and the next */ \
  C (OUTSIDE_LONGITUDE, outside_longitude, DOUBLE, ROW) \
  C (VITAL_MESSAGE_MS, last_message_ms, INT64, VITAL) /* the cart's own time */ \
  C (ARRIVED_MS, arrived_ms, INT64, VITAL) \
  C (INTERVAL_S, interval_s, INT32, VITAL) \
  C (BATTERY_MV, battery_mv, INT32, VITAL) \
  C (BATTERY_PCT, battery_pct, INT32, VITAL) \
  C (CURRENT_MA, current_ma, INT32, VITAL) \
  C (PACK_SOH_PCT, pack_soh_pct, INT32, VITAL) \
  C (PACK_CYCLES, pack_cycles, INT32, VITAL) \
  C (UPLINK, uplink, WORD, VITAL) \
  C (WIFI_RSSI_DBM, wifi_rssi_dbm, INT32, VITAL) \
  C (ACCESS_POINT, access_point, WORD, VITAL) \
  C (CHANNEL, channel, INT32, VITAL) \
  C (ROAM_MS, roam_ms, INT32, VITAL) \
  C (LTEM_RSRP_DBM, ltem_rsrp_dbm, INT32, VITAL) \
  C (SCANNER_TEMP_C, scanner_temp_c, FLOAT, VITAL) \
  C (AMBIENT_C, ambient_c, FLOAT, VITAL) \
  C (SCAN_P95_MS, scan_p95_ms, INT32, VITAL) \
  C (WEIGHT_DRIFT_G, weight_drift_g, FLOAT, VITAL) \
  C (IMPACTS, impacts, INT32, VITAL) \
  C (CLOCK_SKEW_S, clock_skew_s, INT32, VITAL) \
  C (AISLE, aisle, INT32, VITAL) \
  C (TRIPS, trips, INT32, VITAL)                /* begun since its last start */ \
  C (MISSING, missing, INT32, VITAL)            /* messages since its last start that the cloud does not have */ \
  C (CERTIFICATE_BATCH, certificate_batch, WORD, CERTIFICATE) \
  C (CERTIFICATE_STATUS, certificate_status, WORD, CERTIFICATE) \
  C (CERTIFICATE_NOT_BEFORE_MS, certificate_not_before_ms, INT64, CERTIFICATE) \
  C (CERTIFICATE_NOT_AFTER_MS, certificate_not_after_ms, INT64, CERTIFICATE) \
  C (PACK_LOT, pack_lot, WORD, PACK) \
  C (EXECUTION, execution_id, TEXT, EXECUTION)  /* the update that it had last */ \
  C (EXECUTION_ROLLOUT, execution_rollout, WORD, EXECUTION) \
  C (EXECUTION_STATUS, execution_status, WORD, EXECUTION) \
  C (EXECUTION_UPDATED_MS, execution_updated_ms, INT64, EXECUTION) \
  C (ALERTS_OPEN, alerts_open, INT32, DERIVED) \
  C (FLAGS_OPEN, flags_open, INT32, DERIVED) \
  C (PENDING, pending, INT32, DERIVED)          /* CorralPending */

#define CORRAL_FLEET_ALERT_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW) \
  C (CART, cart, CART, ROW) \
  C (KIND, kind, WORD, ROW) \
  C (SEVERITY, severity, WORD, ROW) \
  C (RAISED_MS, raised_ms, INT64, ROW) \
  C (CLEARED_MS, cleared_ms, INT64, ROW) \
  C (ACKNOWLEDGED_MS, acknowledged_ms, INT64, ROW) \
  C (ACKNOWLEDGED_BY, acknowledged_by, WORD, ROW) \
  C (ASSIGNED_TO, assigned_to, WORD, ROW) \
  C (SNOOZED_UNTIL_MS, snoozed_until_ms, INT64, ROW) \
  C (CAUSE, cause, WORD, ROW) \
  C (DETAIL, detail, WORD, ROW) \
  C (OPEN, open, INT32, DERIVED)                /* 1 until it is cleared */ \
  C (SEVERITY_RANK, severity_rank, INT32, DERIVED) /* 0 info, 1 watch, 2 act */ \
  C (PENDING, pending, INT32, DERIVED)          /* CorralPending */

#define CORRAL_FLEET_FLAG_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW) \
  C (CART, cart, CART, ROW) \
  C (KIND, kind, WORD, ROW) \
  C (SESSION, session, TEXT, ROW) \
  C (RAISED_MS, raised_ms, INT64, ROW) \
  C (STATUS, status, WORD, ROW) \
  C (OUTCOME, outcome, WORD, ROW) \
  C (DECIDED_MS, decided_ms, INT64, ROW) \
  C (DECIDED_BY, decided_by, WORD, ROW) \
  C (CONFIDENCE_PCT, confidence_pct, INT32, ROW) \
  C (VALUE_MINOR, value_minor, INT64, ROW) \
  C (CURRENCY, currency, WORD, ROW) \
  C (ITEM, item, WORD, ROW) \
  C (EXPECTED_G, expected_g, FLOAT, ROW) \
  C (MEASURED_G, measured_g, FLOAT, ROW) \
  C (IN_STORE, in_store, INT32, ROW) \
  C (VOIDED_LOT, voided_lot, WORD, ROW) \
  C (DECIDED_NOTE, decided_note, WORD, ROW)     /* a lot is voided with one: the same words hundreds of times */ \
  C (SESSION_STARTED_MS, session_started_ms, INT64, ROW) \
  C (SEEN_BY, seen_by, WORD, ROW)               /* staff ids: corral_id_list_has() */ \
  C (SEEN_MS, seen_ms, INT64, ROW) \
  C (SECOND_BY, second_by, WORD, ROW) \
  C (SECOND_MS, second_ms, INT64, ROW) \
  C (SECOND_OF, second_of, WORD, ROW) \
  C (ITEM_COUNT, item_count, INT32, ROW) \
  C (CHECKED_ITEMS, checked_items, INT32, ROW) \
  C (WRONG_ITEMS, wrong_items, INT32, ROW) \
  C (CHECKED_BY, checked_by, WORD, ROW) \
  C (CHECKED_MS, checked_ms, INT64, ROW) \
  C (OPEN, open, INT32, DERIVED)                /* 1 until it is decided */ \
  C (MINE, mine, INT32, DERIVED)                /* 1: the reader looked at it, asked, was asked, or decided */ \
  C (SECOND, second, INT32, DERIVED)            /* CorralSecond */ \
  C (TRUST_PCT, trust_pct, INT32, DERIVED)      /* what a rule above says of it: corral_fleet_put_judgement() */ \
  C (ADVICE, advice, INT32, DERIVED)            /* CorralAdvice of insight */ \
  C (DOUBT, doubt, INT32, DERIVED)              /* CorralDoubt of insight */ \
  C (RANK, rank, FLOAT, DERIVED)                /* how soon it is to be looked at: higher is sooner */ \
  C (PENDING, pending, INT32, DERIVED)          /* CorralPending */

#define CORRAL_FLEET_TICKET_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW) \
  C (CART, cart, CART, ROW) \
  C (NUMBER, number, TEXT, ROW) \
  C (REASON, reason, WORD, ROW) \
  C (STATUS, status, WORD, ROW) \
  C (OPENED_MS, opened_ms, INT64, ROW) \
  C (CLOSED_MS, closed_ms, INT64, ROW) \
  C (OPENED_BY, opened_by, WORD, ROW) \
  C (SUMMARY, summary, TEXT, ROW) \
  C (PENDING, pending, INT32, DERIVED)          /* CorralPending */

#define CORRAL_FLEET_ROLLOUT_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (FIRMWARE, firmware, WORD, ROW) \
  C (FROM_FIRMWARE, from_firmware, WORD, ROW) \
  C (STATUS, status, WORD, ROW) \
  C (STAGE_PCT, stage_pct, FLOAT, ROW) \
  C (STARTED_MS, started_ms, INT64, ROW) \
  C (STAGE_SINCE_MS, stage_since_ms, INT64, ROW) \
  C (CARTS_TOTAL, carts_total, INT32, ROW) \
  C (CARTS_CLAIMED, carts_claimed, INT32, ROW) \
  C (CARTS_BOOTED, carts_booted, INT32, ROW) \
  C (CARTS_ROLLED_BACK, carts_rolled_back, INT32, ROW) \
  C (ERROR_RATIO, error_ratio, FLOAT, ROW)

#define CORRAL_FLEET_ACCESS_POINT_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW) \
  C (NAME, name, WORD, ROW) \
  C (BAND, band, WORD, ROW) \
  C (CHANNEL, channel, INT32, ROW) \
  C (AISLE, aisle, INT32, ROW) \
  C (STATE, state, WORD, ROW) \
  C (STATE_SINCE_MS, state_since_ms, INT64, ROW)

#define CORRAL_FLEET_FIRMWARE_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (VERSION, version, WORD, ROW) \
  C (RELEASED_MS, released_ms, INT64, ROW) \
  C (STATUS, status, WORD, ROW) \
  C (REJECTED_PCT, rejected_pct, FLOAT, ROW)

/* What people did about incidents: which there are is worked out from everything else. */
#define CORRAL_FLEET_INCIDENT_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW)                  /* none: more than one */ \
  C (RULE, rule, WORD, ROW) \
  C (SEVERITY, severity, WORD, ROW) \
  C (BEGAN_MS, began_ms, INT64, ROW) \
  C (DETAIL, detail, WORD, ROW) \
  C (REGION, region, WORD, ROW) \
  C (ACKNOWLEDGED_MS, acknowledged_ms, INT64, ROW) \
  C (ACKNOWLEDGED_BY, acknowledged_by, WORD, ROW) \
  C (ASSIGNED_TO, assigned_to, WORD, ROW) \
  C (SNOOZED_UNTIL_MS, snoozed_until_ms, INT64, ROW) \
  C (SNOOZED_MS, snoozed_ms, INT64, ROW) \
  C (CLOSED_MS, closed_ms, INT64, ROW) \
  C (CLOSED_BY, closed_by, WORD, ROW) \
  C (CAUSE, cause, WORD, ROW) \
  C (NOTE, note, TEXT, ROW) \
  C (MERGED_INTO, merged_into, TEXT, ROW)       /* an id: of an incident that may have no row */ \
  C (ADOPTED, adopted, TEXT, ROW)               /* cart ids: corral_id_list_has() */ \
  C (RELEASED, released, TEXT, ROW)             /* the same */ \
  C (OPEN, open, INT32, DERIVED)                /* 1 until it is closed or merged */ \
  C (SEVERITY_RANK, severity_rank, INT32, DERIVED) /* 0 info, 1 watch, 2 act */ \
  C (PENDING, pending, INT32, DERIVED)          /* CorralPending */

#define CORRAL_FLEET_MAINTENANCE_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW)                  /* neither store nor cart: the whole chain */ \
  C (CART, cart, CART, ROW) \
  C (STARTS_MS, starts_ms, INT64, ROW) \
  C (ENDS_MS, ends_ms, INT64, ROW) \
  C (REASON, reason, WORD, ROW) \
  C (REPEATS, repeats, WORD, ROW) \
  C (NOTE, note, TEXT, ROW) \
  C (MADE_BY, made_by, WORD, ROW) \
  C (ENDED_MS, ended_ms, INT64, ROW) \
  C (PENDING, pending, INT32, DERIVED)          /* CorralPending */

#define CORRAL_FLEET_INGEST_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (AS_OF_MS, as_of_ms, INT64, ROW) \
  C (CONNECTED_CARTS, connected_carts, INT32, ROW) \
  C (CONNECTED_5MIN_AGO, connected_5min_ago, INT32, ROW) \
  C (ERROR_PCT, error_pct, FLOAT, ROW) \
  C (P99_DELAY_MS, p99_delay_ms, INT32, ROW)    /* a duration */ \
  C (P99_BASELINE_MS, p99_baseline_ms, INT32, ROW) /* a duration */ \
  C (AUTH_FAILURES_5MIN, auth_failures_5min, INT32, ROW)

/* What loss prevention's figures stand on: the columns of a week are read apart (insight/corral-loss-history.h). */
#define CORRAL_FLEET_LOSS_WEEK_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW) \
  C (WEEK, week, WORD, ROW) \
  C (AS_OF_MS, as_of_ms, INT64, ROW) \
  C (SESSIONS, sessions, TEXT, ROW) \
  C (FLAG_IDS, flag_ids, TEXT, ROW) \
  C (FLAG_HOURS, flag_hours, TEXT, ROW) \
  C (FLAG_KINDS, flag_kinds, TEXT, ROW) \
  C (FLAG_OUTCOMES, flag_outcomes, TEXT, ROW) \
  C (FLAG_CARTS, flag_carts, TEXT, ROW) \
  C (FLAG_ITEMS, flag_items, TEXT, ROW) \
  C (FLAG_VALUES_MINOR, flag_values_minor, TEXT, ROW) \
  C (CURRENCY, currency, WORD, ROW)

#define CORRAL_FLEET_CASE_COLUMNS(C) \
  C (ID, id, TEXT, ROW) \
  C (CHAIN, chain, CHAIN, DERIVED) \
  C (STORE, store, STORE, ROW) \
  C (NUMBER, number, TEXT, ROW)                 /* none: the cloud does not have it yet */ \
  C (TITLE, title, TEXT, ROW) \
  C (STATUS, status, WORD, ROW) \
  C (OPENED_MS, opened_ms, INT64, ROW) \
  C (OPENED_BY, opened_by, WORD, ROW) \
  C (CLOSED_MS, closed_ms, INT64, ROW) \
  C (CLOSED_BY, closed_by, WORD, ROW) \
  C (OUTCOME, outcome, WORD, ROW) \
  C (FLAGS, flags, TEXT, ROW)                   /* flag ids: corral_id_list_has() */ \
  C (LOSS_MINOR, loss_minor, INT64, ROW)        /* what the cloud says: corral_case_reckon() knows better */ \
  C (SUSPECTED_MINOR, suspected_minor, INT64, ROW) \
  C (CURRENCY, currency, WORD, ROW) \
  C (OPEN, open, INT32, DERIVED)                /* 1 until it is closed */ \
  C (N_FLAGS, n_flags, INT32, DERIVED) \
  C (PENDING, pending, INT32, DERIVED)          /* CorralPending */

/* T (UPPER, tie-break column, descending): the tables; ties go by that column, then by id. */
#define CORRAL_FLEET_TABLES(T) \
  T (CHAIN, NAME, FALSE) \
  T (STORE, NUMBER, FALSE) \
  T (CART, LABEL, FALSE) \
  T (ALERT, RAISED_MS, TRUE) \
  T (FLAG, RAISED_MS, TRUE) \
  T (TICKET, OPENED_MS, TRUE) \
  T (ROLLOUT, STARTED_MS, TRUE) \
  T (ACCESS_POINT, NAME, FALSE) \
  T (FIRMWARE, VERSION, TRUE) \
  T (INCIDENT, BEGAN_MS, TRUE) \
  T (MAINTENANCE, STARTS_MS, TRUE) \
  T (INGEST, AS_OF_MS, TRUE) \
  T (LOSS_WEEK, AS_OF_MS, TRUE) \
  T (CASE, OPENED_MS, TRUE)

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, tie, descending) CORRAL_TABLE_##UPPER,
  CORRAL_FLEET_TABLES (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
} CorralTableKind;

#define CORRAL_N_TABLES (CORRAL_TABLE_CASE + 1)

/* CORRAL_CART_COL_BATTERY_PCT, CORRAL_STORE_COL_NAME, …; at most 64 a table. */
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_CHAIN_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_CHAIN_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_CHAIN_COLS
} CorralChainColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_STORE_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_STORE_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_STORE_COLS
} CorralStoreColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_CART_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_CART_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_CART_COLS
} CorralCartColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_ALERT_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_ALERT_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_ALERT_COLS
} CorralAlertColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_FLAG_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_FLAG_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_FLAG_COLS
} CorralFlagColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_TICKET_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_TICKET_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_TICKET_COLS
} CorralTicketColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_ROLLOUT_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_ROLLOUT_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_ROLLOUT_COLS
} CorralRolloutColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_ACCESS_POINT_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_ACCESS_POINT_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_ACCESS_POINT_COLS
} CorralAccessPointColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_FIRMWARE_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_FIRMWARE_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_FIRMWARE_COLS
} CorralFirmwareColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_INCIDENT_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_INCIDENT_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_INCIDENT_COLS
} CorralIncidentColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_MAINTENANCE_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_MAINTENANCE_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_MAINTENANCE_COLS
} CorralMaintenanceColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_INGEST_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_INGEST_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_INGEST_COLS
} CorralIngestColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_LOSS_WEEK_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_LOSS_WEEK_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_LOSS_WEEK_COLS
} CorralLossWeekColumn;
#undef CORRAL_ENUMERATE
#define CORRAL_ENUMERATE(UPPER, name, type, source) CORRAL_CASE_COL_##UPPER,
typedef enum
{
  CORRAL_FLEET_CASE_COLUMNS (CORRAL_ENUMERATE) CORRAL_N_CASE_COLS
} CorralCaseColumn;
#undef CORRAL_ENUMERATE

/* The columns of @table, in the order of its enumeration. */
const CorralColumnSpec *corral_table_get_specs (CorralTableKind table, guint *n_columns);

/* The tie-break of @table. */
guint corral_table_get_tie_column (CorralTableKind table, gboolean *descending);

G_END_DECLS
