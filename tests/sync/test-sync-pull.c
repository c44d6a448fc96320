/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From nothing to everything, from then to now, and from the start again: against the demo cloud
 * and a toy. */
#include "sync-fixture.h"

#include "cache-rows.h"

#include "corral-fleet.h"
#include "corral-test-keyring.h"

#include <string.h>

static void
test_fresh (void)
{
  SyncFixture f;

  sync_fixture_set_up_demo (&f);
  sync_once_well (&f);
  assert_cache_is_the_fleet (&f);
  g_assert_false (f.fell);
  g_assert_cmpuint (f.carts_seen, ==, 60);
  g_assert_cmpuint (f.carts_expected, ==, 60);
  g_assert_false (f.status->bootstrapping);
  g_assert_cmpuint (f.status->quarantined, ==, 0);
  g_assert_cmpuint (f.status->heard->len, ==, corral_sim_get_n_tenants (f.sim));
  g_assert_cmpint (ABS (f.status->heard_ms - corral_clock_now_ms (f.clock)), <, 60000);
  sync_fixture_tear_down (&f);
}

static void
count_rows_cb (CorralCache *cache, const CorralCacheNotice *notice, gpointer data)
{
  guint *n_rows = data;

  for (guint i = 0; i < notice->batches->len; i++)
    *n_rows += ((CorralBatch *) g_ptr_array_index (notice->batches, i))->n_rows;
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_delta (void)
{
  SyncFixture f;
  guint n_tenants;
  guint before;
  guint n_rows = 0;

  sync_fixture_set_up_demo (&f);
  n_tenants = corral_sim_get_n_tenants (f.sim);
  sync_once_well (&f);

  /* Nothing has changed: who we are, the changes and the last values, and no row is written. */
  corral_cache_set_notify (f.cache, NULL, count_rows_cb, &n_rows, NULL);
  before = corral_demo_cloud_get_n_requests (f.cloud);
  sync_once_well (&f);
  drain ();
  g_assert_cmpuint (corral_demo_cloud_get_n_requests (f.cloud) - before, ==, 1 + 2 * n_tenants);
  g_assert_cmpuint (n_rows, ==, 0);

  /* Hours later: only the changes are asked for. */
  for (guint hour = 0; hour < 4; hour++)
    {
      corral_clock_advance_us (f.cloud_clock, 97 * 60 * (gint64) G_USEC_PER_SEC);
      before = corral_demo_cloud_get_n_requests (f.cloud);
      sync_fixture_reopen (&f);
      corral_cache_set_notify (f.cache, NULL, count_rows_cb, &n_rows, NULL);
      sync_once_well (&f);
      drain ();
      g_assert_cmpuint (corral_demo_cloud_get_n_requests (f.cloud) - before, <=, 1 + 3 * n_tenants);
      g_assert_cmpuint (n_rows, >, 0);
      assert_cache_is_the_fleet (&f);
    }
  corral_cache_set_notify (f.cache, NULL, NULL, NULL, NULL);
  sync_fixture_tear_down (&f);
}

static void
test_gone (void)
{
  static const char *const reasons[] = { "expired", "epoch", "scope", "schema" };
  SyncFixture f;
  gint64 generation = 1;

  sync_fixture_set_up_demo (&f);
  sync_once_well (&f);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (CorralSyncState) state = NULL;

      corral_demo_cloud_expire_states (f.cloud, reasons[i]);
      corral_clock_advance_us (f.cloud_clock, 47 * 60 * (gint64) G_USEC_PER_SEC);
      sync_once_well (&f);
      assert_cache_is_the_fleet (&f);
      state = corral_cache_get_sync_state (f.cache, corral_sim_get_tenant (f.sim, 0)->id, NULL);
      g_assert_cmpint (state->generation, ==, ++generation);
      g_assert_false (state->resyncing);
    }
  sync_fixture_tear_down (&f);
}

