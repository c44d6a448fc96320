/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series and messages of one cart, from the cloud into the cache, and what is done at once or not at all. On the demand
 * worker. */
#include "config.h"

#include "corral-sync-demand.h"

#include "corral-api-operation.h"
#include "corral-outbox-rules.h"
#include "corral-push-queue.h"
#include "corral-telemetry.h"

#include <glib/gi18n-lib.h>

/* How often the cloud is asked what became of an operation whose answer was lost. */
#define PROBES 3

/* Longest span asked for at once: an answer holds at most 20,000 points (api.md), a cart sends at most one
 * message a minute, and buckets are a minute or an hour. */
static gint64
piece_ms (CorralResolution resolution)
{
  return resolution == CORRAL_RESOLUTION_HOUR ? 400 * CORRAL_DAY_MS : 10 * CORRAL_DAY_MS;
}

CorralSyncDemand *
corral_sync_demand_new (CorralDemandKind kind, const CorralTenant *tenant, const char *cart, CorralTimeRange span)
{
  CorralSyncDemand *self = g_new0 (CorralSyncDemand, 1);

  self->kind = kind;
  self->tenant = corral_tenant_copy (tenant);
  self->cart = g_strdup (cart);
  self->span = span;
  return self;
}

void
corral_sync_demand_free (CorralSyncDemand *self)
{
  corral_tenant_free (self->tenant);
  g_free (self->cart);
  g_clear_pointer (&self->entry, corral_outbox_entry_unref);
  g_clear_pointer (&self->api, corral_api_unref);
  g_clear_pointer (&self->cache, corral_cache_unref);
  g_clear_pointer (&self->clock, corral_clock_unref);
  g_free (self);
}

static void
add_column (GPtrArray *names, GPtrArray *values, const char *metric, const char *aspect, const double *column)
{
  if (column == NULL)
    return;
  g_ptr_array_add (names, aspect != NULL ? g_strdup_printf ("%s.%s", metric, aspect) : g_strdup (metric));
  g_ptr_array_add (values, (gpointer) column);
}

/* The answer in the form that the cache keeps: "battery_pct", or "battery_pct.min" and so on for buckets. */
static CorralTelemetryColumns *
columns_of (const CorralTelemetry *telemetry, CorralTimeRange span)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (GArray) indices = NULL;
  CorralTelemetryColumns *columns;
  guint first = 0;
  guint end = telemetry->n_points;

  for (guint i = 0; i < telemetry->metrics->len; i++)
    {
      const CorralTelemetryMetric *metric = g_ptr_array_index (telemetry->metrics, i);

      add_column (names, values, metric->name, NULL, metric->values);
      add_column (names, values, metric->name, "n", metric->n);
      add_column (names, values, metric->name, "min", metric->min);
      add_column (names, values, metric->name, "max", metric->max);
      add_column (names, values, metric->name, "sum", metric->sum);
    }
  g_ptr_array_add (names, NULL);

  /* A server may answer a little more than was asked; what is stored is what was asked for. */
  while (first < end && telemetry->times_ms[first] < span.start_ms)
    first++;
  while (end > first && telemetry->times_ms[end - 1] >= span.end_ms)
    end--;

  /* A cart whose clock was set back has two samples of one moment: the later one counts. */
  indices = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint t = first; t < end; t++)
    if (t + 1 == end || telemetry->times_ms[t + 1] > telemetry->times_ms[t])
      g_array_append_val (indices, t);

  columns = corral_telemetry_columns_new (indices->len, (const char *const *) names->pdata);
  for (guint i = 0; i < indices->len; i++)
    columns->times_ms[i] = telemetry->times_ms[g_array_index (indices, guint, i)];
  for (guint c = 0; c < values->len; c++)
    {
      const double *from = g_ptr_array_index (values, c);

      for (guint i = 0; i < indices->len; i++)
        columns->values[c][i] = from[g_array_index (indices, guint, i)];
    }
  return columns;
}

