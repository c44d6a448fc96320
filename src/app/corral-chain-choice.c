/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which chain is looked at. Main thread. */
#include "config.h"

#include "corral-chain-choice.h"

#include <glib/gi18n.h>
#include <string.h>

GtkWidget *
corral_chain_choice_new (void)
{
  GtkWidget *self = gtk_menu_button_new ();

  gtk_widget_set_name (self, "chain-choice");
  gtk_widget_set_margin_start (self, 6);
  gtk_widget_set_margin_end (self, 6);
  gtk_widget_set_margin_top (self, 6);
  gtk_widget_set_visible (self, FALSE);
  return self;
}

/* An open menu would close when it was made anew. */
static gboolean
is_shown (GtkMenuButton *self, const char *state)
{
  if (g_strcmp0 (g_object_get_data (G_OBJECT (self), "corral-state"), state) == 0)
    return TRUE;
  g_object_set_data_full (G_OBJECT (self), "corral-state", g_strdup (state), g_free);
  return FALSE;
}

static GMenuModel *
make_menu (GPtrArray *chains)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < chains->len; i++)
    {
      const CorralTenant *chain = g_ptr_array_index (chains, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (chain->name, NULL);

      g_menu_item_set_action_and_target (item, "win.chain", "s", chain->id);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

void
corral_chain_choice_update (GtkMenuButton *self, CorralServices *services, gboolean folded)
{
  g_autoptr (GPtrArray) chains = corral_services_is_going (services) ? corral_services_list_chains (services) : NULL;
  const char *chosen = chains != NULL ? corral_services_get_chain (services) : NULL;
  const char *name = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  for (guint i = 0; chosen != NULL && i < chains->len; i++)
    if (strcmp (((const CorralTenant *) g_ptr_array_index (chains, i))->id, chosen) == 0)
      name = ((const CorralTenant *) g_ptr_array_index (chains, i))->name;
  gtk_widget_set_visible (GTK_WIDGET (self), name != NULL);
  if (name == NULL)
    return;
  state = g_strdup_printf ("%d %u %s", folded, chains->len, name);
  if (is_shown (self, state))
    return;
  menu = make_menu (chains);
  gtk_menu_button_set_menu_model (self, menu);
  if (folded)
    gtk_menu_button_set_icon_name (self, "corral-page-stores-symbolic");
  else
    gtk_menu_button_set_label (self, name);
  /* Translators: %s is a chain of stores, the one whose carts are shown */
  spoken = g_strdup_printf (_ ("Chain: %s. Choose another"), name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
