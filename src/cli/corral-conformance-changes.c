/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The changes: states that are none, the same state twice, who followed against who came new, what was taken away.
 * On the thread that calls. */
#include "config.h"

#include "corral-conformance-private.h"

#include "corral-page-reader.h"

#include <glib/gi18n.h>
#include <string.h>

#define NO_SUCH_STATE "corral-cli-conformance-no-such-state"
/* How often two that follow are brought to the head before they have to agree. */
#define ROUNDS 6
#define ROUND_US (G_USEC_PER_SEC / 5)
#define POLL_US (G_USEC_PER_SEC / 2)

/* ---- states that are none ------------------------------------------------------------------------------ */

static void
check_no_state (CorralConformance *self, const char *url)
{
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, url, NULL);
  g_autofree char *said = corral_conformance_say (self, url, answer);

  if (answer->status != 410 && answer->status != 400)
    corral_conformance_fail (self, CORRAL_CHECK_STATE, "%s", said);
}

/* At the head: nothing new is an empty list, and 304 for who says so. */
static void
look_at_head (CorralConformance *self)
{
  g_autofree char *url = NULL;
  g_autoptr (CorralProbeAnswer) answer = NULL;
  g_autoptr (CorralProbeAnswer) again = NULL;
  g_autofree char *said = NULL;

  if (!corral_conformance_follow (self, self->shadow))
    return;
  url = corral_conformance_url (self->base, "changes", "since", self->shadow->state, NULL);
  answer = corral_conformance_get (self, url, NULL);
  if (!corral_conformance_check_list (self, url, answer, "changes", CORRAL_PAGE_MAX_ROWS, CORRAL_CHECK_CHANGES))
    return;
  if (answer->etag == NULL)
    {
      corral_conformance_fail (self, CORRAL_CHECK_CHANGES, _ ("the changes have no ETag"));
      return;
    }
  again = corral_conformance_get (self, url, answer->etag);
  said = corral_conformance_say (self, url, again);
  if (again->status != 304 && again->status != 200)
    corral_conformance_fail (self, CORRAL_CHECK_CHANGES, _ ("with its ETag in If-None-Match, %s"), said);
  else if (again->status == 304 && g_bytes_get_size (again->body) > 0)
    corral_conformance_fail (self, CORRAL_CHECK_CHANGES, _ ("a 304 has a body"));
}

void
corral_conformance_look_at_states (CorralConformance *self)
{
  g_autofree char *none = corral_conformance_url (self->base, "changes", NULL);
  g_autofree char *state = corral_conformance_url (self->base, "changes", "since", NO_SUCH_STATE, NULL);
  g_autofree char *cursor = corral_conformance_url (self->base, "snapshots/cart", "cursor", NO_SUCH_STATE, NULL);

  check_no_state (self, none);
  check_no_state (self, state);
  check_no_state (self, cursor);
  corral_conformance_pass (self, CORRAL_CHECK_STATE, _ ("no state, one that is none, a cursor that is none"));
  if (strlen (self->first_state) > 256)
    corral_conformance_fail (self, CORRAL_CHECK_STATE, _ ("a state has more than 256 characters"));
  look_at_head (self);
}

/* ---- the same twice ------------------------------------------------------------------------------------ */

static const CorralJsonNode *
find_change (const CorralJsonNode *changes, const CorralJsonNode *like)
{
  for (guint i = 0; i < changes->children->len; i++)
    {
      const CorralJsonNode *change = corral_json_node_at (changes, i);

      if (g_strcmp0 (corral_json_node_get_string (change, "c"), corral_json_node_get_string (like, "c")) == 0
          && g_strcmp0 (corral_json_node_get_string (change, "id"), corral_json_node_get_string (like, "id")) == 0)
        return change;
    }
  return NULL;
}

/* Whether @later is the same answer as @earlier, up to what is newer: a row of @earlier may have moved on. */
static gboolean
says_the_same (CorralConformance *self, const CorralJsonNode *earlier, const CorralJsonNode *later)
{
  const CorralJsonNode *before = corral_json_node_get_array (earlier, "changes");
  const CorralJsonNode *after = corral_json_node_get_array (later, "changes");
  gboolean same_state = g_strcmp0 (corral_json_node_get_string (earlier, "new_state"),
                                   corral_json_node_get_string (later, "new_state"))
                        == 0;

  if (same_state && before->children->len != after->children->len)
    {
      corral_conformance_fail (self, CORRAL_CHECK_C2, _ ("to the same state there were %u changes, then %u"),
                               before->children->len, after->children->len);
      return FALSE;
    }
  for (guint i = 0; i < before->children->len; i++)
    {
      const CorralJsonNode *change = corral_json_node_at (before, i);
      const CorralJsonNode *again = same_state ? corral_json_node_at (after, i) : find_change (after, change);
      g_autofree char *text = corral_json_node_to_canonical (change, NULL);
      g_autofree char *text_again = again != NULL ? corral_json_node_to_canonical (again, NULL) : NULL;
      gint64 rev = 0;
      gint64 rev_again = 0;

      if (g_strcmp0 (text, text_again) == 0)
        continue;
      corral_json_node_get_integer (change, "rev", &rev);
      if (!same_state && corral_json_node_get_integer (again, "rev", &rev_again) && rev_again > rev)
        continue;
      corral_conformance_fail (self, CORRAL_CHECK_C2, _ ("%s/%s was told the first time, and not so the second"),
                               corral_json_node_get_string (change, "c"), corral_json_node_get_string (change, "id"));
      return FALSE;
    }
  return TRUE;
}

