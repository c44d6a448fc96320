-- SPDX-License-Identifier: GPL-3.0-or-later
-- Series and messages of single carts. A series is one column of values of one cart in one resolution; its
-- points lie in chunks of at most 3.9 kB, so that a chunk fits on a page (the packing: corral-series-code.h).
CREATE TABLE series (
  pk INTEGER PRIMARY KEY,
  cart TEXT NOT NULL,
  resolution INTEGER NOT NULL,
  name TEXT NOT NULL,
  used_ms INTEGER NOT NULL,
  UNIQUE (cart, resolution, name)
) STRICT;
CREATE INDEX series_by_use ON series (used_ms);

-- first_ms and last_ms are the times of its first and last point.
CREATE TABLE chunk (
  pk INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series (pk) ON DELETE CASCADE,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX chunk_by_series ON chunk (series, first_ms, last_ms);
CREATE INDEX chunk_by_age ON chunk (last_ms);

-- Which half-open spans have been fetched: "nothing there" is not "never asked".
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

-- DER, the cart's own first.
CREATE TABLE event_certificate (
  cart TEXT NOT NULL,
  position INTEGER NOT NULL,
  der BLOB NOT NULL,
  PRIMARY KEY (cart, position)
) STRICT, WITHOUT ROWID;
