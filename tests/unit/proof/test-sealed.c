/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sealed pack opens as it was made, and after any single changed byte it does not; what is in it verifies by itself. */
#include "config.h"

#include "corral-collections.h"
#include "corral-sealed.h"
#include "corral-signer.h"

#include <string.h>

#define SERIAL "ME-2031-000412"
#define NUMBER "0abc"
#define FROM_MS G_GINT64_CONSTANT (1767225600000)
#define TO_MS G_GINT64_CONSTANT (1830297600000)
#define NOW_MS G_GINT64_CONSTANT (1793631600000)

static GPtrArray *
make_events (CorralSigner *signer, guint n)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);

  for (guint i = 1; i <= n; i++)
    {
      CorralEvent *event = g_new0 (CorralEvent, 1);
      guint8 signature[CORRAL_SIGNATURE_SIZE];
      char *body = g_strdup_printf ("{\"v\":1,\"cart\":\"" SERIAL "\",\"n\":%u,\"t\":%" G_GINT64_FORMAT
                                    ",\"type\":\"scan\"}",
                                    i, NOW_MS + i * 1000);

      corral_signer_sign (signer, SERIAL, body, strlen (body), signature);
      event->id = g_strdup_printf ("c-1:%u", i);
      event->counter = i;
      event->type = g_strdup ("scan");
      event->device_ms = NOW_MS + i * 1000;
      event->arrived_ms = event->device_ms + 300;
      event->body = g_bytes_new_take (body, strlen (body));
      event->signature = g_bytes_new (signature, sizeof signature);
      g_ptr_array_add (events, event);
    }
  return events;
}

static CorralProofGround *
make_ground (CorralSigner *signer)
{
  CorralProofGround *ground = corral_proof_ground_new (SERIAL);
  CorralCertificate row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CERTIFICATE), &row);
  row.id = "cert-1";
  row.cart = "c-1";
  row.serial_number = NUMBER;
  row.status = "valid";
  g_ptr_array_add (ground->standings, corral_fact_new (corral_collection_get_schema (CORRAL_COLLECTION_CERTIFICATE), &row));
  g_ptr_array_add (ground->certificates,
                   corral_signer_certify (signer, CORRAL_ANCHOR_CURRENT, SERIAL, NUMBER, FROM_MS, TO_MS));
  for (guint i = 0; i < CORRAL_N_ANCHORS; i++)
    g_ptr_array_add (ground->anchors, g_bytes_ref (corral_signer_get_authority (signer, i)));
  return ground;
}

static GBytes *
make_pack (CorralSigner *signer, guint n, char **seal)
{
  g_autoptr (CorralSealed) pack = corral_sealed_new ();
  g_autoptr (GPtrArray) events = make_events (signer, n);
  g_autoptr (CorralProofGround) ground = make_ground (signer);
  g_autoptr (GBytes) text = g_bytes_new_static ("time_ms,item\r\n", 14);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  corral_sealed_add (pack, "scans.csv", text);
  corral_sealed_add (pack, "empty", nothing);
  corral_sealed_add_messages (pack, events, TRUE, ground);
  return corral_sealed_close (pack, NOW_MS, seal);
}

