/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is this what the cart sent? Signature, then whose key it is, then what else was signed, then the way to an anchor, then
 * the time, then the standing: the first that does not hold is the answer, so that it names the cause and not what
 * follows from it. Any one thread. */
#include "config.h"

#include "corral-prover-private.h"

#include "corral-x509.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define SIGNATURE_SIZE 64
/* Ten times what a message may have (domain.md). */
#define MAX_BODY 8192

/* A cart's certificate and what is known of it. */
typedef struct
{
  const CorralX509 *x509;
  gboolean is_chained;
  gint64 from_ms, to_ms; /* of the whole way, when it is chained */
} Leaf;

typedef struct
{
  gboolean revoked;
  gint64 revoked_ms;
} Standing;

struct _CorralProver
{
  char *serial;
  GPtrArray *certificates; /* (element-type CorralX509) */
  GPtrArray *anchors;      /* (element-type CorralX509) */
  GArray *leaves;          /* (element-type Leaf) */
  GHashTable *standings;   /* (element-type utf8 Standing): by number */
};

static const struct
{
  const char *word;
  CorralProofState state;
} reasons[CORRAL_N_PROOF_REASONS] = {
#define CORRAL_FILL(UPPER, word, STATE) [CORRAL_PROOF_REASON_##UPPER] = { word, CORRAL_PROOF_##STATE },
  CORRAL_PROOF_REASONS (CORRAL_FILL)
#undef CORRAL_FILL
};

CorralProofState
corral_proof_reason_get_state (CorralProofReason reason)
{
  g_return_val_if_fail (reason < CORRAL_N_PROOF_REASONS, CORRAL_PROOF_UNKNOWN);

  return reasons[reason].state;
}

const char *
corral_proof_reason_to_word (CorralProofReason reason)
{
  g_return_val_if_fail (reason < CORRAL_N_PROOF_REASONS, NULL);

  return reasons[reason].word;
}

void
corral_proof_summarize (GArray *proofs, CorralProofSummary *summary)
{
  CorralProofSummary found = { .reason = CORRAL_PROOF_REASON_GOOD };

  for (guint i = 0; i < proofs->len; i++)
    {
      const CorralProof *proof = &g_array_index (proofs, CorralProof, i);
      CorralProofState state = reasons[proof->reason].state;

      if (state > reasons[found.reason].state)
        found.reason = proof->reason;
      found.n[state]++;
      found.n_missing += proof->n_missing;
    }
  *summary = found;
}

CorralProofState
corral_proof_summary_get_state (const CorralProofSummary *self)
{
  if (self->n[CORRAL_PROOF_FAILS] > 0)
    return CORRAL_PROOF_FAILS;
  return self->n[CORRAL_PROOF_UNKNOWN] > 0 || self->n[CORRAL_PROOF_VERIFIED] == 0 || self->n_missing > 0
             ? CORRAL_PROOF_UNKNOWN
             : CORRAL_PROOF_VERIFIED;
}

CorralProver *
corral_prover_new (const char *serial, GPtrArray *certificates, GPtrArray *anchors)
{
  CorralProver *self = g_new0 (CorralProver, 1);

  self->serial = g_strdup (serial);
  self->certificates = corral_x509_read_all (certificates);
  self->anchors = corral_x509_read_all (anchors);
  self->leaves = g_array_new (FALSE, TRUE, sizeof (Leaf));
  self->standings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < self->certificates->len; i++)
    {
      Leaf leaf = { .x509 = g_ptr_array_index (self->certificates, i) };

      if (leaf.x509->is_authority)
        continue;
      leaf.is_chained
          = corral_x509_find_anchor (leaf.x509, self->certificates, self->anchors, &leaf.from_ms, &leaf.to_ms);
      g_array_append_val (self->leaves, leaf);
    }
  return self;
}

void
corral_prover_free (CorralProver *self)
{
  g_free (self->serial);
  g_array_unref (self->leaves);
  g_ptr_array_unref (self->certificates);
  g_ptr_array_unref (self->anchors);
  g_hash_table_unref (self->standings);
  g_free (self);
}

void
corral_prover_add_standing (CorralProver *self, const char *number, gboolean revoked, gint64 revoked_ms)
{
  char *normal = corral_x509_normalize_number (number);
  Standing standing = { .revoked = revoked, .revoked_ms = revoked_ms };

  if (normal != NULL)
    g_hash_table_replace (self->standings, normal, g_memdup2 (&standing, sizeof standing));
}

/* ---- one message ------------------------------------------------------------------------------------ */

/* How well a certificate whose key fits the signature answers: a cart keeps its key when its certificate is renewed, so
 * several may fit. */
static guint
rate_leaf (const CorralProver *self, const Leaf *leaf, gint64 arrived_ms)
{
  guint rate = 1;

  if (g_strcmp0 (leaf->x509->subject, self->serial) == 0)
    rate += 4;
  if (leaf->is_chained)
    rate += 2;
  if (leaf->is_chained && CORRAL_IS_KNOWN (arrived_ms) && arrived_ms >= leaf->from_ms && arrived_ms <= leaf->to_ms)
    rate += 1;
  return rate;
}

