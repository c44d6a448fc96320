/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are what a cart sent, and every way in which they are not. Signed and certified by the demo cloud's keys,
 * with nettle; verified by GnuTLS. */
#include "config.h"

#include "corral-proof-words.h"
#include "corral-prover.h"
#include "corral-signer.h"

#include <nettle/bignum.h>
#include <string.h>

#define SERIAL "ME-2031-000412"
#define OTHER "ME-2031-000413"
#define NUMBER "0A:bc:de:f0:12:34"
#define FROM_MS G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */
#define TO_MS G_GINT64_CONSTANT (1830297600000)   /* 2028-01-01 */
#define NOW_MS G_GINT64_CONSTANT (1793631600000)

typedef struct
{
  CorralSigner *signer;
  GPtrArray *certificates; /* (element-type GBytes) */
  GPtrArray *anchors;      /* (element-type GBytes) */
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->signer = corral_signer_new (1);
  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->certificates, corral_signer_certify (self->signer, CORRAL_ANCHOR_CURRENT, SERIAL, NUMBER,
                                                              FROM_MS, TO_MS));
  for (guint i = 0; i < CORRAL_N_ANCHORS; i++)
    g_ptr_array_add (self->anchors, g_bytes_ref (corral_signer_get_authority (self->signer, i)));
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_ptr_array_unref (self->certificates);
  g_ptr_array_unref (self->anchors);
  corral_signer_free (self->signer);
}

/* Signed by @signer_serial, naming @serial in its body. */
static CorralEvent *
make_event (Fixture *self, const char *signer_serial, const char *serial, gint64 counter, const char *type)
{
  CorralEvent *event = g_new0 (CorralEvent, 1);
  guint8 signature[CORRAL_SIGNATURE_SIZE];
  gint64 at_ms = NOW_MS + counter * 1000;
  char *body = g_strdup_printf ("{\"v\":1,\"cart\":\"%s\",\"n\":%" G_GINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT
                                ",\"type\":\"%s\",\"measured_g\":400.0}",
                                serial, counter, at_ms, type);

  corral_signer_sign (self->signer, signer_serial, body, strlen (body), signature);
  event->id = g_strdup_printf ("c-1:%" G_GINT64_FORMAT, counter);
  event->counter = counter;
  event->type = g_strdup (type);
  event->device_ms = at_ms;
  event->arrived_ms = at_ms + 300;
  event->body = g_bytes_new_take (body, strlen (body));
  event->signature = g_bytes_new (signature, sizeof signature);
  return event;
}

static CorralProver *
make_prover (Fixture *self)
{
  CorralProver *prover = corral_prover_new (SERIAL, self->certificates, self->anchors);

  corral_prover_add_standing (prover, NUMBER, FALSE, CORRAL_UNKNOWN);
  return prover;
}

static void
assert_reason (CorralProver *prover, const CorralEvent *event, CorralProofReason expected)
{
  CorralProof proof = corral_prover_check (prover, event);

  g_assert_cmpstr (corral_proof_reason_to_word (proof.reason), ==, corral_proof_reason_to_word (expected));
  g_assert_cmpuint (proof.n_missing, ==, 0);
}

static void
flip (GBytes **bytes, gsize at)
{
  gsize size;
  guint8 *data = g_bytes_unref_to_data (g_steal_pointer (bytes), &size);

  data[at] ^= 1;
  *bytes = g_bytes_new_take (data, size);
}

static void
test_good (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = make_prover (self);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  assert_reason (prover, event, CORRAL_PROOF_REASON_GOOD);
  g_assert_cmpint (corral_proof_reason_get_state (CORRAL_PROOF_REASON_GOOD), ==, CORRAL_PROOF_VERIFIED);
}

/* The next anchor counts like the current one, alone as well. */
static void
test_next_anchor (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = NULL;
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  g_ptr_array_set_size (self->certificates, 0);
  g_ptr_array_add (self->certificates, corral_signer_certify (self->signer, CORRAL_ANCHOR_NEXT, SERIAL, NUMBER, FROM_MS,
                                                              TO_MS));
  g_ptr_array_remove_index (self->anchors, 0);
  prover = make_prover (self);
  assert_reason (prover, event, CORRAL_PROOF_REASON_GOOD);
}

