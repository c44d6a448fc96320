/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the record of who looked at what to the cloud: pack on the worker "audit", send on the demand worker, mark on the
 * worker "audit", and again. One parcel is under way at a time, so that none overtakes another. Main thread. */
#include "config.h"

#include "corral-audit-sender.h"

#include "corral-api-error.h"
#include "corral-backoff.h"
#include "corral-json-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Looks that come one after another go together. */
#define GATHER_US G_USEC_PER_SEC
/* What was refused is asked again so much later: somebody may have put the cloud right. */
#define REFUSED_US (60 * 60 * (gint64) G_USEC_PER_SEC)

struct _CorralAuditSender
{
  GObject parent_instance;

  CorralAuditFile *file;  /* (unowned): the worker's */
  CorralWorker *worker;   /* (owned) */
  CorralOutbox *outbox;   /* (owned) */
  CorralSync *sync;       /* (owned) */
  CorralClock *clock;     /* (owned) */
  CorralRandom random;
  CorralBackoff backoff;
  GCancellable *cancellable; /* (owned) */
  GHashTable *waiting;    /* (owned) (element-type utf8 guint): by chain, as the file last said */
  GHashTable *passed;     /* (owned) (element-type utf8 Pass): chains that do not take them now */
  char *trouble;          /* (owned) (nullable) */
  char *failed;           /* (owned) (nullable): the chain that failed last: it is the next ones' turn */
  char *account;          /* (owned) (nullable): as it was last known */
  guint source;           /* the next round */
  gint64 due_us;          /* of that; monotonic */
  gint64 not_before_us;   /* monotonic */
  gboolean busy;          /* a round is under way */
  gboolean again;         /* and there was news meanwhile */
  gboolean online;        /* as the last status said */
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (CorralAuditSender, corral_audit_sender, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void look (CorralAuditSender *self);

/* A chain that does not take entries. */
typedef struct
{
  char *sentence;  /* (owned) */
  gint64 until_us; /* monotonic: then it is asked again */
} Pass;

static void
pass_free (gpointer data)
{
  Pass *pass = data;

  g_free (pass->sentence);
  g_free (pass);
}

/* ---- on the worker "audit" -------------------------------------------------------------------------------- */

typedef struct
{
  CorralAuditFile *file;     /* (unowned) */
  char *actor;               /* (owned) */
  char *tenant;              /* (owned) (nullable): PACK */
  CorralAuditParcel *parcel; /* (owned) (nullable): what was packed; what is to be marked */
  GHashTable *waiting;       /* (owned) (nullable): what was counted */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->actor);
  g_free (job->tenant);
  corral_audit_parcel_free (job->parcel);
  g_clear_pointer (&job->waiting, g_hash_table_unref);
  g_free (job);
}

/* @ok is found out before @error is read: in one call their order would be anybody's. @error is taken. */
static void
finish_job (GTask *task, gboolean ok, GError *error)
{
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
count_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean ok = corral_audit_file_list_waiting (job->file, job->actor, &job->waiting, &error);

  finish_job (task, ok, error);
}

static void
pack_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean ok = corral_audit_file_pack (job->file, job->actor, job->tenant, CORRAL_AUDIT_PARCEL_MAX, &job->parcel, &error);

  finish_job (task, ok, error);
}

static void
mark_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean ok = corral_audit_file_mark (job->file, job->parcel, &error);

  finish_job (task, ok, error);
}

/* Not cancelled: what the cloud said is marked also while Corral quits. */
static void
run_job (CorralAuditSender *self, Job *job, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);

  job->file = self->file;
  g_task_set_task_data (task, job, job_free);
  corral_worker_run_task (self->worker, task, func);
}

/* ---- when ------------------------------------------------------------------------------------------------ */

static gboolean
is_online (CorralAuditSender *self)
{
  CorralSyncStatus *status = corral_sync_get_status (self->sync);

  return corral_sync_is_connected (self->sync) && status->connected && status->hop == CORRAL_HOP_NONE;
}

