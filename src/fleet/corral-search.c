/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Search as somebody types: what the lines of each table hold, how good a match in them is, and the best of them. Main
 * thread. */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include "corral-columns-private.h"
#include "corral-search-text.h"
#include "corral-search.h"

#include <string.h>

/* When so much of a text is dead it is written anew, in the order of the table. */
#define DEAD_SHARE 4

typedef struct
{
  CorralSearchText text;
  GArray *stale; /* guint32 slots whose line may no longer be true */
  gboolean rebuild;
} Index;

enum
{
  STORES,
  CARTS,
  TICKETS,
  N_INDICES,
};

struct _CorralSearch
{
  GObject parent_instance;

  CorralFleet *fleet;
  gulong changed_handler;
  Index indices[N_INDICES];
  GPtrArray *store_fields; /* (owned) (element-type utf8): by slot: number TAB name TAB city TAB chain TAB, squeezed */
  guint32 near[CORRAL_SEARCH_MAX_NEAR];
  guint n_near;
};

G_DEFINE_FINAL_TYPE (CorralSearch, corral_search, G_TYPE_OBJECT)

#define BIT(column) (G_GUINT64_CONSTANT (1) << (column))

/* --- what the lines hold --------------------------------------------------------------------------- */

static void
append_tab (GByteArray *text)
{
  g_byte_array_append (text, (const guint8 *) "\t", 1);
}

static void
append_field (GByteArray *text, const char *field)
{
  corral_typed_append_squeezed (text, field);
  append_tab (text);
}

/* A name whose parts are joined by hyphens can be typed with blanks as well: "Saint-Denis" reads "saintdenis saint denis". */
static void
append_name (GByteArray *text, const char *name)
{
  guint start = text->len;

  corral_typed_append_squeezed (text, name);
  if (name != NULL && strchr (name, '-') != NULL)
    {
      g_autofree char *parts = g_strdelimit (g_strdup (name), "-", ' ');

      if (text->len > start)
        g_byte_array_append (text, (const guint8 *) " ", 1);
      corral_typed_append_squeezed (text, parts);
    }
  append_tab (text);
}

static void
append_store_fields (CorralSearch *self, GByteArray *text, guint32 slot)
{
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  gint64 number = corral_columns_get_integer (stores, slot, CORRAL_STORE_COL_NUMBER);
  guint32 chain = corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN);
  char digits[32] = "";

  if (CORRAL_IS_KNOWN (number))
    g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, number);
  append_field (text, digits);
  append_name (text, corral_columns_get_text (stores, slot, CORRAL_STORE_COL_NAME));
  append_name (text, corral_columns_get_text (stores, slot, CORRAL_STORE_COL_CITY));
  append_name (text, chain != CORRAL_NO_SLOT
                         ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME)
                         : NULL);
}

/* What a store is called, squeezed once for all its tickets. */
static void
append_kept_store_fields (CorralSearch *self, GByteArray *text, guint32 store)
{
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  const char *fields = "\t\t\t\t";

  if (corral_columns_exists (stores, store))
    {
      if (self->store_fields->len <= store)
        g_ptr_array_set_size (self->store_fields, (gint) corral_columns_get_n_slots (stores));
      if (self->store_fields->pdata[store] == NULL)
        {
          GByteArray *made = g_byte_array_new ();

          append_store_fields (self, made, store);
          g_byte_array_append (made, (const guint8 *) "", 1);
          self->store_fields->pdata[store] = g_byte_array_free (made, FALSE);
        }
      fields = self->store_fields->pdata[store];
    }
  g_byte_array_append (text, (const guint8 *) fields, (guint) strlen (fields));
}

static void
write_store (CorralSearch *self, GByteArray *text, const CorralColumns *table, guint32 slot)
{
  append_store_fields (self, text, slot);
  append_field (text, corral_columns_get_text (table, slot, CORRAL_STORE_COL_WIFI_SSID));
}

/* What its store has is not repeated here: see find_owners(). */
static void
write_cart (CorralSearch *self, GByteArray *text, const CorralColumns *table, guint32 slot)
{
  append_field (text, corral_columns_get_text (table, slot, CORRAL_CART_COL_LABEL));
  append_field (text, corral_columns_get_text (table, slot, CORRAL_CART_COL_SERIAL));
}