static void
test_tampered_body (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = make_prover (self);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  for (gsize i = 0; i < g_bytes_get_size (event->body); i++)
    {
      flip (&event->body, i);
      assert_reason (prover, event, CORRAL_PROOF_REASON_SIGNATURE);
      flip (&event->body, i);
    }
  g_clear_pointer (&event->body, g_bytes_unref);
  event->body = g_bytes_new (NULL, 0);
  assert_reason (prover, event, CORRAL_PROOF_REASON_SIGNATURE);
}

static void
test_swapped_signature (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = make_prover (self);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");
  g_autoptr (CorralEvent) next = make_event (self, SERIAL, SERIAL, 8, "scan");
  GBytes *swap = event->signature;

  event->signature = next->signature;
  next->signature = swap;
  assert_reason (prover, event, CORRAL_PROOF_REASON_SIGNATURE);
  assert_reason (prover, next, CORRAL_PROOF_REASON_SIGNATURE);
}

/* Everything about a signature that is no signature, and the one that is: (r, n - s) is one, too, over the same bytes. */
static void
test_odd_signatures (Fixture *self, gconstpointer unused)
{
  static const char order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
  g_autoptr (CorralProver) prover = make_prover (self);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");
  GBytes *good = g_bytes_ref (event->signature);
  const guint8 *bytes = g_bytes_get_data (good, NULL);
  guint8 odd[CORRAL_SIGNATURE_SIZE];
  mpz_t n, s;

  for (guint half = 0; half < 3; half++)
    {
      memcpy (odd, bytes, sizeof odd);
      memset (odd + (half == 1 ? 32 : 0), 0, half == 2 ? 64 : 32);
      g_bytes_unref (event->signature);
      event->signature = g_bytes_new (odd, sizeof odd);
      assert_reason (prover, event, CORRAL_PROOF_REASON_SIGNATURE);
      memset (odd + (half == 1 ? 32 : 0), 0xff, half == 2 ? 64 : 32);
      g_bytes_unref (event->signature);
      event->signature = g_bytes_new (odd, sizeof odd);
      assert_reason (prover, event, CORRAL_PROOF_REASON_SIGNATURE);
    }
  mpz_init_set_str (n, order, 16);
  nettle_mpz_init_set_str_256_u (s, 32, bytes + 32);
  mpz_sub (s, n, s);
  memcpy (odd, bytes, 32);
  nettle_mpz_get_str_256 (32, odd + 32, s);
  mpz_clear (n);
  mpz_clear (s);
  g_bytes_unref (event->signature);
  event->signature = g_bytes_new (odd, sizeof odd);
  assert_reason (prover, event, CORRAL_PROOF_REASON_GOOD);
  for (gsize length = 0; length < CORRAL_SIGNATURE_SIZE; length++)
    {
      g_bytes_unref (event->signature);
      event->signature = g_bytes_new (bytes, length);
      assert_reason (prover, event, CORRAL_PROOF_REASON_TRUNCATED);
    }
  g_clear_pointer (&event->signature, g_bytes_unref);
  assert_reason (prover, event, CORRAL_PROOF_REASON_UNSIGNED);
  g_bytes_unref (good);
}

static void
test_other_cart (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = NULL;
  g_autoptr (CorralEvent) signed_by_other = make_event (self, OTHER, SERIAL, 7, "scan");
  g_autoptr (CorralEvent) names_other = make_event (self, SERIAL, OTHER, 7, "scan");

  prover = make_prover (self);
  assert_reason (prover, signed_by_other, CORRAL_PROOF_REASON_SIGNATURE);
  assert_reason (prover, names_other, CORRAL_PROOF_REASON_OTHER_CART);
  g_clear_pointer (&prover, corral_prover_free);

  /* With the other cart's certificate slipped in, it is told whose it is. */
  g_ptr_array_add (self->certificates, corral_signer_certify (self->signer, CORRAL_ANCHOR_CURRENT, OTHER, "77", FROM_MS,
                                                              TO_MS));
  prover = make_prover (self);
  assert_reason (prover, signed_by_other, CORRAL_PROOF_REASON_OTHER_CART);
}

