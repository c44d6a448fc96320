/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cloud's contract, call by call. Runs on the sync thread and blocks it. */
#include "config.h"

#include "corral-api-private.h"
#include "corral-page-private.h"
#include "corral-secrecy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PROBLEM (64 * 1024)
#define MAX_VERDICT (1024 * 1024) /* one row, each of its texts as long as may be */
#define MAX_TOKEN (16 * 1024)

struct _CorralApi
{
  gatomicrefcount ref_count;
  char *base;
  CorralClock *clock;
  CorralApiLimits limits;
  GTlsDatabase *database;

  GMutex token_lock;
  char *token;

  GMutex request_lock; /* one request at a time */
  gboolean tells_time; /* the cloud says what time it is: what stands between may have a clock of its own */
  CorralHttp *http;    /* made with the first */
};

CorralApi *
corral_api_new (const char *base_url, CorralClock *clock, GError **error)
{
  CorralApi *self;
  char *base = corral_api_check_address (base_url, error);

  if (base == NULL)
    return NULL;
  self = g_new0 (CorralApi, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->base = base;
  self->clock = corral_clock_ref (clock);
  self->limits = (CorralApiLimits) CORRAL_API_DEFAULT_LIMITS;
  g_mutex_init (&self->token_lock);
  g_mutex_init (&self->request_lock);
  return self;
}

CorralApi *
corral_api_ref (CorralApi *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_api_unref (CorralApi *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->http, corral_http_free);
  g_clear_object (&self->database);
  corral_clock_unref (self->clock);
  g_mutex_clear (&self->token_lock);
  g_mutex_clear (&self->request_lock);
  corral_secrecy_wipe (self->token);
  g_free (self->base);
  g_free (self);
}

const char *
corral_api_get_base (CorralApi *self)
{
  return self->base;
}

void
corral_api_set_token (CorralApi *self, const char *token)
{
  corral_autowipe char *old = NULL;

  /* A header cannot hold anything else, and must not be made to hold two. */
  if (token != NULL
      && (strlen (token) > MAX_TOKEN
          || token[strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz"
                                  "0123456789-._~+/=")]
                 != '\0'))
    {
      g_info ("The access token has characters that no token has; it is not used");
      token = NULL;
    }
  g_mutex_lock (&self->token_lock);
  old = g_steal_pointer (&self->token);
  self->token = g_strdup (token);
  g_mutex_unlock (&self->token_lock);
}

char *
corral_api_dup_token (CorralApi *self)
{
  char *token;

  g_mutex_lock (&self->token_lock);
  token = g_strdup (self->token);
  g_mutex_unlock (&self->token_lock);
  return token;
}

void
corral_api_set_limits (CorralApi *self, const CorralApiLimits *limits)
{
  g_return_if_fail (self->http == NULL);
  self->limits = *limits;
}

const CorralApiLimits *
corral_api_get_limits (CorralApi *self)
{
  return &self->limits;
}

CorralClock *
corral_api_get_clock (CorralApi *self)
{
  return self->clock;
}

void
corral_api_set_tls_database (CorralApi *self, GTlsDatabase *database)
{
  g_return_if_fail (self->http == NULL);
  g_set_object (&self->database, database);
}

CorralHttp *
corral_api_new_http (CorralApi *self)
{
  return corral_http_new (&self->limits, self->database, corral_api_is_this_machine (self->base));
}

void
corral_api_meta_clear (CorralApiMeta *self)
{
  g_free (self->etag);
  memset (self, 0, sizeof *self);
}

/* --- where to ask ------------------------------------------------------------------------------- */

static gboolean
fail_invalid (GError **error)
{
  g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID,
                       _ ("The cloud cannot be asked for something with such an id."));
  return FALSE;
}

char *
corral_api_dup_tenant_url (CorralApi *self, const CorralTenant *tenant, GError **error)
{
  g_autofree char *own = NULL;

  if (!corral_api_is_path_id (tenant->id))
    {
      fail_invalid (error);
      return NULL;
    }
  if (tenant->api_base != NULL)
    {
      own = corral_api_check_address (tenant->api_base, NULL);
      /* The token that came here safely does not go on in the open. */
      if (own == NULL || (g_str_has_prefix (self->base, "https:") && !g_str_has_prefix (own, "https:")))
        {
          g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS,
                               _ ("The cloud names an address for this chain that cannot be used."));
          return NULL;
        }
    }
  return g_strdup_printf ("%s/v1/tenants/%s", own != NULL ? own : self->base, tenant->id);
}

