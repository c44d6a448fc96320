/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents made by hand. Main thread. */
#include "config.h"

#include "incident-fixture.h"

#include "corral-incident-private.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

CorralIncidentSource *
get_source (Fixture *fixture)
{
  return corral_page_get_context (corral_window_get_page (fixture->window))->incidents;
}

void
take_over_source (Fixture *fixture)
{
  CorralPageContext *context = corral_page_get_context (corral_window_get_page (fixture->window));

  g_object_unref (context->incidents);
  context->incidents = corral_incident_source_new ();
}

gint64
fleet_now_ms (Fixture *fixture)
{
  return corral_clock_now_ms (corral_services_get_clock (fixture->services));
}

static void
add_member (Fixture *fixture, CorralIncident *incident, guint32 cart, gint64 joined_ms, gint64 left_ms, CorralQuiet quiet)
{
  CorralFleet *fleet = get_fleet (fixture);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  const CorralIncidentMember member = {
    .id = (char *) corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID),
    .chain = (char *) corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
    .store = (char *) corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID),
    .joined_ms = joined_ms,
    .left_ms = left_ms,
    .heard_ms = joined_ms - 3 * CORRAL_MINUTE_MS,
    .n_joins = 1,
    .gap_ms = CORRAL_UNKNOWN,
    .n_trips = CORRAL_UNKNOWN,
    .n_missing = CORRAL_UNKNOWN,
    .quiet = quiet,
  };

  g_ptr_array_add (incident->members, corral_incident_member_new (&member));
  incident->quiet[quiet]++;
}

static void
add_point (CorralIncident *incident, CorralIncidentEventKind kind, gint64 time_ms, guint n_carts, guint n_stores)
{
  CorralIncidentPoint point = { .time_ms = time_ms, .n_carts = n_carts, .n_stores = n_stores, .n_regions = 1,
                                .severity = incident->severity };
  CorralIncidentEvent event = { .kind = kind, .time_ms = time_ms, .n_carts = n_carts, .n_stores = n_stores,
                                .value_ms = CORRAL_UNKNOWN, .n_trips = CORRAL_UNKNOWN, .n_missing = CORRAL_UNKNOWN };

  g_array_append_val (incident->points, point);
  g_array_append_val (incident->events, event);
  incident->n_carts = n_carts;
  incident->n_stores = n_stores;
  incident->most_carts = MAX (incident->most_carts, n_carts);
  incident->most_stores = MAX (incident->most_stores, n_stores);
}

CorralIncident *
make_outage (Fixture *fixture, const char *id, guint n_carts)
{
  const CorralColumns *carts = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_CART);
  CorralIncident *incident = corral_incident_new ();
  gint64 now_ms = fleet_now_ms (fixture);

  incident->id = g_strdup (id);
  incident->rule = CORRAL_RULE_CARRIER;
  incident->severity = CORRAL_SEVERITY_ACT;
  incident->cause = CORRAL_VERDICT_CARRIER_OUTAGE;
  incident->detail = g_strdup ("Norvia");
  incident->region = g_strdup ("North");
  incident->began_ms = now_ms - CORRAL_HOUR_MS;
  incident->raised_ms = incident->began_ms + 7 * CORRAL_MINUTE_MS;
  incident->known_ms = now_ms;
  incident->value = incident->target = NAN;
  incident->open_hours_lost = 12.6;
  add_point (incident, CORRAL_INCIDENT_EVENT_RAISED, incident->raised_ms, 5, 1);
  add_point (incident, CORRAL_INCIDENT_EVENT_GREW, now_ms - 5 * CORRAL_MINUTE_MS, n_carts, 3);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts) && incident->members->len < n_carts; slot++)
    if (corral_columns_exists (carts, slot))
      add_member (fixture, incident, slot, incident->began_ms, CORRAL_UNKNOWN,
                  incident->members->len == 1 ? CORRAL_QUIET_CHARGING : CORRAL_QUIET_NONE);
  g_ptr_array_add (incident->symptoms, g_strdup ("below-target"));
  return incident;
}

CorralIncident *
make_closed (Fixture *fixture, const char *id, guint hours_ago)
{
  CorralFleet *fleet = get_fleet (fixture);
  CorralIncident *incident = corral_incident_new ();
  gint64 end_ms = fleet_now_ms (fixture) - hours_ago * CORRAL_HOUR_MS;
  guint32 cart = first_slot (fixture, CORRAL_TABLE_CART);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);

  incident->id = g_strdup (id);
  incident->rule = CORRAL_RULE_STORE_WIFI;
  incident->severity = CORRAL_SEVERITY_ACT;
  incident->cause = CORRAL_VERDICT_STORE_WIFI;
  incident->state = CORRAL_INCIDENT_CLOSED;
  incident->chain = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
  incident->store = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID));
  incident->detail = g_strdup ("");
  incident->region = g_strdup ("");
  incident->began_ms = end_ms - 2 * CORRAL_HOUR_MS;
  incident->raised_ms = incident->began_ms + 3 * CORRAL_MINUTE_MS;
  incident->recovered_ms = end_ms - 30 * CORRAL_MINUTE_MS;
  incident->closed_ms = end_ms;
  incident->known_ms = end_ms;
  incident->value = incident->target = NAN;
  add_point (incident, CORRAL_INCIDENT_EVENT_RAISED, incident->raised_ms, 9, 1);
  add_point (incident, CORRAL_INCIDENT_EVENT_CLOSED, end_ms, 0, 0);
  add_member (fixture, incident, cart, incident->began_ms, incident->recovered_ms, CORRAL_QUIET_NONE);
  return incident;
}

CorralIncident *
make_merged (Fixture *fixture, const char *id, const char *into)
{
  CorralIncident *incident = make_closed (fixture, id, 1);

  incident->state = CORRAL_INCIDENT_MERGED;
  incident->merged_into = g_strdup (into);
  return incident;
}

void
show_incidents (Fixture *fixture, CorralIncident *first, ...)
{
  g_autoptr (GPtrArray) incidents = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);
  va_list list;

  va_start (list, first);
  for (CorralIncident *incident = first; incident != NULL; incident = va_arg (list, CorralIncident *))
    g_ptr_array_add (incidents, incident);
  va_end (list);
  corral_incident_source_take (get_source (fixture), incidents, NULL, fleet_now_ms (fixture), NULL);
}

void
show_no_incidents (Fixture *fixture)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  corral_incident_source_take (get_source (fixture), none, NULL, fleet_now_ms (fixture), NULL);
}

const char *
find_words (GtkWidget *widget, const char *words)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const char *found = find_words (child, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}
