/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table over a list of our own, whose rows are positions as those of the mirror are. */
#include "corral-format.h"
#include "corral-list-compat.h"
#include "corral-table.h"

#include "widget-test.h"

#include <math.h>

/* --- a list whose rows are positions ------------------------------------------------------------------ */

#define FAKE_TYPE_ROW (fake_row_get_type ())
G_DECLARE_FINAL_TYPE (FakeRow, fake_row, FAKE, ROW, GObject)
#define FAKE_TYPE_LIST (fake_list_get_type ())
G_DECLARE_FINAL_TYPE (FakeList, fake_list, FAKE, LIST, GObject)

struct _FakeRow
{
  GObject parent_instance;
  FakeList *list;
  guint position;
  guint32 slot;
};

struct _FakeList
{
  GObject parent_instance;
  GArray *order;
  GPtrArray *live;
};

static guint row_changed, list_reordered, list_rows_gone;
static void fake_list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE (FakeRow, fake_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (FakeList, fake_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, fake_list_model_init))

static void
fake_row_finalize (GObject *object)
{
  FakeRow *self = FAKE_ROW (object);

  g_ptr_array_remove_fast (self->list->live, self);
  g_object_unref (self->list);
  G_OBJECT_CLASS (fake_row_parent_class)->finalize (object);
}

static void
fake_row_class_init (FakeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_row_finalize;
  row_changed = g_signal_new ("changed", FAKE_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fake_row_init (FakeRow *self)
{
}

static void
fake_list_finalize (GObject *object)
{
  g_array_unref (FAKE_LIST (object)->order);
  g_ptr_array_unref (FAKE_LIST (object)->live);
  G_OBJECT_CLASS (fake_list_parent_class)->finalize (object);
}

static void
fake_list_class_init (FakeListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_list_finalize;
  list_reordered
      = g_signal_new ("reordered", FAKE_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  list_rows_gone = g_signal_new ("rows-gone", FAKE_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_POINTER, G_TYPE_UINT);
}

static void
fake_list_init (FakeList *self)
{
  self->order = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->live = g_ptr_array_new ();
}

static GType
fake_list_get_item_type (GListModel *model)
{
  return FAKE_TYPE_ROW;
}

static guint
fake_list_get_n_items (GListModel *model)
{
  return FAKE_LIST (model)->order->len;
}

static gpointer
fake_list_get_item (GListModel *model, guint position)
{
  FakeList *self = FAKE_LIST (model);
  FakeRow *row;

  if (position >= self->order->len)
    return NULL;
  for (guint i = 0; i < self->live->len; i++)
    if (FAKE_ROW (self->live->pdata[i])->position == position)
      return g_object_ref (self->live->pdata[i]);
  row = g_object_new (FAKE_TYPE_ROW, NULL);
  row->list = g_object_ref (self);
  row->position = position;
  row->slot = g_array_index (self->order, guint32, position);
  g_ptr_array_add (self->live, row);
  return row;
}

static void
fake_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = fake_list_get_item_type;
  iface->get_n_items = fake_list_get_n_items;
  iface->get_item = fake_list_get_item;
}

static guint32
fake_get_slot (GListModel *model, guint position)
{
  return g_array_index (FAKE_LIST (model)->order, guint32, position);
}

static guint
fake_find_slot (GListModel *model, guint32 slot)
{
  FakeList *self = FAKE_LIST (model);

  for (guint i = 0; i < self->order->len; i++)
    if (g_array_index (self->order, guint32, i) == slot)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static const CorralRowSource fake_source = { fake_get_slot, fake_find_slot };

/* Takes @order (owned): re-points the rows, then grows or cuts the tail, as the lists of the mirror do. */
static void
fake_list_set (FakeList *self, GArray *order)
{
  guint old = self->order->len;
  guint n = order->len;
  g_autoptr (GPtrArray) live = g_ptr_array_new_with_free_func (g_object_unref);

  g_array_unref (self->order);
  self->order = order;
  for (guint i = 0; i < self->live->len; i++)
    {
      FakeRow *row = self->live->pdata[i];

      row->slot = row->position < n ? g_array_index (order, guint32, row->position) : G_MAXUINT32;
      g_ptr_array_add (live, g_object_ref (row));
    }
  if (n != old)
    g_list_model_items_changed (G_LIST_MODEL (self), MIN (n, old), old > n ? old - n : 0, n > old ? n - old : 0);
  for (guint i = 0; i < live->len; i++)
    if (FAKE_ROW (live->pdata[i])->slot != G_MAXUINT32)
      g_signal_emit (live->pdata[i], row_changed, 0);
  g_signal_emit (self, list_reordered, 0);
}

/* start, start + 1, … or backwards. */
static GArray *
make_order (guint32 start, guint n, gboolean backwards)
{
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);

  for (guint i = 0; i < n; i++)
    {
      guint32 slot = start + (backwards ? n - 1 - i : i);

      g_array_append_val (order, slot);
    }
  return order;
}

static FakeList *
fake_list_new (guint n)
{
  FakeList *list = g_object_new (FAKE_TYPE_LIST, NULL);

  fake_list_set (list, make_order (0, n, FALSE));
  return list;
}

/* --- columns ------------------------------------------------------------------------------------------ */

static void
render_label (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_take_text (cell, g_strdup_printf ("cart %06u", FAKE_ROW (item)->slot));
}

static void
render_state (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_set_look (cell, corral_look_of_state ((CorralCartState) (FAKE_ROW (item)->slot % 12)));
}

static void
render_store (CorralCell *cell, gpointer item, gpointer data)
{
  static const char *const names[] = { "Riverside", "Harbour Road", "Kirchplatz", "Old Mill\u202e", "Fourth & Pine" };

  corral_cell_set_text (cell, names[FAKE_ROW (item)->slot % G_N_ELEMENTS (names)]);
}

static void
render_battery (CorralCell *cell, gpointer item, gpointer data)
{
  guint32 slot = FAKE_ROW (item)->slot;

  corral_cell_take_text (cell, corral_format_real (slot % 7 == 3 ? NAN : slot % 101, 0));
}

static void
render_heard (CorralCell *cell, gpointer item, gpointer data)
{
  corral_cell_take_text (cell, corral_format_age ((gint64) (FAKE_ROW (item)->slot % 9000) * 1000));
}

static GtkWidget *
make_bar (gpointer data)
{
  return gtk_level_bar_new_for_interval (0, 100);
}

static void
update_bar (GtkWidget *bar, gpointer item, gpointer data)
{
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), FAKE_ROW (item)->slot % 101);
}

