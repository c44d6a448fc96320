/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-batch.h"

G_BEGIN_DECLS

/* The kinds of answers whose age people are shown. */
typedef enum
{
  CORRAL_ANSWER_SNAPSHOT,
  CORRAL_ANSWER_CHANGES,
  CORRAL_ANSWER_VITALS,
} CorralAnswer;

#define CORRAL_N_ANSWERS (CORRAL_ANSWER_VITALS + 1)

/**
 * CorralCommit:
 *
 * What one transaction writes: rows, and the cursor that says that they have arrived. Filled and
 * handed to corral_cache_commit() by one thread; it may be handed in again after a failure. The
 * order inside is: the scope, begin of a resync, batches in the order they were added, quarantine, cursor, end
 * of the resync.
 */
typedef struct _CorralCommit CorralCommit;

CorralCommit *corral_commit_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_commit_free (CorralCommit *self);

/* Takes a reference to @batch. */
void corral_commit_add_batch (CorralCommit *self, CorralBatch *batch);

/* The delta's new cursor (`new_state`); NULL forgets it, so that the next sync starts afresh. */
void corral_commit_set_state (CorralCommit *self, const char *state);

/* Where the snapshot of @collection stands: @as_of and @next are copied (@next NULL with @done
 * TRUE: all pages are in). @total: rows the server says there are, or CORRAL_UNKNOWN. */
void corral_commit_set_progress (CorralCommit *self,
                                 CorralCollection collection,
                                 const char *as_of,
                                 const char *next,
                                 gboolean done,
                                 gint64 total);

/* A good answer of this kind came at @at_ms (UTC). Also for answers that brought nothing new. */
void corral_commit_set_heard (CorralCommit *self, CorralAnswer kind, gint64 at_ms);

/* All last values are in, as of @known_ms by the cloud's clock: with the last page of a pass over them, never before. */
void corral_commit_set_known (CorralCommit *self, gint64 known_ms);

/* A small fact of the engine's own, under its key (an ETag, an epoch); NULL removes it. */
void corral_commit_set_value (CorralCommit *self, const char *key, const char *value);

/* An item that could not be read: where in the page (JSON pointer), and why. Never its content.
 * @id is nullable. The newest 1,000 are kept. */
void corral_commit_add_quarantine (CorralCommit *self,
                                   const char *collection,
                                   const char *id,
                                   const char *pointer,
                                   const char *reason,
                                   gint64 at_ms);

/* Under this name the values of CorralSyncState have the scope: ids joined with spaces; none: everything. */
#define CORRAL_SCOPE_VALUE "scope.stores"

/* Which stores of the chain the account may see (ids, NULL-terminated; NULL: all): from this commit on rows of others are
 * not taken, and what is held of others goes, with series and messages of their carts; the notice names it as left. Once it
 * is committed nothing of it is found in the files any more. */
void corral_commit_set_scope (CorralCommit *self, const char *const *stores);

/* 410: opens a new generation before the batches are written. What is held stays readable and what
 * comes from now on belongs to the new generation. The cursor and all progress are forgotten. */
void corral_commit_set_begin_resync (CorralCommit *self);

/* After the batches: rows and tombstones of older generations go, and the notice names them as
 * deleted. */
void corral_commit_set_finish_resync (CorralCommit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCommit, corral_commit_free)

G_END_DECLS
