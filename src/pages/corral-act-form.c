/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of dialogs: what they have in common. Main thread. */
#include "config.h"

#include "corral-act-form.h"

static const CorralActFormKind *const kinds[] = {
  [CORRAL_ASK_NOTHING] = NULL,
  [CORRAL_ASK_QUESTION] = NULL,
  [CORRAL_ASK_REASON] = &corral_act_form_reason,
  [CORRAL_ASK_TICKET] = &corral_act_form_reason,
  [CORRAL_ASK_BLOCK] = &corral_act_form_reason,
  [CORRAL_ASK_SNOOZE] = &corral_act_form_snooze,
  [CORRAL_ASK_ASSIGN] = &corral_act_form_assign,
  [CORRAL_ASK_NOTE] = &corral_act_form_note,
  [CORRAL_ASK_STORE] = &corral_act_form_store,
  [CORRAL_ASK_CAUSE] = &corral_act_form_cause,
  [CORRAL_ASK_INCIDENT] = &corral_act_form_incident,
  [CORRAL_ASK_CART] = &corral_act_form_cart,
  [CORRAL_ASK_WINDOW] = &corral_act_form_window,
  [CORRAL_ASK_LOT] = NULL,
  [CORRAL_ASK_ENDING] = &corral_act_form_ending,
  [CORRAL_ASK_CASE] = NULL,
  [CORRAL_ASK_OUTCOME] = &corral_act_form_outcome,
  [CORRAL_ASK_SECOND] = &corral_act_form_second,
  [CORRAL_ASK_RECHECK] = &corral_act_form_recheck,
  [CORRAL_ASK_PLACE] = &corral_act_form_reason,
  [CORRAL_ASK_ANSWER] = NULL,
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == CORRAL_ASK_ANSWER + 1);

CorralActForm *
corral_act_form_new (CorralPageContext *context, const CorralActPlan *plan, void (*changed) (gpointer data),
                     gpointer data)
{
  const CorralActFormKind *kind = kinds[plan->act->ask];
  CorralActForm *self;

  if (kind == NULL)
    return NULL;
  self = g_new0 (CorralActForm, 1);
  self->kind = kind;
  self->context = context;
  self->plan = plan;
  self->kept = g_ptr_array_new_with_free_func (g_free);
  self->changed = changed;
  self->data = data;
  kind->make (self);
  return self;
}

void
corral_act_form_free (CorralActForm *self)
{
  if (self->destroy != NULL)
    self->destroy (self->state);
  g_ptr_array_unref (self->kept);
  g_free (self);
}

void
corral_act_form_changed (CorralActForm *self)
{
  self->changed (self->data);
}

const char *
corral_act_form_keep (CorralActForm *self, char *text)
{
  /* Of many rows it is mostly the same. */
  if (self->kept->len > 0 && g_strcmp0 (g_ptr_array_index (self->kept, self->kept->len - 1), text) == 0)
    g_free (text);
  else
    g_ptr_array_add (self->kept, text);
  return g_ptr_array_index (self->kept, self->kept->len - 1);
}

GtkWidget *
corral_act_form_make_radio (CorralActForm *self, const char *label, GtkWidget *group)
{
  GtkWidget *radio = gtk_check_button_new_with_label (label);

  if (group != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (radio), GTK_CHECK_BUTTON (group));
  g_signal_connect_swapped (radio, "toggled", G_CALLBACK (corral_act_form_changed), self);
  return radio;
}

GtkWidget *
corral_act_form_make_heading (const char *label)
{
  GtkWidget *heading = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (heading), 50);
  gtk_widget_add_css_class (heading, "heading");
  return heading;
}
