/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what a case's pack holds. Main thread. */
#include "config.h"

#include "corral-case-export.h"

#include "corral-audit.h"
#include "corral-cache.h"
#include "corral-case-looks.h"
#include "corral-case-pack.h"
#include "corral-sync.h"

/* As many notes as a case's page shows, and more than anybody writes. */
#define NOTES_MAX 200

typedef struct
{
  CorralPageContext *context;   /* (unowned) */
  CorralCache *cache;           /* (owned) (nullable) */
  CorralSync *sync;             /* (owned) (nullable) */
  CorralAudit *audit;           /* (owned) (nullable) */
  CorralCasePackSource *source; /* (owned) */
  guint next;                   /* the flag that is read now */
  gboolean fetched;             /* it was asked for, too */
  char *seal;                   /* (owned) (nullable) */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_clear_pointer (&self->source, corral_case_pack_source_free);
  g_clear_pointer (&self->cache, corral_cache_unref);
  g_clear_object (&self->sync);
  g_clear_object (&self->audit);
  g_free (self->seal);
  g_free (self);
}

static void read_next (GTask *task);

static CorralCasePackFlag *
get_flag (Export *self)
{
  return g_ptr_array_index (self->source->flags, self->next);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);

  /* Where it could not be fetched what is held stands, and the pack says that it is not whole. */
  corral_sync_fetch_evidence_finish (CORRAL_SYNC (source), result, NULL);
  self->fetched = TRUE;
  read_next (task);
}

/* FALSE: there is nobody to ask. */
static gboolean
fetch (GTask *task, CorralTimeRange span)
{
  Export *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) tenants = NULL;

  if (self->sync == NULL || !corral_sync_get_status (self->sync)->connected)
    return FALSE;
  tenants = corral_cache_list_tenants (self->cache);
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      if (g_strcmp0 (tenant->id, self->source->tenant) != 0)
        continue;
      corral_sync_fetch_evidence_async (self->sync, tenant, get_flag (self)->flag->cart, span, g_task_get_cancellable (task),
                                        fetched_cb, task);
      return TRUE;
    }
  return FALSE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;
  CorralFlagEvidence *evidence = corral_flag_evidence_read_finish (result, &error);

  if (evidence == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (!evidence->messages->is_whole && !self->fetched && fetch (task, evidence->span))
    {
      corral_flag_evidence_free (evidence);
      return;
    }
  get_flag (self)->evidence = evidence;
  self->next++;
  self->fetched = FALSE;
  read_next (task);
}

static int
older_first (gconstpointer a, gconstpointer b)
{
  const CorralNote *x = *(const CorralNote *const *) a, *y = *(const CorralNote *const *) b;

  return (x->made_ms > y->made_ms) - (x->made_ms < y->made_ms);
}

/* @task is taken. */
static void
finish (GTask *task)
{
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *pack = corral_case_pack_make (self->source, corral_clock_now_ms (self->context->clock), &self->seal, &error);

  if (pack != NULL)
    g_task_return_pointer (task, pack, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
record_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);
  const CorralCase *row = self->source->row;
  GError *error = NULL;
  CorralAuditLog *log = corral_audit_read_finish (CORRAL_AUDIT (source), result, &error);
  g_autoptr (GPtrArray) chosen = NULL;

  if (log == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  chosen = corral_case_looks_choose (log, self->source->tenant, row->id, row->flags);
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (self->source->looks, corral_audit_entry_copy (g_ptr_array_index (chosen, i)));
  self->source->looks_whole = log->verdict.state == CORRAL_AUDIT_WHOLE;
  corral_audit_log_free (log);
  finish (task);
}

static void
notes_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = corral_cache_query_rows_finish (self->cache, result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const CorralNote *note = g_ptr_array_index (rows, i);

      if (g_strcmp0 (note->target_collection, "case") == 0)
        g_ptr_array_add (self->source->notes, corral_fact_ref (g_ptr_array_index (rows, i)));
    }
  g_ptr_array_sort (self->source->notes, older_first);
  if (self->audit != NULL)
    corral_audit_read_async (self->audit, g_task_get_cancellable (task), record_cb, task);
  else
    finish (task);
}

/* @task is owned by this until it returns. */
static void
read_next (GTask *task)
{
  Export *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  while (self->next < self->source->flags->len && get_flag (self)->flag->cart == NULL)
    self->next++;
  if (self->next < self->source->flags->len)
    corral_flag_evidence_read_async (self->cache, self->source->tenant, get_flag (self)->flag, g_task_get_cancellable (task),
                                     read_cb, task);
  else
    corral_cache_query_rows_async (self->cache, self->source->tenant, CORRAL_QUERY_NOTES_OF_TARGET, self->source->row->id,
                                   NOTES_MAX, g_task_get_cancellable (task), notes_cb, task);
}

void
corral_case_export_async (CorralPageContext *context,
                          guint32 slot,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Export *self = g_new0 (Export, 1);

  self->context = context;
  self->source = corral_case_pack_source_new (context->fleet, slot);
  self->cache = context->cache != NULL ? corral_cache_ref (context->cache) : NULL;
  self->sync = context->sync != NULL ? g_object_ref (context->sync) : NULL;
  self->audit = context->audit != NULL ? g_object_ref (context->audit) : NULL;
  g_task_set_task_data (task, self, export_free);
  if (self->cache == NULL)
    {
      finish (task);
      return;
    }
  read_next (task);
}

GBytes *
corral_case_export_finish (GAsyncResult *result, char **seal, GError **error)
{
  GTask *task = G_TASK (result);
  GBytes *pack = g_task_propagate_pointer (task, error);

  if (pack != NULL && seal != NULL)
    *seal = g_strdup (((Export *) g_task_get_task_data (task))->seal);
  return pack;
}
