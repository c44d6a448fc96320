/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thousand changes of what an account may see, of several chains at one desk and of stores within a chain: after each,
 * nothing of a chain or store that may not be seen is in a file, a table, a list, a count, a find, an incident or what is said
 * of one; the tool and the bytes on the disk are looked at now and then. Real files, the real mirror, no window.
 *
 * Every text and id of a store holds that store's own token, so that a leak of anything is a leak of that. CORRAL_SCOPES=n
 * changes the number, CORRAL_SEED the order.
 */
#include "config.h"

#include "cache-rows.h"

#include "corral-find-words.h"
#include "corral-finder.h"
#include "corral-incident-book.h"
#include "corral-incident-words.h"
#include "corral-order.h"
#include "corral-random.h"
#include "corral-telemetry.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_CHAINS 3
#define N_STORES 4
#define N_CARTS 3
#define START_MS G_GINT64_CONSTANT (1790000000000)
#define STEP_MS (10 * 60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  gboolean seen;             /* by the account */
  gboolean limited;          /* to these */
  gboolean stores[N_STORES];
} Chain;

typedef struct
{
  char *dir;
  CorralClock *clock;
  CorralCache *cache;
  CorralFleet *fleet;
  CorralFinder *finder;
  CorralIncidentBook *book;
  CorralRuleSettings settings;
  Chain chains[N_CHAINS];
  CorralRandom random;
  gint64 now_ms;
  guint n_incidents;         /* that were there to leak */
  guint n_gone;              /* rows that left */
} Desk;

static guint
below (Desk *desk, guint n)
{
  return (guint) (corral_random_next (&desk->random) % n);
}

static char *
chain_id (guint chain)
{
  return g_strdup_printf ("q7c%u", chain);
}

/* Only what is of that store has it. */
static char *
token_of (guint chain, guint store)
{
  return g_strdup_printf ("q7c%us%uz", chain, store);
}

static gboolean
is_allowed (Desk *desk, guint chain, guint store)
{
  return desk->chains[chain].seen && (!desk->chains[chain].limited || desk->chains[chain].stores[store]);
}

/* ---- the cloud ------------------------------------------------------------------------------------------ */

static void
set_string (CorralBatch *batch, gpointer row, const char *name, const char *value)
{
  const CorralField *field = corral_schema_find (batch->schema, name);

  if (field != NULL)
    *(const char **) (gpointer) ((char *) row + field->offset) = corral_batch_copy_string (batch, value);
}

/* Each text and word of it has the token. */
static gpointer
add_row (CorralBatch *batch, const char *id, const char *token, gint64 rev)
{
  gpointer row = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  for (guint i = 0; i < batch->schema->n_fields; i++)
    {
      const CorralField *field = &batch->schema->fields[i];
      gpointer at = (char *) row + field->offset;

      switch (field->type)
        {
        case CORRAL_FIELD_ID:
        case CORRAL_FIELD_TEXT:
        case CORRAL_FIELD_WORD:
          *(const char **) at = corral_batch_copy_string (batch, token);
          break;
        case CORRAL_FIELD_LIST:
        case CORRAL_FIELD_NUMBERS:
          break;
        case CORRAL_FIELD_REAL:
          *(double *) at = 1;
          break;
        case CORRAL_FIELD_TIME:
          *(gint64 *) at = START_MS;
          break;
        case CORRAL_FIELD_INTEGER:
        case CORRAL_FIELD_BOOLEAN:
        default:
          *(gint64 *) at = 1;
          break;
        }
    }
  set_string (batch, row, "id", id);
  ((CorralRow *) row)->rev = rev;
  return row;
}

static void
set_unknown (CorralBatch *batch, gpointer row, const char *name)
{
  const CorralField *field = corral_schema_find (batch->schema, name);

  if (field != NULL)
    *(gint64 *) (gpointer) ((char *) row + field->offset) = CORRAL_UNKNOWN;
}

