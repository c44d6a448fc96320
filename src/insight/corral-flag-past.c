/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of the flags of the past. A group's flags are held against what their kinds come to in the whole chain
 * (indirect standardisation): goods that are mostly flagged by kinds that find little are not blamed for that. The thread
 * that the mirror belongs to.
 */
#include "config.h"

#include "corral-flag-past.h"

#include <stdlib.h>
#include <string.h>

/* One that was looked into. */
typedef struct
{
  guint64 id;
  gboolean found;
} Looked;

/* What is counted. */
typedef struct
{
  GHashTable *kinds;   /* (owned) (element-type guint64 CorralFlagPast): by chain and kind */
  GHashTable *items;   /* (owned) (element-type guint64 CorralFlagPast): by chain and item */
  GHashTable *stores;  /* (owned) (element-type guint64 CorralFlagPast) */
  GHashTable *carts;   /* (owned) (element-type guint64 CorralFlagPast) */
  GHashTable *chains;  /* (owned) (element-type guint64 CorralFlagPast) */
  GArray *looked;      /* (owned) (element-type Looked): by id */
} Counts;

struct _CorralFlagPasts
{
  CorralLossHistory *history; /* not owned */
  guint64 of;          /* its revision when this was counted */
  guint of_carts;      /* the same of the mirror's carts: how often slots of theirs were forgotten */
  Counts counts;
  Counts next;         /* what is being counted … */
  guint64 next_of;     /* … of that revision … */
  guint at_pass, at_week; /* … and how far */
};

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

static void
clear (Counts *self)
{
  g_clear_pointer (&self->kinds, g_hash_table_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->stores, g_hash_table_unref);
  g_clear_pointer (&self->carts, g_hash_table_unref);
  g_clear_pointer (&self->chains, g_hash_table_unref);
  g_clear_pointer (&self->looked, g_array_unref);
}

static void
pasts_free (gpointer data)
{
  CorralFlagPasts *self = data;

  clear (&self->counts);
  clear (&self->next);
  g_free (self);
}

static guint64
key_of (guint32 chain, guint32 part)
{
  return (guint64) chain << 32 | part;
}

static CorralFlagPast *
past_of (GHashTable *table, guint64 key)
{
  CorralFlagPast *past = g_hash_table_lookup (table, &key);

  if (past == NULL)
    {
      past = g_new0 (CorralFlagPast, 1);
      g_hash_table_insert (table, g_memdup2 (&key, sizeof key), past);
    }
  return past;
}

/* Whether it tells something: decided by somebody who looked, of a kind that suspects somebody. */
static gboolean
tells (CorralLossHistory *history, const CorralPastFlag *flag)
{
  const char *kind = corral_loss_history_get_kind (history, flag->kind);

  return flag->outcome <= CORRAL_PAST_SENSOR_FAULT && strcmp (kind, "recheck_due") != 0
         && strcmp (kind, "calibration") != 0;
}

static gboolean
is_found (guint outcome)
{
  return outcome == CORRAL_PAST_CONFIRMED || outcome == CORRAL_PAST_SHOPPER_ERROR;
}

static void
count_in (CorralFlagPast *past, const CorralPastFlag *flag, double expected)
{
  past->looked++;
  past->found += is_found (flag->outcome);
  past->expected += expected;
}

typedef void (*Visit) (Counts *self, const CorralLossWeekRead *week, const CorralPastFlag *flag);

static void
count_kind (Counts *self, const CorralLossWeekRead *week, const CorralPastFlag *flag)
{
  const Looked looked = { flag->id, is_found (flag->outcome) };

  count_in (past_of (self->kinds, key_of (week->chain, flag->kind)), flag, 0);
  count_in (past_of (self->chains, week->chain), flag, 0);
  g_array_append_val (self->looked, looked);
}

static double
mean_of (const CorralFlagPast *past)
{
  return past != NULL && past->looked > 0 ? past->found / (double) past->looked : 0;
}

static void
count_parts (Counts *self, const CorralLossWeekRead *week, const CorralPastFlag *flag)
{
  double expected = mean_of (past_of (self->kinds, key_of (week->chain, flag->kind)));

  if (flag->item != CORRAL_NO_ITEM)
    count_in (past_of (self->items, key_of (week->chain, flag->item)), flag, expected);
  if (flag->cart != CORRAL_NO_SLOT)
    count_in (past_of (self->carts, flag->cart), flag, expected);
  count_in (past_of (self->stores, week->store), flag, expected);
}

/* A kind is held against all flags of its chain. */
static void
expect_of_kinds (Counts *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->kinds);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      CorralFlagPast *past = value;
      guint64 chain = *(guint64 *) key >> 32;

      past->expected = past->looked * mean_of (g_hash_table_lookup (self->chains, &chain));
    }
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  const Looked *x = a, *y = b;

  return (x->id > y->id) - (x->id < y->id);
}

static void
begin (CorralFlagPasts *self)
{
  Counts *next = &self->next;

  clear (next);
  next->kinds = make_table ();
  next->items = make_table ();
  next->stores = make_table ();
  next->carts = make_table ();
  next->chains = make_table ();
  next->looked = g_array_new (FALSE, FALSE, sizeof (Looked));
  self->next_of = corral_loss_history_get_revision (self->history);
  self->at_pass = self->at_week = 0;
}

