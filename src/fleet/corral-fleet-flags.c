/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules above say of flags, kept beside what the cloud says, so that lists can filter and sort by it. On the thread
 * the mirror belongs to. */
#include "config.h"

#include "corral-fleet-private.h"

#include "corral-id-list.h"

static gboolean
is_reader (CorralFleet *self, const char *staff)
{
  return staff != NULL && self->reader != NULL && g_strcmp0 (staff, self->reader) == 0;
}

static CorralSecond
get_second (CorralFleet *self, const char *by, const char *of)
{
  if (by == NULL)
    return CORRAL_SECOND_NONE;
  if (is_reader (self, by))
    return CORRAL_SECOND_ASKED;
  return of == NULL || is_reader (self, of) ? CORRAL_SECOND_YOU : CORRAL_SECOND_OTHERS;
}

void
corral_fleet_derive_flag (CorralFleet *self, guint32 slot)
{
  CorralColumns *flags = self->tables.tables[CORRAL_TABLE_FLAG];
  const char *by = corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_SECOND_BY);
  const char *of = corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_SECOND_OF);
  gboolean open = g_strcmp0 (corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_STATUS), "decided") != 0;
  gboolean mine = is_reader (self, by) || is_reader (self, of)
                  || is_reader (self, corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_DECIDED_BY))
                  || is_reader (self, corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_CHECKED_BY))
                  || (self->reader != NULL
                      && corral_id_list_has (corral_columns_get_text (flags, slot, CORRAL_FLAG_COL_SEEN_BY), self->reader));

  corral_columns_set_integer (flags, slot, CORRAL_FLAG_COL_OPEN, open);
  corral_columns_set_integer (flags, slot, CORRAL_FLAG_COL_MINE, mine);
  corral_columns_set_integer (flags, slot, CORRAL_FLAG_COL_SECOND, open ? get_second (self, by, of) : CORRAL_SECOND_NONE);
}

void
corral_fleet_set_reader (CorralFleet *self, const char *staff)
{
  CorralColumns *flags;

  g_return_if_fail (CORRAL_IS_FLEET (self));

  if (g_strcmp0 (staff, self->reader) == 0)
    return;
  g_free (self->reader);
  self->reader = g_strdup (staff);
  flags = self->tables.tables[CORRAL_TABLE_FLAG];
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    if (corral_columns_exists (flags, slot))
      corral_fleet_derive_flag (self, slot);
  corral_fleet_touched (self);
}

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
