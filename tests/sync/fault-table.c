/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of faults: reliability.md's, in its order: network, server, content, stream, machine. What is done to requests
 * is done on the proxy's threads, the rest on the test's.
 */
#include "fault-table.h"

#include "corral-test-certificate.h"
#include "fault-resolver.h"

#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#define JSON "application/json"
#define PROBLEM "application/problem+json"
#define STREAM "text/event-stream"

#define TOLD(hop) (1u << CORRAL_HOP_##hop)
#define BIT(state) CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_##state)
/* What may have been done is UNKNOWN; what was certainly not is RETRY, or waits as before. */
#define OPEN (BIT (QUEUED) | BIT (SENDING) | BIT (UNKNOWN))
#define LATER (BIT (QUEUED) | BIT (SENDING) | BIT (RETRY))

/* ---- network --------------------------------------------------------------------------------------------------- */

static CorralProxyFault
drop (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_silence (CORRAL_PROXY_DROP, (CorralFaultEnd) run->row->number);
}

static CorralProxyFault
lose (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_silence (CORRAL_PROXY_LOSE, (CorralFaultEnd) run->row->number);
}

/* A little further each time; the framing is the row's number, a reset if it has a text. */
static CorralProxyFault
cut (FaultRun *run, const char *target, guint nth)
{
  return (CorralProxyFault){ .how = { .cut_at = -1,
                                      .end = run->row->text != NULL ? CORRAL_FAULT_RESET : CORRAL_FAULT_CLOSE },
                             .framing = (CorralProxyFraming) run->row->number,
                             .cut_thousandths = 1 + 997 * nth / MAX (1, run->row->times - 1) };
}

static CorralProxyFault
slow (FaultRun *run, const char *target, guint nth)
{
  return (CorralProxyFault){ .how = { .cut_at = -1, .slow_us = 50 * 1000, .slow_from = (gsize) run->row->number } };
}

static CorralProxyFault
hang_in_body (FaultRun *run, const char *target, guint nth)
{
  return (CorralProxyFault){ .how = { .cut_at = -1, .end = CORRAL_FAULT_HANG }, .cut_thousandths = 900 };
}

static void
refuse (FaultRun *run)
{
  corral_fault_proxy_set_online (run->desk.proxy, FALSE);
}

/* The cloud has a name, and the name an address that this test gives it; from here on over TLS, for that is asked of
 * every name. */
static void
give_name (FaultRun *run, GTlsCertificate *certificate)
{
  g_autofree char *url = g_strdup_printf ("https://%s:%u", FAULT_RESOLVER_NAME, corral_fault_proxy_get_port (run->desk.proxy));

  g_free (run->desk.url);
  run->desk.url = g_steal_pointer (&url);
  corral_fault_proxy_set_certificate (run->desk.proxy, certificate);
}

/* Good for the name, from day @from to day @to, and trusted by this desk if @trusted, as is the good one in any case. */
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

static void
become_good (FaultRun *run)
{
  corral_fault_proxy_set_certificate (run->desk.proxy, run->pin);
  g_clear_object ((GObject **) &run->pin);
  fault_resolver_set (FAULT_RESOLVER_LOOPBACK);
}

static void
name_fails (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, TRUE);

  give_name (run, run->pin);
  fault_resolver_set ((FaultResolverMode) run->row->number);
}

static void
certificate_expired (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, FAULT_RESOLVER_NAME, -30, -2, TRUE);

  give_name (run, certificate);
}

static void
certificate_of_another (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, "other.test", -1, 1, TRUE);

  give_name (run, certificate);
}

static void
certificate_of_nobody (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, FALSE);

  give_name (run, certificate);
}

/* The first words of a server that speaks TLS 1.0 (RFC 2246, 7.4.1.3) and nothing newer; or no TLS at all. */
static void
tls_of_old (FaultRun *run)
{
  static const guint8 hello[] = { 0x16, 0x03, 0x01, 0x00, 0x2a, 0x02, 0x00, 0x00, 0x26, 0x03, 0x01, 1,    2,    3,  4, 5,
                                  6,    7,    8,    9,    10,   11,   12,   13,   14,   15,   16,   17,   18,   19, 20, 21,
                                  22,   23,   24,   25,   26,   27,   28,   29,   30,   31,   32,   0x00, 0x00, 0x2f, 0x00 };
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, TRUE);
  g_autoptr (GBytes) greeting = run->row->text != NULL ? g_bytes_new_static (run->row->text, strlen (run->row->text))
                                                       : g_bytes_new_static (hello, sizeof hello);

  give_name (run, run->pin);
  corral_fault_proxy_set_greeting (run->desk.proxy, greeting);
}

/* The body ends with the connection, and the connection without TLS's goodbye. */
static void
tls_for_cut (FaultRun *run)
{
  g_autoptr (GTlsCertificate) certificate = make_certificate (run, FAULT_RESOLVER_NAME, -1, 1, TRUE);

  give_name (run, run->pin);
}

