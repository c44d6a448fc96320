/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates, signatures and bodies as a hostile cloud might send them: the first line is a message's body, the second its
 * signature, each that follows a certificate, in base64 or as it is. */
#include "corral-prover.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "proof";

static GBytes *
take (const guint8 **data, gsize *size)
{
  char *line = fuzz_take_line (data, size);
  gsize length = strlen (line);

  if (length > 4 && strncmp (line, "b64:", 4) == 0)
    {
      guchar *bytes = g_base64_decode (line + 4, &length);

      g_free (line);
      return g_bytes_new_take (bytes, length);
    }
  return g_bytes_new_take (line, length);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  CorralEvent event = { .id = (char *) "c-1:7",
                        .counter = 7,
                        .type = (char *) "scan",
                        .device_ms = G_GINT64_CONSTANT (1793631600000),
                        .arrived_ms = G_GINT64_CONSTANT (1793631600300) };
  g_autoptr (GBytes) body = take (&data, &size);
  g_autoptr (GBytes) signature = take (&data, &size);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  event.body = body;
  event.signature = signature;
  while (size > 0 && certificates->len < 16)
    g_ptr_array_add (certificates, take (&data, &size));
  for (guint way = 0; way < 2; way++)
    {
      /* Once as what comes along, once as if it were trusted. */
      g_autoptr (CorralProver) prover
          = corral_prover_new ("ME-2031-000412", certificates, way == 0 ? none : certificates);
      CorralProof proof;

      corral_prover_add_standing (prover, g_bytes_get_size (body) > 0 ? "0abc" : ":", FALSE, CORRAL_UNKNOWN);
      proof = corral_prover_check (prover, &event);
      g_assert_nonnull (corral_proof_reason_to_word (proof.reason));
      /* Nothing is verified that leads to nobody. */
      g_assert_true (way == 1 || corral_proof_reason_get_state (proof.reason) != CORRAL_PROOF_VERIFIED);
    }
  return 0;
}
