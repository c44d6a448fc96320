/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people asked for and what they were told: each operation is carried out once, and its answer kept with it. On
 * the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-operations.h"
#include "corral-cloud-reports.h"
#include "corral-demo-cloud-view.h"

#include "corral-rights.h"
#include "corral-uuid.h"

#include <string.h>

/* The contract's 90 days, and one so that nobody comes an hour late. */
#define KEPT_MS (91 * CORRAL_DAY_MS)
#define PRUNE_MS CORRAL_HOUR_MS
/* What becomes of a ticket, and how long until somebody stands at a cart's service port (SIM). */
#define TICKET_WAITS_MS (3 * CORRAL_HOUR_MS)
#define TICKET_CLOSED_MS (2 * CORRAL_DAY_MS)
#define REBIND_MIN_MS (4 * CORRAL_MINUTE_MS)
#define REBIND_MAX_MS (11 * CORRAL_MINUTE_MS)
/* How long a cart takes that hears: its radio wakes now and then (SIM). */
#define REPORT_MIN_MS (2 * CORRAL_SECOND_MS)
#define REPORT_MAX_MS (6 * CORRAL_SECOND_MS)
#define DESK_CATCHES_UP_MS (6 * CORRAL_HOUR_MS)

/* An operation that was answered for good. */
typedef struct
{
  char *id; /* (owned) */
  guint tenant;
  guint8 digest[32]; /* of the body */
  guint status;      /* HTTP */
  CorralCloudVerdict verdict;
  char *answer;      /* (owned): the problem, or the outcome up to `replayed` */
  char *end;         /* (owned) (nullable): of an accepted one, once it has ended: likewise */
  gint64 at_ms;
  gint64 applied_rev; /* or CORRAL_UNKNOWN */
  gint64 minded_rev;  /* the target's revision that was minded, or, if none was, that was found; or CORRAL_UNKNOWN */

  /* What it was about, when that could be read. */
  const CorralOperationType *type; /* (nullable) */
  CorralCollection collection;
  char *target;       /* (owned) (nullable) */
  char *store;        /* (owned) (nullable): rebind.request */
  gboolean made_target; /* there was none before */
  gint64 issued_ms;
  gint64 not_after_ms;
  const char *staff;  /* interned */
} Stored;

typedef enum
{
  DUE_TICKET_WAITS,
  DUE_TICKET_CLOSES,
  DUE_REBIND,
  DUE_REPORT,    /* a cart that was asked answers, or not */
  DUE_NO_REPORT, /* it did not */
  DUE_DESK,      /* the other desk does something, then waits again */
  DUE_CART_BACK, /* and what it took out it puts back */
} DueKind;

/* Something that happens later. */
typedef struct
{
  gint64 at_ms;
  guint64 number; /* of two at one time the earlier one first */
  DueKind kind;
  Stored *stored;    /* (not owned) (nullable): kept for longer than that */
  guint tenant;
  char *cart;        /* (owned) (nullable) */
  const char *staff; /* (nullable): interned */
} Due;

struct _CorralCloudOperations
{
  GHashTable **by_id; /* (owned) one for each tenant (element-type utf8 Stored): owned by order */
  guint n_tenants;
  GQueue order;       /* (owned) (element-type Stored): as they came */
  GSequence *due;     /* (owned) (element-type Due): by time */
  guint64 n_due;
  gint64 pruned_ms;
};

/* ---- life ------------------------------------------------------------------------------------------ */

static void
stored_free (gpointer data)
{
  Stored *stored = data;

  g_free (stored->id);
  g_free (stored->answer);
  g_free (stored->end);
  g_free (stored->target);
  g_free (stored->store);
  g_free (stored);
}

static void
due_free (gpointer data)
{
  Due *due = data;

  g_free (due->cart);
  g_free (due);
}

CorralCloudOperations *
corral_cloud_operations_new (CorralCloud *cloud)
{
  CorralCloudOperations *self = g_new0 (CorralCloudOperations, 1);

  self->n_tenants = corral_sim_get_n_tenants (cloud->sim);
  self->by_id = g_new (GHashTable *, self->n_tenants);
  for (guint i = 0; i < self->n_tenants; i++)
    self->by_id[i] = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  self->due = g_sequence_new (due_free);
  return self;
}

