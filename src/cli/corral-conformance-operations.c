/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations: only as much as was allowed, on one cart and one alert. What is sent at once is sent from threads of their
 * own, each with a probe of its own; all is judged on the thread that calls. */
#include "config.h"

#include "corral-conformance-private.h"

#include "corral-operation-type.h"
#include "corral-random.h"
#include "corral-time.h"
#include "corral-uuid.h"

#include <glib/gi18n.h>
#include <string.h>

#define AT_ONCE 3 /* C6's */
#define N_WRITERS 4
#define NOTES_EACH 3
#define TELL_S 10
#define POLL_US (G_USEC_PER_SEC / 20)

static const CorralCheck all_checks[] = {
  CORRAL_CHECK_C1,       CORRAL_CHECK_C6,        CORRAL_CHECK_C7,         CORRAL_CHECK_C8,       CORRAL_CHECK_OP_APPLY,
  CORRAL_CHECK_OP_REPLAY, CORRAL_CHECK_OP_PROBE,  CORRAL_CHECK_OP_FEED,    CORRAL_CHECK_OP_EXPIRED, CORRAL_CHECK_OP_TYPE,
  CORRAL_CHECK_OP_BODY,  CORRAL_CHECK_OP_TARGET, CORRAL_CHECK_OP_SCOPE,   CORRAL_CHECK_OP_ALERT, CORRAL_CHECK_OP_MADE,
};

/* What it needs to make operations. */
typedef struct
{
  CorralConformance *test;
  CorralRandom random;
  char *cart;   /* (owned): its id */
  char *mark;   /* (owned): begins the text of every note, and is of this run alone */
  guint n_made;
} Operations;

/* Answers carry these beside what was decided. */
static const char *const beside[] = { "replayed", "trace_id", NULL };

/* ---- making ------------------------------------------------------------------------------------------- */

static char *
make_url (Operations *self)
{
  g_autofree char *id = corral_uuid_v7 (corral_conformance_now_ms (self->test), &self->random);
  g_autofree char *path = g_strconcat ("operations/", id, NULL);

  return corral_conformance_url (self->test->base, path, NULL);
}

static const char *
id_of (const char *url)
{
  return strrchr (url, '/') + 1;
}

/* @params: JSON. @late: it could only be done until an hour ago. */
static char *
make_body (Operations *self, const char *type, const char *collection, const char *target, const char *params, gboolean late)
{
  gint64 issued_ms = corral_conformance_now_ms (self->test) - (late ? 2 * CORRAL_HOUR_MS : 0);
  gint64 not_after_ms = issued_ms + (late ? CORRAL_HOUR_MS : CORRAL_DAY_MS);

  return g_strdup_printf ("{\"type\":\"%s\",\"target\":{\"c\":\"%s\",\"id\":\"%s\"},\"params\":%s,"
                          "\"issued_at_ms\":%" G_GINT64_FORMAT ",\"not_after_ms\":%" G_GINT64_FORMAT
                          ",\"client\":\"corral-cli/" CORRAL_VERSION "\"}",
                          type, collection, target, params, issued_ms, not_after_ms);
}

static char *
make_text (Operations *self)
{
  return g_strdup_printf ("%s, %u: a test, there is nothing to do.", self->mark, ++self->n_made);
}

static char *
make_note (Operations *self, const char *text)
{
  g_autofree char *params = g_strdup_printf ("{\"text\":\"%s\"}", text);

  return make_body (self, "note.add", "cart", self->cart, params, FALSE);
}

static CorralProbeAnswer *
put (CorralConformance *test, const char *url, const char *body)
{
  const CorralProbeRequest request = { .method = "PUT", .url = url, .token = test->options->token, .body = body };

  return corral_conformance_ask (test, &request);
}

/* What was decided, whatever stands beside it. */
static char *
decision (const CorralProbeAnswer *answer)
{
  g_autofree char *text = answer->json != NULL ? corral_json_node_to_canonical (answer->json->root, beside) : NULL;

  return g_strdup_printf ("%u %s", answer->status, text != NULL ? text : "");
}

