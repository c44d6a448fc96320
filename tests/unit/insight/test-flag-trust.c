/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far flags can be trusted: each reason by itself, and then the flags of the simulated fleet over many seeds, whose
 * truth the simulation knows and the cloud does not. What counts as worth a look is goods that were not paid for, meant or
 * not. The table that is printed goes into the note; what is asserted of it fails when the rules get worse.
 */
#include "config.h"

#include "corral-flag-trust.h"
#include "corral-freshness.h"
#include "corral-sim.h"
#include "corral-time.h"
#include "corral-trust-words.h"

#include <math.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define BASE_MS G_GINT64_CONSTANT (1795536000000)
#define N_SEEDS 20

static CorralFlagSigns
make_signs (const char *kind, double expected_g, double measured_g)
{
  return (CorralFlagSigns) { .kind = kind,
                             .expected_g = expected_g,
                             .measured_g = measured_g,
                             .drift_g = 4,
                             .drift_low_g = NAN,
                             .drift_high_g = NAN,
                             .delay_s = 1,
                             .clock_skew_s = 0,
                             .has_session = TRUE,
                             .in_store = TRUE };
}

static gboolean
has (const CorralTrust *trust, CorralTrustKind kind)
{
  for (guint i = 0; i < trust->n_reasons; i++)
    if (trust->reasons[i].kind == kind)
      return TRUE;
  return FALSE;
}

/* @signs with one thing changed has that reason, which moves the percentage the way its weight says. */
static void
assert_reason (const CorralFlagSigns *plain, const CorralFlagSigns *changed, CorralTrustKind kind)
{
  CorralTrust before, after;

  corral_flag_judge (plain, &before);
  corral_flag_judge (changed, &after);
  g_assert_false (has (&before, kind));
  g_assert_true (has (&after, kind));
  if (corral_trust_reason_get_weight (kind) < 0)
    g_assert_cmpuint (after.pct, <, before.pct);
  else
    g_assert_cmpuint (after.pct, >, before.pct);
  if (corral_trust_reason_is_void (kind))
    {
      g_assert_cmpint (after.advice, ==, CORRAL_ADVICE_NOBODY);
      g_assert_cmpuint (after.pct, <, 5);
    }
}

static void
test_reasons (void)
{
  const CorralFlagSigns plain = make_signs ("weight_mismatch", 400, 960);
  CorralFlagSigns s;

#define TRY(REASON, ...)                                                                                               \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    s = plain;                                                                                                         \
    __VA_ARGS__;                                                                                                       \
    assert_reason (&plain, &s, CORRAL_TRUST_##REASON);                                                                 \
  }                                                                                                                    \
  G_STMT_END
  TRY (SCALE_LOT, s.lot_off = 20, s.lot_of = 22, s.drift_g = 110, s.lot = "L24-15");
  TRY (SCALE_LOT, s.lot_off = 20, s.lot_of = 22, s.drift_g = NAN, s.lot = "L24-15");
  TRY (SCALE_ALERT, s.scale_alert = TRUE);
  TRY (SCALE_VOID, s.drift_g = -60.5);
  TRY (IMPOSSIBLE, s.measured_g = -300);
  TRY (IMPOSSIBLE, s.measured_g = 31000);
  TRY (SCALE_WORN, s.drift_g = -33);
  TRY (SCALE_UNSTEADY, s.drift_low_g = -20, s.drift_high_g = 25);
  TRY (SCALE_UNKNOWN, s.drift_g = NAN);
  TRY (SIZE_WITHIN, s.measured_g = 420);
  TRY (SIZE_SMALL, s.measured_g = 500);
  TRY (ITEM_WEIGHT, s.item_carts = 3, s.item_of = 5);
  TRY (CART_FALSE, s.cart_false = 1);
  TRY (CART_OFTEN, s.cart_often = 3);
  TRY (FAULT_NEAR, s.fault = "scanner_jam");
  TRY (LATE, s.delay_s = 600);
  TRY (CLOCK, s.clock_skew_s = -90);
#undef TRY

  /* Each of these is not yet one. */
  s = plain;
  s.lot_off = 4, s.lot_of = 4, s.item_carts = 2, s.item_of = 2, s.cart_often = 2, s.delay_s = 119, s.clock_skew_s = 60;
  s.drift_low_g = -20, s.drift_high_g = 20;
  {
    CorralTrust trust, same;

    corral_flag_judge (&s, &trust);
    corral_flag_judge (&plain, &same);
    g_assert_cmpuint (trust.pct, ==, same.pct);
    g_assert_cmpuint (trust.n_reasons, ==, same.n_reasons);
  }
}

