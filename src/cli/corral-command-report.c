/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "report": the stored fleet as a table, CSV or JSON. Needs no network. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-attention-text.h"
#include "corral-managed.h"
#include "corral-report-kinds.h"
#include "corral-stored-fleet.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Whoever may read it is who the PC's own rules say. */
#define FILE_MODE 0666

typedef struct
{
  char *chain;
  char *store;
  char *format;
  char *data;
  char *output;
  char **where;
  gboolean all;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->chain);
  g_free (options->store);
  g_free (options->format);
  g_free (options->data);
  g_free (options->output);
  g_strfreev (options->where);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* "state=offline" to "state", "offline"; what has no sign is a name without words, which nothing takes. */
static char **
split_conditions (char **conditions)
{
  GPtrArray *parts = g_ptr_array_new ();

  for (guint i = 0; conditions != NULL && conditions[i] != NULL; i++)
    {
      const char *sign = strchr (conditions[i], '=');

      g_ptr_array_add (parts, sign != NULL ? g_strndup (conditions[i], (gsize) (sign - conditions[i]))
                                           : g_strdup (conditions[i]));
      g_ptr_array_add (parts, g_strdup (sign != NULL ? sign + 1 : ""));
    }
  g_ptr_array_add (parts, NULL);
  return (char **) g_ptr_array_free (parts, FALSE);
}

static CorralExit
misuse_kind (const CorralCommand *self, const char *word)
{
  const char *meant
      = word != NULL ? corral_command_suggest (corral_report_kind_list_names (), word) : NULL;
  g_autofree char *names = g_strjoinv (", ", (char **) corral_report_kind_list_names ());

  if (word == NULL)
    return corral_command_misuse (self, _ ("say what to report: %s"), names);
  if (meant != NULL)
    return corral_command_misuse (self, _ ("there is no report “%s”; did you mean “%s”?"), word, meant);
  return corral_command_misuse (self, _ ("there is no report “%s”; there are: %s"), word, names);
}

static void
print_attention (CorralFleet *fleet, guint32 chain)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));

  corral_attention_list (fleet, chain, items);
  if (items->len == 0)
    {
      g_print ("\n%s\n", _ ("Nothing needs you."));
      return;
    }
  g_print (ngettext ("\n%u thing needs you:\n", "\n%u things need you:\n", items->len), items->len);
  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *sentence = corral_attention_to_text (fleet, &g_array_index (items, CorralAttention, i), NULL, NULL);

      g_print ("  • %s\n", sentence);
    }
}

static void
print_table (const CorralReportKind *kind, const CorralStoredFleet *stored, const CorralReport *report)
{
  g_autofree char *age = corral_stored_fleet_say_age (stored);
  g_autofree char *table = NULL;

  if (corral_report_get_n_rows (report) == 0)
    {
      g_print ("%s\n%s\n", corral_report_kind_say_empty (kind), age);
      return;
    }
  table = corral_report_to_table (report);
  g_print ("%s\n\n%s", age, table);
}

/* Why the account’s role gets no such report (@as_file: for other programs or in a file); NULL: it does. Free with
   g_free(). */
static char *
why_not_for_role (const CorralStoredFleet *stored, const CorralReportKind *kind, gboolean as_file,
                  const CorralReportScope *scope)
{
  guint n_chains = corral_columns_get_n_rows (corral_fleet_get_table (stored->fleet, CORRAL_TABLE_CHAIN));

  if (!corral_report_kind_is_for (kind, &stored->rights))
    return g_strdup (_ ("That report is not for this account’s role."));
  /* What other programs read is a list as a file, whatever it is called. */
  if (as_file && !corral_rights_has (&stored->rights, CORRAL_RIGHT_EXPORT_LISTS))
    return g_strdup (_ ("This account may not save lists as files."));
  if (n_chains > 1 && scope->chain == CORRAL_NO_SLOT && !corral_rights_has (&stored->rights, CORRAL_RIGHT_COMBINE))
    return g_strdup (_ ("This account’s role looks at one chain at a time: say which with --chain."));
  return NULL;
}