static const CorralTableColumn columns[] = {
  { "label", "Cart", "What is painted on it", CORRAL_CELL_TEXT, 0, 12, .render = render_label },
  { "state", "State", NULL, CORRAL_CELL_PILL, 1, 16, .render = render_state },
  { "store", "Store", NULL, CORRAL_CELL_TEXT, 2, 16, .expand = TRUE, .render = render_store },
  { "battery", "Battery %", NULL, CORRAL_CELL_NUMBER, 3, 9, .render = render_battery },
  { "heard", "Last heard", NULL, CORRAL_CELL_TIME, 4, 14, .render = render_heard },
  { "bar", "Charge", NULL, CORRAL_CELL_CUSTOM, CORRAL_TABLE_NO_SORT, 8, .make = make_bar, .update = update_bar },
  { "weight", "Weight", NULL, CORRAL_CELL_NUMBER, 5, 8, .hidden = TRUE, .render = render_battery },
};

typedef struct
{
  FakeList *list;
  GSettings *settings;
  GtkWidget *window;
  CorralTable *table;
} Fixture;

static void
open_table (Fixture *f, guint n)
{
  f->settings = g_settings_new ("org.cartcorral.Corral");
  f->list = fake_list_new (n);
  f->table = CORRAL_TABLE (
      corral_table_new ("test", "Carts", columns, G_N_ELEMENTS (columns), NULL, f->settings));
  corral_table_set_model (f->table, G_LIST_MODEL (f->list), &fake_source);
  f->window = widget_test_show (GTK_WIDGET (f->table), 900, 600);
  wait_until (gtk_column_view_get_model (corral_table_get_view (f->table)) != NULL);
  widget_test_frames (f->window, 3);
}

static void
setup_1k (Fixture *f, gconstpointer data)
{
  open_table (f, 1000);
}

static void
setup_100k (Fixture *f, gconstpointer data)
{
  open_table (f, 100000);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  FakeList *list = f->list;

  widget_test_close (f->window);
  g_settings_reset (f->settings, "table-columns");
  g_settings_reset (f->settings, "compact-rows");
  g_object_add_weak_pointer (G_OBJECT (list), (gpointer *) &f->list);
  g_object_unref (list);
  /* No row, no cell, no selection keeps the list. */
  wait_until (f->list == NULL);
  g_assert_finalize_object (f->settings);
}

/* The slot of the row whose text is drawn at the height of @slot's row, by what the cells say. */
static gboolean
shows (Fixture *f, guint32 slot)
{
  g_autofree char *text = g_strdup_printf ("cart %06u", slot);

  return widget_test_find_text (GTK_WIDGET (f->table), text) != NULL;
}

/* Where a row's text is on the screen, or NAN. */
static double
y_of (Fixture *f, guint32 slot)
{
  g_autofree char *text = g_strdup_printf ("cart %06u", slot);
  GtkWidget *cell = widget_test_find_text (GTK_WIDGET (f->table), text);
  graphene_rect_t bounds;

  if (cell == NULL || !gtk_widget_compute_bounds (cell, GTK_WIDGET (f->table), &bounds))
    return NAN;
  return bounds.origin.y;
}

/* --- tests -------------------------------------------------------------------------------------------- */

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_INSCRIPTION (widget) && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL; c = gtk_widget_get_next_sibling (c))
    if (says (c, text))
      return TRUE;
  return FALSE;
}

/* Whether some row says that it is @slot's, in view or not. */
static gboolean
holds (Fixture *f, guint32 slot)
{
  g_autofree char *text = g_strdup_printf ("cart %06u", slot);

  return says (GTK_WIDGET (f->table), text);
}

/* What is in view is read at once when somebody asked for other rows, and whenever it comes into view; the rest of the
 * 200 rows that GTK keeps, at leisure. */
static void
test_rows_out_of_view (Fixture *f, gconstpointer data)
{
  g_assert_true (holds (f, 0) && holds (f, 40) && holds (f, 60));
  corral_table_leave_rows (f->table);
  fake_list_set (f->list, make_order (0, 1000, TRUE));
  for (guint i = 0; i < 15; i++)
    g_assert_true (holds (f, 999 - i) && !holds (f, i));
  g_assert_true (holds (f, 40) && holds (f, 60)); /* as before: nobody sees it */
  gtk_adjustment_set_value (corral_table_get_vadjustment (f->table), 32 * 32);
  g_assert_false (holds (f, 40));
  g_assert_true (holds (f, 999 - 40));
  g_assert_true (holds (f, 60));
  wait_until (holds (f, 999 - 60));
}

