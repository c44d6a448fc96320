/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filter and sort over the columns of the mirror. On the mirror's thread. */
#include "config.h"

#include "corral-columns-private.h"
#include "corral-order.h"
#include "corral-sort.h"
#include "corral-text.h"

#include <math.h>
#include <string.h>

typedef enum
{
  CONDITION_WORDS,
  CONDITION_INTEGERS,
  CONDITION_TARGETS, /* a link to rows that are named as people name them */
  CONDITION_OF_TARGET, /* a link to rows of which a WORD column has one of the words */
  CONDITION_BETWEEN,
  CONDITION_CONTAINS,
  CONDITION_SLOTS,
} ConditionKind;

typedef struct
{
  ConditionKind kind;
  guint column;
  guint of_target; /* OF_TARGET: the column of the table that the link points at */
  char **words;    /* WORDS, TARGETS, OF_TARGET; CONTAINS: one, folded */
  gint64 *values;  /* INTEGERS */
  guint32 *slots;  /* SLOTS */
  guint n_values;
  double low, high;
} Condition;

struct _CorralOrder
{
  grefcount ref_count;
  CorralTableKind table;
  guint sort_column;
  gboolean descending;
  GArray *conditions;
};

static void
condition_clear (gpointer data)
{
  Condition *condition = data;

  g_strfreev (condition->words);
  g_free (condition->values);
  g_free (condition->slots);
}

CorralOrder *
corral_order_new (CorralTableKind table)
{
  CorralOrder *self = g_new0 (CorralOrder, 1);

  g_ref_count_init (&self->ref_count);
  self->table = table;
  self->sort_column = CORRAL_NO_COLUMN;
  self->conditions = g_array_new (FALSE, TRUE, sizeof (Condition));
  g_array_set_clear_func (self->conditions, condition_clear);
  return self;
}

CorralOrder *
corral_order_copy (const CorralOrder *self)
{
  CorralOrder *copy = corral_order_new (self->table);

  corral_order_sort_by (copy, self->sort_column, self->descending);
  for (guint i = 0; i < self->conditions->len; i++)
    {
      Condition condition = g_array_index (self->conditions, Condition, i);

      condition.words = g_strdupv (condition.words);
      condition.values = g_memdup2 (condition.values, condition.n_values * sizeof *condition.values);
      condition.slots = g_memdup2 (condition.slots, condition.n_values * sizeof *condition.slots);
      g_array_append_val (copy->conditions, condition);
    }
  return copy;
}

CorralOrder *
corral_order_ref (CorralOrder *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_order_unref (CorralOrder *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->conditions);
  g_free (self);
}

CorralTableKind
corral_order_get_table (const CorralOrder *self)
{
  return self->table;
}

void
corral_order_sort_by (CorralOrder *self, guint column, gboolean descending)
{
  self->sort_column = column;
  self->descending = descending;
}

guint
corral_order_get_sort (const CorralOrder *self, gboolean *descending)
{
  if (descending != NULL)
    *descending = self->descending;
  return self->sort_column;
}

static const CorralColumnSpec *
spec_of (const CorralOrder *self, guint column)
{
  guint n_columns;
  const CorralColumnSpec *specs = corral_table_get_specs (self->table, &n_columns);

  return column < n_columns ? &specs[column] : NULL;
}

static gboolean
is_text (const CorralColumnSpec *spec)
{
  return spec != NULL && (spec->type == CORRAL_COLUMN_WORD || spec->type == CORRAL_COLUMN_TEXT);
}

void
corral_order_where_words (CorralOrder *self, guint column, const char *const *words)
{
  Condition condition = {
    .kind = CONDITION_WORDS,
    .column = column,
    .words = g_strdupv ((char **) words),
  };

  g_return_if_fail (is_text (spec_of (self, column)));
  g_array_append_val (self->conditions, condition);
}

void
corral_order_where_word (CorralOrder *self, guint column, const char *word)
{
  const char *const words[] = { word, NULL };

  corral_order_where_words (self, column, words);
}

void
corral_order_where_integers (CorralOrder *self, guint column, const gint64 *values, guint n_values)
{
  Condition condition = {
    .kind = CONDITION_INTEGERS,
    .column = column,
    .values = g_memdup2 (values, n_values * sizeof *values),
    .n_values = n_values,
  };

  g_return_if_fail (spec_of (self, column) != NULL && !is_text (spec_of (self, column)));
  g_array_append_val (self->conditions, condition);
}