static CorralProxyFault
cut_rudely (FaultRun *run, const char *target, guint nth)
{
  return (CorralProxyFault){ .how = { .cut_at = -1, .end = CORRAL_FAULT_CLOSE },
                             .framing = CORRAL_FRAMING_UNTIL_CLOSE, .cut_thousandths = 900, .rude = TRUE };
}

/* ---- server ---------------------------------------------------------------------------------------------------- */

/* row->number is the status, row->text the headers, each ending in a new line. */
static CorralProxyFault
answer_status (FaultRun *run, const char *target, guint nth)
{
  guint status = (guint) run->row->number;
  g_autofree char *body = g_strdup_printf ("{\"type\":\"about:blank\",\"title\":\"No\",\"status\":%u,\"code\":\"%s\"}", status,
                                           status == 403 ? "forbidden" : "unavailable");

  return corral_proxy_answer (CORRAL_PROXY_ANSWER, status, PROBLEM, run->row->text, body);
}

/* Of a gateway that knows nothing of the contract: after the effect, too. */
static CorralProxyFault
replace_by_gateway (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_answer (CORRAL_PROXY_REPLACE, (guint) run->row->number, "text/html", NULL,
                              "<html><h1>Bad Gateway</h1></html>");
}

static CorralProxyFault
answer_gone (FaultRun *run, const char *target, guint nth)
{
  g_autofree char *body = g_strdup_printf ("{\"status\":410,\"code\":\"state-expired\",\"reason\":\"%s\"}", run->row->text);

  return corral_proxy_answer (CORRAL_PROXY_ANSWER, 410, PROBLEM, NULL, body);
}

/* To where the row says; %u is the proxy's port, %s the path. */
static CorralProxyFault
redirect (FaultRun *run, const char *target, guint nth)
{
  g_autoptr (GString) headers = g_string_new (run->row->text);
  g_autofree char *port = g_strdup_printf ("%u", corral_fault_proxy_get_port (run->desk.proxy));

  g_string_replace (headers, "PORT", port, 0);
  g_string_replace (headers, "PATH", target, 0);
  return corral_proxy_answer (CORRAL_PROXY_ANSWER, (guint) run->row->number, "text/html", headers->str, "");
}

static CorralProxyFault
pass_twice (FaultRun *run, const char *target, guint nth)
{
  return (CorralProxyFault){ .kind = CORRAL_PROXY_TWICE, .how = { .cut_at = -1 } };
}

static CorralProxyFault
delay (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_silence (CORRAL_PROXY_DELAY, CORRAL_FAULT_CLOSE);
}

static void
deliver (FaultRun *run)
{
  corral_fault_proxy_deliver (run->desk.proxy);
}

/* Pages of few rows, so that there are several. */
static GBytes *
set_page_rows (const char *target, GBytes *body, gpointer data)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  GString *bent = g_string_new (text);

  g_string_replace (bent, "\"page_rows\":1000", "\"page_rows\":4", 0);
  return g_string_free_to_bytes (bent);
}

static void
small_pages (FaultRun *run)
{
  corral_fault_proxy_add (run->desk.proxy, (CorralProxyWhere){ .match = "/v1/me", .times = -1 },
                          corral_proxy_rewrite (set_page_rows, NULL));
}

/* The first answer is kept and given for each one after it. */
static GBytes *
give_kept (const char *target, GBytes *body, gpointer data)
{
  FaultRun *run = data;

  if (run->kept == NULL)
    run->kept = g_bytes_ref (body);
  return g_bytes_ref (run->kept);
}

static CorralProxyFault
repeat_page (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (give_kept, run);
}

/* Rows of a page from the last to the first: ids that fall. */
static GBytes *
turn_round (const char *target, GBytes *body, gpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonArray) turned = json_array_new ();
  JsonArray *items;
  gsize length;
  char *text;

  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL));
  items = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "items");
  for (guint i = json_array_get_length (items); i > 0; i--)
    json_array_add_element (turned, json_node_copy (json_array_get_element (items, i - 1)));
  json_object_set_array_member (json_node_get_object (json_parser_get_root (parser)), "items", g_steal_pointer (&turned));
  json_generator_set_root (generator, json_parser_get_root (parser));
  text = json_generator_to_data (generator, &length);
  return g_bytes_new_take (text, length);
}

static CorralProxyFault
reorder (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (turn_round, NULL);
}

