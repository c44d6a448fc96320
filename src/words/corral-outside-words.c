/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roughly where a cart outside is, in words: a fetch list needs a direction, and nobody's address. Main thread. */
#include "config.h"

#include "corral-outside-words.h"

#include "corral-format.h"
#include "corral-freshness.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Of the Earth, for distances on a sphere: half a per cent is nothing beside a kilometre. */
#define RADIUS_KM 6371.0
#define TO_RADIANS (G_PI / 180.0)
/* Nearer than this, to a position in steps of a kilometre, a direction would say more than is known. */
#define NEAR_KM 1.5

/* From north, with the sun. */
static const char *const places[] = {
  /* Translators: where a cart is, after "within about 1 km of"; %s is a whole number. So are the next seven. */
  N_ ("a place %s km north of its store"), N_ ("a place %s km north-east of its store"),
  N_ ("a place %s km east of its store"),  N_ ("a place %s km south-east of its store"),
  N_ ("a place %s km south of its store"), N_ ("a place %s km south-west of its store"),
  N_ ("a place %s km west of its store"),  N_ ("a place %s km north-west of its store"),
};

typedef struct
{
  double latitude, longitude; /* degrees; NAN: not known */
} Position;

static gboolean
is_position (const Position *self)
{
  return fabs (self->latitude) <= 90.0 && fabs (self->longitude) <= 180.0; /* not of NAN */
}

/* How far from @from to @to, km, and in which of the eight directions. The haversine formula. */
static double
measure (const Position *from, const Position *to, guint *direction)
{
  double south_north = (to->latitude - from->latitude) * TO_RADIANS;
  double west_east = remainder (to->longitude - from->longitude, 360.0) * TO_RADIANS;
  double narrower = cos (from->latitude * TO_RADIANS) * cos (to->latitude * TO_RADIANS);
  double h = pow (sin (south_north / 2.0), 2.0) + narrower * pow (sin (west_east / 2.0), 2.0);
  double bearing = atan2 (sin (west_east) * cos (to->latitude * TO_RADIANS),
                          cos (from->latitude * TO_RADIANS) * sin (to->latitude * TO_RADIANS)
                              - sin (from->latitude * TO_RADIANS) * cos (to->latitude * TO_RADIANS) * cos (west_east));

  *direction = (guint) (lround (bearing / (G_PI / 4.0)) + 8) % 8;
  return 2.0 * RADIUS_KM * asin (fmin (1.0, sqrt (h)));
}

/* What stands after "within about 1 km of"; NULL: of the store itself. */
static char *
place_to_text (const Position *store, const Position *cart)
{
  g_autofree char *distance = NULL;
  guint direction;
  double km;

  if (!is_position (store))
    {
      g_autofree char *latitude = corral_format_real (fabs (cart->latitude), 2);
      g_autofree char *longitude = corral_format_real (fabs (cart->longitude), 2);

      if (cart->latitude >= 0.0)
        return cart->longitude >= 0.0
                   /* Translators: a position on Earth: "51.52° north, 0.13° west" */
                   ? g_strdup_printf (_ ("%s° north, %s° east"), latitude, longitude)
                   : g_strdup_printf (_ ("%s° north, %s° west"), latitude, longitude);
      return cart->longitude >= 0.0 ? g_strdup_printf (_ ("%s° south, %s° east"), latitude, longitude)
                                    : g_strdup_printf (_ ("%s° south, %s° west"), latitude, longitude);
    }
  km = measure (store, cart, &direction);
  if (km < NEAR_KM)
    return NULL;
  distance = corral_format_integer (lround (km));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* one of the table's, each with one %s */
  return g_strdup_printf (_ (places[direction]), distance);
#pragma GCC diagnostic pop
}

static char *
where_to_text (const Position *store, const Position *cart, gboolean is_outside)
{
  g_autofree char *place = NULL;

  if (!is_position (cart))
    return is_outside ? g_strdup (_ ("Outside the premises; where is not known.")) : NULL;
  place = place_to_text (store, cart);
  if (is_outside)
    return place != NULL
               /* Translators: %s is "a place 3 km north of its store" or "51.52° north, 0.13° west" */
               ? g_strdup_printf (_ ("Outside the premises: within about 1 km of %s."), place)
               : g_strdup (_ ("Outside the premises, but not far: within about 2 km of its store."));
  return place != NULL
             /* Translators: %s is "a place 3 km north of its store" or "51.52° north, 0.13° west" */
             ? g_strdup_printf (_ ("When last heard from it was outside the premises: within about 1 km of %s."), place)
             : g_strdup (_ ("When last heard from it was outside the premises, but not far: within about 2 km of its "
                            "store."));
}

char *
corral_outside_to_text (CorralFleet *fleet, guint32 cart)
{
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  Position outside = { corral_fleet_get_real (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_OUTSIDE_LATITUDE),
                       corral_fleet_get_real (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_OUTSIDE_LONGITUDE) };
  Position home = { NAN, NAN };
  CorralFreshness freshness = corral_freshness_of_cart (fleet, cart);
  g_autofree char *where = NULL;
  g_autofree char *age = NULL;

  if (store != CORRAL_NO_SLOT)
    home = (Position){ corral_fleet_get_real (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_LATITUDE),
                       corral_fleet_get_real (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_LONGITUDE) };
  where = where_to_text (&home, &outside, freshness.state == CORRAL_CART_OFF_PREMISES);
  if (where == NULL || !CORRAL_IS_KNOWN (freshness.silent_ms))
    return g_steal_pointer (&where);
  age = corral_format_age (freshness.silent_ms);
  /* Translators: where a cart is that left its store, and how old that is: "Outside the premises: …. Last heard from
   * 40 min ago." */
  return g_strdup_printf (_ ("%s Last heard from %s."), where, age);
}
