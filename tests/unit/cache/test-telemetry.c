/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series and messages of single carts: kept, found again, told from what was never fetched, and
 * forgotten. */
#include "cache-fixture.h"

#include "corral-telemetry.h"

#include <math.h>
#include <string.h>

#define T0 G_GINT64_CONSTANT (1760000000000)
#define MINUTE CORRAL_MINUTE_MS

static const char *const battery[] = { "battery_pct", NULL };
static const char *const two[] = { "battery_pct", "wifi_rssi_dbm", NULL };

/* A point a minute over [from, to) minutes after T0, with value @value (and 2 × @value in a second
 * column). */
static void
store (Fixture *fixture, const char *cart, const char *const *names, int from, int to, double value)
{
  g_autoptr (CorralTelemetryColumns) columns
      = corral_telemetry_columns_new ((guint) (to - from), names);
  CorralTimeRange span = { T0 + from * MINUTE, T0 + to * MINUTE };
  GError *error = NULL;

  for (int i = from; i < to; i++)
    {
      columns->times_ms[i - from] = T0 + i * MINUTE;
      for (guint c = 0; c < columns->n_columns; c++)
        columns->values[c][i - from] = value * (c + 1);
    }
  corral_cache_store_telemetry (fixture->cache, TENANT, cart, CORRAL_RESOLUTION_RAW, span, columns,
                                &error);
  g_assert_no_error (error);
}

static CorralTelemetryColumns *
load (Fixture *fixture, const char *cart, const char *const *names, int from, int to)
{
  CorralTimeRange span = { T0 + from * MINUTE, T0 + to * MINUTE };
  GError *error = NULL;
  CorralTelemetryColumns *columns
      = corral_cache_load_telemetry (fixture->cache, TENANT, cart, CORRAL_RESOLUTION_RAW, span,
                                     names, &error);

  g_assert_no_error (error);
  return columns;
}

/* "0-9=5 10-19=? gaps 20-30": runs of equal values of the first column, in minutes, and the gaps.
 */
static char *
describe (CorralTelemetryColumns *columns)
{
  GString *text = g_string_new (NULL);
  guint i = 0;

  while (i < columns->n_times)
    {
      guint k = i + 1;
      double value = columns->values[0][i];

      while (k < columns->n_times && columns->times_ms[k] == columns->times_ms[k - 1] + MINUTE
             && (isnan (value) ? isnan (columns->values[0][k]) : columns->values[0][k] == value))
        k++;
      g_string_append_printf (text, "%d-%d=", (int) ((columns->times_ms[i] - T0) / MINUTE),
                              (int) ((columns->times_ms[k - 1] - T0) / MINUTE));
      if (isnan (value))
        g_string_append (text, "? ");
      else
        g_string_append_printf (text, "%g ", value);
      i = k;
    }
  g_string_append (text, "gaps");
  for (i = 0; i < columns->gaps->len; i++)
    {
      CorralTimeRange gap = g_array_index (columns->gaps, CorralTimeRange, i);

      g_string_append_printf (text, " %d-%d", (int) ((gap.start_ms - T0) / MINUTE),
                              (int) ((gap.end_ms - T0) / MINUTE));
    }
  corral_telemetry_columns_unref (columns);
  return g_string_free (text, FALSE);
}

