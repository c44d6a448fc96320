/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralManaged:
 *
 * What whoever looks after this PC has set for everybody on it, in a key file: data/doc/administrators.md. Read once, when
 * the program starts. A file that cannot be understood forbids what it could have forbidden: with what can be read of it,
 * and else nothing leaves this PC and nothing is kept on it. Immutable; any thread.
 */
typedef struct
{
  char *path;         /* (nullable) (owned): the file; NULL: there is none */
  char *cloud;        /* (nullable) (owned): the one to sign in to */
  char **clouds;      /* (nullable) (owned): those that may be signed in to; NULL: any */
  gboolean may_export; /* files, paper, machine-readable reports */
  gboolean may_store;  /* anything of the fleet on this PC beyond the session */
  guint retention_days; /* 0: as long as Corral itself keeps things */
  guint lock_minutes;  /* without input, at most, until Corral locks; 0: as each person likes */
  gboolean is_broken;  /* something in it was not understood */
} CorralManaged;

#define CORRAL_MANAGED_MAX_DAYS 3650
#define CORRAL_MANAGED_MAX_LOCK_MINUTES 480

/* managed.ini in the first of: SYSCONFDIR/corral, the folders corral of XDG_CONFIG_DIRS. Never NULL. */
CorralManaged *corral_managed_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* From @text, as if it stood in the file @path. */
CorralManaged *corral_managed_parse (const char *path, const char *text, gssize length) G_GNUC_WARN_UNUSED_RESULT;

void corral_managed_free (CorralManaged *self);

/* Whether somebody may sign in to @address, a checked one; FALSE and G_IO_ERROR_PERMISSION_DENIED with a sentence that names
 * those that are allowed. */
gboolean corral_managed_allows_cloud (const CorralManaged *self, const char *address, GError **error);

/* A sentence when the file was not understood; NULL when all is well. Free with g_free(). */
char *corral_managed_dup_problem (const CorralManaged *self) G_GNUC_WARN_UNUSED_RESULT;

/* Why nothing is exported; for whoever tries. */
const char *corral_managed_get_export_sentence (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralManaged, corral_managed_free)

G_END_DECLS
