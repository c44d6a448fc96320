/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-auth-server.h"

G_BEGIN_DECLS

/**
 * CorralAuthRequest:
 *
 * One question to a sign-in service through the browser, and what its answer is held to: the authorization code flow
 * (RFC 6749) with PKCE (RFC 7636, S256), `state`, and `iss` (RFC 9207). One thread. Its secrets are wiped when it goes.
 */
typedef struct
{
  CorralAuthServer *server; /* (owned) */
  char *redirect;           /* where the browser is sent with the answer */
  char *state;              /* ours alone: an answer without it is somebody else's */
  char *verifier;           /* what a code is worth nothing without */
  gboolean asks_anew;       /* see corral_auth_request_set_asks_anew() */
} CorralAuthRequest;

/* @redirect: as CorralAuthLoopback has it. NULL and UNSUPPORTED when the service offers no such way. */
CorralAuthRequest *corral_auth_request_new (CorralAuthServer *server, const char *redirect, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void corral_auth_request_free (CorralAuthRequest *self);

/* TRUE: the service is asked not to go by what the browser remembers (prompt=login). */
void corral_auth_request_set_asks_anew (CorralAuthRequest *self, gboolean asks_anew);

/* The address to open in the browser. Free with g_free(). */
char *corral_auth_request_dup_url (const CorralAuthRequest *self) G_GNUC_WARN_UNUSED_RESULT;

/* The code in @query (nullable), what came behind the "?" of the redirect. NULL and CORRAL_AUTH_ERROR: FOREIGN when it
 * is no answer to this question, DENIED, REFUSED, UNREACHABLE (the service has trouble). Wipe and free. */
char *corral_auth_request_take_answer (const CorralAuthRequest *self, const char *query, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether @a and @b are the same, in a time that does not tell where they differ. */
gboolean corral_auth_is_same (const char *a, const char *b);

/* @n_bytes of the kernel's randomness as base64url. */
char *corral_auth_dup_random (guint n_bytes) G_GNUC_WARN_UNUSED_RESULT;

/* base64url, without padding, of the SHA-256 of @verifier (RFC 7636, section 4.2). */
char *corral_auth_dup_challenge (const char *verifier) G_GNUC_WARN_UNUSED_RESULT;

/* Overwrites and frees @text (nullable). */
void corral_auth_wipe (char *text);

/* Adds "name=value" to @text, both escaped as forms are; nothing when @value is NULL. */
void corral_auth_add_field (GString *text, const char *name, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuthRequest, corral_auth_request_free)

G_END_DECLS
