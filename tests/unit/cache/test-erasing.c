/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a purge no byte of what was erased stands in any file: not in a table, nor in its free space, nor in a log, nor in a
 * copy that was set aside, nor in the outbox and its backup. The files are read as bytes. */
#define _GNU_SOURCE 1 /* memmem() */
#include "outbox-fixture.h"

#include "corral-telemetry.h"
#include "corral-time.h"

#include <glib/gstdio.h>
#include <string.h>

#define T0 (START_US / 1000)
#define TRIP "5e55-1011-0000-7777"

/* Everything below @folder that has one of @n texts "<mark>000", "<mark>001", … in it; how many texts. */
static guint
count_left (const char *folder, const char *mark, guint n)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint found = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found += count_left (path, mark, n);
      else if (g_file_get_contents (path, &bytes, &length, NULL))
        for (guint i = 0; i < n; i++)
          {
            g_autofree char *text = g_strdup_printf ("%s%03u", mark, i);

            if (memmem (bytes, length, text, strlen (text)) != NULL)
              found++;
          }
    }
  return found;
}

static void
put_marked (Fixture *fixture, guint n, gint64 rev, const char *mark, guint length)
{
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%07u", i * 7919 % 1000);
      g_autofree char *rest = g_strnfill (i % 5 * length, 'x');
      g_autofree char *label = g_strdup_printf ("%s%03u%s", mark, i, rest);

      put_cart (batch, id, rev, label);
    }
  commit_batch (fixture, batch);
}

static void
purge_all (Fixture *fixture, guint n)
{
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%07u", i * 7919 % 1000);

      take_away (batch, CORRAL_CHANGE_PURGE, id, 9);
    }
  commit_batch (fixture, batch);
}

static GPtrArray *
make_trip_events (const char *trip)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);

  for (guint i = 0; i < 50; i++)
    {
      CorralEvent *event = g_new0 (CorralEvent, 1);
      char *body = g_strdup_printf ("{\"session\":\"%s\",\"sku\":\"scanned%03u\"}", trip, i);

      event->id = g_strdup_printf ("%s-%u", trip, i);
      event->counter = i;
      event->type = g_strdup ("scan");
      event->device_ms = event->arrived_ms = T0 + i;
      event->body = g_bytes_new_take (body, strlen (body));
      g_ptr_array_add (events, event);
    }
  return events;
}

/* Rows that changed, grew, moved to other pages; most of them written over, and then all erased. Others stay. */
static void
test_rows (void)
{
  Fixture fixture;
  g_autofree char *held = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  put_marked (&fixture, 400, 1, "erasedold", 150);
  put_marked (&fixture, 400, 2, "erasednew", 400);
  fill_carts (&fixture, 300);
  g_assert_cmpuint (count_left (fixture.root, "erasednew", 400), >, 0);

  purge_all (&fixture, 400);
  g_assert_cmpuint (count_left (fixture.root, "erasedold", 400), ==, 0);
  g_assert_cmpuint (count_left (fixture.root, "erasednew", 400), ==, 0);
  held = list_carts (&fixture);
  g_assert_nonnull (strstr (held, "c00299:1:filled"));
  fixture_tear_down (&fixture);
}

/* A reader that holds the log keeps it from being emptied: it is emptied later, at the latest when the program ends; and when
 * it does not end well, when it starts again. */
static void
test_reader (gconstpointer data)
{
  gboolean crashes = GPOINTER_TO_INT (data);
  Fixture fixture;
  g_autofree char *path = NULL;
  sqlite3 *reader;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  put_marked (&fixture, 200, 1, "erased", 200);
  path = fixture_path (&fixture, TENANT, "cache.db");
  g_assert_cmpint (sqlite3_open (path, &reader), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (reader, "BEGIN; SELECT count(*) FROM cart", NULL, NULL, NULL), ==, SQLITE_OK);

  purge_all (&fixture, 200);
  g_assert_cmpuint (count_left (fixture.root, "erased", 200), >, 0);
  if (crashes)
    {
      /* What the disk has at this moment is what the next start finds. */
      g_autofree char *log = g_strconcat (path, "-wal", NULL);
      g_autofree char *bytes[2] = { NULL, NULL };
      gsize lengths[2];

      g_assert_true (g_file_get_contents (path, &bytes[0], &lengths[0], NULL));
      g_assert_true (g_file_get_contents (log, &bytes[1], &lengths[1], NULL));
      sqlite3_close (reader);
      fixture_close (&fixture);
      g_assert_true (g_file_set_contents (path, bytes[0], (gssize) lengths[0], NULL));
      g_assert_true (g_file_set_contents (log, bytes[1], (gssize) lengths[1], NULL));
      g_assert_cmpuint (count_left (fixture.root, "erased", 200), >, 0);
      g_clear_pointer (&bytes[1], g_free);
      fixture_open (&fixture);
      /* The next thing that is heard. */
      fill_carts (&fixture, 1);
    }
  else
    {
      sqlite3_close (reader);
      fixture_close (&fixture);
    }
  g_assert_cmpuint (count_left (fixture.root, "erased", 200), ==, 0);
  fixture_tear_down (&fixture);
}

