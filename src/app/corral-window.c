/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: where one is, how old that is, and the way elsewhere. Main thread. */
#include "config.h"

#include "corral-window-private.h"

#include "corral-account-files.h"
#include "corral-age-label.h"
#include "corral-call-indicator.h"
#include "corral-chain-choice.h"
#include "corral-counts.h"
#include "corral-entrance.h"
#include "corral-forgetting.h"
#include "corral-handover-page.h"
#include "corral-incident-source.h"
#include "corral-list-page.h"
#include "corral-main-menu.h"
#include "corral-notice-bar.h"
#include "corral-notice.h"
#include "corral-outbox.h"
#include "corral-scanning.h"
#include "corral-screens.h"
#include "corral-search-box.h"
#include "corral-sidebar.h"
#include "corral-text-size.h"
#include "corral-text.h"

#include <glib/gi18n.h>

/* Below this the sidebar shows icons alone (look.md, "The window"). */
#define FOLD_BELOW_PX 900
/* Ages on a page are said in words that change slowly. */
#define REFRESH_SECONDS 5

G_DEFINE_FINAL_TYPE (CorralWindow, corral_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- age, notices, progress, counts ----------------------------------------------------------------- */

static CorralSyncStatus *
get_status (CorralWindow *self)
{
  CorralSync *sync = corral_services_get_sync (self->services);

  return sync != NULL ? corral_sync_get_status (sync) : NULL;
}

static void
update_age (CorralWindow *self)
{
  CorralSyncStatus *status = get_status (self);
  const char *chain = self->page != NULL ? corral_page_get_chain (self->page) : NULL;
  gint64 heard_ms = status != NULL ? corral_sync_status_get_heard_ms (status, chain) : CORRAL_UNKNOWN;
  gboolean live = status != NULL && status->connected && status->hop == CORRAL_HOP_NONE;

  corral_age_label_set (CORRAL_AGE_LABEL (self->age), heard_ms, live);
}

static void
update_notice (CorralWindow *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *trouble = self->complaint != NULL ? self->complaint : corral_services_get_trouble (self->services);
  CorralSignIn *sign_in = corral_services_get_sign_in (self->services);
  CorralNoticeSignIn stand;
  g_autoptr (CorralNotice) notice
      = corral_notice_for (get_status (self), corral_notice_read_sign_in (sign_in, &stand), trouble,
                           corral_services_may_take_over (self->services), corral_services_is_offline (self->services), zone,
                           corral_clock_now_ms (self->context.clock));
  double fraction;
  g_autofree char *progress = corral_notice_progress (get_status (self), &fraction);

  if (notice != NULL)
    corral_notice_bar_show (CORRAL_NOTICE_BAR (self->notice), notice->kind, notice->sentence, notice->action_label,
                            notice->action);
  else
    corral_notice_bar_hide (CORRAL_NOTICE_BAR (self->notice));

  gtk_widget_set_visible (self->progress_box, progress != NULL);
  if (progress != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->progress_label), progress);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress_bar), MAX (fraction, 0));
    }
}

static void
update_counts (CorralWindow *self)
{
  corral_counts_show (CORRAL_SIDEBAR (self->sidebar), &self->context);
}

static void
update_menu (CorralWindow *self)
{
  g_autofree char *state = corral_main_menu_describe (self->services, self->context.outbox);
  g_autoptr (GMenuModel) menu = NULL;

  /* An open one would close. */
  if (g_strcmp0 (state, self->menu_state) == 0)
    return;
  g_free (self->menu_state);
  self->menu_state = g_steal_pointer (&state);
  menu = corral_main_menu_new (self->services, self->context.outbox, self->people);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu);
}

static void
services_changed_cb (CorralWindow *self)
{
  update_age (self);
  update_notice (self);
  update_menu (self);
  corral_chain_choice_update (GTK_MENU_BUTTON (self->chain), self->services, self->folded);
}

/* ---- pages -------------------------------------------------------------------------------------------- */

void
corral_window_refresh_page (CorralWindow *self)
{
  if (self->page == NULL)
    return;
  for (guint i = 0; i < CORRAL_N_PAGES; i++)
    if (self->pages[i] == self->page)
      self->stale[i] = FALSE;
  corral_page_refresh (self->page);
}

