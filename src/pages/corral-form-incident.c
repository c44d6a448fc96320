/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks which other incident one is part of. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-choice-list.h"
#include "corral-incident-source.h"
#include "corral-incident-words.h"

#include <glib/gi18n.h>

static CorralChoiceList *
get_list (CorralActForm *self)
{
  return self->state;
}

/* Open ones but itself: into what is over nobody merges. */
static gboolean
fits (CorralActForm *self, const CorralIncident *other)
{
  return (other->state == CORRAL_INCIDENT_OPEN || other->state == CORRAL_INCIDENT_RECOVERED)
         && g_strcmp0 (other->id, self->plan->incident->id) != 0;
}

static void
make (CorralActForm *self)
{
  GPtrArray *incidents = corral_incident_source_get_incidents (self->context->incidents);
  GtkWidget *list = corral_choice_list_new (_ ("The incident that it is part of"));

  self->state = list;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  for (guint i = 0; i < incidents->len; i++)
    {
      const CorralIncident *other = g_ptr_array_index (incidents, i);
      g_autofree char *text = NULL;

      if (!fits (self, other))
        continue;
      text = corral_incident_to_text (self->context->fleet, other);
      corral_choice_list_add (CORRAL_CHOICE_LIST (list), other->id, text);
    }
  corral_choice_list_show (CORRAL_CHOICE_LIST (list));
  g_signal_connect_swapped (list, "changed", G_CALLBACK (corral_act_form_changed), self);
  if (corral_choice_list_get_n (CORRAL_CHOICE_LIST (list)) == 0)
    gtk_box_append (GTK_BOX (self->widget), corral_act_form_make_heading (_ ("No other incident is open.")));
  gtk_box_append (GTK_BOX (self->widget), list);
  self->first = list;
}

static gboolean
is_ready (CorralActForm *self)
{
  return corral_choice_list_get_chosen (get_list (self)) != NULL;
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  params->into = corral_act_form_keep (self, g_strdup (corral_choice_list_get_chosen (get_list (self))));
}

const CorralActFormKind corral_act_form_incident = { .make = make, .is_ready = is_ready, .fill = fill };
