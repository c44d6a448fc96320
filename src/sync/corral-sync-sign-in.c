/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between being signed in and asking the cloud: two actors, neither of which knows the other. Main thread. */
#include "config.h"

#include "corral-sync-sign-in.h"

void
corral_sync_connect_signed_in (CorralSync *sync, CorralSignIn *sign_in)
{
  const char *token = corral_sign_in_get_token (sign_in);
  g_autoptr (GError) error = NULL;

  if (token == NULL)
    return;
  if (corral_sync_is_connected (sync))
    corral_sync_set_token (sync, token);
  else if (!corral_sync_connect (sync, corral_sign_in_get_cloud (sign_in), token, &error))
    g_warning ("sign-in: %s", error->message);
}

static void
token_cb (CorralSignIn *sign_in, CorralSync *sync)
{
  corral_sync_connect_signed_in (sync, sign_in);
}

static void
sign_in_changed_cb (CorralSignIn *sign_in, CorralSync *sync)
{
  /* When the service has ended it, what is under way may end well with the token that there was. */
  if (corral_sign_in_get_state (sign_in) == CORRAL_SIGN_IN_NONE && corral_sync_is_connected (sync))
    corral_sync_disconnect (sync);
}

static void
sync_changed_cb (CorralSync *sync, CorralSignIn *sign_in)
{
  if (corral_sync_get_status (sync)->hop == CORRAL_HOP_SIGN_IN)
    corral_sign_in_renew (sign_in);
}

void
corral_sync_follow_sign_in (CorralSync *sync, CorralSignIn *sign_in)
{
  g_return_if_fail (CORRAL_IS_SYNC (sync) && CORRAL_IS_SIGN_IN (sign_in));

  g_signal_connect_object (sign_in, "token", G_CALLBACK (token_cb), sync, 0);
  g_signal_connect_object (sign_in, "changed", G_CALLBACK (sign_in_changed_cb), sync, 0);
  g_signal_connect_object (sync, "changed", G_CALLBACK (sync_changed_cb), sign_in, 0);
  corral_sync_connect_signed_in (sync, sign_in);
}
