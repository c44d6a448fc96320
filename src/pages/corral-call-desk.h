/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-call.h"
#include "corral-clock.h"
#include "corral-play-book.h"

G_BEGIN_DECLS

/**
 * CorralCallDesk:
 *
 * The call that somebody is on, one at a time, wherever in the program they are: its log is kept in a small file, so that
 * it goes on after the program was ended, however that came. The file is written on a worker. Main thread.
 *
 * Signal "changed" (): a call began or ended, or its log is another.
 */
#define CORRAL_TYPE_CALL_DESK (corral_call_desk_get_type ())
G_DECLARE_FINAL_TYPE (CorralCallDesk, corral_call_desk, CORRAL, CALL_DESK, GObject)

/* Goes on with the call that @file has. @file (nullable): nothing is kept. Blocks for as long as it takes to read it. */
CorralCallDesk *corral_call_desk_new (const char *file, CorralClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Everything is on the disk, and nothing is kept any more. Blocks for milliseconds. Twice is fine. */
void corral_call_desk_stop (CorralCallDesk *self);

/* (nullable) (transfer none): valid until "changed". */
const CorralCall *corral_call_desk_get_call (CorralCallDesk *self);
/* The same if it is about that subject, else NULL. */
const CorralCall *corral_call_desk_get_call_at (CorralCallDesk *self, CorralPlace *place);
/* How long it lasts; 0 when there is none. */
gint64 corral_call_desk_get_length_ms (CorralCallDesk *self);

/* Takes the place of a call that is going on, so ask before. Reads the plays anew. */
void corral_call_desk_begin (CorralCallDesk *self, CorralPageKind about, const char *tenant, const char *subject,
                             const char *name);
void corral_call_desk_end (CorralCallDesk *self);

/* Of the call that is going on; nothing when there is none. */
void corral_call_desk_note_verdict (CorralCallDesk *self, CorralVerdictCause cause);
void corral_call_desk_note_tried (CorralCallDesk *self, const char *text, CorralTried tried);
void corral_call_desk_forget_tried (CorralCallDesk *self, const char *text);
/* Once for an operation of that kind made at that moment. */
void corral_call_desk_note_ordered (CorralCallDesk *self, gint64 made_ms, CorralOperationKind operation);

/* (transfer none): never NULL; replaced by corral_call_desk_begin(). */
CorralPlayBook *corral_call_desk_get_plays (CorralCallDesk *self);

/* Why a call that was going on is not, or is not kept, a sentence; NULL when all is well. */
const char *corral_call_desk_get_trouble (CorralCallDesk *self);

G_END_DECLS
