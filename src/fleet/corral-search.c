/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Search as somebody types: memmem over one text of a line a row. Main thread. */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include "corral-columns-private.h"
#include "corral-search.h"
#include "corral-text.h"

#include <string.h>

/*
 * A line is TAB field TAB field … TAB LF, so that the bytes around a match tell whether it is the beginning,
 * the end or the whole of a field. Carts: label, serial, then their store's. Stores: number, name, city.
 * Cleaned text has neither TAB nor LF. A line that is no longer true is overwritten with NULs and its row
 * gets a new one at the end; when too much is dead all is written anew, in the order of the table.
 */
#define DEAD_SHARE 4

typedef struct
{
  CorralTableKind table;
  guint64 watched;        /* bits of the columns that are in the line */
  GByteArray *text;
  GArray *starts;         /* guint32: where each line begins, ascending */
  GArray *slots;          /* guint32: whose each line is */
  GArray *line_of_slot;   /* guint32: CORRAL_NO_SLOT: none */
  gsize dead;
  GArray *stale;          /* guint32 slots whose line may no longer be true */
  gboolean rebuild;
} Index;

struct _CorralSearch
{
  GObject parent_instance;

  CorralFleet *fleet;
  gulong changed_handler;
  Index stores;
  Index carts;
  GPtrArray *store_fields; /* (owned) (element-type utf8): by slot: number TAB name TAB city TAB, folded */
};

G_DEFINE_FINAL_TYPE (CorralSearch, corral_search, G_TYPE_OBJECT)

#define BIT(column) (G_GUINT64_CONSTANT (1) << (column))

/* --- the text ------------------------------------------------------------------------------------- */

static void
index_init (Index *self, CorralTableKind table, guint64 watched)
{
  self->table = table;
  self->watched = watched;
  self->text = g_byte_array_new ();
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->line_of_slot = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->stale = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->rebuild = TRUE;
}

static void
index_clear (Index *self)
{
  g_byte_array_unref (self->text);
  g_array_unref (self->starts);
  g_array_unref (self->slots);
  g_array_unref (self->line_of_slot);
  g_array_unref (self->stale);
}

static void
append_folded (GByteArray *text, const char *field)
{
  guint start = text->len;
  gsize length = field != NULL ? strlen (field) : 0;
  guint8 high = 0;
  guint8 *to;

  g_byte_array_set_size (text, start + (guint) length + 1);
  to = text->data + start;
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) field[i];

      high |= byte;
      to[i] = (guint8) (byte + ((guint8) (byte - 'A') < 26 ? 'a' - 'A' : 0));
    }
  to[length] = '\t';
  if (high >= 0x80)
    {
      g_autofree char *folded = corral_text_fold (field);

      g_byte_array_set_size (text, start);
      g_byte_array_append (text, (const guint8 *) folded, (guint) strlen (folded));
      g_byte_array_append (text, (const guint8 *) "\t", 1);
    }
}

static void
append_store_fields (GByteArray *text, const CorralColumns *stores, guint32 slot)
{
  gint64 number = corral_columns_get_integer (stores, slot, CORRAL_STORE_COL_NUMBER);
  char digits[32] = "";

  if (CORRAL_IS_KNOWN (number))
    g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, number);
  append_folded (text, digits);
  append_folded (text, corral_columns_get_text (stores, slot, CORRAL_STORE_COL_NAME));
  append_folded (text, corral_columns_get_text (stores, slot, CORRAL_STORE_COL_CITY));
}

/* What a store is called, folded once for all its carts. */
static const char *
get_store_fields (CorralSearch *self, guint32 store)
{
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);

  if (!corral_columns_exists (stores, store))
    return "\t\t\t";
  if (self->store_fields->len <= store)
    g_ptr_array_set_size (self->store_fields, (gint) corral_columns_get_n_slots (stores));
  if (self->store_fields->pdata[store] == NULL)
    {
      GByteArray *fields = g_byte_array_new ();

      append_store_fields (fields, stores, store);
      g_byte_array_append (fields, (const guint8 *) "", 1);
      self->store_fields->pdata[store] = g_byte_array_free (fields, FALSE);
    }
  return self->store_fields->pdata[store];
}

