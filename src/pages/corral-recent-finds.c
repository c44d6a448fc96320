/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places that were found last, in the settings. Main thread. */
#include "config.h"

#include "corral-recent-finds.h"

#define KEY "recent-finds"

static gboolean
is_found (CorralPlace *place)
{
  if (place->page == CORRAL_PAGE_CART || place->page == CORRAL_PAGE_STORE)
    return place->chain != NULL && place->subject != NULL;
  if (place->page == CORRAL_PAGE_STORES)
    return place->chain != NULL;
  return place->page == CORRAL_PAGE_CARTS && g_hash_table_size (place->filters) > 0;
}

void
corral_recent_finds_add (GSettings *settings, CorralPlace *place)
{
  g_auto (GStrv) before = NULL;
  g_autofree char *uri = NULL;
  const char *after[CORRAL_RECENT_FINDS_MAX + 1] = { NULL };
  guint n = 0;

  if (!is_found (place))
    return;
  before = g_settings_get_strv (settings, KEY);
  uri = corral_place_to_uri (place);
  after[n++] = uri;
  for (guint i = 0; before[i] != NULL && n < CORRAL_RECENT_FINDS_MAX; i++)
    if (g_strcmp0 (before[i], uri) != 0)
      after[n++] = before[i];
  g_settings_set_strv (settings, KEY, after);
}

GPtrArray *
corral_recent_finds_list (GSettings *settings)
{
  g_auto (GStrv) uris = g_settings_get_strv (settings, KEY);
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_place_unref);

  for (guint i = 0; uris[i] != NULL && places->len < CORRAL_RECENT_FINDS_MAX; i++)
    {
      CorralPlace *place = corral_place_parse (uris[i], NULL);

      if (place != NULL)
        g_ptr_array_add (places, place);
    }
  return places;
}
