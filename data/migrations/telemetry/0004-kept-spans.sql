-- SPDX-License-Identifier: GPL-3.0-or-later
-- Messages that somebody looked at as evidence: of these times of a cart none goes for being old but by age.
CREATE TABLE kept_span (
  cart TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  PRIMARY KEY (cart, from_ms, to_ms)
) STRICT, WITHOUT ROWID;
