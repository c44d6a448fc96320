/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done to the chosen rows of a table. Main thread. */
#include "config.h"

#include "corral-act-bar.h"

#include "corral-act-menu.h"
#include "corral-act-run.h"
#include "corral-act-words.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

struct _CorralActBar
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  CorralTable *table;         /* (unowned) (nullable): the page's; NULL once it has gone */
  CorralTableKind kind;
  GArray *chosen;             /* (owned) (element-type guint32): selected and in the list */
  GtkWidget *scope;           /* (unowned) (nullable): NULL once it has gone */
  GtkWidget *menu;            /* (unowned) (nullable): while open */
  GtkWidget *focus;           /* (unowned) (nullable): a weak pointer: what had the keyboard before the menu */

  GtkWidget *box;
  GtkWidget *text;
  GtkWidget *strip;
  GtkWidget *none;
};

G_DEFINE_FINAL_TYPE (CorralActBar, corral_act_bar, GTK_TYPE_WIDGET)

static CorralActSubject
get_subject (CorralActBar *self)
{
  return (CorralActSubject){ .table = self->kind,
                             .slots = (const guint32 *) (gpointer) self->chosen->data,
                             .n_slots = self->chosen->len };
}

static void
set_class (GtkWidget *widget, const char *css_class, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

void
corral_act_bar_refresh (CorralActBar *self)
{
  CorralSelection *selection;
  CorralActSubject subject;
  g_autofree char *text = NULL;
  guint n_all;

  g_return_if_fail (CORRAL_IS_ACT_BAR (self));

  if (self->table == NULL)
    return;
  selection = corral_table_get_selection (self->table);
  n_all = selection != NULL ? corral_selection_get_n_selected (selection) : 0;
  g_array_unref (self->chosen);
  self->chosen = corral_table_list_selected (self->table);
  subject = get_subject (self);
  corral_act_strip_show (CORRAL_ACT_STRIP (self->strip), &subject);
  gtk_widget_set_visible (self->none, self->chosen->len > 0);
  if (self->chosen->len > 0)
    text = corral_act_to_chosen (self->kind, self->chosen->len, n_all - self->chosen->len);
  else
    text = g_strdup (self->context->outbox != NULL ? _ ("Choose rows to do something with them.")
                                                   : _ ("Nothing can be kept on this PC now, so nothing can be done."));
  gtk_label_set_text (GTK_LABEL (self->text), text);
  set_class (self->text, "heading", self->chosen->len > 0);
  set_class (self->text, "dim-label", self->chosen->len == 0);
}

static void
choose_none (CorralActBar *self)
{
  CorralSelection *selection = self->table != NULL ? corral_table_get_selection (self->table) : NULL;

  if (selection != NULL)
    corral_selection_set (selection, NULL, 0);
}

static void
none_cb (CorralActBar *self)
{
  choose_none (self);
  if (self->table != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

/* A chain was taken away, and its slots may mean other rows now: what was chosen is not what it was. */
static void
fleet_changed_cb (CorralActBar *self, const CorralFleetChanges *changes)
{
  if (changes->tables[self->kind].forgotten)
    choose_none (self);
}

/* ---- keys ------------------------------------------------------------------------------------------ */

/* With nothing chosen it is the row that has the keyboard. */
static void
take_focused (CorralActBar *self)
{
  guint32 slot;

  if (self->chosen->len == 0 && corral_table_find_focused (self->table, &slot, NULL))
    corral_table_select (self->table, slot);
}

static gboolean
act_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  CorralActBar *self = g_object_get_data (G_OBJECT (widget), "act-bar");
  const CorralAct *act = data;
  CorralActSubject subject;

  if (self == NULL || self->table == NULL || self->context->outbox == NULL)
    return FALSE;
  take_focused (self);
  corral_act_bar_refresh (self);
  if (self->chosen->len == 0)
    return FALSE;
  subject = get_subject (self);
  corral_act_begin (act, GTK_WIDGET (self->table), self->context, &subject);
  return TRUE;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  CorralActBar *self = g_object_get_data (G_OBJECT (widget), "act-bar");

  if (self == NULL || self->chosen->len == 0)
    return FALSE;
  choose_none (self);
  return TRUE;
}

/* ---- the menu of a row ----------------------------------------------------------------------------- */

static void
menu_chosen_cb (const CorralAct *act, gpointer data)
{
  CorralActBar *self = data;
  CorralActSubject subject = get_subject (self);

  if (self->chosen->len > 0)
    corral_act_begin (act, GTK_WIDGET (self->table), self->context, &subject);
}

static gboolean
unparent_cb (gpointer data)
{
  if (gtk_widget_get_parent (data) != NULL)
    gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

static void
menu_closed_cb (GtkWidget *menu, CorralActBar *self)
{
  GtkWidget *back = self->focus != NULL && gtk_widget_get_mapped (self->focus) ? self->focus : GTK_WIDGET (self->table);

  if (self->menu == menu)
    self->menu = NULL;
  /* Else GTK gives the keyboard to whatever comes next in the window. */
  if (back != NULL)
    gtk_widget_grab_focus (back);
  g_clear_weak_pointer (&self->focus);
  /* Not while it is still closing. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (menu), g_object_unref);
}

static void
open_menu (CorralActBar *self, guint32 slot, const GdkRectangle *at)
{
  CorralSelection *selection = corral_table_get_selection (self->table);
  CorralActSubject subject;
  graphene_point_t seen = GRAPHENE_POINT_INIT (0, 0);

  if (self->context->outbox == NULL)
    return;
  /* A row that is not among the chosen ones is meant alone. */
  if (!corral_selection_contains (selection, slot))
    corral_selection_set (selection, &slot, 1);
  corral_act_bar_refresh (self);
  if (self->menu != NULL || self->chosen->len == 0)
    return;
  subject = get_subject (self);
  g_set_weak_pointer (&self->focus, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  self->menu = corral_act_menu_new (self->context, &subject, 0, menu_chosen_cb, self);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  if (!gtk_widget_compute_point (GTK_WIDGET (self->table), GTK_WIDGET (self),
                                 &GRAPHENE_POINT_INIT ((float) at->x, (float) at->y), &seen))
    seen = GRAPHENE_POINT_INIT (0, 0);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->menu), GTK_POS_BOTTOM);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) seen.x, (int) seen.y, at->width, at->height });
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  g_signal_connect (self->menu, "closed", G_CALLBACK (menu_closed_cb), self);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (CorralActBar *self, int n_press, double x, double y, GtkGestureClick *click)
{
  guint32 slot;

  if (!corral_table_find_at (self->table, x, y, &slot))
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, slot, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  CorralActBar *self = g_object_get_data (G_OBJECT (widget), "act-bar");
  GdkRectangle area = { 0, 0, 1, 1 };
  guint32 slot;

  if (self == NULL || self->table == NULL || !corral_table_find_focused (self->table, &slot, &area))
    return FALSE;
  /* Under the row's beginning, not its middle. */
  area.width = MIN (area.width, 120);
  open_menu (self, slot, &area);
  return TRUE;
}

