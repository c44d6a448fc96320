/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands under the search field. Main thread. */
#include "config.h"

#include "corral-search-results.h"

#include "corral-find-words.h"
#include "corral-recent-finds.h"
#include "corral-scan-words.h"
#include "corral-trip-search.h"

#include <glib/gi18n.h>

/* As many of the best kind as fit under the field on a screen 768 pixels high, and of the other kinds. */
#define RESULTS_OF_A_KIND 8
#define RESULTS_OF_OTHER_KINDS 4
#define RECENT_FINDS 8
#define TRIPS_OF_A_CHAIN 4

struct _CorralSearchResults
{
  CorralPageContext *context;
  CorralSearchList *list;
  void (*changed) (gpointer data);
  gpointer data;
  gulong settings_handler;
  gulong fleet_handler;
  CorralFinder *finder;
  CorralTripSearch *trips;
  CorralFound found; /* in the order of the rows */
  char *text;        /* (owned) (nullable): what it was found for */
};

static void
forget (CorralSearchResults *self)
{
  corral_found_clear (&self->found);
  corral_found_init (&self->found);
}

/* Of all but the best kind a few. */
static void
shorten (CorralFound *found)
{
  guint n_of_kind = 0;

  for (guint i = 0; i < found->finds->len; i++)
    {
      CorralFindKind kind = g_array_index (found->finds, CorralFind, i).kind;
      gboolean first = kind == g_array_index (found->finds, CorralFind, 0).kind;

      n_of_kind = i > 0 && g_array_index (found->finds, CorralFind, i - 1).kind == kind ? n_of_kind + 1 : 1;
      if (first || n_of_kind <= RESULTS_OF_OTHER_KINDS)
        continue;
      g_array_remove_index (found->finds, i--);
      n_of_kind--;
      found->n_of_kind[kind]--;
      found->more_of_kind[kind] = TRUE;
    }
}

static void
show (CorralSearchResults *self, gboolean grouped)
{
  corral_search_list_show (self->list, self->context->fleet, self->found.finds, self->found.more_of_kind, grouped);
}

/* By the role as it is now: what it may not open is nothing to find. */
static void
follow_rights (CorralSearchResults *self)
{
  corral_finder_leave_out (self->finder, CORRAL_FIND_CASE, !corral_page_context_has_page (self->context, CORRAL_PAGE_CASE));
}

static void
tell_nothing (CorralSearchResults *self)
{
  g_autofree char *sentence = corral_find_words_say_nothing (self->text, &self->found);

  corral_search_list_tell (self->list, sentence);
}

void
corral_search_results_show_recent (CorralSearchResults *self)
{
  g_autoptr (GPtrArray) places = corral_recent_finds_list (self->context->own);

  corral_search_results_stop (self);
  forget (self);
  for (guint i = 0; i < places->len && self->found.finds->len < RECENT_FINDS; i++)
    {
      CorralFind find;

      if (corral_find_from_place (self->context->fleet, places->pdata[i], &find))
        g_array_append_val (self->found.finds, find);
    }
  show (self, FALSE);
  corral_search_list_tell (self->list, self->found.finds->len > 0
                                           ? _ ("Found last")
                                           : _ ("Type a cart’s label, the last four of its serial, a store, a fault, a "
                                                "version, a ticket’s number, or scan a cart."));
}

void
corral_search_results_show_text (CorralSearchResults *self, const char *text)
{
  g_autofree char *meant = NULL;
  g_autofree char *trip_id = corral_find_words_get_trip_id (text);

  g_free (self->text);
  self->text = g_strdup (text);
  follow_rights (self);
  corral_finder_find (self->finder, text, RESULTS_OF_A_KIND, &self->found);
  shorten (&self->found);
  show (self, TRUE);
  meant = corral_find_words_say_meant (&self->found);
  corral_search_list_tell (self->list, meant);
  corral_trip_search_ask (self->trips, trip_id, TRIPS_OF_A_CHAIN);
  if (self->found.finds->len > 0)
    return;
  if (corral_trip_search_is_asking (self->trips))
    corral_search_list_tell (self->list, _ ("Looking among the trips that are stored…"));
  else
    tell_nothing (self);
}

void
corral_search_results_show_scan (CorralSearchResults *self, const char *scanned)
{
  g_autofree char *foreign = NULL;

  corral_search_results_stop (self);
  follow_rights (self);
  corral_finder_find (self->finder, scanned, RESULTS_OF_A_KIND, &self->found);
  if (self->found.meant != NULL || self->found.left_out != NULL)
    forget (self);
  shorten (&self->found);
  show (self, TRUE);
  if (self->found.finds->len == 0)
    foreign = corral_scan_words_say_foreign (scanned);
  corral_search_list_tell (self->list, foreign);
}

