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

typedef struct
{
  GList link; /* in table->bound */
  GList stale_link; /* in table->stale */
  gboolean stale;
  CorralTable *table;
  const CorralTableColumn *spec;
  GtkListItem *list_item; /* (unowned): owns this */
  GtkWidget *text;        /* (unowned): the inscription, or the widget of a CUSTOM column */
  GtkWidget *shape;       /* (unowned) (nullable) */
  GtkWidget *mark;        /* (unowned) (nullable) */
  gboolean spoken;        /* what is said of the text is not the text alone */
  GObject *row;           /* (owned) (nullable): while bound */
  gulong handler;
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
set_stale (Cell *self, gboolean stale)
{
  if (self->stale == stale)
    return;
  self->stale = stale;
  if (stale)
    g_queue_push_tail_link (&self->table->stale, &self->stale_link);
  else
    g_queue_unlink (&self->table->stale, &self->stale_link);
}

static void
cell_read (Cell *self)
{
  CorralCell cell = { NULL };
  const CorralTint *tint;
  const char *text;
  const char *css_class;

  set_stale (self, FALSE);
  self->table->cells_read = TRUE;
  if (self->spec->kind == CORRAL_CELL_CUSTOM)
    {
      self->spec->update (self->text, self->row, self->table->data);
      return;
    }
  self->spec->render (&cell, self->row, self->table->data);
  text = cell.text != NULL ? cell.text : CORRAL_DASH;
  css_class = cell.css_class;
  if (css_class == NULL && strcmp (text, CORRAL_DASH) == 0)
    css_class = "corral-cell-quiet";
  tint = corral_tints_get (self->table->tints, css_class);
  corral_compat_inscription_set_text (GTK_INSCRIPTION (self->text), text, self->spec->kind == CORRAL_CELL_NUMBER);
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

/* GTK keeps 200 rows, of which a window shows 30. The others are read in pieces so small that no frame minds. */
#define PIECE_US 1000
#define PIECE_APART_MS 20

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

static gboolean
is_between (const Cell *self, double above, double below)
{
  double position = gtk_list_item_get_position (self->list_item);

  return position > above && position < below;
}

static gboolean
is_in_view (const Cell *self)
{
  double above, below;

  get_view (self->table, &above, &below);
  return is_between (self, above, below);
}

static gboolean
on_leisure (gpointer data)
{
  CorralTable *table = data;
  gint64 began_us = g_get_monotonic_time ();

  while (table->stale.head != NULL && g_get_monotonic_time () - began_us < PIECE_US)
    cell_read (table->stale.head->data);
  if (table->stale.head != NULL)
    return G_SOURCE_CONTINUE;
  table->stale_source = 0;
  return G_SOURCE_REMOVE;
}

static void
cell_changed (Cell *self)
{
  /* It will be read when it comes into view, or its turn comes. */
  if (self->stale)
    return;
  if (is_in_view (self))
    {
      cell_read (self);
      return;
    }
  set_stale (self, TRUE);
  if (self->table->stale_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self->table)))
    self->table->stale_source = g_timeout_add_full (G_PRIORITY_LOW, PIECE_APART_MS, on_leisure, self->table, NULL);
}

void
corral_table_read_in_view (CorralTable *self)
{
  GList *next;
  double above, below;

  get_view (self, &above, &below);
  for (GList *l = self->stale.head; l != NULL; l = next)
    {
      next = l->next;
      if (is_between (l->data, above, below))
        cell_read (l->data);
    }
  if (self->stale.head != NULL && self->stale_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->stale_source = g_timeout_add_full (G_PRIORITY_LOW, PIECE_APART_MS, on_leisure, self, NULL);
}

void
corral_table_stop_reading (CorralTable *self)
{
  g_clear_handle_id (&self->stale_source, g_source_remove);
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
  more = self->spec->tooltip != NULL ? self->spec->tooltip (self->row, self->table->data) : NULL;
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

  self->link.data = self->stale_link.data = self;
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

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, const CorralTableColumn *spec)
{
  Cell *self = g_object_get_data (G_OBJECT (list_item), "cell");

  self->row = g_object_ref (gtk_list_item_get_item (list_item));
  if (g_signal_lookup ("changed", G_OBJECT_TYPE (self->row)) != 0)
    self->handler = g_signal_connect_swapped (self->row, "changed", G_CALLBACK (cell_changed), self);
  g_queue_push_tail_link (&self->table->bound, &self->link);
  cell_changed (self);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, const CorralTableColumn *spec)
{
  Cell *self = g_object_get_data (G_OBJECT (list_item), "cell");

  if (self->row == NULL)
    return;
  g_queue_unlink (&self->table->bound, &self->link);
  set_stale (self, FALSE);
  g_clear_signal_handler (&self->handler, self->row);
  g_clear_object (&self->row);
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
  g_return_if_fail (CORRAL_IS_TABLE (self));

  for (GList *l = self->bound.head; l != NULL; l = l->next)
    cell_changed (l->data);
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
