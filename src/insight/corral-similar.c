/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carts that have the same trouble as one, and what they share with it. Only that cart's own values are counted. Pure over the
 * mirror; main thread. */
#include "config.h"

#include "corral-similar.h"

#include "corral-chance.h"
#include "corral-factor-values.h"

#include <math.h>
#include <string.h>

/* By kind: what is compared. The store's region and the hour say nothing of a cart. */
static const struct
{
  CorralFactorKind kind;
  CorralCartColumn column;
  gboolean of_store;
} compared[] = {
  { CORRAL_FACTOR_ACCESS_POINT, CORRAL_CART_COL_ACCESS_POINT, TRUE },
  { CORRAL_FACTOR_AISLE, CORRAL_CART_COL_AISLE, TRUE },
  { CORRAL_FACTOR_STORE, CORRAL_CART_COL_STORE, FALSE },
  { CORRAL_FACTOR_LOT, CORRAL_CART_COL_LOT, FALSE },
  { CORRAL_FACTOR_FIRMWARE, CORRAL_CART_COL_FIRMWARE, FALSE },
  { CORRAL_FACTOR_CARRIER, CORRAL_CART_COL_CARRIERS, FALSE },
  { CORRAL_FACTOR_CERTIFICATE_BATCH, CORRAL_CART_COL_CERTIFICATE_BATCH, FALSE },
  { CORRAL_FACTOR_PACK_LOT, CORRAL_CART_COL_PACK_LOT, FALSE },
  { CORRAL_FACTOR_REVISION, CORRAL_CART_COL_HARDWARE_REVISION, FALSE },
  { CORRAL_FACTOR_SIM, CORRAL_CART_COL_SIM_SLOTS, FALSE },
};

/* One thing that the cart has. */
typedef struct
{
  CorralFactor factor;
  const guint32 *codes;   /* by slot */
  guint32 code;
  const guint32 *stores;  /* (nullable): it counts only in the cart's own store */
  guint8 *has;            /* (owned) (nullable): for each code of a list, whether the carrier is in it */
  double weight;          /* how much it says that another cart has it, too */
} Own;

static gboolean
has_own (const Own *own, guint32 slot)
{
  if (own->has != NULL)
    return own->has[own->codes[slot]];
  return own->codes[slot] == own->code && (own->stores == NULL || own->stores[slot] == own->factor.store);
}

/* ---- what it has --------------------------------------------------------------------------------------- */

static gboolean
has_member (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

/* Each of its carriers is one thing. */
static void
add_carriers (CorralFleet *fleet, guint32 cart, const guint8 *halves, GArray *things)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 n_words = corral_columns_get_n_words (carts, CORRAL_CART_COL_CARRIERS);
  CorralFactorValues values;
  guint32 own_values[4];
  guint n;

  corral_factor_values_init (&values, fleet, CORRAL_FACTOR_CARRIER, halves);
  n = corral_factor_values_get (&values, cart, own_values, G_N_ELEMENTS (own_values));
  for (guint i = 0; i < n; i++)
    {
      Own own = { .codes = values.codes };
      g_autofree char *word = NULL;

      corral_factor_values_name (&values, own_values[i], &own.factor);
      word = corral_factor_to_value (fleet, &own.factor);
      own.has = g_new0 (guint8, n_words + 1);
      for (guint32 code = 1; code <= n_words; code++)
        own.has[code] = (guint8) has_member (corral_columns_get_word (carts, CORRAL_CART_COL_CARRIERS, code), word);
      g_array_append_val (things, own);
    }
  corral_factor_values_clear (&values);
}

static void
own_clear (gpointer data)
{
  g_free (((Own *) data)->has);
}

static GArray *
list_things (CorralFleet *fleet, guint32 cart, const guint8 *halves)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  GArray *things = g_array_new (FALSE, TRUE, sizeof (Own));

  g_array_set_clear_func (things, own_clear);
  for (guint i = 0; i < G_N_ELEMENTS (compared); i++)
    {
      Own own = { .factor.kind = compared[i].kind, .factor.store = CORRAL_NO_SLOT };

      if (!corral_columns_is_known (carts, cart, compared[i].column)
          || (compared[i].of_store && stores[cart] == CORRAL_NO_SLOT))
        continue;
      if (compared[i].kind == CORRAL_FACTOR_CARRIER)
        {
          add_carriers (fleet, cart, halves, things);
          continue;
        }
      own.codes = corral_columns_peek (carts, compared[i].column);
      own.code = own.factor.code = own.codes[cart];
      if (compared[i].of_store)
        own.stores = stores;
      if (compared[i].of_store || compared[i].kind == CORRAL_FACTOR_STORE)
        own.factor.store = stores[cart];
      g_array_append_val (things, own);
    }
  return things;
}

/* ---- who has the same trouble -------------------------------------------------------------------------- */

static gboolean
is_unheard (gint32 state)
{
  return state == CORRAL_CART_OFFLINE || state == CORRAL_CART_LATE;
}

