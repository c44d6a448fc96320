/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations, call by call: what was sent is sent byte for byte, and only what is certain counts as an answer. Runs on
 * the sync or the demand thread and blocks it. */
#include "config.h"

#include "corral-api-operation.h"

#include "corral-api-private.h"

#include <glib/gi18n-lib.h>

static CorralOperationAnswer *
ask (CorralApi *self,
     const CorralTenant *tenant,
     const char *id,
     GBytes *put,
     CorralCollection result,
     guint *http_status,
     CorralApiMeta *meta,
     GCancellable *cancellable,
     GError **error)
{
  g_auto (CorralApiMeta) own_meta = { 0 };
  g_autofree char *base = NULL;
  g_autofree char *url = NULL;
  CorralApiVerdict verdict;

  if (meta == NULL)
    meta = &own_meta;
  else
    corral_api_meta_clear (meta);
  base = corral_api_dup_tenant_url (self, tenant, error);
  if (base == NULL)
    return NULL;
  if (!corral_api_is_path_id (id))
    {
      g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID,
                           _ ("The cloud cannot be asked for something with such an id."));
      return NULL;
    }
  url = g_strdup_printf ("%s/operations/%s", base, id);
  if (!corral_api_get_verdict (self, url, put, &verdict, meta, cancellable, error))
    return NULL;
  *http_status = verdict.status;
  return corral_page_read_operation_answer (id, verdict.status, result, verdict.body, verdict.length, error);
}

CorralOperationAnswer *
corral_api_put_operation (CorralApi *self,
                          const CorralTenant *tenant,
                          const char *id,
                          GBytes *body,
                          CorralCollection result,
                          CorralApiMeta *meta,
                          GCancellable *cancellable,
                          GError **error)
{
  guint http_status;

  g_return_val_if_fail (body != NULL, NULL);

  return ask (self, tenant, id, body, result, &http_status, meta, cancellable, error);
}

CorralOperationAnswer *
corral_api_get_operation (CorralApi *self,
                          const CorralTenant *tenant,
                          const char *id,
                          CorralCollection result,
                          CorralApiMeta *meta,
                          GCancellable *cancellable,
                          GError **error)
{
  guint http_status;
  CorralOperationAnswer *answer
      = ask (self, tenant, id, NULL, result, &http_status, meta, cancellable, error);

  /* A refusal that is stored comes inside a 200. */
  if (answer != NULL && http_status == 404)
    answer->outcome = CORRAL_OUTCOME_NOT_KNOWN;
  return answer;
}
