/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When something becomes an incident, when it is over, when it comes back. Raising and clearing go by different rules: it
 * is raised after it held for its time, where a break counts twice; it recovers after fresh data have said so for its clearing
 * time, and for longer each time that it came back. One thread at a time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-time.h"

#include <string.h>

/* Clearing takes at most so many times as long, and no longer than that in all. */
#define FLAP_FACTOR_MAX 8
#define FLAP_CLEAR_MAX_MS (4 * CORRAL_HOUR_MS)

/* Ids go by so many minutes, so that desks that first looked at different moments mostly give the same; for the rest see
 * corral-incident-people.c. */
#define ID_MINUTES 15

/* A figure of the day that falls again on the same day is the same. */
#define DAY_BACK_MINUTES (12 * 60)

/* So many events of an incident are kept; the first, RAISED, always is. */
#define MAX_EVENTS 200
/* So many points of growth: then each second one goes. */
#define MAX_POINTS 400

#define SHRANK_FROM 6

static const CorralMatter matters[CORRAL_N_ALERT_RULES] = {
  [CORRAL_RULE_CARRIER] = CORRAL_MATTER_SILENCE,
  [CORRAL_RULE_CLOUD_SILENCE] = CORRAL_MATTER_SILENCE,
  [CORRAL_RULE_CONNECTED] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_INGEST_ERRORS] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_INGEST_DELAY] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_AUTHENTICATION] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_CLOUD_GAP] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_REJECTS] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_CERTIFICATE] = CORRAL_MATTER_SILENCE,
  [CORRAL_RULE_MISSING_CA] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_WRONG_BUILD] = CORRAL_MATTER_BEHAVIOUR,
  [CORRAL_RULE_ROLLBACK] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_RADIO] = CORRAL_MATTER_BEHAVIOUR,
  [CORRAL_RULE_CALIBRATION] = CORRAL_MATTER_BEHAVIOUR,
  [CORRAL_RULE_STORE_WIFI] = CORRAL_MATTER_SILENCE,
  [CORRAL_RULE_STORE_SILENT] = CORRAL_MATTER_SILENCE,
  [CORRAL_RULE_ACCESS_POINT] = CORRAL_MATTER_SILENCE,
  [CORRAL_RULE_BELOW_TARGET] = CORRAL_MATTER_FIGURE,
  [CORRAL_RULE_OFF_PREMISES] = CORRAL_MATTER_BEHAVIOUR,
};

CorralMatter
corral_track_get_matter (const CorralTrack *track)
{
  return matters[track->now->rule];
}

static gint64
minutes (guint n)
{
  return (gint64) n * CORRAL_MINUTE_MS;
}

void
corral_incident_book_add_event (CorralTrack *track, CorralIncidentEventKind kind, gint64 time_ms, gint64 value_ms)
{
  CorralIncidentEvent event = { kind, time_ms, track->now->n_carts, track->now->n_stores, value_ms, CORRAL_UNKNOWN, CORRAL_UNKNOWN };

  if (track->now->events->len >= MAX_EVENTS)
    g_array_remove_index (track->now->events, 1);
  g_array_append_val (track->now->events, event);
}

static CorralIncidentPoint
make_point (const CorralTrack *track)
{
  return (CorralIncidentPoint) { track->clock_ms, track->now->n_carts, track->now->n_stores, track->now->n_regions,
                                 track->now->severity };
}

static void
add_point (CorralTrack *track)
{
  GArray *points = track->now->points;
  CorralIncidentPoint point = make_point (track);

  if (points->len > 0)
    {
      const CorralIncidentPoint *last = &g_array_index (points, CorralIncidentPoint, points->len - 1);

      if (last->n_carts == point.n_carts && last->n_stores == point.n_stores && last->n_regions == point.n_regions
          && last->severity == point.severity)
        return;
    }
  if (points->len >= MAX_POINTS)
    {
      guint kept = 0;

      for (guint i = 0; i < points->len; i += 2)
        g_array_index (points, CorralIncidentPoint, kept++) = g_array_index (points, CorralIncidentPoint, i);
      g_array_set_size (points, kept);
    }
  g_array_append_val (points, point);
}

