/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened since somebody left, and what they find when they take over: read off the incidents and the mirror, without
 * a memory of its own. Main thread. */
#include "config.h"

#include "corral-shift.h"

#include "corral-maintenance-now.h"

typedef struct
{
  CorralShift *shift;
  CorralFleet *fleet;
  GPtrArray *incidents;
  const char *account;
} Asking;

static gboolean
is_meanwhile (const CorralShift *shift, gint64 time_ms)
{
  return CORRAL_IS_KNOWN (time_ms) && CORRAL_IS_KNOWN (shift->from_ms) && time_ms > shift->from_ms
         && time_ms <= shift->to_ms;
}

static CorralShiftItem *
add_item (CorralShift *shift, CorralShiftPart part, gint64 time_ms)
{
  CorralShiftItem item = { .part = part, .time_ms = time_ms, .ends_ms = CORRAL_UNKNOWN, .table = CORRAL_TABLE_INCIDENT, .slot = CORRAL_NO_SLOT, .n = 1 };

  g_array_append_val (shift->items, item);
  shift->n_parts[part]++;
  return &g_array_index (shift->items, CorralShiftItem, shift->items->len - 1);
}

/* The row of what people did about @incident: the first of any chain that has one. */
static guint32
find_work (Asking *asking, const CorralIncident *incident)
{
  const CorralColumns *rows = corral_fleet_get_table (asking->fleet, CORRAL_TABLE_INCIDENT);
  const CorralColumns *chains = corral_fleet_get_table (asking->fleet, CORRAL_TABLE_CHAIN);

  for (guint32 chain = 0, n = corral_columns_get_n_slots (chains); chain < n; chain++)
    {
      guint32 slot = corral_columns_exists (chains, chain) ? corral_columns_find (rows, chain, incident->id) : CORRAL_NO_SLOT;

      if (slot != CORRAL_NO_SLOT && corral_columns_exists (rows, slot))
        return slot;
    }
  return CORRAL_NO_SLOT;
}

static CorralIncident *
find_incident (Asking *asking, const char *id)
{
  for (guint i = 0; i < asking->incidents->len; i++)
    {
      CorralIncident *incident = g_ptr_array_index (asking->incidents, i);

      if (g_strcmp0 (incident->id, id) == 0)
        return incident;
    }
  return NULL;
}

/* ---- incidents ------------------------------------------------------------------------------------------ */

/* When it was raised, or came back last. */
static gint64
get_last_raised_ms (const CorralIncident *incident)
{
  gint64 last_ms = incident->raised_ms;

  for (guint i = 0; i < incident->events->len; i++)
    {
      const CorralIncidentEvent *event = &g_array_index (incident->events, CorralIncidentEvent, i);

      if (event->kind == CORRAL_INCIDENT_EVENT_CAME_BACK)
        last_ms = MAX (last_ms, event->time_ms);
    }
  return last_ms;
}

static void
list_incidents (Asking *asking)
{
  for (guint i = 0; i < asking->incidents->len; i++)
    {
      CorralIncident *incident = g_ptr_array_index (asking->incidents, i);
      gint64 over_ms = CORRAL_IS_KNOWN (incident->recovered_ms) ? incident->recovered_ms : incident->closed_ms;
      guint32 work = find_work (asking, incident);
      CorralShiftItem *item;

      if (incident->state == CORRAL_INCIDENT_MERGED)
        continue;
      if (corral_incident_is_open (incident))
        {
          const char *who = NULL;

          if (work != CORRAL_NO_SLOT)
            {
              who = corral_fleet_get_text (asking->fleet, CORRAL_TABLE_INCIDENT, work, CORRAL_INCIDENT_COL_ASSIGNED_TO);
              if (who == NULL)
                who = corral_fleet_get_text (asking->fleet, CORRAL_TABLE_INCIDENT, work, CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY);
            }
          item = add_item (asking->shift, CORRAL_SHIFT_OPEN, incident->began_ms);
          item->fresh = is_meanwhile (asking->shift, get_last_raised_ms (incident));
          asking->shift->n_new += item->fresh ? 1 : 0;
          g_strlcpy (item->who, who != NULL ? who : "", sizeof item->who);
        }
      else if (is_meanwhile (asking->shift, over_ms))
        item = add_item (asking->shift, CORRAL_SHIFT_OVER, over_ms);
      else
        continue;
      item->slot = work;
      item->incident = corral_incident_ref (incident);
    }
}

