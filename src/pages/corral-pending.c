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
  { CORRAL_TABLE_INCIDENT, CORRAL_INCIDENT_COL_PENDING, CORRAL_COLLECTION_INCIDENT },
  { CORRAL_TABLE_MAINTENANCE, CORRAL_MAINTENANCE_COL_PENDING, CORRAL_COLLECTION_MAINTENANCE },
  { CORRAL_TABLE_CASE, CORRAL_CASE_COL_PENDING, CORRAL_COLLECTION_CASE },
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

struct _CorralPendingMark
{
  GtkWidget parent_instance;

  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (CorralPendingMark, corral_pending_mark, GTK_TYPE_WIDGET)

/* Without the baseline that an icon has since GTK 4: beside a title a box would be of one height for any width, and of
 * another for a given one. */
static void
corral_pending_mark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                             int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (CORRAL_PENDING_MARK (widget)->button, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
corral_pending_mark_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (CORRAL_PENDING_MARK (widget)->button, width, height, -1, NULL);
}

static void
corral_pending_mark_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_PENDING_MARK (object)->button, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_pending_mark_parent_class)->dispose (object);
}

static void
corral_pending_mark_class_init (CorralPendingMarkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_pending_mark_dispose;
  GTK_WIDGET_CLASS (klass)->measure = corral_pending_mark_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = corral_pending_mark_size_allocate;
}

static void
corral_pending_mark_init (CorralPendingMark *self)
{
  self->button = gtk_button_new_from_icon_name ("corral-waiting-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "pending-mark");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), "win.go::corral:outbox");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
corral_pending_mark_new (void)
{
  return g_object_new (CORRAL_TYPE_PENDING_MARK, NULL);
}

void
corral_pending_mark_show (CorralPendingMark *self, CorralPageContext *context, CorralTableKind table, guint32 slot)
{
  static const char *const classes[] = { "severity-act", "dim-label" };
  CorralLook look;
  g_autofree char *text = NULL;

  g_return_if_fail (CORRAL_IS_PENDING_MARK (self));

  gtk_widget_set_visible (GTK_WIDGET (self),
                          corral_pending_get_look (corral_pending_get (context->fleet, table, slot), &look));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  text = corral_pending_to_text (context, table, slot);
  gtk_button_set_icon_name (GTK_BUTTON (self->button), look.icon_name);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->button, classes[i]);
  gtk_widget_add_css_class (self->button, look.css_class);
  /* Setting the same again would ask the display where the pointer is. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (self->button), text) != 0)
    gtk_widget_set_tooltip_text (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}
