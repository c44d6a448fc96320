/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Find anything: asks each kind for what it has of the words, puts the best kind first, and tries the word that was meant
 * where nothing has them. Main thread. */
#include "config.h"

#include "corral-finder.h"

#include "corral-spelling.h"
#include "corral-text.h"

#include <string.h>

/* Lists and chains are few and say much; more of them would only push the carts away. */
#define MAX_LISTS 5
#define MAX_CHAINS 3
#define MAX_TICKETS 5
#define MAX_CASES 5
/* Fewer digits of a case's number are nobody's. */
#define CASE_LEAST 3

struct _CorralFinder
{
  CorralFleet *fleet;
  CorralSearch *search;
  CorralCartLists *lists;
  const CorralSearchWords *words;
  guint32 near[CORRAL_SEARCH_MAX_NEAR];
  guint n_near;
  gboolean left_out[CORRAL_N_FIND_KINDS];
};

/* ---- what was found ----------------------------------------------------------------------------------- */

void
corral_find_clear (CorralFind *self)
{
  g_clear_pointer (&self->list, corral_cart_list_unref);
  g_clear_pointer ((gpointer *) &self->trip, corral_fact_unref);
}

static void
clear_find (gpointer data)
{
  corral_find_clear (data);
}

void
corral_found_init (CorralFound *self)
{
  memset (self, 0, sizeof *self);
  self->finds = g_array_new (FALSE, FALSE, sizeof (CorralFind));
  g_array_set_clear_func (self->finds, clear_find);
}

static void
empty (CorralFound *self)
{
  g_array_set_size (self->finds, 0);
  g_clear_pointer (&self->meant_for, g_free);
  g_clear_pointer (&self->meant, g_free);
  g_clear_pointer (&self->left_out, g_free);
  memset (self->n_of_kind, 0, sizeof self->n_of_kind);
  memset (self->more_of_kind, 0, sizeof self->more_of_kind);
  self->empty = self->cut = FALSE;
}

void
corral_found_clear (CorralFound *self)
{
  empty (self);
  g_array_unref (self->finds);
}

/* ---- the kinds ------------------------------------------------------------------------------------------ */

/* Of @words those that do not just say what is looked for: "cart 0412". All of them when nothing would be left. */
static guint
leave_out_name (CorralFinder *self, CorralTableKind table, const GArray *words, CorralTypedWord *left)
{
  g_autofree char *name = corral_typed_squeeze (self->words->name_table (table));
  guint n = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const CorralTypedWord *word = &g_array_index (words, CorralTypedWord, i);

      if (strcmp (word->text, name) != 0)
        left[n++] = *word;
    }
  if (n == 0)
    for (guint i = 0; i < words->len; i++)
      left[n++] = g_array_index (words, CorralTypedWord, i);
  return n;
}

static void
find_rows (CorralFinder *self, CorralFindKind kind, CorralTableKind table, const GArray *words, guint limit, GArray *finds)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));
  CorralTypedWord left[CORRAL_TYPED_MAX_WORDS];
  guint n_left = leave_out_name (self, table, words, left);

  corral_search_find_words (self->search, table, left, n_left, limit, hits);
  for (guint i = 0; i < hits->len; i++)
    {
      const CorralSearchHit *hit = &g_array_index (hits, CorralSearchHit, i);
      CorralFind find = { .kind = kind, .match = hit->match, .near = hit->near, .slot = hit->slot };

      g_array_append_val (finds, find);
    }
}

static void
find_stores (CorralFinder *self, const GArray *words, guint limit, GArray *finds)
{
  find_rows (self, CORRAL_FIND_STORE, CORRAL_TABLE_STORE, words, limit, finds);
}

static void
find_carts (CorralFinder *self, const GArray *words, guint limit, GArray *finds)
{
  find_rows (self, CORRAL_FIND_CART, CORRAL_TABLE_CART, words, limit, finds);
}

static void
find_tickets (CorralFinder *self, const GArray *words, guint limit, GArray *finds)
{
  find_rows (self, CORRAL_FIND_TICKET, CORRAL_TABLE_TICKET, words, MIN (limit, MAX_TICKETS + 1), finds);
}

/* Of cases only the number is looked at, whole or how it begins, with its letter or without: what they are about is nobody's
 * to find by chance. There are few of them. */
