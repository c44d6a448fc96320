/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-factors.h"

G_BEGIN_DECLS

/* For the factors' own files: what value of one kind each cart has, as small numbers that can be counted. */
typedef struct
{
  CorralFactorKind kind;
  const guint32 *codes;  /* by slot of a cart; + @offset it is its code, 0: not known */
  guint32 offset;
  guint32 n_codes;       /* codes are below this */

  /* What the codes stand for. Of most kinds it is one value a code, the code itself; a list of carriers stands for each of its
   * members, a store for its region: values[starts[code]] … values[starts[code + 1] - 1]. */
  guint32 *starts;       /* (owned) (nullable): NULL: the code itself */
  guint32 *values;       /* (owned) (nullable) */
  guint32 n_values;      /* values are below this; 0 is not known */

  guint32 *own;          /* (owned) (nullable): what @codes points at, when that is no column */
  guint32 *stores;       /* (owned) (nullable): of values that are of a store: by value, the store */
  guint32 *of_store;     /* (owned) (nullable): … and the code or number in that store */
  GArray *members;       /* (owned) (nullable) (element-type guint32): of carriers: a code that names each: its list << 3 | place */
} CorralFactorValues;

/* In which half of the comparison a cart is, by slot. */
enum
{
  CORRAL_FACTOR_OUT,      /* does not exist, or is of another chain */
  CORRAL_FACTOR_REST,
  CORRAL_FACTOR_SELECTED,
};

/* @halves: one of the above for each slot of a cart; the values of those that are out are not looked at. One pass. */
void corral_factor_values_init (CorralFactorValues *self, CorralFleet *fleet, CorralFactorKind kind, const guint8 *halves);
void corral_factor_values_clear (CorralFactorValues *self);

/* The values that @cart has, at most @max of them; returns how many. */
guint corral_factor_values_get (const CorralFactorValues *self, guint32 cart, guint32 *values, guint max);

/* Sets kind, code and store of @factor to the value's. */
void corral_factor_values_name (const CorralFactorValues *self, guint32 value, CorralFactor *factor);

/* Which half each cart is in, by slot. */
guint8 *corral_factor_halves_new (CorralFleet *fleet, const CorralFactorsAsked *asked) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