/* What makes carts idle, silent and of some use to the rules. */
static void
make_plausible (CorralBatch *batch, gpointer row, guint store, guint n)
{
  static const struct { const char *name, *value; } words[] = {
    { "state", "idle" }, { "time_zone", "UTC" }, { "zone", "UTC" }, { "severity", "act" }, { "status", "open" },
    { "hardware_revision", "A" }, { "band", "5" },
  };
  const CorralField *number = corral_schema_find (batch->schema, "number");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    set_string (batch, row, words[i].name, words[i].value);
  if (number != NULL && number->type == CORRAL_FIELD_INTEGER)
    *(gint64 *) (gpointer) ((char *) row + number->offset) = 100 + store * 10 + n;
  for (guint i = 0; i < batch->schema->n_fields; i++)
    {
      static const char *const unset[] = { "cleared_ms", "acknowledged_ms", "snoozed_until_ms", "closed_ms", "decided_ms",
                                           "ended_ms" };

      for (guint k = 0; k < G_N_ELEMENTS (unset); k++)
        if (strcmp (batch->schema->fields[i].name, unset[k]) == 0)
          set_unknown (batch, row, unset[k]);
    }
}

/* Everything that the cloud has of a store, a row or three of each collection. */
static void
add_store (CorralBatch *batch, guint chain, guint store, gint64 rev)
{
  g_autofree char *token = token_of (chain, store);
  guint n = batch->collection == CORRAL_COLLECTION_STORE ? 1 : N_CARTS;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *cart = g_strdup_printf ("cart-%s-%u", token, i);
      g_autofree char *own = g_strdup_printf ("%s-%s-%u", batch->schema->name, token, i);
      const char *id = batch->collection == CORRAL_COLLECTION_STORE                                          ? token
                       : batch->collection == CORRAL_COLLECTION_CART || batch->collection == CORRAL_COLLECTION_VITAL ? cart
                                                                                                             : own;
      gpointer row = add_row (batch, id, own, rev);

      make_plausible (batch, row, store, i);
      set_string (batch, row, "store", token);
      set_string (batch, row, "cart", cart);
      set_string (batch, row, "target_collection", "cart");
      set_string (batch, row, "target", cart);
    }
}

/* Of the chain as a whole; nothing that is of no store has a store's token. */
static void
add_chain_rows (CorralBatch *batch, guint chain, gint64 rev)
{
  g_autofree char *id = chain_id (chain);
  gpointer row = add_row (batch, id, id, rev);

  make_plausible (batch, row, 0, 0);
}

/* One that several stores have part in: people put carts of two of them into it. */
static void
add_shared_incident (Desk *desk, CorralBatch *batch, guint chain, gint64 rev)
{
  g_autofree char *id = g_strdup_printf ("inc-shared-%u", chain);
  g_autoptr (GString) carts = g_string_new (NULL);
  gpointer row = add_row (batch, id, "shared", rev);
  const CorralField *store = corral_schema_find (batch->schema, "store");

  make_plausible (batch, row, 0, 0);
  *(const char **) (gpointer) ((char *) row + store->offset) = NULL;
  for (guint i = 0; i < N_STORES; i++)
    {
      g_autofree char *token = token_of (chain, i);

      if (is_allowed (desk, chain, i))
        g_string_append_printf (carts, "%scart-%s-0", carts->len > 0 ? " " : "", token);
    }
  set_string (batch, row, "adopted", carts->str);
}

static gboolean
is_of_a_store (CorralCollection collection)
{
  return collection != CORRAL_COLLECTION_ROLLOUT && collection != CORRAL_COLLECTION_FIRMWARE
         && collection != CORRAL_COLLECTION_ITEM && collection != CORRAL_COLLECTION_INGEST;
}

