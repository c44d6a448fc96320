/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fleet simulator: the same question gives the same answer, deltas add up, rows are sound. */
#include "corral-cart-state.h"
#include "corral-opening-hours.h"
#include "corral-sim.h"
#include "corral-text.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

/* Tuesday, 24 November 2026, 15:20 UTC: Europe and America are open. */
#define NOW_MS G_GINT64_CONSTANT (1795533600000)

static CorralSim *
make_sim (guint64 seed, guint n_carts, guint n_stores)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000 + 12345678);
  g_autoptr (GError) error = NULL;
  CorralSimOptions options = { .seed = seed, .n_carts = n_carts, .n_stores = n_stores, .clock = clock };
  CorralSim *sim = corral_sim_new (&options, &error);

  g_assert_no_error (error);
  return sim;
}

static CorralSim *
make_sim_with (const char *const *scenarios)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000);
  g_autoptr (GError) error = NULL;
  CorralSimOptions options = { .n_carts = 300, .n_stores = 9, .clock = clock, .scenarios = scenarios };
  CorralSim *sim = corral_sim_new (&options, &error);

  g_assert_no_error (error);
  return sim;
}

static CorralBatch *
read_all (CorralSim *sim, guint tenant, CorralCollection collection, gint64 now_ms)
{
  CorralBatch *all = corral_batch_new (collection);

  g_assert_false (corral_sim_snapshot (sim, tenant, collection, now_ms, NULL, G_MAXUINT - 1, all));
  return all;
}

static void
assert_same_batch (const CorralBatch *a, const CorralBatch *b)
{
  g_assert_cmpuint (a->n_rows, ==, b->n_rows);
  for (guint i = 0; i < a->n_rows; i++)
    if (!corral_row_equal (a->schema, corral_batch_get_row (a, i), corral_batch_get_row (b, i)))
      g_error ("%s %s differs", a->schema->name, ((CorralRow *) corral_batch_get_row (a, i))->id);
}

/* --- the same question, the same answer --------------------------------------------------------- */

static void
test_same (void)
{
  g_autoptr (CorralSim) a = make_sim (1, 300, 9);
  g_autoptr (CorralSim) b = make_sim (1, 300, 9);
  g_autoptr (CorralSim) other = make_sim (2, 300, 9);
  guint n_different = 0;

  /* The second is first asked about other times, in another order. */
  for (guint t = corral_sim_get_n_tenants (b); t > 0; t--)
    for (guint c = CORRAL_N_COLLECTIONS; c > 0; c--)
      {
        g_autoptr (CorralBatch) past
            = read_all (b, t - 1, (CorralCollection) (c - 1), NOW_MS - 40 * CORRAL_DAY_MS - c * 12345);
        g_autoptr (CorralBatch) later
            = read_all (b, t - 1, (CorralCollection) (c - 1), NOW_MS + 5 * CORRAL_HOUR_MS);
        g_autoptr (GPtrArray) changes = corral_sim_changes (b, t - 1, NOW_MS - 3 * CORRAL_DAY_MS, NOW_MS);

        g_assert_cmpuint (changes->len, >, 0);
        g_assert_cmpuint (past->collection, ==, later->collection);
      }
  g_assert_cmpuint (corral_sim_get_n_tenants (a), ==, corral_sim_get_n_tenants (b));
  for (guint t = 0; t < corral_sim_get_n_tenants (a); t++)
    for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
      {
        g_autoptr (CorralBatch) x = read_all (a, t, (CorralCollection) c, NOW_MS);
        g_autoptr (CorralBatch) y = read_all (b, t, (CorralCollection) c, NOW_MS);
        g_autoptr (CorralBatch) z = read_all (other, t, (CorralCollection) c, NOW_MS);

        assert_same_batch (x, y);
        n_different += x->n_rows != z->n_rows
                       || (x->n_rows > 0
                           && !corral_row_equal (x->schema, corral_batch_get_row (x, 0),
                                                 corral_batch_get_row (z, 0)));
      }
  g_assert_cmpuint (n_different, >, 20);
}

