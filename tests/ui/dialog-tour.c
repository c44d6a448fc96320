/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can come over the window, opened one by one. What the program asks before an act
 * comes from the program's own table; the others are in a list here, each with the source file that
 * makes it: tests/ui/test-dialog-list.py finds makers that are in none. Main thread. */
#include "config.h"

#include "dialog-tour.h"

#include "acts-fixture.h"
#include "page-tour.h"

#include "corral-about-compat.h"
#include "corral-accounts.h"
#include "corral-act-menu.h"
#include "corral-act-run.h"
#include "corral-call-desk.h"
#include "corral-call-end.h"
#include "corral-call-taking.h"
#include "corral-cart-story.h"
#include "corral-case-dialog.h"
#include "corral-cells.h"
#include "corral-factors-dialog.h"
#include "corral-free-text.h"
#include "corral-incident-look.h"
#include "corral-incident-source.h"
#include "corral-incident-work.h"
#include "corral-leaving.h"
#include "corral-lock-window.h"
#include "corral-lot-dialog.h"
#include "corral-message.h"
#include "corral-people.h"
#include "corral-place-dialog.h"
#include "corral-preferences.h"
#include "corral-search-box.h"
#include "corral-shortcuts.h"
#include "corral-sign-in-dialog.h"
#include "corral-sign-in.h"
#include "corral-sign-out.h"
#include "corral-troubleshooting.h"
#include "corral-welcome.h"

#include <glib/gi18n.h>
#include <string.h>

#define ACT "act-"

/* What lives as long as what is open. */
static struct
{
  CorralAccounts *accounts; /* (owned) (nullable) */
  CorralSignIn *sign_in;    /* (owned) (nullable) */
  CorralLeaving *leaving;   /* (owned) (nullable) */
  CorralManaged *managed;   /* (owned) (nullable) */
  char *folder;             /* (owned) (nullable) */
  GtkWidget *menu;          /* (nullable) */
} stage;

static CorralPageContext *
get_context (Fixture *fixture)
{
  return corral_page_get_context (corral_window_get_page (fixture->window));
}

static GtkWindow *
get_parent (Fixture *fixture)
{
  return GTK_WINDOW (fixture->window);
}

/* ---- acts ----------------------------------------------------------------------------------- */

typedef struct
{
  const CorralAct *act;
  CorralActSubject subject;
  guint32 slots[3];
  guint32 chains[3];
  char *members[2];
} Subject;

static gboolean
fits (Fixture *fixture, Subject *subject)
{
  subject->subject.slots = subject->slots;
  return corral_act_offer (subject->act, get_context (fixture), &subject->subject, NULL)
         == CORRAL_OFFER_POSSIBLE;
}

static gboolean
find_incident (Fixture *fixture, Subject *subject)
{
  CorralPageContext *context = get_context (fixture);
  GPtrArray *incidents = corral_incident_source_get_incidents (context->incidents);

  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = incidents->pdata[i];
      g_autoptr (GArray) chains = corral_incident_list_chains (incident, context->fleet);

      if (chains->len == 0)
        continue;
      g_clear_pointer (&subject->members[0], g_free);
      for (guint m = 0;
           subject->act->by_member && m < incident->members->len && subject->members[0] == NULL;
           m++)
        {
          const CorralIncidentMember *member = incident->members->pdata[m];

          if (member->id != NULL && !CORRAL_IS_KNOWN (member->left_ms))
            subject->members[0] = g_strdup_printf ("%s/%s", member->chain, member->id);
        }
      subject->chains[0] = g_array_index (chains, guint32, 0);
      subject->slots[0]
          = corral_incident_find_row (context->fleet, subject->chains[0], incident->id);
      subject->subject = (CorralActSubject){ .table = CORRAL_TABLE_INCIDENT,
                                             .n_slots = 1,
                                             .incident = incident,
                                             .chains = subject->chains,
                                             .members = (const char *const *) subject->members };
      if (fits (fixture, subject))
        return TRUE;
    }
  return FALSE;
}