void
corral_cloud_operations_free (CorralCloudOperations *self)
{
  g_sequence_free (self->due);
  for (guint i = 0; i < self->n_tenants; i++)
    g_hash_table_unref (self->by_id[i]);
  g_free (self->by_id);
  g_queue_clear_full (&self->order, stored_free);
  g_free (self);
}

void
corral_cloud_answer_clear (CorralCloudAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
}

/* ---- answers --------------------------------------------------------------------------------------- */

GBytes *
corral_cloud_answer_to_outcome (const CorralCloudAnswer *self, const char *id)
{
  GString *outcome;

  if (self->status < 400)
    return g_bytes_ref (self->body);
  outcome = g_string_new (NULL);
  g_string_printf (outcome, "{\"id\":\"%s\",\"status\":\"refused\",\"problem\":", id);
  g_string_append_len (outcome, g_bytes_get_data (self->body, NULL), (gssize) g_bytes_get_size (self->body));
  g_string_append_printf (outcome, ",\"replayed\":%s}", self->replayed ? "true" : "false");
  return g_string_free_to_bytes (outcome);
}

/* Gives the stored answer, or the end of what was accepted when @end. */
static void
give (const Stored *stored, gboolean end, gboolean replayed, CorralCloudAnswer *answer)
{
  GString *body = g_string_new (end && stored->end != NULL ? stored->end : stored->answer);

  if (stored->status < 400)
    g_string_append_printf (body, "\"replayed\":%s}", replayed ? "true" : "false");
  *answer = (CorralCloudAnswer){ .status = stored->status, .replayed = replayed, .body = g_string_free_to_bytes (body) };
}

/* Where the cart is, into the answer that is on its way, and nowhere else. */
static void
add_place (CorralCloud *cloud, const Stored *stored, gint64 now_ms, CorralCloudAnswer *answer)
{
  g_autofree char *place = corral_cloud_reports_place (cloud, stored->tenant, stored->target, now_ms);
  char *body = g_strdup_printf ("%.*s,\"place\":%s}", (int) g_bytes_get_size (answer->body) - 1,
                                (const char *) g_bytes_get_data (answer->body, NULL), place);

  g_bytes_unref (answer->body);
  answer->body = g_bytes_new_take (body, strlen (body));
}

static char *
write_problem (CorralCloud *cloud, const CorralCloudProblem *problem, const char *detail)
{
  CorralJsonWriter json;
  g_autoptr (GBytes) bytes = NULL;

  corral_json_writer_init (&json, 512);
  corral_cloud_write_problem (cloud, &json, problem, detail);
  bytes = corral_json_writer_steal (&json);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* An answer that is not kept: nothing became of it. */
static void
give_problem (CorralCloud *cloud, const CorralCloudProblem *problem, const char *detail, CorralCloudAnswer *answer)
{
  char *text = write_problem (cloud, problem, detail);

  *answer = (CorralCloudAnswer){ .status = problem->status,
                                 .retry_after = problem->retry_after,
                                 .body = g_bytes_new_take (text, strlen (text)) };
}

/* The outcome of an applied one up to `replayed`, with the row as it is now; its rev. */
static char *
write_applied (CorralCloud *cloud,
               const Stored *stored,
               CorralCollection collection,
               const char *id,
               const char *already_by,
               gint64 now_ms,
               gint64 *rev)
{
  g_autoptr (CorralBatch) batch = corral_batch_new (collection);
  g_autoptr (GBytes) bytes = NULL;
  const CorralRow *row;
  CorralJsonWriter json;

  if (!corral_cloud_edits_row (cloud->edits, stored->tenant, collection, id, corral_cloud_point (cloud, now_ms), batch))
    g_assert_not_reached ();
  row = corral_batch_get_row (batch, 0);
  *rev = row->rev;
  corral_json_writer_init (&json, 1024);
  corral_json_begin_object (&json);
  corral_json_name (&json, "id");
  corral_json_string (&json, stored->id);
  corral_json_name (&json, "status");
  corral_json_string (&json, "applied");
  corral_json_name (&json, "applied_rev");
  corral_json_integer (&json, row->rev);
  corral_json_name (&json, "data");
  corral_json_row (&json, batch->schema, row);
  if (already_by != NULL)
    {
      corral_json_name (&json, "already_by");
      corral_json_string (&json, already_by);
    }
  bytes = corral_json_writer_steal (&json);
  return g_strdup_printf ("%.*s,", (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));
}

/* ---- what colleagues see --------------------------------------------------------------------------- */

static const char *
verdict_word (CorralCloudVerdict verdict)
{
  static const char *const words[] = { "applied", "accepted", "refused" };

  return words[verdict];
}

/* The row of the collection `operation`, as @verdict leaves it. */
static void
put_row (CorralCloud *cloud, const Stored *stored, CorralCloudVerdict verdict, gint64 now_ms)
{
  CorralOperation row;

  if (stored->type == NULL)
    return; /* it could not even be read */
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_OPERATION), &row);
  row.id = stored->id;
  row.type = stored->type->name;
  row.target_collection = corral_collection_get_schema (stored->collection)->name;
  row.target = stored->target;
  row.status = verdict_word (verdict);
  row.issued_ms = stored->issued_ms;
  row.ended_ms = verdict == CORRAL_CLOUD_ACCEPTED ? CORRAL_UNKNOWN : now_ms;
  row.made_by = stored->staff;
  corral_cloud_edits_put (cloud->edits, stored->tenant, CORRAL_COLLECTION_OPERATION, &row, now_ms);
}

