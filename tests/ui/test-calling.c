/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phone rings: taking a call, trying, ending it with a note and a ticket, what leaves by the clipboard, and what is
 * left when the program ends in the middle. The real window on the real services with the demo cloud. Main thread. */
#include "config.h"

#include "acts-fixture.h"

#include "corral-call-desk.h"
#include "corral-call-end.h"
#include "corral-call-indicator.h"
#include "corral-call-page.h"
#include "corral-call-steps.h"
#include "corral-call-text.h"
#include "corral-call-verdict.h"
#include "corral-free-text.h"
#include "corral-notes.h"
#include "corral-picture.h"
#include "corral-search-box.h"
#include "corral-text-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- doing --------------------------------------------------------------------------------------------- */

static void
press_here (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.call-here", NULL);
}

static const char *
get_indicator (Fixture *fixture)
{
  return corral_call_indicator_get_text (
      CORRAL_CALL_INDICATOR (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_CALL_INDICATOR)));
}

static CorralCallPage *
get_call_page (Fixture *fixture)
{
  return CORRAL_CALL_PAGE (corral_window_get_page (fixture->window));
}

static const CorralCall *
get_call (Fixture *fixture)
{
  return corral_call_desk_get_call (corral_page_get_context (corral_window_get_page (fixture->window))->calls);
}

static CorralCallSteps *
get_steps (Fixture *fixture)
{
  return CORRAL_CALL_STEPS (find_anywhere (GTK_WIDGET (get_call_page (fixture)), CORRAL_TYPE_CALL_STEPS));
}