/* A URL as it is put together: the query's parts are escaped. */
typedef struct
{
  GString *text;
  gboolean has_query;
} Url;

static void
add_query (Url *url, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (url->text, "%c%s=", url->has_query ? '&' : '?', name);
  g_string_append_uri_escaped (url->text, value, ":,", FALSE);
  url->has_query = TRUE;
}

static void
add_query_integer (Url *url, const char *name, gint64 value)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  add_query (url, name, text);
}

static void
add_query_words (Url *url, const char *name, const char *const *words)
{
  g_autofree char *joined = words != NULL ? g_strjoinv (",", (char **) words) : NULL;

  add_query (url, name, joined);
}

/* The tenant's URL with @first and, unless NULL, @id and @second behind it. */
static gboolean
begin_url (Url *url,
           CorralApi *self,
           const CorralTenant *tenant,
           const char *first,
           const char *id,
           const char *second,
           GError **error)
{
  char *base = corral_api_dup_tenant_url (self, tenant, error);

  url->text = NULL;
  url->has_query = FALSE;
  if (base == NULL)
    return FALSE;
  url->text = g_string_new (base);
  g_free (base);
  g_string_append_printf (url->text, "/%s", first);
  if (id != NULL)
    {
      if (!corral_api_is_path_id (id))
        {
          g_string_free (g_steal_pointer (&url->text), TRUE);
          return fail_invalid (error);
        }
      g_string_append_printf (url->text, "/%s", id);
    }
  if (second != NULL)
    g_string_append_printf (url->text, "/%s", second);
  return TRUE;
}

/* --- asking ------------------------------------------------------------------------------------- */

/* A complete answer with status 200, or 304. */
typedef struct
{
  char *body;
  gsize length;
  gboolean conditional; /* 304 is an answer */
  gboolean not_modified;
} Answer;

static void
note_server_time (CorralApiMeta *meta, gint64 server_ms, gint64 sent_us, gint64 now_us)
{
  meta->has_server_offset = TRUE;
  meta->server_ms = server_ms;
  meta->server_offset_ms = server_ms - (sent_us + (now_us - sent_us) / 2) / 1000;
}

static gboolean
fail_not_the_cloud (SoupMessageHeaders *headers, GError **error)
{
  g_set_error_literal (
      error, CORRAL_API_ERROR, CORRAL_API_ERROR_NOT_THE_CLOUD,
      corral_api_is_media_type (headers, "text/html")
          ? _ ("A web page answered instead of the cloud. The address may be wrong, or this network "
               "wants you to sign in first.")
          : _ ("What answered at this address is not the cloud."));
  return FALSE;
}

