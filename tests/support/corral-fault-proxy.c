/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw bytes between a client and a server: one thread that accepts, one for each connection. */
#define _GNU_SOURCE /* memmem(), POLLRDHUP */
#include "corral-fault-proxy.h"

#include "corral-fault-wire.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* How many lines of the log are told from its beginning, and from its end. */
#define LOG_ENDS 50

typedef struct
{
  CorralProxyWhere where;
  CorralProxyFault fault;
  guint n_seen;
} Rule;

/* One line of the log. */
typedef struct
{
  char *method;
  char *target;
  GBytes *body;
  CorralProxyKind kind;
  guint n_forwarded;
} Entry;

/* What was kept: the request as it goes to the server, and its line of the log. */
typedef struct
{
  GBytes *bytes;
  guint entry;
} Kept;

struct _CorralFaultProxy
{
  guint16 upstream_port;
  guint16 port;
  char *url;
  GThread *acceptor;
  GCancellable *stopping;

  GMutex lock; /* guards what is below */
  GCond changed;
  gboolean stop;
  gboolean online;
  gboolean accepting;     /* the listener is being waited on: closing it would not end it */
  GSocket *listener;      /* (owned) (nullable): listens */
  GSocket *holder;        /* (owned) (nullable): bound to the port alone */
  GCancellable *cut;      /* (owned): of the connections that were made since the last cut */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  GBytes *greeting;       /* (owned) (nullable) */
  GPtrArray *rules;       /* (owned) (element-type Rule) */
  CorralProxyFunc func;
  gpointer func_data;
  guint healed;           /* how often */
  GArray *log;            /* (owned) (element-type Entry) */
  GPtrArray *kept;        /* (owned) (element-type Kept) */
  guint n_faults;
  GHashTable *running;    /* (owned) (element-type Session): unowned */
  GPtrArray *ended;       /* (owned) (element-type GThread): those of connections that are done, to be joined */
};

typedef struct
{
  CorralFaultProxy *proxy;
  GSocketConnection *connection; /* (owned) */
  GIOStream *stream;             /* (owned): the connection, or TLS over it */
  GCancellable *cut;             /* (owned) */
  GThread *thread;               /* joined through the proxy's list of the ended */
  GByteArray *pending;           /* (owned): what came after the last request */
} Session;

/* A request that came. */
typedef struct
{
  char *method;
  char *target;
  GBytes *head; /* with the empty line */
  GBytes *body;
  guint entry;  /* in the log */
} Request;

static void
fault_clear (CorralProxyFault *fault)
{
  g_clear_pointer (&fault->how.bytes, g_bytes_unref);
}

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free ((char *) rule->where.method);
  g_free ((char *) rule->where.match);
  fault_clear (&rule->fault);
  g_free (rule);
}

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->method);
  g_free (entry->target);
  g_bytes_unref (entry->body);
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_bytes_unref (kept->bytes);
  g_free (kept);
}

static void
request_clear (Request *request)
{
  g_free (request->method);
  g_free (request->target);
  g_clear_pointer (&request->head, g_bytes_unref);
  g_clear_pointer (&request->body, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

/* ---- heads and bodies ---------------------------------------------------------------------------------- */

/* How long the head of @bytes is, with its empty line; 0: it has no end yet. */
static gsize
find_head (const guint8 *bytes, gsize length)
{
  const char *end = length >= 4 ? memmem (bytes, length, "\r\n\r\n", 4) : NULL;

  return end != NULL ? (gsize) (end - (const char *) bytes) + 4 : 0;
}

/* The value of header @name in @head, or NULL. */
static char *
find_header (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strdup (g_strstrip (lines[i] + length + 1));
  return NULL;
}

/* @head without the headers @names (lower case, each between commas) and without the empty line. */
static GString *
strip_head (const char *head, const char *names)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  GString *kept = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *name = g_ascii_strdown (lines[i], (gssize) strcspn (lines[i], ":"));
      g_autofree char *marked = g_strdup_printf (",%s,", name);

      if (*lines[i] == '\0' || (i > 0 && strstr (names, marked) != NULL))
        continue;
      g_string_append_printf (kept, "%s\r\n", lines[i]);
    }
  return kept;
}

