/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys, menus and links have the window do. Main thread. */
#include "config.h"

#include "corral-window-private.h"

#include "corral-call-page.h"
#include "corral-call-taking.h"
#include "corral-help.h"
#include "corral-search-box.h"
#include "corral-shortcuts.h"

#include <glib/gi18n.h>

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  corral_window_go_link (CORRAL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  corral_window_step (CORRAL_WINDOW (widget), g_str_has_suffix (name, "back") ? -1 : 1);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  corral_search_box_focus (CORRAL_SEARCH_BOX (CORRAL_WINDOW (widget)->search));
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralWindow *self = CORRAL_WINDOW (widget);

  corral_services_ask_now (self->services);
  corral_window_refresh_page (self);
}

static void
chain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  corral_window_choose_chain (CORRAL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
copy_link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralWindow *self = CORRAL_WINDOW (widget);
  CorralPlace *place = corral_history_get_place (self->history);
  g_autofree char *uri = place != NULL ? corral_place_to_uri (place) : NULL;

  if (uri != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), uri);
}

/* The page's own first sheet. */
static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralWindow *self = CORRAL_WINDOW (widget);

  if (self->page != NULL && !gtk_widget_activate_action (GTK_WIDGET (self->page), "sheet.first", NULL))
    corral_undo_tell (self->undo, _ ("This page is not made for paper. A store’s, an incident’s and the handover are."), NULL);
}

static void
save_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralWindow *self = CORRAL_WINDOW (widget);

  if (self->page != NULL && !gtk_widget_activate_action (GTK_WIDGET (self->page), "list.menu", NULL))
    corral_undo_tell (self->undo, _ ("There is no list on this page that could be saved."), NULL);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (CORRAL_WINDOW (widget)->menu_button));
}

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (corral_shortcuts_window_new (GTK_WINDOW (widget), &CORRAL_WINDOW (widget)->rights));
}

/* About what is on the screen; on the page of help itself, its beginning. */
static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralPlace *here = corral_history_get_place (CORRAL_WINDOW (widget)->history);
  g_autoptr (CorralPlace) bare = corral_place_new (CORRAL_PAGE_HELP, NULL, NULL);
  g_autoptr (CorralPlace) place = NULL;

  if (here != NULL && here->page != CORRAL_PAGE_HELP)
    place = corral_place_with_filter (bare, "about", corral_help_topic_for_page (here->page));
  corral_window_go (CORRAL_WINDOW (widget), place != NULL ? place : bare);
}

static void
call_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralWindow *self = CORRAL_WINDOW (widget);
  g_autoptr (CorralPlace) place = corral_place_parse (g_variant_get_string (parameter, NULL), NULL);

  if (place != NULL)
    corral_call_take (GTK_WINDOW (self), &self->context, place);
}

/* From within the field that finds things, first to what it found. FALSE when that leads nowhere. */
static gboolean
follow_search (CorralWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *entry = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) : NULL;
  CorralPlace *before = corral_history_get_place (self->history);

  if (entry == NULL || !gtk_widget_is_ancestor (entry, self->search))
    return TRUE;
  g_signal_emit_by_name (entry, "activate");
  return corral_history_get_place (self->history) != before;
}

/* About what is on the screen, or was just found; on the call's own page it is the button there. */
static void
call_here_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralWindow *self = CORRAL_WINDOW (widget);
  CorralPlace *place;

  if (!follow_search (self))
    return;
  place = self->page != NULL ? corral_page_get_place (self->page) : NULL;
  if (CORRAL_IS_CALL_PAGE (self->page))
    corral_call_page_press (CORRAL_CALL_PAGE (self->page));
  else if (place != NULL)
    corral_call_take (GTK_WINDOW (self), &self->context, place);
}

static void
call_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CorralWindow *self = CORRAL_WINDOW (widget);
  const CorralCall *call = self->context.calls != NULL ? corral_call_desk_get_call (self->context.calls) : NULL;
  g_autoptr (CorralPlace) place = call != NULL ? corral_call_get_place (call) : NULL;

  if (place != NULL)
    corral_window_go (self, place);
}

static void
tell_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *sentence;
  g_autofree const char **ids = NULL;

  g_variant_get (parameter, "(&s^a&s)", &sentence, &ids);
  corral_undo_tell (CORRAL_WINDOW (widget)->undo, sentence, ids);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  corral_undo_last (CORRAL_WINDOW (widget)->undo);
}

static const struct
{
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc func;
} window_actions[] = {
  { "win.go", "s", go_action },
  { "win.chain", "s", chain_action },
  { "win.back", NULL, step_action },
  { "win.forward", NULL, step_action },
  { "win.find", NULL, find_action },
  { "win.refresh", NULL, refresh_action },
  { "win.copy-link", NULL, copy_link_action },
  { "win.print", NULL, print_action },
  { "win.save-list", NULL, save_list_action },
  { "win.menu", NULL, menu_action },
  { "win.shortcuts", NULL, shortcuts_action },
  { "win.help", NULL, help_action },
  { "win.call", "s", call_action },
  { "win.call-here", NULL, call_here_action },
  { "win.call-back", NULL, call_back_action },
  { "win.tell", "(sas)", tell_action },
  { "win.undo", NULL, undo_action },
};

void
corral_window_install_actions (GtkWidgetClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (window_actions); i++)
    gtk_widget_class_install_action (klass, window_actions[i].name, window_actions[i].parameter, window_actions[i].func);
}

void
corral_window_install_accelerators (GtkApplication *application)
{
  guint n;
  const CorralShortcut *shortcuts = corral_shortcuts_get (&n);

  for (guint i = 0; i < n; i++)
    if (shortcuts[i].action != NULL)
      gtk_application_set_accels_for_action (application, shortcuts[i].action,
                                             corral_shortcuts_get_accelerators (&shortcuts[i]));
}
