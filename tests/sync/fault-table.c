/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of faults: reliability.md's, in its order: network, server, content, stream, machine. What is done to
 * requests is done on the proxy's threads, the rest on the test's.
 */
#include "fault-table.h"

#include "fault-resolver.h"

#include <string.h>

#define JSON "application/json"
#define PROBLEM "application/problem+json"
#define STREAM_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

#define TOLD(hop) (1u << CORRAL_HOP_##hop)
#define BIT(state) CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_##state)
/* What may have been done is UNKNOWN; what was certainly not is RETRY, or waits as before. */
#define OPEN (BIT (QUEUED) | BIT (SENDING) | BIT (UNKNOWN))
#define LATER (BIT (QUEUED) | BIT (SENDING) | BIT (RETRY))

/* ---- network ------------------------------------------------------------------------------------------------- */

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

static CorralProxyFault
cut_rudely (FaultRun *run, const char *target, guint nth)
{
  return (CorralProxyFault){ .how = { .cut_at = -1, .end = CORRAL_FAULT_CLOSE },
                             .framing = CORRAL_FRAMING_UNTIL_CLOSE, .cut_thousandths = 900, .rude = TRUE };
}

/* ---- server -------------------------------------------------------------------------------------------------- */

/* row->number is the status, row->text the headers, each ending in a new line. */
static CorralProxyFault
answer_status (FaultRun *run, const char *target, guint nth)
{
  guint status = (guint) run->row->number;
  g_autofree char *body
      = g_strdup_printf ("{\"type\":\"about:blank\",\"title\":\"No\",\"status\":%u,\"code\":\"%s\"}", status,
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
  g_autofree char *body
      = g_strdup_printf ("{\"status\":410,\"code\":\"state-expired\",\"reason\":\"%s\"}", run->row->text);

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

/* ---- framings ------------------------------------------------------------------------------------------------ */

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

/* ---- stream -------------------------------------------------------------------------------------------------- */

/* row->text is what the stream says; row->number how it ends. */
static CorralProxyFault
stream_says (FaultRun *run, const char *target, guint nth)
{
  g_autoptr (GString) text = g_string_new (STREAM_HEAD);

  g_string_append (text, run->row->text);
  return (CorralProxyFault){ .kind = CORRAL_PROXY_ANSWER,
                             .how = { .bytes = g_string_free_to_bytes (g_steal_pointer (&text)),
                                      .cut_at = -1,
                                      .end = (CorralFaultEnd) run->row->number } };
}

static CorralProxyFault
stream_long_line (FaultRun *run, const char *target, guint nth)
{
  GString *text = g_string_new (STREAM_HEAD "data: ");
  gsize head = text->len;

  g_string_set_size (text, head + (1 << 20));
  memset (text->str + head, 'x', 1 << 20);
  return (CorralProxyFault){ .kind = CORRAL_PROXY_ANSWER,
                             .how = { .bytes = g_string_free_to_bytes (text),
                                      .cut_at = -1,
                                      .end = CORRAL_FAULT_HANG } };
}

static CorralProxyFault
stream_flood (FaultRun *run, const char *target, guint nth)
{
  GString *text = g_string_new (STREAM_HEAD);

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "event: state\ndata: {\"state\":\"%u\"}\n\n", i);
  return (CorralProxyFault){ .kind = CORRAL_PROXY_ANSWER,
                             .how = { .bytes = g_string_free_to_bytes (text),
                                      .cut_at = -1,
                                      .end = CORRAL_FAULT_CLOSE } };
}

/* ---- the table ----------------------------------------------------------------------------------------------- */

#define OLD_CART(id, rev) \
  "{\"c\":\"cart\",\"id\":\"" id "\",\"rev\":" rev ",\"op\":\"put\",\"data\":{\"id\":\"" id "\",\"rev\":" rev \
  ",\"serial\":\"OLD\",\"label\":\"OLD\",\"store\":\"s\",\"state\":\"idle\"}}"

#define EVERYWHERE (AT_READS | AT_OPERATIONS)
#define CLOUD .hops = TOLD (CLOUD), .states = OPEN
/* Until it is asked for again. */
#define ASIDE .put_aside = TRUE, .restart = TRUE, .end = fault_machine_hours_pass
#define RETRY_AFTER(value) "Retry-After: " value "\r\n"

const FaultRow fault_rows[] = {
  /* network */
  { "network/name", "DNS failure", AT (ALL), .begin = fault_machine_name_fails, .end = fault_machine_become_good,
    .number = FAULT_RESOLVER_FAILS, CLOUD },
  { "network/no-route", "no route", AT (ALL), .begin = fault_machine_name_fails, .end = fault_machine_become_good,
    .number = FAULT_RESOLVER_UNREACHABLE, CLOUD },
  { "network/refused", "connection refused", AT (ALL), .begin = refuse, CLOUD },
  { "network/closed", "closed instead of answered", EVERYWHERE | AT (STREAM), drop, CORRAL_FAULT_CLOSE, CLOUD },
  { "network/reset", "reset instead of answered", EVERYWHERE, drop, CORRAL_FAULT_RESET, CLOUD },
  { "network/reset-at-k", "reset at byte k", EVERYWHERE, cut, CORRAL_FRAMING_AS_IT_IS, "reset", 8, CLOUD },
  { "network/cut-length", "body cut, Content-Length", EVERYWHERE, cut, CORRAL_FRAMING_LENGTH, NULL, 8, CLOUD },
  { "network/cut-chunked", "body cut, chunked", EVERYWHERE, cut, CORRAL_FRAMING_CHUNKED, NULL, 8, CLOUD },
  { "network/cut-close", "body cut, ended by closing", EVERYWHERE, cut, CORRAL_FRAMING_UNTIL_CLOSE, NULL, 8,
    CLOUD },
  { "network/cut-gzip", "body cut, gzip", EVERYWHERE, cut, CORRAL_FRAMING_GZIP, NULL, 8, CLOUD },
  { "network/cut-at-every-k", "body cut at every k",
    .elsewhere = "tests/sync/test-sync-faults:/sync/faults/cut-changes" },
  { "network/cut-at-every-k-framed", "the same, chunked and ended by closing",
    .elsewhere = "tests/unit/api/test-api-client:/client/cut-anywhere" },
  { "network/cut-at-every-k-packed", "the same, gzip",
    .elsewhere = "tests/unit/api/test-api-client:/client/packed" },
  { "network/cut-at-every-k-of-an-operation", "the same of an operation's answer",
    .elsewhere = "tests/unit/api/test-api-operations:/operations/cut-anywhere" },
  { "network/slow", "one byte at a time", AT (CHANGES) | AT (PUT), slow, 0, CLOUD, .impatient = TRUE },
  { "network/slow-body", "one byte at a time, from the body on", AT (CHANGES) | AT (GET), slow, 200, CLOUD,
    .impatient = TRUE },
  { "network/hang", "hang after accept", EVERYWHERE, drop, CORRAL_FAULT_HANG, CLOUD, .impatient = TRUE },
  { "network/hang-in-body", "hang in the body", AT_LISTS | AT (PUT), hang_in_body, 0, CLOUD, .impatient = TRUE },
  { "network/tls-expired", "TLS: expired", AT (ALL), .begin = fault_machine_certificate_expired,
    .end = fault_machine_become_good, CLOUD },
  { "network/tls-wrong-host", "TLS: of another host", AT (ALL), .begin = fault_machine_certificate_of_another,
    .end = fault_machine_become_good, CLOUD },
  { "network/tls-self-signed", "TLS: signed by nobody known", AT (ALL),
    .begin = fault_machine_certificate_of_nobody, .end = fault_machine_become_good, CLOUD },
  { "network/tls-1-0", "TLS 1.0", AT (ALL), .begin = fault_machine_tls_of_old, .end = fault_machine_become_good,
    CLOUD },
  { "network/tls-none", "no TLS", AT (ALL), .begin = fault_machine_tls_of_old, .end = fault_machine_become_good,
    .text = "SSH-2.0-Server\r\n", CLOUD },
  { "network/tls-cut", "TLS: closed in mid-stream", AT (CHANGES) | AT (PUT), cut_rudely,
    .begin = fault_machine_tls_for_cut, .end = fault_machine_become_good, CLOUD },
  { "network/redirect-port", "redirect to another port", EVERYWHERE, redirect, 302,
    "Location: http://127.0.0.1:1PATH\r\n", CLOUD },
  { "network/redirect-host", "redirect to another host", AT_LISTS | AT (PUT), redirect, 307,
    "Location: https://192.0.2.1PATH\r\n", CLOUD },
  { "network/redirect-scheme", "redirect to another scheme", AT_LISTS | AT (PUT), redirect, 308,
    "Location: file:///etc/passwd\r\n", CLOUD },
  { "network/redirect-loop", "redirect in a loop", EVERYWHERE, redirect, 301,
    "Location: http://127.0.0.1:PORTPATH\r\n", CLOUD },

  /* server */
  { "server/429", "429 without a time", EVERYWHERE | AT (STREAM), answer_status, 429, .states = LATER },
  { "server/429-seconds", "429, in seconds", AT (CHANGES) | AT (PUT), answer_status, 429, RETRY_AFTER ("90"),
    .states = LATER },
  { "server/429-date", "429, a date", AT (CHANGES) | AT (PUT), answer_status, 429,
    RETRY_AFTER ("Mon, 02 Nov 2026 15:05:00 GMT"), .states = LATER },
  { "server/429-past", "429, in the past", AT (CHANGES) | AT (PUT), answer_status, 429,
    RETRY_AFTER ("Sun, 06 Nov 1994 08:49:37 GMT"), .states = LATER },
  { "server/429-ten-years", "429, in ten years", AT (CHANGES) | AT (PUT), answer_status, 429,
    RETRY_AFTER ("315360000"), .states = LATER },
  { "server/429-garbage", "429, garbage", AT (CHANGES) | AT (PUT), answer_status, 429, RETRY_AFTER ("-1e9, soon"),
    .states = LATER },
  { "server/503", "503 without a time", EVERYWHERE | AT (STREAM), answer_status, 503, .hops = TOLD (CLOUD),
    .states = LATER },
  { "server/503-seconds", "503, in seconds", AT (CHANGES) | AT (PUT), answer_status, 503, RETRY_AFTER ("90"),
    .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-date", "503, a date", AT (CHANGES) | AT (PUT), answer_status, 503,
    RETRY_AFTER ("Mon, 02 Nov 2026 15:05:00 GMT"), .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-past", "503, in the past", AT (CHANGES) | AT (PUT), answer_status, 503,
    RETRY_AFTER ("Sun, 06 Nov 1994 08:49:37 GMT"), .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-ten-years", "503, in ten years", AT (CHANGES) | AT (PUT), answer_status, 503,
    RETRY_AFTER ("315360000"), .hops = TOLD (CLOUD), .states = LATER },
  { "server/503-garbage", "503, garbage", AT (CHANGES) | AT (PUT), answer_status, 503, RETRY_AFTER ("soon"),
    .hops = TOLD (CLOUD), .states = LATER },
  { "server/500", "500", EVERYWHERE | AT (STREAM), answer_status, 500, CLOUD },
  { "server/500-for-long", "an hour of 500s",
    .elsewhere = "tests/sync/test-sync-follow:/sync/follow/rate-while-failing" },
  { "server/500-at-most-so-often", "at most 60 requests a minute",
    .elsewhere = "tests/unit/sync/test-sync-engine:/sync/engine/rate" },
  { "server/502-after-the-effect", "a gateway's word after the effect", EVERYWHERE, replace_by_gateway, 502,
    CLOUD },
  { "server/504-after-the-effect", "the same, 504", AT (PUT), replace_by_gateway, 504, CLOUD },
  { "server/401-once", "401 once", EVERYWHERE, answer_status, 401, .times = 1, .sign_in = TRUE,
    .hops = TOLD (SIGN_IN), .states = OPEN },
  { "server/401", "401 for ever", EVERYWHERE, answer_status, 401, .sign_in = TRUE, .hops = TOLD (SIGN_IN),
    .states = OPEN },
  { "server/401-token-expired", "401 until the token is exchanged",
    .elsewhere = "tests/sync/test-sync-sign-in:/sync/sign-in/expired" },
  { "server/401-refresh-reused", "401 for a refresh token that was used before",
    .elsewhere = "tests/sync/test-sync-sign-in:/sync/sign-in/refresh-reused" },
  { "server/403", "403 in mid-sync", AT_READS | AT (STREAM), answer_status, 403, .hops = TOLD (SIGN_IN) },
  { "server/410-expired", "410, expired", AT (CHANGES), answer_gone, 0, "expired", 1 },
  { "server/410-epoch", "410, epoch", AT (CHANGES), answer_gone, 0, "epoch", 1 },
  { "server/410-scope", "410, scope", AT (CHANGES), answer_gone, 0, "scope", 1 },
  { "server/410-schema", "410, schema", AT (CHANGES), answer_gone, 0, "schema", 1 },
  { "server/410-unknown", "410 of a reason nobody knows", AT (CHANGES), answer_gone, 0, "moon", 1 },
  { "server/410-on-the-resync", "410 on the resync itself", AT (SNAPSHOT), answer_gone, 0, "epoch", 2 },
  { "server/page-repeated", "duplicate pages", AT (SNAPSHOT), fault_content_repeat_page,
    .begin = fault_content_small_pages, CLOUD },
  { "server/page-old", "old pages", AT (CHANGES), fault_content_repeat_page, CLOUD },
  { "server/page-reordered", "reordered pages", AT (SNAPSHOT), fault_content_reorder, CLOUD },
  { "server/cursor-cycles", "cursors that cycle", AT (SNAPSHOT) | AT (VITALS), fault_content_cycle,
    .begin = fault_content_small_pages, CLOUD },
  { "server/has-more-for-ever", "has_more for ever", AT (CHANGES), fault_content_value, 0, "/has_more=true",
    CLOUD },
  { "server/late-put", "del, late put", AT (CHANGES), fault_content_add_old, 0,
    "{\"c\":\"cart\",\"id\":\"ghost\",\"rev\":9,\"op\":\"del\"}," OLD_CART ("ghost", "8"), .harmless = TRUE },
  { "server/revision-falls", "a revision falls", AT (CHANGES), fault_content_add_old, 0, OLD_CART ("$C", "1"),
    .harmless = TRUE },
  { "server/old-del", "an old del of what is there", AT (CHANGES), fault_content_add_old, 0,
    "{\"c\":\"cart\",\"id\":\"$C\",\"rev\":1,\"op\":\"del\"}", .harmless = TRUE },
  { "server/another-chain", "another chain's rows", AT_LISTS | AT (VITALS), fault_content_misroute, CLOUD },
  { "server/answer-lost", "the answer is lost after the effect", AT_OPERATIONS, lose, CORRAL_FAULT_CLOSE, CLOUD },
  { "server/answer-lost-reset", "the same, with a reset", AT (PUT), lose, CORRAL_FAULT_RESET, CLOUD },
  { "server/answer-lost-hang", "the same, and nothing more comes", AT (PUT), lose, CORRAL_FAULT_HANG, CLOUD,
    .impatient = TRUE },
  { "server/request-lost", "the request is lost", AT_OPERATIONS, drop, CORRAL_FAULT_CLOSE, NULL, 2, CLOUD },
  { "server/request-twice", "the request comes twice", EVERYWHERE, pass_twice, .harmless = TRUE },
  { "server/request-late", "the request comes long after, out of order", AT (PUT), delay, 0, NULL, 4,
    .end = deliver, CLOUD },
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
  { "content/long-string", "a string of 64 MB", AT (CHANGES) | AT (PUT), fault_content_whole, CONTENT_LONG_STRING,
    CLOUD },
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
  { "content/answer-wrong-type", "an operation's answer with a wrong type", AT_OPERATIONS, fault_content_value, 0,
    "/applied_rev=\"many\"", CLOUD },
  { "content/answer-null", "with null", AT_OPERATIONS, fault_content_value, 0, "/status=null", CLOUD },
  { "content/answer-missing", "without what must be there", AT_OPERATIONS, fault_content_value, 0, "/status=",
    CLOUD },
  { "content/answer-unknown-word", "with an unknown word", AT_OPERATIONS, fault_content_value, 0,
    "/status=\"moon\"", CLOUD },
  { "content/answer-2-53", "with 2^53+1", AT_OPERATIONS, fault_content_value, 0, "/applied_rev=9007199254740993",
    CLOUD },
  { "content/answer-1e400", "with 1e400", AT_OPERATIONS, fault_content_value, 0, "/applied_rev=1e400", CLOUD },
  { "content/duplicate-member", "duplicate keys", AT_LISTS, fault_content_append, 0, ",\"count\":0", CLOUD },

  /* content: of one row, which is put aside while the rest is taken over */
  { "content/row-wrong-type", "a wrong type", AT_LISTS, fault_content_value, 0, "rev=\"many\"", ASIDE },
  { "content/row-null", "null where something must be", AT_LISTS, fault_content_value, 0, "rev=null", ASIDE },
  { "content/row-missing", "without what must be there", AT_LISTS, fault_content_value, 0, "rev=", ASIDE },
  { "content/row-duplicate", "duplicate keys", AT_LISTS, fault_content_value, 0, "rev=7,\"rev\":8", ASIDE },
  { "content/row-2-53", "2^53+1", AT_LISTS, fault_content_value, 0, "rev=9007199254740993", ASIDE },
  { "content/row-1e400", "1e400", AT_LISTS, fault_content_value, 0, "rev=1e400", ASIDE },
  { "content/row-nan", "NaN", AT_LISTS, fault_content_value, 0, "rev=NaN", .hops = TOLD (CLOUD) },
  { "content/row-minus-0", "-0", AT (SNAPSHOT), fault_content_value, 0, "rev=-0", .touch = TRUE },
  { "content/row-unknown-word", "unknown enums", AT (SNAPSHOT), fault_content_value, 0, "state=\"on_the_moon\"",
    .touch = TRUE, .check = fault_content_check_label },
  { "content/row-lone-surrogate", "a lone surrogate", AT (SNAPSHOT), fault_content_value, 0, "label=\"a\\ud800b\"",
    .touch = TRUE, .check = fault_content_check_label },
  { "content/row-nul", "\\u0000", AT (SNAPSHOT), fault_content_value, 0, "label=\"a\\u0000b\"", .touch = TRUE,
    .check = fault_content_check_label },
  { "content/row-bad-utf8", "bad UTF-8", AT_LISTS, fault_content_value, 0, "id=\"\xff\xc0\x80\"",
    .hops = TOLD (CLOUD) },
  { "content/row-bidi", "bidi controls", AT (SNAPSHOT), fault_content_value, 0, "label=\"\\u202e0412\"",
    .touch = TRUE, .check = fault_content_check_label },
  { "content/row-card-number", "a card number", AT (SNAPSHOT), fault_content_value, 0,
    "label=\"4111 1111 1111 1111\"", .touch = TRUE, .check = fault_content_check_label },

  /* stream: nothing is lost, and nobody is told that anything is wrong: the poll does its work */
  { "stream/never-opens", "never opens", AT (STREAM), drop, CORRAL_FAULT_HANG, .harmless = TRUE,
    .impatient = TRUE },
  { "stream/half-event", "half an event", AT (STREAM), stream_says, CORRAL_FAULT_CLOSE, "event: sta",
    .harmless = TRUE },
  { "stream/nonsense", "events that say nothing", AT (STREAM), stream_says, CORRAL_FAULT_CLOSE,
    "event: \x01\ndata: [[[\n\n:\n\nretry: -5\n\nid\n\n", .harmless = TRUE },
  { "stream/long-line", "a line of 1 MB", AT (STREAM), stream_long_line, .harmless = TRUE },
  { "stream/silent", "silent death", AT (STREAM), stream_says, CORRAL_FAULT_HANG, ":\n\n", .harmless = TRUE,
    .impatient = TRUE },
  { "stream/flood", "a flood", AT (STREAM), stream_flood, .harmless = TRUE },
  { "stream/bye", "goodbye at once", AT (STREAM), stream_says, CORRAL_FAULT_CLOSE,
    "event: bye\nretry: 1\ndata: {}\n\n", .harmless = TRUE },

  /* machine */
  { "machine/kill", "kill −9 anywhere", .elsewhere = "tests/sync/test-kill:/sync/kill" },
  { "machine/kill-the-tool", "the same, of the command line tool",
    .elsewhere = "tests/sync/test-sync-tool-kills:/sync/tool-kills/bad-link" },
  { "machine/power-cut", "power cut, outbox",
    .elsewhere = "tests/unit/cache/test-cache-power-cuts:/cache/power-cuts/outbox" },
  { "machine/power-cut-cache", "power cut, cache",
    .elsewhere = "tests/unit/cache/test-cache-power-cuts:/cache/power-cuts/cache" },
  { "machine/memory", "the n-th allocation of SQLite fails",
    .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/memory/" },
  { "machine/disk", "the n-th read, write, fsync fails",
    .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/disk/" },
  { "machine/disk-full", "disk full",
    .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/disk-full" },
  { "machine/disk-read-only", "disk read-only",
    .elsewhere = "tests/unit/cache/test-cache-disk-faults:/cache/faults/disk-read-only" },
  { "machine/folder-read-only", "folder read-only",
    .elsewhere = "tests/unit/cache/test-cache-files:/cache/files/a-read-only-folder" },
  { "machine/cache-flipped", "cache flipped", AT (ALL), .begin = fault_machine_spoil_cache, .harmless = TRUE,
    .warm = TRUE, .may_hops = TOLD (PC) },
  { "machine/cache-truncated", "cache truncated", AT (ALL), .begin = fault_machine_spoil_cache, .number = 400,
    .harmless = TRUE, .warm = TRUE, .forgets = TRUE },
  { "machine/cache-empty", "cache empty", AT (ALL), .begin = fault_machine_spoil_cache, .text = "",
    .harmless = TRUE, .warm = TRUE, .forgets = TRUE },
  { "machine/cache-not-a-database", "cache not a database", AT (ALL), .begin = fault_machine_spoil_cache,
    .text = "Dear diary, today", .harmless = TRUE, .warm = TRUE, .forgets = TRUE },
  { "machine/cache-newer", "cache of a newer version",
    .elsewhere = "tests/unit/cache/test-cache-files:/cache/files/newer" },
  { "machine/outbox-damaged", "outbox flipped, truncated, not a database",
    .elsewhere = "tests/unit/cache/test-cache-outbox-damage:/cache/outbox-damage/" },
  { "machine/outbox-newer", "outbox of a newer version",
    .elsewhere = "tests/unit/cache/test-cache-outbox-damage:/cache/outbox-damage/newer" },
  { "machine/two-processes", "two processes",
    .elsewhere = "tests/unit/cache/test-cache-files:/cache/files/two-processes" },
  { "machine/two-processes-outbox", "two processes, outbox",
    .elsewhere = "tests/unit/cache/test-cache-outbox-access:/cache/outbox-access/other-process" },
  { "machine/pinned-log", "a reader that pins the WAL", AT (ALL), .begin = fault_machine_pin_log,
    .end = fault_machine_let_log_go, .harmless = TRUE, .warm = TRUE },
  { "machine/clock-fast", "clock a day fast", AT (ALL), .begin = fault_machine_set_clock, .number = 25,
    .harmless = TRUE },
  { "machine/clock-slow", "clock a day slow", AT (ALL), .begin = fault_machine_set_clock, .number = -25,
    .harmless = TRUE },
  { "machine/clock-jumps", "clock jumps while there is no way to the cloud", AT (ALL),
    .begin = fault_machine_set_clock_offline, .number = 25, CLOUD, .warm = TRUE },
  { "machine/clock-jumps-back", "the same, back", AT (ALL), .begin = fault_machine_set_clock_offline, .number = -25,
    CLOUD, .warm = TRUE },
  { "machine/suspend", "suspended for 8 hours", AT (ALL), .begin = fault_machine_suspend, .number = 8,
    .harmless = TRUE, .warm = TRUE },
  { "machine/dst", "DST", .elsewhere = "tests/unit/base/test-base-time:/base/time/day-start" },
  { "machine/keyring-locked", "keyring locked", .elsewhere = "tests/unit/auth/test-auth-sign-in:/auth/sign-in/locked" },
  { "machine/keyring-absent", "keyring absent",
    .elsewhere = "tests/unit/auth/test-auth-sign-in:/auth/sign-in/session-only" },
  { "machine/keyring-vanished", "keyring gone in the middle",
    .elsewhere = "tests/unit/auth/test-auth-sign-in:/auth/sign-in/vanished" },
  { "machine/keyring-secret-gone", "keyring without the secret",
    .elsewhere = "tests/sync/test-sync-sign-in:/sync/sign-in/secret-gone" },
  { "machine/account-switched", "account switched", AT (ME), fault_machine_switch_account, .states = BIT (QUEUED),
    .warm = TRUE, .sign_in = TRUE },
  { "machine/revoked", "permission revoked", AT (ME), fault_machine_take_chains, .states = BIT (QUEUED),
    .warm = TRUE, .forgets = TRUE, .sign_in = TRUE },
};
const guint n_fault_rows = G_N_ELEMENTS (fault_rows);
