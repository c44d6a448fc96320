/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"

#include "kill-points.h"

/**
 * DeskProcess:
 *
 * A desk-child that works in the folder of a Desk, which must be closed meanwhile. The test's thread.
 */
typedef struct _DeskProcess DeskProcess;

/* @url: where the child finds the cloud. @kill_at 0: it does not end itself. */
DeskProcess *desk_process_new (Desk *f, const char *url, guint64 seed, guint kill_at, KillMoment moment)
    G_GNUC_WARN_UNUSED_RESULT;

/* Kills it unless it has ended. */
void desk_process_free (DeskProcess *self);

/* One command; its words are joined with tabs. What a dead child is told is lost. */
void desk_process_tell (DeskProcess *self, const char *word, ...) G_GNUC_NULL_TERMINATED;
/* The same from a draft. */
void desk_process_submit (DeskProcess *self, const CorralOperationDraft *draft);

/* The next line it says, in words. NULL: it has ended. Fails after 60 s. */
char **desk_process_hear (DeskProcess *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same; must begin with @word. The rest of the line. */
char *desk_process_expect (DeskProcess *self, const char *word) G_GNUC_WARN_UNUSED_RESULT;

void desk_process_kill (DeskProcess *self);
/* Waits for its end. TRUE: it ended well; FALSE: it was killed. Anything else fails. */
gboolean desk_process_join (DeskProcess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskProcess, desk_process_free)
