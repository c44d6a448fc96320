/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loss prevention in figures. What is a scale's trouble, or a wrong stated weight's, is counted apart: it says something of
 * carts and of goods, nothing of theft. Random re-checks are counted apart as well: they come by rule. What stands out is
 * found by exact tests against the whole, corrected for how many are compared. The thread that the mirror belongs to.
 */
#include "config.h"

#include "corral-loss-figures.h"

#include "corral-chance.h"
#include "corral-flag-trust.h"
#include "corral-time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So often it begins anew because flags have changed. */
#define MOST_BEGINS 4
/* What a part is worth, in flags: two exact tests. */
#define PART_COST 10

typedef struct _CorralLossCount
{
  CorralFleet *fleet;        /* (owned) */
  guint n_days;
  guint at_stage;            /* see corral_loss_count_go_on() */
  guint at;                  /* the next slot, week or part, in that stage */
  guint at_list;             /* of parts */
  guint64 of_flags, of_history; /* revisions when it began */
  guint n_begun;
  double *rates, *hits;      /* (owned) (nullable): of the parts of the list that is being tested */

  CorralLossHistory *history; /* (nullable): before it has begun */
  CorralLossFigures *to;      /* (owned) (nullable) */
  guint32 chain, store;
  CorralLossFigure *stores;  /* (owned): by slot */
  CorralLossFigure *kinds;   /* (owned): by number */
  GHashTable *carts;         /* (owned) (element-type guint32 CorralLossFigure): by slot + 1 */
  CorralLossFigure *items;   /* (owned): by number */
  GHashTable *lots, *weights; /* (owned) (element-type utf8 Apart) */
  GHashTable *known;         /* (owned): corral_loss_decided_new() */
  guint8 *is_wrong_item;     /* (owned): by number */
  gboolean is_weighed[256], is_recheck[256], is_calibration[256]; /* by kind */
  guint32 n_stores;
  guint n_kinds;
} Count;

typedef struct
{
  guint n_flags;
  GHashTable *carts; /* (owned): a set of slots */
} Apart;

static void
apart_free (gpointer data)
{
  Apart *apart = data;

  g_hash_table_unref (apart->carts);
  g_free (apart);
}

/* ---- what is counted how ----------------------------------------------------------------------------- */

/* Goods of the chain whose stated weight a flag was judged to be wrong by. */
static void
note_wrong_item (Count *self, guint32 slot)
{
  const CorralColumns *flags = corral_fleet_get_table (self->fleet, CORRAL_TABLE_FLAG);
  guint32 item;

  if (!corral_columns_exists (flags, slot)
      || corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_DOUBT) != CORRAL_DOUBT_WEIGHT
      || corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_CHAIN) != self->chain)
    return;
  item = corral_loss_history_find_item (self->history, corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_ITEM));
  if (item != CORRAL_NO_ITEM)
    self->is_wrong_item[item] = TRUE;
}

static void
sort_kinds (Count *self)
{
  for (guint i = 0; i < corral_loss_history_get_n_kinds (self->history); i++)
    {
      const char *kind = corral_loss_history_get_kind (self->history, (guint8) i);

      self->is_weighed[i] = corral_flag_kind_is_weighed (kind);
      self->is_recheck[i] = strcmp (kind, "recheck_due") == 0;
      self->is_calibration[i] = strcmp (kind, "calibration") == 0;
    }
}

static CorralPastOutcome
outcome_of (Count *self, const CorralPastFlag *flag)
{
  gpointer known = g_hash_table_lookup (self->known, &flag->id);

  return known != NULL ? (CorralPastOutcome) (GPOINTER_TO_UINT (known) - 1) : (CorralPastOutcome) flag->outcome;
}

static gboolean
is_off (Count *self, guint32 cart)
{
  return cart != CORRAL_NO_SLOT
         && fabs (corral_fleet_get_real (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_WEIGHT_DRIFT_G))
                > CORRAL_SCALE_VOID_G;
}

static void
count_apart (GHashTable *parts, const char *word, guint32 cart)
{
  Apart *apart = g_hash_table_lookup (parts, word != NULL ? word : "");

  if (apart == NULL)
    {
      apart = g_new0 (Apart, 1);
      apart->carts = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (parts, (gpointer) (word != NULL ? word : ""), apart);
    }
  apart->n_flags++;
  if (cart != CORRAL_NO_SLOT)
    g_hash_table_add (apart->carts, GUINT_TO_POINTER (cart + 1));
}