/* How many rows from the top say that they are @slot's, its successor's and so on; the next ones say nothing but what
 * they said before, when they were @before's and so on. All cells of a row say what one row says. */
static guint
count_read (Fixture *f, guint32 slot, guint32 before, guint n)
{
  GtkWidget *row = gtk_widget_get_first_child (corral_compat_column_view_get_rows (corral_table_get_view (f->table)));
  guint n_read = n;

  for (guint i = 0; i < n; i++, row = gtk_widget_get_next_sibling (row))
    {
      g_autofree char *text = g_strdup_printf ("cart %06u", slot + i);
      guint32 said = says (row, text) ? slot + i : before + i;
      g_autofree char *label = g_strdup_printf ("cart %06u", said);
      g_autofree char *age = corral_format_age ((gint64) (said % 9000) * 1000);

      g_assert_true (says (row, label) && says (row, age));
      g_assert_true (says (row, corral_look_of_state ((CorralCartState) (said % 12)).word));
      if (said != slot + i)
        n_read = MIN (n_read, i);
      else
        g_assert_cmpuint (n_read, ==, n);
    }
  return n_read;
}

/* Rows that change all at once without anybody's asking are read some a frame, from the top, each wholly: so a storm's
 * frames stay short. All in view are within a second. */
static void
test_rows_in_turn (Fixture *f, gconstpointer data)
{
  guint n_frames = 0;
  guint n_read;

  fake_list_set (f->list, make_order (5000, 1000, FALSE));
  n_read = count_read (f, 5000, 0, 15);
  g_assert_cmpuint (n_read, >=, 1);
  g_assert_cmpuint (n_read, <=, 5);
  while (n_read < 15)
    {
      guint n_now;

      widget_test_frames (f->window, 0);
      n_now = count_read (f, 5000, 0, 15);
      g_assert_cmpuint (n_now - n_read, <=, 6);
      n_read = n_now;
      g_assert_cmpuint (++n_frames, <, 60);
    }
  g_assert_cmpuint (n_frames, >=, 2);
}

/* It is marked at once where it stands now: there it says what it is, while others wait. */
static void
test_selected_row_at_once (Fixture *f, gconstpointer data)
{
  corral_table_select (f->table, 5012);
  fake_list_set (f->list, make_order (5000, 1000, FALSE));
  g_assert_true (holds (f, 5012));
  g_assert_false (holds (f, 5011));
  wait_until (holds (f, 5011));
}

static void
note_range (GtkSelectionModel *selection, guint position, guint n, GString *said)
{
  g_string_append_printf (said, "%u+%u ", position, n);
}

/* GTK binds each row anew that it is told of: it is told of those that are selected now or were, not of all. */
static void
test_selection_tells_little (Fixture *f, gconstpointer data)
{
  const guint32 few[] = { 3, 7 };
  g_autoptr (CorralSelection) selection = corral_selection_new (G_LIST_MODEL (f->list), &fake_source, TRUE);
  g_autoptr (GString) said = g_string_new (NULL);

  g_signal_connect (selection, "selection-changed", G_CALLBACK (note_range), said);
  corral_selection_set (selection, few, 1);
  g_assert_cmpstr (said->str, ==, "3+1 ");
  g_string_truncate (said, 0);
  corral_selection_set (selection, &few[1], 1);
  g_assert_cmpstr (said->str, ==, "3+1 7+1 ");
  g_string_truncate (said, 0);
  fake_list_set (f->list, make_order (0, 1000, FALSE));
  g_assert_cmpstr (said->str, ==, "");
  fake_list_set (f->list, make_order (2, 1000, FALSE));
  g_assert_cmpstr (said->str, ==, "7+1 5+1 ");
  g_string_truncate (said, 0);
  /* It leaves with the end of the list, and its place is another's when that is as long again. */
  fake_list_set (f->list, make_order (4, 2, FALSE));
  fake_list_set (f->list, make_order (0, 1000, FALSE));
  g_assert_cmpstr (said->str, ==, "7+1 ");
  g_string_truncate (said, 0);
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (selection), 0, 100, TRUE);
  g_assert_cmpstr (said->str, ==, "0+1000 ");
  g_string_truncate (said, 0);
  corral_selection_set (selection, few, 2);
  g_assert_cmpstr (said->str, ==, "0+1000 ");
}

/* A view that is moved shows no row that waits for its turn. */
static void
test_moved_while_rows_wait (Fixture *f, gconstpointer data)
{
  fake_list_set (f->list, make_order (5000, 1000, FALSE));
  g_assert_false (holds (f, 5012));
  gtk_adjustment_set_value (corral_table_get_vadjustment (f->table), 32);
  g_assert_true (holds (f, 5012));
}

/* Rows that are gone are not selected any more: another row may stand in their slot. */
static void
test_selection_of_gone_rows (Fixture *f, gconstpointer data)
{
  const guint32 chosen[] = { 3, 5, 700 };
  const guint32 gone[] = { 4, 5 };
  g_autoptr (CorralSelection) selection = corral_selection_new (G_LIST_MODEL (f->list), &fake_source, TRUE);

  corral_selection_set (selection, chosen, 3);
  g_signal_emit (f->list, list_rows_gone, 0, gone, 2);
  g_assert_cmpuint (corral_selection_get_n_selected (selection), ==, 2);
  g_assert_true (corral_selection_contains (selection, 3) && corral_selection_contains (selection, 700));
  g_assert_false (corral_selection_contains (selection, 5));
}