static guint8 *
split (CorralFleet *fleet, CorralSimilar *similar)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const guint32 *faults = corral_columns_peek (carts, CORRAL_CART_COL_FAULT);
  guint8 *halves = corral_factor_halves_new (fleet, &(CorralFactorsAsked){ .chain = similar->chain });

  halves[similar->cart] = CORRAL_FACTOR_OUT;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (halves[slot] != CORRAL_FACTOR_OUT)
      {
        /* One that is only late may be heard in a moment. */
        gboolean same = similar->trouble == CORRAL_TROUBLE_SILENT ? states[slot] == CORRAL_CART_OFFLINE
                                                                  : faults[slot] == similar->fault;

        halves[slot] = same ? CORRAL_FACTOR_SELECTED : CORRAL_FACTOR_REST;
        similar->n_carts += same;
        similar->n_all++;
      }
  return halves;
}

static void
count (Own *own, const CorralSimilar *similar, guint n_things, const guint8 *halves, guint32 n_slots)
{
  CorralFactor *factor = &own->factor;
  guint with;

  factor->n_selection = similar->n_carts;
  factor->n_of_rest = similar->n_all - similar->n_carts;
  for (guint32 slot = 0; slot < n_slots; slot++)
    if (halves[slot] != CORRAL_FACTOR_OUT && has_own (own, slot))
      {
        factor->n_selected += halves[slot] == CORRAL_FACTOR_SELECTED;
        factor->n_rest += halves[slot] == CORRAL_FACTOR_REST;
      }
  with = factor->n_selected + factor->n_rest;
  if (with == 0 || similar->n_carts == 0)
    return;
  factor->lift = ((double) factor->n_selected / similar->n_carts) / ((double) with / similar->n_all);
  factor->log10_chance
      = MIN (0, corral_chance_of_drawing (similar->n_all, with, similar->n_carts, factor->n_selected) + log10 (n_things));
  own->weight = log2 ((double) similar->n_all / with);
}

/* The most telling first; of those that may be an accident, where the trouble is most frequent. */
static int
compare_things (gconstpointer a, gconstpointer b)
{
  const CorralFactor *x = &((const Own *) a)->factor, *y = &((const Own *) b)->factor;

  if (x->log10_chance != y->log10_chance)
    return x->log10_chance < y->log10_chance ? -1 : 1;
  if (x->lift != y->lift)
    return x->lift > y->lift ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  /* Two carriers: one is the first of its list. */
  return x->code < y->code ? -1 : x->code > y->code;
}

typedef struct
{
  guint32 slot;
  double score;
  const char *id;
} Near;

static gboolean
is_nearer (const Near *a, const Near *b)
{
  return a->score != b->score ? a->score > b->score : g_strcmp0 (a->id, b->id) < 0;
}

static void
find_nearest (CorralFleet *fleet, CorralSimilar *similar, const GArray *things, const guint8 *halves, guint32 n_slots)
{
  Near nearest[CORRAL_SIMILAR_NEAREST];

  for (guint32 slot = 0; slot < n_slots; slot++)
    {
      Near near = { .slot = slot };
      guint at;

      if (halves[slot] != CORRAL_FACTOR_SELECTED)
        continue;
      for (guint i = 0; i < things->len; i++)
        if (has_own (&g_array_index (things, Own, i), slot))
          near.score += g_array_index (things, Own, i).weight;
      near.id = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_ID);
      if (near.score <= 0)
        continue;
      at = similar->n_nearest < CORRAL_SIMILAR_NEAREST ? similar->n_nearest++ : CORRAL_SIMILAR_NEAREST;
      while (at > 0 && is_nearer (&near, &nearest[at - 1]))
        {
          if (at < CORRAL_SIMILAR_NEAREST)
            nearest[at] = nearest[at - 1];
          at--;
        }
      if (at < CORRAL_SIMILAR_NEAREST)
        nearest[at] = near;
    }
  for (guint i = 0; i < similar->n_nearest; i++)
    similar->nearest[i] = nearest[i].slot;
}

void
corral_similar_find (CorralFleet *fleet, guint32 cart, CorralSimilar *similar)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 n_slots = corral_columns_get_n_slots (carts);
  g_autofree guint8 *halves = NULL;
  g_autoptr (GArray) things = NULL;
  gint32 state;

  memset (similar, 0, sizeof *similar);
  similar->cart = cart;
  similar->chain = CORRAL_NO_SLOT;
  if (!corral_columns_exists (carts, cart))
    return;
  similar->chain = corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN);
  state = (gint32) corral_columns_get_integer (carts, cart, CORRAL_CART_COL_SHOWN_STATE);
  similar->fault = ((const guint32 *) corral_columns_peek (carts, CORRAL_CART_COL_FAULT))[cart];
  if (is_unheard (state))
    similar->trouble = CORRAL_TROUBLE_SILENT;
  else if (similar->fault != 0)
    similar->trouble = CORRAL_TROUBLE_FAULT;
  else
    return;

  halves = split (fleet, similar);
  things = list_things (fleet, cart, halves);
  for (guint i = 0; i < things->len; i++)
    count (&g_array_index (things, Own, i), similar, things->len, halves, n_slots);
  find_nearest (fleet, similar, things, halves, n_slots);
  g_array_sort (things, compare_things);
  for (guint i = 0; i < things->len && similar->n_factors < CORRAL_SIMILAR_FACTORS; i++)
    if (g_array_index (things, Own, i).factor.n_selected > 0)
      similar->factors[similar->n_factors++] = g_array_index (things, Own, i).factor;
}
