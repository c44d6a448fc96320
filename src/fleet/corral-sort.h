/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sorting of slots by numbers: a stable radix sort over only as many bits as the keys have. Pure. */

/* Sorts @slots by @keys, ascending, stably; @keys are reordered with them. No key is above @max_key. */
void corral_sort_slots (guint32 *slots, guint64 *keys, gsize n, guint64 max_key);

/* The same for keys that share a word with their slot: items are key << 32 | slot. */
void corral_sort_packed (guint64 *items, gsize n, guint32 max_key);

/* The same for keys of one digit (percentages, states, chains): one count and one move. @keys stay as they
 * are. */
#define CORRAL_SORT_FEW 2048
void corral_sort_few (guint32 *slots, const guint64 *keys, gsize n, guint64 max_key);

/* Numbers in the order of their values. NAN must have been dealt with. */
static inline guint64
corral_sort_key_of_double (double value)
{
  union
  {
    double value;
    guint64 bits;
  } u = { value + 0.0 };

  return u.bits >> 63 ? ~u.bits : u.bits | (G_GUINT64_CONSTANT (1) << 63);
}

static inline guint32
corral_sort_key_of_float (float value)
{
  union
  {
    float value;
    guint32 bits;
  } u = { value + 0.0f };

  return u.bits >> 31 ? ~u.bits : u.bits | (1u << 31);
}

/* Fills @ranks, one for each of @texts (NULL allowed, ranked last), by bytes; equal texts share a rank. */
void corral_sort_rank_texts (const char *const *texts, guint32 n, guint32 *ranks);

G_END_DECLS
