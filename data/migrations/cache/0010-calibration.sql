-- SPDX-License-Identifier: GPL-3.0-or-later
-- When a cart's scale was last calibrated, and by whom: a role or a service.
ALTER TABLE cart ADD COLUMN "calibrated_ms" INTEGER;
ALTER TABLE cart ADD COLUMN "calibrated_by" TEXT;

-- A fleet that was read before is read anew: changes would only bring what changes from now on.
UPDATE sync SET generation = generation + 1, resyncing = 1, state = NULL
  WHERE state IS NOT NULL OR resyncing = 1 OR EXISTS (SELECT 1 FROM progress);
DELETE FROM progress;
DELETE FROM quarantine;
