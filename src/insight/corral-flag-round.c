/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounds of judging flags. Main thread. */
#include "config.h"

#include "corral-flag-round.h"

#include "corral-flag-desk-private.h"

struct _CorralFlagRound
{
  CorralFleet *fleet;   /* (owned) */
  CorralFlagDesk *desk; /* (owned) (nullable): NULL when flags changed that it does not know of */
  GArray *found;        /* (owned) (element-type CorralFlagJudgement): by the round so far */
  GHashTable *followed; /* (owned) (element-type guint32): slots that were judged at once since it began: newer than what it found */
  guint n_put;          /* so many of these are in the mirror */
  gboolean is_on;
  guint32 next;         /* slot */
};

CorralFlagRound *
corral_flag_round_new (CorralFleet *fleet)
{
  CorralFlagRound *self = g_new0 (CorralFlagRound, 1);

  self->fleet = g_object_ref (fleet);
  self->found = g_array_new (FALSE, FALSE, sizeof (CorralFlagJudgement));
  self->followed = g_hash_table_new (NULL, NULL);
  return self;
}

void
corral_flag_round_free (CorralFlagRound *self)
{
  g_clear_pointer (&self->desk, corral_flag_desk_free);
  g_array_unref (self->found);
  g_hash_table_unref (self->followed);
  g_object_unref (self->fleet);
  g_free (self);
}

static void
put (CorralFlagRound *self, const CorralFlagJudgement *judgement)
{
  const CorralColumns *flags = corral_fleet_get_table (self->fleet, CORRAL_TABLE_FLAG);

  if (judgement->slot < corral_columns_get_n_slots (flags) && corral_columns_exists (flags, judgement->slot))
    corral_fleet_put_judgement (self->fleet, judgement->slot, judgement->trust_pct, judgement->advice, judgement->doubt,
                                judgement->rank);
}

static int
by_slot (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

gboolean
corral_flag_round_follow (CorralFlagRound *self, const guint32 *slots, guint n_slots)
{
  const CorralColumns *flags = corral_fleet_get_table (self->fleet, CORRAL_TABLE_FLAG);
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 last = CORRAL_NO_SLOT;

  if (self->desk == NULL || !corral_flag_desk_follow (self->desk, slots, n_slots, near))
    {
      g_clear_pointer (&self->desk, corral_flag_desk_free);
      return FALSE;
    }
  g_array_sort (near, by_slot);
  for (guint i = 0; i < near->len; i++)
    {
      guint32 slot = g_array_index (near, guint32, i);
      CorralFlagJudgement judgement;

      if (slot == last)
        continue;
      last = slot;
      if (self->is_on)
        g_hash_table_add (self->followed, GUINT_TO_POINTER (slot));
      if (!corral_columns_exists (flags, slot))
        continue;
      corral_flag_desk_judge (self->desk, slot, &judgement);
      put (self, &judgement);
    }
  return TRUE;
}

void
corral_flag_round_begin (CorralFlagRound *self, gboolean flags)
{
  if (flags)
    g_clear_pointer (&self->desk, corral_flag_desk_free);
  if (self->desk == NULL)
    self->desk = corral_flag_desk_new (self->fleet);
  else
    corral_flag_desk_renew_scales (self->desk);
  g_array_set_size (self->found, 0);
  self->n_put = 0;
  g_hash_table_remove_all (self->followed);
  self->is_on = TRUE;
  self->next = 0;
}

gboolean
corral_flag_round_go_on (CorralFlagRound *self, guint n)
{
  const CorralColumns *flags = corral_fleet_get_table (self->fleet, CORRAL_TABLE_FLAG);
  guint32 end;

  if (!self->is_on || self->desk == NULL)
    {
      self->is_on = FALSE;
      return FALSE;
    }
  end = (guint32) MIN ((guint64) self->next + n, corral_columns_get_n_slots (flags));
  for (; self->next < end; self->next++)
    {
      CorralFlagJudgement judgement;

      if (!corral_columns_exists (flags, self->next))
        continue;
      corral_flag_desk_judge (self->desk, self->next, &judgement);
      g_array_append_val (self->found, judgement);
    }
  if (self->next < corral_columns_get_n_slots (flags))
    return TRUE;
  /* Putting costs a quarter of judging. */
  for (guint i = 0; i < 4 * n && self->n_put < self->found->len; i++, self->n_put++)
    {
      const CorralFlagJudgement *judgement = &g_array_index (self->found, CorralFlagJudgement, self->n_put);

      if (!g_hash_table_contains (self->followed, GUINT_TO_POINTER (judgement->slot)))
        put (self, judgement);
    }
  if (self->n_put < self->found->len)
    return TRUE;
  g_array_set_size (self->found, 0);
  self->is_on = FALSE;
  return FALSE;
}
