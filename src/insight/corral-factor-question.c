/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a filtered list of carts asks for when somebody wants to know what they share. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-factor-question.h"

#include "corral-order.h"

#include <string.h>

static GArray *
run_order (CorralFleet *fleet, GHashTable *filters, gboolean only_given)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!only_given || strcmp (name, "chain") == 0 || corral_factors_given_by (name) != 0)
      corral_order_where_named (order, name, value);
  corral_order_run (order, fleet, slots);
  return slots;
}

static guint
list_given (GHashTable *filters)
{
  GHashTableIter iter;
  gpointer name;
  guint given = 0;

  g_hash_table_iter_init (&iter, filters);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    given |= corral_factors_given_by (name);
  return given;
}

/* The kinds that lie within one of @given. */
static guint
list_parts (guint given)
{
  guint parts = 0;

  for (guint kind = 0; kind < CORRAL_N_FACTORS; kind++)
    for (guint from = 0; from < CORRAL_N_FACTORS; from++)
      if ((given & 1u << kind) != 0 && corral_factor_kind_follows ((CorralFactorKind) kind, (CorralFactorKind) from))
        parts |= 1u << from;
  return parts;
}

static guint
count_carts (CorralFleet *fleet, guint32 chain)
{
  CorralRollup rollup;

  if (chain == CORRAL_NO_SLOT)
    return corral_columns_get_n_rows (corral_fleet_get_table (fleet, CORRAL_TABLE_CART));
  /* Its roll-up leaves out blocked ones and those that were never seen. */
  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, chain, &rollup);
  return rollup.carts + rollup.by_state[CORRAL_CART_REVOKED] + rollup.by_state[CORRAL_CART_NEVER_SEEN];
}

CorralFactorQuestion *
corral_factor_question_new (CorralFleet *fleet, GHashTable *filters, const guint32 *chosen, guint n_chosen, guint limit)
{
  CorralFactorQuestion *self = g_new0 (CorralFactorQuestion, 1);
  const guint32 *carts;

  self->carts = run_order (fleet, filters, FALSE);
  if (chosen != NULL)
    {
      g_array_set_size (self->carts, 0);
      g_array_append_vals (self->carts, chosen, n_chosen);
    }
  carts = (const guint32 *) (gpointer) self->carts->data;
  self->given = list_given (filters);
  self->asked.carts = carts;
  self->asked.n_carts = self->carts->len;
  self->asked.chain = corral_factors_get_chain (fleet, carts, self->carts->len);
  self->asked.except = self->given;
  self->asked.limit = limit;
  self->one_chain = self->asked.chain != CORRAL_NO_SLOT;
  if (self->given != 0)
    self->among = run_order (fleet, filters, TRUE);
  if (self->among != NULL && self->among->len <= self->carts->len)
    {
      /* Chosen by such things alone: what sets that lot apart from the other lots? That the carts of a store are on its access
       * points is no answer. */
      g_clear_pointer (&self->among, g_array_unref);
      self->asked.except |= list_parts (self->given);
      self->given = 0;
    }
  if (self->among != NULL)
    {
      self->asked.among = (const guint32 *) (gpointer) self->among->data;
      self->asked.n_among = self->among->len;
      self->n_all = self->among->len;
      return self;
    }
  self->n_all = count_carts (fleet, self->asked.chain);
  if (self->one_chain && self->n_all <= self->carts->len)
    {
      /* A whole chain, against the others. */
      self->asked.chain = CORRAL_NO_SLOT;
      self->one_chain = FALSE;
      self->n_all = count_carts (fleet, CORRAL_NO_SLOT);
    }
  return self;
}

void
corral_factor_question_free (CorralFactorQuestion *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->carts);
  g_clear_pointer (&self->among, g_array_unref);
  g_free (self);
}
