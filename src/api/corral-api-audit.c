/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries of the record of who looked at what, on their way to the cloud, and its answer: read strictly, for by it entries
 * count as delivered. On the demand thread, which it blocks; the reader on any. */
#include "config.h"

#include "corral-api-audit.h"

#include "corral-api-operation.h"
#include "corral-api-private.h"
#include "corral-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
corral_audit_answer_free (CorralAuditAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->detail);
  g_free (self);
}

/* The body of a 200. */
static gboolean
read_held (CorralPage *page, const char *record, CorralAuditAnswer *answer)
{
  enum
  {
    TENANT,
    RECORD,
    HELD,
    END
  };
  static const char *const names[] = { "tenant", "record", "held", "end", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, END);
  char *said = NULL;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      switch (member)
        {
        case TENANT:
          ok = corral_page_read_tenant (page);
          break;
        case RECORD:
          ok = corral_page_read_id (page, &said);
          break;
        case HELD:
          ok = corral_page_read_integer (page, 0, CORRAL_JSON_MAX_INTEGER, &answer->held);
          break;
        case END:
        default:
          ok = corral_page_read_end (page);
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1 || !corral_page_finish (page)
      || !corral_page_has_members (page, &members, 1 << TENANT | 1 << RECORD | 1 << HELD | 1 << END))
    return FALSE;
  if (strcmp (said, record) != 0)
    return corral_page_flaw (page, g_strdup (_ ("The cloud answered another question than the one it was asked.")));
  return TRUE;
}

CorralAuditAnswer *
corral_page_read_audit_answer (const char *tenant,
                               const char *record,
                               guint http_status,
                               char *body,
                               gsize length,
                               GError **error)
{
  g_autoptr (CorralAuditAnswer) answer = g_new0 (CorralAuditAnswer, 1);
  CorralPage page;
  gboolean ok;

  answer->held = CORRAL_UNKNOWN;
  answer->status = http_status;
  if (corral_page_is_refusal (http_status))
    {
      g_autoptr (CorralOperationAnswer) refusal
          = corral_page_read_operation_answer (record, http_status, CORRAL_COLLECTION_OPERATION, body, length, error);

      if (refusal == NULL)
        return NULL;
      answer->code = g_steal_pointer (&refusal->code);
      answer->detail = g_steal_pointer (&refusal->detail);
      return g_steal_pointer (&answer);
    }
  corral_page_init (&page, body, length);
  page.tenant = tenant;
  ok = http_status == 200 ? read_held (&page, record, answer)
                          : corral_page_flaw (&page, g_strdup (_ ("It tells of a refusal that is none.")));
  ok = ok || corral_page_refuse (&page, error);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&answer) : NULL;
}

CorralAuditAnswer *
corral_api_put_audit (CorralApi *self,
                      const CorralTenant *tenant,
                      const char *record,
                      GBytes *body,
                      CorralApiMeta *meta,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (CorralApiMeta) own_meta = { 0 };
  g_autofree char *base = NULL;
  g_autofree char *url = NULL;
  CorralApiVerdict verdict;

  g_return_val_if_fail (body != NULL && corral_api_is_path_id (record), NULL);

  if (meta == NULL)
    meta = &own_meta;
  else
    corral_api_meta_clear (meta);
  base = corral_api_dup_tenant_url (self, tenant, error);
  if (base == NULL)
    return NULL;
  url = g_strdup_printf ("%s/audit/%s", base, record);
  if (!corral_api_get_verdict (self, url, body, &verdict, meta, cancellable, error))
    return NULL;
  return corral_page_read_audit_answer (tenant->id, record, verdict.status, verdict.body, verdict.length, error);
}
