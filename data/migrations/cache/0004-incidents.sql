-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people did about incidents, when work is planned, and how the cloud itself does.
CREATE TABLE "incident" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "rule" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "store" TEXT,
  "began_ms" INTEGER NOT NULL,
  "detail" TEXT,
  "region" TEXT,
  "acknowledged_ms" INTEGER,
  "acknowledged_by" TEXT,
  "assigned_to" TEXT,
  "snoozed_until_ms" INTEGER,
  "closed_ms" INTEGER,
  "closed_by" TEXT,
  "cause" TEXT,
  "note" TEXT,
  "merged_into" TEXT,
  "adopted" TEXT,
  "released" TEXT
) STRICT;

CREATE TABLE "maintenance" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "store" TEXT,
  "cart" TEXT,
  "starts_ms" INTEGER NOT NULL,
  "ends_ms" INTEGER NOT NULL,
  "reason" TEXT NOT NULL,
  "repeats" TEXT,
  "note" TEXT,
  "made_by" TEXT,
  "ended_ms" INTEGER
) STRICT;

CREATE TABLE "ingest" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "as_of_ms" INTEGER NOT NULL,
  "connected_carts" INTEGER,
  "connected_5min_ago" INTEGER,
  "error_pct" REAL,
  "p99_delay_ms" INTEGER,
  "p99_baseline_ms" INTEGER,
  "auth_failures_5min" INTEGER
) STRICT;

-- A fleet that was read before these were known, wholly or in part, is read anew: changes would only bring what changes
-- from now on. Until then what is held stays readable.
UPDATE sync SET generation = generation + 1, resyncing = 1, state = NULL
  WHERE state IS NOT NULL OR resyncing = 1 OR EXISTS (SELECT 1 FROM progress);
DELETE FROM progress;
DELETE FROM quarantine;
