/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client would hold that follows a server. Pure; one thread. */
#include "config.h"

#include "corral-shadow.h"

#include <string.h>

static const char *const ways_to_go[] = { "del", "leave", "purge" };

static void
row_free (gpointer data)
{
  CorralShadowRow *row = data;

  g_free (row->digest);
  g_free (row->text);
  g_free (row);
}

CorralShadow *
corral_shadow_new (void)
{
  CorralShadow *self = g_new0 (CorralShadow, 1);

  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, row_free);
  return self;
}

void
corral_shadow_free (CorralShadow *self)
{
  g_hash_table_unref (self->rows);
  g_free (self->state);
  g_free (self->lost);
  g_free (self);
}

static CorralShadowRow *
add_row (CorralShadow *self, const char *key)
{
  CorralShadowRow *row = g_new0 (CorralShadowRow, 1);

  row->rev = -1;
  row->told_rev = -1;
  g_hash_table_insert (self->rows, g_strdup (key), row);
  return row;
}

/* @data NULL: the row is gone. */
static void
set_row (CorralShadowRow *row, const CorralJsonNode *data, gint64 rev, const char *gone)
{
  g_free (row->digest);
  g_free (row->text);
  row->rev = rev;
  row->digest = data != NULL ? corral_json_node_digest (data) : NULL;
  row->text = g_strdup (corral_json_node_get_string (data, "text"));
  row->gone = gone;
}

gboolean
corral_shadow_put_row (CorralShadow *self, const char *collection, const CorralJsonNode *data)
{
  g_autofree char *key = g_strconcat (collection, "/", corral_json_node_get_string (data, "id"), NULL);
  g_autofree char *digest = corral_json_node_digest (data);
  CorralShadowRow *row = g_hash_table_lookup (self->rows, key);
  gint64 rev = 0;

  corral_json_node_get_integer (data, "rev", &rev);
  if (row != NULL && row->rev == rev && g_strcmp0 (row->digest, digest) != 0)
    return FALSE;
  if (row == NULL)
    row = add_row (self, key);
  if (rev > row->rev)
    set_row (row, data, rev, NULL);
  return TRUE;
}

CorralShadowEffect
corral_shadow_apply (CorralShadow *self, const CorralJsonNode *change)
{
  const char *op = corral_json_node_get_string (change, "op");
  const CorralJsonNode *data = strcmp (op, "put") == 0 ? corral_json_node_get (change, "data") : NULL;
  g_autofree char *key = g_strconcat (corral_json_node_get_string (change, "c"), "/",
                                      corral_json_node_get_string (change, "id"), NULL);
  g_autofree char *digest = data != NULL ? corral_json_node_digest (data) : NULL;
  CorralShadowRow *row = g_hash_table_lookup (self->rows, key);
  const char *gone = NULL;
  gint64 rev = 0;

  corral_json_node_get_integer (change, "rev", &rev);
  if (row == NULL)
    row = add_row (self, key);
  if (rev < row->told_rev)
    return row->gone != NULL && data != NULL ? CORRAL_SHADOW_CAME_BACK : CORRAL_SHADOW_FELL;
  row->told_rev = rev;
  if (rev < row->rev)
    return CORRAL_SHADOW_LATE;
  if (rev == row->rev)
    return g_strcmp0 (row->digest, digest) == 0 ? CORRAL_SHADOW_KNEW : CORRAL_SHADOW_DIFFERS;
  for (guint i = 0; data == NULL && i < G_N_ELEMENTS (ways_to_go); i++)
    if (strcmp (op, ways_to_go[i]) == 0)
      {
        gone = ways_to_go[i];
        self->n_gone[i]++;
      }
  set_row (row, data, rev, gone);
  self->n_told++;
  return CORRAL_SHADOW_TOOK;
}

const CorralShadowRow *
corral_shadow_find (const CorralShadow *self, const char *collection, const char *id)
{
  g_autofree char *key = g_strconcat (collection, "/", id, NULL);

  return g_hash_table_lookup (self->rows, key);
}

guint
corral_shadow_count_text (const CorralShadow *self, const char *text)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += g_strcmp0 (((const CorralShadowRow *) value)->text, text) == 0;
  return n;
}

static void
add_differences (GPtrArray *out, const CorralShadow *a, const CorralShadow *b, gboolean also_content)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, a->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const CorralShadowRow *mine = value;
      const CorralShadowRow *other = g_hash_table_lookup (b->rows, key);

      if (mine->digest == NULL)
        continue;
      if (other == NULL || other->digest == NULL)
        g_ptr_array_add (out, g_strdup_printf ("%s %s", (const char *) key, also_content ? "kept" : "missed"));
      else if (also_content && (mine->rev != other->rev || strcmp (mine->digest, other->digest) != 0))
        g_ptr_array_add (out, g_strdup_printf ("%s %s %" G_GINT64_FORMAT, (const char *) key,
                                               mine->rev < other->rev   ? "older"
                                               : mine->rev > other->rev ? "newer"
                                                                        : "differs",
                                               MIN (mine->rev, other->rev)));
    }
}

GPtrArray *
corral_shadow_compare (const CorralShadow *a, const CorralShadow *b)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);

  add_differences (out, a, b, TRUE);
  add_differences (out, b, a, FALSE);
  return out;
}
