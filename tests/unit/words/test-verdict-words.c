/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verdict says: a sentence for every cause, every kind of evidence and doubt, and nothing left open in them. */
#include "corral-evidence.h"
#include "corral-fill.h"
#include "corral-freshness.h"
#include "corral-place.h"
#include "corral-verdict-words.h"

#include <math.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC: 17:00 in Berlin. */
#define T G_GINT64_CONSTANT (1795536000000)
#define HOUR G_GINT64_CONSTANT (3600000)

static CorralFleet *
make_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (corral_freshness_judge);
  CorralTenant tenant = { (char *) "norvia", (char *) "Norvia", NULL, NULL, NULL };
  const CorralSchema *stores = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralStore store;
  CorralCart cart;

  corral_fleet_put_tenant (fleet, &tenant);
  corral_row_clear (stores, &store);
  store.id = "s";
  store.rev = 1;
  store.number = 118;
  store.name = "Riverside";
  store.time_zone = "Europe/Berlin";
  corral_fleet_put (fleet, "norvia", stores, &store);
  corral_row_clear (carts, &cart);
  cart.id = "k";
  cart.rev = 1;
  cart.serial = "SC-B1-7";
  cart.label = "0412";
  cart.store = "s";
  cart.state = "idle";
  corral_fleet_put (fleet, "norvia", carts, &cart);
  corral_fleet_set_now (fleet, T);
  corral_fleet_flush (fleet);
  return fleet;
}

static CorralVerdict
make_verdict (CorralVerdictCause cause)
{
  CorralVerdict verdict = {
    .cause = cause,
    .layer = corral_verdict_cause_get_layer (cause),
    .confidence_pct = 70,
    .since_ms = T - HOUR,
    .n_carts = 7,
    .n_of = 34,
    .n_stores = 3,
    .chain = 0,
    .store = 0,
    .cart = CORRAL_NO_SLOT,
    .usable = TRUE,
  };

  g_strlcpy (verdict.detail, "alpha", sizeof verdict.detail);
  g_strlcpy (verdict.region, "North", sizeof verdict.region);
  if (verdict.layer == CORRAL_LAYER_UNKNOWN)
    verdict.confidence_pct = 0;
  return verdict;
}

/* A whole sentence, with no gap left open, and no words of the trade. */
static void
assert_sentence (const char *text)
{
  static const char *const trade[] = { "OFFLINE", "ingest", "MQTT", "broker", "queued", "null", "(null)" };

  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), >, 8);
  if (strpbrk (text, "{}") != NULL || (!g_str_has_suffix (text, ".") && !g_str_has_suffix (text, "?")) || strstr (text, "  ") != NULL)
    g_error ("no sentence: “%s”", text);
  for (guint i = 0; i < G_N_ELEMENTS (trade); i++)
    if (strstr (text, trade[i]) != NULL)
      g_error ("“%s” in “%s”", trade[i], text);
}

static char *
dress_as_markup (const char *text, CorralAttentionPart part, gpointer data)
{
  g_autofree char *safe = g_markup_escape_text (text, -1);

  return g_strdup_printf (part == CORRAL_PART_STORE ? "<b>%s</b>" : "<i>%s</i>", safe);
}

static void
test_every_cause (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();

  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    for (guint one = 0; one < 2; one++)
      for (guint known = 0; known < 2; known++)
        {
          CorralVerdict verdict = make_verdict ((CorralVerdictCause) i);
          g_autofree char *text = NULL;
          g_autofree char *dressed = NULL;
          g_autofree char *spoken = NULL;
          g_autofree char *ticket = NULL;

          if (one)
            {
              verdict.cart = 0;
              verdict.n_carts = verdict.n_of = verdict.n_stores = 1;
            }
          if (!known)
            {
              verdict.since_ms = CORRAL_UNKNOWN;
              verdict.detail[0] = verdict.region[0] = '\0';
              verdict.store = CORRAL_NO_SLOT;
            }
          g_strlcat (verdict.detail, known ? "<&>" : "", sizeof verdict.detail);
          text = corral_verdict_to_text (fleet, &verdict, NULL, NULL);
          assert_sentence (text);
          dressed = corral_verdict_to_text (fleet, &verdict, dress_as_markup, NULL);
          g_assert_true (strstr (dressed, "<&>") == NULL);
          spoken = corral_verdict_to_spoken (fleet, &verdict);
          assert_sentence (spoken);
          ticket = corral_verdict_to_ticket (fleet, &verdict);
          g_assert_true (g_str_has_prefix (ticket, text));
          g_assert_null (strpbrk (ticket, "{}"));
        }
}

