/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in the program and corral: links. Pure. */
#include "config.h"

#include "corral-place.h"

#include "corral-text.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const page_names[] = {
  [CORRAL_PAGE_FLEET] = "fleet",   [CORRAL_PAGE_STORES] = "stores", [CORRAL_PAGE_STORE] = "store",
  [CORRAL_PAGE_CARTS] = "carts",   [CORRAL_PAGE_CART] = "cart",     [CORRAL_PAGE_ALERTS] = "alerts",
  [CORRAL_PAGE_FLAGS] = "flags",   [CORRAL_PAGE_FLAG] = "flag",     [CORRAL_PAGE_OUTBOX] = "outbox",
  [CORRAL_PAGE_CALL] = "call",     [CORRAL_PAGE_INCIDENTS] = "incidents",
  [CORRAL_PAGE_INCIDENT] = "incident", [CORRAL_PAGE_RULES] = "rules",
  [CORRAL_PAGE_HANDOVER] = "handover", [CORRAL_PAGE_NOISE] = "noise",
  [CORRAL_PAGE_HELP] = "help",
  [CORRAL_PAGE_LOSS] = "loss",
  [CORRAL_PAGE_CASES] = "cases",   [CORRAL_PAGE_CASE] = "case",
  [CORRAL_PAGE_RECHECKS] = "rechecks", [CORRAL_PAGE_AUDIT] = "audit",
};

#define LINK_MAX_BYTES 2048

const char *
corral_page_kind_to_name (CorralPageKind page)
{
  return page_names[page];
}

static gboolean
page_from_name (const char *name, CorralPageKind *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (page_names); i++)
    if (strcmp (page_names[i], name) == 0)
      {
        *page = (CorralPageKind) i;
        return TRUE;
      }
  return FALSE;
}

CorralPlace *
corral_place_new (CorralPageKind page, const char *chain, const char *subject)
{
  CorralPlace *self = g_new0 (CorralPlace, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->page = page;
  self->about = page;
  self->chain = g_strdup (chain);
  self->subject = g_strdup (subject);
  self->filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

CorralPlace *
corral_place_new_call (CorralPageKind about, const char *chain, const char *subject)
{
  CorralPlace *self;

  g_return_val_if_fail (about == CORRAL_PAGE_CART || about == CORRAL_PAGE_STORE, NULL);

  self = corral_place_new (CORRAL_PAGE_CALL, chain, subject);
  self->about = about;
  return self;
}

CorralPlace *
corral_place_with_filter (CorralPlace *self, const char *name, const char *value)
{
  CorralPlace *copy = corral_place_new (self->page, self->chain, self->subject);
  GHashTableIter iter;
  gpointer key, held;

  copy->about = self->about;
  g_hash_table_iter_init (&iter, self->filters);
  while (g_hash_table_iter_next (&iter, &key, &held))
    g_hash_table_insert (copy->filters, g_strdup (key), g_strdup (held));
  if (value != NULL)
    g_hash_table_insert (copy->filters, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (copy->filters, name);
  return copy;
}

const char *
corral_place_get_filter (CorralPlace *self, const char *name)
{
  return g_hash_table_lookup (self->filters, name);
}

CorralPlace *
corral_place_ref (CorralPlace *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_place_unref (CorralPlace *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->chain);
  g_free (self->subject);
  g_hash_table_unref (self->filters);
  g_free (self);
}

gboolean
corral_place_equal (CorralPlace *a, CorralPlace *b)
{
  GHashTableIter iter;
  gpointer key, value;

  if (a->page != b->page || a->about != b->about || g_strcmp0 (a->chain, b->chain) != 0 || g_strcmp0 (a->subject, b->subject) != 0
      || g_hash_table_size (a->filters) != g_hash_table_size (b->filters))
    return FALSE;
  g_hash_table_iter_init (&iter, a->filters);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_strcmp0 (g_hash_table_lookup (b->filters, key), value) != 0)
      return FALSE;
  return TRUE;
}

static CorralPlace *
refuse (const char *uri, GError **error)
{
  g_autofree char *shown = corral_text_clean (uri, 80);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("“%s” is not a place in Corral"), shown);
  return NULL;
}

/* Pages that are of nothing without a subject. */
static gboolean
is_about_one (CorralPageKind page)
{
  return page == CORRAL_PAGE_STORE || page == CORRAL_PAGE_CART || page == CORRAL_PAGE_FLAG
         || page == CORRAL_PAGE_CASE;
}

/* "", "store/118", "cart/SERIAL", "flag/ID", "case/ID", or one of these with "call/" before it, behind the chain. */
static CorralPlace *
parse_in_chain (const char *chain, const char *path)
{
  g_auto (GStrv) parts = NULL;
  CorralPageKind page;

  if (!corral_text_is_id (chain))
    return NULL;
  if (*path == '/')
    path++;
  if (*path == '\0')
    return corral_place_new (CORRAL_PAGE_STORES, chain, NULL);
  parts = g_strsplit (path, "/", 4);
  if (!page_from_name (parts[0], &page))
    return NULL;
  if (page == CORRAL_PAGE_CALL)
    {
      CorralPageKind about;

      if (g_strv_length (parts) != 3 || !page_from_name (parts[1], &about)
          || (about != CORRAL_PAGE_CART && about != CORRAL_PAGE_STORE) || !corral_text_is_id (parts[2]))
        return NULL;
      return corral_place_new_call (about, chain, parts[2]);
    }
  if (is_about_one (page))
    {
      if (g_strv_length (parts) != 2 || !corral_text_is_id (parts[1]))
        return NULL;
      return corral_place_new (page, chain, parts[1]);
    }
  /* A chain's, or with its number a store's. */
  if (page == CORRAL_PAGE_LOSS && parts[1] != NULL)
    return g_strv_length (parts) == 2 && corral_text_is_id (parts[1]) ? corral_place_new (page, chain, parts[1]) : NULL;
  /* Incidents and what is said of them may be of several chains. */
  if (parts[1] != NULL || page == CORRAL_PAGE_INCIDENT || page == CORRAL_PAGE_RULES || page == CORRAL_PAGE_HANDOVER
      || page == CORRAL_PAGE_NOISE || page == CORRAL_PAGE_HELP || page == CORRAL_PAGE_RECHECKS)
    return NULL;
  return corral_place_new (page, chain, NULL);
}

/* "fleet", "incident/ID": what is about no chain. */
static CorralPlace *
parse_bare (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 3);
  CorralPageKind page;

  if (parts[0] == NULL || !page_from_name (parts[0], &page))
    return NULL;
  if (page == CORRAL_PAGE_INCIDENT)
    return g_strv_length (parts) == 2 && corral_text_is_id (parts[1]) ? corral_place_new (page, NULL, parts[1]) : NULL;
  if (parts[1] != NULL || is_about_one (page) || page == CORRAL_PAGE_CALL)
    return NULL;
  return corral_place_new (page, NULL, NULL);
}

