/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading snapshots and following the changes as a client does, and noting what no client should meet. On the thread
 * that calls. */
#include "config.h"

#include "corral-conformance-private.h"

#include "corral-page-reader.h"
#include "corral-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* More pages of one collection are not read: a test is no export. */
#define MAX_PAGES 200
/* Changes that do not end within so many pages do not end. */
#define MAX_STEPS 1000

/* The first row that the strict reader puts aside. */
static void
note_quarantine (CorralConformance *self, const char *what, GPtrArray *quarantine)
{
  for (guint i = 0; i < quarantine->len; i++)
    {
      const CorralQuarantined *row = g_ptr_array_index (quarantine, i);

      corral_conformance_fail (self, CORRAL_CHECK_ROWS, "%s %s (%s): %s", what, row->id != NULL ? row->id : "",
                               row->pointer, row->reason);
    }
}

static char *
dup_body (const CorralProbeAnswer *answer, gsize *length)
{
  const char *data = g_bytes_get_data (answer->body, length);
  char *copy = g_malloc (*length + 1);

  memcpy (copy, data, *length);
  copy[*length] = '\0';
  return copy;
}

/* By the reader that the app has: what it does not take, no client takes. */
static void
check_snapshot_rows (CorralConformance *self, CorralCollection collection, const CorralProbeAnswer *answer)
{
  const char *name = corral_collection_get_schema (collection)->name;
  g_autoptr (CorralSnapshotPage) page = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  char *body = dup_body (answer, &length);

  page = corral_page_read_snapshot (self->report->tenant, collection, body, length, &error);
  if (page != NULL)
    note_quarantine (self, name, page->quarantine);
  else if (!corral_conformance_has_failed (self, CORRAL_CHECK_ENVELOPE))
    corral_conformance_fail (self, CORRAL_CHECK_ROWS, "%s: %s", name, error->message);
}

static void
check_changed_rows (CorralConformance *self, const CorralProbeAnswer *answer)
{
  g_autoptr (CorralChangesPage) page = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  char *body = dup_body (answer, &length);

  page = corral_page_read_changes (self->report->tenant, body, length, &error);
  if (page != NULL)
    note_quarantine (self, "changes", page->quarantine);
  else if (!corral_conformance_has_failed (self, CORRAL_CHECK_ENVELOPE))
    corral_conformance_fail (self, CORRAL_CHECK_ROWS, "changes: %s", error->message);
}

/* ---- snapshots --------------------------------------------------------------------------------------- */

/* Whether it can be held: with an id and a revision. The strict reader has said what else is wrong. */
static gboolean
can_hold (const CorralJsonNode *row)
{
  const char *id = corral_json_node_get_string (row, "id");
  gint64 rev;

  return id != NULL && corral_text_is_id (id) && corral_json_node_get_integer (row, "rev", &rev);
}

static void
take_rows (CorralConformance *self, CorralShadow *shadow, const char *name, const CorralJsonNode *items, char **last)
{
  for (guint i = 0; i < items->children->len; i++)
    {
      const CorralJsonNode *row = corral_json_node_at (items, i);
      const char *id = corral_json_node_get_string (row, "id");

      self->n_rows++;
      if (!can_hold (row))
        continue;
      if (*last != NULL && strcmp (id, *last) <= 0)
        corral_conformance_fail (self, CORRAL_CHECK_ORDER, _ ("%s: “%s” comes after “%s”"), name, id, *last);
      g_free (*last);
      *last = g_strdup (id);
      if (!corral_shadow_put_row (shadow, name, row))
        corral_conformance_fail (self, CORRAL_CHECK_REV, _ ("%s/%s has two contents of one revision"), name, id);
    }
}

static void
check_as_of (CorralConformance *self, const char *name, const char *as_of, char **first)
{
  if (as_of == NULL || *as_of == '\0')
    corral_conformance_fail (self, CORRAL_CHECK_AS_OF, _ ("%s: a page without “as_of”"), name);
  else if (*first == NULL)
    *first = g_strdup (as_of);
  else if (strcmp (*first, as_of) != 0)
    corral_conformance_fail (self, CORRAL_CHECK_AS_OF, _ ("%s: it was “%.64s” at first and “%.64s” later"), name,
                             *first, as_of);
}

