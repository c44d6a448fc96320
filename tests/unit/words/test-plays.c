/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays: those that come with the program, one for every cause; those of a support lead, where they go before and where
 * not; and files that are none. */
#include "corral-play-book.h"

#include "corral-text-private.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static const char *const no_languages[] = { NULL };

#define NOWHERE ((CorralPlaySituation){ .tenant = "harbor", .number = 118 })

/* ---- what comes with the program --------------------------------------------------------------------- */

static void
assert_sentence (const char *text, const char *word)
{
  gsize length = strlen (text);

  if (g_utf8_strlen (text, -1) > 170)
    g_error ("%s: nobody reads that out on the phone: %s", word, text);
  if (strchr (".!?", text[length - 1]) == NULL)
    g_error ("%s: not a sentence: %s", word, text);
  g_assert_null (strchr (text, '\\'));
  g_assert_cmpint (corral_text_find_private (text, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
}

/* Each cause has something to say and three things to try, whoever calls and however the cart is. */
static void
test_every_cause (void)
{
  g_autoptr (CorralPlayBook) book = corral_play_book_new ();

  g_assert_cmpuint (corral_play_book_get_troubles (book)->len, ==, 0);
  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    {
      const char *word = corral_verdict_cause_to_word ((CorralVerdictCause) i);
      const CorralPlay *play = corral_play_book_get_built_in (book, (CorralVerdictCause) i);
      CorralPlaySituation situation = NOWHERE;
      CorralPlayChoice choice;

      g_assert_cmpint (play->cause, ==, i);
      g_assert_false (play->adds);
      g_assert_null (play->chain);
      g_assert_cmpuint (play->stores->len, ==, 0);
      if (play->say != NULL)
        assert_sentence (play->say, word);
      for (guint k = 0; k < play->steps->len; k++)
        {
          const CorralPlayStep *step = g_ptr_array_index (play->steps, k);

          assert_sentence (step->action, word);
          if (step->expect != NULL)
            assert_sentence (step->expect, word);
          if (step->helped != NULL)
            assert_sentence (step->helped, word);
        }
      corral_play_book_choose (book, (CorralVerdictCause) i, &situation, &choice);
      g_assert_cmpuint (choice.n_steps, ==, 3);
      g_assert_cmpstr (choice.say, ==, play->say);
      /* Whatever is known of the cart and the store. */
      for (guint holds = 0; holds < 1u << CORRAL_N_PLAY_CONDITIONS; holds++)
        {
          situation.known = (1u << CORRAL_N_PLAY_CONDITIONS) - 1;
          situation.holds = holds;
          corral_play_book_choose (book, (CorralVerdictCause) i, &situation, &choice);
          if (choice.n_steps != 3)
            g_error ("%s: %u things to try with conditions %x", word, choice.n_steps, holds);
        }
    }
}

/* What is offered can be carried out: the operation takes the word, and needs no other. */
static void
test_offers (void)
{
  g_autoptr (CorralPlayBook) book = corral_play_book_new ();
  guint n = 0;

  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    {
      const CorralPlay *play = corral_play_book_get_built_in (book, (CorralVerdictCause) i);

      for (guint k = 0; k < play->steps->len; k++)
        {
          const CorralPlayStep *step = g_ptr_array_index (play->steps, k);
          const CorralOperationType *type;
          CorralOperationParams params;
          GError *error = NULL;

          if (!step->offers)
            continue;
          n++;
          type = corral_operation_type_get (step->offer);
          g_assert_true (corral_operation_type_is_queued (type));
          corral_operation_params_clear (&params);
          params.reason = step->offer_reason;
          /* The text is what the agent writes. */
          params.text = step->offer == CORRAL_OPERATION_NOTE_ADD ? "x" : NULL;
          corral_operation_params_check (&params, type, &error);
          g_assert_no_error (error);
        }
    }
  g_assert_cmpuint (n, >, 20);
}

/* ---- reading ----------------------------------------------------------------------------------------- */

static const char whole[] = "# A comment\r\n"
                            "\n"
                            "[Play]\n"
                            "Cause = store-wifi\n"
                            "Say=Call 4711.\n"
                            "Say[de]=Rufen Sie 4711 an.\n"
                            "Mode=add\n"
                            "Chain=harbor\n"
                            "Stores=118; 204;\n"
                            "\n"
                            "[Try 1]\n"
                            "Do=  Open the cabinet.  \n"
                            "Do[fr]=Ouvrez l’armoire.\n"
                            "Do[de]=Den Schrank öffnen.\n"
                            "Expect=It is lit.\n"
                            "Helped=Wait.\n"
                            "Offer=ticket.open repair\n"
                            "When=open;!session;lte\n"
                            "[Try 2]\n"
                            "Do=a\xe2\x80\xae b";

static void
test_whole (void)
{
  static const char *const german[] = { "de_AT", "de", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlay) play = corral_play_parse (whole, strlen (whole), no_languages, NULL, &error);
  g_autoptr (CorralPlay) translated = NULL;
  const CorralPlayStep *step;

  g_assert_no_error (error);
  g_assert_cmpint (play->cause, ==, CORRAL_VERDICT_STORE_WIFI);
  g_assert_true (play->adds);
  g_assert_cmpstr (play->say, ==, "Call 4711.");
  g_assert_cmpstr (play->chain, ==, "harbor");
  g_assert_cmpuint (play->stores->len, ==, 2);
  g_assert_true (corral_play_is_for (play, "harbor", 204));
  g_assert_false (corral_play_is_for (play, "harbor", 119));
  g_assert_false (corral_play_is_for (play, "other", 204));
  g_assert_false (corral_play_is_for (play, NULL, CORRAL_UNKNOWN));
  g_assert_cmpuint (play->steps->len, ==, 2);
  step = g_ptr_array_index (play->steps, 0);
  g_assert_cmpstr (step->action, ==, "Open the cabinet.");
  g_assert_cmpstr (step->expect, ==, "It is lit.");
  g_assert_cmpstr (step->helped, ==, "Wait.");
  g_assert_true (step->offers);
  g_assert_cmpint (step->offer, ==, CORRAL_OPERATION_TICKET_OPEN);
  g_assert_cmpstr (step->offer_reason, ==, "repair");
  g_assert_cmpuint (step->needs, ==, CORRAL_PLAY_BIT (CORRAL_PLAY_OPEN) | CORRAL_PLAY_BIT (CORRAL_PLAY_LTE));
  g_assert_cmpuint (step->needs_not, ==, CORRAL_PLAY_BIT (CORRAL_PLAY_SESSION));
  /* What turns text round is not shown. */
  step = g_ptr_array_index (play->steps, 1);
  g_assert_cmpstr (step->action, ==, "a b");
  g_assert_false (step->offers);

  translated = corral_play_parse (whole, strlen (whole), german, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (translated->say, ==, "Rufen Sie 4711 an.");
  step = g_ptr_array_index (translated->steps, 0);
  g_assert_cmpstr (step->action, ==, "Den Schrank öffnen.");
  g_assert_cmpstr (step->expect, ==, "It is lit.");
}

/* What is a play is one in every language. */
static void
test_other_language (void)
{
  static const char text[] = "[Play]\nCause=dock\nSay[de]=\n[Try 1]\nDo[fr]=Tirez.\nDo[de]=Ziehen.\nDo[nl]=Trek.\n";
  static const char *const languages[][2] = { { NULL }, { "de", NULL }, { "nl", NULL } };
  static const char *const expected[] = { "Tirez.", "Ziehen.", "Trek." };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralPlay) play = corral_play_parse (text, strlen (text), languages[i], NULL, &error);

      g_assert_no_error (error);
      g_assert_null (play->say);
      g_assert_cmpstr (((CorralPlayStep *) g_ptr_array_index (play->steps, 0))->action, ==, expected[i]);
    }
}

#define HEAD "[Play]\nCause=dock\n"
#define ONE HEAD "[Try 1]\nDo=x\n"

static void
test_damaged (void)
{
  static const struct
  {
    const char *text;
    CorralPlayError code;
    const char *says;
  } cases[] = {
    { "", CORRAL_PLAY_ERROR_MISSING, "line 1: the play does not say what it is for" },
    { "\n\n[Play]\n", CORRAL_PLAY_ERROR_MISSING, "Cause=" },
    { HEAD, CORRAL_PLAY_ERROR_MISSING, "[Try 1] is missing" },
    { "Cause=dock\n", CORRAL_PLAY_ERROR_SYNTAX, "line 1: a play begins with [Play]" },
    { "[Try 1]\nDo=x\n", CORRAL_PLAY_ERROR_SYNTAX, "line 1: a play begins with [Play]" },
    { "[Play]\nCause=moon\n", CORRAL_PLAY_ERROR_UNKNOWN, "line 2: there is no cause “moon”" },
    { "[Play]\nCause=dock\nCause=dock\n", CORRAL_PLAY_ERROR_SYNTAX, "line 3: “Cause” stands here twice" },
    { "[Play]\n[Play]\n", CORRAL_PLAY_ERROR_SYNTAX, "line 2: [Play] stands here twice" },
    { "[Play\n", CORRAL_PLAY_ERROR_SYNTAX, "line 1: a group ends with “]”" },
    { HEAD "Colour=red\n", CORRAL_PLAY_ERROR_UNKNOWN, "line 3: a [Play] has no “Colour”" },
    { ONE "Colour=red\n", CORRAL_PLAY_ERROR_UNKNOWN, "line 5: a [Try] has no “Colour”" },
    { HEAD "nonsense\n", CORRAL_PLAY_ERROR_SYNTAX, "line 3: this is neither" },
    { HEAD "=x\n", CORRAL_PLAY_ERROR_SYNTAX, "line 3: this is neither" },
    { HEAD "Mode=perhaps\n", CORRAL_PLAY_ERROR_UNKNOWN, "line 3: Mode is" },
    { HEAD "Mode[de]=add\n", CORRAL_PLAY_ERROR_SYNTAX, "the same in all languages" },
    { HEAD "Say[=x\n", CORRAL_PLAY_ERROR_SYNTAX, "a language stands in brackets" },
    { HEAD "Chain=a b\n", CORRAL_PLAY_ERROR_SYNTAX, "line 3: Chain takes" },
    { HEAD "Stores=1;two\n", CORRAL_PLAY_ERROR_SYNTAX, "line 3: Stores takes" },
    { HEAD "Stores=-1\n", CORRAL_PLAY_ERROR_SYNTAX, "line 3: Stores takes" },
    { HEAD "[Try 2]\nDo=x\n", CORRAL_PLAY_ERROR_UNKNOWN, "line 3: [Try 1] is expected here" },
    { HEAD "[Try 1]\nExpect=x\n", CORRAL_PLAY_ERROR_MISSING, "does not say what to do" },
    { HEAD "[Try 1]\nDo= \n", CORRAL_PLAY_ERROR_MISSING, "does not say what to do" },
    { ONE "When=lte;rain\n", CORRAL_PLAY_ERROR_UNKNOWN, "line 5: there is no condition “rain”; there are: cart, " },
    { ONE "When=!\n", CORRAL_PLAY_ERROR_UNKNOWN, "there is no condition" },
    { ONE "When=lte;!lte\n", CORRAL_PLAY_ERROR_SYNTAX, "never hold together" },
    { ONE "Offer=dance\n", CORRAL_PLAY_ERROR_UNKNOWN, "line 5: there is no operation “dance”" },
    { ONE "Offer=ticket.open a b\n", CORRAL_PLAY_ERROR_SYNTAX, "line 5: Offer takes" },
    { HEAD "Say=\xff\n", CORRAL_PLAY_ERROR_SYNTAX, "line 3: here stands something that is no text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralPlay) play
          = corral_play_parse (cases[i].text, strlen (cases[i].text), no_languages, NULL, &error);

      if (play != NULL)
        g_error ("taken: %s", cases[i].text);
      g_assert_error (error, CORRAL_PLAY_ERROR, (int) cases[i].code);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, cases[i].says);
    }
}

static void
assert_refused (GString *text, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlay) play = corral_play_parse (text->str, text->len, no_languages, NULL, &error);

  g_assert_null (play);
  g_assert_error (error, CORRAL_PLAY_ERROR, CORRAL_PLAY_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, says));
}

