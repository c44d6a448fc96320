/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-outbox-entry.h"

G_BEGIN_DECLS

/*
 * SQLite does not notice a byte that was flipped inside of a value. What a person meant must not
 * turn into something else on a bad disk, so each row of the outbox carries a digest of all that
 * never changes. Private to this room.
 */

#define CORRAL_OUTBOX_DIGEST_SIZE 32

/* SHA-256 over id, account, tenant, type, collection, target, body, made_ms, not_after_ms and
 * expected_rev, each with its length before it. Pure. */
void corral_outbox_digest (const CorralOutboxEntry *entry,
                           guint8 digest[CORRAL_OUTBOX_DIGEST_SIZE]);

G_END_DECLS
