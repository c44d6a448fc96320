/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What carts say of themselves: last values of many, and of one cart its signed messages. On the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-reports.h"
#include "corral-demo-cloud-private.h"
#include "corral-demo-cloud-view.h"

#include "corral-text.h"
#include "corral-time.h"

#include <string.h>

/* More than a store ever has. */
#define ALL_ROWS (1u << 24)

static const char *const message_types[] = {
  "scan", "session-start", "session-end", "identify", "health", "fault", "boot", NULL,
};

/* ---- last values */

static void
write_columns (CorralJsonWriter *json, const CorralBatch *batch)
{
  corral_json_name (json, "ids");
  corral_json_begin_array (json);
  for (guint i = 0; i < batch->n_rows; i++)
    corral_json_string (json, ((const CorralRow *) corral_batch_get_row (batch, i))->id);
  corral_json_end_array (json);
  corral_json_name (json, "revs");
  corral_json_begin_array (json);
  for (guint i = 0; i < batch->n_rows; i++)
    corral_json_integer (json, ((const CorralRow *) corral_batch_get_row (batch, i))->rev);
  corral_json_end_array (json);
  corral_json_name (json, "metrics");
  corral_json_begin_object (json);
  for (guint f = 2; f < batch->schema->n_fields; f++)
    {
      corral_json_name (json, batch->schema->fields[f].name);
      corral_json_begin_array (json);
      for (guint i = 0; i < batch->n_rows; i++)
        corral_json_field (json, corral_batch_get_row (batch, i), &batch->schema->fields[f]);
      corral_json_end_array (json);
    }
  corral_json_end_object (json);
}

/* A row's rev is its message counter, so the ids and revs say whether anything is new. Weak: as_of_ms
 * differs. */
static char *
vitals_etag (const CorralBatch *batch, gboolean more)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < batch->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (batch, i);

      g_checksum_update (sum, (const guchar *) row->id, (gssize) strlen (row->id) + 1);
      g_checksum_update (sum, (const guchar *) &row->rev, sizeof row->rev);
    }
  return g_strdup_printf ("W/\"%.32s%s\"", g_checksum_get_string (sum), more ? "-m" : "");
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const CorralRow *const *) a)->id, (*(const CorralRow *const *) b)->id);
}

/* As corral_sim_vitals(), with the carts that people have bound to another store where they are now. */
static gboolean
list_vitals (CorralCloud *cloud,
             guint tenant,
             const char *store,
             CorralCloudPoint as_of,
             const char *after,
             guint limit,
             CorralBatch *out)
{
  g_autoptr (GHashTable) moved
      = store != NULL ? corral_cloud_edits_list_moved (cloud->edits, tenant, as_of.seq) : NULL;
  g_autoptr (CorralBatch) all = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  GHashTableIter iter;
  gpointer cart, to;

  if (moved == NULL || g_hash_table_size (moved) == 0)
    return corral_sim_vitals (cloud->sim, tenant, store, as_of.ms, after, limit, out);
  all = corral_batch_new (CORRAL_COLLECTION_VITAL);
  corral_sim_vitals (cloud->sim, tenant, store, as_of.ms, after, ALL_ROWS, all);
  g_hash_table_iter_init (&iter, moved);
  while (g_hash_table_iter_next (&iter, &cart, &to))
    if (strcmp (to, store) == 0 && (after == NULL || strcmp (cart, after) > 0))
      corral_sim_row (cloud->sim, tenant, CORRAL_COLLECTION_VITAL, cart, as_of.ms, all);
  rows = g_ptr_array_new ();
  for (guint i = 0; i < all->n_rows; i++)
    {
      const char *now_at = g_hash_table_lookup (moved, ((CorralRow *) corral_batch_get_row (all, i))->id);

      if (now_at == NULL || strcmp (now_at, store) == 0)
        g_ptr_array_add (rows, corral_batch_get_row (all, i));
    }
  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < MIN (limit, rows->len); i++)
    corral_batch_add_copy (out, CORRAL_CHANGE_PUT, g_ptr_array_index (rows, i));
  return rows->len > limit;
}