static gboolean
same_decision (const CorralProbeAnswer *a, const CorralProbeAnswer *b)
{
  g_autofree char *first = decision (a);
  g_autofree char *second = decision (b);

  return strcmp (first, second) == 0;
}

static gboolean
is_done (const CorralProbeAnswer *answer)
{
  return (answer->status == 200 || answer->status == 202) && answer->json != NULL;
}

/* ---- at once ------------------------------------------------------------------------------------------- */

/* Lets all writers begin at the same moment. */
typedef struct
{
  int n_coming; /* atomic: are not at the gate yet */
  int n_left;   /* atomic: are not through */
} Gate;

/* One thread's work: its requests one after the other. */
typedef struct
{
  GPtrArray *urls;    /* (element-type utf8) */
  GPtrArray *bodies;  /* (element-type utf8) */
  GPtrArray *texts;   /* (element-type utf8) */
  GPtrArray *answers; /* (element-type CorralProbeAnswer) */
  const char *token;
  gboolean direct;
  Gate *gate;
} Writer;

static void
writer_init (Writer *writer, CorralConformance *test, Gate *gate)
{
  writer->urls = g_ptr_array_new_with_free_func (g_free);
  writer->bodies = g_ptr_array_new_with_free_func (g_free);
  writer->texts = g_ptr_array_new_with_free_func (g_free);
  writer->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_probe_answer_free);
  writer->token = test->options->token;
  writer->direct = test->direct;
  writer->gate = gate;
}

static void
writer_clear (Writer *writer)
{
  g_ptr_array_unref (writer->urls);
  g_ptr_array_unref (writer->bodies);
  g_ptr_array_unref (writer->texts);
  g_ptr_array_unref (writer->answers);
}

static gpointer
write_all (gpointer data)
{
  Writer *writer = data;
  g_autoptr (CorralProbe) probe = corral_probe_new (writer->direct);

  g_atomic_int_add (&writer->gate->n_coming, -1);
  while (g_atomic_int_get (&writer->gate->n_coming) > 0)
    g_thread_yield ();
  for (guint i = 0; i < writer->urls->len; i++)
    {
      const CorralProbeRequest request = { .method = "PUT",
                                           .url = g_ptr_array_index (writer->urls, i),
                                           .token = writer->token,
                                           .body = g_ptr_array_index (writer->bodies, i) };

      g_ptr_array_add (writer->answers, corral_probe_ask (probe, &request));
    }
  g_atomic_int_add (&writer->gate->n_left, -1);
  return NULL;
}

/* Follows the changes until all are through, and until each of @texts was told or it took too long. */
static void
follow_until_told (CorralConformance *test, const Gate *gate, GPtrArray *texts)
{
  gint64 patience_us = (test->options->tell_s > 0 ? test->options->tell_s : TELL_S) * (gint64) G_USEC_PER_SEC;
  gint64 until_us = 0;

  for (;;)
    {
      gboolean all = TRUE;
      gboolean through = g_atomic_int_get (&gate->n_left) == 0;

      if (!corral_conformance_follow (test, test->shadow))
        return;
      for (guint i = 0; i < texts->len && all; i++)
        all = corral_shadow_count_text (test->shadow, g_ptr_array_index (texts, i)) > 0;
      if (through && until_us == 0)
        until_us = g_get_monotonic_time () + patience_us;
      if (through && (all || g_get_monotonic_time () > until_us))
        return;
      g_usleep (POLL_US);
    }
}

/* ---- one note, three times at once: C6; then again, and another: C7 -------------------------------------- */

