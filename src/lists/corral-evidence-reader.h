/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-collections.h"
#include "corral-proof-reader.h"

G_BEGIN_DECLS

/* One scan of a trip, as the cart signed it. Numbers that it does not tell are NAN or CORRAL_UNKNOWN. */
typedef struct
{
  guint message;       /* its place among the messages */
  gint64 time_ms;      /* the cart's own */
  char *item;          /* its id, or NULL */
  char *name;          /* the goods' name, where it is held, or NULL */
  gint64 price_minor;
  double expected_g;
  double measured_g;   /* what this one put on the scale */
  double running_g;    /* all that lies there, less what was expected of all scans up to this one */
  double expected_total_g, measured_total_g; /* the two that it is the difference of */
  gboolean taken_back; /* a void: weights and price are below zero */
  char *override;      /* (nullable): why staff let it pass: a word of the cart's */
  double badge_dbm;    /* how strongly a staff badge was heard then; NAN: none was near. Never whose. */
  double badge_s;      /* how long before the scan */
  gboolean disputed;   /* the flag is about this one */
} CorralEvidenceScan;

/**
 * CorralFlagEvidence:
 *
 * What is held about a flag, read without the network: its trip, the messages of that trip, verified, its scans in order,
 * and how the cart's scale moved before. A fact.
 */
typedef struct
{
  CorralSession *session;      /* (nullable): a fact */
  CorralTimeRange span;        /* of the messages: the trip's, or around the moment of the flag */
  CorralProvenMessages *messages;
  GArray *scans;               /* (element-type CorralEvidenceScan): in order */
  int flagged;                 /* the scan at which it was raised, or -1 */
  GArray *moments;             /* (element-type CorralTimeRange): what the flag is about, in order */
  guint n_taken_back;
  guint n_overrides;
  guint n_unproven;            /* of those, without a badge near */
  guint n_late;                /* messages that came later than CORRAL_EVIDENCE_LATE_MS */
  gint64 latest_ms;            /* by how much the latest of them */
  CorralTimeRange drift_span;  /* 30 days up to the flag */
  guint n_drift;               /* hours */
  gint64 *drift_ms;
  double *drift_low, *drift_high, *drift_mean; /* grams */
} CorralFlagEvidence;

#define CORRAL_EVIDENCE_DRIFT_DAYS 30
/* D: a message that was under way for longer had been kept by the cart and was sent again. */
#define CORRAL_EVIDENCE_LATE_MS (2 * CORRAL_MINUTE_MS)

void corral_flag_evidence_free (CorralFlagEvidence *self);

/* What time of the cart has to be held for a flag that was raised at @raised_ms on a trip of @session (nullable): with a
 * margin, so that what came before and after is seen. */
CorralTimeRange corral_flag_evidence_get_span (const CorralSession *session, gint64 raised_ms);

/* @flag: a row of the collection; its strings are copied. Blocking; for workers. */
CorralFlagEvidence *corral_flag_evidence_read (CorralCache *cache,
                                               const char *tenant,
                                               const CorralFlag *flag,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same on the "reader" worker; @callback runs in the caller's thread-default context. */
void corral_flag_evidence_read_async (CorralCache *cache,
                                      const char *tenant,
                                      const CorralFlag *flag,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
CorralFlagEvidence *corral_flag_evidence_read_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFlagEvidence, corral_flag_evidence_free)

G_END_DECLS
