/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The median over some carts of a store, from the hours that the cache holds. On the cache's "reader" worker, or any
 * worker. */
#include "config.h"

#include "corral-median-reader.h"

#include "corral-telemetry.h"

#include <math.h>
#include <stdlib.h>

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Between the two nearest where it falls between them. */
static double
quantile (const double *sorted, guint n, double share)
{
  double at = share * (n - 1);
  guint below = (guint) floor (at);

  return below + 1 < n ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
}

/* The means of one cart, each into its hour. FALSE: it could not be read. @missing: what was never fetched of it. */
static gboolean
add_cart (CorralCache *cache,
          const char *tenant,
          const char *cart,
          const char *const *names,
          CorralTimeRange span,
          GPtrArray *hours,
          GArray *missing,
          gboolean *any,
          GError **error)
{
  g_autoptr (CorralTelemetryColumns) columns
      = corral_cache_load_telemetry (cache, tenant, cart, CORRAL_RESOLUTION_HOUR, span, names, error);

  if (columns == NULL)
    return FALSE;
  *any = FALSE;
  for (guint i = 0; i < columns->n_times; i++)
    {
      double mean = columns->values[1][i] / columns->values[0][i];
      gint64 hour = (columns->times_ms[i] - span.start_ms) / CORRAL_HOUR_MS;

      if (!isfinite (mean) || columns->values[0][i] <= 0 || hour < 0 || hour >= (gint64) hours->len)
        continue;
      g_array_append_val ((GArray *) g_ptr_array_index (hours, (guint) hour), mean);
      *any = TRUE;
    }
  g_array_append_vals (missing, columns->gaps->data, columns->gaps->len);
  return TRUE;
}

static gboolean
is_missing (const GArray *missing, CorralTimeRange hour)
{
  for (guint i = 0; i < missing->len; i++)
    {
      CorralTimeRange gap = g_array_index (missing, CorralTimeRange, i);

      if (gap.start_ms < hour.end_ms && gap.end_ms > hour.start_ms)
        return TRUE;
    }
  return FALSE;
}

static void
add_hour (CorralSeriesBuilder *builder, GArray *values, CorralTimeRange hour, const GArray *missing)
{
  double median;

  if (values->len < CORRAL_MEDIAN_LEAST)
    {
      if (!is_missing (missing, hour))
        corral_series_builder_add_coverage (builder, hour);
      return;
    }
  qsort (values->data, values->len, sizeof (double), compare_doubles);
  median = quantile ((const double *) (gpointer) values->data, values->len, 0.5);
  corral_series_builder_add_bucket (builder, hour.start_ms, 1,
                                    quantile ((const double *) (gpointer) values->data, values->len, 0.25),
                                    quantile ((const double *) (gpointer) values->data, values->len, 0.75), median);
  corral_series_builder_add_coverage (builder, hour);
}

CorralSeries *
corral_median_read (CorralCache *cache,
                    const char *tenant,
                    const char *name,
                    const char *const *carts,
                    const char *metric,
                    CorralTimeRange span,
                    guint *n_carts,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autofree char *n_name = g_strconcat (metric, ".n", NULL);
  g_autofree char *sum_name = g_strconcat (metric, ".sum", NULL);
  const char *names[] = { n_name, sum_name, NULL };
  CorralTimeRange whole = { .start_ms = span.start_ms - span.start_ms % CORRAL_HOUR_MS, .end_ms = span.end_ms };
  g_autoptr (GPtrArray) hours = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  CorralSeriesBuilder *builder;
  guint n = 0;

  g_return_val_if_fail (span.start_ms < span.end_ms, NULL);

  for (gint64 at = whole.start_ms; at < whole.end_ms; at += CORRAL_HOUR_MS)
    g_ptr_array_add (hours, g_array_new (FALSE, FALSE, sizeof (double)));
  for (guint i = 0; i < CORRAL_MEDIAN_CARTS && carts[i] != NULL; i++)
    {
      gboolean any = FALSE;

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !add_cart (cache, tenant, carts[i], names, whole, hours, missing, &any, error))
        return NULL;
      n += any;
    }
  builder = corral_series_builder_new (name, metric, span, CORRAL_HOUR_MS);
  for (guint i = 0; i < hours->len; i++)
    {
      gint64 start_ms = whole.start_ms + i * CORRAL_HOUR_MS;

      add_hour (builder, g_ptr_array_index (hours, i), (CorralTimeRange) { start_ms, start_ms + CORRAL_HOUR_MS },
                missing);
    }
  if (n_carts != NULL)
    *n_carts = n;
  return corral_series_builder_end (builder, CORRAL_HOUR_MS / 2);
}

/* ---- on the reader */

typedef struct
{
  CorralCache *cache; /* (unowned): it joins the reader before it goes */
  char *tenant;
  char *name;
  char **carts;
  char *metric;
  CorralTimeRange span;
  guint n_carts;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->tenant);
  g_free (job->name);
  g_strfreev (job->carts);
  g_free (job->metric);
  g_free (job);
}

static void
read_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CorralSeries *series
      = corral_median_read (job->cache, job->tenant, job->name, (const char *const *) job->carts, job->metric, job->span,
                            &job->n_carts, cancellable, &error);

  if (series != NULL)
    g_task_return_pointer (task, series, (GDestroyNotify) corral_series_unref);
  else
    g_task_return_error (task, error);
}

void
corral_median_read_async (CorralCache *cache,
                          const char *tenant,
                          const char *name,
                          const char *const *carts,
                          const char *metric,
                          CorralTimeRange span,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new (Job, 1);

  *job = (Job) { .cache = cache,
                 .tenant = g_strdup (tenant),
                 .name = g_strdup (name),
                 .carts = g_strdupv ((char **) carts),
                 .metric = g_strdup (metric),
                 .span = span };
  g_task_set_source_tag (task, corral_median_read_async);
  g_task_set_task_data (task, job, job_free);
  corral_cache_run_on_reader (cache, task, read_job);
}

CorralSeries *
corral_median_read_finish (GAsyncResult *result, guint *n_carts, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (n_carts != NULL)
    *n_carts = ((Job *) g_task_get_task_data (G_TASK (result)))->n_carts;
  return g_task_propagate_pointer (G_TASK (result), error);
}
