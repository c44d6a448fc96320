/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an act will do to a selection. Reads the mirror, changes nothing. Main thread. */
#include "config.h"

#include "corral-act-plan.h"

#include "corral-act-words.h"
#include "corral-attention-text.h"
#include "corral-flag-bulk.h"
#include "corral-format.h"
#include "corral-incident-look.h"
#include "corral-incident-words.h"
#include "corral-incident-work.h"
#include "corral-operation-words.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <string.h>

/* The first two columns of every table (corral-fleet-tables.h). */
#define COL_ID 0
#define COL_CHAIN 1

/* Of the tables that acts are about: what they are called in the contract, and where their rows are. */
static const struct
{
  CorralTableKind table;
  CorralCollection collection;
  guint store;
  guint cart;
} tables[] = {
  { CORRAL_TABLE_CART, CORRAL_COLLECTION_CART, CORRAL_CART_COL_STORE, CORRAL_NO_COLUMN },
  { CORRAL_TABLE_ALERT, CORRAL_COLLECTION_ALERT, CORRAL_ALERT_COL_STORE, CORRAL_ALERT_COL_CART },
  { CORRAL_TABLE_FLAG, CORRAL_COLLECTION_FLAG, CORRAL_FLAG_COL_STORE, CORRAL_FLAG_COL_CART },
  { CORRAL_TABLE_TICKET, CORRAL_COLLECTION_TICKET, CORRAL_TICKET_COL_STORE, CORRAL_TICKET_COL_CART },
  { CORRAL_TABLE_MAINTENANCE, CORRAL_COLLECTION_MAINTENANCE, CORRAL_MAINTENANCE_COL_STORE, CORRAL_NO_COLUMN },
  { CORRAL_TABLE_CASE, CORRAL_COLLECTION_CASE, CORRAL_CASE_COL_STORE, CORRAL_NO_COLUMN },
  { CORRAL_TABLE_ROLLOUT, CORRAL_COLLECTION_ROLLOUT, CORRAL_NO_COLUMN, CORRAL_NO_COLUMN },
};

static guint
index_of (CorralTableKind table)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (tables[i].table == table)
      return i;
  g_assert_not_reached ();
}

static void
target_free (gpointer data)
{
  CorralActTarget *target = data;

  g_free (target->tenant);
  g_free (target->id);
  g_free (target->store);
  g_free (target->cart);
  g_free (target->words);
  g_free (target->time_zone);
  g_free (target->opening_hours);
  g_free (target);
}

/* The id of what is acted on, when somebody chose the row @slot of @table: the row itself, its cart, or what belongs
 * to its cart. @slot and @table become those of the row whose revision counts. NULL when there is none. */
static const char *
find_target (CorralFleet *fleet, CorralCollection wanted, const CorralActSubject *subject, CorralTableKind *table,
             guint32 *slot)
{
  guint at = index_of (*table);

  if (wanted == tables[at].collection)
    return corral_fleet_get_text (fleet, *table, *slot, COL_ID);
  if (tables[at].cart != CORRAL_NO_COLUMN)
    {
      *slot = corral_fleet_get_link (fleet, *table, *slot, tables[at].cart);
      *table = CORRAL_TABLE_CART;
      if (*slot == CORRAL_NO_SLOT)
        return NULL;
    }
  switch ((int) wanted)
    {
    case CORRAL_COLLECTION_CART:
      return corral_fleet_get_text (fleet, CORRAL_TABLE_CART, *slot, CORRAL_CART_COL_ID);
    case CORRAL_COLLECTION_SESSION:
      return corral_fleet_get_text (fleet, CORRAL_TABLE_CART, *slot, CORRAL_CART_COL_SESSION);
    case CORRAL_COLLECTION_CERTIFICATE:
      return corral_fleet_get_text (fleet, CORRAL_TABLE_CART, *slot, CORRAL_CART_COL_CERTIFICATE);
    case CORRAL_COLLECTION_EXECUTION:
      return subject->failed_update;
    default:
      return NULL;
    }
}

