-- SPDX-License-Identifier: GPL-3.0-or-later
-- Loss prevention's history: trips by hour and the flags raised, a store's week a row.
CREATE TABLE "loss_week" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "store" TEXT NOT NULL,
  "week" TEXT NOT NULL,
  "as_of_ms" INTEGER NOT NULL,
  "sessions" TEXT,
  "flag_ids" TEXT,
  "flag_hours" TEXT,
  "flag_kinds" TEXT,
  "flag_outcomes" TEXT,
  "flag_carts" TEXT,
  "flag_items" TEXT,
  "flag_values_minor" TEXT,
  "currency" TEXT
) STRICT;

-- As in 0004: a fleet that was read before these were known is read anew.
UPDATE sync SET generation = generation + 1, resyncing = 1, state = NULL
  WHERE state IS NOT NULL OR resyncing = 1 OR EXISTS (SELECT 1 FROM progress);
DELETE FROM progress;
DELETE FROM quarantine;