/* --- pages ----------------------------------------------------------------------------------------- */

static void
test_pages (void)
{
  g_autoptr (CorralSim) sim = make_sim (1, 300, 9);

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
      {
        g_autoptr (CorralBatch) all = read_all (sim, t, (CorralCollection) c, NOW_MS);
        g_autoptr (CorralBatch) paged = corral_batch_new ((CorralCollection) c);
        g_autofree char *after = NULL;
        gboolean more = TRUE;

        while (more)
          {
            guint before = paged->n_rows;

            more = corral_sim_snapshot (sim, t, (CorralCollection) c, NOW_MS, after, 7, paged);
            g_assert_cmpuint (paged->n_rows - before, <=, 7);
            if (more)
              g_assert_cmpuint (paged->n_rows - before, ==, 7);
            if (paged->n_rows > 0)
              {
                g_free (after);
                after = g_strdup (((CorralRow *) corral_batch_get_row (paged, paged->n_rows - 1))->id);
              }
          }
        assert_same_batch (all, paged);
        g_assert_cmpuint (corral_sim_count (sim, t, (CorralCollection) c, NOW_MS), ==, all->n_rows);
        for (guint i = 0; i < all->n_rows; i += 1 + all->n_rows / 5)
          {
            g_autoptr (CorralBatch) one = corral_batch_new ((CorralCollection) c);
            const CorralRow *row = corral_batch_get_row (all, i);

            if (i > 0)
              g_assert_cmpstr (((CorralRow *) corral_batch_get_row (all, i - 1))->id, <, row->id);
            g_assert_true (corral_sim_row (sim, t, (CorralCollection) c, row->id, NOW_MS, one));
            g_assert_cmpuint (one->n_rows, ==, 1);
            g_assert_true (corral_row_equal (all->schema, row, corral_batch_get_row (one, 0)));
          }
        {
          g_autoptr (CorralBatch) none = corral_batch_new ((CorralCollection) c);

          g_assert_false (corral_sim_row (sim, t, (CorralCollection) c, "no-such-row", NOW_MS, none));
          g_assert_false (corral_sim_row (sim, t, (CorralCollection) c, "c-999999", NOW_MS, none));
        }
      }
}

/* --- snapshot + delta = snapshot ------------------------------------------------------------------ */

static void
check_delta (CorralSim *sim, gint64 t0, gint64 t1)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (GPtrArray) changes = corral_sim_changes (sim, t, t0, t1);
      gint64 last = t0;

      for (guint i = 0; i < changes->len; i++)
        {
          const CorralSimChange *change = g_ptr_array_index (changes, i);

          g_assert_cmpint (change->at_ms, >=, last);
          g_assert_cmpint (change->at_ms, >, t0);
          g_assert_cmpint (change->at_ms, <=, t1);
          g_assert_cmpint (change->rev, ==, change->at_ms);
          last = change->at_ms;
        }
      for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
        {
          const CorralSchema *schema = corral_collection_get_schema ((CorralCollection) c);
          g_autoptr (CorralBatch) before = read_all (sim, t, (CorralCollection) c, t0);
          g_autoptr (CorralBatch) after = read_all (sim, t, (CorralCollection) c, t1);
          g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);

          for (guint i = 0; i < before->n_rows; i++)
            g_assert_true (
                g_hash_table_insert (rows, (gpointer) ((CorralRow *) corral_batch_get_row (before, i))->id,
                                     corral_batch_get_row (before, i)));
          for (guint i = 0; i < changes->len; i++)
            {
              const CorralSimChange *change = g_ptr_array_index (changes, i);
              const CorralRow *had;

              if (change->collection != c)
                continue;
              had = g_hash_table_lookup (rows, change->id);
              if (had != NULL && had->rev >= change->rev)
                g_error ("%s %s: rev %" G_GINT64_FORMAT " does not grow", schema->name, change->id,
                         change->rev);
              if (change->change == CORRAL_CHANGE_DELETE)
                {
                  gboolean had_it = g_hash_table_remove (rows, change->id);

                  /* Of what came and went in between, within a day; see test_short_lives(). */
                  g_assert_null (change->row);
                  g_assert_true (had_it || t1 - t0 <= CORRAL_DAY_MS);
                }
              else
                {
                  g_hash_table_replace (rows, (gpointer) change->id, (gpointer) change->row);
                }
            }
          for (guint i = 0; i < after->n_rows; i++)
            {
              const CorralRow *want = corral_batch_get_row (after, i);
              const CorralRow *got = g_hash_table_lookup (rows, want->id);

              if (got == NULL)
                g_error ("%s %s is missing at %+" G_GINT64_FORMAT " s", schema->name, want->id,
                         (t1 - t0) / 1000);
              if (!corral_row_equal (schema, want, got))
                g_error ("%s %s differs: rev %" G_GINT64_FORMAT ", delta has %" G_GINT64_FORMAT,
                         schema->name, want->id, want->rev, got->rev);
              g_assert_cmpint (want->rev, <=, t1);
              g_hash_table_remove (rows, want->id);
            }
          if (g_hash_table_size (rows) > 0)
            {
              GHashTableIter iter;
              gpointer id;

              g_hash_table_iter_init (&iter, rows);
              g_hash_table_iter_next (&iter, &id, NULL);
              g_error ("%s %s should have gone in %" G_GINT64_FORMAT " s", schema->name, (char *) id,
                       (t1 - t0) / 1000);
            }
        }
    }
}

