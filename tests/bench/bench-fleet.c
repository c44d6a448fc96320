/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mirror costs, against plain C on the same data in the same run: floors are what somebody would
 * write by hand for just this question. Runs alternate, medians are printed, one JSON object a line. */
#define _GNU_SOURCE /* memmem */
#include "corral-attention.h"
#include "corral-find-words.h"
#include "corral-row-list.h"
#include "corral-search.h"
#include "corral-verdict.h"
#include "sample-fleet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
quantile (double *values, guint n, double q)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[MIN (n - 1, (guint) (q * n))];
}

static void
print_figure (const char *name, guint n_carts, double value, double floor, const char *unit, guint runs)
{
  g_print ("{\"name\": \"%s_%s\", \"value\": %.4f, \"floor\": %.4f, \"ratio\": %.3f, \"unit\": \"%s\", "
           "\"runs\": %u}\n",
           name,
           n_carts >= 1000000  ? "1m"
           : n_carts >= 100000 ? "100k"
                               : "10k",
           value, floor, value / floor, unit, runs);
}

/* A figure without a floor: what it may cost is a part of a frame. */
static void
print_of_frame (const char *name, guint n_carts, double value, guint runs)
{
  print_figure (name, n_carts, value, 16.7, "ms", runs);
}

static double
since_ms (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

/* Nothing may be optimised away. */
static volatile guint64 sink;

/* --- search ---------------------------------------------------------------------------------------- */

/* What people type, key by key. */
static const char *const typed[]
    = { "0412", "SC-26-0041", "9137", "riverside", "elm 0200", "118", "harbour gate", "3999", "silent elm",
        "firmware 4.2", "mrakte" };

static guint
count_bare (const char *text, gsize length, const char *needle, gsize needle_length)
{
  const char *at = text, *end = text + length;
  guint n = 0;

  while ((at = memmem (at, (gsize) (end - at), needle, needle_length)) != NULL)
    {
      n++;
      at += needle_length;
    }
  return n;
}

/* What somebody would write by hand: one text of a line a row with all that it can be found by, carts and stores. */
static GString *
write_by_hand (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  guint32 n_stores = corral_columns_get_n_slots (stores);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint32 slot = 0; slot < n_stores; slot++)
    {
      g_autofree char *line = g_strdup_printf (
          "%d\t%s\t%s\t%s\n", (int) corral_columns_get_integer (stores, slot, CORRAL_STORE_COL_NUMBER),
          corral_columns_get_text (stores, slot, CORRAL_STORE_COL_NAME),
          corral_columns_get_text (stores, slot, CORRAL_STORE_COL_CITY),
          corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                 corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN), CORRAL_CHAIN_COL_NAME));

      g_ptr_array_add (names, corral_typed_squeeze (line));
      g_string_append (text, names->pdata[slot]);
    }
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      guint32 store = corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE);
      g_autofree char *line = g_strdup_printf ("%s\t%s\t", corral_columns_get_text (carts, slot, CORRAL_CART_COL_LABEL),
                                               corral_columns_get_text (carts, slot, CORRAL_CART_COL_SERIAL));
      g_autofree char *squeezed = corral_typed_squeeze (line);

      g_string_append_printf (text, "%s\t%s\n", squeezed, store < n_stores ? (const char *) names->pdata[store] : "");
    }
  return text;
}

/* The floor looks for the longest word alone, as bytes, and does nothing with what it finds. */
static const char *
pick_needle (char *text)
{
  const char *needle = text;
  char *save = NULL;

  for (const char *word = strtok_r (text, " ", &save); word != NULL; word = strtok_r (NULL, " ", &save))
    if (word == text || strlen (word) > strlen (needle))
      needle = word;
  return needle;
}

