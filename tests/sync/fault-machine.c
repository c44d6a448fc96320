/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of this PC and of how it finds the cloud. On the test's thread, but for the answers, which are bent on the
 * proxy's. */
#include "fault-table.h"

#include "corral-sync-engine.h"
#include "corral-test-certificate.h"
#include "fault-resolver.h"

#include <sqlite3.h>
#include <string.h>

/* ---- names and certificates ---------------------------------------------------------------------------------- */

/* The cloud has a name, and the name an address that this test gives it; from here on over TLS, for that is asked of
 * every name. */
static void
give_name (FaultRun *run, GTlsCertificate *certificate)
{
  g_autofree char *url
      = g_strdup_printf ("https://%s:%u", FAULT_RESOLVER_NAME, corral_fault_proxy_get_port (run->desk.proxy));

  g_free (run->desk.url);
  run->desk.url = g_steal_pointer (&url);
  corral_fault_proxy_set_certificate (run->desk.proxy, certificate);
}

/* Good for the name, from day @from to day @to, and trusted by this desk if @trusted, as the good one is anyway. */
static GTlsCertificate *
make_certificate (FaultRun *run, const char *name, int from, int to, gboolean trusted)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GTlsCertificate) good = corral_test_certificate_new (FAULT_RESOLVER_NAME, now - 86400, now + 86400);
  g_autoptr (GTlsCertificate) other = corral_test_certificate_new (name, now + from * 86400, now + to * 86400);
  g_autofree char *file = g_build_filename (run->desk.root, "trusted.pem", NULL);
  g_autofree char *good_pem = NULL;
  g_autofree char *other_pem = NULL;
  g_autofree char *both = NULL;
  g_autoptr (GError) error = NULL;

  g_object_get (good, "certificate-pem", &good_pem, NULL);
  g_object_get (other, "certificate-pem", &other_pem, NULL);
  both = g_strconcat (good_pem, trusted ? other_pem : NULL, NULL);
  g_file_set_contents (file, both, -1, &error);
  g_assert_no_error (error);
  g_clear_object (&run->desk.trust);
  run->desk.trust = g_tls_file_database_new (file, &error);
  g_assert_no_error (error);
  g_assert_null (run->pin);
  run->pin = g_steal_pointer (&good);
  return g_steal_pointer (&other);
}

void
fault_machine_become_good (FaultRun *run)
{
  corral_fault_proxy_set_certificate (run->desk.proxy, run->pin);
  g_clear_object ((GObject **) &run->pin);
  fault_resolver_set (FAULT_RESOLVER_LOOPBACK);
}

void
fault_machine_name_fails (FaultRun *run)
{
  g_object_unref (make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, TRUE));
  give_name (run, run->pin);
  fault_resolver_set ((FaultResolverMode) run->row->number);
}

void
fault_machine_certificate_expired (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, FAULT_RESOLVER_NAME, -30, -2, TRUE);

  give_name (run, certificate);
}

void
fault_machine_certificate_of_another (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, "other.test", -1, 1, TRUE);

  give_name (run, certificate);
}

void
fault_machine_certificate_of_nobody (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, FALSE);

  give_name (run, certificate);
}

/* The first words of a server that speaks TLS 1.0 (RFC 2246, 7.4.1.3) and nothing newer; or no TLS at all. */
void
fault_machine_tls_of_old (FaultRun *run)
{
  static const guint8 hello[] = {
    0x16, 0x03, 0x01, 0x00, 0x2a, 0x02, 0x00, 0x00, 0x26, 0x03, 0x01, 1,  2,  3,    4,    5,
    6,    7,    8,    9,    10,   11,   12,   13,   14,   15,   16,   17, 18, 19,   20,   21,
    22,   23,   24,   25,   26,   27,   28,   29,   30,   31,   32,   0,  0,  0x2f, 0x00,
  };
  g_autoptr (GBytes) greeting = run->row->text != NULL ? g_bytes_new_static (run->row->text, strlen (run->row->text))
                                                       : g_bytes_new_static (hello, sizeof hello);

  g_object_unref (make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, TRUE));
  give_name (run, run->pin);
  corral_fault_proxy_set_greeting (run->desk.proxy, greeting);
}

/* The body ends with the connection, and the connection without TLS's goodbye. */
void
fault_machine_tls_for_cut (FaultRun *run)
{
  g_object_unref (make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, TRUE));
  give_name (run, run->pin);
}
/* ---- files --------------------------------------------------------------------------------------------------- */

static char *
file_of_cache (FaultRun *run)
{
  const CorralTenant *tenant = g_ptr_array_index (run->desk.tenants, 0);

  return g_build_filename (run->desk.root, "cache", tenant->id, "cache.db", NULL);
}

/* Bytes in the middle of the closed file are others, it is cut, or replaced by the row's text. */
void
fault_machine_spoil_cache (FaultRun *run)
{
  g_autofree char *path = file_of_cache (run);
  g_autofree char *bytes = NULL;
  gsize length;

  desk_close (&run->desk);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  if (run->row->text != NULL)
    g_assert_true (g_file_set_contents (path, run->row->text, -1, NULL));
  else if (run->row->number > 0)
    g_assert_true (g_file_set_contents (path, bytes, (gssize) (length / 1000 * (gsize) run->row->number), NULL));
  else
    {
      for (gsize at = 8192; at < MIN (length, 60000); at += 97)
        bytes[at] ^= 0x5a;
      g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
    }
  desk_open (&run->desk);
}

/* Somebody looks at the file all the while, and will not let go. */
void
fault_machine_pin_log (FaultRun *run)
{
  g_autofree char *path = file_of_cache (run);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL), ==, SQLITE_OK);
  run->pin = db;
}

void
fault_machine_let_log_go (FaultRun *run)
{
  g_assert_cmpint (sqlite3_close (run->pin), ==, SQLITE_OK);
  run->pin = NULL;
}

void
fault_machine_set_clock (FaultRun *run)
{
  corral_clock_jump_us (run->desk.clock, run->row->number * 3600 * G_USEC_PER_SEC);
}

void
fault_machine_hours_pass (FaultRun *run)
{
  corral_clock_jump_us (run->desk.clock, CORRAL_SYNC_ASK_AGAIN_MS * 1000);
}

void
fault_machine_set_clock_offline (FaultRun *run)
{
  corral_fault_proxy_set_online (run->desk.proxy, FALSE);
  fault_machine_set_clock (run);
}

/* The monotonic clock stands still in a suspended PC; all others go on. */
void
fault_machine_suspend (FaultRun *run)
{
  corral_clock_advance_us (run->desk.cloud_clock, run->row->number * 3600 * G_USEC_PER_SEC);
  fault_machine_set_clock (run);
}

/* The program is started by somebody else's sign-in. */
static GBytes *
another_account (const char *target, GBytes *body, FaultRun *run)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  GString *bent = g_string_new (text);

  g_string_replace (bent, "\"user\":{\"id\":\"demo\"", "\"user\":{\"id\":\"somebody-else\"", 0);
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_machine_switch_account (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, another_account);
}

/* No chain at all may be read any more. */
static GBytes *
no_chains (const char *target, GBytes *body, FaultRun *run)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  char *begin = strstr (text, "\"tenants\":[");
  char *end = begin != NULL ? strstr (begin, "],\"scopes\"") : NULL;
  GString *bent;

  g_assert_nonnull (end);
  bent = g_string_new_len (text, begin + 11 - text);
  g_string_append (bent, end);
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_machine_take_chains (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, no_chains);
}