/* What an older Corral had read is still there when it is opened by this one, and is read anew: the rows that it never
 * asked for would else only come as they change. */
static void
test_older_cache (void)
{
  SyncFixture f;
  const char *tenant;
  gint64 n_carts;
  gint64 n_windows = 0;
  guint before;

  sync_fixture_set_up_demo (&f);
  tenant = corral_sim_get_tenant (f.sim, 0)->id;
  sync_once_well (&f);
  n_carts = corral_cache_count_rows (f.cache, tenant, CORRAL_COLLECTION_CART, NULL);
  g_assert_cmpint (n_carts, >, 0);
  for (guint i = 0; i < corral_sim_get_n_tenants (f.sim); i++)
    n_windows += corral_cache_count_rows (f.cache, corral_sim_get_tenant (f.sim, i)->id, CORRAL_COLLECTION_MAINTENANCE,
                                          NULL);
  g_assert_cmpint (n_windows, >, 0);

  sync_fixture_reopen_as_schema_3 (&f);
  g_assert_cmpint (corral_cache_count_rows (f.cache, tenant, CORRAL_COLLECTION_CART, NULL), ==, n_carts);
  g_assert_cmpint (corral_cache_count_rows (f.cache, tenant, CORRAL_COLLECTION_INGEST, NULL), ==, 0);
  sync_once_well (&f);
  assert_cache_is_the_fleet (&f);
  g_assert_cmpint (corral_cache_count_rows (f.cache, tenant, CORRAL_COLLECTION_INGEST, NULL), ==, 1);

  /* Once. */
  before = corral_demo_cloud_get_n_requests (f.cloud);
  sync_fixture_reopen (&f);
  sync_once_well (&f);
  g_assert_cmpuint (corral_demo_cloud_get_n_requests (f.cloud) - before, <=, 1 + 3 * corral_sim_get_n_tenants (f.sim));
  sync_fixture_tear_down (&f);
}

/* ---- a server from a backup
 * ---------------------------------------------------------------------- */

typedef struct
{
  CorralFleet *fleet;
  GString *during; /* what could be read of the carts at each commit of the resync */
  SyncFixture *f;
} Mirror;

static void
mirror_cb (CorralCache *cache, const CorralCacheNotice *notice, gpointer data)
{
  Mirror *mirror = data;

  if (notice->resync)
    corral_fleet_forget_revisions (mirror->fleet, notice->tenant);
  for (guint i = 0; i < notice->batches->len; i++)
    corral_fleet_apply (mirror->fleet, notice->tenant, g_ptr_array_index (notice->batches, i));
}

/* "1:Apple:80 2:…" as the mirror has the carts a to e of harbor. */
static char *
list_mirror (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 chain = corral_fleet_find_chain (fleet, "harbor");
  GString *text = g_string_new (NULL);

  for (const char *id = "a\0b\0c\0d\0e\0"; *id != '\0'; id += 2)
    {
      guint32 slot = corral_columns_find (carts, chain, id);

      if (slot == CORRAL_NO_SLOT || !corral_columns_exists (carts, slot))
        continue;
      g_string_append_printf (text, "%s:%s:%" G_GINT64_FORMAT " ", id,
                              corral_columns_get_text (carts, slot, CORRAL_CART_COL_LABEL),
                              corral_columns_get_integer (carts, slot,
                                                          CORRAL_CART_COL_BATTERY_PCT));
    }
  return g_string_free (text, FALSE);
}

#define assert_mirror(fleet, expected)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *mirror_ = list_mirror (fleet);                                                \
    g_assert_cmpstr (mirror_, ==, (expected));                                                     \
  }                                                                                                \
  G_STMT_END

