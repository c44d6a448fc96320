/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks how a case ended, before it is closed. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-look.h"

#include <glib/gi18n.h>

/* The contract's words (OpenAPI, OperationParams.outcome of case.status). */
static const char *const endings[] = { "recovered", "charged", "insured", "written_off", "unfounded" };

typedef struct
{
  GtkWidget *radios[G_N_ELEMENTS (endings)];
} State;

static const char *
get_ending (State *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (state->radios[i])))
      return endings[i];
  return NULL;
}

static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);

  self->state = state;
  self->destroy = g_free;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->widget), corral_act_form_make_heading (_ ("How it ended")));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      state->radios[i] = corral_act_form_make_radio (
          self, corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, endings[i]), state->radios[0]);
      gtk_box_append (GTK_BOX (self->widget), state->radios[i]);
    }
  self->first = state->radios[0];
}

static gboolean
is_ready (CorralActForm *self)
{
  return get_ending (self->state) != NULL;
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  params->outcome = get_ending (self->state);
}

const CorralActFormKind corral_act_form_ending = { .make = make, .is_ready = is_ready, .fill = fill };
