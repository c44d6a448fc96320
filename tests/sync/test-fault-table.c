/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the table of faults (fault-table.c): each row at each of its points is a test, /sync/fault/server/503/put, with
 * the real engine, files and HTTP, and operations that wait. While the fault lasts: what is said of it, in which states
 * the operations are, that what was known can be read. Once it stops: the cache is what the cloud says, every operation
 * was done exactly once, nothing is left in the outbox, the files are sound and hold no secret.
 *
 * CORRAL_FAULT_PART=1/2: every second row from the first on; all are run when it is not set.
 */
#include "fault-table.h"

#include "fault-resolver.h"

#include <stdlib.h>
#include <string.h>

static const char *const point_names[] = {
  [POINT_ME] = "me",         [POINT_SNAPSHOT] = "snapshot", [POINT_CHANGES] = "changes", [POINT_VITALS] = "vitals",
  [POINT_STREAM] = "stream", [POINT_PUT] = "put",           [POINT_GET] = "get",         [POINT_ALL] = "all",
};
G_STATIC_ASSERT (G_N_ELEMENTS (point_names) == N_POINTS);

static guint n_faults;
static guint n_hits;
static guint n_operations;
static gint64 longest_us;

/* ---- at the point -------------------------------------------------------------------------------------------- */

static gboolean
is_at (FaultPoint point, const char *method, const char *target)
{
  static const struct { const char *method; const char *match; } points[] = {
    [POINT_ME] = { "GET", "/v1/me" },        [POINT_SNAPSHOT] = { "GET", "/snapshots/cart" },
    [POINT_CHANGES] = { "GET", "/changes" }, [POINT_VITALS] = { "GET", "/vitals" },
    [POINT_STREAM] = { "GET", "/stream" },   [POINT_PUT] = { "PUT", "/operations/" },
    [POINT_GET] = { "GET", "/operations/" }, [POINT_ALL] = { "", "" },
  };

  return strcmp (points[point].method, method) == 0 && strstr (target, points[point].match) != NULL;
}

static CorralProxyFault
strike (const char *method, const char *target, guint number, gpointer data)
{
  FaultRun *run = data;
  guint nth;

  /* So that there is something to ask about: the first answer to an operation is cut. */
  if (run->point == POINT_GET && strcmp (method, "PUT") == 0 && run->n_made++ == 0)
    return (CorralProxyFault){ .how = { .cut_at = 9, .end = CORRAL_FAULT_CLOSE } };
  if (!is_at (run->point, method, target) || run->row->make == NULL)
    return corral_proxy_pass ();
  nth = (guint) g_atomic_int_add (&run->n_hit, 1);
  return run->row->times > 0 && nth >= run->row->times ? corral_proxy_pass () : run->row->make (run, target, nth);
}

/* ---- what waits ---------------------------------------------------------------------------------------------- */

static gboolean
is_open_alert (gconstpointer row, gconstpointer data)
{
  return !CORRAL_IS_KNOWN (((const CorralAlert *) row)->cleared_ms);
}

static void
make_one (FaultRun *run, CorralOperationKind kind, guint number)
{
  gboolean alert = kind == CORRAL_OPERATION_ALERT_SNOOZE;
  CorralCollection collection = alert ? CORRAL_COLLECTION_ALERT : CORRAL_COLLECTION_CART;
  const CorralTenant *tenant;
  CorralRow *row = desk_find_row (&run->desk, collection, alert ? is_open_alert : NULL, NULL, number, &tenant);
  g_autofree char *text = g_strdup_printf ("Waits for a fault to end, number %u", number);
  CorralOperationDraft draft
      = { .kind = kind, .tenant = tenant->id, .collection = collection, .target = row->id };

  draft.expected_rev = CORRAL_UNKNOWN;
  corral_operation_params_clear (&draft.params);
  if (kind == CORRAL_OPERATION_NOTE_ADD)
    draft.params.text = text;
  else if (alert)
    draft.params.until_ms = DESK_START_MS + 3600000;
  else
    {
      draft.params.reason = "rma";
      draft.params.summary = text;
    }
  g_ptr_array_add (run->ids, desk_submit (&run->desk, &draft));
  g_ptr_array_add (run->tenants, g_strdup (tenant->id));
  corral_fact_unref (row);
}

