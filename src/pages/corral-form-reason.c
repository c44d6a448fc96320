/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a reason: why a cart goes out of service, what a ticket is for and what is wrong, why a cart is blocked and
 * that it is meant. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-format.h"
#include "corral-free-text.h"
#include "corral-look.h"

#include <glib/gi18n.h>
#include <string.h>

#define REASONS_MAX 4

/* The contract's words (OpenAPI, OperationParams.reason) for each way of asking. */
static const struct
{
  CorralAsk ask;
  const char *heading;
  const char *words[REASONS_MAX];
  const char *labels[REASONS_MAX]; /* marked for translation; NULL: as the words table says */
  CorralWords table;
} choices[] = {
  { CORRAL_ASK_REASON, N_ ("Why"), { "cleaning", "charging", "repair" }, { NULL }, CORRAL_WORDS_OUT_OF_SERVICE },
  { CORRAL_ASK_TICKET, N_ ("What for"), { "repair", "battery_swap", "rma" }, { NULL }, CORRAL_WORDS_TICKET_REASON },
  { CORRAL_ASK_BLOCK, N_ ("Why"), { "lost", "compromised" },
    { N_ ("It is lost or stolen"), N_ ("Somebody may have its key") }, CORRAL_WORDS_OUT_OF_SERVICE },
  { CORRAL_ASK_PLACE, N_ ("Why"), { "fetch", "stolen", "police" }, { NULL }, CORRAL_WORDS_FIND_REASON },
};

typedef struct
{
  guint choice;                  /* of the table above */
  GtkWidget *radios[REASONS_MAX];
  GtkWidget *text;               /* (nullable): of tickets */
  GtkWidget *proof;              /* (nullable): of blocking */
} State;

static const char *
get_reason (State *state)
{
  for (guint i = 0; i < REASONS_MAX; i++)
    if (state->radios[i] != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (state->radios[i])))
      return choices[state->choice].words[i];
  return NULL;
}

/* The label is what people read off the cart: whoever types it has the right cart in mind. */
static void
add_proof (CorralActForm *self, State *state)
{
  g_autofree char *label = corral_format_text (self->plan->label);
  /* Translators: %s is what is painted on the cart: "0412" */
  g_autofree char *question = g_strdup_printf (_ ("To confirm, type what is painted on the cart: %s"), label);

  state->proof = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (state->proof), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (state->proof), GTK_ACCESSIBLE_PROPERTY_LABEL, question, -1);
  g_signal_connect_swapped (state->proof, "changed", G_CALLBACK (corral_act_form_changed), self);
  gtk_box_append (GTK_BOX (self->widget), corral_act_form_make_heading (question));
  gtk_box_append (GTK_BOX (self->widget), state->proof);
}

static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);

  while (choices[state->choice].ask != self->plan->act->ask)
    state->choice++;
  self->state = state;
  self->destroy = g_free;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->widget), corral_act_form_make_heading (_ (choices[state->choice].heading)));
  for (guint i = 0; i < REASONS_MAX && choices[state->choice].words[i] != NULL; i++)
    {
      const char *label = choices[state->choice].labels[i] != NULL
                              ? _ (choices[state->choice].labels[i])
                              : corral_words_translate (choices[state->choice].table, choices[state->choice].words[i]);

      state->radios[i] = corral_act_form_make_radio (self, label, state->radios[0]);
      if (g_strcmp0 (self->plan->reason, choices[state->choice].words[i]) == 0)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (state->radios[i]), TRUE);
      gtk_box_append (GTK_BOX (self->widget), state->radios[i]);
    }
  self->first = state->radios[0];
  if (self->plan->act->ask == CORRAL_ASK_TICKET)
    {
      state->text = corral_free_text_new (_ ("What is wrong"), TRUE);
      if (self->plan->text != NULL)
        corral_free_text_set_text (CORRAL_FREE_TEXT (state->text), self->plan->text);
      g_signal_connect_swapped (state->text, "changed", G_CALLBACK (corral_act_form_changed), self);
      gtk_box_append (GTK_BOX (self->widget), state->text);
    }
  if (self->plan->act->ask == CORRAL_ASK_BLOCK)
    add_proof (self, state);
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  if (get_reason (state) == NULL)
    return FALSE;
  if (state->text != NULL && !corral_free_text_is_fit (CORRAL_FREE_TEXT (state->text)))
    return FALSE;
  if (state->proof != NULL)
    {
      g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (state->proof))));
      g_autofree char *wanted = g_strstrip (g_strdup (self->plan->label != NULL ? self->plan->label : ""));

      return *wanted != '\0' && strcmp (typed, wanted) == 0;
    }
  return TRUE;
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  State *state = self->state;

  params->reason = get_reason (state);
  if (state->text == NULL || corral_free_text_is_empty (CORRAL_FREE_TEXT (state->text)))
    return;
  params->summary = corral_act_form_keep (self, corral_free_text_get_text (CORRAL_FREE_TEXT (state->text)));
}

static gboolean
is_written (CorralActForm *self)
{
  State *state = self->state;

  return state->text != NULL && !corral_free_text_is_empty (CORRAL_FREE_TEXT (state->text));
}

const CorralActFormKind corral_act_form_reason
    = { .make = make, .is_ready = is_ready, .fill = fill, .is_written = is_written };