static GBytes *
join (const char *head, GBytes *body)
{
  GByteArray *all = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (body, &length);

  g_byte_array_append (all, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (all, bytes, (guint) length);
  return g_byte_array_free_to_bytes (all);
}

static GBytes *
convert (GConverter *converter, GBytes *bytes)
{
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (plain, converter);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static GBytes *
gzip (GBytes *bytes)
{
  g_autoptr (GConverter) packer = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));

  return convert (packer, bytes);
}

/* What @head says follows it: the server's word is trusted. */
static GBytes *
unframe (const char *head, GBytes *body)
{
  g_autofree char *encoding = find_header (head, "Transfer-Encoding");
  g_autofree char *packed = find_header (head, "Content-Encoding");
  g_autoptr (GBytes) plain = NULL;

  if (g_strcmp0 (encoding, "chunked") == 0)
    {
      GByteArray *all = g_byte_array_new ();
      gsize length;
      const char *at = g_bytes_get_data (body, &length);
      const char *end = at + length;

      while (at < end)
        {
          gsize n = strtoul (at, NULL, 16);
          const char *line = memchr (at, '\n', (gsize) (end - at));

          if (n == 0 || line == NULL || line + 1 + n > end)
            break;
          g_byte_array_append (all, (const guint8 *) line + 1, (guint) n);
          at = line + 1 + n + 2;
        }
      plain = g_byte_array_free_to_bytes (all);
    }
  else
    plain = g_bytes_ref (body);
  if (g_strcmp0 (packed, "gzip") == 0)
    {
      g_autoptr (GConverter) unpacker = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));

      return convert (unpacker, plain);
    }
  return g_steal_pointer (&plain);
}

static GBytes *
chunk (GBytes *body)
{
  g_autoptr (GString) all = g_string_new (NULL);
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);

  for (gsize at = 0; at < length; at += 64)
    {
      gsize n = MIN (64, length - at);

      g_string_append_printf (all, "%" G_GSIZE_MODIFIER "x\r\n", n);
      g_string_append_len (all, bytes + at, (gssize) n);
      g_string_append (all, "\r\n");
    }
  g_string_append (all, "0\r\n\r\n");
  return g_string_free_to_bytes (g_steal_pointer (&all));
}

/* The answer @raw as @fault wants it on the wire. */
static GBytes *
shape (const CorralProxyFault *fault, const char *target, GBytes *raw)
{
  static const guint n_packings[]
      = { [CORRAL_FRAMING_GZIP] = 1, [CORRAL_FRAMING_GZIP_TWICE] = 2, [CORRAL_FRAMING_GZIP_SAID] = 0 };
  gsize length;
  const guint8 *bytes = g_bytes_get_data (raw, &length);
  gsize head_length = find_head (bytes, length);
  g_autofree char *head = g_strndup ((const char *) bytes, head_length);
  g_autoptr (GBytes) sent = g_bytes_new_from_bytes (raw, head_length, length - head_length);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GString) new_head = NULL;
  gboolean as_it_is = fault->framing == CORRAL_FRAMING_AS_IT_IS && fault->rewrite == NULL;

  if (head_length == 0)
    return g_bytes_ref (raw);
  if (as_it_is)
    {
      new_head = strip_head (head, ",connection,");
      g_string_append (new_head, "\r\n");
      return join (new_head->str, sent);
    }

  body = unframe (head, sent);
  if (fault->rewrite != NULL)
    {
      GBytes *other = fault->rewrite (target, body, fault->data);

      g_bytes_unref (body);
      body = other;
    }
  new_head = strip_head (head, ",connection,content-length,transfer-encoding,content-encoding,");
  for (guint i = 0; i < n_packings[fault->framing]; i++)
    {
      GBytes *packed = gzip (body);

      g_bytes_unref (body);
      body = packed;
    }
  if (fault->framing >= CORRAL_FRAMING_GZIP)
    g_string_append (new_head, "Content-Encoding: gzip\r\n");
  if (fault->framing == CORRAL_FRAMING_CHUNKED)
    {
      GBytes *chunked = chunk (body);

      g_bytes_unref (body);
      body = chunked;
      g_string_append (new_head, "Transfer-Encoding: chunked\r\n");
    }
  else if (fault->framing == CORRAL_FRAMING_UNTIL_CLOSE)
    g_string_append (new_head, "Connection: close\r\n");
  else
    g_string_append_printf (new_head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", g_bytes_get_size (body));
  g_string_append (new_head, "\r\n");
  return join (new_head->str, body);
}