/* All weeks twice: what kinds come to is known before parts are held against it. FALSE: there are more. */
static gboolean
count_on (CorralFlagPasts *self, guint *most)
{
  static const Visit passes[] = { count_kind, count_parts };
  const GPtrArray *weeks = corral_loss_history_get_weeks (self->history);

  for (; self->at_pass < G_N_ELEMENTS (passes); self->at_pass++, self->at_week = 0)
    for (; self->at_week < weeks->len; self->at_week++)
      {
        const CorralLossWeekRead *week = g_ptr_array_index (weeks, self->at_week);

        if (week == NULL)
          continue;
        if (*most == 0)
          return FALSE;
        for (guint k = 0; k < week->n_flags; k++)
          if (tells (self->history, &week->flags[k]))
            passes[self->at_pass](&self->next, week, &week->flags[k]);
        *most -= MIN (*most, week->n_flags + 1);
      }
  return TRUE;
}

static guint
get_n_forgotten (CorralFleet *fleet)
{
  return corral_columns_get_n_forgotten (corral_fleet_get_table (fleet, CORRAL_TABLE_CART));
}

static CorralFlagPasts *
get_kept (CorralFleet *fleet)
{
  static const char key[] = "corral-flag-pasts";
  CorralFlagPasts *self = g_object_get_data (G_OBJECT (fleet), key);

  if (self == NULL)
    {
      self = g_new0 (CorralFlagPasts, 1);
      g_object_set_data_full (G_OBJECT (fleet), key, self, pasts_free);
    }
  return self;
}

gboolean
corral_flag_pasts_prepare (CorralFleet *fleet, guint most)
{
  CorralFlagPasts *self = get_kept (fleet);
  guint64 revision;

  if (!corral_loss_history_prepare (fleet, &most))
    return TRUE;
  self->history = corral_loss_history_get (fleet);
  revision = corral_loss_history_get_revision (self->history);
  if (self->of == revision && self->counts.looked != NULL)
    return FALSE;
  if (self->next.looked == NULL || self->next_of != revision)
    begin (self);
  if (!count_on (self, &most))
    return TRUE;
  expect_of_kinds (&self->next);
  g_array_sort (self->next.looked, by_id);
  clear (&self->counts);
  self->counts = self->next;
  self->next = (Counts){ NULL };
  self->of = self->next_of;
  self->of_carts = get_n_forgotten (fleet);
  return FALSE;
}

CorralFlagPasts *
corral_flag_pasts_get (CorralFleet *fleet)
{
  while (corral_flag_pasts_prepare (fleet, G_MAXUINT))
    ;
  return get_kept (fleet);
}

CorralFlagPasts *
corral_flag_pasts_get_last (CorralFleet *fleet)
{
  CorralFlagPasts *self = get_kept (fleet);

  /* Slots of carts may be others' by now. */
  return self->counts.looked != NULL && self->of_carts == get_n_forgotten (fleet) ? self : corral_flag_pasts_get (fleet);
}

/* ---- one flag ---------------------------------------------------------------------------------------- */

static CorralFlagPast
look_up (GHashTable *table, guint64 key, const Looked *own, double own_expected)
{
  const CorralFlagPast *past = g_hash_table_lookup (table, &key);
  CorralFlagPast others = { 0 };

  if (past == NULL)
    return others;
  others = *past;
  if (own != NULL && others.looked > 0)
    {
      others.looked--;
      others.found -= others.found > 0 && own->found;
      others.expected = MAX (others.expected - own_expected, 0);
    }
  return others;
}

void
corral_flag_pasts_read (CorralFlagPasts *self, CorralFleet *fleet, guint32 slot, CorralFlagSigns *signs)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  guint32 chain = corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_CHAIN);
  guint32 store = corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_STORE);
  guint32 cart = corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_CART);
  const char *word = corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_ITEM);
  guint32 item = word != NULL ? corral_loss_history_find_item (self->history, word) : CORRAL_NO_ITEM;
  const Looked sought = { corral_loss_history_hash (corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_ID)), FALSE };
  const Looked *own = self->counts.looked->len > 0
                          ? bsearch (&sought, self->counts.looked->data, self->counts.looked->len, sizeof (Looked), by_id)
                          : NULL;
  guint64 chain_key = chain;
  double expected = 0;

  for (guint k = 0; k < corral_loss_history_get_n_kinds (self->history); k++)
    if (g_strcmp0 (corral_loss_history_get_kind (self->history, (guint8) k), signs->kind) == 0)
      {
        guint64 key = key_of (chain, k);

        expected = mean_of (g_hash_table_lookup (self->counts.kinds, &key));
        signs->past_kind
            = look_up (self->counts.kinds, key, own, mean_of (g_hash_table_lookup (self->counts.chains, &chain_key)));
      }
  if (item != CORRAL_NO_ITEM)
    signs->past_item = look_up (self->counts.items, key_of (chain, item), own, expected);
  if (cart != CORRAL_NO_SLOT)
    signs->past_cart = look_up (self->counts.carts, cart, own, expected);
  if (store != CORRAL_NO_SLOT)
    signs->past_store = look_up (self->counts.stores, store, own, expected);
}