static void
add_line (CorralSearch *self, Index *index, guint32 slot)
{
  const CorralColumns *table = corral_fleet_get_table (self->fleet, index->table);
  guint32 start = index->text->len;

  g_array_index (index->line_of_slot, guint32, slot) = index->starts->len;
  g_array_append_val (index->starts, start);
  g_array_append_val (index->slots, slot);
  g_byte_array_append (index->text, (const guint8 *) "\t", 1);
  if (index->table == CORRAL_TABLE_STORE)
    {
      append_store_fields (index->text, table, slot);
    }
  else
    {
      guint32 store = corral_columns_get_link (table, slot, CORRAL_CART_COL_STORE);
      const char *fields = get_store_fields (self, store);

      append_folded (index->text, corral_columns_get_text (table, slot, CORRAL_CART_COL_LABEL));
      append_folded (index->text, corral_columns_get_text (table, slot, CORRAL_CART_COL_SERIAL));
      g_byte_array_append (index->text, (const guint8 *) fields, (guint) strlen (fields));
    }
  g_byte_array_append (index->text, (const guint8 *) "\n", 1);
}

static guint32
line_end (const Index *index, guint line)
{
  return line + 1 < index->starts->len ? g_array_index (index->starts, guint32, line + 1) : index->text->len;
}

static void
remove_line (Index *index, guint32 slot)
{
  guint32 line = g_array_index (index->line_of_slot, guint32, slot);
  guint32 start, end;

  if (line == CORRAL_NO_SLOT)
    return;
  start = g_array_index (index->starts, guint32, line);
  end = line_end (index, line);
  memset (index->text->data + start, 0, end - start);
  index->dead += end - start;
  g_array_index (index->line_of_slot, guint32, slot) = CORRAL_NO_SLOT;
}

static void
fit_slots (Index *index, guint32 n_slots)
{
  guint old = index->line_of_slot->len;

  if (old >= n_slots)
    return;
  g_array_set_size (index->line_of_slot, n_slots);
  for (guint i = old; i < n_slots; i++)
    g_array_index (index->line_of_slot, guint32, i) = CORRAL_NO_SLOT;
}

static void
bring_up_to_date (CorralSearch *self, Index *index)
{
  const CorralColumns *table = corral_fleet_get_table (self->fleet, index->table);
  guint32 n_slots = corral_columns_get_n_slots (table);

  if (index->stale->len > n_slots / 2 || index->dead > index->text->len / DEAD_SHARE)
    index->rebuild = TRUE;
  if (index->rebuild)
    {
      const guint32 *order = n_slots > 0 ? corral_columns_get_tie_order (table) : NULL;

      g_byte_array_set_size (index->text, 0);
      g_array_set_size (index->starts, 0);
      g_array_set_size (index->slots, 0);
      g_array_set_size (index->line_of_slot, 0);
      fit_slots (index, n_slots);
      for (guint32 i = 0; i < n_slots; i++)
        if (corral_columns_exists (table, order[i]))
          add_line (self, index, order[i]);
      index->dead = 0;
      index->rebuild = FALSE;
    }
  else
    {
      fit_slots (index, n_slots);
      for (guint i = 0; i < index->stale->len; i++)
        {
          guint32 slot = g_array_index (index->stale, guint32, i);

          remove_line (index, slot);
          if (corral_columns_exists (table, slot))
            add_line (self, index, slot);
        }
    }
  g_array_set_size (index->stale, 0);
}

static void
take_changes (CorralSearch *self, Index *index, const CorralTableChanges *changes)
{
  const CorralColumns *table = corral_fleet_get_table (self->fleet, index->table);
  gboolean texts = (changes->columns & index->watched) != 0;

  if (changes->forgotten)
    index->rebuild = TRUE;
  if (index->rebuild || (!texts && !changes->rows))
    return;
  for (guint i = 0; i < changes->n_slots; i++)
    {
      guint32 slot = changes->slots[i];
      gboolean has_line = slot < index->line_of_slot->len
                          && g_array_index (index->line_of_slot, guint32, slot) != CORRAL_NO_SLOT;

      if (texts || has_line != corral_columns_exists (table, slot))
        g_array_append_val (index->stale, slot);
    }
}

static void
on_fleet_changed (CorralFleet *fleet, const CorralFleetChanges *changes, CorralSearch *self)
{
  const CorralTableChanges *stores = &changes->tables[CORRAL_TABLE_STORE];

  if ((stores->columns & self->stores.watched) != 0 || stores->rows || stores->forgotten)
    {
      /* Its carts' lines name it. */
      g_ptr_array_set_size (self->store_fields, 0);
      self->carts.rebuild = TRUE;
    }
  take_changes (self, &self->stores, stores);
  take_changes (self, &self->carts, &changes->tables[CORRAL_TABLE_CART]);
}

void
corral_search_prepare (CorralSearch *self)
{
  g_return_if_fail (CORRAL_IS_SEARCH (self));
  bring_up_to_date (self, &self->stores);
  bring_up_to_date (self, &self->carts);
}

/* --- finding -------------------------------------------------------------------------------------- */

