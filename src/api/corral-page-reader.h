/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api-error.h"
#include "corral-batch.h"
#include "corral-resolution.h"
#include "corral-tenant.h"

G_BEGIN_DECLS

/*
 * Bodies of answers turned into values, strictly: a page that is not complete, or not of the contract's
 * shape, is refused as a whole (CORRAL_API_ERROR_BROKEN); a row that is not, is put aside with a reason and
 * the page goes on. Members, words and collections that this version does not know are no fault.
 *
 * Texts are cleaned of what cannot be shown, and card numbers in them are masked (corral_text_mask_cards()); a signed
 * message that holds one is put aside, for it cannot be masked.
 *
 * Every list names the tenant it is of: one that does not name @tenant is refused, for a row must never come to
 * lie in another tenant's file.
 *
 * Every function takes @body: a g_malloc()ed buffer of @length bytes with a NUL after them, which it owns
 * from then on, in every case. Strings of rows live as long as it does. Any thread; no state is shared.
 */

#define CORRAL_PAGE_MAX_ROWS 1000
#define CORRAL_PAGE_MAX_POINTS 20000
#define CORRAL_PAGE_MAX_CURSOR 512

/* A row that was not understood and so not taken over. */
typedef struct
{
  CorralCollection collection;
  char *id;      /* (nullable): when it was known */
  char *reason;  /* a translated sentence */
  char *pointer; /* where in the page, as a JSON pointer: for logs */
} CorralQuarantined;

/* GET …/snapshots/{collection} */
typedef struct
{
  char *as_of;           /* the state; the same on every page of one snapshot */
  CorralBatch *rows;     /* all PUT */
  guint count;           /* what the page held, with what was put aside */
  gint64 total;          /* rows in the collection, or CORRAL_UNKNOWN */
  char *next;            /* (nullable): the cursor of the next page; NULL on the last one */
  GPtrArray *quarantine; /* (element-type CorralQuarantined) */
} CorralSnapshotPage;

/* GET …/changes */
typedef struct
{
  char *old_state;
  char *new_state;
  gboolean has_more;
  gboolean not_modified; /* HTTP 304: nothing since; both states are the one asked for */
  GPtrArray *batches;    /* (element-type CorralBatch): in order; neighbours of one collection are together */
  guint count;
  guint n_unknown;       /* changes of collections that this version does not know */
  gint64 server_time_ms; /* or CORRAL_UNKNOWN */
  GPtrArray *quarantine; /* (element-type CorralQuarantined) */
} CorralChangesPage;

/* GET …/vitals */
typedef struct
{
  gint64 as_of_ms;       /* or CORRAL_UNKNOWN when not modified */
  gboolean not_modified; /* HTTP 304: the caller has them already */
  CorralBatch *rows;     /* CORRAL_COLLECTION_VITAL */
  guint count;
  char *next;            /* (nullable) */
  GPtrArray *quarantine; /* (element-type CorralQuarantined) */
} CorralVitalsPage;

/* One column of telemetry; unknown is NAN. Raw: values alone. By minute or hour: the other four. */
typedef struct
{
  char *name;     /* of CORRAL_METRICS, or a numeric member of vitals */
  double *values; /* (nullable): n_points */
  double *n;      /* (nullable): samples in the bucket */
  double *min;    /* (nullable) */
  double *max;    /* (nullable) */
  double *sum;    /* (nullable) */
} CorralTelemetryMetric;

/* GET …/carts/{c}/telemetry */
typedef struct
{
  char *cart;
  CorralResolution resolution;
  gint64 from_ms;
  gint64 to_ms;
  guint n_points;
  gint64 *times_ms;   /* n_points, rising */
  GPtrArray *metrics; /* (element-type CorralTelemetryMetric) */
  char **words;       /* (nullable): what metrics of words (access_point) have places in; they are valid ones */
} CorralTelemetry;

/* A message of a cart, as the cart signed it. */
typedef struct
{
  char *id;
  gint64 counter;
  char *type;
  gint64 device_ms;
  gint64 arrived_ms;
  GBytes *body;      /* the bytes that were signed; JSON */
  GBytes *signature; /* (nullable): 64 bytes, r then s */
} CorralMessage;

/* GET …/carts/{c}/events */
typedef struct
{
  GPtrArray *messages;     /* (element-type CorralMessage): newest first */
  GPtrArray *certificates; /* (element-type GBytes): DER; the cart's first, then its CA's */
  guint count;
  char *next; /* (nullable) */
  guint n_quarantined;
} CorralMessagePage;

/* GET /v1/me */
typedef struct
{
  char *user_id;
  char *user_name;
  char **roles;
  char **scopes;
  char **features;
  GPtrArray *tenants;         /* (element-type CorralTenant) */
  gint64 page_rows;           /* rows per page to ask for, 1–1,000 */
  gint64 requests_per_minute; /* or CORRAL_UNKNOWN */
  gint64 server_time_ms;      /* or CORRAL_UNKNOWN */
  char *min_client;           /* (nullable) */
  GPtrArray *trust_anchors;   /* (element-type GBytes): DER; none: it does not say */
} CorralMe;

/* application/problem+json (RFC 9457); every member may be missing. */
typedef struct
{
  char *code;
  char *title;
  char *detail;
  char *reason;
  char *trace_id;
  gint64 status; /* or CORRAL_UNKNOWN */
  gboolean retryable;
} CorralProblem;

CorralSnapshotPage *corral_page_read_snapshot (const char *tenant,
                                               CorralCollection collection,
                                               char *body,
                                               gsize length,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralChangesPage *
corral_page_read_changes (const char *tenant, char *body, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralVitalsPage *
corral_page_read_vitals (const char *tenant, char *body, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralTelemetry *
corral_page_read_telemetry (const char *tenant, char *body, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralMessagePage *
corral_page_read_messages (const char *tenant, char *body, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralMe *corral_page_read_me (char *body, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One row: a batch of one. */
CorralBatch *corral_page_read_row (CorralCollection collection, char *body, gsize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* NULL when the body is no problem document; that is no error of its own. */
CorralProblem *corral_page_read_problem (char *body, gsize length) G_GNUC_WARN_UNUSED_RESULT;

gboolean corral_me_has_feature (const CorralMe *self, const char *feature);

void corral_quarantined_free (CorralQuarantined *self);
void corral_snapshot_page_free (CorralSnapshotPage *self);
void corral_changes_page_free (CorralChangesPage *self);
void corral_vitals_page_free (CorralVitalsPage *self);
void corral_telemetry_metric_free (CorralTelemetryMetric *self);
void corral_telemetry_free (CorralTelemetry *self);
void corral_message_free (CorralMessage *self);
void corral_message_page_free (CorralMessagePage *self);
void corral_me_free (CorralMe *self);
void corral_problem_free (CorralProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSnapshotPage, corral_snapshot_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralChangesPage, corral_changes_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralVitalsPage, corral_vitals_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTelemetry, corral_telemetry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTelemetryMetric, corral_telemetry_metric_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralMessage, corral_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralMessagePage, corral_message_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralMe, corral_me_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralProblem, corral_problem_free)

G_END_DECLS
