/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules. Main thread.
 *
 * Who opens it: a support lead after a shift with too many notices, or too few, with one rule in mind. They read what it does
 * now, change a number, and try it out before they rely on it. */
#include "config.h"

#include "corral-rules-page.h"

#include "corral-incident-source.h"
#include "corral-rule-row.h"

#include <glib/gi18n.h>

#define WIDTH_PX 860

struct _CorralRulesPage
{
  CorralPage parent_instance;

  GtkWidget *rows[CORRAL_N_ALERT_RULES];
  GtkWidget *remark;
};

G_DEFINE_FINAL_TYPE (CorralRulesPage, corral_rules_page, CORRAL_TYPE_PAGE)

static void
corral_rules_page_refresh (CorralPage *page)
{
  CorralRulesPage *self = CORRAL_RULES_PAGE (page);
  CorralIncidentSource *source = corral_page_get_context (page)->incidents;
  GPtrArray *problems = corral_incident_source_get_problems (source);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!corral_incident_source_can_set_settings (source))
    g_string_append (text, _ ("They can be read here and not changed: this Corral may not write its folder."));
  for (guint i = 0; i < problems->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (const char *) g_ptr_array_index (problems, i));
  gtk_label_set_text (GTK_LABEL (self->remark), text->str);
  gtk_widget_set_visible (self->remark, text->len > 0);
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    corral_rule_row_refresh (CORRAL_RULE_ROW (self->rows[i]));
}

static void
corral_rules_page_show_place (CorralPage *page, CorralPlace *place)
{
  corral_rules_page_refresh (page);
}

static void
corral_rules_page_class_init (CorralRulesPageClass *klass)
{
  CORRAL_PAGE_CLASS (klass)->show_place = corral_rules_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_rules_page_refresh;
}

static void
corral_rules_page_init (CorralRulesPage *self)
{
}

CorralPage *
corral_rules_page_new (CorralPageContext *context)
{
  CorralRulesPage *self = g_object_new (CORRAL_TYPE_RULES_PAGE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *heading = gtk_label_new (_ ("Rules for Incidents"));
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "title-2");
  self->remark = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->remark), 0);
  gtk_label_set_wrap (GTK_LABEL (self->remark), TRUE);
  gtk_widget_add_css_class (self->remark, "severity-watch");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rules for Incidents"), -1);
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    {
      self->rows[i] = corral_rule_row_new (context, (CorralAlertRuleKind) i);
      gtk_list_box_append (GTK_LIST_BOX (list), self->rows[i]);
    }
  gtk_widget_set_margin_bottom (list, 18);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), self->remark);
  gtk_box_append (GTK_BOX (box), list);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_add_css_class (clamp, "page");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
  g_signal_connect_object (context->incidents, "changed", G_CALLBACK (corral_page_refresh), self, G_CONNECT_SWAPPED);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Rules for Incidents"));
  return CORRAL_PAGE (self);
}