/* @finder (nullable): with lists, chains, tickets and what was meant, or stores and carts alone. */
static void
bench_typing (CorralSearch *search,
              CorralFinder *finder,
              const GString *by_hand,
              const char *name,
              guint n_carts,
              guint runs)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) floors = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *name_p99 = g_strdup_printf ("%s_p99", name);
  CorralFound found;

  corral_found_init (&found);
  for (guint run = 0; run < runs; run++)
    for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
      for (gsize keys = 1; keys <= strlen (typed[i]); keys++)
        {
          g_autofree char *query = g_strndup (typed[i], keys);
          g_autofree char *squeezed = corral_typed_squeeze (query);
          const char *needle = pick_needle (squeezed);
          gint64 start;
          double value;

          if (*needle == '\0')
            continue;
          start = g_get_monotonic_time ();
          sink += count_bare (by_hand->str, by_hand->len, needle, strlen (needle));
          value = since_ms (start);
          g_array_append_val (floors, value);
          start = g_get_monotonic_time ();
          if (finder != NULL)
            corral_finder_find (finder, query, 8, &found);
          else
            corral_search_find (search, query, 20, hits);
          value = since_ms (start);
          sink += hits->len + found.finds->len;
          g_array_append_val (ours, value);
        }
  print_figure (name, n_carts, quantile ((double *) (gpointer) ours->data, ours->len, 0.5),
                quantile ((double *) (gpointer) floors->data, floors->len, 0.5), "ms", ours->len);
  print_of_frame (name_p99, n_carts, quantile ((double *) (gpointer) ours->data, ours->len, 0.99), ours->len);
  corral_found_clear (&found);
}

static void
bench_search (CorralFleet *fleet, guint n_carts, guint runs)
{
  g_autoptr (CorralSearch) search = corral_search_new (fleet);
  g_autoptr (CorralFinder) finder = corral_finder_new (fleet, corral_find_words_get ());
  GString *by_hand = write_by_hand (fleet);
  gint64 start = g_get_monotonic_time ();
  double built;

  corral_search_prepare (search);
  built = since_ms (start);
  corral_finder_prepare (finder);
  bench_typing (search, NULL, by_hand, "search", n_carts, runs);
  bench_typing (search, finder, by_hand, "find", n_carts, runs);
  g_string_free (by_hand, TRUE);
  print_of_frame ("search_prepare", n_carts, built, 1);
}

/* --- filter and sort ------------------------------------------------------------------------------- */

typedef struct
{
  const guint8 *exists;
  const gint32 *state;
  const guint32 *chain;
  const gint32 *battery;
  guint32 n;
  guint64 *items;
  guint64 *spare;
  guint32 *order;
} Plain;

/* By hand: one loop that filters and packs, a radix sort of the packed words, the slots out of them. */
static guint32
plain_filter_sort (Plain *p, gint32 state, guint32 chain)
{
  guint32 counts[2048] = { 0 };
  guint32 n = 0, sum = 0;

  for (guint32 i = 0; i < p->n; i++)
    if (p->exists[i] && p->state[i] != state && p->chain[i] != chain)
      {
        guint32 key = p->battery[i] == CORRAL_UNKNOWN_INT32 ? 2047 : (guint32) p->battery[i];

        p->items[n++] = (guint64) key << 32 | i;
        counts[key]++;
      }
  for (guint i = 0; i < 2048; i++)
    {
      guint32 count = counts[i];

      counts[i] = sum;
      sum += count;
    }
  for (guint32 i = 0; i < n; i++)
    p->order[counts[p->items[i] >> 32]++] = (guint32) p->items[i];
  return n;
}

/* The same over a time: 64-bit keys, as many passes of a radix sort as they are wide. */
static guint32
plain_sort_times (Plain *p, const gint64 *times)
{
  guint32 n = 0;
  gint64 low = G_MAXINT64, high = 0;
  guint64 *from = p->items, *to = p->spare;
  g_autofree guint32 *from_slots = g_new (guint32, p->n);
  g_autofree guint32 *to_slots = g_new (guint32, p->n);
  guint32 *a = from_slots, *b = to_slots;

  for (guint32 i = 0; i < p->n; i++)
    if (p->exists[i])
      {
        a[n] = i;
        from[n] = (guint64) times[i];
        n++;
        if (times[i] != CORRAL_UNKNOWN)
          {
            low = MIN (low, times[i]);
            high = MAX (high, times[i]);
          }
      }
  for (guint32 i = 0; i < n; i++)
    from[i] = (gint64) from[i] == CORRAL_UNKNOWN ? (guint64) (high - low + 1) : from[i] - (guint64) low;
  for (guint shift = 0; shift < 64 && ((guint64) (high - low + 1) >> shift) != 0; shift += 11)
    {
      guint32 counts[2048] = { 0 };
      guint32 sum = 0;
      guint64 *swap = from;
      guint32 *swap_slots = a;

      for (guint32 i = 0; i < n; i++)
        counts[(from[i] >> shift) & 2047]++;
      for (guint i = 0; i < 2048; i++)
        {
          guint32 count = counts[i];

          counts[i] = sum;
          sum += count;
        }
      for (guint32 i = 0; i < n; i++)
        {
          guint32 at = counts[(from[i] >> shift) & 2047]++;

          to[at] = from[i];
          b[at] = a[i];
        }
      from = to;
      to = swap;
      a = b;
      b = swap_slots;
    }
  memcpy (p->order, a, n * sizeof *a);
  return n;
}

