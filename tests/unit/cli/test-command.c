/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody may have meant. */
#include "config.h"

#include "corral-command.h"

static void
test_suggest (void)
{
  static const char *const names[] = { "demo-cloud", "sync", "report", "find", NULL };
  static const struct
  {
    const char *word;
    const char *meant;
  } cases[] = {
    { "snyc", "sync" },   { "syncc", "sync" },   { "reprot", "report" },    { "reports", "report" }, { "fnd", "find" },
    { "demo", "demo-cloud" }, { "demo_cloud", "demo-cloud" }, { "rep", "report" }, { "frobnicate", NULL },
    { "", NULL },         { "x", NULL },         { "xyzw", NULL },
    { "a-very-long-word-that-is-no-command-of-anything", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (corral_command_suggest (names, cases[i].word), ==, cases[i].meant);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/command/suggest", test_suggest);
  return g_test_run ();
}