static void
test_rows_have_one_height (Fixture *f, gconstpointer data)
{
  GtkAdjustment *adjustment = corral_table_get_vadjustment (f->table);

  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), ==, 1000 * 32);
  g_settings_set_boolean (f->settings, "compact-rows", TRUE);
  wait_until (gtk_adjustment_get_upper (adjustment) == 1000 * 26);
}

static void
on_sort_changed (CorralTable *table, guint sort, gboolean descending, int *said)
{
  said[0]++;
  said[1] = (int) sort;
  said[2] = descending;
}

/* A real press: there is no window manager, so the window's corner is the screen's. Two presses at one place
 * would be a double click. */
static void
click (Fixture *f, GtkWidget *widget, int x)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;
  graphene_rect_t bounds;
  double dx, dy;

  g_assert_true (gtk_widget_compute_bounds (widget, f->window, &bounds));
  gtk_native_get_surface_transform (GTK_NATIVE (f->window), &dx, &dy);
  command = g_strdup_printf ("xdotool mousemove %d %d click 1", (int) (bounds.origin.x + dx + x),
                             (int) (bounds.origin.y + dy + bounds.size.height / 2));
  g_spawn_command_line_sync (command, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
click_heading (Fixture *f, const char *title, int x)
{
  click (f, corral_compat_column_view_find_heading (corral_table_get_view (f->table), title), x);
}

static void
test_sort (Fixture *f, gconstpointer data)
{
  int said[3] = { 0 };
  gboolean descending = TRUE;

  g_signal_connect (f->table, "sort-changed", G_CALLBACK (on_sort_changed), said);
  g_assert_cmpuint (corral_table_get_sort (f->table, &descending), ==, CORRAL_TABLE_NO_SORT);

  click_heading (f, "Battery %", 20);
  wait_until (said[0] == 1);
  g_assert_cmpint (said[1], ==, 3);
  g_assert_false (said[2]);
  click_heading (f, "Battery %", 40);
  wait_until (said[0] == 2);
  g_assert_cmpint (said[1], ==, 3);
  g_assert_true (said[2]);
  /* One that cannot be sorted by says nothing. */
  click_heading (f, "Charge", 20);
  click_heading (f, "State", 20);
  wait_until (said[0] == 3);
  g_assert_cmpint (said[1], ==, 1);

  /* Marking says nothing. */
  corral_table_set_sort (f->table, 4, TRUE);
  g_assert_cmpint (said[0], ==, 3);
  g_assert_cmpuint (corral_table_get_sort (f->table, &descending), ==, 4);
  g_assert_true (descending);
  corral_table_set_sort (f->table, CORRAL_TABLE_NO_SORT, FALSE);
  g_assert_cmpuint (corral_table_get_sort (f->table, NULL), ==, CORRAL_TABLE_NO_SORT);
}

static void
test_selection_survives (Fixture *f, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (corral_table_get_selection (f->table));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));
  GtkWidget *cell;

  gtk_selection_model_select_item (model, 5, TRUE);
  g_assert_cmpuint (corral_table_get_selected (f->table), ==, 5);

  fake_list_set (f->list, make_order (0, n, TRUE));
  g_assert_cmpuint (corral_table_get_selected (f->table), ==, 5);
  g_assert_true (gtk_selection_model_is_selected (model, n - 1 - 5));
  g_assert_false (gtk_selection_model_is_selected (model, 5));

  /* Filtered away and back. */
  fake_list_set (f->list, make_order (100, 50, FALSE));
  g_assert_cmpuint (corral_table_get_selected (f->table), ==, 5);
  for (guint i = 0; i < 50; i++)
    g_assert_false (gtk_selection_model_is_selected (model, i));
  fake_list_set (f->list, make_order (0, n, FALSE));
  g_assert_true (gtk_selection_model_is_selected (model, 5));

  /* The row on the screen has the state too. */
  corral_table_scroll_to_slot (f->table, 5);
  wait_until (shows (f, 5));
  cell = widget_test_find_text (GTK_WIDGET (f->table), "cart 000005");
  wait_until (gtk_widget_get_state_flags (gtk_widget_get_parent (gtk_widget_get_parent (cell)))
              & GTK_STATE_FLAG_SELECTED);
}

static void
test_multiple (void)
{
  g_autoptr (FakeList) list = fake_list_new (1000);
  g_autoptr (CorralSelection) selection = corral_selection_new (G_LIST_MODEL (list), &fake_source, TRUE);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);
  g_autoptr (GArray) slots = NULL;
  g_autoptr (GtkBitset) range = NULL;
  g_autoptr (GtkBitset) selected = gtk_bitset_new_range (990, 5);
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, 1000);

  g_assert_true (gtk_selection_model_select_range (model, 10, 3, TRUE));
  g_assert_true (gtk_selection_model_select_item (model, 20, FALSE));
  fake_list_set (list, make_order (0, 1000, TRUE));
  slots = corral_selection_list (selection);
  g_assert_cmpuint (slots->len, ==, 4);
  g_assert_cmpuint (g_array_index (slots, guint32, 0), ==, 10);
  g_assert_cmpuint (g_array_index (slots, guint32, 3), ==, 20);
  g_assert_cmpuint (corral_selection_get_only (selection), ==, G_MAXUINT32);
  range = gtk_selection_model_get_selection (model);
  g_assert_cmpuint (gtk_bitset_get_size (range), ==, 4);
  g_assert_true (gtk_bitset_contains (range, 979));
  g_assert_true (gtk_bitset_contains (range, 989));

  g_assert_true (gtk_selection_model_unselect_item (model, 979));
  g_assert_cmpuint (corral_selection_get_n_selected (selection), ==, 3);
  g_assert_true (gtk_selection_model_select_all (model));
  g_assert_cmpuint (corral_selection_get_n_selected (selection), ==, 1000);
  g_assert_true (gtk_selection_model_unselect_range (model, 0, 999));
  g_assert_cmpuint (corral_selection_get_only (selection), ==, 0);
  g_assert_true (gtk_selection_model_set_selection (model, selected, mask));
  g_assert_cmpuint (corral_selection_get_n_selected (selection), ==, 5);
  g_assert_true (corral_selection_contains (selection, 9));
  g_assert_true (gtk_selection_model_unselect_all (model));
  g_assert_cmpuint (corral_selection_get_n_selected (selection), ==, 0);
}