/* A trip's messages go with it, another trip's stay. */
static void
test_trip (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) gone = make_trip_events (TRIP);
  g_autoptr (GPtrArray) other = make_trip_events ("0the-0the-0000-0000");
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_SESSION);

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  fill_carts (&fixture, 1);
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "c00000", gone, NULL, &error));
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, "c00000", other, NULL, &error));
  g_assert_no_error (error);
  take_away (batch, CORRAL_CHANGE_PURGE, TRIP, 3);
  commit_batch (&fixture, batch);
  /* But for the tombstone, which keeps it from coming back: it has the trip's id and nothing else of it. */
  {
    g_autofree char *telemetry = fixture_path (&fixture, TENANT, "telemetry.db");
    g_autofree char *bytes = NULL;
    gsize length;

    g_assert_true (g_file_get_contents (telemetry, &bytes, &length, NULL));
    g_assert_null (memmem (bytes, length, TRIP, strlen (TRIP)));
  }
  left = corral_cache_load_events (fixture.cache, TENANT, "c00000", 1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (left->len, ==, other->len);
  fixture_tear_down (&fixture);
}

/* A file that was set aside because it was damaged has what the good one had. */
static void
test_set_aside (void)
{
  Fixture fixture;
  g_autofree char *aside = NULL;
  g_autofree char *telemetry = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  put_marked (&fixture, 20, 1, "erased", 10);
  aside = fixture_path (&fixture, TENANT, "cache.db.damaged-1760000000");
  telemetry = fixture_path (&fixture, TENANT, "telemetry.db.damaged-1760000000");
  g_assert_true (g_file_set_contents (aside, "what was: erased003", -1, NULL));
  g_assert_true (g_file_set_contents (telemetry, "what was: erased004", -1, NULL));
  purge_all (&fixture, 20);
  g_assert_cmpuint (count_left (fixture.root, "erased", 20), ==, 0);
  fixture_tear_down (&fixture);
}

/* What somebody here wrote about it, once that is over, also goes; what still waits to be sent stays, for it is work. */
static void
test_outbox (void)
{
  Fixture fixture;
  CorralBatch *batch;
  g_autofree char *left = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  add_entry (&fixture, "o-sent", "erased001", NULL, FALSE);
  add_entry (&fixture, "o-waits", "erased002", NULL, FALSE);
  add_entry (&fixture, "o-other", "another", NULL, FALSE);
  g_assert_true (step_entry (&fixture, "o-sent", UNSENT, CORRAL_OUTBOX_SENDING));
  g_assert_true (step_entry (&fixture, "o-sent", BIT (SENDING), CORRAL_OUTBOX_APPLIED));
  g_assert_true (step_entry (&fixture, "o-other", UNSENT, CORRAL_OUTBOX_SENDING));
  g_assert_true (step_entry (&fixture, "o-other", BIT (SENDING), CORRAL_OUTBOX_APPLIED));

  batch = make_batch (CORRAL_COLLECTION_ALERT);
  take_away (batch, CORRAL_CHANGE_PURGE, "erased001", 9);
  take_away (batch, CORRAL_CHANGE_PURGE, "erased002", 9);
  commit_batch (&fixture, batch);
  left = list_entries (&fixture);
  g_assert_cmpstr (left, ==, "o-waits:queued o-other:applied ");
  {
    static const char *const names[] = { "outbox.db", "outbox.db-wal", "outbox.db.backup" };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *path = g_build_filename (fixture.data_dir, names[i], NULL);
        g_autofree char *bytes = NULL;
        gsize length;

        if (!g_file_get_contents (path, &bytes, &length, NULL))
          continue;
        g_assert_null (memmem (bytes, length, "erased001", 9));
        g_assert_null (memmem (bytes, length, "o-sent", 6));
      }
  }
  fixture_tear_down (&fixture);
}

/* Where whoever looks after the PC has said so, what is over for longer goes with its bytes; what is open stays. */
static void
test_retention (void)
{
  Fixture fixture;
  CorralBatch *batch;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("alert%03u", i);
      CorralAlert *alert;

      batch = make_batch (CORRAL_COLLECTION_ALERT);
      put_alert (batch, id, 1, "c00000", T0 - 100 * CORRAL_DAY_MS);
      alert = (CorralAlert *) corral_batch_get_row (batch, 0);
      /* 0: open; 1: cleared just now; 2 and 3: cleared 9 and 50 days ago. */
      alert->cleared_ms = i == 0 ? CORRAL_UNKNOWN : T0 - (gint64[]) { 0, 0, 9, 50 }[i] * CORRAL_DAY_MS;
      commit_batch (&fixture, batch);
    }
  g_free (fixture_listen (&fixture));
  g_assert_true (corral_cache_expire_rows (fixture.cache, TENANT, T0, &error));
  g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_ALERT, NULL), ==, 4);

  corral_cache_set_retention (fixture.cache, 7);
  g_assert_cmpint (corral_cache_limit_retention (fixture.cache, 90 * CORRAL_DAY_MS), ==, 7 * CORRAL_DAY_MS);
  g_assert_cmpint (corral_cache_limit_retention (fixture.cache, CORRAL_DAY_MS), ==, CORRAL_DAY_MS);
  g_assert_true (corral_cache_expire_rows (fixture.cache, TENANT, T0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_ALERT, NULL), ==, 2);
  {
    g_autofree char *heard = fixture_listen (&fixture);

    g_assert_nonnull (strstr (heard, "alert<alert002"));
    g_assert_nonnull (strstr (heard, "alert<alert003"));
  }
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache/erasing/rows", test_rows);
  g_test_add_data_func ("/cache/erasing/reader", GINT_TO_POINTER (FALSE), test_reader);
  g_test_add_data_func ("/cache/erasing/crash", GINT_TO_POINTER (TRUE), test_reader);
  g_test_add_func ("/cache/erasing/trip", test_trip);
  g_test_add_func ("/cache/erasing/set-aside", test_set_aside);
  g_test_add_func ("/cache/erasing/outbox", test_outbox);
  g_test_add_func ("/cache/erasing/retention", test_retention);
  return g_test_run ();
}