static gboolean
parse_query (CorralPlace *place, const char *query)
{
  g_autoptr (GHashTable) pairs = NULL;
  GHashTableIter iter;
  gpointer key, value;

  pairs = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  if (pairs == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (!corral_text_is_id (key) || strlen (value) > 64)
        return FALSE;
      g_hash_table_insert (place->filters, g_strdup (key), corral_text_clean (value, 64));
    }
  return TRUE;
}

CorralPlace *
corral_place_parse (const char *uri, GError **error)
{
  g_autoptr (CorralPlace) place = NULL;
  g_autofree char *head = NULL;
  const char *query;
  const char *rest;

  g_return_val_if_fail (uri != NULL, NULL);

  if (strlen (uri) > LINK_MAX_BYTES || !g_utf8_validate (uri, -1, NULL))
    return refuse (uri, error);

  query = strchr (uri, '?');
  head = query != NULL ? g_strndup (uri, (gsize) (query - uri)) : g_strdup (uri);

  if (g_str_has_prefix (head, "corral://"))
    {
      char *slash;

      rest = head + strlen ("corral://");
      slash = strchr (rest, '/');
      if (slash != NULL)
        {
          g_autofree char *chain = g_strndup (rest, (gsize) (slash - rest));

          place = parse_in_chain (chain, slash);
        }
      else
        {
          place = parse_in_chain (rest, "");
        }
    }
  else
    {
      place = parse_bare (g_str_has_prefix (head, "corral:") ? head + strlen ("corral:") : head);
    }

  if (place == NULL || (query != NULL && !parse_query (place, query + 1)))
    return refuse (uri, error);
  return g_steal_pointer (&place);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
corral_place_to_uri (CorralPlace *self)
{
  GString *uri = g_string_new ("corral:");
  g_autofree gpointer *keys = NULL;
  guint n_keys;

  if (self->chain != NULL)
    {
      g_string_append_printf (uri, "//%s", self->chain);
      if (self->page == CORRAL_PAGE_CALL)
        g_string_append_printf (uri, "/%s", page_names[CORRAL_PAGE_CALL]);
      if (self->subject != NULL)
        g_string_append_printf (uri, "/%s/%s", page_names[self->about], self->subject);
      else if (self->page != CORRAL_PAGE_STORES)
        g_string_append_printf (uri, "/%s", page_names[self->page]);
    }
  else
    {
      g_string_append (uri, page_names[self->page]);
      if (self->subject != NULL)
        g_string_append_printf (uri, "/%s", self->subject);
    }

  keys = g_hash_table_get_keys_as_array (self->filters, &n_keys);
  qsort (keys, n_keys, sizeof (gpointer), compare_strings);
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *value = g_uri_escape_string (g_hash_table_lookup (self->filters, keys[i]), NULL, TRUE);

      g_string_append_printf (uri, "%c%s=%s", i == 0 ? '?' : '&', (const char *) keys[i], value);
    }
  return g_string_free (uri, FALSE);
}
