/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a selection of carts has in common. Every value of every kind is counted in one pass over the columns; those that chance
 * does not explain are put in order, and what says the same is put together (corral-factor-groups.c). Pure over the mirror;
 * main thread. */
#include "config.h"

#include "corral-factors.h"

#include "corral-chance.h"
#include "corral-factor-groups.h"

#include <math.h>
#include <string.h>

/* Among ten thousand carts a difference of nothing much can be more than chance explains. To be told, a factor is that much more
 * frequent in the selection than in the rest, or its lack is that much rarer (D). */
#define TIMES_MORE 1.2
#define LACK_TIMES 0.5

/* Carts that fall silent for reasons of their own do so at any hour. */
#define HOURS 24

/* How many carts have each value of a kind: the selected ones, and all. */
typedef struct
{
  guint32 *selected;      /* (owned) (nullable): by value */
  guint32 *all;           /* (owned) (nullable) */
  guint known_selected;   /* of which it is known */
  guint known_all;
} Tally;

static void
tally_clear (Tally *tally)
{
  g_clear_pointer (&tally->selected, g_free);
  g_clear_pointer (&tally->all, g_free);
}

/* ---- counting ------------------------------------------------------------------------------------------ */

/* What stands for several values, or none, is counted for each of those. */
static guint32 *
spread (const CorralFactorValues *values, guint32 *of_code, guint *known)
{
  guint32 *of_value;

  *known = 0;
  if (values->starts == NULL)
    {
      for (guint32 code = 1; code < values->n_codes; code++)
        *known += of_code[code];
      return of_code;
    }
  of_value = g_new0 (guint32, values->n_values + 1);
  for (guint32 code = 1; code < values->n_codes; code++)
    {
      if (values->starts[code + 1] > values->starts[code])
        *known += of_code[code];
      for (guint32 i = values->starts[code]; i < values->starts[code + 1]; i++)
        of_value[values->values[i]] += of_code[code];
    }
  g_free (of_code);
  return of_value;
}

static void
count_values (Tally *tally, const CorralFactorValues *values, const guint8 *halves, guint32 n_slots,
              const GArray *selection)
{
  guint32 *selected = g_new0 (guint32, values->n_codes + 1);
  guint32 *all = g_new0 (guint32, values->n_codes + 1);
  const guint32 *codes = values->codes;
  guint32 offset = values->offset;

  for (guint32 slot = 0; slot < n_slots; slot++)
    all[codes[slot] + offset] += halves[slot] != CORRAL_FACTOR_OUT;
  for (guint i = 0; i < selection->len; i++)
    selected[codes[g_array_index (selection, guint32, i)] + offset]++;
  tally->selected = spread (values, selected, &tally->known_selected);
  tally->all = spread (values, all, &tally->known_all);
}

/* ---- judging ------------------------------------------------------------------------------------------- */

/* How many values could be told, had the selection been another: those of which there are enough carts, but not all. It depends
 * on the fleet alone, so the correction is an honest one. */
static guint
count_tries (const Tally *tally, guint32 n_values)
{
  guint n = 0;

  for (guint32 value = 1; value < n_values; value++)
    n += tally->all[value] >= CORRAL_FACTOR_MIN_CARTS && tally->all[value] < tally->known_all;
  return n;
}

static gboolean
is_much (double selected, double rest)
{
  return selected >= TIMES_MORE * rest || 1 - selected <= LACK_TIMES * (1 - rest);
}

/* Against the rest; FALSE when it is not more frequent there, or not by much. */
static gboolean
judge (CorralFactor *factor)
{
  guint n_all = factor->n_selection + factor->n_of_rest;
  guint n_marked = factor->n_selected + factor->n_rest;
  double share = (double) factor->n_selected / factor->n_selection;
  double of_rest = (double) factor->n_rest / factor->n_of_rest;

  if (share <= of_rest || !is_much (share, of_rest))
    return FALSE;
  factor->lift = share / ((double) n_marked / n_all);
  factor->log10_chance = corral_chance_of_drawing (n_all, n_marked, factor->n_selection, factor->n_selected);
  return TRUE;
}

/* When all that are silent were chosen there is no rest: they are held against falling silent evenly around the clock. */
static gboolean
judge_hour (CorralFactor *factor)
{
  double share = (double) factor->n_selected / factor->n_selection;

  if (!is_much (share, 1.0 / HOURS))
    return FALSE;
  factor->lift = share * HOURS;
  factor->log10_chance = corral_chance_of_trying (factor->n_selection, 1.0 / HOURS, factor->n_selected);
  return TRUE;
}

static void
candidate_clear (gpointer data)
{
  g_free (((CorralFactorCandidate *) data)->text);
}

static void
judge_kind (CorralFleet *fleet, const CorralFactorValues *values, const Tally *tally, guint n_selection, double correction,
            GArray *candidates)
{
  gboolean around_the_clock = values->kind == CORRAL_FACTOR_HOUR && tally->known_all == tally->known_selected;

  if (tally->known_selected < CORRAL_FACTOR_MIN_CARTS || (tally->known_all == tally->known_selected && !around_the_clock))
    return;
  for (guint32 value = 1; value < values->n_values; value++)
    {
      CorralFactorCandidate candidate = { .value = value, .correction = correction };
      CorralFactor *factor = &candidate.factor;

      factor->n_selected = tally->selected[value];
      if (factor->n_selected < CORRAL_FACTOR_MIN_CARTS)
        continue;
      factor->n_rest = tally->all[value] - tally->selected[value];
      factor->n_selection = tally->known_selected;
      factor->n_of_rest = tally->known_all - tally->known_selected;
      factor->n_unknown = n_selection - tally->known_selected;
      corral_factor_values_name (values, value, factor);
      if (!(around_the_clock ? judge_hour (factor) : judge (factor)))
        continue;
      factor->log10_chance = MIN (0, factor->log10_chance + correction);
      if (factor->log10_chance > CORRAL_FACTOR_CHANCE)
        continue;
      candidate.score = (double) factor->n_selected / n_selection * log2 (factor->lift);
      candidate.text = corral_factor_to_value (fleet, factor);
      g_array_append_val (candidates, candidate);
    }
}

