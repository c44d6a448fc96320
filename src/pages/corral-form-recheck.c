/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a re-check found: how many items were scanned again, and how many of them were not as scanned. Main thread. */
#include "config.h"

#include "corral-act-form.h"

#include "corral-operation-type.h"
#include "corral-recheck-rule.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *checked;
  GtkWidget *wrong;
} State;

static GtkWidget *
make_number (CorralActForm *self, const char *label, double value, double least)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (label);
  GtkWidget *number = gtk_spin_button_new_with_range (least, CORRAL_OPERATION_ITEMS_MAX, 1);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (number), value);
  gtk_editable_set_width_chars (GTK_EDITABLE (number), 5);
  gtk_accessible_update_property (GTK_ACCESSIBLE (number), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (number, "value-changed", G_CALLBACK (corral_act_form_changed), self);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (self->widget), box);
  return number;
}

/* It begins with what the rule wants. */
static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);
  guint wanted = CORRAL_IS_KNOWN (self->plan->n_items) ? corral_recheck_count ((guint) self->plan->n_items) : 1;

  self->state = state;
  self->destroy = g_free;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  state->checked = make_number (self, _ ("Items scanned again"), wanted, 1);
  state->wrong = make_number (self, _ ("Of these, not as scanned"), 0, 0);
  self->first = state->checked;
}

static int
get_number (GtkWidget *number)
{
  return gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (number));
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  return get_number (state->wrong) <= get_number (state->checked);
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  State *state = self->state;

  params->checked = get_number (state->checked);
  params->wrong = get_number (state->wrong);
}

const CorralActFormKind corral_act_form_recheck = { .make = make, .is_ready = is_ready, .fill = fill };