/* What became of others: many cases move it, the more the clearer; few do not; and never past the limit. */
static void
test_pasts (void)
{
  static const struct
  {
    guint looked, found;
    double expected;
    int moves; /* −1, 0, 1 */
  } cases[] = {
    { 0, 0, 0, 0 },   { 3, 0, 1.5, 0 },   { 14, 7, 7, 0 },   { 14, 1, 7, -1 }, { 60, 6, 30, -1 },
    { 60, 55, 30, 1 }, { 2000, 0, 1000, -1 }, { 40, 0, 0, 0 }, { 5, 9, 5, 0 },
  };
  CorralFlagSigns plain = make_signs ("weight_mismatch", 400, 960);
  CorralTrust before;

  corral_flag_judge (&plain, &before);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralFlagSigns signs = plain;
      CorralTrust trust;

      signs.past_item = (CorralFlagPast) { cases[i].looked, cases[i].found, cases[i].expected };
      corral_flag_judge (&signs, &trust);
      g_test_message ("%u of %u, %.1f usual: %u %%", cases[i].found, cases[i].looked, cases[i].expected, trust.pct);
      g_assert_true (has (&trust, CORRAL_TRUST_PAST_ITEM) == (cases[i].moves != 0));
      g_assert_cmpint ((trust.pct > before.pct) - (trust.pct < before.pct), ==, cases[i].moves);
      /* A re-check comes by rule. */
      signs.kind = "recheck_due";
      corral_flag_judge (&signs, &trust);
      g_assert_false (has (&trust, CORRAL_TRUST_PAST_ITEM));
    }
  /* A cart's past moves less than that of goods. */
  {
    CorralFlagSigns item = plain, cart = plain;
    CorralTrust by_item, by_cart;
    g_autofree char *text = NULL;

    item.past_item = cart.past_cart = (CorralFlagPast) { 200, 10, 100 };
    corral_flag_judge (&item, &by_item);
    corral_flag_judge (&cart, &by_cart);
    g_assert_cmpuint (by_item.pct, <, by_cart.pct);
    g_assert_cmpint (by_item.reasons[0].kind, ==, CORRAL_TRUST_PAST_ITEM);
    text = corral_trust_reason_to_text (&by_item.reasons[0]);
    g_assert_cmpstr (text, ==, "Of 200 flags for these goods that were looked into, 10 found unpaid goods; 100 would be usual.");
  }
}

/* Two and a half of it is no number of it; two are, and the stated weight is beyond doubt when many say so. */
static void
test_several (void)
{
  CorralFlagSigns signs = make_signs ("weight_mismatch", 400, 1203);
  CorralTrust trust;

  corral_flag_judge (&signs, &trust);
  g_assert_true (has (&trust, CORRAL_TRUST_SEVERAL));
  g_assert_false (has (&trust, CORRAL_TRUST_SIZE_LARGE));
  signs.measured_g = 1000;
  corral_flag_judge (&signs, &trust);
  g_assert_false (has (&trust, CORRAL_TRUST_SEVERAL));
  g_assert_true (has (&trust, CORRAL_TRUST_SIZE_LARGE));
}

