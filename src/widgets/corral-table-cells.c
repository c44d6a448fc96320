/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of tables: one inscription each, read again when the row at their position says that it changed.
 * Plain C, no bindings: there are some two thousand of them in a view. Main thread. */
#include "config.h"

#include "corral-table-private.h"

#include "corral-align-compat.h"
#include "corral-format.h"
#include "corral-shape.h"
#include "corral-text.h"

#include <string.h>

/* A row that has cells. */
typedef struct
{
  CorralTable *table;
  GObject *item; /* (owned) */
  gulong handler;
  GQueue cells; /* (element-type Cell): not owned, never empty */
  GList link;   /* in @queue */
  GQueue *queue; /* (unowned) (nullable): table->stale or ->waiting, while the cells do not say what the row does */
} Row;

typedef struct
{
  GList link; /* in table->bound */
  GList row_link; /* in row->cells */
  CorralTable *table;
  const CorralTableColumn *spec;
  GtkListItem *list_item; /* (unowned): owns this */
  GtkWidget *text;        /* (unowned): the inscription, or the widget of a CUSTOM column */
  GtkWidget *shape;       /* (unowned) (nullable) */
  GtkWidget *mark;        /* (unowned) (nullable) */
  gboolean spoken;        /* what is said of the text is not the text alone */
  Row *row;               /* (unowned) (nullable): while bound */
  PangoAttrList *attributes; /* (unowned): what the text has now; only compared */
} Cell;

void
corral_cell_set_text (CorralCell *cell, const char *text)
{
  char *clean = text != NULL && *text != '\0' ? corral_text_clean (text, CORRAL_TEXT_LABEL_MAX) : NULL;

  g_free (cell->text);
  cell->text = clean;
}

void
corral_cell_take_text (CorralCell *cell, char *text)
{
  g_free (cell->text);
  cell->text = text;
}

void
corral_cell_set_look (CorralCell *cell, CorralLook look)
{
  g_free (cell->text);
  cell->text = g_strdup (look.word);
  cell->icon_name = look.icon_name;
  cell->css_class = look.css_class;
}

void
corral_cell_set_class (CorralCell *cell, const char *css_class)
{
  cell->css_class = css_class;
}

void
corral_cell_set_mark (CorralCell *cell, CorralLook look)
{
  cell->mark = look;
}

/* As many characters as a mark and the gap before it are wide. */
#define MARK_CHARS 3

/* Where there is no mark, the text has its room: the cell is as wide with it as without it, and columns do not jump. */
static void
give_mark_room (Cell *self, gboolean marked)
{
  guint chars = MAX (self->spec->chars, 2) + (marked ? 0 : MARK_CHARS);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (self->text), chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (self->text), chars);
  gtk_widget_set_visible (self->mark, marked);
}

static void
show_mark (Cell *self, const CorralCell *cell, const char *text)
{
  const CorralTint *tint = corral_tints_get (self->table->tints, cell->mark.css_class);
  gboolean marked = cell->mark.icon_name != NULL;

  if (gtk_widget_get_visible (self->mark) != marked)
    give_mark_room (self, marked);

  corral_shape_set (CORRAL_SHAPE (self->mark),
                    corral_tints_get_icon (self->table->tints, cell->mark.icon_name, self->mark), &tint->colour);
  if (cell->mark.icon_name != NULL)
    {
      g_autofree char *spoken = g_strdup_printf ("%s, %s", text, cell->mark.word);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }
  else if (self->spoken)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL);
  self->spoken = cell->mark.icon_name != NULL;
}