static void
try_step (Fixture *fixture, CorralTried tried)
{
  GtkWidget *button = corral_call_steps_get_button (get_steps (fixture), tried);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* "corral://harbor/cart/S1" to "corral://harbor/call/cart/S1" */
static char *
call_uri (const char *uri)
{
  g_autoptr (GString) text = g_string_new (uri);

  g_string_replace (text, "/cart/", "/call/cart/", 1);
  g_string_replace (text, "/store/", "/call/store/", 1);
  return g_strdup (text->str);
}

/* Takes a call about the first cart. */
static char *
take_call (Fixture *fixture)
{
  g_autofree char *cart = uri_of_first_cart (fixture);
  char *uri = call_uri (cart);

  go (fixture, cart);
  g_assert_null (get_indicator (fixture));
  press_here (fixture);
  wait_until (get_call (fixture) != NULL);
  assert_at (fixture, uri);
  wait_until (corral_window_is_settled (fixture->window));
  return uri;
}

static CorralCallEnd *
open_end (Fixture *fixture)
{
  CorralCallEnd *end = NULL;

  press_here (fixture);
  wait_until ((end = get_dialog (CORRAL_TYPE_CALL_END)) != NULL);
  return end;
}

static void
write_note (CorralCallEnd *end, const char *text)
{
  corral_free_text_set_text (CORRAL_FREE_TEXT (corral_call_end_get_text (end)), text);
}

static void
save (CorralCallEnd *end)
{
  g_assert_true (gtk_widget_is_sensitive (corral_call_end_get_save_button (end)));
  g_signal_emit_by_name (corral_call_end_get_save_button (end), "clicked");
  wait_until (get_dialog (CORRAL_TYPE_CALL_END) == NULL);
}

static void
press_named (GtkWidget *widget, const char *label)
{
  GtkWidget *button = find_labelled (widget, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
assert_dialog_drawn (Fixture *fixture, CorralCallEnd *end, const char *what)
{
  const char *pictures = g_getenv ("CORRAL_PICTURES");
  g_autofree char *file = g_strdup_printf ("%s/%s.png", pictures != NULL ? pictures : fixture->shots, what);

  wait_until (corral_picture_write (GTK_WINDOW (end), file) && count_colours (file, 60) >= 60);
}

/* ---- the whole way ----------------------------------------------------------------------------------- */

static void
test_cart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  CorralCallEnd *end;
  const CorralOutboxEntry *entry;
  CorralCallLine line;
  const char *rest;
  const CorralCallEvent *tried;

  open_offline (fixture);
  uri = take_call (fixture);
  g_assert_nonnull (strstr (get_indicator (fixture), "On a call · 00:0"));
  g_assert_true (gtk_widget_get_visible (corral_call_page_get_timer (get_call_page (fixture))));
  g_assert_nonnull (corral_call_verdict_get_say (
      CORRAL_CALL_VERDICT (find_anywhere (GTK_WIDGET (get_call_page (fixture)), CORRAL_TYPE_CALL_VERDICT))));
  g_assert_cmpuint (corral_call_steps_get_current (get_steps (fixture)), ==, 0);

  try_step (fixture, CORRAL_TRIED_DID_NOT_HELP);
  g_assert_cmpuint (corral_call_steps_get_current (get_steps (fixture)), ==, 1);
  /* The keyboard goes on with the next. */
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window))
                 == corral_call_steps_get_button (get_steps (fixture), CORRAL_TRIED_HELPED));
  try_step (fixture, CORRAL_TRIED_HELPED);
  g_assert_true (corral_call_has_helped (get_call (fixture)));
  tried = g_ptr_array_index (get_call (fixture)->events, get_call (fixture)->events->len - 1);
  g_assert_cmpint (tried->kind, ==, CORRAL_CALL_EVENT_TRIED);
  assert_drawn (fixture, "call-cart");
  /* It fits beside a till program. */
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), <=, 1024);

  end = open_end (fixture);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (corral_call_end_get_solved (end))));
  {
    g_autofree char *note = corral_free_text_get_text (CORRAL_FREE_TEXT (corral_call_end_get_text (end)));

    g_assert_nonnull (strstr (note, tried->text));
    g_assert_nonnull (strstr (note, "Helped"));
    g_assert_nonnull (strstr (note, "Did not help"));
  }
  /* Nobody's address gets into a note. */
  write_note (end, "Ada says it works now, ada@shop.example");
  g_assert_false (gtk_widget_is_sensitive (corral_call_end_get_save_button (end)));
  write_note (end, "It works now.\nThey will call again.");
  assert_dialog_drawn (fixture, end, "call-end");
  save (end);

  wait_until (was_told (fixture, "Call note saved; sent when the link is back"));
  g_assert_null (get_call (fixture));
  g_assert_null (get_indicator (fixture));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 1);
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_TICKET_OPEN), ==, 0);
  entry = get_entry (fixture, CORRAL_OPERATION_NOTE_ADD);
  g_assert_cmpstr (entry->target_collection, ==, "cart");
  g_assert_true (corral_call_line_parse (entry->params.text, &line, &rest));
  g_assert_cmpuint (line.minutes, ==, 1);
  g_assert_true (line.solved);
  g_assert_cmpstr (rest, ==, "It works now.\nThey will call again.");
  /* It stands among the earlier calls at once, in the reader's words. */
  assert_at (fixture, uri);
  wait_until (find_labelled (page_part (fixture, CORRAL_TYPE_NOTES), GTK_TYPE_LABEL, "Call, 1 min") != NULL);

  /* It can be taken back like anything else. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD) == 0);
}

/* The phone rings: label and store, then Ctrl+Enter, from wherever one is. */
static void
test_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *cart = NULL;
  g_autofree char *uri = NULL;
  GtkWidget *search;
  guint32 slot, store;
  g_autofree char *words = NULL;

  open_offline (fixture);
  go (fixture, "corral:alerts");
  slot = first_slot (fixture, CORRAL_TABLE_CART);
  store = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE);
  words = g_strdup_printf ("%s %s", text_of (fixture, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_LABEL),
                           text_of (fixture, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME));
  cart = uri_of_first_cart (fixture);
  uri = call_uri (cart);
  search = find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SEARCH_BOX);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.find", NULL);

  /* What is not found takes no call. */
  corral_search_box_set_text (CORRAL_SEARCH_BOX (search), "zzzz nothing has that");
  press_here (fixture);
  assert_at (fixture, "corral:alerts");
  corral_search_box_set_text (CORRAL_SEARCH_BOX (search), words);
  press_here (fixture);
  wait_until (get_call (fixture) != NULL);
  assert_at (fixture, uri);
}

