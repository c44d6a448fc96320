/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The kinds of evidence, one line each: E (UPPER, "word", members that it uses). What each says as a sentence:
 * words/corral-evidence-words.c. TEXT is a name from data, TIME a moment, VALUE a number in the unit that is named.
 */
#define CORRAL_EVIDENCE_KINDS(E) \
  E (STATE, "state")                     /* the cloud has it in the state TEXT since TIME */ \
  E (LAST_HEARD, "last-heard")           /* this cart, at TIME */ \
  E (TOGETHER, "together")               /* COUNT carts fell silent within VALUE minutes of TIME */ \
  E (SILENT_CARRIER, "silent-carrier")   /* COUNT of OF carts with a SIM of TEXT alone, on the mobile network */ \
  E (SILENT_BATCH, "silent-batch")       /* COUNT of OF carts of the certificate batch TEXT */ \
  E (SILENT_VERSION, "silent-version")   /* COUNT of OF carts with the firmware TEXT */ \
  E (SILENT_PACK_LOT, "silent-pack-lot") /* COUNT of OF carts with packs of the lot TEXT */ \
  E (SILENT_STORE, "silent-store")       /* COUNT of OF carts of STORE */ \
  E (SILENT_POINT, "silent-point")       /* COUNT of OF carts last at the access point TEXT */ \
  E (SPREAD, "spread")                   /* COUNT silent carts in OF stores, of all kinds, share nothing */ \
  E (HEARD_SHARING, "heard-sharing")     /* COUNT that share it were heard since: against */ \
  E (HEARD_OTHERS, "heard-others")       /* COUNT that do not share it were heard since */ \
  E (NONE_HEARD, "none-heard")           /* of OF carts none was heard since TIME */ \
  E (HEARD_STORE, "heard-store")         /* COUNT others of STORE were heard since TIME */ \
  E (ON_WIFI, "on-wifi")                 /* COUNT carts of STORE are on its Wi-Fi */ \
  E (ON_MOBILE, "on-mobile")             /* COUNT carts of STORE are on the mobile network, none on its Wi-Fi */ \
  E (POINTS_DOWN, "points-down")         /* COUNT of OF access points of STORE are down since TIME */ \
  E (POINT_DOWN, "point-down")           /* the access point TEXT is down since TIME */ \
  E (SAME_POINT, "same-point")           /* COUNT others last at its access point TEXT were heard */ \
  E (SAME_CARRIER, "same-carrier")       /* COUNT others of its carriers TEXT were heard over the mobile network */ \
  E (SAME_VERSION, "same-version")       /* COUNT others with its firmware TEXT were heard */ \
  E (BATCH_RENEWED, "batch-renewed")     /* its certificate is valid from TIME on, just before the silence */ \
  E (CERTIFICATE_STATUS, "certificate-status") /* TEXT, until TIME */ \
  E (BATTERY_LAST, "battery-last")       /* VALUE % when last heard */ \
  E (PACK_HEALTH, "pack-health")         /* VALUE % state of health */ \
  E (CURRENT, "current")                 /* VALUE mA in the dock */ \
  E (FAULT, "fault")                     /* it reports TEXT since TIME */ \
  E (DRIFT, "drift")                     /* its scale is VALUE g off */ \
  E (LOT_DRIFT, "lot-drift")             /* so are COUNT of OF of the lot TEXT */ \
  E (OTHER_LOTS, "other-lots")           /* of other lots COUNT of OF */ \
  E (SCAN_SLOW, "scan-slow")             /* VALUE ms for 95 % of scans */ \
  E (VERSION_SLOW, "version-slow")       /* COUNT of OF carts with the firmware TEXT scan slowly */ \
  E (OTHER_VERSIONS, "other-versions")   /* COUNT of OF with other firmware do */ \
  E (UNRELEASED, "unreleased")           /* the firmware TEXT was never released */ \
  E (ROLLED_BACK, "rolled-back")         /* its update to TEXT was rolled back at TIME */ \
  E (ROLLED_BACK_MANY, "rolled-back-many") /* COUNT of OF updates of that rollout in the same country */ \
  E (CLOCK, "clock")                     /* its clock is VALUE s off */ \
  E (WEAK_SIGNAL, "weak-signal")         /* VALUE dBm */ \
  E (ROAMING, "roaming")                 /* VALUE ms to change access points */ \
  E (COLD_AISLE, "cold-aisle")           /* it is in the refrigerated aisle COUNT, on 2.4 GHz */ \
  E (REVISION_NOISE, "revision-noise")   /* COUNT of OF carts of revision TEXT beside compressors */ \
  E (OTHER_REVISION, "other-revision")   /* COUNT of OF of the other */ \
  E (NOISE_ALERTS, "noise-alerts")       /* COUNT of OF alerts of radio noise are on revision TEXT */ \
  E (REJECTED, "rejected")               /* VALUE % of what the firmware TEXT sends */ \
  E (NO_NEXT_CA, "no-next-ca")           /* COUNT of OF carts of the chain lack the next trust anchor, this one as well */ \
  E (GAP, "gap")                         /* COUNT of OF stores have nothing from TIME on, for VALUE hours */ \
  E (UP_MEANWHILE, "up-meanwhile")       /* COUNT of OF carts did not start anew since */ \
  E (REPLAYED, "replayed")               /* what it sent at last was VALUE s old on arrival */ \
  E (STORE_CLOSED, "store-closed")       /* STORE is closed */ \
  E (ALERT, "alert")                     /* the cloud raised an alert TEXT at TIME */ \
  E (FEW, "few")                         /* only COUNT neighbours are known: against */ \
  E (OLD_KNOWLEDGE, "old-knowledge")     /* nothing is known since TIME: against */ \
  E (TOO_EARLY, "too-early")             /* it can be told from TIME on: against */ \
  E (PART, "part")                       /* COUNT of OF carts: the cause TEXT */ \
  E (FINE_PART, "fine-part")             /* COUNT of OF carts: nothing wrong */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word) CORRAL_EVIDENCE_##UPPER,
  CORRAL_EVIDENCE_KINDS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_EVIDENCE_KINDS
} CorralEvidenceKind;

