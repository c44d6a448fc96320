/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a play as a checklist. Main thread. */
#include "config.h"

#include "corral-call-steps.h"

#include "corral-call-desk.h"
#include "corral-call-text.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

struct _CorralCallSteps
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  char *shown;                /* (owned) (nullable): all that is on the screen */
  guint current;
  CorralPlayChoice choice;    /* its strings are the book's, which may be replaced: read only while it is shown anew */

  GtkWidget *box;
  GtkWidget *buttons[CORRAL_N_TRIED]; /* (nullable): of the current step */
  gboolean pressed;           /* the next step's button takes the focus */
};

G_DEFINE_FINAL_TYPE (CorralCallSteps, corral_call_steps, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OFFER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Only the step that it is the turn of has these buttons, so the letters are its own. */
static const struct
{
  const char *label;
  const char *icon_name; /* of what came of it */
  const char *css_class;
} outcomes[] = {
  [CORRAL_TRIED_HELPED] = { N_ ("_Helped"), "object-select-symbolic", "state-idle" },
  [CORRAL_TRIED_DID_NOT_HELP] = { N_ ("_Did Not Help"), "window-close-symbolic", "state-fault" },
  [CORRAL_TRIED_SKIPPED] = { N_ ("S_kip"), "go-next-symbolic", "state-never-seen" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (outcomes) == CORRAL_N_TRIED);

static void
outcome_cb (GtkButton *button, CorralCallSteps *self)
{
  const char *text = g_object_get_data (G_OBJECT (button), "step");

  for (guint i = 0; i < CORRAL_N_TRIED; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      {
        g_autofree char *held = g_strdup (text);

        self->pressed = TRUE;
        corral_call_desk_note_tried (self->context->calls, held, (CorralTried) i);
        return;
      }
}

static void
again_cb (GtkButton *button, CorralCallSteps *self)
{
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (button), "step"));

  self->pressed = TRUE;
  corral_call_desk_forget_tried (self->context->calls, text);
}

static void
offer_cb (GtkButton *button, CorralCallSteps *self)
{
  g_signal_emit (self, signals[SIGNAL_OFFER], 0, g_object_get_data (G_OBJECT (button), "offer"));
}

/* ---- rows -------------------------------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_detail (GtkWidget *box, const char *format, const char *text)
{
  g_autoptr (GString) whole = NULL;

  if (text == NULL)
    return;
  whole = g_string_new (format);
  g_string_replace (whole, "%s", text, 1);
  gtk_box_append (GTK_BOX (box), make_label (whole->str, "dim-label"));
}

static GtkWidget *
make_offer (CorralCallSteps *self, const CorralPlayStep *step, CorralOffer offer)
{
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].kind == step->offer && (acts[i].tables & CORRAL_TABLE_BIT (CORRAL_TABLE_CART)) != 0)
      {
        GtkWidget *button = gtk_button_new_with_label (corral_act_get_label (&acts[i]));

        gtk_widget_set_sensitive (button, offer == CORRAL_OFFER_POSSIBLE);
        g_object_set_data (G_OBJECT (button), "offer", (gpointer) step);
        g_signal_connect (button, "clicked", G_CALLBACK (offer_cb), self);
        return button;
      }
  return NULL;
}

static void
add_buttons (CorralCallSteps *self, GtkWidget *box, const CorralPlayStep *step, gboolean on_call, CorralOffer offer)
{
  GtkWidget *row = corral_wrap_box_new (6);

  for (guint i = 0; i < CORRAL_N_TRIED; i++)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ (outcomes[i].label));

      g_object_set_data_full (G_OBJECT (button), "step", g_strdup (step->action), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (outcome_cb), self);
      gtk_widget_set_sensitive (button, on_call);
      gtk_widget_set_tooltip_text (button, on_call ? NULL : _ ("Take the call first"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, step->action, -1);
      corral_wrap_box_append (CORRAL_WRAP_BOX (row), button);
      self->buttons[i] = button;
    }
  if (step->offers && offer != CORRAL_OFFER_HIDDEN)
    {
      GtkWidget *button = make_offer (self, step, offer);

      if (button != NULL)
        corral_wrap_box_append (CORRAL_WRAP_BOX (row), button);
    }
  gtk_widget_set_margin_top (row, 4);
  gtk_box_append (GTK_BOX (box), row);
}

/* What came of one that was tried, at the end of its line. */
static void
add_outcome (CorralCallSteps *self, GtkWidget *row, const CorralPlayStep *step, CorralTried tried)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (outcomes[tried].icon_name);
  GtkWidget *word = gtk_label_new (corral_tried_to_text (tried));
  GtkWidget *again = gtk_button_new_from_icon_name ("document-edit-symbolic");

  gtk_widget_add_css_class (icon, outcomes[tried].css_class);
  gtk_widget_add_css_class (word, outcomes[tried].css_class);
  gtk_widget_add_css_class (again, "flat");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_valign (word, GTK_ALIGN_START);
  gtk_widget_set_valign (again, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (again), "step", g_strdup (step->action), g_free);
  g_signal_connect (again, "clicked", G_CALLBACK (again_cb), self);
  gtk_widget_set_tooltip_text (again, _ ("Change what came of it"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (again), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Change what came of it"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, step->action, -1);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), icon);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), word);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), again);
}

static void
add_step (CorralCallSteps *self, guint index, const CorralCall *call, CorralOffer offer)
{
  const CorralPlayStep *step = self->choice.steps[index];
  /* In a box of GTK's, texts under each other would ask for the width at which they are as high as their neighbour. */
  GtkWidget *row = corral_wrap_box_new (10);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *text = g_strdup_printf ("%u", index + 1);
  GtkWidget *number = gtk_label_new (text);
  gboolean current = index == self->current;
  CorralTried tried = CORRAL_TRIED_SKIPPED;
  gboolean done = call != NULL && corral_call_find_tried (call, step->action, &tried);

  gtk_widget_set_valign (number, GTK_ALIGN_START);
  gtk_widget_add_css_class (number, "call-number");
  gtk_widget_add_css_class (row, "call-step");
  if (current)
    gtk_widget_add_css_class (row, "current");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), make_label (step->action, current ? "heading" : NULL));
  if (done)
    {
      if (tried == CORRAL_TRIED_HELPED && step->helped != NULL)
        gtk_box_append (GTK_BOX (box), make_label (step->helped, "dim-label"));
    }
  else
    {
      /* Translators: keep %s, which is a sentence: what should happen when something is tried */
      add_detail (box, _ ("Should happen: %s"), step->expect);
      if (current)
        {
          /* Translators: keep %s, which is a sentence: what to do if that helped */
          add_detail (box, _ ("If it helped: %s"), step->helped);
          add_buttons (self, box, step, call != NULL, offer);
        }
    }
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), number);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), box);
  if (done)
    add_outcome (self, row, step, tried);
  gtk_box_append (GTK_BOX (self->box), row);
}

