/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help that comes with the program. Main thread.
 *
 * Who opens it: somebody at the desk who meets a word on the screen for the first time, with no time for a manual; they read
 * two lines and go back. So: short, in the words of the screen, and what to do next. */
#include "config.h"

#include "corral-help.h"

#include "corral-trust-words.h"
#include "corral-verdict-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a state means, and what to do about it; the word and shape come from corral-look.c. */
static const char *const states[CORRAL_N_CART_STATES] = {
  [CORRAL_CART_IDLE] = N_ ("The cart is well and waits for a shopper. Nothing to do."),
  [CORRAL_CART_IN_USE] = N_ ("A shopper is on a trip with it. Leave it alone: what is done to it now disturbs them."),
  [CORRAL_CART_CHARGING] = N_ ("It stands in the dock and charges. From empty to four fifths takes about three hours."),
  [CORRAL_CART_LOW_BATTERY] = N_ ("It will not last much longer. Dock it, or swap the battery pack before it is handed out."),
  [CORRAL_CART_LATE] = N_ ("It has missed a message or two. Wait: most come back by themselves within minutes."),
  [CORRAL_CART_FAULT] = N_ ("It reports something broken. Open the cart’s page: it says what, and what to try."),
  [CORRAL_CART_OFFLINE] = N_ ("It should have been heard from and was not, three times in a row. Take a call about it: Corral says whether it "
                              "is the cart, the store, the carrier or the cloud."),
  [CORRAL_CART_UPDATING] = N_ ("It installs an update that was planned. Leave it switched on; it is back in a few minutes."),
  [CORRAL_CART_OUT_OF_SERVICE] = N_ ("Somebody took it out of service. It is not counted as missing until it is put back."),
  [CORRAL_CART_OFF_PREMISES] = N_ ("It is outside the store’s grounds. Have it fetched; where it is, is known only roughly."),
  [CORRAL_CART_REVOKED] = N_ ("Its certificate was blocked: the cloud takes nothing from it any more. Only fleet operations can change that."),
  [CORRAL_CART_NEVER_SEEN] = N_ ("It was delivered and has never been heard from. It has to be set up, or is still in its box."),
  [CORRAL_CART_OTHER] = N_ ("The cloud uses a word that this version of Corral does not know. An update of Corral may."),
};

/* Text of a topic: a line each. NULL ends it. "# " begins a heading, "- " something to do. */
static const char *const start[] = {
  N_ ("# A cart is dead, and somebody is on the line"),
  N_ ("- Just type what is painted on the cart and a word of the store, such as “0412 river”: it is found wherever you are."),
  N_ ("- Press Ctrl+Enter. Corral says what it is, how sure that is, and three things to try, in order."),
  N_ ("- When the call is over, end it there: what was tried is kept as a note on the cart."),
  N_ ("# What wants you now"),
  N_ ("The fleet’s page begins with a sentence that names it; each part of it can be opened. What is well is quiet."),
  N_ ("Counts stand in the sidebar only where somebody has to do something."),
  N_ ("# What you do is never lost"),
  N_ ("What you do is written down on this PC first and sent then, once. Ctrl+Z takes back what was done last."),
  NULL,
};

static const char *const people[] = {
  N_ ("Several people can be signed in on one PC, also to several clouds. Each has their own changes that wait, texts, notices and "
      "“since you left”."),
  N_ ("- Ctrl+Shift+P, then Enter: whoever was here before is back. The menu has everybody, too."),
  N_ ("- To add somebody, open “People on This PC” and choose “Add a Person or a Cloud”."),
  N_ ("What somebody did and the cloud does not know yet waits until they are back. It is never sent in another’s name."),
  N_ ("# The lock"),
  N_ ("Ctrl+L covers everything; what waits is sent meanwhile. To unlock, sign in again, which needs the link."),
  N_ ("It locks by itself after as long as the preferences say, where that is set."),
  N_ ("# When you leave for good"),
  N_ ("Sign out: what this PC has of yours is removed, and nobody else’s. What has not been sent is asked about first."),
  NULL,
};

