/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* As of when tables of the fleet were looked at: what was worked out from them holds as long as nothing in them changed. */
typedef struct
{
  guint64 revisions[CORRAL_N_TABLES];
} CorralStamp;

#define CORRAL_STAMP_BIT(NAME) (1u << CORRAL_TABLE_##NAME)

/* Takes the present revisions of @tables (CORRAL_STAMP_BIT() of each). FALSE when @self had them already. Main thread. */
gboolean corral_stamp_renew (CorralStamp *self, CorralFleet *fleet, guint tables);

G_END_DECLS
