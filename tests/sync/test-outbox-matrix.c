/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every kind of thing that people do, each with everything that can come between: what they see at each stage, how the
 * outbox ends, and what the cloud has done: exactly one effect, or none. Real files, real HTTP, the demo cloud.
 *
 * /sync/matrix/EDIT/CUT-AFTER-SEND is: an edit whose answer is lost after the cloud did it.
 */
#include "desk-process.h"

#include <string.h>

typedef struct _Cell Cell;

/* A kind of thing that people do. */
typedef struct
{
  const char *name;
  CorralCollection target;
  DeskRowTest fits;       /* (nullable): which rows can be its target */
  guint n_drafts;
  gboolean undone;        /* it is taken back at the worst moment */
  void (*fill) (Cell *cell);
  gboolean (*is_seen) (Cell *cell);    /* whether people see what it does */
  guint (*count_effects) (Cell *cell); /* how often the cloud has done it */
  /* A colleague does what makes it conflict; NULL: nothing can. */
  void (*spoil) (Cell *cell);
  guint spoilt_status;    /* 409 or 412: what the cloud says then */
} Edit;

struct _Cell
{
  Desk desk;
  const Edit *edit;
  const CorralTenant *tenant;
  gpointer row;           /* (owned): a fact: the target before */
  CorralOperationDraft drafts[2];
  char *ids[2];           /* (owned) */
};

#define SNOOZED_MS (DESK_START_MS + 3600 * G_GINT64_CONSTANT (1000))
#define TEXT "The seat belt is torn"

/* ---- the kinds -------------------------------------------------------------------------------------------- */

static const char *
row_id (Cell *cell)
{
  return ((const CorralRow *) cell->row)->id;
}

static void
fill_note (Cell *cell)
{
  cell->drafts[0].kind = CORRAL_OPERATION_NOTE_ADD;
  cell->drafts[0].params.text = TEXT;
}

static gboolean
is_note_seen (Cell *cell)
{
  CorralNote *note = desk_get_seen (&cell->desk, cell->tenant->id, CORRAL_COLLECTION_NOTE, cell->ids[0]);
  gboolean seen = note != NULL && g_strcmp0 (note->text, TEXT) == 0 && strcmp (note->target, row_id (cell)) == 0;

  g_clear_pointer ((gpointer *) &note, corral_fact_unref);
  return seen;
}

static guint
count_notes (Cell *cell)
{
  g_autoptr (CorralBatch) rows = desk_ask_rows (&cell->desk, cell->tenant, CORRAL_COLLECTION_NOTE);
  guint n = 0;

  for (guint i = 0; i < rows->n_rows; i++)
    n += g_strcmp0 (((const CorralNote *) corral_batch_get_row (rows, i))->text, TEXT) == 0;
  return n;
}

static void
fill_ticket (Cell *cell)
{
  cell->drafts[0].kind = CORRAL_OPERATION_TICKET_OPEN;
  cell->drafts[0].params.reason = "battery_swap";
  cell->drafts[0].params.summary = TEXT;
}

static gboolean
is_ticket_seen (Cell *cell)
{
  CorralTicket *ticket = desk_get_seen (&cell->desk, cell->tenant->id, CORRAL_COLLECTION_TICKET, cell->ids[0]);
  gboolean seen = ticket != NULL && g_strcmp0 (ticket->summary, TEXT) == 0 && strcmp (ticket->cart, row_id (cell)) == 0;

  g_clear_pointer ((gpointer *) &ticket, corral_fact_unref);
  return seen;
}

static guint
count_tickets (Cell *cell)
{
  g_autoptr (CorralBatch) rows = desk_ask_rows (&cell->desk, cell->tenant, CORRAL_COLLECTION_TICKET);
  guint n = 0;

  for (guint i = 0; i < rows->n_rows; i++)
    n += g_strcmp0 (((const CorralTicket *) corral_batch_get_row (rows, i))->summary, TEXT) == 0;
  return n;
}

static void
act (Cell *cell, const char *type, const char *params)
{
  g_autoptr (GError) error = NULL;

  corral_demo_cloud_act (cell->desk.cloud, cell->tenant->id, type,
                         corral_collection_get_schema (cell->edit->target)->name, row_id (cell), params, "colleague",
                         &error);
  g_assert_no_error (error);
}

