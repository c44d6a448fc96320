/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of who looked at what is only added to, and tells of whatever was done to it behind its back: on real files. */
#include "config.h"

#include "cache-fixture.h"
#include "corral-audit-file.h"
#include "corral-fault-vfs.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW_MS (START_US / 1000)

static CorralAuditEntry *
make_entry (const char *id, const char *what, const char *subject)
{
  CorralAuditEntry *entry = corral_audit_entry_new ();

  g_free (entry->id);
  g_free (entry->what);
  g_free (entry->actor);
  g_free (entry->subject);
  g_free (entry->collection);
  entry->id = g_strdup (id);
  entry->what = g_strdup (what);
  entry->actor = g_strdup ("staff-7");
  entry->collection = g_strdup ("flag");
  entry->subject = g_strdup (subject);
  entry->time_ms = NOW_MS;
  entry->online = 1;
  return entry;
}

static gboolean
append (CorralAuditFile *file, const char *id, const char *what, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);

  g_ptr_array_add (entries, make_entry (id, what, "f12"));
  return corral_audit_file_append (file, entries, NOW_MS, error);
}

static void
append_well (CorralAuditFile *file, const char *id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (append (file, id, CORRAL_AUDIT_VIEW, &error));
  g_assert_no_error (error);
}

/* @n entries "e0", "e1", … */
static void
fill (const char *folder, guint n)
{
  CorralAuditFile *file = corral_audit_file_new (folder, TRUE, "desk-3");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%u", i);

      append_well (file, id);
    }
  corral_audit_file_free (file);
}

/* "whole 3", "changed 2", …; how many entries there are into @n (nullable). "unreadable" when it is. */
static char *
judge (const char *folder, gboolean writable, guint *n)
{
  static const char *const words[] = { "whole", "changed", "missing", "cut" };
  CorralAuditFile *file = corral_audit_file_new (folder, writable, "desk-3");
  CorralAuditVerdict verdict = { 0 };
  g_autoptr (GPtrArray) entries = corral_audit_file_read (file, &verdict, NULL);

  corral_audit_file_free (file);
  if (entries == NULL)
    return g_strdup ("unreadable");
  if (n != NULL)
    *n = entries->len;
  return verdict.state == CORRAL_AUDIT_WHOLE ? g_strdup_printf ("whole %u", verdict.n)
                                             : g_strdup_printf ("%s %d", words[verdict.state], (int) verdict.seq);
}

#define assert_judged(folder, expected) assert_text (judge ((folder), FALSE, NULL), (expected))

/* With another program, past the triggers. */
static void
tamper (const char *path, const char *sql)
{
  sqlite3 *db;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_deleted", NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, &message), ==, SQLITE_OK);
  sqlite3_close (db);
}

typedef struct
{
  Fixture fixture;
  char *path;
  char *head;
} Place;

static void
set_up (Place *place)
{
  fixture_set_up (&place->fixture);
  g_mkdir_with_parents (place->fixture.data_dir, 0700);
  place->path = g_build_filename (place->fixture.data_dir, "audit.db", NULL);
  place->head = g_build_filename (place->fixture.data_dir, "audit.db.head", NULL);
}

static void
tear_down (Place *place)
{
  g_free (place->path);
  g_free (place->head);
  fixture_tear_down (&place->fixture);
}

