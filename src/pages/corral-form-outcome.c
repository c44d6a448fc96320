/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a flag is decided to be, and why. A decision by its own key needs no reason; this is for one that will be asked
 * about later. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-free-text.h"
#include "corral-look.h"

#include <glib/gi18n.h>

/* The contract's words (OpenAPI, OperationParams.outcome). */
static const char *const outcomes[] = { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked" };

typedef struct
{
  GtkWidget *radios[G_N_ELEMENTS (outcomes)];
  GtkWidget *text;
} State;

static const char *
get_outcome (State *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (state->radios[i])))
      return outcomes[i];
  return NULL;
}

/* Of several at once only what may be said of many: what may not has a key of its own, which says why. */
static gboolean
is_for_many (const char *outcome)
{
  return g_strcmp0 (outcome, "confirmed") != 0 && g_strcmp0 (outcome, "sensor_fault") != 0;
}

static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);

  self->state = state;
  self->destroy = g_free;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->widget), corral_act_form_make_heading (_ ("What it was")));
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      state->radios[i] = corral_act_form_make_radio (
          self, corral_words_translate (CORRAL_WORDS_OUTCOME, outcomes[i]), state->radios[0]);
      gtk_widget_set_sensitive (state->radios[i], self->plan->n_chosen == 1 || is_for_many (outcomes[i]));
      gtk_box_append (GTK_BOX (self->widget), state->radios[i]);
    }
  state->text = corral_free_text_new (_ ("Why"), TRUE);
  g_signal_connect_swapped (state->text, "changed", G_CALLBACK (corral_act_form_changed), self);
  gtk_box_append (GTK_BOX (self->widget), state->text);
  self->first = state->radios[self->plan->n_chosen == 1 ? 0 : 1];
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  return get_outcome (state) != NULL && !corral_free_text_is_empty (CORRAL_FREE_TEXT (state->text))
         && corral_free_text_is_fit (CORRAL_FREE_TEXT (state->text));
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  State *state = self->state;

  params->outcome = get_outcome (state);
  params->text = corral_act_form_keep (self, corral_free_text_get_text (CORRAL_FREE_TEXT (state->text)));
}

static gboolean
is_written (CorralActForm *self)
{
  return !corral_free_text_is_empty (CORRAL_FREE_TEXT (((State *) self->state)->text));
}

const CorralActFormKind corral_act_form_outcome
    = { .make = make, .is_ready = is_ready, .fill = fill, .is_written = is_written };
