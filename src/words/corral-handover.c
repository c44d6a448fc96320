/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened since, and what is still to do, in sentences. Main thread. */
#include "config.h"

#include "corral-handover.h"

#include "corral-attention-text.h"
#include "corral-fill.h"
#include "corral-format.h"
#include "corral-incident-words.h"
#include "corral-operation-words.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is older than this is not how things are. */
#define OLD_MS (5 * CORRAL_MINUTE_MS)

typedef struct
{
  CorralFleet *fleet;
  const CorralShift *shift;
  GTimeZone *zone;
} Telling;

typedef void (*Teller) (Telling *telling, const CorralShiftItem *item, CorralHandoverLine *line);

static void
free_line (gpointer data)
{
  CorralHandoverLine *line = data;

  g_free (line->text);
  g_free (line->detail);
  g_clear_pointer (&line->place, corral_place_unref);
  g_free (line);
}

static void
free_section (gpointer data)
{
  CorralHandoverSection *section = data;

  g_ptr_array_unref (section->lines);
  g_free (section);
}

static char *
say_time (Telling *telling, guint32 store, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = store != CORRAL_NO_SLOT ? corral_store_get_zone (telling->fleet, store) : NULL;
  g_autofree char *time = corral_format_time (time_ms, telling->shift->to_ms, zone != NULL ? zone : telling->zone);

  if (zone == NULL)
    /* Translators: %s is a time, on the clock of the PC */
    return g_strdup_printf (_ ("%s (your time)"), time);
  /* Translators: %s is a time */
  return g_strdup_printf (_ ("%s (store time)"), time);
}

/* ---- one item of each part -------------------------------------------------------------------------- */

static void
tell_open (Telling *telling, const CorralShiftItem *item, CorralHandoverLine *line)
{
  line->text = corral_incident_to_text (telling->fleet, item->incident);
  line->place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, item->incident->id);
  if (item->who[0] != '\0' && item->fresh)
    /* Translators: of an incident; %s is a person */
    line->detail = g_strdup_printf (_ ("new; %s has it"), item->who);
  else if (item->who[0] != '\0')
    /* Translators: of an incident; %s is a person */
    line->detail = g_strdup_printf (_ ("%s has it"), item->who);
  else
    line->detail = g_strdup (item->fresh ? _ ("new; nobody has it") : _ ("nobody has it"));
}

static void
tell_over (Telling *telling, const CorralShiftItem *item, CorralHandoverLine *line)
{
  line->text = corral_incident_to_text (telling->fleet, item->incident);
  line->place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, item->incident->id);
}

static guint32
store_of (Telling *telling, const CorralShiftItem *item)
{
  static const guint columns[CORRAL_N_TABLES] = {
    [CORRAL_TABLE_ALERT] = CORRAL_ALERT_COL_STORE,
    [CORRAL_TABLE_INCIDENT] = CORRAL_INCIDENT_COL_STORE,
    [CORRAL_TABLE_MAINTENANCE] = CORRAL_MAINTENANCE_COL_STORE,
  };

  if (item->slot == CORRAL_NO_SLOT || columns[item->table] == 0)
    return CORRAL_NO_SLOT;
  return corral_fleet_get_link (telling->fleet, item->table, item->slot, columns[item->table]);
}

