/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moved sideways where it is too wide. Main thread. */
#include "config.h"

#include "corral-sideways.h"

#define BAR_PX 9

GtkWidget *
corral_sideways_new (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  /* The bar stands over what is moved: under the last row rather than on it. */
  gtk_widget_set_margin_bottom (child, BAR_PX);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  return scrolled;
}

/* ---- from right to left ----------------------------------------------------------------------------- */

typedef struct
{
  GtkScrolledWindow *scrolled; /* (unowned): owns this */
  GtkAdjustment *sideways;     /* (owned) */
  double from_right;           /* so far it is moved from its right end */
  guint source;
} Begin;

/* Not while it is laid out, when it would not move. */
static gboolean
keep_right (gpointer data)
{
  Begin *self = data;
  GtkWidget *child = gtk_scrolled_window_get_child (self->scrolled);
  double end = gtk_adjustment_get_upper (self->sideways) - gtk_adjustment_get_page_size (self->sideways);

  gtk_adjustment_set_value (self->sideways, MAX (end - self->from_right, 0));
  /* Also when the value was taken back while it was laid out: then it stands where that was. */
  if (child != NULL)
    gtk_widget_queue_allocate (child);
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
width_changed_cb (GtkAdjustment *sideways, Begin *self)
{
  if (self->source == 0 && gtk_widget_get_direction (GTK_WIDGET (self->scrolled)) == GTK_TEXT_DIR_RTL)
    self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, keep_right, self, NULL);
}

static void
moved_cb (GtkAdjustment *sideways, Begin *self)
{
  /* Nobody moved it that is about to be moved. */
  if (self->source == 0)
    self->from_right = gtk_adjustment_get_upper (sideways) - gtk_adjustment_get_page_size (sideways)
                       - gtk_adjustment_get_value (sideways);
}

static void
begin_free (gpointer data)
{
  Begin *self = data;

  g_signal_handlers_disconnect_by_data (self->sideways, self);
  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->sideways);
  g_free (self);
}

void
corral_sideways_begin (GtkScrolledWindow *scrolled)
{
  Begin *self;

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (scrolled));

  self = g_new0 (Begin, 1);
  self->scrolled = scrolled;
  self->sideways = g_object_ref (gtk_scrolled_window_get_hadjustment (scrolled));
  g_signal_connect (self->sideways, "changed", G_CALLBACK (width_changed_cb), self);
  g_signal_connect (self->sideways, "value-changed", G_CALLBACK (moved_cb), self);
  g_object_set_data_full (G_OBJECT (scrolled), "corral-begin", self, begin_free);
}