static void
test_spans_and_gaps (void)
{
  Fixture fixture;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  /* Never asked. */
  assert_text (describe (load (&fixture, "a", battery, 0, 60)), "gaps 0-60");
  store (&fixture, "a", battery, 10, 20, 1);
  assert_text (describe (load (&fixture, "a", battery, 0, 60)), "10-19=1 gaps 0-10 20-60");
  /* Asked, and nothing there: no gap. */
  store (&fixture, "a", battery, 20, 20 + 1, 2);
  {
    g_autoptr (CorralTelemetryColumns) nothing = corral_telemetry_columns_new (0, battery);
    CorralTimeRange span = { T0 + 21 * MINUTE, T0 + 40 * MINUTE };
    GError *error = NULL;

    corral_cache_store_telemetry (fixture.cache, TENANT, "a", CORRAL_RESOLUTION_RAW, span, nothing,
                                  &error);
    g_assert_no_error (error);
  }
  assert_text (describe (load (&fixture, "a", battery, 0, 60)), "10-19=1 20-20=2 gaps 0-10 40-60");
  /* A new answer replaces what it covers, in the middle and over edges. */
  store (&fixture, "a", battery, 15, 17, 3);
  assert_text (describe (load (&fixture, "a", battery, 0, 60)),
               "10-14=1 15-16=3 17-19=1 20-20=2 gaps 0-10 40-60");
  store (&fixture, "a", battery, 5, 12, 4);
  assert_text (describe (load (&fixture, "a", battery, 0, 60)),
               "5-11=4 12-14=1 15-16=3 17-19=1 20-20=2 gaps 0-5 40-60");
  /* Only what is asked for comes, from in the middle of a chunk. */
  assert_text (describe (load (&fixture, "a", battery, 13, 16)), "13-14=1 15-15=3 gaps");
  /* Other carts and resolutions know nothing of it. */
  assert_text (describe (load (&fixture, "b", battery, 0, 10)), "gaps 0-10");
  {
    CorralTimeRange span = { T0, T0 + 10 * MINUTE };
    GError *error = NULL;

    assert_text (describe (corral_cache_load_telemetry (fixture.cache, TENANT, "a",
                                                        CORRAL_RESOLUTION_HOUR, span, battery,
                                                        &error)),
                 "gaps 0-10");
    g_assert_no_error (error);
  }
  /* And after a restart all the same. */
  fixture_close (&fixture);
  fixture_open (&fixture);
  assert_text (describe (load (&fixture, "a", battery, 0, 60)),
               "5-11=4 12-14=1 15-16=3 17-19=1 20-20=2 gaps 0-5 40-60");
  fixture_tear_down (&fixture);
}

static void
test_columns_are_aligned (void)
{
  Fixture fixture;
  g_autoptr (CorralTelemetryColumns) columns = NULL;
  const double *rssi;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  store (&fixture, "a", two, 0, 10, 1);
  store (&fixture, "a", battery, 10, 20, 1);
  columns = load (&fixture, "a", two, 0, 20);
  g_assert_cmpuint (columns->n_times, ==, 20);
  rssi = corral_telemetry_columns_get (columns, "wifi_rssi_dbm");
  g_assert_nonnull (rssi);
  g_assert_null (corral_telemetry_columns_get (columns, "impacts"));
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpint (columns->times_ms[i], ==, T0 + i * MINUTE);
      g_assert_cmpfloat (columns->values[0][i], ==, 1);
      if (i < 10)
        g_assert_cmpfloat (rssi[i], ==, 2);
      else
        g_assert_true (isnan (rssi[i]));
    }
  /* A gap in one of them is a gap. */
  assert_text (describe (g_steal_pointer (&columns)), "0-19=1 gaps 10-20");
  fixture_tear_down (&fixture);
}

static void
test_chunks_fit_on_a_page (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  /* As a page that stays open fetches: first a month, then again and again the last minutes. */
  store (&fixture, "a", battery, 0, 43200, 5);
  for (int i = 0; i < 300; i++)
    store (&fixture, "a", battery, 43200 + i, 43200 + i + 1, 5);
  assert_text (ask_file (path, "SELECT max(length(data))<=3900 FROM chunk"), "1");
  /* 43,500 points of 2 bytes each: some 24 chunks, not one for each minute. */
  assert_text (ask_file (path, "SELECT count(*)<30 FROM chunk"), "1");
  assert_text (ask_file (path, "SELECT count(*) FROM coverage"), "1");
  assert_text (describe (load (&fixture, "a", battery, 0, 43500)), "0-43499=5 gaps");
  fixture_tear_down (&fixture);
}

