/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-prover.h"

G_BEGIN_DECLS

/* Looks at the counters of @events and, where they are wrong, changes @proofs (element-type CorralProof), one each.
 * Private to this room. */
void corral_prover_check_counters (GPtrArray *events, GArray *proofs);

G_END_DECLS