static const char *const age[] = {
  N_ ("Every page says at its top how old it is: “Live” while the cloud answers, else as of when."),
  N_ ("# Without a link"),
  N_ ("Everything that was here before can be read, searched and printed. Verdicts say how old the knowledge is on which they stand."),
  N_ ("Notes, tickets, decisions and the like wait in the outbox and are sent when the link is back, each exactly once."),
  N_ ("What would be dangerous later, such as pausing somebody’s trip, is done at once or not at all, and says so."),
  N_ ("# What nobody knows"),
  N_ ("A dash means that it is not known. It never stands for zero. Hatched parts of a chart are hours of which nothing is known, or in "
      "which nothing was heard; point at them to see which."),
  N_ ("A cart is never called silent because this PC or the cloud has not asked."),
  N_ ("# Times"),
  N_ ("Times are those of the store’s clock. Where yours is another, it is said beside it."),
  NULL,
};

static const char *const outbox[] = {
  N_ ("The outbox shows what you did that the cloud does not know yet, and what it did not take."),
  N_ ("# It waits"),
  N_ ("- Nothing. It is sent when the link is back, in the order in which you did it."),
  N_ ("# Somebody else was quicker"),
  N_ ("- Open it: both versions stand side by side. Choose yours or theirs."),
  N_ ("# Refused"),
  N_ ("- Read why. Change what it says and do it again, or put it away; nothing happens by itself."),
  N_ ("# It is not known whether it arrived"),
  N_ ("- Nothing. Corral asks the cloud before it sends it again, so that nothing is done twice."),
  NULL,
};

static const char *const incidents[] = {
  N_ ("An alert is about one cart or store. An incident is the cause that many of them share: one row, however many carts."),
  N_ ("# Work on it"),
  N_ ("- Acknowledge: “I have seen it.” Nobody else is told again unless it gets worse."),
  N_ ("- Assign: somebody has it."),
  N_ ("- Snooze: not before a time, or until it gets worse."),
  N_ ("- Close: with its cause and a note, when the carts are back. It never closes because carts went quiet: only fresh data say that "
      "something is over."),
  N_ ("# Planned work"),
  N_ ("- Enter a maintenance for the cart, store or chain. What happens in that time is counted and raises nothing."),
  N_ ("# Too loud, or too quiet"),
  N_ ("- The rules can be changed under Incidents, Rules. Try a change on the last seven days before you keep it."),
  N_ ("- Noise shows which rule asks for people without need."),
  NULL,
};

static const char *const flags_before[] = {
  N_ ("A flag is a question about a trip, not an answer. Most have an innocent explanation."),
  N_ ("# How far it can be trusted"),
  N_ ("That comes from the health of the cart’s scale, the size of the difference, the item’s history and how late the data came. The "
      "flag’s page names each reason."),
  NULL,
};

static const char *const flags_after[] = {
  N_ ("# What is proved"),
  N_ ("Carts sign what they send. “Verified” means that this PC has checked that signature itself, and that nothing was changed or left out since."),
  N_ ("# Decide"),
  N_ ("- Say what you found, also when it was nothing: that is how the next flags become better."),
  N_ ("Partial checks find a mistake in 2–3 of 100 baskets, full ones in 25–50. Few hits of partial checks do not mean few losses."),
  NULL,
};

static const char *const service[] = {
  N_ ("# Service level"),
  N_ ("Of every hour in which the store was open, the share of its carts that could be handed out. The target is the chain’s own, mostly 99 %."),
  N_ ("# Ready"),
  N_ ("Carts that can be handed out now. Those that charge are not ready yet; those out of service are not counted as missing."),
  N_ ("# Battery health"),
  /* xgettext:no-c-format */ N_ ("What a pack still holds of what it held when new. Below 68 % it does not last a shift of twelve hours: swap it."),
  N_ ("# Scale"),
  N_ ("Up to 20 g of drift is well. From 20 to 60 g have it looked at. Above that its weights prove nothing."),
  NULL,
};

