/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* Where the fault lies, from the person at the desk outwards to the cart: the answers to "is it my own PC, the cloud, the
 * carrier, the store's network, or the cart?" */
typedef enum
{
  CORRAL_LAYER_NONE,          /* nothing is wrong: an answer too */
  CORRAL_LAYER_UNKNOWN,       /* it cannot be told; the cause says why */
  CORRAL_LAYER_OWN_PC,        /* this PC, or its way to the cloud */
  CORRAL_LAYER_CLOUD,         /* the cloud's ingest */
  CORRAL_LAYER_CARRIER,
  CORRAL_LAYER_STORE_NETWORK,
  CORRAL_LAYER_ACCESS_POINT,  /* one access point, or an aisle */
  CORRAL_LAYER_CERTIFICATE,
  CORRAL_LAYER_FIRMWARE,
  CORRAL_LAYER_POWER,         /* pack, dock */
  CORRAL_LAYER_SCANNER,
  CORRAL_LAYER_SCALE,
  CORRAL_LAYER_CART,          /* the cart itself */
} CorralLayer;

#define CORRAL_N_LAYERS (CORRAL_LAYER_CART + 1)

/*
 * What it is there, one line each: C (UPPER, "word", LAYER). The word names the play (data/plays) and stands in links,
 * tests and the tool. Order is of no meaning.
 */
#define CORRAL_VERDICT_CAUSES(C) \
  /* nothing is wrong */ \
  C (FINE, "fine", NONE) \
  C (CHARGING, "charging", NONE) \
  C (CLOSED, "closed", NONE)                     /* the store is; carts sleep */ \
  C (UPDATING, "updating", NONE)                 /* a planned update */ \
  C (OUT_OF_SERVICE, "out-of-service", NONE)     /* a person took it out */ \
  C (REPLAYED, "replayed", NONE)                 /* it was buffering, and sent what it had since */ \
  /* it cannot be told */ \
  C (NEVER_SEEN, "never-seen", UNKNOWN) \
  C (NO_DATA, "no-data", UNKNOWN)                /* too little is known of it or of its neighbours */ \
  C (MIXED, "mixed", UNKNOWN)                    /* of several: no one cause for most of them */ \
  /* this PC */ \
  C (OWN_LINK, "own-link", OWN_PC)               /* no way from here to the cloud */ \
  C (SIGN_IN, "sign-in", OWN_PC)                 /* the cloud wants a new sign-in */ \
  /* the cloud */ \
  C (CLOUD_DOWN, "cloud-down", CLOUD)            /* it does not answer us */ \
  C (CLOUD_INGEST, "cloud-ingest", CLOUD)        /* it answers, but hears (nearly) no cart, or one in so many, of all kinds */ \
  C (CLOUD_GAP, "cloud-gap", CLOUD)              /* carts were up; the hole is the pipeline's, and will not fill */ \
  C (CLOUD_REJECTS, "cloud-rejects", CLOUD)      /* it rejects what some firmware sends */ \
  C (CARRIER_OUTAGE, "carrier-outage", CARRIER) \
  C (STORE_WIFI, "store-wifi", STORE_NETWORK) \
  C (ACCESS_POINT_DOWN, "access-point", ACCESS_POINT) \
  C (RADIO_NOISE, "radio-noise", ACCESS_POINT)   /* revision A beside compressors */ \
  C (CERTIFICATE_BATCH, "certificate-batch", CERTIFICATE) \
  C (CERTIFICATE_EXPIRED, "certificate-expired", CERTIFICATE) \
  C (CERTIFICATE_REVOKED, "certificate-revoked", CERTIFICATE) \
  C (MISSING_CA, "missing-ca", CERTIFICATE)      /* works now, would not after the rotation */ \
  C (WRONG_BUILD, "wrong-build", FIRMWARE)       /* one version behaves unlike the others */ \
  C (ROLLED_BACK, "rolled-back", FIRMWARE)       /* booted back on the old slot */ \
  C (PACK_EMPTY, "pack-empty", POWER) \
  C (PACK_WORN, "pack-worn", POWER) \
  C (DOCK, "dock", POWER)                        /* in the dock and not charging */ \
  C (SCANNER_JAM, "scanner", SCANNER)            /* fault scanner_jam, or scans too slow */ \
  C (SCALE_DRIFT, "scale", SCALE) \
  C (SCALE_LOT, "scale-lot", SCALE)              /* a calibration bug of one lot */ \
  C (LEFT_PREMISES, "left-premises", CART)       /* fetch it */ \
  C (CART_FAULT, "cart-fault", CART)             /* it reports a fault of its own */ \
  C (CART_SILENT, "cart-silent", CART)           /* neighbours on the same of everything are fine */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word, LAYER) CORRAL_VERDICT_##UPPER,
  CORRAL_VERDICT_CAUSES (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_VERDICT_CAUSES
} CorralVerdictCause;

