-- SPDX-License-Identifier: GPL-3.0-or-later
-- A store's service level of the seven days before today.
ALTER TABLE store ADD COLUMN "service_days_pct" TEXT;

-- A fleet that was read before is read anew: changes would only bring what changes from now on.
UPDATE sync SET generation = generation + 1, resyncing = 1, state = NULL
  WHERE state IS NOT NULL OR resyncing = 1 OR EXISTS (SELECT 1 FROM progress);
DELETE FROM progress;
DELETE FROM quarantine;