/* The same on every desk: what it is about, and when it began. */
static char *
make_id (const CorralTrack *track)
{
  guint32 hash = 2166136261u; /* FNV-1a */
  gint64 minute = track->now->began_ms / CORRAL_MINUTE_MS / ID_MINUTES * ID_MINUTES;

  for (const char *c = track->key; *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * 16777619u;
  return g_strdup_printf ("inc-%s-%08x-%" G_GINT64_FORMAT, corral_alert_rule_to_word (track->now->rule), hash, minute);
}

static CorralKeyPast *
find_past (CorralIncidentBook *self, const CorralTrack *track)
{
  CorralKeyPast *past = g_hash_table_lookup (self->key_past, track->key);

  if (past == NULL)
    {
      past = g_new0 (CorralKeyPast, 1);
      for (guint i = 0; i < CORRAL_INCIDENT_KEY_CAP; i++)
        past->raised_ms[i] = CORRAL_UNKNOWN;
      g_hash_table_insert (self->key_past, g_strdup (track->key), past);
    }
  return past;
}

/* The latest incident of the same thing, if it is one of the last day: when there were too many of them, it goes on. */
static CorralIncident *
find_capped (CorralIncidentBook *self, const CorralTrack *track, const CorralKeyPast *past)
{
  gint64 oldest = past->raised_ms[CORRAL_INCIDENT_KEY_CAP - 1];
  CorralIncident *fact;

  if (!CORRAL_IS_KNOWN (oldest) || track->clock_ms - oldest >= CORRAL_DAY_MS || past->last_id == NULL)
    return NULL;
  fact = g_hash_table_lookup (self->facts, past->last_id);
  return fact != NULL && fact->state == CORRAL_INCIDENT_CLOSED ? fact : NULL;
}

static void
come_back (CorralTrack *track)
{
  gboolean lately = CORRAL_IS_KNOWN (track->flap_ms)
                    && track->clock_ms - track->flap_ms < CORRAL_INCIDENT_FLAP_HOURS * CORRAL_HOUR_MS;

  track->flaps = lately ? track->flaps + 1 : 1;
  track->flap_ms = track->opened_ms = track->clock_ms;
  track->now->state = CORRAL_INCIDENT_OPEN;
  track->now->recovered_ms = track->now->closed_ms = CORRAL_UNKNOWN;
  track->now->closed_by_hand = FALSE;
  track->now->n_times_back++;
  track->absent_ms = 0;
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_CAME_BACK, track->clock_ms, CORRAL_UNKNOWN);
  track->told = make_point (track);
}

static void
raise_incident (CorralIncidentBook *self, CorralTrack *track)
{
  CorralKeyPast *past = find_past (self, track);
  CorralIncident *before = find_capped (self, track, past);
  g_autofree char *id = make_id (track);
  guint all = G_MAXUINT;

  /* One that it gave before: the same minutes of the same thing are the same incident. */
  if (before == NULL)
    before = g_hash_table_lookup (self->facts, id);
  if (before != NULL && before->state == CORRAL_INCIDENT_CLOSED)
    {
      corral_track_take (track, before);
      corral_incident_members_look (self, track, &all);
      corral_incident_members_count (self, track);
      come_back (track);
      return;
    }
  for (guint i = CORRAL_INCIDENT_KEY_CAP - 1; i > 0; i--)
    past->raised_ms[i] = past->raised_ms[i - 1];
  past->raised_ms[0] = track->clock_ms;
  g_free (past->last_id);
  past->last_id = g_strdup (id);
  track->phase = CORRAL_TRACK_RAISED;
  track->now->id = g_steal_pointer (&id);
  track->now->state = CORRAL_INCIDENT_OPEN;
  track->now->raised_ms = track->clock_ms;
  track->absent_ms = 0;
  /* Its members are counted for their cap before anything else happens to it, a part at a time. */
  self->raised = track;
  corral_incident_members_count (self, track);
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_RAISED, track->clock_ms, CORRAL_UNKNOWN);
  track->told = make_point (track);
}

static void
flow_pending (CorralIncidentBook *self, CorralTrack *track, gboolean found)
{
  const CorralRuleSetting *setting = &self->settings.rules[track->now->rule];

  if (!found)
    {
      track->held_ms -= 2 * track->step_ms;
      track->over = track->held_ms <= 0;
      return;
    }
  track->held_ms += track->step_ms;
  if (track->held_ms >= minutes (setting->raise_minutes) && !corral_incident_grouping_is_explained (self, track))
    raise_incident (self, track);
}

/* So long fresh data must say that it is over. */
static gint64
get_clear_ms (CorralIncidentBook *self, const CorralTrack *track)
{
  gint64 clear_ms = minutes (self->settings.rules[track->now->rule].clear_minutes);
  gboolean flaps = track->flaps > 1 && track->clock_ms - track->flap_ms < CORRAL_INCIDENT_FLAP_HOURS * CORRAL_HOUR_MS;

  if (!flaps)
    return clear_ms;
  return MAX (clear_ms, MIN (clear_ms * MIN (1 << MIN (track->flaps - 1, 3), FLAP_FACTOR_MAX), FLAP_CLEAR_MAX_MS));
}

static void
flow_open (CorralIncidentBook *self, CorralTrack *track, gboolean found)
{
  if (found
      || (corral_track_get_matter (track) != CORRAL_MATTER_FIGURE && !corral_incident_members_allow_recovery (track)))
    {
      track->absent_ms = 0;
      return;
    }
  track->absent_ms += track->step_ms;
  if (track->absent_ms < get_clear_ms (self, track))
    return;
  track->now->state = CORRAL_INCIDENT_RECOVERED;
  track->now->recovered_ms = track->clock_ms - track->absent_ms;
  track->held_ms = 0;
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_RECOVERED, track->now->recovered_ms, CORRAL_UNKNOWN);
}