/* What the cloud sends of a chain: what the account may see, and, by mistake, of one store that it may not. */
static void
send_chain (Desk *desk, guint chain, gint64 rev)
{
  g_autofree char *tenant = chain_id (chain);
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (GError) error = NULL;
  guint mistaken = below (desk, N_STORES);

  for (guint c = 0; c <= CORRAL_N_COLLECTIONS; c++)
    {
      /* Last values come behind all others. */
      CorralCollection collection = c < CORRAL_N_COLLECTIONS ? c : CORRAL_COLLECTION_VITAL;
      g_autoptr (CorralBatch) batch = NULL;

      if (c < CORRAL_N_COLLECTIONS && collection == CORRAL_COLLECTION_VITAL)
        continue;
      batch = corral_batch_new (collection);
      if (!is_of_a_store (collection))
        add_chain_rows (batch, chain, rev);
      for (guint store = 0; store < N_STORES && is_of_a_store (collection); store++)
        {
          gboolean attached = corral_schema_find (batch->schema, "store") == NULL && collection != CORRAL_COLLECTION_STORE
                              && collection != CORRAL_COLLECTION_VITAL;

          if (is_allowed (desk, chain, store) || (store == mistaken && !attached))
            add_store (batch, chain, store, rev);
        }
      if (collection == CORRAL_COLLECTION_INCIDENT)
        add_shared_incident (desk, batch, chain, rev);
      corral_commit_add_batch (commit, batch);
    }
  corral_commit_set_heard (commit, CORRAL_ANSWER_VITALS, desk->now_ms);
  corral_commit_set_known (commit, desk->now_ms);
  g_assert_true (corral_cache_commit (desk->cache, tenant, commit, &error));
  g_assert_no_error (error);
}

/* A message that somebody looked at. */
static void
look_at_cart (Desk *desk, guint chain, guint store)
{
  g_autofree char *tenant = chain_id (chain);
  g_autofree char *token = token_of (chain, store);
  g_autofree char *cart = g_strdup_printf ("cart-%s-0", token);
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  g_autofree char *body = g_strdup_printf ("{\"serial\":\"%s\"}", token);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  CorralEvent event = { .id = cart, .counter = 1, .type = (char *) "boot", .device_ms = START_MS, .arrived_ms = START_MS,
                        .body = bytes };
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (events, &event);
  corral_cache_store_events (desk->cache, tenant, cart, events, NULL, &error);
  g_assert_no_error (error);
}

/* ---- the desk ------------------------------------------------------------------------------------------- */

static void
forget_stores (Desk *desk, const char *tenant, GPtrArray *batches)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = NULL;

  for (guint i = 0; i < batches->len; i++)
    {
      CorralBatch *batch = g_ptr_array_index (batches, i);

      for (guint k = 0; k < batch->n_rows; k++)
        if (corral_batch_get_change (batch, k) != CORRAL_CHANGE_PUT)
          {
            desk->n_gone++;
            if (batch->collection == CORRAL_COLLECTION_STORE)
              g_hash_table_add (gone, (gpointer) ((const CorralRow *) corral_batch_get_row (batch, k))->id);
          }
    }
  if (g_hash_table_size (gone) > 0)
    ids = corral_incident_book_forget_stores (desk->book, tenant, gone);
}

/* As the machine room of the window does it (app/corral-services-chains.c). */
static void
committed_cb (CorralCache *cache, const CorralCacheNotice *notice, gpointer data)
{
  Desk *desk = data;
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (cache);

  if (notice->reset)
    {
      g_ptr_array_unref (corral_incident_book_forget_stores (desk->book, notice->tenant, NULL));
      corral_fleet_remove_tenant (desk->fleet, notice->tenant);
    }
  if (notice->batches->len > 0)
    for (guint i = 0; i < tenants->len; i++)
      corral_fleet_put_tenant (desk->fleet, g_ptr_array_index (tenants, i));
  for (guint i = 0; i < notice->batches->len; i++)
    corral_fleet_apply (desk->fleet, notice->tenant, g_ptr_array_index (notice->batches, i));
  forget_stores (desk, notice->tenant, notice->batches);
}

static void
set_scope (Desk *desk, guint chain)
{
  g_autofree char *id = chain_id (chain);
  g_autofree char *name = g_strdup_printf ("Chain %s", id);
  CorralTenant tenant = { .id = id, .name = name, .region = (char *) "eu-central", .residency = (char *) "eu" };
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (GPtrArray) stores = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (corral_cache_open_tenant (desk->cache, &tenant, NULL, &error));
  for (guint i = 0; i < N_STORES; i++)
    if (desk->chains[chain].stores[i])
      g_ptr_array_add (stores, token_of (chain, i));
  g_ptr_array_add (stores, NULL);
  corral_commit_set_scope (commit, desk->chains[chain].limited ? (const char *const *) stores->pdata : NULL);
  g_assert_true (corral_cache_commit (desk->cache, id, commit, &error));
  g_assert_no_error (error);
}

