/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-worker.h"

typedef struct
{
  CorralWorker *worker;
  GString *trace;
  int freed;
} Fixture;

typedef struct
{
  Fixture *fixture;
  char letter;
} Letter;

static void
append (gpointer data)
{
  Letter *letter = data;

  g_assert_true (corral_worker_is_current (letter->fixture->worker));
  g_string_append_c (letter->fixture->trace, letter->letter);
}

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  letter->fixture->freed++;
  g_free (letter);
}

static gboolean
push_letter (Fixture *fixture, char c)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->fixture = fixture;
  letter->letter = c;
  return corral_worker_push (fixture->worker, append, letter, letter_free);
}

static void
test_runs_in_order_and_drains (void)
{
  Fixture fixture = { corral_worker_new ("test"), g_string_new (NULL), 0 };

  for (char c = 'a'; c <= 'z'; c++)
    g_assert_true (push_letter (&fixture, c));
  corral_worker_stop (fixture.worker, CORRAL_WORKER_DRAIN);
  g_assert_cmpstr (fixture.trace->str, ==, "abcdefghijklmnopqrstuvwxyz");

  /* After the stop nothing runs, and what was given is freed all the same. */
  g_assert_false (push_letter (&fixture, 'X'));
  g_assert_cmpint (fixture.freed, ==, 27);
  g_assert_cmpuint (fixture.trace->len, ==, 26);
  corral_worker_unref (fixture.worker);
  g_string_free (fixture.trace, TRUE);
}

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean open;
} Gate;

static void
wait_at_gate (gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  while (!gate->open)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static gpointer
open_gate_later (gpointer data)
{
  Gate *gate = data;

  g_usleep (20000);
  g_mutex_lock (&gate->lock);
  gate->open = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
  return NULL;
}

static void
test_discard_frees_what_was_not_run (void)
{
  Fixture fixture = { corral_worker_new ("test"), g_string_new (NULL), 0 };
  Gate gate = { .open = FALSE };
  GThread *opener;

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.changed);
  corral_worker_push (fixture.worker, wait_at_gate, &gate, NULL);
  for (char c = 'a'; c <= 'e'; c++)
    push_letter (&fixture, c);

  /* The order to discard is given while the first job still stands at the gate. */
  opener = g_thread_new ("opener", open_gate_later, &gate);
  corral_worker_stop (fixture.worker, CORRAL_WORKER_DISCARD);
  g_thread_join (opener);
  g_assert_cmpint (fixture.freed, ==, 5);
  g_assert_cmpuint (fixture.trace->len, ==, 0);
  corral_worker_unref (fixture.worker);
  g_string_free (fixture.trace, TRUE);
  g_mutex_clear (&gate.lock);
  g_cond_clear (&gate.changed);
}

static void
answer (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_int (task, 42);
}

typedef struct
{
  gboolean done;
  gssize value;
  GError *error;
} Outcome;

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->value = g_task_propagate_int (G_TASK (result), &outcome->error);
  outcome->done = TRUE;
}

static Outcome
run_task (CorralWorker *worker, GCancellable *cancellable)
{
  Outcome outcome = { 0 };
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, finished_cb, &outcome);

  corral_worker_run_task (worker, task, answer);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  return outcome;
}

static void
test_task_comes_back (void)
{
  g_autoptr (CorralWorker) worker = corral_worker_new ("test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = run_task (worker, NULL);

  g_assert_no_error (outcome.error);
  g_assert_cmpint (outcome.value, ==, 42);

  g_cancellable_cancel (cancellable);
  outcome = run_task (worker, cancellable);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcome.error);

  corral_worker_stop (worker, CORRAL_WORKER_DRAIN);
  outcome = run_task (worker, NULL);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&outcome.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/worker/order", test_runs_in_order_and_drains);
  g_test_add_func ("/base/worker/discard", test_discard_frees_what_was_not_run);
  g_test_add_func ("/base/worker/task", test_task_comes_back);
  return g_test_run ();
}
