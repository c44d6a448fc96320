/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a request to the function that answers it: sign-in, the table of addresses, the tenant. On the cloud's
 * thread.
 */
#include "config.h"

#include "corral-cloud-operations.h"
#include "corral-demo-cloud-private.h"
#include "corral-demo-cloud-view.h"

#include "corral-text.h"

#include <nettle/memops.h>
#include <string.h>

typedef void (*Serve) (CorralExchange *exchange);

typedef struct
{
  const char *method;
  const char *pattern; /* "*" stands for one part of the path; the first one after "tenants" is the tenant */
  Serve serve;
} Route;

/* The first that fits wins: the literal ones stand before "any collection". */
static const Route routes[] = {
  { "GET", "v1/me", corral_cloud_serve_me },
  { "GET", "v1/tenants/*/snapshots/*", corral_cloud_serve_snapshot },
  { "GET", "v1/tenants/*/changes", corral_cloud_serve_changes },
  { "GET", "v1/tenants/*/vitals", corral_cloud_serve_vitals },
  { "GET", "v1/tenants/*/stream", corral_cloud_serve_stream },
  { "GET", "v1/tenants/*/carts/*/telemetry", corral_cloud_serve_telemetry },
  { "GET", "v1/tenants/*/carts/*/events", corral_cloud_serve_events },
  { "POST", "v1/tenants/*/operations:batch", corral_cloud_serve_batch },
  { "PUT", "v1/tenants/*/operations/*", corral_cloud_serve_put_operation },
  { "GET", "v1/tenants/*/operations/*", corral_cloud_serve_get_operation },
  { "PUT", "v1/tenants/*/audit/*", corral_cloud_serve_audit },
  { "GET", "v1/tenants/*/*/*", corral_cloud_serve_row },
};

/* Whether @path fits @pattern; then @open gets the parts that "*" stands for. */
static gboolean
fits (char **path, const char *pattern, GPtrArray *open)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "/", -1);
  guint n = g_strv_length (parts);

  g_ptr_array_set_size (open, 0);
  if (g_strv_length (path) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (strcmp (parts[i], "*") == 0)
      {
        if (path[i][0] == '\0')
          return FALSE;
        g_ptr_array_add (open, path[i]);
      }
    else if (strcmp (parts[i], path[i]) != 0)
      {
        return FALSE;
      }
  return TRUE;
}

/* Compared in constant time, as a real gateway does. */
static gboolean
is_signed_in (SoupServerMessage *message)
{
  const char *header
      = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  const char *token;

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    return FALSE;
  token = header + 7;
  return strlen (token) == strlen (CORRAL_DEMO_CLOUD_TOKEN)
         && memeql_sec (token, CORRAL_DEMO_CLOUD_TOKEN, strlen (CORRAL_DEMO_CLOUD_TOKEN));
}

static void
refuse_method (CorralExchange *exchange, const char *allowed)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (exchange->message), "Allow",
                                allowed);
  corral_exchange_refuse (exchange, &(CorralCloudProblem){ 405, "method-not-allowed" },
                          "This address takes %s only.", allowed);
}

static void
route (CorralExchange *exchange, const char *path)
{
  const char *method = soup_server_message_get_method (exchange->message);
  g_auto (GStrv) parts = g_strsplit (path[0] == '/' ? path + 1 : path, "/", -1);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autoptr (GString) allowed = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!fits (parts, routes[i].pattern, open))
        continue;
      if (strcmp (method, routes[i].method) != 0
          && !(strcmp (method, "HEAD") == 0 && strcmp (routes[i].method, "GET") == 0))
        {
          if (strstr (allowed->str, routes[i].method) == NULL)
            g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "", routes[i].method);
          continue;
        }
      if (open->len > 0
          && (!corral_sim_find_tenant (exchange->cloud->sim, g_ptr_array_index (open, 0), &exchange->tenant)
              || !corral_cloud_sees_tenant (exchange->cloud, exchange->tenant)))
        {
          corral_exchange_refuse_unknown (exchange, "There is no such tenant, or not for you.");
          return;
        }
      g_ptr_array_add (open, NULL);
      exchange->path = (char **) open->pdata;
      routes[i].serve (exchange);
      return;
    }
  if (allowed->len > 0)
    refuse_method (exchange, allowed->str);
  else
    corral_exchange_refuse_unknown (exchange, "There is nothing at this address.");
}

/* The time of the head is that of the body: this cloud's, which may not be the PC's. */
static void
set_date (SoupMessageHeaders *headers, gint64 now_ms)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);

  soup_message_headers_replace (headers, "Date", date);
}

void
corral_cloud_answer (CorralCloud *self, SoupServerMessage *message, const char *path, GHashTable *query)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  CorralExchange exchange = {
    .cloud = self,
    .message = message,
    .query = query,
    .now_ms = corral_clock_now_ms (self->clock),
  };

  self->n_answers++;
  corral_cloud_operations_run (self, exchange.now_ms);
  set_date (headers, exchange.now_ms);
  soup_message_headers_replace (headers, "Cache-Control", "private, no-cache");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (!is_signed_in (message))
    {
      soup_message_headers_replace (headers, "WWW-Authenticate", "Bearer realm=\"corral\"");
      corral_exchange_refuse (&exchange, &(CorralCloudProblem){ 401, "unauthenticated" },
                              "This needs a bearer token that is good.");
      return;
    }
  route (&exchange, path);
}
