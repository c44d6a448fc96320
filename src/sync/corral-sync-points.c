/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points of one cart, from the cloud into the cache: what is missing, in bounded pieces, the newest first. On the demand
 * worker.
 *
 * A cart that was out of reach sends what it kept afterwards, in order and with the times at which it was made
 * (domain.md). So an answer is only final up to the newest message that the cloud has: what lies behind it is noted as
 * fetched, for nobody shall take "asked, and nothing was there" for "never asked", but it is asked for again.
 */
#include "config.h"

#include "corral-sync-points-private.h"

#include "corral-metric.h"
#include "corral-telemetry.h"

#include <math.h>

/* What is final is the coverage of columns without points beside the others. */
#define FINAL_COLUMN "final"
#define FINAL_MILESTONES_COLUMN "milestones.final"
/* More holes than this are fetched as one, with what lies between them: a request costs more than points. */
#define MAX_HOLES 6
/* Starts and faults: a page of them, and how many pages at most: a cart with more has other troubles. */
#define MESSAGES_A_PAGE 500
#define MAX_PAGES 20
#define MILESTONES_PIECE_MS (30 * CORRAL_DAY_MS)

static const char *const aspects[] = { "n", "min", "max", "sum" };

/* Longest span asked for at once: an answer holds at most 20,000 points (api.md), a cart sends at most one
 * message a minute, and buckets are a minute or an hour. */
static gint64
piece_ms (CorralResolution resolution)
{
  return resolution == CORRAL_RESOLUTION_HOUR ? 400 * CORRAL_DAY_MS : 10 * CORRAL_DAY_MS;
}

static gint64
whole_buckets (gint64 time_ms, CorralResolution resolution)
{
  gint64 bucket_ms = corral_resolution_get_bucket_ms (resolution);

  return bucket_ms > 0 ? time_ms - time_ms % bucket_ms : time_ms;
}

/* ---- what is final */

/* The newest moment by which everything is here that the cart made up to it: the last message that the cloud told us of.
 * A clock that is ahead says nothing about what is still to come. */
static gint64
read_final_ms (CorralSyncDemand *self)
{
  gpointer fact = NULL;
  gint64 final_ms = G_MININT64;

  if (corral_cache_get_row (self->cache, self->tenant->id, CORRAL_COLLECTION_VITAL, self->cart, &fact, NULL)
      && fact != NULL)
    {
      const CorralVital *vital = fact;

      if (CORRAL_IS_KNOWN (vital->last_message_ms))
        final_ms = CORRAL_IS_KNOWN (vital->arrived_ms) ? MIN (vital->last_message_ms, vital->arrived_ms)
                                                       : vital->last_message_ms;
      corral_fact_unref (fact);
    }
  return final_ms;
}

/* The newest sample of an answer is the newest message that there was when it was given. */
static gint64
newest_sample_ms (const CorralTelemetry *telemetry)
{
  gint64 newest_ms;

  if (telemetry->n_points == 0)
    return G_MININT64;
  newest_ms = telemetry->times_ms[telemetry->n_points - 1];
  for (guint i = 0; i < telemetry->metrics->len; i++)
    {
      const CorralTelemetryMetric *metric = g_ptr_array_index (telemetry->metrics, i);
      double delay_s;

      if (g_strcmp0 (metric->name, "arrival_delay_s") != 0 || metric->values == NULL)
        continue;
      delay_s = metric->values[telemetry->n_points - 1];
      if (!isnan (delay_s) && delay_s < 0)
        newest_ms += (gint64) delay_s * CORRAL_SECOND_MS;
    }
  return newest_ms;
}

static gboolean
note_fetched (CorralSyncDemand *self,
              CorralResolution resolution,
              CorralTimeRange span,
              const char *const *names,
              GError **error)
{
  g_autoptr (CorralTelemetryColumns) none = corral_telemetry_columns_new (0, names);

  return span.end_ms <= span.start_ms
         || corral_cache_store_telemetry (self->cache, self->tenant->id, self->cart, resolution, span, none, error);
}

