/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts or flags in a corner of a page. Main thread. */
#include "config.h"

#include "corral-short-list.h"

#include "corral-alert-words.h"
#include "corral-cells.h"
#include "corral-flag-page.h"
#include "corral-format.h"
#include "corral-hint.h"
#include "corral-look.h"
#include "corral-page.h"
#include "corral-pending.h"

#include <glib/gi18n.h>

/* Rows shown; the rest is a number in the heading. */
#define ROWS_SHOWN 6

struct _CorralShortList
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned): the window's */
  CorralFleet *fleet;    /* (owned) */
  CorralTableKind table;
  GtkWidget *box;
  GtkWidget *heading;
  GtkWidget *rows;
  char *title;           /* (owned) */
  char *said;            /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CorralShortList, corral_short_list, GTK_TYPE_WIDGET)

/* The columns that both tables have, under one name. */
typedef struct
{
  guint kind;
  guint cart;
  guint store;
  guint raised;
  guint open;
} Columns;

static const Columns alert_columns = { CORRAL_ALERT_COL_KIND,  CORRAL_ALERT_COL_CART, CORRAL_ALERT_COL_STORE,
                                       CORRAL_ALERT_COL_RAISED_MS, CORRAL_ALERT_COL_OPEN };
static const Columns flag_columns = { CORRAL_FLAG_COL_KIND,  CORRAL_FLAG_COL_CART, CORRAL_FLAG_COL_STORE,
                                      CORRAL_FLAG_COL_RAISED_MS, CORRAL_FLAG_COL_OPEN };

static const Columns *
get_columns (CorralShortList *self)
{
  return self->table == CORRAL_TABLE_ALERT ? &alert_columns : &flag_columns;
}

static CorralLook
look_of (CorralShortList *self, guint32 slot)
{
  if (self->table == CORRAL_TABLE_ALERT)
    return corral_look_of_severity (corral_fleet_get_text (self->fleet, self->table, slot, CORRAL_ALERT_COL_SEVERITY));
  return corral_look_of_flag (corral_fleet_get_text (self->fleet, self->table, slot, CORRAL_FLAG_COL_STATUS),
                              corral_fleet_get_text (self->fleet, self->table, slot, CORRAL_FLAG_COL_OUTCOME));
}

static void
row_activated_cb (CorralShortList *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", gtk_widget_get_name (GTK_WIDGET (row)));
}

/* What of it waits in the outbox; the row is what says it to a screen reader. */
static GtkWidget *
make_mark (CorralShortList *self, guint32 slot, const char *tooltip)
{
  CorralLook look;
  GtkWidget *mark;

  if (!corral_pending_get_look (corral_pending_get (self->fleet, self->table, slot), &look))
    return NULL;
  mark = gtk_image_new_from_icon_name (look.icon_name);
  gtk_widget_add_css_class (mark, look.css_class);
  gtk_widget_set_tooltip_text (mark, tooltip);
  return mark;
}

static void
add_row (CorralShortList *self, guint32 slot, gboolean with_cart)
{
  const Columns *columns = get_columns (self);
  CorralLook look = look_of (self, slot);
  guint32 cart = corral_fleet_get_link (self->fleet, self->table, slot, columns->cart);
  guint32 store = corral_fleet_get_link (self->fleet, self->table, slot, columns->store);
  g_autoptr (GTimeZone) zone = corral_cells_zone (self->fleet, store);
  g_autofree char *time = corral_format_time (
      corral_fleet_get_integer (self->fleet, self->table, slot, columns->raised), corral_fleet_get_now (self->fleet),
      zone);
  const char *what = self->table == CORRAL_TABLE_ALERT
                         ? corral_alert_to_words (self->fleet, slot)
                         : corral_words_translate (CORRAL_WORDS_FLAG_KIND,
                                                   corral_fleet_get_text (self->fleet, self->table, slot, columns->kind));
  g_autoptr (CorralPlace) place = self->table == CORRAL_TABLE_FLAG ? corral_flag_page_place_of (self->fleet, slot)
                                  : with_cart                      ? corral_cells_place_of_cart (self->fleet, cart)
                                                                   : NULL;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (look.icon_name);
  GtkWidget *text;
  GtkWidget *since = gtk_label_new (time);
  GtkWidget *mark;
  g_autofree char *pending = corral_pending_to_text (self->context, self->table, slot);
  g_autofree char *sentence = NULL;
  g_autofree char *spoken = NULL;

  if (with_cart && cart != CORRAL_NO_SLOT)
    {
      g_autofree char *label
          = corral_format_text (corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));

      /* Translators: a cart and what is the matter with it: "1101  Silent" */
      sentence = g_strdup_printf (_ ("%s  %s"), label, what);
    }
  else
    {
      sentence = g_strdup (what);
    }
  text = gtk_label_new (sentence);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (since, "dim-label");
  gtk_widget_add_css_class (since, "numeric");
  if (*look.css_class != '\0')
    gtk_widget_add_css_class (icon, look.css_class);
  corral_hint_set (icon, look.word);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), text);
  mark = pending != NULL ? make_mark (self, slot, pending) : NULL;
  if (mark != NULL)
    gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), since);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), place != NULL);
  spoken = pending != NULL ? g_strdup_printf ("%s: %s, %s, %s", look.word, sentence, time, pending)
                           : g_strdup_printf ("%s: %s, %s", look.word, sentence, time);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  /* In a narrow column the words are cut. */
  corral_hint_set (text, sentence);
  if (place != NULL)
    {
      g_autofree char *uri = corral_place_to_uri (place);

      gtk_widget_set_name (row, uri);
    }
  gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
}