static void
cell_read (Cell *self)
{
  CorralCell cell = { NULL };
  const CorralTint *tint;
  const char *text;
  const char *css_class;

  self->table->cells_read = TRUE;
  self->table->n_read++;
  if (self->spec->kind == CORRAL_CELL_CUSTOM)
    {
      self->table->n_drawn++;
      self->spec->update (self->text, self->row->item, self->table->data);
      return;
    }
  self->spec->render (&cell, self->row->item, self->table->data);
  text = cell.text != NULL ? cell.text : CORRAL_DASH;
  css_class = cell.css_class;
  if (css_class == NULL && strcmp (text, CORRAL_DASH) == 0)
    css_class = "corral-cell-quiet";
  tint = corral_tints_get (self->table->tints, css_class);
  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (self->text)), text) != 0)
    {
      corral_compat_inscription_set_text (GTK_INSCRIPTION (self->text), text, self->spec->kind == CORRAL_CELL_NUMBER);
      /* A shape beside it is higher than the text: it makes three of one. */
      self->table->n_drawn += self->shape != NULL ? 3 : 1;
    }
  if (self->attributes != tint->attributes)
    {
      self->attributes = tint->attributes;
      gtk_inscription_set_attributes (GTK_INSCRIPTION (self->text), tint->attributes);
    }
  if (self->shape != NULL)
    corral_shape_set (CORRAL_SHAPE (self->shape),
                      corral_tints_get_icon (self->table->tints, cell.icon_name, self->shape), &tint->colour);
  if (self->mark != NULL)
    show_mark (self, &cell, text);
  g_free (cell.text);
}

/* ---- what is not in view waits ---------------------------------------------------------------------- */

/* GTK keeps 200 rows, of which a window shows 30. The others are read in pieces so small that no frame minds, and not
 * before so long: in a storm all of them change twice a second, and each reading has the window drawn. */
#define LEISURE_AFTER_MS 2000
#define PIECE_US 1000
#define PIECE_APART_MS 20

/* To read a screen of rows and to draw them costs most of a frame. When rows change by themselves, so many cells of
 * those in view are read a frame, whole rows; the others have their turn in the next frames. Of what looks different GTK
 * draws the whole list anew, background and all, once it has more than 30 rectangles: four times what the texts alone
 * cost. */
#define FRAME_CELLS 120
#define FRAME_PARTS 20

/* Positions in view: more than *@above, less than *@below. */
static void
get_view (const CorralTable *table, double *above, double *below)
{
  *above = -1;
  *below = G_MAXDOUBLE;
  /* On its way to somewhere else: see on_shrinking() in corral-table.c. */
  if (table->stepping_back || !gtk_widget_get_mapped (GTK_WIDGET (table)))
    *below = *above;
  else if (table->height > 0)
    {
      double value = gtk_adjustment_get_value (table->adjustment);

      /* One row more at either end: heights are not whole pixels. */
      *above = value / table->height - 2;
      *below = (value + gtk_adjustment_get_page_size (table->adjustment)) / table->height + 1;
    }
}

static guint
get_position (const Row *self)
{
  return gtk_list_item_get_position (((const Cell *) self->cells.head->data)->list_item);
}

static gboolean
is_in_view (const Row *self)
{
  double above, below;
  double position = get_position (self);

  get_view (self->table, &above, &below);
  return position > above && position < below;
}

/* @queue: one of the table's two, or NULL when the row has been read. */
static void
put_into (Row *self, GQueue *queue)
{
  if (self->queue == queue)
    return;
  if (self->queue != NULL)
    g_queue_unlink (self->queue, &self->link);
  self->queue = queue;
  if (queue != NULL)
    g_queue_push_tail_link (queue, &self->link);
}

/* All of it: it says what one row says, never half of two. */
static void
row_read (Row *self)
{
  put_into (self, NULL);
  for (GList *l = self->cells.head; l != NULL; l = l->next)
    cell_read (l->data);
}

static gboolean
on_piece (gpointer data)
{
  CorralTable *table = data;
  gint64 began_us = g_get_monotonic_time ();

  while (table->stale.head != NULL && g_get_monotonic_time () - began_us < PIECE_US)
    row_read (table->stale.head->data);
  if (table->stale.head != NULL)
    return G_SOURCE_CONTINUE;
  table->stale_source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_leisure (gpointer data)
{
  CorralTable *table = data;

  table->stale_source = g_timeout_add_full (G_PRIORITY_LOW, PIECE_APART_MS, on_piece, table, NULL);
  return G_SOURCE_REMOVE;
}

static void
read_at_leisure (CorralTable *table)
{
  if (table->stale.head != NULL && table->stale_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (table)))
    table->stale_source = g_timeout_add_full (G_PRIORITY_LOW, LEISURE_AFTER_MS, on_leisure, table, NULL);
}

