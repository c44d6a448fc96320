/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told of which incident, and when. Pure; any thread. */
#include "config.h"

#include "corral-telling.h"

#include "corral-collections.h"
#include "corral-time.h"

#define MINUTES_OF_DAY (24 * 60)

/* What is usual for a role (D): by what each wants to know (domain.md, "Who uses it"). A store's manager sleeps at night; on
 * a support desk somebody is awake. */
static const struct
{
  const char *role;
  CorralTold told;
  CorralSeverity severity;
  guint quiet_from_min, quiet_to_min;
} roles_table[] = {
  { "support_agent", CORRAL_TOLD_AGENT, CORRAL_SEVERITY_ACT, 0, 0 },
  { "support_lead", CORRAL_TOLD_LEAD, CORRAL_SEVERITY_WATCH, 0, 0 },
  { "store_manager", CORRAL_TOLD_MANAGER, CORRAL_SEVERITY_WATCH, 21 * 60, 6 * 60 },
  { "chain_manager", CORRAL_TOLD_MANAGER, CORRAL_SEVERITY_WATCH, 20 * 60, 7 * 60 },
  { "fleet_ops", CORRAL_TOLD_FLEET_OPS, CORRAL_SEVERITY_WATCH, 0, 0 },
  /* Flags are their work, not incidents. */
  { "loss_prevention", CORRAL_TOLD_NOBODY, CORRAL_SEVERITY_ACT, 0, 0 },
};

static gboolean
is_role_quiet (guint i)
{
  return roles_table[i].quiet_from_min != roles_table[i].quiet_to_min;
}

void
corral_telling_wishes_set (CorralTellingWishes *self, const char *const *roles, const CorralTellingChoices *choices)
{
  gboolean any = FALSE;
  gboolean awake = FALSE;

  *self = (CorralTellingWishes){ .on = choices->on, .severity = CORRAL_SEVERITY_ACT, .over = choices->over,
                                 .sound = choices->sound };
  for (guint i = 0; i < G_N_ELEMENTS (roles_table); i++)
    {
      if (roles == NULL || !g_strv_contains (roles, roles_table[i].role))
        continue;
      any = TRUE;
      self->told |= roles_table[i].told;
      self->severity = MIN (self->severity, roles_table[i].severity);
      if (!is_role_quiet (i))
        awake = TRUE;
      else if (self->quiet_from_min == self->quiet_to_min)
        {
          self->quiet_from_min = roles_table[i].quiet_from_min;
          self->quiet_to_min = roles_table[i].quiet_to_min;
        }
    }
  if (!any)
    {
      self->told = CORRAL_TOLD_AGENT | CORRAL_TOLD_LEAD | CORRAL_TOLD_MANAGER | CORRAL_TOLD_FLEET_OPS;
      self->severity = CORRAL_SEVERITY_WATCH;
    }
  if (awake)
    self->quiet_from_min = self->quiet_to_min = 0;

  if (choices->severity >= CORRAL_SEVERITY_INFO)
    self->severity = (CorralSeverity) MIN (choices->severity, (int) CORRAL_SEVERITY_ACT);
  if (choices->quiet == 1)
    self->quiet_from_min = self->quiet_to_min = 0;
  else if (choices->quiet == 2)
    {
      self->quiet_from_min = choices->quiet_from_min % MINUTES_OF_DAY;
      self->quiet_to_min = choices->quiet_to_min % MINUTES_OF_DAY;
    }
}

gboolean
corral_telling_is_quiet (const CorralTellingWishes *self, gint64 now_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  guint minute;

  if (self->quiet_from_min == self->quiet_to_min || !CORRAL_IS_KNOWN (now_ms))
    return FALSE;
  utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  if (local == NULL)
    return FALSE;
  minute = (guint) (g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local));
  if (self->quiet_from_min < self->quiet_to_min)
    return minute >= self->quiet_from_min && minute < self->quiet_to_min;
  return minute >= self->quiet_from_min || minute < self->quiet_to_min;
}

/* ---- one incident -------------------------------------------------------------------------------------- */

static gint64
later (gint64 a, gint64 b)
{
  if (!CORRAL_IS_KNOWN (a))
    return b;
  return CORRAL_IS_KNOWN (b) ? MAX (a, b) : a;
}

