/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates, read by GnuTLS. What is read here comes from the cloud and is trusted in nothing but what an anchor
 * vouches for. Any thread. */
#include "config.h"

#include "corral-x509.h"

#include <gnutls/crypto.h>
#include <string.h>

/* More steps from a cart to its anchor than any fleet has. */
#define MAX_STEPS 4

void
corral_x509_free (CorralX509 *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->key, gnutls_pubkey_deinit);
  g_clear_pointer (&self->certificate, gnutls_x509_crt_deinit);
  g_free (self->subject);
  g_free (self->number);
  g_free (self);
}

/* The key, when it is the kind that carts have. */
static gnutls_pubkey_t
read_key (gnutls_x509_crt_t certificate)
{
  gnutls_pubkey_t key;
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  gnutls_datum_t x = { 0 }, y = { 0 };

  if (gnutls_pubkey_init (&key) < 0)
    return NULL;
  if (gnutls_pubkey_import_x509 (key, certificate, 0) >= 0
      && gnutls_pubkey_get_pk_algorithm (key, NULL) == GNUTLS_PK_ECDSA
      && gnutls_pubkey_export_ecc_raw (key, &curve, &x, &y) >= 0)
    {
      gnutls_free (x.data);
      gnutls_free (y.data);
    }
  if (curve == GNUTLS_ECC_CURVE_SECP256R1)
    return key;
  gnutls_pubkey_deinit (key);
  return NULL;
}

static char *
read_subject (gnutls_x509_crt_t certificate)
{
  char name[256];
  size_t size = sizeof name;

  /* A second name, or a nought within, is a way to be taken for somebody else. */
  if (gnutls_x509_crt_get_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size) < 0
      || strnlen (name, sizeof name) != size || !g_utf8_validate (name, (gssize) size, NULL))
    return NULL;
  size = 0;
  if (gnutls_x509_crt_get_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 1, 0, NULL, &size)
      != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
    return NULL;
  return g_strdup (name);
}

char *
corral_x509_normalize_number (const char *digits)
{
  GString *number = g_string_new (NULL);

  for (const char *c = digits; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c) && (number->len > 0 || *c != '0'))
      g_string_append_c (number, g_ascii_tolower (*c));
    else if (*c != ':' && *c != '0')
      {
        g_string_free (number, TRUE);
        return NULL;
      }
  return g_string_free (number, FALSE);
}

static char *
read_number (gnutls_x509_crt_t certificate)
{
  guint8 bytes[64];
  size_t size = sizeof bytes;
  g_autoptr (GString) digits = g_string_new (NULL);

  if (gnutls_x509_crt_get_serial (certificate, bytes, &size) < 0)
    return NULL;
  for (size_t i = 0; i < size; i++)
    g_string_append_printf (digits, "%02x", bytes[i]);
  return corral_x509_normalize_number (digits->str);
}

CorralX509 *
corral_x509_read (GBytes *der)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (der, &size);
  g_autoptr (CorralX509) self = g_new0 (CorralX509, 1);
  gnutls_datum_t datum = { (unsigned char *) data, (unsigned int) size };
  time_t from, to;
  unsigned int critical;

  if (size == 0 || size > G_MAXINT16 || gnutls_x509_crt_init (&self->certificate) < 0)
    return NULL;
  if (gnutls_x509_crt_import (self->certificate, &datum, GNUTLS_X509_FMT_DER) < 0)
    return NULL;
  from = gnutls_x509_crt_get_activation_time (self->certificate);
  to = gnutls_x509_crt_get_expiration_time (self->certificate);
  if (from == (time_t) -1 || to == (time_t) -1)
    return NULL;
  self->from_ms = (gint64) from * 1000;
  self->to_ms = (gint64) to * 1000;
  self->key = read_key (self->certificate);
  self->subject = read_subject (self->certificate);
  self->number = read_number (self->certificate);
  self->is_authority = gnutls_x509_crt_get_ca_status (self->certificate, &critical) > 0;
  return g_steal_pointer (&self);
}

GPtrArray *
corral_x509_read_all (GPtrArray *ders)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_x509_free);

  for (guint i = 0; i < ders->len; i++)
    {
      CorralX509 *one = corral_x509_read (g_ptr_array_index (ders, i));

      if (one != NULL)
        g_ptr_array_add (all, one);
    }
  return all;
}

/* Whether @issuer's key made @self. Times are the caller's. */
static gboolean
is_issued_by (const CorralX509 *self, const CorralX509 *issuer)
{
  unsigned int problems = 0;

  return issuer->is_authority && gnutls_x509_crt_check_issuer (self->certificate, issuer->certificate) != 0
         && gnutls_x509_crt_verify (self->certificate, &issuer->certificate, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS,
                                    &problems)
                >= 0
         && problems == 0;
}

static const CorralX509 *
find_issuer (const CorralX509 *self, GPtrArray *among)
{
  for (guint i = 0; i < among->len; i++)
    if (g_ptr_array_index (among, i) != self && is_issued_by (self, g_ptr_array_index (among, i)))
      return g_ptr_array_index (among, i);
  return NULL;
}

gboolean
corral_x509_find_anchor (const CorralX509 *self,
                         GPtrArray *others,
                         GPtrArray *anchors,
                         gint64 *from_ms,
                         gint64 *to_ms)
{
  const CorralX509 *at = self;

  *from_ms = self->from_ms;
  *to_ms = self->to_ms;
  for (guint step = 0; step < MAX_STEPS && at != NULL; step++)
    {
      const CorralX509 *anchor = find_issuer (at, anchors);

      at = anchor != NULL ? anchor : find_issuer (at, others);
      if (at == NULL)
        return FALSE;
      *from_ms = MAX (*from_ms, at->from_ms);
      *to_ms = MIN (*to_ms, at->to_ms);
      if (anchor != NULL)
        return TRUE;
    }
  return FALSE;
}

gboolean
corral_x509_signed (const CorralX509 *self, GBytes *bytes, const guint8 signature[64])
{
  gnutls_datum_t r = { (unsigned char *) signature, 32 };
  gnutls_datum_t s = { (unsigned char *) signature + 32, 32 };
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gnutls_datum_t text = { (unsigned char *) data, (unsigned int) size };
  gnutls_datum_t der = { 0 };
  gboolean good;

  if (self->key == NULL || gnutls_encode_rs_value (&der, &r, &s) < 0)
    return FALSE;
  good = gnutls_pubkey_verify_data2 (self->key, GNUTLS_SIGN_ECDSA_SHA256, 0, &text, &der) >= 0;
  gnutls_free (der.data);
  return good;
}
