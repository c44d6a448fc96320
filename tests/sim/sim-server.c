/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of the cloud: rows, the log of their changes, snapshots and deltas, who may read what. */
#include "sim-server.h"

#include "sim-checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const sim_scopes[SIM_N_SCOPES + 1]
    = { "fleet.read", "alert.write", "cart.write", "flag.decide", "ticket.write", "ota.write", "rebind.request", NULL };

/* ---- rows and the log ---------------------------------------------------------------------------- */

static const CorralSchema *
schema_of (const SimRow *row)
{
  return corral_collection_get_schema (row->collection);
}

static void
row_free (gpointer data)
{
  SimRow *row = data;

  corral_fact_unref (row->fact);
  g_array_unref (row->history);
  g_free (row);
}

static void
item_clear (gpointer data)
{
  corral_fact_unref (((SimItem *) data)->fact);
  corral_fact_unref (((SimItem *) data)->late);
}

SimTenant *
sim_server_find_tenant (SimServer *self, const char *id)
{
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    if (g_strcmp0 (self->tenants[i]->id, id) == 0)
      return self->tenants[i];
  return NULL;
}

SimRow *
sim_server_find_row (SimTenant *tenant, const char *id)
{
  return g_hash_table_lookup (tenant->by_id, id);
}

gboolean
sim_row_is_visible (const SimRow *row)
{
  return row->fact != NULL && !row->hidden;
}

static void
append (SimRow *row, CorralChange change, gint64 rev, gpointer fact, gpointer late)
{
  SimItem item = { row, change, rev, fact != NULL ? corral_fact_ref (fact) : NULL,
                   late != NULL ? corral_fact_ref (late) : NULL };

  g_array_append_val (row->tenant->log, item);
}

void
sim_server_change (Sim *sim, SimRow *row, CorralChange change, gpointer row_data, const char *operation)
{
  SimChange made = { .operation = operation };
  gpointer before = g_steal_pointer (&row->fact);

  made.rev = row->rev = ++row->tenant->rev;
  g_array_append_val (row->history, made);
  if (row_data != NULL)
    {
      ((CorralRow *) row_data)->rev = row->rev;
      row->fact = corral_fact_new (schema_of (row), row_data);
    }
  else
    {
      row->gone_rev = row->rev;
    }
  row->purged = row->purged || change == CORRAL_CHANGE_PURGE;
  sim_note (sim, "server changes", row->id, change, row->rev);
  /* Who cannot see a row does not hear of it either; but what is erased is erased. */
  if (!row->hidden || change == CORRAL_CHANGE_PURGE)
    append (row, change, row->rev, row->fact, !row->hidden && sim_chance (sim, 10) ? before : NULL);
  corral_fact_unref (before);
  sim_checks_row_changed (sim, row);
}

SimRow *
sim_server_add (Sim *sim, SimTenant *tenant, CorralCollection collection, gpointer row_data, const char *operation)
{
  SimRow *row = g_new0 (SimRow, 1);
  GPtrArray *rows = tenant->rows[collection];
  guint at = rows->len;

  row->tenant = tenant;
  row->collection = collection;
  row->id = sim_text (sim, ((CorralRow *) row_data)->id);
  row->history = g_array_new (FALSE, FALSE, sizeof (SimChange));
  while (at > 0 && strcmp (((SimRow *) g_ptr_array_index (rows, at - 1))->id, row->id) > 0)
    at--;
  g_ptr_array_insert (rows, (int) at, row);
  g_ptr_array_add (tenant->all, row);
  g_hash_table_insert (tenant->by_id, (gpointer) row->id, row);
  sim_server_change (sim, row, CORRAL_CHANGE_PUT, row_data, operation);
  return row;
}

void
sim_server_hide (Sim *sim, SimRow *row, gboolean hidden)
{
  if (row->hidden == hidden || row->purged)
    return;
  row->hidden = hidden;
  sim_note (sim, hidden ? "server hides" : "server shows", row->id, row->rev, 0);
  if (hidden)
    append (row, row->fact != NULL ? CORRAL_CHANGE_LEAVE : CORRAL_CHANGE_DELETE, row->rev, NULL, NULL);
  else
    append (row, row->fact != NULL ? CORRAL_CHANGE_PUT : CORRAL_CHANGE_DELETE, row->rev, row->fact, NULL);
  sim_checks_row_changed (sim, row);
}