/* Three of three kinds; where each is struck once, as many as are to be struck. */
static void
make_operations (FaultRun *run)
{
  make_one (run, CORRAL_OPERATION_NOTE_ADD, 0);
  make_one (run, CORRAL_OPERATION_ALERT_SNOOZE, 0);
  make_one (run, CORRAL_OPERATION_TICKET_OPEN, 1);
  for (guint i = 3; run->point == POINT_PUT && i < run->row->times; i++)
    make_one (run, CORRAL_OPERATION_NOTE_ADD, i);
  desk_send_now (&run->desk);
}

/* Of the first chain. */
static gint64
count_carts (FaultRun *run)
{
  const CorralTenant *tenant = g_ptr_array_index (run->desk.tenants, 0);

  return corral_cache_count_rows (run->desk.cache, tenant->id, CORRAL_COLLECTION_CART, NULL);
}

/* ---- while it lasts ------------------------------------------------------------------------------------------ */

static gboolean
is_operation_point (FaultPoint point)
{
  return point == POINT_PUT || point == POINT_GET;
}

/* Being asked to sign in is said whoever hears of it; of other things only reading tells. */
static guint
expected_hops (FaultRun *run)
{
  guint sign_in = 1u << CORRAL_HOP_SIGN_IN;

  if (run->point == POINT_STREAM)
    return 0;
  return is_operation_point (run->point) ? run->row->hops & sign_in : run->row->hops;
}

static gboolean
was_struck (Desk *f, gpointer data)
{
  FaultRun *run = data;
  guint wanted = run->row->times > 0 ? run->row->times : run->row->harmless || run->point == POINT_STREAM ? 1 : 2;
  guint hops = expected_hops (run);
  gboolean reported;

  g_mutex_lock (&f->lock);
  reported = f->status != NULL && (!run->row->put_aside || (f->status->quarantined > 0 && f->status->caught_up));
  g_mutex_unlock (&f->lock);
  if (!reported)
    return FALSE;
  /* Nobody asks again when asked to sign in, nor for what is taken as it is. */
  if ((hops & 1u << CORRAL_HOP_SIGN_IN) != 0 || (hops == 0 && !is_operation_point (run->point)))
    wanted = MIN (wanted, 1);
  if (run->row->make != NULL && (guint) g_atomic_int_get (&run->n_hit) < wanted)
    return FALSE;
  /* What was not in the answer was not bent. */
  if (g_atomic_pointer_get (&run->rewrite) != NULL && g_atomic_int_get (&run->n_bent) == 0)
    return FALSE;
  return hops == 0 || (desk_get_hops (f) & hops) != 0;
}

/* What operations may be meanwhile. */
static guint
expected_states (FaultRun *run)
{
  guint states = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_SENDING);

  if (run->point == POINT_PUT || run->row->states == CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED))
    {
      /* One that was struck may have come to its end since. */
      if (run->row->times > 0 || run->row->harmless)
        return run->row->states | states | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED)
               | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_UNKNOWN);
      return run->row->states;
    }
  if (run->point == POINT_GET)
    return states | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_UNKNOWN) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED);
  if (run->point == POINT_ALL && !run->row->harmless)
    return CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED);
  return states | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED);
}

/* An answer that was cut after the effect is told by the probe: applied meanwhile. */
static gboolean
may_have_ended (FaultRun *run)
{
  return run->point == POINT_PUT && (run->row->states & CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_UNKNOWN)) != 0;
}

