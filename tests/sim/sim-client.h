/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cloud-clock.h"
#include "sim-network.h"
#include "sim-store.h"

G_BEGIN_DECLS

/*
 * The program's sync thread: carries out what the engine asks for, in the order in which corral-sync-runner.c,
 * corral-sync-pages.c and corral-sync-push.c do, and may be ended between any two things it does.
 */

typedef struct
{
  guint tenant;           /* its index at the server */
  const char *id;
  gboolean has_rows;
  gboolean resyncing;
  const char *page_as_of; /* (nullable) */
  const char *last_id;    /* (nullable) */
} SimLane;

struct _SimClient
{
  CorralSyncEngine *engine; /* (owned) (nullable): while it runs */
  gboolean ended;           /* killed, cut off or quit: it unwinds */
  gboolean power_cut;
  guint staff;              /* whose token it has */
  const char *account;      /* (nullable): who the cloud says that is, in this run */
  SimLane lanes[SIM_N_TENANTS];
  guint n_lanes;
  GPtrArray *entries;       /* (owned) (element-type CorralOutboxEntry): what the outbox held when it was last read */
  guint outbox_seen;
  GArray *posted;           /* (element-type CorralSyncEvent) */
  CorralCloudClock cloud_clock;
  gint64 clock_moved_us;    /* of the world: when that last turned out to be later than thought */
  gint64 started_us;        /* of the world */
  guint crash_one_in;       /* each moment; 0: never */
  guint n_crashes;
  guint n_power_cuts;
};

SimClient *sim_client_new (Sim *sim) G_GNUC_WARN_UNUSED_RESULT;
void sim_client_free (SimClient *self);

/* Runs the program until it is ended, and leaves behind what such an end leaves. */
void sim_client_run (Sim *sim);
gboolean sim_client_is_running (Sim *sim);
gboolean sim_client_is_ended (Sim *sim);

/* From the world: something happens to the running program. */
void sim_client_post (Sim *sim, CorralSyncEventKind kind, guint tenant);
void sim_client_poke (Sim *sim, const char *tenant);
void sim_client_end (Sim *sim, gboolean power_cut);
void sim_client_quit (Sim *sim);

/* The cloud's clock, as far as the program knows it. */
gint64 sim_client_cloud_ms (Sim *sim);

/* ---- shared by its files -------------------------------------------------------------------------- */

CorralSyncAction sim_client_tell (Sim *sim, const CorralSyncEvent *event);

/* A moment between two things that it does: time passes, people act, and it may be the last. FALSE: it was. */
gboolean sim_client_go_on (Sim *sim);

/* An answer said what time it is at the cloud, or (CORRAL_UNKNOWN) did not. */
void sim_client_hear (Sim *sim, gint64 cloud_ms);
gboolean sim_client_read_outbox (Sim *sim, CorralSyncAction *next);
gboolean sim_client_has_news (Sim *sim);
void sim_client_restore_lane (Sim *sim, guint index);
gboolean sim_client_finish_pending (Sim *sim);
CorralSyncFault sim_client_fault (Sim *sim, const GError *error);

/* Each carries out one action; FALSE: it failed with @error (NULL: the files could not be written), or the program was
 * ended. */
gboolean sim_client_run_me (Sim *sim, CorralSyncAction *next, GError **error);
gboolean sim_client_run_snapshot (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next, GError **error);
gboolean sim_client_run_finish (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next);
gboolean sim_client_run_changes (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next, GError **error);
gboolean sim_client_run_vitals (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next, GError **error);
gboolean sim_client_run_release (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next);
gboolean sim_client_run_push (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next);
gboolean sim_client_run_settle (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next);

G_END_DECLS