static gboolean
look_cb (gpointer data)
{
  CorralAuditSender *self = data;

  self->source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

/* The sooner of what was said before and this. */
static void
look_in (CorralAuditSender *self, gint64 wait_us)
{
  gint64 now_us = corral_clock_monotonic_us (self->clock);
  gint64 due_us = MAX (now_us + wait_us, self->not_before_us);

  if (self->stopped || (self->source != 0 && self->due_us <= due_us))
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  self->due_us = due_us;
  self->source = g_timeout_add ((guint) ((due_us - now_us) / 1000), look_cb, self);
}

void
corral_audit_sender_wake (CorralAuditSender *self)
{
  g_return_if_fail (CORRAL_IS_AUDIT_SENDER (self));

  if (self->busy)
    self->again = TRUE;
  else
    look_in (self, GATHER_US);
}

/* The cloud is there again, or was asked anew: whatever was waited for until then is over. */
static void
sync_changed_cb (CorralAuditSender *self)
{
  gboolean online = is_online (self);
  GHashTableIter iter;
  gpointer pass;

  if (online == self->online)
    return;
  self->online = online;
  if (!online)
    return;
  self->not_before_us = 0;
  g_hash_table_iter_init (&iter, self->passed);
  while (g_hash_table_iter_next (&iter, NULL, &pass))
    ((Pass *) pass)->until_us = 0;
  corral_audit_sender_wake (self);
}

/* Whose entries they are is only known once the cloud has said who we are. */
static void
outbox_changed_cb (CorralAuditSender *self)
{
  const char *account = corral_outbox_get_account_id (self->outbox);

  if (g_strcmp0 (account, self->account) == 0)
    return;
  g_free (self->account);
  self->account = g_strdup (account);
  corral_audit_sender_wake (self);
}

/* ---- a round --------------------------------------------------------------------------------------------- */

static guint
count (GHashTable *waiting)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += GPOINTER_TO_UINT (value);
  return n;
}

/* What one chain says of them; the first by name. */
static const char *
find_trouble (CorralAuditSender *self)
{
  g_autoptr (GList) tenants = g_list_sort (g_hash_table_get_keys (self->passed), (GCompareFunc) strcmp);

  for (GList *l = tenants; l != NULL; l = l->next)
    if (g_hash_table_contains (self->waiting, l->data))
      return ((Pass *) g_hash_table_lookup (self->passed, l->data))->sentence;
  return NULL;
}

