/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys, signatures and certificates of the simulated carts. Nettle signs, because the numbers it draws can be
 * ours (keys and nonces come from HMAC-SHA-256 of the seed, so that the same fleet signs the same bytes
 * alike); GnuTLS writes the certificates, and in the tests verifies what nettle signed. One thread.
 */
#include "config.h"

#include "corral-signer.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <nettle/ecdsa.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <string.h>

#define COORDINATE_SIZE 32

/* A page of events is one cart's, a support agent looks at a handful: making a key again costs 0.1 ms. */
#define MAX_KEYS 64

/* The authorities outlive every demo: 2015-01-01 to 2100-01-01, the range of times in the contract. */
#define AUTHORITY_NOT_BEFORE_S 1420070400
#define AUTHORITY_NOT_AFTER_S 4102444800

/* A stream of bytes made from a key and a label: HMAC-SHA-256 (key, counter || label), block after block. */
typedef struct
{
  guint8 key[SHA256_DIGEST_SIZE];
  guint8 label[SHA256_DIGEST_SIZE];
  guint64 counter;
} Stream;

typedef struct
{
  struct ecc_scalar secret;
  struct ecc_point public;
  guint8 nonce_key[SHA256_DIGEST_SIZE]; /* for the nonces of this key alone */
  guint64 used;                         /* when it was last asked for, in draws of the clock below */
} Key;

struct _CorralSigner
{
  guint64 seed;
  guint64 uses;
  GHashTable *keys; /* (owned) (element-type utf8 Key): by serial */
  GBytes *authorities[CORRAL_N_ANCHORS];
  gnutls_x509_crt_t authority_certificates[CORRAL_N_ANCHORS];
  gnutls_privkey_t authority_keys[CORRAL_N_ANCHORS];
};

static const char *const authority_names[CORRAL_N_ANCHORS] = {
  [CORRAL_ANCHOR_CURRENT] = "Corral demo fleet authority 1",
  [CORRAL_ANCHOR_NEXT] = "Corral demo fleet authority 2",
};

static void
check (int result)
{
  if (result < 0)
    g_error ("GnuTLS failed on our own demo keys: %s", gnutls_strerror (result));
}

static void
stream_init (Stream *self, const guint8 *key, gsize key_size, const void *label, gsize label_size)
{
  struct sha256_ctx hash;

  sha256_init (&hash);
  sha256_update (&hash, key_size, key);
  sha256_digest (&hash, sizeof self->key, self->key);
  sha256_init (&hash);
  sha256_update (&hash, label_size, label);
  sha256_digest (&hash, sizeof self->label, self->label);
  self->counter = 0;
}

/* A nettle_random_func. */
static void
stream_draw (void *context, size_t length, uint8_t *to)
{
  Stream *self = context;

  while (length > 0)
    {
      guint64 counter = GUINT64_TO_BE (self->counter);
      gsize n = MIN (length, (gsize) SHA256_DIGEST_SIZE);
      struct hmac_sha256_ctx hmac;

      self->counter++;
      hmac_sha256_set_key (&hmac, sizeof self->key, self->key);
      hmac_sha256_update (&hmac, sizeof counter, (const guint8 *) &counter);
      hmac_sha256_update (&hmac, sizeof self->label, self->label);
      hmac_sha256_digest (&hmac, n, to);
      to += n;
      length -= n;
    }
}

static void
key_free (gpointer data)
{
  Key *key = data;

  ecc_scalar_clear (&key->secret);
  ecc_point_clear (&key->public);
  g_free (key);
}

/* The key called @name of the fleet with @seed. */
static Key *
key_new (guint64 seed, const char *name)
{
  Key *key = g_new0 (Key, 1);
  guint64 seed_bytes = GUINT64_TO_BE (seed);
  Stream stream;

  stream_init (&stream, (const guint8 *) &seed_bytes, sizeof seed_bytes, name, strlen (name));
  ecc_scalar_init (&key->secret, nettle_get_secp_256r1 ());
  ecc_point_init (&key->public, nettle_get_secp_256r1 ());
  stream_draw (&stream, sizeof key->nonce_key, key->nonce_key);
  ecdsa_generate_keypair (&key->public, &key->secret, &stream, stream_draw);
  return key;
}

/* A number as 32 bytes, big-endian. */
static void
write_number (const mpz_t number, guint8 to[COORDINATE_SIZE])
{
  gsize size = nettle_mpz_sizeinbase_256_u (number);

  g_assert (size <= COORDINATE_SIZE);
  nettle_mpz_get_str_256 (COORDINATE_SIZE, to, number);
}

