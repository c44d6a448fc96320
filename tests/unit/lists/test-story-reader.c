/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A story from rows and messages made by hand: each on its lane, and what has no place there, nowhere. */
#include "cache-fixture.h"

#include "corral-cache-outbox.h"
#include "corral-story-reader.h"
#include "corral-telemetry.h"

#include <string.h>

#define T0 G_GINT64_CONSTANT (1760000000000)
#define M CORRAL_MINUTE_MS
#define CART "k1"

static const CorralTimeRange span = { T0, T0 + 60 * M };

static gpointer
add_row (CorralBatch *batch, const char *id)
{
  CorralRow *row = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  corral_row_clear (batch->schema, row);
  row->id = corral_batch_copy_string (batch, id);
  row->rev = 1;
  return row;
}

/* "boot 10 [Slot A, start 3], boot 20 (at 50)": a lane in minutes. */
static char *
describe (const CorralStory *story, CorralStoryLane lane)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < story->n_items[lane]; i++)
    {
      const CorralStoryItem *item = &story->items[lane][i];

      g_string_append_printf (text, "%s%s %d", i > 0 ? ", " : "", item->kind, (int) ((item->begin_ms - T0) / M));
      if (item->end_ms == CORRAL_UNKNOWN)
        g_string_append_c (text, '-');
      else if (item->end_ms != item->begin_ms)
        g_string_append_printf (text, "-%d", (int) ((item->end_ms - T0) / M));
      if (CORRAL_IS_KNOWN (item->arrived_ms))
        g_string_append_printf (text, " (at %d)", (int) ((item->arrived_ms - T0) / M));
      if (item->text != NULL)
        g_string_append_printf (text, " [%s]", item->text);
    }
  return g_string_free (text, FALSE);
}

static CorralStory *
read_story (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CorralStory *story = corral_story_read (fixture->cache, TENANT, CART, CORRAL_RESOLUTION_RAW, span, NULL, &error);

  g_assert_no_error (error);
  return story;
}

