/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralWorker:
 *
 * A named thread over a first-in-first-out queue. All threads of Corral but the main one are workers, so
 * that blocking code can be written straight down and be asserted to run where it belongs.
 *
 * A worker has an atomic reference count and may be used from any thread.
 */
typedef struct _CorralWorker CorralWorker;

typedef void (*CorralWorkerFunc) (gpointer data);

CorralWorker *corral_worker_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
CorralWorker *corral_worker_ref (CorralWorker *self);
void corral_worker_unref (CorralWorker *self);

/* Queues @func; @destroy frees @data after it ran, or when the worker stops without running it. Returns
 * FALSE, and frees @data, when the worker has been stopped. Any thread. */
gboolean corral_worker_push (CorralWorker *self,
                             CorralWorkerFunc func,
                             gpointer data,
                             GDestroyNotify destroy);

/* Runs @func of @task on the worker; the task's callback runs where the task was made. The task is
 * returned with %G_IO_ERROR_CANCELLED, without running @func, when it was cancelled while queued, and
 * with %G_IO_ERROR_CLOSED when the worker has been stopped. Any thread. */
void corral_worker_run_task (CorralWorker *self, GTask *task, GTaskThreadFunc func);

gboolean corral_worker_is_current (CorralWorker *self);

typedef enum
{
  CORRAL_WORKER_DRAIN,   /* run what is queued, then end */
  CORRAL_WORKER_DISCARD, /* finish the running job, drop the rest */
} CorralWorkerStop;

/* Ends the thread and waits for it. Must not be called on the worker itself. May be called twice. */
void corral_worker_stop (CorralWorker *self, CorralWorkerStop how);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralWorker, corral_worker_unref)

G_END_DECLS
