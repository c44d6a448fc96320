/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seeded simulator as a test: CORRAL_SIM_SEEDS or --seeds says how many runs (2,000), --seed S runs one, --trace
 * prints what happens in it, --mutation NAME plants a mistake. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_SEEDS 2000

static gint64 n_seeds = -1;
static gint64 first_seed = 1;
static char *one_seed;
static gboolean trace;
static char *mutation_name;

static const GOptionEntry options[] = {
  { "seeds", 0, 0, G_OPTION_ARG_INT64, &n_seeds, "How many seeds to run", "N" },
  { "first", 0, 0, G_OPTION_ARG_INT64, &first_seed, "The first of them", "S" },
  { "seed", 0, 0, G_OPTION_ARG_STRING, &one_seed, "Run this one alone, and print what it came to", "S" },
  { "trace", 0, 0, G_OPTION_ARG_NONE, &trace, "Print everything that happens", NULL },
  { "mutation", 0, 0, G_OPTION_ARG_STRING, &mutation_name, "Plant this mistake", "NAME" },
  { NULL },
};

static guint64
count_seeds (void)
{
  const char *wanted = g_getenv ("CORRAL_SIM_SEEDS");

  if (n_seeds >= 0)
    return (guint64) n_seeds;
  return wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : DEFAULT_SEEDS;
}

/* "send-unnoted", "SEND_UNNOTED". */
static SimMutation
find_mutation (const char *name)
{
  g_autofree char *word = g_ascii_strup (name, -1);

  g_strdelimit (word, "-", '_');
  for (SimMutation i = SIM_MUTATION_NONE; i < SIM_N_MUTATIONS; i++)
    {
      g_autofree char *other = g_ascii_strup (sim_mutation_get_name (i), -1);

      if (strcmp (other, word) == 0)
        return i;
    }
  g_printerr ("There is no mistake called %s. Those there are:\n", name);
  for (SimMutation i = SIM_MUTATION_NONE + 1; i < SIM_N_MUTATIONS; i++)
    g_printerr ("  %-18s %s\n", sim_mutation_get_name (i), sim_mutation_get_what (i));
  exit (2);
}

static void
print_replay (guint64 seed, const SimResult *result)
{
  g_printerr ("# seed %" G_GUINT64_FORMAT ": %s\n# to see how: test-sim --seed %" G_GUINT64_FORMAT " --trace\n", seed,
              result->violation, seed);
}

/* ---- tests --------------------------------------------------------------------------------------- */

typedef struct
{
  guint64 n_seeds;
  guint64 n_violated;
  gint64 virtual_us;
  guint64 n_notes, n_saved, n_applied, n_troubled, n_undone, n_requests, n_failed, n_crashes, n_power_cuts;
} Sum;

static void
add_result (Sum *sum, const SimResult *result)
{
  sum->n_seeds++;
  sum->n_violated += result->violation != NULL;
  sum->virtual_us += result->virtual_us;
  sum->n_notes += result->n_notes;
  sum->n_saved += result->n_saved;
  sum->n_applied += result->n_applied;
  sum->n_troubled += result->n_troubled;
  sum->n_undone += result->n_undone;
  sum->n_requests += result->n_requests;
  sum->n_failed += result->n_failed;
  sum->n_crashes += result->n_crashes;
  sum->n_power_cuts += result->n_power_cuts;
}

static void
test_seeds (void)
{
  Sum sum = { 0 };
  gint64 began_us = g_get_monotonic_time ();
  double seconds;

  for (guint64 i = 0; i < count_seeds (); i++)
    {
      SimResult result;

      sim_run ((guint64) first_seed + i, SIM_MUTATION_NONE, FALSE, &result);
      add_result (&sum, &result);
      if (result.violation != NULL)
        print_replay ((guint64) first_seed + i, &result);
      sim_result_clear (&result);
    }
  seconds = (double) (g_get_monotonic_time () - began_us) / 1e6;
  g_test_message ("%" G_GUINT64_FORMAT " seeds in %.1f s (%.0f a second), %.0f virtual days", sum.n_seeds, seconds,
                  (double) sum.n_seeds / MAX (seconds, 1e-6), (double) sum.virtual_us / 86400e6);
  g_test_message ("%" G_GUINT64_FORMAT " things happened: %" G_GUINT64_FORMAT " requests, %" G_GUINT64_FORMAT
                  " of them failed; %" G_GUINT64_FORMAT " kills and cuts, %" G_GUINT64_FORMAT " of the power",
                  sum.n_notes, sum.n_requests, sum.n_failed, sum.n_crashes, sum.n_power_cuts);
  g_test_message ("%" G_GUINT64_FORMAT " operations saved: %" G_GUINT64_FORMAT " done, %" G_GUINT64_FORMAT
                  " refused, in conflict or too late, %" G_GUINT64_FORMAT " taken back",
                  sum.n_saved, sum.n_applied, sum.n_troubled, sum.n_undone);
  g_assert_cmpuint (sum.n_violated, ==, 0);
}

