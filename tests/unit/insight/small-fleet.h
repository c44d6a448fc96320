/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

/* A fleet of one chain that a test writes down store by store and cart by cart, at one moment. */

#define SMALL_NOW_MS G_GINT64_CONSTANT (1790000000000) /* Mon 21 Sep 2026, 14:13:20 UTC */
#define SMALL_MINUTE_MS G_GINT64_CONSTANT (60000)

typedef struct
{
  CorralFleet *fleet;
  guint n_carts;
} SmallFleet;

typedef struct
{
  const char *state;       /* NULL: idle */
  const char *carriers;
  gint64 silent_min;       /* 0: just heard of */
  const char *uplink;      /* NULL: Wi-Fi; of who is silent and has carriers the mobile network */
  const char *lot;
  const char *revision;
  gint64 battery_pct;      /* 0: 70 */
  double drift_g;
  const char *firmware;
  gint64 scan_ms;          /* 0: 300 */
  gboolean lacks_ca;
  gint64 interval_s;       /* 0: 300 */
  const char *batch;       /* of its certificate */
  const char *access_point; /* its id */
  const char *updated;     /* to rollout "ro": how that ended */
} SmallCart;

/* A chain "c" that is known of up to SMALL_NOW_MS, and now is that. */
void small_fleet_set_up (SmallFleet *self, gconstpointer data);
void small_fleet_tear_down (SmallFleet *self, gconstpointer data);

/* (transfer none): what @store is filled with before it is put: id "sN", a target of 99 %. */
void small_store_begin (guint number, CorralStore *store);
void small_put (SmallFleet *self, CorralCollection collection, gconstpointer row);
void small_store (SmallFleet *self, guint number, const char *region, double today);

/* @n carts of @kind in store @number. Returns the slot of the last one. */
guint32 small_carts (SmallFleet *self, guint number, guint n, SmallCart kind);

/* On the whole store when @cart is CORRAL_NO_SLOT. */
void small_alert (SmallFleet *self, const char *id, const char *kind, const char *cause, guint store, guint32 cart);
void small_point (SmallFleet *self, const char *id, guint store, const char *state);
void small_firmware (SmallFleet *self, const char *version, gboolean released, double rejected_pct);

guint32 small_store_slot (SmallFleet *self, guint number);
