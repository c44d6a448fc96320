/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine as a table of conversations: what it asks for, given what came back. No clock, no network. */
#include "corral-sync-engine.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  CorralSyncEngine *engine;
  gint64 now;
  CorralSyncAction action;
} Talk;

static void
send (Talk *talk, const CorralSyncEvent *event)
{
  talk->action = corral_sync_engine_step (talk->engine, event, talk->now);
}

static void
start (Talk *talk)
{
  *talk = (Talk){ .engine = corral_sync_engine_new (1), .now = 1000 * SECOND };
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
}

static void
stop (Talk *talk)
{
  corral_sync_engine_free (talk->engine);
}

static const char *const two[] = { "harbor", "meadow", NULL };
static const char *const one[] = { "harbor", NULL };

static void
send_me (Talk *talk, const char *const *tenants)
{
  g_assert_cmpint (talk->action.kind, ==, CORRAL_SYNC_ME);
  send (talk,
        &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_ME, .me_tenants = tenants, .me_has_vitals = TRUE });
}

static void
send_snapshot (Talk *talk, const char *as_of, const char *next)
{
  g_assert_cmpint (talk->action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  send (talk,
        &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_SNAPSHOT, .state = as_of, .next = next, .n_rows = 1 });
}

static void
send_failed (Talk *talk, CorralSyncFault fault, gint64 retry_after_us)
{
  send (talk,
        &(CorralSyncEvent){
            .kind = CORRAL_SYNC_EVENT_FAILED, .fault = fault, .retry_after_us = retry_after_us });
}

/* Everything up to the end of the bootstrap of one tenant. */
static void
bootstrap_one (Talk *talk)
{
  for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
    {
      g_assert_cmpint (talk->action.collection, ==, corral_sync_engine_bootstrap_order (i));
      send_snapshot (talk, i == 0 ? "s0" : "s9", NULL);
    }
  g_assert_cmpint (talk->action.kind, ==, CORRAL_SYNC_FINISH_BOOTSTRAP);
  g_assert_cmpstr (talk->action.cursor, ==, "s0");
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_FINISHED });
}

static void
catch_up_one (Talk *talk)
{
  send_me (talk, one);
  bootstrap_one (talk);
  g_assert_cmpint (talk->action.kind, ==, CORRAL_SYNC_CHANGES);
  g_assert_cmpstr (talk->action.cursor, ==, "s0");
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s1" });
  g_assert_cmpint (talk->action.kind, ==, CORRAL_SYNC_VITALS);
  g_assert_false (corral_sync_engine_is_caught_up (talk->engine));
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_VITALS });
}

static void
test_first_sync_then_polls (void)
{
  Talk talk;

  start (&talk);
  catch_up_one (&talk);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_true (corral_sync_engine_is_caught_up (talk.engine));
  g_assert_cmpint (talk.action.until_us, ==, talk.now + CORRAL_SYNC_POLL_US);

  talk.now = talk.action.until_us;
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
  g_assert_cmpstr (talk.action.cursor, ==, "s1");
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s2" });

  /* A poke brings the next question forward. */
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE, .tenant = 0 });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
  g_assert_cmpstr (talk.action.cursor, ==, "s2");
  stop (&talk);
}

static void
test_stores_of_all_chains_come_first (void)
{
  Talk talk;
  int stores = 0;

  start (&talk);
  send_me (&talk, two);
  for (int i = 0; i < 4; i++)
    {
      gboolean last_page = stores % 2 == 1;

      g_assert_cmpint (talk.action.collection, ==, CORRAL_COLLECTION_STORE);
      send_snapshot (&talk, "s0", last_page ? NULL : "page-2");
      stores++;
    }
  g_assert_cmpint (talk.action.collection, ==, CORRAL_COLLECTION_ALERT);
  stop (&talk);
}

static void
test_goes_on_where_it_stopped (void)
{
  Talk talk;

  start (&talk);
  send_me (&talk, one);
  corral_sync_engine_restore (talk.engine,
                              0,
                              &(CorralSyncSaved){ .bootstrapping = TRUE,
                                                  .bootstrap_as_of = "s3",
                                                  .bootstrap_cursor = "c-500",
                                                  .bootstrap_collection = CORRAL_COLLECTION_CART });
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  g_assert_cmpint (talk.action.collection, ==, CORRAL_COLLECTION_CART);
  g_assert_cmpstr (talk.action.cursor, ==, "c-500");

  corral_sync_engine_restore (talk.engine, 0, &(CorralSyncSaved){ .state = "s7" });
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
  g_assert_cmpstr (talk.action.cursor, ==, "s7");
  stop (&talk);
}

