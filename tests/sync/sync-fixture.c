/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cache, a runner and a cloud over real HTTP. The test's thread; statuses come from the runner's.
 */
#include "sync-fixture.h"

#include "cache-rows.h"

#include <sqlite3.h>
#include <string.h>

static void
open_cache (SyncFixture *f)
{
  g_autofree char *data = g_build_filename (f->root, "data", NULL);
  g_autofree char *cache = g_build_filename (f->root, "cache", NULL);
  g_autoptr (GError) error = NULL;

  f->cache = corral_cache_open (data, cache, CORRAL_CACHE_OPEN_DEFAULT, f->clock, &error);
  g_assert_no_error (error);
}

static void
set_up (SyncFixture *f)
{
  g_autoptr (GError) error = NULL;

  memset (f, 0, sizeof *f);
  g_mutex_init (&f->lock);
  g_cond_init (&f->changed);
  f->root = g_dir_make_tmp ("corral-sync-XXXXXX", &error);
  g_assert_no_error (error);
  f->clock = corral_clock_new_scaled (g_get_real_time (), 1.0);
  f->cancellable = g_cancellable_new ();
  open_cache (f);
}

void
sync_fixture_set_up_demo (SyncFixture *f)
{
  sync_fixture_set_up_scenarios (f, NULL);
}

void
sync_fixture_set_up_scenarios (SyncFixture *f, const char *const *scenarios)
{
  CorralDemoCloudOptions options = { .n_carts = 60, .n_stores = 4, .scenarios = scenarios };
  CorralSimOptions sim_options = { .n_carts = 60, .n_stores = 4, .scenarios = scenarios };
  g_autoptr (GError) error = NULL;

  set_up (f);
  f->cloud_clock = corral_clock_new_manual (START_MS * 1000);
  options.clock = sim_options.clock = f->cloud_clock;
  f->cloud = corral_demo_cloud_new (&options, &error);
  g_assert_no_error (error);
  f->sim = corral_sim_new (&sim_options, &error);
  g_assert_no_error (error);
  f->url = g_strdup (corral_demo_cloud_get_api (f->cloud));
  f->token = g_strdup (corral_demo_cloud_get_token (f->cloud));
}

void
sync_fixture_set_up_toy (SyncFixture *f)
{
  set_up (f);
  f->toy = toy_cloud_new ();
  f->url = g_strdup (toy_cloud_get_url (f->toy));
  f->token = g_strdup ("toy");
}

void
sync_fixture_tear_down (SyncFixture *f)
{
  sync_unfollow (f);
  corral_cache_close (f->cache);
  corral_cache_unref (f->cache);
  g_clear_pointer (&f->cloud, corral_demo_cloud_free);
  g_clear_pointer (&f->sim, corral_sim_free);
  g_clear_pointer (&f->toy, toy_cloud_free);
  g_clear_pointer (&f->cloud_clock, corral_clock_unref);
  g_clear_pointer (&f->status, corral_sync_status_unref);
  g_object_unref (f->cancellable);
  corral_clock_unref (f->clock);
  cache_remove_tree (f->root);
  g_free (f->root);
  g_free (f->url);
  g_free (f->token);
  g_free (f->message);
  g_mutex_clear (&f->lock);
  g_cond_clear (&f->changed);
}

