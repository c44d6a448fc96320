/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-clock.h"
#include "corral-page-reader.h"

G_BEGIN_DECLS

/**
 * CorralApi:
 *
 * The client of the cloud's contract. Every call blocks until it has a complete, decoded answer, an error of
 * CORRAL_API_ERROR, a deadline or a cancellation; no call lasts longer than the page deadline. Requests are
 * made by one thread at a time (the sync thread); streams, the token and cancelling are free of threads.
 *
 * https only, http to this machine alone; redirects are not followed, bad certificates never accepted, no
 * cookies, no cache. Bodies are counted as they are unpacked: at most 16 MiB and 100 times what was sent.
 */
typedef struct _CorralApi CorralApi;

/* Deadlines, from the start of a request unless it says otherwise. Settable for tests. */
typedef struct
{
  guint connect_ms;      /* until the request is sent: 10 s */
  guint first_byte_ms;   /* from then until the answer begins: 30 s */
  guint page_ms;         /* the whole of it: 60 s */
  guint speed_window_ms; /* in each such span of a body … 10 s */
  guint speed_bytes;     /* … at least this much must come: 4 KiB */
  guint stream_quiet_ms; /* a stream that says nothing, not even a comment: 45 s */
  gsize max_decoded;     /* bytes of a body: 16 MiB */
} CorralApiLimits;

#define CORRAL_API_DEFAULT_LIMITS                                                                            \
  {                                                                                                          \
    10000, 30000, 60000, 10000, 4096, 45000, 16 * 1024 * 1024                                                \
  }

/* What is known about an exchange beside its answer. Zero it first (= { 0 }), corral_api_meta_clear() after.
 */
typedef struct
{
  gsize bytes_received; /* of the body as sent */
  gsize bytes_decoded;
  gint64 duration_us;
  gboolean has_server_offset;
  gint64 server_ms;        /* what the server's clock said, before the answer came */
  gint64 server_offset_ms; /* server's clock minus ours, from server_time_ms; from the Date header only
                              of a cloud whose /me does not tell it */
  char *etag;              /* (nullable): as sent, to be given back */
} CorralApiMeta;

void corral_api_meta_clear (CorralApiMeta *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CorralApiMeta, corral_api_meta_clear)

/* @text as the address of a cloud, without what does not matter in it; NULL and CORRAL_API_ERROR_ADDRESS with a sentence
 * when it is none. Free with g_free(). */
char *corral_api_check_address (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @address, as checked, is of this machine. */
gboolean corral_api_is_this_machine (const char *address);

/* NULL and CORRAL_API_ERROR_ADDRESS with a sentence when @base_url cannot be used. */
CorralApi *
corral_api_new (const char *base_url, CorralClock *clock, GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralApi *corral_api_ref (CorralApi *self);
void corral_api_unref (CorralApi *self);

/* The address as it is used: no trailing slash. */
const char *corral_api_get_base (CorralApi *self);

/* The access token (nullable) of all requests from now on. Any thread. */
void corral_api_set_token (CorralApi *self, const char *token);

/* Both before the first request. @database: other roots than the system's, for test servers and private CAs;
 * certificates are checked against it all the same. */
void corral_api_set_limits (CorralApi *self, const CorralApiLimits *limits);
void corral_api_set_tls_database (CorralApi *self, GTlsDatabase *database);

/* In all calls: @meta (nullable) is filled also when an error came; @cancellable (nullable). A tenant's own
 * api_base is used where it has one. */
CorralMe *corral_api_get_me (CorralApi *self, CorralApiMeta *meta, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* @cursor: NULL for the first page. @limit: rows, 1–1,000. */
CorralSnapshotPage *corral_api_get_snapshot_page (CorralApi *self,
                                                  const CorralTenant *tenant,
                                                  CorralCollection collection,
                                                  const char *cursor,
                                                  guint limit,
                                                  CorralApiMeta *meta,
                                                  GCancellable *cancellable,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @etag (nullable): of the last answer; then "nothing new" is a page with not_modified. */
CorralChangesPage *corral_api_get_changes (CorralApi *self,
                                           const CorralTenant *tenant,
                                           const char *since,
                                           guint limit,
                                           const char *etag,
                                           CorralApiMeta *meta,
                                           GCancellable *cancellable,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @store: NULL for the whole tenant. @cursor, @etag: as above. */
CorralVitalsPage *corral_api_get_vitals (CorralApi *self,
                                         const CorralTenant *tenant,
                                         const char *store,
                                         const char *cursor,
                                         guint limit,
                                         const char *etag,
                                         CorralApiMeta *meta,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @metrics (nullable): field names of vitals; NULL for all. INVALID when the span is too long. */
CorralTelemetry *corral_api_get_telemetry (CorralApi *self,
                                           const CorralTenant *tenant,
                                           const char *cart,
                                           gint64 from_ms,
                                           gint64 to_ms,
                                           CorralResolution resolution,
                                           const char *const *metrics,
                                           CorralApiMeta *meta,
                                           GCancellable *cancellable,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @types (nullable): message types; NULL for all. */
CorralMessagePage *corral_api_get_events (CorralApi *self,
                                          const CorralTenant *tenant,
                                          const char *cart,
                                          gint64 from_ms,
                                          gint64 to_ms,
                                          const char *const *types,
                                          const char *cursor,
                                          guint limit,
                                          CorralApiMeta *meta,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One row, as a batch of one. */
CorralBatch *corral_api_get_row (CorralApi *self,
                                 const CorralTenant *tenant,
                                 CorralCollection collection,
                                 const char *id,
                                 CorralApiMeta *meta,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CorralApiStream:
 *
 * The cloud's pokes (server-sent events). It has a session and a connection of its own and belongs to the
 * thread that opened it. A poke carries no data: it says that there is something to ask for.
 */
typedef struct _CorralApiStream CorralApiStream;

typedef enum
{
  CORRAL_POKE_STATE, /* there is a newer state; the latest of several that were waiting */
  CORRAL_POKE_BYE,   /* the cloud will close; come back after retry_ms */
} CorralPokeKind;

typedef struct
{
  CorralPokeKind kind;
  char state[CORRAL_PAGE_MAX_CURSOR + 1]; /* STATE */
  guint retry_ms;                         /* BYE: at most an hour; 0 when it did not say */
} CorralPoke;

CorralApiStream *corral_api_open_stream (CorralApi *self,
                                         const CorralTenant *tenant,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for the next poke. FALSE: TIMEOUT when the stream fell silent, UNREACHABLE when it ended, BROKEN for
 * lines or floods beyond the limits, CANCELLED. After an error the stream is of no more use. */
gboolean
corral_api_stream_next (CorralApiStream *self, CorralPoke *poke, GCancellable *cancellable, GError **error);
void corral_api_stream_close (CorralApiStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralApi, corral_api_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralApiStream, corral_api_stream_close)

G_END_DECLS
