/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "sync": one run of the sync, or following the cloud. The runner has the thread "sync"; this one waits for it
 * and for signals. The cache is read by this thread only once the runner has ended. */
#include "config.h"

#include "corral-command.h"

#include "corral-cache-outbox.h"
#include "corral-data-folder.h"
#include "corral-format.h"
#include "corral-json-text.h"
#include "corral-managed.h"
#include "corral-secrecy.h"
#include "corral-sync-runner.h"
#include "corral-token-file.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *api;
  char *token_file;
  char *data;
  gboolean once;
  gboolean follow;
  gboolean json;
} Options;

typedef struct
{
  CorralSyncRunner *runner;
  CorralSyncMode mode;
  GCancellable *cancellable;
  GMainLoop *loop;
  gboolean terminal;
  char *said;        /* (owned) (nullable): the last line of progress */
  gboolean ok;
  GError *error;     /* (owned) (nullable) */
  guint quarantined;
} Run;

static void
options_clear (Options *options)
{
  g_free (options->api);
  g_free (options->token_file);
  g_free (options->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* ---- progress: on the runner's thread -------------------------------------------------------------- */

static char *
progress_line (const Run *run, const CorralSyncStatus *status)
{
  if (status->hop != CORRAL_HOP_NONE)
    return run->mode == CORRAL_SYNC_FOLLOW ? g_strdup (status->message) : NULL;
  if (status->bootstrapping)
    {
      if (status->carts_total == 0)
        return NULL;
      return corral_format_count_of ((gint64) status->carts_done, (gint64) status->carts_total, CORRAL_NOUN_CART);
    }
  if (status->caught_up && run->mode == CORRAL_SYNC_FOLLOW)
    return g_strdup (_ ("Up to date; listening for news."));
  return NULL;
}

static void
status_cb (CorralSyncStatus *status, gpointer data)
{
  Run *run = data;
  g_autofree char *line = progress_line (run, status);

  run->quarantined = status->quarantined;
  if (line == NULL || g_strcmp0 (line, run->said) == 0)
    return;
  /* A terminal shows one line that changes; a log has a line for each. */
  g_printerr (run->terminal ? "\r\033[K%s" : "%s\n", line);
  g_free (run->said);
  run->said = g_steal_pointer (&line);
}

static void
end_progress (const Run *run)
{
  if (run->terminal && run->said != NULL)
    g_printerr ("\n");
}

static gboolean
done_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gpointer
sync_thread (gpointer data)
{
  Run *run = data;

  run->ok = corral_sync_runner_run (run->runner, run->mode, run->cancellable, &run->error);
  g_idle_add (done_cb, run->loop);
  return NULL;
}

static gboolean
signal_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static void
run_to_the_end (Run *run)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint on_interrupt = g_unix_signal_add (SIGINT, signal_cb, run->cancellable);
  guint on_terminate = g_unix_signal_add (SIGTERM, signal_cb, run->cancellable);
  GThread *thread;

  run->loop = loop;
  corral_sync_runner_set_status_func (run->runner, status_cb, run);
  thread = g_thread_new ("sync", sync_thread, run);
  g_main_loop_run (loop);
  g_thread_join (thread);
  g_source_remove (on_interrupt);
  g_source_remove (on_terminate);
  end_progress (run);
}

/* ---- what came of it --------------------------------------------------------------------------------- */

/* What became of what people did, while this ran. */
typedef struct
{
  GPtrArray *before; /* (owned) (nullable) (element-type CorralOutboxEntry) */
  guint n_sent;      /* the cloud has done it, or will */
  guint n_waiting;
  guint n_troubled;
} Outbox;

static gboolean
is_sent (const CorralOutboxEntry *entry)
{
  return corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED)
                                               | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED));
}

