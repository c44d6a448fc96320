/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of who looked at what reaches the cloud: nothing lost, nothing twice, nothing out of order, nothing of another
 * chain or another account, whatever comes between. Real files, real HTTP. */
#include "sync-fixture.h"

#include "corral-audit-sender.h"
#include "corral-audit.h"
#include "corral-fault-proxy.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>

typedef struct
{
  SyncFixture f;
  CorralFaultProxy *proxy;
  CorralSync *sync;
  CorralOutbox *outbox;
  CorralAudit *audit;
  char *folder; /* of the record */
  CorralAuditLog *log;
  GError *error;
  gboolean done;
} Desk;

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
set_up (Desk *desk)
{
  *desk = (Desk){ 0 };
  sync_fixture_set_up_demo (&desk->f);
  sync_once_well (&desk->f);
  desk->proxy = corral_fault_proxy_new (desk->f.url);
  desk->folder = g_build_filename (desk->f.root, "record", NULL);
  g_assert_cmpint (g_mkdir (desk->folder, 0700), ==, 0);
  open_desk (desk);
}

static void
tear_down (Desk *self)
{
  close_desk (self);
  corral_fault_proxy_free (self->proxy);
  sync_fixture_tear_down (&self->f);
  corral_audit_log_free (self->log);
  g_clear_error (&self->error);
  g_free (self->folder);
}

static void
go_online (Desk *self)
{
  g_assert_true (corral_sync_connect (self->sync, corral_fault_proxy_get_url (self->proxy), self->f.token, NULL));
}

static const char *
chain (Desk *self, guint n)
{
  return corral_sim_get_tenant (self->f.sim, n)->id;
}

static void
look (Desk *self, guint tenant, const char *subject)
{
  const CorralAuditEvent event = { CORRAL_AUDIT_VIEW, chain (self, tenant), "flag", subject, NULL };

  corral_audit_record (self->audit, &event);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  self->log = corral_audit_read_finish (CORRAL_AUDIT (source), result, &self->error);
  self->done = TRUE;
}

static GPtrArray *
read_log (Desk *self)
{
  g_clear_pointer (&self->log, corral_audit_log_free);
  self->done = FALSE;
  corral_audit_read_async (self->audit, NULL, read_cb, self);
  wait_until (self->done);
  g_assert_no_error (self->error);
  return self->log->entries;
}

/* What the cloud ought to hold of a chain: by the record itself. */
static char *
list_recorded (Desk *self, guint tenant)
{
  GPtrArray *entries = read_log (self);
  const char *account = corral_outbox_get_account_id (self->outbox);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralAuditEntry *entry = entries->pdata[i];

      if (strcmp (entry->tenant, chain (self, tenant)) == 0 && strcmp (entry->actor, account) == 0)
        g_string_append_printf (ids, "%s\n", entry->id);
    }
  return g_string_free (ids, FALSE);
}

static gboolean
has_all (Desk *self, guint tenant)
{
  g_autofree char *recorded = list_recorded (self, tenant);
  g_autofree char *held = corral_demo_cloud_dup_audit (self->f.cloud, chain (self, tenant));

  return strcmp (recorded, held) == 0;
}

/* Waits until everything is marked, and then the cloud holds exactly the record, @n entries of chain 0 in it. */
static void
assert_delivered (Desk *self, guint n)
{
  g_autofree char *held = NULL;
  g_auto (GStrv) lines = NULL;

  wait_until (has_all (self, 0));
  wait_until (corral_audit_get_n_undelivered (self->audit) == 0);
  g_assert_true (has_all (self, 0));
  for (guint i = 1; i < corral_sim_get_n_tenants (self->f.sim); i++)
    g_assert_true (has_all (self, i));
  held = corral_demo_cloud_dup_audit (self->f.cloud, chain (self, 0));
  lines = g_strsplit (held, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines) - 1, ==, n);
}