static void
find_cases (CorralFinder *self, const GArray *words, guint limit, GArray *finds)
{
  const CorralColumns *cases = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CASE);
  const CorralTypedWord *word = words->len == 1 ? &g_array_index (words, CorralTypedWord, 0) : NULL;
  guint n = 0;

  if (word == NULL || word->length < CASE_LEAST)
    return;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (cases) && n < MIN (limit, MAX_CASES + 1); slot++)
    {
      CorralFind find = { .kind = CORRAL_FIND_CASE, .near = CORRAL_SEARCH_MAX_NEAR, .slot = slot };
      const char *number
          = corral_columns_exists (cases, slot) ? corral_columns_get_text (cases, slot, CORRAL_CASE_COL_NUMBER) : NULL;
      g_autofree char *squeezed = number != NULL ? corral_typed_squeeze (number) : NULL;

      if (squeezed == NULL || *squeezed == '\0')
        continue;
      if (strcmp (squeezed, word->text) == 0 || strcmp (squeezed + 1, word->text) == 0)
        find.match = CORRAL_MATCH_EXACT;
      else if (g_str_has_prefix (squeezed, word->text))
        find.match = CORRAL_MATCH_PREFIX;
      else
        continue;
      g_array_append_val (finds, find);
      n++;
    }
}

/* Every word begins one of the name. */
static gboolean
names_chain (const char *name, const CorralTypedWord *words, guint n_words, CorralMatch *match)
{
  g_auto (GStrv) parts = g_strsplit_set (name, " -", -1);
  g_autofree char *whole = corral_typed_squeeze (name);

  *match = CORRAL_MATCH_PREFIX;
  for (guint i = 0; i < n_words; i++)
    {
      gboolean begins = g_str_has_prefix (whole, words[i].text);

      if (strcmp (whole, words[i].text) == 0)
        *match = CORRAL_MATCH_EXACT;
      for (guint k = 0; parts[k] != NULL && !begins; k++)
        {
          g_autofree char *part = corral_typed_squeeze (parts[k]);

          begins = g_str_has_prefix (part, words[i].text);
        }
      if (!begins)
        return FALSE;
    }
  return TRUE;
}

static void
find_chains (CorralFinder *self, const GArray *words, guint limit, GArray *finds)
{
  const CorralColumns *chains = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN);
  CorralTypedWord left[CORRAL_TYPED_MAX_WORDS];
  guint n_left = leave_out_name (self, CORRAL_TABLE_CHAIN, words, left);
  guint n = 0;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains) && n < MIN (limit, MAX_CHAINS + 1); slot++)
    {
      CorralFind find = { .kind = CORRAL_FIND_CHAIN, .near = CORRAL_SEARCH_MAX_NEAR, .slot = slot };
      const char *name;

      if (!corral_columns_exists (chains, slot))
        continue;
      name = corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_NAME);
      if (name != NULL && names_chain (name, left, n_left, &find.match))
        {
          g_array_append_val (finds, find);
          n++;
        }
    }
}

static void
find_lists (CorralFinder *self, const GArray *words, guint limit, GArray *finds)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_cart_list_unref);
  CorralTypedWord left[CORRAL_TYPED_MAX_WORDS];
  guint n_left = leave_out_name (self, CORRAL_TABLE_CART, words, left);

  corral_cart_lists_find (self->lists, left, n_left, self->n_near > 0 ? self->near[0] : CORRAL_NO_SLOT,
                          MIN (limit, MAX_LISTS + 1), lists);
  for (guint i = 0; i < lists->len; i++)
    {
      CorralCartList *list = lists->pdata[i];
      CorralFind find = { .kind = CORRAL_FIND_LIST, .match = list->match, .near = list->near, .slot = CORRAL_NO_SLOT };

      find.list = corral_cart_list_ref (list);
      g_array_append_val (finds, find);
    }
}

/* Trips are in the cache alone: whoever asks it adds them. */
static const struct
{
  void (*find) (CorralFinder *self, const GArray *words, guint limit, GArray *finds);
  guint limit;
} askers[CORRAL_N_FIND_KINDS] = {
  [CORRAL_FIND_STORE] = { find_stores, G_MAXUINT },
  [CORRAL_FIND_CART] = { find_carts, G_MAXUINT },
  [CORRAL_FIND_CHAIN] = { find_chains, MAX_CHAINS },
  [CORRAL_FIND_LIST] = { find_lists, MAX_LISTS },
  [CORRAL_FIND_TICKET] = { find_tickets, MAX_TICKETS },
  [CORRAL_FIND_CASE] = { find_cases, MAX_CASES },
};

