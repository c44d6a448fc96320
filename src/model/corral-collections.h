/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-schema.h"

G_BEGIN_DECLS

/*
 * The nouns of the contract. One line is one member: F (TYPE, name, FLAGS).
 *
 * Units are in the names: _ms times, _pct percent, _g grams, _c degrees Celsius, _mv, _ma, _mah, _dbm, _m
 * metres, _s seconds, _minor the smallest unit of the currency (cents). What the words mean and where the
 * ranges come from: the OpenAPI document in data/openapi.
 */

#define CORRAL_STORE_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (INTEGER, number, REQUIRED) \
  F (TEXT, name, REQUIRED) \
  F (TEXT, city, OPTIONAL) \
  F (WORD, country, OPTIONAL) \
  F (TEXT, region, OPTIONAL) \
  F (TEXT, time_zone, OPTIONAL)      /* IANA name */ \
  F (TEXT, opening_hours, OPTIONAL)  /* "Mo-Sa 07:00-22:00; Su 10:00-18:00", store's own time */ \
  F (REAL, latitude, OPTIONAL) \
  F (REAL, longitude, OPTIONAL) \
  F (INTEGER, geofence_m, OPTIONAL) \
  F (TEXT, wifi_ssid, OPTIONAL) \
  F (INTEGER, aisles, OPTIONAL) \
  F (LIST, refrigerated_aisles, OPTIONAL) \
  F (REAL, service_target_pct, OPTIONAL) \
  F (REAL, service_today_pct, OPTIONAL)       /* operational cart time in today's open hours so far */ \
  F (TIME, service_as_of_ms, OPTIONAL) \
  F (NUMBERS, service_hours_pct, OPTIONAL)    /* today, one for each open hour begun */ \
  F (REAL, recheck_pct, OPTIONAL)             /* share of its trips that are drawn for a re-check */ \
  F (NUMBERS, service_days_pct, OPTIONAL)     /* the seven days before today, yesterday last; "-": closed */

#define CORRAL_CART_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (TEXT, serial, REQUIRED) \
  F (TEXT, label, REQUIRED) \
  F (ID, store, REQUIRED) \
  F (WORD, state, REQUIRED)          /* in_use idle charging low_battery fault late offline updating … */ \
  F (TIME, state_since_ms, OPTIONAL) \
  F (WORD, hardware_revision, OPTIONAL) \
  F (TEXT, lot, OPTIONAL) \
  F (TEXT, firmware, OPTIONAL) \
  F (WORD, boot_slot, OPTIONAL) \
  F (INTEGER, boot_count, OPTIONAL) \
  F (TIME, last_boot_ms, OPTIONAL) \
  F (INTEGER, sim_slots, OPTIONAL) \
  F (LIST, carriers, OPTIONAL)       /* one for each SIM */ \
  F (BOOLEAN, next_ca_installed, OPTIONAL) \
  F (ID, certificate, OPTIONAL) \
  F (ID, pack, OPTIONAL) \
  F (ID, session, OPTIONAL)          /* the trip it is on */ \
  F (WORD, fault, OPTIONAL)          /* the fault it has now */ \
  F (WORD, out_of_service_reason, OPTIONAL) \
  F (TIME, last_message_ms, OPTIONAL) /* as of this revision; vital.last_message_ms is fresher */ \
  F (TIME, calibrated_ms, OPTIONAL)   /* its scale, last */ \
  F (WORD, calibrated_by, OPTIONAL)   /* factory technician store_staff self_check …: a role or a service, never a person */ \
  F (REAL, outside_latitude, COARSE)  /* where it last was outside the premises, about a kilometre; unknown: inside */ \
  F (REAL, outside_longitude, COARSE)

