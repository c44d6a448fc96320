/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of carts by what they have in common: which values the words name, which stores the other words do, and counts
 * over the columns themselves. Main thread. */
#include "config.h"

#include "corral-cart-lists.h"

#include "corral-cart-vocabulary.h"

/* Sets of stores that the words of one query can make. */
#define MAX_SETS 16
/* Values of each of two columns that are tried together. */
#define MAX_PAIRED 6

struct _CorralCartLists
{
  CorralFleet *fleet;
  CorralSearch *search;
  const CorralSearchWords *words;
  CorralCartVocabulary vocabularies[CORRAL_N_CART_VOCABULARIES];
};

/* The stores that have the words of @mask. */
typedef struct
{
  guint mask;
  GArray *slots;
  guint8 *of_store;
  guint n_slots; /* of the table of stores */
} StoreSet;

typedef struct
{
  CorralCartLists *lists;
  const CorralTypedWord *words;
  guint n_words;
  guint all;                   /* a bit a word */
  guint *masks[CORRAL_N_CART_VOCABULARIES];       /* by value: the words that begin one of its names */
  guint *wholes[CORRAL_N_CART_VOCABULARIES];      /* … that are one */
  guint name_masks[CORRAL_N_CART_VOCABULARIES];   /* the words that say which column is meant */
  StoreSet sets[MAX_SETS];
  guint n_sets;
  GPtrArray *found;
} Finding;

/* ---- lists ------------------------------------------------------------------------------------------ */

static void
cart_list_clear (CorralCartList *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    g_free (self->parts[i].word);
  g_clear_pointer (&self->stores, g_array_unref);
}

CorralCartList *
corral_cart_list_ref (CorralCartList *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
corral_cart_list_unref (CorralCartList *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) cart_list_clear);
}

static const CorralColumns *
get_carts (CorralCartLists *self)
{
  return corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
}

/* ---- which values the words name ---------------------------------------------------------------------- */

static void
mark (Finding *finding)
{
  for (guint kind = 0; kind < CORRAL_N_CART_VOCABULARIES; kind++)
    {
      CorralCartVocabulary *vocabulary = &finding->lists->vocabularies[kind];

      corral_cart_vocabulary_learn (vocabulary);
      finding->masks[kind] = g_new0 (guint, MAX (vocabulary->values->len, 1));
      finding->wholes[kind] = g_new0 (guint, MAX (vocabulary->values->len, 1));
      for (guint i = 0; i < finding->n_words; i++)
        {
          corral_cart_vocabulary_mark (vocabulary, &finding->words[i], 1u << i, finding->masks[kind], finding->wholes[kind]);
          if (g_strv_contains ((const char *const *) vocabulary->names, finding->words[i].text))
            finding->name_masks[kind] |= 1u << i;
        }
    }
}

/* Whether the words of @mask say enough: one character does not. */
static gboolean
is_telling (const Finding *finding, guint mask)
{
  for (guint i = 0; i < finding->n_words; i++)
    if ((mask & 1u << i) != 0 && finding->words[i].length > 1)
      return TRUE;
  return FALSE;
}

/* ---- which stores the other words name ------------------------------------------------------------------ */

/* NULL when there are none. */
static const StoreSet *
get_stores (Finding *finding, guint mask)
{
  const CorralColumns *stores = corral_fleet_get_table (finding->lists->fleet, CORRAL_TABLE_STORE);
  CorralTypedWord words[CORRAL_TYPED_MAX_WORDS];
  guint n_words = 0;
  StoreSet *set;

  for (guint i = 0; i < finding->n_sets; i++)
    if (finding->sets[i].mask == mask)
      return finding->sets[i].slots->len > 0 ? &finding->sets[i] : NULL;
  if (finding->n_sets == MAX_SETS)
    return NULL;
  set = &finding->sets[finding->n_sets++];
  for (guint i = 0; i < finding->n_words; i++)
    if ((mask & 1u << i) != 0)
      words[n_words++] = finding->words[i];
  set->mask = mask;
  set->slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  set->n_slots = corral_columns_get_n_slots (stores);
  corral_search_filter_words (finding->lists->search, CORRAL_TABLE_STORE, words, n_words, set->slots);
  set->of_store = g_malloc0 (MAX (set->n_slots, 1));
  for (guint i = 0; i < set->slots->len; i++)
    set->of_store[g_array_index (set->slots, guint32, i)] = 1;
  return set->slots->len > 0 ? set : NULL;
}

/* ---- counting ------------------------------------------------------------------------------------------- */

typedef struct
{
  guint32 *by_store; /* carts of each store that have it, by slot of the store */
  guint n_stores;
} Counts;