/* It was put in order by itself in this frame, which has had enough to do with that. */
static gboolean
is_ordering (const CorralTable *table)
{
  return table->list != NULL && corral_row_list_is_ordering (table->list);
}

/* Whether this frame has room for another. The selected row is marked at once, so it must say at once that it is the
 * one. */
static gboolean
may_read (const Row *self)
{
  const CorralTable *table = self->table;
  guint32 selected = corral_selection_get_only (table->selection);

  if (table->at_once || (table->n_read < FRAME_CELLS && table->n_drawn < FRAME_PARTS && !is_ordering (table)))
    return TRUE;
  return selected != G_MAXUINT32 && table->source->get_slot (table->rows, get_position (self)) == selected;
}

static int
compare_turns (gconstpointer a, gconstpointer b, gpointer data)
{
  guint x = get_position (a), y = get_position (b);

  return (x > y) - (x < y);
}

/* From the top of the view down. */
static gboolean
on_turn (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CorralTable *table = CORRAL_TABLE (widget);

  g_queue_sort (&table->waiting, compare_turns, NULL);
  while (table->waiting.head != NULL && may_read (table->waiting.head->data))
    row_read (table->waiting.head->data);
  /* The rows have not been laid out yet: nothing has to be laid out again for these. */
  table->cells_read = FALSE;
  if (table->waiting.head != NULL)
    return G_SOURCE_CONTINUE;
  table->turn = 0;
  return G_SOURCE_REMOVE;
}

static void
row_changed (Row *self)
{
  CorralTable *table = self->table;

  /* It will be read when it comes into view, or its turn comes. */
  if (self->queue == &table->stale)
    return;
  if (!is_in_view (self))
    {
      put_into (self, &table->stale);
      read_at_leisure (table);
    }
  else if (may_read (self))
    {
      row_read (self);
    }
  else
    {
      put_into (self, &table->waiting);
      if (is_ordering (table))
        table->n_read = FRAME_CELLS;
      if (table->turn == 0)
        table->turn = gtk_widget_add_tick_callback (GTK_WIDGET (table), on_turn, NULL, NULL);
    }
}

static void
read_between (GQueue *queue, double above, double below)
{
  GList *next;

  for (GList *l = queue->head; l != NULL; l = next)
    {
      double position = get_position (l->data);

      next = l->next;
      if (position > above && position < below)
        row_read (l->data);
    }
}

void
corral_table_read_in_view (CorralTable *self)
{
  double above, below;

  get_view (self, &above, &below);
  read_between (&self->stale, above, below);
  read_at_leisure (self);
}

void
corral_table_read_moved (CorralTable *self)
{
  double above, below;

  get_view (self, &above, &below);
  read_between (&self->waiting, above, below);
  corral_table_read_in_view (self);
}

void
corral_table_stop_reading (CorralTable *self)
{
  g_clear_handle_id (&self->stale_source, g_source_remove);
  if (self->turn != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->turn);
  self->turn = 0;
  while (self->waiting.head != NULL)
    put_into (self->waiting.head->data, &self->stale);
}

void
corral_table_begin_frame (CorralTable *self)
{
  self->cells_read = FALSE;
}

void
corral_table_end_frame (CorralTable *self)
{
  self->n_read = self->n_drawn = 0;
  self->at_once = FALSE;
}

/* ---- cells of the view ------------------------------------------------------------------------------ */

