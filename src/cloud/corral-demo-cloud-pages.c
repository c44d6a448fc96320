/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who one is, the pages of rows, the changes, and one row by itself. On the cloud's thread.
 *
 * All pages of a list are computed for the point of the first: the fleet is a function of time and of the edits so
 * far, so going on from page to page costs no memory here, and no row moves between two pages.
 */
#include "config.h"

#include "corral-cloud-operations.h"
#include "corral-demo-cloud-private.h"
#include "corral-demo-cloud-view.h"

#include "corral-text.h"
#include "corral-time.h"

#include <stdlib.h>
#include <string.h>

/* When nothing happened for so long, the state moves on all the same, so that it does not grow old. */
#define QUIET_STATE_MS CORRAL_HOUR_MS

/* A guess at the bytes of a row of JSON, so that the buffer rarely grows. */
#define ROW_BYTES 420

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Nothing where all of the chain is seen. */
static void
write_stores (CorralJsonWriter *json, const CorralCloudView *view)
{
  g_autofree gpointer *ids = NULL;
  guint n_ids;

  if (view == NULL || view->stores == NULL)
    return;
  ids = g_hash_table_get_keys_as_array (view->stores, &n_ids);
  qsort (ids, n_ids, sizeof (gpointer), compare_ids);
  corral_json_name (json, "stores");
  corral_json_begin_array (json);
  for (guint i = 0; i < n_ids; i++)
    corral_json_string (json, ids[i]);
  corral_json_end_array (json);
}

/* How many rows a list has in all, as far as that is cheap to tell. */
static gint64
count_seen (CorralCloud *cloud, CorralCollection collection, gint64 total)
{
  if (cloud->view == NULL || cloud->view->stores == NULL)
    return total;
  return MIN (total, (gint64) g_hash_table_size (collection == CORRAL_COLLECTION_STORE ? cloud->view->stores : cloud->view->carts));
}

void
corral_cloud_serve_me (CorralExchange *exchange)
{
  static const char *const features[] = { "vitals", "telemetry", "events", "stream", "batch", "audit" };
  CorralSim *sim = exchange->cloud->sim;
  CorralJsonWriter json;

  corral_json_writer_init (&json, 2048);
  corral_json_begin_object (&json);
  corral_json_name (&json, "user");
  corral_json_begin_object (&json);
  corral_json_name (&json, "id");
  corral_json_string (&json, CORRAL_DEMO_CLOUD_USER);
  corral_json_name (&json, "name");
  corral_json_string (&json, "Demo");
  corral_json_end_object (&json);
  corral_json_name (&json, "roles");
  corral_json_begin_array (&json);
  for (guint i = 0; exchange->cloud->roles[i] != NULL; i++)
    corral_json_string (&json, exchange->cloud->roles[i]);
  corral_json_end_array (&json);
  corral_json_name (&json, "tenants");
  corral_json_begin_array (&json);
  for (guint i = 0; i < corral_sim_get_n_tenants (sim); i++)
    {
      const CorralTenant *tenant = corral_sim_get_tenant (sim, i);

      if (!corral_cloud_sees_tenant (exchange->cloud, i))
        continue;
      corral_json_begin_object (&json);
      corral_json_name (&json, "id");
      corral_json_string (&json, tenant->id);
      corral_json_name (&json, "name");
      corral_json_string (&json, tenant->name);
      corral_json_name (&json, "region");
      corral_json_string (&json, tenant->region);
      corral_json_name (&json, "residency");
      corral_json_string (&json, tenant->residency);
      corral_json_name (&json, "api_base");
      corral_json_string (&json, tenant->api_base);
      write_stores (&json, exchange->cloud->view);
      corral_json_end_object (&json);
    }
  corral_json_end_array (&json);
  corral_json_name (&json, "scopes");
  corral_json_begin_array (&json);
  for (guint i = 0; i < CORRAL_CLOUD_N_SCOPES; i++)
    if ((exchange->cloud->scopes & 1u << i) != 0)
      corral_json_string (&json, corral_cloud_scopes[i]);
  corral_json_end_array (&json);
  corral_json_name (&json, "features");
  corral_json_begin_array (&json);
  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    corral_json_string (&json, features[i]);
  corral_json_end_array (&json);
  corral_json_name (&json, "limits");
  corral_json_begin_object (&json);
  corral_json_name (&json, "page_rows");
  corral_json_integer (&json, CORRAL_CLOUD_PAGE_ROWS);
  corral_json_name (&json, "requests_per_minute");
  corral_json_integer (&json, 600);
  corral_json_end_object (&json);
  corral_json_name (&json, "server_time_ms");
  corral_json_integer (&json, exchange->now_ms);
  corral_json_name (&json, "min_client");
  corral_json_string (&json, "0.1.0");
  corral_json_name (&json, "trust_anchors");
  corral_json_begin_array (&json);
  for (guint i = 0; i < CORRAL_N_ANCHORS; i++)
    corral_json_bytes (&json, corral_signer_get_authority (exchange->cloud->signer, i));
  corral_json_end_array (&json);
  corral_json_end_object (&json);
  corral_exchange_answer (exchange, &json, NULL);
}

