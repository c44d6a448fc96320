/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "This rule would have raised 4 incidents; here they are." Main thread. */
#include "config.h"

#include "corral-rule-trial.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-incident-source.h"
#include "corral-sentence.h"

#include <glib/gi18n.h>

/* The latest; of more the number says enough. */
#define LINES_SHOWN 10

struct _CorralRuleTrial
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  CorralAlertRuleKind kind;
  void (*get_setting) (CorralRuleSetting *setting, gpointer data);
  gpointer data;

  GtkWidget *box;
  GtkWidget *text;
  GtkWidget *lines;
};

G_DEFINE_FINAL_TYPE (CorralRuleTrial, corral_rule_trial, GTK_TYPE_WIDGET)

/* "Tue 09:14, for 2 h: 118 Riverside, 12 carts" */
static char *
line_to_markup (CorralRuleTrial *self, const CorralDryIncident *incident, gint64 now_ms)
{
  CorralFleet *fleet = self->context->fleet;
  gboolean ended = CORRAL_IS_KNOWN (incident->ended_ms);
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, incident->store);
  g_autofree char *time = corral_format_time (incident->raised_ms, now_ms, zone);
  g_autofree char *when = zone != NULL ? g_strdup (time) : g_strdup_printf (_ ("%s UTC"), time);
  g_autofree char *lasted = corral_format_duration ((ended ? incident->ended_ms : now_ms) - incident->raised_ms);
  g_autofree char *store = corral_store_to_text (fleet, incident->store);
  g_autofree char *detail = corral_format_text (incident->detail);
  g_autofree char *carts = corral_format_count (incident->most_carts, CORRAL_NOUN_CART);
  const char *where = incident->store != CORRAL_NO_SLOT ? store : *incident->detail != '\0' ? detail : NULL;
  g_autofree char *what = where != NULL ? g_strdup_printf (_ ("%s, %s"), where, carts) : g_strdup (carts);
  /* Translators: a time, how long, and what: "118 Riverside, 12 carts" */
  g_autofree char *text = g_strdup_printf (ended ? _ ("%s, for %s: %s") : _ ("%s, for %s so far: %s"), when, lasted, what);
  g_autoptr (CorralPlace) place = NULL;

  if (incident->id == NULL)
    return g_markup_escape_text (text, -1);
  place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, incident->id);
  return corral_sentence_link (text, place);
}

static char *
describe (const CorralDryRun *run, gint64 now_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *since = corral_format_time (run->from_ms, now_ms, zone);
  guint n = run->incidents->len;
  g_autofree char *raised = NULL;

  if (!CORRAL_IS_KNOWN (run->from_ms))
    return g_strdup (_ ("Nothing is known here of the days before, so it cannot be told."));
  if (n == 0)
    /* Translators: %s is a time */
    return g_strdup_printf (run->at_least
                                ? _ ("It would have raised nothing of what was found here since %s; what the stricter rule "
                                     "left out is not known.")
                                : _ ("It would have raised nothing since %s."),
                            since);
  if (run->at_least)
    raised = g_strdup_printf (
        ngettext ("It would have raised at least %u incident", "It would have raised at least %u incidents", n), n);
  else
    raised = g_strdup_printf (ngettext ("It would have raised %u incident", "It would have raised %u incidents", n), n);
  /* Translators: "It would have raised 4 incidents", a time, and on what grounds */
  return g_strdup_printf (_ ("%s since %s, %s."), raised, since,
                          run->basis == CORRAL_DRY_RUN_ALERTS ? _ ("by the cloud’s alerts") : _ ("by what was found here"));
}

void
corral_rule_trial_begin (CorralRuleTrial *self)
{
  g_autoptr (CorralDryRun) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CorralRuleSetting setting;
  gint64 now_ms;
  GtkWidget *child;

  g_return_if_fail (CORRAL_IS_RULE_TRIAL (self));

  while ((child = gtk_widget_get_first_child (self->lines)) != NULL)
    gtk_box_remove (GTK_BOX (self->lines), child);
  self->get_setting (&setting, self->data);
  now_ms = corral_clock_now_ms (self->context->clock);
  if (!corral_rule_setting_check (self->kind, &setting, &error))
    text = g_strdup (error->message);
  else if ((run = corral_incident_source_try_rule (self->context->incidents, self->kind, &setting)) == NULL)
    text = g_strdup (_ ("It cannot be told at this moment; try again in a few seconds."));
  else
    text = describe (run, now_ms);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  gtk_widget_set_visible (self->text, TRUE);
  for (guint i = 0; run != NULL && i < MIN (run->incidents->len, LINES_SHOWN); i++)
    {
      g_autofree char *markup = line_to_markup (self, g_ptr_array_index (run->incidents, i), now_ms);
      GtkWidget *line = corral_sentence_new ();

      corral_sentence_set_markup (CORRAL_SENTENCE (line), markup);
      gtk_box_append (GTK_BOX (self->lines), line);
    }
}

const char *
corral_rule_trial_get_text (CorralRuleTrial *self)
{
  g_return_val_if_fail (CORRAL_IS_RULE_TRIAL (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->text));
}

static void
corral_rule_trial_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_RULE_TRIAL (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_rule_trial_parent_class)->dispose (object);
}

static void
corral_rule_trial_class_init (CorralRuleTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_rule_trial_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_rule_trial_init (CorralRuleTrial *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Try It out over the Last 7 Days"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->text = gtk_label_new (NULL);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_set_name (button, "try-rule");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_widget_set_visible (self->text, FALSE);
  gtk_widget_add_css_class (self->lines, "incident-lines");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (corral_rule_trial_begin), self);
  gtk_box_append (GTK_BOX (self->box), button);
  gtk_box_append (GTK_BOX (self->box), self->text);
  gtk_box_append (GTK_BOX (self->box), self->lines);
  gtk_widget_set_margin_top (self->box, 9);
  gtk_widget_set_margin_bottom (self->box, 9);
  gtk_widget_set_margin_start (self->box, 12);
  gtk_widget_set_margin_end (self->box, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_rule_trial_new (CorralPageContext *context, CorralAlertRuleKind kind,
                       void (*get_setting) (CorralRuleSetting *setting, gpointer data), gpointer data)
{
  CorralRuleTrial *self = g_object_new (CORRAL_TYPE_RULE_TRIAL, NULL);

  self->context = context;
  self->kind = kind;
  self->get_setting = get_setting;
  self->data = data;
  return GTK_WIDGET (self);
}