/* Every row moves by 40 positions; the row under the eye stays on its pixel, in the same frame. */
static void
test_anchor (Fixture *f, gconstpointer data)
{
  GtkAdjustment *adjustment = corral_table_get_vadjustment (f->table);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));
  double middle = n / 2 * 32 + 13;
  double offset, y;
  guint32 top;
  GArray *order;

  gtk_adjustment_set_value (adjustment, middle);
  widget_test_frames (f->window, 3);
  top = corral_table_get_top_slot (f->table, &offset);
  g_assert_cmpuint (top, ==, n / 2);
  g_assert_cmpfloat (offset, ==, -13);
  wait_until (shows (f, top + 1));
  y = y_of (f, top + 1);

  /* The last forty come first. */
  order = make_order (0, n - 40, FALSE);
  for (guint32 i = n - 40; i < n; i++)
    g_array_prepend_val (order, i);
  fake_list_set (f->list, order);
  widget_test_frames (f->window, 1);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, middle + 40 * 32);
  g_assert_cmpuint (corral_table_get_top_slot (f->table, &offset), ==, top);
  g_assert_cmpfloat (y_of (f, top + 1), ==, y);

  /* The list grows at its head: there is no row yet at the place to go to. */
  order = make_order (n, 60, FALSE);
  for (guint32 i = 0; i < n; i++)
    g_array_append_val (order, i);
  fake_list_set (f->list, order);
  widget_test_frames (f->window, 3);
  g_assert_cmpuint (corral_table_get_top_slot (f->table, &offset), ==, top);
  g_assert_cmpfloat (offset, ==, -13);
  g_assert_cmpfloat (y_of (f, top + 1), ==, y);

  /* All above it go. */
  fake_list_set (f->list, make_order (top - 10, n - top + 10, FALSE));
  widget_test_frames (f->window, 3);
  g_assert_cmpuint (corral_table_get_top_slot (f->table, &offset), ==, top);
  g_assert_cmpfloat (y_of (f, top + 1), ==, y);

  /* The first in view goes: the next one stays. */
  order = make_order (0, n, FALSE);
  g_array_remove_index (order, top + 1);
  g_array_remove_index (order, top);
  fake_list_set (f->list, order);
  widget_test_frames (f->window, 3);
  g_assert_cmpfloat (y_of (f, top + 2), ==, y + 32);
}

static void
test_anchor_is_the_selected_row (Fixture *f, gconstpointer data)
{
  GtkAdjustment *adjustment = corral_table_get_vadjustment (f->table);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));
  double y;

  gtk_adjustment_set_value (adjustment, 300 * 32);
  widget_test_frames (f->window, 3);
  corral_table_select (f->table, 306);
  y = y_of (f, 306);
  g_assert_false (isnan (y));
  fake_list_set (f->list, make_order (0, n, TRUE));
  widget_test_frames (f->window, 3);
  g_assert_cmpfloat (y_of (f, 306), ==, y);
}

static void
test_top_stays_top (Fixture *f, gconstpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));

  g_assert_true (shows (f, 0));
  fake_list_set (f->list, make_order (0, n, TRUE));
  widget_test_frames (f->window, 3);
  g_assert_cmpfloat (gtk_adjustment_get_value (corral_table_get_vadjustment (f->table)), ==, 0);
  g_assert_true (shows (f, n - 1));

  /* Who sorts by a heading sees the beginning. */
  gtk_adjustment_set_value (corral_table_get_vadjustment (f->table), 5000);
  widget_test_frames (f->window, 2);
  click_heading (f, "State", 20);
  wait_until (gtk_adjustment_get_value (corral_table_get_vadjustment (f->table)) == 0);
}

static gboolean marks; /* what render_marked does */

static void
render_marked (CorralCell *cell, gpointer item, gpointer data)
{
  CorralLook look = corral_look_of_state (CORRAL_CART_LATE);

  corral_cell_set_text (cell, "Weight does not match");
  if (marks)
    corral_cell_set_mark (cell, look);
}

static const CorralTableColumn marked_columns[] = {
  { "kind", "What", NULL, CORRAL_CELL_TEXT, CORRAL_TABLE_NO_SORT, 8, .marked = TRUE, .render = render_marked },
  { "label", "Cart", NULL, CORRAL_CELL_TEXT, CORRAL_TABLE_NO_SORT, 20, .render = render_label },
};

