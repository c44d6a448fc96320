/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "outbox": what people did and how it stands; again, or not at all. Listing only reads, also beside a Corral that
 * writes. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-data-folder.h"
#include "corral-freshness.h"
#include "corral-operation-words.h"
#include "corral-outbox-json.h"
#include "corral-outbox-rules.h"
#include "corral-report.h"
#include "corral-stored-fleet.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* So many that have been seen to are told with --all. */
#define MOST_SETTLED 1000

typedef struct
{
  char *data;
  gboolean json;
  gboolean all;
  gboolean yes;
  gboolean now;
  int wait_s;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What names what is acted on: the stored fleet, or an empty one. */
static CorralFleet *
open_fleet (const Options *options, CorralClock *clock)
{
  g_autoptr (CorralStoredFleet) stored = corral_stored_fleet_open (options->data, clock, NULL);

  return stored != NULL ? g_object_ref (stored->fleet) : corral_fleet_new (corral_freshness_judge);
}

/* ---- listing ------------------------------------------------------------------------------------------ */

static guint
count_in (GPtrArray *entries, guint states)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      n += !entry->settled && corral_outbox_entry_is_in (entry, states);
    }
  return n;
}

static void
print_json (GPtrArray *entries)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "{\"waiting\": %u, \"troubled\": %u, \"entries\": [",
                          count_in (entries, CORRAL_OUTBOX_WAITING), count_in (entries, CORRAL_OUTBOX_TROUBLED));
  for (guint i = 0; i < entries->len; i++)
    {
      g_string_append (text, i == 0 ? "\n  " : ",\n  ");
      corral_outbox_json_append (text, g_ptr_array_index (entries, i));
    }
  g_string_append (text, entries->len > 0 ? "\n]}\n" : "]}\n");
  fputs (text->str, stdout);
}

enum
{
  COLUMN_ID,
  COLUMN_MADE,
  COLUMN_BY,
  COLUMN_WHAT,
  COLUMN_STATE,
};

static void
print_table (GPtrArray *entries, CorralFleet *fleet, gint64 now_ms)
{
  static const CorralReportColumn columns[] = {
    [COLUMN_ID] = { "id", N_ ("Id"), CORRAL_CELL_TEXT, 0 },
    [COLUMN_MADE] = { "made", N_ ("Made"), CORRAL_CELL_TIME_UTC, 0 },
    [COLUMN_BY] = { "made_by", N_ ("By"), CORRAL_CELL_TEXT, 0 },
    [COLUMN_WHAT] = { "what", N_ ("What"), CORRAL_CELL_TEXT, 0 },
    [COLUMN_STATE] = { "state", N_ ("How it stands"), CORRAL_CELL_TEXT, 0 },
  };
  g_autoptr (CorralReport) report = corral_report_new (now_ms);
  g_autofree char *table = NULL;

  if (entries->len == 0)
    {
      g_print ("%s\n", _ ("Nothing waits to be sent, and nothing needs to be looked at."));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    corral_report_add_column (report, &columns[i]);
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *what = corral_operation_to_sentence (fleet, entry);
      g_autofree char *state = corral_operation_state_to_text (entry, now_ms, NULL);

      corral_report_add_row (report, NULL);
      corral_report_set_text (report, COLUMN_ID, entry->id);
      corral_report_set_integer (report, COLUMN_MADE, entry->made_ms);
      corral_report_set_text (report, COLUMN_BY, *entry->account != '\0' ? entry->account : NULL);
      corral_report_set_text (report, COLUMN_WHAT, what);
      corral_report_set_text (report, COLUMN_STATE, state);
    }
  table = corral_report_to_table (report);
  g_print (_ ("Waiting: %u. To be looked at: %u. Times are UTC."), count_in (entries, CORRAL_OUTBOX_WAITING),
           count_in (entries, CORRAL_OUTBOX_TROUBLED));
  g_print ("\n\n%s", table);
}

static CorralExit
list (const CorralCommand *self, const Options *options, CorralClock *clock)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralCache) cache = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (CorralFleet) fleet = NULL;

  if (!g_file_test (options->data, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *sentence = g_strdup_printf (
          _ ("There is no folder “%s”. “corral-cli sync” makes it and fetches the fleet."), options->data);

      return corral_command_fail (self, sentence);
    }
  cache = corral_cache_open (options->data, options->data, CORRAL_CACHE_OPEN_READ_ONLY, clock, &error);
  if (cache != NULL)
    entries = corral_cache_outbox_list (cache, options->all ? MOST_SETTLED : 0, &error);
  if (entries == NULL)
    return corral_command_fail (self, error->message);
  if (options->json)
    print_json (entries);
  else
    {
      fleet = open_fleet (options, clock);
      print_table (entries, fleet, corral_clock_now_ms (clock));
    }
  corral_cache_close (cache);
  return CORRAL_EXIT_OK;
}

