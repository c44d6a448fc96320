/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The demo cloud's thread: it makes the fleet, listens, and runs a main loop of its own. The public functions
 * may be called from any thread; what they do is run there, and they wait for it. Nothing else is shared.
 */
#include "config.h"

#include "corral-cloud-operations.h"
#include "corral-cloud-reports.h"
#include "corral-demo-cloud-private.h"
#include "corral-demo-cloud-view.h"
#include "corral-uuid.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_SEED 1

struct _CorralDemoCloud
{
  GThread *thread;       /* (owned) */
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
  char *api;             /* (owned): constant once it listens */
  guint16 port;          /* likewise */
  gint online;           /* atomic */
  gint n_requests;       /* atomic */

  /* Only on the thread. */
  CorralCloud *cloud;      /* (owned) */
  GSocketService *service; /* (owned) (nullable): both NULL while the plug is pulled */
  SoupServer *server;      /* (owned) (nullable) */
  GPtrArray *connections;  /* (owned) (element-type GSocketConnection): those that may be open */
  int quiet_end;           /* of what the server listens to; open while there is a server */
  GSource *plug;           /* (owned) (nullable): pulls it, or puts it back */
  guint offline_s;         /* for how long it is to be pulled */
};

/* A function that runs on the cloud's thread while the caller waits. */
typedef struct
{
  CorralDemoCloud *self;
  void (*func) (CorralDemoCloud *self, gpointer data);
  gpointer data;
  GMutex lock;
  GCond done_cond;
  gboolean done;
} Call;

typedef struct
{
  CorralDemoCloud *self;
  const CorralDemoCloudOptions *options;
  GError *error;
  GMutex lock;
  GCond ready_cond;
  gboolean ready;
} Start;

/* ---- the cloud that is served */

/* Two fleets are the same only when made from the same options at the same minute: a client that comes back
 * to a cloud that was started again has to be told so. */
static guint64
fleet_epoch (const CorralSimOptions *options, gint64 now_ms)
{
  guint64 scenarios = options->scenarios == NULL ? 1 : 2;

  for (guint i = 0; options->scenarios != NULL && options->scenarios[i] != NULL; i++)
    scenarios = corral_random_hash (scenarios, g_str_hash (options->scenarios[i]),
                                    strlen (options->scenarios[i]), i);
  return corral_random_hash (options->seed, (guint64) options->n_carts << 32 | options->n_stores, scenarios,
                             (guint64) (now_ms / CORRAL_MINUTE_MS));
}

static CorralClock *
make_clock (const CorralDemoCloudOptions *options)
{
  double speed = options->speed > 0 ? options->speed : 1;

  if (options->clock != NULL)
    return corral_clock_ref (options->clock);
  if (options->start_ms > 0)
    return corral_clock_new_scaled (options->start_ms * 1000, speed);
  if (speed < 1 || speed > 1)
    return corral_clock_new_scaled (g_get_real_time (), speed);
  return corral_clock_new_system ();
}

/* The demo's person is a whole desk: every page is there to look at. */
static const char *const every_role[] = {
  "support_agent", "support_lead", "store_manager", "chain_manager", "loss_prevention", "fleet_ops", NULL
};

/* Who manages a store sees that store, who manages a chain that chain; everybody else everything. */
static CorralCloudView *
view_of_roles (CorralCloud *self)
{
  g_autoptr (CorralBatch) stores = corral_batch_new (CORRAL_COLLECTION_STORE);
  const char *ids[] = { NULL, NULL };

  if (self->roles[0] == NULL || self->roles[1] != NULL)
    return NULL;
  if (strcmp (self->roles[0], "chain_manager") == 0)
    return corral_cloud_view_new (self, 0, NULL);
  if (strcmp (self->roles[0], "store_manager") != 0)
    return NULL;
  corral_sim_snapshot (self->sim, 0, CORRAL_COLLECTION_STORE, corral_clock_now_ms (self->clock), NULL, 1, stores);
  ids[0] = ((const CorralRow *) corral_batch_get_row (stores, 0))->id;
  return corral_cloud_view_new (self, 0, ids);
}

