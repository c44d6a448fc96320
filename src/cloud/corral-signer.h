/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralSigner:
 *
 * The secure elements of a simulated fleet: one P-256 key per cart, derived from the seed and the cart's
 * serial number, and the two authorities (current and next) that certify them. The same seed gives the same
 * keys, signatures and certificates, byte for byte. These keys protect nothing: anyone who knows the seed has
 * them.
 *
 * One thread.
 */
typedef struct _CorralSigner CorralSigner;

/* What domain.md calls the two trust anchors. */
typedef enum
{
  CORRAL_ANCHOR_CURRENT,
  CORRAL_ANCHOR_NEXT,
} CorralAnchor;

#define CORRAL_N_ANCHORS (CORRAL_ANCHOR_NEXT + 1)

#define CORRAL_SIGNATURE_SIZE 64

CorralSigner *corral_signer_new (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;
void corral_signer_free (CorralSigner *self);

/* Signs the @size bytes of @body as the cart called @serial: ECDSA P-256 over SHA-256, r and s as 32 bytes
 * each, big-endian, one after the other. Deterministic. */
void corral_signer_sign (CorralSigner *self,
                         const char *serial,
                         gconstpointer body,
                         gsize size,
                         guint8 signature[CORRAL_SIGNATURE_SIZE]);

/* The authority's own X.509 certificate, DER. The signer keeps it. */
GBytes *corral_signer_get_authority (CorralSigner *self, CorralAnchor anchor);

/* The cart's X.509 v3 certificate, DER: its subject is the serial number and nothing else, valid in
 * [@not_before_ms, @not_after_ms]; @number is its own serial number, in hexadecimal digits. */
GBytes *corral_signer_certify (CorralSigner *self,
                               CorralAnchor anchor,
                               const char *serial,
                               const char *number,
                               gint64 not_before_ms,
                               gint64 not_after_ms) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSigner, corral_signer_free)

G_END_DECLS
