/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all commands of the tool share: options, help, and how they say that something went wrong. Main thread. */
#include "config.h"

#include "corral-command.h"

#include <glib/gi18n.h>
#include <string.h>

gboolean
corral_command_parse (const CorralCommand *self,
                      const GOptionEntry *entries,
                      int *argc,
                      char ***argv,
                      int n_operands)
{
  g_autoptr (GOptionContext) context = g_option_context_new (*self->arguments != '\0' ? _ (self->arguments) : NULL);
  g_autofree char *program = g_strdup_printf ("corral-cli %s", self->name);
  g_autofree char *description
      = g_strdup_printf ("%s%s%s", self->description != NULL ? _ (self->description) : "",
                         self->description != NULL ? "\n\n" : "",
                         _ ("Exit codes: 0 done, 1 failed (the reason is on stderr), 2 not understood."));
  g_autoptr (GError) error = NULL;
  const char *extra;

  /* The help's usage line begins with this name. */
  g_set_prgname (program);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (self->summary));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      corral_command_misuse (self, "%s", error->message);
      return FALSE;
    }
  /* What follows "--" is not an option. */
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0)
    {
      memmove (*argv + 1, *argv + 2, (gsize) (*argc - 1) * sizeof (char *));
      (*argc)--;
    }
  if (*argc - 1 > n_operands)
    {
      extra = (*argv)[n_operands + 1];
      corral_command_misuse (self, _ ("“%s” is one word too many"), extra);
      return FALSE;
    }
  return TRUE;
}

CorralExit
corral_command_fail (const CorralCommand *self, const char *sentence)
{
  g_printerr ("corral-cli %s: %s\n", self->name, sentence);
  return CORRAL_EXIT_FAILED;
}

CorralExit
corral_command_misuse (const CorralCommand *self, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("corral-cli %s: %s\n", self->name, sentence);
  /* Translators: %s is the name of a command of the tool */
  g_printerr (_ ("Try “corral-cli %s --help”.\n"), self->name);
  return CORRAL_EXIT_USAGE;
}

/* Levenshtein's distance, for words of at most 31 bytes. */
static guint
distance (const char *a, const char *b)
{
  gsize n = strlen (b);
  guint row[32];

  if (strlen (a) > 31 || n > 31)
    return G_MAXUINT;
  for (guint i = 0; i <= n; i++)
    row[i] = i;
  for (guint i = 1; a[i - 1] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint k = 1; k <= n; k++)
        {
          guint above = row[k];
          guint replaced = diagonal + (a[i - 1] != b[k - 1]);

          row[k] = MIN (replaced, MIN (above, row[k - 1]) + 1);
          diagonal = above;
        }
    }
  return row[n];
}

const char *
corral_command_suggest (const char *const *names, const char *word)
{
  const char *best = NULL;
  guint least = 4;

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint d = strlen (word) >= 2 && g_str_has_prefix (names[i], word) ? 1 : distance (word, names[i]);

      /* Half of a word wrong is another word. */
      if (d < least && d * 2 <= strlen (names[i]))
        {
          least = d;
          best = names[i];
        }
    }
  return best;
}
