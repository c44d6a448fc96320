/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for test servers, made with GnuTLS. */
#include "corral-test-certificate.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

static void
check (int result)
{
  if (result < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (result));
}

GTlsCertificate *
corral_test_certificate_new (const char *address, gint64 from, gint64 to)
{
  static const guint8 serial[] = { 1 };
  g_autoptr (GInetAddress) ip = g_inet_address_new_from_string (address);
  g_autoptr (GString) pem = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t crt;
  gnutls_datum_t text;

  check (gnutls_x509_privkey_init (&key));
  check (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                       GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  check (gnutls_x509_crt_init (&crt));
  check (gnutls_x509_crt_set_version (crt, 3));
  check (gnutls_x509_crt_set_serial (crt, serial, sizeof serial));
  check (gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, "Corral test", 11));
  check (gnutls_x509_crt_set_activation_time (crt, (time_t) from));
  check (gnutls_x509_crt_set_expiration_time (crt, (time_t) to));
  check (gnutls_x509_crt_set_basic_constraints (crt, 1, -1));
  check (gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_CERT_SIGN));
  if (ip != NULL)
    check (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, g_inet_address_to_bytes (ip),
                                                 (unsigned int) g_inet_address_get_native_size (ip), 0));
  else
    check (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, address,
                                                 (unsigned int) strlen (address), 0));
  check (gnutls_x509_crt_set_key (crt, key));
  check (gnutls_x509_crt_sign2 (crt, crt, key, GNUTLS_DIG_SHA256, 0));

  check (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_PEM, &text));
  g_string_append_len (pem, (const char *) text.data, text.size);
  gnutls_free (text.data);
  check (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &text));
  g_string_append_len (pem, (const char *) text.data, text.size);
  gnutls_free (text.data);
  gnutls_x509_crt_deinit (crt);
  gnutls_x509_privkey_deinit (key);

  certificate = g_tls_certificate_new_from_pem (pem->str, (gssize) pem->len, &error);
  g_assert_no_error (error);
  return certificate;
}

GTlsDatabase *
corral_test_database_new (GTlsCertificate *certificate, const char *folder)
{
  g_autofree char *file = g_build_filename (folder, "trusted.pem", NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  g_file_set_contents (file, pem, -1, &error);
  g_assert_no_error (error);
  database = g_tls_file_database_new (file, &error);
  g_assert_no_error (error);
  return database;
}