static CorralTimeRange
final_part (CorralTimeRange span, gint64 final_ms, CorralResolution resolution)
{
  if (final_ms < span.end_ms)
    span.end_ms = whole_buckets (MAX (final_ms + (resolution == CORRAL_RESOLUTION_RAW), span.start_ms), resolution);
  return span;
}

/* ---- telemetry */

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
  columns->words = g_strdupv (telemetry->words);
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

/* The columns that an answer is to have, or, with @held, those of them that it has not: an older cloud does not tell all,
 * and is not asked again for what it does not know. */
static char **
list_columns (CorralResolution resolution, const CorralTelemetryColumns *held)
{
  const char *const *metrics = corral_metric_get_names ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; metrics[i] != NULL; i++)
    for (guint k = 0; k < (resolution == CORRAL_RESOLUTION_RAW ? 1 : G_N_ELEMENTS (aspects)); k++)
      {
        g_autofree char *name = resolution == CORRAL_RESOLUTION_RAW
                                    ? g_strdup (metrics[i])
                                    : g_strdup_printf ("%s.%s", metrics[i], aspects[k]);

        if (held == NULL || corral_telemetry_columns_get (held, name) == NULL)
          g_strv_builder_add (builder, name);
      }
  if (held == NULL)
    g_strv_builder_add (builder, FINAL_COLUMN);
  return g_strv_builder_end (builder);
}

static gboolean
fetch_piece (CorralSyncDemand *self, CorralTimeRange piece, gint64 *final_ms, GCancellable *cancellable, GError **error)
{
  static const char *const final_names[] = { FINAL_COLUMN, NULL };
  g_autoptr (CorralTelemetry) telemetry
      = corral_api_get_telemetry (self->api, self->tenant, self->cart, piece.start_ms, piece.end_ms, self->resolution,
                                  NULL, NULL, cancellable, error);
  g_autoptr (CorralTelemetryColumns) columns = NULL;
  g_auto (GStrv) absent = NULL;

  if (telemetry == NULL)
    return FALSE;
  columns = columns_of (telemetry, piece);
  absent = list_columns (self->resolution, columns);
  *final_ms = MAX (*final_ms, newest_sample_ms (telemetry));
  return corral_cache_store_telemetry (self->cache, self->tenant->id, self->cart, self->resolution, piece, columns, error)
         && (absent[0] == NULL
             || note_fetched (self, self->resolution, piece, (const char *const *) absent, error))
         && note_fetched (self, self->resolution, final_part (piece, *final_ms, self->resolution), final_names, error);
}

/* What is missing, as few spans. */
static GArray *
find_holes (CorralSyncDemand *self, CorralResolution resolution, const char *const *names, GError **error)
{
  GArray *holes = corral_cache_find_unfetched (self->cache, self->tenant->id, self->cart, resolution, self->span, names,
                                               error);

  if (holes != NULL && holes->len > MAX_HOLES)
    {
      CorralTimeRange all = { .start_ms = g_array_index (holes, CorralTimeRange, 0).start_ms,
                              .end_ms = g_array_index (holes, CorralTimeRange, holes->len - 1).end_ms };

      g_array_set_size (holes, 0);
      g_array_append_val (holes, all);
    }
  return holes;
}