/* ---- one of them --------------------------------------------------------------------------------------- */

/* The one of that id, or of an id that ends so; or NULL, which has been said. */
static CorralOutboxEntry *
find_entry (const CorralCommand *self, GPtrArray *entries, const char *text)
{
  g_autofree char *sentence = NULL;
  CorralOutboxEntry *found = NULL;
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      if (strcmp (entry->id, text) == 0)
        return entry;
      if (strlen (text) >= 4 && g_str_has_suffix (entry->id, text))
        {
          found = entry;
          n++;
        }
    }
  if (n == 1)
    return found;
  sentence = n == 0 ? g_strdup_printf (_ ("There is no “%s” in the outbox. “corral-cli outbox --all” lists all."), text)
                    : g_strdup_printf (_ ("“%s” is the end of several ids. Give more of it."), text);
  corral_command_fail (self, sentence);
  return NULL;
}

/* The revision that its target has in the cache, or CORRAL_UNKNOWN. */
static gint64
read_rev (CorralCache *cache, const CorralOutboxEntry *entry)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (cache);
  CorralCollection collection;
  gpointer fact = NULL;
  gint64 rev = CORRAL_UNKNOWN;

  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      if (strcmp (tenant->id, entry->tenant) != 0 || !corral_collection_from_name (entry->target_collection, &collection)
          || !corral_cache_open_tenant (cache, tenant, NULL, NULL)
          || !corral_cache_get_row (cache, tenant->id, collection, entry->target, &fact, NULL) || fact == NULL)
        continue;
      rev = ((const CorralRow *) fact)->rev;
      corral_fact_unref (fact);
    }
  return rev;
}

/* Why @entry cannot be done again, or NULL. */
static const char *
why_not_again (const CorralOutboxEntry *entry)
{
  if (entry->settled)
    return _ ("It has been seen to already.");
  if (corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING))
    return _ ("It waits and is sent by itself: there is nothing to do again.");
  if (!corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED))
    return _ ("It has been done: there is nothing to do again.");
  if (entry->type == NULL)
    return _ ("A newer Corral made it: only that one can do it again.");
  return NULL;
}

static CorralExit
retry (const CorralCommand *self, const Options *options, CorralCache *cache, const CorralOutboxEntry *entry,
       GPtrArray *entries, CorralClock *clock)
{
  CorralRandom random = corral_random_seeded ((guint64) corral_clock_now_us (clock), (guint64) getpid (), 1, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralAccount) account = corral_cache_get_account (cache, &error);
  g_autoptr (CorralOutboxEntry) again = NULL;
  CorralOperationDraft draft;
  const char *why_not = why_not_again (entry);

  if (why_not == NULL && !corral_outbox_draft_again (entry, read_rev (cache, entry), &draft))
    why_not = _ ("A newer Corral made it: only that one can do it again.");
  if (why_not != NULL)
    return corral_command_fail (self, why_not);
  if (error != NULL || !corral_outbox_check (&draft, account, TRUE, &error))
    return corral_command_fail (self, error->message);
  again = corral_outbox_make_entry (&draft, account, entries, corral_clock_now_ms (clock), options->now, &random);
  if (!corral_cache_outbox_replace (cache, entry->id, again, &error))
    return corral_command_fail (self, error->message);
  if (options->json)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      corral_outbox_json_append (text, again);
      printf ("%s\n", text->str);
    }
  else
    printf ("%s\n", again->id);
  return CORRAL_EXIT_OK;
}

/* ---- not at all ------------------------------------------------------------------------------------------- */

/* On a terminal, to whoever sits there. */
static gboolean
asks_and_hears_yes (CorralFleet *fleet, const CorralOutboxEntry *entry)
{
  g_autofree char *what = corral_operation_to_sentence (fleet, entry);
  char answer[16] = "";

  /* Translators: what would have been done, as a sentence without its full stop; answered with y or n */
  g_printerr (_ ("%s. Discard it? [y/N] "), what);
  if (fgets (answer, sizeof answer, stdin) == NULL)
    return FALSE;
  g_strstrip (answer);
  /* Translators: the letter for yes in the question “Discard it? [y/N]” */
  return g_ascii_strcasecmp (answer, "y") == 0 || g_strcmp0 (answer, _ ("y")) == 0;
}

