/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which operation comes next, and what an answer makes of it: tables. No clock, no network, no file. */
#include "corral-push-queue.h"

#include "corral-uuid.h"

#include <string.h>

/* "a q 1; b h 1 @5 !9 <a": id, state by its first letters (he qu se un re ap ac co rf ex), target; @: not before; !: not
 * after; <: depends on; #: index of the chain (0 when not said, # alone: not ours). */
static CorralOutboxState
state_of (const char *word)
{
  for (guint i = 0; i < CORRAL_N_OUTBOX_STATES; i++)
    if (g_str_has_prefix (corral_outbox_state_to_word (i), word))
      return i;
  g_error ("no state %s", word);
}

static void
fill (CorralPushQueue *queue, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "; ", -1);
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (CorralPushItem));
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      char **words = g_strsplit (lines[i], " ", -1);
      CorralPushItem item = { .id = words[0], .state = state_of (words[1]), .target = words[2], .expires_us = 1000 };

      g_ptr_array_add (kept, words);
      for (guint k = 3; words[k] != NULL; k++)
        switch (words[k][0])
          {
          case '@':
            item.ready_us = g_ascii_strtoll (words[k] + 1, NULL, 10);
            break;
          case '!':
            item.expires_us = g_ascii_strtoll (words[k] + 1, NULL, 10);
            break;
          case '<':
            item.depends_on = words[k] + 1;
            break;
          case '#':
            item.tenant = words[k][1] != '\0' ? (guint) g_ascii_strtoull (words[k] + 1, NULL, 10) : G_MAXUINT;
            break;
          default:
            g_assert_not_reached ();
          }
      g_array_append_val (items, item);
    }
  corral_push_queue_set (queue, (const CorralPushItem *) (gpointer) items->data, items->len);
}

static gboolean
may_ask (guint tenant, gpointer data)
{
  return strchr (data, (int) ('0' + tenant)) != NULL;
}

static char *
say (CorralPushQueue *queue, gint64 now, const char *open_chains)
{
  static const char *const names[] = { [CORRAL_PUSH_RELEASE] = "release", [CORRAL_PUSH_SEND] = "send",
                                       [CORRAL_PUSH_PROBE] = "probe", [CORRAL_PUSH_EXPIRE] = "expire" };
  CorralPushChoice choice = corral_push_queue_choose (queue, now, may_ask, (gpointer) open_chains);

  if (choice.kind != CORRAL_PUSH_NOTHING)
    return g_strdup_printf ("%s %s", names[choice.kind], choice.id);
  return choice.due_us < 0 ? g_strdup ("wait") : g_strdup_printf ("wait %d", (int) choice.due_us);
}

