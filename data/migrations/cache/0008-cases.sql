-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a case is called, who did what to it, what it may come to; and why a flag was voided with its lot.
ALTER TABLE flag ADD COLUMN "voided_lot" TEXT;
ALTER TABLE flag ADD COLUMN "decided_note" TEXT;
-- Columns stand in the order of the model: so the table is made anew.
CREATE TABLE "case_new" (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rev INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  "number" TEXT,
  "store" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "opened_ms" INTEGER NOT NULL,
  "opened_by" TEXT,
  "closed_ms" INTEGER,
  "closed_by" TEXT,
  "outcome" TEXT,
  "flags" TEXT,
  "loss_minor" INTEGER,
  "suspected_minor" INTEGER,
  "currency" TEXT
) STRICT;
INSERT INTO "case_new" (pk,id,rev,generation,"store","title","status","opened_ms","closed_ms","flags","loss_minor","currency")
  SELECT pk,id,rev,generation,"store","title","status","opened_ms","closed_ms","flags","loss_minor","currency" FROM "case";
DROP TABLE "case";
ALTER TABLE "case_new" RENAME TO "case";

-- A fleet that was read before is read anew: changes would only bring what changes from now on.
UPDATE sync SET generation = generation + 1, resyncing = 1, state = NULL
  WHERE state IS NOT NULL OR resyncing = 1 OR EXISTS (SELECT 1 FROM progress);
DELETE FROM progress;
DELETE FROM quarantine;