/* ---- the server's side ----------------------------------------------------------------------------------- */

static GSocketConnection *
connect_upstream (CorralFaultProxy *self, GCancellable *cancellable)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->upstream_port);
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), cancellable, NULL);
  if (connection != NULL)
    corral_fault_wire_set_no_delay (connection);
  return connection;
}

static GSocketConnection *
send_upstream (CorralFaultProxy *self, GBytes *request, GCancellable *cancellable)
{
  g_autoptr (GSocketConnection) connection = connect_upstream (self, cancellable);
  gsize length;
  const char *bytes = g_bytes_get_data (request, &length);

  if (connection == NULL
      || !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, length, NULL,
                                     cancellable, NULL))
    return NULL;
  return g_steal_pointer (&connection);
}

/* All that comes until the answer is complete; of a stream of events the head and what came with it. NULL: nothing came. */
static GBytes *
receive (GSocketConnection *connection, gboolean *is_stream, GCancellable *cancellable)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  gsize head_length = 0;
  gsize whole = G_MAXSIZE;

  while (all->len < whole)
    {
      guint8 buffer[16384];
      gssize n = g_input_stream_read (input, buffer, sizeof buffer, cancellable, NULL);

      if (n <= 0)
        break;
      g_byte_array_append (all, buffer, (guint) n);
      if (head_length == 0 && (head_length = find_head (all->data, all->len)) > 0)
        {
          g_autofree char *head = g_strndup ((const char *) all->data, head_length);
          g_autofree char *type = find_header (head, "Content-Type");
          g_autofree char *length = find_header (head, "Content-Length");

          *is_stream = type != NULL && g_str_has_prefix (type, "text/event-stream");
          if (*is_stream)
            break;
          if (length != NULL)
            whole = head_length + strtoul (length, NULL, 10);
        }
    }
  return all->len > 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&all)) : NULL;
}

/* The request as the server gets it: over a connection of its own. */
static GBytes *
make_upstream_request (const Request *request, gboolean plain)
{
  gsize length;
  const char *bytes = g_bytes_get_data (request->head, &length);
  g_autofree char *head = g_strndup (bytes, length);
  g_autoptr (GString) forwarded = strip_head (head, plain ? ",connection,accept-encoding," : ",connection,");

  g_string_append (forwarded, "Connection: close\r\n\r\n");
  return join (forwarded->str, request->body);
}

static void
note_forwarded (CorralFaultProxy *self, guint entry)
{
  g_mutex_lock (&self->lock);
  g_array_index (self->log, Entry, entry).n_forwarded++;
  g_mutex_unlock (&self->lock);
}

/* ---- the client's side ------------------------------------------------------------------------------------- */

static gboolean
fill (Session *session)
{
  guint8 chunk[16384];
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (session->stream), chunk, sizeof chunk, session->cut, NULL);

  if (n <= 0)
    return FALSE;
  g_byte_array_append (session->pending, chunk, (guint) n);
  return TRUE;
}

