/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists in small pages, limits, single rows, last values, rows asked for as another chain's. On the thread that calls. */
#include "config.h"

#include "corral-conformance-private.h"

#include "corral-page-reader.h"

#include <glib/gi18n.h>
#include <string.h>

#define SMALL_ROWS 25
#define NO_SUCH_ID "corral-cli-conformance-no-such-row"
/* Rows move while they are looked at; a difference counts when it is there each time. */
#define TRIES 4

/* ---- paging ------------------------------------------------------------------------------------------ */

/* The first @most rows of @collection in pages of @limit: "id rev digest" each. NULL when that was not possible. */
static GPtrArray *
read_rows (CorralConformance *self, CorralCollection collection, guint limit, guint most)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = g_strconcat ("snapshots/", corral_collection_get_schema (collection)->name, NULL);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);
  g_autofree char *cursor = NULL;

  /* A server may send fewer than asked for, even none. */
  for (guint n = 0; rows->len < most && (n == 0 || cursor != NULL) && n < 4 * most; n++)
    {
      g_autofree char *url = corral_conformance_url (self->base, path, "cursor", cursor, "limit", limit_text, NULL);
      g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, url, NULL);
      const CorralJsonNode *items;
      const char *next;

      if (!corral_conformance_check_list (self, url, answer, "items", limit, CORRAL_CHECK_PAGING))
        return NULL;
      items = corral_json_node_get_array (answer->json->root, "items");
      for (guint i = 0; i < items->children->len && rows->len < most; i++)
        {
          const CorralJsonNode *row = corral_json_node_at (items, i);
          const char *id = corral_json_node_get_string (row, "id");
          g_autofree char *digest = corral_json_node_digest (row);
          gint64 rev = 0;

          corral_json_node_get_integer (row, "rev", &rev);
          g_ptr_array_add (rows, g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", id != NULL ? id : "", rev, digest));
        }
      next = corral_json_node_get_string (answer->json->root, "next");
      g_free (cursor);
      cursor = g_strdup (next);
    }
  return g_steal_pointer (&rows);
}

static gboolean
same_rows (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return FALSE;
  return TRUE;
}

/* The collection with the fewest rows, but some; its last page is looked at, too. */
static CorralCollection
choose_collection (CorralConformance *self)
{
  guint counts[CORRAL_N_COLLECTIONS] = { 0 };
  CorralCollection best = CORRAL_COLLECTION_CART;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->shadow->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *name = g_strndup (key, strcspn (key, "/"));
      CorralCollection collection;

      if (corral_collection_from_name (name, &collection))
        counts[collection]++;
    }
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    if (counts[i] > 2 && (counts[best] <= 2 || counts[i] < counts[best]))
      best = (CorralCollection) i;
  return best;
}

static void
look_at_paging (CorralConformance *self)
{
  CorralCollection collection = choose_collection (self);
  const char *name = corral_collection_get_schema (collection)->name;

  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (GPtrArray) large = read_rows (self, collection, self->page_rows, SMALL_ROWS);
      g_autoptr (GPtrArray) small = read_rows (self, collection, 1, SMALL_ROWS);

      if (large == NULL || small == NULL)
        return;
      if (same_rows (large, small))
        {
          if (large->len < 2)
            corral_conformance_unseen (self, CORRAL_CHECK_PAGING, _ ("no collection has more than one row"));
          else
            corral_conformance_pass (self, CORRAL_CHECK_PAGING, _ ("the first %u rows of %s, one a page"), large->len,
                                     name);
          return;
        }
    }
  corral_conformance_fail (self, CORRAL_CHECK_PAGING, _ ("%s, one row a page, is another list than in large pages"),
                           name);
}

/* ---- limits ------------------------------------------------------------------------------------------ */