static void
test_sentences (void)
{
  static const struct
  {
    CorralVerdictCause cause;
    guint confidence_pct;
    guint n_carts;
    const char *text;
  } cases[] = {
    { CORRAL_VERDICT_STORE_WIFI, 70, 7,
      "The store’s Wi-Fi, most likely: 7 of 34 carts silent or on the mobile network since 16:00 (store time). Carts stay "
      "usable; customers pay at the terminal." },
    { CORRAL_VERDICT_STORE_WIFI, 95, 1,
      "The store’s Wi-Fi: 1 of 34 carts silent or on the mobile network since 16:00 (store time). Carts stay usable; customers "
      "pay at the terminal." },
    { CORRAL_VERDICT_CARRIER_OUTAGE, 40, 34,
      "The mobile carrier, perhaps: 34 carts with no SIM but alpha silent since 16:00 (store time), in 3 stores." },
    { CORRAL_VERDICT_FINE, 90, 30,
      "Most are well: 30 of 34 carts without trouble that Corral can see, 4 carts with some." },
    { CORRAL_VERDICT_FINE, 90, 33,
      "Most are well: 33 of 34 carts without trouble that Corral can see, 1 cart with some." },
    { CORRAL_VERDICT_FINE, 90, 34, "Nothing is wrong: 34 carts without trouble that Corral can see." },
    { CORRAL_VERDICT_MIXED, 0, 10,
      "Several things at once: 10 of 34 carts have something, and no cause that most of them share." },
  };
  g_autoptr (CorralFleet) fleet = make_fleet ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralVerdict verdict = make_verdict (cases[i].cause);
      g_autofree char *text = NULL;

      verdict.confidence_pct = cases[i].confidence_pct;
      verdict.n_carts = cases[i].n_carts;
      text = corral_verdict_to_text (fleet, &verdict, NULL, NULL);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Who calls about a store is not told of "this cart". */
static void
test_spoken_of_several (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();

  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    {
      CorralVerdict verdict = make_verdict ((CorralVerdictCause) i);
      g_autofree char *spoken = corral_verdict_to_spoken (fleet, &verdict);

      if (g_str_has_prefix (spoken, "The cart ") || g_str_has_prefix (spoken, "This cart") || strstr (spoken, "this cart") != NULL)
        g_error ("%s: “%s” of several carts", corral_verdict_cause_to_word ((CorralVerdictCause) i), spoken);
    }
  {
    CorralVerdict verdict = make_verdict (CORRAL_VERDICT_FINE);
    g_autofree char *spoken = NULL;

    verdict.n_carts = 31;
    spoken = corral_verdict_to_spoken (fleet, &verdict);
    g_assert_cmpstr (spoken, ==,
                     "From here most of your carts look right; 3 carts do not. Which number is painted on yours?");
  }
}

/* Parts of a store are told apart: two of the same layer do not read alike. */
static void
test_briefs (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    {
      const char *brief = corral_verdict_cause_to_brief ((CorralVerdictCause) i);

      g_assert_cmpuint (strlen (brief), >, 3);
      g_assert_false (g_str_has_suffix (brief, "."));
      if (i != CORRAL_VERDICT_OWN_LINK && i != CORRAL_VERDICT_SIGN_IN) /* of a cart it comes to the same */
        g_assert_true (g_hash_table_add (seen, (gpointer) brief));
    }
}

static void
test_every_evidence (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  CorralVerdict verdict = make_verdict (CORRAL_VERDICT_STORE_WIFI);

  for (guint i = 0; i < CORRAL_N_EVIDENCE_KINDS; i++)
    for (guint known = 0; known < 2; known++)
      {
        CorralEvidence evidence = { .kind = i, .count = 7, .of = 34, .value = 12.5, .time_ms = T - HOUR,
                                    .cart = 0, .store = 0, .text = "L1" };
        g_autofree char *text = NULL;
        g_autofree char *uri = NULL;

        if (!known)
          evidence = (CorralEvidence) { .kind = i, .value = NAN, .time_ms = CORRAL_UNKNOWN, .cart = CORRAL_NO_SLOT,
                                        .store = CORRAL_NO_SLOT };
        text = corral_evidence_to_text (fleet, &verdict, &evidence);
        assert_sentence (text);
        uri = corral_evidence_to_uri (fleet, &verdict, &evidence);
        if (uri != NULL)
          {
            g_autoptr (GError) error = NULL;
            g_autoptr (CorralPlace) place = corral_place_parse (uri, &error);

            g_assert_no_error (error);
            g_assert_nonnull (place);
          }
      }
}

static void
test_evidence_sentences (void)
{
  static const struct
  {
    CorralEvidence evidence;
    const char *text;
    const char *uri;
  } cases[] = {
    { { .kind = CORRAL_EVIDENCE_TOGETHER, .count = 1, .value = 7, .time_ms = T - HOUR },
      "1 cart fell silent within 7 min, from 16:00 on.", "corral:carts?state=offline" },
    { { .kind = CORRAL_EVIDENCE_SILENT_BATCH, .count = 23, .of = 24, .text = "2025-W03" },
      "23 of 24 carts of the certificate batch 2025-W03 silent.",
      "corral:carts?certificate_batch=2025-W03&state=offline" },
    { { .kind = CORRAL_EVIDENCE_DRIFT, .value = -82.4, .cart = 0 }, "Its scale is −82 g off; up to 20 g is fine.",
      "corral://norvia/cart/SC-B1-7" },
    { { .kind = CORRAL_EVIDENCE_HEARD_STORE, .count = 27, .time_ms = T - HOUR, .store = 0 },
      "27 carts of 118 Riverside heard since 16:00.", "corral://norvia/store/118" },
    { { .kind = CORRAL_EVIDENCE_FAULT, .time_ms = T - HOUR, .text = "scanner_jam" },
      "It reports since 16:00: Scanner jammed.", NULL },
    { { .kind = CORRAL_EVIDENCE_CERTIFICATE_STATUS, .time_ms = T - HOUR, .text = "revoked" },
      "Its certificate: blocked, valid until 16:00.", NULL },
    { { .kind = CORRAL_EVIDENCE_CLOCK, .value = 43140 }, "Its clock is 11 h 59 min off; times shown are those of the cloud.",
      NULL },
    { { .kind = CORRAL_EVIDENCE_PART, .count = 3, .of = 9, .text = "scanner" }, "3 of 9 carts: the scanner.", NULL },
  };
  g_autoptr (CorralFleet) fleet = make_fleet ();
  CorralVerdict verdict = make_verdict (CORRAL_VERDICT_STORE_WIFI);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralEvidence evidence = cases[i].evidence;
      g_autofree char *text = corral_evidence_to_text (fleet, &verdict, &evidence);
      g_autofree char *uri = corral_evidence_to_uri (fleet, &verdict, &evidence);

      g_assert_cmpstr (text, ==, cases[i].text);
      if (cases[i].uri != NULL)
        g_assert_cmpstr (uri, ==, cases[i].uri);
    }
}

