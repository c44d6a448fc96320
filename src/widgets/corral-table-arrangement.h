/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-table.h"

G_BEGIN_DECLS

/* Where a column stands, and whether it is seen. */
typedef struct
{
  guint column; /* which of the table's */
  gboolean hidden;
} CorralTablePlace;

/* The order of a table's columns as the settings have it: @ids (nullable) as corral_table_get_layout() gave them, or
 * anything else. Fills @places, one a column. Unknown ids and those that came before are passed over; columns that are
 * not named (they are newer) come where the program has them. Pure. */
void corral_table_arrange (const CorralTableColumn *columns,
                           guint n_columns,
                           const char *const *ids,
                           CorralTablePlace *places);

G_END_DECLS