/* FALSE: the client is gone, or has said something that is no request. */
static gboolean
read_request (Session *session, Request *request)
{
  CorralFaultProxy *self = session->proxy;
  g_autofree char *head = NULL;
  g_autofree char *length_text = NULL;
  g_auto (GStrv) words = NULL;
  gsize head_length, body_length;
  Entry entry = { 0 };

  while ((head_length = find_head (session->pending->data, session->pending->len)) == 0)
    if (!fill (session))
      return FALSE;
  head = g_strndup ((const char *) session->pending->data, head_length);
  words = g_strsplit_set (head, " \r\n", 3);
  if (words[0] == NULL || words[1] == NULL)
    return FALSE;
  length_text = find_header (head, "Content-Length");
  body_length = length_text != NULL ? strtoul (length_text, NULL, 10) : 0;
  while (session->pending->len < head_length + body_length)
    if (!fill (session))
      return FALSE;

  request->method = g_strdup (words[0]);
  request->target = g_strdup (words[1]);
  request->head = g_bytes_new (session->pending->data, head_length);
  request->body = g_bytes_new (session->pending->data + head_length, body_length);
  g_byte_array_remove_range (session->pending, 0, (guint) (head_length + body_length));

  entry.method = g_strdup (words[0]);
  entry.target = g_strdup (words[1]);
  entry.body = g_bytes_ref (request->body);
  g_mutex_lock (&self->lock);
  request->entry = self->log->len;
  g_array_append_val (self->log, entry);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
fits (const CorralProxyWhere *where, const char *method, const char *target)
{
  return (where->method == NULL || strcmp (where->method, method) == 0)
         && (where->match == NULL || strstr (target, where->match) != NULL);
}

/* What is to be done to @request: its bytes are the caller's. */
static CorralProxyFault
choose (CorralFaultProxy *self, const Request *request)
{
  CorralProxyFault fault = corral_proxy_pass ();
  gboolean found = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = self->rules->len; i > 0 && !found; i--)
    {
      Rule *rule = g_ptr_array_index (self->rules, i - 1);

      if (!fits (&rule->where, request->method, request->target))
        continue;
      rule->n_seen++;
      if (rule->n_seen <= rule->where.skip
          || (rule->where.times >= 0 && rule->n_seen > rule->where.skip + (guint) rule->where.times))
        continue;
      fault = rule->fault;
      if (fault.how.bytes != NULL)
        g_bytes_ref (fault.how.bytes);
      found = TRUE;
    }
  if (!found && self->func != NULL)
    fault = self->func (request->method, request->target, request->entry, self->func_data);
  g_array_index (self->log, Entry, request->entry).kind = fault.kind;
  g_mutex_unlock (&self->lock);
  return fault;
}

static void
count_fault (CorralFaultProxy *self)
{
  g_mutex_lock (&self->lock);
  self->n_faults++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
wait_us (gpointer proxy, gint64 time_us)
{
  CorralFaultProxy *self = proxy;
  gint64 until = g_get_monotonic_time () + time_us;
  guint healed;

  g_mutex_lock (&self->lock);
  healed = self->healed;
  while (!self->stop && self->healed == healed && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
}

/* Until the client has had enough, or the proxy heals or ends. */
static void
hang (Session *session, guint healed)
{
  CorralFaultProxy *self = session->proxy;
  struct pollfd fd
      = { .fd = g_socket_get_fd (g_socket_connection_get_socket (session->connection)), .events = POLLIN | POLLRDHUP };
  gboolean go_on = TRUE;

  while (go_on && !g_cancellable_is_cancelled (session->cut))
    {
      if (poll (&fd, 1, 20) > 0)
        return;
      g_mutex_lock (&self->lock);
      go_on = !self->stop && self->healed == healed;
      g_mutex_unlock (&self->lock);
    }
}

/* What comes from the server goes to the client as it comes, until one of them is gone or @cut_at bytes (−1: never)
 * went through. */
static void
relay (Session *session, GSocketConnection *upstream, gssize cut_at)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (upstream));
  GOutputStream *output = g_io_stream_get_output_stream (session->stream);
  int client = g_socket_get_fd (g_socket_connection_get_socket (session->connection));
  struct pollfd fds[3] = {
    { .fd = g_socket_get_fd (g_socket_connection_get_socket (upstream)), .events = POLLIN },
    { .fd = client, .events = POLLRDHUP },
    { .fd = g_cancellable_get_fd (session->cut), .events = POLLIN },
  };

  while (cut_at != 0)
    {
      guint8 buffer[4096];
      gssize n;

      if (poll (fds, 3, -1) < 0 || fds[1].revents != 0 || fds[2].revents != 0)
        break;
      n = g_input_stream_read (input, buffer, cut_at > 0 ? MIN (sizeof buffer, (gsize) cut_at) : sizeof buffer,
                               session->cut, NULL);
      if (n <= 0 || !g_output_stream_write_all (output, buffer, (gsize) n, NULL, session->cut, NULL))
        break;
      if (cut_at > 0)
        cut_at -= n;
    }
  g_cancellable_release_fd (session->cut);
}

/* The server's answer to @request after @fault, ready for the wire. NULL: none came. @upstream: (nullable) (out): of a
 * stream of events, which goes on. */
