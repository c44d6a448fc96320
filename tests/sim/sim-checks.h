/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-store.h"

G_BEGIN_DECLS

/*
 * What must never be, whatever happens (reliability.md, "Invariants"), by the names that a violation has:
 *
 * I1 an operation has at most one effect, and exactly one if and only if it was applied · I2 what the screen called saved
 * exists after a restart · I3 once faults stop, the cache is the server's projection and the outbox drains · I4 revisions
 * never fall, the deleted never return · I5 cursor and data move together · I6 no row of another tenant · I10 at most 60
 * requests a minute while failing.
 *
 * And what those imply: "shown": what people see of an operation never flips back between saved and shown by the truth ·
 * "order": first in, first out per target · "account": what one account made is not sent under another · "overwrite":
 * nobody's decision is silently overwritten by somebody who never saw it · "expired": nothing is called too late before it
 * is · "hold": what is held can be taken back · "spins", "sleeps": the engine never turns in a circle and never sleeps
 * while something is due · "reading": operations that the cloud chokes on do not keep people from reading · "rules": what
 * must not be saved is not.
 *
 * I7 (the main loop is never blocked), I8 (memory), I9 (planted secrets) and I11 (integrity_check) are about the real
 * program and its files: no model can say anything about them. They are checked by the tests of the window, the benches,
 * and the kills and power cuts of tests/unit/cache.
 */

/* One operation that somebody made and was told is saved. */
typedef struct
{
  const char *id;
  guint number;            /* order of making */
  const CorralOperationType *type;
  const char *account;
  const char *tenant;
  const char *target;
  gint64 made_us;          /* of the world */
  gboolean undone;
  gboolean pruned;
  gboolean arrived;        /* the server has judged it */
  gboolean ever_arrived;
  gboolean forgotten;      /* the server has, by a restore: nothing can be said any more */
  gboolean away;           /* the row that shows it has gone since */
  guint n_effects;
  const SimRow *row;       /* (nullable): what shows it */
  gint64 effect_rev;
} SimIntent;

struct _SimChecks
{
  GPtrArray *intents;      /* (owned) (element-type SimIntent) */
  GHashTable *by_id;       /* (element-type utf8 SimIntent) */
  gint64 failing[61];      /* a ring, monotonic: requests since anything was last good */
  guint n_failing;
  gint64 failed[61];       /* a ring, monotonic: requests that failed */
  guint n_failed;
  gint64 second;           /* monotonic */
  guint n_steps;           /* in it */
  guint n_waits;
  gint64 read_us;          /* monotonic: when reading was last good, or could not be */
  gboolean is_barred;      /* by what is known since the step before, nothing can be read */
  gint64 store_us;         /* monotonic: when the files could last not be written */
  gint64 hurried_us;       /* of the world: when somebody last ended all holds */
  guint mark;
  guint n_applied, n_troubled, n_undone;
};

SimChecks *sim_checks_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sim_checks_free (SimChecks *self);
SimIntent *sim_checks_find (Sim *sim, const char *id);

/* people */
void sim_checks_saved (Sim *sim, const CorralOutboxEntry *entry);
void sim_checks_undone (Sim *sim, const char *id);
void sim_checks_could_not_undo (Sim *sim, const CorralOutboxEntry *entry);
void sim_checks_hurried (Sim *sim);

/* the server */
void sim_checks_arrives (Sim *sim, const SimStored *stored);
void sim_checks_seen_again (Sim *sim, const SimStored *stored, const SimRequest *request);
void sim_checks_overwrite (Sim *sim, const SimStored *stored, const SimRow *row, gint64 expected_rev);
void sim_checks_effect (Sim *sim, const SimStored *stored);
void sim_checks_forgotten (Sim *sim, const char *id);
void sim_checks_row_changed (Sim *sim, const SimRow *row);

/* the network */
void sim_checks_request (Sim *sim, const SimRequest *request);
void sim_checks_failed (Sim *sim, const SimRequest *request, CorralApiError code);

/* the files */
void sim_checks_put (Sim *sim, const SimCache *cache, const SimSlot *slot, const SimItem *item);
void sim_checks_erased (Sim *sim, guint tenant);
void sim_checks_moved (Sim *sim, const CorralOutboxEntry *entry);
void sim_checks_pruned (Sim *sim, const CorralOutboxEntry *entry);

/* the program */
void sim_checks_started (Sim *sim);
void sim_checks_me (Sim *sim, guint tenants);
void sim_checks_step (Sim *sim);
void sim_checks_wait (Sim *sim, const CorralSyncAction *action);
void sim_checks_read (Sim *sim);
void sim_checks_settled (Sim *sim);
/* Everything that can be said of the files as they are. */
void sim_checks_files (Sim *sim);

/* Whether everything is at rest and as it should be; @why (nullable) (transfer full): what is not yet. */
gboolean sim_checks_is_at_rest (Sim *sim, char **why);
void sim_checks_end (Sim *sim);

G_END_DECLS