void
corral_cloud_serve_snapshot (CorralExchange *exchange)
{
  CorralCloud *cloud = exchange->cloud;
  g_autofree char *list = NULL;
  g_autofree char *after = NULL;
  g_autofree char *state = NULL;
  g_autofree char *next = NULL;
  g_autoptr (CorralBatch) batch = NULL;
  CorralCollection collection;
  CorralCloudPoint as_of = corral_cloud_point (cloud, exchange->now_ms);
  gint64 total;
  gboolean more;
  guint limit;
  CorralJsonWriter json;

  if (!corral_collection_from_name (exchange->path[1], &collection))
    {
      corral_exchange_refuse_unknown (exchange, "There is no collection of this name.");
      return;
    }
  list = g_strdup_printf ("snapshot %s %s", exchange->path[0], exchange->path[1]);
  if (!corral_exchange_read_limit (exchange, &limit)
      || !corral_exchange_read_cursor (exchange, list, &as_of, &after))
    return;

  /* The cursor says after which row, and the total: counting flags takes longer than making a page of them. */
  if (after != NULL)
    {
      char *space = strchr (after, ' ');

      total = g_ascii_strtoll (space, NULL, 10);
      *space = '\0';
    }
  else
    {
      total = (gint64) corral_cloud_edits_count (cloud->edits, exchange->tenant, collection, as_of);
    }

  batch = corral_batch_new (collection);
  more = corral_cloud_edits_snapshot (cloud->edits, exchange->tenant, collection, as_of, after, limit, batch);
  state = corral_cloud_state_new (cloud, exchange->tenant,
                                  &(CorralCloudPosition){ .since = as_of, .until = as_of });
  if (more && batch->n_rows > 0)
    {
      const CorralRow *last = corral_batch_get_row (batch, batch->n_rows - 1);
      g_autofree char *position = g_strdup_printf ("%s %" G_GINT64_FORMAT, last->id, total);

      next = corral_cloud_cursor_new (cloud, list, as_of, position);
    }
  batch = corral_cloud_view_filter (cloud, exchange->tenant, g_steal_pointer (&batch));

  corral_json_writer_init (&json, 512 + batch->n_rows * ROW_BYTES);
  corral_exchange_begin_list (exchange, &json);
  corral_json_name (&json, "as_of");
  corral_json_string (&json, state);
  corral_json_name (&json, "items");
  corral_json_begin_array (&json);
  for (guint i = 0; i < batch->n_rows; i++)
    corral_json_row (&json, batch->schema, corral_batch_get_row (batch, i));
  corral_json_end_array (&json);
  corral_json_name (&json, "count");
  corral_json_integer (&json, batch->n_rows);
  corral_json_name (&json, "total");
  corral_json_integer (&json, count_seen (cloud, collection, total));
  corral_json_name (&json, "next");
  corral_json_string (&json, next);
  corral_json_name (&json, "end");
  corral_json_boolean (&json, TRUE);
  corral_json_end_object (&json);
  corral_exchange_answer (exchange, &json, NULL);
}

/* The changes of (since, until], from the page before if they are the same. */
static GPtrArray *
delta_of (CorralCloud *cloud, guint tenant, CorralCloudPoint since, CorralCloudPoint until)
{
  if (cloud->delta == NULL || cloud->delta_tenant != tenant || !corral_cloud_point_equal (cloud->delta_since, since)
      || !corral_cloud_point_equal (cloud->delta_until, until))
    {
      g_clear_pointer (&cloud->delta, g_ptr_array_unref);
      cloud->delta = corral_cloud_edits_changes (cloud->edits, tenant, since, until);
      cloud->delta_tenant = tenant;
      cloud->delta_since = since;
      cloud->delta_until = until;
    }
  return cloud->delta;
}

static void
write_change (CorralJsonWriter *json, const CorralSimChange *change, CorralChange as)
{
  const CorralSchema *schema = corral_collection_get_schema (change->collection);

  corral_json_begin_object (json);
  corral_json_name (json, "c");
  corral_json_string (json, schema->name);
  corral_json_name (json, "id");
  corral_json_string (json, change->id);
  corral_json_name (json, "rev");
  corral_json_integer (json, change->rev);
  corral_json_name (json, "op");
  switch (as)
    {
    case CORRAL_CHANGE_PUT:
      corral_json_string (json, "put");
      corral_json_name (json, "data");
      corral_json_row (json, schema, change->row);
      break;
    case CORRAL_CHANGE_DELETE:
      corral_json_string (json, "del");
      break;
    case CORRAL_CHANGE_LEAVE:
      corral_json_string (json, "leave");
      break;
    case CORRAL_CHANGE_PURGE:
      corral_json_string (json, "purge");
      break;
    default:
      g_assert_not_reached ();
    }
  corral_json_end_object (json);
}