static void
test_delta (void)
{
  static const struct
  {
    gint64 from_s, length_s;
  } windows[] = {
    { 0, 1 },
    { 0, 30 },
    { 30, 30 },
    { -600, 600 },
    { 0, 3600 },
    { -7 * 3600, 7 * 3600 },
    { 0, 26 * 3600 },
    { -86400, 86400 },
    { 3600, 3 * 86400 },
    { -12 * 3600, 30 },
    { -10 * 86400, 7200 },
    { -80 * 86400, 60 },
    { -9 * 86400, 9 * 86400 },
  };

  for (guint64 seed = 1; seed <= 2; seed++)
    {
      g_autoptr (CorralSim) sim = make_sim (seed, 300, 9);

      for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
        check_delta (sim, NOW_MS + windows[i].from_s * 1000,
                     NOW_MS + (windows[i].from_s + windows[i].length_s) * 1000);
    }
}

/* The ids in @batch, as a set. */
static GHashTable *
ids_of (const CorralBatch *batch)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < batch->n_rows; i++)
    g_hash_table_add (ids, (gpointer) ((CorralRow *) corral_batch_get_row (batch, i))->id);
  return ids;
}

/* Who read a page between @t0 and @t1 has rows that came after @t0 and are gone by @t1: the changes since @t0 say so. How
 * many there were. */
static guint
check_short_lives (CorralSim *sim, gint64 t0, gint64 between, gint64 t1)
{
  guint n = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (GPtrArray) changes = corral_sim_changes (sim, t, t0, t1);
      g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < changes->len; i++)
        {
          const CorralSimChange *change = g_ptr_array_index (changes, i);

          /* Once, not twice. */
          if (change->change == CORRAL_CHANGE_DELETE)
            g_assert_true (g_hash_table_add (gone, (gpointer) change->id));
        }
      for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
        {
          g_autoptr (CorralBatch) read = read_all (sim, t, (CorralCollection) c, between);
          g_autoptr (CorralBatch) after = read_all (sim, t, (CorralCollection) c, t1);
          g_autoptr (GHashTable) left = ids_of (after);

          for (guint i = 0; i < read->n_rows; i++)
            {
              const char *id = ((CorralRow *) corral_batch_get_row (read, i))->id;

              if (g_hash_table_contains (left, id))
                continue;
              n++;
              if (!g_hash_table_contains (gone, id))
                g_error ("%s %s was there in between, and nobody says that it went", read->schema->name, id);
            }
        }
    }
  return n;
}

