/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The column left of the plots: as wide for all charts of a time view as the one that needs most,
 * so that a moment stands at one place in all of them. Kept on the view, which lives at least as
 * long as its charts. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

typedef struct
{
  GHashTable *needs; /* (owned) (element-type CorralChart int) */
  int width;
} Column;

static void
free_column (gpointer data)
{
  Column *column = data;

  g_hash_table_unref (column->needs);
  g_free (column);
}

static GQuark
column_quark (void)
{
  return g_quark_from_static_string ("corral-chart-column");
}

static Column *
column_of (CorralTimeView *view)
{
  Column *column = g_object_get_qdata (G_OBJECT (view), column_quark ());

  if (column == NULL)
    {
      column = g_new0 (Column, 1);
      column->needs = g_hash_table_new (NULL, NULL);
      g_object_set_qdata_full (G_OBJECT (view), column_quark (), column, free_column);
    }
  return column;
}

void
corral_chart_column_ask (CorralChart *chart, int width)
{
  Column *column = column_of (corral_chart_get_view (chart));
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  int widest = 0;

  if (width > 0)
    g_hash_table_insert (column->needs, chart, GINT_TO_POINTER (width));
  else
    g_hash_table_remove (column->needs, chart);
  g_hash_table_iter_init (&iter, column->needs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    widest = MAX (widest, GPOINTER_TO_INT (value));
  if (widest == column->width)
    return;

  column->width = widest;
  g_hash_table_iter_init (&iter, column->needs);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    corral_chart_redraw (key);
}

int
corral_chart_column_get_width (CorralChart *chart)
{
  return column_of (corral_chart_get_view (chart))->width;
}