/* FALSE: what came of it cannot be held against anything. *served: whether the server has that collection. */
static gboolean
scan_collection (CorralConformance *self, CorralShadow *shadow, CorralCollection collection, gboolean *served)
{
  const char *name = corral_collection_get_schema (collection)->name;
  g_autofree char *path = g_strconcat ("snapshots/", name, NULL);
  g_autofree char *limit = g_strdup_printf ("%u", self->page_rows);
  g_autofree char *cursor = NULL;
  g_autofree char *last = NULL;
  g_autofree char *as_of = NULL;

  for (guint n = 0; n == 0 || cursor != NULL; n++)
    {
      g_autofree char *url = corral_conformance_url (self->base, path, "cursor", cursor, "limit", limit, NULL);
      g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, url, NULL);
      const CorralJsonNode *root;
      const char *next;

      *served = !(n == 0 && answer->status == 404);
      /* Stores and carts are what a server is for; the rest it may not have. */
      if (!*served && collection != CORRAL_COLLECTION_STORE && collection != CORRAL_COLLECTION_CART)
        return TRUE;
      if (!corral_conformance_check_list (self, url, answer, "items", self->page_rows, CORRAL_CHECK_ENVELOPE))
        return FALSE;
      root = answer->json->root;
      check_snapshot_rows (self, collection, answer);
      check_as_of (self, name, corral_json_node_get_string (root, "as_of"), &as_of);
      take_rows (self, shadow, name, corral_json_node_get_array (root, "items"), &last);
      if (shadow->state == NULL)
        shadow->state = g_strdup (as_of);
      next = corral_json_node_get_string (root, "next");
      if (next != NULL && g_strcmp0 (next, cursor) == 0)
        {
          corral_conformance_fail (self, CORRAL_CHECK_PAGING, _ ("%s: a page names itself as the next one"), name);
          return FALSE;
        }
      if (next != NULL && n == MAX_PAGES)
        {
          corral_conformance_unseen (self, CORRAL_CHECK_C12, _ ("%s has more than %u pages"), name, MAX_PAGES);
          return FALSE;
        }
      g_free (cursor);
      cursor = g_strdup (next);
    }
  return TRUE;
}

CorralShadow *
corral_conformance_scan (CorralConformance *self)
{
  g_autoptr (CorralShadow) shadow = corral_shadow_new ();
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    {
      gboolean served = TRUE;

      /* Last values are no collection of the contract's lists. */
      if (i == CORRAL_COLLECTION_VITAL)
        continue;
      if (!scan_collection (self, shadow, (CorralCollection) i, &served))
        return NULL;
      self->served |= served ? 1u << i : 0;
    }
  if (shadow->state == NULL)
    return NULL;
  corral_conformance_pass (self, CORRAL_CHECK_AS_OF, _ ("collections: %u"),
                           (guint) __builtin_popcount (self->served));
  return g_steal_pointer (&shadow);
}

/* ---- changes ----------------------------------------------------------------------------------------- */

/* The parts that every change has. What its row lacks, the strict reader has said. */
static gboolean
is_change (const CorralJsonNode *change)
{
  static const char *const ops[] = { "put", "del", "leave", "purge", NULL };
  const char *op = corral_json_node_get_string (change, "op");
  gint64 rev;
  gint64 row_rev;

  if (corral_json_node_get_string (change, "c") == NULL || corral_json_node_get_string (change, "id") == NULL
      || !corral_json_node_get_integer (change, "rev", &rev) || op == NULL || !g_strv_contains (ops, op))
    return FALSE;
  if (strcmp (op, "put") != 0)
    return TRUE;
  return can_hold (corral_json_node_get (change, "data"))
         && corral_json_node_get_integer (corral_json_node_get (change, "data"), "rev", &row_rev) && row_rev == rev;
}

