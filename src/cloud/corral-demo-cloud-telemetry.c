/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one cart measured over time: its samples as they were sent, or rolled up by minute or hour. On the cloud's
 * thread.
 */
#include "config.h"

#include "corral-cloud-reports.h"
#include "corral-demo-cloud-private.h"

#include "corral-metric.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

/* At most this many points an answer; a cart in a session sends one a minute. */
#define MAX_POINTS 20000

typedef struct
{
  const char *name;
  gint64 bucket_ms; /* 0: as sent */
  gint64 max_span_ms;
} Resolution;

static const Resolution resolutions[] = {
  { "raw", 0, (MAX_POINTS - 1) * CORRAL_MINUTE_MS },
  { "1m", CORRAL_MINUTE_MS, (MAX_POINTS - 1) * CORRAL_MINUTE_MS },
  { "1h", CORRAL_HOUR_MS, (MAX_POINTS - 1) * CORRAL_HOUR_MS },
};

/* The samples of a span. */
typedef struct
{
  CorralBatch *rows; /* (owned): vitals */
  GArray *missing;   /* (owned) (element-type guint): for each row */
  GPtrArray *words;  /* (owned) (element-type utf8): what was pointed to so far */
} Samples;

/* ---- values */

static double
word_place (Samples *samples, const char *word)
{
  if (word == NULL)
    return (double) NAN;
  for (guint i = 0; i < samples->words->len; i++)
    if (strcmp (g_ptr_array_index (samples->words, i), word) == 0)
      return i;
  g_ptr_array_add (samples->words, g_strdup (word));
  return samples->words->len - 1;
}

static double
field_value (gconstpointer row, const CorralField *field)
{
  gint64 value;

  if (field->type == CORRAL_FIELD_REAL)
    return corral_row_get_real (row, field);
  value = corral_row_get_integer (row, field);
  return CORRAL_IS_KNOWN (value) ? (double) value : (double) NAN;
}

/* A number of its own, or a word's place. */
static double
own_value (Samples *samples, guint index, const char *metric)
{
  const CorralVital *row = corral_batch_get_row (samples->rows, index);
  int uplink;

  if (strcmp (metric, "uplink") == 0)
    {
      uplink = corral_uplink_from_word (row->uplink);
      return uplink >= 0 ? uplink : (double) NAN;
    }
  if (strcmp (metric, "access_point") == 0)
    return word_place (samples, row->access_point);
  if (strcmp (metric, "arrival_delay_s") == 0)
    return floor ((double) (row->arrived_ms - row->last_message_ms) / (double) CORRAL_SECOND_MS);
  g_assert (strcmp (metric, "missing") == 0);
  return g_array_index (samples->missing, guint, index);
}

/* All values of one metric; *is_whole: they are whole numbers. */
static double *
column_of (Samples *samples, const char *metric, gboolean *is_whole)
{
  double *values = g_new (double, MAX (samples->rows->n_rows, 1));
  const CorralField *field = corral_schema_find (samples->rows->schema, metric);
  CorralMetricKind kind = CORRAL_METRIC_OWN;

  corral_metric_find (metric, &kind);
  *is_whole = kind != CORRAL_METRIC_VITAL || field->type == CORRAL_FIELD_INTEGER;
  for (guint i = 0; i < samples->rows->n_rows; i++)
    values[i] = kind == CORRAL_METRIC_VITAL ? field_value (corral_batch_get_row (samples->rows, i), field)
                                            : own_value (samples, i, metric);
  return values;
}

static void
write_value (CorralJsonWriter *json, double value, gboolean is_whole)
{
  if (is_whole && !isnan (value))
    corral_json_integer (json, (gint64) value);
  else
    corral_json_real (json, value);
}

/* ---- as sent */

static guint
write_raw (CorralJsonWriter *json, Samples *samples, char **metrics)
{
  corral_json_name (json, "t");
  corral_json_begin_array (json);
  for (guint i = 0; i < samples->rows->n_rows; i++)
    corral_json_integer (json, ((const CorralVital *) corral_batch_get_row (samples->rows, i))->last_message_ms);
  corral_json_end_array (json);
  corral_json_name (json, "metrics");
  corral_json_begin_object (json);
  for (char **metric = metrics; *metric != NULL; metric++)
    {
      gboolean is_whole;
      g_autofree double *values = column_of (samples, *metric, &is_whole);

      corral_json_name (json, *metric);
      corral_json_begin_array (json);
      for (guint i = 0; i < samples->rows->n_rows; i++)
        write_value (json, values[i], is_whole);
      corral_json_end_array (json);
    }
  corral_json_end_object (json);
  return samples->rows->n_rows;
}