/* ---- states -------------------------------------------------------------------------------------- */

const char *
sim_server_get_state (Sim *sim, SimTenant *tenant)
{
  return sim_textf (sim, "%s.e%u.s%u.%u", tenant->id, tenant->epoch, tenant->scope, tenant->log->len);
}

gint64
sim_server_position (SimTenant *tenant, const char *state)
{
  gsize length = strlen (tenant->id);
  guint epoch, scope, position;

  if (strncmp (state, tenant->id, length) != 0
      || sscanf (state + length, ".e%u.s%u.%u", &epoch, &scope, &position) != 3 || epoch != tenant->epoch
      || scope != tenant->scope || position > tenant->log->len)
    return -1;
  return position;
}

static gboolean
check_state (SimTenant *tenant, const char *state, guint *position, SimAnswer *answer)
{
  gint64 found = sim_server_position (tenant, state);

  if (found < (gint64) tenant->oldest)
    {
      answer->status = 410;
      answer->code = "state-expired";
      return FALSE;
    }
  *position = (guint) found;
  return TRUE;
}

void
sim_server_expire (Sim *sim, SimTenant *tenant)
{
  tenant->oldest = tenant->log->len;
  sim_note (sim, "server expires", tenant->id, tenant->oldest, 0);
}

/* ---- backups ------------------------------------------------------------------------------------- */

void
sim_server_back_up (Sim *sim, SimTenant *tenant)
{
  g_clear_pointer (&tenant->backup, g_ptr_array_unref);
  tenant->backup = g_ptr_array_new_with_free_func (corral_fact_unref);
  for (guint i = 0; i < tenant->all->len; i++)
    {
      const SimRow *row = g_ptr_array_index (tenant->all, i);

      g_ptr_array_add (tenant->backup, row->fact != NULL ? corral_fact_ref (row->fact) : NULL);
    }
  tenant->backup_stored = tenant->stored->len;
  for (guint i = 0; i < tenant->stored->len; i++)
    ((SimStored *) g_ptr_array_index (tenant->stored, i))->ended_since_backup = FALSE;
  sim_note (sim, "server backs up", tenant->id, tenant->all->len, tenant->stored->len);
}

/* What was done since the backup never was. A revision never falls (OpenAPI, "rev"): what is back is something new. */
void
sim_server_restore (Sim *sim, SimTenant *tenant)
{
  if (tenant->backup == NULL)
    return;
  sim_note (sim, "server restores", tenant->id, tenant->backup->len, tenant->backup_stored);
  while (tenant->stored->len > tenant->backup_stored)
    {
      SimStored *stored = g_ptr_array_index (tenant->stored, tenant->stored->len - 1);

      sim_checks_forgotten (sim, stored->id);
      g_hash_table_remove (tenant->stored_by_id, stored->id);
      g_ptr_array_set_size (tenant->stored, (int) tenant->stored->len - 1);
    }
  for (guint i = 0; i < tenant->stored->len; i++)
    {
      SimStored *stored = g_ptr_array_index (tenant->stored, i);

      if (!stored->ended_since_backup)
        continue;
      sim_checks_forgotten (sim, stored->id);
      stored->outcome = CORRAL_OUTCOME_ACCEPTED;
      stored->status = 202;
      stored->ends_later = TRUE;
      stored->ended_since_backup = FALSE;
      sim_at (sim, sim_spread (sim, SIM_SECOND, 20 * SIM_MINUTE), sim_server_end_accepted, (gpointer) stored->id,
              tenant->index);
    }
  for (guint i = 0; i < tenant->all->len; i++)
    {
      SimRow *row = g_ptr_array_index (tenant->all, i);
      gpointer fact = i < tenant->backup->len ? g_ptr_array_index (tenant->backup, i) : NULL;

      if (row->purged || row->fact == fact)
        continue;
      if (fact != NULL)
        {
          g_autofree gpointer copy = g_memdup2 (fact, schema_of (row)->size);

          sim_server_change (sim, row, CORRAL_CHANGE_PUT, copy, NULL);
        }
      else
        {
          sim_server_change (sim, row, CORRAL_CHANGE_DELETE, NULL, NULL);
        }
    }
  tenant->epoch++;
}

