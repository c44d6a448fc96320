/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "demo-cloud": the simulated fleet as a server of its own. The server has its thread; this one waits. */
#include "config.h"

#include "corral-command.h"

#include "corral-demo-cloud.h"
#include "corral-rights.h"
#include "corral-sim.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static void
list_scenarios (FILE *out)
{
  const char *const *names = corral_sim_scenario_names ();

  for (guint i = 0; names[i] != NULL; i++)
    fprintf (out, "  %-18s %s\n", names[i], _ (corral_sim_scenario_describe (names[i])));
}

static CorralExit
check_scenarios (const CorralCommand *self, char **names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (corral_sim_scenario_describe (names[i]) == NULL)
      {
        const char *meant = corral_command_suggest (corral_sim_scenario_names (), names[i]);

        if (meant != NULL)
          corral_command_misuse (self, _ ("there is no scenario “%s”; did you mean “%s”? They are:"), names[i], meant);
        else
          corral_command_misuse (self, _ ("there is no scenario “%s”. They are:"), names[i]);
        list_scenarios (stderr);
        return CORRAL_EXIT_USAGE;
      }
  return CORRAL_EXIT_OK;
}

static void
explain_faults (void)
{
  static const struct
  {
    const char *key;
    const char *what;
  } keys[] = {
    { "method", N_ ("GET, PUT, POST, or * for any (*)") },
    { "path", N_ ("of the address: * stands for any characters, ? for one (*)") },
    { "after", N_ ("so many requests that fit are let pass first (0)") },
    { "times", N_ ("so often at most; 0: for ever (0)") },
    { "probability", N_ ("0 to 1: how many of those that fit (1)") },
    { "seed", N_ ("of the draws (the rule's number)") },
    { "delay-ms", N_ ("so long before what happens, of real time (0)") },
    { "kind", N_ ("what happens:") },
  };
  static const struct
  {
    const char *kind;
    const char *what;
  } kinds[] = {
    { "delay", N_ ("nothing else; needs delay-ms") },
    { "status", N_ ("a failure: needs status (400–599), takes code, reason and retry-after") },
    { "drop-before", N_ ("the connection ends, and nothing was done") },
    { "drop-after", N_ ("it was done, and the connection ends without an answer") },
    { "cut", N_ ("it was done, and the answer ends early; needs bytes: how many of its body come") },
    { "garbage", N_ ("it was done, and the answer means nothing") },
    { "html", N_ ("a page to sign in to some Wi-Fi, and nothing was done") },
    { "duplicate", N_ ("the request comes twice, and the second answer is sent") },
    { "twice", N_ ("it was done, and the answer is sent twice") },
    { "offline", N_ ("no link at all; needs seconds: for how long") },
  };

  printf ("%s\n\n", _ ("A script of faults is a key file. Every group is a rule, and the first one that\n"
                       "fits a request and is due strikes it. In brackets: what a key is when it is missing."));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    printf ("  %-12s %s\n", keys[i].key, _ (keys[i].what));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    printf ("    %-12s %s\n", kinds[i].kind, _ (kinds[i].what));
  printf ("\n%s\n\n", _ ("For example, three answers that are lost:"));
  printf ("  [lost answers]\n  method=PUT\n  path=/v1/tenants/*/operations/*\n  kind=drop-after\n  times=3\n");
}

/* Reads "2026-11-02T15:00:00Z"; FALSE: it is none, or not between 2015 and 2100. */
static gboolean
read_start (const char *text, gint64 *start_ms)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  if (time == NULL || g_date_time_get_year (time) < 2015 || g_date_time_get_year (time) >= 2100)
    return FALSE;
  *start_ms = g_date_time_to_unix (time) * 1000;
  return TRUE;
}

/* Puts the script into force, or says what is wrong with it. */
static CorralExit
set_faults (const CorralCommand *self, CorralDemoCloud *cloud, const char *file)
{
  g_autofree char *script = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (file, &script, NULL, &error))
    return corral_command_fail (self, error->message);
  if (!corral_demo_cloud_set_faults (cloud, script, &error))
    return corral_command_misuse (self, "%s: %s", file, error->message);
  return CORRAL_EXIT_OK;
}

