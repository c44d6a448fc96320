/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: the table, and the page that shows it. GtkShortcutsWindow is deprecated in later GTK, so the page is a
 * plain list. Main thread. */
#include "config.h"

#include "corral-shortcuts.h"

#include "corral-acts.h"
#include "corral-dialog-frame.h"
#include "corral-name-compat.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

static const CorralShortcut shortcuts[] = {
  { CORRAL_SHORTCUTS_FIND, N_ ("Find anything (or just type, or scan a cart)"), "win.find", { "<Control>k", "<Control>f" } },
  { CORRAL_SHORTCUTS_FIND, N_ ("Next and last kind of results"), NULL, { "Tab", "<Shift>Tab" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Fleet"), "win.go('corral:fleet')", { "<Control>1" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Stores"), "win.go('corral:stores')", { "<Control>2" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Carts"), "win.go('corral:carts')", { "<Control>3" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Alerts"), "win.go('corral:alerts')", { "<Control>4" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Loss prevention"), "win.go('corral:flags')", { "<Control>5" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Loss prevention overview"), "win.go('corral:loss')", { "<Control><Shift>5" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Outbox"), "win.go('corral:outbox')", { "<Control>6" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Incidents"), "win.go('corral:incidents')", { "<Control>7" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Since you left, and handover"), "win.go('corral:handover')", { "<Control>8" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Cases"), "win.go('corral:cases')", { "<Control>9" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Take a call about this cart or store; end it"), "win.call-here",
    { "<Control>Return", "<Control>KP_Enter" } },
  { CORRAL_SHORTCUTS_GO, N_ ("The call you are on"), "win.call-back", { "<Control>0" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Back"), "win.back", { "<Alt>Left" } },
  { CORRAL_SHORTCUTS_GO, N_ ("Forward"), "win.forward", { "<Alt>Right" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("Open the row"), NULL, { "Return" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("Choose several rows"), NULL, { "<Shift>Down" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("Choose all rows, or none"), NULL, { "<Control>a", "Escape" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("First and last row"), NULL, { "Home", "End" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("What can be done to the row"), NULL, { "Menu", "<Shift>F10" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("Save the list as a file"), "win.save-list", { "<Control><Shift>s" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("What carts have in common"), NULL, { "<Alt>w" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("Take back what was done last"), NULL, { "<Control>z" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("Next flag, flag before, on a flag’s page"), NULL, { "<Alt>Down", "<Alt>Up" } },
  { CORRAL_SHORTCUTS_LISTS, N_ ("Random re-checks of today, from the flags"), NULL, { "<Alt>x" } },
  { CORRAL_SHORTCUTS_STORY, N_ ("Event before, event after"), NULL, { "<Control><Shift>Left", "<Control><Shift>Right" } },
  { CORRAL_SHORTCUTS_STORY, N_ ("Moment before, moment after"), NULL, { "Left", "Right" } },
  { CORRAL_SHORTCUTS_STORY, N_ ("Earlier, later"), NULL, { "<Control>Left", "<Control>Right" } },
  { CORRAL_SHORTCUTS_STORY, N_ ("Less time, more time"), NULL, { "plus", "minus" } },
  { CORRAL_SHORTCUTS_STORY, N_ ("First and last of what there is"), NULL, { "Home", "End" } },
  { CORRAL_SHORTCUTS_STORY, N_ ("Show what is selected; select nothing"), NULL, { "Return", "Escape" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Ask the cloud now"), "win.refresh", { "F5", "<Control>r" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Print: a store’s walk sheet, an incident, the handover"), "win.print", { "<Control>p" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Copy a link to this page"), "win.copy-link", { "<Control><Shift>c" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Menu"), "win.menu", { "F10" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Preferences"), "app.preferences", { "<Control>comma" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Keyboard shortcuts"), "win.shortcuts", { "<Control>question" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Help about this page"), "win.help", { "F1" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("People on this PC: change to another, add one"), "app.people", { "<Control><Shift>p" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Lock"), "app.lock", { "<Control>l" } },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Quit"), "app.quit", { "<Control>q" } },
};

static const struct
{
  CorralShortcutGroup group;
  const char *title;
} groups[] = {
  { CORRAL_SHORTCUTS_FIND, N_ ("Find") },
  { CORRAL_SHORTCUTS_GO, N_ ("Go to") },
  { CORRAL_SHORTCUTS_LISTS, N_ ("In lists") },
  { CORRAL_SHORTCUTS_STORY, N_ ("On a cart’s timeline") },
  { CORRAL_SHORTCUTS_PROGRAM, N_ ("Program") },
};

const CorralShortcut *
corral_shortcuts_get (guint *n_shortcuts)
{
  *n_shortcuts = G_N_ELEMENTS (shortcuts);
  return shortcuts;
}

const char *const *
corral_shortcuts_get_accelerators (const CorralShortcut *shortcut)
{
  static const char *const left[] = { "<Alt>Left", NULL };
  static const char *const right[] = { "<Alt>Right", NULL };
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  g_return_val_if_fail (shortcut != NULL, NULL);

  if (rtl && g_strcmp0 (shortcut->accelerators[0], left[0]) == 0)
    return right;
  if (rtl && g_strcmp0 (shortcut->accelerators[0], right[0]) == 0)
    return left;
  return shortcut->accelerators;
}

static char *
describe_keys (const CorralShortcut *shortcut)
{
  GString *text = g_string_new (NULL);
  const char *const *accelerators = corral_shortcuts_get_accelerators (shortcut);

  for (guint i = 0; accelerators[i] != NULL; i++)
    {
      guint key = 0;
      GdkModifierType modifiers = 0;
      g_autofree char *label = NULL;

      gtk_accelerator_parse (accelerators[i], &key, &modifiers);
      label = gtk_accelerator_get_label (key, modifiers);
      g_string_append_printf (text, "%s%s", i == 0 ? "" : _ ("  or  "), label);
    }
  return g_string_free (text, FALSE);
}

#define KEYS_CHARS 30

static GtkWidget *
make_row (const CorralShortcut *shortcut, const char *title)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *keys = describe_keys (shortcut);
  GtkWidget *label = gtk_label_new (keys);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  /* So that large text leaves room for the words. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), KEYS_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

/* The same is done to alerts and to incidents, by the same keys. */
static gboolean
is_told_already (const CorralAct *acts, guint n)
{
  for (guint i = 0; i < n; i++)
    if (acts[i].key != NULL && g_strcmp0 (acts[i].key, acts[n].key) == 0)
      return TRUE;
  return FALSE;
}

/* From the table of acts: whoever adds one there need not remember this page. */
/* Whether the account has the page that the key leads to. */
static gboolean
is_for (const CorralShortcut *shortcut, const CorralRights *rights)
{
  const char *link = shortcut->action != NULL ? strstr (shortcut->action, "corral:") : NULL;
  g_autofree char *uri = link != NULL ? g_strndup (link, strcspn (link, "'")) : NULL;
  g_autoptr (CorralPlace) place = uri != NULL ? corral_place_parse (uri, NULL) : NULL;

  if (rights == NULL)
    return TRUE;
  if (place != NULL)
    return corral_rights_has_page (rights, place->page);
  return shortcut->action == NULL || !g_str_has_prefix (shortcut->action, "win.call")
         || corral_rights_has_page (rights, CORRAL_PAGE_CALL);
}

static GtkWidget *
make_acts (const CorralRights *rights)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("To chosen rows, or on a cart’s page"));
  corral_compat_group_wrap_title (group);
  for (guint i = 0; i < n; i++)
    {
      const CorralShortcut shortcut = { .accelerators = { acts[i].key } };
      g_autofree char *title = NULL;

      if (acts[i].key == NULL || is_told_already (acts, i) || (rights != NULL && !corral_rights_may (rights, acts[i].kind)))
        continue;
      if (acts[i].outcome != NULL)
        /* Translators: %s is a decision such as "Cleared by staff" */
        title = g_strdup_printf (_ ("Decide a flag: %s"), corral_act_get_label (&acts[i]));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 make_row (&shortcut, title != NULL ? title : corral_act_get_label (&acts[i])));
    }
  return group;
}

GtkWindow *
corral_shortcuts_window_new (GtkWindow *parent, const CorralRights *rights)
{
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      GtkWidget *group = adw_preferences_group_new ();

      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (groups[g].title));
      for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
        if (shortcuts[i].group == groups[g].group && is_for (&shortcuts[i], rights))
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (&shortcuts[i], _ (shortcuts[i].title)));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
      if (groups[g].group == CORRAL_SHORTCUTS_LISTS)
        adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_acts (rights)));
    }

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (page, TRUE);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Keyboard Shortcuts"));
  gtk_window_set_default_size (GTK_WINDOW (window), corral_dialog_frame_px (window, 560), 640);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  return GTK_WINDOW (window);
}
