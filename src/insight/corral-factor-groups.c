/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of several factors says something by itself. A store's carrier outage makes its region stand out, too, and its stores
 * a little, and the lot that was delivered there: true, and no news. So a factor is held against each more telling one: among
 * the carts that have that one, and among those that do not, is it still seen more often in the selection than chance
 * explains? If in neither, it only goes with it.
 *
 * The counts for that, of carts that have both, come from one pass that gives each cart a bit for every factor it has; carts
 * with the same bits are then one number. Pure; main thread. */
#include "config.h"

#include "corral-factor-groups.h"

#include "corral-chance.h"

#include <math.h>
#include <string.h>

/* What goes with another one covers most of it; else it is a mere part. */
#define COVER 0.8

typedef struct
{
  guint32 selected, all;
} Count;

typedef struct
{
  const CorralFactorCandidate *candidates;
  guint n;
  guint32 n_selected, n_all; /* carts */
  Count both[CORRAL_FACTOR_MAX_CANDIDATES][CORRAL_FACTOR_MAX_CANDIDATES]; /* [i][i]: of one alone */
} Pairs;

/* ---- who has what -------------------------------------------------------------------------------------- */

/* For each code of a kind the bits of the candidates that it stands for. */
static guint64 *
make_bits (const CorralFactorCandidate *candidates, guint n, const CorralFactorValues *values)
{
  g_autofree guint64 *of_value = g_new0 (guint64, values->n_values + 1);
  guint64 *bits;
  gboolean any = FALSE;

  for (guint i = 0; i < n; i++)
    if (candidates[i].factor.kind == values->kind)
      {
        of_value[candidates[i].value] |= G_GUINT64_CONSTANT (1) << i;
        any = TRUE;
      }
  if (!any)
    return NULL;
  if (values->starts == NULL)
    return g_steal_pointer (&of_value);
  bits = g_new0 (guint64, values->n_codes + 1);
  for (guint32 code = 1; code < values->n_codes; code++)
    for (guint32 k = values->starts[code]; k < values->starts[code + 1]; k++)
      bits[code] |= of_value[values->values[k]];
  return bits;
}

static guint64 *
mark (const CorralFactorCandidate *candidates, guint n, const CorralFactorValues *values, guint32 n_slots)
{
  guint64 *marks = g_new0 (guint64, n_slots + 1);

  for (guint kind = 0; kind < CORRAL_N_FACTORS; kind++)
    {
      const CorralFactorValues *of_kind = &values[kind];
      g_autofree guint64 *bits = of_kind->codes != NULL ? make_bits (candidates, n, of_kind) : NULL;

      /* Of slots that are out, codes need not be valid ones, but they are numbers of the column's all the same. */
      if (bits != NULL)
        for (guint32 slot = 0; slot < n_slots; slot++)
          marks[slot] |= bits[of_kind->codes[slot] + of_kind->offset];
    }
  return marks;
}

static void
add_pairs (Pairs *pairs, guint64 bits, const Count *count)
{
  for (guint64 rest = bits; rest != 0; rest &= rest - 1)
    {
      Count *row = pairs->both[__builtin_ctzll (rest)];

      for (guint64 others = bits; others != 0; others &= others - 1)
        {
          row[__builtin_ctzll (others)].selected += count->selected;
          row[__builtin_ctzll (others)].all += count->all;
        }
    }
}

typedef struct
{
  guint64 bits;
  Count count;
} Pattern;