static void
bench_filter_sort (CorralFleet *fleet, guint n_carts, guint runs)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 n = corral_columns_get_n_slots (carts);
  g_autofree guint64 *items = g_new (guint64, n);
  g_autofree guint64 *spare = g_new (guint64, n);
  g_autofree guint32 *vector = g_new (guint32, n);
  Plain plain = {
    .exists = corral_columns_peek_exists (carts),
    .state = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE),
    .chain = corral_columns_peek (carts, CORRAL_CART_COL_CHAIN),
    .battery = corral_columns_peek (carts, CORRAL_CART_COL_BATTERY_PCT),
    .n = n,
    .items = items,
    .spare = spare,
    .order = vector,
  };
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_ARRIVED_MS);
  g_autofree double *ours = g_new (double, runs), *floors = g_new (double, runs);
  g_autofree double *time_ours = g_new (double, runs), *time_floors = g_new (double, runs);
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (CorralOrder) by_time = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 start = g_get_monotonic_time ();
  guint32 other = corral_fleet_find_chain (fleet, "c1");

  /* All states but one, all chains but one: most rows stay, so that there is something to sort. */
  for (gint64 state = 0; state < CORRAL_N_CART_STATES; state++)
    if (state != CORRAL_CART_FAULT)
      g_array_append_val (wanted, state);
  corral_order_where_integers (order, CORRAL_CART_COL_SHOWN_STATE, (const gint64 *) (gpointer) wanted->data,
                               wanted->len);
  g_array_set_size (wanted, 0);
  for (gint64 chain = 0;
       chain < corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN)); chain++)
    if (chain != other)
      g_array_append_val (wanted, chain);
  corral_order_where_integers (order, CORRAL_CART_COL_CHAIN, (const gint64 *) (gpointer) wanted->data,
                               wanted->len);
  corral_order_sort_by (order, CORRAL_CART_COL_BATTERY_PCT, FALSE);
  corral_order_sort_by (by_time, CORRAL_CART_COL_ARRIVED_MS, FALSE);

  corral_order_run (order, fleet, slots);
  print_of_frame ("first_order", n_carts, since_ms (start), 1); /* makes the ranks, too */
  for (guint run = 0; run < runs; run++)
    {
      guint32 n_plain;

      start = g_get_monotonic_time ();
      n_plain = plain_filter_sort (&plain, CORRAL_CART_FAULT, other);
      floors[run] = since_ms (start);
      start = g_get_monotonic_time ();
      corral_order_run (order, fleet, slots);
      ours[run] = since_ms (start);
      g_assert_cmpuint (n_plain, ==, slots->len);
      for (guint32 i = 0; i < n_plain; i++)
        g_assert_cmpint (plain.battery[vector[i]], ==, plain.battery[g_array_index (slots, guint32, i)]);

      start = g_get_monotonic_time ();
      n_plain = plain_sort_times (&plain, heard);
      time_floors[run] = since_ms (start);
      start = g_get_monotonic_time ();
      corral_order_run (by_time, fleet, slots);
      time_ours[run] = since_ms (start);
      g_assert_cmpuint (n_plain, ==, slots->len);
      for (guint32 i = 0; i < n_plain; i++)
        g_assert_cmpint (heard[vector[i]], ==, heard[g_array_index (slots, guint32, i)]);
    }
  print_figure ("filter_sort", n_carts, quantile (ours, runs, 0.5), quantile (floors, runs, 0.5), "ms", runs);
  print_figure ("sort_times", n_carts, quantile (time_ours, runs, 0.5), quantile (time_floors, runs, 0.5),
                "ms", runs);
}