static void
open_ticket_too (Cell *cell)
{
  act (cell, "ticket.open", "{\"reason\":\"battery_swap\",\"summary\":\"Theirs\"}");
}

static gboolean
is_open_alert (gconstpointer row, gconstpointer data)
{
  return !CORRAL_IS_KNOWN (((const CorralAlert *) row)->cleared_ms);
}

static void
fill_snooze (Cell *cell)
{
  cell->drafts[0].kind = CORRAL_OPERATION_ALERT_SNOOZE;
  cell->drafts[0].params.until_ms = SNOOZED_MS;
}

static gboolean
is_snooze_seen (Cell *cell)
{
  CorralAlert *alert = desk_get_seen (&cell->desk, cell->tenant->id, CORRAL_COLLECTION_ALERT, row_id (cell));
  gboolean seen = alert->snoozed_until_ms == SNOOZED_MS;

  corral_fact_unref (alert);
  return seen;
}

/* The row in the cloud, now. */
static gpointer
ask_target (Cell *cell)
{
  g_autoptr (CorralBatch) rows = desk_ask_rows (&cell->desk, cell->tenant, cell->drafts[0].collection);

  for (guint i = 0; i < rows->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (rows, i);

      if (strcmp (row->id, cell->drafts[0].target) == 0)
        return corral_fact_new (rows->schema, row);
    }
  g_assert_not_reached ();
}

/* Each effect raises the revision; the cloud's time stands still, so nothing else does. What a colleague did counts
 * apart. */
static guint
count_snoozes (Cell *cell)
{
  CorralAlert *alert = ask_target (cell);
  g_autoptr (CorralOperationAnswer) answer
      = desk_ask_operation (&cell->desk, cell->tenant->id, cell->ids[0], CORRAL_COLLECTION_ALERT);
  guint n = 0;

  if (alert->snoozed_until_ms == SNOOZED_MS)
    {
      n = 1;
      /* The only edit of this revision is the one that was answered with it. */
      if (answer->outcome == CORRAL_OUTCOME_APPLIED)
        g_assert_cmpint (alert->rev, ==, answer->applied_rev);
    }
  corral_fact_unref (alert);
  return n;
}

static void
assign_too (Cell *cell)
{
  act (cell, "alert.assign", "{\"assignee\":\"colleague\"}");
}

static gboolean
is_in_service (gconstpointer row, gconstpointer data)
{
  const char *state = ((const CorralCart *) row)->state;

  return strcmp (state, "out_of_service") != 0 && strcmp (state, "revoked") != 0;
}

/* Both on the revision that was on the screen. */
static void
fill_out_and_in (Cell *cell)
{
  cell->drafts[0].kind = CORRAL_OPERATION_CART_OUT_OF_SERVICE;
  cell->drafts[0].params.reason = "cleaning";
  cell->drafts[1].kind = CORRAL_OPERATION_CART_IN_SERVICE;
}

/* Back in service by somebody's word is idle. */
static gboolean
is_out_and_in_seen (Cell *cell)
{
  CorralCart *cart = desk_get_seen (&cell->desk, cell->tenant->id, CORRAL_COLLECTION_CART, row_id (cell));
  gboolean seen = strcmp (cart->state, "idle") == 0 && cart->state_since_ms >= DESK_START_MS
                  && cart->out_of_service_reason == NULL;

  corral_fact_unref (cart);
  return seen;
}

static guint
count_out_and_in (Cell *cell)
{
  CorralCart *before = cell->row;
  CorralCart *cart = ask_target (cell);
  guint n = 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CorralOperationAnswer) answer
          = desk_ask_operation (&cell->desk, cell->tenant->id, cell->ids[i], CORRAL_COLLECTION_CART);

      if (answer->outcome != CORRAL_OUTCOME_APPLIED)
        continue;
      n++;
      if (i == 1)
        {
          g_assert_cmpstr (cart->state, ==, "idle");
          g_assert_cmpint (cart->rev, ==, answer->applied_rev);
        }
    }
  if (n == 0)
    g_assert_cmpint (cart->rev, >=, before->rev);
  corral_fact_unref (cart);
  return n;
}