/* @n rows of a table that the act can be done to. */
static gboolean
find_rows (Fixture *fixture, Subject *subject, CorralTableKind table, guint n)
{
  const CorralColumns *columns = corral_fleet_get_table (get_fleet (fixture), table);
  guint found = 0;

  subject->subject = (CorralActSubject){ .table = table, .n_slots = 1 };
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (columns) && found < n; slot++)
    if (corral_columns_exists (columns, slot))
      {
        guint32 first = subject->slots[0];

        subject->slots[0] = slot;
        if (fits (fixture, subject))
          {
            subject->slots[0] = found > 0 ? first : slot;
            subject->slots[found++] = slot;
          }
        else
          subject->slots[0] = first;
      }
  subject->subject.n_slots = n;
  return found == n && fits (fixture, subject);
}

static gboolean
find_subject (Fixture *fixture, Subject *subject, guint n)
{
  if (subject->act->tables == CORRAL_TABLE_BIT (CORRAL_TABLE_INCIDENT))
    return find_incident (fixture, subject);
  for (CorralTableKind table = 0; table < CORRAL_N_TABLES; table++)
    if ((subject->act->tables & CORRAL_TABLE_BIT (table)) != 0 && table != CORRAL_TABLE_INCIDENT
        && find_rows (fixture, subject, table, n))
      return TRUE;
  return FALSE;
}

static void
begin (Fixture *fixture, const char *name, guint n)
{
  Subject subject = { .act = corral_act_find (name) };

  g_assert_nonnull (subject.act);
  if (subject.act->ask == CORRAL_ASK_LOT)
    {
      /* Of any cart's lot: that scales are off is a scenario of its own. */
      const char *lot = text_of (fixture, CORRAL_TABLE_CART,
                                 first_slot (fixture, CORRAL_TABLE_CART), CORRAL_CART_COL_LOT);

      gtk_window_present (GTK_WINDOW (
          corral_lot_dialog_new (GTK_WIDGET (fixture->window), get_context (fixture), lot)));
      return;
    }
  /* Nothing is held until somebody holds it. */
  if (strcmp (name, "release") == 0 && !find_subject (fixture, &subject, n))
    {
      begin (fixture, "hold", 1);
      accept_dialog (wait_for_dialog ());
      wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
      wait_until (find_subject (fixture, &subject, n));
    }
  if (!find_subject (fixture, &subject, n))
    g_error ("%s: nothing in the demo fleet that it can be done to", name);
  corral_act_begin (subject.act, GTK_WIDGET (corral_window_get_page (fixture->window)),
                    get_context (fixture), &subject.subject);
  g_free (subject.members[0]);
}

static void
open_several (Fixture *fixture)
{
  begin (fixture, "acknowledge", 3);
}

/* ---- what comes of acts --------------------------------------------------------------------- */

/* A note that is written, and closed. */
static void
open_discard (Fixture *fixture)
{
  CorralActDialog *dialog;
  GtkWidget *text;

  begin (fixture, "note", 1);
  dialog = wait_for_dialog ();
  text = find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_FREE_TEXT);
  corral_free_text_set_text (CORRAL_FREE_TEXT (text), "Two carts, one charger.");
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
tell_partly (Fixture *fixture)
{
  g_autoptr (GArray) flags = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 2);
  g_autoptr (GArray) all = NULL;
  guint32 first = g_array_index (flags, guint32, 0);
  Subject subject = { .act = corral_act_find ("staff-ok") };
  CorralFlag flag;

  g_assert_true (corral_fleet_get_truth (get_fleet (fixture), CORRAL_TABLE_FLAG, first, &flag));
  flag.id = "f-without-revision";
  flag.rev = CORRAL_UNKNOWN;
  corral_fleet_put (get_fleet (fixture),
                    text_of (fixture, CORRAL_TABLE_CHAIN,
                             corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_FLAG, first,
                                                    CORRAL_FLAG_COL_CHAIN),
                             CORRAL_CHAIN_COL_ID),
                    corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  corral_fleet_flush (get_fleet (fixture));
  all = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 0);
  subject.slots[0] = first;
  for (guint i = 0; i < all->len; i++)
    if (strcmp (text_of (fixture, CORRAL_TABLE_FLAG, g_array_index (all, guint32, i),
                         CORRAL_FLAG_COL_ID),
                flag.id)
        == 0)
      subject.slots[1] = g_array_index (all, guint32, i);
  subject.subject
      = (CorralActSubject){ .table = CORRAL_TABLE_FLAG, .n_slots = 2, .slots = subject.slots };
  corral_act_begin (subject.act, GTK_WIDGET (corral_window_get_page (fixture->window)),
                    get_context (fixture), &subject.subject);
  accept_dialog (wait_for_dialog ());
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
}