static void
judge_at_once (Operations *self, Writer *writers, const char *text)
{
  CorralConformance *test = self->test;
  const CorralProbeAnswer *first = g_ptr_array_index (writers[0].answers, 0);
  const char *url = g_ptr_array_index (writers[0].urls, 0);
  g_autofree char *said = corral_conformance_say (test, url, first);
  guint n_fresh = 0;
  guint n_effects;

  for (guint i = 0; i < AT_ONCE; i++)
    {
      const CorralProbeAnswer *answer = g_ptr_array_index (writers[i].answers, 0);
      g_autofree char *other = corral_conformance_say (test, url, answer);

      corral_conformance_note (test, url, answer);
      if (!is_done (answer))
        corral_conformance_fail (test, i == 0 ? CORRAL_CHECK_OP_APPLY : CORRAL_CHECK_C6, "%s", other);
      else if (!same_decision (first, answer))
        corral_conformance_fail (test, CORRAL_CHECK_C6, _ ("it was answered in two ways: %s; %s"), said, other);
      if (is_done (answer))
        n_fresh += corral_json_node_get_boolean (answer->json->root, "replayed") == FALSE;
    }
  if (!is_done (first))
    return;
  if (n_fresh != 1)
    corral_conformance_fail (test, CORRAL_CHECK_C6, _ ("of three answers %u say that they are not replayed"), n_fresh);
  n_effects = corral_shadow_count_text (test->shadow, text);
  if (n_effects > 1)
    corral_conformance_fail (test, CORRAL_CHECK_C6, _ ("it made %u notes"), n_effects);
  else if (n_effects == 1)
    corral_conformance_pass (test, CORRAL_CHECK_C6, _ ("one note, three answers of which two are replayed"));
  else
    {
      corral_conformance_fail (test, CORRAL_CHECK_OP_FEED, _ ("the note that was made was not told by the changes"));
      corral_conformance_unseen (test, CORRAL_CHECK_C6, _ ("the note was not told by the changes"));
    }
}

/* The answer to one that was applied. */
static void
judge_applied (Operations *self, const char *url, const CorralProbeAnswer *answer, const char *text)
{
  CorralConformance *test = self->test;
  const CorralJsonNode *root = answer->json->root;
  const CorralJsonNode *data = corral_json_node_get (root, "data");
  const char *status = corral_json_node_get_string (root, "status");
  const CorralShadowRow *row;
  gint64 rev;

  if (g_strcmp0 (corral_json_node_get_string (root, "id"), id_of (url)) != 0)
    corral_conformance_fail (test, CORRAL_CHECK_OP_APPLY, _ ("the answer names another operation"));
  if (g_strcmp0 (status, answer->status == 200 ? "applied" : "accepted") != 0)
    corral_conformance_fail (test, CORRAL_CHECK_OP_APPLY, _ ("the answer's “status” is “%.64s”"), status != NULL ? status : "");
  if (answer->status != 200)
    {
      corral_conformance_pass (test, CORRAL_CHECK_OP_APPLY, _ ("it was accepted (202)"));
      return;
    }
  if (!corral_json_node_get_integer (root, "applied_rev", &rev)
      || g_strcmp0 (corral_json_node_get_string (data, "text"), text) != 0
      || g_strcmp0 (corral_json_node_get_string (data, "target"), self->cart) != 0
      || g_strcmp0 (corral_json_node_get_string (data, "author"), test->user) != 0)
    {
      corral_conformance_fail (test, CORRAL_CHECK_OP_APPLY,
                               _ ("the answer lacks “applied_rev”, or its note is not the one that was sent"));
      return;
    }
  corral_conformance_pass (test, CORRAL_CHECK_OP_APPLY, _ ("note.add on cart %s"), self->cart);
  row = corral_shadow_find (test->shadow, "note", corral_json_node_get_string (data, "id") != NULL
                                                      ? corral_json_node_get_string (data, "id")
                                                      : "");
  if (row != NULL && row->rev < rev)
    {
      g_autofree char *applied = g_strdup_printf ("%" G_GINT64_FORMAT, rev);
      g_autofree char *told = g_strdup_printf ("%" G_GINT64_FORMAT, row->rev);

      corral_conformance_fail (test, CORRAL_CHECK_OP_FEED, _ ("it was applied as revision %s, but told as %s"), applied,
                               told);
    }
  else if (row != NULL)
    corral_conformance_pass (test, CORRAL_CHECK_OP_FEED, _ ("the note came with the revision of the answer"));
}

