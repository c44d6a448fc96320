/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of flags. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-flag-queue.h"

#include <math.h>

/* Where a flag stands: the smaller comes first. */
typedef struct
{
  double rank;
  gint64 raised_ms;
  guint32 slot;
} Standing;

static int
compare (const Standing *a, const Standing *b)
{
  if (a->rank != b->rank)
    return a->rank > b->rank ? -1 : 1;
  if (a->raised_ms != b->raised_ms)
    return a->raised_ms > b->raised_ms ? -1 : 1;
  return (a->slot > b->slot) - (a->slot < b->slot);
}

static Standing
get_standing (const CorralColumns *flags, guint32 slot)
{
  double rank = corral_columns_get_real (flags, slot, CORRAL_FLAG_COL_RANK);

  return (Standing) { isnan (rank) ? 0 : rank, corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_RAISED_MS), slot };
}

/* @way: 1 for the one after, −1 for the one before. */
static guint32
find_beside (CorralFleet *fleet, guint32 slot, double rank, int way)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  const guint8 *exists = corral_columns_peek_exists (flags);
  const gint32 *open = corral_columns_peek (flags, CORRAL_FLAG_COL_OPEN);
  Standing here = get_standing (flags, slot);
  Standing first = { .slot = CORRAL_NO_SLOT };
  Standing next = { .slot = CORRAL_NO_SLOT };

  if (!isnan (rank))
    here.rank = rank;
  for (guint32 i = 0; i < corral_columns_get_n_slots (flags); i++)
    {
      Standing other;

      if (i == slot || !exists[i] || open[i] != 1)
        continue;
      other = get_standing (flags, i);
      if (first.slot == CORRAL_NO_SLOT || way * compare (&other, &first) < 0)
        first = other;
      if (way * compare (&other, &here) > 0 && (next.slot == CORRAL_NO_SLOT || way * compare (&other, &next) < 0))
        next = other;
    }
  return next.slot != CORRAL_NO_SLOT ? next.slot : first.slot;
}

guint32
corral_flag_queue_find_next (CorralFleet *fleet, guint32 slot, double rank)
{
  return find_beside (fleet, slot, rank, 1);
}

guint32
corral_flag_queue_find_before (CorralFleet *fleet, guint32 slot, double rank)
{
  return find_beside (fleet, slot, rank, -1);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const Standing *x = a, *y = b;

  return (x->raised_ms < y->raised_ms) - (x->raised_ms > y->raised_ms);
}

GArray *
corral_flag_queue_list_alike (CorralFleet *fleet, guint32 slot, guint column)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  const guint32 *values = corral_columns_peek (flags, column);
  guint32 chain = corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_CHAIN);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Standing));
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < corral_columns_get_n_slots (flags); i++)
    if (i != slot && values[i] == values[slot] && corral_columns_exists (flags, i)
        && corral_columns_get_link (flags, i, CORRAL_FLAG_COL_CHAIN) == chain)
      {
        Standing standing = get_standing (flags, i);

        g_array_append_val (found, standing);
      }
  g_array_sort (found, newest_first);
  for (guint i = 0; i < found->len; i++)
    g_array_append_val (slots, g_array_index (found, Standing, i).slot);
  return slots;
}