static void
open_place (Fixture *fixture)
{
  Subject subject = { .act = corral_act_find ("find") };
  gint64 now_ms = corral_fleet_get_now (get_fleet (fixture));
  CorralCartPlace place
      = { 60.321170, 5.330120, now_ms - 1000 * 60 * 3, now_ms + CORRAL_CART_PLACE_MS };
  g_autoptr (CorralActPlan) plan = NULL;

  g_assert_true (find_subject (fixture, &subject, 1));
  plan = corral_act_plan_new (get_context (fixture), subject.act, &subject.subject);
  gtk_window_present (
      GTK_WINDOW (corral_place_dialog_new (get_parent (fixture), plan, &place, now_ms)));
}

static void
open_factors (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlace) place = corral_place_parse ("corral:carts?state=offline", &error);

  g_assert_no_error (error);
  gtk_window_present (
      corral_factors_dialog_new (get_parent (fixture), get_context (fixture), place, NULL, 0));
}

static void
open_no_factors (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlace) place = corral_place_parse ("corral:carts", &error);
  guint32 cart = first_slot (fixture, CORRAL_TABLE_CART);

  g_assert_no_error (error);
  gtk_window_present (
      corral_factors_dialog_new (get_parent (fixture), get_context (fixture), place, &cart, 1));
}

static void
open_story_table (Fixture *fixture)
{
  page_tour_go (fixture, CORRAL_PAGE_CART);
  g_assert_true (gtk_widget_activate_action (
      find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_CART_STORY),
      "story.table", NULL));
}

static void
chosen_cb (const CorralAct *act, gpointer data)
{
}

/* As the act bar makes it for one row, with everything. */
static void
open_row_menu (Fixture *fixture)
{
  page_tour_go (fixture, CORRAL_PAGE_CARTS);
  wait_until (count_shown (fixture) > 0);
  wait_until (corral_window_is_settled (fixture->window));
  {
    guint32 cart = first_slot (fixture, CORRAL_TABLE_CART);
    CorralActSubject subject = { .table = CORRAL_TABLE_CART, .slots = &cart, .n_slots = 1 };
    GtkWidget *menu = corral_act_menu_new (get_context (fixture), &subject, 0, chosen_cb, NULL);

    stage.menu = menu;
    gtk_widget_set_parent (menu, GTK_WIDGET (get_bar (fixture)));
    gtk_popover_popup (GTK_POPOVER (menu));
  }
}

static void
open_search (Fixture *fixture)
{
  CorralSearchBox *box
      = CORRAL_SEARCH_BOX (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SEARCH_BOX));

  corral_search_box_focus (box);
  corral_search_box_set_text (box, "0");
  wait_until (corral_search_box_is_open (box) && !corral_search_box_is_asking (box));
}

/* Something that waits to be sent. */
static void
act_offline (Fixture *fixture)
{
  corral_services_set_offline (fixture->services, TRUE);
  if (corral_outbox_get_n_waiting (get_outbox (fixture)) > 0)
    return;
  begin (fixture, "acknowledge", 1);
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) > 0);
}

static void
open_take_back (Fixture *fixture)
{
  GtkWidget *button;

  act_offline (fixture);
  page_tour_go (fixture, CORRAL_PAGE_OUTBOX);
  wait_until ((button = find_labelled (GTK_WIDGET (corral_window_get_page (fixture->window)),
                                       GTK_TYPE_BUTTON, _ ("Take Back…")))
              != NULL);
  g_signal_emit_by_name (button, "clicked");
}

static void
open_leaving (Fixture *fixture)
{
  act_offline (fixture);
  stage.leaving = corral_leaving_new (get_parent (fixture), get_outbox (fixture),
                                      corral_services_get_sync (fixture->services),
                                      get_context (fixture)->clock);
  g_assert_false (corral_leaving_may_close (stage.leaving));
}

/* ---- calls ---------------------------------------------------------------------------------- */