static void leave_list (CorralWindow *self);

static void
fleet_changed_cb (CorralWindow *self)
{
  leave_list (self);
  for (guint i = 0; i < CORRAL_N_PAGES; i++)
    self->stale[i] = TRUE;
  update_counts (self);
  corral_window_refresh_page (self);
}

static void follow_rights (CorralWindow *self);

static void
outbox_changed_cb (CorralWindow *self)
{
  follow_rights (self);
  update_menu (self);
  for (guint i = 0; i < CORRAL_N_PAGES; i++)
    self->stale[i] = TRUE;
  corral_counts_show_outbox (CORRAL_SIDEBAR (self->sidebar), &self->context);
  corral_window_refresh_page (self);
}

static gboolean
refresh_cb (gpointer data)
{
  CorralWindow *self = data;

  corral_window_refresh_page (self);
  update_age (self);
  return G_SOURCE_CONTINUE;
}

static void
title_changed_cb (CorralWindow *self)
{
  const char *title = self->page != NULL ? corral_page_get_title (self->page) : NULL;
  g_autofree char *full = title != NULL ? g_strdup_printf (_ ("%s – Corral"), title) : g_strdup (_ ("Corral"));

  gtk_window_set_title (GTK_WINDOW (self), full);
}

static void
remember_place (CorralWindow *self, CorralPage *page)
{
  CorralPlace *place = corral_page_get_place (page);
  g_autofree char *uri = NULL;

  if (page != self->page || place == NULL)
    return;
  corral_history_amend (self->history, place);
  /* What somebody followed a link to and does not see is nobody's last place. */
  if (self->begun && !corral_forgetting_keeps (self->services, place))
    return;
  uri = corral_place_to_uri (place);
  g_settings_set_string (self->own, "place", uri);
}

static void
page_moved_cb (CorralPage *page, GParamSpec *pspec, CorralWindow *self)
{
  remember_place (self, page);
}

static CorralPage *
ensure_page (CorralWindow *self, CorralPageKind kind)
{
  CorralPage *page;

  if (self->pages[kind] != NULL)
    return self->pages[kind];
  page = corral_screen_new (kind, &self->context);
  g_signal_connect_object (page, "notify::title", G_CALLBACK (title_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::place", G_CALLBACK (page_moved_cb), self, 0);
  g_signal_connect_object (page, "notify::chain", G_CALLBACK (update_age), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (page), corral_page_kind_to_name (kind));
  self->pages[kind] = page;
  return page;
}

static void
update_actions (CorralWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", corral_history_can_step (self->history, -1));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.forward", corral_history_can_step (self->history, 1));
}

/* Shows @place, which the history already points at and the role has. */
static void
show_place (CorralWindow *self, CorralPlace *place)
{
  g_autoptr (CorralPlace) held = corral_place_ref (place);
  CorralPage *page = ensure_page (self, held->page);

  if (self->complaint != NULL)
    {
      g_clear_pointer (&self->complaint, g_free);
      update_notice (self);
    }
  self->page = page;
  corral_page_show_place (page, held);
  if (self->stale[held->page])
    corral_window_refresh_page (self);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (page));
  /* A call stands under what it is about. */
  corral_sidebar_select (CORRAL_SIDEBAR (self->sidebar), held->page == CORRAL_PAGE_CALL ? held->about : held->page);
  remember_place (self, page);
  title_changed_cb (self);
  update_age (self);
  update_actions (self);
}

static void
complain (CorralWindow *self, const char *sentence)
{
  g_free (self->complaint);
  self->complaint = g_strdup (sentence);
  update_notice (self);
}

/* To where the role begins. */
static void
enter (CorralWindow *self)
{
  g_autoptr (CorralPlace) place = corral_entrance_new (&self->rights, self->context.fleet);

  corral_history_go (self->history, place);
  show_place (self, place);
  self->at_entrance = TRUE;
}

