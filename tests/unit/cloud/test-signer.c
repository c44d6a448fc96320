/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures and certificates of the simulated carts, verified by GnuTLS, which did not make the signatures.
 */
#include "config.h"

#include "corral-signer.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define SERIAL "ME-2031-000412"
#define NUMBER "0a:bc:de:f0:12:34"
#define NOT_BEFORE_MS G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */
#define NOT_AFTER_MS G_GINT64_CONSTANT (1830297600000)  /* 2028-01-01 */

static const char body[] = "{\"v\":1,\"cart\":\"" SERIAL "\",\"n\":1,\"type\":\"health\"}";

static gnutls_x509_crt_t
import (GBytes *der)
{
  gnutls_datum_t datum
      = { (unsigned char *) g_bytes_get_data (der, NULL), (unsigned int) g_bytes_get_size (der) };
  gnutls_x509_crt_t certificate;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER), ==, 0);
  return certificate;
}

/* What GnuTLS says of @signature over @text with the key in @certificate. */
static int
verify (gnutls_x509_crt_t certificate,
        const void *text,
        gsize size,
        const guint8 signature[CORRAL_SIGNATURE_SIZE])
{
  gnutls_datum_t r = { (unsigned char *) signature, 32 };
  gnutls_datum_t s = { (unsigned char *) signature + 32, 32 };
  gnutls_datum_t data = { (unsigned char *) text, (unsigned int) size };
  gnutls_datum_t der;
  gnutls_pubkey_t public;
  int result;

  g_assert_cmpint (gnutls_pubkey_init (&public), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_x509 (public, certificate, 0), ==, 0);
  g_assert_cmpint (gnutls_encode_rs_value (&der, &r, &s), ==, 0);
  result = gnutls_pubkey_verify_data2 (public, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der);
  gnutls_free (der.data);
  gnutls_pubkey_deinit (public);
  return result;
}

static void
test_signature (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autoptr (GBytes) der =
    corral_signer_certify (signer, CORRAL_ANCHOR_CURRENT, SERIAL, NUMBER, NOT_BEFORE_MS, NOT_AFTER_MS);
  gnutls_x509_crt_t certificate = import (der);

  /* Many bodies: now and then r or s has a leading zero byte. */
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"v\":1,\"n\":%u}", i);
      guint8 signature[CORRAL_SIGNATURE_SIZE];

      corral_signer_sign (signer, SERIAL, text, strlen (text), signature);
      g_assert_cmpint (verify (certificate, text, strlen (text), signature), >=, 0);
    }
  gnutls_x509_crt_deinit (certificate);
}

static void
test_flipped_bytes (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autoptr (GBytes) der =
    corral_signer_certify (signer, CORRAL_ANCHOR_CURRENT, SERIAL, NUMBER, NOT_BEFORE_MS, NOT_AFTER_MS);
  gnutls_x509_crt_t certificate = import (der);
  guint8 signature[CORRAL_SIGNATURE_SIZE];
  char copy[sizeof body];

  corral_signer_sign (signer, SERIAL, body, sizeof body - 1, signature);
  g_assert_cmpint (verify (certificate, body, sizeof body - 1, signature), >=, 0);
  for (guint i = 0; i < sizeof body - 1; i++)
    {
      memcpy (copy, body, sizeof body);
      copy[i] ^= 1;
      g_assert_cmpint (verify (certificate, copy, sizeof body - 1, signature), ==,
                       GNUTLS_E_PK_SIG_VERIFY_FAILED);
    }
  for (guint i = 0; i < CORRAL_SIGNATURE_SIZE; i++)
    {
      signature[i] ^= 1;
      g_assert_cmpint (verify (certificate, body, sizeof body - 1, signature), <, 0);
      signature[i] ^= 1;
    }
  gnutls_x509_crt_deinit (certificate);
}

