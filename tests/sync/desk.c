/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk and its cloud. The test's thread is the main one; statuses come from the runner's. */
#include "desk.h"

#include "cache-rows.h"
#include "corral-sync-engine.h"

#include <sqlite3.h>
#include <string.h>

/* ---- life --------------------------------------------------------------------------------------------- */

static char *
make_folder (Desk *f, const char *name)
{
  return g_build_filename (f->root, name, NULL);
}

void
desk_open (Desk *f)
{
  g_autofree char *data = make_folder (f, "data");
  g_autofree char *cache = make_folder (f, "cache");
  g_autoptr (GPtrArray) tenants = NULL;
  g_autoptr (GError) error = NULL;

  f->cache = corral_cache_open (data, cache, CORRAL_CACHE_OPEN_DEFAULT, f->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_get_access (f->cache), ==, CORRAL_CACHE_ACCESS_WRITE);
  tenants = corral_cache_list_tenants (f->cache);
  for (guint i = 0; i < tenants->len; i++)
    {
      corral_cache_open_tenant (f->cache, g_ptr_array_index (tenants, i), NULL, &error);
      g_assert_no_error (error);
    }
  f->outbox = corral_outbox_new (f->cache, NULL, f->clock, f->seed ^ (guint64) g_get_monotonic_time ());
}

static void
read_tenants (Desk *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralMe) me = corral_api_get_me (f->direct, NULL, NULL, &error);

  g_assert_no_error (error);
  f->tenants = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_tenant_free);
  for (guint i = 0; i < me->tenants->len; i++)
    g_ptr_array_add (f->tenants, corral_tenant_copy (g_ptr_array_index (me->tenants, i)));
}

void
desk_set_up (Desk *f, guint64 seed)
{
  CorralDemoCloudOptions options = { .seed = seed, .n_carts = DESK_CARTS, .n_stores = DESK_STORES };
  g_autoptr (GError) error = NULL;

  memset (f, 0, sizeof *f);
  g_mutex_init (&f->lock);
  f->seed = seed;
  f->root = g_dir_make_tmp ("corral-desk-XXXXXX", &error);
  g_assert_no_error (error);
  f->clock = corral_clock_new_scaled (DESK_START_MS * 1000, 1.0);
  f->cloud_clock = corral_clock_new_manual (DESK_START_MS * 1000);
  options.clock = f->cloud_clock;
  f->cloud = corral_demo_cloud_new (&options, &error);
  g_assert_no_error (error);
  f->proxy = corral_fault_proxy_new (corral_demo_cloud_get_api (f->cloud));
  f->url = g_strdup (corral_fault_proxy_get_url (f->proxy));
  f->token = g_strdup (corral_demo_cloud_get_token (f->cloud));
  f->limits = (CorralApiLimits) CORRAL_API_DEFAULT_LIMITS;
  f->direct = corral_api_new (corral_demo_cloud_get_api (f->cloud), f->clock, &error);
  g_assert_no_error (error);
  corral_api_set_token (f->direct, f->token);
  read_tenants (f);
  f->cancellable = g_cancellable_new ();
  desk_open (f);
}

void
desk_set_up_alone (Desk *f, guint64 seed, const char *root, gint64 now_ms, const char *url, const char *token)
{
  memset (f, 0, sizeof *f);
  g_mutex_init (&f->lock);
  f->seed = seed;
  f->root = g_strdup (root);
  f->clock = corral_clock_new_scaled (now_ms * 1000, 1.0);
  f->url = g_strdup (url);
  f->token = g_strdup (token);
  f->limits = (CorralApiLimits) CORRAL_API_DEFAULT_LIMITS;
  f->cancellable = g_cancellable_new ();
  desk_open (f);
}

void
desk_close (Desk *f)
{
  desk_stop (f);
  if (f->outbox != NULL)
    {
      corral_outbox_stop (f->outbox);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_finalize_object (f->outbox);
      f->outbox = NULL;
    }
  if (f->cache != NULL)
    corral_cache_close (f->cache);
  g_clear_pointer (&f->cache, corral_cache_unref);
}