static void
flow_recovered (CorralIncidentBook *self, CorralTrack *track, gboolean found)
{
  const CorralRuleSetting *setting = &self->settings.rules[track->now->rule];
  gint64 clear_ms = get_clear_ms (self, track);
  gint64 back_ms = MAX (2 * clear_ms, minutes (CORRAL_INCIDENT_BACK_MINUTES));

  if (found)
    {
      track->held_ms += track->step_ms;
      if (track->held_ms * 2 >= minutes (setting->raise_minutes) && !corral_incident_grouping_is_explained (self, track))
        come_back (track);
      return;
    }
  track->held_ms = 0;
  track->absent_ms += track->step_ms;
  if (track->now->rule == CORRAL_RULE_BELOW_TARGET)
    back_ms = minutes (DAY_BACK_MINUTES);
  if (track->absent_ms >= clear_ms + back_ms)
    corral_incident_flow_close (track, track->clock_ms);
}

/* A person closed it, or made it part of another, while it still held: it is followed until it is over. When it gets worse
 * than it was then, it is open again. */
static void
flow_by_hand (CorralIncidentBook *self, CorralTrack *track, gboolean found)
{
  CorralIncidentPoint point;

  if (!found)
    {
      track->absent_ms += track->step_ms;
      track->over = track->absent_ms >= get_clear_ms (self, track);
      return;
    }
  track->absent_ms = 0;
  corral_incident_members_count (self, track);
  point = make_point (track);
  if (track->now->state == CORRAL_INCIDENT_CLOSED && corral_incident_point_is_worse (&point, &track->told))
    come_back (track);
}

void
corral_incident_flow (CorralIncidentBook *self, CorralTrack *track)
{
  gboolean found = track->finding != NULL || track->split_found;

  if (!track->fresh)
    return;
  if (track->phase == CORRAL_TRACK_PENDING)
    flow_pending (self, track, found);
  else if (track->now->state == CORRAL_INCIDENT_OPEN)
    flow_open (self, track, found || track->held_on);
  else if (track->now->state == CORRAL_INCIDENT_RECOVERED)
    flow_recovered (self, track, found);
  else
    flow_by_hand (self, track, found);
}

void
corral_incident_flow_grow (CorralTrack *track)
{
  CorralIncidentPoint point = make_point (track);

  add_point (track);
  if (track->now->state != CORRAL_INCIDENT_OPEN)
    return;
  if (corral_incident_point_is_worse (&point, &track->told))
    corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_GREW, track->clock_ms, CORRAL_UNKNOWN);
  else if (track->told.n_carts >= SHRANK_FROM && point.n_carts * 2 <= track->told.n_carts)
    corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_SHRANK, track->clock_ms, CORRAL_UNKNOWN);
  else
    return;
  track->told = point;
}

void
corral_incident_flow_close (CorralTrack *track, gint64 time_ms)
{
  track->now->state = CORRAL_INCIDENT_CLOSED;
  track->now->closed_ms = time_ms;
  track->over = TRUE;
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_CLOSED, time_ms, CORRAL_UNKNOWN);
  track->told = make_point (track);
}

void
corral_incident_flow_reopen (CorralTrack *track)
{
  track->now->state = CORRAL_INCIDENT_OPEN;
  track->now->recovered_ms = track->now->closed_ms = CORRAL_UNKNOWN;
  track->now->closed_by_hand = FALSE;
  g_clear_pointer (&track->now->merged_into, g_free);
  track->absent_ms = 0;
  track->over = FALSE;
  track->opened_ms = track->clock_ms;
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_CAME_BACK, track->clock_ms, CORRAL_UNKNOWN);
  track->told = make_point (track);
}

void
corral_incident_flow_split (CorralIncidentBook *self, CorralTrack *track)
{
  corral_incident_members_count (self, track);
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_SPLIT, track->clock_ms, CORRAL_UNKNOWN);
  track->told = make_point (track);
}

void
corral_incident_flow_merge (CorralIncidentBook *self, CorralTrack *track, CorralTrack *into, gint64 time_ms)
{
  corral_incident_members_move (self, track, into);
  track->now->state = CORRAL_INCIDENT_MERGED;
  track->now->closed_ms = time_ms;
  g_free (track->now->merged_into);
  track->now->merged_into = g_strdup (into->now->id);
  track->over = TRUE;
  if (!g_ptr_array_find_with_equal_func (into->now->symptoms, track->now->id, g_str_equal, NULL))
    g_ptr_array_add (into->now->symptoms, g_strdup (track->now->id));
  /* The same silence under another name began when it first showed. */
  if (corral_track_get_matter (track) == CORRAL_MATTER_SILENCE && corral_track_get_matter (into) == CORRAL_MATTER_SILENCE)
    into->now->began_ms = MIN (into->now->began_ms, track->now->began_ms);
  corral_incident_members_count (self, into);
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_MERGED, time_ms, CORRAL_UNKNOWN);
  corral_incident_book_add_event (into, CORRAL_INCIDENT_EVENT_MERGED, time_ms, CORRAL_UNKNOWN);
}
