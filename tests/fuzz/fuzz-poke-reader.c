/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of pokes. The first byte says in pieces of which size it comes: what is understood of it must not depend on
 * that. */
#include "corral-poke-reader-private.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "poke-reader";

typedef struct
{
  gboolean broken;
  gsize n_read; /* whole pieces, until it broke */
  char state[CORRAL_PAGE_MAX_CURSOR + 1];
  guint n_states;
  gboolean bye;
  guint retry_ms;
} Heard;

static void
hear (Heard *heard, const guint8 *data, gsize size, gsize piece, gint64 step_us)
{
  g_autoptr (CorralPokeReader) reader = corral_poke_reader_new (0);
  gint64 now_us = 0;

  memset (heard, 0, sizeof *heard);
  for (gsize at = 0; at < size; at += piece)
    {
      gsize n = MIN (piece, size - at);
      /* Its own, so that a sanitizer sees what is read behind it. */
      g_autofree char *bytes = g_memdup2 (data + at, n);
      g_autoptr (GError) error = NULL;
      CorralPoke poke;

      now_us += step_us;
      if (!corral_poke_reader_feed (reader, bytes, n, now_us, &error))
        {
          g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
          heard->broken = TRUE;
          return;
        }
      heard->n_read += n;
      while (corral_poke_reader_take (reader, &poke))
        if (poke.kind == CORRAL_POKE_STATE)
          {
            g_assert_cmpuint (strlen (poke.state), >, 0);
            for (const char *p = poke.state; *p != '\0'; p++)
              g_assert_true (g_ascii_isprint (*p));
            memcpy (heard->state, poke.state, sizeof heard->state);
            heard->n_states++;
          }
        else
          {
            g_assert_cmpuint (poke.retry_ms, <=, 3600 * 1000);
            heard->bye = TRUE;
            heard->retry_ms = poke.retry_ms;
          }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Heard whole, by_byte, in_pieces, slowly;

  if (size < 2)
    return 0;
  hear (&whole, data + 1, size - 1, size, 0);
  hear (&by_byte, data + 1, size - 1, 1, 0);
  hear (&in_pieces, data + 1, size - 1, 1 + data[0], 0);
  g_assert_cmpint (whole.broken, ==, by_byte.broken);
  g_assert_cmpint (whole.broken, ==, in_pieces.broken);
  if (!whole.broken)
    {
      g_assert_cmpstr (whole.state, ==, by_byte.state);
      g_assert_cmpstr (whole.state, ==, in_pieces.state);
      g_assert_cmpuint (whole.n_states, <=, by_byte.n_states);
      g_assert_cmpint (whole.bye, ==, by_byte.bye);
      g_assert_cmpint (whole.bye, ==, in_pieces.bye);
    }
  /* A flood that is spread over hours is none. */
  hear (&slowly, data + 1, size - 1, 16, 60 * G_USEC_PER_SEC);
  if (slowly.broken)
    g_assert_true (whole.broken);
  return 0;
}