CorralExit
corral_command_report (const CorralCommand *self, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "chain", 0, 0, G_OPTION_ARG_STRING, &options.chain, N_ ("Only this chain, by id or name"), N_ ("CHAIN") },
    { "store", 0, 0, G_OPTION_ARG_STRING, &options.store, N_ ("Only this store, by number or name"), N_ ("STORE") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_ ("Cleared alerts and decided flags, too"), NULL },
    { "where", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.where,
      N_ ("Only rows that have one of these words there, as in links: state=offline,late. May be given again"),
      N_ ("NAME=WORDS") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, N_ ("table (the default), csv or json"), N_ ("FORMAT") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("Into this file, whole or not at all"), N_ ("FILE") },
    { NULL },
  };
  CorralReportScope scope = { .chain = CORRAL_NO_SLOT, .store = CORRAL_NO_SLOT };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralStoredFleet) stored = NULL;
  g_autoptr (CorralReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  const CorralReportKind *kind;
  CorralReportWriter writer;
  g_auto (GStrv) where = NULL;
  g_autoptr (CorralManaged) managed = corral_managed_new ();

  if (!corral_command_parse (self, entries, &argc, &argv, 1))
    return CORRAL_EXIT_USAGE;
  kind = argc > 1 ? corral_report_kind_find (argv[1]) : NULL;
  if (kind == NULL)
    return misuse_kind (self, argc > 1 ? argv[1] : NULL);
  writer = corral_report_find_writer (options.format != NULL ? options.format : "table");
  if (writer == NULL)
    return corral_command_misuse (self, _ ("there is no format “%s”; there are: table, csv, json"), options.format);
  if (options.data == NULL || *options.data == '\0')
    return corral_command_misuse (self, _ ("--data is needed: the folder that holds the stored copy"));
  if (writer != corral_report_to_table && !managed->may_export)
    return corral_command_fail (self, corral_managed_get_export_sentence ());
  if (options.store != NULL && !corral_report_kind_has_stores (kind))
    return corral_command_misuse (self, _ ("the report “%s” is of whole chains; --store does not go with it"), argv[1]);

  if (options.output != NULL && writer == corral_report_to_table)
    return corral_command_misuse (self, _ ("--output is for machines; say --format=csv or --format=json with it"));
  where = split_conditions (options.where);
  for (guint i = 0; where[i] != NULL; i += 2)
    if (!corral_report_kind_takes (kind, where[i], where[i + 1]))
      return corral_command_misuse (self, _ ("the report “%s” has no condition “%s=%s”"), argv[1], where[i], where[i + 1]);

  stored = corral_stored_fleet_open (options.data, clock, &error);
  if (stored == NULL)
    return corral_command_fail (self, error->message);
  if (options.chain != NULL)
    {
      scope.chain = corral_stored_fleet_find_chain (stored, options.chain, &sentence);
      if (scope.chain == CORRAL_NO_SLOT)
        return corral_command_fail (self, sentence);
    }
  if (options.store != NULL)
    {
      scope.store = corral_stored_fleet_find_store (stored, scope.chain, options.store, &sentence);
      if (scope.store == CORRAL_NO_SLOT)
        return corral_command_fail (self, sentence);
    }
  sentence = why_not_for_role (stored, kind, writer != corral_report_to_table || options.output != NULL, &scope);
  if (sentence != NULL)
    return corral_command_fail (self, sentence);
  scope.with_closed = options.all;
  scope.where = where;

  report = corral_report_kind_run (kind, stored->fleet, &scope);
  if (writer == corral_report_to_table)
    {
      print_table (kind, stored, report);
      if (strcmp (argv[1], "fleet") == 0)
        print_attention (stored->fleet, scope.chain);
    }
  else
    {
      g_autofree char *text = writer (report);

      if (options.output == NULL)
        fputs (text, stdout);
      else if (!g_file_set_contents_full (options.output, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, FILE_MODE, &error))
        return corral_command_fail (self, error->message);
    }
  for (guint i = 0; i < stored->troubles->len; i++)
    corral_command_fail (self, g_ptr_array_index (stored->troubles, i));
  return stored->troubles->len > 0 ? CORRAL_EXIT_FAILED : CORRAL_EXIT_OK;
}
