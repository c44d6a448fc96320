/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of every list: rows, selection and the scroll anchor. Columns: corral-table-layout.c, cells:
 * corral-table-cells.c, the menu of columns: corral-table-menu.c. Main thread. */
#include "config.h"

#include "corral-table-private.h"
#include "corral-reach.h"

#include "corral-sideways.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

G_DEFINE_FINAL_TYPE (CorralTable, corral_table, GTK_TYPE_WIDGET)

/* GTK keeps about so many rows around what is in view. */
#define REALISED_ROWS 210

enum
{
  SORT_CHANGED,
  ROW_ACTIVATED,
  SELECTED_ROWS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
n_rows (CorralTable *self)
{
  return self->rows != NULL ? g_list_model_get_n_items (self->rows) : 0;
}

/* --- the scroll anchor ------------------------------------------------------------------------------ */

/* All rows are of one height; 0 until they are laid out. */
static double
row_height (CorralTable *self)
{
  guint n = n_rows (self);
  double upper = gtk_adjustment_get_upper (self->adjustment);

  /* A list that is shorter than the view says the view's height. */
  if (!self->attached || n == 0 || upper <= gtk_adjustment_get_page_size (self->adjustment))
    return 0;
  return upper / n;
}

static void
remember (CorralTable *self)
{
  double height = row_height (self);
  double value = gtk_adjustment_get_value (self->adjustment);
  double page = gtk_adjustment_get_page_size (self->adjustment);
  guint n = n_rows (self);
  guint first;

  self->n_anchors = 0;
  self->at_top = value < 1;
  self->height = height;
  if (height <= 0)
    return;
  first = (guint) (value / height);
  self->anchor_offset = first * height - value;
  while (self->n_anchors < CORRAL_TABLE_ANCHORS && first + self->n_anchors < n
         && self->anchor_offset + self->n_anchors * height < page)
    {
      self->anchors[self->n_anchors] = self->source->get_slot (self->rows, first + self->n_anchors);
      self->n_anchors++;
    }
}

static void
on_value_changed (GtkAdjustment *adjustment, CorralTable *self)
{
  if (self->layout_handler == 0 && !self->stepping_back)
    remember (self);
  corral_table_read_moved (self);
}

static void
stop_pending (CorralTable *self)
{
  g_clear_signal_handler (&self->layout_handler, self->clock);
  g_clear_object (&self->clock);
}

/* The list has the keyboard itself: it had no row when it was given it, or the row that had it is gone. The selected row is
 * given it if it is in view, else the first that is wholly in view. */
static void
give_to_a_row (CorralTable *self, guint32 selected)
{
  double top = gtk_adjustment_get_value (self->adjustment);
  double bottom = top + gtk_adjustment_get_page_size (self->adjustment);
  guint position = selected != G_MAXUINT32 ? self->source->find_slot (self->rows, selected) : GTK_INVALID_LIST_POSITION;
  GtkWidget *row;

  if (self->height <= 0)
    return;
  if (position >= n_rows (self) || position * self->height < top - 0.5 || (position + 1) * self->height > bottom + 0.5)
    position = (guint) ceil (MAX (top - 0.5, 0) / self->height);
  row = position < n_rows (self) ? corral_table_find_row (self, position) : NULL;
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

/* The keyboard stays at the selected row, wherever that stands now: Down and Enter mean it, not its old place. */
static void
follow_focus (CorralTable *self)
{
  GtkWidget *rows = corral_compat_column_view_get_rows (self->view);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  guint32 selected = corral_selection_get_only (self->selection);
  GtkWidget *row;
  guint position;

  if (focus != NULL && focus == rows)
    give_to_a_row (self, selected);
  if (focus == NULL || selected == G_MAXUINT32 || !gtk_widget_is_ancestor (focus, rows))
    return;
  position = self->source->find_slot (self->rows, selected);
  row = position < n_rows (self) ? corral_table_find_row (self, position) : NULL;
  /* Out of sight, the focus would scroll the view to it. */
  if (row != NULL && row != focus)
    {
      double y = position * self->height - gtk_adjustment_get_value (self->adjustment);

      if (y > -0.5 && y + self->height < gtk_adjustment_get_page_size (self->adjustment) + 0.5)
        gtk_widget_grab_focus (row);
    }
}

/* Rows have been laid out, and the frame is not yet drawn: first the view is moved to where they are now, then,
 * when the row has a widget there, the keyboard. */
static void
on_layout (GdkFrameClock *clock, CorralTable *self)
{
  double value = self->pending_value;

  if (value >= 0)
    {
      self->pending_value = -1;
      gtk_adjustment_set_value (self->adjustment, value);
      gtk_widget_queue_allocate (self->scroller);
      return;
    }
  stop_pending (self);
  remember (self);
  corral_table_read_in_view (self);
  follow_focus (self);
}

/* Moves the view to @value (−1: not at all) once the rows are laid out. Not before: rows that have just come,
 * and rows next to one that has just got the keyboard, have no height till then, and GTK 4.8 goes astray. */
static void
after_layout (CorralTable *self, double value)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  self->pending_value = value;
  if (self->layout_handler != 0 || clock == NULL)
    return;
  self->clock = g_object_ref (clock);
  self->layout_handler = g_signal_connect_after (clock, "layout", G_CALLBACK (on_layout), self);
  gtk_widget_queue_allocate (self->scroller);
}

static void
on_page_changed (GtkAdjustment *adjustment, CorralTable *self)
{
  if (self->layout_handler == 0)
    remember (self);
  corral_table_read_in_view (self);
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* Where one of them stood, another row may stand later. */
static void
on_rows_gone (GListModel *rows, const guint32 *slots, guint n, CorralTable *self)
{
  for (guint k = 0; k < self->n_anchors; k++)
    if (bsearch (&self->anchors[k], slots, n, sizeof *slots, compare_slots) != NULL)
      self->anchors[k] = G_MAXUINT32;
  if (bsearch (&self->goal, slots, n, sizeof *slots, compare_slots) != NULL)
    self->goal = G_MAXUINT32;
}

/* The rows from @n on are about to go. Those of them that the view has would be taken apart and as many made anew
 * elsewhere, which takes a quarter of a second; moved to where rows stay, the view uses them again instead. */
static void
on_shrinking (GListModel *rows, guint n, CorralTable *self)
{
  double height = row_height (self);
  double last;

  if (height <= 0)
    return;
  last = n > REALISED_ROWS ? (n - REALISED_ROWS) * height : 0;
  if (gtk_adjustment_get_value (self->adjustment) <= last)
    return;
  self->stepping_back = TRUE;
  gtk_adjustment_set_value (self->adjustment, last);
  self->stepping_back = FALSE;
}

static void
on_reordered (GListModel *rows, CorralTable *self)
{
  guint32 selected;
  guint n = n_rows (self);
  double height = self->height; /* as laid out: by now the list may have another length */

  if (!self->attached)
    return;
  if (self->at_top || self->n_anchors == 0 || height <= 0)
    {
      remember (self);
      after_layout (self, -1);
      return;
    }

  /* The selected row if it was in view, else the first that was wholly in view and is still there. */
  selected = corral_selection_get_only (self->selection);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->n_anchors; i++)
      {
        double offset = self->anchor_offset + i * height;
        guint position;

        if (pass == 0 ? self->anchors[i] != selected : offset < -0.5 && self->n_anchors > 1)
          continue;
        position = self->source->find_slot (self->rows, self->anchors[i]);
        if (position >= n)
          continue;
        after_layout (self, MAX (position * height - offset, 0));
        return;
      }
  remember (self);
  after_layout (self, -1);
}

/* --- model and first frame -------------------------------------------------------------------------- */

static void
attach (CorralTable *self)
{
  if (self->attached || self->selection == NULL)
    return;
  self->attached = TRUE;
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  if (self->goal != G_MAXUINT32)
    corral_table_scroll_to_slot (self, self->goal);
}

/* Two hundred rows take a while to make: first the window is drawn. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CorralTable *self = CORRAL_TABLE (widget);

  if (++self->frames < 2)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  attach (self);
  return G_SOURCE_REMOVE;
}

/* What has the keyboard is another. */
static void
on_focus (CorralTable *self)
{
  GtkWidget *rows = corral_compat_column_view_get_rows (self->view);

  if (rows != NULL && gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))) == rows && n_rows (self) > 0)
    after_layout (self, -1);
}

