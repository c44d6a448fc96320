/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen beside the phone: verdict, what to say and what to try on the left, the reasons and what was before on the
 * right. Main thread. */
#include "config.h"

#include "corral-call-page.h"

#include "corral-act-run.h"
#include "corral-act-strip.h"
#include "corral-call-desk.h"
#include "corral-call-end.h"
#include "corral-call-facts.h"
#include "corral-call-history.h"
#include "corral-call-steps.h"
#include "corral-call-text.h"
#include "corral-call-verdict.h"
#include "corral-cells.h"
#include "corral-format.h"
#include "corral-outbox.h"
#include "corral-panes.h"
#include "corral-pill.h"
#include "corral-sentence.h"
#include "corral-sync.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

#define SIDE_PX 310
/* With less the reasons go below. */
#define MAIN_PX 384
#define ACTS_SHOWN 3

struct _CorralCallPage
{
  CorralPage parent_instance;

  CorralCallSubject subject;
  CorralVerdict verdict;
  guint timer_source;       /* while a call about this is on and the page is on the screen */

  GtkWidget *stack;
  GtkWidget *content;
  GtkWidget *unknown;
  GtkWidget *name;
  GtkWidget *pill;
  GtkWidget *where;
  GtkWidget *age;
  GtkWidget *timer;
  GtkWidget *button;
  GtkWidget *trouble;
  GtkWidget *changes;
  GtkWidget *verdict_view;
  GtkWidget *steps;
  GtkWidget *acts;
  GtkWidget *side;
  GtkWidget *history;
};

G_DEFINE_FINAL_TYPE (CorralCallPage, corral_call_page, CORRAL_TYPE_PAGE)

static CorralPageContext *
get_context (CorralCallPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self));
}

/* (nullable): the one that is about what this page is about. */
static const CorralCall *
get_call (CorralCallPage *self)
{
  CorralPageContext *context = get_context (self);

  return context->calls != NULL ? corral_call_desk_get_call_at (context->calls, corral_page_get_place (CORRAL_PAGE (self)))
                                : NULL;
}

/* ---- the head ---------------------------------------------------------------------------------------- */

static gboolean
tick_cb (gpointer data)
{
  CorralCallPage *self = data;
  g_autofree char *length = corral_call_format_length (corral_call_desk_get_length_ms (get_context (self)->calls));

  gtk_label_set_text (GTK_LABEL (self->timer), length);
  return G_SOURCE_CONTINUE;
}

static void
update_timer (CorralCallPage *self)
{
  gboolean on_call = get_call (self) != NULL;
  gboolean runs = on_call && gtk_widget_get_mapped (GTK_WIDGET (self));

  gtk_widget_set_visible (self->timer, on_call);
  if (on_call)
    tick_cb (self);
  if (runs && self->timer_source == 0)
    self->timer_source = g_timeout_add_seconds (1, tick_cb, self);
  else if (!runs)
    g_clear_handle_id (&self->timer_source, g_source_remove);
}

static void
update_where (CorralCallPage *self)
{
  CorralFleet *fleet = get_context (self)->fleet;
  gboolean cart = self->subject.about == CORRAL_PAGE_CART;
  g_autofree char *chain = corral_format_text (
      corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, self->subject.chain, CORRAL_CHAIN_COL_NAME));
  g_autofree char *plain = g_markup_escape_text (chain, -1);
  g_autoptr (CorralPlace) place = cart ? corral_cells_place_of_cart (fleet, self->subject.slot)
                                       : corral_cells_place_of_store (fleet, self->subject.slot);
  g_autofree char *page
      = place != NULL ? corral_sentence_link (cart ? _ ("The cart’s page") : _ ("The store’s page"), place) : g_strdup ("");
  g_autofree char *markup = NULL;

  if (cart)
    {
      g_autofree char *name = corral_store_to_text (fleet, self->subject.store);
      g_autoptr (CorralPlace) store = corral_cells_place_of_store (fleet, self->subject.store);
      g_autofree char *link = store != NULL ? corral_sentence_link (name, store) : g_markup_escape_text (name, -1);

      markup = corral_format_joined ((const char *[]){ link, plain, page, NULL });
    }
  else
    markup = corral_format_joined ((const char *[]){ plain, page, NULL });
  corral_sentence_set_markup (CORRAL_SENTENCE (self->where), markup);
}