/* --- lists, counts, loading ------------------------------------------------------------------------ */

static void
on_item_changed (CorralRowItem *item, gpointer data)
{
  sink += (guint64) corral_row_item_get_integer (item, CORRAL_CART_COL_BATTERY_PCT);
}

static void
bench_list (CorralFleet *fleet, guint n_carts, guint runs)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (CorralRowList) list = corral_row_list_new (fleet, order);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree double *resort = g_new (double, runs), *repoint = g_new (double, runs),
                    *counts = g_new (double, runs);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_autofree guint32 *slots = g_new (guint32, n);

  /* As many as GTK 4.8 keeps. */
  for (guint i = 0; i < 205; i++)
    {
      CorralRowItem *item = g_list_model_get_item (G_LIST_MODEL (list), n / 2 + i);

      g_signal_connect (item, "changed", G_CALLBACK (on_item_changed), NULL);
      g_ptr_array_add (items, item);
    }
  for (guint run = 0; run < runs; run++)
    {
      g_autoptr (CorralOrder) next = corral_order_new (CORRAL_TABLE_CART);
      gint64 start;

      corral_order_sort_by (next, run % 2 == 0 ? CORRAL_CART_COL_SERIAL : CORRAL_CART_COL_BATTERY_PCT,
                            run % 4 < 2);
      start = g_get_monotonic_time ();
      corral_row_list_set_spec (list, next);
      resort[run] = since_ms (start);
      for (guint i = 0; i < n; i++)
        slots[i] = corral_row_list_get_slot (list, n - 1 - i);
      start = g_get_monotonic_time ();
      corral_row_list_set_order (list, slots, n);
      repoint[run] = since_ms (start);
      start = g_get_monotonic_time ();
      corral_fleet_set_now (fleet, SAMPLE_NOW_MS + run);
      corral_fleet_flush (fleet);
      counts[run] = since_ms (start);
    }
  print_of_frame ("resort_list", n_carts, quantile (resort, runs, 0.5), runs);
  print_of_frame ("repoint", n_carts, quantile (repoint, runs, 0.5), runs);
  print_of_frame ("set_now", n_carts, quantile (counts, runs, 0.5), runs);
}

/* --- the verdict ------------------------------------------------------------------------------------ */

/* Something changes: all that was worked out has to be worked out anew. */
static void
touch (CorralFleet *fleet, guint run)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  g_autofree char *label = g_strdup_printf ("touched %u", run);
  g_autofree char *tenant = g_strdup (
    corral_columns_get_text (chains, corral_columns_get_link (carts, 0, CORRAL_CART_COL_CHAIN), CORRAL_CHAIN_COL_ID));
  CorralCart cart;

  corral_fleet_get_truth (fleet, CORRAL_TABLE_CART, 0, &cart);
  cart.rev++;
  cart.label = label;
  corral_fleet_put (fleet, tenant, corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
}

/* The floor: one pass over the columns that any answer has to look at, counting silence by store. One cart in ten is
 * silent here, at any minute: more than on the worst day. */