static void
test_restored_from_a_backup (void)
{
  SyncFixture f;
  Mirror mirror = { .f = &f };

  sync_fixture_set_up_toy (&f);
  mirror.fleet = corral_fleet_new (NULL);
  corral_cache_set_notify (f.cache, NULL, mirror_cb, &mirror, NULL);
  toy_cloud_put (f.toy, "store", "s1", 900, "Quay");
  toy_cloud_put (f.toy, "cart", "a", 900, "Apple");
  toy_cloud_put (f.toy, "cart", "b", 901, "Birch");
  toy_cloud_put (f.toy, "cart", "c", 902, "Cedar");
  toy_cloud_put (f.toy, "vital", "a", 70, "80");
  toy_cloud_put (f.toy, "vital", "c", 71, "90");
  sync_once_well (&f);
  drain ();
  assert_rows (&f, CART, "a:900:Apple b:901:Birch c:902:Cedar ");
  assert_mirror (mirror.fleet, "a:Apple:80 b:Birch:-9223372036854775808 c:Cedar:90 ");
  /* One is deleted: its tombstone is of the old life, too. */
  toy_cloud_put (f.toy, "cart", "b", 950, NULL);
  sync_once_well (&f);
  drain ();
  assert_mirror (mirror.fleet, "a:Apple:80 c:Cedar:90 ");

  toy_cloud_restore_backup (f.toy);
  toy_cloud_put (f.toy, "store", "s1", 5, "Quay");
  toy_cloud_put (f.toy, "cart", "a", 10, "Apricot");
  toy_cloud_put (f.toy, "cart", "b", 11, "Bamboo");
  toy_cloud_put (f.toy, "cart", "d", 12, "Date");
  toy_cloud_put (f.toy, "vital", "a", 3, "33");
  toy_cloud_put (f.toy, "vital", "b", 4, "44");
  sync_once_well (&f);
  drain ();
  assert_rows (&f, CART, "a:10:Apricot b:11:Bamboo d:12:Date ");
  assert_rows (&f, VITAL, "a:3:33 b:4:44 ");
  assert_rows (&f, STORE, "s1:5:Quay ");
  assert_mirror (mirror.fleet, "a:Apricot:33 b:Bamboo:44 d:Date:-9223372036854775808 ");

  corral_cache_set_notify (f.cache, NULL, NULL, NULL, NULL);
  g_assert_finalize_object (mirror.fleet);
  sync_fixture_tear_down (&f);
}

/* The whole of a cart goes and comes back, its last values at the same message as before. */
static void
test_cart_that_comes_back (void)
{
  SyncFixture f;
  Mirror mirror = { .f = &f };

  sync_fixture_set_up_toy (&f);
  mirror.fleet = corral_fleet_new (NULL);
  corral_cache_set_notify (f.cache, NULL, mirror_cb, &mirror, NULL);
  toy_cloud_put (f.toy, "cart", "a", 1, "Apple");
  toy_cloud_put (f.toy, "vital", "a", 70, "80");
  sync_once_well (&f);
  toy_cloud_put (f.toy, "cart", "a", 2, NULL);
  toy_cloud_put (f.toy, "vital", "a", 70, NULL);
  sync_once_well (&f);
  drain ();
  assert_rows (&f, CART, "");
  assert_rows (&f, VITAL, "");
  assert_mirror (mirror.fleet, "");
  toy_cloud_put (f.toy, "cart", "a", 3, "Apple");
  toy_cloud_put (f.toy, "vital", "a", 70, "80");
  sync_once_well (&f);
  drain ();
  assert_rows (&f, VITAL, "a:70:80 ");
  assert_mirror (mirror.fleet, "a:Apple:80 ");
  corral_cache_set_notify (f.cache, NULL, NULL, NULL, NULL);
  g_assert_finalize_object (mirror.fleet);
  sync_fixture_tear_down (&f);
}

/* 410 in the middle of the list of carts, again and again: what was held can be read all the time.
 */
