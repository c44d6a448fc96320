/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api-operation.h"
#include "corral-cache-outbox.h"
#include "corral-random.h"

G_BEGIN_DECLS

/**
 * CorralPushQueue:
 *
 * Which operation is to be sent, probed or ended next. Pure: no clock, no network, no file. A part of the engine
 * (corral-sync-engine.h), which feeds it and asks it; the simulator uses it through the engine.
 *
 * Rules (reliability.md, "Outbox states"; api.md, "Operations"): first in, first out per target (chain, collection,
 * id); targets do not wait for each other; one that ended, however, blocks nobody; one that depends on another waits
 * until that is applied. What may have been sent is probed before it is sent again. What is too old and was certainly
 * never sent ends as expired; what may have been sent is probed first. What was accepted holds up nobody and is asked
 * about from time to time.
 */
typedef struct _CorralPushQueue CorralPushQueue;

/* What the queue knows of one entry. Times are monotonic microseconds, worked out from the entry's wall-clock times by
 * whoever feeds the queue, and anew each time: nothing here reads a wall clock. */
typedef struct
{
  const char *id;
  guint tenant;            /* its index in the engine, or G_MAXUINT: a chain that is not ours now; it waits */
  const char *target;      /* "collection/id" */
  const char *depends_on;  /* (nullable) */
  CorralOutboxState state;
  gint64 ready_us;         /* not before: hold, next attempt; 0: at once */
  gint64 expires_us;       /* not after */
} CorralPushItem;

typedef enum
{
  CORRAL_PUSH_NOTHING, /* until due_us; −1: until something changes */
  CORRAL_PUSH_RELEASE, /* HELD → QUEUED: its hold is over */
  CORRAL_PUSH_SEND,    /* QUEUED, RETRY */
  CORRAL_PUSH_PROBE,   /* SENDING (cut short by the end of the program), UNKNOWN; RETRY past its time; ACCEPTED */
  CORRAL_PUSH_EXPIRE,  /* QUEUED, HELD past their time */
} CorralPushKind;

typedef struct
{
  CorralPushKind kind;
  const char *id;  /* owned by the queue until it is next set */
  guint tenant;
  gint64 due_us;   /* NOTHING */
} CorralPushChoice;

CorralPushQueue *corral_push_queue_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_push_queue_free (CorralPushQueue *self);

/* How often to ask about what was accepted, whose end comes with the changes as a row of `operation`: a cloud that was
 * restored from a backup has forgotten it, and a small one has no such rows. */
#define CORRAL_PUSH_ACCEPTED_MS (15 * 60 * G_GINT64_CONSTANT (1000))

/* Everything anew: all entries that are not settled, in the order of making. Copied. */
void corral_push_queue_set (CorralPushQueue *self, const CorralPushItem *items, guint n_items);

/* One entry's state is another, as the one who fed the queue has just written it. Unknown ids are ignored. */
void corral_push_queue_move (CorralPushQueue *self, const char *id, CorralOutboxState state, gint64 ready_us);

/* What waits for a later attempt is ready at once: a person asked. */
void corral_push_queue_hurry (CorralPushQueue *self);

/* The next thing to do at @now_us. @may_ask: whether chain @tenant may be asked now (backoff, sign-in); releasing and
 * expiring need no asking. */
CorralPushChoice corral_push_queue_choose (CorralPushQueue *self,
                                           gint64 now_us,
                                           gboolean (*may_ask) (guint tenant, gpointer data),
                                           gpointer data);

/* How many wait. */
guint corral_push_queue_count_waiting (CorralPushQueue *self);

/* Whether chain @tenant has some that were applied or accepted and are not settled. */
gboolean corral_push_queue_has_unsettled (CorralPushQueue *self, guint tenant);

/* Whether @error says that the cloud has not carried it out, nor will: 401, 429, 503, never sent. */
gboolean corral_push_error_is_definite (const GError *error);

/* Where an answer takes an entry that was being sent or probed. Pure; strings of @step point into @answer and @entry.
 * @now_ms: for ended_ms. A 409 or 412 is CONFLICT unless its code is dependency-refused (REFUSED); 410 with
 * operation-expired is EXPIRED, any other 410 REFUSED; NOT_KNOWN is RETRY at once, under the same id, or EXPIRED past
 * not_after. It is never QUEUED again, for what was once sent cannot be taken back: a copy may still be on its way. */
void corral_push_step_for_answer (CorralOutboxStep *step,
                                  const CorralOutboxEntry *entry,
                                  const CorralOperationAnswer *answer,
                                  gint64 now_ms);

/* The same for a failure (CORRAL_API_ERROR) while it was being sent (@probing FALSE) or probed. What was never sent
 * (ADDRESS, INVALID): QUEUED again. 401: RETRY at once, which waits for a sign-in; 429 and 503: RETRY at
 * @next_attempt_ms; nothing is lost. All else, and whatever happens to a probe: UNKNOWN (what was accepted: ACCEPTED as before) at @next_attempt_ms. */
void corral_push_step_for_error (CorralOutboxStep *step,
                                 const CorralOutboxEntry *entry,
                                 const GError *error,
                                 gboolean probing,
                                 gint64 next_attempt_ms);

/* Whether the row of @answer may go into the cache before the changes bring it. Only that of a first answer: the effect
 * is then newer than the position from which changes are read next (if there is one yet), so whatever happened to the
 * row since comes with them. A stored answer's row may be from long before: it could have been deleted since, and nothing would say so. */
gboolean corral_push_answer_is_new (const CorralOperationAnswer *answer, gboolean probing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralPushQueue, corral_push_queue_free)

G_END_DECLS
