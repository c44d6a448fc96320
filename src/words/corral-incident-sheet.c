/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An incident on paper. Main thread. */
#include "config.h"

#include "corral-incident-sheet.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-incident-look.h"
#include "corral-incident-words.h"
#include "corral-verdict-words.h"
#include "corral-walk-sheet.h"

#include <glib/gi18n-lib.h>

#define NOTE_LINES 8
/* So many lines of the log: the first says how it began, the last how it stands. */
#define EVENTS_MAX 60
#define STORES_MAX 400

typedef struct
{
  CorralFleet *fleet;
  const CorralIncident *incident;
  GTimeZone *zone; /* (nullable) */
  gint64 now_ms;
} Telling;

/* What one store has to do with it. */
typedef struct
{
  guint32 store;
  guint n_in;
  guint n_all;
  gint64 joined_ms; /* the first of them */
  gint64 lost_ms;
} StorePart;

static char *
say_time (const Telling *self, gint64 time_ms)
{
  g_autofree char *time = corral_format_time (time_ms, self->now_ms, self->zone);

  if (!CORRAL_IS_KNOWN (time_ms))
    return g_steal_pointer (&time);
  /* Translators: %s is a time */
  return self->zone != NULL ? g_strdup_printf (_ ("%s (store time)"), time) : g_strdup_printf (_ ("%s UTC"), time);
}

/* ---- facts ---------------------------------------------------------------------------------------------- */

static void
add_fact (CorralSheetSection *section, const char *title, char *value)
{
  char *row[] = { g_strdup (title), value, NULL };

  corral_sheet_section_take_row (section, g_memdup2 (row, sizeof row));
}

static char *
say_count (guint now, guint most, CorralNoun noun)
{
  g_autofree char *count = corral_format_count (now, noun);
  g_autofree char *at_most = corral_format_count (most, noun);

  /* Translators: "12 carts", "30 carts" */
  return now == most ? g_steal_pointer (&count) : g_strdup_printf (_ ("%s, at most %s"), count, at_most);
}

static char *
say_duration (const CorralIncident *incident)
{
  gint64 end_ms = CORRAL_IS_KNOWN (incident->recovered_ms) ? incident->recovered_ms
                  : CORRAL_IS_KNOWN (incident->closed_ms)  ? incident->closed_ms
                                                           : incident->known_ms;
  gint64 begin_ms = CORRAL_IS_KNOWN (incident->began_ms) ? incident->began_ms : incident->raised_ms;

  return corral_format_duration (CORRAL_IS_KNOWN (end_ms) && CORRAL_IS_KNOWN (begin_ms) ? end_ms - begin_ms : CORRAL_UNKNOWN);
}

static void
add_facts (const Telling *self, CorralSheet *sheet)
{
  const CorralIncident *incident = self->incident;
  CorralSheetSection *section = corral_sheet_add_section (sheet, _ ("In Short"), CORRAL_SHEET_PLAIN);
  gboolean has_cause = (guint) incident->cause < CORRAL_N_VERDICT_CAUSES;

  corral_sheet_section_add_column (section, "", CORRAL_SHEET_START, 2);
  corral_sheet_section_add_column (section, "", CORRAL_SHEET_START, 5);
  add_fact (section, _ ("State"), g_strdup (corral_look_of_incident_state (incident->state).word));
  add_fact (section, _ ("Severity"), g_strdup (corral_look_of_incident_severity (incident->severity).word));
  if (has_cause)
    add_fact (section, _ ("Cause"),
              g_strdup (corral_layer_to_text (corral_verdict_cause_get_layer (incident->cause))));
  if (incident->detail != NULL && *incident->detail != '\0')
    add_fact (section, _ ("What"), corral_format_text (incident->detail));
  if (incident->region != NULL && *incident->region != '\0')
    add_fact (section, _ ("Where"), corral_format_text (incident->region));
  add_fact (section, _ ("Began"), say_time (self, incident->began_ms));
  add_fact (section, _ ("Known since"), say_time (self, incident->raised_ms));
  add_fact (section, _ ("Lasts"), say_duration (incident));
  add_fact (section, _ ("Carts in it"), say_count (incident->n_carts, incident->most_carts, CORRAL_NOUN_CART));
  add_fact (section, _ ("Stores in it"), say_count (incident->n_stores, incident->most_stores, CORRAL_NOUN_STORE));
  if (incident->open_hours_lost > 0)
    add_fact (section, _ ("Cart hours lost"), corral_format_quantity (incident->open_hours_lost, 1, "h"));
}

/* ---- who is in it --------------------------------------------------------------------------------------- */

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const StorePart *first = a;
  const StorePart *second = b;

  if (first->n_in != second->n_in)
    return first->n_in > second->n_in ? -1 : 1;
  if (first->n_all != second->n_all)
    return first->n_all > second->n_all ? -1 : 1;
  return first->store < second->store ? -1 : first->store > second->store;
}