static void
begin_call (Fixture *fixture)
{
  if (corral_call_desk_get_call (get_context (fixture)->calls) == NULL)
    page_tour_go (fixture, CORRAL_PAGE_CALL);
  if (corral_call_desk_get_call (get_context (fixture)->calls) == NULL)
    {
      g_autoptr (CorralPlace) cart
          = corral_cells_place_of_cart (get_fleet (fixture),
                                        first_slot (fixture, CORRAL_TABLE_CART));

      corral_call_take (get_parent (fixture), get_context (fixture), cart);
    }
  wait_until (corral_call_desk_get_call (get_context (fixture)->calls) != NULL);
}

static void
open_call_end (Fixture *fixture)
{
  begin_call (fixture);
  gtk_window_present (
      GTK_WINDOW (corral_call_end_new (GTK_WIDGET (fixture->window), get_context (fixture))));
}

static void
open_other_call (Fixture *fixture)
{
  g_autoptr (CorralPlace) store
      = corral_cells_place_of_store (get_fleet (fixture), first_slot (fixture, CORRAL_TABLE_STORE));

  begin_call (fixture);
  corral_call_take (get_parent (fixture), get_context (fixture), store);
}

/* ---- people --------------------------------------------------------------------------------- */

static CorralAccounts *
get_accounts (Fixture *fixture)
{
  static const char *const names[]
      = { "Kim Andersen", "Aleksandra Wojciechowska-Lindqvist", "Lee" };

  if (stage.accounts != NULL)
    return stage.accounts;
  stage.folder = g_build_filename (fixture->dir, "people", NULL);
  stage.accounts = corral_accounts_new (stage.folder, stage.folder, TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *user = g_strdup_printf ("staff-%u", i);

      corral_accounts_welcome (stage.accounts,
                               i == 1 ? "https://api.norvia.example" : "https://api.hoover.example",
                               user, names[i], i == 0 ? "support_agent" : "store_manager");
    }
  return stage.accounts;
}

static const CorralManaged *
get_managed (void)
{
  if (stage.managed == NULL)
    stage.managed = corral_managed_new ();
  return stage.managed;
}

static const char *
get_here (Fixture *fixture)
{
  return ((CorralKnownAccount *) corral_accounts_get_all (get_accounts (fixture))->pdata[0])
      ->folder;
}

static CorralSignIn *
get_sign_in (void)
{
  if (stage.sign_in == NULL)
    stage.sign_in = corral_sign_in_new ("https://api.norvia.example");
  return stage.sign_in;
}

static void
open_people (Fixture *fixture)
{
  gtk_window_present (corral_people_new (get_parent (fixture), get_accounts (fixture),
                                         get_here (fixture), "https://api.norvia.example",
                                         get_managed (), FALSE));
}

static void
open_adding (Fixture *fixture)
{
  gtk_window_present (corral_people_new (get_parent (fixture), get_accounts (fixture),
                                         get_here (fixture), "https://api.norvia.example",
                                         get_managed (), TRUE));
}

static void
open_sign_in (Fixture *fixture)
{
  gtk_window_present (corral_sign_in_dialog_new (get_parent (fixture), get_sign_in ()));
}

static void
open_lock (Fixture *fixture)
{
  gtk_window_present (corral_lock_window_new (application, get_accounts (fixture),
                                              get_here (fixture), get_sign_in ()));
}

static void
open_lock_of_nobody (Fixture *fixture)
{
  gtk_window_present (corral_lock_window_new (application, get_accounts (fixture), NULL, NULL));
}

static void
open_welcome (Fixture *fixture)
{
  gtk_window_present (GTK_WINDOW (
      corral_welcome_new (application, get_accounts (fixture), "https://api.norvia.example",
                          corral_managed_get_export_sentence (), get_managed ())));
}

static void
signed_out_cb (gboolean keep_outbox, gpointer data)
{
}

static void
open_sign_out (Fixture *fixture)
{
  corral_sign_out_ask (get_parent (fixture), 0, "api.norvia.example", NULL, signed_out_cb, NULL,
                       NULL);
}

static void
open_sign_out_waiting (Fixture *fixture)
{
  corral_sign_out_ask (get_parent (fixture), 12, "api.norvia.example", NULL, signed_out_cb, NULL,
                       NULL);
}