/* (nullable): what the cell says, when its column is too narrow for it. */
static const char *
get_cut_text (Cell *self)
{
  const char *text;
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  if (self->spec->kind == CORRAL_CELL_CUSTOM)
    return NULL;
  text = gtk_inscription_get_text (GTK_INSCRIPTION (self->text));
  layout = gtk_widget_create_pango_layout (self->text, text);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width > gtk_widget_get_width (self->text) ? text : NULL;
}

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, Cell *self)
{
  const char *cut;
  g_autofree char *more = NULL;
  g_autofree char *both = NULL;

  if (self->row == NULL)
    return FALSE;
  cut = get_cut_text (self);
  more = self->spec->tooltip != NULL ? self->spec->tooltip (self->row->item, self->table->data) : NULL;
  if (more != NULL && *more == '\0')
    g_clear_pointer (&more, g_free);
  if (cut == NULL && more == NULL)
    return FALSE;
  if (cut != NULL && more != NULL && strcmp (cut, more) != 0)
    both = g_strdup_printf ("%s\n%s", cut, more);
  gtk_tooltip_set_text (tooltip, both != NULL ? both : more != NULL ? more : cut);
  return TRUE;
}

static GtkWidget *
make_inscription (const CorralTableColumn *spec)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), MAX (spec->chars, 2));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), MAX (spec->chars, 2));
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* An inscription that is cut stands at the top of its height: give it the height of one line. */
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  return text;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, const CorralTableColumn *spec)
{
  CorralTable *table = g_object_get_data (G_OBJECT (factory), "table");
  Cell *self = g_new0 (Cell, 1);
  GtkWidget *child;
  GtkWidget *box;

  self->link.data = self->row_link.data = self;
  self->table = table;
  self->spec = spec;
  self->list_item = list_item;
  switch (spec->kind)
    {
    case CORRAL_CELL_CUSTOM:
      child = self->text = spec->make (table->data);
      break;
    case CORRAL_CELL_PILL:
      child = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      self->shape = corral_shape_new ();
      self->text = make_inscription (spec);
      gtk_widget_set_hexpand (self->text, TRUE);
      gtk_box_append (GTK_BOX (child), self->shape);
      gtk_box_append (GTK_BOX (child), self->text);
      break;
    case CORRAL_CELL_TEXT:
    case CORRAL_CELL_NUMBER:
    case CORRAL_CELL_TIME:
    default:
      child = self->text = make_inscription (spec);
      break;
    }
  if (spec->marked)
    {
      box = child;
      if (spec->kind != CORRAL_CELL_PILL)
        {
          box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
          gtk_widget_set_hexpand (child, TRUE);
          gtk_box_append (GTK_BOX (box), child);
        }
      self->mark = corral_shape_new ();
      gtk_box_append (GTK_BOX (box), self->mark);
      give_mark_room (self, FALSE);
      child = box;
    }
  if (spec->tooltip != NULL || spec->kind != CORRAL_CELL_CUSTOM)
    {
      gtk_widget_set_has_tooltip (child, TRUE);
      g_signal_connect (child, "query-tooltip", G_CALLBACK (on_query_tooltip), self);
    }
  gtk_list_item_set_child (list_item, child);
  g_object_set_data (G_OBJECT (list_item), "cell", self);
}

static Row *
find_row (CorralTable *table, GObject *item)
{
  Row *row = g_hash_table_lookup (table->bound_rows, item);

  if (row != NULL)
    return row;
  row = g_new0 (Row, 1);
  row->table = table;
  row->item = g_object_ref (item);
  row->link.data = row;
  if (g_signal_lookup ("changed", G_OBJECT_TYPE (item)) != 0)
    row->handler = g_signal_connect_swapped (item, "changed", G_CALLBACK (row_changed), row);
  g_hash_table_insert (table->bound_rows, item, row);
  return row;
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, const CorralTableColumn *spec)
{
  Cell *self = g_object_get_data (G_OBJECT (list_item), "cell");

  self->row = find_row (self->table, gtk_list_item_get_item (list_item));
  g_queue_push_tail_link (&self->row->cells, &self->row_link);
  g_queue_push_tail_link (&self->table->bound, &self->link);
  /* In view it never says what another row said that stood here before. */
  if (is_in_view (self->row))
    cell_read (self);
  else
    row_changed (self->row);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, const CorralTableColumn *spec)
{
  Cell *self = g_object_get_data (G_OBJECT (list_item), "cell");
  Row *row = self->row;

  if (row == NULL)
    return;
  g_queue_unlink (&self->table->bound, &self->link);
  g_queue_unlink (&row->cells, &self->row_link);
  self->row = NULL;
  if (row->cells.head != NULL)
    return;
  put_into (row, NULL);
  g_clear_signal_handler (&row->handler, row->item);
  g_hash_table_remove (self->table->bound_rows, row->item);
  g_object_unref (row->item);
  g_free (row);
}