static void
test_trim_by_age_and_by_use (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  /* T0 is the clock's start: the old lie before it. */
  store (&fixture, "old", battery, -91 * 24 * 60, -91 * 24 * 60 + 100, 1);
  store (&fixture, "both", battery, -91 * 24 * 60, -91 * 24 * 60 + 10, 1);
  store (&fixture, "both", battery, -100, -50, 1);
  corral_cache_trim_telemetry (fixture.cache, TENANT, CORRAL_TELEMETRY_KEEP_MS,
                               CORRAL_TELEMETRY_KEEP_BYTES, &error);
  g_assert_no_error (error);
  assert_text (describe (load (&fixture, "old", battery, -140000, 0)), "gaps -140000-0");
  assert_text (describe (load (&fixture, "both", battery, -200, 0)),
               "-100--51=1 gaps -200--100 -50-0");
  assert_text (ask_file (path, "SELECT count(*) FROM series"), "1");

  /* Forty carts, looked at one after the other; then the first is looked at again. */
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *cart = g_strdup_printf ("c%02d", i);

      store (&fixture, cart, battery, -10000, 0, i);
      corral_clock_advance_us (fixture.clock, 2 * CORRAL_HOUR_MS * 1000);
    }
  g_free (describe (load (&fixture, "c00", battery, -10, 0)));
  corral_cache_trim_telemetry (fixture.cache, TENANT, CORRAL_TELEMETRY_KEEP_MS, 600 * 1024, &error);
  g_assert_no_error (error);
  assert_text (ask_file (path, "SELECT (SELECT count(*) FROM series) BETWEEN 4 AND 30"), "1");
  assert_text (ask_file (path,
                         "SELECT count(*) FROM chunk WHERE series NOT IN (SELECT pk FROM series)"),
               "0");
  assert_text (describe (load (&fixture, "c00", battery, -10, 0)), "-10--1=0 gaps");
  assert_text (describe (load (&fixture, "c39", battery, -10, 0)), "-10--1=39 gaps");
  assert_text (describe (load (&fixture, "c01", battery, -10, 0)), "gaps -10-0");
  /* The disk gets its space back. */
  fixture_close (&fixture);
  assert_text (ask_file (path, "SELECT page_count*4096<=600*1024 FROM pragma_page_count"), "1");
  fixture_tear_down (&fixture);
}

static GPtrArray *
make_events (int from, int to)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);

  for (int i = from; i < to; i++)
    {
      CorralEvent *event = g_new0 (CorralEvent, 1);

      event->id = g_strdup_printf ("e%d", i);
      event->counter = i;
      event->type = g_strdup ("health");
      event->device_ms = i % 2 ? T0 + i : CORRAL_UNKNOWN;
      event->arrived_ms = T0 + i * 10;
      event->body = g_bytes_new ("{\"v\":1}\0x", 9);
      event->signature = i % 3 ? g_bytes_new ("sig", 3) : NULL;
      g_ptr_array_add (events, event);
    }
  return events;
}

static void
test_messages (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) first = make_events (0, 400);
  g_autoptr (GPtrArray) second = make_events (300, 700);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) chain_back = NULL;
  g_autoptr (GPtrArray) back = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  g_ptr_array_add (chain, g_bytes_new ("cart", 4));
  g_ptr_array_add (chain, g_bytes_new ("ca", 2));
  none = corral_cache_load_events (fixture.cache, TENANT, "a", 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);

  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", first, chain, &error));
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", second, NULL, &error));
  g_assert_no_error (error);
  assert_text (ask_file (path, "SELECT count(*)||' '||min(counter)||' '||max(counter) FROM event"),
               "500 200 699");

  back = corral_cache_load_events (fixture.cache, TENANT, "a", 50, &chain_back, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->len, ==, 50);
  for (guint i = 0; i < back->len; i++)
    {
      const CorralEvent *event = g_ptr_array_index (back, i);
      const CorralEvent *sent = g_ptr_array_index (second, second->len - 1 - i);

      g_assert_cmpstr (event->id, ==, sent->id);
      g_assert_cmpint (event->counter, ==, sent->counter);
      g_assert_cmpint (event->device_ms, ==, sent->device_ms);
      g_assert_cmpint (event->arrived_ms, ==, sent->arrived_ms);
      g_assert_true (g_bytes_equal (event->body, sent->body));
      g_assert_true (event->signature == NULL ? sent->signature == NULL
                                              : g_bytes_equal (event->signature, sent->signature));
    }
  g_assert_cmpuint (chain_back->len, ==, 2);
  g_assert_true (g_bytes_equal (g_ptr_array_index (chain_back, 0), g_ptr_array_index (chain, 0)));
  fixture_tear_down (&fixture);
}