/* The same once more, a probe for it, and another body under its id. */
static void
judge_repeats (Operations *self, const char *url, const char *body, const CorralProbeAnswer *first)
{
  CorralConformance *test = self->test;
  g_autofree char *other_text = make_text (self);
  g_autofree char *other_body = make_note (self, other_text);
  g_autoptr (CorralProbeAnswer) again = put (test, url, body);
  g_autoptr (CorralProbeAnswer) probed = corral_conformance_get (test, url, NULL);
  g_autoptr (CorralProbeAnswer) other = put (test, url, other_body);
  g_autofree char *said_again = corral_conformance_say (test, url, again);
  g_autofree char *said_probed = corral_conformance_say (test, url, probed);
  g_autofree char *said_other = corral_conformance_say (test, url, other);

  if (!same_decision (first, again))
    corral_conformance_fail (test, CORRAL_CHECK_OP_REPLAY, _ ("another answer than the first: %s"), said_again);
  else if (corral_json_node_get_boolean (again->json->root, "replayed") != TRUE)
    corral_conformance_fail (test, CORRAL_CHECK_OP_REPLAY, _ ("it does not say “replayed”"));
  else
    corral_conformance_pass (test, CORRAL_CHECK_OP_REPLAY, _ ("the same answer, “replayed”"));

  if (probed->status != 200 || probed->json == NULL)
    corral_conformance_fail (test, CORRAL_CHECK_OP_PROBE, _ ("of one that was answered: %s"), said_probed);
  else if (first->status == 200 && !same_decision (first, probed))
    corral_conformance_fail (test, CORRAL_CHECK_OP_PROBE, _ ("another answer than the first: %s"), said_probed);
  else
    corral_conformance_pass (test, CORRAL_CHECK_OP_PROBE, _ ("the stored answer of one, 404 of an unknown one"));

  if (other->status == 422)
    corral_conformance_pass (test, CORRAL_CHECK_C7, "%s", said_other);
  else
    corral_conformance_fail (test, CORRAL_CHECK_C7, "%s", said_other);
  corral_conformance_follow (test, test->shadow);
  if (corral_shadow_count_text (test->shadow, other_text) > 0)
    corral_conformance_fail (test, CORRAL_CHECK_C7, _ ("the other body was carried out"));
}

/* "Not now" is no answer: whoever gets it comes again. */
static void
ask_again_if_not_now (Operations *self, Writer *writer)
{
  const CorralProbeAnswer *answer = g_ptr_array_index (writer->answers, 0);

  if (answer->status != 429 && answer->status != 503)
    return;
  corral_conformance_note (self->test, g_ptr_array_index (writer->urls, 0), answer);
  g_ptr_array_set_size (writer->answers, 0);
  g_ptr_array_add (writer->answers,
                   put (self->test, g_ptr_array_index (writer->urls, 0), g_ptr_array_index (writer->bodies, 0)));
}

/* Whether one was applied. */
static gboolean
try_one_at_once (Operations *self)
{
  CorralConformance *test = self->test;
  g_autofree char *url = make_url (self);
  g_autofree char *text = make_text (self);
  g_autofree char *body = make_note (self, text);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  Writer writers[AT_ONCE];
  GThread *threads[AT_ONCE];
  Gate gate = { AT_ONCE, AT_ONCE };
  const CorralProbeAnswer *first;
  gboolean done;

  g_ptr_array_add (texts, text);
  for (guint i = 0; i < AT_ONCE; i++)
    {
      writer_init (&writers[i], test, &gate);
      g_ptr_array_add (writers[i].urls, g_strdup (url));
      g_ptr_array_add (writers[i].bodies, g_strdup (body));
      threads[i] = g_thread_new ("conformance", write_all, &writers[i]);
    }
  for (guint i = 0; i < AT_ONCE; i++)
    {
      g_thread_join (threads[i]);
      ask_again_if_not_now (self, &writers[i]);
    }
  first = g_ptr_array_index (writers[0].answers, 0);
  done = is_done (first);
  if (done)
    follow_until_told (test, &gate, texts);
  judge_at_once (self, writers, text);
  if (done)
    {
      judge_applied (self, url, first, text);
      judge_repeats (self, url, body, first);
    }
  for (guint i = 0; i < AT_ONCE; i++)
    writer_clear (&writers[i]);
  return done;
}