static void
test_ticket (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  CorralCallEnd *end;
  const CorralOutboxEntry *entry;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  open_offline (fixture);
  uri = take_call (fixture);
  assert_drawn (fixture, "call-dark");
  end = open_end (fixture);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (corral_call_end_get_solved (end))));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (corral_call_end_get_ticket (end)), TRUE);
  write_note (end, "The handle is loose.");
  save (end);
  wait_until (was_told (fixture, "Call note saved, ticket opened"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 1);
  entry = get_entry (fixture, CORRAL_OPERATION_TICKET_OPEN);
  g_assert_nonnull (entry->params.reason);
  g_assert_nonnull (strstr (entry->params.summary, "The handle is loose."));
  /* With the verdict and what it rests on. */
  g_assert_cmpuint (strlen (entry->params.summary), >, 2 * strlen ("The handle is loose."));
}

static void
test_store (Fixture *fixture, gconstpointer data)
{
  g_autofree char *store = NULL;
  g_autofree char *uri = NULL;
  CorralCallEnd *end;

  open_offline (fixture);
  store = uri_of_first_store (fixture);
  uri = call_uri (store);
  go (fixture, store);
  press_here (fixture);
  wait_until (get_call (fixture) != NULL);
  assert_at (fixture, uri);
  assert_drawn (fixture, "call-store");
  try_step (fixture, CORRAL_TRIED_SKIPPED);
  end = open_end (fixture);
  g_assert_null (corral_call_end_get_ticket (end));
  save (end);
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_NOTE_ADD)->target_collection, ==, "store");
  wait_until (find_labelled (page_part (fixture, CORRAL_TYPE_NOTES), GTK_TYPE_LABEL, "Call, 1 min") != NULL);
}

/* With the cloud there, it takes the notes of calls, about carts and about stores. */
static void
test_taken_by_the_cloud (Fixture *fixture, gconstpointer data)
{
  g_autofree char *cart = NULL;
  g_autofree char *store = NULL;

  open_full (fixture);
  cart = take_call (fixture);
  save (open_end (fixture));
  store = uri_of_first_store (fixture);
  go (fixture, store);
  press_here (fixture);
  wait_until (get_call (fixture) != NULL);
  save (open_end (fixture));
  g_assert_true (was_told (fixture, "Call note saved"));
  g_assert_false (was_told (fixture, "link"));
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  g_assert_cmpuint (corral_outbox_get_n_troubled (get_outbox (fixture)), ==, 0);
}

/* ---- what leaves --------------------------------------------------------------------------------------- */

typedef struct
{
  gboolean done;
  char *text;
} Pasted;

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Pasted *pasted = data;
  g_autoptr (GError) error = NULL;

  pasted->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
  pasted->done = TRUE;
}

static char *
paste (GtkWidget *widget)
{
  Pasted pasted = { FALSE, NULL };

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb, &pasted);
  wait_until (pasted.done);
  return pasted.text;
}

/* Somebody of whom the fleet knows that they work there. */
static const char *
find_colleague (Fixture *fixture)
{
  guint32 alert = first_word (fixture, CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_ACKNOWLEDGED_BY, NULL);
  guint32 ticket = first_word (fixture, CORRAL_TABLE_TICKET, CORRAL_TICKET_COL_OPENED_BY, NULL);

  if (alert != CORRAL_NO_SLOT)
    return text_of (fixture, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ACKNOWLEDGED_BY);
  g_assert_cmpuint (ticket, !=, CORRAL_NO_SLOT);
  return text_of (fixture, CORRAL_TABLE_TICKET, ticket, CORRAL_TICKET_COL_OPENED_BY);
}