/* "the alert “Silent” of cart 0412, 118 Riverside" */
static char *
say_target (Telling *telling, const CorralShiftItem *item)
{
  static const struct
  {
    const char *name;
    guint id, chain;
  } collections[CORRAL_N_TABLES] = {
    [CORRAL_TABLE_ALERT] = { "alert", CORRAL_ALERT_COL_ID, CORRAL_ALERT_COL_CHAIN },
    [CORRAL_TABLE_FLAG] = { "flag", CORRAL_FLAG_COL_ID, CORRAL_FLAG_COL_CHAIN },
    [CORRAL_TABLE_TICKET] = { "ticket", CORRAL_TICKET_COL_ID, CORRAL_TICKET_COL_CHAIN },
    [CORRAL_TABLE_INCIDENT] = { "incident", CORRAL_INCIDENT_COL_ID, CORRAL_INCIDENT_COL_CHAIN },
    [CORRAL_TABLE_MAINTENANCE] = { "maintenance", CORRAL_MAINTENANCE_COL_ID, CORRAL_MAINTENANCE_COL_CHAIN },
  };
  guint32 chain = corral_fleet_get_link (telling->fleet, item->table, item->slot, collections[item->table].chain);

  return corral_operation_target_to_text (
      telling->fleet, corral_fleet_get_text (telling->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
      collections[item->table].name,
      corral_fleet_get_text (telling->fleet, item->table, item->slot, collections[item->table].id));
}

static void
tell_snooze (Telling *telling, const CorralShiftItem *item, CorralHandoverLine *line)
{
  g_autofree char *time = say_time (telling, store_of (telling, item), item->time_ms);

  g_autofree char *what = item->incident != NULL ? corral_incident_to_title (telling->fleet, item->incident)
                                                 : say_target (telling, item);

  /* Translators: a thing such as "the alert “Silent” of cart 0412, 118 Riverside" */
  line->text = g_strdup_printf (_ ("Snoozed: %s"), what);
  if (item->fresh)
    /* Translators: a snooze; %s is a time */
    line->detail = g_strdup_printf (_ ("until %s; still open"), time);
  else
    /* Translators: a snooze; %s is a time */
    line->detail = g_strdup_printf (_ ("until %s"), time);
  if (item->incident != NULL)
    line->place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, item->incident->id);
  else
    {
      guint32 store = store_of (telling, item);
      guint32 chain = corral_fleet_get_link (telling->fleet, CORRAL_TABLE_ALERT, item->slot, CORRAL_ALERT_COL_CHAIN);
      g_autofree char *number = store != CORRAL_NO_SLOT
                                    ? g_strdup_printf ("%" G_GINT64_FORMAT,
                                                       corral_fleet_get_integer (telling->fleet, CORRAL_TABLE_STORE, store,
                                                                                 CORRAL_STORE_COL_NUMBER))
                                    : NULL;

      if (number != NULL)
        line->place = corral_place_new (CORRAL_PAGE_STORE,
                                        corral_fleet_get_text (telling->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                                        number);
    }
}

/* What was done, to a single thing; where such things are listed. */
static const struct
{
  const char *one;
  CorralPageKind page; /* FLEET: nowhere */
} deeds[CORRAL_N_DEEDS] = {
  /* Translators: what a colleague did; {what} is a thing such as "the alert “Silent” of cart 0412, 118 Riverside" */
  [CORRAL_DEED_ACKNOWLEDGED_INCIDENT] = { N_ ("acknowledged {what}"), CORRAL_PAGE_INCIDENTS },
  [CORRAL_DEED_CLOSED_INCIDENT] = { N_ ("closed {what}"), CORRAL_PAGE_INCIDENTS },
  [CORRAL_DEED_ACKNOWLEDGED_ALERT] = { N_ ("acknowledged {what}"), CORRAL_PAGE_ALERTS },
  [CORRAL_DEED_DECIDED_FLAG] = { N_ ("decided {what}"), CORRAL_PAGE_FLAGS },
  [CORRAL_DEED_OPENED_TICKET] = { N_ ("opened {what}"), CORRAL_PAGE_FLEET },
};

/* "acknowledged 12 alerts" */
static char *
say_deeds (CorralDeed deed, guint n)
{
  switch (deed)
    {
    case CORRAL_DEED_ACKNOWLEDGED_INCIDENT:
      return g_strdup_printf (ngettext ("acknowledged %u incident", "acknowledged %u incidents", n), n);
    case CORRAL_DEED_CLOSED_INCIDENT:
      return g_strdup_printf (ngettext ("closed %u incident", "closed %u incidents", n), n);
    case CORRAL_DEED_ACKNOWLEDGED_ALERT:
      return g_strdup_printf (ngettext ("acknowledged %u alert", "acknowledged %u alerts", n), n);
    case CORRAL_DEED_DECIDED_FLAG:
      return g_strdup_printf (ngettext ("decided %u flag", "decided %u flags", n), n);
    case CORRAL_DEED_OPENED_TICKET:
      return g_strdup_printf (ngettext ("opened %u ticket", "opened %u tickets", n), n);
    default:
      g_assert_not_reached ();
    }
}

static void
tell_colleague (Telling *telling, const CorralShiftItem *item, CorralHandoverLine *line)
{
  g_autofree char *time = say_time (telling, CORRAL_NO_SLOT, item->time_ms);
  g_autofree char *who = corral_format_text (item->who);
  g_autofree char *target = item->slot != CORRAL_NO_SLOT ? say_target (telling, item) : NULL;
  const CorralFilling filling = { "what", target };
  g_autofree char *what = target != NULL ? corral_fill (_ (deeds[item->deed].one), &filling, 1)
                                         : say_deeds (item->deed, item->n);

  /* Translators: a person, then what they did: "p.meier acknowledged 12 alerts" */
  line->text = g_strdup_printf (_ ("%s %s"), who, what);
  if (item->n > 1)
    /* Translators: %s is a time */
    line->detail = g_strdup_printf (_ ("last at %s"), time);
  else
    line->detail = g_steal_pointer (&time);
  if (deeds[item->deed].page != CORRAL_PAGE_FLEET)
    line->place = corral_place_new (deeds[item->deed].page, NULL, NULL);
}

static void
tell_planned (Telling *telling, const CorralShiftItem *item, CorralHandoverLine *line)
{
  guint32 store = store_of (telling, item);
  g_autofree char *starts = say_time (telling, store, item->time_ms);
  g_autofree char *ends = say_time (telling, store, item->ends_ms);
  g_autofree char *what = say_target (telling, item);

  /* Translators: a thing such as "the maintenance (cleaning) of 118 Riverside" */
  line->text = g_strdup_printf (_ ("Planned: %s"), what);
  if (item->time_ms <= telling->shift->to_ms)
    /* Translators: of a planned maintenance that goes on; %s is a time */
    line->detail = g_strdup_printf (_ ("goes on until %s"), ends);
  else
    /* Translators: of a planned maintenance; times */
    line->detail = g_strdup_printf (_ ("from %s to %s"), starts, ends);
}

/* ---- the parts -------------------------------------------------------------------------------------- */

static const struct
{
  const char *title;
  const char *empty; /* (nullable): the part is left out */
  Teller tell;
} parts[CORRAL_N_SHIFT_PARTS] = {
  [CORRAL_SHIFT_OPEN] = { N_ ("Open Now"), N_ ("No incident is open."), tell_open },
  [CORRAL_SHIFT_SNOOZES] = { N_ ("Snoozes That End"), NULL, tell_snooze },
  [CORRAL_SHIFT_OVER] = { N_ ("Over Meanwhile"), NULL, tell_over },
  [CORRAL_SHIFT_COLLEAGUES] = { N_ ("What Colleagues Did"), NULL, tell_colleague },
  [CORRAL_SHIFT_PLANNED] = { N_ ("Planned for the Next Hours"), NULL, tell_planned },
};

static void
add_part (CorralHandover *self, Telling *telling, CorralShiftPart part, gint64 known_ms)
{
  guint n;
  const CorralShiftItem *items = corral_shift_get_part (telling->shift, part, &n);
  CorralHandoverSection *section;

  if (n == 0 && (parts[part].empty == NULL || !CORRAL_IS_KNOWN (known_ms)))
    return;
  section = g_new0 (CorralHandoverSection, 1);
  section->part = part;
  section->title = _ (parts[part].title);
  section->empty = n == 0 ? _ (parts[part].empty) : NULL;
  section->lines = g_ptr_array_new_with_free_func (free_line);
  section->n_more = n > CORRAL_HANDOVER_LINES ? n - CORRAL_HANDOVER_LINES : 0;
  for (guint i = 0; i < n - section->n_more; i++)
    {
      CorralHandoverLine *line = g_new0 (CorralHandoverLine, 1);

      parts[part].tell (telling, &items[i], line);
      g_ptr_array_add (section->lines, line);
    }
  g_ptr_array_add (self->sections, section);
}

static char *
say_sentence (Telling *telling, gint64 known_ms)
{
  const CorralShift *shift = telling->shift;
  guint n_open = shift->n_parts[CORRAL_SHIFT_OPEN];
  guint n_over = shift->n_parts[CORRAL_SHIFT_OVER];
  g_autofree char *open = g_strdup_printf (ngettext ("%u incident is open now", "%u incidents are open now", n_open), n_open);
  g_autofree char *new = g_strdup_printf (ngettext ("%u is new", "%u are new", shift->n_new), shift->n_new);
  g_autofree char *over = g_strdup_printf (ngettext ("%u is over", "%u are over", n_over), n_over);
  g_autofree char *from = NULL;

  /* Nothing that was heard, nothing that can be said. */
  if (!CORRAL_IS_KNOWN (known_ms) && n_open == 0)
    return g_strdup (_ ("It is not known yet whether anything is wrong."));
  if (!CORRAL_IS_KNOWN (shift->from_ms))
    return g_strdup_printf ("%s.", open);
  from = say_time (telling, CORRAL_NO_SLOT, shift->from_ms);
  /* Translators: a time; then "4 incidents are open now", "3 are new", "5 are over" */
  return g_strdup_printf (_ ("Since %s: %s, %s, %s."), from, open, new, over);
}

static char *
say_as_of (Telling *telling, gint64 known_ms)
{
  g_autofree char *time = say_time (telling, CORRAL_NO_SLOT, known_ms);

  if (!CORRAL_IS_KNOWN (known_ms))
    return g_strdup (_ ("Nothing has been heard of the carts yet"));
  if (telling->shift->to_ms - known_ms > OLD_MS)
    /* Translators: %s is a time */
    return g_strdup_printf (_ ("As of %s: what has happened since is not known on this PC"), time);
  /* Translators: %s is a time */
  return g_strdup_printf (_ ("As of %s"), time);
}

static char *
say_period (Telling *telling)
{
  g_autofree char *to = say_time (telling, CORRAL_NO_SLOT, telling->shift->to_ms);
  g_autofree char *from = say_time (telling, CORRAL_NO_SLOT, telling->shift->from_ms);

  if (!CORRAL_IS_KNOWN (telling->shift->from_ms))
    return g_steal_pointer (&to);
  /* Translators: two times */
  return g_strdup_printf (_ ("%s to %s"), from, to);
}

/* A sheet is read elsewhere, and later: it names its day, its clock and whose carts it is about. */
static char *
say_whose (Telling *telling)
{
  const CorralColumns *chains = corral_fleet_get_table (telling->fleet, CORRAL_TABLE_CHAIN);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (telling->shift->to_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, telling->zone) : NULL;
  /* Translators: a date such as "Friday 27 November 2026" */
  g_autofree char *day = local != NULL ? g_date_time_format (local, _ ("%A %-d %B %Y")) : g_strdup (CORRAL_DASH);
  g_autofree char *zone = local != NULL ? g_date_time_format (local, "%Z, UTC%:z") : g_strdup (CORRAL_DASH);
  GString *text = g_string_new (NULL);
  guint n = 0;

  /* Translators: a date, then a time zone such as "CET, UTC+01:00" */
  g_string_append_printf (text, _ ("%s; “your time” is %s"), day, zone);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    {
      g_autofree char *name = corral_columns_exists (chains, slot)
                                  ? corral_format_text (corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_NAME))
                                  : NULL;

      if (name != NULL)
        g_string_append_printf (text, "%s%s", n++ > 0 ? _ (", ") : "\n", name);
    }
  return g_string_free (text, FALSE);
}

