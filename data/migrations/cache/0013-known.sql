-- SPDX-License-Identifier: GPL-3.0-or-later
-- The moment that all last values are true of, by the cloud's clock: when the first page of the last whole pass over them
-- was made. heard_vitals_ms is by this PC's, and of any page.
ALTER TABLE sync ADD COLUMN known_ms INTEGER;
UPDATE sync SET known_ms = heard_vitals_ms;