static CorralExit
discard (const CorralCommand *self, const Options *options, CorralCache *cache, const CorralOutboxEntry *entry,
         CorralClock *clock)
{
  const char *const ids[] = { entry->id, NULL };
  gboolean troubled = !entry->settled && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED);
  g_autoptr (CorralFleet) fleet = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (entry->settled)
    return corral_command_fail (self, _ ("It has been seen to already."));
  if (!troubled && !corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_UNSENT))
    return corral_command_fail (self, corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING)
                                          ? _ ("It has been sent already, perhaps: it cannot be taken back.")
                                          : _ ("It has been done: it cannot be taken back."));
  if (!options->yes)
    {
      fleet = open_fleet (options, clock);
      if (!asks_and_hears_yes (fleet, entry))
        return corral_command_fail (self, _ ("It was left as it is."));
    }
  if (troubled)
    return corral_cache_outbox_settle (cache, ids, &error) ? CORRAL_EXIT_OK : corral_command_fail (self, error->message);
  if (!corral_cache_outbox_remove (cache, ids, CORRAL_OUTBOX_UNSENT, &n, &error))
    return corral_command_fail (self, error->message);
  if (n > 1)
    {
      g_printerr (ngettext ("%u that builds on it went with it.", "%u that build on it went with it.", n - 1), n - 1);
      g_printerr ("\n");
    }
  return CORRAL_EXIT_OK;
}

static CorralExit
change (const CorralCommand *self, const Options *options, gboolean again, const char *id, CorralClock *clock)
{
  g_autoptr (CorralCache) cache = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  const CorralOutboxEntry *entry;
  CorralExit code = CORRAL_EXIT_FAILED;

  cache = corral_data_folder_open (options->data, CORRAL_DATA_OUTBOX, (guint) options->wait_s, clock, &sentence);
  if (cache == NULL)
    return corral_command_fail (self, sentence);
  entries = corral_cache_outbox_list (cache, MOST_SETTLED, &error);
  if (entries == NULL)
    corral_command_fail (self, error->message);
  else if ((entry = find_entry (self, entries, id)) != NULL)
    code = again ? retry (self, options, cache, entry, entries, clock) : discard (self, options, cache, entry, clock);
  corral_cache_close (cache);
  return code;
}

/* ---- the command --------------------------------------------------------------------------------------------- */

CorralExit
corral_command_outbox (const CorralCommand *self, int argc, char **argv)
{
  static const char *const words[] = { "retry", "discard", NULL };
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_ ("List what has arrived or been seen to, too"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Print JSON"), NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, N_ ("Discard without asking"), NULL },
    { "now", 0, 0, G_OPTION_ARG_NONE, &options.now, N_ ("Retry without the five seconds in which it can be taken back"),
      NULL },
    { "wait", 0, 0, G_OPTION_ARG_INT, &options.wait_s, N_ ("How long to wait for another Corral that writes there (0)"),
      N_ ("SECONDS") },
    { NULL },
  };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  const char *word;
  const char *meant;

  if (!corral_command_parse (self, entries, &argc, &argv, 2))
    return CORRAL_EXIT_USAGE;
  word = argc > 1 ? argv[1] : NULL;
  if (word != NULL && !g_strv_contains (words, word))
    {
      meant = corral_command_suggest (words, word);
      return corral_command_misuse (self, _ ("there is no “%s” here; did you mean “%s”?"), word,
                                    meant != NULL ? meant : words[0]);
    }
  if (word != NULL && argc < 3)
    return corral_command_misuse (self, _ ("“%s” needs an id: “corral-cli outbox” lists them"), word);
  if (options.data == NULL || *options.data == '\0')
    return corral_command_misuse (self, _ ("--data is needed: the folder that holds the stored copy"));
  if (options.wait_s < 0 || options.wait_s > 86400)
    return corral_command_misuse (self, _ ("--wait must be from 0 to 86400 seconds"));
  if (word == NULL)
    return list (self, &options, clock);
  if (strcmp (word, "discard") == 0 && !options.yes && !isatty (STDIN_FILENO))
    return corral_command_misuse (self, _ ("there is nobody to ask here: --yes discards without asking"));
  return change (self, &options, strcmp (word, "retry") == 0, argv[2], clock);
}