CorralHandover *
corral_handover_new (CorralFleet *fleet, const CorralShift *shift, const char *words, gint64 known_ms, GTimeZone *zone)
{
  CorralHandover *self = g_new0 (CorralHandover, 1);
  Telling telling = { fleet, shift, zone };

  g_return_val_if_fail (shift != NULL && zone != NULL, self);
  self->sentence = say_sentence (&telling, known_ms);
  self->as_of = say_as_of (&telling, known_ms);
  self->period = say_period (&telling);
  self->whose = say_whose (&telling);
  self->words = words != NULL && *words != '\0' ? g_strdup (words) : NULL;
  self->sections = g_ptr_array_new_with_free_func (free_section);
  for (guint part = 0; part < CORRAL_N_SHIFT_PARTS; part++)
    add_part (self, &telling, (CorralShiftPart) part, known_ms);
  return self;
}

void
corral_handover_free (CorralHandover *self)
{
  if (self == NULL)
    return;
  g_free (self->sentence);
  g_free (self->as_of);
  g_free (self->period);
  g_free (self->whose);
  g_free (self->words);
  g_clear_pointer (&self->sections, g_ptr_array_unref);
  g_free (self);
}

char *
corral_handover_to_text (const CorralHandover *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n%s\n%s\n%s\n", _ ("Handover"), self->whose, self->sentence, self->as_of);
  if (self->words != NULL)
    g_string_append_printf (text, "\n%s\n", self->words);
  for (guint i = 0; i < self->sections->len; i++)
    {
      const CorralHandoverSection *section = g_ptr_array_index (self->sections, i);

      g_string_append_printf (text, "\n%s\n", section->title);
      if (section->empty != NULL)
        g_string_append_printf (text, "%s\n", section->empty);
      for (guint k = 0; k < section->lines->len; k++)
        {
          const CorralHandoverLine *line = g_ptr_array_index (section->lines, k);

          if (line->detail != NULL)
            g_string_append_printf (text, "• %s – %s\n", line->text, line->detail);
          else
            g_string_append_printf (text, "• %s\n", line->text);
        }
      if (section->n_more > 0)
        {
          g_string_append_printf (text, ngettext ("and %u more", "and %u more", section->n_more), section->n_more);
          g_string_append_c (text, '\n');
        }
    }
  return g_string_free (text, FALSE);
}
