/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a flag can be trusted: reasons for and against, added up as log odds. What the scale said counts for nothing
 * when the scale is known to mean nothing, whatever speaks for the flag: an innocent shopper is never stopped because a
 * scale was off. Pure; any thread.
 */
#include "config.h"

#include "corral-flag-trust.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the scale means nothing, a flag that rests on it is worth no more than this, and one that does not quite, too
 * little to speak to anybody. */
#define VOID_PCT 3
#define VOID_OTHER_PCT (CORRAL_TRUST_SPEAK_PCT - 15)

/* Of a mismatch beyond what the scale may be off: little, and much (SIM). */
#define SMALL_G 150.0
/* No platform of a cart carries more (domain.md: an impossible delta). */
#define MOST_G 30000.0



#define OFTEN_FLAGS 3
#define UNSTEADY_G 40.0
/*
 * The past moves a flag as far as a group of flags differs from what its kinds usually come to: as if so many flags that came
 * to just that had been looked into besides (shrinkage; the more, the less few cases move), never further than this in log
 * odds, and not at all where chance alone would make such a difference: what was found last time proves little of this time.
 */
static const struct
{
  CorralTrustKind kind;
  gsize offset;
  double as_if, most;
} pasts[] = {
  { CORRAL_TRUST_PAST_ITEM, G_STRUCT_OFFSET (CorralFlagSigns, past_item), 12, 2.5 },
  { CORRAL_TRUST_PAST_CART, G_STRUCT_OFFSET (CorralFlagSigns, past_cart), 12, 0.8 },
  { CORRAL_TRUST_PAST_STORE, G_STRUCT_OFFSET (CorralFlagSigns, past_store), 40, 0.5 },
  { CORRAL_TRUST_PAST_KIND, G_STRUCT_OFFSET (CorralFlagSigns, past_kind), 200, 0.1 },
};
/* Less than that is not worth a sentence, and does not count. So many standard deviations are no chance. */
#define PAST_LEAST 0.1
#define PAST_DEVIATIONS 3.0

#define LATE_S 120.0
#define SKEW_S 60.0

typedef struct
{
  const char *kind;
  double prior;            /* log odds before anything is known of this one */
  gboolean is_weighed;     /* the scale alone claims it */
  gboolean uses_weight;    /* weight is the evidence (domain.md), though not the claim */
  int reason;              /* CorralTrustKind that it always has, or -1 */
} Kind;

static const Kind kinds[] = {
  { "weight_mismatch", 0.2, TRUE, TRUE, -1 },
  { "weight_without_scan", 0.5, TRUE, TRUE, -1 },
  { "exit_without_pay", 0.3, FALSE, TRUE, CORRAL_TRUST_LEFT_OPEN },
  { "void_cluster", 0.1, FALSE, FALSE, CORRAL_TRUST_VOIDS },
  { "off_premises", -0.2, FALSE, FALSE, CORRAL_TRUST_LEFT_OPEN },
  { "recheck_due", -1.5, FALSE, FALSE, -1 },
  { "calibration", -3.0, TRUE, TRUE, -1 },
};
static const Kind unknown_kind = { NULL, 0.0, FALSE, TRUE, CORRAL_TRUST_UNKNOWN_KIND };

static const struct
{
  const char *word;
  double weight;
  gboolean is_void;
} reasons[CORRAL_N_TRUST_REASONS] = {
#define CORRAL_FILL(UPPER, word, weight, is_void) [CORRAL_TRUST_##UPPER] = { word, weight, is_void },
  CORRAL_TRUST_REASONS (CORRAL_FILL)
#undef CORRAL_FILL
};

gboolean
corral_trust_reason_is_void (CorralTrustKind kind)
{
  return reasons[kind].is_void;
}

double
corral_trust_reason_get_weight (CorralTrustKind kind)
{
  return reasons[kind].weight;
}

const char *
corral_trust_reason_to_word (CorralTrustKind kind)
{
  return reasons[kind].word;
}

CorralDoubt
corral_trust_get_doubt (const CorralTrust *trust)
{
  CorralDoubt doubt = CORRAL_DOUBT_NONE;

  for (guint i = 0; i < trust->n_reasons; i++)
    if (reasons[trust->reasons[i].kind].is_void)
      return CORRAL_DOUBT_SCALE;
    else if (trust->reasons[i].kind == CORRAL_TRUST_ITEM_WEIGHT)
      doubt = CORRAL_DOUBT_WEIGHT;
  return doubt;
}

