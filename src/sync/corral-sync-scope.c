/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What /me says the account may see, carried out: chains and stores that it names no more go from the files, and what
 * people had queued for them is refused with words, not lost. On the sync thread. */
#include "config.h"

#include "corral-sync-scope.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The chain as /me has it, or NULL. */
static const CorralTenant *
find_tenant (const CorralMe *me, const char *id)
{
  for (guint i = 0; i < me->tenants->len; i++)
    if (strcmp (((const CorralTenant *) g_ptr_array_index (me->tenants, i))->id, id) == 0)
      return g_ptr_array_index (me->tenants, i);
  return NULL;
}

/* The value of the row's field, copied; NULL when the row is not held, or has none. */
static char *
read_field (CorralSyncRunner *self, const char *tenant, CorralCollection collection, const char *id, const char *name)
{
  const CorralField *field = corral_schema_find (corral_collection_get_schema (collection), name);
  gpointer fact = NULL;
  char *value;

  if (field == NULL || !corral_field_is_string (field) || !corral_cache_get_row (self->cache, tenant, collection, id, &fact, NULL)
      || fact == NULL)
    return NULL;
  value = g_strdup (corral_row_get_string (fact, field));
  corral_fact_unref (fact);
  return value;
}

/* The store that the entry is about, as far as it can be told; NULL: none, or several. */
static char *
find_store (CorralSyncRunner *self, const CorralOutboxEntry *entry)
{
  g_autofree char *cart = NULL;
  CorralCollection collection;
  char *store;

  if (entry->type != NULL && entry->type->makes_target && entry->params.store != NULL)
    return g_strdup (entry->params.store);
  if (!corral_collection_from_name (entry->target_collection, &collection))
    return NULL;
  if (collection == CORRAL_COLLECTION_STORE)
    return g_strdup (entry->target);
  store = read_field (self, entry->tenant, collection, entry->target, "store");
  if (store != NULL)
    return store;
  cart = read_field (self, entry->tenant, collection, entry->target, "cart");
  return cart != NULL ? read_field (self, entry->tenant, CORRAL_COLLECTION_CART, cart, "store") : NULL;
}

static gboolean
is_outside (CorralSyncRunner *self, const CorralMe *me, const CorralOutboxEntry *entry)
{
  const CorralTenant *tenant = find_tenant (me, entry->tenant);
  g_autofree char *store = NULL;

  /* What somebody else queued on this PC waits for them. */
  if (*entry->account != '\0' && strcmp (entry->account, me->user_id) != 0)
    return FALSE;
  /* For a chain that is not named at all it waits, until it comes back or is too late: a cloud that has lost a chain for a
   * minute must not end anybody's work. */
  if (tenant == NULL || tenant->stores == NULL)
    return FALSE;
  store = find_store (self, entry);
  return store != NULL && !g_strv_contains ((const char *const *) tenant->stores, store);
}

/* What may have left already is not touched: the cloud says what became of it. */
static gboolean
refuse (CorralSyncRunner *self, GPtrArray *ids, GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, TRUE, sizeof (CorralOutboxStep));

  for (guint i = 0; i < ids->len; i++)
    {
      const CorralOutboxStep step = {
        .id = g_ptr_array_index (ids, i),
        .from = CORRAL_OUTBOX_UNSENT | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY),
        .to = CORRAL_OUTBOX_REFUSED,
        .next_attempt_ms = CORRAL_UNKNOWN,
        .applied_rev = CORRAL_UNKNOWN,
        .http_status = CORRAL_UNKNOWN,
        .code = "out-of-scope",
        .message = _ ("It was not sent: this account does not see what it was for any more."),
        .ended_ms = corral_clock_now_ms (self->clock),
      };

      g_array_append_val (steps, step);
    }
  return ids->len == 0
         || corral_cache_outbox_step (self->cache, (const CorralOutboxStep *) (gpointer) steps->data, steps->len, NULL, error);
}

/* Looked for before the rows go that tell whose they are. An outbox that cannot be read is told elsewhere. */
static GPtrArray *
find_refused (CorralSyncRunner *self, const CorralMe *me)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) entries = corral_cache_outbox_list (self->cache, 0, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      if (is_outside (self, me, entry))
        g_ptr_array_add (ids, g_strdup (entry->id));
    }
  return ids;
}

/* What is held of chains that /me no longer names was ours to read once, and is not any more. */
static gboolean
erase_strangers (CorralSyncRunner *self, const CorralMe *me, GError **error)
{
  g_autoptr (GPtrArray) held = corral_cache_list_tenants (self->cache);

  for (guint i = 0; i < held->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (held, i);

      if (find_tenant (me, tenant->id) != NULL)
        continue;
      /* First, so that whatever ends this in between is made good when it is done again. */
      if (!corral_cache_forget_handover (self->cache, error) || !corral_cache_erase_tenant (self->cache, tenant->id, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether any store of @before (NULL: all of them) is not in @stores (the same). */
static gboolean
is_less (const char *before, const char *const *stores)
{
  g_auto (GStrv) had = before != NULL ? g_strsplit (before, " ", -1) : NULL;

  if (stores == NULL || had == NULL)
    return stores != NULL;
  for (guint i = 0; had[i] != NULL; i++)
    if (!g_strv_contains (stores, had[i]))
      return TRUE;
  return FALSE;
}

static gboolean
limit_tenant (CorralSyncRunner *self, const CorralTenant *tenant, GError **error)
{
  g_autoptr (CorralSyncState) state = corral_cache_get_sync_state (self->cache, tenant->id, NULL);
  g_autofree char *stores = tenant->stores != NULL ? g_strjoinv (" ", tenant->stores) : NULL;
  g_autoptr (CorralCommit) commit = corral_commit_new ();

  if (state != NULL && g_strcmp0 (corral_sync_state_get_value (state, CORRAL_SCOPE_VALUE), stores) == 0)
    return TRUE;
  /* First, as above. */
  if (state != NULL && is_less (corral_sync_state_get_value (state, CORRAL_SCOPE_VALUE), (const char *const *) tenant->stores)
      && !corral_cache_forget_handover (self->cache, error))
    return FALSE;
  corral_commit_set_scope (commit, (const char *const *) tenant->stores);
  return corral_cache_commit (self->cache, tenant->id, commit, error);
}

gboolean
corral_sync_limit_scope (CorralSyncRunner *self, const CorralMe *me, GError **error)
{
  g_autoptr (GPtrArray) refused = find_refused (self, me);

  if (!erase_strangers (self, me, error))
    return FALSE;
  for (guint i = 0; i < me->tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (me->tenants, i);

      if (!corral_cache_open_tenant (self->cache, tenant, NULL, error) || !limit_tenant (self, tenant, error))
        return FALSE;
    }
  return refuse (self, refused, error);
}