CorralExit
corral_command_demo_cloud (const CorralCommand *self, int argc, char **argv)
{
  int carts = 10000;
  int stores = 0;
  gint64 seed = 1;
  double speed = 1;
  int port = 0;
  gboolean other_desk = FALSE;
  g_auto (GStrv) scenarios = NULL;
  g_auto (GStrv) roles = NULL;
  g_autofree char *faults = NULL;
  g_autofree char *start = NULL;
  const GOptionEntry entries[] = {
    { "carts", 0, 0, G_OPTION_ARG_INT, &carts, N_ ("How many carts (10000)"), N_ ("N") },
    { "stores", 0, 0, G_OPTION_ARG_INT, &stores, N_ ("How many stores (312)"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("Another seed gives another fleet (1)"), N_ ("S") },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &speed, N_ ("How many times faster its time runs (1)"), N_ ("X") },
    { "start", 0, 0, G_OPTION_ARG_STRING, &start,
      N_ ("What its clock shows at the start, e.g. 2026-11-02T15:00:00Z (now)"), N_ ("TIME") },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, N_ ("Where to listen on 127.0.0.1 (0: any free port)"), N_ ("P") },
    { "scenario", 0, 0, G_OPTION_ARG_STRING_ARRAY, &scenarios,
      N_ ("What goes wrong; may be given again. “list” names them"), N_ ("NAME") },
    { "other-desk", 0, 0, G_OPTION_ARG_NONE, &other_desk, N_ ("Somebody else works on the same fleet, now and then"),
      NULL },
    { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &roles,
      N_ ("Who signs in there, such as store_manager; may be given again (all of them)"), N_ ("ROLE") },
    { "faults", 0, 0, G_OPTION_ARG_FILENAME, &faults,
      N_ ("A script of what goes wrong with requests. “help” explains it"), N_ ("FILE") },
    { NULL },
  };
  CorralDemoCloudOptions options = { 0 };
  g_autoptr (CorralDemoCloud) cloud = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (GError) error = NULL;
  guint on_interrupt;
  guint on_terminate;

  if (!corral_command_parse (self, entries, &argc, &argv, 0))
    return CORRAL_EXIT_USAGE;
  if (scenarios != NULL && g_strv_contains ((const char *const *) scenarios, "list"))
    {
      list_scenarios (stdout);
      return CORRAL_EXIT_OK;
    }
  if (g_strcmp0 (faults, "help") == 0)
    {
      explain_faults ();
      return CORRAL_EXIT_OK;
    }
  if (carts < 1)
    return corral_command_misuse (self, _ ("--carts must be 1 or more"));
  if (stores < 0)
    return corral_command_misuse (self, _ ("--stores must be 1 or more"));
  if (seed < 1)
    return corral_command_misuse (self, _ ("--seed must be 1 or more"));
  if (!isfinite (speed) || speed <= 0 || speed > 100000)
    return corral_command_misuse (self, _ ("--speed must be above 0 and at most 100000"));
  if (start != NULL && !read_start (start, &options.start_ms))
    return corral_command_misuse (self, _ ("--start must be a time from 2015 to 2099, such as 2026-11-02T15:00:00Z"));
  if (port < 0 || port > G_MAXUINT16)
    return corral_command_misuse (self, _ ("--port must be from 0 to 65535"));
  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    {
      CorralRole role;

      if (!corral_role_from_name (roles[i], &role))
        return corral_command_misuse (self, _ ("there is no role “%s”; there are: support_agent, support_lead, store_manager, "
                                               "chain_manager, loss_prevention, fleet_ops"), roles[i]);
    }
  if (check_scenarios (self, scenarios) != CORRAL_EXIT_OK)
    return CORRAL_EXIT_USAGE;

  options.n_carts = (guint) carts;
  options.n_stores = (guint) (stores > 0 ? stores : MIN (312, carts));
  options.seed = (guint64) seed;
  options.speed = speed;
  options.port = (guint16) port;
  options.scenarios = (const char *const *) scenarios;
  options.other_desk = other_desk;
  options.roles = (const char *const *) roles;

  /* Before the port is known to anybody, so that nobody can end it without being heard. */
  loop = g_main_loop_new (NULL, FALSE);
  on_interrupt = g_unix_signal_add (SIGINT, quit_cb, loop);
  on_terminate = g_unix_signal_add (SIGTERM, quit_cb, loop);

  cloud = corral_demo_cloud_new (&options, &error);
  if (cloud == NULL)
    return error->domain == CORRAL_SIM_ERROR ? corral_command_misuse (self, "%s", error->message)
                                             : corral_command_fail (self, error->message);
  if (faults != NULL)
    {
      CorralExit code = set_faults (self, cloud, faults);

      if (code != CORRAL_EXIT_OK)
        return code;
    }

  printf ("{\"api\": \"%s\", \"token\": \"%s\"}\n", corral_demo_cloud_get_api (cloud),
          corral_demo_cloud_get_token (cloud));
  if (fflush (stdout) == 0)
    g_main_loop_run (loop);

  g_source_remove (on_interrupt);
  g_source_remove (on_terminate);
  return CORRAL_EXIT_OK;
}