static void
check_meanwhile (FaultRun *run, gint64 n_carts)
{
  guint hops = desk_get_hops (&run->desk) & ~(1u << CORRAL_HOP_NONE);
  guint states = expected_states (run);

  if ((hops & ~(expected_hops (run) | run->row->may_hops)) != 0)
    g_error ("said to be gone: hops %x: %s", hops, run->desk.message);
  if (hops != 0)
    g_assert_cmpuint (strlen (run->desk.message), >, 20);
  if (may_have_ended (run))
    states |= CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED);
  for (guint i = 0; i < run->ids->len; i++)
    {
      CorralOutboxState state = desk_get_state (&run->desk, g_ptr_array_index (run->ids, i));

      if ((states & CORRAL_OUTBOX_BIT (state)) == 0)
        g_error ("operation %u is %s", i,
                 state < CORRAL_N_OUTBOX_STATES ? corral_outbox_state_to_word (state) : "gone");
    }
  g_mutex_lock (&run->desk.lock);
  if (CORRAL_IS_KNOWN (run->desk.status->next_try_ms))
    g_assert_cmpint (run->desk.status->next_try_ms - corral_clock_now_ms (run->desk.clock), <=, 3600 * 1000);
  g_mutex_unlock (&run->desk.lock);
  if (n_carts > 0 && !run->row->forgets)
    g_assert_cmpint (count_carts (run), ==, n_carts);
  if (run->row->check != NULL)
    run->row->check (run);
}

/* ---- one fault ----------------------------------------------------------------------------------------------- */

static void
set_limits (FaultRun *run)
{
  if (!run->row->impatient)
    return;
  run->desk.limits.stream_quiet_ms = 300;
  run->desk.limits.speed_window_ms = 200;
  run->desk.limits.speed_bytes = 100;
  if (run->row->harmless)
    return;
  run->desk.limits.first_byte_ms = 300;
  run->desk.limits.page_ms = 1000;
}

/* The bent rows are other ones now. */
static void
touch_rows (FaultRun *run)
{
  for (guint i = 0; i < run->desk.tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (run->desk.tenants, i);
      g_autoptr (CorralBatch) rows = desk_ask_rows (&run->desk, tenant, CORRAL_COLLECTION_CART);
      g_autoptr (GError) error = NULL;

      corral_demo_cloud_act (run->desk.cloud, tenant->id, "cart.out_of_service", "cart",
                             ((const CorralRow *) corral_batch_get_row (rows, 0))->id, "{\"reason\":\"repair\"}",
                             "colleague", &error);
      g_assert_no_error (error);
    }
}

static void
heal (FaultRun *run)
{
  corral_fault_proxy_heal (run->desk.proxy);
  if (run->row->end != NULL)
    run->row->end (run);
  if (run->row->touch)
    touch_rows (run);
  if (run->row->restart)
    desk_restart (&run->desk);
  if (run->row->sign_in)
    corral_sync_runner_post (run->desk.runner, CORRAL_SYNC_EVENT_TOKEN);
}

/* Each was done, and nothing but these. */
static void
assert_done_once (FaultRun *run)
{
  for (guint i = 0; i < run->ids->len; i++)
    {
      const char *id = g_ptr_array_index (run->ids, i);
      g_autoptr (CorralOutboxEntry) entry = desk_get_entry (&run->desk, id);
      g_autoptr (CorralOperationAnswer) answer
          = desk_ask_operation (&run->desk, g_ptr_array_index (run->tenants, i), id, entry->type->result);

      g_assert_cmpint (entry->state, ==, CORRAL_OUTBOX_APPLIED);
      g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_APPLIED);
      g_assert_cmpint (answer->applied_rev, ==, entry->applied_rev);
    }
  g_assert_cmpuint (desk_count_operations (&run->desk), ==, run->ids->len);
}