static void
test_short_lives (void)
{
  static const gint64 minutes[][2] = { { 1, 30 }, { 7, 60 }, { 20, 120 }, { 60, 240 }, { 300, 24 * 60 } };
  g_autoptr (CorralSim) sim = make_sim (1, 300, 9);

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    g_assert_cmpuint (check_short_lives (sim, NOW_MS, NOW_MS + minutes[i][0] * CORRAL_MINUTE_MS,
                                         NOW_MS + minutes[i][1] * CORRAL_MINUTE_MS),
                      >, 0);
}

/* The same with every scenario at work, one by one and all at once. */
static void
test_delta_scenarios (void)
{
  const char *const *names = corral_sim_scenario_names ();
  static const gint64 bounds_h[] = { -50, -31, -11, -6, -2, 0, 5, 15, 30 };
  g_autoptr (CorralSim) all = make_sim_with (names);

  for (guint n = 0; names[n] != NULL; n++)
    {
      const char *one[] = { names[n], NULL };
      g_autoptr (CorralSim) sim = make_sim_with (one);

      for (guint i = 0; i + 1 < G_N_ELEMENTS (bounds_h); i++)
        check_delta (sim, NOW_MS + bounds_h[i] * CORRAL_HOUR_MS, NOW_MS + bounds_h[i + 1] * CORRAL_HOUR_MS);
    }
  for (guint i = 0; i + 1 < G_N_ELEMENTS (bounds_h); i++)
    check_delta (all, NOW_MS + bounds_h[i] * CORRAL_HOUR_MS, NOW_MS + bounds_h[i + 1] * CORRAL_HOUR_MS);
}

/* --- rows are sound -------------------------------------------------------------------------------- */

static void
check_field (const CorralSchema *schema, gconstpointer row, const CorralField *field)
{
  const char *text;

  if (corral_field_is_string (field))
    {
      text = corral_row_get_string (row, field);
      if (field->flags & CORRAL_FIELD_REQUIRED)
        g_assert_nonnull (text);
      if (text == NULL)
        return;
      g_assert_true (g_utf8_validate (text, -1, NULL));
      /* A week's figures are a column of a text each; the contract's longest text is 8 KiB. */
      g_assert_cmpuint (strlen (text), <, schema == corral_collection_get_schema (CORRAL_COLLECTION_LOSS_WEEK) ? 8192 : 512);
      if (field->type == CORRAL_FIELD_ID && !corral_text_is_id (text))
        g_error ("%s.%s is “%s”", schema->name, field->name, text);
      if (field->type == CORRAL_FIELD_WORD)
        g_assert_true (corral_text_is_id (text));
    }
  else if (field->type == CORRAL_FIELD_TIME)
    {
      gint64 time = corral_row_get_integer (row, field);

      if (CORRAL_IS_KNOWN (time)
          && (time < G_GINT64_CONSTANT (1420070400000) || time > G_GINT64_CONSTANT (4102444800000)))
        g_error ("%s.%s is %" G_GINT64_FORMAT, schema->name, field->name, time);
      if (field->flags & CORRAL_FIELD_REQUIRED)
        g_assert_true (CORRAL_IS_KNOWN (time));
    }
  else if (field->type == CORRAL_FIELD_REAL)
    {
      g_assert_false (isinf (corral_row_get_real (row, field)));
    }
  else if (field->type == CORRAL_FIELD_BOOLEAN)
    {
      gint64 value = corral_row_get_integer (row, field);

      g_assert_true (value == 0 || value == 1 || !CORRAL_IS_KNOWN (value));
    }
  else if (field->flags & CORRAL_FIELD_REQUIRED)
    {
      g_assert_true (CORRAL_IS_KNOWN (corral_row_get_integer (row, field)));
    }
}