static void
test_clipboard (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autofree char *colleague = NULL;
  g_autofree char *planted = NULL;
  g_autofree char *pasted = NULL;
  CorralCallEnd *end;

  open_offline (fixture);
  colleague = g_strdup (find_colleague (fixture));
  uri = take_call (fixture);
  end = open_end (fixture);
  planted = g_strdup_printf ("Handle loose. Ask %s, ada@shop.example, +49 30 1234567, card 4111 1111 1111 1111; %s.",
                             colleague, "demo");
  write_note (end, planted);
  press_named (GTK_WIDGET (end), "Copy for a Ticket");
  pasted = paste (GTK_WIDGET (end));
  g_assert_nonnull (strstr (pasted, "Handle loose."));
  g_assert_nonnull (strstr (pasted, "(a colleague)"));
  g_assert_null (strstr (pasted, colleague));
  g_assert_null (strstr (pasted, "ada"));
  g_assert_null (strstr (pasted, "1234567"));
  g_assert_null (strstr (pasted, "4111"));
  g_assert_null (strstr (pasted, "demo"));
  g_assert_cmpint (corral_text_find_private (pasted, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
  /* The call goes on: nothing was ended by that. */
  g_assert_nonnull (get_call (fixture));
  press_named (GTK_WIDGET (end), "End _Without a Note");
  wait_until (get_dialog (CORRAL_TYPE_CALL_END) == NULL);
  g_assert_null (get_call (fixture));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 0);
}

/* ---- going on ------------------------------------------------------------------------------------------ */

static gboolean
is_stored (Fixture *fixture, const char *words)
{
  g_autofree char *file = g_build_filename (fixture->dir, "call", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (file, &text, NULL, NULL) && strstr (text, words) != NULL && g_str_has_suffix (text, "end\n");
}

/* Another Corral on the same folder has calls of its own, and leaves the first one's alone. */
static void
test_two (Fixture *fixture, gconstpointer data)
{
  Fixture first = *fixture;
  g_autofree char *uri = NULL;
  g_autofree char *store = NULL;

  open_full (&first);
  uri = take_call (&first);
  wait_until (is_stored (&first, "SC-"));
  open_window (fixture, FALSE);
  g_assert_null (get_indicator (fixture));
  store = uri_of_first_store (fixture);
  go (fixture, store);
  press_here (fixture);
  wait_until (get_call (fixture) != NULL);
  /* Nothing can be saved here, and that is said before anything is written. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.call-here", NULL);
  wait_until (get_dialog (CORRAL_TYPE_CALL_END) != NULL);
  g_assert_false (gtk_widget_is_sensitive (corral_call_end_get_save_button (get_dialog (CORRAL_TYPE_CALL_END))));
  g_assert_nonnull (find_labelled (get_dialog (CORRAL_TYPE_CALL_END), GTK_TYPE_LABEL, "Another Corral"));
  press_named (get_dialog (CORRAL_TYPE_CALL_END), "End _Without a Note");
  wait_until (get_dialog (CORRAL_TYPE_CALL_END) == NULL);
  close_window (fixture);
  g_assert_true (is_stored (&first, "about cart"));
  close_window (&first);
}

/* It is there on every page, leads back, and is there again after the program was ended. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autofree char *step = NULL;
  CorralTried tried;
  gint64 begun_ms;

  open_offline (fixture);
  uri = take_call (fixture);
  try_step (fixture, CORRAL_TRIED_DID_NOT_HELP);
  step = g_strdup (
      ((CorralCallEvent *) g_ptr_array_index (get_call (fixture)->events, get_call (fixture)->events->len - 1))->text);
  begun_ms = get_call (fixture)->begun_ms;
  /* It is on the disk before anything ends: nothing else would be there after a power cut. */
  wait_until (is_stored (fixture, step));
  go (fixture, "corral:alerts");
  g_assert_nonnull (get_indicator (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.call-back", NULL);
  assert_at (fixture, uri);
  go (fixture, "corral:fleet");
  close_window (fixture);

  open_window (fixture, TRUE);
  wait_until (corral_window_is_settled (fixture->window));
  g_assert_nonnull (get_indicator (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.call-back", NULL);
  assert_at (fixture, uri);
  g_assert_cmpint (get_call (fixture)->begun_ms, ==, begun_ms);
  g_assert_true (corral_call_find_tried (get_call (fixture), step, &tried));
  g_assert_cmpint (tried, ==, CORRAL_TRIED_DID_NOT_HELP);
  save (open_end (fixture));
  close_window (fixture);

  /* What has ended stays so. */
  open_window (fixture, TRUE);
  wait_until (corral_window_is_settled (fixture->window));
  g_assert_null (get_indicator (fixture));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 1);
}

static void
test_damaged_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->dir, "call", NULL);
  g_autofree char *uri = NULL;
  g_autofree char *cart = NULL;
  g_autoptr (GError) error = NULL;

  fill_folder (fixture);
  g_file_set_contents (file, "corral-call 1\nabout cart harbor", -1, &error);
  g_assert_no_error (error);
  open_window (fixture, TRUE);
  g_assert_null (get_indicator (fixture));
  cart = uri_of_first_cart (fixture);
  uri = call_uri (cart);
  go (fixture, uri);
  g_assert_nonnull (find_labelled (GTK_WIDGET (get_call_page (fixture)), GTK_TYPE_LABEL, "cannot be read"));
  /* Another takes its place. */
  press_here (fixture);
  wait_until (get_call (fixture) != NULL
              && find_labelled (GTK_WIDGET (get_call_page (fixture)), GTK_TYPE_LABEL, "cannot be read") == NULL);
  close_window (fixture);
  open_window (fixture, TRUE);
  g_assert_nonnull (get_indicator (fixture));
}

/* What the caller was told before stays in the log when the verdict becomes another. */
static void
test_verdict_changes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->dir, "call", NULL);
  g_autofree char *cart = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *text = NULL;
  g_autoptr (CorralPlace) place = NULL;
  g_autoptr (GError) error = NULL;
  const CorralCallEvent *first, *second;

  fill_folder (fixture);
  open_window (fixture, TRUE);
  cart = uri_of_first_cart (fixture);
  uri = call_uri (cart);
  place = corral_place_parse (cart, &error);
  g_assert_no_error (error);
  close_window (fixture);
  text = g_strdup_printf ("corral-call 1\nabout cart %s %s\nbegun 1788765240000\nname 0412\n"
                          "verdict 1788765240000 cloud-gap\nend\n",
                          place->chain, place->subject);
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);

  open_window (fixture, TRUE);
  go (fixture, uri);
  g_assert_cmpuint (get_call (fixture)->events->len, ==, 2);
  first = g_ptr_array_index (get_call (fixture)->events, 0);
  second = g_ptr_array_index (get_call (fixture)->events, 1);
  g_assert_cmpint (first->cause, ==, CORRAL_VERDICT_CLOUD_GAP);
  g_assert_cmpint (second->kind, ==, CORRAL_CALL_EVENT_VERDICT);
  g_assert_cmpint (second->cause, !=, CORRAL_VERDICT_CLOUD_GAP);
  g_assert_nonnull (find_labelled (GTK_WIDGET (get_call_page (fixture)), GTK_TYPE_LABEL, "The verdict became: "));
}

