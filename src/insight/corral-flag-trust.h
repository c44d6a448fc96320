/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* What somebody should do about a flag. Numbers are kept in the mirror's column "advice". */
typedef enum
{
  CORRAL_ADVICE_NOBODY,  /* do not stop anybody on this */
  CORRAL_ADVICE_LOOK,    /* worth a look */
  CORRAL_ADVICE_SPEAK,   /* speak to the shopper: still in the store, and sure enough */
  CORRAL_ADVICE_RECHECK, /* a random re-check that is due: it suspects nobody */
  CORRAL_ADVICE_FETCH,   /* a cart without a trip: there is nobody to speak to */
} CorralAdvice;

#define CORRAL_N_ADVICES (CORRAL_ADVICE_FETCH + 1)

/* Below the first nobody is stopped; from the second on the shopper may be spoken to. */
#define CORRAL_TRUST_LOOK_PCT 40
#define CORRAL_TRUST_SPEAK_PCT 75

/* S: a good scale is within this. */
#define CORRAL_SCALE_FINE_G 20.0
/* D: further off it is no evidence. */
#define CORRAL_SCALE_VOID_G 60.0

/* So many scales of a lot that mean nothing, and this part of those known, condemn the lot. */
#define CORRAL_SCALE_LOT_CARTS 5
#define CORRAL_SCALE_LOT_SHARE 0.5

static inline gboolean
corral_scale_lot_is_off (guint n_off, guint n_known)
{
  return n_off >= CORRAL_SCALE_LOT_CARTS && n_off >= CORRAL_SCALE_LOT_SHARE * n_known;
}

/*
 * The reasons, one line each: R (UPPER, "word", WEIGHT, VOID). WEIGHT in log odds: above zero it makes the flag more
 * likely to be goods that were not paid for. VOID: what the scale said means nothing. The sentences are in
 * words/corral-trust-words.c; the comments name the members that each uses.
 */
#define CORRAL_TRUST_REASONS(R) \
  R (SCALE_LOT, "scale-lot", -6.0, TRUE)         /* COUNT of OF scales of the lot TEXT are off */ \
  R (SCALE_ALERT, "scale-alert", -5.0, TRUE)     /* the cloud says so of this one */ \
  R (SCALE_VOID, "scale-void", -5.0, TRUE)       /* it is VALUE g off */ \
  R (IMPOSSIBLE, "impossible", -8.0, TRUE)       /* VALUE g: no platform shows that */ \
  R (SCALE_WORN, "scale-worn", -1.6, FALSE)      /* it is VALUE g off */ \
  R (SCALE_UNSTEADY, "scale-unsteady", -1.2, FALSE) /* it moved by VALUE g within 30 days */ \
  R (SCALE_UNKNOWN, "scale-unknown", -0.8, FALSE) \
  R (SCALE_FINE, "scale-fine", 0.4, FALSE)       /* it is VALUE g off */ \
  R (SIZE_WITHIN, "size-within", -3.0, FALSE)    /* VALUE g: no more than the scale may be off */ \
  R (SIZE_SMALL, "size-small", -1.3, FALSE)      /* VALUE g */ \
  R (SIZE_LARGE, "size-large", 0.9, FALSE)       /* VALUE g */ \
  R (SEVERAL, "several", 0.8, FALSE)             /* it weighs as much as COUNT of them */ \
  R (ITEM_WEIGHT, "item-weight", -4.0, FALSE)    /* COUNT carts flagged the same goods alike: its stated weight is wrong */ \
  R (CART_FALSE, "cart-false", -1.5, FALSE)      /* COUNT flags of this cart were a sensor's fault */ \
  R (CART_OFTEN, "cart-often", -1.0, FALSE)      /* COUNT other flags of this cart's scale within a week */ \
  R (FAULT_NEAR, "fault-near", -1.0, FALSE)      /* it reported TEXT at the time */ \
  R (LATE, "late", -0.7, FALSE)                  /* the cart's messages come VALUE s late */ \
  R (CLOCK, "clock", -0.5, FALSE)                /* its clock is VALUE s off */ \
  R (LEFT_OPEN, "left-open", 1.0, FALSE)         /* it left the store, and nothing was paid */ \
  R (VOIDS, "voids", -0.4, FALSE)                /* voids are mostly what they seem */ \
  R (UNKNOWN_KIND, "unknown-kind", -0.5, FALSE) \
  /* What became of COUNT of OF others that were looked into, where VALUE is usual: the weight is worked out. */ \
  R (PAST_ITEM, "past-item", 0, FALSE) \
  R (PAST_CART, "past-cart", 0, FALSE) \
  R (PAST_STORE, "past-store", 0, FALSE) \
  R (PAST_KIND, "past-kind", 0, FALSE)

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word, weight, is_void) CORRAL_TRUST_##UPPER,
  CORRAL_TRUST_REASONS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_TRUST_REASONS
} CorralTrustKind;