void
corral_order_where_integer (CorralOrder *self, guint column, gint64 value)
{
  corral_order_where_integers (self, column, &value, 1);
}

void
corral_order_where_between (CorralOrder *self, guint column, double low, double high)
{
  Condition condition = { .kind = CONDITION_BETWEEN, .column = column, .low = low, .high = high };

  g_return_if_fail (spec_of (self, column) != NULL && !is_text (spec_of (self, column)));
  g_array_append_val (self->conditions, condition);
}

void
corral_order_where_contains (CorralOrder *self, guint column, const char *text)
{
  Condition condition = { .kind = CONDITION_CONTAINS, .column = column };

  g_return_if_fail (is_text (spec_of (self, column)));
  condition.words = g_new0 (char *, 2);
  condition.words[0] = corral_text_fold (text);
  g_array_append_val (self->conditions, condition);
}

void
corral_order_where_slots (CorralOrder *self, const guint32 *slots, guint n_slots)
{
  Condition condition = {
    .kind = CONDITION_SLOTS,
    .column = CORRAL_NO_COLUMN,
    .slots = g_memdup2 (slots, n_slots * sizeof *slots),
    .n_values = n_slots,
  };

  g_array_append_val (self->conditions, condition);
}

/* --- conditions by name --------------------------------------------------------------------------- */

/* What links call some columns. */
static const struct
{
  const char *alias;
  const char *name;
} aliases[] = {
  { "carrier", "carriers" },
  { "revision", "hardware_revision" },
};

/* What rows are asked by and only what they point at has. */
static const struct
{
  CorralTableKind table;
  const char *name;
  guint link;
  guint of_target;
} borrowed[] = {
  { CORRAL_TABLE_CART, "region", CORRAL_CART_COL_STORE, CORRAL_STORE_COL_REGION },
};

static gboolean
where_states (CorralOrder *self, char **words)
{
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; words[i] != NULL; i++)
    {
      gint64 state = corral_cart_state_from_word (words[i]);

      if (state == CORRAL_CART_OTHER)
        {
          /* A word that this version does not know: as the cloud says it. */
          corral_order_where_words (self, CORRAL_CART_COL_STATE, (const char *const *) words);
          return TRUE;
        }
      g_array_append_val (states, state);
    }
  corral_order_where_integers (self, CORRAL_CART_COL_SHOWN_STATE, (const gint64 *) (gpointer) states->data,
                               states->len);
  return TRUE;
}

static gboolean
where_numbers (CorralOrder *self, guint column, char **words)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; words[i] != NULL; i++)
    {
      gint64 value;

      if (!g_ascii_string_to_signed (words[i], 10, -G_MAXINT64, G_MAXINT64, &value, NULL))
        return FALSE;
      g_array_append_val (values, value);
    }
  corral_order_where_integers (self, column, (const gint64 *) (gpointer) values->data, values->len);
  return TRUE;
}

gboolean
corral_order_where_named (CorralOrder *self, const char *name, const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, ",", -1);
  guint n_columns;
  const CorralColumnSpec *specs = corral_table_get_specs (self->table, &n_columns);

  if (words[0] == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strcmp (aliases[i].alias, name) == 0)
      name = aliases[i].name;
  if (self->table == CORRAL_TABLE_CART && strcmp (name, "state") == 0)
    return where_states (self, words);
  for (guint i = 0; i < G_N_ELEMENTS (borrowed); i++)
    if (borrowed[i].table == self->table && strcmp (borrowed[i].name, name) == 0)
      {
        Condition condition = {
          .kind = CONDITION_OF_TARGET,
          .column = borrowed[i].link,
          .of_target = borrowed[i].of_target,
          .words = g_steal_pointer (&words),
        };

        g_array_append_val (self->conditions, condition);
        return TRUE;
      }

  for (guint column = 0; column < n_columns; column++)
    {
      if (strcmp (specs[column].name, name) != 0)
        continue;
      if (specs[column].type == CORRAL_COLUMN_LINK)
        {
          Condition condition = {
            .kind = CONDITION_TARGETS,
            .column = column,
            .words = g_steal_pointer (&words),
          };

          g_array_append_val (self->conditions, condition);
          return TRUE;
        }
      if (is_text (&specs[column]))
        {
          corral_order_where_words (self, column, (const char *const *) words);
          return TRUE;
        }
      return where_numbers (self, column, words);
    }
  return FALSE;
}

