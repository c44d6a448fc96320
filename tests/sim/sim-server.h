/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim.h"

G_BEGIN_DECLS

/* The model of the cloud: two chains with a few rows of every collection, revisions that only rise, a log of changes,
 * snapshots as fuzzy scans, and operations with stored answers. It does what the OpenAPI document says. */

#define SIM_N_TENANTS 2
#define SIM_N_STAFF 2
#define SIM_N_SCOPES 7

typedef struct _SimTenant SimTenant;

/* One row, for ever: deleted ones stay to be remembered. */
typedef struct
{
  SimTenant *tenant;
  CorralCollection collection;
  const char *id;
  gpointer fact;    /* (owned) (nullable): NULL when it is deleted */
  gint64 rev;       /* of its last change; deletions count */
  gboolean purged;
  gboolean hidden;  /* not in the caller's scope */
  gint64 gone_rev;  /* of its last deletion; 0: it never was */
  GArray *history;  /* (owned) (element-type SimChange): every change, with who made it */
  guint mark;       /* for whoever walks the log */
} SimRow;

typedef struct
{
  gint64 rev;
  const char *operation; /* (nullable): the client's; NULL: somebody else */
} SimChange;

/* What a page brings. */
typedef struct
{
  SimRow *row;
  CorralChange change;
  gint64 rev;
  gpointer fact; /* (owned) (nullable) */
  gpointer late; /* (owned) (nullable): in the log: what the row was before, to be delivered after it */
} SimItem;

/* What became of an operation, for ever. */
typedef struct
{
  const char *id;
  SimTenant *tenant;
  GBytes *body;              /* (owned) */
  const char *staff;
  const CorralOperationType *type;
  const char *target_collection;
  const char *target;
  CorralOperationParams params; /* strings in sim->texts */
  CorralOutcome outcome;
  guint status;
  const char *code;          /* (nullable) */
  const char *already_by;    /* (nullable) */
  gpointer fact;             /* (owned) (nullable): the row of the answer */
  CorralCollection collection;
  gint64 applied_rev;
  gint64 since_rev;          /* the revision of the target that it minded, or, if none, that it found */
  gboolean changed;          /* it had an effect */
  gboolean ends_later;
  gboolean ended_since_backup;
} SimStored;

struct _SimTenant
{
  const char *id;
  guint index;
  gboolean own_host;
  GPtrArray *rows[CORRAL_N_SYNCED_COLLECTIONS]; /* (element-type SimRow): by id */
  GPtrArray *all;        /* (owned) (element-type SimRow): as they came */
  GHashTable *by_id;     /* (element-type utf8 SimRow) */
  GArray *log;           /* (element-type SimItem) */
  guint oldest;          /* states before this position have expired */
  guint epoch;
  guint scope;
  gint64 rev;            /* the newest */
  guint n_made;
  GPtrArray *stored;     /* (owned) (element-type SimStored): as they came */
  GHashTable *stored_by_id;

  GPtrArray *backup;     /* (owned) (nullable) (element-type fact or NULL): of the first rows of all */
  guint backup_stored;
};

typedef struct
{
  const char *id;
  guint tenants; /* bits: which may be read */
  guint scopes;  /* bits: what may be done, by sim_scopes */
} SimStaff;

struct _SimServer
{
  SimTenant *tenants[SIM_N_TENANTS];
  SimStaff staff[SIM_N_STAFF];
  guint page_rows;
  gboolean is_small;  /* it has no rows of `operation`: a minimal server */
};

extern const char *const sim_scopes[SIM_N_SCOPES + 1];

SimServer *sim_server_new (Sim *sim) G_GNUC_WARN_UNUSED_RESULT;
void sim_server_free (SimServer *self);

SimTenant *sim_server_find_tenant (SimServer *self, const char *id);
SimRow *sim_server_find_row (SimTenant *tenant, const char *id);
gboolean sim_row_is_visible (const SimRow *row);

/* Every change goes through here. @fact (transfer full) (nullable): the row, of which the revision is set here; NULL:
 * it is deleted, or with @change PURGE erased. @operation (nullable). */
void sim_server_change (Sim *sim, SimRow *row, CorralChange change, gpointer row_data, const char *operation);
/* A new row; @row_data of the collection's schema, its id set. */
SimRow *sim_server_add (Sim *sim, SimTenant *tenant, CorralCollection collection, gpointer row_data,
                        const char *operation);
void sim_server_hide (Sim *sim, SimRow *row, gboolean hidden);
/* What an administrator does to everybody's states. */
void sim_server_expire (Sim *sim, SimTenant *tenant);
void sim_server_back_up (Sim *sim, SimTenant *tenant);
void sim_server_restore (Sim *sim, SimTenant *tenant);

const char *sim_server_get_state (Sim *sim, SimTenant *tenant);
/* The position in the log of a state, or −1 when it is none of this epoch and scope. */
gint64 sim_server_position (SimTenant *tenant, const char *state);

/* ---- requests ------------------------------------------------------------------------------------ */

typedef enum
{
  SIM_ASK_ME,
  SIM_ASK_SNAPSHOT,
  SIM_ASK_CHANGES,
  SIM_ASK_VITALS,
  SIM_ASK_PUT,
  SIM_ASK_GET,
} SimAskKind;

typedef struct
{
  SimAskKind kind;
  guint staff;             /* whose token it carries */
  const char *tenant;      /* (nullable): ME */
  CorralCollection collection;
  const char *cursor;      /* (nullable) */
  const char *operation;   /* PUT, GET */
  GBytes *body;            /* (owned) (nullable): PUT */
} SimRequest;

typedef struct
{
  guint status;
  const char *code;        /* (nullable): of the problem */
  const char *as_of;       /* SNAPSHOT; CHANGES: the old state */
  const char *state;       /* CHANGES: the new one */
  const char *next;        /* (nullable) */
  gboolean has_more;
  GArray *items;           /* (owned) (nullable) (element-type SimItem): facts owned */
  const char *user;        /* ME */
  guint tenants;           /* ME: bits */
  guint scopes;            /* ME: bits */
  CorralOperationAnswer *operation; /* (owned) (nullable) */
  gint64 server_ms;        /* when it was made */
} SimAnswer;

SimAnswer *sim_server_ask (Sim *sim, const SimRequest *request) G_GNUC_WARN_UNUSED_RESULT;
void sim_answer_free (SimAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimAnswer, sim_answer_free)

/* sim-server-operations.c */
void sim_server_put_operation (Sim *sim, SimTenant *tenant, const SimRequest *request, SimAnswer *answer);
void sim_server_get_operation (Sim *sim, SimTenant *tenant, const SimRequest *request, SimAnswer *answer);
void sim_server_end_accepted (Sim *sim, gpointer id, gint64 tenant);
SimStored *sim_server_find_stored (SimTenant *tenant, const char *id);
void sim_stored_free (gpointer stored);

/* sim-rows.c: what rows look like, and how they change when somebody else works. */
SimRow *sim_rows_make (Sim *sim, SimTenant *tenant, CorralCollection collection);
void sim_rows_edit (Sim *sim, SimRow *row);

G_END_DECLS
