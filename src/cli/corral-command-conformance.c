/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "conformance": tests somebody's server against the contract and reports each check. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-api.h"
#include "corral-conformance.h"
#include "corral-json-text.h"
#include "corral-managed.h"
#include "corral-secrecy.h"
#include "corral-token-file.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define DEFAULT_WATCH_S 5

typedef struct
{
  char *api;
  char *token_file;
  char *tenant;
  char *cart;
  gboolean json;
  gboolean write;
  gboolean write_alerts;
  int watch_s;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->api);
  g_free (options->token_file);
  g_free (options->tenant);
  g_free (options->cart);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
say (const char *sentence)
{
  g_printerr ("%s\n", sentence);
}

static void
print_json (const CorralConformanceReport *report, const char *api, double seconds)
{
  g_autoptr (GString) text = g_string_new ("{\"api\": ");
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  corral_json_append_string (text, api);
  g_string_append (text, ", \"tenant\": ");
  corral_json_append_string (text, report->tenant);
  g_string_append_printf (text,
                          ", \"ok\": %s, \"passed\": %u, \"failed\": %u, \"not_visible\": %u, \"requests\": %u, "
                          "\"seconds\": %s, \"checks\": [",
                          report->n_failed == 0 ? "true" : "false", report->n_passed, report->n_failed, report->n_unseen,
                          report->n_requests, g_ascii_formatd (number, sizeof number, "%.3f", seconds));
  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    {
      const CorralCheckResult *result = &report->results[i];

      g_string_append_printf (text, "%s\n  {\"id\": \"%s\", \"result\": \"%s\", \"times_failed\": %u, \"title\": ",
                              i == 0 ? "" : ",", corral_check_get_id ((CorralCheck) i),
                              corral_check_state_to_word (result->state), result->n_failed);
      corral_json_append_string (text, corral_check_get_title ((CorralCheck) i));
      g_string_append (text, ", \"seen\": ");
      corral_json_append_string (text, result->seen);
      g_string_append_c (text, '}');
    }
  g_string_append (text, "\n]}\n");
  fputs (text->str, stdout);
}

static const char *
word_of (CorralCheckState state)
{
  switch (state)
    {
    case CORRAL_CHECK_PASSED:
      /* Translators: the result of a check, at most eleven characters */
      return _ ("pass");
    case CORRAL_CHECK_FAILED:
      /* Translators: the result of a check, at most eleven characters */
      return _ ("FAIL");
    case CORRAL_CHECK_UNSEEN:
    default:
      /* Translators: the result of a check that could not be made, at most eleven characters */
      return _ ("not visible");
    }
}

static void
print_lines (const CorralConformanceReport *report, double seconds)
{
  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    {
      const CorralCheckResult *result = &report->results[i];
      const char *word = word_of (result->state);
      int pad = MAX (12 - (int) g_utf8_strlen (word, -1), 1);

      printf ("%s%*s%-11s %s\n%24s%s\n", word, pad, "", corral_check_get_id ((CorralCheck) i),
              corral_check_get_title ((CorralCheck) i), "", result->seen);
      if (result->n_failed > 1)
        {
          g_autofree char *times = g_strdup_printf (_ ("(and %u more of that kind)"), result->n_failed - 1);

          printf ("%24s%s\n", "", times);
        }
    }
  printf ("\n");
  printf (_ ("Passed: %u. Failed: %u. Not visible: %u. (Requests: %u, %.1f s.)"), report->n_passed, report->n_failed,
          report->n_unseen, report->n_requests, seconds);
  printf ("\n");
}

static CorralExit
run (const Options *options, const char *api, const char *token)
{
  const CorralConformanceOptions test = {
    .api = api,
    .token = token,
    .tenant = options->tenant,
    .cart = options->cart,
    .write = options->write,
    .write_alerts = options->write_alerts,
    .watch_s = (guint) options->watch_s,
    .say = say,
  };
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (CorralConformanceReport) report = corral_conformance_run (&test);
  double seconds = (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;

  if (options->json)
    print_json (report, api, seconds);
  else
    print_lines (report, seconds);
  return report->n_failed == 0 ? CORRAL_EXIT_OK : CORRAL_EXIT_FAILED;
}

CorralExit
corral_command_conformance (const CorralCommand *self, int argc, char **argv)
{
  g_auto (Options) options = { .watch_s = DEFAULT_WATCH_S };
  const GOptionEntry entries[] = {
    { "api", 0, 0, G_OPTION_ARG_STRING, &options.api, N_ ("The address of the server"), N_ ("URL") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options.token_file, N_ ("A file that holds the access token"),
      N_ ("FILE") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &options.tenant, N_ ("The chain to look at (the first of “/v1/me”)"),
      N_ ("ID") },
    { "watch", 0, 0, G_OPTION_ARG_INT, &options.watch_s, N_ ("How long to look at the changes that come (5)"),
      N_ ("SECONDS") },
    { "write", 0, 0, G_OPTION_ARG_NONE, &options.write, N_ ("Try operations, too: adds notes to one cart"), NULL },
    { "write-alerts", 0, 0, G_OPTION_ARG_NONE, &options.write_alerts,
      N_ ("Acknowledge one alert, too (with --write)"), NULL },
    { "cart", 0, 0, G_OPTION_ARG_STRING, &options.cart, N_ ("The cart to add the notes to (the first one)"), N_ ("ID") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralApi) api = NULL;
  g_autoptr (CorralManaged) managed = corral_managed_new ();
  g_autoptr (GError) error = NULL;
  corral_autowipe char *token = NULL;
  g_autofree char *sentence = NULL;

  if (!corral_command_parse (self, entries, &argc, &argv, 0))
    return CORRAL_EXIT_USAGE;
  if (options.api == NULL || *options.api == '\0')
    return corral_command_misuse (self, _ ("--api is needed: the address of the server"));
  if (options.token_file == NULL || *options.token_file == '\0')
    return corral_command_misuse (self, _ ("--token-file is needed: a file that holds the access token"));
  if (options.watch_s < 0 || options.watch_s > 86400)
    return corral_command_misuse (self, _ ("--watch must be from 0 to 86400 seconds"));
  if (options.write_alerts && !options.write)
    return corral_command_misuse (self, _ ("--write-alerts needs --write"));
  if (options.cart != NULL && !options.write)
    return corral_command_misuse (self, _ ("--cart needs --write"));
  api = corral_api_new (options.api, clock, &error);
  if (api == NULL)
    return corral_command_misuse (self, "%s", error->message);
  if (!corral_managed_allows_cloud (managed, corral_api_get_base (api), &error))
    return corral_command_fail (self, error->message);
  token = corral_token_file_read (options.token_file, &sentence);
  if (token == NULL)
    return corral_command_fail (self, sentence);
  return run (&options, corral_api_get_base (api), token);
}
