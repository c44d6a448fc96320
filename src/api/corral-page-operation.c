/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of an operation. What decides — whose answer it is, what it says, at which revision, the problem's status
 * and code — is read as strictly as pages are, and a body that is cut, or of another operation, is no answer; what only
 * tells people more is let go where it is not as agreed. Any thread. */
#include "config.h"

#include "corral-api-operation.h"

#include "corral-page-private.h"
#include "corral-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The longest sentence of the cloud's that is shown, in characters, and the longest name. */
#define DETAIL_MAX 500
#define NAME_MAX_CHARS 200

void
corral_operation_answer_free (CorralOperationAnswer *self)
{
  g_clear_pointer (&self->row, corral_batch_unref);
  g_free (self->place);
  g_free (self->already_by);
  g_free (self->code);
  g_free (self->detail);
  g_free (self->trace_id);
  g_free (self);
}

gboolean
corral_page_is_refusal (gint64 http_status)
{
  switch (http_status)
    {
    case 401: /* sign in, then again */
    case 407: /* a proxy's */
    case 408: /* it never arrived whole */
    case 425: /* RFC 8470: again, later */
    case 429: /* again, later */
      return FALSE;
    case 501:
      return TRUE;
    default:
      return http_status >= 400 && http_status < 500;
    }
}

/* What a refusal says. */
typedef struct
{
  gint64 status; /* or CORRAL_UNKNOWN */
  char *code;
  char *title;
  char *detail;
  char *trace_id;
  CorralBatch *current; /* (nullable) */
} Refusal;

static void
refusal_clear (Refusal *self)
{
  g_free (self->code);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->trace_id);
  g_clear_pointer (&self->current, corral_batch_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refusal, refusal_clear)

/* What only tells people more is no reason to leave open what is decided: a value of the wrong kind, or beyond the
 * limits, counts as not said. FALSE only when the text itself is damaged. */
static gboolean
go_on (CorralPage *page, guint depth)
{
  if (!corral_json_reader_unwind (&page->json, depth))
    return corral_page_json_flaw (page);
  g_clear_pointer (&page->flaw, g_free);
  g_clear_pointer (&page->pointer, g_free);
  return TRUE;
}

/* The row comes with the changes all the same. */
static gboolean
read_loose_row (CorralPage *page, CorralCollection collection, CorralBatch **to)
{
  guint depth = corral_json_reader_get_depth (&page->json);
  g_autoptr (CorralBatch) batch = NULL;

  if (corral_page_is_null (page))
    return TRUE;
  batch = corral_batch_new (collection);
  corral_batch_keep (batch, page->bytes);
  if (!corral_page_read_row_object (page, batch->schema, corral_batch_add (batch, CORRAL_CHANGE_PUT)))
    return go_on (page, depth);
  *to = g_steal_pointer (&batch);
  return TRUE;
}

static gboolean
read_loose_text (CorralPage *page, guint max_chars, char **to)
{
  guint depth = corral_json_reader_get_depth (&page->json);
  char *text;

  if (corral_page_is_null (page))
    return TRUE;
  if (!corral_page_read_text (page, &text))
    return go_on (page, depth);
  if (*text != '\0')
    *to = corral_text_clean (text, max_chars);
  return TRUE;
}

static gboolean
read_loose_boolean (CorralPage *page, gboolean *to)
{
  guint depth = corral_json_reader_get_depth (&page->json);
  gboolean value;

  if (corral_page_is_null (page))
    return TRUE;
  if (!corral_page_read_boolean (page, &value))
    return go_on (page, depth);
  *to = value;
  return TRUE;
}

/* @to stays NULL unless all of it is there, and a place on Earth. */
static gboolean
read_loose_place (CorralPage *page, CorralCartPlace **to)
{
  enum
  {
    LATITUDE,
    LONGITUDE,
    REPORTED_MS,
    UNTIL_MS
  };
  static const char *const names[] = { "latitude", "longitude", "reported_ms", "until_ms", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  guint depth = corral_json_reader_get_depth (&page->json);
  CorralCartPlace place = { NAN, NAN, CORRAL_UNKNOWN, CORRAL_UNKNOWN };
  int member;

  if (corral_page_is_null (page))
    return TRUE;
  if (!corral_page_begin_object (page))
    return go_on (page, depth);
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok = member == LATITUDE      ? corral_json_reader_read_real (&page->json, &place.latitude)
                    : member == LONGITUDE   ? corral_json_reader_read_real (&page->json, &place.longitude)
                    : member == REPORTED_MS ? corral_page_read_time (page, &place.reported_ms)
                                            : corral_page_read_time (page, &place.until_ms);

      if (!ok)
        return go_on (page, depth);
    }
  if (member != -1)
    return go_on (page, depth);
  if (fabs (place.latitude) <= 90.0 && fabs (place.longitude) <= 180.0 && CORRAL_IS_KNOWN (place.reported_ms)
      && CORRAL_IS_KNOWN (place.until_ms))
    *to = g_memdup2 (&place, sizeof place);
  return TRUE;
}

