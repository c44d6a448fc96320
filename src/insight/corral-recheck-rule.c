/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule of random re-checks. Pure, any thread. */
#include "config.h"

#include "corral-recheck-rule.h"

#include "corral-random.h"

#define LOOK_AT_ALL 4
#define SHARE 0.3
#define MOST 10

guint
corral_recheck_count (guint n_items)
{
  if (n_items <= LOOK_AT_ALL)
    return n_items;
  /* Rounded up: a share of what is there is never less than that share. */
  return CLAMP ((guint) (SHARE * n_items + 0.999999), 1, MOST);
}

/* The first eight bytes of what the words hash to: no one word of theirs tells which items it will be. */
static guint64
seed_of (const char *session, const char *store, gint64 day)
{
  g_autofree char *text = g_strdup_printf ("%s|%s|%" G_GINT64_FORMAT, session, store, day);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  digest[16] = '\0';
  return g_ascii_strtoull (digest, NULL, 16);
}

GArray *
corral_recheck_draw (const char *session, const char *store, gint64 day, guint n_items)
{
  GArray *drawn = g_array_new (FALSE, FALSE, sizeof (guint));
  guint wanted = corral_recheck_count (n_items);
  CorralRandom random = corral_random_seeded (seed_of (session, store, day), n_items, 0, 0);

  /* Each in turn with the chance that is left: ascending without sorting, and every choice as likely as any other. */
  for (guint i = 0; i < n_items && drawn->len < wanted; i++)
    if (corral_random_int (&random, 0, n_items - i) < (gint64) (wanted - drawn->len))
      {
        guint number = i + 1;

        g_array_append_val (drawn, number);
      }
  return drawn;
}