static void
test_another_carts_key (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autoptr (GBytes) der =
    corral_signer_certify (signer, CORRAL_ANCHOR_CURRENT, SERIAL, NUMBER, NOT_BEFORE_MS, NOT_AFTER_MS);
  gnutls_x509_crt_t certificate = import (der);
  guint8 signature[CORRAL_SIGNATURE_SIZE];

  corral_signer_sign (signer, "ME-2031-000413", body, sizeof body - 1, signature);
  g_assert_cmpint (verify (certificate, body, sizeof body - 1, signature), ==, GNUTLS_E_PK_SIG_VERIFY_FAILED);
  gnutls_x509_crt_deinit (certificate);
}

static unsigned int
verify_chain (gnutls_x509_crt_t certificate, GBytes *authority)
{
  gnutls_x509_crt_t ca = import (authority);
  unsigned int problems = 0;

  g_assert_cmpint (gnutls_x509_crt_verify (certificate, &ca, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &problems),
                   ==, 0);
  gnutls_x509_crt_deinit (ca);
  return problems;
}

static void
test_chain (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);

  for (guint anchor = 0; anchor < 2; anchor++)
    {
      g_autoptr (GBytes) der
          = corral_signer_certify (signer, anchor, SERIAL, NUMBER, NOT_BEFORE_MS, NOT_AFTER_MS);
      gnutls_x509_crt_t certificate = import (der);
      gnutls_x509_crt_t authority = import (corral_signer_get_authority (signer, anchor));

      g_assert_cmpuint (verify_chain (certificate, corral_signer_get_authority (signer, anchor)), ==, 0);
      g_assert_cmpuint (verify_chain (certificate, corral_signer_get_authority (signer, !anchor))
                            & GNUTLS_CERT_INVALID,
                        !=, 0);
      g_assert_cmpuint (verify_chain (authority, corral_signer_get_authority (signer, anchor)), ==, 0);
      gnutls_x509_crt_deinit (authority);
      gnutls_x509_crt_deinit (certificate);
    }
}

static void
test_certificate_says (void)
{
  static const guint8 number[] = { 0x0a, 0xbc, 0xde, 0xf0, 0x12, 0x34 };
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  g_autoptr (GBytes) der =
    corral_signer_certify (signer, CORRAL_ANCHOR_NEXT, SERIAL, NUMBER, NOT_BEFORE_MS, NOT_AFTER_MS);
  gnutls_x509_crt_t certificate = import (der);
  gnutls_datum_t subject;
  guint8 serial[64];
  size_t serial_size = sizeof serial;
  unsigned int bits, critical, usage;

  g_assert_cmpint (gnutls_x509_crt_get_version (certificate), ==, 3);
  g_assert_cmpint (gnutls_x509_crt_get_dn3 (certificate, &subject, 0), ==, 0);
  g_assert_cmpstr ((const char *) subject.data, ==, "CN=" SERIAL);
  gnutls_free (subject.data);
  g_assert_cmpint (gnutls_x509_crt_get_serial (certificate, serial, &serial_size), ==, 0);
  g_assert_cmpmem (serial, serial_size, number, sizeof number);
  g_assert_cmpint (gnutls_x509_crt_get_activation_time (certificate), ==, NOT_BEFORE_MS / 1000);
  g_assert_cmpint (gnutls_x509_crt_get_expiration_time (certificate), ==, NOT_AFTER_MS / 1000);
  g_assert_cmpint (gnutls_x509_crt_get_pk_algorithm (certificate, &bits), ==, GNUTLS_PK_ECDSA);
  g_assert_cmpuint (bits, ==, 256);
  g_assert_cmpint (gnutls_x509_crt_get_key_usage (certificate, &usage, &critical), ==, 0);
  g_assert_cmpuint (usage, ==, GNUTLS_KEY_DIGITAL_SIGNATURE);
  g_assert_cmpint (gnutls_x509_crt_get_ca_status (certificate, &critical), ==, 0);
  gnutls_x509_crt_deinit (certificate);
}

