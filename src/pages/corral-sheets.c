/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of sheets, and the one way from a page to paper, to a PDF and to the clipboard. Main thread. */
#include "config.h"

#include "corral-sheets.h"

#include "corral-handover-page.h"
#include "corral-incident-page.h"
#include "corral-list-page.h"
#include "corral-paper.h"
#include "corral-save-file.h"
#include "corral-store-page.h"

#include <glib/gi18n.h>
#include <string.h>

static const CorralSheetKind sheets[] = {
  { "walk", N_ ("Walk Sheet"), N_ ("Save the Walk Sheet"), CORRAL_PAGE_STORE, CORRAL_RIGHT_WALK_SHEET,
    corral_store_page_make_walk_sheet },
  { "service", N_ ("A Week of Service Level"), N_ ("Save the Week of Service Level"), CORRAL_PAGE_STORE, CORRAL_N_RIGHTS,
    corral_store_page_make_service_sheet },
  { "service-chain", N_ ("A Week of Service Level"), N_ ("Save the Week of Service Level"), CORRAL_PAGE_STORES, CORRAL_N_RIGHTS,
    corral_stores_make_service_sheet },
  { "incident", N_ ("Incident"), N_ ("Save the Incident"), CORRAL_PAGE_INCIDENT, CORRAL_N_RIGHTS,
    corral_incident_page_make_sheet },
  { "handover", N_ ("Handover"), N_ ("Save the Handover"), CORRAL_PAGE_HANDOVER, CORRAL_N_RIGHTS,
    corral_handover_page_make_sheet },
};

const CorralSheetKind *
corral_sheets_get (guint *n_sheets)
{
  *n_sheets = G_N_ELEMENTS (sheets);
  return sheets;
}

const CorralSheetKind *
corral_sheets_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (strcmp (sheets[i].name, name) == 0)
      return &sheets[i];
  return NULL;
}

gboolean
corral_sheet_kind_is_allowed (const CorralSheetKind *self, const CorralPageContext *context)
{
  return self->right == CORRAL_N_RIGHTS || corral_page_context_has_right (context, self->right);
}

/* ---- what is pressed ------------------------------------------------------------------------------------ */

/* The sheet, or NULL when somebody has been told why there is none. */
static CorralSheet *
make (CorralPage *page, const CorralSheetKind *kind)
{
  if (corral_sheet_kind_is_allowed (kind, corral_page_get_context (page)))
    return kind->make (page);
  corral_page_tell (GTK_WIDGET (page), _ ("This account may not print that."), NULL);
  return NULL;
}

/* A file's name is no word: "walk-118-2026-11-27-0645.pdf". */
static char *
make_name (CorralPage *page, const CorralSheetKind *kind)
{
  CorralPlace *place = corral_page_get_place (page);
  gint64 now_ms = corral_clock_now_ms (corral_page_get_context (page)->clock);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_ms / 1000);
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d-%H%M");
  gboolean has_subject = place != NULL && place->subject != NULL && place->page == CORRAL_PAGE_STORE;

  return g_strdup_printf ("%s%s%s-%s.pdf", kind->name, has_subject ? "-" : "", has_subject ? place->subject : "", day);
}

static void
print (CorralPage *page, const CorralSheetKind *kind)
{
  CorralSheet *sheet = make (page, kind);

  if (sheet != NULL)
    corral_paper_print (sheet, GTK_WIDGET (page));
}

static void
save (CorralPage *page, const CorralSheetKind *kind)
{
  g_autoptr (CorralSheet) sheet = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  if (!corral_page_check_export (GTK_WIDGET (page)))
    return;
  sheet = make (page, kind);
  if (sheet == NULL)
    return;
  bytes = corral_paper_to_pdf (sheet, NULL, &error);
  if (bytes == NULL)
    {
      corral_page_tell (GTK_WIDGET (page), error->message, NULL);
      return;
    }
  name = make_name (page, kind);
  corral_save_file (GTK_WIDGET (page), _ (kind->ask), name, bytes);
}