/* Whether a colleague, or this person, has it in hand; and if they had, whether that has ended since they were last told of
 * it or looked at it. */
static CorralUntold
judge_work (const CorralIncident *incident,
            const CorralWatchMark *mark,
            const CorralTellingWork *work,
            gint64 now_ms,
            gboolean *ended)
{
  gint64 met_ms = mark != NULL ? later (mark->told_ms, mark->seen_ms) : CORRAL_UNKNOWN;
  gint64 ends_ms;

  *ended = FALSE;
  if (work == NULL)
    return CORRAL_UNTOLD_NOT;
  if (CORRAL_IS_KNOWN (work->closed_ms))
    return CORRAL_UNTOLD_CLOSED;
  if (CORRAL_IS_KNOWN (work->snoozed_until_ms))
    {
      /* Where it is not known when it was snoozed: what was worse before was told, or looked at, then. */
      gint64 since_ms = CORRAL_IS_KNOWN (work->snoozed_ms)
                            ? work->snoozed_ms
                            : later (mark != NULL ? mark->known_ms : CORRAL_UNKNOWN, work->acknowledged_ms);

      if (!CORRAL_IS_KNOWN (since_ms))
        since_ms = incident->raised_ms;
      if (work->snoozed_until_ms > now_ms && !corral_incident_is_worse_since (incident, since_ms))
        return CORRAL_UNTOLD_SNOOZED;
      *ended = work->snoozed_until_ms <= now_ms && CORRAL_IS_KNOWN (met_ms) && work->snoozed_until_ms > met_ms;
    }
  if (CORRAL_IS_KNOWN (work->acknowledged_ms))
    {
      ends_ms = work->acknowledged_ms + CORRAL_INCIDENT_ACKNOWLEDGED_MS;
      if (ends_ms > now_ms && !*ended && !corral_incident_is_worse_since (incident, work->acknowledged_ms))
        return CORRAL_UNTOLD_ACKNOWLEDGED;
      *ended |= ends_ms <= now_ms && CORRAL_IS_KNOWN (met_ms) && ends_ms > met_ms;
    }
  return CORRAL_UNTOLD_NOT;
}

static CorralUntold
judge_open (const CorralIncident *incident,
            const CorralWatchMark *mark,
            const CorralTellingWork *work,
            gint64 now_ms,
            CorralTellingKind *kind)
{
  CorralToldWhat what = mark != NULL ? mark->what : CORRAL_TOLD_WHAT_NOTHING;
  /* By the data that were told or seen, not by the clock: they are always a little behind it. */
  gint64 met_ms = mark != NULL ? mark->known_ms : CORRAL_UNKNOWN;
  gboolean ended = FALSE;
  CorralUntold why = judge_work (incident, mark, work, now_ms, &ended);

  if (why != CORRAL_UNTOLD_NOT)
    return why;
  if (what == CORRAL_TOLD_WHAT_OVER)
    {
      *kind = CORRAL_TELLING_BACK;
      return CORRAL_UNTOLD_NOT;
    }
  if (what == CORRAL_TOLD_WHAT_NOTHING)
    {
      *kind = CORRAL_TELLING_NEW;
      return CORRAL_IS_KNOWN (met_ms) && !corral_incident_is_worse_since (incident, met_ms) ? CORRAL_UNTOLD_SEEN
                                                                                              : CORRAL_UNTOLD_NOT;
    }
  *kind = CORRAL_TELLING_WORSE;
  if ((guint) incident->severity > mark->told_severity)
    return CORRAL_UNTOLD_NOT;
  if (CORRAL_IS_KNOWN (met_ms) && corral_incident_is_worse_since (incident, met_ms))
    return now_ms - mark->told_ms < CORRAL_TELLING_APART_MS && now_ms >= mark->told_ms ? CORRAL_UNTOLD_TOO_SOON
                                                                                        : CORRAL_UNTOLD_NOT;
  *kind = CORRAL_TELLING_STILL_OPEN;
  return ended ? CORRAL_UNTOLD_NOT : CORRAL_UNTOLD_ALREADY;
}

