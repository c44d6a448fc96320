/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other flags of the same cart, and of the same goods. Pure over the mirror; the thread that it belongs to. */
#include "config.h"

#include "corral-flag-history.h"

#include <math.h>

/* As in corral-flag-desk.c: so near in share of the stated weight, or as a good scale may be off, is the same weight. */
#define ALIKE_SHARE 0.06

/* ---- of the cart -------------------------------------------------------------------------------------------- */

typedef struct
{
  guint32 confirmed, not_checked, sensor_fault;
} Outcomes;

static Outcomes
find_outcomes (const CorralColumns *flags)
{
  return (Outcomes){ corral_columns_find_word (flags, CORRAL_FLAG_COL_OUTCOME, "confirmed"),
                     corral_columns_find_word (flags, CORRAL_FLAG_COL_OUTCOME, "not_checked"),
                     corral_columns_find_word (flags, CORRAL_FLAG_COL_OUTCOME, "sensor_fault") };
}

static void
count (CorralFlagHistory *history, const CorralColumns *flags, guint32 slot, const Outcomes *outcomes)
{
  guint32 outcome = ((const guint32 *) corral_columns_peek (flags, CORRAL_FLAG_COL_OUTCOME))[slot];

  history->n++;
  if (corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_OPEN) == 1)
    {
      history->open++;
      return;
    }
  /* What nobody looked at says nothing. */
  if (outcome == 0 || outcome == outcomes->not_checked)
    return;
  history->decided++;
  history->false_n += outcome != outcomes->confirmed;
  history->sensor += outcome == outcomes->sensor_fault;
}

void
corral_flag_history_read (CorralFleet *fleet, guint32 flag, CorralFlagHistory *history)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  const guint32 *carts = corral_columns_peek (flags, CORRAL_FLAG_COL_CART);
  Outcomes outcomes = find_outcomes (flags);
  guint32 cart = carts[flag];

  *history = (CorralFlagHistory){ 0 };
  for (guint32 slot = 0; cart != CORRAL_NO_SLOT && slot < corral_columns_get_n_slots (flags); slot++)
    if (carts[slot] == cart && slot != flag && corral_columns_exists (flags, slot))
      count (history, flags, slot, &outcomes);
}

/* ---- of the goods ------------------------------------------------------------------------------------------- */

/* What one cart measured; of several of its flags the last one counts. */
typedef struct
{
  guint32 cart;
  double measured_g;
} Weighed;

static int
by_weight (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static GArray *
list_weighed (CorralFleet *fleet, guint32 flag)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  const guint32 *items = corral_columns_peek (flags, CORRAL_FLAG_COL_ITEM);
  const guint32 *chains = corral_columns_peek (flags, CORRAL_FLAG_COL_CHAIN);
  const guint32 *carts = corral_columns_peek (flags, CORRAL_FLAG_COL_CART);
  g_autoptr (GHashTable) of_cart = g_hash_table_new (NULL, NULL);
  GArray *weighed = g_array_new (FALSE, FALSE, sizeof (Weighed));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    {
      Weighed one = { carts[slot], corral_columns_get_real (flags, slot, CORRAL_FLAG_COL_MEASURED_G) };
      gpointer at;

      if (items[slot] != items[flag] || chains[slot] != chains[flag] || !corral_columns_exists (flags, slot)
          || carts[slot] == carts[flag] || isnan (one.measured_g))
        continue;
      if (g_hash_table_lookup_extended (of_cart, GUINT_TO_POINTER (one.cart + 1), NULL, &at))
        {
          g_array_index (weighed, Weighed, GPOINTER_TO_UINT (at)) = one;
          continue;
        }
      g_hash_table_insert (of_cart, GUINT_TO_POINTER (one.cart + 1), GUINT_TO_POINTER (weighed->len));
      g_array_append_val (weighed, one);
    }
  return weighed;
}

gboolean
corral_item_history_read (CorralFleet *fleet, guint32 flag, const CorralFlagSigns *signs, CorralItemHistory *history)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  double measured_g = corral_columns_get_real (flags, flag, CORRAL_FLAG_COL_MEASURED_G);
  double expected_g = corral_columns_get_real (flags, flag, CORRAL_FLAG_COL_EXPECTED_G);
  g_autoptr (GArray) weighed = NULL;
  g_autoptr (GArray) alike = g_array_new (FALSE, FALSE, sizeof (double));
  double near_g;

  *history = (CorralItemHistory){ .expected_g = expected_g, .middle_g = NAN };
  if (corral_columns_get_text (flags, flag, CORRAL_FLAG_COL_ITEM) == NULL || !(expected_g > 0) || isnan (measured_g))
    return FALSE;
  weighed = list_weighed (fleet, flag);
  near_g = MAX (ALIKE_SHARE * expected_g, CORRAL_SCALE_FINE_G);
  g_array_append_val (alike, measured_g);
  for (guint i = 0; i < weighed->len; i++)
    if (fabs (g_array_index (weighed, Weighed, i).measured_g - measured_g) <= near_g)
      g_array_append_val (alike, g_array_index (weighed, Weighed, i).measured_g);
  g_array_sort (alike, by_weight);
  history->carts = signs->item_of;
  history->alike = signs->item_carts;
  history->middle_g = g_array_index (alike, double, alike->len / 2);
  history->is_wrong = corral_item_weight_is_wrong (signs);
  return TRUE;
}
