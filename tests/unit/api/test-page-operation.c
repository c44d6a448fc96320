/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What counts as the answer to an operation, and what leaves it open: tables of bodies. */
#include "corral-api-operation.h"
#include "corral-json-reader.h"

#include <string.h>

#define ID "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d"
#define OTHER "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5e"
#define ALERT                                                                                                \
  "{\"id\":\"alert-902\",\"rev\":1772442060000,\"kind\":\"offline\",\"severity\":\"act\",\"store\":\"s-1\"," \
  "\"raised_ms\":1772439720000,\"detail\":\"ap-aisle-15\"}"
#define REST "\"kind\":\"a\",\"severity\":\"a\",\"store\":\"s\",\"raised_ms\":1772439720000"
#define APPLIED                                                                                              \
  "{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":1772442060000,\"data\":" ALERT                  \
  ",\"already_by\":\"staff-4\",\"replayed\":true}"
#define ACCEPTED "{\"id\":\"" ID "\",\"status\":\"accepted\",\"replayed\":false}"
#define PROBLEM(status, code)                                                                                \
  "{\"type\":\"https://corral.invalid/problems/x\",\"title\":\"In a few words\",\"status\":" #status         \
  ",\"detail\":\"What happened.\",\"code\":\"" code "\",\"retryable\":false,\"trace_id\":\"7d1f\"}"
#define PROBLEM_WITH(status, code, current)                                                                  \
  "{\"title\":\"In a few words\",\"status\":" #status ",\"code\":\"" code "\",\"retryable\":false,"          \
  "\"current\":" current "}"
#define REFUSED(problem)                                                                                     \
  "{\"id\":\"" ID "\",\"status\":\"refused\",\"problem\":" problem ",\"replayed\":true}"

static CorralOperationAnswer *
read_answer (guint status, const char *body, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (body) : (gsize) length;

  return corral_page_read_operation_answer (ID, status, CORRAL_COLLECTION_ALERT, g_strndup (body, n), n,
                                            error);
}

static CorralOperationAnswer *
must_read (guint status, const char *body)
{
  g_autoptr (GError) error = NULL;
  CorralOperationAnswer *answer = read_answer (status, body, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (answer);
  return answer;
}

/* ---- sound ones ---------------------------------------------------------------------------------- */

static void
test_applied (void)
{
  g_autoptr (CorralOperationAnswer) answer = must_read (200, APPLIED);
  const CorralAlert *row;

  g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_APPLIED);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (answer->applied_rev, ==, G_GINT64_CONSTANT (1772442060000));
  g_assert_true (answer->replayed);
  g_assert_cmpstr (answer->already_by, ==, "staff-4");
  g_assert_null (answer->code);
  g_assert_nonnull (answer->row);
  g_assert_cmpuint (answer->row->n_rows, ==, 1);
  row = corral_batch_get_row (answer->row, 0);
  g_assert_cmpstr (row->id, ==, "alert-902");
  g_assert_cmpstr (row->detail, ==, "ap-aisle-15");
}