static void
test_advice (void)
{
  CorralFlagSigns signs = make_signs ("exit_without_pay", NAN, NAN);
  CorralTrust trust;

  corral_flag_judge (&signs, &trust);
  g_assert_cmpint (trust.advice, ==, CORRAL_ADVICE_SPEAK);
  signs.in_store = FALSE;
  corral_flag_judge (&signs, &trust);
  g_assert_cmpint (trust.advice, ==, CORRAL_ADVICE_LOOK);
  /* Weight is the evidence: where it means nothing, nobody is spoken to. */
  signs.in_store = TRUE;
  signs.drift_g = 120;
  corral_flag_judge (&signs, &trust);
  g_assert_cmpint (trust.advice, <=, CORRAL_ADVICE_LOOK);

  signs = make_signs ("recheck_due", NAN, NAN);
  corral_flag_judge (&signs, &trust);
  g_assert_cmpint (trust.advice, ==, CORRAL_ADVICE_RECHECK);
  signs = make_signs ("off_premises", NAN, NAN);
  signs.has_session = FALSE;
  corral_flag_judge (&signs, &trust);
  g_assert_cmpint (trust.advice, ==, CORRAL_ADVICE_FETCH);
  signs = make_signs ("of_tomorrow", NAN, NAN);
  corral_flag_judge (&signs, &trust);
  g_assert_true (has (&trust, CORRAL_TRUST_UNKNOWN_KIND));
  signs.kind = NULL;
  corral_flag_judge (&signs, &trust);
  g_assert_true (has (&trust, CORRAL_TRUST_UNKNOWN_KIND));
}

/* Everything at once, and nothing at all: never too many reasons, never out of range. */
static void
test_extremes (void)
{
  static const char *const kinds[] = { "weight_mismatch", "weight_without_scan", "exit_without_pay", "void_cluster",
                                       "off_premises",    "recheck_due",         "calibration",      "else" };
  static const double numbers[] = { NAN, 0, -1e300, 1e300, 1, INFINITY, 25, 100 };
  CorralFlagSigns all = { .lot_off = 9, .lot_of = 9, .lot = "L", .scale_alert = TRUE, .fault = "fault", .item_carts = 9,
                          .item_of = 9, .cart_false = 2, .cart_often = 9, .has_session = TRUE, .in_store = TRUE };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        for (guint m = 0; m < G_N_ELEMENTS (numbers); m++)
          {
            CorralTrust trust;

            all.kind = kinds[k];
            all.expected_g = numbers[i];
            all.measured_g = numbers[j];
            all.drift_g = numbers[m];
            all.drift_low_g = numbers[j];
            all.drift_high_g = numbers[i];
            all.delay_s = all.clock_skew_s = numbers[m];
            corral_flag_judge (&all, &trust);
            g_assert_cmpuint (trust.pct, >=, 1);
            g_assert_cmpuint (trust.pct, <=, 99);
            g_assert_cmpuint (trust.n_reasons, <=, CORRAL_TRUST_MAX_REASONS);
            for (guint r = 0; r < trust.n_reasons; r++)
              {
                g_autofree char *text = corral_trust_reason_to_text (&trust.reasons[r]);

                g_assert_true (g_utf8_validate (text, -1, NULL));
                g_assert_null (strchr (text, '{'));
              }
          }
}

static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < CORRAL_N_TRUST_REASONS; i++)
    {
      CorralTrustReason reason = { .kind = i, .count = 3, .of = 4, .value = 25, .text = "scanner_jam" };

      g_assert_true (g_hash_table_add (seen, corral_trust_reason_to_text (&reason)));
    }
  for (guint i = 0; i < CORRAL_N_ADVICES; i++)
    g_assert_true (g_hash_table_add (seen, g_strdup (corral_look_of_advice (i).word)));
}

/* ---- the simulated fleet ---------------------------------------------------------------------------- */

typedef struct
{
  guint hits, wrong, missed; /* worth a look and said to be; said to be and not; not said to be */
} Score;

static void
count (Score *score, gboolean said, gboolean is_so)
{
  score->hits += said && is_so;
  score->wrong += said && !is_so;
  score->missed += !said && is_so;
}

static double
precision (const Score *score)
{
  return score->hits / (double) (score->hits + score->wrong);
}

static double
recall (const Score *score)
{
  return score->hits / (double) (score->hits + score->missed);
}

typedef struct
{
  Score all, cloud, before, advice; /* before: without what became of other flags */
  Score open_all, open_before, open_advice; /* of those that nobody has decided yet: nothing of them can be known */
  double off_before, off; /* sums of squares: how far the percentages are from the truth (Brier's score) */
  guint n, spoken_before[5];
  guint of[5], spoken[5], quiet[5]; /* by truth: flags, those that somebody is to be spoken to on, and nobody */
  guint lot_flags;
} Scores;