/* The next page is this one. */
static GBytes *
go_round (const char *target, GBytes *body, gpointer data)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  const char *cursor = strstr (target, "cursor=");
  GString *bent = g_string_new (text);

  if (cursor != NULL)
    {
      g_autofree char *own = g_strndup (cursor + 7, strcspn (cursor + 7, "&"));
      g_autofree char *plain = g_uri_unescape_string (own, NULL);
      char *next = strstr (bent->str, "\"next\":");

      if (next != NULL)
        {
          gsize at = (gsize) (next - bent->str) + 7;

          g_string_erase (bent, (gssize) at, (gssize) strcspn (bent->str + at, ",}"));
          g_string_insert (bent, (gssize) at, "\"\"");
          g_string_insert (bent, (gssize) at + 1, plain);
        }
    }
  return g_string_free_to_bytes (bent);
}

static CorralProxyFault
cycle (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (go_round, NULL);
}

/* Rows of the first chain that are older than what is held, and one that has gone before it came: none of them is to be
 * seen. $C is the victim. */
static GBytes *
add_old_changes (const char *target, GBytes *body, gpointer data)
{
  FaultRun *run = data;
  g_autoptr (GString) changes = g_string_new (run->row->text);
  g_autofree char *chain
      = g_strdup_printf ("/%s/", ((const CorralTenant *) g_ptr_array_index (run->desk.tenants, 0))->id);
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  char *end = strstr (text, "],\"server_time_ms\"");
  char *count = strstr (text, "\"count\":");
  guint n = 0;
  GString *bent;

  if (end == NULL)
    end = strstr (text, "],\"count\":");
  if (end == NULL || count == NULL || strstr (target, chain) == NULL)
    return g_bytes_ref (body);
  g_string_replace (changes, "$C", run->victim, 0);
  for (const char *at = changes->str; (at = strstr (at, "\"op\":")) != NULL; at++)
    n++;
  bent = g_string_new_len (text, end - text);
  g_string_append (bent, end[-1] == '[' ? "" : ",");
  g_string_append (bent, changes->str);
  g_string_append_len (bent, end, count + 8 - end);
  g_string_append_printf (bent, "%lu", strtoul (count + 8, NULL, 10) + n);
  g_string_append (bent, count + 8 + strspn (count + 8, "0123456789"));
  return g_string_free_to_bytes (bent);
}

static CorralProxyFault
add_old (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (add_old_changes, run);
}

#define OLD_CART(id, rev) \
  "{\"c\":\"cart\",\"id\":\"" id "\",\"rev\":" rev ",\"op\":\"put\",\"data\":{\"id\":\"" id "\",\"rev\":" rev \
  ",\"serial\":\"OLD\",\"label\":\"OLD\",\"store\":\"s\",\"state\":\"idle\"}}"

/* Another chain's answer. */
static GBytes *
of_another_chain (const char *target, GBytes *body, gpointer data)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  GString *bent = g_string_new (text);

  g_string_replace (bent, "\"tenant\":\"", "\"tenant\":\"not-", 1);
  return g_string_free_to_bytes (bent);
}

static CorralProxyFault
misroute (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (of_another_chain, NULL);
}

/* ---- framings ---------------------------------------------------------------------------------------------------- */

static CorralProxyFault
frame (FaultRun *run, const char *target, guint nth)
{
  return (CorralProxyFault){ .how = { .cut_at = -1,
                                      .end = run->row->number == CORRAL_FRAMING_UNTIL_CLOSE ? CORRAL_FAULT_CLOSE
                                                                                            : CORRAL_FAULT_KEEP },
                             .framing = (CorralProxyFraming) run->row->number };
}

/* A page of the network's own instead of the cloud's. */
static CorralProxyFault
portal (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_answer (CORRAL_PROXY_ANSWER, (guint) run->row->number, "text/html",
                              "Date: Thu, 01 Jan 2099 00:00:00 GMT\r\n", "<html>Sign in to this network</html>");
}

/* ---- stream ------------------------------------------------------------------------------------------------------- */

/* row->text is what the stream says; row->number how it ends. */
static CorralProxyFault
stream_says (FaultRun *run, const char *target, guint nth)
{
  g_autoptr (GString) text = g_string_new ("HTTP/1.1 200 OK\r\nContent-Type: " STREAM "\r\nConnection: close\r\n\r\n");

  g_string_append (text, run->row->text);
  return (CorralProxyFault){ .kind = CORRAL_PROXY_ANSWER,
                             .how = { .bytes = g_string_free_to_bytes (g_steal_pointer (&text)),
                                      .cut_at = -1,
                                      .end = (CorralFaultEnd) run->row->number } };
}

static CorralProxyFault
stream_long_line (FaultRun *run, const char *target, guint nth)
{
  GString *text = g_string_new ("HTTP/1.1 200 OK\r\nContent-Type: " STREAM "\r\nConnection: close\r\n\r\ndata: ");
  gsize head = text->len;

  g_string_set_size (text, head + (1 << 20));
  memset (text->str + head, 'x', 1 << 20);
  return (CorralProxyFault){ .kind = CORRAL_PROXY_ANSWER,
                             .how = { .bytes = g_string_free_to_bytes (text), .cut_at = -1, .end = CORRAL_FAULT_HANG } };
}