/* ---- counting ---------------------------------------------------------------------------------------- */

static void
count_in (CorralLossFigure *figure, const CorralPastFlag *flag, CorralPastOutcome outcome)
{
  figure->n_flags++;
  if (outcome == CORRAL_PAST_OPEN || outcome == CORRAL_PAST_NOT_CHECKED)
    return;
  figure->n_looked++;
  if (outcome != CORRAL_PAST_CONFIRMED)
    return;
  figure->n_confirmed++;
  if (CORRAL_IS_KNOWN (flag->value_minor))
    figure->confirmed_minor += flag->value_minor;
}

static CorralLossFigure *
figure_of_cart (Count *self, guint32 cart)
{
  CorralLossFigure *figure = g_hash_table_lookup (self->carts, GUINT_TO_POINTER (cart + 1));

  if (figure == NULL)
    {
      figure = g_new0 (CorralLossFigure, 1);
      figure->slot = cart;
      g_hash_table_insert (self->carts, GUINT_TO_POINTER (cart + 1), figure);
    }
  return figure;
}

/* Whether it is a scale's or a stated weight's trouble; then it is counted as that, where it was asked for. */
static gboolean
take_apart (Count *self, const CorralPastFlag *flag, CorralPastOutcome outcome, gboolean asked)
{
  gboolean scale = self->is_calibration[flag->kind] || outcome == CORRAL_PAST_SENSOR_FAULT
                   || (self->is_weighed[flag->kind] && is_off (self, flag->cart));
  gboolean weight = !scale && self->is_weighed[flag->kind] && flag->item != CORRAL_NO_ITEM
                    && self->is_wrong_item[flag->item];

  if (asked && scale)
    {
      self->to->n_scale++;
      count_apart (self->lots,
                   flag->cart != CORRAL_NO_SLOT
                       ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, flag->cart, CORRAL_CART_COL_LOT)
                       : NULL,
                   flag->cart);
    }
  if (asked && weight)
    {
      self->to->n_weight++;
      count_apart (self->weights, corral_loss_history_get_item (self->history, flag->item), flag->cart);
    }
  return scale || weight;
}

static void
count_flag (Count *self, guint32 store, const CorralPastFlag *flag)
{
  CorralLossFigures *to = self->to;
  CorralPastOutcome outcome = outcome_of (self, flag);
  gboolean asked = self->store == CORRAL_NO_SLOT || self->store == store;

  if (self->is_recheck[flag->kind])
    {
      if (asked)
        count_in (&to->rechecks, flag, outcome);
      return;
    }
  if (take_apart (self, flag, outcome, asked))
    return;
  count_in (&to->chain, flag, outcome);
  count_in (&self->stores[store], flag, outcome);
  if (!asked)
    return;
  count_in (&to->all, flag, outcome);
  count_in (&self->kinds[flag->kind], flag, outcome);
  count_in (&to->hours[flag->hour], flag, outcome);
  to->n_open += outcome == CORRAL_PAST_OPEN;
  to->n_not_checked += outcome == CORRAL_PAST_NOT_CHECKED;
  if (flag->cart != CORRAL_NO_SLOT)
    count_in (figure_of_cart (self, flag->cart), flag, outcome);
  if (flag->item != CORRAL_NO_ITEM)
    count_in (&self->items[flag->item], flag, outcome);
}

/* The hours of @week that are asked for: [*first, *end). */
static void
find_hours (const CorralLossWeekRead *week, const CorralLossFigures *to, guint *first, guint *end)
{
  *first = (guint) CLAMP ((to->first_day - week->monday) * 24, 0, CORRAL_WEEK_HOURS);
  *end = (guint) CLAMP ((to->last_day + 1 - week->monday) * 24, 0, CORRAL_WEEK_HOURS);
}

static void
count_week (Count *self, const CorralLossWeekRead *week)
{
  CorralLossFigures *to = self->to;
  gboolean asked = self->store == CORRAL_NO_SLOT || self->store == week->store;
  guint first, end;

  find_hours (week, to, &first, &end);
  for (guint h = first; h < MIN (end, week->n_hours); h++)
    {
      guint64 n = week->sessions[h] > 0 ? (guint64) week->sessions[h] : 0;

      to->chain.n_trips += n;
      self->stores[week->store].n_trips += n;
      if (asked)
        {
          to->all.n_trips += n;
          /* Flags come while a trip is under way or ends, half an hour after it began on the average: half of the trips
           * count in the hour after. Halved in judge_parts(). */
          to->hours[h].n_trips += n;
          to->hours[(h + 1) % CORRAL_WEEK_HOURS].n_trips += n;
        }
    }
  for (guint i = 0; i < week->n_flags; i++)
    if (week->flags[i].hour >= first && week->flags[i].hour < end)
      count_flag (self, week->store, &week->flags[i]);
}

