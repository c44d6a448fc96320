/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes and short words of incidents, one table each. Main thread. */
#include "config.h"

#include "corral-incident-look.h"

#include "corral-attention-text.h"
#include "corral-fill.h"
#include "corral-format.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>

/* So long back growth is looked at: shorter is noise, longer is history. */
#define TREND_MS (15 * CORRAL_MINUTE_MS)

static const char *const severity_words[] = {
  [CORRAL_SEVERITY_INFO] = "info",
  [CORRAL_SEVERITY_WATCH] = "watch",
  [CORRAL_SEVERITY_ACT] = "act",
};

static const CorralLook states[] = {
  /* Without a colour: its severity has one. */
  [CORRAL_INCIDENT_OPEN] = { N_ ("Open"), "corral-flag-open-symbolic", "" },
  [CORRAL_INCIDENT_RECOVERED] = { N_ ("Recovered"), "corral-state-idle-symbolic", "state-idle" },
  [CORRAL_INCIDENT_CLOSED] = { N_ ("Closed"), "corral-flag-decided-symbolic", "dim-label" },
  [CORRAL_INCIDENT_MERGED] = { N_ ("Part of another"), "corral-flag-decided-symbolic", "dim-label" },
};

static const char *const trends[] = {
  [CORRAL_INCIDENT_STEADY] = N_ ("steady"),
  [CORRAL_INCIDENT_GROWING] = N_ ("growing"),
  [CORRAL_INCIDENT_SHRINKING] = N_ ("shrinking"),
};

/* Translators: {carts} is "300 carts", {stores} "41 stores": what is in it then. */
static const char *const events[] = {
  [CORRAL_INCIDENT_EVENT_RAISED] = N_ ("Raised with {carts} in {stores}"),
  [CORRAL_INCIDENT_EVENT_GREW] = N_ ("Grew to {carts} in {stores}"),
  [CORRAL_INCIDENT_EVENT_SHRANK] = N_ ("Shrank to {carts} in {stores}"),
  [CORRAL_INCIDENT_EVENT_RECOVERED] = N_ ("Recovered, by fresh data of the carts; {carts} in {stores} still look wrong"),
  [CORRAL_INCIDENT_EVENT_CAME_BACK] = N_ ("Came back with {carts} in {stores}"),
  [CORRAL_INCIDENT_EVENT_CLOSED] = N_ ("Closed with {carts} in {stores}"),
  [CORRAL_INCIDENT_EVENT_AMENDED] = N_ ("Amended by data that came late, about {carts} in {stores}"),
  [CORRAL_INCIDENT_EVENT_MERGED] = N_ ("Became part of another, with {carts} in {stores}"),
  [CORRAL_INCIDENT_EVENT_SPLIT] = N_ ("Split off another by a person, with {carts} in {stores}"),
};

static const char *const quiets[] = {
  [CORRAL_QUIET_NONE] = "",
  [CORRAL_QUIET_CHARGING] = N_ ("charging"),
  [CORRAL_QUIET_CLOSED] = N_ ("store closed"),
  [CORRAL_QUIET_UPDATING] = N_ ("planned update"),
  [CORRAL_QUIET_OUT_OF_SERVICE] = N_ ("out of service"),
  [CORRAL_QUIET_OFF_PREMISES] = N_ ("off the premises"),
  [CORRAL_QUIET_NEVER_SEEN] = N_ ("never seen"),
  [CORRAL_QUIET_REVOKED] = N_ ("blocked"),
  [CORRAL_QUIET_MAINTENANCE] = N_ ("planned maintenance"),
  [CORRAL_QUIET_OWN_KNOWLEDGE] = N_ ("unknown, our data are too old"),
  [CORRAL_QUIET_EXPLAINED] = N_ ("part of a wider incident"),
  [CORRAL_QUIET_FLAPPING] = N_ ("comes and goes too often"),
  [CORRAL_QUIET_CAPPED] = N_ ("counted often enough today"),
};
G_STATIC_ASSERT (G_N_ELEMENTS (quiets) == CORRAL_N_QUIET);

