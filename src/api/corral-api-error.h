/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralApiError:
 *
 * What can go wrong between this PC and the cloud, told apart by what the caller can do about it. Every
 * error's message is one translated sentence for a person; it holds no token, no query and no body.
 *
 * The errors carry more than a message: see the functions below.
 */
typedef enum
{
  CORRAL_API_ERROR_UNREACHABLE,   /* no address, refused, no route, closed: this PC's network or the cloud */
  CORRAL_API_ERROR_TIMEOUT,       /* a deadline passed or the answer came too slowly */
  CORRAL_API_ERROR_TLS,           /* the connection is not the cloud's, or not safe */
  CORRAL_API_ERROR_AUTH,          /* 401: sign in again */
  CORRAL_API_ERROR_FORBIDDEN,     /* 403: not this user's */
  CORRAL_API_ERROR_NOT_FOUND,     /* 404 */
  CORRAL_API_ERROR_GONE,          /* 410: the state is no longer valid; see the reason */
  CORRAL_API_ERROR_CONFLICT,      /* 409, 412 */
  CORRAL_API_ERROR_INVALID,       /* 400, 422 and other 4xx: the same question will not be answered */
  CORRAL_API_ERROR_LIMITED,       /* 429: too many questions; see the retry time */
  CORRAL_API_ERROR_UNAVAILABLE,   /* 5xx; see the retry time */
  CORRAL_API_ERROR_NOT_THE_CLOUD, /* an HTML page, a captive portal, not JSON */
  CORRAL_API_ERROR_BROKEN,        /* an answer that was cut, malformed, too large: refused as a whole */
  CORRAL_API_ERROR_REDIRECT,      /* points elsewhere: never followed */
  CORRAL_API_ERROR_CANCELLED,
  CORRAL_API_ERROR_ADDRESS, /* the API address itself cannot be used */
} CorralApiError;

#define CORRAL_API_ERROR (corral_api_error_quark ())
GQuark corral_api_error_quark (void);

/* How long the server asked to wait, in microseconds, clamped to 1 s – 1 h; -1 when it did not say. */
gint64 corral_api_error_get_retry_after_us (const GError *error);

/* The problem's `reason` (410: "expired", "epoch", "scope" or "schema") or NULL. Lives as long as @error. */
const char *corral_api_error_get_reason (const GError *error);

/* The problem's `code` ("state-expired", …) or NULL. Lives as long as @error. */
const char *corral_api_error_get_problem_code (const GError *error);

/* The HTTP status, or 0 when there was no answer. */
guint corral_api_error_get_status (const GError *error);

/* BROKEN: where in the page, as a JSON pointer, or NULL. For logs: it holds member names alone. */
const char *corral_api_error_get_pointer (const GError *error);

G_END_DECLS