typedef struct
{
  CorralTrustKind kind;
  guint count, of;
  double value;  /* NAN: none */
  double weight; /* in log odds: that of its line, or worked out */
  char text[64]; /* a lot's name, a fault's or an alert's word, or "" */
} CorralTrustReason;

#define CORRAL_TRUST_MAX_REASONS 16

/* How far a flag can be trusted. A value. */
typedef struct
{
  guint pct;                       /* that goods were not paid for: 1 … 99 */
  CorralAdvice advice;
  CorralTrustReason reasons[CORRAL_TRUST_MAX_REASONS]; /* the weightiest first */
  guint n_reasons;
} CorralTrust;

/* What a flag is not believed for, whoever looks: kept in the mirror's column "doubt". */
typedef enum
{
  CORRAL_DOUBT_NONE,
  CORRAL_DOUBT_SCALE,  /* the scale means nothing */
  CORRAL_DOUBT_WEIGHT, /* the goods' stated weight is wrong */
} CorralDoubt;

/* What became of other flags of the same kind, store, cart or goods. */
typedef struct
{
  guint looked;    /* that somebody looked into */
  guint found;     /* of these, goods that were not paid for: confirmed, or the shopper's error */
  double expected; /* as many as their kinds come to in the whole chain */
} CorralFlagPast;

/* What is known around a flag. Unknown numbers are NAN. */
typedef struct
{
  const char *kind;
  double expected_g, measured_g;
  double drift_g;            /* of the cart's scale */
  double drift_low_g, drift_high_g; /* over 30 days */
  guint lot_off, lot_of;     /* scales of its lot that mean nothing, of those that are known */
  const char *lot;           /* (nullable) */
  gboolean scale_alert;      /* an alert of calibration was open on the cart when it was raised */
  const char *fault;         /* (nullable): one that the cart had, or an alert's kind */
  guint item_carts, item_of; /* other carts that flagged the same goods: alike, in all */
  guint cart_false;          /* other flags of the cart decided as a sensor's fault */
  guint cart_often;          /* other flags by its scale within a week */
  double delay_s;            /* how long its messages are under way */
  double clock_skew_s;
  gboolean has_session;
  gboolean in_store;
  CorralFlagPast past_item, past_cart, past_store, past_kind; /* all zero: nothing is known */
} CorralFlagSigns;

/* So many other carts that flag the same goods alike, and this part of all that flagged it, and it is the stated weight that
 * is wrong (D). */
#define CORRAL_ITEM_WRONG_CARTS 3
#define CORRAL_ITEM_WRONG_SHARE 0.5
gboolean corral_item_weight_is_wrong (const CorralFlagSigns *signs);

/* Pure. */
void corral_flag_judge (const CorralFlagSigns *signs, CorralTrust *trust);

/* What it is not believed for. */
CorralDoubt corral_trust_get_doubt (const CorralTrust *trust);

gboolean corral_trust_reason_is_void (CorralTrustKind kind);
double corral_trust_reason_get_weight (CorralTrustKind kind);
const char *corral_trust_reason_to_word (CorralTrustKind kind);

/* Whether the flag is claimed by what a scale measured, so that the scale's health decides how far it goes. */
gboolean corral_flag_kind_is_weighed (const char *kind);

/**
 * CorralFlagDesk:
 *
 * What flags are judged by: counts over the fleet's flags, carts and alerts, taken once for all of them. One pass over
 * each: some 20 ms at 50,000 flags. Good until one of those tables next changes. Main thread, or the one the mirror
 * belongs to.
 */
typedef struct _CorralFlagDesk CorralFlagDesk;

CorralFlagDesk *corral_flag_desk_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;
void corral_flag_desk_free (CorralFlagDesk *self);

/* What is known around the flag in @slot. Strings live as long as the fleet is not changed. */
void corral_flag_desk_read (CorralFlagDesk *self, guint32 slot, CorralFlagSigns *signs);

/* How soon somebody should look at it: value × trust × urgency, where a flag of the middle value of its chain, quite
 * sure and just raised, is 1. Higher is sooner; 0 for what is decided. */
double corral_flag_desk_rank (CorralFlagDesk *self, guint32 slot, const CorralTrust *trust);

/* Judges all flags of @fleet and puts into its columns what is said of each. Some 40 ms at 50,000 flags. */
void corral_flags_judge (CorralFleet *fleet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFlagDesk, corral_flag_desk_free)

G_END_DECLS