/* A run that is not the same again could not be looked into. */
static void
test_same_seed_same_trace (void)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    {
      SimResult first, second, other;

      sim_run (seed, SIM_MUTATION_NONE, FALSE, &first);
      sim_run (seed, SIM_MUTATION_NONE, FALSE, &second);
      sim_run (seed + 1, SIM_MUTATION_NONE, FALSE, &other);
      g_assert_cmpuint (first.hash, ==, second.hash);
      g_assert_cmpuint (first.hash, !=, other.hash);
      sim_result_clear (&first);
      sim_result_clear (&second);
      sim_result_clear (&other);
    }
}

/* Whether the name of @violation is one of those in @checks. */
static gboolean
is_expected (const char *violation, const char *checks)
{
  g_auto (GStrv) words = g_strsplit (checks, " ", -1);
  g_autofree char *name = g_strndup (violation, (gsize) (strchr (violation, ':') - violation));

  return g_strv_contains ((const char *const *) words, name);
}

/* A check that finds nothing proves nothing: each planted mistake is found, by the check that is there for it. */
static void
test_mutation (gconstpointer data)
{
  SimMutation mutation = GPOINTER_TO_UINT (data);

  for (guint64 seed = 1; seed <= MAX (count_seeds (), DEFAULT_SEEDS); seed++)
    {
      SimResult result;

      sim_run (seed, mutation, FALSE, &result);
      if (result.violation != NULL)
        {
          g_test_message ("seed %" G_GUINT64_FORMAT ": %s", seed, result.violation);
          if (!is_expected (result.violation, sim_mutation_get_checks (mutation)))
            g_error ("%s was found by another check than %s", sim_mutation_get_name (mutation),
                     sim_mutation_get_checks (mutation));
          sim_result_clear (&result);
          return;
        }
      sim_result_clear (&result);
    }
  g_error ("it %s, and no check found it", sim_mutation_get_what (mutation));
}

static int
run_one (guint64 seed, SimMutation mutation)
{
  SimResult result;
  int status;

  sim_run (seed, mutation, trace, &result);
  g_print ("seed %" G_GUINT64_FORMAT ": hash %016" G_GINT64_MODIFIER "x, %.1f virtual hours, %" G_GUINT64_FORMAT
           " things happened, %u operations: %s\n",
           seed, result.hash, (double) result.virtual_us / 3600e6, result.n_notes, result.n_saved,
           result.violation != NULL ? result.violation : "all is well");
  status = result.violation != NULL;
  sim_result_clear (&result);
  return status;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  SimMutation mutation = SIM_MUTATION_NONE;

  /* Ours first: --seed means another thing to the test program. */
  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_set_help_enabled (context, FALSE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (mutation_name != NULL)
    mutation = find_mutation (mutation_name);
  if (one_seed != NULL)
    return run_one (g_ascii_strtoull (one_seed, NULL, 10), mutation);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/seeds", test_seeds);
  g_test_add_func ("/sim/same-seed-same-trace", test_same_seed_same_trace);
  for (SimMutation i = SIM_MUTATION_NONE + 1; i < SIM_N_MUTATIONS; i++)
    {
      g_autofree char *word = g_ascii_strdown (sim_mutation_get_name (i), -1);
      g_autofree char *path = g_strdup_printf ("/sim/mutation/%s", g_strdelimit (word, "_", '-'));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_mutation);
    }
  return g_test_run ();
}
