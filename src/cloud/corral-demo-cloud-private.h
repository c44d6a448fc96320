/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cloud-edits.h"
#include "corral-cloud-faults.h"
#include "corral-demo-cloud.h"
#include "corral-json-writer.h"
#include "corral-random.h"
#include "corral-signer.h"
#include "corral-sim.h"
#include "corral-time.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The pieces of the demo cloud among themselves. All of it runs on the cloud's own thread. */

#define CORRAL_DEMO_CLOUD_TOKEN "demo-token"
#define CORRAL_DEMO_CLOUD_USER "demo" /* the staff id of whoever has the token */
#define CORRAL_CLOUD_PAGE_ROWS 1000
#define CORRAL_CLOUD_EXPIRED_ROUNDS 32

typedef struct _CorralCloudOperations CorralCloudOperations;
typedef struct _CorralCloudReports CorralCloudReports;
typedef struct _CorralCloudDelayed CorralCloudDelayed;

/* What the answers are made from. */
typedef struct
{
  CorralSim *sim;       /* (owned) */
  CorralCloudEdits *edits;           /* (owned): what people did, on top of it */
  CorralCloudOperations *operations; /* (owned): what they asked for, and the answers */
  CorralCloudReports *reports;       /* (owned): what carts sent because of it */
  CorralSigner *signer; /* (owned) */
  CorralClock *clock;   /* (owned) */
  guint64 seed;
  CorralRandom random;  /* when to poke, and how long a client should wait after a goodbye */
  guint64 epoch;        /* of this fleet: made from the options and the time of its creation */
  guint32 run;          /* of this very process: states that know of an edit are good in it alone */
  guint n_tickets;      /* that people have opened */
  guint n_cases;        /* the same */
  guint scopes;         /* what the token allows: bits of corral_cloud_scopes */
  struct _CorralCloudView *view; /* (owned) (nullable): what the caller may see; NULL: everything */
  char **roles;         /* (owned): who the caller is, by the contract's words */
  guint round;          /* how often the states were expired by hand */
  const char *expired_reasons[CORRAL_CLOUD_EXPIRED_ROUNDS]; /* why, for each round that has ended */
  guint64 n_answers;    /* for trace ids */
  GHashTable *audit;    /* (owned) (nullable) (element-type utf8 GPtrArray): what clients brought of their records */
  GPtrArray *streams;   /* (owned) (element-type CorralCloudStream) */

  CorralCloudFaults *faults; /* (owned) (nullable) */
  guint n_faults;            /* requests that were struck so far */
  GPtrArray *delayed;        /* (owned) (element-type CorralCloudDelayed) */
  void (*pull_plug) (gpointer data, guint seconds); /* takes the server offline for so long */
  gpointer plug_data;
  GPtrArray *connections; /* (not owned) (element-type GSocketConnection): those that may be open */

  /* The delta of the last page, so that paging through one computes it once. */
  GPtrArray *delta; /* (owned) (nullable) (element-type CorralSimChange) */
  guint delta_tenant;
  CorralCloudPoint delta_since;
  CorralCloudPoint delta_until;
} CorralCloud;

/* Everything as it is now. */
static inline CorralCloudPoint
corral_cloud_point (CorralCloud *self, gint64 now_ms)
{
  return (CorralCloudPoint){ .ms = now_ms, .seq = corral_cloud_edits_get_seq (self->edits) };
}

/* One request being answered. */
typedef struct
{
  CorralCloud *cloud;
  SoupServerMessage *message;
  GHashTable *query;  /* (nullable) (element-type utf8 utf8) */
  gint64 now_ms;      /* the cloud's time; one reading for the whole answer */
  char **path;        /* the parts of the path that the route left open, in order */
  guint tenant;       /* its index, when the route has a tenant */
} CorralExchange;

/* ---- answers (corral-demo-cloud-answer.c) */

/* Answers with @json, which is taken. @etag: (nullable): with its quotes. When the client has it already:
 * 304. Large answers are compressed if the client wants that. */
void corral_exchange_answer (CorralExchange *self, CorralJsonWriter *json, const char *etag);
/* Begins the object of a list, with the tenant it is of. */
void corral_exchange_begin_list (CorralExchange *self, CorralJsonWriter *json);

/* What a problem of RFC 9457 says beside its sentence. */
typedef struct
{
  guint status;
  const char *code;                    /* the contract's word */
  const char *reason;                  /* (nullable): that of a 410 */
  const char *parameter;               /* (nullable): the one that is wrong */
  const char *pointer;                 /* (nullable): to what is wrong in the body, when no parameter is */
  gint64 max_span_ms;                  /* > 0: the longest span that would have been answered */
  const char *retry_after;             /* (nullable): the header; the request may succeed later */
  const CorralSchema *current_schema;  /* (nullable) */
  gconstpointer current;               /* the row as it is now, when there is a schema for it */
} CorralCloudProblem;

/* The problem as JSON. */
void corral_cloud_write_problem (CorralCloud *self,
                                 CorralJsonWriter *json,
                                 const CorralCloudProblem *problem,
                                 const char *detail);

/* Answers with @body, which was made already. @retry_after: (nullable). */
void corral_exchange_answer_bytes (CorralExchange *self,
                                   guint status,
                                   const char *content_type,
                                   const char *retry_after,
                                   GBytes *body);