/* ---- snoozes -------------------------------------------------------------------------------------------- */

/* One that ends before the next shift does, or ended while nobody was here, and whose matter is still open. */
static void
list_snooze (Asking *asking, CorralTableKind table, guint32 slot, gint64 until_ms, CorralIncident *incident)
{
  CorralShift *shift = asking->shift;
  gboolean ended = is_meanwhile (shift, until_ms);
  CorralShiftItem *item;

  if (!CORRAL_IS_KNOWN (until_ms) || (!ended && (until_ms <= shift->to_ms || until_ms > shift->to_ms + CORRAL_SHIFT_AHEAD_MS)))
    return;
  item = add_item (shift, CORRAL_SHIFT_SNOOZES, until_ms);
  item->table = table;
  item->slot = slot;
  item->fresh = ended;
  item->incident = incident != NULL ? corral_incident_ref (incident) : NULL;
}

static void
list_snoozes (Asking *asking)
{
  const CorralColumns *alerts = corral_fleet_get_table (asking->fleet, CORRAL_TABLE_ALERT);
  const CorralColumns *work = corral_fleet_get_table (asking->fleet, CORRAL_TABLE_INCIDENT);
  const gint64 *until = corral_columns_peek (alerts, CORRAL_ALERT_COL_SNOOZED_UNTIL_MS);

  for (guint32 slot = 0, n = corral_columns_get_n_slots (alerts); slot < n; slot++)
    if (CORRAL_IS_KNOWN (until[slot]) && corral_columns_exists (alerts, slot)
        && corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_OPEN) == 1)
      list_snooze (asking, CORRAL_TABLE_ALERT, slot, until[slot], NULL);
  for (guint32 slot = 0, n = corral_columns_get_n_slots (work); slot < n; slot++)
    {
      CorralIncident *incident;
      gint64 snoozed_ms;

      if (!corral_columns_exists (work, slot))
        continue;
      incident = find_incident (asking, corral_columns_get_text (work, slot, CORRAL_INCIDENT_COL_ID));
      snoozed_ms = corral_columns_get_integer (work, slot, CORRAL_INCIDENT_COL_SNOOZED_MS);
      /* What got worse is not snoozed any more. */
      if (incident != NULL && corral_incident_is_open (incident)
          && !(CORRAL_IS_KNOWN (snoozed_ms) && corral_incident_is_worse_since (incident, snoozed_ms)))
        list_snooze (asking, CORRAL_TABLE_INCIDENT, slot,
                     corral_columns_get_integer (work, slot, CORRAL_INCIDENT_COL_SNOOZED_UNTIL_MS), incident);
    }
}

/* ---- colleagues ----------------------------------------------------------------------------------------- */

/* Where it stands who did what, and when; one row a deed. */
static const struct
{
  CorralTableKind table;
  guint time;
  guint who;
} deeds[CORRAL_N_DEEDS] = {
  [CORRAL_DEED_ACKNOWLEDGED_INCIDENT] = { CORRAL_TABLE_INCIDENT, CORRAL_INCIDENT_COL_ACKNOWLEDGED_MS,
                                          CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY },
  [CORRAL_DEED_CLOSED_INCIDENT] = { CORRAL_TABLE_INCIDENT, CORRAL_INCIDENT_COL_CLOSED_MS, CORRAL_INCIDENT_COL_CLOSED_BY },
  [CORRAL_DEED_ACKNOWLEDGED_ALERT] = { CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_ACKNOWLEDGED_MS,
                                       CORRAL_ALERT_COL_ACKNOWLEDGED_BY },
  [CORRAL_DEED_DECIDED_FLAG] = { CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_DECIDED_MS, CORRAL_FLAG_COL_DECIDED_BY },
  [CORRAL_DEED_OPENED_TICKET] = { CORRAL_TABLE_TICKET, CORRAL_TICKET_COL_OPENED_MS, CORRAL_TICKET_COL_OPENED_BY },
};

