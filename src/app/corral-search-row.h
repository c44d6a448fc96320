/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-finder.h"

G_BEGIN_DECLS

/**
 * CorralSearchRow:
 *
 * One result under the search field. Rows are kept and filled anew at every key: making them costs more than finding.
 * Main thread.
 */
#define CORRAL_TYPE_SEARCH_ROW (corral_search_row_get_type ())
G_DECLARE_FINAL_TYPE (CorralSearchRow, corral_search_row, CORRAL, SEARCH_ROW, GtkListBoxRow)

CorralSearchRow *corral_search_row_new (void);

void corral_search_row_show (CorralSearchRow *self, CorralFleet *fleet, const CorralFind *find);

CorralFindKind corral_search_row_get_kind (CorralSearchRow *self);

/* As a screen reader says it: "Cart 0412, Silent · 118 Riverside · SC-…". */
const char *corral_search_row_get_spoken (CorralSearchRow *self);

G_END_DECLS