static const char *const truths[] = { "nothing", "theft", "honest-error", "item-weight", "scale" };

static guint
find_truth (CorralSim *sim, const char *flag)
{
  const char *word = corral_sim_get_truth (sim, flag);

  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    if (g_strcmp0 (truths[i], word) == 0)
      return i;
  g_assert_not_reached ();
}

static void
judge_fleet (guint64 seed, Scores *scores)
{
  static const CorralCollection collections[] = { CORRAL_COLLECTION_STORE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_VITAL,
                                                  CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_FLAG,
                                                  CORRAL_COLLECTION_LOSS_WEEK };
  gint64 now_ms = BASE_MS + (gint64) (seed % 24) * CORRAL_HOUR_MS;
  g_autoptr (CorralClock) clock = corral_clock_new_manual (now_ms * 1000);
  CorralSimOptions options = { .seed = seed, .n_carts = 2400, .n_stores = 48, .clock = clock };
  g_autoptr (GError) error = NULL;
  CorralSim *sim = corral_sim_new (&options, &error);
  g_autoptr (CorralFleet) fleet = corral_fleet_new (corral_freshness_judge);
  g_autoptr (CorralFlagDesk) desk = NULL;
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);

  g_assert_no_error (error);
  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      const CorralTenant *tenant = corral_sim_get_tenant (sim, t);

      corral_fleet_put_tenant (fleet, tenant);
      for (guint c = 0; c < G_N_ELEMENTS (collections); c++)
        {
          g_autoptr (CorralBatch) batch = corral_batch_new (collections[c]);

          corral_sim_snapshot (sim, t, collections[c], now_ms, NULL, 1000000, batch);
          corral_fleet_apply (fleet, tenant->id, batch);
        }
      corral_fleet_set_known_as_of (fleet, tenant->id, now_ms);
    }
  corral_fleet_set_now (fleet, now_ms);
  corral_fleet_flush (fleet);
  desk = corral_flag_desk_new (fleet);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    {
      CorralFlagSigns signs, bare;
      CorralTrust trust, before;
      guint truth;
      gboolean worth, is_lot;

      if (!corral_columns_exists (flags, slot))
        continue;
      corral_flag_desk_read (desk, slot, &signs);
      /* A re-check suspects nobody, and a cart that was left outside has nobody to suspect. */
      if (g_strcmp0 (signs.kind, "recheck_due") == 0 || !signs.has_session)
        continue;
      signs.in_store = TRUE; /* as if every shopper were still there */
      corral_flag_judge (&signs, &trust);
      bare = signs;
      bare.past_item = bare.past_cart = bare.past_store = bare.past_kind = (CorralFlagPast) { 0 };
      corral_flag_judge (&bare, &before);
      truth = find_truth (sim, corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_ID));
      worth = truth == 1 || truth == 2;
      count (&scores->all, TRUE, worth);
      count (&scores->cloud, corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_CONFIDENCE_PCT) >= 50, worth);
      count (&scores->before, before.advice != CORRAL_ADVICE_NOBODY, worth);
      if (corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_OPEN) == 1)
        {
          count (&scores->open_all, TRUE, worth);
          count (&scores->open_before, before.advice != CORRAL_ADVICE_NOBODY, worth);
          count (&scores->open_advice, trust.advice != CORRAL_ADVICE_NOBODY, worth);
        }
      count (&scores->advice, trust.advice != CORRAL_ADVICE_NOBODY, worth);
      scores->of[truth]++;
      scores->off_before += pow (before.pct / 100.0 - worth, 2);
      scores->off += pow (trust.pct / 100.0 - worth, 2);
      scores->n++;
      scores->spoken_before[truth] += before.advice == CORRAL_ADVICE_SPEAK;
      scores->spoken[truth] += trust.advice == CORRAL_ADVICE_SPEAK;
      scores->quiet[truth] += trust.advice == CORRAL_ADVICE_NOBODY;

      /* Of the lot that is off nobody is stopped, whatever the flag; and on its weights not even looked at. */
      is_lot = fabs (signs.drift_g) > 75;
      if (!is_lot)
        continue;
      scores->lot_flags++;
      g_assert_cmpint (trust.advice, !=, CORRAL_ADVICE_SPEAK);
      if (corral_flag_kind_is_weighed (signs.kind))
        g_assert_cmpint (trust.advice, ==, CORRAL_ADVICE_NOBODY);
    }
  corral_sim_free (sim);
}

