/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read about how far a flag can be trusted. Main thread. */
#include "config.h"

#include "corral-trust-words.h"

#include "corral-fill.h"
#include "corral-format.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const struct
{
  CorralLook look;
  const char *sentence;
} advices[CORRAL_N_ADVICES] = {
  [CORRAL_ADVICE_NOBODY] = { { N_ ("Stop nobody"), "corral-severity-info-symbolic", "dim-label" },
                             N_ ("Do not stop anybody on this.") },
  [CORRAL_ADVICE_LOOK] = { { N_ ("Worth a look"), "corral-severity-watch-symbolic", "severity-watch" },
                           N_ ("Worth a look.") },
  [CORRAL_ADVICE_SPEAK]
  = { { N_ ("Speak to them"), "corral-severity-act-symbolic", "severity-act" },
      N_ ("Speak to the shopper, who is still in the store: offer help with the scan, accuse nobody.") },
  [CORRAL_ADVICE_RECHECK] = { { N_ ("Re-check"), "corral-flag-open-symbolic", "" },
                              N_ ("A random re-check is due. It suspects nobody.") },
  [CORRAL_ADVICE_FETCH] = { { N_ ("Fetch the cart"), "corral-state-off-premises-symbolic", "severity-watch" },
                            N_ ("Fetch the cart. There is no trip on it, so nobody to speak to.") },
};

typedef enum
{
  UNIT_NONE,
  UNIT_GRAM,
  UNIT_SECOND,
  UNIT_COUNT,
} Unit;

static const struct
{
  const char *sentence;
  Unit unit;
} sentences[CORRAL_N_TRUST_REASONS] = {
  [CORRAL_TRUST_SCALE_LOT] = { N_ ("The scales of its lot {text} are mis-calibrated, {count} of {of}: their weights prove nothing."),
                               UNIT_NONE },
  [CORRAL_TRUST_SCALE_ALERT] = { N_ ("The cart’s scale is out of calibration, says an alert: its weights prove nothing."), UNIT_NONE },
  [CORRAL_TRUST_SCALE_VOID] = { N_ ("The cart’s scale is {value} off: its weights prove nothing."), UNIT_GRAM },
  [CORRAL_TRUST_IMPOSSIBLE] = { N_ ("{value} cannot be: the sensor is broken."), UNIT_GRAM },
  [CORRAL_TRUST_SCALE_WORN] = { N_ ("The cart’s scale is {value} off; up to 20 g is fine."), UNIT_GRAM },
  [CORRAL_TRUST_SCALE_UNSTEADY] = { N_ ("The cart’s scale moved by {value} within 30 days."), UNIT_GRAM },
  [CORRAL_TRUST_SCALE_UNKNOWN] = { N_ ("How far the cart’s scale is off is not known."), UNIT_NONE },
  [CORRAL_TRUST_SCALE_FINE] = { N_ ("The cart’s scale is fine: {value} off."), UNIT_GRAM },
  [CORRAL_TRUST_SIZE_WITHIN] = { N_ ("The difference is {value}, no more than the scale may be off."), UNIT_GRAM },
  [CORRAL_TRUST_SIZE_SMALL] = { N_ ("The difference is {value}: a bag or a hand weighs as much."), UNIT_GRAM },
  [CORRAL_TRUST_SIZE_LARGE] = { N_ ("The difference is {value}, far more than the scale may be off."), UNIT_GRAM },
  [CORRAL_TRUST_SEVERAL] = { N_ ("It weighs as much as {count} of them: perhaps scanned once."), UNIT_NONE },
  [CORRAL_TRUST_ITEM_WEIGHT]
  = { N_ ("{count} of {of} other carts that flagged these goods measured the same: their stated weight is wrong."), UNIT_NONE },
  [CORRAL_TRUST_CART_FALSE] = { N_ ("Sensor’s fault was the outcome of other flags of this cart: {count}."), UNIT_NONE },
  [CORRAL_TRUST_CART_OFTEN] = { N_ ("This cart’s scale raised {count} other flags within a week."), UNIT_NONE },
  [CORRAL_TRUST_FAULT_NEAR] = { N_ ("The cart had trouble at the time: {text}."), UNIT_NONE },
  [CORRAL_TRUST_LATE] = { N_ ("The cart’s messages came {value} late."), UNIT_SECOND },
  [CORRAL_TRUST_CLOCK] = { N_ ("The cart’s clock is {value} off."), UNIT_SECOND },
  [CORRAL_TRUST_LEFT_OPEN] = { N_ ("The trip was still open when the cart left."), UNIT_NONE },
  [CORRAL_TRUST_VOIDS] = { N_ ("Voids are mostly what they seem: somebody changed their mind."), UNIT_NONE },
  /* Translators: "Of 14 flags for these goods that were looked into, 1 found unpaid goods; 6.2 would be usual." */
  [CORRAL_TRUST_PAST_ITEM]
  = { N_ ("Of {of} flags for these goods that were looked into, {count} found unpaid goods; {value} would be usual."), UNIT_COUNT },
  [CORRAL_TRUST_PAST_CART]
  = { N_ ("Of {of} flags of this cart that were looked into, {count} found unpaid goods; {value} would be usual."), UNIT_COUNT },
  [CORRAL_TRUST_PAST_STORE]
  = { N_ ("Of {of} flags in this store that were looked into, {count} found unpaid goods; {value} would be usual."), UNIT_COUNT },
  [CORRAL_TRUST_PAST_KIND]
  = { N_ ("Of {of} flags of this kind that were looked into, {count} found unpaid goods; among all flags it would be {value}."),
      UNIT_COUNT },
  [CORRAL_TRUST_UNKNOWN_KIND] = { N_ ("This version of Corral does not know this kind of flag."), UNIT_NONE },
};