/* Which member of which collection names a row of which other. */
static const struct
{
  CorralCollection from;
  const char *member;
  CorralCollection to;
} references[] = {
  { CORRAL_COLLECTION_CART, "store", CORRAL_COLLECTION_STORE },
  { CORRAL_COLLECTION_CART, "pack", CORRAL_COLLECTION_PACK },
  { CORRAL_COLLECTION_CART, "certificate", CORRAL_COLLECTION_CERTIFICATE },
  { CORRAL_COLLECTION_CART, "session", CORRAL_COLLECTION_SESSION },
  { CORRAL_COLLECTION_ALERT, "cart", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_ALERT, "store", CORRAL_COLLECTION_STORE },
  { CORRAL_COLLECTION_FLAG, "cart", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_FLAG, "store", CORRAL_COLLECTION_STORE },
  { CORRAL_COLLECTION_FLAG, "session", CORRAL_COLLECTION_SESSION },
  { CORRAL_COLLECTION_FLAG, "item", CORRAL_COLLECTION_ITEM },
  { CORRAL_COLLECTION_TICKET, "cart", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_SESSION, "cart", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_CASE, "flags", CORRAL_COLLECTION_FLAG },
  { CORRAL_COLLECTION_EXECUTION, "rollout", CORRAL_COLLECTION_ROLLOUT },
  { CORRAL_COLLECTION_EXECUTION, "cart", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_PACK, "cart", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_CERTIFICATE, "cart", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_ACCESS_POINT, "store", CORRAL_COLLECTION_STORE },
  { CORRAL_COLLECTION_MAINTENANCE, "store", CORRAL_COLLECTION_STORE },
  { CORRAL_COLLECTION_VITAL, "id", CORRAL_COLLECTION_CART },
  { CORRAL_COLLECTION_VITAL, "access_point", CORRAL_COLLECTION_ACCESS_POINT },
};

static void
check_rows (CorralSim *sim, gint64 now_ms)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      CorralBatch *batches[CORRAL_N_COLLECTIONS];
      GHashTable *ids[CORRAL_N_COLLECTIONS];
      g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) serials = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
        {
          batches[c] = read_all (sim, t, (CorralCollection) c, now_ms);
          ids[c] = g_hash_table_new (g_str_hash, g_str_equal);
          for (guint i = 0; i < batches[c]->n_rows; i++)
            {
              const CorralRow *row = corral_batch_get_row (batches[c], i);

              for (guint f = 0; f < batches[c]->schema->n_fields; f++)
                check_field (batches[c]->schema, row, &batches[c]->schema->fields[f]);
              g_assert_true (g_hash_table_add (ids[c], (gpointer) row->id));
              if (c != CORRAL_COLLECTION_VITAL)
                g_assert_cmpint (row->rev, <=, now_ms);
            }
        }
      for (guint r = 0; r < G_N_ELEMENTS (references); r++)
        {
          const CorralBatch *from = batches[references[r].from];
          const CorralField *field = corral_schema_find (from->schema, references[r].member);

          for (guint i = 0; i < from->n_rows; i++)
            {
              const char *id = corral_row_get_string (corral_batch_get_row (from, i), field);

              if (id != NULL && !g_hash_table_contains (ids[references[r].to], id))
                g_error ("%s %s: no %s %s", from->schema->name,
                         ((CorralRow *) corral_batch_get_row (from, i))->id, references[r].member, id);
            }
        }
      for (guint i = 0; i < batches[CORRAL_COLLECTION_CART]->n_rows; i++)
        {
          const CorralCart *cart = corral_batch_get_row (batches[CORRAL_COLLECTION_CART], i);

          g_assert_true (g_hash_table_add (labels, g_strconcat (cart->store, "/", cart->label, NULL)));
          g_assert_true (g_hash_table_add (serials, (gpointer) cart->serial));
          g_assert_cmpuint (strlen (cart->label), ==, 4);
          g_assert_cmpint (corral_cart_state_from_word (cart->state), !=, CORRAL_CART_OTHER);
          g_assert_true ((strcmp (cart->state, "fault") == 0) <= (cart->fault != NULL));
          g_assert_true ((strcmp (cart->state, "out_of_service") == 0)
                         <= (cart->out_of_service_reason != NULL));
          g_assert_cmpint (cart->state_since_ms, <=, now_ms);
        }
      for (guint i = 0; i < batches[CORRAL_COLLECTION_VITAL]->n_rows; i++)
        {
          const CorralVital *v = corral_batch_get_row (batches[CORRAL_COLLECTION_VITAL], i);

          g_assert_cmpint (v->arrived_ms, <=, now_ms);
          g_assert_cmpint (v->last_message_ms, <, v->arrived_ms);
          g_assert_cmpint (v->battery_pct, >=, 0);
          g_assert_cmpint (v->battery_pct, <=, 100);
          g_assert_cmpint (v->battery_mv, >=, 6400);
          g_assert_cmpint (v->battery_mv, <=, 8400);
          if (CORRAL_IS_KNOWN (v->wifi_rssi_dbm))
            g_assert_cmpint (ABS (v->wifi_rssi_dbm + 62), <=, 28);
        }
      for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
        {
          g_hash_table_unref (ids[c]);
          corral_batch_unref (batches[c]);
        }
    }
}