/* What the cloud says beside the body is not signed: it must agree with what is. */
static void
test_envelope (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = make_prover (self);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  event->counter++;
  assert_reason (prover, event, CORRAL_PROOF_REASON_ENVELOPE);
  event->counter--;
  event->device_ms--;
  assert_reason (prover, event, CORRAL_PROOF_REASON_ENVELOPE);
  event->device_ms++;
  g_free (event->type);
  event->type = g_strdup ("health");
  assert_reason (prover, event, CORRAL_PROOF_REASON_ENVELOPE);
}

/* Signed well, and no message. */
static void
test_odd_bodies (Fixture *self, gconstpointer unused)
{
  static const char *const bodies[]
      = { "", "[]", "7", "{", "null", "{\"cart\":\"" SERIAL "\"}", "{\"cart\":\"" SERIAL "\",\"n\":\"7\"}", "\xff" };
  g_autoptr (CorralProver) prover = make_prover (self);

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");
      guint8 signature[CORRAL_SIGNATURE_SIZE];
      CorralProof proof;

      corral_signer_sign (self->signer, SERIAL, bodies[i], strlen (bodies[i]), signature);
      g_bytes_unref (event->body);
      g_bytes_unref (event->signature);
      event->body = g_bytes_new (bodies[i], strlen (bodies[i]));
      event->signature = g_bytes_new (signature, sizeof signature);
      proof = corral_prover_check (prover, event);
      g_assert_cmpint (corral_proof_reason_get_state (proof.reason), ==, CORRAL_PROOF_FAILS);
    }
}

/* Validity is judged when it arrived: neither when it was made, nor now. */
static void
test_validity (Fixture *self, gconstpointer unused)
{
  static const struct
  {
    gint64 arrived_ms;
    CorralProofReason reason;
  } cases[] = {
    { FROM_MS - 1, CORRAL_PROOF_REASON_NOT_YET },    { FROM_MS, CORRAL_PROOF_REASON_GOOD },
    { TO_MS, CORRAL_PROOF_REASON_GOOD },             { TO_MS + 1, CORRAL_PROOF_REASON_EXPIRED },
    { CORRAL_UNKNOWN, CORRAL_PROOF_REASON_NO_ARRIVAL },
  };
  g_autoptr (CorralProver) prover = make_prover (self);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      event->arrived_ms = cases[i].arrived_ms;
      assert_reason (prover, event, cases[i].reason);
    }
}

/* A cart keeps its key when its certificate is renewed: the one of the time counts. */
static void
test_renewed (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = NULL;
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  g_ptr_array_insert (self->certificates, 0,
                      corral_signer_certify (self->signer, CORRAL_ANCHOR_NEXT, SERIAL, "99", NOW_MS + CORRAL_DAY_MS,
                                             TO_MS));
  prover = make_prover (self);
  corral_prover_add_standing (prover, "99", TRUE, CORRAL_UNKNOWN);
  assert_reason (prover, event, CORRAL_PROOF_REASON_GOOD);
}

static void
test_standing (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = corral_prover_new (SERIAL, self->certificates, self->anchors);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  assert_reason (prover, event, CORRAL_PROOF_REASON_NO_STANDING);
  corral_prover_add_standing (prover, "not a number", FALSE, CORRAL_UNKNOWN);
  corral_prover_add_standing (prover, "0abcdef01235", FALSE, CORRAL_UNKNOWN);
  assert_reason (prover, event, CORRAL_PROOF_REASON_NO_STANDING);
  corral_prover_add_standing (prover, "000abcdef01234", TRUE, event->arrived_ms + 1);
  assert_reason (prover, event, CORRAL_PROOF_REASON_GOOD);
  corral_prover_add_standing (prover, NUMBER, TRUE, event->arrived_ms);
  assert_reason (prover, event, CORRAL_PROOF_REASON_REVOKED);
  corral_prover_add_standing (prover, NUMBER, TRUE, CORRAL_UNKNOWN);
  assert_reason (prover, event, CORRAL_PROOF_REASON_REVOKED);
}

