/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned work as rows. Main thread. */
#include "config.h"

#include "corral-maintenance-list.h"

#include "corral-act-run.h"
#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-pending.h"
#include "corral-time.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

/* Of everything: more than that is a plan, not a list. */
#define ROWS_SHOWN 100

struct _CorralMaintenanceList
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  char *said;                 /* (owned) (nullable) */
  guint n;
  GtkWidget *box;
  GtkWidget *rows;
};

G_DEFINE_FINAL_TYPE (CorralMaintenanceList, corral_maintenance_list, GTK_TYPE_WIDGET)

static gint64
get_integer (CorralMaintenanceList *self, guint32 slot, guint column)
{
  return corral_fleet_get_integer (self->context->fleet, CORRAL_TABLE_MAINTENANCE, slot, column);
}

static guint32
get_link (CorralMaintenanceList *self, guint32 slot, guint column)
{
  return corral_fleet_get_link (self->context->fleet, CORRAL_TABLE_MAINTENANCE, slot, column);
}

static gboolean
is_weekly (CorralMaintenanceList *self, guint32 slot)
{
  return corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_REPEATS) != NULL;
}

/* Whether it goes on or is to come, and concerns @store. */
static gboolean
concerns (CorralMaintenanceList *self, guint32 slot, guint32 store, gint64 now_ms)
{
  guint32 its = get_link (self, slot, CORRAL_MAINTENANCE_COL_STORE);
  guint32 cart = get_link (self, slot, CORRAL_MAINTENANCE_COL_CART);

  if (CORRAL_IS_KNOWN (get_integer (self, slot, CORRAL_MAINTENANCE_COL_ENDED_MS)))
    return FALSE;
  if (!is_weekly (self, slot) && get_integer (self, slot, CORRAL_MAINTENANCE_COL_ENDS_MS) <= now_ms)
    return FALSE;
  if (store == CORRAL_NO_SLOT)
    return TRUE;
  if (its == CORRAL_NO_SLOT && cart == CORRAL_NO_SLOT)
    return get_link (self, slot, CORRAL_MAINTENANCE_COL_CHAIN)
           == corral_fleet_get_link (self->context->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN);
  return its == store
         || (cart != CORRAL_NO_SLOT
             && corral_fleet_get_link (self->context->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE) == store);
}

static char *
where_to_text (CorralMaintenanceList *self, guint32 slot)
{
  CorralFleet *fleet = self->context->fleet;
  guint32 store = get_link (self, slot, CORRAL_MAINTENANCE_COL_STORE);
  guint32 cart = get_link (self, slot, CORRAL_MAINTENANCE_COL_CART);
  g_autofree char *name = corral_store_to_text (fleet, store);
  g_autofree char *label = NULL;
  g_autofree char *chain = NULL;

  if (cart != CORRAL_NO_SLOT)
    {
      label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
      /* Translators: a cart's label, and its store */
      return g_strdup_printf (_ ("Cart %s, %s"), label, name);
    }
  if (store != CORRAL_NO_SLOT)
    return g_steal_pointer (&name);
  chain = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                                     get_link (self, slot, CORRAL_MAINTENANCE_COL_CHAIN),
                                                     CORRAL_CHAIN_COL_NAME));
  /* Translators: %s is a chain */
  return g_strdup_printf (_ ("All of %s"), chain);
}

static char *
format_moment (gint64 time_ms, GTimeZone *zone, const char *format)
{
  g_autoptr (GDateTime) utc = CORRAL_IS_KNOWN (time_ms) ? g_date_time_new_from_unix_utc (time_ms / 1000) : NULL;
  g_autoptr (GDateTime) local = utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (utc == NULL)
    return g_strdup (CORRAL_DASH);
  return g_date_time_format (local != NULL ? local : utc, format);
}

/* "Tue 22:00 to Tue 23:00", and of what repeats, that. */
static char *
when_to_text (CorralMaintenanceList *self, guint32 slot, gint64 now_ms)
{
  guint32 store = get_link (self, slot, CORRAL_MAINTENANCE_COL_STORE);
  g_autoptr (GTimeZone) zone = corral_store_get_zone (self->context->fleet, store);
  g_autofree char *from = corral_format_time (get_integer (self, slot, CORRAL_MAINTENANCE_COL_STARTS_MS), now_ms, zone);
  g_autofree char *to = corral_format_time (get_integer (self, slot, CORRAL_MAINTENANCE_COL_ENDS_MS), now_ms, zone);
  g_autofree char *both = NULL;

  if (is_weekly (self, slot))
    {
      g_free (from);
      g_free (to);
      /* Translators: a time of the week, as for strftime: "Tue 22:00" */
      from = format_moment (get_integer (self, slot, CORRAL_MAINTENANCE_COL_STARTS_MS), zone, _ ("%a %H:%M"));
      to = format_moment (get_integer (self, slot, CORRAL_MAINTENANCE_COL_ENDS_MS), zone, _ ("%a %H:%M"));
      /* Translators: two times of the week */
      return zone != NULL ? g_strdup_printf (_ ("every week, %s to %s (store time)"), from, to)
                          : g_strdup_printf (_ ("every week, %s to %s (UTC)"), from, to);
    }
  if (zone != NULL)
    /* Translators: two times */
    both = g_strdup_printf (_ ("%s to %s (store time)"), from, to);
  else
    both = g_strdup_printf (_ ("%s to %s (UTC)"), from, to);
  return g_steal_pointer (&both);
}

/* ---- rows ------------------------------------------------------------------------------------------- */