static void
on_teardown (GtkSignalListItemFactory *factory, GtkListItem *list_item, const CorralTableColumn *spec)
{
  Cell *self = g_object_steal_data (G_OBJECT (list_item), "cell");
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (child != NULL)
    g_signal_handlers_disconnect_by_data (child, self);
  gtk_list_item_set_child (list_item, NULL);
  g_free (self);
}

GtkListItemFactory *
corral_table_make_factory (CorralTable *self, const CorralTableColumn *spec)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  /* The table outlives its factories: it takes its columns from the view when it goes. */
  g_object_set_data (G_OBJECT (factory), "table", self);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) spec);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), (gpointer) spec);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), (gpointer) spec);
  g_signal_connect (factory, "teardown", G_CALLBACK (on_teardown), (gpointer) spec);
  return factory;
}

void
corral_table_refresh (CorralTable *self)
{
  GHashTableIter iter;
  gpointer row;

  g_return_if_fail (CORRAL_IS_TABLE (self));

  g_hash_table_iter_init (&iter, self->bound_rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    row_changed (row);
}

GtkWidget *
corral_table_find_row (CorralTable *self, guint position)
{
  GtkWidget *rows = corral_compat_column_view_get_rows (self->view);

  for (GList *l = self->bound.head; l != NULL; l = l->next)
    {
      Cell *cell = l->data;
      GtkWidget *row = gtk_list_item_get_child (cell->list_item);

      if (gtk_list_item_get_position (cell->list_item) != position)
        continue;
      while (row != NULL && gtk_widget_get_parent (row) != rows)
        row = gtk_widget_get_parent (row);
      return row;
    }
  return NULL;
}

/* @widget is a row's, or within one. */
static gboolean
find_row_of (CorralTable *self, GtkWidget *widget, guint32 *slot, GdkRectangle *area)
{
  GtkWidget *rows = corral_compat_column_view_get_rows (self->view);
  graphene_rect_t bounds;

  while (widget != NULL && gtk_widget_get_parent (widget) != rows)
    widget = gtk_widget_get_parent (widget);
  if (widget == NULL || self->rows == NULL)
    return FALSE;
  for (GList *l = self->bound.head; l != NULL; l = l->next)
    {
      GtkListItem *item = ((Cell *) l->data)->list_item;
      GtkWidget *child = gtk_list_item_get_child (item);

      if (child == NULL || !gtk_widget_is_ancestor (child, widget))
        continue;
      *slot = self->source->get_slot (self->rows, gtk_list_item_get_position (item));
      if (area != NULL && gtk_widget_compute_bounds (widget, GTK_WIDGET (self), &bounds))
        *area = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                                (int) bounds.size.height };
      return *slot != G_MAXUINT32;
    }
  return FALSE;
}

gboolean
corral_table_find_focused (CorralTable *self, guint32 *slot, GdkRectangle *area)
{
  GtkRoot *root;

  g_return_val_if_fail (CORRAL_IS_TABLE (self), FALSE);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  return root != NULL && find_row_of (self, gtk_root_get_focus (root), slot, area);
}

gboolean
corral_table_find_at (CorralTable *self, double x, double y, guint32 *slot)
{
  g_return_val_if_fail (CORRAL_IS_TABLE (self), FALSE);

  return find_row_of (self, gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT), slot, NULL);
}