static void
test_rows (void)
{
  Fixture fixture;
  g_autoptr (CorralStory) story = NULL;
  CorralBatch *batch;

  fixture_set_up (&fixture);
  fixture_open (&fixture);

  batch = make_batch (CORRAL_COLLECTION_SESSION);
  {
    CorralSession *row = add_row (batch, "t1");

    row->cart = CART, row->store = "s1", row->status = "complete";
    row->started_ms = T0 + 5 * M, row->ended_ms = T0 + 25 * M, row->item_count = 31;
    row = add_row (batch, "t2");
    row->cart = CART, row->store = "s1", row->status = "active", row->started_ms = T0 + 50 * M;
    row = add_row (batch, "t3"); /* another cart's */
    row->cart = "k2", row->store = "s1", row->status = "active", row->started_ms = T0 + 50 * M;
  }
  commit_batch (&fixture, batch);

  batch = make_batch (CORRAL_COLLECTION_ALERT);
  put_alert (batch, "a1", 1, CART, T0 + 30 * M);
  commit_batch (&fixture, batch);

  batch = make_batch (CORRAL_COLLECTION_FLAG);
  {
    CorralFlag *row = add_row (batch, "f1");

    row->cart = CART, row->store = "s1", row->kind = "weight_mismatch", row->status = "decided";
    row->raised_ms = T0 + M, row->decided_ms = T0 + 7 * M, row->outcome = "staff_ok";
    row = add_row (batch, "f2"); /* nobody has done anything about it */
    row->cart = CART, row->store = "s1", row->kind = "weight_mismatch", row->status = "open", row->raised_ms = T0 + M;
  }
  commit_batch (&fixture, batch);

  batch = make_batch (CORRAL_COLLECTION_TICKET);
  {
    CorralTicket *row = add_row (batch, "k1");

    row->cart = CART, row->store = "s1", row->number = "T7", row->reason = "rma", row->status = "closed";
    row->opened_ms = T0 + 8 * M, row->closed_ms = T0 + 9 * M, row->summary = "Scale off";
  }
  commit_batch (&fixture, batch);

  batch = make_batch (CORRAL_COLLECTION_NOTE);
  {
    CorralNote *row = add_row (batch, "n1");

    row->target_collection = "cart", row->target = CART, row->made_ms = T0 + 10 * M, row->text = "On its side.";
  }
  commit_batch (&fixture, batch);

  batch = make_batch (CORRAL_COLLECTION_OPERATION);
  {
    static const struct
    {
      const char *id, *type, *status;
    } operations[] = {
      { "o1", "cart.out_of_service", "applied" }, { "o2", "cart.in_service", "refused" },
      { "o3", "ticket.open", "applied" }, /* the ticket stands there itself */
      { "o4", "cart.dance", "applied" },  /* of a newer cloud */
    };

    for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
      {
        CorralOperation *row = add_row (batch, operations[i].id);

        row->type = operations[i].type, row->status = operations[i].status, row->made_by = "st-4";
        row->target_collection = "cart", row->target = CART, row->issued_ms = T0 + (11 + i) * M;
      }
  }
  commit_batch (&fixture, batch);

  batch = make_batch (CORRAL_COLLECTION_ROLLOUT);
  {
    CorralRollout *row = add_row (batch, "r1");

    row->firmware = "3.4.0", row->status = "running";
  }
  commit_batch (&fixture, batch);
  batch = make_batch (CORRAL_COLLECTION_EXECUTION);
  {
    CorralExecution *row = add_row (batch, "e1");

    row->cart = CART, row->rollout = "r1", row->status = "rolled_back", row->updated_ms = T0 + 40 * M;
    row = add_row (batch, "e2"); /* its rollout is gone */
    row->cart = CART, row->rollout = "r9", row->status = "failed", row->updated_ms = T0 + 41 * M;
  }
  commit_batch (&fixture, batch);
  batch = make_batch (CORRAL_COLLECTION_CERTIFICATE);
  {
    CorralCertificate *row = add_row (batch, "c1");

    row->cart = CART, row->serial_number = "1", row->status = "valid", row->batch = "B7";
    row->not_before_ms = T0 + 42 * M, row->not_after_ms = T0 + 900000 * M;
  }
  commit_batch (&fixture, batch);

  story = read_story (&fixture);
  assert_text (describe (story, CORRAL_STORY_SESSION), "complete 5-25 [31 items], active 50-");
  assert_text (describe (story, CORRAL_STORY_ALERT), "offline 30-");
  assert_text (describe (story, CORRAL_STORY_PEOPLE),
               "flag.decide 7 [staff_ok], ticket 8 [T7: Scale off], ticket-closed 9 [T7], note 10 [On its side.], "
               "cart.out_of_service 11 [st-4], cart.dance 14 [st-4]");
  assert_text (describe (story, CORRAL_STORY_CHANGE), "rolled_back 40 [3.4.0], failed 41, certificate 42 [B7]");
  /* Nothing was ever fetched of it. */
  assert_text (describe (story, CORRAL_STORY_CONNECTION), "unknown 0-60");
  g_assert_cmpuint (story->n_unfetched, ==, 1);
  fixture_tear_down (&fixture);
}

static void
add_event (GPtrArray *events, int number, const char *type, gint64 device_ms, gint64 arrived_ms, const char *body)
{
  CorralEvent *event = g_new0 (CorralEvent, 1);

  event->id = g_strdup_printf ("m%d", number);
  event->counter = number;
  event->type = g_strdup (type);
  event->device_ms = device_ms;
  event->arrived_ms = arrived_ms;
  event->body = g_bytes_new (body, strlen (body));
  g_ptr_array_add (events, event);
}