static void
test_rows (void)
{
  static const gint64 moments_h[] = { 0, -5, -13, 24, -24 * 30, -24 * 89 };
  const char *const *names = corral_sim_scenario_names ();
  g_autoptr (CorralSim) sim = make_sim (1, 700, 21);
  g_autoptr (CorralSim) all = make_sim_with (names);

  for (guint i = 0; i < G_N_ELEMENTS (moments_h); i++)
    {
      check_rows (sim, NOW_MS + moments_h[i] * CORRAL_HOUR_MS);
      check_rows (all, NOW_MS + moments_h[i] * CORRAL_HOUR_MS);
    }
}

static void
test_sessions_in_open_hours (void)
{
  g_autoptr (CorralSim) sim = make_sim (1, 700, 21);
  guint n = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) sessions = read_all (sim, t, CORRAL_COLLECTION_SESSION, NOW_MS);

      for (guint i = 0; i < sessions->n_rows; i++, n++)
        {
          const CorralSession *session = corral_batch_get_row (sessions, i);
          g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_STORE);
          const CorralStore *store;
          CorralOpeningHours hours;
          g_autoptr (GTimeZone) zone = NULL;

          g_assert_true (corral_sim_row (sim, t, CORRAL_COLLECTION_STORE, session->store, NOW_MS, batch));
          store = corral_batch_get_row (batch, 0);
          hours = corral_opening_hours_parse (store->opening_hours);
          zone = corral_time_zone (store->time_zone);
          g_assert_true (hours.known);
          g_assert_true (corral_opening_hours_is_open (&hours, zone, session->started_ms));
          if (CORRAL_IS_KNOWN (session->ended_ms))
            g_assert_true (corral_opening_hours_is_open (&hours, zone, session->ended_ms));
        }
    }
  g_assert_cmpuint (n, >, 200);
}

/* A flag says that somebody left without paying: then no trip says that it was paid for. */
static void
test_left_without_paying (void)
{
  g_autoptr (CorralSim) sim = make_sim (1, 700, 21);
  guint n = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) flags = read_all (sim, t, CORRAL_COLLECTION_FLAG, NOW_MS);

      for (guint i = 0; i < flags->n_rows; i++)
        {
          const CorralFlag *flag = corral_batch_get_row (flags, i);
          g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_SESSION);
          const CorralSession *session;

          g_assert_cmpint (flag->confidence_pct, <=, 100);
          if (strcmp (flag->kind, "exit_without_pay") != 0 || flag->session == NULL
              || !corral_sim_row (sim, t, CORRAL_COLLECTION_SESSION, flag->session, NOW_MS, batch))
            continue;
          session = corral_batch_get_row (batch, 0);
          g_assert_cmpstr (session->payment_status, ==, "none");
          g_assert_cmpstr (session->status, !=, "complete");
          n++;
        }
    }
  g_assert_cmpuint (n, >, 5);
}

/* --- messages and telemetry ------------------------------------------------------------------------ */

