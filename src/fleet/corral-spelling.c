/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The word that was meant: optimal string alignment against the beginnings of words. Not thread-safe. */
#include "config.h"

#include "corral-spelling.h"

#include "corral-typed.h"

#include <string.h>

#define ONE_MISTAKE_FROM 4
#define TWO_MISTAKES_FROM 8
/* Longer ones are no names. */
#define MAX_LETTERS 32

struct _CorralSpelling
{
  gunichar word[MAX_LETTERS];
  guint length;
  guint allowed;  /* mistakes; 0: nothing is looked for */
  char *best;     /* (owned) (nullable) */
  guint mistakes; /* of the best */
  guint left;     /* letters of it beyond what was typed */
};

CorralSpelling *
corral_spelling_new (const char *word)
{
  CorralSpelling *self = g_new0 (CorralSpelling, 1);
  gboolean digits = FALSE;

  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      digits = digits || g_unichar_isdigit (c);
      if (self->length < MAX_LETTERS)
        self->word[self->length] = c;
      self->length++;
    }
  if (!digits && self->length <= MAX_LETTERS)
    self->allowed = self->length >= TWO_MISTAKES_FROM ? 2 : self->length >= ONE_MISTAKE_FROM ? 1 : 0;
  self->mistakes = self->allowed + 1;
  return self;
}

void
corral_spelling_free (CorralSpelling *self)
{
  g_free (self->best);
  g_free (self);
}

/* The fewest mistakes between what was typed and a beginning of @other, and how much of it that leaves. */
static guint
compare (const CorralSpelling *self, const gunichar *other, guint n_other, guint *left)
{
  guint rows[3][MAX_LETTERS + 1];
  guint *before = rows[0], *last = rows[1], *now = rows[2];
  guint best = G_MAXUINT;

  for (guint k = 0; k <= n_other; k++)
    last[k] = k;
  for (guint i = 1; i <= self->length; i++)
    {
      guint *spare = before;

      now[0] = i;
      for (guint k = 1; k <= n_other; k++)
        {
          guint cost = self->word[i - 1] != other[k - 1];

          now[k] = MIN (MIN (last[k] + 1, now[k - 1] + 1), last[k - 1] + cost);
          if (i > 1 && k > 1 && self->word[i - 1] == other[k - 2] && self->word[i - 2] == other[k - 1])
            now[k] = MIN (now[k], before[k - 2] + 1);
        }
      before = last;
      last = now;
      now = spare;
    }
  for (guint k = 0; k <= n_other; k++)
    if (last[k] <= best)
      {
        best = last[k];
        *left = n_other - k;
      }
  return best;
}

static void
show_word (CorralSpelling *self, const char *word)
{
  g_autofree char *squeezed = corral_typed_squeeze (word);
  gunichar letters[MAX_LETTERS];
  guint n = 0, left = 0, mistakes;

  for (const char *p = squeezed; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (n == MAX_LETTERS)
        return;
      letters[n++] = g_utf8_get_char (p);
    }
  /* The first letter is seldom the wrong one, and words that have nothing in common are not near. */
  if (n + self->allowed < self->length || n < ONE_MISTAKE_FROM
      || (letters[0] != self->word[0] && letters[0] != self->word[1] && letters[1] != self->word[0]))
    return;
  mistakes = compare (self, letters, n, &left);
  if (mistakes > self->allowed || mistakes > self->mistakes || (mistakes == self->mistakes && left >= self->left))
    return;
  g_free (self->best);
  self->best = g_strdup (word);
  self->mistakes = mistakes;
  self->left = left;
}

void
corral_spelling_show (CorralSpelling *self, const char *name)
{
  if (self->allowed == 0 || name == NULL)
    return;
  if (strpbrk (name, " -_") == NULL)
    {
      show_word (self, name);
      return;
    }
  {
    g_auto (GStrv) words = g_strsplit_set (name, " -_", -1);

    for (guint i = 0; words[i] != NULL; i++)
      show_word (self, words[i]);
  }
}

const char *
corral_spelling_get_best (const CorralSpelling *self)
{
  return self->best;
}