/* What /me says next. */
static void
change_scope (Desk *desk, gint64 rev)
{
  for (guint chain = 0; chain < N_CHAINS; chain++)
    {
      Chain *its = &desk->chains[chain];
      g_autofree char *id = chain_id (chain);
      gboolean was_seen = its->seen;
      g_autoptr (GError) error = NULL;

      its->seen = below (desk, 4) > 0;
      its->limited = below (desk, 3) > 0;
      for (guint i = 0; i < N_STORES; i++)
        its->stores[i] = below (desk, 2) == 0;
      if (was_seen && !its->seen)
        corral_cache_erase_tenant (desk->cache, id, &error);
      g_assert_no_error (error);
      if (!its->seen)
        continue;
      set_scope (desk, chain);
      send_chain (desk, chain, rev);
      for (guint i = 0; i < N_STORES; i++)
        if (is_allowed (desk, chain, i) && below (desk, 8) == 0)
          look_at_cart (desk, chain, i);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  desk->now_ms += STEP_MS;
  for (guint chain = 0; chain < N_CHAINS; chain++)
    {
      g_autofree char *id = chain_id (chain);

      if (desk->chains[chain].seen)
        corral_fleet_set_known_as_of (desk->fleet, id, desk->now_ms);
    }
  corral_fleet_set_now (desk->fleet, desk->now_ms);
  corral_fleet_flush (desk->fleet);
}

/* ---- what must not be there ----------------------------------------------------------------------------- */

typedef struct
{
  Desk *desk;
  const char *where;
  guint n;
} Look;

static void
assert_clean (Desk *desk, const char *where, const char *text)
{
  for (guint chain = 0; text != NULL && chain < N_CHAINS; chain++)
    for (guint store = 0; store < N_STORES; store++)
      {
        g_autofree char *token = token_of (chain, store);

        if (!is_allowed (desk, chain, store) && strstr (text, token) != NULL)
          g_error ("%s: “%s” names %s", where, text, token);
      }
}

static gboolean
look_at_row (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  Look *look = data;

  look->n++;
  for (guint i = 0; i < schema->n_fields; i++)
    if (corral_field_is_string (&schema->fields[i]))
      assert_clean (look->desk, schema->name, corral_row_get_string (row, &schema->fields[i]));
  return TRUE;
}

/* What is there is there, too: a test that finds nothing because there is nothing proves nothing. */
static void
check_files (Desk *desk)
{
  for (guint chain = 0; chain < N_CHAINS; chain++)
    {
      g_autofree char *id = chain_id (chain);
      guint n_stores = 0;

      if (!desk->chains[chain].seen)
        {
          g_autofree char *folder = g_build_filename (desk->dir, id, NULL);

          g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
          continue;
        }
      for (guint i = 0; i < N_STORES; i++)
        n_stores += is_allowed (desk, chain, i);
      for (guint c = 0; c <= CORRAL_N_COLLECTIONS; c++)
        {
          Look look = { .desk = desk };
          CorralCollection collection = c < CORRAL_N_COLLECTIONS ? c : CORRAL_COLLECTION_VITAL;
          g_autoptr (GError) error = NULL;

          g_assert_true (corral_cache_load (desk->cache, id, collection, look_at_row, &look, NULL, &error));
          if (collection == CORRAL_COLLECTION_STORE)
            g_assert_cmpuint (look.n, ==, n_stores);
          else if (collection == CORRAL_COLLECTION_CART || collection == CORRAL_COLLECTION_NOTE
                   || collection == CORRAL_COLLECTION_VITAL || collection == CORRAL_COLLECTION_CERTIFICATE)
            g_assert_cmpuint (look.n, ==, n_stores * N_CARTS);
        }
    }
}

static void
check_cell (Desk *desk, CorralTableKind table, guint32 slot, guint column, const CorralColumnSpec *spec)
{
  const CorralColumns *columns = corral_fleet_get_table (desk->fleet, table);

  if (spec->type == CORRAL_COLUMN_WORD || spec->type == CORRAL_COLUMN_TEXT)
    assert_clean (desk, spec->name, corral_columns_get_text (columns, slot, column));
}

/* Every list, in the order that lists have, and every cell of it. */
static guint
check_list (Desk *desk, CorralTableKind table)
{
  g_autoptr (CorralOrder) order = corral_order_new (table);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n_columns;
  const CorralColumnSpec *specs = corral_table_get_specs (table, &n_columns);

  corral_order_run (order, desk->fleet, slots);
  for (guint i = 0; i < slots->len; i++)
    for (guint column = 0; column < n_columns; column++)
      check_cell (desk, table, g_array_index (slots, guint32, i), column, &specs[column]);
  return slots->len;
}

static void
check_mirror (Desk *desk)
{
  CorralRollup rollup;
  guint n_chains = 0;
  guint n_stores = 0;

  for (guint chain = 0; chain < N_CHAINS; chain++)
    {
      n_chains += desk->chains[chain].seen;
      for (guint i = 0; i < N_STORES; i++)
        n_stores += is_allowed (desk, chain, i);
    }
  for (guint table = 0; table < CORRAL_N_TABLES; table++)
    check_list (desk, table);
  g_assert_cmpuint (check_list (desk, CORRAL_TABLE_CHAIN), ==, n_chains);
  g_assert_cmpuint (check_list (desk, CORRAL_TABLE_STORE), ==, n_stores);
  g_assert_cmpuint (check_list (desk, CORRAL_TABLE_CART), ==, n_stores * N_CARTS);
  corral_fleet_get_rollup (desk->fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  g_assert_cmpuint (rollup.stores, ==, n_stores);
  g_assert_cmpuint (rollup.carts, ==, n_stores * N_CARTS);
}

static void
check_finds (Desk *desk)
{
  g_auto (CorralFound) found = { NULL };
  guint chain = below (desk, N_CHAINS);
  guint store = below (desk, N_STORES);
  g_autofree char *token = token_of (chain, store);
  gboolean there = FALSE;

  corral_found_init (&found);
  corral_finder_find (desk->finder, token, 50, &found);
  for (guint i = 0; i < found.finds->len; i++)
    {
      const CorralFind *find = &g_array_index (found.finds, CorralFind, i);
      g_auto (CorralFindSaid) said = { NULL };
      g_autoptr (CorralPlace) place = corral_find_to_place (desk->fleet, find);
      g_autofree char *uri = place != NULL ? corral_place_to_uri (place) : NULL;

      corral_find_words_say (desk->fleet, find, &said);
      assert_clean (desk, "find", said.title);
      assert_clean (desk, "find", said.subtitle);
      assert_clean (desk, "find", uri);
      there = there || strstr (said.title, token) != NULL;
    }
  g_assert_cmpint (there, ==, is_allowed (desk, chain, store));
}

static void
check_incidents (Desk *desk)
{
  g_autoptr (CorralFindings) findings = corral_findings_new (desk->fleet, &desk->settings);
  GPtrArray *incidents;
  g_autoptr (GBytes) saved = NULL;
  g_autofree char *text = NULL;

  corral_incident_book_look (desk->book, desk->fleet, findings, NULL);
  incidents = corral_incident_book_get_incidents (desk->book);
  desk->n_incidents += incidents->len;
  for (guint i = 0; i < incidents->len; i++)
    {
      const CorralIncident *incident = g_ptr_array_index (incidents, i);
      g_autofree char *title = corral_incident_to_title (desk->fleet, incident);
      g_autofree char *said = corral_incident_to_text (desk->fleet, incident);

      assert_clean (desk, "incident", title);
      assert_clean (desk, "incident", said);
      assert_clean (desk, "incident", incident->detail);
      assert_clean (desk, "incident", incident->store);
      for (guint k = 0; k < incident->members->len; k++)
        {
          const CorralIncidentMember *member = g_ptr_array_index (incident->members, k);

          assert_clean (desk, "member", member->id);
          assert_clean (desk, "member", member->store);
        }
    }
  /* As it is written down. */
  saved = corral_incident_book_save (desk->book);
  text = g_strndup (g_bytes_get_data (saved, NULL), g_bytes_get_size (saved));
  for (gsize i = 0; i < g_bytes_get_size (saved); i++)
    if (text[i] == '\0')
      text[i] = ' ';
  assert_clean (desk, "book", text);
}

/* Every byte of every file of the fleet. */
static void
check_bytes (Desk *desk, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          check_bytes (desk, path);
          continue;
        }
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      for (gsize i = 0; i < length; i++)
        if (bytes[i] == '\0')
          bytes[i] = ' ';
      assert_clean (desk, name, bytes);
    }
}

