/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Earlier calls, notes and tickets, beside a call. Main thread. */
#include "config.h"

#include "corral-call-history.h"

#include "corral-act-run.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-notes.h"
#include "corral-order.h"
#include "corral-pending.h"

#include <glib/gi18n.h>

#define TICKETS_SHOWN 8

struct _CorralCallHistory
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  char *said;                 /* (owned) (nullable): the tickets on the screen */

  GtkWidget *box;
  GtkWidget *notes_heading;
  GtkWidget *notes;
  GtkWidget *tickets_heading;
  GtkWidget *tickets;
};

G_DEFINE_FINAL_TYPE (CorralCallHistory, corral_call_history, GTK_TYPE_WIDGET)

static void
set_heading (GtkWidget *heading, const char *title, guint n)
{
  g_autofree char *text = n > 0 ? g_strdup_printf (_ ("%s · %u"), title, n) : g_strdup_printf (_ ("%s · none"), title);

  gtk_label_set_text (GTK_LABEL (heading), text);
}

static void
notes_counted_cb (CorralCallHistory *self)
{
  guint n = corral_notes_get_n (CORRAL_NOTES (self->notes));

  set_heading (self->notes_heading, _ ("Earlier calls and notes"), n);
  gtk_widget_set_visible (self->notes, n > 0);
}

/* ---- tickets ----------------------------------------------------------------------------------------- */

static const char *
ticket_text (CorralCallHistory *self, guint32 slot, guint column)
{
  return corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_TICKET, slot, column);
}

static gboolean
is_closed (CorralCallHistory *self, guint32 slot)
{
  return g_strcmp0 (ticket_text (self, slot, CORRAL_TICKET_COL_STATUS), "closed") == 0;
}

/* What is open comes before what is closed, the newest first. */
static GArray *
list_tickets (CorralCallHistory *self, const CorralCallSubject *subject)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_TICKET);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_order_where_integer (
      order, subject->about == CORRAL_PAGE_CART ? CORRAL_TICKET_COL_CART : CORRAL_TICKET_COL_STORE, subject->slot);
  corral_order_run (order, self->context->fleet, all);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < all->len; i++)
      {
        guint32 slot = g_array_index (all, guint32, i);

        if (is_closed (self, slot) == (pass == 1))
          g_array_append_val (slots, slot);
      }
  return slots;
}

/* "T-1041 · Battery swap · cart 0412 · Tue 09:14" */
static char *
describe_ticket (CorralCallHistory *self, const CorralCallSubject *subject, guint32 slot, GTimeZone *zone)
{
  CorralFleet *fleet = self->context->fleet;
  g_autofree char *number = corral_format_text (ticket_text (self, slot, CORRAL_TICKET_COL_NUMBER));
  const char *reason
      = corral_words_translate (CORRAL_WORDS_TICKET_REASON, ticket_text (self, slot, CORRAL_TICKET_COL_REASON));
  g_autofree char *when
      = corral_format_time (corral_fleet_get_integer (fleet, CORRAL_TABLE_TICKET, slot, CORRAL_TICKET_COL_OPENED_MS),
                            corral_fleet_get_now (fleet), zone);
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, slot, CORRAL_TICKET_COL_CART);
  g_autofree char *name = NULL;
  const char *parts[6] = { number, reason != NULL ? reason : CORRAL_DASH };
  guint n = 2;
  CorralLook look;

  if (subject->about == CORRAL_PAGE_STORE && cart != CORRAL_NO_SLOT)
    {
      g_autofree char *label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));

      parts[n++] = name = g_strdup_printf (_ ("cart %s"), label);
    }
  if (corral_pending_get_look (corral_pending_get (fleet, CORRAL_TABLE_TICKET, slot), &look))
    parts[n++] = look.word;
  else
    {
      parts[n++] = when;
      parts[n++] = is_closed (self, slot) ? _ ("closed") : _ ("open");
    }
  return corral_format_joined (parts);
}

static void
add_ticket (CorralCallHistory *self, const CorralCallSubject *subject, guint32 slot, GTimeZone *zone)
{
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *text = describe_ticket (self, subject, slot, zone);
  const char *written = ticket_text (self, slot, CORRAL_TICKET_COL_SUMMARY);
  g_autofree char *summary = written != NULL ? corral_format_text (written) : NULL;
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_tooltip_text (row, summary);
  gtk_widget_set_name (row, ticket_text (self, slot, CORRAL_TICKET_COL_ID));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary != NULL ? summary : "", -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_append (GTK_LIST_BOX (self->tickets), row);
}