static void
take_out_too (Cell *cell)
{
  act (cell, "cart.out_of_service", "{\"reason\":\"repair\"}");
}

/* ---- an incident that nobody has touched ---- */

#define INCIDENT "inc-carrier-outage-5b1c9e02-29540662"

/* The first that is done to it makes it. */
static void
fill_made (Cell *cell)
{
  CorralOperationDraft *draft = &cell->drafts[0];

  draft->kind = CORRAL_OPERATION_INCIDENT_SNOOZE;
  draft->collection = CORRAL_COLLECTION_INCIDENT;
  draft->target = INCIDENT;
  draft->expected_rev = CORRAL_UNKNOWN;
  draft->params.until_ms = SNOOZED_MS;
  draft->params.rule = "carrier-outage";
  draft->params.severity = "act";
  draft->params.began_ms = DESK_START_MS - 60000;
}

static gboolean
is_made_seen (Cell *cell)
{
  CorralIncidentRecord *incident = desk_get_seen (&cell->desk, cell->tenant->id, CORRAL_COLLECTION_INCIDENT, INCIDENT);
  gboolean seen = incident != NULL && strcmp (incident->rule, "carrier-outage") == 0
                  && incident->snoozed_until_ms == SNOOZED_MS;

  g_clear_pointer ((gpointer *) &incident, corral_fact_unref);
  return seen;
}

static guint
count_made (Cell *cell)
{
  g_autoptr (CorralBatch) rows = desk_ask_rows (&cell->desk, cell->tenant, CORRAL_COLLECTION_INCIDENT);

  g_assert_cmpuint (rows->n_rows, <=, 1);
  return rows->n_rows == 1
         && ((const CorralIncidentRecord *) corral_batch_get_row (rows, 0))->snoozed_until_ms == SNOOZED_MS;
}

/* Another desk finds the same incident, and is first. */
static void
assign_incident_too (Cell *cell)
{
  g_autoptr (GError) error = NULL;

  corral_demo_cloud_act (cell->desk.cloud, cell->tenant->id, "incident.assign", "incident", INCIDENT,
                         "{\"rule\":\"carrier-outage\",\"severity\":\"act\",\"began_ms\":1790000000000,"
                         "\"assignee\":\"colleague\"}",
                         "colleague", &error);
  g_assert_no_error (error);
}

static const Edit edits[] = {
  { "CREATE-NOTE", CORRAL_COLLECTION_CART, NULL, 1, FALSE, fill_note, is_note_seen, count_notes, NULL, 0 },
  { "CREATE-TICKET", CORRAL_COLLECTION_CART, NULL, 1, FALSE, fill_ticket, is_ticket_seen, count_tickets,
    open_ticket_too, 409 },
  { "EDIT", CORRAL_COLLECTION_ALERT, is_open_alert, 1, FALSE, fill_snooze, is_snooze_seen, count_snoozes, assign_too,
    412 },
  { "EDIT-EDIT", CORRAL_COLLECTION_CART, is_in_service, 2, FALSE, fill_out_and_in, is_out_and_in_seen,
    count_out_and_in, take_out_too, 409 },
  { "MAKE-TARGET", CORRAL_COLLECTION_CART, NULL, 1, FALSE, fill_made, is_made_seen, count_made, assign_incident_too,
    412 },
  { "ACT-UNDO", CORRAL_COLLECTION_ALERT, is_open_alert, 1, TRUE, fill_snooze, is_snooze_seen, count_snoozes,
    assign_too, 412 },
};

/* ---- what all cells do ------------------------------------------------------------------------------------- */

static void
set_up (Cell *cell, const Edit *edit)
{
  memset (cell, 0, sizeof *cell);
  cell->edit = edit;
  desk_set_up (&cell->desk, 1);
  desk_start (&cell->desk);
  desk_wait_until_converged (&cell->desk, 0);
  cell->row = desk_find_row (&cell->desk, edit->target, edit->fits, NULL, 0, &cell->tenant);
  for (guint i = 0; i < 2; i++)
    {
      cell->drafts[i].tenant = cell->tenant->id;
      cell->drafts[i].collection = edit->target;
      cell->drafts[i].target = row_id (cell);
      cell->drafts[i].expected_rev = ((const CorralRow *) cell->row)->rev;
      corral_operation_params_clear (&cell->drafts[i].params);
    }
  edit->fill (cell);
}