static void
test_another (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *store = NULL;
  g_autofree char *second = NULL;
  CorralCallEnd *end = NULL;

  open_offline (fixture);
  first = take_call (fixture);
  store = uri_of_first_store (fixture);
  second = call_uri (store);

  /* Back to the one that is going on. */
  go (fixture, store);
  press_here (fixture);
  wait_until (get_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("_Back to That Call");
  assert_at (fixture, first);
  g_assert_cmpint (get_call (fixture)->about, ==, CORRAL_PAGE_CART);

  /* Its note, then the other begins. */
  go (fixture, store);
  press_here (fixture);
  wait_until (get_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("_End It…");
  wait_until ((end = get_dialog (CORRAL_TYPE_CALL_END)) != NULL);
  save (end);
  wait_until (get_call (fixture) != NULL);
  g_assert_cmpint (get_call (fixture)->about, ==, CORRAL_PAGE_STORE);
  assert_at (fixture, second);
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 1);

  /* The same again only leads there. */
  go (fixture, store);
  press_here (fixture);
  assert_at (fixture, second);
  g_assert_null (get_dialog (ADW_TYPE_MESSAGE_DIALOG));
}

/* What is ordered on the way is part of the log, once, wherever it was ordered. */
static void
test_ordered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autofree char *cart = NULL;
  guint n = 0;
  GtkWidget *button;

  open_offline (fixture);
  cart = uri_of_first_cart (fixture);
  uri = take_call (fixture);
  go (fixture, cart);
  button = get_page_button (fixture, "note");
  g_signal_emit_by_name (button, "clicked");
  corral_free_text_set_text (
      CORRAL_FREE_TEXT (find_anywhere (GTK_WIDGET (wait_for_dialog ()), CORRAL_TYPE_FREE_TEXT)), "Looks dented.");
  accept_dialog (wait_for_dialog ());
  wait_until (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD) == 1);
  go (fixture, uri);
  go (fixture, cart);
  go (fixture, uri);
  for (guint i = 0; i < get_call (fixture)->events->len; i++)
    {
      const CorralCallEvent *event = g_ptr_array_index (get_call (fixture)->events, i);

      n += event->kind == CORRAL_CALL_EVENT_ORDERED && event->operation == CORRAL_OPERATION_NOTE_ADD;
    }
  g_assert_cmpuint (n, ==, 1);
}