static void
test_gone_in_the_middle_of_a_resync (void)
{
  SyncFixture f;
  g_autoptr (GError) error = NULL;

  sync_fixture_set_up_toy (&f);
  toy_cloud_set_page_rows (f.toy, 2);
  for (const char *id = "a\0b\0c\0d\0e\0"; *id != '\0'; id += 2)
    toy_cloud_put (f.toy, "cart", id, 900, "Old");
  sync_once_well (&f);

  toy_cloud_restore_backup (f.toy);
  for (const char *id = "a\0b\0c\0d\0"; *id != '\0'; id += 2)
    toy_cloud_put (f.toy, "cart", id, 5, "New");
  toy_cloud_set_fault (f.toy, "snapshots/cart?cursor",
                       corral_fault_none (410, "application/problem+json", NULL,
                                          "{\"status\":410,\"code\":\"state-expired\","
                                          "\"reason\":\"expired\"}"),
                       -1);
  g_assert_false (sync_once (&f, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_GONE);
  assert_rows (&f, CART, "a:5:New b:5:New c:900:Old d:900:Old e:900:Old ");
  sync_fixture_reopen (&f);
  assert_rows (&f, CART, "a:5:New b:5:New c:900:Old d:900:Old e:900:Old ");

  toy_cloud_heal (f.toy);
  sync_once_well (&f);
  assert_rows (&f, CART, "a:5:New b:5:New c:5:New d:5:New ");
  sync_fixture_tear_down (&f);
}

/* ---- restarts
 * ------------------------------------------------------------------------------------ */

static void
test_restart_in_the_middle (void)
{
  guint n_pages;

  for (guint k = 1;; k++)
    {
      SyncFixture f;
      g_autoptr (GError) error = NULL;
      g_autofree char *requests = NULL;
      g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
      g_auto (GStrv) lines = NULL;
      guint twice = 0;
      gboolean finished;

      sync_fixture_set_up_toy (&f);
      toy_cloud_set_page_rows (f.toy, 2);
      toy_cloud_put (f.toy, "store", "s1", 1, "Quay");
      for (const char *id = "a\0b\0c\0d\0e\0"; *id != '\0'; id += 2)
        toy_cloud_put (f.toy, "cart", id, 9, "New");
      f.cancel_after = k;
      finished = sync_once (&f, &error);
      f.cancel_after = 0;
      if (!finished)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      sync_fixture_reopen (&f);
      sync_once_well (&f);
      assert_rows (&f, CART, "a:9:New b:9:New c:9:New d:9:New e:9:New ");
      assert_rows (&f, STORE, "s1:1:Quay ");

      /* No page of a snapshot that had been written was asked for again. */
      requests = toy_cloud_take_requests (f.toy);
      lines = g_strsplit (requests, "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        if (strstr (lines[i], "/snapshots/") != NULL && !g_hash_table_add (asked, lines[i]))
          twice++;
      g_assert_cmpuint (twice, ==, 0);
      sync_fixture_tear_down (&f);
      if (finished)
        {
          n_pages = k;
          break;
        }
    }
  /* 16 lists, the carts in three pages, and what follows: each was the place of a restart. */
  g_assert_cmpuint (n_pages, >=, 18);
}

/* A server that has stores and carts and nothing else is served all the same. */
/* A careless cloud sends people along with every row and list: they are in no file, however often it is read. */
static void
test_people_are_not_kept (void)
{
  static const char *const planted[] = { "planted-customer-", "Planted-Person", "4111 1111", "shopper.example" };
  SyncFixture f;

  sync_fixture_set_up_toy (&f);
  toy_cloud_put (f.toy, "store", "s1", 1, "Riverside");
  toy_cloud_put (f.toy, "cart", "c1", 2, "0412");
  toy_cloud_put (f.toy, "vital", "c1", 1, "78");
  sync_once_well (&f);
  toy_cloud_put (f.toy, "cart", "c1", 5, "0413");
  toy_cloud_restore_backup (f.toy);
  toy_cloud_put (f.toy, "cart", "c1", 6, "0414");
  sync_once_well (&f);
  /* It was sent. */
  {
    g_autoptr (GBytes) answer = toy_cloud_answer (f.toy, "/v1/tenants/harbor/snapshots/cart");
    g_autofree char *text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));

    for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
      g_assert_nonnull (strstr (text, planted[i]));
    g_assert_nonnull (strstr (text, "0414"));
  }
  g_assert_true (corral_test_find_in_files (f.root, "0414"));
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    g_assert_false (corral_test_find_in_files (f.root, planted[i]));
  sync_fixture_tear_down (&f);
}