/* A row that comes into view while the view is laid out is read then. If a cell of it wants another width, a mark that it has
 * got for instance, GTK has the heading of its column measured anew, which was laid out before the rows, and forgets by the end
 * that it has to be laid out again: the frame would be drawn with a warning. */
static void
on_laid_out (CorralTable *self)
{
  if (!self->cells_read)
    return;
  self->cells_read = FALSE;
  gtk_widget_queue_allocate (GTK_WIDGET (self->view));
}

static void
corral_table_map (GtkWidget *widget)
{
  CorralTable *self = CORRAL_TABLE (widget);

  GTK_WIDGET_CLASS (corral_table_parent_class)->map (widget);
  if (self->frames < 2 && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
  corral_table_read_in_view (self);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "before-paint", G_CALLBACK (corral_table_begin_frame),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (corral_table_end_frame),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget", G_CALLBACK (on_focus), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "layout", G_CALLBACK (on_laid_out), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
corral_table_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), on_laid_out, widget);
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), corral_table_begin_frame, widget);
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), corral_table_end_frame, widget);
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_focus, widget);
  corral_table_stop_reading (CORRAL_TABLE (widget));
  GTK_WIDGET_CLASS (corral_table_parent_class)->unmap (widget);
}

static void
corral_table_unrealize (GtkWidget *widget)
{
  stop_pending (CORRAL_TABLE (widget));
  GTK_WIDGET_CLASS (corral_table_parent_class)->unrealize (widget);
}

