/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the page of rules. Main thread. */
#include "config.h"

#include "corral-rule-row.h"

#include "corral-format.h"
#include "corral-incident-look.h"
#include "corral-incident-source.h"
#include "corral-name-compat.h"
#include "corral-row-compat.h"
#include "corral-rule-trial.h"

#include <glib/gi18n.h>
#include <math.h>

/* Beyond what any rule takes: what is too much is said, not quietly made less. */
#define MOST 1000000
/* A number that is counted up is kept when it stands. */
#define SETTLE_MS 500

/* What a threshold counts. */
static const struct
{
  const char *unit;
  const char *label; /* marked for translation: beside the number */
  guint digits;
  double step;
} units[] = {
  { "carts", N_ ("carts"), 0, 1 },
  { "stores", N_ ("stores"), 0, 1 },
  { "percent", N_ ("per cent"), 1, 1 },
  { "points", N_ ("points of per cent"), 1, 1 },
  { "factor", N_ ("times as much as usual"), 1, 0.5 },
  { "failures", N_ ("failures in 5 minutes"), 0, 10 },
};

static const struct
{
  CorralTold told;
  const char *label; /* marked for translation */
} roles[] = {
  { CORRAL_TOLD_AGENT, N_ ("Agents") },
  { CORRAL_TOLD_LEAD, N_ ("Support leads") },
  { CORRAL_TOLD_MANAGER, N_ ("Store and chain managers") },
  { CORRAL_TOLD_FLEET_OPS, N_ ("Fleet operations") },
};

struct _CorralRuleRow
{
  AdwExpanderRow parent_instance;

  CorralPageContext *context; /* (unowned) */
  CorralAlertRuleKind kind;
  gboolean setting;           /* the fields follow; they do not lead */
  guint settle_source;

  GtkWidget *threshold;
  GtkWidget *raise;
  GtkWidget *clear;
  GtkWidget *severity;
  GtkWidget *told[G_N_ELEMENTS (roles)];
  GtkWidget *problem_row;
  GtkWidget *problem;
  GtkWidget *reset;
};

G_DEFINE_FINAL_TYPE (CorralRuleRow, corral_rule_row, ADW_TYPE_EXPANDER_ROW)

static guint
get_unit (CorralRuleRow *self)
{
  const char *unit = corral_alert_rule_get (self->kind)->unit;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_strcmp0 (units[i].unit, unit) == 0)
      return i;
  g_assert_not_reached ();
}

/* ---- what it says ----------------------------------------------------------------------------------- */

static char *
describe_told (CorralTold told)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if ((told & roles[i].told) != 0)
      {
        g_autofree char *lower = corral_format_within (_ (roles[i].label));

        g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", lower);
      }
  if (text->len == 0)
    return g_strdup (_ ("nobody is told"));
  /* Translators: %s is who: "agents, support leads" */
  return g_strdup_printf (_ ("told: %s"), text->str);
}

static char *
describe_amount (guint unit, double threshold)
{
  gboolean whole = floor (threshold) >= threshold;
  g_autofree char *number = corral_format_real (threshold, whole ? 0 : 1);

  if (whole && g_strcmp0 (units[unit].unit, "carts") == 0)
    return corral_format_count ((gint64) threshold, CORRAL_NOUN_CART);
  if (whole && g_strcmp0 (units[unit].unit, "stores") == 0)
    return corral_format_count ((gint64) threshold, CORRAL_NOUN_STORE);
  /* Translators: a number and its unit: "20 per cent" */
  return g_strdup_printf (_ ("%s %s"), number, _ (units[unit].label));
}

/* "From 5 carts on, for 2 min; over after 15 min; act; told: agents". */
static char *
describe (CorralRuleRow *self, const CorralRuleSetting *setting)
{
  guint unit = get_unit (self);
  g_autofree char *amount = describe_amount (unit, setting->threshold);
  g_autofree char *raise = corral_format_duration (setting->raise_minutes * G_GINT64_CONSTANT (60000));
  g_autofree char *clear = corral_format_duration (setting->clear_minutes * G_GINT64_CONSTANT (60000));
  g_autofree char *told = describe_told (setting->told);
  const char *severity = corral_look_of_incident_severity (setting->severity).word;
  g_autofree char *when = NULL;

  if (setting->raise_minutes > 0)
    /* Translators: "5 carts", "2 min" */
    when = g_strdup_printf (_ ("From %s on, for %s"), amount, raise);
  else
    /* Translators: "100 failures in 5 minutes" */
    when = g_strdup_printf (_ ("From %s on, at once"), amount);
  /* Translators: "From 5 carts on, for 2 min", "15 min", "Act", "told: agents" */
  return g_strdup_printf (_ ("%s · over after %s · %s · %s"), when, clear, severity, told);
}

