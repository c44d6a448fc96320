-- SPDX-License-Identifier: GPL-3.0-or-later
-- How much of the record each chain has: the cloud said so, for one account's own entries of one chain in one stretch of
-- the record (corral-audit-file.h says what that is). `held` is a number of entries, and never falls.
CREATE TABLE delivered (
  record TEXT NOT NULL CHECK (length(record) = 64),
  actor TEXT NOT NULL,
  tenant TEXT NOT NULL,
  held INTEGER NOT NULL CHECK (held > 0),
  PRIMARY KEY (record, actor, tenant)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER delivered_does_not_fall BEFORE UPDATE ON delivered WHEN NEW.held < OLD.held
BEGIN
  SELECT RAISE(ABORT, 'what was delivered stays delivered');
END;

CREATE INDEX entry_by_actor ON entry (actor, tenant, seq);
CREATE INDEX entry_breaks ON entry (seq) WHERE what = 'break';
