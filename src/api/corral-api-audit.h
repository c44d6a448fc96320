/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"

G_BEGIN_DECLS

/* What the cloud said of entries of the record of who looked at what. */
typedef struct
{
  gint64 held;  /* how many of this stretch of the record it holds now, or CORRAL_UNKNOWN: it took none of them */
  guint status; /* HTTP */
  char *code;   /* (nullable): refused: the problem's */
  char *detail; /* (nullable): refused: a sentence of the cloud's in its language, cleaned */
} CorralAuditAnswer;

/* PUTs @body, an AuditAppend of the contract, to the stretch @record of @tenant. An answer comes for 200 and every final
 * 4xx and 501, as from corral_api_put_operation(); then the same body may be sent again. NULL and CORRAL_API_ERROR: it is
 * open whether the cloud took them, and to send the same again is harmless. Blocking, as all of CorralApi. */
CorralAuditAnswer *corral_api_put_audit (CorralApi *self,
                                         const CorralTenant *tenant,
                                         const char *record,
                                         GBytes *body,
                                         CorralApiMeta *meta,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The reader alone, for tests. Takes @body. */
CorralAuditAnswer *corral_page_read_audit_answer (const char *tenant,
                                                  const char *record,
                                                  guint http_status,
                                                  char *body,
                                                  gsize length,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void corral_audit_answer_free (CorralAuditAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuditAnswer, corral_audit_answer_free)

G_END_DECLS