static gboolean
is_default (CorralRuleRow *self, const CorralRuleSetting *setting)
{
  const CorralRuleSetting *defaults = &corral_alert_rule_get (self->kind)->defaults;

  return setting->enabled == defaults->enabled && fabs (setting->threshold - defaults->threshold) < 1e-9
         && setting->raise_minutes == defaults->raise_minutes && setting->clear_minutes == defaults->clear_minutes
         && setting->severity == defaults->severity && setting->told == defaults->told;
}

static const CorralRuleSetting *
get_kept (CorralRuleRow *self)
{
  return &corral_incident_source_get_settings (self->context->incidents)->rules[self->kind];
}

static void
say_problem (CorralRuleRow *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem_row, sentence != NULL);
}

static void
show (CorralRuleRow *self, const CorralRuleSetting *setting)
{
  g_autofree char *text = describe (self, setting);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  self->setting = TRUE;
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), markup);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), setting->enabled);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->threshold), setting->threshold);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->raise), setting->raise_minutes);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->clear), setting->clear_minutes);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->severity), setting->severity);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->told[i]), (setting->told & roles[i].told) != 0);
  gtk_widget_set_visible (self->reset, !is_default (self, setting));
  self->setting = FALSE;
}

/* ---- what is changed -------------------------------------------------------------------------------- */

static void
keep (CorralRuleRow *self, const CorralRuleSetting *setting)
{
  CorralRuleSettings all = *corral_incident_source_get_settings (self->context->incidents);
  g_autoptr (GError) error = NULL;

  all.rules[self->kind] = *setting;
  if (!corral_rule_setting_check (self->kind, setting, &error)
      || !corral_incident_source_set_settings (self->context->incidents, &all, &error))
    {
      say_problem (self, error->message);
      return;
    }
  say_problem (self, NULL);
  show (self, get_kept (self));
}

static void
read_fields (CorralRuleRow *self, CorralRuleSetting *setting)
{
  *setting = *get_kept (self);
  setting->enabled = adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self));
  setting->threshold = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->threshold));
  setting->raise_minutes = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->raise));
  setting->clear_minutes = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->clear));
  setting->severity = (CorralSeverity) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->severity));
  setting->told = CORRAL_TOLD_NOBODY;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->told[i])))
      setting->told |= roles[i].told;
}

static void
get_setting_cb (CorralRuleSetting *setting, gpointer data)
{
  read_fields (data, setting);
}

static gboolean
settle_cb (gpointer data)
{
  CorralRuleRow *self = data;
  CorralRuleSetting setting;

  self->settle_source = 0;
  read_fields (self, &setting);
  keep (self, &setting);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (CorralRuleRow *self)
{
  if (self->setting)
    return;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static void
reset_cb (CorralRuleRow *self)
{
  CorralRuleSetting defaults = corral_alert_rule_get (self->kind)->defaults;

  g_clear_handle_id (&self->settle_source, g_source_remove);
  keep (self, &defaults);
}

void
corral_rule_row_refresh (CorralRuleRow *self)
{
  gboolean can;

  g_return_if_fail (CORRAL_IS_RULE_ROW (self));

  can = corral_incident_source_can_set_settings (self->context->incidents);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    gtk_widget_set_sensitive (self->told[i], can);
  gtk_widget_set_sensitive (self->threshold, can);
  gtk_widget_set_sensitive (self->raise, can);
  gtk_widget_set_sensitive (self->clear, can);
  gtk_widget_set_sensitive (self->severity, can);
  gtk_widget_set_sensitive (self->reset, can);
  adw_expander_row_set_show_enable_switch (ADW_EXPANDER_ROW (self), can);
  corral_compat_row_name_switch (GTK_WIDGET (self), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  /* What somebody is filling in, or has filled in wrongly, stays before them. */
  if (self->settle_source == 0 && corral_rule_row_get_problem (self) == NULL)
    show (self, get_kept (self));
}

const char *
corral_rule_row_get_problem (CorralRuleRow *self)
{
  g_return_val_if_fail (CORRAL_IS_RULE_ROW (self), NULL);

  return gtk_widget_get_visible (self->problem_row) ? gtk_label_get_text (GTK_LABEL (self->problem)) : NULL;
}

/* ---- life ------------------------------------------------------------------------------------------- */

static void
corral_rule_row_dispose (GObject *object)
{
  CorralRuleRow *self = CORRAL_RULE_ROW (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  G_OBJECT_CLASS (corral_rule_row_parent_class)->dispose (object);
}

static void
corral_rule_row_class_init (CorralRuleRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_rule_row_dispose;
}

static void
corral_rule_row_init (CorralRuleRow *self)
{
}

static void
add_row (CorralRuleRow *self, const char *title, const char *subtitle, GtkWidget *widget)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  if (GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget))
    {
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
      if (GTK_IS_DROP_DOWN (widget))
        corral_compat_drop_down_set_name (widget, title);
      else
        gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    }
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static GtkWidget *
make_spin (CorralRuleRow *self, const char *name, double step, guint digits)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, MOST, step);

  gtk_widget_set_name (spin, name);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), digits);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 8);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (changed_cb), self);
  return spin;
}

