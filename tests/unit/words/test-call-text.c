/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a call leaves behind: the line that a note is known by, the log, and a text without anybody in it. */
#include "corral-call-text.h"

#include "corral-text-private.h"
#include "corral-time.h"

#include <locale.h>
#include <string.h>

/* Monday 7 September 2026, 07:14 UTC: 09:14 in Vienna. */
#define BEGUN_MS G_GINT64_CONSTANT (1788765240000)
#define MINUTE_MS G_GINT64_CONSTANT (60000)

static void
put (CorralFleet *fleet, CorralCollection collection, gpointer row, const char *id)
{
  ((CorralRow *) row)->id = id;
  ((CorralRow *) row)->rev = 1;
  corral_fleet_put (fleet, "harbor", corral_collection_get_schema (collection), row);
}

static CorralFleet *
new_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (NULL);
  CorralStore store;
  CorralCart cart;
  CorralAlert alert;
  CorralTicket ticket;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
  store.number = 118;
  store.name = "Riverside";
  store.time_zone = "Europe/Vienna";
  put (fleet, CORRAL_COLLECTION_STORE, &store, "s1");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  cart.label = "0412";
  cart.store = "s1";
  cart.state = "idle";
  cart.serial = "SC-00412";
  put (fleet, CORRAL_COLLECTION_CART, &cart, "k1");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_ALERT), &alert);
  alert.kind = "offline";
  alert.severity = "act";
  alert.store = "s1";
  alert.acknowledged_by = "jo.miller";
  alert.assigned_to = "kim";
  put (fleet, CORRAL_COLLECTION_ALERT, &alert, "a1");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_TICKET), &ticket);
  ticket.store = "s1";
  ticket.opened_by = "al";
  put (fleet, CORRAL_COLLECTION_TICKET, &ticket, "t1");
  corral_fleet_set_now (fleet, BEGUN_MS + 10 * MINUTE_MS);
  corral_fleet_flush (fleet);
  return fleet;
}

/* ---- the line ---------------------------------------------------------------------------------------- */