/* ---- many at once: C1 ------------------------------------------------------------------------------------ */

static void
try_many_at_once (Operations *self)
{
  CorralConformance *test = self->test;
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  Writer writers[N_WRITERS];
  GThread *threads[N_WRITERS];
  Gate gate = { N_WRITERS, N_WRITERS };
  guint n_done = 0;

  for (guint i = 0; i < N_WRITERS; i++)
    {
      writer_init (&writers[i], test, &gate);
      for (guint k = 0; k < NOTES_EACH; k++)
        {
          char *text = make_text (self);

          g_ptr_array_add (writers[i].urls, make_url (self));
          g_ptr_array_add (writers[i].bodies, make_note (self, text));
          g_ptr_array_add (writers[i].texts, text);
          g_ptr_array_add (texts, text);
        }
    }
  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("conformance", write_all, &writers[i]);
  follow_until_told (test, &gate, texts);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);

  for (guint i = 0; i < N_WRITERS; i++)
    {
      for (guint k = 0; k < NOTES_EACH; k++)
        {
          const CorralProbeAnswer *answer = g_ptr_array_index (writers[i].answers, k);
          guint n = corral_shadow_count_text (test->shadow, g_ptr_array_index (writers[i].texts, k));

          corral_conformance_note (test, g_ptr_array_index (writers[i].urls, k), answer);
          if (!is_done (answer))
            continue;
          n_done++;
          if (n != 1)
            corral_conformance_fail (test, CORRAL_CHECK_C1,
                                     _ ("of %u notes that were made at once, one was told %u times to who follows"),
                                     texts->len, n);
        }
      writer_clear (&writers[i]);
    }
  if (n_done > 1)
    corral_conformance_pass (test, CORRAL_CHECK_C1, _ ("notes made at once by %u writers: %u, each told once to who follows"),
                             N_WRITERS, n_done);
  else
    corral_conformance_unseen (test, CORRAL_CHECK_C1, _ ("no two notes could be made at once"));
}

/* ---- refused: C8 and what is wrong ------------------------------------------------------------------------ */

typedef struct
{
  CorralCheck check;
  guint statuses[4]; /* that are good, ending with 0 */
} Wanted;

static gboolean
is_wanted (const Wanted *wanted, guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (wanted->statuses) && wanted->statuses[i] != 0; i++)
    if (wanted->statuses[i] == status)
      return TRUE;
  return FALSE;
}

/* Sends it twice: refused as it should be, and the same the second time. */
static void
try_refused (Operations *self, const char *body, const Wanted *wanted, gboolean stored)
{
  CorralConformance *test = self->test;
  g_autofree char *url = make_url (self);
  g_autoptr (CorralProbeAnswer) first = put (test, url, body);
  g_autoptr (CorralProbeAnswer) second = put (test, url, body);
  g_autofree char *said = corral_conformance_say (test, url, first);
  g_autofree char *said_second = corral_conformance_say (test, url, second);

  if (is_wanted (wanted, first->status))
    corral_conformance_pass (test, wanted->check, "%s", said);
  else
    corral_conformance_fail (test, wanted->check, "%s", said);
  if (!stored || first->status < 400 || first->status >= 500)
    return;
  if (!same_decision (first, second))
    corral_conformance_fail (test, CORRAL_CHECK_C8, _ ("first %s, then %s"), said, said_second);
  else
    corral_conformance_pass (test, CORRAL_CHECK_C8, "%s", said);
}

