/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-outbox.h"
#include "corral-reader-pool.h"

G_BEGIN_DECLS

/*
 * The file outbox.db of one account: its connections, what was found when it was opened, and who is told of changes.
 * The pool and whatever is marked [any] may be used from any thread; the rest belongs to the "writer" worker. Private
 * to this room.
 */
typedef struct _CorralOutboxReceiver CorralOutboxReceiver;

typedef struct
{
  char *folder;              /* (owned) */
  char *path;                /* (owned) */
  CorralClock *clock;        /* (owned) */
  CorralReaderPool *readers; /* (owned) [any] */

  /* The writer's. */
  CorralConnection *db; /* (owned) (nullable) */

  GMutex lock;                    /* guards what follows */
  GError *error;                  /* (owned) (nullable): why it cannot be used */
  GPtrArray *reports;             /* (owned) (element-type CorralOutboxFileReport): the last one holds */
  CorralOutboxReceiver *receiver; /* (owned) (nullable) */

  GMutex wake_lock; /* guards what follows; held while waking */
  CorralCacheOutboxFunc wake;
  gpointer wake_data;
} CorralOutboxFile;

CorralOutboxFile *corral_outbox_file_new (const char *folder, CorralClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void corral_outbox_file_free (CorralOutboxFile *self);

/* [writer] Opens it for writing. @check: the last writer did not end well. On failure the error is kept. */
gboolean corral_outbox_file_open (CorralOutboxFile *self, gboolean check, GError **error);

/* [writer] */
void corral_outbox_file_close (CorralOutboxFile *self);

/* [any] FALSE and a copy of the error when it was found that the file cannot be used. */
gboolean corral_outbox_file_is_usable (CorralOutboxFile *self, GError **error);

G_END_DECLS