/* ---- rolled up */

/* What one bucket says of one metric. */
typedef struct
{
  guint n;
  double min, max, sum;
} Bucket;

static void
write_bucket_member (CorralJsonWriter *json, const char *name, const GArray *buckets, gsize offset)
{
  corral_json_name (json, name);
  corral_json_begin_array (json);
  for (guint i = 0; i < buckets->len; i++)
    {
      const Bucket *bucket = &g_array_index (buckets, Bucket, i);

      if (bucket->n == 0)
        corral_json_null (json);
      else /* a sum of tenths ends in tenths, whatever binary thinks of it */
        corral_json_real (json,
                          round (*(const double *) (gconstpointer) ((const char *) bucket + offset) * 1000)
                              / 1000);
    }
  corral_json_end_array (json);
}

static gint64
bucket_start (const CorralBatch *rows, guint index, gint64 bucket_ms)
{
  gint64 at = ((const CorralVital *) corral_batch_get_row (rows, index))->last_message_ms;

  return at - at % bucket_ms;
}

/* Puts the values of one metric into the buckets that start at the times of @starts. */
static GArray *
roll_up (Samples *samples, const char *metric, const GArray *starts, gint64 bucket_ms)
{
  GArray *buckets = g_array_sized_new (FALSE, TRUE, sizeof (Bucket), starts->len);
  gboolean is_whole;
  g_autofree double *values = column_of (samples, metric, &is_whole);
  guint at = 0;

  g_array_set_size (buckets, starts->len);
  for (guint i = 0; i < samples->rows->n_rows; i++)
    {
      double value = values[i];
      Bucket *bucket;

      if (g_array_index (starts, gint64, at) != bucket_start (samples->rows, i, bucket_ms))
        at++;
      if (isnan (value))
        continue;
      bucket = &g_array_index (buckets, Bucket, at);
      bucket->min = bucket->n == 0 ? value : MIN (bucket->min, value);
      bucket->max = bucket->n == 0 ? value : MAX (bucket->max, value);
      bucket->sum += value;
      bucket->n++;
    }
  return buckets;
}

/* Returns how many buckets there are. A bucket without a sample is not there. */
static guint
write_rolled_up (CorralJsonWriter *json, Samples *samples, char **metrics, gint64 bucket_ms)
{
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (gint64));

  corral_json_name (json, "t");
  corral_json_begin_array (json);
  for (guint i = 0; i < samples->rows->n_rows; i++)
    {
      gint64 start = bucket_start (samples->rows, i, bucket_ms);

      if (starts->len > 0 && g_array_index (starts, gint64, starts->len - 1) == start)
        continue;
      g_array_append_val (starts, start);
      corral_json_integer (json, start);
    }
  corral_json_end_array (json);
  corral_json_name (json, "metrics");
  corral_json_begin_object (json);
  for (char **metric = metrics; *metric != NULL; metric++)
    {
      g_autoptr (GArray) buckets = roll_up (samples, *metric, starts, bucket_ms);

      corral_json_name (json, *metric);
      corral_json_begin_object (json);
      corral_json_name (json, "n");
      corral_json_begin_array (json);
      for (guint i = 0; i < buckets->len; i++)
        corral_json_integer (json, g_array_index (buckets, Bucket, i).n);
      corral_json_end_array (json);
      write_bucket_member (json, "min", buckets, G_STRUCT_OFFSET (Bucket, min));
      write_bucket_member (json, "max", buckets, G_STRUCT_OFFSET (Bucket, max));
      write_bucket_member (json, "sum", buckets, G_STRUCT_OFFSET (Bucket, sum));
      corral_json_end_object (json);
    }
  corral_json_end_object (json);
  return starts->len;
}

/* ---- the answer */

