/* SPDX-License-Identifier: GPL-3.0-or-later */
/* corral-cli: Corral's cloud, sync and cache without a window, for scripts and for looking closely. */
#include "config.h"

#include "corral-command.h"
#include "corral-secrecy.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const CorralCommand commands[] = {
  { "demo-cloud", "", N_ ("Serves a simulated fleet to try Corral on, on this PC alone."),
    N_ ("Prints one line of JSON, {\"api\": URL, \"token\": TOKEN}, and serves until it is ended with Ctrl+C."),
    corral_command_demo_cloud },
  { "sync", "", N_ ("Brings the stored copy of the fleet up to date with the cloud."),
    N_ ("With --once, which is the default, it ends with 0 only when everything that the cloud has is held.\n"
        "With --follow it goes on until it is ended with Ctrl+C. Progress is told on stderr. What waits in the outbox is\n"
        "sent. --json prints {\"ok\", \"error\", \"outbox\": {\"sent\", \"waiting\", \"troubled\"}, \"tenants\": [{\"id\", \"name\",\n"
        "\"rows\"}], \"rows\", \"quarantined\", \"seconds\"}."),
    corral_command_sync },
  { "verify", N_ ("PACK"), N_ ("Tells whether a sealed pack of evidence was changed, and whether a cart sent what is in it."),
    N_ ("PACK is a file that was exported from a flag's page. Any single changed byte makes it fail. The messages in it are\n"
        "verified as Corral itself does: signature, certificate, time, revocation, counter. Needs neither a network nor data\n"
        "of this PC. Ends with 0 when nothing was changed and no message fails."),
    corral_command_verify },
  { "do", N_ ("TYPE"), N_ ("Does something to the fleet: puts it into the outbox, from where a sync sends it."),
    N_ ("TYPE is the contract's name of an operation, such as alert.ack, note.add or ticket.open; --target is what it is\n"
        "done to, such as alert/a-17 or cart/c-000412. A cart may be named by what is painted on it when there is but one.\n"
        "An incident or a maintenance may be named by a new id: then it is made. Times are milliseconds UTC. The same rules\n"
        "hold as in the window. Prints the id of the entry. What is done online only is never kept for later and so is\n"
        "none of this."),
    corral_command_do },
  { "outbox", N_ ("[retry ID | discard ID]"), N_ ("Lists what waits to be sent, and what was not done and why."),
    N_ ("“retry” does what was refused, or met a conflict, again: as a new operation on the revision that is stored now; it\n"
        "prints the new id. “discard” takes back what was not sent, or puts away what was not done. ID may be its end.\n"
        "--json prints {\"waiting\", \"troubled\", \"entries\": [{\"id\", \"state\", \"settled\", \"type\", \"tenant\", \"target\":\n"
        "{\"c\", \"id\"}, \"params\", \"expected_rev\", \"depends_on\", \"made_by\", \"made_ms\", \"made_utc\", \"not_after_ms\",\n"
        "\"not_after_utc\", \"hold_until_ms\", \"hold_until_utc\", \"attempts\", \"next_attempt_ms\", \"next_attempt_utc\",\n"
        "\"applied_rev\", \"http_status\", \"code\", \"message\", \"already_by\", \"result\", \"ended_ms\", \"ended_utc\"}]}: all of\n"
        "them, null where there is nothing. States are held, queued, sending, unknown, retry, applied, accepted, conflict,\n"
        "refused, expired. Free text is left out."),
    corral_command_outbox },
  { "report", "fleet|stores|carts|alerts|flags|cases|tickets", N_ ("Tells what is stored, without the cloud and without changing it."),
    N_ ("The table says how old the data are. CSV and JSON keep the words of the contract, and give times in UTC\n"
        "and in the store's own time. Alerts that are cleared and flags that are decided are told with --all."),
    corral_command_report },
  { "find", N_ ("TEXT"), N_ ("Finds carts by label, serial or its end, and stores by number, name or city."),
    N_ ("Looks through what is stored, without the cloud. When nothing is found, it ends with 1."),
    corral_command_find },
  { "call", N_ ("CART|store/NUMBER"), N_ ("Tells what is wrong with a cart or store, what to say and what to try."),
    N_ ("From what is stored, without the cloud, as the window's call page does: verdict, evidence, the written play with\n"
        "what support leads have added, and a text for a ticket without anybody's name. A cart may be named by what is\n"
        "painted on it when there is but one. --json prints {\"layer\", \"cause\", \"confidence_pct\", \"usable\", \"carts\",\n"
        "\"of\", \"stores\", \"since_ms\", \"since_utc\", \"as_of_ms\", \"as_of_utc\", \"text\", \"say\", \"say_also\", \"evidence\":\n"
        "[{\"text\", \"against\", \"link\"}], \"doubts\", \"try\": [{\"do\", \"expect\", \"helped\", \"offer\", \"reason\"}], \"ticket\"}."),
    corral_command_call },
  { "factors", N_ ("[CARTS]"), N_ ("Tells what carts have in common that the others do not have."),
    N_ ("CARTS is the list of carts with its filters, as the window's links have it: “carts?state=offline”, which is the\n"
        "default, or “carts?state=offline&store=118”: then it is what the silent ones of that store share and its others do\n"
        "not. What an accident explains is not told. Looks at what is stored, without the cloud. --json prints {\"carts\",\n"
        "\"all\", \"factors\": [{\"kind\", \"value\", \"store\", \"name\", \"selected\", \"selection\", \"rest\", \"of_rest\",\n"
        "\"unknown\", \"leader\", \"lift\", \"log10_chance\", \"link\"}]}."),
    corral_command_factors },
  { "conformance", "", N_ ("Tests whether a server speaks the contract, as far as that can be seen from outside."),
    N_ ("Each check ends as passed, as failed with what was seen, or as not visible with why. Nothing is changed on the\n"
        "server unless --write or --write-alerts is given; what will be written is said before. With --watch somebody has\n"
        "the time to take a store from the token, to delete a row or to restore a backup. --json prints {\"api\",\n"
        "\"tenant\", \"ok\", \"passed\", \"failed\", \"not_visible\", \"requests\", \"seconds\", \"checks\": [{\"id\", \"result\":\n"
        "\"pass\"|\"fail\"|\"not-visible\", \"times_failed\", \"title\", \"seen\"}]}. It ends with 1 when something failed."),
    corral_command_conformance },
};