/* How many carts of each store have the value, or both values. */
static void
count_by_store (CorralCartLists *self, const guint *kind, const CorralCartValue *const *values, guint n_values, Counts *counts)
{
  const CorralColumns *carts = get_carts (self);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const guint32 *store = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  guint32 n = corral_columns_get_n_slots (carts);
  gconstpointer columns[2];
  g_autofree guint8 *codes = corral_cart_vocabulary_make_codes (&self->vocabularies[kind[0]], values[0]);
  g_autofree guint8 *others
      = n_values > 1 ? corral_cart_vocabulary_make_codes (&self->vocabularies[kind[1]], values[1]) : NULL;
  guint32 n_codes[2];
  gboolean words[2];

  counts->n_stores = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE));
  counts->by_store = g_new0 (guint32, counts->n_stores + 1);
  for (guint i = 0; i < n_values; i++)
    {
      columns[i] = corral_columns_peek (carts, self->vocabularies[kind[i]].column);
      n_codes[i] = corral_cart_vocabulary_count_codes (&self->vocabularies[kind[i]]);
      words[i] = self->vocabularies[kind[i]].is_words;
    }
  for (guint32 slot = 0; slot < n; slot++)
    if (exists[slot] && codes[corral_cart_vocabulary_code_at (columns[0], words[0], n_codes[0], slot)]
        && (others == NULL || others[corral_cart_vocabulary_code_at (columns[1], words[1], n_codes[1], slot)]))
      counts->by_store[MIN (store[slot], counts->n_stores)]++;
}

/* ---- making lists ---------------------------------------------------------------------------------------- */

static void
add_list (Finding *finding,
          const guint *kind,
          const CorralCartValue *const *values,
          guint n_values,
          guint32 chain,
          GArray *stores,
          guint n_carts,
          CorralMatch match,
          guint near)
{
  CorralCartList *list;

  if (n_carts == 0)
    return;
  list = g_atomic_rc_box_new0 (CorralCartList);
  for (guint i = 0; i < n_values; i++)
    {
      list->parts[i].column = finding->lists->vocabularies[kind[i]].column;
      list->parts[i].word = g_strdup (values[i]->word);
    }
  list->n_parts = n_values;
  list->chain = chain;
  list->stores = stores != NULL ? g_array_ref (stores) : NULL;
  list->n_carts = n_carts;
  list->match = match;
  list->near = near;
  g_ptr_array_add (finding->found, list);
}

/* The stores of @set that are of one chain, as one list; more than fit a link are none, unless they are all of it. */
static void
add_narrowed (Finding *finding,
              const guint *kind,
              const CorralCartValue *const *values,
              guint n_values,
              const StoreSet *set,
              const Counts *counts,
              CorralMatch match,
              guint32 near)
{
  CorralFleet *fleet = finding->lists->fleet;
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const guint32 *chain_of = corral_columns_peek (stores, CORRAL_STORE_COL_CHAIN);
  const guint8 *exists = corral_columns_peek_exists (stores);
  guint32 n_chains = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN));

  for (guint32 chain = 0; chain < n_chains; chain++)
    {
      g_autoptr (GArray) of_chain = g_array_new (FALSE, FALSE, sizeof (guint32));
      guint n_carts = 0, n_all = 0;
      gboolean is_near = FALSE;

      for (guint32 store = 0; store < set->n_slots; store++)
        if (chain_of[store] == chain && exists[store])
          {
            n_all++;
            if (!set->of_store[store])
              continue;
            g_array_append_val (of_chain, store);
            n_carts += counts->by_store[store];
            is_near = is_near || store == near;
          }
      if (of_chain->len > 0 && (of_chain->len == n_all || of_chain->len <= CORRAL_CART_LIST_MAX_STORES))
        add_list (finding, kind, values, n_values, chain, of_chain->len == n_all && n_all > 1 ? NULL : of_chain, n_carts,
                  match, is_near ? 0 : CORRAL_SEARCH_MAX_NEAR);
    }
}

