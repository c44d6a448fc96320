/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that a server, or something that only looks like it, may answer: what is said of it,
 * what stays, and that the next sound answer mends it. */
#include "sync-fixture.h"

#include <string.h>

#define HELD "a:1:Apple b:2:Birch "
#define WHOLE "a:3:Apricot b:2:Birch c:4:Cedar "
#define CHANGES "/tenants/harbor/changes"
#define JSON "application/json"
#define PROBLEM "application/problem+json"

typedef struct
{
  const char *name;
  guint status;
  const char *type;
  const char *headers;
  const char *body;
  CorralHop hop;
  CorralApiError code;
  gint64 at_least_ms; /* the next try is not sooner */
} Case;

#define PAGE(rest)                                                                                 \
  "{\"tenant\":\"harbor\",\"old_state\":\"e1.3\",\"new_state\":\"e1.9\",\"has_more\":false," rest

static const Case cases[] = {
  { "empty", 200, JSON, NULL, "", CORRAL_HOP_CLOUD, CORRAL_API_ERROR_BROKEN, 0 },
  { "html", 200, "text/html", NULL, "<html>Sign in</html>", CORRAL_HOP_CLOUD,
    CORRAL_API_ERROR_NOT_THE_CLOUD, 0 },
  { "html-as-json", 200, JSON, NULL, "<html>Sign in</html>", CORRAL_HOP_CLOUD,
    CORRAL_API_ERROR_BROKEN, 0 },
  { "portal", 302, "text/html", "Location: http://192.0.2.1/login\r\n", "", CORRAL_HOP_CLOUD,
    CORRAL_API_ERROR_REDIRECT, 0 },
  { "wrong-types", 200, JSON, NULL, PAGE ("\"changes\":{},\"count\":0,\"end\":true}"),
    CORRAL_HOP_CLOUD, CORRAL_API_ERROR_BROKEN, 0 },
  { "no-end", 200, JSON, NULL, PAGE ("\"changes\":[],\"count\":0}"), CORRAL_HOP_CLOUD,
    CORRAL_API_ERROR_BROKEN, 0 },
  { "count-off", 200, JSON, NULL, PAGE ("\"changes\":[],\"count\":1,\"end\":true}"),
    CORRAL_HOP_CLOUD, CORRAL_API_ERROR_BROKEN, 0 },
  { "another-state", 200, JSON, NULL,
    "{\"tenant\":\"harbor\",\"old_state\":\"e1.0\",\"new_state\":\"e1.9\",\"has_more\":false,"
    "\"changes\":[],"
    "\"count\":0,\"end\":true}",
    CORRAL_HOP_CLOUD, CORRAL_API_ERROR_BROKEN, 0 },
  { "another-chain", 200, JSON, NULL,
    "{\"tenant\":\"meadow\",\"old_state\":\"e1.3\",\"new_state\":\"e1.9\",\"has_more\":false,"
    "\"changes\":["
    "{\"c\":\"cart\",\"id\":\"x\",\"rev\":9,\"op\":\"put\",\"data\":{\"id\":\"x\",\"rev\":9,"
    "\"serial\":\"X\","
    "\"label\":\"X\",\"store\":\"s\",\"state\":\"idle\"}}],\"count\":1,\"end\":true}",
    CORRAL_HOP_CLOUD, CORRAL_API_ERROR_BROKEN, 0 },
  { "500", 500, "text/plain", NULL, "", CORRAL_HOP_CLOUD, CORRAL_API_ERROR_UNAVAILABLE, 0 },
  { "503", 503, PROBLEM, "Retry-After: 120\r\n", "{\"status\":503}", CORRAL_HOP_CLOUD,
    CORRAL_API_ERROR_UNAVAILABLE, 110000 },
  { "429", 429, PROBLEM, "Retry-After: 90\r\n", "{\"status\":429}", CORRAL_HOP_NONE,
    CORRAL_API_ERROR_LIMITED, 80000 },
  { "401", 401, PROBLEM, NULL, "{\"status\":401}", CORRAL_HOP_SIGN_IN, CORRAL_API_ERROR_AUTH, 0 },
  { "403", 403, PROBLEM, NULL, "{\"status\":403}", CORRAL_HOP_SIGN_IN, CORRAL_API_ERROR_FORBIDDEN,
    0 },
};

