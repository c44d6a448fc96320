-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the watch keeps for the person at this PC: the book of incidents as it stood, what was told and seen of each, the
-- notices that were due, and until when somebody was here. Times are milliseconds UTC.
CREATE TABLE book (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE person (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  left_ms INTEGER
) STRICT;

CREATE TABLE mark (
  incident TEXT PRIMARY KEY,
  what INTEGER NOT NULL,
  told_ms INTEGER,
  seen_ms INTEGER,
  known_ms INTEGER,
  held INTEGER NOT NULL,
  told_severity INTEGER NOT NULL,
  told_carts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
  incident TEXT,
  rule TEXT NOT NULL,
  kind INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  shown INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_by_time ON notice (time_ms);