static void
print_help (void)
{
  g_print ("%s\n  corral-cli %s\n\n%s\n\n%s\n", _ ("Usage:"), _ ("COMMAND [OPTION…]"),
           _ ("Corral without a window: dashboards for fleets of supermarket carts."), _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-12s %s\n", commands[i].name, _ (commands[i].summary));
  g_print ("\n%s\n  --help       %s\n  --version    %s\n\n%s\n\n%s\n", _ ("Options:"), _ ("show this help"),
           _ ("show the version"), _ ("“corral-cli COMMAND --help” says more about a command."),
           _ ("Exit codes: 0 done, 1 failed (the reason is on stderr), 2 not understood."));
}

static CorralExit
unknown_command (const char *word)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  const char *meant;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i].name;
  meant = corral_command_suggest (names, word);
  if (meant != NULL)
    g_printerr (_ ("corral-cli: there is no command “%s”. Did you mean “%s”?\n"), word, meant);
  else
    g_printerr (_ ("corral-cli: there is no command “%s”. “corral-cli --help” lists them.\n"), word);
  return CORRAL_EXIT_USAGE;
}

static CorralExit
run (int argc, char **argv)
{
  if (argc < 2)
    {
      g_printerr ("%s\n", _ ("corral-cli: a command is needed. “corral-cli --help” lists them."));
      return CORRAL_EXIT_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0)
    {
      print_help ();
      return CORRAL_EXIT_OK;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("corral-cli (Corral) %s\n%s\n", CORRAL_VERSION,
               _ ("License: GPL-3.0-or-later. There is no warranty, to the extent permitted by law."));
      return CORRAL_EXIT_OK;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (&commands[i], argc - 1, argv + 1);
  return unknown_command (argv[1]);
}

int
main (int argc, char **argv)
{
  CorralExit code;
  const char *locale_dir = g_getenv ("CORRAL_LOCALE_DIR");

  corral_secrecy_forbid_core_dumps ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : CORRAL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  code = run (argc, argv);

  /* What was not written was not done. */
  if ((fflush (stdout) != 0 || ferror (stdout)) && code == CORRAL_EXIT_OK)
    {
      g_printerr (_ ("corral-cli: the output could not be written: %s\n"), g_strerror (errno));
      code = CORRAL_EXIT_FAILED;
    }
  return code;
}
