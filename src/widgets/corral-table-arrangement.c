/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the settings say about a table's columns, read without trusting them. Pure. */
#include "config.h"

#include "corral-table-arrangement.h"

#include <string.h>

static guint
find (const CorralTableColumn *columns, const CorralTablePlace *places, guint n_columns, guint from, const char *id)
{
  for (guint i = from; i < n_columns; i++)
    if (strcmp (columns[places[i].column].id, id) == 0)
      return i;
  return G_MAXUINT;
}

void
corral_table_arrange (const CorralTableColumn *columns,
                      guint n_columns,
                      const char *const *ids,
                      CorralTablePlace *places)
{
  guint next = 0;

  for (guint i = 0; i < n_columns; i++)
    places[i] = (CorralTablePlace){ i, columns[i].hidden };
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      gboolean hidden = ids[i][0] == '-';
      guint at = find (columns, places, n_columns, next, ids[i] + hidden);
      CorralTablePlace place;

      if (at == G_MAXUINT)
        continue;
      place = (CorralTablePlace){ places[at].column, hidden };
      memmove (places + next + 1, places + next, (at - next) * sizeof *places);
      places[next++] = place;
    }
}