/* The tool reads beside the one that writes. */
static void
check_tool (Desk *desk)
{
  static const char *const reports[] = { "stores", "carts", "alerts", "flags", "cases", "tickets", "fleet" };

  for (guint i = 0; i <= G_N_ELEMENTS (reports); i++)
    {
      const char *find[] = { CORRAL_CLI, "find", "q7c", "--data", desk->dir, "--format", "csv", "--limit", "500", NULL };
      const char *report[] = { CORRAL_CLI, "report", NULL, "--data", desk->dir, "--format", "csv", NULL };
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;
      g_autoptr (GError) error = NULL;

      if (i < G_N_ELEMENTS (reports))
        report[2] = reports[i];
      g_spawn_sync (NULL, (char **) (i < G_N_ELEMENTS (reports) ? report : find), NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err,
                    NULL, &error);
      g_assert_no_error (error);
      /* At least the head of it: what tells nothing has no leak. */
      g_assert_cmpstr (out, !=, "");
      assert_clean (desk, "corral-cli", out);
      assert_clean (desk, "corral-cli", err);
    }
}

static guint
read_number (const char *name, guint usual)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : usual;
}

/* In memory where there is such a place: each change writes files anew, and no power fails here. */
static char *
make_dir (void)
{
  char *in_memory = g_strdup ("/dev/shm/corral-scope-XXXXXX");

  if (g_mkdtemp (in_memory) != NULL)
    return in_memory;
  g_free (in_memory);
  return g_dir_make_tmp ("corral-scope-XXXXXX", NULL);
}

