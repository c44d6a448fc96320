/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which chains the mirror has: all that the account may see, or one at a time; and what the cache tells of them. Main
 * thread. */
#include "config.h"

#include "corral-services-private.h"

#include <string.h>

/* ---- one chain at a time ---------------------------------------------------------------------------- */

/* Nobody has said who this is: nothing is hidden. */
static gboolean
may_combine (CorralServices *self)
{
  return self->outbox == NULL || corral_rights_has (corral_outbox_get_rights (self->outbox), CORRAL_RIGHT_COMBINE);
}

gboolean
corral_services_is_in_view (CorralServices *self, const char *tenant)
{
  return self->chain == NULL || strcmp (self->chain, tenant) == 0;
}

static void
hide_chain (CorralServices *self, const char *id)
{
  /* Its incidents would end as if all carts had been deleted. They are found again. */
  if (self->watch != NULL)
    corral_watch_forget_stores (self->watch, id, NULL);
  corral_fleet_remove_tenant (self->fleet, id);
  g_hash_table_remove (self->sequences, id);
}

/* Brings the mirror to what may be seen at once. A chain's rows are read here and now: some milliseconds for each ten
 * thousand carts, because somebody asked for another view. */
static void
show_chains (CorralServices *self)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (self->cache);

  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);
      gboolean held = corral_fleet_find_chain (self->fleet, tenant->id) != CORRAL_NO_SLOT;

      if (held && !corral_services_is_in_view (self, tenant->id))
        hide_chain (self, tenant->id);
      else if (!held && corral_services_is_in_view (self, tenant->id))
        corral_services_load_tenant (self, tenant);
    }
  if (self->outbox != NULL)
    corral_fleet_set_intents (self->fleet, corral_outbox_get_entries (self->outbox));
  g_signal_emit_by_name (self, "changed");
}

static void
set_chain (CorralServices *self, const char *id)
{
  char *chain = g_strdup (id);

  g_free (self->chain);
  self->chain = chain;
  show_chains (self);
}

void
corral_services_follow_rights (CorralServices *self)
{
  g_autoptr (GPtrArray) tenants = NULL;
  gboolean held = FALSE;

  if (may_combine (self))
    {
      if (self->chain != NULL)
        set_chain (self, NULL);
      return;
    }
  tenants = corral_cache_list_tenants (self->cache);
  for (guint i = 0; i < tenants->len; i++)
    held = held || g_strcmp0 (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, self->chain) == 0;
  if (!held && tenants->len > 0)
    set_chain (self, ((const CorralTenant *) g_ptr_array_index (tenants, 0))->id);
}

GPtrArray *
corral_services_list_chains (CorralServices *self)
{
  g_autoptr (GPtrArray) tenants = NULL;

  g_return_val_if_fail (CORRAL_IS_SERVICES (self), NULL);

  if (self->cache == NULL || may_combine (self))
    return NULL;
  tenants = corral_cache_list_tenants (self->cache);
  return tenants->len > 1 ? g_steal_pointer (&tenants) : NULL;
}

const char *
corral_services_get_chain (CorralServices *self)
{
  g_return_val_if_fail (CORRAL_IS_SERVICES (self), NULL);

  return self->chain;
}

gboolean
corral_services_look_at (CorralServices *self, const char *chain)
{
  g_autoptr (GPtrArray) chains = corral_services_list_chains (self);

  for (guint i = 0; chains != NULL && i < chains->len; i++)
    if (g_strcmp0 (((const CorralTenant *) g_ptr_array_index (chains, i))->id, chain) == 0
        && g_strcmp0 (chain, self->chain) != 0)
      {
        set_chain (self, chain);
        return TRUE;
      }
  return FALSE;
}

/* ---- what arrives ---------------------------------------------------------------------------------- */

static void
meet_tenant (CorralServices *self, const char *id)
{
  g_autoptr (GPtrArray) tenants = NULL;

  if (corral_fleet_find_chain (self->fleet, id) != CORRAL_NO_SLOT)
    return;
  tenants = corral_cache_list_tenants (self->cache);
  for (guint i = 0; i < tenants->len; i++)
    if (self->chain == NULL || strcmp (self->chain, ((const CorralTenant *) g_ptr_array_index (tenants, i))->id) == 0)
      corral_fleet_put_tenant (self->fleet, g_ptr_array_index (tenants, i));
}

/* What may not be seen any more is forgotten by the watch, too. */
static void
forget_stores (CorralServices *self, const CorralCacheNotice *notice)
{
  g_autoptr (GHashTable) gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < notice->batches->len; i++)
    {
      CorralBatch *batch = g_ptr_array_index (notice->batches, i);

      for (guint k = 0; batch->collection == CORRAL_COLLECTION_STORE && k < batch->n_rows; k++)
        if (corral_batch_get_change (batch, k) != CORRAL_CHANGE_PUT)
          g_hash_table_add (gone, g_strdup (((const CorralRow *) corral_batch_get_row (batch, k))->id));
    }
  if (g_hash_table_size (gone) == 0)
    return;
  if (self->watch != NULL)
    corral_watch_forget_stores (self->watch, notice->tenant, gone);
  g_signal_emit_by_name (self, "forgotten");
}

/* What was loaded has it already. */
static gboolean
is_loaded (CorralServices *self, const CorralCacheNotice *notice)
{
  const gint64 *loaded = g_hash_table_lookup (self->sequences, notice->tenant);

  return loaded != NULL && notice->sequence <= *loaded;
}

void
corral_services_committed_cb (CorralCache *cache, const CorralCacheNotice *notice, gpointer data)
{
  CorralServices *self = data;

  if (is_loaded (self, notice))
    return;
  if (notice->reset)
    {
      /* Set aside, or erased because the account may not see the chain any more? */
      g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (self->cache);

      gboolean held = FALSE;

      for (guint i = 0; i < tenants->len; i++)
        if (strcmp (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, notice->tenant) == 0)
          {
            held = TRUE;
            corral_services_tell_set_aside (self, g_ptr_array_index (tenants, i));
          }
      if (!held && self->watch != NULL)
        corral_watch_forget_stores (self->watch, notice->tenant, NULL);
      if (!held && g_strcmp0 (self->chain, notice->tenant) == 0)
        corral_services_follow_rights (self);
      corral_fleet_remove_tenant (self->fleet, notice->tenant);
      g_hash_table_remove (self->sequences, notice->tenant);
      if (!held)
        g_signal_emit_by_name (self, "forgotten");
    }
  if (!may_combine (self) && self->chain == NULL)
    self->chain = g_strdup (notice->tenant);
  /* The one that is shown may have gone meanwhile, with its file or before it. */
  if (!corral_services_is_in_view (self, notice->tenant))
    corral_services_follow_rights (self);
  if (!corral_services_is_in_view (self, notice->tenant))
    {
      forget_stores (self, notice);
      return;
    }
  if (is_loaded (self, notice))
    return;
  if (notice->resync)
    corral_fleet_forget_revisions (self->fleet, notice->tenant);
  if (notice->batches->len > 0)
    meet_tenant (self, notice->tenant);
  for (guint i = 0; i < notice->batches->len; i++)
    corral_fleet_apply (self->fleet, notice->tenant, g_ptr_array_index (notice->batches, i));
  forget_stores (self, notice);
}