/* Where a cart is, whole or not at all; whatever it is, the operation is done. */
static void
test_place (void)
{
  static const struct
  {
    const char *place;
    gboolean good;
  } cases[] = {
    { "{\"latitude\":60.32117,\"longitude\":-5.33012,\"reported_ms\":1772439720000,\"until_ms\":1772442060000}", TRUE },
    { "{\"until_ms\":1772442060000,\"new\":[1],\"reported_ms\":1772439720000,\"longitude\":-5.33012,"
      "\"latitude\":60.32117}",
      TRUE },
    { "{\"latitude\":60.32117,\"longitude\":5,\"reported_ms\":1772439720000}", FALSE },
    { "{\"longitude\":5,\"reported_ms\":1772439720000,\"until_ms\":1772442060000}", FALSE },
    { "{\"latitude\":90.1,\"longitude\":5,\"reported_ms\":1772439720000,\"until_ms\":1772442060000}", FALSE },
    { "{\"latitude\":9,\"longitude\":181,\"reported_ms\":1772439720000,\"until_ms\":1772442060000}", FALSE },
    { "{\"latitude\":9,\"longitude\":8,\"reported_ms\":1,\"until_ms\":1772442060000}", FALSE },
    { "{\"latitude\":\"9\",\"longitude\":8,\"reported_ms\":1772439720000,\"until_ms\":1772442060000}", FALSE },
    { "{}", FALSE },
    { "[]", FALSE },
    { "null", FALSE },
    { "\"60.3, 5.3\"", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":5,"
                                               "\"data\":" ALERT ",\"place\":%s,\"replayed\":false}",
                                               cases[i].place);
      g_autoptr (CorralOperationAnswer) answer = must_read (200, body);

      g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_APPLIED);
      g_assert_true ((answer->place != NULL) == cases[i].good);
      if (!cases[i].good)
        continue;
      g_assert_cmpfloat (answer->place->latitude, ==, 60.32117);
      g_assert_cmpfloat (answer->place->longitude, ==, -5.33012);
      g_assert_cmpint (answer->place->reported_ms, ==, G_GINT64_CONSTANT (1772439720000));
      g_assert_cmpint (answer->place->until_ms, ==, G_GINT64_CONSTANT (1772442060000));
    }
}

static void
test_accepted (void)
{
  for (guint status = 200; status <= 202; status += 2)
    {
      g_autoptr (CorralOperationAnswer) answer = must_read (status, ACCEPTED);

      g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_ACCEPTED);
      g_assert_false (CORRAL_IS_KNOWN (answer->applied_rev));
      g_assert_null (answer->row);
      g_assert_false (answer->replayed);
    }
}

static void
check_refusal (const CorralOperationAnswer *answer, guint status, const char *code)
{
  g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_REFUSED);
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (answer->code, ==, code);
  g_assert_cmpstr (answer->detail, ==, "What happened.");
  g_assert_cmpstr (answer->trace_id, ==, "7d1f");
  g_assert_false (CORRAL_IS_KNOWN (answer->applied_rev));
}

/* Every status: those that end it, alone and inside a probe's 200, and those that do not. */
static void
test_every_status (void)
{
  static const guint open[] = { 401, 407, 408, 425, 429 };

  for (guint status = 100; status <= 599; status++)
    {
      gboolean is_final = (status >= 400 && status < 500) || status == 501;
      g_autofree char *problem = g_strdup_printf (PROBLEM (%u, "some-code"), status);
      g_autofree char *refused = g_strdup_printf (REFUSED (PROBLEM (%u, "some-code")), status);
      g_autoptr (CorralOperationAnswer) alone = NULL;
      g_autoptr (CorralOperationAnswer) probed = NULL;
      g_autoptr (CorralOperationAnswer) applied = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (open); i++)
        is_final = is_final && status != open[i];
      alone = read_answer (status, problem, -1, NULL);
      probed = read_answer (200, refused, -1, NULL);
      applied = read_answer (status, APPLIED, -1, NULL);
      g_assert_true ((alone != NULL) == is_final);
      g_assert_true ((probed != NULL) == is_final);
      g_assert_true ((applied != NULL) == (status == 200));
      if (is_final)
        {
          check_refusal (alone, status, "some-code");
          g_assert_false (alone->replayed);
          check_refusal (probed, status, "some-code");
          g_assert_true (probed->replayed);
        }
    }
}

static void
test_current (void)
{
  static const char *const bodies[]
      = { PROBLEM_WITH (409, "conflict", ALERT), REFUSED (PROBLEM_WITH (409, "conflict", ALERT)) };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (CorralOperationAnswer) answer = must_read (i == 0 ? 409 : 200, bodies[i]);

      g_assert_cmpuint (answer->status, ==, 409);
      g_assert_nonnull (answer->row);
      g_assert_cmpstr (((CorralRow *) corral_batch_get_row (answer->row, 0))->id, ==, "alert-902");
      /* No detail: the title has to do. */
      g_assert_cmpstr (answer->detail, ==, "In a few words");
    }
}

