/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-prover.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralSealed:
 *
 * A sealed pack of evidence: one file with parts for people and for machines, the signed messages, what is needed to
 * verify them, a manifest with the SHA-256 of each part, and the seal, the SHA-256 of the manifest. After any single
 * changed byte it can no longer be opened. Who changes all of it alike changes the seal: it is told when the pack is made, to
 * be written down apart from it; and nobody can change what the carts signed.
 *
 * Files: manifest.json, then the parts, then seal. Any one thread.
 */
typedef struct _CorralSealed CorralSealed;

CorralSealed *corral_sealed_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_sealed_free (CorralSealed *self);

/* @name: lower case, digits, dots and hyphens, none there yet. Takes a reference of @bytes. */
void corral_sealed_add (CorralSealed *self, const char *name, GBytes *bytes);
/* NULL: there is no such part. Lent. */
GBytes *corral_sealed_get (CorralSealed *self, const char *name);

/* What messages are verified by, without the network: all DER, standings as the cloud last told them. */
typedef struct
{
  char *serial;
  GPtrArray *certificates; /* (element-type GBytes) */
  GPtrArray *anchors;      /* (element-type GBytes) */
  GPtrArray *standings;    /* (element-type CorralCertificate): facts */
} CorralProofGround;

CorralProofGround *corral_proof_ground_new (const char *serial) G_GNUC_WARN_UNUSED_RESULT;
void corral_proof_ground_free (CorralProofGround *self);
CorralProver *corral_proof_ground_make_prover (const CorralProofGround *self) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the parts "messages.json" and "certificates.json". @events (element-type CorralEvent); @is_whole: all of a
 * stretch of the cart's time, so that their counters prove something. */
void corral_sealed_add_messages (CorralSealed *self,
                               GPtrArray *events,
                               gboolean is_whole,
                               const CorralProofGround *ground);

/* The same for one of several sets of messages in a pack, each a cart's, @set from 1 on without a gap: adds
 * "messages-001.json" and "certificates-001.json". */
void corral_sealed_add_set (CorralSealed *self,
                            guint set,
                            GPtrArray *events,
                            gboolean is_whole,
                            const CorralProofGround *ground);

/* How many numbered sets there are; 0: a pack about one cart, or about none. */
guint corral_sealed_count_sets (CorralSealed *self);

/* The file. @made_ms: when. *@seal: 64 digits. */
GBytes *corral_sealed_close (CorralSealed *self, gint64 made_ms, char **seal) G_GNUC_WARN_UNUSED_RESULT;

/* Opens a file that nothing was changed in: NULL and G_IO_ERROR_INVALID_DATA with a sentence. */
CorralSealed *corral_sealed_open (GBytes *file, char **seal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was found out about the messages in a pack. */
typedef struct
{
  guint n_messages;
  gboolean is_whole;
  char serial[64];
  CorralProofSummary summary;
} CorralSealedProof;

/* Verifies the messages by the certificates in the pack and @anchors (nullable: those in it, which whoever made the
 * pack chose). FALSE and G_IO_ERROR_INVALID_DATA: they cannot be read. */
gboolean corral_sealed_prove (CorralSealed *self, GPtrArray *anchors, CorralSealedProof *proof, GError **error);

/* The same for the numbered @set. */
gboolean corral_sealed_prove_set (CorralSealed *self, guint set, GPtrArray *anchors, CorralSealedProof *proof, GError **error);

/* SHA-256 of each trust anchor in the pack, as digits (element-type utf8): to be compared with what is known of them. */
GPtrArray *corral_sealed_list_anchors (CorralSealed *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSealed, corral_sealed_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralProofGround, corral_proof_ground_free)

G_END_DECLS
