/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is looked at, taken out and done is recorded once, by whom, whatever comes between. Real files, real HTTP. */
#include "sync-fixture.h"

#include "corral-audit.h"
#include "corral-time.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  SyncFixture f;
  CorralSync *sync;
  CorralOutbox *outbox;
  CorralAudit *audit;
  char *folder; /* of the record */
  char *alert;
  gint64 alert_rev;
  char *made;   /* id of the last operation */
  CorralAuditLog *log;
  GError *error;
  gboolean done;
} Desk;

static gboolean
find_alert (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  Desk *self = data;
  const CorralAlert *alert = row;

  if (CORRAL_IS_KNOWN (alert->cleared_ms) || CORRAL_IS_KNOWN (alert->acknowledged_ms))
    return TRUE;
  self->alert = g_strdup (alert->id);
  self->alert_rev = alert->rev;
  return FALSE;
}

static void
open_desk (Desk *self)
{
  self->sync = corral_sync_new (self->f.cache, self->f.clock, 1);
  self->outbox = corral_outbox_new (self->f.cache, self->sync, self->f.clock, g_test_rand_int ());
  self->audit = corral_audit_new (self->folder, TRUE, self->outbox, self->sync, self->f.clock, g_test_rand_int ());
}

static void
close_desk (Desk *self)
{
  corral_outbox_stop (self->outbox);
  corral_audit_stop (self->audit);
  corral_sync_stop (self->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->audit);
  g_assert_finalize_object (self->outbox);
  g_assert_finalize_object (self->sync);
}

static void
set_up (Desk *desk, gboolean folder_is_there)
{
  *desk = (Desk){ 0 };
  sync_fixture_set_up_demo (&desk->f);
  sync_once_well (&desk->f);
  g_assert_true (corral_cache_load (desk->f.cache, corral_sim_get_tenant (desk->f.sim, 0)->id, CORRAL_COLLECTION_ALERT,
                                    find_alert, desk, NULL, NULL));
  g_assert_nonnull (desk->alert);
  desk->folder = g_build_filename (desk->f.root, "record", NULL);
  if (folder_is_there)
    g_assert_cmpint (g_mkdir (desk->folder, 0700), ==, 0);
  open_desk (desk);
}

static void
tear_down (Desk *self)
{
  close_desk (self);
  sync_fixture_tear_down (&self->f);
  corral_audit_log_free (self->log);
  g_clear_error (&self->error);
  g_free (self->folder);
  g_free (self->alert);
  g_free (self->made);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  self->log = corral_audit_read_finish (CORRAL_AUDIT (source), result, &self->error);
  self->done = TRUE;
}

/* Reads it anew; the entries. */
static GPtrArray *
read_log (Desk *self)
{
  g_clear_pointer (&self->log, corral_audit_log_free);
  self->done = FALSE;
  corral_audit_read_async (self->audit, NULL, read_cb, self);
  wait_until (self->done);
  g_assert_no_error (self->error);
  g_assert_cmpint (self->log->verdict.state, ==, CORRAL_AUDIT_WHOLE);
  return self->log->entries;
}

static guint
count_of (Desk *self, const char *what)
{
  GPtrArray *entries = read_log (self);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += strcmp (((CorralAuditEntry *) entries->pdata[i])->what, what) == 0;
  return n;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &self->error);

  g_assert_no_error (self->error);
  g_free (self->made);
  self->made = g_strdup (((CorralOutboxResult *) results->pdata[0])->id);
  self->done = TRUE;
}

static void
acknowledge (Desk *self)
{
  CorralOperationDraft draft = { .kind = CORRAL_OPERATION_ALERT_ACK,
                                 .tenant = corral_sim_get_tenant (self->f.sim, 0)->id,
                                 .collection = CORRAL_COLLECTION_ALERT,
                                 .target = self->alert,
                                 .expected_rev = self->alert_rev };

  corral_operation_params_clear (&draft.params);
  self->done = FALSE;
  corral_outbox_submit_async (self->outbox, &draft, 1, NULL, submitted_cb, self);
  wait_until (self->done);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  g_assert_cmpuint (corral_outbox_undo_finish (CORRAL_OUTBOX (source), result, NULL), ==, 1);
  self->done = TRUE;
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  corral_audit_record_finish (CORRAL_AUDIT (source), result, &self->error);
  self->done = TRUE;
}

static const CorralAuditEvent view = { CORRAL_AUDIT_VIEW, "north", "flag", "f-1", "s-1" };
static const CorralAuditEvent export = { CORRAL_AUDIT_EXPORT, "north", "flag", "f-1", "pack.tar 3f9a" };

/* Offline, and what is taken back was never done; each is there once, also after a restart. */
static void
test_once (void)
{
  Desk self;
  const CorralAuditEntry *entry;

  set_up (&self, TRUE);
  corral_audit_record (self.audit, &view);
  acknowledge (&self);
  g_assert_cmpuint (count_of (&self, CORRAL_AUDIT_OPERATION), ==, 0);
  {
    const char *const ids[] = { self.made, NULL };

    self.done = FALSE;
    corral_outbox_undo_async (self.outbox, ids, undone_cb, &self);
    wait_until (self.done);
  }
  acknowledge (&self);
  corral_outbox_send_now (self.outbox);
  wait_until (count_of (&self, CORRAL_AUDIT_OPERATION) == 1);
  self.done = FALSE;
  corral_audit_record_async (self.audit, &export, recorded_cb, &self);
  wait_until (self.done);
  g_assert_no_error (self.error);

  for (guint i = 0; i < 2; i++)
    {
      close_desk (&self);
      open_desk (&self);
      g_assert_cmpuint (read_log (&self)->len, ==, 3);
    }
  entry = self.log->entries->pdata[0];
  g_assert_cmpstr (entry->what, ==, CORRAL_AUDIT_VIEW);
  g_assert_cmpstr (entry->tenant, ==, "north");
  g_assert_cmpstr (entry->collection, ==, "flag");
  g_assert_cmpstr (entry->subject, ==, "f-1");
  g_assert_cmpstr (entry->detail, ==, "s-1");
  g_assert_cmpint (entry->online, ==, 0);
  g_assert_cmpint (strlen (entry->actor), >, 0);
  g_assert_cmpint (strlen (entry->device), >, 0);
  entry = self.log->entries->pdata[1];
  g_assert_cmpstr (entry->what, ==, CORRAL_AUDIT_OPERATION);
  g_assert_cmpstr (entry->id, ==, self.made);
  g_assert_cmpstr (entry->detail, ==, "alert.ack");
  g_assert_cmpstr (entry->subject, ==, self.alert);
  tear_down (&self);
}

