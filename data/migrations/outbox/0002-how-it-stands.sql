-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is needed to show an operation to a person, to send it again and to know when it may be forgotten.
ALTER TABLE operation ADD COLUMN hold_until_ms INTEGER;
ALTER TABLE operation ADD COLUMN code TEXT;
ALTER TABLE operation ADD COLUMN already_by TEXT;
ALTER TABLE operation ADD COLUMN result TEXT;
ALTER TABLE operation ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;

-- What the screen needs: not settled, in order.
CREATE INDEX operation_unsettled ON operation (pk) WHERE settled = 0;

-- Who the cloud last said we are; one row.
CREATE TABLE account (
  pk INTEGER PRIMARY KEY CHECK (pk = 1),
  id TEXT NOT NULL,
  name TEXT,
  roles TEXT NOT NULL,
  scopes TEXT NOT NULL,
  heard_ms INTEGER NOT NULL
) STRICT;