static void
make_schema_3 (SyncFixture *f)
{
  for (guint i = 0; i < corral_sim_get_n_tenants (f->sim); i++)
    {
      g_autofree char *path
          = g_build_filename (f->root, "cache", corral_sim_get_tenant (f->sim, i)->id, "cache.db", NULL);
      sqlite3 *db = NULL;

      g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (db,
                                     "ALTER TABLE sync DROP COLUMN known_ms;DROP TABLE incident;DROP TABLE maintenance;DROP TABLE ingest;DROP TABLE loss_week;"
                                     "ALTER TABLE vital DROP COLUMN trips;ALTER TABLE vital DROP COLUMN missing;"
                                     "ALTER TABLE store DROP COLUMN recheck_pct;"
                                     "ALTER TABLE store DROP COLUMN service_days_pct;"
                                     "ALTER TABLE flag DROP COLUMN voided_lot;"
                                     "ALTER TABLE flag DROP COLUMN decided_note;"
                                     "ALTER TABLE flag DROP COLUMN session_started_ms;"
                                     "ALTER TABLE flag DROP COLUMN seen_by;"
                                     "ALTER TABLE flag DROP COLUMN seen_ms;"
                                     "ALTER TABLE flag DROP COLUMN second_by;"
                                     "ALTER TABLE flag DROP COLUMN second_ms;"
                                     "ALTER TABLE flag DROP COLUMN second_of;"
                                     "ALTER TABLE flag DROP COLUMN item_count;"
                                     "ALTER TABLE flag DROP COLUMN checked_items;"
                                     "ALTER TABLE flag DROP COLUMN wrong_items;"
                                     "ALTER TABLE flag DROP COLUMN checked_by;"
                                     "ALTER TABLE flag DROP COLUMN checked_ms;"
                                     "ALTER TABLE cart DROP COLUMN calibrated_ms;"
                                     "ALTER TABLE cart DROP COLUMN calibrated_by;"
                                     "ALTER TABLE cart DROP COLUMN outside_latitude;"
                                     "ALTER TABLE cart DROP COLUMN outside_longitude;"
                                     "ALTER TABLE certificate DROP COLUMN revoked_ms;"
                                     "DELETE FROM progress WHERE collection IN ('incident','maintenance','ingest','loss_week');"
                                     "PRAGMA user_version=3",
                                     NULL, NULL, NULL),
                       ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
    }
}

static void
reopen (SyncFixture *f, gboolean older)
{
  g_autoptr (GPtrArray) tenants = NULL;

  corral_cache_close (f->cache);
  corral_cache_unref (f->cache);
  if (older)
    make_schema_3 (f);
  open_cache (f);
  tenants = corral_cache_list_tenants (f->cache);
  for (guint i = 0; i < tenants->len; i++)
    g_assert_true (corral_cache_open_tenant (f->cache, g_ptr_array_index (tenants, i), NULL, NULL));
}

void
sync_fixture_reopen (SyncFixture *f)
{
  reopen (f, FALSE);
}

void
sync_fixture_reopen_as_schema_3 (SyncFixture *f)
{
  reopen (f, TRUE);
}

/* ---- running
 * ------------------------------------------------------------------------------------- */

static void
status_cb (CorralSyncStatus *status, gpointer data)
{
  SyncFixture *f = data;

  g_mutex_lock (&f->lock);
  g_clear_pointer (&f->status, corral_sync_status_unref);
  f->status = corral_sync_status_ref (status);
  f->n_reports++;
  if (status->bootstrapping)
    {
      f->fell = f->fell || status->carts_done < f->carts_seen;
      f->carts_seen = status->carts_done;
      f->carts_expected = status->carts_total;
    }
  if (status->hop != CORRAL_HOP_NONE)
    {
      f->worst = status->hop;
      g_free (f->message);
      f->message = g_strdup (status->message);
    }
  if (CORRAL_IS_KNOWN (status->next_try_ms))
    f->next_try_in_ms
        = MAX (f->next_try_in_ms, status->next_try_ms - corral_clock_now_ms (f->clock));
  g_cond_broadcast (&f->changed);
  g_mutex_unlock (&f->lock);

  if (f->cancel_after > 0 && f->n_reports == f->cancel_after)
    g_cancellable_cancel (f->cancellable);
  if (f->follower == NULL && CORRAL_IS_KNOWN (status->next_try_ms))
    corral_sync_runner_post (f->runner, CORRAL_SYNC_EVENT_REFRESH);
}

static void
make_runner (SyncFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralApi) api = corral_api_new (f->url, f->clock, &error);

  g_assert_no_error (error);
  corral_api_set_token (api, f->token);
  f->runner = corral_sync_runner_new (api, f->cache, f->clock, 1);
  corral_sync_runner_set_status_func (f->runner, status_cb, f);
  f->n_reports = 0;
  f->worst = CORRAL_HOP_NONE;
  f->carts_seen = 0;
  f->carts_expected = 0;
  f->fell = FALSE;
  f->next_try_in_ms = 0;
  g_clear_pointer (&f->message, g_free);
  g_cancellable_reset (f->cancellable);
}