/* @waiting (taken) (nullable): as before. */
static void
tell (CorralAuditSender *self, GHashTable *waiting)
{
  guint n = count (self->waiting);
  const char *trouble;

  if (waiting != NULL)
    {
      g_hash_table_unref (self->waiting);
      self->waiting = waiting;
    }
  trouble = find_trouble (self);
  if (n == count (self->waiting) && g_strcmp0 (trouble, self->trouble) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* @wait_us: until the next round; −1: when there is news. */
static void
end_round (CorralAuditSender *self, gint64 wait_us)
{
  gboolean again = self->again;

  self->busy = FALSE;
  self->again = FALSE;
  tell (self, NULL);
  if (again)
    look_in (self, GATHER_US);
  if (wait_us >= 0)
    look_in (self, wait_us);
}

/* What is not on the disk, or cannot be read, is another's to tell: the record's own trouble. */
static void
fail_round (CorralAuditSender *self, const GError *error)
{
  gint64 retry_us = error->domain == CORRAL_API_ERROR ? corral_api_error_get_retry_after_us (error) : -1;
  gint64 wait_us = corral_backoff_fail (&self->backoff, &self->random, retry_us);

  g_debug ("audit: not delivered: %s", error->message);
  self->not_before_us = corral_clock_monotonic_us (self->clock) + wait_us;
  end_round (self, wait_us);
}

/* A chain's own cloud may be away for days: the others do not wait for it. */
static void
fail_chain (CorralAuditSender *self, const char *tenant, const GError *error)
{
  g_free (self->failed);
  self->failed = g_strdup (tenant);
  fail_round (self, error);
}

/* On with the round. */
static void
go_on (CorralAuditSender *self)
{
  self->busy = FALSE;
  look (self);
}

/* This chain does not take them (@sentence, taken, says why); the others may. */
static void
pass_over (CorralAuditSender *self, const char *tenant, char *sentence)
{
  Pass *pass = g_new0 (Pass, 1);

  pass->sentence = sentence;
  pass->until_us = corral_clock_monotonic_us (self->clock) + REFUSED_US;
  g_hash_table_insert (self->passed, g_strdup (tenant), pass);
  go_on (self);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CorralAuditSender *self = CORRAL_AUDIT_SENDER (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail_round (self, error);
      return;
    }
  corral_backoff_reset (&self->backoff);
  g_hash_table_remove (self->passed, job->parcel->tenant);
  go_on (self);
}

static char *
say_not_taken (void)
{
  return g_strdup (_ ("This cloud does not take the record; it stays on this PC."));
}

static char *
say_refused (const CorralAuditAnswer *answer)
{
  if (answer->status == 404 || answer->status == 405 || answer->status == 501)
    return say_not_taken ();
  if (answer->detail == NULL)
    return g_strdup (_ ("The cloud refuses them. They stay on this PC; tell whoever looks after security."));
  /* Translators: %s is a sentence of the cloud's that says why */
  return g_strdup_printf (_ ("The cloud refuses them: %s They stay on this PC; tell whoever looks after security."),
                          answer->detail);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) packing = data;
  CorralAuditSender *self = CORRAL_AUDIT_SENDER (g_task_get_source_object (packing));
  CorralAuditParcel *parcel = ((Job *) g_task_get_task_data (packing))->parcel;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralAuditAnswer) answer = corral_sync_deliver_audit_finish (CORRAL_SYNC (source), result, &error);

  if (self->stopped)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    pass_over (self, parcel->tenant, say_not_taken ());
  else if (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_FORBIDDEN))
    pass_over (self, parcel->tenant, g_strdup (error->message));
  else if (answer == NULL)
    fail_chain (self, parcel->tenant, error);
  else if (!CORRAL_IS_KNOWN (answer->held))
    {
      g_message ("audit: the cloud refuses entries from number %" G_GINT64_FORMAT " on: %u %s", parcel->first, answer->status,
                 answer->code != NULL ? answer->code : "");
      pass_over (self, parcel->tenant, say_refused (answer));
    }
  else if (answer->held < parcel->first - 1 + parcel->entries->len)
    {
      g_autoptr (GError) few = g_error_new_literal (CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN, "not all were taken");

      fail_chain (self, parcel->tenant, few);
    }
  else
    {
      Job *job = g_new0 (Job, 1);

      job->parcel = g_steal_pointer (&((Job *) g_task_get_task_data (packing))->parcel);
      run_job (self, job, mark_thread, marked_cb);
    }
}

static void
append_entry (GString *out, const CorralAuditEntry *entry)
{
#define WRITE_INTEGER(name) g_string_append_printf (out, "\"" #name "\":%" G_GINT64_FORMAT ",", entry->name);
#define WRITE_TEXT(name) \
  g_string_append (out, "\"" #name "\":"); \
  corral_json_append_string (out, entry->name); \
  g_string_append_c (out, ',');
#define WRITE(type, name) WRITE_##type (name)
  g_string_append_c (out, '{');
  CORRAL_AUDIT_MEMBERS (WRITE)
#undef WRITE
  g_string_append_printf (out, "\"before\":\"%s\",\"hash\":\"%s\"}", entry->before, entry->hash);
}

static CorralSyncParcel *
write_parcel (const CorralAuditParcel *packed)
{
  CorralSyncParcel *parcel = g_new0 (CorralSyncParcel, 1);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"first\":%" G_GINT64_FORMAT ",\"after\":\"%s\",\"entries\":[", packed->first,
                          packed->after);
  for (guint i = 0; i < packed->entries->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_entry (out, g_ptr_array_index (packed->entries, i));
    }
  g_string_append (out, "]}");
  parcel->actor = g_strdup (packed->actor);
  parcel->tenant = g_strdup (packed->tenant);
  parcel->record = g_strdup (packed->record);
  parcel->body = g_string_free_to_bytes (out);
  return parcel;
}

static void
packed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CorralAuditSender *self = CORRAL_AUDIT_SENDER (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail_round (self, error);
  else if (self->stopped || job->parcel == NULL)
    end_round (self, -1);
  else
    corral_sync_deliver_audit_async (self->sync, write_parcel (job->parcel), self->cancellable, sent_cb,
                                     g_object_ref (result));
}

