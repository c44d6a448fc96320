/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back and forward. Pure. */
#include "config.h"

#include "corral-history.h"

struct _CorralHistory
{
  GPtrArray *places; /* (owned) (element-type CorralPlace) */
  int at;            /* −1: nowhere yet */
};

CorralHistory *
corral_history_new (void)
{
  CorralHistory *self = g_new0 (CorralHistory, 1);

  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_place_unref);
  self->at = -1;
  return self;
}

void
corral_history_free (CorralHistory *self)
{
  g_ptr_array_unref (self->places);
  g_free (self);
}

CorralPlace *
corral_history_get_place (CorralHistory *self)
{
  return self->at >= 0 ? g_ptr_array_index (self->places, self->at) : NULL;
}

void
corral_history_go (CorralHistory *self, CorralPlace *place)
{
  CorralPlace *here = corral_history_get_place (self);

  if (here != NULL && corral_place_equal (here, place))
    return;
  g_ptr_array_set_size (self->places, self->at + 1);
  g_ptr_array_add (self->places, corral_place_ref (place));
  if (self->places->len > CORRAL_HISTORY_MAX)
    g_ptr_array_remove_index (self->places, 0);
  self->at = (int) self->places->len - 1;
}

void
corral_history_amend (CorralHistory *self, CorralPlace *place)
{
  if (self->at < 0)
    {
      corral_history_go (self, place);
      return;
    }
  corral_place_ref (place);
  corral_place_unref (g_ptr_array_index (self->places, self->at));
  self->places->pdata[self->at] = place;
}

void
corral_history_keep (CorralHistory *self, gboolean (*keeps) (CorralPlace *place, gpointer data), gpointer data)
{
  for (int i = (int) self->places->len - 1; i >= 0; i--)
    if (!keeps (g_ptr_array_index (self->places, i), data))
      {
        g_ptr_array_remove_index (self->places, (guint) i);
        self->at -= i <= self->at;
      }
  self->at = CLAMP (self->at, self->places->len > 0 ? 0 : -1, (int) self->places->len - 1);
}

gboolean
corral_history_can_step (CorralHistory *self, int step)
{
  int to = self->at + step;

  return to >= 0 && to < (int) self->places->len;
}

CorralPlace *
corral_history_step (CorralHistory *self, int step)
{
  if (!corral_history_can_step (self, step))
    return NULL;
  self->at += step;
  return corral_history_get_place (self);
}
