/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of an account, by their names: a row each. Any thread. */
#include "config.h"

#include "corral-account-files.h"

#include "corral-database.h"

#include <string.h>

CorralAccountFileKind
corral_account_file_get_kind (const char *name)
{
  const struct
  {
    const char *name;
    CorralAccountFileKind kind;
  } files[] = {
    { CORRAL_ACCOUNT_FILE_LOCK, CORRAL_ACCOUNT_FILE_STAYS },
    { corral_database_outbox.file, CORRAL_ACCOUNT_FILE_WORK },
    { corral_database_watch.file, CORRAL_ACCOUNT_FILE_KEPT },
    { corral_database_audit.file, CORRAL_ACCOUNT_FILE_AUDIT },
    { CORRAL_ACCOUNT_FILE_CALL, CORRAL_ACCOUNT_FILE_KEPT },
    { CORRAL_ACCOUNT_FILE_RULES, CORRAL_ACCOUNT_FILE_KEPT },
    { CORRAL_ACCOUNT_FILE_CARD, CORRAL_ACCOUNT_FILE_WORK },
    { CORRAL_ACCOUNT_FILE_HANDOVER, CORRAL_ACCOUNT_FILE_KEPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gsize length = strlen (files[i].name);

      if (strncmp (name, files[i].name, length) == 0 && (name[length] == '\0' || name[length] == '.' || name[length] == '-'))
        return files[i].kind;
    }
  return CORRAL_ACCOUNT_FILE_NONE;
}
