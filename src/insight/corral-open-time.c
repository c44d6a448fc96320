/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open hours within a span of time, by the stores' own hours and zones. Pure but for the zone database. One thread. */
#include "config.h"

#include "corral-open-time.h"

#include "corral-opening-hours.h"
#include "corral-time.h"

#define LONGEST_MS (90 * CORRAL_DAY_MS)

/* Stores with the same hours in the same zone are one line. */
typedef struct
{
  CorralOpeningHours hours;
  GTimeZone *zone;     /* (owned) (nullable): not known */
  gint64 from_ms, to_ms, open_ms; /* the last answer */
  gint64 flip_ms;      /* the next change of the hours after a moment asked for, … */
  gint64 flip_after_ms;
  gboolean open;       /* … and whether it is open until then */
} Line;

struct _CorralOpenTimes
{
  GHashTable *lines;   /* (element-type gint64 Line) by the codes of zone and hours in @fleet */
  CorralFleet *fleet;  /* whose codes these are: never looked into */
  Line *last;          /* (nullable): of @last_key */
  gint64 last_key;
};

static void
free_line (gpointer data)
{
  Line *line = data;

  g_clear_pointer (&line->zone, g_time_zone_unref);
  g_free (line);
}

static Line *
find_line (CorralOpenTimes *self, CorralFleet *fleet, guint32 store)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const guint32 *zones = corral_columns_peek (stores, CORRAL_STORE_COL_TIME_ZONE);
  const guint32 *texts = corral_columns_peek (stores, CORRAL_STORE_COL_OPENING_HOURS);
  gint64 key = (gint64) zones[store] << 32 | texts[store];
  const char *zone, *hours;
  Line *line;

  if (self->fleet != fleet)
    {
      g_hash_table_remove_all (self->lines);
      self->fleet = fleet;
      self->last = NULL;
    }
  if (self->last != NULL && self->last_key == key)
    return self->last;
  self->last_key = key;
  self->last = line = g_hash_table_lookup (self->lines, &key);
  if (line != NULL)
    return line;
  zone = corral_columns_get_text (stores, store, CORRAL_STORE_COL_TIME_ZONE);
  hours = corral_columns_get_text (stores, store, CORRAL_STORE_COL_OPENING_HOURS);
  line = g_new0 (Line, 1);
  line->hours = corral_opening_hours_parse (hours);
  /* Not corral_time_zone(): a zone that nobody knows must not count as UTC. */
  line->zone = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;
  line->flip_after_ms = line->flip_ms = CORRAL_UNKNOWN;
  line->from_ms = line->to_ms = CORRAL_UNKNOWN;
  g_hash_table_insert (self->lines, g_memdup2 (&key, sizeof key), line);
  self->last = line;
  return line;
}

/* Until when the hours stay as they are at @at_ms. */
static gint64
next_flip (Line *line, gint64 at_ms)
{
  if (!CORRAL_IS_KNOWN (line->flip_after_ms) || at_ms < line->flip_after_ms || at_ms >= line->flip_ms)
    {
      gboolean opens;

      line->open = corral_opening_hours_is_open (&line->hours, line->zone, at_ms);
      line->flip_after_ms = at_ms;
      /* Always open, or never. */
      if (!corral_opening_hours_next_change (&line->hours, line->zone, at_ms, &line->flip_ms, &opens))
        line->flip_ms = at_ms + CORRAL_DAY_MS;
    }
  return line->flip_ms;
}

CorralOpenTimes *
corral_open_times_new (void)
{
  CorralOpenTimes *self = g_new0 (CorralOpenTimes, 1);

  self->lines = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_line);
  return self;
}

void
corral_open_times_free (CorralOpenTimes *self)
{
  g_hash_table_unref (self->lines);
  g_free (self);
}

gint64
corral_open_times_measure (CorralOpenTimes *self, CorralFleet *fleet, guint32 store, gint64 from_ms, gint64 to_ms)
{
  Line *line = store != CORRAL_NO_SLOT ? find_line (self, fleet, store) : NULL;
  gint64 open_ms = 0;

  if (line == NULL || line->zone == NULL || !line->hours.known)
    return CORRAL_UNKNOWN;
  if (!CORRAL_IS_KNOWN (from_ms) || !CORRAL_IS_KNOWN (to_ms) || from_ms >= to_ms)
    return 0;
  from_ms = MAX (from_ms, to_ms - LONGEST_MS);
  if (from_ms == line->from_ms && to_ms == line->to_ms)
    return line->open_ms;
  for (gint64 at = from_ms; at < to_ms;)
    {
      gint64 until = MIN (next_flip (line, at), to_ms);

      if (line->open)
        open_ms += until - at;
      at = until;
    }
  line->from_ms = from_ms;
  line->to_ms = to_ms;
  line->open_ms = open_ms;
  return open_ms;
}