static void
try_what_is_wrong (Operations *self)
{
  g_autofree char *note = make_text (self);
  g_autofree char *params = g_strdup_printf ("{\"text\":\"%s\"}", note);
  g_autofree char *late = make_body (self, "note.add", "cart", self->cart, params, TRUE);
  g_autofree char *unknown = make_body (self, "cart.levitate", "cart", self->cart, "{}", FALSE);
  g_autofree char *nowhere
      = make_body (self, "note.add", "cart", "corral-cli-conformance-no-such-cart", params, FALSE);
  g_autofree char *without = make_body (self, "note.add", "cart", self->cart, "{}", FALSE);
  const Wanted is_late = { CORRAL_CHECK_OP_EXPIRED, { 410 } };
  const Wanted is_unknown = { CORRAL_CHECK_OP_TYPE, { 422 } };
  const Wanted is_nowhere = { CORRAL_CHECK_OP_TARGET, { 404, 410, 422 } };
  const Wanted is_none = { CORRAL_CHECK_OP_BODY, { 400, 422 } };
  CorralConformance *test = self->test;

  try_refused (self, late, &is_late, TRUE);
  try_refused (self, unknown, &is_unknown, TRUE);
  try_refused (self, nowhere, &is_nowhere, TRUE);
  try_refused (self, without, &is_none, TRUE);
  try_refused (self, "", &is_none, FALSE);
  try_refused (self, "{\"type\":", &is_none, FALSE);
  try_refused (self, "[]", &is_none, FALSE);
  corral_conformance_follow (test, test->shadow);
  if (corral_shadow_count_text (test->shadow, note) > 0)
    corral_conformance_fail (test, CORRAL_CHECK_OP_EXPIRED, _ ("an operation that was refused was carried out"));
}

/* ---- an alert --------------------------------------------------------------------------------------------- */

/* The id of one that nobody has acknowledged and that is not over, and its revision. Free with g_free(). */
static char *
choose_alert (CorralConformance *test, gint64 *rev)
{
  g_autofree char *url = corral_conformance_url (test->base, "snapshots/alert", NULL);
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (test, url, NULL);
  const CorralJsonNode *items = answer->json != NULL ? corral_json_node_get_array (answer->json->root, "items") : NULL;

  for (guint i = 0; i < corral_json_node_get_length (items); i++)
    {
      const CorralJsonNode *row = corral_json_node_at (items, i);
      gint64 time_ms;

      if (!corral_json_node_get_integer (row, "acknowledged_ms", &time_ms)
          && !corral_json_node_get_integer (row, "cleared_ms", &time_ms)
          && corral_json_node_get_integer (row, "rev", rev))
        return g_strdup (corral_json_node_get_string (row, "id"));
    }
  return NULL;
}

static void
judge_alert (CorralConformance *test, const CorralProbeAnswer *first, const CorralProbeAnswer *second, const char *said,
             const char *said_second, gint64 rev)
{
  const CorralJsonNode *root = first->json != NULL ? first->json->root : NULL;
  gint64 applied_rev = 0;
  gint64 second_rev = 0;

  if (first->status != 200 || !corral_json_node_get_integer (root, "applied_rev", &applied_rev) || applied_rev <= rev)
    corral_conformance_fail (test, CORRAL_CHECK_OP_ALERT, _ ("%s, without a higher revision"), said);
  else if (g_strcmp0 (corral_json_node_get_string (corral_json_node_get (root, "data"), "acknowledged_by"), test->user)
           != 0)
    corral_conformance_fail (test, CORRAL_CHECK_OP_ALERT, _ ("“acknowledged_by” is not who did it"));
  else if (second->status != 200 || second->json == NULL
           || corral_json_node_get_string (second->json->root, "already_by") == NULL
           || !corral_json_node_get_integer (second->json->root, "applied_rev", &second_rev)
           || second_rev < applied_rev)
    corral_conformance_fail (test, CORRAL_CHECK_OP_ALERT, _ ("a second one: %s, without “already_by”"), said_second);
  else
    corral_conformance_pass (test, CORRAL_CHECK_OP_ALERT, _ ("once, and once more with “already_by”"));
}