CorralCloud *
corral_cloud_new (const CorralDemoCloudOptions *options, GError **error)
{
  CorralCloud *self = g_new0 (CorralCloud, 1);
  CorralSimOptions sim_options = {
    .seed = options->seed != 0 ? options->seed : DEFAULT_SEED,
    .n_carts = options->n_carts,
    .n_stores = options->n_stores,
    .scenarios = options->scenarios,
  };

  self->clock = make_clock (options);
  sim_options.clock = self->clock;
  self->epoch = fleet_epoch (&sim_options, corral_clock_now_ms (self->clock));
  self->seed = sim_options.seed;
  self->random = corral_random_seeded (sim_options.seed, self->epoch, 0, 0);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_cloud_stream_free);
  self->delayed = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_cloud_delayed_free);
  self->sim = corral_sim_new (&sim_options, error);
  if (self->sim == NULL)
    {
      corral_cloud_free (self);
      return NULL;
    }
  self->signer = corral_signer_new (sim_options.seed);
  self->edits = corral_cloud_edits_new (self->sim);
  self->operations = corral_cloud_operations_new (self);
  self->reports = corral_cloud_reports_new (corral_sim_get_n_tenants (self->sim));
  self->run = g_random_int ();
  self->scopes = CORRAL_CLOUD_ALL_SCOPES;
  self->roles = g_strdupv ((char **) (options->roles != NULL ? options->roles : every_role));
  self->view = view_of_roles (self);
  if (options->other_desk)
    corral_cloud_operations_open_desk (self, corral_clock_now_ms (self->clock));
  return self;
}

void
corral_cloud_free (CorralCloud *self)
{
  g_ptr_array_unref (self->streams);
  g_ptr_array_unref (self->delayed);
  g_clear_pointer (&self->faults, corral_cloud_faults_free);
  g_clear_pointer (&self->delta, g_ptr_array_unref);
  g_clear_pointer (&self->audit, g_hash_table_unref);
  g_clear_pointer (&self->operations, corral_cloud_operations_free);
  g_clear_pointer (&self->reports, corral_cloud_reports_free);
  g_clear_pointer (&self->edits, corral_cloud_edits_free);
  g_clear_pointer (&self->signer, corral_signer_free);
  g_clear_pointer (&self->sim, corral_sim_free);
  g_strfreev (self->roles);
  corral_cloud_view_free (self->view);
  corral_clock_unref (self->clock);
  g_free (self);
}

/* ---- on the thread */

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  CorralDemoCloud *self = data;

  g_atomic_int_inc (&self->n_requests);
  corral_cloud_meet (self->cloud, message, path, query);
}

/* Whether the other side has closed it and nothing is left to be read. */
static gboolean
is_over (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  char byte;

  return g_socket_is_closed (socket)
         || recv (g_socket_get_fd (socket), &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* libsoup 3.2 does not close a connection that the client closed between two requests. Done whenever a new one
 * comes, so that there are never many of them. */
static void
close_what_is_over (CorralDemoCloud *self)
{
  for (guint i = self->connections->len; i-- > 0;)
    {
      GSocketConnection *connection = g_ptr_array_index (self->connections, i);

      if (!is_over (connection))
        continue;
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      g_ptr_array_remove_index_fast (self->connections, i);
    }
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  CorralDemoCloud *self = data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  /* Pokes are small and must not wait for each other. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  close_what_is_over (self);
  g_ptr_array_add (self->connections, g_object_ref (connection));
  soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, NULL);
  return TRUE;
}

/* A server that listens to nobody: to one end of a pair of sockets whose other end is kept quiet. Without
 * anything to listen to, a SoupServer would close every connection after its first answer. */
static SoupServer *
make_server (int *quiet_end, GError **error)
{
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "corral-demo-cloud", NULL);
  g_autoptr (GSocket) socket = NULL;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  *quiet_end = pair[0];
  socket = g_socket_new_from_fd (pair[1], error);
  if (socket == NULL)
    close (pair[1]);
  if (socket == NULL || !soup_server_listen_socket (server, socket, 0, error))
    {
      close (*quiet_end);
      return NULL;
    }
  return g_steal_pointer (&server);
}

/* We listen ourselves and hand the connections over: in libsoup 3.2 a SoupServer that listens leaks a socket
 * for every connection that it takes. */
static gboolean
open_server (CorralDemoCloud *self, guint16 port, GError **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) got = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &got, error))
    {
      g_prefix_error (error, "The demo cloud cannot listen on port %u: ", port);
      return FALSE;
    }
  self->server = make_server (&self->quiet_end, error);
  if (self->server == NULL)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), self);
  self->service = g_steal_pointer (&service);
  g_atomic_int_set (&self->online, TRUE);
  return TRUE;
}