/* What is not an answer, with what it says of itself. */
static gboolean
fail_with_problem (CorralApi *self,
                   CorralHttpExchange *exchange,
                   CorralApiMeta *meta,
                   GCancellable *cancellable,
                   GError **error)
{
  guint status = corral_http_exchange_get_status (exchange);
  g_autoptr (GError) reason = NULL;
  char *body = NULL;
  gsize length = 0;

  if (status >= 400)
    body = corral_http_exchange_read_body (exchange, MIN (MAX_PROBLEM, self->limits.max_decoded), &length,
                                           &meta->bytes_received, cancellable, &reason);
  if (g_error_matches (reason, CORRAL_API_ERROR, CORRAL_API_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  return corral_api_fail_status (status, corral_http_exchange_get_headers (exchange), body, length, self->clock,
                                 error);
}

/* Reads the head, then the body where there is one to be used. */
static gboolean
read_answer (CorralApi *self,
             CorralHttpExchange *exchange,
             gpointer data,
             CorralApiMeta *meta,
             GCancellable *cancellable,
             GError **error)
{
  Answer *answer = data;
  SoupMessageHeaders *headers = corral_http_exchange_get_headers (exchange);
  guint status = corral_http_exchange_get_status (exchange);
  const char *etag = soup_message_headers_get_one (headers, "ETag");

  if (etag != NULL && strlen (etag) <= CORRAL_PAGE_MAX_CURSOR + 4)
    meta->etag = g_strdup (etag);
  if (status == 304 && answer->conditional)
    {
      char rest[1];

      /* It has no body; its end frees the connection for the next question. */
      corral_http_exchange_read (exchange, rest, sizeof rest, self->limits.first_byte_ms, cancellable, NULL);
      answer->not_modified = TRUE;
      return TRUE;
    }
  if (status != 200)
    return fail_with_problem (self, exchange, meta, cancellable, error);
  if (!corral_api_is_media_type (headers, "application/json"))
    return fail_not_the_cloud (headers, error);
  answer->body = corral_http_exchange_read_body (exchange, self->limits.max_decoded, &answer->length,
                                                 &meta->bytes_received, cancellable, error);
  meta->bytes_decoded = answer->length;
  return answer->body != NULL;
}

/* What is done with the head of an answer, and with what follows it. */
typedef gboolean (*ReadFunc) (CorralApi *self,
                              CorralHttpExchange *exchange,
                              gpointer answer,
                              CorralApiMeta *meta,
                              GCancellable *cancellable,
                              GError **error);

static gboolean
exchange_with (CorralApi *self,
               const char *url,
               GBytes *put,
               const char *etag,
               ReadFunc read,
               gpointer answer,
               CorralApiMeta *meta,
               GCancellable *cancellable,
               GError **error)
{
  corral_autowipe char *token = corral_api_dup_token (self);
  CorralHttpBody body = { .method = "PUT", .type = "application/json", .bytes = put };
  g_autoptr (CorralHttpExchange) exchange = NULL;
  gint64 started_us = corral_clock_monotonic_us (self->clock);
  gint64 sent_us = corral_clock_now_us (self->clock);
  gboolean ok = FALSE;

  g_mutex_lock (&self->request_lock);
  if (self->http == NULL)
    self->http = corral_api_new_http (self);
  exchange = corral_http_begin (self->http, url, put != NULL ? &body : NULL, token, etag,
                                "application/json, application/problem+json", TRUE, cancellable, error);
  if (exchange != NULL)
    {
      const char *date = soup_message_headers_get_one (corral_http_exchange_get_headers (exchange), "Date");
      g_autoptr (GDateTime) parsed = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;

      if (parsed != NULL && !self->tells_time)
        note_server_time (meta, g_date_time_to_unix (parsed) * 1000, sent_us,
                          corral_clock_now_us (self->clock));
      ok = read (self, exchange, answer, meta, cancellable, error);
      g_clear_pointer (&exchange, corral_http_exchange_free);
    }
  g_mutex_unlock (&self->request_lock);
  meta->duration_us = corral_clock_monotonic_us (self->clock) - started_us;
  return ok;
}

static gboolean
ask (CorralApi *self,
     const char *url,
     const char *etag,
     Answer *answer,
     CorralApiMeta *meta,
     GCancellable *cancellable,
     GError **error)
{
  *answer = (Answer){ .conditional = etag != NULL };
  return exchange_with (self, url, NULL, etag, read_answer, answer, meta, cancellable, error);
}

/* Asks for @url, which is taken. */
static gboolean
ask_url (CorralApi *self,
         Url *url,
         const char *etag,
         Answer *answer,
         CorralApiMeta *meta,
         GCancellable *cancellable,
         GError **error)
{
  g_autofree char *text = g_string_free (g_steal_pointer (&url->text), FALSE);

  return ask (self, text, etag, answer, meta, cancellable, error);
}

/* Whether @status tells what became of an operation. That it may not be asked about (403) says nothing about it. */
static gboolean
is_verdict (guint status, gboolean put)
{
  return status == 200 || status == 202 || (put ? corral_page_is_refusal (status) : status == 404 || status == 501);
}

/* As read_answer(), for an operation: a refusal in the contract's own words is an answer as well. */
static gboolean
read_verdict (CorralApi *self,
              CorralHttpExchange *exchange,
              gpointer data,
              CorralApiMeta *meta,
              GCancellable *cancellable,
              GError **error)
{
  CorralApiVerdict *verdict = data;
  SoupMessageHeaders *headers = corral_http_exchange_get_headers (exchange);
  gboolean json = corral_api_is_media_type (headers, "application/json");

  verdict->status = corral_http_exchange_get_status (exchange);
  if (!is_verdict (verdict->status, verdict->put))
    return fail_with_problem (self, exchange, meta, cancellable, error);
  if (verdict->status >= 400 && !json && !corral_api_is_media_type (headers, "application/problem+json"))
    return fail_not_the_cloud (headers, error);
  if (verdict->status < 400 && !json)
    return fail_not_the_cloud (headers, error);
  verdict->body
      = corral_http_exchange_read_body (exchange, MIN (MAX_VERDICT, self->limits.max_decoded), &verdict->length,
                                        &meta->bytes_received, cancellable, error);
  meta->bytes_decoded = verdict->length;
  return verdict->body != NULL;
}

gboolean
corral_api_get_verdict (CorralApi *self,
                        const char *url,
                        GBytes *put,
                        CorralApiVerdict *verdict,
                        CorralApiMeta *meta,
                        GCancellable *cancellable,
                        GError **error)
{
  *verdict = (CorralApiVerdict){ .put = put != NULL };
  return exchange_with (self, url, put, NULL, read_verdict, verdict, meta, cancellable, error);
}

/* For callers who do not want to know. */
#define USE_META(meta)                                                                                       \
  g_auto (CorralApiMeta) own_meta = { 0 };                                                                   \
  if ((meta) == NULL)                                                                                        \
    (meta) = &own_meta;                                                                                      \
  else                                                                                                       \
    corral_api_meta_clear (meta)

/* --- the calls ---------------------------------------------------------------------------------- */

CorralMe *
corral_api_get_me (CorralApi *self, CorralApiMeta *meta, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strconcat (self->base, "/v1/me", NULL);
  gint64 sent_us = corral_clock_now_us (self->clock);
  Answer answer;
  CorralMe *me;

  USE_META (meta);
  if (!ask (self, url, NULL, &answer, meta, cancellable, error))
    return NULL;
  me = corral_page_read_me (answer.body, answer.length, error);
  if (me != NULL && CORRAL_IS_KNOWN (me->server_time_ms))
    {
      self->tells_time = TRUE;
      note_server_time (meta, me->server_time_ms, sent_us, sent_us + meta->duration_us);
    }
  return me;
}

CorralSnapshotPage *
corral_api_get_snapshot_page (CorralApi *self,
                              const CorralTenant *tenant,
                              CorralCollection collection,
                              const char *cursor,
                              guint limit,
                              CorralApiMeta *meta,
                              GCancellable *cancellable,
                              GError **error)
{
  Url url;
  Answer answer;

  USE_META (meta);
  if (!begin_url (&url, self, tenant, "snapshots", corral_collection_get_schema (collection)->name, NULL,
                  error))
    return NULL;
  add_query (&url, "cursor", cursor);
  add_query_integer (&url, "limit", CLAMP (limit, 1, CORRAL_PAGE_MAX_ROWS));
  if (!ask_url (self, &url, NULL, &answer, meta, cancellable, error))
    return NULL;
  return corral_page_read_snapshot (tenant->id, collection, answer.body, answer.length, error);
}

CorralChangesPage *
corral_api_get_changes (CorralApi *self,
                        const CorralTenant *tenant,
                        const char *since,
                        guint limit,
                        const char *etag,
                        CorralApiMeta *meta,
                        GCancellable *cancellable,
                        GError **error)
{
  gint64 sent_us = corral_clock_now_us (self->clock);
  CorralChangesPage *page;
  Url url;
  Answer answer;

  USE_META (meta);
  if (!begin_url (&url, self, tenant, "changes", NULL, NULL, error))
    return NULL;
  add_query (&url, "since", since);
  add_query_integer (&url, "limit", CLAMP (limit, 1, CORRAL_PAGE_MAX_ROWS));
  if (!ask_url (self, &url, etag, &answer, meta, cancellable, error))
    return NULL;
  if (answer.not_modified)
    {
      page = g_new0 (CorralChangesPage, 1);
      page->not_modified = TRUE;
      page->old_state = g_strdup (since);
      page->new_state = g_strdup (since);
      page->server_time_ms = CORRAL_UNKNOWN;
      page->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref);
      page->quarantine = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_quarantined_free);
      return page;
    }
  page = corral_page_read_changes (tenant->id, answer.body, answer.length, error);
  if (page != NULL && CORRAL_IS_KNOWN (page->server_time_ms))
    note_server_time (meta, page->server_time_ms, sent_us, sent_us + meta->duration_us);
  return page;
}