static void
on_selected_rows_changed (CorralSelection *selection, CorralTable *self)
{
  g_signal_emit (self, signals[SELECTED_ROWS_CHANGED], 0);
}

static void
on_activate (GtkColumnView *view, guint position, CorralTable *self)
{
  guint32 slot = position < n_rows (self) ? self->source->get_slot (self->rows, position) : G_MAXUINT32;

  if (slot != G_MAXUINT32)
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, slot);
}

static void
detach (CorralTable *self)
{
  stop_pending (self);
  gtk_column_view_set_model (self->view, NULL);
  self->attached = FALSE;
  self->n_anchors = 0;
  self->at_top = TRUE;
  self->height = 0;
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->rows != NULL)
    g_signal_handlers_disconnect_by_data (self->rows, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  self->list = NULL;
}

void
corral_table_set_model (CorralTable *self, GListModel *rows, const CorralRowSource *source)
{
  g_return_if_fail (CORRAL_IS_TABLE (self));
  g_return_if_fail (rows == NULL || (G_IS_LIST_MODEL (rows) && source != NULL));

  if (self->rows == rows)
    return;
  detach (self);
  if (rows == NULL)
    return;
  self->rows = g_object_ref (rows);
  self->source = source;
  self->selection = corral_selection_new (rows, source, self->multiple);
  g_signal_connect (self->selection, "selected-rows-changed", G_CALLBACK (on_selected_rows_changed), self);
  if (g_signal_lookup ("reordered", G_OBJECT_TYPE (rows)) != 0)
    g_signal_connect (rows, "reordered", G_CALLBACK (on_reordered), self);
  if (g_signal_lookup ("shrinking", G_OBJECT_TYPE (rows)) != 0)
    g_signal_connect (rows, "shrinking", G_CALLBACK (on_shrinking), self);
  if (g_signal_lookup ("rows-gone", G_OBJECT_TYPE (rows)) != 0)
    g_signal_connect (rows, "rows-gone", G_CALLBACK (on_rows_gone), self);
  if (self->frames >= 2)
    attach (self);
}

/* --- rows of the mirror ----------------------------------------------------------------------------- */

static guint32
list_get_slot (GListModel *rows, guint position)
{
  return corral_row_list_get_slot (CORRAL_ROW_LIST (rows), position);
}

static guint
list_find_slot (GListModel *rows, guint32 slot)
{
  return corral_row_list_find_slot (CORRAL_ROW_LIST (rows), slot);
}

void
corral_table_set_rows (CorralTable *self, CorralRowList *rows)
{
  static const CorralRowSource source = { list_get_slot, list_find_slot };
  gboolean descending;
  guint sort;

  g_return_if_fail (CORRAL_IS_TABLE (self));
  g_return_if_fail (rows == NULL || CORRAL_IS_ROW_LIST (rows));

  corral_table_set_model (self, G_LIST_MODEL (rows), &source);
  self->list = rows;
  if (rows == NULL)
    return;
  sort = corral_order_get_sort (corral_row_list_get_spec (rows), &descending);
  corral_table_set_sort (self, sort == CORRAL_NO_COLUMN ? CORRAL_TABLE_NO_SORT : sort, descending);
}