void
corral_cloud_serve_vitals (CorralExchange *exchange)
{
  CorralCloud *cloud = exchange->cloud;
  const char *store = corral_exchange_get_parameter (exchange, "store");
  g_autofree char *list = NULL;
  g_autofree char *after = NULL;
  g_autofree char *next = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_VITAL);
  CorralCloudPoint as_of = corral_cloud_point (cloud, exchange->now_ms);
  gboolean more;
  guint limit;
  CorralJsonWriter json;

  if (store != NULL && !corral_text_is_id (store))
    {
      corral_exchange_refuse_parameter (exchange, "store", "store has to be a store's id.");
      return;
    }
  list = g_strdup_printf ("vitals %s %s", exchange->path[0], store != NULL ? store : "");
  if (!corral_exchange_read_limit (exchange, &limit)
      || !corral_exchange_read_cursor (exchange, list, &as_of, &after))
    return;
  if (store != NULL)
    {
      g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_STORE);

      if (!corral_sim_row (cloud->sim, exchange->tenant, CORRAL_COLLECTION_STORE, store, as_of.ms, found)
          || !corral_cloud_sees_target (cloud, exchange->tenant, CORRAL_COLLECTION_STORE, store))
        {
          corral_exchange_refuse_unknown (exchange, "There is no store of this id.");
          return;
        }
    }
  more = list_vitals (cloud, exchange->tenant, store, as_of, after, limit, batch);
  corral_cloud_reports_add_to_vitals (cloud, exchange->tenant, as_of.ms, batch);
  etag = vitals_etag (batch, more);
  if (more && batch->n_rows > 0)
    {
      const CorralRow *last = corral_batch_get_row (batch, batch->n_rows - 1);

      next = corral_cloud_cursor_new (cloud, list, as_of, last->id);
    }
  batch = corral_cloud_view_filter (cloud, exchange->tenant, g_steal_pointer (&batch));

  corral_json_writer_init (&json, 1024 + batch->n_rows * 160);
  corral_exchange_begin_list (exchange, &json);
  corral_json_name (&json, "as_of_ms");
  corral_json_integer (&json, as_of.ms);
  write_columns (&json, batch);
  corral_json_name (&json, "count");
  corral_json_integer (&json, batch->n_rows);
  corral_json_name (&json, "next");
  corral_json_string (&json, next);
  corral_json_name (&json, "end");
  corral_json_boolean (&json, TRUE);
  corral_json_end_object (&json);
  corral_exchange_answer (exchange, &json, etag);
}

/* ---- one cart */

CorralBatch *
corral_exchange_find_cart (CorralExchange *exchange)
{
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_CART);

  if (corral_text_is_id (exchange->path[1]) && corral_cloud_sees_cart (exchange->cloud, exchange->path[1])
      && corral_sim_row (exchange->cloud->sim, exchange->tenant, CORRAL_COLLECTION_CART, exchange->path[1],
                         exchange->now_ms, batch))
    return g_steal_pointer (&batch);
  corral_exchange_refuse_unknown (exchange, "There is no cart of this id.");
  return NULL;
}

/* ---- messages */

static gboolean
message_is_wanted (const CorralSimMessage *message, char **types)
{
  return types == NULL || g_strv_contains ((const char *const *) types, message->type);
}

static void
write_message (CorralExchange *exchange,
               CorralJsonWriter *json,
               const CorralCart *cart,
               const CorralSimMessage *message)
{
  gsize size = strlen (message->body);
  guint8 signature[CORRAL_SIGNATURE_SIZE];
  g_autofree char *id = g_strdup_printf ("%s:%" G_GINT64_FORMAT, cart->id, message->counter);
  g_autoptr (GBytes) body = g_bytes_new_static (message->body, size);
  g_autoptr (GBytes) signed_bytes = NULL;

  corral_signer_sign (exchange->cloud->signer, cart->serial, message->body, size, signature);
  signed_bytes = g_bytes_new (signature, sizeof signature);
  corral_json_begin_object (json);
  corral_json_name (json, "id");
  corral_json_string (json, id);
  corral_json_name (json, "counter");
  corral_json_integer (json, message->counter);
  corral_json_name (json, "type");
  corral_json_string (json, message->type);
  corral_json_name (json, "device_ms");
  corral_json_integer (json, message->device_ms);
  corral_json_name (json, "arrived_ms");
  corral_json_integer (json, message->arrived_ms);
  corral_json_name (json, "body");
  corral_json_bytes (json, body);
  corral_json_name (json, "signature");
  corral_json_bytes (json, signed_bytes);
  corral_json_end_object (json);
}

/* The certificate as it stood at @at_ms: its DER. */
static GBytes *
certify (CorralExchange *exchange, const CorralCart *cart, gint64 at_ms, CorralAnchor *anchor, gint64 *not_before_ms)
{
  CorralCloud *cloud = exchange->cloud;
  g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_CERTIFICATE);
  const CorralCertificate *certificate;

  if (cart->certificate == NULL
      || !corral_sim_row (cloud->sim, exchange->tenant, CORRAL_COLLECTION_CERTIFICATE, cart->certificate, at_ms, found))
    return NULL;
  certificate = corral_batch_get_row (found, 0);
  *anchor = g_strcmp0 (certificate->anchor, "next") == 0 ? CORRAL_ANCHOR_NEXT : CORRAL_ANCHOR_CURRENT;
  *not_before_ms = certificate->not_before_ms;
  return corral_signer_certify (cloud->signer, *anchor, cart->serial, certificate->serial_number,
                                certificate->not_before_ms, certificate->not_after_ms);
}