static void
show_tickets (CorralCallHistory *self, const CorralCallSubject *subject)
{
  g_autoptr (GArray) slots = list_tickets (self, subject);
  g_autoptr (GTimeZone) zone = corral_call_subject_get_zone (self->context->fleet, subject);
  g_autoptr (GString) said = g_string_new (NULL);
  guint n = MIN (slots->len, TICKETS_SHOWN);
  GtkWidget *row;

  set_heading (self->tickets_heading, _ ("Tickets"), slots->len);
  gtk_widget_set_visible (self->tickets, n > 0);
  for (guint i = 0; i < n; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      g_autofree char *text = describe_ticket (self, subject, slot, zone);

      g_string_append_printf (said, "%s %s\n", ticket_text (self, slot, CORRAL_TICKET_COL_ID), text);
    }
  /* Left alone while it says the same: what somebody points at does not move. */
  if (g_strcmp0 (said->str, self->said) == 0)
    return;
  g_free (self->said);
  self->said = g_strdup (said->str);
  while ((row = gtk_widget_get_first_child (self->tickets)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->tickets), row);
  for (guint i = 0; i < n; i++)
    add_ticket (self, subject, g_array_index (slots, guint32, i), zone);
}

/* A ticket is read and written to by its notes. */
static void
ticket_activated_cb (CorralCallHistory *self, GtkListBoxRow *row)
{
  CorralFleet *fleet = self->context->fleet;
  const CorralColumns *columns = corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET);
  const char *id = gtk_widget_get_name (GTK_WIDGET (row));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (columns); slot++)
    if (corral_columns_exists (columns, slot) && g_strcmp0 (ticket_text (self, slot, CORRAL_TICKET_COL_ID), id) == 0)
      {
        CorralActSubject subject = { .table = CORRAL_TABLE_TICKET, .slots = &slot, .n_slots = 1 };

        corral_act_begin (corral_act_find ("note"), GTK_WIDGET (self), self->context, &subject);
        return;
      }
}

/* ---- showing ----------------------------------------------------------------------------------------- */

void
corral_call_history_show (CorralCallHistory *self, const CorralCallSubject *subject)
{
  CorralFleet *fleet;
  gboolean cart = subject->about == CORRAL_PAGE_CART;
  g_autoptr (GTimeZone) zone = NULL;

  g_return_if_fail (CORRAL_IS_CALL_HISTORY (self));
  g_return_if_fail (subject->slot != CORRAL_NO_SLOT);

  fleet = self->context->fleet;
  zone = corral_call_subject_get_zone (fleet, subject);
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  corral_notes_set_target (
      CORRAL_NOTES (self->notes),
      corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, subject->chain, CORRAL_CHAIN_COL_ID),
      corral_collection_get_schema (cart ? CORRAL_COLLECTION_CART : CORRAL_COLLECTION_STORE)->name,
      cart ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, subject->slot, CORRAL_CART_COL_ID)
           : corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, subject->slot, CORRAL_STORE_COL_ID),
      zone);
  corral_notes_refresh (CORRAL_NOTES (self->notes));
  notes_counted_cb (self);
  show_tickets (self, subject);
}

gboolean
corral_call_history_is_settled (CorralCallHistory *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_HISTORY (self), TRUE);

  return corral_notes_is_settled (CORRAL_NOTES (self->notes));
}

/* ---- life -------------------------------------------------------------------------------------------- */

static void
corral_call_history_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_CALL_HISTORY (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_call_history_parent_class)->dispose (object);
}

static void
corral_call_history_finalize (GObject *object)
{
  g_free (CORRAL_CALL_HISTORY (object)->said);
  G_OBJECT_CLASS (corral_call_history_parent_class)->finalize (object);
}

static void
corral_call_history_class_init (CorralCallHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_call_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_call_history_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
add_heading (CorralCallHistory *self)
{
  GtkWidget *heading = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (self->box), heading);
  return heading;
}

static void
corral_call_history_init (CorralCallHistory *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 5);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_call_history_new (CorralPageContext *context)
{
  CorralCallHistory *self = g_object_new (CORRAL_TYPE_CALL_HISTORY, NULL);

  self->context = context;
  self->notes_heading = add_heading (self);
  self->notes = corral_notes_new (context);
  g_signal_connect_swapped (self->notes, "counted", G_CALLBACK (notes_counted_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->notes);
  self->tickets_heading = add_heading (self);
  gtk_widget_set_margin_top (self->tickets_heading, 8);
  self->tickets = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->tickets), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->tickets, "short-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tickets), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tickets"), -1);
  g_signal_connect_swapped (self->tickets, "row-activated", G_CALLBACK (ticket_activated_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->tickets);
  return GTK_WIDGET (self);
}
