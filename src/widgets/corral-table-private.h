/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-list-compat.h"
#include "corral-row-list.h"
#include "corral-table.h"
#include "corral-tints.h"

G_BEGIN_DECLS

/* A column and what GTK made of it. */
typedef struct
{
  const CorralTableColumn *spec;
  GtkColumnViewColumn *column; /* (owned) */
} CorralTableSlot;

/* How many rows in view are remembered, so that one of them is still there after a change. */
#define CORRAL_TABLE_ANCHORS 64

struct _CorralTable
{
  GtkWidget parent_instance;

  char *name; /* (owned): in the settings */
  const CorralTableColumn *columns;
  guint n_columns;
  gpointer data;
  GSettings *settings; /* (owned) (nullable) */
  gboolean multiple;

  GtkWidget *overlay;
  GtkWidget *scroller;
  GtkColumnView *view;
  GtkWidget *menu_button;
  GtkAdjustment *adjustment; /* (unowned): the view's */

  /* Layout (corral-table-layout.c) */
  GArray *layout; /* (element-type CorralTableSlot): in the order on the screen */
  GtkColumnViewColumn *filler; /* (owned): the room below the menu's button */
  gboolean arranging; /* columns are being moved by ourselves */
  CorralColumnSorter *sorter;
  gboolean marking; /* the heading is being marked by ourselves */

  /* Cells (corral-table-cells.c) */
  GQueue bound; /* of cells in use */
  GHashTable *bound_rows; /* (owned): of rows in use, by their items */
  GQueue stale;   /* of those that have changed since their cells read them: none of them is in view */
  guint stale_source;
  GQueue waiting; /* the same, in view: until their turn comes, in one of the next frames */
  guint turn;     /* a tick: while some wait */
  guint n_read;   /* cells, since the last frame */
  guint n_drawn;  /* parts of them that look different since */
  gboolean at_once; /* till the next frame: somebody asked for what is shown now */
  CorralTints *tints; /* (owned) */

  /* Rows */
  GListModel *rows; /* (owned) (nullable) */
  CorralRowList *list; /* (unowned) (nullable): the same, when it is one */
  const CorralRowSource *source;
  CorralSelection *selection; /* (owned) (nullable) */
  gboolean attached; /* the view has the model */
  guint tick;
  guint frames;
  guint32 goal; /* a row to bring into view once there is one, or G_MAXUINT32 */

  /* The scroll anchor: the rows in view and where the first of them was. */
  guint32 anchors[CORRAL_TABLE_ANCHORS];
  guint n_anchors;
  double anchor_offset; /* of anchors[0] from the upper edge of the view, at most 0 */
  gboolean at_top;
  gboolean stepping_back; /* the view is moved before rows go; the anchors stay */
  double height; /* of a row, as laid out; 0: not known */
  double pending_value; /* where to scroll to once the rows are laid out, or −1 */
  GdkFrameClock *clock; /* (owned) (nullable): while pending */
  gulong layout_handler;
  gboolean cells_read; /* since this frame began */
};

GtkListItemFactory *corral_table_make_factory (CorralTable *self, const CorralTableColumn *spec);

/* Those that have come into view read their rows before they are drawn; the others are read at leisure while somebody sees
 * the table. */
void corral_table_read_in_view (CorralTable *self);
/* The view has been moved: also those that wait for their turn, which stand elsewhere now. */
void corral_table_read_moved (CorralTable *self);
void corral_table_stop_reading (CorralTable *self);
/* A frame begins; it has been drawn. */
void corral_table_begin_frame (CorralTable *self);
void corral_table_end_frame (CorralTable *self);

/* The widget of the row at a position, or NULL while it has none. */
GtkWidget *corral_table_find_row (CorralTable *self, guint position);

void corral_table_layout_init (CorralTable *self);
void corral_table_layout_clear (CorralTable *self);
void corral_table_layout_dress (CorralTable *self); /* headings: alignment, tooltips, what is said of them */

/* Somebody sorted by a heading. */
void corral_table_sorted (CorralTable *self, guint sort, gboolean descending);

GtkPopover *corral_table_menu_new (CorralTable *self);

G_END_DECLS