static void
write_certificates (CorralExchange *exchange, CorralJsonWriter *json, const CorralCart *cart)
{
  CorralAnchor anchor = CORRAL_ANCHOR_CURRENT;
  gint64 not_before_ms = exchange->now_ms;
  g_autoptr (GBytes) der = certify (exchange, cart, exchange->now_ms, &anchor, &not_before_ms);

  corral_json_name (json, "certificates");
  corral_json_begin_array (json);
  if (der != NULL)
    {
      g_autoptr (GBytes) former = NULL;

      corral_json_bytes (json, der);
      corral_json_bytes (json, corral_signer_get_authority (exchange->cloud->signer, anchor));
      /* A batch that was signed anew had others before. */
      former = certify (exchange, cart, not_before_ms - 1, &anchor, &not_before_ms);
      if (former != NULL && !g_bytes_equal (former, der))
        corral_json_bytes (json, former);
    }
  corral_json_end_array (json);
}

void
corral_cloud_serve_events (CorralExchange *exchange)
{
  CorralCloud *cloud = exchange->cloud;
  g_auto (GStrv) types = NULL;
  g_autofree char *types_text = NULL;
  g_autofree char *list = NULL;
  g_autofree char *after = NULL;
  g_autofree char *next = NULL;
  g_autoptr (CorralBatch) cart = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  CorralCloudPoint as_of = corral_cloud_point (cloud, exchange->now_ms);
  CorralTimeRange range;
  guint limit, skip = 0, seen = 0, count = 0;
  CorralJsonWriter json;

  if (!corral_exchange_read_limit (exchange, &limit)
      || !corral_exchange_read_words (exchange, "types", message_types, &types))
    return;
  types_text = types != NULL ? g_strjoinv (",", types) : g_strdup ("");
  /* Of the times only those that were given: without to=, the first page's now is in the cursor. */
  list = g_strdup_printf ("events %s %s %s %s %s", exchange->path[0], exchange->path[1], types_text,
                          corral_exchange_get_parameter (exchange, "from") != NULL
                            ? corral_exchange_get_parameter (exchange, "from") : "",
                          corral_exchange_get_parameter (exchange, "to") != NULL
                            ? corral_exchange_get_parameter (exchange, "to") : "");
  if (strlen (list) > 256)
    {
      corral_exchange_refuse_parameter (exchange, "The", "The parameters are too long.");
      return;
    }
  if (!corral_exchange_read_cursor (exchange, list, &as_of, &after))
    return;
  exchange->now_ms = as_of.ms;
  if (!corral_exchange_read_range (exchange, CORRAL_CLOUD_KEPT_MS, &range))
    return;
  cart = corral_exchange_find_cart (exchange);
  if (cart == NULL)
    return;
  if (after != NULL)
    skip = (guint) g_ascii_strtoull (after, NULL, 10);

  /* One more than wanted says whether there is a next page. What is filtered here is asked for whole. */
  messages = corral_sim_messages (cloud->sim, exchange->tenant, exchange->path[1],
                                  MAX (range.start_ms, as_of.ms - CORRAL_CLOUD_KEPT_MS), range.end_ms, as_of.ms,
                                  types == NULL ? skip + limit + 1 : G_MAXUINT);
  /* Of an answer that goes on only what is not older than it. */
  if (types == NULL && messages->len > skip + limit)
    range.start_ms = ((CorralSimMessage *) g_ptr_array_index (messages, messages->len - 1))->device_ms;
  corral_cloud_reports_add_to_messages (cloud, exchange->tenant, exchange->path[1], range, as_of.ms, messages);

  corral_json_writer_init (&json, 1024 + MIN (messages->len, limit) * 1200);
  corral_exchange_begin_list (exchange, &json);
  corral_json_name (&json, "items");
  corral_json_begin_array (&json);
  for (guint i = 0; i < messages->len && next == NULL; i++)
    {
      const CorralSimMessage *message = g_ptr_array_index (messages, i);

      if (!message_is_wanted (message, types) || seen++ < skip)
        continue;
      if (count == limit)
        {
          g_autofree char *position = g_strdup_printf ("%u", skip + count);

          next = corral_cloud_cursor_new (cloud, list, as_of, position);
          break;
        }
      write_message (exchange, &json, corral_batch_get_row (cart, 0), message);
      count++;
    }
  corral_json_end_array (&json);
  write_certificates (exchange, &json, corral_batch_get_row (cart, 0));
  corral_json_name (&json, "count");
  corral_json_integer (&json, count);
  corral_json_name (&json, "next");
  corral_json_string (&json, next);
  corral_json_name (&json, "end");
  corral_json_boolean (&json, TRUE);
  corral_json_end_object (&json);
  corral_exchange_answer (exchange, &json, NULL);
}