#define CORRAL_VITAL_FIELDS(F) \
  F (ID, id, REQUIRED)               /* the cart's */ \
  F (INTEGER, rev, REQUIRED)         /* the message counter */ \
  F (TIME, last_message_ms, OPTIONAL) /* the cart's own time */ \
  F (TIME, arrived_ms, OPTIONAL)     /* the cloud's */ \
  F (INTEGER, interval_s, OPTIONAL)  /* the cadence it was in: 60 or 300 */ \
  F (INTEGER, battery_mv, OPTIONAL) \
  F (INTEGER, battery_pct, OPTIONAL) \
  F (INTEGER, current_ma, OPTIONAL) \
  F (INTEGER, pack_soh_pct, OPTIONAL) \
  F (INTEGER, pack_cycles, OPTIONAL) \
  F (WORD, uplink, OPTIONAL)         /* wifi ltem none */ \
  F (INTEGER, wifi_rssi_dbm, OPTIONAL) \
  F (ID, access_point, OPTIONAL) \
  F (INTEGER, channel, OPTIONAL) \
  F (INTEGER, roam_ms, OPTIONAL)     /* a duration */ \
  F (INTEGER, ltem_rsrp_dbm, OPTIONAL) \
  F (REAL, scanner_temp_c, OPTIONAL) \
  F (REAL, ambient_c, OPTIONAL) \
  F (INTEGER, scan_p95_ms, OPTIONAL) /* a duration */ \
  F (REAL, weight_drift_g, OPTIONAL) \
  F (INTEGER, impacts, OPTIONAL) \
  F (INTEGER, clock_skew_s, OPTIONAL) \
  F (INTEGER, aisle, OPTIONAL) \
  F (INTEGER, trips, OPTIONAL)       /* begun since its last start */ \
  F (INTEGER, missing, OPTIONAL)     /* messages since its last start that the cloud does not have */

#define CORRAL_PACK_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (ID, store, REQUIRED) \
  F (ID, cart, OPTIONAL)             /* none: in the dock */ \
  F (INTEGER, design_mah, OPTIONAL) \
  F (INTEGER, soh_pct, OPTIONAL) \
  F (INTEGER, cycles, OPTIONAL) \
  F (TEXT, lot, OPTIONAL)

#define CORRAL_ACCESS_POINT_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (ID, store, REQUIRED) \
  F (TEXT, name, REQUIRED) \
  F (WORD, band, OPTIONAL)           /* 2.4 or 5 */ \
  F (INTEGER, channel, OPTIONAL) \
  F (INTEGER, aisle, OPTIONAL) \
  F (WORD, state, OPTIONAL)          /* up down */ \
  F (TIME, state_since_ms, OPTIONAL)

#define CORRAL_SESSION_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (ID, cart, REQUIRED) \
  F (ID, store, REQUIRED) \
  F (TIME, started_ms, REQUIRED) \
  F (TIME, ended_ms, OPTIONAL) \
  F (WORD, status, REQUIRED)         /* active paused complete abandoned voided */ \
  F (INTEGER, item_count, OPTIONAL) \
  F (INTEGER, total_minor, OPTIONAL) \
  F (WORD, currency, OPTIONAL) \
  F (WORD, payment_status, OPTIONAL) /* none pending paid refused */

#define CORRAL_FLAG_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (WORD, kind, REQUIRED)           /* weight_mismatch weight_without_scan exit_without_pay … */ \
  F (ID, session, OPTIONAL) \
  F (ID, cart, REQUIRED) \
  F (ID, store, REQUIRED) \
  F (TIME, raised_ms, REQUIRED) \
  F (WORD, status, REQUIRED)         /* open decided */ \
  F (WORD, outcome, OPTIONAL)        /* confirmed shopper_error staff_ok sensor_fault not_checked */ \
  F (TIME, decided_ms, OPTIONAL) \
  F (TEXT, decided_by, OPTIONAL)     /* a staff id */ \
  F (INTEGER, confidence_pct, OPTIONAL) \
  F (INTEGER, value_minor, OPTIONAL) \
  F (WORD, currency, OPTIONAL) \
  F (ID, item, OPTIONAL) \
  F (REAL, expected_g, OPTIONAL) \
  F (REAL, measured_g, OPTIONAL) \
  F (BOOLEAN, in_store, OPTIONAL)    /* the trip is still in the store */ \
  F (TEXT, voided_lot, OPTIONAL)     /* decided with all flags of this lot's scales: their calibration is at fault */ \
  F (TEXT, decided_note, OPTIONAL)   /* what whoever decided or voided it wrote on it */ \
  F (TIME, session_started_ms, OPTIONAL) /* when the trip began */ \
  F (LIST, seen_by, OPTIONAL)        /* staff ids of who looked at it, who did last at the end */ \
  F (TIME, seen_ms, OPTIONAL)        /* when that one did */ \
  F (TEXT, second_by, OPTIONAL)      /* a staff id: who asked for a second opinion, and does not decide */ \
  F (TIME, second_ms, OPTIONAL) \
  F (TEXT, second_of, OPTIONAL)      /* a staff id: who was asked; unknown: any colleague */ \
  F (INTEGER, item_count, OPTIONAL)  /* items of the trip when it was raised; this and the next four of re-checks */ \
  F (INTEGER, checked_items, OPTIONAL) /* items that were scanned again */ \
  F (INTEGER, wrong_items, OPTIONAL) /* and so many of them were not as scanned */ \
  F (TEXT, checked_by, OPTIONAL)     /* a staff id */ \
  F (TIME, checked_ms, OPTIONAL)

