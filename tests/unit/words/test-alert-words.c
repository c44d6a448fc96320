/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What alerts say: late, silent and gone are three things, and a kind nobody knows is a sentence all the same. */
#include "corral-alert-words.h"
#include "corral-look.h"
#include "corral-batch.h"
#include "corral-fleet.h"

#include <string.h>

#define T G_GINT64_CONSTANT (1790000000000)
#define MINUTE G_GINT64_CONSTANT (60000)

static void
put (CorralFleet *fleet, CorralBatch *batch)
{
  corral_fleet_put (fleet, "harbor", batch);
  corral_fleet_flush (fleet);
  corral_batch_unref (batch);
}

