/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help: complete by the tables that the screens use, findable, and with nothing in it that a person cannot read. */
#include "corral-help.h"

#include "corral-cart-state.h"
#include "corral-trust-words.h"
#include "corral-verdict-words.h"

#include <string.h>

static CorralHelpTopic *
get_topic (GPtrArray *topics, const char *id)
{
  for (guint i = 0; i < topics->len; i++)
    {
      CorralHelpTopic *topic = g_ptr_array_index (topics, i);

      if (g_str_equal (topic->id, id))
        return topic;
    }
  return NULL;
}

static const CorralHelpBlock *
get_term (const CorralHelpTopic *topic, const char *word)
{
  for (guint i = 0; i < topic->blocks->len; i++)
    {
      const CorralHelpBlock *block = g_ptr_array_index (topic->blocks, i);

      if (block->term != NULL && g_utf8_collate (block->term, word) == 0)
        return block;
    }
  return NULL;
}

/* F1 leads somewhere on every page. */
static void
test_pages (void)
{
  g_autoptr (GPtrArray) topics = corral_help_new (NULL);

  for (guint page = 0; page < CORRAL_N_PAGES; page++)
    g_assert_nonnull (get_topic (topics, corral_help_topic_for_page ((CorralPageKind) page)));
}

/* A state that is added without a word of help, or help that shows another shape than the list, fails here. */
static void
test_states (void)
{
  g_autoptr (GPtrArray) topics = corral_help_new (NULL);
  CorralHelpTopic *topic = get_topic (topics, "states");

  for (guint i = 0; i < CORRAL_N_CART_STATES; i++)
    {
      CorralLook look = corral_look_of_state ((CorralCartState) i);
      const CorralHelpBlock *block = get_term (topic, look.word);

      g_assert_nonnull (block);
      g_assert_cmpstr (block->icon, ==, look.icon_name);
      g_assert_cmpstr (block->css_class, ==, look.css_class);
      g_assert_cmpuint (strlen (block->text), >, 20);
    }
}

static void
test_advices (void)
{
  g_autoptr (GPtrArray) topics = corral_help_new (NULL);
  CorralHelpTopic *topic = get_topic (topics, "flags");

  for (guint i = 0; i < CORRAL_N_ADVICES; i++)
    g_assert_nonnull (get_term (topic, corral_look_of_advice ((CorralAdvice) i).word));
}

/* Each cause that a verdict can name, but for what is well, with its first steps. */
static void
test_causes (void)
{
  g_autoptr (GPtrArray) topics = corral_help_new (NULL);
  g_autoptr (CorralPlayBook) book = corral_play_book_new ();
  CorralHelpTopic *topic = get_topic (topics, "verdicts");
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < topic->blocks->len; i++)
    g_string_append_printf (all, "%s\n", ((CorralHelpBlock *) g_ptr_array_index (topic->blocks, i))->text);
  for (guint cause = CORRAL_VERDICT_NEVER_SEEN; cause < CORRAL_N_VERDICT_CAUSES; cause++)
    {
      const CorralPlay *play = corral_play_book_get_built_in (book, (CorralVerdictCause) cause);
      const CorralPlayStep *first = g_ptr_array_index (play->steps, 0);

      g_assert_nonnull (strstr (all->str, first->action));
    }
  g_string_free (all, TRUE);
}

/* Marks of the table are not shown, no topic is empty, none has the id of another. */
static void
test_texts (void)
{
  g_autoptr (GPtrArray) topics = corral_help_new (NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < topics->len; i++)
    {
      CorralHelpTopic *topic = g_ptr_array_index (topics, i);

      g_assert_true (g_hash_table_add (ids, topic->id));
      g_assert_cmpuint (topic->blocks->len, >, 3);
      g_assert_cmpstr (topic->title, !=, "");
      for (guint b = 0; b < topic->blocks->len; b++)
        {
          const CorralHelpBlock *block = g_ptr_array_index (topic->blocks, b);

          g_assert_false (g_str_has_prefix (block->text, "# ") || g_str_has_prefix (block->text, "- "));
          g_assert_true (block->kind == CORRAL_HELP_TERM || *block->text != '\0');
          g_assert_true ((block->kind == CORRAL_HELP_TERM) == (block->term != NULL));
          g_assert_null (strchr (block->text, '<'));
          g_assert_true (g_utf8_validate (block->text, -1, NULL));
        }
    }
}

static void
test_find (void)
{
  g_autoptr (GPtrArray) topics = corral_help_new (NULL);
  g_autoptr (GPtrArray) late = corral_help_find (topics, "late");
  g_autoptr (GPtrArray) keyring = corral_help_find (topics, "  LOCKED keyring ");
  g_autoptr (GPtrArray) nothing = corral_help_find (topics, "late zebra");
  g_autoptr (GPtrArray) odd = corral_help_find (topics, "<b>%s\xe2\x80\xa6\\");
  CorralHelpTopic *topic = get_topic (late, "states");
  const CorralHelpBlock *first;

  g_assert_nonnull (topic);
  g_assert_nonnull (get_term (topic, corral_look_of_state (CORRAL_CART_LATE).word));
  g_assert_cmpuint (topic->blocks->len, <, get_topic (topics, "states")->blocks->len);

  /* What stands under a heading that was found comes with it. */
  topic = get_topic (keyring, "trouble");
  g_assert_nonnull (topic);
  first = g_ptr_array_index (topic->blocks, 0);
  g_assert_cmpint (first->kind, ==, CORRAL_HELP_HEADING);
  g_assert_cmpuint (topic->blocks->len, ==, 2);

  g_assert_cmpuint (nothing->len, ==, 0);
  g_assert_cmpuint (odd->len, ==, 0);
}

/* A step that was found alone still says what it is about. */
static void
test_find_under (void)
{
  g_autoptr (GPtrArray) topics = corral_help_new (NULL);
  g_autoptr (GPtrArray) found = corral_help_find (topics, "other programs have no network");
  CorralHelpTopic *topic = get_topic (found, "trouble");

  g_assert_nonnull (topic);
  g_assert_cmpuint (topic->blocks->len, ==, 2);
  g_assert_cmpint (((CorralHelpBlock *) g_ptr_array_index (topic->blocks, 0))->kind, ==, CORRAL_HELP_HEADING);
  g_assert_cmpint (((CorralHelpBlock *) g_ptr_array_index (topic->blocks, 1))->kind, ==, CORRAL_HELP_STEP);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/help/pages", test_pages);
  g_test_add_func ("/words/help/states", test_states);
  g_test_add_func ("/words/help/advices", test_advices);
  g_test_add_func ("/words/help/causes", test_causes);
  g_test_add_func ("/words/help/texts", test_texts);
  g_test_add_func ("/words/help/find", test_find);
  g_test_add_func ("/words/help/find-under", test_find_under);
  return g_test_run ();
}