static void
test_every_doubt (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  CorralVerdict verdict = make_verdict (CORRAL_VERDICT_STORE_WIFI);

  for (guint i = 0; i < CORRAL_N_DOUBT_KINDS; i++)
    {
      g_autofree char *text = corral_doubt_to_text (fleet, &verdict, i);

      assert_sentence (text);
    }
}

static void
test_sureness (void)
{
  CorralVerdict verdict = make_verdict (CORRAL_VERDICT_STORE_WIFI);

  verdict.confidence_pct = 92;
  g_assert_cmpstr (corral_verdict_sureness (&verdict), ==, "Quite sure");
  verdict.confidence_pct = 60;
  g_assert_cmpstr (corral_verdict_sureness (&verdict), ==, "Likely");
  verdict.confidence_pct = 35;
  g_assert_cmpstr (corral_verdict_sureness (&verdict), ==, "A guess");
  verdict.confidence_pct = 0;
  g_assert_cmpstr (corral_verdict_sureness (&verdict), ==, "Not to be told");
}

static void
test_ticket (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  CorralVerdict verdict = make_verdict (CORRAL_VERDICT_CART_SILENT);
  g_autofree char *ticket = NULL;

  verdict.cart = 0;
  verdict.evidence[0] = (CorralEvidence) { .kind = CORRAL_EVIDENCE_HEARD_STORE, .count = 27, .time_ms = T - HOUR,
                                           .store = 0, .value = NAN, .cart = CORRAL_NO_SLOT };
  verdict.evidence[1] = (CorralEvidence) { .kind = CORRAL_EVIDENCE_SILENT_STORE, .count = 2, .of = 29, .store = 0,
                                           .time_ms = CORRAL_UNKNOWN, .value = NAN, .cart = CORRAL_NO_SLOT,
                                           .against = TRUE };
  verdict.n_evidence = 2;
  verdict.doubts[0] = CORRAL_DOUBT_DOCK;
  verdict.n_doubts = 1;
  ticket = corral_verdict_to_ticket (fleet, &verdict);
  g_assert_cmpstr (ticket, ==,
                   "The cart itself, most likely: it is silent since 16:00 (store time), and others that share everything with "
                   "it are heard.\n\n"
                   "Cart: 0412, serial SC-B1-7\n"
                   "Store: 118 Riverside\n"
                   "Since: 16:00 (store time)\n"
                   "As of: 17:00 (store time)\n"
                   "How sure: Likely (70 %)\n"
                   "Because:\n"
                   "– 27 carts of 118 Riverside heard since 16:00.\n"
                   "Against it:\n"
                   "– 2 of 29 carts of 118 Riverside silent.\n"
                   "It would be otherwise if:\n"
                   "– it comes back on the dock: then it was the battery.\n");

  /* With the link down it is true of the moment of the last answer. */
  corral_fleet_set_known_as_of (fleet, "norvia", T - HOUR / 2);
  g_clear_pointer (&ticket, g_free);
  ticket = corral_verdict_to_ticket (fleet, &verdict);
  g_assert_nonnull (strstr (ticket, "\nAs of: 16:30 (store time)\n"));
}