/* One fact that speaks for or against it. What each kind says, and which of the members it uses: corral-verdict.c. */
typedef struct
{
  guint kind;              /* CorralEvidenceKind of corral-evidence.h */
  gboolean against;        /* makes the verdict less sure */
  guint count;             /* carts, stores */
  guint of;                /* of so many */
  double value;            /* NAN: none */
  gint64 time_ms;          /* CORRAL_UNKNOWN: none */
  guint32 cart;            /* slots that it is about, or CORRAL_NO_SLOT */
  guint32 store;
  char text[64];           /* the carrier's, lot's, version's name, or "" */
} CorralEvidence;

#define CORRAL_VERDICT_EVIDENCE 12

/* A value: no memory of its own. */
typedef struct
{
  CorralLayer layer;
  CorralVerdictCause cause;
  guint confidence_pct;    /* 0: cannot tell … 99 */
  gint64 since_ms;         /* or CORRAL_UNKNOWN */
  guint n_carts;           /* that share the cause, this one included; MIXED: that have something */
  guint n_of;              /* of so many that were looked at */
  guint n_stores;          /* that are touched */
  guint32 chain;           /* slots, or CORRAL_NO_SLOT */
  guint32 store;
  guint32 cart;
  gboolean usable;         /* shoppers can go on using it meanwhile */
  char detail[64];         /* the carrier's, lot's, batch's, version's, access point's name, the fault's word, or "" */
  char region[64];         /* of the carrier, or "" */
  CorralEvidence evidence[CORRAL_VERDICT_EVIDENCE]; /* the strongest first */
  guint n_evidence;
  guint doubts[4];         /* CorralDoubtKind of corral-evidence.h: what would change its mind */
  guint n_doubts;
} CorralVerdict;

/* What this PC knows of its own way to the cloud; from the sync's status. */
typedef enum
{
  CORRAL_WAY_OPEN,         /* the cloud answers */
  CORRAL_WAY_NO_NETWORK,   /* nothing gets out of this PC */
  CORRAL_WAY_NO_CLOUD,     /* the network is there; the cloud does not answer, or answers with errors */
  CORRAL_WAY_NO_SIGN_IN,
} CorralWay;

typedef struct
{
  CorralWay way;
  gint64 answered_ms;      /* the cloud's last good answer, or CORRAL_UNKNOWN */
} CorralVerdictHops;

/**
 * CorralVerdictDesk:
 *
 * What verdicts are drawn from: the fleet, and counts over it that are taken once for all questions at one moment. A few
 * passes over the carts: some milliseconds at 100,000. Good until the fleet next changes. Main thread.
 */
typedef struct _CorralVerdictDesk CorralVerdictDesk;

/* @hops (nullable): the way is open, and the cloud answered when the fleet's rows came. */
CorralVerdictDesk *corral_verdict_desk_new (CorralFleet *fleet, const CorralVerdictHops *hops) G_GNUC_WARN_UNUSED_RESULT;
void corral_verdict_desk_free (CorralVerdictDesk *self);

/* Whether nothing has changed since in what verdicts are drawn from, the time included. */
gboolean corral_verdict_desk_is_current (CorralVerdictDesk *self);

/* What this PC knows of its way has changed; nothing is counted anew. @hops: as above. */
void corral_verdict_desk_set_hops (CorralVerdictDesk *self, const CorralVerdictHops *hops);

void corral_verdict_of_cart (CorralVerdictDesk *self, guint32 cart, CorralVerdict *verdict);
void corral_verdict_of_store (CorralVerdictDesk *self, guint32 store, CorralVerdict *verdict);
/* One for most of @carts (slots), or MIXED, with the parts as evidence. */
void corral_verdict_of_carts (CorralVerdictDesk *self, const guint32 *carts, guint n_carts, CorralVerdict *verdict);

CorralLayer corral_verdict_cause_get_layer (CorralVerdictCause cause);
const char *corral_verdict_cause_to_word (CorralVerdictCause cause);
gboolean corral_verdict_cause_from_word (const char *word, CorralVerdictCause *cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralVerdictDesk, corral_verdict_desk_free)

G_END_DECLS