/* What there is to send is known before; what somebody adds while following is not counted as sent. */
static void
compare_outbox (Outbox *outbox, CorralCache *cache)
{
  g_autoptr (GPtrArray) after = corral_cache_outbox_list (cache, 0, NULL);

  for (guint i = 0; after != NULL && i < after->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (after, i);

      outbox->n_waiting += corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING);
      outbox->n_troubled += corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED);
    }
  for (guint i = 0; outbox->before != NULL && i < outbox->before->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (outbox->before, i);
      g_autoptr (CorralOutboxEntry) now = corral_cache_outbox_get (cache, entry->id, NULL);

      outbox->n_sent += !is_sent (entry) && now != NULL && is_sent (now);
    }
}

static void
say_outbox (const Outbox *outbox)
{
  if (outbox->n_sent + outbox->n_waiting + outbox->n_troubled == 0)
    return;
  g_printerr (_ ("Outbox: sent %u, waiting %u, to be looked at %u (“corral-cli outbox”)."), outbox->n_sent,
              outbox->n_waiting, outbox->n_troubled);
  g_printerr ("\n");
}

/* {"ok", "error"?, "outbox": {"sent", "waiting", "troubled"}, "tenants": [{"id", "name", "rows": {…}}], "rows": {…}, "quarantined", "seconds"} */
static void
print_outcome (const Run *run, CorralCache *cache, const Outbox *outbox, double seconds)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (cache);
  g_autoptr (GString) text = g_string_new ("{\"ok\": ");
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  gint64 totals[CORRAL_N_COLLECTIONS] = { 0 };

  g_string_append (text, run->ok ? "true" : "false");
  if (run->error != NULL)
    {
      g_string_append (text, ", \"error\": ");
      corral_json_append_string (text, run->error->message);
    }
  g_string_append_printf (text, ", \"outbox\": {\"sent\": %u, \"waiting\": %u, \"troubled\": %u}", outbox->n_sent,
                          outbox->n_waiting, outbox->n_troubled);
  g_string_append (text, ", \"tenants\": [");
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      g_string_append (text, i == 0 ? "{\"id\": " : ", {\"id\": ");
      corral_json_append_string (text, tenant->id);
      g_string_append (text, ", \"name\": ");
      corral_json_append_string (text, tenant->name);
      g_string_append (text, ", \"rows\": {");
      for (guint k = 0; k < CORRAL_N_COLLECTIONS; k++)
        {
          gint64 n = MAX (corral_cache_count_rows (cache, tenant->id, (CorralCollection) k, NULL), 0);

          totals[k] += n;
          g_string_append_printf (text, "%s\"%s\": %" G_GINT64_FORMAT, k == 0 ? "" : ", ",
                                  corral_collection_get_schema ((CorralCollection) k)->name, n);
        }
      g_string_append (text, "}}");
    }
  g_string_append (text, "], \"rows\": {");
  for (guint k = 0; k < CORRAL_N_COLLECTIONS; k++)
    g_string_append_printf (text, "%s\"%s\": %" G_GINT64_FORMAT, k == 0 ? "" : ", ",
                            corral_collection_get_schema ((CorralCollection) k)->name, totals[k]);
  g_string_append_printf (text, "}, \"quarantined\": %u, \"seconds\": %s}\n", run->quarantined,
                          g_ascii_formatd (number, sizeof number, "%.3f", seconds));
  fputs (text->str, stdout);
}

static void
say_done (CorralCache *cache, double seconds)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (cache);
  g_autofree char *carts = NULL;
  g_autofree char *chains = corral_format_count (tenants->len, CORRAL_NOUN_CHAIN);
  g_autofree char *time = corral_format_real (seconds, 1);
  gint64 n = 0;

  for (guint i = 0; i < tenants->len; i++)
    n += MAX (corral_cache_count_rows (cache, ((CorralTenant *) g_ptr_array_index (tenants, i))->id,
                                       CORRAL_COLLECTION_CART, NULL), 0);
  carts = corral_format_count (n, CORRAL_NOUN_CART);
  /* Translators: "10,000 carts of 6 chains are up to date (1.2 s)." */
  g_printerr (_ ("%s of %s are up to date (%s s).\n"), carts, chains, time);
}

