-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who looked at what, took what away and did what: rows are only ever added. Each holds the SHA-256 of the one before
-- (corral-audit-chain.h says over what), so that a change or a gap is found. Times are milliseconds UTC.
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  id TEXT NOT NULL UNIQUE,
  time_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  what TEXT NOT NULL,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  device TEXT NOT NULL,
  online INTEGER NOT NULL CHECK (online IN (0, 1)),
  before TEXT NOT NULL CHECK (length(before) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
BEGIN
  SELECT RAISE(ABORT, 'entries are only added');
END;

CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
BEGIN
  SELECT RAISE(ABORT, 'entries are only added');
END;