static void
end_cb (GtkButton *button, CorralMaintenanceList *self)
{
  guint32 slot = corral_columns_find (
      corral_fleet_get_table (self->context->fleet, CORRAL_TABLE_MAINTENANCE),
      corral_fleet_find_chain (self->context->fleet, g_object_get_data (G_OBJECT (button), "chain")),
      g_object_get_data (G_OBJECT (button), "id"));
  CorralActSubject subject = { .table = CORRAL_TABLE_MAINTENANCE, .slots = &slot, .n_slots = 1 };

  if (slot != CORRAL_NO_SLOT)
    corral_act_begin (corral_act_find ("end-maintenance"), GTK_WIDGET (self), self->context, &subject);
}

static void
add_row (CorralMaintenanceList *self, guint32 slot, const char *title, const char *when)
{
  CorralFleet *fleet = self->context->fleet;
  GtkWidget *row = corral_wrap_box_new (9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *mark = corral_pending_mark_new ();
  GtkWidget *end = gtk_button_new_with_label (_ ("End"));
  g_autofree char *spoken = g_strdup_printf (_ ("End: %s, %s"), title, when);
  const char *note = corral_fleet_get_text (fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_NOTE);
  const char *texts[] = { title, when };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      if (i > 0)
        gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (words), label);
    }
  gtk_widget_set_hexpand (words, TRUE);
  if (note != NULL)
    {
      g_autofree char *clean = corral_format_text (note);

      gtk_widget_set_tooltip_text (words, clean);
    }
  corral_pending_mark_show (CORRAL_PENDING_MARK (mark), self->context, CORRAL_TABLE_MAINTENANCE, slot);
  gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
  gtk_widget_set_name (end, "end-maintenance");
  gtk_widget_set_sensitive (end, self->context->outbox != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (end), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (end), "id",
                          g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_ID)),
                          g_free);
  g_object_set_data_full (G_OBJECT (end), "chain",
                          g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                                           get_link (self, slot, CORRAL_MAINTENANCE_COL_CHAIN),
                                                           CORRAL_CHAIN_COL_ID)),
                          g_free);
  g_signal_connect (end, "clicked", G_CALLBACK (end_cb), self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), words);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), mark);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), end);
  gtk_box_append (GTK_BOX (self->rows), row);
}

void
corral_maintenance_list_show (CorralMaintenanceList *self, guint32 store)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_MAINTENANCE);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) whens = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) said = g_string_new (NULL);
  gint64 now_ms = corral_clock_now_ms (self->context->clock);
  GtkWidget *child;

  g_return_if_fail (CORRAL_IS_MAINTENANCE_LIST (self));

  corral_order_sort_by (order, CORRAL_MAINTENANCE_COL_STARTS_MS, FALSE);
  corral_order_run (order, self->context->fleet, slots);
  for (guint i = slots->len; i-- > 0;)
    if (!concerns (self, g_array_index (slots, guint32, i), store, now_ms))
      g_array_remove_index (slots, i);
  for (guint i = 0; i < MIN (slots->len, ROWS_SHOWN); i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      g_autofree char *where = where_to_text (self, slot);
      gboolean here = store != CORRAL_NO_SLOT && get_link (self, slot, CORRAL_MAINTENANCE_COL_STORE) == store
                      && get_link (self, slot, CORRAL_MAINTENANCE_COL_CART) == CORRAL_NO_SLOT;
      const char *reason = corral_words_translate (
          CORRAL_WORDS_MAINTENANCE,
          corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_REASON));
      /* Translators: why there is work, and where: "Cleaning · 118 Riverside" */
      char *title = here ? g_strdup (reason) : g_strdup_printf (_ ("%s · %s"), reason, where);
      char *when = when_to_text (self, slot, now_ms);

      g_ptr_array_add (titles, title);
      g_ptr_array_add (whens, when);
      g_string_append_printf (said, "%u %s %s %u\n", slot, title, when,
                              corral_pending_get (self->context->fleet, CORRAL_TABLE_MAINTENANCE, slot));
    }
  self->n = titles->len;
  gtk_widget_set_visible (GTK_WIDGET (self), titles->len > 0);
  if (g_strcmp0 (said->str, self->said) == 0)
    return;
  g_free (self->said);
  self->said = g_strdup (said->str);
  while ((child = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), child);
  for (guint i = 0; i < titles->len; i++)
    add_row (self, g_array_index (slots, guint32, i), g_ptr_array_index (titles, i), g_ptr_array_index (whens, i));
}

guint
corral_maintenance_list_get_n (CorralMaintenanceList *self)
{
  g_return_val_if_fail (CORRAL_IS_MAINTENANCE_LIST (self), 0);

  return self->n;
}

/* ---- life ------------------------------------------------------------------------------------------- */

static void
corral_maintenance_list_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_MAINTENANCE_LIST (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_maintenance_list_parent_class)->dispose (object);
}

static void
corral_maintenance_list_finalize (GObject *object)
{
  g_free (CORRAL_MAINTENANCE_LIST (object)->said);
  G_OBJECT_CLASS (corral_maintenance_list_parent_class)->finalize (object);
}

static void
corral_maintenance_list_class_init (CorralMaintenanceListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_maintenance_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_maintenance_list_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_maintenance_list_init (CorralMaintenanceList *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Planned maintenance"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->rows);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_maintenance_list_new (CorralPageContext *context)
{
  CorralMaintenanceList *self = g_object_new (CORRAL_TYPE_MAINTENANCE_LIST, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
