/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"

G_BEGIN_DECLS

/* Seven days that are over, and today so far. */
#define CORRAL_SERVICE_DAYS 8
#define CORRAL_SERVICE_CAUSES 3

/* One day by the store's own clock. */
typedef struct
{
  gint64 start_ms;      /* its midnight; of a chain: of its first store */
  double pct;           /* NAN: closed, or not known */
  double target_pct;    /* of a chain: of its stores that have one; NAN: none agreed */
  double cart_hours;    /* carts times open hours: what 100 % would be; NAN: hours not known */
  double lost_hours;    /* of these; NAN */
  const CorralIncident *causes[CORRAL_SERVICE_CAUSES]; /* that it was in, the one with most of its carts first; NULL ends */
} CorralServiceDay;

/**
 * CorralServiceWeek:
 *
 * A week of service level of a store or a chain, oldest day first, today last. Pure; incidents are the caller's.
 */
typedef struct
{
  CorralServiceDay days[CORRAL_SERVICE_DAYS];
  double pct;           /* of the days that are over, by their cart hours; NAN: none is known */
  double target_pct;    /* NAN */
  double lost_hours;    /* of the days that are over; NAN */
  guint n_below;        /* days that are over and fell short */
  guint n_known;        /* days that are over and are known */
} CorralServiceWeek;

/* Of the store at slot @store, as of the moment that its row is of. @incidents (nullable) (element-type CorralIncident). FALSE:
 * nothing is known of its days. Main thread. */
gboolean corral_service_week_of_store (CorralFleet *fleet, guint32 store, GPtrArray *incidents, CorralServiceWeek *week);

/* Of all stores of the chain at slot @chain together, by their cart hours. */
gboolean corral_service_week_of_chain (CorralFleet *fleet, guint32 chain, GPtrArray *incidents, CorralServiceWeek *week);

G_END_DECLS