/* Two carts are held; one has changed since and a third has come. */
static void
set_up (SyncFixture *f)
{
  sync_fixture_set_up_toy (f);
  toy_cloud_put (f->toy, "store", "s1", 1, "Quay");
  toy_cloud_put (f->toy, "cart", "a", 1, "Apple");
  toy_cloud_put (f->toy, "cart", "b", 2, "Birch");
  sync_once_well (f);
  assert_rows (f, CART, HELD);
  toy_cloud_put (f->toy, "cart", "a", 3, "Apricot");
  toy_cloud_put (f->toy, "cart", "c", 4, "Cedar");
}

static char *
dup_state (SyncFixture *f)
{
  g_autoptr (CorralSyncState) state = corral_cache_get_sync_state (f->cache, "harbor", NULL);

  return g_strdup (state->state);
}

static void
assert_heals (SyncFixture *f)
{
  toy_cloud_heal (f->toy);
  sync_once_well (f);
  assert_rows (f, CART, WHOLE);
}

static void
test_answer (gconstpointer data)
{
  const Case *c = data;
  SyncFixture f;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;

  set_up (&f);
  toy_cloud_set_fault (f.toy, CHANGES, corral_fault_none (c->status, c->type, c->headers, c->body),
                       -1);
  g_assert_false (sync_once (&f, &error));
  g_assert_error (error, CORRAL_API_ERROR, (int) c->code);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_assert_cmpint (f.worst, ==, c->hop);
  if (c->hop != CORRAL_HOP_NONE)
    g_assert_cmpstr (f.message, ==, error->message);
  g_assert_cmpint (f.next_try_in_ms, >=, c->at_least_ms);
  g_assert_false (f.status->caught_up);
  assert_rows (&f, CART, HELD);
  state = dup_state (&f);
  g_assert_cmpstr (state, ==, "e1.3");
  assert_heals (&f);
  sync_fixture_tear_down (&f);
}

static void
test_gzip_bomb (void)
{
  SyncFixture f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GConverter) deflate
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autofree char *blanks = g_malloc (40 << 20);
  g_autofree char *packed = g_malloc (1 << 20);
  gsize n_read, n_written;
  CorralFault bomb = { .cut_at = -1, .end = CORRAL_FAULT_KEEP };

  set_up (&f);
  memset (blanks, ' ', 40 << 20);
  g_assert_cmpint (g_converter_convert (deflate, blanks, 40 << 20, packed, 1 << 20,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, &error),
                   ==, G_CONVERTER_FINISHED);
  bomb.bytes
      = corral_fault_answer (200, JSON, "Content-Encoding: gzip\r\n", packed, (gssize) n_written);
  toy_cloud_set_fault (f.toy, CHANGES, bomb, -1);
  g_assert_false (sync_once (&f, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
  g_assert_cmpint (f.worst, ==, CORRAL_HOP_CLOUD);
  assert_rows (&f, CART, HELD);
  assert_heals (&f);
  sync_fixture_tear_down (&f);
}

/* A small page, cut at every byte: nothing of it is kept, the cursor stays, it is asked for again.
 */
static void
test_cut_changes (void)
{
  SyncFixture f;
  g_autoptr (GBytes) whole = NULL;
  g_autofree char *state = NULL;
  gsize size;

  set_up (&f);
  state = dup_state (&f);
  whole = toy_cloud_answer (f.toy, "/v1" CHANGES "?since=e1.3");
  size = g_bytes_get_size (whole);
  g_assert_cmpuint (size, >, 200);
  for (gsize cut = 0; cut < size; cut++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *now = NULL;

      toy_cloud_set_fault (f.toy, CHANGES,
                           (CorralFault){ .bytes = g_bytes_ref (whole),
                                          .cut_at = (gssize) cut,
                                          .end = cut % 2 == 0 ? CORRAL_FAULT_CLOSE
                                                              : CORRAL_FAULT_RESET },
                           -1);
      if (sync_once (&f, &error) || error->domain != CORRAL_API_ERROR
          || f.worst != CORRAL_HOP_CLOUD)
        g_error ("cut at %" G_GSIZE_FORMAT ": %s", cut, error != NULL ? error->message : "taken");
      now = dup_state (&f);
      g_assert_cmpstr (now, ==, state);
      assert_rows (&f, CART, HELD);
    }
  assert_heals (&f);
  sync_fixture_tear_down (&f);
}

static void
test_cut_vitals (void)
{
  SyncFixture f;
  g_autoptr (GBytes) whole = NULL;

  set_up (&f);
  sync_once_well (&f);
  toy_cloud_put (f.toy, "vital", "a", 7, "70");
  whole = toy_cloud_answer (f.toy, "/v1/tenants/harbor/vitals");
  for (gsize cut = 0; cut < g_bytes_get_size (whole); cut++)
    {
      g_autoptr (GError) error = NULL;

      toy_cloud_set_fault (f.toy, "/vitals",
                           (CorralFault){ .bytes = g_bytes_ref (whole),
                                          .cut_at = (gssize) cut,
                                          .end = CORRAL_FAULT_CLOSE },
                           -1);
      g_assert_false (sync_once (&f, &error));
      assert_rows (&f, VITAL, "");
    }
  toy_cloud_heal (f.toy);
  sync_once_well (&f);
  assert_rows (&f, VITAL, "a:7:70 ");
  sync_fixture_tear_down (&f);
}

static gint64
get_known_ms (SyncFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSyncState) state = corral_cache_get_sync_state (f->cache, "harbor", &error);

  g_assert_no_error (error);
  return state->known_ms;
}