static void
test_messages (void)
{
  const char *none[] = { NULL };
  g_autoptr (CorralSim) sim = make_sim_with (none);
  const char *ids[] = { "c-000003", "c-000011", "c-000017", "c-000020" };
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      gint64 from = NOW_MS - 9 * CORRAL_DAY_MS;
      g_autoptr (GPtrArray) messages
          = corral_sim_messages (sim, 0, ids[i], from, NOW_MS, NOW_MS, G_MAXUINT);
      g_autoptr (GPtrArray) few = corral_sim_messages (sim, 0, ids[i], from, NOW_MS, NOW_MS, 10);
      g_autoptr (CorralBatch) samples = corral_batch_new (CORRAL_COLLECTION_VITAL);
      guint n_health = 0;

      corral_sim_telemetry (sim, 0, ids[i], from, NOW_MS, NOW_MS, samples);
      n_all += messages->len;
      g_assert_cmpuint (few->len, ==, 10);
      for (guint m = 0; m < messages->len; m++)
        {
          const CorralSimMessage *message = g_ptr_array_index (messages, m);

          g_hash_table_add (types, (gpointer) message->type);
          g_assert_cmpint (message->arrived_ms, >, message->device_ms);
          g_assert_cmpuint (strlen (message->body), >=, 200);
          g_assert_cmpuint (strlen (message->body), <=, 800);
          if (m < few->len)
            g_assert_cmpstr (message->body, ==, ((CorralSimMessage *) g_ptr_array_index (few, m))->body);
          if (m > 0)
            {
              const CorralSimMessage *newer = g_ptr_array_index (messages, m - 1);

              g_assert_cmpint (newer->device_ms, >=, message->device_ms);
              g_assert_cmpint (newer->counter, >, message->counter);
              /* Without losses the numbers have no holes but at the nightly start. */
              if (newer->counter != message->counter + 1)
                g_assert_cmpstr (newer->type, ==, "boot");
            }
          if (strcmp (message->type, "health") == 0)
            {
              const CorralVital *sample = corral_batch_get_row (samples, samples->n_rows - 1 - n_health);

              g_assert_cmpint (sample->rev, ==, message->counter);
              g_assert_cmpint (sample->last_message_ms, ==, message->device_ms);
              g_assert_cmpint (sample->arrived_ms, ==, message->arrived_ms);
              n_health++;
            }
        }
      g_assert_cmpuint (n_health, ==, samples->n_rows);
    }
  g_assert_cmpuint (g_hash_table_size (types), ==, 7);
  /* D: about 530 a cart and day. */
  g_assert_cmpuint (n_all, >, 4 * 9 * 380);
  g_assert_cmpuint (n_all, <, 4 * 9 * 680);
}

/* The vital is the last sample that had arrived, and comes later for what was buffered. */
static void
test_telemetry (void)
{
  g_autoptr (CorralSim) sim = make_sim (1, 300, 9);
  guint n_replayed = 0;
  guint n_compared = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) vitals = read_all (sim, t, CORRAL_COLLECTION_VITAL, NOW_MS);

      for (guint i = 0; i < vitals->n_rows; i++)
        {
          const CorralVital *vital = corral_batch_get_row (vitals, i);
          g_autoptr (CorralBatch) samples = corral_batch_new (CORRAL_COLLECTION_VITAL);
          const CorralVital *last;
          CorralVital counted;

          if (vital->last_message_ms < NOW_MS - CORRAL_DAY_MS)
            continue;
          corral_sim_telemetry (sim, t, vital->id, NOW_MS - CORRAL_DAY_MS, NOW_MS, NOW_MS, samples);
          g_assert_cmpuint (samples->n_rows, >, 0);
          last = corral_batch_get_row (samples, samples->n_rows - 1);
          /* What it did since its start, and what of it is missing, is told of the last one alone. */
          counted = *last;
          g_assert_false (CORRAL_IS_KNOWN (counted.trips) || CORRAL_IS_KNOWN (counted.missing));
          g_assert_true (CORRAL_IS_KNOWN (vital->trips) && CORRAL_IS_KNOWN (vital->missing));
          counted.trips = vital->trips;
          counted.missing = vital->missing;
          g_assert_true (corral_row_equal (samples->schema, vital, &counted));
          n_compared++;
          for (guint s = 0; s < samples->n_rows; s++)
            {
              const CorralVital *sample = corral_batch_get_row (samples, s);

              if (s > 0)
                {
                  const CorralVital *before = corral_batch_get_row (samples, s - 1);

                  g_assert_cmpint (sample->last_message_ms, >, before->last_message_ms);
                  g_assert_cmpint (sample->rev, >, before->rev);
                }
              g_assert_cmpint (sample->arrived_ms, <=, NOW_MS);
              g_assert_cmpint (sample->battery_pct, >=, 0);
              g_assert_cmpint (sample->battery_pct, <=, 100);
              n_replayed += sample->arrived_ms > sample->last_message_ms + 60 * CORRAL_SECOND_MS;
            }
        }
    }
  g_assert_cmpuint (n_compared, >, 250);
  g_assert_cmpuint (n_replayed, >, 50);
}