/* How old all of this is. The window's own label says it in this PC's time; here all times are the store's. */
static void
update_age (CorralCallPage *self, GTimeZone *zone)
{
  CorralPageContext *context = get_context (self);
  CorralSyncStatus *status = context->sync != NULL ? corral_sync_get_status (context->sync) : NULL;
  gint64 heard_ms = status != NULL ? corral_sync_status_get_heard_ms (status, corral_page_get_chain (CORRAL_PAGE (self)))
                                   : CORRAL_UNKNOWN;
  gboolean live = corral_call_is_online (context);
  g_autofree char *as_of = corral_format_as_of (heard_ms, corral_clock_now_ms (context->clock), zone, live);
  /* Translators: how old what is shown is, and in whose time: "As of 09:14, 2 h 10 min ago (store time)" */
  g_autofree char *text
      = live || !CORRAL_IS_KNOWN (heard_ms) ? g_strdup (as_of) : g_strdup_printf (_ ("%s (store time)"), as_of);

  gtk_label_set_text (GTK_LABEL (self->age), text);
  if (live)
    gtk_widget_remove_css_class (self->age, "old");
  else
    gtk_widget_add_css_class (self->age, "old");
}

static void
update_head (CorralCallPage *self, GTimeZone *zone)
{
  CorralPageContext *context = get_context (self);
  CorralFleet *fleet = context->fleet;
  gboolean cart = self->subject.about == CORRAL_PAGE_CART;
  g_autofree char *name = corral_call_subject_to_name (fleet, &self->subject);
  g_autofree char *title = corral_call_name_to_title (self->subject.about, name);

  gtk_label_set_text (GTK_LABEL (self->name), title);
  gtk_widget_set_visible (self->pill, cart);
  if (cart)
    {
      CorralCartState state = (CorralCartState) corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, self->subject.slot,
                                                                          CORRAL_CART_COL_SHOWN_STATE);

      if (state == CORRAL_CART_OTHER)
        corral_pill_set_look_with_word (
            CORRAL_PILL (self->pill), corral_look_of_state (state),
            corral_fleet_get_text (fleet, CORRAL_TABLE_CART, self->subject.slot, CORRAL_CART_COL_STATE));
      else
        corral_pill_set_look (CORRAL_PILL (self->pill), corral_look_of_state (state));
    }
  update_where (self);
  update_age (self, zone);
  corral_page_set_title (CORRAL_PAGE (self), title);
}

static void
update_button (CorralCallPage *self)
{
  gboolean on_call = get_call (self) != NULL;

  gtk_button_set_label (GTK_BUTTON (self->button), on_call ? _ ("End Call…") : _ ("Take the Call"));
  gtk_widget_set_tooltip_text (self->button, on_call ? _ ("Note, ticket and text of the call (Ctrl+Enter)")
                                                     : _ ("Starts the clock and the log (Ctrl+Enter)"));
  if (on_call)
    gtk_widget_remove_css_class (self->button, "suggested-action");
  else
    gtk_widget_add_css_class (self->button, "suggested-action");
}

/* What is wrong with the files of plays, or with the call's own. */
static void
update_trouble (CorralCallPage *self)
{
  CorralCallDesk *calls = get_context (self)->calls;
  GPtrArray *troubles = corral_play_book_get_troubles (corral_call_desk_get_plays (calls));
  g_autoptr (GString) text = g_string_new (corral_call_desk_get_trouble (calls));

  for (guint i = 0; i < troubles->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (char *) g_ptr_array_index (troubles, i));
  gtk_label_set_text (GTK_LABEL (self->trouble), text->str);
  gtk_widget_set_visible (self->trouble, text->len > 0);
}

/* ---- what to try ------------------------------------------------------------------------------------- */

static const CorralAct *
find_act (CorralOperationKind kind)
{
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].kind == kind && (acts[i].tables & CORRAL_TABLE_BIT (CORRAL_TABLE_CART)) != 0)
      return &acts[i];
  return NULL;
}

