/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-collections.h"

G_BEGIN_DECLS

/*
 * What people can do to the fleet. One line of CORRAL_OPERATION_TYPES (corral-operation-type.c) is one type: its
 * numbers and rules are those of `x-corral-operation-types` in the OpenAPI document, and a contract test holds
 * the two together.
 */
typedef enum
{
  CORRAL_OPERATION_ALERT_ACK,
  CORRAL_OPERATION_ALERT_SNOOZE,
  CORRAL_OPERATION_ALERT_ASSIGN,
  CORRAL_OPERATION_ALERT_CLEAR,
  CORRAL_OPERATION_NOTE_ADD,
  CORRAL_OPERATION_CART_OUT_OF_SERVICE,
  CORRAL_OPERATION_CART_IN_SERVICE,
  CORRAL_OPERATION_FLAG_DECIDE,
  CORRAL_OPERATION_TICKET_OPEN,
  CORRAL_OPERATION_EXECUTION_RETRY,
  CORRAL_OPERATION_REBIND_REQUEST,
  CORRAL_OPERATION_SESSION_PAUSE,
  CORRAL_OPERATION_SESSION_CANCEL,
  CORRAL_OPERATION_ROLLOUT_HOLD,
  CORRAL_OPERATION_ROLLOUT_RELEASE,
  CORRAL_OPERATION_CERTIFICATE_REVOKE,
  CORRAL_OPERATION_CART_REPORT,
  CORRAL_OPERATION_CART_FIND,
  CORRAL_OPERATION_INCIDENT_ACK,
  CORRAL_OPERATION_INCIDENT_SNOOZE,
  CORRAL_OPERATION_INCIDENT_ASSIGN,
  CORRAL_OPERATION_INCIDENT_CLOSE,
  CORRAL_OPERATION_INCIDENT_REOPEN,
  CORRAL_OPERATION_INCIDENT_MERGE,
  CORRAL_OPERATION_INCIDENT_ADOPT,
  CORRAL_OPERATION_INCIDENT_RELEASE,
  CORRAL_OPERATION_MAINTENANCE_PLAN,
  CORRAL_OPERATION_MAINTENANCE_END,
  CORRAL_OPERATION_FLAG_VOID,
  CORRAL_OPERATION_FLAG_UNVOID,
  CORRAL_OPERATION_CASE_OPEN,
  CORRAL_OPERATION_CASE_LINK,
  CORRAL_OPERATION_CASE_UNLINK,
  CORRAL_OPERATION_CASE_STATUS,
  CORRAL_OPERATION_FLAG_SEEN,
  CORRAL_OPERATION_FLAG_SECOND_OPINION,
  CORRAL_OPERATION_FLAG_SECOND_WITHDRAW,
  CORRAL_OPERATION_FLAG_RECHECK,
} CorralOperationKind;

#define CORRAL_N_OPERATIONS (CORRAL_OPERATION_FLAG_RECHECK + 1)

/* The parameters of all types together (the schema OperationParams): F (TYPE, name, FLAGS), as rows have them. */
#define CORRAL_OPERATION_PARAMS(F) \
  F (TIME, until_ms, OPTIONAL)  /* alert.snooze, incident.snooze */ \
  F (TEXT, assignee, OPTIONAL)  /* alert.assign, incident.assign: a staff id; NULL for nobody. flag.second_opinion: or NULL \
                                   for any colleague */ \
  F (TEXT, text, OPTIONAL)      /* note.add, incident.close, maintenance.plan, flag.decide, flag.void, flag.unvoid */ \
  F (WORD, reason, OPTIONAL)    /* cart.out_of_service, ticket.open, rollout.hold, certificate.revoke, cart.find, maintenance.plan */ \
  F (WORD, outcome, OPTIONAL)   /* flag.decide, case.status */ \
  F (TEXT, summary, OPTIONAL)   /* ticket.open */ \
  F (ID, store, OPTIONAL)       /* rebind.request: the other one; incident.*, note.add, maintenance.plan, case.open: which it is about */ \
  F (WORD, rule, OPTIONAL)      /* incident.*, note.add: this and the next four are the row's, for the one that makes it */ \
  F (WORD, severity, OPTIONAL) \
  F (TIME, began_ms, OPTIONAL) \
  F (TEXT, detail, OPTIONAL) \
  F (TEXT, region, OPTIONAL) \
  F (TIME, worse_ms, OPTIONAL)  /* incident.ack: since when it is worse; an older acknowledgement does not stand */ \
  F (WORD, cause, OPTIONAL)     /* incident.close */ \
  F (ID, into, OPTIONAL)        /* incident.merge */ \
  F (ID, cart, OPTIONAL)        /* incident.adopt, incident.release, maintenance.plan */ \
  F (TIME, starts_ms, OPTIONAL) /* maintenance.plan: this and the next two */ \
  F (TIME, ends_ms, OPTIONAL) \
  F (WORD, repeats, OPTIONAL) \
  F (TEXT, lot, OPTIONAL)       /* flag.void: of the flag's cart */ \
  F (ID, flag, OPTIONAL)        /* case.link, case.unlink */ \
  F (TEXT, title, OPTIONAL)     /* case.open */ \
  F (WORD, status, OPTIONAL)    /* case.status */ \
  F (INTEGER, checked, OPTIONAL) /* flag.recheck: items that were scanned again */ \
  F (INTEGER, wrong, OPTIONAL)   /* and so many of them were not as scanned */

