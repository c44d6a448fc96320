-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is needed to show an operation to a person, to send it again, to know when it may be forgotten, and to save what
-- can be saved when this file is damaged.
-- The table is made anew: what an operation depends on may have been forgotten before it, so that is no foreign key any
-- more; and a number (pk) is never given twice, for it is the order of making.
DROP INDEX operation_waiting;
DROP INDEX operation_by_dependency;
ALTER TABLE operation RENAME TO operation_1;

CREATE TABLE operation (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  -- What was meant: never changes. digest: SHA-256 over it, see corral-outbox-rows.c; NULL in rows of schema 1.
  account TEXT NOT NULL,
  tenant TEXT NOT NULL,
  type TEXT NOT NULL,
  target_collection TEXT NOT NULL,
  target TEXT NOT NULL,
  body BLOB NOT NULL,
  made_ms INTEGER NOT NULL,
  not_after_ms INTEGER NOT NULL,
  expected_rev INTEGER,
  depends_on TEXT,
  digest BLOB,
  -- How it stands. changed: the number of the transaction (ledger.changes) that changed it last.
  state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'unknown', 'retry', 'applied', 'accepted',
                                       'conflict', 'refused', 'expired')),
  hold_until_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_ms INTEGER,
  applied_rev INTEGER,
  http_status INTEGER,
  code TEXT,
  message TEXT,
  already_by TEXT,
  result TEXT,
  ended_ms INTEGER,
  settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
  changed INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO operation (pk, id, account, tenant, type, target_collection, target, body, made_ms, not_after_ms,
                       expected_rev, depends_on, state, attempts, next_attempt_ms, applied_rev, http_status, message,
                       ended_ms)
  SELECT pk, id, account, tenant, type, target_collection, target, body, made_ms, not_after_ms,
         expected_rev, depends_on, state, attempts, next_attempt_ms, applied_rev, last_status, last_error,
         ended_ms
    FROM operation_1 ORDER BY pk;
DROP TABLE operation_1;

-- What the screen and the sender need: not settled, in order of making.
CREATE INDEX operation_unsettled ON operation (pk) WHERE settled = 0;
CREATE INDEX operation_by_dependency ON operation (depends_on) WHERE depends_on IS NOT NULL;
-- The table of contents, on other pages than the rows: when those are damaged it says what is missing.
CREATE INDEX operation_contents ON operation (id, type, target_collection, target);

-- How many transactions changed this file, and how many operations are in it: by these a copy is told from what has
-- been written since, and a damaged file from a complete one.
CREATE TABLE ledger (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  changes INTEGER NOT NULL,
  entries INTEGER NOT NULL
) STRICT;
INSERT INTO ledger (one, changes, entries) SELECT 1, 0, count(*) FROM operation;
CREATE TRIGGER operation_comes AFTER INSERT ON operation BEGIN
  UPDATE ledger SET entries = entries + 1;
END;
CREATE TRIGGER operation_goes AFTER DELETE ON operation BEGIN
  UPDATE ledger SET entries = entries - 1;
END;

-- When this file was made anew from a damaged one: what people were told, and where the damaged one lies.
CREATE TABLE restoration (
  pk INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  restored INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  message TEXT NOT NULL,
  aside TEXT NOT NULL
) STRICT;

-- Who the cloud last said we are; one row. roles and scopes: joined with one space.
CREATE TABLE account (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  name TEXT,
  roles TEXT NOT NULL,
  scopes TEXT NOT NULL,
  heard_ms INTEGER NOT NULL
) STRICT;