static void
look_twice (CorralConformance *self)
{
  g_autofree char *limit = g_strdup_printf ("%u", self->page_rows);
  g_autofree char *url = corral_conformance_url (self->base, "changes", "since", self->first_state, "limit", limit, NULL);
  g_autoptr (CorralProbeAnswer) first = corral_conformance_get (self, url, NULL);
  g_autoptr (CorralProbeAnswer) second = corral_conformance_get (self, url, NULL);
  guint n;

  if (first->status == 410 && second->status == 410)
    {
      corral_conformance_unseen (self, CORRAL_CHECK_C2, _ ("the state was given up meanwhile (410)"));
      return;
    }
  if (!corral_conformance_check_list (self, url, first, "changes", self->page_rows, CORRAL_CHECK_C2)
      || !corral_conformance_check_list (self, url, second, "changes", self->page_rows, CORRAL_CHECK_C2)
      || !says_the_same (self, first->json->root, second->json->root))
    return;
  n = corral_json_node_get_array (first->json->root, "changes")->children->len;
  if (n > 0)
    corral_conformance_pass (self, CORRAL_CHECK_C2, _ ("changes: %u"), n);
  else
    corral_conformance_unseen (self, CORRAL_CHECK_C2,
                               _ ("nothing changed meanwhile: two empty answers say little (--watch longer, or --write)"));
}

/* ---- who followed, and who comes new -------------------------------------------------------------------- */

static gboolean
is_served (CorralConformance *self, const char *difference)
{
  g_autofree char *name = g_strndup (difference, strcspn (difference, "/"));
  CorralCollection collection;

  return corral_collection_from_name (name, &collection) && (self->served & 1u << collection) != 0;
}

/* Leaves in @now what was there @before, too. */
static void
keep_those_of (GPtrArray *now, GPtrArray *before)
{
  for (guint i = now->len; i-- > 0;)
    {
      gboolean found = FALSE;

      for (guint k = 0; k < before->len && !found; k++)
        found = strcmp (g_ptr_array_index (now, i), g_ptr_array_index (before, k)) == 0;
      if (!found)
        g_ptr_array_remove_index (now, i);
    }
}

/* What of "collection/id way" the two still see differently, each time that both were brought to the head. NULL: they
 * could not be. */
static GPtrArray *
find_lasting_differences (CorralConformance *self, CorralShadow *old, CorralShadow *new)
{
  g_autoptr (GPtrArray) lasting = NULL;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GPtrArray) now = NULL;

      if (round > 0)
        g_usleep (ROUND_US);
      if (!corral_conformance_follow (self, old) || !corral_conformance_follow (self, new))
        return NULL;
      now = corral_shadow_compare (old, new);
      for (guint i = now->len; i-- > 0;)
        if (!is_served (self, g_ptr_array_index (now, i)))
          g_ptr_array_remove_index (now, i);
      if (lasting != NULL)
        keep_those_of (now, lasting);
      g_clear_pointer (&lasting, g_ptr_array_unref);
      lasting = g_steal_pointer (&now);
      if (lasting->len == 0)
        break;
    }
  return g_steal_pointer (&lasting);
}

static const struct
{
  const char *way;
  const char *sentence;
} ways[] = {
  { "kept", N_ ("the snapshot does not have it, and the changes never said that it went") },
  { "missed", N_ ("the snapshot has it, and the changes never told of it") },
  { "older", N_ ("the changes told an older revision than the snapshot has") },
  { "newer", N_ ("the snapshot has an older revision than the changes told") },
  { "differs", N_ ("one revision, but another content in the changes than in the snapshot") },
};