/* No basket has more. */
#define CORRAL_OPERATION_ITEMS_MAX 1000

/* Strings belong to whoever filled it in; clear with corral_operation_params_clear() before. */
typedef struct
{
  CORRAL_OPERATION_PARAMS (CORRAL_MEMBER)
} CorralOperationParams;

/* What the revision that the person saw is for. */
typedef enum
{
  CORRAL_EXPECTED_REV_IGNORED,  /* not sent */
  CORRAL_EXPECTED_REV_SENT,     /* last writer by revision: stale is 412 or 409 */
  CORRAL_EXPECTED_REV_REQUIRED, /* the server refuses without */
} CorralExpectedRev;

typedef struct
{
  CorralOperationKind kind;
  const char *name;        /* "alert.ack" */
  gboolean any_target;     /* note.add: a row of any collection */
  CorralCollection target; /* unless any_target */
  CorralCollection result; /* of the row in the answer, unless that is the target */
  gboolean makes_row;      /* the answer's row is another than the target (of @result), which stays as it is */
  CorralExpectedRev expected_rev;
  gint64 lives_ms;         /* how long after it was made it may still be carried out; 0: only at once, never queued */
  const char *scope;       /* what the token must allow */
  const char *required;    /* names of params, joined with one space */
  const char *optional;    /* the same */
  gint64 waits_ms;         /* done at once, accepted, and of use only when it ends: how long somebody waits for that; else 0 */
  gboolean makes_target;   /* the target need not be there: then it is made, under the id that the client gave it */
  gboolean quiet;          /* happens by the way: nobody is told of it, and a row that only this waits for is not marked */
} CorralOperationType;

/* How long a cart that was asked to report is waited for: six seconds is what one takes that hears (half a radio cycle of
 * LTE-M and its message); after thirty a caller on the line has waited long enough. */
#define CORRAL_OPERATION_ANSWER_MS 30000

/* How long an operation is held before it is sent, so that it can be taken back (reliability.md, "Outbox states"). */
#define CORRAL_OPERATION_HOLD_MS 5000

/* Nothing older is sent: the server forgets answers after 90 days at the earliest (api.md, "Operations"). */
#define CORRAL_OPERATION_OLDEST_MS (30 * 24 * 3600 * G_GINT64_CONSTANT (1000))

const CorralOperationType *corral_operation_type_get (CorralOperationKind kind);

/* NULL when this version does not know it. */
const CorralOperationType *corral_operation_type_find (const char *name);

/* Whether it may wait in the outbox. */
static inline gboolean
corral_operation_type_is_queued (const CorralOperationType *self)
{
  return self->lives_ms > 0;
}

/* The shape of CorralOperationParams. It has no rows, so no id and rev. */
const CorralSchema *corral_operation_params_get_schema (void);

/* Sets all to unknown. */
void corral_operation_params_clear (CorralOperationParams *self);

/* Sets the parameter @name from text as the tool and links have it: words and text as they are, times as
 * milliseconds UTC. @text is not copied. FALSE and G_IO_ERROR_INVALID_ARGUMENT with a sentence when @type has no
 * such parameter or @text is no value of it. */
gboolean corral_operation_params_set (CorralOperationParams *self,
                                      const CorralOperationType *type,
                                      const char *name,
                                      const char *text,
                                      GError **error);

/* Whether @type can be asked for with these: all that are required, no others, each within the contract's limits.
 * FALSE and G_IO_ERROR_INVALID_ARGUMENT with a sentence. Free text is judged by corral_text_find_private(), not here. */
gboolean corral_operation_params_check (const CorralOperationParams *self,
                                        const CorralOperationType *type,
                                        GError **error);

G_END_DECLS
