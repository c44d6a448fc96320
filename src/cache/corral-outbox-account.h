/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-outbox.h"
#include "corral-database.h"

G_BEGIN_DECLS

/* The table "account" of outbox.db: one row. Private to this room. */

/* [writer], inside a transaction. */
gboolean corral_outbox_account_write (CorralConnection *db,
                                      const CorralAccount *account,
                                      gint64 heard_ms,
                                      GError **error);

/* NULL without @error when there is none, as in a file of schema 1. Any connection. */
CorralAccount *corral_outbox_account_read (sqlite3 *db,
                                           gint64 *heard_ms,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
