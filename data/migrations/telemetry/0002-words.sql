-- SPDX-License-Identifier: GPL-3.0-or-later
-- Words that columns of words point to (access points): the values of such a column are numbers of this table. They are
-- few and the same for all carts of a store, so they outlive the series that brought them.
CREATE TABLE word (
  pk INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;

-- What a cart's story is made of, by the cart's own time: its starts and faults.
CREATE INDEX event_by_type ON event (cart, type, device_ms);
