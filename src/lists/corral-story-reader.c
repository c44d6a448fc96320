/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's story from what the cache holds. On the cache's "reader" worker, or any worker. */
#include "config.h"

#include "corral-story-private.h"

#include "corral-collections.h"

/* A store has a few dozen. */
#define MAX_POINTS 1000

/* Names of the store's access points. The cart's row may be gone: then they go by their ids. */
static gboolean
read_points (CorralStoryReading *self, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  gpointer cart = NULL;

  if (!corral_cache_get_row (self->cache, self->tenant, CORRAL_COLLECTION_CART, self->cart, &cart, error))
    return FALSE;
  if (cart == NULL)
    return TRUE;
  rows = corral_cache_query_rows (self->cache, self->tenant, CORRAL_QUERY_ACCESS_POINTS_OF_STORE,
                                  ((const CorralCart *) cart)->store, MAX_POINTS, self->cancellable, error);
  corral_fact_unref (cart);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CorralAccessPoint *point = g_ptr_array_index (rows, i);

      g_hash_table_insert (self->points, g_strdup (point->id), g_strdup (point->name));
    }
  return rows != NULL;
}

static void
add_unfetched (CorralStoryBuilder *builder, const GArray *gaps)
{
  for (guint i = 0; i < gaps->len; i++)
    corral_story_builder_add_unfetched (builder, g_array_index (gaps, CorralTimeRange, i));
}

static gboolean
read_samples (CorralStoryReading *self, CorralResolution resolution, GError **error)
{
  g_auto (GStrv) names = corral_story_list_columns (resolution);
  gint64 lead_ms = MAX (CORRAL_STORY_LEAD_MS, corral_resolution_get_bucket_ms (resolution));
  CorralTimeRange range = { self->span.start_ms - lead_ms, self->span.end_ms };
  g_autoptr (CorralTelemetryColumns) columns
      = corral_cache_load_telemetry (self->cache, self->tenant, self->cart, resolution, range,
                                     (const char *const *) names, error);

  if (columns == NULL)
    return FALSE;
  corral_story_add_samples (self->builder, columns, resolution, self->span, self->points);
  add_unfetched (self->builder, columns->gaps);
  return TRUE;
}

static gboolean
read_milestones (CorralStoryReading *self, GError **error)
{
  static const char *const names[] = { CORRAL_MILESTONES_COLUMN, NULL };
  g_autoptr (GPtrArray) events
      = corral_cache_load_milestones (self->cache, self->tenant, self->cart, self->span, error);
  g_autoptr (GArray) gaps = NULL;

  if (events == NULL)
    return FALSE;
  gaps = corral_cache_find_unfetched (self->cache, self->tenant, self->cart, CORRAL_RESOLUTION_RAW, self->span, names,
                                      error);
  if (gaps == NULL)
    return FALSE;
  corral_story_add_milestones (self->builder, events);
  add_unfetched (self->builder, gaps);
  return TRUE;
}

CorralStory *
corral_story_read (CorralCache *cache,
                   const char *tenant,
                   const char *cart,
                   CorralResolution resolution,
                   CorralTimeRange span,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (CorralStoryBuilder) builder = NULL;
  g_autoptr (GHashTable) points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  CorralStoryReading reading = { .cache = cache,
                                 .tenant = tenant,
                                 .cart = cart,
                                 .span = span,
                                 .points = points,
                                 .cancellable = cancellable };

  g_return_val_if_fail (cart != NULL && span.start_ms < span.end_ms, NULL);

  builder = reading.builder = corral_story_builder_new (cart, span);
  if (!read_points (&reading, error) || !read_samples (&reading, resolution, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error) || !read_milestones (&reading, error)
      || !corral_story_add_rows (&reading, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return corral_story_builder_end (g_steal_pointer (&builder));
}

/* ---- on the reader */

typedef struct
{
  CorralCache *cache; /* (unowned): it joins the reader before it goes */
  char *tenant;
  char *cart;
  CorralResolution resolution;
  CorralTimeRange span;
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
  CorralStory *story
      = corral_story_read (job->cache, job->tenant, job->cart, job->resolution, job->span, cancellable, &error);

  if (story != NULL)
    g_task_return_pointer (task, story, (GDestroyNotify) corral_story_unref);
  else
    g_task_return_error (task, error);
}

void
corral_story_read_async (CorralCache *cache,
                         const char *tenant,
                         const char *cart,
                         CorralResolution resolution,
                         CorralTimeRange span,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new (Job, 1);

  *job = (Job) { .cache = cache,
                 .tenant = g_strdup (tenant),
                 .cart = g_strdup (cart),
                 .resolution = resolution,
                 .span = span };
  g_task_set_source_tag (task, corral_story_read_async);
  g_task_set_task_data (task, job, job_free);
  corral_cache_run_on_reader (cache, task, read_job);
}

CorralStory *
corral_story_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