static void
test_what_comes_next (void)
{
  static const struct
  {
    const char *name;
    const char *items;
    const char *open_chains;
    const char *expected; /* at 100 */
  } rows[] = {
    { "nothing", "", "0", "wait" },
    { "the first comes first", "a queued t; b queued t", "0", "send a" },
    { "one that ended blocks nobody", "a refused t; b queued t", "0", "send b" },
    { "a conflict blocks nobody", "a conflict t; b queued t", "0", "send b" },
    { "the second of a target waits for the first", "a retry t @200; b queued t", "0", "wait 200" },
    { "another target does not wait", "a retry t @200; b queued u", "0", "send b" },
    { "held is not sent", "a held t @200; b queued t", "0", "wait 200" },
    { "held long enough", "a held t @100", "0", "release a" },
    { "held is released without a way to the cloud", "a held t @50", "", "release a" },
    { "cut short is asked about", "a sending t", "0", "probe a" },
    { "unknown is asked about when it is time", "a unknown t @99", "0", "probe a" },
    { "and not before", "a unknown t @101", "0", "wait 101" },
    { "what may have been sent is never expired unasked", "a unknown t !50", "", "wait" },
    { "too late and never sent", "a queued t !100", "", "expire a" },
    { "too late behind another", "a unknown t @500; b queued t !90", "0", "expire b" },
    { "too late after a 503", "a retry t !90", "0", "probe a" },
    { "will be too late", "a queued t !130", "", "wait 130" },
    { "what it builds on is not done", "a unknown t @150; b queued u <a", "0", "wait 150" },
    { "what it builds on was accepted", "a accepted t @2000; b queued u <a", "0", "wait 1000" },
    { "what was accepted is asked about from time to time", "a accepted t @100", "0", "probe a" },
    { "and not before", "a accepted t @101", "0", "wait 101" },
    { "nor without a way to the cloud", "a accepted t", "", "wait" },
    { "it holds nobody up", "a accepted t @200; b queued t", "0", "send b" },
    { "and is held up by nobody", "a unknown t @200; b accepted t", "0", "probe b" },
    { "what it builds on is done", "a applied t; b queued u <a", "0", "send b" },
    { "what it builds on was refused: the cloud says so", "a refused t; b queued u <a", "0", "send b" },
    { "what it builds on is long settled", "b queued u <gone", "0", "send b" },
    { "the chain may not be asked", "a queued t; b queued t #1", "1", "send b" },
    { "a chain that is not ours", "a queued t #", "0", "wait 1000" },
    { "the same row of another chain is another row", "a retry t @200; b queued t #1", "01", "send b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CorralPushQueue) queue = corral_push_queue_new ();
      g_autofree char *said = NULL;

      g_test_message ("%s", rows[i].name);
      fill (queue, rows[i].items);
      said = say (queue, 100, rows[i].open_chains);
      g_assert_cmpstr (said, ==, rows[i].expected);
    }
}

static void
test_moves (void)
{
  g_autoptr (CorralPushQueue) queue = corral_push_queue_new ();
  g_autofree char *before = NULL;
  g_autofree char *hurried = NULL;
  g_autofree char *after = NULL;

  fill (queue, "a queued t; b queued t");
  g_assert_cmpuint (corral_push_queue_count_waiting (queue), ==, 2);
  corral_push_queue_move (queue, "a", CORRAL_OUTBOX_RETRY, 500);
  corral_push_queue_move (queue, "nobody", CORRAL_OUTBOX_APPLIED, 0);
  before = say (queue, 100, "0");
  g_assert_cmpstr (before, ==, "wait 500");
  corral_push_queue_hurry (queue);
  hurried = say (queue, 100, "0");
  g_assert_cmpstr (hurried, ==, "send a");
  g_assert_false (corral_push_queue_has_unsettled (queue, 0));
  corral_push_queue_move (queue, "a", CORRAL_OUTBOX_APPLIED, 0);
  after = say (queue, 100, "0");
  g_assert_cmpstr (after, ==, "send b");
  g_assert_true (corral_push_queue_has_unsettled (queue, 0));
  g_assert_false (corral_push_queue_has_unsettled (queue, 1));
  g_assert_cmpuint (corral_push_queue_count_waiting (queue), ==, 1);
}

static CorralOutboxEntry *
make_entry (void)
{
  CorralOperationDraft draft
      = { .kind = CORRAL_OPERATION_ALERT_ACK, .tenant = "harbor", .collection = CORRAL_COLLECTION_ALERT, .target = "a-1" };

  corral_operation_params_clear (&draft.params);
  return corral_outbox_entry_new (&draft, "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d", "st-1", NULL, 1000000, 0);
}

static void
test_answers (void)
{
  static const struct
  {
    CorralOutcome outcome;
    guint status;
    const char *code;
    CorralOutboxState expected;
  } rows[] = {
    { CORRAL_OUTCOME_APPLIED, 200, NULL, CORRAL_OUTBOX_APPLIED },
    { CORRAL_OUTCOME_ACCEPTED, 202, NULL, CORRAL_OUTBOX_ACCEPTED },
    { CORRAL_OUTCOME_REFUSED, 409, "conflict", CORRAL_OUTBOX_CONFLICT },
    { CORRAL_OUTCOME_REFUSED, 409, NULL, CORRAL_OUTBOX_CONFLICT },
    { CORRAL_OUTCOME_REFUSED, 409, "dependency-refused", CORRAL_OUTBOX_REFUSED },
    { CORRAL_OUTCOME_REFUSED, 412, "stale-revision", CORRAL_OUTBOX_CONFLICT },
    { CORRAL_OUTCOME_REFUSED, 410, "operation-expired", CORRAL_OUTBOX_EXPIRED },
    { CORRAL_OUTCOME_REFUSED, 410, "target-gone", CORRAL_OUTBOX_REFUSED },
    { CORRAL_OUTCOME_REFUSED, 403, "forbidden", CORRAL_OUTBOX_REFUSED },
    { CORRAL_OUTCOME_REFUSED, 404, "not-found", CORRAL_OUTBOX_REFUSED },
    { CORRAL_OUTCOME_REFUSED, 422, "id-reused", CORRAL_OUTBOX_REFUSED },
    { CORRAL_OUTCOME_REFUSED, 501, "not-implemented", CORRAL_OUTBOX_REFUSED },
    /* A copy of it may still come: it can be sent again, but not taken back. */
    { CORRAL_OUTCOME_NOT_KNOWN, 404, NULL, CORRAL_OUTBOX_RETRY },
  };
  g_autoptr (CorralOutboxEntry) entry = make_entry ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CorralOperationAnswer answer
          = { .outcome = rows[i].outcome, .status = rows[i].status, .code = (char *) rows[i].code, .applied_rev = 7 };
      CorralOutboxStep step;

      corral_push_step_for_answer (&step, entry, &answer, 2000000);
      g_assert_cmpint (step.to, ==, rows[i].expected);
      g_assert_cmpstr (step.id, ==, entry->id);
      /* Only what is on its way is moved by an answer: not what somebody has just taken back. */
      g_assert_cmpuint (step.from & CORRAL_OUTBOX_UNSENT, ==, 0);
      /* Whoever was refused is told why. */
      g_assert_true ((step.message != NULL)
                     == ((CORRAL_OUTBOX_BIT (step.to) & CORRAL_OUTBOX_TROUBLED) != 0));
      g_assert_true (CORRAL_IS_KNOWN (step.ended_ms)
                     == (step.to != CORRAL_OUTBOX_RETRY && step.to != CORRAL_OUTBOX_ACCEPTED));
      /* What was accepted is asked about again; what was not known is sent again at once. */
      g_assert_cmpint (step.next_attempt_ms, ==,
                       step.to == CORRAL_OUTBOX_ACCEPTED ? 2000000 + CORRAL_PUSH_ACCEPTED_MS : CORRAL_UNKNOWN);
      g_assert_false (step.settled);
    }
  {
    CorralOperationAnswer answer = { .outcome = CORRAL_OUTCOME_NOT_KNOWN, .status = 404 };
    CorralOutboxStep step;

    corral_push_step_for_answer (&step, entry, &answer, entry->not_after_ms);
    g_assert_cmpint (step.to, ==, CORRAL_OUTBOX_EXPIRED);
  }
}