/* Nothing waits, nothing is unsettled, all lists are the cloud's, every file is sound. */
static void
tear_down (Cell *cell, guint n_effects)
{
  g_assert_cmpuint (cell->edit->count_effects (cell), ==, n_effects * cell->edit->n_drafts);
  desk_wait_until_converged (&cell->desk, 0);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    {
      g_autoptr (CorralOutboxEntry) entry = desk_get_entry (&cell->desk, cell->ids[i]);

      g_assert_true (entry == NULL || entry->settled);
      if (n_effects > 0 && entry != NULL && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED)))
        g_assert_true (CORRAL_IS_KNOWN (entry->applied_rev));
    }
  desk_close (&cell->desk);
  desk_assert_files_are_sound (&cell->desk, NULL);
  corral_fact_unref (cell->row);
  g_free (cell->ids[0]);
  g_free (cell->ids[1]);
  desk_tear_down (&cell->desk);
}

/* Somebody does it: it is on the disk, can be taken back, and is seen. */
static void
submit (Cell *cell)
{
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    {
      cell->ids[i] = desk_submit (&cell->desk, &cell->drafts[i]);
      g_assert_cmpint (desk_get_state (&cell->desk, cell->ids[i]), ==, CORRAL_OUTBOX_HELD);
    }
  g_assert_true (cell->edit->is_seen (cell));
  g_assert_cmpuint (corral_outbox_get_n_waiting (cell->desk.outbox), ==, cell->edit->n_drafts);
}

static void
assert_undone (Cell *cell)
{
  g_assert_true (desk_undo (&cell->desk, cell->ids[0]));
  g_assert_cmpint (desk_get_state (&cell->desk, cell->ids[0]), ==, CORRAL_N_OUTBOX_STATES);
  g_assert_false (cell->edit->is_seen (cell));
  g_assert_cmpuint (corral_outbox_get_n_waiting (cell->desk.outbox), ==, 0);
}

/* It may have been sent: it cannot be taken back, and is still seen. */
static void
assert_too_late (Cell *cell)
{
  CorralOutboxState before = desk_get_state (&cell->desk, cell->ids[0]);

  g_assert_false (desk_undo (&cell->desk, cell->ids[0]));
  if (before != CORRAL_OUTBOX_CONFLICT && before != CORRAL_OUTBOX_REFUSED)
    g_assert_true (cell->edit->is_seen (cell));
}

static void
add_rule (Cell *cell, const char *method, int times, CorralProxyFault fault)
{
  corral_fault_proxy_add (cell->desk.proxy,
                          (CorralProxyWhere){ .method = method, .match = method != NULL ? "/operations/" : NULL,
                                              .times = times },
                          fault);
}

static guint
count_puts (Cell *cell, guint draft, gboolean forwarded)
{
  g_autofree char *match = g_strconcat ("/operations/", cell->ids[draft], NULL);

  return forwarded ? corral_fault_proxy_count_forwarded (cell->desk.proxy, "PUT", match)
                   : corral_fault_proxy_count (cell->desk.proxy, "PUT", match);
}

static guint
count_probes (Cell *cell)
{
  return corral_fault_proxy_count (cell->desk.proxy, "GET", "/operations/");
}

/* Until it is done and seen to be: the screen shows it all the while. */
typedef struct
{
  Cell *cell;
  gboolean lost;
} Watch;

static gboolean
is_done_and_was_seen (Desk *f, gpointer data)
{
  Watch *watch = data;
  Cell *cell = watch->cell;

  watch->lost = watch->lost || !cell->edit->is_seen (cell);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    if (desk_get_state (f, cell->ids[i]) != CORRAL_OUTBOX_APPLIED)
      return FALSE;
  return TRUE;
}

