/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-outbox.h"
#include "corral-reader-pool.h"

G_BEGIN_DECLS

/*
 * The file outbox.db of one account: its connections, its backup, what was found when it was
 * opened, and who is told of changes. The pool and whatever is marked [any] may be used from any
 * thread; the rest belongs to the "writer" worker. Private to this room.
 */
typedef struct _CorralOutboxReceiver CorralOutboxReceiver;

typedef struct
{
  char *path;                /* (owned) */
  CorralClock *clock;        /* (owned) */
  CorralReaderPool *readers; /* (owned) [any] */

  /* The writer's. */
  CorralConnection *db; /* (owned) (nullable) */
  gboolean closed;      /* for good */
  gboolean check;       /* the last writer did not end well: look through it, however large it is */
  gboolean log_suspect; /* a commit failed: what it left in the log has to go */
  gboolean backup_behind; /* there are changes that the backup has not */
  gboolean backup_due;    /* it is to be made when the worker has told whoever waits */
  gboolean to_sweep;      /* bytes of what was purged are still in it */
  gint64 backup_us;       /* monotonic: when it was last made */

  GMutex lock;        /* guards what follows */
  GError *error;      /* (owned) (nullable): why it cannot be written */
  GPtrArray *reports; /* (owned) (element-type CorralOutboxFileReport): the last one holds */
  CorralOutboxReceiver *receiver; /* (owned) (nullable) */

  GMutex wake_lock; /* guards what follows; held while waking */
  CorralCacheOutboxFunc wake;
  gpointer wake_data;
} CorralOutboxFile;

CorralOutboxFile *corral_outbox_file_new (const char *folder,
                                          CorralClock *clock) G_GNUC_WARN_UNUSED_RESULT;
void corral_outbox_file_free (CorralOutboxFile *self);

/* [writer] Opens it for writing, unless it is open; makes it anew when it is damaged. @check: the
 * last writer did not end well. May be tried again after a failure that can pass (a full disk). */
gboolean corral_outbox_file_open (CorralOutboxFile *self, gboolean check, GError **error);

/* [writer] After a commit; @entries: the number of entries has changed, not only how they stand.
 * TRUE: a backup is to be made once nobody waits. */
gboolean corral_outbox_file_note_change (CorralOutboxFile *self, gboolean entries);

/* [writer] A commit failed. Its pages may lie complete in the log, and would be taken for committed
 * after a crash: they are taken out of it, now or before the next change. */
void corral_outbox_file_note_failure (CorralOutboxFile *self);

/* [writer] Leaves no byte in the file and its backup of what was forgotten because it was purged, when there is some. */
void corral_outbox_file_sweep (CorralOutboxFile *self);

/* [writer] Makes the backup, if it is behind. FALSE: the file was found to be damaged; it is to be
 * healed. */
gboolean corral_outbox_file_back_up (CorralOutboxFile *self);

/* [writer] Somebody met damage: looks through the file and makes it anew if that is so. @healed: it
 * was. */
gboolean corral_outbox_file_heal (CorralOutboxFile *self, gboolean *healed, GError **error);

/* [writer] For good. FALSE: it was found to be damaged, which the next opening should look at. */
gboolean corral_outbox_file_close (CorralOutboxFile *self);

/* [any] FALSE and a copy of the error when it was found that the file cannot be read either. */
gboolean corral_outbox_file_is_readable (CorralOutboxFile *self, GError **error);

G_END_DECLS
