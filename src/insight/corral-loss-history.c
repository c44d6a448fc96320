/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weeks of loss prevention, read from the mirror's columns. A row that is not whole (columns of several lengths, hours
 * beyond the week, a date that is none) is left out as far as it is not: figures rest on what is certain. The thread that
 * the mirror belongs to. */
#include "config.h"

#include "corral-loss-history.h"

#include "corral-time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KINDS_MAX 64 /* more are one */

struct _CorralLossHistory
{
  CorralFleet *fleet; /* not owned: it owns this */
  GPtrArray *weeks;   /* (owned) (element-type CorralLossWeekRead) */
  GPtrArray *kinds;   /* (owned) (element-type utf8) */
  GPtrArray *items;   /* (owned) (element-type utf8) */
  GHashTable *item_numbers; /* (owned) (element-type utf8 guint32): + 1; keys are those of items */
  guint64 of;         /* the table's revision when it was read */
  guint64 of_carts;
  guint64 revision;
};

static void
week_free (gpointer data)
{
  CorralLossWeekRead *week = data;

  if (week == NULL)
    return;
  g_free (week->sessions);
  g_free (week->flags);
  g_free (week);
}

static void
history_free (gpointer data)
{
  CorralLossHistory *self = data;

  g_ptr_array_unref (self->weeks);
  g_hash_table_unref (self->item_numbers);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->items);
  g_free (self);
}

guint64
corral_loss_history_hash (const char *id)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037); /* FNV-1a */

  for (; *id != '\0'; id++)
    hash = (hash ^ (guint8) *id) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

