/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules above say of flags, kept beside what the cloud says, so that lists can filter and sort by it. On the thread
 * the mirror belongs to. */
#include "config.h"

#include "corral-fleet-private.h"

void
corral_fleet_put_judgement (CorralFleet *self, guint32 slot, gint64 trust_pct, gint64 advice, gint64 doubt,
                            double rank)
{
  CorralColumns *flags = self->tables.tables[CORRAL_TABLE_FLAG];

  g_return_if_fail (CORRAL_IS_FLEET (self));
  g_return_if_fail (corral_columns_exists (flags, slot));

  corral_columns_set_integer (flags, slot, CORRAL_FLAG_COL_TRUST_PCT, trust_pct);
  corral_columns_set_integer (flags, slot, CORRAL_FLAG_COL_ADVICE, advice);
  corral_columns_set_integer (flags, slot, CORRAL_FLAG_COL_DOUBT, doubt);
  corral_columns_set_real (flags, slot, CORRAL_FLAG_COL_RANK, rank);
  corral_fleet_touched (self);
}