static void
wait_until_done (Cell *cell)
{
  Watch watch = { .cell = cell };

  desk_wait (&cell->desk, is_done_and_was_seen, &watch, TRUE, 30, "its being done");
  g_assert_false (watch.lost);
  desk_wait_until_converged (&cell->desk, 0);
  g_assert_true (cell->edit->is_seen (cell));
  g_assert_cmpuint (corral_outbox_get_n_waiting (cell->desk.outbox), ==, 0);
}

static gboolean
is_not_seen (Desk *f, gpointer data)
{
  Cell *cell = data;

  return !cell->edit->is_seen (cell);
}

/* It ended without effect: people see what is, and are told why; they see to it ("take theirs"). */
static void
see_to_troubles (Cell *cell, CorralOutboxState state, gint64 status)
{
  desk_wait_for_state (&cell->desk, cell->ids[0], CORRAL_OUTBOX_BIT (state), "its end");
  if (cell->edit->undone)
    assert_too_late (cell);
  desk_wait_until_converged (&cell->desk, cell->edit->n_drafts);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    {
      g_autoptr (CorralOutboxEntry) entry = desk_get_entry (&cell->desk, cell->ids[i]);

      if (!corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED))
        g_error ("%s is %s", entry->type_name, corral_outbox_state_to_word (entry->state));
      g_assert_cmpuint (strlen (entry->message), >, 10);
      if (i == 0)
        g_assert_cmpint (entry->http_status, ==, status);
      g_assert_true (CORRAL_IS_KNOWN (entry->ended_ms));
    }
  desk_wait (&cell->desk, is_not_seen, cell, FALSE, 10, "seeing the truth again");
  g_assert_cmpuint (corral_outbox_get_n_troubled (cell->desk.outbox), ==, cell->edit->n_drafts);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    desk_settle (&cell->desk, cell->ids[i]);
  g_assert_cmpuint (corral_outbox_get_n_troubled (cell->desk.outbox), ==, 0);
}

static gboolean
has_hop (Desk *f, gpointer data)
{
  return (desk_get_hops (f) & 1u << GPOINTER_TO_INT (data)) != 0;
}

static void
wait_for_hop (Cell *cell, CorralHop hop)
{
  desk_wait (&cell->desk, has_hop, GINT_TO_POINTER (hop), FALSE, 30, "being told which hop is gone");
}

static gboolean
had_faults (Desk *f, gpointer data)
{
  return corral_fault_proxy_get_n_faults (f->proxy) >= GPOINTER_TO_UINT (data);
}

/* Without being asked to hurry: what comes next is at least a second away. */
static void
wait_for_fault (Cell *cell, guint n)
{
  desk_wait (&cell->desk, had_faults, GUINT_TO_POINTER (n), FALSE, 30, "the fault");
}

/* ---- what comes between ------------------------------------------------------------------------------------- */

static guint
run_offline (Cell *cell)
{
  corral_fault_proxy_set_online (cell->desk.proxy, FALSE);
  desk_stop (&cell->desk);
  desk_start (&cell->desk);
  wait_for_hop (cell, CORRAL_HOP_CLOUD);
  submit (cell);
  if (cell->edit->undone)
    {
      assert_undone (cell);
      corral_fault_proxy_heal (cell->desk.proxy);
      desk_wait_until_converged (&cell->desk, 0);
      g_assert_cmpuint (corral_fault_proxy_count (cell->desk.proxy, "PUT", NULL), ==, 0);
      return 0;
    }
  desk_send_now (&cell->desk);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    desk_wait_for_state (&cell->desk, cell->ids[i], CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED), "waiting");
  g_assert_true (cell->edit->is_seen (cell));
  g_assert_cmpuint (cell->edit->count_effects (cell), ==, 0);
  corral_fault_proxy_heal (cell->desk.proxy);
  wait_until_done (cell);
  g_assert_cmpuint (count_puts (cell, 0, TRUE), ==, 1);
  return 1;
}

