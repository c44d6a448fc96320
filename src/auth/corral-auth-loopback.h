/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-auth-request.h"

G_BEGIN_DECLS

/* How long somebody has for the browser: 120 s. */
#define CORRAL_AUTH_BROWSER_MS (120 * 1000)

/**
 * CorralAuthLoopback:
 *
 * Where the browser brings the answer (RFC 8252, section 7.3): a web server on 127.0.0.1 and a free port, for one answer
 * alone, that nobody but this PC can reach. It belongs to the thread that made it, and blocks that.
 */
typedef struct _CorralAuthLoopback CorralAuthLoopback;

/* NULL and CORRAL_AUTH_ERROR_BROWSER when it cannot listen. */
CorralAuthLoopback *corral_auth_loopback_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_auth_loopback_free (CorralAuthLoopback *self);

/* The address that the sign-in service is to send the browser to. */
const char *corral_auth_loopback_get_redirect (CorralAuthLoopback *self);

/* Waits for the answer to @request: its code, or NULL and CORRAL_AUTH_ERROR: EXPIRED after @timeout_ms, CANCELLED, or
 * what corral_auth_request_take_answer() says. The browser is shown a page that says how it went. Once. */
char *corral_auth_loopback_wait (CorralAuthLoopback *self,
                                 const CorralAuthRequest *request,
                                 guint timeout_ms,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuthLoopback, corral_auth_loopback_free)

G_END_DECLS
