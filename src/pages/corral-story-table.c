/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's story as a table: one list, one choice of lane. Main thread. */
#include "config.h"

#include "corral-story-table.h"

#include "corral-align-compat.h"
#include "corral-cart-lanes.h"
#include "corral-cart-rows.h"
#include "corral-dialog-frame.h"
#include "corral-format.h"
#include "corral-hint.h"
#include "corral-name-compat.h"
#include "corral-schema.h"
#include "corral-sideways.h"
#include "corral-text-size.h"

#include <glib/gi18n.h>

#define WIDTH 760
#define HEIGHT 560
/* Rows of a list are asked for a screen at a time, but each is an object: a fortnight of minutes is as much as a table is
 * good for, and a file has the rest. */
#define MAX_ROWS 20000

/* ---- a row of the list */

#define CORRAL_TYPE_STORY_ROW (corral_story_row_get_type ())
G_DECLARE_FINAL_TYPE (CorralStoryRow, corral_story_row, CORRAL, STORY_ROW, GObject)

struct _CorralStoryRow
{
  GObject parent_instance;
  GPtrArray *rows; /* (owned) */
  guint index;
};

G_DEFINE_FINAL_TYPE (CorralStoryRow, corral_story_row, G_TYPE_OBJECT)

static void
corral_story_row_finalize (GObject *object)
{
  g_ptr_array_unref (CORRAL_STORY_ROW (object)->rows);
  G_OBJECT_CLASS (corral_story_row_parent_class)->finalize (object);
}

static void
corral_story_row_class_init (CorralStoryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_story_row_finalize;
}

static void
corral_story_row_init (CorralStoryRow *self)
{
}

static const CorralCartRow *
get_row (gpointer item)
{
  CorralStoryRow *self = item;

  return g_ptr_array_index (self->rows, self->index);
}

/* ---- cells */

typedef struct
{
  GTimeZone *zone;    /* (owned) */
  GListStore *shown;  /* (owned) */
  GPtrArray *rows;    /* (owned) */
  GtkWidget *choice;
  GtkWidget *count;
} Table;

static void
table_free (gpointer data)
{
  Table *table = data;

  g_time_zone_unref (table->zone);
  g_object_unref (table->shown);
  g_ptr_array_unref (table->rows);
  g_free (table);
}

/* "3 Nov 09:14:05": rows may be seconds apart, and days as well. */
static char *
format_moment (const Table *table, gint64 time_ms)
{
  g_autoptr (GDateTime) utc = CORRAL_IS_KNOWN (time_ms) ? g_date_time_new_from_unix_utc (time_ms / 1000) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, table->zone) : NULL;

  /* Translators: a moment in a table: day, month, time with seconds (strftime) */
  return local != NULL ? g_date_time_format (local, _ ("%-d %b %H:%M:%S")) : g_strdup (CORRAL_DASH);
}

static char *
begin_to_text (const Table *table, const CorralCartRow *row)
{
  return format_moment (table, row->begin_ms);
}

static char *
end_to_text (const Table *table, const CorralCartRow *row)
{
  if (row->goes_on)
    return g_strdup (_ ("goes on"));
  return CORRAL_IS_KNOWN (row->end_ms) ? format_moment (table, row->end_ms) : g_strdup ("");
}

static char *
lane_to_text (const Table *table, const CorralCartRow *row)
{
  return g_strdup (row->lane);
}

static char *
what_to_text (const Table *table, const CorralCartRow *row)
{
  g_autofree char *value = corral_cart_row_dup_value (row);

  return value != NULL ? g_strdup_printf ("%s  %s", row->what, value) : g_strdup (row->what);
}

static const struct
{
  const char *title; /* marked for translation */
  char *(*to_text) (const Table *table, const CorralCartRow *row);
  int width_px;      /* 0: what is left */
} columns[] = {
  { N_ ("From"), begin_to_text, 130 },
  { N_ ("Until"), end_to_text, 130 },
  { N_ ("Lane"), lane_to_text, 120 },
  { N_ ("What"), what_to_text, 0 },
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  g_autofree char *text = columns[column].to_text (data, get_row (gtk_list_item_get_item (item)));

  corral_compat_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text, FALSE);
  corral_hint_set (gtk_list_item_get_child (item), text);
}