/* ---- life ------------------------------------------------------------------------------------------ */

static void
table_gone_cb (gpointer data, GObject *table)
{
  ((CorralActBar *) data)->table = NULL;
}

static void
corral_act_bar_dispose (GObject *object)
{
  CorralActBar *self = CORRAL_ACT_BAR (object);
  GtkWidget *child;

  if (self->table != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->table, self);
      g_object_weak_unref (G_OBJECT (self->table), table_gone_cb, self);
    }
  self->table = NULL;
  if (self->scope != NULL)
    g_object_set_data (G_OBJECT (self->scope), "act-bar", NULL);
  g_clear_weak_pointer (&self->scope);
  g_clear_weak_pointer (&self->focus);
  /* Also a menu that is still closing. */
  self->menu = NULL;
  self->box = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (corral_act_bar_parent_class)->dispose (object);
}

static void
corral_act_bar_finalize (GObject *object)
{
  g_array_unref (CORRAL_ACT_BAR (object)->chosen);
  G_OBJECT_CLASS (corral_act_bar_parent_class)->finalize (object);
}

static void
corral_act_bar_class_init (CorralActBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_act_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_act_bar_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_act_bar_init (CorralActBar *self)
{
  self->chosen = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static GtkWidget *
make_none_button (CorralActBar *self)
{
  GtkWidget *none = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_set_tooltip_text (none, _ ("Choose none"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (none), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Choose none"), -1);
  gtk_widget_add_css_class (none, "flat");
  g_signal_connect_swapped (none, "clicked", G_CALLBACK (none_cb), self);
  return none;
}

static void
add_shortcut (GtkEventController *keys, const char *trigger, GtkShortcutFunc func, gpointer data)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger), gtk_callback_action_new (func, data, NULL)));
}

static void
attach (CorralActBar *self, GtkWidget *scope)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].key != NULL && (acts[i].tables & CORRAL_TABLE_BIT (self->kind)) != 0)
      add_shortcut (keys, acts[i].key, act_key_cb, (gpointer) &acts[i]);
  add_shortcut (keys, "Escape", escape_cb, NULL);
  add_shortcut (keys, "Menu", menu_key_cb, NULL);
  add_shortcut (keys, "<Shift>F10", menu_key_cb, NULL);
  g_set_weak_pointer (&self->scope, scope);
  g_object_set_data (G_OBJECT (scope), "act-bar", self);
  gtk_widget_add_controller (scope, keys);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->table), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
corral_act_bar_new (CorralPageContext *context, CorralTable *table, CorralTableKind kind, GtkWidget *scope)
{
  CorralActBar *self = g_object_new (CORRAL_TYPE_ACT_BAR, NULL);
  GListModel *rows;

  self->context = context;
  self->table = table;
  self->kind = kind;
  g_object_weak_ref (G_OBJECT (table), table_gone_cb, self);

  self->box = corral_wrap_box_new (12);
  self->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  self->strip = corral_act_strip_new (context, 6, FALSE);
  gtk_widget_set_hexpand (self->strip, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (self->box), self->text);
  corral_wrap_box_append (CORRAL_WRAP_BOX (self->box), self->strip);
  self->none = make_none_button (self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (self->box), self->none);
  gtk_widget_add_css_class (self->box, "act-bar");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  g_signal_connect_swapped (table, "selected-rows-changed", G_CALLBACK (corral_act_bar_refresh), self);
  rows = corral_selection_get_rows (corral_table_get_selection (table));
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (corral_act_bar_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "reordered", G_CALLBACK (corral_act_bar_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->fleet, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  attach (self, scope);
  corral_act_bar_refresh (self);
  return GTK_WIDGET (self);
}

CorralActStrip *
corral_act_bar_get_strip (CorralActBar *self)
{
  g_return_val_if_fail (CORRAL_IS_ACT_BAR (self), NULL);

  return CORRAL_ACT_STRIP (self->strip);
}

void
corral_act_bar_append (CorralActBar *self, GtkWidget *widget)
{
  g_return_if_fail (CORRAL_IS_ACT_BAR (self) && GTK_IS_WIDGET (widget));

  corral_wrap_box_append (CORRAL_WRAP_BOX (self->box), widget);
}

const char *
corral_act_bar_get_text (CorralActBar *self)
{
  g_return_val_if_fail (CORRAL_IS_ACT_BAR (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->text));
}