static void
print (const char *name, const Score *score)
{
  g_test_message ("%-34s %6u %6u %6u   %5.1f %%   %5.1f %%", name, score->hits, score->wrong, score->missed,
                  100 * precision (score), 100 * recall (score));
}

static void
test_precision_and_recall (void)
{
  Scores scores = { 0 };

  for (guint64 seed = 1; seed <= N_SEEDS; seed++)
    judge_fleet (seed, &scores);
  g_test_message ("%u seeds, worth a look:                hits  wrong missed precision  recall", N_SEEDS);
  print ("every flag", &scores.all);
  print ("the cloud's figure, from 50 % on", &scores.cloud);
  print ("advice, without the past", &scores.before);
  print ("advice", &scores.advice);
  print ("open ones: every flag", &scores.open_all);
  print ("open ones: without the past", &scores.open_before);
  print ("open ones: advice", &scores.open_advice);
  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    g_test_message ("%-14s of %5u: speak %5.1f %% (without the past %5.1f %%), nobody %5.1f %%", truths[i], scores.of[i],
                    100.0 * scores.spoken[i] / scores.of[i], 100.0 * scores.spoken_before[i] / scores.of[i], 100.0 * scores.quiet[i] / scores.of[i]);

  g_test_message ("Brier's score: %.4f without the past, %.4f with it", scores.off_before / scores.n, scores.off / scores.n);
  /* What became of others makes it no worse, and spares those whose goods weigh otherwise than stated. */
  g_assert_cmpfloat (precision (&scores.advice), >=, 0.755);
  g_assert_cmpfloat (recall (&scores.advice), >=, 0.955);
  g_assert_cmpfloat (precision (&scores.advice), >=, precision (&scores.before) - 0.001);
  g_assert_cmpfloat (recall (&scores.advice), >=, recall (&scores.before) - 0.001);
  g_assert_cmpfloat (precision (&scores.open_advice), >=, precision (&scores.open_before) - 0.001);
  g_assert_cmpfloat (recall (&scores.open_advice), >=, recall (&scores.open_before) - 0.001);
  g_assert_cmpuint (scores.spoken[3] * 2, <, scores.spoken_before[3]);
  g_assert_cmpfloat (scores.off, <, scores.off_before);
  g_assert_cmpuint (scores.lot_flags, >, 200);
  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    g_assert_cmpuint (scores.of[i], >, 100);
  g_assert_cmpfloat (precision (&scores.advice), >, precision (&scores.all) + 0.15);
  g_assert_cmpfloat (precision (&scores.advice), >, precision (&scores.cloud) + 0.08);
  g_assert_cmpfloat (recall (&scores.advice), >, 0.93);
  /* Somebody is spoken to over a scale, or over goods of a wrong stated weight, next to never. */
  g_assert_cmpfloat (scores.spoken[4] / (double) scores.of[4], <, 0.01);
  g_assert_cmpfloat (scores.quiet[4] / (double) scores.of[4], >, 0.9);
  g_assert_cmpfloat (scores.quiet[3] / (double) scores.of[3], >, 0.6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flag-trust/reasons", test_reasons);
  g_test_add_func ("/flag-trust/pasts", test_pasts);
  g_test_add_func ("/flag-trust/several", test_several);
  g_test_add_func ("/flag-trust/advice", test_advice);
  g_test_add_func ("/flag-trust/extremes", test_extremes);
  g_test_add_func ("/flag-trust/words", test_words);
  g_test_add_func ("/flag-trust/precision-and-recall", test_precision_and_recall);
  return g_test_run ();
}