/* A pass over the last values that did not come to its end: some are newer, and others are not. Who took it for known would
 * call those carts silent that only were not asked for, from the next start on and as long as the link is down. */
static void
test_part_of_vitals (void)
{
  const gint64 later_ms = START_MS + 3600000;
  SyncFixture f;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = g_strdup_printf ("{\"tenant\":\"harbor\",\"as_of_ms\":%" G_GINT64_FORMAT
                                           ",\"ids\":[\"a\"],\"revs\":[9],\"metrics\":{\"battery_pct\":[71]},"
                                           "\"count\":1,\"next\":\"p2\",\"end\":true}",
                                           later_ms);

  set_up (&f);
  toy_cloud_put (f.toy, "vital", "a", 7, "70");
  sync_once_well (&f);
  g_assert_cmpint (get_known_ms (&f), ==, START_MS);
  toy_cloud_set_fault (f.toy, "/vitals", corral_fault_none (200, JSON, NULL, page), -1);
  g_assert_false (sync_once (&f, &error));
  assert_rows (&f, VITAL, "a:9:71 ");
  g_assert_cmpint (get_known_ms (&f), ==, START_MS);

  /* Nor after a start without a cloud. */
  sync_fixture_reopen (&f);
  g_assert_cmpint (get_known_ms (&f), ==, START_MS);

  /* The whole is as old as its first page. */
  toy_cloud_set_fault (f.toy, "/vitals", corral_fault_none (200, JSON, NULL, page), 1);
  sync_once_well (&f);
  g_assert_cmpint (get_known_ms (&f), ==, later_ms);
  sync_fixture_tear_down (&f);
}

/* Each page is good, and another one always follows: a single run ends, and people are told. */
static void
test_without_end (void)
{
  SyncFixture f;
  g_autoptr (GError) error = NULL;

  set_up (&f);
  toy_cloud_set_fault (f.toy, CHANGES,
                       corral_fault_none (200, JSON, NULL,
                                          "{\"tenant\":\"harbor\",\"old_state\":\"e1.3\",\"new_state\":\"e1.3\","
                                          "\"has_more\":true,\"changes\":[],\"count\":0,\"end\":true}"),
                       -1);
  g_assert_false (sync_once (&f, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
  g_assert_cmpint (f.worst, ==, CORRAL_HOP_CLOUD);
  g_assert_cmpstr (f.message, ==, error->message);
  assert_rows (&f, CART, HELD);
  assert_heals (&f);
  sync_fixture_tear_down (&f);
}

/* One bad answer, then sound ones: the same run ends well. */
static void
test_one_fault_is_tried_again (void)
{
  SyncFixture f;

  set_up (&f);
  toy_cloud_set_fault (f.toy, CHANGES, corral_fault_none (500, "text/plain", NULL, ""), 1);
  sync_once_well (&f);
  g_assert_cmpint (f.worst, ==, CORRAL_HOP_CLOUD);
  assert_rows (&f, CART, WHOLE);
  sync_fixture_tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/faults/answer/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_answer);
    }
  g_test_add_func ("/sync/faults/gzip-bomb", test_gzip_bomb);
  g_test_add_func ("/sync/faults/without-end", test_without_end);
  g_test_add_func ("/sync/faults/one-fault-is-tried-again", test_one_fault_is_tried_again);
  g_test_add_func ("/sync/faults/cut-changes", test_cut_changes);
  g_test_add_func ("/sync/faults/cut-vitals", test_cut_vitals);
  g_test_add_func ("/sync/faults/part-of-vitals", test_part_of_vitals);
  return g_test_run ();
}
