/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw bytes over sockets: one thread that accepts, one for each connection. */
#include "corral-fault-server.h"

#include "corral-fault-wire.h"

#include <string.h>

struct _CorralFaultServer
{
  GSocketListener *listener;
  GTlsCertificate *certificate;
  GCancellable *stopping;
  GThread *acceptor;
  char *url;
  guint16 port;

  GMutex lock;
  GCond changed;
  GPtrArray *jobs; /* (element-type Job): connections, until their threads are joined */
  gboolean stop;
  GHashTable *faults; /* path to CorralFault */
  guint n_requests;
  guint n_connections;
  guint n_deaf; /* connections yet to be torn down unread */
  char *last_request;
  GBytes *last_body; /* (nullable) */
  CorralFaultFunc func;
  gpointer func_data;
};

typedef struct
{
  CorralFaultServer *server;
  GSocketConnection *connection;
  GThread *thread;
  gboolean served; /* the thread is about to end */
} Job;

static void
fault_free (gpointer data)
{
  CorralFault *fault = data;

  g_clear_pointer (&fault->bytes, g_bytes_unref);
  g_free (fault);
}

/* More of what the other side sends; FALSE when it is gone. */
static gboolean
read_more (CorralFaultServer *self, GInputStream *input, GString *pending)
{
  char chunk[4096];
  gssize n = g_input_stream_read (input, chunk, sizeof chunk, self->stopping, NULL);

  if (n > 0)
    g_string_append_len (pending, chunk, n);
  return n > 0;
}

/* How long the body behind @head is; bodies in chunks are not sent to us. */
static gsize
body_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *field = strstr (lower, "\r\ncontent-length:");

  return field != NULL ? (gsize) g_ascii_strtoull (strchr (field, ':') + 1, NULL, 10) : 0;
}

/* The target of a request, which is noted; NULL when the other side is gone. */
static char *
read_request (CorralFaultServer *self, GInputStream *input, GString *pending)
{
  char *end;
  gsize length;
  g_autofree char *head = NULL;
  g_auto (GStrv) words = NULL;

  while ((end = strstr (pending->str, "\r\n\r\n")) == NULL)
    if (!read_more (self, input, pending))
      return NULL;
  head = g_strndup (pending->str, (gsize) (end - pending->str));
  g_string_erase (pending, 0, (gssize) (end - pending->str) + 4);
  words = g_strsplit_set (head, " \r\n", 3);
  if (words[0] == NULL || words[1] == NULL)
    return NULL;
  length = body_length (head);
  while (pending->len < length)
    if (!read_more (self, input, pending))
      return NULL;

  g_mutex_lock (&self->lock);
  self->n_requests++;
  if (length > 0)
    {
      g_clear_pointer (&self->last_body, g_bytes_unref);
      self->last_body = g_bytes_new (pending->str, length);
      g_string_erase (pending, 0, (gssize) length);
    }
  g_free (self->last_request);
  self->last_request = g_steal_pointer (&head);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return g_strdup (words[1]);
}

/* Until the server ends, or so long. */
static void
wait_us (gpointer server, gint64 time_us)
{
  CorralFaultServer *self = server;
  gint64 until = g_get_monotonic_time () + time_us;

  g_mutex_lock (&self->lock);
  while (!self->stop && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
}

/* FALSE: the connection is to be closed. */
static gboolean
answer_one (CorralFaultServer *self, GIOStream *stream, GSocketConnection *connection, GString *pending)
{
  g_autofree char *target = read_request (self, g_io_stream_get_input_stream (stream), pending);
  g_autofree char *path = target != NULL ? g_strndup (target, strcspn (target, "?")) : NULL;
  const CorralFault *found;
  CorralFault fault = { .cut_at = -1, .end = CORRAL_FAULT_CLOSE };
  gboolean sent;

  if (path == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  found = g_hash_table_lookup (self->faults, path);
  if (found == NULL && self->func == NULL)
    found = g_hash_table_lookup (self->faults, "");
  if (found != NULL)
    {
      fault = *found;
      g_bytes_ref (fault.bytes);
    }
  g_mutex_unlock (&self->lock);
  if (found == NULL && self->func != NULL)
    fault = self->func (target, self->func_data);
  if (fault.bytes == NULL)
    fault.bytes = corral_fault_answer (404, "text/plain", NULL, "", 0);

  sent = corral_fault_wire_send (g_io_stream_get_output_stream (stream), &fault, wait_us, self, self->stopping);
  g_bytes_unref (fault.bytes);
  if (!sent)
    return FALSE;
  if (fault.end == CORRAL_FAULT_HANG)
    wait_us (self, 3600 * (gint64) G_USEC_PER_SEC);
  if (fault.end == CORRAL_FAULT_RESET)
    corral_fault_wire_reset (connection);
  return fault.end == CORRAL_FAULT_KEEP;
}

static gpointer
serve (gpointer data)
{
  Job *job = data;
  CorralFaultServer *self = job->server;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GString) pending = g_string_new (NULL);
  gboolean deaf;

  g_mutex_lock (&self->lock);
  deaf = self->n_deaf > 0;
  self->n_deaf -= deaf;
  g_mutex_unlock (&self->lock);
  if (deaf)
    corral_fault_wire_reset (job->connection);
  else if (self->certificate != NULL)
    stream = g_tls_server_connection_new (G_IO_STREAM (job->connection), self->certificate, NULL);
  else
    stream = G_IO_STREAM (g_object_ref (job->connection));
  while (stream != NULL && answer_one (self, stream, job->connection, pending))
    ;
  if (stream != NULL)
    g_io_stream_close (stream, self->stopping, NULL);
  g_io_stream_close (G_IO_STREAM (job->connection), NULL, NULL);
  g_object_unref (job->connection);

  g_mutex_lock (&self->lock);
  job->served = TRUE;
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Only a thread that was joined has given back all that it had. */
static void
job_join (gpointer data)
{
  Job *job = data;

  g_thread_join (job->thread);
  g_free (job);
}

/* [locked] Those that have ended, so that their stacks do not heap up. */
static void
join_served (CorralFaultServer *self)
{
  for (guint i = self->jobs->len; i > 0; i--)
    if (((const Job *) g_ptr_array_index (self->jobs, i - 1))->served)
      g_ptr_array_remove_index_fast (self->jobs, i - 1);
}

static gpointer
accept_all (gpointer data)
{
  CorralFaultServer *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stopping, NULL)) != NULL)
    {
      Job *job = g_new0 (Job, 1);

      job->server = self;
      job->connection = connection;
      corral_fault_wire_set_no_delay (connection);
      g_mutex_lock (&self->lock);
      join_served (self);
      self->n_connections++;
      job->thread = g_thread_new ("fault-connection", serve, job);
      g_ptr_array_add (self->jobs, job);
      g_mutex_unlock (&self->lock);
    }
  return NULL;
}

