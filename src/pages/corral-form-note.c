/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a note, under those that are there already. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-free-text.h"
#include "corral-notes.h"

#include <glib/gi18n.h>

#define NOTES_PX 220

static CorralFreeText *
get_text (CorralActForm *self)
{
  return self->state;
}

static void
counted_cb (CorralNotes *notes, GtkWidget *box)
{
  gtk_widget_set_visible (box, corral_notes_get_n (notes) > 0);
}

/* Those that are there already; where there are none, nothing is said of them. */
static void
add_notes (CorralActForm *self)
{
  const CorralActTarget *target = g_ptr_array_index (self->plan->targets, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *notes = corral_notes_new (self->context);
  g_autoptr (GTimeZone) zone = corral_act_target_get_zone (target);

  corral_notes_set_target (CORRAL_NOTES (notes), target->tenant, corral_collection_get_schema (target->collection)->name,
                           target->id, zone);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), notes);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), NOTES_PX);
  gtk_box_append (GTK_BOX (box), corral_act_form_make_heading (_ ("Notes")));
  gtk_box_append (GTK_BOX (box), scrolled);
  g_signal_connect_object (notes, "counted", G_CALLBACK (counted_cb), box, 0);
  counted_cb (CORRAL_NOTES (notes), box);
  gtk_box_append (GTK_BOX (self->widget), box);
}

static void
make (CorralActForm *self)
{
  GtkWidget *text = corral_free_text_new (_ ("New note"), FALSE);

  self->state = text;
  if (self->plan->text != NULL)
    corral_free_text_set_text (CORRAL_FREE_TEXT (text), self->plan->text);
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  if (self->plan->targets->len == 1)
    add_notes (self);
  g_signal_connect_swapped (text, "changed", G_CALLBACK (corral_act_form_changed), self);
  gtk_box_append (GTK_BOX (self->widget), text);
  self->first = text;
}

static gboolean
is_ready (CorralActForm *self)
{
  return corral_free_text_is_fit (get_text (self));
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  params->text = corral_act_form_keep (self, corral_free_text_get_text (get_text (self)));
}

static gboolean
is_written (CorralActForm *self)
{
  return !corral_free_text_is_empty (get_text (self));
}

const CorralActFormKind corral_act_form_note
    = { .make = make, .is_ready = is_ready, .fill = fill, .is_written = is_written };
