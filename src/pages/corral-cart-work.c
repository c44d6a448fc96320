/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes and tickets of a cart. Main thread. */
#include "config.h"

#include "corral-cart-work.h"

#include "corral-act-run.h"
#include "corral-cache.h"
#include "corral-cells.h"
#include "corral-format.h"
#include "corral-notes.h"
#include "corral-order.h"
#include "corral-outbox.h"
#include "corral-pending.h"

#include <glib/gi18n.h>

#define TICKETS_SHOWN 6
/* A cart has a handful of updates in its life. */
#define UPDATES_READ 20
#define AGAIN_US (10 * G_USEC_PER_SEC)

/* A heading, and what adds to the list under it. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *heading;
  GtkWidget *add;
  const CorralAct *act;
} Section;

struct _CorralCartWork
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  guint32 cart;
  char *tenant;               /* (owned) (nullable) */
  char *id;                   /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) */
  gboolean reading;
  gint64 asked_us;            /* monotonic */
  char *update;               /* (owned) (nullable): latest one that did not succeed, as the cache has it */
  char *failed;               /* (owned) (nullable): the same unless it is to be tried again */
  char *said;                 /* (owned) (nullable): the tickets on the screen */

  GtkWidget *box;
  Section notes_section;
  Section tickets_section;
  GtkWidget *notes;
  GtkWidget *tickets;
};

G_DEFINE_FINAL_TYPE (CorralCartWork, corral_cart_work, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- updates --------------------------------------------------------------------------------------- */

static gboolean
is_retried (CorralCartWork *self, const char *execution)
{
  g_autoptr (GPtrArray) entries = NULL;

  if (self->context->outbox == NULL)
    return FALSE;
  entries = corral_outbox_list_for_target (self->context->outbox, self->tenant,
                                           corral_collection_get_schema (CORRAL_COLLECTION_EXECUTION)->name, execution);
  for (guint i = 0; i < entries->len; i++)
    if (corral_outbox_entry_is_overlaid (g_ptr_array_index (entries, i)))
      return TRUE;
  return FALSE;
}

static void
update_failed (CorralCartWork *self)
{
  const char *failed = self->update != NULL && !is_retried (self, self->update) ? self->update : NULL;

  if (g_strcmp0 (failed, self->failed) == 0)
    return;
  g_free (self->failed);
  self->failed = g_strdup (failed);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

typedef struct
{
  CorralCartWork *self;      /* (owned) */
  CorralCache *cache;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Reading;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (CorralCartWork) self = reading->self;
  g_autoptr (CorralCache) cache = reading->cache;
  g_autoptr (GCancellable) cancellable = reading->cancellable;
  /* What cannot be read is not known to have failed: nothing is offered for it. */
  g_autoptr (GPtrArray) rows = corral_cache_query_rows_finish (cache, result, NULL);
  const CorralExecution *latest = NULL;

  g_free (reading);
  if (cancellable != self->cancellable)
    return;
  self->reading = FALSE;
  if (g_cancellable_is_cancelled (cancellable) || rows == NULL)
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      const CorralExecution *row = g_ptr_array_index (rows, i);

      if (latest == NULL || row->updated_ms > latest->updated_ms)
        latest = row;
    }
  g_clear_pointer (&self->update, g_free);
  if (latest != NULL
      && (g_strcmp0 (latest->status, "failed") == 0 || g_strcmp0 (latest->status, "rolled_back") == 0))
    self->update = g_strdup (latest->id);
  update_failed (self);
}

static void
read_updates (CorralCartWork *self)
{
  Reading *reading;

  if (self->context->cache == NULL || self->reading)
    return;
  self->reading = TRUE;
  self->asked_us = g_get_monotonic_time ();
  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  reading->cache = corral_cache_ref (self->context->cache);
  reading->cancellable = g_object_ref (self->cancellable);
  corral_cache_query_rows_async (self->context->cache, self->tenant, CORRAL_QUERY_EXECUTIONS_OF_CART, self->id,
                                 UPDATES_READ, self->cancellable, read_cb, reading);
}

/* ---- tickets --------------------------------------------------------------------------------------- */

static const char *
status_to_text (const char *status)
{
  if (g_strcmp0 (status, "open") == 0)
    return _ ("Open");
  if (g_strcmp0 (status, "waiting") == 0)
    return _ ("Waits for parts or people");
  if (g_strcmp0 (status, "closed") == 0)
    return _ ("Closed");
  return status != NULL ? status : CORRAL_DASH;
}

static const char *
ticket_text (CorralCartWork *self, guint32 slot, guint column)
{
  return corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_TICKET, slot, column);
}

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, expand);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* "T-1041 · Battery swap" */
static char *
name_ticket (CorralCartWork *self, guint32 slot)
{
  const char *number = ticket_text (self, slot, CORRAL_TICKET_COL_NUMBER);
  const char *reason = corral_words_translate (CORRAL_WORDS_TICKET_REASON,
                                               ticket_text (self, slot, CORRAL_TICKET_COL_REASON));
  g_autofree char *clean = corral_format_text (number);

  if (number == NULL)
    return g_strdup (reason != NULL ? reason : CORRAL_DASH);
  /* Translators: a ticket's number and what it is for: "T-1041 · Battery swap" */
  return g_strdup_printf (_ ("%s · %s"), clean, reason != NULL ? reason : CORRAL_DASH);
}

