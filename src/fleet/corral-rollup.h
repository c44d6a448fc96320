/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-columns-private.h"
#include "corral-fleet.h"

G_BEGIN_DECLS

/* The tables of a mirror, as the pass over them sees it. */
typedef struct
{
  CorralColumns *tables[CORRAL_N_TABLES];
} CorralRollupTables;

/* Counts carts, alerts and flags per store and per chain in one pass over the columns, writes what has
 * changed into the derived columns of carts, stores and chains, and gives the whole in @total. For the mirror
 * alone. */
void corral_rollup_update (const CorralRollupTables *tables, CorralRollup *total);

/* Reads the derived columns of one store or chain back. */
void corral_rollup_read (const CorralRollupTables *tables,
                         CorralTableKind table,
                         guint32 slot,
                         CorralRollup *rollup);

G_END_DECLS
