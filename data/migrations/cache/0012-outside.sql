-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where a cart is that left the premises, in steps of 0.01 degrees.
ALTER TABLE cart ADD COLUMN "outside_latitude" REAL;
ALTER TABLE cart ADD COLUMN "outside_longitude" REAL;

-- A fleet that was read before is read anew: changes would only bring what changes from now on.
UPDATE sync SET generation = generation + 1, resyncing = 1, state = NULL
  WHERE state IS NOT NULL OR resyncing = 1 OR EXISTS (SELECT 1 FROM progress);
DELETE FROM progress;
DELETE FROM quarantine;