/* What needs somebody though no cart is silent of it. */
static void
test_attention (void)
{
  static const struct
  {
    CorralAttention item;
    const char *text;
  } cases[] = {
    { { .kind = CORRAL_ATTENTION_CLOUD_GAP, .n_stores = 194, .since_ms = T - 6 * HOUR, .lasted_ms = 6 * HOUR },
      "The cloud lost what carts of 194 stores sent for 6 h from 10:00 (UTC) on. They were up; it will not be filled in." },
    { { .kind = CORRAL_ATTENTION_WRONG_BUILD, .n_carts = 133, .n_stores = 1, .detail = "3.4.0-b17" },
      "Firmware 3.4.0-b17 behaves unlike all others: 133 carts in 1 store have it." },
    { { .kind = CORRAL_ATTENTION_REJECTS, .n_carts = 785, .n_stores = 200, .value = 12, .detail = "3.2.4" },
      "The cloud turns away 12.0 % of what firmware 3.2.4 sends: 785 carts in 200 stores have it. They work." },
    { { .kind = CORRAL_ATTENTION_MISSING_CA, .n_carts = 689, .n_stores = 250 },
      "689 carts in 250 stores lack the next trust anchor: the change of keys must wait for them." },
    { { .kind = CORRAL_ATTENTION_ROLLOUT_HELD, .chain = 0, .n_chains = 1, .n_carts = 240, .n_back = 50, .detail = "3.4.0" },
      "Norvia: the rollout of 3.4.0 to 240 carts is held and waits for a person. 50 of them went back to the version before." },
    { { .kind = CORRAL_ATTENTION_ROLLOUT_HELD, .chain = CORRAL_NO_SLOT, .n_chains = 6, .n_carts = 9972, .detail = "next-anchor" },
      "The rollout of next-anchor to 9,972 carts of 6 chains is held and waits for a person." },
  };
  g_autoptr (CorralFleet) fleet = make_fleet ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralAttention item = cases[i].item;
      g_autofree char *text = NULL;

      item.store = CORRAL_NO_SLOT;
      text = corral_attention_to_text (fleet, &item, NULL, NULL);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_fill (void)
{
  const CorralFilling fillings[] = { { "a", "one {b}" }, { "b", NULL }, { "a-b", "two" } };
  g_autofree char *text = corral_fill ("{a}, {b}, {a-b}, {c}, {", fillings, G_N_ELEMENTS (fillings));

  g_assert_cmpstr (text, ==, "one {b}, –, two, {c}, {");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/verdict/every-cause", test_every_cause);
  g_test_add_func ("/words/verdict/sentences", test_sentences);
  g_test_add_func ("/words/verdict/spoken-of-several", test_spoken_of_several);
  g_test_add_func ("/words/verdict/briefs", test_briefs);
  g_test_add_func ("/words/verdict/every-evidence", test_every_evidence);
  g_test_add_func ("/words/verdict/evidence-sentences", test_evidence_sentences);
  g_test_add_func ("/words/verdict/every-doubt", test_every_doubt);
  g_test_add_func ("/words/verdict/sureness", test_sureness);
  g_test_add_func ("/words/verdict/ticket", test_ticket);
  g_test_add_func ("/words/attention", test_attention);
  g_test_add_func ("/words/fill", test_fill);
  return g_test_run ();
}