static void
test_anchors (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = NULL;
  g_autoptr (CorralSigner) stranger = corral_signer_new (2);
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");

  /* The chain that comes along is not trusted for coming along. */
  g_ptr_array_add (self->certificates,
                   g_bytes_ref (corral_signer_get_authority (self->signer, CORRAL_ANCHOR_CURRENT)));
  g_ptr_array_set_size (self->anchors, 0);
  prover = make_prover (self);
  assert_reason (prover, event, CORRAL_PROOF_REASON_NO_ANCHORS);
  g_clear_pointer (&prover, corral_prover_free);

  /* Of the same name, and another key. */
  g_ptr_array_add (self->anchors, g_bytes_ref (corral_signer_get_authority (stranger, CORRAL_ANCHOR_CURRENT)));
  prover = make_prover (self);
  assert_reason (prover, event, CORRAL_PROOF_REASON_UNKNOWN_ANCHOR);
}

static void
test_garbage (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralEvent) event = make_event (self, SERIAL, SERIAL, 7, "scan");
  GBytes *good = g_bytes_ref (g_ptr_array_index (self->certificates, 0));
  gsize size = g_bytes_get_size (good);
  g_autoptr (CorralProver) none = NULL;
  CorralProof proof;

  /* Cut anywhere, and changed anywhere: never verified, never a crash. */
  for (gsize i = 0; i < size; i++)
    for (guint way = 0; way < 2; way++)
      {
        g_autoptr (CorralProver) prover = NULL;
        GBytes *bad = way == 0 ? g_bytes_new (g_bytes_get_data (good, NULL), i) : g_bytes_ref (good);

        if (way == 1)
          flip (&bad, i);
        g_ptr_array_set_size (self->certificates, 0);
        g_ptr_array_add (self->certificates, bad);
        prover = make_prover (self);
        proof = corral_prover_check (prover, event);
        g_assert_cmpint (corral_proof_reason_get_state (proof.reason), !=, CORRAL_PROOF_VERIFIED);
      }
  g_ptr_array_set_size (self->certificates, 0);
  g_ptr_array_add (self->certificates, g_bytes_new_static ("0\x82\xff\xff", 4));
  none = make_prover (self);
  assert_reason (none, event, CORRAL_PROOF_REASON_NO_CERTIFICATE);
  g_bytes_unref (good);
}

/* ---- counters ------------------------------------------------------------------------------------- */

/* "good scan+2 repeated": one word each; +N: so many are missing before it. */
static char *
describe (CorralProver *prover, GPtrArray *events)
{
  g_autoptr (GArray) proofs = corral_prover_check_all (prover, events);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < proofs->len; i++)
    {
      const CorralProof *proof = &g_array_index (proofs, CorralProof, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", corral_proof_reason_to_word (proof->reason));
      if (proof->n_missing > 0)
        g_string_append_printf (text, "+%u", proof->n_missing);
    }
  return g_string_free (text, FALSE);
}

static void
test_counters (Fixture *self, gconstpointer unused)
{
  static const struct
  {
    const char *what;    /* counters; b: a start; t and a: its time, its arrival is 5 s before its neighbours' */
    const char *expected;
  } cases[] = {
    { "1 2 3", "good good good" },
    { "3 1 2", "good good good" },
    { "1 2 5", "good good good+2" },
    { "1 4096b 4097", "good good good" },
    { "1 2 2", "good repeated repeated" },
    { "1 2 2 2 3", "good repeated repeated repeated good" },
    { "1 2 3t 4", "good good out-of-order good" },
    { "1 2 3a 4", "good good out-of-order good" },
    { "1 2 3bt 4", "good good good good" },
    { "1 2 3ba 4", "good good out-of-order good" },
  };
  g_autoptr (CorralProver) prover = make_prover (self);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) words = g_strsplit (cases[i].what, " ", -1);
      g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
      g_autofree char *found = NULL;

      for (guint k = 0; words[k] != NULL; k++)
        {
          CorralEvent *event = make_event (self, SERIAL, SERIAL, g_ascii_strtoll (words[k], NULL, 10),
                                           strchr (words[k], 'b') != NULL ? "boot" : "scan");

          if (strchr (words[k], 'a') != NULL)
            event->arrived_ms -= 5000;
          if (strchr (words[k], 't') != NULL)
            {
              /* What is signed must say so, too. */
              guint8 signature[CORRAL_SIGNATURE_SIZE];
              char *body;

              event->device_ms -= 5000;
              body = g_strdup_printf ("{\"cart\":\"" SERIAL "\",\"n\":%" G_GINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT
                                      ",\"type\":\"%s\"}",
                                      event->counter, event->device_ms, event->type);
              corral_signer_sign (self->signer, SERIAL, body, strlen (body), signature);
              g_bytes_unref (event->body);
              g_bytes_unref (event->signature);
              event->body = g_bytes_new_take (body, strlen (body));
              event->signature = g_bytes_new (signature, sizeof signature);
            }
          g_ptr_array_add (events, event);
        }
      found = describe (prover, events);
      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