/* What a probe tells of an applied one is not mixed with what a refusal would have said. */
static void
test_only_what_belongs_together (void)
{
  g_autoptr (CorralOperationAnswer) applied
      = must_read (200,
                   "{\"id\":\"" ID
                   "\",\"status\":\"applied\",\"applied_rev\":5,\"problem\":" PROBLEM_WITH (409, "conflict",
                                                                                            ALERT) "}");
  g_autoptr (CorralOperationAnswer) refused
      = must_read (200, "{\"id\":\"" ID
                        "\",\"status\":\"refused\",\"applied_rev\":5,\"already_by\":\"x\",\"data\":" ALERT
                        ",\"problem\":" PROBLEM (410, "target-gone") "}");
  g_autoptr (CorralOperationAnswer) accepted
      = must_read (202, "{\"id\":\"" ID "\",\"status\":\"accepted\",\"data\":" ALERT "}");

  g_assert_cmpint (applied->outcome, ==, CORRAL_OUTCOME_APPLIED);
  g_assert_null (applied->row);
  g_assert_null (applied->code);
  g_assert_null (applied->detail);
  check_refusal (refused, 410, "target-gone");
  g_assert_null (refused->row);
  g_assert_null (refused->already_by);
  g_assert_null (accepted->row);
}

/* ---- what does not decide is let go -------------------------------------------------------------- */

static void
test_a_bad_row_undoes_nothing (void)
{
  static const char *const rows[] = {
    "null",
    "7",
    "\"alert-902\"",
    "[]",
    "{}",
    "[{\"id\":[[[{}]]]}]",
    "{\"id\":\"alert-902\"}",                                   /* members are missing */
    "{\"id\":\"alert 902\",\"rev\":1," REST "}",                /* no id */
    "{\"id\":\"alert-902\",\"rev\":\"1\"," REST "}",            /* of another kind */
    "{\"id\":\"alert-902\",\"rev\":9007199254740993," REST "}", /* beyond 2^53 */
    "{\"id\":\"alert-902\",\"rev\":1,\"rev\":2," REST "}",      /* twice */
    "{\"id\":\"alert-902\",\"rev\":1," REST ",\"cause\":{\"a\":[1,{\"b\":null}]},\"x\":[[]]}",
    "{\"id\":\"alert-902\",\"rev\":1," REST ",\"cleared_ms\":1}", /* 1970 */
  };

  g_autoptr (CorralOperationAnswer) good
      = must_read (200, "{\"id\":\"" ID "\",\"data\":{\"id\":\"alert-902\",\"rev\":1," REST
                        "},\"status\":\"applied\",\"applied_rev\":5}");

  g_assert_nonnull (good->row);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *applied
          = g_strdup_printf ("{\"id\":\"" ID
                             "\",\"data\":%s,\"status\":\"applied\",\"applied_rev\":5,\"replayed\":false}",
                             rows[i]);
      g_autofree char *problem
          = g_strdup_printf ("{\"current\":%s,\"status\":412,\"code\":\"stale-revision\",\"detail\":\"What "
                             "happened.\",\"trace_id\":\"7d1f\"}",
                             rows[i]);
      g_autofree char *probed = g_strdup_printf (REFUSED ("%s"), problem);
      g_autoptr (CorralOperationAnswer) a = must_read (200, applied);
      g_autoptr (CorralOperationAnswer) b = must_read (412, problem);
      g_autoptr (CorralOperationAnswer) c = must_read (200, probed);

      g_assert_cmpint (a->outcome, ==, CORRAL_OUTCOME_APPLIED);
      g_assert_cmpint (a->applied_rev, ==, 5);
      g_assert_null (a->row);
      check_refusal (b, 412, "stale-revision");
      g_assert_null (b->row);
      check_refusal (c, 412, "stale-revision");
      g_assert_null (c->row);
    }
}

