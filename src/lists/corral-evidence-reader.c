/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What speaks for a flag, put together from what the cache holds. Bodies of messages come from carts: they are read
 * leniently, and what they do not tell is not known. On the cache's "reader" worker, or any worker. */
#include "config.h"

#include "corral-evidence-reader.h"

#include "corral-telemetry.h"
#include "corral-text.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MAX_BODY 8192
/* Before the first message of a trip and after its last; and around a moment without a trip. */
#define MARGIN_MS CORRAL_MINUTE_MS
#define AROUND_MS (20 * CORRAL_MINUTE_MS)
/* A trip that has not ended, and the longest that is looked at. */
#define OPEN_MS CORRAL_HOUR_MS
#define LONGEST_MS (12 * CORRAL_HOUR_MS)

static void
clear_scan (gpointer data)
{
  CorralEvidenceScan *scan = data;

  g_free (scan->item);
  g_free (scan->name);
  g_free (scan->override);
}

void
corral_flag_evidence_free (CorralFlagEvidence *self)
{
  if (self == NULL)
    return;
  corral_fact_unref (self->session);
  g_clear_pointer (&self->messages, corral_proven_messages_free);
  g_clear_pointer (&self->scans, g_array_unref);
  g_clear_pointer (&self->moments, g_array_unref);
  g_free (self->drift_ms);
  g_free (self->drift_low);
  g_free (self->drift_high);
  g_free (self->drift_mean);
  g_free (self);
}

CorralTimeRange
corral_flag_evidence_get_span (const CorralSession *session, gint64 raised_ms)
{
  gint64 end_ms;

  if (session == NULL || session->started_ms > raised_ms)
    return (CorralTimeRange) { raised_ms - AROUND_MS, raised_ms + AROUND_MS };
  end_ms = CORRAL_IS_KNOWN (session->ended_ms) ? session->ended_ms : raised_ms + OPEN_MS;
  return (CorralTimeRange) { session->started_ms - MARGIN_MS,
                             MIN (MAX (end_ms, raised_ms), session->started_ms + LONGEST_MS) + MARGIN_MS };
}

/* ---- scans -------------------------------------------------------------------------------------------- */

