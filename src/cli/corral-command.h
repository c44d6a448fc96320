/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the tool ends with, as the GNU conventions have it. */
typedef enum
{
  CORRAL_EXIT_OK = 0,
  CORRAL_EXIT_FAILED = 1, /* it was understood, but could not be done: one sentence on stderr */
  CORRAL_EXIT_USAGE = 2,  /* it was not understood */
} CorralExit;

/**
 * CorralCommand:
 *
 * One command of the tool. All of them stand in the table in main.c: adding one is adding a row and a file.
 */
typedef struct _CorralCommand CorralCommand;

struct _CorralCommand
{
  const char *name;
  const char *arguments;   /* what follows the name in the usage line */
  const char *summary;     /* one line; translated when shown */
  const char *description; /* the rest of its help; translated when shown */
  CorralExit (*run) (const CorralCommand *self, int argc, char **argv); /* argv[0]: the name */
};

CorralExit corral_command_conformance (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_demo_cloud (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_sync (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_report (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_do (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_outbox (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_call (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_factors (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_verify (const CorralCommand *self, int argc, char **argv);
CorralExit corral_command_find (const CorralCommand *self, int argc, char **argv);

/* Reads the options of @self; FALSE when they are not understood, which has been said. What is left in @argv are
 * at most @n_operands words. "--help" is answered and ends the program. */
gboolean corral_command_parse (const CorralCommand *self,
                               const GOptionEntry *entries,
                               int *argc,
                               char ***argv,
                               int n_operands);

/* One sentence on stderr, and the exit code that goes with it. */
CorralExit corral_command_fail (const CorralCommand *self, const char *sentence);
CorralExit corral_command_misuse (const CorralCommand *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The one of @names (NULL-terminated) that somebody may have meant by @word, or NULL. */
const char *corral_command_suggest (const char *const *names, const char *word);

G_END_DECLS