void corral_exchange_refuse (CorralExchange *self,
                             const CorralCloudProblem *problem,
                             const char *detail_format,
                             ...) G_GNUC_PRINTF (3, 4);

/* 400: @parameter is not of the contract's shape. */
#define corral_exchange_refuse_parameter(self, name, ...)                                                    \
  corral_exchange_refuse (self, &(CorralCloudProblem){ 400, "invalid-request", .parameter = (name) },        \
                          __VA_ARGS__)

/* 404. */
#define corral_exchange_refuse_unknown(self, ...) \
  corral_exchange_refuse (self, &(CorralCloudProblem) { 404, "not-found" }, __VA_ARGS__)

/* A query parameter, or NULL when it is absent. */
const char *corral_exchange_get_parameter (CorralExchange *self, const char *name);

/* Reads a whole number in [min, max]; absent leaves *value. FALSE after it has answered 400. */
gboolean
corral_exchange_read_number (CorralExchange *self, const char *name, gint64 min, gint64 max, gint64 *value);

/* limit=, 1 to 1,000. */
gboolean corral_exchange_read_limit (CorralExchange *self, guint *limit);

/* from= and to=, at most @max_span_ms apart. FALSE after it has answered 400 or 422. */
gboolean corral_exchange_read_range (CorralExchange *self, gint64 max_span_ms, CorralTimeRange *range);

/* Words separated by commas, each one of @known; absent gives NULL. FALSE after it has answered
 * 400. */
gboolean
corral_exchange_read_words (CorralExchange *self, const char *name, const char *const *known, char ***words);

/* How far back telemetry and messages can be asked for. */
#define CORRAL_CLOUD_KEPT_MS (90 * CORRAL_DAY_MS)

/* The cart that the path names, a batch of one, or NULL after it has answered 404. */
CorralBatch *corral_exchange_find_cart (CorralExchange *self) G_GNUC_WARN_UNUSED_RESULT;

/* ---- opaque states and cursors (corral-demo-cloud-token.c) */

/* Where a client is in the changes: it has everything up to @until but the changes of (since, until] from number
 * index on. since equal until: nothing is missing. */
typedef struct
{
  CorralCloudPoint since;
  CorralCloudPoint until;
  guint index;
} CorralCloudPosition;

static inline gboolean
corral_cloud_point_equal (CorralCloudPoint a, CorralCloudPoint b)
{
  return a.ms == b.ms && a.seq == b.seq;
}

char *corral_cloud_state_new (CorralCloud *self, guint tenant, const CorralCloudPosition *position)
  G_GNUC_WARN_UNUSED_RESULT;

/* NULL when it is good, else the reason of a 410. */
const char *corral_cloud_state_read (CorralCloud *self,
                                     guint tenant,
                                     const char *state,
                                     gint64 now_ms,
                                     CorralCloudPosition *position);

/* A cursor is good for one list (@list: its name, its tenant and its filters); @as_of is the point that all its pages
 * are computed for, @after what the last page ended with. */
char *corral_cloud_cursor_new (CorralCloud *self, const char *list, CorralCloudPoint as_of, const char *after)
  G_GNUC_WARN_UNUSED_RESULT;

/* Reads cursor= of the request; absent leaves @as_of and @after alone. FALSE after it has answered. */
gboolean corral_exchange_read_cursor (CorralExchange *self, const char *list, CorralCloudPoint *as_of, char **after);

/* ---- what is served */

void corral_cloud_serve_me (CorralExchange *exchange);
void corral_cloud_serve_snapshot (CorralExchange *exchange);
void corral_cloud_serve_changes (CorralExchange *exchange);
void corral_cloud_serve_row (CorralExchange *exchange);
void corral_cloud_serve_put_operation (CorralExchange *exchange);
void corral_cloud_serve_get_operation (CorralExchange *exchange);
void corral_cloud_serve_batch (CorralExchange *exchange);
void corral_cloud_serve_audit (CorralExchange *exchange);
void corral_cloud_serve_vitals (CorralExchange *exchange);
void corral_cloud_serve_telemetry (CorralExchange *exchange);
void corral_cloud_serve_events (CorralExchange *exchange);
void corral_cloud_serve_stream (CorralExchange *exchange);

/* Finds the route of a request and answers it (corral-demo-cloud-routes.c). */
void corral_cloud_answer (CorralCloud *self, SoupServerMessage *message, const char *path, GHashTable *query);

/* The same, when no fault of the script strikes it (corral-demo-cloud-faults.c). */
void corral_cloud_meet (CorralCloud *self, SoupServerMessage *message, const char *path, GHashTable *query);
void corral_cloud_delayed_free (CorralCloudDelayed *self);

/* The ids of the entries that are held of @tenant, a line each, in order (corral-demo-cloud-audit.c). */
char *corral_cloud_list_audit (CorralCloud *self, const char *tenant) G_GNUC_WARN_UNUSED_RESULT;

/* ---- streams (corral-demo-cloud-stream.c) */

typedef struct _CorralCloudStream CorralCloudStream;

void corral_cloud_stream_free (CorralCloudStream *self);
/* Says to everybody that listens that there is something new; to those of one tenant. */
void corral_cloud_poke_streams (CorralCloud *self);
void corral_cloud_poke_tenant (CorralCloud *self, guint tenant);

CorralCloud *corral_cloud_new (const CorralDemoCloudOptions *options,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_cloud_free (CorralCloud *self);

G_END_DECLS