static const Kind *
find_kind (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, word) == 0)
      return &kinds[i];
  return &unknown_kind;
}

gboolean
corral_flag_kind_is_weighed (const char *kind)
{
  return find_kind (kind)->is_weighed;
}

static CorralTrustReason *
add (CorralTrust *trust, CorralTrustKind kind, double value)
{
  CorralTrustReason *reason;

  g_assert (trust->n_reasons < CORRAL_TRUST_MAX_REASONS);
  reason = &trust->reasons[trust->n_reasons++];
  *reason = (CorralTrustReason) { .kind = kind, .value = value, .weight = reasons[kind].weight };
  return reason;
}

static void
judge_scale (const CorralFlagSigns *signs, CorralTrust *trust)
{
  double off = fabs (signs->drift_g);
  /* One that was put right meanwhile, and is known to be, does not go with its lot. */
  gboolean is_bad_lot = corral_scale_lot_is_off (signs->lot_off, signs->lot_of)
                        && !(off <= CORRAL_SCALE_FINE_G);

  if (is_bad_lot)
    {
      CorralTrustReason *reason = add (trust, CORRAL_TRUST_SCALE_LOT, NAN);

      reason->count = signs->lot_off;
      reason->of = signs->lot_of;
      g_strlcpy (reason->text, signs->lot != NULL ? signs->lot : "", sizeof reason->text);
    }
  if (signs->scale_alert)
    add (trust, CORRAL_TRUST_SCALE_ALERT, NAN);
  if (isnan (off))
    add (trust, CORRAL_TRUST_SCALE_UNKNOWN, NAN);
  else
    add (trust,
         off > CORRAL_SCALE_VOID_G   ? CORRAL_TRUST_SCALE_VOID
         : off > CORRAL_SCALE_FINE_G ? CORRAL_TRUST_SCALE_WORN
                                     : CORRAL_TRUST_SCALE_FINE,
         off);
  if (signs->drift_high_g - signs->drift_low_g > UNSTEADY_G)
    add (trust, CORRAL_TRUST_SCALE_UNSTEADY, signs->drift_high_g - signs->drift_low_g);
}

/* How many of the goods weigh what was measured, or 0. */
static guint
count_several (const CorralFlagSigns *signs, double slack)
{
  double n = round (signs->measured_g / signs->expected_g);

  return n >= 2 && n <= 6 && fabs (signs->measured_g - n * signs->expected_g) <= slack ? (guint) n : 0;
}

static void
judge_size (const CorralFlagSigns *signs, CorralTrust *trust)
{
  double slack = CORRAL_SCALE_FINE_G + (isnan (signs->drift_g) ? 0 : fabs (signs->drift_g));
  double size = fabs (signs->measured_g - (isnan (signs->expected_g) ? 0 : signs->expected_g));
  guint several;

  if (isnan (size))
    return;
  if (signs->measured_g < -slack || signs->measured_g > MOST_G)
    {
      add (trust, CORRAL_TRUST_IMPOSSIBLE, signs->measured_g);
      return;
    }
  several = signs->expected_g > 0 ? count_several (signs, slack) : 0;
  if (size <= slack)
    add (trust, CORRAL_TRUST_SIZE_WITHIN, size);
  else if (several > 0)
    add (trust, CORRAL_TRUST_SEVERAL, NAN)->count = several;
  else
    add (trust, size <= SMALL_G ? CORRAL_TRUST_SIZE_SMALL : CORRAL_TRUST_SIZE_LARGE, size);
}

gboolean
corral_item_weight_is_wrong (const CorralFlagSigns *signs)
{
  return signs->item_carts >= CORRAL_ITEM_WRONG_CARTS && signs->item_carts >= CORRAL_ITEM_WRONG_SHARE * signs->item_of;
}

static void
judge_history (const CorralFlagSigns *signs, CorralTrust *trust)
{
  if (corral_item_weight_is_wrong (signs))
    {
      CorralTrustReason *reason = add (trust, CORRAL_TRUST_ITEM_WEIGHT, NAN);

      reason->count = signs->item_carts;
      reason->of = signs->item_of;
    }
  if (signs->cart_false > 0)
    add (trust, CORRAL_TRUST_CART_FALSE, NAN)->count = signs->cart_false;
  if (signs->cart_often >= OFTEN_FLAGS)
    add (trust, CORRAL_TRUST_CART_OFTEN, NAN)->count = signs->cart_often;
}

