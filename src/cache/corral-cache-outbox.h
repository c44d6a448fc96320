/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-outbox-entry.h"

G_BEGIN_DECLS

/*
 * The outbox's file: what people did. Everything here blocks and is meant for workers; writing is done by the
 * "writer" worker in one transaction that is on the disk (synchronous=FULL) when the call returns TRUE. Errors:
 * CORRAL_CACHE_ERROR (FULL, READ_ONLY, DAMAGED, …), and then nothing was changed.
 *
 * A state is only ever changed by corral_cache_outbox_step(), which says from which states it may be left: the
 * main thread takes back what the sync thread is about to send, and one of them comes second.
 */

/* Stores all of @entries (element-type CorralOutboxEntry), in order, or none. An id that is there already: FAILED. */
gboolean corral_cache_outbox_add (CorralCache *self, GPtrArray *entries, GError **error);

/* Keep mine: settles the troubled entry @id and stores @entry after all others, in one transaction. FAILED when @id is
 * gone, in no troubled state, or settled already: then somebody else was first. */
gboolean corral_cache_outbox_replace (CorralCache *self, const char *id, const CorralOutboxEntry *entry, GError **error);

typedef struct
{
  const char *id;
  guint from;               /* CORRAL_OUTBOX_BIT()s of the states it may leave */
  CorralOutboxState to;
  gboolean attempt;         /* counts one more */
  gint64 next_attempt_ms;   /* or CORRAL_UNKNOWN */
  gint64 applied_rev;       /* or CORRAL_UNKNOWN */
  gint64 http_status;       /* or CORRAL_UNKNOWN: as it was */
  const char *code;         /* (nullable) */
  const char *message;      /* (nullable) */
  const char *already_by;   /* (nullable) */
  const char *result;       /* (nullable) */
  gint64 ended_ms;          /* or CORRAL_UNKNOWN */
  gboolean settled;
} CorralOutboxStep;

/* Carries out @steps (element-type CorralOutboxStep, by value) in one transaction. One whose entry is gone or is in
 * none of its from-states is passed over: @moved (nullable): how many were not. */
gboolean corral_cache_outbox_step (CorralCache *self, const CorralOutboxStep *steps, guint n_steps, guint *moved,
                                   GError **error);

/* Removes those of @ids (NULL-terminated) that are in one of the states @from, in one transaction; what depends on a
 * removed one and is itself unsent goes too. @n_removed (nullable): how many went, those included. */
gboolean corral_cache_outbox_remove (CorralCache *self, const char *const *ids, guint from, guint *n_removed,
                                     GError **error);

/* Notes that somebody has seen to those of @ids in a troubled state, or that the effect of applied ones is in the
 * cache: sets settled. */
gboolean corral_cache_outbox_settle (CorralCache *self, const char *const *ids, GError **error);

/* Entries in the order of making: all that are not settled, and of the settled ones the newest @n_settled. Any
 * access, also while another process writes. (element-type CorralOutboxEntry) */
GPtrArray *corral_cache_outbox_list (CorralCache *self, guint n_settled, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one of that id, or NULL with @error set or, when there is none, not. */
CorralOutboxEntry *corral_cache_outbox_get (CorralCache *self, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Settled entries that ended before @before_ms go. */
gboolean corral_cache_outbox_prune (CorralCache *self, gint64 before_ms, GError **error);

/* After each COMMIT that changed the outbox or the account @func is called in @context (NULL: the default one); once for several that
 * came before it could run. */
typedef void (*CorralCacheOutboxFunc) (CorralCache *self, gpointer data);
void corral_cache_set_outbox_notify (CorralCache *self, GMainContext *context, CorralCacheOutboxFunc func,
                                     gpointer data, GDestroyNotify destroy);

/* The same on whatever thread committed (the writer), for waking a runner; it must not block or call the cache. NULL:
 * nobody; when the call has returned the previous one is not running any more. */
void corral_cache_set_outbox_wake (CorralCache *self, CorralCacheOutboxFunc func, gpointer data);

/* Puts everything committed to @tenant's cache.db so far onto the disk: a checkpoint with fsync, or, where a reader is
 * in its way, an fsync of the log. Waits for no reader. */
gboolean corral_cache_checkpoint (CorralCache *self, const char *tenant, GError **error);

/* What happened to the outbox's file when it was opened. */
typedef enum
{
  CORRAL_OUTBOX_FILE_GOOD,
  CORRAL_OUTBOX_FILE_RESTORED, /* it was damaged: made anew from its backup and what could still be read of it */
  CORRAL_OUTBOX_FILE_UNUSABLE, /* it cannot be opened: see @message; it was left as it is */
} CorralOutboxFileKind;

typedef struct
{
  CorralOutboxFileKind kind;
  guint n_restored;   /* entries that are there again */
  guint n_lost;       /* entries that are known to have been there and could not be saved */
  char *message;      /* (nullable): sentences for people: exactly what could not be saved, where the damaged file lies */
} CorralOutboxFileReport;

/* Never NULL; lives as long as @self. */
const CorralOutboxFileReport *corral_cache_outbox_get_report (CorralCache *self);

/* Who the cloud last said we are. Kept with the outbox, for it must be known offline. */
typedef struct
{
  char *id;      /* staff id */
  char *name;    /* (nullable) */
  char **roles;
  char **scopes;
} CorralAccount;

gboolean corral_cache_set_account (CorralCache *self, const CorralAccount *account, GError **error);
/* NULL with no error: the cloud never said. */
CorralAccount *corral_cache_get_account (CorralCache *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_account_free (CorralAccount *self);
gboolean corral_account_has_scope (const CorralAccount *self, const char *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAccount, corral_account_free)

G_END_DECLS
