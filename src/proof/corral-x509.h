/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/* One X.509 certificate, read. Private to this room. */
typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_pubkey_t key; /* (nullable): no P-256 key */
  char *subject;       /* (nullable): its common name, when it is one clean text */
  char *number;        /* lower-case hexadecimal without leading zeros; (nullable): it has none */
  gint64 from_ms, to_ms;
  gboolean is_authority;
} CorralX509;

/* NULL: @der is no certificate. */
CorralX509 *corral_x509_read (GBytes *der) G_GNUC_WARN_UNUSED_RESULT;
void corral_x509_free (CorralX509 *self);

/* Those of @ders (element-type GBytes) that can be read: (element-type CorralX509). */
GPtrArray *corral_x509_read_all (GPtrArray *ders) G_GNUC_WARN_UNUSED_RESULT;

/* The form of CorralX509.number: what is no hexadecimal digit or colon makes it NULL. */
char *corral_x509_normalize_number (const char *digits) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @self leads to one of @anchors, by way of @others if need be; then [*from_ms, *to_ms] is when all of that way
 * is valid. (element-type CorralX509) */
gboolean corral_x509_find_anchor (const CorralX509 *self,
                                  GPtrArray *others,
                                  GPtrArray *anchors,
                                  gint64 *from_ms,
                                  gint64 *to_ms);

/* Whether the key made @signature (r and s, 32 bytes each) over @bytes: ECDSA with SHA-256. */
gboolean corral_x509_signed (const CorralX509 *self, GBytes *bytes, const guint8 signature[64]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralX509, corral_x509_free)

G_END_DECLS
