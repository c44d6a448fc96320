/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Server-sent events: pokes that say "there is something new", never what. On the cloud's thread. A stream
 * that its client has left is noticed at the next thing written to it, so within 15 seconds.
 */
#include "config.h"

#include "corral-cloud-operations.h"
#include "corral-demo-cloud-private.h"

#include <string.h>

/* Seconds. Pokes come at random, so that a fleet of clients does not come in step. */
#define POKE_MIN_S 5
#define POKE_MAX_S 16
#define COMMENT_S 15
/* Before the 15 minutes at which gateways commonly cut. */
#define BYE_S (13 * 60)

struct _CorralCloudStream
{
  CorralCloud *cloud;         /* (unowned): owns us */
  SoupServerMessage *message; /* (owned) */
  gulong finished;
  guint tenant;
  CorralCloudPoint told; /* the client has been told of everything up to here */
  GSource *poke;
  GSource *comment;
  GSource *bye;
};

static void
stop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
write_text (CorralCloudStream *self, const char *text)
{
  soup_message_body_append (soup_server_message_get_response_body (self->message), SOUP_MEMORY_COPY, text,
                            strlen (text));
  soup_server_message_unpause (self->message);
}

static void
write_state (CorralCloudStream *self)
{
  CorralCloudPoint now = corral_cloud_point (self->cloud, corral_clock_now_ms (self->cloud->clock));
  g_autofree char *state
      = corral_cloud_state_new (self->cloud, self->tenant, &(CorralCloudPosition){ .since = now, .until = now });
  g_autofree char *event = g_strdup_printf ("event: state\ndata: {\"state\":\"%s\"}\n\n", state);

  self->told = now;
  write_text (self, event);
}

/* The cloud's sources run in the cloud's context. */
static GSource *
start_timer (guint seconds, GSourceFunc callback, CorralCloudStream *self)
{
  GSource *source = g_timeout_source_new_seconds (seconds);

  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static gboolean
poke_cb (gpointer data)
{
  CorralCloudStream *self = data;
  CorralCloud *cloud = self->cloud;
  gint64 now_ms = corral_clock_now_ms (cloud->clock);
  g_autoptr (GPtrArray) changes = NULL;

  corral_cloud_operations_run (cloud, now_ms);
  changes = corral_sim_changes (cloud->sim, self->tenant, MIN (self->told.ms, now_ms), now_ms);
  if (changes->len > 0
      || corral_cloud_edits_has_between (cloud->edits, self->tenant, self->told.seq,
                                         corral_cloud_edits_get_seq (cloud->edits)))
    write_state (self);
  stop_source (&self->poke);
  self->poke
      = start_timer ((guint) corral_random_int (&self->cloud->random, POKE_MIN_S, POKE_MAX_S), poke_cb, self);
  return G_SOURCE_REMOVE;
}

static gboolean
comment_cb (gpointer data)
{
  write_text (data, ": still here\n\n");
  return G_SOURCE_CONTINUE;
}

static gboolean
bye_cb (gpointer data)
{
  CorralCloudStream *self = data;
  g_autofree char *event = g_strdup_printf ("event: bye\nretry: %d\ndata: {}\n\n",
                                            (int) corral_random_int (&self->cloud->random, 1000, 5000));

  stop_source (&self->poke);
  stop_source (&self->comment);
  stop_source (&self->bye);
  soup_message_body_append (soup_server_message_get_response_body (self->message), SOUP_MEMORY_COPY, event,
                            strlen (event));
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
  return G_SOURCE_REMOVE;
}

static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  CorralCloudStream *self = data;

  g_ptr_array_remove (self->cloud->streams, self);
}

void
corral_cloud_stream_free (CorralCloudStream *self)
{
  stop_source (&self->poke);
  stop_source (&self->comment);
  stop_source (&self->bye);
  g_signal_handler_disconnect (self->message, self->finished);
  g_object_unref (self->message);
  g_free (self);
}

void
corral_cloud_serve_stream (CorralExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  CorralCloudStream *self;

  soup_server_message_set_status (exchange->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (strcmp (soup_server_message_get_method (exchange->message), "HEAD") == 0)
    return;
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (exchange->message), FALSE);

  self = g_new0 (CorralCloudStream, 1);
  self->cloud = exchange->cloud;
  self->tenant = exchange->tenant;
  self->message = g_object_ref (exchange->message);
  self->finished = g_signal_connect (self->message, "finished", G_CALLBACK (finished_cb), self);
  self->poke
      = start_timer ((guint) corral_random_int (&self->cloud->random, POKE_MIN_S, POKE_MAX_S), poke_cb, self);
  self->comment = start_timer (COMMENT_S, comment_cb, self);
  self->bye = start_timer (BYE_S, bye_cb, self);
  g_ptr_array_add (self->cloud->streams, self);
  /* Where the cloud is now: what changed while the client was not listening shows at once. */
  write_state (self);
}

void
corral_cloud_poke_tenant (CorralCloud *self, guint tenant)
{
  for (guint i = 0; i < self->streams->len; i++)
    if (((CorralCloudStream *) g_ptr_array_index (self->streams, i))->tenant == tenant)
      write_state (g_ptr_array_index (self->streams, i));
}

void
corral_cloud_poke_streams (CorralCloud *self)
{
  for (guint i = 0; i < self->streams->len; i++)
    write_state (g_ptr_array_index (self->streams, i));
}
