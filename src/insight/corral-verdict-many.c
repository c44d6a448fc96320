/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict on a store, and on any selection of carts: what most of those have that have something. Pure over the
 * desk; main thread. */
#include "config.h"

#include "corral-verdict-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cause and what it is about: two carriers that are down are two parts. */
typedef struct
{
  CorralVerdict first;
  guint n_carts;
} Part;

static gboolean
is_same (const CorralVerdict *a, const CorralVerdict *b)
{
  return a->cause == b->cause
         && (a->layer == CORRAL_LAYER_NONE || a->layer == CORRAL_LAYER_CART || strcmp (a->detail, b->detail) == 0);
}

static int
compare_parts (const void *a, const void *b)
{
  const Part *x = a, *y = b;

  if (x->n_carts != y->n_carts)
    return x->n_carts > y->n_carts ? -1 : 1;
  return (int) x->first.cause - (int) y->first.cause;
}

/* One more cart with it: of all of them it is true since the first had it. */
static void
join (Part *part, const Part *other)
{
  gint64 since_ms = other->first.since_ms;

  part->n_carts++;
  if (part->first.layer > CORRAL_LAYER_UNKNOWN && CORRAL_IS_KNOWN (since_ms)
      && (!CORRAL_IS_KNOWN (part->first.since_ms) || since_ms < part->first.since_ms))
    part->first.since_ms = since_ms;
}

/* (element-type Part): the most carts first. */
static GArray *
take_apart (CorralVerdictDesk *desk, const guint32 *carts, guint n_carts, guint *n_stores)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_autoptr (GHashTable) stores = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n_carts; i++)
    {
      Part part = { .n_carts = 1 };
      guint at = 0;

      if (!corral_columns_exists (desk->carts, carts[i]))
        continue;
      corral_verdict_of_cart (desk, carts[i], &part.first);
      g_hash_table_add (stores, GUINT_TO_POINTER (part.first.store));
      while (at < parts->len && !is_same (&g_array_index (parts, Part, at).first, &part.first))
        at++;
      if (at < parts->len)
        join (&g_array_index (parts, Part, at), &part);
      else
        g_array_append_val (parts, part);
    }
  *n_stores = g_hash_table_size (stores);
  g_array_sort (parts, compare_parts);
  return parts;
}

/* Of a cart of which nothing was wrong when this PC last knew of it. */
static gboolean
is_of_our_way (const Part *part)
{
  return part->first.cause == CORRAL_VERDICT_OWN_LINK || part->first.cause == CORRAL_VERDICT_SIGN_IN
         || part->first.cause == CORRAL_VERDICT_CLOUD_DOWN;
}

static void
add_parts (CorralVerdict *verdict, const GArray *parts, const Part *but, guint n_carts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      gboolean fine = part->first.cause == CORRAL_VERDICT_FINE;
      CorralEvidence evidence = CORRAL_EVIDENCE (PART, .count = part->n_carts, .of = n_carts, .against = but != NULL);

      if (part == but || (but != NULL && (part->first.layer == CORRAL_LAYER_NONE || is_of_our_way (part))))
        continue;
      if (fine)
        evidence.kind = CORRAL_EVIDENCE_FINE_PART;
      if (part->n_carts == 1)
        evidence.cart = part->first.cart;
      corral_verdict_add_named (verdict, evidence, corral_verdict_cause_to_word (part->first.cause));
    }
}

/* The one that most of those share which have something; NULL: none does. What was known of them counts more than that
 * nothing newer is: that is the answer only when there is no other. */
static const Part *
find_main (const GArray *parts, guint least, guint *n_wrong, guint *n_unknown)
{
  const Part *best = NULL, *way = NULL;

  *n_wrong = *n_unknown = 0;
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (part->first.layer == CORRAL_LAYER_NONE)
        continue;
      if (is_of_our_way (part))
        {
          way = way != NULL ? way : part;
          continue;
        }
      if (part->first.layer == CORRAL_LAYER_UNKNOWN)
        {
          *n_unknown += part->n_carts;
          continue;
        }
      *n_wrong += part->n_carts;
      if (best == NULL)
        best = part;
    }
  if (best != NULL && best->n_carts >= least && best->n_carts * 2 > *n_wrong)
    return best;
  if (way != NULL)
    *n_wrong += way->n_carts;
  return way != NULL && way->n_carts * 2 > *n_wrong ? way : NULL;
}

static void
take (CorralVerdict *verdict, const Part *part, guint n_carts, guint n_stores, guint n_wrong)
{
  *verdict = part->first;
  verdict->cart = CORRAL_NO_SLOT;
  /* What is wider than these carts is told as wide as it is. */
  if (verdict->n_stores <= n_stores)
    {
      verdict->n_carts = part->n_carts;
      verdict->n_of = n_carts;
      verdict->n_stores = n_stores;
    }
  if (n_wrong > part->n_carts)
    verdict->confidence_pct -= MIN (verdict->confidence_pct, 20 * (n_wrong - part->n_carts) / n_wrong);
  /* Room for the parts that are otherwise; of one cart of several nothing is said. */
  for (guint i = 0; i < verdict->n_evidence;)
    if (verdict->evidence[i].cart != CORRAL_NO_SLOT && part->n_carts > 1)
      {
        memmove (&verdict->evidence[i], &verdict->evidence[i + 1],
                 (verdict->n_evidence - i - 1) * sizeof verdict->evidence[0]);
        verdict->n_evidence--;
      }
    else
      i++;
  if (verdict->n_carts != part->n_carts || verdict->n_evidence == 0)
    corral_verdict_add_named (verdict, CORRAL_EVIDENCE (PART, .count = part->n_carts, .of = n_carts),
                              corral_verdict_cause_to_word (verdict->cause));
}