static void
test_fault (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  FaultRun run = { .row = &fault_rows[number / N_POINTS], .point = (FaultPoint) (number % N_POINTS) };
  gint64 began = g_get_monotonic_time ();
  gint64 n_carts = 0;
  gboolean warm = run.row->warm || (run.point != POINT_ME && run.point != POINT_SNAPSHOT && run.point != POINT_ALL);
  CorralRow *first;

  desk_set_up (&run.desk, 1);
  run.ids = g_ptr_array_new_with_free_func (g_free);
  run.tenants = g_ptr_array_new_with_free_func (g_free);
  first = desk_find_row (&run.desk, CORRAL_COLLECTION_CART, NULL, NULL, 0, NULL);
  run.victim = g_strdup (first->id);
  corral_fact_unref (first);
  if (warm)
    {
      desk_start (&run.desk);
      desk_wait_until_converged (&run.desk, 0);
      desk_stop (&run.desk);
      /* What came before must not tell of this. */
      corral_clock_advance_us (run.desk.cloud_clock, 120 * (gint64) G_USEC_PER_SEC);
      n_carts = count_carts (&run);
    }
  make_operations (&run);
  set_limits (&run);
  if (run.row->begin != NULL)
    run.row->begin (&run);
  corral_fault_proxy_set_func (run.desk.proxy, strike, &run);
  desk_start (&run.desk);

  desk_wait (&run.desk, was_struck, &run, TRUE, 30, "the fault, and being told of it");
  check_meanwhile (&run, n_carts);
  if (run.row->harmless)
    {
      desk_wait_until_converged (&run.desk, 0);
      check_meanwhile (&run, 0);
    }
  heal (&run);
  desk_wait_until_converged (&run.desk, 0);
  assert_done_once (&run);

  n_faults++;
  n_hits += run.row->make != NULL ? run.n_hit : 1;
  n_operations += run.ids->len;
  longest_us = MAX (longest_us, g_get_monotonic_time () - began);
  desk_close (&run.desk);
  desk_assert_files_are_sound (&run.desk, "4111 1111 1111 1111");
  desk_tear_down (&run.desk);
  g_ptr_array_unref (run.ids);
  g_ptr_array_unref (run.tenants);
  g_clear_pointer (&run.kept, g_bytes_unref);
  g_free (run.victim);
}

/* ---- what is covered elsewhere ------------------------------------------------------------------------------- */

/* The test that the row names is one of its program's. */
static void
test_elsewhere (gconstpointer data)
{
  const FaultRow *row = &fault_rows[GPOINTER_TO_UINT (data)];
  g_auto (GStrv) parts = g_strsplit (row->elsewhere, ":", 2);
  g_autofree char *program = g_build_filename (g_getenv ("CORRAL_BUILD_DIR"), parts[0], NULL);
  const char *const words[] = { program, "-l", NULL };
  g_auto (GStrv) lines = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_suffix (parts[1], "/") ? g_str_has_prefix (lines[i], parts[1]) : strcmp (lines[i], parts[1]) == 0)
      return;
  g_error ("%s has no test %s", parts[0], parts[1]);
}

/* No row without a point or a place, no name twice. */
static void
test_table (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_fault_rows; i++)
    {
      const FaultRow *row = &fault_rows[i];

      g_assert_true (g_hash_table_add (names, (gpointer) row->name));
      g_assert_cmpint ((row->points != 0) + (row->elsewhere != NULL), ==, 1);
      g_assert_true (row->points == 0 || row->make != NULL || row->begin != NULL);
    }
}

int
main (int argc, char *argv[])
{
  const char *part = g_getenv ("CORRAL_FAULT_PART");
  guint first = part != NULL ? (guint) strtoul (part, NULL, 10) : 1;
  int result;
  guint of = part != NULL ? (guint) strtoul (strchr (part, '/') + 1, NULL, 10) : 1;

  g_test_init (&argc, &argv, NULL);
  fault_resolver_install ();
  g_test_add_func ("/sync/fault/table", test_table);
  for (guint i = first - 1; i < n_fault_rows; i += of)
    {
      if (fault_rows[i].points == 0)
        {
          g_autofree char *path = g_strconcat ("/sync/fault/", fault_rows[i].name, NULL);

          g_test_add_data_func (path, GUINT_TO_POINTER (i), test_elsewhere);
        }
      for (guint point = 0; point < N_POINTS; point++)
        if ((fault_rows[i].points & 1u << point) != 0)
          {
            g_autofree char *path = g_strconcat ("/sync/fault/", fault_rows[i].name, "/", point_names[point], NULL);

            g_test_add_data_func (path, GUINT_TO_POINTER (i * N_POINTS + point), test_fault);
          }
    }
  result = g_test_run ();
  g_print ("# %u faults at their points, %u requests struck, %u operations waited and were done once; the longest took "
           "%.1f s\n",
           n_faults, n_hits, n_operations, (double) longest_us / G_USEC_PER_SEC);
  return result;
}
