/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what was worked out from the fleet still holds. Main thread. */
#include "config.h"

#include "corral-stamp.h"

#include "corral-time.h"

/* The pieces of one look are not further apart. */
#define NEAR_MS CORRAL_MINUTE_MS

G_STATIC_ASSERT (CORRAL_N_TABLES <= 32);

/* Another number when a slot or a word has come or gone that arrays may go by. */
static guint64
get_shape (CorralFleet *fleet)
{
  static const CorralTableKind tables[]
      = { CORRAL_TABLE_CHAIN, CORRAL_TABLE_STORE, CORRAL_TABLE_CART, CORRAL_TABLE_ACCESS_POINT, CORRAL_TABLE_FIRMWARE };
  guint64 shape = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      const CorralColumns *table = corral_fleet_get_table (fleet, tables[t]);

      shape = shape * 1000003 + corral_columns_get_n_slots (table);
      shape = shape * 1000003 + corral_columns_get_n_forgotten (table);
      for (guint i = 0; i < corral_columns_get_n_columns (table); i++)
        if (corral_columns_get_spec (table, i)->type == CORRAL_COLUMN_WORD)
          shape = shape * 1000003 + corral_columns_get_n_words (table, i);
    }
  return shape;
}

gboolean
corral_stamp_renew (CorralStamp *self, CorralFleet *fleet, guint tables)
{
  gboolean renewed = FALSE;

  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    if ((tables >> i & 1) != 0)
      {
        guint64 revision = corral_columns_get_revision (corral_fleet_get_table (fleet, (CorralTableKind) i));

        renewed |= self->revisions[i] != revision;
        self->revisions[i] = revision;
      }
  self->shape = get_shape (fleet);
  self->now_ms = corral_fleet_get_now (fleet);
  return renewed;
}

void
corral_stamp_take_over (CorralStamp *self, const CorralStamp *from, guint tables)
{
  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    if ((tables >> i & 1) != 0)
      self->revisions[i] = from->revisions[i];
  self->now_ms = from->now_ms;
}

gboolean
corral_stamp_is_near (const CorralStamp *self, CorralFleet *fleet)
{
  gint64 now_ms = corral_fleet_get_now (fleet);

  if (CORRAL_IS_KNOWN (now_ms) != CORRAL_IS_KNOWN (self->now_ms) || self->shape != get_shape (fleet))
    return FALSE;
  return !CORRAL_IS_KNOWN (now_ms) || ABS (now_ms - self->now_ms) <= NEAR_MS;
}