static void
test_texts (void)
{
  g_autofree char *long_text = g_strnfill (CORRAL_JSON_MAX_STRING, 'a');
  g_autofree char *too_long = g_strnfill (CORRAL_JSON_MAX_STRING + 1, 'a');
  g_autofree char *body = g_strdup_printf (
      "{\"status\":422,\"code\":\"invalid\",\"title\":[1,{}],\"detail\":\"%s\",\"trace_id\":\"%s\"}",
      long_text, too_long);
  g_autoptr (CorralOperationAnswer) capped = must_read (422, body);
  g_autoptr (CorralOperationAnswer) cleaned
      = must_read (422, "{\"status\":422,\"code\":\"invalid\",\"detail\":\"a\\u202eb\\u0007c\\nd\",\"title\":"
                        "7,\"trace_id\":null}");
  g_autoptr (CorralOperationAnswer) masked
      = must_read (422, "{\"status\":422,\"code\":\"invalid\",\"detail\":\"no 4111111111111111\"}");
  g_autoptr (CorralOperationAnswer) untold = must_read (
      200, "{\"id\":\"" ID
           "\",\"status\":\"applied\",\"applied_rev\":0,\"already_by\":{\"id\":1},\"replayed\":\"yes\"}");

  g_assert_cmpuint (strlen (capped->detail), ==, 500);
  g_assert_null (capped->trace_id);
  g_assert_cmpstr (cleaned->detail, ==, "abcd");
  g_assert_cmpstr (masked->detail, ==, "no ••••••••••••1111");
  g_assert_null (untold->already_by);
  g_assert_false (untold->replayed);
}

static void
test_unknown_members_are_ignored (void)
{
  g_autoptr (CorralOperationAnswer) applied
      = must_read (200, "{\"of\":[[],{\"a\":{}}],\"id\":\"" ID
                        "\",\"status\":\"applied\",\"applied_rev\":7,\"data\":null,\"x\":\"\",\"y\":-1e9}");
  g_autoptr (CorralOperationAnswer) refused = must_read (
      403, "{\"errors\":[{\"pointer\":\"/a\"}],\"status\":403,\"code\":\"forbidden\",\"max_span_ms\":5}");

  g_assert_cmpint (applied->applied_rev, ==, 7);
  g_assert_cmpstr (refused->code, ==, "forbidden");
}

/* ---- what leaves it open ------------------------------------------------------------------------- */

static const struct
{
  guint status;
  const char *body;
} bad[] = {
  { 200, "" },
  { 200, "null" },
  { 200, "[]" },
  { 200, "{}" },
  { 200, "<html>applied</html>" },
  { 200, APPLIED APPLIED },
  { 200, APPLIED "x" },
  /* of another */
  { 200, "{\"id\":\"" OTHER "\",\"status\":\"applied\",\"applied_rev\":5}" },
  { 202, "{\"id\":\"" OTHER "\",\"status\":\"accepted\"}" },
  { 200, "{\"id\":\"" OTHER "\",\"status\":\"refused\",\"problem\":" PROBLEM (409, "conflict") "}" },
  { 200, "{\"id\":\"0195562F-9E88-7C55-B1A4-6F0D2A3B4C5D\",\"status\":\"applied\",\"applied_rev\":5}" },
  { 200, "{\"id\":\"\",\"status\":\"applied\",\"applied_rev\":5}" },
  { 200, "{\"id\":null,\"status\":\"applied\",\"applied_rev\":5}" },
  { 200, "{\"status\":\"applied\",\"applied_rev\":5}" },
  { 200, "{\"id\":\"" ID "\",\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":5}" },
  /* words that do not fit */
  { 200, "{\"id\":\"" ID "\",\"status\":\"done\",\"applied_rev\":5}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"Applied\",\"applied_rev\":5}" },
  { 200, "{\"id\":\"" ID "\",\"status\":null,\"applied_rev\":5}" },
  { 200, "{\"id\":\"" ID "\",\"status\":200,\"applied_rev\":5}" },
  { 200, "{\"id\":\"" ID "\",\"applied_rev\":5}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"applied\",\"status\":\"refused\",\"applied_rev\":5}" },
  { 202, APPLIED },
  { 202, REFUSED (PROBLEM (409, "conflict")) },
  /* without the revision that decides when the overlay may go */
  { 200, "{\"id\":\"" ID "\",\"status\":\"applied\"}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":null}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":-1}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":1.5}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":\"5\"}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":9007199254740993}" },
  /* refusals that are none */
  { 200, "{\"id\":\"" ID "\",\"status\":\"refused\"}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"refused\",\"problem\":null}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"refused\",\"problem\":{}}" },
  { 200, "{\"id\":\"" ID "\",\"status\":\"refused\",\"problem\":[]}" },
  { 200, REFUSED (PROBLEM (200, "conflict")) },
  { 409, "" },
  { 409, "{}" },
  { 409, "null" },
  { 409, "{\"message\":\"Forbidden\"}" }, /* as gateways say it */
  { 403, "{\"status\":403}" },
  { 403, "{\"code\":\"forbidden\"}" },
  { 403, "{\"status\":403,\"code\":null}" },
  { 403, "{\"status\":403,\"code\":\"not allowed\"}" },
  { 403, "{\"status\":\"403\",\"code\":\"forbidden\"}" },
  { 403, "{\"status\":null,\"code\":\"forbidden\"}" },
  { 412, PROBLEM (409, "conflict") },
  { 409, PROBLEM (503, "unavailable") },
  { 409, APPLIED },
  { 409, REFUSED (PROBLEM (409, "conflict")) },
  { 422, PROBLEM (422, "invalid") "," },
  { 503, PROBLEM (503, "unavailable") },
};

