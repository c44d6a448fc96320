/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actor in front of the record of who looked at what. Main thread; the file is on the worker "audit". */
#include "config.h"

#include "corral-audit.h"

#include "corral-audit-sender.h"
#include "corral-uuid.h"
#include "corral-worker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How soon what could not be written is tried again, unless something else is to be written before. */
#define AGAIN_SECONDS 10
/* A name longer than this is no help. */
#define DEVICE_MAX 64

struct _CorralAudit
{
  GObject parent_instance;

  CorralAuditFile *file;  /* (owned): the worker's */
  gboolean writable;
  CorralOutbox *outbox;   /* (owned) (nullable) */
  CorralSync *sync;       /* (owned) (nullable) */
  CorralClock *clock;     /* (owned) */
  CorralRandom random;
  char *device;           /* (owned) */
  CorralWorker *worker;   /* (owned) */
  GPtrArray *waiting;     /* (owned) (element-type CorralAuditEntry): not on the disk; those of a job under way are not here */
  GHashTable *known;      /* (owned) (element-type utf8): ids of operations that were recorded since the start */
  CorralAuditSender *sender; /* (owned) (nullable): none where nothing is written, or without a cloud to sync with */
  guint again;            /* a source */
  char *trouble;          /* (owned) (nullable) */
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (CorralAudit, corral_audit, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
corral_audit_log_free (CorralAuditLog *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self);
}

gboolean
corral_audit_may_see_all (const char *const *roles)
{
  static const char *const leads[] = { "support_lead", "chain_manager" };

  for (guint i = 0; roles != NULL && i < G_N_ELEMENTS (leads); i++)
    if (g_strv_contains (roles, leads[i]))
      return TRUE;
  return FALSE;
}

/* Newest first; what was done in the same moment as it was written, the last first. */
static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const CorralAuditEntry *left = *(const CorralAuditEntry *const *) a;
  const CorralAuditEntry *right = *(const CorralAuditEntry *const *) b;

  return left->time_ms == right->time_ms ? 0 : left->time_ms < right->time_ms ? 1 : -1;
}

GPtrArray *
corral_audit_log_list (const CorralAuditLog *self, const char *account, const char *const *roles)
{
  GPtrArray *list = g_ptr_array_new ();
  gboolean all = corral_audit_may_see_all (roles);

  for (guint i = self->entries->len; i-- > 0;)
    {
      CorralAuditEntry *entry = g_ptr_array_index (self->entries, i);

      if (all || strcmp (entry->actor, account != NULL ? account : "") == 0 || strcmp (entry->what, CORRAL_AUDIT_BREAK) == 0)
        g_ptr_array_add (list, entry);
    }
  /* What waited is written when it was let go, behind looks that came after it. (The sort keeps the order of equals.) */
  g_ptr_array_sort (list, compare_newest);
  return list;
}

/* ---- on the worker ---------------------------------------------------------------------------------------- */

typedef struct
{
  CorralAuditFile *file; /* (unowned): the actor's, which joins the worker before it lets go of it */
  GPtrArray *entries;    /* (owned) (element-type CorralAuditEntry) */
  gint64 now_ms;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->entries);
  g_free (job);
}

static void
append_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (corral_audit_file_append (job->file, job->entries, job->now_ms, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (CorralAuditLog) audit_log = g_new0 (CorralAuditLog, 1);
  GError *error = NULL;

  audit_log->entries = corral_audit_file_read (data, &audit_log->verdict, &error);
  if (audit_log->entries != NULL)
    g_task_return_pointer (task, g_steal_pointer (&audit_log), (GDestroyNotify) corral_audit_log_free);
  else
    g_task_return_error (task, error);
}

/* ---- entries ---------------------------------------------------------------------------------------------- */

static gint64
now_ms (CorralAudit *self)
{
  CorralSyncStatus *status = self->sync != NULL ? corral_sync_get_status (self->sync) : NULL;

  return status != NULL ? corral_cloud_clock_read_ms (&status->cloud_clock, self->clock) : corral_clock_now_ms (self->clock);
}

static gboolean
is_online (CorralAudit *self)
{
  CorralSyncStatus *status = self->sync != NULL ? corral_sync_get_status (self->sync) : NULL;

  return status != NULL && status->connected && status->hop == CORRAL_HOP_NONE;
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text != NULL ? text : "");
}

static CorralAuditEntry *
make_entry (CorralAudit *self, const CorralAuditEvent *event)
{
  CorralAuditEntry *entry = corral_audit_entry_new ();
  const char *account = self->outbox != NULL ? corral_outbox_get_account_id (self->outbox) : NULL;

  entry->time_ms = now_ms (self);
  g_free (entry->id);
  entry->id = corral_uuid_v7 (entry->time_ms, &self->random);
  set_text (&entry->actor, account);
  set_text (&entry->what, event->what);
  set_text (&entry->tenant, event->tenant);
  set_text (&entry->collection, event->collection);
  set_text (&entry->subject, event->subject);
  set_text (&entry->detail, event->detail);
  set_text (&entry->device, self->device);
  entry->online = is_online (self);
  return entry;
}

