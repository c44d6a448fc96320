/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loss prevention's history: its flags are those that the fleet tells of, its trips those that carts make, and what is told
 * of it as it grows is what a fresh look finds. */
#include "corral-sim.h"
#include "corral-time.h"

#include <stdlib.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define NOW_MS G_GINT64_CONSTANT (1795536000000)

static CorralSim *
open_sim (guint n_carts, guint n_stores)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000);
  g_autoptr (GError) error = NULL;
  CorralSimOptions options = { .n_carts = n_carts, .n_stores = n_stores, .clock = clock };
  CorralSim *sim = corral_sim_new (&options, &error);

  g_assert_no_error (error);
  return sim;
}

static CorralBatch *
list (CorralSim *sim, guint tenant, CorralCollection collection, gint64 now_ms)
{
  CorralBatch *batch = corral_batch_new (collection);

  corral_sim_snapshot (sim, tenant, collection, now_ms, NULL, 1000000, batch);
  return batch;
}

static guint
count_words (const char *list)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  return *list != '\0' ? g_strv_length (words) : 0;
}

/* Six weeks a store, all columns of one length, no column longer than the contract allows, in order of time. */
static void
test_shape (void)
{
  CorralSim *sim = open_sim (600, 24);

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) rows = list (sim, t, CORRAL_COLLECTION_LOSS_WEEK, NOW_MS);
      g_autoptr (CorralBatch) stores = list (sim, t, CORRAL_COLLECTION_STORE, NOW_MS);

      g_assert_cmpuint (rows->n_rows, ==, stores->n_rows * 6);
      for (guint i = 0; i < rows->n_rows; i++)
        {
          const CorralLossWeek *row = corral_batch_get_row (rows, i);
          const char *const columns[] = { row->flag_ids,   row->flag_hours, row->flag_kinds,       row->flag_outcomes,
                                          row->flag_carts, row->flag_items, row->flag_values_minor };
          g_auto (GStrv) hours = g_strsplit (row->flag_hours, " ", -1);
          guint n_hours = count_words (row->sessions);

          g_assert_cmpuint (n_hours, <=, 168);
          g_assert_cmpint (row->as_of_ms, <=, NOW_MS);
          g_assert_cmpint (row->rev, ==, row->as_of_ms);
          for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
            {
              g_assert_cmpuint (count_words (columns[c]), ==, count_words (row->flag_ids));
              g_assert_cmpuint (strlen (columns[c]), <=, 8192);
            }
          for (guint h = 0; hours[h] != NULL && *row->flag_hours != '\0'; h++)
            {
              g_assert_cmpint (atoi (hours[h]), <, n_hours);
              g_assert_true (h == 0 || atoi (hours[h]) >= atoi (hours[h - 1]));
            }
        }
    }
  corral_sim_free (sim);
}

/* Each flag that the fleet tells of, of the hours that are over, is in the history, as it stood then. */
static void
test_flags (void)
{
  CorralSim *sim = open_sim (600, 24);
  gint64 hour_ms = NOW_MS / CORRAL_HOUR_MS * CORRAL_HOUR_MS;
  guint n = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) rows = list (sim, t, CORRAL_COLLECTION_LOSS_WEEK, NOW_MS);
      g_autoptr (CorralBatch) flags = list (sim, t, CORRAL_COLLECTION_FLAG, NOW_MS);
      g_autoptr (GHashTable) outcomes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

      for (guint i = 0; i < rows->n_rows; i++)
        {
          const CorralLossWeek *row = corral_batch_get_row (rows, i);
          g_auto (GStrv) ids = g_strsplit (row->flag_ids, " ", -1);
          g_auto (GStrv) words = g_strsplit (row->flag_outcomes, " ", -1);

          for (guint k = 0; ids[k] != NULL && *row->flag_ids != '\0'; k++)
            g_assert_true (g_hash_table_insert (outcomes, g_strdup (ids[k]), g_strdup (words[k])));
        }
      for (guint i = 0; i < flags->n_rows; i++)
        {
          const CorralFlag *flag = corral_batch_get_row (flags, i);

          if (flag->raised_ms >= hour_ms - CORRAL_HOUR_MS)
            continue;
          n++;
          g_assert_cmpstr (g_hash_table_lookup (outcomes, flag->id), ==, flag->outcome != NULL ? flag->outcome : "open");
        }
    }
  g_assert_cmpuint (n, >, 200);
  corral_sim_free (sim);
}

/* The trips that are drawn are as many as carts really make, by day and by hour: five days of 160 carts, all of whose
 * messages that begin a trip are counted. */
