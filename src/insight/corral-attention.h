/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* What needs somebody: groups, never single carts (domain.md, "Service levels"). In order of rank. */
typedef enum
{
  CORRAL_ATTENTION_CLOUD,         /* carts of all kinds fell silent together: the cloud does not hear them */
  CORRAL_ATTENTION_STORE_WIFI,    /* a store's Wi-Fi is down */
  CORRAL_ATTENTION_CARRIER,       /* carts of one carrier are silent in a region */
  CORRAL_ATTENTION_CERTIFICATE,   /* a batch of certificates cannot connect */
  CORRAL_ATTENTION_VERSION,       /* carts of one firmware fell silent together */
  CORRAL_ATTENTION_STORE_SILENT,  /* most carts of a store are silent, the cause is not known */
  CORRAL_ATTENTION_FLAGS_NOW,     /* flags whose trip is still in the store */
  CORRAL_ATTENTION_CLOUD_GAP,     /* the cloud lost what carts sent, for hours */
  CORRAL_ATTENTION_BELOW_TARGET,  /* a store falls short of its service level */
  CORRAL_ATTENTION_WRONG_BUILD,   /* carts of one firmware behave unlike the others */
  CORRAL_ATTENTION_CALIBRATION,   /* a lot whose scales cannot be trusted */
  CORRAL_ATTENTION_RADIO,         /* carts of one revision suffer radio noise */
  CORRAL_ATTENTION_REJECTS,       /* the cloud turns away part of what carts of one firmware send */
  CORRAL_ATTENTION_ROLLOUT_HELD,  /* a rollout waits for somebody */
  CORRAL_ATTENTION_MISSING_CA,    /* carts that would not come back after the change of the trust anchor */
  CORRAL_ATTENTION_OFF_PREMISES,  /* carts to fetch */
} CorralAttentionKind;

typedef enum
{
  CORRAL_SEVERITY_INFO,
  CORRAL_SEVERITY_WATCH,
  CORRAL_SEVERITY_ACT,
} CorralSeverity;

typedef struct
{
  CorralAttentionKind kind;
  CorralSeverity severity;
  guint32 chain;    /* slot, or CORRAL_NO_SLOT when several */
  guint32 store;    /* slot, or CORRAL_NO_SLOT when several */
  guint n_stores;
  guint n_carts;    /* or flags, for FLAGS_NOW */
  gint64 since_ms;  /* or CORRAL_UNKNOWN */
  gint64 lasted_ms; /* of CLOUD_GAP: how long; 0 else */
  double value;     /* service level of BELOW_TARGET, per cent that REJECTS loses; NAN else */
  double target;    /* of BELOW_TARGET; NAN else */
  char detail[64];  /* the carrier's, the batch's, the lot's, the firmware's name, or "" */
  char region[64];  /* the carrier's region when it is one, or "" */
  guint n_regions;  /* of CARRIER: how many are touched */
  guint n_chains;   /* of ROLLOUT_HELD */
  guint n_back;     /* of ROLLOUT_HELD: carts that went back to the version before */
} CorralAttention;

/* Fills @items (element-type CorralAttention), most urgent first. @chain: CORRAL_NO_SLOT for all chains.
 * Passes over the fleet a few times: some milliseconds at 100,000 carts. */
void corral_attention_list (CorralFleet *fleet, guint32 chain, GArray *items);
/* The same by what corral_findings_prepare() has just worked out, whether or not rows have changed since. */
void corral_attention_list_prepared (CorralFleet *fleet, guint32 chain, GArray *items);

G_END_DECLS
