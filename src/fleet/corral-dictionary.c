/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts to small codes and back, with ranks of collation. On the thread of its column. */
#include "config.h"

#include "corral-dictionary.h"

#include "corral-stable-sort.h"

#include <string.h>

struct _CorralDictionary
{
  char **texts;       /* [1 … n] */
  guint32 *hashes;    /* [1 … n] */
  char **collations;  /* [1 … n], made when ranks are first asked for */
  guint32 *ranks;     /* [0 … n] */
  guint32 n;
  guint32 allocated;
  guint32 n_collated; /* codes up to this have a collation key */
  gboolean ranked;
  guint32 last;       /* the code given last: rows often repeat it */
  guint32 *buckets;   /* code, or 0 */
  guint32 n_buckets;  /* a power of two */
};

static guint32
hash_text (const char *text)
{
  guint32 hash = 2166136261u;

  for (const guint8 *p = (const guint8 *) text; *p != '\0'; p++)
    hash = (hash ^ *p) * 16777619u;
  return hash ^ (hash >> 15);
}

CorralDictionary *
corral_dictionary_new (void)
{
  CorralDictionary *self = g_new0 (CorralDictionary, 1);

  self->n_buckets = 16;
  self->buckets = g_new0 (guint32, self->n_buckets);
  return self;
}

void
corral_dictionary_free (CorralDictionary *self)
{
  for (guint32 code = 1; code <= self->n; code++)
    {
      g_free (self->texts[code]);
      if (code <= self->n_collated)
        g_free (self->collations[code]);
    }
  g_free (self->texts);
  g_free (self->hashes);
  g_free (self->collations);
  g_free (self->ranks);
  g_free (self->buckets);
  g_free (self);
}

guint32
corral_dictionary_get_n (const CorralDictionary *self)
{
  return self->n;
}

static void
insert_code (CorralDictionary *self, guint32 code)
{
  guint32 at = self->hashes[code] & (self->n_buckets - 1);

  while (self->buckets[at] != 0)
    at = (at + 1) & (self->n_buckets - 1);
  self->buckets[at] = code;
}

static guint32
find_hashed (const CorralDictionary *self, const char *text, guint32 hash)
{
  guint32 at = hash & (self->n_buckets - 1);

  while (self->buckets[at] != 0)
    {
      guint32 code = self->buckets[at];

      if (self->hashes[code] == hash && strcmp (self->texts[code], text) == 0)
        return code;
      at = (at + 1) & (self->n_buckets - 1);
    }
  return 0;
}

guint32
corral_dictionary_find (const CorralDictionary *self, const char *text)
{
  return text != NULL ? find_hashed (self, text, hash_text (text)) : 0;
}

guint32
corral_dictionary_add (CorralDictionary *self, const char *text)
{
  guint32 hash, code;

  if (text == NULL)
    return 0;
  if (self->last != 0 && strcmp (self->texts[self->last], text) == 0)
    return self->last;

  hash = hash_text (text);
  code = find_hashed (self, text, hash);
  if (code == 0)
    {
      code = self->n + 1;
      if (code >= self->allocated)
        {
          self->allocated = MAX (16, self->allocated * 2);
          self->texts = g_renew (char *, self->texts, self->allocated);
          self->hashes = g_renew (guint32, self->hashes, self->allocated);
        }
      self->texts[code] = g_strdup (text);
      self->hashes[code] = hash;
      self->n = code;
      self->ranked = FALSE;
      if (self->n * 2 > self->n_buckets)
        {
          self->n_buckets *= 4;
          g_free (self->buckets);
          self->buckets = g_new0 (guint32, self->n_buckets);
          for (guint32 i = 1; i <= self->n; i++)
            insert_code (self, i);
        }
      else
        {
          insert_code (self, code);
        }
    }
  self->last = code;
  return code;
}

const char *
corral_dictionary_get (const CorralDictionary *self, guint32 code)
{
  return code != 0 && code <= self->n ? self->texts[code] : NULL;
}

static int
compare_codes (gconstpointer a, gconstpointer b, gpointer data)
{
  CorralDictionary *self = data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  int order = strcmp (self->collations[x], self->collations[y]);

  return order != 0 ? order : strcmp (self->texts[x], self->texts[y]);
}

const guint32 *
corral_dictionary_get_ranks (CorralDictionary *self)
{
  g_autofree guint32 *codes = NULL;

  if (self->ranked && self->ranks != NULL)
    return self->ranks;

  self->collations = g_renew (char *, self->collations, self->n + 1);
  while (self->n_collated < self->n)
    {
      self->n_collated++;
      self->collations[self->n_collated]
        = g_utf8_collate_key_for_filename (self->texts[self->n_collated], -1);
    }
  codes = g_new (guint32, self->n + 1);
  for (guint32 i = 0; i < self->n; i++)
    codes[i] = i + 1;
  corral_stable_sort (codes, self->n, sizeof *codes, compare_codes, self);

  self->ranks = g_renew (guint32, self->ranks, self->n + 1);
  self->ranks[0] = 0;
  for (guint32 i = 0; i < self->n; i++)
    self->ranks[codes[i]] = i;
  self->ranked = TRUE;
  return self->ranks;
}