static const Leaf *
find_leaf (const CorralProver *self, const CorralEvent *event)
{
  const guint8 *signature = g_bytes_get_data (event->signature, NULL);
  const Leaf *best = NULL;

  for (guint i = 0; i < self->leaves->len; i++)
    {
      const Leaf *leaf = &g_array_index (self->leaves, Leaf, i);

      if ((best == NULL
           || rate_leaf (self, leaf, event->arrived_ms) > rate_leaf (self, best, event->arrived_ms))
          && corral_x509_signed (leaf->x509, event->body, signature))
        best = leaf;
    }
  return best;
}

static gboolean
is_integer (JsonObject *body, const char *name, gint64 value)
{
  JsonNode *node = json_object_get_member (body, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
         && json_node_get_int (node) == value;
}

static gboolean
is_text (JsonObject *body, const char *name, const char *value)
{
  JsonNode *node = json_object_get_member (body, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         && g_strcmp0 (json_node_get_string (node), value) == 0;
}

/* What the cloud says beside the body must be what the body says: it alone was signed. */
static CorralProofReason
compare_envelope (const CorralProver *self, const CorralEvent *event)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *bytes = g_bytes_get_data (event->body, &size);
  JsonNode *root;
  JsonObject *body;

  if (size == 0 || size > MAX_BODY || !json_parser_load_from_data (parser, bytes, (gssize) size, NULL))
    return CORRAL_PROOF_REASON_ENVELOPE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return CORRAL_PROOF_REASON_ENVELOPE;
  body = json_node_get_object (root);
  if (!is_text (body, "cart", self->serial))
    return CORRAL_PROOF_REASON_OTHER_CART;
  return is_integer (body, "n", event->counter) && is_integer (body, "t", event->device_ms)
                 && is_text (body, "type", event->type)
             ? CORRAL_PROOF_REASON_GOOD
             : CORRAL_PROOF_REASON_ENVELOPE;
}

static CorralProofReason
check_certificate (const CorralProver *self, const Leaf *leaf, gint64 arrived_ms)
{
  const Standing *standing
      = leaf->x509->number != NULL ? g_hash_table_lookup (self->standings, leaf->x509->number) : NULL;

  if (self->anchors->len == 0)
    return CORRAL_PROOF_REASON_NO_ANCHORS;
  if (!leaf->is_chained)
    return CORRAL_PROOF_REASON_UNKNOWN_ANCHOR;
  if (!CORRAL_IS_KNOWN (arrived_ms))
    return CORRAL_PROOF_REASON_NO_ARRIVAL;
  if (arrived_ms < leaf->from_ms)
    return CORRAL_PROOF_REASON_NOT_YET;
  if (arrived_ms > leaf->to_ms)
    return CORRAL_PROOF_REASON_EXPIRED;
  if (standing == NULL)
    return CORRAL_PROOF_REASON_NO_STANDING;
  if (standing->revoked && (!CORRAL_IS_KNOWN (standing->revoked_ms) || arrived_ms >= standing->revoked_ms))
    return CORRAL_PROOF_REASON_REVOKED;
  return CORRAL_PROOF_REASON_GOOD;
}

CorralProof
corral_prover_check (CorralProver *self, const CorralEvent *event)
{
  CorralProof proof = { .reason = CORRAL_PROOF_REASON_UNSIGNED };
  const Leaf *leaf;

  if (event->signature == NULL)
    return proof;
  if (g_bytes_get_size (event->signature) != SIGNATURE_SIZE)
    proof.reason = CORRAL_PROOF_REASON_TRUNCATED;
  else if (self->leaves->len == 0)
    proof.reason = CORRAL_PROOF_REASON_NO_CERTIFICATE;
  else if (event->body == NULL || (leaf = find_leaf (self, event)) == NULL)
    proof.reason = CORRAL_PROOF_REASON_SIGNATURE;
  else if (g_strcmp0 (leaf->x509->subject, self->serial) != 0)
    proof.reason = CORRAL_PROOF_REASON_OTHER_CART;
  else
    {
      proof.reason = compare_envelope (self, event);
      if (proof.reason == CORRAL_PROOF_REASON_GOOD)
        proof.reason = check_certificate (self, leaf, event->arrived_ms);
    }
  return proof;
}

GArray *
corral_prover_check_each (CorralProver *self, GPtrArray *events)
{
  GArray *proofs = g_array_sized_new (FALSE, TRUE, sizeof (CorralProof), events->len);

  for (guint i = 0; i < events->len; i++)
    {
      CorralProof proof = corral_prover_check (self, g_ptr_array_index (events, i));

      g_array_append_val (proofs, proof);
    }
  return proofs;
}

GArray *
corral_prover_check_all (CorralProver *self, GPtrArray *events)
{
  GArray *proofs = corral_prover_check_each (self, events);

  corral_prover_check_counters (events, proofs);
  return proofs;
}