typedef struct
{
  const char *text;
  gsize length;
} Word;

typedef gboolean (*HitFunc) (guint32 slot, CorralMatch match, gpointer data);

static gboolean
begins_with (const char *field, const char *field_end, const Word *word)
{
  return (gsize) (field_end - field) >= word->length && memcmp (field, word->text, word->length) == 0;
}

static gboolean
ends_with (const char *field, const char *field_end, const Word *word)
{
  return (gsize) (field_end - field) >= word->length
         && memcmp (field_end - word->length, word->text, word->length) == 0;
}

static gboolean
is_zeros (const char *from, const char *to)
{
  while (from < to && *from == '0')
    from++;
  return from == to;
}

static CorralMatch
judge_cart (const char *label, const Word *word)
{
  const char *label_end = strchr (label, '\t');
  const char *serial = label_end + 1;
  const char *serial_end = strchr (serial, '\t');
  gboolean label_begins = begins_with (label, label_end, word);

  if (label_begins && (gsize) (label_end - label) == word->length)
    return CORRAL_MATCH_EXACT;
  /* "412" is what people say for cart 0412. */
  if (ends_with (label, label_end, word) && is_zeros (label, label_end - word->length))
    return CORRAL_MATCH_EXACT;
  if (ends_with (serial, serial_end, word))
    {
      if ((gsize) (serial_end - serial) == word->length)
        return CORRAL_MATCH_EXACT;
      if (word->length >= 4)
        return CORRAL_MATCH_LAST_FOUR;
    }
  return label_begins || begins_with (serial, serial_end, word) ? CORRAL_MATCH_PREFIX : CORRAL_MATCH_INSIDE;
}

static CorralMatch
judge_store (const char *number, const Word *word)
{
  const char *number_end = strchr (number, '\t');
  const char *name = number_end + 1;
  const char *name_end = strchr (name, '\t');

  if (begins_with (number, number_end, word))
    return (gsize) (number_end - number) == word->length ? CORRAL_MATCH_EXACT : CORRAL_MATCH_PREFIX;
  if (begins_with (name, name_end, word))
    return (gsize) (name_end - name) == word->length ? CORRAL_MATCH_EXACT : CORRAL_MATCH_PREFIX;
  for (const char *p = name; p < name_end; p++)
    if (*p == ' ' && begins_with (p + 1, name_end, word))
      return CORRAL_MATCH_PREFIX;
  return CORRAL_MATCH_INSIDE;
}

/* How good the best match of @word is in a line that has it somewhere: the few places that would be better
 * than "somewhere" are compared, not looked for. */
static CorralMatch
judge_line (const Index *index, const char *start, const Word *word)
{
  return index->table == CORRAL_TABLE_STORE ? judge_store (start + 1, word) : judge_cart (start + 1, word);
}

/* The line that holds @offset, looked for from @line on: the next hit is seldom far away. */
static guint
line_at (const Index *index, guint line, guint32 offset)
{
  const guint32 *starts = (const guint32 *) (gpointer) index->starts->data;
  guint n = index->starts->len;
  guint step = 1, low = line, high;

  while (low + step < n && starts[low + step] <= offset)
    {
      low += step;
      step *= 2;
    }
  high = MIN (n, low + step);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (starts[middle] <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static void
scan (const Index *index, const Word *words, guint n_words, HitFunc func, gpointer data)
{
  const char *text = (const char *) index->text->data;
  const char *at = text;
  const char *text_end = text + index->text->len;
  const Word *driver = &words[0];
  char field_start[2];
  Word needle;
  guint line = 0;

  for (guint i = 1; i < n_words; i++)
    if (words[i].length > driver->length)
      driver = &words[i];
  needle = *driver;
  if (needle.length == 1)
    {
      /* One character stands in nearly every line: only where a field begins does it say something. */
      field_start[0] = '\t';
      field_start[1] = driver->text[0];
      needle.text = field_start;
      needle.length = 2;
    }

  while (at < text_end && (at = memmem (at, (gsize) (text_end - at), needle.text, needle.length)) != NULL)
    {
      const char *start, *end;
      CorralMatch best;
      gboolean all = TRUE;

      line = line_at (index, line, (guint32) (at - text));
      start = text + g_array_index (index->starts, guint32, line);
      end = text + line_end (index, line);
      best = judge_line (index, start, driver);
      for (guint i = 0; i < n_words && all; i++)
        {
          char beginning[2] = { '\t' };
          const char *other;
          CorralMatch match;

          if (&words[i] == driver)
            continue;
          /* Whatever their order: where all are short, all stand at the beginning of a field. */
          beginning[1] = words[i].text[0];
          other = driver->length == 1 ? memmem (start, (gsize) (end - start), beginning, sizeof beginning)
                                      : memmem (start, (gsize) (end - start), words[i].text, words[i].length);
          if (other == NULL)
            {
              all = FALSE;
              break;
            }
          match = judge_line (index, start, &words[i]);
          best = MIN (best, match);
        }
      if (all && !func (g_array_index (index->slots, guint32, line), best, data))
        return;
      at = end;
    }
}

/* Splits folded text at blanks. The words point into @folded. */
static GArray *
split_words (char *folded)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));
  char *save = NULL;

  for (char *p = strtok_r (folded, " \t\n\r", &save); p != NULL; p = strtok_r (NULL, " \t\n\r", &save))
    {
      Word word = { p, strlen (p) };

      g_array_append_val (words, word);
    }
  return words;
}