static void
test_opens (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autoptr (CorralSigner) stranger = corral_signer_new (2);
  g_autofree char *seal = NULL, *again = NULL;
  g_autoptr (GBytes) file = make_pack (signer, 3, &seal);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSealed) pack = corral_sealed_open (file, &again, &error);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (GPtrArray) sums = NULL;
  CorralSealedProof proof;

  g_assert_no_error (error);
  g_assert_cmpstr (seal, ==, again);
  g_assert_cmpuint (strlen (seal), ==, 64);
  g_assert_cmpuint (g_bytes_get_size (corral_sealed_get (pack, "scans.csv")), ==, 14);
  g_assert_null (corral_sealed_get (pack, "report.pdf"));
  g_assert_true (corral_sealed_prove (pack, NULL, &proof, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (proof.n_messages, ==, 3);
  g_assert_cmpstr (proof.serial, ==, SERIAL);
  g_assert_cmpint (corral_proof_summary_get_state (&proof.summary), ==, CORRAL_PROOF_VERIFIED);
  sums = corral_sealed_list_anchors (pack);
  g_assert_cmpuint (sums->len, ==, CORRAL_N_ANCHORS);

  /* Who trusts somebody else is not talked into it by what is in the pack. */
  g_ptr_array_add (anchors, corral_signer_get_authority (stranger, CORRAL_ANCHOR_CURRENT));
  g_assert_true (corral_sealed_prove (pack, anchors, &proof, &error));
  g_assert_cmpint (proof.summary.reason, ==, CORRAL_PROOF_REASON_UNKNOWN_ANCHOR);
}

/* Of a case: several sets of messages, each a cart's. */
static GBytes *
make_case_pack (CorralSigner *signer)
{
  g_autoptr (CorralSealed) pack = corral_sealed_new ();
  g_autoptr (CorralProofGround) ground = make_ground (signer);
  g_autoptr (CorralProofGround) nobody = corral_proof_ground_new ("");
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) first = make_events (signer, 1);
  g_autoptr (GPtrArray) third = make_events (signer, 2);

  corral_sealed_add_set (pack, 1, first, TRUE, ground);
  corral_sealed_add_set (pack, 2, none, FALSE, nobody);
  corral_sealed_add_set (pack, 3, third, FALSE, ground);
  return corral_sealed_close (pack, NOW_MS, NULL);
}