static void
test_purge_erases_all (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) events = make_events (0, 10);
  g_autoptr (GPtrArray) none = NULL;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  put_cart (batch, "a", 1, "one");
  commit_batch (&fixture, batch);
  store (&fixture, "a", battery, 0, 10, 1);
  store (&fixture, "b", battery, 0, 10, 1);
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", events, NULL, &error));
  batch = make_batch (CORRAL_COLLECTION_CART);
  take_away (batch, CORRAL_CHANGE_PURGE, "a", 2);
  commit_batch (&fixture, batch);
  assert_text (describe (load (&fixture, "a", battery, 0, 10)), "gaps 0-10");
  assert_text (describe (load (&fixture, "b", battery, 0, 10)), "0-9=1 gaps");
  none = corral_cache_load_events (fixture.cache, TENANT, "a", 10, NULL, &error);
  g_assert_cmpuint (none->len, ==, 0);

  /* An answer that was under way does not bring it back. */
  store (&fixture, "a", battery, 0, 10, 1);
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", events, NULL, &error));
  assert_text (describe (load (&fixture, "a", battery, 0, 10)), "gaps 0-10");
  fixture_tear_down (&fixture);
}

static void
test_damaged_file_is_replaced (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  store (&fixture, "a", battery, 0, 10000, 1);
  fixture_close (&fixture);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  flip_bytes (path, 0, 100);
  fixture_open (&fixture);
  /* The next answer goes into a new file. */
  store (&fixture, "a", battery, 0, 10, 2);
  assert_text (describe (load (&fixture, "a", battery, 0, 20)), "0-9=2 gaps 10-20");
  fixture_tear_down (&fixture);
}

/* Somebody looks while the writer has made the file and not yet its tables. */
static void
test_file_in_the_making (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GArray) gaps = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_text (describe (load (&fixture, "a", battery, 0, 10)), "gaps 0-10");
  events = corral_cache_load_milestones (fixture.cache, TENANT, "a", (CorralTimeRange) { T0, T0 + MINUTE }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 0);
  gaps = corral_cache_find_unfetched (fixture.cache, TENANT, "a", CORRAL_RESOLUTION_RAW,
                                      (CorralTimeRange) { T0, T0 + MINUTE }, battery, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gaps->len, ==, 1);
  store (&fixture, "a", battery, 0, 10, 1);
  assert_text (describe (load (&fixture, "a", battery, 0, 10)), "0-9=1 gaps");
  fixture_tear_down (&fixture);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **to = data;

  *to = g_object_ref (result);
}

static void
test_loading_on_the_reader (void)
{
  Fixture fixture;
  g_autoptr (GAsyncResult) result = NULL;
  CorralTimeRange span = { T0, T0 + 20 * MINUTE };
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  store (&fixture, "a", battery, 0, 10, 1);
  corral_cache_load_telemetry_async (fixture.cache, TENANT, "a", CORRAL_RESOLUTION_RAW, span,
                                     battery, NULL, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_text (describe (corral_cache_load_telemetry_finish (fixture.cache, result, &error)),
               "0-9=1 gaps 10-20");
  g_assert_no_error (error);
  fixture_tear_down (&fixture);
}

/* However many come after them, messages that are kept as evidence stay; others of the same cart go. */
static void
test_kept_events (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) old = make_events (0, 100);
  g_autoptr (GPtrArray) newer = make_events (1000, 1000 + CORRAL_EVENTS_KEEP);
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  CorralTimeRange span = { T0 + 21, T0 + 41 }; /* ten that have a time */
  CorralTimeRange after = { T0 + 41, T0 + 100 };
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  g_assert_true (corral_cache_keep_events (fixture.cache, TENANT, "a", span, &error));
  g_assert_true (corral_cache_keep_events (fixture.cache, TENANT, "a", span, &error));
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", old, NULL, &error));
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", newer, NULL, &error));
  g_assert_no_error (error);
  kept = corral_cache_load_events_within (fixture.cache, TENANT, "a", span, &chain, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kept->len, ==, 10);
  for (guint i = 1; i < kept->len; i++)
    g_assert_cmpint (((CorralEvent *) g_ptr_array_index (kept, i))->counter, >,
                     ((CorralEvent *) g_ptr_array_index (kept, i - 1))->counter);
  gone = corral_cache_load_events_within (fixture.cache, TENANT, "a", after, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gone->len, ==, 0);
  fixture_tear_down (&fixture);
}

