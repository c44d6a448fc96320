/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cache that was damaged: it is set aside, what can still be read of it is shown, and the cloud
 * tells it afresh. */
#include "cache-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- at a start
 * ------------------------------------------------------------------------------------------- */

typedef enum
{
  DAMAGE_TEXT,
  DAMAGE_HEADER,
  DAMAGE_CUT,
  DAMAGE_CUT_LATE,
  DAMAGE_OTHER_PROGRAM,
  DAMAGE_OTHER_TENANT,
  DAMAGE_PAGE_AND_UNCLEAN,
} Damage;

static void
damage_file (Fixture *fixture, const char *path, Damage damage)
{
  switch (damage)
    {
    case DAMAGE_TEXT:
      g_assert_true (
          g_file_set_contents (path, "this is a letter to my aunt and no database at all, sorry",
                               -1, NULL));
      break;
    case DAMAGE_HEADER:
      flip_bytes (path, 0, 64);
      break;
    case DAMAGE_CUT:
      cut_file (path, 3000);
      break;
    case DAMAGE_CUT_LATE:
      {
        GStatBuf info;

        g_assert_cmpint (g_stat (path, &info), ==, 0);
        cut_file (path, info.st_size / 4 * 3);
        break;
      }
    case DAMAGE_OTHER_PROGRAM:
      g_free (ask_file (path, "PRAGMA application_id=7"));
      break;
    case DAMAGE_OTHER_TENANT:
      g_free (ask_file (path, "UPDATE tenant SET id='south'"));
      break;
    case DAMAGE_PAGE_AND_UNCLEAN:
      flip_bytes (path, 4096 * 60, 4096 * 20);
      fixture_note_unclean_end (fixture);
      break;
    }
}

typedef struct
{
  const char *path;
  Damage damage;
  guint n_saved; /* at least so many of the 3,000 rows can still be read */
} DamageRow;

static const DamageRow damages[] = {
  { "/cache/damage/text", DAMAGE_TEXT, 0 },
  { "/cache/damage/header", DAMAGE_HEADER, 3000 },
  { "/cache/damage/cut", DAMAGE_CUT, 0 },
  { "/cache/damage/cut-late", DAMAGE_CUT_LATE, 500 },
  { "/cache/damage/other-program", DAMAGE_OTHER_PROGRAM, 0 },
  { "/cache/damage/other-tenant", DAMAGE_OTHER_TENANT, 0 },
  { "/cache/damage/page", DAMAGE_PAGE_AND_UNCLEAN, 1000 },
};

static gboolean
check_saved_row (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  const CorralCart *cart = row;
  guint *n = data;

  g_assert_cmpstr (cart->label, ==, "filled");
  g_assert_cmpstr (cart->serial, ==, cart->id);
  g_assert_cmpint (cart->rev, ==, 1);
  (*n)++;
  return TRUE;
}

/* What was taken over is shown, but nobody takes it for new, and the next sync begins afresh. */
static void
assert_waits_for_the_cloud (Fixture *fixture, guint n_saved)
{
  GError *error = NULL;
  guint n = 0;
  gint64 sequence = 0;
  g_autoptr (CorralSyncState) state = NULL;

  g_assert_true (corral_cache_load (fixture->cache, TENANT, CORRAL_COLLECTION_CART, check_saved_row,
                                    &n, &sequence, &error));
  g_assert_no_error (error);
  if (n_saved == 0)
    g_assert_cmpuint (n, ==, 0);
  else
    g_assert_cmpuint (n, >=, n_saved);
  g_test_message ("%u rows taken over", n);
  state = corral_cache_get_sync_state (fixture->cache, TENANT, &error);
  g_assert_no_error (error);
  g_assert_null (state->state);
  g_assert_cmpint (state->sequence, ==, sequence);
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    g_assert_null (state->progress[i].as_of);
  g_assert_cmpint (state->resyncing, ==, n_saved > 0);
  g_assert_cmpint (state->heard_ms[CORRAL_ANSWER_CHANGES], ==,
                   n_saved > 0 ? START_US / 1000 - 77 : CORRAL_UNKNOWN);
  g_assert_cmpint (state->heard_ms[CORRAL_ANSWER_VITALS], ==, CORRAL_UNKNOWN);
}

/* The cloud tells everything afresh, whatever the revisions; what it does not name goes. */
static void
tell_afresh (Fixture *fixture)
{
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralBatch) batch = make_batch (CORRAL_COLLECTION_CART);
  GError *error = NULL;

  put_cart (batch, "c00000", 0, "afresh");
  put_cart (batch, "new", 1, "afresh");
  corral_commit_set_begin_resync (commit);
  corral_commit_add_batch (commit, batch);
  corral_commit_set_finish_resync (commit);
  corral_commit_set_state (commit, "s9");
  g_assert_true (corral_cache_commit (fixture->cache, TENANT, commit, &error));
  g_assert_no_error (error);
  assert_text (list_carts (fixture), "c00000:0:afresh new:1:afresh ");
}

static void
fill_and_hear (Fixture *fixture)
{
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  GError *error = NULL;

  fill_carts (fixture, 3000);
  corral_commit_set_state (commit, "s1");
  corral_commit_set_heard (commit, CORRAL_ANSWER_CHANGES, START_US / 1000 - 77);
  g_assert_true (corral_cache_commit (fixture->cache, TENANT, commit, &error));
  g_assert_no_error (error);
}