/* Operations are about carts; a store has none. */
static CorralOffer
judge_offer (CorralCallPage *self, const CorralPlayStep *step)
{
  const CorralAct *act = step->offers ? find_act (step->offer) : NULL;
  CorralActSubject subject = { .table = CORRAL_TABLE_CART, .slots = &self->subject.slot, .n_slots = 1 };

  if (act == NULL || self->subject.about != CORRAL_PAGE_CART)
    return CORRAL_OFFER_HIDDEN;
  return corral_act_offer (act, get_context (self), &subject, NULL);
}

static void
offer_cb (CorralCallPage *self, const CorralPlayStep *step)
{
  CorralPageContext *context = get_context (self);
  const CorralAct *act = find_act (step->offer);
  gint64 now_ms = corral_clock_now_ms (context->clock);
  g_autoptr (GTimeZone) zone = corral_call_subject_get_zone (context->fleet, &self->subject);
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  CorralActSubject subject = { .table = CORRAL_TABLE_CART, .slots = &self->subject.slot, .n_slots = 1 };

  if (act == NULL || self->subject.slot == CORRAL_NO_SLOT || context->outbox == NULL)
    return;
  if (act->ask == CORRAL_ASK_TICKET)
    {
      text = corral_call_to_ticket (get_call (self), context->fleet, &self->verdict, now_ms, zone);
      clean = corral_call_without_people (context->fleet, corral_outbox_get_account_id (context->outbox), text);
    }
  subject.reason = step->offer_reason;
  subject.text = clean;
  corral_act_begin (act, GTK_WIDGET (self), context, &subject);
}

static void
update_steps (CorralCallPage *self, CorralPlayChoice *choice)
{
  CorralOffer offers[CORRAL_PLAY_SHOWN] = { CORRAL_OFFER_HIDDEN };

  for (guint i = 0; i < choice->n_steps; i++)
    offers[i] = judge_offer (self, choice->steps[i]);
  corral_call_steps_show (CORRAL_CALL_STEPS (self->steps), choice, get_call (self), offers);
}

static void
update_acts (CorralCallPage *self)
{
  CorralActSubject subject = { .table = CORRAL_TABLE_CART, .slots = &self->subject.slot, .n_slots = 1 };

  gtk_widget_set_visible (self->acts, self->subject.about == CORRAL_PAGE_CART);
  if (self->subject.about == CORRAL_PAGE_CART)
    corral_act_strip_show (CORRAL_ACT_STRIP (self->acts), &subject);
}

/* ---- the log ----------------------------------------------------------------------------------------- */

/* What was ordered since the call began, wherever in the program that was. */
static void
note_orders (CorralCallPage *self)
{
  CorralPageContext *context = get_context (self);
  gboolean cart = self->subject.about == CORRAL_PAGE_CART;
  const char *id = corral_fleet_get_text (context->fleet, cart ? CORRAL_TABLE_CART : CORRAL_TABLE_STORE,
                                          self->subject.slot, cart ? CORRAL_CART_COL_ID : CORRAL_STORE_COL_ID);
  const char *tenant = corral_page_get_chain (CORRAL_PAGE (self));
  g_autoptr (GPtrArray) entries = NULL;

  if (context->outbox == NULL || get_call (self) == NULL)
    return;
  entries = g_ptr_array_ref (corral_outbox_get_entries (context->outbox));
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      if (entry->type != NULL && g_strcmp0 (entry->tenant, tenant) == 0 && g_strcmp0 (entry->target, id) == 0
          && g_strcmp0 (entry->target_collection,
                        corral_collection_get_schema (cart ? CORRAL_COLLECTION_CART : CORRAL_COLLECTION_STORE)->name)
                 == 0)
        corral_call_desk_note_ordered (context->calls, entry->made_ms, entry->type->kind);
    }
}

/* The verdict of now may be another than what the caller was told. */
static void
update_changes (CorralCallPage *self, GTimeZone *zone)
{
  const CorralCall *call = get_call (self);
  g_autofree char *log
      = call != NULL ? corral_call_to_log (call, corral_clock_now_ms (get_context (self)->clock), zone, TRUE) : NULL;
  gboolean any = log != NULL && *log != '\0';

  gtk_label_set_text (GTK_LABEL (self->changes), any ? log : "");
  gtk_widget_set_visible (gtk_widget_get_parent (self->changes), any);
}