static void
open_sign_out_other (Fixture *fixture)
{
  corral_sign_out_ask (get_parent (fixture), 12, "api.norvia.example",
                       "Aleksandra Wojciechowska-Lindqvist", signed_out_cb, NULL, NULL);
}

/* As corral-application-people.c says it of somebody who cannot come. */
static void
open_complaint (Fixture *fixture)
{
  GtkWidget *dialog = corral_message_new (get_parent (fixture), _ ("This Cloud May Not Be Used"),
                                          corral_managed_get_export_sentence ());

  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- the program ---------------------------------------------------------------------------- */

static void
open_preferences (Fixture *fixture)
{
  gtk_window_present (corral_preferences_new (get_parent (fixture), fixture->settings, fixture->own,
                                              get_managed ()));
}

/* Everything that an administrator can set is, and shown. */
static void
open_managed_preferences (Fixture *fixture)
{
  static const char text[]
      = "[Corral]\nCloud=https://api.norvia.example\nExport=false\nCache=false\nLockMinutes=15\n"
        "RetentionDays=30\n";

  g_clear_pointer (&stage.managed, corral_managed_free);
  stage.managed = corral_managed_parse ("managed.conf", text, -1);
  open_preferences (fixture);
}

static void
open_shortcuts (Fixture *fixture)
{
  gtk_window_present (corral_shortcuts_window_new (get_parent (fixture), NULL));
}

static void
open_about (Fixture *fixture)
{
  g_autofree char *troubleshooting = corral_troubleshooting_to_text (fixture->services);

  corral_compat_show_about (get_parent (fixture), "application-name", _ ("Corral"), "version",
                            CORRAL_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "debug-info",
                            troubleshooting, NULL);
}

/* ---- the list ------------------------------------------------------------------------------- */

/* In the order in which they do not disturb each other: those at the end work offline, and leave
 * something waiting. */
static const struct
{
  const char *name;
  const char *source; /* the file that makes it, for test-dialog-list.py */
  void (*open) (Fixture *fixture);
} dialogs[] = {
  { "several", "pages/corral-act-dialog.c", open_several },
  { "discard", "pages/corral-act-dialog.c", open_discard },
  { "place", "pages/corral-place-dialog.c", open_place },
  { "factors", "pages/corral-factors-dialog.c", open_factors },
  { "no-factors", "pages/corral-factors-dialog.c", open_no_factors },
  { "story-table", "pages/corral-story-table.c", open_story_table },
  { "row-menu", "pages/corral-act-menu.c", open_row_menu },
  { "search", "app/corral-search-box.c", open_search },
  { "people", "app/corral-people.c", open_people },
  { "adding", "app/corral-people.c", open_adding },
  { "sign-in", "app/corral-sign-in-dialog.c", open_sign_in },
  { "lock", "app/corral-lock-window.c", open_lock },
  { "lock-of-nobody", "app/corral-lock-window.c", open_lock_of_nobody },
  { "welcome", "app/corral-welcome.c", open_welcome },
  { "sign-out", "app/corral-sign-out.c", open_sign_out },
  { "sign-out-waiting", "app/corral-sign-out.c", open_sign_out_waiting },
  { "sign-out-other", "app/corral-sign-out.c", open_sign_out_other },
  { "complaint", "app/corral-application-people.c", open_complaint },
  { "preferences", "app/corral-preferences.c", open_preferences },
  { "preferences-managed", "app/corral-preferences.c", open_managed_preferences },
  { "shortcuts", "app/corral-shortcuts.c", open_shortcuts },
  { "about", "app/corral-application.c", open_about },
  { "call-end", "pages/corral-call-end.c", open_call_end },
  { "other-call", "app/corral-call-taking.c", open_other_call },
  { "partly", "pages/corral-act-run.c", tell_partly },
  { "take-back", "pages/corral-outbox-page.c", open_take_back },
  { "leaving", "app/corral-leaving.c", open_leaving },
};

GPtrArray *
dialog_tour_list (Fixture *fixture)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].ask != CORRAL_ASK_NOTHING)
      g_ptr_array_add (names, g_strconcat (ACT, acts[i].name, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    g_ptr_array_add (names, g_strdup (dialogs[i].name));
  return names;
}

/* ---- opening and closing -------------------------------------------------------------------- */

void
settle_widget (GtkWidget *widget)
{
  for (guint i = 0; i < 3; i++)
    gtk_test_widget_wait_for_draw (widget);
}

/* The popover that is open below @widget. */
static GtkWidget *
find_popover (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
        return child;
      found = find_popover (child);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What stands over the window: the last window that came, or a popover. */
static GtkWidget *
find_over (Fixture *fixture)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  GtkWidget *found = NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    {
      GtkWindow *above = l->data;

      if (l->data == (gpointer) fixture->window || !gtk_widget_get_mapped (l->data))
        continue;
      if (found == NULL || gtk_window_get_transient_for (above) == GTK_WINDOW (found))
        found = l->data;
    }
  return found != NULL ? found : find_popover (GTK_WIDGET (fixture->window));
}

GtkWidget *
dialog_tour_open (Fixture *fixture, const char *name)
{
  void (*open) (Fixture * fixture) = NULL;
  GtkWidget *over = NULL;

  if ((over = find_over (fixture)) != NULL)
    g_error ("%s: %s “%s” is still open", name, G_OBJECT_TYPE_NAME (over),
             gtk_widget_get_name (gtk_widget_get_parent (over)));
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    if (strcmp (dialogs[i].name, name) == 0)
      open = dialogs[i].open;
  if (open != NULL)
    open (fixture);
  else
    begin (fixture, name + strlen (ACT), 1);
  wait_until ((over = find_over (fixture)) != NULL);
  settle_widget (over);
  return over;
}

void
dialog_tour_close (Fixture *fixture)
{
  GtkWidget *over;

  while ((over = find_over (fixture)) != NULL)
    {
      if (GTK_IS_POPOVER (over))
        popup_close (over);
      else if (ADW_IS_MESSAGE_DIALOG (over))
        /* Whoever asked is told that nothing was chosen. */
        gtk_window_close (GTK_WINDOW (over));
      else
        gtk_window_destroy (GTK_WINDOW (over));
    }
  g_clear_pointer (&stage.menu, gtk_widget_unparent);
  g_clear_pointer (&stage.leaving, corral_leaving_free);
  if (stage.sign_in != NULL)
    corral_sign_in_stop (stage.sign_in);
  g_clear_object (&stage.sign_in);
  g_clear_object (&stage.accounts);
  g_clear_pointer (&stage.managed, corral_managed_free);
  g_clear_pointer (&stage.folder, g_free);
}

/* ---- menus ---------------------------------------------------------------------------------- */

static void
collect_popups (GPtrArray *popups, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget))
    return;
  if ((GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || ADW_IS_COMBO_ROW (widget))
      && gtk_widget_is_sensitive (widget))
    {
      g_ptr_array_add (popups, widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_popups (popups, child);
}

GPtrArray *
popups_list (GtkWidget *below)
{
  GPtrArray *popups = g_ptr_array_new ();

  collect_popups (popups, below);
  return popups;
}

GtkWidget *
popup_open (GtkWidget *opener)
{
  GtkWidget *popover;

  /* Into view: whoever presses it sees it. */
  gtk_widget_grab_focus (opener);
  settle_widget (opener);
  if (GTK_IS_MENU_BUTTON (opener))
    gtk_menu_button_popup (GTK_MENU_BUTTON (opener));
  else if (ADW_IS_COMBO_ROW (opener))
    adw_action_row_activate (ADW_ACTION_ROW (opener));
  else
    /* To activate it presses its button, for a quarter of a second. */
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                      find_anywhere (opener, GTK_TYPE_TOGGLE_BUTTON)),
                                  TRUE);
  popover = find_popover (opener);
  if (popover != NULL)
    settle_widget (popover);
  return popover;
}

void
popup_close (GtkWidget *popover)
{
  gtk_popover_popdown (GTK_POPOVER (popover));
  wait_until (!gtk_widget_get_mapped (popover));
  /* Whoever opened it takes the keyboard back, and itself away. */
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

/* ---- pictures ------------------------------------------------------------------------------- */

void
keep_widget_picture (GtkWidget *widget, const char *name)
{
  const char *pictures = g_getenv ("CORRAL_PICTURES");
  g_autofree char *file = pictures != NULL ? g_strdup_printf ("%s/%s.png", pictures, name) : NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot;
  GskRenderNode *node;

  if (file == NULL)
    return;
  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node, NULL);
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, file));
}