/* @place as the role has it; NULL when it has none, which is then said. */
static CorralPlace *
admit (CorralWindow *self, CorralPlace *place)
{
  CorralPlace *admitted = corral_entrance_admit (&self->rights, self->context.fleet, place);

  if (admitted != NULL)
    return admitted;
  if (self->page == NULL)
    enter (self);
  complain (self, _ ("That page is not for this account’s role. You are still where you were."));
  return NULL;
}

/* From the list of stores, which was there before the fleet was, to the one store. */
static void
leave_list (CorralWindow *self)
{
  if (self->at_entrance && self->rights.own_store && CORRAL_IS_LIST_PAGE (self->page))
    enter (self);
}

/* What the account may has changed, or it is known only now. */
static void
follow_rights (CorralWindow *self)
{
  CorralRights rights;
  CorralPlace *here;
  g_autoptr (CorralPlace) admitted = NULL;

  if (self->context.outbox != NULL)
    rights = *corral_outbox_get_rights (self->context.outbox);
  else
    corral_rights_set (&rights, NULL, NULL);
  if (self->begun && self->page != NULL && corral_rights_equal (&rights, &self->rights))
    return;
  self->rights = rights;
  corral_sidebar_set_rights (CORRAL_SIDEBAR (self->sidebar), &self->rights);
  here = self->page != NULL ? corral_history_get_place (self->history) : NULL;
  if (here == NULL)
    return;
  admitted = corral_entrance_admit (&self->rights, self->context.fleet, here);
  if (self->at_entrance || admitted == NULL)
    enter (self);
}

static gboolean
keeps_cb (CorralPlace *place, gpointer services)
{
  return corral_forgetting_keeps (services, place);
}

/* A call that was going on, about what is not there for this account any more. */
static void
forget_call (CorralWindow *self)
{
  const CorralCall *call = self->context.calls != NULL ? corral_call_desk_get_call (self->context.calls) : NULL;
  g_autoptr (CorralPlace) about = call != NULL ? corral_call_get_place (call) : NULL;

  if (about != NULL && !corral_forgetting_keeps (self->services, about))
    corral_call_desk_end (self->context.calls);
}

/* The account sees less than it did: what names the rest goes from wherever it stands. */
static void
forgotten_cb (CorralWindow *self)
{
  gboolean here_goes;
  CorralPlace *here = corral_history_get_place (self->history);

  if (!self->begun)
    return;
  here_goes = here != NULL && !corral_forgetting_keeps (self->services, here);
  corral_history_keep (self->history, keeps_cb, self->services);
  forget_call (self);
  corral_handover_page_forget (CORRAL_HANDOVER_PAGE (self->pages[CORRAL_PAGE_HANDOVER]));
  if (here_goes)
    {
      enter (self);
      complain (self, _ ("What was open is not for this account any more. What you did there waits in the outbox, as far as it "
                         "has not arrived."));
    }
  corral_forget_places (self->own, self->services);
  update_actions (self);
}

/* Who sees one chain at a time and goes to another looks at that one from now on. */
static gboolean
look_at (CorralWindow *self, const char *chain)
{
  if (chain == NULL || !corral_services_look_at (self->services, chain))
    return FALSE;
  g_settings_set_string (self->own, "chain", chain);
  for (guint i = 0; i < CORRAL_N_PAGES; i++)
    self->stale[i] = TRUE;
  return TRUE;
}

void
corral_window_choose_chain (CorralWindow *self, const char *chain)
{
  if (look_at (self, chain))
    enter (self);
}

void
corral_window_step (CorralWindow *self, int by)
{
  CorralPlace *place = corral_history_step (self->history, by);
  g_autoptr (CorralPlace) admitted = place != NULL ? admit (self, place) : NULL;

  self->at_entrance = FALSE;
  if (admitted != NULL)
    {
      look_at (self, admitted->chain);
      show_place (self, admitted);
    }
}