static void
test_changes (void)
{
  g_autoptr (GError) error = NULL;
  Desk desk = { .dir = make_dir (), .now_ms = START_MS };
  guint n = (read_number ("CORRAL_SCOPES", 1000) + N_CHAINS - 1) / N_CHAINS;

  desk.clock = corral_clock_new_system ();
  desk.random = corral_random_seeded (read_number ("CORRAL_SEED", 7), 0, 0, 0);
  desk.cache = corral_cache_open (desk.dir, desk.dir, CORRAL_CACHE_OPEN_DEFAULT, desk.clock, &error);
  g_assert_no_error (error);
  desk.fleet = corral_fleet_new (NULL);
  desk.finder = corral_finder_new (desk.fleet, corral_find_words_get ());
  corral_rule_settings_init (&desk.settings);
  desk.book = corral_incident_book_new (&desk.settings);
  corral_cache_set_notify (desk.cache, NULL, committed_cb, &desk, NULL);
  for (guint i = 0; i < n; i++)
    {
      change_scope (&desk, 1 + i / 3);
      check_files (&desk);
      check_mirror (&desk);
      check_finds (&desk);
      check_incidents (&desk);
      if (i % 20 == 0)
        check_bytes (&desk, desk.dir);
      if (i % 100 == 99)
        check_tool (&desk);
    }
  g_test_message ("%u changes, %u rows left, %u incidents looked at", n * N_CHAINS, desk.n_gone, desk.n_incidents);
  g_assert_cmpuint (desk.n_gone, >, n);
  g_assert_cmpuint (desk.n_incidents, >, 0);
  corral_cache_close (desk.cache);
  corral_cache_unref (desk.cache);
  corral_finder_free (desk.finder);
  corral_incident_book_free (desk.book);
  g_object_unref (desk.fleet);
  corral_clock_unref (desk.clock);
  cache_remove_tree (desk.dir);
  g_free (desk.dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scope/thousand-changes", test_changes);
  return g_test_run ();
}
