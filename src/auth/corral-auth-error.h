/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralAuthError:
 *
 * What can go wrong between a person and being signed in, told apart by what can be done about it. Every error's
 * message is one or two translated sentences for that person; it holds no token, no code and no address with a query.
 */
typedef enum
{
  CORRAL_AUTH_ERROR_ADDRESS,     /* what was entered is not the address of a cloud */
  CORRAL_AUTH_ERROR_UNREACHABLE, /* nobody answered, or had trouble of their own: later, by itself */
  CORRAL_AUTH_ERROR_NO_SIGN_IN,  /* it answers, but does not say where its people sign in */
  CORRAL_AUTH_ERROR_UNSAFE,      /* what it says of signing in cannot be trusted */
  CORRAL_AUTH_ERROR_UNSUPPORTED, /* it cannot be signed in to in this way */
  CORRAL_AUTH_ERROR_BROWSER,     /* the browser's answer could not have been received on this PC */
  CORRAL_AUTH_ERROR_FOREIGN,     /* an answer came that does not belong to what was asked */
  CORRAL_AUTH_ERROR_DENIED,      /* the person, or their administrator, said no */
  CORRAL_AUTH_ERROR_EXPIRED,     /* it took too long */
  CORRAL_AUTH_ERROR_REFUSED,     /* the sign-in service did not accept the code, or this program */
  CORRAL_AUTH_ERROR_SIGNED_OUT,  /* the sign-in that was kept is not good any more: sign in again */
  CORRAL_AUTH_ERROR_BROKEN,      /* its answer was not as agreed */
  CORRAL_AUTH_ERROR_WHO,         /* the cloud did not say who signed in, so there is no place for it on this PC */
  CORRAL_AUTH_ERROR_ANOTHER,     /* somebody else signed in than was meant */
  CORRAL_AUTH_ERROR_CANCELLED,
} CorralAuthError;

#define CORRAL_AUTH_ERROR (corral_auth_error_quark ())
GQuark corral_auth_error_quark (void);

/* Sets @error to @code with its sentence; FALSE. */
gboolean corral_auth_fail (GError **error, CorralAuthError code);

/* The same for @reason, an error of CORRAL_API_ERROR: what the sign-in service's silence or answer comes to. */
gboolean corral_auth_fail_for (GError **error, const GError *reason);

G_END_DECLS