CorralVitalsPage *
corral_api_get_vitals (CorralApi *self,
                       const CorralTenant *tenant,
                       const char *store,
                       const char *cursor,
                       guint limit,
                       const char *etag,
                       CorralApiMeta *meta,
                       GCancellable *cancellable,
                       GError **error)
{
  Url url;
  Answer answer;

  USE_META (meta);
  if (!begin_url (&url, self, tenant, "vitals", NULL, NULL, error))
    return NULL;
  add_query (&url, "store", store);
  add_query (&url, "cursor", cursor);
  add_query_integer (&url, "limit", CLAMP (limit, 1, CORRAL_PAGE_MAX_ROWS));
  if (!ask_url (self, &url, etag, &answer, meta, cancellable, error))
    return NULL;
  if (answer.not_modified)
    {
      CorralVitalsPage *page = g_new0 (CorralVitalsPage, 1);

      page->not_modified = TRUE;
      page->as_of_ms = CORRAL_UNKNOWN;
      page->rows = corral_batch_new (CORRAL_COLLECTION_VITAL);
      page->quarantine = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_quarantined_free);
      return page;
    }
  return corral_page_read_vitals (tenant->id, answer.body, answer.length, error);
}

CorralTelemetry *
corral_api_get_telemetry (CorralApi *self,
                          const CorralTenant *tenant,
                          const char *cart,
                          gint64 from_ms,
                          gint64 to_ms,
                          CorralResolution resolution,
                          const char *const *metrics,
                          CorralApiMeta *meta,
                          GCancellable *cancellable,
                          GError **error)
{
  static const char *const words[] = { "raw", "1m", "1h" };
  g_autoptr (CorralTelemetry) result = NULL;
  Url url;
  Answer answer;

  USE_META (meta);
  if (!begin_url (&url, self, tenant, "carts", cart, "telemetry", error))
    return NULL;
  add_query_integer (&url, "from", from_ms);
  add_query_integer (&url, "to", to_ms);
  add_query (&url, "res", words[resolution]);
  add_query_words (&url, "metrics", metrics);
  if (!ask_url (self, &url, NULL, &answer, meta, cancellable, error))
    return NULL;
  result = corral_page_read_telemetry (tenant->id, answer.body, answer.length, error);
  if (result != NULL && (strcmp (result->cart, cart) != 0 || result->resolution != resolution))
    {
      g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN,
                           _ ("The cloud answered another question than the one it was asked."));
      return NULL;
    }
  return g_steal_pointer (&result);
}

