/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-outbox-rules.h"
#include "corral-sync-engine.h"

G_BEGIN_DECLS

/*
 * The seeded simulator (reliability.md, "The engine", "Faults", "Invariants"): the pure core of the sync — the engine,
 * the push queue, the rules of the outbox, what an operation lays over a row — between a model of the cloud, of the
 * files, of the network, of the clocks and of people. One thread, no real time, no file: everything that happens is
 * drawn from the seed, so the same seed gives the same trace, and a virtual day takes milliseconds.
 *
 * The parts, each a file: the world (time and what happens later), the server and its rules for operations, the desk
 * (everybody else who works there, and those who run the cloud), the network, the store (cache and outbox), the client
 * (what corral-sync-runner.c, -pages.c and -push.c do), people (what CorralOutbox does for a window), and the checks.
 */

typedef struct _Sim Sim;
typedef struct _SimServer SimServer;
typedef struct _SimNetwork SimNetwork;
typedef struct _SimStore SimStore;
typedef struct _SimClient SimClient;
typedef struct _SimPeople SimPeople;
typedef struct _SimChecks SimChecks;

#define SIM_SECOND ((gint64) G_USEC_PER_SEC)
#define SIM_MINUTE (60 * SIM_SECOND)
#define SIM_HOUR (60 * SIM_MINUTE)
#define SIM_DAY (24 * SIM_HOUR)

/* 2026-03-02T08:00:00Z: when all runs begin. */
#define SIM_START_MS G_GINT64_CONSTANT (1772438400000)

/* How long after the last fault everything must be at rest (I3). */
#define SIM_CALM_US (2 * SIM_HOUR)

/* Mistakes that can be planted, to prove that the checks find them: M (UPPER, "what it does", "checks that find it").
 * The list is the program's --mutation and the test's table. */
#define SIM_MUTATIONS(M) \
  M (SEND_UNNOTED, "sends without noting `sending` first", "I1") \
  M (NEW_ID, "sends again under a new id after a lost answer", "I1") \
  M (NEW_BODY, "builds the body anew instead of keeping its bytes", "I1") \
  M (CURSOR_FIRST, "commits the cursor, then the rows", "I5 I3") \
  M (SETTLE_EARLY, "settles what was applied without a checkpoint", "shown") \
  M (SETTLE_UNREAD, "settles what was applied before the truth shows it", "shown") \
  M (OUT_OF_ORDER, "sends the last of a target first", "order") \
  M (NO_BACKOFF, "asks again at once what has failed", "I10") \
  M (DROP_ON_401, "gives up what it could not send without a sign-in", "I1") \
  M (DROP_ON_UNKNOWN, "takes a lost answer for a refusal", "I1") \
  M (QUEUED_AGAIN, "calls never sent what the cloud has not had yet", "I1") \
  M (UNDO_SENT, "takes back what may have been sent", "I1") \
  M (IGNORE_FAILURE, "goes on when a page could not be written", "I5 I3 shown") \
  M (OLDER_OVER_NEWER, "stores a row that is older than the one held", "I4") \
  M (NO_GRAVES, "forgets what was deleted", "I4 I3") \
  M (KEEP_STRANGERS, "keeps the rows of a chain that is not its own any more", "I6") \
  M (WRONG_TENANT, "stores a page under another chain", "I6") \
  M (WRONG_ACCOUNT, "sends what another account did", "account") \
  M (OUTBOX_NORMAL, "calls saved what a power cut can take away", "I2 I1") \
  M (FORGET_SAVED, "does not keep what people do while a request is on its way", "I2") \
  M (SLEEP_FOR_EVER, "does not wake when a wait is over", "I3 sleeps") \
  M (SPIN, "wakes without a reason", "spins") \
  M (KEEP_REPLAYED, "stores the row of an answer that was given before", "I3 I4 I5") \
  M (EXPIRE_BY_WALL, "believes the wall clock about what is too late", "expired") \
  M (LAX_DEPENDENCY, "(server) lets an operation pass over what its maker never saw", "overwrite")

typedef enum
{
  SIM_MUTATION_NONE,
#define SIM_ENUMERATE(UPPER, what, checks) SIM_MUTATION_##UPPER,
  SIM_MUTATIONS (SIM_ENUMERATE)
#undef SIM_ENUMERATE
  SIM_N_MUTATIONS,
} SimMutation;