gboolean
corral_sync_points_fetch (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) names = list_columns (self->resolution, NULL);
  g_autoptr (GArray) holes = find_holes (self, self->resolution, (const char *const *) names, error);
  gint64 step = piece_ms (self->resolution);
  gint64 final_ms = read_final_ms (self);

  if (holes == NULL)
    return FALSE;
  /* Newest first: what somebody looks at is there soonest. */
  for (guint i = holes->len; i > 0; i--)
    {
      CorralTimeRange hole = g_array_index (holes, CorralTimeRange, i - 1);

      /* Whole buckets: one that is cut, or still fills, would be kept as if it were whole. */
      hole.start_ms = whole_buckets (hole.start_ms, self->resolution);
      hole.end_ms = whole_buckets (hole.end_ms, self->resolution);
      for (gint64 end = hole.end_ms; end > hole.start_ms; end -= step)
        if (!fetch_piece (self, (CorralTimeRange) { MAX (end - step, hole.start_ms), end }, &final_ms, cancellable,
                          error))
          return FALSE;
    }
  return TRUE;
}

/* ---- messages */

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

gboolean
corral_sync_points_store_messages (CorralSyncDemand *self, const CorralMessagePage *page, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);

  for (guint i = 0; i < page->messages->len; i++)
    g_ptr_array_add (events, event_of (g_ptr_array_index (page->messages, i)));
  return corral_cache_store_events (self->cache, self->tenant->id, self->cart, events, page->certificates, error);
}

/* Messages that are asked for by the stretch: of these types, NULL: of all; noted under these names. */
typedef struct
{
  const char *const *types;
  const char *name, *final_name;
} Kind;

static const Kind milestones = { corral_milestone_types, CORRAL_MILESTONES_COLUMN, FINAL_MILESTONES_COLUMN };
static const Kind evidence = { NULL, CORRAL_EVIDENCE_COLUMN, CORRAL_EVIDENCE_FINAL_COLUMN };

static gboolean
fetch_kind (CorralSyncDemand *self, const Kind *kind, CorralTimeRange piece, GCancellable *cancellable, GError **error)
{
  g_autofree char *cursor = NULL;

  for (guint i = 0; i < MAX_PAGES && (i == 0 || cursor != NULL); i++)
    {
      g_autoptr (CorralMessagePage) page
          = corral_api_get_events (self->api, self->tenant, self->cart, piece.start_ms, piece.end_ms, kind->types, cursor,
                                   MESSAGES_A_PAGE, NULL, cancellable, error);

      if (page == NULL || !corral_sync_points_store_messages (self, page, error))
        return FALSE;
      g_free (cursor);
      cursor = g_strdup (page->next);
    }
  return TRUE;
}

static gboolean
fetch_missing (CorralSyncDemand *self, const Kind *kind, GCancellable *cancellable, GError **error)
{
  const char *const all_names[] = { kind->name, kind->final_name, NULL };
  const char *const names[] = { kind->name, NULL };
  const char *const final_names[] = { kind->final_name, NULL };
  g_autoptr (GArray) holes = find_holes (self, CORRAL_RESOLUTION_RAW, all_names, error);
  gint64 final_ms = read_final_ms (self);

  if (holes == NULL)
    return FALSE;
  for (guint i = holes->len; i > 0; i--)
    {
      CorralTimeRange hole = g_array_index (holes, CorralTimeRange, i - 1);

      for (gint64 end = hole.end_ms; end > hole.start_ms; end -= MILESTONES_PIECE_MS)
        {
          CorralTimeRange piece = { MAX (end - MILESTONES_PIECE_MS, hole.start_ms), end };

          if (!fetch_kind (self, kind, piece, cancellable, error)
              || !note_fetched (self, CORRAL_RESOLUTION_RAW, piece, names, error)
              || !note_fetched (self, CORRAL_RESOLUTION_RAW, final_part (piece, final_ms, CORRAL_RESOLUTION_RAW),
                                final_names, error))
            return FALSE;
        }
    }
  return TRUE;
}

gboolean
corral_sync_points_fetch_milestones (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  return fetch_missing (self, &milestones, cancellable, error);
}

gboolean
corral_sync_points_fetch_evidence (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  return corral_cache_keep_events (self->cache, self->tenant->id, self->cart, self->span, error)
         && fetch_missing (self, &evidence, cancellable, error);
}