static void
test_gone_starts_over_later_and_keeps_the_rows (void)
{
  Talk talk;

  start (&talk);
  catch_up_one (&talk);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE });
  send_failed (&talk, CORRAL_SYNC_FAULT_GONE, -1);
  /* Not at once: every client gets its 410 at the same moment. */
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpint (talk.action.until_us, <=, talk.now + 30 * SECOND);
  g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, CORRAL_HOP_NONE);
  g_assert_true (corral_sync_engine_is_bootstrapping (talk.engine));
  talk.now = talk.action.until_us;
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);

  /* And a 410 on the way there waits longer each time rather than turn in a circle. */
  for (int i = 0; i < 5; i++)
    {
      send_failed (&talk, CORRAL_SYNC_FAULT_GONE, -1);
      g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
      g_assert_cmpint (talk.action.until_us, >=, talk.now + SECOND);
      talk.now = talk.action.until_us;
      send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
      g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
    }
  stop (&talk);
}

static const struct
{
  CorralSyncFault fault;
  CorralHop hop;
} hop_cases[] = {
  { CORRAL_SYNC_FAULT_NETWORK, CORRAL_HOP_PC },    { CORRAL_SYNC_FAULT_CLOUD, CORRAL_HOP_CLOUD },
  { CORRAL_SYNC_FAULT_BROKEN, CORRAL_HOP_CLOUD },  { CORRAL_SYNC_FAULT_SIGN_IN, CORRAL_HOP_SIGN_IN },
  { CORRAL_SYNC_FAULT_LIMITED, CORRAL_HOP_NONE },  { CORRAL_SYNC_FAULT_STORE, CORRAL_HOP_PC },
};

static void
test_faults_name_their_hop_and_heal (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hop_cases); i++)
    {
      Talk talk;

      start (&talk);
      catch_up_one (&talk);
      send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE });
      send_failed (&talk, hop_cases[i].fault, -1);
      g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
      g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, hop_cases[i].hop);

      if (hop_cases[i].fault == CORRAL_SYNC_FAULT_SIGN_IN)
        {
          g_assert_cmpint (talk.action.until_us, ==, -1);
          send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_TOKEN });
          send_me (&talk, one);
        }
      else
        {
          g_assert_cmpint (talk.action.until_us, >, talk.now);
          talk.now = talk.action.until_us;
          send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
        }
      g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
      g_assert_cmpstr (talk.action.cursor, ==, "s1");
      send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s2" });
      g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, CORRAL_HOP_NONE);
      stop (&talk);
    }
}

static void
test_at_most_60_requests_a_minute_while_failing (void)
{
  static const CorralSyncFault faults[] = { CORRAL_SYNC_FAULT_NETWORK, CORRAL_SYNC_FAULT_CLOUD,
                                            CORRAL_SYNC_FAULT_BROKEN, CORRAL_SYNC_FAULT_LIMITED,
                                            CORRAL_SYNC_FAULT_FORBIDDEN, CORRAL_SYNC_FAULT_GONE };

  for (guint f = 0; f < G_N_ELEMENTS (faults); f++)
    {
      Talk talk;
      guint asked = 0;
      gint64 end;

      start (&talk);
      catch_up_one (&talk);
      send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE });
      end = talk.now + 600 * SECOND;
      while (talk.now < end)
        {
          if (talk.action.kind == CORRAL_SYNC_WAIT)
            {
              g_assert_cmpint (talk.action.until_us, >, talk.now);
              talk.now = talk.action.until_us;
              send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
            }
          else if (talk.action.kind == CORRAL_SYNC_ME && faults[f] == CORRAL_SYNC_FAULT_FORBIDDEN)
            {
              asked++;
              send_me (&talk, one);
            }
          else
            {
              asked++;
              send_failed (&talk, faults[f], -1);
            }
        }
      g_assert_cmpuint (asked, >, 0);
      g_assert_cmpuint (asked, <=, 600);
      stop (&talk);
    }
}

static void
test_a_list_without_end_is_left (void)
{
  Talk talk;

  start (&talk);
  send_me (&talk, one);
  send_snapshot (&talk, "s0", "same");
  send_snapshot (&talk, "s0", "same");
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, CORRAL_HOP_CLOUD);
  stop (&talk);

  start (&talk);
  catch_up_one (&talk);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE });
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s1", .has_more = TRUE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  stop (&talk);
}

