-- SPDX-License-Identifier: GPL-3.0-or-later
-- cache.db as schema 1 left it; made by no code any more. Never changes.
-- The fleet of one tenant. Each collection of the contract is a table: pk, id, rev, generation, then the
-- collection's members in the order of the model. "cart" and "vital" have no index but their id: order, filters and
-- counts are answered by the mirror in memory, and every index would be paid for by each row that arrives.

CREATE TABLE "store" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "city" TEXT,
  "country" TEXT,
  "region" TEXT,
  "time_zone" TEXT,
  "opening_hours" TEXT,
  "latitude" REAL,
  "longitude" REAL,
  "geofence_m" INTEGER,
  "wifi_ssid" TEXT,
  "aisles" INTEGER,
  "refrigerated_aisles" TEXT,
  "service_target_pct" REAL,
  "service_today_pct" REAL,
  "service_as_of_ms" INTEGER,
  "service_hours_pct" TEXT
) STRICT;

CREATE TABLE "cart" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "serial" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "store" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "state_since_ms" INTEGER,
  "hardware_revision" TEXT,
  "lot" TEXT,
  "firmware" TEXT,
  "boot_slot" TEXT,
  "boot_count" INTEGER,
  "last_boot_ms" INTEGER,
  "sim_slots" INTEGER,
  "carriers" TEXT,
  "next_ca_installed" INTEGER,
  "certificate" TEXT,
  "pack" TEXT,
  "session" TEXT,
  "fault" TEXT,
  "out_of_service_reason" TEXT,
  "last_message_ms" INTEGER
) STRICT;

CREATE TABLE "alert" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "store" TEXT NOT NULL,
  "cart" TEXT,
  "raised_ms" INTEGER NOT NULL,
  "cleared_ms" INTEGER,
  "acknowledged_ms" INTEGER,
  "acknowledged_by" TEXT,
  "assigned_to" TEXT,
  "snoozed_until_ms" INTEGER,
  "cause" TEXT,
  "detail" TEXT
) STRICT;

CREATE TABLE "flag" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "session" TEXT,
  "cart" TEXT NOT NULL,
  "store" TEXT NOT NULL,
  "raised_ms" INTEGER NOT NULL,
  "status" TEXT NOT NULL,
  "outcome" TEXT,
  "decided_ms" INTEGER,
  "decided_by" TEXT,
  "confidence_pct" INTEGER,
  "value_minor" INTEGER,
  "currency" TEXT,
  "item" TEXT,
  "expected_g" REAL,
  "measured_g" REAL,
  "in_store" INTEGER
) STRICT;

CREATE TABLE "ticket" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "number" TEXT NOT NULL,
  "store" TEXT NOT NULL,
  "cart" TEXT,
  "reason" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "opened_ms" INTEGER NOT NULL,
  "closed_ms" INTEGER,
  "opened_by" TEXT,
  "summary" TEXT
) STRICT;

CREATE TABLE "rollout" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "firmware" TEXT NOT NULL,
  "from_firmware" TEXT,
  "status" TEXT NOT NULL,
  "stage_pct" REAL,
  "started_ms" INTEGER,
  "stage_since_ms" INTEGER,
  "carts_total" INTEGER,
  "carts_claimed" INTEGER,
  "carts_booted" INTEGER,
  "carts_rolled_back" INTEGER,
  "error_ratio" REAL
) STRICT;

CREATE TABLE "firmware" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "version" TEXT NOT NULL,
  "released_ms" INTEGER,
  "hardware_revisions" TEXT,
  "status" TEXT
) STRICT;

CREATE TABLE "access_point" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "store" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "band" TEXT,
  "channel" INTEGER,
  "aisle" INTEGER,
  "state" TEXT,
  "state_since_ms" INTEGER
) STRICT;

CREATE TABLE "session" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "cart" TEXT NOT NULL,
  "store" TEXT NOT NULL,
  "started_ms" INTEGER NOT NULL,
  "ended_ms" INTEGER,
  "status" TEXT NOT NULL,
  "item_count" INTEGER,
  "total_minor" INTEGER,
  "currency" TEXT,
  "payment_status" TEXT
) STRICT;

CREATE TABLE "note" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "target_collection" TEXT NOT NULL,
  "target" TEXT NOT NULL,
  "made_ms" INTEGER NOT NULL,
  "author" TEXT,
  "text" TEXT NOT NULL
) STRICT;

