/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where things stand in a table, read from the left and from the right, with text of its usual and of twice its size: headings
 * over what is below them, names where reading begins. Main thread. */
#include "corral-align-compat.h"
#include "corral-list-compat.h"
#include "corral-sideways.h"
#include "corral-table.h"

#include "widget-test.h"

#define DPI_PER_PERCENT (96 * 1024 / 100.0)

static void
render_name (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_set_text (cell, "Place des Tilleuls");
}

static void
render_number (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_set_text (cell, "1,773.75 SEK");
}

enum
{
  SORT_NAME,
  SORT_VALUE,
  SORT_OTHER,
};

static const CorralTableColumn columns[] = {
  { "name", "Store", NULL, CORRAL_CELL_TEXT, SORT_NAME, 9, .expand = TRUE, .render = render_name },
  { "value", "Value", NULL, CORRAL_CELL_NUMBER, SORT_VALUE, 14, .render = render_number },
  { "other", "Other", NULL, CORRAL_CELL_NUMBER, SORT_OTHER, 14, .render = render_number },
};

static guint32
get_slot (GListModel *rows, guint position)
{
  return position;
}

static guint
find_slot (GListModel *rows, guint32 slot)
{
  return slot < g_list_model_get_n_items (rows) ? slot : GTK_INVALID_LIST_POSITION;
}

static const CorralRowSource source = { get_slot, find_slot };

typedef struct
{
  GListStore *rows;
  GtkWidget *window;
  CorralTable *table;
} Fixture;

static void
open_table (Fixture *f, GtkTextDirection direction, int percent, int width)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (percent * DPI_PER_PERCENT), NULL);
  gtk_widget_set_default_direction (direction);
  f->rows = g_list_store_new (G_TYPE_OBJECT);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GObject) row = g_object_new (G_TYPE_OBJECT, NULL);

      g_list_store_append (f->rows, row);
    }
  f->table = CORRAL_TABLE (corral_table_new ("sides", "Stores", columns, G_N_ELEMENTS (columns), NULL, NULL));
  /* Icons of a page grow with its text. */
  gtk_widget_add_css_class (GTK_WIDGET (f->table), "page");
  corral_table_set_model (f->table, G_LIST_MODEL (f->rows), &source);
  f->window = widget_test_show (GTK_WIDGET (f->table), width, 400);
  wait_until (gtk_column_view_get_model (corral_table_get_view (f->table)) != NULL);
  widget_test_frames (f->window, 3);
}

static void
close_table (Fixture *f)
{
  widget_test_close (f->window);
  g_object_unref (f->rows);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (100 * DPI_PER_PERCENT), NULL);
}

static graphene_rect_t
bounds_of (Fixture *f, GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (f->table), &bounds));
  return bounds;
}

/* The title of a heading ends where the cells of its column end, whether rows are sorted by it or not. */
static void
assert_ends_alike (Fixture *f, const char *title, gboolean rtl)
{
  GtkWidget *heading = corral_compat_column_view_find_heading (corral_table_get_view (f->table), title);
  graphene_rect_t label = bounds_of (f, widget_test_find_text (heading, title));
  graphene_rect_t own = bounds_of (f, heading);
  float off = rtl ? label.origin.x - own.origin.x : own.origin.x + own.size.width - label.origin.x - label.size.width;

  /* The padding of a cell; the mark of sorting would be 22 more. */
  g_assert_cmpfloat (off, <=, 8);
}

static void
test_headings (void)
{
  for (guint rtl = 0; rtl < 2; rtl++)
    {
      Fixture f = { NULL };

      open_table (&f, rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR, 100, 600);
      for (guint sort = SORT_VALUE; sort <= SORT_OTHER; sort++)
        {
          corral_table_set_sort (f.table, sort, FALSE);
          widget_test_frames (f.window, 3);
          assert_ends_alike (&f, "Value", rtl);
        }
      close_table (&f);
    }
}

/* Only the column that rows are sorted by has room for the mark. */
static void
test_mark (void)
{
  Fixture f = { NULL };
  guint n_marks[2] = { 0 };

  open_table (&f, GTK_TEXT_DIR_LTR, 100, 600);
  for (guint sort = 0; sort < 2; sort++)
    {
      corral_table_set_sort (f.table, sort, TRUE);
      widget_test_frames (f.window, 3);
      for (guint i = 0; i < 2; i++)
        {
          GtkWidget *heading = corral_compat_column_view_find_heading (corral_table_get_view (f.table), columns[i].title);
          GtkWidget *box = gtk_widget_get_first_child (heading);

          for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
            if (!GTK_IS_LABEL (child))
              {
                n_marks[sort]++;
                g_assert_cmpint (gtk_widget_get_visible (child), ==, i == sort);
              }
        }
    }
  /* Else there is nothing to look at. */
  g_assert_cmpuint (n_marks[0], ==, 2);
  g_assert_cmpuint (n_marks[1], ==, 2);
  close_table (&f);
}