static void
add_ticket (CorralCartWork *self, guint32 slot, GTimeZone *zone)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *name = name_ticket (self, slot);
  g_autofree char *when = corral_format_time (
      corral_fleet_get_integer (self->context->fleet, CORRAL_TABLE_TICKET, slot, CORRAL_TICKET_COL_OPENED_MS),
      corral_fleet_get_now (self->context->fleet), zone);
  const char *status = status_to_text (ticket_text (self, slot, CORRAL_TICKET_COL_STATUS));
  const char *written = ticket_text (self, slot, CORRAL_TICKET_COL_SUMMARY);
  g_autofree char *summary = written != NULL ? corral_format_text (written) : NULL;
  g_autofree char *clean = corral_format_text (status);
  g_autofree char *spoken = NULL;
  CorralLook look;

  gtk_box_append (GTK_BOX (head), make_label (name, NULL, TRUE));
  if (corral_pending_get_look (corral_pending_get (self->context->fleet, CORRAL_TABLE_TICKET, slot), &look))
    {
      g_autofree char *waiting = corral_pending_to_text (self->context, CORRAL_TABLE_TICKET, slot);
      GtkWidget *icon = gtk_image_new_from_icon_name (look.icon_name);

      gtk_widget_add_css_class (icon, look.css_class);
      gtk_widget_set_tooltip_text (icon, waiting);
      gtk_box_append (GTK_BOX (head), icon);
      gtk_box_append (GTK_BOX (head), make_label (look.word, look.css_class, FALSE));
      spoken = g_strdup_printf ("%s, %s, %s", name, look.word, when);
    }
  else
    {
      gtk_box_append (GTK_BOX (head), make_label (clean, "dim-label", FALSE));
      spoken = g_strdup_printf ("%s, %s, %s", name, clean, when);
    }
  gtk_box_append (GTK_BOX (head), make_label (when, "dim-label", FALSE));
  gtk_box_append (GTK_BOX (box), head);
  if (summary != NULL)
    {
      gtk_box_append (GTK_BOX (box), make_label (summary, "caption", TRUE));
      gtk_widget_set_tooltip_text (row, summary);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, ticket_text (self, slot, CORRAL_TICKET_COL_ID));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary != NULL ? summary : "", -1);
  gtk_list_box_append (GTK_LIST_BOX (self->tickets), row);
}

/* What is open comes before what is closed, the newest first. */
static GArray *
list_tickets (CorralCartWork *self)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_TICKET);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_order_where_integer (order, CORRAL_TICKET_COL_CART, self->cart);
  corral_order_run (order, self->context->fleet, all);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < all->len; i++)
      {
        guint32 slot = g_array_index (all, guint32, i);
        gboolean closed = g_strcmp0 (ticket_text (self, slot, CORRAL_TICKET_COL_STATUS), "closed") == 0;

        if (closed == (pass == 1))
          g_array_append_val (slots, slot);
      }
  return slots;
}