/* ---- showing ----------------------------------------------------------------------------------------- */

static void
corral_call_page_refresh (CorralPage *page)
{
  CorralCallPage *self = CORRAL_CALL_PAGE (page);
  CorralPageContext *context = get_context (self);
  CorralPlace *place = corral_page_get_place (page);
  g_autoptr (GTimeZone) zone = NULL;
  CorralPlaySituation situation;
  CorralPlayChoice choice;

  if (place == NULL || context->calls == NULL || !corral_call_subject_find (context->fleet, place, &self->subject))
    self->subject.slot = CORRAL_NO_SLOT;
  gtk_stack_set_visible_child (GTK_STACK (self->stack),
                               self->subject.slot != CORRAL_NO_SLOT ? self->content : self->unknown);
  if (self->subject.slot == CORRAL_NO_SLOT)
    {
      corral_page_set_title (page, _ ("Call"));
      return;
    }

  zone = corral_call_subject_get_zone (context->fleet, &self->subject);
  corral_call_subject_judge (context, &self->subject, &self->verdict);
  if (get_call (self) != NULL)
    {
      corral_call_desk_note_verdict (context->calls, self->verdict.cause);
      note_orders (self);
    }
  corral_play_situation_of (context->fleet, &self->verdict, corral_call_is_online (context), &situation);
  corral_play_book_choose (corral_call_desk_get_plays (context->calls), self->verdict.cause, &situation, &choice);

  update_head (self, zone);
  update_button (self);
  update_timer (self);
  update_trouble (self);
  corral_call_verdict_show (CORRAL_CALL_VERDICT (self->verdict_view), context->fleet, &self->verdict, choice.say, zone);
  update_steps (self, &choice);
  update_acts (self);
  update_changes (self, zone);
  corral_call_history_show (CORRAL_CALL_HISTORY (self->history), &self->subject);
}

static void
corral_call_page_show_place (CorralPage *page, CorralPlace *place)
{
  corral_page_set_chain (page, place->chain);
  corral_call_page_refresh (page);
}

static gboolean
corral_call_page_is_settled (CorralPage *page)
{
  CorralCallPage *self = CORRAL_CALL_PAGE (page);

  return corral_call_history_is_settled (CORRAL_CALL_HISTORY (self->history));
}

/* ---- taking and ending ------------------------------------------------------------------------------- */

void
corral_call_page_press (CorralCallPage *self)
{
  CorralPlace *place = corral_page_get_place (CORRAL_PAGE (self));

  if (place == NULL || self->subject.slot == CORRAL_NO_SLOT)
    return;
  if (get_call (self) == NULL)
    corral_page_take_call (GTK_WIDGET (self), place);
  else
    gtk_window_present (GTK_WINDOW (corral_call_end_new (GTK_WIDGET (self), get_context (self))));
}

static void
calls_changed_cb (CorralCallPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    corral_call_page_refresh (CORRAL_PAGE (self));
}

GtkWidget *
corral_call_page_get_timer (CorralCallPage *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_PAGE (self), NULL);

  return self->timer;
}

/* ---- life ------------------------------------------------------------------------------------------ */

static void
corral_call_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (corral_call_page_parent_class)->map (widget);
  if (CORRAL_CALL_PAGE (widget)->subject.slot != CORRAL_NO_SLOT)
    update_timer (CORRAL_CALL_PAGE (widget));
}

static void
corral_call_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&CORRAL_CALL_PAGE (widget)->timer_source, g_source_remove);
  GTK_WIDGET_CLASS (corral_call_page_parent_class)->unmap (widget);
}

static void
corral_call_page_dispose (GObject *object)
{
  CorralCallPage *self = CORRAL_CALL_PAGE (object);

  g_clear_handle_id (&self->timer_source, g_source_remove);
  G_OBJECT_CLASS (corral_call_page_parent_class)->dispose (object);
}

static void
corral_call_page_class_init (CorralCallPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_call_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = corral_call_page_map;
  GTK_WIDGET_CLASS (klass)->unmap = corral_call_page_unmap;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_call_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_call_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_call_page_is_settled;
}

