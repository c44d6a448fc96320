-- SPDX-License-Identifier: GPL-3.0-or-later
-- outbox.db as schema 1 left it; made by no code any more. Never changes.
-- What people did and the cloud may not know yet. The body's bytes are kept and sent unchanged for ever.
-- target_collection and target are the queue: first in, first out per target.
CREATE TABLE operation (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  tenant TEXT NOT NULL,
  type TEXT NOT NULL,
  target_collection TEXT NOT NULL,
  target TEXT NOT NULL,
  body BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'unknown', 'retry', 'applied', 'accepted',
                                       'conflict', 'refused', 'expired')),
  made_ms INTEGER NOT NULL,
  not_after_ms INTEGER NOT NULL,
  expected_rev INTEGER,
  depends_on TEXT REFERENCES operation (id),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_ms INTEGER,
  applied_rev INTEGER,
  last_status INTEGER,
  last_error TEXT,
  ended_ms INTEGER
) STRICT;

-- Those that wait, in their order per target.
CREATE INDEX operation_waiting ON operation (tenant, target_collection, target, pk)
  WHERE state IN ('held', 'queued', 'sending', 'unknown', 'retry');
CREATE INDEX operation_by_dependency ON operation (depends_on);
PRAGMA application_id = 0x43724f31;
PRAGMA user_version = 1;
