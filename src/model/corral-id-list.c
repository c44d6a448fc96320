/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of ids as one text. Pure, any thread. */
#include "config.h"

#include "corral-id-list.h"

#include <string.h>

/* Where @id stands in @list as a whole word, or NULL. */
static const char *
find (const char *list, const char *id)
{
  gsize length = strlen (id);

  if (list == NULL || length == 0)
    return NULL;
  for (const char *at = list; (at = strstr (at, id)) != NULL; at += length)
    if ((at == list || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
      return at;
  return NULL;
}

gboolean
corral_id_list_has (const char *list, const char *id)
{
  return find (list, id) != NULL;
}

guint
corral_id_list_count (const char *list)
{
  guint n = 0;

  for (const char *at = list; at != NULL && *at != '\0'; at = strchr (at, ' '))
    {
      at += *at == ' ';
      n++;
    }
  return n;
}

const char *
corral_id_list_add (const char *list, const char *id, GStringChunk *texts)
{
  g_autofree char *joined = NULL;

  if (corral_id_list_has (list, id))
    return list;
  if (list == NULL || *list == '\0')
    return g_string_chunk_insert (texts, id);
  joined = g_strconcat (list, " ", id, NULL);
  return g_string_chunk_insert (texts, joined);
}

const char *
corral_id_list_remove (const char *list, const char *id, GStringChunk *texts)
{
  const char *at = find (list, id);
  g_autofree char *rest = NULL;
  const char *after;

  if (at == NULL)
    return list;
  after = at + strlen (id);
  /* Its own space goes with it: the one behind, or at the end the one before. */
  if (*after == ' ')
    after++;
  else if (at > list)
    at--;
  rest = g_strdup_printf ("%.*s%s", (int) (at - list), list, after);
  return *rest != '\0' ? g_string_chunk_insert (texts, rest) : NULL;
}