void
corral_window_go (CorralWindow *self, CorralPlace *place)
{
  g_autoptr (CorralPlace) admitted = NULL;

  g_return_if_fail (CORRAL_IS_WINDOW (self));

  if (!self->begun)
    {
      CorralPlace *waiting = corral_place_ref (place);

      g_clear_pointer (&self->waiting, corral_place_unref);
      self->waiting = waiting;
      return;
    }
  admitted = admit (self, place);
  if (admitted == NULL)
    return;
  look_at (self, admitted->chain);
  self->at_entrance = FALSE;
  corral_history_go (self->history, admitted);
  show_place (self, admitted);
}

void
corral_window_go_link (CorralWindow *self, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlace) place = NULL;

  g_return_if_fail (CORRAL_IS_WINDOW (self));

  place = corral_place_parse (uri, &error);
  if (place != NULL)
    {
      corral_window_go (self, place);
      return;
    }
  g_free (self->complaint);
  /* Translators: %s is a clause: "“corral:moon” is not a place in Corral" */
  self->complaint = g_strdup_printf (_ ("%s. You are still where you were."), error->message);
  if (self->page == NULL && self->waiting == NULL)
    corral_window_go_last (self);
  if (self->begun)
    update_notice (self);
}

void
corral_window_go_last (CorralWindow *self)
{
  g_autofree char *uri = NULL;
  g_autoptr (CorralPlace) place = NULL;

  g_return_if_fail (CORRAL_IS_WINDOW (self));

  /* Whose window it is, and what they have, is known when it has begun. */
  if (!self->begun)
    return;
  uri = g_settings_get_string (self->own, "place");
  if (*uri != '\0' && !self->rights.own_store)
    place = corral_place_parse (uri, NULL);
  if (place != NULL && corral_rights_has_page (&self->rights, place->page))
    corral_window_go (self, place);
  else
    enter (self);
}

void
corral_window_search (CorralWindow *self, const char *text)
{
  g_return_if_fail (CORRAL_IS_WINDOW (self) && text != NULL);

  corral_search_box_focus (CORRAL_SEARCH_BOX (self->search));
  corral_search_box_set_text (CORRAL_SEARCH_BOX (self->search), text);
}

CorralPage *
corral_window_get_page (CorralWindow *self)
{
  g_return_val_if_fail (CORRAL_IS_WINDOW (self), NULL);

  return self->page;
}

gboolean
corral_window_is_settled (CorralWindow *self)
{
  g_return_val_if_fail (CORRAL_IS_WINDOW (self), FALSE);

  return self->page != NULL && corral_page_is_settled (self->page);
}

const char *
corral_window_get_told (CorralWindow *self)
{
  g_return_val_if_fail (CORRAL_IS_WINDOW (self), NULL);

  return self->undo != NULL ? corral_undo_get_sentence (self->undo) : NULL;
}

/* ---- finding ---------------------------------------------------------------------------------------------- */

/* What can be done there has keys of its own. */
static void
gone_cb (CorralWindow *self)
{
  if (self->page != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD);
}

/* ---- making it -------------------------------------------------------------------------------------------- */

static GtkWidget *
make_icon_button (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_header (CorralWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_pack_start (ADW_HEADER_BAR (header),
                             make_icon_button ("go-previous-symbolic", _ ("Back"), "win.back"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header),
                             make_icon_button ("go-next-symbolic", _ ("Forward"), "win.forward"));

  self->search = corral_search_box_new ();
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->search);

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "open-menu-symbolic");
  update_menu (self);
  gtk_widget_set_tooltip_text (self->menu_button, _ ("Menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Menu"), -1);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->menu_button);
  self->age = corral_age_label_new (self->context.clock);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->age);
  return header;
}