/* A problem document. */
static gboolean
read_refusal (CorralPage *page, CorralCollection result, Refusal *refusal)
{
  enum
  {
    STATUS,
    CODE,
    TITLE,
    DETAIL,
    TRACE_ID,
    CURRENT
  };
  static const char *const names[] = { "status", "code", "title", "detail", "trace_id", "current", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  char *word;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      switch (member)
        {
        case STATUS:
          ok = corral_page_read_integer (page, 400, 599, &refusal->status);
          break;
        case CODE:
          ok = corral_page_read_id (page, &word);
          if (ok)
            refusal->code = g_strdup (word);
          break;
        case TITLE:
          ok = read_loose_text (page, DETAIL_MAX, &refusal->title);
          break;
        case DETAIL:
          ok = read_loose_text (page, DETAIL_MAX, &refusal->detail);
          break;
        case TRACE_ID:
          ok = read_loose_text (page, NAME_MAX_CHARS, &refusal->trace_id);
          break;
        case CURRENT:
        default:
          ok = read_loose_row (page, result, &refusal->current);
          break;
        }
      if (!ok)
        return FALSE;
    }
  return member == -1 && corral_page_has_members (page, &members, 1 << STATUS | 1 << CODE);
}

static gboolean
take_refusal (CorralPage *page, Refusal *refusal, CorralOperationAnswer *answer)
{
  if (!corral_page_is_refusal (refusal->status))
    return corral_page_flaw (page, g_strdup (_ ("It tells of a refusal that is none.")));
  answer->outcome = CORRAL_OUTCOME_REFUSED;
  answer->status = (guint) refusal->status;
  answer->row = g_steal_pointer (&refusal->current);
  answer->code = g_steal_pointer (&refusal->code);
  answer->detail
      = refusal->detail != NULL ? g_steal_pointer (&refusal->detail) : g_steal_pointer (&refusal->title);
  answer->trace_id = g_steal_pointer (&refusal->trace_id);
  return TRUE;
}

/* The body of a 4xx. */
static gboolean
read_problem (CorralPage *page, guint http_status, CorralCollection result, CorralOperationAnswer *answer)
{
  g_auto (Refusal) refusal = { .status = CORRAL_UNKNOWN };

  if (!read_refusal (page, result, &refusal) || !corral_page_finish (page))
    return FALSE;
  if (refusal.status != http_status)
    return corral_page_flaw (page, g_strdup (_ ("Its status and what it says do not belong together.")));
  return take_refusal (page, &refusal, answer);
}

/* The body of a 200 or 202. */
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
    PLACE,
    PROBLEM
  };
  static const char *const names[]
      = { "id", "status", "applied_rev", "data", "already_by", "replayed", "place", "problem", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  g_auto (Refusal) refusal = { .status = CORRAL_UNKNOWN };
  g_autoptr (CorralBatch) data = NULL;
  g_autofree char *already_by = NULL;
  g_autofree CorralCartPlace *place = NULL;
  gint64 applied_rev = CORRAL_UNKNOWN;
  char *word = NULL;
  char *said = NULL;
  int member;

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
               || corral_page_read_integer (page, 0, CORRAL_JSON_MAX_INTEGER, &applied_rev);
          break;
        case DATA:
          ok = read_loose_row (page, result, &data);
          break;
        case ALREADY_BY:
          ok = read_loose_text (page, NAME_MAX_CHARS, &already_by);
          break;
        case REPLAYED:
          ok = read_loose_boolean (page, &answer->replayed);
          break;
        case PLACE:
          ok = read_loose_place (page, &place);
          break;
        case PROBLEM:
        default:
          ok = corral_page_is_null (page) || read_refusal (page, result, &refusal);
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1 || !corral_page_finish (page)
      || !corral_page_has_members (page, &members, 1 << ID | 1 << STATUS))
    return FALSE;
  if (strcmp (said, id) != 0)
    return corral_page_flaw (page, g_strdup (_ ("It is the answer to another operation.")));

  if (strcmp (word, "applied") == 0 && http_status == 200)
    {
      if (!CORRAL_IS_KNOWN (applied_rev))
        return corral_page_flaw (page, g_strdup_printf (_ ("“%s” is missing."), names[APPLIED_REV]));
      answer->outcome = CORRAL_OUTCOME_APPLIED;
      answer->status = http_status;
      answer->applied_rev = applied_rev;
      answer->row = g_steal_pointer (&data);
      answer->place = g_steal_pointer (&place);
      answer->already_by = g_steal_pointer (&already_by);
      return TRUE;
    }
  if (strcmp (word, "accepted") == 0)
    {
      answer->outcome = CORRAL_OUTCOME_ACCEPTED;
      answer->status = http_status;
      return TRUE;
    }
  if (strcmp (word, "refused") == 0 && http_status == 200)
    {
      if (!CORRAL_IS_KNOWN (refusal.status))
        return corral_page_flaw (page, g_strdup_printf (_ ("“%s” is missing."), names[PROBLEM]));
      return take_refusal (page, &refusal, answer);
    }
  return corral_page_flaw (page, g_strdup (_ ("Its status and what it says do not belong together.")));
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
  else if (corral_page_is_refusal (http_status))
    ok = read_problem (&page, http_status, result, answer);
  else
    ok = corral_page_flaw (&page, g_strdup (_ ("It tells of a refusal that is none.")));
  ok = ok || corral_page_refuse (&page, error);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&answer) : NULL;
}