CorralPastOutcome
corral_past_outcome_from_word (const char *word)
{
  static const char *const words[]
      = { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked", "open" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return (CorralPastOutcome) i;
  return CORRAL_PAST_OTHER;
}

/* ---- words in a list -------------------------------------------------------------------------------- */

/* Copies the next word of the list at *@at; FALSE at its end. */
static gboolean
next_word (const char **at, char word[72])
{
  gsize length;

  if (*at == NULL || **at == '\0')
    return FALSE;
  length = strcspn (*at, " ");
  g_strlcpy (word, *at, MIN (length + 1, 72));
  *at += length;
  if (**at == ' ')
    (*at)++;
  return TRUE;
}

static guint
count_words (const char *list)
{
  guint n = list != NULL && *list != '\0';

  for (; list != NULL && *list != '\0'; list++)
    n += *list == ' ';
  return n;
}

static guint8
find_kind (CorralLossHistory *self, const char *word)
{
  for (guint i = 0; i < self->kinds->len; i++)
    if (strcmp (g_ptr_array_index (self->kinds, i), word) == 0)
      return (guint8) i;
  if (self->kinds->len < KINDS_MAX)
    g_ptr_array_add (self->kinds, g_strdup (word));
  return (guint8) (self->kinds->len - 1);
}

static guint32
add_item (CorralLossHistory *self, const char *word)
{
  guint32 number = corral_loss_history_find_item (self, word);

  if (strcmp (word, "-") == 0 || number != CORRAL_NO_ITEM)
    return strcmp (word, "-") == 0 ? CORRAL_NO_ITEM : number;
  g_ptr_array_add (self->items, g_strdup (word));
  g_hash_table_insert (self->item_numbers, g_ptr_array_index (self->items, self->items->len - 1),
                       GUINT_TO_POINTER (self->items->len));
  return self->items->len - 1;
}

/* ---- one week ---------------------------------------------------------------------------------------- */

static gboolean
read_monday (const char *text, gint32 *monday)
{
  int year, month, day;
  char rest;

  if (text == NULL || sscanf (text, "%4d-%2d-%2d%c", &year, &month, &day, &rest) != 3 || year < 2015 || year > 2100
      || month < 1 || month > 12 || day < 1 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  {
    GDate date;

    g_date_clear (&date, 1);
    g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    *monday = (gint32) g_date_get_julian (&date) - 719163;
    return g_date_get_weekday (&date) == G_DATE_MONDAY;
  }
}

/* A count as it nearly always is: up to six digits; FALSE when it is not, and @at stays. */
static gboolean
next_count (const char **at, gint32 *count)
{
  const char *c = *at;
  gint32 number = 0;

  while (g_ascii_isdigit (*c) && c - *at < 6)
    number = number * 10 + (*c++ - '0');
  if (c == *at || (*c != ' ' && *c != '\0'))
    return FALSE;
  *at = *c == ' ' ? c + 1 : c;
  *count = number;
  return TRUE;
}

static void
read_sessions (const char *list, CorralLossWeekRead *week)
{
  char word[72];

  week->n_hours = MIN (count_words (list), CORRAL_WEEK_HOURS);
  week->sessions = g_new (gint32, week->n_hours + 1);
  for (guint i = 0; i < week->n_hours; i++)
    if (!next_count (&list, &week->sessions[i]))
      {
        double number = next_word (&list, word) ? g_ascii_strtod (word, NULL) : -1;

        week->sessions[i] = number >= 0 && number < 1e6 && word[0] != '-' ? (gint32) number : -1;
      }
}

static void
read_flags (CorralLossHistory *self, guint32 slot, CorralLossWeekRead *week)
{
  static const guint columns[] = { CORRAL_LOSS_WEEK_COL_FLAG_IDS,   CORRAL_LOSS_WEEK_COL_FLAG_HOURS,
                                   CORRAL_LOSS_WEEK_COL_FLAG_KINDS, CORRAL_LOSS_WEEK_COL_FLAG_OUTCOMES,
                                   CORRAL_LOSS_WEEK_COL_FLAG_CARTS, CORRAL_LOSS_WEEK_COL_FLAG_ITEMS,
                                   CORRAL_LOSS_WEEK_COL_FLAG_VALUES_MINOR };
  const CorralColumns *table = corral_fleet_get_table (self->fleet, CORRAL_TABLE_LOSS_WEEK);
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const char *at[G_N_ELEMENTS (columns)];
  char words[G_N_ELEMENTS (columns)][72];
  guint n;

  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    at[c] = corral_columns_get_text (table, slot, columns[c]);
  n = count_words (at[0]);
  for (guint c = 1; c < G_N_ELEMENTS (columns); c++)
    if (count_words (at[c]) != n)
      return;
  week->flags = g_new0 (CorralPastFlag, n + 1);
  for (guint i = 0; i < n; i++)
    {
      CorralPastFlag *flag = &week->flags[week->n_flags];
      guint64 hour;
      double value;

      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        next_word (&at[c], words[c]);
      hour = g_ascii_strtoull (words[1], NULL, 10);
      if (!g_ascii_isdigit (words[1][0]) || hour >= CORRAL_WEEK_HOURS)
        continue;
      value = g_ascii_strtod (words[6], NULL);
      flag->id = corral_loss_history_hash (words[0]);
      flag->hour = (guint8) hour;
      flag->kind = find_kind (self, words[2]);
      flag->outcome = (guint8) corral_past_outcome_from_word (words[3]);
      flag->cart = corral_columns_find (carts, week->chain, words[4]);
      flag->item = add_item (self, words[5]);
      flag->value_minor = strcmp (words[6], "-") != 0 && fabs (value) < 1e15 ? (gint64) value : CORRAL_UNKNOWN;
      week->n_flags++;
    }
}

static CorralLossWeekRead *
read_week (CorralLossHistory *self, guint32 slot)
{
  const CorralColumns *table = corral_fleet_get_table (self->fleet, CORRAL_TABLE_LOSS_WEEK);
  CorralLossWeekRead *week;
  gint32 monday;

  if (!read_monday (corral_columns_get_text (table, slot, CORRAL_LOSS_WEEK_COL_WEEK), &monday))
    return NULL;
  week = g_new0 (CorralLossWeekRead, 1);
  week->monday = monday;
  week->chain = corral_columns_get_link (table, slot, CORRAL_LOSS_WEEK_COL_CHAIN);
  week->store = corral_columns_get_link (table, slot, CORRAL_LOSS_WEEK_COL_STORE);
  week->as_of_ms = corral_columns_get_integer (table, slot, CORRAL_LOSS_WEEK_COL_AS_OF_MS);
  read_sessions (corral_columns_get_text (table, slot, CORRAL_LOSS_WEEK_COL_SESSIONS), week);
  read_flags (self, slot, week);
  return week;
}

/* ---- all of them ------------------------------------------------------------------------------------- */

static gboolean
is_current (CorralLossHistory *self)
{
  return self->of == corral_columns_get_revision (corral_fleet_get_table (self->fleet, CORRAL_TABLE_LOSS_WEEK))
         && self->of_carts == corral_columns_get_n_forgotten (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART));
}

/* Reads the row at @slot if it is not what is held of it. Returns what that costs, in flags. */
static guint
read_slot (CorralLossHistory *self, guint32 slot, guint of_carts)
{
  const CorralColumns *table = corral_fleet_get_table (self->fleet, CORRAL_TABLE_LOSS_WEEK);
  CorralLossWeekRead **week = (CorralLossWeekRead **) &g_ptr_array_index (self->weeks, slot);
  gint64 rev = slot < corral_columns_get_n_slots (table) ? corral_fleet_get_rev (self->fleet, CORRAL_TABLE_LOSS_WEEK, slot)
                                                         : CORRAL_UNKNOWN;

  if (!CORRAL_IS_KNOWN (rev))
    {
      g_clear_pointer (week, week_free);
      return 0;
    }
  /* Slots of carts may be others' since. */
  if (*week != NULL && (*week)->rev == rev && (*week)->of_carts == of_carts
      && (*week)->chain == corral_columns_get_link (table, slot, CORRAL_LOSS_WEEK_COL_CHAIN)
      && (*week)->store == corral_columns_get_link (table, slot, CORRAL_LOSS_WEEK_COL_STORE))
    return 0;
  week_free (*week);
  *week = read_week (self, slot);
  if (*week == NULL)
    return 1;
  (*week)->rev = rev;
  (*week)->of_carts = of_carts;
  /* Hours are read as well. */
  return (*week)->n_flags + 8;
}

/* FALSE: there are more. */
static gboolean
bring_up_to_date (CorralLossHistory *self, guint *most)
{
  const CorralColumns *table = corral_fleet_get_table (self->fleet, CORRAL_TABLE_LOSS_WEEK);
  guint of_carts = corral_columns_get_n_forgotten (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART));
  guint32 n_slots = corral_columns_get_n_slots (table);

  if (is_current (self))
    return TRUE;
  if (self->weeks->len < n_slots)
    g_ptr_array_set_size (self->weeks, (int) n_slots);
  /* What is read already is told by its revision: a pass over the others costs next to nothing. */
  for (guint32 slot = 0; slot < self->weeks->len; slot++)
    {
      guint cost;

      if (*most == 0)
        return FALSE;
      cost = read_slot (self, slot, of_carts);
      *most -= MIN (cost, *most);
    }
  self->of = corral_columns_get_revision (table);
  self->of_carts = of_carts;
  self->revision++;
  return TRUE;
}