void
corral_table_sorted (CorralTable *self, guint sort, gboolean descending)
{
  /* Who sorts wants to see what comes first. */
  corral_table_leave_rows (self);
  if (self->list != NULL)
    {
      g_autoptr (CorralOrder) order = corral_order_copy (corral_row_list_get_spec (self->list));

      corral_order_sort_by (order, sort == CORRAL_TABLE_NO_SORT ? CORRAL_NO_COLUMN : sort, descending);
      corral_row_list_set_spec (self->list, order);
    }
  g_signal_emit (self, signals[SORT_CHANGED], 0, sort, descending);
}

/* --- the widget ------------------------------------------------------------------------------------- */

static void
corral_table_dispose (GObject *object)
{
  CorralTable *self = CORRAL_TABLE (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  corral_table_stop_reading (self);
  if (self->view != NULL)
    {
      if (self->adjustment != NULL)
        g_signal_handlers_disconnect_by_data (self->adjustment, self);
      g_signal_handlers_disconnect_by_data (self->view, self);
      detach (self);
      corral_table_layout_clear (self);
      self->view = NULL;
    }
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (corral_table_parent_class)->dispose (object);
}

static void
corral_table_finalize (GObject *object)
{
  g_hash_table_unref (CORRAL_TABLE (object)->bound_rows);
  corral_tints_free (CORRAL_TABLE (object)->tints);
  G_OBJECT_CLASS (corral_table_parent_class)->finalize (object);
}

static gboolean
corral_table_grab_focus (GtkWidget *widget)
{
  GtkWidget *rows = corral_compat_column_view_get_rows (CORRAL_TABLE (widget)->view);

  /* The rows, not the headings. */
  return rows != NULL && gtk_widget_grab_focus (rows);
}

static void
corral_table_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (CORRAL_TABLE (widget)->overlay, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
corral_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  corral_reach_allocate (widget, CORRAL_TABLE (widget)->overlay, width, height);
}

static void
corral_table_class_init (CorralTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_table_finalize;
  widget_class->map = corral_table_map;
  widget_class->unmap = corral_table_unmap;
  widget_class->unrealize = corral_table_unrealize;
  widget_class->grab_focus = corral_table_grab_focus;
  widget_class->measure = corral_table_measure;
  widget_class->size_allocate = corral_table_size_allocate;

  signals[SORT_CHANGED] = g_signal_new ("sort-changed", CORRAL_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", CORRAL_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SELECTED_ROWS_CHANGED] = g_signal_new ("selected-rows-changed", CORRAL_TYPE_TABLE, G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* Light or dark, high contrast or not. */
static void
on_ground_changed (CorralTable *self)
{
  corral_tints_forget (self->tints);
  self->at_once = TRUE;
  corral_table_refresh (self);
}

static void
corral_table_init (CorralTable *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->tints = corral_tints_new ();
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (on_ground_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (on_ground_changed), self,
                           G_CONNECT_SWAPPED);
  self->goal = G_MAXUINT32;
  self->at_top = TRUE;
  g_queue_init (&self->bound);
  self->bound_rows = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->stale);
  g_queue_init (&self->waiting);
  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-table");
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);

  self->overlay = gtk_overlay_new ();
  self->scroller = gtk_scrolled_window_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  self->menu_button = gtk_menu_button_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->menu_button);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "corral-columns-symbolic");
  gtk_widget_add_css_class (self->menu_button, "columns-button");
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_set_halign (self->menu_button, GTK_ALIGN_END);
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->menu_button, _ ("Columns"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Columns"), -1);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->menu_button), GTK_WIDGET (corral_table_menu_new (self)));

  /* The view takes the scroller's adjustments when it is put into it. */
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  corral_sideways_begin (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect (self->adjustment, "value-changed", G_CALLBACK (on_value_changed), self);
  g_signal_connect (self->adjustment, "changed", G_CALLBACK (on_page_changed), self);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activate), self);
}