/* Flags that are looked into together. Only who may decide flags sees them. */
#define CORRAL_CASE_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (TEXT, number, OPTIONAL) \
  F (ID, store, REQUIRED)            /* where it began: its flags may be of others */ \
  F (TEXT, title, REQUIRED) \
  F (WORD, status, REQUIRED)         /* open police insurer closed */ \
  F (TIME, opened_ms, REQUIRED) \
  F (TEXT, opened_by, OPTIONAL)      /* a staff id */ \
  F (TIME, closed_ms, OPTIONAL) \
  F (TEXT, closed_by, OPTIONAL)      /* a staff id */ \
  F (WORD, outcome, OPTIONAL)        /* recovered charged insured written_off unfounded */ \
  F (LIST, flags, OPTIONAL) \
  F (INTEGER, loss_minor, OPTIONAL)      /* of flags that were confirmed */ \
  F (INTEGER, suspected_minor, OPTIONAL) /* of flags that nobody has decided */ \
  F (WORD, currency, OPTIONAL)

#define CORRAL_ALERT_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (WORD, kind, REQUIRED)           /* offline battery_low pack_worn radio_noise calibration … */ \
  F (WORD, severity, REQUIRED)       /* info watch act */ \
  F (ID, store, REQUIRED) \
  F (ID, cart, OPTIONAL)             /* none: the whole store */ \
  F (TIME, raised_ms, REQUIRED) \
  F (TIME, cleared_ms, OPTIONAL) \
  F (TIME, acknowledged_ms, OPTIONAL) \
  F (TEXT, acknowledged_by, OPTIONAL) /* a staff id */ \
  F (TEXT, assigned_to, OPTIONAL)    /* a staff id */ \
  F (TIME, snoozed_until_ms, OPTIONAL) \
  F (WORD, cause, OPTIONAL)          /* cart store_network carrier cloud certificate firmware power scale … */ \
  F (TEXT, detail, OPTIONAL)         /* e.g. the carrier's, the access point's, the lot's name */

#define CORRAL_TICKET_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (TEXT, number, REQUIRED) \
  F (ID, store, REQUIRED) \
  F (ID, cart, OPTIONAL) \
  F (WORD, reason, REQUIRED)         /* repair rma battery_swap */ \
  F (WORD, status, REQUIRED)         /* open waiting closed */ \
  F (TIME, opened_ms, REQUIRED) \
  F (TIME, closed_ms, OPTIONAL) \
  F (TEXT, opened_by, OPTIONAL)      /* a staff id */ \
  F (TEXT, summary, OPTIONAL)

#define CORRAL_NOTE_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (WORD, target_collection, REQUIRED) \
  F (ID, target, REQUIRED) \
  F (TIME, made_ms, REQUIRED) \
  F (TEXT, author, OPTIONAL)         /* a staff id */ \
  F (TEXT, text, REQUIRED)

/* What people did about an incident. The incident itself is found by each desk, from what the fleet's rows say; its id is
 * made of its rule, what it is about and when it began, so that every desk that finds it calls it alike. */
#define CORRAL_INCIDENT_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (WORD, rule, REQUIRED)           /* what found it: carrier-outage connected-drop store-wifi below-target … */ \
  F (WORD, severity, REQUIRED)       /* info watch act */ \
  F (ID, store, OPTIONAL)            /* none: more than one */ \
  F (TIME, began_ms, REQUIRED) \
  F (TEXT, detail, OPTIONAL)         /* e.g. the carrier's, the batch's, the access point's name */ \
  F (TEXT, region, OPTIONAL)         /* none: more than one */ \
  F (TIME, acknowledged_ms, OPTIONAL) \
  F (TEXT, acknowledged_by, OPTIONAL) /* a staff id */ \
  F (TEXT, assigned_to, OPTIONAL)    /* a staff id */ \
  F (TIME, snoozed_until_ms, OPTIONAL) \
  F (TIME, snoozed_ms, OPTIONAL)     /* when it was: what is worse since ends it */ \
  F (TIME, closed_ms, OPTIONAL) \
  F (TEXT, closed_by, OPTIONAL)      /* a staff id */ \
  F (WORD, cause, OPTIONAL)          /* what it was, said at the close: cart store_network carrier cloud … */ \
  F (TEXT, note, OPTIONAL)           /* said at the close */ \
  F (ID, merged_into, OPTIONAL)      /* another incident, that this one is a part of */ \
  F (LIST, adopted, OPTIONAL)        /* carts that somebody put into it */ \
  F (LIST, released, OPTIONAL)       /* carts that somebody took out of it */