static void
bench_verdict (CorralFleet *fleet, guint n_carts, guint runs)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));
  guint32 n_slots = corral_columns_get_n_slots (carts);
  g_autofree double *floors = g_new (double, runs), *desks = g_new (double, runs), *ones = g_new (double, runs),
                    *of_stores = g_new (double, runs), *needs = g_new (double, runs), *both = g_new (double, runs),
                    *same = g_new (double, runs);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
  g_autofree guint32 *counts = g_new (guint32, 2 * (gsize) n_stores + 2);

  for (guint run = 0; run < runs; run++)
    {
      const guint8 *exists = corral_columns_peek_exists (carts);
      const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
      const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
      const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
      const guint32 *batches = corral_columns_peek (carts, CORRAL_CART_COL_CERTIFICATE_BATCH);
      CorralVerdictDesk *desk;
      CorralVerdict verdict;
      gint64 start = g_get_monotonic_time ();

      memset (counts, 0, 2 * n_stores * sizeof *counts);
      for (guint32 slot = 0; slot < n_slots; slot++)
        if (exists[slot] && stores[slot] != CORRAL_NO_SLOT)
          {
            counts[2 * stores[slot]] += states[slot] == CORRAL_CART_OFFLINE;
            counts[2 * stores[slot] + 1] += heard[slot] > SAMPLE_NOW_MS - 600000 && batches[slot] != 0;
          }
      for (guint32 i = 0; i < 2 * n_stores; i++)
        sink += counts[i];
      floors[run] = since_ms (start);

      touch (fleet, 2 * run);
      start = g_get_monotonic_time ();
      desk = corral_verdict_desk_new (fleet, NULL);
      desks[run] = since_ms (start);
      corral_verdict_desk_free (desk);
      touch (fleet, 2 * run + 1);
      start = g_get_monotonic_time ();
      corral_attention_list (fleet, CORRAL_NO_SLOT, items);
      needs[run] = since_ms (start);
      desk = corral_verdict_desk_new (fleet, NULL);
      both[run] = since_ms (start);
      start = g_get_monotonic_time ();
      corral_attention_list (fleet, CORRAL_NO_SLOT, items);
      sink += items->len + (guint) corral_verdict_desk_is_current (desk);
      same[run] = since_ms (start);
      start = g_get_monotonic_time ();
      corral_verdict_of_cart (desk, run * 7919 % n_slots, &verdict);
      ones[run] = since_ms (start);
      sink += verdict.n_carts;
      start = g_get_monotonic_time ();
      corral_verdict_of_store (desk, run * 31 % n_stores, &verdict);
      of_stores[run] = since_ms (start);
      sink += verdict.n_carts;
      corral_verdict_desk_free (desk);
    }
  {
    double floor = quantile (floors, runs, 0.5);

    print_figure ("verdict_desk", n_carts, quantile (desks, runs, 0.5), floor, "ms", runs);
    print_of_frame ("attention", n_carts, quantile (needs, runs, 0.5), runs);
    print_of_frame ("attention_and_desk", n_carts, quantile (both, runs, 0.5), runs);
    print_of_frame ("attention_same", n_carts, quantile (same, runs, 0.5), runs);
    print_figure ("verdict_cart", n_carts, quantile (ones, runs, 0.9), floor, "ms", runs);
    print_figure ("verdict_store", n_carts, quantile (of_stores, runs, 0.5), floor, "ms", runs);
  }
}

/* --- truth + intent -------------------------------------------------------------------------------- */

