/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine room: what runs behind the window, and the order in which it starts and stops. Main thread. */
#include "config.h"

#include "corral-services-private.h"

#include "corral-account-files.h"
#include "corral-cache-wipe.h"
#include "corral-freshness.h"
#include "corral-secrecy.h"
#include "corral-session-folder.h"
#include "corral-sync-sign-in.h"

#include <glib/gi18n.h>

/* How long a trouble that has mended itself is still spoken of, so that it is not missed. */
#define MENDED_SHOWN_MS (60 * 1000)
/* How often carts are judged anew: an age of "3 s" must not be wrong by much, and a pass is cheap. */
#define JUDGE_SECONDS 2

G_DEFINE_FINAL_TYPE (CorralServices, corral_services, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_LOADED,
  SIGNAL_FORGOTTEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
corral_start_clear (CorralStart *start)
{
  g_clear_pointer (&start->api, g_free);
  g_clear_pointer (&start->account, g_free);
  g_clear_pointer (&start->token, corral_secrecy_wipe);
  g_clear_pointer (&start->data_dir, g_free);
  g_clear_object (&start->sign_in);
}

static void
set_trouble (CorralServices *self, const char *sentence)
{
  g_free (self->trouble);
  self->trouble = g_strdup (sentence);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Behind what is said already. */
static void
add_trouble (CorralServices *self, const char *sentence)
{
  g_autofree char *both = self->trouble != NULL ? g_strdup_printf ("%s %s", self->trouble, sentence) : g_strdup (sentence);

  set_trouble (self, both);
}

/* What became of a damaged outbox is said as long as the program runs: it is about what people did. */
static void
tell_outbox_report (CorralServices *self)
{
  const CorralOutboxFileReport *report = corral_cache_outbox_get_report (self->cache);

  if (report->kind != CORRAL_OUTBOX_FILE_GOOD && report->message != NULL)
    add_trouble (self, report->message);
}

static void
tell_managed (CorralServices *self)
{
  g_autofree char *problem = self->start.managed != NULL ? corral_managed_dup_problem (self->start.managed) : NULL;

  if (problem != NULL)
    add_trouble (self, problem);
}

void
corral_services_tell_set_aside (CorralServices *self, const CorralTenant *tenant)
{
  g_autofree char *sentence = NULL;

  if (self->trouble != NULL && g_hash_table_size (self->set_aside) == 0)
    return; /* something that does not mend itself */
  g_hash_table_add (self->set_aside, g_strdup (tenant->id));
  self->mended_ms = CORRAL_UNKNOWN;
  if (g_hash_table_size (self->set_aside) == 1)
    sentence = g_strdup_printf (
        _ ("The stored copy of %s was damaged and has been set aside; it is fetched again from the cloud."),
        tenant->name);
  else
    sentence = g_strdup (_ ("The stored copies of several chains were damaged and have been set aside; they are "
                            "fetched again from the cloud."));
  set_trouble (self, sentence);
}

static void
forget_set_aside (CorralServices *self)
{
  CorralSyncStatus *status = self->sync != NULL ? corral_sync_get_status (self->sync) : NULL;
  gint64 now_ms = corral_clock_now_ms (self->clock);

  if (g_hash_table_size (self->set_aside) == 0)
    return;
  if (status == NULL || !status->caught_up || status->bootstrapping)
    self->mended_ms = CORRAL_UNKNOWN;
  else if (!CORRAL_IS_KNOWN (self->mended_ms))
    self->mended_ms = now_ms;
  else if (now_ms - self->mended_ms >= MENDED_SHOWN_MS)
    {
      g_hash_table_remove_all (self->set_aside);
      set_trouble (self, NULL);
      tell_outbox_report (self);
      tell_managed (self);
    }
}

/* ---- loading: on the loader thread ---------------------------------------------------------------- */

/* On the main thread, before the next frame. */
static gboolean
loaded_cb (gpointer data)
{
  CorralServices *self = data;

  if (self->loader != NULL)
    g_signal_emit (self, signals[SIGNAL_LOADED], 0);
  return G_SOURCE_REMOVE;
}

static gpointer
load_thread (gpointer data)
{
  corral_services_load_all (data);
  g_idle_add_full (G_PRIORITY_HIGH, loaded_cb, data, NULL);
  return NULL;
}

/* ---- what arrives: main thread -------------------------------------------------------------------- */

static gint64
server_offset_ms (CorralServices *self)
{
  CorralSyncStatus *status = self->sync != NULL ? corral_sync_get_status (self->sync) : NULL;

  return status != NULL && CORRAL_IS_KNOWN (status->server_offset_ms) ? status->server_offset_ms : 0;
}

gint64
corral_services_now_ms (CorralServices *self)
{
  return corral_clock_now_ms (self->clock) + server_offset_ms (self);
}

static void
sync_changed_cb (CorralServices *self)
{
  CorralSyncStatus *status = corral_sync_get_status (self->sync);
  for (guint i = 0; i < status->heard->len; i++)
    {
      const CorralSyncHeard *heard = g_ptr_array_index (status->heard, i);

      /* A cart is not called silent for what was not asked: by the last values, not by any answer. */
      if (CORRAL_IS_KNOWN (heard->known_ms) && corral_services_is_in_view (self, heard->tenant))
        corral_fleet_set_known_as_of (self->fleet, heard->tenant, heard->known_ms);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
outbox_changed_cb (CorralServices *self)
{
  corral_services_follow_rights (self);
  corral_fleet_set_reader (self->fleet, corral_outbox_get_account_id (self->outbox));
  corral_fleet_set_intents (self->fleet, corral_outbox_get_entries (self->outbox));
  corral_incident_source_set_may_edit (self->incidents, corral_rights_has (corral_outbox_get_rights (self->outbox),
                                                                           CORRAL_RIGHT_EDIT_RULES));
}

/* The one that writes may end while this one reads, and another one may come. */
static void
look_for_writer (CorralServices *self)
{
  gboolean gone = self->cache != NULL && corral_cache_is_writer_gone (self->cache);

  if (gone == self->may_take_over)
    return;
  self->may_take_over = gone;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
judge_cb (gpointer data)
{
  CorralServices *self = data;

  corral_fleet_set_now (self->fleet, corral_services_now_ms (self));
  forget_set_aside (self);
  look_for_writer (self);
  return G_SOURCE_CONTINUE;
}

/* ---- the demo's cloud ------------------------------------------------------------------------------ */

typedef struct
{
  CorralServices *self; /* (owned) */
  CorralDemoCloud *cloud; /* (owned) (nullable) */
  char *message;        /* (owned) (nullable) */
} CloudReady;

static void
connect_to (CorralServices *self, const char *api, const char *token)
{
  g_autoptr (GError) error = NULL;

  if (!corral_sync_connect (self->sync, api, token, &error))
    set_trouble (self, error->message);
}

static gboolean
cloud_ready_cb (gpointer data)
{
  CloudReady *ready = data;
  CorralServices *self = ready->self;

  if (self->cloud_starter != NULL)
    g_thread_join (g_steal_pointer (&self->cloud_starter));
  if (self->stopped)
    return G_SOURCE_REMOVE;
  if (ready->cloud == NULL)
    {
      set_trouble (self, ready->message);
      return G_SOURCE_REMOVE;
    }
  self->cloud = g_steal_pointer (&ready->cloud);
  if (!self->start.offline && self->sync != NULL)
    connect_to (self, corral_demo_cloud_get_api (self->cloud), corral_demo_cloud_get_token (self->cloud));
  return G_SOURCE_REMOVE;
}

static void
cloud_ready_free (gpointer data)
{
  CloudReady *ready = data;

  g_clear_pointer (&ready->cloud, corral_demo_cloud_free);
  g_object_unref (ready->self);
  g_free (ready->message);
  g_free (ready);
}

static gpointer
cloud_thread (gpointer data)
{
  CloudReady *ready = data;
  const char *const roles[] = { ready->self->start.demo_role, NULL };
  CorralDemoCloudOptions options = { .seed = 1, .speed = 1, .other_desk = TRUE, .clock = ready->self->clock };
  g_autoptr (GError) error = NULL;

  if (roles[0] != NULL)
    options.roles = roles;
  options.n_carts = ready->self->start.demo_carts;
  options.n_stores = ready->self->start.demo_stores;
  ready->cloud = corral_demo_cloud_new (&options, &error);
  if (ready->cloud == NULL)
    ready->message = g_strdup (error->message);
  /* Not g_main_context_invoke(): that would run it on this thread while nobody owns the main context. */
  g_idle_add_full (G_PRIORITY_DEFAULT, cloud_ready_cb, ready, cloud_ready_free);
  return NULL;
}

static void
start_cloud (CorralServices *self)
{
  CloudReady *ready = g_new0 (CloudReady, 1);

  ready->self = g_object_ref (self);
  self->cloud_starter = g_thread_new ("cloud-start", cloud_thread, ready);
}

/* ---- starting and stopping -------------------------------------------------------------------------- */

/* Fills the list of incidents, and keeps it with the account's data. */
static void
start_watch (CorralServices *self)
{
  gboolean writable = self->cache != NULL && corral_cache_get_access (self->cache) == CORRAL_CACHE_ACCESS_WRITE;
  g_autofree char *rules = self->data_dir != NULL ? g_build_filename (self->data_dir, CORRAL_ACCOUNT_FILE_RULES, NULL) : NULL;

  if (rules != NULL)
    corral_incident_source_open_settings (self->incidents, rules, writable);
  self->watch = corral_watch_new (self->fleet, self->incidents, self->data_dir, writable,
                                  self->start.managed != NULL ? self->start.managed->retention_days : 0, self->clock);
}

static void
sign_in_changed_cb (CorralServices *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* With somebody who has just signed in, or with whoever the keyring knows. */
static void
begin_sign_in (CorralServices *self)
{
  CorralSignIn *sign_in = self->start.sign_in;

  g_signal_connect_object (sign_in, "changed", G_CALLBACK (sign_in_changed_cb), self, G_CONNECT_SWAPPED);
  corral_sign_in_set_paused (sign_in, self->start.offline);
  corral_sync_follow_sign_in (self->sync, sign_in);
  corral_sign_in_resume (sign_in);
}

static void
drop_sign_in (CorralServices *self)
{
  if (self->start.sign_in != NULL)
    corral_sign_in_stop (self->start.sign_in);
  g_clear_object (&self->start.sign_in);
}

void
corral_services_go (CorralServices *self)
{
  CorralCacheAccess access;

  g_return_if_fail (CORRAL_IS_SERVICES (self));
  g_return_if_fail (self->loader != NULL);

  g_thread_join (g_steal_pointer (&self->loader));
  for (guint i = 0; i < self->found_damaged->len; i++)
    corral_services_tell_set_aside (self, g_ptr_array_index (self->found_damaged, i));
  corral_fleet_go_live (self->fleet);
  self->judging = corral_flag_judging_new (self->fleet);
  self->judge_source = g_timeout_add_seconds (JUDGE_SECONDS, judge_cb, self);

  if (self->cache == NULL)
    {
      start_watch (self);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
  corral_cache_set_notify (self->cache, NULL, corral_services_committed_cb, self, NULL);
  self->sync = corral_sync_new (self->cache, self->clock, (guint64) corral_clock_now_us (self->clock));
  g_signal_connect_object (self->sync, "changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);

  /* What people did is laid over the fleet before the first frame. */
  self->outbox
      = corral_outbox_new (self->cache, self->sync, self->clock,
                           (guint64) g_random_int () << 32 | g_random_int ());
  g_signal_connect_object (self->outbox, "changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  outbox_changed_cb (self);
  self->audit = corral_audit_new (self->data_dir, corral_cache_get_access (self->cache) == CORRAL_CACHE_ACCESS_WRITE,
                                  self->outbox, self->sync, self->clock, (guint64) g_random_int () << 32 | g_random_int ());
  corral_fleet_flush (self->fleet);
  tell_outbox_report (self);
  tell_managed (self);
  start_watch (self);

  access = corral_cache_get_access (self->cache);
  if (access == CORRAL_CACHE_ACCESS_READ_LOCKED)
    add_trouble (self, _ ("Another Corral on this PC is already keeping these data up to date. This one shows "
                          "what is stored and asks the cloud nothing."));
  else if (access == CORRAL_CACHE_ACCESS_READ_DENIED)
    add_trouble (self, _ ("The folder for Corral’s data cannot be written. What is stored can be read; nothing new "
                          "is kept. Ask whoever looks after this PC to make the folder writable."));
  if (access != CORRAL_CACHE_ACCESS_WRITE)
    {
      drop_sign_in (self);
      return;
    }

  if (self->start.sign_in != NULL)
    begin_sign_in (self);
  else if (self->start.demo)
    {
      if (!self->start.offline)
        start_cloud (self);
    }
  else if (self->start.api != NULL && !self->start.offline)
    {
      connect_to (self, self->start.api, self->start.token);
    }
}

gboolean
corral_services_is_going (CorralServices *self)
{
  g_return_val_if_fail (CORRAL_IS_SERVICES (self), FALSE);

  return self->loader == NULL;
}

void
corral_services_stop (CorralServices *self)
{
  g_return_if_fail (CORRAL_IS_SERVICES (self));

  if (self->stopped)
    return;
  self->stopped = TRUE;
  if (self->loader != NULL)
    g_thread_join (g_steal_pointer (&self->loader));
  while (g_idle_remove_by_data (self))
    ;
  if (self->cloud_starter != NULL)
    g_thread_join (g_steal_pointer (&self->cloud_starter));
  g_clear_handle_id (&self->judge_source, g_source_remove);
  if (self->start.sign_in != NULL)
    corral_sign_in_stop (self->start.sign_in);
  if (self->outbox != NULL)
    corral_outbox_stop (self->outbox);
  if (self->audit != NULL)
    corral_audit_stop (self->audit);
  if (self->watch != NULL)
    corral_watch_stop (self->watch);
  if (self->sync != NULL)
    corral_sync_stop (self->sync);
  if (self->cache != NULL)
    {
      corral_cache_set_notify (self->cache, NULL, NULL, NULL, NULL);
      corral_cache_close (self->cache);
    }
  g_clear_pointer (&self->cloud, corral_demo_cloud_free);
  if (self->session_folder != NULL)
    corral_session_folder_remove (self->session_folder);
}

const CorralManaged *
corral_services_get_managed (CorralServices *self)
{
  return self->start.managed;
}

void
corral_services_set_demo_online (CorralServices *self, gboolean online)
{
  g_return_if_fail (CORRAL_IS_SERVICES (self));

  if (self->cloud != NULL)
    corral_demo_cloud_set_online (self->cloud, online);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
corral_services_get_demo_online (CorralServices *self)
{
  g_return_val_if_fail (CORRAL_IS_SERVICES (self), FALSE);

  return self->cloud != NULL && corral_demo_cloud_get_online (self->cloud);
}

CorralDemoCloud *
corral_services_get_demo_cloud (CorralServices *self)
{
  g_return_val_if_fail (CORRAL_IS_SERVICES (self), NULL);

  return self->cloud;
}

static void
go_online_signed_in (CorralServices *self)
{
  corral_sync_connect_signed_in (self->sync, self->start.sign_in);
  corral_sign_in_resume (self->start.sign_in);
}

void
corral_services_ask_now (CorralServices *self)
{
  g_return_if_fail (CORRAL_IS_SERVICES (self));

  if (self->start.sign_in != NULL)
    corral_sign_in_resume (self->start.sign_in);
  if (self->sync != NULL)
    corral_sync_refresh (self->sync);
}

CorralSignIn *
corral_services_get_sign_in (CorralServices *self)
{
  g_return_val_if_fail (CORRAL_IS_SERVICES (self), NULL);

  return self->start.sign_in;
}

char *
corral_services_dup_cloud_name (CorralServices *self)
{
  g_autoptr (GUri) uri = self->start.api != NULL ? g_uri_parse (self->start.api, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

gboolean
corral_services_wipe (CorralServices *self, gboolean keep_outbox, GError **error)
{
  g_return_val_if_fail (CORRAL_IS_SERVICES (self) && self->stopped, FALSE);

  return self->data_dir == NULL || corral_cache_wipe (self->data_dir, self->cache_dir, keep_outbox, error);
}

void
corral_services_set_offline (CorralServices *self, gboolean offline)
{
  g_return_if_fail (CORRAL_IS_SERVICES (self));

  if (self->start.offline == offline || self->sync == NULL
      || corral_cache_get_access (self->cache) != CORRAL_CACHE_ACCESS_WRITE)
    return;
  self->start.offline = offline;
  if (self->start.sign_in != NULL)
    corral_sign_in_set_paused (self->start.sign_in, offline);
  if (offline)
    corral_sync_disconnect (self->sync);
  else if (self->start.sign_in != NULL)
    go_online_signed_in (self);
  else if (self->start.demo && self->cloud == NULL && self->cloud_starter == NULL)
    start_cloud (self);
  else if (self->start.demo && self->cloud != NULL)
    connect_to (self, corral_demo_cloud_get_api (self->cloud), corral_demo_cloud_get_token (self->cloud));
  else if (self->start.api != NULL)
    connect_to (self, self->start.api, self->start.token);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

CorralFleet *
corral_services_get_fleet (CorralServices *self)
{
  return self->fleet;
}

CorralCache *
corral_services_get_cache (CorralServices *self)
{
  return self->cache;
}

CorralSync *
corral_services_get_sync (CorralServices *self)
{
  return self->sync;
}

CorralOutbox *
corral_services_get_outbox (CorralServices *self)
{
  return self->outbox;
}

CorralAudit *
corral_services_get_audit (CorralServices *self)
{
  return self->audit;
}

CorralClock *
corral_services_get_clock (CorralServices *self)
{
  return self->clock;
}

CorralWatch *
corral_services_get_watch (CorralServices *self)
{
  return self->watch;
}

CorralIncidentSource *
corral_services_get_incidents (CorralServices *self)
{
  return self->incidents;
}

const char *
corral_services_get_data_dir (CorralServices *self)
{
  return self->cache != NULL && corral_cache_get_access (self->cache) == CORRAL_CACHE_ACCESS_WRITE ? self->data_dir : NULL;
}

const char *
corral_services_get_trouble (CorralServices *self)
{
  return self->trouble;
}

gboolean
corral_services_may_take_over (CorralServices *self)
{
  g_return_val_if_fail (CORRAL_IS_SERVICES (self), FALSE);

  return self->may_take_over;
}

gboolean
corral_services_is_demo (CorralServices *self)
{
  return self->start.demo;
}

gboolean
corral_services_is_offline (CorralServices *self)
{
  return self->start.offline;
}

static void
corral_services_dispose (GObject *object)
{
  CorralServices *self = CORRAL_SERVICES (object);

  corral_services_stop (self);
  g_clear_object (&self->watch);
  g_clear_object (&self->incidents);
  g_clear_object (&self->audit);
  g_clear_object (&self->outbox);
  g_clear_object (&self->sync);
  g_clear_pointer (&self->cache, corral_cache_unref);
  g_clear_pointer (&self->judging, corral_flag_judging_free);
  g_clear_object (&self->fleet);
  G_OBJECT_CLASS (corral_services_parent_class)->dispose (object);
}

static void
corral_services_finalize (GObject *object)
{
  CorralServices *self = CORRAL_SERVICES (object);

  corral_start_clear (&self->start);
  corral_clock_unref (self->clock);
  g_hash_table_unref (self->sequences);
  g_hash_table_unref (self->set_aside);
  g_ptr_array_unref (self->found_damaged);
  g_free (self->trouble);
  g_free (self->data_dir);
  g_free (self->cache_dir);
  g_free (self->session_folder);
  g_free (self->chain);
  G_OBJECT_CLASS (corral_services_parent_class)->finalize (object);
}

static void
corral_services_class_init (CorralServicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = corral_services_dispose;
  object_class->finalize = corral_services_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_SERVICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOADED] = g_signal_new ("loaded", CORRAL_TYPE_SERVICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[SIGNAL_FORGOTTEN] = g_signal_new ("forgotten", CORRAL_TYPE_SERVICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
}

static void
corral_services_init (CorralServices *self)
{
  self->sequences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->set_aside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->found_damaged = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_tenant_free);
  self->fleet = corral_fleet_new (corral_freshness_judge);
  self->incidents = corral_incident_source_new ();
}

CorralServices *
corral_services_new (const CorralStart *start, CorralClock *clock)
{
  CorralServices *self = g_object_new (CORRAL_TYPE_SERVICES, NULL);

  self->clock = corral_clock_ref (clock);
  self->start = *start;
  self->start.api = g_strdup (start->api);
  self->start.token = g_strdup (start->token);
  self->start.account = g_strdup (start->account);
  self->start.data_dir = g_strdup (start->data_dir);
  if (start->sign_in != NULL)
    g_object_ref (start->sign_in);
  /* GLib makes the program's resources known at the first question for any, and a second thread that asks at that
   * very moment is given none: GTK's first question on this thread would meet the cache's for its migrations. */
  g_resources_get_info ("/org/cartcorral/Corral", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL);
  self->loader = g_thread_new ("load", load_thread, self);
  return self;
}