static CorralLossHistory *
get_kept (CorralFleet *fleet)
{
  static const char key[] = "corral-loss-history";
  CorralLossHistory *self = g_object_get_data (G_OBJECT (fleet), key);

  if (self == NULL)
    {
      self = g_new0 (CorralLossHistory, 1);
      self->fleet = fleet;
      self->weeks = g_ptr_array_new_with_free_func (week_free);
      self->kinds = g_ptr_array_new_with_free_func (g_free);
      self->items = g_ptr_array_new_with_free_func (g_free);
      self->item_numbers = g_hash_table_new (g_str_hash, g_str_equal);
      g_object_set_data_full (G_OBJECT (fleet), key, self, history_free);
    }
  return self;
}

CorralLossHistory *
corral_loss_history_get (CorralFleet *fleet)
{
  CorralLossHistory *self = get_kept (fleet);
  guint all = G_MAXUINT;

  bring_up_to_date (self, &all);
  return self;
}

gboolean
corral_loss_history_prepare (CorralFleet *fleet, guint *most)
{
  return bring_up_to_date (get_kept (fleet), most);
}

gboolean
corral_loss_history_is_read (CorralFleet *fleet)
{
  return is_current (get_kept (fleet));
}

guint64
corral_loss_history_get_revision (CorralLossHistory *self)
{
  return self->revision;
}

const GPtrArray *
corral_loss_history_get_weeks (CorralLossHistory *self)
{
  return self->weeks;
}

guint
corral_loss_history_get_n_kinds (CorralLossHistory *self)
{
  return self->kinds->len;
}

const char *
corral_loss_history_get_kind (CorralLossHistory *self, guint8 kind)
{
  return kind < self->kinds->len ? g_ptr_array_index (self->kinds, kind) : NULL;
}

guint32
corral_loss_history_get_n_items (CorralLossHistory *self)
{
  return self->items->len;
}

const char *
corral_loss_history_get_item (CorralLossHistory *self, guint32 item)
{
  return item < self->items->len ? g_ptr_array_index (self->items, item) : NULL;
}

guint32
corral_loss_history_find_item (CorralLossHistory *self, const char *item)
{
  gpointer number = item != NULL ? g_hash_table_lookup (self->item_numbers, item) : NULL;

  return number != NULL ? GPOINTER_TO_UINT (number) - 1 : CORRAL_NO_ITEM;
}

GHashTable *
corral_loss_decided_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
corral_loss_decided_note (GHashTable *decided, CorralFleet *fleet, guint32 slot)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  CorralPastOutcome outcome;
  guint64 hash;

  if (!corral_columns_exists (flags, slot) || corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_OPEN) == 1)
    return;
  hash = corral_loss_history_hash (corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_ID));
  outcome = corral_past_outcome_from_word (corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_OUTCOME));
  g_hash_table_insert (decided, g_memdup2 (&hash, sizeof hash), GUINT_TO_POINTER ((guint) outcome + 1));
}