CorralLook
corral_look_of_incident_severity (CorralSeverity severity)
{
  return corral_look_of_severity ((guint) severity < G_N_ELEMENTS (severity_words) ? severity_words[severity] : NULL);
}

CorralLook
corral_look_of_incident_state (CorralIncidentState state)
{
  CorralLook look = states[(guint) state < G_N_ELEMENTS (states) ? state : CORRAL_INCIDENT_CLOSED];

  look.word = _ (look.word);
  return look;
}

/* Still in it at @time_ms; before it was raised, as many as then. */
static guint
count_at (const CorralIncident *self, gint64 time_ms)
{
  guint n = self->points->len > 0 ? g_array_index (self->points, CorralIncidentPoint, 0).n_carts : self->n_carts;

  for (guint i = 0; i < self->points->len; i++)
    {
      const CorralIncidentPoint *point = &g_array_index (self->points, CorralIncidentPoint, i);

      if (point->time_ms > time_ms)
        break;
      n = point->n_carts;
    }
  return n;
}

CorralIncidentTrend
corral_incident_get_trend (const CorralIncident *self)
{
  guint before;

  if (self->state != CORRAL_INCIDENT_OPEN || self->points == NULL || !CORRAL_IS_KNOWN (self->known_ms))
    return CORRAL_INCIDENT_STEADY;
  before = count_at (self, self->known_ms - TREND_MS);
  if (self->n_carts > before)
    return CORRAL_INCIDENT_GROWING;
  return self->n_carts < before ? CORRAL_INCIDENT_SHRINKING : CORRAL_INCIDENT_STEADY;
}

const char *
corral_incident_trend_to_text (CorralIncidentTrend trend)
{
  return _ (trends[(guint) trend < G_N_ELEMENTS (trends) ? trend : CORRAL_INCIDENT_STEADY]);
}

char *
corral_incident_gap_to_text (gint64 gap_ms, gint64 n_trips, gint64 n_missing)
{
  GString *text = g_string_new (NULL);
  g_autofree char *gap = corral_format_duration (gap_ms);
  g_autofree char *number = NULL;

  if (CORRAL_IS_KNOWN (gap_ms))
    /* Translators: of carts; %s is "41 min" */
    g_string_append_printf (text, _ ("link lost %s, worked on"), gap);
  else
    g_string_append (text, _ ("link lost, worked on"));
  if (CORRAL_IS_KNOWN (n_trips))
    {
      number = corral_format_integer (n_trips);
      g_string_append (text, _ (", "));
      g_string_append_printf (text, ngettext ("%s trip", "%s trips", (gulong) n_trips), number);
    }
  g_string_append (text, _ (", "));
  if (!CORRAL_IS_KNOWN (n_missing))
    g_string_append (text, _ ("whether anything is lost is not known"));
  else if (n_missing == 0)
    g_string_append (text, _ ("nothing lost"));
  else
    {
      g_autofree char *missing = corral_format_integer (n_missing);

      g_string_append_printf (text, ngettext ("%s message has not arrived", "%s messages have not arrived", (gulong) n_missing),
                              missing);
    }
  return g_string_free (text, FALSE);
}

char *
corral_incident_event_to_text (const CorralIncidentEvent *event)
{
  g_autofree char *carts = corral_format_count (event->n_carts, CORRAL_NOUN_CART);
  g_autofree char *stores = corral_format_count (event->n_stores, CORRAL_NOUN_STORE);
  g_autofree char *lost = NULL;
  CorralFilling fillings[] = { { "carts", NULL }, { "stores", NULL } };

  if ((guint) event->kind >= G_N_ELEMENTS (events))
    return g_strdup (CORRAL_DASH);
  if (event->kind == CORRAL_INCIDENT_EVENT_RECOVERED && event->n_carts == 0)
    return g_strdup (_ ("Recovered, by fresh data of all carts"));
  if (event->kind == CORRAL_INCIDENT_EVENT_CLOSED && event->n_carts == 0)
    return g_strdup (_ ("Closed"));
  if (event->kind == CORRAL_INCIDENT_EVENT_AMENDED && CORRAL_IS_KNOWN (event->value_ms))
    {
      lost = corral_incident_gap_to_text (event->value_ms, event->n_trips, event->n_missing);
      /* Translators: "3 carts", then what came of them: "link lost 41 min, worked on, 2 trips, nothing lost" */
      return g_strdup_printf (_ ("Amended by data that came late, of %s: %s"), carts, lost);
    }
  fillings[0].text = carts;
  fillings[1].text = stores;
  return corral_fill (_ (events[event->kind]), fillings, G_N_ELEMENTS (fillings));
}