static const char *const trouble[] = {
  N_ ("# The cloud does not answer"),
  N_ ("- Go on working: what is known is here, and what you do is kept. Corral tries again by itself; F5 asks at once."),
  N_ ("- If other programs have no network either, it is this PC or its network."),
  N_ ("# The cloud asks for a new sign-in"),
  N_ ("- Choose Sign In in the menu. Nothing that waits is lost."),
  N_ ("# The keyring is locked"),
  N_ ("- Unlock it, or sign in for this time only. Corral never keeps a sign-in anywhere else."),
  N_ ("# Corral says that another one is open on the same data"),
  N_ ("- This one reads and keeps nothing. Use the other, or close it: then this one takes over."),
  N_ ("# The disk is full"),
  N_ ("- Make room. What is on the screen stays; what you do can not be kept until then, and Corral says so each time."),
  N_ ("# What to tell support"),
  N_ ("- Menu, About Corral, Troubleshooting has what they need, without names, tokens or what carts sent."),
  NULL,
};

static void
block_free (gpointer data)
{
  CorralHelpBlock *block = data;

  g_free (block->term);
  g_free (block->text);
  g_free (block);
}

static void
topic_free (gpointer data)
{
  CorralHelpTopic *topic = data;

  g_free (topic->id);
  g_free (topic->title);
  g_ptr_array_unref (topic->blocks);
  g_free (topic);
}

static CorralHelpTopic *
topic_new (const char *id, const char *title)
{
  CorralHelpTopic *topic = g_new0 (CorralHelpTopic, 1);

  topic->id = g_strdup (id);
  topic->title = g_strdup (title);
  topic->blocks = g_ptr_array_new_with_free_func (block_free);
  return topic;
}

static CorralHelpBlock *
topic_add (CorralHelpTopic *topic, CorralHelpKind kind, const char *term, const char *text)
{
  CorralHelpBlock *block = g_new0 (CorralHelpBlock, 1);

  block->kind = kind;
  block->term = g_strdup (term);
  block->text = g_strdup (text);
  g_ptr_array_add (topic->blocks, block);
  return block;
}

static void
topic_add_look (CorralHelpTopic *topic, CorralLook look, const char *text)
{
  CorralHelpBlock *block = topic_add (topic, CORRAL_HELP_TERM, look.word, text);

  block->icon = look.icon_name;
  block->css_class = look.css_class;
}

/* The mark at the beginning of a line is kept by translators; one that was lost makes a paragraph, not a fault. */
static void
topic_add_lines (CorralHelpTopic *topic, const char *const *lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *text = _ (lines[i]);

      if (g_str_has_prefix (text, "# "))
        topic_add (topic, CORRAL_HELP_HEADING, NULL, text + 2);
      else if (g_str_has_prefix (text, "- "))
        topic_add (topic, CORRAL_HELP_STEP, NULL, text + 2);
      else
        topic_add (topic, CORRAL_HELP_PARAGRAPH, NULL, text);
    }
}

/* What an advice asks of people; what it says on the flag's page is a sentence of its own there. */
static const char *const advices[CORRAL_N_ADVICES] = {
  [CORRAL_ADVICE_NOBODY] = N_ ("The evidence does not hold, or is not there. Never stop, follow or ask anybody because of it."),
  [CORRAL_ADVICE_LOOK] = N_ ("The evidence holds, and the trip is over. Look at it when there is time, and say what you found."),
  [CORRAL_ADVICE_SPEAK] = N_ ("The evidence holds and the shopper is still in the store. Offer help with the scan; accuse nobody."),
  [CORRAL_ADVICE_RECHECK] = N_ ("Chance has chosen this trip for a re-check. It suspects nobody."),
  [CORRAL_ADVICE_FETCH] = N_ ("The cart has left without a trip on it. There is nobody to speak to; have it fetched."),
};

static void
add_flags (CorralHelpTopic *topic, CorralPlayBook *book)
{
  topic_add_lines (topic, flags_before);
  for (guint i = 0; i < CORRAL_N_ADVICES; i++)
    topic_add_look (topic, corral_look_of_advice ((CorralAdvice) i), _ (advices[i]));
  topic_add_lines (topic, flags_after);
}

