/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Radix sorts for order vectors. Pure; any thread. */
#include "config.h"

#include "corral-sort.h"

#include "corral-stable-sort.h"

#include <string.h>

#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)
#define DIGIT_MASK (N_DIGITS - 1)

/* Under this many rows an insertion sort is cheaper than clearing the counts. */
#define SMALL 48

static guint
n_passes (guint64 max_key)
{
  guint bits = max_key == 0 ? 0 : 64 - (guint) __builtin_clzll (max_key);

  return (bits + DIGIT_BITS - 1) / DIGIT_BITS;
}

/* TRUE when all keys have the same digit, so that the pass would move nothing. */
static gboolean
prefix_sums (guint32 *counts, gsize n)
{
  guint32 sum = 0;

  for (guint d = 0; d < N_DIGITS; d++)
    {
      guint32 count = counts[d];

      if (count == n)
        return TRUE;
      counts[d] = sum;
      sum += count;
    }
  return FALSE;
}

void
corral_sort_packed (guint64 *items, gsize n, guint32 max_key)
{
  guint passes = n_passes (max_key);
  g_autofree guint64 *spare = NULL;
  g_autofree guint32 *counts = NULL;
  guint64 *from = items, *to;

  if (n <= SMALL)
    {
      for (gsize i = 1; i < n; i++)
        {
          guint64 item = items[i];
          gsize k = i;

          for (; k > 0 && items[k - 1] >> 32 > item >> 32; k--)
            items[k] = items[k - 1];
          items[k] = item;
        }
      return;
    }
  if (passes == 0)
    return;

  spare = to = g_new (guint64, n);
  counts = g_new0 (guint32, passes * N_DIGITS);
  for (gsize i = 0; i < n; i++)
    {
      guint64 key = from[i] >> 32;

      for (guint pass = 0; pass < passes; pass++, key >>= DIGIT_BITS)
        counts[pass * N_DIGITS + (key & DIGIT_MASK)]++;
    }
  for (guint pass = 0; pass < passes; pass++)
    {
      guint32 *count = counts + pass * N_DIGITS;
      guint shift = 32 + pass * DIGIT_BITS;
      guint64 *swap = from;

      if (prefix_sums (count, n))
        continue;
      for (gsize i = 0; i < n; i++)
        to[count[(from[i] >> shift) & DIGIT_MASK]++] = from[i];
      from = to;
      to = swap;
    }
  if (from != items)
    memcpy (items, from, n * sizeof *items);
}

void
corral_sort_slots (guint32 *slots, guint64 *keys, gsize n, guint64 max_key)
{
  guint passes = n_passes (max_key);
  g_autofree guint64 *spare_keys = NULL;
  g_autofree guint32 *spare_slots = NULL;
  g_autofree guint32 *counts = NULL;
  guint64 *from = keys, *to;
  guint32 *from_slots = slots, *to_slots;

  if (n <= SMALL)
    {
      for (gsize i = 1; i < n; i++)
        {
          guint64 key = keys[i];
          guint32 slot = slots[i];
          gsize k = i;

          for (; k > 0 && keys[k - 1] > key; k--)
            {
              keys[k] = keys[k - 1];
              slots[k] = slots[k - 1];
            }
          keys[k] = key;
          slots[k] = slot;
        }
      return;
    }
  if (passes == 0)
    return;

  spare_keys = to = g_new (guint64, n);
  spare_slots = to_slots = g_new (guint32, n);
  counts = g_new0 (guint32, passes * N_DIGITS);
  for (gsize i = 0; i < n; i++)
    {
      guint64 key = from[i];

      for (guint pass = 0; pass < passes; pass++, key >>= DIGIT_BITS)
        counts[pass * N_DIGITS + (key & DIGIT_MASK)]++;
    }
  for (guint pass = 0; pass < passes; pass++)
    {
      guint32 *count = counts + pass * N_DIGITS;
      guint shift = pass * DIGIT_BITS;
      guint64 *swap = from;
      guint32 *swap_slots = from_slots;

      if (prefix_sums (count, n))
        continue;
      for (gsize i = 0; i < n; i++)
        {
          guint32 at = count[(from[i] >> shift) & DIGIT_MASK]++;

          to[at] = from[i];
          to_slots[at] = from_slots[i];
        }
      from = to;
      from_slots = to_slots;
      to = swap;
      to_slots = swap_slots;
    }
  if (from != keys)
    {
      memcpy (keys, from, n * sizeof *keys);
      memcpy (slots, from_slots, n * sizeof *slots);
    }
}

void
corral_sort_few (guint32 *slots, const guint64 *keys, gsize n, guint64 max_key)
{
  guint32 counts[CORRAL_SORT_FEW] = { 0 };
  g_autofree guint32 *from = g_memdup2 (slots, n * sizeof *slots);
  guint32 sum = 0;

  g_assert (max_key < CORRAL_SORT_FEW);
  for (gsize i = 0; i < n; i++)
    counts[keys[i]]++;
  for (guint64 key = 0; key <= max_key; key++)
    {
      guint32 count = counts[key];

      counts[key] = sum;
      sum += count;
    }
  for (gsize i = 0; i < n; i++)
    slots[counts[keys[i]]++] = from[i];
}

static int
compare_texts (gconstpointer a, gconstpointer b, gpointer data)
{
  const char *const *texts = data;

  return strcmp (texts[*(const guint32 *) a], texts[*(const guint32 *) b]);
}

/* The eight bytes of @text after @skip, the first one highest. */
static guint64
bytes_key (const char *text, gsize skip)
{
  const guint8 *p = (const guint8 *) text + skip;
  guint64 key = 0;

  for (guint i = 0; i < 8; i++)
    {
      key <<= 8;
      if (*p != '\0')
        key |= *p++;
    }
  return key;
}

void
corral_sort_rank_texts (const char *const *texts, guint32 n, guint32 *ranks)
{
  g_autofree guint32 *order = g_new (guint32, n + 1);
  g_autofree guint64 *keys = g_new (guint64, n + 1);
  const char *first = NULL;
  gsize common = 0;
  guint32 n_texts = 0;

  /* Serials and ids begin alike: what all of them share tells nothing. */
  for (guint32 i = 0; i < n; i++)
    {
      gsize k = 0;

      if (texts[i] == NULL)
        continue;
      order[n_texts++] = i;
      if (first == NULL)
        {
          first = texts[i];
          common = strlen (first);
          continue;
        }
      while (k < common && texts[i][k] == first[k])
        k++;
      common = k;
    }
  for (guint32 i = 0; i < n_texts; i++)
    keys[i] = bytes_key (texts[order[i]], common);
  corral_sort_slots (order, keys, n_texts, G_MAXUINT64);

  for (guint32 start = 0; start < n_texts;)
    {
      guint32 end = start + 1;

      while (end < n_texts && keys[end] == keys[start])
        end++;
      if (end - start > 1)
        corral_stable_sort (order + start, end - start, sizeof *order, compare_texts, (gpointer) texts);
      for (guint32 i = start; i < end; i++)
        {
          gboolean same = i > 0 && strcmp (texts[order[i]], texts[order[i - 1]]) == 0;

          ranks[order[i]] = same ? ranks[order[i - 1]] : i;
        }
      start = end;
    }
  for (guint32 i = 0; i < n; i++)
    if (texts[i] == NULL)
      ranks[i] = n;
}
