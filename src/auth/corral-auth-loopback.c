/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one-shot web server for the browser's answer, in a main context of its own, on the thread that waits for it. */
#include "config.h"

#include "corral-auth-loopback.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define PATH "/signed-in"

/* How long the browser may take to fetch the page that ends it. */
#define LAST_WORDS_MS 2000

struct _CorralAuthLoopback
{
  GMainContext *context;
  SoupServer *server;
  char *redirect;
  char *host; /* as a browser that was sent here names it */

  const CorralAuthRequest *request; /* (nullable): while waiting */
  gboolean answered;
  gboolean told; /* the page has gone to the browser */
  gboolean expired;
  char *code;
  GError *error;
};

/* ---- the page ------------------------------------------------------------------------------------ */

static void
show_page (SoupServerMessage *message, guint status, const char *heading, const char *sentence)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *escaped_heading = g_markup_escape_text (heading, -1);
  g_autofree char *escaped_sentence = g_markup_escape_text (sentence, -1);
  char *page = g_strdup_printf ("<!doctype html><html><head><meta charset=\"utf-8\"><title>%s</title>"
                                "<style>body{font-family:sans-serif;max-width:32em;margin:4em auto;padding:0 1em}</style>"
                                "</head><body><h1>%s</h1><p>%s</p></body></html>",
                                escaped_heading, escaped_heading, escaped_sentence);

  /* The code stands in this page's address: it is to go nowhere from here. */
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page, strlen (page));
}

static void
told_cb (SoupServerMessage *message, gpointer data)
{
  CorralAuthLoopback *self = data;

  self->told = TRUE;
}

static void
asked_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  CorralAuthLoopback *self = data;
  const char *host = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host");
  GUri *uri = soup_server_message_get_uri (message);

  /* A page of the web that had its own name lead here would give that name. */
  if (strcmp (soup_server_message_get_method (message), SOUP_METHOD_GET) != 0 || strcmp (path, PATH) != 0
      || g_strcmp0 (host, self->host) != 0 || self->request == NULL || self->answered)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }
  self->answered = TRUE;
  self->code = corral_auth_request_take_answer (self->request, g_uri_get_query (uri), &self->error);
  g_signal_connect (message, "finished", G_CALLBACK (told_cb), self);
  if (self->code != NULL)
    show_page (message, SOUP_STATUS_OK, _ ("Go back to Corral"),
               _ ("Your browser’s part is done. You can close this page; Corral goes on by itself."));
  else
    show_page (message, SOUP_STATUS_BAD_REQUEST, _ ("You are not signed in"), self->error->message);
}

/* ---- waiting ------------------------------------------------------------------------------------- */

static gboolean
expired_cb (gpointer data)
{
  CorralAuthLoopback *self = data;

  self->expired = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  return G_SOURCE_REMOVE;
}

static GSource *
attach (CorralAuthLoopback *self, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
detach (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* Until *@flag, or @timeout_ms have passed. */
static void
run_until (CorralAuthLoopback *self, const gboolean *flag, guint timeout_ms, GCancellable *cancellable)
{
  GSource *timer = attach (self, g_timeout_source_new (timeout_ms), expired_cb);
  GSource *stop = NULL;

  self->expired = FALSE;
  if (cancellable != NULL)
    stop = attach (self, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (cancelled_cb));
  while (!*flag && !self->expired && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (self->context, TRUE);
  detach (timer);
  if (stop != NULL)
    detach (stop);
}

char *
corral_auth_loopback_wait (CorralAuthLoopback *self,
                           const CorralAuthRequest *request,
                           guint timeout_ms,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (self->request == NULL, NULL);

  g_main_context_push_thread_default (self->context);
  self->request = request;
  run_until (self, &self->answered, timeout_ms, cancellable);
  if (self->answered)
    run_until (self, &self->told, LAST_WORDS_MS, cancellable);
  else if (g_cancellable_is_cancelled (cancellable))
    corral_auth_fail (&self->error, CORRAL_AUTH_ERROR_CANCELLED);
  else
    corral_auth_fail (&self->error, CORRAL_AUTH_ERROR_EXPIRED);
  soup_server_disconnect (self->server);
  g_main_context_pop_thread_default (self->context);

  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return g_steal_pointer (&self->code);
}

/* ---- life ---------------------------------------------------------------------------------------- */

CorralAuthLoopback *
corral_auth_loopback_new (GError **error)
{
  g_autoptr (CorralAuthLoopback) self = g_new0 (CorralAuthLoopback, 1);
  g_autoptr (GError) reason = NULL;
  GSList *addresses;
  int port;
  gboolean ok;

  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new ("server-header", NULL, NULL);
  soup_server_add_handler (self->server, NULL, asked_cb, self, NULL);
  ok = soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &reason);
  g_main_context_pop_thread_default (self->context);
  if (!ok)
    {
      g_info ("sign-in: cannot listen on this PC: %s", reason->message);
      corral_auth_fail (error, CORRAL_AUTH_ERROR_BROWSER);
      return NULL;
    }
  addresses = soup_server_get_uris (self->server);
  port = g_uri_get_port (addresses->data);
  g_slist_free_full (addresses, (GDestroyNotify) g_uri_unref);
  /* A number, not "localhost": that may lead elsewhere (RFC 8252, section 8.3). */
  self->host = g_strdup_printf ("127.0.0.1:%d", port);
  self->redirect = g_strdup_printf ("http://%s" PATH, self->host);
  return g_steal_pointer (&self);
}

void
corral_auth_loopback_free (CorralAuthLoopback *self)
{
  g_main_context_push_thread_default (self->context);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  corral_auth_wipe (self->code);
  g_clear_error (&self->error);
  g_free (self->redirect);
  g_free (self->host);
  g_free (self);
}

const char *
corral_auth_loopback_get_redirect (CorralAuthLoopback *self)
{
  return self->redirect;
}
