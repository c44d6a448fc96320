/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-http.h"

G_BEGIN_DECLS

/* Whether @id can stand between two slashes. */
gboolean corral_api_is_path_id (const char *id);

/* "{base}/v1/tenants/{id}" where @tenant is served. */
char *corral_api_dup_tenant_url (CorralApi *self, const CorralTenant *tenant, GError **error);
char *corral_api_dup_token (CorralApi *self);
CorralHttp *corral_api_new_http (CorralApi *self);
const CorralApiLimits *corral_api_get_limits (CorralApi *self);
CorralClock *corral_api_get_clock (CorralApi *self);

/* A final answer to an operation, as it came. */
typedef struct
{
  guint status; /* 200, 202 or a refusal; when asked with GET: 200, 202, 404 or 501 */
  char *body;   /* (owned) */
  gsize length;
  gboolean put;
} CorralApiVerdict;

/* PUTs @put to @url, or asks with GET when it is NULL. FALSE and an error: it is open what became of it. */
gboolean corral_api_get_verdict (CorralApi *self,
                                 const char *url,
                                 GBytes *put,
                                 CorralApiVerdict *verdict,
                                 CorralApiMeta *meta,
                                 GCancellable *cancellable,
                                 GError **error);

/* An error from an answer that is not what was asked for: its status, what it says of retrying, the problem
 * in @body (nullable, taken). FALSE. */
gboolean corral_api_fail_status (guint status,
                                 SoupMessageHeaders *headers,
                                 char *body,
                                 gsize length,
                                 CorralClock *clock,
                                 GError **error);

/* Retry-After (RFC 9110, section 10.2.3) in microseconds, clamped, or −1. */
gint64 corral_api_parse_retry_after (const char *value, const char *date, gint64 now_us);

G_END_DECLS