static GBytes *
ask_upstream (Session *session, const Request *request, const CorralProxyFault *fault, GSocketConnection **upstream)
{
  CorralFaultProxy *self = session->proxy;
  gboolean plain = fault->framing != CORRAL_FRAMING_AS_IT_IS || fault->rewrite != NULL;
  g_autoptr (GBytes) bytes = make_upstream_request (request, plain);
  g_autoptr (GSocketConnection) first = send_upstream (self, bytes, session->cut);
  g_autoptr (GSocketConnection) second
      = fault->kind == CORRAL_PROXY_TWICE ? send_upstream (self, bytes, session->cut) : NULL;
  g_autoptr (GBytes) raw = NULL;
  gboolean is_stream = FALSE;

  if (first != NULL)
    {
      note_forwarded (self, request->entry);
      raw = receive (first, &is_stream, session->cut);
    }
  if (second != NULL)
    {
      g_clear_pointer (&raw, g_bytes_unref);
      note_forwarded (self, request->entry);
      raw = receive (second, &is_stream, session->cut);
    }
  if (raw == NULL)
    return NULL;
  if (is_stream)
    *upstream = g_steal_pointer (&first);
  return shape (fault, request->target, raw);
}

static void
keep (CorralFaultProxy *self, const Request *request)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->bytes = make_upstream_request (request, FALSE);
  kept->entry = request->entry;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->kept, kept);
  g_mutex_unlock (&self->lock);
}

static gboolean
is_pass (const CorralProxyFault *fault)
{
  return fault->kind == CORRAL_PROXY_PASS && fault->framing == CORRAL_FRAMING_AS_IT_IS && fault->rewrite == NULL
         && fault->how.cut_at < 0 && fault->cut_thousandths == 0 && fault->how.slow_us == 0 && fault->how.end == CORRAL_FAULT_KEEP;
}

/* FALSE: the connection is to be closed. */
static gboolean
serve_one (Session *session)
{
  CorralFaultProxy *self = session->proxy;
  g_auto (Request) request = { 0 };
  g_autoptr (GSocketConnection) upstream = NULL;
  g_autoptr (GBytes) answer = NULL;
  CorralProxyFault fault;
  CorralFaultEnd end;
  gboolean passed;
  guint healed;

  if (!read_request (session, &request))
    return FALSE;
  g_mutex_lock (&self->lock);
  healed = self->healed;
  g_mutex_unlock (&self->lock);
  fault = choose (self, &request);
  end = fault.how.end;
  passed = is_pass (&fault);
  switch (fault.kind)
    {
    case CORRAL_PROXY_PASS:
    case CORRAL_PROXY_TWICE:
      answer = ask_upstream (session, &request, &fault, &upstream);
      break;
    case CORRAL_PROXY_LOSE:
    case CORRAL_PROXY_REPLACE:
      answer = ask_upstream (session, &request, &fault, &upstream);
      g_clear_pointer (&answer, g_bytes_unref);
      break;
    case CORRAL_PROXY_DELAY:
      keep (self, &request);
      break;
    case CORRAL_PROXY_DROP:
    case CORRAL_PROXY_ANSWER:
    default:
      break;
    }
  if (fault.kind == CORRAL_PROXY_ANSWER || fault.kind == CORRAL_PROXY_REPLACE)
    answer = g_bytes_ref (fault.how.bytes);

  if (answer != NULL)
    {
      CorralFault how = fault.how;
      GOutputStream *output = g_io_stream_get_output_stream (session->stream);
      gboolean sent;

      how.bytes = answer;
      if (fault.cut_thousandths > 0)
        how.cut_at = (gssize) (g_bytes_get_size (answer) * fault.cut_thousandths / 1000);
      sent = corral_fault_wire_send (output, &how, wait_us, self, session->cut);
      /* Of a stream the cut counts from its first byte. */
      if (sent && upstream != NULL && fault.kind == CORRAL_PROXY_PASS)
        {
          gssize left = how.cut_at < 0 ? -1 : MAX (0, how.cut_at - (gssize) g_bytes_get_size (answer));

          relay (session, upstream, left);
          if (how.cut_at < 0)
            end = CORRAL_FAULT_CLOSE;
        }
      if (!sent)
        end = CORRAL_FAULT_CLOSE;
    }
  else if (end == CORRAL_FAULT_KEEP)
    end = CORRAL_FAULT_CLOSE;
  fault_clear (&fault);
  if (!passed)
    count_fault (self);
  if (end == CORRAL_FAULT_HANG)
    hang (session, healed);
  if (end == CORRAL_FAULT_RESET)
    corral_fault_wire_reset (session->connection);
  if (end != CORRAL_FAULT_KEEP && fault.rude)
    g_io_stream_close (G_IO_STREAM (session->connection), NULL, NULL);
  return end == CORRAL_FAULT_KEEP;
}