/* ---- later ----------------------------------------------------------------------------------------- */

static int
compare_due (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Due *x = a;
  const Due *y = b;

  if (x->at_ms != y->at_ms)
    return x->at_ms < y->at_ms ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

static Due *
add_due (CorralCloudOperations *self, DueKind kind, Stored *stored, gint64 at_ms)
{
  Due *due = g_new (Due, 1);

  *due = (Due){ .at_ms = at_ms, .number = ++self->n_due, .kind = kind, .stored = stored };
  if (stored != NULL)
    due->tenant = stored->tenant;
  g_sequence_insert_sorted (self->due, due, compare_due, NULL);
  return due;
}

void
corral_cloud_operations_put_cart_back (CorralCloud *cloud,
                                       guint tenant,
                                       const char *cart,
                                       const char *staff,
                                       gint64 at_ms)
{
  Due *due = add_due (cloud->operations, DUE_CART_BACK, NULL, at_ms);

  due->tenant = tenant;
  due->cart = g_strdup (cart);
  due->staff = g_intern_string (staff);
}

void
corral_cloud_operations_open_desk (CorralCloud *cloud, gint64 now_ms)
{
  for (guint i = 0; i < cloud->operations->n_tenants; i++)
    add_due (cloud->operations, DUE_DESK, NULL, corral_cloud_desk_next (cloud, i, now_ms))->tenant = i;
}

static gboolean
has_open_rebind (CorralCloudOperations *self, guint tenant, const char *cart)
{
  for (GSequenceIter *at = g_sequence_get_begin_iter (self->due); !g_sequence_iter_is_end (at);
       at = g_sequence_iter_next (at))
    {
      const Due *due = g_sequence_get (at);

      if (due->kind == DUE_REBIND && due->tenant == tenant && strcmp (due->stored->target, cart) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
move_ticket (CorralCloud *cloud, const Due *due)
{
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_TICKET);
  CorralTicket *ticket;

  if (!corral_cloud_edits_row (cloud->edits, due->stored->tenant, CORRAL_COLLECTION_TICKET, due->stored->id,
                               corral_cloud_point (cloud, due->at_ms), batch))
    return;
  ticket = corral_batch_get_row (batch, 0);
  ticket->status = due->kind == DUE_TICKET_WAITS ? "waiting" : "closed";
  if (due->kind == DUE_TICKET_CLOSES)
    ticket->closed_ms = due->at_ms;
  corral_cloud_edits_put (cloud->edits, due->stored->tenant, CORRAL_COLLECTION_TICKET, ticket, due->at_ms);
}

/* Somebody has bound the cart at its service port; or it is not there any more. */
static void
end_rebind (CorralCloud *cloud, const Due *due)
{
  Stored *stored = due->stored;
  gint64 rev;

  if (corral_cloud_bind_cart (cloud, stored->tenant, stored->target, stored->store, stored->staff, due->at_ms))
    {
      stored->end = write_applied (cloud, stored, CORRAL_COLLECTION_CART, stored->target, NULL, due->at_ms, &rev);
      stored->applied_rev = rev;
      stored->verdict = CORRAL_CLOUD_APPLIED;
    }
  else
    {
      g_autofree char *problem = write_problem (cloud, &(CorralCloudProblem){ 410, "target-gone" },
                                                "The cart was cut off before anybody came to its service port.");

      stored->end = g_strdup_printf ("{\"id\":\"%s\",\"status\":\"refused\",\"problem\":%s,", stored->id, problem);
      stored->verdict = CORRAL_CLOUD_REFUSED;
    }
  put_row (cloud, stored, stored->verdict, due->at_ms);
}

static void
end_report (CorralCloud *cloud, const Due *due)
{
  Stored *stored = due->stored;
  gint64 rev;

  if (due->kind == DUE_REPORT && corral_cloud_reports_ask (cloud, stored->tenant, stored->target, due->at_ms))
    {
      stored->end = write_applied (cloud, stored, CORRAL_COLLECTION_CART, stored->target, NULL, due->at_ms, &rev);
      stored->applied_rev = rev;
      stored->verdict = CORRAL_CLOUD_APPLIED;
    }
  else if (due->kind == DUE_REPORT)
    {
      add_due (cloud->operations, DUE_NO_REPORT, stored, MAX (stored->not_after_ms, due->at_ms));
      return;
    }
  else
    {
      g_autofree char *problem = write_problem (cloud, &(CorralCloudProblem){ 410, "operation-expired" },
                                                "The cart did not answer in time.");

      stored->end = g_strdup_printf ("{\"id\":\"%s\",\"status\":\"refused\",\"problem\":%s,", stored->id, problem);
      stored->verdict = CORRAL_CLOUD_REFUSED;
    }
  put_row (cloud, stored, stored->verdict, due->at_ms);
}

/* Answers are kept for as long as the contract says; then the row that tells of it goes too, and what it made. */
static void
forget (CorralCloud *cloud, gint64 now_ms)
{
  CorralCloudOperations *self = cloud->operations;
  Stored *stored;

  while ((stored = g_queue_peek_head (&self->order)) != NULL && stored->at_ms < now_ms - KEPT_MS)
    {
      g_queue_pop_head (&self->order);
      g_hash_table_remove (self->by_id[stored->tenant], stored->id);
      if (stored->type != NULL)
        corral_cloud_edits_delete (cloud->edits, stored->tenant, CORRAL_COLLECTION_OPERATION, stored->id, now_ms);
      if (stored->type != NULL && stored->type->makes_row && stored->verdict == CORRAL_CLOUD_APPLIED)
        corral_cloud_edits_delete (cloud->edits, stored->tenant, stored->type->result, stored->id, now_ms);
      if (stored->made_target)
        corral_cloud_edits_delete (cloud->edits, stored->tenant, stored->collection, stored->target, now_ms);
      stored_free (stored);
    }
}

/* Whether nobody needs to see what the other desk did then: the clock was moved far. */
static gboolean
is_long_ago (const Due *due, gint64 now_ms)
{
  return due->at_ms < now_ms - DESK_CATCHES_UP_MS;
}

static void
put_cart_back (CorralCloud *cloud, const Due *due)
{
  CorralRandom random = corral_random_seeded (cloud->seed, g_str_hash (due->cart), (guint64) due->at_ms, 0);
  g_autofree char *id = corral_uuid_v7 (due->at_ms, &random);

  /* Somebody may have done it before, or cut the cart off: either is fine. */
  corral_cloud_operations_act (cloud, due->tenant, id, "cart.in_service", "cart", due->cart, "{}", due->staff,
                               due->at_ms, NULL);
}

static void
do_due (CorralCloud *cloud, const Due *due, gint64 now_ms)
{
  switch (due->kind)
    {
    case DUE_TICKET_WAITS:
    case DUE_TICKET_CLOSES:
      move_ticket (cloud, due);
      break;
    case DUE_REBIND:
      end_rebind (cloud, due);
      break;
    case DUE_REPORT:
    case DUE_NO_REPORT:
      end_report (cloud, due);
      break;
    case DUE_DESK:
      if (!is_long_ago (due, now_ms))
        corral_cloud_desk_act (cloud, due->tenant, due->at_ms);
      add_due (cloud->operations, DUE_DESK, NULL,
               corral_cloud_desk_next (cloud, due->tenant, MAX (due->at_ms, now_ms - DESK_CATCHES_UP_MS)))
          ->tenant
          = due->tenant;
      break;
    case DUE_CART_BACK:
      put_cart_back (cloud, due);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
corral_cloud_operations_run (CorralCloud *cloud, gint64 now_ms)
{
  CorralCloudOperations *self = cloud->operations;
  GSequenceIter *first;

  while (!g_sequence_iter_is_end (first = g_sequence_get_begin_iter (self->due)))
    {
      Due *due = g_sequence_get (first);
      Due taken;

      if (due->at_ms > now_ms)
        break;
      taken = *due;
      due->cart = NULL;
      g_sequence_remove (first);
      do_due (cloud, &taken, now_ms);
      g_free (taken.cart);
    }
  if (now_ms - self->pruned_ms < PRUNE_MS)
    return;
  self->pruned_ms = now_ms;
  forget (cloud, now_ms);
  corral_cloud_edits_prune (cloud->edits, now_ms);
}

/* ---- one operation --------------------------------------------------------------------------------- */

static Stored *
find_stored (CorralCloud *cloud, guint tenant, const char *id)
{
  return g_hash_table_lookup (cloud->operations->by_id[tenant], id);
}

static void
digest_of (const char *body, gsize length, guint8 digest[32])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 32;

  g_checksum_update (sum, (const guchar *) body, (gssize) length);
  g_checksum_get_digest (sum, digest, &size);
}

static void
set_refused (CorralCloud *cloud, Stored *stored, const CorralCloudProblem *problem, const char *detail)
{
  stored->status = problem->status;
  stored->verdict = CORRAL_CLOUD_REFUSED;
  stored->answer = write_problem (cloud, problem, detail);
}

static gboolean
may (const CorralCloudCaller *caller, const char *scope)
{
  for (guint i = 0; i < CORRAL_CLOUD_N_SCOPES; i++)
    if (strcmp (corral_cloud_scopes[i], scope) == 0)
      return (caller->scopes & 1u << i) != 0;
  g_assert_not_reached ();
}

/* The operation that @request depends on must have been done, or be on its way. FALSE: refused. @granted_rev: the
 * revision at which it left the same target, if it did not itself pass over somebody whom @request's maker never saw. */
static gboolean
check_dependency (CorralCloud *cloud, Stored *stored, const CorralCloudRequest *request, gint64 *granted_rev)
{
  const Stored *before;

  *granted_rev = CORRAL_UNKNOWN;
  if (request->depends_on == NULL)
    return TRUE;
  before = find_stored (cloud, stored->tenant, request->depends_on);
  if (before == NULL || before->verdict == CORRAL_CLOUD_REFUSED)
    {
      set_refused (cloud, stored, &(CorralCloudProblem){ 409, "dependency-refused" },
                   before == NULL ? "What it depends on never came." : "What it depends on was refused.");
      return FALSE;
    }
  if (before->type->makes_row == FALSE && before->collection == request->collection
      && strcmp (before->target, request->target) == 0 && CORRAL_IS_KNOWN (before->minded_rev)
      && before->minded_rev <= request->expected_rev
      /* Where that one found no row, whoever saw one has not seen it go. */
      && (before->minded_rev > 0 || request->expected_rev == 0))
    *granted_rev = before->applied_rev;
  return TRUE;
}

static void
set_outcome (CorralCloud *cloud, Stored *stored, CorralCloudAct *act, CorralCloudVerdict verdict)
{
  CorralCloudOperations *self = cloud->operations;

  stored->verdict = verdict;
  if (verdict == CORRAL_CLOUD_REFUSED)
    {
      set_refused (cloud, stored, &act->problem, act->detail);
    }
  else if (verdict == CORRAL_CLOUD_ACCEPTED)
    {
      stored->status = 202;
      stored->answer = g_strdup_printf ("{\"id\":\"%s\",\"status\":\"accepted\",", stored->id);
      stored->store = g_strdup (act->request->params.store);
      if (stored->type->kind == CORRAL_OPERATION_CART_REPORT)
        add_due (self, DUE_REPORT, stored,
                 act->now_ms + REPORT_MIN_MS + (gint64) (g_str_hash (stored->id) % (REPORT_MAX_MS - REPORT_MIN_MS)));
      else
        add_due (self, DUE_REBIND, stored,
                 act->now_ms + REBIND_MIN_MS + (gint64) (g_str_hash (stored->id) % (REBIND_MAX_MS - REBIND_MIN_MS)));
    }
  else
    {
      stored->status = 200;
      stored->answer = write_applied (cloud, stored, act->result, act->result_id, act->already_by, act->now_ms,
                                      &stored->applied_rev);
      stored->minded_rev = act->minded_rev;
      stored->made_target = act->target->n_rows == 0;
      if (stored->type->kind == CORRAL_OPERATION_TICKET_OPEN)
        {
          add_due (self, DUE_TICKET_WAITS, stored, act->now_ms + TICKET_WAITS_MS);
          add_due (self, DUE_TICKET_CLOSES, stored, act->now_ms + TICKET_CLOSED_MS);
        }
    }
}

/* Carries out what @root asks for, into @stored. */
static void
carry_out (CorralCloud *cloud,
           Stored *stored,
           const CorralCloudCaller *caller,
           const CorralJsonValue *root,
           gint64 now_ms)
{
  CorralCloudRequest request;
  CorralCloudFault fault = { NULL };
  CorralCloudAct act = { .cloud = cloud, .tenant = stored->tenant, .id = stored->id, .staff = stored->staff,
                         .request = &request, .now_ms = now_ms };

  if (corral_cloud_request_read_target (&request, root))
    {
      stored->type = request.type;
      stored->collection = request.collection;
      stored->target = g_strdup (request.target);
      stored->issued_ms = request.issued_ms;
    }
  if (request.type != NULL && !may (caller, request.type->scope))
    {
      g_autofree char *detail = g_strdup_printf ("This needs the scope %s.", request.type->scope);

      set_refused (cloud, stored, &(CorralCloudProblem){ 403, "forbidden" }, detail);
      return;
    }
  if (request.type != NULL && !corral_roles_may (caller->roles, request.type->kind))
    {
      set_refused (cloud, stored, &(CorralCloudProblem){ 403, "forbidden" }, "This is not for the account's role.");
      return;
    }
  /* Staff of other desks see everything. */
  if (request.type != NULL && caller->roles != NULL && request.target != NULL
      && !corral_cloud_sees_target (cloud, stored->tenant, request.collection, request.target))
    {
      set_refused (cloud, stored, &(CorralCloudProblem){ 403, "forbidden" }, "The account does not see this.");
      return;
    }
  if (!corral_cloud_request_read (&request, root, &fault))
    {
      set_refused (cloud, stored, &(CorralCloudProblem){ 422, fault.code, .pointer = fault.pointer }, fault.detail);
      g_free (fault.detail);
      return;
    }
  if (request.not_after_ms <= now_ms)
    {
      set_refused (cloud, stored, &(CorralCloudProblem){ 410, "operation-expired" },
                   "It came too late: it was only to be done until then.");
      return;
    }
  stored->not_after_ms = request.not_after_ms;
  if (!check_dependency (cloud, stored, &request, &act.granted_rev))
    return;
  if (request.type->kind == CORRAL_OPERATION_REBIND_REQUEST)
    act.is_open_rebind = has_open_rebind (cloud->operations, stored->tenant, request.target);
  set_outcome (cloud, stored, &act, corral_cloud_act_carry_out (&act));
  corral_cloud_act_clear (&act);
}

/* Whether there is room for one more; else the answer is given. */
static gboolean
has_room (CorralCloud *cloud, CorralCloudAnswer *answer)
{
  if (cloud->operations->order.length < CORRAL_CLOUD_MAX_OPERATIONS)
    return TRUE;
  give_problem (cloud, &(CorralCloudProblem){ 503, "unavailable", .retry_after = "3600" },
                "This demo cloud remembers so many operations and no more.", answer);
  return FALSE;
}

void
corral_cloud_operations_put (CorralCloud *cloud,
                             guint tenant,
                             const char *id,
                             const CorralCloudCaller *caller,
                             const char *body,
                             gsize length,
                             gint64 now_ms,
                             CorralCloudAnswer *answer)
{
  CorralCloudOperations *self = cloud->operations;
  Stored *stored = find_stored (cloud, tenant, id);
  g_autoptr (CorralJsonValue) root = NULL;
  g_autofree char *fault = NULL;
  guint8 digest[32];

  digest_of (body, length, digest);
  if (stored != NULL && memcmp (stored->digest, digest, sizeof digest) == 0)
    {
      give (stored, FALSE, TRUE, answer);
      return;
    }
  if (stored != NULL)
    {
      give_problem (cloud, &(CorralCloudProblem){ 422, "id-reused" }, "This id came before with another body.", answer);
      return;
    }
  if (length > CORRAL_CLOUD_REQUEST_MAX)
    fault = g_strdup ("The body is too long.");
  else if ((root = corral_json_value_parse (body, length, &fault)) != NULL && root->type != CORRAL_JSON_OBJECT)
    fault = g_strdup ("The body has to be an object.");
  if (fault != NULL)
    {
      give_problem (cloud, &(CorralCloudProblem){ 400, "invalid-request", .pointer = "" }, fault, answer);
      return;
    }
  if (!has_room (cloud, answer))
    return;

  stored = g_new0 (Stored, 1);
  stored->id = g_strdup (id);
  stored->tenant = tenant;
  memcpy (stored->digest, digest, sizeof digest);
  stored->at_ms = now_ms;
  stored->applied_rev = CORRAL_UNKNOWN;
  stored->minded_rev = CORRAL_UNKNOWN;
  stored->issued_ms = CORRAL_UNKNOWN;
  stored->staff = g_intern_string (caller->staff);
  carry_out (cloud, stored, caller, root, now_ms);
  put_row (cloud, stored, stored->verdict, now_ms);
  g_hash_table_insert (self->by_id[tenant], stored->id, stored);
  g_queue_push_tail (&self->order, stored);
  give (stored, FALSE, FALSE, answer);
  if (stored->status == 200 && stored->type->kind == CORRAL_OPERATION_CART_FIND)
    add_place (cloud, stored, now_ms, answer);
}

/* The revision of the row, or CORRAL_UNKNOWN when it is not there. */
static gint64
current_rev (CorralCloud *cloud, guint tenant, const char *name, const char *id, gint64 now_ms)
{
  g_autoptr (CorralBatch) batch = NULL;
  CorralCollection collection;

  if (!corral_collection_from_name (name, &collection) || collection >= CORRAL_N_SYNCED_COLLECTIONS)
    return CORRAL_UNKNOWN;
  batch = corral_batch_new (collection);
  if (!corral_cloud_edits_row (cloud->edits, tenant, collection, id, corral_cloud_point (cloud, now_ms), batch))
    return CORRAL_UNKNOWN;
  return ((CorralRow *) corral_batch_get_row (batch, 0))->rev;
}

gboolean
corral_cloud_operations_act (CorralCloud *cloud,
                             guint tenant,
                             const char *operation,
                             const char *type,
                             const char *collection,
                             const char *id,
                             const char *params,
                             const char *staff,
                             gint64 now_ms,
                             GError **error)
{
  CorralCloudCaller caller = { .staff = staff, .scopes = CORRAL_CLOUD_ALL_SCOPES };
  const CorralOperationType *known = corral_operation_type_find (type);
  gint64 rev = current_rev (cloud, tenant, collection, id, now_ms);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (CorralJsonValue) problem = NULL;
  g_autofree char *fault = NULL;
  CorralCloudAnswer answer;

  /* As any client does it, so that there is one way in. Ids and words are of a form that needs no escapes. */
  g_string_printf (body, "{\"type\":\"%s\",\"target\":{\"c\":\"%s\",\"id\":\"%s\"},\"params\":%s,", type, collection, id,
                   params);
  if (CORRAL_IS_KNOWN (rev) && known != NULL && known->expected_rev != CORRAL_EXPECTED_REV_IGNORED)
    g_string_append_printf (body, "\"expected_rev\":%" G_GINT64_FORMAT ",", rev);
  g_string_append_printf (body,
                          "\"issued_at_ms\":%" G_GINT64_FORMAT ",\"not_after_ms\":%" G_GINT64_FORMAT
                          ",\"client\":\"corral-demo-cloud/" CORRAL_VERSION "\"}",
                          now_ms, now_ms + CORRAL_MINUTE_MS);
  corral_cloud_operations_put (cloud, tenant, operation, &caller, body->str, body->len, now_ms, &answer);
  if (answer.status >= 400)
    {
      problem = corral_json_value_parse (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body), &fault);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, corral_json_value_get (problem, "detail")->string);
    }
  corral_cloud_answer_clear (&answer);
  return answer.status < 400;
}

gboolean
corral_cloud_operations_get (CorralCloud *cloud, guint tenant, const char *id, CorralCloudAnswer *answer)
{
  const Stored *stored = find_stored (cloud, tenant, id);
  CorralCloudAnswer given;

  if (stored == NULL)
    return FALSE;
  give (stored, TRUE, TRUE, &given);
  *answer = (CorralCloudAnswer){ .status = 200, .replayed = TRUE, .body = corral_cloud_answer_to_outcome (&given, id) };
  corral_cloud_answer_clear (&given);
  return TRUE;
}
