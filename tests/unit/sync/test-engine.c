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
  /* The scope may have shrunk: before a row is fetched for it, and before what is shown is shown much longer. */
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_ME);
  send_me (&talk, one);
  /* The runner says where it stood, which was refused just now. */
  corral_sync_engine_restore (talk.engine, 0, &(CorralSyncSaved){ .state = "s1" });
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
      g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_ME);
      send_me (&talk, one);
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
                                            CORRAL_SYNC_FAULT_FORBIDDEN, CORRAL_SYNC_FAULT_GONE,
                                            CORRAL_SYNC_FAULT_MISSING };

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
          else if (talk.action.kind == CORRAL_SYNC_ME
                   && (faults[f] == CORRAL_SYNC_FAULT_FORBIDDEN || faults[f] == CORRAL_SYNC_FAULT_GONE
                       || faults[f] == CORRAL_SYNC_FAULT_MISSING))
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
      g_test_message ("fault %u: %u in ten minutes", faults[f], asked);
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

/* Its first page is good each time: that is no reason to ask as often as before. */
static void
test_a_list_without_end_is_asked_for_ever_less (void)
{
  Talk talk;
  guint asked = 0;
  gint64 end;

  start (&talk);
  send_me (&talk, one);
  end = talk.now + 600 * SECOND;
  while (talk.now < end)
    if (talk.action.kind == CORRAL_SYNC_WAIT)
      {
        talk.now = talk.action.until_us;
        send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
      }
    else if (talk.action.kind == CORRAL_SYNC_ME)
      send_me (&talk, one);
    else if (talk.action.kind == CORRAL_SYNC_VITALS)
      send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_VITALS });
    else
      {
        asked++;
        send_snapshot (&talk, "s0", "same");
      }
  g_assert_cmpuint (asked, >=, 4);
  g_assert_cmpuint (asked, <=, 60);
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
  g_assert_true (corral_sync_engine_is_caught_up (talk.engine));
  /* Until somebody lets us: that is asked from time to time, and when a person asks. */
  g_assert_cmpint (talk.action.until_us, ==, talk.now + CORRAL_SYNC_ME_US);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_REFRESH });
  send_me (&talk, one);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  stop (&talk);
}

/* A chain that we are given later is noticed; one that we have goes on where it was. */
static void
test_who_we_are_is_asked_again (void)
{
  Talk talk;

  start (&talk);
  catch_up_one (&talk);
  talk.now += CORRAL_SYNC_ME_US;
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
  send_me (&talk, two);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  g_assert_cmpuint (talk.action.tenant, ==, 1);
  stop (&talk);

  /* When that fails, what is known is read all the same. */
  start (&talk);
  catch_up_one (&talk);
  talk.now += CORRAL_SYNC_ME_US;
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_ME);
  send_failed (&talk, CORRAL_SYNC_FAULT_CLOUD, -1);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  talk.now = talk.action.until_us;
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
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

/* ---- operations ---------------------------------------------------------------------------------- */

/* One entry for each of @ids, in @state, each on a target of its own. */
static void
send_outbox (Talk *talk, const char *ids, CorralOutboxState state, gint64 ready_us)
{
  g_auto (GStrv) words = g_strsplit (ids, " ", -1);
  CorralPushItem items[8];
  guint n;

  for (n = 0; words[n] != NULL && *words[n] != '\0'; n++)
    items[n] = (CorralPushItem){
      .id = words[n], .target = words[n], .state = state, .ready_us = ready_us, .expires_us = talk->now + 3600 * SECOND
    };
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_OUTBOX, .items = items, .n_items = n });
}

static void
assert_asked (Talk *talk, CorralSyncActionKind kind, const char *operation)
{
  g_assert_cmpint (talk->action.kind, ==, kind);
  g_assert_cmpstr (talk->action.operation, ==, operation);
}

static void
send_pushed (Talk *talk, CorralOutboxState state)
{
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_PUSHED, .operation_state = state });
}

static void
send_push_failed (Talk *talk, CorralOutboxState state, CorralSyncFault fault, gint64 ready_us)
{
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_PUSHED, .operation_state = state, .failed = TRUE,
                                  .fault = fault, .retry_after_us = -1, .operation_ready_us = ready_us });
}

static void
wake (Talk *talk)
{
  g_assert_cmpint (talk->action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpint (talk->action.until_us, >, talk->now);
  talk->now = talk->action.until_us;
  send (talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });
}