static GtkWidget *
make_severity (CorralRuleRow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *choice;

  for (guint i = CORRAL_SEVERITY_INFO; i <= CORRAL_SEVERITY_ACT; i++)
    gtk_string_list_append (names, corral_look_of_incident_severity ((CorralSeverity) i).word);
  choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (changed_cb), self);
  return choice;
}

static GtkWidget *
make_told (CorralRuleRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      self->told[i] = gtk_check_button_new_with_label (_ (roles[i].label));
      g_signal_connect_swapped (self->told[i], "toggled", G_CALLBACK (changed_cb), self);
      gtk_box_append (GTK_BOX (box), self->told[i]);
    }
  return box;
}

static void
add_problem (CorralRuleRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->problem = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_hexpand (self->problem, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("corral-severity-act-symbolic"));
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_widget_add_css_class (box, "severity-act");
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  self->problem_row = gtk_list_box_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->problem_row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->problem_row), box);
  gtk_widget_set_visible (self->problem_row, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->problem_row);
}

static void
add_trial (CorralRuleRow *self)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              corral_rule_trial_new (self->context, self->kind, get_setting_cb, self));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

GtkWidget *
corral_rule_row_new (CorralPageContext *context, CorralAlertRuleKind kind)
{
  CorralRuleRow *self = g_object_new (CORRAL_TYPE_RULE_ROW, NULL);
  const char *word = corral_alert_rule_to_word (kind);
  guint unit;

  self->context = context;
  self->kind = kind;
  unit = get_unit (self);
  gtk_widget_set_name (GTK_WIDGET (self), word);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), corral_words_translate (CORRAL_WORDS_RULE, word));
  self->threshold = make_spin (self, "threshold", units[unit].step, units[unit].digits);
  self->raise = make_spin (self, "raise", 1, 0);
  self->clear = make_spin (self, "clear", 1, 0);
  self->severity = make_severity (self);
  add_problem (self);
  add_row (self, _ ("From how much on"), _ (units[unit].label), self->threshold);
  add_row (self, _ ("Minutes that it must hold"), _ ("Before it is raised"), self->raise);
  add_row (self, _ ("Minutes that it must be well again"), _ ("By fresh data, before it is over"), self->clear);
  add_row (self, _ ("Severity"), NULL, self->severity);
  add_row (self, _ ("Who is told"), _ ("Each person’s own preferences go before"), make_told (self));
  add_trial (self);
  self->reset = gtk_button_new_with_mnemonic (_ ("_Reset to Default"));
  gtk_widget_set_name (self->reset, "reset");
  gtk_widget_set_valign (self->reset, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->reset, "clicked", G_CALLBACK (reset_cb), self);
  corral_compat_expander_row_add_suffix (ADW_EXPANDER_ROW (self), self->reset);
  g_signal_connect (self, "notify::enable-expansion", G_CALLBACK (changed_cb), NULL);
  corral_rule_row_refresh (self);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  return GTK_WIDGET (self);
}