static GString *
make_text (const char *head, char filling, guint n, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append_c (text, filling);
  g_string_append (text, tail);
  return text;
}

static void
test_limits (void)
{
  g_autoptr (GString) at_limit = make_text (HEAD "[Try 1]\nDo=", 'x', CORRAL_PLAY_MAX_CHARS, "\n");
  g_autoptr (GString) long_text = make_text (HEAD "[Try 1]\nDo=", 'x', CORRAL_PLAY_MAX_CHARS + 1, "\n");
  g_autoptr (GString) long_file = make_text (ONE "#", 'x', CORRAL_PLAY_MAX_BYTES, "\n");
  g_autoptr (GString) many_steps = g_string_new (HEAD);
  g_autoptr (GString) many_stores = g_string_new (HEAD "Stores=");
  g_autoptr (GString) nul = g_string_new_len (ONE "\0x", sizeof ONE + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlay) play = corral_play_parse (at_limit->str, at_limit->len, no_languages, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (play);
  assert_refused (long_text, "line 4: a text of more than 400 characters");
  assert_refused (long_file, "more than 64 KiB");
  assert_refused (nul, "line 5: here stands something that is no text");
  for (guint i = 1; i <= CORRAL_PLAY_MAX_STEPS + 1; i++)
    g_string_append_printf (many_steps, "[Try %u]\nDo=x\n", i);
  assert_refused (many_steps, "more than 8 things");
  for (guint i = 0; i <= CORRAL_PLAY_MAX_STORES; i++)
    g_string_append_printf (many_stores, "%u;", i);
  assert_refused (many_stores, "at most 200");
}

/* ---- going before ------------------------------------------------------------------------------------ */

static void
add (CorralPlayBook *book, const char *text)
{
  g_assert_true (corral_play_book_add (book, "test", text, strlen (text)));
}

static void
assert_steps (CorralPlayBook *book, CorralVerdictCause cause, const CorralPlaySituation *situation, const char *expected)
{
  g_autoptr (GString) steps = g_string_new (NULL);
  CorralPlayChoice choice;

  corral_play_book_choose (book, cause, situation, &choice);
  for (guint i = 0; i < choice.n_steps; i++)
    g_string_append_printf (steps, "%s%s", i > 0 ? " " : "", choice.steps[i]->action);
  g_assert_cmpstr (steps->str, ==, expected);
}

static void
test_extensions (void)
{
  g_autoptr (CorralPlayBook) book = corral_play_book_new ();
  CorralPlaySituation here = NOWHERE;
  CorralPlaySituation there = { .tenant = "norvia", .number = 7 };
  CorralPlayChoice choice, before;

  corral_play_book_choose (book, CORRAL_VERDICT_DOCK, &here, &before);
  add (book, HEAD "Say=replaced\n[Try 1]\nDo=a\n[Try 2]\nDo=b\n[Try 3]\nDo=c\n[Try 4]\nDo=d\n");
  assert_steps (book, CORRAL_VERDICT_DOCK, &here, "a b c");
  corral_play_book_choose (book, CORRAL_VERDICT_DOCK, &here, &choice);
  g_assert_cmpstr (choice.say, ==, "replaced");
  /* Others are as they were. */
  corral_play_book_choose (book, CORRAL_VERDICT_FINE, &here, &choice);
  g_assert_true (choice.steps[0]
                 == g_ptr_array_index (corral_play_book_get_built_in (book, CORRAL_VERDICT_FINE)->steps, 0));

  /* Added, for one store, and the later ones first; there is room for two. */
  add (book, HEAD "Mode=add\nStores=118\n[Try 1]\nDo=x\n[Try 2]\nDo=y\n");
  assert_steps (book, CORRAL_VERDICT_DOCK, &here, "x y a b c");
  assert_steps (book, CORRAL_VERDICT_DOCK, &there, "a b c");
  add (book, HEAD "Mode=add\nChain=harbor\nSay=z says\n[Try 1]\nDo=z\n");
  assert_steps (book, CORRAL_VERDICT_DOCK, &here, "z x a b c");
  corral_play_book_choose (book, CORRAL_VERDICT_DOCK, &here, &choice);
  g_assert_cmpstr (choice.say, ==, "z says");
  corral_play_book_choose (book, CORRAL_VERDICT_DOCK, &there, &choice);
  g_assert_cmpstr (choice.say, ==, "replaced");

  /* A later one that replaces, replaces what was added before it as well. */
  add (book, HEAD "Chain=harbor\n[Try 1]\nDo=only\n");
  assert_steps (book, CORRAL_VERDICT_DOCK, &here, "only");
  assert_steps (book, CORRAL_VERDICT_DOCK, &there, "a b c");
  /* It says nothing of its own, so what is left to be said is said by nobody: what was written for another play is not. */
  corral_play_book_choose (book, CORRAL_VERDICT_DOCK, &here, &choice);
  g_assert_null (choice.say);

  /* One that only says. */
  add (book, HEAD "Mode=add\nSay=hotline\n");
  corral_play_book_choose (book, CORRAL_VERDICT_DOCK, &there, &choice);
  g_assert_cmpstr (choice.say, ==, "hotline");
}

static void
test_conditions (void)
{
  g_autoptr (CorralPlayBook) book = corral_play_book_new ();
  CorralPlaySituation situation = NOWHERE;

  add (book, HEAD "[Try 1]\nDo=a\nWhen=lte\n[Try 2]\nDo=b\nWhen=!lte\n[Try 3]\nDo=c\nWhen=lte;open\n[Try 4]\nDo=d\n");
  /* Nothing is known: all of them, as far as there is room. */
  assert_steps (book, CORRAL_VERDICT_DOCK, &situation, "a b c");
  situation.known = CORRAL_PLAY_BIT (CORRAL_PLAY_LTE);
  assert_steps (book, CORRAL_VERDICT_DOCK, &situation, "b d");
  situation.holds = CORRAL_PLAY_BIT (CORRAL_PLAY_LTE);
  assert_steps (book, CORRAL_VERDICT_DOCK, &situation, "a c d");
  situation.known |= CORRAL_PLAY_BIT (CORRAL_PLAY_OPEN);
  assert_steps (book, CORRAL_VERDICT_DOCK, &situation, "a d");
}

/* ---- folders ----------------------------------------------------------------------------------------- */

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("corral-plays-XXXXXX", &error);
  g_autofree char *inner = g_build_filename (folder, "inner.play", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing", NULL);
  g_autoptr (CorralPlayBook) book = corral_play_book_new ();
  CorralPlaySituation here = NOWHERE;
  GPtrArray *troubles = corral_play_book_get_troubles (book);

  g_assert_no_error (error);
  write_file (folder, "a.play", HEAD "[Try 1]\nDo=early\n");
  write_file (folder, "b.play", HEAD "[Try 1]\nDo=late\n");
  write_file (folder, "c.play", "[Play]\nCause=dock\nColour=red\n");
  write_file (folder, "d.txt", "not a play");
  write_file (folder, ".e.play", "hidden");
  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);

  corral_play_book_add_folder (book, missing);
  g_assert_cmpuint (troubles->len, ==, 0);
  corral_play_book_add_folder (book, folder);
  assert_steps (book, CORRAL_VERDICT_DOCK, &here, "late");
  g_assert_cmpuint (troubles->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (troubles, 0), "c.play, line 3: a [Play] has no “Colour”"));
  g_assert_nonnull (strstr (g_ptr_array_index (troubles, 0), "What comes with Corral is used instead."));
  g_assert_nonnull (strstr (g_ptr_array_index (troubles, 1), "inner.play, this is no file"));

  remove_file (folder, "a.play");
  remove_file (folder, "b.play");
  remove_file (folder, "c.play");
  remove_file (folder, "d.txt");
  remove_file (folder, ".e.play");
  remove_file (folder, "inner.play");
  remove_file (folder, "");
}