/* Number, what it is about, then its cart and store. */
static void
write_ticket (CorralSearch *self, GByteArray *text, const CorralColumns *table, guint32 slot)
{
  guint32 cart = corral_columns_get_link (table, slot, CORRAL_TICKET_COL_CART);
  gboolean has_cart = corral_columns_exists (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART), cart);

  append_field (text, corral_columns_get_text (table, slot, CORRAL_TICKET_COL_NUMBER));
  append_name (text, corral_columns_get_text (table, slot, CORRAL_TICKET_COL_SUMMARY));
  append_field (text, has_cart ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL)
                               : NULL);
  append_field (text, has_cart ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL)
                               : NULL);
  append_kept_store_fields (self, text, corral_columns_get_link (table, slot, CORRAL_TICKET_COL_STORE));
}

/* --- how good a match is ---------------------------------------------------------------------------- */

static gboolean
begins_with (const char *field, const char *field_end, const CorralTypedWord *word)
{
  return (gsize) (field_end - field) >= word->length && memcmp (field, word->text, word->length) == 0;
}

static gboolean
ends_with (const char *field, const char *field_end, const CorralTypedWord *word)
{
  return (gsize) (field_end - field) >= word->length
         && memcmp (field_end - word->length, word->text, word->length) == 0;
}

static gboolean
is_whole (const char *field, const char *field_end, const CorralTypedWord *word)
{
  return (gsize) (field_end - field) == word->length && memcmp (field, word->text, word->length) == 0;
}

static const char *
field_end (const char *field)
{
  return strchr (field, '\t');
}

/* How good the best match of @word is in a line that has it somewhere: the few places that would be better
 * than "somewhere" are compared, not looked for. */
static CorralMatch
judge_cart (const char *start, const char *end, const CorralTypedWord *word, gboolean found)
{
  const char *label = start + 1, *label_end = field_end (label);
  const char *serial = label_end + 1, *serial_end = field_end (serial);

  if (found && (is_whole (label, label_end, word) || is_whole (serial, serial_end, word)))
    return CORRAL_MATCH_EXACT;
  if (corral_search_text_is_number (label, label_end, word))
    return CORRAL_MATCH_SAME_NUMBER;
  if (!found)
    return CORRAL_MATCH_NONE;
  if (word->length >= 4 && ends_with (serial, serial_end, word))
    return CORRAL_MATCH_LAST_FOUR;
  return begins_with (label, label_end, word) || begins_with (serial, serial_end, word) ? CORRAL_MATCH_PREFIX
                                                                                      : CORRAL_MATCH_INSIDE;
}

static CorralMatch
judge_store (const char *start, const char *end, const CorralTypedWord *word, gboolean found)
{
  const char *number = start + 1, *number_end = field_end (number);
  const char *name = number_end + 1, *name_end = field_end (name);

  if (corral_search_text_is_number (number, number_end, word))
    return word->zeros == 0 ? CORRAL_MATCH_EXACT : CORRAL_MATCH_SAME_NUMBER;
  if (!found)
    return CORRAL_MATCH_NONE;
  if (is_whole (name, name_end, word))
    return CORRAL_MATCH_EXACT;
  if (begins_with (number, number_end, word) || begins_with (name, name_end, word))
    return CORRAL_MATCH_PREFIX;
  for (const char *p = name; p < name_end; p++)
    if (*p == ' ' && begins_with (p + 1, name_end, word))
      return CORRAL_MATCH_PREFIX;
  return CORRAL_MATCH_INSIDE;
}

/* What it is called or about has to have a word of it: or each cart would bring its tickets along. */
static CorralMatch
judge_ticket (const char *start, const char *end, const CorralTypedWord *word, gboolean found)
{
  const char *number = start + 1, *number_end = field_end (number);
  const char *summary = number_end + 1, *summary_end = field_end (summary);
  const char *label = summary_end + 1;

  if (!found)
    return corral_search_text_is_number (label, field_end (label), word) ? CORRAL_MATCH_BESIDE : CORRAL_MATCH_NONE;
  if (is_whole (number, number_end, word))
    return CORRAL_MATCH_EXACT;
  if (word->length >= 4 && ends_with (number, number_end, word))
    return CORRAL_MATCH_LAST_FOUR;
  if (begins_with (number, number_end, word) || begins_with (summary, summary_end, word))
    return CORRAL_MATCH_PREFIX;
  return memmem (number, (gsize) (summary_end - number), word->text, word->length) != NULL ? CORRAL_MATCH_INSIDE
                                                                                         : CORRAL_MATCH_BESIDE;
}

/* --- the tables ------------------------------------------------------------------------------------- */