static GArray *
collect_stores (const Telling *self)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (StorePart));
  g_autoptr (GHashTable) by_store = g_hash_table_new (NULL, NULL);

  for (guint i = 0; self->incident->members != NULL && i < self->incident->members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (self->incident->members, i);
      guint32 store = corral_incident_member_find_store (member, self->fleet);
      gpointer index;
      StorePart *part;

      if (store == CORRAL_NO_SLOT)
        continue;
      if (!g_hash_table_lookup_extended (by_store, GUINT_TO_POINTER (store), NULL, &index))
        {
          StorePart fresh = { .store = store, .joined_ms = member->joined_ms };

          index = GUINT_TO_POINTER (parts->len);
          g_array_append_val (parts, fresh);
          g_hash_table_insert (by_store, GUINT_TO_POINTER (store), index);
        }
      part = &g_array_index (parts, StorePart, GPOINTER_TO_UINT (index));
      part->joined_ms = MIN (part->joined_ms, member->joined_ms);
      part->lost_ms += MAX (member->lost_ms, 0);
      if (member->id == NULL)
        continue;
      part->n_all++;
      part->n_in += !CORRAL_IS_KNOWN (member->left_ms) && member->quiet == CORRAL_QUIET_NONE;
    }
  g_array_sort (parts, compare_parts);
  return parts;
}

static void
add_stores (const Telling *self, CorralSheet *sheet)
{
  g_autoptr (GArray) parts = collect_stores (self);
  CorralSheetSection *section;

  if (parts->len == 0)
    return;
  section = corral_sheet_add_section (sheet, _ ("By Store"), CORRAL_SHEET_PLAIN);
  corral_sheet_section_add_column (section, _ ("Store"), CORRAL_SHEET_START, 6);
  corral_sheet_section_add_column (section, _ ("In it now"), CORRAL_SHEET_END, 2);
  corral_sheet_section_add_column (section, _ ("Ever in it"), CORRAL_SHEET_END, 2);
  corral_sheet_section_add_column (section, _ ("Since"), CORRAL_SHEET_END, 3);
  corral_sheet_section_add_column (section, _ ("Cart hours lost"), CORRAL_SHEET_END, 3);
  for (guint i = 0; i < MIN (parts->len, STORES_MAX); i++)
    {
      const StorePart *part = &g_array_index (parts, StorePart, i);
      char *row[] = { corral_store_to_text (self->fleet, part->store),
                      corral_format_integer (part->n_in),
                      corral_format_integer (part->n_all),
                      say_time (self, part->joined_ms),
                      corral_format_real ((double) part->lost_ms / 3600000.0, 1),
                      NULL };

      corral_sheet_section_take_row (section, g_memdup2 (row, sizeof row));
    }
  section->n_more = parts->len - MIN (parts->len, STORES_MAX);
}

/* ---- what happened -------------------------------------------------------------------------------------- */

static void
add_events (const Telling *self, CorralSheet *sheet)
{
  const GArray *events = self->incident->events;
  guint n = events != NULL ? events->len : 0;
  guint left_out = n > EVENTS_MAX ? n - EVENTS_MAX : 0;
  CorralSheetSection *section;

  if (n == 0)
    return;
  section = corral_sheet_add_section (sheet, _ ("What Happened"), CORRAL_SHEET_DONE);
  for (guint i = 0; i < n; i++)
    {
      const CorralIncidentEvent *event = &g_array_index (events, CorralIncidentEvent, i);
      g_autofree char *what = corral_incident_event_to_text (event);
      g_autofree char *when = say_time (self, event->time_ms);
      g_autofree char *line = NULL;

      if (i >= 1 && i < 1 + left_out)
        continue;
      /* Translators: when, and what happened then */
      line = g_strdup_printf (_ ("%s: %s"), when, what);
      corral_sheet_section_add_line (section, line, NULL);
    }
  section->n_more = left_out;
}

CorralSheet *
corral_incident_sheet_new (CorralFleet *fleet, const CorralIncident *incident, const char *told, GPtrArray *notes, gint64 now_ms)
{
  g_autoptr (GTimeZone) zone = corral_incident_get_zone (incident, fleet);
  Telling self = { fleet, incident, zone, now_ms };
  CorralSheet *sheet = corral_sheet_new (_ ("Incident"));
  g_autofree char *known = say_time (&self, incident->known_ms);
  g_autofree char *made = say_time (&self, now_ms);

  sheet->subject = corral_incident_to_title (fleet, incident);
  if (zone != NULL)
    {
      g_autofree char *letters = corral_sheet_say_zone (zone, now_ms);

      /* Translators: whose times are on a sheet: "Time in CET" */
      corral_sheet_take_head (sheet, g_strdup_printf (_ ("Time in %s"), letters));
    }
  /* Translators: %s is a time */
  sheet->as_of = g_strdup_printf (_ ("As of %s; made at %s."), known, made);
  sheet->sentence = corral_incident_to_text (fleet, incident);
  sheet->n_note_lines = NOTE_LINES;
  if (told != NULL)
    {
      CorralSheetSection *section = corral_sheet_add_section (sheet, _ ("What the Stores Are Told"), CORRAL_SHEET_PLAIN);

      corral_sheet_section_add_line (section, told, NULL);
    }
  add_facts (&self, sheet);
  add_stores (&self, sheet);
  add_events (&self, sheet);
  if (notes != NULL && notes->len > 0)
    {
      CorralSheetSection *section = corral_sheet_add_section (sheet, _ ("Notes"), CORRAL_SHEET_DONE);

      for (guint i = 0; i < notes->len; i++)
        corral_sheet_section_add_line (section, g_ptr_array_index (notes, i), NULL);
    }
  return sheet;
}
