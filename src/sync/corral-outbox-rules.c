/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may go into the outbox, and as what. Pure, any thread. */
#include "config.h"

#include "corral-outbox-rules.h"

#include "corral-rights.h"
#include "corral-text-private.h"
#include "corral-uuid.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (corral-outbox-error-quark, corral_outbox_error)

static const char *
sentence_of_private (CorralPrivate kind)
{
  switch (kind)
    {
    case CORRAL_PRIVATE_CARD:
      return _ ("The text holds what looks like a card number. It was not saved: take the number out.");
    case CORRAL_PRIVATE_EMAIL:
      return _ ("The text holds what looks like an e-mail address. It was not saved: take the address out.");
    case CORRAL_PRIVATE_PHONE:
      return _ ("The text holds what looks like a phone number. It was not saved: take the number out.");
    case CORRAL_PRIVATE_TOKEN:
      return _ ("The text holds what looks like a sign-in’s secret. It was not saved: take it out.");
    case CORRAL_PRIVATE_NONE:
    default:
      g_assert_not_reached ();
    }
}

gboolean
corral_outbox_check (const CorralOperationDraft *draft, const CorralAccount *account, gboolean queued, GError **error)
{
  const CorralOperationType *type = corral_operation_type_get (draft->kind);
  const CorralSchema *schema = corral_operation_params_get_schema ();
  g_autoptr (GError) reason = NULL;

  if (queued && !corral_operation_type_is_queued (type))
    {
      g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_ONLINE_ONLY,
                           _ ("That would be dangerous late, so it is never kept for later: it can only be done "
                              "while the cloud answers."));
      return FALSE;
    }
  if (account != NULL && !corral_account_has_scope (account, type->scope))
    {
      g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_FORBIDDEN,
                           _ ("This account may not do that."));
      return FALSE;
    }
  if (account != NULL && !corral_roles_may ((const char *const *) account->roles, draft->kind))
    {
      g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_FORBIDDEN,
                           _ ("That is not for this account’s role: somebody else has to do it."));
      return FALSE;
    }
  if ((!type->any_target && draft->collection != type->target)
      || (type->expected_rev == CORRAL_EXPECTED_REV_REQUIRED && !CORRAL_IS_KNOWN (draft->expected_rev)))
    {
      g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_INVALID,
                           _ ("That cannot be done to this."));
      return FALSE;
    }
  if (!corral_operation_params_check (&draft->params, type, &reason))
    {
      g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_INVALID, reason->message);
      return FALSE;
    }
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const char *text = schema->fields[i].type == CORRAL_FIELD_TEXT
                             ? corral_row_get_string (&draft->params, &schema->fields[i])
                             : NULL;
      CorralPrivate found = text != NULL ? corral_text_find_private (text, NULL, NULL) : CORRAL_PRIVATE_NONE;

      if (found == CORRAL_PRIVATE_NONE)
        continue;
      g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_PRIVATE, sentence_of_private (found));
      return FALSE;
    }
  return TRUE;
}

const CorralOutboxEntry *
corral_outbox_find_dependency (GPtrArray *entries, const CorralOperationDraft *draft, const char *account)
{
  const CorralOperationType *type = corral_operation_type_get (draft->kind);
  const char *collection = corral_collection_get_schema (draft->collection)->name;

  if (type->expected_rev == CORRAL_EXPECTED_REV_IGNORED)
    return NULL;
  for (guint i = entries->len; i > 0; i--)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i - 1);

      if (corral_outbox_entry_is_overlaid (entry) && !entry->type->makes_row
          && (*entry->account == '\0' || g_strcmp0 (entry->account, account) == 0)
          && strcmp (entry->tenant, draft->tenant) == 0 && strcmp (entry->target, draft->target) == 0
          && strcmp (entry->target_collection, collection) == 0)
        return entry;
    }
  return NULL;
}

CorralOutboxEntry *
corral_outbox_make_entry (const CorralOperationDraft *draft,
                          const CorralAccount *account,
                          GPtrArray *entries,
                          gint64 now_ms,
                          gboolean at_once,
                          CorralRandom *random)
{
  const CorralOutboxEntry *before = corral_outbox_find_dependency (entries, draft, account != NULL ? account->id : NULL);
  g_autofree char *id = corral_uuid_v7 (now_ms, random);

  return corral_outbox_entry_new (draft, id, account != NULL ? account->id : "", before != NULL ? before->id : NULL,
                                  now_ms, at_once ? 0 : CORRAL_OPERATION_HOLD_MS);
}

gboolean
corral_outbox_draft_again (const CorralOutboxEntry *entry, gint64 current_rev, CorralOperationDraft *draft)
{
  CorralCollection collection;

  if (entry->type == NULL || !corral_collection_from_name (entry->target_collection, &collection))
    return FALSE;
  *draft = (CorralOperationDraft){
    .kind = entry->type->kind,
    .tenant = entry->tenant,
    .collection = collection,
    .target = entry->target,
    .params = entry->params,
    .expected_rev = current_rev,
  };
  return TRUE;
}