static CorralActTarget *
make_target (CorralFleet *fleet, const CorralAct *act, const CorralActSubject *subject, guint32 chosen)
{
  const CorralOperationType *type = corral_operation_type_get (act->kind);
  guint at = index_of (subject->table);
  gboolean links = act->kind == CORRAL_OPERATION_CASE_LINK; /* into which case is asked later */
  CorralCollection wanted = type->any_target || links ? tables[at].collection : type->target;
  CorralTableKind table = subject->table;
  guint32 slot = chosen;
  guint32 store = tables[at].store != CORRAL_NO_COLUMN
                      ? corral_fleet_get_link (fleet, subject->table, chosen, tables[at].store)
                      : CORRAL_NO_SLOT;
  guint32 chain = corral_fleet_get_link (fleet, subject->table, chosen, COL_CHAIN);
  const char *tenant = chain != CORRAL_NO_SLOT
                           ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID)
                           : NULL;
  const char *id = find_target (fleet, wanted, subject, &table, &slot);
  CorralActTarget *target;

  if (id == NULL || tenant == NULL)
    return NULL;
  target = g_new0 (CorralActTarget, 1);
  target->tenant = g_strdup (tenant);
  target->collection = wanted;
  target->id = g_strdup (id);
  target->rev = wanted == tables[index_of (table)].collection ? corral_fleet_get_rev (fleet, table, slot)
                                                              : CORRAL_UNKNOWN;
  target->worse_ms = CORRAL_UNKNOWN;
  /* Of a trip or a certificate people say the cart. */
  target->words = corral_operation_target_to_text (
      fleet, tenant, corral_collection_get_schema (tables[index_of (table)].collection)->name,
      corral_fleet_get_text (fleet, table, slot, COL_ID));
  if (store != CORRAL_NO_SLOT)
    {
      target->time_zone = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_TIME_ZONE));
      target->opening_hours
          = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_OPENING_HOURS));
      if (links)
        target->store = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, COL_ID));
    }
  return target;
}

/* Of an incident each chain has its own row, under the same id; where nobody acted yet it is made by the first who does. */
static CorralActTarget *
make_incident_target (CorralFleet *fleet, const CorralActSubject *subject, guint index)
{
  const CorralIncident *incident = subject->incident;
  const char *tenant
      = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, subject->chains[index], CORRAL_CHAIN_COL_ID);
  guint32 slot = subject->slots[index];
  guint32 store = corral_incident_find_store (incident, fleet);
  gint64 acknowledged_ms;
  CorralActTarget *target;

  if (tenant == NULL)
    return NULL;
  target = g_new0 (CorralActTarget, 1);
  target->tenant = g_strdup (tenant);
  target->collection = CORRAL_COLLECTION_INCIDENT;
  target->id = g_strdup (incident->id);
  target->rev = slot != CORRAL_NO_SLOT ? corral_fleet_get_rev (fleet, CORRAL_TABLE_INCIDENT, slot) : CORRAL_UNKNOWN;
  acknowledged_ms = slot != CORRAL_NO_SLOT ? corral_fleet_get_integer (fleet, CORRAL_TABLE_INCIDENT, slot,
                                                                       CORRAL_INCIDENT_COL_ACKNOWLEDGED_MS)
                                           : CORRAL_UNKNOWN;
  target->worse_ms = CORRAL_IS_KNOWN (acknowledged_ms)
                         ? corral_incident_get_acknowledged_until_ms (incident, acknowledged_ms, corral_fleet_get_now (fleet))
                         : CORRAL_UNKNOWN;
  target->words = corral_incident_to_title (fleet, incident);
  if (store != CORRAL_NO_SLOT)
    {
      target->time_zone = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_TIME_ZONE));
      target->opening_hours
          = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_OPENING_HOURS));
    }
  return target;
}

/* The zone that the stores of a chain have in common; NULL when they have several. */
static const char *
find_common_zone (CorralFleet *fleet, guint32 chain)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const char *common = NULL;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      const char *zone;

      if (!corral_columns_exists (stores, slot) || corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN) != chain)
        continue;
      zone = corral_columns_get_text (stores, slot, CORRAL_STORE_COL_TIME_ZONE);
      if (zone == NULL || (common != NULL && g_strcmp0 (zone, common) != 0))
        return NULL;
      common = zone;
    }
  return common;
}

/* Planned work has no row before: it is made under an id of ours. */
static CorralActTarget *
make_window_target (CorralFleet *fleet, CorralTableKind table, guint32 slot)
{
  guint32 chain = corral_fleet_get_link (fleet, table, slot, COL_CHAIN);
  guint32 store = table == CORRAL_TABLE_CART    ? corral_fleet_get_link (fleet, table, slot, CORRAL_CART_COL_STORE)
                  : table == CORRAL_TABLE_STORE ? slot
                                                : CORRAL_NO_SLOT;
  const char *tenant = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
  const char *zone = store != CORRAL_NO_SLOT
                         ? corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_TIME_ZONE)
                         : find_common_zone (fleet, chain);
  g_autofree char *uuid = g_uuid_string_random ();
  CorralActTarget *target;

  if (tenant == NULL)
    return NULL;
  target = g_new0 (CorralActTarget, 1);
  target->tenant = g_strdup (tenant);
  target->collection = CORRAL_COLLECTION_MAINTENANCE;
  target->id = g_strdup_printf ("mw-%s", uuid);
  target->rev = CORRAL_UNKNOWN;
  target->worse_ms = CORRAL_UNKNOWN;
  target->time_zone = g_strdup (zone);
  if (store != CORRAL_NO_SLOT && table == CORRAL_TABLE_STORE)
    target->store = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, COL_ID));
  if (table == CORRAL_TABLE_CART)
    target->cart = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, COL_ID));
  if (table == CORRAL_TABLE_CHAIN)
    target->words = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME));
  else if (table == CORRAL_TABLE_STORE)
    target->words = corral_store_to_text (fleet, store);
  else
    target->words = corral_operation_target_to_text (fleet, tenant, "cart", target->cart);
  return target;
}

