/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"
#include "corral-auth-request.h"

G_BEGIN_DECLS

/**
 * CorralAuthTokens:
 *
 * What a sign-in is worth. Its secrets are wiped when it goes.
 */
typedef struct
{
  char *access;      /* goes with every question to the cloud; in memory alone */
  char *refresh;     /* (nullable): what a new one is asked for with */
  gint64 lasts_ms;   /* how long the access token is good for, from now on */
} CorralAuthTokens;

CorralAuthTokens *corral_auth_tokens_copy (const CorralAuthTokens *self) G_GNUC_WARN_UNUSED_RESULT;
void corral_auth_tokens_free (CorralAuthTokens *self);

/**
 * CorralAuthDevice:
 *
 * A sign-in that somebody finishes on another device (RFC 8628).
 */
typedef struct
{
  char *code;      /* ours alone */
  char *user_code; /* what people type there */
  char *page;      /* … on this page: https, or of this PC */
  char *full_page; /* (nullable): the same with the code in it */
  gint64 lasts_ms;
  gint64 every_ms; /* how often may be asked */
} CorralAuthDevice;

void corral_auth_device_free (CorralAuthDevice *self);

/**
 * CorralAuthClient:
 *
 * Talks to a cloud's sign-in service. Every call blocks, within the deadlines of the client of the cloud's contract
 * (CorralApiLimits), follows no redirect, and takes a connection of its own, so that no request is ever sent twice by
 * itself. Errors: CORRAL_AUTH_ERROR. One thread at a time.
 */
typedef struct _CorralAuthClient CorralAuthClient;

CorralAuthClient *corral_auth_client_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_auth_client_free (CorralAuthClient *self);

/* As corral_api_set_limits(). */
void corral_auth_client_set_limits (CorralAuthClient *self, const CorralApiLimits *limits);

/* Finds out how people sign in to the cloud at @cloud, an address as somebody entered it: what the cloud says of it
 * (RFC 9728), or, when it says nothing, the cloud as its own sign-in service; then what that says of itself. ADDRESS,
 * UNREACHABLE, NO_SIGN_IN, UNSAFE, BROKEN, CANCELLED. */
CorralAuthServer *corral_auth_client_discover (CorralAuthClient *self,
                                               const char *cloud,
                                               GCancellable *cancellable,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the tokens for @code, which came in answer to @request. REFUSED, UNREACHABLE, BROKEN, CANCELLED. */
CorralAuthTokens *corral_auth_client_redeem (CorralAuthClient *self,
                                             const CorralAuthRequest *request,
                                             const char *code,
                                             GCancellable *cancellable,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes new tokens for @refresh, which is of no use after that. SIGNED_OUT, UNREACHABLE, BROKEN, CANCELLED. */
CorralAuthTokens *corral_auth_client_refresh (CorralAuthClient *self,
                                              const CorralAuthServer *server,
                                              const char *refresh,
                                              GCancellable *cancellable,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Has the service forget @refresh and all that came of it. TRUE when it did, or has no such thing. */
gboolean corral_auth_client_revoke (CorralAuthClient *self,
                                    const CorralAuthServer *server,
                                    const char *refresh,
                                    GCancellable *cancellable,
                                    GError **error);

/* UNSUPPORTED when the service has no such way. */
CorralAuthDevice *corral_auth_client_begin_device (CorralAuthClient *self,
                                                   const CorralAuthServer *server,
                                                   GCancellable *cancellable,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until somebody has finished @device, asking as often as the service allows. EXPIRED, DENIED, REFUSED, BROKEN,
 * CANCELLED; that nobody answers for a while is waited out. */
CorralAuthTokens *corral_auth_client_wait_device (CorralAuthClient *self,
                                                  const CorralAuthServer *server,
                                                  CorralAuthDevice *device,
                                                  GCancellable *cancellable,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuthTokens, corral_auth_tokens_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuthDevice, corral_auth_device_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuthClient, corral_auth_client_free)

G_END_DECLS
