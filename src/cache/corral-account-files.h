/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What stands in an account's folder beside the folders of its chains: one line is one file (ARCHITECTURE.md, "Files").
 * No chain's folder may have such a name, and all but the lock and the audit go when the account does.
 */
#define CORRAL_ACCOUNT_FILE_LOCK "lock"         /* who writes there */
#define CORRAL_ACCOUNT_FILE_CALL "call"         /* the log of the call in progress */
#define CORRAL_ACCOUNT_FILE_RULES "rules"       /* rules of alerts that somebody changed */
#define CORRAL_ACCOUNT_FILE_CARD "account"       /* whose folder it is, for finding it again */
#define CORRAL_ACCOUNT_FILE_HANDOVER "handover" /* what was written for the next shift */

typedef enum
{
  CORRAL_ACCOUNT_FILE_NONE,   /* not one of these */
  CORRAL_ACCOUNT_FILE_STAYS,  /* the lock */
  CORRAL_ACCOUNT_FILE_WORK,   /* what people did and the cloud does not know yet: the outbox and what stands beside it */
  CORRAL_ACCOUNT_FILE_KEPT,   /* anything else of the account's */
  CORRAL_ACCOUNT_FILE_AUDIT,  /* who looked at what: signing out does not remove it, or it would be the way to hide a look */
} CorralAccountFileKind;

/* What @name, a file's name without a folder, is: a file's log, its backup and what was set aside of it count with it. */
CorralAccountFileKind corral_account_file_get_kind (const char *name);

G_END_DECLS
