-- SPDX-License-Identifier: GPL-3.0-or-later
-- The authorities that the carts' certificates must lead to, DER, so that messages can be verified without the network.
CREATE TABLE trust_anchor (
  position INTEGER PRIMARY KEY,
  der BLOB NOT NULL
) STRICT;