static CorralProxyFault
stream_flood (FaultRun *run, const char *target, guint nth)
{
  GString *text = g_string_new ("HTTP/1.1 200 OK\r\nContent-Type: " STREAM "\r\nConnection: close\r\n\r\n");

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "event: state\ndata: {\"state\":\"%u\"}\n\n", i);
  return (CorralProxyFault){ .kind = CORRAL_PROXY_ANSWER,
                             .how = { .bytes = g_string_free_to_bytes (text), .cut_at = -1, .end = CORRAL_FAULT_CLOSE } };
}

/* ---- machine -------------------------------------------------------------------------------------------------------- */

static char *
file_of_cache (FaultRun *run, guint tenant)
{
  return g_build_filename (run->desk.root, "cache", ((const CorralTenant *) g_ptr_array_index (run->desk.tenants, tenant))->id,
                           "cache.db", NULL);
}

/* Bytes in the middle of the closed file are others, it is cut, or replaced by the row's text. */
static void
spoil_cache (FaultRun *run)
{
  g_autofree char *path = file_of_cache (run, 0);
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
static void
pin_log (FaultRun *run)
{
  g_autofree char *path = file_of_cache (run, 0);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL), ==, SQLITE_OK);
  run->pin = db;
}

static void
let_log_go (FaultRun *run)
{
  g_assert_cmpint (sqlite3_close (run->pin), ==, SQLITE_OK);
  run->pin = NULL;
}

static void
set_clock (FaultRun *run)
{
  corral_clock_jump_us (run->desk.clock, run->row->number * 3600 * G_USEC_PER_SEC);
}

static void
hours_pass (FaultRun *run)
{
  corral_clock_jump_us (run->desk.clock, CORRAL_SYNC_ASK_AGAIN_MS * 1000);
}

static void
set_clock_offline (FaultRun *run)
{
  corral_fault_proxy_set_online (run->desk.proxy, FALSE);
  set_clock (run);
}

/* The monotonic clock stands still in a suspended PC; all others go on. */
static void
suspend (FaultRun *run)
{
  corral_clock_advance_us (run->desk.cloud_clock, run->row->number * 3600 * G_USEC_PER_SEC);
  set_clock (run);
}

/* The program is started by somebody else's sign-in. */
static GBytes *
another_account (const char *target, GBytes *body, gpointer data)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  GString *bent = g_string_new (text);

  g_string_replace (bent, "\"user\":{\"id\":\"demo\"", "\"user\":{\"id\":\"somebody-else\"", 0);
  return g_string_free_to_bytes (bent);
}

static CorralProxyFault
switch_account (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (another_account, NULL);
}

/* No chain at all may be read any more. */
static GBytes *
no_chains (const char *target, GBytes *body, gpointer data)
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

static CorralProxyFault
take_chains (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (no_chains, NULL);
}

/* ---- the table -------------------------------------------------------------------------------------------------------- */

#define EVERYWHERE (AT_READS | AT_OPERATIONS)
#define CLOUD .hops = TOLD (CLOUD), .states = OPEN
/* Until it is asked for again. */
#define ASIDE .put_aside = TRUE, .restart = TRUE, .end = hours_pass
#define RETRY_AFTER(value) "Retry-After: " value "\r\n"