static void
test_a_missing_collection_is_skipped (void)
{
  Talk talk;

  start (&talk);
  send_me (&talk, one);
  send_snapshot (&talk, "s0", NULL);
  g_assert_cmpint (talk.action.collection, ==, CORRAL_COLLECTION_ALERT);
  send_failed (&talk, CORRAL_SYNC_FAULT_MISSING, -1);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  g_assert_cmpint (talk.action.collection, ==, CORRAL_COLLECTION_FLAG);
  stop (&talk);
}

static void
test_one_chain_refused_does_not_stop_the_other (void)
{
  Talk talk;

  start (&talk);
  send_me (&talk, two);
  g_assert_cmpuint (talk.action.tenant, ==, 0);
  send_failed (&talk, CORRAL_SYNC_FAULT_BROKEN, -1);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  g_assert_cmpuint (talk.action.tenant, ==, 1);
  stop (&talk);
}

static void
test_asking_by_hand_ends_the_wait (void)
{
  Talk talk;

  start (&talk);
  send_failed (&talk, CORRAL_SYNC_FAULT_CLOUD, 3000 * SECOND);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpint (talk.action.until_us, ==, talk.now + 3000 * SECOND);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_REFRESH });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_ME);
  stop (&talk);
}

static void
test_no_chain_at_all_waits (void)
{
  static const char *const none[] = { NULL };
  Talk talk;

  start (&talk);
  send_me (&talk, none);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpint (talk.action.until_us, ==, -1);
  g_assert_true (corral_sync_engine_is_caught_up (talk.engine));
  stop (&talk);
}

/* A chain whose lists are no good is said to be gone, however well the others do. */
static void
test_one_broken_chain_is_not_forgotten (void)
{
  Talk talk;

  start (&talk);
  send_me (&talk, two);
  g_assert_cmpuint (talk.action.tenant, ==, 0);
  send_failed (&talk, CORRAL_SYNC_FAULT_BROKEN, -1);
  g_assert_cmpuint (talk.action.tenant, ==, 1);
  send_snapshot (&talk, "m1", NULL);
  g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, CORRAL_HOP_CLOUD);
  stop (&talk);
}

/* Twenty chains, each refused again and again: no minute sees more than 60 requests, /me among them. */
static void
test_never_more_than_a_request_a_second_while_failing (void)
{
  static const CorralSyncFault faults[] = { CORRAL_SYNC_FAULT_BROKEN, CORRAL_SYNC_FAULT_FORBIDDEN };
  const char *many[21] = { NULL };
  char names[20][4];

  for (guint i = 0; i < 20; i++)
    {
      g_snprintf (names[i], sizeof names[i], "t%u", i);
      many[i] = names[i];
    }
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      Talk talk;
      gint64 asked[20000];
      guint n = 0;
      gint64 end;

      start (&talk);
      end = talk.now + 600 * SECOND;
      while (talk.now < end && n < G_N_ELEMENTS (asked))
        {
          if (talk.action.kind == CORRAL_SYNC_WAIT)
            {
              g_assert_cmpint (talk.action.until_us, >, talk.now);
              talk.now = talk.action.until_us;
              send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
              continue;
            }
          asked[n++] = talk.now;
          if (n > 61)
            g_assert_cmpint (talk.now - asked[n - 62], >=, 60 * SECOND);
          if (talk.action.kind == CORRAL_SYNC_ME)
            send_me (&talk, many);
          else
            send_failed (&talk, faults[i], -1);
        }
      g_assert_cmpint (talk.now, >=, end);
      stop (&talk);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/engine/first-sync", test_first_sync_then_polls);
  g_test_add_func ("/sync/engine/order", test_stores_of_all_chains_come_first);
  g_test_add_func ("/sync/engine/resume", test_goes_on_where_it_stopped);
  g_test_add_func ("/sync/engine/gone", test_gone_starts_over_later_and_keeps_the_rows);
  g_test_add_func ("/sync/engine/hops", test_faults_name_their_hop_and_heal);
  g_test_add_func ("/sync/engine/rate", test_at_most_60_requests_a_minute_while_failing);
  g_test_add_func ("/sync/engine/endless", test_a_list_without_end_is_left);
  g_test_add_func ("/sync/engine/missing", test_a_missing_collection_is_skipped);
  g_test_add_func ("/sync/engine/one-chain", test_one_chain_refused_does_not_stop_the_other);
  g_test_add_func ("/sync/engine/by-hand", test_asking_by_hand_ends_the_wait);
  g_test_add_func ("/sync/engine/nobody", test_no_chain_at_all_waits);
  g_test_add_func ("/sync/engine/one-broken-chain", test_one_broken_chain_is_not_forgotten);
  g_test_add_func ("/sync/engine/rate-while-failing", test_never_more_than_a_request_a_second_while_failing);
  return g_test_run ();
}
