/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* As of when tables of the fleet were looked at: what was worked out from them holds as long as nothing in them changed. */
typedef struct
{
  guint64 revisions[CORRAL_N_TABLES];
  guint64 shape; /* of what carts and stores are told by: see corral_stamp_is_near() */
  gint64 now_ms; /* the fleet's clock; CORRAL_UNKNOWN */
} CorralStamp;

#define CORRAL_STAMP_BIT(NAME) (1u << CORRAL_TABLE_##NAME)

/* Takes the present revisions of @tables (CORRAL_STAMP_BIT() of each). FALSE when @self had them already. Main thread. */
gboolean corral_stamp_renew (CorralStamp *self, CorralFleet *fleet, guint tables);

/* What was worked out from something that is as old as @from is no newer in @tables (CORRAL_STAMP_BIT() of each). */
void corral_stamp_take_over (CorralStamp *self, const CorralStamp *from, guint tables);

/* Whether what was worked out can be read on beside the tables as they are now, though rows in them may have
 * changed: it was so just now, and chains, stores, carts, access points and versions, and the words that they are
 * told by, are the same still. For what is worked out in several pieces. Main thread. */
gboolean corral_stamp_is_near (const CorralStamp *self, CorralFleet *fleet);

G_END_DECLS