/* ---- which days -------------------------------------------------------------------------------------- */

static gboolean
is_of (const Count *self, const CorralLossWeekRead *week)
{
  return week != NULL && week->chain == self->chain && week->store != CORRAL_NO_SLOT;
}

static void
find_days (Count *self)
{
  const GPtrArray *weeks = corral_loss_history_get_weeks (self->history);
  CorralLossFigures *to = self->to;
  gint32 oldest = G_MAXINT32;

  to->last_day = G_MININT32;
  to->as_of_ms = CORRAL_UNKNOWN;
  for (guint i = 0; i < weeks->len; i++)
    {
      const CorralLossWeekRead *week = g_ptr_array_index (weeks, i);

      if (!is_of (self, week) || week->n_hours == 0)
        continue;
      oldest = MIN (oldest, week->monday);
      to->last_day = MAX (to->last_day, week->monday + (gint32) (week->n_hours - 1) / 24);
      if (CORRAL_IS_KNOWN (week->as_of_ms))
        to->as_of_ms = MAX (to->as_of_ms, week->as_of_ms);
    }
  if (to->last_day == G_MININT32)
    to->last_day = to->first_day = 0;
  else
    {
      to->first_day = MAX (to->last_day - (gint32) self->n_days + 1, oldest);
      to->n_days = (guint) (to->last_day - to->first_day + 1);
    }
}

/* ---- what it allows to be said ----------------------------------------------------------------------- */

static const CorralInterval nothing = { NAN, NAN, NAN };

static void
finish (CorralLossFigure *figure, guint64 n_trips_min)
{
  figure->rate = figure->n_trips >= MAX (n_trips_min, 1)
                     ? corral_interval_of_rate (figure->n_flags, (double) figure->n_trips, CORRAL_LOSS_PER)
                     : nothing;
  figure->hit = figure->n_looked >= CORRAL_LOSS_CASES_MIN
                    ? corral_interval_of_share (figure->n_confirmed, figure->n_looked)
                    : nothing;
}

/* Of the hit rate, against the rest of @all: Fisher's exact test, two-sided by doubling the smaller tail. */
static double
test_hit (const CorralLossFigure *part, const CorralLossFigure *all)
{
  double above, below;

  if (isnan (part->hit.value) || part->n_looked >= all->n_looked)
    return NAN;
  above = corral_chance_of_drawing (all->n_looked, all->n_confirmed, part->n_looked, part->n_confirmed);
  below = corral_chance_of_drawing (all->n_looked, all->n_looked - all->n_confirmed, part->n_looked,
                                    part->n_looked - part->n_confirmed);
  return MIN (2 * pow (10, MIN (above, below)), 1);
}

static double
test_rate (const CorralLossFigure *part, const CorralLossFigure *all)
{
  if (isnan (part->rate.value) || part->n_trips >= all->n_trips || part->n_flags > all->n_flags)
    return NAN;
  return corral_interval_test_part (part->n_flags, all->n_flags, (double) part->n_trips / (double) all->n_trips);
}

/* Marks those of @n @parts that stand out from @all by the tests, after a correction for all of them. */
static void
mark (Count *self, CorralLossFigure *parts, guint n, const CorralLossFigure *all)
{
  double all_rate = all->n_trips > 0 ? CORRAL_LOSS_PER * all->n_flags / (double) all->n_trips : NAN;
  double all_hit = all->n_looked > 0 ? all->n_confirmed / (double) all->n_looked : NAN;
  double rate_limit = corral_interval_find_limit (self->rates, n, CORRAL_LOSS_NOISE_RATE);
  double hit_limit = corral_interval_find_limit (self->hits, n, CORRAL_LOSS_NOISE_RATE);

  for (guint i = 0; i < n; i++)
    {
      /* The correction decides, and what is drawn beside it must say the same: an interval that holds the whole's figure
       * is no finding. */
      if (self->rates[i] <= rate_limit && (parts[i].rate.low > all_rate || parts[i].rate.high < all_rate))
        parts[i].rate_stands = parts[i].rate.value > all_rate ? CORRAL_STANDS_ABOVE : CORRAL_STANDS_BELOW;
      if (self->hits[i] <= hit_limit && (parts[i].hit.low > all_hit || parts[i].hit.high < all_hit))
        parts[i].hit_stands = parts[i].hit.value > all_hit ? CORRAL_STANDS_ABOVE : CORRAL_STANDS_BELOW;
    }
}