/* Carts with the same bits are counted together: there are few patterns. */
static void
count_pairs (Pairs *pairs, const guint64 *marks, const guint8 *halves, guint32 n_slots)
{
  guint n_patterns = 0, n_buckets = 256;
  g_autofree Pattern *patterns = g_new0 (Pattern, n_buckets);

  for (guint32 slot = 0; slot < n_slots; slot++)
    {
      guint64 hash = marks[slot] * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      guint at;

      if (halves[slot] == CORRAL_FACTOR_OUT)
        continue;
      pairs->n_all++;
      pairs->n_selected += halves[slot] == CORRAL_FACTOR_SELECTED;
      if (marks[slot] == 0)
        continue;
      for (at = (guint) (hash >> 40) & (n_buckets - 1); patterns[at].bits != marks[slot] && patterns[at].bits != 0;)
        at = (at + 1) & (n_buckets - 1);
      n_patterns += patterns[at].bits == 0;
      patterns[at].bits = marks[slot];
      patterns[at].count.all++;
      patterns[at].count.selected += halves[slot] == CORRAL_FACTOR_SELECTED;
      if (n_patterns * 2 < n_buckets)
        continue;
      /* No room: what is counted so far is added up, and counting begins anew. */
      for (guint i = 0; i < n_buckets; i++)
        add_pairs (pairs, patterns[i].bits, &patterns[i].count);
      n_patterns = 0;
      if (n_buckets < 16384)
        n_buckets *= 4;
      g_free (patterns);
      patterns = g_new0 (Pattern, n_buckets);
    }
  for (guint i = 0; i < n_buckets; i++)
    add_pairs (pairs, patterns[i].bits, &patterns[i].count);
}

/* ---- what says the same -------------------------------------------------------------------------------- */

/* The hour is known of silent carts alone, and says when, not what: it stands beside the others. */
static gboolean
is_comparable (const Pairs *pairs, guint i, guint leader)
{
  return pairs->candidates[i].factor.kind != CORRAL_FACTOR_HOUR
         && pairs->candidates[leader].factor.kind != CORRAL_FACTOR_HOUR;
}

/* Whether the candidate @i is still seen too often among the carts that have @leader, or among those that do not. */
static gboolean
says_more (const Pairs *pairs, guint i, guint leader)
{
  Count with = pairs->both[leader][leader];
  Count found = pairs->both[i][leader];
  Count alone = pairs->both[i][i];
  double inside = corral_chance_of_drawing (with.all, found.all, with.selected, found.selected);
  double outside = corral_chance_of_drawing (pairs->n_all - with.all, alone.all - found.all,
                                             pairs->n_selected - with.selected, alone.selected - found.selected);

  /* Two tries; and of a hundred stores of an ailing region one always stands out. */
  return MIN (inside, outside) + log10 (2) + pairs->candidates[i].correction <= CORRAL_FACTOR_CHANCE;
}

static gboolean
goes_with (const Pairs *pairs, guint i, guint leader)
{
  /* No need to say that a store is in its region. */
  return !corral_factor_kind_follows (pairs->candidates[i].factor.kind, pairs->candidates[leader].factor.kind)
         && pairs->both[i][leader].selected >= COVER * pairs->both[leader][leader].selected;
}

void
corral_factor_groups_make (const CorralFactorCandidate *candidates, guint n_candidates, const CorralFactorValues *values,
                           const guint8 *halves, guint32 n_slots, guint limit, GArray *factors)
{
  g_autofree Pairs *pairs = g_new0 (Pairs, 1);
  g_autofree guint64 *marks = mark (candidates, n_candidates, values, n_slots);
  guint leader_of[CORRAL_FACTOR_MAX_CANDIDATES];
  guint n_leaders = 0;

  g_assert (n_candidates <= CORRAL_FACTOR_MAX_CANDIDATES);

  pairs->candidates = candidates;
  pairs->n = n_candidates;
  count_pairs (pairs, marks, halves, n_slots);
  for (guint i = 0; i < n_candidates; i++)
    {
      leader_of[i] = i;
      for (guint k = 0; k < i && leader_of[i] == i; k++)
        if (leader_of[k] == k && is_comparable (pairs, i, k) && !says_more (pairs, i, k))
          leader_of[i] = k;
    }

  for (guint i = 0; i < n_candidates && n_leaders < limit; i++)
    {
      guint place = factors->len;
      guint n_followers = 0;

      if (leader_of[i] != i)
        continue;
      n_leaders++;
      for (guint k = i; k < n_candidates && n_followers <= CORRAL_FACTOR_MAX_FOLLOWERS; k++)
        {
          CorralFactor factor = candidates[k].factor;

          if (leader_of[k] != i || (k != i && !goes_with (pairs, k, i)))
            continue;
          factor.leader = place;
          g_array_append_val (factors, factor);
          n_followers++;
        }
    }
}