static void
compare_with_new (CorralConformance *self)
{
  g_autoptr (CorralShadow) new = corral_conformance_scan (self);
  g_autoptr (GPtrArray) lasting = NULL;

  if (new == NULL)
    return;
  lasting = find_lasting_differences (self, self->shadow, new);
  if (lasting == NULL)
    {
      if (self->shadow->lost != NULL || new->lost != NULL)
        corral_conformance_unseen (self, CORRAL_CHECK_C12, _ ("the state was given up meanwhile (410)"));
      return;
    }
  for (guint i = 0; i < lasting->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (lasting, i), " ", -1);

      for (guint k = 0; k < G_N_ELEMENTS (ways); k++)
        if (strcmp (parts[1], ways[k].way) == 0)
          corral_conformance_fail (self, CORRAL_CHECK_C12, "%s: %s", parts[0], _ (ways[k].sentence));
    }
  if (self->shadow->n_told > 0)
    corral_conformance_pass (self, CORRAL_CHECK_C12, _ ("rows: %u, of them changed while it was looked at: %u"),
                             g_hash_table_size (new->rows), self->shadow->n_told);
  else
    corral_conformance_unseen (self, CORRAL_CHECK_C12,
                               _ ("nothing changed meanwhile, and without changes it is easy (--watch longer, or --write)"));
}

/* ---- what was taken away --------------------------------------------------------------------------------- */

/* Asks for each row that went by @gone; those that are answered with a lower revision are wrong. How many there were. */
static guint
look_at_gone (CorralConformance *self, const char *gone, CorralCheck check)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->shadow->rows);
  while (g_hash_table_iter_next (&iter, &key, &value) && n < 10)
    {
      const CorralShadowRow *row = value;
      g_autofree char *url = NULL;
      g_autoptr (CorralProbeAnswer) answer = NULL;
      gint64 rev = 0;

      if (g_strcmp0 (row->gone, gone) != 0 || !is_served (self, key))
        continue;
      n++;
      url = corral_conformance_url (self->base, key, NULL);
      answer = corral_conformance_get (self, url, NULL);
      if (answer->status == 200 && answer->json != NULL
          && (!corral_json_node_get_integer (answer->json->root, "rev", &rev) || rev <= row->rev))
        corral_conformance_fail (self, check, _ ("%s is still answered after “%s”"), (const char *) key, gone);
    }
  return n;
}

/* After 410 for a restore, no state from before is good. */
static void
look_at_epoch (CorralConformance *self)
{
  g_autofree char *url = corral_conformance_url (self->base, "changes", "since", self->first_state, NULL);
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, url, NULL);
  g_autofree char *said = corral_conformance_say (self, url, answer);

  if (answer->status == 410 && answer->json != NULL
      && g_strcmp0 (corral_json_node_get_string (answer->json->root, "reason"), "epoch") == 0)
    corral_conformance_pass (self, CORRAL_CHECK_C5, _ ("every state from before was answered 410 “epoch”"));
  else
    corral_conformance_fail (self, CORRAL_CHECK_C5, _ ("a state from before the restore: %s"), said);
}

static void
look_at_taken (CorralConformance *self)
{
  const char *lost = self->shadow->lost;
  guint n_deleted = look_at_gone (self, "del", CORRAL_CHECK_C9);
  guint n_left = look_at_gone (self, "leave", CORRAL_CHECK_C4);

  look_at_gone (self, "purge", CORRAL_CHECK_C9);
  if (n_deleted > 0)
    corral_conformance_pass (self, CORRAL_CHECK_C9, _ ("rows that were deleted: %u"), n_deleted);
  else
    corral_conformance_unseen (self, CORRAL_CHECK_C9,
                               _ ("nothing was deleted meanwhile: delete something during --watch SECONDS"));
  if (n_left > 0)
    corral_conformance_pass (self, CORRAL_CHECK_C4, _ ("rows that left: %u"), n_left);
  else if (g_strcmp0 (lost, "scope") == 0)
    corral_conformance_pass (self, CORRAL_CHECK_C4, _ ("the states were given up (410 “scope”)"));
  else
    corral_conformance_unseen (self, CORRAL_CHECK_C4,
                               _ ("nothing was taken from this token: take a store from it during --watch SECONDS"));
  if (g_strcmp0 (lost, "epoch") == 0)
    look_at_epoch (self);
  else
    corral_conformance_unseen (self, CORRAL_CHECK_C5,
                               _ ("only a restore shows it: restore a backup during --watch SECONDS"));
}

void
corral_conformance_look_at_changes (CorralConformance *self)
{
  gint64 until_us = g_get_monotonic_time () + self->options->watch_s * (gint64) G_USEC_PER_SEC;

  while (corral_conformance_follow (self, self->shadow) && g_get_monotonic_time () < until_us)
    g_usleep (POLL_US);
  if (self->shadow->lost == NULL && !corral_conformance_has_failed (self, CORRAL_CHECK_CHANGES))
    corral_conformance_pass (self, CORRAL_CHECK_CHANGES, _ ("changes: %u"), self->shadow->n_told);
  look_twice (self);
  compare_with_new (self);
  look_at_taken (self);
}
