/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk in a process of its own, that can be killed: reads what to do from its standard input, a line each, its words
 * between tabs, and says what came of it. What it said is so, whatever happens to it afterwards.
 *
 *   start                                      follows the cloud
 *   submit TYPE CHAIN COLLECTION ID REV [NAME=VALUE…]   "saved ID", when it is on the disk
 *   send                                       ends the time in which it can be taken back
 *   seen ID                                    "state ID WORD"
 *   wait                                       "settled", when everything is held and nothing waits
 *   quit                                       closes everything in order: "bye N", with how many calls were counted
 *
 * desk-child FOLDER URL TOKEN SEED NOW_MS KILL_AT MOMENT */
#include "desk.h"

#include "kill-points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

G_GNUC_PRINTF (1, 2)
static void
say (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  putchar ('\n');
  fflush (stdout);
}

static void
submit (Desk *f, char **words)
{
  guint n = g_strv_length (words);
  const CorralOperationType *type = corral_operation_type_find (words[1]);
  CorralOperationDraft draft = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  g_assert_nonnull (type);
  g_assert_cmpuint (n, >=, 6);
  draft.kind = type->kind;
  draft.tenant = words[2];
  g_assert_true (corral_collection_from_name (words[3], &draft.collection));
  draft.target = words[4];
  draft.expected_rev = *words[5] != '\0' ? g_ascii_strtoll (words[5], NULL, 10) : CORRAL_UNKNOWN;
  corral_operation_params_clear (&draft.params);
  for (guint i = 6; i < n; i++)
    {
      char *value = strchr (words[i], '=');

      g_assert_nonnull (value);
      *value++ = '\0';
      corral_operation_params_set (&draft.params, type, words[i], value, &error);
      g_assert_no_error (error);
    }
  id = desk_submit (f, &draft);
  say ("saved\t%s", id);
}

static gboolean
has_settled (Desk *f, gpointer data)
{
  return desk_is_caught_up (f) && desk_count_unsettled (f) == 0;
}

static void
carry_out (Desk *f, char **words)
{
  if (strcmp (words[0], "start") == 0)
    desk_start (f);
  else if (strcmp (words[0], "submit") == 0)
    submit (f, words);
  else if (strcmp (words[0], "send") == 0)
    desk_send_now (f);
  else if (strcmp (words[0], "seen") == 0)
    say ("state\t%s\t%s", words[1], corral_outbox_state_to_word (desk_get_state (f, words[1])));
  else if (strcmp (words[0], "wait") == 0)
    {
      desk_wait (f, has_settled, NULL, TRUE, 60, "the end of what waits");
      say ("settled");
    }
  else
    g_error ("desk-child: %s?", words[0]);
}

int
main (int argc, char *argv[])
{
  char line[16384];
  Desk f;

  g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  g_assert_cmpint (argc, ==, 8);
  kill_points_arm ((guint) strtoul (argv[6], NULL, 10), (KillMoment) strtoul (argv[7], NULL, 10));
  desk_set_up_alone (&f, g_ascii_strtoull (argv[4], NULL, 10), argv[1], g_ascii_strtoll (argv[5], NULL, 10), argv[2],
                     argv[3]);
  say ("ready");
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) words = NULL;

      line[strcspn (line, "\n")] = '\0';
      words = g_strsplit (line, "\t", -1);
      if (strcmp (words[0], "quit") == 0)
        break;
      carry_out (&f, words);
    }
  desk_tear_down (&f);
  say ("bye\t%u", kill_points_get_count ());
  return 0;
}
