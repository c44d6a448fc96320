/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what was worked out from the fleet still holds. Main thread. */
#include "config.h"

#include "corral-stamp.h"

G_STATIC_ASSERT (CORRAL_N_TABLES <= 32);

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
  return renewed;
}
