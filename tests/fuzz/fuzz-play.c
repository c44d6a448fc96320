/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays that support leads write: the input is a file. */
#include "corral-play-book.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "play";

static void
check_text (const char *text)
{
  if (text == NULL)
    return;
  fuzz_check_shown (text);
  g_assert_cmpint (g_utf8_strlen (text, -1), <=, CORRAL_PLAY_MAX_CHARS);
  g_assert_cmpint (*text, !=, '\0');
}

static void
check_play (const CorralPlay *play)
{
  g_assert_cmpuint (play->cause, <, CORRAL_N_VERDICT_CAUSES);
  g_assert_cmpuint (play->steps->len, <=, CORRAL_PLAY_MAX_STEPS);
  g_assert_cmpuint (play->stores->len, <=, CORRAL_PLAY_MAX_STORES);
  check_text (play->say);
  for (guint i = 0; i < play->steps->len; i++)
    {
      const CorralPlayStep *step = g_ptr_array_index (play->steps, i);

      g_assert_nonnull (step->action);
      check_text (step->action);
      check_text (step->expect);
      check_text (step->helped);
      g_assert_cmpuint (step->needs & step->needs_not, ==, 0);
      g_assert_cmpuint (step->needs >> CORRAL_N_PLAY_CONDITIONS, ==, 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const languages[] = { "de_AT", "de", "C", NULL };
  static CorralPlayBook *book = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlay) play = corral_play_parse ((const char *) data, size, languages, NULL, &error);
  CorralPlaySituation situation = { .tenant = "harbor", .number = 118, .known = size % 512, .holds = size % 7 };

  if (play != NULL)
    check_play (play);
  else
    {
      g_assert_true (error->domain == CORRAL_PLAY_ERROR);
      fuzz_check_shown (error->message);
    }
  if (book == NULL)
    book = corral_play_book_new ();
  /* The built-in ones are there whatever else is. */
  g_assert_cmpint (corral_play_book_add (book, "fuzz.play", (const char *) data, size), ==, play != NULL);
  for (guint i = 0; play != NULL && i < CORRAL_N_VERDICT_CAUSES; i++)
    {
      CorralPlayChoice choice;

      corral_play_book_choose (book, (CorralVerdictCause) i, &situation, &choice);
      g_assert_cmpuint (choice.n_steps, <=, CORRAL_PLAY_SHOWN);
    }
  if (corral_play_book_get_troubles (book)->len > 64)
    g_clear_pointer (&book, corral_play_book_free);
  return 0;
}