static void
copy (CorralPage *page, const CorralSheetKind *kind)
{
  g_autoptr (CorralSheet) sheet = make (page, kind);
  g_autofree char *text = NULL;

  if (sheet == NULL)
    return;
  text = corral_sheet_to_text (sheet);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (page)), text);
  corral_page_tell (GTK_WIDGET (page), _ ("It is in the clipboard as text."), NULL);
}

static void
run (CorralPage *page, GVariant *parameter, void (*press) (CorralPage *page, const CorralSheetKind *kind))
{
  const CorralSheetKind *kind = corral_sheets_find (g_variant_get_string (parameter, NULL));

  if (kind != NULL)
    press (page, kind);
}

static void
print_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  run (page, parameter, print);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  run (page, parameter, save);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  run (page, parameter, copy);
}

static void
first_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  print (page, corral_sheets_find (g_object_get_data (G_OBJECT (action), "corral-sheet")));
}

void
corral_sheets_add_actions (CorralPage *page, CorralPageKind kind)
{
  static const GActionEntry entries[] = {
    { .name = "print", .parameter_type = "s", .activate = print_cb },
    { .name = "save", .parameter_type = "s", .activate = save_cb },
    { .name = "copy", .parameter_type = "s", .activate = copy_cb },
    { .name = "first", .activate = first_cb },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    any = any || sheets[i].page == kind;
  if (!any)
    return;
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), page);
  for (guint i = G_N_ELEMENTS (sheets); i > 0; i--)
    if (sheets[i - 1].page == kind)
      g_object_set_data (G_OBJECT (g_action_map_lookup_action (G_ACTION_MAP (group), "first")), "corral-sheet",
                         (gpointer) sheets[i - 1].name);
  gtk_widget_insert_action_group (GTK_WIDGET (page), "sheet", G_ACTION_GROUP (group));
}

/* ---- the button ----------------------------------------------------------------------------------------- */

static void
append (GMenu *section, const char *label, const char *action, const char *name)
{
  g_autofree char *detailed = g_strdup_printf ("sheet.%s('%s')", action, name);

  g_menu_append (section, label, detailed);
}

void
corral_sheet_button_refresh (GtkWidget *button, CorralPage *page, CorralPageKind kind)
{
  CorralPageContext *context = corral_page_get_context (page);
  gboolean may_export = corral_page_context_may_export (context);
  g_autoptr (GMenu) menu = NULL;
  guint n = 0;
  guint bits = may_export ? 1 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (sheets[i].page == kind && corral_sheet_kind_is_allowed (&sheets[i], context))
      bits |= 2u << i;
  /* An open menu is left alone while it says the same. */
  if (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "corral-sheets")) == bits + 1)
    return;
  g_object_set_data (G_OBJECT (button), "corral-sheets", GUINT_TO_POINTER (bits + 1));
  menu = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (sheets[i].page == kind && corral_sheet_kind_is_allowed (&sheets[i], context))
      {
        g_autoptr (GMenu) section = g_menu_new ();

        if (may_export)
          {
            append (section, _ ("_Print…"), "print", sheets[i].name);
            append (section, _ ("Save as P_DF…"), "save", sheets[i].name);
          }
        append (section, _ ("_Copy as Text"), "copy", sheets[i].name);
        g_menu_append_section (menu, _ (sheets[i].label), G_MENU_MODEL (section));
        n++;
      }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_visible (button, n > 0);
}

GtkWidget *
corral_sheet_button_new (CorralPage *page, CorralPageKind kind)
{
  GtkWidget *button = gtk_menu_button_new ();
  const char *label = _ ("Print, save as PDF or copy (Ctrl+P)");

  corral_sheets_add_actions (page, kind);
  gtk_widget_set_name (button, "sheets");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "printer-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, "Control+P", -1);
  corral_sheet_button_refresh (button, page, kind);
  return button;
}
