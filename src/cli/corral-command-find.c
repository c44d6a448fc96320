/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "find": carts and stores of the stored fleet by what somebody remembers of them. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-report-kinds.h"
#include "corral-search.h"
#include "corral-stored-fleet.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define DEFAULT_LIMIT 20

static CorralReport *
find (CorralStoredFleet *stored, const char *text, guint limit)
{
  g_autoptr (CorralSearch) search = corral_search_new (stored->fleet);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));
  g_autoptr (GArray) stores = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) carts = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_search_find (search, text, limit, hits);
  for (guint i = 0; i < hits->len; i++)
    {
      const CorralSearchHit *hit = &g_array_index (hits, CorralSearchHit, i);

      g_array_append_val (hit->table == CORRAL_TABLE_STORE ? stores : carts, hit->slot);
    }
  return corral_report_of_found (stored->fleet, stores, carts);
}

CorralExit
corral_command_find (const CorralCommand *self, int argc, char **argv)
{
  g_autofree char *data = NULL;
  g_autofree char *format = NULL;
  int limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many stores and so many carts (20)"), N_ ("N") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("table (the default), csv or json"), N_ ("FORMAT") },
    { NULL },
  };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralStoredFleet) stored = NULL;
  g_autoptr (CorralReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CorralReportWriter writer;

  if (!corral_command_parse (self, entries, &argc, &argv, 1))
    return CORRAL_EXIT_USAGE;
  if (argc < 2 || !g_utf8_validate (argv[1], -1, NULL) || *argv[1] == '\0')
    return corral_command_misuse (self, _ ("say what to find: a label, a serial, its last four, a store's number or name"));
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
  report = find (stored, argv[1], (guint) limit);
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
      g_autofree char *sentence = g_strdup_printf (_ ("Nothing that is stored is called “%s”."), argv[1]);

      return corral_command_fail (self, sentence);
    }
  return stored->troubles->len > 0 ? CORRAL_EXIT_FAILED : CORRAL_EXIT_OK;
}
