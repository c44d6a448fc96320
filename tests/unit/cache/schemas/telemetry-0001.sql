-- SPDX-License-Identifier: GPL-3.0-or-later
-- telemetry.db as schema 1 left it; made by no code any more. Never changes.
CREATE TABLE series (
  pk INTEGER PRIMARY KEY,
  cart TEXT NOT NULL,
  resolution INTEGER NOT NULL,
  name TEXT NOT NULL,
  used_ms INTEGER NOT NULL,
  UNIQUE (cart, resolution, name)
) STRICT;
CREATE INDEX series_by_use ON series (used_ms);

CREATE TABLE chunk (
  pk INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series (pk) ON DELETE CASCADE,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX chunk_by_series ON chunk (series, first_ms, last_ms);
CREATE INDEX chunk_by_age ON chunk (last_ms);

CREATE TABLE coverage (
  series INTEGER NOT NULL REFERENCES series (pk) ON DELETE CASCADE,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  PRIMARY KEY (series, from_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  pk INTEGER PRIMARY KEY,
  cart TEXT NOT NULL,
  id TEXT NOT NULL,
  counter INTEGER NOT NULL,
  type TEXT NOT NULL,
  device_ms INTEGER,
  arrived_ms INTEGER,
  body BLOB NOT NULL,
  signature BLOB,
  UNIQUE (cart, id)
) STRICT;
CREATE INDEX event_by_cart ON event (cart, arrived_ms, counter);
CREATE INDEX event_by_age ON event (arrived_ms);

CREATE TABLE event_certificate (
  cart TEXT NOT NULL,
  position INTEGER NOT NULL,
  der BLOB NOT NULL,
  PRIMARY KEY (cart, position)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = 0x43725431;
PRAGMA user_version = 1;