void
desk_tear_down (Desk *f)
{
  desk_close (f);
  if (f->cloud != NULL)
    cache_remove_tree (f->root);
  g_clear_pointer (&f->proxy, corral_fault_proxy_free);
  g_clear_pointer (&f->cloud, corral_demo_cloud_free);
  g_clear_pointer (&f->direct, corral_api_unref);
  g_clear_pointer (&f->cloud_clock, corral_clock_unref);
  corral_clock_unref (f->clock);
  g_clear_pointer (&f->tenants, g_ptr_array_unref);
  g_clear_object (&f->trust);
  g_clear_pointer (&f->status, corral_sync_status_unref);
  g_object_unref (f->cancellable);
  g_free (f->root);
  g_free (f->url);
  g_free (f->token);
  g_free (f->message);
  g_free (f->difference);
  g_mutex_clear (&f->lock);
}

/* ---- following ------------------------------------------------------------------------------------------- */

static void
status_cb (CorralSyncStatus *status, gpointer data)
{
  Desk *f = data;

  g_mutex_lock (&f->lock);
  g_clear_pointer (&f->status, corral_sync_status_unref);
  f->status = corral_sync_status_ref (status);
  f->n_reports++;
  f->hops |= 1u << status->hop;
  if (status->hop != CORRAL_HOP_NONE)
    {
      g_free (f->message);
      f->message = g_strdup (status->message);
    }
  g_mutex_unlock (&f->lock);
  g_main_context_wakeup (NULL);
}