typedef void (*SimEventFunc) (Sim *sim, gpointer data, gint64 number);

struct _Sim
{
  guint64 seed;
  SimMutation mutation;
  gboolean trace;      /* every note is printed */
  CorralRandom random; /* the world's one source of chance */

  /* Time: now_us since the start, true for the server; the PC's monotonic clock stands while it sleeps and starts anew
   * when it boots; its wall clock is off by whatever was set. */
  gint64 now_us;
  gint64 slept_us;
  gint64 boot_us;
  gint64 wall_off_us;
  GArray *events;      /* (owned): what will happen, the next one last */
  guint64 n_events;
  gboolean calm;       /* no more faults: everything has to come to rest */
  gboolean finished;   /* and has */

  GStringChunk *texts; /* (owned): ids, states and the like, for as long as the run lasts */
  guint64 hash;        /* of everything noted so far */
  guint64 n_notes;
  char *violation;     /* (owned) (nullable): the first thing that must not be: "I1: …" */

  SimServer *server;
  SimNetwork *network;
  SimStore *store;
  SimClient *client;
  SimPeople *people;
  SimChecks *checks;
};

/* What a run came to. */
typedef struct
{
  guint64 hash;
  char *violation;     /* (owned) (nullable) */
  gint64 virtual_us;
  guint64 n_notes;
  guint n_saved;       /* operations that people were told are saved */
  guint n_applied;     /* of them carried out */
  guint n_troubled;    /* of them ended in conflict, refused, expired */
  guint n_undone;
  guint n_requests;
  guint n_failed;      /* of the requests */
  guint n_crashes;
  guint n_power_cuts;
} SimResult;

/* Runs one seed. @trace prints every note. */
void sim_run (guint64 seed, SimMutation mutation, gboolean trace, SimResult *result);
void sim_result_clear (SimResult *result);

const char *sim_mutation_get_name (SimMutation mutation);   /* "send-unnoted" */
const char *sim_mutation_get_what (SimMutation mutation);
const char *sim_mutation_get_checks (SimMutation mutation); /* names, joined with one space */

/* ---- the world ----------------------------------------------------------------------------------- */

Sim *sim_new (guint64 seed, SimMutation mutation, gboolean trace) G_GNUC_WARN_UNUSED_RESULT;
void sim_free (Sim *sim);

gint64 sim_server_ms (Sim *sim);    /* the cloud's clock: the true time */
gint64 sim_wall_ms (Sim *sim);      /* the PC's */
gint64 sim_monotonic_us (Sim *sim); /* the PC's */

/* Whether one of @one_in. */
gboolean sim_chance (Sim *sim, guint one_in);
gint64 sim_draw (Sim *sim, gint64 low, gint64 high);   /* low ≤ x < high */
gint64 sim_spread (Sim *sim, gint64 low, gint64 high); /* the same, evenly over orders of magnitude */

void sim_at (Sim *sim, gint64 delay_us, SimEventFunc func, gpointer data, gint64 number);

/* Lets @us of the PC's monotonic time pass, and what happens meanwhile. Ends early when the program is ended. */
void sim_sleep (Sim *sim, gint64 us);
/* Until the next thing happens, at most until the monotonic time @until_us (−1: however long that is). */
void sim_doze (Sim *sim, gint64 until_us);
/* Time passes for a PC that is off. */
void sim_pass (Sim *sim, gint64 us);
/* For a PC that is suspended: the monotonic clock stands. */
void sim_suspend (Sim *sim, gint64 us);

const char *sim_text (Sim *sim, const char *text);
const char *sim_textf (Sim *sim, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Everything that happens is noted: hashed, and printed when traced. @word: what; @text (nullable). */
void sim_note (Sim *sim, const char *word, const char *text, gint64 a, gint64 b);

/* Something happened that must not. Only the first counts; the run then ends. */
void sim_violate (Sim *sim, const char *check, const char *format, ...) G_GNUC_PRINTF (3, 4);
#define SIM_HOLDS(sim) ((sim)->violation == NULL)

static inline gboolean
sim_is_mutated (Sim *sim, SimMutation mutation)
{
  return sim->mutation == mutation;
}

G_END_DECLS