void
corral_cloud_serve_changes (CorralExchange *exchange)
{
  CorralCloud *cloud = exchange->cloud;
  const char *since = corral_exchange_get_parameter (exchange, "since");
  CorralCloudPosition from, to;
  g_autofree char *new_state = NULL;
  g_autofree char *etag = NULL;
  GPtrArray *delta;
  const char *reason;
  guint limit, end;
  guint n_seen = 0;
  CorralJsonWriter json;

  if (since == NULL)
    {
      corral_exchange_refuse_parameter (exchange, "since", "since is missing: the state to start from.");
      return;
    }
  if (!corral_exchange_read_limit (exchange, &limit))
    return;
  reason = corral_cloud_state_read (cloud, exchange->tenant, since, exchange->now_ms, &from);
  if (reason != NULL)
    {
      corral_exchange_refuse (exchange, &(CorralCloudProblem) { 410, "state-expired", .reason = reason },
                               "What changed since this state is not known any more: take a new snapshot.");
      return;
    }

  /* In the middle of a list: the rest of that list. Else: what came since. */
  to = from;
  if (corral_cloud_point_equal (from.since, from.until))
    to = (CorralCloudPosition){ .since = from.until, .until = corral_cloud_point (cloud, exchange->now_ms) };
  delta = delta_of (cloud, exchange->tenant, to.since, to.until);
  from.index = MIN (to.index, delta->len);
  end = MIN (delta->len, from.index + limit);
  if (end < delta->len)
    to.index = end;
  else
    to = (CorralCloudPosition){ .since = to.until, .until = to.until };
  if (delta->len == 0 && exchange->now_ms - from.until.ms < QUIET_STATE_MS)
    new_state = g_strdup (since);
  else
    new_state = corral_cloud_state_new (cloud, exchange->tenant, &to);
  etag = g_strdup_printf ("\"%s\"", new_state);

  corral_json_writer_init (&json, 1024 + (end - from.index) * ROW_BYTES);
  corral_exchange_begin_list (exchange, &json);
  corral_json_name (&json, "old_state");
  corral_json_string (&json, since);
  corral_json_name (&json, "new_state");
  corral_json_string (&json, new_state);
  corral_json_name (&json, "has_more");
  corral_json_boolean (&json, end < delta->len);
  corral_json_name (&json, "changes");
  corral_json_begin_array (&json);
  for (guint i = from.index; i < end; i++)
    {
      CorralChange as;

      if (!corral_cloud_view_admit (cloud, exchange->tenant, g_ptr_array_index (delta, i), &as))
        continue;
      write_change (&json, g_ptr_array_index (delta, i), as);
      n_seen++;
    }
  corral_json_end_array (&json);
  corral_json_name (&json, "server_time_ms");
  corral_json_integer (&json, exchange->now_ms);
  corral_json_name (&json, "count");
  corral_json_integer (&json, n_seen);
  corral_json_name (&json, "end");
  corral_json_boolean (&json, TRUE);
  corral_json_end_object (&json);
  corral_exchange_answer (exchange, &json, etag);
}

void
corral_cloud_serve_row (CorralExchange *exchange)
{
  g_autoptr (CorralBatch) batch = NULL;
  g_autofree char *etag = NULL;
  CorralCollection collection;
  const CorralRow *row;
  CorralJsonWriter json;

  if (!corral_collection_from_name (exchange->path[1], &collection))
    {
      corral_exchange_refuse_unknown (exchange, "There is no collection of this name.");
      return;
    }
  batch = corral_batch_new (collection);
  if (!corral_text_is_id (exchange->path[2])
      || !corral_cloud_edits_row (exchange->cloud->edits, exchange->tenant, collection, exchange->path[2],
                                  corral_cloud_point (exchange->cloud, exchange->now_ms), batch)
      || !corral_cloud_sees_row (exchange->cloud, exchange->tenant, collection, corral_batch_get_row (batch, 0)))
    {
      corral_exchange_refuse_unknown (exchange, "There is no row of this id.");
      return;
    }
  row = corral_batch_get_row (batch, 0);
  etag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", row->rev);
  corral_json_writer_init (&json, 1024);
  corral_json_row (&json, batch->schema, row);
  corral_exchange_answer (exchange, &json, etag);
}