/* What people did goes first, even in the middle of a first sync: nobody waits for a million carts. */
static void
test_push_comes_first (void)
{
  Talk talk;

  start (&talk);
  send_me (&talk, one);
  send_snapshot (&talk, "s0", NULL);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  send_outbox (&talk, "a b", CORRAL_OUTBOX_QUEUED, 0);
  assert_asked (&talk, CORRAL_SYNC_SEND, "a");
  send_pushed (&talk, CORRAL_OUTBOX_APPLIED);
  assert_asked (&talk, CORRAL_SYNC_SEND, "b");
  send_pushed (&talk, CORRAL_OUTBOX_CONFLICT);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SNAPSHOT);
  g_assert_cmpint (talk.action.collection, ==, CORRAL_COLLECTION_ALERT);
  stop (&talk);
}

static void
test_release_needs_no_way_to_the_cloud (void)
{
  Talk talk;

  start (&talk);
  send_failed (&talk, CORRAL_SYNC_FAULT_NETWORK, 3000 * SECOND);
  send_outbox (&talk, "a", CORRAL_OUTBOX_HELD, talk.now + 5 * SECOND);
  /* The wait is until the hold is over, not until the cloud is asked again. */
  g_assert_cmpint (talk.action.until_us, ==, talk.now + 5 * SECOND);
  wake (&talk);
  assert_asked (&talk, CORRAL_SYNC_RELEASE, "a");
  send_pushed (&talk, CORRAL_OUTBOX_QUEUED);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpuint (corral_sync_engine_count_waiting (talk.engine), ==, 1);
  stop (&talk);
}

static void
test_sign_in_pauses_and_loses_nothing (void)
{
  Talk talk;

  start (&talk);
  catch_up_one (&talk);
  send_outbox (&talk, "a b", CORRAL_OUTBOX_QUEUED, 0);
  assert_asked (&talk, CORRAL_SYNC_SEND, "a");
  send_push_failed (&talk, CORRAL_OUTBOX_RETRY, CORRAL_SYNC_FAULT_SIGN_IN, 0);
  /* Nothing more is asked, of whatever kind, and it is said why. */
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, CORRAL_HOP_SIGN_IN);
  talk.now += 3000 * SECOND;
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_REFRESH });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpuint (corral_sync_engine_count_waiting (talk.engine), ==, 2);

  /* A disk that fails meanwhile does not hide that somebody has to sign in. */
  send_failed (&talk, CORRAL_SYNC_FAULT_STORE, -1);
  g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, CORRAL_HOP_SIGN_IN);

  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_TOKEN });
  send_me (&talk, one);
  assert_asked (&talk, CORRAL_SYNC_SEND, "a");
  send_pushed (&talk, CORRAL_OUTBOX_APPLIED);
  assert_asked (&talk, CORRAL_SYNC_SEND, "b");
  stop (&talk);
}

/* One that the cloud chokes on pauses sending, not reading; and does not keep the others from being sent for good. */
static void
test_a_poison_operation_does_not_stop_reading (void)
{
  Talk talk;
  guint n_sent = 0, n_read = 0;
  gboolean other = FALSE;
  gint64 end;

  start (&talk);
  catch_up_one (&talk);
  end = talk.now + 600 * SECOND;
  send_outbox (&talk, "poison good", CORRAL_OUTBOX_QUEUED, 0);
  while (talk.now < end)
    {
      if (talk.action.kind == CORRAL_SYNC_WAIT)
        {
          wake (&talk);
        }
      else if (talk.action.kind == CORRAL_SYNC_SEND || talk.action.kind == CORRAL_SYNC_PROBE)
        {
          n_sent++;
          if (g_str_equal (talk.action.operation, "poison"))
            send_push_failed (&talk, CORRAL_OUTBOX_UNKNOWN, CORRAL_SYNC_FAULT_CLOUD,
                              talk.now + corral_sync_engine_draw_retry_us (talk.engine, 5, -1));
          else
            other = TRUE, send_pushed (&talk, CORRAL_OUTBOX_APPLIED);
        }
      else if (talk.action.kind == CORRAL_SYNC_CHANGES)
        {
          n_read++;
          send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s2" });
        }
      else if (talk.action.kind == CORRAL_SYNC_VITALS)
        {
          send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_VITALS });
        }
      else
        {
          g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SETTLE);
          send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_SETTLED });
        }
      talk.now += SECOND / 100;
    }
  g_assert_true (other);
  g_assert_cmpuint (n_read, >=, 19);
  g_assert_cmpuint (n_sent, >=, 4);
  g_assert_cmpuint (n_sent, <=, 120);
  stop (&talk);
}

/* What cannot be noted is not sent; what can be read is read. */
static void
test_a_failing_disk_pauses_sending (void)
{
  Talk talk;
  gint64 due_us;

  start (&talk);
  catch_up_one (&talk);
  send_outbox (&talk, "a b", CORRAL_OUTBOX_QUEUED, 0);
  assert_asked (&talk, CORRAL_SYNC_SEND, "a");
  send_failed (&talk, CORRAL_SYNC_FAULT_STORE, -1);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  g_assert_cmpint (corral_sync_engine_get_hop (talk.engine), ==, CORRAL_HOP_PC);
  due_us = corral_sync_engine_get_push_due_us (talk.engine, talk.now);
  g_assert_cmpint (due_us, >=, talk.now + SECOND);
  g_assert_cmpint (talk.action.until_us, ==, due_us);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
  talk.now = due_us;
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s2" });
  assert_asked (&talk, CORRAL_SYNC_SEND, "a");
  stop (&talk);
}