/* The first cell's text, and the width of the cell. */
static GtkWidget *
show_marked (Fixture *f, gboolean marked, GtkWidget **window, int *width)
{
  GtkWidget *table = corral_table_new ("marked", "Carts", marked_columns, G_N_ELEMENTS (marked_columns), NULL, f->settings);
  GtkWidget *text;

  marks = marked;
  corral_table_set_model (CORRAL_TABLE (table), G_LIST_MODEL (f->list), &fake_source);
  *window = widget_test_show (table, 600, 300);
  wait_until (gtk_column_view_get_model (corral_table_get_view (CORRAL_TABLE (table))) != NULL);
  widget_test_frames (*window, 3);
  text = widget_test_find_type (table, GTK_TYPE_INSCRIPTION);
  g_assert_nonnull (text);
  *width = gtk_widget_get_width (gtk_widget_get_parent (text));
  return text;
}

static gboolean
has_tooltip (GtkWidget *text, gboolean in_box)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean shown = FALSE;

  g_signal_emit_by_name (in_box ? gtk_widget_get_parent (text) : text, "query-tooltip", 1, 1, FALSE, tooltip, &shown);
  return shown;
}

/* What has no mark has the mark's room for its words, and the column is as wide; what is cut is in the tooltip. */
static void
test_marked (Fixture *f, gconstpointer data)
{
  GtkWidget *window;
  GtkWidget *text;
  GtkWidget *cell;
  GtkWidget *label;
  int without, with, room, left;

  text = show_marked (f, FALSE, &window, &without);
  room = gtk_widget_get_width (text);
  g_assert_cmpint (room, ==, without);
  g_assert_true (has_tooltip (text, TRUE));
  cell = gtk_widget_get_parent (gtk_widget_get_parent (text));
  label = widget_test_find_type (gtk_widget_get_next_sibling (cell), GTK_TYPE_INSCRIPTION);
  g_assert_true (g_str_has_prefix (gtk_inscription_get_text (GTK_INSCRIPTION (label)), "cart "));
  g_assert_false (has_tooltip (label, FALSE));
  widget_test_close (window);

  text = show_marked (f, TRUE, &window, &with);
  left = gtk_widget_get_width (text);
  g_assert_cmpint (left, <, room - 16);
  g_assert_cmpint (ABS (with - without), <=, 8);
  widget_test_close (window);
}