static void
add_states (CorralHelpTopic *topic, CorralPlayBook *book)
{
  for (guint i = 0; i < CORRAL_N_CART_STATES; i++)
    topic_add_look (topic, corral_look_of_state ((CorralCartState) i), _ (states[i]));
  topic_add (topic, CORRAL_HELP_HEADING, NULL, _ ("How urgent it is"));
  topic_add_look (topic, corral_look_of_severity ("act"), _ ("Somebody has to do something now."));
  topic_add_look (topic, corral_look_of_severity ("watch"), _ ("It may become something. Look again today."));
  topic_add_look (topic, corral_look_of_severity ("info"), _ ("Good to know; nothing to do."));
  topic_add (topic, CORRAL_HELP_HEADING, NULL, _ ("What you did"));
  topic_add_look (topic, corral_look_of_waiting (), _ ("You did it; the cloud does not know it yet."));
  topic_add_look (topic, corral_look_of_troubled (), _ ("The cloud did not take it. The outbox says why."));
}

/* "Send somebody. Its lights turn green." */
static void
add_step (CorralHelpTopic *topic, const CorralPlayStep *step)
{
  g_autofree char *text = step->expect != NULL ? g_strdup_printf ("%s %s", step->action, step->expect) : g_strdup (step->action);

  topic_add (topic, CORRAL_HELP_STEP, NULL, text);
}

static void
add_cause (CorralHelpTopic *topic, CorralVerdictCause cause, CorralPlayBook *book)
{
  const CorralPlay *play = corral_play_book_get_built_in (book, cause);
  /* Translators: words to say to the caller */
  g_autofree char *say = play->say != NULL ? g_strdup_printf (_ ("“%s”"), play->say) : g_strdup ("");
  CorralHelpBlock *block = topic_add (topic, CORRAL_HELP_TERM, corral_verdict_cause_to_brief (cause), say);

  /* A brief cause is made to stand within a sentence. */
  if (g_unichar_islower (g_utf8_get_char (block->term)))
    {
      g_autofree char *first = g_utf8_substring (block->term, 0, 1);
      g_autofree char *upper = g_utf8_strup (first, -1);
      char *term = g_strconcat (upper, g_utf8_next_char (block->term), NULL);

      g_free (block->term);
      block->term = term;
    }
  for (guint i = 0; i < MIN (play->steps->len, 3); i++)
    add_step (topic, g_ptr_array_index (play->steps, i));
}

static void
add_verdicts (CorralHelpTopic *topic, CorralPlayBook *given)
{
  static const CorralLayer layer_of[] = {
#define LAYER_OF(UPPER, word, LAYER) CORRAL_LAYER_##LAYER,
    CORRAL_VERDICT_CAUSES (LAYER_OF)
#undef LAYER_OF
  };
  g_autoptr (CorralPlayBook) own = given == NULL ? corral_play_book_new () : NULL;

  topic_add (topic, CORRAL_HELP_PARAGRAPH, NULL,
             _ ("A verdict names the layer in which the fault lies, how sure that is, why, and what would change it. Under each cause: what "
                "to try, in order."));
  for (guint layer = CORRAL_LAYER_UNKNOWN; layer < CORRAL_N_LAYERS; layer++)
    {
      topic_add (topic, CORRAL_HELP_HEADING, NULL, corral_layer_to_text ((CorralLayer) layer));
      for (guint cause = 0; cause < CORRAL_N_VERDICT_CAUSES; cause++)
        if (layer_of[cause] == layer)
          add_cause (topic, (CorralVerdictCause) cause, given != NULL ? given : own);
    }
}

/* Every topic, one row each: what a table of lines says, or a function that makes it of the screens' own tables. */
static const struct
{
  const char *id;
  const char *title;
  const char *const *lines;
  void (*add) (CorralHelpTopic *topic, CorralPlayBook *book);
} topics[] = {
  { "start", N_ ("In two minutes"), start, NULL },
  { "states", N_ ("What the shapes and words mean"), NULL, add_states },
  { "verdicts", N_ ("What is wrong, and what to try"), NULL, add_verdicts },
  { "incidents", N_ ("Alerts and incidents"), incidents, NULL },
  { "flags", N_ ("Loss prevention"), NULL, add_flags },
  { "service", N_ ("What the figures mean"), service, NULL },
  { "age", N_ ("Old data and new, and no link"), age, NULL },
  { "outbox", N_ ("The outbox"), outbox, NULL },
  { "people", N_ ("Several people on one PC, and the lock"), people, NULL },
  { "trouble", N_ ("When Corral itself has trouble"), trouble, NULL },
};