/* The bytes that were asked for when it was made, each time. */
static void
assert_same_bytes (Cell *cell, guint n)
{
  g_autoptr (CorralOutboxEntry) entry = desk_get_entry (&cell->desk, cell->ids[0]);
  g_autofree char *match = g_strconcat ("/operations/", cell->ids[0], NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) body = corral_fault_proxy_dup_body (cell->desk.proxy, "PUT", match, i);

      g_assert_nonnull (body);
      g_assert_true (g_bytes_equal (body, entry->body));
    }
}

/* The request never arrives. The session itself tries once more when a connection that was open before is lost: both
 * times. */
static guint
run_cut_before_send (Cell *cell)
{
  add_rule (cell, "PUT", 2, corral_proxy_silence (CORRAL_PROXY_DROP, CORRAL_FAULT_CLOSE));
  submit (cell);
  desk_send_now (&cell->desk);
  wait_for_fault (cell, 2);
  if (cell->edit->undone)
    assert_too_late (cell);
  wait_until_done (cell);
  g_assert_cmpuint (count_puts (cell, 0, TRUE), ==, 1);
  g_assert_cmpuint (count_probes (cell), >=, 1);
  assert_same_bytes (cell, 3);
  return 1;
}

/* The answer never arrives: a little of it does, so that the session does not try again. */
static guint
run_cut_after_send (Cell *cell)
{
  add_rule (cell, "PUT", 1, (CorralProxyFault){ .how = { .cut_at = 9, .end = CORRAL_FAULT_CLOSE } });
  submit (cell);
  desk_send_now (&cell->desk);
  wait_for_fault (cell, 1);
  if (cell->edit->undone)
    assert_too_late (cell);
  wait_until_done (cell);
  /* It was asked about, not sent again. */
  g_assert_cmpuint (count_puts (cell, 0, FALSE), ==, 1);
  g_assert_cmpuint (count_probes (cell), >=, 1);
  return 1;
}

/* It is delivered twice at the same time, and the answer is that of the repeat; then a repeat comes late, after
 * everything. */
static guint
run_duplicate_answer (Cell *cell)
{
  add_rule (cell, "PUT", -1, (CorralProxyFault){ .kind = CORRAL_PROXY_TWICE, .how = { .cut_at = -1 } });
  submit (cell);
  desk_send_now (&cell->desk);
  wait_for_fault (cell, 1);
  if (cell->edit->undone)
    assert_too_late (cell);
  wait_until_done (cell);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    {
      g_assert_cmpuint (count_puts (cell, i, FALSE), ==, 1);
      g_assert_cmpuint (count_puts (cell, i, TRUE), ==, 2);
    }
  return 1;
}

/* What a cloud answers that this one would not: the request is kept from it. */
static CorralProxyFault
refusal (guint status, const char *code)
{
  g_autofree char *body
      = g_strdup_printf ("{\"type\":\"about:blank\",\"title\":\"No\",\"status\":%u,\"code\":\"%s\",\"detail\":\"Somebody "
                         "else was first.\"}",
                         status, code);

  return corral_proxy_answer (CORRAL_PROXY_ANSWER, status, "application/problem+json", NULL, body);
}

/* A colleague's act while the link is down; or, where this cloud cannot conflict in that way, one that does. */
static void
run_into_conflict (Cell *cell, guint status)
{
  gboolean natural = cell->edit->spoilt_status == status;

  if (natural)
    {
      corral_fault_proxy_set_online (cell->desk.proxy, FALSE);
      submit (cell);
      cell->edit->spoil (cell);
      desk_send_now (&cell->desk);
      corral_fault_proxy_heal (cell->desk.proxy);
    }
  else
    {
      add_rule (cell, "PUT", 1, refusal (status, status == 409 ? "conflict" : "stale-revision"));
      submit (cell);
      desk_send_now (&cell->desk);
    }
}

static guint
run_409 (Cell *cell)
{
  run_into_conflict (cell, 409);
  see_to_troubles (cell, CORRAL_OUTBOX_CONFLICT, 409);
  g_assert_cmpuint (count_puts (cell, 0, FALSE), ==, 1);
  return 0;
}

typedef struct
{
  gboolean done;
  char *id;
  GError *error;
} Again;

static void
again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Again *again = data;

  again->id = corral_outbox_again_finish (CORRAL_OUTBOX (source), result, &again->error);
  again->done = TRUE;
}