/* ---- showing ----------------------------------------------------------------------------------------- */

static guint
find_current (const CorralPlayChoice *choice, const CorralCall *call)
{
  CorralTried tried;

  for (guint i = 0; i < choice->n_steps; i++)
    if (call == NULL || !corral_call_find_tried (call, choice->steps[i]->action, &tried))
      return i;
  return CORRAL_PLAY_SHOWN;
}

/* All words that will be on the screen, and what the buttons hold on to. */
static char *
list_words (const CorralPlayChoice *choice, const CorralCall *call, const CorralOffer *offers)
{
  GString *words = g_string_new (call != NULL ? "call" : "none");

  for (guint i = 0; i < choice->n_steps; i++)
    {
      CorralTried tried = CORRAL_TRIED_SKIPPED;
      gboolean done = call != NULL && corral_call_find_tried (call, choice->steps[i]->action, &tried);

      g_string_append_printf (words, "\n%p %s %d %d", (const void *) choice->steps[i], choice->steps[i]->action,
                              done ? (int) tried : -1, (int) offers[i]);
    }
  return g_string_free (words, FALSE);
}

void
corral_call_steps_show (CorralCallSteps *self, const CorralPlayChoice *choice, const CorralCall *call,
                        const CorralOffer *offers)
{
  g_autofree char *words = NULL;
  GtkWidget *child;

  g_return_if_fail (CORRAL_IS_CALL_STEPS (self));

  words = list_words (choice, call, offers);
  if (g_strcmp0 (words, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&words);
  self->choice = *choice;
  self->current = find_current (choice, call);
  for (guint i = 0; i < CORRAL_N_TRIED; i++)
    self->buttons[i] = NULL;
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < choice->n_steps; i++)
    add_step (self, i, call, offers[i]);
  if (self->pressed && self->buttons[CORRAL_TRIED_HELPED] != NULL)
    gtk_widget_grab_focus (self->buttons[CORRAL_TRIED_HELPED]);
  self->pressed = FALSE;
}

guint
corral_call_steps_get_current (CorralCallSteps *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_STEPS (self), 0);

  return self->current;
}

GtkWidget *
corral_call_steps_get_button (CorralCallSteps *self, CorralTried tried)
{
  g_return_val_if_fail (CORRAL_IS_CALL_STEPS (self) && (guint) tried < CORRAL_N_TRIED, NULL);

  return self->buttons[tried];
}

/* ---- life -------------------------------------------------------------------------------------------- */

static void
corral_call_steps_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_CALL_STEPS (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_call_steps_parent_class)->dispose (object);
}

static void
corral_call_steps_finalize (GObject *object)
{
  g_free (CORRAL_CALL_STEPS (object)->shown);
  G_OBJECT_CLASS (corral_call_steps_parent_class)->finalize (object);
}

static void
corral_call_steps_class_init (CorralCallStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_call_steps_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_call_steps_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_OFFER] = g_signal_new ("offer", CORRAL_TYPE_CALL_STEPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
corral_call_steps_init (CorralCallSteps *self)
{
  self->current = CORRAL_PLAY_SHOWN;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_call_steps_new (CorralPageContext *context)
{
  CorralCallSteps *self = g_object_new (CORRAL_TYPE_CALL_STEPS, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
