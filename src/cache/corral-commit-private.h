/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-commit.h"
#include "corral-sync-state.h"

G_BEGIN_DECLS

typedef struct
{
  char *collection;
  char *id; /* (nullable) */
  char *pointer;
  char *reason;
  gint64 at_ms;
} CorralQuarantine;

struct _CorralCommit
{
  GPtrArray *batches;    /* (owned) (element-type CorralBatch) */
  GPtrArray *quarantine; /* (owned) (element-type CorralQuarantine) */
  GHashTable *values;    /* (owned) (element-type utf8 utf8): a NULL value removes */
  char *state;           /* (owned) (nullable) */
  gboolean sets_state;
  CorralProgress progress[CORRAL_N_COLLECTIONS];
  gboolean sets_progress[CORRAL_N_COLLECTIONS];
  gint64 heard_ms[CORRAL_N_ANSWERS];
  gint64 known_ms;
  gboolean sets_scope;
  char **scope;          /* (owned) (nullable) */
  gboolean begins_resync;
  gboolean finishes_resync;
};

G_END_DECLS
