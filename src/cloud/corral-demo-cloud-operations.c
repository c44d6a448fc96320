/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations over HTTP: one, what became of one, and several at once. On the cloud's thread. */
#include "config.h"

#include "corral-cloud-operations.h"
#include "corral-demo-cloud-private.h"

#include <string.h>

#define MAX_BATCH 50

static CorralCloudCaller
caller_of (const CorralExchange *exchange)
{
  return (CorralCloudCaller){ .staff = CORRAL_DEMO_CLOUD_USER, .scopes = exchange->cloud->scopes,
                              .roles = (const char *const *) exchange->cloud->roles };
}

/* The id in the path; NULL after it has answered 400. */
static const char *
read_id (CorralExchange *exchange)
{
  if (corral_cloud_is_operation_id (exchange->path[1]))
    return exchange->path[1];
  corral_exchange_refuse_parameter (exchange, "operation", "The id of an operation has to be a UUIDv7 in lower case.");
  return NULL;
}

static GBytes *
get_body (CorralExchange *exchange)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (exchange->message));
}

void
corral_cloud_serve_put_operation (CorralExchange *exchange)
{
  const char *id = read_id (exchange);
  CorralCloudCaller caller = caller_of (exchange);
  g_autoptr (GBytes) body = NULL;
  CorralCloudAnswer answer;

  if (id == NULL)
    return;
  body = get_body (exchange);
  corral_cloud_operations_put (exchange->cloud, exchange->tenant, id, &caller, g_bytes_get_data (body, NULL),
                               g_bytes_get_size (body), exchange->now_ms, &answer);
  corral_exchange_answer_bytes (exchange, answer.status,
                                answer.status < 400 ? "application/json" : "application/problem+json",
                                answer.retry_after, answer.body);
  if (!answer.replayed)
    corral_cloud_poke_tenant (exchange->cloud, exchange->tenant);
  corral_cloud_answer_clear (&answer);
}

void
corral_cloud_serve_get_operation (CorralExchange *exchange)
{
  const char *id = read_id (exchange);
  CorralCloudAnswer answer;

  if (id == NULL)
    return;
  if (!corral_cloud_operations_get (exchange->cloud, exchange->tenant, id, &answer))
    {
      corral_exchange_refuse_unknown (exchange, "This operation never came.");
      return;
    }
  corral_exchange_answer_bytes (exchange, 200, "application/json", NULL, answer.body);
  corral_cloud_answer_clear (&answer);
}

/* ---- several --------------------------------------------------------------------------------------- */

static gboolean
is_item (const CorralJsonValue *item)
{
  const CorralJsonValue *id = corral_json_value_get (item, "id");
  const CorralJsonValue *request = corral_json_value_get (item, "request");

  return id != NULL && id->type == CORRAL_JSON_STRING && corral_cloud_is_operation_id (id->string) && request != NULL
         && request->type == CORRAL_JSON_OBJECT;
}

/* The list of operations; NULL after it has answered. */
static const CorralJsonValue *
read_batch (CorralExchange *exchange, const CorralJsonValue *root)
{
  const CorralJsonValue *list = corral_json_value_get (root, "operations");

  if (list == NULL || list->type != CORRAL_JSON_ARRAY || list->items->len < 1 || list->items->len > MAX_BATCH)
    {
      corral_exchange_refuse (exchange, &(CorralCloudProblem){ 422, "invalid", .pointer = "/operations" },
                              "operations has to be a list of 1 to %d.", MAX_BATCH);
      return NULL;
    }
  for (guint i = 0; i < list->items->len; i++)
    if (!is_item (g_ptr_array_index (list->items, i)))
      {
        g_autofree char *pointer = g_strdup_printf ("/operations/%u", i);

        corral_exchange_refuse (exchange, &(CorralCloudProblem){ 422, "invalid", .pointer = pointer },
                                "An operation has to have an id, a UUIDv7 in lower case, and a request.");
        return NULL;
      }
  return list;
}

static void
answer_batch (CorralExchange *exchange, const char *body, const CorralJsonValue *list)
{
  CorralCloudCaller caller = caller_of (exchange);
  GString *text = g_string_new ("{\"results\":[");
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < list->items->len; i++)
    {
      const CorralJsonValue *item = g_ptr_array_index (list->items, i);
      const CorralJsonValue *request = corral_json_value_get (item, "request");
      const char *id = corral_json_value_get (item, "id")->string;
      g_autoptr (GBytes) outcome = NULL;
      CorralCloudAnswer answer;

      /* Exactly the bytes that a single one would have had as its body. */
      corral_cloud_operations_put (exchange->cloud, exchange->tenant, id, &caller, body + request->start,
                                   request->length, exchange->now_ms, &answer);
      outcome = corral_cloud_answer_to_outcome (&answer, id);
      g_string_append_printf (text, "%s{\"id\":\"%s\",\"http_status\":%u,\"outcome\":", i > 0 ? "," : "", id,
                              answer.status);
      g_string_append_len (text, g_bytes_get_data (outcome, NULL), (gssize) g_bytes_get_size (outcome));
      g_string_append_c (text, '}');
      corral_cloud_answer_clear (&answer);
    }
  g_string_append_printf (text, "],\"count\":%u,\"end\":true}", list->items->len);
  bytes = g_string_free_to_bytes (text);
  corral_exchange_answer_bytes (exchange, 200, "application/json", NULL, bytes);
  corral_cloud_poke_tenant (exchange->cloud, exchange->tenant);
}

void
corral_cloud_serve_batch (CorralExchange *exchange)
{
  g_autoptr (GBytes) body = get_body (exchange);
  g_autoptr (CorralJsonValue) root = NULL;
  g_autofree char *fault = NULL;
  const CorralJsonValue *list;

  if (g_bytes_get_size (body) > CORRAL_CLOUD_BATCH_MAX)
    fault = g_strdup ("The body is too long.");
  else
    root = corral_json_value_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), &fault);
  if (root == NULL)
    {
      corral_exchange_refuse (exchange, &(CorralCloudProblem){ 400, "invalid-request", .pointer = "" }, "%s", fault);
      return;
    }
  list = read_batch (exchange, root);
  if (list != NULL)
    answer_batch (exchange, g_bytes_get_data (body, NULL), list);
}
