/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the caller's place, in the words that plays make conditions of. Main thread. */
#include "config.h"

#include "corral-play-book.h"

#include "corral-opening-hours.h"
#include "corral-time.h"

#include <string.h>

typedef struct
{
  CorralFleet *fleet;
  const CorralVerdict *verdict;
  guint32 store;
  gboolean link;
} Place;

/* 0: no, 1: yes, −1: it is not known. */
typedef int (*Judge) (const Place *place);

static const char *
get_text (const Place *place, guint column)
{
  return place->verdict->cart != CORRAL_NO_SLOT
             ? corral_fleet_get_text (place->fleet, CORRAL_TABLE_CART, place->verdict->cart, column)
             : NULL;
}

static int
judge_cart (const Place *place)
{
  return place->verdict->cart != CORRAL_NO_SLOT;
}

static int
judge_several (const Place *place)
{
  return place->verdict->n_carts > 1;
}

static int
judge_lte (const Place *place)
{
  gint64 slots;

  if (place->verdict->cart == CORRAL_NO_SLOT)
    return -1;
  if (get_text (place, CORRAL_CART_COL_CARRIERS) != NULL)
    return 1;
  slots = corral_fleet_get_integer (place->fleet, CORRAL_TABLE_CART, place->verdict->cart, CORRAL_CART_COL_SIM_SLOTS);
  return CORRAL_IS_KNOWN (slots) ? slots > 0 : -1;
}

static int
judge_rev_a (const Place *place)
{
  const char *revision = get_text (place, CORRAL_CART_COL_HARDWARE_REVISION);

  return revision != NULL ? strcmp (revision, "A") == 0 : -1;
}

static int
judge_open (const Place *place)
{
  gint64 now_ms = corral_fleet_get_now (place->fleet);
  CorralOpeningHours hours;
  g_autoptr (GTimeZone) zone = NULL;

  if (place->store == CORRAL_NO_SLOT || !CORRAL_IS_KNOWN (now_ms))
    return -1;
  hours = corral_opening_hours_parse (
      corral_fleet_get_text (place->fleet, CORRAL_TABLE_STORE, place->store, CORRAL_STORE_COL_OPENING_HOURS));
  if (!hours.known)
    return -1;
  zone = corral_time_zone (
      corral_fleet_get_text (place->fleet, CORRAL_TABLE_STORE, place->store, CORRAL_STORE_COL_TIME_ZONE));
  return corral_opening_hours_is_open (&hours, zone, now_ms);
}

static int
judge_session (const Place *place)
{
  return place->verdict->cart != CORRAL_NO_SLOT ? get_text (place, CORRAL_CART_COL_SESSION) != NULL : -1;
}

static int
judge_charging (const Place *place)
{
  if (place->verdict->cart == CORRAL_NO_SLOT)
    return -1;
  return corral_fleet_get_integer (place->fleet, CORRAL_TABLE_CART, place->verdict->cart, CORRAL_CART_COL_SHOWN_STATE)
         == CORRAL_CART_CHARGING;
}

static int
judge_usable (const Place *place)
{
  return place->verdict->usable;
}

static int
judge_link (const Place *place)
{
  return place->link;
}

static const Judge judges[] = {
  [CORRAL_PLAY_CART] = judge_cart,       [CORRAL_PLAY_SEVERAL] = judge_several, [CORRAL_PLAY_LTE] = judge_lte,
  [CORRAL_PLAY_REV_A] = judge_rev_a,     [CORRAL_PLAY_OPEN] = judge_open,       [CORRAL_PLAY_SESSION] = judge_session,
  [CORRAL_PLAY_CHARGING] = judge_charging, [CORRAL_PLAY_USABLE] = judge_usable, [CORRAL_PLAY_LINK] = judge_link,
};
G_STATIC_ASSERT (G_N_ELEMENTS (judges) == CORRAL_N_PLAY_CONDITIONS);

void
corral_play_situation_of (CorralFleet *fleet, const CorralVerdict *verdict, gboolean link, CorralPlaySituation *situation)
{
  Place place = { .fleet = fleet, .verdict = verdict, .store = verdict->store, .link = link };
  guint32 chain = verdict->chain;

  if (verdict->cart != CORRAL_NO_SLOT)
    {
      place.store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, verdict->cart, CORRAL_CART_COL_STORE);
      chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, verdict->cart, CORRAL_CART_COL_CHAIN);
    }
  else if (place.store != CORRAL_NO_SLOT)
    chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, place.store, CORRAL_STORE_COL_CHAIN);
  *situation = (CorralPlaySituation){
    .tenant = chain != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID) : NULL,
    .number = place.store != CORRAL_NO_SLOT
                  ? corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, place.store, CORRAL_STORE_COL_NUMBER)
                  : CORRAL_UNKNOWN,
  };
  for (guint i = 0; i < CORRAL_N_PLAY_CONDITIONS; i++)
    {
      int answer = judges[i](&place);

      if (answer >= 0)
        situation->known |= CORRAL_PLAY_BIT (i);
      if (answer > 0)
        situation->holds |= CORRAL_PLAY_BIT (i);
    }
}