void
corral_short_list_show (CorralShortList *self, guint32 store, guint32 cart)
{
  const Columns *columns = get_columns (self);
  g_autoptr (CorralOrder) order = corral_order_new (self->table);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) said = g_string_new (NULL);
  GtkWidget *row;

  g_return_if_fail (CORRAL_IS_SHORT_LIST (self));

  corral_order_where_integer (order, columns->open, 1);
  if (cart != CORRAL_NO_SLOT)
    corral_order_where_integer (order, columns->cart, cart);
  else
    corral_order_where_integer (order, columns->store, store);
  corral_order_run (order, self->fleet, slots);

  /* Left alone while it says the same: what somebody points at does not move. */
  for (guint i = 0; i < MIN (slots->len, ROWS_SHOWN); i++)
    {
      CorralLook look = look_of (self, g_array_index (slots, guint32, i));
      guint32 its = corral_fleet_get_link (self->fleet, self->table, g_array_index (slots, guint32, i), columns->cart);
      const char *label
          = its != CORRAL_NO_SLOT ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, its, CORRAL_CART_COL_LABEL) : NULL;

      /* By its id: another row may stand in the slot by now. Its cart may come after it. */
      g_string_append_printf (said, "%s %s %s %s %u ",
                              corral_fleet_get_text (self->fleet, self->table, g_array_index (slots, guint32, i), 0),
                              label != NULL ? label : "", look.word,
                              self->table == CORRAL_TABLE_ALERT
                                  ? corral_alert_to_words (self->fleet, g_array_index (slots, guint32, i))
                                  : "",
                              corral_pending_get (self->fleet, self->table, g_array_index (slots, guint32, i)));
    }
  g_string_append_printf (said, "of %u at %u %u", slots->len, store, cart);
  if (g_strcmp0 (said->str, self->said) == 0)
    return;
  g_free (self->said);
  self->said = g_strdup (said->str);

  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->rows), row);
  for (guint i = 0; i < MIN (slots->len, ROWS_SHOWN); i++)
    add_row (self, g_array_index (slots, guint32, i), cart == CORRAL_NO_SLOT);
  gtk_widget_set_visible (self->rows, slots->len > 0);
  {
    /* Translators: a heading, and how many lines are under it */
    g_autofree char *heading = slots->len > 0 ? g_strdup_printf (_ ("%s · %u"), self->title, slots->len)
                                              : g_strdup_printf (_ ("%s · none"), self->title);

    gtk_label_set_text (GTK_LABEL (self->heading), heading);
  }
}

static void
corral_short_list_dispose (GObject *object)
{
  CorralShortList *self = CORRAL_SHORT_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->fleet);
  G_OBJECT_CLASS (corral_short_list_parent_class)->dispose (object);
}

static void
corral_short_list_finalize (GObject *object)
{
  CorralShortList *self = CORRAL_SHORT_LIST (object);

  g_free (self->title);
  g_free (self->said);
  G_OBJECT_CLASS (corral_short_list_parent_class)->finalize (object);
}

static void
corral_short_list_class_init (CorralShortListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_short_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_short_list_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_short_list_init (CorralShortList *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->heading = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0);
  gtk_label_set_wrap (GTK_LABEL (self->heading), TRUE);
  gtk_widget_add_css_class (self->heading, "heading");
  self->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "short-list");
  g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->heading);
  gtk_box_append (GTK_BOX (self->box), self->rows);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_short_list_new (CorralPageContext *context, CorralTableKind table, const char *title)
{
  CorralShortList *self = g_object_new (CORRAL_TYPE_SHORT_LIST, NULL);

  self->context = context;
  self->fleet = g_object_ref (context->fleet);
  self->table = table;
  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}
