/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's copy of a chain, kept as the contract says: snapshots, then changes. The test's thread. */
#include "config.h"

#include "cloud-copy.h"

#include <string.h>

GHashTable *
cloud_read_pages (CloudFixture *f, const char *list, guint limit, char **as_of)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *next = NULL;
  g_autofree char *last_id = g_strdup ("");

  do
    {
      g_autoptr (Answer) page = cloud_get_tenant (f, "%s?limit=%u%s%s", list, limit,
                                                  next != NULL ? "&cursor=" : "", next != NULL ? next : "");
      JsonArray *items;

      assert_whole_list (page, "items");
      items = answer_array (page, "items");
      g_assert_cmpuint (json_array_get_length (items), <=, limit);
      if (*as_of == NULL)
        *as_of = g_strdup (answer_text (page, "as_of"));
      g_assert_cmpstr (answer_text (page, "as_of"), ==, *as_of);
      for (guint i = 0; i < json_array_get_length (items); i++)
        {
          JsonNode *row = json_array_get_element (items, i);
          const char *id = json_object_get_string_member (json_node_get_object (row), "id");

          g_assert_cmpstr (id, >, last_id);
          g_free (last_id);
          last_id = g_strdup (id);
          g_hash_table_insert (rows, g_strdup (id), json_to_string (row, FALSE));
        }
      g_free (next);
      next = g_strdup (answer_text (page, "next"));
      if (next != NULL)
        {
          g_assert_cmpuint (json_array_get_length (items), ==, limit);
          corral_clock_advance_us (f->clock, 20 * G_USEC_PER_SEC);
        }
      else
        {
          g_assert_cmpint (answer_number (page, "total"), ==, g_hash_table_size (rows));
        }
    }
  while (next != NULL);
  return rows;
}

/* A change of a row that is held has to have a higher revision: else a client passes it over. */
static void
assert_newer (GHashTable *rows, const char *id, gint64 rev)
{
  const char *held = g_hash_table_lookup (rows, id);
  g_autoptr (JsonNode) row = held != NULL ? json_from_string (held, NULL) : NULL;

  if (row != NULL)
    g_assert_cmpint (rev, >, json_object_get_int_member (json_node_get_object (row), "rev"));
}

void
cloud_copy_take (CloudFixture *f, CloudCopy *copy)
{
  g_autofree char *first = NULL;

  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    {
      g_autofree char *list = g_strconcat ("snapshots/", corral_collection_get_schema (c)->name, NULL);
      g_autofree char *as_of = NULL;

      copy->rows[c] = cloud_read_pages (f, list, 1000, &as_of);
      if (first == NULL)
        first = g_steal_pointer (&as_of);
    }
  copy->state = g_steal_pointer (&first);
}

void
cloud_copy_clear (CloudCopy *copy)
{
  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    g_clear_pointer (&copy->rows[c], g_hash_table_unref);
  g_clear_pointer (&copy->state, g_free);
}

gboolean
cloud_copy_follow (CloudFixture *f, CloudCopy *copy, guint limit, guint *n_changes)
{
  g_autoptr (Answer) page = cloud_get_tenant (f, "changes?since=%s&limit=%u", copy->state, limit);
  JsonArray *changes;
  gboolean more;

  assert_whole_list (page, "changes");
  g_assert_cmpstr (answer_text (page, "old_state"), ==, copy->state);
  g_assert_cmpuint (strlen (answer_text (page, "new_state")), <=, 256);
  changes = answer_array (page, "changes");
  g_assert_cmpuint (json_array_get_length (changes), <=, limit);
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      const char *id = json_object_get_string_member (change, "id");
      CorralCollection collection;

      g_assert_true (corral_collection_from_name (json_object_get_string_member (change, "c"), &collection));
      assert_newer (copy->rows[collection], id, json_object_get_int_member (change, "rev"));
      if (strcmp (json_object_get_string_member (change, "op"), "put") == 0)
        {
          JsonNode *row = json_object_get_member (change, "data");

          g_assert_cmpint (json_object_get_int_member (json_node_get_object (row), "rev"), ==,
                           json_object_get_int_member (change, "rev"));
          g_assert_cmpstr (json_object_get_string_member (json_node_get_object (row), "id"), ==, id);
          g_hash_table_insert (copy->rows[collection], g_strdup (id), json_to_string (row, FALSE));
        }
      else
        {
          g_assert_cmpstr (json_object_get_string_member (change, "op"), ==, "del");
          g_hash_table_remove (copy->rows[collection], id);
        }
    }
  *n_changes += json_array_get_length (changes);
  more = json_object_get_boolean_member (answer_object (page), "has_more");
  g_free (copy->state);
  copy->state = g_strdup (answer_text (page, "new_state"));
  return more;
}

void
cloud_copy_catch_up (CloudFixture *f, CloudCopy *copy, guint limit)
{
  guint n = 0;

  while (cloud_copy_follow (f, copy, limit, &n))
    ;
}

void
assert_same_copies (const CloudCopy *a, const CloudCopy *b)
{
  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    assert_same_rows (a->rows[c], b->rows[c]);
}