static void
note_cart (CorralActPlan *self, CorralFleet *fleet, guint32 cart)
{
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);

  self->label = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  if (store != CORRAL_NO_SLOT)
    self->store = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID));
}

/* A target for each cart of the chain at @index that is chosen; @split (nullable): the new incident that they make. */
static void
add_members (CorralActPlan *self, CorralFleet *fleet, const CorralActSubject *subject, guint index, const char *split)
{
  for (guint i = 0; subject->members != NULL && subject->members[i] != NULL; i++)
    {
      const char *slash = strchr (subject->members[i], '/');
      CorralActTarget *target = make_incident_target (fleet, subject, index);

      if (target == NULL || slash == NULL
          || strncmp (subject->members[i], target->tenant, (gsize) (slash - subject->members[i])) != 0
          || target->tenant[slash - subject->members[i]] != '\0')
        {
          g_clear_pointer (&target, target_free);
          continue;
        }
      target->cart = g_strdup (slash + 1);
      if (split != NULL)
        {
          g_free (target->id);
          target->id = g_strdup (split);
          target->rev = CORRAL_UNKNOWN;
        }
      g_free (target->words);
      target->words = corral_operation_target_to_text (fleet, target->tenant, "cart", target->cart);
      g_ptr_array_add (self->targets, target);
    }
}

/* Of those that it will be done to. */
static void
note_cover (CorralActPlan *self, CorralFleet *fleet, const CorralActSubject *subject)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (guint32));
  CorralFlagCover cover;

  for (guint i = 0; i < subject->n_slots && taken->len < self->targets->len; i++)
    if (self->act->judge (fleet, subject, subject->slots[i]) == CORRAL_OBSTACLE_NONE)
      g_array_append_val (taken, subject->slots[i]);
  if (taken->len == 0)
    return;
  corral_flag_bulk_cover (fleet, (const guint32 *) (gpointer) taken->data, taken->len, &cover);
  self->cover = corral_flag_cover_to_text (&cover);
}

CorralActPlan *
corral_act_plan_new (CorralPageContext *context, const CorralAct *act, const CorralActSubject *subject)
{
  CorralActPlan *self = g_new0 (CorralActPlan, 1);
  /* Of the target's tenant and id: two alerts may be about one cart. */
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *split
      = act->splits ? corral_incident_make_split_id (subject->incident->id, g_random_int ()) : NULL;

  g_return_val_if_fail ((act->tables & CORRAL_TABLE_BIT (subject->table)) != 0, self);

  self->act = act;
  self->table = subject->table;
  self->n_chosen = act->by_member && subject->members != NULL ? MAX (g_strv_length ((char **) subject->members), 1)
                   : subject->incident != NULL                ? 1
                                                              : subject->n_slots;
  self->incident = subject->incident != NULL ? corral_incident_ref (subject->incident) : NULL;
  self->reason = g_strdup (subject->reason);
  self->text = g_strdup (subject->text);
  self->targets = g_ptr_array_new_with_free_func (target_free);
  for (guint i = 0; i < subject->n_slots; i++)
    {
      CorralObstacle obstacle = act->judge (context->fleet, subject, subject->slots[i]);
      CorralActTarget *target;

      if (obstacle == CORRAL_OBSTACLE_NONE && act->by_member)
        {
          add_members (self, context->fleet, subject, i, split);
          continue;
        }
      if (obstacle == CORRAL_OBSTACLE_NONE && self->targets->len >= CORRAL_ACT_MOST)
        obstacle = CORRAL_OBSTACLE_TOO_MANY;
      if (obstacle != CORRAL_OBSTACLE_NONE)
        {
          self->left_out[obstacle]++;
          continue;
        }
      if (subject->incident != NULL)
        target = make_incident_target (context->fleet, subject, i);
      else if (act->kind == CORRAL_OPERATION_MAINTENANCE_PLAN)
        target = make_window_target (context->fleet, subject->table, subject->slots[i]);
      else
        target = make_target (context->fleet, act, subject, subject->slots[i]);
      if (target == NULL)
        self->left_out[CORRAL_OBSTACLE_NOT_SENT]++;
      else if (!g_hash_table_add (seen, g_strdup_printf ("%s/%s", target->tenant, target->id)))
        {
          self->left_out[CORRAL_OBSTACLE_SAME_CART]++;
          target_free (target);
        }
      else
        g_ptr_array_add (self->targets, target);
    }
  if (subject->table == CORRAL_TABLE_CART && subject->n_slots == 1)
    note_cart (self, context->fleet, subject->slots[0]);
  self->n_items = CORRAL_UNKNOWN;
  if (subject->table == CORRAL_TABLE_FLAG && subject->n_slots == 1)
    self->n_items
        = corral_fleet_get_integer (context->fleet, CORRAL_TABLE_FLAG, subject->slots[0], CORRAL_FLAG_COL_ITEM_COUNT);
  else if (subject->table == CORRAL_TABLE_FLAG && subject->n_slots > 1)
    note_cover (self, context->fleet, subject);
  return self;
}