CREATE TABLE "case" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "store" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "opened_ms" INTEGER NOT NULL,
  "closed_ms" INTEGER,
  "flags" TEXT,
  "loss_minor" INTEGER,
  "currency" TEXT
) STRICT;

CREATE TABLE "execution" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "rollout" TEXT NOT NULL,
  "cart" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "updated_ms" INTEGER,
  "attempts" INTEGER
) STRICT;

CREATE TABLE "pack" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "store" TEXT NOT NULL,
  "cart" TEXT,
  "design_mah" INTEGER,
  "soh_pct" INTEGER,
  "cycles" INTEGER,
  "lot" TEXT
) STRICT;

CREATE TABLE "certificate" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "cart" TEXT NOT NULL,
  "serial_number" TEXT NOT NULL,
  "batch" TEXT,
  "anchor" TEXT,
  "not_before_ms" INTEGER,
  "not_after_ms" INTEGER,
  "status" TEXT NOT NULL
) STRICT;

CREATE TABLE "item" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "category" TEXT,
  "price_minor" INTEGER,
  "currency" TEXT,
  "expected_g" REAL
) STRICT;

CREATE TABLE "operation" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "type" TEXT NOT NULL,
  "target_collection" TEXT,
  "target" TEXT,
  "status" TEXT NOT NULL,
  "issued_ms" INTEGER,
  "ended_ms" INTEGER,
  "made_by" TEXT
) STRICT;

CREATE TABLE "vital" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "last_message_ms" INTEGER,
  "arrived_ms" INTEGER,
  "interval_s" INTEGER,
  "battery_mv" INTEGER,
  "battery_pct" INTEGER,
  "current_ma" INTEGER,
  "pack_soh_pct" INTEGER,
  "pack_cycles" INTEGER,
  "uplink" TEXT,
  "wifi_rssi_dbm" INTEGER,
  "access_point" TEXT,
  "channel" INTEGER,
  "roam_ms" INTEGER,
  "ltem_rsrp_dbm" INTEGER,
  "scanner_temp_c" REAL,
  "ambient_c" REAL,
  "scan_p95_ms" INTEGER,
  "weight_drift_g" REAL,
  "impacts" INTEGER,
  "clock_skew_s" INTEGER,
  "aisle" INTEGER
) STRICT;

-- What has gone: a late put with a lower revision must not bring it back.
-- kind: 1 left the caller's scope, 2 deleted, 3 purged (for ever).
CREATE TABLE tombstone (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  made_ms INTEGER NOT NULL,
  PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID;

-- Whose file this is, as /me says it.
CREATE TABLE tenant (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  region TEXT,
  residency TEXT,
  api_base TEXT
) STRICT;

-- The cursor. It changes in the transaction that brings the rows it stands for, never alone.
CREATE TABLE sync (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  state TEXT,
  generation INTEGER NOT NULL,
  resyncing INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  heard_snapshot_ms INTEGER,
  heard_changes_ms INTEGER,
  heard_vitals_ms INTEGER
) STRICT;
INSERT INTO sync (one, generation, resyncing, sequence) VALUES (1, 1, 0, 0);

CREATE TABLE progress (
  collection TEXT PRIMARY KEY,
  as_of TEXT,
  next TEXT,
  done INTEGER NOT NULL,
  total INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE engine_value (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Items that could not be read: where and why, never what.
CREATE TABLE quarantine (
  pk INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  id TEXT,
  pointer TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

-- One index for each question by a foreign id (CorralQuery), the newest first.
CREATE INDEX alert_by_cart ON alert (cart, raised_ms);
CREATE INDEX alert_by_store ON alert (store, raised_ms);
CREATE INDEX flag_by_cart ON flag (cart, raised_ms);
CREATE INDEX flag_by_store ON flag (store, raised_ms);
CREATE INDEX ticket_by_cart ON ticket (cart, opened_ms);
CREATE INDEX ticket_by_store ON ticket (store, opened_ms);
CREATE INDEX session_by_cart ON session (cart, started_ms);
CREATE INDEX note_by_target ON note (target, made_ms);
CREATE INDEX execution_by_cart ON execution (cart, updated_ms);
CREATE INDEX certificate_by_cart ON certificate (cart, not_after_ms);
CREATE INDEX pack_by_cart ON pack (cart, pk);
CREATE INDEX access_point_by_store ON access_point (store, pk);
