/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"
#include "corral-cart-place.h"
#include "corral-operation-type.h"

G_BEGIN_DECLS

typedef enum
{
  CORRAL_OUTCOME_APPLIED,
  CORRAL_OUTCOME_ACCEPTED,
  CORRAL_OUTCOME_REFUSED,   /* any final 4xx: conflict, stale, expired, forbidden, invalid */
  CORRAL_OUTCOME_NOT_KNOWN, /* of a probe alone: the cloud has never seen it (404) */
} CorralOutcome;

/* What became of an operation: a final answer. */
typedef struct
{
  CorralOutcome outcome;
  guint status;        /* HTTP: of the answer, or of the stored problem when probed */
  gint64 applied_rev;  /* APPLIED */
  CorralBatch *row;    /* (owned) (nullable): one PUT: APPLIED: the row after it; REFUSED: `current` */
  CorralCartPlace *place; /* (owned) (nullable): APPLIED: of cart.find, in the first answer alone */
  gboolean replayed;
  char *already_by;    /* (nullable) */
  char *code;          /* (nullable): REFUSED: the problem's */
  char *detail;        /* (nullable): REFUSED: the problem's, cleaned: a sentence of the cloud's in its language */
  char *trace_id;      /* (nullable) */
} CorralOperationAnswer;

/* Asks for @id (a UUID) with exactly the bytes of @body. @result: of which collection the row in the answer is.
 *
 * An answer comes for 200, 202 and every final 4xx: all but 401, 407, 408, 425 and 429, from something that speaks the
 * contract (a problem document whose status is the answer's, with a code). 501: an answer, REFUSED with that status.
 * NULL and CORRAL_API_ERROR for whatever leaves open what became of it: UNREACHABLE, TIMEOUT, TLS, NOT_THE_CLOUD,
 * BROKEN (cut, garbled, of another operation, a status and words that do not belong together), REDIRECT — it may have
 * been carried out all the same — and for AUTH (401), LIMITED (429) and UNAVAILABLE (5xx, 425), which say that it has
 * not been (not yet). ADDRESS, INVALID: it was never sent. Blocking, as all of CorralApi.
 *
 * `data` and `current` are read as strictly as rows of pages, but a bad one does not undo what was decided: then the
 * answer comes without its row. The same holds for the texts. They are cleaned, and shortened to 500 characters. */
CorralOperationAnswer *corral_api_put_operation (CorralApi *self,
                                                 const CorralTenant *tenant,
                                                 const char *id,
                                                 GBytes *body,
                                                 CorralCollection result,
                                                 CorralApiMeta *meta,
                                                 GCancellable *cancellable,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks what became of @id. An answer comes for 200 (also when it was refused), for 404 (NOT_KNOWN) and for 501 (the
 * cloud takes no operations: REFUSED). Everything else says nothing about it — not even that the asking is forbidden
 * (403: FORBIDDEN) — and is an error that leaves it open. */
CorralOperationAnswer *corral_api_get_operation (CorralApi *self,
                                                 const CorralTenant *tenant,
                                                 const char *id,
                                                 CorralCollection result,
                                                 CorralApiMeta *meta,
                                                 GCancellable *cancellable,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void corral_operation_answer_free (CorralOperationAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralOperationAnswer, corral_operation_answer_free)

/* The reader alone, for tests and fuzzing. Takes @body, as the readers of corral-page-reader.h do. @http_status: of
 * the answer that it came with; @id: the operation that was asked about. */
CorralOperationAnswer *corral_page_read_operation_answer (const char *id,
                                                          guint http_status,
                                                          CorralCollection result,
                                                          char *body,
                                                          gsize length,
                                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