/* ---- choosing */

/* 0: everything, else the lane before. */
static void
choose_cb (GtkWidget *choice, GParamSpec *pspec, gpointer data)
{
  Table *table = data;
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (choice));
  guint n_lanes;
  const CorralLane *lanes = corral_lanes_get (&n_lanes);
  const char *lane = chosen > 0 && chosen <= n_lanes ? lanes[chosen - 1].id : NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *count = NULL;
  guint n = 0;

  for (guint i = table->rows->len; i-- > 0;)
    {
      const CorralCartRow *row = g_ptr_array_index (table->rows, i);
      CorralStoryRow *item;

      if (lane != NULL && g_strcmp0 (row->lane_id, lane) != 0)
        continue;
      if (n++ >= MAX_ROWS)
        continue;
      item = g_object_new (CORRAL_TYPE_STORY_ROW, NULL);
      item->rows = g_ptr_array_ref (table->rows);
      item->index = i;
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (table->shown, 0, g_list_model_get_n_items (G_LIST_MODEL (table->shown)), items->pdata, items->len);
  count = n > items->len ? g_strdup_printf (_ ("The newest %u of %u rows; a file has all"), items->len, n)
                         : g_strdup_printf (ngettext ("%u row", "%u rows", n), n);
  gtk_label_set_text (GTK_LABEL (table->count), count);
}

static GtkWidget *
make_choice (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);
  GtkWidget *choice;

  g_strv_builder_add (builder, _ ("Everything"));
  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, _ (lanes[i].title));
  words = g_strv_builder_end (builder);
  choice = gtk_drop_down_new_from_strings ((const char *const *) words);
  corral_compat_drop_down_set_name (choice, _ ("Which lane"));
  return choice;
}

static GtkWidget *
make_list (Table *table, const char *title)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (table->shown))));
  GtkWidget *list = gtk_column_view_new (model);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), table);
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      gtk_column_view_column_set_expand (column, columns[i].width_px == 0);
      if (columns[i].width_px > 0)
        gtk_column_view_column_set_fixed_width (column, corral_text_size_px (list, columns[i].width_px));
      gtk_column_view_append_column (GTK_COLUMN_VIEW (list), column);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_add_css_class (list, "data-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  corral_sideways_begin (GTK_SCROLLED_WINDOW (scrolled));
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

GtkWindow *
corral_story_table_new (GtkWindow *parent, const char *title, GPtrArray *rows, GTimeZone *zone, const char *where)
{
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = adw_header_bar_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  Table *table = g_new0 (Table, 1);
  /* Translators: %s is a zone: "Europe/Berlin" */
  g_autofree char *times = g_strdup_printf (_ ("Times in %s"), where);

  table->zone = g_time_zone_ref (zone);
  table->shown = g_list_store_new (CORRAL_TYPE_STORY_ROW);
  table->rows = g_ptr_array_ref (rows);
  table->choice = make_choice ();
  table->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (table->count, "dim-label");
  gtk_widget_add_css_class (table->count, "caption");
  gtk_widget_set_margin_top (table->count, 4);
  gtk_widget_set_margin_bottom (table->count, 4);
  /* Freed after its widgets, which are gone when the window is disposed. */
  g_object_set_data_full (G_OBJECT (window), "table", table, table_free);
  g_signal_connect (table->choice, "notify::selected", G_CALLBACK (choose_cb), table);

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (head), adw_window_title_new (title, times));
  adw_header_bar_pack_start (ADW_HEADER_BAR (head), table->choice);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), make_list (table, title));
  gtk_box_append (GTK_BOX (box), table->count);
  choose_cb (table->choice, NULL, table);

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), corral_dialog_frame_px (window, WIDTH), HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  return GTK_WINDOW (window);
}