static void
look_at_limits (CorralConformance *self)
{
  static const char *const wrong[] = { "0", "-1", "many" };
  g_autofree char *one = corral_conformance_url (self->base, "snapshots/cart", "limit", "1", NULL);
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, one, NULL);

  if (!corral_conformance_check_list (self, one, answer, "items", G_MAXUINT, CORRAL_CHECK_LIMIT))
    return;
  if (corral_json_node_get_array (answer->json->root, "items")->children->len > 1)
    corral_conformance_fail (self, CORRAL_CHECK_LIMIT, _ ("more rows came than were asked for"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *url = corral_conformance_url (self->base, "snapshots/cart", "limit", wrong[i], NULL);
      g_autoptr (CorralProbeAnswer) refused = corral_conformance_get (self, url, NULL);
      g_autofree char *said = corral_conformance_say (self, url, refused);

      if (refused->status != 400)
        corral_conformance_fail (self, CORRAL_CHECK_LIMIT, "%s", said);
    }
  corral_conformance_pass (self, CORRAL_CHECK_LIMIT, _ ("limits that are none: %u"), (guint) G_N_ELEMENTS (wrong));
}

/* ---- single rows ------------------------------------------------------------------------------------- */

/* The key of a cart that is there, the first by id; or NULL. Free with g_free(). */
static char *
choose_cart (CorralConformance *self)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  const char *first = NULL;

  g_hash_table_iter_init (&iter, self->shadow->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "cart/") && ((CorralShadowRow *) value)->digest != NULL
        && (first == NULL || strcmp (key, first) < 0))
      first = key;
  return g_strdup (first);
}

/* GET @url again with the ETag that it had: 304 without a body. What changes each time cannot be told of. */
static void
check_etag (CorralConformance *self, const char *url, CorralCheck check)
{
  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (CorralProbeAnswer) first = corral_conformance_get (self, url, NULL);
      g_autoptr (CorralProbeAnswer) again = NULL;
      g_autofree char *said = NULL;

      if (first->etag == NULL || strchr (first->etag, '"') == NULL)
        {
          said = corral_conformance_say (self, url, first);
          corral_conformance_fail (self, check, _ ("%s without an ETag"), said);
          return;
        }
      again = corral_conformance_get (self, url, first->etag);
      if (again->status == 304 && g_bytes_get_size (again->body) == 0)
        return;
      if (again->status == 200 && g_strcmp0 (again->etag, first->etag) != 0)
        continue;
      said = corral_conformance_say (self, url, again);
      corral_conformance_fail (self, check, _ ("with its ETag in If-None-Match, %s"), said);
      return;
    }
}

static void
look_at_row (CorralConformance *self)
{
  g_autofree char *key = choose_cart (self);
  g_autofree char *url = NULL;
  g_autofree char *missing = corral_conformance_url (self->base, "cart/" NO_SUCH_ID, NULL);
  g_autoptr (CorralProbeAnswer) answer = NULL;
  g_autoptr (CorralProbeAnswer) none = corral_conformance_get (self, missing, NULL);
  g_autofree char *said = NULL;
  g_autofree char *digest = NULL;
  const CorralShadowRow *row;
  gint64 rev = -1;

  if (none->status != 404)
    {
      said = corral_conformance_say (self, missing, none);
      corral_conformance_fail (self, CORRAL_CHECK_ROW, _ ("a row that is not there: %s"), said);
      return;
    }
  if (key == NULL)
    {
      corral_conformance_unseen (self, CORRAL_CHECK_ROW, _ ("there are no carts"));
      return;
    }
  url = corral_conformance_url (self->base, key, NULL);
  answer = corral_conformance_get (self, url, NULL);
  if (answer->status != 200 || answer->json == NULL)
    {
      said = corral_conformance_say (self, url, answer);
      corral_conformance_fail (self, CORRAL_CHECK_ROW, "%s", said);
      return;
    }
  row = g_hash_table_lookup (self->shadow->rows, key);
  digest = corral_json_node_digest (answer->json->root);
  if (!corral_json_node_get_integer (answer->json->root, "rev", &rev) || rev < row->rev)
    corral_conformance_fail (self, CORRAL_CHECK_ROW, _ ("%s is older than it was in the snapshot"), key);
  else if (rev == row->rev && strcmp (digest, row->digest) != 0)
    corral_conformance_fail (self, CORRAL_CHECK_ROW, _ ("%s by itself is another than in the snapshot"), key);
  check_etag (self, url, CORRAL_CHECK_ROW);
  corral_conformance_pass (self, CORRAL_CHECK_ROW, "%s", key);
}

/* ---- last values ------------------------------------------------------------------------------------- */

