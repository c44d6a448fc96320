/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark beside what waits in the outbox. Main thread. */
#include "config.h"

#include "corral-pending.h"

#include "corral-attention-text.h"
#include "corral-operation-words.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>

/* The tables whose rows people do something to. */
static const struct
{
  CorralTableKind table;
  guint column;
  CorralCollection collection;
} tables[] = {
  { CORRAL_TABLE_CART, CORRAL_CART_COL_PENDING, CORRAL_COLLECTION_CART },
  { CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_PENDING, CORRAL_COLLECTION_ALERT },
  { CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_PENDING, CORRAL_COLLECTION_FLAG },
  { CORRAL_TABLE_TICKET, CORRAL_TICKET_COL_PENDING, CORRAL_COLLECTION_TICKET },
};

CorralPending
corral_pending_get (CorralFleet *fleet, CorralTableKind table, guint32 slot)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (tables[i].table == table)
      {
        gint64 pending = corral_fleet_get_integer (fleet, table, slot, tables[i].column);

        return CORRAL_IS_KNOWN (pending) ? (CorralPending) pending : CORRAL_PENDING_NONE;
      }
  return CORRAL_PENDING_NONE;
}

gboolean
corral_pending_get_look (CorralPending pending, CorralLook *look)
{
  if (pending == CORRAL_PENDING_NONE)
    return FALSE;
  *look = pending == CORRAL_PENDING_TROUBLED ? corral_look_of_troubled () : corral_look_of_waiting ();
  return TRUE;
}

/* What was done to the row, and, of a row that is still to be made, what will make it. */
static GPtrArray *
list_entries (CorralPageContext *context, CorralTableKind table, guint32 slot)
{
  const char *id = corral_fleet_get_text (context->fleet, table, slot, 0);
  guint32 chain = corral_fleet_get_link (context->fleet, table, slot, 1);
  const char *tenant = corral_fleet_get_text (context->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
  const char *collection = NULL;
  GPtrArray *all = corral_outbox_get_entries (context->outbox);
  GPtrArray *found;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (tables[i].table == table)
      collection = corral_collection_get_schema (tables[i].collection)->name;
  if (id == NULL || tenant == NULL || collection == NULL)
    return g_ptr_array_new ();
  found = corral_outbox_list_for_target (context->outbox, tenant, collection, id);
  for (guint i = 0; i < all->len; i++)
    {
      CorralOutboxEntry *entry = g_ptr_array_index (all, i);

      if (!entry->settled && g_strcmp0 (entry->id, id) == 0)
        g_ptr_array_insert (found, 0, corral_outbox_entry_ref (entry));
    }
  return found;
}

char *
corral_pending_to_text (CorralPageContext *context, CorralTableKind table, guint32 slot)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  CorralLook look;

  if (!corral_pending_get_look (corral_pending_get (context->fleet, table, slot), &look))
    return NULL;
  entries = context->outbox != NULL ? list_entries (context, table, slot) : g_ptr_array_new ();
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GTimeZone) zone
          = corral_store_get_zone (context->fleet, corral_operation_find_store (context->fleet, entry));
      g_autofree char *line = corral_operation_to_mark (entry, corral_outbox_get_account_id (context->outbox),
                                                        corral_fleet_get_now (context->fleet), zone);

      if (line != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
  return g_strdup (text->len > 0 ? text->str : look.word);
}

void
corral_pending_mark_cell (CorralCell *cell, CorralRowItem *item)
{
  CorralLook look;

  if (corral_pending_get_look (corral_pending_get (corral_row_item_get_fleet (item), corral_row_item_get_table (item),
                                                   corral_row_item_get_slot (item)),
                               &look))
    corral_cell_set_mark (cell, look);
}

char *
corral_pending_tooltip (gpointer item, gpointer context)
{
  return corral_pending_to_text (context, corral_row_item_get_table (item), corral_row_item_get_slot (item));
}

/* ---- a mark of its own --------------------------------------------------------------------------- */

GtkWidget *
corral_pending_mark_new (void)
{
  GtkWidget *mark = gtk_button_new_from_icon_name ("corral-waiting-symbolic");

  gtk_widget_add_css_class (mark, "flat");
  gtk_widget_add_css_class (mark, "pending-mark");
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (mark), "win.go::corral:outbox");
  gtk_widget_set_visible (mark, FALSE);
  return mark;
}

void
corral_pending_mark_show (GtkWidget *mark, CorralPageContext *context, CorralTableKind table, guint32 slot)
{
  static const char *const classes[] = { "severity-act", "dim-label" };
  CorralLook look;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (mark, corral_pending_get_look (corral_pending_get (context->fleet, table, slot), &look));
  if (!gtk_widget_get_visible (mark))
    return;
  text = corral_pending_to_text (context, table, slot);
  gtk_button_set_icon_name (GTK_BUTTON (mark), look.icon_name);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (mark, classes[i]);
  gtk_widget_add_css_class (mark, look.css_class);
  gtk_widget_set_tooltip_text (mark, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}
