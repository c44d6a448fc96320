/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actor on the main thread. What takes time is a job for the worker "sign-in" (corral-sign-in-job.h); what is known of
 * the sign-in is changed here alone. */
#include "config.h"

#include "corral-sign-in.h"

#include "corral-auth-loopback.h"
#include "corral-backoff.h"
#include "corral-secrecy.h"
#include "corral-secret-store.h"
#include "corral-sign-in-job.h"
#include "corral-worker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A token is exchanged for another when so much of its time is over. */
#define RENEW_AFTER 0.8

/* How long something that is under way at the end is waited for. */
#define LAST_WORDS_US (3 * (gint64) G_USEC_PER_SEC)

/* A token that is refused so soon after it came is refused for another reason than its age. */
#define FRESH_US (20 * (gint64) G_USEC_PER_SEC)

struct _CorralSignIn
{
  GObject parent_instance;

  char *cloud;
  char *place;                /* (owned) (nullable): in the keyring; NULL: under the cloud's address */
  gboolean asks_anew;
  gboolean asks_who;
  gboolean keeps_later;
  char *expected;             /* (owned) (nullable) */
  CorralSignInPerson *person; /* (owned) (nullable) */
  guint browser_ms;
  gint64 fresh_us;
  CorralWorker *worker;       /* (owned) (nullable): made when it is needed */
  GCancellable *cancellable;  /* (owned): of all jobs but begin's; cancelled when it ends */
  GCancellable *beginning;    /* (owned) (nullable): of the last begin */
  CorralRandom random;
  CorralBackoff backoff;

  CorralSignInState state;
  char *message;              /* (owned) (nullable) */
  char *warning;              /* (owned) (nullable): why it is not kept */
  CorralAuthServer *server;   /* (owned) (nullable): the service, when it is known */
  CorralAuthTokens *tokens;   /* (owned) (nullable) */
  gboolean kept;
  gboolean shut_out;          /* by the keyring, for as long as this sign-in lasts */
  gint64 token_us;            /* when the access token came: monotonic */
  gint64 renew_us;            /* when it is to be exchanged: monotonic */
  CorralBackoff refusals;     /* of tokens that were good */
  gboolean refused;           /* this one was, and is exchanged sooner for it */
  gboolean paused;
  guint generation;           /* counts sign-ins: an outcome of an earlier one is no news */
  gboolean renewing;
  guint renew_source;
};