void
corral_act_plan_free (CorralActPlan *self)
{
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->incident, corral_incident_unref);
  g_free (self->label);
  g_free (self->store);
  g_free (self->reason);
  g_free (self->text);
  g_free (self->cover);
  g_free (self);
}

static const char *
known_text (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

/* What the row says, for the one who makes it (CorralOperationType.makes_target). */
static void
describe_incident (const CorralActPlan *self, const CorralActTarget *target, CorralOperationParams *params)
{
  static const char *const severities[] = {
    [CORRAL_SEVERITY_INFO] = "info", [CORRAL_SEVERITY_WATCH] = "watch", [CORRAL_SEVERITY_ACT] = "act"
  };
  const CorralIncident *incident = self->incident;

  params->rule = corral_alert_rule_to_word (incident->rule);
  params->severity = severities[incident->severity];
  params->began_ms = CORRAL_IS_KNOWN (incident->began_ms) ? incident->began_ms : incident->raised_ms;
  params->store = known_text (incident->store);
  params->detail = known_text (incident->detail);
  params->region = known_text (incident->region);
  if (self->act->kind == CORRAL_OPERATION_INCIDENT_ACK)
    params->worse_ms = target->worse_ms;
  if (self->act->by_member)
    params->cart = target->cart;
}

CorralOperationDraft
corral_act_plan_get_draft (const CorralActPlan *self, guint index)
{
  const CorralActTarget *target = g_ptr_array_index (self->targets, index);
  CorralOperationDraft draft = {
    .kind = self->act->kind,
    .tenant = target->tenant,
    .collection = target->collection,
    .target = target->id,
    .expected_rev = target->rev,
  };

  corral_operation_params_clear (&draft.params);
  if (self->act->kind == CORRAL_OPERATION_CASE_STATUS)
    draft.params.status = self->act->outcome;
  else
    draft.params.outcome = self->act->outcome;
  if (self->act->kind == CORRAL_OPERATION_MAINTENANCE_PLAN)
    {
      draft.params.store = target->store;
      draft.params.cart = target->cart;
    }
  if (self->incident != NULL
      && (corral_operation_type_get (self->act->kind)->makes_target || self->act->kind == CORRAL_OPERATION_NOTE_ADD))
    describe_incident (self, target, &draft.params);
  return draft;
}

char *
corral_act_plan_describe_left_out (const CorralActPlan *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1; i < CORRAL_N_OBSTACLES; i++)
    if (self->left_out[i] > 0)
      {
        g_autofree char *part = corral_obstacle_to_count ((CorralObstacle) i, self->left_out[i]);

        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", part);
      }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

char *
corral_act_plan_why_empty (const CorralActPlan *self)
{
  guint n_kinds = 0;
  guint last = 0;

  if (self->targets->len > 0)
    return NULL;
  for (guint i = 1; i < CORRAL_N_OBSTACLES; i++)
    if (self->left_out[i] > 0)
      {
        n_kinds++;
        last = i;
      }
  if (n_kinds == 0)
    return g_strdup (_ ("Nothing is chosen."));
  return corral_obstacle_to_sentence ((CorralObstacle) last, n_kinds == 1 ? self->n_chosen : 0);
}

GTimeZone *
corral_act_target_get_zone (const CorralActTarget *self)
{
  return corral_time_zone (self->time_zone);
}