/* When work is planned: what is silent or away then is no incident. */
#define CORRAL_MAINTENANCE_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (ID, store, OPTIONAL)            /* with a cart, its store; neither: the whole chain */ \
  F (ID, cart, OPTIONAL) \
  F (TIME, starts_ms, REQUIRED) \
  F (TIME, ends_ms, REQUIRED) \
  F (WORD, reason, REQUIRED)         /* cleaning refit network other */ \
  F (WORD, repeats, OPTIONAL)        /* weekly: at the same hours of the store's clock; none: once */ \
  F (TEXT, note, OPTIONAL) \
  F (TEXT, made_by, OPTIONAL)        /* a staff id */ \
  F (TIME, ended_ms, OPTIONAL)       /* somebody ended it: nothing after that counts */

/* How the cloud itself does: what the fleet's alarms go by. One row a chain. */
#define CORRAL_INGEST_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (TIME, as_of_ms, REQUIRED) \
  F (INTEGER, connected_carts, OPTIONAL)    /* to the broker */ \
  F (INTEGER, connected_5min_ago, OPTIONAL) \
  F (REAL, error_pct, OPTIONAL)             /* of the messages of the last 10 min */ \
  F (INTEGER, p99_delay_ms, OPTIONAL)       /* a duration: from a cart to the cloud, now */ \
  F (INTEGER, p99_baseline_ms, OPTIONAL)    /* a duration: the same, as it usually is */ \
  F (INTEGER, auth_failures_5min, OPTIONAL) /* at the broker */

/* Loss prevention's history: a store's week, Monday to Sunday by its own clock. What begins with flag_ is one column each,
 * of one length, in order of time. A week with more flags than fit is several rows, only one of which has sessions. */
#define CORRAL_LOSS_WEEK_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (ID, store, REQUIRED) \
  F (TEXT, week, REQUIRED)           /* the date of its Monday, as in 2026-11-23 */ \
  F (TIME, as_of_ms, REQUIRED) \
  F (NUMBERS, sessions, OPTIONAL)    /* trips that began, one for each hour of the week that is over */ \
  F (LIST, flag_ids, OPTIONAL) \
  F (NUMBERS, flag_hours, OPTIONAL)  /* of the week: 0 is from 00:00 on Monday */ \
  F (LIST, flag_kinds, OPTIONAL) \
  F (LIST, flag_outcomes, OPTIONAL)  /* as a flag's outcome, or open */ \
  F (LIST, flag_carts, OPTIONAL) \
  F (LIST, flag_items, OPTIONAL)     /* "-": none */ \
  F (NUMBERS, flag_values_minor, OPTIONAL) \
  F (WORD, currency, OPTIONAL)

#define CORRAL_ROLLOUT_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (TEXT, firmware, REQUIRED) \
  F (TEXT, from_firmware, OPTIONAL) \
  F (WORD, status, REQUIRED)         /* running held complete cancelled */ \
  F (REAL, stage_pct, OPTIONAL) \
  F (TIME, started_ms, OPTIONAL) \
  F (TIME, stage_since_ms, OPTIONAL) \
  F (INTEGER, carts_total, OPTIONAL) \
  F (INTEGER, carts_claimed, OPTIONAL)     /* the job says it succeeded */ \
  F (INTEGER, carts_booted, OPTIONAL)      /* a boot message says so */ \
  F (INTEGER, carts_rolled_back, OPTIONAL) \
  F (REAL, error_ratio, OPTIONAL)          /* error rate of the new over that of the old */

#define CORRAL_EXECUTION_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (ID, rollout, REQUIRED) \
  F (ID, cart, REQUIRED) \
  F (WORD, status, REQUIRED)         /* queued downloading booted rolled_back failed succeeded */ \
  F (TIME, updated_ms, OPTIONAL) \
  F (INTEGER, attempts, OPTIONAL)

#define CORRAL_CERTIFICATE_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (ID, cart, REQUIRED) \
  F (TEXT, serial_number, REQUIRED) \
  F (TEXT, batch, OPTIONAL) \
  F (WORD, anchor, OPTIONAL)         /* current next */ \
  F (TIME, not_before_ms, OPTIONAL) \
  F (TIME, not_after_ms, OPTIONAL) \
  F (WORD, status, REQUIRED)         /* valid expired revoked */ \
  F (TIME, revoked_ms, OPTIONAL)