/* With another program, while Corral is not running. */
static void
run_sql (Desk *self, const char *sql)
{
  g_autofree char *path = g_build_filename (self->folder, "audit.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* Entries of others that were here before: of another account, of no chain. */
static void
add_of_others (Desk *self)
{
  CorralAuditFile *file = corral_audit_file_new (self->folder, TRUE, "desk");
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  static const char *const actors[] = { "someone", "demo", "" };

  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    {
      CorralAuditEntry *entry = corral_audit_entry_new ();

      g_free (entry->id);
      g_free (entry->actor);
      g_free (entry->tenant);
      g_free (entry->what);
      entry->id = g_strdup_printf ("other-%u", i);
      entry->actor = g_strdup (actors[i]);
      entry->tenant = g_strdup (i == 1 ? "" : chain (self, 0));
      entry->what = g_strdup (CORRAL_AUDIT_VIEW);
      entry->time_ms = START_MS;
      g_ptr_array_add (entries, entry);
    }
  g_assert_true (corral_audit_file_append (file, entries, START_MS, NULL));
  corral_audit_file_free (file);
}

/* Offline they wait, and are said to; then each chain has its own, in order, also of more than a parcel. */
static void
test_order (void)
{
  Desk self;
  guint n;

  set_up (&self);
  close_desk (&self);
  add_of_others (&self);
  open_desk (&self);
  look (&self, 0, "f-1");
  look (&self, 1, "f-2");
  look (&self, 0, "f-3");
  wait_until (corral_audit_get_n_undelivered (self.audit) == 3);
  g_assert_null (corral_audit_get_delivery_trouble (self.audit));
  n = read_log (&self)->len;
  g_assert_cmpuint (n, ==, 6);

  go_online (&self);
  assert_delivered (&self, 2);
  /* It is no look itself. */
  g_assert_cmpuint (read_log (&self)->len, ==, n);

  corral_sync_disconnect (self.sync);
  for (guint i = 0; i < 2 * CORRAL_AUDIT_PARCEL_MAX + 50; i++)
    look (&self, i % 5 == 0, "f-4");
  go_online (&self);
  assert_delivered (&self, 2 + 200);
  g_assert_cmpuint (corral_outbox_get_n_waiting (self.outbox), ==, 0);

  /* Nothing is sent again, not after a restart either. */
  n = corral_fault_proxy_count (self.proxy, "PUT", "/audit/");
  close_desk (&self);
  open_desk (&self);
  go_online (&self);
  look (&self, 0, "f-5");
  assert_delivered (&self, 203);
  g_assert_cmpuint (corral_fault_proxy_count (self.proxy, "PUT", "/audit/"), ==, n + 1);
  tear_down (&self);
}

/* Whatever happens to one request, each entry is there once. */
static void
test_faults (void)
{
  static const struct
  {
    const char *name;
    CorralProxyKind kind;
    guint status;
    const char *body;
    guint cut_thousandths;
  } rows[] = {
    { "answer lost", CORRAL_PROXY_LOSE, 0, NULL, 0 },
    { "request lost", CORRAL_PROXY_DROP, 0, NULL, 0 },
    { "answer cut", CORRAL_PROXY_PASS, 0, NULL, 700 },
    { "sent twice", CORRAL_PROXY_TWICE, 0, NULL, 0 },
    { "500", CORRAL_PROXY_ANSWER, 500, "{}", 0 },
    { "503", CORRAL_PROXY_ANSWER, 503, "{}", 0 },
    { "500 after the effect", CORRAL_PROXY_REPLACE, 500, "{}", 0 },
    { "401", CORRAL_PROXY_ANSWER, 401, "{}", 0 },
    { "200 that says nothing", CORRAL_PROXY_REPLACE, 200, "{}", 0 },
    { "a web page", CORRAL_PROXY_ANSWER, 200, "<html>", 0 },
  };
  Desk self;

  set_up (&self);
  go_online (&self);
  look (&self, 0, "f-0");
  assert_delivered (&self, 1);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CorralProxyFault fault = rows[i].status != 0
                                 ? corral_proxy_answer (rows[i].kind, rows[i].status, "application/json", NULL, rows[i].body)
                                 : corral_proxy_silence (rows[i].kind, CORRAL_FAULT_CLOSE);

      g_test_message ("%s", rows[i].name);
      fault.cut_thousandths = rows[i].cut_thousandths;
      corral_fault_proxy_add (self.proxy, (CorralProxyWhere){ "PUT", "/audit/", 0, 1 }, fault);
      look (&self, 0, "f-1");
      look (&self, 0, "f-2");
      assert_delivered (&self, 1 + 2 * (i + 1));
      g_assert_cmpuint (corral_fault_proxy_get_n_faults (self.proxy), ==, i + 1);
    }
  tear_down (&self);
}

/* A desk of its own in the same record: looks twice, and is killed before it hears that the cloud has taken it. */
static int
be_killed (char **words)
{
  Desk self = { .folder = words[1] };
  const CorralAuditEvent event = { CORRAL_AUDIT_VIEW, words[4], "flag", "f-1", NULL };
  g_autofree char *files = g_build_filename (words[1], "child", NULL);
  g_autoptr (GError) error = NULL;

  self.f.clock = corral_clock_new_scaled (g_get_real_time (), 1.0);
  self.f.cache = corral_cache_open (files, files, CORRAL_CACHE_OPEN_DEFAULT, self.f.clock, &error);
  g_assert_no_error (error);
  open_desk (&self);
  g_assert_true (corral_sync_connect (self.sync, words[2], words[3], NULL));
  wait_until (corral_outbox_get_account_id (self.outbox) != NULL);
  corral_audit_record (self.audit, &event);
  corral_audit_record (self.audit, &event);
  wait_until (FALSE);
  return 1;
}

/* kill -9 after the cloud took them and before that was on the disk: they are sent again and held once. */
static void
test_killed_before_the_mark (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  int status;
  GPid pid;
  Desk self;

  set_up (&self);
  close_desk (&self);
  corral_fault_proxy_add (self.proxy, (CorralProxyWhere){ "PUT", "/audit/", 0, 1 },
                          corral_proxy_silence (CORRAL_PROXY_LOSE, CORRAL_FAULT_HANG));
  const char *const words[] = { program, "be-killed", self.folder, corral_fault_proxy_get_url (self.proxy), self.f.token,
                                chain (&self, 0), NULL };
  g_spawn_async (NULL, (char **) words, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid,
                 &error);
  g_assert_no_error (error);
  g_assert_true (corral_fault_proxy_wait (self.proxy, 1, 60));
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  corral_fault_proxy_heal (self.proxy);

  open_desk (&self);
  wait_until (corral_audit_get_n_undelivered (self.audit) == 2);
  g_assert_true (has_all (&self, 0));
  look (&self, 0, "f-3");
  go_online (&self);
  assert_delivered (&self, 3);
  g_assert_cmpuint (corral_fault_proxy_count_forwarded (self.proxy, "PUT", "/audit/"), >=, 2);
  tear_down (&self);
}

/* A chain that cannot take them now does not hold up the others either, whichever comes first. */
static void
test_one_chain_fails (void)
{
  for (guint bad = 0; bad < 2; bad++)
    {
      Desk self;

      set_up (&self);
      corral_fault_proxy_add (self.proxy, (CorralProxyWhere){ "PUT", chain (&self, bad), 0, -1 },
                              corral_proxy_answer (CORRAL_PROXY_ANSWER, 500, "application/json", NULL, "{}"));
      look (&self, bad, "f-1");
      look (&self, 1 - bad, "f-2");
      go_online (&self);
      wait_until (has_all (&self, 1 - bad) && corral_audit_get_n_undelivered (self.audit) == 1);
      g_assert_null (corral_audit_get_delivery_trouble (self.audit));

      corral_fault_proxy_heal (self.proxy);
      corral_sync_disconnect (self.sync);
      go_online (&self);
      assert_delivered (&self, 1);
      tear_down (&self);
    }
}

/* A chain that refuses is told of and loses nothing, nor does it hold up the others; and it is asked again. */
static void
test_refused (void)
{
  static const char *const problem
      = "{\"type\":\"about:blank\",\"title\":\"No\",\"status\":403,\"code\":\"forbidden\",\"detail\":\"Not from this desk.\"}";
  Desk self;

  set_up (&self);
  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "audit: the cloud refuses*403 forbidden*");
  corral_fault_proxy_add (self.proxy, (CorralProxyWhere){ "PUT", chain (&self, 0), 0, -1 },
                          corral_proxy_answer (CORRAL_PROXY_ANSWER, 403, "application/problem+json", NULL, problem));
  look (&self, 0, "f-1");
  look (&self, 1, "f-2");
  go_online (&self);
  wait_until (has_all (&self, 1) && corral_audit_get_n_undelivered (self.audit) == 1);
  wait_until (corral_audit_get_delivery_trouble (self.audit) != NULL);
  g_assert_nonnull (strstr (corral_audit_get_delivery_trouble (self.audit), "Not from this desk."));
  g_test_assert_expected_messages ();
  /* Those of the other chain go on. */
  look (&self, 1, "f-3");
  wait_until (has_all (&self, 1) && corral_audit_get_n_undelivered (self.audit) == 1);

  corral_fault_proxy_heal (self.proxy);
  corral_sync_disconnect (self.sync);
  go_online (&self);
  assert_delivered (&self, 1);
  g_assert_null (corral_audit_get_delivery_trouble (self.audit));
  tear_down (&self);
}

