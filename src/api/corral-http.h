/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "corral-api.h"

G_BEGIN_DECLS

/**
 * CorralHttp:
 *
 * A session that asks for one thing at a time and blocks, with deadlines for every stage. libsoup has no
 * deadline over a whole exchange and no limit on what it unpacks, so both are here. All of it runs in a main
 * context of its own, on the thread that calls; not to be used by two threads at once.
 */
typedef struct _CorralHttp CorralHttp;
typedef struct _CorralHttpExchange CorralHttpExchange;

/* @direct: past any proxy, for a cloud on this machine. */
CorralHttp *corral_http_new (const CorralApiLimits *limits, GTlsDatabase *database, gboolean direct);
void corral_http_free (CorralHttp *self);

/* What goes with a request. */
typedef struct
{
  const char *method; /* "PUT", "POST" */
  const char *type;   /* its media type: static */
  GBytes *bytes;
} CorralHttpBody;

/* Asks, and waits for the head of the answer. @body: (nullable): NULL asks with GET. @whole: the page deadline holds
 * over all of it. NULL and an error of CORRAL_API_ERROR when none came. */
CorralHttpExchange *corral_http_begin (CorralHttp *self,
                                       const char *url,
                                       const CorralHttpBody *body,
                                       const char *token,
                                       const char *etag,
                                       const char *accept,
                                       gboolean whole,
                                       GCancellable *cancellable,
                                       GError **error);
void corral_http_exchange_free (CorralHttpExchange *self);

guint corral_http_exchange_get_status (CorralHttpExchange *self);
SoupMessageHeaders *corral_http_exchange_get_headers (CorralHttpExchange *self);

/* Some bytes of the body as sent; 0 at its end, −1 for an error. @quiet_ms: how long to wait for them. */
gssize corral_http_exchange_read (CorralHttpExchange *self,
                                  gpointer buffer,
                                  gsize size,
                                  guint quiet_ms,
                                  GCancellable *cancellable,
                                  GError **error);

/* The whole body, unpacked, at most @max_decoded bytes and 100 times what was sent, with a NUL behind it. */
char *corral_http_exchange_read_body (CorralHttpExchange *self,
                                      gsize max_decoded,
                                      gsize *length,
                                      gsize *received,
                                      GCancellable *cancellable,
                                      GError **error);

/* Whether the media type is @type, with whatever parameters. */
gboolean corral_api_is_media_type (SoupMessageHeaders *headers, const char *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralHttp, corral_http_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralHttpExchange, corral_http_exchange_free)

G_END_DECLS