/* A chain that has not all of them and may take them: by name, from behind the one that failed last and around. */
static const char *
choose (CorralAuditSender *self)
{
  g_autoptr (GList) tenants = g_list_sort (g_hash_table_get_keys (self->waiting), (GCompareFunc) strcmp);
  const char *first = NULL;

  for (GList *l = tenants; l != NULL; l = l->next)
    {
      const Pass *pass = g_hash_table_lookup (self->passed, l->data);

      if (pass != NULL && pass->until_us > corral_clock_monotonic_us (self->clock))
        continue;
      if (self->failed == NULL || strcmp (l->data, self->failed) > 0)
        return l->data;
      if (first == NULL)
        first = l->data;
    }
  return first;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CorralAuditSender *self = CORRAL_AUDIT_SENDER (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  const char *tenant;
  Job *pack;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail_round (self, error);
      return;
    }
  tell (self, g_steal_pointer (&job->waiting));
  tenant = choose (self);
  if (self->stopped || !is_online (self) || tenant == NULL)
    {
      end_round (self, find_trouble (self) != NULL ? REFUSED_US : -1);
      return;
    }
  pack = g_new0 (Job, 1);
  pack->actor = g_strdup (job->actor);
  pack->tenant = g_strdup (tenant);
  run_job (self, pack, pack_thread, packed_cb);
}

static void
look (CorralAuditSender *self)
{
  const char *account = corral_outbox_get_account_id (self->outbox);
  Job *job;

  if (self->stopped || self->busy || account == NULL || *account == '\0')
    return;
  self->busy = TRUE;
  job = g_new0 (Job, 1);
  job->actor = g_strdup (account);
  run_job (self, job, count_thread, counted_cb);
}

guint
corral_audit_sender_get_n_waiting (CorralAuditSender *self)
{
  g_return_val_if_fail (CORRAL_IS_AUDIT_SENDER (self), 0);

  return count (self->waiting);
}

const char *
corral_audit_sender_get_trouble (CorralAuditSender *self)
{
  g_return_val_if_fail (CORRAL_IS_AUDIT_SENDER (self), NULL);

  return self->trouble;
}

/* ---- life ------------------------------------------------------------------------------------------------ */

void
corral_audit_sender_stop (CorralAuditSender *self)
{
  g_return_if_fail (CORRAL_IS_AUDIT_SENDER (self));

  if (self->stopped)
    return;
  self->stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->sync, self);
  g_signal_handlers_disconnect_by_data (self->outbox, self);
}

static void
corral_audit_sender_dispose (GObject *object)
{
  CorralAuditSender *self = CORRAL_AUDIT_SENDER (object);

  if (self->sync != NULL)
    corral_audit_sender_stop (self);
  g_clear_object (&self->outbox);
  g_clear_object (&self->sync);
  G_OBJECT_CLASS (corral_audit_sender_parent_class)->dispose (object);
}

static void
corral_audit_sender_finalize (GObject *object)
{
  CorralAuditSender *self = CORRAL_AUDIT_SENDER (object);

  corral_worker_unref (self->worker);
  corral_clock_unref (self->clock);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->waiting);
  g_hash_table_unref (self->passed);
  g_free (self->trouble);
  g_free (self->failed);
  g_free (self->account);
  G_OBJECT_CLASS (corral_audit_sender_parent_class)->finalize (object);
}

static void
corral_audit_sender_class_init (CorralAuditSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = corral_audit_sender_dispose;
  object_class->finalize = corral_audit_sender_finalize;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", CORRAL_TYPE_AUDIT_SENDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_audit_sender_init (CorralAuditSender *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->passed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, pass_free);
}

CorralAuditSender *
corral_audit_sender_new (CorralAuditFile *file, CorralWorker *worker, CorralOutbox *outbox, CorralSync *sync,
                         CorralClock *clock, guint64 seed)
{
  CorralAuditSender *self = g_object_new (CORRAL_TYPE_AUDIT_SENDER, NULL);

  self->file = file;
  self->worker = corral_worker_ref (worker);
  self->outbox = g_object_ref (outbox);
  self->sync = g_object_ref (sync);
  self->clock = corral_clock_ref (clock);
  self->random = corral_random_seeded (seed, 1, 0, 0);
  g_signal_connect_object (sync, "changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  sync_changed_cb (self);
  self->account = g_strdup (corral_outbox_get_account_id (outbox));
  /* How many wait is to be known also without a cloud. */
  corral_audit_sender_wake (self);
  return self;
}