static void
test_minimal_server (void)
{
  SyncFixture f;

  sync_fixture_set_up_toy (&f);
  toy_cloud_put (f.toy, "store", "s1", 1, "Quay");
  toy_cloud_put (f.toy, "cart", "a", 1, "Apple");
  toy_cloud_set_minimal (f.toy);
  sync_once_well (&f);
  assert_rows (&f, CART, "a:1:Apple ");
  sync_fixture_tear_down (&f);
}

static void
test_chain_that_is_no_longer_ours (void)
{
  SyncFixture f;
  g_autofree char *folder = NULL;
  g_autofree char *kept = NULL;

  sync_fixture_set_up_toy (&f);
  toy_cloud_set_tenants (f.toy, "harbor,meadow");
  toy_cloud_put (f.toy, "cart", "a", 1, "Apple");
  sync_once_well (&f);
  folder = g_build_filename (f.root, "cache", "harbor", NULL);
  kept = g_build_filename (f.root, "cache", "meadow", "cache.db", NULL);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (kept, G_FILE_TEST_IS_REGULAR));
  toy_cloud_set_tenants (f.toy, "meadow");
  sync_once_well (&f);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept, G_FILE_TEST_IS_REGULAR));
  assert_rows (&f, CART, NULL);
  sync_fixture_tear_down (&f);
}

/* What was written for the next shift goes with the chain, and before it: what cannot be removed is tried again, for the
 * chain is still there to tell of it. */
static void
test_handover_goes_with_a_chain (void)
{
  SyncFixture f;
  g_autofree char *folder = NULL;
  g_autofree char *handover = NULL;
  g_autofree char *stays = NULL;
  g_autoptr (GError) error = NULL;

  sync_fixture_set_up_toy (&f);
  toy_cloud_set_tenants (f.toy, "harbor,meadow");
  sync_once_well (&f);
  folder = g_build_filename (f.root, "cache", "harbor", NULL);
  handover = g_build_filename (f.root, "data", "handover", NULL);
  stays = g_build_filename (handover, "stays", NULL);
  /* Nobody removes a folder as if it were a file. */
  g_assert_cmpint (g_mkdir_with_parents (stays, 0700), ==, 0);
  toy_cloud_set_tenants (f.toy, "meadow");
  g_assert_false (sync_once (&f, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_READ_ONLY);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));

  cache_remove_tree (handover);
  g_assert_true (g_file_set_contents (handover, "Harbor's carts", -1, NULL));
  sync_once_well (&f);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (handover, G_FILE_TEST_EXISTS));
  sync_fixture_tear_down (&f);
}

/* ---- rows that cannot be read */

#define CART(id, rev, label) \
  "{\"id\":\"" id "\",\"rev\":" rev ",\"serial\":\"S\",\"label\":\"" label "\",\"store\":\"s1\",\"state\":\"idle\"}"

/* Answers the list of carts with a page of its own, from @rows on. */
static void
bend_carts (SyncFixture *f, const char *state, const char *rows, guint count)
{
  g_autofree char *page
      = g_strdup_printf ("{\"tenant\":\"harbor\",\"as_of\":\"%s\",\"items\":[%s],\"count\":%u,\"total\":%u,"
                         "\"next\":null,\"end\":true}",
                         state, rows, count, count);

  toy_cloud_set_fault (f->toy, "snapshots/cart", corral_fault_none (200, "application/json", NULL, page), -1);
}

/* They are put aside, and nothing tells that the cloud was mended. After some hours they are asked for again, and till
 * then the others are there. */