static const struct
{
  const char *kind;
  const char *sentence;
} claims[] = {
  { "weight_mismatch", N_ ("Goods were scanned that weigh {expected}; the scale measured {measured}.") },
  { "weight_without_scan", N_ ("{measured} were put into the cart, and nothing was scanned.") },
  { "exit_without_pay", N_ ("The cart left with its trip open, goods for {value} in it.") },
  { "void_cluster", N_ ("Scans were taken back or allowed by staff again and again, for {value}.") },
  { "off_premises", N_ ("The cart left the premises with its trip open, goods for {value} in it.") },
  /* xgettext:no-c-format */
  { "recheck_due", N_ ("A random re-check is due. Partial checks find something in 2–3 % of baskets, full ones in 25–50 %: "
                       "that few are found does not mean that little is lost.") },
  { "calibration", N_ ("The scale showed {measured}, which cannot be.") },
};

/* From so many per cent on. */
static const struct
{
  guint pct;
  const char *word;
} levels[] = {
  { 90, N_ ("Very likely") },
  { CORRAL_TRUST_SPEAK_PCT, N_ ("Likely") },
  { CORRAL_TRUST_LOOK_PCT, N_ ("Possible") },
  { 15, N_ ("Doubtful") },
  { 0, N_ ("Void") },
};

CorralLook
corral_look_of_advice (CorralAdvice advice)
{
  CorralLook look;

  g_return_val_if_fail (advice < CORRAL_N_ADVICES, advices[0].look);

  look = advices[advice].look;
  look.word = _ (look.word);
  return look;
}

const char *
corral_advice_to_text (CorralAdvice advice)
{
  g_return_val_if_fail (advice < CORRAL_N_ADVICES, NULL);

  return _ (advices[advice].sentence);
}

static char *
say_value (double value, Unit unit)
{
  switch (unit)
    {
    case UNIT_GRAM:
      return corral_format_weight (round (value));
    case UNIT_SECOND:
      return corral_format_duration (isfinite (value) && fabs (value) < 1e9 ? (gint64) (value * CORRAL_SECOND_MS)
                                                                            : CORRAL_UNKNOWN);
    case UNIT_COUNT:
      return corral_format_real (value, value < 10 ? 1 : 0);
    case UNIT_NONE:
    default:
      return NULL;
    }
}

char *
corral_trust_reason_to_text (const CorralTrustReason *reason)
{
  g_autofree char *count = corral_format_integer (reason->count);
  g_autofree char *of = corral_format_integer (reason->of);
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (reason->kind < CORRAL_N_TRUST_REASONS, NULL);
  value = say_value (reason->value, sentences[reason->kind].unit);
  text = corral_format_text (reason->kind == CORRAL_TRUST_FAULT_NEAR
                               ? corral_words_translate (CORRAL_WORDS_ALERT_KIND, reason->text)
                               : reason->text);
  {
    const CorralFilling fillings[] = { { "count", count }, { "of", of }, { "value", value }, { "text", text } };

    return corral_fill (_ (sentences[reason->kind].sentence), fillings, G_N_ELEMENTS (fillings));
  }
}

char *
corral_trust_to_text (guint pct)
{
  g_autofree char *percent = corral_format_percent (pct, 0);
  g_autoptr (GString) number = g_string_new (percent);
  guint i = 0;

  while (pct < levels[i].pct)
    i++;
  /* In a narrow column the sign does not leave its number. */
  g_string_replace (number, " ", "\u00a0", 0);
  /* Translators: a word and a number: "Likely (82 %)" */
  return g_strdup_printf (_ ("%s (%s)"), _ (levels[i].word), number->str);
}

char *
corral_flag_claim_to_text (const CorralFlagClaim *claim)
{
  g_autofree char *expected = corral_format_weight (round (claim->expected_g));
  g_autofree char *measured = corral_format_weight (round (claim->measured_g));
  g_autofree char *value = corral_format_money (claim->value_minor, claim->currency);
  const CorralFilling fillings[] = { { "expected", expected }, { "measured", measured }, { "value", value } };

  if (g_strcmp0 (claim->kind, "off_premises") == 0 && !claim->has_session)
    return g_strdup (_ ("The cart left the premises, without a trip on it."));
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    if (g_strcmp0 (claims[i].kind, claim->kind) == 0)
      return corral_fill (_ (claims[i].sentence), fillings, G_N_ELEMENTS (fillings));
  return g_strdup (corral_words_translate (CORRAL_WORDS_FLAG_KIND, claim->kind));
}