static gpointer
follow_thread (gpointer data)
{
  Desk *f = data;
  g_autoptr (GError) error = NULL;

  g_assert_false (corral_sync_runner_run (f->runner, CORRAL_SYNC_FOLLOW, f->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return NULL;
}

void
desk_start (Desk *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralApi) api = corral_api_new (f->url, f->clock, &error);

  g_assert_no_error (error);
  g_assert_null (f->thread);
  corral_api_set_token (api, f->token);
  corral_api_set_limits (api, &f->limits);
  if (f->trust != NULL)
    corral_api_set_tls_database (api, f->trust);
  f->runner = corral_sync_runner_new (api, f->cache, f->clock, f->seed);
  corral_sync_runner_set_status_func (f->runner, status_cb, f);
  g_cancellable_reset (f->cancellable);
  g_clear_pointer (&f->status, corral_sync_status_unref);
  desk_forget (f);
  f->thread = g_thread_new ("desk", follow_thread, f);
}

void
desk_stop (Desk *f)
{
  if (f->thread == NULL)
    return;
  g_cancellable_cancel (f->cancellable);
  g_thread_join (f->thread);
  f->thread = NULL;
  g_clear_pointer (&f->runner, corral_sync_runner_free);
}

void
desk_restart (Desk *f)
{
  desk_close (f);
  desk_open (f);
  desk_start (f);
}

void
desk_forget (Desk *f)
{
  g_mutex_lock (&f->lock);
  f->hops = 0;
  f->n_reports = 0;
  g_clear_pointer (&f->message, g_free);
  g_mutex_unlock (&f->lock);
}

guint
desk_get_hops (Desk *f)
{
  guint hops;

  g_mutex_lock (&f->lock);
  hops = f->hops;
  g_mutex_unlock (&f->lock);
  return hops;
}

gboolean
desk_is_caught_up (Desk *f)
{
  gboolean caught_up;

  g_mutex_lock (&f->lock);
  caught_up = f->status != NULL && f->status->caught_up && f->status->hop == CORRAL_HOP_NONE;
  g_mutex_unlock (&f->lock);
  return caught_up;
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The outbox, for the message of a test that failed. */
static char *
describe_entries (Desk *f)
{
  g_autoptr (GPtrArray) entries = corral_cache_outbox_list (f->cache, 100, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (text, "%s %s: %s%s, %u attempts, status %" G_GINT64_FORMAT ", %s\n", entry->id,
                              entry->type_name, corral_outbox_state_to_word (entry->state),
                              entry->settled ? ", settled" : "", entry->attempts, entry->http_status,
                              entry->message != NULL ? entry->message : "");
    }
  return g_string_free (text, FALSE);
}

void
desk_wait (Desk *f, DeskTest test, gpointer data, gboolean hurry, guint seconds, const char *what)
{
  gint64 deadline = g_get_monotonic_time () + seconds * (gint64) G_USEC_PER_SEC;
  gint64 asked = 0;
  guint ticker = g_timeout_add (20, tick, NULL);

  while (!test (f, data))
    {
      gint64 now = g_get_monotonic_time ();

      if (now >= deadline)
        {
          g_autofree char *entries = describe_entries (f);
          g_autofree char *log = f->proxy != NULL ? corral_fault_proxy_dup_log (f->proxy) : g_strdup ("");

          g_error ("not within %u s: %s (seed %" G_GUINT64_FORMAT ", hop gone: %s; %s)\n%s%s", seconds, what, f->seed,
                   f->message != NULL ? f->message : "none", f->difference != NULL ? f->difference : "no difference",
                   entries, log);
        }
      if (hurry && f->runner != NULL && now - asked >= 20 * 1000)
        {
          asked = now;
          corral_sync_runner_post (f->runner, CORRAL_SYNC_EVENT_REFRESH);
        }
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (ticker);
}

/* ---- what people do ----------------------------------------------------------------------------------------- */

typedef struct
{
  gboolean done;
  GPtrArray *results;
  guint n;
  GError *error;
} Reply;

static gboolean
is_done (Desk *f, gpointer data)
{
  return ((Reply *) data)->done;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reply *reply = data;

  reply->results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &reply->error);
  reply->done = TRUE;
}

char *
desk_submit (Desk *f, const CorralOperationDraft *draft)
{
  Reply reply = { 0 };
  CorralOutboxResult *result;
  char *id;

  corral_outbox_submit_async (f->outbox, draft, 1, NULL, submitted_cb, &reply);
  desk_wait (f, is_done, &reply, FALSE, 10, "saving what somebody did");
  g_assert_no_error (reply.error);
  g_assert_cmpuint (reply.results->len, ==, 1);
  result = g_ptr_array_index (reply.results, 0);
  g_assert_no_error (result->error);
  id = g_strdup (result->id);
  g_ptr_array_unref (reply.results);
  return id;
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reply *reply = data;

  reply->n = corral_outbox_undo_finish (CORRAL_OUTBOX (source), result, &reply->error);
  reply->done = TRUE;
}

gboolean
desk_undo (Desk *f, const char *id)
{
  const char *const ids[] = { id, NULL };
  Reply reply = { 0 };

  corral_outbox_undo_async (f->outbox, ids, undone_cb, &reply);
  desk_wait (f, is_done, &reply, FALSE, 10, "taking it back");
  if (reply.error != NULL)
    g_assert_error (reply.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_TOO_LATE);
  g_clear_error (&reply.error);
  return reply.n > 0;
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reply *reply = data;

  corral_outbox_settle_finish (CORRAL_OUTBOX (source), result, &reply->error);
  reply->done = TRUE;
}

void
desk_settle (Desk *f, const char *id)
{
  const char *const ids[] = { id, NULL };
  Reply reply = { 0 };

  corral_outbox_settle_async (f->outbox, ids, settled_cb, &reply);
  desk_wait (f, is_done, &reply, FALSE, 10, "settling it");
  g_assert_no_error (reply.error);
}

static gboolean
none_is_held (Desk *f, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = corral_cache_outbox_list (f->cache, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    if (((const CorralOutboxEntry *) g_ptr_array_index (entries, i))->state == CORRAL_OUTBOX_HELD)
      return FALSE;
  return TRUE;
}

void
desk_send_now (Desk *f)
{
  corral_outbox_send_now (f->outbox);
  desk_wait (f, none_is_held, NULL, FALSE, 10, "the holds' end");
}

CorralOutboxEntry *
desk_get_entry (Desk *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  CorralOutboxEntry *entry = corral_cache_outbox_get (f->cache, id, &error);

  g_assert_no_error (error);
  return entry;
}

CorralOutboxState
desk_get_state (Desk *f, const char *id)
{
  g_autoptr (CorralOutboxEntry) entry = desk_get_entry (f, id);

  return entry != NULL ? entry->state : CORRAL_N_OUTBOX_STATES;
}

guint
desk_count_unsettled (Desk *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = corral_cache_outbox_list (f->cache, 0, &error);

  g_assert_no_error (error);
  return entries->len;
}

typedef struct
{
  const char *id;
  guint states;
} Wanted;

static gboolean
is_in_state (Desk *f, gpointer data)
{
  const Wanted *wanted = data;

  return (CORRAL_OUTBOX_BIT (desk_get_state (f, wanted->id)) & wanted->states) != 0;
}

void
desk_wait_for_state (Desk *f, const char *id, guint states, const char *what)
{
  Wanted wanted = { id, states };

  desk_wait (f, is_in_state, &wanted, TRUE, 30, what);
}

gpointer
desk_get_seen (Desk *f, const char *tenant, CorralCollection collection, const char *id)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  GPtrArray *entries = corral_outbox_get_entries (f->outbox);
  g_autofree gpointer row = g_malloc0 (schema->size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GStringChunk) texts = g_string_chunk_new (64);
  gpointer fact = NULL;
  gboolean there;

  corral_cache_get_row (f->cache, tenant, collection, id, &fact, &error);
  g_assert_no_error (error);
  there = fact != NULL;
  if (there)
    memcpy (row, fact, schema->size);
  else
    corral_row_clear (schema, row);
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      if (strcmp (entry->tenant, tenant) != 0 || entry->type == NULL)
        continue;
      if (entry->type->makes_row ? !there && strcmp (entry->id, id) == 0
                                 : (there || entry->type->makes_target) && strcmp (entry->target, id) == 0)
        there = corral_outbox_entry_overlay (entry, collection, row, texts) || there;
    }
  if (there)
    {
      gpointer seen = corral_fact_new (schema, row);

      g_clear_pointer (&fact, corral_fact_unref);
      return seen;
    }
  return NULL;
}

/* ---- the cloud ------------------------------------------------------------------------------------------------ */

CorralBatch *
desk_ask_rows (Desk *f, const CorralTenant *tenant, CorralCollection collection)
{
  CorralBatch *all = corral_batch_new (collection);
  g_autofree char *cursor = NULL;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralSnapshotPage) page = NULL;
      g_autoptr (CorralVitalsPage) vitals = NULL;
      CorralBatch *rows;

      if (collection == CORRAL_COLLECTION_VITAL)
        vitals = corral_api_get_vitals (f->direct, tenant, NULL, cursor, 1000, NULL, NULL, NULL, &error);
      else
        page = corral_api_get_snapshot_page (f->direct, tenant, collection, cursor, 1000, NULL, NULL, &error);
      g_assert_no_error (error);
      rows = page != NULL ? page->rows : vitals->rows;
      for (guint i = 0; i < rows->n_rows; i++)
        corral_batch_add_copy (all, CORRAL_CHANGE_PUT, corral_batch_get_row (rows, i));
      g_free (cursor);
      cursor = g_strdup (page != NULL ? page->next : vitals->next);
    }
  while (cursor != NULL);
  return all;
}