static void
add_value_lists (Finding *finding, const guint *kind, const guint *index, guint n_values, guint32 near)
{
  const CorralColumns *stores = corral_fleet_get_table (finding->lists->fleet, CORRAL_TABLE_STORE);
  const CorralCartValue *values[2];
  guint covered = 0, whole = 0, own = 0;
  g_autofree guint32 *by_store = NULL;
  const StoreSet *set = NULL;
  CorralMatch match;
  Counts counts;
  guint n_carts = 0;

  for (guint i = 0; i < n_values; i++)
    {
      values[i] = &g_array_index (finding->lists->vocabularies[kind[i]].values, CorralCartValue, index[i]);
      own |= finding->masks[kind[i]][index[i]];
      whole |= finding->wholes[kind[i]][index[i]];
      covered |= finding->masks[kind[i]][index[i]] | finding->name_masks[kind[i]];
    }
  if (covered != finding->all && (set = get_stores (finding, finding->all & ~covered)) == NULL)
    return;
  match = (whole & own) == own ? CORRAL_MATCH_EXACT : CORRAL_MATCH_PREFIX;
  count_by_store (finding->lists, kind, values, n_values, &counts);
  by_store = counts.by_store;
  if (set != NULL)
    {
      add_narrowed (finding, kind, values, n_values, set, &counts, match, near);
      return;
    }
  for (guint store = 0; store <= counts.n_stores; store++)
    n_carts += counts.by_store[store];
  if (near < counts.n_stores && counts.by_store[near] < n_carts)
    {
      g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (guint32));

      g_array_append_val (one, near);
      add_list (finding, kind, values, n_values, corral_columns_get_link (stores, near, CORRAL_STORE_COL_CHAIN), one,
                counts.by_store[near], match, 0);
    }
  add_list (finding, kind, values, n_values, CORRAL_NO_SLOT, NULL, n_carts, match, CORRAL_SEARCH_MAX_NEAR);
}

typedef struct
{
  guint kind;
  guint index;
  gboolean whole;
  gboolean alone;   /* with the stores that the other words name, it is a list */
  guint32 n_carts;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->whole != y->whole)
    return x->whole ? -1 : 1;
  return x->n_carts > y->n_carts ? -1 : x->n_carts < y->n_carts;
}

/* Carts by the code that they have in a column, of the stores that the words of @rest name. */
typedef struct
{
  guint rest;
  guint32 *by_code; /* (nullable): NULL: there are no such stores */
} CodeCounts;

static const guint32 *
get_code_counts (Finding *finding, guint kind, guint rest, GArray *kept)
{
  const CorralColumns *carts = get_carts (finding->lists);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const guint32 *store = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const CorralCartVocabulary *vocabulary = &finding->lists->vocabularies[kind];
  gconstpointer column = corral_columns_peek (carts, vocabulary->column);
  guint32 n_codes = corral_cart_vocabulary_count_codes (vocabulary), n_slots = corral_columns_get_n_slots (carts);
  gboolean words = vocabulary->is_words;
  CodeCounts made = { rest, NULL };
  const StoreSet *set = NULL;

  for (guint i = 0; i < kept->len; i++)
    if (g_array_index (kept, CodeCounts, i).rest == rest)
      return g_array_index (kept, CodeCounts, i).by_code;
  if (rest == 0 || (set = get_stores (finding, rest)) != NULL)
    {
      made.by_code = g_new0 (guint32, n_codes);
      for (guint32 slot = 0; slot < n_slots; slot++)
        if (set == NULL || (store[slot] < set->n_slots && set->of_store[store[slot]]))
          made.by_code[corral_cart_vocabulary_code_at (column, words, n_codes, slot)] += exists[slot];
    }
  g_array_append_val (kept, made);
  return made.by_code;
}

static guint32
count_value (Finding *finding, guint kind, const CorralCartValue *value, const guint32 *by_code)
{
  const CorralCartVocabulary *vocabulary = &finding->lists->vocabularies[kind];
  guint32 n_codes = corral_cart_vocabulary_count_codes (vocabulary);
  g_autofree guint8 *codes = NULL;
  guint32 n = 0;

  if (by_code == NULL)
    return 0;
  if (vocabulary->members == NULL)
    return by_code[value->code];
  codes = corral_cart_vocabulary_make_codes (vocabulary, value);
  for (guint32 code = 1; code < n_codes; code++)
    n += codes[code] ? by_code[code] : 0;
  return n;
}

/* The values that words name, with how many carts have them. */
static GArray *
list_candidates (Finding *finding)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));

  for (guint kind = 0; kind < CORRAL_N_CART_VOCABULARIES; kind++)
    {
      CorralCartVocabulary *vocabulary = &finding->lists->vocabularies[kind];
      g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (CodeCounts));

      for (guint i = 0; i < vocabulary->values->len; i++)
        {
          const CorralCartValue *value = &g_array_index (vocabulary->values, CorralCartValue, i);
          guint mask = finding->masks[kind][i];
          guint rest = finding->all & ~(mask | finding->name_masks[kind]);
          Candidate candidate = { .kind = kind, .index = i, .whole = (finding->wholes[kind][i] & mask) == mask };

          if (mask == 0 || !is_telling (finding, mask | finding->name_masks[kind]))
            continue;
          candidate.n_carts = count_value (finding, kind, value, get_code_counts (finding, kind, rest, kept));
          candidate.alone = candidate.n_carts > 0;
          if (!candidate.alone)
            candidate.n_carts = count_value (finding, kind, value, get_code_counts (finding, kind, 0, kept));
          if (candidate.n_carts > 0)
            g_array_append_val (candidates, candidate);
        }
      for (guint i = 0; i < kept->len; i++)
        g_free (g_array_index (kept, CodeCounts, i).by_code);
    }
  g_array_sort (candidates, compare_candidates);
  return candidates;
}