static int
stands_first (const CorralLossFigure *a, const CorralLossFigure *b)
{
  gboolean x = a->rate_stands != CORRAL_STANDS_WITH || a->hit_stands != CORRAL_STANDS_WITH;
  gboolean y = b->rate_stands != CORRAL_STANDS_WITH || b->hit_stands != CORRAL_STANDS_WITH;

  return (int) y - (int) x;
}

static int
by_number (gconstpointer a, gconstpointer b, gpointer fleet)
{
  const CorralLossFigure *x = a, *y = b;
  int first = stands_first (x, y);
  gint64 m, n;

  if (first != 0)
    return first;
  m = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, x->slot, CORRAL_STORE_COL_NUMBER);
  n = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, y->slot, CORRAL_STORE_COL_NUMBER);
  return (m > n) - (m < n);
}

static int
by_looked (gconstpointer a, gconstpointer b)
{
  const CorralLossFigure *x = a, *y = b;
  int first = stands_first (x, y);

  if (first != 0)
    return first;
  if (x->n_looked != y->n_looked)
    return x->n_looked > y->n_looked ? -1 : 1;
  return (x->slot > y->slot) - (x->slot < y->slot);
}

static int
by_flags (gconstpointer a, gconstpointer b)
{
  const CorralLossFigure *x = a, *y = b;

  return (x->n_flags < y->n_flags) - (x->n_flags > y->n_flags);
}

static int
apart_by_flags (gconstpointer a, gconstpointer b)
{
  const CorralLossApart *x = a, *y = b;

  if (x->n_flags != y->n_flags)
    return x->n_flags > y->n_flags ? -1 : 1;
  return strcmp (x->word, y->word);
}

static GArray *
list_apart (GHashTable *parts)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CorralLossApart));
  GHashTableIter iter;
  gpointer word, value;

  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &word, &value))
    {
      CorralLossApart apart = { word, ((Apart *) value)->n_flags, g_hash_table_size (((Apart *) value)->carts) };

      g_array_append_val (list, apart);
    }
  g_array_sort (list, apart_by_flags);
  return list;
}

/* Those of @figures that anything is known of. */
static GArray *
list_known (const CorralLossFigure *figures, guint n)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CorralLossFigure));

  for (guint i = 0; i < n; i++)
    if (figures[i].n_flags > 0 || figures[i].n_trips > 0)
      g_array_append_val (list, figures[i]);
  return list;
}