static void
test_numbers (void)
{
  /* A serial number is a positive DER integer, whatever the digits. */
  static const struct { const char *digits; guint8 bytes[4]; guint size;
  } cases[] = {
    { "ff", { 0x00, 0xff }, 2 },       { "7f", { 0x7f }, 1 },
    { "00:00:12", { 0x12 }, 1 },       { "abc", { 0x0a, 0xbc }, 2 },
    { "00000080", { 0x00, 0x80 }, 2 },
  };
  g_autoptr (CorralSigner) signer = corral_signer_new (1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) der = corral_signer_certify (signer, CORRAL_ANCHOR_CURRENT, SERIAL, cases[i].digits,
                                                      NOT_BEFORE_MS, NOT_AFTER_MS);
      gnutls_x509_crt_t certificate = import (der);
      guint8 serial[64];
      size_t size = sizeof serial;

      g_assert_cmpint (gnutls_x509_crt_get_serial (certificate, serial, &size), ==, 0);
      g_assert_cmpmem (serial, size, cases[i].bytes, cases[i].size);
      gnutls_x509_crt_deinit (certificate);
    }
}

static void
test_same_seed (void)
{
  guint8 first[CORRAL_SIGNATURE_SIZE], again[CORRAL_SIGNATURE_SIZE], other[CORRAL_SIGNATURE_SIZE];
  g_autoptr (CorralSigner) a = corral_signer_new (7);
  g_autoptr (CorralSigner) b = corral_signer_new (7);
  g_autoptr (CorralSigner) c = corral_signer_new (8);
  g_autoptr (GBytes) certificate_a = NULL;
  g_autoptr (GBytes) certificate_b = NULL;

  corral_signer_sign (a, SERIAL, body, sizeof body - 1, first);
  /* More carts than keys are kept, then the first again. */
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *serial = g_strdup_printf ("ME-%u", i);

      corral_signer_sign (b, serial, body, sizeof body - 1, other);
      g_assert_true (memcmp (first, other, sizeof first) != 0);
    }
  corral_signer_sign (b, SERIAL, body, sizeof body - 1, again);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  corral_signer_sign (c, SERIAL, body, sizeof body - 1, other);
  g_assert_true (memcmp (first, other, sizeof first) != 0);

  g_assert_true (g_bytes_equal (corral_signer_get_authority (a, CORRAL_ANCHOR_CURRENT),
                                corral_signer_get_authority (b, CORRAL_ANCHOR_CURRENT)));
  certificate_a
      = corral_signer_certify (a, CORRAL_ANCHOR_CURRENT, SERIAL, NUMBER, NOT_BEFORE_MS, NOT_AFTER_MS);
  certificate_b
      = corral_signer_certify (b, CORRAL_ANCHOR_CURRENT, SERIAL, NUMBER, NOT_BEFORE_MS, NOT_AFTER_MS);
  g_assert_true (g_bytes_equal (certificate_a, certificate_b));
}

static void
test_speed (void)
{
  g_autoptr (CorralSigner) signer = corral_signer_new (1);
  guint8 signature[CORRAL_SIGNATURE_SIZE];
  gint64 start = g_get_monotonic_time ();
  double per_signature;

  for (guint i = 0; i < 5000; i++)
    corral_signer_sign (signer, SERIAL, body, sizeof body - 1, signature);
  per_signature = (double) (g_get_monotonic_time () - start) / 5000;
  g_test_minimized_result (per_signature, "%.1f us a signature", per_signature);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signer/signature", test_signature);
  g_test_add_func ("/signer/flipped-bytes", test_flipped_bytes);
  g_test_add_func ("/signer/another-carts-key", test_another_carts_key);
  g_test_add_func ("/signer/chain", test_chain);
  g_test_add_func ("/signer/certificate-says", test_certificate_says);
  g_test_add_func ("/signer/numbers", test_numbers);
  g_test_add_func ("/signer/same-seed", test_same_seed);
  if (g_test_perf ())
    g_test_add_func ("/signer/speed", test_speed);
  return g_test_run ();
}