static gboolean
is_online (Desk *self)
{
  CorralSyncStatus *status = corral_sync_get_status (self->sync);

  return status->connected && status->hop == CORRAL_HOP_NONE && status->cloud_clock.heard;
}

/* Whether the cloud answered is part of it. */
static void
test_online (void)
{
  Desk self;

  set_up (&self, TRUE);
  corral_audit_record (self.audit, &view);
  g_assert_true (corral_sync_connect (self.sync, self.f.url, self.f.token, NULL));
  wait_until (is_online (&self));
  corral_audit_record (self.audit, &view);
  read_log (&self);
  g_assert_cmpint (((CorralAuditEntry *) self.log->entries->pdata[0])->online, ==, 0);
  g_assert_cmpint (((CorralAuditEntry *) self.log->entries->pdata[1])->online, ==, 1);
  tear_down (&self);
}

/* While nothing can be written a look waits and is told of, and an export is refused; both are right again after. */
static void
test_cannot_write (void)
{
  Desk self;

  set_up (&self, FALSE);
  corral_audit_record (self.audit, &view);
  wait_until (corral_audit_get_trouble (self.audit) != NULL);
  self.done = FALSE;
  corral_audit_record_async (self.audit, &export, recorded_cb, &self);
  wait_until (self.done);
  g_assert_nonnull (self.error);
  g_assert_true (self.error->domain == CORRAL_CACHE_ERROR);
  g_clear_error (&self.error);

  g_assert_cmpint (g_mkdir (self.folder, 0700), ==, 0);
  corral_audit_record (self.audit, &view);
  wait_until (corral_audit_get_trouble (self.audit) == NULL);
  g_assert_cmpuint (count_of (&self, CORRAL_AUDIT_VIEW), ==, 2);
  g_assert_cmpuint (count_of (&self, CORRAL_AUDIT_EXPORT), ==, 0);
  tear_down (&self);
}

/* The program ends before the worker has come to it. */
static void
test_stopped_at_once (void)
{
  Desk self;

  set_up (&self, TRUE);
  for (guint i = 0; i < 20; i++)
    corral_audit_record (self.audit, &view);
  close_desk (&self);
  open_desk (&self);
  g_assert_cmpuint (count_of (&self, CORRAL_AUDIT_VIEW), ==, 20);
  tear_down (&self);
}

/* One's own, or all for a lead; nobody else's by any way, and a break for all. */
static void
test_whose (void)
{
  static const char *const agent[] = { "support_agent", "loss_prevention", NULL };
  static const char *const lead[] = { "support_lead", NULL };
  static const char *const rows[][2]
      = { { "a", "view" }, { "b", "view" }, { "", "break" }, { "a", "export" }, { "", "view" }, { "b", "operation" } };
  const struct
  {
    const char *account;
    const char *const *roles;
    const char *expected;
  } looks[] = { { "a", agent, "a:export :break a:view " }, { "b", agent, "b:operation :break b:view " },
                { "c", agent, ":break " },                 { NULL, NULL, ":view :break " },
                { "c", lead, "b:operation :view a:export :break b:view a:view " } };
  CorralAuditLog log = { .entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free) };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CorralAuditEntry *entry = corral_audit_entry_new ();

      g_free (entry->actor);
      g_free (entry->what);
      entry->actor = g_strdup (rows[i][0]);
      entry->what = g_strdup (rows[i][1]);
      g_ptr_array_add (log.entries, entry);
    }
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autoptr (GPtrArray) list = corral_audit_log_list (&log, looks[i].account, looks[i].roles);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 0; k < list->len; k++)
        {
          const CorralAuditEntry *entry = list->pdata[k];

          g_string_append_printf (text, "%s:%s ", entry->actor, entry->what);
        }
      g_assert_cmpstr (text->str, ==, looks[i].expected);
    }
  /* What waited is written behind what came after it; it stands where it was done. */
  for (guint i = 0; i < log.entries->len; i++)
    ((CorralAuditEntry *) log.entries->pdata[i])->time_ms = 1000 + i;
  ((CorralAuditEntry *) log.entries->pdata[5])->time_ms = 500;
  {
    g_autoptr (GPtrArray) list = corral_audit_log_list (&log, "c", lead);

    g_assert_true (list->pdata[0] == log.entries->pdata[4]);
    g_assert_true (list->pdata[5] == log.entries->pdata[5]);
  }
  g_ptr_array_unref (log.entries);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/audit/once", test_once);
  g_test_add_func ("/sync/audit/online", test_online);
  g_test_add_func ("/sync/audit/cannot-write", test_cannot_write);
  g_test_add_func ("/sync/audit/whose", test_whose);
  g_test_add_func ("/sync/audit/stopped-at-once", test_stopped_at_once);
  return g_test_run ();
}