static double
get_number (JsonObject *body, const char *name)
{
  JsonNode *node = json_object_get_member (body, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && (json_node_get_value_type (node) == G_TYPE_INT64
                     || json_node_get_value_type (node) == G_TYPE_DOUBLE)
             ? json_node_get_double (node)
             : NAN;
}

static const char *
get_word (JsonObject *body, const char *name)
{
  JsonNode *node = json_object_get_member (body, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
get_truth (JsonObject *body, const char *name)
{
  JsonNode *node = json_object_get_member (body, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN
         && json_node_get_boolean (node);
}

typedef struct
{
  CorralCache *cache;
  const char *tenant;
  const CorralFlag *flag;
  CorralFlagEvidence *evidence;
  GHashTable *names; /* (element-type utf8 utf8): of goods, by id; NULL: not held */
  double expected_g; /* of all scans so far */
} Reading;

static const char *
find_name (Reading *self, const char *item)
{
  gpointer held;

  if (!g_hash_table_lookup_extended (self->names, item, NULL, &held))
    {
      gpointer row = NULL;

      if (!corral_cache_get_row (self->cache, self->tenant, CORRAL_COLLECTION_ITEM, item, &row, NULL))
        row = NULL;
      held = row != NULL ? g_strdup (((const CorralItem *) row)->name) : NULL;
      corral_fact_unref (row);
      g_hash_table_insert (self->names, g_strdup (item), held);
    }
  return held;
}

static void
read_scan (Reading *self, guint message, JsonObject *body)
{
  const CorralEvent *event = g_ptr_array_index (self->evidence->messages->events, message);
  const char *item = get_word (body, "sku");
  double price = get_number (body, "price_minor");
  double total_g = get_number (body, "total_g");
  CorralEvidenceScan scan = {
    .message = message,
    .time_ms = event->device_ms,
    .price_minor = isfinite (price) && fabs (price) < 1e12 ? (gint64) price : CORRAL_UNKNOWN,
    .expected_g = get_number (body, "expected_g"),
    .measured_g = get_number (body, "measured_g"),
    .running_g = NAN,
    .taken_back = get_truth (body, "taken_back"),
    .badge_dbm = get_number (body, "badge_dbm"),
    .badge_s = get_number (body, "badge_s"),
  };
  const char *override = get_word (body, "override");

  if (item != NULL && corral_text_is_id (item))
    {
      scan.item = g_strdup (item);
      scan.name = g_strdup (find_name (self, item));
    }
  if (override != NULL && corral_text_is_id (override))
    scan.override = g_strdup (override);
  self->expected_g += scan.expected_g;
  scan.expected_total_g = self->expected_g;
  scan.measured_total_g = total_g;
  scan.running_g = total_g - self->expected_g;
  self->evidence->n_taken_back += scan.taken_back;
  self->evidence->n_overrides += scan.override != NULL;
  self->evidence->n_unproven += scan.override != NULL && !isfinite (scan.badge_dbm);
  /* It is raised moments after the scan that it is about. */
  if (CORRAL_IS_KNOWN (self->flag->raised_ms) && scan.time_ms <= self->flag->raised_ms)
    self->evidence->flagged = (int) self->evidence->scans->len;
  g_array_append_val (self->evidence->scans, scan);
}

static void
read_scans (Reading *self)
{
  GPtrArray *events = self->evidence->messages->events;

  self->evidence->scans = g_array_new (FALSE, TRUE, sizeof (CorralEvidenceScan));
  g_array_set_clear_func (self->evidence->scans, clear_scan);
  self->evidence->flagged = -1;
  for (guint i = 0; i < events->len; i++)
    {
      const CorralEvent *event = g_ptr_array_index (events, i);
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      gsize size = 0;
      const char *bytes = event->body != NULL ? g_bytes_get_data (event->body, &size) : NULL;
      JsonNode *root;
      JsonObject *body;

      if (g_strcmp0 (event->type, "scan") != 0 || size == 0 || size > MAX_BODY
          || !json_parser_load_from_data (parser, bytes, (gssize) size, NULL))
        continue;
      root = json_parser_get_root (parser);
      if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
        continue;
      body = json_node_get_object (root);
      /* Of this trip: another may lie within the margin. */
      if (self->flag->session == NULL || g_strcmp0 (get_word (body, "session"), self->flag->session) == 0)
        read_scan (self, i, body);
    }
}

/* ---- what it is about --------------------------------------------------------------------------------------- */

static void
add_moment (CorralFlagEvidence *evidence, gint64 from_ms, gint64 to_ms)
{
  CorralTimeRange moment = { from_ms, MAX (from_ms, to_ms) };

  g_array_append_val (evidence->moments, moment);
}

/* From the scan before it, for what came without one; else from the scan itself to the flag. */
static void
find_scan_moment (Reading *self, gboolean without_scan)
{
  CorralFlagEvidence *evidence = self->evidence;
  CorralEvidenceScan *scan;
  gint64 from_ms;

  if (evidence->flagged < 0)
    return;
  scan = &g_array_index (evidence->scans, CorralEvidenceScan, evidence->flagged);
  scan->disputed = TRUE;
  from_ms = without_scan && evidence->flagged > 0
              ? g_array_index (evidence->scans, CorralEvidenceScan, evidence->flagged - 1).time_ms
              : scan->time_ms;
  add_moment (evidence, from_ms, self->flag->raised_ms);
}

static void
find_void_moments (Reading *self)
{
  for (guint i = 0; i < self->evidence->scans->len; i++)
    {
      CorralEvidenceScan *scan = &g_array_index (self->evidence->scans, CorralEvidenceScan, i);

      if (!scan->taken_back && scan->override == NULL)
        continue;
      scan->disputed = TRUE;
      add_moment (self->evidence, scan->time_ms, scan->time_ms);
    }
}

/* By its kind (domain.md, "Loss prevention"): a scan, each void, or the moment that it was raised. */
static void
find_moments (Reading *self)
{
  const char *kind = self->flag->kind;

  self->evidence->moments = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  if (g_strcmp0 (kind, "weight_mismatch") == 0 || g_strcmp0 (kind, "calibration") == 0)
    find_scan_moment (self, FALSE);
  else if (g_strcmp0 (kind, "weight_without_scan") == 0)
    find_scan_moment (self, TRUE);
  else if (g_strcmp0 (kind, "void_cluster") == 0)
    find_void_moments (self);
  else
    add_moment (self->evidence, self->flag->raised_ms, self->flag->raised_ms);
}

static void
count_late (CorralFlagEvidence *evidence)
{
  for (guint i = 0; i < evidence->messages->events->len; i++)
    {
      const CorralEvent *event = g_ptr_array_index (evidence->messages->events, i);
      gint64 late_ms = CORRAL_IS_KNOWN (event->arrived_ms) && CORRAL_IS_KNOWN (event->device_ms)
                         ? event->arrived_ms - event->device_ms
                         : 0;

      if (late_ms <= CORRAL_EVIDENCE_LATE_MS)
        continue;
      evidence->n_late++;
      evidence->latest_ms = MAX (evidence->latest_ms, late_ms);
    }
}

/* ---- the scale -------------------------------------------------------------------------------------------- */

static gboolean
read_drift (Reading *self, GError **error)
{
  static const char *const names[]
      = { "weight_drift_g.n", "weight_drift_g.min", "weight_drift_g.max", "weight_drift_g.sum", NULL };
  CorralFlagEvidence *evidence = self->evidence;
  g_autoptr (CorralTelemetryColumns) columns
      = corral_cache_load_telemetry (self->cache, self->tenant, self->flag->cart, CORRAL_RESOLUTION_HOUR,
                                     evidence->drift_span, names, error);
  const double *n, *low, *high, *sum;

  if (columns == NULL)
    return FALSE;
  n = corral_telemetry_columns_get (columns, names[0]);
  low = corral_telemetry_columns_get (columns, names[1]);
  high = corral_telemetry_columns_get (columns, names[2]);
  sum = corral_telemetry_columns_get (columns, names[3]);
  if (columns->n_times == 0 || n == NULL || low == NULL || high == NULL || sum == NULL)
    return TRUE;
  evidence->n_drift = columns->n_times;
  evidence->drift_ms = g_memdup2 (columns->times_ms, columns->n_times * sizeof (gint64));
  evidence->drift_low = g_memdup2 (low, columns->n_times * sizeof (double));
  evidence->drift_high = g_memdup2 (high, columns->n_times * sizeof (double));
  evidence->drift_mean = g_new (double, columns->n_times);
  for (guint i = 0; i < columns->n_times; i++)
    evidence->drift_mean[i] = n[i] > 0 ? sum[i] / n[i] : NAN;
  return TRUE;
}

CorralFlagEvidence *
corral_flag_evidence_read (CorralCache *cache, const char *tenant, const CorralFlag *flag, GError **error)
{
  g_autoptr (CorralFlagEvidence) evidence = g_new0 (CorralFlagEvidence, 1);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reading reading = { .cache = cache, .tenant = tenant, .flag = flag, .evidence = evidence, .names = names };
  gpointer session = NULL;

  if (flag->session != NULL
      && !corral_cache_get_row (cache, tenant, CORRAL_COLLECTION_SESSION, flag->session, &session, error))
    return NULL;
  evidence->session = session;
  evidence->span = corral_flag_evidence_get_span (session, flag->raised_ms);
  evidence->drift_span = (CorralTimeRange) { flag->raised_ms - CORRAL_EVIDENCE_DRIFT_DAYS * CORRAL_DAY_MS,
                                             flag->raised_ms };
  evidence->messages = corral_proof_read_span (cache, tenant, flag->cart, evidence->span, error);
  if (evidence->messages == NULL || !read_drift (&reading, error))
    return NULL;
  read_scans (&reading);
  find_moments (&reading);
  count_late (evidence);
  return g_steal_pointer (&evidence);
}

/* ---- on the reader -------------------------------------------------------------------------------------------- */

typedef struct
{
  CorralCache *cache; /* (unowned): it joins the reader before it goes */
  char *tenant;
  CorralFlag *flag;   /* a fact */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->tenant);
  corral_fact_unref (job->flag);
  g_free (job);
}

static void
read_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CorralFlagEvidence *evidence = corral_flag_evidence_read (job->cache, job->tenant, job->flag, &error);

  if (evidence != NULL)
    g_task_return_pointer (task, evidence, (GDestroyNotify) corral_flag_evidence_free);
  else
    g_task_return_error (task, error);
}

void
corral_flag_evidence_read_async (CorralCache *cache,
                                 const char *tenant,
                                 const CorralFlag *flag,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new (Job, 1);

  *job = (Job) { .cache = cache,
                 .tenant = g_strdup (tenant),
                 .flag = corral_fact_new (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), flag) };
  g_task_set_source_tag (task, corral_flag_evidence_read_async);
  g_task_set_task_data (task, job, job_free);
  corral_cache_run_on_reader (cache, task, read_job);
}

CorralFlagEvidence *
corral_flag_evidence_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
