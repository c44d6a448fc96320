/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done for a sign-in on its worker: the conversation with the service, the browser's answer, the keyring. Nothing of
 * the actor is known here. */
#include "config.h"

#include "corral-sign-in-job.h"

#include "corral-api.h"
#include "corral-auth-loopback.h"
#include "corral-secret-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
corral_sign_in_job_free (gpointer data)
{
  CorralSignInJob *job = data;

  g_free (job->cloud);
  g_free (job->place);
  g_free (job->expected);
  g_clear_pointer (&job->person, corral_sign_in_person_free);
  g_clear_pointer (&job->server, corral_auth_server_unref);
  corral_auth_wipe (job->refresh);
  g_clear_pointer (&job->tokens, corral_auth_tokens_free);
  g_free (job->warning);
  g_free (job);
}

/* What is to be kept of @job's tokens, where it can be; else it is said why not. */
static void
keep (CorralSignInJob *job, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSecret) secret = NULL;

  if (job->tokens->refresh == NULL)
    {
      job->kept = FALSE;
      g_clear_pointer (&job->warning, g_free);
      job->warning = g_strdup (_ ("This cloud’s sign-ins last for a short time only; then somebody has to sign in again."));
      return;
    }
  secret = corral_secret_new (job->server->issuer, job->server->client, job->tokens->refresh);
  g_clear_pointer (&job->warning, g_free);
  job->kept = corral_secret_store_save (job->place, secret, cancellable, &error);
  job->shut_out = !job->kept && !g_error_matches (error, CORRAL_SECRET_ERROR, CORRAL_SECRET_ERROR_NO_KEYRING);
  if (!job->kept)
    job->warning = g_strdup (error->message);
}

static gboolean
fail_signed_out (CorralSignInJob *job, GCancellable *cancellable, GError **error)
{
  /* What is of no use any more is not kept. */
  if (job->kept)
    corral_secret_store_clear (job->place, cancellable, NULL);
  job->kept = FALSE;
  return corral_auth_fail (error, CORRAL_AUTH_ERROR_SIGNED_OUT);
}

/* New tokens for job->refresh. */
static gboolean
renew (CorralSignInJob *job, CorralAuthClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;

  job->tokens = corral_auth_client_refresh (client, job->server, job->refresh, cancellable, &reason);
  if (g_error_matches (reason, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_SIGNED_OUT))
    return fail_signed_out (job, cancellable, error);
  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  /* A service that does not rotate them gives none. */
  if (job->tokens->refresh == NULL)
    job->tokens->refresh = g_strdup (job->refresh);
  /* Whoever left it locked is not asked for its password every few minutes. */
  if (!job->shut_out && (!job->kept || !corral_auth_is_same (job->tokens->refresh, job->refresh)))
    keep (job, cancellable);
  return TRUE;
}

static gboolean
run_resume (CorralSignInJob *job, CorralAuthClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralSecret) secret = corral_secret_store_load (job->place, cancellable, error);

  if (secret == NULL)
    return FALSE;
  job->kept = TRUE;
  job->refresh = g_strdup (secret->refresh);
  job->server = corral_auth_client_discover (client, job->cloud, cancellable, error);
  if (job->server == NULL)
    return FALSE;
  /* Another service, or another name there: the token is not shown to it. */
  if (strcmp (secret->issuer, job->server->issuer) != 0 || strcmp (secret->client, job->server->client) != 0)
    return fail_signed_out (job, cancellable, error);
  return renew (job, client, cancellable, error);
}

/* ---- showing: back to the main thread ------------------------------------------------------------- */

typedef struct
{
  GTask *task; /* (owned) */
  char *address;
  char *full_page;
  char *code;
  gint64 lasts_ms;
} Showing;

static gboolean
show_cb (gpointer data)
{
  Showing *showing = data;
  CorralSignInJob *job = g_task_get_task_data (showing->task);
  CorralSignInPage page = { .address = showing->address, .full_page = showing->full_page, .code = showing->code,
                            .lasts_ms = showing->lasts_ms };

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (showing->task)))
    job->show (&page, job->show_data);
  return G_SOURCE_REMOVE;
}

static void
showing_free (gpointer data)
{
  Showing *showing = data;

  g_object_unref (showing->task);
  g_free (showing->address);
  g_free (showing->full_page);
  g_free (showing->code);
  g_free (showing);
}

static void
show (GTask *task, const char *address, const char *full_page, const char *code, gint64 lasts_ms)
{
  Showing *showing = g_new0 (Showing, 1);

  showing->task = g_object_ref (task);
  showing->address = g_strdup (address);
  showing->full_page = g_strdup (full_page);
  showing->code = g_strdup (code);
  showing->lasts_ms = lasts_ms;
  g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, showing, showing_free);
}

