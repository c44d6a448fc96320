/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-tenant-store.h"

G_BEGIN_DECLS

/*
 * The rows of a damaged cache that was set aside, as far as they can be read, into the new one that
 * stands in its place: people go on seeing them until the cloud has told everything afresh. Private
 * to this room.
 */

/* [writer] @aside: the damaged file. The rows keep their revisions but belong to a generation that
 * is over: a resync is under way from the first row on, with no cursor, so whatever the cloud says
 * replaces them, and at its end what it did not name goes. When the cloud was last heard stays as
 * it was. @batches (nullable) (element-type CorralBatch): gets the rows. What cannot be read is
 * missing; a file of another tenant, program or version gives nothing. @n_rows: how many. FALSE:
 * the new file could not be written; what was put in so far is sound. */
gboolean corral_tenant_salvage (CorralTenantStore *self,
                                const char *aside,
                                GPtrArray *batches,
                                guint64 *n_rows,
                                GError **error);

G_END_DECLS
