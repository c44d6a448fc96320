/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call that somebody is on: its log, and what is stored of it. */
#include "corral-call.h"

#include <gio/gio.h>
#include <string.h>

/* Monday 7 September 2026, 07:14 UTC: 09:14 in Vienna. */
#define BEGUN_MS G_GINT64_CONSTANT (1788765240000)
#define MINUTE_MS G_GINT64_CONSTANT (60000)

static CorralCall *
new_call (void)
{
  CorralCall *call = corral_call_new (CORRAL_PAGE_CART, "harbor", "SC-00412", "0412", BEGUN_MS);

  corral_call_note_verdict (call, BEGUN_MS, CORRAL_VERDICT_CARRIER_OUTAGE);
  corral_call_note_tried (call, BEGUN_MS + MINUTE_MS, "Switch it off.", CORRAL_TRIED_DID_NOT_HELP);
  corral_call_note_verdict (call, BEGUN_MS + 2 * MINUTE_MS, CORRAL_VERDICT_STORE_WIFI);
  corral_call_note_ordered (call, BEGUN_MS + 3 * MINUTE_MS, CORRAL_OPERATION_TICKET_OPEN);
  return call;
}

static void
assert_events (const CorralCall *call, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < call->events->len; i++)
    {
      const CorralCallEvent *event = g_ptr_array_index (call->events, i);

      g_string_append_printf (text, "%s%d:", i > 0 ? " " : "", (int) ((event->time_ms - BEGUN_MS) / MINUTE_MS));
      if (event->kind == CORRAL_CALL_EVENT_VERDICT)
        g_string_append (text, corral_verdict_cause_to_word (event->cause));
      else if (event->kind == CORRAL_CALL_EVENT_TRIED)
        g_string_append_printf (text, "%s%d", event->text, (int) event->tried);
      else
        g_string_append (text, corral_operation_type_get (event->operation)->name);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_log (void)
{
  g_autoptr (CorralCall) call = new_call ();
  g_autoptr (CorralPlace) place = corral_call_get_place (call);
  g_autoptr (CorralPlace) cart = corral_place_new (CORRAL_PAGE_CART, "harbor", "SC-00412");
  g_autofree char *uri = corral_place_to_uri (place);
  CorralVerdictCause cause;
  CorralTried tried;

  g_assert_cmpstr (uri, ==, "corral://harbor/call/cart/SC-00412");
  g_assert_true (corral_call_is_at (call, place));
  g_assert_false (corral_call_is_at (call, cart));
  g_assert_false (corral_call_is_at (call, NULL));
  assert_events (call, "0:carrier-outage 1:Switch it off.1 2:store-wifi 3:ticket.open");

  /* The same verdict again is no news. */
  g_assert_false (corral_call_note_verdict (call, BEGUN_MS + 4 * MINUTE_MS, CORRAL_VERDICT_STORE_WIFI));
  g_assert_true (corral_call_get_cause (call, &cause));
  g_assert_cmpint (cause, ==, CORRAL_VERDICT_STORE_WIFI);
  /* What came of it the last time counts. */
  g_assert_false (corral_call_has_helped (call));
  corral_call_note_tried (call, BEGUN_MS + 5 * MINUTE_MS, "Switch it off.", CORRAL_TRIED_HELPED);
  assert_events (call, "0:carrier-outage 2:store-wifi 3:ticket.open 5:Switch it off.0");
  g_assert_true (corral_call_has_helped (call));
  g_assert_true (corral_call_find_tried (call, "Switch it off.", &tried));
  g_assert_cmpint (tried, ==, CORRAL_TRIED_HELPED);
  corral_call_forget_tried (call, "Switch it off.");
  g_assert_false (corral_call_find_tried (call, "Switch it off.", &tried));
  assert_events (call, "0:carrier-outage 2:store-wifi 3:ticket.open");
}

/* Nobody's number gets into what is stored, by whatever way. */
static void
test_private (void)
{
  g_autoptr (CorralCall) call = corral_call_new (CORRAL_PAGE_STORE, "harbor", "118", "118 ada@shop.example\n", BEGUN_MS);
  g_autofree char *text = NULL;
  CorralTried tried;

  corral_call_note_tried (call, BEGUN_MS, "Call\nthe hotline +49 30 1234567.", CORRAL_TRIED_HELPED);
  g_assert_true (corral_call_find_tried (call, "Call\nthe hotline +49 30 1234567.", &tried));
  text = corral_call_to_text (call);
  g_assert_null (strstr (text, "ada"));
  g_assert_null (strstr (text, "1234567"));
  g_assert_nonnull (strstr (text, "Call the hotline +•••."));
}

static void
test_bounded (void)
{
  g_autoptr (CorralCall) call = new_call ();
  g_autofree char *text = NULL;
  GString *long_text = g_string_new (NULL);

  for (guint i = 0; i < 400; i++)
    g_string_append (long_text, "ö ");
  for (guint i = 0; i < 3 * CORRAL_CALL_MAX_EVENTS; i++)
    {
      g_autofree char *what = g_strdup_printf ("%u %s", i, long_text->str);

      corral_call_note_tried (call, BEGUN_MS, what, CORRAL_TRIED_SKIPPED);
    }
  g_string_free (long_text, TRUE);
  g_assert_cmpuint (call->events->len, ==, CORRAL_CALL_MAX_EVENTS);
  /* What it began with is kept. */
  g_assert_cmpint (((CorralCallEvent *) g_ptr_array_index (call->events, 0))->cause, ==, CORRAL_VERDICT_CARRIER_OUTAGE);
  text = corral_call_to_text (call);
  g_assert_cmpuint (strlen (text), <=, CORRAL_CALL_MAX_BYTES);
}

static void
test_stored (void)
{
  g_autoptr (CorralCall) call = new_call ();
  g_autofree char *text = corral_call_to_text (call);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralCall) again = corral_call_from_text (text, strlen (text), &error);
  g_autofree char *once_more = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (again->about, ==, CORRAL_PAGE_CART);
  g_assert_cmpstr (again->tenant, ==, "harbor");
  g_assert_cmpstr (again->subject, ==, "SC-00412");
  g_assert_cmpstr (again->name, ==, "0412");
  g_assert_cmpint (again->begun_ms, ==, BEGUN_MS);
  assert_events (again, "0:carrier-outage 1:Switch it off.1 2:store-wifi 3:ticket.open");
  once_more = corral_call_to_text (again);
  g_assert_cmpstr (once_more, ==, text);

  /* Cut anywhere, it is none: nothing is half known. */
  for (gsize n = 0; n < strlen (text) - 1; n++)
    {
      g_autoptr (GError) cut = NULL;

      g_assert_null (corral_call_from_text (text, n, &cut));
      g_assert_error (cut, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

static void
test_damaged (void)
{
  static const char *const texts[] = {
    "corral-call 2\nabout cart harbor S1\nbegun 1788765240000\nname 1\nend\n",
    "corral-call 1\nabout fleet harbor S1\nbegun 1788765240000\nname 1\nend\n",
    "corral-call 1\nabout cart har/bor S1\nbegun 1788765240000\nname 1\nend\n",
    "corral-call 1\nabout cart harbor\nbegun 1788765240000\nname 1\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun -1\nname 1\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 99999999999999999999\nname 1\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 1788765240000\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 1788765240000\nname 1\nverdict 1788765240000 moon\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 1788765240000\nname 1\ntried 1788765240000 perhaps x\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 1788765240000\nname 1\ntried 1788765240000 helped\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 1788765240000\nname 1\nordered 1788765240000 dance\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 1788765240000\nname 1\nsung 1788765240000 x\nend\n",
    "corral-call 1\nabout cart harbor S1\nbegun 1788765240000\nname \xff\nend\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      if (corral_call_from_text (texts[i], strlen (texts[i]), &error) != NULL)
        g_error ("taken: %s", texts[i]);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/log", test_log);
  g_test_add_func ("/call/private", test_private);
  g_test_add_func ("/call/bounded", test_bounded);
  g_test_add_func ("/call/stored", test_stored);
  g_test_add_func ("/call/damaged", test_damaged);
  return g_test_run ();
}