G_DEFINE_FINAL_TYPE (CorralSignIn, corral_sign_in, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_TOKEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- jobs ---------------------------------------------------------------------------------------- */

static void
run_job (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (corral_sign_in_job_run (task, task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static CorralSignInJob *
job_new (CorralSignIn *self, CorralSignInJobKind kind)
{
  CorralSignInJob *job = g_new0 (CorralSignInJob, 1);

  job->kind = kind;
  job->generation = self->generation;
  job->cloud = g_strdup (self->cloud);
  job->place = g_strdup (self->place != NULL ? self->place : self->cloud);
  job->asks_anew = self->asks_anew;
  job->asks_who = self->asks_who;
  job->keeps_later = self->keeps_later;
  job->expected = g_strdup (self->expected);
  job->browser_ms = self->browser_ms;
  job->kept = self->kept;
  job->shut_out = self->shut_out;
  if (self->shut_out)
    job->warning = g_strdup (self->warning);
  if (self->server != NULL)
    job->server = corral_auth_server_ref (self->server);
  if (self->tokens != NULL)
    job->refresh = g_strdup (self->tokens->refresh);
  return job;
}

/* Takes @job and @task. */
static void
push (CorralSignIn *self, GTask *task, CorralSignInJob *job)
{
  g_task_set_task_data (task, job, corral_sign_in_job_free);
  /* It is of use also when it has been cancelled meanwhile: tokens that came are kept. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->worker == NULL)
    self->worker = corral_worker_new ("sign-in");
  corral_worker_run_task (self->worker, task, run_job);
  g_object_unref (task);
}

/* ---- what is known: on the main thread ------------------------------------------------------------ */

static void
set_state (CorralSignIn *self, CorralSignInState state, const char *message)
{
  if (self->state == state && g_strcmp0 (self->message, message) == 0)
    return;
  self->state = state;
  g_free (self->message);
  self->message = g_strdup (message);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
forget_tokens (CorralSignIn *self)
{
  g_clear_handle_id (&self->renew_source, g_source_remove);
  g_clear_pointer (&self->tokens, corral_auth_tokens_free);
}

static void exchange (CorralSignIn *self);

static gboolean
renew_cb (gpointer data)
{
  CorralSignIn *self = data;

  self->renew_source = 0;
  if (self->tokens != NULL)
    exchange (self);
  else
    corral_sign_in_resume (self);
  return G_SOURCE_REMOVE;
}

static void
renew_at (CorralSignIn *self, gint64 us)
{
  self->renew_us = us;
  g_clear_handle_id (&self->renew_source, g_source_remove);
  if (!self->paused)
    self->renew_source = g_timeout_add ((guint) MAX ((us - g_get_monotonic_time ()) / 1000, 1), renew_cb, self);
}

static void
renew_in (CorralSignIn *self, gint64 us)
{
  renew_at (self, g_get_monotonic_time () + us);
}

static void
take_tokens (CorralSignIn *self, CorralSignInJob *job)
{
  forget_tokens (self);
  self->tokens = g_steal_pointer (&job->tokens);
  g_clear_pointer (&self->server, corral_auth_server_unref);
  self->server = g_steal_pointer (&job->server);
  self->kept = job->kept;
  self->shut_out = job->shut_out;
  g_free (self->warning);
  self->warning = g_strdup (job->warning);
  self->token_us = g_get_monotonic_time ();
  self->refused = FALSE;
  corral_backoff_reset (&self->backoff);
  renew_in (self, (gint64) ((double) self->tokens->lasts_ms * 1000 * RENEW_AFTER));
  set_state (self, CORRAL_SIGN_IN_GOOD, job->warning);
  g_signal_emit (self, signals[SIGNAL_TOKEN], 0);
}

/* A renewal, or the first one of this run, came to nothing. */
static void
take_failure (CorralSignIn *self, CorralSignInJob *job, const GError *error)
{
  if (g_error_matches (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_SIGNED_OUT))
    {
      forget_tokens (self);
      self->kept = FALSE;
      set_state (self, CORRAL_SIGN_IN_ENDED, error->message);
    }
  else if (g_error_matches (error, CORRAL_SECRET_ERROR, CORRAL_SECRET_ERROR_NOTHING))
    set_state (self, CORRAL_SIGN_IN_NONE, NULL);
  else if (error->domain == CORRAL_SECRET_ERROR)
    set_state (self, CORRAL_SIGN_IN_NONE, error->message);
  else
    {
      /* The token that there is may be good for a while yet. */
      renew_in (self, corral_backoff_fail (&self->backoff, &self->random, -1));
      self->kept = job->kept;
      set_state (self, CORRAL_SIGN_IN_WAITING, error->message);
    }
}

static void
renewed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CorralSignIn *self = CORRAL_SIGN_IN (object);
  CorralSignInJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  /* Somebody has signed in, or out, meanwhile. */
  if (job->generation != self->generation)
    return;
  self->renewing = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (ok)
    take_tokens (self, job);
  else
    take_failure (self, job, error);
}

static void
start_renewal (CorralSignIn *self, CorralSignInJobKind kind)
{
  self->renewing = TRUE;
  push (self, g_task_new (self, self->cancellable, renewed_cb, NULL), job_new (self, kind));
}

void
corral_sign_in_resume (CorralSignIn *self)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  if (self->renewing || self->tokens != NULL || self->paused)
    return;
  start_renewal (self, CORRAL_SIGN_IN_JOB_RESUME);
  if (self->state == CORRAL_SIGN_IN_NONE)
    set_state (self, CORRAL_SIGN_IN_STARTING, NULL);
}

/* The access token for another one, now. */
static void
exchange (CorralSignIn *self)
{
  if (self->renewing)
    return;
  if (self->tokens->refresh == NULL)
    {
      forget_tokens (self);
      set_state (self, CORRAL_SIGN_IN_ENDED, _ ("The sign-in has run out. Sign in again; nothing that waits to be sent is lost."));
      return;
    }
  start_renewal (self, CORRAL_SIGN_IN_JOB_RENEW);
}

void
corral_sign_in_renew (CorralSignIn *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 at_us;

  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  if (self->renewing || self->tokens == NULL || self->paused || self->refused)
    return;
  if (now_us - self->token_us >= self->fresh_us)
    {
      corral_backoff_reset (&self->refusals);
      exchange (self);
      return;
    }
  /* Another one would hardly be better: later, and ever later. */
  at_us = self->token_us + self->fresh_us + corral_backoff_fail (&self->refusals, &self->random, -1);
  self->refused = TRUE;
  if (at_us < self->renew_us)
    renew_at (self, at_us);
}

void
corral_sign_in_set_paused (CorralSignIn *self, gboolean paused)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  if (self->paused == paused)
    return;
  self->paused = paused;
  if (paused)
    g_clear_handle_id (&self->renew_source, g_source_remove);
  else if (self->tokens != NULL)
    renew_at (self, self->renew_us);
  else if (self->state == CORRAL_SIGN_IN_WAITING)
    corral_sign_in_resume (self);
}

/* ---- beginning and ending ------------------------------------------------------------------------ */

void
corral_sign_in_begin_async (CorralSignIn *self,
                            CorralSignInWay way,
                            CorralSignInShowFunc show_func,
                            gpointer show_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GCancellable) own = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  GTask *task = g_task_new (self, own, callback, data);
  CorralSignInJob *job;

  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  g_task_set_source_tag (task, corral_sign_in_begin_async);
  job = job_new (self, CORRAL_SIGN_IN_JOB_BEGIN);
  g_clear_pointer (&job->server, corral_auth_server_unref);
  job->way = way;
  job->show = show_func;
  job->show_data = show_data;
  g_set_object (&self->beginning, g_task_get_cancellable (task));
  push (self, task, job);
}

gboolean
corral_sign_in_begin_finish (CorralSignIn *self, GAsyncResult *result, GError **error)
{
  CorralSignInJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  self->generation++;
  self->renewing = FALSE;
  if (job->person != NULL)
    {
      g_clear_pointer (&self->person, corral_sign_in_person_free);
      self->person = g_steal_pointer (&job->person);
    }
  take_tokens (self, job);
  return TRUE;
}

void
corral_sign_in_end_async (CorralSignIn *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  CorralSignInJob *job;

  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  g_task_set_source_tag (task, corral_sign_in_end_async);
  if (self->beginning != NULL)
    g_cancellable_cancel (self->beginning);
  job = job_new (self, CORRAL_SIGN_IN_JOB_END);
  self->generation++;
  self->renewing = FALSE;
  self->kept = FALSE;
  forget_tokens (self);
  push (self, task, job);
  set_state (self, CORRAL_SIGN_IN_NONE, NULL);
}

gboolean
corral_sign_in_end_finish (CorralSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- keeping it afterwards ------------------------------------------------------------------------- */

static void
kept_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CorralSignIn *self = CORRAL_SIGN_IN (object);
  CorralSignInJob *job = g_task_get_task_data (G_TASK (result));

  if (job->generation != self->generation || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->kept = job->kept;
  self->shut_out = job->shut_out;
  g_free (self->warning);
  self->warning = g_strdup (job->warning);
  if (self->state == CORRAL_SIGN_IN_GOOD)
    set_state (self, CORRAL_SIGN_IN_GOOD, self->warning);
}

void
corral_sign_in_keep_at (CorralSignIn *self, const char *place)
{
  CorralSignInJob *job;

  g_return_if_fail (CORRAL_IS_SIGN_IN (self) && self->keeps_later && self->tokens != NULL);

  corral_sign_in_set_place (self, place);
  self->keeps_later = FALSE;
  job = job_new (self, CORRAL_SIGN_IN_JOB_KEEP);
  /* As they are: a renewal that comes behind this one on the worker brings others. */
  job->tokens = corral_auth_tokens_copy (self->tokens);
  push (self, g_task_new (self, self->cancellable, kept_cb, NULL), job);
}

/* ---- life ---------------------------------------------------------------------------------------- */

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean over;
  GCancellable *cancellable;
} LastWords;

static gpointer
last_words_thread (gpointer data)
{
  LastWords *words = data;
  gint64 until_us = g_get_monotonic_time () + LAST_WORDS_US;
  gboolean late = FALSE;

  g_mutex_lock (&words->lock);
  while (!words->over && !late)
    late = !g_cond_wait_until (&words->changed, &words->lock, until_us);
  g_mutex_unlock (&words->lock);
  if (late)
    g_cancellable_cancel (words->cancellable);
  return NULL;
}

/* A renewal that is under way may have been carried out already: the answer is waited for and put into the keyring, but not
 * for long, or else the next start would find a token that is of no use any more. */
static void
stop_worker (CorralSignIn *self)
{
  LastWords words = { .cancellable = self->cancellable };
  GThread *thread;

  g_mutex_init (&words.lock);
  g_cond_init (&words.changed);
  thread = g_thread_new ("sign-in-end", last_words_thread, &words);
  corral_worker_stop (self->worker, CORRAL_WORKER_DISCARD);
  g_mutex_lock (&words.lock);
  words.over = TRUE;
  g_cond_signal (&words.changed);
  g_mutex_unlock (&words.lock);
  g_thread_join (thread);
  g_cond_clear (&words.changed);
  g_mutex_clear (&words.lock);
}

void
corral_sign_in_stop (CorralSignIn *self)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  if (self->beginning != NULL)
    g_cancellable_cancel (self->beginning);
  g_clear_handle_id (&self->renew_source, g_source_remove);
  if (self->worker != NULL)
    stop_worker (self);
  g_clear_pointer (&self->worker, corral_worker_unref);
  /* What has ended meanwhile is no news any more. */
  g_cancellable_cancel (self->cancellable);
}

const char *
corral_sign_in_get_cloud (CorralSignIn *self)
{
  return self->cloud;
}

CorralSignInState
corral_sign_in_get_state (CorralSignIn *self)
{
  g_return_val_if_fail (CORRAL_IS_SIGN_IN (self), CORRAL_SIGN_IN_NONE);

  return self->state;
}

const char *
corral_sign_in_get_message (CorralSignIn *self)
{
  g_return_val_if_fail (CORRAL_IS_SIGN_IN (self), NULL);

  return self->message;
}

const char *
corral_sign_in_get_token (CorralSignIn *self)
{
  g_return_val_if_fail (CORRAL_IS_SIGN_IN (self), NULL);

  return self->tokens != NULL ? self->tokens->access : NULL;
}

gboolean
corral_sign_in_is_kept (CorralSignIn *self)
{
  g_return_val_if_fail (CORRAL_IS_SIGN_IN (self), FALSE);

  return self->kept;
}

void
corral_sign_in_set_place (CorralSignIn *self, const char *place)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  g_free (self->place);
  self->place = g_strdup (place);
}