static void
find_pairs (Finding *finding, GArray *candidates, guint32 near)
{
  guint n = MIN (candidates->len, MAX_PAIRED * 2);

  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++)
      {
        const Candidate *x = &g_array_index (candidates, Candidate, a);
        const Candidate *y = &g_array_index (candidates, Candidate, b);
        guint kind[] = { x->kind, y->kind };
        guint index[] = { x->index, y->index };

        /* Each must say what the other does not. */
        if (x->kind != y->kind && (finding->masks[x->kind][x->index] & ~finding->masks[y->kind][y->index]) != 0
            && (finding->masks[y->kind][y->index] & ~finding->masks[x->kind][x->index]) != 0)
          add_value_lists (finding, kind, index, 2, near);
      }
}

static int
compare_lists (gconstpointer a, gconstpointer b)
{
  const CorralCartList *x = *(CorralCartList *const *) a, *y = *(CorralCartList *const *) b;

  if (x->match != y->match)
    return x->match < y->match ? -1 : 1;
  if (x->near != y->near)
    return x->near < y->near ? -1 : 1;
  return x->n_carts > y->n_carts ? -1 : x->n_carts < y->n_carts;
}

void
corral_cart_lists_find (CorralCartLists *self,
                        const CorralTypedWord *words,
                        guint n_words,
                        guint32 near,
                        guint limit,
                        GPtrArray *lists)
{
  Finding finding = { .lists = self, .words = words, .n_words = MIN (n_words, CORRAL_TYPED_MAX_WORDS) };
  g_autoptr (GArray) candidates = NULL;

  finding.all = (1u << finding.n_words) - 1;
  if (!is_telling (&finding, finding.all))
    return;
  finding.found = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_cart_list_unref);
  mark (&finding);
  candidates = list_candidates (&finding);
  /* Each is counted by store: a pass over the fleet. The best few are what is shown. */
  for (guint i = 0, n = 0; i < candidates->len && n < limit; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);

      if (!candidate->alone)
        continue;
      add_value_lists (&finding, &candidate->kind, &candidate->index, 1, near);
      n++;
    }
  if (finding.found->len == 0 && finding.n_words > 1)
    find_pairs (&finding, candidates, near);

  g_ptr_array_sort (finding.found, compare_lists);
  for (guint i = 0; i < finding.found->len && i < limit; i++)
    g_ptr_array_add (lists, corral_cart_list_ref (finding.found->pdata[i]));
  for (guint i = 0; i < finding.n_sets; i++)
    {
      g_array_unref (finding.sets[i].slots);
      g_free (finding.sets[i].of_store);
    }
  for (guint kind = 0; kind < CORRAL_N_CART_VOCABULARIES; kind++)
    {
      g_free (finding.masks[kind]);
      g_free (finding.wholes[kind]);
    }
  g_ptr_array_unref (finding.found);
}

void
corral_cart_lists_foreach_name (CorralCartLists *self, void (*func) (const char *name, gpointer data), gpointer data)
{
  for (guint kind = 0; kind < CORRAL_N_CART_VOCABULARIES; kind++)
    {
      CorralCartVocabulary *vocabulary = &self->vocabularies[kind];

      corral_cart_vocabulary_learn (vocabulary);
      for (guint i = 0; i < vocabulary->values->len; i++)
        {
          g_autofree char *name
              = self->words->say (vocabulary->column, g_array_index (vocabulary->values, CorralCartValue, i).word);

          func (name, data);
        }
    }
}

/* ---- the object -------------------------------------------------------------------------------------------- */

CorralCartLists *
corral_cart_lists_new (CorralFleet *fleet, CorralSearch *search, const CorralSearchWords *words)
{
  CorralCartLists *self = g_new0 (CorralCartLists, 1);

  self->fleet = g_object_ref (fleet);
  self->search = g_object_ref (search);
  self->words = words;
  for (guint kind = 0; kind < CORRAL_N_CART_VOCABULARIES; kind++)
    corral_cart_vocabulary_init (&self->vocabularies[kind], kind, get_carts (self), words);
  return self;
}

void
corral_cart_lists_free (CorralCartLists *self)
{
  for (guint kind = 0; kind < CORRAL_N_CART_VOCABULARIES; kind++)
    corral_cart_vocabulary_clear (&self->vocabularies[kind]);
  g_object_unref (self->search);
  g_object_unref (self->fleet);
  g_free (self);
}