/* ---- pages --------------------------------------------------------------------------------------- */

static void
add_item (SimAnswer *answer, SimRow *row, CorralChange change, gint64 rev, gpointer fact)
{
  SimItem item = { row, change, rev, fact != NULL ? corral_fact_ref (fact) : NULL, NULL };

  if (answer->items == NULL)
    {
      answer->items = g_array_new (FALSE, FALSE, sizeof (SimItem));
      g_array_set_clear_func (answer->items, item_clear);
    }
  g_array_append_val (answer->items, item);
}

/* A cursor is the state that the first page was of, a bar, and the last id of the page before. */
static void
answer_snapshot (Sim *sim, SimTenant *tenant, const SimRequest *request, SimAnswer *answer)
{
  GPtrArray *rows = tenant->rows[request->collection];
  const char *after = request->cursor != NULL ? strchr (request->cursor, '|') + 1 : NULL;
  const char *last = NULL;
  guint unused;

  if (request->cursor == NULL)
    {
      answer->as_of = sim_server_get_state (sim, tenant);
    }
  else
    {
      answer->as_of = sim_textf (sim, "%.*s", (int) (after - 1 - request->cursor), request->cursor);
      if (!check_state (tenant, answer->as_of, &unused, answer))
        return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      SimRow *row = g_ptr_array_index (rows, i);

      if (!sim_row_is_visible (row) || (after != NULL && strcmp (row->id, after) <= 0))
        continue;
      if (answer->items != NULL && answer->items->len >= sim->server->page_rows)
        {
          answer->next = sim_textf (sim, "%s|%s", answer->as_of, last);
          return;
        }
      add_item (answer, row, CORRAL_CHANGE_PUT, row->rev, row->fact);
      last = row->id;
    }
}

static void
answer_changes (Sim *sim, SimTenant *tenant, const SimRequest *request, SimAnswer *answer)
{
  guint position = 0;
  guint n = 0;

  if (!check_state (tenant, request->cursor, &position, answer))
    return;
  answer->as_of = request->cursor;
  for (; position < tenant->log->len && n < sim->server->page_rows; position++, n++)
    {
      const SimItem *item = &g_array_index (tenant->log, SimItem, position);

      add_item (answer, item->row, item->change, item->rev, item->fact);
      /* What was comes once more after what is: late delivery (C9). */
      if (item->late != NULL)
        add_item (answer, item->row, CORRAL_CHANGE_PUT, ((const CorralRow *) item->late)->rev, item->late);
    }
  answer->has_more = position < tenant->log->len;
  answer->state = sim_textf (sim, "%s.e%u.s%u.%u", tenant->id, tenant->epoch, tenant->scope, position);
}

SimAnswer *
sim_server_ask (Sim *sim, const SimRequest *request)
{
  SimServer *self = sim->server;
  SimStaff *staff = &self->staff[request->staff];
  SimAnswer *answer = g_new0 (SimAnswer, 1);
  SimTenant *tenant = sim_server_find_tenant (self, request->tenant);

  answer->status = 200;
  answer->server_ms = sim_server_ms (sim);
  if (request->kind == SIM_ASK_ME)
    {
      answer->user = staff->id;
      answer->tenants = staff->tenants;
      answer->scopes = staff->scopes;
      return answer;
    }
  g_assert (tenant != NULL);
  if ((staff->tenants & 1u << tenant->index) == 0)
    {
      answer->status = 403;
      answer->code = "forbidden";
      /* Even that is the end of an operation, and replays the same (C8). */
      if (request->kind == SIM_ASK_PUT)
        sim_server_put_operation (sim, tenant, request, answer);
      return answer;
    }
  switch (request->kind)
    {
    case SIM_ASK_SNAPSHOT:
      if (self->is_small && request->collection == CORRAL_COLLECTION_OPERATION)
        answer->status = 404;
      else
        answer_snapshot (sim, tenant, request, answer);
      break;
    case SIM_ASK_CHANGES:
      answer_changes (sim, tenant, request, answer);
      break;
    case SIM_ASK_VITALS:
      if (request->cursor == NULL)
        answer->next = "second";
      break;
    case SIM_ASK_PUT:
      sim_server_put_operation (sim, tenant, request, answer);
      break;
    case SIM_ASK_GET:
      sim_server_get_operation (sim, tenant, request, answer);
      break;
    case SIM_ASK_ME:
    default:
      g_assert_not_reached ();
    }
  return answer;
}