/* ---- finding ---------------------------------------------------------------------------------------------- */

typedef struct
{
  GArray *finds;
  CorralFindKind kind;
  guint rank; /* the lower the better */
} Group;

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return x->kind < y->kind ? -1 : x->kind > y->kind;
}

/* What is best in a group says where it stands; what is at the store that somebody is busy with comes before what is
 * not; where a store was named beside it, the cart is what was meant. */
static guint
rank_group (const GArray *finds, CorralFindKind kind, guint n_words)
{
  const CorralFind *best = &g_array_index (finds, CorralFind, 0);
  guint far = best->near == CORRAL_SEARCH_MAX_NEAR;
  guint other = n_words < 2 || kind != CORRAL_FIND_CART || best->match == CORRAL_MATCH_INSIDE;

  return (guint) best->match * 4 + far * 2 + other;
}

static void
find_words (CorralFinder *self, const GArray *words, guint limit, CorralFound *found)
{
  Group groups[CORRAL_N_FIND_KINDS];
  guint n_groups = 0;

  for (guint kind = 0; kind < CORRAL_N_FIND_KINDS; kind++)
    {
      g_autoptr (GArray) finds = g_array_new (FALSE, FALSE, sizeof (CorralFind));
      guint most = MIN (limit, askers[kind].limit);

      if (askers[kind].find == NULL || self->left_out[kind])
        continue;
      /* One more than is shown tells whether there are more. */
      askers[kind].find (self, words, limit + 1, finds);
      if (finds->len == 0)
        continue;
      found->more_of_kind[kind] = finds->len > most;
      for (guint i = most; i < finds->len; i++)
        corral_find_clear (&g_array_index (finds, CorralFind, i));
      g_array_set_size (finds, MIN (finds->len, most));
      found->n_of_kind[kind] = finds->len;
      groups[n_groups].kind = (CorralFindKind) kind;
      groups[n_groups].rank = rank_group (finds, (CorralFindKind) kind, words->len);
      groups[n_groups++].finds = g_steal_pointer (&finds);
    }
  qsort (groups, n_groups, sizeof *groups, compare_groups);
  for (guint i = 0; i < n_groups; i++)
    {
      g_array_append_vals (found->finds, groups[i].finds->data, groups[i].finds->len);
      g_array_unref (groups[i].finds);
    }
}

static void
show_to_spelling (const char *name, gpointer spelling)
{
  corral_spelling_show (spelling, name);
}

/* The word that was meant by @word, as people write it; NULL when nothing is near enough. */
static char *
guess (CorralFinder *self, const char *word)
{
  g_autoptr (CorralSpelling) spelling = corral_spelling_new (word);
  const CorralColumns *chains = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN);
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    if (corral_columns_exists (stores, slot))
      {
        corral_spelling_show (spelling, corral_columns_get_text (stores, slot, CORRAL_STORE_COL_NAME));
        corral_spelling_show (spelling, corral_columns_get_text (stores, slot, CORRAL_STORE_COL_CITY));
      }
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (corral_columns_exists (chains, slot))
      corral_spelling_show (spelling, corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_NAME));
  corral_cart_lists_foreach_name (self->lists, show_to_spelling, spelling);
  return g_strdup (corral_spelling_get_best (spelling));
}

/* The first word that names nothing by itself, or its number of words. */
static guint
find_stranger (CorralFinder *self, const CorralTyped *typed)
{
  guint i;

  for (i = 0; i < typed->words->len; i++)
    {
      g_auto (CorralFound) alone = { NULL };
      g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (CorralTypedWord));

      corral_found_init (&alone);
      g_array_append_val (one, g_array_index (typed->words, CorralTypedWord, i));
      find_words (self, one, 1, &alone);
      if (alone.finds->len == 0)
        break;
    }
  return i;
}

