/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which flags may be decided together. Main thread. */
#include "config.h"

#include "corral-flag-bulk.h"

#include "corral-flag-trust.h"

static const char *
get_text (CorralFleet *fleet, guint32 slot, guint column)
{
  return corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, column);
}

static gint64
get_integer (CorralFleet *fleet, guint32 slot, guint column)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, column);
}

static gboolean
are_of_one_trip (CorralFleet *fleet, const guint32 *slots, guint n_slots)
{
  const char *session = get_text (fleet, slots[0], CORRAL_FLAG_COL_SESSION);

  for (guint i = 1; i < n_slots; i++)
    if (g_strcmp0 (get_text (fleet, slots[i], CORRAL_FLAG_COL_SESSION), session) != 0)
      return FALSE;
  return session != NULL;
}

gboolean
corral_flag_bulk_takes (CorralFleet *fleet, const guint32 *slots, guint n_slots, guint32 slot, const char *outcome)
{
  if (n_slots < 2)
    return TRUE;
  if (get_integer (fleet, slot, CORRAL_FLAG_COL_ADVICE) == CORRAL_ADVICE_SPEAK
      || get_integer (fleet, slot, CORRAL_FLAG_COL_SECOND) > CORRAL_SECOND_NONE)
    return FALSE;
  if (g_strcmp0 (outcome, "confirmed") == 0)
    return are_of_one_trip (fleet, slots, n_slots);
  if (g_strcmp0 (outcome, "sensor_fault") == 0)
    return corral_flag_kind_is_weighed (get_text (fleet, slot, CORRAL_FLAG_COL_KIND));
  return TRUE;
}

void
corral_flag_bulk_cover (CorralFleet *fleet, const guint32 *slots, guint n_slots, CorralFlagCover *cover)
{
  g_autoptr (GHashTable) stores = g_hash_table_new (NULL, NULL);
  gboolean mixed = FALSE;

  *cover = (CorralFlagCover){ .n = n_slots, .value_minor = CORRAL_UNKNOWN };
  for (guint i = 0; i < n_slots; i++)
    {
      gint64 minor = get_integer (fleet, slots[i], CORRAL_FLAG_COL_VALUE_MINOR);
      const char *currency = get_text (fleet, slots[i], CORRAL_FLAG_COL_CURRENCY);

      cover->n_in_store += get_integer (fleet, slots[i], CORRAL_FLAG_COL_IN_STORE) == 1;
      cover->n_unseen += get_text (fleet, slots[i], CORRAL_FLAG_COL_SEEN_BY) == NULL;
      g_hash_table_add (stores, GUINT_TO_POINTER (
                                    corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slots[i], CORRAL_FLAG_COL_STORE) + 1));
      if (!CORRAL_IS_KNOWN (minor) || currency == NULL)
        continue;
      mixed = mixed || (cover->currency != NULL && g_strcmp0 (cover->currency, currency) != 0);
      cover->currency = currency;
      cover->value_minor = (CORRAL_IS_KNOWN (cover->value_minor) ? cover->value_minor : 0) + minor;
    }
  if (mixed)
    {
      cover->value_minor = CORRAL_UNKNOWN;
      cover->currency = NULL;
    }
  cover->n_stores = g_hash_table_size (stores);
}