static gboolean
is_again_done (Desk *f, gpointer data)
{
  return ((Again *) data)->done;
}

/* "Keep mine": the same again on the revision that is shown, as a new operation. */
static void
keep_mine (Cell *cell)
{
  CorralRow *now = ask_target (cell);
  Again again = { 0 };

  desk_wait_for_state (&cell->desk, cell->ids[0], CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_CONFLICT), "the conflict");
  desk_wait (&cell->desk, is_not_seen, cell, FALSE, 10, "seeing the truth again");
  corral_outbox_again_async (cell->desk.outbox, cell->ids[0], now->rev, again_cb, &again);
  desk_wait (&cell->desk, is_again_done, &again, FALSE, 10, "keeping mine");
  g_assert_no_error (again.error);
  g_assert_cmpstr (again.id, !=, cell->ids[0]);
  g_free (cell->ids[0]);
  cell->ids[0] = again.id;
  corral_fact_unref (now);
  g_assert_true (cell->edit->is_seen (cell));
  desk_send_now (&cell->desk);
  wait_until_done (cell);
}

static guint
run_412 (Cell *cell)
{
  run_into_conflict (cell, 412);
  if (cell->edit->spoilt_status == 412 && !cell->edit->undone)
    {
      keep_mine (cell);
      return 1;
    }
  see_to_troubles (cell, CORRAL_OUTBOX_CONFLICT, 412);
  return 0;
}

/* The sign-in is no good any more: everything waits for it, whatever is asked meanwhile. */
static guint
run_401 (Cell *cell)
{
  guint n_requests;

  add_rule (cell, NULL, -1,
            corral_proxy_answer (CORRAL_PROXY_ANSWER, 401, "application/problem+json", NULL, "{\"status\":401}"));
  submit (cell);
  desk_send_now (&cell->desk);
  wait_for_hop (cell, CORRAL_HOP_SIGN_IN);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    desk_wait_for_state (&cell->desk, cell->ids[i], CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED), "waiting");
  g_assert_true (cell->edit->is_seen (cell));
  n_requests = corral_fault_proxy_count (cell->desk.proxy, "PUT", NULL);
  g_assert_cmpuint (n_requests, <=, 1);
  if (cell->edit->undone)
    assert_undone (cell);
  corral_fault_proxy_heal (cell->desk.proxy);
  g_assert_cmpuint (cell->edit->count_effects (cell), ==, 0);
  corral_sync_runner_post (cell->desk.runner, CORRAL_SYNC_EVENT_TOKEN);
  if (!cell->edit->undone)
    {
      wait_until_done (cell);
      g_assert_cmpuint (count_puts (cell, 0, TRUE), ==, 1);
      return 1;
    }
  desk_wait_until_converged (&cell->desk, 0);
  g_assert_cmpuint (count_puts (cell, 0, TRUE), ==, 0);
  return 0;
}

/* The account may not do that any more, which is only found out when it is sent. */
static guint
run_403 (Cell *cell)
{
  static const char *const reader[] = { "fleet.read", NULL };

  corral_demo_cloud_set_scopes (cell->desk.cloud, reader);
  submit (cell);
  desk_send_now (&cell->desk);
  see_to_troubles (cell, CORRAL_OUTBOX_REFUSED, 403);
  return 0;
}

/* Asked to come back: it was not done, and is done then. */
static guint
run_429 (Cell *cell)
{
  add_rule (cell, "PUT", 1,
            corral_proxy_answer (CORRAL_PROXY_ANSWER, 429, "application/problem+json", "Retry-After: 1\r\n",
                                 "{\"status\":429,\"code\":\"limited\"}"));
  submit (cell);
  desk_send_now (&cell->desk);
  wait_for_fault (cell, 1);
  if (cell->edit->undone)
    assert_too_late (cell);
  else
    g_assert_true (cell->edit->is_seen (cell));
  wait_until_done (cell);
  g_assert_cmpuint (count_puts (cell, 0, FALSE), ==, 2);
  g_assert_cmpuint (count_puts (cell, 0, TRUE), ==, 1);
  return 1;
}