static void
list_parts (Count *self)
{
  CorralLossFigures *to = self->to;
  GHashTableIter iter;
  gpointer value;

  to->stores = list_known (self->stores, self->n_stores);
  to->kinds = list_known (self->kinds, self->n_kinds);
  to->items = list_known (self->items, corral_loss_history_get_n_items (self->history));
  to->carts = g_array_new (FALSE, FALSE, sizeof (CorralLossFigure));
  g_hash_table_iter_init (&iter, self->carts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_vals (to->carts, value, 1);
  to->lots = list_apart (self->lots);
  to->weights = list_apart (self->weights);
}

/* Wholes, and what is few. */
static void
finish_wholes (Count *self)
{
  CorralLossFigures *to = self->to;

  finish (&to->all, CORRAL_LOSS_TRIPS_MIN);
  finish (&to->chain, CORRAL_LOSS_TRIPS_MIN);
  to->rechecks.n_trips = to->all.n_trips;
  finish (&to->rechecks, CORRAL_LOSS_TRIPS_MIN);
  for (guint h = 0; h < CORRAL_WEEK_HOURS; h++)
    to->hours[h].n_trips /= 2;
  for (guint i = 0; i < to->kinds->len; i++)
    {
      g_array_index (to->kinds, CorralLossFigure, i).n_trips = to->all.n_trips;
      finish (&g_array_index (to->kinds, CorralLossFigure, i), CORRAL_LOSS_TRIPS_MIN);
    }
}

/* Finishes and tests @n @parts, those from self->at on. FALSE: there are more. */
static gboolean
judge (Count *self, CorralLossFigure *parts, guint n, const CorralLossFigure *all, guint64 n_trips_min, guint *most)
{
  if (self->rates == NULL)
    {
      self->rates = g_new (double, n + 1);
      self->hits = g_new (double, n + 1);
    }
  for (; self->at < n; self->at++)
    {
      if (*most == 0)
        return FALSE;
      finish (&parts[self->at], n_trips_min);
      self->rates[self->at] = test_rate (&parts[self->at], all);
      self->hits[self->at] = test_hit (&parts[self->at], all);
      *most -= MIN (*most, PART_COST);
    }
  mark (self, parts, n, all);
  g_clear_pointer (&self->rates, g_free);
  g_clear_pointer (&self->hits, g_free);
  self->at = 0;
  return TRUE;
}

static gboolean
judge_list (Count *self, guint list, guint *most)
{
  CorralLossFigures *to = self->to;
  GArray *const lists[] = { to->stores, to->items, to->carts };
  const CorralLossFigure *const wholes[] = { &to->chain, &to->all, &to->all };

  if (list == G_N_ELEMENTS (lists))
    return judge (self, to->hours, CORRAL_WEEK_HOURS, &to->all, CORRAL_LOSS_HOUR_TRIPS_MIN, most);
  return judge (self, (CorralLossFigure *) (gpointer) lists[list]->data, lists[list]->len, wholes[list],
                CORRAL_LOSS_TRIPS_MIN, most);
}

static void
order_parts (Count *self)
{
  CorralLossFigures *to = self->to;

  for (guint i = 0; i < to->stores->len; i++)
    if (self->store != CORRAL_NO_SLOT && g_array_index (to->stores, CorralLossFigure, i).slot == self->store)
      {
        to->all.rate_stands = g_array_index (to->stores, CorralLossFigure, i).rate_stands;
        to->all.hit_stands = g_array_index (to->stores, CorralLossFigure, i).hit_stands;
      }
  g_array_sort_with_data (to->stores, by_number, self->fleet);
  g_array_sort (to->kinds, by_flags);
  g_array_sort (to->items, by_looked);
  g_array_sort (to->carts, by_looked);
}

static CorralLossFigure *
make_figures (guint n)
{
  CorralLossFigure *figures = g_new0 (CorralLossFigure, n + 1);

  for (guint i = 0; i < n; i++)
    figures[i].slot = CORRAL_NO_SLOT;
  return figures;
}

/* ---- in pieces --------------------------------------------------------------------------------------- */

static void
clear (Count *self)
{
  g_clear_pointer (&self->to, corral_loss_figures_free);
  g_clear_pointer (&self->stores, g_free);
  g_clear_pointer (&self->kinds, g_free);
  g_clear_pointer (&self->items, g_free);
  g_clear_pointer (&self->is_wrong_item, g_free);
  g_clear_pointer (&self->rates, g_free);
  g_clear_pointer (&self->hits, g_free);
  g_clear_pointer (&self->carts, g_hash_table_unref);
  g_clear_pointer (&self->lots, g_hash_table_unref);
  g_clear_pointer (&self->weights, g_hash_table_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  self->at_stage = self->at = self->at_list = 0;
}

static guint64
get_flags_revision (const Count *self)
{
  return corral_columns_get_revision (corral_fleet_get_table (self->fleet, CORRAL_TABLE_FLAG));
}

static guint32
get_n_stores (const Count *self)
{
  return corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE));
}

/* Once the history is read. */
static void
begin (Count *self)
{
  guint32 n_items;

  self->history = corral_loss_history_get (self->fleet);
  self->of_history = corral_loss_history_get_revision (self->history);
  self->of_flags = get_flags_revision (self);
  self->n_begun++;
  self->to = g_new0 (CorralLossFigures, 1);
  self->n_stores = get_n_stores (self);
  self->n_kinds = corral_loss_history_get_n_kinds (self->history);
  n_items = corral_loss_history_get_n_items (self->history);
  self->stores = make_figures (self->n_stores);
  self->kinds = make_figures (self->n_kinds);
  self->items = make_figures (n_items);
  self->is_wrong_item = g_new0 (guint8, n_items + 1);
  self->carts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->lots = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, apart_free);
  self->weights = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, apart_free);
  self->known = corral_loss_decided_new ();
  for (guint32 i = 0; i < self->n_stores; i++)
    self->stores[i].slot = i;
  for (guint i = 0; i < self->n_kinds; i++)
    self->kinds[i].word = corral_loss_history_get_kind (self->history, (guint8) i);
  for (guint32 i = 0; i < n_items; i++)
    self->items[i].word = corral_loss_history_get_item (self->history, i);
  self->to->all.slot = self->store;
  self->to->chain.slot = self->to->rechecks.slot = CORRAL_NO_SLOT;
  sort_kinds (self);
  find_days (self);
}

