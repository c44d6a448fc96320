/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What voiding the flags of a lot would do, before anybody does it. Pure; the thread the mirror belongs to. */
#include "config.h"

#include "corral-lot.h"

#include "corral-flag-trust.h"

#include <math.h>
#include <string.h>

gint64
corral_lot_get_dear_minor (const char *currency)
{
  static const char *const crowns[] = { "SEK", "NOK", "DKK", "CZK", NULL };

  return currency != NULL && g_strv_contains (crowns, currency) ? 100000 : 10000;
}

const char *
corral_lot_of_flag (CorralFleet *fleet, guint32 slot)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CART);

  return cart != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LOT) : NULL;
}

/* Calls for every cart of the lot. */
static void
count_scales (CorralFleet *fleet, const char *lot, guint *n_off, guint *n_known)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const float *drift = corral_columns_peek (carts, CORRAL_CART_COL_WEIGHT_DRIFT_G);

  *n_off = *n_known = 0;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      if (!corral_columns_exists (carts, slot) || isnan (drift[slot])
          || g_strcmp0 (corral_columns_get_text (carts, slot, CORRAL_CART_COL_LOT), lot) != 0)
        continue;
      ++*n_known;
      *n_off += fabsf (drift[slot]) > (float) CORRAL_SCALE_VOID_G;
    }
}

gboolean
corral_lot_is_off (CorralFleet *fleet, const char *lot)
{
  guint n_off, n_known;

  if (lot == NULL)
    return FALSE;
  count_scales (fleet, lot, &n_off, &n_known);
  return corral_scale_lot_is_off (n_off, n_known);
}

/* "CHAIN ID" of every flag in a case that is not closed. */
static GHashTable *
list_in_cases (CorralFleet *fleet)
{
  const CorralColumns *cases = corral_fleet_get_table (fleet, CORRAL_TABLE_CASE);
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (cases); slot++)
    {
      const char *flags = corral_columns_exists (cases, slot) ? corral_columns_get_text (cases, slot, CORRAL_CASE_COL_FLAGS)
                                                              : NULL;
      g_auto (GStrv) ids = flags != NULL ? g_strsplit (flags, " ", -1) : NULL;

      if (ids == NULL || corral_columns_get_integer (cases, slot, CORRAL_CASE_COL_OPEN) != 1)
        continue;
      for (guint i = 0; ids[i] != NULL; i++)
        g_hash_table_add (found, g_strdup_printf ("%u %s", corral_columns_get_link (cases, slot, CORRAL_CASE_COL_CHAIN),
                                                  ids[i]));
    }
  return found;
}

static gboolean
is_in_case (CorralFleet *fleet, guint32 slot, GHashTable *in_cases)
{
  g_autofree char *key
      = g_strdup_printf ("%u %s", corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CHAIN),
                         corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_ID));

  return g_hash_table_contains (in_cases, key);
}

static gboolean
is_dear (CorralFleet *fleet, guint32 slot, gint64 dear_minor)
{
  gint64 minor = corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_VALUE_MINOR);
  const char *currency = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CURRENCY);
  gint64 times = corral_lot_get_dear_minor (currency) / corral_lot_get_dear_minor (NULL);

  return CORRAL_IS_KNOWN (dear_minor) && CORRAL_IS_KNOWN (minor) && minor > dear_minor * times;
}

static CorralLotClass
classify (CorralFleet *fleet, guint32 slot, const char *lot, gint64 dear_minor, GHashTable *in_cases)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CART);
  double drift_g = corral_fleet_get_real (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_WEIGHT_DRIFT_G);

  if (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_OPEN) != 1)
    return g_strcmp0 (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_VOIDED_LOT), lot) == 0
             ? CORRAL_LOT_VOIDED
             : CORRAL_LOT_DECIDED;
  if (!corral_flag_kind_is_weighed (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_KIND)))
    return CORRAL_LOT_NO_SCALE;
  if (fabs (drift_g) <= CORRAL_SCALE_FINE_G)
    return CORRAL_LOT_MENDED;
  if (is_in_case (fleet, slot, in_cases))
    return CORRAL_LOT_IN_CASE;
  if (is_dear (fleet, slot, dear_minor))
    return CORRAL_LOT_DEAR;
  /* Without a revision there is nothing to hold it to. */
  return CORRAL_IS_KNOWN (corral_fleet_get_rev (fleet, CORRAL_TABLE_FLAG, slot)) ? CORRAL_LOT_VOIDS : CORRAL_LOT_NOT_SENT;
}

static void
count_at_store (GArray *stores, guint32 store)
{
  CorralLotStore one = { .store = store, .n = 1 };

  for (guint i = 0; i < stores->len; i++)
    if (g_array_index (stores, CorralLotStore, i).store == store)
      {
        g_array_index (stores, CorralLotStore, i).n++;
        return;
      }
  g_array_append_val (stores, one);
}

static int
most_first (gconstpointer a, gconstpointer b)
{
  const CorralLotStore *x = a, *y = b;

  return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->store > y->store) - (x->store < y->store);
}

CorralLotPlan *
corral_lot_plan_new (CorralFleet *fleet, const char *lot, gint64 dear_minor)
{
  CorralLotPlan *self = g_new0 (CorralLotPlan, 1);
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  g_autoptr (GHashTable) in_cases = list_in_cases (fleet);

  for (guint i = 0; i < CORRAL_N_LOT_CLASSES; i++)
    self->flags[i] = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->stores = g_array_new (FALSE, FALSE, sizeof (CorralLotStore));
  self->since_ms = CORRAL_UNKNOWN;
  count_scales (fleet, lot, &self->n_off, &self->n_known);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    {
      CorralLotClass class;
      gint64 raised_ms;

      if (!corral_columns_exists (flags, slot) || lot == NULL || g_strcmp0 (corral_lot_of_flag (fleet, slot), lot) != 0)
        continue;
      class = classify (fleet, slot, lot, dear_minor, in_cases);
      g_array_append_val (self->flags[class], slot);
      if (class != CORRAL_LOT_VOIDS)
        continue;
      raised_ms = corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_RAISED_MS);
      if (CORRAL_IS_KNOWN (raised_ms) && (!CORRAL_IS_KNOWN (self->since_ms) || raised_ms < self->since_ms))
        self->since_ms = raised_ms;
      count_at_store (self->stores, corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_STORE));
    }
  g_array_sort (self->stores, most_first);
  return self;
}

void
corral_lot_plan_free (CorralLotPlan *self)
{
  for (guint i = 0; i < CORRAL_N_LOT_CLASSES; i++)
    g_array_unref (self->flags[i]);
  g_array_unref (self->stores);
  g_free (self);
}