/* What was applied is settled when the changes have been read to their end since, and not before. */
static void
test_settled_after_the_changes (void)
{
  Talk talk;

  start (&talk);
  catch_up_one (&talk);
  send_outbox (&talk, "a b", CORRAL_OUTBOX_QUEUED, 0);
  assert_asked (&talk, CORRAL_SYNC_SEND, "a");
  send_pushed (&talk, CORRAL_OUTBOX_APPLIED);
  assert_asked (&talk, CORRAL_SYNC_SEND, "b");
  send_pushed (&talk, CORRAL_OUTBOX_APPLIED);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s2", .has_more = TRUE });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_CHANGES, .state = "s3" });
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_SETTLE);
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_SETTLED });
  send_outbox (&talk, "", CORRAL_OUTBOX_APPLIED, 0);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_WAIT);
  stop (&talk);

  /* The link is lost after the first: the changes have not been read since. */
  start (&talk);
  catch_up_one (&talk);
  send_outbox (&talk, "a b", CORRAL_OUTBOX_QUEUED, 0);
  send_pushed (&talk, CORRAL_OUTBOX_APPLIED);
  assert_asked (&talk, CORRAL_SYNC_SEND, "b");
  send_push_failed (&talk, CORRAL_OUTBOX_UNKNOWN, CORRAL_SYNC_FAULT_NETWORK, talk.now + 2 * SECOND);
  while (talk.action.kind == CORRAL_SYNC_WAIT)
    wake (&talk);
  if (talk.action.kind == CORRAL_SYNC_PROBE)
    send_pushed (&talk, CORRAL_OUTBOX_APPLIED);
  g_assert_cmpint (talk.action.kind, ==, CORRAL_SYNC_CHANGES);
  stop (&talk);
}

/* What waits for its own time is waited for, and the nearest of all times counts. */
static void
test_due_times (void)
{
  Talk talk;
  gint64 ready_us;

  start (&talk);
  catch_up_one (&talk);
  g_assert_cmpint (corral_sync_engine_get_push_due_us (talk.engine, talk.now), ==, -1);
  ready_us = talk.now + 7 * SECOND;
  send_outbox (&talk, "a", CORRAL_OUTBOX_RETRY, ready_us);
  g_assert_cmpint (talk.action.until_us, ==, ready_us);
  g_assert_cmpint (corral_sync_engine_get_push_due_us (talk.engine, talk.now), ==, ready_us);
  send_outbox (&talk, "a", CORRAL_OUTBOX_UNKNOWN, talk.now + 3000 * SECOND);
  g_assert_cmpint (talk.action.until_us, ==, talk.now + CORRAL_SYNC_POLL_US);
  /* A person does not want to wait. */
  send (&talk, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_REFRESH });
  assert_asked (&talk, CORRAL_SYNC_PROBE, "a");
  stop (&talk);
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
  g_test_add_func ("/sync/engine/endless-again", test_a_list_without_end_is_asked_for_ever_less);
  g_test_add_func ("/sync/engine/missing", test_a_missing_collection_is_skipped);
  g_test_add_func ("/sync/engine/one-chain", test_one_chain_refused_does_not_stop_the_other);
  g_test_add_func ("/sync/engine/by-hand", test_asking_by_hand_ends_the_wait);
  g_test_add_func ("/sync/engine/nobody", test_no_chain_at_all_waits);
  g_test_add_func ("/sync/engine/one-broken-chain", test_one_broken_chain_is_not_forgotten);
  g_test_add_func ("/sync/engine/rate-while-failing", test_never_more_than_a_request_a_second_while_failing);
  g_test_add_func ("/sync/engine/who-we-are", test_who_we_are_is_asked_again);
  g_test_add_func ("/sync/engine/push/first", test_push_comes_first);
  g_test_add_func ("/sync/engine/push/release", test_release_needs_no_way_to_the_cloud);
  g_test_add_func ("/sync/engine/push/sign-in", test_sign_in_pauses_and_loses_nothing);
  g_test_add_func ("/sync/engine/push/poison", test_a_poison_operation_does_not_stop_reading);
  g_test_add_func ("/sync/engine/push/disk", test_a_failing_disk_pauses_sending);
  g_test_add_func ("/sync/engine/push/settle", test_settled_after_the_changes);
  g_test_add_func ("/sync/engine/push/due", test_due_times);
  return g_test_run ();
}
