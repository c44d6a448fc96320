/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sample-fleet.h"

G_BEGIN_DECLS

/* When everything here was done, and by "me". */
#define MADE_MS (SAMPLE_NOW_MS - 60000)

const CorralSchema *schema_of (CorralCollection collection);
void put_store (CorralFleet *fleet, const char *tenant, const char *id, gint64 number);
CorralTableKind table_of (CorralCollection collection);
guint count_rows (CorralFleet *fleet, CorralTableKind table, const char *name, const char *value);
CorralOutboxEntry *new_entry (CorralOperationKind kind, const char *tenant, CorralCollection collection, const char *target, const char *id);
GPtrArray *new_entries (void);
CorralOutboxEntry *in_state (const CorralOutboxEntry *entry, CorralOutboxState state, gint64 applied_rev, const char *result);

G_END_DECLS
