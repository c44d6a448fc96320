/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People to choose from. Main thread. */
#include "config.h"

#include "corral-account-rows.h"

#include "corral-account-folder.h"
#include "corral-rights.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define FOLDER "folder"

static const char *const roles[CORRAL_N_ROLES] = {
  [CORRAL_ROLE_SUPPORT_AGENT] = N_ ("Support agent"),     [CORRAL_ROLE_SUPPORT_LEAD] = N_ ("Support lead"),
  [CORRAL_ROLE_STORE_MANAGER] = N_ ("Store manager"),     [CORRAL_ROLE_CHAIN_MANAGER] = N_ ("Chain manager"),
  [CORRAL_ROLE_LOSS_PREVENTION] = N_ ("Loss prevention"), [CORRAL_ROLE_FLEET_OPS] = N_ ("Fleet operations"),
};

typedef struct
{
  CorralAccountChosenFunc func;
  gpointer data;
  char *folder;
} Choice;

typedef struct
{
  CorralAccountChosenFunc chosen;
  CorralAccountChosenFunc removed;
  gpointer data;
} Rows;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->folder);
  g_free (choice);
}

static gboolean
choice_cb (gpointer data)
{
  Choice *choice = data;

  choice->func (choice->folder, choice->data);
  return G_SOURCE_REMOVE;
}

/* The list, or its window, may go for it. */
static void
choose (CorralAccountChosenFunc func, const char *folder, gpointer data)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->func = func;
  choice->data = data;
  choice->folder = g_strdup (folder);
  g_idle_add_full (G_PRIORITY_DEFAULT, choice_cb, choice, choice_free);
}

char *
corral_account_rows_describe (const CorralKnownAccount *account)
{
  g_autofree char *host = corral_known_account_dup_host (account);
  CorralRole role;

  if (account->role == NULL || !corral_role_from_name (account->role, &role))
    return g_steal_pointer (&host);
  /* Translators: a role, and the cloud: "Store manager · api.example.com" */
  return g_strdup_printf (_ ("%s · %s"), _ (roles[role]), host);
}

/* "2 changes wait to be sent", and what else is to be known before somebody is chosen; NULL: nothing. */
static char *
describe_work (CorralAccounts *accounts, const CorralKnownAccount *account, gboolean is_here)
{
  g_autofree char *dir = corral_accounts_dup_data_dir (accounts, account->folder);
  guint n = is_here ? 0 : corral_account_folder_count_waiting (dir);
  GString *text = g_string_new (NULL);

  if (is_here)
    g_string_append (text, _ ("Here now"));
  if (n > 0)
    g_string_append_printf (text,
                            ngettext ("%u change waits until they are back", "%u changes wait until they are back", n),
                            n);
  if (account->signed_out)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ ("signed out"));
  else if (account->locked && !is_here)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ ("locked"));
  return g_string_free (text, text->len == 0);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, Rows *rows)
{
  const char *folder = g_object_get_data (G_OBJECT (row), FOLDER);

  if (folder != NULL)
    choose (rows->chosen, folder, rows->data);
}

static void
removed_cb (GtkButton *button, Rows *rows)
{
  choose (rows->removed, g_object_get_data (G_OBJECT (button), FOLDER), rows->data);
}

static GtkWidget *
make_remove_button (const CorralKnownAccount *account, Rows *rows)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = corral_known_account_dup_name (account);
  /* Translators: %s is a person's name */
  g_autofree char *label = g_strdup_printf (_ ("Sign out %s and remove their data from this PC"), name);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), FOLDER, g_strdup (account->folder), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (removed_cb), rows);
  return button;
}

static GtkWidget *
make_row (CorralAccounts *accounts, const CorralKnownAccount *account, gboolean is_here, Rows *rows)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = corral_known_account_dup_name (account);
  g_autofree char *who = corral_account_rows_describe (account);
  g_autofree char *work = describe_work (accounts, account, is_here);
  g_autofree char *subtitle = work != NULL ? g_strdup_printf ("%s\n%s", who, work) : g_strdup (who);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("corral-person-symbolic"));
  if (is_here)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("object-select-symbolic"));
    }
  else
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), FOLDER, g_strdup (account->folder), g_free);
    }
  if (rows->removed != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove_button (account, rows));
  return row;
}

gboolean
corral_account_rows_focus (GtkWidget *rows)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (rows), i)) != NULL; i++)
    if (g_object_get_data (G_OBJECT (row), FOLDER) != NULL)
      return gtk_widget_grab_focus (GTK_WIDGET (row));
  return FALSE;
}

guint
corral_account_rows_count (GtkWidget *rows)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (GTK_LIST_BOX (rows), (int) n) != NULL)
    n++;
  return n;
}

GtkWidget *
corral_account_rows_new (CorralAccounts *accounts,
                         const char *here,
                         CorralAccountChosenFunc chosen,
                         CorralAccountChosenFunc removed,
                         gpointer data)
{
  GtkWidget *list = gtk_list_box_new ();
  GPtrArray *all = corral_accounts_get_all (accounts);
  Rows *rows = g_new0 (Rows, 1);

  rows->chosen = chosen;
  rows->removed = removed;
  rows->data = data;
  g_object_set_data_full (G_OBJECT (list), "rows", rows, g_free);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("People on this PC"), -1);
  for (guint i = 0; i < all->len; i++)
    {
      const CorralKnownAccount *account = g_ptr_array_index (all, i);
      gboolean is_here = g_strcmp0 (account->folder, here) == 0;

      if (!is_here || removed != NULL)
        gtk_list_box_append (GTK_LIST_BOX (list), make_row (accounts, account, is_here, rows));
    }
  g_signal_connect (list, "row-activated", G_CALLBACK (activated_cb), rows);
  return list;
}
