/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commits: waited for, or started and finished later. Callers are on any thread; functions ending
 * in _job run on the "writer" worker. */
#include "config.h"

#include "corral-cache-private.h"
#include "corral-commit-private.h"
#include "corral-tenant-erasing.h"

/* Whether @commit carries a cursor of a sync that began before, or that nothing is new since it. */
static gboolean
says_where_it_is (const CorralCommit *commit)
{
  gboolean says = commit->sets_state || commit->finishes_resync
                  || CORRAL_IS_KNOWN (commit->heard_ms[CORRAL_ANSWER_CHANGES]);

  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    says = says || commit->sets_progress[i];
  return says && !commit->begins_resync;
}

static gboolean
commit_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  GPtrArray *batches = NULL;
  GError *failure = NULL;

  if (store->pending_failure != NULL)
    {
      g_propagate_error (error, g_error_copy (store->pending_failure));
      return FALSE;
    }
  if (store->replaced && says_where_it_is (data))
    {
      /* It goes on from what another file held. */
      store->replaced = FALSE;
      corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
      return FALSE;
    }
  if (corral_tenant_store_commit (store, data, &batches, &failure))
    {
      corral_cache_post_notice (self, store, batches, FALSE, ((CorralCommit *) data)->begins_resync);
      corral_cache_outbox_forget_purged (self, store->id, data);
      corral_tenant_store_erase_purged (store, FALSE);
      return TRUE;
    }
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    corral_cache_replace_store (self, store);
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
corral_cache_commit (CorralCache *self, const char *tenant, CorralCommit *commit, GError **error)
{
  return corral_cache_write (self, tenant, commit_job, commit, error);
}

struct _CorralPendingCommit
{
  CorralCache *cache;       /* (owned) */
  CorralTenantStore *store; /* (owned) */
  CorralCommit *commit;     /* (owned) */

  GMutex lock; /* guards what follows */
  GCond ended;
  gboolean done;
  gboolean result;
  GError *error;
};

/* [writer] */
static void
pending_commit_job (gpointer data)
{
  CorralPendingCommit *pending = data;
  GError *error = NULL;
  gboolean result = commit_job (pending->cache, pending->store, pending->commit, &error);

  if (!result && pending->store->pending_failure == NULL)
    pending->store->pending_failure = g_error_copy (error);
  g_mutex_lock (&pending->lock);
  pending->result = result;
  pending->error = error;
  pending->done = TRUE;
  g_cond_signal (&pending->ended);
  g_mutex_unlock (&pending->lock);
}

static gboolean
clear_failure_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  g_clear_error (&store->pending_failure);
  return TRUE;
}

CorralPendingCommit *
corral_cache_commit_start (CorralCache *self,
                           const char *tenant,
                           CorralCommit *commit,
                           GError **error)
{
  CorralTenantStore *store = corral_cache_ref_store (self, tenant, error);
  CorralPendingCommit *pending;

  if (store == NULL)
    {
      corral_commit_free (commit);
      return NULL;
    }
  pending = g_new0 (CorralPendingCommit, 1);
  pending->cache = corral_cache_ref (self);
  pending->store = store;
  pending->commit = commit;
  g_mutex_init (&pending->lock);
  g_cond_init (&pending->ended);
  if (!corral_worker_push (corral_cache_get_writer (self), pending_commit_job, pending, NULL))
    {
      pending->done = TRUE;
      corral_database_set_error (&pending->error, CORRAL_CACHE_ERROR_FAILED);
    }
  return pending;
}

gboolean
corral_cache_commit_finish (CorralPendingCommit *pending, GError **error)
{
  gboolean result;

  g_mutex_lock (&pending->lock);
  while (!pending->done)
    g_cond_wait (&pending->ended, &pending->lock);
  g_mutex_unlock (&pending->lock);
  result = pending->result;
  if (!result)
    {
      corral_cache_run_on_writer (pending->cache, pending->store, clear_failure_job, NULL, NULL);
      g_propagate_error (error, g_steal_pointer (&pending->error));
    }
  g_mutex_clear (&pending->lock);
  g_cond_clear (&pending->ended);
  corral_commit_free (pending->commit);
  corral_tenant_store_unref (pending->store);
  corral_cache_unref (pending->cache);
  g_free (pending);
  return result;
}

gboolean
corral_cache_begin_resync (CorralCache *self, const char *tenant, GError **error)
{
  g_autoptr (CorralCommit) commit = corral_commit_new ();

  corral_commit_set_begin_resync (commit);
  return corral_cache_commit (self, tenant, commit, error);
}

gboolean
corral_cache_finish_resync (CorralCache *self,
                            const char *tenant,
                            const char *state,
                            GError **error)
{
  g_autoptr (CorralCommit) commit = corral_commit_new ();

  corral_commit_set_state (commit, state);
  corral_commit_set_finish_resync (commit);
  return corral_cache_commit (self, tenant, commit, error);
}

static gboolean
limit_pages_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count=%u", GPOINTER_TO_UINT (data));
  CorralConnection *telemetry = corral_tenant_store_get_telemetry (store, error);

  return telemetry != NULL && corral_database_exec (store->cache->db, sql, error)
         && corral_database_exec (telemetry->db, sql, error);
}

gboolean
corral_cache_limit_pages (CorralCache *self, const char *tenant, guint pages, GError **error)
{
  return corral_cache_write (self, tenant, limit_pages_job, GUINT_TO_POINTER (pages), error);
}