const char *
corral_quiet_to_text (CorralQuiet quiet)
{
  if ((guint) quiet >= G_N_ELEMENTS (quiets) || quiet == CORRAL_QUIET_NONE)
    return "";
  return _ (quiets[quiet]);
}

char *
corral_incident_quiet_to_text (const CorralIncident *self)
{
  g_autoptr (GString) reasons = g_string_new (NULL);
  g_autofree char *carts = NULL;
  guint n = 0;

  for (guint i = CORRAL_QUIET_NONE + 1; i < CORRAL_N_QUIET; i++)
    if (self->quiet[i] > 0)
      {
        n += self->quiet[i];
        g_string_append_printf (reasons, "%s%u %s", reasons->len > 0 ? _ (", ") : "", self->quiet[i],
                                corral_quiet_to_text ((CorralQuiet) i));
      }
  if (n == 0)
    return NULL;
  carts = corral_format_count (n, CORRAL_NOUN_CART);
  /* Translators: "12 carts", then "8 charging, 4 store closed" */
  return g_strdup_printf (ngettext ("%s does not count now: %s.", "%s do not count now: %s.", n), carts, reasons->str);
}

/* ---- where ------------------------------------------------------------------------------------------ */

static guint32
find_row (CorralFleet *fleet, CorralTableKind table, const char *chain, const char *id)
{
  const CorralColumns *rows = corral_fleet_get_table (fleet, table);
  guint32 slot = chain != NULL && id != NULL ? corral_columns_find (rows, corral_fleet_find_chain (fleet, chain), id)
                                             : CORRAL_NO_SLOT;

  return slot != CORRAL_NO_SLOT && corral_columns_exists (rows, slot) ? slot : CORRAL_NO_SLOT;
}

guint32
corral_incident_find_store (const CorralIncident *self, CorralFleet *fleet)
{
  return find_row (fleet, CORRAL_TABLE_STORE, self->chain, self->store);
}

guint32
corral_incident_member_find_store (const CorralIncidentMember *self, CorralFleet *fleet)
{
  return find_row (fleet, CORRAL_TABLE_STORE, self->chain, self->store);
}

guint32
corral_incident_member_find_cart (const CorralIncidentMember *self, CorralFleet *fleet)
{
  return find_row (fleet, CORRAL_TABLE_CART, self->chain, self->id);
}

GTimeZone *
corral_incident_get_zone (const CorralIncident *self, CorralFleet *fleet)
{
  return self->store != NULL ? corral_store_get_zone (fleet, corral_incident_find_store (self, fleet)) : NULL;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return first < second ? -1 : first > second;
}

GArray *
corral_incident_list_chains (const CorralIncident *self, CorralFleet *fleet)
{
  GArray *chains = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;

  if (self->chain != NULL)
    g_hash_table_add (seen, self->chain);
  else
    for (guint i = 0; i < self->members->len; i++)
      {
        const CorralIncidentMember *member = g_ptr_array_index (self->members, i);

        if (member->chain != NULL)
          g_hash_table_add (seen, member->chain);
      }
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      guint32 chain = corral_fleet_find_chain (fleet, id);

      if (chain != CORRAL_NO_SLOT)
        g_array_append_val (chains, chain);
    }
  g_array_sort (chains, compare_slots);
  return chains;
}