static void
show_tickets (CorralCartWork *self)
{
  g_autoptr (GArray) slots = list_tickets (self);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GTimeZone) zone = corral_cells_zone (
      self->context->fleet,
      corral_fleet_get_link (self->context->fleet, CORRAL_TABLE_CART, self->cart, CORRAL_CART_COL_STORE));
  g_autofree char *heading = slots->len > 0 ? g_strdup_printf (_ ("%s · %u"), _ ("Tickets"), slots->len)
                                            : g_strdup_printf (_ ("%s · none"), _ ("Tickets"));
  GtkWidget *row;

  for (guint i = 0; i < MIN (slots->len, TICKETS_SHOWN); i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);

      g_string_append_printf (said, "%s %s %u\n", ticket_text (self, slot, CORRAL_TICKET_COL_ID),
                              ticket_text (self, slot, CORRAL_TICKET_COL_STATUS),
                              (guint) corral_pending_get (self->context->fleet, CORRAL_TABLE_TICKET, slot));
    }
  gtk_label_set_text (GTK_LABEL (self->tickets_section.heading), heading);
  gtk_widget_set_visible (self->tickets, slots->len > 0);
  /* Left alone while it says the same: what somebody points at does not move. */
  if (g_strcmp0 (said->str, self->said) == 0)
    return;
  g_free (self->said);
  self->said = g_strdup (said->str);
  while ((row = gtk_widget_get_first_child (self->tickets)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->tickets), row);
  for (guint i = 0; i < MIN (slots->len, TICKETS_SHOWN); i++)
    add_ticket (self, g_array_index (slots, guint32, i), zone);
}

/* A ticket is read and written to by its notes. */
static void
ticket_activated_cb (CorralCartWork *self, GtkListBoxRow *row)
{
  CorralFleet *fleet = self->context->fleet;
  guint32 slot = corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET),
                                      corral_fleet_find_chain (fleet, self->tenant),
                                      gtk_widget_get_name (GTK_WIDGET (row)));
  CorralActSubject subject = { .table = CORRAL_TABLE_TICKET, .slots = &slot, .n_slots = 1 };

  if (corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET), slot))
    corral_act_begin (corral_act_find ("note"), GTK_WIDGET (self), self->context, &subject);
}

/* ---- showing --------------------------------------------------------------------------------------- */

static CorralActSubject
get_subject (CorralCartWork *self)
{
  return (CorralActSubject){ .table = CORRAL_TABLE_CART, .slots = &self->cart, .n_slots = 1 };
}

static void
update_section (CorralCartWork *self, Section *section)
{
  CorralActSubject subject = get_subject (self);
  g_autofree char *why = NULL;
  CorralOffer offer = corral_act_offer (section->act, self->context, &subject, &why);

  gtk_widget_set_visible (section->add, offer != CORRAL_OFFER_HIDDEN);
  gtk_widget_set_sensitive (section->add, offer == CORRAL_OFFER_POSSIBLE);
  gtk_widget_set_tooltip_text (section->add, why != NULL ? why : corral_act_get_label (section->act));
}

static void
notes_counted_cb (CorralCartWork *self)
{
  guint n = corral_notes_get_n (CORRAL_NOTES (self->notes));
  g_autofree char *heading
      = n > 0 ? g_strdup_printf (_ ("%s · %u"), _ ("Notes"), n) : g_strdup_printf (_ ("%s · none"), _ ("Notes"));

  gtk_label_set_text (GTK_LABEL (self->notes_section.heading), heading);
  gtk_widget_set_visible (self->notes, n > 0);
}

static void
add_cb (GtkButton *button, CorralCartWork *self)
{
  CorralActSubject subject = get_subject (self);

  corral_act_begin (corral_act_find (gtk_widget_get_name (GTK_WIDGET (button))), GTK_WIDGET (self), self->context,
                    &subject);
}