/* --- what touches it ------------------------------------------------------------------------------ */

guint64
corral_order_get_columns (const CorralOrder *self)
{
  gboolean descending;
  guint64 columns = G_GUINT64_CONSTANT (1) << corral_table_get_tie_column (self->table, &descending);

  if (self->sort_column != CORRAL_NO_COLUMN)
    columns |= G_GUINT64_CONSTANT (1) << self->sort_column;
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);

      if (condition->column != CORRAL_NO_COLUMN)
        columns |= G_GUINT64_CONSTANT (1) << condition->column;
    }
  return columns;
}

/* A link is compared and looked up by what its target is called. */
static gboolean
is_target_touched (const CorralOrder *self, guint column, guint64 more_columns, const CorralFleetChanges *changes)
{
  const CorralColumnSpec *spec = spec_of (self, column);
  const CorralTableChanges *target;
  gboolean descending;
  guint64 names;

  if (spec == NULL || spec->type != CORRAL_COLUMN_LINK)
    return FALSE;
  target = &changes->tables[spec->target];
  names = G_GUINT64_CONSTANT (1) << corral_table_get_tie_column ((CorralTableKind) spec->target, &descending);
  return target->rows || target->forgotten || (target->columns & (names | more_columns | 1)) != 0;
}

gboolean
corral_order_is_touched (const CorralOrder *self, const CorralFleetChanges *changes)
{
  const CorralTableChanges *own = &changes->tables[self->table];

  if (own->rows || own->forgotten || (own->columns & corral_order_get_columns (self)) != 0)
    return TRUE;
  if (self->sort_column != CORRAL_NO_COLUMN && is_target_touched (self, self->sort_column, 0, changes))
    return TRUE;
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);

      if (condition->kind == CONDITION_TARGETS && is_target_touched (self, condition->column, 0, changes))
        return TRUE;
      if (condition->kind == CONDITION_OF_TARGET
          && is_target_touched (self, condition->column, G_GUINT64_CONSTANT (1) << condition->of_target, changes))
        return TRUE;
    }
  return FALSE;
}

/* --- filter --------------------------------------------------------------------------------------- */

static gboolean
has_word (char **words, const char *text)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (text == NULL ? words[i][0] == '\0' : strcmp (words[i], text) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_member (char **words, const char *list)
{
  g_auto (GStrv) members = NULL;

  if (list == NULL || *list == '\0')
    return has_word (words, NULL);
  members = g_strsplit (list, " ", -1);
  for (guint i = 0; members[i] != NULL; i++)
    if (has_word (words, members[i]))
      return TRUE;
  return FALSE;
}

static gboolean
contains_folded (const char *needle, const char *text)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return *needle == '\0';
  folded = corral_text_fold (text);
  return strstr (folded, needle) != NULL;
}

static gboolean
text_matches (const Condition *condition, const CorralColumnSpec *spec, const char *text)
{
  if (condition->kind == CONDITION_CONTAINS)
    return contains_folded (condition->words[0], text);
  return spec->list ? has_member (condition->words, text) : has_word (condition->words, text);
}

/* A WORD is judged once a word, not once a row. */
static void
filter_texts (const Condition *condition, const CorralColumns *table, guint8 *mask)
{
  const CorralColumnSpec *spec = corral_columns_get_spec (table, condition->column);
  guint32 n = corral_columns_get_n_slots (table);
  const guint32 *codes = corral_columns_peek (table, condition->column);

  if (spec->type == CORRAL_COLUMN_WORD)
    {
      guint32 n_words = corral_columns_get_n_words (table, condition->column);
      g_autofree guint8 *wanted = g_new (guint8, n_words + 1);

      for (guint32 code = 0; code <= n_words; code++)
        wanted[code] = (guint8) text_matches (
          condition, spec, corral_columns_get_word (table, condition->column, code));
      for (guint32 slot = 0; slot < n; slot++)
        mask[slot] &= wanted[codes[slot]];
      return;
    }
  for (guint32 slot = 0; slot < n; slot++)
    if (mask[slot])
      mask[slot]
        = (guint8) text_matches (condition, spec, corral_columns_get_text (table, slot, condition->column));
}