static void
test_rows_that_could_not_be_read (void)
{
  SyncFixture f;
  g_autoptr (CorralSyncState) state = NULL;
  g_autofree char *requests = NULL;

  sync_fixture_set_up_toy (&f);
  toy_cloud_put (f.toy, "cart", "a", 1, "Apple");
  toy_cloud_put (f.toy, "cart", "b", 2, "Birch");
  bend_carts (&f, "e1.2", CART ("a", "1", "Apple") "," CART ("b", "\"two\"", "Birch"), 2);
  sync_once_well (&f);
  assert_rows (&f, CART, "a:1:Apple ");
  g_assert_cmpuint (f.status->quarantined, ==, 1);

  toy_cloud_heal (f.toy);
  sync_once_well (&f);
  assert_rows (&f, CART, "a:1:Apple ");
  corral_clock_jump_us (f.clock, (CORRAL_SYNC_ASK_AGAIN_MS + 1000) * 1000);
  sync_once_well (&f);
  assert_rows (&f, CART, "a:1:Apple b:2:Birch ");
  state = corral_cache_get_sync_state (f.cache, "harbor", NULL);
  g_assert_cmpint (state->quarantined, ==, 0);

  /* Once. */
  g_free (toy_cloud_take_requests (f.toy));
  corral_clock_jump_us (f.clock, (CORRAL_SYNC_ASK_AGAIN_MS + 1000) * 1000);
  sync_once_well (&f);
  requests = toy_cloud_take_requests (f.toy);
  g_assert_null (strstr (requests, "snapshots"));
  sync_fixture_tear_down (&f);
}

/* What was known of a row stays while a resync cannot read it, even one of a cloud whose revisions fell. */
static void
test_a_resync_that_cannot_read_a_row (void)
{
  SyncFixture f;

  sync_fixture_set_up_toy (&f);
  toy_cloud_put (f.toy, "cart", "a", 900, "Apple");
  toy_cloud_put (f.toy, "cart", "b", 901, "Birch");
  toy_cloud_put (f.toy, "cart", "c", 902, "Cedar");
  sync_once_well (&f);
  toy_cloud_restore_backup (f.toy);
  toy_cloud_put (f.toy, "cart", "a", 10, "Apricot");
  toy_cloud_put (f.toy, "cart", "b", 11, "Bamboo");
  bend_carts (&f, "e2.2", CART ("a", "10", "Apricot") "," CART ("b", "null", "Bamboo"), 2);
  sync_once_well (&f);
  assert_rows (&f, CART, "a:10:Apricot b:0:Birch ");

  /* It changes, and is no more. */
  toy_cloud_heal (f.toy);
  toy_cloud_put (f.toy, "cart", "b", 12, "Beech");
  sync_once_well (&f);
  assert_rows (&f, CART, "a:10:Apricot b:12:Beech ");
  toy_cloud_put (f.toy, "cart", "b", 13, NULL);
  sync_once_well (&f);
  assert_rows (&f, CART, "a:10:Apricot ");
  sync_fixture_tear_down (&f);
}

/* A page that says that there is more, from a cloud whose ETag is that of all it has: the next is not asked for on the
 * condition that there be something new. */
static void
test_more_is_asked_for_without_a_condition (void)
{
  static const char first[] = "{\"tenant\":\"harbor\",\"old_state\":\"e1.1\",\"new_state\":\"e1.2\",\"has_more\":true,"
                              "\"changes\":[{\"c\":\"cart\",\"id\":\"b\",\"rev\":2,\"op\":\"put\",\"data\":"
                              CART ("b", "2", "Birch") "}],\"count\":1,\"end\":true}";
  SyncFixture f;

  sync_fixture_set_up_toy (&f);
  toy_cloud_put (f.toy, "cart", "a", 1, "Apple");
  sync_once_well (&f);
  toy_cloud_put (f.toy, "cart", "b", 2, "Birch");
  toy_cloud_put (f.toy, "cart", "c", 3, "Cedar");
  toy_cloud_set_fault (f.toy, "changes?since=e1.1",
                       corral_fault_none (200, "application/json", "ETag: \"e1.3\"\r\n", first), 1);
  toy_cloud_set_etag (f.toy, "\"e1.3\"");
  sync_once_well (&f);
  assert_rows (&f, CART, "a:1:Apple b:2:Birch c:3:Cedar ");
  sync_fixture_tear_down (&f);
}