static void
try_alert (Operations *self)
{
  CorralConformance *test = self->test;
  g_autofree char *alert = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *body = NULL;
  g_autofree char *url = make_url (self);
  g_autofree char *second_url = make_url (self);
  g_autoptr (CorralProbeAnswer) first = NULL;
  g_autoptr (CorralProbeAnswer) second = NULL;
  g_autofree char *said = NULL;
  g_autofree char *said_second = NULL;
  gint64 rev = 0;

  if (!test->options->write_alerts)
    {
      corral_conformance_unseen (test, CORRAL_CHECK_OP_ALERT, _ ("not tried: --write-alerts allows it"));
      return;
    }
  alert = choose_alert (test, &rev);
  if (alert == NULL)
    {
      corral_conformance_unseen (test, CORRAL_CHECK_OP_ALERT, _ ("there is no alert that nobody has acknowledged"));
      return;
    }
  sentence = g_strdup_printf (_ ("Acknowledging alert %s of %s."), alert, test->report->tenant);
  if (test->options->say != NULL)
    test->options->say (sentence);
  body = make_body (self, "alert.ack", "alert", alert, "{}", FALSE);
  first = put (test, url, body);
  second = put (test, second_url, body);
  said = corral_conformance_say (test, url, first);
  said_second = corral_conformance_say (test, second_url, second);
  judge_alert (test, first, second, said, said_second, rev);
}

/* ---- what an operation makes under the client's own id ---------------------------------------------------- */

/* A minute of work on the cart, @days from now. */
static CorralProbeAnswer *
plan (Operations *self, const char *id, guint days, char **said)
{
  gint64 starts_ms = corral_conformance_now_ms (self->test) + days * CORRAL_DAY_MS;
  g_autofree char *params = g_strdup_printf ("{\"starts_ms\":%" G_GINT64_FORMAT ",\"ends_ms\":%" G_GINT64_FORMAT
                                             ",\"reason\":\"other\",\"cart\":\"%s\"}",
                                             starts_ms, starts_ms + CORRAL_MINUTE_MS, self->cart);
  g_autofree char *body = make_body (self, "maintenance.plan", "maintenance", id, params, FALSE);
  g_autofree char *url = make_url (self);
  CorralProbeAnswer *answer = put (self->test, url, body);

  *said = corral_conformance_say (self->test, url, answer);
  return answer;
}

static gboolean
is_made (Operations *self, const CorralProbeAnswer *answer, const char *id)
{
  const CorralJsonNode *data = is_done (answer) ? corral_json_node_get (answer->json->root, "data") : NULL;

  return g_strcmp0 (corral_json_node_get_string (data, "id"), id) == 0
         && g_strcmp0 (corral_json_node_get_string (data, "cart"), self->cart) == 0
         && g_strcmp0 (corral_json_node_get_string (data, "made_by"), self->test->user) == 0;
}

static void
try_made (Operations *self)
{
  CorralConformance *test = self->test;
  g_autofree char *id = g_strdelimit (g_strdup (self->mark), " ", '-');
  g_autofree char *said = NULL;
  g_autofree char *said_second = NULL;
  g_autofree char *said_end = NULL;
  g_autofree char *end_url = make_url (self);
  g_autofree char *end_body = make_body (self, "maintenance.end", "maintenance", id, "{}", FALSE);
  g_autoptr (CorralProbeAnswer) first = plan (self, id, 300, &said);
  g_autoptr (CorralProbeAnswer) second = NULL;
  g_autoptr (CorralProbeAnswer) end = NULL;

  if (first->status == 422)
    {
      corral_conformance_unseen (test, CORRAL_CHECK_OP_MADE, _ ("could not be tried: %s"), said);
      return;
    }
  second = plan (self, id, 301, &said_second);
  end = put (test, end_url, end_body);
  said_end = corral_conformance_say (test, end_url, end);
  corral_conformance_follow (test, test->shadow);
  if (!is_made (self, first, id))
    corral_conformance_fail (test, CORRAL_CHECK_OP_MADE, _ ("%s, without the row that was named"), said);
  else if (second->status != 409)
    corral_conformance_fail (test, CORRAL_CHECK_OP_MADE, _ ("another one under its id: %s"), said_second);
  else if (end->status != 200 || corral_shadow_find (test->shadow, "maintenance", id) == NULL)
    corral_conformance_fail (test, CORRAL_CHECK_OP_MADE, _ ("it was made, but not told or not ended: %s"), said_end);
  else
    corral_conformance_pass (test, CORRAL_CHECK_OP_MADE, _ ("maintenance %s, made once and ended"), id);
}