static void
close_server (CorralDemoCloud *self)
{
  if (self->server == NULL)
    return;
  g_atomic_int_set (&self->online, FALSE);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  soup_server_disconnect (self->server);
  g_ptr_array_set_size (self->cloud->streams, 0);
  g_ptr_array_set_size (self->cloud->delayed, 0);
  for (guint i = 0; i < self->connections->len; i++)
    g_io_stream_close (g_ptr_array_index (self->connections, i), NULL, NULL);
  g_ptr_array_set_size (self->connections, 0);
  g_clear_object (&self->server);
  close (self->quiet_end);
}

static void
stop_plug (CorralDemoCloud *self)
{
  if (self->plug == NULL)
    return;
  g_source_destroy (self->plug);
  g_clear_pointer (&self->plug, g_source_unref);
}

static void
start_plug (CorralDemoCloud *self, guint seconds, GSourceFunc callback)
{
  stop_plug (self);
  self->plug = g_timeout_source_new (seconds * 1000);
  g_source_set_callback (self->plug, callback, self, NULL);
  g_source_attach (self->plug, self->context);
}

static gboolean
plug_in_cb (gpointer data)
{
  CorralDemoCloud *self = data;
  g_autoptr (GError) error = NULL;

  if (self->server == NULL && !open_server (self, self->port, &error))
    g_warning ("%s", error->message);
  stop_plug (self);
  return G_SOURCE_REMOVE;
}

static gboolean
plug_out_cb (gpointer data)
{
  CorralDemoCloud *self = data;

  close_server (self);
  start_plug (self, self->offline_s, plug_in_cb);
  return G_SOURCE_REMOVE;
}

/* Not at once: the request that asks for it is still being handled. */
static void
pull_plug (gpointer data, guint seconds)
{
  CorralDemoCloud *self = data;

  self->offline_s = seconds;
  start_plug (self, 0, plug_out_cb);
}