static void
test_comes_back (void)
{
  Place place;
  CorralAuditFile *file;
  CorralAuditVerdict verdict;
  g_autoptr (GPtrArray) entries = NULL;
  const CorralAuditEntry *first, *second;
  char hash[65];
  GStatBuf info;

  set_up (&place);
  assert_judged (place.fixture.data_dir, "whole 0");
  fill (place.fixture.data_dir, 3);
  g_assert_cmpint (g_stat (place.path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (place.head, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  file = corral_audit_file_new (place.fixture.data_dir, TRUE, "desk-3");
  /* An operation that is found again after a crash is there once. */
  append_well (file, "e1");
  append_well (file, "e3");
  entries = corral_audit_file_read (file, &verdict, NULL);
  g_assert_cmpint (verdict.state, ==, CORRAL_AUDIT_WHOLE);
  g_assert_cmpuint (entries->len, ==, 4);
  first = entries->pdata[0];
  second = entries->pdata[1];
  g_assert_cmpint (first->seq, ==, 1);
  g_assert_cmpstr (first->before, ==, CORRAL_AUDIT_ORIGIN);
  g_assert_cmpstr (second->before, ==, first->hash);
  g_assert_cmpstr (first->actor, ==, "staff-7");
  g_assert_cmpstr (first->subject, ==, "f12");
  corral_audit_entry_digest (first, hash);
  g_assert_cmpstr (hash, ==, first->hash);
  corral_audit_file_free (file);

  /* A second process only reads. */
  file = corral_audit_file_new (place.fixture.data_dir, FALSE, "desk-3");
  {
    g_autoptr (GError) error = NULL;

    g_assert_false (append (file, "e9", CORRAL_AUDIT_VIEW, &error));
    g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_LOCKED);
  }
  corral_audit_file_free (file);
  assert_judged (place.fixture.data_dir, "whole 4");
  tear_down (&place);
}

/* The hash is what its header says: taken by hand from sha256sum over the netstrings. */
static void
test_digest (void)
{
  g_autoptr (CorralAuditEntry) entry = make_entry ("e0", "view", "f12");
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;

  corral_audit_entry_chain (entry, 1, CORRAL_AUDIT_ORIGIN);
  text = g_strdup_printf ("1:1,2:e0,13:%" G_GINT64_FORMAT ",7:staff-7,4:view,0:,4:flag,3:f12,0:,0:,1:1,64:%s,", NOW_MS,
                          CORRAL_AUDIT_ORIGIN);
  expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_assert_cmpstr (entry->hash, ==, expected);
}

/* Nothing but adding is possible through SQL while the triggers stand. */
static void
test_insert_only (void)
{
  static const char *const statements[] = {
    "UPDATE entry SET actor='somebody else' WHERE seq=2",
    "DELETE FROM entry WHERE seq=3",
    "DELETE FROM entry",
    "UPDATE entry SET seq=7 WHERE seq=3",
  };
  Place place;
  sqlite3 *db;

  set_up (&place);
  fill (place.fixture.data_dir, 3);
  g_assert_cmpint (sqlite3_open (place.path, &db), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    g_assert_cmpint (sqlite3_exec (db, statements[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (db);
  assert_judged (place.fixture.data_dir, "whole 3");
  tear_down (&place);
}

/* What somebody does past the triggers is found, in every column of every row. */
static void
test_tampered (void)
{
  static const struct
  {
    const char *sql, *expected;
  } rows[] = {
    { "UPDATE entry SET id='x' WHERE seq=3", "changed 3" },
    { "UPDATE entry SET time_ms=time_ms+1 WHERE seq=1", "changed 1" },
    { "UPDATE entry SET actor='staff-8' WHERE seq=5", "changed 5" },
    { "UPDATE entry SET what='export' WHERE seq=2", "changed 2" },
    { "UPDATE entry SET tenant='south' WHERE seq=2", "changed 2" },
    { "UPDATE entry SET collection='case' WHERE seq=2", "changed 2" },
    { "UPDATE entry SET subject='f13' WHERE seq=2", "changed 2" },
    { "UPDATE entry SET detail=' ' WHERE seq=2", "changed 2" },
    { "UPDATE entry SET device='desk-4' WHERE seq=2", "changed 2" },
    { "UPDATE entry SET online=0 WHERE seq=2", "changed 2" },
    { "UPDATE entry SET before=hash WHERE seq=2", "changed 2" },
    { "UPDATE entry SET hash=before WHERE seq=2", "changed 2" },
    { "DELETE FROM entry WHERE seq=1", "missing 2" },
    { "DELETE FROM entry WHERE seq=3", "missing 4" },
    { "DELETE FROM entry WHERE seq=3; UPDATE entry SET seq=seq-1 WHERE seq>3", "changed 3" },
    { "DELETE FROM entry WHERE seq=5", "cut 5" },
    { "DELETE FROM entry WHERE seq>1", "cut 2" },
    { "DELETE FROM entry", "cut 1" },
    { "INSERT INTO entry SELECT 6,'x',time_ms,actor,what,tenant,collection,subject,detail,device,online,before,hash FROM entry "
      "WHERE seq=5", "changed 6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Place place;

      set_up (&place);
      fill (place.fixture.data_dir, 5);
      tamper (place.path, rows[i].sql);
      g_test_message ("%s", rows[i].sql);
      assert_judged (place.fixture.data_dir, rows[i].expected);
      tear_down (&place);
    }
}

/* Whatever was cut off stays told, also when new entries come behind it. */
static void
test_cut_stays_told (void)
{
  Place place;

  set_up (&place);
  fill (place.fixture.data_dir, 5);
  tamper (place.path, "DELETE FROM entry WHERE seq>3");
  fill (place.fixture.data_dir, 8);
  /* 1–3, the break, and e3 … e7. */
  assert_judged (place.fixture.data_dir, "cut 4");
  assert_text (ask_file (place.path, "SELECT count(*) FROM entry"), "9");
  assert_text (ask_file (place.path, "SELECT substr(detail,1,5) FROM entry WHERE what='break'"), "cut 5");
  /* Once is enough. */
  fill (place.fixture.data_dir, 9);
  assert_text (ask_file (place.path, "SELECT count(*) FROM entry WHERE what='break'"), "1");
  tear_down (&place);
}

/* The whole file gone, its head gone, both damaged. */
static void
test_files_gone (void)
{
  Place place;
  g_autofree char *wal = NULL;

  set_up (&place);
  fill (place.fixture.data_dir, 3);
  g_assert_cmpint (g_unlink (place.path), ==, 0);
  wal = g_strconcat (place.path, "-wal", NULL);
  g_unlink (wal);
  assert_judged (place.fixture.data_dir, "cut 1");
  fill (place.fixture.data_dir, 1);
  assert_judged (place.fixture.data_dir, "cut 1");
  tear_down (&place);

  set_up (&place);
  fill (place.fixture.data_dir, 3);
  g_assert_cmpint (g_unlink (place.head), ==, 0);
  assert_judged (place.fixture.data_dir, "cut 4");
  fill (place.fixture.data_dir, 4);
  assert_judged (place.fixture.data_dir, "cut 4");
  tear_down (&place);

  set_up (&place);
  fill (place.fixture.data_dir, 3);
  g_assert_true (g_file_set_contents (place.head, "3 of them", -1, NULL));
  assert_judged (place.fixture.data_dir, "cut 4");
  tear_down (&place);

  /* An older copy of both is whole in itself: that is what the cloud's copies are for. */
}

/* Every byte of a small file changed, one by one: the entries are as they were, or it is told. */
static void
test_every_byte (void)
{
  Place place;
  g_autofree char *bytes = NULL;
  gsize size;
  guint n_told = 0, n_same = 0;
  guint step = g_getenv ("CORRAL_EVERY_BYTE") != NULL ? 1 : 7;

  set_up (&place);
  fill (place.fixture.data_dir, 4);
  g_assert_true (g_file_get_contents (place.path, &bytes, &size, NULL));
  for (gsize at = 0; at < size; at += step)
    {
      g_autofree char *copy = g_memdup2 (bytes, size);
      g_autofree char *verdict = NULL;
      guint n = 0;

      copy[at] ^= 0x15;
      g_assert_true (g_file_set_contents_full (place.path, copy, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      verdict = judge (place.fixture.data_dir, FALSE, &n);
      if (strcmp (verdict, "whole 4") == 0)
        n_same++;
      else
        {
          g_assert_false (g_str_has_prefix (verdict, "whole"));
          n_told++;
        }
    }
  g_test_message ("%u bytes hold nothing of an entry, %u were told", n_same, n_told);
  g_assert_cmpuint (n_told, >, 100);
  tear_down (&place);
}

/* Cut anywhere: told at reading; at the next writing it is set aside, kept, and a new one says so. */
static void
test_truncated (void)
{
  static const goffset sizes[] = { 0, 1, 100, 512, 4096, 4097, 8192, 12288 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Place place;
      g_autofree char *verdict = NULL;
      GStatBuf info;

      set_up (&place);
      fill (place.fixture.data_dir, 40);
      g_assert_cmpint (g_stat (place.path, &info), ==, 0);
      g_assert_cmpint (info.st_size, >, sizes[i]);
      cut_file (place.path, sizes[i]);
      verdict = judge (place.fixture.data_dir, FALSE, NULL);
      g_assert_false (g_str_has_prefix (verdict, "whole"));
      fill (place.fixture.data_dir, 2);
      assert_judged (place.fixture.data_dir, "cut 1");
      assert_text (ask_file (place.path, "SELECT count(*) FROM entry"), "3");
      tear_down (&place);
    }
}

/* A full disk: nothing of it is there, and when there is room again all goes on. */
static void
test_full_disk (void)
{
  Place place;
  CorralAuditFile *file;
  g_autoptr (GError) error = NULL;

  set_up (&place);
  fill (place.fixture.data_dir, 2);
  file = corral_audit_file_new (place.fixture.data_dir, TRUE, "desk-3");
  append_well (file, "e2");
  corral_fault_vfs_set_disk (CORRAL_DISK_FULL);
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *id = g_strdup_printf ("f%u", i);

      g_clear_error (&error);
      if (!append (file, id, CORRAL_AUDIT_VIEW, &error))
        break;
    }
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FULL);
  corral_fault_vfs_calm ();
  append_well (file, "last");
  corral_audit_file_free (file);
  assert_text (ask_file (place.path, "SELECT id FROM entry ORDER BY seq DESC LIMIT 1"), "last");
  {
    g_autofree char *verdict = judge (place.fixture.data_dir, FALSE, NULL);

    g_assert_true (g_str_has_prefix (verdict, "whole"));
  }
  tear_down (&place);
}

/* The n-th operation on the disk fails, for every n: what was acknowledged is there, and the chain is whole. */
static void
test_failing_disk (void)
{
  for (guint n = 1; n < 400; n++)
    {
      Place place;
      CorralAuditFile *file;
      gboolean kept[4];
      g_autoptr (GPtrArray) entries = NULL;
      CorralAuditVerdict verdict;
      guint n_kept = 0, failed;

      set_up (&place);
      fill (place.fixture.data_dir, 1);
      corral_fault_vfs_fail (CORRAL_FAULT_WRITE | CORRAL_FAULT_SYNC | CORRAL_FAULT_TRUNCATE, n, SQLITE_IOERR, FALSE);
      file = corral_audit_file_new (place.fixture.data_dir, TRUE, "desk-3");
      for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
        {
          g_autofree char *id = g_strdup_printf ("k%u", i);

          kept[i] = append (file, id, CORRAL_AUDIT_VIEW, NULL);
        }
      corral_audit_file_free (file);
      failed = corral_fault_vfs_count_failed ();
      corral_fault_vfs_calm ();
      file = corral_audit_file_new (place.fixture.data_dir, FALSE, "desk-3");
      entries = corral_audit_file_read (file, &verdict, NULL);
      corral_audit_file_free (file);
      g_assert_nonnull (entries);
      g_assert_cmpint (verdict.state, ==, CORRAL_AUDIT_WHOLE);
      for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
        for (guint at = 0; kept[i] && at < entries->len; at++)
          if (((CorralAuditEntry *) entries->pdata[at])->id[1] == (char) ('0' + i)
              && ((CorralAuditEntry *) entries->pdata[at])->id[0] == 'k')
            n_kept++;
      g_assert_cmpuint (n_kept, ==, (guint) (kept[0] + kept[1] + kept[2] + kept[3]));
      tear_down (&place);
      if (failed == 0)
        break;
    }
}

static void
append_for (CorralAuditFile *file, const char *id, const char *actor, const char *tenant)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  CorralAuditEntry *entry = make_entry (id, CORRAL_AUDIT_VIEW, "f12");
  g_autoptr (GError) error = NULL;

  g_free (entry->actor);
  g_free (entry->tenant);
  entry->actor = g_strdup (actor);
  entry->tenant = g_strdup (tenant);
  g_ptr_array_add (entries, entry);
  g_assert_true (corral_audit_file_append (file, entries, NOW_MS, &error));
  g_assert_no_error (error);
}

/* "3:b c" for what would be sent next, from number 3 on; "" for nothing. Marks it with @mark. */
static char *
pack (CorralAuditFile *file, const char *actor, const char *tenant, guint max, gboolean mark)
{
  g_autoptr (CorralAuditParcel) parcel = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  g_assert_true (corral_audit_file_pack (file, actor, tenant, max, &parcel, &error));
  g_assert_no_error (error);
  if (parcel != NULL)
    {
      g_string_append_printf (text, "%d:", (int) parcel->first);
      for (guint i = 0; i < parcel->entries->len; i++)
        {
          const CorralAuditEntry *entry = parcel->entries->pdata[i];

          g_string_append_printf (text, "%s%s", i > 0 ? " " : "", strcmp (entry->what, "break") == 0 ? "!" : entry->id);
        }
      if (mark)
        g_assert_true (corral_audit_file_mark (file, parcel, &error));
      g_assert_no_error (error);
    }
  return g_string_free (text, FALSE);
}

static guint
count_waiting (CorralAuditFile *file, const char *actor, const char *tenant)
{
  g_autoptr (GHashTable) waiting = NULL;

  g_assert_true (corral_audit_file_list_waiting (file, actor, &waiting, NULL));
  return GPOINTER_TO_UINT (g_hash_table_lookup (waiting, tenant));
}

#define assert_packed(actor, tenant, max, mark, expected) \
  assert_text (pack (file, (actor), (tenant), (max), (mark)), (expected))

/* Each chain's and each person's alone, in order, each once, and from where it was after a restart. */
static void
test_delivery (void)
{
  Place place;
  CorralAuditFile *file;
  g_autoptr (CorralAuditParcel) parcel = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  CorralAuditVerdict verdict;

  set_up (&place);
  file = corral_audit_file_new (place.fixture.data_dir, TRUE, "desk-3");
  /* It makes no file to look for something in it. */
  assert_packed ("kim", "north", 10, FALSE, "");
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
  append_for (file, "a", "kim", "north");
  append_for (file, "b", "kim", "south");
  append_for (file, "c", "lee", "north");
  append_for (file, "d", "kim", "");
  append_for (file, "e", "kim", "north");
  append_for (file, "f", "kim", "north");
  g_assert_cmpuint (count_waiting (file, "kim", "north"), ==, 3);
  g_assert_cmpuint (count_waiting (file, "kim", "south"), ==, 1);
  g_assert_cmpuint (count_waiting (file, "kim", ""), ==, 0);
  assert_packed ("kim", "north", 2, FALSE, "1:a e");
  assert_packed ("kim", "north", 2, TRUE, "1:a e");
  assert_packed ("kim", "south", 2, TRUE, "1:b");
  assert_packed ("lee", "north", 2, FALSE, "1:c");
  g_assert_cmpuint (count_waiting (file, "kim", "north"), ==, 1);
  corral_audit_file_free (file);

  file = corral_audit_file_new (place.fixture.data_dir, TRUE, "desk-3");
  g_assert_true (corral_audit_file_pack (file, "kim", "north", 2, &parcel, NULL));
  entries = corral_audit_file_read (file, &verdict, NULL);
  g_assert_cmpstr (parcel->after, ==, ((CorralAuditEntry *) entries->pdata[4])->hash);
  g_assert_cmpstr (parcel->record, ==, ((CorralAuditEntry *) entries->pdata[0])->hash);
  assert_packed ("kim", "north", 2, TRUE, "3:f");
  assert_packed ("kim", "north", 2, TRUE, "");
  g_assert_cmpuint (count_waiting (file, "kim", "north"), ==, 0);
  append_for (file, "g", "kim", "north");
  assert_packed ("kim", "north", 2, TRUE, "4:g");
  /* That something was delivered is no entry, and does not fall. */
  g_assert_cmpuint (entries->len, ==, 6);
  parcel->first = 1;
  g_assert_false (corral_audit_file_mark (file, parcel, NULL));
  corral_audit_file_free (file);
  assert_judged (place.fixture.data_dir, "whole 7");
  tear_down (&place);
}

/* After a break a new stretch begins, with what says so: nothing of it hides behind what was delivered before. */
static void
test_delivery_after_break (void)
{
  Place place;
  CorralAuditFile *file;

  set_up (&place);
  file = corral_audit_file_new (place.fixture.data_dir, TRUE, "desk-3");
  append_for (file, "a", "kim", "north");
  append_for (file, "b", "kim", "north");
  append_for (file, "c", "kim", "north");
  assert_packed ("kim", "north", 10, TRUE, "1:a b c");
  corral_audit_file_free (file);
  tamper (place.path, "DELETE FROM entry WHERE seq>1");

  file = corral_audit_file_new (place.fixture.data_dir, TRUE, "desk-3");
  assert_packed ("kim", "north", 10, TRUE, "");
  append_for (file, "x", "lee", "south");
  /* Told with the first that came after, and counted as none. */
  assert_packed ("kim", "north", 10, TRUE, "");
  g_assert_cmpuint (count_waiting (file, "kim", "north"), ==, 0);
  append_for (file, "d", "kim", "north");
  append_for (file, "e", "kim", "north");
  g_assert_cmpuint (count_waiting (file, "kim", "north"), ==, 2);
  assert_packed ("kim", "north", 2, TRUE, "1:! d");
  g_assert_cmpuint (count_waiting (file, "kim", "north"), ==, 1);
  assert_packed ("kim", "north", 2, TRUE, "3:e");
  g_assert_cmpuint (count_waiting (file, "kim", "north"), ==, 0);
  assert_packed ("lee", "south", 2, TRUE, "1:! x");
  corral_audit_file_free (file);
  tear_down (&place);
}

int
main (int argc, char *argv[])
{
  corral_fault_vfs_install ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache/audit-file/comes-back", test_comes_back);
  g_test_add_func ("/cache/audit-file/digest", test_digest);
  g_test_add_func ("/cache/audit-file/insert-only", test_insert_only);
  g_test_add_func ("/cache/audit-file/tampered", test_tampered);
  g_test_add_func ("/cache/audit-file/cut-stays-told", test_cut_stays_told);
  g_test_add_func ("/cache/audit-file/files-gone", test_files_gone);
  g_test_add_func ("/cache/audit-file/every-byte", test_every_byte);
  g_test_add_func ("/cache/audit-file/truncated", test_truncated);
  g_test_add_func ("/cache/audit-file/delivery", test_delivery);
  g_test_add_func ("/cache/audit-file/delivery-after-break", test_delivery_after_break);
  g_test_add_func ("/cache/audit-file/full-disk", test_full_disk);
  g_test_add_func ("/cache/audit-file/failing-disk", test_failing_disk);
  return g_test_run ();
}