static void
test_left_open (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralOperationAnswer) answer = read_answer (bad[i].status, bad[i].body, -1, &error);

      if (answer != NULL)
        g_error ("was taken: %u %s", bad[i].status, bad[i].body);
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

/* No beginning of a good body is an answer, and no body in which a byte is another is one of another
 * operation. */
static void
test_cut_and_bent (void)
{
  static const struct
  {
    guint status;
    const char *body;
  } good[] = {
    { 200, APPLIED },
    { 202, ACCEPTED },
    { 200, REFUSED (PROBLEM_WITH (409, "conflict", ALERT)) },
    { 409, PROBLEM_WITH (409, "conflict", ALERT) },
    { 410, PROBLEM (410, "operation-expired") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gsize length = strlen (good[i].body);
      g_autoptr (CorralOperationAnswer) whole = must_read (good[i].status, good[i].body);

      for (gsize n = 0; n < length; n++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_null (read_answer (good[i].status, good[i].body, (gssize) n, &error));
          g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
        }
      for (gsize n = 0; n < length; n++)
        {
          static const char others[]
              = { '\0', '"', '\\', '{', '}', '[', ']', ',', ':', '9', 'a', ' ', '\x80', '\n' };

          for (guint k = 0; k < sizeof others; k++)
            {
              char *bent = g_strdup (good[i].body);
              g_autoptr (CorralOperationAnswer) answer = NULL;

              bent[n] = others[k];
              answer = corral_page_read_operation_answer (ID, good[i].status, CORRAL_COLLECTION_ALERT, bent,
                                                          length, NULL);
              /* Another outcome would take more than one byte. */
              if (answer != NULL)
                g_assert_cmpint (answer->outcome, ==, whole->outcome);
            }
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-operation/applied", test_applied);
  g_test_add_func ("/page-operation/place", test_place);
  g_test_add_func ("/page-operation/accepted", test_accepted);
  g_test_add_func ("/page-operation/every-status", test_every_status);
  g_test_add_func ("/page-operation/current", test_current);
  g_test_add_func ("/page-operation/only-what-belongs-together", test_only_what_belongs_together);
  g_test_add_func ("/page-operation/a-bad-row-undoes-nothing", test_a_bad_row_undoes_nothing);
  g_test_add_func ("/page-operation/texts", test_texts);
  g_test_add_func ("/page-operation/unknown-members-are-ignored", test_unknown_members_are_ignored);
  g_test_add_func ("/page-operation/left-open", test_left_open);
  g_test_add_func ("/page-operation/cut-and-bent", test_cut_and_bent);
  return g_test_run ();
}