static void
test_sets (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autoptr (GBytes) file = make_case_pack (signer);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSealed) pack = corral_sealed_open (file, NULL, &error);
  g_autoptr (GPtrArray) sums = NULL;
  static const guint counts[] = { 1, 0, 2 };
  CorralSealedProof proof;

  g_assert_no_error (error);
  g_assert_cmpuint (corral_sealed_count_sets (pack), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_assert_true (corral_sealed_prove_set (pack, i + 1, NULL, &proof, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (proof.n_messages, ==, counts[i]);
      g_assert_cmpuint (proof.summary.n[CORRAL_PROOF_VERIFIED], ==, counts[i]);
      g_assert_true (proof.is_whole == (i == 0));
    }
  /* Each anchor once, though two carts have them. */
  sums = corral_sealed_list_anchors (pack);
  g_assert_cmpuint (sums->len, ==, CORRAL_N_ANCHORS);
  /* It is no pack about one cart, and has no fourth set. */
  g_assert_false (corral_sealed_prove (pack, NULL, &proof, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_false (corral_sealed_prove_set (pack, 4, NULL, &proof, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static gboolean
opens (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) file = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSealed) pack = corral_sealed_open (file, NULL, &error);

  g_assert_true ((pack == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  return pack != NULL;
}

/* Over every byte, padding and headers too: other by a bit, by another, and nought. */
static void
test_every_byte (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autofree char *seal = NULL;
  GBytes *file = make_pack (signer, 1, &seal);
  gsize size;
  g_autofree guint8 *data = g_bytes_unref_to_data (file, &size);

  g_assert_true (opens (data, size));
  for (gsize i = 0; i < size; i++)
    {
      guint8 was = data[i];

      data[i] = was ^ 1;
      g_assert_false (opens (data, size));
      data[i] = was ^ 0x80;
      g_assert_false (opens (data, size));
      data[i] = was == ' ' ? '\n' : ' ';
      g_assert_false (opens (data, size) && data[i] != was);
      data[i] = was;
    }
  g_assert_true (opens (data, size));
  g_test_message ("%" G_GSIZE_FORMAT " bytes, each of them", size);
}

/* The same of a case's. */
static void
test_every_byte_of_case (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  GBytes *file = make_case_pack (signer);
  gsize size;
  g_autofree guint8 *data = g_bytes_unref_to_data (file, &size);

  g_assert_true (opens (data, size));
  for (gsize i = 0; i < size; i++)
    {
      data[i] ^= 1;
      g_assert_false (opens (data, size));
      data[i] ^= 0x81;
      g_assert_false (opens (data, size));
      data[i] ^= 0x80;
    }
  g_assert_true (opens (data, size));
  g_test_message ("%" G_GSIZE_FORMAT " bytes, each of them", size);
}

/* Cut short anywhere, and longer than it was. */
static void
test_length (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autofree char *seal = NULL;
  g_autoptr (GBytes) file = make_pack (signer, 1, &seal);
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autofree guint8 *longer = g_malloc0 (size + 1024);

  for (gsize n = 0; n < size; n += n % 512 == 510 ? 1 : 2)
    g_assert_false (opens (data, n));
  memcpy (longer, data, size);
  for (gsize n = 1; n <= 1024; n += 511)
    g_assert_false (opens (longer, size + n));
}

/* Sealed anew by somebody else, it is whole; but what a cart signed is not theirs to change, and the seal is another. */
static void
test_made_anew (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autoptr (CorralProofGround) ground = make_ground (signer);
  g_autoptr (GPtrArray) events = make_events (signer, 3);
  g_autoptr (CorralSealed) forged = corral_sealed_new ();
  g_autofree char *seal = NULL, *other = NULL;
  g_autoptr (GBytes) good = make_pack (signer, 3, &seal);
  CorralEvent *event = g_ptr_array_index (events, 1);
  g_autoptr (GBytes) file = NULL;
  g_autoptr (CorralSealed) pack = NULL;
  g_autoptr (GError) error = NULL;
  CorralSealedProof proof;
  gsize size;
  guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&event->body), &size);

  data[8] ^= 1;
  event->body = g_bytes_new_take (data, size);
  corral_sealed_add_messages (forged, events, TRUE, ground);
  file = corral_sealed_close (forged, NOW_MS, &other);
  g_assert_cmpstr (seal, !=, other);
  pack = corral_sealed_open (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (corral_sealed_prove (pack, NULL, &proof, &error));
  g_assert_cmpint (corral_proof_summary_get_state (&proof.summary), ==, CORRAL_PROOF_FAILS);
  g_assert_cmpint (proof.summary.reason, ==, CORRAL_PROOF_REASON_SIGNATURE);
  g_assert_cmpuint (g_bytes_get_size (good), >, 0);
}

/* Whole, and no messages in it, or none that can be read. */
static void
test_odd_messages (void)
{
  static const char *const texts[] = { "", "[]", "{}", "{\"cart\":\"x\",\"messages\":7}", "null",
                                       "{\"cart\":\"x\",\"messages\":[7,{},{\"body\":\"!!\",\"signature\":\"AA\"}]}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CorralSealed) made = corral_sealed_new ();
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr (GBytes) certificates = g_bytes_new_static ("{\"certificates\":[\"AA==\",7],\"standings\":[{}]}", 44);
      g_autoptr (GBytes) file = NULL;
      g_autoptr (CorralSealed) pack = NULL;
      g_autoptr (GError) error = NULL;
      CorralSealedProof proof;

      corral_sealed_add (made, "messages.json", bytes);
      corral_sealed_add (made, "certificates.json", certificates);
      file = corral_sealed_close (made, NOW_MS, NULL);
      pack = corral_sealed_open (file, NULL, &error);
      g_assert_no_error (error);
      if (corral_sealed_prove (pack, NULL, &proof, &error))
        g_assert_cmpint (corral_proof_summary_get_state (&proof.summary), !=, CORRAL_PROOF_VERIFIED);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sealed/sets", test_sets);
  g_test_add_func ("/sealed/every-byte-of-case", test_every_byte_of_case);
  g_test_add_func ("/sealed/opens", test_opens);
  g_test_add_func ("/sealed/every-byte", test_every_byte);
  g_test_add_func ("/sealed/length", test_length);
  g_test_add_func ("/sealed/made-anew", test_made_anew);
  g_test_add_func ("/sealed/odd-messages", test_odd_messages);
  return g_test_run ();
}