void
corral_cart_work_show (CorralCartWork *self, guint32 slot)
{
  CorralFleet *fleet;
  const char *tenant, *id;
  g_autoptr (GTimeZone) zone = NULL;

  g_return_if_fail (CORRAL_IS_CART_WORK (self));

  fleet = self->context->fleet;
  tenant = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                  corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_CHAIN),
                                  CORRAL_CHAIN_COL_ID);
  id = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_ID);
  zone = corral_cells_zone (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE));
  self->cart = slot;
  if (g_strcmp0 (self->id, id) != 0 || g_strcmp0 (self->tenant, tenant) != 0)
    {
      g_cancellable_cancel (self->cancellable);
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      self->reading = FALSE;
      g_free (self->tenant);
      g_free (self->id);
      self->tenant = g_strdup (tenant);
      self->id = g_strdup (id);
      g_clear_pointer (&self->update, g_free);
      g_clear_pointer (&self->said, g_free);
      read_updates (self);
    }
  else if (g_get_monotonic_time () - self->asked_us > AGAIN_US)
    read_updates (self);
  update_failed (self);
  corral_notes_set_target (CORRAL_NOTES (self->notes), tenant,
                           corral_collection_get_schema (CORRAL_COLLECTION_CART)->name, id, zone);
  corral_notes_refresh (CORRAL_NOTES (self->notes));
  show_tickets (self);
  update_section (self, &self->notes_section);
  update_section (self, &self->tickets_section);
}

const char *
corral_cart_work_get_failed_update (CorralCartWork *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_WORK (self), NULL);

  return self->failed;
}

gboolean
corral_cart_work_is_settled (CorralCartWork *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_WORK (self), TRUE);

  return !self->reading && corral_notes_is_settled (CORRAL_NOTES (self->notes));
}

/* ---- life ------------------------------------------------------------------------------------------ */

static void
corral_cart_work_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (CORRAL_CART_WORK (widget)->cancellable);
  GTK_WIDGET_CLASS (corral_cart_work_parent_class)->unroot (widget);
}

static void
corral_cart_work_dispose (GObject *object)
{
  CorralCartWork *self = CORRAL_CART_WORK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_cart_work_parent_class)->dispose (object);
}

static void
corral_cart_work_finalize (GObject *object)
{
  CorralCartWork *self = CORRAL_CART_WORK (object);

  g_object_unref (self->cancellable);
  g_free (self->tenant);
  g_free (self->id);
  g_free (self->update);
  g_free (self->failed);
  g_free (self->said);
  G_OBJECT_CLASS (corral_cart_work_parent_class)->finalize (object);
}

static void
corral_cart_work_class_init (CorralCartWorkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_cart_work_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_cart_work_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_cart_work_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_CART_WORK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
make_section (CorralCartWork *self, Section *section, const char *act, GtkWidget *list)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  section->act = corral_act_find (act);
  section->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  section->heading = make_label (NULL, "heading", TRUE);
  section->add = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (section->add), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  corral_act_get_label (section->act), -1);
  gtk_widget_set_name (section->add, act);
  gtk_widget_add_css_class (section->add, "flat");
  g_signal_connect (section->add, "clicked", G_CALLBACK (add_cb), self);
  gtk_box_append (GTK_BOX (head), section->heading);
  gtk_box_append (GTK_BOX (head), section->add);
  gtk_box_append (GTK_BOX (section->box), head);
  gtk_box_append (GTK_BOX (section->box), list);
  gtk_box_append (GTK_BOX (self->box), section->box);
}

static void
corral_cart_work_init (CorralCartWork *self)
{
  self->cart = CORRAL_NO_SLOT;
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_cart_work_new (CorralPageContext *context)
{
  CorralCartWork *self = g_object_new (CORRAL_TYPE_CART_WORK, NULL);

  self->context = context;
  self->notes = corral_notes_new (context);
  self->tickets = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->tickets), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->tickets, "short-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tickets), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tickets"), -1);
  g_signal_connect_swapped (self->tickets, "row-activated", G_CALLBACK (ticket_activated_cb), self);
  g_signal_connect_swapped (self->notes, "counted", G_CALLBACK (notes_counted_cb), self);
  make_section (self, &self->notes_section, "note", self->notes);
  make_section (self, &self->tickets_section, "ticket", self->tickets);
  notes_counted_cb (self);
  return GTK_WIDGET (self);
}