/* Each stage: FALSE when there is more of it than @most allows. */

static gboolean
read_weeks (Count *self, guint *most)
{
  if (!corral_loss_history_prepare (self->fleet, most))
    return FALSE;
  begin (self);
  return TRUE;
}

static gboolean
read_flags (Count *self, guint *most)
{
  const CorralColumns *flags = corral_fleet_get_table (self->fleet, CORRAL_TABLE_FLAG);

  for (; self->at < corral_columns_get_n_slots (flags); self->at++, (*most)--)
    {
      if (*most == 0)
        return FALSE;
      corral_loss_decided_note (self->known, self->fleet, self->at);
      note_wrong_item (self, self->at);
    }
  return TRUE;
}

static gboolean
count_weeks (Count *self, guint *most)
{
  const GPtrArray *weeks = corral_loss_history_get_weeks (self->history);
  CorralLossFigures *to = self->to;

  for (; self->at < weeks->len && to->n_days > 0; self->at++)
    {
      const CorralLossWeekRead *week = g_ptr_array_index (weeks, self->at);

      if (!is_of (self, week))
        continue;
      if (*most == 0)
        return FALSE;
      count_week (self, week);
      if (to->currency == NULL)
        to->currency = corral_fleet_get_text (self->fleet, CORRAL_TABLE_LOSS_WEEK, self->at, CORRAL_LOSS_WEEK_COL_CURRENCY);
      *most -= MIN (*most, week->n_flags + 4);
    }
  list_parts (self);
  finish_wholes (self);
  return TRUE;
}

static gboolean
judge_lists (Count *self, guint *most)
{
  for (; self->at_list < 4; self->at_list++)
    if (!judge_list (self, self->at_list, most))
      return FALSE;
  order_parts (self);
  return TRUE;
}

/* What it has begun with cannot be gone on with: weeks or stores are others, or flags are, and that is not always
 * so. */
static gboolean
is_outdated (const Count *self)
{
  if (self->at_stage == 0)
    return FALSE;
  if (!corral_loss_history_is_read (self->fleet) || corral_loss_history_get_revision (self->history) != self->of_history
      || get_n_stores (self) != self->n_stores)
    return TRUE;
  return self->n_begun < MOST_BEGINS && get_flags_revision (self) != self->of_flags;
}

CorralLossCount *
corral_loss_count_new (CorralFleet *fleet, guint32 chain, guint32 store, guint n_days)
{
  Count *self = g_new0 (Count, 1);

  self->fleet = g_object_ref (fleet);
  self->chain = chain;
  self->store = store;
  self->n_days = MAX (n_days, 1);
  return self;
}

void
corral_loss_count_free (CorralLossCount *self)
{
  clear (self);
  g_object_unref (self->fleet);
  g_free (self);
}

gboolean
corral_loss_count_go_on (CorralLossCount *self, guint n)
{
  static gboolean (*const stages[]) (Count *self, guint *most) = { read_weeks, read_flags, count_weeks, judge_lists };

  if (self->at_stage == G_N_ELEMENTS (stages))
    return FALSE;
  if (is_outdated (self))
    clear (self);
  while (self->at_stage < G_N_ELEMENTS (stages) && stages[self->at_stage](self, &n))
    {
      self->at_stage++;
      self->at = 0;
    }
  return self->at_stage < G_N_ELEMENTS (stages);
}

CorralLossFigures *
corral_loss_count_take (CorralLossCount *self)
{
  return g_steal_pointer (&self->to);
}

CorralLossFigures *
corral_loss_figures_new (CorralFleet *fleet, guint32 chain, guint32 store, guint n_days)
{
  g_autoptr (CorralLossCount) count = corral_loss_count_new (fleet, chain, store, n_days);

  while (corral_loss_count_go_on (count, G_MAXUINT))
    ;
  return corral_loss_count_take (count);
}

void
corral_loss_figures_free (CorralLossFigures *self)
{
  GArray *const lists[] = { self->stores, self->kinds, self->carts, self->items, self->lots, self->weights };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i] != NULL)
      g_array_unref (lists[i]);
  g_free (self);
}