/* What carts say of themselves is signed, not checked: it may be anything. */
static void
test_messages (void)
{
  Fixture fixture;
  g_autoptr (CorralStory) story = NULL;
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  add_event (events, 1, "boot", T0 + 10 * M, T0 + 10 * M, "{\"slot\":\"A\",\"boots\":17,\"firmware\":\"3.3.1\"}");
  /* Sent an hour later, of another version, numbered like the one before. */
  add_event (events, 2, "boot", T0 + 20 * M, T0 + 50 * M, "{\"slot\":\"B\",\"boots\":17,\"firmware\":\"3.4.0\"}");
  add_event (events, 3, "boot", T0 + 30 * M, T0 + 30 * M, "{\"slot\":\"A\",\"boots\":3,\"firmware\":\"3.3.1\"}");
  add_event (events, 4, "boot", T0 + 31 * M, T0 + 31 * M, "not json");
  add_event (events, 5, "boot", T0 + 32 * M, T0 + 32 * M, "[{\"slot\":\"A\"}]");
  add_event (events, 6, "boot", T0 + 33 * M, CORRAL_UNKNOWN, "{\"slot\":{},\"boots\":[],\"firmware\":7}");
  add_event (events, 7, "fault", T0 + 40 * M, T0 + 40 * M, "{\"fault\":\"scanner_jam\"}");
  add_event (events, 8, "fault", T0 + 41 * M, T0 + 41 * M, "{}");
  /* Its clock is 12 h ahead: it is where it says that it is. */
  add_event (events, 9, "fault", T0 + 720 * M, T0 + 42 * M, "{\"fault\":\"watchdog_reset\"}");
  g_assert_true (corral_cache_store_events (fixture.cache, TENANT, CART, events, NULL, &error));
  g_assert_no_error (error);
  story = read_story (&fixture);
  assert_text (describe (story, CORRAL_STORY_BOOT),
               "boot 10 [Slot A, start 17], boot 20 (at 50) [Slot B, start 17], boot 30 [Slot A, start 3], boot 31, "
               "boot 32, boot 33");
  assert_text (describe (story, CORRAL_STORY_CHANGE),
               "firmware 20 [3.3.1 → 3.4.0], firmware 30 [3.4.0 → 3.3.1], firmware 33 [3.3.1 → 7]");
  assert_text (describe (story, CORRAL_STORY_FAULT), "scanner_jam 40,  41");
  fixture_tear_down (&fixture);
}

/* What somebody did here and the cloud has not got yet stands there too. */
static void
test_outbox (void)
{
  Fixture fixture;
  g_autoptr (CorralStory) story = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  CorralOperationDraft draft = { .kind = CORRAL_OPERATION_NOTE_ADD,
                                 .tenant = TENANT,
                                 .collection = CORRAL_COLLECTION_CART,
                                 .target = CART,
                                 .expected_rev = CORRAL_UNKNOWN };
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  corral_operation_params_clear (&draft.params);
  draft.params.text = "Called the store.";
  g_ptr_array_add (entries, corral_outbox_entry_new (&draft, "0199c5a2-8c00-7000-8000-000000000001", "ada", NULL,
                                                     T0 + 15 * M, 0));
  g_assert_true (corral_cache_outbox_add (fixture.cache, entries, &error));
  g_assert_no_error (error);
  story = read_story (&fixture);
  assert_text (describe (story, CORRAL_STORY_PEOPLE), "note.add 15 [Called the store.]");
  g_assert_cmpstr (story->items[CORRAL_STORY_PEOPLE][0].uri, ==, "corral:outbox");
  fixture_tear_down (&fixture);
}

/* A cart that the cache has never heard of, and a chain that is not open. */
static void
test_nobody (void)
{
  Fixture fixture;
  g_autoptr (CorralStory) story = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  story = read_story (&fixture);
  g_assert_cmpuint (story->n_unfetched, ==, 1);
  for (guint lane = CORRAL_STORY_ACCESS_POINT; lane < CORRAL_N_STORY_LANES; lane++)
    g_assert_cmpuint (story->n_items[lane], ==, 0);
  g_assert_null (corral_story_read (fixture.cache, "nowhere", CART, CORRAL_RESOLUTION_RAW, span, NULL, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists/story-reader/rows", test_rows);
  g_test_add_func ("/lists/story-reader/messages", test_messages);
  g_test_add_func ("/lists/story-reader/outbox", test_outbox);
  g_test_add_func ("/lists/story-reader/nobody", test_nobody);
  return g_test_run ();
}
