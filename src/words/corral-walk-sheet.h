/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sheet.h"
#include "corral-walk.h"

G_BEGIN_DECLS

/* The morning's walk as a sheet for a clipboard: what to pull from service, which packs to swap, what to fetch, by dock and
 * aisle, each with the cart's serial as a barcode, which a hand scanner finds again in Corral's search. Times are the store's.
 * @answers: the cloud does, so that what is known is also how things are; the sheet says how old it is in any case.
 * Main thread. */
CorralSheet *corral_walk_sheet_new (CorralFleet *fleet, guint32 store, gboolean answers, gint64 now_ms)
  G_GNUC_WARN_UNUSED_RESULT;

/* Says on @sheet how old what it says of the chain at slot @chain is: "As of 06:41 (store time, CET).", and where what came later
 * is not on it, that. @zone (nullable: UTC). */
void corral_sheet_say_as_of (CorralSheet *sheet, CorralFleet *fleet, guint32 chain, gboolean answers, gint64 now_ms,
                             GTimeZone *zone);

/* The letters of @zone at a time: "CET", or "UTC-03" where it has none. @zone (nullable: UTC). */
char *corral_sheet_say_zone (GTimeZone *zone, gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
