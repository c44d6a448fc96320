/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers that a cart gives its messages: they go up by one, and never come twice. A signature says that the cart
 * sent a message; only the numbers say that nothing was taken away, told twice or moved. Any thread. */
#include "config.h"

#include "corral-prover-private.h"

#include <string.h>

/* A cart's clock is set right now and then while it runs. */
#define CLOCK_STEP_MS (2 * CORRAL_SECOND_MS)

typedef struct
{
  const CorralEvent *event;
  CorralProof *proof;
} Line;

static int
by_counter (gconstpointer a, gconstpointer b)
{
  const CorralEvent *x = ((const Line *) a)->event;
  const CorralEvent *y = ((const Line *) b)->event;

  if (x->counter != y->counter)
    return x->counter < y->counter ? -1 : 1;
  return (x->arrived_ms > y->arrived_ms) - (x->arrived_ms < y->arrived_ms);
}

static gboolean
is_start (const CorralEvent *event)
{
  return g_strcmp0 (event->type, "boot") == 0;
}

/* A start may bring another clock; nothing brings back a moment of arrival. */
static gboolean
goes_back (const CorralEvent *before, const CorralEvent *event)
{
  return (CORRAL_IS_KNOWN (before->arrived_ms) && CORRAL_IS_KNOWN (event->arrived_ms)
          && event->arrived_ms < before->arrived_ms - CLOCK_STEP_MS)
         || (!is_start (event) && CORRAL_IS_KNOWN (before->device_ms) && CORRAL_IS_KNOWN (event->device_ms)
             && event->device_ms < before->device_ms - CLOCK_STEP_MS);
}

/* What is wrong with the message already says more. */
static void
fail (CorralProof *proof, CorralProofReason reason)
{
  if (corral_proof_reason_get_state (proof->reason) != CORRAL_PROOF_FAILS)
    proof->reason = reason;
}

void
corral_prover_check_counters (GPtrArray *events, GArray *proofs)
{
  g_autoptr (GArray) lines = g_array_sized_new (FALSE, FALSE, sizeof (Line), events->len);

  for (guint i = 0; i < events->len; i++)
    {
      Line line = { g_ptr_array_index (events, i), &g_array_index (proofs, CorralProof, i) };

      g_array_append_val (lines, line);
    }
  g_array_sort (lines, by_counter);
  for (guint i = 1; i < lines->len; i++)
    {
      const Line *before = &g_array_index (lines, Line, i - 1);
      Line *line = &g_array_index (lines, Line, i);

      if (line->event->counter == before->event->counter)
        {
          /* Which of the two is the cart's own cannot be told. */
          fail (line->proof, CORRAL_PROOF_REASON_REPEATED);
          fail (before->proof, CORRAL_PROOF_REASON_REPEATED);
          continue;
        }
      if (goes_back (before->event, line->event))
        fail (line->proof, CORRAL_PROOF_REASON_OUT_OF_ORDER);
      if (!is_start (line->event))
        line->proof->n_missing
            = (guint) MIN (line->event->counter - before->event->counter - 1, (gint64) G_MAXUINT16);
    }
}