static int
compare_candidates (gconstpointer a, gconstpointer b, gpointer data)
{
  const CorralFactorCandidate *x = a, *y = b;
  gboolean x_when = x->factor.kind == CORRAL_FACTOR_HOUR, y_when = y->factor.kind == CORRAL_FACTOR_HOUR;
  int order;

  /* First what, then when. */
  if (x_when != y_when)
    return x_when ? 1 : -1;
  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  if (x->factor.log10_chance != y->factor.log10_chance)
    return x->factor.log10_chance < y->factor.log10_chance ? -1 : 1;
  if (x->factor.kind != y->factor.kind)
    return x->factor.kind < y->factor.kind ? -1 : 1;
  order = g_strcmp0 (x->text, y->text);
  if (order == 0 && x->factor.store != y->factor.store)
    order = g_strcmp0 (corral_fleet_get_text (data, CORRAL_TABLE_STORE, x->factor.store, CORRAL_STORE_COL_ID),
                       corral_fleet_get_text (data, CORRAL_TABLE_STORE, y->factor.store, CORRAL_STORE_COL_ID));
  return order;
}

/* ---- public -------------------------------------------------------------------------------------------- */

void
corral_factors_answer (CorralFleet *fleet, const CorralFactorsAsked *asked, GArray *factors)
{
  guint32 n_slots = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CART));
  g_autofree guint8 *halves = corral_factor_halves_new (fleet, asked);
  g_autoptr (GArray) selection = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) candidates = g_array_new (FALSE, TRUE, sizeof (CorralFactorCandidate));
  CorralFactorValues values[CORRAL_N_FACTORS] = { 0 };
  Tally tallies[CORRAL_N_FACTORS] = { 0 };
  guint tries[CORRAL_N_FACTORS] = { 0 };
  guint n_kinds = 0, n_all = 0;

  g_array_set_size (factors, 0);
  g_array_set_clear_func (candidates, candidate_clear);
  for (guint32 slot = 0; slot < n_slots; slot++)
    {
      n_all += halves[slot] != CORRAL_FACTOR_OUT;
      if (halves[slot] == CORRAL_FACTOR_SELECTED)
        g_array_append_val (selection, slot);
    }
  if (selection->len < CORRAL_FACTOR_MIN_CARTS || selection->len == n_all || asked->limit == 0)
    return;

  for (guint kind = 0; kind < CORRAL_N_FACTORS; kind++)
    {
      if ((asked->except & 1u << kind) != 0)
        continue;
      corral_factor_values_init (&values[kind], fleet, (CorralFactorKind) kind, halves);
      count_values (&tallies[kind], &values[kind], halves, n_slots, selection);
      tries[kind] = count_tries (&tallies[kind], values[kind].n_values);
      n_kinds += tries[kind] > 0;
    }
  /* Each kind has the same part of the promise, and within a kind each value: the hundreds of stores do not make it harder for
   * one of four carriers to be told. */
  for (guint kind = 0; kind < CORRAL_N_FACTORS; kind++)
    if (tallies[kind].all != NULL)
      judge_kind (fleet, &values[kind], &tallies[kind], selection->len,
                  log10 (MAX (1, n_kinds)) + log10 (MAX (1, tries[kind])), candidates);

  g_array_sort_with_data (candidates, compare_candidates, fleet);
  if (candidates->len > CORRAL_FACTOR_MAX_CANDIDATES)
    g_array_set_size (candidates, CORRAL_FACTOR_MAX_CANDIDATES);
  if (candidates->len > 0)
    corral_factor_groups_make ((const CorralFactorCandidate *) (gpointer) candidates->data, candidates->len, values, halves,
                               n_slots, asked->limit, factors);
  for (guint kind = 0; kind < CORRAL_N_FACTORS; kind++)
    {
      corral_factor_values_clear (&values[kind]);
      tally_clear (&tallies[kind]);
    }
}

void
corral_factors_find (CorralFleet *fleet, guint32 chain, const guint32 *carts, guint n_carts, guint limit, GArray *factors)
{
  const CorralFactorsAsked asked = { .carts = carts, .n_carts = n_carts, .chain = chain, .limit = limit };

  corral_factors_answer (fleet, &asked, factors);
}

guint32
corral_factors_get_chain (CorralFleet *fleet, const guint32 *carts, guint n_carts)
{
  const CorralColumns *table = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const guint32 *chains = corral_columns_peek (table, CORRAL_CART_COL_CHAIN);
  guint32 chain = CORRAL_NO_SLOT;

  for (guint i = 0; i < n_carts; i++)
    {
      if (!corral_columns_exists (table, carts[i]))
        continue;
      if (chain != CORRAL_NO_SLOT && chains[carts[i]] != chain)
        return CORRAL_NO_SLOT;
      chain = chains[carts[i]];
    }
  return chain;
}