/* Sets whose values lie close together (states, chains, booleans) are looked up in a table. */
#define VALUES_SPAN_MAX 4096

static guint8 *
make_value_table (const Condition *condition, gint64 *low, guint32 *span)
{
  gint64 high = G_MININT64;
  guint8 *wanted;

  *low = G_MAXINT64;
  for (guint i = 0; i < condition->n_values; i++)
    {
      *low = MIN (*low, condition->values[i]);
      high = MAX (high, condition->values[i]);
    }
  /* Unknown is the least of all numbers: a set with it is not close together. */
  if (condition->n_values == 0 || *low <= G_MININT32 || high >= G_MAXINT32 || high - *low >= VALUES_SPAN_MAX)
    return NULL;
  *span = (guint32) (high - *low) + 1;
  wanted = g_new0 (guint8, *span + 1);
  for (guint i = 0; i < condition->n_values; i++)
    wanted[condition->values[i] - *low] = 1;
  return wanted;
}

static void
filter_integers (const Condition *condition, const CorralColumns *table, guint8 *mask)
{
  const CorralColumnSpec *spec = corral_columns_get_spec (table, condition->column);
  guint32 n = corral_columns_get_n_slots (table);
  gint64 low;
  guint32 span;
  g_autofree guint8 *wanted = NULL;

  /* 32 bits wide, signed or not: what is below the least or above the greatest falls into the last place. */
  if (spec->type == CORRAL_COLUMN_INT32 || spec->type == CORRAL_COLUMN_LINK)
    wanted = make_value_table (condition, &low, &span);
  if (wanted != NULL)
    {
      const guint32 *values = corral_columns_peek (table, condition->column);
      guint32 base = (guint32) low;

      if (span == 1)
        for (guint32 slot = 0; slot < n; slot++)
          mask[slot] &= values[slot] == base;
      else
        for (guint32 slot = 0; slot < n; slot++)
          {
            guint32 at = values[slot] - base;

            mask[slot] &= wanted[MIN (at, span)];
          }
      return;
    }
  for (guint32 slot = 0; slot < n; slot++)
    {
      gint64 value;
      guint8 found = 0;

      if (!mask[slot])
        continue;
      value = corral_columns_get_integer (table, slot, condition->column);
      for (guint i = 0; i < condition->n_values && !found; i++)
        found = value == condition->values[i];
      mask[slot] = found;
    }
}

static gboolean
is_called (const CorralColumns *target, CorralTableKind kind, guint32 slot, char **words)
{
  const char *id = corral_columns_get_text (target, slot, 0);
  char number[32];

  if (id != NULL && has_word (words, id))
    return TRUE;
  if (kind == CORRAL_TABLE_CART)
    {
      const char *serial = corral_columns_get_text (target, slot, CORRAL_CART_COL_SERIAL);

      return serial != NULL && has_word (words, serial);
    }
  if (kind != CORRAL_TABLE_STORE || !corral_columns_is_known (target, slot, CORRAL_STORE_COL_NUMBER))
    return FALSE;
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT,
              corral_columns_get_integer (target, slot, CORRAL_STORE_COL_NUMBER));
  return has_word (words, number);
}

static void
filter_targets (const Condition *condition, const CorralColumns *table, CorralFleet *fleet, guint8 *mask)
{
  CorralTableKind kind = (CorralTableKind) corral_columns_get_spec (table, condition->column)->target;
  const CorralColumns *target = corral_fleet_get_table (fleet, kind);
  guint32 n_targets = corral_columns_get_n_slots (target);
  g_autofree guint8 *wanted = g_new0 (guint8, n_targets + 1);
  const guint32 *links = corral_columns_peek (table, condition->column);

  for (guint32 slot = 0; slot < n_targets; slot++)
    wanted[slot] = (guint8) is_called (target, kind, slot, condition->words);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    mask[slot] &= wanted[MIN (links[slot], n_targets)];
}