static void
test_failures (void)
{
  static const struct
  {
    CorralApiError code;
    CorralOutboxState sent;
  } rows[] = {
    { CORRAL_API_ERROR_UNREACHABLE, CORRAL_OUTBOX_UNKNOWN }, { CORRAL_API_ERROR_TIMEOUT, CORRAL_OUTBOX_UNKNOWN },
    { CORRAL_API_ERROR_TLS, CORRAL_OUTBOX_UNKNOWN },         { CORRAL_API_ERROR_AUTH, CORRAL_OUTBOX_RETRY },
    { CORRAL_API_ERROR_LIMITED, CORRAL_OUTBOX_RETRY },       { CORRAL_API_ERROR_NOT_THE_CLOUD, CORRAL_OUTBOX_UNKNOWN },
    { CORRAL_API_ERROR_BROKEN, CORRAL_OUTBOX_UNKNOWN },      { CORRAL_API_ERROR_REDIRECT, CORRAL_OUTBOX_UNKNOWN },
    { CORRAL_API_ERROR_ADDRESS, CORRAL_OUTBOX_QUEUED },      { CORRAL_API_ERROR_CANCELLED, CORRAL_OUTBOX_UNKNOWN },
    /* Without a status it is no 503. */
    { CORRAL_API_ERROR_UNAVAILABLE, CORRAL_OUTBOX_UNKNOWN },
  };
  g_autoptr (CorralOutboxEntry) entry = make_entry ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (CORRAL_API_ERROR, (int) rows[i].code, "why");
      CorralOutboxStep step;

      corral_push_step_for_error (&step, entry, error, FALSE, 5000);
      g_assert_cmpint (step.to, ==, rows[i].sent);
      g_assert_cmpstr (step.message, ==, "why");
      g_assert_false (CORRAL_IS_KNOWN (step.ended_ms));
      /* Nothing that happens to a question says that it was not done. */
      corral_push_step_for_error (&step, entry, error, TRUE, 5000);
      g_assert_cmpint (step.to, ==, CORRAL_OUTBOX_UNKNOWN);
    }
}