static const struct
{
  CorralTableKind table;
  guint64 watched; /* the columns that are in the line */
  guint store;     /* the link to the row's store, or CORRAL_NO_COLUMN: it is one */
  void (*write) (CorralSearch *self, GByteArray *text, const CorralColumns *table, guint32 slot);
  CorralSearchJudge judge;
  gboolean owned;  /* a row has what its store has, without a word of it in its line */
} kinds[N_INDICES] = {
  [STORES] = { CORRAL_TABLE_STORE,
               BIT (CORRAL_STORE_COL_NUMBER) | BIT (CORRAL_STORE_COL_NAME) | BIT (CORRAL_STORE_COL_CITY)
                   | BIT (CORRAL_STORE_COL_WIFI_SSID),
               CORRAL_NO_COLUMN, write_store, judge_store },
  [CARTS] = { CORRAL_TABLE_CART,
              BIT (CORRAL_CART_COL_LABEL) | BIT (CORRAL_CART_COL_SERIAL), CORRAL_CART_COL_STORE, write_cart,
              judge_cart, TRUE },
  [TICKETS] = { CORRAL_TABLE_TICKET,
                BIT (CORRAL_TICKET_COL_NUMBER) | BIT (CORRAL_TICKET_COL_SUMMARY) | BIT (CORRAL_TICKET_COL_CART)
                    | BIT (CORRAL_TICKET_COL_STORE),
                CORRAL_TICKET_COL_STORE, write_ticket, judge_ticket },
};

static guint
index_of_table (CorralTableKind table)
{
  for (guint i = 0; i < N_INDICES; i++)
    if (kinds[i].table == table)
      return i;
  g_return_val_if_reached (STORES);
}

/* --- keeping them true ------------------------------------------------------------------------------ */

static void
add_line (CorralSearch *self, guint kind, guint32 slot)
{
  CorralSearchText *text = &self->indices[kind].text;

  corral_search_text_begin_line (text, slot);
  kinds[kind].write (self, text->text, corral_fleet_get_table (self->fleet, kinds[kind].table), slot);
  corral_search_text_end_line (text);
}

static void
bring_up_to_date (CorralSearch *self, guint kind)
{
  Index *index = &self->indices[kind];
  const CorralColumns *table = corral_fleet_get_table (self->fleet, kinds[kind].table);
  guint32 n_slots = corral_columns_get_n_slots (table);

  if (index->stale->len > n_slots / 2 || index->text.dead > index->text.text->len / DEAD_SHARE)
    index->rebuild = TRUE;
  if (index->rebuild)
    {
      const guint32 *order = n_slots > 0 ? corral_columns_get_tie_order (table) : NULL;

      corral_search_text_reset (&index->text, n_slots);
      for (guint32 i = 0; i < n_slots; i++)
        if (corral_columns_exists (table, order[i]))
          add_line (self, kind, order[i]);
      index->rebuild = FALSE;
    }
  else
    {
      corral_search_text_fit (&index->text, n_slots);
      for (guint i = 0; i < index->stale->len; i++)
        {
          guint32 slot = g_array_index (index->stale, guint32, i);

          corral_search_text_remove_line (&index->text, slot);
          if (corral_columns_exists (table, slot))
            add_line (self, kind, slot);
        }
    }
  g_array_set_size (index->stale, 0);
}

static void
take_changes (CorralSearch *self, guint kind, const CorralTableChanges *changes)
{
  Index *index = &self->indices[kind];
  const CorralColumns *table = corral_fleet_get_table (self->fleet, kinds[kind].table);
  gboolean texts = (changes->columns & kinds[kind].watched) != 0;

  if (changes->forgotten)
    index->rebuild = TRUE;
  if (index->rebuild || (!texts && !changes->rows))
    return;
  for (guint i = 0; i < changes->n_slots; i++)
    {
      guint32 slot = changes->slots[i];

      if (texts || corral_search_text_has_line (&index->text, slot) != corral_columns_exists (table, slot))
        g_array_append_val (index->stale, slot);
    }
}

static gboolean
is_touched (const CorralTableChanges *changes, guint64 watched)
{
  return (changes->columns & watched) != 0 || changes->rows || changes->forgotten;
}