static void
test_damage (gconstpointer data)
{
  const DamageRow *row = data;
  Damage damage = row->damage;
  Fixture fixture;
  g_autofree char *path = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  path = fixture_path (&fixture, TENANT, "cache.db");
  for (guint round = 0; round < 2; round++)
    {
      g_autofree char *reset = g_strdup_printf ("#%d reset; ", 1);

      fixture_open (&fixture);
      if (round > 0)
        {
          g_assert_true (corral_cache_erase_tenant (fixture.cache, TENANT, &error));
          fixture_open (&fixture);
        }
      fill_and_hear (&fixture);
      fixture_close (&fixture);
      g_string_truncate (fixture.heard, 0);
      damage_file (&fixture, path, damage);

      corral_clock_advance_us (fixture.clock, G_USEC_PER_SEC);
      g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==,
                       CORRAL_TENANT_FILE_SET_ASIDE);
      g_assert_no_error (error);
      assert_waits_for_the_cloud (&fixture, row->n_saved);
      assert_text (fixture_listen (&fixture), reset);
      /* The last one is kept for a look, no more. */
      g_assert_cmpuint (count_set_aside (&fixture), ==, 1);

      /* A start in between changes nothing. */
      fixture_close (&fixture);
      g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==, CORRAL_TENANT_FILE_KEPT);
      assert_waits_for_the_cloud (&fixture, row->n_saved);

      /* The new one works. */
      tell_afresh (&fixture);
      fixture_close (&fixture);
      g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==, CORRAL_TENANT_FILE_KEPT);
      g_assert_no_error (error);
      assert_text (list_carts (&fixture), "c00000:0:afresh new:1:afresh ");
      assert_text (ask_file (path, "PRAGMA integrity_check"), "ok");
      fixture_close (&fixture);
      g_string_truncate (fixture.heard, 0);
    }
  fixture_tear_down (&fixture);
}

static void
test_what_was_purged_stays_so (void)
{
  Fixture fixture;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);
  g_autofree char *path = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  path = fixture_path (&fixture, TENANT, "cache.db");
  fixture_open (&fixture);
  put_cart (batch, "erased", 3, "never again");
  commit_batch (&fixture, batch);
  batch = make_batch (CORRAL_COLLECTION_CART);
  take_away (batch, CORRAL_CHANGE_PURGE, "erased", 4);
  commit_batch (&fixture, batch);
  fill_and_hear (&fixture);
  fixture_close (&fixture);
  damage_file (&fixture, path, DAMAGE_PAGE_AND_UNCLEAN);
  g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==, CORRAL_TENANT_FILE_SET_ASIDE);
  g_assert_no_error (error);
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "erased", 9, "again");
  commit_batch (&fixture, batch);
  assert_text (ask_file (path, "SELECT count(*) FROM cart WHERE id='erased'"), "0");
  fixture_tear_down (&fixture);
}

/* ---- while it runs
 * -------------------------------------------------------------------------------------- */

static gboolean
ignore_row (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  return TRUE;
}

static void
test_damage_met_while_reading (gconstpointer nothing_new)
{
  Fixture fixture;
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralSyncState) state = NULL;
  g_autofree char *heard = NULL;
  g_autofree char *carts = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  path = fixture_path (&fixture, TENANT, "cache.db");
  fixture_open (&fixture);
  fill_carts (&fixture, 3000);
  fixture_close (&fixture);
  flip_bytes (path, 4096 * 90, 4096 * 15);

  /* The end was clean, so nothing is looked through; the reader says that it is damaged, and the
   * writer makes anew. */
  g_assert_cmpint (fixture_open_as (&fixture, TENANT, &error), ==, CORRAL_TENANT_FILE_KEPT);
  g_assert_no_error (error);
  g_string_truncate (fixture.heard, 0);
  g_assert_false (corral_cache_load (fixture.cache, TENANT, CORRAL_COLLECTION_CART, ignore_row,
                                     NULL, NULL, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED);
  g_clear_error (&error);
  while (fixture.heard->len == 0)
    g_main_context_iteration (NULL, TRUE);
  /* What could be taken over comes with the news: nobody has to load it again. */
  heard = fixture_listen (&fixture);
  g_assert_true (g_str_has_prefix (heard, "#2 reset cart+c00000 cart+c00001 "));
  g_assert_nonnull (strstr (heard, " cart+c02999 "));
  g_assert_cmpuint (count_set_aside (&fixture), ==, 1);
  carts = list_carts (&fixture);
  g_assert_true (g_str_has_prefix (carts, "c00000:1:filled "));

  /* Whoever was in the middle of a sync goes on from what another file held: told once, and then
   * nothing is in its way. Without this the cursor would be ahead of rows that are missing. */
  if (nothing_new != NULL)
    corral_commit_set_heard (commit, CORRAL_ANSWER_CHANGES, START_US / 1000);
  else
    corral_commit_set_state (commit, "s2");
  g_assert_false (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED);
  g_clear_error (&error);
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_null (state->state);
  g_assert_true (state->resyncing);
  tell_afresh (&fixture);
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    g_test_add_data_func (damages[i].path, &damages[i], test_damage);
  g_test_add_func ("/cache/damage/purged", test_what_was_purged_stays_so);
  g_test_add_data_func ("/cache/damage/reading", NULL, test_damage_met_while_reading);
  g_test_add_data_func ("/cache/damage/reading-nothing-new", "304", test_damage_met_while_reading);
  return g_test_run ();
}