void
corral_verdict_of_carts (CorralVerdictDesk *desk, const guint32 *carts, guint n_carts, CorralVerdict *verdict)
{
  g_autoptr (GArray) parts = NULL;
  const Part *first;
  guint n_known = 0, n_stores;

  corral_verdict_begin (desk, verdict);
  if (n_carts == 1)
    {
      corral_verdict_of_cart (desk, carts[0], verdict);
      return;
    }
  parts = take_apart (desk, carts, n_carts, &n_stores);
  if (parts->len == 0)
    return;
  for (guint i = 0; i < parts->len; i++)
    n_known += g_array_index (parts, Part, i).n_carts;
  first = &g_array_index (parts, Part, 0);
  if (first->n_carts * 2 > n_known)
    {
      take (verdict, first, n_known, n_stores, n_known);
      add_parts (verdict, parts, first, n_known);
      return;
    }
  corral_verdict_set (verdict, CORRAL_VERDICT_MIXED, 0);
  for (guint i = 0; i < parts->len; i++)
    if (g_array_index (parts, Part, i).first.layer != CORRAL_LAYER_NONE)
      verdict->n_carts += g_array_index (parts, Part, i).n_carts;
  verdict->n_of = n_known;
  verdict->n_stores = n_stores;
  verdict->chain = first->first.chain;
  add_parts (verdict, parts, NULL, n_known);
}

/* Carts on the dock, or of a store that is closed, do not speak against its being well. */
static gboolean
is_trouble (const CorralEvidence *part)
{
  CorralVerdictCause cause;

  return part->kind == CORRAL_EVIDENCE_PART && corral_verdict_cause_from_word (part->text, &cause)
         && corral_verdict_cause_get_layer (cause) != CORRAL_LAYER_NONE;
}

/* Of a store with several things: from one cart in so many on there is more to say than that most are well (ours). */
#define STORE_MIXED_PART 5

/* Of a store: so many carts with the same trouble are the store's affair, fewer are those carts'. */
#define STORE_LEAST 3

void
corral_verdict_of_store (CorralVerdictDesk *desk, guint32 store, CorralVerdict *verdict)
{
  g_autoptr (GArray) carts = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) parts = NULL;
  const guint32 *links = corral_columns_peek (desk->carts, CORRAL_CART_COL_STORE);
  const Part *main_part;
  guint n_stores, n_wrong, n_unknown;

  corral_verdict_begin (desk, verdict);
  if (!corral_columns_exists (desk->stores, store))
    return;
  verdict->store = store;
  verdict->chain = corral_columns_get_link (desk->stores, store, CORRAL_STORE_COL_CHAIN);
  for (guint32 cart = 0; cart < corral_columns_get_n_slots (desk->carts); cart++)
    if (links[cart] == store && corral_columns_exists (desk->carts, cart))
      g_array_append_val (carts, cart);
  if (carts->len == 0)
    return;
  parts = take_apart (desk, (const guint32 *) (gpointer) carts->data, carts->len, &n_stores);
  main_part = find_main (parts, STORE_LEAST, &n_wrong, &n_unknown);
  if (corral_verdict_blame_store (desk, store, verdict))
    {
      CorralVerdictLook look = { .desk = desk, .verdict = verdict, .cart = CORRAL_NO_SLOT - 1, .store = store };

      corral_verdict_add_alerts (&look);
      look.cart = g_array_index (carts, guint32, 0);
      corral_verdict_judge_knowledge (&look);
      if (main_part != NULL && main_part->first.cause != CORRAL_VERDICT_STORE_WIFI)
        add_parts (verdict, parts, NULL, carts->len);
      return;
    }
  if (main_part != NULL)
    {
      CorralVerdict before = *verdict;

      take (verdict, main_part, carts->len, 1, n_wrong);
      verdict->store = before.store;
      add_parts (verdict, parts, main_part, carts->len);
      return;
    }
  if (n_unknown >= STORE_LEAST || (n_wrong >= CORRAL_STORE_PART_CARTS && n_wrong * STORE_MIXED_PART >= carts->len))
    {
      corral_verdict_set (verdict, n_wrong > n_unknown ? CORRAL_VERDICT_MIXED : CORRAL_VERDICT_NO_DATA, 0);
      verdict->n_carts = MAX (n_wrong, n_unknown);
      verdict->n_of = carts->len;
      verdict->n_stores = 1;
      add_parts (verdict, parts, NULL, carts->len);
      return;
    }
  /* A few carts with something are theirs. */
  corral_verdict_set (verdict, corral_verdict_is_closed (desk, store, corral_fleet_get_now (desk->fleet))
                                 ? CORRAL_VERDICT_CLOSED
                                 : CORRAL_VERDICT_FINE,
                      n_wrong > 0 ? 80 : 90);
  verdict->usable = TRUE;
  verdict->n_carts = carts->len - n_wrong - n_unknown;
  verdict->n_of = carts->len;
  verdict->n_stores = 1;
  add_parts (verdict, parts, NULL, carts->len);
  for (guint i = 0; i < verdict->n_evidence; i++)
    verdict->evidence[i].against = is_trouble (&verdict->evidence[i]);
}
