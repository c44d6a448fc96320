/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-look.h"
#include "corral-selection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _CorralRowList CorralRowList;

typedef enum
{
  CORRAL_CELL_TEXT,
  CORRAL_CELL_NUMBER, /* right-aligned, tabular figures; the unit is in the heading */
  CORRAL_CELL_TIME,   /* tabular figures */
  CORRAL_CELL_PILL,   /* shape and word */
  CORRAL_CELL_CUSTOM, /* a widget of its own */
} CorralCellKind;

/* What a cell shows; filled by a column's render function through the functions below. */
typedef struct
{
  char *text;            /* (owned) (nullable): NULL shows CORRAL_DASH */
  const char *icon_name; /* (nullable): PILL cells; must stay valid until the next reading */
  const char *css_class; /* (nullable): static */
  CorralLook mark;       /* of a column that is marked: icon_name NULL for none */
} CorralCell;

void corral_cell_set_text (CorralCell *cell, const char *text);  /* copied and made fit to show */
void corral_cell_take_text (CorralCell *cell, char *text);       /* (transfer full): from corral_format_…() */
void corral_cell_set_look (CorralCell *cell, CorralLook look);   /* word, icon and colour */
void corral_cell_set_class (CorralCell *cell, const char *css_class);

/* A small shape behind the value, such as that it waits to be sent; its word is said after the value's. */
void corral_cell_set_mark (CorralCell *cell, CorralLook look);

#define CORRAL_TABLE_NO_SORT G_MAXUINT

/**
 * CorralTableColumn:
 *
 * A column. The table of them is static. @render is called when a cell comes into being and each time its
 * row changes: read the item, fill the cell, nothing else. @item is a CorralRowItem for a CorralRowList.
 */
typedef struct
{
  const char *id;    /* kept in the settings: never change it */
  const char *title; /* marked with N_(), translated by the table */
  const char *help;  /* (nullable): marked with N_(): tooltip of the heading */
  CorralCellKind kind;
  guint sort;        /* key given to "sort-changed", for a CorralRowList a column of its table; or CORRAL_TABLE_NO_SORT */
  guint chars;       /* width in characters, at least the heading's */
  gboolean expand;   /* takes the space that is left */
  gboolean hidden;   /* not shown until somebody asks for it */
  gboolean marked;   /* has room for a mark behind the value */
  guint value;       /* NUMBER, TIME: where the bare value is, for files; 0: by what it is sorted */
  gboolean as_shown; /* NUMBER, TIME: there is no one bare value; files have the text */
  void (*render) (CorralCell *cell, gpointer item, gpointer data);
  char *(*tooltip) (gpointer item, gpointer data);                  /* (nullable): asked when the pointer rests */
  GtkWidget *(*make) (gpointer data);                               /* CUSTOM: a floating widget */
  void (*update) (GtkWidget *widget, gpointer item, gpointer data); /* CUSTOM: reads the item again */
} CorralTableColumn;

/**
 * CorralTable:
 *
 * The table of every list. Sorting is the list's affair: a click on a heading only says so. Columns can be
 * shown, hidden and moved by the button at the heading's right end, and stay so by the table's name (key
 * "table-columns" of the settings; "compact-rows" makes rows 26 px high). Selection is by row. When rows come
 * to stand elsewhere, the row under the eye stays where it is on the screen: the selected one if it is in
 * view, else the first in view; only who looks at the very top stays at the top.
 *
 * The model is given to GTK after the first frame, so that the window is there before 200 rows are made.
 * Main thread.
 *
 * Signals:
 *   "sort-changed" (guint sort, gboolean descending): somebody clicked a heading.
 *   "row-activated" (guint slot): Enter, double click, or a click when single-click is set.
 *   "selected-rows-changed" ()
 */
#define CORRAL_TYPE_TABLE (corral_table_get_type ())
G_DECLARE_FINAL_TYPE (CorralTable, corral_table, CORRAL, TABLE, GtkWidget)

/* @name: of this table in the settings; @label: what screen readers say, translated; @data: for the columns'
 * functions, must outlive the table; @settings: (nullable). */
GtkWidget *corral_table_new (const char *name, const char *label, const CorralTableColumn *columns,
                             guint n_columns, gpointer data, GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* Shows a list of the mirror, (nullable). A click on a heading sorts it (another specification of the list),
 * before "sort-changed"; "sort" of the columns are columns of the list's table. */
void corral_table_set_rows (CorralTable *self, CorralRowList *rows);

/* Shows any list. @source: static. */
void corral_table_set_model (CorralTable *self, GListModel *rows, const CorralRowSource *source);

/* Before a model is set; the default is one row. */
void corral_table_set_multiple (CorralTable *self, gboolean multiple);
void corral_table_set_single_click (CorralTable *self, gboolean single_click);

/* Marks the heading by which the list is sorted; emits nothing. CORRAL_TABLE_NO_SORT: none. */
void corral_table_set_sort (CorralTable *self, guint sort, gboolean descending);
guint corral_table_get_sort (CorralTable *self, gboolean *descending);

CorralSelection *corral_table_get_selection (CorralTable *self); /* (transfer none) (nullable) */

/* The only selected row, or G_MAXUINT32. */
guint32 corral_table_get_selected (CorralTable *self);
void corral_table_select (CorralTable *self, guint32 slot);

/* The selected rows that stand in the list, in its order (element-type guint32): what is filtered away stays selected
 * but is not seen, so nobody acts on it. Free with g_array_unref(). */
GArray *corral_table_list_selected (CorralTable *self) G_GNUC_WARN_UNUSED_RESULT;

/* The row that has the keyboard, or that is under a point of the table, and (nullable) where it is on the table. FALSE
 * when there is none. */
gboolean corral_table_find_focused (CorralTable *self, guint32 *slot, GdkRectangle *area);
gboolean corral_table_find_at (CorralTable *self, double x, double y, guint32 *slot);

/* Brings a row, or a position, into view. */
void corral_table_scroll_to_slot (CorralTable *self, guint32 slot);
void corral_table_scroll_to_position (CorralTable *self, guint position);
void corral_table_scroll_to_top (CorralTable *self);
/* The same before other rows take the place of these: none of these is read on the way. */
void corral_table_leave_rows (CorralTable *self);

/* The row in view farthest up and the offset of its upper edge from the view's, in pixels (for tests);
 * G_MAXUINT32 when there is none. */
guint32 corral_table_get_top_slot (CorralTable *self, double *offset);

/* Columns by their ids. */
void corral_table_set_column_visible (CorralTable *self, const char *id, gboolean visible);
gboolean corral_table_get_column_visible (CorralTable *self, const char *id);
void corral_table_move_column (CorralTable *self, const char *id, int by);
void corral_table_reset_columns (CorralTable *self);

/* Ids of all columns in order, hidden ones with a leading "-". Free with g_strfreev(). */
char **corral_table_get_layout (CorralTable *self) G_GNUC_WARN_UNUSED_RESULT;

/* Reads all cells in view again: time has passed, though no row has changed. As with rows that change without anybody's
 * asking that takes some frames: a view of 30 rows is right after a fifth of a second, and what is not in view, which
 * GTK keeps 200 rows of, after three seconds, unless it comes into view before. */
void corral_table_refresh (CorralTable *self);

GtkColumnView *corral_table_get_view (CorralTable *self); /* (transfer none) */
GtkAdjustment *corral_table_get_vadjustment (CorralTable *self); /* (transfer none) */

G_END_DECLS
