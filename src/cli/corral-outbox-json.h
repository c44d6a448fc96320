/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-outbox-entry.h"

G_BEGIN_DECLS

/* Appends @entry as one JSON object. Its members are always all there, null where there is nothing; of its params those
 * that are free text are left out, for what a tool prints ends in logs. Times in ms UTC, and the same as ISO 8601. */
void corral_outbox_json_append (GString *out, const CorralOutboxEntry *entry);

G_END_DECLS
