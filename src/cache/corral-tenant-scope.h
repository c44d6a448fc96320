/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-commit-private.h"
#include "corral-tenant-store.h"

G_BEGIN_DECLS

/* Which stores of its chain an account may see, as the file keeps it. Everything is the "writer" worker's. Private to this
 * room. */

/* Reads what the file says into @self->scope. */
gboolean corral_tenant_scope_read (CorralTenantStore *self, GError **error);

/* Writes @scope (nullable) into a file that was made anew, which has none. */
gboolean corral_tenant_scope_keep (CorralTenantStore *self, GHashTable *scope, GError **error);

/* Whether @row of @collection may be kept: it is of no store, or of one in the scope. The vitals of a cart that is not held
 * may not, where there is a scope. */
gboolean corral_tenant_scope_admits (CorralTenantStore *self, CorralCollection collection, gconstpointer row);

/* Inside a transaction: takes over @stores (nullable, NULL-terminated), removes what is outside of them, and appends what
 * went to @batches, as left. */
gboolean corral_tenant_scope_limit (CorralTenantStore *self, const char *const *stores, GPtrArray *batches, GError **error);

/* After it was committed: what left is taken out of the files' free space and logs. Tried again with the next commit when a
 * reader stands in the way; until then @self->unclean. */
void corral_tenant_scope_clean (CorralTenantStore *self);

G_END_DECLS
