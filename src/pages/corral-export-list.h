/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-export.h"
#include "corral-place.h"
#include "corral-row-list.h"
#include "corral-table.h"

G_BEGIN_DECLS

/* What stands in @list now, in its order, as rows for a file: first the chain's id, the store's number and the corral: link of the
 * row, then the columns as @table has them arranged, the hidden ones last; where one is marked, how the row stands to the outbox
 * comes last. Numbers and times are bare values, everything else is what the list says. @data: the columns' own. @place_of
 * (nullable): where a row leads. Main thread. */
CorralExportRows *corral_export_list_new (CorralTable *table, CorralRowList *list, const CorralTableColumn *columns,
                                          guint n_columns, gpointer data,
                                          CorralPlace *(*place_of) (CorralFleet *fleet, guint32 slot)) G_GNUC_WARN_UNUSED_RESULT;

/* How a column goes into a file, for tests. */
CorralRecordType corral_export_list_get_type_of (CorralRowList *list, const CorralTableColumn *column);

G_END_DECLS