static void
assert_layout (CorralTable *table, const char *expected)
{
  g_auto (GStrv) ids = corral_table_get_layout (table);
  g_autofree char *joined = g_strjoinv (" ", ids);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_columns (Fixture *f, gconstpointer data)
{
  GtkColumnView *view = corral_table_get_view (f->table);
  GtkWidget *second;
  g_autoptr (GtkColumnViewColumn) first = NULL;
  GtkWidget *other_window;

  assert_layout (f->table, "label state store battery heard bar -weight");
  g_assert_null (corral_compat_column_view_find_heading (view, "Weight"));

  corral_table_set_column_visible (f->table, "weight", TRUE);
  corral_table_set_column_visible (f->table, "bar", FALSE);
  corral_table_move_column (f->table, "battery", -2);
  corral_table_move_column (f->table, "label", 1);
  corral_table_move_column (f->table, "state", -99);
  assert_layout (f->table, "state battery label store heard -bar weight");
  widget_test_frames (f->window, 2);
  g_assert_nonnull (corral_compat_column_view_find_heading (view, "Weight"));
  g_assert_null (corral_compat_column_view_find_heading (view, "Charge"));
  first = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  g_assert_cmpstr (gtk_column_view_column_get_title (first), ==, "State");

  /* Another table of the name opens as this one was left; one of another name does not. */
  second = corral_table_new ("test", "Carts", columns, G_N_ELEMENTS (columns), NULL, f->settings);
  assert_layout (CORRAL_TABLE (second), "state battery label store heard -bar weight");
  other_window = widget_test_show (second, 300, 200);
  widget_test_close (other_window);
  second = corral_table_new ("other", "Carts", columns, G_N_ELEMENTS (columns), NULL, f->settings);
  assert_layout (CORRAL_TABLE (second), "label state store battery heard bar -weight");
  corral_table_set_column_visible (CORRAL_TABLE (second), "store", FALSE);
  other_window = widget_test_show (second, 300, 200);
  widget_test_close (other_window);

  corral_table_reset_columns (f->table);
  assert_layout (f->table, "label state store battery heard bar -weight");
  second = corral_table_new ("other", "Carts", columns, G_N_ELEMENTS (columns), NULL, f->settings);
  assert_layout (CORRAL_TABLE (second), "label state -store battery heard bar -weight");
  g_object_ref_sink (second);
  g_object_unref (second);
}

/* Settings of an older version, and of somebody's editor. */
static void
test_columns_from_elsewhere (void)
{
  static const char *const ids[] = { "gone", "heard", "-state", "heard", "", NULL };
  g_autoptr (GSettings) settings = g_settings_new ("org.cartcorral.Corral");
  GVariantBuilder builder;
  GtkWidget *table;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_builder_add (&builder, "{s^as}", "test", ids);
  g_settings_set_value (settings, "table-columns", g_variant_builder_end (&builder));
  table = g_object_ref_sink (
      corral_table_new ("test", "Carts", columns, G_N_ELEMENTS (columns), NULL, settings));
  assert_layout (CORRAL_TABLE (table), "heard -state label store battery bar -weight");
  g_object_unref (table);
  g_settings_reset (settings, "table-columns");
}

static void
test_menu (Fixture *f, gconstpointer data)
{
  GtkWidget *button = widget_test_find_type (GTK_WIDGET (f->table), GTK_TYPE_MENU_BUTTON);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  GtkWidget *check;
  GtkWidget *mover;

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  wait_until (gtk_widget_get_mapped (popover));
  check = gtk_widget_get_ancestor (widget_test_find_text (popover, "Weight"), GTK_TYPE_CHECK_BUTTON);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_true (corral_table_get_column_visible (f->table, "weight"));

  mover = gtk_widget_get_next_sibling (check);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (mover), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Move “Weight” to the left");
  g_signal_emit_by_name (mover, "clicked");
  assert_layout (f->table, "label state store battery heard weight bar");
  /* What says which row it is cannot be hidden. */
  check = gtk_widget_get_ancestor (widget_test_find_text (popover, "Cart"), GTK_TYPE_CHECK_BUTTON);
  g_assert_false (gtk_widget_get_sensitive (check));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
}

static void
on_activated (CorralTable *table, guint slot, guint *activated)
{
  *activated = slot;
}

static void
test_activate (Fixture *f, gconstpointer data)
{
  guint activated = G_MAXUINT;
  GtkWidget *rows = corral_compat_column_view_get_rows (corral_table_get_view (f->table));

  g_signal_connect (f->table, "row-activated", G_CALLBACK (on_activated), &activated);
  fake_list_set (f->list, make_order (0, 1000, TRUE));
  gtk_widget_activate_action (rows, "list.activate-item", "u", 3);
  g_assert_cmpuint (activated, ==, 996);
}

static void
press (const char *key)
{
  g_autofree char *command = g_strdup_printf ("xdotool key %s", key);
  g_autoptr (GError) error = NULL;

  g_spawn_command_line_sync (command, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* With real keys: down, the rows change places under the eye, Enter and down mean the same row still. */
static void
test_keyboard (Fixture *f, gconstpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->list));
  guint activated = G_MAXUINT;
  GArray *order;

  g_signal_connect (f->table, "row-activated", G_CALLBACK (on_activated), &activated);
  gtk_adjustment_set_value (corral_table_get_vadjustment (f->table), 300 * 32);
  widget_test_frames (f->window, 3);
  click (f, widget_test_find_text (GTK_WIDGET (f->table), "cart 000304"), 10);
  wait_until (corral_table_get_selected (f->table) == 304);
  press ("Down");
  wait_until (corral_table_get_selected (f->table) == 305);
  press ("Return");
  wait_until (activated == 305);

  order = make_order (0, n - 40, FALSE);
  for (guint32 i = n - 40; i < n; i++)
    g_array_prepend_val (order, i);
  fake_list_set (f->list, order);
  widget_test_frames (f->window, 2);
  activated = G_MAXUINT;
  press ("Return");
  wait_until (activated != G_MAXUINT);
  g_assert_cmpuint (activated, ==, 305);
  press ("Down");
  wait_until (corral_table_get_selected (f->table) != 305);
  g_assert_cmpuint (corral_table_get_selected (f->table), ==, 306);
  press ("Home");
  wait_until (corral_table_get_selected (f->table) == n - 1);
}

static void
test_values_change_in_place (Fixture *f, gconstpointer data)
{
  FakeRow *row = NULL;

  for (guint i = 0; i < f->list->live->len; i++)
    if (FAKE_ROW (f->list->live->pdata[i])->position == 2)
      row = f->list->live->pdata[i];
  g_assert_true (shows (f, 2));
  row->slot = 777777;
  corral_table_refresh (f->table);
  g_assert_true (shows (f, 777777));
  row->slot = 888888;
  g_signal_emit (row, row_changed, 0);
  wait_until (shows (f, 888888));
  g_assert_false (shows (f, 2));
}

/* The keyboard at the list itself is of no use: Enter means no row. It is given to one as soon as there is any. */
static void
test_focus_rows (Fixture *f, gconstpointer data)
{
  GtkWidget *rows = corral_compat_column_view_get_rows (corral_table_get_view (f->table));

  fake_list_set (f->list, make_order (0, 0, FALSE));
  widget_test_frames (f->window, 3);
  gtk_window_set_focus (GTK_WINDOW (f->window), rows);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->window)) == rows);
  fake_list_set (f->list, make_order (0, 1000, FALSE));
  wait_until (gtk_window_get_focus (GTK_WINDOW (f->window)) != rows);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), rows));

  /* It had a row, and all of them went. */
  fake_list_set (f->list, make_order (0, 0, FALSE));
  widget_test_frames (f->window, 3);
  fake_list_set (f->list, make_order (2000, 30, FALSE));
  widget_test_frames (f->window, 3);
  wait_until (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), rows));

  /* However it came to the list. */
  gtk_window_set_focus (GTK_WINDOW (f->window), rows);
  wait_until (gtk_window_get_focus (GTK_WINDOW (f->window)) != rows);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), rows));
}

static void
test_access (Fixture *f, gconstpointer data)
{
  GtkColumnView *view = corral_table_get_view (f->table);
  const char *title = "Battery %";
  GtkWidget *heading = corral_compat_column_view_find_heading (view, title);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Carts");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (heading), GTK_ACCESSIBLE_PROPERTY_LABEL, title);
  corral_table_set_sort (f->table, 3, TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (heading), GTK_ACCESSIBLE_PROPERTY_SORT,
                                       GTK_ACCESSIBLE_SORT_DESCENDING);
  g_assert_cmpstr (
      gtk_widget_get_tooltip_text (corral_compat_column_view_find_heading (view, "Cart")), ==,
      "What is painted on it");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f->table)));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), GTK_WIDGET (f->table)));
}