static GtkWidget *
make_progress (CorralWindow *self)
{
  self->progress_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->progress_label = gtk_label_new (NULL);
  self->progress_bar = gtk_progress_bar_new ();
  gtk_widget_add_css_class (self->progress_box, "progress-line");
  gtk_widget_add_css_class (self->progress_label, "numeric");
  gtk_widget_set_hexpand (self->progress_bar, TRUE);
  gtk_widget_set_valign (self->progress_bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress_bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fetching the fleet"), -1);
  gtk_box_append (GTK_BOX (self->progress_box), self->progress_label);
  gtk_box_append (GTK_BOX (self->progress_box), self->progress_bar);
  gtk_widget_set_visible (self->progress_box, FALSE);
  return self->progress_box;
}

static void
make_content (CorralWindow *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *toasts;

  self->sidebar = corral_sidebar_new ();
  gtk_widget_set_vexpand (self->sidebar, TRUE);
  self->call = corral_call_indicator_new ();
  self->chain = corral_chain_choice_new ();
  gtk_box_append (GTK_BOX (left), self->chain);
  gtk_box_append (GTK_BOX (left), self->sidebar);
  gtk_box_append (GTK_BOX (left), self->call);
  self->notice = corral_notice_bar_new ();
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);

  gtk_box_append (GTK_BOX (right), self->notice);
  gtk_box_append (GTK_BOX (right), make_progress (self));
  toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), self->stack);
  self->undo = corral_undo_new (ADW_TOAST_OVERLAY (toasts));
  gtk_box_append (GTK_BOX (right), toasts);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (body), left);
  gtk_box_append (GTK_BOX (body), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (body), right);
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (outer), make_header (self));
  gtk_box_append (GTK_BOX (outer), body);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), outer);
  corral_search_box_capture (CORRAL_SEARCH_BOX (self->search), GTK_WIDGET (self));
  g_signal_connect_swapped (self->search, "gone", G_CALLBACK (gone_cb), self);
  corral_scanning_begin (GTK_WINDOW (self), CORRAL_SEARCH_BOX (self->search));
}

/* ---- overrides --------------------------------------------------------------------------------------------- */

static gboolean
fold_cb (gpointer data)
{
  CorralWindow *self = data;

  self->fold_source = 0;
  corral_sidebar_set_folded (CORRAL_SIDEBAR (self->sidebar), self->folded);
  corral_chain_choice_update (GTK_MENU_BUTTON (self->chain), self->services, self->folded);
  corral_call_indicator_set_folded (CORRAL_CALL_INDICATOR (self->call), self->folded);
  return G_SOURCE_REMOVE;
}

static void
corral_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CorralWindow *self = CORRAL_WINDOW (widget);
  gboolean folded = width < corral_text_size_px (widget, FOLD_BELOW_PX);

  GTK_WIDGET_CLASS (corral_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (folded == self->folded)
    return;
  self->folded = folded;
  if (self->fold_source == 0)
    self->fold_source = g_idle_add (fold_cb, self);
}

static gboolean
corral_window_close_request (GtkWindow *window)
{
  CorralWindow *self = CORRAL_WINDOW (window);
  int width, height;

  if (!self->leaves_program && self->leaving != NULL && !corral_leaving_may_close (self->leaving))
    return TRUE;
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  return GTK_WINDOW_CLASS (corral_window_parent_class)->close_request (window);
}