static void
list_deed (Asking *asking, CorralDeed deed)
{
  const CorralColumns *rows = corral_fleet_get_table (asking->fleet, deeds[deed].table);
  const gint64 *times = corral_columns_peek (rows, deeds[deed].time);
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal); /* who to index + 1 */

  for (guint32 slot = 0, n = corral_columns_get_n_slots (rows); slot < n; slot++)
    {
      CorralShiftItem *item;
      const char *who;
      guint index;

      if (!is_meanwhile (asking->shift, times[slot]) || !corral_columns_exists (rows, slot))
        continue;
      who = corral_columns_get_text (rows, slot, deeds[deed].who);
      if (who == NULL || g_strcmp0 (who, asking->account) == 0)
        continue;
      index = GPOINTER_TO_UINT (g_hash_table_lookup (found, who));
      if (index == 0)
        {
          item = add_item (asking->shift, CORRAL_SHIFT_COLLEAGUES, times[slot]);
          g_strlcpy (item->who, who, sizeof item->who);
          item->deed = deed;
          item->table = deeds[deed].table;
          item->slot = slot;
          g_hash_table_insert (found, (gpointer) who, GUINT_TO_POINTER (asking->shift->items->len));
          continue;
        }
      item = &g_array_index (asking->shift->items, CorralShiftItem, index - 1);
      item->n++;
      item->slot = CORRAL_NO_SLOT;
      item->time_ms = MAX (item->time_ms, times[slot]);
    }
}

/* ---- what is planned ------------------------------------------------------------------------------------ */

static void
list_planned (Asking *asking)
{
  const CorralColumns *rows = corral_fleet_get_table (asking->fleet, CORRAL_TABLE_MAINTENANCE);

  for (guint32 slot = 0, n = corral_columns_get_n_slots (rows); slot < n; slot++)
    {
      CorralTimeRange range;
      CorralShiftItem *item;
      const char *who;

      if (!corral_maintenance_get_next (asking->fleet, slot, asking->shift->to_ms, &range)
          || range.start_ms > asking->shift->to_ms + CORRAL_SHIFT_AHEAD_MS)
        continue;
      item = add_item (asking->shift, CORRAL_SHIFT_PLANNED, range.start_ms);
      item->ends_ms = range.end_ms;
      item->table = CORRAL_TABLE_MAINTENANCE;
      item->slot = slot;
      who = corral_columns_get_text (rows, slot, CORRAL_MAINTENANCE_COL_MADE_BY);
      g_strlcpy (item->who, who != NULL ? who : "", sizeof item->who);
    }
}

/* ---- in order ------------------------------------------------------------------------------------------- */

/* By part. What was, the latest first; what will be, the next first; open incidents as the book has them. */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  const CorralShiftItem *x = a;
  const CorralShiftItem *y = b;
  gboolean ahead = x->part == CORRAL_SHIFT_SNOOZES || x->part == CORRAL_SHIFT_PLANNED;

  if (x->part != y->part)
    return x->part < y->part ? -1 : 1;
  if (x->part == CORRAL_SHIFT_OPEN || x->time_ms == y->time_ms)
    return 0;
  return (x->time_ms < y->time_ms) == ahead ? -1 : 1;
}

static void
clear_item (gpointer data)
{
  CorralShiftItem *item = data;

  g_clear_pointer (&item->incident, corral_incident_unref);
}

CorralShift *
corral_shift_new (CorralFleet *fleet, GPtrArray *incidents, const char *account, gint64 from_ms, gint64 to_ms)
{
  CorralShift *self = g_new0 (CorralShift, 1);
  Asking asking = { self, fleet, incidents, account };

  g_return_val_if_fail (CORRAL_IS_FLEET (fleet), self);
  self->from_ms = from_ms;
  self->to_ms = to_ms;
  self->items = g_array_new (FALSE, TRUE, sizeof (CorralShiftItem));
  g_array_set_clear_func (self->items, clear_item);
  list_incidents (&asking);
  list_snoozes (&asking);
  for (guint deed = 0; deed < CORRAL_N_DEEDS; deed++)
    list_deed (&asking, (CorralDeed) deed);
  list_planned (&asking);
  /* g_array_sort() keeps the order of equals. */
  g_array_sort (self->items, compare_items);
  return self;
}

void
corral_shift_free (CorralShift *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->items, g_array_unref);
  g_free (self);
}

const CorralShiftItem *
corral_shift_get_part (const CorralShift *self, CorralShiftPart part, guint *n)
{
  g_return_val_if_fail (part < CORRAL_N_SHIFT_PARTS, NULL);

  *n = self->n_parts[part];
  for (guint i = 0; i < self->items->len && *n > 0; i++)
    if (g_array_index (self->items, CorralShiftItem, i).part == part)
      return &g_array_index (self->items, CorralShiftItem, i);
  return NULL;
}