/* The button of the columns stands in the row of headings, and on no row. */
static void
test_button (void)
{
  for (int percent = 100; percent <= 200; percent += 100)
    {
      Fixture f = { NULL };
      graphene_rect_t button;
      graphene_rect_t rows;

      open_table (&f, GTK_TEXT_DIR_LTR, percent, 600);
      button = bounds_of (&f, widget_test_find_type (GTK_WIDGET (f.table), GTK_TYPE_MENU_BUTTON));
      rows = bounds_of (&f, corral_compat_column_view_get_rows (corral_table_get_view (f.table)));
      g_test_message ("%d %%: the button ends at %.0f, rows begin at %.0f", percent,
                      (double) (button.origin.y + button.size.height), (double) rows.origin.y);
      g_assert_cmpfloat (button.origin.y + button.size.height, <=, rows.origin.y + 0.5f);
      close_table (&f);
    }
}

/* ---- what is drawn ------------------------------------------------------------------------------------- */

/* The first and the last column of pixels within @area that has something dark in it. */
static void
find_ink (GdkTexture *picture, const graphene_rect_t *area, int *first, int *last)
{
  int width = gdk_texture_get_width (picture), height = gdk_texture_get_height (picture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  gdk_texture_download (picture, (guchar *) pixels, (gsize) width * 4);
  *first = -1;
  *last = -1;
  for (int x = (int) area->origin.x; x < (int) (area->origin.x + area->size.width) && x < width; x++)
    for (int y = (int) area->origin.y; y < (int) (area->origin.y + area->size.height) && y < height; y++)
      if ((pixels[y * width + x] & 0xff) < 0x80)
        {
          if (*first < 0)
            *first = x;
          *last = x;
        }
}

/* Text of either direction stands at the same side, also where it is cut. */
static void
test_text_sides (void)
{
  static const char *const texts[] = { "4 Ekbacken", "المتجر", "0101", "\xe2\x80\x8fWi-Fi المتجر", "234.30 SEK" };

  for (guint rtl = 0; rtl < 2; rtl++)
    for (guint end = 0; end < 2; end++)
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          GtkWidget *text;
          GtkWidget *window;
          g_autoptr (GdkTexture) picture = NULL;
          graphene_rect_t area;
          int first, last;

          gtk_widget_set_default_direction (rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
          text = gtk_inscription_new (NULL);
          gtk_widget_set_size_request (text, 300, 40);
          gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
          corral_compat_inscription_set_text (GTK_INSCRIPTION (text), texts[i], end);
          window = widget_test_show (text, 300, 40);
          picture = widget_test_picture (window, "text-sides");
          g_assert_true (gtk_widget_compute_bounds (text, window, &area));
          find_ink (picture, &area, &first, &last);
          g_test_message ("%s, %s, “%s”: from %d to %d", rtl ? "right to left" : "left to right", end ? "end" : "begin",
                          texts[i], first, last);
          g_assert_cmpint (first, >=, 0);
          if ((rtl != 0) != (end != 0))
            g_assert_cmpfloat (first, >, area.origin.x + area.size.width / 2);
          else
            g_assert_cmpfloat (last, <, area.origin.x + area.size.width / 2);
          widget_test_close (window);
        }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* What is wider than its room shows first where reading begins. */
static void
test_begins_at_right (void)
{
  GtkWidget *scrolled;
  GtkWidget *window;
  GtkColumnView *view;
  GtkAdjustment *sideways;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  scrolled = gtk_scrolled_window_new ();
  view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (NULL))));
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new ("Wide", gtk_signal_list_item_factory_new ());

      gtk_column_view_column_set_fixed_width (column, 200);
      gtk_column_view_append_column (view, column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (view));
  corral_sideways_begin (GTK_SCROLLED_WINDOW (scrolled));
  sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
  window = widget_test_show (scrolled, 300, 200);
  wait_until (gtk_adjustment_get_upper (sideways) >= 800);
  wait_until (gtk_adjustment_get_value (sideways) >= gtk_adjustment_get_upper (sideways) - gtk_adjustment_get_page_size (sideways) - 1);
  widget_test_close (window);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/widgets/sides/headings", test_headings);
  g_test_add_func ("/widgets/sides/mark", test_mark);
  g_test_add_func ("/widgets/sides/button", test_button);
  g_test_add_func ("/widgets/sides/text", test_text_sides);
  g_test_add_func ("/widgets/sides/begins-at-right", test_begins_at_right);
  return g_test_run ();
}
