/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-fleet.h"
#include "corral-loss-figures.h"
#include "corral-place.h"

G_BEGIN_DECLS

/* What the parts of the page are made of. All borrowed. */
typedef struct
{
  CorralFleet *fleet;
  const char *chain;               /* (nullable): its id */
  guint32 store;                   /* slot; CORRAL_NO_SLOT: the whole chain */
  const CorralLossFigures *figures; /* (nullable): for places alone */
  GtkWidget *box;                  /* (nullable): the same; where the parts are put */
} CorralLossParts;

/* Appends every part to the box: kinds, re-checks, hours, stores, goods and carts, and what is no theft. Main thread. */
void corral_loss_parts_fill (const CorralLossParts *self);

/* The list of flags that are behind a figure, as far as they are kept: those with @name as @value. */
CorralPlace *corral_loss_place_of_flags (const CorralLossParts *self, const char *name, const char *value)
  G_GNUC_WARN_UNUSED_RESULT;

/* The figures of the store at the slot @store. */
CorralPlace *corral_loss_place_of_store (const CorralLossParts *self, guint32 store) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