static void
key_get_public (const Key *key, guint8 x[COORDINATE_SIZE], guint8 y[COORDINATE_SIZE])
{
  mpz_t mx, my;

  mpz_init (mx);
  mpz_init (my);
  ecc_point_get (&key->public, mx, my);
  write_number (mx, x);
  write_number (my, y);
  mpz_clear (mx);
  mpz_clear (my);
}

static void
key_get_secret (const Key *key, guint8 k[COORDINATE_SIZE])
{
  mpz_t secret;

  mpz_init (secret);
  ecc_scalar_get (&key->secret, secret);
  write_number (secret, k);
  mpz_clear (secret);
}

static void
forget_oldest_key (CorralSigner *self)
{
  GHashTableIter iter;
  gpointer name, value;
  gpointer oldest = NULL;
  guint64 used = G_MAXUINT64;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (((Key *) value)->used < used)
      {
        used = ((Key *) value)->used;
        oldest = name;
      }
  g_hash_table_remove (self->keys, oldest);
}

static Key *
cart_key (CorralSigner *self, const char *serial)
{
  Key *key = g_hash_table_lookup (self->keys, serial);

  if (key == NULL)
    {
      g_autofree char *name = g_strconcat ("cart ", serial, NULL);

      if (g_hash_table_size (self->keys) >= MAX_KEYS)
        forget_oldest_key (self);
      key = key_new (self->seed, name);
      g_hash_table_insert (self->keys, g_strdup (serial), key);
    }
  key->used = self->uses++;
  return key;
}

static gnutls_pubkey_t
import_public (const Key *key)
{
  guint8 x[COORDINATE_SIZE], y[COORDINATE_SIZE];
  const gnutls_datum_t dx = { x, sizeof x };
  const gnutls_datum_t dy = { y, sizeof y };
  gnutls_pubkey_t public;

  key_get_public (key, x, y);
  check (gnutls_pubkey_init (&public));
  check (gnutls_pubkey_import_ecc_raw (public, GNUTLS_ECC_CURVE_SECP256R1, &dx, &dy));
  return public;
}

static gnutls_privkey_t
import_secret (const Key *key)
{
  guint8 x[COORDINATE_SIZE], y[COORDINATE_SIZE], k[COORDINATE_SIZE];
  const gnutls_datum_t dx = { x, sizeof x };
  const gnutls_datum_t dy = { y, sizeof y };
  const gnutls_datum_t dk = { k, sizeof k };
  gnutls_privkey_t secret;

  key_get_public (key, x, y);
  key_get_secret (key, k);
  check (gnutls_privkey_init (&secret));
  check (gnutls_privkey_import_ecc_raw (secret, GNUTLS_ECC_CURVE_SECP256R1, &dx, &dy, &dk));
  return secret;
}

/* The serial number of a certificate: @digits as a positive integer of DER, without leading zeros. What is
 * not hexadecimal is hashed to 16 bytes. */
static GBytes *
certificate_number (const char *digits)
{
  GByteArray *number = g_byte_array_new ();
  g_autoptr (GString) hex = g_string_new (NULL);
  gboolean good = TRUE;

  for (const char *c = digits; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c))
      g_string_append_c (hex, *c);
    else if (*c != ':')
      good = FALSE;
  if (!good || hex->len == 0 || hex->len > 38)
    {
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, digits, -1);

      g_string_assign (hex, hash);
      g_string_truncate (hex, 32);
    }
  if (hex->len % 2 == 1)
    g_string_prepend_c (hex, '0');
  for (gsize i = 0; i < hex->len; i += 2)
    {
      guint8 byte
          = (guint8) (g_ascii_xdigit_value (hex->str[i]) << 4 | g_ascii_xdigit_value (hex->str[i + 1]));

      if (number->len == 0 && byte == 0 && i + 2 < hex->len)
        continue;
      if (number->len == 0 && byte >= 0x80)
        g_byte_array_append (number, (const guint8 *) "", 1);
      g_byte_array_append (number, &byte, 1);
    }
  return g_byte_array_free_to_bytes (number);
}

static GBytes *
finish_certificate (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer, gnutls_privkey_t issuer_key)
{
  gnutls_datum_t der;
  GBytes *bytes;

  /* Reproducible: the nonce of RFC 6979, so that a certificate has one form. */
  check (gnutls_x509_crt_privkey_sign (certificate, issuer, issuer_key, GNUTLS_DIG_SHA256,
                                       GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE));
  check (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der));
  bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  return bytes;
}

