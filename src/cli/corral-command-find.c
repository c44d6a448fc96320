/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "find": anything of the stored fleet by what somebody remembers of it. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-find-words.h"
#include "corral-report-found.h"
#include "corral-stored-fleet.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define DEFAULT_LIMIT 20

/* Trips are not in the mirror: each chain's file is asked for those whose id begins so. */
static void
find_trips (CorralStoredFleet *stored, const char *text, guint limit, CorralFound *found)
{
  g_autofree char *id = corral_find_words_get_trip_id (text);
  const CorralColumns *chains = corral_fleet_get_table (stored->fleet, CORRAL_TABLE_CHAIN);

  for (guint32 chain = 0; id != NULL && chain < corral_columns_get_n_slots (chains); chain++)
    {
      g_autoptr (GPtrArray) trips = NULL;

      /* A chain whose file cannot be read is among the troubles that are told anyway. */
      if (corral_columns_exists (chains, chain))
        trips = corral_cache_find_rows (stored->cache, corral_columns_get_text (chains, chain, CORRAL_CHAIN_COL_ID),
                                        CORRAL_COLLECTION_SESSION, id, limit, NULL);
      for (guint i = 0; trips != NULL && i < trips->len; i++)
        {
          const CorralFind find = { .kind = CORRAL_FIND_TRIP, .match = CORRAL_MATCH_PREFIX, .near = CORRAL_SEARCH_MAX_NEAR,
                                    .slot = chain, .trip = corral_fact_ref (trips->pdata[i]) };

          g_array_append_val (found->finds, find);
        }
    }
}

CorralExit
corral_command_find (const CorralCommand *self, int argc, char **argv)
{
  g_autofree char *data = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *format = NULL;
  int limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "chain", 0, 0, G_OPTION_ARG_STRING, &chain, N_ ("Only this chain, by id or name"), N_ ("CHAIN") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many of each kind (20)"), N_ ("N") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("table (the default), csv or json"), N_ ("FORMAT") },
    { NULL },
  };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralStoredFleet) stored = NULL;
  g_autoptr (CorralReport) report = NULL;
  g_autoptr (CorralFinder) finder = NULL;
  g_auto (CorralFound) found = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *meant = NULL;
  g_autofree char *sentence = NULL;
  CorralReportWriter writer;

  corral_found_init (&found);

  if (!corral_command_parse (self, entries, &argc, &argv, 1))
    return CORRAL_EXIT_USAGE;
  if (argc < 2 || !g_utf8_validate (argv[1], -1, NULL) || *argv[1] == '\0')
    return corral_command_misuse (self, _ ("say what to find: a label, a serial, its last four, a store, a fault, a version, a ticket"));
  writer = corral_report_find_writer (format != NULL ? format : "table");
  if (writer == NULL)
    return corral_command_misuse (self, _ ("there is no format “%s”; there are: table, csv, json"), format);
  if (data == NULL || *data == '\0')
    return corral_command_misuse (self, _ ("--data is needed: the folder that holds the stored copy"));
  if (limit < 1)
    return corral_command_misuse (self, _ ("--limit must be 1 or more"));

  stored = corral_stored_fleet_open (data, clock, &error);
  if (stored == NULL)
    return corral_command_fail (self, error->message);
  if (!corral_stored_fleet_narrow (stored, chain, &sentence))
    return corral_command_fail (self, sentence);
  finder = corral_finder_new (stored->fleet, corral_find_words_get ());
  corral_finder_leave_out (finder, CORRAL_FIND_CASE, !corral_rights_has_page (&stored->rights, CORRAL_PAGE_CASE));
  corral_finder_find (finder, argv[1], (guint) limit, &found);
  find_trips (stored, argv[1], (guint) limit, &found);
  report = corral_report_of_found (stored->fleet, &found);
  meant = corral_find_words_say_meant (&found);
  if (meant != NULL)
    g_printerr ("%s\n", meant);
  for (guint i = 0; i < stored->troubles->len; i++)
    corral_command_fail (self, g_ptr_array_index (stored->troubles, i));

  if (writer == corral_report_to_table)
    {
      g_autofree char *age = corral_stored_fleet_say_age (stored);

      if (corral_report_get_n_rows (report) > 0)
        {
          text = corral_report_to_table (report);
          g_print ("%s\n\n%s", age, text);
        }
    }
  else
    {
      text = writer (report);
      fputs (text, stdout);
    }
  if (corral_report_get_n_rows (report) == 0)
    {
      sentence = corral_find_words_say_nothing (argv[1], &found);
      return corral_command_fail (self, sentence);
    }
  return stored->troubles->len > 0 ? CORRAL_EXIT_FAILED : CORRAL_EXIT_OK;
}