/* Which of them says most about a page; a page that is not named: "start". */
static const char *const of_page[CORRAL_N_PAGES] = {
  [CORRAL_PAGE_STORES] = "service",     [CORRAL_PAGE_STORE] = "service",      [CORRAL_PAGE_CARTS] = "states",
  [CORRAL_PAGE_CART] = "states",        [CORRAL_PAGE_ALERTS] = "incidents",   [CORRAL_PAGE_FLAGS] = "flags",
  [CORRAL_PAGE_FLAG] = "flags",         [CORRAL_PAGE_OUTBOX] = "outbox",      [CORRAL_PAGE_CALL] = "verdicts",
  [CORRAL_PAGE_INCIDENTS] = "incidents", [CORRAL_PAGE_INCIDENT] = "incidents", [CORRAL_PAGE_RULES] = "incidents",
  [CORRAL_PAGE_HANDOVER] = "incidents", [CORRAL_PAGE_NOISE] = "incidents",
};

GPtrArray *
corral_help_new (CorralPlayBook *book)
{
  GPtrArray *result = g_ptr_array_new_with_free_func (topic_free);

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      CorralHelpTopic *topic = topic_new (topics[i].id, _ (topics[i].title));

      if (topics[i].lines != NULL)
        topic_add_lines (topic, topics[i].lines);
      else
        topics[i].add (topic, book);
      g_ptr_array_add (result, topic);
    }
  return result;
}

const char *
corral_help_topic_for_page (CorralPageKind page)
{
  g_return_val_if_fail (page < CORRAL_N_PAGES, "start");

  return of_page[page] != NULL ? of_page[page] : "start";
}

/* Whether each of @words is somewhere in what @block says. */
static gboolean
has_all (char **words, const CorralHelpTopic *topic, const CorralHelpBlock *block)
{
  g_autofree char *all = g_strjoin (" ", topic->title, block->term != NULL ? block->term : "", block->text, NULL);
  g_autofree char *plain = g_str_to_ascii (all, NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);
  g_autofree char *plain_folded = g_utf8_casefold (plain, -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0' && strstr (folded, words[i]) == NULL && strstr (plain_folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
copy_block (CorralHelpTopic *topic, const CorralHelpBlock *block)
{
  CorralHelpBlock *copy = topic_add (topic, block->kind, block->term, block->text);

  copy->icon = block->icon;
  copy->css_class = block->css_class;
}

/* What a step is about is the heading or term above it; of a heading, what stands under it is wanted as well. */
static void
find_in (CorralHelpTopic *found, const CorralHelpTopic *topic, char **words)
{
  const CorralHelpBlock *heading = NULL; /* still to be shown above what is found under it */
  gboolean whole = FALSE;

  for (guint i = 0; i < topic->blocks->len; i++)
    {
      const CorralHelpBlock *block = g_ptr_array_index (topic->blocks, i);

      if (block->kind == CORRAL_HELP_HEADING || block->kind == CORRAL_HELP_TERM)
        {
          heading = block;
          whole = has_all (words, topic, block);
          if (whole)
            {
              copy_block (found, block);
              heading = NULL;
            }
        }
      else if (whole || has_all (words, topic, block))
        {
          if (heading != NULL)
            copy_block (found, heading);
          heading = NULL;
          copy_block (found, block);
        }
    }
}

GPtrArray *
corral_help_find (GPtrArray *all, const char *text)
{
  GPtrArray *result = g_ptr_array_new_with_free_func (topic_free);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);

  for (guint i = 0; i < all->len; i++)
    {
      const CorralHelpTopic *topic = g_ptr_array_index (all, i);
      CorralHelpTopic *found = topic_new (topic->id, topic->title);

      find_in (found, topic, words);
      if (found->blocks->len > 0)
        g_ptr_array_add (result, found);
      else
        topic_free (found);
    }
  return result;
}