/* Quit and started again: before anything is sent, and with the request on its way. */
static guint
run_restart (Cell *cell)
{
  submit (cell);
  desk_restart (&cell->desk);
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    g_assert_cmpint (desk_get_state (&cell->desk, cell->ids[i]), ==, CORRAL_OUTBOX_HELD);
  g_assert_true (cell->edit->is_seen (cell));
  if (cell->edit->undone)
    {
      assert_undone (cell);
      desk_restart (&cell->desk);
      desk_wait_until_converged (&cell->desk, 0);
      g_assert_cmpuint (count_puts (cell, 0, FALSE), ==, 0);
      return 0;
    }
  add_rule (cell, "PUT", 1, corral_proxy_silence (CORRAL_PROXY_LOSE, CORRAL_FAULT_HANG));
  desk_send_now (&cell->desk);
  wait_for_fault (cell, 1);
  g_assert_cmpint (desk_get_state (&cell->desk, cell->ids[0]), ==, CORRAL_OUTBOX_SENDING);
  desk_restart (&cell->desk);
  g_assert_true (cell->edit->is_seen (cell));
  wait_until_done (cell);
  g_assert_cmpuint (count_puts (cell, 0, FALSE), ==, 1);
  return 1;
}

/* The process is killed: after "saved" and before anything is sent; with the request carried out and the answer on
 * its way. */
static guint
run_kill (Cell *cell)
{
  g_autoptr (DeskProcess) child = NULL;
  g_autofree char *ready = NULL;

  desk_close (&cell->desk);
  if (!cell->edit->undone)
    add_rule (cell, "PUT", 1, corral_proxy_silence (CORRAL_PROXY_LOSE, CORRAL_FAULT_HANG));
  child = desk_process_new (&cell->desk, cell->desk.url, 2, 0, KILL_BEFORE);
  ready = desk_process_expect (child, "ready");
  for (guint i = 0; i < cell->edit->n_drafts; i++)
    {
      desk_process_submit (child, &cell->drafts[i]);
      cell->ids[i] = desk_process_expect (child, "saved");
    }
  if (!cell->edit->undone)
    {
      desk_process_tell (child, "send", NULL);
      desk_process_tell (child, "start", NULL);
      g_assert_true (corral_fault_proxy_wait (cell->desk.proxy, 1, 30));
    }
  desk_process_kill (child);
  g_assert_false (desk_process_join (child));

  desk_open (&cell->desk);
  g_assert_cmpint (desk_get_state (&cell->desk, cell->ids[0]), ==,
                   cell->edit->undone ? CORRAL_OUTBOX_HELD : CORRAL_OUTBOX_SENDING);
  g_assert_true (cell->edit->is_seen (cell));
  if (cell->edit->undone)
    {
      assert_undone (cell);
      desk_start (&cell->desk);
      desk_wait_until_converged (&cell->desk, 0);
      g_assert_cmpuint (count_puts (cell, 0, FALSE), ==, 0);
      return 0;
    }
  desk_start (&cell->desk);
  wait_until_done (cell);
  g_assert_cmpuint (count_puts (cell, 0, FALSE), ==, 1);
  return 1;
}

static const struct
{
  const char *name;
  guint (*run) (Cell *cell); /* gives how many effects each of its operations has had in the end */
} columns[] = {
  { "OFFLINE", run_offline },
  { "CUT-BEFORE-SEND", run_cut_before_send },
  { "CUT-AFTER-SEND", run_cut_after_send },
  { "DUPLICATE-ANSWER", run_duplicate_answer },
  { "409", run_409 },
  { "412", run_412 },
  { "401", run_401 },
  { "403", run_403 },
  { "429", run_429 },
  { "RESTART", run_restart },
  { "KILL", run_kill },
};

static void
test_cell (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  Cell cell;

  set_up (&cell, &edits[number / G_N_ELEMENTS (columns)]);
  tear_down (&cell, columns[number % G_N_ELEMENTS (columns)].run (&cell));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (edits) * G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sync/matrix/%s/%s", edits[i / G_N_ELEMENTS (columns)].name,
                                               columns[i % G_N_ELEMENTS (columns)].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_cell);
    }
  return g_test_run ();
}