static void
on_compact_changed (GSettings *settings, const char *key, CorralTable *self)
{
  if (g_settings_get_boolean (settings, "compact-rows"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
}

GtkWidget *
corral_table_new (const char *name, const char *label, const CorralTableColumn *columns, guint n_columns,
                  gpointer data, GSettings *settings)
{
  CorralTable *self = g_object_new (CORRAL_TYPE_TABLE, NULL);

  self->name = g_strdup (name);
  self->columns = columns;
  self->n_columns = n_columns;
  self->data = data;
  g_set_object (&self->settings, settings);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  corral_table_layout_init (self);
  if (settings != NULL)
    {
      g_signal_connect_object (settings, "changed::compact-rows", G_CALLBACK (on_compact_changed), self, 0);
      on_compact_changed (settings, NULL, self);
    }
  return GTK_WIDGET (self);
}

void
corral_table_set_multiple (CorralTable *self, gboolean multiple)
{
  g_return_if_fail (CORRAL_IS_TABLE (self) && self->selection == NULL);

  self->multiple = multiple;
}

void
corral_table_set_single_click (CorralTable *self, gboolean single_click)
{
  g_return_if_fail (CORRAL_IS_TABLE (self));

  gtk_column_view_set_single_click_activate (self->view, single_click);
}

CorralSelection *
corral_table_get_selection (CorralTable *self)
{
  g_return_val_if_fail (CORRAL_IS_TABLE (self), NULL);

  return self->selection;
}

guint32
corral_table_get_selected (CorralTable *self)
{
  g_return_val_if_fail (CORRAL_IS_TABLE (self), G_MAXUINT32);

  return self->selection != NULL ? corral_selection_get_only (self->selection) : G_MAXUINT32;
}

GArray *
corral_table_list_selected (CorralTable *self)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n;

  g_return_val_if_fail (CORRAL_IS_TABLE (self), list);

  /* Some that are selected may not be in the list: then all of it is looked through. */
  n = self->selection != NULL ? corral_selection_get_n_selected (self->selection) : 0;
  for (guint i = 0; list->len < n && i < n_rows (self); i++)
    {
      guint32 slot = self->source->get_slot (self->rows, i);

      if (slot != G_MAXUINT32 && corral_selection_contains (self->selection, slot))
        g_array_append_val (list, slot);
    }
  return list;
}

void
corral_table_select (CorralTable *self, guint32 slot)
{
  g_return_if_fail (CORRAL_IS_TABLE (self));

  if (self->selection != NULL)
    corral_selection_set (self->selection, &slot, slot != G_MAXUINT32 ? 1 : 0);
}

void
corral_table_scroll_to_position (CorralTable *self, guint position)
{
  g_return_if_fail (CORRAL_IS_TABLE (self));

  if (self->attached && position < n_rows (self))
    corral_compat_column_view_scroll_to (self->view, position);
}

void
corral_table_scroll_to_slot (CorralTable *self, guint32 slot)
{
  guint position;

  g_return_if_fail (CORRAL_IS_TABLE (self));

  if (!self->attached)
    {
      self->goal = slot;
      return;
    }
  self->goal = G_MAXUINT32;
  position = self->source->find_slot (self->rows, slot);
  if (position < n_rows (self))
    corral_table_scroll_to_position (self, position);
}

void
corral_table_scroll_to_top (CorralTable *self)
{
  g_return_if_fail (CORRAL_IS_TABLE (self));

  stop_pending (self);
  gtk_adjustment_set_value (self->adjustment, 0);
  remember (self);
}

void
corral_table_leave_rows (CorralTable *self)
{
  g_return_if_fail (CORRAL_IS_TABLE (self));

  self->stepping_back = TRUE;
  corral_table_scroll_to_top (self);
  self->stepping_back = FALSE;
  self->at_once = TRUE;
}

guint32
corral_table_get_top_slot (CorralTable *self, double *offset)
{
  g_return_val_if_fail (CORRAL_IS_TABLE (self), G_MAXUINT32);

  if (self->layout_handler == 0)
    remember (self);
  if (offset != NULL)
    *offset = self->anchor_offset;
  return self->n_anchors > 0 ? self->anchors[0] : G_MAXUINT32;
}

GtkColumnView *
corral_table_get_view (CorralTable *self)
{
  g_return_val_if_fail (CORRAL_IS_TABLE (self), NULL);

  return self->view;
}

GtkAdjustment *
corral_table_get_vadjustment (CorralTable *self)
{
  g_return_val_if_fail (CORRAL_IS_TABLE (self), NULL);

  return self->adjustment;
}
