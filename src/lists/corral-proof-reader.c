/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's messages and whether they are what it sent, from what the cache holds. On the cache's "reader" worker, or any
 * worker. */
#include "config.h"

#include "corral-proof-reader.h"

#include "corral-collections.h"

/* A cart has one, and one or two that it had before. */
#define MAX_STANDINGS 16

void
corral_proven_messages_free (CorralProvenMessages *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->proofs, g_array_unref);
  g_clear_pointer (&self->ground, corral_proof_ground_free);
  g_free (self);
}

/* What this PC holds that messages of @cart can be judged by. Takes @certificates. NULL: it could not be read. */
static CorralProofGround *
read_ground (CorralCache *cache, const char *tenant, const char *cart, GPtrArray *certificates, GError **error)
{
  g_autoptr (GPtrArray) owned = certificates;
  g_autoptr (CorralProofGround) ground = NULL;
  g_autoptr (GPtrArray) anchors = corral_cache_load_anchors (cache, tenant, error);
  g_autoptr (GPtrArray) standings = NULL;
  gpointer row = NULL;

  if (anchors == NULL)
    return NULL;
  standings = corral_cache_query_rows (cache, tenant, CORRAL_QUERY_CERTIFICATES_OF_CART, cart, MAX_STANDINGS, NULL,
                                       error);
  if (standings == NULL || !corral_cache_get_row (cache, tenant, CORRAL_COLLECTION_CART, cart, &row, error))
    return NULL;
  /* Of a cart that is gone nothing can be this cart's. */
  ground = corral_proof_ground_new (row != NULL ? ((const CorralCart *) row)->serial : "");
  g_clear_pointer (&row, corral_fact_unref);
  g_ptr_array_extend_and_steal (ground->certificates, g_steal_pointer (&owned));
  g_ptr_array_extend_and_steal (ground->anchors, g_steal_pointer (&anchors));
  g_ptr_array_extend_and_steal (ground->standings, g_steal_pointer (&standings));
  return g_steal_pointer (&ground);
}

CorralProvenMessages *
corral_proof_read_newest (CorralCache *cache, const char *tenant, const char *cart, guint limit, GError **error)
{
  g_autoptr (CorralProvenMessages) self = g_new0 (CorralProvenMessages, 1);
  GPtrArray *certificates = NULL;
  g_autoptr (CorralProver) prover = NULL;

  self->events = corral_cache_load_events (cache, tenant, cart, limit, &certificates, error);
  if (self->events == NULL)
    return NULL;
  self->ground = read_ground (cache, tenant, cart, certificates, error);
  if (self->ground == NULL)
    return NULL;
  prover = corral_proof_ground_make_prover (self->ground);
  self->proofs = corral_prover_check_each (prover, self->events);
  corral_proof_summarize (self->proofs, &self->summary);
  return g_steal_pointer (&self);
}

CorralProvenMessages *
corral_proof_read_span (CorralCache *cache, const char *tenant, const char *cart, CorralTimeRange span, GError **error)
{
  static const char *const names[] = { CORRAL_EVIDENCE_COLUMN, NULL };
  g_autoptr (CorralProvenMessages) self = g_new0 (CorralProvenMessages, 1);
  GPtrArray *certificates = NULL;
  g_autoptr (CorralProver) prover = NULL;
  g_autoptr (GArray) unfetched
      = corral_cache_find_unfetched (cache, tenant, cart, CORRAL_RESOLUTION_RAW, span, names, error);

  if (unfetched == NULL)
    return NULL;
  self->is_whole = unfetched->len == 0;
  self->events = corral_cache_load_events_within (cache, tenant, cart, span, &certificates, error);
  if (self->events == NULL)
    return NULL;
  self->ground = read_ground (cache, tenant, cart, certificates, error);
  if (self->ground == NULL)
    return NULL;
  prover = corral_proof_ground_make_prover (self->ground);
  self->proofs = self->is_whole ? corral_prover_check_all (prover, self->events)
                                : corral_prover_check_each (prover, self->events);
  corral_proof_summarize (self->proofs, &self->summary);
  return g_steal_pointer (&self);
}

/* ---- on the reader */

typedef struct
{
  CorralCache *cache; /* (unowned): it joins the reader before it goes */
  char *tenant;
  char *cart;
  guint limit;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->tenant);
  g_free (job->cart);
  g_free (job);
}

static void
read_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CorralProvenMessages *messages
      = corral_proof_read_newest (job->cache, job->tenant, job->cart, job->limit, &error);

  if (messages != NULL)
    g_task_return_pointer (task, messages, (GDestroyNotify) corral_proven_messages_free);
  else
    g_task_return_error (task, error);
}

void
corral_proof_read_newest_async (CorralCache *cache,
                                const char *tenant,
                                const char *cart,
                                guint limit,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new (Job, 1);

  *job = (Job) { .cache = cache, .tenant = g_strdup (tenant), .cart = g_strdup (cart), .limit = limit };
  g_task_set_source_tag (task, corral_proof_read_newest_async);
  g_task_set_task_data (task, job, job_free);
  corral_cache_run_on_reader (cache, task, read_job);
}

CorralProvenMessages *
corral_proof_read_newest_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