static void
judge_messages (const CorralFlagSigns *signs, CorralTrust *trust)
{
  if (signs->fault != NULL)
    g_strlcpy (add (trust, CORRAL_TRUST_FAULT_NEAR, NAN)->text, signs->fault, sizeof trust->reasons[0].text);
  if (signs->delay_s > LATE_S)
    add (trust, CORRAL_TRUST_LATE, signs->delay_s);
  if (fabs (signs->clock_skew_s) > SKEW_S)
    add (trust, CORRAL_TRUST_CLOCK, fabs (signs->clock_skew_s));
}

static double
log_odds (double share)
{
  double p = CLAMP (share, 0.01, 0.99);

  return log (p / (1 - p));
}

static void
judge_pasts (const CorralFlagSigns *signs, CorralTrust *trust)
{
  /* A re-check comes by rule: what became of others says nothing of it. */
  if (g_strcmp0 (signs->kind, "recheck_due") == 0 || g_strcmp0 (signs->kind, "calibration") == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (pasts); i++)
    {
      const CorralFlagPast *past = G_STRUCT_MEMBER_P (signs, pasts[i].offset);
      double usual = past->looked > 0 ? past->expected / past->looked : 0;
      double deviation = sqrt (past->looked * usual * (1 - usual));
      double weight;
      CorralTrustReason *reason;

      if (past->looked == 0 || !(fabs (past->found - past->expected) >= PAST_DEVIATIONS * deviation))
        continue;
      weight = log_odds ((past->found + pasts[i].as_if * usual) / (past->looked + pasts[i].as_if)) - log_odds (usual);
      if (fabs (weight) < PAST_LEAST)
        continue;
      reason = add (trust, pasts[i].kind, past->expected);
      reason->weight = CLAMP (weight, -pasts[i].most, pasts[i].most);
      reason->count = past->found;
      reason->of = past->looked;
    }
}

static int
weightiest_first (gconstpointer a, gconstpointer b)
{
  const CorralTrustReason *x = a, *y = b;
  double dx = fabs (x->weight), dy = fabs (y->weight);

  if (dx != dy)
    return dx > dy ? -1 : 1;
  return (int) x->kind - (int) y->kind;
}

static CorralAdvice
advise (const CorralFlagSigns *signs, guint pct)
{
  if (g_strcmp0 (signs->kind, "recheck_due") == 0)
    return CORRAL_ADVICE_RECHECK;
  if (g_strcmp0 (signs->kind, "off_premises") == 0 && !signs->has_session)
    return CORRAL_ADVICE_FETCH;
  if (pct < CORRAL_TRUST_LOOK_PCT)
    return CORRAL_ADVICE_NOBODY;
  return pct >= CORRAL_TRUST_SPEAK_PCT && signs->in_store ? CORRAL_ADVICE_SPEAK : CORRAL_ADVICE_LOOK;
}

void
corral_flag_judge (const CorralFlagSigns *signs, CorralTrust *trust)
{
  const Kind *kind = find_kind (signs->kind);
  double odds = kind->prior;
  gboolean is_void = FALSE;

  memset (trust, 0, sizeof *trust);
  if (kind->reason >= 0)
    add (trust, (CorralTrustKind) kind->reason, NAN);
  if (kind->uses_weight)
    judge_scale (signs, trust);
  if (kind->is_weighed)
    {
      judge_size (signs, trust);
      judge_history (signs, trust);
    }
  judge_messages (signs, trust);
  judge_pasts (signs, trust);
  for (guint i = 0; i < trust->n_reasons; i++)
    {
      odds += trust->reasons[i].weight;
      is_void |= reasons[trust->reasons[i].kind].is_void;
    }
  trust->pct = (guint) CLAMP (lround (100.0 / (1.0 + exp (-odds))), 1, 99);
  if (is_void)
    trust->pct = MIN (trust->pct, kind->is_weighed ? VOID_PCT : VOID_OTHER_PCT);
  qsort (trust->reasons, trust->n_reasons, sizeof trust->reasons[0], weightiest_first);
  trust->advice = advise (signs, trust->pct);
}
