/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conformance test's frame: its checks by name, what was seen of each, asking with patience, what holds of every
 * answer and every list. On the thread that calls. */
#include "config.h"

#include "corral-conformance-private.h"

#include "corral-clock.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* How often, and how long at most each time, a server that says "not now" is waited for. */
#define PATIENCE_TIMES 3
#define PATIENCE_S 30

typedef struct
{
  const char *id;
  const char *title;
} CheckName;

static const CheckName names[] = {
  [CORRAL_CHECK_ME] = { "me", N_ ("“/v1/me” says who asks and what they may see") },
  [CORRAL_CHECK_AUTH] = { "auth", N_ ("Without a good token nothing is answered (401)") },
  [CORRAL_CHECK_TENANT] = { "tenant", N_ ("A chain that is not the caller's is answered 404 or 403") },
  [CORRAL_CHECK_PROBLEM] = { "problem", N_ ("Every refusal is a problem document (RFC 9457)") },
  [CORRAL_CHECK_ENVELOPE] = { "envelope", N_ ("Every list says whose it is, how many, and that it is whole") },
  [CORRAL_CHECK_ROWS] = { "rows", N_ ("Every row is as the contract has it") },
  [CORRAL_CHECK_ORDER] = { "order", N_ ("Snapshots are in rising order of their ids") },
  [CORRAL_CHECK_AS_OF] = { "as-of", N_ ("The state of a snapshot is the same on all its pages") },
  [CORRAL_CHECK_PAGING] = { "paging", N_ ("Small pages and large ones make the same list") },
  [CORRAL_CHECK_LIMIT] = { "limit", N_ ("A limit is kept, and one that is none is refused (400)") },
  [CORRAL_CHECK_ROW] = { "row", N_ ("A single row is that of the snapshot, with ETag and 304") },
  [CORRAL_CHECK_STATE] = { "state", N_ ("A state or cursor that is none is refused (410, 400)") },
  [CORRAL_CHECK_CHANGES] = { "changes", N_ ("Changes go on from the state asked for to an end, with ETag and 304") },
  [CORRAL_CHECK_REV] = { "rev", N_ ("Revisions only rise, and one revision is one content") },
  [CORRAL_CHECK_VITALS] = { "vitals", N_ ("Last values are as the contract has them, with ETag and 304") },
  [CORRAL_CHECK_C1] = { "C1", N_ ("Of writes that are made at once, none is skipped") },
  [CORRAL_CHECK_C2] = { "C2", N_ ("The same “since” twice gets the same answer") },
  [CORRAL_CHECK_C3] = { "C3", N_ ("A page that was cut is seen to be cut: “count”, and “end” last") },
  [CORRAL_CHECK_C4] = { "C4", N_ ("A store taken from the caller arrives as “leave”, or as 410") },
  [CORRAL_CHECK_C5] = { "C5", N_ ("After a restore from backup every state is answered 410 “epoch”") },
  [CORRAL_CHECK_C6] = { "C6", N_ ("One operation three times at once: one effect, one answer") },
  [CORRAL_CHECK_C7] = { "C7", N_ ("The same operation id with another body is answered 422") },
  [CORRAL_CHECK_C8] = { "C8", N_ ("A 4xx answer to an operation replays the same") },
  [CORRAL_CHECK_C9] = { "C9", N_ ("What was deleted does not come back with a lower revision") },
  [CORRAL_CHECK_C10] = { "C10", N_ ("Rows of another chain never appear") },
  [CORRAL_CHECK_C11] = { "C11", N_ ("429 and 503 say when to come back") },
  [CORRAL_CHECK_C12] = { "C12", N_ ("A snapshot with the changes after it equals the server's rows") },
  [CORRAL_CHECK_OP_APPLY] = { "op-apply", N_ ("An operation is applied and answered with its row") },
  [CORRAL_CHECK_OP_REPLAY] = { "op-replay", N_ ("The same operation again gets its stored answer") },
  [CORRAL_CHECK_OP_PROBE] = { "op-probe", N_ ("What became of an operation can be asked; 404 of an unknown one") },
  [CORRAL_CHECK_OP_FEED] = { "op-feed", N_ ("What an operation did arrives in the changes") },
  [CORRAL_CHECK_OP_EXPIRED] = { "op-expired", N_ ("An operation that is too late is answered 410") },
  [CORRAL_CHECK_OP_TYPE] = { "op-type", N_ ("An unknown type of operation is answered 422") },
  [CORRAL_CHECK_OP_BODY] = { "op-body", N_ ("A body that is no operation is refused (400, 422)") },
  [CORRAL_CHECK_OP_TARGET] = { "op-target", N_ ("An operation on a row that is not there is refused") },
  [CORRAL_CHECK_OP_SCOPE] = { "op-scope", N_ ("What the token does not allow is answered 403") },
  [CORRAL_CHECK_OP_ALERT] = { "op-alert", N_ ("An alert is acknowledged once; a later one is told who it was") },
  [CORRAL_CHECK_OP_MADE] = { "op-made", N_ ("What an operation makes has the id that it was given, and is made once") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORRAL_N_CHECKS);

const char *
corral_check_get_id (CorralCheck check)
{
  return names[check].id;
}

const char *
corral_check_get_title (CorralCheck check)
{
  return _ (names[check].title);
}

const char *
corral_check_state_to_word (CorralCheckState state)
{
  static const char *const words[] = { "not-visible", "pass", "fail" };

  return words[state];
}

/* ---- what was seen ----------------------------------------------------------------------------------- */

static void
note_result (CorralConformance *self, CorralCheck check, CorralCheckState state, char *seen)
{
  CorralCheckResult *result = &self->report->results[check];

  result->n_failed += state == CORRAL_CHECK_FAILED;
  if (result->state == CORRAL_CHECK_FAILED || state < result->state)
    {
      g_free (seen);
      return;
    }
  g_free (result->seen);
  result->seen = seen;
  result->state = state;
}

#define DEFINE_NOTE(name, state)                                                                           \
  void corral_conformance_##name (CorralConformance *self, CorralCheck check, const char *format, ...)     \
  {                                                                                                        \
    va_list args;                                                                                          \
                                                                                                           \
    va_start (args, format);                                                                               \
    note_result (self, check, state, g_strdup_vprintf (format, args));                                     \
    va_end (args);                                                                                         \
  }

DEFINE_NOTE (fail, CORRAL_CHECK_FAILED)
DEFINE_NOTE (pass, CORRAL_CHECK_PASSED)
DEFINE_NOTE (unseen, CORRAL_CHECK_UNSEEN)

/* The path of @url, as it is told: without what stands before it. States make it long: "%.160s". */
static const char *
path_of (CorralConformance *self, const char *url)
{
  return g_str_has_prefix (url, self->options->api) ? url + strlen (self->options->api) : url;
}

char *
corral_conformance_say (CorralConformance *self, const char *url, const CorralProbeAnswer *answer)
{
  const char *code = answer->json != NULL && answer->status >= 400
                         ? corral_json_node_get_string (answer->json->root, "code")
                         : NULL;

  if (answer->status == 0)
    /* Translators: an address, and why no answer came from it */
    return g_strdup_printf (_ ("%.160s: no answer, for %s"), path_of (self, url), answer->trouble);
  if (code != NULL)
    return g_strdup_printf ("%.160s: %u (%s)", path_of (self, url), answer->status, code);
  return g_strdup_printf ("%.160s: %u", path_of (self, url), answer->status);
}

/* ---- every answer ------------------------------------------------------------------------------------ */

/* RFC 9110, section 10.2.3: seconds or a date. −1 when it is neither. */
static gint64
parse_retry_after (const char *value)
{
  guint64 seconds;
  g_autoptr (GDateTime) date = NULL;
  static const char *const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4] = { 0 };
  const char *found;
  int day, year, hour, minute, second;

  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (gint64) seconds;
  if (sscanf (value, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT", &day, month, &year, &hour, &minute, &second)
      != 6)
    return -1;
  found = strstr (months, month);
  if (strlen (month) != 3 || found == NULL || (found - months) % 3 != 0)
    return -1;
  date = g_date_time_new_utc (year, (int) (found - months) / 3 + 1, day, hour, minute, second);
  if (date == NULL)
    return -1;
  return MAX (g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC, 0);
}

static void
note_not_now (CorralConformance *self, const char *url, const CorralProbeAnswer *answer)
{
  self->n_not_now++;
  if (answer->retry_after == NULL)
    corral_conformance_fail (self, CORRAL_CHECK_C11, _ ("%.160s was answered %u without Retry-After"), path_of (self, url),
                             answer->status);
  else if (parse_retry_after (answer->retry_after) < 0)
    corral_conformance_fail (self, CORRAL_CHECK_C11, _ ("%.160s was answered %u with a Retry-After that is none: “%.64s”"),
                             path_of (self, url), answer->status, answer->retry_after);
}

/* What a problem document lacks, or NULL. */
static const char *
find_problem_flaw (const CorralProbeAnswer *answer)
{
  const CorralJsonNode *root = answer->json != NULL ? answer->json->root : NULL;
  gint64 status = 0;

  if (g_strcmp0 (answer->content_type, "application/problem+json") != 0)
    return "Content-Type: application/problem+json";
  if (root == NULL || root->kind != CORRAL_JSON_OBJECT)
    return "JSON";
  if (!corral_json_node_get_integer (root, "status", &status) || status != answer->status)
    return "status";
  if (corral_json_node_get_string (root, "code") == NULL)
    return "code";
  if (corral_json_node_get_string (root, "title") == NULL)
    return "title";
  if (corral_json_node_get_string (root, "type") == NULL)
    return "type";
  if (corral_json_node_get_boolean (root, "retryable") < 0)
    return "retryable";
  return NULL;
}

void
corral_conformance_note (CorralConformance *self, const char *url, const CorralProbeAnswer *answer)
{
  const char *flaw;
  gint64 server_ms;

  self->report->n_requests++;
  if (answer->json != NULL && corral_json_node_get_integer (answer->json->root, "server_time_ms", &server_ms))
    {
      self->server_ms = server_ms;
      self->server_at_us = g_get_monotonic_time ();
    }
  if (answer->status == 429 || answer->status == 503)
    note_not_now (self, url, answer);
  if (answer->status < 400)
    return;
  self->n_problems++;
  flaw = find_problem_flaw (answer);
  if (flaw != NULL)
    corral_conformance_fail (self, CORRAL_CHECK_PROBLEM, _ ("%.160s was answered %u, but “%s” is missing or wrong"),
                             path_of (self, url), answer->status, flaw);
}

/* Not faster than the server wants: not a hundredth part of it is needed, but a small server may allow little. */
static void
keep_pace (CorralConformance *self)
{
  gint64 now_us = g_get_monotonic_time ();
  guint n = self->asked_us->len;
  guint most = self->requests_per_minute;
  gint64 since_us;

  if (most > 0 && n >= most)
    {
      since_us = now_us - g_array_index (self->asked_us, gint64, n - most);
      if (since_us < 60 * (gint64) G_USEC_PER_SEC)
        g_usleep ((gulong) (60 * (gint64) G_USEC_PER_SEC - since_us));
      now_us = g_get_monotonic_time ();
    }
  g_array_append_val (self->asked_us, now_us);
}

CorralProbeAnswer *
corral_conformance_ask (CorralConformance *self, const CorralProbeRequest *request)
{
  for (guint i = 0;; i++)
    {
      CorralProbeAnswer *answer;
      gint64 wait_s;

      keep_pace (self);
      answer = corral_probe_ask (self->probe, request);
      corral_conformance_note (self, request->url, answer);
      if ((answer->status != 429 && answer->status != 503) || i == PATIENCE_TIMES)
        return answer;
      wait_s = answer->retry_after != NULL ? parse_retry_after (answer->retry_after) : 1;
      if (wait_s > PATIENCE_S)
        return answer;
      g_usleep ((gulong) CLAMP (wait_s, 1, PATIENCE_S) * G_USEC_PER_SEC);
      corral_probe_answer_free (answer);
    }
}

CorralProbeAnswer *
corral_conformance_get (CorralConformance *self, const char *url, const char *if_none_match)
{
  const CorralProbeRequest request
      = { .method = "GET", .url = url, .token = self->options->token, .if_none_match = if_none_match };

  return corral_conformance_ask (self, &request);
}

char *
corral_conformance_url (const char *base, const char *path, ...)
{
  GString *url = g_string_new (base);
  char mark = '?';
  va_list args;
  const char *name;

  if (*path != '\0')
    g_string_append_printf (url, "/%s", path);
  va_start (args, path);
  while ((name = va_arg (args, const char *)) != NULL)
    {
      const char *value = va_arg (args, const char *);

      if (value == NULL)
        continue;
      g_string_append_printf (url, "%c%s=", mark, name);
      g_string_append_uri_escaped (url, value, NULL, FALSE);
      mark = '&';
    }
  va_end (args);
  return g_string_free (url, FALSE);
}

gint64
corral_conformance_now_ms (CorralConformance *self)
{
  if (self->server_at_us == 0)
    return g_get_real_time () / 1000;
  return self->server_ms + (g_get_monotonic_time () - self->server_at_us) / 1000;
}

/* ---- every list -------------------------------------------------------------------------------------- */

/* What keeps a reader from seeing that it is whole, or NULL. */
static char *
find_cut_flaw (const CorralJsonNode *root, const CorralJsonNode *array)
{
  g_autofree char *said = NULL;
  gint64 count;

  if (!corral_json_node_get_integer (root, "count", &count))
    return g_strdup (_ ("it has no “count”"));
  said = g_strdup_printf ("%" G_GINT64_FORMAT, count);
  if (count != array->children->len)
    return g_strdup_printf (_ ("its “count” is %s, but there are %u"), said, array->children->len);
  if (corral_json_node_get_boolean (root, "end") != TRUE)
    return g_strdup (_ ("it has no “end”"));
  if (strcmp (corral_json_node_at (root, root->children->len - 1)->name, "end") != 0)
    return g_strdup (_ ("“end” is not its last member"));
  return NULL;
}

/* What is wrong with it, or NULL. */
static char *
find_list_flaw (CorralConformance *self, const CorralProbeAnswer *answer, const char *elements, guint limit)
{
  const CorralJsonNode *root;
  const CorralJsonNode *array;
  const char *tenant;
  char *cut;

  if (answer->json == NULL)
    return g_strdup (answer->flaw);
  root = answer->json->root;
  if (g_strcmp0 (answer->content_type, "application/json") != 0)
    return g_strdup_printf (_ ("its Content-Type is “%s”"), answer->content_type != NULL ? answer->content_type : "");
  if (root->kind != CORRAL_JSON_OBJECT)
    return g_strdup (_ ("it is no JSON object"));
  tenant = corral_json_node_get_string (root, "tenant");
  if (tenant != NULL && strcmp (tenant, self->report->tenant) != 0)
    corral_conformance_fail (self, CORRAL_CHECK_C10, _ ("a list of “%.64s” came where that of “%s” was asked for"), tenant,
                             self->report->tenant);
  if (g_strcmp0 (tenant, self->report->tenant) != 0)
    return g_strdup_printf (_ ("its “tenant” is “%.64s”"), tenant != NULL ? tenant : "");
  array = corral_json_node_get_array (root, elements);
  if (array == NULL)
    return g_strdup_printf (_ ("it has no array “%s”"), elements);
  cut = find_cut_flaw (root, array);
  if (cut != NULL)
    {
      corral_conformance_fail (self, CORRAL_CHECK_C3, _ ("a list that would not show that it was cut: %s"), cut);
      return cut;
    }
  if (array->children->len > limit)
    return g_strdup_printf (_ ("it has %u rows where at most %u were asked for"), array->children->len, limit);
  return NULL;
}

gboolean
corral_conformance_check_list (CorralConformance *self,
                               const char *url,
                               const CorralProbeAnswer *answer,
                               const char *elements,
                               guint limit,
                               CorralCheck check)
{
  g_autofree char *flaw = NULL;
  g_autofree char *said = NULL;

  if (answer->status != 200)
    {
      said = corral_conformance_say (self, url, answer);
      corral_conformance_fail (self, check, "%s", said);
      return FALSE;
    }
  self->n_lists++;
  flaw = find_list_flaw (self, answer, elements, limit);
  if (flaw != NULL)
    {
      corral_conformance_fail (self, CORRAL_CHECK_ENVELOPE, "%.160s: %s", path_of (self, url), flaw);
      /* What was cut is of no use; what merely says too little of itself still has rows to look at. */
      return answer->json != NULL && corral_json_node_get_array (answer->json->root, elements) != NULL;
    }
  return TRUE;
}

/* ---- all of it --------------------------------------------------------------------------------------- */

static void
conclude (CorralConformance *self)
{
  if (self->n_lists > 0)
    {
      corral_conformance_pass (self, CORRAL_CHECK_ENVELOPE, _ ("lists: %u"), self->n_lists);
      corral_conformance_pass (self, CORRAL_CHECK_C3, _ ("lists with “count” and with “end” as their last member: %u"),
                               self->n_lists);
    }
  if (self->n_rows > 0)
    {
      corral_conformance_pass (self, CORRAL_CHECK_ROWS, _ ("rows: %u"), self->n_rows);
      corral_conformance_pass (self, CORRAL_CHECK_ORDER, _ ("rows: %u"), self->n_rows);
      corral_conformance_pass (self, CORRAL_CHECK_REV, _ ("rows: %u, changes: %u"), self->n_rows,
                               self->shadow != NULL ? self->shadow->n_told : 0);
    }
  if (self->n_problems > 0)
    corral_conformance_pass (self, CORRAL_CHECK_PROBLEM, _ ("refusals: %u"), self->n_problems);
  if (self->n_not_now > 0)
    corral_conformance_pass (self, CORRAL_CHECK_C11, _ ("429 and 503: %u, each with Retry-After"), self->n_not_now);
  else
    corral_conformance_unseen (self, CORRAL_CHECK_C11, _ ("the server was never too busy, and nothing here makes it so"));
  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    {
      CorralCheckResult *result = &self->report->results[i];

      if (result->seen == NULL)
        result->seen = g_strdup (_ ("it was not come to: see what failed"));
      self->report->n_passed += result->state == CORRAL_CHECK_PASSED;
      self->report->n_failed += result->state == CORRAL_CHECK_FAILED;
      self->report->n_unseen += result->state == CORRAL_CHECK_UNSEEN;
    }
}

static void
look (CorralConformance *self)
{
  if (!corral_conformance_look_at_me (self))
    return;
  corral_conformance_look_at_strangers (self);
  self->shadow = corral_conformance_scan (self);
  if (self->shadow == NULL)
    return;
  self->first_state = g_strdup (self->shadow->state);
  corral_conformance_look_at_lists (self);
  corral_conformance_look_at_states (self);
  corral_conformance_look_at_other_tenant (self);
  corral_conformance_look_at_operations (self);
  corral_conformance_look_at_changes (self);
}

static gboolean
is_this_machine (const char *api)
{
  g_autoptr (GUri) uri = g_uri_parse (api, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && strcmp (g_uri_get_scheme (uri), "http") == 0;
}

CorralConformanceReport *
corral_conformance_run (const CorralConformanceOptions *options)
{
  CorralConformance self = { .options = options, .page_rows = 1000 };
  CorralConformanceReport *report = g_new0 (CorralConformanceReport, 1);

  self.report = report;
  /* Plain http is for this machine alone, and no proxy stands before that. */
  self.direct = is_this_machine (options->api);
  self.probe = corral_probe_new (self.direct);
  self.asked_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  look (&self);
  conclude (&self);

  corral_probe_free (self.probe);
  g_free (self.user);
  g_free (self.base);
  g_free (self.other_base);
  g_free (self.other_tenant);
  g_strfreev (self.scopes);
  g_array_unref (self.asked_us);
  g_clear_pointer (&self.shadow, corral_shadow_free);
  g_free (self.first_state);
  return report;
}

void
corral_conformance_report_free (CorralConformanceReport *self)
{
  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    g_free (self->results[i].seen);
  g_free (self->tenant);
  g_free (self);
}