/* What a signature already says is not hidden by what a counter says. */
static void
test_worst_first (Fixture *self, gconstpointer unused)
{
  g_autoptr (CorralProver) prover = make_prover (self);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  g_autoptr (GArray) proofs = NULL;
  CorralProofSummary summary;

  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (events, make_event (self, SERIAL, SERIAL, i == 3 ? 9 : 7, "scan"));
  g_ptr_array_remove_index (events, 2);
  flip (&((CorralEvent *) g_ptr_array_index (events, 1))->body, 3);
  proofs = corral_prover_check_all (prover, events);
  g_assert_cmpint (g_array_index (proofs, CorralProof, 0).reason, ==, CORRAL_PROOF_REASON_REPEATED);
  g_assert_cmpint (g_array_index (proofs, CorralProof, 1).reason, ==, CORRAL_PROOF_REASON_SIGNATURE);
  corral_proof_summarize (proofs, &summary);
  g_assert_cmpuint (summary.n[CORRAL_PROOF_VERIFIED], ==, 1);
  g_assert_cmpuint (summary.n[CORRAL_PROOF_FAILS], ==, 2);
  g_assert_cmpuint (summary.n_missing, ==, 1);
  g_assert_cmpint (summary.reason, ==, CORRAL_PROOF_REASON_REPEATED);
  g_assert_cmpint (corral_proof_summary_get_state (&summary), ==, CORRAL_PROOF_FAILS);
}

/* A gap by itself is no lie, but nor is it whole; nothing at all proves nothing. */
static void
test_summary (void)
{
  CorralProofSummary summary = { .n = { [CORRAL_PROOF_VERIFIED] = 3 } };

  g_assert_cmpint (corral_proof_summary_get_state (&summary), ==, CORRAL_PROOF_VERIFIED);
  summary.n_missing = 1;
  g_assert_cmpint (corral_proof_summary_get_state (&summary), ==, CORRAL_PROOF_UNKNOWN);
  memset (&summary, 0, sizeof summary);
  g_assert_cmpint (corral_proof_summary_get_state (&summary), ==, CORRAL_PROOF_UNKNOWN);
}

/* Every reason has a sentence of its own, which begins with how it stands. */
static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < CORRAL_N_PROOF_REASONS; i++)
    {
      CorralProof proof = { .reason = i, .n_missing = i % 2 };
      char *text = corral_proof_to_text (&proof);

      g_assert_true (g_str_has_prefix (text, corral_look_of_proof (corral_proof_reason_get_state (i)).word));
      g_assert_cmpint (g_str_has_suffix (text, "1 message before it is missing."), ==, i % 2);
      g_assert_true (g_hash_table_add (seen, text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/proof/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("good", test_good);
  ADD ("next-anchor", test_next_anchor);
  ADD ("tampered-body", test_tampered_body);
  ADD ("swapped-signature", test_swapped_signature);
  ADD ("odd-signatures", test_odd_signatures);
  ADD ("other-cart", test_other_cart);
  ADD ("envelope", test_envelope);
  ADD ("odd-bodies", test_odd_bodies);
  ADD ("validity", test_validity);
  ADD ("renewed", test_renewed);
  ADD ("standing", test_standing);
  ADD ("anchors", test_anchors);
  ADD ("garbage", test_garbage);
  ADD ("counters", test_counters);
  ADD ("worst-first", test_worst_first);
#undef ADD
  g_test_add_func ("/proof/summary", test_summary);
  g_test_add_func ("/proof/words", test_words);
  return g_test_run ();
}