/* A certificate for @key, all filled in but what depends on its kind. */
static gnutls_x509_crt_t
begin_certificate (const Key *key,
                   const char *subject,
                   GBytes *number,
                   gint64 not_before_s,
                   gint64 not_after_s)
{
  g_autofree char *name = g_strdup (subject);
  gnutls_pubkey_t public = import_public (key);
  guint8 id[64];
  size_t id_size = sizeof id;
  gnutls_x509_crt_t certificate;

  check (gnutls_x509_crt_init (&certificate));
  check (gnutls_x509_crt_set_version (certificate, 3));
  check (
      gnutls_x509_crt_set_serial (certificate, g_bytes_get_data (number, NULL), g_bytes_get_size (number)));
  check (gnutls_x509_crt_set_activation_time (certificate, not_before_s));
  check (gnutls_x509_crt_set_expiration_time (certificate, not_after_s));
  check (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                        (unsigned int) strlen (name)));
  check (gnutls_x509_crt_set_pubkey (certificate, public));
  check (gnutls_pubkey_get_key_id (public, 0, id, &id_size));
  check (gnutls_x509_crt_set_subject_key_id (certificate, id, id_size));
  gnutls_pubkey_deinit (public);
  return certificate;
}

static void
make_authority (CorralSigner *self, CorralAnchor anchor)
{
  Key *key = key_new (self->seed, authority_names[anchor]);
  g_autoptr (GBytes) number = certificate_number (anchor == CORRAL_ANCHOR_CURRENT ? "01" : "02");
  gnutls_x509_crt_t certificate =
    begin_certificate (key, authority_names[anchor], number, AUTHORITY_NOT_BEFORE_S, AUTHORITY_NOT_AFTER_S);

  check (gnutls_x509_crt_set_basic_constraints (certificate, 1, 0));
  check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
  self->authority_keys[anchor] = import_secret (key);
  self->authority_certificates[anchor] = certificate;
  self->authorities[anchor] = finish_certificate (certificate, certificate, self->authority_keys[anchor]);
  key_free (key);
}

CorralSigner *
corral_signer_new (guint64 seed)
{
  CorralSigner *self = g_new0 (CorralSigner, 1);

  self->seed = seed;
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, key_free);
  for (guint anchor = 0; anchor < CORRAL_N_ANCHORS; anchor++)
    make_authority (self, anchor);
  return self;
}

void
corral_signer_free (CorralSigner *self)
{
  for (guint anchor = 0; anchor < CORRAL_N_ANCHORS; anchor++)
    {
      gnutls_x509_crt_deinit (self->authority_certificates[anchor]);
      gnutls_privkey_deinit (self->authority_keys[anchor]);
      g_bytes_unref (self->authorities[anchor]);
    }
  g_hash_table_unref (self->keys);
  g_free (self);
}

void
corral_signer_sign (CorralSigner *self,
                    const char *serial,
                    gconstpointer body,
                    gsize size,
                    guint8 signature[CORRAL_SIGNATURE_SIZE])
{
  Key *key = cart_key (self, serial);
  guint8 digest[SHA256_DIGEST_SIZE];
  struct sha256_ctx hash;
  struct dsa_signature pair;
  Stream nonces;

  sha256_init (&hash);
  sha256_update (&hash, size, body);
  sha256_digest (&hash, sizeof digest, digest);
  stream_init (&nonces, key->nonce_key, sizeof key->nonce_key, digest, sizeof digest);
  dsa_signature_init (&pair);
  ecdsa_sign (&key->secret, &nonces, stream_draw, sizeof digest, digest, &pair);
  write_number (pair.r, signature);
  write_number (pair.s, signature + COORDINATE_SIZE);
  dsa_signature_clear (&pair);
}

GBytes *
corral_signer_get_authority (CorralSigner *self, CorralAnchor anchor)
{
  return self->authorities[anchor];
}

GBytes *
corral_signer_certify (CorralSigner *self,
                       CorralAnchor anchor,
                       const char *serial,
                       const char *number,
                       gint64 not_before_ms,
                       gint64 not_after_ms)
{
  g_autoptr (GBytes) number_bytes = certificate_number (number);
  gnutls_x509_crt_t certificate = begin_certificate (cart_key (self, serial), serial, number_bytes,
                                                     not_before_ms / 1000, not_after_ms / 1000);
  guint8 id[64];
  size_t id_size = sizeof id;
  GBytes *der;

  check (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1));
  check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
  check (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_CLIENT, 0));
  check (gnutls_x509_crt_get_subject_key_id (self->authority_certificates[anchor], id, &id_size, NULL));
  check (gnutls_x509_crt_set_authority_key_id (certificate, id, id_size));
  der = finish_certificate (certificate, self->authority_certificates[anchor], self->authority_keys[anchor]);
  gnutls_x509_crt_deinit (certificate);
  return der;
}