/* --- sizes ------------------------------------------------------------------------------------------- */

static void
test_sizes (void)
{
  static const struct
  {
    guint carts, stores, tenants;
  } sizes[] = { { 1, 1, 1 }, { 40, 3, 3 }, { 40, 40, 6 }, { 5000, 12, 6 } };
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000);
  g_autoptr (GError) error = NULL;
  const char *bad[] = { "no-such-thing", NULL };
  CorralSimOptions options = { .clock = clock, .scenarios = bad };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (CorralSim) sim = make_sim (1, sizes[i].carts, sizes[i].stores);
      guint64 carts = 0;
      guint64 stores = 0;

      g_assert_cmpuint (corral_sim_get_n_tenants (sim), ==, sizes[i].tenants);
      for (guint t = 0; t < sizes[i].tenants; t++)
        {
          guint found;

          carts += corral_sim_count (sim, t, CORRAL_COLLECTION_CART, NOW_MS);
          stores += corral_sim_count (sim, t, CORRAL_COLLECTION_STORE, NOW_MS);
          g_assert_true (corral_sim_find_tenant (sim, corral_sim_get_tenant (sim, t)->id, &found));
          g_assert_cmpuint (found, ==, t);
        }
      g_assert_cmpuint (carts, ==, sizes[i].carts);
      g_assert_cmpuint (stores, ==, sizes[i].stores);
      check_rows (sim, NOW_MS);
    }

  g_assert_null (corral_sim_new (&options, &error));
  g_assert_error (error, CORRAL_SIM_ERROR, CORRAL_SIM_ERROR_UNKNOWN_SCENARIO);
  g_assert_nonnull (strstr (error->message, "carrier-outage"));
  g_clear_error (&error);
  options = (CorralSimOptions){ .clock = clock, .n_carts = 3, .n_stores = 4 };
  g_assert_null (corral_sim_new (&options, &error));
  g_assert_error (error, CORRAL_SIM_ERROR, CORRAL_SIM_ERROR_SIZE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/sim/same", test_same);
  g_test_add_func ("/cloud/sim/pages", test_pages);
  g_test_add_func ("/cloud/sim/delta", test_delta);
  g_test_add_func ("/cloud/sim/delta-scenarios", test_delta_scenarios);
  g_test_add_func ("/cloud/sim/short-lives", test_short_lives);
  g_test_add_func ("/cloud/sim/rows", test_rows);
  g_test_add_func ("/cloud/sim/sessions-in-open-hours", test_sessions_in_open_hours);
  g_test_add_func ("/cloud/sim/left-without-paying", test_left_without_paying);
  g_test_add_func ("/cloud/sim/messages", test_messages);
  g_test_add_func ("/cloud/sim/telemetry", test_telemetry);
  g_test_add_func ("/cloud/sim/sizes", test_sizes);
  return g_test_run ();
}