static void
test_line (void)
{
  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    for (guint solved = 0; solved < 2; solved++)
      {
        CorralCallLine line = { .minutes = i * 7, .cause = (CorralVerdictCause) i, .solved = solved == 1 };
        CorralCallLine again;
        g_autofree char *text = corral_call_line_to_text (&line);
        g_autofree char *note = g_strconcat (text, "\n", "It works.\nAgain.", NULL);
        const char *rest = NULL;

        /* What is told by it is no secret of anybody. */
        g_assert_cmpint (corral_text_find_private (text, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
        g_assert_true (corral_call_line_parse (note, &again, &rest));
        g_assert_cmpuint (again.minutes, ==, line.minutes);
        g_assert_cmpint (again.cause, ==, line.cause);
        g_assert_cmpint (again.solved, ==, line.solved);
        g_assert_cmpstr (rest, ==, "It works.\nAgain.");
        g_assert_true (corral_call_line_parse (text, &again, &rest));
        g_assert_cmpstr (rest, ==, "");
      }
}

/* The format is kept for ever: notes that were written with it are there for years. */
static void
test_line_format (void)
{
  const CorralCallLine line = { .minutes = 4, .cause = CORRAL_VERDICT_STORE_WIFI, .solved = TRUE };
  g_autofree char *text = corral_call_line_to_text (&line);

  g_assert_cmpstr (text, ==, "☎ 4 min · store-wifi · solved");
}

static void
test_other_notes (void)
{
  static const char *const notes[] = {
    "", "The wheel squeaks.", "☎", "☎ 4 min", "☎ 4 min · store-wifi", "☎ 4 min · moon · solved",
    "☎ 4 min · store-wifi · perhaps", "☎ x min · store-wifi · solved", "☎ -4 min · store-wifi · solved",
    "☎ 99999999999 min · store-wifi · solved", " ☎ 4 min · store-wifi · solved", "☎ 4 min\n · store-wifi · solved",
    "☎ 4 min · store-wifi · solved ", "Call ☎ 4 min · store-wifi · solved",
  };
  CorralCallLine line;

  g_assert_false (corral_call_line_parse (NULL, &line, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if (corral_call_line_parse (notes[i], &line, NULL))
      g_error ("taken for a call: %s", notes[i]);
}

/* ---- the log ------------------------------------------------------------------------------------------- */

static void
test_length (void)
{
  static const struct
  {
    gint64 ms;
    const char *text;
  } rows[] = { { -5, "00:00" },         { 0, "00:00" },           { 999, "00:00" },        { 151000, "02:31" },
               { 3599999, "59:59" },    { 3600000, "1:00:00" },   { 3751000, "1:02:31" },  { G_MAXINT64, "999:12:55" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = corral_call_format_length (rows[i].ms);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_log (void)
{
  g_autoptr (CorralCall) call = corral_call_new (CORRAL_PAGE_CART, "harbor", "SC-00412", "0412", BEGUN_MS);
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Vienna");
  g_autofree char *empty = corral_call_to_log (call, BEGUN_MS, zone, TRUE);
  g_autofree char *part = NULL;
  g_autofree char *whole = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_cmpstr (empty, ==, "");
  corral_call_note_verdict (call, BEGUN_MS, CORRAL_VERDICT_CARRIER_OUTAGE);
  corral_call_note_tried (call, BEGUN_MS + MINUTE_MS, "Switch it off.", CORRAL_TRIED_DID_NOT_HELP);
  corral_call_note_verdict (call, BEGUN_MS + 2 * MINUTE_MS, CORRAL_VERDICT_STORE_WIFI);
  corral_call_note_tried (call, BEGUN_MS + 3 * MINUTE_MS, "Pull the plug.", CORRAL_TRIED_HELPED);
  part = corral_call_to_log (call, BEGUN_MS + 5 * MINUTE_MS, zone, FALSE);
  /* What the verdict was at first is said by the note itself; that it became another is said, and when. */
  lines = g_strsplit (part, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, "09:15 Switch it off. – Did not help");
  g_assert_true (g_str_has_prefix (lines[1], "09:16 The verdict became: "));
  g_assert_cmpstr (lines[2], ==, "09:17 Pull the plug. – Helped");
  whole = corral_call_to_log (call, BEGUN_MS + 5 * MINUTE_MS, zone, TRUE);
  g_assert_true (g_str_has_prefix (whole, "09:14 The verdict: "));
}

/* ---- what may leave -------------------------------------------------------------------------------------- */

static void
test_people (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "", "" },
    { "Cart 0412, 118 Riverside.\nLine two.", "Cart 0412, 118 Riverside.\nLine two." },
    { "Ask jo.miller.", "Ask (a colleague)." },
    { "Ask Jo.Miller, KIM: or kim-", "Ask (a colleague), (a colleague): or (a colleague)-" },
    /* Words that only begin or end like somebody. */
    { "kimono kim_2 jo.millers ökim", "kimono kim_2 jo.millers ökim" },
    /* Two letters are a word of any language. */
    { "al", "al" },
    { "I, self.account, was there.", "I, (a colleague), was there." },
    { "kim@shop.example +49 30 1234567 4111 1111 1111 1111", "••• +••• •••• •••• •••• 1111" },
    { "\xff kim", "\xff (a colleague)" },
  };
  g_autoptr (CorralFleet) fleet = new_fleet ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = corral_call_without_people (fleet, "self.account", rows[i].text);

      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

/* The whole of it, with a verdict as there may be any. */
static void
test_note_and_ticket (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralCall) call = corral_call_new (CORRAL_PAGE_CART, "harbor", "SC-00412", "0412", BEGUN_MS);
  CorralVerdict verdict = { .layer = CORRAL_LAYER_CART,
                            .cause = CORRAL_VERDICT_CART_SILENT,
                            .confidence_pct = 75,
                            .since_ms = BEGUN_MS - 30 * MINUTE_MS,
                            .n_carts = 1,
                            .n_of = 1,
                            .n_stores = 1,
                            .chain = corral_fleet_find_chain (fleet, "harbor"),
                            .cart = corral_fleet_find_cart (fleet, CORRAL_NO_SLOT, "SC-00412"),
                            .store = corral_fleet_find_store (fleet, CORRAL_NO_SLOT, 118) };
  g_autofree char *note = NULL;
  g_autofree char *ticket = NULL;
  g_autofree char *bare = NULL;

  corral_call_note_verdict (call, BEGUN_MS, CORRAL_VERDICT_CART_SILENT);
  corral_call_note_tried (call, BEGUN_MS, "Switch it off.", CORRAL_TRIED_HELPED);
  note = corral_call_to_note (call, fleet, &verdict, BEGUN_MS + MINUTE_MS, NULL);
  ticket = corral_call_to_ticket (call, fleet, &verdict, BEGUN_MS + MINUTE_MS, NULL);
  bare = corral_call_to_ticket (NULL, fleet, &verdict, BEGUN_MS + MINUTE_MS, NULL);
  g_assert_true (g_str_has_suffix (note, "07:14 Switch it off. – Helped"));
  g_assert_true (g_str_has_suffix (ticket, "07:14 Switch it off. – Helped"));
  g_assert_true (g_str_has_prefix (ticket, bare));
  g_assert_nonnull (strstr (ticket, "(01:00)"));
  g_assert_cmpint (corral_text_find_private (note, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
  g_assert_cmpint (corral_text_find_private (ticket, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-text/line", test_line);
  g_test_add_func ("/call-text/line-format", test_line_format);
  g_test_add_func ("/call-text/other-notes", test_other_notes);
  g_test_add_func ("/call-text/length", test_length);
  g_test_add_func ("/call-text/log", test_log);
  g_test_add_func ("/call-text/people", test_people);
  g_test_add_func ("/call-text/note-and-ticket", test_note_and_ticket);
  return g_test_run ();
}