static void
take_change (CorralConformance *self, CorralShadow *shadow, const CorralJsonNode *change)
{
  const char *c = corral_json_node_get_string (change, "c");
  const char *id = corral_json_node_get_string (change, "id");
  const CorralShadowRow *row;

  if (!is_change (change))
    {
      corral_conformance_fail (self, CORRAL_CHECK_ROWS, _ ("changes: one without what every change has: c, id, rev, op, data"));
      return;
    }
  switch (corral_shadow_apply (shadow, change))
    {
    case CORRAL_SHADOW_FELL:
      corral_conformance_fail (self, CORRAL_CHECK_REV, _ ("%s/%s was told with a lower revision than before"), c, id);
      break;
    case CORRAL_SHADOW_CAME_BACK:
      row = corral_shadow_find (shadow, c, id);
      corral_conformance_fail (self, strcmp (row->gone, "leave") == 0 ? CORRAL_CHECK_REV : CORRAL_CHECK_C9,
                               _ ("%s/%s was told again, after “%s”, with a lower revision"), c, id, row->gone);
      break;
    case CORRAL_SHADOW_DIFFERS:
      corral_conformance_fail (self, CORRAL_CHECK_REV, _ ("%s/%s has two contents of one revision"), c, id);
      break;
    case CORRAL_SHADOW_TOOK:
    case CORRAL_SHADOW_KNEW:
    case CORRAL_SHADOW_LATE:
    default:
      break;
    }
}

/* 410 ends a state: that is no failure of itself. */
static gboolean
note_lost (CorralShadow *shadow, const CorralProbeAnswer *answer)
{
  const char *reason;

  if (answer->status != 410 || answer->json == NULL)
    return FALSE;
  reason = corral_json_node_get_string (answer->json->root, "reason");
  g_free (shadow->lost);
  shadow->lost = g_strdup (reason != NULL ? reason : "");
  return TRUE;
}

/* One page; *more: whether to go on. */
static gboolean
follow_once (CorralConformance *self, CorralShadow *shadow, gboolean *more)
{
  g_autofree char *limit = g_strdup_printf ("%u", self->page_rows);
  g_autofree char *url = corral_conformance_url (self->base, "changes", "since", shadow->state, "limit", limit, NULL);
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, url, NULL);
  const CorralJsonNode *root;
  const CorralJsonNode *changes;
  const char *old_state;
  const char *new_state;
  int has_more;

  if (note_lost (shadow, answer)
      || !corral_conformance_check_list (self, url, answer, "changes", self->page_rows, CORRAL_CHECK_CHANGES))
    return FALSE;
  root = answer->json->root;
  check_changed_rows (self, answer);
  old_state = corral_json_node_get_string (root, "old_state");
  new_state = corral_json_node_get_string (root, "new_state");
  has_more = corral_json_node_get_boolean (root, "has_more");
  if (g_strcmp0 (old_state, shadow->state) != 0 || new_state == NULL || *new_state == '\0' || has_more < 0)
    {
      corral_conformance_fail (self, CORRAL_CHECK_CHANGES,
                               _ ("“old_state” is not the state that was asked for, or there is no “new_state” or "
                                  "“has_more”"));
      return FALSE;
    }
  changes = corral_json_node_get_array (root, "changes");
  if ((has_more || changes->children->len > 0) && strcmp (new_state, shadow->state) == 0)
    {
      corral_conformance_fail (self, CORRAL_CHECK_CHANGES, _ ("there are changes, but “new_state” stays where it was"));
      return FALSE;
    }
  for (guint i = 0; i < changes->children->len; i++)
    take_change (self, shadow, corral_json_node_at (changes, i));
  g_free (shadow->state);
  shadow->state = g_strdup (new_state);
  *more = has_more;
  return TRUE;
}

gboolean
corral_conformance_follow (CorralConformance *self, CorralShadow *shadow)
{
  gboolean more = TRUE;

  if (shadow->lost != NULL)
    return FALSE;
  for (guint i = 0; more; i++)
    {
      if (i == MAX_STEPS)
        {
          corral_conformance_fail (self, CORRAL_CHECK_CHANGES, _ ("“has_more” did not end within %u pages"), MAX_STEPS);
          return FALSE;
        }
      if (!follow_once (self, shadow, &more))
        return FALSE;
    }
  return TRUE;
}
