/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-operation-type.h"

G_BEGIN_DECLS

/* reliability.md, "Outbox states". The words are those of the outbox's file and of the tool's JSON. */
typedef enum
{
  CORRAL_OUTBOX_HELD,     /* can still be taken back: hold_until_ms */
  CORRAL_OUTBOX_QUEUED,   /* waits for the link, or for those before it */
  CORRAL_OUTBOX_SENDING,  /* noted before the request is made */
  CORRAL_OUTBOX_UNKNOWN,  /* sent, perhaps: the cloud is asked what became of it before it is sent again */
  CORRAL_OUTBOX_RETRY,    /* it came to nothing, for all that is known: is sent again, not before next_attempt_ms */
  CORRAL_OUTBOX_APPLIED,  /* done */
  CORRAL_OUTBOX_ACCEPTED, /* will be done: the end arrives as a row of `operation` */
  CORRAL_OUTBOX_CONFLICT, /* the target has moved on: a person chooses */
  CORRAL_OUTBOX_REFUSED,  /* not done, for good */
  CORRAL_OUTBOX_EXPIRED,  /* not done: too late */
} CorralOutboxState;

#define CORRAL_N_OUTBOX_STATES (CORRAL_OUTBOX_EXPIRED + 1)
#define CORRAL_OUTBOX_BIT(state) (1u << (state))

/* The cloud may still do it, or do it again if asked. */
#define CORRAL_OUTBOX_WAITING \
  (CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_HELD) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED) \
   | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_SENDING) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_UNKNOWN) \
   | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY))
/* A person has to look at it. */
#define CORRAL_OUTBOX_TROUBLED \
  (CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_CONFLICT) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_REFUSED) \
   | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_EXPIRED))
/* It was certainly never sent: it can be taken back, and the cloud never hears of it. */
#define CORRAL_OUTBOX_UNSENT \
  (CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_HELD) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED))

const char *corral_outbox_state_to_word (CorralOutboxState state);
gboolean corral_outbox_state_from_word (const char *word, CorralOutboxState *state);

/**
 * CorralOutboxEntry:
 *
 * One operation that somebody made here: what was meant, which never changes, and how it stands. Immutable, atomic
 * reference count; may cross threads. Times: ms UTC of this PC's clock, corrected by the cloud's where that is known.
 */
typedef struct
{
  /* What was meant. */
  gint64 pk;                       /* order of making; 0 until it is stored */
  char *id;                        /* UUIDv7 */
  char *account;                   /* staff id of who made it; "" before the cloud ever said who we are */
  char *tenant;
  char *type_name;
  const CorralOperationType *type; /* (nullable): NULL when made by a newer Corral: kept and sent all the same */
  char *target_collection;
  char *target;
  CorralOperationParams params;    /* strings owned */
  gint64 expected_rev;             /* or CORRAL_UNKNOWN */
  gint64 made_ms;
  gint64 not_after_ms;
  char *depends_on;                /* (nullable): id of another entry */
  GBytes *body;                    /* exactly what is sent, for ever */

  /* How it stands. */
  CorralOutboxState state;
  gint64 hold_until_ms;            /* HELD */
  guint attempts;                  /* requests that were begun */
  gint64 next_attempt_ms;          /* RETRY, UNKNOWN, ACCEPTED: or CORRAL_UNKNOWN for at once */
  gint64 applied_rev;              /* APPLIED: or CORRAL_UNKNOWN */
  gint64 http_status;              /* of the last answer, or CORRAL_UNKNOWN */
  char *code;                      /* (nullable): the problem's */
  char *message;                   /* (nullable): a sentence on what went wrong last */
  char *already_by;                /* (nullable): APPLIED: somebody had done it before */
  char *result;                    /* (nullable): id of the row of the answer: made, changed, or in the way */
  gint64 ended_ms;                 /* or CORRAL_UNKNOWN */
  gboolean settled;                /* nothing of it is needed on the screen: APPLIED: its effect is safely in the
                                      cache; a troubled one: somebody has seen to it */

  /*< private >*/
  gatomicrefcount ref_count;
} CorralOutboxEntry;

/* What is asked for, before it is an entry. Strings are copied by corral_outbox_entry_new(). */
typedef struct
{
  CorralOperationKind kind;
  const char *tenant;
  CorralCollection collection;  /* of the target */
  const char *target;
  CorralOperationParams params;
  gint64 expected_rev;          /* the revision the person saw, or CORRAL_UNKNOWN */
} CorralOperationDraft;

/* An entry in state HELD (QUEUED with @hold_ms 0) made at @now_ms, with its body. @depends_on (nullable). @id: a
 * UUIDv7, taken over by copy. The draft must have been checked (corral_operation_params_check()). */
CorralOutboxEntry *corral_outbox_entry_new (const CorralOperationDraft *draft,
                                            const char *id,
                                            const char *account,
                                            const char *depends_on,
                                            gint64 now_ms,
                                            gint64 hold_ms) G_GNUC_WARN_UNUSED_RESULT;

/* An entry of unknowns, to be filled in by the room that reads it from its file, before anybody else sees it. */
CorralOutboxEntry *corral_outbox_entry_new_blank (void) G_GNUC_WARN_UNUSED_RESULT;

/* Fills type, params and depends_on from type_name and body. FALSE when the body is none of ours (damaged): what is
 * known from the other members stands. */
gboolean corral_outbox_entry_read_body (CorralOutboxEntry *self);

/* A copy to be changed before anybody else sees it. */
CorralOutboxEntry *corral_outbox_entry_copy (const CorralOutboxEntry *self) G_GNUC_WARN_UNUSED_RESULT;
CorralOutboxEntry *corral_outbox_entry_ref (CorralOutboxEntry *self);
void corral_outbox_entry_unref (CorralOutboxEntry *self);

static inline gboolean
corral_outbox_entry_is_in (const CorralOutboxEntry *self, guint states)
{
  return (states & CORRAL_OUTBOX_BIT (self->state)) != 0;
}

/* Whether what people see of its target is the truth with this on top: it waits, was accepted, or was applied and
 * the truth is not known to have it yet. */
gboolean corral_outbox_entry_is_overlaid (const CorralOutboxEntry *self);

/* Lays the intent over @row, a row of @schema that is the target's (or, for a type that makes a row, a cleared one):
 * sets the members that the operation will set. A cleared row, without an id, also stands for a target that is not there:
 * a type that makes its target fills it in, others leave it alone. Strings of @row then point into the entry, are static,
 * or are in @texts, which is to live as long. FALSE when it has no effect on rows of that collection, or the row's
 * revision shows that the effect is in it. Pure. */
gboolean corral_outbox_entry_overlay (const CorralOutboxEntry *self,
                                      CorralCollection collection,
                                      gpointer row,
                                      GStringChunk *texts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralOutboxEntry, corral_outbox_entry_unref)

G_END_DECLS