#define CORRAL_FIRMWARE_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (TEXT, version, REQUIRED) \
  F (TIME, released_ms, OPTIONAL) \
  F (LIST, hardware_revisions, OPTIONAL) \
  F (WORD, status, OPTIONAL)         /* current candidate retired */ \
  F (REAL, rejected_pct, OPTIONAL)   /* of what carts with it sent in the last 24 h, the cloud rejected */

#define CORRAL_ITEM_FIELDS(F) \
  F (ID, id, REQUIRED)               /* the SKU */ \
  F (INTEGER, rev, REQUIRED) \
  F (TEXT, name, REQUIRED) \
  F (TEXT, category, OPTIONAL) \
  F (INTEGER, price_minor, OPTIONAL) \
  F (WORD, currency, OPTIONAL) \
  F (REAL, expected_g, OPTIONAL)

#define CORRAL_OPERATION_FIELDS(F) \
  F (ID, id, REQUIRED) \
  F (INTEGER, rev, REQUIRED) \
  F (WORD, type, REQUIRED) \
  F (WORD, target_collection, OPTIONAL) \
  F (ID, target, OPTIONAL) \
  F (WORD, status, REQUIRED)         /* accepted applied refused */ \
  F (TIME, issued_ms, OPTIONAL) \
  F (TIME, ended_ms, OPTIONAL) \
  F (TEXT, made_by, OPTIONAL)        /* a staff id */

/* Every collection: C (UPPER, Camel). The order is the order of the first sync: what a person needs first. */
#define CORRAL_COLLECTIONS(C) \
  C (STORE, Store, store) \
  C (CART, Cart, cart) \
  C (ALERT, Alert, alert) \
  C (FLAG, Flag, flag) \
  C (TICKET, Ticket, ticket) \
  C (INCIDENT, IncidentRecord, incident) \
  C (MAINTENANCE, Maintenance, maintenance) \
  C (INGEST, Ingest, ingest) \
  C (ROLLOUT, Rollout, rollout) \
  C (FIRMWARE, Firmware, firmware) \
  C (ACCESS_POINT, AccessPoint, access_point) \
  C (SESSION, Session, session) \
  C (NOTE, Note, note) \
  C (CASE, Case, case) \
  C (EXECUTION, Execution, execution) \
  C (PACK, Pack, pack) \
  C (CERTIFICATE, Certificate, certificate) \
  C (LOSS_WEEK, LossWeek, loss_week) \
  C (ITEM, Item, item) \
  C (OPERATION, Operation, operation)

#define CORRAL_C_TYPE_ID const char *
#define CORRAL_C_TYPE_TEXT const char *
#define CORRAL_C_TYPE_WORD const char *
#define CORRAL_C_TYPE_LIST const char *
#define CORRAL_C_TYPE_NUMBERS const char *
#define CORRAL_C_TYPE_INTEGER gint64
#define CORRAL_C_TYPE_REAL double
#define CORRAL_C_TYPE_TIME gint64
#define CORRAL_C_TYPE_BOOLEAN gint64
#define CORRAL_MEMBER(type, name, flags) CORRAL_C_TYPE_##type name;

/* CorralStore, CorralCart, …: a row of each collection. As a fact: const, free with corral_fact_unref(). */
#define CORRAL_DECLARE(UPPER, Camel, lower) \
  typedef struct \
  { \
    CORRAL_##UPPER##_FIELDS (CORRAL_MEMBER) \
  } Corral##Camel;
CORRAL_COLLECTIONS (CORRAL_DECLARE)
CORRAL_DECLARE (VITAL, Vital, vital)
#undef CORRAL_DECLARE

/* CORRAL_COLLECTION_STORE, …, then CORRAL_COLLECTION_VITAL: last values, which the contract serves apart
 * (GET …/vitals) but which are kept like any other collection. */
typedef enum
{
#define CORRAL_ENUMERATE(UPPER, Camel, lower) CORRAL_COLLECTION_##UPPER,
  CORRAL_COLLECTIONS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_COLLECTION_VITAL,
} CorralCollection;

#define CORRAL_N_COLLECTIONS (CORRAL_COLLECTION_VITAL + 1) /* with vitals */
#define CORRAL_N_SYNCED_COLLECTIONS CORRAL_COLLECTION_VITAL /* in snapshots and changes */

const CorralSchema *corral_collection_get_schema (CorralCollection collection);

/* FALSE when @name is no collection that this version knows. */
gboolean corral_collection_from_name (const char *name, CorralCollection *collection);

G_END_DECLS
