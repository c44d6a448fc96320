/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what an incident was, before it is closed, and for a few words on it. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-free-text.h"
#include "corral-look.h"

#include <glib/gi18n.h>

/* The contract's words (OpenAPI, OperationParams.cause), with what the verdict calls it first. */
static const char *const causes[]
    = { "carrier", "store_network", "cloud", "certificate", "firmware", "power", "cart", "other" };

/* What the cause is called there, by the layer that the verdict found it in. */
static const struct
{
  CorralLayer layer;
  const char *word;
} layers[] = {
  { CORRAL_LAYER_CLOUD, "cloud" },
  { CORRAL_LAYER_CARRIER, "carrier" },
  { CORRAL_LAYER_STORE_NETWORK, "store_network" },
  { CORRAL_LAYER_ACCESS_POINT, "store_network" },
  { CORRAL_LAYER_CERTIFICATE, "certificate" },
  { CORRAL_LAYER_FIRMWARE, "firmware" },
  { CORRAL_LAYER_POWER, "power" },
  { CORRAL_LAYER_SCANNER, "cart" },
  { CORRAL_LAYER_SCALE, "cart" },
  { CORRAL_LAYER_CART, "cart" },
};

typedef struct
{
  GtkWidget *radios[G_N_ELEMENTS (causes)];
  GtkWidget *text;
} State;

static const char *
get_likely (const CorralIncident *incident)
{
  if ((guint) incident->cause < CORRAL_N_VERDICT_CAUSES)
    for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
      if (layers[i].layer == corral_verdict_cause_get_layer (incident->cause))
        return layers[i].word;
  return NULL;
}

static const char *
get_cause (State *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (state->radios[i])))
      return causes[i];
  return NULL;
}

static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);
  const char *likely = self->plan->incident != NULL ? get_likely (self->plan->incident) : NULL;
  GtkWidget *choice = g_object_new (GTK_TYPE_FLOW_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  self->state = state;
  self->destroy = g_free;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->widget), corral_act_form_make_heading (_ ("What it was")));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What it was"), -1);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (choice), GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (choice), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (choice), 2);
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      const char *label = g_strcmp0 (causes[i], "other") == 0 ? _ ("Something else")
                                                               : corral_words_translate (CORRAL_WORDS_CAUSE, causes[i]);
      GtkWidget *child = gtk_flow_box_child_new ();

      state->radios[i] = corral_act_form_make_radio (self, label, state->radios[0]);
      if (g_strcmp0 (causes[i], likely) == 0)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (state->radios[i]), TRUE);
      /* The box would take the keyboard before its buttons do. */
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), state->radios[i]);
      gtk_flow_box_append (GTK_FLOW_BOX (choice), child);
    }
  gtk_box_append (GTK_BOX (self->widget), choice);
  state->text = corral_free_text_new (_ ("What was found, and what was done"), TRUE);
  g_signal_connect_swapped (state->text, "changed", G_CALLBACK (corral_act_form_changed), self);
  gtk_box_append (GTK_BOX (self->widget), state->text);
  self->first = state->radios[0];
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  return get_cause (state) != NULL && corral_free_text_is_fit (CORRAL_FREE_TEXT (state->text));
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  State *state = self->state;

  params->cause = get_cause (state);
  if (!corral_free_text_is_empty (CORRAL_FREE_TEXT (state->text)))
    params->text = corral_act_form_keep (self, corral_free_text_get_text (CORRAL_FREE_TEXT (state->text)));
}

static gboolean
is_written (CorralActForm *self)
{
  return !corral_free_text_is_empty (CORRAL_FREE_TEXT (((State *) self->state)->text));
}

const CorralActFormKind corral_act_form_cause
    = { .make = make, .is_ready = is_ready, .fill = fill, .is_written = is_written };
