/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralDemoCloud:
 *
 * A cloud to try Corral on: the simulated fleet served over HTTP/1.1 on 127.0.0.1 as the OpenAPI document in
 * data/openapi says, from a thread of its own with a main context of its own. What it answers is a pure
 * function of the options and the time, until somebody does something: the same seed and the same clock give the same
 * bytes.
 *
 * What people do — operations, their answers, and what they changed — is kept in memory, as long as the cloud lives:
 * it is a demonstration. One that is started anew has the fleet as if nobody had done anything, and says so to every
 * state that knew better (410, epoch).
 *
 * Every function may be called from any thread, corral_demo_cloud_free() last.
 */
typedef struct _CorralDemoCloud CorralDemoCloud;

typedef struct
{
  guint64 seed;                 /* 0: the default seed, 1 */
  guint n_carts;                /* 0: 10,000 */
  guint n_stores;               /* 0: 312 */
  double speed;                 /* how many times faster than the wall clock its time runs; 0: 1 */
  guint16 port;                 /* 0: any free one */
  const char *const *scenarios; /* (nullable): names, NULL-terminated; NULL: the default set */
  gint64 start_ms;              /* what its clock shows at the start, ms UTC; 0: now */
  const char *const *roles;     /* (nullable): who the caller is, by the contract's words; NULL: everybody in one person. A
                                 * store_manager alone sees the first store alone, a chain_manager the first chain */
  gboolean other_desk;          /* staff at another desk work on the same fleet, now and then */
  CorralClock *clock;           /* (nullable): use this one; speed and start_ms are then ignored. For tests */
} CorralDemoCloudOptions;

/* Makes the fleet and starts serving; returns when it listens. %NULL and an error when a scenario is
 * unknown or the port is taken. @options may be %NULL for all the defaults. */
CorralDemoCloud *corral_demo_cloud_new (const CorralDemoCloudOptions *options, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Stops serving, drops what is open, joins the thread. */
void corral_demo_cloud_free (CorralDemoCloud *self);

/* "http://127.0.0.1:PORT", without a slash at the end. Constant as long as @self lives. */
const char *corral_demo_cloud_get_api (CorralDemoCloud *self);

/* The fixed bearer token of the demo. */
const char *corral_demo_cloud_get_token (CorralDemoCloud *self);

/* %FALSE: stops listening and cuts every open connection, as if the plug were pulled. %TRUE: listens again
 * on the same port. Returns when it is done. */
void corral_demo_cloud_set_online (CorralDemoCloud *self, gboolean online);
gboolean corral_demo_cloud_get_online (CorralDemoCloud *self);

/* For tests: every state and cursor that was handed out until now is gone; who comes with one gets 410
 * `state-expired` with @reason, one of "expired", "epoch", "scope", "schema". */
void corral_demo_cloud_expire_states (CorralDemoCloud *self, const char *reason);

/* For tests: pokes every open stream now, instead of in a few seconds. Returns when it is queued. */
void corral_demo_cloud_poke (CorralDemoCloud *self);

/* For tests: what the token allows from now on, by the contract's names, NULL-terminated. At first all of them. */
void corral_demo_cloud_set_scopes (CorralDemoCloud *self, const char *const *scopes);

/* For tests: who the caller is from now on, by the contract's words, NULL-terminated: /me says so, and what is not for that
 * role is refused (403). */
void corral_demo_cloud_set_roles (CorralDemoCloud *self, const char *const *roles);

/* For tests: what the caller may see from now on: @stores (nullable: all; NULL-terminated ids) of @tenant (nullable: all of
 * everything). States are then gone (410, scope). */
void corral_demo_cloud_set_view (CorralDemoCloud *self, const char *tenant, const char *const *stores);

/* For tests: somebody else, @staff, does it now: an operation of the contract's @type on the row @id of @collection,
 * with @params as JSON; of the revision that the row has. FALSE and G_IO_ERROR_FAILED with the cloud's sentence when
 * it was refused. */
gboolean corral_demo_cloud_act (CorralDemoCloud *self,
                                const char *tenant,
                                const char *type,
                                const char *collection,
                                const char *id,
                                const char *params,
                                const char *staff,
                                GError **error);

/* From now on requests are struck by the faults of @script: what it says is told in tests/support/faults-example.ini.
 * %NULL: none. FALSE and G_IO_ERROR_INVALID_DATA, with the number of the rule that is wrong, leave the last one. */
gboolean corral_demo_cloud_set_faults (CorralDemoCloud *self, const char *script, GError **error);
/* How many requests were struck so far. */
guint corral_demo_cloud_get_n_faults (CorralDemoCloud *self);

/* For tests: the ids of the entries of the record of who looked at what that were brought for @tenant, a line each, in their
 * order. Free with g_free(). */
char *corral_demo_cloud_dup_audit (CorralDemoCloud *self, const char *tenant) G_GNUC_WARN_UNUSED_RESULT;

/* For tests: how many requests came in so far, and how many streams are open now. */
guint corral_demo_cloud_get_n_requests (CorralDemoCloud *self);
guint corral_demo_cloud_get_n_streams (CorralDemoCloud *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralDemoCloud, corral_demo_cloud_free)

G_END_DECLS