static CorralExit
sync_into (const CorralCommand *self, const Options *options, CorralApi *api, CorralCache *cache, CorralClock *clock)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CorralSyncRunner) runner
      = corral_sync_runner_new (api, cache, clock, (guint64) corral_clock_now_us (clock));
  gint64 start_us = corral_clock_monotonic_us (clock);
  Run run = {
    .runner = runner,
    .mode = options->follow ? CORRAL_SYNC_FOLLOW : CORRAL_SYNC_ONCE,
    .cancellable = cancellable,
    .terminal = isatty (STDERR_FILENO),
  };
  Outbox outbox = { .before = corral_cache_outbox_list (cache, 0, NULL) };
  CorralExit code = CORRAL_EXIT_OK;
  double seconds;

  run_to_the_end (&run);
  compare_outbox (&outbox, cache);
  seconds = (double) (corral_clock_monotonic_us (clock) - start_us) / G_USEC_PER_SEC;
  if (!run.ok && g_cancellable_is_cancelled (cancellable))
    {
      g_clear_error (&run.error);
      /* Following has no other end than this one. */
      run.ok = options->follow;
      if (!run.ok)
        run.error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                         _ ("Stopped before everything was fetched. What came is kept; the next "
                                            "sync goes on from there."));
    }
  if (!run.ok)
    code = corral_command_fail (self, run.error->message);
  else if (!options->follow)
    say_done (cache, seconds);
  say_outbox (&outbox);
  if (options->json)
    print_outcome (&run, cache, &outbox, seconds);
  g_clear_pointer (&outbox.before, g_ptr_array_unref);
  g_clear_error (&run.error);
  g_free (run.said);
  return code;
}

CorralExit
corral_command_sync (const CorralCommand *self, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "api", 0, 0, G_OPTION_ARG_STRING, &options.api, N_ ("The address of the cloud"), N_ ("URL") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options.token_file, N_ ("A file that holds the access token"),
      N_ ("FILE") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "once", 0, 0, G_OPTION_ARG_NONE, &options.once, N_ ("Fetch everything, then end (this is the default)"), NULL },
    { "follow", 0, 0, G_OPTION_ARG_NONE, &options.follow, N_ ("Go on with what changes"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Print one line of JSON on stdout at the end"), NULL },
    { NULL },
  };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralApi) api = NULL;
  g_autoptr (CorralCache) cache = NULL;
  g_autoptr (GError) error = NULL;
  corral_autowipe char *token = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (CorralManaged) managed = corral_managed_new ();
  CorralExit code;

  if (!corral_command_parse (self, entries, &argc, &argv, 0))
    return CORRAL_EXIT_USAGE;
  if (options.api == NULL || *options.api == '\0')
    return corral_command_misuse (self, _ ("--api is needed: the address of the cloud"));
  if (options.token_file == NULL || *options.token_file == '\0')
    return corral_command_misuse (self, _ ("--token-file is needed: a file that holds the access token"));
  if (options.data == NULL || *options.data == '\0')
    return corral_command_misuse (self, _ ("--data is needed: the folder for the stored copy"));
  if (options.once && options.follow)
    return corral_command_misuse (self, _ ("--once and --follow exclude each other"));

  api = corral_api_new (options.api, clock, &error);
  if (api == NULL)
    return corral_command_misuse (self, "%s", error->message);
  token = corral_token_file_read (options.token_file, &sentence);
  if (token == NULL)
    return corral_command_fail (self, sentence);
  corral_api_set_token (api, token);
  if (!corral_managed_allows_cloud (managed, corral_api_get_base (api), &error))
    return corral_command_fail (self, error->message);
  if (!managed->may_store)
    return corral_command_fail (self, _ ("Your administrator has turned off keeping data on this PC, so nothing was fetched."));

  cache = corral_data_folder_open (options.data, CORRAL_DATA_FLEET, 0, clock, &sentence);
  if (cache == NULL)
    return corral_command_fail (self, sentence);
  corral_cache_set_retention (cache, managed->retention_days);
  code = sync_into (self, &options, api, cache, clock);
  corral_cache_close (cache);
  return code;
}