void
corral_sign_in_set_asks_anew (CorralSignIn *self, gboolean asks_anew)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  self->asks_anew = asks_anew;
}

void
corral_sign_in_ask_who (CorralSignIn *self, const char *expected)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  self->asks_who = TRUE;
  g_free (self->expected);
  self->expected = g_strdup (expected);
}

const CorralSignInPerson *
corral_sign_in_get_person (CorralSignIn *self)
{
  g_return_val_if_fail (CORRAL_IS_SIGN_IN (self), NULL);

  return self->person;
}

void
corral_sign_in_set_keeps_later (CorralSignIn *self)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN (self));

  self->keeps_later = TRUE;
}

void
corral_sign_in_person_free (CorralSignInPerson *self)
{
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->roles);
  g_free (self);
}

void
corral_sign_in_set_patience (CorralSignIn *self, guint browser_ms, guint fresh_ms)
{
  self->browser_ms = browser_ms;
  self->fresh_us = fresh_ms * (gint64) 1000;
}

static void
corral_sign_in_finalize (GObject *object)
{
  CorralSignIn *self = CORRAL_SIGN_IN (object);

  /* Its last job may have been what held it: it cannot wait for itself. */
  g_warn_if_fail (self->worker == NULL);
  g_free (self->cloud);
  g_free (self->place);
  g_free (self->expected);
  g_clear_pointer (&self->person, corral_sign_in_person_free);
  g_free (self->message);
  g_free (self->warning);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->beginning);
  g_clear_pointer (&self->server, corral_auth_server_unref);
  g_clear_pointer (&self->tokens, corral_auth_tokens_free);
  G_OBJECT_CLASS (corral_sign_in_parent_class)->finalize (object);
}

static void
corral_sign_in_class_init (CorralSignInClass *klass)
{
  /* Also for whoever signs in without the program's main(). */
  corral_secrecy_forbid_core_dumps ();
  G_OBJECT_CLASS (klass)->finalize = corral_sign_in_finalize;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", CORRAL_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TOKEN]
      = g_signal_new ("token", CORRAL_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* A hint to try, never a proof. */
static void
network_changed_cb (CorralSignIn *self, gboolean available)
{
  if (!available || self->state != CORRAL_SIGN_IN_WAITING || self->renewing || self->renew_source == 0)
    return;
  corral_backoff_reset (&self->backoff);
  renew_in (self, G_USEC_PER_SEC);
}

static void
corral_sign_in_init (CorralSignIn *self)
{
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->cancellable = g_cancellable_new ();
  self->browser_ms = CORRAL_AUTH_BROWSER_MS;
  self->fresh_us = FRESH_US;
  self->random = corral_random_seeded ((guint64) g_get_real_time (), g_random_int (), 0, 0);
}

CorralSignIn *
corral_sign_in_new (const char *cloud)
{
  CorralSignIn *self = g_object_new (CORRAL_TYPE_SIGN_IN, NULL);

  self->cloud = g_strdup (cloud);
  return self;
}
