/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-resolution.h"

G_BEGIN_DECLS

/* Where the values of a metric come from. */
typedef enum
{
  CORRAL_METRIC_VITAL, /* a numeric member of vitals */
  CORRAL_METRIC_OWN,   /* a number that only telemetry has */
  CORRAL_METRIC_WORD,  /* places in a list of words: of buckets the least and the greatest alone mean something */
} CorralMetricKind;

/*
 * What telemetry can tell over time, in the contract's order: M (name, KIND). Adding one is a line here, its property in
 * TelemetryRaw and TelemetryRollup, and, unless it is a member of vitals, a line in the demo cloud.
 */
#define CORRAL_METRICS(M) \
  M (battery_pct, VITAL) \
  M (battery_mv, VITAL) \
  M (current_ma, VITAL) \
  M (wifi_rssi_dbm, VITAL) \
  M (ltem_rsrp_dbm, VITAL) \
  M (roam_ms, VITAL) \
  M (scanner_temp_c, VITAL) \
  M (ambient_c, VITAL) \
  M (scan_p95_ms, VITAL) \
  M (weight_drift_g, VITAL) \
  M (impacts, VITAL) \
  M (clock_skew_s, VITAL) \
  M (uplink, OWN)          /* CorralUplink */ \
  M (access_point, WORD) \
  M (arrival_delay_s, OWN) /* from device time to arrival, rounded down */ \
  M (missing, OWN)         /* messages numbered since the sample before that never came */

/* How a cart was connected, the better the greater: the least of a bucket is the poorest. */
typedef enum
{
  CORRAL_UPLINK_NONE,
  CORRAL_UPLINK_LTEM,
  CORRAL_UPLINK_WIFI,
} CorralUplink;

/* All names, NULL-terminated. */
const char *const *corral_metric_get_names (void);

/* FALSE when there is no metric of that name. @kind (nullable). */
gboolean corral_metric_find (const char *name, CorralMetricKind *kind);

/* The word of vitals ("wifi") for a value of the metric, or NULL when it is none that this version knows. */
const char *corral_uplink_to_word (double value);
/* −1: no word that this version knows. */
int corral_uplink_from_word (const char *word);

/* How late a sample came, in seconds, from its arrival_delay_s and the cart's clock_skew_s (NAN: unknown). A server may
 * give device times as they came or as they should have been, and a clock that is 12 h out must not make all that a cart
 * sends look kept back, nor hide that some was: so whichever reading is nearer to 0 counts. Never below 0; NAN when the
 * delay is unknown. */
double corral_metric_lateness_s (double arrival_delay_s, double clock_skew_s);

G_END_DECLS