static void
on_fleet_changed (CorralFleet *fleet, const CorralFleetChanges *changes, CorralSearch *self)
{
  /* Lines name what their row belongs to. */
  if (is_touched (&changes->tables[CORRAL_TABLE_CHAIN], BIT (CORRAL_CHAIN_COL_NAME)))
    {
      g_ptr_array_set_size (self->store_fields, 0);
      self->indices[STORES].rebuild = self->indices[TICKETS].rebuild = TRUE;
    }
  if (is_touched (&changes->tables[CORRAL_TABLE_STORE], kinds[STORES].watched))
    {
      g_ptr_array_set_size (self->store_fields, 0);
      self->indices[TICKETS].rebuild = TRUE;
    }
  if (is_touched (&changes->tables[CORRAL_TABLE_CART], kinds[CARTS].watched))
    self->indices[TICKETS].rebuild = TRUE;
  for (guint kind = 0; kind < N_INDICES; kind++)
    take_changes (self, kind, &changes->tables[kinds[kind].table]);
}

void
corral_search_prepare (CorralSearch *self)
{
  g_return_if_fail (CORRAL_IS_SEARCH (self));

  for (guint kind = 0; kind < N_INDICES; kind++)
    bring_up_to_date (self, kind);
}

/* --- finding -------------------------------------------------------------------------------------- */

#define N_RANKS (CORRAL_MATCH_INSIDE + 1)
#define N_NEAR_RANKS (CORRAL_SEARCH_MAX_NEAR + 1)

typedef struct
{
  CorralTableKind table;
  guint limit;
  const guint32 *store_of; /* (nullable): NULL: the slot itself */
  const guint32 *near;
  guint n_near;
  GArray *ranks[N_RANKS * N_NEAR_RANKS]; /* CorralSearchHit, by match, then nearness; made when needed */
} Best;

static gboolean
keep_best (guint32 slot, CorralMatch match, gpointer data)
{
  Best *best = data;
  guint32 store = best->store_of != NULL ? best->store_of[slot] : slot;
  CorralSearchHit hit = { best->table, slot, match, CORRAL_SEARCH_MAX_NEAR };
  GArray **rank;

  for (guint i = 0; i < best->n_near; i++)
    if (best->near[i] == store)
      {
        hit.near = i;
        break;
      }
  rank = &best->ranks[match * N_NEAR_RANKS + hit.near];
  if (*rank == NULL)
    *rank = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));
  if ((*rank)->len < best->limit)
    g_array_append_val (*rank, hit);
  /* Better ones may still come, unless nothing could be better. */
  return match != CORRAL_MATCH_EXACT || best->n_near > 0 || (*rank)->len < best->limit;
}

static gboolean
mark_owner (guint32 slot, CorralMatch match, gpointer data)
{
  ((guint8 *) data)[slot] = 1;
  return TRUE;
}

/* Which stores have each of the words. There are some thirty carts to a store: looking once at each store costs less than
 * repeating it in every cart's line. */
static void
find_owners (CorralSearch *self,
             guint kind,
             const CorralTypedWord *words,
             guint n_words,
             gboolean at_beginnings,
             CorralSearchOwners *owners)
{
  bring_up_to_date (self, STORES);
  owners->owner_of = corral_columns_peek (corral_fleet_get_table (self->fleet, kinds[kind].table), kinds[kind].store);
  owners->n_owners = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE));
  for (guint i = 0; i < n_words; i++)
    {
      owners->has_word[i] = g_malloc0 (owners->n_owners + 1);
      corral_search_text_scan (&self->indices[STORES].text, &words[i], 1, at_beginnings, kinds[STORES].judge, NULL,
                               mark_owner, owners->has_word[i]);
    }
}

static void
scan (CorralSearch *self,
      guint kind,
      const CorralTypedWord *words,
      guint n_words,
      CorralSearchHitFunc func,
      gpointer data)
{
  CorralSearchOwners owners = { NULL };
  gboolean at_beginnings = TRUE;

  bring_up_to_date (self, kind);
  n_words = MIN (n_words, CORRAL_TYPED_MAX_WORDS);
  for (guint i = 0; i < n_words; i++)
    at_beginnings = at_beginnings && words[i].length == 1;
  if (kinds[kind].owned)
    find_owners (self, kind, words, n_words, at_beginnings, &owners);
  corral_search_text_scan (&self->indices[kind].text, words, n_words, at_beginnings, kinds[kind].judge,
                           kinds[kind].owned ? &owners : NULL, func, data);
  for (guint i = 0; i < n_words; i++)
    g_free (owners.has_word[i]);
}

