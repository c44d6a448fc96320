/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"
#include "corral-demo-cloud.h"

#include <json-glib/json-glib.h>

/* The real corral-cli in processes of its own, a demo cloud in this one, and a folder for both. */
typedef struct
{
  char *dir;       /* a folder of the test's own */
  char *data;      /* dir/data: not made yet */
  char *token;     /* a file that holds the demo's token */
  CorralClock *clock;
  CorralDemoCloud *cloud; /* (nullable): see tool_start_cloud() */
} ToolFixture;

/* What a run said. */
typedef struct
{
  int code; /* the exit code; -1 when it was killed */
  char *out;
  char *err;
} Said;

void said_free (Said *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Said, said_free)

void tool_set_up (ToolFixture *f, gconstpointer data);
void tool_tear_down (ToolFixture *f, gconstpointer data);

/* A cloud whose clock stands still until it is moved. */
void tool_start_cloud (ToolFixture *f, guint n_carts, guint n_stores);

/* Runs the tool to its end. The arguments end with NULL. */
Said *tool_run (const char *first, ...) G_GNUC_NULL_TERMINATED;
Said *tool_run_argv (const char *const *arguments);

/* Starts it; its stdout and stderr are pipes. */
GSubprocess *tool_start (const char *first, ...) G_GNUC_NULL_TERMINATED;

/* One line of @stream without its end. */
char *tool_read_line (GInputStream *stream);

/* "sync --once" of the fixture's cloud into its folder; asserts that all went well. */
Said *tool_sync (ToolFixture *f);

/* "report WHAT --format json" with @extra (nullable), parsed. */
JsonArray *tool_report (ToolFixture *f, const char *what, const char *extra);

/* How many rows the cloud has of @collection, over all chains. */
gint64 tool_count_in_cloud (ToolFixture *f, CorralCollection collection);

/* The rows of @collection that the cloud has of @tenant, as it serves them, all on one page. */
JsonArray *tool_read_cloud (ToolFixture *f, const char *tenant, const char *collection);
