/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do, through the rules of the outbox (corral-outbox-rules.h). */
#include "sim-people.h"

#include "sim-checks.h"

#include <string.h>

#define MOST_WAITING 40

/* ---- doing --------------------------------------------------------------------------------------- */

static const CorralOperationKind kinds[] = {
  CORRAL_OPERATION_ALERT_ACK,          CORRAL_OPERATION_ALERT_SNOOZE,    CORRAL_OPERATION_ALERT_ASSIGN,
  CORRAL_OPERATION_ALERT_CLEAR,        CORRAL_OPERATION_NOTE_ADD,        CORRAL_OPERATION_CART_OUT_OF_SERVICE,
  CORRAL_OPERATION_CART_IN_SERVICE,    CORRAL_OPERATION_FLAG_DECIDE,     CORRAL_OPERATION_TICKET_OPEN,
  CORRAL_OPERATION_EXECUTION_RETRY,    CORRAL_OPERATION_REBIND_REQUEST,  CORRAL_OPERATION_INCIDENT_ACK,
  CORRAL_OPERATION_INCIDENT_SNOOZE,    CORRAL_OPERATION_INCIDENT_ASSIGN, CORRAL_OPERATION_INCIDENT_CLOSE,
  CORRAL_OPERATION_INCIDENT_REOPEN,    CORRAL_OPERATION_INCIDENT_ADOPT,
};
static const char *const outcomes[] = { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked" };
static const char *const out_reasons[] = { "cleaning", "charging", "repair" };
static const char *const ticket_reasons[] = { "repair", "rma", "battery_swap" };
static const char *const causes[] = { "carrier", "cloud", "cart" };

/* So many incidents are found in a chain, by everybody alike: so that people meet. */
#define N_INCIDENTS 4

/* A row that is on the screen, or NULL. */
static const SimSlot *
pick_row (Sim *sim, const SimCache *cache, CorralCollection collection)
{
  const SimSlot *found = NULL;
  guint n = 0;

  for (guint i = 0; i < cache->slots->len; i++)
    {
      const SimSlot *slot = g_ptr_array_index (cache->slots, i);

      if (slot->fact != NULL && slot->collection == collection && sim_draw (sim, 0, ++n) == 0)
        found = slot;
    }
  return found;
}

static gint64
rev_of (const SimSlot *slot)
{
  return slot != NULL && slot->fact != NULL ? ((const CorralRow *) slot->fact)->rev : CORRAL_UNKNOWN;
}

/* A draft of @kind on @cache's rows; FALSE when there is nothing to do it to. */
static gboolean
draft (Sim *sim, const SimCache *cache, CorralOperationKind kind, CorralOperationDraft *made)
{
  const CorralOperationType *type = corral_operation_type_get (kind);
  CorralCollection collection
      = type->any_target ? (sim_chance (sim, 2) ? CORRAL_COLLECTION_CART : CORRAL_COLLECTION_ALERT) : type->target;
  /* An incident need not be known to the cloud. */
  const char *incident = sim_textf (sim, "%s-incident-%d", cache->tenant, (int) sim_draw (sim, 0, N_INCIDENTS));
  const SimSlot *slot = collection == CORRAL_COLLECTION_INCIDENT ? sim_cache_find ((SimCache *) cache, incident)
                                                                 : pick_row (sim, cache, collection);
  const SimSlot *store;

  if (slot == NULL && collection != CORRAL_COLLECTION_INCIDENT)
    return FALSE;
  *made = (CorralOperationDraft){ .kind = kind,
                                  .tenant = cache->tenant,
                                  .collection = collection,
                                  .target = collection == CORRAL_COLLECTION_INCIDENT ? incident : slot->id,
                                  .expected_rev = rev_of (slot) };
  corral_operation_params_clear (&made->params);
  if (type->makes_target)
    {
      made->params.rule = "carrier-outage";
      made->params.severity = "act";
      made->params.began_ms = sim_wall_ms (sim);
    }
  switch ((int) kind)
    {
    case CORRAL_OPERATION_ALERT_SNOOZE:
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
      made->params.until_ms = sim_wall_ms (sim) + sim_draw (sim, 60000, 7200000);
      break;
    case CORRAL_OPERATION_ALERT_ASSIGN:
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
      made->params.assignee = sim_chance (sim, 4) ? NULL : sim_textf (sim, "staff-%d", (int) sim_draw (sim, 1, 9));
      break;
    case CORRAL_OPERATION_NOTE_ADD:
      made->params.text = sim_textf (sim, "wheel %d squeaks", (int) sim_draw (sim, 1, 1000));
      break;
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
      made->params.reason = out_reasons[sim_draw (sim, 0, G_N_ELEMENTS (out_reasons))];
      break;
    case CORRAL_OPERATION_FLAG_DECIDE:
      made->params.outcome = outcomes[sim_draw (sim, 0, G_N_ELEMENTS (outcomes))];
      break;
    case CORRAL_OPERATION_TICKET_OPEN:
      made->params.reason = ticket_reasons[sim_draw (sim, 0, G_N_ELEMENTS (ticket_reasons))];
      break;
    case CORRAL_OPERATION_REBIND_REQUEST:
      store = pick_row (sim, cache, CORRAL_COLLECTION_STORE);
      if (store == NULL)
        return FALSE;
      made->params.store = store->id;
      break;
    case CORRAL_OPERATION_INCIDENT_CLOSE:
      made->params.cause = causes[sim_draw (sim, 0, G_N_ELEMENTS (causes))];
      break;
    case CORRAL_OPERATION_INCIDENT_ADOPT:
      slot = pick_row (sim, cache, CORRAL_COLLECTION_CART);
      if (slot == NULL)
        return FALSE;
      made->params.cart = slot->id;
      break;
    default:
      break;
    }
  return TRUE;
}

/* The account as corral_outbox_check() wants it. */
static gboolean
check (Sim *sim, const CorralOperationDraft *made)
{
  const char *scopes[SIM_N_SCOPES + 1] = { NULL };
  CorralAccount account = { .id = (char *) sim->people->account, .scopes = (char **) scopes };
  guint n = 0;

  for (guint i = 0; i < SIM_N_SCOPES; i++)
    if ((sim->people->scopes & 1u << i) != 0)
      scopes[n++] = sim_scopes[i];
  return corral_outbox_check (made, sim->people->account != NULL ? &account : NULL, TRUE, NULL);
}

static CorralOutboxEntry *
make_entry (Sim *sim, const CorralOperationDraft *made, GPtrArray *before)
{
  CorralAccount account = { .id = (char *) sim->people->account };

  return corral_outbox_make_entry (made, sim->people->account != NULL ? &account : NULL, before,
                                   sim_client_cloud_ms (sim), FALSE, &sim->random);
}

/* What must not be saved. */
static void
try_what_is_not_allowed (Sim *sim, CorralOperationDraft *made)
{
  switch (sim_draw (sim, 0, 3))
    {
    case 0:
      made->kind = CORRAL_OPERATION_SESSION_CANCEL;
      break;
    case 1:
      made->kind = CORRAL_OPERATION_FLAG_DECIDE;
      made->collection = CORRAL_COLLECTION_FLAG;
      made->expected_rev = CORRAL_UNKNOWN;
      break;
    default:
      made->kind = CORRAL_OPERATION_NOTE_ADD;
      corral_operation_params_clear (&made->params);
      made->params.text = "call 4111 1111 1111 1111";
    }
  if (check (sim, made))
    sim_violate (sim, "rules", "what must not be saved was let through");
}

static guint
count_waiting (Sim *sim)
{
  guint n = 0;

  for (guint i = 0; i < sim->store->entries->len; i++)
    n += !((const CorralOutboxEntry *) g_ptr_array_index (sim->store->entries, i))->settled;
  return n;
}

/* @n at once: a bulk action is one transaction. */
static void
do_something (Sim *sim, guint n)
{
  SimCache *cache = sim->store->caches[sim_draw (sim, 0, SIM_N_TENANTS)];
  CorralOperationKind kind = kinds[sim_draw (sim, 0, G_N_ELEMENTS (kinds))];
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  CorralOperationDraft made;

  if (cache == NULL || count_waiting (sim) > MOST_WAITING)
    return;
  for (guint i = 0; i < sim->store->entries->len; i++)
    g_ptr_array_add (before, g_ptr_array_index (sim->store->entries, i));
  for (guint i = 0; i < n; i++)
    if (draft (sim, cache, kind, &made) && check (sim, &made))
      {
        CorralOutboxEntry *entry = make_entry (sim, &made, before);

        g_ptr_array_add (entries, entry);
        g_ptr_array_add (before, entry);
      }
  if (draft (sim, cache, kind, &made) && sim_chance (sim, 20))
    try_what_is_not_allowed (sim, &made);
  if (entries->len == 0 || !sim_outbox_add (sim, entries))
    return;
  for (guint i = 0; i < entries->len; i++)
    {
      sim_checks_saved (sim, g_ptr_array_index (entries, i));
      sim->people->last = sim_text (sim, ((CorralOutboxEntry *) g_ptr_array_index (entries, i))->id);
    }
}

/* ---- taking back, seeing to ----------------------------------------------------------------------- */

static const CorralOutboxEntry *
pick_entry (Sim *sim, guint states)
{
  const CorralOutboxEntry *found = NULL;
  guint n = 0;

  for (guint i = 0; i < sim->store->entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (sim->store->entries, i);

      if (!entry->settled && corral_outbox_entry_is_in (entry, states) && sim_draw (sim, 0, ++n) == 0)
        found = entry;
    }
  return found;
}

static void
take_back (Sim *sim)
{
  const CorralOutboxEntry *entry = sim->people->last != NULL && sim_chance (sim, 2)
                                       ? sim_outbox_find (sim->store, sim->people->last)
                                       : pick_entry (sim, sim_chance (sim, 3) ? CORRAL_OUTBOX_WAITING
                                                                              : CORRAL_OUTBOX_UNSENT);
  guint from = CORRAL_OUTBOX_UNSENT;
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();

  if (entry == NULL)
    return;
  if (sim_is_mutated (sim, SIM_MUTATION_UNDO_SENT))
    from |= CORRAL_OUTBOX_WAITING;
  if (!sim_outbox_remove (sim, sim_text (sim, entry->id), from, removed))
    return;
  if (removed->len == 0)
    sim_checks_could_not_undo (sim, entry);
  for (guint i = 0; i < removed->len; i++)
    sim_checks_undone (sim, g_ptr_array_index (removed, i));
}

static void
keep_mine (Sim *sim)
{
  const CorralOutboxEntry *entry = pick_entry (sim, CORRAL_OUTBOX_TROUBLED);
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  g_autoptr (CorralOutboxEntry) again = NULL;
  CorralOperationDraft made;
  const SimCache *cache;
  gboolean done;

  if (entry == NULL)
    return;
  cache = sim->store->caches[sim_server_find_tenant (sim->server, entry->tenant)->index];
  if (cache == NULL
      || !corral_outbox_draft_again (entry, rev_of (sim_cache_find ((SimCache *) cache, entry->target)), &made)
      || !check (sim, &made))
    return;
  for (guint i = 0; i < sim->store->entries->len; i++)
    g_ptr_array_add (before, g_ptr_array_index (sim->store->entries, i));
  again = make_entry (sim, &made, before);
  if (sim_outbox_replace (sim, sim_text (sim, entry->id), again, &done) && done)
    sim_checks_saved (sim, again);
}

static void
take_theirs (Sim *sim)
{
  const CorralOutboxEntry *entry = pick_entry (sim, CORRAL_OUTBOX_TROUBLED);

  if (entry != NULL)
    sim_outbox_settle (sim, sim_text (sim, entry->id));
}

void
sim_people_see_to_troubles (Sim *sim)
{
  const CorralOutboxEntry *entry;

  while ((entry = pick_entry (sim, CORRAL_OUTBOX_TROUBLED)) != NULL)
    if (!sim_outbox_settle (sim, sim_text (sim, entry->id)))
      return;
}

/* Ends all holds, and asks at once. */
static void
send_now (Sim *sim)
{
  g_autoptr (GPtrArray) entries = sim_outbox_list (sim);

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);
      CorralOutboxStep step = {
        .id = entry->id,
        .from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_HELD),
        .to = CORRAL_OUTBOX_QUEUED,
        .next_attempt_ms = CORRAL_UNKNOWN,
        .applied_rev = CORRAL_UNKNOWN,
        .http_status = CORRAL_UNKNOWN,
        .ended_ms = CORRAL_UNKNOWN,
      };
      gboolean moved;

      if (entry->state == CORRAL_OUTBOX_HELD)
        sim_outbox_step (sim, &step, &moved);
    }
  sim_checks_hurried (sim);
  sim_client_post (sim, CORRAL_SYNC_EVENT_REFRESH, 0);
}