void
corral_search_find_words (CorralSearch *self,
                          CorralTableKind table,
                          const CorralTypedWord *words,
                          guint n_words,
                          guint limit,
                          GArray *hits)
{
  guint kind = index_of_table (table);
  Best best = { .table = table, .limit = limit };
  guint room = limit;

  g_return_if_fail (CORRAL_IS_SEARCH (self));
  if (n_words == 0 || limit == 0)
    return;
  if (kinds[kind].store != CORRAL_NO_COLUMN)
    best.store_of = corral_columns_peek (corral_fleet_get_table (self->fleet, table), kinds[kind].store);
  best.near = self->near;
  best.n_near = self->n_near;
  scan (self, kind, words, n_words, keep_best, &best);
  for (guint i = 0; i < G_N_ELEMENTS (best.ranks); i++)
    {
      guint n;

      if (best.ranks[i] == NULL)
        continue;
      n = MIN (room, best.ranks[i]->len);
      g_array_append_vals (hits, best.ranks[i]->data, n);
      room -= n;
      g_array_unref (best.ranks[i]);
    }
}

void
corral_search_find (CorralSearch *self, const char *text, guint limit, GArray *hits)
{
  g_autoptr (CorralTyped) query = corral_typed_new (text);
  const CorralTypedWord *words = (const CorralTypedWord *) (gpointer) query->words->data;

  g_return_if_fail (CORRAL_IS_SEARCH (self));
  g_array_set_size (hits, 0);
  corral_search_find_words (self, CORRAL_TABLE_STORE, words, query->words->len, limit, hits);
  corral_search_find_words (self, CORRAL_TABLE_CART, words, query->words->len, limit, hits);
}

static gboolean
keep_slot (guint32 slot, CorralMatch match, gpointer data)
{
  g_array_append_val ((GArray *) data, slot);
  return TRUE;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

void
corral_search_filter_words (CorralSearch *self,
                            CorralTableKind table,
                            const CorralTypedWord *words,
                            guint n_words,
                            GArray *slots)
{
  guint kind = index_of_table (table);

  g_return_if_fail (CORRAL_IS_SEARCH (self));
  g_array_set_size (slots, 0);
  if (n_words == 0)
    return;
  scan (self, kind, words, n_words, keep_slot, slots);
  g_array_sort (slots, compare_slots);
}

void
corral_search_filter (CorralSearch *self, CorralTableKind table, const char *text, GArray *slots)
{
  g_autoptr (CorralTyped) query = corral_typed_new (text);

  corral_search_filter_words (self, table, (const CorralTypedWord *) (gpointer) query->words->data, query->words->len,
                              slots);
}

void
corral_search_set_near (CorralSearch *self, const guint32 *stores, guint n_stores)
{
  g_return_if_fail (CORRAL_IS_SEARCH (self));

  self->n_near = MIN (n_stores, CORRAL_SEARCH_MAX_NEAR);
  for (guint i = 0; i < self->n_near; i++)
    self->near[i] = stores[i];
}

/* --- the object ----------------------------------------------------------------------------------- */

static void
corral_search_finalize (GObject *object)
{
  CorralSearch *self = CORRAL_SEARCH (object);

  g_clear_signal_handler (&self->changed_handler, self->fleet);
  g_clear_object (&self->fleet);
  for (guint kind = 0; kind < N_INDICES; kind++)
    {
      corral_search_text_clear (&self->indices[kind].text);
      g_array_unref (self->indices[kind].stale);
    }
  g_ptr_array_unref (self->store_fields);
  G_OBJECT_CLASS (corral_search_parent_class)->finalize (object);
}

static void
corral_search_class_init (CorralSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_search_finalize;
}

static void
corral_search_init (CorralSearch *self)
{
  for (guint kind = 0; kind < N_INDICES; kind++)
    {
      corral_search_text_init (&self->indices[kind].text);
      self->indices[kind].stale = g_array_new (FALSE, FALSE, sizeof (guint32));
      self->indices[kind].rebuild = TRUE;
    }
  self->store_fields = g_ptr_array_new_with_free_func (g_free);
}

CorralSearch *
corral_search_new (CorralFleet *fleet)
{
  CorralSearch *self;

  g_return_val_if_fail (CORRAL_IS_FLEET (fleet), NULL);
  self = g_object_new (CORRAL_TYPE_SEARCH, NULL);
  self->fleet = g_object_ref (fleet);
  self->changed_handler = g_signal_connect (fleet, "changed", G_CALLBACK (on_fleet_changed), self);
  return self;
}
