/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-factors.h"

/* A fleet whose carts are alike in nothing but what a test plants: every property is drawn by itself. */

#define FACTORS_NOW_MS G_GINT64_CONSTANT (1790000000000) /* Mon 21 Sep 2026, 14:13:20 UTC */

typedef struct
{
  guint index;
  guint store;             /* 0 … n_stores − 1; number 100 on */
  const char *region;
  const char *carriers;    /* (nullable) */
  guint sim_slots;
  guint access_point;      /* "ap-N" of each store; 0: not known */
  guint aisle;             /* 0: not known */
  const char *revision;
  char lot[8];
  char firmware[8];        /* "": not known */
  char batch[8];
  char pack_lot[8];
  const char *state;
  gint64 silent_min;       /* 0: talks */
  const char *fault;       /* (nullable) */
} FactorsCart;

typedef struct
{
  CorralFleet *fleet;
  guint n;
  guint32 *slots;          /* by index */
  FactorsCart *carts;
} FactorsFleet;

typedef struct
{
  guint n_carts;
  guint n_stores;
  guint n_chains;                         /* 0: one; store s is of chain s % n_chains */
  gboolean backwards;                     /* rows come in the other order */
  void (*change) (FactorsCart *cart);     /* (nullable) */
} FactorsSize;

FactorsFleet *factors_fleet_new (const FactorsSize *size);
void factors_fleet_free (FactorsFleet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FactorsFleet, factors_fleet_free)

/* A number from 0 to @n − 1 that is of the cart and @salt alone. */
guint factors_draw (const FactorsCart *cart, guint salt, guint n);

/* The slots of those that @pick wants (element-type guint32). */
GArray *factors_fleet_pick (FactorsFleet *self, gboolean (*pick) (const FactorsCart *cart));

/* "carriers=Norvia 120/130 3/900 + sim_slots=1 … | lot=…": leaders by bars, what goes with them by a plus; with counts when
 * @counts. */
char *factors_to_string (CorralFleet *fleet, const GArray *factors, gboolean counts);