static GPtrArray *
make_anchors (const char *words)
{
  GPtrArray *anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_auto (GStrv) each = g_strsplit (words, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    g_ptr_array_add (anchors, g_bytes_new (each[i], strlen (each[i])));
  return anchors;
}

/* Anchors are those that were said last, in their order, and outlive a restart. */
static void
test_anchors (void)
{
  static const char *const said[] = { "one two", "one two", "two", "three two one" };
  Fixture fixture;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autoptr (GPtrArray) anchors = make_anchors (said[i]);
      g_autoptr (GPtrArray) held = NULL;

      g_assert_true (corral_cache_store_anchors (fixture.cache, TENANT, anchors, &error));
      g_assert_no_error (error);
      fixture_close (&fixture);
      fixture_open (&fixture);
      held = corral_cache_load_anchors (fixture.cache, TENANT, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (held->len, ==, anchors->len);
      for (guint k = 0; k < held->len; k++)
        g_assert_true (g_bytes_equal (g_ptr_array_index (held, k), g_ptr_array_index (anchors, k)));
    }
  fixture_tear_down (&fixture);
}

static const char *const connection[] = { "access_point", "uplink", NULL };

/* "ap-1 - ap-2 / ap-9": where it was, minute by minute; "/" where nothing was fetched. */
static char *
describe_points (CorralTelemetryColumns *columns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < columns->n_times; i++)
    {
      const char *word = corral_telemetry_columns_get_word (columns, columns->values[0][i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word != NULL ? word : "-");
    }
  if (columns->gaps->len > 0)
    g_string_append (text, " /");
  corral_telemetry_columns_unref (columns);
  return g_string_free (text, FALSE);
}

/* At @from and the minutes after it the cart was at words[places[i]]; −1: at none. */
static void
store_points (Fixture *fixture,
              const char *cart,
              const char *const *words,
              int from,
              const int *places,
              guint n)
{
  g_autoptr (CorralTelemetryColumns) columns = corral_telemetry_columns_new (n, connection);
  CorralTimeRange span = { T0 + from * MINUTE, T0 + (from + (int) n) * MINUTE };
  GError *error = NULL;

  columns->words = g_strdupv ((char **) words);
  for (guint i = 0; i < n; i++)
    {
      columns->times_ms[i] = T0 + (from + (int) i) * MINUTE;
      columns->values[0][i] = places[i] >= 0 ? places[i] : (double) NAN;
      columns->values[1][i] = places[i] >= 0 ? 2 : 0;
    }
  corral_cache_store_telemetry (fixture->cache, TENANT, cart, CORRAL_RESOLUTION_RAW, span, columns, &error);
  g_assert_no_error (error);
}

/* Each answer has a list of its own; what they point to must not get mixed up. */
static void
test_words (void)
{
  static const char *const first[] = { "ap-1", "ap-2", NULL };
  static const char *const second[] = { "ap-9", "ap-2", NULL };
  static const char *const none[] = { NULL };
  Fixture fixture;
  g_autofree char *path = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  store_points (&fixture, "a", first, 0, (int[]) { 0, -1, 1, 1 }, 4);
  store_points (&fixture, "a", second, 4, (int[]) { 0, 1, -1 }, 3);
  store_points (&fixture, "b", second, 0, (int[]) { 0, 0 }, 2);
  store_points (&fixture, "c", none, 0, (int[]) { -1, -1 }, 2);
  assert_text (describe_points (load (&fixture, "a", connection, 0, 7)), "ap-1 - ap-2 ap-2 ap-9 ap-2 -");
  assert_text (describe_points (load (&fixture, "a", connection, 3, 8)), "ap-2 ap-9 ap-2 - /");
  assert_text (describe_points (load (&fixture, "b", connection, 0, 2)), "ap-9 ap-9");
  assert_text (describe_points (load (&fixture, "c", connection, 0, 2)), "- -");
  assert_text (describe_points (load (&fixture, "d", connection, 0, 2)), " /");
  fixture_close (&fixture);
  fixture_open (&fixture);
  /* Points of an earlier answer are packed anew with those of a later one. */
  store_points (&fixture, "a", second, 2, (int[]) { 0 }, 1);
  assert_text (describe_points (load (&fixture, "a", connection, 0, 7)), "ap-1 - ap-9 ap-2 ap-9 ap-2 -");
  assert_text (ask_file (path, "SELECT group_concat(word,' ') FROM (SELECT word FROM word ORDER BY word)"),
               "ap-1 ap-2 ap-9");
  fixture_tear_down (&fixture);
}

static void
test_words_of_buckets (void)
{
  static const char *const names[] = { "access_point.n", "access_point.min", "access_point.max", NULL };
  static const char *const words[] = { "ap-1", "ap-2", NULL };
  Fixture fixture;
  g_autoptr (CorralTelemetryColumns) columns = corral_telemetry_columns_new (1, names);
  g_autoptr (CorralTelemetryColumns) back = NULL;
  CorralTimeRange span = { T0, T0 + CORRAL_HOUR_MS };
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  columns->words = g_strdupv ((char **) words);
  columns->times_ms[0] = T0;
  columns->values[0][0] = 12; /* a number, not a word */
  columns->values[1][0] = 0;
  columns->values[2][0] = 1;
  g_assert_true (corral_cache_store_telemetry (fixture.cache, TENANT, "a", CORRAL_RESOLUTION_HOUR, span,
                                               columns, &error));
  back = corral_cache_load_telemetry (fixture.cache, TENANT, "a", CORRAL_RESOLUTION_HOUR, span, names, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (back->values[0][0], ==, 12);
  g_assert_cmpstr (corral_telemetry_columns_get_word (back, back->values[1][0]), ==, "ap-1");
  g_assert_cmpstr (corral_telemetry_columns_get_word (back, back->values[2][0]), ==, "ap-2");
  g_assert_null (corral_telemetry_columns_get_word (back, 2));
  g_assert_null (corral_telemetry_columns_get_word (back, -1));
  g_assert_null (corral_telemetry_columns_get_word (back, (double) NAN));
  fixture_tear_down (&fixture);
}

static CorralEvent *
make_milestone (int number, const char *type, gint64 device_ms)
{
  CorralEvent *event = g_new0 (CorralEvent, 1);

  event->id = g_strdup_printf ("m%d", number);
  event->counter = number;
  event->type = g_strdup (type);
  event->device_ms = device_ms;
  event->arrived_ms = T0 + number;
  event->body = g_bytes_new ("{}", 2);
  return event;
}

/* Starts and faults stay when a busy day pushes the rest out, and come by the cart's own time. */
static void
test_milestones (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) few = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  g_autoptr (GPtrArray) many = make_events (0, 900);
  g_autoptr (GPtrArray) back = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  none = corral_cache_load_milestones (fixture.cache, TENANT, "a", (CorralTimeRange) { T0, T0 + MINUTE }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  /* One with a clock 12 h behind comes where its clock says; one without a time of its own, nowhere. */
  g_ptr_array_add (few, make_milestone (1, "fault", T0 + 5 * MINUTE));
  g_ptr_array_add (few, make_milestone (2, "boot", T0 + MINUTE));
  g_ptr_array_add (few, make_milestone (3, "boot", T0 - 12 * CORRAL_HOUR_MS));
  g_ptr_array_add (few, make_milestone (4, "boot", CORRAL_UNKNOWN));
  g_ptr_array_add (few, make_milestone (5, "health", T0 + 2 * MINUTE));
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", few, NULL, &error));
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "a", many, NULL, &error));
  g_assert_no_error (error);
  assert_text (ask_file (path, "SELECT count(*) FROM event"), "504");
  back = corral_cache_load_milestones (fixture.cache, TENANT, "a",
                                       (CorralTimeRange) { T0, T0 + 5 * MINUTE + 1 }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->len, ==, 2);
  g_assert_cmpstr (((CorralEvent *) g_ptr_array_index (back, 0))->id, ==, "m2");
  g_assert_cmpstr (((CorralEvent *) g_ptr_array_index (back, 1))->id, ==, "m1");
  fixture_tear_down (&fixture);
}