CorralMessagePage *
corral_api_get_events (CorralApi *self,
                       const CorralTenant *tenant,
                       const char *cart,
                       gint64 from_ms,
                       gint64 to_ms,
                       const char *const *types,
                       const char *cursor,
                       guint limit,
                       CorralApiMeta *meta,
                       GCancellable *cancellable,
                       GError **error)
{
  Url url;
  Answer answer;

  USE_META (meta);
  if (!begin_url (&url, self, tenant, "carts", cart, "events", error))
    return NULL;
  add_query_integer (&url, "from", from_ms);
  add_query_integer (&url, "to", to_ms);
  add_query_words (&url, "types", types);
  add_query (&url, "cursor", cursor);
  add_query_integer (&url, "limit", CLAMP (limit, 1, CORRAL_PAGE_MAX_ROWS));
  if (!ask_url (self, &url, NULL, &answer, meta, cancellable, error))
    return NULL;
  return corral_page_read_messages (tenant->id, answer.body, answer.length, error);
}

CorralBatch *
corral_api_get_row (CorralApi *self,
                    const CorralTenant *tenant,
                    CorralCollection collection,
                    const char *id,
                    CorralApiMeta *meta,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (CorralBatch) batch = NULL;
  Url url;
  Answer answer;

  USE_META (meta);
  if (!begin_url (&url, self, tenant, corral_collection_get_schema (collection)->name, id, NULL, error))
    return NULL;
  if (!ask_url (self, &url, NULL, &answer, meta, cancellable, error))
    return NULL;
  batch = corral_page_read_row (collection, answer.body, answer.length, error);
  if (batch != NULL && strcmp (((CorralRow *) corral_batch_get_row (batch, 0))->id, id) != 0)
    {
      g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN,
                           _ ("The cloud answered another question than the one it was asked."));
      return NULL;
    }
  return g_steal_pointer (&batch);
}