/* Lets what is being closed finish closing. */
static void
drain (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

static void
start_done (Start *start, GError *error)
{
  g_mutex_lock (&start->lock);
  start->error = error;
  start->ready = TRUE;
  g_cond_signal (&start->ready_cond);
  g_mutex_unlock (&start->lock);
}

static gpointer
cloud_thread (gpointer data)
{
  Start *start = data;
  CorralDemoCloud *self = start->self;
  GError *error = NULL;

  g_main_context_push_thread_default (self->context);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->cloud = corral_cloud_new (start->options, &error);
  if (self->cloud != NULL && open_server (self, start->options->port, &error))
    {
      self->api = g_strdup_printf ("http://127.0.0.1:%u", self->port);
      self->cloud->pull_plug = pull_plug;
      self->cloud->plug_data = self;
      self->cloud->connections = self->connections;
      start_done (start, NULL);
      g_main_loop_run (self->loop);
      stop_plug (self);
      close_server (self);
    }
  else
    {
      start_done (start, error);
    }
  drain (self->context);
  g_clear_pointer (&self->cloud, corral_cloud_free);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
call_cb (gpointer data)
{
  Call *call = data;

  call->func (call->self, call->data);
  g_mutex_lock (&call->lock);
  call->done = TRUE;
  g_cond_signal (&call->done_cond);
  g_mutex_unlock (&call->lock);
  return G_SOURCE_REMOVE;
}

/* Runs @func on the cloud's thread and waits for its end. */
static void
call_and_wait (CorralDemoCloud *self, void (*func) (CorralDemoCloud *self, gpointer data), gpointer data)
{
  Call call = { .self = self, .func = func, .data = data };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_mutex_init (&call.lock);
  g_cond_init (&call.done_cond);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, call_cb, &call, NULL);
  g_source_attach (source, self->context);
  g_mutex_lock (&call.lock);
  while (!call.done)
    g_cond_wait (&call.done_cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_cond_clear (&call.done_cond);
  g_mutex_clear (&call.lock);
}

static void
set_online (CorralDemoCloud *self, gpointer data)
{
  gboolean online = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;

  stop_plug (self);
  if (!online)
    close_server (self);
  else if (self->server == NULL && !open_server (self, self->port, &error))
    g_warning ("%s", error->message);
}

static void
expire_states (CorralDemoCloud *self, gpointer data)
{
  CorralCloud *cloud = self->cloud;

  cloud->expired_reasons[cloud->round % CORRAL_CLOUD_EXPIRED_ROUNDS] = data;
  cloud->round++;
}

static void
poke (CorralDemoCloud *self, gpointer data)
{
  corral_cloud_operations_run (self->cloud, corral_clock_now_ms (self->cloud->clock));
  corral_cloud_poke_streams (self->cloud);
}

static void
set_scopes (CorralDemoCloud *self, gpointer data)
{
  const char *const *scopes = data;

  self->cloud->scopes = 0;
  for (guint i = 0; i < CORRAL_CLOUD_N_SCOPES; i++)
    if (g_strv_contains (scopes, corral_cloud_scopes[i]))
      self->cloud->scopes |= 1u << i;
}

static void
set_roles (CorralDemoCloud *self, gpointer data)
{
  g_strfreev (self->cloud->roles);
  self->cloud->roles = g_strdupv (data);
}

typedef struct
{
  const char *tenant;
  const char *const *stores;
} View;

static void
set_view (CorralDemoCloud *self, gpointer data)
{
  const View *view = data;
  CorralCloud *cloud = self->cloud;
  guint tenant = 0;

  g_clear_pointer (&cloud->view, corral_cloud_view_free);
  if (view->tenant != NULL && corral_sim_find_tenant (cloud->sim, view->tenant, &tenant))
    cloud->view = corral_cloud_view_new (cloud, tenant, view->stores);
}

static void
set_faults (CorralDemoCloud *self, gpointer data)
{
  CorralCloudFaults *old = self->cloud->faults;

  self->cloud->faults = data;
  g_clear_pointer (&old, corral_cloud_faults_free);
}

static void
count_faults (CorralDemoCloud *self, gpointer data)
{
  *(guint *) data = self->cloud->n_faults;
}

/* Somebody else does something. */
typedef struct
{
  const char *tenant, *type, *collection, *id, *params, *staff;
  GError *error;
  gboolean done;
} Act;

static void
act (CorralDemoCloud *self, gpointer data)
{
  Act *what = data;
  CorralCloud *cloud = self->cloud;
  gint64 now_ms = corral_clock_now_ms (cloud->clock);
  g_autofree char *operation = corral_uuid_v7 (now_ms, &cloud->random);
  guint tenant;

  if (!corral_sim_find_tenant (cloud->sim, what->tenant, &tenant))
    {
      g_set_error (&what->error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is no tenant %s.", what->tenant);
      return;
    }
  corral_cloud_operations_run (cloud, now_ms);
  what->done = corral_cloud_operations_act (cloud, tenant, operation, what->type, what->collection, what->id, what->params,
                                            what->staff, now_ms, &what->error);
  corral_cloud_poke_tenant (cloud, tenant);
}

static void
count_streams (CorralDemoCloud *self, gpointer data)
{
  *(guint *) data = self->cloud->streams->len;
}

static void
quit (CorralDemoCloud *self, gpointer data)
{
  g_main_loop_quit (self->loop);
}

/* ---- from any thread */

static void
free_parts (CorralDemoCloud *self)
{
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->api);
  g_free (self);
}

CorralDemoCloud *
corral_demo_cloud_new (const CorralDemoCloudOptions *options, GError **error)
{
  static const CorralDemoCloudOptions defaults = { 0 };
  CorralDemoCloud *self = g_new0 (CorralDemoCloud, 1);
  Start start = { .self = self, .options = options != NULL ? options : &defaults };

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&start.lock);
  g_cond_init (&start.ready_cond);
  self->thread = g_thread_new ("demo-cloud", cloud_thread, &start);
  g_mutex_lock (&start.lock);
  while (!start.ready)
    g_cond_wait (&start.ready_cond, &start.lock);
  g_mutex_unlock (&start.lock);
  g_cond_clear (&start.ready_cond);
  g_mutex_clear (&start.lock);
  if (start.error != NULL)
    {
      g_thread_join (self->thread);
      free_parts (self);
      g_propagate_error (error, start.error);
      return NULL;
    }
  return self;
}

void
corral_demo_cloud_free (CorralDemoCloud *self)
{
  if (self == NULL)
    return;
  call_and_wait (self, quit, NULL);
  g_thread_join (self->thread);
  free_parts (self);
}

const char *
corral_demo_cloud_get_api (CorralDemoCloud *self)
{
  return self->api;
}

const char *
corral_demo_cloud_get_token (CorralDemoCloud *self)
{
  return CORRAL_DEMO_CLOUD_TOKEN;
}

void
corral_demo_cloud_set_online (CorralDemoCloud *self, gboolean online)
{
  call_and_wait (self, set_online, GINT_TO_POINTER (online));
}

gboolean
corral_demo_cloud_get_online (CorralDemoCloud *self)
{
  return g_atomic_int_get (&self->online);
}

void
corral_demo_cloud_expire_states (CorralDemoCloud *self, const char *reason)
{
  call_and_wait (self, expire_states, (gpointer) g_intern_string (reason));
}

void
corral_demo_cloud_poke (CorralDemoCloud *self)
{
  call_and_wait (self, poke, NULL);
}

void
corral_demo_cloud_set_roles (CorralDemoCloud *self, const char *const *roles)
{
  call_and_wait (self, set_roles, (gpointer) roles);
}

void
corral_demo_cloud_set_view (CorralDemoCloud *self, const char *tenant, const char *const *stores)
{
  View view = { tenant, stores };

  call_and_wait (self, set_view, &view);
  corral_demo_cloud_expire_states (self, "scope");
}

void
corral_demo_cloud_set_scopes (CorralDemoCloud *self, const char *const *scopes)
{
  call_and_wait (self, set_scopes, (gpointer) scopes);
}

gboolean
corral_demo_cloud_act (CorralDemoCloud *self,
                       const char *tenant,
                       const char *type,
                       const char *collection,
                       const char *id,
                       const char *params,
                       const char *staff,
                       GError **error)
{
  Act what = {
    .tenant = tenant, .type = type, .collection = collection, .id = id, .params = params, .staff = staff,
  };

  call_and_wait (self, act, &what);
  if (what.error != NULL)
    g_propagate_error (error, what.error);
  return what.done;
}

gboolean
corral_demo_cloud_set_faults (CorralDemoCloud *self, const char *script, GError **error)
{
  CorralCloudFaults *faults = NULL;

  if (script != NULL && (faults = corral_cloud_faults_new (script, error)) == NULL)
    return FALSE;
  call_and_wait (self, set_faults, faults);
  return TRUE;
}

typedef struct
{
  const char *tenant;
  char *ids;
} AuditCall;

static void
do_list_audit (CorralDemoCloud *self, gpointer data)
{
  AuditCall *call = data;

  call->ids = corral_cloud_list_audit (self->cloud, call->tenant);
}

char *
corral_demo_cloud_dup_audit (CorralDemoCloud *self, const char *tenant)
{
  AuditCall call = { .tenant = tenant };

  g_return_val_if_fail (self != NULL, NULL);

  call_and_wait (self, do_list_audit, &call);
  return call.ids;
}

guint
corral_demo_cloud_get_n_faults (CorralDemoCloud *self)
{
  guint n = 0;

  call_and_wait (self, count_faults, &n);
  return n;
}

guint
corral_demo_cloud_get_n_requests (CorralDemoCloud *self)
{
  return (guint) g_atomic_int_get (&self->n_requests);
}

guint
corral_demo_cloud_get_n_streams (CorralDemoCloud *self)
{
  guint n = 0;

  call_and_wait (self, count_streams, &n);
  return n;
}