/* Below what is there: nothing moves under the one that is chosen. */
static void
trip_found_cb (const CorralFind *found, gpointer data)
{
  CorralSearchResults *self = data;
  CorralFind find = *found;

  find.trip = corral_fact_ref (found->trip);
  g_array_append_val (self->found.finds, find);
  self->found.n_of_kind[CORRAL_FIND_TRIP]++;
  corral_search_list_append (self->list, self->context->fleet, &find);
  if (self->found.meant == NULL && self->found.left_out == NULL)
    corral_search_list_tell (self->list, NULL);
  self->changed (self->data);
}

static void
trips_done_cb (gpointer data)
{
  CorralSearchResults *self = data;

  if (self->found.finds->len > 0)
    return;
  tell_nothing (self);
  self->changed (self->data);
}

void
corral_search_results_stop (CorralSearchResults *self)
{
  corral_trip_search_ask (self->trips, NULL, 0);
}

gboolean
corral_search_results_is_asking (CorralSearchResults *self)
{
  return corral_trip_search_is_asking (self->trips);
}

guint
corral_search_results_get_n (CorralSearchResults *self)
{
  return self->found.finds->len;
}

CorralPlace *
corral_search_results_get_place (CorralSearchResults *self)
{
  int chosen = corral_search_list_get_chosen (self->list);

  return chosen >= 0 && (guint) chosen < self->found.finds->len
                 && (g_array_index (self->found.finds, CorralFind, chosen).kind != CORRAL_FIND_TICKET
                     || g_array_index (self->found.finds, CorralFind, chosen).slot != CORRAL_NO_SLOT)
             ? corral_find_to_place (self->context->fleet, &g_array_index (self->found.finds, CorralFind, chosen))
             : NULL;
}

CorralPlace *
corral_search_results_find_serial (CorralSearchResults *self, const char *serial)
{
  const CorralFind find = { .kind = CORRAL_FIND_CART, .slot = corral_finder_find_serial (self->finder, serial) };

  return find.slot != CORRAL_NO_SLOT ? corral_find_to_place (self->context->fleet, &find) : NULL;
}

static void
take_recent (CorralSearchResults *self)
{
  g_autoptr (GPtrArray) places = corral_recent_finds_list (self->context->own);

  corral_finder_set_recent (self->finder, places);
}

/* A ticket that is gone leads nowhere: another one may stand in its slot. */
static void
fleet_changed_cb (CorralFleet *fleet, const CorralFleetChanges *changes, CorralSearchResults *self)
{
  const CorralTableChanges *tickets = &changes->tables[CORRAL_TABLE_TICKET];

  for (guint i = 0; tickets->n_gone > 0 && i < self->found.finds->len; i++)
    {
      CorralFind *find = &g_array_index (self->found.finds, CorralFind, i);

      for (guint k = 0; find->kind == CORRAL_FIND_TICKET && k < tickets->n_gone; k++)
        if (tickets->gone[k] == find->slot)
          find->slot = CORRAL_NO_SLOT;
    }
}

void
corral_search_results_note (CorralSearchResults *self, CorralPlace *place)
{
  corral_recent_finds_add (self->context->own, place);
}

void
corral_search_results_prepare (CorralSearchResults *self)
{
  corral_finder_prepare (self->finder);
}

CorralSearchResults *
corral_search_results_new (CorralPageContext *context, CorralSearchList *list, void (*changed) (gpointer data), gpointer data)
{
  CorralSearchResults *self = g_new0 (CorralSearchResults, 1);

  self->context = context;
  self->list = list;
  self->changed = changed;
  self->data = data;
  self->finder = corral_finder_new (context->fleet, corral_find_words_get ());
  self->trips = corral_trip_search_new (context->fleet, context->cache, trip_found_cb, trips_done_cb, self);
  corral_found_init (&self->found);
  /* Whoever adds to it: this field, a call, another window. */
  self->settings_handler
      = g_signal_connect_swapped (context->own, "changed::recent-finds", G_CALLBACK (take_recent), self);
  self->fleet_handler = g_signal_connect (context->fleet, "changed", G_CALLBACK (fleet_changed_cb), self);
  take_recent (self);
  return self;
}

void
corral_search_results_free (CorralSearchResults *self)
{
  g_clear_signal_handler (&self->settings_handler, self->context->own);
  g_clear_signal_handler (&self->fleet_handler, self->context->fleet);
  corral_trip_search_free (self->trips);
  corral_finder_free (self->finder);
  corral_found_clear (&self->found);
  g_free (self->text);
  g_free (self);
}
