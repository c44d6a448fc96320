/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules. Main thread.
 *
 * Who opens it: a support lead after a shift with too many notices, or too few, with one rule in mind. They read what it does
 * now, change a number, and try it out before they rely on it. */
#include "config.h"

#include "corral-rules-page.h"

#include "corral-act-run.h"
#include "corral-export-button.h"
#include "corral-export-facts.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-incident-source.h"
#include "corral-maintenance-list.h"
#include "corral-order.h"
#include "corral-outbox.h"
#include "corral-rule-row.h"

#include <glib/gi18n.h>

#define WIDTH_PX 860
#define CHAINS_PX 420

struct _CorralRulesPage
{
  CorralPage parent_instance;

  GtkWidget *rows[CORRAL_N_ALERT_RULES];
  GtkWidget *remark;
  GtkWidget *save;
  GtkWidget *maintenance;
  GtkWidget *chains; /* menu: of which chain */
};

G_DEFINE_FINAL_TYPE (CorralRulesPage, corral_rules_page, CORRAL_TYPE_PAGE)

/* ---- planned work ----------------------------------------------------------------------------------- */

static void
chain_cb (GtkButton *button, CorralRulesPage *self)
{
  CorralPageContext *context = corral_page_get_context (CORRAL_PAGE (self));
  guint32 chain = corral_fleet_find_chain (context->fleet, gtk_widget_get_name (GTK_WIDGET (button)));
  CorralActSubject subject = { .table = CORRAL_TABLE_CHAIN, .slots = &chain, .n_slots = 1 };

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->chains));
  if (chain != CORRAL_NO_SLOT)
    corral_act_begin (corral_act_find ("plan-maintenance"), GTK_WIDGET (self), context, &subject);
}

/* The chains as they are now. */
static void
create_popover_cb (GtkMenuButton *menu, gpointer data)
{
  CorralRulesPage *self = data;
  CorralFleet *fleet = corral_page_get_context (CORRAL_PAGE (self))->fleet;
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CHAIN);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  corral_order_sort_by (order, CORRAL_CHAIN_COL_NAME, FALSE);
  corral_order_run (order, fleet, slots);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      g_autofree char *name
          = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, slot, CORRAL_CHAIN_COL_NAME));
      GtkWidget *button = gtk_button_new_with_label (name);

      gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
      gtk_widget_set_name (button, corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, slot, CORRAL_CHAIN_COL_ID));
      g_signal_connect (button, "clicked", G_CALLBACK (chain_cb), self);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), CHAINS_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_menu_button_set_popover (menu, popover);
}

static GtkWidget *
make_plan_button (CorralRulesPage *self)
{
  self->chains = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->chains), _ ("Plan Maintenance of a Chain…"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->chains), create_popover_cb, self, NULL);
  gtk_widget_set_halign (self->chains, GTK_ALIGN_START);
  return self->chains;
}

/* ---- overrides -------------------------------------------------------------------------------------- */

static void
corral_rules_page_refresh (CorralPage *page)
{
  CorralRulesPage *self = CORRAL_RULES_PAGE (page);
  CorralIncidentSource *source = corral_page_get_context (page)->incidents;
  GPtrArray *problems = corral_incident_source_get_problems (source);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!corral_incident_source_get_may_edit (source))
    g_string_append (text, _ ("They can be read here and not changed: a support lead or fleet operations changes them."));
  else if (!corral_incident_source_can_set_settings (source))
    g_string_append (text, _ ("They can be read here and not changed: this Corral may not write its folder."));
  for (guint i = 0; i < problems->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (const char *) g_ptr_array_index (problems, i));
  gtk_label_set_text (GTK_LABEL (self->remark), text->str);
  gtk_widget_set_visible (self->remark, text->len > 0);
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    corral_rule_row_refresh (CORRAL_RULE_ROW (self->rows[i]));
  corral_maintenance_list_show (CORRAL_MAINTENANCE_LIST (self->maintenance), CORRAL_NO_SLOT);
  corral_export_button_refresh (CORRAL_EXPORT_BUTTON (self->save));
  gtk_widget_set_sensitive (self->chains, corral_page_get_context (page)->outbox != NULL);
  gtk_widget_set_visible (self->chains, corral_page_get_context (page)->outbox == NULL
                                            || corral_outbox_may (corral_page_get_context (page)->outbox,
                                                                  CORRAL_OPERATION_MAINTENANCE_PLAN));
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

static CorralExportRows *
make_rows (CorralPage *page)
{
  return corral_export_rules_new (corral_page_get_context (page));
}

CorralPage *
corral_rules_page_new (CorralPageContext *context)
{
  CorralRulesPage *self = g_object_new (CORRAL_TYPE_RULES_PAGE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
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
  gtk_widget_set_margin_bottom (list, 6);
  gtk_widget_set_margin_bottom (box, 18);
  self->save = corral_export_button_new (CORRAL_PAGE (self), make_rows);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), self->save);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->remark);
  gtk_box_append (GTK_BOX (box), list);
  self->maintenance = corral_maintenance_list_new (context);
  gtk_box_append (GTK_BOX (box), self->maintenance);
  gtk_box_append (GTK_BOX (box), make_plan_button (self));
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