static gboolean
greet (Session *session)
{
  CorralFaultProxy *self = session->proxy;
  g_autoptr (GBytes) greeting = NULL;
  gsize length;
  const char *bytes;

  g_mutex_lock (&self->lock);
  greeting = self->greeting != NULL ? g_bytes_ref (self->greeting) : NULL;
  g_mutex_unlock (&self->lock);
  if (greeting == NULL)
    return FALSE;
  if (fill (session))
    {
      bytes = g_bytes_get_data (greeting, &length);
      g_output_stream_write_all (g_io_stream_get_output_stream (session->stream), bytes, length, NULL, session->cut,
                                 NULL);
      count_fault (self);
    }
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  Session *session = data;
  CorralFaultProxy *self = session->proxy;
  g_autoptr (GTlsCertificate) certificate = NULL;

  session->stream = G_IO_STREAM (g_object_ref (session->connection));
  if (!greet (session))
    {
      g_mutex_lock (&self->lock);
      certificate = self->certificate != NULL ? g_object_ref (self->certificate) : NULL;
      g_mutex_unlock (&self->lock);
      if (certificate != NULL)
        {
          g_object_unref (session->stream);
          session->stream
              = g_tls_server_connection_new (G_IO_STREAM (session->connection), certificate, NULL);
          /* A client that does not like the certificate never asks for anything. */
          if (!g_tls_connection_handshake (G_TLS_CONNECTION (session->stream), session->cut, NULL))
            count_fault (self);
        }
      while (serve_one (session))
        ;
    }
  if (!g_cancellable_is_cancelled (session->cut))
    g_io_stream_close (session->stream, session->cut, NULL);
  g_io_stream_close (G_IO_STREAM (session->connection), NULL, NULL);
  g_object_unref (session->stream);
  g_object_unref (session->connection);
  g_byte_array_unref (session->pending);

  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->running, session);
  g_ptr_array_add (self->ended, session->thread);
  g_cond_broadcast (&self->changed);
  g_object_unref (session->cut);
  g_free (session);
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* ---- accepting ------------------------------------------------------------------------------------------------ */

static GSocket *
bind_port (CorralFaultProxy *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->port);
  g_autoptr (GSocketAddress) effective = NULL;
  GSocket *socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  effective = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return socket;
}

static void
listen_now (GSocket *socket)
{
  g_autoptr (GError) error = NULL;

  g_socket_set_listen_backlog (socket, 64);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
}