/* What was accepted stays so, whatever becomes of asking about it, until somebody knows better. */
static void
test_asking_about_what_was_accepted (void)
{
  g_autoptr (CorralOutboxEntry) made = make_entry ();
  g_autoptr (CorralOutboxEntry) entry = corral_outbox_entry_copy (made);
  g_autoptr (GError) error = g_error_new_literal (CORRAL_API_ERROR, CORRAL_API_ERROR_TIMEOUT, "why");
  CorralOperationAnswer applied = { .outcome = CORRAL_OUTCOME_APPLIED, .status = 200, .applied_rev = 7 };
  CorralOperationAnswer forgotten = { .outcome = CORRAL_OUTCOME_NOT_KNOWN, .status = 404 };
  CorralOutboxStep step;

  entry->state = CORRAL_OUTBOX_ACCEPTED;
  corral_push_step_for_error (&step, entry, error, TRUE, 5000);
  g_assert_cmpint (step.to, ==, CORRAL_OUTBOX_ACCEPTED);
  g_assert_cmpint (step.next_attempt_ms, ==, 5000);
  g_assert_true (step.from & CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED));

  corral_push_step_for_answer (&step, entry, &applied, 2000000);
  g_assert_cmpint (step.to, ==, CORRAL_OUTBOX_APPLIED);
  g_assert_true (step.from & CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED));

  /* By a cloud that was restored from a backup: it is done after all, while there is time. */
  corral_push_step_for_answer (&step, entry, &forgotten, 2000000);
  g_assert_cmpint (step.to, ==, CORRAL_OUTBOX_RETRY);
  corral_push_step_for_answer (&step, entry, &forgotten, entry->not_after_ms);
  g_assert_cmpint (step.to, ==, CORRAL_OUTBOX_EXPIRED);
}

/* Only the row of a first answer is newer than what the changes will bring. */
static void
test_which_rows_are_new (void)
{
  g_autoptr (CorralBatch) row = corral_batch_new (CORRAL_COLLECTION_ALERT);
  CorralOperationAnswer first = { .outcome = CORRAL_OUTCOME_APPLIED, .status = 200, .row = row };
  CorralOperationAnswer again = { .outcome = CORRAL_OUTCOME_APPLIED, .status = 200, .row = row, .replayed = TRUE };
  CorralOperationAnswer none = { .outcome = CORRAL_OUTCOME_ACCEPTED, .status = 202 };

  corral_batch_add (row, CORRAL_CHANGE_PUT);
  g_assert_true (corral_push_answer_is_new (&first, FALSE));
  g_assert_false (corral_push_answer_is_new (&first, TRUE));
  g_assert_false (corral_push_answer_is_new (&again, FALSE));
  g_assert_false (corral_push_answer_is_new (&none, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/push-queue/what-comes-next", test_what_comes_next);
  g_test_add_func ("/sync/push-queue/moves", test_moves);
  g_test_add_func ("/sync/push-queue/answers", test_answers);
  g_test_add_func ("/sync/push-queue/failures", test_failures);
  g_test_add_func ("/sync/push-queue/accepted", test_asking_about_what_was_accepted);
  g_test_add_func ("/sync/push-queue/new-rows", test_which_rows_are_new);
  return g_test_run ();
}
