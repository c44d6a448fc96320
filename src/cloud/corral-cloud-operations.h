/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cloud-request.h"
#include "corral-demo-cloud-private.h"

G_BEGIN_DECLS

/**
 * CorralCloudOperations:
 *
 * What people asked the demo cloud to do, and what it answered: effect and stored answer are one step, since all of it
 * runs on one thread. A repeat gets the stored answer; answers are kept for 91 days of the cloud's time, in memory: a
 * cloud that is started anew has forgotten them, as it has forgotten the effects.
 */

/* The scopes of the contract, in its order; a set of them is a number with one bit each. */
#define CORRAL_CLOUD_N_SCOPES 7
#define CORRAL_CLOUD_ALL_SCOPES ((1u << CORRAL_CLOUD_N_SCOPES) - 1)
extern const char *const corral_cloud_scopes[CORRAL_CLOUD_N_SCOPES];

/* How many answers are kept at most, so that memory is bounded: then 503 until the oldest may be forgotten. */
#define CORRAL_CLOUD_MAX_OPERATIONS 100000

CorralCloudOperations *corral_cloud_operations_new (CorralCloud *cloud) G_GNUC_WARN_UNUSED_RESULT;
void corral_cloud_operations_free (CorralCloudOperations *self);

/* An answer to one operation. */
typedef struct
{
  guint status;            /* HTTP */
  gboolean replayed;
  const char *retry_after; /* (nullable): constant */
  GBytes *body;            /* (owned): for PUT: an outcome, or the problem for 400 and above */
} CorralCloudAnswer;

void corral_cloud_answer_clear (CorralCloudAnswer *self);

/* An outcome of the contract from an answer to @id: what a batch and the probe have, a problem inside. */
GBytes *corral_cloud_answer_to_outcome (const CorralCloudAnswer *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* Who asks. */
typedef struct
{
  const char *staff; /* id */
  guint scopes;
  const char *const *roles; /* (nullable): the contract's words; NULL: no role stands in the way */
} CorralCloudCaller;

/* Carries out @body, an OperationRequest, under @id, or finds that it was. Who listens is to be told by the caller. */
void corral_cloud_operations_put (CorralCloud *cloud,
                                  guint tenant,
                                  const char *id,
                                  const CorralCloudCaller *caller,
                                  const char *body,
                                  gsize length,
                                  gint64 now_ms,
                                  CorralCloudAnswer *answer);

/* Somebody else does something now, as the operation @operation: @type with @params, JSON, on the row as it is. FALSE
 * and G_IO_ERROR_FAILED with a sentence when it was refused. */
gboolean corral_cloud_operations_act (CorralCloud *cloud,
                                      guint tenant,
                                      const char *operation,
                                      const char *type,
                                      const char *collection,
                                      const char *id,
                                      const char *params,
                                      const char *staff,
                                      gint64 now_ms,
                                      GError **error);

/* What became of @id, as an outcome; FALSE: it never came. */
gboolean corral_cloud_operations_get (CorralCloud *cloud, guint tenant, const char *id, CorralCloudAnswer *answer);

/* Does what is due by @now_ms: ends what was accepted, lets tickets go on, forgets. Before every answer. */
void corral_cloud_operations_run (CorralCloud *cloud, gint64 now_ms);

/* ---- the other desk (corral-cloud-desk.c): staff who work on the same fleet, as a function of the seed and the time */

/* When somebody there does something for the first time after @after_ms. */
gint64 corral_cloud_desk_next (CorralCloud *cloud, guint tenant, gint64 after_ms);
/* What somebody there does at @at_ms. */
void corral_cloud_desk_act (CorralCloud *cloud, guint tenant, gint64 at_ms);
/* @staff puts the cart back into service at @at_ms, if it is out then. */
void corral_cloud_operations_put_cart_back (CorralCloud *cloud,
                                            guint tenant,
                                            const char *cart,
                                            const char *staff,
                                            gint64 at_ms);
/* From now on somebody works there. */
void corral_cloud_operations_open_desk (CorralCloud *cloud, gint64 now_ms);

/* ---- the rules (corral-cloud-rules.c) */

typedef enum
{
  CORRAL_CLOUD_APPLIED,
  CORRAL_CLOUD_ACCEPTED,
  CORRAL_CLOUD_REFUSED,
} CorralCloudVerdict;

/* One operation being carried out. */
typedef struct
{
  CorralCloud *cloud;
  guint tenant;
  const char *id; /* of the operation */
  const char *staff;
  const CorralCloudRequest *request;
  gint64 granted_rev; /* the revision that what it depends on left its target at, or CORRAL_UNKNOWN */
  gint64 minded_rev;  /* out: the target's revision that was minded, or, if none was, that was found; 0: there was none */
  gboolean is_open_rebind; /* another request to bind the target elsewhere is open */
  gint64 now_ms;

  CorralBatch *target; /* (owned): its row before, one; none where the operation makes it */
  const char *already_by;     /* (nullable): somebody had done it, nothing was changed */
  CorralCollection result;    /* APPLIED: of the row that the answer holds */
  const char *result_id;      /* APPLIED */
  CorralCloudProblem problem; /* REFUSED */
  CorralBatch *current;       /* (owned) (nullable): keeps the problem's row */
  char *detail;               /* (owned): REFUSED */
} CorralCloudAct;

/* Looks at the target and does it, or says why not. */
CorralCloudVerdict corral_cloud_act_carry_out (CorralCloudAct *self);
void corral_cloud_act_clear (CorralCloudAct *self);

/* Binds the cart to the store that was asked for: the act at its service port. FALSE: the cart is gone. */
gboolean corral_cloud_bind_cart (CorralCloud *cloud,
                                 guint tenant,
                                 const char *cart,
                                 const char *store,
                                 const char *staff,
                                 gint64 now_ms);

G_END_DECLS
