/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A named thread over a FIFO queue. The queue is a GAsyncQueue of jobs; a job without a function is the
 * order to end. Jobs run on the worker's thread, everything else may be called from any thread. */
#include "config.h"

#include "corral-worker.h"

struct _CorralWorker
{
  gatomicrefcount ref_count;
  char *name;
  GThread *thread;     /* (owned) (nullable): NULL once joined */
  GThread *id;         /* (unowned): only compared */
  GAsyncQueue *queue;  /* (owned) (element-type Job) */
  GMutex lock;         /* guards stopped and thread */
  gboolean stopped;
  int discard;         /* atomic */
};

typedef struct
{
  CorralWorkerFunc func; /* NULL: end the thread */
  gpointer data;
  GDestroyNotify destroy;
} Job;

typedef struct
{
  GTask *task; /* (owned) */
  GTaskThreadFunc func;
  gboolean ran;
} TaskJob;

static void
job_free (Job *job)
{
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_free (job);
}

static gpointer
worker_thread (gpointer data)
{
  CorralWorker *self = data;

  /* The creator has stored the id before any job can be pushed, so jobs may compare with it. */
  for (;;)
    {
      Job *job = g_async_queue_pop (self->queue);
      gboolean end = job->func == NULL;

      if (!end && !g_atomic_int_get (&self->discard))
        job->func (job->data);
      job_free (job);
      if (end)
        return NULL;
    }
}

CorralWorker *
corral_worker_new (const char *name)
{
  CorralWorker *self = g_new0 (CorralWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->queue = g_async_queue_new ();
  g_mutex_init (&self->lock);
  self->thread = self->id = g_thread_new (name, worker_thread, self);
  return self;
}

CorralWorker *
corral_worker_ref (CorralWorker *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_worker_unref (CorralWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  corral_worker_stop (self, CORRAL_WORKER_DRAIN);
  g_async_queue_unref (self->queue);
  g_mutex_clear (&self->lock);
  g_free (self->name);
  g_free (self);
}

gboolean
corral_worker_push (CorralWorker *self, CorralWorkerFunc func, gpointer data, GDestroyNotify destroy)
{
  Job *job;

  g_return_val_if_fail (func != NULL, FALSE);

  job = g_new0 (Job, 1);
  job->func = func;
  job->data = data;
  job->destroy = destroy;

  g_mutex_lock (&self->lock);
  if (self->stopped)
    {
      g_mutex_unlock (&self->lock);
      job_free (job);
      return FALSE;
    }
  g_async_queue_push (self->queue, job);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
task_job_run (gpointer data)
{
  TaskJob *job = data;

  job->ran = TRUE;
  if (g_task_return_error_if_cancelled (job->task))
    return;
  job->func (job->task,
             g_task_get_source_object (job->task),
             g_task_get_task_data (job->task),
             g_task_get_cancellable (job->task));
}

static void
task_job_free (gpointer data)
{
  TaskJob *job = data;

  if (!job->ran)
    g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The worker has been stopped");
  g_object_unref (job->task);
  g_free (job);
}

void
corral_worker_run_task (CorralWorker *self, GTask *task, GTaskThreadFunc func)
{
  TaskJob *job = g_new0 (TaskJob, 1);

  job->task = g_object_ref (task);
  job->func = func;
  corral_worker_push (self, task_job_run, job, task_job_free);
}

gboolean
corral_worker_is_current (CorralWorker *self)
{
  return g_thread_self () == self->id;
}

void
corral_worker_stop (CorralWorker *self, CorralWorkerStop how)
{
  GThread *thread;

  g_return_if_fail (!corral_worker_is_current (self));

  g_mutex_lock (&self->lock);
  thread = g_steal_pointer (&self->thread);
  if (!self->stopped)
    {
      self->stopped = TRUE;
      if (how == CORRAL_WORKER_DISCARD)
        g_atomic_int_set (&self->discard, TRUE);
      g_async_queue_push (self->queue, g_new0 (Job, 1));
    }
  g_mutex_unlock (&self->lock);

  if (thread != NULL)
    g_thread_join (thread);
}