/* A thousand carts go out of service. The floor says the same of them as the cloud would, as rows of a page. */
static void
bench_intents (CorralFleet *fleet, guint n_carts, guint runs)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (corral_fact_unref);
  g_autoptr (GPtrArray) tenants = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *ours = g_new (double, runs), *away = g_new (double, runs), *same = g_new (double, runs),
                    *floors = g_new (double, runs);
  guint32 step = MAX (1, corral_columns_get_n_slots (carts) / 1000);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts) && entries->len < 1000; slot += step)
    {
      CorralOperationDraft draft = { .kind = CORRAL_OPERATION_CART_OUT_OF_SERVICE,
                                     .collection = CORRAL_COLLECTION_CART,
                                     .expected_rev = CORRAL_UNKNOWN };
      g_autofree char *id = g_strdup_printf ("operation-%u", entries->len);
      g_autofree char *tenant = g_strdup (
          corral_columns_get_text (chains, corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN), 0));
      CorralCart cart;

      if (!corral_columns_exists (carts, slot))
        continue;
      draft.tenant = tenant;
      draft.target = corral_columns_get_text (carts, slot, CORRAL_CART_COL_ID);
      corral_operation_params_clear (&draft.params);
      draft.params.reason = "cleaning";
      g_ptr_array_add (entries, corral_outbox_entry_new (&draft, id, "me", NULL, SAMPLE_NOW_MS, 0));
      corral_fleet_get_truth (fleet, CORRAL_TABLE_CART, slot, &cart);
      g_ptr_array_add (rows, corral_fact_new (schema, &cart));
      g_ptr_array_add (tenants, g_steal_pointer (&tenant));
    }
  for (guint run = 0; run < runs; run++)
    {
      gint64 start = g_get_monotonic_time ();

      corral_fleet_set_intents (fleet, entries);
      ours[run] = since_ms (start);
      start = g_get_monotonic_time ();
      corral_fleet_set_intents (fleet, entries);
      same[run] = since_ms (start);
      start = g_get_monotonic_time ();
      corral_fleet_set_intents (fleet, none);
      away[run] = since_ms (start);
      corral_fleet_flush (fleet);

      start = g_get_monotonic_time ();
      for (guint i = 0; i < rows->len; i++)
        {
          CorralCart cart = *(const CorralCart *) rows->pdata[i];

          cart.rev += 2 * run + 1;
          cart.state = "out_of_service";
          cart.state_since_ms = SAMPLE_NOW_MS;
          cart.out_of_service_reason = "cleaning";
          corral_fleet_put (fleet, tenants->pdata[i], schema, &cart);
        }
      floors[run] = since_ms (start);
      for (guint i = 0; i < rows->len; i++)
        {
          CorralCart cart = *(const CorralCart *) rows->pdata[i];

          cart.rev += 2 * run + 2;
          corral_fleet_put (fleet, tenants->pdata[i], schema, &cart);
        }
      corral_fleet_flush (fleet);
    }
  {
    double floor = quantile (floors, runs, 0.5);

    print_figure ("intents_1000_lay", n_carts, quantile (ours, runs, 0.5), floor, "ms", runs);
    print_figure ("intents_1000_same", n_carts, quantile (same, runs, 0.5), floor, "ms", runs);
    print_figure ("intents_1000_take_away", n_carts, quantile (away, runs, 0.5), floor, "ms", runs);
  }
}

static CorralCartState
flip (const CorralCartSigns *signs)
{
  /* Every tenth cart is shown in another state each time: more than ever really changes at once. */
  return CORRAL_IS_KNOWN (signs->heard_ms) && CORRAL_IS_KNOWN (signs->now_ms)
                 && (signs->heard_ms + signs->now_ms) % 10 == 0
             ? CORRAL_CART_OFFLINE : signs->state;
}

static void
bench_fleet (guint n_carts, guint runs)
{
  const SampleSize size = { .n_chains = 6,
                            .n_stores = MAX (312, n_carts / 320),
                            .n_carts = n_carts,
                            .n_alerts = n_carts / 50,
                            .n_flags = n_carts / 50,
                            .seed = 1 };
  g_autoptr (GPtrArray) rows = sample_fleet_rows (&size);
  g_autoptr (CorralFleet) fleet = corral_fleet_new (flip);
  gint64 start;
  double loaded = 0;
  double joined = 0;

  for (guint chain = 0; chain < size.n_chains; chain++)
    sample_fleet_put_tenant (fleet, chain);
  for (guint i = 0; i < rows->len; i++)
    {
      const SampleBatch *batch = rows->pdata[i];
      CorralCollection collection = batch->batch->collection;

      start = g_get_monotonic_time ();
      corral_fleet_apply (fleet, batch->tenant, batch->batch);
      if (collection == CORRAL_COLLECTION_PACK || collection == CORRAL_COLLECTION_CERTIFICATE)
        joined += since_ms (start);
      else
        loaded += since_ms (start);
    }
  start = g_get_monotonic_time ();
  corral_fleet_flush (fleet);
  print_of_frame ("fill", n_carts, loaded, 1);
  print_figure ("fill_joined", n_carts, joined, loaded, "ms", 1);
  print_of_frame ("first_flush", n_carts, since_ms (start), 1);
  bench_search (fleet, n_carts, MAX (3, runs / 8));
  bench_filter_sort (fleet, n_carts, runs);
  bench_list (fleet, n_carts, runs);
  bench_verdict (fleet, n_carts, runs);
  bench_intents (fleet, n_carts, runs);
}

int
main (int argc, char **argv)
{
  bench_fleet (10000, 101);
  bench_fleet (100000, 41);
  if (argc > 1 && strcmp (argv[1], "--million") == 0)
    bench_fleet (1000000, 11);
  return 0;
}