void
sim_answer_free (SimAnswer *self)
{
  g_clear_pointer (&self->items, g_array_unref);
  g_clear_pointer (&self->operation, corral_operation_answer_free);
  g_free (self);
}

/* ---- life ---------------------------------------------------------------------------------------- */

static SimTenant *
tenant_new (Sim *sim, guint index)
{
  static const struct
  {
    CorralCollection collection;
    guint rows;
  } beginnings[] = {
    { CORRAL_COLLECTION_STORE, 2 },   { CORRAL_COLLECTION_CART, 4 },        { CORRAL_COLLECTION_ALERT, 6 },
    { CORRAL_COLLECTION_FLAG, 3 },    { CORRAL_COLLECTION_TICKET, 1 },      { CORRAL_COLLECTION_ROLLOUT, 1 },
    { CORRAL_COLLECTION_FIRMWARE, 1 }, { CORRAL_COLLECTION_ACCESS_POINT, 1 }, { CORRAL_COLLECTION_SESSION, 2 },
    { CORRAL_COLLECTION_NOTE, 1 },    { CORRAL_COLLECTION_CASE, 1 },        { CORRAL_COLLECTION_EXECUTION, 2 },
    { CORRAL_COLLECTION_PACK, 1 },    { CORRAL_COLLECTION_CERTIFICATE, 1 }, { CORRAL_COLLECTION_ITEM, 1 },
  };
  SimTenant *tenant = g_new0 (SimTenant, 1);

  tenant->id = index == 0 ? "harbor" : "meadow";
  tenant->index = index;
  tenant->own_host = index == 1 && sim_chance (sim, 3);
  tenant->all = g_ptr_array_new_with_free_func (row_free);
  tenant->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  tenant->log = g_array_new (FALSE, FALSE, sizeof (SimItem));
  g_array_set_clear_func (tenant->log, item_clear);
  tenant->stored = g_ptr_array_new_with_free_func (sim_stored_free);
  tenant->stored_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  tenant->epoch = tenant->scope = 1;
  for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
    tenant->rows[i] = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    for (guint k = 0; k < beginnings[i].rows; k++)
      sim_rows_make (sim, tenant, beginnings[i].collection);
  return tenant;
}

static void
tenant_free (SimTenant *tenant)
{
  for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
    g_ptr_array_unref (tenant->rows[i]);
  g_hash_table_unref (tenant->by_id);
  g_hash_table_unref (tenant->stored_by_id);
  g_ptr_array_unref (tenant->stored);
  g_array_unref (tenant->log);
  g_clear_pointer (&tenant->backup, g_ptr_array_unref);
  g_ptr_array_unref (tenant->all);
  g_free (tenant);
}

SimServer *
sim_server_new (Sim *sim)
{
  SimServer *self = g_new0 (SimServer, 1);

  for (guint i = 0; i < SIM_N_TENANTS; i++)
    self->tenants[i] = tenant_new (sim, i);
  self->is_small = sim_chance (sim, 6);
  self->page_rows = (guint) sim_draw (sim, 1, 12);
  self->staff[0] = (SimStaff){ "staff-1", (1u << SIM_N_TENANTS) - 1, (1u << SIM_N_SCOPES) - 1 };
  /* The other works for one chain and may not do everything. */
  self->staff[1] = (SimStaff){ "staff-2", 1, 0x17 };
  return self;
}

void
sim_server_free (SimServer *self)
{
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    tenant_free (self->tenants[i]);
  g_free (self);
}