/* Unknown is a dash, text from outside is made fit to show, an unknown row's cells have no icon. */
static void
test_cells (Fixture *f, gconstpointer data)
{
  GtkWidget *dash;

  dash = widget_test_find_text (GTK_WIDGET (f->table), CORRAL_DASH);
  g_assert_nonnull (dash);
  g_assert_nonnull (gtk_inscription_get_attributes (GTK_INSCRIPTION (dash))); /* fainter than text */
  g_assert_nonnull (widget_test_find_text (GTK_WIDGET (f->table), "Old Mill"));
  g_assert_nonnull (widget_test_find_text (GTK_WIDGET (f->table), "Off the premises"));
}

static void
test_pictures (Fixture *f, gconstpointer data)
{
  g_autoptr (GdkTexture) light = NULL;
  g_autoptr (GdkTexture) dark = NULL;

  corral_table_set_sort (f->table, 3, TRUE);
  corral_table_select (f->table, 4);
  light = widget_test_picture (f->window, "table-light");
  widget_test_set_look (TRUE, FALSE);
  dark = widget_test_picture (f->window, "table-dark");
  g_settings_set_boolean (f->settings, "compact-rows", TRUE);
  widget_test_set_look (TRUE, TRUE);
  g_object_unref (widget_test_picture (f->window, "table-dark-compact-contrast"));
  widget_test_set_look (FALSE, FALSE);
  g_assert_cmpint (gdk_texture_get_width (light), ==, gdk_texture_get_width (dark));
}

/* Rows from here on have a mark. */
static guint32 marked_from = G_MAXUINT32;

static void
render_from (CorralCell *cell, gpointer item, gpointer data)
{
  render_label (cell, item, data);
  if (FAKE_ROW (item)->slot >= marked_from)
    cell->mark = corral_look_of_state (CORRAL_CART_FAULT);
}

/* Rows that wait to be read have got marks, and come into view because there is more room: headings and all are drawn. A
 * warning of GTK's would end this. */
static void
test_read_while_laid_out (void)
{
  static const CorralTableColumn own_columns[] = {
    { "label", "Cart", NULL, CORRAL_CELL_TEXT, 0, 12, .marked = TRUE, .render = render_from },
    { "state", "State", NULL, CORRAL_CELL_PILL, 1, 16, .render = render_state },
  };
  GSettings *settings = g_settings_new ("org.cartcorral.Corral");
  FakeList *list = fake_list_new (100);
  GtkWidget *table = corral_table_new ("marked", "Carts", own_columns, G_N_ELEMENTS (own_columns), NULL, settings);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *above = gtk_label_new ("What takes the room");
  GtkWidget *window;

  marked_from = G_MAXUINT32;
  gtk_widget_set_size_request (above, -1, 450);
  gtk_widget_set_vexpand (table, TRUE);
  gtk_box_append (GTK_BOX (box), above);
  gtk_box_append (GTK_BOX (box), table);
  corral_table_set_model (CORRAL_TABLE (table), G_LIST_MODEL (list), &fake_source);
  window = widget_test_show (box, 900, 600);
  wait_until (gtk_column_view_get_model (corral_table_get_view (CORRAL_TABLE (table))) != NULL);
  widget_test_frames (window, 3);
  for (guint i = 0; i < 10; i++)
    {
      marked_from = i % 2 == 0 ? 10 : G_MAXUINT32;
      gtk_widget_set_visible (above, TRUE);
      widget_test_frames (window, 3);
      fake_list_set (list, make_order (0, 100, FALSE));
      gtk_widget_set_visible (above, FALSE);
      widget_test_frames (window, 3);
    }
  widget_test_close (window);
  g_settings_reset (settings, "table-columns");
  g_object_unref (list);
  g_object_unref (settings);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/widgets/selection/multiple", test_multiple);
  g_test_add_func ("/widgets/table/columns-from-elsewhere", test_columns_from_elsewhere);
  g_test_add_func ("/widgets/table/read-while-laid-out", test_read_while_laid_out);
#define ADD(name, setup, test) g_test_add ("/widgets/table/" name, Fixture, NULL, setup, test, teardown)
  ADD ("out-of-view", setup_1k, test_rows_out_of_view);
  ADD ("in-turn", setup_1k, test_rows_in_turn);
  ADD ("selected-at-once", setup_1k, test_selected_row_at_once);
  ADD ("selection-tells-little", setup_1k, test_selection_tells_little);
  ADD ("moved-while-waiting", setup_1k, test_moved_while_rows_wait);
  ADD ("gone-rows", setup_1k, test_selection_of_gone_rows);
  ADD ("height", setup_1k, test_rows_have_one_height);
  ADD ("sort", setup_1k, test_sort);
  ADD ("selection/1k", setup_1k, test_selection_survives);
  ADD ("selection/100k", setup_100k, test_selection_survives);
  ADD ("anchor/1k", setup_1k, test_anchor);
  ADD ("anchor/100k", setup_100k, test_anchor);
  ADD ("anchor/selected", setup_1k, test_anchor_is_the_selected_row);
  ADD ("anchor/top", setup_100k, test_top_stays_top);
  ADD ("columns", setup_1k, test_columns);
  ADD ("marked", setup_1k, test_marked);
  ADD ("menu", setup_1k, test_menu);
  ADD ("activate", setup_1k, test_activate);
  ADD ("keyboard", setup_1k, test_keyboard);
  ADD ("focus-rows", setup_1k, test_focus_rows);
  ADD ("values", setup_1k, test_values_change_in_place);
  ADD ("access", setup_1k, test_access);
  ADD ("cells", setup_1k, test_cells);
  ADD ("pictures", setup_1k, test_pictures);
  return g_test_run ();
}
