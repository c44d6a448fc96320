/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine room's first work: files opened, and the mirror filled with what they have. On the loader thread, which owns
 * cache and mirror until it is joined; one chain later, too, on the main thread. */
#include "config.h"

#include "corral-services-private.h"

#include "corral-accounts.h"
#include "corral-cache-wipe.h"
#include "corral-flag-trust.h"
#include "corral-session-folder.h"

typedef struct
{
  CorralServices *self;
  const char *tenant;
} Loading;

static gboolean
load_row (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  Loading *loading = data;

  corral_fleet_put (loading->self->fleet, loading->tenant, schema, row);
  return TRUE;
}

void
corral_services_load_tenant (CorralServices *self, const CorralTenant *tenant)
{
  Loading loading = { .self = self, .tenant = tenant->id };
  g_autoptr (CorralSyncState) state = corral_cache_get_sync_state (self->cache, tenant->id, NULL);
  gint64 least = G_MAXINT64;
  guint n_collections;
  const CorralCollection *collections = corral_fleet_get_collections (&n_collections);

  corral_fleet_put_tenant (self->fleet, tenant);
  for (guint i = 0; i < n_collections; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 sequence = 0;

      if (!corral_cache_load (self->cache, tenant->id, collections[i], load_row, &loading, &sequence, &error))
        {
          g_debug ("load: %s", error->message);
          if (self->trouble == NULL)
            self->trouble = g_strdup (error->message);
          sequence = 0;
        }
      least = MIN (least, sequence);
    }
  g_hash_table_insert (self->sequences, g_strdup (tenant->id), g_memdup2 (&least, sizeof least));
  if (state != NULL)
    corral_fleet_set_known_as_of (self->fleet, tenant->id, state->known_ms);
}

/* One folder for each cloud and account, so that nothing of one is shown in another. */
char *
corral_services_dup_account (const CorralStart *start)
{
  if (start->demo)
    return g_strdup ("demo");
  if (start->account != NULL)
    return g_strdup (start->account);
  return corral_accounts_dup_cloud_folder (start->api != NULL ? start->api : "");
}

GSettings *
corral_services_new_settings (CorralServices *self)
{
  g_autofree char *account = corral_services_dup_account (&self->start);

  return corral_accounts_new_settings (account);
}

static gboolean
may_store (CorralServices *self)
{
  return self->start.managed == NULL || self->start.managed->may_store;
}

/* Instead of the two folders: one that goes with the program. What was kept before goes now, but for what somebody did and
 * the cloud does not know yet. */
static gboolean
move_to_session (CorralServices *self, char **data_dir, char **cache_dir)
{
  g_autoptr (GError) error = NULL;

  if (!corral_cache_wipe (*data_dir, *cache_dir, TRUE, &error))
    g_debug ("what was kept before: %s", error->message);
  g_clear_error (&error);
  self->session_folder = corral_session_folder_new (&error);
  if (self->session_folder == NULL)
    {
      self->trouble = g_strdup (error->message);
      return FALSE;
    }
  g_free (*data_dir);
  g_free (*cache_dir);
  *data_dir = g_strdup (self->session_folder);
  *cache_dir = g_strdup (self->session_folder);
  return TRUE;
}

void
corral_services_load_all (CorralServices *self)
{
  g_autofree char *account = corral_services_dup_account (&self->start);
  g_autofree char *data_dir = NULL;
  g_autofree char *cache_dir = NULL;
  g_autoptr (GPtrArray) tenants = NULL;
  g_autoptr (GError) error = NULL;

  if (may_store (self) && self->start.data_dir != NULL)
    {
      data_dir = g_strdup (self->start.data_dir);
      cache_dir = g_strdup (self->start.data_dir);
    }
  else
    {
      data_dir = g_build_filename (g_get_user_data_dir (), "corral", account, NULL);
      cache_dir = g_build_filename (g_get_user_cache_dir (), "corral", account, NULL);
    }
  if (!may_store (self) && !move_to_session (self, &data_dir, &cache_dir))
    return;

  self->cache = corral_cache_open (data_dir, cache_dir, CORRAL_CACHE_OPEN_DEFAULT, self->clock, &error);
  if (self->cache == NULL)
    {
      self->trouble = g_strdup (error->message);
      return;
    }
  if (self->start.managed != NULL)
    corral_cache_set_retention (self->cache, self->start.managed->retention_days);
  self->data_dir = g_steal_pointer (&data_dir);
  self->cache_dir = g_steal_pointer (&cache_dir);
  tenants = corral_cache_list_tenants (self->cache);
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);
      CorralTenantFile file = CORRAL_TENANT_FILE_KEPT;
      g_autoptr (GError) open_error = NULL;

      if (!corral_cache_open_tenant (self->cache, tenant, &file, &open_error))
        {
          if (self->trouble == NULL)
            self->trouble = g_strdup (open_error->message);
          continue;
        }
      if (file == CORRAL_TENANT_FILE_SET_ASIDE)
        g_ptr_array_add (self->found_damaged, corral_tenant_copy (tenant));
      corral_services_load_tenant (self, tenant);
    }
  corral_fleet_set_now (self->fleet, corral_clock_now_ms (self->clock));
  corral_flags_judge (self->fleet);
}
