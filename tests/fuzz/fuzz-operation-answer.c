/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to operations. The first line is the HTTP status and the collection of the row ("200 alert"), the rest is the
 * body; the operation that was asked about is always the same one. */
#include "corral-api-operation.h"
#include "corral-text-private.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "operation-answer";

#define ID "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d"

static void
check_text (const char *text, gsize max_chars)
{
  if (text == NULL)
    return;
  fuzz_check_shown (text);
  g_assert_cmpstr (text, !=, "");
  g_assert_cmpint (g_utf8_strlen (text, -1), <=, (glong) max_chars);
}

static void
check (const CorralOperationAnswer *answer, guint status, const char *body)
{
  g_assert_cmpint (answer->outcome, !=, CORRAL_OUTCOME_NOT_KNOWN);
  check_text (answer->already_by, 200);
  check_text (answer->detail, 500);
  check_text (answer->trace_id, 200);
  if (answer->code != NULL)
    g_assert_cmpuint (strlen (answer->code), <=, 64);
  if (answer->row != NULL)
    {
      const CorralRow *row = corral_batch_get_row (answer->row, 0);

      g_assert_cmpuint (answer->row->n_rows, ==, 1);
      g_assert_nonnull (row->id);
      g_assert_true (CORRAL_IS_KNOWN (row->rev));
    }
  switch (answer->outcome)
    {
    case CORRAL_OUTCOME_APPLIED:
      g_assert_cmpuint (status, ==, 200);
      g_assert_cmpint (answer->applied_rev, >=, 0);
      g_assert_null (answer->code);
      break;
    case CORRAL_OUTCOME_ACCEPTED:
      g_assert_null (answer->row);
      g_assert_false (CORRAL_IS_KNOWN (answer->applied_rev));
      break;
    case CORRAL_OUTCOME_REFUSED:
      g_assert_true ((answer->status >= 400 && answer->status < 500) || answer->status == 501);
      g_assert_nonnull (answer->code);
      g_assert_false (CORRAL_IS_KNOWN (answer->applied_rev));
      break;
    case CORRAL_OUTCOME_NOT_KNOWN:
    default:
      g_assert_not_reached ();
    }
  /* Nothing is an answer that does not name the operation, or, without one, its own status. */
  if (status == 200 || status == 202)
    g_assert_true (strstr (body, ID) != NULL || strchr (body, '\\') != NULL);
  else
    g_assert_cmpuint (answer->status, ==, status);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *line = fuzz_take_line (&data, &size);
  g_autofree char *copy = fuzz_take_rest (&data, &size);
  char *space = strchr (line, ' ');
  guint status = (guint) g_ascii_strtoull (line, NULL, 10) % 1000;
  CorralCollection collection = CORRAL_COLLECTION_ALERT;
  g_autoptr (CorralOperationAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (space != NULL)
    corral_collection_from_name (space + 1, &collection);
  answer = corral_page_read_operation_answer (ID, status, collection, fuzz_take_rest (&data, &size), size, &error);
  if (answer != NULL)
    {
      g_assert_no_error (error);
      check (answer, status, copy);
    }
  else
    {
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
    }
  return 0;
}
