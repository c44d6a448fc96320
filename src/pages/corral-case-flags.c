/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flags of a case. Main thread. */
#include "config.h"

#include "corral-case-flags.h"

#include "corral-case-words.h"
#include "corral-cells.h"
#include "corral-flag-page.h"
#include "corral-format.h"
#include "corral-outbox.h"
#include "corral-pill.h"
#include "corral-trust-words.h"

#include <glib/gi18n.h>

/* More of them are a number: somebody who links hundreds does not read them here. */
#define SHOWN_MOST 200

struct _CorralCaseFlags
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned): the window's */
  char *tenant, *id;          /* (owned): of the case */
  gint64 rev;                 /* as it is seen */
  gboolean may_change;
  GArray *shown;              /* (owned) (element-type guint32): slots, of each row */

  GtkWidget *list;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (CorralCaseFlags, corral_case_flags, GTK_TYPE_WIDGET)

static void
told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralCaseFlags) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &error);
  const CorralOutboxResult *one = results != NULL ? g_ptr_array_index (results, 0) : NULL;
  const char *const ids[] = { one != NULL ? one->id : NULL, NULL };

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (one == NULL || one->error != NULL)
    corral_page_tell (GTK_WIDGET (self), one != NULL ? one->error->message : error->message, NULL);
  else
    corral_page_tell (GTK_WIDGET (self), _ ("Flag taken out of the case"), ids);
}

static void
remove_cb (GtkWidget *button, CorralCaseFlags *self)
{
  CorralOperationDraft draft = {
    .kind = CORRAL_OPERATION_CASE_UNLINK,
    .tenant = self->tenant,
    .collection = CORRAL_COLLECTION_CASE,
    .target = self->id,
    .expected_rev = self->rev,
  };

  corral_operation_params_clear (&draft.params);
  draft.params.flag = g_object_get_data (G_OBJECT (button), "flag");
  corral_outbox_submit_async (self->context->outbox, &draft, 1, NULL, told_cb, g_object_ref (self));
}

/* "Thu 17:52 · Weight does not match" */
static char *
title_of (CorralFleet *fleet, guint32 flag)
{
  g_autoptr (GTimeZone) zone
      = corral_cells_zone (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_STORE));
  g_autofree char *time = corral_format_time (
      corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_RAISED_MS), corral_fleet_get_now (fleet), zone);

  /* Translators: when a flag was raised (the store's time), and what it says */
  return g_strdup_printf (_ ("%s · %s"), time,
                          corral_words_translate (CORRAL_WORDS_FLAG_KIND, corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag,
                                                                                               CORRAL_FLAG_COL_KIND)));
}

/* "Cart 0412, 118 Riverside" */
static char *
where_of (CorralFleet *fleet, guint32 flag)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_CART);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_STORE);
  g_autofree char *label = corral_format_text (
      cart != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL) : NULL);
  g_autofree char *name = corral_store_to_text (fleet, store);

  /* Translators: what is painted on the cart, then its store */
  return g_strdup_printf (_ ("Cart %s, %s"), label, name);
}

static GtkWidget *
make_remove (CorralCaseFlags *self, guint32 flag, const char *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* Translators: %s says which flag */
  g_autofree char *name = g_strdup_printf (_ ("Take out of the case: %s"), title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Take it out of the case"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (button, self->may_change);
  g_object_set_data_full (G_OBJECT (button), "flag",
                          g_strdup (corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_ID)),
                          g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  return button;
}

static GtkWidget *
make_row (CorralCaseFlags *self, guint32 flag)
{
  CorralFleet *fleet = self->context->fleet;
  g_autofree char *title = title_of (fleet, flag);
  g_autofree char *where = where_of (fleet, flag);
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_autofree char *subtitle = g_markup_escape_text (where, -1);
  g_autofree char *value = corral_format_money (
      corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_VALUE_MINOR),
      corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_CURRENCY));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *pill = corral_pill_new ();
  GtkWidget *money = gtk_label_new (value);

  corral_pill_set_look (CORRAL_PILL (pill), corral_look_of_flag_row (fleet, flag));
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (money, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), money);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), pill);
  if (self->context->outbox != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove (self, flag, title));
  return row;
}