static const Resolution *
read_resolution (CorralExchange *exchange)
{
  const char *name = corral_exchange_get_parameter (exchange, "res");

  if (name == NULL)
    return &resolutions[0];
  for (guint i = 0; i < G_N_ELEMENTS (resolutions); i++)
    if (strcmp (resolutions[i].name, name) == 0)
      return &resolutions[i];
  corral_exchange_refuse_parameter (exchange, "res", "res has to be raw, 1m or 1h.");
  return NULL;
}

static void
read_samples (CorralExchange *exchange, CorralTimeRange range, char **metrics, Samples *samples)
{
  CorralSim *sim = exchange->cloud->sim;
  gboolean wants_missing = g_strv_contains ((const char *const *) metrics, "missing");
  CorralBatch *all;
  gint64 from_ms = MAX (range.start_ms, exchange->now_ms - CORRAL_CLOUD_KEPT_MS);

  corral_sim_telemetry (sim, exchange->tenant, exchange->path[1], from_ms, range.end_ms, exchange->now_ms,
                        samples->rows);
  /* It takes a walk over all messages. */
  if (wants_missing)
    corral_sim_missing (sim, exchange->tenant, exchange->path[1], from_ms, range.end_ms, exchange->now_ms,
                        samples->missing);
  range.start_ms = from_ms;
  all = corral_cloud_reports_add_to_samples (exchange->cloud, exchange->tenant, exchange->path[1], range,
                                             exchange->now_ms, samples->rows, wants_missing ? samples->missing : NULL);
  corral_batch_unref (samples->rows);
  samples->rows = all;
}

static void
write_words (CorralJsonWriter *json, const Samples *samples)
{
  if (samples->words->len == 0)
    return;
  corral_json_name (json, "words");
  corral_json_begin_array (json);
  for (guint i = 0; i < samples->words->len; i++)
    corral_json_string (json, g_ptr_array_index (samples->words, i));
  corral_json_end_array (json);
}

void
corral_cloud_serve_telemetry (CorralExchange *exchange)
{
  const Resolution *resolution = read_resolution (exchange);
  g_auto (GStrv) asked = NULL;
  char **metrics;
  CorralTimeRange range;
  g_autoptr (CorralBatch) cart = NULL;
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  Samples samples = { .missing = missing, .words = words };
  g_autofree char *sum = NULL;
  g_autofree char *etag = NULL;
  CorralJsonWriter json;
  guint count;

  if (resolution == NULL || !corral_exchange_read_range (exchange, resolution->max_span_ms, &range)
      || !corral_exchange_read_words (exchange, "metrics", corral_metric_get_names (), &asked))
    return;
  cart = corral_exchange_find_cart (exchange);
  if (cart == NULL)
    return;
  metrics = asked != NULL ? asked : (char **) corral_metric_get_names ();
  if (resolution->bucket_ms > 0)
    {
      /* Whole buckets, or the first and the last would be cut. */
      range.start_ms -= range.start_ms % resolution->bucket_ms;
      range.end_ms += (resolution->bucket_ms - range.end_ms % resolution->bucket_ms) % resolution->bucket_ms;
    }
  samples.rows = corral_batch_new (CORRAL_COLLECTION_VITAL);
  read_samples (exchange, range, metrics, &samples);

  corral_json_writer_init (&json, 1024 + samples.rows->n_rows * 64);
  corral_exchange_begin_list (exchange, &json);
  corral_json_name (&json, "cart");
  corral_json_string (&json, exchange->path[1]);
  corral_json_name (&json, "res");
  corral_json_string (&json, resolution->name);
  corral_json_name (&json, "from_ms");
  corral_json_integer (&json, range.start_ms);
  corral_json_name (&json, "to_ms");
  corral_json_integer (&json, range.end_ms);
  count = resolution->bucket_ms > 0 ? write_rolled_up (&json, &samples, metrics, resolution->bucket_ms)
                                    : write_raw (&json, &samples, metrics);
  write_words (&json, &samples);
  corral_batch_unref (samples.rows);
  corral_json_name (&json, "count");
  corral_json_integer (&json, count);
  corral_json_name (&json, "end");
  corral_json_boolean (&json, TRUE);
  corral_json_end_object (&json);

  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) json.out->str, json.out->len);
  etag = g_strdup_printf ("\"%.32s\"", sum);
  corral_exchange_answer (exchange, &json, etag);
}
