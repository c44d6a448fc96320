/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences. Pure. */
#include "config.h"

#include "corral-auth-error.h"

#include "corral-api.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (corral-auth-error, corral_auth_error)

static const char *const sentences[] = {
  [CORRAL_AUTH_ERROR_ADDRESS] = N_ ("This is not the address of a cloud. It should look like https://api.example.com."),
  [CORRAL_AUTH_ERROR_UNREACHABLE] = N_ ("The sign-in service cannot be reached from this PC right now."),
  [CORRAL_AUTH_ERROR_NO_SIGN_IN]
  = N_ ("Something answers at this address, but it does not say where people sign in. Check the address; ask whoever "
        "gave it to you."),
  [CORRAL_AUTH_ERROR_UNSAFE]
  = N_ ("What this cloud says about signing in cannot be trusted, so nothing was sent to it. Tell whoever looks after "
        "the cloud."),
  [CORRAL_AUTH_ERROR_UNSUPPORTED] = N_ ("This cloud does not offer to sign in that way."),
  [CORRAL_AUTH_ERROR_BROWSER]
  = N_ ("The browser could not hand its answer to Corral on this PC. Sign in with a code on another device instead."),
  [CORRAL_AUTH_ERROR_FOREIGN]
  = N_ ("An answer came that does not belong to this sign-in, so nobody was signed in. Try again; if it happens again, "
        "tell whoever looks after this PC."),
  [CORRAL_AUTH_ERROR_DENIED] = N_ ("The sign-in was declined, so nobody was signed in."),
  [CORRAL_AUTH_ERROR_EXPIRED] = N_ ("Nobody finished the sign-in in time. Try again."),
  [CORRAL_AUTH_ERROR_REFUSED] = N_ ("The sign-in service did not accept this sign-in. Try again."),
  [CORRAL_AUTH_ERROR_SIGNED_OUT]
  = N_ ("The cloud has ended your sign-in. Sign in again; nothing that waits to be sent is lost."),
  [CORRAL_AUTH_ERROR_BROKEN]
  = N_ ("The sign-in service answered in a way that Corral does not understand, so nobody was signed in."),
  [CORRAL_AUTH_ERROR_WHO]
  = N_ ("The cloud did not say who you are, so you were not signed in. Try again; if it happens again, tell whoever looks after "
        "the cloud."),
  [CORRAL_AUTH_ERROR_ANOTHER]
  = N_ ("Somebody else signed in, so nothing was changed. If you are somebody else, choose another person instead."),
  [CORRAL_AUTH_ERROR_CANCELLED] = N_ ("The sign-in was stopped."),
};

gboolean
corral_auth_fail (GError **error, CorralAuthError code)
{
  g_set_error_literal (error, CORRAL_AUTH_ERROR, code, _ (sentences[code]));
  return FALSE;
}

gboolean
corral_auth_fail_for (GError **error, const GError *reason)
{
  /* The others come to nobody answering. */
  static const struct { CorralApiError reason; CorralAuthError code; } codes[] = {
    { CORRAL_API_ERROR_CANCELLED, CORRAL_AUTH_ERROR_CANCELLED },    { CORRAL_API_ERROR_REDIRECT, CORRAL_AUTH_ERROR_BROKEN },
    { CORRAL_API_ERROR_BROKEN, CORRAL_AUTH_ERROR_BROKEN },          { CORRAL_API_ERROR_ADDRESS, CORRAL_AUTH_ERROR_BROKEN },
    { CORRAL_API_ERROR_NOT_THE_CLOUD, CORRAL_AUTH_ERROR_BROKEN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (reason->code == (int) codes[i].reason)
      return corral_auth_fail (error, codes[i].code);
  return corral_auth_fail (error, CORRAL_AUTH_ERROR_UNREACHABLE);
}