static void
count_failed_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  *(guint *) data += g_str_has_prefix (message, "audit: not delivered");
}

/* The file cannot be read while it is sent: the round ends with that error, to be tried again. */
static void
test_unreadable (void)
{
  guint n_failed = 0;
  guint handler;
  Desk self;

  set_up (&self);
  go_online (&self);
  look (&self, 0, "f-1");
  assert_delivered (&self, 1);
  run_sql (&self, "DROP TABLE delivered");
  handler = g_log_set_handler (NULL, G_LOG_LEVEL_DEBUG, count_failed_cb, &n_failed);
  look (&self, 0, "f-2");
  wait_until (n_failed > 0);
  g_log_remove_handler (NULL, handler);
  tear_down (&self);
}

/* What the cloud had before finds a record that was changed, and one of which it lacks something. */
static void
test_changed_and_gap (void)
{
  static const char *const changes[] = { "DROP TRIGGER entry_is_not_changed; UPDATE entry SET subject='f-9' WHERE seq=3",
                                         "UPDATE delivered SET held=4" };
  static const char *const codes[] = { "*409 audit-changed*", "*409 audit-gap*" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      Desk self;

      set_up (&self);
      go_online (&self);
      look (&self, 0, "f-1");
      look (&self, 0, "f-2");
      assert_delivered (&self, 2);
      corral_sync_disconnect (self.sync);
      for (guint k = 0; k < 3; k++)
        look (&self, 0, "f-3");
      g_assert_cmpuint (read_log (&self)->len, ==, 5);
      close_desk (&self);
      run_sql (&self, changes[i]);
      open_desk (&self);
      g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, codes[i]);
      go_online (&self);
      wait_until (corral_audit_get_delivery_trouble (self.audit) != NULL);
      g_test_assert_expected_messages ();
      g_assert_cmpuint (corral_audit_get_n_undelivered (self.audit), >, 0);
      g_assert_cmpuint (read_log (&self)->len, ==, 5);
      tear_down (&self);
    }
}

