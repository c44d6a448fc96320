/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of an operation, read as strictly as pages are: a body that is cut, or of another operation, is no answer.
 * Any thread. */
#include "config.h"

#include "corral-api-operation.h"

#include "corral-page-private.h"
#include "corral-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The longest sentence of the cloud's that is shown, in characters. */
#define DETAIL_MAX 500

void
corral_operation_answer_free (CorralOperationAnswer *self)
{
  g_clear_pointer (&self->row, corral_batch_unref);
  g_free (self->already_by);
  g_free (self->code);
  g_free (self->detail);
  g_free (self->trace_id);
  g_free (self);
}

/* A row that cannot be read does not undo what was done: the answer stands without it, and the row comes with the
 * changes. FALSE only when the text itself is damaged. */
static gboolean
read_row (CorralPage *page, CorralCollection collection, CorralOperationAnswer *answer)
{
  guint depth = corral_json_reader_get_depth (&page->json);

  if (corral_page_is_null (page))
    return TRUE;
  g_clear_pointer (&answer->row, corral_batch_unref);
  answer->row = corral_batch_new (collection);
  corral_batch_keep (answer->row, page->bytes);
  if (corral_json_reader_peek (&page->json) != CORRAL_JSON_OBJECT)
    {
      g_clear_pointer (&answer->row, corral_batch_unref);
      return corral_json_reader_skip (&page->json) || corral_page_json_flaw (page);
    }
  if (corral_page_read_row_object (page, answer->row->schema, corral_batch_add (answer->row, CORRAL_CHANGE_PUT)))
    return TRUE;
  g_clear_pointer (&answer->row, corral_batch_unref);
  if (!corral_json_reader_unwind (&page->json, depth))
    return FALSE;
  g_clear_pointer (&page->flaw, g_free);
  g_clear_pointer (&page->pointer, g_free);
  return TRUE;
}

/* Words for people and logs: of another kind than text they are passed over. */
static gboolean
read_loose_text (CorralPage *page, guint max_chars, char **to)
{
  char *text;

  if (corral_json_reader_peek (&page->json) != CORRAL_JSON_STRING)
    return corral_json_reader_skip (&page->json) || corral_page_json_flaw (page);
  if (!corral_page_read_text (page, &text))
    return FALSE;
  g_free (*to);
  *to = *text != '\0' ? corral_text_clean (text, max_chars) : NULL;
  return TRUE;
}

static gboolean
read_problem (CorralPage *page, guint status, CorralCollection result, CorralOperationAnswer *answer)
{
  enum
  {
    STATUS,
    CODE,
    TITLE,
    DETAIL,
    TRACE,
    CURRENT
  };
  static const char *const names[] = { "status", "code", "title", "detail", "trace_id", "current", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  g_autofree char *title = NULL;
  gint64 said = 0;
  int member;

  answer->outcome = CORRAL_OUTCOME_REFUSED;
  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      switch (member)
        {
        case STATUS:
          ok = corral_page_read_integer (page, 400, 599, &said);
          break;
        case CODE:
          ok = read_loose_text (page, 64, &answer->code);
          break;
        case TITLE:
          ok = read_loose_text (page, DETAIL_MAX, &title);
          break;
        case DETAIL:
          ok = read_loose_text (page, DETAIL_MAX, &answer->detail);
          break;
        case TRACE:
          ok = read_loose_text (page, 64, &answer->trace_id);
          break;
        case CURRENT:
        default:
          ok = read_row (page, result, answer);
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1)
    return FALSE;
  /* In a list of what became of it, the problem alone says the status; beside an HTTP status it must be that one. */
  if (said == 0 ? status == 0 : status != 0 && said != status)
    return corral_page_flaw (page, g_strdup (_ ("The status and the problem do not belong together.")));
  answer->status = said != 0 ? (guint) said : status;
  if (answer->detail == NULL)
    answer->detail = g_steal_pointer (&title);
  return TRUE;
}

static gboolean
read_outcome (CorralPage *page, const char *id, guint http_status, CorralCollection result, CorralOperationAnswer *answer)
{
  enum
  {
    ID,
    STATUS,
    APPLIED_REV,
    DATA,
    ALREADY_BY,
    REPLAYED,
    PROBLEM
  };
  static const char *const names[]
      = { "id", "status", "applied_rev", "data", "already_by", "replayed", "problem", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  guint64 required = 1 << ID | 1 << STATUS;
  char *word = NULL;
  char *said = NULL;
  int member;

  answer->status = http_status;
  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      switch (member)
        {
        case ID:
          ok = corral_page_read_id (page, &said);
          break;
        case STATUS:
          ok = corral_page_read_id (page, &word);
          break;
        case APPLIED_REV:
          ok = corral_page_is_null (page)
               || corral_page_read_integer (page, 0, CORRAL_JSON_MAX_INTEGER, &answer->applied_rev);
          break;
        case DATA:
          ok = read_row (page, result, answer);
          break;
        case ALREADY_BY:
          ok = read_loose_text (page, 200, &answer->already_by);
          break;
        case REPLAYED:
          ok = corral_page_read_boolean (page, &answer->replayed);
          break;
        case PROBLEM:
        default:
          ok = read_problem (page, 0, result, answer);
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1 || !corral_page_has_members (page, &members, required))
    return FALSE;
  if (strcmp (said, id) != 0)
    return corral_page_flaw (page, g_strdup (_ ("It is the answer to another operation.")));

  if (strcmp (word, "applied") == 0 && http_status == 200)
    {
      answer->outcome = CORRAL_OUTCOME_APPLIED;
      answer->status = http_status;
      return CORRAL_IS_KNOWN (answer->applied_rev)
             || corral_page_flaw (page, g_strdup_printf (_ ("“%s” is missing."), names[APPLIED_REV]));
    }
  if (strcmp (word, "accepted") == 0)
    {
      answer->outcome = CORRAL_OUTCOME_ACCEPTED;
      answer->status = http_status;
      g_clear_pointer (&answer->row, corral_batch_unref);
      return TRUE;
    }
  if (strcmp (word, "refused") == 0 && http_status == 200)
    {
      answer->outcome = CORRAL_OUTCOME_REFUSED;
      return corral_page_has_members (page, &members, 1 << PROBLEM);
    }
  return corral_page_flaw (page, g_strdup (_ ("What became of the operation is told in a word that is not of the "
                                              "contract.")));
}

CorralOperationAnswer *
corral_page_read_operation_answer (const char *id,
                                   guint http_status,
                                   CorralCollection result,
                                   char *body,
                                   gsize length,
                                   GError **error)
{
  g_autoptr (CorralOperationAnswer) answer = g_new0 (CorralOperationAnswer, 1);
  CorralPage page;
  gboolean ok;

  answer->applied_rev = CORRAL_UNKNOWN;
  corral_page_init (&page, body, length);
  if (http_status == 200 || http_status == 202)
    ok = read_outcome (&page, id, http_status, result, answer);
  else
    ok = read_problem (&page, http_status, result, answer);
  ok = (ok && corral_page_finish (&page)) || corral_page_refuse (&page, error);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&answer) : NULL;
}