static void
corral_call_page_init (CorralCallPage *self)
{
  self->subject.slot = CORRAL_NO_SLOT;
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *heading = make_label ("heading");

  gtk_label_set_text (GTK_LABEL (heading), text);
  return heading;
}

static GtkWidget *
make_head (CorralCallPage *self)
{
  GtkWidget *head = corral_wrap_box_new (12);
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *below = corral_wrap_box_new (12);

  self->name = make_label ("title-2");
  self->pill = corral_pill_new ();
  self->where = corral_sentence_new ();
  gtk_widget_add_css_class (self->where, "call-where");
  self->age = make_label ("corral-age");
  self->timer = make_label ("call-timer");
  gtk_widget_set_tooltip_text (self->timer, _ ("How long the call lasts"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->timer), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("How long the call lasts"), -1);
  self->button = gtk_button_new ();
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (corral_call_page_press), self);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (names), self->name);
  gtk_box_append (GTK_BOX (names), self->pill);
  corral_wrap_box_append (CORRAL_WRAP_BOX (below), self->where);
  corral_wrap_box_append (CORRAL_WRAP_BOX (below), self->age);
  gtk_box_append (GTK_BOX (left), names);
  gtk_box_append (GTK_BOX (left), below);
  gtk_widget_set_hexpand (left, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), left);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->timer);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->button);
  return head;
}

static GtkWidget *
make_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  return scrolled;
}

static GtkWidget *
make_left (CorralCallPage *self)
{
  CorralPageContext *context = get_context (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->verdict_view = corral_call_verdict_new ();
  self->steps = corral_call_steps_new (context);
  g_signal_connect_swapped (self->steps, "offer", G_CALLBACK (offer_cb), self);
  self->acts = corral_act_strip_new (context, ACTS_SHOWN, FALSE);
  gtk_box_append (GTK_BOX (box), self->verdict_view);
  gtk_box_append (GTK_BOX (box), make_heading (_ ("Try, in this order")));
  gtk_box_append (GTK_BOX (box), self->steps);
  gtk_box_append (GTK_BOX (box), self->acts);
  gtk_widget_add_css_class (box, "story");
  return make_scrolled (box);
}

static GtkWidget *
make_side (CorralCallPage *self)
{
  GtkWidget *log = gtk_box_new (GTK_ORIENTATION_VERTICAL, 5);

  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 15);
  self->changes = make_label ("call-log");
  gtk_box_append (GTK_BOX (log), make_heading (_ ("This call, store time")));
  gtk_box_append (GTK_BOX (log), self->changes);
  gtk_box_append (GTK_BOX (self->side), corral_call_verdict_get_evidence (CORRAL_CALL_VERDICT (self->verdict_view)));
  gtk_box_append (GTK_BOX (self->side), log);
  self->history = corral_call_history_new (get_context (self));
  gtk_box_append (GTK_BOX (self->side), self->history);
  gtk_widget_add_css_class (self->side, "story");
  return make_scrolled (self->side);
}

CorralPage *
corral_call_page_new (CorralPageContext *context)
{
  CorralCallPage *self = g_object_new (CORRAL_TYPE_CALL_PAGE, "context", context, NULL);
  GtkWidget *main_;

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->trouble = make_label ("severity-watch");
  /* The side has the evidence of the verdict, which is made first. */
  main_ = make_left (self);
  gtk_box_append (GTK_BOX (self->content), make_head (self));
  gtk_box_append (GTK_BOX (self->content), self->trouble);
  gtk_box_append (GTK_BOX (self->content),
                  corral_panes_new (make_side (self), SIDE_PX, main_, MAIN_PX, CORRAL_PANES_SIDE_AT_END));
  gtk_widget_add_css_class (self->content, "page");

  self->unknown = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->unknown), "call-start-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->unknown), _ ("No Such Cart or Store"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->unknown),
                                   _ ("What this call is about is not in the fleet, or has not arrived yet. Find it with "
                                      "Ctrl+K."));
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->unknown);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  if (context->calls != NULL)
    g_signal_connect_object (context->calls, "changed", G_CALLBACK (calls_changed_cb), self, G_CONNECT_SWAPPED);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Call"));
  return CORRAL_PAGE (self);
}