static void
count_resyncs (CorralCache *cache, const CorralCacheNotice *notice, gpointer data)
{
  *(guint *) data += notice->resync;
}

/* The head of the file is damaged while Corral is not running, and the cloud moves on meanwhile: to lower revisions, too,
 * for a backup was put back. Offline everything is still there; then it is as the cloud has it, and nothing else. */
static void
test_a_damaged_file_is_shown_until_it_is_repaired (void)
{
  SyncFixture f;
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  gsize size = 0;
  guint n_resyncs = 0;
  GError *error = NULL;

  sync_fixture_set_up_toy (&f);
  toy_cloud_put (f.toy, "cart", "c1", 50, "Apple");
  toy_cloud_put (f.toy, "cart", "c2", 60, "Pear");
  toy_cloud_put (f.toy, "cart", "c3", 70, "Plum");
  sync_once_well (&f);
  assert_rows (&f, CART, "c1:50:Apple c2:60:Pear c3:70:Plum ");
  corral_cache_close (f.cache);

  path = g_build_filename (f.root, "cache", "harbor", "cache.db", NULL);
  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  memset (bytes, 0x5a, 100);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, &error));
  toy_cloud_restore_backup (f.toy);
  toy_cloud_put (f.toy, "cart", "c1", 5, "Apfel");
  toy_cloud_put (f.toy, "cart", "c4", 6, "Kirsche");

  sync_fixture_reopen (&f);
  assert_rows (&f, CART, "c1:50:Apple c2:60:Pear c3:70:Plum ");
  corral_cache_set_notify (f.cache, NULL, count_resyncs, &n_resyncs, NULL);
  sync_once_well (&f);
  assert_rows (&f, CART, "c1:5:Apfel c4:6:Kirsche ");
  /* Whoever holds the rows in memory is told that their revisions say nothing any more. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_resyncs, ==, 1);
  sync_fixture_tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/pull/fresh", test_fresh);
  g_test_add_func ("/sync/pull/delta", test_delta);
  g_test_add_func ("/sync/pull/gone", test_gone);
  g_test_add_func ("/sync/pull/older-cache", test_older_cache);
  g_test_add_func ("/sync/pull/restored-from-a-backup", test_restored_from_a_backup);
  g_test_add_func ("/sync/pull/cart-that-comes-back", test_cart_that_comes_back);
  g_test_add_func ("/sync/pull/gone-in-the-middle-of-a-resync",
                   test_gone_in_the_middle_of_a_resync);
  g_test_add_func ("/sync/pull/restart-in-the-middle", test_restart_in_the_middle);
  g_test_add_func ("/sync/pull/people-are-not-kept", test_people_are_not_kept);
  g_test_add_func ("/sync/pull/minimal-server", test_minimal_server);
  g_test_add_func ("/sync/pull/chain-that-is-no-longer-ours", test_chain_that_is_no_longer_ours);
  g_test_add_func ("/sync/pull/handover-goes-with-a-chain", test_handover_goes_with_a_chain);
  g_test_add_func ("/sync/pull/damaged", test_a_damaged_file_is_shown_until_it_is_repaired);
  g_test_add_func ("/sync/pull/unreadable", test_rows_that_could_not_be_read);
  g_test_add_func ("/sync/pull/unreadable-in-a-resync", test_a_resync_that_cannot_read_a_row);
  g_test_add_func ("/sync/pull/more-without-a-condition", test_more_is_asked_for_without_a_condition);
  return g_test_run ();
}