/* ---- all of it -------------------------------------------------------------------------------------------- */

static void
unseen_all (CorralConformance *test, const char *why)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_checks); i++)
    corral_conformance_unseen (test, all_checks[i], "%s", why);
}

/* No digits: a number looks like somebody's telephone. */
static char *
make_mark (CorralRandom *random)
{
  char name[9] = { 0 };

  for (guint i = 0; i < sizeof name - 1; i++)
    name[i] = (char) corral_random_int (random, 'a', 'z' + 1);
  return g_strconcat ("corral-cli conformance ", name, NULL);
}

/* Asking for one that was never made harms nobody: 404, or 501 of a server that takes none. */
static gboolean
takes_operations (Operations *self)
{
  CorralConformance *test = self->test;
  g_autofree char *url = make_url (self);
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (test, url, NULL);
  g_autofree char *said = corral_conformance_say (test, url, answer);

  if (answer->status == 501)
    {
      unseen_all (test, _ ("could not be tried: the server takes no operations"));
      return FALSE;
    }
  if (answer->status != 404)
    corral_conformance_fail (test, CORRAL_CHECK_OP_PROBE, _ ("of one that was never made: %s"), said);
  return TRUE;
}

/* The cart that was asked for, or the first; NULL when there is none. Free with g_free(). */
static char *
choose_cart (CorralConformance *test)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  const char *first = NULL;

  g_hash_table_iter_init (&iter, test->shadow->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *id = (const char *) key + strlen ("cart/");

      if (!g_str_has_prefix (key, "cart/") || ((CorralShadowRow *) value)->digest == NULL)
        continue;
      if (test->options->cart != NULL ? strcmp (id, test->options->cart) == 0 : first == NULL || strcmp (id, first) < 0)
        first = id;
    }
  return g_strdup (first);
}

/* What the token must not do is answered so, and then there is nothing else to try. */
static void
try_without_scope (Operations *self)
{
  CorralConformance *test = self->test;
  g_autofree char *text = make_text (self);
  g_autofree char *body = make_note (self, text);
  const Wanted forbidden = { CORRAL_CHECK_OP_SCOPE, { 403 } };

  unseen_all (test, _ ("could not be tried: the token does not allow note.add"));
  try_refused (self, body, &forbidden, FALSE);
}

static void
try_all (Operations *self)
{
  CorralConformance *test = self->test;
  const char *scope = corral_operation_type_get (CORRAL_OPERATION_NOTE_ADD)->scope;
  g_autofree char *sentence
      = g_strdup_printf (_ ("Adding up to %u notes to cart %s of %s. They begin with “%s”. And planning a minute of "
                            "maintenance for it, 300 days from now, which is ended at once."),
                         1 + N_WRITERS * NOTES_EACH, self->cart, test->report->tenant, self->mark);

  if (test->options->say != NULL)
    test->options->say (sentence);
  if (!g_strv_contains ((const char *const *) test->scopes, scope))
    {
      try_without_scope (self);
      return;
    }
  corral_conformance_unseen (test, CORRAL_CHECK_OP_SCOPE, _ ("the token allows note.add: with one that does not, it can be tried"));
  if (try_one_at_once (self))
    try_many_at_once (self);
  try_what_is_wrong (self);
  try_alert (self);
  try_made (self);
}

void
corral_conformance_look_at_operations (CorralConformance *test)
{
  Operations self = { .test = test };

  self.random = corral_random_seeded ((guint64) g_get_real_time (), g_random_int (), 0, 0);
  self.mark = make_mark (&self.random);
  self.cart = choose_cart (test);
  if (!takes_operations (&self))
    ;
  else if (!test->options->write)
    unseen_all (test, _ ("not tried: --write allows it"));
  else if (self.cart == NULL)
    unseen_all (test, _ ("could not be tried: there is no such cart"));
  else
    try_all (&self);
  g_free (self.mark);
  g_free (self.cart);
}