/* The person's own folder and that of the PC are read by themselves. */
static void
test_own (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "corral", "plays", NULL);
  g_autoptr (CorralPlayBook) book = corral_play_book_new ();
  CorralPlaySituation here = NOWHERE;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_file (folder, "mine.play", HEAD "[Try 1]\nDo=mine\n");
  corral_play_book_add_own (book);
  assert_steps (book, CORRAL_VERDICT_DOCK, &here, "mine");
  remove_file (folder, "mine.play");
  remove_file (folder, "");
  remove_file (g_get_user_config_dir (), "corral");
}

int
main (int argc, char **argv)
{
  g_autofree char *config = g_dir_make_tmp ("corral-plays-own-XXXXXX", NULL);
  int status;

  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plays/every-cause", test_every_cause);
  g_test_add_func ("/plays/offers", test_offers);
  g_test_add_func ("/plays/whole", test_whole);
  g_test_add_func ("/plays/other-language", test_other_language);
  g_test_add_func ("/plays/damaged", test_damaged);
  g_test_add_func ("/plays/limits", test_limits);
  g_test_add_func ("/plays/extensions", test_extensions);
  g_test_add_func ("/plays/conditions", test_conditions);
  g_test_add_func ("/plays/folder", test_folder);
  g_test_add_func ("/plays/own", test_own);

  status = g_test_run ();
  remove_file (config, "");
  return status;
}