/* ---- bad input ----------------------------------------------------------------------------------------- */

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  open_offline (fixture);
  go (fixture, "corral://moon/call/cart/S-1");
  g_assert_nonnull (page_part (fixture, ADW_TYPE_STATUS_PAGE));
  press_here (fixture);
  g_assert_null (get_call (fixture));
  go (fixture, "corral:alerts");
  press_here (fixture);
  g_assert_null (get_call (fixture));
}

/* A support lead's file with a slip in it is named with the line; what is right is used. */
static void
test_plays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "corral", "plays", NULL);
  g_autofree char *bad = g_build_filename (folder, "bad.play", NULL);
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) good = g_ptr_array_new_with_free_func (g_free);
  CorralActDialog *dialog;
  const CorralCallEvent *last;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (bad, "[Play]\nCause=dock\nColour=red\n", -1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    {
      const char *word = corral_verdict_cause_to_word ((CorralVerdictCause) i);
      g_autofree char *text = g_strdup_printf ("[Play]\nCause=%s\nMode=add\n[Try 1]\nDo=Ask the lead.\n"
                                               "Offer=ticket.open battery_swap\n",
                                               word);
      char *path = g_strdup_printf ("%s/%s.play", folder, word);

      g_file_set_contents (path, text, -1, &error);
      g_assert_no_error (error);
      g_ptr_array_add (good, path);
    }
  open_offline (fixture);
  uri = take_call (fixture);
  g_assert_nonnull (find_labelled (GTK_WIDGET (get_call_page (fixture)), GTK_TYPE_LABEL,
                                   "bad.play, line 3: a [Play] has no “Colour”"));
  g_assert_nonnull (find_labelled (GTK_WIDGET (get_steps (fixture)), GTK_TYPE_LABEL, "Ask the lead."));
  assert_drawn (fixture, "call-plays");

  /* What the step offers begins with the reason and the text that there are, and is in the log once it is ordered. */
  press_named (GTK_WIDGET (get_steps (fixture)), "Open Ticket");
  dialog = wait_for_dialog ();
  g_assert_true (gtk_check_button_get_active (
      GTK_CHECK_BUTTON (find_labelled (GTK_WIDGET (dialog), GTK_TYPE_CHECK_BUTTON, "Battery swap"))));
  g_assert_false (
      corral_free_text_is_empty (CORRAL_FREE_TEXT (find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_FREE_TEXT))));
  accept_dialog (dialog);
  wait_until (count_entries (fixture, CORRAL_OPERATION_TICKET_OPEN) == 1);
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_TICKET_OPEN)->params.reason, ==, "battery_swap");
  wait_until (was_told (fixture, "icket"));
  go (fixture, uri);
  last = g_ptr_array_index (get_call (fixture)->events, get_call (fixture)->events->len - 1);
  g_assert_cmpint (last->kind, ==, CORRAL_CALL_EVENT_ORDERED);
  g_assert_cmpint (last->operation, ==, CORRAL_OPERATION_TICKET_OPEN);
  g_assert_cmpint (g_remove (bad), ==, 0);
  for (guint i = 0; i < good->len; i++)
    g_assert_cmpint (g_remove (g_ptr_array_index (good, i)), ==, 0);
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/call/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("cart", test_cart);
  ADD ("found", test_found);
  ADD ("ticket", test_ticket);
  ADD ("store", test_store);
  ADD ("taken-by-the-cloud", test_taken_by_the_cloud);
  ADD ("clipboard", test_clipboard);
  ADD ("restart", test_restart);
  ADD ("two", test_two);
  ADD ("damaged-file", test_damaged_file);
  ADD ("verdict-changes", test_verdict_changes);
  ADD ("another", test_another);
  ADD ("ordered", test_ordered);
  ADD ("unknown", test_unknown);
  ADD ("plays", test_plays);
#undef ADD
  return window_fixture_run ();
}