static CorralAuditEntry *
make_operation (CorralAudit *self, const CorralOutboxEntry *operation)
{
  const CorralAuditEvent event = {
    .what = CORRAL_AUDIT_OPERATION,
    .tenant = operation->tenant,
    .collection = operation->target_collection,
    .subject = operation->target,
    .detail = operation->type_name,
  };
  CorralAuditEntry *entry = make_entry (self, &event);

  set_text (&entry->id, operation->id);
  set_text (&entry->actor, operation->account);
  if (CORRAL_IS_KNOWN (operation->made_ms))
    entry->time_ms = operation->made_ms;
  return entry;
}

/* ---- writing ----------------------------------------------------------------------------------------------- */

static void write_waiting (CorralAudit *self);

static void
set_trouble (CorralAudit *self, const char *sentence)
{
  if (g_strcmp0 (self->trouble, sentence) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (sentence);
}

static gboolean
again_cb (gpointer data)
{
  CorralAudit *self = data;

  self->again = 0;
  write_waiting (self);
  return G_SOURCE_REMOVE;
}

static void
note_outcome (CorralAudit *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (error != NULL)
    /* Translators: %s is a sentence that says why */
    sentence = g_strdup_printf (_ ("What is looked at cannot be recorded now. %s"), error->message);
  set_trouble (self, sentence);
  if (error == NULL && self->sender != NULL)
    corral_audit_sender_wake (self->sender);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Behind others that could not be written either: each says itself when it was. */
static void
put_back (CorralAudit *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (self->waiting, corral_audit_entry_copy (g_ptr_array_index (entries, i)));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CorralAudit *self = CORRAL_AUDIT (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    put_back (self, job->entries);
  note_outcome (self, error);
  if (error == NULL)
    write_waiting (self);
  else if (self->again == 0 && !self->stopped)
    self->again = g_timeout_add_seconds (AGAIN_SECONDS, again_cb, self);
}

static Job *
make_job (CorralAudit *self, GPtrArray *entries)
{
  Job *job = g_new0 (Job, 1);

  job->file = self->file;
  job->entries = entries;
  job->now_ms = now_ms (self);
  return job;
}

static void
write_waiting (CorralAudit *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->waiting->len == 0 || self->stopped)
    return;
  g_clear_handle_id (&self->again, g_source_remove);
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_task_data (task, make_job (self, self->waiting), job_free);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  corral_worker_run_task (self->worker, task, append_thread);
}

void
corral_audit_record (CorralAudit *self, const CorralAuditEvent *event)
{
  if (self == NULL)
    return;
  g_return_if_fail (CORRAL_IS_AUDIT (self));

  if (!self->writable)
    return;
  g_ptr_array_add (self->waiting, make_entry (self, event));
  write_waiting (self);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CorralAudit *self = CORRAL_AUDIT (source);
  g_autoptr (GTask) asked = data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  note_outcome (self, error);
  if (error != NULL)
    g_task_return_error (asked, g_steal_pointer (&error));
  else
    g_task_return_boolean (asked, TRUE);
}

void
corral_audit_record_async (CorralAudit *self, const CorralAuditEvent *event, GAsyncReadyCallback callback, gpointer data)
{
  GTask *asked = g_task_new (self, NULL, callback, data);
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);

  g_return_if_fail (CORRAL_IS_AUDIT (self));

  write_waiting (self);
  g_ptr_array_add (entries, make_entry (self, event));
  task = g_task_new (self, NULL, recorded_cb, asked);
  g_task_set_task_data (task, make_job (self, g_steal_pointer (&entries)), job_free);
  corral_worker_run_task (self->worker, task, append_thread);
}

gboolean
corral_audit_record_finish (CorralAudit *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- operations --------------------------------------------------------------------------------------------- */

static void
add_operation (CorralAudit *self, const CorralOutboxEntry *operation)
{
  if (g_hash_table_contains (self->known, operation->id))
    return;
  g_hash_table_add (self->known, g_strdup (operation->id));
  g_ptr_array_add (self->waiting, make_operation (self, operation));
}

/* What is held can still be taken back, and was then never done. */
static void
outbox_changed_cb (CorralAudit *self)
{
  GPtrArray *entries = corral_outbox_get_entries (self->outbox);

  if (!self->writable)
    return;
  for (guint i = 0; i < entries->len; i++)
    if (!corral_outbox_entry_is_in (g_ptr_array_index (entries, i), CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_HELD)))
      add_operation (self, g_ptr_array_index (entries, i));
  write_waiting (self);
}

static void
performing_cb (CorralAudit *self, const CorralOutboxEntry *operation)
{
  if (!self->writable)
    return;
  add_operation (self, operation);
  write_waiting (self);
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

void
corral_audit_read_async (CorralAudit *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_return_if_fail (CORRAL_IS_AUDIT (self));

  g_task_set_source_tag (task, corral_audit_read_async);
  g_task_set_task_data (task, self->file, NULL);
  corral_worker_run_task (self->worker, task, read_thread);
}

CorralAuditLog *
corral_audit_read_finish (CorralAudit *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
corral_audit_get_trouble (CorralAudit *self)
{
  g_return_val_if_fail (CORRAL_IS_AUDIT (self), NULL);

  return self->trouble;
}

gboolean
corral_audit_is_kept (CorralAudit *self)
{
  g_return_val_if_fail (CORRAL_IS_AUDIT (self), FALSE);

  return self->writable;
}

guint
corral_audit_get_n_undelivered (CorralAudit *self)
{
  g_return_val_if_fail (CORRAL_IS_AUDIT (self), 0);

  return self->sender != NULL ? corral_audit_sender_get_n_waiting (self->sender) : 0;
}

const char *
corral_audit_get_delivery_trouble (CorralAudit *self)
{
  g_return_val_if_fail (CORRAL_IS_AUDIT (self), NULL);

  return self->sender != NULL ? corral_audit_sender_get_trouble (self->sender) : NULL;
}

static void
sender_changed_cb (CorralAudit *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- life --------------------------------------------------------------------------------------------------- */

void
corral_audit_stop (CorralAudit *self)
{
  g_return_if_fail (CORRAL_IS_AUDIT (self));

  if (self->stopped)
    return;
  if (self->outbox != NULL)
    {
      outbox_changed_cb (self);
      g_signal_handlers_disconnect_by_data (self->outbox, self);
    }
  write_waiting (self);
  self->stopped = TRUE;
  if (self->sender != NULL)
    corral_audit_sender_stop (self->sender);
  g_clear_handle_id (&self->again, g_source_remove);
  corral_worker_stop (self->worker, CORRAL_WORKER_DRAIN);
}

static void
corral_audit_dispose (GObject *object)
{
  CorralAudit *self = CORRAL_AUDIT (object);

  corral_audit_stop (self);
  g_clear_object (&self->sender);
  g_clear_object (&self->outbox);
  g_clear_object (&self->sync);
  G_OBJECT_CLASS (corral_audit_parent_class)->dispose (object);
}

static void
corral_audit_finalize (GObject *object)
{
  CorralAudit *self = CORRAL_AUDIT (object);

  corral_worker_unref (self->worker);
  corral_audit_file_free (self->file);
  corral_clock_unref (self->clock);
  g_ptr_array_unref (self->waiting);
  g_hash_table_unref (self->known);
  g_free (self->device);
  g_free (self->trouble);
  G_OBJECT_CLASS (corral_audit_parent_class)->finalize (object);
}

static void
corral_audit_class_init (CorralAuditClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = corral_audit_dispose;
  object_class->finalize = corral_audit_finalize;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", CORRAL_TYPE_AUDIT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_audit_init (CorralAudit *self)
{
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->worker = corral_worker_new ("audit");
}

/* As anybody may name a PC: without what is no letter, digit or sign of a name. */
static char *
get_device (void)
{
  g_autofree char *name = g_strndup (g_get_host_name (), DEVICE_MAX);

  return g_strcanon (g_steal_pointer (&name), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", '_');
}

CorralAudit *
corral_audit_new (const char *folder, gboolean writable, CorralOutbox *outbox, CorralSync *sync, CorralClock *clock,
                  guint64 seed)
{
  CorralAudit *self = g_object_new (CORRAL_TYPE_AUDIT, NULL);

  self->device = get_device ();
  self->file = corral_audit_file_new (folder, writable, self->device);
  self->writable = writable;
  self->outbox = outbox != NULL ? g_object_ref (outbox) : NULL;
  self->sync = sync != NULL ? g_object_ref (sync) : NULL;
  self->clock = corral_clock_ref (clock);
  self->random = corral_random_seeded (seed, 0, 0, 0);
  if (outbox != NULL)
    {
      g_signal_connect_object (outbox, "changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (outbox, "performing", G_CALLBACK (performing_cb), self, G_CONNECT_SWAPPED);
      outbox_changed_cb (self);
    }
  if (writable && outbox != NULL && sync != NULL)
    {
      self->sender = corral_audit_sender_new (self->file, self->worker, outbox, sync, clock, seed);
      g_signal_connect_object (self->sender, "changed", G_CALLBACK (sender_changed_cb), self, G_CONNECT_SWAPPED);
    }
  return self;
}