void
sim_people_sign_in (Sim *sim)
{
  sim_note (sim, "signs in", NULL, sim->client->staff, 0);
  sim_client_post (sim, CORRAL_SYNC_EVENT_TOKEN, 0);
}

/* ---- when ---------------------------------------------------------------------------------------- */

static void
act (Sim *sim)
{
  gint64 what = sim_draw (sim, 0, 100);

  if (!sim_client_is_running (sim))
    return;
  if (what < 50)
    do_something (sim, 1);
  else if (what < 58)
    do_something (sim, (guint) sim_draw (sim, 2, 10));
  else if (what < 70)
    take_back (sim);
  else if (what < 78)
    take_theirs (sim);
  else if (what < 88)
    keep_mine (sim);
  else if (what < 92)
    send_now (sim);
  else if (what < 95)
    sim_client_post (sim, CORRAL_SYNC_EVENT_REFRESH, 0);
  else
    sim_people_sign_in (sim);
}

static void
act_cb (Sim *sim, gpointer unused, gint64 number)
{
  if (sim->calm)
    return;
  act (sim);
  sim_at (sim, sim_spread (sim, SIM_SECOND / 10, sim->people->patience_us), act_cb, NULL, 0);
}

void
sim_people_meddle (Sim *sim)
{
  if (!sim->calm && sim_chance (sim, sim->people->meddle_one_in))
    act (sim);
}

void
sim_people_know (Sim *sim, const char *account, guint scopes)
{
  sim->people->account = account;
  sim->people->scopes = scopes;
}

void
sim_people_start (Sim *sim, gint64 for_us)
{
  /* However long it lasts, they do about so much. */
  sim->people->patience_us = for_us / sim_draw (sim, 20, 500);
  sim_at (sim, SIM_SECOND, act_cb, NULL, 0);
}

SimPeople *
sim_people_new (Sim *sim)
{
  static const guint rates[] = { 0, 500, 100, 25 };
  SimPeople *self = g_new0 (SimPeople, 1);

  self->meddle_one_in = rates[sim_draw (sim, 0, G_N_ELEMENTS (rates))];
  return self;
}

void
sim_people_free (SimPeople *self)
{
  g_free (self);
}