static gpointer
accept_all (gpointer data)
{
  CorralFaultProxy *self = data;

  g_mutex_lock (&self->lock);
  while (!self->stop)
    {
      g_autoptr (GSocket) listener = NULL;
      g_autoptr (GSocket) socket = NULL;
      g_autoptr (GCancellable) stopping = NULL;
      Session *session;

      if (!self->online)
        {
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }
      listener = g_object_ref (self->listener);
      stopping = g_object_ref (self->stopping);
      self->accepting = TRUE;
      g_mutex_unlock (&self->lock);
      socket = g_socket_accept (listener, stopping, NULL);
      g_mutex_lock (&self->lock);
      self->accepting = FALSE;
      g_cond_broadcast (&self->changed);
      if (socket == NULL || !self->online || self->listener != listener)
        continue;
      session = g_new0 (Session, 1);
      session->proxy = self;
      session->connection = g_socket_connection_factory_create_connection (socket);
      session->cut = g_object_ref (self->cut);
      session->pending = g_byte_array_new ();
      corral_fault_wire_set_no_delay (session->connection);
      g_hash_table_add (self->running, session);
      g_ptr_array_set_size (self->ended, 0);
      session->thread = g_thread_new ("proxy-connection", serve, session);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Only a thread that was joined has given back all that it had. */
static void
thread_join (gpointer thread)
{
  g_thread_join (thread);
}

static gboolean
is_of_cut (gpointer session, gpointer value, gpointer cut)
{
  return ((const Session *) session)->cut == cut;
}

/* [locked] Ends every connection, and waits for that. */
static void
cut_all (CorralFaultProxy *self)
{
  g_autoptr (GCancellable) old = g_steal_pointer (&self->cut);

  self->cut = g_cancellable_new ();
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (old);
  g_mutex_lock (&self->lock);
  while (g_hash_table_find (self->running, is_of_cut, old) != NULL)
    g_cond_wait (&self->changed, &self->lock);
}

/* [locked] */
static void
set_online (CorralFaultProxy *self, gboolean online)
{
  if (online == self->online)
    return;
  if (online)
    {
      self->listener = g_steal_pointer (&self->holder);
      listen_now (self->listener);
      self->online = TRUE;
      g_cond_broadcast (&self->changed);
      return;
    }
  self->online = FALSE;
  g_cancellable_cancel (self->stopping); /* wakes the acceptor */
  cut_all (self);
  while (self->accepting)
    g_cond_wait (&self->changed, &self->lock);
  g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);
  self->holder = bind_port (self);
  g_object_unref (self->stopping);
  self->stopping = g_cancellable_new ();
}

/* ---- life and rules ------------------------------------------------------------------------------------------- */

CorralFaultProxy *
corral_fault_proxy_new (const char *upstream)
{
  CorralFaultProxy *self = g_new0 (CorralFaultProxy, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (upstream, G_URI_FLAGS_NONE, &error);

  g_assert_no_error (error);
  self->upstream_port = (guint16) g_uri_get_port (uri);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->stopping = g_cancellable_new ();
  self->cut = g_cancellable_new ();
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->kept = g_ptr_array_new_with_free_func (kept_free);
  self->running = g_hash_table_new (NULL, NULL);
  self->ended = g_ptr_array_new_with_free_func (thread_join);
  self->log = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->log, entry_clear);
  self->listener = bind_port (self);
  listen_now (self->listener);
  self->online = TRUE;
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  self->acceptor = g_thread_new ("fault-proxy", accept_all, self);
  return self;
}

void
corral_fault_proxy_free (CorralFaultProxy *self)
{
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_cond_broadcast (&self->changed);
  g_cancellable_cancel (self->stopping);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->acceptor);
  g_mutex_lock (&self->lock);
  cut_all (self);
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (self->ended);

  if (self->listener != NULL)
    g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);
  g_clear_object (&self->holder);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->greeting, g_bytes_unref);
  g_object_unref (self->stopping);
  g_object_unref (self->cut);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->kept);
  g_array_unref (self->log);
  g_hash_table_unref (self->running);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->url);
  g_free (self);
}

const char *
corral_fault_proxy_get_url (CorralFaultProxy *self)
{
  return self->url;
}

guint16
corral_fault_proxy_get_port (CorralFaultProxy *self)
{
  return self->port;
}

void
corral_fault_proxy_set_online (CorralFaultProxy *self, gboolean online)
{
  g_mutex_lock (&self->lock);
  set_online (self, online);
  g_mutex_unlock (&self->lock);
}

void
corral_fault_proxy_set_certificate (CorralFaultProxy *self, GTlsCertificate *certificate)
{
  g_mutex_lock (&self->lock);
  g_set_object (&self->certificate, certificate);
  cut_all (self);
  g_mutex_unlock (&self->lock);
}

void
corral_fault_proxy_set_greeting (CorralFaultProxy *self, GBytes *bytes)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->greeting, g_bytes_unref);
  self->greeting = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  cut_all (self);
  g_mutex_unlock (&self->lock);
}

void
corral_fault_proxy_add (CorralFaultProxy *self, CorralProxyWhere where, CorralProxyFault fault)
{
  Rule *rule = g_new0 (Rule, 1);

  rule->where = where;
  rule->where.method = g_strdup (where.method);
  rule->where.match = g_strdup (where.match);
  rule->fault = fault;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->rules, rule);
  g_mutex_unlock (&self->lock);
}

void
corral_fault_proxy_set_func (CorralFaultProxy *self, CorralProxyFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->func = func;
  self->func_data = data;
  g_mutex_unlock (&self->lock);
}