static gboolean
run_telemetry (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  gint64 step = piece_ms (self->resolution);

  /* Newest first: what somebody looks at is there soonest. */
  for (gint64 end = self->span.end_ms; end > self->span.start_ms; end -= step)
    {
      CorralTimeRange piece = { .start_ms = MAX (end - step, self->span.start_ms), .end_ms = end };
      g_autoptr (CorralTelemetry) telemetry
          = corral_api_get_telemetry (self->api, self->tenant, self->cart, piece.start_ms, piece.end_ms,
                                      self->resolution, NULL, NULL, cancellable, error);
      g_autoptr (CorralTelemetryColumns) columns = NULL;

      if (telemetry == NULL)
        return FALSE;
      columns = columns_of (telemetry, piece);
      if (!corral_cache_store_telemetry (self->cache, self->tenant->id, self->cart, self->resolution, piece,
                                         columns, error))
        return FALSE;
    }
  return TRUE;
}

static CorralEvent *
event_of (const CorralMessage *message)
{
  CorralEvent given = {
    .id = message->id,
    .counter = message->counter,
    .type = message->type,
    .device_ms = message->device_ms,
    .arrived_ms = message->arrived_ms,
    .body = message->body,
    .signature = message->signature,
  };

  return corral_event_copy (&given);
}

static gboolean
run_messages (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralMessagePage) page
      = corral_api_get_events (self->api, self->tenant, self->cart, self->span.start_ms, self->span.end_ms, NULL,
                               NULL, CLAMP (self->limit, 1, CORRAL_PAGE_MAX_ROWS), NULL, cancellable, error);
  g_autoptr (GPtrArray) events = NULL;

  if (page == NULL)
    return FALSE;
  events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  for (guint i = 0; i < page->messages->len; i++)
    g_ptr_array_add (events, event_of (g_ptr_array_index (page->messages, i)));
  return corral_cache_store_events (self->cache, self->tenant->id, self->cart, events, page->certificates, error);
}

/* Sent once. When the answer is lost the cloud is asked what became of it; sending it again would be safe, but a person
 * who waits is better told than surprised later. */
static gboolean
run_operation (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  const CorralOutboxEntry *entry = self->entry;
  g_autoptr (GError) failure = NULL;
  g_autoptr (CorralOperationAnswer) answer = corral_api_put_operation (
      self->api, self->tenant, entry->id, entry->body, entry->type->result, NULL, cancellable, &failure);

  for (guint i = 0; answer == NULL && i < PROBES; i++)
    {
      if (corral_push_error_is_definite (failure))
        {
          g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NOT_DONE, failure->message);
          return FALSE;
        }
      answer = corral_api_get_operation (self->api, self->tenant, entry->id, entry->type->result, NULL, cancellable,
                                         NULL);
    }
  /* That the cloud has not had it yet does not say that it will not: it may be held up on the way. */
  if (answer == NULL || answer->outcome == CORRAL_OUTCOME_NOT_KNOWN)
    {
      g_set_error (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_UNKNOWN,
                   /* Translators: %s is a sentence that says what went wrong */
                   _ ("It is not known whether it was done: the answer was lost. %s Look at it again in a minute."),
                   failure->message);
      return FALSE;
    }
  if (corral_push_answer_is_new (answer, failure != NULL))
    {
      g_autoptr (CorralCommit) commit = corral_commit_new ();

      corral_commit_add_batch (commit, answer->row);
      if (!corral_cache_commit (self->cache, self->tenant->id, commit, error))
        return FALSE;
    }
  if (answer->outcome == CORRAL_OUTCOME_APPLIED || answer->outcome == CORRAL_OUTCOME_ACCEPTED)
    return TRUE;
  g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NOT_DONE,
                       answer->detail != NULL ? answer->detail : _ ("The cloud did not accept it."));
  return FALSE;
}

gboolean
corral_sync_demand_run (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  switch (self->kind)
    {
    case CORRAL_DEMAND_TELEMETRY:
      return run_telemetry (self, cancellable, error);
    case CORRAL_DEMAND_MESSAGES:
      return run_messages (self, cancellable, error);
    case CORRAL_DEMAND_OPERATION:
      return run_operation (self, cancellable, error);
    default:
      g_assert_not_reached ();
    }
}