typedef struct
{
  CorralTableKind table;
  guint limit;
  GArray *ranks[CORRAL_MATCH_INSIDE + 1]; /* CorralSearchHit */
} Best;

static gboolean
keep_best (guint32 slot, CorralMatch match, gpointer data)
{
  Best *best = data;
  GArray *rank = best->ranks[match];
  CorralSearchHit hit = { best->table, slot, match };

  if (rank->len < best->limit)
    g_array_append_val (rank, hit);
  return best->ranks[CORRAL_MATCH_EXACT]->len < best->limit;
}

static void
find_in (const Index *index, GArray *words, guint limit, GArray *hits)
{
  Best best = { .table = index->table, .limit = limit };
  guint room = limit;

  for (guint i = 0; i < G_N_ELEMENTS (best.ranks); i++)
    best.ranks[i] = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));
  scan (index, (const Word *) (gpointer) words->data, words->len, keep_best, &best);
  for (guint i = 0; i < G_N_ELEMENTS (best.ranks); i++)
    {
      guint n = MIN (room, best.ranks[i]->len);

      g_array_append_vals (hits, best.ranks[i]->data, n);
      room -= n;
      g_array_unref (best.ranks[i]);
    }
}

void
corral_search_find (CorralSearch *self, const char *text, guint limit, GArray *hits)
{
  g_autofree char *folded = NULL;
  g_autoptr (GArray) words = NULL;

  g_return_if_fail (CORRAL_IS_SEARCH (self));
  g_array_set_size (hits, 0);
  folded = corral_text_fold (text);
  words = split_words (folded);
  if (words->len == 0 || limit == 0)
    return;
  corral_search_prepare (self);
  find_in (&self->stores, words, limit, hits);
  find_in (&self->carts, words, limit, hits);
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
corral_search_filter (CorralSearch *self, CorralTableKind table, const char *text, GArray *slots)
{
  g_autofree char *folded = NULL;
  g_autoptr (GArray) words = NULL;

  g_return_if_fail (CORRAL_IS_SEARCH (self));
  g_return_if_fail (table == CORRAL_TABLE_STORE || table == CORRAL_TABLE_CART);
  g_array_set_size (slots, 0);
  folded = corral_text_fold (text);
  words = split_words (folded);
  if (words->len == 0)
    return;
  corral_search_prepare (self);
  scan (table == CORRAL_TABLE_STORE ? &self->stores : &self->carts,
        (const Word *) (gpointer) words->data, words->len, keep_slot, slots);
  g_array_sort (slots, compare_slots);
}

const char *
corral_search_peek_text (CorralSearch *self, CorralTableKind table, gsize *length)
{
  Index *index;

  g_return_val_if_fail (CORRAL_IS_SEARCH (self), NULL);
  index = table == CORRAL_TABLE_STORE ? &self->stores : &self->carts;
  bring_up_to_date (self, index);
  *length = index->text->len;
  return (const char *) index->text->data;
}

/* --- the object ----------------------------------------------------------------------------------- */

static void
corral_search_finalize (GObject *object)
{
  CorralSearch *self = CORRAL_SEARCH (object);

  g_clear_signal_handler (&self->changed_handler, self->fleet);
  g_clear_object (&self->fleet);
  index_clear (&self->stores);
  index_clear (&self->carts);
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
  index_init (&self->stores, CORRAL_TABLE_STORE,
              BIT (CORRAL_STORE_COL_NUMBER) | BIT (CORRAL_STORE_COL_NAME) | BIT (CORRAL_STORE_COL_CITY));
  index_init (&self->carts, CORRAL_TABLE_CART,
              BIT (CORRAL_CART_COL_LABEL) | BIT (CORRAL_CART_COL_SERIAL) | BIT (CORRAL_CART_COL_STORE));
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