static void
filter_of_target (const Condition *condition, const CorralColumns *table, CorralFleet *fleet, guint8 *mask)
{
  CorralTableKind kind = (CorralTableKind) corral_columns_get_spec (table, condition->column)->target;
  const CorralColumns *target = corral_fleet_get_table (fleet, kind);
  guint32 n_targets = corral_columns_get_n_slots (target);
  g_autofree guint8 *wanted = g_new0 (guint8, n_targets + 1);
  const guint32 *links = corral_columns_peek (table, condition->column);

  memset (wanted, 1, n_targets);
  wanted[n_targets] = (guint8) has_word (condition->words, NULL);
  filter_texts (&(Condition){ .kind = CONDITION_WORDS, .column = condition->of_target, .words = condition->words }, target,
                wanted);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    mask[slot] &= wanted[MIN (links[slot], n_targets)];
}

static void
filter_between (const Condition *condition, const CorralColumns *table, guint8 *mask)
{
  /* Comparisons with NAN are false, so unknown values fall out. */
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    if (mask[slot])
      {
        double value = corral_columns_get_real (table, slot, condition->column);

        mask[slot] = value >= condition->low && value <= condition->high;
      }
}

static void
filter_slots (const Condition *condition, guint32 n, guint8 *mask)
{
  for (guint i = 0; i < condition->n_values; i++)
    if (condition->slots[i] < n)
      mask[condition->slots[i]] |= 2;
  for (guint32 slot = 0; slot < n; slot++)
    mask[slot] = mask[slot] == 3;
}

void
corral_order_run (const CorralOrder *self, CorralFleet *fleet, GArray *slots)
{
  const CorralColumns *table = corral_fleet_get_table (fleet, self->table);
  guint32 n = corral_columns_get_n_slots (table);
  g_autofree guint8 *mask = g_new (guint8, n + 1);
  g_autofree guint64 *keys = NULL;
  const guint32 *tie_order;
  const CorralColumns *target = NULL;
  guint32 *found;
  guint32 n_found = 0;
  guint64 max_key;

  g_array_set_size (slots, 0);
  if (n == 0)
    return;
  memcpy (mask, corral_columns_peek_exists (table), n);
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);

      switch (condition->kind)
        {
        case CONDITION_WORDS:
        case CONDITION_CONTAINS:
          filter_texts (condition, table, mask);
          break;
        case CONDITION_INTEGERS:
          filter_integers (condition, table, mask);
          break;
        case CONDITION_TARGETS:
          filter_targets (condition, table, fleet, mask);
          break;
        case CONDITION_OF_TARGET:
          filter_of_target (condition, table, fleet, mask);
          break;
        case CONDITION_BETWEEN:
          filter_between (condition, table, mask);
          break;
        case CONDITION_SLOTS:
          filter_slots (condition, n, mask);
          break;
        default:
          g_assert_not_reached ();
        }
    }

  /* Taken in the table's own order, a stable sort leaves ties in it. */
  tie_order = corral_columns_get_tie_order (table);
  g_array_set_size (slots, n);
  found = (guint32 *) (gpointer) slots->data;
  for (guint32 i = 0; i < n; i++)
    {
      found[n_found] = tie_order[i];
      n_found += mask[tie_order[i]];
    }
  g_array_set_size (slots, n_found);
  if (self->sort_column == CORRAL_NO_COLUMN)
    {
      if (self->descending)
        for (guint32 i = 0; i < n_found / 2; i++)
          {
            guint32 swap = found[i];

            found[i] = found[n_found - 1 - i];
            found[n_found - 1 - i] = swap;
          }
      return;
    }

  if (spec_of (self, self->sort_column)->type == CORRAL_COLUMN_LINK)
    target = corral_fleet_get_table (fleet,
                                     (CorralTableKind) spec_of (self, self->sort_column)->target);
  keys = g_new (guint64, n_found + 1);
  max_key = corral_columns_get_sort_keys (table, self->sort_column, self->descending, target, found,
                                          n_found, keys);
  if (max_key < CORRAL_SORT_FEW)
    {
      corral_sort_few (found, keys, n_found, max_key);
      return;
    }
  if (max_key > G_MAXUINT32)
    {
      corral_sort_slots (found, keys, n_found, max_key);
      return;
    }
  for (guint32 i = 0; i < n_found; i++)
    keys[i] = keys[i] << 32 | found[i];
  corral_sort_packed (keys, n_found, (guint32) max_key);
  for (guint32 i = 0; i < n_found; i++)
    found[i] = (guint32) keys[i];
}