/* Whether late data changed what it was after it was told that it is over. */
static gboolean
is_amended_since (const CorralIncident *incident, gint64 time_ms)
{
  for (guint i = incident->events->len; CORRAL_IS_KNOWN (time_ms) && i-- > 0;)
    {
      const CorralIncidentEvent *event = &g_array_index (incident->events, CorralIncidentEvent, i);

      if (event->kind == CORRAL_INCIDENT_EVENT_AMENDED)
        return event->time_ms > time_ms;
    }
  return FALSE;
}

CorralUntold
corral_telling_judge (const CorralIncident *incident,
                      CorralTold told,
                      const CorralWatchMark *mark,
                      const CorralTellingWork *work,
                      const CorralTellingWishes *wishes,
                      gint64 now_ms,
                      CorralTellingKind *kind)
{
  if (incident->state == CORRAL_INCIDENT_MERGED)
    return CORRAL_UNTOLD_PART;
  if (incident->state != CORRAL_INCIDENT_OPEN)
    {
      *kind = CORRAL_TELLING_OVER;
      /* Without fresh data it is not over: a person has closed it. */
      if (!CORRAL_IS_KNOWN (incident->recovered_ms))
        return CORRAL_UNTOLD_CLOSED;
      if (mark == NULL || mark->what == CORRAL_TOLD_WHAT_NOTHING)
        return CORRAL_UNTOLD_NEVER_TOLD;
      if (mark->what == CORRAL_TOLD_WHAT_OVER && is_amended_since (incident, mark->known_ms))
        *kind = CORRAL_TELLING_AMENDED;
      else if (mark->what == CORRAL_TOLD_WHAT_OVER)
        return CORRAL_UNTOLD_ALREADY;
      return wishes->over ? CORRAL_UNTOLD_NOT : CORRAL_UNTOLD_NOT_WISHED;
    }
  if ((told & wishes->told) == 0)
    return CORRAL_UNTOLD_ROLE;
  if (incident->severity < wishes->severity)
    return CORRAL_UNTOLD_SEVERITY;
  return judge_open (incident, mark, work, now_ms, kind);
}

/* ---- all of them ---------------------------------------------------------------------------------------- */

void
corral_telling_free (CorralTelling *self)
{
  g_clear_pointer (&self->incident, corral_incident_unref);
  g_free (self);
}

static CorralTelling *
make_telling (CorralIncident *incident, CorralTellingKind kind)
{
  CorralTelling *telling = g_new0 (CorralTelling, 1);

  telling->kind = kind;
  telling->incident = corral_incident_ref (incident);
  telling->severity = incident->severity;
  return telling;
}

/* How many of single incidents may be shown now; @summed: whether one for all was shown of late. */
static guint
get_room (GPtrArray *notices, gint64 now_ms, gboolean *summed)
{
  guint n = 0;

  *summed = FALSE;
  for (guint i = notices->len; i-- > 0;)
    {
      const CorralWatchNotice *notice = g_ptr_array_index (notices, i);

      /* One from the future was made before the clock was set back. */
      if (!notice->shown || notice->time_ms <= now_ms - CORRAL_TELLING_BURST_MS || notice->time_ms > now_ms)
        continue;
      n++;
      *summed |= notice->kind == CORRAL_TELLING_SUMMARY;
    }
  return n < CORRAL_TELLING_BURST ? CORRAL_TELLING_BURST - n : 0;
}

static CorralTelling *
sum_up (GPtrArray *tellings, gboolean sound)
{
  CorralTelling *sum = g_new0 (CorralTelling, 1);

  sum->kind = CORRAL_TELLING_SUMMARY;
  sum->shown = TRUE;
  sum->sound = sound;
  for (guint i = 0; i < tellings->len; i++)
    {
      const CorralTelling *telling = g_ptr_array_index (tellings, i);

      sum->severity = MAX (sum->severity, telling->severity);
      if (telling->kind == CORRAL_TELLING_OVER || telling->kind == CORRAL_TELLING_AMENDED)
        sum->n_over++;
      else
        sum->n_open++;
    }
  return sum;
}