gpointer
desk_find_row (Desk *f, CorralCollection collection, DeskRowTest test, gconstpointer data, guint skip,
               const CorralTenant **tenant)
{
  for (guint t = 0; t < f->tenants->len; t++)
    {
      g_autoptr (CorralBatch) rows = desk_ask_rows (f, g_ptr_array_index (f->tenants, t), collection);

      for (guint i = 0; i < rows->n_rows; i++)
        {
          gconstpointer row = corral_batch_get_row (rows, i);

          if ((test != NULL && !test (row, data)) || skip-- > 0)
            continue;
          if (tenant != NULL)
            *tenant = g_ptr_array_index (f->tenants, t);
          return corral_fact_new (rows->schema, row);
        }
    }
  g_error ("seed %" G_GUINT64_FORMAT ": the fleet has no such %s", f->seed,
           corral_collection_get_schema (collection)->name);
}

CorralOperationAnswer *
desk_ask_operation (Desk *f, const char *tenant, const char *id, CorralCollection result)
{
  g_autoptr (GError) error = NULL;
  const CorralTenant asked = { .id = (char *) tenant };
  CorralOperationAnswer *answer = corral_api_get_operation (f->direct, &asked, id, result, NULL, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

guint
desk_count_operations (Desk *f)
{
  guint n = 0;

  for (guint t = 0; t < f->tenants->len; t++)
    {
      g_autoptr (CorralBatch) rows
          = desk_ask_rows (f, g_ptr_array_index (f->tenants, t), CORRAL_COLLECTION_OPERATION);

      for (guint i = 0; i < rows->n_rows; i++)
        {
          const CorralOperation *operation = corral_batch_get_row (rows, i);

          n += strcmp (operation->status, "applied") == 0 && g_strcmp0 (operation->made_by, "demo") == 0;
        }
    }
  return n;
}

/* ---- the end ---------------------------------------------------------------------------------------------------- */

char *
desk_differs (Desk *f)
{
  for (guint t = 0; t < f->tenants->len; t++)
    for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
      {
        const CorralTenant *tenant = g_ptr_array_index (f->tenants, t);
        g_autoptr (CorralBatch) rows = desk_ask_rows (f, tenant, (CorralCollection) i);
        char *difference = cache_differs (f->cache, tenant->id, rows);

        if (difference != NULL)
          return difference;
      }
  return NULL;
}

typedef struct
{
  guint n_troubled;
  guint seen; /* report at which the files were last compared */
} End;

static gboolean
has_converged (Desk *f, gpointer data)
{
  End *end = data;
  guint n_reports;

  if (!desk_is_caught_up (f) || corral_cache_count_waiting (f->cache, NULL) != 0
      || desk_count_unsettled (f) != end->n_troubled)
    return FALSE;
  g_mutex_lock (&f->lock);
  n_reports = f->n_reports;
  g_mutex_unlock (&f->lock);
  if (f->difference != NULL && n_reports == end->seen)
    return FALSE;
  end->seen = n_reports;
  g_free (f->difference);
  f->difference = desk_differs (f);
  return f->difference == NULL;
}

void
desk_wait_until_converged (Desk *f, guint n_troubled)
{
  End end = { .n_troubled = n_troubled };

  desk_wait (f, has_converged, &end, TRUE, 40, "a cache that is what the cloud says, and an empty outbox");
}

static void
assert_holds_none (const char *path, gconstpointer data)
{
  const char *const *secrets = data;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  for (guint i = 0; secrets[i] != NULL; i++)
    if (g_strstr_len (bytes, (gssize) length, secrets[i]) != NULL)
      g_error ("%s holds %s", path, secrets[i]);
}

static void
assert_is_sound (const char *path, gconstpointer data)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;

  if (!g_str_has_suffix (path, ".db"))
    return;
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
for_each_file (const char *folder, void (*func) (const char *path, gconstpointer data), gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        for_each_file (path, func, data);
      else
        func (path, data);
    }
}

void
desk_assert_files_are_sound (Desk *f, const char *secret)
{
  const char *const secrets[] = { f->token, secret, NULL };

  g_assert_null (f->thread);
  for_each_file (f->root, assert_holds_none, secrets);
  for_each_file (f->root, assert_is_sound, NULL);
}