static void
delivered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  g_assert_null (corral_sync_deliver_audit_finish (CORRAL_SYNC (source), result, &self->error));
  self->done = TRUE;
}

/* Under a token that is another's, or to a chain that is not the account's, nothing leaves this PC. */
static void
test_not_under_another (void)
{
  static const char *const whose[][2] = { { "someone", NULL }, { "demo", "elsewhere" } };
  Desk self;

  set_up (&self);
  go_online (&self);
  for (guint i = 0; i < G_N_ELEMENTS (whose); i++)
    {
      CorralSyncParcel *parcel = g_new0 (CorralSyncParcel, 1);

      parcel->actor = g_strdup (whose[i][0]);
      parcel->tenant = g_strdup (whose[i][1] != NULL ? whose[i][1] : chain (&self, 0));
      parcel->record = g_strdup (CORRAL_AUDIT_ORIGIN);
      parcel->body = g_bytes_new_static ("{}", 2);
      self.done = FALSE;
      corral_sync_deliver_audit_async (self.sync, parcel, NULL, delivered_cb, &self);
      wait_until (self.done);
      g_assert_error (self.error, CORRAL_API_ERROR, CORRAL_API_ERROR_FORBIDDEN);
      g_clear_error (&self.error);
    }
  g_assert_cmpuint (corral_fault_proxy_count (self.proxy, "PUT", "/audit/"), ==, 0);
  tear_down (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (argc == 6 && strcmp (argv[1], "be-killed") == 0)
    return be_killed (argv + 1);
  g_test_add_func ("/sync/audit-delivery/order", test_order);
  g_test_add_func ("/sync/audit-delivery/faults", test_faults);
  g_test_add_func ("/sync/audit-delivery/killed-before-the-mark", test_killed_before_the_mark);
  g_test_add_func ("/sync/audit-delivery/one-chain-fails", test_one_chain_fails);
  g_test_add_func ("/sync/audit-delivery/refused", test_refused);
  g_test_add_func ("/sync/audit-delivery/changed-and-gap", test_changed_and_gap);
  g_test_add_func ("/sync/audit-delivery/unreadable", test_unreadable);
  g_test_add_func ("/sync/audit-delivery/not-under-another", test_not_under_another);
  return g_test_run ();
}