gboolean
sync_once (SyncFixture *f, GError **error)
{
  gboolean result;

  make_runner (f);
  result = corral_sync_runner_run (f->runner, CORRAL_SYNC_ONCE, f->cancellable, error);
  g_clear_pointer (&f->runner, corral_sync_runner_free);
  return result;
}

void
sync_once_well (SyncFixture *f)
{
  g_autoptr (GError) error = NULL;

  sync_once (f, &error);
  g_assert_no_error (error);
  g_assert_true (f->status->caught_up);
  g_assert_cmpint (f->status->hop, ==, CORRAL_HOP_NONE);
}

static gpointer
follow_thread (gpointer data)
{
  SyncFixture *f = data;
  g_autoptr (GError) error = NULL;

  g_assert_false (corral_sync_runner_run (f->runner, CORRAL_SYNC_FOLLOW, f->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return NULL;
}

void
sync_follow (SyncFixture *f)
{
  make_runner (f);
  f->follower = g_thread_self (); /* status_cb must not hurry, from the first word on */
  f->follower = g_thread_new ("follower", follow_thread, f);
}

void
sync_unfollow (SyncFixture *f)
{
  if (f->follower == NULL)
    return;
  g_cancellable_cancel (f->cancellable);
  g_thread_join (f->follower);
  f->follower = NULL;
  g_clear_pointer (&f->runner, corral_sync_runner_free);
}

void
sync_wait (SyncFixture *f, SyncStatusTest test, guint seconds, const char *what)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  g_mutex_lock (&f->lock);
  while (f->status == NULL || !test (f, f->status))
    if (!g_cond_wait_until (&f->changed, &f->lock,
                            MIN (deadline, g_get_monotonic_time () + 50 * 1000))
        && g_get_monotonic_time () >= deadline)
      g_error ("not within %u s: %s", seconds, what);
  g_mutex_unlock (&f->lock);
}

/* ---- looking
 * ------------------------------------------------------------------------------------- */

static void
assert_collection_is_the_fleets (SyncFixture *f, guint tenant, CorralCollection collection)
{
  const char *id = corral_sim_get_tenant (f->sim, tenant)->id;
  g_autoptr (CorralBatch) expected = corral_batch_new (collection);
  g_autofree char *difference = NULL;

  g_assert_false (corral_sim_snapshot (f->sim, tenant, collection,
                                       corral_clock_now_ms (f->cloud_clock), NULL, G_MAXINT32,
                                       expected));
  difference = cache_differs (f->cache, id, expected);
  g_assert_cmpstr (difference, ==, NULL);
}

void
assert_cache_is_the_fleet (SyncFixture *f)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (f->sim); t++)
    {
      for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
        assert_collection_is_the_fleets (f, t, corral_sync_engine_bootstrap_order (i));
      assert_collection_is_the_fleets (f, t, CORRAL_COLLECTION_VITAL);
    }
}

char *
list_rows (SyncFixture *f, CorralCollection collection)
{
  g_autoptr (GHashTable) rows = cache_load_rows (f->cache, "harbor", collection, NULL);
  g_autoptr (GList) ids = NULL;
  GString *text;

  if (rows == NULL)
    return NULL;
  text = g_string_new (NULL);
  ids = g_list_sort (g_hash_table_get_keys (rows), (GCompareFunc) strcmp);
  for (GList *l = ids; l != NULL; l = l->next)
    {
      const CorralRow *row = g_hash_table_lookup (rows, l->data);

      g_string_append_printf (text, "%s:%" G_GINT64_FORMAT ":", row->id, row->rev);
      if (collection == CORRAL_COLLECTION_VITAL)
        g_string_append_printf (text, "%" G_GINT64_FORMAT " ",
                                (gint64) ((const CorralVital *) row)->battery_pct);
      else if (collection == CORRAL_COLLECTION_CART)
        g_string_append_printf (text, "%s ", ((const CorralCart *) row)->label);
      else
        g_string_append_printf (text, "%s ", ((const CorralStore *) row)->name);
    }
  return g_string_free (text, FALSE);
}

gboolean
sync_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}