static void
test_sessions (void)
{
  CorralSim *sim = open_sim (160, 8);
  gint64 monday_ms = NOW_MS - 8 * CORRAL_DAY_MS - 16 * CORRAL_HOUR_MS; /* Monday, 16 November, 00:00 UTC */
  guint64 drawn = 0, made = 0, drawn_noon = 0, made_noon = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) rows = list (sim, t, CORRAL_COLLECTION_LOSS_WEEK, NOW_MS);
      g_autoptr (CorralBatch) stores = list (sim, t, CORRAL_COLLECTION_STORE, NOW_MS);
      g_autoptr (CorralBatch) carts = list (sim, t, CORRAL_COLLECTION_CART, NOW_MS);
      g_autoptr (GHashTable) zones = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < stores->n_rows; i++)
        {
          const CorralStore *store = corral_batch_get_row (stores, i);

          g_hash_table_insert (zones, (gpointer) store->id, (gpointer) store->time_zone);
        }
      for (guint i = 0; i < rows->n_rows; i++)
        {
          const CorralLossWeek *row = corral_batch_get_row (rows, i);
          g_auto (GStrv) hours = g_strsplit (row->sessions, " ", -1);

          if (strcmp (row->week, "2026-11-16") == 0)
            for (guint h = 0; h < 5 * 24; h++)
              {
                drawn += (guint64) atoi (hours[h]);
                drawn_noon += h % 24 >= 10 && h % 24 < 13 ? (guint64) atoi (hours[h]) : 0;
              }
        }
      for (guint i = 0; i < carts->n_rows; i++)
        {
          const CorralCart *cart = corral_batch_get_row (carts, i);
          g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (g_hash_table_lookup (zones, cart->store));
          g_autoptr (GPtrArray) messages
              = corral_sim_messages (sim, t, cart->id, monday_ms - 12 * CORRAL_HOUR_MS, monday_ms + 6 * CORRAL_DAY_MS, NOW_MS,
                                     10000);

          for (guint k = 0; messages != NULL && k < messages->len; k++)
            {
              const CorralSimMessage *message = g_ptr_array_index (messages, k);
              gint64 local_ms = message->device_ms + corral_time_offset_s (zone, message->device_ms) * CORRAL_SECOND_MS;
              gint64 hour = (local_ms - monday_ms) / CORRAL_HOUR_MS;

              if (strcmp (message->type, "session-start") != 0 || local_ms < monday_ms || hour >= 5 * 24)
                continue;
              made++;
              made_noon += hour % 24 >= 10 && hour % 24 < 13;
            }
        }
    }
  g_test_message ("drawn %u, made %u; at noon %u, %u", (guint) drawn, (guint) made, (guint) drawn_noon, (guint) made_noon);
  g_assert_cmpuint (made, >, 1600);
  g_assert_cmpfloat ((double) drawn / (double) made, >, 0.94);
  g_assert_cmpfloat ((double) drawn / (double) made, <, 1.06);
  g_assert_cmpfloat ((double) drawn_noon / (double) made_noon, >, 0.88);
  g_assert_cmpfloat ((double) drawn_noon / (double) made_noon, <, 1.12);
  corral_sim_free (sim);
}

/* What changes within ten days, one week's end among them, laid over what was there, is what is there then. */
static void
test_changes (void)
{
  CorralSim *sim = open_sim (120, 8);
  gint64 then_ms = NOW_MS + 10 * CORRAL_DAY_MS + 7 * CORRAL_MINUTE_MS;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) before = list (sim, t, CORRAL_COLLECTION_LOSS_WEEK, NOW_MS);
      g_autoptr (CorralBatch) after = list (sim, t, CORRAL_COLLECTION_LOSS_WEEK, then_ms);
      g_autoptr (GPtrArray) changes = corral_sim_changes (sim, t, NOW_MS, then_ms);
      g_autoptr (GHashTable) held = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < before->n_rows; i++)
        {
          const CorralLossWeek *row = corral_batch_get_row (before, i);

          g_hash_table_insert (held, (gpointer) row->id, (gpointer) row);
        }
      for (guint i = 0; i < changes->len; i++)
        {
          const CorralSimChange *change = g_ptr_array_index (changes, i);

          if (change->collection != CORRAL_COLLECTION_LOSS_WEEK)
            continue;
          if (change->change == CORRAL_CHANGE_PUT)
            g_hash_table_insert (held, (gpointer) change->id, (gpointer) change->row);
          else
            g_hash_table_remove (held, change->id);
        }
      g_assert_cmpuint (g_hash_table_size (held), ==, after->n_rows);
      for (guint i = 0; i < after->n_rows; i++)
        {
          const CorralLossWeek *row = corral_batch_get_row (after, i);
          const CorralLossWeek *mine = g_hash_table_lookup (held, row->id);

          g_assert_nonnull (mine);
          g_assert_cmpint (mine->rev, ==, row->rev);
          g_assert_cmpstr (mine->sessions, ==, row->sessions);
          g_assert_cmpstr (mine->flag_ids, ==, row->flag_ids);
          g_assert_cmpstr (mine->flag_outcomes, ==, row->flag_outcomes);
        }
    }
  corral_sim_free (sim);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/sim/history/shape", test_shape);
  g_test_add_func ("/cloud/sim/history/flags", test_flags);
  g_test_add_func ("/cloud/sim/history/sessions", test_sessions);
  g_test_add_func ("/cloud/sim/history/changes", test_changes);
  return g_test_run ();
}