CorralFaultServer *
corral_fault_server_new (GTlsCertificate *certificate)
{
  CorralFaultServer *self = g_new0 (CorralFaultServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, fault_free);
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->stopping = g_cancellable_new ();
  self->jobs = g_ptr_array_new_with_free_func (job_join);
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->url = g_strdup_printf ("%s://127.0.0.1:%u", certificate != NULL ? "https" : "http", self->port);
  self->acceptor = g_thread_new ("fault-server", accept_all, self);
  return self;
}

void
corral_fault_server_free (CorralFaultServer *self)
{
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->stopping);
  g_thread_join (self->acceptor);
  g_ptr_array_unref (self->jobs);

  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stopping);
  g_clear_object (&self->certificate);
  g_hash_table_unref (self->faults);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->last_request);
  g_clear_pointer (&self->last_body, g_bytes_unref);
  g_free (self->url);
  g_free (self);
}

const char *
corral_fault_server_get_url (CorralFaultServer *self)
{
  return self->url;
}

guint16
corral_fault_server_get_port (CorralFaultServer *self)
{
  return self->port;
}

void
corral_fault_server_set (CorralFaultServer *self, const char *path, CorralFault fault)
{
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->faults, g_strdup (path != NULL ? path : ""), g_memdup2 (&fault, sizeof fault));
  g_mutex_unlock (&self->lock);
}

void
corral_fault_server_set_func (CorralFaultServer *self, CorralFaultFunc func, gpointer data)
{
  self->func = func;
  self->func_data = data;
}

void
corral_fault_server_set_deaf (CorralFaultServer *self, guint n)
{
  g_mutex_lock (&self->lock);
  self->n_deaf = n;
  g_mutex_unlock (&self->lock);
}

GBytes *
corral_fault_answer (guint status,
                     const char *content_type,
                     const char *headers,
                     const char *body,
                     gssize length)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize n = length < 0 ? strlen (body) : (gsize) length;
  g_autoptr (GString) head = g_string_new (NULL);

  g_string_append_printf (head, "HTTP/1.1 %u Answer\r\n", status);
  if (status != 304)
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", n);
  if (content_type != NULL)
    g_string_append_printf (head, "Content-Type: %s\r\n", content_type);
  g_string_append_printf (head, "%s\r\n", headers != NULL ? headers : "");
  g_byte_array_append (bytes, (const guint8 *) head->str, (guint) head->len);
  g_byte_array_append (bytes, (const guint8 *) body, (guint) n);
  return g_byte_array_free_to_bytes (bytes);
}

CorralFault
corral_fault_none (guint status, const char *content_type, const char *headers, const char *body)
{
  return (CorralFault){ .bytes = corral_fault_answer (status, content_type, headers, body, -1),
                        .cut_at = -1,
                        .end = CORRAL_FAULT_KEEP };
}

guint
corral_fault_server_count (CorralFaultServer *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_requests;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
corral_fault_server_count_connections (CorralFaultServer *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_connections;
  g_mutex_unlock (&self->lock);
  return n;
}

char *
corral_fault_server_dup_request (CorralFaultServer *self)
{
  char *request;

  g_mutex_lock (&self->lock);
  request = g_strdup (self->last_request);
  g_mutex_unlock (&self->lock);
  return request;
}

GBytes *
corral_fault_server_dup_body (CorralFaultServer *self)
{
  GBytes *body;

  g_mutex_lock (&self->lock);
  body = self->last_body != NULL ? g_bytes_ref (self->last_body) : NULL;
  g_mutex_unlock (&self->lock);
  return body;
}