static void
find_what_was_meant (CorralFinder *self, const CorralTyped *typed, guint stranger, guint limit, CorralFound *found)
{
  g_autofree char *meant = guess (self, g_array_index (typed->words, CorralTypedWord, stranger).text);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CorralTyped) other = NULL;

  if (meant == NULL)
    return;
  for (guint i = 0; i < typed->raw->len; i++)
    g_string_append_printf (text, "%s ", i == stranger ? meant : (const char *) typed->raw->pdata[i]);
  other = corral_typed_new (text->str);
  find_words (self, other->words, limit, found);
  if (found->finds->len == 0)
    return;
  found->meant_for = g_strdup (typed->raw->pdata[stranger]);
  found->meant = g_steal_pointer (&meant);
}

/* Every word is there, but not together: the caller's number is easier misheard than the name of the store. */
static void
find_without_numbers (CorralFinder *self, const CorralTyped *typed, guint limit, CorralFound *found)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (CorralTypedWord));
  g_autoptr (GString) numbers = g_string_new (NULL);

  for (guint i = 0; i < typed->words->len; i++)
    {
      const CorralTypedWord *word = &g_array_index (typed->words, CorralTypedWord, i);

      if (word->number)
        g_string_append_printf (numbers, "%s%s", numbers->len > 0 ? " " : "", (const char *) typed->raw->pdata[i]);
      else
        g_array_append_val (names, *word);
    }
  if (names->len == 0 || names->len == typed->words->len)
    return;
  find_words (self, names, limit, found);
  if (found->finds->len > 0)
    found->left_out = g_strdup (numbers->str);
}

void
corral_finder_find (CorralFinder *self, const char *text, guint limit, CorralFound *found)
{
  g_autoptr (CorralTyped) typed = corral_typed_new (text);
  guint stranger;

  empty (found);
  found->cut = typed->cut;
  found->empty = typed->words->len == 0;
  if (found->empty || limit == 0)
    return;
  find_words (self, typed->words, limit, found);
  if (found->finds->len > 0 || typed->cut)
    return;
  stranger = typed->words->len > 1 ? find_stranger (self, typed) : 0;
  if (stranger < typed->words->len)
    find_what_was_meant (self, typed, stranger, limit, found);
  else
    find_without_numbers (self, typed, limit, found);
}

guint32
corral_finder_find_serial (CorralFinder *self, const char *serial)
{
  g_autoptr (CorralTyped) typed = corral_typed_new (serial);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (typed->words->len != 1 || typed->cut)
    return CORRAL_NO_SLOT;
  corral_search_filter_words (self->search, CORRAL_TABLE_CART, (CorralTypedWord *) (gpointer) typed->words->data, 1, slots);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      g_autofree char *whole = corral_typed_squeeze (
          corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SERIAL));

      if (strcmp (whole, g_array_index (typed->words, CorralTypedWord, 0).text) == 0)
        return slot;
    }
  return CORRAL_NO_SLOT;
}

void
corral_finder_set_recent (CorralFinder *self, GPtrArray *places)
{
  self->n_near = 0;
  for (guint i = 0; i < places->len && self->n_near < CORRAL_SEARCH_MAX_NEAR; i++)
    {
      CorralFind find;
      guint32 store;
      gboolean known = FALSE;

      if (!corral_find_from_place (self->fleet, places->pdata[i], &find))
        continue;
      store = corral_find_get_store (self->fleet, &find);
      corral_find_clear (&find);
      for (guint k = 0; k < self->n_near; k++)
        known = known || self->near[k] == store;
      if (store != CORRAL_NO_SLOT && !known)
        self->near[self->n_near++] = store;
    }
  corral_search_set_near (self->search, self->near, self->n_near);
}

void
corral_finder_leave_out (CorralFinder *self, CorralFindKind kind, gboolean leave_out)
{
  g_return_if_fail ((guint) kind < CORRAL_N_FIND_KINDS);

  self->left_out[kind] = leave_out;
}

void
corral_finder_prepare (CorralFinder *self)
{
  corral_search_prepare (self->search);
}

CorralFinder *
corral_finder_new (CorralFleet *fleet, const CorralSearchWords *words)
{
  CorralFinder *self = g_new0 (CorralFinder, 1);

  self->fleet = g_object_ref (fleet);
  self->search = corral_search_new (fleet);
  self->lists = corral_cart_lists_new (fleet, self->search, words);
  self->words = words;
  return self;
}

void
corral_finder_free (CorralFinder *self)
{
  corral_cart_lists_free (self->lists);
  g_object_unref (self->search);
  g_object_unref (self->fleet);
  g_free (self);
}