static gboolean
run_browser (GTask *task, CorralSignInJob *job, CorralAuthClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralAuthLoopback) loopback = corral_auth_loopback_new (error);
  g_autoptr (CorralAuthRequest) request = NULL;
  g_autofree char *url = NULL;
  char *code;

  if (loopback == NULL)
    return FALSE;
  request = corral_auth_request_new (job->server, corral_auth_loopback_get_redirect (loopback), error);
  if (request == NULL)
    return FALSE;
  corral_auth_request_set_asks_anew (request, job->asks_anew);
  url = corral_auth_request_dup_url (request);
  show (task, url, NULL, NULL, job->browser_ms);
  code = corral_auth_loopback_wait (loopback, request, job->browser_ms, cancellable, error);
  if (code == NULL)
    return FALSE;
  job->tokens = corral_auth_client_redeem (client, request, code, cancellable, error);
  corral_auth_wipe (code);
  return job->tokens != NULL;
}

static gboolean
run_device (GTask *task, CorralSignInJob *job, CorralAuthClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralAuthDevice) device = corral_auth_client_begin_device (client, job->server, cancellable, error);

  if (device == NULL)
    return FALSE;
  show (task, device->page, device->full_page, device->user_code, device->lasts_ms);
  job->tokens = corral_auth_client_wait_device (client, job->server, device, cancellable, error);
  return job->tokens != NULL;
}

/* ---- who it is ------------------------------------------------------------------------------------- */

static gboolean
ask_who (CorralSignInJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralApi) api = corral_api_new (job->cloud, clock, NULL);
  g_autoptr (CorralMe) me = NULL;
  g_autoptr (GError) reason = NULL;

  if (api != NULL)
    {
      corral_api_set_token (api, job->tokens->access);
      me = corral_api_get_me (api, NULL, cancellable, &reason);
    }
  if (me == NULL)
    return corral_auth_fail (error, g_error_matches (reason, CORRAL_API_ERROR, CORRAL_API_ERROR_CANCELLED)
                                        ? CORRAL_AUTH_ERROR_CANCELLED
                                        : CORRAL_AUTH_ERROR_WHO);
  job->person = g_new0 (CorralSignInPerson, 1);
  job->person->id = g_strdup (me->user_id);
  job->person->name = g_strdup (me->user_name);
  job->person->roles = g_strdupv (me->roles);
  if (job->expected != NULL && strcmp (job->expected, me->user_id) != 0)
    return corral_auth_fail (error, CORRAL_AUTH_ERROR_ANOTHER);
  return TRUE;
}

static gboolean
run_begin (GTask *task, CorralSignInJob *job, CorralAuthClient *client, GCancellable *cancellable, GError **error)
{
  job->server = corral_auth_client_discover (client, job->cloud, cancellable, error);
  if (job->server == NULL)
    return FALSE;
  job->shut_out = FALSE;
  if (job->way == CORRAL_SIGN_IN_BROWSER ? !run_browser (task, job, client, cancellable, error)
                                         : !run_device (task, job, client, cancellable, error))
    return FALSE;
  /* Tokens that nobody will use are wiped and not revoked: the service may count that person's other sign-ins with them. */
  if (job->asks_who && !ask_who (job, cancellable, error))
    return FALSE;
  if (!job->keeps_later)
    keep (job, cancellable);
  return TRUE;
}

static gboolean
run_keep (CorralSignInJob *job, GCancellable *cancellable)
{
  keep (job, cancellable);
  return TRUE;
}

static gboolean
run_end (CorralSignInJob *job, CorralAuthClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralSecret) secret = NULL;
  gboolean cleared;

  /* What the keyring has is revoked: a renewal may have put another one there meanwhile. */
  if ((job->kept || job->refresh == NULL) && (secret = corral_secret_store_load (job->place, cancellable, NULL)) != NULL)
    {
      corral_auth_wipe (job->refresh);
      job->refresh = g_strdup (secret->refresh);
    }
  cleared = corral_secret_store_clear (job->place, cancellable, error);
  if (job->refresh == NULL)
    return cleared;
  if (job->server == NULL)
    job->server = corral_auth_client_discover (client, job->cloud, cancellable, NULL);
  if (job->server != NULL && (secret == NULL || strcmp (secret->issuer, job->server->issuer) == 0)
      && !corral_auth_client_revoke (client, job->server, job->refresh, cancellable, NULL))
    g_info ("sign-out: the sign-in service could not be told");
  return cleared;
}

gboolean
corral_sign_in_job_run (GTask *task, CorralSignInJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralAuthClient) client = corral_auth_client_new ();

  switch (job->kind)
    {
    case CORRAL_SIGN_IN_JOB_RESUME:
      return run_resume (job, client, cancellable, error);
    case CORRAL_SIGN_IN_JOB_RENEW:
      return renew (job, client, cancellable, error);
    case CORRAL_SIGN_IN_JOB_BEGIN:
      return run_begin (task, job, client, cancellable, error);
    case CORRAL_SIGN_IN_JOB_END:
      return run_end (job, client, cancellable, error);
    case CORRAL_SIGN_IN_JOB_KEEP:
      return run_keep (job, cancellable);
    default:
      g_assert_not_reached ();
    }
}