static void
activated_cb (CorralCaseFlags *self, GtkListBoxRow *row)
{
  guint i = (guint) gtk_list_box_row_get_index (row);
  g_autoptr (CorralPlace) place = NULL;

  if (i >= self->shown->len)
    return;
  place = corral_flag_page_place_of (self->context->fleet, g_array_index (self->shown, guint32, i));
  if (place != NULL)
    corral_page_go (GTK_WIDGET (self), place);
}

/* The row that has the keyboard keeps it when the rows are made anew. */
static int
find_focus (CorralCaseFlags *self)
{
  GtkRoot *root = gtk_widget_get_root (self->list);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  return row != NULL && gtk_widget_is_ancestor (row, self->list) ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;
}

void
corral_case_flags_show (CorralCaseFlags *self, guint32 slot)
{
  CorralFleet *fleet = self->context->fleet;
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_CHAIN);
  g_autoptr (GArray) flags = corral_case_list_flags (fleet, slot);
  int focus = find_focus (self);
  GtkWidget *child;

  g_free (self->tenant);
  g_free (self->id);
  self->tenant = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
  self->id = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_ID));
  self->rev = corral_fleet_get_rev (fleet, CORRAL_TABLE_CASE, slot);
  self->may_change = self->context->outbox != NULL
                     && corral_outbox_may (self->context->outbox, CORRAL_OPERATION_CASE_UNLINK)
                     && corral_fleet_get_integer (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_OPEN) == 1;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  g_array_set_size (self->shown, 0);
  for (guint i = 0; i < MIN (flags->len, SHOWN_MOST); i++)
    {
      g_array_append_val (self->shown, g_array_index (flags, guint32, i));
      gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, g_array_index (flags, guint32, i)));
    }
  gtk_widget_set_visible (self->list, flags->len > 0);
  gtk_widget_set_visible (self->more, flags->len > SHOWN_MOST);
  if (flags->len > SHOWN_MOST)
    {
      guint n = flags->len - SHOWN_MOST;
      g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", n), n);

      gtk_label_set_text (GTK_LABEL (self->more), text);
    }
  if (focus >= 0 && self->shown->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (
        gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), MIN (focus, (int) self->shown->len - 1))));
}

/* ---- life --------------------------------------------------------------------------------------------------- */

static void
corral_case_flags_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (corral_case_flags_parent_class)->dispose (object);
}

static void
corral_case_flags_finalize (GObject *object)
{
  CorralCaseFlags *self = CORRAL_CASE_FLAGS (object);

  g_free (self->tenant);
  g_free (self->id);
  g_array_unref (self->shown);
  G_OBJECT_CLASS (corral_case_flags_parent_class)->finalize (object);
}

static void
corral_case_flags_class_init (CorralCaseFlagsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_case_flags_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_case_flags_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
corral_case_flags_init (CorralCaseFlags *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  /* Its edge and its shadow are drawn around it, which the view that it scrolls in would cut. */
  gtk_widget_set_margin_start (self->list, 2);
  gtk_widget_set_margin_end (self->list, 2);
  gtk_widget_set_margin_bottom (self->list, 3);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Flags of the case"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  self->more = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->more), 0);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
}

GtkWidget *
corral_case_flags_new (CorralPageContext *context)
{
  CorralCaseFlags *self = g_object_new (CORRAL_TYPE_CASE_FLAGS, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}

guint
corral_case_flags_get_n (CorralCaseFlags *self)
{
  g_return_val_if_fail (CORRAL_IS_CASE_FLAGS (self), 0);

  return self->shown->len;
}

static GtkWidget *
find_remove (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_remove (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
corral_case_flags_get_remove (CorralCaseFlags *self, guint i)
{
  g_return_val_if_fail (CORRAL_IS_CASE_FLAGS (self) && i < self->shown->len, NULL);

  return find_remove (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) i)));
}
