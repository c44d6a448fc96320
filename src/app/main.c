/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the program begins: languages, then the application. */
#include "config.h"

#include "corral-application.h"
#include "corral-secrecy.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>

int
main (int argc, char **argv)
{
  g_autoptr (CorralApplication) application = NULL;
  int status;
  const char *locale_dir = g_getenv ("CORRAL_LOCALE_DIR");

  corral_secrecy_forbid_core_dumps ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : CORRAL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* A PC without a display is told so in one sentence; --help and --version need none. */
  application = corral_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status == EXIT_SUCCESS && corral_application_has_failed (application) ? EXIT_FAILURE : status;
}