static void
corral_window_dispose (GObject *object)
{
  CorralWindow *self = CORRAL_WINDOW (object);

  g_clear_handle_id (&self->fold_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_pointer (&self->leaving, corral_leaving_free);
  g_clear_pointer (&self->undo, corral_undo_free);
  self->page = NULL;
  /* The pages read from the context below until they are gone. */
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  G_OBJECT_CLASS (corral_window_parent_class)->dispose (object);
  if (self->context.calls != NULL)
    corral_call_desk_stop (self->context.calls);
  g_clear_object (&self->context.calls);
  g_clear_object (&self->context.incidents);
  g_clear_object (&self->services);
  g_clear_object (&self->settings);
  g_clear_object (&self->own);
}

static void
corral_window_finalize (GObject *object)
{
  CorralWindow *self = CORRAL_WINDOW (object);

  corral_history_free (self->history);
  g_clear_pointer (&self->waiting, corral_place_unref);
  corral_clock_unref (self->context.clock);
  g_free (self->complaint);
  g_free (self->menu_state);
  g_clear_object (&self->people);
  G_OBJECT_CLASS (corral_window_parent_class)->finalize (object);
}

static void
corral_window_class_init (CorralWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_window_finalize;
  widget_class->size_allocate = corral_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = corral_window_close_request;
  corral_window_install_actions (widget_class);
  /* Behind the fields, which take back their own writing first; accelerators of the program come before them. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
}

static void
corral_window_init (CorralWindow *self)
{
  self->history = corral_history_new ();
}

CorralWindow *
corral_window_new (GtkApplication *application, CorralServices *services, GSettings *settings)
{
  CorralWindow *self = g_object_new (CORRAL_TYPE_WINDOW, "application", application, NULL);

  self->services = g_object_ref (services);
  self->settings = g_object_ref (settings);
  self->own = corral_services_new_settings (services);
  self->context = (CorralPageContext){
    .fleet = corral_services_get_fleet (services),
    .incidents = g_object_ref (corral_services_get_incidents (services)),
    .clock = corral_clock_ref (corral_services_get_clock (services)),
    .settings = self->settings,
    .own = self->own,
    .managed = corral_services_get_managed (services),
  };
  make_content (self);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  /* Typing searches wherever the focus is; the field need not look as if it waited for it. */
  gtk_widget_grab_focus (self->sidebar);
  title_changed_cb (self);
  update_actions (self);
  if (corral_services_is_going (services))
    corral_window_begin (self);
  return self;
}

void
corral_window_set_leaves_program (CorralWindow *self, gboolean leaves)
{
  g_return_if_fail (CORRAL_IS_WINDOW (self));

  self->leaves_program = leaves;
}

void
corral_window_set_people (CorralWindow *self, GMenuModel *people)
{
  g_return_if_fail (CORRAL_IS_WINDOW (self));

  g_set_object (&self->people, people);
  g_clear_pointer (&self->menu_state, g_free);
  update_menu (self);
}

/* A call that was going on when the program ended goes on. */
static void
begin_calls (CorralWindow *self)
{
  const char *dir = corral_services_get_data_dir (self->services);
  g_autofree char *file = dir != NULL ? g_build_filename (dir, CORRAL_ACCOUNT_FILE_CALL, NULL) : NULL;

  self->context.calls = corral_call_desk_new (file, self->context.clock);
  corral_call_indicator_set_desk (CORRAL_CALL_INDICATOR (self->call), self->context.calls);
}

void
corral_window_begin (CorralWindow *self)
{
  g_autoptr (CorralPlace) waiting = NULL;
  g_autofree char *chain = NULL;

  g_return_if_fail (CORRAL_IS_WINDOW (self) && !self->begun);

  self->begun = TRUE;
  self->context.folder = corral_services_get_data_dir (self->services);
  self->context.cache = corral_services_get_cache (self->services);
  self->context.sync = corral_services_get_sync (self->services);
  self->context.outbox = corral_services_get_outbox (self->services);
  self->context.audit = corral_services_get_audit (self->services);
  begin_calls (self);
  corral_undo_set_outbox (self->undo, self->context.outbox);
  g_signal_connect_object (self->context.fleet, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context.incidents, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  if (self->context.outbox != NULL)
    g_signal_connect_object (self->context.outbox, "changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  /* Another Corral that writes sends what waits; this one may go when it likes. */
  if (self->context.outbox != NULL && corral_cache_get_access (self->context.cache) == CORRAL_CACHE_ACCESS_WRITE)
    {
      self->leaving
          = corral_leaving_new (GTK_WINDOW (self), self->context.outbox, self->context.sync, self->context.clock);
      corral_leaving_set_kept (self->leaving, self->context.managed == NULL || self->context.managed->may_store);
    }
  g_signal_connect_object (self->services, "changed", G_CALLBACK (services_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->services, "forgotten", G_CALLBACK (forgotten_cb), self, G_CONNECT_SWAPPED);
  self->refresh_source = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
  chain = g_settings_get_string (self->own, "chain");
  corral_services_look_at (self->services, chain);
  /* Another program, or the tool, may have learnt it while there was no window. */
  forget_call (self);
  corral_forget_places (self->own, self->services);
  corral_search_box_begin (CORRAL_SEARCH_BOX (self->search), &self->context);
  update_counts (self);
  services_changed_cb (self);
  follow_rights (self);
  waiting = g_steal_pointer (&self->waiting);
  if (waiting != NULL)
    corral_window_go (self, waiting);
  else
    corral_window_go_last (self);
}