/* Whether this PC has only begun to look, and all of @tellings is of before that. */
static gboolean
is_first (GPtrArray *tellings, const CorralTellingFacts *facts, gint64 now_ms)
{
  if (!CORRAL_IS_KNOWN (facts->since_ms) || tellings->len < 2 || now_ms < facts->since_ms
      || now_ms - facts->since_ms >= CORRAL_TELLING_FIRST_MS)
    return FALSE;
  for (guint i = 0; i < tellings->len; i++)
    {
      const CorralTelling *telling = g_ptr_array_index (tellings, i);

      if (telling->kind != CORRAL_TELLING_NEW || !CORRAL_IS_KNOWN (telling->incident->began_ms)
          || telling->incident->began_ms >= facts->since_ms)
        return FALSE;
    }
  return TRUE;
}

/* Notes for the next time that there is room. What was noted before need not be noted again. */
static void
hold (GPtrArray *tellings, GHashTable *held_before, gboolean on)
{
  for (guint i = tellings->len; i-- > 0;)
    {
      CorralTelling *telling = g_ptr_array_index (tellings, i);

      if (g_hash_table_contains (held_before, telling->incident))
        g_ptr_array_remove_index (tellings, i);
      else
        telling->held = on;
    }
}

GPtrArray *
corral_telling_plan (GPtrArray *incidents,
                     const CorralRuleSettings *settings,
                     const CorralTellingFacts *facts,
                     GPtrArray *notices,
                     const CorralTellingWishes *wishes,
                     gint64 now_ms,
                     GTimeZone *zone)
{
  GPtrArray *tellings = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_telling_free);
  g_autoptr (GHashTable) held_before = g_hash_table_new (NULL, NULL);
  gboolean summed = FALSE;
  guint room = get_room (notices, now_ms, &summed);

  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = g_ptr_array_index (incidents, i);
      const CorralWatchMark *mark = facts->get_mark (incident, facts->data);
      CorralTellingWork work = { CORRAL_UNKNOWN, CORRAL_UNKNOWN, CORRAL_UNKNOWN, CORRAL_UNKNOWN };
      gboolean worked = facts->get_work (incident, &work, facts->data);
      CorralTellingKind kind = CORRAL_TELLING_NEW;
      CorralUntold why = corral_telling_judge (incident, settings->rules[incident->rule].told, mark, worked ? &work : NULL,
                                               wishes, now_ms, &kind);

      /* What was held back is told later, while it lasts. */
      if (why == CORRAL_UNTOLD_ALREADY && mark->held && incident->state == CORRAL_INCIDENT_OPEN)
        {
          kind = CORRAL_TELLING_NEW;
          why = CORRAL_UNTOLD_NOT;
          g_hash_table_add (held_before, incident);
        }
      if (why == CORRAL_UNTOLD_NOT)
        g_ptr_array_add (tellings, make_telling (incident, kind));
    }

  if (!wishes->on || corral_telling_is_quiet (wishes, now_ms, zone))
    hold (tellings, held_before, wishes->on);
  else if (tellings->len > room && summed)
    hold (tellings, held_before, TRUE);
  else if (tellings->len > room || is_first (tellings, facts, now_ms))
    g_ptr_array_add (tellings, sum_up (tellings, wishes->sound));
  else
    for (guint i = 0; i < tellings->len; i++)
      {
        CorralTelling *telling = g_ptr_array_index (tellings, i);

        telling->shown = TRUE;
        telling->sound = wishes->sound && telling->kind != CORRAL_TELLING_OVER && telling->kind != CORRAL_TELLING_AMENDED;
      }
  return tellings;
}

void
corral_telling_note (const CorralTelling *self, CorralWatchMark *mark, gint64 now_ms)
{
  g_return_if_fail (self->incident != NULL);

  mark->what = self->kind == CORRAL_TELLING_OVER || self->kind == CORRAL_TELLING_AMENDED ? CORRAL_TOLD_WHAT_OVER
                                                                                         : CORRAL_TOLD_WHAT_OPEN;
  mark->told_ms = now_ms;
  mark->known_ms = self->incident->known_ms;
  mark->told_severity = self->incident->severity;
  mark->told_carts = self->incident->n_carts;
  mark->held = self->held;
}