const FaultRow fault_rows[] = {
  /* network */
  { "network/name", "DNS failure", AT (ALL), .begin = name_fails, .end = become_good, .number = FAULT_RESOLVER_FAILS, CLOUD },
  { "network/no-route", "no route", AT (ALL), .begin = name_fails, .end = become_good,
    .number = FAULT_RESOLVER_UNREACHABLE, CLOUD },
  { "network/refused", "connection refused", AT (ALL), .begin = refuse, CLOUD },
  { "network/closed", "closed instead of answered", EVERYWHERE | AT (STREAM), drop, CORRAL_FAULT_CLOSE, CLOUD },
  { "network/reset", "reset instead of answered", EVERYWHERE, drop, CORRAL_FAULT_RESET, CLOUD },
  { "network/reset-at-k", "reset at byte k", EVERYWHERE, cut, CORRAL_FRAMING_AS_IT_IS, "reset", 8, CLOUD },
  { "network/cut-length", "body cut, Content-Length", EVERYWHERE, cut, CORRAL_FRAMING_LENGTH, NULL, 8, CLOUD },
  { "network/cut-chunked", "body cut, chunked", EVERYWHERE, cut, CORRAL_FRAMING_CHUNKED, NULL, 8, CLOUD },
  { "network/cut-close", "body cut, ended by closing", EVERYWHERE, cut, CORRAL_FRAMING_UNTIL_CLOSE, NULL, 8, CLOUD },
  { "network/cut-gzip", "body cut, gzip", EVERYWHERE, cut, CORRAL_FRAMING_GZIP, NULL, 8, CLOUD },
  { "network/cut-at-every-k", "body cut at every k", .elsewhere = "tests/sync/test-sync-faults:/sync/faults/cut-changes" },
  { "network/cut-at-every-k-of-an-operation", "the same of an operation's answer",
    .elsewhere = "tests/unit/api/test-api-operations:/operations/cut-anywhere" },
  { "network/slow", "one byte at a time", AT (CHANGES) | AT (PUT), slow, 0, CLOUD, .impatient = TRUE },
  { "network/slow-body", "one byte at a time, from the body on", AT (CHANGES) | AT (GET), slow, 200, CLOUD,
    .impatient = TRUE },
  { "network/hang", "hang after accept", EVERYWHERE, drop, CORRAL_FAULT_HANG, CLOUD, .impatient = TRUE },
  { "network/hang-in-body", "hang in the body", AT_LISTS | AT (PUT), hang_in_body, 0, CLOUD, .impatient = TRUE },
  { "network/tls-expired", "TLS: expired", AT (ALL), .begin = certificate_expired, .end = become_good, CLOUD },
  { "network/tls-wrong-host", "TLS: of another host", AT (ALL), .begin = certificate_of_another, .end = become_good, CLOUD },
  { "network/tls-self-signed", "TLS: signed by nobody known", AT (ALL), .begin = certificate_of_nobody, .end = become_good,
    CLOUD },
  { "network/tls-1-0", "TLS 1.0", AT (ALL), .begin = tls_of_old, .end = become_good, CLOUD },
  { "network/tls-none", "no TLS", AT (ALL), .begin = tls_of_old, .end = become_good, .text = "SSH-2.0-Server\r\n", CLOUD },
  { "network/tls-cut", "TLS: closed in mid-stream", AT (CHANGES) | AT (PUT), cut_rudely, .begin = tls_for_cut,
    .end = become_good, CLOUD },
  { "network/redirect-port", "redirect to another port", EVERYWHERE, redirect, 302,
    "Location: http://127.0.0.1:1PATH\r\n", CLOUD },
  { "network/redirect-host", "redirect to another host", AT_LISTS | AT (PUT), redirect, 307,
    "Location: https://192.0.2.1PATH\r\n", CLOUD },
  { "network/redirect-scheme", "redirect to another scheme", AT_LISTS | AT (PUT), redirect, 308,
    "Location: file:///etc/passwd\r\n", CLOUD },
  { "network/redirect-loop", "redirect in a loop", EVERYWHERE, redirect, 301, "Location: http://127.0.0.1:PORTPATH\r\n",
    CLOUD },

  /* server */
  { "server/429", "429 without a time", EVERYWHERE | AT (STREAM), answer_status, 429, .states = LATER },
  { "server/429-seconds", "429, in seconds", AT (CHANGES) | AT (PUT), answer_status, 429, RETRY_AFTER ("90"),
    .states = LATER },
  { "server/429-date", "429, a date", AT (CHANGES) | AT (PUT), answer_status, 429,
    RETRY_AFTER ("Mon, 02 Nov 2026 15:05:00 GMT"), .states = LATER },
  { "server/429-past", "429, in the past", AT (CHANGES) | AT (PUT), answer_status, 429,
    RETRY_AFTER ("Sun, 06 Nov 1994 08:49:37 GMT"), .states = LATER },
  { "server/429-ten-years", "429, in ten years", AT (CHANGES) | AT (PUT), answer_status, 429, RETRY_AFTER ("315360000"),
    .states = LATER },
  { "server/429-garbage", "429, garbage", AT (CHANGES) | AT (PUT), answer_status, 429, RETRY_AFTER ("-1e9, soon"),
    .states = LATER },
  { "server/503", "503 without a time", EVERYWHERE | AT (STREAM), answer_status, 503, .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-seconds", "503, in seconds", AT (CHANGES) | AT (PUT), answer_status, 503, RETRY_AFTER ("90"),
    .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-date", "503, a date", AT (CHANGES) | AT (PUT), answer_status, 503,
    RETRY_AFTER ("Mon, 02 Nov 2026 15:05:00 GMT"), .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-past", "503, in the past", AT (CHANGES) | AT (PUT), answer_status, 503,
    RETRY_AFTER ("Sun, 06 Nov 1994 08:49:37 GMT"), .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-ten-years", "503, in ten years", AT (CHANGES) | AT (PUT), answer_status, 503, RETRY_AFTER ("315360000"),
    .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-garbage", "503, garbage", AT (CHANGES) | AT (PUT), answer_status, 503, RETRY_AFTER ("soon"),
    .hops = TOLD (CLOUD), .states = LATER },
  { "server/500", "500", EVERYWHERE | AT (STREAM), answer_status, 500, CLOUD },
  { "server/500-for-long", "an hour of 500s", .elsewhere = "tests/sync/test-sync-follow:/sync/follow/rate-while-failing" },
  { "server/500-at-most-so-often", "at most 60 requests a minute", .elsewhere = "tests/unit/sync/test-sync-engine:/sync/engine/rate" },
  { "server/502-after-the-effect", "a gateway's word after the effect", EVERYWHERE, replace_by_gateway, 502, CLOUD },
  { "server/504-after-the-effect", "the same, 504", AT (PUT), replace_by_gateway, 504, CLOUD },
  { "server/401-once", "401 once", EVERYWHERE, answer_status, 401, .times = 1, .sign_in = TRUE, .hops = TOLD (SIGN_IN), .states = OPEN },
  { "server/401", "401 for ever", EVERYWHERE, answer_status, 401, .sign_in = TRUE, .hops = TOLD (SIGN_IN), .states = OPEN },
  { "server/403", "403 in mid-sync", AT_READS | AT (STREAM), answer_status, 403, .hops = TOLD (SIGN_IN) },
  { "server/410-expired", "410, expired", AT (CHANGES), answer_gone, 0, "expired", 1 },
  { "server/410-epoch", "410, epoch", AT (CHANGES), answer_gone, 0, "epoch", 1 },
  { "server/410-scope", "410, scope", AT (CHANGES), answer_gone, 0, "scope", 1 },
  { "server/410-schema", "410, schema", AT (CHANGES), answer_gone, 0, "schema", 1 },
  { "server/410-unknown", "410 of a reason nobody knows", AT (CHANGES), answer_gone, 0, "moon", 1 },
  { "server/410-on-the-resync", "410 on the resync itself", AT (SNAPSHOT), answer_gone, 0, "epoch", 2 },
  { "server/page-repeated", "duplicate pages", AT (SNAPSHOT), repeat_page, .begin = small_pages, CLOUD },
  { "server/page-old", "old pages", AT (CHANGES), repeat_page, CLOUD },
  { "server/page-reordered", "reordered pages", AT (SNAPSHOT), reorder, CLOUD },
  { "server/cursor-cycles", "cursors that cycle", AT (SNAPSHOT) | AT (VITALS), cycle, .begin = small_pages, CLOUD },
  { "server/has-more-for-ever", "has_more for ever", AT (CHANGES), fault_content_value, 0, "/has_more=true", CLOUD },
  { "server/late-put", "del, late put", AT (CHANGES), add_old, 0,
    "{\"c\":\"cart\",\"id\":\"ghost\",\"rev\":9,\"op\":\"del\"}," OLD_CART ("ghost", "8"), .harmless = TRUE },
  { "server/revision-falls", "a revision falls", AT (CHANGES), add_old, 0, OLD_CART ("$C", "1"), .harmless = TRUE },
  { "server/old-del", "an old del of what is there", AT (CHANGES), add_old, 0,
    "{\"c\":\"cart\",\"id\":\"$C\",\"rev\":1,\"op\":\"del\"}", .harmless = TRUE },
  { "server/another-chain", "another chain's rows", AT_LISTS | AT (VITALS), misroute, CLOUD },
  { "server/answer-lost", "the answer is lost after the effect", AT_OPERATIONS, lose, CORRAL_FAULT_CLOSE, CLOUD },
  { "server/answer-lost-reset", "the same, with a reset", AT (PUT), lose, CORRAL_FAULT_RESET, CLOUD },
  { "server/answer-lost-hang", "the same, and nothing more comes", AT (PUT), lose, CORRAL_FAULT_HANG, CLOUD,
    .impatient = TRUE },
  { "server/request-lost", "the request is lost", AT_OPERATIONS, drop, CORRAL_FAULT_CLOSE, NULL, 2, CLOUD },
  { "server/request-twice", "the request comes twice", EVERYWHERE, pass_twice, .harmless = TRUE },
  { "server/request-late", "the request comes long after, out of order", AT (PUT), delay, 0, NULL, 4, .end = deliver, CLOUD },
  { "server/wrong-id", "2xx with a wrong operation's id", AT_OPERATIONS, fault_content_value, 0,
    "/id=\"01a19cc6-0000-7000-8000-000000000000\"", CLOUD },

  /* content: of all of it */
  { "content/empty", "an empty 200", EVERYWHERE, fault_content_whole, CONTENT_EMPTY, CLOUD },
  { "content/html", "an HTML page", EVERYWHERE | AT (STREAM), portal, 200, CLOUD },
  { "content/html-404", "an HTML page, 404", AT (ME) | AT (CHANGES) | AT_OPERATIONS, portal, 404, CLOUD },
  { "content/html-511", "an HTML page, 511", AT (CHANGES) | AT (PUT), portal, 511, CLOUD },
  { "content/html-as-json", "an HTML page that says it is JSON", AT_LISTS | AT (PUT), fault_content_whole, 0,
    "<html>Sign in</html>", CLOUD },
  { "content/two-documents", "two documents", EVERYWHERE, fault_content_whole, CONTENT_TWICE, CLOUD },
  { "content/array", "a wrong type of it all", EVERYWHERE, fault_content_whole, 0, "[]", CLOUD },
  { "content/null", "null", EVERYWHERE, fault_content_whole, 0, "null", CLOUD },
  { "content/nothing-in-it", "missing members", EVERYWHERE, fault_content_whole, 0, "{}", CLOUD },
  { "content/long-string", "a string of 64 MB", AT (CHANGES) | AT (PUT), fault_content_whole, CONTENT_LONG_STRING, CLOUD },
  { "content/deep", "depth 100,000", EVERYWHERE, fault_content_whole, CONTENT_DEEP, CLOUD },
  { "content/many-keys", "a million keys", AT (CHANGES) | AT (PUT), fault_content_whole, CONTENT_MANY_KEYS, CLOUD },
  { "content/bomb", "a gzip bomb", AT (CHANGES) | AT (PUT), fault_content_whole, CONTENT_BOMB, CLOUD },
  { "content/gzip", "gzip, sound", EVERYWHERE, frame, CORRAL_FRAMING_GZIP, .harmless = TRUE },
  { "content/chunked", "chunked, sound", EVERYWHERE, frame, CORRAL_FRAMING_CHUNKED, .harmless = TRUE },
  { "content/until-close", "ended by closing, sound", AT (CHANGES) | AT (PUT), frame, CORRAL_FRAMING_UNTIL_CLOSE,
    .harmless = TRUE },
  { "content/gzip-twice", "double gzip", AT_LISTS | AT (PUT), frame, CORRAL_FRAMING_GZIP_TWICE, CLOUD },
  { "content/gzip-said", "a wrong encoding", AT_LISTS | AT (PUT), frame, CORRAL_FRAMING_GZIP_SAID, CLOUD },
  { "content/more-members", "extra members", EVERYWHERE, fault_content_append, 0,
    ",\"x_new\":{\"a\":[1,null,\"\\u00e9\"]},\"x_other\":-0", .harmless = TRUE },
  { "content/duplicate-member", "duplicate keys", AT_LISTS, fault_content_append, 0, ",\"count\":0", CLOUD },

  /* content: of one row, which is put aside while the rest is taken over */
  { "content/row-wrong-type", "a wrong type", AT_LISTS, fault_content_value, 0, "rev=\"many\"", ASIDE },
  { "content/row-null", "null where something must be", AT_LISTS, fault_content_value, 0, "rev=null", ASIDE },
  { "content/row-2-53", "2^53+1", AT_LISTS, fault_content_value, 0, "rev=9007199254740993", ASIDE },
  { "content/row-1e400", "1e400", AT_LISTS, fault_content_value, 0, "rev=1e400", ASIDE },
  { "content/row-nan", "NaN", AT_LISTS, fault_content_value, 0, "rev=NaN", .hops = TOLD (CLOUD) },
  { "content/row-minus-0", "-0", AT (SNAPSHOT), fault_content_value, 0, "rev=-0", .touch = TRUE },
  { "content/row-unknown-word", "unknown enums", AT (SNAPSHOT), fault_content_value, 0, "state=\"on_the_moon\"",
    .touch = TRUE, .check = fault_content_check_label },
  { "content/row-lone-surrogate", "a lone surrogate", AT (SNAPSHOT), fault_content_value, 0, "label=\"a\\ud800b\"",
    .touch = TRUE, .check = fault_content_check_label },
  { "content/row-nul", "\\u0000", AT (SNAPSHOT), fault_content_value, 0, "label=\"a\\u0000b\"", .touch = TRUE, .check = fault_content_check_label },
  { "content/row-bad-utf8", "bad UTF-8", AT_LISTS, fault_content_value, 0, "id=\"\xff\xc0\x80\"", .hops = TOLD (CLOUD) },
  { "content/row-bidi", "bidi controls", AT (SNAPSHOT), fault_content_value, 0, "label=\"\\u202e0412\"", .touch = TRUE, .check = fault_content_check_label },
  { "content/row-card-number", "a card number", AT (SNAPSHOT), fault_content_value, 0,
    "label=\"4111 1111 1111 1111\"", .touch = TRUE, .check = fault_content_check_label },

  /* stream: nothing is lost, and nobody is told that anything is wrong: the poll does its work */
  { "stream/never-opens", "never opens", AT (STREAM), drop, CORRAL_FAULT_HANG, .harmless = TRUE, .impatient = TRUE },
  { "stream/half-event", "half an event", AT (STREAM), stream_says, CORRAL_FAULT_CLOSE, "event: sta", .harmless = TRUE },
  { "stream/nonsense", "events that say nothing", AT (STREAM), stream_says, CORRAL_FAULT_CLOSE,
    "event: \x01\ndata: [[[\n\n:\n\nretry: -5\n\nid\n\n", .harmless = TRUE },
  { "stream/long-line", "a line of 1 MB", AT (STREAM), stream_long_line, .harmless = TRUE },
  { "stream/silent", "silent death", AT (STREAM), stream_says, CORRAL_FAULT_HANG, ":\n\n", .harmless = TRUE,
    .impatient = TRUE },
  { "stream/flood", "a flood", AT (STREAM), stream_flood, .harmless = TRUE },
  { "stream/bye", "goodbye at once", AT (STREAM), stream_says, CORRAL_FAULT_CLOSE, "event: bye\nretry: 1\ndata: {}\n\n",
    .harmless = TRUE },

  /* machine */
  { "machine/kill", "kill −9 anywhere", .elsewhere = "tests/sync/test-kill:/sync/kill" },
  { "machine/power-cut", "power cut, outbox", .elsewhere = "tests/unit/cache/test-cache-power-cuts:/cache/power-cuts/outbox" },
  { "machine/power-cut-cache", "power cut, cache", .elsewhere = "tests/unit/cache/test-cache-power-cuts:/cache/power-cuts/cache" },
  { "machine/memory", "the n-th allocation of SQLite fails",
    .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/memory/" },
  { "machine/disk", "the n-th read, write, fsync fails",
    .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/disk/" },
  { "machine/disk-full", "disk full", .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/disk-full" },
  { "machine/disk-read-only", "disk read-only",
    .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/disk-read-only" },
  { "machine/folder-read-only", "folder read-only", .elsewhere = "tests/unit/cache/test-cache-files:/cache/files/a-read-only-folder" },
  { "machine/cache-flipped", "cache flipped", AT (ALL), .begin = spoil_cache, .harmless = TRUE, .warm = TRUE,
    .may_hops = TOLD (PC) },
  { "machine/cache-truncated", "cache truncated", AT (ALL), .begin = spoil_cache, .number = 400, .harmless = TRUE,
    .warm = TRUE, .forgets = TRUE },
  { "machine/cache-empty", "cache empty", AT (ALL), .begin = spoil_cache, .text = "", .harmless = TRUE, .warm = TRUE, .forgets = TRUE },
  { "machine/cache-not-a-database", "cache not a database", AT (ALL), .begin = spoil_cache, .text = "Dear diary, today",
    .harmless = TRUE, .warm = TRUE, .forgets = TRUE },
  { "machine/cache-newer", "cache of a newer version", .elsewhere = "tests/unit/cache/test-cache-files:/cache/files/newer" },
  { "machine/outbox-damaged", "outbox flipped, truncated, not a database",
    .elsewhere = "tests/unit/cache/test-cache-outbox-damage:/cache/outbox-damage/" },
  { "machine/outbox-newer", "outbox of a newer version",
    .elsewhere = "tests/unit/cache/test-cache-outbox-damage:/cache/outbox-damage/newer" },
  { "machine/two-processes", "two processes", .elsewhere = "tests/unit/cache/test-cache-files:/cache/files/two-processes" },
  { "machine/two-processes-outbox", "two processes, outbox",
    .elsewhere = "tests/unit/cache/test-cache-outbox-access:/cache/outbox-access/other-process" },
  { "machine/pinned-log", "a reader that pins the WAL", AT (ALL), .begin = pin_log, .end = let_log_go, .harmless = TRUE,
    .warm = TRUE },
  { "machine/clock-fast", "clock a day fast", AT (ALL), .begin = set_clock, .number = 25, .harmless = TRUE },
  { "machine/clock-slow", "clock a day slow", AT (ALL), .begin = set_clock, .number = -25, .harmless = TRUE },
  { "machine/clock-jumps", "clock jumps while there is no way to the cloud", AT (ALL), .begin = set_clock_offline,
    .number = 25, CLOUD, .warm = TRUE },
  { "machine/clock-jumps-back", "the same, back", AT (ALL), .begin = set_clock_offline, .number = -25, CLOUD, .warm = TRUE },
  { "machine/suspend", "suspended for 8 hours", AT (ALL), .begin = suspend, .number = 8, .harmless = TRUE, .warm = TRUE },
  { "machine/dst", "DST", .elsewhere = "tests/unit/base/test-base-time:/base/time/day-start" },
  { "machine/account-switched", "account switched", AT (ME), switch_account, .states = BIT (QUEUED), .warm = TRUE,
    .sign_in = TRUE },
  { "machine/revoked", "permission revoked", AT (ME), take_chains, .states = BIT (QUEUED), .warm = TRUE,
    .forgets = TRUE, .sign_in = TRUE },
};
const guint n_fault_rows = G_N_ELEMENTS (fault_rows);
