/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-operation-difference.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* What somebody can decide about an operation. */
typedef enum
{
  CORRAL_OUTBOX_ACT_UNDO,        /* it is held: taken back at once */
  CORRAL_OUTBOX_ACT_TAKE_BACK,   /* it waits: taken back after a question */
  CORRAL_OUTBOX_ACT_KEEP_MINE,   /* the same again, on the version that was shown */
  CORRAL_OUTBOX_ACT_ADD_AS_NOTE, /* a ticket that exists already: what was written goes there as a note */
  CORRAL_OUTBOX_ACT_TAKE_THEIRS, /* done with */
  CORRAL_OUTBOX_ACT_AGAIN,       /* what was refused or too late, once more */
  CORRAL_OUTBOX_ACT_COPY,        /* what was written, to the clipboard: it must not be lost */
  CORRAL_OUTBOX_ACT_DISCARD,     /* done with, after a question */
} CorralOutboxAct;

#define CORRAL_N_OUTBOX_ACTS (CORRAL_OUTBOX_ACT_DISCARD + 1)

/**
 * CorralOutboxRow:
 *
 * One operation on the outbox page: what it does, how it stands, who made it and when, both versions when there are
 * two, and what can be decided. Activating the row leads to what it is about. Main thread.
 *
 * Signal "act" (guint act): a button was pressed.
 */
#define CORRAL_TYPE_OUTBOX_ROW (corral_outbox_row_get_type ())
G_DECLARE_FINAL_TYPE (CorralOutboxRow, corral_outbox_row, CORRAL, OUTBOX_ROW, GtkListBoxRow)

GtkWidget *corral_outbox_row_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Reads @entry, and the fleet, anew. @now_ms: by the clock that made it. @online: the cloud answers. */
void corral_outbox_row_show (CorralOutboxRow *self, CorralOutboxEntry *entry, gint64 now_ms, gboolean online);

/* What is shown. The comparison's revision is the one that was seen: what is kept is built on it. */
CorralOutboxEntry *corral_outbox_row_get_entry (CorralOutboxRow *self); /* (transfer none) */
gint64 corral_outbox_row_get_seen_rev (CorralOutboxRow *self);
const char *corral_outbox_row_get_sentence (CorralOutboxRow *self);

/* What a person wrote, in full: a note's text, a ticket's summary; NULL for none. */
const char *corral_outbox_row_get_written (CorralOutboxRow *self);

G_END_DECLS