/* A file that an older Corral left, with a series and a message in it. */
static void
test_schema_1_is_brought_up (void)
{
  static const char *const words[] = { "ap-1", NULL };
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *script_path = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"),
                                                   "tests/unit/cache/schemas/telemetry-0001.sql", NULL);
  g_autofree char *script = NULL;
  sqlite3 *db = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  store (&fixture, "a", battery, 0, 10, 1);
  path = fixture_path (&fixture, TENANT, "telemetry.db");
  fixture_close (&fixture);

  /* What is in the tables of the old schema, as it was then. */
  g_assert_true (g_file_get_contents (script_path, &script, NULL, &error));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "CREATE TEMP TABLE s AS SELECT * FROM series;"
                                 "CREATE TEMP TABLE k AS SELECT * FROM chunk;"
                                 "CREATE TEMP TABLE v AS SELECT * FROM coverage;"
                                 "PRAGMA foreign_keys=OFF;"
                                 "DROP TABLE chunk; DROP TABLE coverage; DROP TABLE series; DROP TABLE event;"
                                 "DROP TABLE event_certificate; DROP TABLE trust_anchor; DROP TABLE kept_span; DROP TABLE word;",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, script, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "INSERT INTO series SELECT * FROM s; INSERT INTO chunk SELECT * FROM k;"
                                 "INSERT INTO coverage SELECT * FROM v;",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  assert_text (ask_file (path, "PRAGMA user_version"), "1");

  /* Somebody who only reads, beside an older Corral: no table of words, and nothing that needs one. */
  fixture.cache = corral_cache_open (fixture.data_dir, fixture.cache_dir, CORRAL_CACHE_OPEN_READ_ONLY, fixture.clock,
                                     &error);
  g_assert_no_error (error);
  fixture_open (&fixture);
  assert_text (describe (load (&fixture, "a", battery, 0, 20)), "0-9=1 gaps 10-20");
  assert_text (describe_points (load (&fixture, "a", connection, 0, 20)), " /");
  fixture_close (&fixture);
  assert_text (ask_file (path, "PRAGMA user_version"), "1");

  for (guint round = 0; round < 2; round++)
    {
      fixture_open (&fixture);
      assert_text (describe (load (&fixture, "a", battery, 0, 20)), "0-9=1 gaps 10-20");
      store_points (&fixture, "a", words, 0, (int[]) { 0 }, 1);
      assert_text (describe_points (load (&fixture, "a", connection, 0, 1)), "ap-1");
      assert_text (ask_file (path, "PRAGMA user_version"), "4");
      fixture_close (&fixture);
    }
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache/telemetry/spans-and-gaps", test_spans_and_gaps);
  g_test_add_func ("/cache/telemetry/aligned", test_columns_are_aligned);
  g_test_add_func ("/cache/telemetry/chunks", test_chunks_fit_on_a_page);
  g_test_add_func ("/cache/telemetry/trim", test_trim_by_age_and_by_use);
  g_test_add_func ("/cache/telemetry/words", test_words);
  g_test_add_func ("/cache/telemetry/words-of-buckets", test_words_of_buckets);
  g_test_add_func ("/cache/telemetry/milestones", test_milestones);
  g_test_add_func ("/cache/telemetry/schema-1", test_schema_1_is_brought_up);
  g_test_add_func ("/cache/telemetry/messages", test_messages);
  g_test_add_func ("/cache/telemetry/purge", test_purge_erases_all);
  g_test_add_func ("/cache/telemetry/damage", test_damaged_file_is_replaced);
  g_test_add_func ("/cache/telemetry/in-the-making", test_file_in_the_making);
  g_test_add_func ("/cache/telemetry/reader", test_loading_on_the_reader);
  g_test_add_func ("/cache/telemetry/kept-events", test_kept_events);
  g_test_add_func ("/cache/telemetry/anchors", test_anchors);
  return g_test_run ();
}