/* What would change a verdict's mind, one line each: D (UPPER, "word"). */
#define CORRAL_DOUBT_KINDS(D) \
  D (HEARD_AGAIN, "heard-again")         /* one that shares it is heard again while it lasts */ \
  D (MORE_OF_STORE, "more-of-store")     /* more carts of the store fall silent */ \
  D (WAIT, "wait")                       /* it is too early to tell */ \
  D (OWN_LINK_BACK, "own-link-back")     /* the link of this PC is back */ \
  D (DOCK, "dock-it")                    /* it comes back on the dock: then it was the pack */ \
  D (SWAP_PACK, "swap-pack")             /* the trouble goes with the pack */ \
  D (OTHER_AISLE, "other-aisle")         /* it goes away from the compressors and the trouble stays */ \
  D (OTHERS_TOO, "others-too")           /* others with the same version, lot show the same */ \
  D (CARRIER_SAYS, "carrier-says")       /* the carrier says that its network is fine there */ \
  D (CLOUD_SAYS, "cloud-says")           /* the cloud's own figures show that messages arrive */ \
  D (STORE_SAYS, "store-says")           /* somebody there sees the Wi-Fi work */ \
  D (RESTART, "restart")                 /* it is well after a restart */ \
  D (SCALE_EMPTY, "scale-empty")         /* the empty scale shows nought */ \
  D (OPENS, "opens")                     /* it stays silent after opening */ \
  D (NOT_MOVED, "not-moved")             /* somebody sees it in the store */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word) CORRAL_DOUBT_##UPPER,
  CORRAL_DOUBT_KINDS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_DOUBT_KINDS
} CorralDoubtKind;

/* The word of a kind, for tests, the tool and machine output. Constant. */
const char *corral_evidence_kind_to_word (guint kind);
const char *corral_doubt_kind_to_word (guint kind);

G_END_DECLS
