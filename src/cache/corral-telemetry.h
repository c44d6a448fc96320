/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-resolution.h"
#include "corral-time.h"

G_BEGIN_DECLS

/*
 * Series and messages of single carts, in telemetry.db: fetched when somebody looks, kept for
 * reading without the network, forgotten after 90 days or when the file grows over 512 MB (least
 * recently used first).
 */

#define CORRAL_TELEMETRY_KEEP_MS (90 * CORRAL_DAY_MS)
#define CORRAL_TELEMETRY_KEEP_BYTES (512 * G_GINT64_CONSTANT (1024) * 1024)
#define CORRAL_EVENTS_KEEP 500 /* of a cart, and as many starts and faults, which are few and tell its story */

/**
 * CorralTelemetryColumns:
 *
 * One time vector and, for each name, as many values; NAN is unknown. A name is a metric
 * ("battery_pct") for raw series, or a metric and its aspect for buckets ("battery_pct.min",
 * ".max", ".sum", ".n"). Immutable once it is shared; atomic reference count.
 */
typedef struct
{
  guint n_times;
  gint64 *times_ms; /* strictly rising */
  guint n_columns;
  char **names;    /* NULL-terminated */
  double **values; /* n_columns × n_times */
  char **words;    /* (nullable): what the values of columns of words (CORRAL_METRIC_WORD: "access_point", and of
                      buckets ".min" and ".max") are places in */

  GArray *
      gaps; /* (element-type CorralTimeRange): of the span asked for, what has never been fetched */

  /*< private >*/
  gatomicrefcount ref_count;
} CorralTelemetryColumns;

/* All values unknown, to be filled by the caller. */
CorralTelemetryColumns *
corral_telemetry_columns_new (guint n_times, const char *const *names) G_GNUC_WARN_UNUSED_RESULT;
CorralTelemetryColumns *corral_telemetry_columns_ref (CorralTelemetryColumns *self);
void corral_telemetry_columns_unref (CorralTelemetryColumns *self);
/* The values of that name, or NULL. */
const double *corral_telemetry_columns_get (const CorralTelemetryColumns *self, const char *name);
/* The word that a value of a column of words points to, or NULL. */
const char *corral_telemetry_columns_get_word (const CorralTelemetryColumns *self, double value);

/* Keeps what the cloud answered for @span (half-open): replaces what was held of these columns
 * there, and remembers that it has been fetched, also where nothing was. Times outside of @span, and
 * places in words that are not there, are an error of the caller. Blocking; for the sync thread. */
gboolean corral_cache_store_telemetry (CorralCache *self,
                                       const char *tenant,
                                       const char *cart,
                                       CorralResolution resolution,
                                       CorralTimeRange span,
                                       const CorralTelemetryColumns *columns,
                                       GError **error);

/* What is held of @names (NULL-terminated) in @span; gaps name what is not. Nothing held: no times,
 * one gap. Blocking; for workers. */
CorralTelemetryColumns *corral_cache_load_telemetry (CorralCache *self,
                                                     const char *tenant,
                                                     const char *cart,
                                                     CorralResolution resolution,
                                                     CorralTimeRange span,
                                                     const char *const *names,
                                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What has not been fetched of all of @names (NULL-terminated) in @span: (element-type CorralTimeRange), rising, apart;
 * owned by the caller. Reads no points. Blocking, cheap. */
GArray *corral_cache_find_unfetched (CorralCache *self,
                                     const char *tenant,
                                     const char *cart,
                                     CorralResolution resolution,
                                     CorralTimeRange span,
                                     const char *const *names,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same as corral_cache_load_telemetry() on the "reader" worker. */
void corral_cache_load_telemetry_async (CorralCache *self,
                                        const char *tenant,
                                        const char *cart,
                                        CorralResolution resolution,
                                        CorralTimeRange span,
                                        const char *const *names,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
CorralTelemetryColumns *
corral_cache_load_telemetry_finish (CorralCache *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CorralEvent:
 *
 * One message of a cart as it was sent, with its signature, so that it can be verified without the
 * network.
 */
typedef struct
{
  char *id;
  gint64 counter;
  char *type;
  gint64 device_ms;  /* the cart's own time */
  gint64 arrived_ms; /* the cloud's */
  GBytes *body;
  GBytes *signature; /* (nullable) */
} CorralEvent;

CorralEvent *corral_event_copy (const CorralEvent *event) G_GNUC_WARN_UNUSED_RESULT;
void corral_event_free (CorralEvent *event);

/* Keeps messages of @cart and the certificates they are signed under (nullable: leave those held);
 * the newest CORRAL_EVENTS_KEEP by arrival stay, whatever their age, of starts and faults and of all others
 * apart. Blocking; for the sync thread. */
gboolean corral_cache_store_events (CorralCache *self,
                                    const char *tenant,
                                    const char *cart,
                                    GPtrArray *events,       /* (element-type CorralEvent) */
                                    GPtrArray *certificates, /* (element-type GBytes): DER */
                                    GError **error);

/* The newest @limit messages held, newest first. @certificates (nullable): (element-type GBytes),
 * owned by the caller. Blocking, cheap. */
GPtrArray *corral_cache_load_events (CorralCache *self,
                                     const char *tenant,
                                     const char *cart,
                                     guint limit,
                                     GPtrArray **certificates,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All messages held of @cart with its own time in @span, oldest first. @certificates as above. Blocking, cheap. */
GPtrArray *corral_cache_load_events_within (CorralCache *self,
                                            const char *tenant,
                                            const char *cart,
                                            CorralTimeRange span,
                                            GPtrArray **certificates,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From now on the messages of @cart with its own time in @span are kept however many others come, until they are too old
 * for everything: they are evidence. Blocking; for the sync thread. */
gboolean corral_cache_keep_events (CorralCache *self,
                                   const char *tenant,
                                   const char *cart,
                                   CorralTimeRange span,
                                   GError **error);

/* The starts and faults ("boot", "fault") held of @cart with its own time in @span, oldest first. Blocking, cheap. */
GPtrArray *corral_cache_load_milestones (CorralCache *self,
                                         const char *tenant,
                                         const char *cart,
                                         CorralTimeRange span,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Types of those, NULL-terminated, and the name under which corral_cache_store_telemetry() is told, with columns without
 * times, that all of them in a span have been fetched. */
extern const char *const corral_milestone_types[];
#define CORRAL_MILESTONES_COLUMN "milestones"
/* The same for all messages of a span, and that what is told of it is final. */
#define CORRAL_EVIDENCE_COLUMN "evidence"
#define CORRAL_EVIDENCE_FINAL_COLUMN "evidence.final"

/* The authorities that the carts' certificates must lead to (element-type GBytes): DER, as the cloud last said. Without
 * any nothing can be verified. Storing what is held already writes nothing. Blocking; the first for the sync thread. */
gboolean corral_cache_store_anchors (CorralCache *self, const char *tenant, GPtrArray *anchors, GError **error);
GPtrArray *corral_cache_load_anchors (CorralCache *self,
                                      const char *tenant,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets series older than @keep_ms before now and, least recently used first, what exceeds
 * @keep_bytes. Blocking; for the sync thread, once a day. */
gboolean corral_cache_trim_telemetry (CorralCache *self,
                                      const char *tenant,
                                      gint64 keep_ms,
                                      gint64 keep_bytes,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTelemetryColumns, corral_telemetry_columns_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralEvent, corral_event_free)

G_END_DECLS