void
corral_fault_proxy_heal (CorralFaultProxy *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->rules, 0);
  self->func = NULL;
  g_clear_pointer (&self->greeting, g_bytes_unref);
  self->healed++;
  g_cond_broadcast (&self->changed);
  set_online (self, TRUE);
  g_mutex_unlock (&self->lock);
}

guint
corral_fault_proxy_deliver (CorralFaultProxy *self)
{
  g_autoptr (GPtrArray) kept = NULL;

  g_mutex_lock (&self->lock);
  kept = g_steal_pointer (&self->kept);
  self->kept = g_ptr_array_new_with_free_func (kept_free);
  g_mutex_unlock (&self->lock);
  for (guint i = kept->len; i > 0; i--)
    {
      const Kept *each = g_ptr_array_index (kept, i - 1);
      g_autoptr (GSocketConnection) connection = send_upstream (self, each->bytes, NULL);
      gboolean is_stream = FALSE;

      if (connection == NULL)
        continue;
      note_forwarded (self, each->entry);
      g_bytes_unref (receive (connection, &is_stream, NULL));
    }
  return kept->len;
}

guint
corral_fault_proxy_get_n_faults (CorralFaultProxy *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_faults;
  g_mutex_unlock (&self->lock);
  return n;
}

gboolean
corral_fault_proxy_wait (CorralFaultProxy *self, guint n, guint seconds)
{
  gint64 until = g_get_monotonic_time () + seconds * (gint64) G_USEC_PER_SEC;
  gboolean there;

  g_mutex_lock (&self->lock);
  while (self->n_faults < n && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  there = self->n_faults >= n;
  g_mutex_unlock (&self->lock);
  return there;
}

static guint
count (CorralFaultProxy *self, const char *method, const char *match, gboolean forwarded)
{
  const CorralProxyWhere where = { .method = method, .match = match };
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->log->len; i++)
    {
      const Entry *entry = &g_array_index (self->log, Entry, i);

      if (fits (&where, entry->method, entry->target))
        n += forwarded ? entry->n_forwarded : 1;
    }
  g_mutex_unlock (&self->lock);
  return n;
}

guint
corral_fault_proxy_count (CorralFaultProxy *self, const char *method, const char *match)
{
  return count (self, method, match, FALSE);
}

guint
corral_fault_proxy_count_forwarded (CorralFaultProxy *self, const char *method, const char *match)
{
  return count (self, method, match, TRUE);
}

GBytes *
corral_fault_proxy_dup_body (CorralFaultProxy *self, const char *method, const char *match, guint nth)
{
  const CorralProxyWhere where = { .method = method, .match = match };
  GBytes *body = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->log->len && body == NULL; i++)
    {
      const Entry *entry = &g_array_index (self->log, Entry, i);

      if (fits (&where, entry->method, entry->target) && nth-- == 0)
        body = g_bytes_ref (entry->body);
    }
  g_mutex_unlock (&self->lock);
  return body;
}

char *
corral_fault_proxy_dup_log (CorralFaultProxy *self)
{
  static const char *const kinds[] = { "pass", "drop", "lose", "answer", "replace", "twice", "delay" };
  GString *text = g_string_new (NULL);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->log->len; i++)
    {
      const Entry *entry = &g_array_index (self->log, Entry, i);

      if (self->log->len > 2 * LOG_ENDS && i == LOG_ENDS)
        {
          g_string_append_printf (text, "… %u more …\n", self->log->len - 2 * LOG_ENDS);
          i = self->log->len - LOG_ENDS;
          entry = &g_array_index (self->log, Entry, i);
        }
      g_string_append_printf (text, "%s %.*s: %s, %u forwarded\n", entry->method, (int) strcspn (entry->target, "?"),
                              entry->target, kinds[entry->kind], entry->n_forwarded);
    }
  g_mutex_unlock (&self->lock);
  return g_string_free (text, FALSE);
}

CorralProxyFault
corral_proxy_answer (CorralProxyKind kind,
                     guint status,
                     const char *content_type,
                     const char *headers,
                     const char *body)
{
  return (CorralProxyFault){ .kind = kind, .how = corral_fault_none (status, content_type, headers, body) };
}
