-- Who looked at a flag, who was asked for a second opinion, what a re-check found, and how much is re-checked. Unknown until
-- the row next comes.
ALTER TABLE flag ADD COLUMN "session_started_ms" INTEGER;
ALTER TABLE flag ADD COLUMN "seen_by" TEXT;
ALTER TABLE flag ADD COLUMN "seen_ms" INTEGER;
ALTER TABLE flag ADD COLUMN "second_by" TEXT;
ALTER TABLE flag ADD COLUMN "second_ms" INTEGER;
ALTER TABLE flag ADD COLUMN "second_of" TEXT;
ALTER TABLE flag ADD COLUMN "item_count" INTEGER;
ALTER TABLE flag ADD COLUMN "checked_items" INTEGER;
ALTER TABLE flag ADD COLUMN "wrong_items" INTEGER;
ALTER TABLE flag ADD COLUMN "checked_by" TEXT;
ALTER TABLE flag ADD COLUMN "checked_ms" INTEGER;
ALTER TABLE store ADD COLUMN "recheck_pct" REAL;