static void
look_at_vitals (CorralConformance *self)
{
  g_autofree char *url = corral_conformance_url (self->base, "vitals", NULL);
  g_autoptr (CorralProbeAnswer) answer = NULL;
  g_autoptr (CorralVitalsPage) page = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  gsize length;

  if (!self->has_vitals)
    {
      corral_conformance_unseen (self, CORRAL_CHECK_VITALS, _ ("“/v1/me” does not name that feature"));
      return;
    }
  answer = corral_conformance_get (self, url, NULL);
  if (answer->status != 200)
    {
      said = corral_conformance_say (self, url, answer);
      corral_conformance_fail (self, CORRAL_CHECK_VITALS, "%s", said);
      return;
    }
  length = g_bytes_get_size (answer->body);
  page = corral_page_read_vitals (self->report->tenant, g_strndup (g_bytes_get_data (answer->body, NULL), length), length,
                                  &error);
  if (page == NULL)
    {
      corral_conformance_fail (self, CORRAL_CHECK_VITALS, "%s", error->message);
      return;
    }
  if (page->quarantine->len > 0)
    corral_conformance_fail (self, CORRAL_CHECK_VITALS, "%s",
                             ((CorralQuarantined *) g_ptr_array_index (page->quarantine, 0))->reason);
  check_etag (self, url, CORRAL_CHECK_VITALS);
  corral_conformance_pass (self, CORRAL_CHECK_VITALS, _ ("carts: %u"), page->count);
}

void
corral_conformance_look_at_lists (CorralConformance *self)
{
  look_at_paging (self);
  look_at_limits (self);
  look_at_row (self);
  look_at_vitals (self);
}

/* ---- another chain ----------------------------------------------------------------------------------- */

/* Whether @answer gives away @key as this chain has it. */
static gboolean
gives_away (CorralConformance *self, const CorralProbeAnswer *answer, const char *key)
{
  const CorralShadowRow *row = g_hash_table_lookup (self->shadow->rows, key);
  g_autofree char *digest = NULL;

  if (answer->status != 200 || answer->json == NULL)
    return FALSE;
  /* Ids are of a chain: the other one may have a cart of that id, but not this one. */
  digest = corral_json_node_digest (answer->json->root);
  return g_strcmp0 (digest, row->digest) == 0;
}

static void
check_other_refuses (CorralConformance *self, const char *url, const char *what)
{
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, url, NULL);
  g_autofree char *said = corral_conformance_say (self, url, answer);

  if (answer->status != 400 && answer->status != 403 && answer->status != 404 && answer->status != 410)
    corral_conformance_fail (self, CORRAL_CHECK_C10, "%s: %s", what, said);
}

void
corral_conformance_look_at_other_tenant (CorralConformance *self)
{
  g_autofree char *key = choose_cart (self);
  g_autofree char *row = NULL;
  g_autofree char *changes = NULL;
  g_autofree char *first = corral_conformance_url (self->base, "snapshots/cart", "limit", "1", NULL);
  g_autoptr (CorralProbeAnswer) page = NULL;
  g_autoptr (CorralProbeAnswer) answer = NULL;
  const char *next;

  if (self->other_base == NULL)
    {
      corral_conformance_unseen (self, CORRAL_CHECK_C10,
                                 _ ("every list named the chain that was asked for, but the token sees one chain "
                                    "alone: with one that sees two, more can be tried"));
      return;
    }
  if (key != NULL)
    {
      row = corral_conformance_url (self->other_base, key, NULL);
      answer = corral_conformance_get (self, row, NULL);
      if (gives_away (self, answer, key))
        corral_conformance_fail (self, CORRAL_CHECK_C10, _ ("%s of %s is answered as a row of %s"), key,
                                 self->report->tenant, self->other_tenant);
    }
  changes = corral_conformance_url (self->other_base, "changes", "since", self->first_state, NULL);
  check_other_refuses (self, changes, _ ("a state of another chain"));
  page = corral_conformance_get (self, first, NULL);
  next = page->json != NULL ? corral_json_node_get_string (page->json->root, "next") : NULL;
  if (next != NULL)
    {
      g_autofree char *url = corral_conformance_url (self->other_base, "snapshots/cart", "cursor", next, NULL);

      check_other_refuses (self, url, _ ("a cursor of another chain"));
    }
  corral_conformance_pass (self, CORRAL_CHECK_C10, _ ("row, state and cursor of %s, asked for at %s; lists: %u"),
                           self->report->tenant, self->other_tenant, self->n_lists);
}
