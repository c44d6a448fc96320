/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where to find one of each page in the demo fleet. Main thread. */
#include "config.h"

#include "page-tour.h"

#include "acts-fixture.h"

#include "corral-case-page.h"
#include "corral-cells.h"
#include "corral-flag-page.h"
#include "corral-incident-source.h"

static CorralIncidentSource *
get_incidents (Fixture *fixture)
{
  return corral_page_get_context (corral_window_get_page (fixture->window))->incidents;
}

/* The first row of @table that is what @name and @value say; the first of all when there is none. */
static guint32
find_row (Fixture *fixture, CorralTableKind table, const char *name, const char *value)
{
  g_autoptr (GArray) slots = list_where (fixture, table, name, value, 1);

  return slots->len > 0 ? g_array_index (slots, guint32, 0) : first_slot (fixture, table);
}

static CorralPlace *
find_store (Fixture *fixture)
{
  return corral_cells_place_of_store (get_fleet (fixture), first_slot (fixture, CORRAL_TABLE_STORE));
}

/* A silent one: its page has a verdict to give. */
static CorralPlace *
find_cart (Fixture *fixture)
{
  return corral_cells_place_of_cart (get_fleet (fixture), find_row (fixture, CORRAL_TABLE_CART, "state", "offline"));
}

static CorralPlace *
find_call (Fixture *fixture)
{
  g_autoptr (CorralPlace) cart = find_cart (fixture);

  return corral_place_new_call (CORRAL_PAGE_CART, cart->chain, cart->subject);
}

/* One of a weight, with scans and a chart. */
static CorralPlace *
find_flag (Fixture *fixture)
{
  return corral_flag_page_place_of (get_fleet (fixture), find_row (fixture, CORRAL_TABLE_FLAG, "kind", "weight_mismatch"));
}

static CorralPlace *
find_case (Fixture *fixture)
{
  return corral_case_page_place_of (get_fleet (fixture), first_slot (fixture, CORRAL_TABLE_CASE));
}

static CorralPlace *
find_incident (Fixture *fixture)
{
  GPtrArray *incidents = corral_incident_source_get_incidents (get_incidents (fixture));

  return corral_place_new (CORRAL_PAGE_INCIDENT, NULL, ((CorralIncident *) incidents->pdata[0])->id);
}

/* Pages that are about one thing. The others are asked for by their name alone. */
static CorralPlace *(*const finders[CORRAL_N_PAGES]) (Fixture *fixture) = {
  [CORRAL_PAGE_STORE] = find_store, [CORRAL_PAGE_CART] = find_cart, [CORRAL_PAGE_CALL] = find_call,
  [CORRAL_PAGE_FLAG] = find_flag,   [CORRAL_PAGE_CASE] = find_case, [CORRAL_PAGE_INCIDENT] = find_incident,
};

void
page_tour_open (Fixture *fixture)
{
  open_full (fixture);
  wait_until (count_rows (fixture, CORRAL_TABLE_FLAG) > 0 && count_rows (fixture, CORRAL_TABLE_CASE) > 0);
  wait_until (corral_incident_source_is_settled (get_incidents (fixture))
              && corral_incident_source_get_incidents (get_incidents (fixture))->len > 0);
}

void
page_tour_go (Fixture *fixture, CorralPageKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlace) place
      = finders[kind] != NULL ? finders[kind] (fixture) : corral_place_parse (corral_page_kind_to_name (kind), &error);

  /* A page that is about one thing needs a row above. */
  g_assert_no_error (error);
  corral_window_go (fixture->window, place);
  if (corral_page_get_place (corral_window_get_page (fixture->window))->page != kind)
    g_error ("%s: cannot be gone to: %s", corral_page_kind_to_name (kind), get_notice (fixture));
  wait_until (corral_window_is_settled (fixture->window));
}
